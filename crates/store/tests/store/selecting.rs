//! Selections: described by the rows at their ends, resolved against the rows of the moment.

use mailvet_store::{ListId, Pick, Query, Selection, Sort, SortBy, StoreError};
use mailvet_verdict::Verdict;

use crate::support::{Shelf, no_mailbox, valid};

async fn four_rows() -> (Shelf, ListId) {
    let shelf = Shelf::new();
    let (list, run) = shelf.run(&["d@x.example", "b@x.example", "c@x.example", "a@x.example"]).await;
    for address in shelf.ids(list).await {
        shelf.settle(run, address, valid()).await;
    }
    (shelf, list)
}

fn by_address() -> Query {
    Query { sort: vec![Sort { by: SortBy::Address, descending: false }], ..Query::default() }
}

const fn pick(from: u64, to: u64) -> Pick {
    Pick { from, to, selected: true }
}

async fn count(shelf: &Shelf, list: ListId, query: Query, all: bool, picks: &[Pick]) -> u64 {
    let selection = Selection { query, all, picks: picks.to_vec() };
    shelf.store.count_selected(list, selection).await.unwrap()
}

#[tokio::test]
async fn a_stretch_goes_by_the_order_of_its_query_whichever_end_comes_first() {
    let (shelf, list) = four_rows().await;
    // By address: rows 3, 1, 2, 0.
    assert_eq!(count(&shelf, list, by_address(), false, &[pick(3, 2)]).await, 3);
    assert_eq!(count(&shelf, list, by_address(), false, &[pick(2, 3)]).await, 3);
    assert_eq!(count(&shelf, list, Query::default(), false, &[pick(2, 3)]).await, 2);
}

#[tokio::test]
async fn of_picks_that_hold_the_same_row_the_last_one_counts() {
    let (shelf, list) = four_rows().await;
    let out = |row| Pick { from: row, to: row, selected: false };
    assert_eq!(count(&shelf, list, Query::default(), true, &[]).await, 4);
    assert_eq!(count(&shelf, list, Query::default(), true, &[out(1)]).await, 3);
    assert_eq!(
        count(&shelf, list, Query::default(), false, &[pick(0, 3), out(1), out(2), pick(2, 2)]).await,
        3
    );
    assert_eq!(count(&shelf, list, Query::default(), false, &[]).await, 0);
}

#[tokio::test]
async fn rows_that_have_left_the_query_are_not_acted_upon_and_a_lost_end_is_told() {
    let (shelf, list) = four_rows().await;
    let sound = Query { verdicts: vec![Verdict::Valid], ..Query::default() };
    assert_eq!(count(&shelf, list, sound.clone(), false, &[pick(0, 0), pick(2, 3)]).await, 3);
    let run = shelf.store.list(list).await.unwrap().run.unwrap().id;
    shelf.settle(run, shelf.ids(list).await[0], no_mailbox()).await;
    assert_eq!(count(&shelf, list, sound.clone(), false, &[pick(0, 0), pick(2, 3)]).await, 2);
    let lost = Selection { query: sound, all: false, picks: vec![pick(0, 2)] };
    let error = shelf.store.count_selected(list, lost).await.unwrap_err();
    assert!(matches!(error, StoreError::RowsMoved), "{error:?}");
}
