//! What a run promises, against a scripted mail system in paused time.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use mailvet_verdict::{
    ConnectFault, ControlKind, DnsFailure, MailRouting, Outcome, Reason, Reply, Stage, Verdict,
};
use proptest::prelude::*;
use tokio::sync::watch;

use super::{
    Progress, RunEnd, RunError,
    testing::{
        ACCEPTED, Asked, BreakOff, GREYLISTED, NO_SUCH_USER, Row, START, Says, Trial, is_control, mx,
        ordinary,
    },
};
use crate::journal::Standing;

mod controls;
mod limits;
mod look_ups;
mod manners;
mod waits;

const MINUTE: Duration = Duration::from_secs(60);

fn all_settled(trial: &Trial) -> bool {
    trial.journal.results().iter().all(|(_, standing, _)| *standing == Standing::Settled)
}

fn controls_asked(trial: &Trial) -> usize {
    trial.script.asked().iter().filter(|text| is_control(text.split('@').next().unwrap())).count()
}

/// The names that controls were asked by, each once.
fn control_names(trial: &Trial) -> BTreeSet<String> {
    trial.script.asked().into_iter().filter(|text| is_control(text.split('@').next().unwrap())).collect()
}

fn addresses(count: usize, domain: &str) -> Vec<String> {
    (0..count).map(|n| format!("anna{n}@{domain}")).collect()
}

/// How many recipients were asked before so much of the run was over.
fn asked_within(trial: &Trial, time: Duration) -> usize {
    trial
        .script
        .visits()
        .iter()
        .filter(|visit| visit.at < START.plus(time))
        .map(|visit| visit.asked.len())
        .sum()
}

fn block() -> Outcome {
    let reply = Reply::new(554, "5.7.1 Service unavailable; client host blocked using zen.spamhaus.org");
    Outcome::Refused { stage: Stage::Connect, reply }
}

#[tokio::test(start_paused = true)]
async fn every_address_is_asked_once_and_each_domain_needs_one_control() {
    let texts: Vec<_> = (0..5).flat_map(|n| addresses(20, &format!("shop{n}.example"))).collect();
    let trial = Trial::new(texts, |_| ());
    assert_eq!(trial.go().await.unwrap(), RunEnd::Finished);
    assert!(
        trial
            .journal
            .results()
            .iter()
            .all(|(_, _, result)| *result == Some((Verdict::Valid, Reason::MailboxAccepted)))
    );
    let asked = trial.script.asked();
    assert_eq!((asked.len(), controls_asked(&trial)), (105, 5));
    assert_eq!(trial.script.visits().len(), 5, "one connection a domain");
}

#[tokio::test(start_paused = true)]
async fn the_real_addresses_go_first_and_the_control_last() {
    let trial = Trial::new(addresses(3, "shop.example"), |_| ());
    trial.go().await.unwrap();
    let visits = trial.script.visits();
    assert_eq!(visits.len(), 1);
    let controls: Vec<_> =
        visits[0].asked.iter().map(|text| is_control(text.split('@').next().unwrap())).collect();
    assert_eq!(controls, [false, false, false, true]);
}

#[tokio::test(start_paused = true)]
async fn a_refused_real_address_is_the_control_for_nothing() {
    let trial = Trial::new(["anna@shop.example", "gone@shop.example", "otto@shop.example"], |_| ());
    trial.go().await.unwrap();
    assert_eq!(controls_asked(&trial), 0);
    assert_eq!(trial.journal.reason("anna@shop.example"), Reason::MailboxAccepted);
    assert_eq!(trial.journal.reason("otto@shop.example"), Reason::MailboxAccepted);
    assert_eq!(trial.journal.reason("gone@shop.example"), Reason::MailboxNotFound);
    let controls = trial.journal.pages().controls["shop.example"].clone();
    assert_eq!(controls.iter().map(|control| control.kind).collect::<Vec<_>>(), [ControlKind::RefusedSister]);
}

