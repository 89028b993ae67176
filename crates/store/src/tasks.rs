//! Where each address of a run stands, and the last judgement of it. This module makes every change of a task, and with
//! each one keeps the run's counts and marks what result views have to read again.

use std::collections::HashSet;

use mailvet_engine::journal::{AddressId, DomainWork, RunId, Standing, Task};
use mailvet_verdict::{Address, Contribution, Judgement, Moment, Reason, Verdict, next_step};
use rusqlite::{Connection, OptionalExtension as _, Row, Rows, params};
use serde_json::{Map, Value, json};

use crate::{ListId, StoreError, outcomes, outcomes::Outcomes, texts};

const PENDING: u8 = 0;
pub(crate) const WAITING: u8 = 1;
const AWAITING_CONTROL: u8 = 2;
pub(crate) const SETTLED: u8 = 3;

/// An address stands somewhere else now.
pub(crate) fn stand(
    conn: &Connection,
    run: RunId,
    address: AddressId,
    standing: Standing,
) -> Result<(), StoreError> {
    let (number, due, tries) = match standing {
        Standing::Pending => (PENDING, None, None),
        Standing::Waiting { due, tries } => (WAITING, Some(due.0), Some(tries)),
        Standing::AwaitingControl { due, tries } => (AWAITING_CONTROL, Some(due.0), Some(tries)),
        Standing::Settled => (SETTLED, None, None),
    };
    let before = Place::of(conn, run, address)?;
    conn.prepare_cached(
        "UPDATE task SET standing = ?3, due = ?4, tries = ?5 WHERE run = ?1 AND address = ?2",
    )?
    .execute(params![run.0, address.0, number, due, tries])?;
    before.moved(conn, run, &Place { standing: number, ..before })
}

/// The judge spoke of an address.
pub(crate) fn judged(
    conn: &Connection,
    run: RunId,
    address: AddressId,
    judgement: &Judgement,
    at: Moment,
) -> Result<(), StoreError> {
    let before = Place::of(conn, run, address)?;
    let outcome = outcomes::number(conn, judgement)?;
    let sentence = texts::keep(conn, run, &judgement.sentence.kept())?;
    let tried = judgement.tried.as_ref().map(|tried| texts::keep(conn, run, &tried.kept())).transpose()?;
    let grounds = texts::keep(conn, run, &grounds(judgement)?)?;
    conn.prepare_cached(
        "UPDATE task SET outcome = ?3, score = ?4, confidence = ?5, judged_at = ?6, suggestion = ?7, sentence = ?8,
                grounds = ?9, tried = ?10
         WHERE run = ?1 AND address = ?2",
    )?
    .execute(params![
        run.0,
        address.0,
        outcome,
        judgement.score,
        judgement.confidence,
        at.0,
        judgement.suggestion,
        sentence,
        grounds,
        tried
    ])?;
    before.moved(conn, run, &Place { outcome, ..before })
}

/// What of a task the run's counts go by.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Place {
    standing: u8,
    outcome: u32,
    rows: u32,
}

impl Place {
    fn of(conn: &Connection, run: RunId, address: AddressId) -> Result<Self, StoreError> {
        conn.prepare_cached("SELECT standing, outcome, rows FROM task WHERE run = ?1 AND address = ?2")?
            .query_row([run.0, address.0], |row| {
                let outcome: Option<u32> = row.get(1)?;
                Ok(Self {
                    standing: row.get(0)?,
                    outcome: outcome.unwrap_or(outcomes::NONE),
                    rows: row.get(2)?,
                })
            })
            .optional()?
            .ok_or(StoreError::NO_ADDRESS)
    }

    fn moved(self, conn: &Connection, run: RunId, after: &Self) -> Result<(), StoreError> {
        if self == *after {
            return Ok(());
        }
        let mut count = conn.prepare_cached(
            "INSERT INTO run_count (run, standing, outcome, addresses, rows) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO UPDATE SET addresses = addresses + excluded.addresses, rows = rows + excluded.rows",
        )?;
        let rows = i64::from(self.rows);
        count.execute(params![run.0, self.standing, self.outcome, -1, -rows])?;
        count.execute(params![run.0, after.standing, after.outcome, 1, rows])?;
        Ok(())
    }
}

