//! Limits an hour, and a port that is shut: an exchange is left alone, the run says so, and goes on by itself.

use mailvet_verdict::Moment;

use super::*;

#[tokio::test(start_paused = true)]
async fn no_more_recipients_an_hour_are_asked_than_the_limit_allows() {
    let mut trial = Trial::new(addresses(100, "hourly.example"), |_| ());
    trial.settings.pace.recipients_per_hour = 40;
    trial.go().await.unwrap();
    let first_hour = asked_within(&trial, 59 * MINUTE);
    assert_eq!(first_hour, 40);
    assert!(all_settled(&trial));
}

#[tokio::test(start_paused = true)]
async fn an_exchange_with_too_many_refused_recipients_is_left_alone_for_the_rest_of_the_hour() {
    let texts: Vec<_> = (0..60).map(|n| format!("gone{n}@stale.example")).collect();
    let mut trial = Trial::new(texts, |_| ());
    trial.settings.pace.bad_recipients_per_hour = 25;
    trial.go().await.unwrap();
    let first_hour = asked_within(&trial, 59 * MINUTE);
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
    assert!(
        exchange.held_back.as_ref().unwrap().to_string().starts_with("It refused 25 addresses"),
        "{exchange:?}"
    );
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
    assert!(progress.borrow().trouble.as_ref().unwrap().to_string().starts_with("Port 25"));
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

/// The most moments that lie within an hour less the minute to which the limiter counts.
fn most_within_an_hour(mut named: Vec<Moment>) -> usize {
    named.sort_unstable();
    let within =
        |from: usize| named[from..].iter().take_while(|at| at.since(named[from]) < 59 * MINUTE).count();
    (0..named.len()).map(within).max().unwrap_or(0)
}

/// Two runs over lists at one exchange, in one process.
fn side_by_side(change: impl Fn(&mut Trial)) -> (Trial, Trial) {
    let mut one = Trial::new(addresses(60, "shop.example"), |_| ());
    change(&mut one);
    let mut other = Trial::new((0..60).map(|n| format!("otto{n}@shop.example")), |_| ());
    other.script = Arc::clone(&one.script);
    other.clock = Arc::clone(&one.clock);
    other.paces = Arc::clone(&one.paces);
    other.settings = one.settings.clone();
    (one, other)
}

#[tokio::test(start_paused = true)]
async fn two_runs_at_once_keep_the_limits_of_an_exchange_together() {
    let (one, other) = side_by_side(|trial| {
        trial.settings.pace.connections_per_exchange = 2;
        trial.settings.pace.recipients_per_session = 5;
        trial.settings.pace.recipients_per_hour = 40;
    });
    let (first, second) = tokio::join!(one.go(), other.go());
    assert_eq!((first.unwrap(), second.unwrap()), (RunEnd::Finished, RunEnd::Finished));
    assert!(all_settled(&one) && all_settled(&other));
    assert!(one.script.peak("shop.example") <= 2, "{}", one.script.peak("shop.example"));
    let named = one.script.visits().into_iter().flat_map(|visit| visit.named).collect();
    assert!(most_within_an_hour(named) <= 40);
    assert!(one.clock_minutes() >= 120, "120 addresses and more take three hours of 40");
}

#[tokio::test(start_paused = true)]
async fn two_runs_at_once_take_turns_where_an_exchange_has_one_connection() {
    let (one, other) = side_by_side(|trial| {
        trial.settings.pace.connections_per_exchange = 1;
        trial.settings.pace.recipients_per_session = 5;
    });
    let (first, second) = tokio::join!(one.go(), other.go());
    first.unwrap();
    second.unwrap();
    assert_eq!(one.script.peak("shop.example"), 1);
    let whose: Vec<char> =
        one.script.visits().iter().filter_map(|visit| visit.asked.first()?.chars().next()).collect();
    let half = &whose[..whose.len() / 2];
    for begins in ['a', 'o'] {
        let turns = half.iter().filter(|who| **who == begins).count();
        assert!(turns * 3 >= half.len(), "{begins} had {turns} of the first {}: {whose:?}", half.len());
    }
}

#[tokio::test(start_paused = true)]
async fn a_rest_that_one_run_is_asked_for_is_kept_by_the_other() {
    let slow_down = |now| {
        let reply = Reply::new(421, "4.7.0 Too many connections, slow down and try again later");
        (now < START.plus(MINUTE)).then_some(Outcome::Refused { stage: Stage::Connect, reply })
    };
    let one = Trial::new(addresses(5, "shop.example"), |script| {
        script.greet = Box::new(move |_, now| slow_down(now));
    });
    let mut other = Trial::new(["otto@shop.example"], |_| ());
    other.paces = Arc::clone(&one.paces);
    let later = async {
        tokio::time::sleep(Duration::from_secs(2)).await;
        other.go().await
    };
    let (first, second) = tokio::join!(one.go(), later);
    first.unwrap();
    second.unwrap();
    let begun = other.script.visits()[0].at;
    assert!(begun >= START.plus(5 * MINUTE), "after {:?}", begun.since(START));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_limit_is_ever_exceeded_whatever_the_list_and_the_limits(
        counts in prop::collection::vec((1_usize..60, 0_usize..30), 1..5),
        connections in 1_usize..5,
        recipients_per_session in 1_usize..25,
        hourly in prop::option::of(10_u32..60),
        bad_hourly in prop::option::of(5_u32..30),
        gap in 0_u64..4,
    ) {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let texts: Vec<_> = counts.iter().enumerate().flat_map(|(n, (real, gone))| {
                let domain = format!("shop{n}.example");
                let gone: Vec<_> = (0..*gone).map(|g| format!("gone{g}@{domain}")).collect();
                addresses(*real, &domain).into_iter().chain(gone)
            }).collect();
            let mut trial = Trial::new(texts, |_| ());
            let pace = &mut trial.settings.pace;
            pace.connections_per_exchange = connections;
            pace.recipients_per_session = recipients_per_session;
            pace.recipients_per_hour = hourly.unwrap_or(0);
            pace.bad_recipients_per_hour = bad_hourly.unwrap_or(0);
            pace.gap = Duration::from_secs(gap);
            trial.go().await.unwrap();
            assert!(all_settled(&trial));
            let visits = trial.script.visits();
            for n in 0..counts.len() {
                let (host, exchange) = (format!("mx.shop{n}.example"), format!("shop{n}.example"));
                assert!(trial.script.peak(&exchange) <= connections);
                let of_exchange: Vec<_> = visits.iter().filter(|visit| visit.host == host).collect();
                for visit in &of_exchange {
                    assert!(visit.asked.len() <= recipients_per_session + 1, "the control may come on top");
                    let apart = |pair: &[Moment]| pair[1].since(pair[0]) >= Duration::from_secs(gap);
                    assert!(visit.named.windows(2).all(apart), "{visit:?}");
                }
                let named = || of_exchange.iter().flat_map(|visit| visit.asked.iter().zip(&visit.named));
                let asked = most_within_an_hour(named().map(|(_, at)| *at).collect());
                let bad = named().filter(|(text, _)| text.starts_with("gone") || is_control(text.split('@').next().unwrap()));
                let bad = most_within_an_hour(bad.map(|(_, at)| *at).collect());
                assert!(hourly.is_none_or(|limit| asked <= limit as usize), "{asked} in an hour");
                // Each session may have one under way that nobody knows to be bad.
                let slack = connections - 1;
                assert!(bad_hourly.is_none_or(|limit| bad <= limit as usize + slack), "{bad} bad in an hour");
            }
        });
    }
}

