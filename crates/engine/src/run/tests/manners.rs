//! Refusals of us and complaints: addresses are put back and not burnt, rests are kept and doubled, a run still ends, and
//! what was learnt survives.

use super::*;
use crate::run::GuardStep;

fn for_now() -> Outcome {
    let reply = Reply::new(451, "4.7.1 Connection refused due to poor reputation of your IP address");
    Outcome::Refused { stage: Stage::Connect, reply }
}

fn all_are(trial: &Trial, verdict: Verdict, reason: Reason) -> bool {
    trial.journal.results().iter().all(|(_, _, result)| *result == Some((verdict, reason)))
}

#[tokio::test(start_paused = true)]
async fn a_block_that_lifts_after_a_rest_burns_nobody() {
    let trial = Trial::new(addresses(300, "block.example"), |script| {
        script.greet = Box::new(|_, now| (now < START.plus(5 * MINUTE)).then(block));
    });
    trial.go().await.unwrap();
    assert!(all_are(&trial, Verdict::Valid, Reason::MailboxAccepted));
    let visits = trial.script.visits();
    let refused = visits.iter().filter(|visit| visit.at < START.plus(5 * MINUTE)).count();
    assert!(refused <= 2, "{refused}");
    let probe = visits.iter().find(|visit| visit.at > START.plus(5 * MINUTE)).unwrap();
    assert!(probe.asked.len() <= 4, "{probe:?}");
    assert!(trial.journal.pages().entries.values().all(|entry| entry.attempts.len() == 1));
}

#[tokio::test(start_paused = true)]
async fn a_block_until_something_is_put_right_is_looked_at_once_more_and_the_run_ends() {
    let trial =
        Trial::new(addresses(300, "block.example"), |script| script.greet = Box::new(|_, _| Some(block())));
    trial.go().await.unwrap();
    assert!(trial.script.visits().len() <= 3, "{}", trial.script.visits().len());
    assert!(all_are(&trial, Verdict::Unknown, Reason::UsRefused));
    assert!((6..8).contains(&trial.clock_minutes()), "{} minutes", trial.clock_minutes());
    let sentence = trial.journal.entry("anna299@block.example").judgement.unwrap().told();
    assert!(sentence.to_string().contains("came back once within 6 minutes"), "{sentence}");
    assert!(trial.journal.pages().entries.values().all(|entry| !entry.attempts.is_empty()));
}

#[tokio::test(start_paused = true)]
async fn a_block_that_may_pass_is_visited_three_times_with_doubling_rests_and_the_run_ends() {
    let trial = Trial::new(addresses(300, "block.example"), |script| {
        script.greet = Box::new(|_, _| Some(for_now()));
    });
    trial.go().await.unwrap();
    assert!(all_are(&trial, Verdict::Unknown, Reason::UsRefused));
    let at: Vec<u64> =
        trial.script.visits().iter().map(|visit| visit.at.since(START).as_secs() / 60).collect();
    assert_eq!(at.iter().copied().collect::<BTreeSet<_>>(), BTreeSet::from([0, 6, 18, 42]));
    assert!(at.len() <= 5, "{at:?}");
}

#[tokio::test(start_paused = true)]
async fn a_block_that_is_spoken_at_each_recipient_opens_the_breaker_too() {
    let trial = Trial::new(addresses(300, "block.example"), |script| {
        script.answer = Box::new(|_, _| Says::reply(554, "5.7.1 Client host blocked using zen.spamhaus.org"));
    });
    trial.go().await.unwrap();
    assert!(trial.script.asked().len() <= 8, "{}", trial.script.asked().len());
    assert!(all_are(&trial, Verdict::Unknown, Reason::UsRefused));
}

#[tokio::test(start_paused = true)]
async fn who_heard_the_block_is_asked_again_when_it_has_lifted_and_keeps_it_as_evidence() {
    let trial = Trial::new(addresses(60, "block.example"), |script| {
        script.answer = Box::new(|_, asked| match asked.now {
            now if now < START.plus(5 * MINUTE) && asked.in_session >= 3 => {
                Says::reply(554, "5.7.1 Client host blocked using zen.spamhaus.org")
            }
            _ => ordinary(asked.address),
        });
    });
    trial.go().await.unwrap();
    assert!(all_are(&trial, Verdict::Valid, Reason::MailboxAccepted));
    let attempts: Vec<_> = trial.journal.pages().entries.values().map(|entry| entry.attempts.len()).collect();
    let twice = attempts.iter().filter(|count| **count == 2).count();
    assert!((2..=4).contains(&twice) && attempts.iter().all(|count| *count <= 2), "{attempts:?}");
}

