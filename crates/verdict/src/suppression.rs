//! What stands on a suppression list: addresses, and whole domains. Reads the lines that people and mailing services write;
//! what an entry takes in is said here too, so that the run and the list agree on it.

use std::{collections::HashMap, fmt};

use crate::{Address, DuplicateRule, Suppressed};

/// A line of a suppression list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SuppressionEntry {
    /// One address, by its key under [`DuplicateRule::Case`].
    Address(String),
    /// Every address of this domain (A-labels, lower case), not of its subdomains.
    Domain(String),
}

impl SuppressionEntry {
    /// Reads `ann@example.com` in all the ways a cell may hold it, `@example.com`, `*@example.com` and `example.com`. `None`:
    /// neither an address nor a domain.
    #[must_use]
    pub fn read(cell: &str) -> Option<Self> {
        let text = cell.trim().trim_matches(['"', '\'']);
        let whole_domain = text.strip_prefix("*@").or_else(|| text.strip_prefix('@'));
        if whole_domain.is_none()
            && let Ok(address) = Address::extract(cell)
        {
            return Some(Self::Address(address.duplicate_key()));
        }
        let domain = whole_domain.unwrap_or(text);
        if !domain.contains('.') || domain.contains(['@', '/', '"']) {
            return None;
        }
        // What may stand behind the @ of an address is a domain; nothing else is.
        let address = Address::parse(&format!("x@{domain}")).ok()?;
        Some(Self::Domain(address.domain))
    }
}

impl SuppressionEntry {
    /// What was written down as [`fmt::Display`] says it.
    #[must_use]
    pub fn kept(text: &str) -> Self {
        match text.strip_prefix('@') {
            Some(domain) => Self::Domain(domain.to_owned()),
            None => Self::Address(text.to_owned()),
        }
    }
}

/// As it is kept and shown: `ann@example.com` or `@example.com`.
impl fmt::Display for SuppressionEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(key) => f.write_str(key),
            Self::Domain(domain) => write!(f, "@{domain}"),
        }
    }
}

/// Suppression lists, ready to be asked about many addresses.
#[derive(Debug)]
pub struct Suppressions {
    rule: DuplicateRule,
    addresses: HashMap<String, Suppressed>,
    domains: HashMap<String, Suppressed>,
}

impl Suppressions {
    /// Takes in lines with the names of their lists. Addresses fall under one where `rule` takes the two for one; where that
    /// is narrower than by case, case still does not count: a person who is not to be written to stays that person.
    pub fn new(rule: DuplicateRule, lines: impl IntoIterator<Item = (SuppressionEntry, String)>) -> Self {
        let mut all =
            Self { rule: rule.max(DuplicateRule::Case), addresses: HashMap::new(), domains: HashMap::new() };
        for (entry, list) in lines {
            let suppressed = Suppressed { entry: entry.to_string(), list };
            match entry {
                SuppressionEntry::Address(key) => {
                    all.addresses.entry(all.rule.widen(key)).or_insert(suppressed)
                }
                SuppressionEntry::Domain(domain) => all.domains.entry(domain).or_insert(suppressed),
            };
        }
        all
    }

    /// Whether there is nothing on them.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.addresses.is_empty() && self.domains.is_empty()
    }

    /// The line that an address falls under.
    #[must_use]
    pub fn of(&self, address: &Address) -> Option<&Suppressed> {
        self.addresses.get(&self.rule.key(address)).or_else(|| self.domains.get(&address.domain))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(text: &str) -> Option<String> {
        SuppressionEntry::read(text).map(|entry| entry.to_string())
    }

    #[test]
    fn addresses_and_domains_are_read_in_the_ways_that_people_write_them() {
        for (text, expected) in [
            ("ann@example.com", Some("ann@example.com")),
            ("Ann <Ann@Example.com>", Some("ann@example.com")),
            ("@Example.com", Some("@example.com")),
            ("*@example.com", Some("@example.com")),
            (" example.com ", Some("@example.com")),
            ("bücher.example", Some("@xn--bcher-kva.example")),
            ("email", None),
            ("", None),
            ("a@b@c.example", None),
            ("https://example.com/", None),
            ("two words.example", None),
        ] {
            assert_eq!(entry(text).as_deref(), expected, "{text}");
            if let Some(kept) = expected {
                assert_eq!(entry(kept).as_deref(), expected, "what is kept reads back");
                assert_eq!(SuppressionEntry::read(text), Some(SuppressionEntry::kept(kept)));
            }
        }
    }

    #[test]
    fn an_address_falls_under_a_line_by_the_rule_and_never_more_narrowly_than_by_case() {
        let of = |rule, text: &str| {
            let lines = ["ann.smith@gmail.com", "@example.net"]
                .map(|line| (SuppressionEntry::read(line).unwrap(), "unsubscribed.csv".to_owned()));
            let address = Address::parse(text).unwrap();
            Suppressions::new(rule, lines).of(&address).map(|found| found.entry.clone())
        };
        let (exact, wide) = (DuplicateRule::Exact, DuplicateRule::PlusTags);
        assert_eq!(of(exact, "ANN.Smith@gmail.com").as_deref(), Some("ann.smith@gmail.com"));
        assert_eq!(of(exact, "annsmith@gmail.com"), None);
        assert_eq!(of(wide, "annsmith+x@googlemail.com").as_deref(), Some("ann.smith@gmail.com"));
        assert_eq!(of(exact, "anybody@example.net").as_deref(), Some("@example.net"));
        assert_eq!(of(wide, "anybody@sub.example.net"), None);
    }
}
