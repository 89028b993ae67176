//! What is known around an address that no server of this run said: who the row says the person is, which addresses of the
//! domain are known to take mail or not, what became of earlier mail. Evidence with moments, filled in by whoever keeps it;
//! the judge weighs it, and nothing in here does.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::Moment;

/// How many colleagues a dossier names at most.
pub const COLLEAGUES: usize = 64;

/// How many local parts of the list a dossier names at most.
pub const LISTED: usize = 64;

/// `most` of these at equal distances, in their order; all of them where they are no more.
pub fn from_all_over<T>(all: &[T], most: usize) -> impl Iterator<Item = &T> {
    let count = all.len().min(most);
    (0..count).map(move |n| &all[n * all.len() / count])
}

/// What is known around one address.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Acquaintance {
    /// The person that the row names, from its own name columns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<Person>,
    /// The company that the row names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// Other addresses of the domain of which an outcome is known, newest first, at most [`COLLEAGUES`]; never the address
    /// itself.
    pub colleagues: Vec<Colleague>,
    /// What became of earlier mail to this very address, and of earlier checks of it, newest first.
    pub own: Vec<Heard>,
    /// Outcomes on this machine. What became of the address itself is not among those of its domain.
    pub rates: Rates,
    /// Local parts of the same domain in the same list, known or not, at most [`LISTED`], in the list's order and from all over
    /// it; the address itself may be one of them. The same for every address of the domain.
    #[serde(with = "shared")]
    pub listed: Arc<[Listed]>,
}

/// A person as a row names them. At least one part is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Person {
    /// `Anna`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<String>,
    /// `Berg`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    /// `Berg, Anna` or `Dr. Anna Berg`, where the row has it in one cell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub full: Option<String>,
}

/// Another address of the domain, and the newest that is known of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleague {
    /// The local part as it was typed.
    pub local: String,
    /// The person behind it, where a row named them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Person>,
    /// What became of mail to it.
    pub heard: Heard,
}

/// One thing that became of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// What.
    pub what: Happened,
    /// When.
    pub at: Moment,
    /// How it is known.
    pub from: HeardFrom,
}

/// What became of mail to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Happened {
    /// A server took it and nothing came back. At a catch-all that is weak: it may have been swallowed.
    Delivered,
    /// Somebody answered.
    Replied,
    /// A link in it was followed.
    Clicked,
    /// It was opened, or a machine opened it.
    Opened,
    /// It came back for good, and because of the recipient.
    HardBounce,
    /// It came back, or was put off, for a reason that says nothing of the mailbox: temporary, policy, content, the sender.
    SoftBounce,
    /// It came back because the mailbox was full: there is one.
    MailboxFull,
    /// Somebody called it spam: there is somebody.
    Complained,
    /// Somebody left the list: there is somebody.
    Unsubscribed,
    /// An automatic answer says that the person has left.
    Left,
}

impl Happened {
    /// Every one, in the order of the docs.
    pub const ALL: [Self; 10] = [
        Self::Delivered,
        Self::Replied,
        Self::Clicked,
        Self::Opened,
        Self::HardBounce,
        Self::SoftBounce,
        Self::MailboxFull,
        Self::Complained,
        Self::Unsubscribed,
        Self::Left,
    ];

    /// As it is kept and typed: `hard_bounce`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Replied => "replied",
            Self::Clicked => "clicked",
            Self::Opened => "opened",
            Self::HardBounce => "hard_bounce",
            Self::SoftBounce => "soft_bounce",
            Self::MailboxFull => "mailbox_full",
            Self::Complained => "complained",
            Self::Unsubscribed => "unsubscribed",
            Self::Left => "left",
        }
    }

    /// The one with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|what| what.code() == code)
    }

    /// Whether there is a mailbox: `Some(true)`, mail got there; `Some(false)`, the server said that there is none; `None`, this
    /// says nothing of it.
    #[must_use]
    pub const fn shows_mailbox(self) -> Option<bool> {
        match self {
            Self::Delivered
            | Self::Replied
            | Self::Clicked
            | Self::Opened
            | Self::MailboxFull
            | Self::Complained
            | Self::Unsubscribed => Some(true),
            Self::HardBounce => Some(false),
            Self::SoftBounce | Self::Left => None,
        }
    }
}

/// How an outcome is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum HeardFrom {
    /// From an outcome file that was learnt.
    Learnt,
    /// An earlier check, or this run, proved it.
    Verified,
    /// The user said that the address is known good or known bad.
    Marked,
}

/// Outcomes on this machine, from the nearest circle to the widest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rates {
    /// Of the domain.
    pub domain: Tally,
    /// Of everything at the same mail operator (exchange).
    pub operator: Tally,
    /// Of the addresses of lists that came from the same source.
    pub source: Tally,
    /// Of everything.
    pub world: Tally,
}

/// Distinct addresses by the newest telling outcome of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(default)]
pub struct Tally {
    /// There is a mailbox ([`Happened::shows_mailbox`] is yes).
    pub delivered: u32,
    /// It came back for good.
    pub bounced: u32,
}

/// A local part of the domain in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// As it was typed.
    pub local: String,
    /// The person that its row names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Person>,
}

/// What many dossiers share is kept with each.
mod shared {
    use std::sync::Arc;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Listed;

    pub(super) fn serialize<S: Serializer>(listed: &Arc<[Listed]>, to: S) -> Result<S::Ok, S::Error> {
        (**listed).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<[Listed]>, D::Error> {
        Vec::deserialize(from).map(Arc::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dossier_that_was_kept_before_there_were_acquaintances_still_reads() {
        assert_eq!(serde_json::from_str::<Acquaintance>("{}").unwrap(), Acquaintance::default());
    }

    #[test]
    fn some_of_many_come_from_all_over_and_few_come_all() {
        let some =
            |many: u32, most| from_all_over(&Vec::from_iter(0..many), most).copied().collect::<Vec<_>>();
        assert_eq!(some(10, 4), [0, 2, 5, 7]);
        assert_eq!(some(3, 4), [0, 1, 2]);
        assert_eq!(some(0, 4), Vec::<u32>::new());
    }

    #[test]
    fn codes_are_those_of_the_stored_form() {
        for what in Happened::ALL {
            assert_eq!(serde_json::to_value(what).unwrap(), what.code());
            assert_eq!(Happened::from_code(what.code()), Some(what));
        }
    }

    #[test]
    fn only_a_recipients_refusal_speaks_against_a_mailbox() {
        let against: Vec<_> =
            Happened::ALL.into_iter().filter(|what| what.shows_mailbox() == Some(false)).collect();
        assert_eq!(against, [Happened::HardBounce]);
    }
}
