//! What a world is made of, as a TOML file says it: mail operators with their hosts and tempers, and domains with their
//! routing and mailboxes. Everything is checked when it is read, so that a world either starts whole or says why not.

mod case;
mod check;
mod truth;

use std::{collections::BTreeMap, net::Ipv4Addr, time::Duration};

use serde::Deserialize;

use crate::{Dialect, ScenarioError, Temper, text};

pub use case::{Case, CountLimits, ExpectedRow, LearntFile, Way};
pub use truth::Truth;

/// A whole world.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The mail operators.
    #[serde(default, rename = "exchange")]
    pub exchanges: Vec<Exchange>,
    /// The domains.
    #[serde(default, rename = "domain")]
    pub domains: Vec<Domain>,
    /// What the world's DNS says of whoever asks, for the connection doctor; `None`: nothing.
    pub prober: Option<Prober>,
    /// Block lists of domains (RFC 5782).
    #[serde(default, rename = "block_list")]
    pub block_lists: Vec<BlockList>,
    /// Texts that are no addresses, for sample lists.
    #[serde(default)]
    pub faulty: Vec<String>,
}

/// Who asks, as the world's DNS knows it: an invented public address, because everybody here is on loopback.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prober {
    /// Its public address.
    pub address: Ipv4Addr,
    /// The name that it gives in EHLO; leads to the address.
    pub helo: String,
    /// The name of the address (PTR), which leads back where it is the name in EHLO; `None`: it has none.
    pub reverse: Option<String>,
    /// The SPF policy of the name in EHLO; `None`: there is none.
    pub spf: Option<String>,
    /// Hosts to try the port with.
    #[serde(default)]
    pub port_hosts: Vec<String>,
    /// Block lists that do not name the address.
    #[serde(default)]
    pub clear_lists: Vec<String>,
    /// Block lists that name the address.
    #[serde(default)]
    pub listed_on: Vec<String>,
}

/// A block list of domains, as DNS serves it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlockList {
    /// Its zone.
    pub zone: String,
    /// The domains that are on it.
    #[serde(default)]
    pub names: Vec<String>,
    /// Whether it answers nobody: 127.255.255.254, whatever is asked.
    #[serde(default)]
    pub refuses: bool,
}

/// One mail operator: hosts that share a temper, a memory and counters.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// Its name in the scenario and in the counters.
    pub name: String,
    /// Its MX host names, best first; each gets a loopback address of its own.
    pub hosts: Vec<String>,
    /// What it is like.
    #[serde(default)]
    pub temper: Temper,
    /// Whose words it uses. The look-alikes of big operators bring their own.
    #[serde(default)]
    pub dialect: Option<Dialect>,
    /// How long it takes over every answer.
    #[serde(default, deserialize_with = "text::wait")]
    pub step: Duration,
    /// Whether STARTTLS is offered; `None`: as the temper and the dialect have it.
    #[serde(default)]
    pub starttls: Option<bool>,
    /// Whether SMTPUTF8 is offered; `None`: as the dialect has it.
    #[serde(default)]
    pub smtputf8: Option<bool>,
}

/// One domain.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Domain {
    /// Its name in A-labels.
    pub name: String,
    /// Where its mail goes.
    #[serde(default)]
    pub mx: Mx,
    /// How DNS answers for it.
    #[serde(default)]
    pub dns: DnsKind,
    /// Local parts that exist.
    #[serde(default)]
    pub mailboxes: Vec<String>,
    /// Local parts of which readers and samples should know that they do not exist; so does every other.
    #[serde(default)]
    pub absent: Vec<String>,
    /// Local parts over their quota, refused for good (552).
    #[serde(default)]
    pub full: Vec<String>,
    /// Local parts over their quota, refused for now (452).
    #[serde(default)]
    pub full_for_now: Vec<String>,
    /// Local parts that are switched off.
    #[serde(default)]
    pub disabled: Vec<String>,
    /// Local parts that exist and take mail from some senders only.
    #[serde(default)]
    pub restricted: Vec<String>,
    /// Local parts that moved, with their new addresses.
    #[serde(default)]
    pub moved: BTreeMap<String, String>,
    /// Local parts that exist and look like addresses that catch senders.
    #[serde(default)]
    pub traps: Vec<String>,
    /// Local parts that exist, and whose signs are good enough for a lean where the server does not tell.
    #[serde(default)]
    pub plausible: Vec<String>,
    /// Local parts that do not exist, and whose signs are bad enough for a lean where the server does not tell.
    #[serde(default)]
    pub implausible: Vec<String>,
    /// Whether every local part is taken.
    #[serde(default)]
    pub catch_all: bool,
    /// Whether it belongs to a service of throw-away addresses.
    #[serde(default)]
    pub disposable: bool,
    /// The domain that somebody who types this one meant.
    #[serde(default)]
    pub slip_for: Option<String>,
    /// Whether it publishes an SPF policy.
    #[serde(default)]
    pub spf: bool,
    /// Whether it publishes a DMARC policy.
    #[serde(default)]
    pub dmarc: bool,
}

