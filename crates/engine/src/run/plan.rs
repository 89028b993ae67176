//! What is left to do, and whose turn it is: domains, the routes that their mail takes, and the exchanges that the routes
//! lead to. Holds counts and due moments, never addresses beyond those in hand; those are drawn from the journal when a
//! session starts. Every change of a domain goes through [`Plan::refresh`], so none is forgotten or queued twice.

mod controls;
mod domain;
mod opening;

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap, HashMap, HashSet, VecDeque},
    sync::Arc,
    time::Duration,
};

use mailvet_verdict::{Control, Moment, MxHost, Operator, exchange_of};

pub(crate) use self::opening::Opening;

pub(crate) use self::controls::Extent;
use self::domain::{Domain, Place, Settling};
use super::{
    audit::{Audit, GUARDED},
    guard::{Allowance, Guard, Thresholds},
    pace::{Limits, Pace, Rests, SharedPaces, Size},
};
use crate::{
    Settings,
    journal::{AddressId, DomainWork, KeptPace, Standing, Task, TurnRecord},
    settings::{ControlSettings, PaceSettings},
};

/// Sessions for nothing but controls that could ride along are opened at every such beat.
const GATHER: Duration = Duration::from_secs(10);

/// Names a domain of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct DomainNo(usize);

/// Names a route of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct RouteNo(usize);

/// Names an exchange of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ExchangeNo(usize);

#[derive(Debug)]
struct Route {
    exchange: ExchangeNo,
    hosts: Arc<[MxHost]>,
    ready: VecDeque<DomainNo>,
    /// Stands in the exchange's queue.
    queued: bool,
    /// Sessions open.
    sessions: u32,
    /// Its hosts have answered in the last session that told. Until then one session at a time finds out, so that a host
    /// that is away costs one connection a try.
    answers: bool,
}

impl Route {
    fn may_open(&self) -> bool {
        !self.ready.is_empty() && (self.answers || self.sessions == 0)
    }
}

#[derive(Debug)]
struct Exchange {
    name: Arc<str>,
    pace: Pace,
    /// The domains whose mail it takes, as far as they were looked up.
    domains: Vec<DomainNo>,
    left: u64,
    expected: Expected,
    ready: VecDeque<RouteNo>,
    queued: bool,
    /// Recipients that it has refused in this run.
    refused: u32,
    /// When it did so last.
    refused_last: Moment,
    /// The domain whose acceptance was believed last, where it has refused nobody since.
    believed_last: Option<DomainNo>,
    /// A domain that refused an impossible address or one in its place.
    witness: Option<DomainNo>,
    /// A domain has turned out to be a catch-all, and nobody was refused since.
    seems_catch_all: bool,
    /// The domains that have begun to accept everything, since it last refused anybody.
    turned: Vec<Arc<str>>,
    /// The control by which the last of them was found out.
    turned_by: Option<Control>,
}

/// What is still to be heard of some addresses.
#[derive(Debug, Default)]
struct Expected {
    /// Due moments of everything that waits.
    dues: BTreeMap<Moment, u64>,
    /// Addresses that have had no answer yet.
    unheard: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Alarm {
    Domain(DomainNo),
    Exchange(ExchangeNo),
}

/// A domain in the hands of a session that is to draw addresses of it.
#[derive(Clone, Debug)]
pub(crate) struct Drawing {
    pub(crate) domain: DomainNo,
    pub(crate) name: Arc<str>,
    pub(crate) in_hand: HashSet<AddressId>,
    /// Draw so many addresses; none where only the control is due.
    pub(crate) want: usize,
    /// Whether the session has taken the domain's control in hand, to be asked last, if it is wanted then.
    pub(crate) control: bool,
}

/// One exchange as progress shows it.
#[derive(Debug)]
pub(crate) struct ExchangeView<'a> {
    pub(crate) name: &'a str,
    pub(crate) left: u64,
    /// Addresses without a first answer.
    pub(crate) unheard: u64,
    /// The earliest and the latest due moment of what waits.
    pub(crate) dues: Option<(Moment, Moment)>,
    pub(crate) pace: &'a mut Pace,
}

