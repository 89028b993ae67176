//! What the user decides: beside the judgement, in filters and orders, over later runs, taken back and in force again.

use mailvet_engine::{Journal as _, journal::Record};
use mailvet_store::{Decided, Kind, ListId, Pick, Query, ResultRow, Selection, Sort, SortBy};
use mailvet_verdict::{Action, Moment, Verdict};

use crate::support::{Shelf, no_mailbox, valid};

/// Rows 0 and 1 (the same address): valid; 2: invalid; 3: nothing yet.
async fn four_rows() -> (Shelf, ListId) {
    let shelf = Shelf::new();
    let (list, run) = shelf.run(&["a@x.example", "a@x.example", "b@x.example", "c@y.example"]).await;
    let ids = shelf.ids(list).await;
    shelf.settle(run, ids[0], valid()).await;
    shelf.settle(run, ids[2], no_mailbox()).await;
    (shelf, list)
}

fn only(row: u64) -> Selection {
    Selection { picks: vec![Pick { from: row, to: row, selected: true }], ..Selection::default() }
}

fn all() -> Selection {
    Selection { all: true, ..Selection::default() }
}

async fn decide(shelf: &Shelf, list: ListId, rows: Selection, action: Option<Action>) -> Decided {
    shelf.store.decide(list, rows, action, " asked by phone ").await.unwrap()
}

async fn rows(shelf: &Shelf, list: ListId) -> Vec<ResultRow> {
    shelf.store.page(list, Query::default(), 0, 10).await.unwrap().rows
}

async fn actions(shelf: &Shelf, list: ListId) -> Vec<Option<Action>> {
    rows(shelf, list).await.into_iter().map(|row| row.result.map(|result| result.action)).collect()
}

const SEND: Option<Action> = Some(Action::Send);
const SUPPRESS: Option<Action> = Some(Action::Suppress);
const REVIEW: Option<Action> = Some(Action::Review);

#[tokio::test]
async fn a_decision_holds_for_every_row_of_its_address_and_leaves_the_proof_alone() {
    let (shelf, list) = four_rows().await;
    let decided = decide(&shelf, list, only(1), SUPPRESS).await;
    assert_eq!((decided.rows, decided.left_alone), (2, 0));
    assert_eq!(actions(&shelf, list).await, [SUPPRESS, SUPPRESS, SUPPRESS, None]);
    let first = rows(&shelf, list).await.remove(0).result.unwrap();
    assert_eq!(first.verdict, Verdict::Valid);
    assert_eq!(first.decision.unwrap().note, "asked by phone");
    let evidence = shelf.store.evidence(list, 0).await.unwrap();
    assert_eq!(evidence.judgement.unwrap().action, Action::Send, "what the policy says stays to be read");
}

#[tokio::test]
async fn filters_counts_and_kinds_go_by_what_was_decided() {
    let (shelf, list) = four_rows().await;
    decide(&shelf, list, only(0), REVIEW).await;
    let review = Query { actions: vec![Action::Review], ..Query::default() };
    assert_eq!(shelf.numbers(list, review).await, [0, 1]);
    let decided = Query { decided: true, ..Query::default() };
    assert_eq!(shelf.numbers(list, decided.clone()).await, [0, 1]);
    let facets = shelf.store.facets(list, Query::default()).await.unwrap();
    let counts: Vec<_> = facets.actions.iter().map(|facet| (facet.value.as_str(), facet.count)).collect();
    assert_eq!(counts, [("review", 2), ("suppress", 1)]);
    assert_eq!((facets.decided, facets.unsettled, facets.matching), (2, 1, 4));
    let elsewhere = Query { verdicts: vec![Verdict::Invalid], ..decided };
    let facets = shelf.store.facets(list, elsewhere).await.unwrap();
    assert_eq!((facets.decided, facets.matching), (0, 0));
    let kinds = shelf.store.kinds(list).await.unwrap();
    let kinds: Vec<_> =
        kinds.iter().map(|Kind { verdict, decision, rows, .. }| (*verdict, *decision, *rows)).collect();
    assert_eq!(kinds, [(Verdict::Valid, REVIEW, 2), (Verdict::Invalid, None, 1)]);
}