#[tokio::test(start_paused = true)]
async fn an_accepted_control_makes_a_catch_all_and_three_make_it_certain() {
    let trial = Trial::new(addresses(50, "all.example"), |script| {
        script.answer = Box::new(|_, _| Says::reply(ACCEPTED.0, ACCEPTED.1));
    });
    trial.go().await.unwrap();
    assert_eq!(controls_asked(&trial), 3);
    assert!(
        trial
            .journal
            .results()
            .iter()
            .all(|(_, _, result)| *result == Some((Verdict::Risky, Reason::CatchAll)))
    );
}

#[tokio::test(start_paused = true)]
async fn a_deferred_control_is_asked_again_alone() {
    let trial = Trial::new(addresses(5, "slow.example"), |script| {
        script.answer = Box::new(|_, asked| match asked.address.local.as_str() {
            local if is_control(local) && asked.now < START.plus(7 * MINUTE) => {
                Says::reply(GREYLISTED.0, GREYLISTED.1)
            }
            _ => ordinary(asked.address),
        });
    });
    trial.go().await.unwrap();
    let visits = trial.script.visits();
    assert_eq!(visits.iter().map(|visit| visit.asked.len()).collect::<Vec<_>>(), [6, 1, 1]);
    assert_eq!(control_names(&trial).len(), 1, "a greylist knows it by its name");
    assert!(
        trial
            .journal
            .results()
            .iter()
            .all(|(_, _, result)| *result == Some((Verdict::Valid, Reason::MailboxAccepted)))
    );
}

#[tokio::test(start_paused = true)]
async fn a_control_that_is_never_answered_leaves_the_acceptance_unproven() {
    let trial = Trial::new(addresses(5, "slow.example"), |script| {
        script.answer = Box::new(|_, asked| match is_control(&asked.address.local) {
            true => Says::reply(GREYLISTED.0, GREYLISTED.1),
            false => ordinary(asked.address),
        });
    });
    trial.go().await.unwrap();
    assert_eq!(controls_asked(&trial), 5, "the first and one after each wait");
    assert_eq!(trial.journal.reason("anna0@slow.example"), Reason::AcceptsUnproven);
    assert!(all_settled(&trial));
}

#[tokio::test(start_paused = true)]
async fn what_is_no_address_and_what_has_no_mail_host_is_settled_without_a_visit() {
    let texts = ["not an address", "anna@null.example", "otto@off.example"];
    let mut trial = Trial::new(texts, |script| {
        script.routing = Box::new(|domain, _| match domain {
            "null.example" => MailRouting::NullMx,
            _ => mx(&["mx.off.example"]),
        });
    });
    trial.settings.smtp.enabled = false;
    trial.go().await.unwrap();
    assert!(trial.script.visits().is_empty());
    assert_eq!(trial.journal.reason("not an address"), Reason::Syntax);
    assert_eq!(trial.journal.reason("anna@null.example"), Reason::NullMx);
    assert_eq!(trial.journal.reason("otto@off.example"), Reason::NotProbed);
}

#[tokio::test(start_paused = true)]
async fn a_domain_that_dns_cannot_tell_is_looked_up_twice_more_and_settled_as_it_is() {
    let lookups = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&lookups);
    let trial = Trial::new(addresses(3, "broken.example"), move |script| {
        script.routing = Box::new(move |_, _| {
            counted.fetch_add(1, Ordering::Relaxed);
            MailRouting::Failed(DnsFailure::ServFail)
        });
    });
    trial.go().await.unwrap();
    assert_eq!(lookups.load(Ordering::Relaxed), 3);
    assert_eq!(trial.journal.reason("anna0@broken.example"), Reason::DnsFailed);
    assert!(trial.clock_minutes() >= 26);
}

#[tokio::test(start_paused = true)]
async fn a_domain_that_dns_can_tell_later_is_asked_then() {
    let trial = Trial::new(addresses(3, "late.example"), |script| {
        script.routing = Box::new(|_, now| match now < START.plus(MINUTE) {
            true => MailRouting::Failed(DnsFailure::TimedOut),
            false => mx(&["mx.late.example"]),
        });
    });
    trial.go().await.unwrap();
    assert_eq!(trial.journal.reason("anna0@late.example"), Reason::MailboxAccepted);
}

