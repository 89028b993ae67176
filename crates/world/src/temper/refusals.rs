//! Servers that refuse us rather than the recipient, want something of us first, or have trouble of their own.

use std::time::Duration;

use mailvet_verdict::Stage;
use serde::Deserialize;

use super::{Act, Occasion, Scene};
use crate::text;

/// A block of us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Block {
    /// Where it is said: `connect`, `ehlo`, `mail` or `rcpt`.
    pub at: Stage,
    /// What it blames.
    pub words: BlockWords,
    /// How long after its first refusal it lets us in again; zero: never.
    #[serde(deserialize_with = "text::wait")]
    pub lifts_after: Duration,
    /// How often it may be knocked at while it refuses us, before it refuses for good; 0: any number.
    pub knocks: u32,
}

impl Default for Block {
    fn default() -> Self {
        Self { at: Stage::Rcpt, words: BlockWords::BlockList, lifts_after: Duration::ZERO, knocks: 0 }
    }
}

/// What a block blames.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockWords {
    /// Our address, as listed on a block list.
    #[default]
    BlockList,
    /// Our missing PTR record.
    Ptr,
    /// A policy that is not told.
    Policy,
    /// The null sender.
    Sender,
    /// The name that we greet with.
    Greeting,
    /// Our reputation, for now: a 421 that names no time.
    ForNow,
}

impl Block {
    pub(super) fn act(&self, occasion: Occasion<'_>, scene: &Scene<'_>) -> Act {
        if occasion.stage() != self.at || !self.holds(scene) {
            return Act::Usual;
        }
        let code = if self.at == Stage::Connect { 554 } else { 550 };
        let client = scene.names.client;
        let refusal = match self.words {
            BlockWords::BlockList => format!(
                "{code} 5.7.1 Service unavailable; Client host [127.0.0.1] blocked using bl.blocklist.example"
            ),
            BlockWords::Ptr => {
                format!("{code} 5.7.25 Client host rejected: cannot find your reverse hostname, [127.0.0.1]")
            }
            BlockWords::Policy => {
                format!("{code} 5.7.1 Connection from [127.0.0.1] rejected due to local policy")
            }
            BlockWords::Sender => {
                format!("{code} 5.7.1 <{}>: Sender address rejected: Access denied", scene.sender)
            }
            BlockWords::Greeting => format!("{code} 5.7.1 <{client}>: Helo command rejected: Host not found"),
            BlockWords::ForNow => {
                return Act::Leave(format!(
                    "421 4.7.1 {} Service refused: poor reputation of 127.0.0.1, try again later",
                    scene.names.host
                ));
            }
        };
        Act::Say(refusal)
    }
}

/// A server that is particular about the sender (against RFC 5321 section 4.5.5, which wants `<>` taken everywhere).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PickySender {
    /// Where it says so: `mail` or `rcpt`.
    pub at: Stage,
    /// Whom it refuses.
    pub refuses: RefusedSender,
}

/// What is refused of a sender.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusedSender {
    /// The null sender.
    #[default]
    Null,
    /// Every sender but the null sender.
    Named,
    /// A second recipient in a transaction of the null sender.
    SecondRecipient,
}

impl Default for PickySender {
    fn default() -> Self {
        Self { at: Stage::Mail, refuses: RefusedSender::Null }
    }
}

impl PickySender {
    pub(super) fn act(&self, occasion: Occasion<'_>, scene: &Scene<'_>) -> Act {
        let sender = scene.sender;
        match self.refuses {
            RefusedSender::SecondRecipient => {
                if matches!(occasion, Occasion::Rcpt(_)) && sender.is_empty() && scene.named > 1 {
                    return Act::Say("550 5.5.3 Too many recipients for null sender".into());
                }
            }
            _ if occasion.stage() != self.at => {}
            RefusedSender::Null if sender.is_empty() => {
                return Act::Say("550 5.7.1 Requested action not taken: NULL sender is not allowed".into());
            }
            RefusedSender::Named if !sender.is_empty() => {
                return Act::Say(format!(
                    "553 5.1.8 <{sender}>... Domain of sender address {sender} does not exist"
                ));
            }
            RefusedSender::Null | RefusedSender::Named => {}
        }
        Act::Usual
    }
}

impl Block {
    fn holds(&self, scene: &Scene<'_>) -> bool {
        if self.lifts_after.is_zero() {
            return true;
        }
        let (holds, knocks) = scene.memory.knock(self.lifts_after);
        holds || (self.knocks > 0 && knocks > self.knocks)
    }
}

/// A server that wants a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AuthRequired {
    /// Where it is said: at `mail` with 530, elsewhere with 550.
    pub at: Stage,
}

impl Default for AuthRequired {
    fn default() -> Self {
        Self { at: Stage::Mail }
    }
}

impl AuthRequired {
    pub(super) fn act(&self, occasion: Occasion<'_>) -> Act {
        if occasion.stage() != self.at {
            return Act::Usual;
        }
        Act::Say(if self.at == Stage::Mail {
            "530 5.7.0 Authentication required".into()
        } else {
            "550 5.7.1 Client was not authenticated: authentication required".into()
        })
    }
}

/// A server that can do encryption and does not insist on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OffersTls {
    /// Whether its handshake breaks.
    pub broken: bool,
}

/// A server that wants encryption.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TlsOnly {
    /// Why it cannot have it.
    pub fault: Option<TlsFault>,
}

/// Why encryption does not come about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TlsFault {
    /// STARTTLS is demanded and not offered.
    NotOffered,
    /// The handshake breaks.
    Handshake,
}

impl TlsOnly {
    pub(super) fn act(&self, occasion: Occasion<'_>, scene: &Scene<'_>) -> Act {
        match occasion {
            Occasion::Mail | Occasion::Rcpt(_) if !scene.encrypted => {
                Act::Say("530 5.7.0 Must issue a STARTTLS command first".into())
            }
            _ => Act::Usual,
        }
    }
}

/// A host or domain that takes no mail at all (RFC 7504).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TakesNoMail {
    /// `rcpt`: 556, about the domain; `connect`: 521 instead of a banner, which others use to turn us away.
    pub at: Stage,
}

impl Default for TakesNoMail {
    fn default() -> Self {
        Self { at: Stage::Rcpt }
    }
}

impl TakesNoMail {
    pub(super) fn act(&self, occasion: Occasion<'_>, scene: &Scene<'_>) -> Act {
        if occasion.stage() != self.at {
            return Act::Usual;
        }
        if self.at == Stage::Connect {
            Act::Leave(format!("521 {} does not accept mail", scene.names.host))
        } else {
            Act::Say("556 5.1.10 Domain does not accept mail".into())
        }
    }
}

/// A server with trouble of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Busy {
    /// Where it shows: `connect`, `mail` or `rcpt`.
    pub at: Stage,
    /// How often, before it is well again; 0: always.
    pub times: u32,
}

impl Default for Busy {
    fn default() -> Self {
        Self { at: Stage::Rcpt, times: 0 }
    }
}

impl Busy {
    pub(super) fn act(&self, occasion: Occasion<'_>, scene: &Scene<'_>) -> Act {
        if occasion.stage() != self.at || !scene.memory.still_ill(self.times) {
            return Act::Usual;
        }
        let names = scene.names;
        match self.at {
            Stage::Connect => {
                Act::Leave(format!("421 4.3.2 {} Service not available, closing channel", names.host))
            }
            Stage::Rcpt => Act::Say(names.fill(scene.dialect.manners().busy)),
            _ => Act::Say("451 4.3.0 Temporary system failure, please try again later".into()),
        }
    }
}
