//! The controls of the plan's domains: who asks one when, when a proof is repeated, and what it means for the other domains
//! of an exchange that one of them has begun to accept everything.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use mailvet_verdict::{Address, Control, Moment};

use super::{DomainNo, Exchange, ExchangeNo, Plan, lessen};
use crate::{
    journal::DomainWork,
    run::{
        audit::{Audit, GUARDED},
        control::ControlState,
    },
};

/// What it means that a domain has begun to accept everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Turn {
    pub(crate) extent: Extent,
    /// Other domains of the exchange that are not to be believed either.
    pub(crate) others: Vec<DomainNo>,
    /// Others that are to be audited at once, which is not on record yet.
    pub(crate) suspects: Vec<DomainNo>,
}

/// How much of an exchange accepts everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// One domain, as far as is known; others are audited at once.
    Domain,
    /// All of it.
    Exchange,
}

impl Plan {
    pub(crate) fn control(&self, no: DomainNo) -> ControlState {
        self.domains[no.0].control
    }

    pub(crate) fn set_control(&mut self, no: DomainNo, control: ControlState, now: Moment) {
        self.domains[no.0].control = control;
        self.count_control(no);
        self.refresh(no, now);
    }

    /// Since when the controls of a domain are accepted, where none was refused.
    pub(crate) fn set_accepts_since(&mut self, no: DomainNo, since: Option<Moment>) {
        self.domains[no.0].accepts_since = since;
    }

    /// The name that the control of a domain is asked by; one that `draw` makes where there is none yet.
    pub(crate) fn control_name(&mut self, no: DomainNo, draw: impl FnOnce(&str) -> Address) -> Address {
        let domain = &mut self.domains[no.0];
        domain.control_name.get_or_insert_with(|| draw(&domain.name)).clone()
    }

    /// The next control of a domain is asked by this name; `None`: by a new one.
    pub(crate) fn set_control_name(&mut self, no: DomainNo, name: Option<Address>) {
        self.domains[no.0].control_name = name;
    }

    /// Takes the control of a domain in hand, if it is due and nobody else has.
    pub(crate) fn claim_control(&mut self, no: DomainNo, now: Moment) -> bool {
        let domain = &mut self.domains[no.0];
        let due = domain.control_due().is_some_and(|due| due <= now);
        domain.control_in_hand |= due;
        due
    }

    /// Whether the control of a domain that a session has in hand is wanted now.
    pub(crate) fn is_control_wanted(&self, no: DomainNo, now: Moment) -> bool {
        self.domains[no.0].wants_control(&self.controls, now)
    }

    /// Takes the control of a domain in hand that a session could ask besides: one more on the way to a certain
    /// catch-all, where no other session will come for it; or a proof that is to be repeated.
    pub(crate) fn claim_extra(&mut self, no: DomainNo, now: Moment) -> bool {
        let domain = &self.domains[no.0];
        let may = !domain.control_in_hand && domain.control.holds_until().is_none();
        let wanted = may
            && match domain.control {
                ControlState::Refuses { .. } => {
                    domain.wants_control(&self.controls, now) || self.is_last_word(no)
                }
                _ => !domain.has_more() && domain.wants_control(&self.controls, now),
            };
        self.domains[no.0].control_in_hand |= wanted;
        wanted
    }

    /// Whether the last answers of an exchange that may have a guard are acceptances of this domain.
    fn is_last_word(&self, no: DomainNo) -> bool {
        let domain = &self.domains[no.0];
        let exchange = domain.route.map(|route| &self.exchanges[self.routes[route.0].exchange.0]);
        domain.audit.is_fresh()
            && exchange.is_some_and(|exchange| exchange.left == 0 && exchange.refused >= GUARDED)
    }

    /// An address of a domain whose proof stands was accepted.
    pub(crate) fn accepted(&mut self, no: DomainNo) {
        self.domains[no.0].audit.accepted();
        if let Some(exchange) = self.exchange_behind(no) {
            exchange.believed_last = Some(no);
        }
    }

    fn exchange_behind(&mut self, no: DomainNo) -> Option<&mut Exchange> {
        let exchange = self.routes[self.domains[no.0].route?.0].exchange;
        Some(&mut self.exchanges[exchange.0])
    }