#[tokio::test(start_paused = true)]
async fn greylisted_addresses_are_asked_again_after_the_wait_in_one_session() {
    let trial = Trial::new(addresses(6, "grey.example"), |script| {
        script.answer = Box::new(|_, asked| match asked.times {
            0 if !is_control(&asked.address.local) => Says::reply(GREYLISTED.0, GREYLISTED.1),
            _ => ordinary(asked.address),
        });
    });
    trial.go().await.unwrap();
    let visits = trial.script.visits();
    assert_eq!(visits.iter().map(|visit| visit.asked.len()).collect::<Vec<_>>(), [6, 7]);
    assert!(visits[1].at.since(visits[0].until) >= 6 * MINUTE - Duration::from_secs(1));
    assert_eq!(trial.journal.reason("anna5@grey.example"), Reason::MailboxAccepted);
}

#[tokio::test(start_paused = true)]
async fn when_one_greylisted_address_passes_its_sisters_are_released() {
    let trial = Trial::new(addresses(3, "grey.example"), |script| {
        script.answer = Box::new(|_, asked| {
            // The first one is told to come back soon, the others in three hours; all would pass after two minutes.
            let early = asked.now < START.plus(2 * MINUTE);
            match asked.address.local.as_str() {
                "anna0" if early => Says::reply(450, "4.2.0 Greylisted, please try again in 180 seconds"),
                "anna1" | "anna2" if early => {
                    Says::reply(450, "4.2.0 Greylisted, please try again in 10800 seconds")
                }
                _ => ordinary(asked.address),
            }
        });
    });
    trial.go().await.unwrap();
    assert!(trial.clock_minutes() < 10, "{} minutes", trial.clock_minutes());
    assert_eq!(trial.journal.reason("anna2@grey.example"), Reason::MailboxAccepted);
}

#[tokio::test(start_paused = true)]
async fn greylisting_that_never_ends_is_settled_when_the_waits_are_used_up() {
    let trial = Trial::new(["anna@grey.example"], |script| {
        script.answer = Box::new(|_, _| Says::reply(GREYLISTED.0, GREYLISTED.1));
    });
    trial.go().await.unwrap();
    assert_eq!(trial.script.asked().len(), 5);
    assert_eq!(trial.journal.reason("anna@grey.example"), Reason::Greylisted);
}

#[tokio::test(start_paused = true)]
async fn a_dead_host_costs_one_connection_a_try_whatever_the_number_of_addresses() {
    let trial = Trial::new(addresses(300, "dead.example"), |script| {
        script.greet = Box::new(|_, _| Some(Outcome::NoConnection(ConnectFault::Refused)));
    });
    trial.go().await.unwrap();
    assert_eq!(trial.script.visits().len(), 3, "the first and two more tries");
    assert_eq!(trial.journal.reason("anna299@dead.example"), Reason::NoConnection);
    assert!(all_settled(&trial));
}

