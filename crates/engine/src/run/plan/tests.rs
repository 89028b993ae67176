use mailvet_verdict::{ConnectFault, Outcome};

use super::*;
use crate::{Settings, run::port::Port25};

const NOW: Moment = Moment(1_800_000_000_000);
const MINUTE: Duration = Duration::from_secs(60);

fn minutes(n: u32) -> Moment {
    NOW.plus(MINUTE * n)
}

fn plan(domains: &[&str], change: impl FnOnce(&mut PaceSettings)) -> Plan {
    let mut settings = Settings::defaults();
    change(&mut settings.pace);
    let mut plan = Plan::new(&settings, Arc::default(), MINUTE);
    let work = |domain: &&str| DomainWork {
        domain: (*domain).to_owned(),
        pending: 5,
        waiting: 0,
        awaiting_control: 0,
        due: None,
    };
    plan.add_work(domains.iter().map(work).collect(), NOW);
    plan
}

/// Looks every domain up; each has a mail host of its own.
fn look_up(plan: &mut Plan) {
    while let Some((no, name)) = plan.next_lookup() {
        let host = MxHost { preference: 10, name: format!("mx.{name}"), addresses: Vec::new() };
        plan.routed(no, &[host], None, NOW);
        plan.looked_up(no);
        plan.rested(no, NOW);
    }
}

fn shut_port(plan: &mut Plan) {
    for n in 0..8 {
        plan.port.note(&format!("away{n}.example"), &Outcome::NoConnection(ConnectFault::TimedOut));
    }
    assert_eq!(plan.port.ask(NOW), Some(Port25::Shut));
}

#[test]
fn a_probe_of_the_port_is_not_given_to_an_exchange_with_nothing_left_to_ask() {
    let mut plan = plan(&["one.example", "two.example"], |_| ());
    look_up(&mut plan);
    shut_port(&mut plan);
    let first = plan.exchanges[plan.exchange_by_name["one.example"].0].ready[0];
    assert_eq!(plan.draw_route(first).len(), 1, "somebody else has its only domain now");
    let opening = plan.next_opening(minutes(2)).unwrap();
    assert_eq!((&*opening.exchange_name, opening.port), ("two.example", Port25::Probe));
}

#[test]
fn who_has_to_wait_for_the_probe_is_not_forgotten() {
    let mut plan = plan(&["one.example", "two.example"], |_| ());
    look_up(&mut plan);
    shut_port(&mut plan);
    let probe = plan.next_opening(minutes(2)).unwrap();
    assert!(plan.next_opening(minutes(2)).is_none());
    plan.port.reached();
    plan.closed(&probe, 0, minutes(2));
    let mut opened = Vec::new();
    while let Some(opening) = plan.next_opening(minutes(2)) {
        opened.push((opening.exchange_name.to_string(), opening.port));
    }
    opened.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    opened.dedup();
    assert_eq!(opened, [("one.example".to_owned(), Port25::Open), ("two.example".to_owned(), Port25::Open)]);
}

#[test]
fn a_clock_that_is_set_back_does_not_leave_an_exchange_held_until_it_has_caught_up() {
    let mut plan = plan(&["one.example"], |pace| pace.recipients_per_hour = 10);
    look_up(&mut plan);
    let exchange = plan.exchange_by_name["one.example"];
    let tomorrow = minutes(24 * 60);
    plan.ring(tomorrow);
    plan.pace(exchange).asked(10, tomorrow);
    assert!(plan.next_opening(tomorrow).is_none());
    assert_eq!(plan.next_alarm(), Some(tomorrow.plus(60 * MINUTE)));
    plan.ring(NOW);
    assert!(plan.next_opening(NOW).is_some());
}
