//! Damaged files, cut-off power and foreign hands: a clear sentence, and nothing lost.

use std::{
    fs,
    path::{Path, PathBuf},
};

use mailvet_engine::{Journal as _, journal::Record};
use mailvet_store::{Store, StoreError};
use mailvet_verdict::{Moment, Reason};
use rusqlite::Connection;

use crate::support::{Shelf, attempt, conversation, domain_evidence, settled, valid};

/// A list of many pages, closed as it should be.
async fn closed() -> (tempfile::TempDir, PathBuf) {
    let shelf = Shelf::new();
    let addresses: Vec<String> = (0..2_000).map(|n| format!("user{n}@d{n}.example")).collect();
    let (list, run) = shelf.run(&addresses.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let ids = shelf.ids(list).await;
    shelf.store.record(run, settled(ids[0], valid())).await.unwrap();
    let path = shelf.path();
    drop(shelf.store);
    (shelf.folder, path)
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap().to_owned();
    name.push(ending);
    path.with_file_name(name)
}

fn is_damage(path: &Path, file: &[u8]) -> String {
    let error = Store::open(path).unwrap_err();
    assert!(matches!(error, StoreError::DamagedFile { .. }), "{error:?}");
    assert_eq!(fs::read(path).unwrap(), file, "a damaged file is left as it is");
    let sentence = error.to_string();
    assert!(sentence.contains("is damaged") && sentence.contains("Keep the damaged file"), "{sentence}");
    sentence
}

#[tokio::test]
async fn a_file_that_was_cut_off_is_damaged_at_a_glance_and_left_alone() {
    let (_folder, path) = closed().await;
    assert!(!beside(&path, "-wal").exists(), "it was closed as it should be");
    let whole = fs::read(&path).unwrap();
    let half = &whole[..whole.len() / 2];
    fs::write(&path, half).unwrap();
    let sentence = is_damage(&path, half);
    assert!(sentence.contains("put your own backup in its place"), "{sentence}");
    fs::write(&path, &whole).unwrap();
    Store::open(&path).unwrap();
}

#[tokio::test]
async fn a_torn_page_is_found_after_an_unclean_end() {
    let (_folder, path) = closed().await;
    let store = Store::open(&path).unwrap();
    store.set_run_output(mailvet_engine::journal::RunId(1), "/tmp/out.csv").await.unwrap();
    // As a power cut leaves them: the log not folded in, and a page in the middle of the file not what it was.
    let copy = tempfile::tempdir().unwrap();
    let torn = copy.path().join("mailvet.db");
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2 / 4096 * 4096;
    bytes[middle..middle + 4096].fill(0xa5);
    fs::write(&torn, &bytes).unwrap();
    let log = fs::read(beside(&path, "-wal")).unwrap();
    fs::write(beside(&torn, "-wal"), &log).unwrap();
    is_damage(&torn, &bytes);
    assert_eq!(fs::read(beside(&torn, "-wal")).unwrap(), log, "nor is its log touched");
}

#[tokio::test]
async fn a_damaged_file_points_to_its_copy_where_there_is_one() {
    let (_folder, path) = closed().await;
    let copy = beside(&path, ".schema-1.backup");
    fs::copy(&path, &copy).unwrap();
    let mut bytes = fs::read(&path).unwrap();
    bytes[..100].fill(0);
    fs::write(&path, &bytes).unwrap();
    let sentence = is_damage(&path, &bytes);
    assert!(sentence.contains("mailvet.db.schema-1.backup"), "{sentence}");
    fs::copy(&copy, &path).unwrap();
    assert_eq!(Store::open(&path).unwrap().lists().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_sound_file_that_nobody_closed_is_opened() {
    let shelf = Shelf::new();
    shelf.run(&["anna@example.com"]).await;
    let copy = tempfile::tempdir().unwrap();
    let path = copy.path().join("mailvet.db");
    fs::copy(shelf.path(), &path).unwrap();
    fs::copy(beside(&shelf.path(), "-wal"), beside(&path, "-wal")).unwrap();
    assert_eq!(Store::open(&path).unwrap().lists().await.unwrap().len(), 1);
}

/// Settles addresses one by one and keeps the log of each moment.
async fn moments(shelf: &Shelf, count: usize) -> Vec<(Vec<u8>, Vec<u8>)> {
    let addresses: Vec<String> = (0..count).map(|n| format!("user{n}@example.com")).collect();
    let (list, run) = shelf.run(&addresses.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let mut moments = Vec::new();
    for (n, &address) in shelf.ids(list).await.iter().enumerate() {
        let id = mailvet_verdict::ConversationId(i64::try_from(n).unwrap());
        let mut records = vec![
            Record::Domain(domain_evidence("example.com", 1)),
            Record::Conversation(conversation(id, &["250 ok"])),
            Record::Attempt { address, attempt: attempt(id, mailvet_verdict::Reply::new(250, "ok")) },
        ];
        records.extend(settled(address, valid()));
        shelf.store.record(run, records).await.unwrap();
        moments.push((fs::read(shelf.path()).unwrap(), fs::read(beside(&shelf.path(), "-wal")).unwrap()));
    }
    moments
}

async fn settled_in(file: &[u8], log: &[u8]) -> u64 {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mailvet.db");
    fs::write(&path, file).unwrap();
    fs::write(beside(&path, "-wal"), log).unwrap();
    let store = Store::open(&path).unwrap();
    let run = store.unfinished_runs().await.unwrap()[0].id;
    let tally = store.tally(run).await.unwrap();
    let evidence = store.evidence(mailvet_store::ListId(1), tally.settled - 1).await.unwrap();
    assert_eq!(evidence.judgement.unwrap().reason, Reason::MailboxAccepted);
    assert_eq!(evidence.dossier.attempts.len(), 1);
    assert_eq!(evidence.conversations.len(), 1);
    tally.settled
}

#[tokio::test]
async fn a_power_cut_before_the_log_is_folded_in_loses_nothing() {
    let shelf = Shelf::new();
    for (n, (file, log)) in moments(&shelf, 12).await.iter().enumerate() {
        assert_eq!(settled_in(file, log).await, n as u64 + 1);
    }
}

#[tokio::test]
async fn a_power_cut_in_the_middle_of_a_commit_loses_that_one_alone() {
    let shelf = Shelf::new();
    let moments = moments(&shelf, 12).await;
    for n in [4, 8, 11] {
        let (file, log) = &moments[n];
        let before = moments[n - 1].1.len();
        assert!(log.len() > before);
        for cut in [before + 1, (before + log.len()) / 2, log.len() - 1] {
            assert_eq!(settled_in(file, &log[..cut]).await, n as u64, "cut at {cut} of {}", log.len());
        }
        let mut torn = log.clone();
        let last = torn.len() - 100;
        torn[last..].fill(0);
        assert_eq!(settled_in(file, &torn).await, n as u64, "a page that was half written");
    }
}

#[tokio::test]
async fn a_power_cut_while_the_log_is_folded_in_loses_nothing() {
    let shelf = Shelf::new();
    let moments = moments(&shelf, 12).await;
    let (before, log) = moments.last().unwrap();
    let folding = Connection::open(shelf.path()).unwrap();
    let _busy: i64 = folding.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| row.get(0)).unwrap();
    let after = fs::read(shelf.path()).unwrap();
    assert_ne!(*before, after);
    // Some pages have arrived in the file, others not, and one half.
    for arrived in [0, 4096, after.len() / 2 / 4096 * 4096 + 1000, after.len()] {
        let mut file = after[..arrived].to_vec();
        file.extend_from_slice(before.get(arrived..).unwrap_or_default());
        assert_eq!(settled_in(&file, log).await, 12, "{arrived} bytes had arrived");
    }
}

#[tokio::test]
async fn a_second_program_knows_that_it_is_not_alone_and_a_second_window_is_refused() {
    let shelf = Shelf::new();
    assert!(!shelf.store.is_shared());
    let window = shelf.store.own_window().unwrap();
    let second = Store::open(&shelf.path()).unwrap();
    assert!(second.is_shared());
    let error = second.own_window().unwrap_err();
    assert!(error.to_string().contains("Mailvet is open already"), "{error}");
    drop(window);
    second.own_window().unwrap();
    let path = shelf.path();
    drop((shelf.store, second));
    assert!(!Store::open(&path).unwrap().is_shared());
}

#[tokio::test]
async fn evidence_from_the_future_of_a_clock_that_was_set_back_is_still_evidence_of_its_run() {
    let shelf = Shelf::new();
    let (list, run) = shelf.run(&["anna@example.com"]).await;
    let anna = shelf.ids(list).await[0];
    let future = 4_000_000_000_000;
    shelf.store.record(run, vec![Record::Domain(domain_evidence("example.com", future))]).await.unwrap();
    shelf.store.record(run, settled(anna, valid())).await.unwrap();
    // A later run of an earlier time does not lose it, and what is judged then counts as judged last.
    let earlier = shelf.store.domain(run, "example.com", Moment(0)).await.unwrap();
    assert_eq!(earlier.unwrap().observed_at, Moment(future));
    shelf
        .store
        .record(run, vec![Record::Judged { address: anna, judgement: valid(), at: Moment(1) }])
        .await
        .unwrap();
    let page = shelf.store.page(list, mailvet_store::Query::default(), 0, 1).await.unwrap();
    assert_eq!(page.rows[0].result.as_ref().unwrap().checked_at, Moment(1));
}
