//! Copies of the database from before its schema was changed, kept beside it: the way back where an update went wrong. A
//! copy appears whole or not at all, and only the newest few stay. They hold addresses like the database itself, so
//! whoever deletes a list deletes them too.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use rusqlite::Connection;

use crate::StoreError;

/// Copies that stay.
const KEPT: usize = 2;

/// What the name of a copy ends with.
const ENDING: &str = ".backup";

/// The file whose name is the database's and this ending.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}

/// Copies the database as it is under the schema `version`.
pub(crate) fn take(conn: &Connection, path: &Path, version: i64) -> Result<PathBuf, StoreError> {
    let copy = beside(path, &format!(".schema-{version}{ENDING}"));
    let part = beside(path, ".backup-part");
    let by_file = |error: io::Error| {
        tracing::error!(%error, "the database cannot be copied");
        StoreError::NoBackup { path: copy.clone() }
    };
    // What a killed program left of an earlier attempt.
    remove(&part).map_err(by_file)?;
    conn.execute("VACUUM INTO ?1", [part.to_string_lossy()])?;
    fs::File::open(&part).and_then(|file| file.sync_all()).map_err(by_file)?;
    fs::rename(&part, &copy).map_err(by_file)?;
    for old in all(path).into_iter().skip(KEPT) {
        remove(&old).map_err(by_file)?;
    }
    Ok(copy)
}

/// The newest copy.
pub(crate) fn newest(path: &Path) -> Option<PathBuf> {
    all(path).into_iter().next()
}

/// Deletes every copy, and what was left of one.
pub(crate) fn forget(path: &Path) -> io::Result<()> {
    remove(&beside(path, ".backup-part"))?;
    all(path).iter().try_for_each(|copy| remove(copy))
}

/// The copies of a database, the newest first.
pub(crate) fn all(path: &Path) -> Vec<PathBuf> {
    let start = beside(path, ".schema-");
    let start = start.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let folder =
        path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let mut found: Vec<(SystemTime, PathBuf)> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .filter(|entry| {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            name.starts_with(&start) && name.ends_with(ENDING)
        })
        .map(|entry| {
            let made = entry.metadata().and_then(|file| file.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
            (made, entry.path())
        })
        .collect();
    found.sort();
    found.into_iter().rev().map(|(_, copy)| copy).collect()
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}
