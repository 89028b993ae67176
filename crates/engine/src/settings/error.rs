//! Why settings cannot be used, told to whoever wrote them: which key, and what it has to be.

use std::fmt;

use mailvet_verdict::{PolicyError, Sentence};

use super::phrases as say;

/// A settings text that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// No TOML, an unknown key, or a value of the wrong kind; the message of the reader of TOML names the place.
    Unreadable(String),
    /// A value that is not written as its setting wants.
    WrongKind {
        /// The key with its table.
        key: String,
        /// What it has to be.
        rule: Sentence,
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
            Self::Unreadable(message) => Sentence::as_it_is(message),
            Self::WrongKind { key, rule } => say::must_be(key, rule.clone()),
            Self::OutOfRange { key, rule } => say::must_be(*key, rule.clone()),
            Self::Policy(why) => say::policy(why.sentence()),
        }
    }
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}
