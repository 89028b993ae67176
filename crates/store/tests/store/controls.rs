//! Controls outlive their run, and what is to be taken back is not forgotten.

use mailvet_engine::{
    Journal as _,
    journal::{AddressId, ControlPlace, Record, RunId, Standing, Withdrawal},
};
use mailvet_store::{NewList, Store};
use mailvet_verdict::{
    Action, Address, Control, ControlKind, ConversationId, Moment, Reason, Reply, Verdict,
};

use crate::support::{Shelf, attempt, judgement, new_list, no_mailbox, row, settled, valid};

fn control(kind: ControlKind, at: i64, reply: Reply) -> Control {
    let address = Address::parse("barelo.tunika@example.com").ok().filter(|_| kind == ControlKind::Random);
    let mut attempt = attempt(ConversationId(1), reply);
    attempt.at = Moment(at);
    Control { kind, address, attempt }
}

fn refused(at: i64) -> Control {
    control(ControlKind::Random, at, Reply::new(550, "5.1.1 no"))
}

async fn keep(shelf: &Shelf, run: RunId, control: &Control, place: ControlPlace) {
    let control = control.clone();
    let record = Record::Control { domain: "example.com".to_owned(), control, place };
    shelf.store.record(run, vec![record]).await.unwrap();
}

async fn earlier(shelf: &Shelf, run: RunId, exchange: &str, not_before: i64) -> Vec<Control> {
    shelf.store.earlier_controls(run, "example.com", exchange, Moment(not_before)).await.unwrap()
}

#[tokio::test]
async fn controls_of_another_run_are_found_by_domain_exchange_and_age() {
    let shelf = Shelf::new();
    let (_, first) = shelf.run(&["anna@example.com"]).await;
    let (_, second) = shelf.run(&["ben@example.com"]).await;
    keep(&shelf, first, &refused(100), ControlPlace::Next).await;
    keep(&shelf, first, &refused(200), ControlPlace::Next).await;
    assert_eq!(earlier(&shelf, second, "example.com", 100).await, [refused(100), refused(200)]);
    assert_eq!(earlier(&shelf, second, "example.com", 101).await, [refused(200)]);
    assert_eq!(earlier(&shelf, second, "example.com", 201).await, []);
    assert_eq!(earlier(&shelf, second, "elsewhere.example", 0).await, []);
    assert_eq!(earlier(&shelf, first, "example.com", 0).await, [], "its own are not another's");
}

#[tokio::test]
async fn a_refused_sister_stays_with_its_list() {
    let shelf = Shelf::new();
    let (_, first) = shelf.run(&["anna@example.com", "gone@example.com"]).await;
    let (_, second) = shelf.run(&["ben@example.com"]).await;
    let sister = control(ControlKind::RefusedSister, 100, Reply::new(550, "5.1.1 <gone@example.com>: no"));
    keep(&shelf, first, &sister, ControlPlace::Next).await;
    assert_eq!(earlier(&shelf, second, "example.com", 0).await, []);
}

#[tokio::test]
async fn controls_of_the_practice_world_never_reach_a_real_run() {
    let shelf = Shelf::new();
    let mut writer = shelf.store.begin_list(NewList { practice: true, ..new_list(&["email"]) }).unwrap();
    writer.rows(vec![row(vec!["anna@example.com".to_owned()])]).unwrap();
    let practice = shelf.store.create_run(writer.finish().unwrap().id, "").await.unwrap().id;
    let (_, real) = shelf.run(&["ben@example.com"]).await;
    keep(&shelf, practice, &refused(100), ControlPlace::Next).await;
    assert_eq!(earlier(&shelf, real, "example.com", 0).await, []);
}

#[tokio::test]
async fn what_was_taken_over_is_found_once() {
    let shelf = Shelf::new();
    let (_, first) = shelf.run(&["anna@example.com"]).await;
    let (_, second) = shelf.run(&["ben@example.com"]).await;
    let (_, third) = shelf.run(&["cleo@example.com"]).await;
    keep(&shelf, first, &refused(100), ControlPlace::Next).await;
    keep(&shelf, second, &refused(100), ControlPlace::Next).await;
    assert_eq!(earlier(&shelf, third, "example.com", 0).await, [refused(100)]);
}