#[tokio::test(start_paused = true)]
async fn an_exchange_with_half_the_list_has_its_full_allowance_from_the_first_second_to_its_last() {
    let mut texts: Vec<_> = (0..3000).map(|n| format!("anna@small{n}.example")).collect();
    texts.extend(addresses(3000, "giant.example"));
    let mut trial = Trial::new(texts, |_| ());
    trial.settings.pace.connections_total = 16;
    trial.settings.pace.recipients_per_hour = 0;
    trial.go().await.unwrap();
    let visits = trial.script.visits();
    let giant: Vec<_> = visits.iter().filter(|visit| visit.host == "mx.giant.example").collect();
    let first = giant.iter().map(|visit| visit.at).min().unwrap();
    assert!(first.since(START) < Duration::from_secs(1), "the largest domain is looked up first");
    let until = giant.iter().map(|visit| visit.until).max().unwrap();
    for tenth in 0..10 {
        let (from, to) =
            (START.plus(until.since(START) * tenth / 10), START.plus(until.since(START) * (tenth + 1) / 10));
        let busy: Duration = giant.iter().map(|visit| visit.until.min(to).since(visit.at.max(from))).sum();
        let used = busy.as_secs_f64() / to.since(from).as_secs_f64();
        assert!(used > 1.6, "of its 2 connections it used {used:.2} in part {tenth}");
    }
    assert!(all_settled(&trial));
}

#[tokio::test(start_paused = true)]
async fn more_than_two_thousand_exchanges_at_once_come_to_an_end_together() {
    let texts: Vec<_> = (0..2500).flat_map(|n| addresses(3, &format!("small{n}.example"))).collect();
    let mut trial = Trial::new(texts, |script| script.step = Duration::from_secs(1));
    trial.settings.pace.connections_total = 2500;
    trial.settings.dns.at_once = 500;
    trial.go().await.unwrap();
    assert!(trial.script.peak_total() > 2000, "{}", trial.script.peak_total());
    assert!(all_settled(&trial));
    assert_eq!(trial.clock_minutes(), 0);
}
