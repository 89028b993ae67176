//! The ledger as a person reads it: the newest first, searched, a page at a time. What was told for no list comes behind what
//! the runs told.

use mailvet_engine::journal::RunId;
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use crate::{
    LedgerEntry, LedgerId, LedgerPage, ListId, Store, StoreError, id,
    ledger::{NO_RUN, entry},
    lists,
};

/// Which entries of the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct DisclosureQuery {
    /// Of this list; `None`: of every list, and what was told for none.
    pub list: Option<ListId>,
    /// With this text in who learnt or in what was learnt, whatever the case; empty: all.
    pub search: String,
    /// Older ones than this; `None`: from the newest on.
    pub before: Option<LedgerId>,
    /// At most so many.
    pub most: u32,
}

/// Everything of a run's stretch of the ledger that a search looks into: `?1` to `?2`, the list's first address and the list.
const OF_RUN: &str = "
    SELECT ledger.id AS id, at, kind, party.name AS name, ip, proxy,
           CASE WHEN ledger.address IS NOT NULL THEN 1 WHEN ledger.domain IS NOT NULL THEN 2 ELSE 0 END AS learnt,
           coalesce(own, address.local || '@' || of_address.name, address.typed, list_domain.name) AS what
    FROM ledger JOIN ledger_party AS party ON party.id = ledger.party
    LEFT JOIN address ON address.id = ?3 + ledger.address
    LEFT JOIN list_domain AS of_address ON of_address.list = ?4 AND of_address.position = address.domain
    LEFT JOIN list_domain ON list_domain.list = ?4 AND list_domain.position = ledger.domain
    WHERE ledger.id BETWEEN ?1 AND ?2";

const FOUND: &str =
    "?5 = '' OR instr(lower(name), ?5) > 0 OR instr(ip, ?5) > 0 OR instr(lower(proxy), ?5) > 0
    OR instr(lower(what), ?5) > 0";

impl Store {
    /// A stretch of the ledger, the newest first; `total` counts what the search finds.
    ///
    /// # Errors
    /// There is no such list, or the database fails.
    pub async fn disclosures(&self, query: DisclosureQuery) -> Result<LedgerPage, StoreError> {
        self.read("searching the ledger", move |_, conn| {
            if let Some(list) = query.list {
                lists::summary(conn, list)?;
            }
            let mut page = LedgerPage::default();
            for (run, list) in runs(conn, query.list)? {
                let stretch = Stretch { run, list, search: query.search.trim().to_lowercase() };
                page.total += stretch.count(conn)?;
                let left = (query.most as usize).saturating_sub(page.entries.len());
                if left > 0 && query.before.is_none_or(|before| before.0 > id::all(ListId(run.0)).0) {
                    stretch.read(conn, query.before, left, &mut page.entries)?;
                }
            }
            Ok(page)
        })
        .await
    }
}

/// The runs that may have entries, the latest first.
fn runs(conn: &Connection, list: Option<ListId>) -> Result<Vec<(RunId, Option<ListId>)>, StoreError> {
    let mut select =
        conn.prepare_cached("SELECT id, list FROM run WHERE ?1 IS NULL OR list = ?1 ORDER BY id DESC")?;
    let found = select
        .query_map([list.map(|list| list.0)], |row| Ok((RunId(row.get(0)?), Some(ListId(row.get(1)?)))))?;
    let mut runs = found.collect::<Result<Vec<_>, _>>()?;
    if list.is_none() {
        runs.push((NO_RUN, None));
    }
    Ok(runs)
}

/// What a search finds in one run.
struct Stretch {
    run: RunId,
    list: Option<ListId>,
    search: String,
}

impl Stretch {
    fn count(&self, conn: &Connection) -> Result<u64, StoreError> {
        let (first, last) = id::all(ListId(self.run.0));
        if self.search.is_empty() {
            let sql = "SELECT count(*) FROM ledger WHERE id BETWEEN ?1 AND ?2";
            return Ok(conn.prepare_cached(sql)?.query_row([first, last], |row| row.get(0))?);
        }
        let of = self.list.unwrap_or_default();
        Ok(conn
            .prepare_cached(&format!("SELECT count(*) FROM ({OF_RUN}) WHERE {FOUND}"))?
            .query_row(params![first, last, id::at(of, 0), of.0, self.search], |row| row.get(0))?)
    }

    fn read(
        &self,
        conn: &Connection,
        before: Option<LedgerId>,
        most: usize,
        entries: &mut Vec<LedgerEntry>,
    ) -> Result<(), StoreError> {
        let (first, last) = id::all(ListId(self.run.0));
        let last = before.map_or(last, |before| last.min(before.0.saturating_sub(1)));
        let of = self.list.unwrap_or_default();
        let mut select = conn.prepare_cached(&format!(
            "SELECT id, at, kind, name, ip, proxy, learnt, what FROM ({OF_RUN}) WHERE {FOUND}
             ORDER BY id DESC LIMIT ?6"
        ))?;
        let mut rows = select.query(params![first, last, id::at(of, 0), of.0, self.search, most])?;
        while let Some(row) = rows.next()? {
            entries.push(entry(row, self.list.map(|list| (list, self.run)))?);
        }
        Ok(())
    }
}
