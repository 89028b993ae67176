//! What follows from an answer: the batch of records that it makes, on disk before anything else, then the change of the
//! plan, and what it means for the other addresses of the domain.

use std::{collections::HashSet, sync::Arc};

use mailvet_verdict::{
    Address, Attempt, Control, ControlKind, Conversation, Judgement, Moment, Reason, RetryAdvice, Verdict,
};

use super::{
    mail_system::MailSystem,
    pace::Block,
    plan::DomainNo,
    progress::Judged,
    round::Round,
    settle::{PAGE, tries},
    standing::{Before, ControlState, Heard, name_to_repeat, next_standing},
};
use crate::{
    Journal,
    journal::{JournalError, Record, Standing, Task},
};

/// What an attempt makes of an address.
struct Move {
    task: Task,
    attempt: Attempt,
    to: Standing,
    judgement: Judgement,
    /// The provisional verdict that the new one replaces.
    before: Option<Verdict>,
    /// The answer proves that the domain refuses addresses that do not exist, which nothing did before.
    proof: bool,
    /// The address was greylisted before, and is not any more.
    passed_greylist: bool,
}

impl<J: Journal, M: MailSystem> Round<J, M> {
    /// Takes the answer for one address. `false`: the server wants it asked in another session, and it is as if it had
    /// not been asked.
    pub(crate) async fn heard_address(
        &self,
        no: DomainNo,
        task: Task,
        heard: &Heard<'_>,
        heard_in_session: usize,
        conversation: &Conversation,
    ) -> Result<bool, JournalError> {
        let conversation = Record::Conversation(conversation.clone());
        let asks_for_session =
            heard.reading.as_ref().is_some_and(|reading| reading.retry == RetryAdvice::NewSession);
        if asks_for_session && heard_in_session > 0 {
            self.journal.record(self.id, vec![conversation]).await?;
            let now = self.clock.now();
            self.plan().moved(no, &task, task.standing, now);
            return Ok(false);
        }
        let step = self.weigh(no, task, heard, heard_in_session).await?;
        self.commit(no, vec![step], vec![conversation]).await?;
        Ok(true)
    }

    /// Gives addresses of a domain an attempt that was not made for them alone. `story`: what was tried before it.
    pub(crate) async fn share_attempt(
        &self,
        no: DomainNo,
        tasks: Vec<Task>,
        heard: &Heard<'_>,
        story: Option<&str>,
    ) -> Result<(), JournalError> {
        let mut moves = Vec::with_capacity(tasks.len());
        for task in tasks {
            let mut step = self.weigh(no, task, heard, 0).await?;
            if let Some(story) = story {
                step.judgement.sentence = format!("{} {story}", step.judgement.sentence);
            }
            moves.push(step);
        }
        self.commit(no, moves, Vec::new()).await
    }

    /// When an address that was refused because of us may be asked again.
    fn again(&self, no: DomainNo, heard: &Heard<'_>, tries: u32) -> Option<Moment> {
        let mut plan = self.plan();
        let exchange = plan.exchange_of(no)?;
        let block = Block::of(heard, plan.rests())?;
        plan.pace(exchange).again(block, tries, self.clock.now())
    }

    /// What has changed of the pace of a domain's exchange, for the next batch.
    fn pace_to_keep(&self, no: DomainNo) -> Option<Record> {
        let now = self.clock.now();
        let mut plan = self.plan();
        let exchange = plan.exchange_of(no)?;
        plan.pace_to_keep(exchange, now).map(Record::Pace)
    }

    async fn weigh(
        &self,
        no: DomainNo,
        task: Task,
        heard: &Heard<'_>,
        heard_in_session: usize,
    ) -> Result<Move, JournalError> {
        let mut dossier = self.journal.dossier(self.id, task.id).await?;
        let before = (task.standing != Standing::Pending).then(|| self.judge(&dossier).verdict);
        let was_greylisted =
            dossier.attempts.last().is_some_and(|last| Heard::of(last, &self.knowledge).is_greylisted());
        dossier.attempts.push(heard.attempt.clone());

        let control = self.plan().control(no);
        let proof = heard.is_no_such_mailbox() && matches!(control, ControlState::Needed { .. });
        if proof {
            dossier.controls.push(refused_sister(heard.attempt));
        }
        let tries = tries(&task);
        let place = Before { tries, heard_in_session, control, again: self.again(no, heard, tries) };
        let judgement = self.judge(&dossier);
        let to = match judgement.reason {
            Reason::InternalError => Standing::Settled,
            _ => next_standing(heard, place, &self.waits),
        };
        let passed_greylist = was_greylisted && (heard.is_accepted() || heard.is_bad_recipient());
        Ok(Move { task, attempt: heard.attempt.clone(), to, judgement, before, proof, passed_greylist })
    }

