//! What was learnt, counted for people.

use std::collections::BTreeMap;

use mailvet_verdict::{Happened, Tally};

use crate::{Store, StoreError, learnt::happened};

/// Outcomes, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LearntSummary {
    /// Outcomes by kind, marks left out.
    pub outcomes: BTreeMap<Happened, u64>,
    /// Distinct addresses.
    pub addresses: u64,
    /// Known good.
    pub marked_good: u64,
    /// Known bad.
    pub marked_bad: u64,
    /// Of which mail has arrived and come back.
    pub conflicts: u64,
    /// Of everything.
    pub world: Tally,
    /// By mail operator.
    pub operators: Vec<Rate>,
    /// By domain.
    pub domains: Vec<Rate>,
}

/// What became of mail somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The operator or domain.
    pub name: String,
    /// Distinct addresses.
    pub tally: Tally,
}

impl Store {
    /// What was learnt, with the `most` operators and domains of which most is known.
    ///
    /// # Errors
    /// The database fails.
    pub async fn learnt_summary(&self, most: usize) -> Result<LearntSummary, StoreError> {
        self.read("counting what was learnt", move |_, conn| {
            let mut summary = LearntSummary::default();
            let mut select =
                conn.prepare_cached("SELECT what, count(*) FROM learnt WHERE batch > 0 GROUP BY what")?;
            let mut rows = select.query([])?;
            while let Some(row) = rows.next()? {
                let what = happened(row.get_ref(0)?.as_str().map_err(StoreError::damaged)?)?;
                summary.outcomes.insert(what, row.get(1)?);
            }
            let good = Happened::Delivered.code();
            (summary.addresses, summary.conflicts, summary.marked_good, summary.marked_bad) = conn
                .prepare_cached(
                    "SELECT count(*), coalesce(sum(conflict), 0), coalesce(sum(marked AND what = ?1), 0),
                            coalesce(sum(marked AND what <> ?1), 0) FROM learnt_address",
                )?
                .query_row([good], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
            (summary.world.delivered, summary.world.bounced) = conn
                .prepare_cached(
                    "SELECT coalesce(sum(delivered), 0), coalesce(sum(bounced), 0) FROM learnt_domain",
                )?
                .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let rates = |sql: &str| -> Result<Vec<Rate>, StoreError> {
                let mut select = conn.prepare_cached(sql)?;
                let rates = select.query_map([most], |row| {
                    let tally = Tally { delivered: row.get(1)?, bounced: row.get(2)? };
                    Ok(Rate { name: row.get(0)?, tally })
                })?;
                Ok(rates.collect::<Result<_, _>>()?)
            };
            summary.operators = rates(
                "SELECT exchange, sum(delivered) AS d, sum(bounced) AS b FROM learnt_domain
                 WHERE exchange IS NOT NULL GROUP BY exchange ORDER BY d + b DESC, exchange LIMIT ?1",
            )?;
            summary.domains = rates(
                "SELECT domain, delivered, bounced FROM learnt_domain
                 ORDER BY delivered + bounced DESC, domain LIMIT ?1",
            )?;
            Ok(summary)
        })
        .await
    }
}
