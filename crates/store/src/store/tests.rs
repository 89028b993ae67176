use mailvet_engine::{
    Journal as _,
    journal::{AddressId, Record, Standing},
};
use mailvet_verdict::{Address, Conversation, ConversationId, DuplicateRule, Moment};

use super::*;
use crate::{ListId, NewList, NewRow, RunState};

fn list(name: &str) -> NewList {
    NewList {
        name: name.to_owned(),
        path: None,
        columns: vec!["email".to_owned()],
        email_column: 0,
        practice: false,
        layout: None,
        duplicates: DuplicateRule::Case,
        more_email_columns: Vec::new(),
        content: None,
    }
}

/// A store with a run over `count` addresses, and the most pages that its file may have from now on.
async fn with_room_for(pages: i64, count: usize) -> (tempfile::TempDir, Store, RunId) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("mailvet.db")).unwrap();
    let mut writer = store.begin_list(list("people.csv")).unwrap();
    let rows = (0..count).map(|n| {
        let typed = format!("user{n}@example.com");
        NewRow { cells: vec![typed.clone()], address: Address::parse(&typed), typed, more: Vec::new() }
    });
    writer.rows(rows.collect()).unwrap();
    let list = writer.finish().unwrap().id;
    let run = store.create_run(list, "").await.unwrap().id;
    limit(&store, Some(pages));
    (folder, store, run)
}

/// The disk has room for so many pages more; `None`: for any number.
fn limit(store: &Store, more: Option<i64>) {
    store
        .0
        .writer
        .alone("limiting", move |conn| {
            let pages: i64 = conn.query_row("PRAGMA page_count", [], |row| row.get(0))?;
            let most = more.map_or_else(|| i64::from(u32::MAX) - 1, |more| pages + more);
            let _most: i64 =
                conn.query_row(&format!("PRAGMA max_page_count = {most}"), [], |row| row.get(0))?;
            Ok(())
        })
        .unwrap();
}

/// Letters without any order, which nothing makes smaller.
fn noise(seed: i64) -> String {
    let mut state = seed.unsigned_abs().wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut letter = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        char::from(b'!' + u8::try_from(state % 94).unwrap_or_default())
    };
    (0..200).map(|_| letter()).collect()
}

fn heard(n: i64) -> Vec<Record> {
    let address = AddressId((1 << 32) + n);
    let lines = (0..40)
        .map(|line| mailvet_verdict::Line {
            at_ms: line,
            from: mailvet_verdict::Speaker::Server,
            text: format!("250-{}", noise(1 + 40 * n + i64::from(line))),
        })
        .collect();
    vec![
        Record::Conversation(Conversation {
            id: ConversationId(n),
            exchange: "example.com".to_owned(),
            host: "mx.example.com".to_owned(),
            ip: None,
            started: Moment(n),
            lines,
        }),
        Record::Standing { address, standing: Standing::Settled },
    ]
}

#[tokio::test]
async fn a_full_disk_is_told_and_takes_nothing_that_was_kept() {
    let (folder, store, run) = with_room_for(20, 100).await;
    let mut kept = 0;
    let error = loop {
        match store.record(run, heard(kept)).await {
            Ok(()) => kept += 1,
            Err(error) => break error,
        }
        assert!(kept < 100, "the disk was to be full");
    };
    assert!(error.message.to_string().contains("disk is full"), "{}", error.message);
    assert!(kept > 3, "{kept}");
    assert_eq!(store.tally(run).await.unwrap().settled, kept.unsigned_abs());
    // A run that met it pauses, which needs no more room.
    store.set_run_state(run, RunState::Paused).await.unwrap();

    // And whoever starts with the disk still full sees all of it.
    drop(store);
    let store = Store::open(&folder.path().join("mailvet.db")).unwrap();
    assert_eq!(store.tally(run).await.unwrap().settled, kept.unsigned_abs());
    limit(&store, None);
    for n in kept..100 {
        store.record(run, heard(n)).await.unwrap();
    }
    assert_eq!(store.tally(run).await.unwrap().settled, 100);
}

#[tokio::test]
async fn an_import_that_meets_a_full_disk_leaves_nothing() {
    let (_folder, store, _) = with_room_for(20, 1).await;
    let mut writer = store.begin_list(list("long.csv")).unwrap();
    let mut rows = (0..50_000).map(|n| {
        let typed = format!("user{n}@example.com");
        NewRow {
            cells: vec![typed.clone(), "x".repeat(100)],
            address: Address::parse(&typed),
            typed,
            more: Vec::new(),
        }
    });
    let error = loop {
        let batch: Vec<NewRow> = rows.by_ref().take(1_000).collect();
        assert!(!batch.is_empty(), "the disk was to be full");
        if let Err(error) = writer.rows(batch) {
            break error;
        }
    };
    assert!(matches!(error, StoreError::DiskFull), "{error:?}");
    drop(writer);
    let lists: Vec<ListId> = store.lists().await.unwrap().iter().map(|list| list.id).collect();
    assert_eq!(lists, [ListId(1)]);
}