    async fn commit(
        &self,
        no: DomainNo,
        moves: Vec<Move>,
        mut records: Vec<Record>,
    ) -> Result<(), JournalError> {
        let name = self.plan().name(no);
        let at = self.clock.now();
        for step in &moves {
            let address = step.task.id;
            records.push(Record::Attempt { address, attempt: step.attempt.clone() });
            if step.proof {
                let control = refused_sister(&step.attempt);
                records.push(Record::Control { domain: name.as_ref().into(), control });
            }
            records.push(Record::Standing { address, standing: step.to });
            records.push(Record::Judged { address, judgement: step.judgement.clone(), at });
        }
        records.extend(self.pace_to_keep(no));
        self.journal.record(self.id, records).await?;

        let proof = moves.iter().any(|step| step.proof);
        let passed = moves.iter().any(|step| step.passed_greylist);
        let review = {
            let (mut plan, mut meter) = (self.plan(), self.meter());
            for step in &moves {
                plan.moved(no, &step.task, step.to, at);
                meter.judged(Judged {
                    address: step.task.id,
                    from: step.task.standing,
                    to: step.to,
                    before: step.before,
                    verdict: step.judgement.verdict,
                });
            }
            if proof {
                plan.set_control(no, ControlState::Proved, at);
            }
            plan.awaiting(no) > 0 && !matches!(plan.control(no), ControlState::Needed { .. })
        };
        if review {
            self.review_answered(no).await?;
        }
        if passed {
            self.release_sisters(no, &name).await?;
        }
        Ok(())
    }

    /// Takes the answer for a domain's control, or why it could not be asked.
    pub(crate) async fn heard_control(
        &self,
        no: DomainNo,
        asked: Option<Address>,
        attempt: &Attempt,
        conversation: Option<&Conversation>,
    ) -> Result<(), JournalError> {
        let name = self.plan().name(no);
        let control = Control { kind: ControlKind::Random, address: asked, attempt: attempt.clone() };
        let mut records: Vec<Record> = conversation.cloned().map(Record::Conversation).into_iter().collect();
        records.push(Record::Control { domain: name.as_ref().into(), control: control.clone() });
        records.extend(self.pace_to_keep(no));
        self.journal.record(self.id, records).await?;
        {
            let now = self.clock.now();
            let mut plan = self.plan();
            let state = plan.control(no).after(&control, &self.knowledge, &self.waits);
            plan.set_control(no, state, now);
            if let Some(name) = name_to_repeat(&control) {
                plan.set_control_name(no, name);
            }
            plan.release_control(no, now);
        }
        self.review_answered(no).await
    }

    /// One greylisted address of a domain has passed: the others need not wait for their time.
    async fn release_sisters(&self, no: DomainNo, name: &Arc<str>) -> Result<(), JournalError> {
        let now = self.clock.now();
        let Some((latest, waiting)) = self.plan().latest_due(no) else { return Ok(()) };
        if latest <= now {
            return Ok(());
        }
        let mut seen: HashSet<_> = self.plan().in_hand(no);
        let mut found = 0;
        while found < waiting {
            let page = self.journal.tasks(self.id, name, Moment(i64::MAX), &seen, PAGE).await?;
            if page.is_empty() {
                break;
            }
            let mut records = Vec::new();
            let mut from = Vec::new();
            for task in page {
                seen.insert(task.id);
                let Standing::Waiting { due, tries } = task.standing else { continue };
                found += 1;
                if due <= now {
                    continue;
                }
                let dossier = self.journal.dossier(self.id, task.id).await?;
                let greylisted = |last| Heard::of(last, &self.knowledge).is_greylisted();
                if dossier.attempts.last().is_some_and(greylisted) {
                    let standing = Standing::Waiting { due: now, tries };
                    records.push(Record::Standing { address: task.id, standing });
                    from.push(due);
                }
            }
            if !records.is_empty() {
                self.journal.record(self.id, records).await?;
                self.plan().released(no, &from, now);
                self.wake.notify_one();
            }
        }
        Ok(())
    }
}

/// A real address that was refused is the domain's control for nothing.
fn refused_sister(attempt: &Attempt) -> Control {
    Control { kind: ControlKind::RefusedSister, address: None, attempt: attempt.clone() }
}
