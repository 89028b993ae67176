//! A run knows from the connection doctor that this machine is on a block list, over the practice world's DNS.
#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::path::Path;

use mailvet_app::{
    GuardProgress, GuardStep, Mailvet, Place, RunState,
    wire::{DoctorRequest, ImportRequest},
};
use mailvet_world::{Scenario, World};

/// The world's DNS knows of one list that names whoever asks, and one that does not.
fn scenario(lists: &str) -> Scenario {
    Scenario::from_toml(&format!(
        r#"
[prober]
address = "203.0.113.7"
helo = "mailvet.practice.example"
{lists}

[[exchange]]
name = "harbour"
hosts = ["mx.harbour.example"]
step = "100ms"

[[domain]]
name = "harbour.example"
mx = "harbour"
mailboxes = ["anna"]
"#
    ))
    .unwrap()
}

const LISTED: &str = "clear_lists = [\"careful.example\"]\nlisted_on = [\"eager.example\"]";
const CLEAR: &str = "clear_lists = [\"careful.example\", \"eager.example\"]";

/// The program in a folder, against a world, with a guard.
async fn open(folder: &Path, world: &World, more: &str) -> Mailvet {
    let settings = folder.join("settings.toml");
    let text = world.settings_toml().replace("enabled = false", &format!("enabled = true\n{more}"));
    std::fs::write(&settings, text).unwrap();
    Mailvet::open(Place { folder: folder.join("data"), settings: Some(settings) }).await.unwrap()
}

/// Vets a list; what the guard did when it was over.
async fn guard_of_a_run(mailvet: &Mailvet, folder: &Path) -> Option<GuardProgress> {
    let file = folder.join("list.csv");
    std::fs::write(&file, "email\nanna@harbour.example\n").unwrap();
    let path = file.display().to_string();
    let request = ImportRequest { path, ..ImportRequest::default() };
    let list = mailvet.import(request).await.unwrap();
    mailvet.start(list.id).await.unwrap();
    let mut snapshots = mailvet.follow(list.id).unwrap();
    let last = snapshots.wait_for(|snapshot| snapshot.state == RunState::Finished).await.unwrap().clone();
    last.progress.guard
}

async fn check_up(mailvet: &Mailvet) {
    mailvet.doctor(DoctorRequest { practice: false, skip: Vec::new() }, |_| ()).await.unwrap();
}

/// As if the last check-up had been made a week ago.
fn a_week_passes(folder: &Path) {
    let file = folder.join("data/doctor.json");
    let mut checkup: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    checkup["at"] = (checkup["at"].as_i64().unwrap() - 7 * 86_400_000).into();
    std::fs::write(&file, checkup.to_string()).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listing_that_the_doctor_found_slows_the_next_run_and_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::start(scenario(LISTED)).await.unwrap();
    let mailvet = open(folder.path(), &world, "").await;
    assert_eq!(guard_of_a_run(&mailvet, folder.path()).await, None, "nobody has looked yet");
    check_up(&mailvet).await;
    let guard = guard_of_a_run(&mailvet, folder.path()).await.unwrap();
    assert_eq!((guard.step, guard.listed_on.as_deref()), (GuardStep::Slowed, Some("eager.example")));
    assert!(guard.sentence.to_string().contains("eager.example"), "{}", guard.sentence);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_listing_is_asked_about_again() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::start(scenario(LISTED)).await.unwrap();
    let mailvet = open(folder.path(), &world, "").await;
    check_up(&mailvet).await;
    a_week_passes(folder.path());
    let before = world.counters().dns.questions;
    assert!(guard_of_a_run(&mailvet, folder.path()).await.is_some(), "it is on it still");
    let asked = world.counters().dns.asked;
    assert!(asked.keys().any(|name| name.ends_with("eager.example")), "{asked:?}");
    assert!(world.counters().dns.questions > before);
    drop(mailvet);

    let clear = World::start(scenario(CLEAR)).await.unwrap();
    let mailvet = open(folder.path(), &clear, "").await;
    assert_eq!(guard_of_a_run(&mailvet, folder.path()).await, None, "it was taken off");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clean_bill_slows_nothing_however_old_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::start(scenario(CLEAR)).await.unwrap();
    let mailvet = open(folder.path(), &world, "listing_age = \"1s\"").await;
    check_up(&mailvet).await;
    a_week_passes(folder.path());
    assert_eq!(guard_of_a_run(&mailvet, folder.path()).await, None);
}
