//! What follows from an answer: the batch of records that it makes, on disk before anything else, then the change of the
//! plan, and what it means for the other addresses of the domain.

use mailvet_verdict::{
    Address, Attempt, Control, ControlKind, ControlWord, Conversation, Judgement, Moment, Outcome, Reason,
    RetryAdvice, Sentence, Verdict,
};

use super::{
    control::{ControlState, name_to_repeat, turns},
    mail_system::MailSystem,
    pace::Block,
    plan::DomainNo,
    progress::Judged,
    round::Round,
    settle::tries,
    standing::{Before, Heard, next_standing},
};
use crate::{
    Journal,
    journal::{ControlPlace, JournalError, Record, Standing, Task, Withdrawal},
};

/// What an attempt makes of an address.
struct Move {
    task: Task,
    attempt: Attempt,
    to: Standing,
    judgement: Judgement,
    /// The provisional verdict that the new one replaces.
    before: Option<Verdict>,
    /// The answer proves that the domain refuses addresses that do not exist, which nothing did before, or not lately.
    proof: bool,
    /// The address was accepted by a server that is believed.
    believed: bool,
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
        tracing::debug!(
            run = self.id.0,
            address = %task.address,
            host = heard.attempt.host,
            outcome = ?heard.attempt.outcome,
            "a mail host was asked"
        );
        let step = self.weigh(no, task, heard, heard_in_session).await?;
        self.commit(no, vec![step], vec![conversation]).await?;
        Ok(true)
    }

    /// Gives addresses of a domain an attempt that was not made for them alone. `tried`: what was, before it.
    pub(crate) async fn share_attempt(
        &self,
        no: DomainNo,
        tasks: Vec<Task>,
        heard: &Heard<'_>,
        tried: Option<&Sentence>,
    ) -> Result<(), JournalError> {
        let mut moves = Vec::with_capacity(tasks.len());
        for task in tasks {
            let mut step = self.weigh(no, task, heard, 0).await?;
            step.judgement.tried = tried.cloned();
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
        plan.pace_to_keep(exchange, now).map(Box::new).map(Record::Pace)
    }

    async fn weigh(
        &self,
        no: DomainNo,
        task: Task,
        heard: &Heard<'_>,
        heard_in_session: usize,
    ) -> Result<Move, JournalError> {
        // Before the dossier, which may know of a later control then: that one settles the address in its turn.
        let control = self.plan().control(no);
        let mut dossier = self.journal.dossier(self.id, task.id).await?;
        let before = (task.standing != Standing::Pending).then(|| self.judge(&dossier).verdict);
        let was_greylisted =
            dossier.attempts.last().is_some_and(|last| Heard::of(last, &self.knowledge).is_greylisted());
        dossier.attempts.push(heard.attempt.clone());

        let needs_proof = match control {
            ControlState::Needed { accepted: 0, .. } => true,
            ControlState::Refuses { .. } => self.plan().is_audit_due(no, heard.attempt.at),
            _ => false,
        };
        let proof = needs_proof && heard.is_no_such_mailbox();
        if proof {
            dossier.controls.push(refused_sister(heard.attempt));
        }
        let tries = tries(&task);
        let place = Before {
            now: self.clock.now(),
            tries,
            heard_in_session,
            control,
            again: self.again(no, heard, tries),
        };
        let judgement = self.judge(&dossier);
        let to = match judgement.reason {
            Reason::InternalError => Standing::Settled,
            _ => next_standing(heard, place, &self.waits),
        };
        let passed_greylist = was_greylisted && (heard.is_accepted() || heard.is_bad_recipient());
        let believed = heard.is_accepted() && matches!(control, ControlState::Refuses { .. });
        let attempt = heard.attempt.clone();
        Ok(Move { task, attempt, to, judgement, before, proof, believed, passed_greylist })
    }

    async fn commit(
        &self,
        no: DomainNo,
        moves: Vec<Move>,
        mut records: Vec<Record>,
    ) -> Result<(), JournalError> {
        let name = self.plan().name(no);
        let at = self.clock.now();
        let mut control = self.plan().control(no);
        for step in &moves {
            let address = step.task.id;
            records.push(Record::Attempt { address, attempt: step.attempt.clone() });
            if step.proof {
                let sister = refused_sister(&step.attempt);
                let place = place(control, &sister);
                control = control.after(&sister, &self.knowledge, &self.controls);
                records.push(Record::Control { domain: name.as_ref().into(), control: sister, place });
            }
            records.push(Record::Standing { address, standing: step.to });
            records.push(Record::Judged { address, judgement: step.judgement.clone(), at });
        }
        let proof = moves.iter().any(|step| step.proof);
        let believed = moves.iter().any(|step| step.believed);
        let domain = || name.as_ref().to_owned();
        let unaudited = believed && self.plan().becomes_unaudited(no);
        if proof && self.plan().is_unaudited(no) {
            records.push(Record::Audited { domain: domain() });
        } else if unaudited {
            records.push(Record::Unaudited { domain: domain() });
        }
        records.extend(self.pace_to_keep(no));
        self.journal.record(self.id, records).await?;

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
                // From where it stands by now: another session may have heard a control meanwhile.
                let sisters =
                    moves.iter().filter(|step| step.proof).map(|step| refused_sister(&step.attempt));
                let control = sisters.fold(plan.control(no), |state, sister| {
                    state.after(&sister, &self.knowledge, &self.controls)
                });
                plan.set_control(no, control, at);
                plan.proved(no, at);
            } else if unaudited {
                plan.recorded_unaudited(no);
            }
            moves.iter().filter(|step| step.believed).for_each(|_| plan.accepted(no));
            plan.awaiting(no) > 0 && plan.control(no).awaited().is_none()
        };
        // Another session has found out meanwhile that the server accepts everything.
        if let Some(due) = believed.then(|| self.plan().control(no).holds_until()).flatten() {
            let late = Withdrawal { domain: domain(), since: at, due: Some(due) };
            self.believe_no_more(Some(no), &late).await?;
        }
        if review {
            self.review_answered(no).await?;
        }
        if passed {
            self.release_sisters(no).await?;
        }
        Ok(())
    }

    /// A control is still to speak for what a domain has accepted.
    pub(crate) fn unaudited(&self, no: DomainNo) -> Record {
        Record::Unaudited { domain: self.plan().name(no).as_ref().into() }
    }

    /// Takes the answer for a domain's control, or why it could not be asked. `false`: the server has begun to accept
    /// everything.
    pub(crate) async fn heard_control(
        &self,
        no: DomainNo,
        asked: Option<Address>,
        attempt: &Attempt,
        conversation: Option<&Conversation>,
    ) -> Result<bool, JournalError> {
        let name = self.plan().name(no);
        let control = Control { kind: ControlKind::Random, address: asked, attempt: attempt.clone() };
        let before = self.plan().control(no);
        let word = ControlWord::of(&control, &self.knowledge);
        let state = before.after(&control, &self.knowledge, &self.controls);
        let place = place(before, &control);
        let mut records: Vec<Record> = conversation.cloned().map(Record::Conversation).into_iter().collect();
        records.push(Record::Control { domain: name.as_ref().into(), control: control.clone(), place });
        // In one batch with all that follows from it, so that a run that is killed now goes on from here.
        let taken_back = match turns(before, word) {
            true => self.turned(no, state.holds_until(), &control, &mut records).await?,
            false => Vec::new(),
        };
        if word != ControlWord::Nothing && self.plan().is_unaudited(no) {
            records.push(Record::Audited { domain: name.as_ref().into() });
        }
        if matches!((before, state), (ControlState::Needed { .. }, ControlState::AcceptsAll)) {
            let unaudited = self.plan().take_unwitnessed(no);
            records.extend(unaudited.into_iter().map(|no| self.unaudited(no)));
        }
        records.extend(self.pace_to_keep(no));
        self.journal.record(self.id, records).await?;
        let state = {
            let now = self.clock.now();
            let mut plan = self.plan();
            // From where it stands by now: another session may have heard the proof meanwhile.
            let state = plan.control(no).after(&control, &self.knowledge, &self.controls);
            plan.set_control(no, state, now);
            match word {
                ControlWord::Refused => plan.proved(no, now),
                // What it accepted is taken back.
                ControlWord::Accepted => {
                    plan.accepts_impossible(no, before, control.attempt.at);
                }
                ControlWord::Nothing => plan.unproved(no, now),
            }
            if let Some(name) = name_to_repeat(&control) {
                plan.set_control_name(no, name);
            }
            plan.release_control(no, now);
            state
        };
        for other in &taken_back {
            self.take_back(other).await?;
        }
        self.review_answered(no).await?;
        // A catch-all at an exchange that may accept everything at present: to be looked at once more.
        if matches!((before, state), (ControlState::Needed { .. }, ControlState::AcceptsAll)) {
            let doubt = self.plan().doubt(no);
            if let Some(doubt) = doubt {
                self.take_neighbour_back(no, &doubt).await?;
            }
        }
        Ok(taken_back.is_empty())
    }
}

/// Where a control goes among those of its domain that have come to `state`.
fn place(state: ControlState, control: &Control) -> ControlPlace {
    match control.attempt.outcome {
        Outcome::Answered(_) if state.may_replace(control.attempt.at) => ControlPlace::OfTheLast,
        _ => ControlPlace::Next,
    }
}

/// A real address that was refused is the domain's control for nothing.
fn refused_sister(attempt: &Attempt) -> Control {
    Control { kind: ControlKind::RefusedSister, address: None, attempt: attempt.clone() }
}
