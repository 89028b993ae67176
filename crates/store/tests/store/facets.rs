//! Counts of rows by kind.

use mailvet_engine::{Journal as _, journal::AddressId};
use mailvet_store::{FacetCount, Facets, ListId, Query, Store};
use mailvet_verdict::{Action, Flag, Reason, Verdict};

use crate::support::{Shelf, judgement, no_mailbox, settled, valid};

fn count(facets: &[FacetCount], value: &str) -> u64 {
    facets.iter().find(|facet| facet.value == value).map_or(0, |facet| facet.count)
}

/// Rows 0, 1 (the same address): valid; 2: invalid, role; 3: risky, role and free, at another domain; 4: nothing yet.
async fn five_rows() -> (Shelf, ListId) {
    let shelf = Shelf::new();
    let (list, run) =
        shelf.run(&["a@x.example", "a@x.example", "info@x.example", "sales@y.example", "b@y.example"]).await;
    let ids = shelf.ids(list).await;
    shelf.settle(run, ids[0], valid()).await;
    let mut role = no_mailbox();
    role.flags.set(Flag::Role, mailvet_verdict::Tri::Yes);
    shelf.settle(run, ids[2], role).await;
    let risky = judgement(Verdict::Risky, Reason::CatchAll, Action::Caution, &[Flag::Role, Flag::Free]);
    shelf.settle(run, ids[3], risky).await;
    (shelf, list)
}

async fn facets(shelf: &Shelf, list: ListId, query: Query) -> Facets {
    shelf.store.facets(list, query).await.unwrap()
}

#[tokio::test]
async fn facets_count_rows_and_not_addresses() {
    let (shelf, list) = five_rows().await;
    let all = facets(&shelf, list, Query::default()).await;
    assert_eq!((all.total, all.matching, all.unsettled), (5, 5, 1));
    assert_eq!(count(&all.verdicts, "valid"), 2);
    assert_eq!(count(&all.actions, "send"), 2);
    assert_eq!(count(&all.reasons, "mailbox_not_found"), 1);
    assert_eq!(count(&all.flags, "role"), 2);
    assert_eq!(
        all.domains.iter().map(|d| (d.value.as_str(), d.count)).collect::<Vec<_>>(),
        [("x.example", 3), ("y.example", 2)]
    );
    assert_eq!(count(&all.verdicts, "unknown"), 0);
    assert_eq!(all.verdicts.len(), 3, "only values that occur");
    let summary = shelf.store.list(list).await.unwrap();
    assert_eq!(summary.verdicts, all.verdicts);
    assert_eq!(summary.run.map(|run| (run.total, run.settled)), Some((4, 3)));
}

#[tokio::test]
async fn each_kind_is_counted_under_the_filters_of_the_others() {
    let (shelf, list) = five_rows().await;
    let query = Query { verdicts: vec![Verdict::Valid], flags: vec![Flag::Role], ..Query::default() };
    let both = facets(&shelf, list, query).await;
    assert_eq!(both.matching, 0);
    // Verdicts under "role" alone, flags under "valid" alone, the others under both.
    assert_eq!((count(&both.verdicts, "invalid"), count(&both.verdicts, "risky")), (1, 1));
    assert_eq!(count(&both.verdicts, "valid"), 0);
    assert_eq!(both.flags, []);
    assert_eq!((both.reasons.len(), both.actions.len(), both.domains.len()), (0, 0, 0));
}

#[tokio::test]
async fn choosing_a_domain_does_not_hide_its_neighbours() {
    let (shelf, list) = five_rows().await;
    let query = Query { domains: vec!["y.example".to_owned()], ..Query::default() };
    let chosen = facets(&shelf, list, query.clone()).await;
    assert_eq!(chosen.matching, 2);
    assert_eq!((count(&chosen.domains, "x.example"), count(&chosen.domains, "y.example")), (3, 2));
    assert_eq!((count(&chosen.verdicts, "valid"), chosen.unsettled), (0, 1));
    assert_eq!(shelf.numbers(list, query).await, [3, 4]);
    let nowhere = Query { domains: vec!["z.example".to_owned()], ..Query::default() };
    assert_eq!(shelf.numbers(list, nowhere).await, [0u64; 0]);
}

#[tokio::test]
async fn rows_without_a_verdict_are_a_kind_of_verdict() {
    let (shelf, list) = five_rows().await;
    let unsettled = Query { unsettled: true, ..Query::default() };
    assert_eq!(shelf.numbers(list, unsettled.clone()).await, [4]);
    let beside = facets(&shelf, list, unsettled).await;
    assert_eq!((beside.matching, beside.unsettled, count(&beside.verdicts, "valid")), (1, 1, 2));
    let either = Query { unsettled: true, verdicts: vec![Verdict::Risky], ..Query::default() };
    assert_eq!(shelf.numbers(list, either).await, [3, 4]);
}

