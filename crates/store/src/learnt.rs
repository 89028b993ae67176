//! What became of earlier mail: outcomes by address, kept with the batch that told them, so that each file can be undone.
//! Nothing in here weighs an outcome; what counts of each address is worked out in `tallies`.

use std::collections::BTreeSet;

use mailvet_engine::{Clock, SystemClock};
use mailvet_verdict::{Address, Happened, Moment, Person};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::{Deserialize, Serialize};

use crate::{Store, StoreError, marks::MARKS, tallies::recount, writer::Pending};

/// Outcomes that are taken back in one transaction.
const SLICE: usize = 5_000;

/// Names one learnt file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type)]
#[serde(transparent)]
pub struct BatchId(pub i64);

/// A file that is to be learnt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewBatch {
    /// The file's or folder's name.
    pub name: String,
    /// Where it is.
    pub path: Option<String>,
    /// Id of the layout that it is read by.
    pub layout: String,
    /// A digest of what is read: the same content is learnt once.
    pub content: String,
}

/// One outcome that a file tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Of which address.
    pub address: Address,
    /// What became of mail to it.
    pub what: Happened,
    /// When; `None` where the file does not say. Then it counts from when it was first learnt.
    pub at: Option<Moment>,
    /// From when it counts, where the file was written from what was learnt and so keeps apart what has no time of its own.
    pub since: Option<Moment>,
    /// The person behind the address, where the file names them.
    pub person: Option<Person>,
}

/// A learnt file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Batch {
    /// Its name.
    pub id: BatchId,
    /// The file's or folder's name.
    pub name: String,
    /// Where it was.
    pub path: Option<String>,
    /// Id of the layout that it was read by.
    pub layout: String,
    /// When it was learnt.
    pub learnt_at: Moment,
    /// Whether it was learnt to its end; not so where the program was killed meanwhile.
    pub complete: bool,
    /// Rows or messages in it.
    pub rows: u64,
    /// Outcomes that were not known before.
    pub added: u64,
    /// Outcomes that were known already.
    pub known: u64,
    /// Rows or messages that were not understood.
    pub not_understood: u64,
}

/// How a batch ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BatchEnd {
    /// Rows or messages read.
    pub rows: u64,
    /// Of them not understood.
    pub not_understood: u64,
}

/// What telling outcomes came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Not known before.
    pub added: u64,
    /// Known already.
    pub known: u64,
    /// Addresses of which mail is now known to have arrived and to have come back. The newest counts.
    pub conflicts: u64,
}

/// An outcome as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learnt {
    /// The address as it was typed.
    pub address: String,
    /// What became of mail to it.
    pub what: Happened,
    /// When.
    pub at: Moment,
    /// Whether the file said when; else it was learnt then.
    pub dated: bool,
    /// The file; `None` for a mark.
    pub batch: Option<BatchId>,
}

/// Takes the outcomes of one file. Blocks the thread that calls it. What was taken stays, whatever happens to the program.
pub struct BatchWriter {
    store: Store,
    id: BatchId,
    now: Moment,
    taken: Taken,
    under_way: Option<Pending<Taken>>,
}

impl Store {
    /// The batch with this content, if it was learnt to its end.
    ///
    /// # Errors
    /// The database fails.
    pub fn batch_with(&self, content: &str) -> Result<Option<Batch>, StoreError> {
        self.read_now(|conn| {
            let found = conn
                .prepare_cached(&format!("{BATCHES} WHERE content = ?1 AND complete"))?
                .query_row([content], batch)
                .optional()?;
            Ok(found)
        })
    }

