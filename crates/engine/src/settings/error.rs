//! Why settings cannot be used, told to whoever wrote them: which key, and what it has to be.

use std::fmt;

use mailvet_verdict::{PolicyError, Sentence};

use super::{
    phrases as say,
    written::{Misread, Spot},
};

/// A settings text that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// No TOML.
    Misread(Misread),
    /// A key, or a group of them in brackets, that no settings file has.
    Unknown {
        /// The key with its table, as it stands there.
        key: String,
        /// What was probably meant.
        meant: Option<String>,
    },
    /// A value that is not written as its setting wants.
    WrongKind {
        /// The key with its table.
        key: String,
        /// What it has to be.
        rule: Sentence,
    },
    /// A value that its setting does not take.
    Unusable {
        /// The key with its table.
        key: String,
        /// The reader's own words.
        words: String,
    },
    /// A value out of its range.
    OutOfRange {
        /// The key with its table.
        key: &'static str,
        /// What it has to be.
        rule: Sentence,
    },
    /// A policy that does not settle every row.
    Policy(#[from] PolicyError),
}

impl SettingsError {
    /// Which key, and what it has to be.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        match self {
            Self::Misread(misread) => misread.what.clone(),
            Self::Unknown { key, meant } => match (key.starts_with('['), meant) {
                (false, None) => say::unknown(key),
                (false, Some(meant)) => say::unknown_but_near(key, meant),
                (true, None) => say::no_group(key),
                (true, Some(meant)) => say::no_group_but_near(key, meant),
            },
            Self::WrongKind { key, rule } => say::must_be(key, rule.clone()),
            Self::Unusable { key, words } => say::cannot_be(key, words),
            Self::OutOfRange { key, rule } => say::must_be(*key, rule.clone()),
            Self::Policy(why) => say::policy(why.sentence()),
        }
    }

    /// Where in `text`, the settings that cannot be used, the fault stands.
    #[must_use]
    pub fn spot(&self, text: &str) -> Option<Spot> {
        match self {
            Self::Misread(misread) => misread.at,
            Self::Unknown { key, .. } => Spot::of_key(text, key.trim_matches(['[', ']'])),
            Self::WrongKind { key, .. } | Self::Unusable { key, .. } => Spot::of_key(text, key),
            Self::OutOfRange { key, .. } => Spot::of_key(text, key),
            Self::Policy(_) => Spot::of_key(text, "policy.rows"),
        }
    }

    /// The words of the reader of TOML; empty: it has none to add.
    #[must_use]
    pub fn words(&self) -> &str {
        match self {
            Self::Misread(Misread { words, .. }) | Self::Unusable { words, .. } => words,
            Self::Unknown { .. } | Self::WrongKind { .. } | Self::OutOfRange { .. } | Self::Policy(_) => "",
        }
    }
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}
