//! The least of the web that the look-ups need: one GET, a capped answer, no redirect followed by itself, no cookie, no
//! referrer. Names go through the user's own resolvers, and no page can lead Mailvet into its own network. Each host has
//! its turn.

use std::{
    error::Error as _,
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use mailvet_verdict::WhyUnknown;
use reqwest::{
    Client, Response, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    header::{ACCEPT, CONTENT_TYPE, LOCATION, RETRY_AFTER},
    redirect::Policy,
};
use rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::CertificateDer};
use tokio::time::timeout;

use super::turns::Turns;
use crate::{
    domain::{Answer, Lookups as Dns},
    mailbox::reserved,
    settings::{LookupSettings, NetworkSettings},
};

/// The most bytes of an answer that are read, where no more is expected.
pub(super) const ANSWER: usize = 64 * 1024;

/// Whether `text` is the address of a service in the settings: `http` or `https`, with a host, ending in `/` or `.json`.
pub(crate) fn is_service(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// A page, as far as it was read.
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    pub(super) status: u16,
    /// Where it leads, whole.
    pub(super) location: Option<Url>,
    pub(super) is_html: bool,
    pub(super) body: Vec<u8>,
}

impl Page {
    /// Why this is no answer, for a service that answers with 200 and 404.
    pub(super) fn why_unknown(&self) -> WhyUnknown {
        match self.status {
            429 | 503 => WhyUnknown::Deferred,
            401 | 403 => WhyUnknown::RefusedUs,
            _ => WhyUnknown::Failed,
        }
    }
}

/// Nothing came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoPage {
    /// There is nobody: the name does not exist, or its host refuses the connection.
    Nobody,
    /// It could not be told.
    Unknown(WhyUnknown),
}

impl From<NoPage> for WhyUnknown {
    fn from(no: NoPage) -> Self {
        match no {
            NoPage::Nobody => Self::Unreachable,
            NoPage::Unknown(why) => why,
        }
    }
}

/// The client.
pub(super) struct Web {
    client: Client,
    timeout: Duration,
    allow_private: bool,
    turns: Turns,
}

impl Web {
    /// A client that trusts the roots that browsers trust, and `roots` beside them.
    pub(super) fn new(
        names: Arc<Names>,
        settings: &LookupSettings,
        allow_private: bool,
        roots: Vec<CertificateDer<'static>>,
    ) -> Result<Self, reqwest::Error> {
        let mut trusted = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        trusted.add_parsable_certificates(roots);
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("ring knows the default versions of TLS")
            .with_root_certificates(trusted)
            .with_no_client_auth();
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .dns_resolver(names)
            .redirect(Policy::none())
            .no_proxy()
            .referer(false)
            .user_agent(concat!("Mailvet/", env!("CARGO_PKG_VERSION")))
            .pool_idle_timeout(Duration::from_secs(5))
            .build()?;
        Ok(Self { client, timeout: settings.timeout, allow_private, turns: Turns::new(settings.gap) })
    }

    /// Gets a page once it is the turn of its host.
    pub(super) async fn get(&self, url: &Url, accept: &str) -> Result<Page, NoPage> {
        self.get_up_to(ANSWER, url, accept).await
    }

    /// The same, with at most so many bytes of it.
    pub(super) async fn get_up_to(&self, most: usize, url: &Url, accept: &str) -> Result<Page, NoPage> {
        let host = url.host_str().ok_or(NoPage::Unknown(WhyUnknown::Failed))?;
        let literal: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
        if !self.allow_private && literal.is_some_and(|ip| reserved(ip).is_some()) {
            return Err(NoPage::Unknown(WhyUnknown::Unreachable));
        }
        self.turns.wait_for(host).await.map_err(NoPage::Unknown)?;
        let got = timeout(self.timeout, async {
            let response = self.client.get(url.clone()).header(ACCEPT, accept).send().await?;
            self.mark(host, &response);
            read(response, most).await
        });
        let no = match got.await {
            Ok(Ok(page)) => return Ok(page),
            Ok(Err(error)) => no_page(&error),
            Err(_) => NoPage::Unknown(WhyUnknown::TimedOut),
        };
        if let NoPage::Unknown(why) = no {
            self.turns.was_silent(host, why);
        }
        Err(no)
    }

    /// Remembers that a host refused, or that it did not.
    fn mark(&self, host: &str, response: &Response) {
        if matches!(response.status().as_u16(), 401 | 403 | 429 | 503) {
            let later =
                response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
            self.turns.refused(host, later.map(Duration::from_secs));
        } else {
            self.turns.answered(host);
        }
    }
}

async fn read(mut response: Response, most: usize) -> reqwest::Result<Page> {
    let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
    let location = header(LOCATION).and_then(|to| response.url().join(to).ok());
    let is_html = header(CONTENT_TYPE).is_some_and(|kind| kind.starts_with("text/html"));
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk[..chunk.len().min(most - body.len())]);
        if body.len() == most {
            break;
        }
    }
    Ok(Page { status, location, is_html, body })
}

/// What a failure means, by what lies at its bottom.
fn no_page(error: &reqwest::Error) -> NoPage {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(NoName(no)) = inner.downcast_ref() {
            return *no;
        }
        if inner.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::ConnectionRefused) {
            return NoPage::Nobody;
        }
        cause = inner.source();
    }
    NoPage::Unknown(if error.is_timeout() {
        WhyUnknown::TimedOut
    } else if error.is_connect() {
        WhyUnknown::Unreachable
    } else {
        WhyUnknown::Failed
    })
}

/// Where names lead.
#[derive(Clone)]
pub(super) enum Names {
    /// Where the user's resolvers say.
    Dns { dns: Box<Dns>, network: Box<NetworkSettings> },
    /// To these places and nowhere else, port included.
    #[cfg(test)]
    Fixed(std::collections::HashMap<String, SocketAddr>),
}

/// Why a name leads nowhere, carried through the client.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the name leads nowhere")]
struct NoName(NoPage);

impl Names {
    async fn addresses(&self, host: &str) -> Result<Vec<SocketAddr>, NoName> {
        let (dns, network) = match self {
            Self::Dns { dns, network } => (dns, network),
            #[cfg(test)]
            Self::Fixed(places) => {
                return places.get(host).map(|place| vec![*place]).ok_or(NoName(NoPage::Nobody));
            }
        };
        let ((v4, _), (v6, _)) = futures::future::join(dns.v4(host), dns.v6(host)).await;
        let mut found = Vec::new();
        let mut failed = false;
        for answer in [v4, v6] {
            match answer {
                Ok(Answer::Found(ips)) => found.extend(ips),
                Ok(Answer::Absent(_)) => {}
                Err(_) => failed = true,
            }
        }
        if found.is_empty() {
            return Err(NoName(if failed { NoPage::Unknown(WhyUnknown::Failed) } else { NoPage::Nobody }));
        }
        found.retain(|ip| network.ip.includes(*ip) && (network.allow_private || reserved(*ip).is_none()));
        if found.is_empty() {
            return Err(NoName(NoPage::Unknown(WhyUnknown::Unreachable)));
        }
        Ok(found.into_iter().map(|ip| SocketAddr::new(ip, 0)).collect())
    }
}

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let (names, host) = (self.clone(), name.as_str().trim_end_matches('.').to_owned());
        Box::pin(async move {
            let found = names.addresses(&host).await?;
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}