#[tokio::test(start_paused = true)]
async fn a_recipient_that_alone_refuses_us_does_not_stop_its_exchange() {
    let trial = Trial::new(addresses(40, "one.example"), |script| {
        script.answer = Box::new(|_, asked| match asked.address.local.as_str() {
            "anna7" => Says::reply(550, "5.7.1 Message rejected due to local policy"),
            _ => ordinary(asked.address),
        });
    });
    trial.go().await.unwrap();
    assert_eq!(trial.journal.reason("anna7@one.example"), Reason::UsRefused);
    assert_eq!(trial.journal.reason("anna39@one.example"), Reason::MailboxAccepted);
    let early = trial.script.visits().iter().filter(|visit| visit.at < START.plus(MINUTE)).count();
    assert!(early >= 2, "the others did not wait");
}

#[tokio::test(start_paused = true)]
async fn what_was_accepted_before_a_block_that_stays_is_unproven_and_does_not_hold_up_the_run() {
    let mut trial = Trial::new(addresses(60, "late.example"), |script| {
        script.answer = Box::new(|_, asked| match asked.in_session {
            0 if asked.now < START.plus(MINUTE) => ordinary(asked.address),
            _ => Says::reply(554, "5.7.1 Client host blocked using zen.spamhaus.org"),
        });
    });
    trial.settings.pace.connections_per_exchange = 1;
    trial.go().await.unwrap();
    assert!(all_settled(&trial));
    assert_eq!(trial.journal.reason("anna0@late.example"), Reason::AcceptsUnproven);
    assert!(trial.clock_minutes() < 10, "{} minutes", trial.clock_minutes());
}

#[tokio::test(start_paused = true)]
async fn one_exchange_that_refuses_us_holds_up_nobody_else() {
    let mut texts = addresses(100, "block.example");
    texts.extend(addresses(100, "fine.example"));
    let trial = Trial::new(texts, |script| {
        script.greet = Box::new(|host, _| (host == "mx.block.example").then(block));
    });
    trial.go().await.unwrap();
    let fine = trial.script.visits();
    let last = fine.iter().filter(|visit| visit.host == "mx.fine.example").map(|visit| visit.until).max();
    assert!(last.unwrap() < START.plus(MINUTE));
}

#[tokio::test(start_paused = true)]
async fn an_open_breaker_and_its_rests_survive_a_restart() {
    let mut trial = Trial::new(addresses(50, "block.example"), |script| {
        script.greet = Box::new(|_, _| Some(for_now()));
    });
    with_a_pause_after(&mut trial, 8 * MINUTE).await;
    let at: BTreeSet<u64> =
        trial.script.visits().iter().map(|visit| visit.at.since(START).as_secs() / 60).collect();
    assert_eq!(at, BTreeSet::from([0, 6, 18, 42]), "as if it had not been interrupted");
    assert!(all_are(&trial, Verdict::Unknown, Reason::UsRefused));
}

#[tokio::test(start_paused = true)]
async fn the_hour_of_an_exchange_survives_a_restart_and_counts_for_the_next_run() {
    let mut trial = Trial::new(addresses(100, "hourly.example"), |_| ());
    trial.settings.pace.recipients_per_hour = 40;
    trial.journal.pages().of_another_run = true;
    with_a_pause_after(&mut trial, 10 * MINUTE).await;
    let first_hour = asked_within(&trial, 59 * MINUTE);
    assert_eq!(first_hour, 40);
    assert!(all_settled(&trial));
}

#[tokio::test(start_paused = true)]
async fn an_exchange_that_complains_again_and_again_gets_longer_rests() {
    let trial = Trial::new(addresses(40, "strict.example"), |script| {
        script.greet = Box::new(|_, now| {
            let reply = Reply::new(421, "4.7.0 Too many connections from your IP address, try again later");
            (now < START.plus(20 * MINUTE)).then_some(Outcome::Refused { stage: Stage::Connect, reply })
        });
    });
    trial.go().await.unwrap();
    assert!(all_are(&trial, Verdict::Valid, Reason::MailboxAccepted));
    let at: BTreeSet<u64> =
        trial.script.visits().iter().map(|visit| visit.at.since(START).as_secs() / 60).collect();
    let early: Vec<_> = at.into_iter().filter(|minute| *minute < 45).collect();
    assert!(early.starts_with(&[0, 6, 18]), "{early:?}");
}

#[tokio::test(start_paused = true)]
async fn after_a_complaint_the_exchange_is_asked_more_slowly_and_then_faster_step_by_step() {
    let mut trial = Trial::new(addresses(400, "strict.example"), |script| {
        script.answer = Box::new(|_, asked| match asked.times {
            0 if asked.address.local == "anna60" || asked.address.local == "anna61" => Says::reply(
                421,
                "4.7.0 Your IP address is sending too much mail, slow down and try again later",
            ),
            _ => ordinary(asked.address),
        });
    });
    trial.settings.pace.recipients_per_hour = 0;
    trial.settings.pace.connections_per_exchange = 1;
    trial.go().await.unwrap();
    assert!(all_are(&trial, Verdict::Valid, Reason::MailboxAccepted));
    let visits = trial.script.visits();
    let rate = |visit: &&super::super::testing::Visited| {
        visit.asked.len() as f64 / visit.until.since(visit.at).as_secs_f64()
    };
    let after: Vec<_> = visits.iter().filter(|visit| visit.at > START.plus(5 * MINUTE)).collect();
    let (first, last) = (rate(&after[0]), rate(after.last().unwrap()));
    assert!(first < rate(&&visits[0]), "slower after the complaint: {first}");
    assert!(last > first, "{first} {last}");
}