#[tokio::test(start_paused = true)]
async fn one_recipient_that_gets_too_much_mail_does_not_slow_its_exchange_down() {
    let trial = Trial::new(addresses(30, "busy.example"), |script| {
        script.answer = Box::new(|_, asked| match asked.address.local.as_str() {
            "anna3" if asked.times == 0 => {
                Says::reply(450, "4.2.1 The user you are trying to contact is receiving mail too quickly")
            }
            _ => ordinary(asked.address),
        });
    });
    trial.go().await.unwrap();
    assert_eq!(trial.journal.reason("anna3@busy.example"), Reason::MailboxAccepted);
    let early = trial.script.visits().iter().filter(|visit| visit.at < START.plus(MINUTE)).count();
    assert_eq!((early, trial.script.visits().len()), (2, 3));
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_breaks_midway_keeps_what_was_heard_and_goes_on_in_another() {
    let trial = Trial::new(addresses(12, "drops.example"), |script| {
        script.answer = Box::new(|_, asked| match asked.in_session {
            3 => Says::Cut(Outcome::Dropped { stage: Stage::Rcpt }),
            _ => ordinary(asked.address),
        });
    });
    trial.go().await.unwrap();
    assert!(
        trial
            .journal
            .results()
            .iter()
            .all(|(_, _, result)| *result == Some((Verdict::Valid, Reason::MailboxAccepted)))
    );
    assert!(trial.journal.pages().entries.values().all(|entry| entry.attempts.len() == 1));
}

#[tokio::test(start_paused = true)]
async fn an_address_at_which_the_server_always_hangs_up_does_not_hold_up_the_others() {
    let mut trial =
        Trial::new(["poison@drops.example", "anna@drops.example", "otto@drops.example"], |script| {
            script.answer = Box::new(|_, asked| match asked.address.local.as_str() {
                "poison" => Says::Cut(Outcome::Dropped { stage: Stage::Rcpt }),
                _ => ordinary(asked.address),
            });
        });
    trial.settings.pace.connections_per_exchange = 1;
    trial.go().await.unwrap();
    assert_eq!(trial.journal.reason("poison@drops.example"), Reason::ConnectionDropped);
    assert_eq!(trial.journal.reason("otto@drops.example"), Reason::MailboxAccepted);
}

#[tokio::test(start_paused = true)]
async fn an_exchange_that_asks_us_to_slow_down_is_left_alone_for_a_while() {
    let trial = Trial::new(addresses(60, "strict.example"), |script| {
        script.answer = Box::new(|_, asked| match asked.in_session {
            10.. => Says::reply(
                421,
                "4.7.0 Your IP address is sending too much mail, slow down and try again later",
            ),
            _ => ordinary(asked.address),
        });
    });
    trial.go().await.unwrap();
    assert!(all_settled(&trial));
    assert_eq!(trial.journal.reason("anna59@strict.example"), Reason::MailboxAccepted);
    let visits = trial.script.visits();
    let last = visits.last().unwrap();
    assert!(last.at >= START.plus(6 * MINUTE));
}

#[tokio::test(start_paused = true)]
async fn an_exchange_that_is_too_busy_at_the_door_is_not_worn_out_address_by_address() {
    let trial = Trial::new(addresses(300, "door.example"), |script| {
        script.greet = Box::new(|_, _| {
            let reply = Reply::new(421, "4.7.0 Too many connections from your IP address, try again later");
            Some(Outcome::Refused { stage: Stage::Connect, reply })
        });
    });
    trial.go().await.unwrap();
    assert!(trial.script.visits().len() <= 10, "{}", trial.script.visits().len());
    assert_eq!(trial.journal.reason("anna299@door.example"), Reason::RateLimited);
    assert!(all_settled(&trial));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_takes_one_recipient_a_session_gets_one() {
    let trial = Trial::new(addresses(6, "single.example"), |script| {
        script.answer = Box::new(|_, asked| match asked.in_session {
            0 => ordinary(asked.address),
            _ => Says::Enough,
        });
    });
    trial.go().await.unwrap();
    assert!(
        trial
            .journal
            .results()
            .iter()
            .all(|(_, _, result)| *result == Some((Verdict::Valid, Reason::MailboxAccepted)))
    );
    let visits = trial.script.visits();
    assert!(visits.iter().skip(3).all(|visit| visit.asked.len() == 1), "{visits:?}");
}

#[tokio::test(start_paused = true)]
async fn connections_stay_under_both_limits() {
    let texts: Vec<_> = (0..40).flat_map(|n| addresses(50, &format!("shop{n}.example"))).collect();
    let mut trial = Trial::new(texts, |_| ());
    trial.settings.pace.connections_total = 7;
    trial.settings.pace.connections_per_exchange = 2;
    trial.go().await.unwrap();
    assert_eq!(trial.script.peak_total(), 7);
    assert!((0..40).all(|n| trial.script.peak(&format!("shop{n}.example")) <= 2));
    assert!(all_settled(&trial));
}

#[tokio::test(start_paused = true)]
async fn one_exchange_with_half_the_list_keeps_moving_beside_thousands_of_small_ones() {
    let mut texts = addresses(2000, "giant.example");
    texts.extend((0..2000).map(|n| format!("anna@small{n}.example")));
    let mut trial = Trial::new(texts, |_| ());
    trial.settings.pace.connections_total = 8;
    trial.settings.pace.recipients_per_hour = 0;
    trial.go().await.unwrap();
    let visits = trial.script.visits();
    let giant: Vec<_> = visits.iter().filter(|visit| visit.host == "mx.giant.example").collect();
    let busy: Duration = giant.iter().map(|visit| visit.until.since(visit.at)).sum();
    let until = giant.iter().map(|visit| visit.until).max().unwrap();
    let used = busy.as_secs_f64() / until.since(START).as_secs_f64();
    assert!(used > 1.6, "of its 2 connections it used {used:.2}");
    let small_by_half = visits
        .iter()
        .filter(|visit| visit.host != "mx.giant.example" && visit.at < START.plus(until.since(START) / 2))
        .count();
    assert!(small_by_half > 500, "{small_by_half} small ones were asked meanwhile");
}

#[tokio::test(start_paused = true)]
async fn domains_with_the_same_hosts_share_their_sessions() {
    let texts: Vec<_> = (0..10).map(|n| format!("anna@tenant{n}.example")).collect();
    let trial = Trial::new(texts, |script| {
        script.routing = Box::new(|_, _| mx(&["mx1.hosting.example", "mx2.hosting.example"]))
    });
    trial.go().await.unwrap();
    assert!(trial.script.visits().len() <= 4, "{}", trial.script.visits().len());
    assert_eq!(controls_asked(&trial), 10);
    assert!(trial.script.peak("hosting.example") <= 2);
}

#[tokio::test(start_paused = true)]
async fn an_address_on_which_the_judge_panics_is_an_internal_error_and_the_run_goes_on() {
    let mut trial = Trial::new(["anna@shop.example", "otto@shop.example"], |_| ());
    trial.judge = |dossier, knowledge| {
        assert!(!dossier.typed.starts_with("otto"), "a fault of ours");
        super::testing::plain_judge(dossier, knowledge)
    };
    assert_eq!(trial.go().await.unwrap(), RunEnd::Finished);
    assert_eq!(trial.journal.reason("otto@shop.example"), Reason::InternalError);
    assert_eq!(trial.journal.reason("anna@shop.example"), Reason::MailboxAccepted);
}

#[tokio::test(start_paused = true)]
async fn a_visit_that_panics_makes_internal_errors_and_the_run_goes_on() {
    let trial = Trial::new(["anna@shop.example", "otto@fragile.example"], |script| {
        script.answer = Box::new(|host, asked| {
            assert!(host != "mx.fragile.example", "a fault of ours");
            ordinary(asked.address)
        });
    });
    assert_eq!(trial.go().await.unwrap(), RunEnd::Finished);
    assert_eq!(trial.journal.reason("otto@fragile.example"), Reason::InternalError);
    assert_eq!(trial.journal.reason("anna@shop.example"), Reason::MailboxAccepted);
}

#[tokio::test(start_paused = true)]
async fn a_control_on_which_a_visit_panics_is_given_up_and_not_asked_without_end() {
    let trial = Trial::new(["anna@fragile.example", "otto@fragile.example"], |script| {
        script.answer = Box::new(|_, asked| {
            assert!(!is_control(&asked.address.local), "a fault of ours");
            ordinary(asked.address)
        });
    });
    assert_eq!(trial.go().await.unwrap(), RunEnd::Finished);
    assert_eq!(controls_asked(&trial), 1);
    assert_eq!(trial.journal.reason("anna@fragile.example"), Reason::AcceptsUnproven);
    assert!(all_settled(&trial));
}

#[tokio::test(start_paused = true)]
async fn a_journal_that_fails_ends_the_run_and_nobody_else_is_asked() {
    let trial = Trial::new(addresses(50, "shop.example"), |_| ());
    let fail = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        trial.journal.fail();
    };
    let (outcome, ()) = tokio::join!(trial.go(), fail);
    assert!(matches!(outcome, Err(RunError::Journal(_))));
    assert!(trial.script.asked().len() < 20);
}

#[tokio::test(start_paused = true)]
async fn a_stopped_run_keeps_what_was_heard_and_goes_on_where_it_was() {
    let mut trial = Trial::new(addresses(100, "shop.example"), |_| ());
    let stop = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        trial.reins.stop.cancel();
    };
    let (end, ()) = tokio::join!(trial.go(), stop);
    assert_eq!(end.unwrap(), RunEnd::Stopped);
    let settled = |trial: &Trial| {
        trial.journal.results().iter().filter(|(_, standing, _)| *standing == Standing::Settled).count()
    };
    assert!(settled(&trial) < 100);
    trial.reins = super::Reins::default();
    assert_eq!(trial.go().await.unwrap(), RunEnd::Finished);
    assert_eq!(settled(&trial), 100);
    assert_eq!(trial.script.asked().len() - controls_asked(&trial), 100);
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_stopped_while_dns_keeps_silent_ends_at_once_and_settles_nothing() {
    let trial = Trial::new(addresses(3, "silent.example"), |script| script.dns = 60 * MINUTE);
    let stop = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        trial.reins.stop.cancel();
    };
    let (end, ()) = tokio::join!(trial.go(), stop);
    assert_eq!(end.unwrap(), RunEnd::Stopped);
    assert_eq!(trial.clock_minutes(), 0);
    assert!(trial.journal.results().iter().all(|(_, standing, _)| *standing == Standing::Pending));
    assert!(trial.journal.pages().domains.is_empty(), "a look-up that was broken off is no evidence");
}

