//! A run: takes a list from "nothing known" to "every address settled", politely, and can be stopped and gone on with at
//! any moment. One function owns every transition of an address; what is left to do is read from the journal.

mod answer;
mod audit;
mod control;
mod control_name;
mod enquire;
mod guard;
mod listing;
mod mail_system;
mod pace;
mod plan;
mod port;
mod progress;
mod retry;
mod round;
mod settle;
mod sitting;
mod standing;
mod survey;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod wait;
mod withdraw;
mod words;

use std::sync::Arc;

use mailvet_verdict::{Knowledge, Moment, Policy, Sentence};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

pub use self::{
    guard::{GuardMemory, OwnListing},
    pace::{Breaker, CutRate, Rest, SharedPaces},
};
use self::{mail_system::Internet, round::Round};
use crate::{
    Clock, Journal, Settings,
    domain::DomainObserver,
    journal::{JournalError, RunId, Tally},
    lookups::Enquirer,
    mailbox::Visitor,
};
pub(crate) use words::{GUARD, HELD_BACK, TROUBLE};

/// Everything a run needs.
pub struct Run<J> {
    /// Which.
    pub id: RunId,
    /// Where it reads and writes.
    pub journal: Arc<J>,
    /// Limits, names, deadlines.
    pub settings: Arc<Settings>,
    /// Rules and lists.
    pub knowledge: Arc<Knowledge>,
    /// Verdict to action.
    pub policy: Arc<Policy>,
    /// Time of day.
    pub clock: Arc<dyn Clock>,
    /// That this machine is on a block list, where that was found out before.
    pub own_listing: Option<OwnListing>,
    /// What it has in common with the other runs of this process in the same world.
    pub paces: Arc<SharedPaces>,
}

/// How thoroughly a run looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum RunMode {
    /// Every stage.
    #[default]
    Full,
    /// No mail server is asked: verdicts rest on form, DNS and lists, and say so. For networks whose port 25 is shut.
    Quick,
}

/// How the caller steers a run.
#[derive(Clone, Debug, Default)]
pub struct Reins {
    /// Stop asking, leave every session with `QUIT`, keep everything: the run can be gone on with.
    pub stop: CancellationToken,
    /// The same, and settle what is left as `cancelled`, or by the provisional judgement of what waits.
    pub finish: CancellationToken,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunEnd {
    /// Every address is settled.
    Finished,
    /// Stopped with addresses left.
    Stopped,
}

/// A run that cannot go on. Everything heard so far is kept.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Nothing can be written down, so nothing is asked.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The resolver cannot be set up.
    #[error(transparent)]
    Resolver(#[from] crate::domain::ResolverError),
}

impl<J: Journal> Run<J> {
    /// Runs until every address is settled or the reins say otherwise. `progress` gets a snapshot a few times a second.
    ///
    /// # Errors
    /// The journal or the resolver failed; whatever servers do is evidence.
    pub async fn go(self, reins: Reins, progress: watch::Sender<Progress>) -> Result<RunEnd, RunError> {
        let observer = DomainObserver::new(&self.settings.dns)?;
        let visitor = Visitor {
            settings: Arc::clone(&self.settings),
            knowledge: Arc::clone(&self.knowledge),
            clock: Arc::clone(&self.clock),
        };
        let enquirer = self.settings.lookups.any().then(|| Enquirer::new(&self.settings)).transpose()?;
        let (knowledge, policy) = (Arc::clone(&self.knowledge), Arc::clone(&self.policy));
        let judge = Box::new(move |dossier: &_| mailvet_verdict::judge(dossier, &knowledge, &policy));
        Arc::new(Round::new(self, Internet { observer, visitor, enquirer }, judge)).go(reins, progress).await
    }
}

/// Where a run stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, specta::Type)]
pub struct Progress {
    /// Counts.
    pub tally: Tally,
    /// Addresses settled in a second, over the last ten seconds or so.
    pub rate: f64,
    /// Seconds until every address has had its first answer; `None`: cannot be told yet.
    pub first_answers_in: Option<f64>,
    /// Seconds until what waits is asked again too; `None`: cannot be told yet.
    pub all_in: Option<f64>,
    /// When the next address that waits is due.
    pub next_retry: Option<Moment>,
    /// Domains looked up, of how many.
    pub domains: (u64, u64),
    /// Addresses that no mail server settled and that the opt-in look-ups are done with, of how many; none before they begin.
    pub lookups: (u64, u64),
    /// Sessions open.
    pub connections: u32,
    /// Exchanges with work left, those held back first, then the largest; at most 20.
    pub exchanges: Vec<ExchangeProgress>,
    /// What keeps the whole run from any server, in one plain sentence: port 25 is shut, or the proxy is away.
    pub trouble: Option<Sentence>,
    /// What the guard of the user's reputation does at present; `None`: nothing.
    pub guard: Option<GuardProgress>,
}

/// What the guard of the user's reputation does, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, specta::Type)]
pub struct GuardProgress {
    /// How far it goes.
    pub step: GuardStep,
    /// Until when nobody is asked; `None`: servers are asked.
    pub until: Option<Moment>,
    /// The block list that this machine's address is on, where one is known.
    pub listed_on: Option<String>,
    /// Why, in one or two plain sentences.
    pub sentence: Sentence,
}

/// How far the guard goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum GuardStep {
    /// Everything is half as fast.
    Slowed,
    /// Nobody new is asked for a while.
    Paused,
    /// One session at a time finds out whether the pause has helped.
    FindingOut,
}

/// Where a run stands with one exchange.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, specta::Type)]
pub struct ExchangeProgress {
    /// The exchange.
    pub exchange: String,
    /// Addresses not settled.
    pub left: u64,
    /// Sessions open.
    pub connections: u32,
    /// Why it is slowed or left alone, in a plain sentence.
    pub held_back: Option<Sentence>,
    /// Until when.
    pub until: Option<Moment>,
}
