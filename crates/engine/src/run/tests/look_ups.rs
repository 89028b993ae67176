//! The opt-in look-ups: who is looked up, when, how often, and what is kept of it.

use mailvet_verdict::{Found, Known, LookupKind, Policy, WhyUnknown};

use super::*;
use crate::Settings;

const PLACES: &str = "[lookups]\nregistration = true\ngravatar = true\nat_once = 4";

/// Ten addresses of a catch-all, three of a server that tells, one that is no address.
fn trial() -> Trial {
    let mut texts = addresses(10, "all.example");
    texts.extend(addresses(3, "shop.example"));
    texts.push("nobody".to_owned());
    let mut trial = Trial::new(texts, |script| {
        script.answer = Box::new(|_, asked| match asked.address.domain.as_str() {
            "all.example" => Says::reply(ACCEPTED.0, ACCEPTED.1),
            _ => ordinary(asked.address),
        });
    });
    trial.judge = |dossier, knowledge| mailvet_verdict::judge(dossier, knowledge, &Policy::default());
    trial.settings = Settings::from_toml(PLACES).unwrap();
    trial
}

fn count(trial: &Trial, kind: LookupKind) -> usize {
    trial.script.enquired().iter().filter(|question| question.kind == kind).count()
}

#[tokio::test(start_paused = true)]
async fn nothing_is_looked_up_unless_it_is_switched_on() {
    let mut trial = trial();
    trial.settings = Settings::defaults();
    trial.go().await.unwrap();
    assert_eq!(trial.script.enquired(), []);
}

#[tokio::test(start_paused = true)]
async fn only_what_no_server_settled_is_looked_up_and_a_domain_once() {
    let trial = trial();
    let (publish, progress) = watch::channel(Progress::default());
    assert_eq!(trial.go_with(publish).await.unwrap(), RunEnd::Finished);
    assert_eq!((count(&trial, LookupKind::Registration), count(&trial, LookupKind::Gravatar)), (1, 10));
    assert!(trial.script.enquired().iter().all(|question| question.subject.ends_with("all.example")));
    assert_eq!(progress.borrow().lookups, (10, 10));
}

#[tokio::test(start_paused = true)]
async fn what_is_found_reaches_the_judge() {
    let mut trial = trial();
    trial.judge = |dossier, knowledge| {
        let mut judgement = mailvet_verdict::judge(dossier, knowledge, &Policy::default());
        judgement.score = u8::try_from(dossier.lookups.len()).unwrap();
        judgement
    };
    trial.go().await.unwrap();
    let score = |text| trial.journal.entry(text).judgement.unwrap().score;
    assert_eq!((score("anna0@all.example"), score("anna0@shop.example")), (2, 0));
}

#[tokio::test(start_paused = true)]
async fn a_stopped_run_goes_on_with_its_look_ups_and_asks_nothing_twice() {
    let mut trial = trial();
    trial.settings.lookups.at_once = 1;
    let reins = trial.reins.clone();
    let stopped = async {
        let (publish, mut progress) = watch::channel(Progress::default());
        let stop = async {
            progress.wait_for(|progress| progress.lookups.0 == 4).await.unwrap();
            reins.stop.cancel();
        };
        tokio::join!(trial.go_with(publish), stop).0
    };
    assert_eq!(stopped.await.unwrap(), RunEnd::Stopped);
    let before = trial.script.enquired().len();
    assert!((5..11).contains(&before), "{before}");
    trial.reins = super::super::Reins::default();
    assert_eq!(trial.go().await.unwrap(), RunEnd::Finished);
    // The one that was under way when it was stopped is asked again: nobody has heard its answer.
    let distinct: BTreeSet<_> = trial.script.enquired().into_iter().collect();
    assert_eq!(distinct.len(), 11);
    assert!(trial.script.enquired().len() <= 12);
}

#[tokio::test(start_paused = true)]
async fn finishing_early_leaves_out_what_was_not_looked_up() {
    let mut trial = trial();
    trial.settings.lookups.at_once = 1;
    let (publish, mut progress) = watch::channel(Progress::default());
    let finish = async {
        progress.wait_for(|progress| progress.lookups.0 == 4).await.unwrap();
        trial.reins.finish.cancel();
    };
    let (end, ()) = tokio::join!(trial.go_with(publish), finish);
    assert!(trial.script.enquired().len() < 11);
    assert_eq!(end.unwrap(), RunEnd::Finished);
    assert!(all_settled(&trial));
}

#[tokio::test(start_paused = true)]
async fn a_look_up_that_failed_is_tried_again_by_the_next_run_only() {
    let mut trial = Trial::new(addresses(1, "all.example"), |script| {
        script.answer = Box::new(|_, _| Says::reply(ACCEPTED.0, ACCEPTED.1));
        script.found = Box::new(|_| Known::Unknown(WhyUnknown::TimedOut));
    });
    trial.judge = |dossier, knowledge| mailvet_verdict::judge(dossier, knowledge, &Policy::default());
    trial.settings = Settings::from_toml("[lookups]\nkeyserver = true").unwrap();
    trial.go().await.unwrap();
    assert_eq!(trial.script.enquired().len(), 1);
    // The same run asks no more, whatever came of it.
    trial.go().await.unwrap();
    assert_eq!(trial.script.enquired().len(), 1);
    let kept = trial.journal.lookups();
    assert_eq!(kept[0].found, Known::Unknown::<Found>(WhyUnknown::TimedOut));
}

#[tokio::test(start_paused = true)]
async fn block_lists_that_were_named_later_are_asked_and_the_same_ones_are_not() {
    let mut trial = Trial::new(addresses(1, "all.example"), |script| {
        script.answer = Box::new(|_, _| Says::reply(ACCEPTED.0, ACCEPTED.1));
        script.found = Box::new(|_| Known::Known(Found::NotListed));
    });
    trial.judge = |dossier, knowledge| mailvet_verdict::judge(dossier, knowledge, &Policy::default());
    let mut asked = Vec::new();
    for lists in [
        r#"["dbl.example"]"#,
        r#"["DBL.example."]"#,
        r#"["dbl.example", "black.example"]"#,
        r#"["black.example", "dbl.example"]"#,
    ] {
        trial.settings = Settings::from_toml(&format!("[lookups]\nblock_lists = {lists}")).unwrap();
        trial.go().await.unwrap();
        asked.push(trial.script.enquired().len());
    }
    assert_eq!(asked, [1, 1, 2, 2]);
}