/// Where the mail of a domain goes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "mx is an exchange's name, or a list such as [\"mx1.harbour.example:10\"]")]
pub enum Mx {
    /// To all hosts of this exchange, at preferences 10, 20, ...; empty: nowhere.
    Exchange(String),
    /// To these hosts, each with a preference after a colon.
    Hosts(Vec<String>),
}

impl Default for Mx {
    fn default() -> Self {
        Self::Exchange(String::new())
    }
}

/// How DNS answers for a domain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DnsKind {
    /// With MX records.
    #[default]
    Mx,
    /// With an address only (RFC 5321 section 5.1): that of the first host of its exchange.
    Implicit,
    /// With `MX 0 .` (RFC 7505).
    NullMx,
    /// The name exists, with neither MX nor address.
    NoMailHost,
    /// NXDOMAIN.
    Nxdomain,
    /// SERVFAIL.
    Servfail,
    /// REFUSED.
    Refused,
    /// Not at all.
    Silent,
    /// With MX records whose names do not exist.
    Dangling,
}

/// What is known of a local part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mailbox {
    Exists,
    Missing,
    Full,
    FullForNow,
    Disabled,
    Restricted,
    Moved(String),
    Trap,
}

impl Scenario {
    /// Reads and checks a scenario.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn from_toml(text: &str) -> Result<Self, ScenarioError> {
        let scenario: Self =
            toml::from_str(text).map_err(|error| ScenarioError::Unreadable(error.to_string()))?;
        scenario.check()?;
        Ok(scenario)
    }

    /// The world that ships with the program.
    ///
    /// # Panics
    /// Never in a build whose tests pass: the scenario is compiled in and a test reads it.
    #[must_use]
    pub fn shipped() -> Self {
        Self::from_toml(crate::samples::PRACTICE).expect("the shipped scenario is sound")
    }

    /// The domain with this name, in A-labels.
    #[must_use]
    pub fn domain(&self, name: &str) -> Option<&Domain> {
        self.domains.iter().find(|domain| domain.name == name)
    }

    /// The exchange with this name.
    #[must_use]
    pub fn exchange(&self, name: &str) -> Option<&Exchange> {
        self.exchanges.iter().find(|exchange| exchange.name == name)
    }

    /// The hosts of a domain with their preferences and exchanges, best first.
    pub(crate) fn route<'a>(&'a self, domain: &'a Domain) -> Vec<(u16, &'a str, &'a Exchange)> {
        let mut route: Vec<_> = match &domain.mx {
            Mx::Exchange(name) => self
                .exchange(name)
                .into_iter()
                .flat_map(|exchange| {
                    (1_u16..).zip(&exchange.hosts).map(move |(n, host)| (n * 10, host.as_str(), exchange))
                })
                .collect(),
            Mx::Hosts(hosts) => hosts
                .iter()
                .filter_map(|entry| {
                    let (host, preference) = entry.rsplit_once(':')?;
                    let exchange =
                        self.exchanges.iter().find(|exchange| exchange.hosts.iter().any(|h| h == host))?;
                    Some((preference.parse().ok()?, host, exchange))
                })
                .collect(),
        };
        route.sort_by_key(|(preference, ..)| *preference);
        route
    }
}

impl Exchange {
    /// Whose words it uses.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect.unwrap_or_else(|| self.temper.dialect())
    }

    /// Whether STARTTLS is offered.
    pub(crate) fn offers_starttls(&self) -> bool {
        self.starttls.unwrap_or_else(|| self.temper.offers_starttls() || self.dialect().is_big_operator())
    }

    /// Whether SMTPUTF8 (RFC 6531) is offered.
    pub(crate) fn offers_smtputf8(&self) -> bool {
        !self.temper.knows_no_ehlo() && self.smtputf8.unwrap_or_else(|| self.dialect().manners().smtputf8)
    }
}

impl Domain {
    /// What is known of `local`, as it stands in an address. Case, quotes and a `+tag` do not matter here.
    pub(crate) fn mailbox(&self, local: &str) -> Mailbox {
        let local = unquoted(local).to_lowercase();
        match self.exact(&local) {
            Mailbox::Missing => match local.split_once('+') {
                Some((untagged, _)) => self.exact(untagged),
                None => Mailbox::Missing,
            },
            known => known,
        }
    }

    fn exact(&self, local: &str) -> Mailbox {
        let among = |set: &[String]| set.iter().any(|one| one.to_lowercase() == local);
        if among(&self.mailboxes) || among(&self.plausible) {
            Mailbox::Exists
        } else if among(&self.full) {
            Mailbox::Full
        } else if among(&self.full_for_now) {
            Mailbox::FullForNow
        } else if among(&self.disabled) {
            Mailbox::Disabled
        } else if among(&self.restricted) {
            Mailbox::Restricted
        } else if among(&self.traps) {
            Mailbox::Trap
        } else if let Some((_, to)) = self.moved.iter().find(|(from, _)| from.to_lowercase() == local) {
            Mailbox::Moved(to.clone())
        } else {
            Mailbox::Missing
        }
    }
}

/// The content of a quoted local part; another one as it is.
fn unquoted(local: &str) -> String {
    match local.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inside) => inside.replace("\\\"", "\"").replace("\\\\", "\\"),
        None => local.to_owned(),
    }
}
