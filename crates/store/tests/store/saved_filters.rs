//! Filters with a name: there after a restart, one a name, put back as they were.

use mailvet_store::{Query, Sort, SortBy, Store, StoreError};
use mailvet_verdict::Verdict;

use crate::support::Shelf;

fn risky() -> Query {
    Query {
        verdicts: vec![Verdict::Risky],
        search: "zürich".to_owned(),
        sort: vec![
            Sort { by: SortBy::Column(2), descending: true },
            Sort { by: SortBy::Score, descending: false },
        ],
        ..Query::default()
    }
}

#[tokio::test]
async fn a_saved_filter_is_there_after_a_restart() {
    let shelf = Shelf::new();
    let columns = vec!["email".to_owned(), "city".to_owned()];
    let (before, saved) = shelf.store.save_filter("To look at", risky(), columns.clone()).await.unwrap();
    assert_eq!(before, None);
    let path = shelf.path();
    drop(shelf.store);
    let store = Store::open(&path).unwrap();
    let [kept] = store.saved_filters().await.unwrap().try_into().unwrap();
    assert_eq!(kept, saved);
    assert_eq!((kept.query, kept.columns), (risky(), columns));
}

#[tokio::test]
async fn a_name_has_one_filter_whatever_its_case_and_what_stood_there_can_come_back() {
    let shelf = Shelf::new();
    let (_, first) = shelf.store.save_filter("To look at", risky(), Vec::new()).await.unwrap();
    let (before, second) = shelf.store.save_filter("to LOOK at", Query::default(), Vec::new()).await.unwrap();
    assert_eq!((before, second.id), (Some(first.clone()), first.id));
    shelf.store.restore_filter(first.clone()).await.unwrap();
    assert_eq!(shelf.store.saved_filters().await.unwrap(), [first.clone()]);
    shelf.store.remove_filter(first.id).await.unwrap();
    assert!(matches!(shelf.store.remove_filter(first.id).await, Err(StoreError::NotFound { .. })));
    shelf.store.restore_filter(first.clone()).await.unwrap();
    assert_eq!(shelf.store.saved_filter(first.id).await.unwrap(), first);
    let (_, other) = shelf.store.save_filter("Other", risky(), Vec::new()).await.unwrap();
    let renamed = mailvet_store::SavedFilter { name: "TO LOOK AT".to_owned(), ..other };
    assert!(matches!(shelf.store.restore_filter(renamed).await, Err(StoreError::NameTaken { .. })));
}

#[tokio::test]
async fn a_filter_of_an_earlier_mailvet_filters_by_what_it_knew() {
    let shelf = Shelf::new();
    let path = shelf.path();
    drop(shelf.store);
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.execute(
        "INSERT INTO saved_filter (name, query, columns) VALUES ('old', '{\"verdicts\":[\"risky\"]}', '[]')",
        [],
    )
    .unwrap();
    drop(conn);
    let store = Store::open(&path).unwrap();
    let kept = store.saved_filters().await.unwrap().remove(0).query;
    assert_eq!(kept, Query { verdicts: vec![Verdict::Risky], ..Query::default() });
}

#[tokio::test]
async fn deleting_everything_takes_saved_filters_along() {
    let shelf = Shelf::new();
    shelf.store.save_filter("ann@example.com", risky(), Vec::new()).await.unwrap();
    shelf.store.purge(mailvet_store::Purge::All).await.unwrap();
    assert_eq!(shelf.store.saved_filters().await.unwrap(), []);
}
