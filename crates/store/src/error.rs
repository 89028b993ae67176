//! What can go wrong with the database, told to a person: what failed and what to do about it.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

use mailvet_engine::journal::{JournalError, RunId};
use rusqlite::ErrorCode;

/// The database failed, or does not have what was asked for. Cloneable, because one failed commit fails everybody who
/// took part in it.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder of the database cannot be made, or the file cannot be opened.
    #[error("The database “{}” cannot be opened. Is the folder there, and may you write to it?", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: OpenFailure,
    },
    /// The file is something else.
    #[error("“{}” is not a Mailvet database. Choose another data folder, or move that file away.", path.display())]
    NotADatabase {
        /// The file.
        path: PathBuf,
    },
    /// The file was written by a later Mailvet.
    #[error("The database “{}” belongs to a newer version of Mailvet. Update Mailvet to open it.", path.display())]
    NewerSchema {
        /// The file.
        path: PathBuf,
        /// The schema it has.
        found: i64,
        /// The newest schema that this program knows.
        known: i64,
    },
    /// Another program holds the database for too long.
    #[error("Another program is using the database. Close it, or try again in a moment.")]
    Busy,
    /// There is no room left.
    #[error("The disk is full: the database cannot grow. Make room and go on; what was kept so far is safe.")]
    DiskFull,
    /// The file may be read but not written.
    #[error("The database cannot be written. Check that its folder and file are not read-only.")]
    ReadOnly,
    /// What is in the file cannot be right.
    #[error("The database is damaged ({what}). Restore it from a backup, or start with a new data folder.")]
    Damaged {
        /// Where.
        what: String,
    },
    /// The file was found damaged when it was opened; nothing was written to it.
    #[error("The database “{}” is damaged ({what}). Nothing in it was touched. {} Keep the damaged file: much of it can often be saved.", path.display(), way_back(backup.as_deref()))]
    DamagedFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
        /// The newest copy from before an update.
        backup: Option<PathBuf>,
    },
    /// The database cannot be copied before its schema is changed, so it is not changed.
    #[error("The database is of an older version, and “{}”, its copy from before the update, cannot be written. Make room, or see that the folder can be written; nothing was changed.", path.display())]
    NoBackup {
        /// The copy.
        path: PathBuf,
    },
    /// The disk does not take or give what it should.
    #[error(
        "The disk fails: the database cannot be read or written. Look at the disk, its quota and its connection, and go on; what was kept so far is safe."
    )]
    Disk {
        /// Why.
        #[source]
        source: Arc<rusqlite::Error>,
    },
    /// Anything else that SQLite refuses.
    #[error("The database failed while {what}.")]
    Query {
        /// What was being done.
        what: &'static str,
        /// Why.
        #[source]
        source: Arc<rusqlite::Error>,
    },
    /// It is not there (any more).
    #[error("There is no such {what} (any more).")]
    NotFound {
        /// What was looked for.
        what: Missing,
    },
    /// Somebody works on this run already.
    #[error("Another Mailvet is working on this list. Close it, or wait until it is done.")]
    RunOwned {
        /// Which run.
        run: RunId,
    },
    /// There is a window over this database already.
    #[error("Mailvet is open already, with the same data folder. Go on in that window, or close it first.")]
    WindowOwned,
    /// Rows were selected from one to another, and one of the two is not among them any more.
    #[error("The rows have changed since they were selected. Select them again.")]
    RowsMoved,
    /// A saved filter of this name is there already.
    #[error("There is a saved filter “{name}” already.")]
    NameTaken {
        /// The name.
        name: String,
    },
    /// More rows than a list can have.
    #[error("A list can have at most 4,294,967,295 rows.")]
    TooManyRows,
    /// The database was closed, or the thread that writes it died.
    #[error("The database is closed.")]
    Closed,
}

/// What to do about a damaged file.
fn way_back(backup: Option<&Path>) -> String {
    let other = "another data folder (--data, or MAILVET_DATA)";
    match backup {
        Some(backup) => {
            format!("Move it away and put its copy “{}” in its place, or use {other}.", backup.display())
        }
        None => format!("Move it away and put your own backup in its place, or use {other}."),
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

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::List => "list",
            Self::Row => "row",
            Self::Run => "run",
            Self::Address => "address",
            Self::Column => "column",
            Self::Batch => "batch of what was learnt",
            Self::Filter => "saved filter",
        })
    }
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
        // Whoever shows it puts it into a sentence of their own.
        let message = error.to_string().trim_end_matches('.').to_owned();
        Self { message, source: Some(Box::new(error)) }
    }
}
