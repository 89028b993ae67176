//! Each check in plain words: a state, what was found, what to do. Every sentence says what receivers see, not what a
//! standard says.

mod address;
mod network;
mod sender;

use super::{CheckState, NameAnswer};
use crate::{DnsFailure, WhyUnknown};

pub(super) use address::public_address;
pub(super) use network::{clock, port, resolver};

/// What is said of one check.
pub(super) struct Said {
    pub(super) state: CheckState,
    pub(super) finding: String,
    pub(super) remedy: Option<String>,
    pub(super) facts: Vec<(String, String)>,
}

impl Said {
    fn new(state: CheckState, finding: impl Into<String>) -> Self {
        Self { state, finding: finding.into(), remedy: None, facts: Vec::new() }
    }

    fn passed(finding: impl Into<String>) -> Self {
        Self::new(CheckState::Passed, finding)
    }

    fn warning(finding: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(CheckState::Warning, finding).advising(remedy)
    }

    fn failed(finding: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(CheckState::Failed, finding).advising(remedy)
    }

    fn advising(self, remedy: impl Into<String>) -> Self {
        Self { remedy: Some(remedy.into()), ..self }
    }

    fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.facts.push((name.into(), value.into()));
        self
    }

    /// Nothing is known, for this reason.
    fn unknown(why: WhyUnknown, what: &str) -> Self {
        let (state, finding) = match why {
            WhyUnknown::NotAsked => (CheckState::NotAsked, format!("{what} was not asked about.")),
            WhyUnknown::TimedOut => (CheckState::Unknown, format!("{what} is not known: no answer in time.")),
            WhyUnknown::Deferred => {
                (CheckState::Unknown, format!("{what} is not known: “later” was the answer."))
            }
            WhyUnknown::RefusedUs => (CheckState::Unknown, format!("{what} is not known: we were refused.")),
            WhyUnknown::Unreachable => {
                (CheckState::Unknown, format!("{what} is not known: nobody was reached."))
            }
            WhyUnknown::Failed => {
                (CheckState::Unknown, format!("{what} is not known: there was no usable answer."))
            }
        };
        Self::new(state, finding)
    }
}

fn no_address(what: &str) -> Said {
    Said::new(CheckState::Unknown, format!("{what} is not known, because our own address is not."))
}

fn answer(answer: &NameAnswer) -> String {
    match answer {
        NameAnswer::Addresses(found) => found.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        NameAnswer::Absent => "no address".to_owned(),
        NameAnswer::Failed(failure) => dns_failure(*failure).to_owned(),
    }
}

fn dns_failure(failure: DnsFailure) -> &'static str {
    match failure {
        DnsFailure::ServFail => "the name servers failed (SERVFAIL)",
        DnsFailure::Refused => "the resolver refused to answer",
        DnsFailure::TimedOut => "no answer in time",
        DnsFailure::Unusable => "the answer was of no use",
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn joined(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
