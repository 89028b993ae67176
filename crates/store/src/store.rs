//! The database as a whole: opened once, shared by clones, one writer and a few readers. What is kept in it stands in the
//! modules of its tables.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, OnceLock, atomic::AtomicI64},
    time::Duration,
};

use mailvet_engine::journal::RunId;
use mailvet_verdict::Knowledge;
use rusqlite::Connection;

use crate::{
    OpenFailure, StoreError,
    acquaintance::Memory,
    claim::{Claim, Claims},
    columns::ColumnsCache,
    folding::Folding,
    health::Look,
    operators::OperatorsCache,
    readers::Readers,
    schema,
    writer::Writer,
};

/// How old an earlier proof may be that a dossier tells of, in seconds, where nobody says otherwise: 180 days.
const PROOFS_FOR: i64 = 180 * 24 * 60 * 60;

/// How long another program is waited for.
pub(crate) const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a program that ends waits for those who still read.
const FOLD_TIMEOUT: Duration = Duration::from_secs(1);

/// One database. Cheap to clone; the last clone closes it.
#[derive(Clone)]
pub struct Store(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    // Closed before the writer, so that the last connection is one that can fold the write-ahead log in.
    readers: Readers,
    pub(crate) writer: Writer,
    pub(crate) claims: Claims,
    pub(crate) columns: ColumnsCache,
    pub(crate) operators: OperatorsCache,
    pub(crate) path: PathBuf,
    alone: bool,
    _presence: Claim,
    pub(crate) memory: Memory,
    /// The database that tells what was learnt in place of this one.
    pub(crate) elsewhere: OnceLock<Store>,
    pub(crate) proofs_for_seconds: AtomicI64,
    /// What the lists are read from, where the program has told.
    pub(crate) knowledge: OnceLock<Arc<Knowledge>>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}

/// The right to work on a run; ends when dropped, and with the program.
#[derive(Debug)]
pub struct RunOwnership {
    _claim: Claim,
}

/// The right to be the one window over a database; ends when dropped, and with the program.
#[derive(Debug)]
pub struct WindowOwnership {
    _claim: Claim,
}

impl Store {
    /// Opens the database at `path`; makes it, and its folder, where they are missing. What an import or a deletion left
    /// half done when the program was killed is removed in the background.
    ///
    /// # Errors
    /// The file cannot be made or opened, is no Mailvet database, or is a later Mailvet's.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let unopened = |source| StoreError::Open { path: path.to_owned(), source };
        let by_file = |error: std::io::Error| unopened(OpenFailure::File(Arc::new(error)));
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(by_file)?;
        }
        let claims = Claims::beside(path).map_err(by_file)?;
        let opening = claims.wait("open").map_err(by_file)?;
        let (presence, alone) = claims.enter().map_err(by_file)?;
        let look = Look::at(path, alone);
        let mut conn =
            Connection::open(path).map_err(|error| unopened(OpenFailure::Database(Arc::new(error))))?;
        conn.busy_timeout(BUSY_TIMEOUT)?;
        schema::migrate(&mut conn, path, look)
            .map_err(|error| error.during("bringing the database up to date"))?;
        set_up(&conn)?;
        drop(opening);
        let store = Self(Arc::new(Inner {
            writer: Folding::start(path.to_owned())
                .and_then(|folding| Writer::start(conn, folding))
                .map_err(by_file)?,
            readers: Readers::of(path.to_owned()),
            claims,
            columns: ColumnsCache::default(),
            operators: OperatorsCache::default(),
            path: path.to_owned(),
            alone,
            _presence: presence,
            memory: Memory::default(),
            elsewhere: OnceLock::new(),
            proofs_for_seconds: AtomicI64::new(PROOFS_FOR),
            knowledge: OnceLock::new(),
        }));
        store.sweep()?;
        Ok(store)
    }

    /// Whether another program had the database open when this one opened it. Both can work, on different runs.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        !self.0.alone
    }

    /// Folds the write-ahead log in, so that the next start finds a database that was closed as it should be: for a program
    /// that ends without dropping the store. Where another program reads on, its end does that.
    ///
    /// # Errors
    /// The disk fails.
    pub async fn fold_log(&self) -> Result<(), StoreError> {
        let store = self.clone();
        let folded = tokio::task::spawn_blocking(move || {
            store.0.writer.alone("closing the database", |conn| {
                conn.busy_timeout(FOLD_TIMEOUT)?;
                conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
                Ok(conn.busy_timeout(BUSY_TIMEOUT)?)
            })
        });
        folded.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Claims to be the one window over this database.
    ///
    /// # Errors
    /// There is one already.
    pub fn own_window(&self) -> Result<WindowOwnership, StoreError> {
        match self.0.claims.attempt("window") {
            Ok(Some(claim)) => Ok(WindowOwnership { _claim: claim }),
            Ok(None) => Err(StoreError::WindowOwned),
            Err(error) => {
                tracing::error!(%error, "the window's lock file cannot be used");
                Err(StoreError::ReadOnly)
            }
        }
    }

    /// Claims a run, so that no other program (and nobody else in this one) works on it.
    ///
    /// # Errors
    /// Somebody has it.
    pub fn own_run(&self, run: RunId) -> Result<RunOwnership, StoreError> {
        match self.0.claims.attempt(&run_lock(run)) {
            Ok(Some(claim)) => Ok(RunOwnership { _claim: claim }),
            Ok(None) => Err(StoreError::RunOwned { run }),
            Err(error) => {
                tracing::error!(%error, run = run.0, "the run's lock file cannot be used");
                Err(StoreError::ReadOnly)
            }
        }
    }

    /// Reads in one transaction, blocking.
    pub(crate) fn read_now<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        self.0.readers.read(work)
    }

    /// Reads in one transaction on a thread where that may take its time.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        doing: &'static str,
        work: impl FnOnce(&Self, &Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let store = self.clone();
        let read = tokio::task::spawn_blocking(move || store.read_now(|conn| work(&store, conn)));
        read.await.unwrap_or(Err(StoreError::Closed)).map_err(|error| error.during(doing))
    }

    pub(crate) async fn write<T: Send + 'static>(
        &self,
        doing: &'static str,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.0.writer.write(doing, work).await
    }
}

/// The name of a run's lock file.
pub(crate) fn run_lock(run: RunId) -> String {
    format!("run-{}", run.0)
}

/// What every connection needs. `FULL`: a commit is on the disk, and not only with the operating system, when it is
/// answered, so that a power cut takes nothing that was shown. Group commit keeps that cheap. No commit folds the log in by
/// itself: [`Folding`] sees to it.
pub(crate) fn set_up(conn: &Connection) -> Result<(), StoreError> {
    conn.busy_timeout(BUSY_TIMEOUT)?;
    conn.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -32000;
         PRAGMA wal_autocheckpoint = 0;
         PRAGMA journal_size_limit = 67108864;",
    )?;
    conn.set_prepared_statement_cache_capacity(64);
    Ok(())
}

#[cfg(test)]
mod tests;
