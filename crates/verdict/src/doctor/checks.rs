//! Each check in plain words: a state, what was found, what to do.

mod address;
mod network;
mod sender;

use super::{CheckState, NameAnswer, phrases as say};
use crate::{DnsFailure, Sentence, WhyUnknown, Words};

pub(super) use address::public_address;
pub(super) use network::{clock, port, resolver};

/// What is said of one check.
pub(super) struct Said {
    pub(super) state: CheckState,
    pub(super) finding: Sentence,
    pub(super) remedy: Option<Sentence>,
    pub(super) facts: Vec<(Words, Words)>,
}

impl Said {
    fn new(state: CheckState, finding: Sentence) -> Self {
        Self { state, finding, remedy: None, facts: Vec::new() }
    }

    fn passed(finding: Sentence) -> Self {
        Self::new(CheckState::Passed, finding)
    }

    fn warning(finding: Sentence, remedy: Sentence) -> Self {
        Self::new(CheckState::Warning, finding).advising(remedy)
    }

    fn failed(finding: Sentence, remedy: Sentence) -> Self {
        Self::new(CheckState::Failed, finding).advising(remedy)
    }

    fn advising(self, remedy: Sentence) -> Self {
        Self { remedy: Some(remedy), ..self }
    }

    fn with(mut self, name: impl Into<Words>, value: impl Into<Words>) -> Self {
        self.facts.push((name.into(), value.into()));
        self
    }

    /// Nothing is known, for this reason.
    fn unknown(why: WhyUnknown, what: Sentence) -> Self {
        let (state, finding) = match why {
            WhyUnknown::NotAsked => (CheckState::NotAsked, say::not_asked(what)),
            WhyUnknown::TimedOut => (CheckState::Unknown, say::timed_out(what)),
            WhyUnknown::Deferred => (CheckState::Unknown, say::deferred(what)),
            WhyUnknown::RefusedUs => (CheckState::Unknown, say::refused_us(what)),
            WhyUnknown::Unreachable => (CheckState::Unknown, say::unreachable(what)),
            WhyUnknown::Failed => (CheckState::Unknown, say::failed(what)),
        };
        Self::new(state, finding)
    }
}

fn no_address(what: Sentence) -> Said {
    Said::new(CheckState::Unknown, say::no_own_address(what))
}

fn answer(answer: &NameAnswer) -> Words {
    match answer {
        NameAnswer::Addresses(found) => {
            found.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ").into()
        }
        NameAnswer::Absent => say::no_address().into(),
        NameAnswer::Failed(failure) => dns_failure(*failure).into(),
    }
}

fn dns_failure(failure: DnsFailure) -> Sentence {
    match failure {
        DnsFailure::ServFail => say::dns_serv_fail(),
        DnsFailure::Refused => say::dns_refused(),
        DnsFailure::TimedOut => say::dns_timed_out(),
        DnsFailure::Unusable => say::dns_unusable(),
    }
}
