//! What the user decides about rows: an action and a note, beside what the judge says and never in its place. A decision is
//! about an address of a list, so it holds for every row that shares it, outlives runs, and judging again leaves it alone.
//! Decisions are made in batches, each of which can be taken back and put in force again by one small write.

use std::collections::HashMap;

use mailvet_engine::{Clock, SystemClock};
use mailvet_verdict::{Action, Moment};
use rusqlite::{CachedStatement, Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};

use crate::{ListId, Selection, Store, StoreError, id};

/// Addresses that are written in one transaction, so that a run beside it is never held up for long.
const SLICE: usize = 10_000;

const DECIDING: &str = "keeping decisions";

/// Kinds that an outcome splits into: nothing was decided, or one of the actions was.
pub(crate) const SPLIT: u32 = 6;
const _: () = assert!(SPLIT as usize == 1 + Action::ALL.len());

/// What the user has decided about a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Decision {
    /// What is to be done with it.
    pub action: Action,
    /// Why, in the user's words; may be empty.
    pub note: String,
    /// When.
    pub at: Moment,
}

/// Names what was decided at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DecisionBatch(pub i64);

/// What deciding came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decided {
    /// What was decided; `None`: nothing, as there was nothing to decide about.
    pub batch: Option<DecisionBatch>,
    /// Rows that were decided about, those that share an address with a selected one included.
    pub rows: u64,
    /// Selected rows that were left alone: without a result there is nothing to decide, without a decision nothing to
    /// withdraw.
    pub left_alone: u64,
}

impl Store {
    /// Decides what is to be done with the selected rows, or withdraws what was decided (`None`).
    ///
    /// # Errors
    /// The selection has lost its rows, there is no such list, or the database fails.
    pub async fn decide(
        &self,
        list: ListId,
        selection: Selection,
        action: Option<Action>,
        note: &str,
    ) -> Result<Decided, StoreError> {
        let (store, note) = (self.clone(), note.trim().to_owned());
        let decided = tokio::task::spawn_blocking(move || {
            let (addresses, decided) = store.to_decide(list, &selection, action.is_some())?;
            if addresses.is_empty() {
                return Ok(decided);
            }
            let batch =
                store.0.writer.begin(DECIDING, move |conn| begin(conn, list, action, &note)).wait()?;
            for slice in addresses.chunks(SLICE) {
                let slice = slice.to_vec();
                store.0.writer.begin(DECIDING, move |conn| note_down(conn, list, batch, &slice)).wait()?;
            }
            store.0.writer.begin(DECIDING, move |conn| stand(conn, batch, true)).wait()?;
            Ok(Decided { batch: Some(batch), ..decided })
        });
        decided.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Takes back what was decided at once, or puts it in force again.
    ///
    /// # Errors
    /// The list has gone, or the database fails.
    pub async fn stand(&self, batch: DecisionBatch, standing: bool) -> Result<(), StoreError> {
        self.write(DECIDING, move |conn| stand(conn, batch, standing)).await
    }

    fn to_decide(
        &self,
        list: ListId,
        selection: &Selection,
        deciding: bool,
    ) -> Result<(Vec<u32>, Decided), StoreError> {
        let rows = self.read_now(|conn| Ok::<_, StoreError>(self.selected(conn, list, selection)?.1))?;
        self.read_now(|conn| {
            self.0.columns.with(conn, list, |columns| {
                let mut wanted = vec![false; columns.domains.len()];
                let mut left_alone = 0;
                for row in rows {
                    let address = columns.addresses[row as usize] as usize;
                    let kind = columns.outcomes[address];
                    let fits = if deciding { !is_unsettled(kind) } else { is_decided(kind) };
                    wanted[address] |= fits;
                    left_alone += u64::from(!fits);
                }
                let addresses: Vec<u32> =
                    (0..).zip(&wanted).filter(|(_, wanted)| **wanted).map(|(address, _)| address).collect();
                let rows = addresses.iter().map(|&address| u64::from(columns.rows[address as usize])).sum();
                Ok((addresses, Decided { batch: None, rows, left_alone }))
            })
        })
    }
}

fn begin(
    conn: &Connection,
    list: ListId,
    action: Option<Action>,
    note: &str,
) -> Result<DecisionBatch, StoreError> {
    let (first, last) = id::all(list);
    // What was taken back can stand again only until something else is decided.
    conn.prepare_cached(
        "DELETE FROM decision WHERE address BETWEEN ?1 AND ?2
           AND batch IN (SELECT id FROM decision_batch WHERE list = ?3 AND NOT standing)",
    )?
    .execute([first, last, list.0])?;
    conn.prepare_cached("DELETE FROM decision_batch WHERE list = ?1 AND NOT standing")?.execute([list.0])?;
    let batch = conn
        .prepare_cached(
            "INSERT INTO decision_batch (list, action, note, at, standing)
             SELECT id, ?2, ?3, ?4, 0 FROM list WHERE id = ?1 AND state = 'ready' RETURNING id",
        )?
        .query_row(params![list.0, action.map(Action::code), note, SystemClock.now().0], |row| row.get(0))
        .optional()?
        .ok_or(StoreError::NO_LIST)?;
    Ok(DecisionBatch(batch))
}

fn note_down(
    conn: &Connection,
    list: ListId,
    batch: DecisionBatch,
    addresses: &[u32],
) -> Result<(), StoreError> {
    let mut insert = conn.prepare_cached("INSERT INTO decision (address, batch) VALUES (?1, ?2)")?;
    for &address in addresses {
        insert.execute([id::at(list, address), batch.0])?;
    }
    Ok(())
}

fn stand(conn: &Connection, batch: DecisionBatch, standing: bool) -> Result<(), StoreError> {
    let list: i64 = conn
        .prepare_cached("UPDATE decision_batch SET standing = ?2 WHERE id = ?1 RETURNING list")?
        .query_row(params![batch.0, standing], |row| row.get(0))
        .optional()?
        .ok_or(StoreError::NO_LIST)?;
    conn.prepare_cached("UPDATE list SET decided = decided + 1 WHERE id = ?1")?.execute([list])?;
    Ok(())
}

/// Whether anything was ever decided about rows of a list.
pub(crate) fn any(conn: &Connection, list: ListId) -> Result<bool, StoreError> {
    let mut select =
        conn.prepare_cached("SELECT 1 FROM decision_batch WHERE list = ?1 AND standing LIMIT 1")?;
    Ok(select.exists([list.0])?)
}

/// Forgets what was decided about a stretch of addresses, by their ids.
pub(crate) fn forget(conn: &Connection, from: i64, to: i64) -> Result<(), StoreError> {
    conn.prepare_cached("DELETE FROM decision WHERE address BETWEEN ?1 AND ?2")?.execute([from, to])?;
    Ok(())
}

/// The batches of a list that stand: `None` where they withdraw.
struct Standing(HashMap<i64, Option<Decision>>);

impl Standing {
    fn read(conn: &Connection, list: ListId) -> Result<Self, StoreError> {
        let mut select = conn
            .prepare_cached("SELECT id, action, note, at FROM decision_batch WHERE list = ?1 AND standing")?;
        let mut rows = select.query([list.0])?;
        let mut batches = HashMap::new();
        while let Some(row) = rows.next()? {
            let action: Option<String> = row.get(1)?;
            let decision = match action {
                None => None,
                Some(code) => Some(Decision {
                    action: Action::from_code(&code)
                        .ok_or_else(|| StoreError::damaged("a decision with an unknown action"))?,
                    note: row.get(2)?,
                    at: Moment(row.get(3)?),
                }),
            };
            batches.insert(row.get(0)?, decision);
        }
        Ok(Self(batches))
    }
}

/// Hands every decision about a list that is in force to `each`, with the position of its address.
pub(crate) fn for_each(
    conn: &Connection,
    list: ListId,
    mut each: impl FnMut(u32, Option<Action>),
) -> Result<(), StoreError> {
    let standing = Standing::read(conn, list)?;
    if standing.0.is_empty() {
        return Ok(());
    }
    let (first, last) = id::all(list);
    let mut select = conn.prepare_cached(
        "SELECT address, batch FROM decision WHERE address BETWEEN ?1 AND ?2 ORDER BY address, batch",
    )?;
    let mut rows = select.query([first, last])?;
    while let Some(row) = rows.next()? {
        // Later batches of an address come later, so the last word is the one that counts.
        if let Some(decision) = standing.0.get(&row.get(1)?) {
            each(id::position(row.get(0)?), decision.as_ref().map(|decision| decision.action));
        }
    }
    Ok(())
}

/// Finds what was decided about single addresses.
pub(crate) struct DecisionReader<'a> {
    standing: Standing,
    select: CachedStatement<'a>,
}

