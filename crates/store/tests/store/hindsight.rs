//! What is to be learnt from, and the history of an address: with what was known without the outcome, and from every list.

use mailvet_engine::{Journal as _, journal::Record};
use mailvet_store::{BatchEnd, Hindsight, KeptHead, NewBatch, RunState, Told};
use mailvet_verdict::{Action, Address, Happened, Known, Moment, Reason, Tally, Verdict, score::Head};

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

fn open() -> mailvet_verdict::Judgement {
    judgement(Verdict::Risky, Reason::CatchAll, Action::Caution, &[])
}

fn typed(told: &[Hindsight]) -> Vec<(&str, Reason, bool)> {
    told.iter().map(|one| (one.dossier.typed.as_str(), one.reason, one.mailbox)).collect()
}

#[tokio::test]
async fn what_was_left_open_teaches_and_what_was_proved_does_not() {
    let shelf = Shelf::new();
    let (list, run) = shelf.run(&["anna@a.example", "bo@a.example", "carl@b.example"]).await;
    let ids = shelf.ids(list).await;
    shelf.store.record(run, vec![Record::Domain(domain_evidence("a.example", 1_000))]).await.unwrap();
    shelf.settle(run, ids[0], open()).await;
    shelf.settle(run, ids[1], valid()).await;
    learn(
        &shelf,
        "one",
        vec![
            told("anna@a.example", Happened::HardBounce, 9_000),
            told("anna@a.example", Happened::Opened, 8_000),
            told("bo@a.example", Happened::Delivered, 9_000),
            told("dora@c.example", Happened::Delivered, 9_000),
            told("emil@c.example", Happened::SoftBounce, 9_000),
        ],
    );
    let (revision, found) = shelf.store.hindsight(100).await.unwrap();
    assert_eq!(typed(&found), [("anna@a.example", Reason::CatchAll, false)], "nobody vetted dora");
    let anna = &found[0].dossier;
    assert!(matches!(anna.domain, Known::Known(_)), "the run's evidence of the domain is in it");
    assert!(anna.acquaintance.own.is_empty(), "nothing in it tells of the outcome");
    assert_eq!(anna.acquaintance.colleagues.len(), 1);
    assert_eq!(shelf.store.hindsight(0).await.unwrap(), (revision, Vec::new()), "none is asked for");
    assert_eq!(shelf.store.left_open().await.unwrap(), (revision, Tally { delivered: 0, bounced: 1 }));
    assert_eq!(shelf.store.outcomes_by_mail().await.unwrap(), Tally { delivered: 2, bounced: 1 });

    shelf.store.mark(vec![Address::parse("anna@a.example").unwrap()], Some(false)).await.unwrap();
    let (later, found) = shelf.store.hindsight(100).await.unwrap();
    assert!(later > revision);
    assert_eq!(found, [], "a marked address runs blind and teaches nothing");
}

#[tokio::test]
async fn a_head_is_kept_until_something_new_is_learnt_or_the_model_changes() {
    let shelf = Shelf::new();
    learn(&shelf, "one", vec![told("anna@a.example", Happened::Delivered, 1)]);
    let (revision, _) = shelf.store.hindsight(10).await.unwrap();
    let outcomes = Tally { delivered: 1, bounced: 0 };
    let kept = KeptHead { revision, model: "m1".to_owned(), head: Some(Head::shipped()), outcomes };
    shelf.store.keep_head(kept.clone()).await.unwrap();
    assert_eq!(shelf.store.kept_head("m1").await.unwrap(), Some(kept));
    assert_eq!(shelf.store.kept_head("m2").await.unwrap(), None);
    learn(&shelf, "two", vec![told("bo@a.example", Happened::HardBounce, 2)]);
    assert_eq!(shelf.store.kept_head("m1").await.unwrap(), None);
}

#[tokio::test]
async fn the_history_of_an_address_comes_from_every_list_and_file() {
    let shelf = Shelf::new();
    let (first, run) = shelf.run(&["anna@a.example", "bo@a.example"]).await;
    let ids = shelf.ids(first).await;
    shelf.settle(run, ids[0], no_mailbox()).await;
    shelf.store.set_run_state(run, RunState::Finished).await.unwrap();
    learn(&shelf, "spring.csv", vec![told("Anna@a.example", Happened::Replied, 5_000)]);
    shelf.store.mark(vec![Address::parse("anna@a.example").unwrap()], Some(true)).await.unwrap();
    let second = shelf.list(&["bo@b.example", "ANNA@a.example"]).id;

    let (mark, outcomes, judgements) = shelf.store.history(second, 1, None).await.unwrap();
    assert_eq!(mark, Some(true));
    let [outcome] = &outcomes[..] else { panic!("one outcome: {outcomes:?}") };
    assert_eq!((outcome.what, outcome.file.as_str()), (Happened::Replied, "spring.csv"));
    let [judgement] = &judgements[..] else { panic!("one judgement: {judgements:?}") };
    assert_eq!((judgement.list, judgement.verdict), (first, Verdict::Invalid));
    assert_eq!(shelf.store.history(second, 0, None).await.unwrap(), (None, Vec::new(), Vec::new()));
    assert!(shelf.store.history(second, 7, None).await.is_err());
}

#[tokio::test]
async fn outcomes_are_counted_by_where_lists_came_from() {
    let shelf = Shelf::new();
    let list = shelf.list(&["anna@a.example", "bo@a.example", "carl@b.example"]).id;
    learn(
        &shelf,
        "one",
        vec![
            told("anna@a.example", Happened::Delivered, 1),
            told("carl@b.example", Happened::HardBounce, 1),
            told("dora@a.example", Happened::HardBounce, 1),
        ],
    );
    let rates = shelf.store.source_rates(10).await.unwrap();
    let name = shelf.store.list(list).await.unwrap().name;
    let found: Vec<_> = rates.iter().map(|rate| (rate.name.as_str(), rate.tally)).collect();
    assert_eq!(found, [(name.as_str(), Tally { delivered: 1, bounced: 1 })]);
}
