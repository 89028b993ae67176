//! How many rows of a list there are of each kind: what a policy is tried on, and a report is made of, without reading a row.

use std::collections::{BTreeMap, HashMap};

use mailvet_verdict::{Action, Flags, Moment, Reason, Verdict};

use crate::{ListId, Store, StoreError, columns::NO_DOMAIN, decisions, lists, outcomes::Outcomes};

const HOUR: i64 = 3_600_000;

/// Rows that every policy treats alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Their verdict.
    pub verdict: Verdict,
    /// Why.
    pub reason: Reason,
    /// Their flags.
    pub flags: Flags,
    /// Their score, 0 to 100.
    pub score: u8,
    /// What the user has decided about them, whatever the policy says.
    pub decision: Option<Action>,
    /// How many.
    pub rows: u64,
}

/// What a report tells of the rows of a list beside their kinds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    /// Rows by the hour in which they were judged, the earliest first.
    pub judged: Vec<(Moment, u64)>,
    /// Rows by domain.
    pub domains: HashMap<String, u64>,
    /// Rows whose text is no address.
    pub without_domain: u64,
}

impl Store {
    /// The rows of a list with a verdict, by what a policy looks at.
    ///
    /// # Errors
    /// There is no such list, or the database fails.
    pub async fn kinds(&self, list: ListId) -> Result<Vec<Kind>, StoreError> {
        self.read("counting kinds of rows", move |store, conn| {
            lists::summary(conn, list)?;
            let outcomes = Outcomes::read(conn)?;
            let counts = store.0.columns.with(conn, list, |columns| {
                let mut counts: BTreeMap<(u32, u8), u64> = BTreeMap::new();
                for ((outcome, score), rows) in
                    columns.outcomes.iter().zip(&columns.scores).zip(&columns.rows)
                {
                    *counts.entry((*outcome, *score)).or_default() += u64::from(*rows);
                }
                Ok(counts)
            })?;
            let kind = |((number, score), rows): ((u32, u8), u64)| {
                let (outcome, decision) = decisions::parts(number);
                let outcome = outcomes.get(outcome)?;
                let flags = outcome.flags.clone();
                let (verdict, reason) = (outcome.verdict, outcome.reason);
                Some(Kind { verdict, reason, flags, score, decision, rows })
            };
            Ok(counts.into_iter().filter(|(_, rows)| *rows > 0).filter_map(kind).collect())
        })
        .await
    }

    /// How the rows of a list lie over domains and over the time in which they were judged.
    ///
    /// # Errors
    /// There is no such list, or the database fails.
    pub async fn spread(&self, list: ListId) -> Result<Spread, StoreError> {
        self.read("counting rows by domain", move |store, conn| {
            lists::summary(conn, list)?;
            let mut spread = Spread::default();
            let of_domains = store.0.columns.with(conn, list, |columns| {
                let mut judged: BTreeMap<i64, u64> = BTreeMap::new();
                let mut of_domains: HashMap<u32, u64> = HashMap::new();
                for (n, rows) in columns.rows.iter().map(|rows| u64::from(*rows)).enumerate() {
                    if decisions::parts(columns.outcomes[n]).0 != crate::outcomes::NONE {
                        *judged.entry(columns.judged_at[n].div_euclid(HOUR) * HOUR).or_default() += rows;
                    }
                    match columns.domains[n] {
                        NO_DOMAIN => spread.without_domain += rows,
                        domain => *of_domains.entry(domain).or_default() += rows,
                    }
                }
                spread.judged = judged.into_iter().map(|(at, rows)| (Moment(at), rows)).collect();
                Ok(of_domains)
            })?;
            let mut select = conn.prepare_cached("SELECT position, name FROM list_domain WHERE list = ?1")?;
            let mut names = select.query([list.0])?;
            while let Some(row) = names.next()? {
                if let Some(rows) = of_domains.get(&row.get(0)?).filter(|rows| **rows > 0) {
                    spread.domains.insert(row.get(1)?, *rows);
                }
            }
            Ok(spread)
        })
        .await
    }
}
