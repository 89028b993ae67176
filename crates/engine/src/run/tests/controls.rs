//! Controls: how many are asked and with whom they ride, what is done with servers that change their mind, and what is
//! used again from other runs.

use std::sync::Mutex;

use mailvet_verdict::{Address, Attempt, Control, Moment, Policy};

use super::*;

/// A run that is judged as in earnest.
fn in_earnest(texts: Vec<String>, script: impl FnOnce(&mut super::super::testing::Script)) -> Trial {
    let mut trial = Trial::new(texts, script);
    trial.judge = |dossier, knowledge| mailvet_verdict::judge(dossier, knowledge, &Policy::default());
    trial
}

fn accepts_all(script: &mut super::super::testing::Script) {
    script.answer = Box::new(|_, _| Says::reply(ACCEPTED.0, ACCEPTED.1));
}

/// Addresses with this verdict whose local part begins so.
fn with_verdict(trial: &Trial, begins: &str, wanted: Verdict) -> usize {
    let is = |(typed, _, result): &Row| {
        typed.starts_with(begins) && result.is_some_and(|(verdict, _)| verdict == wanted)
    };
    trial.journal.results().iter().filter(|row| is(row)).count()
}

#[tokio::test(start_paused = true)]
async fn three_controls_of_a_catch_all_ride_along_in_the_sessions_that_come_anyway() {
    let trial = in_earnest(addresses(50, "all.example"), accepts_all);
    trial.go().await.unwrap();
    assert_eq!(control_names(&trial).len(), 3);
    assert_eq!(trial.script.visits().len(), 3, "as many as fifty addresses need");
    assert_eq!(with_verdict(&trial, "anna", Verdict::Risky), 50);
    let judgement = trial.journal.entry("anna7@all.example").judgement.unwrap();
    assert_eq!(judgement.reason, Reason::CatchAll);
    assert!(judgement.sentence.to_string().contains("3 of 3"), "{}", judgement.sentence);
}

#[tokio::test(start_paused = true)]
async fn many_small_catch_alls_at_one_host_cost_no_connection_more() {
    let texts: Vec<_> = (0..30).map(|n| format!("anna@tenant{n}.example")).collect();
    let visits = async |catch_all_after| {
        let mut trial = in_earnest(texts.clone(), |script| {
            script.routing = Box::new(|_, _| mx(&["mx1.hosting.example"]));
            accepts_all(script);
        });
        trial.settings.controls.catch_all_after = catch_all_after;
        trial.go().await.unwrap();
        assert_eq!(with_verdict(&trial, "anna", Verdict::Risky), 30);
        assert!(controls_asked(&trial) <= 30 * usize::try_from(catch_all_after).unwrap());
        trial.script.visits().len()
    };
    let (one, three) = (visits(1).await, visits(3).await);
    assert!(three <= 2 * one, "{three} connections instead of {one} for twice as many recipients");
}