#[tokio::test]
async fn a_search_narrows_every_count() {
    let shelf = Shelf::new();
    let rows = [["a@x.example", "Zürich"], ["b@x.example", "ZÜRICH West"], ["c@y.example", "Bern"]];
    let list = shelf.rows(&["email", "city"], rows.map(|row| row.map(str::to_owned).to_vec()).to_vec()).id;
    let query = Query { search: "zürich".to_owned(), ..Query::default() };
    assert_eq!(shelf.numbers(list, query.clone()).await, [0, 1]);
    let found = facets(&shelf, list, query).await;
    assert_eq!((found.total, found.matching, found.unsettled), (3, 2, 2));
    assert_eq!(found.domains, [FacetCount { value: "x.example".to_owned(), count: 2 }]);
    let across = Query { search: "exampleZ".to_owned(), ..Query::default() };
    assert_eq!(shelf.numbers(list, across).await, [0u64; 0], "a cell ends where it ends");
}

#[tokio::test]
async fn the_twenty_largest_domains_are_shown() {
    let shelf = Shelf::new();
    let addresses: Vec<String> =
        (0..30).flat_map(|d| (0..=d).map(move |n| format!("user{n}@d{d:02}.example"))).collect();
    let list = shelf.list(&addresses.iter().map(String::as_str).collect::<Vec<_>>()).id;
    let domains = facets(&shelf, list, Query::default()).await.domains;
    assert_eq!(domains.len(), 20);
    assert_eq!((domains[0].value.as_str(), domains[0].count), ("d29.example", 30));
    assert_eq!(domains[19].count, 11);
}

#[tokio::test]
async fn counts_follow_what_another_program_writes() {
    let shelf = Shelf::new();
    let (list, run) = shelf.run(&["a@x.example", "b@x.example"]).await;
    let second = mailvet_store::Store::open(&shelf.path()).unwrap();
    let valid_rows = async |store: &mailvet_store::Store| {
        count(&store.facets(list, Query::default()).await.unwrap().verdicts, "valid")
    };
    assert_eq!((valid_rows(&shelf.store).await, valid_rows(&second).await), (0, 0));
    let ids = shelf.ids(list).await;
    shelf.settle(run, ids[1], valid()).await;
    assert_eq!((valid_rows(&shelf.store).await, valid_rows(&second).await), (1, 1));
    shelf.settle(run, ids[0], no_mailbox()).await;
    shelf.settle(run, ids[1], no_mailbox()).await;
    assert_eq!((valid_rows(&shelf.store).await, valid_rows(&second).await), (0, 0));
}

/// How many rows of each verdict there are under a filter that the counts of a run do not answer.
async fn counted(store: &Store, list: ListId) -> Facets {
    store.facets(list, Query { domains: vec!["x.example".to_owned()], ..Query::default() }).await.unwrap()
}

#[tokio::test]
async fn whoever_opens_a_long_list_begins_with_what_was_kept_of_it_and_counts_the_same() {
    const MANY: usize = 50_000;
    let shelf = Shelf::new();
    let addresses: Vec<String> = (0..MANY).map(|n| format!("a{n}@x.example")).collect();
    let (list, run) = shelf.run(&addresses.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let ids: Vec<_> = (0..i64::try_from(MANY).unwrap()).map(|n| AddressId(list.0 << 32 | n)).collect();
    for part in ids.chunks(10_000) {
        let records =
            part.iter().flat_map(|id| settled(*id, if id.0 % 3 == 0 { valid() } else { no_mailbox() }));
        shelf.store.record(run, records.collect()).await.unwrap();
    }
    shelf.store.keep_columns(list).await.unwrap();
    let change = |sql: &str| rusqlite::Connection::open(shelf.path()).unwrap().execute(sql, []).unwrap();
    assert_eq!(change("UPDATE run_columns SET run = run"), 1, "they are kept");

    shelf.settle(run, ids[1], valid()).await;
    let now = counted(&shelf.store, list).await;
    let opened = || Store::open(&shelf.path()).unwrap();
    assert_eq!(counted(&opened(), list).await, now, "with what changed since");

    // Only what was kept can have said so.
    change("UPDATE task SET outcome = (SELECT max(id) FROM outcome) WHERE address & 3 = 0");
    assert_eq!(counted(&opened(), list).await, now);
    change("UPDATE run_columns SET columns = x'00112233'");
    assert_ne!(counted(&opened(), list).await, now, "what is damaged is read anew");
}
