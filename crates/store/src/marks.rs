//! Addresses that the user knows to be good or bad: kept like an outcome, in a batch of their own, and set against what a
//! run says of them. No dossier ever holds the mark of the address that it is about.

use mailvet_engine::{Clock, SystemClock, journal::RunId};
use mailvet_verdict::{Address, DomainEvidence, Happened, Moment, Verdict};
use rusqlite::{CachedStatement, Connection, OptionalExtension as _, params};

use crate::{
    Mark, Store, StoreError, id,
    learnt::{happened, key, next_revision},
    neighbours,
    outcomes::Outcomes,
    runs,
    tallies::{exchange, recount},
};

/// The batch of the marks.
pub(crate) const MARKS: i64 = 0;

/// What a run says of an address that the user has marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkedJudgement {
    /// The address.
    pub address: String,
    /// Known good; else known bad.
    pub good: bool,
    /// What the run says.
    pub verdict: Verdict,
    /// The mail operator, where DNS told.
    pub exchange: Option<String>,
}

impl Store {
    /// Marks addresses as known good (`Some(true)`) or known bad (`Some(false)`), or takes their marks away (`None`);
    /// answers how many marks changed.
    ///
    /// # Errors
    /// The database cannot be written.
    pub async fn mark(&self, addresses: Vec<Address>, good: Option<bool>) -> Result<u64, StoreError> {
        let now = SystemClock.now();
        self.write("keeping marks", move |conn| {
            let mut changed = 0;
            for address in &addresses {
                changed += u64::from(mark(conn, address, good, now)?);
            }
            next_revision(conn)?;
            Ok(changed)
        })
        .await
    }

    /// What a run says of the marked addresses in it.
    ///
    /// # Errors
    /// There is no such run, or the database fails.
    pub async fn marked_judgements(&self, run: RunId) -> Result<Vec<MarkedJudgement>, StoreError> {
        self.read("reading marks", move |store, conn| marked(store, conn, run)).await
    }

    /// The same, blocking.
    ///
    /// # Errors
    /// As [`Store::marked_judgements`].
    pub fn marked_judgements_now(&self, run: RunId) -> Result<Vec<MarkedJudgement>, StoreError> {
        self.read_now(|conn| marked(self, conn, run))
    }
}

fn marked(store: &Store, conn: &Connection, run: RunId) -> Result<Vec<MarkedJudgement>, StoreError> {
    let list = runs::list_of(conn, run)?;
    let neighbours = store.0.memory.neighbours(conn, list)?;
    let outcomes = Outcomes::read(conn)?;
    let mut select = conn.prepare_cached(
        "SELECT learnt.domain, local, what, position,
                (SELECT evidence FROM domain_evidence WHERE domain = learnt.domain AND run = ?3)
         FROM learnt JOIN list_domain ON list = ?2 AND name = learnt.domain WHERE batch = ?1",
    )?;
    let mut outcome_of =
        conn.prepare_cached("SELECT outcome FROM task WHERE run = ?1 AND address = ?2 AND standing = 3")?;
    let mut rows = select.query(params![MARKS, list.0, run.0])?;
    let mut marked = Vec::new();
    while let Some(row) = rows.next()? {
        let (domain, known): (String, String) = (row.get(0)?, row.get(1)?);
        let good = happened(row.get_ref(2)?.as_str().map_err(StoreError::damaged)?)? == Happened::Delivered;
        let evidence: Option<String> = row.get(4)?;
        let evidence = evidence.map(|text| serde_json::from_str::<DomainEvidence>(&text)).transpose()?;
        for &position in neighbours.addresses(row.get(3)?) {
            let local = neighbours::local(conn, list, position)?;
            let address = Address { local, domain: domain.clone() };
            if key(&address) != known {
                continue;
            }
            let outcome: Option<Option<u32>> =
                outcome_of.query_row(params![run.0, id::at(list, position)], |row| row.get(0)).optional()?;
            if let Some(outcome) = outcome.flatten() {
                marked.push(MarkedJudgement {
                    address: address.to_string(),
                    good,
                    verdict: outcomes.named(outcome)?.verdict,
                    exchange: evidence.as_ref().and_then(exchange),
                });
            }
        }
    }
    Ok(marked)
}

fn mark(conn: &Connection, address: &Address, good: Option<bool>, now: Moment) -> Result<bool, StoreError> {
    let local = key(address);
    let what = good.map(|good| if good { Happened::Delivered } else { Happened::HardBounce }.code());
    let stands: Option<String> = conn
        .prepare_cached("SELECT what FROM learnt WHERE domain = ?1 AND local = ?2 AND batch = ?3")?
        .query_row(params![address.domain, local, MARKS], |row| row.get(0))
        .optional()?;
    if stands.as_deref() == what {
        return Ok(false);
    }
    conn.prepare_cached("DELETE FROM learnt WHERE domain = ?1 AND local = ?2 AND batch = ?3")?
        .execute(params![address.domain, local, MARKS])?;
    if let Some(what) = what {
        let typed = (address.local != local).then_some(&address.local);
        conn.prepare_cached(
            "INSERT INTO learnt (domain, local, what, at, batch, dated, typed) VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6)",
        )?
        .execute(params![address.domain, local, what, now.0, MARKS, typed])?;
    }
    recount(conn, &address.domain, &local)?;
    Ok(true)
}

/// Finds the marks of single addresses.
pub(crate) struct MarkReader<'a>(CachedStatement<'a>);

impl<'a> MarkReader<'a> {
    /// `None`: there is no mark at all.
    pub(crate) fn of(conn: &'a Connection) -> Result<Option<Self>, StoreError> {
        if !conn.prepare_cached("SELECT 1 FROM learnt WHERE batch = ?1 LIMIT 1")?.exists([MARKS])? {
            return Ok(None);
        }
        let select =
            conn.prepare_cached("SELECT what FROM learnt WHERE domain = ?1 AND local = ?2 AND batch = ?3")?;
        Ok(Some(Self(select)))
    }

    pub(crate) fn mark(
        &mut self,
        local: Option<String>,
        domain: Option<String>,
    ) -> Result<Option<Mark>, StoreError> {
        let (Some(local), Some(domain)) = (local, domain) else { return Ok(None) };
        let address = Address { local, domain };
        let what: Option<String> =
            self.0.query_row(params![address.domain, key(&address), MARKS], |row| row.get(0)).optional()?;
        let good = |what: &str| Ok::<_, StoreError>(happened(what)? == Happened::Delivered);
        Ok(match what.as_deref().map(good).transpose()? {
            None => None,
            Some(true) => Some(Mark::Good),
            Some(false) => Some(Mark::Bad),
        })
    }
}