#[tokio::test(start_paused = true)]
async fn a_look_up_that_never_returns_is_a_time_out() {
    let trial = Trial::new(addresses(3, "silent.example"), |script| script.dns = 60 * 24 * MINUTE);
    trial.go().await.unwrap();
    assert_eq!(trial.journal.reason("anna0@silent.example"), Reason::DnsFailed);
    assert!(trial.clock_minutes() < 60);
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_finished_early_settles_the_rest_by_what_was_heard() {
    let mut texts = addresses(2, "grey.example");
    texts.extend(addresses(400, "slow.example"));
    let trial = Trial::new(texts, |script| {
        script.answer = Box::new(|host, asked| match host {
            "mx.grey.example" => Says::reply(GREYLISTED.0, GREYLISTED.1),
            _ => ordinary(asked.address),
        });
    });
    let finish = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        trial.reins.finish.cancel();
    };
    let (end, ()) = tokio::join!(trial.go(), finish);
    assert_eq!(end.unwrap(), RunEnd::Finished);
    assert!(all_settled(&trial));
    assert_eq!(trial.journal.reason("anna0@grey.example"), Reason::Greylisted);
    assert_eq!(trial.journal.reason("anna399@slow.example"), Reason::Cancelled);
}

#[tokio::test(start_paused = true)]
async fn progress_ends_with_the_journals_counts_and_follows_them_on_the_way() {
    let mut texts: Vec<_> = (0..10).flat_map(|n| addresses(30, &format!("shop{n}.example"))).collect();
    texts.extend(["nonsense".to_owned(), "gone@shop0.example".to_owned()]);
    let trial = Trial::new(texts, |script| script.step = Duration::from_millis(200));
    let (sender, mut progress) = watch::channel(Progress::default());
    let watched = async {
        let mut seen = Vec::new();
        while progress.changed().await.is_ok() {
            let now = progress.borrow_and_update().clone();
            let counted: u64 = now.tally.verdicts.iter().map(|count| count.count).sum();
            assert!(counted <= now.tally.total && now.tally.settled <= counted, "{:?}", now.tally);
            seen.push(now);
        }
        seen
    };
    let (end, seen) = tokio::join!(trial.go_with(sender), watched);
    end.unwrap();
    assert!(seen.windows(2).all(|pair| pair[0].tally.settled <= pair[1].tally.settled));
    assert!(seen.iter().any(|one| one.rate > 0.0 && one.first_answers_in.is_some() && one.connections > 0));
    assert!(seen.iter().any(|one| one.exchanges.iter().any(|exchange| exchange.left > 0)));
    let last = seen.last().unwrap();
    assert_eq!((last.tally.total, last.tally.settled, last.tally.waiting), (302, 302, 0));
    assert_eq!((last.domains, last.connections, last.all_in), ((10, 10), 0, Some(0.0)));
}

