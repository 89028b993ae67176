//! What is left to do, as the run asks for it.

use std::collections::HashSet;

use mailvet_engine::{
    Journal as _, Settings,
    journal::{AddressId, DomainWork, Record, RunId, Standing},
    run::RunMode,
};
use mailvet_verdict::Moment;

use crate::support::{Shelf, settled, valid};

async fn stand(shelf: &Shelf, run: RunId, address: AddressId, standing: Standing) {
    shelf.store.record(run, vec![Record::Standing { address, standing }]).await.unwrap();
}

async fn asked(shelf: &Shelf, run: RunId, now: i64, taken: &[AddressId], most: usize) -> Vec<AddressId> {
    let taken: HashSet<_> = taken.iter().copied().collect();
    let tasks = shelf.store.tasks(run, "example.com", Moment(now), &taken, most).await.unwrap();
    tasks.into_iter().map(|task| task.id).collect()
}

const FOUR: [&str; 4] = ["a@example.com", "b@example.com", "c@example.com", "d@example.com"];

#[tokio::test]
async fn work_counts_each_domain_in_the_order_of_the_list() {
    let shelf = Shelf::new();
    let (list, run) = shelf
        .run(&["a@z.example", "nobody", "b@a.example", "c@z.example", "d@z.example", "e@a.example"])
        .await;
    let ids = shelf.ids(list).await;
    stand(&shelf, run, ids[0], Standing::Waiting { due: Moment(90), tries: 1 }).await;
    stand(&shelf, run, ids[3], Standing::AwaitingControl { due: Moment(80), tries: 0 }).await;
    shelf.store.record(run, settled(ids[5], valid())).await.unwrap();
    let of = |domain: &str, pending, waiting, awaiting_control, due| DomainWork {
        domain: domain.to_owned(),
        pending,
        waiting,
        awaiting_control,
        due,
    };
    let work = shelf.store.work(run).await.unwrap();
    assert_eq!(work, [of("z.example", 1, 1, 1, Some(Moment(80))), of("a.example", 1, 0, 0, None)]);
    shelf.store.record(run, settled(ids[2], valid())).await.unwrap();
    assert_eq!(shelf.store.work(run).await.unwrap().len(), 1, "a domain with nothing left is no work");
}

#[tokio::test]
async fn tasks_are_what_is_pending_or_due_and_not_taken() {
    let shelf = Shelf::new();
    let (list, run) = shelf.run(&FOUR).await;
    let [a, b, c, d] = shelf.ids(list).await.try_into().unwrap();
    stand(&shelf, run, a, Standing::Waiting { due: Moment(100), tries: 2 }).await;
    stand(&shelf, run, b, Standing::AwaitingControl { due: Moment(0), tries: 0 }).await;
    assert_eq!(asked(&shelf, run, 99, &[], 10).await, [c, d]);
    assert_eq!(asked(&shelf, run, 100, &[], 10).await, [a, c, d]);
    assert_eq!(asked(&shelf, run, 100, &[a, c], 10).await, [d]);
    assert_eq!(asked(&shelf, run, 100, &[c], 2).await, [a, d]);
    assert_eq!(asked(&shelf, run, 100, &[], 0).await, []);
    let first = &shelf.store.tasks(run, "example.com", Moment(100), &HashSet::new(), 1).await.unwrap()[0];
    assert_eq!(first.standing, Standing::Waiting { due: Moment(100), tries: 2 });
    assert_eq!(first.address.to_string(), "a@example.com");
    assert_eq!(
        shelf.store.tasks(run, "elsewhere.example", Moment(100), &HashSet::new(), 9).await.unwrap(),
        []
    );
}

#[tokio::test]
async fn an_address_can_be_put_back_unasked() {
    let shelf = Shelf::new();
    let (list, run) = shelf.run(&FOUR).await;
    let a = shelf.ids(list).await[0];
    stand(&shelf, run, a, Standing::Waiting { due: Moment(100), tries: 2 }).await;
    stand(&shelf, run, a, Standing::Pending).await;
    assert_eq!(asked(&shelf, run, 0, &[], 1).await, [a]);
    assert_eq!(shelf.store.tally(run).await.unwrap().waiting, 0);
    assert_eq!(shelf.store.work(run).await.unwrap()[0].due, None);
}

#[tokio::test]
async fn dossiers_come_by_pages_and_leave_out_what_is_settled() {
    let shelf = Shelf::new();
    let (list, run) = shelf.run(&FOUR).await;
    let [a, b, c, d] = shelf.ids(list).await.try_into().unwrap();
    shelf.store.record(run, settled(b, valid())).await.unwrap();
    stand(&shelf, run, c, Standing::AwaitingControl { due: Moment(5), tries: 1 }).await;
    let ids = async |answered_only, after, most| {
        let dossiers = shelf.store.dossiers(run, "example.com", answered_only, after, most).await.unwrap();
        dossiers.into_iter().map(|(id, _)| id).collect::<Vec<_>>()
    };
    assert_eq!(ids(false, None, 10).await, [a, c, d]);
    assert_eq!(ids(false, None, 2).await, [a, c]);
    assert_eq!(ids(false, Some(c), 2).await, [d]);
    assert_eq!(ids(true, None, 10).await, [c]);
    assert_eq!(ids(true, Some(c), 10).await, []);
}

#[tokio::test]
async fn a_run_that_is_gone_on_with_in_quick_mode_says_so_and_keeps_its_addresses() {
    let shelf = Shelf::new();
    let (_, run) = shelf.run(&FOUR).await;
    assert_eq!(shelf.store.run(run).await.unwrap().mode, RunMode::Full);
    let quick = Settings::text_for("", RunMode::Quick).unwrap();
    shelf.store.set_run_settings(run, &quick).await.unwrap();
    let summary = shelf.store.run(run).await.unwrap();
    assert_eq!((summary.mode, summary.total), (RunMode::Quick, 4));
    assert!(shelf.store.set_run_settings(RunId(9999), &quick).await.is_err());
}
