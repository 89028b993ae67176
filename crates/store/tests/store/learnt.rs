//! What is known around an address: from learnt files, marks, earlier runs and the list's own rows.

use mailvet_engine::{Journal as _, journal::Record};
use mailvet_store::{BatchEnd, ListId, NewBatch, RunState, Told};
use mailvet_verdict::{Acquaintance, Address, Happened, HeardFrom, Moment, Rates, Tally};

use super::support::*;

fn told(address: &str, what: Happened, at: i64) -> Told {
    Told { address: Address::parse(address).unwrap(), what, at: Some(Moment(at)), since: None, person: None }
}

fn learn(shelf: &Shelf, name: &str, outcomes: Vec<Told>) {
    let new = NewBatch { name: name.into(), path: None, layout: "any".into(), content: name.into() };
    let mut writer = shelf.store.begin_batch(new).unwrap();
    writer.tell(outcomes).unwrap();
    writer.finish(BatchEnd::default()).unwrap();
}

async fn around(shelf: &Shelf, list: ListId, row: u64) -> Acquaintance {
    shelf.store.evidence(list, row).await.unwrap().dossier.acquaintance
}

#[tokio::test]
async fn nobody_is_known_where_nothing_was_learnt() {
    let shelf = Shelf::new();
    let list = shelf.list(&["anna@a.example"]).id;
    assert_eq!(around(&shelf, list, 0).await, Acquaintance::default());
}

#[tokio::test]
async fn the_rows_name_people_companies_and_neighbours() {
    let shelf = Shelf::new();
    let row = |cells: [&str; 4]| cells.map(str::to_owned).to_vec();
    let rows = vec![
        row(["anna.berg@a.example", "Anna", "Berg", "Acme"]),
        row(["bo.lind@a.example", "Bo", "Lind", "Acme"]),
        row(["carl@b.example", "Carl", "", ""]),
    ];
    let list = shelf.rows(&["email", "Vorname", "Nachname", "Firma"], rows).id;
    let anna = around(&shelf, list, 0).await;
    let person = anna.person.unwrap();
    assert_eq!((person.given.as_deref(), person.family.as_deref()), (Some("Anna"), Some("Berg")));
    assert_eq!(anna.company.as_deref(), Some("Acme"));
    let of_list: Vec<_> = anna
        .listed
        .iter()
        .map(|other| {
            (other.local.as_str(), other.person.as_ref().and_then(|person| person.family.as_deref()))
        })
        .collect();
    assert_eq!(of_list, [("anna.berg", Some("Berg")), ("bo.lind", Some("Lind"))]);
    assert!(around(&shelf, list, 2).await.listed.is_empty());
}

#[tokio::test]
async fn outcomes_are_told_of_the_domain_and_of_the_address_itself_apart() {
    let shelf = Shelf::new();
    let list = shelf.list(&["anna@a.example", "bo@a.example", "carl@b.example"]).id;
    learn(
        &shelf,
        "one",
        vec![
            told("Anna@a.example", Happened::Replied, 5_000),
            told("dora@a.example", Happened::HardBounce, 9_000),
            told("carl@b.example", Happened::Delivered, 7_000),
        ],
    );
    let anna = around(&shelf, list, 0).await;
    assert_eq!(anna.own.iter().map(|heard| heard.what).collect::<Vec<_>>(), [Happened::Replied]);
    assert_eq!(anna.colleagues.iter().map(|known| known.local.as_str()).collect::<Vec<_>>(), ["dora"]);
    assert_eq!(anna.rates.domain, Tally { delivered: 0, bounced: 1 });
    assert_eq!(anna.rates.world, Tally { delivered: 1, bounced: 1 });
    assert_eq!(anna.rates.source, Tally { delivered: 1, bounced: 0 });
    let bo = around(&shelf, list, 1).await;
    let locals: Vec<&str> = bo.colleagues.iter().map(|known| known.local.as_str()).collect();
    assert_eq!((locals, bo.own.len()), (vec!["dora", "Anna"], 0));
    assert_eq!(bo.rates.domain, Tally { delivered: 1, bounced: 1 });
    assert_eq!(bo.listed, anna.listed, "what becomes known of an address does not take it out of its list");
    assert_eq!(bo.listed.len(), 2);
}

#[tokio::test]
async fn a_mark_is_told_of_colleagues_and_never_of_the_address_itself() {
    let shelf = Shelf::new();
    let list = shelf.list(&["anna@a.example", "bo@a.example"]).id;
    shelf.store.mark(vec![Address::parse("anna@a.example").unwrap()], Some(false)).await.unwrap();
    let anna = around(&shelf, list, 0).await;
    assert!(anna.own.is_empty() && anna.colleagues.is_empty(), "{anna:?}");
    let bo = around(&shelf, list, 1).await;
    assert_eq!(
        (bo.colleagues[0].heard.what, bo.colleagues[0].heard.from),
        (Happened::HardBounce, HeardFrom::Marked)
    );
    assert_eq!(bo.rates, Rates::default(), "a mark is no mail");
}

#[tokio::test]
async fn what_an_earlier_run_proved_is_told_once_it_is_finished() {
    let shelf = Shelf::new();
    let (list, run) = shelf.run(&["anna@a.example", "bo@a.example"]).await;
    let ids = shelf.ids(list).await;
    let now = mailvet_engine::Clock::now(&mailvet_engine::SystemClock);
    for (id, judgement) in [(ids[0], valid()), (ids[1], no_mailbox())] {
        let mut records = settled(id, judgement);
        if let Record::Judged { at, .. } = &mut records[0] {
            *at = now;
        }
        shelf.store.record(run, records).await.unwrap();
    }
    let later = shelf.list(&["anna@a.example", "carl@a.example"]).id;
    assert!(around(&shelf, later, 1).await.colleagues.is_empty());
    shelf.store.set_run_state(run, RunState::Finished).await.unwrap();
    let carl = around(&shelf, later, 1).await;
    assert_eq!(carl.colleagues.len(), 2);
    assert!(carl.colleagues.iter().all(|known| known.heard.from == HeardFrom::Verified));
    let anna = around(&shelf, later, 0).await;
    assert_eq!(anna.own.iter().map(|heard| heard.what).collect::<Vec<_>>(), [Happened::Delivered]);
    shelf.store.delete_list(list).await.unwrap();
    assert!(around(&shelf, later, 1).await.colleagues.is_empty());
}

#[tokio::test]
async fn a_database_of_one_address_tells_what_the_users_own_has_learnt() {
    let (own, single) = (Shelf::new(), Shelf::new());
    learn(&own, "one", vec![told("dora@a.example", Happened::Delivered, 5_000)]);
    single.store.remember_by(&own.store);
    let list = single.list(&["anna@a.example"]).id;
    assert_eq!(around(&single, list, 0).await.colleagues.len(), 1);
}