/// The plan of a run.
#[derive(Debug)]
pub(crate) struct Plan {
    pace: PaceSettings,
    rests: Rests,
    thresholds: Thresholds,
    shared: Arc<SharedPaces>,
    /// What was kept of exchanges that were not met yet.
    kept: HashMap<String, Vec<KeptPace>>,
    controls: ControlSettings,
    /// The beat at which sessions are opened for controls that could ride along.
    gather: Duration,
    /// The run was begun before: what exchanges refused then is not known any more.
    resumed: bool,
    /// What is past due without an address to show for it is looked at again after this.
    poll: Duration,
    domains: Vec<Domain>,
    routes: Vec<Route>,
    exchanges: Vec<Exchange>,
    route_by_hosts: HashMap<(ExchangeNo, Vec<String>), RouteNo>,
    exchange_by_name: HashMap<Arc<str>, ExchangeNo>,
    turns: VecDeque<ExchangeNo>,
    /// The largest domains first: what takes longest begins first.
    lookups: BinaryHeap<(u64, Reverse<DomainNo>)>,
    alarms: BinaryHeap<Reverse<(Moment, Alarm)>>,
    /// When alarms were last looked at.
    rung: Moment,
    /// Of the domains whose exchange is not known yet.
    expected: Expected,
    /// Addresses left.
    open: u64,
    /// Addresses left at known routes.
    left: u64,
    looked_up: u64,
    sessions: usize,
    pub(crate) port: super::port::PortWatch,
    pub(crate) guard: Guard,
}

impl Plan {
    pub(crate) fn new(settings: &Settings, shared: Arc<SharedPaces>, poll: Duration) -> Self {
        Self {
            pace: settings.pace.clone(),
            controls: settings.controls.clone(),
            gather: poll.min(GATHER),
            resumed: false,
            rests: Rests::new(settings),
            thresholds: Thresholds::of_exchange(settings),
            shared,
            kept: HashMap::new(),
            guard: Guard::new(Thresholds::of_run(settings)),
            poll,
            domains: Vec::new(),
            routes: Vec::new(),
            exchanges: Vec::new(),
            route_by_hosts: HashMap::new(),
            exchange_by_name: HashMap::new(),
            turns: VecDeque::new(),
            lookups: BinaryHeap::new(),
            alarms: BinaryHeap::new(),
            rung: Moment(i64::MIN),
            expected: Expected::default(),
            open: 0,
            left: 0,
            looked_up: 0,
            sessions: 0,
            port: super::port::PortWatch::default(),
        }
    }

    /// Forgets everything but what is known of the exchanges' pace and of port 25, and begins with what the journal says
    /// is left.
    pub(crate) fn start_over(&mut self, work: Vec<DomainWork>, now: Moment) {
        self.port.no_sessions();
        for exchange in &mut self.exchanges {
            exchange.pace.no_sessions();
            exchange.domains.clear();
            exchange.left = 0;
            exchange.expected = Expected::default();
            exchange.believed_last = None;
            exchange.witness = None;
            exchange.ready.clear();
            exchange.queued = false;
        }
        self.domains.clear();
        self.routes.clear();
        self.route_by_hosts.clear();
        self.turns.clear();
        self.lookups.clear();
        self.alarms.clear();
        self.rung = Moment(i64::MIN);
        self.expected = Expected::default();
        (self.open, self.left, self.looked_up, self.sessions) = (0, 0, 0, 0);
        self.add_work(work, now);
    }

    /// Whether nothing is left, as far as the plan knows.
    pub(crate) fn is_done(&self) -> bool {
        self.open == 0
    }

    /// Takes in what the journal says is left.
    pub(crate) fn add_work(&mut self, work: Vec<DomainWork>, now: Moment) {
        for work in work {
            let domain = Domain::new(work, self.gather, now);
            for (due, count) in &domain.waiting {
                *self.expected.dues.entry(*due).or_default() += count;
            }
            self.expected.unheard += domain.pending;
            self.open += domain.left();
            self.domains.push(domain);
            self.refresh(DomainNo(self.domains.len() - 1), now);
        }
    }

    /// Puts a domain where it belongs now: into a queue, or to rest until its next moment. The one place that does.
    fn refresh(&mut self, no: DomainNo, now: Moment) {
        let domain = &mut self.domains[no.0];
        if domain.place != Place::Resting {
            return;
        }
        if !domain.is_ready(now) {
            if let Some(due) = domain.next_due() {
                self.alarms.push(Reverse((due, Alarm::Domain(no))));
            }
            return;
        }
        domain.place = Place::Queued;
        let Some(route) = domain.route else {
            self.lookups.push((self.domains[no.0].left(), Reverse(no)));
            return;
        };
        self.routes[route.0].ready.push_back(no);
        self.requeue(route);
    }