#[tokio::test(start_paused = true)]
async fn what_waits_is_shown_with_its_time() {
    let trial = Trial::new(addresses(3, "grey.example"), |script| {
        script.answer = Box::new(|_, _| Says::reply(GREYLISTED.0, GREYLISTED.1));
    });
    let (sender, progress) = watch::channel(Progress::default());
    let watched = async {
        tokio::time::sleep(2 * MINUTE).await;
        let seen = progress.borrow().clone();
        trial.reins.stop.cancel();
        seen
    };
    let (_, seen) = tokio::join!(trial.go_with(sender), watched);
    assert_eq!((seen.tally.waiting, seen.tally.settled), (3, 0));
    assert_eq!(seen.tally.verdicts.iter().map(|count| count.count).sum::<u64>(), 3);
    assert!(seen.next_retry.is_some_and(|due| due > START.plus(6 * MINUTE)));
}

/// Lets a run go on for a while, stops it, and lets it go on to its end.
async fn with_a_pause_after(trial: &mut Trial, pause: Duration) {
    let stop = async {
        tokio::time::sleep(pause).await;
        trial.reins.stop.cancel();
    };
    let (end, ()) = tokio::join!(trial.go(), stop);
    assert_eq!(end.unwrap(), RunEnd::Stopped);
    trial.reins = super::Reins::default();
    assert_eq!(trial.go().await.unwrap(), RunEnd::Finished);
}

