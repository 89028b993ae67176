//! Every judgement of a run beside the dossier that it was made from, so that it can be made again under other rules.

use mailvet_engine::journal::{AddressId, RunId};
use mailvet_verdict::{Dossier, Judgement, Moment};

use crate::{Store, StoreError, changes, evidence, outcomes::Outcomes, runs, tasks};

/// A judgement with what it was made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// Of which address.
    pub address: AddressId,
    /// When it was made. Judging the same dossier again is no new check, so this stays.
    pub at: Moment,
    /// What was said.
    pub judgement: Judgement,
    /// What was seen.
    pub dossier: Dossier,
}

impl Store {
    /// Up to `most` judged addresses of a run with an id past `after`, by id.
    ///
    /// # Errors
    /// There is no such run, or the database fails.
    pub async fn judged(
        &self,
        run: RunId,
        after: Option<AddressId>,
        most: usize,
    ) -> Result<Vec<Judged>, StoreError> {
        self.read("reading judgements", move |store, conn| {
            runs::list_of(conn, run)?;
            let mut select = conn.prepare_cached(
                "SELECT address, judged_at FROM task WHERE run = ?1 AND address > ?2 AND outcome IS NOT NULL
                 ORDER BY address LIMIT ?3",
            )?;
            let after = after.map_or(i64::MIN, |after| after.0);
            let mut rows = select.query((run.0, after, most))?;
            let outcomes = Outcomes::read(conn)?;
            let mut judged = Vec::new();
            while let Some(row) = rows.next()? {
                let address = AddressId(row.get(0)?);
                let judgement = tasks::judgement(conn, run, address, &outcomes)?;
                let mut dossier = evidence::dossier(store, conn, Some(run), address)?;
                dossier.cut_short = evidence::cut_short(judgement.reason);
                judged.push(Judged { address, at: Moment(row.get(1)?), judgement, dossier });
            }
            Ok(judged)
        })
        .await
    }

    /// Puts other judgements of addresses of a run in the place of those that are kept, all or none.
    ///
    /// # Errors
    /// There is no such run or address, or the database fails.
    pub async fn judge_again(
        &self,
        run: RunId,
        judgements: Vec<(AddressId, Judgement, Moment)>,
    ) -> Result<(), StoreError> {
        self.write("keeping judgements", move |conn| {
            changes::note(conn, run, judgements.iter().map(|(address, ..)| *address))?;
            judgements
                .iter()
                .try_for_each(|(address, judgement, at)| tasks::judged(conn, run, *address, judgement, *at))
        })
        .await
    }
}