    /// Begins to learn a file; one that was broken off is gone on with.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn begin_batch(&self, new: NewBatch) -> Result<BatchWriter, StoreError> {
        let now = SystemClock.now();
        let begun = self.0.writer.begin("beginning to learn", move |conn| {
            let id = conn
                .prepare_cached(
                    "INSERT INTO learnt_batch (name, path, layout, content, learnt_at) VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT (content) DO UPDATE SET learnt_at = excluded.learnt_at RETURNING id",
                )?
                .query_row(params![new.name, new.path, new.layout, new.content, now.0], |row| row.get(0))?;
            Ok(BatchId(id))
        });
        Ok(BatchWriter {
            store: self.clone(),
            id: begun.wait()?,
            now,
            taken: Taken::default(),
            under_way: None,
        })
    }

    /// Every learnt file, the newest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn batches(&self) -> Result<Vec<Batch>, StoreError> {
        self.read("reading what was learnt", |_, conn| {
            let mut select = conn.prepare_cached(&format!("{BATCHES} ORDER BY id DESC"))?;
            Ok(select.query_map([], batch)?.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Takes a learnt file back: what no other file tells is forgotten.
    ///
    /// # Errors
    /// There is no such batch, or the database fails.
    pub async fn undo_batch(&self, id: BatchId) -> Result<Batch, StoreError> {
        let undone = self
            .read("reading what was learnt", move |_, conn| {
                let mut select = conn.prepare_cached(&format!("{BATCHES} WHERE id = ?1"))?;
                select.query_row([id.0], batch).optional()?.ok_or(StoreError::NO_BATCH)
            })
            .await?;
        while self.write("taking back what was learnt", move |conn| undo_slice(conn, id)).await? {}
        self.write("taking back what was learnt", move |conn| {
            conn.execute("DELETE FROM learnt_batch WHERE id = ?1", [id.0])?;
            next_revision(conn)
        })
        .await?;
        Ok(undone)
    }

    /// Hands every outcome that is kept to `each`, by domain and address, without holding more than one. Blocks.
    ///
    /// # Errors
    /// The database fails, or `each` did.
    pub fn for_each_learnt<E: From<StoreError>>(
        &self,
        mut each: impl FnMut(Learnt) -> Result<(), E>,
    ) -> Result<(), E> {
        self.read_now(|conn| {
            let select = conn.prepare_cached(
                "SELECT domain, coalesce(typed, local), what, at, dated, batch FROM learnt ORDER BY domain, local, at",
            );
            let mut select = select.map_err(StoreError::from)?;
            let mut rows = select.query([]).map_err(StoreError::from)?;
            while let Some(row) = rows.next().map_err(StoreError::from)? {
                each(learnt(row)?)?;
            }
            Ok(())
        })
    }

    /// Forgets every outcome and every mark. Afterwards nothing of them is in the file.
    ///
    /// # Errors
    /// The database fails.
    pub async fn forget_learnt(&self) -> Result<(), StoreError> {
        let store = self.clone();
        let forgotten = tokio::task::spawn_blocking(move || {
            let forget = |conn: &Connection| {
                conn.execute_batch(
                    "DELETE FROM learnt; DELETE FROM learnt_address; DELETE FROM learnt_domain;
                     DELETE FROM learnt_batch; DELETE FROM learnt_head;",
                )?;
                next_revision(conn)
            };
            store.0.writer.begin("forgetting what was learnt", forget).wait()?;
            store.leave_nothing()?;
            store.0.writer.scrub();
            Ok(())
        });
        forgotten.await.unwrap_or(Err(StoreError::Closed))
    }
}

impl BatchWriter {
    /// Takes the next outcomes. They are on their way when this returns; a failure is heard of at the next call.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn tell(&mut self, mut told: Vec<Told>) -> Result<(), StoreError> {
        // By address, so that what lies together in the file is written together.
        told.sort_by(|a, b| {
            (&a.address.domain, &a.address.local).cmp(&(&b.address.domain, &b.address.local))
        });
        self.settle()?;
        let (id, now) = (self.id, self.now);
        let work = move |conn: &Connection| take(conn, id, now, &told);
        self.under_way = Some(self.store.0.writer.begin("keeping what was learnt", work));
        Ok(())
    }

    /// Ends the batch.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn finish(mut self, end: BatchEnd) -> Result<(Batch, Taken), StoreError> {
        self.settle()?;
        let (id, taken) = (self.id, self.taken);
        let ended = self.store.0.writer.begin("keeping what was learnt", move |conn| {
            conn.prepare_cached(
                "UPDATE learnt_batch SET complete = 1, rows = ?2, added = added + ?3, known = ?4, not_understood = ?5
                 WHERE id = ?1",
            )?
            .execute(params![id.0, end.rows, taken.added, taken.known, end.not_understood])?;
            next_revision(conn)?;
            Ok(conn.prepare_cached(&format!("{BATCHES} WHERE id = ?1"))?.query_row([id.0], batch)?)
        });
        Ok((ended.wait()?, self.taken))
    }

    fn settle(&mut self) -> Result<(), StoreError> {
        if let Some(pending) = self.under_way.take() {
            let taken = pending.wait()?;
            self.taken.added += taken.added;
            self.taken.known += taken.known;
            self.taken.conflicts += taken.conflicts;
        }
        Ok(())
    }
}

const BATCHES: &str = "SELECT id, name, path, layout, learnt_at, complete, rows, added, known, not_understood
                       FROM learnt_batch";

fn batch(row: &Row<'_>) -> rusqlite::Result<Batch> {
    Ok(Batch {
        id: BatchId(row.get(0)?),
        name: row.get(1)?,
        path: row.get(2)?,
        layout: row.get(3)?,
        learnt_at: Moment(row.get(4)?),
        complete: row.get(5)?,
        rows: row.get(6)?,
        added: row.get(7)?,
        known: row.get(8)?,
        not_understood: row.get(9)?,
    })
}

