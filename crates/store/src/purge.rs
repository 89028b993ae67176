//! Deleting, so that nothing of what is deleted is left: not in the tables, not in the gaps of the file, not in its
//! write-ahead log, not in a copy from before an update. Lists go whole, with their runs, evidence and ledger; of a list that
//! stays, only runs that a later one has replaced can go. What a killed program left half done is done at the next start.

use mailvet_engine::journal::RunId;
use mailvet_verdict::Moment;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::{
    ListId, Store, StoreError, backup, decisions, id, learnt, ledger, lists, store::RunOwnership,
    store::run_lock, suppression,
};

/// Rows and addresses that are deleted in one transaction, so that a run beside it is never held up for long.
const SLICE: usize = 20_000;

const DELETING: &str = "deleting a list";

/// What to delete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purge {
    /// This list.
    List(ListId),
    /// Lists that nobody worked on since, runs that a later one has replaced since, and what the connection doctor told
    /// before.
    Before(Moment),
    /// Every list, what the connection doctor told, what was learnt of earlier mail, and saved filters.
    All,
}

/// What was deleted, or would be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Purged {
    /// The lists, by name.
    pub lists: Vec<String>,
    /// Runs of lists that stay.
    pub runs: u64,
}

/// What there is to delete.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Kept {
    /// Lists.
    pub lists: u64,
    /// Runs over them.
    pub runs: u64,
    /// What DNS said of domains. Used again by other runs and lists while it is young enough.
    pub domains: KeptKind,
    /// What the controls of domains said; likewise.
    pub controls: KeptKind,
    /// What exchanges have shown of their patience; likewise.
    pub paces: KeptKind,
    /// Entries of the ledger.
    pub disclosures: u64,
    /// Bytes of the database with its write-ahead log.
    pub bytes: u64,
    /// Bytes of its copies from before updates.
    pub backup_bytes: u64,
}

/// Evidence of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct KeptKind {
    /// How many pieces.
    pub count: u64,
    /// When the oldest was seen.
    pub oldest: Option<Moment>,
    /// When the newest was seen.
    pub newest: Option<Moment>,
}

/// Lists and runs that are to go.
#[derive(Debug, Default)]
struct Going {
    lists: Vec<(ListId, String)>,
    runs: Vec<(ListId, RunId)>,
}

impl Store {
    /// Deletes a list with its runs and all that they saw. Afterwards its text is nowhere in the file or its write-ahead
    /// log, and the file has shrunk.
    ///
    /// # Errors
    /// There is no such list, somebody works on a run of it, or the database fails. What is not done when the program is
    /// killed is done at the next start.
    pub async fn delete_list(&self, list: ListId) -> Result<(), StoreError> {
        self.purge(Purge::List(list)).await.map(drop)
    }

    /// What a purge would delete.
    ///
    /// # Errors
    /// There is no such list, or the database fails.
    pub async fn would_purge(&self, what: Purge) -> Result<Purged, StoreError> {
        self.read("looking for what is to be deleted", move |_, conn| Ok(going(conn, what)?.told())).await
    }

    /// Deletes. Afterwards nothing of it is in the file, its write-ahead log or its copies.
    ///
    /// # Errors
    /// There is no such list, somebody works on what is to go, or the database fails.
    pub async fn purge(&self, what: Purge) -> Result<Purged, StoreError> {
        let store = self.clone();
        let purged = tokio::task::spawn_blocking(move || {
            let going = store.read_now(|conn| going(conn, what))?;
            let cutoff = match what {
                Purge::List(_) => None,
                Purge::Before(cutoff) => Some(Some(cutoff)),
                Purge::All => Some(None),
            };
            if let Some(cutoff) = cutoff {
                let own = move |conn: &Connection| ledger::delete_listless(conn, cutoff);
                store.0.writer.begin(DELETING, own).wait()?;
            }
            let lists: Vec<ListId> = going.lists.iter().map(|(list, _)| *list).collect();
            store.remove(&lists, &going.runs)?;
            Ok(going.told())
        });
        let purged = purged.await.unwrap_or(Err(StoreError::Closed))?;
        if what == Purge::All {
            self.forget_filters().await?;
            self.forget_learnt().await?;
        }
        Ok(purged)
    }