#[tokio::test(start_paused = true)]
async fn a_restart_does_not_shorten_a_wait() {
    let mut trial = Trial::new(addresses(4, "grey.example"), |script| {
        script.answer = Box::new(|_, asked| match asked.times {
            0 if !is_control(&asked.address.local) => Says::reply(GREYLISTED.0, GREYLISTED.1),
            _ => ordinary(asked.address),
        });
    });
    with_a_pause_after(&mut trial, MINUTE).await;
    let visits = trial.script.visits();
    assert_eq!(visits.len(), 2);
    assert!(visits[1].at.since(visits[0].until) >= 6 * MINUTE - Duration::from_secs(1));
    assert!(visits[1].at.since(visits[0].until) < 7 * MINUTE);
}

#[tokio::test(start_paused = true)]
async fn after_a_restart_nobody_is_called_before_there_is_an_address_to_ask() {
    let mut trial = Trial::new(["anna@grey.example", "otto@grey.example"], |script| {
        script.answer = Box::new(|_, asked| match asked.address.local.as_str() {
            "anna" if asked.times < 2 => Says::reply(GREYLISTED.0, GREYLISTED.1),
            "otto" if asked.times == 0 => {
                Says::reply(450, "4.2.0 Greylisted, please try again in 10800 seconds")
            }
            _ => ordinary(asked.address),
        });
    });
    with_a_pause_after(&mut trial, MINUTE).await;
    let asked: Vec<_> = trial.script.visits().iter().map(|visit| visit.asked.len()).collect();
    assert!(asked.iter().all(|count| *count > 0), "{asked:?}");
    assert!(all_settled(&trial));
}

#[tokio::test(start_paused = true)]
async fn after_a_restart_an_answered_domain_is_asked_its_control_and_nothing_else() {
    let mut trial = Trial::new(addresses(4, "slow.example"), |script| {
        script.answer = Box::new(|_, asked| match is_control(&asked.address.local) {
            true if asked.now < START.plus(3 * MINUTE) => Says::reply(GREYLISTED.0, GREYLISTED.1),
            _ => ordinary(asked.address),
        });
    });
    with_a_pause_after(&mut trial, MINUTE).await;
    let visits = trial.script.visits();
    assert_eq!(visits.iter().map(|visit| visit.asked.len()).collect::<Vec<_>>(), [5, 1]);
    assert_eq!(control_names(&trial).len(), 1, "a greylist knows it by its name");
    assert!(visits[1].at.since(visits[0].until) >= 6 * MINUTE - Duration::from_secs(1));
    assert_eq!(trial.journal.reason("anna3@slow.example"), Reason::MailboxAccepted);
}

