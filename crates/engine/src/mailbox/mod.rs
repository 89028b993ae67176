//! The mailbox stage: one visit to a mail host, up to `RCPT TO` and never further. The [`Agenda`] says whom to ask next
//! and hears every answer at once; the visit knows neither limits nor judgements.

use std::{future::Future, sync::Arc, time::Duration};

use mailvet_verdict::{Address, Attempt, Conversation, Knowledge};

use crate::{Clock, Settings, journal::JournalError};

mod command;
mod dial;
mod dialogue;
mod events;
#[cfg(any(test, feature = "fuzzing"))]
mod invariants;
mod name;
mod proxy;
mod reserved;
mod senders;
mod session;
#[cfg(test)]
pub(crate) mod testing;
mod tls;
mod transcript;
mod visit;
mod wire;

pub(crate) use command::speakable_sender;
pub(crate) use events::EVENTS;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub use invariants::{hold_for_the_dialogue, hold_for_the_reader};
pub(crate) use name::{is_greeting, known as known_name};
pub(crate) use proxy::setting as proxy_setting;
pub use proxy::{NotAProxy, Proxy, masked};
pub(crate) use reserved::reserved;
pub(crate) use tls::encrypt;

/// One recipient to ask about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// The agenda's own mark for it.
    pub mark: u64,
    /// Whom to name in `RCPT TO`.
    pub address: Address,
    /// In a transaction that nobody else was named in before.
    pub apart: bool,
}

/// Whom to ask, and who hears the answers.
pub trait Agenda: Send {
    /// The next recipients, at most `most` (more than one only where the server offers pipelining); none: take leave.
    fn next(&mut self, most: usize) -> Vec<Recipient>;

    /// How long to wait before asking for the next recipients; asked again after that.
    fn pause(&mut self) -> Duration {
        Duration::ZERO
    }

    /// Takes what came of one recipient, with the conversation so far. Resolves once it is on disk.
    fn heard(
        &mut self,
        recipient: Recipient,
        attempt: Attempt,
        conversation: &Conversation,
    ) -> impl Future<Output = Result<(), JournalError>> + Send;
}

/// Everything a visit needs beside its agenda.
#[derive(Clone)]
pub struct Visitor {
    /// Limits, names, deadlines.
    pub settings: Arc<Settings>,
    /// For reading replies where the conversation itself depends on them (STARTTLS demanded, one recipient a session).
    pub knowledge: Arc<Knowledge>,
    /// For the times of evidence.
    pub clock: Arc<dyn Clock>,
}

/// How a visit ended.
#[derive(Clone, Debug)]
pub struct VisitEnd {
    /// Every conversation of the visit, complete (several where a dead first MX fell to the next).
    pub conversations: Vec<Conversation>,
    /// What became of the visit as a whole.
    pub farewell: Farewell,
}

/// What became of a visit as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::large_enum_variant, reason = "there is one a visit, and it is taken apart at once")]
pub enum Farewell {
    /// The agenda ran out; `QUIT` was said.
    Done,
    /// The server wants the remaining recipients in a session of their own (452 4.5.3 and its like). Recipients handed
    /// out and not heard are as if never asked.
    Enough,
    /// Nothing more can be learnt here now; recipients handed out and not heard are as if never asked. The attempt holds
    /// for every recipient of the route that is not answered yet. (A 421 to a recipient is heard as its answer first.)
    Cut(Attempt),
    /// Mailvet was asked to stop.
    Stopped,
}
