//! Coming back: clocks that are set, greylists that know their senders, and runs that end first.

use super::*;

/// Greylists every first try.
fn greylists(script: &mut super::super::testing::Script) {
    script.answer = Box::new(|_, asked| match asked.times {
        0 if !is_control(&asked.address.local) => Says::reply(GREYLISTED.0, GREYLISTED.1),
        _ => ordinary(asked.address),
    });
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_set_back_delays_nobody() {
    let trial = Trial::new(addresses(3, "grey.example"), greylists);
    let began = tokio::time::Instant::now();
    let set_back = async {
        tokio::time::sleep(2 * MINUTE).await;
        trial.clock.set(-24 * 60);
    };
    let (end, ()) = tokio::join!(trial.go(), set_back);
    end.unwrap();
    assert!(began.elapsed() < 8 * MINUTE, "{:?}", began.elapsed());
    assert_eq!(trial.journal.reason("anna2@grey.example"), Reason::MailboxAccepted);
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_was_set_back_between_two_runs_delays_nobody_longer_than_the_longest_wait() {
    let mut trial = Trial::new(addresses(3, "grey.example"), greylists);
    let stop = async {
        tokio::time::sleep(MINUTE).await;
        trial.reins.stop.cancel();
    };
    let (end, ()) = tokio::join!(trial.go(), stop);
    assert_eq!(end.unwrap(), RunEnd::Stopped);
    trial.reins = super::super::Reins::default();
    trial.clock.set(-30 * 24 * 60);
    let began = tokio::time::Instant::now();
    trial.go().await.unwrap();
    assert!(began.elapsed() < 245 * MINUTE, "{:?}", began.elapsed());
    assert_eq!(trial.journal.reason("anna2@grey.example"), Reason::MailboxAccepted);
}

#[tokio::test(start_paused = true)]
async fn a_machine_that_sleeps_for_an_hour_goes_on_where_it_was() {
    let trial = Trial::new(addresses(3, "grey.example"), greylists);
    let began = tokio::time::Instant::now();
    let sleeps = async {
        tokio::time::sleep(MINUTE).await;
        trial.clock.set(60);
    };
    let (end, ()) = tokio::join!(trial.go(), sleeps);
    end.unwrap();
    assert!(began.elapsed() < 2 * MINUTE, "what has come due meanwhile is due: {:?}", began.elapsed());
    assert_eq!(trial.journal.reason("anna2@grey.example"), Reason::MailboxAccepted);
}

/// Tenants of one host whose greylist tells the first to come back in three minutes and the others in three hours.
fn tenants(knows_senders: bool) -> Trial {
    let texts: Vec<_> = (0..4).flat_map(|n| addresses(3, &format!("tenant{n}.example"))).collect();
    let mut trial = Trial::new(texts, |script| {
        script.routing = Box::new(|_, _| mx(&["mx1.hosting.example"]));
        script.answer = Box::new(move |_, asked| {
            let first = asked.address.domain == "tenant0.example";
            let passes = START.plus(if first || knows_senders { 3 * MINUTE } else { 170 * MINUTE });
            match is_control(&asked.address.local) || asked.now >= passes {
                true => ordinary(asked.address),
                false if first => Says::reply(450, "4.2.0 Greylisted, please try again in 180 seconds"),
                false => Says::reply(450, "4.2.0 Greylisted, please try again in 10800 seconds"),
            }
        });
    });
    trial.settings.pace.connections_per_exchange = 1;
    trial
}

#[tokio::test(start_paused = true)]
async fn a_greylist_that_knows_its_senders_lets_the_neighbours_pass_too() {
    let trial = tenants(true);
    trial.go().await.unwrap();
    assert!(trial.clock_minutes() < 10, "{} minutes", trial.clock_minutes());
    assert_eq!(trial.journal.reason("anna2@tenant3.example"), Reason::MailboxAccepted);
}

#[tokio::test(start_paused = true)]
async fn a_greylist_that_knows_recipients_is_asked_too_early_by_one_of_a_neighbour_only() {
    let trial = tenants(false);
    trial.go().await.unwrap();
    let early: usize = trial
        .script
        .visits()
        .iter()
        .filter(|visit| (START.plus(4 * MINUTE)..START.plus(100 * MINUTE)).contains(&visit.at))
        .map(|visit| visit.asked.len())
        .sum();
    assert!(early <= 1, "{early}");
    assert_eq!(trial.journal.reason("anna2@tenant3.example"), Reason::MailboxAccepted);
}

#[tokio::test(start_paused = true)]
async fn a_session_that_ends_long_after_its_last_answer_uses_up_no_waits() {
    let mut trial = Trial::new(addresses(6, "limits.example"), |script| {
        script.goodbye = Duration::from_secs(12);
        script.answer = Box::new(|_, asked| match asked.now < START.plus(Duration::from_secs(40)) {
            true => Says::reply(450, "4.7.1 Error: too many recipients from 192.0.2.1"),
            false => ordinary(asked.address),
        });
    });
    trial.settings.retry.waits = vec![Duration::from_secs(5); 8];
    trial.go().await.unwrap();
    for text in addresses(6, "limits.example") {
        assert_eq!(trial.journal.reason(&text), Reason::MailboxAccepted, "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_finished_early_says_when_it_would_have_asked_again() {
    let mut trial = Trial::new(["anna@grey.example"], |script| {
        script.answer = Box::new(|_, _| Says::reply(450, "4.7.1 Greylisted, try again in 5 minutes"));
    });
    trial.judge =
        |dossier, knowledge| mailvet_verdict::judge(dossier, knowledge, &mailvet_verdict::Policy::default());
    let finish = async {
        tokio::time::sleep(MINUTE).await;
        trial.reins.finish.cancel();
    };
    let (end, ()) = tokio::join!(trial.go(), finish);
    end.unwrap();
    let judgement = trial.journal.entry("anna@grey.example").judgement.unwrap();
    assert_eq!((judgement.verdict, judgement.reason), (Verdict::Unknown, Reason::Greylisted));
    let due = START.plus(5 * MINUTE).to_string();
    let hour_and_minute = &due[..16];
    assert!(judgement.told().to_string().contains(hour_and_minute), "{} in {}", due, judgement.told());
}

#[tokio::test(start_paused = true)]
async fn stated_waits_in_minutes_and_hours_are_kept() {
    for (words, minutes) in [("try again in 5 minutes", 5), ("please retry in 2 hours", 120)] {
        let trial = Trial::new(["anna@grey.example"], |script| {
            let text = format!("4.7.1 Greylisted, {words}");
            script.answer = Box::new(move |_, asked| match asked.times {
                0 if !is_control(&asked.address.local) => Says::reply(450, &text),
                _ => ordinary(asked.address),
            });
        });
        trial.go().await.unwrap();
        let again = trial.script.visits()[1].at.since(START).as_secs() / 60;
        assert_eq!(again, minutes, "{words}");
    }
}

#[tokio::test(start_paused = true)]
async fn many_greylisted_sisters_are_released_in_pages() {
    let mut trial = Trial::new(addresses(900, "grey.example"), |script| {
        script.step = Duration::from_millis(1);
        script.answer = Box::new(|_, asked| match asked.now < START.plus(5 * MINUTE) {
            true if asked.address.local == "anna0" => {
                Says::reply(450, "4.2.0 Greylisted, please try again in 300 seconds")
            }
            true => Says::reply(450, "4.2.0 Greylisted, please try again in 10800 seconds"),
            false => ordinary(asked.address),
        });
    });
    trial.settings.pace.recipients_per_hour = 0;
    trial.go().await.unwrap();
    assert!(trial.clock_minutes() < 20, "{} minutes", trial.clock_minutes());
    assert_eq!(trial.journal.reason("anna899@grey.example"), Reason::MailboxAccepted);
}

#[tokio::test(start_paused = true)]
async fn an_answer_goes_to_the_journal_in_the_moment_in_which_it_is_heard() {
    let texts: Vec<_> = (0..20).flat_map(|n| addresses(30, &format!("d{n}.example"))).collect();
    let trial = Trial::new(texts, |script| {
        script.answer = Box::new(|_, _| Says::reply(NO_SUCH_USER.0, NO_SUCH_USER.1));
    });
    trial.go().await.unwrap();
    let pages = trial.journal.pages();
    assert_eq!(pages.entries.len(), 600);
    for entry in pages.entries.values() {
        let heard = entry.attempts.last().unwrap().at;
        let waited = entry.judged_at.since(heard);
        // The store adds two groups of commits at most, and has 250 ms in all.
        assert!(waited <= Duration::from_millis(50), "{} waited for {waited:?}", entry.typed);
    }
}