    /// Gives an exchange a turn. One that holds more than its share of what is left would be the last to finish, so it
    /// does not stand behind the others; no more than half of the connections can come to be used that way.
    fn queue(&mut self, no: ExchangeNo) {
        let exchange = &mut self.exchanges[no.0];
        if exchange.queued || exchange.ready.is_empty() {
            return;
        }
        exchange.queued = true;
        let lanes = u64::from(exchange.pace.connections()).saturating_mul(2);
        let total = self.pace.connections_total as u64;
        if exchange.left.saturating_mul(total) >= self.left.saturating_mul(lanes) {
            self.turns.push_front(no);
        } else {
            self.turns.push_back(no);
        }
    }

    /// Wakes what is due. Where the clock was set back, everything, to see again what it waits for: an exchange that is
    /// held back for an hour is not held back for a day.
    pub(crate) fn ring(&mut self, now: Moment) {
        if now < std::mem::replace(&mut self.rung, now) {
            for Reverse((_, alarm)) in std::mem::take(&mut self.alarms) {
                match alarm {
                    Alarm::Domain(no) => self.refresh(no, now),
                    Alarm::Exchange(no) => self.queue(no),
                }
            }
        }
        while let Some(Reverse((due, alarm))) = self.alarms.peek().copied() {
            if due > now {
                break;
            }
            self.alarms.pop();
            match alarm {
                Alarm::Domain(no) => self.refresh(no, now),
                Alarm::Exchange(no) => self.queue(no),
            }
        }
    }

    /// The next moment at which something is due.
    pub(crate) fn next_alarm(&self) -> Option<Moment> {
        self.alarms.peek().map(|Reverse((due, _))| *due)
    }

    /// The next moment at which something can be done: what is due waits where the guard has made a pause.
    pub(crate) fn next_alarm_or_pause(&mut self, now: Moment) -> Option<Moment> {
        let pause = match self.guard.allowance(now) {
            Allowance::Nothing(until) if !self.turns.is_empty() => Some(until),
            _ => None,
        };
        self.next_alarm().into_iter().chain(pause).min()
    }

    /// The next domain to look up.
    pub(crate) fn next_lookup(&mut self) -> Option<(DomainNo, Arc<str>)> {
        let (_, Reverse(no)) = self.lookups.pop()?;
        self.domains[no.0].place = Place::Drawn;
        Some((no, Arc::clone(&self.domains[no.0].name)))
    }

    /// A domain's mail takes this way.
    pub(crate) fn routed(
        &mut self,
        no: DomainNo,
        hosts: &[MxHost],
        operator: Option<&Operator>,
        now: Moment,
    ) {
        let exchange = self.exchange(&exchange_of(hosts), operator, now);
        let names: Vec<String> = hosts.iter().map(|host| host.name.clone()).collect();
        let next = RouteNo(self.routes.len());
        let route = *self.route_by_hosts.entry((exchange, names)).or_insert(next);
        if route == next {
            self.routes.push(Route {
                exchange,
                hosts: hosts.into(),
                ready: VecDeque::new(),
                queued: false,
                sessions: 0,
                answers: false,
            });
        }
        let domain = &mut self.domains[no.0];
        let left = domain.left();
        domain.route = Some(route);
        self.left += left;
        let exchange = &mut self.exchanges[exchange.0];
        exchange.domains.push(no);
        exchange.left += left;
        exchange.expected.unheard += domain.pending;
        self.expected.unheard = self.expected.unheard.saturating_sub(domain.pending);
        let control = domain.control_counted.map(|due| (due, 1));
        for (due, count) in domain.waiting.iter().map(|(due, count)| (*due, *count)).chain(control) {
            lessen(&mut self.expected.dues, due, count);
            *exchange.expected.dues.entry(due).or_default() += count;
        }
    }

    /// A look-up, or a session that drew addresses, lets go of a domain.
    pub(crate) fn rested(&mut self, no: DomainNo, now: Moment) {
        let domain = &mut self.domains[no.0];
        domain.place = Place::Resting;
        self.refresh(no, now);
    }

    /// A look-up of a domain has ended, however it ended.
    pub(crate) fn looked_up(&mut self, no: DomainNo) {
        let domain = &mut self.domains[no.0];
        self.looked_up += u64::from(!std::mem::replace(&mut domain.looked_up, true));
    }