/// Parts of a judgement that have a column of their own, or follow from those.
const WITH_COLUMN: [&str; 10] = [
    "verdict",
    "reason",
    "action",
    "flags",
    "score",
    "confidence",
    "suggestion",
    "sentence",
    "tried",
    "next_step",
];

/// The parts of a judgement that have no column of their own, as JSON; many addresses share them.
fn grounds(judgement: &Judgement) -> Result<String, StoreError> {
    let Value::Object(mut parts) = serde_json::to_value(judgement)? else {
        return Err(StoreError::damaged("a judgement is no object"));
    };
    parts.retain(|part, _| !WITH_COLUMN.contains(&part.as_str()));
    let contributions = judgement.contributions.iter().map(|Contribution { signal, points, sentence }| {
        json!({ "signal": signal, "points": points, "sentence": sentence.kept() })
    });
    parts.insert("contributions".to_owned(), contributions.collect());
    Ok(serde_json::to_string(&parts)?)
}

/// The last judgement of an address.
pub(crate) fn judgement(
    conn: &Connection,
    run: RunId,
    address: AddressId,
    outcomes: &Outcomes,
) -> Result<Judgement, StoreError> {
    let mut select = conn.prepare_cached(
        "SELECT score, confidence, suggestion, sentence, grounds, outcome, tried FROM task
         WHERE run = ?1 AND address = ?2",
    )?;
    let mut rows = select.query([run.0, address.0])?;
    let row = rows.next()?.ok_or(StoreError::NO_ADDRESS)?;
    let outcome = outcomes.named(row.get(5)?)?;
    let mut parts: Map<String, Value> = serde_json::from_str(&texts::read(conn, run, row.get(4)?)?)?;
    let tried = row.get::<_, Option<i64>>(6)?.map(|id| texts::read(conn, run, id)).transpose()?;
    let suggestion: Option<String> = row.get(2)?;
    let next_step = next_step(outcome.verdict, outcome.reason, suggestion.as_deref());
    let columns = [
        ("verdict", serde_json::to_value(outcome.verdict)?),
        ("reason", serde_json::to_value(outcome.reason)?),
        ("action", serde_json::to_value(outcome.action)?),
        ("flags", serde_json::to_value(&outcome.flags)?),
        ("score", row.get::<_, u8>(0)?.into()),
        ("confidence", row.get::<_, f64>(1)?.into()),
        ("suggestion", suggestion.into()),
        ("sentence", texts::read(conn, run, row.get(3)?)?.into()),
        ("tried", tried.into()),
        ("next_step", serde_json::to_value(next_step)?),
    ];
    parts.extend(columns.map(|(part, value)| (part.to_owned(), value)));
    Ok(serde_json::from_value(Value::Object(parts))?)
}

/// Every domain with something left to do, in the order in which the list names them.
pub(crate) fn work(conn: &Connection, run: RunId, list: ListId) -> Result<Vec<DomainWork>, StoreError> {
    let mut left = conn.prepare_cached(
        "WITH open AS MATERIALIZED (
             SELECT domain, sum(standing = 0) AS pending, sum(standing = 1) AS waiting, sum(standing = 2) AS awaiting
             FROM task WHERE run = ?1 AND standing < 3 AND domain IS NOT NULL GROUP BY domain
         ), due AS MATERIALIZED (
             SELECT domain, min(due) AS due FROM task WHERE run = ?1 AND standing IN (1, 2) GROUP BY domain
         )
         SELECT name, pending, waiting, awaiting, due
         FROM open JOIN list_domain ON list = ?2 AND position = open.domain LEFT JOIN due USING (domain)
         ORDER BY position",
    )?;
    let work = left.query_map([run.0, list.0], |row| {
        Ok(DomainWork {
            domain: row.get(0)?,
            pending: row.get(1)?,
            waiting: row.get(2)?,
            awaiting_control: row.get(3)?,
            due: row.get::<_, Option<i64>>(4)?.map(Moment),
        })
    })?;
    Ok(work.collect::<Result<_, _>>()?)
}

