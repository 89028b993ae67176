//! Taking back what was believed: a server that begins to accept everything (Cisco's directory harvest guard does after 25
//! bad recipients an hour) makes nothing of what it has accepted since it last refused. Its acceptances are judged again
//! and asked again later, page by page; the journal knows of it until it is done, so that a killed run goes on with it.

use std::sync::Arc;

use mailvet_verdict::{Control, ControlKind, ControlWord, Dossier, Moment, Verdict};

use super::{
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

    /// The records that take back what a domain was believed since its last refused control, in one batch with the
    /// accepted one.
    pub(crate) async fn withdrawal(
        &self,
        name: &Arc<str>,
        due: Option<Moment>,
    ) -> Result<Withdrawal, JournalError> {
        let controls = self.journal.controls(self.id, name).await?;
        let refused = |control: &&Control| ControlWord::of(control, &self.knowledge) == ControlWord::Refused;
        let last = controls.iter().rev().find(refused).map_or(Moment(i64::MIN), |control| control.attempt.at);
        Ok(Withdrawal { domain: name.as_ref().into(), since: last, due })
    }

    /// A domain has begun to accept everything, by this attempt; if it is the whole exchange, its other domains are taken
    /// back too, and all of it is left alone for a while.
    pub(crate) async fn turned(
        &self,
        no: DomainNo,
        withdrawal: &Withdrawal,
        control: &Control,
    ) -> Result<(), JournalError> {
        self.withdraw(Some(no), withdrawal).await?;
        let now = self.clock.now();
        let turn = self.plan().turned(no, control, now);
        // Some domain may wait for its turn to be audited now.
        self.wake.notify_one();
        if turn.extent == Extent::Exchange {
            let exchange = &control.attempt.exchange;
            tracing::warn!(
                exchange,
                "it has begun to accept every address; what it was believed is taken back"
            );
            self.plan().leave_alone(no, now.plus(self.controls.settings.recheck), now);
        }
        for other in turn.others {
            self.take_neighbour_back(other, control).await?;
        }
        Ok(())
    }

    /// Takes a domain back by the accepted control of another one.
    pub(crate) async fn take_neighbour_back(
        &self,
        no: DomainNo,
        accepted: &Control,
    ) -> Result<(), JournalError> {
        let control = Control { kind: ControlKind::Neighbour, ..accepted.clone() };
        let name = self.plan().name(no);
        let state = self.plan().control(no).after(&control, &self.knowledge, &self.controls);
        let withdrawal = self.withdrawal(&name, state.holds_until()).await?;
        let records = vec![
            Record::Control { domain: name.as_ref().into(), control, place: ControlPlace::Next },
            Record::Withdrawing(withdrawal.clone()),
        ];
        self.journal.record(self.id, records).await?;
        let now = self.clock.now();
        self.plan().set_control(no, state, now);
        self.withdraw(Some(no), &withdrawal).await
    }

    /// Judges again what was believed, and puts off what is believed no more.
    async fn withdraw(&self, no: Option<DomainNo>, withdrawal: &Withdrawal) -> Result<(), JournalError> {
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
        self.journal.record(self.id, vec![Record::Withdrawn { domain: domain.clone() }]).await
    }
}

/// The dossier as it was before the control that takes it back.
fn without_last(dossier: &Dossier) -> Dossier {
    let mut before = dossier.clone();
    before.controls.pop();
    before
}
