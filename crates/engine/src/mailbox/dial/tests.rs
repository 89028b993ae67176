use tokio::net::TcpListener;

use super::*;
use crate::{
    Settings,
    mailbox::testing::socks::{self, Manner},
};

const LIMIT: Duration = Duration::from_secs(5);

fn network(text: &str) -> NetworkSettings {
    Settings::from_toml(&format!("[network]\nallow_private = true\n{text}")).unwrap().network
}

async fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    (listener, at)
}

/// Connects to a mail host through a proxy of this manner, with this login.
async fn through(manner: Manner<'_>, login: &str) -> (Result<Connection, NoConnection>, socks::Overheard) {
    let (_host, to) = listener().await;
    let (proxy, at) = listener().await;
    let network = network(&format!("proxy = \"socks5h://{login}{at}\""));
    let mut connected = None;
    let overheard = {
        // The proxy serves until the connection is gone, so its end must not be awaited before that.
        let client = async {
            connected = Some(connect(to, &network, LIMIT).await.map(|c| (c.seen_as, c.stream.peer_addr())));
        };
        tokio::join!(client, socks::serve(&proxy, manner)).1
    };
    if let Some(target) = overheard.target {
        assert_eq!(target, to);
    }
    assert!(!overheard.by_name);
    let connected = match connected.unwrap() {
        Ok((seen_as, peer)) => {
            assert_eq!(peer.unwrap(), at);
            let stream = TcpStream::connect(at).await.unwrap();
            Ok(Connection { stream, seen_as })
        }
        Err(no) => Err(no),
    };
    (connected, overheard)
}

fn fault(connected: Result<Connection, NoConnection>) -> (ConnectFault, String) {
    let Err((fault, why)) = connected else { panic!("connected") };
    assert!(!why.contains("s3cret"), "{why}");
    (fault, why)
}

#[tokio::test]
async fn a_proxy_gets_the_address_that_was_resolved_and_says_how_we_are_seen() {
    let (connected, overheard) = through(Manner::Open, "").await;
    assert_eq!(connected.unwrap().seen_as, Some([127, 0, 0, 1].into()));
    assert!(overheard.target.is_some() && overheard.login.is_none());
}

#[tokio::test]
async fn a_proxy_that_asks_for_a_login_gets_it() {
    let (connected, overheard) = through(Manner::Login("ann", "s3cret/@"), "ann:s3cret%2F%40@").await;
    assert!(connected.is_ok());
    assert_eq!(overheard.login, Some(("ann".into(), "s3cret/@".into())));
}

#[tokio::test]
async fn a_login_that_the_proxy_refuses_is_said_to_be_so() {
    for (manner, login) in [
        (Manner::Login("ann", "other"), "ann:s3cret@"),
        (Manner::Login("ann", "other"), ""),
        (Manner::NoMethod, "ann:s3cret@"),
        (Manner::NoMethod, ""),
    ] {
        assert_eq!(fault(through(manner, login).await.0).0, ConnectFault::ProxyLogin, "{manner:?} {login}");
    }
}

#[tokio::test]
async fn every_refusal_of_a_proxy_is_told_from_one_of_the_mail_host() {
    for (code, expected) in [
        (1, ConnectFault::ProxyRefused),
        (2, ConnectFault::ProxyRefused),
        (3, ConnectFault::ProxyNoRoute),
        (4, ConnectFault::ProxyNoRoute),
        (5, ConnectFault::ProxyNoRoute),
        (6, ConnectFault::ProxyNoRoute),
        (7, ConnectFault::ProxyRefused),
        (8, ConnectFault::ProxyRefused),
    ] {
        let (fault, why) = fault(through(Manner::Answers(code), "ann:s3cret@").await.0);
        assert_eq!(fault, expected, "{code}: {why}");
        assert!(why.starts_with("the proxy 127.0.0.1:"), "{why}");
    }
}

#[tokio::test]
async fn a_proxy_that_is_down_or_none_is_said_to_be_so() {
    for manner in [Manner::HangsUp, Manner::Http] {
        let (fault, why) = fault(through(manner, "").await.0);
        assert_eq!(fault, ConnectFault::ProxyDown, "{manner:?}: {why}");
    }
    let (gone, at) = listener().await;
    drop(gone);
    let network = network(&format!("proxy = \"socks5://ann:s3cret@{at}\""));
    let (_host, to) = listener().await;
    assert_eq!(fault(connect(to, &network, LIMIT).await).0, ConnectFault::ProxyDown);
}

#[tokio::test]
async fn a_proxy_that_never_answers_is_left_in_time() {
    let (proxy, at) = listener().await;
    let (_host, to) = listener().await;
    let network = network(&format!("proxy = \"socks5://{at}\""));
    let limit = Duration::from_millis(100);
    let (connected, _) = tokio::join!(connect(to, &network, limit), socks::serve(&proxy, Manner::Silent));
    assert_eq!(fault(connected).0, ConnectFault::ProxyNoRoute);
}

#[tokio::test]
async fn a_private_mail_host_is_not_called_through_a_proxy_either() {
    let (proxy, at) = listener().await;
    let mut network = network(&format!("proxy = \"socks5://{at}\""));
    network.allow_private = false;
    let (fault, why) = fault(connect("192.168.1.2:25".parse().unwrap(), &network, LIMIT).await);
    assert_eq!((fault, why.as_str()), (ConnectFault::ForbiddenAddress, "not contacted: a private address"));
    assert!(futures::FutureExt::now_or_never(proxy.accept()).is_none());
}

#[tokio::test]
async fn the_address_to_send_from_is_kept_to() {
    let (host, to) = listener().await;
    let network = network("bind = \"127.0.0.9\"");
    let (connected, accepted) = tokio::join!(connect(to, &network, LIMIT), host.accept());
    assert_eq!(accepted.unwrap().1.ip(), IpAddr::from([127, 0, 0, 9]));
    assert_eq!(connected.unwrap().seen_as, Some([127, 0, 0, 9].into()));
}

#[tokio::test]
async fn the_address_to_send_from_holds_towards_a_proxy_too() {
    let (proxy, at) = listener().await;
    let (_host, to) = listener().await;
    let network = network(&format!("bind = \"127.0.0.9\"\nproxy = \"socks5://{at}\""));
    let (connected, accepted) =
        tokio::join!(connect(to, &network, Duration::from_millis(100)), proxy.accept());
    assert_eq!(accepted.unwrap().1.ip(), IpAddr::from([127, 0, 0, 9]));
    assert_eq!(fault(connected).0, ConnectFault::ProxyNoRoute);
}

#[tokio::test]
async fn an_address_that_is_not_this_machines_is_evidence() {
    let (_host, to) = listener().await;
    // Documentation addresses (RFC 5737) are nobody's.
    let network = network("bind = \"192.0.2.77\"");
    let (fault, why) = fault(connect(to, &network, LIMIT).await);
    assert_eq!(fault, ConnectFault::BindFailed);
    assert!(why.starts_with("cannot send from 192.0.2.77:"), "{why}");
}
