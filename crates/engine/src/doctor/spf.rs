//! What the sender's domain lets us do: `check_host` of RFC 7208 section 4 with its limits on look-ups, macros and `ptr`
//! included. What asks for a fact that is not known here is not evaluated, and the outcome says so instead of guessing.
//! (The crate that does all of it, `mail-auth`, wants a newer compiler than this workspace.)

mod macros;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use mailvet_verdict::doctor::SpfOutcome;

pub(super) use self::macros::Identity;
use self::macros::{Facts, Unexpanded, expand, is_sound, wants_validated};
use super::names::reverse;
use crate::domain::{Answer, Lookups, is_of_version};

/// Terms that make receivers ask DNS (RFC 7208 section 4.6.4).
const LOOK_UPS: u32 = 10;
/// Of them in vain.
const VOID_LOOK_UPS: u32 = 2;
/// Mail hosts of one `mx`.
const MAIL_HOSTS: usize = 10;
/// Names of an address that are looked at; the others are passed over.
const REVERSE_NAMES: usize = 10;

/// What the policy of the sender's domain says of `ip`.
pub(super) async fn evaluate(lookups: &Lookups, identity: &Identity, ip: IpAddr) -> SpfOutcome {
    let mut evaluation =
        Evaluation { lookups, identity, ip: ip.to_canonical(), validated: None, look_ups: 0, void: 0 };
    match evaluation.check(identity.domain.clone()).await {
        Ok(outcome) | Err(Ended(outcome)) => outcome,
    }
}

/// The evaluation ends here, whatever follows.
struct Ended(SpfOutcome);

struct Evaluation<'a> {
    lookups: &'a Lookups,
    identity: &'a Identity,
    ip: IpAddr,
    /// The names of the address that lead back to it, once they were asked for.
    validated: Option<Vec<String>>,
    look_ups: u32,
    void: u32,
}

