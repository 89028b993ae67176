//! Moving the moments at which addresses are due: earlier where a greylist has let one of them pass, and as much earlier as
//! the clock was set back. Page by page, on disk first.

use std::time::Duration;

use mailvet_verdict::Moment;

use super::{mail_system::MailSystem, plan::DomainNo, round::Round, settle::PAGE, standing::Heard};
use crate::{
    Journal,
    journal::{JournalError, Record, Standing, Task},
};

/// Which of the addresses that wait are to be due now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whom {
    All,
    /// The first one, to find out for the others.
    First,
}

impl<J: Journal, M: MailSystem> Round<J, M> {
    /// One greylisted address of a domain has passed: its sisters need not wait for their time. Many greylists know the
    /// sender and the network and not the recipient alone, so one address of one other domain of the exchange finds
    /// out whether that holds there too; if it passes, its own sisters follow, and the next domain. One that is put off
    /// once more ends this: a greylist that is asked too early may begin to count anew.
    pub(crate) async fn release_sisters(&self, no: DomainNo) -> Result<(), JournalError> {
        self.release(no, Whom::All).await?;
        let now = self.clock.now();
        let neighbour = self.plan().passed(no, now);
        match neighbour {
            Some(neighbour) => self.release(neighbour, Whom::First).await,
            None => Ok(()),
        }
    }

    async fn release(&self, no: DomainNo, whom: Whom) -> Result<(), JournalError> {
        let now = self.clock.now();
        let (name, latest) = {
            let plan = self.plan();
            (plan.name(no), plan.latest_due(no))
        };
        if latest.is_none_or(|latest| latest <= now) {
            return Ok(());
        }
        let mut after = None;
        loop {
            let page = self.journal.waiting(self.id, &name, after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some(last.id);
            let was_last = page.len() < PAGE;
            let in_hand = self.plan().in_hand(no);
            let mut found = Vec::new();
            for task in page {
                if !waits_beyond(&task, now) || in_hand.contains(&task.id) {
                    continue;
                }
                let dossier = self.journal.dossier(self.id, task.id).await?;
                let greylisted = |last| Heard::of(last, &self.knowledge).is_greylisted();
                if dossier.attempts.last().is_some_and(greylisted) {
                    found.push(task);
                }
                if whom == Whom::First && !found.is_empty() {
                    break;
                }
            }
            let done = was_last || (whom == Whom::First && !found.is_empty());
            self.reschedule(no, found, |_| now).await?;
            if done {
                return Ok(());
            }
        }
    }

    /// The clock was set back by so much: what waits is due as much earlier, and in no case later than the longest wait
    /// from now, which is all that is known of a clock that was set back while nobody looked.
    pub(crate) async fn wind_back(&self, by: Duration) -> Result<(), JournalError> {
        let now = self.clock.now();
        let latest =
            now.plus(self.waits.longest().max(self.controls.settings.recheck)).plus(Duration::from_secs(1));
        let beyond = if by.is_zero() { latest } else { now };
        let domains = {
            let mut plan = self.plan();
            plan.wind_controls_back(by, now);
            plan.waiting_domains(beyond)
        };
        for no in domains {
            let name = self.plan().name(no);
            let mut after = None;
            loop {
                let page = self.journal.waiting(self.id, &name, after, PAGE).await?;
                let Some(last) = page.last() else { break };
                after = Some(last.id);
                let was_last = page.len() < PAGE;
                let in_hand = self.plan().in_hand(no);
                let moved = page
                    .into_iter()
                    .filter(|task| waits_beyond(task, beyond) && !in_hand.contains(&task.id))
                    .collect();
                self.reschedule(no, moved, |due| due.before(by).max(now).min(latest)).await?;
                if was_last {
                    break;
                }
            }
        }
        Ok(())
    }

    async fn reschedule(
        &self,
        no: DomainNo,
        tasks: Vec<Task>,
        to: impl Fn(Moment) -> Moment,
    ) -> Result<(), JournalError> {
        let mut records = Vec::with_capacity(tasks.len());
        let mut moves = Vec::with_capacity(tasks.len());
        for task in tasks {
            let Standing::Waiting { due, tries } = task.standing else { continue };
            let standing = Standing::Waiting { due: to(due), tries };
            records.push(Record::Standing { address: task.id, standing });
            moves.push((due, to(due)));
        }
        if records.is_empty() {
            return Ok(());
        }
        self.journal.record(self.id, records).await?;
        let now = self.clock.now();
        self.plan().rescheduled(no, &moves, now);
        self.wake.notify_one();
        Ok(())
    }
}

fn waits_beyond(task: &Task, moment: Moment) -> bool {
    matches!(task.standing, Standing::Waiting { due, .. } if due > moment)
}
