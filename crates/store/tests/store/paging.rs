//! Pages against a naive filter: the same rows in the same order, whatever the query.

use std::cmp::Ordering;

use mailvet_engine::{
    Journal as _,
    journal::{Record, Standing},
};
use mailvet_store::{ListId, Query, ResultRow, Sort, SortBy, StoreError};
use mailvet_verdict::{Action, Flag, Judgement, Moment, Reason, Verdict};
use proptest::{collection::vec, prelude::*, sample::select};

use crate::support::{Shelf, domain_evidence, judgement, mail_at, valid};

const COLUMNS: [&str; 2] = ["email", "city"];

fn cell() -> impl Strategy<Value = String> {
    let address = ("[abAB]{1,2}", select(vec!["x.example", "y.example", "z.example"]))
        .prop_map(|(local, domain)| format!("{local}@{domain}"));
    prop_oneof![6 => address, 1 => Just(String::new()), 1 => Just("nobody".to_owned())]
}

fn cells() -> impl Strategy<Value = Vec<String>> {
    let city = select(vec!["", "Bern", "bern", "Zürich", "ZÜRICH", "Ulm"]).prop_map(str::to_owned);
    (cell(), city, 0..5)
        .prop_map(|(address, city, short)| if short == 0 { vec![address] } else { vec![address, city] })
}

fn judgements() -> impl Strategy<Value = Judgement> {
    let kinds = (
        select(Verdict::ALL),
        select(vec![Reason::MailboxAccepted, Reason::MailboxNotFound, Reason::CatchAll]),
        select(Action::ALL),
        vec(select(vec![Flag::Role, Flag::Free]), 0..2),
    );
    (kinds, 0..=3u8).prop_map(|((verdict, reason, action, flags), score)| Judgement {
        score,
        ..judgement(verdict, reason, action, &flags)
    })
}

fn queries() -> impl Strategy<Value = Query> {
    let kinds = (
        vec(select(Verdict::ALL), 0..3),
        vec(select(vec![Reason::MailboxAccepted, Reason::CatchAll]), 0..2),
        vec(select(Action::ALL), 0..2),
        vec(select(vec![Flag::Role, Flag::Free]), 0..2),
        vec(select(vec!["x.example", "y.example", "elsewhere.example"]).prop_map(str::to_owned), 0..2),
        vec(select(vec!["google", "y.example", "yahoo"]).prop_map(str::to_owned), 0..2),
    );
    let by = select(vec![
        SortBy::Row,
        SortBy::Address,
        SortBy::Verdict,
        SortBy::Reason,
        SortBy::Action,
        SortBy::Score,
        SortBy::Domain,
        SortBy::CheckedAt,
        SortBy::Column(1),
    ]);
    let sort = vec((by, any::<bool>()).prop_map(|(by, descending)| Sort { by, descending }), 0..4);
    let search = select(vec!["", "", "", "a", "zür", "@X", "bern"]).prop_map(str::to_owned);
    (kinds, prop::bool::weighted(0.2), search, sort).prop_map(
        |((verdicts, reasons, actions, flags, domains, operators), unsettled, search, sort)| Query {
            verdicts,
            reasons,
            actions,
            flags,
            domains,
            operators,
            unsettled,
            decided: false,
            search,
            sort,
        },
    )
}

fn domain(row: &ResultRow) -> Option<&str> {
    row.address.rsplit_once('@').map(|(_, domain)| domain)
}

/// Who takes mail for a domain of [`world`].
fn operator(domain: &str) -> Option<&'static str> {
    match domain {
        "x.example" => Some("google"),
        "y.example" => Some("y.example"),
        _ => None,
    }
}

fn matches(row: &ResultRow, query: &Query) -> bool {
    let result = row.result.as_ref();
    let verdict = match result {
        None => query.unsettled || query.verdicts.is_empty(),
        Some(result) => {
            (query.verdicts.is_empty() && !query.unsettled) || query.verdicts.contains(&result.verdict)
        }
    };
    let needle = query.search.to_lowercase();
    verdict
        && (query.reasons.is_empty() || result.is_some_and(|r| query.reasons.contains(&r.reason)))
        && (query.actions.is_empty() || result.is_some_and(|r| query.actions.contains(&r.action)))
        && (query.flags.is_empty()
            || result.is_some_and(|r| query.flags.iter().any(|f| r.flags.yes.contains(f))))
        && (query.domains.is_empty()
            || domain(row).is_some_and(|domain| query.domains.iter().any(|d| d == domain)))
        && (query.operators.is_empty()
            || domain(row)
                .and_then(operator)
                .is_some_and(|operator| query.operators.iter().any(|o| o == operator)))
        && (needle.is_empty() || row.cells.iter().any(|cell| cell.to_lowercase().contains(&needle)))
}

/// Present before absent whichever way; present ones in the order asked for.
fn ordered<K: Ord>(one: Option<K>, two: Option<K>, descending: bool) -> Ordering {
    match (one, two) {
        (Some(one), Some(two)) if descending => two.cmp(&one),
        (Some(one), Some(two)) => one.cmp(&two),
        (one, two) => two.is_some().cmp(&one.is_some()),
    }
}