#[tokio::test]
async fn a_repeated_control_takes_the_place_of_the_last() {
    let shelf = Shelf::new();
    let (_, run) = shelf.run(&["anna@example.com"]).await;
    keep(&shelf, run, &refused(100), ControlPlace::Next).await;
    keep(&shelf, run, &refused(200), ControlPlace::Next).await;
    keep(&shelf, run, &refused(300), ControlPlace::OfTheLast).await;
    assert_eq!(shelf.store.controls(run, "example.com").await.unwrap(), [refused(100), refused(300)]);
}

#[tokio::test]
async fn what_is_to_be_taken_back_is_known_until_it_is_done() {
    let shelf = Shelf::new();
    let (_, run) = shelf.run(&["anna@example.com"]).await;
    let withdrawal = |since, due| Withdrawal { domain: "example.com".to_owned(), since: Moment(since), due };
    let records = vec![
        Record::Withdrawing(withdrawal(50, Some(Moment(900)))),
        Record::Unaudited { domain: "example.com".to_owned() },
    ];
    shelf.store.record(run, records).await.unwrap();
    shelf.store.record(run, vec![Record::Withdrawing(withdrawal(70, None))]).await.unwrap();
    let again = Store::open(&shelf.path()).unwrap();
    assert_eq!(again.withdrawals(run).await.unwrap(), [withdrawal(50, None)]);
    assert_eq!(again.unaudited(run).await.unwrap(), ["example.com"]);
    let domain = "example.com".to_owned();
    let done = vec![Record::Withdrawn { domain: domain.clone() }, Record::Audited { domain }];
    shelf.store.record(run, done).await.unwrap();
    assert_eq!(shelf.store.withdrawals(run).await.unwrap(), []);
    assert_eq!(shelf.store.unaudited(run).await.unwrap(), [] as [&str; 0]);
}

#[tokio::test]
async fn those_that_are_believed_come_by_pages() {
    let shelf = Shelf::new();
    let (list, run) = shelf
        .run(&["a@example.com", "b@example.com", "c@example.com", "d@example.com", "e@elsewhere.example"])
        .await;
    let ids = shelf.ids(list).await;
    shelf.settle(run, ids[0], valid()).await;
    shelf.settle(run, ids[1], no_mailbox()).await;
    // At a catch-all, which may have been none.
    shelf.settle(run, ids[2], judgement(Verdict::Risky, Reason::CatchAll, Action::Review, &[])).await;
    let late = settled(ids[3], valid()).into_iter().map(|record| match record {
        Record::Judged { address, judgement, .. } => Record::Judged { address, judgement, at: Moment(5_000) },
        record => record,
    });
    shelf.store.record(run, late.collect()).await.unwrap();
    shelf.settle(run, ids[4], valid()).await;
    let believed = async |since, after, most| -> Vec<AddressId> {
        let page = shelf.store.believed(run, "example.com", Moment(since), after, most).await.unwrap();
        page.into_iter().map(|(id, _)| id).collect()
    };
    assert_eq!(believed(0, None, 10).await, [ids[0], ids[2], ids[3]]);
    assert_eq!(believed(0, None, 1).await, [ids[0]]);
    assert_eq!(believed(0, Some(ids[0]), 10).await, [ids[2], ids[3]]);
    assert_eq!(believed(1_001, None, 10).await, [ids[3]]);
}

#[tokio::test]
async fn those_that_wait_come_by_pages_due_or_not() {
    let shelf = Shelf::new();
    let (list, run) = shelf.run(&["a@example.com", "b@example.com", "c@example.com"]).await;
    let ids = shelf.ids(list).await;
    let waits = |id, due| Record::Standing {
        address: id,
        standing: Standing::Waiting { due: Moment(due), tries: 1 },
    };
    shelf.store.record(run, vec![waits(ids[0], 900), waits(ids[2], 100)]).await.unwrap();
    let waiting = async |after, most| -> Vec<AddressId> {
        let page = shelf.store.waiting(run, "example.com", after, most).await.unwrap();
        page.into_iter().map(|task| task.id).collect()
    };
    assert_eq!(waiting(None, 10).await, [ids[0], ids[2]]);
    assert_eq!(waiting(Some(ids[0]), 10).await, [ids[2]]);
    assert_eq!(waiting(None, 1).await, [ids[0]]);
}
