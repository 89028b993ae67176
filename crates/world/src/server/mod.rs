//! The mail servers: one listener a host, one task a session, and a memory that all hosts of an exchange share.

mod command;
mod memory;
mod session;
mod tls;
mod wire;

use std::{collections::HashMap, sync::Arc};

use tokio::{net::TcpListener, sync::watch, task::JoinSet};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

use crate::scenario::{Domain, Exchange};

pub(crate) use memory::Memory;
pub(crate) use tls::acceptor;

/// One exchange at work.
pub(crate) struct Post {
    pub(crate) exchange: Exchange,
    /// The domains it takes mail for, by name.
    pub(crate) domains: HashMap<String, Domain>,
    pub(crate) memory: Memory,
    /// For STARTTLS, where it is offered.
    pub(crate) tls: Option<TlsAcceptor>,
    /// Sessions open over all exchanges.
    pub(crate) sessions: watch::Sender<u64>,
}

/// Serves one host until told to stop; ends every session with it.
pub(crate) async fn serve(listener: TcpListener, host: String, post: Arc<Post>, stop: CancellationToken) {
    let host: Arc<str> = host.into();
    let mut sessions = JoinSet::new();
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            Some(ended) = sessions.join_next() => {
                if let Err(fault) = ended && fault.is_panic() {
                    tracing::error!(%host, %fault, "a practice session failed");
                }
            }
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    sessions.spawn(session::hold(stream, Arc::clone(&host), Arc::clone(&post)));
                }
                // Out of file handles, or the client is gone already: the next one may fare better.
                Err(error) => {
                    tracing::debug!(%host, %error, "a connection was not accepted");
                    tokio::task::yield_now().await;
                }
            }
        }
    }
}