fn learnt(row: &Row<'_>) -> Result<Learnt, StoreError> {
    let (domain, local): (String, String) = (row.get(0)?, row.get(1)?);
    let batch: i64 = row.get(5)?;
    Ok(Learnt {
        address: format!("{local}@{domain}"),
        what: happened(row.get_ref(2)?.as_str().map_err(StoreError::damaged)?)?,
        at: Moment(row.get(3)?),
        dated: row.get(4)?,
        batch: (batch != MARKS).then_some(BatchId(batch)),
    })
}

/// An outcome by its stored code.
pub(crate) fn happened(code: &str) -> Result<Happened, StoreError> {
    Happened::from_code(code).ok_or_else(|| StoreError::damaged(format_args!("the unknown outcome {code:?}")))
}

/// The local part under which an address is known.
pub(crate) fn key(address: &Address) -> String {
    let mut key = address.duplicate_key();
    key.truncate(key.len() - address.domain.len() - 1);
    key
}

/// Whoever keeps what was learnt in memory has to read it anew.
pub(crate) fn next_revision(conn: &Connection) -> Result<(), StoreError> {
    conn.prepare_cached("UPDATE learnt_revision SET revision = revision + 1")?.execute([])?;
    Ok(())
}

fn take(conn: &Connection, batch: BatchId, now: Moment, told: &[Told]) -> Result<Taken, StoreError> {
    let mut taken = Taken::default();
    // When something undated was first learnt is the best that is known of its time.
    let mut before = conn.prepare_cached(
        "SELECT at, batch FROM learnt WHERE domain = ?1 AND local = ?2 AND what = ?3 AND batch > 0
           AND ((?4 IS NULL AND dated = 0) OR at = ?4) ORDER BY at LIMIT 1",
    )?;
    let mut insert = conn.prepare_cached(
        "INSERT OR IGNORE INTO learnt (domain, local, what, at, batch, dated, typed, person)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    let mut touched = BTreeSet::new();
    // In a file that tells times, what has none is no news against what has one.
    let mut oldest = conn.prepare_cached(
        "SELECT min(at) FROM learnt WHERE domain = ?1 AND local = ?2 AND batch = ?3 AND dated",
    )?;
    let mut age = conn.prepare_cached(
        "UPDATE OR REPLACE learnt SET at = ?4 - 1
         WHERE domain = ?1 AND local = ?2 AND batch = ?3 AND NOT dated AND at >= ?4",
    )?;
    for Told { address, what, at, since, person } in told {
        let local = key(address);
        let known: Option<(i64, i64)> = before
            .query_row(params![address.domain, local, what.code(), at.map(|at| at.0)], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        let typed = (address.local != local).then_some(&address.local);
        let person = person.as_ref().map(serde_json::to_string).transpose()?;
        let mut when = known.map_or_else(|| at.or(*since).unwrap_or(now).0, |(at, _)| at);
        if at.is_none() && since.is_none() {
            let dated: Option<i64> =
                oldest.query_row(params![address.domain, local, batch.0], |row| row.get(0))?;
            when = dated.map_or(when, |dated| when.min(dated - 1));
        }
        insert.execute(params![
            address.domain,
            local,
            what.code(),
            when,
            batch.0,
            at.is_some(),
            typed,
            person
        ])?;
        if let (Some(at), None) = (at, since) {
            age.execute(params![address.domain, local, batch.0, at.0])?;
        }
        match known {
            Some(_) => taken.known += 1,
            None => taken.added += 1,
        }
        touched.insert((address.domain.as_str(), local));
    }
    for (domain, local) in touched {
        taken.conflicts += u64::from(recount(conn, domain, &local)?);
    }
    Ok(taken)
}

fn undo_slice(conn: &Connection, batch: BatchId) -> Result<bool, StoreError> {
    let mut select =
        conn.prepare_cached("SELECT domain, local, what, at FROM learnt WHERE batch = ?1 LIMIT ?2")?;
    let found = select.query_map(params![batch.0, SLICE], |row| {
        Ok((
            row.get::<_, String>(0)?,
            row.get::<_, String>(1)?,
            row.get::<_, String>(2)?,
            row.get::<_, i64>(3)?,
        ))
    })?;
    let found: Vec<_> = found.collect::<Result<_, _>>()?;
    let mut delete = conn.prepare_cached(
        "DELETE FROM learnt WHERE domain = ?1 AND local = ?2 AND what = ?3 AND at = ?4 AND batch = ?5",
    )?;
    let mut touched = BTreeSet::new();
    for (domain, local, what, at) in &found {
        delete.execute(params![domain, local, what, at, batch.0])?;
        touched.insert((domain, local));
    }
    for (domain, local) in touched {
        recount(conn, domain, local)?;
    }
    Ok(found.len() == SLICE)
}
