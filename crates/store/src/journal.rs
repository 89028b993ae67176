//! The store as the engine's journal: what a run heard goes in by batches, what is left to do comes out.

use std::collections::HashSet;

use mailvet_engine::journal::{
    AddressId, DomainWork, GuardRecord, Journal, JournalError, KeptPace, Record, RunId, Standing, Tally,
    Task, WantedLookup, Withdrawal,
};
use mailvet_verdict::{Control, DomainEvidence, Dossier, Judgement, Lookup, Moment};
use rusqlite::Connection;

use crate::{
    Store, StoreError, changes, evidence, id, ledger, lookups, paces, runs,
    tasks::{self, Open, Wanted},
};

/// Faulty addresses that are judged between two commits.
const PAGE: usize = 500;

impl Journal for Store {
    async fn work(&self, run: RunId) -> Result<Vec<DomainWork>, JournalError> {
        let work = self.read("reading what is left to do", move |_, conn| {
            tasks::work(conn, run, runs::list_of(conn, run)?)
        });
        Ok(work.await?)
    }

    async fn domain(
        &self,
        run: RunId,
        domain: &str,
        not_before: Moment,
    ) -> Result<Option<DomainEvidence>, JournalError> {
        let domain = domain.to_owned();
        let found = self.read("reading what DNS said", move |_, conn| {
            evidence::usable_domain(conn, run, &domain, not_before)
        });
        match found.await? {
            Some((evidence, true)) => Ok(Some(evidence)),
            // The run rests on it from now on: its dossiers must show it, whatever a later run hears.
            Some((evidence, false)) => {
                let kept = evidence.clone();
                self.write("keeping what DNS said", move |conn| evidence::keep_domain(conn, run, &kept))
                    .await?;
                Ok(Some(evidence))
            }
            None => Ok(None),
        }
    }

    async fn tasks(
        &self,
        run: RunId,
        domain: &str,
        now: Moment,
        taken: &HashSet<AddressId>,
        most: usize,
    ) -> Result<Vec<Task>, JournalError> {
        let (domain, taken) = (domain.to_owned(), taken.clone());
        let tasks = self.read("reading what is left to do", move |_, conn| {
            let wanted = Wanted { domain: &domain, now, taken: &taken, most };
            tasks::due(conn, run, runs::list_of(conn, run)?, &wanted)
        });
        Ok(tasks.await?)
    }

    async fn controls(&self, run: RunId, domain: &str) -> Result<Vec<Control>, JournalError> {
        let domain = domain.to_owned();
        Ok(self.read("reading controls", move |_, conn| evidence::controls(conn, run, &domain)).await?)
    }

    async fn paces(&self, run: RunId, not_before: Moment) -> Result<Vec<KeptPace>, JournalError> {
        let paces =
            self.read("reading the pace of exchanges", move |_, conn| paces::usable(conn, run, not_before));
        Ok(paces.await?)
    }

    async fn guard(&self, run: RunId) -> Result<Option<GuardRecord>, JournalError> {
        Ok(self.read("reading the guard of a run", move |_, conn| paces::guard(conn, run)).await?)
    }

    async fn earlier_controls(
        &self,
        run: RunId,
        domain: &str,
        exchange: &str,
        not_before: Moment,
    ) -> Result<Vec<Control>, JournalError> {
        let (domain, exchange) = (domain.to_owned(), exchange.to_owned());
        let controls = self.read("reading controls", move |_, conn| {
            evidence::earlier_controls(conn, run, &domain, &exchange, not_before)
        });
        Ok(controls.await?)
    }

    async fn withdrawals(&self, run: RunId) -> Result<Vec<Withdrawal>, JournalError> {
        Ok(self.read("reading what is taken back", move |_, conn| evidence::withdrawals(conn, run)).await?)
    }

    async fn unaudited(&self, run: RunId) -> Result<Vec<String>, JournalError> {
        Ok(self.read("reading what is to be audited", move |_, conn| evidence::unaudited(conn, run)).await?)
    }

    async fn believed(
        &self,
        run: RunId,
        domain: &str,
        since: Moment,
        after: Option<AddressId>,
        most: usize,
    ) -> Result<Vec<(AddressId, Dossier)>, JournalError> {
        let domain = domain.to_owned();
        let dossiers = self.read("reading evidence", move |store, conn| {
            let list = runs::list_of(conn, run)?;
            with_dossiers(store, conn, run, tasks::believed(conn, run, list, &domain, since, after, most)?)
        });
        Ok(dossiers.await?)
    }

    async fn waiting(
        &self,
        run: RunId,
        domain: &str,
        after: Option<AddressId>,
        most: usize,
    ) -> Result<Vec<Task>, JournalError> {
        let domain = domain.to_owned();
        let tasks = self.read("reading what waits", move |_, conn| {
            tasks::waiting(conn, run, runs::list_of(conn, run)?, &domain, after, most)
        });
        Ok(tasks.await?)
    }

    async fn dossiers(
        &self,
        run: RunId,
        domain: &str,
        answered_only: bool,
        after: Option<AddressId>,
        most: usize,
    ) -> Result<Vec<(AddressId, Dossier)>, JournalError> {
        let domain = domain.to_owned();
        let which = if answered_only { Open::Answered } else { Open::Any };
        let dossiers = self.read("reading evidence", move |store, conn| {
            match tasks::domain_position(conn, runs::list_of(conn, run)?, &domain)? {
                Some(position) => with_dossiers(
                    store,
                    conn,
                    run,
                    tasks::open(conn, run, Some(position), which, after, most)?,
                ),
                None => Ok(Vec::new()),
            }
        });
        Ok(dossiers.await?)
    }

