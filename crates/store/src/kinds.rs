//! How many rows of a list there are of each verdict with the same flags: what a policy is tried on without reading a row.

use std::collections::BTreeMap;

use mailvet_verdict::{Flags, Verdict};

use crate::{ListId, Store, StoreError, lists, outcomes::Outcomes, runs};

/// Rows that every policy treats alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Their verdict.
    pub verdict: Verdict,
    /// Their flags.
    pub flags: Flags,
    /// How many.
    pub rows: u64,
}

impl Store {
    /// The rows of a list with a verdict, by verdict and flags.
    ///
    /// # Errors
    /// There is no such list, or the database fails.
    pub async fn kinds(&self, list: ListId) -> Result<Vec<Kind>, StoreError> {
        self.read("counting kinds of rows", move |_, conn| {
            let Some(run) = lists::summary(conn, list)?.run else { return Ok(Vec::new()) };
            let outcomes = Outcomes::read(conn)?;
            let mut kinds: BTreeMap<(Verdict, Vec<_>), Kind> = BTreeMap::new();
            for count in runs::counts(conn, run.id)? {
                let Some(outcome) = outcomes.get(count.outcome) else { continue };
                let kind = || Kind { verdict: outcome.verdict, flags: outcome.flags.clone(), rows: 0 };
                kinds.entry((outcome.verdict, outcome.flags.yes.clone())).or_insert_with(kind).rows +=
                    count.rows;
            }
            Ok(kinds.into_values().collect())
        })
        .await
    }
}