    fn exchange(&mut self, name: &str, operator: Option<&Operator>, now: Moment) -> ExchangeNo {
        if let Some(no) = self.exchange_by_name.get(name) {
            return *no;
        }
        let no = ExchangeNo(self.exchanges.len());
        let limits = Limits::new(&self.pace, name, operator);
        let mut pace = Pace::new(limits, self.rests, self.thresholds, self.shared.seat(name));
        let mut turn = TurnRecord::default();
        for kept in self.kept.remove(name).unwrap_or_default() {
            if kept.own {
                turn.clone_from(&kept.pace.turn);
            }
            pace.resume(kept.pace, kept.own, now);
        }
        let name: Arc<str> = name.into();
        self.exchange_by_name.insert(Arc::clone(&name), no);
        self.exchanges.push(Exchange {
            name,
            pace,
            domains: Vec::new(),
            left: 0,
            expected: Expected::default(),
            ready: VecDeque::new(),
            queued: false,
            // What it refused last before the run was broken off may not be kept.
            refused: if self.resumed { turn.refused.max(GUARDED) } else { 0 },
            refused_last: turn.refused_last.unwrap_or(Moment(i64::MIN)),
            believed_last: None,
            witness: None,
            seems_catch_all: false,
            turned: turn.domains.into_iter().map(Into::into).collect(),
            turned_by: turn.by,
        });
        no
    }

    /// Hands a session the next domain of its route, where `room` recipients are left in it. `first`: nothing is in the
    /// session yet, so whatever fits has to do.
    pub(crate) fn draw(&mut self, route: RouteNo, room: Size, first: bool, now: Moment) -> Option<Drawing> {
        loop {
            let no = *self.routes[route.0].ready.front()?;
            let domain = &mut self.domains[no.0];
            let due: u64 = domain.waiting.range(..=now).map(|(_, count)| count).sum();
            let to_ask = usize::try_from(domain.pending + due).unwrap_or(usize::MAX);
            let control_due = domain.control_due().is_some_and(|due| due <= now);
            let held = domain.control.holds_until().is_some_and(|due| due > now || domain.control_in_hand);
            if held || (to_ask == 0 && !control_due) {
                self.take_from_route(route);
                self.rested(no, now);
                continue;
            }
            // A control comes after the addresses it is for, in the same session; where there is room for one recipient
            // only, in the next one.
            let wants_control = control_due
                || (!domain.control_in_hand && domain.control.awaited().is_some_and(|(due, _)| due <= now));
            let goes_first = domain.control.holds_until().is_some();
            let (want, control) = match (wants_control, room.recipients) {
                (_, 0) => return None,
                (false, room) => (to_ask.min(room), false),
                (true, most) if to_ask >= most && room.spare > 0 => (most, true),
                (true, 1) if !first => return None,
                (true, 1) if control_due || goes_first => (0, true),
                (true, 1) => (1, false),
                (true, room) => (to_ask.min(room - 1), true),
            };
            domain.control_in_hand |= control;
            domain.pending_at_draw = domain.pending;
            let drawing = Drawing {
                domain: no,
                name: Arc::clone(&domain.name),
                in_hand: domain.in_hand.clone(),
                want,
                control,
            };
            self.take_from_route(route);
            return Some(drawing);
        }
    }

    /// Every domain of a route that has something to do now, for evidence that holds for all of them.
    pub(crate) fn draw_route(&mut self, route: RouteNo) -> Vec<(DomainNo, Arc<str>)> {
        let mut drawn = Vec::new();
        while let Some(no) = self.take_from_route(route) {
            drawn.push((no, Arc::clone(&self.domains[no.0].name)));
        }
        drawn
    }

    fn take_from_route(&mut self, route: RouteNo) -> Option<DomainNo> {
        let no = self.routes[route.0].ready.pop_front()?;
        self.domains[no.0].place = Place::Drawn;
        Some(no)
    }

    /// Gives a route with something to do another turn.
    pub(crate) fn requeue(&mut self, no: RouteNo) {
        let route = &mut self.routes[no.0];
        let exchange = route.exchange;
        if route.may_open() && !std::mem::replace(&mut route.queued, true) {
            self.exchanges[exchange.0].ready.push_back(no);
        }
        self.queue(exchange);
    }

