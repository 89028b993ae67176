//! The domain stage: where does the mail of a domain go? Answers with evidence, never with a verdict. Invariant: only an
//! answer of DNS that says so (NXDOMAIN, or no data) makes a name absent; every failure stays a failure. What is absent:
//! a cache of whole domains, which is the journal's; the resolver caches records.

use std::{net::IpAddr, time::Duration};

use futures::future::{join, join_all, join3};
use mailvet_verdict::{
    DnsFailure, DomainEvidence, Known, MailRouting, Moment, MxHost, Published, WhyUnknown,
};

use crate::settings::DnsSettings;

mod lookup;
mod policy;
mod published;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

pub(crate) use lookup::{Answer, Lookups};
pub(crate) use policy::{is_of_version, why as why_failed};

use lookup::{Absent, Ttl};

/// Mail hosts of a domain that are looked up. Nobody has more, but a zone made to hurt may.
const HOSTS: usize = 16;

/// Looks domains up.
#[derive(Clone, Debug)]
pub struct DomainObserver {
    lookups: Lookups,
    /// How long to wait for each thing more that a domain publishes; `None`: it is not asked for.
    more: Option<Duration>,
}

/// The resolver could not be set up.
#[derive(Debug, thiserror::Error)]
#[error("the DNS resolver cannot be used: {0}")]
pub struct ResolverError(pub String);

impl DomainObserver {
    /// An observer that asks the servers of `settings`, or the system's.
    ///
    /// # Errors
    /// The system's resolver configuration cannot be read.
    pub fn new(settings: &DnsSettings) -> Result<Self, ResolverError> {
        let more = settings.published.then_some(settings.timeout);
        Ok(Self { lookups: Lookups::new(settings)?, more })
    }

    /// Looks `domain` (A-labels) up. DNS failures are evidence.
    pub async fn observe(&self, domain: &str, now: Moment) -> DomainEvidence {
        let domain = domain.trim_end_matches('.').to_ascii_lowercase();
        if let Some(ip) = literal(&domain) {
            return of_literal(domain, ip, now);
        }
        let ((routing, ttl), spf, dmarc) = join3(
            self.route(&domain),
            policy::publishes(&self.lookups, &domain, "v=spf1"),
            policy::publishes(&self.lookups, &format!("_dmarc.{domain}"), "v=DMARC1"),
        )
        .await;
        let takes_mail = matches!(routing, MailRouting::Mx(_) | MailRouting::Implicit(_));
        let published = match self.more {
            Some(wait) if takes_mail => Box::pin(self.published(&domain, wait)).await,
            Some(_) | None => Published::default(),
        };
        DomainEvidence {
            domain,
            routing,
            spf,
            dmarc,
            published,
            observed_at: now,
            ttl_seconds: ttl.seconds(),
        }
    }

    async fn route(&self, domain: &str) -> (MailRouting, Ttl) {
        let mut ttl = Ttl::new();
        let routing = match ttl.of(self.lookups.mx(domain).await) {
            Ok(Answer::Found(targets)) => self.by_mx(targets, &mut ttl).await,
            Ok(Answer::Absent(absent)) => self.by_itself(domain, absent, &mut ttl).await,
            Err(failure) => MailRouting::Failed(failure),
        };
        let failed = matches!(routing, MailRouting::Failed(_));
        (routing, if failed { Ttl::of_failure() } else { ttl })
    }