    /// Has the last answers of an exchange that may have a guard audited, where nothing else is left to ask there: by the
    /// domain that was believed last, or, where the last word was that of a catch-all, by one that is none.
    pub(crate) fn audit_last(&mut self, no: ExchangeNo, now: Moment) {
        let exchange = &mut self.exchanges[no.0];
        if exchange.left > 0 || exchange.refused < GUARDED {
            return;
        }
        let believed = exchange.believed_last.take();
        let witness = exchange.witness.filter(|_| std::mem::take(&mut exchange.seems_catch_all));
        let Some(domain) = believed.or(witness) else { return };
        let domain_of = &mut self.domains[domain.0];
        if matches!(domain_of.control, ControlState::Refuses { .. }) {
            // A witness may have accepted nothing of late, and is asked all the same.
            domain_of.audit.accepted();
            domain_of.audit.suspect();
            self.refresh(domain, now);
        }
    }

    /// Whether a refusal would be a repetition of the proof that is due anyway.
    pub(crate) fn is_audit_due(&self, no: DomainNo, now: Moment) -> bool {
        let domain = &self.domains[no.0];
        matches!(domain.control, ControlState::Refuses { .. }) && domain.audit.is_due(&self.controls, now)
    }

    /// A control of a domain, or a sister in its place, was refused.
    pub(crate) fn proved(&mut self, no: DomainNo, now: Moment) {
        self.domains[no.0].audit.proved(now);
        if let Some(exchange) = self.exchange_behind(no) {
            exchange.witness = Some(no);
        }
    }

    /// A control of a domain said nothing; its repetition can wait as long as between two.
    pub(crate) fn unproved(&mut self, no: DomainNo, now: Moment) {
        let until = now.plus(self.controls.audit_every);
        self.domains[no.0].audit.put_off(until);
    }

    /// The run was begun before: what exchanges refused then is not known any more.
    pub(crate) fn resumed(&mut self) {
        self.resumed = true;
    }

    /// These domains accepted something that no control spoke for before the run was broken off.
    pub(crate) fn resume(&mut self, unaudited: &[String], now: Moment) {
        let mut missing: BTreeSet<&str> = unaudited.iter().map(String::as_str).collect();
        let known: Vec<_> = (0..self.domains.len())
            .map(DomainNo)
            .filter(|no| missing.remove(&*self.domains[no.0].name))
            .collect();
        let first = self.domains.len();
        let idle = |domain: &str| DomainWork {
            domain: domain.to_owned(),
            pending: 0,
            waiting: 0,
            awaiting_control: 0,
            due: None,
        };
        self.add_work(missing.into_iter().map(idle).collect(), now);
        for no in known.into_iter().chain((first..self.domains.len()).map(DomainNo)) {
            self.domains[no.0].audit.owe();
            self.refresh(no, now);
        }
    }

    /// The proof of a domain is to be put on record as outstanding: it accepts for the first time since it was given, at
    /// an exchange that may have a guard.
    pub(crate) fn becomes_unaudited(&self, no: DomainNo) -> bool {
        let domain = &self.domains[no.0];
        let exchange = domain.route.map(|route| &self.exchanges[self.routes[route.0].exchange.0]);
        !domain.audit.is_recorded() && exchange.is_some_and(|exchange| exchange.refused >= GUARDED)
    }

    /// Whether a control is still to speak for the last acceptances of an exchange that is only left alone for a while.
    pub(crate) fn owes_audit(&mut self, now: Moment) -> bool {
        let owing: BTreeSet<ExchangeNo> = self
            .domains
            .iter()
            .filter(|domain| {
                domain.audit.is_recorded() && matches!(domain.control, ControlState::Refuses { .. })
            })
            .filter_map(|domain| Some(self.routes[domain.route?.0].exchange))
            .collect();
        owing.into_iter().any(|no| {
            let pace = &mut self.exchanges[no.0].pace;
            !pace.is_given_up() && pace.held_back(now).is_some()
        })
    }

    /// It is on record.
    pub(crate) fn recorded_unaudited(&mut self, no: DomainNo) {
        self.domains[no.0].audit.recorded();
    }

    /// Whether it is.
    pub(crate) fn is_unaudited(&self, no: DomainNo) -> bool {
        self.domains[no.0].audit.is_recorded()
    }

