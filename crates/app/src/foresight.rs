//! What can be told of a list before anybody is asked: who takes mail for its best-known domains, how much of it can be proved
//! at best and at least, and how long that takes at the set pace. It says what is known without DNS and guesses nothing.

use std::{collections::HashMap, sync::Arc};

use mailvet_engine::Settings;
use mailvet_verdict::{AcceptanceWorth, Knowledge, Operator};
use serde::{Deserialize, Serialize};

use crate::NamedCount;

/// Providers that are named.
const PROVIDERS: usize = 6;

/// Seconds that a recipient takes of a connection: its part of the greeting, its own reply and the control of its domain.
const SECONDS_EACH: f64 = 2.0;

/// What can be told before anybody is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Foresight {
    /// Distinct addresses that it is told of.
    pub addresses: u64,
    /// Distinct domains.
    pub domains: u64,
    /// Addresses at domains of throw-away mail services.
    pub disposable: u64,
    /// Addresses at domains at which everybody can have a mailbox.
    pub free: u64,
    /// Addresses by the provider that their domain is known to belong to, the largest first.
    pub providers: Vec<NamedCount>,
    /// Addresses of which DNS has to tell who takes their mail.
    pub other_providers: u64,
    /// Addresses whose servers are known to tell a wrong address from a right one.
    pub provable: u64,
    /// Addresses whose servers are known to accept everything.
    pub unprovable: u64,
    /// Seconds that a check takes at least, at the set pace; `None`: no mail server is asked.
    pub seconds: Option<u64>,
    /// Seconds until what servers put off is asked about for the last time.
    pub retries_for: u64,
}

/// Under what a list is going to be checked.
#[derive(Clone)]
pub(crate) struct Outlook {
    pub(crate) knowledge: Arc<Knowledge>,
    pub(crate) settings: Arc<Settings>,
}

impl Outlook {
    /// Tells it of distinct addresses by their domain.
    pub(crate) fn of(&self, domains: &HashMap<String, u64>) -> Foresight {
        let lists = self.knowledge.lists();
        let mut told = Foresight { domains: domains.len() as u64, ..Foresight::default() };
        let mut operators: HashMap<&str, (&Operator, u64)> = HashMap::new();
        let mut longest = 0.0_f64;
        for (domain, addresses) in domains {
            told.addresses += addresses;
            told.disposable += if lists.is_disposable(domain) { *addresses } else { 0 };
            told.free += if lists.is_free(domain) { *addresses } else { 0 };
            match self.knowledge.operator_of_domain(domain) {
                Some(operator) => operators.entry(&operator.id).or_insert((operator, 0)).1 += addresses,
                None => {
                    told.other_providers += addresses;
                    longest = longest.max(self.hours(*addresses, None));
                }
            }
        }
        let mut known: Vec<_> = operators.into_values().collect();
        known
            .sort_by(|(one, ones), (other, others)| others.cmp(ones).then_with(|| one.name.cmp(&other.name)));
        for (operator, addresses) in &known {
            longest = longest.max(self.hours(*addresses, operator.recipients_per_hour));
            match operator.acceptance {
                AcceptanceWorth::Ordinary => told.provable += addresses,
                AcceptanceWorth::Nothing => told.unprovable += addresses,
            }
        }
        told.other_providers += known.iter().skip(PROVIDERS).map(|(_, addresses)| addresses).sum::<u64>();
        let named = known.iter().take(PROVIDERS);
        told.providers =
            named.map(|(operator, rows)| NamedCount { name: operator.name.clone(), rows: *rows }).collect();
        if self.settings.smtp.enabled {
            let at_once = self.settings.pace.connections_total.max(1) as f64;
            let all = told.addresses as f64 * SECONDS_EACH / at_once;
            told.seconds = Some(all.max(longest * 3_600.0).ceil() as u64);
            told.retries_for = self.settings.retry.waits.iter().map(std::time::Duration::as_secs).sum();
        }
        told
    }

    /// Hours that so many addresses take where only so many an hour are asked.
    fn hours(&self, addresses: u64, of_operator: Option<u32>) -> f64 {
        let own = Some(self.settings.pace.recipients_per_hour).filter(|limit| *limit > 0);
        let limit = match (own, of_operator) {
            (Some(own), Some(operator)) => Some(own.min(operator)),
            (limit, None) | (None, limit) => limit,
        };
        // The first hour's share is asked as fast as the connections allow.
        limit.map_or(0.0, |limit| (addresses as f64 / f64::from(limit.max(1)) - 1.0).max(0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(domains: &[(&str, u64)]) -> Foresight {
        let outlook = Outlook { knowledge: Knowledge::shipped(), settings: Arc::new(Settings::defaults()) };
        outlook.of(&domains.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect())
    }

    #[test]
    fn what_is_known_of_providers_is_told_and_the_rest_left_to_dns() {
        let told = told(&[
            ("gmail.com", 500),
            ("googlemail.com", 20),
            ("yahoo.com", 100),
            ("mailinator.com", 3),
            ("firm.example", 77),
        ]);
        assert_eq!((told.addresses, told.domains, told.disposable), (700, 5, 3));
        assert_eq!(told.providers[0], NamedCount { name: "Google".to_owned(), rows: 520 });
        assert_eq!((told.provable, told.unprovable, told.other_providers), (520, 100, 80));
        assert!(told.free >= 620);
    }

    #[test]
    fn the_slowest_provider_and_the_whole_decide_how_long_it_takes() {
        assert_eq!(told(&[("firm.example", 64)]).seconds, Some(2));
        let at_outlook = told(&[("hotmail.com", 3_000)]);
        assert_eq!(at_outlook.seconds, Some(9 * 3_600), "300 an hour, the first of them at once");
        assert_eq!(at_outlook.retries_for, (6 + 20 + 60 + 240) * 60);
    }
}
