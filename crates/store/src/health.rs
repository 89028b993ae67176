//! Whether the file is sound, asked once when it is opened and before anything is written to it. After a clean end the last
//! program has folded its write-ahead log in, and a glance is enough: the file is as long as it says, and the small tables
//! are sound. A log that is left behind tells of a kill or a power cut: then every page is read (`quick_check`), for at most
//! [`PATIENCE`], so that a huge file does not keep its owner waiting; what is not reached is found when it is read. The
//! other half of `integrity_check`, whether each index agrees with its table, takes many times as long and is left out: a
//! torn write shows in the pages. Where another program has the file open, that one has looked.

use std::{path::Path, sync::mpsc, time::Duration};

use rusqlite::{Connection, ErrorCode};

use crate::{StoreError, backup};

/// How long reading every page may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Tables without which nothing can be shown, all of them short.
const SMALL: [&str; 4] = ["list", "run", "run_count", "outcome"];

/// How closely to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// Another program has it open.
    None,
    /// It was closed as it should be.
    Glance,
    /// Nobody closed it.
    EveryPage,
}

impl Look {
    /// What the files tell before anybody opens them.
    pub(crate) fn at(path: &Path, alone: bool) -> Self {
        let left_behind =
            |ending: &str| std::fs::metadata(backup::beside(path, ending)).is_ok_and(|log| log.len() > 0);
        if !alone {
            Self::None
        } else if left_behind("-wal") || left_behind("-journal") {
            Self::EveryPage
        } else {
            Self::Glance
        }
    }
}

/// Looks at the file.
pub(crate) fn examine(conn: &Connection, path: &Path, look: Look) -> Result<(), StoreError> {
    let found = match look {
        Look::None => return Ok(()),
        Look::Glance => glance(conn, path),
        Look::EveryPage => every_page(conn, PATIENCE),
    };
    match found {
        Ok(None) => Ok(()),
        Ok(Some(what)) => Err(damaged(path, &what)),
        Err(error) => match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Err(damaged(path, &error.to_string()))
            }
            _ => Err(error.into()),
        },
    }
}

/// The fault of a damaged file, with the way back.
pub(crate) fn damaged(path: &Path, what: &str) -> StoreError {
    StoreError::DamagedFile {
        path: path.to_owned(),
        what: what.lines().next().unwrap_or_default().trim_end_matches('.').to_owned(),
        backup: backup::newest(path),
    }
}

/// What is wrong with the file, as far as that costs nothing to see.
fn glance(conn: &Connection, path: &Path) -> rusqlite::Result<Option<String>> {
    let number = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, i64>(0));
    let told = number("PRAGMA page_count")?.saturating_mul(number("PRAGMA page_size")?);
    let long = std::fs::metadata(path).map_or(told, |file| i64::try_from(file.len()).unwrap_or(i64::MAX));
    if long < told {
        return Ok(Some(format!("{long} bytes of {told} are there")));
    }
    for table in SMALL {
        let there = conn
            .prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1")?
            .exists([table])?;
        if there && let Some(wrong) = checked(conn, &format!("PRAGMA quick_check('{table}')"))? {
            return Ok(Some(wrong));
        }
    }
    Ok(None)
}

fn every_page(conn: &Connection, patience: Duration) -> rusqlite::Result<Option<String>> {
    let interrupt = conn.get_interrupt_handle();
    let (done, ended) = mpsc::channel::<()>();
    let watch = std::thread::spawn(move || {
        if ended.recv_timeout(patience) == Err(mpsc::RecvTimeoutError::Timeout) {
            interrupt.interrupt();
        }
    });
    let found = checked(conn, "PRAGMA quick_check(1)");
    drop(done);
    if watch.join().is_err() {
        tracing::error!("the watch over the check of the database died");
    }
    match found {
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) => {
            tracing::warn!("the database was not closed, and is too large to be read whole at the start");
            Ok(None)
        }
        found => found,
    }
}

/// The first thing that a check finds wrong.
fn checked(conn: &Connection, check: &str) -> rusqlite::Result<Option<String>> {
    let said: String = conn.query_row(check, [], |row| row.get(0))?;
    Ok((said != "ok").then(|| said.trim_start_matches("*** in database main ***\n").to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;

    #[tokio::test]
    async fn a_program_that_takes_leave_leaves_nothing_to_look_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mailvet.sqlite");
        let store = Store::open(&path).unwrap();
        assert_eq!(Look::at(&path, true), Look::EveryPage);
        // Not dropped: a window's program ends without that.
        store.fold_log().await.unwrap();
        assert_eq!(Look::at(&path, true), Look::Glance);
    }

    #[test]
    fn a_check_that_takes_too_long_is_broken_off_and_says_nothing() {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(
            "CREATE TABLE pages (text TEXT);
             INSERT INTO pages SELECT hex(randomblob(2000)) FROM generate_series_of_ours;"
                .replace(
                    "generate_series_of_ours",
                    "(WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 20000) SELECT x FROM n)",
                )
                .as_str(),
        )
        .unwrap();
        assert_eq!(every_page(&conn, Duration::ZERO).unwrap(), None);
        assert_eq!(every_page(&conn, PATIENCE).unwrap(), None);
    }
}
