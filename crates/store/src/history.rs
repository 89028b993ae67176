//! The history of one address: outcomes that were learnt of it and what runs have said of it, whichever list it was in.

use mailvet_engine::journal::RunId;
use mailvet_verdict::{Address, Happened, Moment, Reason, Verdict};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use crate::{
    ListId, Store, StoreError, evidence, id,
    learnt::{happened, key},
    lists,
    marks::MARKS,
    outcomes::Outcomes,
    results::RowReader,
};

/// Outcomes that are told.
const OUTCOMES: usize = 50;

/// Runs that are asked, the newest first.
const RUNS: usize = 50;

/// Settled addresses of the domain that are looked at in each of them.
const LOOKED_AT: usize = 50_000;

/// What mail told of an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct OwnOutcome {
    /// What became of it.
    pub what: Happened,
    /// When.
    pub at: Moment,
    /// Whether the file said when; else it was learnt then.
    pub dated: bool,
    /// The file that told it.
    pub file: String,
}

/// What a run said of an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct EarlierJudgement {
    /// The list.
    pub list: ListId,
    /// Its name.
    pub name: String,
    /// The run.
    pub run: i64,
    /// What was said.
    pub verdict: Verdict,
    /// Why.
    pub reason: Reason,
    /// How probable it was.
    pub score: u8,
    /// When it was checked.
    pub at: Moment,
}

impl Store {
    /// What is known of the address in a row: the user's mark, outcomes of mail, and what runs said, the newest first. With
    /// `further` it is that of the address in a further column, by its place in [`crate::ResultRow::more`].
    ///
    /// # Errors
    /// There is no such list, row or address, or the database fails.
    pub async fn history(
        &self,
        list: ListId,
        row: u64,
        further: Option<u32>,
    ) -> Result<(Option<bool>, Vec<OwnOutcome>, Vec<EarlierJudgement>), StoreError> {
        self.read("reading the history of an address", move |_, conn| {
            let run = lists::summary(conn, list)?.run.map(|run| run.id);
            let row = RowReader::new(conn, list, run)?.row(id::row(row)?)?;
            let Some(address) = evidence::sound_address(conn, row.address_at(further)?.0)? else {
                return Ok((None, Vec::new(), Vec::new()));
            };
            let key = key(&address);
            let (mark, told) = outcomes(conn, &address.domain, &key)?;
            Ok((mark, told, judgements(conn, &address.domain, &key)?))
        })
        .await
    }
}

fn outcomes(
    conn: &Connection,
    domain: &str,
    local: &str,
) -> Result<(Option<bool>, Vec<OwnOutcome>), StoreError> {
    let mut select = conn.prepare_cached(
        "SELECT what, at, dated, batch, coalesce(name, '') FROM learnt
         LEFT JOIN learnt_batch ON learnt_batch.id = learnt.batch
         WHERE domain = ?1 AND local = ?2 ORDER BY at DESC, what LIMIT ?3",
    )?;
    let mut rows = select.query(params![domain, local, OUTCOMES])?;
    let (mut mark, mut told) = (None, Vec::new());
    while let Some(row) = rows.next()? {
        let what = happened(row.get_ref(0)?.as_str().map_err(StoreError::damaged)?)?;
        if row.get::<_, i64>(3)? == MARKS {
            mark = Some(what == Happened::Delivered);
        } else {
            told.push(OwnOutcome { what, at: Moment(row.get(1)?), dated: row.get(2)?, file: row.get(4)? });
        }
    }
    Ok((mark, told))
}

fn judgements(conn: &Connection, domain: &str, local: &str) -> Result<Vec<EarlierJudgement>, StoreError> {
    let mut select = conn.prepare_cached(
        "SELECT run.id, position, list.id, list.name FROM list_domain
         JOIN run ON run.list = list_domain.list JOIN list ON list.id = run.list
         WHERE list_domain.name = ?1 AND list.state = 'ready' ORDER BY run.id DESC LIMIT ?2",
    )?;
    let runs = select.query_map(params![domain, RUNS], |row| {
        Ok((RunId(row.get(0)?), row.get::<_, u32>(1)?, ListId(row.get(2)?), row.get::<_, String>(3)?))
    })?;
    let runs: Vec<_> = runs.collect::<Result<_, _>>()?;
    let mut settled = conn.prepare_cached(
        "SELECT local, outcome, score, judged_at FROM task INDEXED BY task_settled
         JOIN address ON address.id = task.address
         WHERE run = ?1 AND task.domain = ?2 AND standing = 3 ORDER BY judged_at DESC LIMIT ?3",
    )?;
    let known = Outcomes::read(conn)?;
    let mut found = Vec::new();
    for (run, position, list, name) in runs {
        let mut rows = settled.query(params![run.0, position, LOOKED_AT])?;
        while let Some(row) = rows.next()? {
            let address = Address { local: row.get(0)?, domain: domain.to_owned() };
            if key(&address) != local {
                continue;
            }
            if let Some(outcome) = row.get::<_, Option<u32>>(1)? {
                let outcome = known.named(outcome)?;
                found.push(EarlierJudgement {
                    list,
                    name: name.clone(),
                    run: run.0,
                    verdict: outcome.verdict,
                    reason: outcome.reason,
                    score: row.get(2)?,
                    at: Moment(row.get(3)?),
                });
            }
            break;
        }
    }
    found.sort_by_key(|judgement| std::cmp::Reverse(judgement.at));
    Ok(found)
}
