//! Limits an hour, and a port that is shut: an exchange is left alone, the run says so, and goes on by itself.

use super::*;

#[tokio::test(start_paused = true)]
async fn no_more_recipients_an_hour_are_asked_than_the_limit_allows() {
    let mut trial = Trial::new(addresses(100, "hourly.example"), |_| ());
    trial.settings.pace.recipients_per_hour = 40;
    trial.go().await.unwrap();
    let first_hour: usize = trial
        .script
        .visits()
        .iter()
        .filter(|visit| visit.at < START.plus(59 * MINUTE))
        .map(|visit| visit.asked.len())
        .sum();
    assert_eq!(first_hour, 40);
    assert!(all_settled(&trial));
}

#[tokio::test(start_paused = true)]
async fn an_exchange_with_too_many_refused_recipients_is_left_alone_for_the_rest_of_the_hour() {
    let texts: Vec<_> = (0..60).map(|n| format!("gone{n}@stale.example")).collect();
    let mut trial = Trial::new(texts, |_| ());
    trial.settings.pace.bad_recipients_per_hour = 25;
    trial.go().await.unwrap();
    let first_hour: usize = trial
        .script
        .visits()
        .iter()
        .filter(|visit| visit.at < START.plus(59 * MINUTE))
        .map(|visit| visit.asked.len())
        .sum();
    assert!((25..=26).contains(&first_hour), "{first_hour}");
    assert!(all_settled(&trial));
}

/// A run of a list with bad addresses and one that is put off, seen while the exchange is held back for its bad ones.
async fn held_back(then: impl FnOnce(&Trial)) -> (Trial, Progress) {
    let mut texts: Vec<_> = (0..10).map(|n| format!("late{n}@stale.example")).collect();
    texts.extend((0..60).map(|n| format!("gone{n}@stale.example")));
    let mut trial = Trial::new(texts, |script| {
        script.answer = Box::new(|_, asked| match asked.times {
            0 if asked.address.local.starts_with("late") => Says::reply(GREYLISTED.0, GREYLISTED.1),
            _ => ordinary(asked.address),
        });
    });
    trial.settings.pace.bad_recipients_per_hour = 25;
    let (sender, progress) = watch::channel(Progress::default());
    let watched = async {
        tokio::time::sleep(20 * MINUTE).await;
        let seen = progress.borrow().clone();
        then(&trial);
        seen
    };
    let (end, seen) = tokio::join!(trial.go_with(sender), watched);
    assert_eq!(end.unwrap(), RunEnd::Finished);
    (trial, seen)
}

#[tokio::test(start_paused = true)]
async fn an_exchange_that_is_held_back_says_so_and_goes_on_by_itself() {
    let (trial, seen) = held_back(|_| ()).await;
    let exchange = &seen.exchanges[0];
    assert!(exchange.held_back.as_ref().unwrap().starts_with("It refused 25 addresses"), "{exchange:?}");
    let until = exchange.until.unwrap();
    assert!((START.plus(58 * MINUTE)..=START.plus(61 * MINUTE)).contains(&until));
    assert_eq!(seen.tally.waiting, 10);
    assert_eq!(seen.next_retry, Some(until), "what has come due in the meantime is not asked before");
    let wait = until.since(START.plus(20 * MINUTE)).as_secs_f64();
    assert!(seen.first_answers_in.unwrap() >= wait - 1.0, "{seen:?}");
    assert!(seen.all_in.unwrap() >= seen.first_answers_in.unwrap());
    assert_eq!(trial.journal.reason("late9@stale.example"), Reason::MailboxAccepted);
    assert_eq!(trial.journal.reason("gone59@stale.example"), Reason::MailboxNotFound);
    assert!(all_settled(&trial));
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_finished_while_an_exchange_is_held_back_ends_at_once() {
    let (trial, _) = held_back(|trial| trial.reins.finish.cancel()).await;
    assert_eq!(trial.clock_minutes(), 20);
    assert!(all_settled(&trial));
    assert_eq!(trial.journal.reason("late0@stale.example"), Reason::Greylisted);
    assert_eq!(trial.journal.reason("gone59@stale.example"), Reason::Cancelled);
}

#[tokio::test(start_paused = true)]
async fn an_exchange_that_is_held_back_does_not_hide_when_others_come_back() {
    let mut texts = addresses(60, "hourly.example");
    texts.extend(addresses(2, "grey.example"));
    let mut trial = Trial::new(texts, |script| {
        script.answer = Box::new(|host, asked| match host {
            "mx.grey.example" => Says::reply(GREYLISTED.0, GREYLISTED.1),
            _ => ordinary(asked.address),
        });
    });
    trial.settings.pace.recipients_per_hour = 20;
    let (sender, progress) = watch::channel(Progress::default());
    let watched = async {
        tokio::time::sleep(2 * MINUTE).await;
        let seen = progress.borrow().clone();
        trial.reins.stop.cancel();
        seen
    };
    let (_, seen) = tokio::join!(trial.go_with(sender), watched);
    assert!(seen.next_retry.is_some_and(|due| due < START.plus(7 * MINUTE)), "{seen:?}");
    assert!(seen.first_answers_in.unwrap() > 100.0 * 60.0, "forty more need two more hours: {seen:?}");
}

#[tokio::test(start_paused = true)]
async fn a_shut_port_is_found_out_once_and_not_with_every_host() {
    let texts: Vec<_> = (0..300).map(|n| format!("anna@away{n}.example")).collect();
    let mut trial = Trial::new(texts, |script| {
        script.step = Duration::from_secs(10);
        script.greet = Box::new(|_, _| Some(Outcome::NoConnection(ConnectFault::TimedOut)));
    });
    trial.settings.pace.connections_total = 8;
    let (sender, progress) = watch::channel(Progress::default());
    trial.go_with(sender).await.unwrap();
    assert!(trial.script.visits().len() < 24, "{}", trial.script.visits().len());
    assert_eq!(trial.journal.reason("anna@away299.example"), Reason::Port25Blocked);
    assert!(progress.borrow().trouble.as_ref().unwrap().starts_with("Port 25"));
    assert!(all_settled(&trial));
}

#[tokio::test(start_paused = true)]
async fn a_port_that_opens_again_is_noticed() {
    let texts: Vec<_> = (0..100).map(|n| format!("anna@back{n}.example")).collect();
    let mut trial = Trial::new(texts, |script| {
        script.greet = Box::new(|_, now| {
            (now < START.plus(3 * MINUTE)).then_some(Outcome::NoConnection(ConnectFault::TimedOut))
        });
    });
    trial.settings.pace.connections_total = 8;
    let (sender, progress) = watch::channel(Progress::default());
    trial.go_with(sender).await.unwrap();
    assert!(
        trial
            .journal
            .results()
            .iter()
            .all(|(_, _, result)| *result == Some((Verdict::Valid, Reason::MailboxAccepted)))
    );
    assert_eq!(progress.borrow().trouble, None);
}
