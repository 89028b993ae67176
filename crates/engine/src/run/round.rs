//! The round of a run, as a postman has one: looks domains up, opens sessions where the plan allows, waits for what is
//! due, and goes home when everything is settled or it is called back. Every task that it starts belongs to one set.

use std::{
    future::Future,
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures::FutureExt as _;
use mailvet_verdict::{CutShort, Knowledge, Moment, Policy};
use tokio::{
    sync::{Notify, watch},
    task::JoinSet,
    time::Instant,
};
use tokio_util::sync::CancellationToken;

use super::{
    Progress, Reins, RunEnd, RunError, control::ControlRules, mail_system::MailSystem, plan::Plan,
    progress::Meter, retry::Waits, settle::Judge, sitting,
};
use crate::{
    Clock, Journal, Settings,
    clock::ClockWatch,
    journal::{JournalError, RunId},
};

/// A snapshot is sent at most this often.
const SNAPSHOT_EVERY: Duration = Duration::from_millis(200);

/// The clock is read again at least this often: timers stand still while the machine sleeps.
const LOOK_UP_EVERY: Duration = Duration::from_secs(30);

/// Sessions get this long to take leave; what was heard is on disk by then.
const FAREWELL: Duration = Duration::from_secs(20);

/// What an exchange has shown of itself holds for a day.
const DAY_MS: i64 = 24 * 3_600_000;

/// The journal and the plan may disagree this often in a row before what is left counts as a fault.
const DISAGREEMENTS: u32 = 3;

/// One run under way.
pub(crate) struct Round<J, M> {
    pub(crate) id: RunId,
    pub(crate) journal: Arc<J>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) knowledge: Arc<Knowledge>,
    pub(crate) policy: Arc<Policy>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) mail: M,
    pub(crate) judge: Box<Judge>,
    pub(crate) waits: Waits,
    pub(crate) controls: ControlRules,
    /// Cancelled when the round is called back, for whatever reason.
    pub(crate) leave: CancellationToken,
    /// Something changed that may allow another session.
    pub(crate) wake: Notify,
    plan: Mutex<Plan>,
    meter: Mutex<Meter>,
}

/// Why the round ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Called {
    /// Everything is settled.
    Done,
    /// Stop, and keep what is left.
    Stop,
    /// Settle what is left as it stands.
    Finish,
}

impl<J: Journal, M: MailSystem> Round<J, M> {
    pub(crate) fn new(run: super::Run<J>, mail: M, judge: Box<Judge>) -> Self {
        let waits = Waits::new(&run.settings.retry.waits);
        let mut settings = run.settings.controls.clone();
        settings.recheck = waits.hurried(settings.recheck);
        let controls = ControlRules { settings, waits: waits.clone() };
        let mut plan = Plan::new(&run.settings, run.paces, waits.shortest().min(LOOK_UP_EVERY));
        if let Some(listing) = run.own_listing {
            plan.guard.listed(listing);
        }
        Self {
            id: run.id,
            journal: run.journal,
            settings: run.settings,
            knowledge: run.knowledge,
            policy: run.policy,
            clock: run.clock,
            mail,
            judge,
            waits,
            controls,
            leave: CancellationToken::new(),
            wake: Notify::new(),
            plan: Mutex::new(plan),
            meter: Mutex::new(Meter::new(crate::journal::Tally::default())),
        }
    }

