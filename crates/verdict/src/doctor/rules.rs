//! The table `assets/rules/doctor.toml`: what each operator insists on, in which words a missing thing is told, and what
//! the answers of block lists mean.

use std::{collections::BTreeMap, net::Ipv4Addr, sync::LazyLock};

use serde::Deserialize;

use crate::rules::RulesError;

/// The table, ready to be asked.
#[derive(Debug)]
pub struct DoctorRules {
    pub(super) generic_words: Vec<String>,
    needs: BTreeMap<Need, NeedWords>,
    pub(super) providers: Vec<Provider>,
    lists: Vec<ListWords>,
}

/// What an operator can insist on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Need {
    /// The address has a name (PTR).
    Ptr,
    /// That name leads back to the address.
    Fcrdns,
    /// The name is one of its own, not one that a provider makes for every line.
    OwnName,
    /// The name in EHLO is a name that exists.
    Helo,
    /// The sender's domain takes mail.
    Sender,
    /// The sender's domain lets the address send.
    Spf,
    /// The address is on no block list.
    NotListed,
    /// What holds for the address holds for IPv6 too.
    Ipv6Ptr,
}

impl Need {
    #[cfg(test)]
    pub(super) const ALL: &'static [Self] = &[
        Self::Ptr,
        Self::Fcrdns,
        Self::OwnName,
        Self::Helo,
        Self::Sender,
        Self::Spf,
        Self::NotListed,
        Self::Ipv6Ptr,
    ];
}

/// The words for a need that is not met.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NeedWords {
    /// What is missing, as the end of "... because".
    pub(super) missing: String,
    /// What to do, a sentence.
    pub(super) remedy: String,
}

/// What one operator minds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Provider {
    /// Its id in `operators.toml`; `small`: every server of no large operator.
    pub(super) operator: String,
    /// For people, where `operators.toml` has no name.
    pub(super) name: Option<String>,
    /// Refuses without these.
    #[serde(default)]
    pub(super) refuses_without: Vec<Need>,
    /// May refuse without these.
    #[serde(default)]
    pub(super) minds: Vec<Need>,
    /// The lists it is known to use; empty: any.
    #[serde(default)]
    pub(super) lists: Vec<String>,
    /// What else is to be known, a sentence.
    pub(super) note: Option<String>,
    #[serde(rename = "source")]
    _source: String,
}

/// What a block list means.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListWords {
    zone: String,
    /// For people.
    pub(super) name: String,
    /// Where to read of a listing and have it taken away.
    pub(super) page: String,
    /// The last number of a code, and what it means.
    #[serde(default)]
    codes: Vec<CodeWords>,
    #[serde(rename = "source")]
    _source: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeWords {
    code: Vec<u8>,
    means: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    generic_words: Vec<String>,
    need: BTreeMap<Need, NeedWords>,
    provider: Vec<Provider>,
    list: Vec<ListWords>,
}

impl DoctorRules {
    /// The table that ships with the program.
    ///
    /// # Panics
    /// Never in a build whose tests pass: the table is compiled in and a test reads it.
    #[must_use]
    pub fn shipped() -> &'static Self {
        static SHIPPED: LazyLock<DoctorRules> = LazyLock::new(|| {
            DoctorRules::parse(include_str!("../../../../assets/rules/doctor.toml"))
                .expect("the table that ships is sound: a test reads it")
        });
        &SHIPPED
    }

    /// Reads and checks a table.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn parse(text: &str) -> Result<Self, RulesError> {
        let table: Table = toml::from_str(text).map_err(|why| RulesError::Unreadable(why.to_string()))?;
        for (n, provider) in table.provider.iter().enumerate() {
            if table.provider[..n].iter().any(|earlier| earlier.operator == provider.operator) {
                return Err(RulesError::TwiceTheSame(provider.operator.clone()));
            }
            let wordless = provider.refuses_without.iter().chain(&provider.minds);
            if let Some(need) = wordless.clone().find(|need| !table.need.contains_key(need)) {
                return Err(RulesError::Unreadable(format!("the need {need:?} has no words")));
            }
        }
        for (n, list) in table.list.iter().enumerate() {
            if table.list[..n].iter().any(|earlier| earlier.zone == list.zone) {
                return Err(RulesError::TwiceTheSame(list.zone.clone()));
            }
        }
        Ok(Self {
            generic_words: table.generic_words,
            needs: table.need,
            providers: table.provider,
            lists: table.list,
        })
    }

    pub(super) fn words(&self, need: Need) -> Option<&NeedWords> {
        self.needs.get(&need)
    }

    /// What is known of a list.
    pub(super) fn list(&self, zone: &str) -> Option<&ListWords> {
        self.lists.iter().find(|list| list.zone.eq_ignore_ascii_case(zone))
    }
}

impl ListWords {
    /// What a code of this list means.
    pub(super) fn meaning(&self, code: Ipv4Addr) -> Option<&str> {
        let [.., last] = code.octets();
        self.codes.iter().find(|words| words.code.contains(&last)).map(|words| words.means.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Knowledge;

    #[test]
    fn the_table_that_ships_is_sound_and_its_operators_are_known() {
        let (rules, knowledge) = (DoctorRules::shipped(), Knowledge::shipped());
        for provider in &rules.providers {
            let known = knowledge.operator_by_id(&provider.operator);
            assert!(
                known.is_some() != provider.name.is_some(),
                "{}: one name, and one only",
                provider.operator
            );
            assert!(
                provider.refuses_without.iter().all(|need| !provider.minds.contains(need)),
                "{}: a need stands in both lines",
                provider.operator
            );
            for zone in &provider.lists {
                assert!(rules.list(zone).is_some(), "{}: {zone} is no list of the table", provider.operator);
            }
        }
        for need in Need::ALL {
            let words = rules.words(*need).unwrap();
            assert!(words.remedy.ends_with('.') && !words.missing.ends_with('.'), "{need:?}");
        }
    }

    #[test]
    fn a_table_that_says_a_thing_twice_is_refused() {
        let table = |provider: &str| {
            format!(
                "generic_words = []\nlist = []\n[need.ptr]\nmissing = \"m\"\nremedy = \"r.\"\n{}",
                format!("[[provider]]\noperator = \"google\"\nrefuses_without = [\"{provider}\"]\nsource = \"s\"\n").repeat(2)
            )
        };
        assert_eq!(DoctorRules::parse(&table("ptr")).unwrap_err(), RulesError::TwiceTheSame("google".into()));
        assert!(matches!(DoctorRules::parse(&table("helo")).unwrap_err(), RulesError::Unreadable(_)));
        assert!(matches!(DoctorRules::parse(&table("ptrr")).unwrap_err(), RulesError::Unreadable(_)));
    }
}