    /// An exchange has refused a recipient, so it does not accept everything at present.
    pub(crate) fn refuses(&mut self, no: ExchangeNo, at: Moment) {
        let exchange = &mut self.exchanges[no.0];
        exchange.refused_last = exchange.refused_last.max(at);
        exchange.believed_last = None;
        exchange.turned_by = None;
        exchange.seems_catch_all = false;
        exchange.refused = exchange.refused.saturating_add(1);
        if !std::mem::take(&mut exchange.turned).is_empty() {
            for other in self.exchanges[no.0].domains.clone() {
                self.domains[other.0].audit.clear_suspicion();
            }
        }
    }

    /// A domain has begun to accept everything. The second one in a row, without a refusal of anybody in between, speaks
    /// for the exchange, which is left alone until `until` then.
    pub(crate) fn turned(&mut self, no: DomainNo, by: &Control, until: Moment, now: Moment) -> Turn {
        let alone = Turn { extent: Extent::Domain, others: Vec::new(), suspects: Vec::new() };
        let Some(route) = self.domains[no.0].route else { return alone };
        let exchange = self.routes[route.0].exchange;
        let name = Arc::clone(&self.domains[no.0].name);
        let turned = &mut self.exchanges[exchange.0];
        turned.turned_by = Some(by.clone());
        if !turned.turned.contains(&name) {
            turned.turned.push(name);
        }
        let extent = if turned.turned.len() < 2 { Extent::Domain } else { Extent::Exchange };
        let refused_last = turned.refused_last;
        let mut others = self.exchanges[exchange.0].domains.clone();
        others.retain(|other| *other != no);
        let mut suspects = Vec::new();
        match extent {
            Extent::Domain => {
                for other in &others {
                    let domain = &mut self.domains[other.0];
                    domain.audit.suspect();
                    if domain.audit.is_fresh()
                        && !domain.audit.is_recorded()
                        && matches!(domain.control, ControlState::Refuses { .. })
                    {
                        domain.audit.recorded();
                        suspects.push(*other);
                    }
                    self.refresh(*other, now);
                }
            }
            Extent::Exchange => self.exchanges[exchange.0].pace.accepts_all(until, now),
        }
        others.retain(|other| self.is_doubted(*other, extent, refused_last));
        Turn { extent, others, suspects }
    }

    /// Whether a domain is not to be believed, where so much of its exchange has turned since it last refused anybody.
    fn is_doubted(&self, no: DomainNo, extent: Extent, refused_last: Moment) -> bool {
        let domain = &self.domains[no.0];
        let accepts_since_then = || domain.accepts_since.is_some_and(|since| since > refused_last);
        match domain.control {
            ControlState::Refuses { .. } => {
                extent == Extent::Exchange && (domain.audit.is_fresh() || domain.left() > 0)
            }
            // It may be no catch-all, but have had its controls when the exchange accepted everything already.
            ControlState::AcceptsAll => accepts_since_then(),
            // On its way to a catch-all by controls that say nothing: whom it has accepted is asked again.
            ControlState::Needed { accepted: 1.., .. } => extent == Extent::Exchange && accepts_since_then(),
            ControlState::Needed { .. } | ControlState::Wavers { .. } | ControlState::GivenUp => false,
        }
    }

    /// A domain is met, of which this run may have heard before it was broken off. The control by which it is not to be
    /// believed, where its exchange has turned in the meantime.
    pub(crate) fn met(&mut self, no: DomainNo) -> Option<Control> {
        let exchange = self.exchange_of(no)?;
        let domain = &self.domains[no.0];
        let seems_catch_all = domain.audit.is_recorded() && domain.control == ControlState::AcceptsAll;
        self.exchanges[exchange.0].seems_catch_all |= seems_catch_all;
        let exchange = &self.exchanges[exchange.0];
        let has_heard = domain.audit.is_fresh() || domain.awaiting > 0;
        let turned = exchange.turned.len() >= 2 && has_heard;
        let doubted = turned && self.is_doubted(no, Extent::Exchange, exchange.refused_last);
        exchange.turned_by.clone().filter(|_| doubted)
    }