    /// The journal gave these addresses of a domain, of up to `wanted`.
    pub(crate) fn drawn(&mut self, no: DomainNo, tasks: &[Task], wanted: usize, now: Moment) {
        for task in tasks {
            let domain = &mut self.domains[no.0];
            domain.in_hand.insert(task.id);
            match task.standing {
                Standing::Waiting { due, .. } => self.no_longer_waiting(no, due, 1),
                _ => {
                    domain.pending = domain.pending.saturating_sub(1);
                    domain.pending_at_draw = domain.pending_at_draw.saturating_sub(1);
                }
            }
        }
        if tasks.len() < wanted {
            // The journal has no more that could be asked now: what the plan believes beyond that is later than it thinks
            // (after a restart only the earliest due moment of a domain is known).
            let domain = &mut self.domains[no.0];
            domain.pending = domain.pending.saturating_sub(domain.pending_at_draw);
            let past: Vec<(Moment, u64)> = domain.waiting.range(..=now).map(|(due, n)| (*due, *n)).collect();
            for (due, count) in past {
                self.no_longer_waiting(no, due, count);
                self.waits(no, now.plus(self.poll), count);
            }
        }
    }

    fn waits(&mut self, no: DomainNo, due: Moment, count: u64) {
        *self.domains[no.0].waiting.entry(due).or_default() += count;
        *self.expected(no).dues.entry(due).or_default() += count;
    }

    fn no_longer_waiting(&mut self, no: DomainNo, due: Moment, count: u64) {
        let waiting = &mut self.domains[no.0].waiting;
        let due = match waiting.contains_key(&due) {
            true => due,
            false => match waiting.first_key_value() {
                Some((earliest, _)) => *earliest,
                None => return,
            },
        };
        lessen(waiting, due, count);
        lessen(&mut self.expected(no).dues, due, count);
    }

    /// Where is counted what is still to be heard of a domain.
    fn expected(&mut self, no: DomainNo) -> &mut Expected {
        match self.domains[no.0].route {
            Some(route) => &mut self.exchanges[self.routes[route.0].exchange.0].expected,
            None => &mut self.expected,
        }
    }

    /// An address that a session had in hand stands somewhere now.
    pub(crate) fn moved(&mut self, no: DomainNo, task: &Task, to: Standing, now: Moment) {
        let domain = &mut self.domains[no.0];
        if !domain.in_hand.remove(&task.id) {
            return;
        }
        match to {
            Standing::Pending => domain.pending += 1,
            Standing::Waiting { due, .. } => self.waits(no, due, 1),
            Standing::AwaitingControl { .. } => domain.awaiting += 1,
            Standing::Settled => self.settled(no, 1),
        }
        self.count_control(no);
        if task.standing == Standing::Pending && to != Standing::Pending {
            let expected = self.expected(no);
            expected.unheard = expected.unheard.saturating_sub(1);
        }
        self.refresh(no, now);
    }

    /// So many answered addresses of a domain were settled by its control.
    pub(crate) fn answered_settled(&mut self, no: DomainNo, count: u64) {
        let domain = &mut self.domains[no.0];
        let count = count.min(domain.awaiting);
        domain.awaiting -= count;
        self.settled(no, count);
        self.count_control(no);
    }

    /// Everything left of a domain was settled.
    pub(crate) fn all_settled(&mut self, no: DomainNo) {
        let left = self.domains[no.0].left();
        self.settled(no, left);
        let domain = &mut self.domains[no.0];
        let pending = std::mem::take(&mut domain.pending);
        domain.awaiting = 0;
        domain.audit = Audit::new(Moment(i64::MIN));
        domain.in_hand.clear();
        let waiting = std::mem::take(&mut domain.waiting);
        let expected = self.expected(no);
        expected.unheard = expected.unheard.saturating_sub(pending);
        for (due, count) in waiting {
            lessen(&mut expected.dues, due, count);
        }
        self.count_control(no);
    }

    fn settled(&mut self, no: DomainNo, count: u64) {
        self.open = self.open.saturating_sub(count);
        if let Some(route) = self.domains[no.0].route {
            let exchange = self.routes[route.0].exchange;
            self.exchanges[exchange.0].left = self.exchanges[exchange.0].left.saturating_sub(count);
            self.left = self.left.saturating_sub(count);
        }
    }

    /// Addresses of a domain that wait are due at other moments than before.
    pub(crate) fn rescheduled(&mut self, no: DomainNo, moves: &[(Moment, Moment)], now: Moment) {
        for (from, to) in moves {
            self.no_longer_waiting(no, *from, 1);
            self.waits(no, *to, 1);
        }
        self.refresh(no, now);
    }