#[tokio::test]
async fn the_last_decision_counts_and_can_be_taken_back_and_be_in_force_again() {
    let (shelf, list) = four_rows().await;
    let first = decide(&shelf, list, only(0), SUPPRESS).await.batch.unwrap();
    let second = decide(&shelf, list, all(), REVIEW).await;
    assert_eq!((second.rows, second.left_alone), (3, 1), "without a result there is nothing to decide");
    let second = second.batch.unwrap();
    assert_eq!(actions(&shelf, list).await, [REVIEW, REVIEW, REVIEW, None]);
    shelf.store.stand(second, false).await.unwrap();
    assert_eq!(actions(&shelf, list).await, [SUPPRESS, SUPPRESS, SUPPRESS, None]);
    shelf.store.stand(first, false).await.unwrap();
    assert_eq!(actions(&shelf, list).await, [SEND, SEND, SUPPRESS, None]);
    shelf.store.stand(first, true).await.unwrap();
    shelf.store.stand(second, true).await.unwrap();
    assert_eq!(actions(&shelf, list).await, [REVIEW, REVIEW, REVIEW, None]);
}

#[tokio::test]
async fn a_decision_can_be_withdrawn_and_that_be_taken_back_too() {
    let (shelf, list) = four_rows().await;
    decide(&shelf, list, all(), REVIEW).await;
    let withdrawn = decide(&shelf, list, all(), None).await;
    assert_eq!((withdrawn.rows, withdrawn.left_alone), (3, 1));
    assert_eq!(actions(&shelf, list).await, [SEND, SEND, SUPPRESS, None]);
    assert_eq!(decide(&shelf, list, all(), None).await.batch, None, "there is nothing left to withdraw");
    shelf.store.stand(withdrawn.batch.unwrap(), false).await.unwrap();
    assert_eq!(actions(&shelf, list).await, [REVIEW, REVIEW, REVIEW, None]);
}

#[tokio::test]
async fn judging_again_and_a_new_run_keep_decisions() {
    let (shelf, list) = four_rows().await;
    decide(&shelf, list, only(0), REVIEW).await;
    // The columns are in memory, and follow.
    shelf.store.facets(list, Query { decided: true, ..Query::default() }).await.unwrap();
    let run = shelf.store.list(list).await.unwrap().run.unwrap().id;
    let address = shelf.ids(list).await[0];
    let judged = Record::Judged { address, judgement: no_mailbox(), at: Moment(2) };
    shelf.store.record(run, vec![judged]).await.unwrap();
    let first = rows(&shelf, list).await.remove(0).result.unwrap();
    assert_eq!((first.verdict, Some(first.action)), (Verdict::Invalid, REVIEW));

    let run = shelf.store.create_run(list, "").await.unwrap().id;
    let decided = Query { decided: true, ..Query::default() };
    assert!(shelf.numbers(list, decided.clone()).await.is_empty(), "nothing is known of the new run yet");
    shelf.settle(run, address, valid()).await;
    assert_eq!(shelf.numbers(list, decided).await, [0, 1]);
    let sort = vec![Sort { by: SortBy::Verdict, descending: false }];
    let review = Query { actions: vec![Action::Review], sort, ..Query::default() };
    assert_eq!(shelf.numbers(list, review).await, [0, 1]);
}

#[tokio::test]
async fn decisions_are_there_after_a_restart_and_go_with_their_list() {
    let (shelf, list) = four_rows().await;
    decide(&shelf, list, only(0), REVIEW).await;
    let (path, Shelf { folder, store }) = (shelf.path(), shelf);
    drop(store);
    let shelf = Shelf { folder, store: mailvet_store::Store::open(&path).unwrap() };
    assert_eq!(actions(&shelf, list).await, [REVIEW, REVIEW, SUPPRESS, None]);
    shelf.store.delete_list(list).await.unwrap();
    drop(shelf.store);
    let conn = rusqlite::Connection::open(path).unwrap();
    for table in ["decision", "decision_batch"] {
        let left: u32 =
            conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
        assert_eq!(left, 0, "{table}");
    }
}
