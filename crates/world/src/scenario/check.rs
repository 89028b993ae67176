//! The rules that a scenario has to keep, beyond what its types say.

use std::collections::HashSet;

use super::{DnsKind, Domain, Exchange, Mx, Scenario};
use crate::{ScenarioError, Temper, text::is_host_name};

/// Loopback addresses are 127.(20 + exchange / 250).(exchange % 250).(host + 1).
pub(super) const MOST_EXCHANGES: usize = 50_000;
pub(super) const MOST_HOSTS: usize = 250;

impl Scenario {
    /// Checks everything that can be wrong with a scenario whose TOML is sound.
    pub(super) fn check(&self) -> Result<(), ScenarioError> {
        if self.exchanges.len() > MOST_EXCHANGES {
            return Err(ScenarioError::TooMany("exchanges"));
        }
        let hosts = || self.exchanges.iter().flat_map(|exchange| exchange.hosts.iter().map(String::as_str));
        once_each("exchange", self.exchanges.iter().map(|exchange| exchange.name.as_str()))?;
        once_each("host", hosts())?;
        once_each("domain", self.domains.iter().map(|domain| domain.name.as_str()))?;
        self.exchanges.iter().try_for_each(Exchange::check)?;
        if let Some(prober) = &self.prober {
            named("name of the prober", &prober.helo)?;
            prober.reverse.iter().try_for_each(|name| named("reverse name of the prober", name))?;
            let mut lists = prober.clear_lists.iter().chain(&prober.listed_on);
            lists.try_for_each(|zone| named("block list", zone))?;
        }
        once_each("block list", self.block_lists.iter().map(|list| list.zone.as_str()))?;
        for list in &self.block_lists {
            named("block list", &list.zone)?;
            list.names.iter().try_for_each(|name| named("name on a block list", name))?;
        }
        self.domains.iter().try_for_each(|domain| domain.check(self))
    }
}

impl Exchange {
    fn check(&self) -> Result<(), ScenarioError> {
        if self.hosts.is_empty() {
            return Err(ScenarioError::NoHost(self.name.clone()));
        }
        if self.hosts.len() > MOST_HOSTS {
            return Err(ScenarioError::TooMany("hosts of one exchange"));
        }
        self.hosts.iter().try_for_each(|host| named("host", host))?;
        match self.temper {
            Temper::DeadFirstMx(_) if self.hosts.len() < 2 => Err(ScenarioError::Temper {
                exchange: self.name.clone(),
                rule: "a dead first MX needs a second host behind it",
            }),
            _ => Ok(()),
        }
    }
}

impl Domain {
    fn check(&self, scenario: &Scenario) -> Result<(), ScenarioError> {
        named("domain", &self.name)?;
        self.check_routing(scenario)?;
        let locals: Vec<String> =
            [&self.mailboxes, &self.absent, &self.full, &self.full_for_now, &self.disabled, &self.traps]
                .into_iter()
                .flatten()
                .chain(self.moved.keys())
                .map(|local| local.to_lowercase())
                .collect();
        once_each("mailbox", locals.iter().map(String::as_str))
    }

    fn check_routing(&self, scenario: &Scenario) -> Result<(), ScenarioError> {
        let routing = |rule| Err(ScenarioError::Routing { domain: self.name.clone(), rule });
        let unknown =
            |mx: &str| Err(ScenarioError::UnknownMx { domain: self.name.clone(), mx: mx.to_owned() });
        let nowhere = self.mx == Mx::default();
        match self.dns {
            DnsKind::Mx | DnsKind::Implicit if nowhere => return routing("needs an mx"),
            DnsKind::Mx => {}
            DnsKind::Implicit => {
                if matches!(self.mx, Mx::Hosts(_)) {
                    return routing("has an implicit MX, so its mx is an exchange's name");
                }
            }
            _ if nowhere => return Ok(()),
            _ => return routing("gets no mail by its dns, so it has no mx"),
        }
        match &self.mx {
            Mx::Exchange(name) if scenario.exchange(name).is_none() => unknown(name),
            Mx::Exchange(_) => Ok(()),
            Mx::Hosts(hosts) if hosts.is_empty() => routing("needs an mx"),
            Mx::Hosts(hosts) => hosts.iter().try_for_each(|entry| {
                let known = entry.rsplit_once(':').is_some_and(|(host, preference)| {
                    preference.parse::<u16>().is_ok()
                        && scenario.exchanges.iter().any(|exchange| exchange.hosts.iter().any(|h| h == host))
                });
                if known { Ok(()) } else { unknown(entry) }
            }),
        }
    }
}

fn named(what: &'static str, name: &str) -> Result<(), ScenarioError> {
    if is_host_name(name) { Ok(()) } else { Err(ScenarioError::BadName { what, name: name.to_owned() }) }
}

fn once_each<'a>(what: &'static str, names: impl Iterator<Item = &'a str>) -> Result<(), ScenarioError> {
    let mut seen = HashSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(ScenarioError::Twice { what, name: name.to_owned() });
        }
    }
    Ok(())
}