fn compare(one: &ResultRow, two: &ResultRow, sort: &Sort) -> Ordering {
    let down = sort.descending;
    let results = (one.result.as_ref(), two.result.as_ref());
    match sort.by {
        SortBy::Row => ordered(Some(one.row), Some(two.row), down),
        SortBy::Address => ordered(Some(one.address.to_lowercase()), Some(two.address.to_lowercase()), down),
        SortBy::Verdict => ordered(results.0.map(|r| r.verdict), results.1.map(|r| r.verdict), down),
        SortBy::Reason => {
            ordered(results.0.map(|r| r.reason.code()), results.1.map(|r| r.reason.code()), down)
        }
        SortBy::Action => ordered(results.0.map(|r| r.action), results.1.map(|r| r.action), down),
        SortBy::Score => ordered(results.0.map(|r| r.score), results.1.map(|r| r.score), down),
        SortBy::Domain => ordered(domain(one), domain(two), down),
        SortBy::CheckedAt => ordered(results.0.map(|r| r.checked_at), results.1.map(|r| r.checked_at), down),
        SortBy::Column(n) => {
            let cell = |row: &ResultRow| row.cells.get(n as usize).unwrap_or_default().to_lowercase();
            ordered(Some(cell(one)), Some(cell(two)), down)
        }
    }
}

struct World {
    shelf: Shelf,
    list: ListId,
}

async fn world(rows: Vec<Vec<String>>, judged: Vec<(usize, Judgement, i64)>) -> World {
    let shelf = Shelf::new();
    let list = shelf.rows(&COLUMNS, rows).id;
    let run = shelf.store.create_run(list, "").await.unwrap().id;
    let ids = shelf.ids(list).await;
    // The columns are loaded before the judgements come, and follow.
    shelf.store.facets(list, Query::default()).await.unwrap();
    let looked_up = vec![
        Record::Domain(mail_at("x.example", "aspmx.l.google.com")),
        Record::Domain(domain_evidence("y.example", 1)),
    ];
    shelf.store.record(run, looked_up).await.unwrap();
    for (n, judgement, at) in judged {
        let address = ids[n % ids.len()];
        let records = vec![
            Record::Judged { address, judgement, at: Moment(at) },
            Record::Standing { address, standing: Standing::Settled },
        ];
        shelf.store.record(run, records).await.unwrap();
    }
    World { shelf, list }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn pages_are_what_a_naive_filter_finds(
        rows in vec(cells(), 1..40),
        judged in vec((0..40usize, judgements(), 0..4i64), 0..40),
        queries in vec(queries(), 8),
        offset in 0..10u64,
        limit in 1..10u64,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let World { shelf, list } = world(rows, judged).await;
            let all = shelf.store.page(list, Query::default(), 0, 1000).await.unwrap().rows;
            for query in queries {
                let mut naive: Vec<_> = all.iter().filter(|row| matches(row, &query)).cloned().collect();
                naive.sort_by(|one, two| {
                    let by = |sort| compare(one, two, sort);
                    query.sort.iter().map(by).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
                });
                let page = shelf.store.page(list, query.clone(), offset, limit).await.unwrap();
                let facets = shelf.store.facets(list, query.clone()).await.unwrap();
                prop_assert_eq!((page.total, facets.matching), (naive.len() as u64, naive.len() as u64));
                let mut streamed = Vec::new();
                let read = shelf.store.for_each_row(list, &query, |row| {
                    streamed.push(row.clone());
                    Ok::<_, StoreError>(())
                });
                read.unwrap();
                prop_assert_eq!(&streamed, &naive, "{:?}", query);
                let stretch: Vec<_> = naive.into_iter().skip(offset as usize).take(limit as usize).collect();
                prop_assert_eq!(page.rows, stretch, "{:?}", query);
            }
            Ok(())
        })?;
    }
}

#[tokio::test]
async fn a_page_past_the_end_is_empty_and_knows_the_total() {
    let shelf = Shelf::new();
    let list = shelf.list(&["a@x.example"]).id;
    for query in [Query::default(), Query { search: "a".to_owned(), ..Query::default() }] {
        let page = shelf.store.page(list, query, u64::MAX, u64::MAX).await.unwrap();
        assert_eq!((page.total, page.rows.len()), (1, 0));
    }
}

#[tokio::test]
async fn a_column_that_is_not_there_cannot_be_sorted_by() {
    let shelf = Shelf::new();
    let list = shelf.list(&["a@x.example"]).id;
    let sort = vec![
        Sort { by: SortBy::Score, descending: false },
        Sort { by: SortBy::Column(1), descending: false },
    ];
    let error = shelf.store.page(list, Query { sort, ..Query::default() }, 0, 1).await.unwrap_err();
    assert!(matches!(error, StoreError::NotFound { .. }));
}

#[tokio::test]
async fn an_export_sees_one_moment_while_a_run_writes() {
    let shelf = Shelf::new();
    let (list, run) = shelf.run(&["a@x.example", "b@x.example"]).await;
    let ids = shelf.ids(list).await;
    let handle = tokio::runtime::Handle::current();
    let store = shelf.store.clone();
    let unsettled = tokio::task::spawn_blocking(move || {
        let mut unsettled = 0;
        let read = store.for_each_row(list, &Query::default(), |row| {
            let (store, ids) = (store.clone(), ids.clone());
            handle.block_on(async move {
                for address in ids {
                    let judged = Record::Judged { address, judgement: valid(), at: Moment(1) };
                    store.record(run, vec![judged]).await.unwrap();
                }
            });
            unsettled += usize::from(row.result.is_none());
            Ok::<_, StoreError>(())
        });
        read.map(|()| unsettled)
    });
    assert_eq!(unsettled.await.unwrap().unwrap(), 2);
}