    async fn by_mx(&self, mut targets: Vec<(u16, String)>, ttl: &mut Ttl) -> MailRouting {
        // RFC 7505 section 3: a null MX stands alone; beside real hosts it is a slip of the pen. The root can have no
        // address, so its preference does not matter.
        targets.retain(|(_, name)| !name.is_empty());
        if targets.is_empty() {
            return MailRouting::NullMx;
        }
        // Stable: hosts of one preference stay in the order in which the server gave them.
        targets.sort_by_key(|(preference, _)| *preference);
        let all_asked = targets.len() <= HOSTS;
        targets.truncate(HOSTS);
        let found = join_all(targets.iter().map(|(_, name)| self.addresses(name))).await;
        let mut failure = (!all_asked).then_some(DnsFailure::Unusable);
        let mut hosts = Vec::with_capacity(targets.len());
        for ((preference, name), (addresses, found_ttl)) in targets.into_iter().zip(found) {
            ttl.join(found_ttl);
            let addresses = match addresses {
                Ok(Answer::Found(addresses)) => addresses,
                Ok(Answer::Absent(_)) => Vec::new(),
                Err(why) => {
                    failure.get_or_insert(why);
                    Vec::new()
                }
            };
            hosts.push(MxHost { preference, name, addresses });
        }
        // RFC 5321 section 5.1: where there are MX records and none is usable, that is an error, and the domain's own
        // address is not tried instead.
        match failure {
            _ if hosts.iter().any(|host| !host.addresses.is_empty()) => MailRouting::Mx(hosts),
            Some(failure) => MailRouting::Failed(failure),
            None => MailRouting::DanglingMx(hosts.into_iter().map(|host| host.name).collect()),
        }
    }

    /// RFC 5321 section 5.1: without an MX the domain itself is its mail host. Asked after NXDOMAIN too: there are name
    /// servers that answer so to every type but A (RFC 4074 section 4.2).
    async fn by_itself(&self, domain: &str, mx: Absent, ttl: &mut Ttl) -> MailRouting {
        let (addresses, found_ttl) = self.addresses(domain).await;
        ttl.join(found_ttl);
        match (addresses, mx) {
            (Ok(Answer::Found(addresses)), _) => {
                MailRouting::Implicit(MxHost { preference: 0, name: domain.to_owned(), addresses })
            }
            (Ok(Answer::Absent(Absent::Name)), Absent::Name) => MailRouting::NotFound,
            (Ok(Answer::Absent(_)), _) => MailRouting::NoMailHost,
            (Err(failure), _) => MailRouting::Failed(failure),
        }
    }

    /// The addresses of a host, IPv4 first. Absent only where both kinds are.
    async fn addresses(&self, name: &str) -> (Result<Answer<IpAddr>, DnsFailure>, Ttl) {
        let (v4, v6) = join(self.lookups.v4(name), self.lookups.v6(name)).await;
        let mut ttl = Ttl::new();
        let (v4, v6) = (ttl.of(v4), ttl.of(v6));
        let answer = match (v4, v6) {
            (Ok(Answer::Found(mut v4)), v6) => {
                if let Ok(Answer::Found(v6)) = v6 {
                    v4.extend(v6);
                }
                Ok(Answer::Found(v4))
            }
            (_, Ok(Answer::Found(v6))) => Ok(Answer::Found(v6)),
            (Err(failure), _) | (_, Err(failure)) => Err(failure),
            (Ok(Answer::Absent(Absent::Name)), Ok(Answer::Absent(Absent::Name))) => {
                Ok(Answer::Absent(Absent::Name))
            }
            (Ok(Answer::Absent(_)), Ok(Answer::Absent(_))) => Ok(Answer::Absent(Absent::Records)),
        };
        (answer, ttl)
    }
}

/// The address in a domain literal (RFC 5321 section 4.1.3).
fn literal(domain: &str) -> Option<IpAddr> {
    let inside = domain.strip_prefix('[')?.strip_suffix(']')?;
    inside.strip_prefix("ipv6:").unwrap_or(inside).parse().ok()
}

/// A domain literal is its own mail host; there is nothing to look up.
fn of_literal(domain: String, ip: IpAddr, now: Moment) -> DomainEvidence {
    DomainEvidence {
        routing: MailRouting::Implicit(MxHost { preference: 0, name: domain.clone(), addresses: vec![ip] }),
        domain,
        spf: Known::Unknown(WhyUnknown::NotAsked),
        dmarc: Known::Unknown(WhyUnknown::NotAsked),
        published: Default::default(),
        observed_at: now,
        ttl_seconds: Ttl::new().seconds(),
    }
}
