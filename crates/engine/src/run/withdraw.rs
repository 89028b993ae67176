//! Taking back what was believed: a server that begins to accept everything (Cisco's directory harvest guard does after 25
//! bad recipients an hour) makes nothing of what it has accepted since it last refused. Its acceptances are judged again
//! and asked again later, page by page; the journal knows of it until it is done, so that a killed run goes on with it.

use std::sync::Arc;

use mailvet_verdict::{Control, ControlKind, ControlWord, Dossier, Moment, Verdict};

use super::{
    control::ControlState,
    mail_system::MailSystem,
    plan::{DomainNo, Extent},
    progress::Judged,
    round::Round,
    settle::PAGE,
};
use crate::{
    Journal,
    journal::{ControlPlace, JournalError, Record, Standing, Withdrawal},
};

impl<J: Journal, M: MailSystem> Round<J, M> {
    /// Goes on with what a run that was killed had not finished.
    pub(crate) async fn resume_withdrawals(&self) -> Result<(), JournalError> {
        for withdrawal in self.journal.withdrawals(self.id).await? {
            self.withdraw(None, &withdrawal).await?;
        }
        Ok(())
    }

    /// What a domain was believed since its last refused control is to be taken back.
    async fn withdrawal(&self, name: &Arc<str>, due: Option<Moment>) -> Result<Withdrawal, JournalError> {
        let controls = self.journal.controls(self.id, name).await?;
        let refused = |control: &&Control| ControlWord::of(control, &self.knowledge) == ControlWord::Refused;
        let last = controls.iter().rev().find(refused).map_or(Moment(i64::MIN), |control| control.attempt.at);
        Ok(Withdrawal { domain: name.as_ref().into(), since: last, due })
    }

    /// A domain has begun to accept everything, by this control; if it is the whole exchange, its other domains are taken
    /// back too, and all of it is left alone for a while. Adds what has to be kept of that to `records`, and returns what
    /// is to be taken back once they are on disk.
    pub(crate) async fn turned(
        &self,
        no: DomainNo,
        due: Option<Moment>,
        control: &Control,
        records: &mut Vec<Record>,
    ) -> Result<Vec<TakenBack>, JournalError> {
        let now = self.clock.now();
        let until = now.plus(self.controls.settings.recheck);
        let turn = self.plan().turned(no, control, until, now);
        if turn.extent == Extent::Exchange {
            let exchange = &control.attempt.exchange;
            tracing::warn!(
                exchange,
                "it has begun to accept every address; what it was believed is taken back"
            );
        }
        let name = self.plan().name(no);
        let withdrawal = self.withdrawal(&name, due).await?;
        records.push(Record::Withdrawing(withdrawal.clone()));
        let mut taken_back = vec![TakenBack { no, state: None, withdrawal }];
        records.extend(turn.suspects.into_iter().map(|other| self.unaudited(other)));
        for other in turn.others {
            taken_back.push(self.doubted(other, control, records).await?);
        }
        Ok(taken_back)
    }

    /// Takes a domain back by the accepted control of another one.
    pub(crate) async fn take_neighbour_back(
        &self,
        no: DomainNo,
        accepted: &Control,
    ) -> Result<(), JournalError> {
        let mut records = Vec::new();
        let taken_back = self.doubted(no, accepted, &mut records).await?;
        self.journal.record(self.id, records).await?;
        self.take_back(&taken_back).await
    }

    /// The records by which a domain is taken back by the accepted control of another one.
    async fn doubted(
        &self,
        no: DomainNo,
        accepted: &Control,
        records: &mut Vec<Record>,
    ) -> Result<TakenBack, JournalError> {
        let control = Control { kind: ControlKind::Neighbour, ..accepted.clone() };
        let name = self.plan().name(no);
        let state = self.plan().control(no).after(&control, &self.knowledge, &self.controls);
        let withdrawal = self.withdrawal(&name, state.holds_until()).await?;
        records.push(Record::Control { domain: name.as_ref().into(), control, place: ControlPlace::Next });
        records.push(Record::Withdrawing(withdrawal.clone()));
        Ok(TakenBack { no, state: Some(state), withdrawal })
    }

    /// Takes back what is to be taken back, now that it is on disk that it is.
    pub(crate) async fn take_back(&self, taken_back: &TakenBack) -> Result<(), JournalError> {
        if let Some(state) = taken_back.state {
            let now = self.clock.now();
            self.plan().set_control(taken_back.no, state, now);
        }
        self.withdraw(Some(taken_back.no), &taken_back.withdrawal).await?;
        // Some domain may wait for its turn to be audited now.
        self.wake.notify_one();
        Ok(())
    }