    /// A domain seems to be a catch-all, at an exchange that may have a guard. What has to be put on record as unaudited:
    /// it, and a domain that can bear witness against it.
    pub(crate) fn take_unwitnessed(&mut self, no: DomainNo) -> Vec<DomainNo> {
        let Some(exchange) = self.exchange_behind(no).filter(|exchange| exchange.refused >= GUARDED) else {
            return Vec::new();
        };
        let witness = exchange.witness.filter(|witness| *witness != no);
        let mut unaudited: Vec<_> = std::iter::once(no).chain(witness).collect();
        unaudited.retain(|no| !self.domains[no.0].audit.is_recorded());
        unaudited.iter().for_each(|no| self.domains[no.0].audit.recorded());
        unaudited
    }

    /// The domains whose last acceptances are suspected and were not audited, each with the control of another one by
    /// which they are: nobody will be asked any more.
    pub(crate) fn suspected(&self) -> Vec<(DomainNo, Control)> {
        let by = |no: DomainNo| {
            let domain = &self.domains[no.0];
            let suspected =
                domain.audit.is_suspected() && matches!(domain.control, ControlState::Refuses { .. });
            if suspected { self.doubt(no).map(|by| (no, by)) } else { None }
        };
        (0..self.domains.len()).map(DomainNo).filter_map(by).collect()
    }

    /// The control of another domain by which it is in doubt whether the exchange refuses anybody at present.
    pub(crate) fn doubt(&self, no: DomainNo) -> Option<Control> {
        let route = self.domains[no.0].route?;
        self.exchanges[self.routes[route.0].exchange.0].turned_by.clone()
    }

    /// A control of a domain was accepted that stood like this before.
    pub(crate) fn accepts_impossible(&mut self, no: DomainNo, before: ControlState, at: Moment) {
        if matches!(before, ControlState::Needed { accepted: 0, .. }) {
            self.domains[no.0].accepts_since = Some(at);
        }
        self.domains[no.0].audit = Audit::new(at);
        let is_catch_all = self.domains[no.0].control == ControlState::AcceptsAll;
        if let Some(exchange) = self.exchange_behind(no) {
            exchange.seems_catch_all |= is_catch_all;
        }
    }

    /// Controls that are due later are due so much earlier, but not before `now`.
    pub(crate) fn wind_controls_back(&mut self, by: Duration, now: Moment) {
        for no in (0..self.domains.len()).map(DomainNo) {
            let control = self.domains[no.0].control.wound_back(by, now);
            if control != self.domains[no.0].control {
                self.set_control(no, control, now);
            }
        }
    }

    /// So many answered addresses of a domain, which awaited a control, wait to be asked once more instead.
    pub(crate) fn answers_taken_back(&mut self, no: DomainNo, due: Moment, count: u64, now: Moment) {
        let domain = &mut self.domains[no.0];
        let count = count.min(domain.awaiting);
        domain.awaiting -= count;
        self.count_control(no);
        if count > 0 {
            self.waits(no, due, count);
        }
        self.refresh(no, now);
    }

    /// So many settled addresses of a domain wait once more.
    pub(crate) fn taken_back(&mut self, no: DomainNo, due: Moment, count: u64, now: Moment) {
        self.open += count;
        if let Some(route) = self.domains[no.0].route {
            let exchange = self.routes[route.0].exchange;
            self.exchanges[exchange.0].left += count;
            self.left += count;
        }
        self.waits(no, due, count);
        self.refresh(no, now);
    }

    /// Whether a domain has nothing to be asked at present but its control.
    pub(crate) fn is_held(&self, no: DomainNo) -> bool {
        self.domains[no.0].control.holds_until().is_some()
    }

    /// Lets go of a domain's control.
    pub(crate) fn release_control(&mut self, no: DomainNo, now: Moment) {
        self.domains[no.0].control_in_hand = false;
        self.refresh(no, now);
    }

    /// Keeps the control of a domain among the due moments while it was put off and somebody awaits it.
    pub(super) fn count_control(&mut self, no: DomainNo) {
        let domain = &mut self.domains[no.0];
        let due = match domain.control.awaited() {
            Some((due, 1..)) if domain.awaiting > 0 => Some(due),
            _ => None,
        };
        let before = std::mem::replace(&mut domain.control_counted, due);
        if let Some(before) = before {
            lessen(&mut self.expected(no).dues, before, 1);
        }
        if let Some(due) = due {
            *self.expected(no).dues.entry(due).or_default() += 1;
        }
    }
}
