//! How many rows of a list there are of each verdict with the same flags: what a policy is tried on without reading a row.

use std::collections::BTreeMap;

use mailvet_verdict::{Action, Flags, Verdict};

use rusqlite::Connection;

use crate::{ListId, Store, StoreError, columns::Columns, decisions, lists, outcomes::Outcomes, runs};

/// Rows that every policy treats alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Their verdict.
    pub verdict: Verdict,
    /// Their flags.
    pub flags: Flags,
    /// What the user has decided about them, whatever the policy says.
    pub decision: Option<Action>,
    /// How many.
    pub rows: u64,
}

impl Store {
    /// The rows of a list with a verdict, by verdict, flags and decision.
    ///
    /// # Errors
    /// There is no such list, or the database fails.
    pub async fn kinds(&self, list: ListId) -> Result<Vec<Kind>, StoreError> {
        const COUNTING: &str = "counting kinds of rows";
        let any = self.read(COUNTING, move |_, conn| decisions::any(conn, list)).await?;
        self.read(COUNTING, move |store, conn| {
            if any {
                return store.0.columns.with(conn, list, |columns| of_columns(conn, columns));
            }
            let Some(run) = lists::summary(conn, list)?.run else { return Ok(Vec::new()) };
            let counts = runs::counts(conn, run.id)?;
            Ok(together(
                &Outcomes::read(conn)?,
                counts.into_iter().map(|count| (decisions::kind(count.outcome, None), count.rows)),
            ))
        })
        .await
    }
}

fn of_columns(conn: &Connection, columns: &Columns) -> Result<Vec<Kind>, StoreError> {
    let mut counts: BTreeMap<u32, u64> = BTreeMap::new();
    for (&kind, &rows) in columns.outcomes.iter().zip(&columns.rows) {
        *counts.entry(kind).or_default() += u64::from(rows);
    }
    Ok(together(&Outcomes::read(conn)?, counts.into_iter()))
}

fn together(outcomes: &Outcomes, counts: impl Iterator<Item = (u32, u64)>) -> Vec<Kind> {
    let mut kinds: BTreeMap<(Verdict, Vec<_>, Option<Action>), Kind> = BTreeMap::new();
    for (number, rows) in counts {
        let (outcome, decision) = decisions::parts(number);
        let Some(outcome) = outcomes.get(outcome) else { continue };
        let kind = || Kind { verdict: outcome.verdict, flags: outcome.flags.clone(), decision, rows: 0 };
        let key = (outcome.verdict, outcome.flags.yes.clone(), decision);
        kinds.entry(key).or_insert_with(kind).rows += rows;
    }
    kinds.into_values().collect()
}
