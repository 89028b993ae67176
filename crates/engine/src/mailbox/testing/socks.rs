//! A SOCKS5 proxy for tests (RFC 1928, RFC 1929): one connection, with what it heard.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy},
    net::{TcpListener, TcpStream},
};

/// What a proxy is like.
#[derive(Clone, Copy, Debug)]
pub(in crate::mailbox) enum Manner<'a> {
    /// Lets everybody through.
    Open,
    /// Asks for a login.
    Login(&'a str, &'a str),
    /// Answers the request with this code (RFC 1928 section 6).
    Answers(u8),
    /// Lets nobody in, with or without a login.
    NoMethod,
    /// Hangs up at once.
    HangsUp,
    /// Never answers.
    Silent,
    /// Speaks something else.
    Http,
}

/// What a proxy heard.
#[derive(Debug, Default)]
pub(in crate::mailbox) struct Overheard {
    /// User and password, where they were given.
    pub(in crate::mailbox) login: Option<(String, String)>,
    /// The target, where one was named by its address.
    pub(in crate::mailbox) target: Option<SocketAddr>,
    /// Whether the target was named by a name.
    pub(in crate::mailbox) by_name: bool,
}

/// Serves one connection to its end.
pub(in crate::mailbox) async fn serve(listener: &TcpListener, manner: Manner<'_>) -> Overheard {
    let mut heard = Overheard::default();
    let (mut client, _) = listener.accept().await.unwrap();
    // A client that hangs up ends the scene, as it should.
    let _ = talk(&mut client, manner, &mut heard).await;
    heard
}

async fn talk(client: &mut TcpStream, manner: Manner<'_>, heard: &mut Overheard) -> std::io::Result<()> {
    match manner {
        Manner::HangsUp => return Ok(()),
        Manner::Silent => {
            copy(client, &mut tokio::io::sink()).await?;
            return Ok(());
        }
        Manner::Http => return client.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await,
        Manner::Open | Manner::Login(..) | Manner::Answers(_) | Manner::NoMethod => {}
    }
    let [_version, methods] = read(client).await?;
    let mut offered = vec![0; methods.into()];
    client.read_exact(&mut offered).await?;
    match manner {
        Manner::Login(user, password) => {
            if !offered.contains(&2) {
                return client.write_all(&[5, 0xff]).await;
            }
            client.write_all(&[5, 2]).await?;
            let [_version, length] = read(client).await?;
            let given_user = text(client, length).await?;
            let [length] = read(client).await?;
            let given_password = text(client, length).await?;
            let right = (given_user.as_str(), given_password.as_str()) == (user, password);
            heard.login = Some((given_user, given_password));
            client.write_all(&[1, u8::from(!right)]).await?;
            if !right {
                return Ok(());
            }
        }
        Manner::NoMethod => return client.write_all(&[5, 0xff]).await,
        _ => client.write_all(&[5, 0]).await?,
    }
    let [_version, _connect, _reserved, kind] = read(client).await?;
    let to: SocketAddr = match kind {
        1 => {
            let ip: [u8; 4] = read(client).await?;
            (ip, u16::from_be_bytes(read(client).await?)).into()
        }
        4 => {
            let ip: [u8; 16] = read(client).await?;
            (ip, u16::from_be_bytes(read(client).await?)).into()
        }
        _ => {
            heard.by_name = true;
            return Ok(());
        }
    };
    heard.target = Some(to);
    let answer = |code: u8, bound: SocketAddr| {
        let ip = match bound.ip() {
            std::net::IpAddr::V4(ip) => ip,
            std::net::IpAddr::V6(_) => Ipv4Addr::UNSPECIFIED,
        };
        [&[5, code, 0, 1][..], &ip.octets(), &bound.port().to_be_bytes()].concat()
    };
    let nobody = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
    if let Manner::Answers(code) = manner {
        return client.write_all(&answer(code, nobody)).await;
    }
    match TcpStream::connect(to).await {
        Ok(mut host) => {
            client.write_all(&answer(0, host.local_addr()?)).await?;
            let (mut from_client, mut to_client) = client.split();
            let (mut from_host, mut to_host) = host.split();
            // The first to hang up ends it for both.
            tokio::select! {
                sent = copy(&mut from_client, &mut to_host) => sent.map(drop),
                sent = copy(&mut from_host, &mut to_client) => sent.map(drop),
            }
        }
        Err(_) => client.write_all(&answer(5, nobody)).await,
    }
}

async fn read<const N: usize>(client: &mut TcpStream) -> std::io::Result<[u8; N]> {
    let mut bytes = [0; N];
    client.read_exact(&mut bytes).await?;
    Ok(bytes)
}

async fn text(client: &mut TcpStream, length: u8) -> std::io::Result<String> {
    let mut bytes = vec![0; length.into()];
    client.read_exact(&mut bytes).await?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