    /// The run ends early: what an exchange accepted of late that has begun to accept everything somewhere will not be
    /// audited any more, and is not believed.
    pub(crate) async fn doubt_suspects(&self) -> Result<(), JournalError> {
        let suspected = self.plan().suspected();
        for (no, by) in suspected {
            self.take_neighbour_back(no, &by).await?;
        }
        Ok(())
    }

    /// Takes back what is on record to be.
    async fn withdraw(&self, no: Option<DomainNo>, withdrawal: &Withdrawal) -> Result<(), JournalError> {
        self.believe_no_more(no, withdrawal).await?;
        let domain = withdrawal.domain.clone();
        self.journal.record(self.id, vec![Record::Withdrawn { domain }]).await
    }

    /// Judges again what was believed, and puts off what is believed no more.
    pub(crate) async fn believe_no_more(
        &self,
        no: Option<DomainNo>,
        withdrawal: &Withdrawal,
    ) -> Result<(), JournalError> {
        let Withdrawal { domain, since, due } = withdrawal;
        let to = due.map_or(Standing::Settled, |due| Standing::Waiting { due, tries: 1 });
        let mut after = None;
        loop {
            let page = self.journal.believed(self.id, domain, *since, after, PAGE).await?;
            let Some((last, _)) = page.last() else { break };
            after = Some(*last);
            let was_last = page.len() < PAGE;
            let at = self.clock.now();
            let mut records = Vec::with_capacity(2 * page.len());
            let mut counts = Vec::with_capacity(page.len());
            for (address, dossier) in page {
                let judgement = self.judge(&dossier);
                if judgement.verdict == Verdict::Valid {
                    continue;
                }
                let verdict = judgement.verdict;
                let from = Standing::Settled;
                let before = Some(self.judge(&without_last(&dossier)).verdict);
                counts.push(Judged { address, from, to, before, verdict });
                records.push(Record::Standing { address, standing: to });
                records.push(Record::Judged { address, judgement, at });
            }
            if !records.is_empty() {
                self.journal.record(self.id, records).await?;
            }
            let (mut plan, mut meter) = (self.plan(), self.meter());
            if let (Some(no), Some(due)) = (no, due) {
                plan.taken_back(no, *due, counts.len() as u64, at);
            }
            counts.into_iter().for_each(|count| meter.judged(count));
            if was_last {
                break;
            }
        }
        match due {
            Some(due) => self.ask_answered_again(no, domain, *due).await,
            None => Ok(()),
        }
    }

    /// What a domain has accepted that still awaits a control was accepted while everything was: no control could make
    /// anything of it, so it is asked again.
    async fn ask_answered_again(
        &self,
        no: Option<DomainNo>,
        domain: &str,
        due: Moment,
    ) -> Result<(), JournalError> {
        let to = Standing::Waiting { due, tries: 1 };
        let mut after = None;
        loop {
            let page = self.journal.dossiers(self.id, domain, true, after, PAGE).await?;
            let Some((last, _)) = page.last() else { return Ok(()) };
            after = Some(*last);
            let was_last = page.len() < PAGE;
            let at = self.clock.now();
            let mut records = Vec::with_capacity(2 * page.len());
            let mut counts = Vec::with_capacity(page.len());
            for (address, dossier) in page {
                let judgement = self.judge(&dossier);
                let verdict = judgement.verdict;
                let before = Some(self.judge(&without_last(&dossier)).verdict);
                // It awaits its control, which no count tells from what was not asked yet.
                counts.push(Judged { address, from: Standing::Pending, to, before, verdict });
                records.push(Record::Standing { address, standing: to });
                records.push(Record::Judged { address, judgement, at });
            }
            self.journal.record(self.id, records).await?;
            let (mut plan, mut meter) = (self.plan(), self.meter());
            if let Some(no) = no {
                plan.answers_taken_back(no, due, counts.len() as u64, at);
            }
            counts.into_iter().for_each(|count| meter.judged(count));
            if was_last {
                return Ok(());
            }
        }
    }
}

/// A domain that is to be taken back.
pub(crate) struct TakenBack {
    no: DomainNo,
    /// Where its controls stand from now on; `None`: whoever took the control knows.
    state: Option<ControlState>,
    withdrawal: Withdrawal,
}

/// The dossier as it was before the control that takes it back.
fn without_last(dossier: &Dossier) -> Dossier {
    let mut before = dossier.clone();
    before.controls.pop();
    before
}
