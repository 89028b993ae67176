//! The SOCKS5 proxy of the settings, and the way through it (RFC 1928, RFC 1929). The proxy is always given the address that
//! Mailvet resolved, under `socks5h` too: what the proxy resolved could lie on a private network, and evidence has to say
//! where it comes from. Invariant: the password leaves this module on the wire only, never in a text.

use std::{fmt, io, net::IpAddr};

use mailvet_verdict::{ConnectFault, Sentence, refusal};
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Deserializer, de};
use tokio::net::TcpStream;
use tokio_socks::{Error as SocksError, TargetAddr, tcp::Socks5Stream};

use super::events as event;
use crate::settings::phrases as say;

/// The port of a proxy that names none (RFC 1928 section 3).
const DEFAULT_PORT: u16 = 1080;

/// What stands for a password in a text.
const MASK: &str = "***";

/// A SOCKS5 proxy.
#[derive(Clone, PartialEq, Eq)]
pub struct Proxy {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    login: Option<Login>,
}

#[derive(Clone, PartialEq, Eq)]
struct Login {
    user: String,
    password: String,
}

/// Why a text names no proxy. Does not repeat the text, which may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAProxy {
    /// Another scheme, or none.
    Scheme,
    /// No host, or one that cannot be a name or an address.
    Host,
    /// A port that is none.
    Port,
    /// A user name without a password, or the other way round, or one of more than 255 bytes (RFC 1929).
    Login,
}

/// What it would have to be.
impl fmt::Display for NotAProxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rule = match self {
            Self::Scheme => say::proxy_scheme(),
            Self::Host => say::proxy_host(),
            Self::Port => say::proxy_port(),
            Self::Login => say::proxy_login(),
        };
        rule.fmt(f)
    }
}

impl Proxy {
    /// Reads `socks5://user:password@host:port`; login and port may be left out.
    ///
    /// # Errors
    /// What is wrong with it, without repeating it.
    pub fn parse(text: &str) -> Result<Self, NotAProxy> {
        let rest = text
            .strip_prefix("socks5://")
            .or_else(|| text.strip_prefix("socks5h://"))
            .ok_or(NotAProxy::Scheme)?;
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (login, place) = match rest.rsplit_once('@') {
            Some((login, place)) => (Some(Login::parse(login)?), place),
            None => (None, rest),
        };
        let (host, port) = match place.strip_prefix('[') {
            Some(inside) => {
                let (host, port) = inside.split_once(']').ok_or(NotAProxy::Host)?;
                let is_v6 = host.parse::<IpAddr>().is_ok_and(|ip| ip.is_ipv6());
                let port = if port.is_empty() { Some(port) } else { port.strip_prefix(':') };
                (if is_v6 { host } else { "" }, port)
            }
            None => match place.split_once(':') {
                Some((host, port)) => (host, (!port.is_empty()).then_some(port)),
                None => (place, Some("")),
            },
        };
        let is_host = |c: char| {
            c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') || (c == ':' && place.starts_with('['))
        };
        if host.is_empty() || !host.chars().all(is_host) {
            return Err(NotAProxy::Host);
        }
        let port = match port.ok_or(NotAProxy::Port)? {
            "" => DEFAULT_PORT,
            port => port.parse().ok().filter(|port| *port != 0).ok_or(NotAProxy::Port)?,
        };
        Ok(Self { host: host.to_owned(), port, login })
    }

    /// Lets the proxy at the end of `stream` connect to `to`. Gives the address back under which the mail host sees the
    /// connection, where the proxy says it.
    ///
    /// # Errors
    /// What became of it, and a sentence for the transcript.
    pub(super) async fn lead_on(
        &self,
        stream: TcpStream,
        to: std::net::SocketAddr,
    ) -> Result<(TcpStream, Option<IpAddr>), (ConnectFault, String)> {
        let led = match &self.login {
            Some(Login { user, password }) => {
                Socks5Stream::connect_with_password_and_socket(stream, to, user, password).await
            }
            None => Socks5Stream::connect_with_socket(stream, to).await,
        };
        let led = led.map_err(|error| {
            let (fault, why) = fault_of(&error);
            (fault, event::of_proxy(self.to_string(), why).to_string())
        })?;
        let seen_as = match led.target_addr() {
            TargetAddr::Ip(bound) if !bound.ip().is_unspecified() => Some(bound.ip()),
            TargetAddr::Ip(_) | TargetAddr::Domain(..) => None,
        };
        Ok((led.into_inner(), seen_as))
    }
}

impl Login {
    fn parse(text: &str) -> Result<Self, NotAProxy> {
        let (user, password) = text.split_once(':').ok_or(NotAProxy::Login)?;
        let decoded = |part: &str| {
            let part = percent_decode_str(part).decode_utf8().ok()?.into_owned();
            (1..=255).contains(&part.len()).then_some(part)
        };
        match (decoded(user), decoded(password)) {
            (Some(user), Some(password)) => Ok(Self { user, password }),
            _ => Err(NotAProxy::Login),
        }
    }
}

/// What a failure at the proxy says, by the codes of RFC 1928 section 6.
fn fault_of(error: &SocksError) -> (ConnectFault, Sentence) {
    let fault = match error {
        SocksError::PasswordAuthFailure(_)
        | SocksError::NoAcceptableAuthMethods
        | SocksError::UnknownAuthMethod
        | SocksError::AuthorizationRequired
        | SocksError::InvalidAuthValues(_) => ConnectFault::ProxyLogin,
        SocksError::GeneralSocksServerFailure
        | SocksError::ConnectionNotAllowedByRuleset
        | SocksError::CommandNotSupported
        | SocksError::AddressTypeNotSupported => ConnectFault::ProxyRefused,
        SocksError::NetworkUnreachable
        | SocksError::HostUnreachable
        | SocksError::ConnectionRefused
        | SocksError::TtlExpired => ConnectFault::ProxyNoRoute,
        _ => ConnectFault::ProxyDown,
    };
    let why = match error {
        SocksError::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => event::hung_up(),
        SocksError::Io(error) => refusal(error),
        error => Sentence::as_it_is(error.to_string()),
    };
    (fault, why)
}

/// `host:port`, without the login.
impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let login = if self.login.is_some() { ", with a login" } else { "" };
        write!(f, "Proxy({self}{login})")
    }
}

