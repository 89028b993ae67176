//! DNS block lists of domains (RFC 5782), those that the user names: whether they have a domain or a mail host of its own.
//! A list is believed only while it is there and does not have everything; one that refuses us, by 127.255.255.x or
//! otherwise, has said nothing. A listing speaks of a domain, never of one address.

use std::{
    collections::{BTreeSet, HashMap},
    net::{IpAddr, Ipv4Addr},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use mailvet_verdict::{BlockListing, Found, WhyUnknown, registrable_domain};

use super::{Told, turns::Turns};
use crate::{
    domain::{Answer, Lookups as Dns, why_failed},
    settings::LookupSettings,
};

/// The names that RFC 5782 section 5 puts on every list of names, and on none.
const ALWAYS_LISTED: &str = "test";
const NEVER_LISTED: &str = "invalid";
/// Mail hosts of a domain that are asked about.
const MAIL_HOSTS: usize = 4;
/// Answers that are kept before they are forgotten: many domains have the same mail host.
const ANSWERS: usize = 4096;

/// The lists that the settings name, each once, sorted: what a listing, or that there is none, holds for.
pub(super) fn named(settings: &LookupSettings) -> Vec<String> {
    zones(settings).collect::<BTreeSet<_>>().into_iter().collect()
}

fn zones(settings: &LookupSettings) -> impl Iterator<Item = String> + '_ {
    settings.block_lists.iter().map(|zone| zone.trim_matches('.').to_ascii_lowercase())
}

/// What a list has for a name; nothing where it has not got it.
type Codes = Result<Vec<Ipv4Addr>, WhyUnknown>;

/// The lists, with what they said lately.
pub(super) struct BlockLists {
    turns: Turns,
    zones: Vec<String>,
    /// By list and name.
    said: Mutex<HashMap<(String, String), Codes>>,
}

impl BlockLists {
    pub(super) fn new(settings: &LookupSettings) -> Self {
        Self { turns: Turns::new(settings.gap), zones: zones(settings).collect(), said: Mutex::default() }
    }

    /// Asks every list about `domain` (A-labels) and the mail hosts that it names. One listing is enough; that there is none
    /// is known only where every list said so of every name.
    pub(super) async fn find(&self, dns: &Dns, domain: &str, told: &mut Told) -> Result<Found, WhyUnknown> {
        let own = registrable_domain(domain).unwrap_or(domain);
        let mut names = vec![own.to_owned()];
        let mut unknown = None;
        match dns.mx(domain).await.0 {
            Ok(Answer::Found(hosts)) => {
                for (_, host) in hosts {
                    let name = registrable_domain(&host).unwrap_or(&host).to_owned();
                    if !name.is_empty() && !names.contains(&name) && names.len() <= MAIL_HOSTS {
                        names.push(name);
                    }
                }
            }
            Ok(Answer::Absent(_)) => {}
            Err(failure) => unknown = Some(why_failed(failure)),
        }
        let mut listings = Vec::new();
        for zone in &self.zones {
            for name in &names {
                match self.listing(dns, zone, name, told).await {
                    Ok(codes) if codes.is_empty() => {}
                    Ok(codes) => {
                        listings.push(BlockListing { zone: zone.clone(), name: name.clone(), codes });
                    }
                    Err(why) => unknown = unknown.or(Some(why)),
                }
            }
        }
        match unknown {
            _ if !listings.is_empty() => Ok(Found::Listed(listings)),
            Some(why) => Err(why),
            None => Ok(Found::NotListed),
        }
    }

    /// The codes that a list has for a name; none where it has not got it.
    async fn listing(&self, dns: &Dns, zone: &str, name: &str, told: &mut Told) -> Codes {
        let codes = self.entry(dns, zone, name, Some(told)).await?;
        if codes.is_empty() {
            // A list that is gone has nobody. Not every list of names has the test entry, but each has name servers.
            if self.entry(dns, zone, ALWAYS_LISTED, None).await?.is_empty()
                && !self.is_there(dns, zone).await?
            {
                return Err(WhyUnknown::Unreachable);
            }
        } else if !self.entry(dns, zone, NEVER_LISTED, None).await?.is_empty() {
            // A list whose domain was sold has everybody.
            return Err(WhyUnknown::Failed);
        }
        Ok(codes)
    }

    async fn entry(&self, dns: &Dns, zone: &str, name: &str, told: Option<&mut Told>) -> Codes {
        let key = (zone.to_owned(), name.to_owned());
        if let Some(said) = self.said.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return said.clone();
        }
        self.turns.wait_for(zone).await?;
        if let Some(told) = told {
            told.host(zone);
        }
        let said = match dns.v4(&format!("{name}.{zone}")).await.0 {
            Ok(Answer::Found(codes)) => read(&codes),
            Ok(Answer::Absent(_)) => Ok(Vec::new()),
            Err(failure) => Err(why_failed(failure)),
        };
        match &said {
            Ok(_) | Err(WhyUnknown::Failed) => self.turns.answered(zone),
            // It refuses the resolver, and waiting does not mend that.
            Err(WhyUnknown::RefusedUs) => self.turns.refused(zone, Some(Duration::ZERO)),
            Err(why) => self.turns.was_silent(zone, *why),
        }
        let mut kept = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= ANSWERS {
            kept.clear();
        }
        // What failed may not fail again.
        if said.is_ok() {
            kept.insert(key, said.clone());
        }
        said
    }

    async fn is_there(&self, dns: &Dns, zone: &str) -> Result<bool, WhyUnknown> {
        match dns.ns(zone).await.0 {
            Ok(answer) => Ok(matches!(answer, Answer::Found(_))),
            Err(failure) => Err(why_failed(failure)),
        }
    }
}

/// The codes of an answer. 127.255.255.x says that we may not ask (an unknown resolver, too many questions), and so does
/// 127.0.0.1 with the lists that do not follow RFC 5782 there; 127.0.1.255 that it was an address that was asked about.
/// What lies outside of 127.0.0.0/8 is somebody else's answer.
fn read(records: &[IpAddr]) -> Codes {
    let mut codes = Vec::new();
    for record in records {
        let IpAddr::V4(code) = record else { return Err(WhyUnknown::Failed) };
        match code.octets() {
            [127, 255, 255, _] | [127, 0, 0, 1] => return Err(WhyUnknown::RefusedUs),
            [127, 0, 1, 255] => return Err(WhyUnknown::Failed),
            [127, ..] => codes.push(*code),
            _ => return Err(WhyUnknown::Failed),
        }
    }
    codes.sort_unstable();
    Ok(codes)
}