impl Evaluation<'_> {
    async fn check(&mut self, domain: String) -> Result<SpfOutcome, Ended> {
        let texts = match self.lookups.txt(&domain).await.0 {
            Ok(Answer::Found(texts)) => texts,
            Ok(Answer::Absent(_)) => return Ok(SpfOutcome::None),
            Err(_) => return Err(Ended(SpfOutcome::TempError)),
        };
        let mut policies = texts.iter().filter(|text| is_of_version(text, "v=spf1"));
        let Some(policy) = policies.next() else { return Ok(SpfOutcome::None) };
        if policies.next().is_some() {
            return Err(Ended(SpfOutcome::PermError));
        }
        let policy = Policy::read(policy).ok_or(Ended(SpfOutcome::PermError))?;
        for directive in &policy.directives {
            if self.matches(&directive.mechanism, &domain).await? {
                return Ok(directive.outcome);
            }
        }
        let Some(target) = policy.redirect else { return Ok(SpfOutcome::Neutral) };
        self.count()?;
        let target = self.target(&target, &domain).await?;
        match Box::pin(self.check(target)).await? {
            SpfOutcome::None => Err(Ended(SpfOutcome::PermError)),
            outcome => Ok(outcome),
        }
    }

    async fn matches(&mut self, mechanism: &Mechanism, domain: &str) -> Result<bool, Ended> {
        match mechanism {
            Mechanism::All => Ok(true),
            Mechanism::Ip(network) => Ok(network.holds(self.ip)),
            Mechanism::Include(target) => {
                self.count()?;
                let target = self.target(target, domain).await?;
                match Box::pin(self.check(target)).await? {
                    SpfOutcome::Pass => Ok(true),
                    SpfOutcome::Fail | SpfOutcome::SoftFail | SpfOutcome::Neutral => Ok(false),
                    SpfOutcome::None | SpfOutcome::PermError => Err(Ended(SpfOutcome::PermError)),
                    SpfOutcome::TempError => Err(Ended(SpfOutcome::TempError)),
                    SpfOutcome::NotEvaluated => Err(Ended(SpfOutcome::NotEvaluated)),
                }
            }
            Mechanism::A(target, prefixes) => {
                self.count()?;
                let host = self.target_or(target.as_deref(), domain).await?;
                Ok(self.addresses(&host).await?.into_iter().any(|at| prefixes.around(at).holds(self.ip)))
            }
            Mechanism::Mx(target, prefixes) => {
                self.count()?;
                let target = self.target_or(target.as_deref(), domain).await?;
                let hosts = self.lookups.mx(&target).await.0;
                let hosts = self.found(hosts)?;
                if hosts.len() > MAIL_HOSTS {
                    return Err(Ended(SpfOutcome::PermError));
                }
                for (_, host) in hosts {
                    if self.addresses(&host).await?.into_iter().any(|at| prefixes.around(at).holds(self.ip)) {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Mechanism::Exists(target) => {
                self.count()?;
                let target = self.target(target, domain).await?;
                let found = self.lookups.v4(&target).await.0;
                Ok(!self.found(found)?.is_empty())
            }
            Mechanism::Ptr(target) => {
                self.count()?;
                let target = self.target_or(target.as_deref(), domain).await?;
                Ok(self.validated().await.iter().any(|name| is_within(name, &target)))
            }
        }
    }

    async fn target_or(&mut self, target: Option<&str>, domain: &str) -> Result<String, Ended> {
        match target {
            Some(target) => self.target(target, domain).await,
            None => Ok(domain.to_owned()),
        }
    }

    /// The name that a target of the policy of `domain` stands for.
    async fn target(&mut self, target: &str, domain: &str) -> Result<String, Ended> {
        let validated = match wants_validated(target) {
            true => {
                let names = self.validated().await;
                // Section 7.3: the domain itself, else one below it, else any.
                let own = names.iter().find(|name| same(name, domain));
                let own = own.or_else(|| names.iter().find(|name| is_within(name, domain)));
                own.or_else(|| names.first()).cloned()
            }
            false => None,
        };
        let facts = Facts { identity: self.identity, ip: self.ip, domain, validated: validated.as_deref() };
        expand(target, facts).map_err(|why| match why {
            Unexpanded::Syntax => Ended(SpfOutcome::PermError),
            Unexpanded::Unknown => Ended(SpfOutcome::NotEvaluated),
        })
    }

    /// The names of the address that lead back to it (section 5.5). Where DNS fails there are none: no error comes of it.
    async fn validated(&mut self) -> Vec<String> {
        if let Some(names) = &self.validated {
            return names.clone();
        }
        let names = match self.lookups.ptr(&reverse(self.ip)).await.0 {
            Ok(Answer::Found(names)) => names,
            Ok(Answer::Absent(_)) | Err(_) => Vec::new(),
        };
        let mut validated = Vec::new();
        for name in names.into_iter().take(REVERSE_NAMES) {
            let leads_to = match self.ip {
                IpAddr::V4(_) => self.lookups.v4(&name).await.0,
                IpAddr::V6(_) => self.lookups.v6(&name).await.0,
            };
            if matches!(leads_to, Ok(Answer::Found(found)) if found.contains(&self.ip)) {
                validated.push(name.trim_end_matches('.').to_owned());
            }
        }
        self.validated = Some(validated.clone());
        validated
    }

    /// The addresses of a host, of the kind that is asked about.
    async fn addresses(&mut self, host: &str) -> Result<Vec<IpAddr>, Ended> {
        let found = match self.ip {
            IpAddr::V4(_) => self.lookups.v4(host).await.0,
            IpAddr::V6(_) => self.lookups.v6(host).await.0,
        };
        self.found(found)
    }

    fn found<T>(&mut self, answer: Result<Answer<T>, mailvet_verdict::DnsFailure>) -> Result<Vec<T>, Ended> {
        match answer {
            Ok(Answer::Found(found)) => Ok(found),
            Ok(Answer::Absent(_)) => {
                self.void += 1;
                if self.void > VOID_LOOK_UPS { Err(Ended(SpfOutcome::PermError)) } else { Ok(Vec::new()) }
            }
            Err(_) => Err(Ended(SpfOutcome::TempError)),
        }
    }

    fn count(&mut self) -> Result<(), Ended> {
        self.look_ups += 1;
        if self.look_ups > LOOK_UPS { Err(Ended(SpfOutcome::PermError)) } else { Ok(()) }
    }
}

fn same(name: &str, domain: &str) -> bool {
    name.eq_ignore_ascii_case(domain.trim_end_matches('.'))
}

/// Whether a name is a domain or lies below it.
fn is_within(name: &str, domain: &str) -> bool {
    let (name, domain) = (name.to_ascii_lowercase(), domain.trim_end_matches('.').to_ascii_lowercase());
    name == domain || name.strip_suffix(&domain).is_some_and(|below| below.ends_with('.'))
}

/// A policy, taken apart.
#[derive(Debug, PartialEq, Eq)]
struct Policy {
    directives: Vec<Directive>,
    redirect: Option<String>,
}

/// One term that may match, and what it then means.
#[derive(Debug, PartialEq, Eq)]
struct Directive {
    outcome: SpfOutcome,
    mechanism: Mechanism,
}

#[derive(Debug, PartialEq, Eq)]
enum Mechanism {
    All,
    Include(String),
    A(Option<String>, Prefixes),
    Mx(Option<String>, Prefixes),
    Ip(Network),
    Exists(String),
    Ptr(Option<String>),
}

impl Mechanism {
    /// What it asks DNS about, where the policy says.
    fn target(&self) -> Option<&str> {
        match self {
            Self::Include(target) | Self::Exists(target) => Some(target),
            Self::A(target, _) | Self::Mx(target, _) | Self::Ptr(target) => target.as_deref(),
            Self::All | Self::Ip(_) => None,
        }
    }
}

impl Policy {
    /// Reads a policy; `None`: it breaks the grammar (RFC 7208 section 4.6).
    fn read(text: &str) -> Option<Self> {
        let mut policy = Self { directives: Vec::new(), redirect: None };
        for term in text.split_ascii_whitespace().skip(1) {
            match modifier(term) {
                Some(("redirect", target)) if policy.redirect.is_none() && is_sound(target) => {
                    policy.redirect = Some(target.to_owned());
                }
                Some(("redirect", _)) => return None,
                // `exp` only words a refusal; modifiers that are not known are passed over (section 6).
                Some(_) => {}
                None => policy.directives.push(Directive::read(term)?),
            }
        }
        Some(policy)
    }
}

/// `name=value`, where the `=` comes before anything that a mechanism could hold.
fn modifier(term: &str) -> Option<(&str, &str)> {
    let (name, value) = term.split_once('=')?;
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
    is_name.then_some((name, value))
}

impl Directive {
    fn read(term: &str) -> Option<Self> {
        let (outcome, term) = match term.as_bytes().first()? {
            b'+' => (SpfOutcome::Pass, &term[1..]),
            b'-' => (SpfOutcome::Fail, &term[1..]),
            b'~' => (SpfOutcome::SoftFail, &term[1..]),
            b'?' => (SpfOutcome::Neutral, &term[1..]),
            _ => (SpfOutcome::Pass, term),
        };
        let end = term.find([':', '/']).unwrap_or(term.len());
        let (name, rest) = term.split_at(end);
        let target = rest.strip_prefix(':');
        let mechanism = match (name.to_ascii_lowercase().as_str(), target) {
            ("all", None) if rest.is_empty() => Mechanism::All,
            ("include", Some(target)) if !target.is_empty() => Mechanism::Include(target.to_owned()),
            ("exists", Some(target)) if !target.is_empty() => Mechanism::Exists(target.to_owned()),
            ("ip4", Some(network)) => Mechanism::Ip(Network::read(network).filter(|one| one.at.is_ipv4())?),
            ("ip6", Some(network)) => Mechanism::Ip(Network::read(network).filter(|one| one.at.is_ipv6())?),
            ("a", _) => {
                let (target, prefixes) = Prefixes::read(rest)?;
                Mechanism::A(target, prefixes)
            }
            ("mx", _) => {
                let (target, prefixes) = Prefixes::read(rest)?;
                Mechanism::Mx(target, prefixes)
            }
            ("ptr", None) if rest.is_empty() => Mechanism::Ptr(None),
            ("ptr", Some(target)) if !target.is_empty() => Mechanism::Ptr(Some(target.to_owned())),
            _ => return None,
        };
        mechanism.target().is_none_or(is_sound).then_some(Self { outcome, mechanism })
    }
}

/// How much of an address counts, for each kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Prefixes {
    v4: u8,
    v6: u8,
}

impl Prefixes {
    /// What follows `a` or `mx`: `:target`, `/24`, `//64`, each optional.
    fn read(rest: &str) -> Option<(Option<String>, Self)> {
        let (target, lengths) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
        let target = match target.strip_prefix(':') {
            Some("") => return None,
            Some(target) => Some(target.to_owned()),
            None => None,
        };
        let (v4, v6) = match lengths.split_once("//") {
            Some((v4, v6)) => (v4, Some(v6)),
            None => (lengths, None),
        };
        let v4 = match v4.strip_prefix('/') {
            Some(length) => length.parse().ok().filter(|length| *length <= 32)?,
            None => 32,
        };
        let v6 = match v6 {
            Some(length) => length.parse().ok().filter(|length| *length <= 128)?,
            None => 128,
        };
        Some((target, Self { v4, v6 }))
    }

    fn around(self, at: IpAddr) -> Network {
        Network { at, length: if at.is_ipv4() { self.v4 } else { self.v6 } }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Network {
    at: IpAddr,
    length: u8,
}

impl Network {
    fn read(text: &str) -> Option<Self> {
        let (at, length) = match text.split_once('/') {
            Some((at, length)) => (at.parse().ok()?, Some(length.parse().ok()?)),
            None => (text.parse().ok()?, None),
        };
        let most = if IpAddr::is_ipv4(&at) { 32 } else { 128 };
        let length = length.unwrap_or(most);
        (length <= most).then_some(Self { at, length })
    }

    fn holds(self, ip: IpAddr) -> bool {
        match (self.at, ip) {
            (IpAddr::V4(at), IpAddr::V4(ip)) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.length)).unwrap_or(0);
                Ipv4Addr::to_bits(at) & mask == Ipv4Addr::to_bits(ip) & mask
            }
            (IpAddr::V6(at), IpAddr::V6(ip)) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(self.length)).unwrap_or(0);
                Ipv6Addr::to_bits(at) & mask == Ipv6Addr::to_bits(ip) & mask
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> Network {
        Network::read(text).unwrap()
    }

    #[test]
    fn a_network_holds_what_shares_its_prefix() {
        assert!(network("203.0.113.0/24").holds("203.0.113.7".parse().unwrap()));
        assert!(!network("203.0.113.0/24").holds("203.0.114.7".parse().unwrap()));
        assert!(network("0.0.0.0/0").holds("203.0.113.7".parse().unwrap()));
        assert!(network("2001:db8::/32").holds("2001:db8::7".parse().unwrap()));
        assert!(!network("2001:db8::/32").holds("203.0.113.7".parse().unwrap()));
        assert!(network("203.0.113.7").holds("203.0.113.7".parse().unwrap()));
        assert_eq!(Network::read("203.0.113.7/33"), None);
    }

    #[test]
    fn a_policy_is_taken_apart_by_its_grammar() {
        let policy =
            Policy::read("v=spf1 A mx:b.example/24//64 ~all exp=e.example x-new=1 redirect=r.example")
                .unwrap();
        let whole = Prefixes { v4: 32, v6: 128 };
        let mechanisms: Vec<_> = policy.directives.iter().map(|one| &one.mechanism).collect();
        let mx = Mechanism::Mx(Some("b.example".into()), Prefixes { v4: 24, v6: 64 });
        assert_eq!(mechanisms, [&Mechanism::A(None, whole), &mx, &Mechanism::All]);
        assert_eq!(policy.directives[2].outcome, SpfOutcome::SoftFail);
        assert_eq!(policy.redirect.as_deref(), Some("r.example"));
        for text in [
            "include",
            "ip4:2001:db8::1",
            "ip6:203.0.113.7",
            "a/33",
            "a:",
            "all:x",
            "whatever",
            "-",
            "redirect=a redirect=b",
            "redirect=%{z}",
            "ptr:",
            "ptr/24",
            "exists:%{i",
            "a:%{c}.example",
        ] {
            assert_eq!(Policy::read(&format!("v=spf1 {text}")), None, "{text}");
        }
    }
}
