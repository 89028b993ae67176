//! What the doctor says: a state and a sentence a check, an outlook an operator, one verdict. Plain data that crosses to
//! a window as it is; titles stand in one place, so that the window and the command line say the same.

use serde::{Deserialize, Serialize};

use crate::{Moment, Sentence, Words};

/// The reading of a whole check-up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct DoctorReport {
    /// Whether mail servers can be asked from here.
    pub verdict: DoctorVerdict,
    /// The verdict in one plain sentence.
    pub headline: Sentence,
    /// What to do first, in a sentence or two; `None`: there is nothing to do.
    pub next_step: Option<Sentence>,
    /// Every check in the order of [`CheckId::ALL`], those that were not asked included.
    pub checks: Vec<DoctorCheck>,
    /// What the large operators, and small servers, can be expected to do.
    pub providers: Vec<ProviderOutlook>,
    /// Whether it was the practice world that was looked at.
    pub practice: bool,
    /// When the check-up began.
    pub checked_at: Moment,
}

/// Whether mail servers can be asked from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum DoctorVerdict {
    /// Port 25 is open and nothing was found that an operator refuses.
    Ready,
    /// Port 25 is open, and some operators refuse or may refuse what they see.
    Limited,
    /// No mail server can be reached, or something in between answers in their place.
    Shut,
    /// It could not be found out.
    Unknown,
}

impl DoctorVerdict {
    /// For people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Ready => "Ready",
            Self::Limited => "Ready, with limits",
            Self::Shut => "Port 25 is shut",
            Self::Unknown => "Not known",
        }
    }
}

/// One check, read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct DoctorCheck {
    /// Which.
    pub id: CheckId,
    /// For people.
    pub title: String,
    /// How it went.
    pub state: CheckState,
    /// What was found, in one plain sentence.
    pub finding: Sentence,
    /// What to do about it, in one plain sentence; `None`: nothing.
    pub remedy: Option<Sentence>,
    /// Facts: name and value.
    pub facts: Vec<(Words, Words)>,
}

/// The checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum CheckId {
    /// Whether DNS answers, and answers truly.
    Resolver,
    /// Whether connections to port 25 reach mail servers.
    Port,
    /// Which address mail servers see.
    PublicAddress,
    /// The name of that address in DNS, and whether it leads back.
    Ptr,
    /// The name given in EHLO.
    Helo,
    /// Whether the sender's domain takes mail.
    Sender,
    /// Whether the sender's domain lets the address send.
    Spf,
    /// Whether the address is on DNS block lists.
    BlockLists,
    /// What mail servers see over IPv6.
    Ipv6,
    /// Whether this machine's clock is right.
    Clock,
}

impl CheckId {
    /// All, in the order in which they are made and shown.
    pub const ALL: &'static [Self] = &[
        Self::Resolver,
        Self::Port,
        Self::PublicAddress,
        Self::Ptr,
        Self::Helo,
        Self::Sender,
        Self::Spf,
        Self::BlockLists,
        Self::Ipv6,
        Self::Clock,
    ];

    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Resolver => "resolver",
            Self::Port => "port",
            Self::Clock => "clock",
            Self::PublicAddress => "public_address",
            Self::Ptr => "ptr",
            Self::Helo => "helo",
            Self::Sender => "sender",
            Self::Spf => "spf",
            Self::BlockLists => "block_lists",
            Self::Ipv6 => "ipv6",
        }
    }

    /// The check with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|id| id.code() == code)
    }

    /// For people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Resolver => "DNS resolver",
            Self::Port => "Port 25",
            Self::Clock => "Clock",
            Self::PublicAddress => "Public address",
            Self::Ptr => "Reverse name (PTR)",
            Self::Helo => "Greeting name (HELO)",
            Self::Sender => "Sender domain",
            Self::Spf => "Sender policy (SPF)",
            Self::BlockLists => "Block lists",
            Self::Ipv6 => "IPv6",
        }
    }
}

/// How a check went; never shown by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum CheckState {
    /// As it should be.
    Passed,
    /// Some operators mind.
    Warning,
    /// Many operators refuse it.
    Failed,
    /// It was asked, and could not be told.
    Unknown,
    /// Nobody asked: it is switched off, or an earlier check left nothing to ask about.
    NotAsked,
}

impl CheckState {
    /// For people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Warning => "warning",
            Self::Failed => "failed",
            Self::Unknown => "not known",
            Self::NotAsked => "not asked",
        }
    }
}

/// What an operator can be expected to do about a probe from here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ProviderOutlook {
    /// Stable id, as in `operators.toml`; `small` for servers of no large operator.
    pub operator: String,
    /// For people.
    pub name: Words,
    /// What it will do.
    pub expectation: Expectation,
    /// That in one plain sentence, with the reason.
    pub sentence: Sentence,
    /// What to do about it, in one plain sentence; `None`: nothing.
    pub remedy: Option<Sentence>,
}

/// What an operator will do about a probe from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Expectation {
    /// It answers: nothing was found that it refuses.
    Accepts,
    /// It may refuse, or answer slowly.
    MayRefuse,
    /// It refuses.
    Refuses,
    /// It is not reached at all: port 25 is shut.
    Unreachable,
    /// What it looks at could not be found out.
    Unknown,
}

impl Expectation {
    /// For people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Accepts => "answers",
            Self::MayRefuse => "may refuse",
            Self::Refuses => "refuses",
            Self::Unreachable => "not reached",
            Self::Unknown => "not known",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_has_one_code_that_is_also_its_wire_form() {
        for id in CheckId::ALL {
            assert_eq!(CheckId::from_code(id.code()), Some(*id));
            assert_eq!(serde_json::to_value(id).unwrap(), id.code());
        }
        assert_eq!(CheckId::from_code("dns"), None);
    }
}
