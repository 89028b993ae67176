//! Judging and settling what needs no more asking, in pages, so that a domain with half of the list fits in memory. The
//! judge is pure; should it panic on one address, that address is an internal error, and the run goes on.

use std::{
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use mailvet_verdict::{
    Action, CutShort, Dossier, Flags, Judgement, Known, MailRouting, Moment, Policy, Reason, Verdict, tried,
};

use super::{mail_system::MailSystem, plan::DomainNo, progress::Judged, retry::Patience, round::Round};
use crate::{
    Journal,
    journal::{AddressId, JournalError, Record, Standing, Task},
};

/// Addresses in one page.
pub(crate) const PAGE: usize = 200;

/// The judge as the run uses it.
pub(crate) type Judge = dyn Fn(&Dossier) -> Judgement + Send + Sync;

/// What the judge says, or `internal_error` where it panics.
pub(crate) fn judged(judge: &Judge, policy: &Policy, dossier: &Dossier) -> Judgement {
    catch_unwind(AssertUnwindSafe(|| judge(dossier))).unwrap_or_else(|_| {
        tracing::error!("the judge panicked on an address, which is an internal error now");
        internal_error(policy)
    })
}

/// The judgement of an address that Mailvet itself failed on.
pub(crate) fn internal_error(policy: &Policy) -> Judgement {
    let unknown = |row: &&mailvet_verdict::PolicyRow| row.verdict == Verdict::Unknown && row.flag.is_none();
    Judgement {
        verdict: Verdict::Unknown,
        reason: Reason::InternalError,
        action: policy.rows.iter().find(unknown).map_or(Action::Retry, |row| row.action),
        score: 50,
        confidence: 0.0,
        flags: Flags::default(),
        suggestion: None,
        sentence: mailvet_verdict::fault_of_ours(),
        tried: None,
        next_step: Reason::InternalError.next_step(),
        contributions: Vec::new(),
    }
}

impl<J: Journal, M: MailSystem> Round<J, M> {
    pub(crate) fn judge(&self, dossier: &Dossier) -> Judgement {
        judged(&*self.judge, &self.policy, dossier)
    }

    /// Settles every address left of a domain by the evidence there is.
    pub(crate) async fn settle_all(
        &self,
        domain: &str,
        cut_short: Option<CutShort>,
    ) -> Result<(), JournalError> {
        let mut after = None;
        loop {
            let page = self.journal.dossiers(self.id, domain, false, after, PAGE).await?;
            let Some((last, _)) = page.last() else { return Ok(()) };
            // Those of this page that wait are among the first so many that do.
            let waiting = match cut_short {
                Some(CutShort::Cancelled) => self.journal.waiting(self.id, domain, after, PAGE).await?,
                Some(CutShort::Fault) | None => Vec::new(),
            };
            after = Some(*last);
            let was_last = page.len() < PAGE;
            self.settle_page(page, cut_short, &dues(&waiting)).await?;
            if was_last {
                return Ok(());
            }
        }
    }

    async fn settle_page(
        &self,
        page: Vec<(AddressId, Dossier)>,
        cut_short: Option<CutShort>,
        dues: &HashMap<AddressId, Moment>,
    ) -> Result<(), JournalError> {
        let at = self.clock.now();
        let mut records = Vec::with_capacity(2 * page.len());
        let mut counts = Vec::with_capacity(page.len());
        for (address, mut dossier) in page {
            let asked = !dossier.attempts.is_empty() || failed_in_dns(&dossier);
            let before = asked.then(|| self.judge(&before_control(&dossier)).verdict);
            dossier.cut_short = cut_short;
            let mut judgement = match cut_short {
                Some(CutShort::Fault) => internal_error(&self.policy),
                Some(CutShort::Cancelled) | None => self.judge(&dossier),
            };
            if let Some(due) = dues.get(&address) {
                judgement.tried = Some(tried::was_to_be_asked(*due));
            }
            // Where it stood only matters to the count of what waits, which the journal corrects at the end.
            let from = Standing::Pending;
            counts.push(Judged { address, from, to: Standing::Settled, before, verdict: judgement.verdict });
            records.push(Record::Standing { address, standing: Standing::Settled });
            records.push(Record::Judged { address, judgement, at });
        }
        self.journal.record(self.id, records).await?;
        let mut meter = self.meter();
        counts.into_iter().for_each(|count| meter.judged(count));
        Ok(())
    }

    /// Settles the answered addresses of a domain once its control is decided; puts them off with it while it is not.
    pub(crate) async fn review_answered(&self, no: DomainNo) -> Result<(), JournalError> {
        if !self.plan().begin_settling(no) {
            return Ok(());
        }
        let name = self.plan().name(no);
        loop {
            let control = self.plan().control(no);
            let mut after = None;
            loop {
                let page = self.journal.dossiers(self.id, &name, true, after, PAGE).await?;
                let Some((last, _)) = page.last() else { break };
                after = Some(*last);
                let was_last = page.len() < PAGE;
                let count = page.len() as u64;
                match control.awaited() {
                    Some((due, tries)) if !control.settles() => {
                        self.put_off_page(page, Standing::AwaitingControl { due, tries }).await?;
                    }
                    _ => {
                        self.settle_page(page, None, &HashMap::new()).await?;
                        self.plan().answered_settled(no, count);
                    }
                }
                if was_last {
                    break;
                }
            }
            if !self.plan().end_settling(no) {
                self.wake.notify_one();
                return Ok(());
            }
        }
    }

    /// Answered addresses go on waiting for a control, with what can be said of them so far.
    async fn put_off_page(
        &self,
        page: Vec<(AddressId, Dossier)>,
        standing: Standing,
    ) -> Result<(), JournalError> {
        let at = self.clock.now();
        let mut records = Vec::with_capacity(2 * page.len());
        let mut counts = Vec::with_capacity(page.len());
        for (address, dossier) in page {
            let before = Some(self.judge(&before_control(&dossier)).verdict);
            let judgement = self.judge(&dossier);
            counts.push(Judged { address, from: standing, to: standing, before, verdict: judgement.verdict });
            records.push(Record::Standing { address, standing });
            records.push(Record::Judged { address, judgement, at });
        }
        self.journal.record(self.id, records).await?;
        let mut meter = self.meter();
        counts.into_iter().for_each(|count| meter.judged(count));
        Ok(())
    }

    /// DNS gave no usable answer for a domain: what could be asked now waits, twice at most, and is settled then.
    pub(crate) async fn put_off_by_dns(&self, no: DomainNo, name: &Arc<str>) -> Result<(), JournalError> {
        loop {
            let now = self.clock.now();
            let in_hand = self.plan().begin_draw(no);
            let tasks = self.journal.tasks(self.id, name, now, &in_hand, PAGE).await?;
            self.plan().drawn(no, &tasks, PAGE, now);
            if tasks.is_empty() {
                break;
            }
            let mut records = Vec::with_capacity(2 * tasks.len());
            let mut moves = Vec::with_capacity(tasks.len());
            for task in tasks {
                let dossier = self.journal.dossier(self.id, task.id).await?;
                let judgement = self.judge(&dossier);
                let tries = tries(&task).saturating_add(1);
                let to = match self.waits.due(tries, Patience::Fault, None, now) {
                    Some(due) if judgement.reason != Reason::InternalError => {
                        Standing::Waiting { due, tries }
                    }
                    _ => Standing::Settled,
                };
                let before = (task.standing != Standing::Pending).then_some(judgement.verdict);
                let verdict = judgement.verdict;
                records.push(Record::Standing { address: task.id, standing: to });
                records.push(Record::Judged { address: task.id, judgement, at: now });
                moves.push((Judged { address: task.id, from: task.standing, to, before, verdict }, task));
            }
            self.journal.record(self.id, records).await?;
            let (mut plan, mut meter) = (self.plan(), self.meter());
            for (judged, task) in moves {
                meter.judged(judged);
                plan.moved(no, &task, judged.to, now);
            }
        }
        // A proof cannot be repeated for want of a host to ask.
        let now = self.clock.now();
        self.plan().unproved(no, now);
        self.put_off_control(no).await
    }

    /// The control of a domain cannot be asked for want of an address to ask.
    async fn put_off_control(&self, no: DomainNo) -> Result<(), JournalError> {
        let now = self.clock.now();
        {
            let mut plan = self.plan();
            let control = plan.control(no);
            let Some((due, _)) = control.awaited() else { return Ok(()) };
            if plan.awaiting(no) == 0 || due > now {
                return Ok(());
            }
            let control = control.put_off(|tries| self.waits.due(tries, Patience::Fault, None, now));
            plan.set_control(no, control, now);
        }
        self.review_answered(no).await
    }
}

/// When those that wait are due.
fn dues(waiting: &[Task]) -> HashMap<AddressId, Moment> {
    let due = |task: &Task| match task.standing {
        Standing::Waiting { due, .. } => Some((task.id, due)),
        _ => None,
    };
    waiting.iter().filter_map(due).collect()
}

/// How often an address was asked so far.
pub(crate) fn tries(task: &Task) -> u32 {
    match task.standing {
        Standing::Waiting { tries, .. } => tries,
        Standing::Pending | Standing::AwaitingControl { .. } | Standing::Settled => 0,
    }
}

fn failed_in_dns(dossier: &Dossier) -> bool {
    matches!(&dossier.domain, Known::Known(domain) if matches!(domain.routing, MailRouting::Failed(_)))
}

/// The dossier as it was when its provisional judgement was made, near enough to take that one out of the counts.
fn before_control(dossier: &Dossier) -> Dossier {
    Dossier { controls: Vec::new(), cut_short: None, ..dossier.clone() }
}

/// Whether a domain's evidence may still be used at `now`, by its TTL.
pub(crate) fn is_fresh(evidence: &mailvet_verdict::DomainEvidence, now: Moment) -> bool {
    let ttl = std::time::Duration::from_secs(u64::from(evidence.ttl_seconds));
    now.since(evidence.observed_at) <= ttl && !matches!(evidence.routing, MailRouting::Failed(_))
}