/// A world with something of everything, in which every run comes to the same result.
fn mixed() -> Trial {
    let mut texts = addresses(6, "shop.example");
    texts.extend(addresses(4, "all.example"));
    texts.extend(addresses(3, "grey.example"));
    texts.extend(addresses(2, "dead.example"));
    texts.extend(addresses(4, "slowcontrol.example"));
    texts.extend(
        ["gone@mixed.example", "anna@mixed.example", "nonsense", "otto@null.example"].map(str::to_owned),
    );
    let mut trial = Trial::new(texts, |script| {
        script.routing = Box::new(|domain, _| match domain {
            "null.example" => MailRouting::NullMx,
            _ => mx(&[&format!("mx.{domain}")]),
        });
        script.greet = Box::new(|host, _| {
            (host == "mx.dead.example").then_some(Outcome::NoConnection(ConnectFault::Refused))
        });
        script.answer = Box::new(|host, asked: &Asked<'_>| {
            let early = asked.now < START.plus(MINUTE);
            match host {
                "mx.all.example" => Says::reply(ACCEPTED.0, ACCEPTED.1),
                "mx.grey.example" if early => Says::reply(GREYLISTED.0, GREYLISTED.1),
                "mx.slowcontrol.example" if early && is_control(&asked.address.local) => {
                    Says::reply(GREYLISTED.0, GREYLISTED.1)
                }
                _ => ordinary(asked.address),
            }
        });
    });
    trial.settings.pace.recipients_per_session = 4;
    trial
}

/// How often each real address was asked.
fn asked_of(trial: &Trial) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for text in trial.script.asked() {
        if !is_control(text.split('@').next().unwrap()) {
            *counts.entry(text).or_default() += 1;
        }
    }
    counts
}

async fn uninterrupted() -> (Vec<Row>, usize) {
    let trial = mixed();
    trial.journal.break_off(None);
    trial.go().await.unwrap();
    let batches = trial.journal.pages().batches;
    (trial.journal.results(), batches)
}

/// Breaks a run off at these batches, one after the other, and lets it go on each time.
async fn interrupted(breaks: &[BreakOff]) -> Trial {
    let trial = mixed();
    for when in breaks {
        trial.journal.break_off(Some(*when));
        tokio::select! {
            end = trial.go() => {
                end.unwrap();
                return trial;
            }
            () = trial.journal.broken_off() => (),
        }
    }
    trial.journal.break_off(None);
    trial.go().await.unwrap();
    trial
}

fn nobody_was_asked_twice(trial: &Trial) {
    let asked = asked_of(trial);
    for entry in trial.journal.pages().entries.values() {
        // An answer that was not on disk when the run broke off does not count: at most one session's batch.
        let recorded = entry.attempts.len();
        let times = asked.get(&entry.typed).copied().unwrap_or(0);
        assert!(times <= recorded + 1, "{} was asked {times} times for {recorded} answers", entry.typed);
    }
    let asked = trial.script.asked();
    for (domain, controls) in &trial.journal.pages().controls {
        let recorded = controls.iter().filter(|control| control.kind == ControlKind::Random).count();
        let times = asked
            .iter()
            .filter_map(|text| text.split_once('@'))
            .filter(|(local, of)| is_control(local) && of == domain)
            .count();
        assert!(times <= recorded + 1, "{domain} had {times} controls for {recorded} answers");
    }
}

#[tokio::test(start_paused = true)]
async fn a_run_broken_off_at_any_batch_comes_to_the_same_result_and_asks_nobody_twice() {
    let (expected, batches) = uninterrupted().await;
    for batch in 1..=batches {
        let trial = interrupted(&[BreakOff::After(batch)]).await;
        assert_eq!(trial.journal.results(), expected, "broken off after batch {batch}");
        nobody_was_asked_twice(&trial);
        let trial = interrupted(&[BreakOff::Before(batch)]).await;
        assert_eq!(trial.journal.results(), expected, "broken off before batch {batch}");
        nobody_was_asked_twice(&trial);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_run_broken_off_again_and_again_comes_to_the_same_result(
        breaks in prop::collection::vec((1_usize..30, any::<bool>()), 1..6)
    ) {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let (expected, _) = uninterrupted().await;
            let breaks: Vec<_> = breaks
                .into_iter()
                .map(|(batch, after)| if after { BreakOff::After(batch) } else { BreakOff::Before(batch) })
                .collect();
            let trial = interrupted(&breaks).await;
            assert_eq!(trial.journal.results(), expected, "broken off at {breaks:?}");
        });
    }
}