/// The number that a list has given a domain; `None`: no address of the list is there.
pub(crate) fn domain_position(
    conn: &Connection,
    list: ListId,
    domain: &str,
) -> Result<Option<u32>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT position FROM list_domain WHERE list = ?1 AND name = ?2")?
        .query_row(params![list.0, domain], |row| row.get(0))
        .optional()?)
}

/// What [`due`] looks for.
pub(crate) struct Wanted<'a> {
    pub(crate) domain: &'a str,
    pub(crate) now: Moment,
    pub(crate) taken: &'a HashSet<AddressId>,
    pub(crate) most: usize,
}

/// Addresses of a domain that can be asked now, in the list's order.
pub(crate) fn due(
    conn: &Connection,
    run: RunId,
    list: ListId,
    wanted: &Wanted<'_>,
) -> Result<Vec<Task>, StoreError> {
    let Some(position) = domain_position(conn, list, wanted.domain)? else { return Ok(Vec::new()) };
    let mut tasks = Vec::new();
    let pending = "SELECT address, local, standing, due, tries
         FROM task INDEXED BY task_open JOIN address ON address.id = task.address
         WHERE run = ?1 AND task.domain = ?2 AND standing < 3 AND standing = 0 ORDER BY task.address";
    collect(&mut tasks, wanted, conn.prepare_cached(pending)?.query(params![run.0, position])?)?;
    let due = "SELECT address, local, standing, due, tries
         FROM task INDEXED BY task_due JOIN address ON address.id = task.address
         WHERE run = ?1 AND task.domain = ?2 AND standing IN (1, 2) AND standing = 1 AND due <= ?3
         ORDER BY task.address";
    collect(&mut tasks, wanted, conn.prepare_cached(due)?.query(params![run.0, position, wanted.now.0])?)?;
    tasks.sort_unstable_by_key(|task| task.id);
    tasks.truncate(wanted.most);
    Ok(tasks)
}

