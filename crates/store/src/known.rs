//! What was learnt, counted for people; and what runs had said of addresses before their outcome came.

use std::collections::BTreeMap;

use mailvet_verdict::{Happened, Tally};
use rusqlite::{OptionalExtension as _, params};

use crate::{
    Store, StoreError, id,
    learnt::{happened, key},
    neighbours,
};

/// Addresses with an outcome that are looked for in runs.
const LOOKED_AT: usize = 50_000;

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

    /// Scores that runs gave to addresses before the newest telling outcome of each came: score, whether there turned out
    /// to be a mailbox, how many. An outcome that a score already knew of measures nothing.
    ///
    /// # Errors
    /// The database fails.
    pub async fn scored_outcomes(&self) -> Result<Vec<(u8, bool, u32)>, StoreError> {
        self.read("comparing scores with outcomes", |store, conn| {
            let mut counts: BTreeMap<(u8, bool), u32> = BTreeMap::new();
            let mut left = LOOKED_AT;
            let mut runs = conn.prepare_cached(
                "SELECT max(run.id), list FROM run JOIN list ON list.id = run.list
                 WHERE list.state = 'ready' GROUP BY list ORDER BY 1 DESC LIMIT 50",
            )?;
            let runs = runs.query_map([], |row| Ok((row.get::<_, i64>(0)?, crate::ListId(row.get(1)?))))?;
            let runs: Vec<_> = runs.collect::<Result<_, _>>()?;
            let mut domains = conn.prepare_cached(
                "SELECT name, position FROM list_domain JOIN learnt_domain ON learnt_domain.domain = name
                 WHERE list = ?1",
            )?;
            let mut outcome = conn.prepare_cached(
                "SELECT shows, at FROM learnt_address
                 WHERE domain = ?1 AND local = ?2 AND shows IS NOT NULL AND NOT marked",
            )?;
            let mut scored = conn.prepare_cached(
                "SELECT score FROM task WHERE run = ?1 AND address = ?2 AND outcome IS NOT NULL AND judged_at < ?3",
            )?;
            for (run, list) in runs {
                let neighbours = store.0.memory.neighbours(conn, list)?;
                let mut rows = domains.query([list.0])?;
                while let Some(row) = rows.next()? {
                    let domain: String = row.get(0)?;
                    for &position in neighbours.addresses(row.get(1)?) {
                        let Some(fewer) = left.checked_sub(1) else {
                            return Ok(counts.into_iter().map(|((s, d), n)| (s, d, n)).collect());
                        };
                        left = fewer;
                        let local = neighbours::local(conn, list, position)?;
                        let local = key(&mailvet_verdict::Address { local, domain: domain.clone() });
                        let told: Option<(bool, i64)> = outcome
                            .query_row(params![domain, local], |row| Ok((row.get(0)?, row.get(1)?)))
                            .optional()?;
                        let Some((shows, at)) = told else { continue };
                        let score: Option<u8> = scored
                            .query_row(params![run, id::at(list, position), at], |row| row.get(0))
                            .optional()?;
                        if let Some(score) = score {
                            *counts.entry((score, shows)).or_default() += 1;
                        }
                    }
                }
            }
            Ok(counts.into_iter().map(|((score, shows), count)| (score, shows, count)).collect())
        })
        .await
    }
}