    /// Every domain in which something waits beyond `now`.
    pub(crate) fn waiting_domains(&self, now: Moment) -> Vec<DomainNo> {
        let waits = |no: &DomainNo| self.latest_due(*no).is_some_and(|latest| latest > now);
        (0..self.domains.len()).map(DomainNo).filter(waits).collect()
    }

    /// An address of a domain has passed a greylist. The first time, another domain of the exchange whose addresses
    /// wait: its server may know us by now, and one of them can find out.
    pub(crate) fn passed(&mut self, no: DomainNo, now: Moment) -> Option<DomainNo> {
        if std::mem::replace(&mut self.domains[no.0].passed, true) {
            return None;
        }
        let exchange = self.routes[self.domains[no.0].route?.0].exchange;
        let waits = |other: &DomainNo| self.latest_due(*other).is_some_and(|latest| latest > now);
        let neighbours = self.exchanges[exchange.0].domains.iter().copied();
        neighbours.filter(|other| !self.domains[other.0].passed).find(waits)
    }

    /// The latest due moment of what waits at a domain.
    pub(crate) fn latest_due(&self, no: DomainNo) -> Option<Moment> {
        self.domains[no.0].waiting.last_key_value().map(|(due, _)| *due)
    }

    /// Addresses of a domain are about to be drawn, other than these.
    pub(crate) fn begin_draw(&mut self, no: DomainNo) -> HashSet<AddressId> {
        let domain = &mut self.domains[no.0];
        domain.pending_at_draw = domain.pending;
        domain.in_hand.clone()
    }

    pub(crate) fn in_hand(&self, no: DomainNo) -> HashSet<AddressId> {
        self.domains[no.0].in_hand.clone()
    }

    pub(crate) fn name(&self, no: DomainNo) -> Arc<str> {
        Arc::clone(&self.domains[no.0].name)
    }

    pub(crate) fn awaiting(&self, no: DomainNo) -> u64 {
        self.domains[no.0].awaiting
    }

    /// Asks to settle the answered addresses of a domain. `true`: do it; somebody else is at it otherwise, and will look
    /// once more.
    pub(crate) fn begin_settling(&mut self, no: DomainNo) -> bool {
        let settling = &mut self.domains[no.0].settling;
        let free = *settling == Settling::No;
        *settling = if free { Settling::Yes } else { Settling::OnceMore };
        free
    }

    /// `true`: more came in; settle once more.
    pub(crate) fn end_settling(&mut self, no: DomainNo) -> bool {
        let settling = &mut self.domains[no.0].settling;
        let again = *settling == Settling::OnceMore;
        *settling = if again { Settling::Yes } else { Settling::No };
        again
    }

    pub(crate) fn rests(&self) -> &Rests {
        &self.rests
    }

    pub(crate) fn pace(&mut self, no: ExchangeNo) -> &mut Pace {
        &mut self.exchanges[no.0].pace
    }

    /// Domains looked up, of how many.
    pub(crate) fn domains(&self) -> (u64, u64) {
        (self.looked_up, self.domains.len() as u64)
    }

    pub(crate) fn sessions(&self) -> usize {
        self.sessions
    }

    /// Addresses without a first answer whose exchange is not known yet.
    pub(crate) fn unheard(&self) -> u64 {
        self.expected.unheard
    }

    /// The earliest and the latest due moment of what waits at domains whose exchange is not known yet.
    pub(crate) fn dues(&self) -> Option<(Moment, Moment)> {
        self.expected.dues()
    }

    /// The exchanges with work left.
    pub(crate) fn exchanges(&mut self) -> impl Iterator<Item = ExchangeView<'_>> {
        self.exchanges.iter_mut().filter(|exchange| exchange.left > 0).map(|exchange| ExchangeView {
            name: &exchange.name,
            left: exchange.left,
            unheard: exchange.expected.unheard,
            dues: exchange.expected.dues(),
            pace: &mut exchange.pace,
        })
    }
}

impl Expected {
    fn dues(&self) -> Option<(Moment, Moment)> {
        let (first, _) = self.dues.first_key_value()?;
        let (last, _) = self.dues.last_key_value()?;
        Some((*first, *last))
    }
}

fn lessen(counts: &mut BTreeMap<Moment, u64>, at: Moment, by: u64) {
    if let Some(count) = counts.get_mut(&at) {
        *count = count.saturating_sub(by);
        if *count == 0 {
            counts.remove(&at);
        }
    }
}

#[cfg(test)]
mod tests;
