//! Folds the write-ahead log into the database beside the thread that writes. Folding syncs two files and writes thousands
//! of pages all over one of them; no answer that has to be on disk now shall wait for that.

use std::{
    cell::Cell,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        mpsc::{self, Receiver, SyncSender},
    },
    thread::JoinHandle,
};

use rusqlite::Connection;

use crate::{StoreError, store::set_up};

/// Pages of the log from which it is folded in.
const MANY: i64 = 4_000;

/// Pages that the writer folds in by itself: only when all are in does the log begin anew, and while it writes on, whoever
/// folds beside it is always a little behind.
const FEW: i64 = 400;

/// Pages at which the writer waits until they are folded in: the log must not fill the disk.
const TOO_MANY: i64 = 64_000;

/// A thread that folds the log in when it is told to; ends when dropped.
pub(crate) struct Folding {
    wake: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
    at_it: Arc<Mutex<()>>,
    /// Pages of the log at which there is something to do.
    due: Cell<i64>,
}

impl Folding {
    /// Starts the thread for the database at `path`.
    pub(crate) fn start(path: PathBuf) -> std::io::Result<Self> {
        // One word that waits says everything: whoever hears it folds all that is there.
        let (wake, woken) = mpsc::sync_channel(1);
        let at_it = Arc::default();
        let here = Arc::clone(&at_it);
        let thread = std::thread::Builder::new()
            .name("mailvet-folding".to_owned())
            .spawn(move || serve(&path, &woken, &here))?;
        Ok(Self { wake: Some(wake), thread: Some(thread), at_it, due: Cell::new(MANY) })
    }

    /// Sees to the log behind a commit of `writer`.
    pub(crate) fn committed(&self, writer: &Connection) {
        let Some((log, folded)) = pages(writer, "NOOP") else { return };
        if log < MANY {
            self.due.set(MANY);
        } else if log < self.due.get() {
            // It was seen to a moment ago.
        } else if log - folded <= FEW || log >= TOO_MANY {
            let _nobody_else = self.pause();
            pages(writer, "PASSIVE");
            // Where a reader is still in the log it goes on behind what is folded in.
            self.due.set(log + MANY);
        } else if let Some(wake) = &self.wake {
            let _has_been_told = wake.try_send(());
            // Half a step later, so that what is written until then is few.
            self.due.set(log + FEW / 2);
        }
    }

    /// Nobody folds as long as what comes back is held: for whoever does it by himself, and to the end.
    pub(crate) fn pause(&self) -> MutexGuard<'_, ()> {
        lock(&self.at_it)
    }
}

impl Drop for Folding {
    fn drop(&mut self) {
        drop(self.wake.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread that folds the log in died");
        }
    }
}

fn serve(path: &Path, woken: &Receiver<()>, at_it: &Mutex<()>) {
    // Most programs end before there is anything to fold, so the connection waits for the first time.
    let mut conn = None;
    while woken.recv().is_ok() {
        if conn.is_none() {
            // Without one the writer folds, at `TOO_MANY`.
            conn = connect(path)
                .inspect_err(|error| tracing::warn!(%error, "nobody folds the log in beside the writer"))
                .ok();
        }
        if let Some(conn) = &conn {
            let _nobody_else = lock(at_it);
            pages(conn, "PASSIVE");
        }
    }
}

fn connect(path: &Path) -> Result<Connection, StoreError> {
    let conn = Connection::open(path)?;
    set_up(&conn)?;
    Ok(conn)
}

/// Has SQLite fold the log in, in one of its ways; the pages that it has, and those of them that are folded in. `None`:
/// somebody else is at it, or the disk fails, which the next commit is told.
fn pages(conn: &Connection, way: &str) -> Option<(i64, i64)> {
    // Behind every commit, so it is prepared once.
    conn.prepare_cached(&format!("PRAGMA wal_checkpoint({way})"))
        .and_then(|mut folding| folding.query_row([], |row| Ok((row.get(1)?, row.get(2)?))))
        .inspect_err(|error| tracing::warn!(%error, "the log cannot be folded in"))
        .ok()
}

fn lock(at_it: &Mutex<()>) -> MutexGuard<'_, ()> {
    at_it.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_of_a_writer_that_never_rests_begins_anew_and_nothing_in_it_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("answers.db");
        let writer = Connection::open(&path).unwrap();
        let _: String = writer.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)).unwrap();
        set_up(&writer).unwrap();
        writer.execute_batch("CREATE TABLE answer (text TEXT)").unwrap();
        let folding = Folding::start(path.clone()).unwrap();

        let (mut written, mut longest) = (0, 0);
        let log = loop {
            writer.execute("INSERT INTO answer VALUES (hex(zeroblob(400000)))", []).unwrap();
            written += 1;
            let (log, _) = pages(&writer, "NOOP").unwrap();
            if log < longest {
                break log;
            }
            longest = log;
            folding.committed(&writer);
        };
        assert!((MANY..TOO_MANY + MANY).contains(&longest), "{longest}");
        assert!(log < MANY, "{log}");

        drop(folding);
        drop(writer);
        let count = "SELECT count(*) FROM answer WHERE length(text) = 800000";
        let kept: i32 = Connection::open(&path).unwrap().query_row(count, [], |row| row.get(0)).unwrap();
        assert_eq!(kept, written);
    }
}