impl<'a> DecisionReader<'a> {
    /// `None`: nothing was decided about the list.
    pub(crate) fn of(conn: &'a Connection, list: ListId) -> Result<Option<Self>, StoreError> {
        let standing = Standing::read(conn, list)?;
        if standing.0.is_empty() {
            return Ok(None);
        }
        let select =
            conn.prepare_cached("SELECT batch FROM decision WHERE address = ?1 ORDER BY batch DESC")?;
        Ok(Some(Self { standing, select }))
    }

    pub(crate) fn decision(&mut self, address: i64) -> Result<Option<Decision>, StoreError> {
        let mut rows = self.select.query([address])?;
        while let Some(row) = rows.next()? {
            if let Some(decision) = self.standing.0.get(&row.get(0)?) {
                return Ok(decision.clone());
            }
        }
        Ok(None)
    }
}

/// The kind of an address with this outcome and this decision, as one number.
pub(crate) fn kind(outcome: u32, decision: Option<Action>) -> u32 {
    let decision = decision.and_then(|action| Action::ALL.iter().position(|known| *known == action));
    outcome * SPLIT + decision.map_or(0, |place| u32::try_from(place + 1).unwrap_or_default())
}

/// The outcome and the decision that make a kind.
pub(crate) fn parts(kind: u32) -> (u32, Option<Action>) {
    let decision = (kind % SPLIT).checked_sub(1).and_then(|place| Action::ALL.get(place as usize).copied());
    (kind / SPLIT, decision)
}

/// The same kind with another outcome.
pub(crate) fn judged(kind: u32, outcome: u32) -> u32 {
    outcome * SPLIT + kind % SPLIT
}

/// The same kind with another decision.
pub(crate) fn decided(of: u32, decision: Option<Action>) -> u32 {
    kind(of / SPLIT, decision)
}

/// Whether addresses of this kind have no result yet.
pub(crate) fn is_unsettled(kind: u32) -> bool {
    kind < SPLIT
}

/// Whether the user has decided about addresses of this kind, and there is a result that it was decided about.
pub(crate) fn is_decided(kind: u32) -> bool {
    !is_unsettled(kind) && kind % SPLIT != 0
}
