//! A web on loopback for tests: hosts with pages, over TLS by a root of its own, counting who asked for what.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use rcgen::{CertificateParams, KeyPair};
use rustls::{ServerConfig, crypto::ring, pki_types::CertificateDer};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
    task::JoinSet,
};
use tokio_rustls::TlsAcceptor;

/// The head from the status on, as HTTP has it, and the body.
pub(super) type Response = (String, Vec<u8>);

/// What a host says to a path; to `*`, to every other.
pub(super) type Pages = HashMap<(&'static str, String), Response>;

/// A web server for every host of `pages`, until it is dropped.
pub(super) struct FakeWeb {
    pub(super) places: HashMap<String, SocketAddr>,
    pub(super) root: CertificateDer<'static>,
    asked: Arc<Mutex<Vec<String>>>,
    _serving: JoinSet<()>,
}

impl FakeWeb {
    /// Serves `pages` over TLS; hosts in `plain` without.
    pub(super) async fn start(pages: Pages, plain: &[&'static str]) -> Self {
        let mut hosts: Vec<&'static str> = pages.keys().map(|(host, _)| *host).collect();
        hosts.sort_unstable();
        hosts.dedup();
        let names: Vec<String> = hosts.iter().map(ToString::to_string).collect();
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(names).unwrap().self_signed(&key).unwrap();
        let root = certificate.der().clone();
        let tls = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![root.clone()], key.serialize_der().try_into().unwrap())
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(tls));
        let (pages, asked) = (Arc::new(pages), Arc::new(Mutex::new(Vec::new())));
        let mut serving = JoinSet::new();
        let mut places = HashMap::new();
        for host in hosts {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            places.insert(host.to_owned(), listener.local_addr().unwrap());
            let (pages, asked, acceptor) = (Arc::clone(&pages), Arc::clone(&asked), acceptor.clone());
            let tls = !plain.contains(&host);
            serving.spawn(async move {
                loop {
                    let Ok((mut stream, _)) = listener.accept().await else { return };
                    if tls {
                        // A client that does not speak TLS gets nothing.
                        if let Ok(mut stream) = acceptor.accept(stream).await {
                            serve(&mut stream, host, &pages, &asked).await;
                        }
                    } else {
                        serve(&mut stream, host, &pages, &asked).await;
                    }
                }
            });
        }
        Self { places, root, asked, _serving: serving }
    }

    /// Every question so far, as `host/path`.
    pub(super) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

async fn serve<S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin>(
    stream: &mut S,
    host: &'static str,
    pages: &Pages,
    asked: &Mutex<Vec<String>>,
) {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            // The first byte of a TLS handshake: what is plain ends it at once.
            Ok(0x16) if request.is_empty() => return,
            Ok(byte) => request.push(byte),
            Err(_) => return,
        }
    }
    let request = String::from_utf8(request).unwrap();
    let path = request.split_whitespace().nth(1).unwrap().to_owned();
    asked.lock().unwrap().push(format!("{host}{path}"));
    let (head, body) = pages
        .get(&(host, path))
        .or_else(|| pages.get(&(host, "*".to_owned())))
        .cloned()
        .unwrap_or_else(|| ("404 Not Found\r\n".into(), Vec::new()));
    let head = format!("HTTP/1.1 {head}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    let _ = stream.write_all(&[head.into_bytes(), body].concat()).await;
    let _ = stream.shutdown().await;
}