/// Addresses of a domain that wait, due or not, past `after`, by id.
pub(crate) fn waiting(
    conn: &Connection,
    run: RunId,
    list: ListId,
    domain: &str,
    after: Option<AddressId>,
    most: usize,
) -> Result<Vec<Task>, StoreError> {
    let Some(position) = domain_position(conn, list, domain)? else { return Ok(Vec::new()) };
    let mut select = conn.prepare_cached(
        "SELECT address, local, standing, due, tries
         FROM task INDEXED BY task_open JOIN address ON address.id = task.address
         WHERE run = ?1 AND task.domain = ?2 AND standing < 3 AND standing = 1 AND task.address > ?3
         ORDER BY task.address LIMIT ?4",
    )?;
    let after = after.map_or(i64::MIN, |after| after.0);
    let found = select.query_map(params![run.0, position, after, most], |row| {
        let address = Address { local: row.get(1)?, domain: domain.to_owned() };
        Ok(Task { id: AddressId(row.get(0)?), address, standing: standing(row)? })
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Settled addresses of a domain that were judged valid, or at a catch-all, at or after `since`, past `after`, by id.
pub(crate) fn believed(
    conn: &Connection,
    run: RunId,
    list: ListId,
    domain: &str,
    since: Moment,
    after: Option<AddressId>,
    most: usize,
) -> Result<Vec<AddressId>, StoreError> {
    let Some(position) = domain_position(conn, list, domain)? else { return Ok(Vec::new()) };
    let mut select = conn.prepare_cached(
        "SELECT address FROM task INDEXED BY task_settled JOIN outcome ON outcome.id = task.outcome
         WHERE run = ?1 AND domain = ?2 AND standing = 3 AND judged_at >= ?3 AND address > ?4
           AND (verdict = ?5 OR reason = ?6)
         ORDER BY address LIMIT ?7",
    )?;
    let after = after.map_or(i64::MIN, |after| after.0);
    let (valid, catch_all) = (Verdict::Valid.to_string(), Reason::CatchAll.to_string());
    let found = select
        .query_map(params![run.0, position, since.0, after, valid, catch_all, most], |row| {
            Ok(AddressId(row.get(0)?))
        })?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Settled addresses of a run whose reason lets the signals lean.
fn of_the_leaning() -> String {
    let leaning = Reason::ALL.iter().filter(|reason| reason.leans());
    let codes: Vec<_> = leaning.map(|reason| format!("'{reason}'")).collect();
    let codes = codes.join(", ");
    format!(
        "FROM task WHERE run = ?1 AND standing = {SETTLED}
         AND outcome IN (SELECT id FROM outcome WHERE reason IN ({codes}))"
    )
}

/// How many they are.
pub(crate) fn leaning(conn: &Connection, run: RunId) -> Result<u64, StoreError> {
    let count = format!("SELECT count(*) {}", of_the_leaning());
    Ok(conn.prepare_cached(&count)?.query_row([run.0], |row| row.get(0))?)
}

/// The first of them with an id past `after`.
pub(crate) fn leaning_after(
    conn: &Connection,
    run: RunId,
    after: Option<AddressId>,
    most: usize,
) -> Result<Vec<AddressId>, StoreError> {
    let select = format!("SELECT address {} AND address > ?2 ORDER BY address LIMIT ?3", of_the_leaning());
    let after = after.map_or(i64::MIN, |after| after.0);
    let mut select = conn.prepare_cached(&select)?;
    let found = select.query_map(params![run.0, after, most], |row| Ok(AddressId(row.get(0)?)))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Takes the first tasks that are not taken yet, as many as are wanted.
fn collect(tasks: &mut Vec<Task>, wanted: &Wanted<'_>, mut rows: Rows<'_>) -> Result<(), StoreError> {
    let mut found = 0;
    while found < wanted.most
        && let Some(row) = rows.next()?
    {
        let id = AddressId(row.get(0)?);
        if !wanted.taken.contains(&id) {
            let address = Address { local: row.get(1)?, domain: wanted.domain.to_owned() };
            tasks.push(Task { id, address, standing: standing(row)? });
            found += 1;
        }
    }
    Ok(())
}

fn standing(row: &Row<'_>) -> rusqlite::Result<Standing> {
    let due = || -> rusqlite::Result<Moment> { Ok(Moment(row.get("due")?)) };
    Ok(match row.get("standing")? {
        WAITING => Standing::Waiting { due: due()?, tries: row.get("tries")? },
        AWAITING_CONTROL => Standing::AwaitingControl { due: due()?, tries: row.get("tries")? },
        SETTLED => Standing::Settled,
        PENDING.. => Standing::Pending,
    })
}

/// Which open addresses are looked for.
#[derive(Clone, Copy)]
pub(crate) enum Open {
    /// All that are not settled.
    Any,
    /// Those whose own answer is in.
    Answered,
}

/// Addresses of a domain (`None`: those that are no address) that are not settled, past `after`, by id.
pub(crate) fn open(
    conn: &Connection,
    run: RunId,
    domain: Option<u32>,
    which: Open,
    after: Option<AddressId>,
    most: usize,
) -> Result<Vec<AddressId>, StoreError> {
    let standings = match which {
        Open::Any => [PENDING, WAITING, AWAITING_CONTROL].as_slice(),
        Open::Answered => &[AWAITING_CONTROL],
    };
    let mut ids = Vec::new();
    for standing in standings {
        let mut select = conn.prepare_cached(
            "SELECT address FROM task INDEXED BY task_open
             WHERE run = ?1 AND domain IS ?2 AND standing = ?3 AND standing < 3 AND address > ?4
             ORDER BY address LIMIT ?5",
        )?;
        let after = after.map_or(i64::MIN, |after| after.0);
        let found = select
            .query_map(params![run.0, domain, standing, after, most], |row| Ok(AddressId(row.get(0)?)))?;
        for id in found {
            ids.push(id?);
        }
    }
    ids.sort_unstable();
    ids.truncate(most);
    Ok(ids)
}
