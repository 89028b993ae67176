//! The table `assets/rules/doctor.toml`: what each operator insists on, and what the answers of block lists mean. The words
//! for both stand beside the doctor's other ones.

use std::{net::Ipv4Addr, sync::LazyLock};

use serde::Deserialize;

use super::phrases as say;
use crate::{Sentence, rules::RulesError};

/// The table, ready to be asked.
#[derive(Debug)]
pub struct DoctorRules {
    pub(super) generic_words: Vec<String>,
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
    /// What is missing where it is not met, as the end of "... because".
    pub(super) fn missing(self) -> Sentence {
        match self {
            Self::Ptr => say::need_ptr(),
            Self::Fcrdns => say::need_fcrdns(),
            Self::OwnName => say::need_own_name(),
            Self::Helo => say::need_helo(),
            Self::Sender => say::need_sender(),
            Self::Spf => say::need_spf(),
            Self::NotListed => say::need_not_listed(),
            Self::Ipv6Ptr => say::need_ipv6_ptr(),
        }
    }

    /// What to do about that.
    pub(super) fn remedy(self) -> Sentence {
        match self {
            Self::Ptr => say::need_ptr_remedy(),
            Self::Fcrdns => say::need_fcrdns_remedy(),
            Self::OwnName => say::need_own_name_remedy(),
            Self::Helo => say::need_helo_remedy(),
            Self::Sender => say::need_sender_remedy(),
            Self::Spf => say::need_spf_remedy(),
            Self::NotListed => say::need_not_listed_remedy(),
            Self::Ipv6Ptr => say::need_ipv6_ptr_remedy(),
        }
    }
}

/// What else is to be known of an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Note {
    /// It keeps a list of its own, and its refusals name a form.
    OwnListWithForm,
    /// It keeps a list of its own, and there is a page to be taken off it.
    OwnListWithPage,
    /// It refuses whom it does not know, until somebody writes to it.
    RefusesStrangers,
}

impl Note {
    pub(super) fn said(self) -> Sentence {
        match self {
            Self::OwnListWithForm => say::own_list_with_form(),
            Self::OwnListWithPage => say::own_list_with_page(),
            Self::RefusesStrangers => say::refuses_strangers(),
        }
    }
}

/// What one operator minds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Provider {
    /// Its id in `operators.toml`; [`SMALL`]: every server of no large operator.
    pub(super) operator: String,
    /// Refuses without these.
    #[serde(default)]
    pub(super) refuses_without: Vec<Need>,
    /// May refuse without these.
    #[serde(default)]
    pub(super) minds: Vec<Need>,
    /// The lists it is known to use; empty: any.
    #[serde(default)]
    pub(super) lists: Vec<String>,
    /// What else is to be known.
    pub(super) note: Option<Note>,
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
    codes: Vec<ListCode>,
    #[serde(rename = "source")]
    _source: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ListCode {
    code: Vec<u8>,
    means: Meaning,
}

/// Why an address is on a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Meaning {
    /// Spam came from it.
    Spam,
    /// Spamhaus: spam came from it.
    Sbl,
    /// Spamhaus: bulk mail came from it.
    Css,
    /// Spamhaus: it is infected or misused.
    Xbl,
    /// Spamhaus: its network is hijacked.
    Drop,
    /// Spamhaus: a customer's line.
    Pbl,
    /// Recipients complained lately.
    Reported,
    /// It wrote to a trap.
    Trap,
}

impl Meaning {
    pub(super) fn said(self) -> Sentence {
        match self {
            Self::Spam => say::list_spam(),
            Self::Sbl => say::list_spam_sbl(),
            Self::Css => say::list_bulk_css(),
            Self::Xbl => say::list_infected_xbl(),
            Self::Drop => say::list_hijacked_drop(),
            Self::Pbl => say::list_line_pbl(),
            Self::Reported => say::list_reported(),
            Self::Trap => say::list_trap(),
        }
    }
}

/// The id of servers of no large operator.
pub(super) const SMALL: &str = "small";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    generic_words: Vec<String>,
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
        }
        for (n, list) in table.list.iter().enumerate() {
            if table.list[..n].iter().any(|earlier| earlier.zone == list.zone) {
                return Err(RulesError::TwiceTheSame(list.zone.clone()));
            }
        }
        Ok(Self { generic_words: table.generic_words, providers: table.provider, lists: table.list })
    }

    /// What is known of a list.
    pub(super) fn list(&self, zone: &str) -> Option<&ListWords> {
        self.lists.iter().find(|list| list.zone.eq_ignore_ascii_case(zone))
    }
}

impl ListWords {
    /// What a code of this list means.
    pub(super) fn meaning(&self, code: Ipv4Addr) -> Option<Meaning> {
        let [.., last] = code.octets();
        self.codes.iter().find(|listed| listed.code.contains(&last)).map(|listed| listed.means)
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
            assert!(known.is_some() != (provider.operator == SMALL), "{}: nobody's name", provider.operator);
            assert!(
                provider.refuses_without.iter().all(|need| !provider.minds.contains(need)),
                "{}: a need stands in both lines",
                provider.operator
            );
            for zone in &provider.lists {
                assert!(rules.list(zone).is_some(), "{}: {zone} is no list of the table", provider.operator);
            }
        }
    }

    #[test]
    fn a_table_that_says_a_thing_twice_is_refused() {
        let table = |provider: &str| {
            format!(
                "generic_words = []\nlist = []\n{}",
                format!("[[provider]]\noperator = \"google\"\nrefuses_without = [\"{provider}\"]\nsource = \"s\"\n").repeat(2)
            )
        };
        assert_eq!(DoctorRules::parse(&table("ptr")).unwrap_err(), RulesError::TwiceTheSame("google".into()));
        assert!(matches!(DoctorRules::parse(&table("ptrr")).unwrap_err(), RulesError::Unreadable(_)));
    }
}