    /// What is kept, and how old it is.
    ///
    /// # Errors
    /// The database fails.
    pub async fn kept(&self) -> Result<Kept, StoreError> {
        self.read("looking at what is kept", |store, conn| {
            let count = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, u64>(0));
            let kind = |table: &str, at: &str| {
                conn.query_row(&format!("SELECT count(*), min({at}), max({at}) FROM {table}"), [], |row| {
                    let moment = |column| row.get::<_, Option<i64>>(column).map(|at| at.map(Moment));
                    Ok(KeptKind { count: row.get(0)?, oldest: moment(1)?, newest: moment(2)? })
                })
            };
            let bytes = |file: &std::path::Path| std::fs::metadata(file).map_or(0, |file| file.len());
            let path = &store.0.path;
            Ok(Kept {
                lists: count("SELECT count(*) FROM list WHERE state = 'ready'")?,
                runs: count("SELECT count(*) FROM run")?,
                domains: kind("domain_evidence", "observed_at")?,
                controls: kind("control", "at")?,
                paces: kind("pace", "at")?,
                disclosures: count("SELECT count(*) FROM ledger")?,
                bytes: bytes(path) + bytes(&backup::beside(path, "-wal")),
                backup_bytes: backup::all(path).iter().map(|copy| bytes(copy)).sum(),
            })
        })
        .await
    }

    /// Removes what a killed program left half imported, half appended or half deleted.
    pub(crate) fn sweep(&self) -> Result<(), StoreError> {
        self.sweep_appended()?;
        let left: Vec<ListId> = self.read_now(|conn| -> Result<_, StoreError> {
            let mut select = conn.prepare_cached("SELECT id FROM list WHERE state <> 'ready'")?;
            Ok(select.query_map([], |row| Ok(ListId(row.get(0)?)))?.collect::<Result<_, _>>()?)
        })?;
        for list in left {
            if let Err(error) = self.sweep_one(list) {
                tracing::warn!(%error, list = list.0, "a half imported or half deleted list stays for now");
            }
        }
        Ok(())
    }

    fn sweep_one(&self, list: ListId) -> Result<(), StoreError> {
        // A list that is just coming in belongs to whoever holds its lock, and may be whole by the time that it is free.
        let Ok(Some(_claim)) = self.0.claims.attempt(&import_lock(list)) else { return Ok(()) };
        let still = self.read_now(|conn| -> Result<bool, StoreError> {
            let mut select = conn.prepare_cached("SELECT 1 FROM list WHERE id = ?1 AND state <> 'ready'")?;
            Ok(select.exists([list.0])?)
        })?;
        if still { self.remove(&[list], &[]) } else { Ok(()) }
    }

    /// Removes lists, and runs of lists that stay, in slices; blocks.
    pub(crate) fn remove(&self, lists: &[ListId], runs: &[(ListId, RunId)]) -> Result<(), StoreError> {
        let mut going = Vec::new();
        for &list in lists {
            let runs = self.read_now(|conn| runs_of(conn, list))?;
            going.extend(runs.into_iter().map(|run| (list, run)));
        }
        going.extend_from_slice(runs);
        let claims: Vec<RunOwnership> =
            going.iter().map(|&(_, run)| self.own_run(run)).collect::<Result<_, _>>()?;
        for &list in lists {
            self.step(move |conn| {
                conn.execute("UPDATE list SET state = 'leaving' WHERE id = ?1", [list.0])?;
                Ok(())
            })?;
            self.0.columns.forget(list);
            self.0.operators.forget(list);
            self.0.memory.forget(list);
            self.step(move |conn| suppression::forget(conn, list))?;
        }
        for &(list, run) in &going {
            for slice in self.read_now(|conn| slices(conn, list))? {
                self.step(move |conn| delete_of_run(conn, &slice, run))?;
            }
            self.step(move |conn| {
                ledger::delete(conn, run, 0, u32::MAX)?;
                ledger::delete_parties(conn, run)?;
                conn.execute("DELETE FROM run WHERE id = ?1", [run.0])?;
                Ok(())
            })?;
        }
        for &list in lists {
            for slice in self.read_now(|conn| slices(conn, list))? {
                self.step(move |conn| delete_of_list(conn, &slice))?;
            }
            self.step(move |conn| {
                conn.execute("DELETE FROM list_domain WHERE list = ?1", [list.0])?;
                conn.execute("DELETE FROM decision_batch WHERE list = ?1", [list.0])?;
                learnt::next_revision(conn)?;
                conn.execute(
                    "UPDATE list SET name = '', path = NULL, columns = '[]', layout = NULL, content = NULL WHERE id = ?1",
                    [list.0],
                )?;
                Ok(())
            })?;
        }
        self.leave_nothing()?;
        for &list in lists {
            self.step(move |conn| {
                conn.execute("DELETE FROM list WHERE id = ?1", [list.0])?;
                Ok(())
            })?;
        }
        self.0.writer.scrub();
        drop(claims);
        going.into_iter().for_each(|(_, run)| self.0.claims.forget(&run_lock(run)));
        lists.iter().for_each(|&list| self.0.claims.forget(&import_lock(list)));
        Ok(())
    }

    /// Deleted text is overwritten where it stood, but pages that were rearranged before keep copies in their gaps; only
    /// writing the whole file anew leaves none. A list's bare id stays until that is done, so that a start after a kill does
    /// it. The copies from before an update hold the same addresses, and go.
    pub(crate) fn leave_nothing(&self) -> Result<(), StoreError> {
        backup::forget(&self.0.path).map_err(|error| {
            tracing::error!(%error, "a copy of the database cannot be deleted");
            StoreError::ReadOnly
        })?;
        self.0.writer.alone(DELETING, |conn| Ok(conn.execute_batch("VACUUM")?))
    }

    fn step(
        &self,
        work: impl FnOnce(&Connection) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<(), StoreError> {
        self.0.writer.begin(DELETING, work).wait()
    }
}