    async fn dossier(&self, run: RunId, address: AddressId) -> Result<Dossier, JournalError> {
        let dossier = self.read("reading evidence", move |store, conn| {
            if runs::list_of(conn, run)? == id::list_of(address) {
                evidence::dossier(store, conn, Some(run), address)
            } else {
                Err(StoreError::NO_ADDRESS)
            }
        });
        Ok(dossier.await?)
    }

    async fn leaning(&self, run: RunId) -> Result<u64, JournalError> {
        Ok(self.read("counting what leans", move |_, conn| tasks::leaning(conn, run)).await?)
    }

    async fn leaning_after(
        &self,
        run: RunId,
        after: Option<AddressId>,
        most: usize,
    ) -> Result<Vec<(AddressId, Dossier)>, JournalError> {
        let dossiers = self.read("reading evidence", move |store, conn| {
            with_dossiers(store, conn, run, tasks::leaning_after(conn, run, after, most)?)
        });
        Ok(dossiers.await?)
    }

    async fn lookup(&self, run: RunId, wanted: &WantedLookup<'_>) -> Result<Option<Lookup>, JournalError> {
        let &WantedLookup { kind, subject, lists, not_before } = wanted;
        let (subject, lists) = (subject.to_owned(), lists.to_vec());
        let found = self.read("reading look-ups", move |_, conn| {
            lookups::usable(conn, run, &WantedLookup { kind, subject: &subject, lists: &lists, not_before })
        });
        match found.await? {
            Some((lookup, true)) => Ok(Some(lookup)),
            Some((lookup, false)) => {
                let kept = lookup.clone();
                self.write("keeping a look-up", move |conn| lookups::keep(conn, run, &kept)).await?;
                Ok(Some(lookup))
            }
            None => Ok(None),
        }
    }

    async fn settle_faulty(
        &self,
        run: RunId,
        at: Moment,
        judge: &(dyn Fn(&Dossier) -> Judgement + Send + Sync),
    ) -> Result<u64, JournalError> {
        let mut settled = 0;
        loop {
            let page = self.read("reading what is no address", move |store, conn| {
                with_dossiers(store, conn, run, tasks::open(conn, run, None, Open::Any, None, PAGE)?)
            });
            let page = page.await?;
            if page.is_empty() {
                return Ok(settled);
            }
            settled += page.len() as u64;
            let records = page.into_iter().flat_map(|(address, dossier)| {
                let judgement = judge(&dossier);
                [
                    Record::Judged { address, judgement, at },
                    Record::Standing { address, standing: Standing::Settled },
                ]
            });
            self.record(run, records.collect()).await?;
        }
    }

    async fn tally(&self, run: RunId) -> Result<Tally, JournalError> {
        Ok(self.read("counting addresses", move |_, conn| runs::tally(conn, run)).await?)
    }

    async fn record(&self, run: RunId, records: Vec<Record>) -> Result<(), JournalError> {
        Ok(self.write("keeping what was heard", move |conn| keep(conn, run, &records)).await?)
    }
}

fn with_dossiers(
    store: &Store,
    conn: &Connection,
    run: RunId,
    ids: Vec<AddressId>,
) -> Result<Vec<(AddressId, Dossier)>, StoreError> {
    ids.into_iter().map(|id| Ok((id, evidence::dossier(store, conn, Some(run), id)?))).collect()
}

fn keep(conn: &Connection, run: RunId, records: &[Record]) -> Result<(), StoreError> {
    runs::list_of(conn, run)?;
    let judged = records.iter().filter_map(|record| match record {
        Record::Judged { address, .. } => Some(*address),
        _ => None,
    });
    if judged.clone().next().is_some() {
        changes::note(conn, run, judged)?;
    }
    for record in records {
        match record {
            Record::Domain(evidence) => evidence::keep_domain(conn, run, evidence)
                .and_then(|()| ledger::looked_up(conn, run, evidence)),
            Record::Conversation(conversation) => evidence::keep_conversation(conn, run, conversation),
            Record::Attempt { address, attempt } => evidence::keep_attempt(conn, run, *address, attempt)
                .and_then(|()| ledger::asked(conn, run, *address, attempt)),
            Record::Control { domain, control, place } => {
                evidence::keep_control(conn, run, domain, control, *place)
                    .and_then(|()| ledger::controlled(conn, run, domain, control))
            }
            Record::Withdrawing(withdrawal) => evidence::keep_withdrawal(conn, run, withdrawal),
            Record::Unaudited { domain } => evidence::keep_unaudited(conn, run, domain),
            Record::Audited { domain } => evidence::drop_unaudited(conn, run, domain),
            Record::Withdrawn { domain } => evidence::drop_withdrawal(conn, run, domain),
            Record::Pace(pace) => paces::keep(conn, run, pace),
            Record::Guard(guard) => paces::keep_guard(conn, run, guard),
            Record::Lookup { address, lookup } => {
                lookups::keep(conn, run, lookup).and_then(|()| ledger::enquired(conn, run, *address, lookup))
            }
            Record::Standing { address, standing } => tasks::stand(conn, run, *address, *standing),
            Record::Judged { address, judgement, at } => tasks::judged(conn, run, *address, judgement, *at),
        }?;
    }
    Ok(())
}
