//! The schema's history: numbered SQL files, applied in order, the number of the last one kept in `user_version`. A file
//! that is another program's, a later Mailvet's or damaged is refused before anything is written to it, and one with an
//! older schema is copied first.

use std::path::Path;

use rusqlite::{Connection, ErrorCode, TransactionBehavior, config::DbConfig};

use crate::{
    StoreError, backup,
    health::{self, Look},
};

/// `MVET`, so that our files are told from other SQLite files.
const APPLICATION: i64 = 0x4d56_4554;

/// Oldest first; never changed once released.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_lists_runs_evidence.sql"),
    include_str!("../migrations/0002_controls.sql"),
    include_str!("../migrations/0003_pace.sql"),
    include_str!("../migrations/0004_ledger.sql"),
    include_str!("../migrations/0005_lists_in.sql"),
    include_str!("../migrations/0006_learnt.sql"),
    include_str!("../migrations/0008_lookups.sql"),
    include_str!("../migrations/0009_decisions_filters.sql"),
    include_str!("../migrations/0010_learnt_head.sql"),
    include_str!("../migrations/0013_row_blocks.sql"),
    include_str!("../migrations/0014_packed.sql"),
    include_str!("../migrations/0015_run_columns.sql"),
    include_str!("../migrations/0017_mail_hosts.sql"),
];

/// Brings the database to the newest schema.
pub(crate) fn migrate(conn: &mut Connection, path: &Path, look: Look) -> Result<(), StoreError> {
    // A file that is refused is left as it is, its write-ahead log too.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    // The first statement to touch the file is the one that finds out what it is.
    let found = inspect(conn).map_err(|error| match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) if backup::newest(path).is_none() => {
            StoreError::NotADatabase { path: path.to_owned() }
        }
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            health::damaged(path, &error.to_string())
        }
        _ => error.into(),
    })?;
    if found.application != APPLICATION
        && !(found.application == 0 && found.version == 0 && found.tables == 0)
    {
        return Err(StoreError::NotADatabase { path: path.to_owned() });
    }
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    if found.version > known {
        return Err(StoreError::NewerSchema { path: path.to_owned(), found: found.version, known });
    }
    health::examine(conn, path, look)?;
    if found.version > 0 && found.version < known {
        let copy = backup::take(conn, path, found.version)?;
        tracing::info!(copy = %copy.display(), "the database was copied before its update");
    }
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    let _: String = conn.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version: i64 = tx.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let applied = usize::try_from(version).unwrap_or_default();
    for migration in MIGRATIONS.iter().skip(applied) {
        tx.execute_batch(migration)?;
    }
    tx.execute_batch(&format!("PRAGMA user_version = {known}; PRAGMA application_id = {APPLICATION}"))?;
    tx.commit()?;
    Ok(())
}

struct Found {
    application: i64,
    version: i64,
    tables: i64,
}

fn inspect(conn: &Connection) -> rusqlite::Result<Found> {
    let number = |sql: &str| conn.query_row(sql, [], |row| row.get(0));
    Ok(Found {
        tables: number("SELECT count(*) FROM sqlite_schema")?,
        version: number("PRAGMA user_version")?,
        application: number("PRAGMA application_id")?,
    })
}
