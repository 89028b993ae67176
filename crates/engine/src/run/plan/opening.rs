//! Which session is opened next: the turn of an exchange, what its pace, the guard and the port allow, and a route that has
//! something to do.

use std::{cmp::Reverse, sync::Arc};

use mailvet_verdict::{Attempt, Moment, MxHost};

use super::{Alarm, DomainNo, ExchangeNo, Plan, RouteNo};
use crate::{
    journal::{KeptPace, PaceRecord, TurnRecord},
    run::{
        guard::Allowance,
        pace::{Leave, Size},
        port::Port25,
    },
};

/// A session that may be opened.
#[derive(Clone, Debug)]
pub(crate) struct Opening {
    pub(crate) exchange: ExchangeNo,
    pub(crate) exchange_name: Arc<str>,
    pub(crate) route: RouteNo,
    pub(crate) hosts: Arc<[MxHost]>,
    pub(crate) size: Size,
    /// Whether the mail host can be visited at all.
    pub(crate) port: Port25,
    /// The refusal by which the exchange was given up: it is not visited any more.
    pub(crate) given_up: Option<Arc<Attempt>>,
    /// How often the exchange's breaker had opened.
    pub(crate) openings: u32,
}

impl Plan {
    /// The next session that may be opened now.
    pub(crate) fn next_opening(&mut self, now: Moment) -> Option<Opening> {
        let allowance = self.guard.allowance(now);
        let half = allowance == Allowance::Half;
        let connections = match allowance {
            Allowance::Full => self.pace.connections_total,
            Allowance::Half => (self.pace.connections_total / 2).max(1),
            Allowance::One => 1,
            Allowance::Nothing(_) => 0,
        };
        while self.sessions < connections {
            let no = self.turns.pop_front()?;
            let exchange = &mut self.exchanges[no.0];
            exchange.queued = false;
            let size = match exchange.pace.leave(half, now) {
                Leave::Open(size) => size,
                Leave::GivenUp(refusal) => {
                    let Some(route) = self.next_route(no) else { continue };
                    return Some(self.open(
                        no,
                        route,
                        Size { recipients: 0, spare: 0 },
                        Port25::Open,
                        Some(refusal),
                    ));
                }
                // The end of a session queues it again.
                Leave::Full => continue,
                Leave::Held(until) => {
                    self.alarms.push(Reverse((until, Alarm::Exchange(no))));
                    continue;
                }
            };
            // Before the port is asked: a probe that is granted has to be sent, or everybody waits for it for ever.
            let Some(route) = self.next_route(no) else { continue };
            let Some(port) = self.port.ask(now) else {
                // A probe is on its way; its end tells.
                self.routes[route.0].queued = true;
                let exchange = &mut self.exchanges[no.0];
                exchange.ready.push_front(route);
                exchange.queued = true;
                self.turns.push_front(no);
                return None;
            };
            return Some(self.open(no, route, size, port, None));
        }
        None
    }

    fn open(
        &mut self,
        no: ExchangeNo,
        route: RouteNo,
        size: Size,
        port: Port25,
        given_up: Option<Arc<Attempt>>,
    ) -> Opening {
        let exchange = &mut self.exchanges[no.0];
        let openings = exchange.pace.opened(size);
        self.routes[route.0].sessions += 1;
        self.sessions += 1;
        let opening = Opening {
            exchange: no,
            exchange_name: Arc::clone(&exchange.name),
            route,
            hosts: Arc::clone(&self.routes[route.0].hosts),
            size,
            port,
            given_up,
            openings,
        };
        self.queue(no);
        opening
    }

    /// Takes in what was kept of the exchanges' pace; each finds it when it is met.
    pub(crate) fn remember(&mut self, kept: Vec<KeptPace>) {
        for kept in kept {
            if !self.exchange_by_name.contains_key(kept.pace.exchange.as_str()) {
                self.kept.entry(kept.pace.exchange.clone()).or_default().push(kept);
            }
        }
    }

    /// What has to be kept of an exchange's pace; `None`: nothing new.
    pub(crate) fn pace_to_keep(&mut self, no: ExchangeNo, now: Moment) -> Option<PaceRecord> {
        let exchange = &mut self.exchanges[no.0];
        let turn = || TurnRecord {
            refused: exchange.refused,
            refused_last: (exchange.refused > 0).then_some(exchange.refused_last),
            domains: exchange.turned.iter().map(|domain| domain.as_ref().into()).collect(),
            by: exchange.turned_by.clone(),
        };
        exchange.pace.take_news(&exchange.name, turn, now)
    }

    /// The exchange of a domain whose mail host is known.
    pub(crate) fn exchange_of(&self, no: DomainNo) -> Option<ExchangeNo> {
        self.domains[no.0].route.map(|route| self.routes[route.0].exchange)
    }

    /// A session has ended, with so many of its recipients not named.
    pub(crate) fn closed(&mut self, opening: &Opening, unasked: usize, now: Moment) {
        self.sessions -= 1;
        self.routes[opening.route.0].sessions -= 1;
        self.exchanges[opening.exchange.0].pace.closed(unasked);
        if opening.port == Port25::Probe {
            self.port.probe_ended(now);
        }
        self.requeue(opening.route);
    }

    /// The hosts of a route answer, or could not be spoken to.
    pub(crate) fn route_answers(&mut self, no: RouteNo, answers: bool) {
        self.routes[no.0].answers = answers;
        self.requeue(no);
    }

    /// The next route of an exchange that has something to do.
    fn next_route(&mut self, no: ExchangeNo) -> Option<RouteNo> {
        loop {
            let route = self.exchanges[no.0].ready.pop_front()?;
            self.routes[route.0].queued = false;
            if self.routes[route.0].may_open() {
                return Some(route);
            }
        }
    }
}
