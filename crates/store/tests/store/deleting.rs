//! A deleted list is gone: from the tables, from the file, from the write-ahead log.

use std::path::Path;

use mailvet_engine::{
    Journal as _,
    journal::{ControlPlace, Record, Withdrawal},
};
use mailvet_store::{Store, StoreError};
use mailvet_verdict::{Address, Control, ControlKind, ConversationId, Moment, Reply, Sentence};
use rusqlite::Connection;

use crate::support::{Shelf, attempt, conversation, domain_evidence, new_list, row, settled, valid};

/// Looks for texts in the bytes of every file.
pub(crate) fn assert_nowhere(folder: &Path, texts: &[&str]) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            assert_nowhere(&path, texts);
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        for text in texts {
            let found = bytes.windows(text.len()).any(|window| window == text.as_bytes());
            assert!(!found, "{text:?} is still in {}", path.display());
        }
    }
}

async fn everything_recorded(shelf: &Shelf, who: &str) -> mailvet_store::ListId {
    let rows = (0..3_000)
        .map(|n| vec![format!("{who}{n}@{who}-{}.example", n % 500), format!("note of {who}")])
        .collect();
    let list = shelf.rows(&["email", "note"], rows).id;
    let run = shelf.store.create_run(list, &format!("# {who}")).await.unwrap().id;
    for (n, &address) in shelf.ids(list).await.iter().enumerate() {
        let id = ConversationId(i64::try_from(n).unwrap() + list.0 * 10_000);
        let mut judgement = valid();
        judgement.sentence = Sentence::as_it_is(format!("{who} takes mail."));
        judgement.suggestion = Some(format!("{who}@example.com"));
        let mut records = vec![
            Record::Domain(domain_evidence(&format!("{who}-{}.example", n % 500), 1)),
            Record::Conversation(conversation(id, &[&format!("250 {who}")])),
            Record::Attempt { address, attempt: attempt(id, Reply::new(250, format!("2.1.5 {who}"))) },
            Record::Control {
                domain: format!("{who}-{}.example", n % 500),
                control: Control {
                    kind: ControlKind::Random,
                    address: Address::parse(&format!("{who}-control@example.com")).ok(),
                    attempt: attempt(id, Reply::new(550, who)),
                },
                place: ControlPlace::Next,
            },
            Record::Withdrawing(Withdrawal {
                domain: format!("{who}-{}.example", n % 500),
                since: Moment(0),
                due: None,
            }),
            Record::Unaudited { domain: format!("{who}-{}.example", n % 500) },
        ];
        records.extend(settled(address, judgement));
        shelf.store.record(run, records).await.unwrap();
    }
    list
}

#[tokio::test]
async fn a_deleted_list_leaves_no_text_in_the_file() {
    let shelf = Shelf::new();
    let before = everything_recorded(&shelf, "zebulon").await;
    let kept = everything_recorded(&shelf, "quirin").await;
    let after = everything_recorded(&shelf, "wendelin").await;
    shelf.store.delete_list(before).await.unwrap();
    shelf.store.delete_list(after).await.unwrap();
    assert_nowhere(shelf.folder.path(), &["zebulon", "wendelin"]);
    assert_eq!(shelf.store.list(kept).await.unwrap().rows, 3_000);
    assert_eq!(shelf.store.runs().await.unwrap().len(), 1);

    shelf.store.delete_list(kept).await.unwrap();
    assert_nowhere(shelf.folder.path(), &["quirin"]);
    drop(shelf.store);
    let conn = Connection::open(shelf.folder.path().join("data/mailvet.db")).unwrap();
    let mut tables = conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").unwrap();
    let tables: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    for table in tables {
        let rows: i64 =
            conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
        let nameless = ["outcome", "sqlite_sequence", "learnt_revision"].contains(&table.as_str());
        assert!(rows == 0 || nameless, "{rows} rows stay in {table}");
    }
}

#[tokio::test]
async fn lists_that_came_in_side_by_side_are_deleted_apart() {
    let shelf = Shelf::new();
    let mut writers: Vec<_> = ["zebulon", "quirin", "wendelin"]
        .map(|who| (who, shelf.store.begin_list(new_list(&["email"])).unwrap()))
        .into_iter()
        .collect();
    for n in 0..200 {
        for (who, writer) in &mut writers {
            let rows = (0..20).map(|m| row(vec![format!("{who}{n}@{who}{m}-{n}.example")]));
            writer.rows(rows.collect()).unwrap();
        }
    }
    let lists: Vec<_> = writers.into_iter().map(|(_, writer)| writer.finish().unwrap().id).collect();
    shelf.store.delete_list(lists[0]).await.unwrap();
    shelf.store.delete_list(lists[2]).await.unwrap();
    assert_nowhere(shelf.folder.path(), &["zebulon", "wendelin"]);
    assert_eq!(shelf.ids(lists[1]).await.len(), 1_000);
}

#[tokio::test]
async fn the_file_shrinks_when_a_list_is_deleted() {
    let shelf = Shelf::new();
    let rows = (0..3_000).map(|n| vec![format!("user{n}@example.com"), "x".repeat(500)]).collect();
    let list = shelf.rows(&["email", "note"], rows).id;
    shelf.store.create_run(list, "").await.unwrap();
    let size = || std::fs::metadata(shelf.path()).unwrap().len();
    shelf.store.delete_list(list).await.unwrap();
    assert!(size() < 300_000, "{} bytes stay", size());
}

#[tokio::test]
async fn a_list_that_is_worked_on_is_not_deleted() {
    let shelf = Shelf::new();
    let (list, run) = shelf.run(&["anna@example.com"]).await;
    let second = Store::open(&shelf.path()).unwrap();
    let ownership = second.own_run(run).unwrap();
    assert!(matches!(shelf.store.delete_list(list).await, Err(StoreError::RunOwned { .. })));
    drop(ownership);
    shelf.store.delete_list(list).await.unwrap();
    assert_eq!(second.lists().await.unwrap(), []);
}

#[tokio::test]
async fn what_a_killed_program_left_half_done_is_removed_at_the_next_start() {
    let shelf = Shelf::new();
    let (_, run) = shelf.run(&["anna@example.com"]).await;
    let path = shelf.path();
    drop(shelf.store);
    Connection::open(&path).unwrap().execute_batch("UPDATE list SET state = 'importing'").unwrap();
    let again = Store::open(&path).unwrap();
    assert_eq!(again.lists().await.unwrap(), []);
    assert!(matches!(again.run(run).await, Err(StoreError::NotFound { .. })));
    drop(again);
    assert_nowhere(shelf.folder.path(), &["anna"]);
}
