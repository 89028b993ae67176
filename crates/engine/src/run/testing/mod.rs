//! A run without sockets and disks: a journal in memory that can break off at any batch, a mail system that follows a
//! script, and a clock that follows tokio's paused time.

mod journal;
mod script;

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use mailvet_verdict::{
    Attempt, ConnectFault, DomainEvidence, Dossier, Judgement, Knowledge, Known, MailRouting, Moment,
    Outcome, Policy, Reason, ReplyClass, SyntaxEvidence, Verdict,
};
use tokio::{sync::watch, time::Instant};

pub(crate) use self::{
    journal::{BreakOff, MemoryJournal, Row},
    script::{ACCEPTED, Asked, GREYLISTED, NO_SUCH_USER, Says, Script, Visited, is_control, mx, ordinary},
};
use super::{
    Progress, Reins, Run, RunEnd, RunError, SharedPaces,
    round::Round,
    settle::{Judge, internal_error},
    standing::Heard,
};
use crate::{Clock, Settings, journal::RunId};

/// The moment at which every test begins.
pub(crate) const START: Moment = Moment(1_800_000_000_000);

/// Follows tokio's time.
pub(crate) struct PausedClock {
    start: Instant,
    /// Milliseconds that it was set forward.
    set: AtomicI64,
}

impl PausedClock {
    pub(crate) fn new() -> Self {
        Self { start: Instant::now(), set: AtomicI64::new(0) }
    }

    /// Sets the clock forward, or back.
    pub(crate) fn set(&self, minutes: i64) {
        self.set.fetch_add(minutes * 60_000, Ordering::Relaxed);
    }
}

impl Clock for PausedClock {
    fn now(&self) -> Moment {
        Moment(START.plus(self.start.elapsed()).0 + self.set.load(Ordering::Relaxed))
    }
}

/// What came of one try at a host of an exchange.
pub(crate) fn attempt(exchange: &str, outcome: Outcome) -> Attempt {
    Attempt {
        at: START,
        exchange: exchange.to_owned(),
        host: format!("mx.{exchange}"),
        ip: None,
        banner: None,
        tls: false,
        outcome,
        latency_ms: None,
        tls_facts: None,
        sender: None,
        transcript: None,
    }
}

/// A run of the scripted world.
pub(crate) struct Trial {
    pub(crate) journal: Arc<MemoryJournal>,
    pub(crate) script: Arc<Script>,
    pub(crate) clock: Arc<PausedClock>,
    pub(crate) settings: Settings,
    pub(crate) reins: Reins,
    pub(crate) judge: fn(&Dossier, &Knowledge) -> Judgement,
    pub(crate) own_listing: Option<super::OwnListing>,
    pub(crate) paces: Arc<SharedPaces>,
}

impl Trial {
    pub(crate) fn new(
        texts: impl IntoIterator<Item = impl Into<String>>,
        script: impl FnOnce(&mut Script),
    ) -> Self {
        let clock = Arc::new(PausedClock::new());
        let mut scripted = Script::new(&clock);
        script(&mut scripted);
        Self {
            journal: MemoryJournal::of(texts),
            script: Arc::new(scripted),
            clock,
            settings: Settings::defaults(),
            reins: Reins::default(),
            judge: plain_judge,
            own_listing: None,
            paces: Arc::default(),
        }
    }

    /// How many minutes have passed.
    pub(crate) fn clock_minutes(&self) -> u64 {
        self.clock.now().since(START).as_secs() / 60
    }

    pub(crate) async fn go(&self) -> Result<RunEnd, RunError> {
        self.go_with(watch::channel(Progress::default()).0).await
    }

    pub(crate) async fn go_with(&self, progress: watch::Sender<Progress>) -> Result<RunEnd, RunError> {
        let knowledge = Knowledge::shipped();
        let run = Run {
            id: RunId(1),
            journal: Arc::clone(&self.journal),
            settings: Arc::new(self.settings.clone()),
            knowledge: Arc::clone(&knowledge),
            policy: Arc::new(Policy::default()),
            clock: Arc::clone(&self.clock) as Arc<dyn Clock>,
            own_listing: self.own_listing.clone(),
            paces: Arc::clone(&self.paces),
        };
        let judge = self.judge;
        let judge: Box<Judge> = Box::new(move |dossier| judge(dossier, &knowledge));
        Arc::new(Round::new(run, Arc::clone(&self.script), judge)).go(self.reins.clone(), progress).await
    }
}

/// A judge that says what was heard last and nothing of its own, so that these tests are about the run alone.
pub(crate) fn plain_judge(dossier: &Dossier, knowledge: &Knowledge) -> Judgement {
    let heard: Vec<_> = dossier.attempts.iter().map(|attempt| Heard::of(attempt, knowledge)).collect();
    let controls: Vec<_> =
        dossier.controls.iter().map(|control| Heard::of(&control.attempt, knowledge)).collect();
    let (verdict, reason) = match (&dossier.syntax, heard.last()) {
        (SyntaxEvidence::Faulty(_), _) => (Verdict::Invalid, Reason::Syntax),
        (_, Some(last)) if last.is_accepted() => {
            if controls.iter().any(Heard::is_accepted) {
                (Verdict::Risky, Reason::CatchAll)
            } else if controls.iter().any(Heard::is_bad_recipient) {
                (Verdict::Valid, Reason::MailboxAccepted)
            } else {
                (Verdict::Risky, Reason::AcceptsUnproven)
            }
        }
        (_, Some(last)) if last.is_bad_recipient() => (Verdict::Invalid, Reason::MailboxNotFound),
        (_, Some(last)) => (Verdict::Unknown, not_told(last)),
        (_, None) => match &dossier.domain {
            Known::Known(DomainEvidence { routing: MailRouting::NullMx, .. }) => {
                (Verdict::Invalid, Reason::NullMx)
            }
            Known::Known(DomainEvidence { routing: MailRouting::Failed(_), .. }) => {
                (Verdict::Unknown, Reason::DnsFailed)
            }
            _ if dossier.cut_short.is_some() => (Verdict::Unknown, Reason::Cancelled),
            _ => (Verdict::Unknown, Reason::NotProbed),
        },
    };
    Judgement { verdict, reason, ..internal_error(&Policy::default()) }
}

fn not_told(last: &Heard<'_>) -> Reason {
    match (&last.attempt.outcome, last.reading.as_ref().map(|reading| reading.class)) {
        (Outcome::NoConnection(ConnectFault::Port25Shut), _) => Reason::Port25Blocked,
        (Outcome::NoConnection(_), _) => Reason::NoConnection,
        (_, Some(ReplyClass::Greylisted)) => Reason::Greylisted,
        (_, Some(ReplyClass::RateLimited)) => Reason::RateLimited,
        (_, Some(ReplyClass::PolicyBlock | ReplyClass::SpamBlock)) => Reason::UsRefused,
        (_, Some(_)) => Reason::ServerBusy,
        (_, None) => Reason::ConnectionDropped,
    }
}
