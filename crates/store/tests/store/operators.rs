//! Rows by who takes mail for their domains.

use mailvet_engine::{
    Journal as _,
    journal::{Record, RunId},
};
use mailvet_store::{Carry, FacetCount, ListId, Query, Store};
use mailvet_verdict::{DomainEvidence, MailRouting, Moment, Verdict};

use crate::support::{Shelf, domain_evidence, mail_at, no_mailbox, valid};

/// Rows 0, 1 at two domains whose mail Google takes; 2 at a server of its own; 3 at a domain without one; 4 is no address.
const ROWS: [&str; 5] = ["a@x.example", "b@y.example", "c@z.example", "d@none.example", "nobody"];

async fn looked_up() -> (Shelf, ListId, RunId) {
    let shelf = Shelf::new();
    let (list, run) = shelf.run(&ROWS).await;
    let nowhere = DomainEvidence { routing: MailRouting::NullMx, ..domain_evidence("none.example", 1) };
    let records = vec![
        Record::Domain(mail_at("x.example", "aspmx.l.google.com")),
        Record::Domain(mail_at("y.example", "alt1.aspmx.l.google.com")),
        Record::Domain(mail_at("z.example", "mx.z.example")),
        Record::Domain(nowhere),
    ];
    shelf.store.record(run, records).await.unwrap();
    (shelf, list, run)
}

fn with(operators: &[&str]) -> Query {
    Query { operators: operators.iter().map(|code| (*code).to_owned()).collect(), ..Query::default() }
}

async fn operators(store: &Store, list: ListId, query: Query) -> Vec<(String, u64)> {
    let told = |FacetCount { value, count }| (value, count);
    store.facets(list, query).await.unwrap().operators.into_iter().map(told).collect()
}

fn counted(all: &[(&str, u64)]) -> Vec<(String, u64)> {
    all.iter().map(|(code, count)| ((*code).to_owned(), *count)).collect()
}

#[tokio::test]
async fn rows_are_filtered_by_who_takes_their_mail_whatever_their_domain_is_called() {
    let (shelf, list, _) = looked_up().await;
    assert_eq!(shelf.numbers(list, with(&["google"])).await, [0, 1]);
    assert_eq!(shelf.numbers(list, with(&["google", "z.example"])).await, [0, 1, 2]);
    assert_eq!(shelf.numbers(list, with(&["yahoo"])).await, [0u64; 0]);
    let here = Query { domains: vec!["y.example".to_owned()], ..with(&["google"]) };
    assert_eq!(shelf.numbers(list, here).await, [1]);
}

#[tokio::test]
async fn operators_are_counted_under_every_filter_but_their_own() {
    let (shelf, list, run) = looked_up().await;
    let both = counted(&[("google", 2), ("z.example", 1)]);
    assert_eq!(operators(&shelf.store, list, Query::default()).await, both, "no filter at all");
    assert_eq!(operators(&shelf.store, list, with(&["z.example"])).await, both);
    let ids = shelf.ids(list).await;
    shelf.settle(run, ids[0], valid()).await;
    shelf.settle(run, ids[2], no_mailbox()).await;
    let good = Query { verdicts: vec![Verdict::Valid], ..with(&["z.example"]) };
    let facets = shelf.store.facets(list, good.clone()).await.unwrap();
    assert_eq!((facets.matching, facets.verdicts.len()), (0, 1), "verdicts are those at the operator");
    assert_eq!(operators(&shelf.store, list, good).await, counted(&[("google", 1)]));
    let found = Query { search: "@Z".to_owned(), ..Query::default() };
    assert_eq!(operators(&shelf.store, list, found).await, counted(&[("z.example", 1)]));
}

#[tokio::test]
async fn what_dns_tells_later_is_seen_even_where_nothing_was_judged_meanwhile() {
    let shelf = Shelf::new();
    let (list, run) = shelf.run(&ROWS).await;
    let other = Store::open(&shelf.path()).unwrap();
    for store in [&shelf.store, &other] {
        assert_eq!(store.page(list, with(&["google"]), 0, 9).await.unwrap().total, 0);
    }
    let told = vec![Record::Domain(mail_at("y.example", "aspmx.l.google.com"))];
    shelf.store.record(run, told).await.unwrap();
    for store in [&shelf.store, &other] {
        assert_eq!(store.page(list, with(&["google"]), 0, 9).await.unwrap().total, 1);
        assert_eq!(operators(store, list, Query::default()).await, counted(&[("google", 1)]));
    }
    let moved = vec![Record::Domain(mail_at("y.example", "mx.y.example"))];
    shelf.store.record(run, moved).await.unwrap();
    assert_eq!(operators(&shelf.store, list, Query::default()).await, counted(&[("y.example", 1)]));
}

#[tokio::test]
async fn a_new_run_knows_the_operators_of_what_it_takes_over_and_of_nothing_else() {
    let (shelf, list, run) = looked_up().await;
    let ids = shelf.ids(list).await;
    shelf.settle(run, ids[0], valid()).await;
    let carry = Some(Carry { since: Moment(0) });
    shelf.store.create_run_after(list, "", carry).await.unwrap();
    assert_eq!(operators(&shelf.store, list, Query::default()).await, counted(&[("google", 1)]));
    assert_eq!(shelf.numbers(list, with(&["google"])).await, [0]);
}

#[tokio::test]
async fn a_row_tells_its_operator_and_one_without_has_none() {
    let (shelf, list, _) = looked_up().await;
    let mut told = Vec::new();
    for row in 0..5 {
        told.push(shelf.store.mail_operator(list, row).await.unwrap());
    }
    let google = Some("google".to_owned());
    assert_eq!(told, [google.clone(), google, Some("z.example".to_owned()), None, None]);
    assert!(shelf.store.mail_operator(list, 5).await.is_err());
}

#[tokio::test]
async fn the_twenty_largest_operators_are_shown() {
    let shelf = Shelf::new();
    let addresses: Vec<String> =
        (0..30).flat_map(|d| (0..=d).map(move |n| format!("user{n}@d{d:02}.example"))).collect();
    let (list, run) = shelf.run(&addresses.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let told = (0..30).map(|d| Record::Domain(domain_evidence(&format!("d{d:02}.example"), 1)));
    shelf.store.record(run, told.collect()).await.unwrap();
    let all = operators(&shelf.store, list, Query::default()).await;
    assert_eq!(
        (all.len(), &all[0], &all[19]),
        (20, &("d29.example".to_owned(), 30), &("d10.example".to_owned(), 11))
    );
}