#[tokio::test(start_paused = true)]
async fn controls_that_are_to_lie_apart_wait_for_their_time() {
    let mut trial = in_earnest(addresses(3, "all.example"), accepts_all);
    trial.settings.controls.spacing = 10 * MINUTE;
    trial.go().await.unwrap();
    let asked: Vec<_> = trial.script.visits().iter().map(|visit| visit.asked.len()).collect();
    assert_eq!(asked, [4, 1, 1]);
    assert_eq!(trial.clock_minutes(), 20);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_answers_controls_differently_makes_nobody_valid() {
    let controls = AtomicUsize::new(0);
    let trial = in_earnest(addresses(5, "moody.example"), |script| {
        script.answer = Box::new(move |_, asked| match is_control(&asked.address.local) {
            true if controls.fetch_add(1, Ordering::Relaxed) == 0 => Says::reply(ACCEPTED.0, ACCEPTED.1),
            _ => ordinary(asked.address),
        });
    });
    trial.go().await.unwrap();
    assert!(all_settled(&trial));
    assert_eq!(trial.journal.reason("anna0@moody.example"), Reason::AcceptsUnproven);
    let sentence = trial.journal.entry("anna0@moody.example").judgement.unwrap().told();
    assert!(sentence.to_string().contains("differently from time to time"), "{sentence}");
}

#[tokio::test(start_paused = true)]
async fn an_operator_whose_yes_is_worth_nothing_is_asked_no_control() {
    let trial = in_earnest(addresses(5, "shop.example"), |script| {
        script.routing = Box::new(|_, _| mx(&["mta5.am0.yahoodns.net"]));
        accepts_all(script);
    });
    trial.go().await.unwrap();
    assert_eq!(controls_asked(&trial), 0);
    assert_eq!(trial.journal.reason("anna0@shop.example"), Reason::AcceptsUnproven);
}

#[tokio::test(start_paused = true)]
async fn a_control_is_repeated_after_so_many_acceptances_and_few_are_kept() {
    let mut trial = in_earnest(addresses(200, "shop.example"), |_| ());
    trial.settings.controls.audit_after = 25;
    trial.settings.pace.connections_per_exchange = 1;
    trial.go().await.unwrap();
    let asked = controls_asked(&trial);
    assert!((5..=8).contains(&asked), "{asked}");
    assert_eq!(trial.script.visits().len(), 10, "none was a connection of its own");
    assert_eq!(with_verdict(&trial, "anna", Verdict::Valid), 200);
    assert_eq!(trial.journal.pages().controls["shop.example"].len(), 2, "the first and the last");
}

#[tokio::test(start_paused = true)]
async fn a_control_is_repeated_after_a_while() {
    let mut trial = in_earnest(addresses(60, "shop.example"), |script| script.step = MINUTE);
    trial.settings.pace.connections_per_exchange = 1;
    trial.go().await.unwrap();
    assert_eq!(controls_asked(&trial), 3, "one at the end of each session of twenty minutes");
    assert_eq!(with_verdict(&trial, "anna", Verdict::Valid), 60);
}

#[tokio::test(start_paused = true)]
async fn a_refused_sister_is_an_audit_for_nothing() {
    let mut texts = Vec::new();
    for n in 0..40 {
        texts.extend((0..4).map(|m| format!("anna{n}x{m}@shop.example")));
        texts.push(format!("gone{n}@shop.example"));
    }
    let mut trial = in_earnest(texts, |_| ());
    trial.settings.controls.audit_after = 4;
    trial.settings.pace.connections_per_exchange = 1;
    trial.go().await.unwrap();
    assert_eq!(controls_asked(&trial), 0);
    assert_eq!(with_verdict(&trial, "anna", Verdict::Valid), 160);
    assert!(trial.journal.pages().controls["shop.example"].len() <= 3);
}

/// Accepts everything from so many refusals within an hour on, until the hour is over, as Cisco's guard does.
fn guard(after: usize) -> impl Fn(&str, &Asked<'_>) -> Says {
    let refused: Mutex<Vec<Moment>> = Mutex::default();
    move |_, asked| {
        let mut refused = refused.lock().unwrap();
        refused.retain(|at| asked.now.since(*at) < 60 * MINUTE);
        let is_bad = asked.address.local.starts_with("gone") || is_control(&asked.address.local);
        if is_bad && refused.len() < after {
            refused.push(asked.now);
            return ordinary(asked.address);
        }
        Says::reply(ACCEPTED.0, ACCEPTED.1)
    }
}

/// The tenants of one hosting exchange: each with one bad address and three good ones; then enough bad ones at the last to wake
/// a guard that bears `bad` of them; then three good ones a tenant, which come too late to be believed.
fn tenants(count: usize, bad: usize) -> Vec<String> {
    let last = count - 1;
    let mut texts = Vec::new();
    for tenant in 0..count {
        texts.push(format!("gone@tenant{tenant}.example"));
        texts.extend(addresses(3, &format!("tenant{tenant}.example")));
    }
    texts.extend((0..bad).map(|n| format!("gone{n}@tenant{last}.example")));
    texts
        .extend((0..count).flat_map(|tenant| (0..3).map(move |n| format!("late{n}@tenant{tenant}.example"))));
    texts
}

/// One hosting exchange for every domain, with a guard that wakes after so many refusals.
fn guard_hosting(script: &mut super::super::testing::Script, wakes_after: usize) {
    script.routing = Box::new(|_, _| mx(&["mx1.hosting.example"]));
    script.answer = Box::new(guard(wakes_after));
}

/// A run over such an exchange, one connection at a time.
fn guarded_hosting(texts: Vec<String>, wakes_after: usize) -> Trial {
    let mut trial = in_earnest(texts, |script| guard_hosting(script, wakes_after));
    trial.settings.pace.connections_per_exchange = 1;
    trial
}

/// Fifteen bad addresses wake the guard, so that five more are accepted like the twenty good ones before them.
fn guarded() -> Trial {
    let mut texts: Vec<_> = (0..15).map(|n| format!("gone{n}@guard.example")).collect();
    texts.extend(addresses(20, "guard.example"));
    texts.extend((0..5).map(|n| format!("gone-late{n}@guard.example")));
    let mut trial = in_earnest(texts, |script| script.answer = Box::new(guard(15)));
    trial.settings.pace.connections_per_exchange = 1;
    trial
}

#[tokio::test(start_paused = true)]
async fn a_server_that_begins_to_accept_everything_loses_its_valid_ones_and_they_are_asked_again() {
    let trial = guarded();
    let watched = async {
        tokio::time::sleep(30 * MINUTE).await;
        let waiting = |row: &Row| matches!(row.1, Standing::Waiting { .. });
        (
            with_verdict(&trial, "", Verdict::Valid),
            trial.journal.results().iter().filter(|row| waiting(row)).count(),
        )
    };
    let (end, meanwhile) = tokio::join!(trial.go(), watched);
    end.unwrap();
    assert_eq!(meanwhile, (0, 25), "what was valid waits, and is not shown as valid");
    assert!(all_settled(&trial));
    assert_eq!(with_verdict(&trial, "anna", Verdict::Valid), 20);
    assert_eq!(with_verdict(&trial, "gone", Verdict::Invalid), 20);
    assert!((60..80).contains(&trial.clock_minutes()), "{}", trial.clock_minutes());
    assert_eq!(trial.journal.pages().withdrawals.len(), 0);
    assert!(trial.script.visits().len() <= 5, "{}", trial.script.visits().len());
}

#[tokio::test(start_paused = true)]
async fn a_server_that_never_forgives_makes_nobody_valid_and_is_not_asked_without_end() {
    let mut texts: Vec<_> = (0..15).map(|n| format!("gone{n}@guard.example")).collect();
    texts.extend(addresses(20, "guard.example"));
    let refused = AtomicUsize::new(0);
    let trial = in_earnest(texts, |script| {
        script.answer = Box::new(move |_, asked| {
            let is_bad = asked.address.local.starts_with("gone") || is_control(&asked.address.local);
            match is_bad && refused.fetch_add(1, Ordering::Relaxed) < 15 {
                true => ordinary(asked.address),
                false => Says::reply(ACCEPTED.0, ACCEPTED.1),
            }
        });
    });
    trial.go().await.unwrap();
    assert!(all_settled(&trial));
    assert_eq!(with_verdict(&trial, "", Verdict::Valid), 0);
    assert_eq!(trial.journal.reason("anna0@guard.example"), Reason::AcceptsUnproven);
    assert!(controls_asked(&trial) <= 5, "{}", controls_asked(&trial));
}

#[tokio::test(start_paused = true)]
async fn two_domains_that_change_speak_for_their_exchange() {
    let texts = tenants(4, 12);
    let mut trial = guarded_hosting(texts, 16);
    trial.settings.pace.recipients_per_session = 100;
    let watched = async {
        tokio::time::sleep(30 * MINUTE).await;
        (with_verdict(&trial, "", Verdict::Valid), controls_asked(&trial))
    };
    let (end, (valid, controls)) = tokio::join!(trial.go(), watched);
    end.unwrap();
    assert_eq!(valid, 0, "all four domains are taken back");
    assert!(controls <= 2, "though only two were asked: {controls}");
    assert!(all_settled(&trial));
    assert_eq!(with_verdict(&trial, "anna", Verdict::Valid), 12);
    assert_eq!(with_verdict(&trial, "late", Verdict::Valid), 12);
    assert_eq!(with_verdict(&trial, "gone", Verdict::Invalid), 16);
}

#[tokio::test(start_paused = true)]
async fn the_last_catch_all_of_an_exchange_is_doubted_even_where_nobody_else_was_believed_since_it_refused() {
    let mut texts: Vec<_> = (0..6).map(|n| format!("gone{n}@first.example")).collect();
    texts.extend(["anna@first.example", "gone6@first.example"].map(str::to_owned));
    texts.extend(["gone@second.example", "otto@second.example"].map(str::to_owned));
    let mut trial = guarded_hosting(texts, 7);
    trial.settings.dns.at_once = 1;
    trial.go().await.unwrap();
    assert_eq!(with_verdict(&trial, "gone", Verdict::Invalid), 8);
    assert_eq!(trial.journal.reason("otto@second.example"), Reason::MailboxAccepted);
}

/// A guard that wakes at the first domain, so that the second, looked up so much later, seems to be a catch-all.
async fn seeming_catch_all(later: Duration) {
    let mut texts: Vec<_> = (0..7).map(|n| format!("gone{n}@first.example")).collect();
    texts.push("anna@first.example".to_owned());
    texts.extend(["gone@second.example", "otto@second.example"].map(str::to_owned));
    let mut trial = in_earnest(texts, |script| {
        script.dns = later;
        guard_hosting(script, 7);
    });
    trial.settings.pace.connections_per_exchange = 1;
    trial.settings.dns.at_once = 1;
    trial.go().await.unwrap();
    assert!(all_settled(&trial));
    assert_eq!(with_verdict(&trial, "gone", Verdict::Invalid), 8);
    assert_eq!(trial.journal.reason("anna@first.example"), Reason::MailboxAccepted);
    assert_eq!(trial.journal.reason("otto@second.example"), Reason::MailboxAccepted);
}

#[tokio::test(start_paused = true)]
async fn a_catch_all_that_was_only_a_guard_is_found_out() {
    seeming_catch_all(Duration::from_millis(5)).await;
}

#[tokio::test(start_paused = true)]
async fn a_catch_all_that_comes_up_while_its_exchange_is_in_doubt_is_looked_at_once_more() {
    seeming_catch_all(Duration::from_secs(30)).await;
}

#[tokio::test(start_paused = true)]
async fn one_domain_that_becomes_a_catch_all_takes_nothing_back_from_its_neighbours() {
    let mut texts = Vec::new();
    for tenant in 0..3 {
        texts.extend((0..2).map(|n| format!("gone{n}@tenant{tenant}.example")));
        texts.extend(addresses(3, &format!("tenant{tenant}.example")));
    }
    let mut trial = in_earnest(texts, |script| {
        script.routing = Box::new(|_, _| mx(&["mx1.hosting.example"]));
        script.answer = Box::new(|_, asked| match asked.address.domain.as_str() {
            "tenant0.example" if is_control(&asked.address.local) => Says::reply(ACCEPTED.0, ACCEPTED.1),
            _ => ordinary(asked.address),
        });
    });
    trial.settings.pace.connections_per_exchange = 1;
    trial.go().await.unwrap();
    assert!(all_settled(&trial));
    let of = |tenant: usize| trial.journal.reason(&format!("anna0@tenant{tenant}.example"));
    assert_eq!(
        [of(0), of(1), of(2)],
        [Reason::AcceptsUnproven, Reason::MailboxAccepted, Reason::MailboxAccepted]
    );
}

#[tokio::test(start_paused = true)]
async fn a_withdrawal_that_is_broken_off_anywhere_is_gone_on_with() {
    let trial = guarded();
    trial.journal.break_off(None);
    trial.go().await.unwrap();
    let batches = trial.journal.pages().batches;
    for batch in (1..=batches).step_by(3) {
        for when in [BreakOff::Before(batch), BreakOff::After(batch)] {
            let trial = guarded();
            trial.journal.break_off(Some(when));
            tokio::select! {
                end = trial.go() => drop(end.unwrap()),
                () = trial.journal.broken_off() => {
                    trial.journal.break_off(None);
                    trial.go().await.unwrap();
                }
            }
            assert!(all_settled(&trial), "{when:?}");
            assert_eq!(with_verdict(&trial, "gone", Verdict::Valid), 0, "{when:?}");
            assert_eq!(trial.journal.pages().withdrawals.len(), 0, "{when:?}");
        }
    }
}

/// A hosting exchange whose guard wakes while its tenants are asked: the last tenant has one control by then, and the next
/// ones are to lie apart.
fn turning_exchange() -> Trial {
    let mut texts = tenants(3, 12);
    texts.extend(["anna@zlast.example", "gone@zlast.example"].map(str::to_owned));
    let mut trial = guarded_hosting(texts, 15);
    trial.settings.pace.recipients_per_session = 100;
    trial.settings.controls.spacing = 5 * MINUTE;
    trial
}

fn is_right(trial: &Trial) -> bool {
    all_settled(trial)
        && with_verdict(trial, "gone", Verdict::Invalid) == 16
        && with_verdict(trial, "anna", Verdict::Valid) == 10
        && with_verdict(trial, "late", Verdict::Valid) == 9
}

#[tokio::test(start_paused = true)]
async fn what_awaits_another_control_when_its_exchange_turns_is_asked_again() {
    let trial = turning_exchange();
    trial.go().await.unwrap();
    assert!(is_right(&trial), "{:#?}", trial.journal.results());
    assert!((60..100).contains(&trial.clock_minutes()), "{}", trial.clock_minutes());
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_killed_just_when_its_exchange_turns_keeps_the_hold_and_the_suspicion() {
    let trial = turning_exchange();
    trial.journal.break_off(None);
    trial.go().await.unwrap();
    let batches = trial.journal.pages().batches;
    for batch in 1..=batches {
        for when in [BreakOff::Before(batch), BreakOff::After(batch)] {
            let trial = turning_exchange();
            trial.journal.break_off(Some(when));
            tokio::select! {
                end = trial.go() => drop(end.unwrap()),
                () = trial.journal.broken_off() => {
                    trial.journal.break_off(None);
                    trial.go().await.unwrap();
                }
            }
            assert!(is_right(&trial), "{when:?} of {batches}: {:#?}", trial.journal.results());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_run_that_ends_early_while_its_exchange_is_held_believes_nothing_that_it_cannot_audit() {
    let texts = tenants(3, 12);
    let mut trial = guarded_hosting(texts, 14);
    trial.settings.pace.recipients_per_session = 100;
    let finish = async {
        tokio::time::sleep(10 * MINUTE).await;
        trial.reins.finish.cancel();
    };
    let (end, ()) = tokio::join!(trial.go(), finish);
    assert_eq!(end.unwrap(), RunEnd::Finished);
    assert!(all_settled(&trial));
    assert_eq!(with_verdict(&trial, "gone", Verdict::Valid), 0, "{:#?}", trial.journal.results());
    assert_eq!(with_verdict(&trial, "", Verdict::Valid), 0, "{:#?}", trial.journal.results());
    assert_eq!(trial.journal.pages().withdrawals.len(), 0);
}

fn earlier(hours: u32, exchange: &str, reply: (u16, &str)) -> (String, Control) {
    let outcome = Outcome::Answered(Reply::new(reply.0, reply.1));
    let at = START.before(60 * hours * MINUTE);
    let attempt = Attempt { at, ..super::super::testing::attempt(exchange, outcome) };
    let address = Address { local: "barelo.tunika".into(), domain: "shop.example".into() };
    ("shop.example".into(), Control { kind: ControlKind::Random, address: Some(address), attempt })
}

/// How many controls are asked, and what becomes of an accepted address, where another run has heard these.
async fn after_another_run(earlier: Vec<(String, Control)>) -> (usize, Reason) {
    let trial = in_earnest(addresses(5, "shop.example"), |script| {
        script.answer = Box::new(|_, asked| match is_control(&asked.address.local) {
            true => Says::reply(NO_SUCH_USER.0, NO_SUCH_USER.1),
            false => Says::reply(ACCEPTED.0, ACCEPTED.1),
        });
    });
    trial.journal.pages().earlier_controls = earlier;
    trial.go().await.unwrap();
    (controls_asked(&trial), trial.journal.reason("anna0@shop.example"))
}

#[tokio::test(start_paused = true)]
async fn what_controls_said_to_another_run_is_used_again_for_a_day_at_the_same_exchange() {
    let refused = |hours, exchange| earlier(hours, exchange, NO_SUCH_USER);
    let valid = Reason::MailboxAccepted;
    assert_eq!(after_another_run(vec![refused(20, "shop.example")]).await, (0, valid));
    assert_eq!(after_another_run(vec![refused(25, "shop.example")]).await, (1, valid));
    assert_eq!(after_another_run(vec![refused(1, "elsewhere.example")]).await, (1, valid));
    let accepted = |hours| earlier(hours, "shop.example", ACCEPTED);
    assert_eq!(after_another_run(vec![accepted(3), accepted(2), accepted(1)]).await, (0, Reason::CatchAll));
    let deferred = earlier(1, "shop.example", GREYLISTED);
    assert_eq!(after_another_run(vec![deferred]).await, (1, valid));
}
