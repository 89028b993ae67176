//! What can go wrong with the database, told to a person: what failed and what to do about it.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

use mailvet_engine::journal::{JournalError, RunId};
use mailvet_verdict::Sentence;
use rusqlite::ErrorCode;

use crate::phrases as say;

/// The database failed, or does not have what was asked for. Cloneable, because one failed commit fails everybody who
/// took part in it.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder of the database cannot be made, or the file cannot be opened.
    Open {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: OpenFailure,
    },
    /// The file is something else.
    NotADatabase {
        /// The file.
        path: PathBuf,
    },
    /// The file was written by a later Mailvet.
    NewerSchema {
        /// The file.
        path: PathBuf,
        /// The schema it has.
        found: i64,
        /// The newest schema that this program knows.
        known: i64,
    },
    /// Another program holds the database for too long.
    Busy,
    /// There is no room left.
    DiskFull,
    /// The file may be read but not written.
    ReadOnly,
    /// What is in the file cannot be right.
    Damaged {
        /// Where.
        what: String,
    },
    /// The file was found damaged when it was opened; nothing was written to it.
    DamagedFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
        /// The newest copy from before an update.
        backup: Option<PathBuf>,
    },
    /// The database cannot be copied before its schema is changed, so it is not changed.
    NoBackup {
        /// The copy.
        path: PathBuf,
    },
    /// The disk does not take or give what it should.
    Disk {
        /// Why.
        #[source]
        source: Arc<rusqlite::Error>,
    },
    /// Anything else that SQLite refuses.
    Query {
        /// What was being done.
        what: &'static str,
        /// Why.
        #[source]
        source: Arc<rusqlite::Error>,
    },
    /// It is not there (any more).
    NotFound {
        /// What was looked for.
        what: Missing,
    },
    /// Somebody works on this run already.
    RunOwned {
        /// Which run.
        run: RunId,
    },
    /// There is a window over this database already.
    WindowOwned,
    /// Rows were selected from one to another, and one of the two is not among them any more.
    RowsMoved,
    /// A saved filter of this name is there already.
    NameTaken {
        /// The name.
        name: String,
    },
    /// More rows than a list can have.
    TooManyRows,
    /// The database was closed, or the thread that writes it died.
    Closed,
}

impl StoreError {
    /// What failed and what to do about it.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        match self {
            Self::Open { path, .. } => say::open(path.as_path()),
            Self::NotADatabase { path } => say::not_a_database(path.as_path()),
            Self::NewerSchema { path, .. } => say::newer_schema(path.as_path()),
            Self::Busy => say::busy(),
            Self::DiskFull => say::disk_full(),
            Self::ReadOnly => say::read_only(),
            Self::Damaged { what } => say::damaged(what),
            Self::DamagedFile { path, what, backup } => {
                say::damaged_file(path.as_path(), what, way_back(backup.as_deref()))
            }
            Self::NoBackup { path } => say::no_backup(path.as_path()),
            Self::Disk { .. } => say::disk(),
            Self::Query { what, .. } => say::failed(*what),
            Self::NotFound { what } => match what {
                Missing::List => say::no_list(),
                Missing::Row => say::no_row(),
                Missing::Run => say::no_run(),
                Missing::Address => say::no_address(),
                Missing::Column => say::no_column(),
                Missing::Batch => say::no_batch(),
                Missing::Filter => say::no_filter(),
            },
            Self::RunOwned { .. } => say::run_owned(),
            Self::WindowOwned => say::window_owned(),
            Self::RowsMoved => say::rows_moved(),
            Self::NameTaken { name } => say::name_taken(name),
            Self::TooManyRows => say::too_many_rows(),
            Self::Closed => say::closed(),
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

/// What to do about a damaged file.
fn way_back(backup: Option<&Path>) -> Sentence {
    match backup {
        Some(backup) => say::way_back_to_copy(backup),
        None => say::way_back_to_own(),
    }
}

/// Why a database could not be opened.
#[derive(Clone, Debug, thiserror::Error)]
pub enum OpenFailure {
    /// The file system refuses.
    #[error(transparent)]
    File(Arc<std::io::Error>),
    /// SQLite refuses.
    #[error(transparent)]
    Database(Arc<rusqlite::Error>),
}

/// What is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// A list.
    List,
    /// A row of a list.
    Row,
    /// A run.
    Run,
    /// An address in a run.
    Address,
    /// A column of a list.
    Column,
    /// A learnt file.
    Batch,
    /// A saved filter.
    Filter,
}

impl StoreError {
    pub(crate) const NO_LIST: Self = Self::NotFound { what: Missing::List };
    pub(crate) const NO_ROW: Self = Self::NotFound { what: Missing::Row };
    pub(crate) const NO_RUN: Self = Self::NotFound { what: Missing::Run };
    pub(crate) const NO_ADDRESS: Self = Self::NotFound { what: Missing::Address };
    pub(crate) const NO_COLUMN: Self = Self::NotFound { what: Missing::Column };

    pub(crate) const NO_FILTER: Self = Self::NotFound { what: Missing::Filter };
    pub(crate) const NO_BATCH: Self = Self::NotFound { what: Missing::Batch };

    /// Says what was being done, where only SQLite's own words are known.
    pub(crate) fn during(self, doing: &'static str) -> Self {
        match self {
            Self::Query { what: "", source } => Self::Query { what: doing, source },
            other => other,
        }
    }

    pub(crate) fn damaged(what: impl fmt::Display) -> Self {
        Self::Damaged { what: what.to_string() }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::ReadOnly) => Self::ReadOnly,
            Some(ErrorCode::SystemIoFailure) => Self::Disk { source: Arc::new(error) },
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::damaged(error),
            _ => Self::Query { what: "", source: Arc::new(error) },
        }
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::damaged(error)
    }
}

impl From<StoreError> for JournalError {
    fn from(error: StoreError) -> Self {
        Self { message: error.sentence(), source: Some(Box::new(error)) }
    }
}
