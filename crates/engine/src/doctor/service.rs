//! A service on the web that tells the address of whoever asks. Asked only where the settings name one, with the least
//! that HTTP can say: one GET, one short answer, no redirect followed. Over TLS any certificate is taken, as with mail:
//! nothing is told, and the answer only says what is looked at next.

use std::net::{IpAddr, SocketAddr};

use jiff::fmt::rfc2822::DateTimeParser;
use mailvet_verdict::{Moment, WhyUnknown, doctor::NameAnswer};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use super::names;
use crate::{
    Settings,
    domain::Lookups,
    mailbox::{encrypt, reserved},
};

/// The most bytes of an answer.
const ANSWER: u64 = 16 * 1024;

/// Where a service is, out of its `http://` or `https://` address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WebAddress {
    host: String,
    port: u16,
    path: String,
    tls: Tls,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tls {
    With,
    Without,
}

impl WebAddress {
    /// Reads an address; `None`: it is none that could be asked.
    pub(crate) fn read(url: &str) -> Option<Self> {
        let (tls, rest) = match url.split_once("://")? {
            ("http", rest) => (Tls::Without, rest),
            ("https", rest) => (Tls::With, rest),
            _ => return None,
        };
        let (authority, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) => (host, port.parse().ok()?),
            None => (authority, if tls == Tls::With { 443 } else { 80 }),
        };
        let is_word = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic());
        let is_name =
            !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
        (is_name && is_word(path)).then(|| Self { host: host.to_owned(), port, path: path.to_owned(), tls })
    }
}

/// What a service told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) ip: IpAddr,
    /// The time of its `Date` header.
    pub(super) time: Option<Moment>,
}

/// Asks a service.
pub(super) async fn ask(
    lookups: &Lookups,
    settings: &Settings,
    service: &WebAddress,
) -> Result<Told, WhyUnknown> {
    let found = match service.host.parse() {
        Ok(ip) => vec![ip],
        Err(_) => match names::addresses(lookups, &service.host).await {
            NameAnswer::Addresses(found) => found,
            NameAnswer::Absent => return Err(WhyUnknown::Unreachable),
            NameAnswer::Failed(failure) => return Err(names::why(failure)),
        },
    };
    let ip = found
        .into_iter()
        .find(|ip| settings.network.allow_private || reserved(*ip).is_none())
        .ok_or(WhyUnknown::Unreachable)?;
    let asked = async {
        let stream = TcpStream::connect(SocketAddr::new(ip, service.port)).await.ok()?;
        match service.tls {
            Tls::Without => get(stream, service).await,
            Tls::With => get(encrypt(stream, &service.host).await.ok()?, service).await,
        }
    };
    match timeout(settings.smtp.connect_timeout * 2, asked).await {
        Ok(Some(answer)) => read(&answer).ok_or(WhyUnknown::Failed),
        Ok(None) => Err(WhyUnknown::Unreachable),
        Err(_) => Err(WhyUnknown::TimedOut),
    }
}

async fn get<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, service: &WebAddress) -> Option<String> {
    // HTTP/1.0: the answer ends with the connection and comes in one piece.
    let request = format!(
        "GET {} HTTP/1.0\r\nHost: {}\r\nAccept: text/plain\r\nConnection: close\r\n\r\n",
        service.path, service.host
    );
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut answer = Vec::new();
    // A peer that ends without the farewell of TLS has still said what it said.
    let _ = stream.take(ANSWER).read_to_end(&mut answer).await;
    Some(String::from_utf8_lossy(&answer).into_owned())
}

/// The address in the body of an answer, and its time.
fn read(answer: &str) -> Option<Told> {
    let (head, body) = answer.split_once("\r\n\r\n").or_else(|| answer.split_once("\n\n"))?;
    let mut lines = head.lines();
    let is_fine = lines.next()?.split_whitespace().nth(1)? == "200";
    let date = lines.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("date").then(|| value.trim())
    });
    let time = date.and_then(|date| DateTimeParser::new().parse_timestamp(date).ok());
    let ip = body.trim().parse().ok()?;
    is_fine.then(|| Told { ip, time: time.map(|time| Moment(time.as_millisecond())) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_the_web_is_taken_apart() {
        let read = |url| WebAddress::read(url).map(|at| (at.host, at.port, at.path));
        assert_eq!(read("https://ip.example.org"), Some(("ip.example.org".into(), 443, "/".into())));
        assert_eq!(
            read("http://127.0.0.1:8080/ip?f=text"),
            Some(("127.0.0.1".into(), 8080, "/ip?f=text".into()))
        );
        for url in [
            "",
            "ip.example.org",
            "ftp://a.example/",
            "http:///x",
            "http://a.example/\r\nX: y",
            "http://a b/",
        ] {
            assert_eq!(read(url), None, "{url:?}");
        }
    }

    #[test]
    fn only_a_bare_address_in_a_good_answer_is_one() {
        let told = |answer: &str| read(answer).map(|told| told.ip.to_string());
        let head = "HTTP/1.1 200 OK\r\nDate: Thu, 26 Nov 2026 14:34:21 GMT\r\n\r\n";
        assert_eq!(told(&format!("{head}203.0.113.7\n")).as_deref(), Some("203.0.113.7"));
        assert_eq!(read(&format!("{head}2001:db8::7")).unwrap().time, Some(Moment(1_795_703_661_000)));
        for answer in [
            "",
            "203.0.113.7",
            "HTTP/1.1 302 Found\r\n\r\n203.0.113.7",
            "HTTP/1.1 200 OK\r\n\r\n<html>203.0.113.7",
        ] {
            assert_eq!(told(answer), None, "{answer:?}");
        }
    }
}