#[tokio::test(start_paused = true)]
async fn a_gap_is_kept_between_the_recipients_of_every_session() {
    let mut trial = Trial::new(addresses(30, "gap.example"), |_| ());
    trial.settings.pace.gap = Duration::from_secs(3);
    trial.go().await.unwrap();
    for visit in trial.script.visits() {
        let gaps = u32::try_from(visit.asked.len().saturating_sub(1)).unwrap();
        assert!(visit.until.since(visit.at) >= gaps * Duration::from_secs(3), "{visit:?}");
    }
    assert!(all_settled(&trial));
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_refused_nearly_everywhere_pauses_says_why_and_ends() {
    let texts: Vec<_> = (0..200).map(|n| format!("anna@shop{n}.example")).collect();
    let mut trial = Trial::new(texts, |script| script.greet = Box::new(|_, _| Some(block())));
    trial.settings.pace.connections_total = 4;
    let (sender, progress) = watch::channel(Progress::default());
    let watched = async {
        tokio::time::sleep(MINUTE).await;
        let seen = progress.borrow().clone();
        (seen, trial.script.visits().len())
    };
    let (end, (seen, visits)) = tokio::join!(trial.go_with(sender), watched);
    assert_eq!(end.unwrap(), RunEnd::Finished);
    assert!(visits <= 24, "{visits} visits before the pause");
    let guard = seen.guard.unwrap();
    assert_eq!(guard.step, GuardStep::Paused);
    assert!(guard.until.is_some_and(|until| until.since(START) < 7 * MINUTE), "{guard:?}");
    let said = "mail servers refused us, so Mailvet asks nobody for another 5";
    assert!(guard.sentence.to_string().contains(said), "{guard:?}");
    assert_eq!(seen.trouble, None, "the way out is open");
    assert!(all_are(&trial, Verdict::Unknown, Reason::UsRefused));
    assert!(trial.clock_minutes() < 60, "{} minutes", trial.clock_minutes());
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_let_in_again_after_a_pause_goes_on_by_itself() {
    let texts: Vec<_> = (0..200).map(|n| format!("anna@shop{n}.example")).collect();
    let mut trial = Trial::new(texts, |script| {
        script.greet = Box::new(|_, now| (now < START.plus(5 * MINUTE)).then(block));
    });
    trial.settings.pace.connections_total = 4;
    let (sender, progress) = watch::channel(Progress::default());
    trial.go_with(sender).await.unwrap();
    assert!(all_are(&trial, Verdict::Valid, Reason::MailboxAccepted));
    assert_eq!(progress.borrow().guard, None);
    assert!(trial.clock_minutes() < 15, "{} minutes", trial.clock_minutes());
}

#[tokio::test(start_paused = true)]
async fn own_listing_that_is_known_beforehand_slows_the_run() {
    let texts: Vec<_> = (0..40).map(|n| format!("anna@shop{n}.example")).collect();
    let mut trial = Trial::new(texts, |_| ());
    trial.settings.pace.connections_total = 8;
    trial.own_listing = Some(super::super::OwnListing { list: "Spamhaus".into() });
    let (sender, progress) = watch::channel(Progress::default());
    trial.go_with(sender).await.unwrap();
    assert_eq!(trial.script.peak_total(), 4);
    let guard = progress.borrow().guard.clone().unwrap();
    assert_eq!((guard.step, guard.listed_on.as_deref()), (GuardStep::Slowed, Some("Spamhaus")));
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_killed_within_a_pause_of_its_guard_keeps_the_rest_of_it() {
    let texts: Vec<_> = (0..200).map(|n| format!("anna@shop{n}.example")).collect();
    let mut trial = Trial::new(texts, |script| {
        script.greet = Box::new(|_, now| (now < START.plus(5 * MINUTE)).then(block));
    });
    trial.settings.pace.connections_total = 4;
    tokio::select! {
        _ = trial.go() => panic!("it pauses"),
        () = tokio::time::sleep(MINUTE) => (),
    }
    let before = trial.script.visits().len();
    trial.go().await.unwrap();
    let rest = START.plus(6 * MINUTE);
    let first = trial.script.visits()[before].at;
    assert!(first >= rest.before(Duration::from_secs(10)), "asked again after {:?}", first.since(START));
    assert!(all_are(&trial, Verdict::Valid, Reason::MailboxAccepted));
}