    /// The plan; never held across an await. Taken before the meter where both are needed.
    pub(crate) fn plan(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The counts; never held across an await.
    pub(crate) fn meter(&self) -> MutexGuard<'_, Meter> {
        self.meter.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Goes the whole round.
    pub(crate) async fn go(
        self: Arc<Self>,
        reins: Reins,
        progress: watch::Sender<Progress>,
    ) -> Result<RunEnd, RunError> {
        let judge = |dossier: &_| self.judge(dossier);
        let faulty = self.journal.settle_faulty(self.id, self.clock.now(), &judge).await?;
        let tally = self.journal.tally(self.id).await?;
        if tally.settled > faulty || tally.waiting > 0 {
            self.plan().resumed();
        }
        *self.meter() = Meter::new(tally);

        let mut tasks = JoinSet::new();
        let called = self.rounds(&reins, &progress, &mut tasks).await;
        self.leave.cancel();
        let left = self.take_leave(&mut tasks).await;
        let called = called?;
        left?;
        let end = match called {
            Called::Done if self.enquire_all(&reins, &progress).await? => RunEnd::Finished,
            // Finished early: what was not looked up stays judged without it.
            Called::Done if reins.finish.is_cancelled() => RunEnd::Finished,
            Called::Done => RunEnd::Stopped,
            Called::Finish => {
                self.doubt_suspects().await?;
                self.settle_the_rest(CutShort::Cancelled).await?;
                RunEnd::Finished
            }
            Called::Stop => RunEnd::Stopped,
        };
        let tally = self.journal.tally(self.id).await?;
        self.meter().correct(tally);
        self.publish(&progress);
        Ok(end)
    }

    async fn rounds(
        self: &Arc<Self>,
        reins: &Reins,
        progress: &watch::Sender<Progress>,
        tasks: &mut JoinSet<Errand>,
    ) -> Result<Called, JournalError> {
        self.resume_withdrawals().await?;
        let work = self.journal.work(self.id).await?;
        let unaudited = self.journal.unaudited(self.id).await?;
        let now = self.clock.now();
        let yesterday = Moment(now.0.saturating_sub(DAY_MS));
        let kept = self.journal.paces(self.id, yesterday).await?;
        let guard = self.journal.guard(self.id).await?.filter(|guard| guard.at >= yesterday);
        {
            let mut plan = self.plan();
            plan.remember(kept);
            if let Some(kept) = guard {
                plan.guard.resume(kept.guard);
            }
            plan.start_over(work, now);
            plan.resume(&unaudited, now);
        }
        let mut watch = ClockWatch::new(now);
        self.wind_back(Duration::ZERO).await?;
        let mut lookups = 0;
        let mut stale = false;
        let mut disagreements = 0;
        let mut settled_before = None;
        let mut next_snapshot = Instant::now();
        loop {
            if let Some(by) = watch.set_back(self.clock.now()) {
                tracing::warn!(
                    seconds = by.as_secs(),
                    "the clock was set back; what waits is due as much earlier"
                );
                self.wind_back(by).await?;
            }
            self.send_out(tasks, &mut lookups);
            if tasks.is_empty() && (stale || self.nothing_to_come()) {
                let work = self.journal.work(self.id).await?;
                if work.is_empty() {
                    return Ok(Called::Done);
                }
                let settled = self.meter().settled();
                disagreements =
                    if settled_before.replace(settled) == Some(settled) { disagreements + 1 } else { 1 };
                if disagreements > DISAGREEMENTS {
                    tracing::error!(domains = work.len(), "addresses were left that no plan could reach");
                    self.settle_the_rest(CutShort::Fault).await?;
                    return Ok(Called::Done);
                }
                let now = self.clock.now();
                self.plan().start_over(work, now);
                stale = false;
                continue;
            }
            if Instant::now() >= next_snapshot {
                self.publish(progress);
                next_snapshot = Instant::now() + SNAPSHOT_EVERY;
            }
            let sleep = self.sleep(!tasks.is_empty());
            tokio::select! {
                biased;
                () = reins.finish.cancelled() => return Ok(Called::Finish),
                () = reins.stop.cancelled() => return Ok(Called::Stop),
                Some(ended) = tasks.join_next() => match ended {
                    Ok(Errand::Survey(outcome)) => {
                        lookups -= 1;
                        outcome?;
                    }
                    Ok(Errand::Session(outcome)) => outcome?,
                    Err(error) => {
                        tracing::error!(%error, "a task of the run ended by itself");
                        stale = true;
                    }
                },
                () = self.wake.notified() => (),
                () = tokio::time::sleep(sleep) => (),
            }
        }
    }

    /// Starts every look-up and session that may start now.
    fn send_out(self: &Arc<Self>, tasks: &mut JoinSet<Errand>, lookups: &mut usize) {
        let now = self.clock.now();
        let mut plan = self.plan();
        plan.ring(now);
        while *lookups < self.settings.dns.at_once
            && let Some((no, name)) = plan.next_lookup()
        {
            *lookups += 1;
            let survey = Arc::clone(self).survey(no, name);
            tasks.spawn(async move { Errand::Survey(survey.await) });
        }
        while let Some(opening) = plan.next_opening(now) {
            let session = sitting::session(Arc::clone(self), opening);
            tasks.spawn(async move { Errand::Session(session.await) });
        }
    }

    /// Nothing is left, or what is left would never have its turn.
    fn nothing_to_come(&self) -> bool {
        let now = self.clock.now();
        let mut plan = self.plan();
        (plan.is_done() && !plan.owes_audit(now)) || plan.next_alarm_or_pause(now).is_none()
    }

    fn sleep(&self, busy: bool) -> Duration {
        let most = if busy { SNAPSHOT_EVERY } else { LOOK_UP_EVERY };
        let now = self.clock.now();
        let alarm = self.plan().next_alarm_or_pause(now);
        let until = alarm.map_or(most, |due| due.since(now));
        until.clamp(Duration::from_millis(1), most)
    }

    pub(crate) fn publish(&self, progress: &watch::Sender<Progress>) {
        let now = self.clock.now();
        let snapshot = {
            let mut plan = self.plan();
            self.meter().snapshot(&mut plan, now)
        };
        progress.send_if_modified(|shown| {
            let news = *shown != snapshot;
            *shown = snapshot;
            news
        });
    }

    /// Lets every task come home, and gives up on those that do not.
    async fn take_leave(&self, tasks: &mut JoinSet<Errand>) -> Result<(), JournalError> {
        let deadline = Instant::now() + FAREWELL;
        let mut outcome = Ok(());
        while let Ok(Some(ended)) = tokio::time::timeout_at(deadline, tasks.join_next()).await {
            if let Ok(Errand::Survey(ended) | Errand::Session(ended)) = ended {
                outcome = outcome.and(ended);
            }
        }
        tasks.shutdown().await;
        outcome
    }

    async fn settle_the_rest(&self, why: CutShort) -> Result<(), JournalError> {
        for work in self.journal.work(self.id).await? {
            self.settle_all(&work.domain, Some(why)).await?;
        }
        let now = self.clock.now();
        self.plan().start_over(Vec::new(), now);
        Ok(())
    }
}

/// What a task of the round came back from.
pub(crate) enum Errand {
    Survey(Result<(), JournalError>),
    Session(Result<(), JournalError>),
}

/// Awaits `work`; `None` where it panicked.
pub(crate) async fn caught<T>(work: impl Future<Output = T>) -> Option<T> {
    AssertUnwindSafe(work).catch_unwind().await.ok()
}
