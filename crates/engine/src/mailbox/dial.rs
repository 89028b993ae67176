//! How a connection to a mail host comes about: from which address, and directly or through the proxy. Whatever goes wrong
//! is evidence that says whose fault it was. Invariant: a mail host on a reserved address is not called, neither directly
//! nor through the proxy.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use mailvet_verdict::{ConnectFault, Sentence, refusal};
use tokio::{
    net::{TcpSocket, TcpStream, lookup_host},
    time::timeout,
};

use super::{events as say, proxy::Proxy, reserved::reserved};
use crate::settings::NetworkSettings;

/// No connection: what became of it, and a sentence for the transcript.
pub(super) type NoConnection = (ConnectFault, String);

/// A connection to a mail host.
pub(super) struct Connection {
    pub(super) stream: TcpStream,
    /// The address under which the mail host sees us; `None` where a proxy stands between and does not say.
    pub(super) seen_as: Option<IpAddr>,
}

/// Connects to the mail host at `to`; each step within `limit`.
pub(super) async fn connect(
    to: SocketAddr,
    network: &NetworkSettings,
    limit: Duration,
) -> Result<Connection, NoConnection> {
    if let Some(place) = reserved(to.ip()).filter(|_| !network.allow_private) {
        return Err((ConnectFault::ForbiddenAddress, say::not_contacted(place).to_string()));
    }
    match &network.proxy {
        Some(proxy) => through(proxy, to, network.bind, limit).await,
        None => {
            let stream =
                directly(to, network.bind, limit).await.map_err(|(fault, why)| (fault, why.to_string()))?;
            let seen_as = stream.local_addr().ok().map(|local| local.ip());
            Ok(Connection { stream, seen_as })
        }
    }
}

async fn through(
    proxy: &Proxy,
    to: SocketAddr,
    bind: Option<IpAddr>,
    limit: Duration,
) -> Result<Connection, NoConnection> {
    let down = |why: Sentence| (ConnectFault::ProxyDown, say::of_proxy(proxy.to_string(), why).to_string());
    let found = match timeout(limit, lookup_host((proxy.host.as_str(), proxy.port))).await {
        Ok(Ok(found)) => found,
        Ok(Err(error)) => return Err(down(say::name_not_found(refusal(&error)))),
        Err(_) => return Err(down(say::name_not_found_within(in_words(limit)))),
    };
    let mut failure = down(say::not_callable());
    for at in found.filter(|at| bind.is_none_or(|own| own.is_ipv4() == at.is_ipv4())) {
        match directly(at, bind, limit).await {
            Ok(stream) => {
                return match timeout(limit, proxy.lead_on(stream, to)).await {
                    Ok(led) => led.map(|(stream, seen_as)| Connection { stream, seen_as }),
                    Err(_) => {
                        let why = say::no_way_within(in_words(limit));
                        Err((ConnectFault::ProxyNoRoute, say::of_proxy(proxy.to_string(), why).to_string()))
                    }
                };
            }
            Err((ConnectFault::BindFailed, why)) => return Err((ConnectFault::BindFailed, why.to_string())),
            Err((_, why)) => failure = down(why),
        }
    }
    Err(failure)
}

async fn directly(
    to: SocketAddr,
    bind: Option<IpAddr>,
    limit: Duration,
) -> Result<TcpStream, (ConnectFault, Sentence)> {
    let no_connection = |error: io::Error| (fault_of(&error), say::no_connection(refusal(&error)));
    let socket = if to.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() };
    let socket = socket.map_err(no_connection)?;
    if let Some(own) = bind {
        socket.bind(SocketAddr::new(own, 0)).map_err(|error| {
            (ConnectFault::BindFailed, say::cannot_send_from(own.to_string(), refusal(&error)))
        })?;
    }
    match timeout(limit, socket.connect(to)).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) => Err(no_connection(error)),
        Err(_) => Err((ConnectFault::TimedOut, say::no_connection_within(in_words(limit)))),
    }
}

fn in_words(limit: Duration) -> String {
    humantime::format_duration(limit).to_string()
}

fn fault_of(error: &io::Error) -> ConnectFault {
    match error.kind() {
        io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionReset => ConnectFault::Refused,
        io::ErrorKind::TimedOut => ConnectFault::TimedOut,
        _ => ConnectFault::Unreachable,
    }
}

#[cfg(test)]
mod tests;
