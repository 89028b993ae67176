//! Opening the file, whatever it is.

use mailvet_engine::Journal as _;
use mailvet_store::{RunState, Store, StoreError};
use rusqlite::Connection;

use crate::support::{Shelf, settled, valid};

#[test]
fn the_folder_is_made_where_it_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a/b/mailvet.db");
    Store::open(&path).unwrap();
    assert!(path.exists());
}

#[test]
fn an_empty_file_becomes_a_database_and_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mailvet.db");
    std::fs::write(&path, b"").unwrap();
    drop(Store::open(&path).unwrap());
    drop(Store::open(&path).unwrap());
    let version: i64 =
        Connection::open(&path).unwrap().query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    let migrations = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations")).unwrap().count();
    assert_eq!(usize::try_from(version).unwrap(), migrations);
}

#[test]
fn a_file_that_is_no_database_is_said_to_be_none_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mailvet.db");
    let letter = "Dear Anna, this is a letter and not a database. ".repeat(100);
    std::fs::write(&path, &letter).unwrap();
    assert!(matches!(Store::open(&path), Err(StoreError::NotADatabase { .. })));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), letter);
}

#[test]
fn the_database_of_another_program_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mailvet.db");
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE history (url TEXT)").unwrap();
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(Store::open(&path), Err(StoreError::NotADatabase { .. })));
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn the_database_of_a_newer_mailvet_is_left_alone() {
    let shelf = Shelf::new();
    let path = shelf.path();
    drop(shelf.store);
    Connection::open(&path).unwrap().execute_batch("PRAGMA user_version = 99").unwrap();
    let error = Store::open(&path).unwrap_err();
    assert!(matches!(error, StoreError::NewerSchema { found: 99, .. }));
    assert!(error.to_string().contains("newer version of Mailvet"), "{error}");
}

#[test]
fn a_folder_is_no_database() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(
        Store::open(folder.path()),
        Err(StoreError::Open { .. } | StoreError::NotADatabase { .. })
    ));
}

#[tokio::test]
async fn what_was_recorded_survives_a_kill() {
    let shelf = Shelf::new();
    let (list, run) = shelf.run(&["anna@example.com", "ben@example.com"]).await;
    shelf.store.set_run_state(run, RunState::Running).await.unwrap();
    let ids = shelf.ids(list).await;
    shelf.store.record(run, settled(ids[0], valid())).await.unwrap();

    // The files as a killed program leaves them: the write-ahead log not folded in, nothing closed.
    let copy = tempfile::tempdir().unwrap();
    for file in ["mailvet.db", "mailvet.db-wal"] {
        std::fs::copy(shelf.path().with_file_name(file), copy.path().join(file)).unwrap();
    }
    let second = Store::open(&copy.path().join("mailvet.db")).unwrap();
    let unfinished = second.unfinished_runs().await.unwrap();
    assert_eq!(unfinished.len(), 1);
    assert_eq!((unfinished[0].state, unfinished[0].total, unfinished[0].settled), (RunState::Running, 2, 1));
    assert_eq!(second.work(run).await.unwrap()[0].pending, 1);
}

#[tokio::test]
async fn a_run_is_worked_on_by_one_program_at_a_time() {
    let shelf = Shelf::new();
    let (_, run) = shelf.run(&["anna@example.com"]).await;
    let second = Store::open(&shelf.path()).unwrap();
    let ownership = shelf.store.own_run(run).unwrap();
    assert!(matches!(second.own_run(run), Err(StoreError::RunOwned { .. })));
    assert!(matches!(shelf.store.own_run(run), Err(StoreError::RunOwned { .. })));
    drop(ownership);
    second.own_run(run).unwrap();
}

#[tokio::test]
async fn two_programs_write_side_by_side() {
    let shelf = Shelf::new();
    let second = Store::open(&shelf.path()).unwrap();
    let (list, run) = shelf.run(&["anna@example.com", "ben@example.com"]).await;
    let ids = shelf.ids(list).await;
    let (one, two) = tokio::join!(
        shelf.store.record(run, settled(ids[0], valid())),
        second.record(run, settled(ids[1], valid())),
    );
    one.unwrap();
    two.unwrap();
    assert_eq!(shelf.store.tally(run).await.unwrap().settled, 2);
    assert_eq!(second.tally(run).await.unwrap().settled, 2);
}