impl Going {
    fn told(&self) -> Purged {
        Purged {
            lists: self.lists.iter().map(|(_, name)| name.clone()).collect(),
            runs: self.runs.len() as u64,
        }
    }
}

fn going(conn: &Connection, what: Purge) -> Result<Going, StoreError> {
    let cutoff = match what {
        Purge::List(list) => {
            let lists = vec![(list, lists::summary(conn, list)?.name)];
            return Ok(Going { lists, runs: Vec::new() });
        }
        Purge::Before(cutoff) => cutoff.0,
        Purge::All => i64::MAX,
    };
    let mut select = conn.prepare_cached(
        "SELECT id, name FROM list WHERE state = 'ready' AND imported_at < ?1
           AND NOT EXISTS (SELECT 1 FROM run WHERE run.list = list.id AND coalesce(ended_at, started_at) >= ?1)
         ORDER BY id",
    )?;
    let lists = select.query_map([cutoff], |row| Ok((ListId(row.get(0)?), row.get(1)?)))?;
    let lists: Vec<(ListId, String)> = lists.collect::<Result<_, _>>()?;
    let mut select = conn.prepare_cached(
        "SELECT list, run.id FROM run JOIN list ON list.id = run.list
         WHERE list.state = 'ready' AND coalesce(ended_at, started_at) < ?1
           AND EXISTS (SELECT 1 FROM run AS later WHERE later.list = run.list AND later.id > run.id)
         ORDER BY run.id",
    )?;
    let runs = select.query_map([cutoff], |row| Ok((ListId(row.get(0)?), RunId(row.get(1)?))))?;
    let mut runs: Vec<(ListId, RunId)> = runs.collect::<Result<_, _>>()?;
    runs.retain(|(of, _)| lists.iter().all(|(list, _)| list != of));
    Ok(Going { lists, runs })
}

/// The name of the lock file of a list that is coming in.
pub(crate) fn import_lock(list: ListId) -> String {
    format!("import-{}", list.0)
}

/// The slices of a list: ids from one to the other.
fn slices(conn: &Connection, list: ListId) -> Result<Vec<(i64, i64)>, StoreError> {
    let (first, last) = id::all(list);
    // There may be more rows than addresses, and more addresses than rows.
    let mut select = conn.prepare_cached(
        "SELECT max(coalesce((SELECT max(id) FROM row_block WHERE id BETWEEN ?1 AND ?2), ?1),
                    coalesce((SELECT max(id) FROM more_address WHERE id BETWEEN ?1 AND ?2), ?1),
                    coalesce((SELECT max(id) FROM address WHERE id BETWEEN ?1 AND ?2), ?1))",
    )?;
    let end: i64 = select.query_row([first, last], |row| row.get(0))?;
    Ok((first..=end).step_by(SLICE).map(|from| (from, from.saturating_add(SLICE as i64 - 1))).collect())
}

fn delete_of_run(conn: &Connection, &(from, to): &(i64, i64), run: RunId) -> Result<(), StoreError> {
    for table in ["task", "attempt", "suppressed"] {
        conn.prepare_cached(&format!("DELETE FROM {table} WHERE run = ?1 AND address BETWEEN ?2 AND ?3"))?
            .execute([run.0, from, to])?;
    }
    ledger::delete(conn, run, id::position(from), id::position(to))
}

fn delete_of_list(conn: &Connection, &(from, to): &(i64, i64)) -> Result<(), StoreError> {
    for table in ["row_block", "address", "list_chunk", "more_address"] {
        conn.prepare_cached(&format!("DELETE FROM {table} WHERE id BETWEEN ?1 AND ?2"))?
            .execute([from, to])?;
    }
    decisions::forget(conn, from, to)
}

/// The runs of a list.
pub(crate) fn runs_of(conn: &Connection, list: ListId) -> Result<Vec<RunId>, StoreError> {
    let mut select = conn.prepare_cached("SELECT id FROM run WHERE list = ?1")?;
    Ok(select.query_map([list.0], |row| Ok(RunId(row.get(0)?)))?.collect::<Result<_, _>>()?)
}