/// The proxy of a setting; empty: none.
pub(crate) fn setting<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Proxy>, D::Error> {
    let text = String::deserialize(from)?;
    if text.is_empty() {
        return Ok(None);
    }
    Proxy::parse(&text).map(Some).map_err(de::Error::custom)
}

/// A text that may hold a proxy setting, with `***` where a password may stand: settings are shown and kept so.
#[must_use]
pub fn masked(text: &str) -> String {
    text.split_inclusive('\n').map(masked_line).collect()
}

fn masked_line(line: &str) -> String {
    let Some((before, rest)) = line.split_once("://") else { return line.to_owned() };
    let Some((login, place)) = rest.rsplit_once('@') else { return line.to_owned() };
    match login.split_once(':') {
        Some((user, _)) => format!("{before}://{user}:{MASK}@{place}"),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_read_with_and_without_its_login_and_port() {
        let proxy = Proxy::parse("socks5://ann:p%40ss%3A%2F@proxy.example.org:9050").unwrap();
        assert_eq!((proxy.host.as_str(), proxy.port), ("proxy.example.org", 9050));
        let login = proxy.login.unwrap();
        assert_eq!((login.user.as_str(), login.password.as_str()), ("ann", "p@ss:/"));
        let proxy = Proxy::parse("socks5h://[::1]").unwrap();
        assert_eq!((proxy.to_string().as_str(), proxy.login.is_none()), ("[::1]:1080", true));
        assert_eq!(Proxy::parse("socks5://127.0.0.1:1081/").unwrap().to_string(), "127.0.0.1:1081");
    }

    #[test]
    fn what_is_no_proxy_is_said_without_repeating_it() {
        for (text, why) in [
            ("http://proxy.example.org:3128", NotAProxy::Scheme),
            ("proxy.example.org", NotAProxy::Scheme),
            ("socks5://", NotAProxy::Host),
            ("socks5://a:secret@", NotAProxy::Host),
            ("socks5://pro xy", NotAProxy::Host),
            ("socks5://[127.0.0.1]:1080", NotAProxy::Host),
            ("socks5://[::1", NotAProxy::Host),
            ("socks5://::1", NotAProxy::Host),
            ("socks5://proxy:0", NotAProxy::Port),
            ("socks5://proxy:65536", NotAProxy::Port),
            ("socks5://proxy:", NotAProxy::Port),
            ("socks5://[::1]x", NotAProxy::Port),
            ("socks5://ann@proxy", NotAProxy::Login),
            ("socks5://ann:@proxy", NotAProxy::Login),
            ("socks5://:secret@proxy", NotAProxy::Login),
            ("socks5://ann:%ff@proxy", NotAProxy::Login),
        ] {
            let error = Proxy::parse(text).unwrap_err();
            assert_eq!(error, why, "{text}");
            assert!(!error.to_string().contains("secret"));
        }
    }

    #[test]
    fn a_password_stands_in_no_text() {
        let proxy = Proxy::parse("socks5://ann:secret@proxy:1080").unwrap();
        assert!(!format!("{proxy} {proxy:?}").contains("secret"));
        let settings = "# https://docs.example/\n[network]\nproxy = \"socks5://ann:sec@ret@proxy:1080\" # mine\n[smtp]\n";
        assert_eq!(
            masked(settings),
            "# https://docs.example/\n[network]\nproxy = \"socks5://ann:***@proxy:1080\" # mine\n[smtp]\n"
        );
        assert_eq!(masked("proxy = \"socks5://proxy:1080\""), "proxy = \"socks5://proxy:1080\"");
        assert_eq!(masked("mail_from = \"probe@example.org\""), "mail_from = \"probe@example.org\"");
    }
}
