//! What a registry says of a domain, over RDAP (RFC 9082, 9083): since when and until when it is registered, and whether
//! it is about to vanish. Which registry to ask stands in IANA's bootstrap file (RFC 9224), fetched once.

use std::sync::Arc;

use mailvet_verdict::{Found, Moment, Registration, WhyUnknown};
use reqwest::Url;
use serde::Deserialize;
use tokio::sync::Mutex;

use super::{Told, web::Web};
use crate::settings::LookupSettings;

/// What RDAP answers come as.
const RDAP: &str = "application/rdap+json";
/// The most bytes of the bootstrap file, which had some tens of thousands in 2026.
const BOOTSTRAP: usize = 2 * 1024 * 1024;
/// Registries hand on to registrars, not further.
const REDIRECTS: usize = 3;
/// Statuses of a domain that cannot be relied on (RFC 8056, ICANN's EPP status codes).
const TROUBLE: [&str; 6] =
    ["client hold", "server hold", "inactive", "redemption period", "pending delete", "pending restore"];

/// Who registers what.
#[derive(Default)]
pub(super) struct Registries(Mutex<Option<Arc<Bootstrap>>>);

/// IANA's file: lists of top-level domains with the addresses of their registries.
#[derive(Debug, Deserialize)]
struct Bootstrap {
    services: Vec<(Vec<String>, Vec<String>)>,
}

impl Bootstrap {
    /// The registry of `domain`: that of its longest ending.
    fn registry(&self, domain: &str) -> Option<Url> {
        let mut ending = domain;
        loop {
            let serves = |(endings, _): &&(Vec<String>, _)| {
                endings.iter().any(|known| known.trim_matches('.').eq_ignore_ascii_case(ending))
            };
            if let Some((_, bases)) = self.services.iter().find(serves) {
                let base = bases.iter().find(|base| base.starts_with("https:")).or_else(|| bases.first())?;
                let slash = if base.ends_with('/') { "" } else { "/" };
                return Url::parse(&format!("{base}{slash}domain/{domain}")).ok();
            }
            (_, ending) = ending.split_once('.')?;
        }
    }
}

#[derive(Debug, Deserialize)]
struct Domain {
    #[serde(default)]
    events: Vec<Event>,
    #[serde(default)]
    status: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Event {
    #[serde(rename = "eventAction")]
    action: String,
    #[serde(rename = "eventDate", default)]
    date: String,
}

impl Registries {
    /// Asks the registry of `domain` (registrable, A-labels).
    pub(super) async fn find(
        &self,
        web: &Web,
        settings: &LookupSettings,
        domain: &str,
        told: &mut Told,
    ) -> Result<Found, WhyUnknown> {
        // A top-level domain without RDAP has nobody to ask.
        let mut url = self.bootstrap(web, settings).await?.registry(domain).ok_or(WhyUnknown::Unreachable)?;
        for _ in 0..=REDIRECTS {
            told.host(url.host_str().unwrap_or_default());
            let page = web.get(&url, RDAP).await?;
            match (page.status, &page.location) {
                (200, _) => return read(&page.body).map(Found::Registered).ok_or(WhyUnknown::Failed),
                (404, _) => return Ok(Found::Unregistered),
                (301 | 302 | 303 | 307 | 308, Some(to)) => url = to.clone(),
                _ => return Err(page.why_unknown()),
            }
        }
        Err(WhyUnknown::Failed)
    }

    async fn bootstrap(&self, web: &Web, settings: &LookupSettings) -> Result<Arc<Bootstrap>, WhyUnknown> {
        let mut known = self.0.lock().await;
        if let Some(bootstrap) = &*known {
            return Ok(Arc::clone(bootstrap));
        }
        let url = Url::parse(&settings.rdap_bootstrap).map_err(|_| WhyUnknown::Failed)?;
        let page = web.get_up_to(BOOTSTRAP, &url, "application/json").await?;
        if page.status != 200 {
            return Err(page.why_unknown());
        }
        let bootstrap = Arc::new(serde_json::from_slice(&page.body).map_err(|_| WhyUnknown::Failed)?);
        Ok(Arc::clone(known.insert(bootstrap)))
    }
}

fn read(body: &[u8]) -> Option<Registration> {
    let domain: Domain = serde_json::from_slice(body).ok()?;
    let moment = |action: &str| {
        let event = domain.events.iter().find(|event| event.action == action)?;
        let at: jiff::Timestamp = event.date.parse().ok()?;
        Some(Moment(at.as_millisecond()))
    };
    Some(Registration {
        since: moment("registration"),
        until: moment("expiration"),
        trouble: domain
            .status
            .iter()
            .map(|status| status.to_lowercase())
            .filter(|status| TROUBLE.contains(&status.as_str()))
            .collect(),
    })
}
