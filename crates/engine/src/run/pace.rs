//! How fast one exchange may be asked: connections at once, recipients a session, a minute and an hour, refused recipients
//! an hour, and the rests that it wants. What is the machine's and not the run's is shared with other runs (`shared`). The
//! present moment comes in, and a clock that is set back only makes the limiter forget, never wait for ever.

mod breaker;
mod hour;
mod limits;
mod shared;
mod throttle;

use std::{sync::Arc, time::Duration};

use self::{breaker::PROBE, hour::HOUR, shared::BEAT, throttle::Throttle};
use super::{
    guard::{Allowance, Guard, Thresholds},
    words,
};
use crate::journal::{PaceRecord, TurnRecord};
use mailvet_verdict::{Attempt, Moment, Sentence};

pub(crate) use self::{
    breaker::{Block, Blocked, Rests},
    limits::Limits,
    shared::Seat,
};
pub use self::{
    breaker::{Breaker, Rest},
    shared::SharedPaces,
    throttle::CutRate,
};

/// After so many sessions in a row without one answer, a route is left alone.
const FRUITLESS_FOR_ROUTE: u32 = 2;

/// Who sets a limit as low as this for a session means it to the letter.
const SMALL_SESSION: usize = 2;

/// Why an exchange is slowed or left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HeldBack {
    /// The limit of recipients an hour.
    Recipients,
    /// The limit of refused recipients an hour.
    BadRecipients,
    /// It asked for less.
    SlowDown,
    /// It does not answer.
    Fruitless,
    /// It refuses us.
    Blocked,
    /// It refuses us too often.
    Guarded,
    /// It has begun to accept everything.
    AcceptsAll,
}

/// How many recipients a session may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    /// So many.
    pub(crate) recipients: usize,
    /// And a control on top, where it would need a session of its own else: one connection more is a greater burden than
    /// one recipient more, as long as the limit is our own.
    pub(crate) spare: usize,
}

impl Size {
    /// So many with the control on top.
    pub(crate) fn most(self) -> usize {
        self.recipients.saturating_add(self.spare)
    }
}

/// Whether a session may be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Leave {
    /// Yes, of this size.
    Open(Size),
    /// Not before another session has ended.
    Full,
    /// Not before this moment.
    Held(Moment),
    /// Never: the exchange is given up, by this refusal.
    GivenUp(Arc<Attempt>),
}

/// How much of an exchange a fruitless session speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Its own recipients.
    Session,
    /// Every address that takes the same way.
    Route,
}

/// The pace of one exchange.
#[derive(Debug)]
pub(crate) struct Pace {
    limits: Limits,
    rests: Rests,
    throttle: Throttle,
    seat: Seat,
    /// Recipients a session that the exchange has shown to take.
    session_size: usize,
    /// Rests in a row that it asked for.
    complaints: u32,
    fruitless: u32,
    breaker: Breaker,
    guard: Guard,
    /// Something has changed since it was last kept.
    changed: bool,
}

impl Pace {
    pub(crate) fn new(limits: Limits, rests: Rests, guard: Thresholds, seat: Seat) -> Self {
        Self {
            limits,
            rests,
            throttle: Throttle::new(limits.connections),
            seat,
            session_size: limits.recipients_per_session,
            complaints: 0,
            fruitless: 0,
            breaker: Breaker::default(),
            guard: Guard::new(guard),
            changed: false,
        }
    }

    /// Whether a session may be opened now. `half`: everything at half the limits.
    pub(crate) fn leave(&mut self, half: bool, now: Moment) -> Leave {
        if let Some(refusal) = self.breaker.given_up() {
            return Leave::GivenUp(Arc::new(refusal.clone()));
        }
        if let Some((until, _)) = self.held_back(now) {
            return Leave::Held(until);
        }
        let allowance = self.guard.allowance(now);
        let finding_out = self.breaker.is_half_open(now) || allowance == Allowance::One;
        let limits = if half || allowance == Allowance::Half { self.limits.halved() } else { self.limits };
        let connections = if finding_out { 1 } else { self.throttle.connections.min(limits.connections) };
        if !self.seat.finds_place(connections, now) {
            return self.wait_for_place(now);
        }
        let place = self.throttle.next_place(now);
        if place > now {
            return Leave::Held(place);
        }
        let room = {
            let mut common = self.seat.common();
            let promised = common.promised;
            let room = common.asked.left(limits.recipients_per_hour, now).saturating_sub(promised);
            room.min(common.refused.left(limits.bad_recipients_per_hour, now))
        };
        let room = usize::try_from(room).unwrap_or(usize::MAX);
        if room == 0 {
            return self.full_for_half(limits, now);
        }
        let mut session = self.session_size.min(limits.recipients_per_session);
        if let Some(per_minute) = self.throttle.per_minute() {
            session = session.min(Limits::fit_at(per_minute));
        }
        if finding_out {
            session = session.min(PROBE);
        }
        let recipients = room.min(session);
        let full = recipients == self.limits.recipients_per_session && recipients < room;
        let spare = full && self.limits.session_by_courtesy && recipients > SMALL_SESSION;
        Leave::Open(Size { recipients, spare: usize::from(spare) })
    }

    /// No connection is free: the end of a session of ours tells, or where none is open, a look after a beat.
    fn wait_for_place(&self, now: Moment) -> Leave {
        if self.seat.open() > 0 { Leave::Full } else { Leave::Held(now.plus(BEAT)) }
    }

    /// No room is left: the end of a session makes some, or where none is open, the hour.
    fn full_for_half(&mut self, limits: Limits, now: Moment) -> Leave {
        if self.seat.open() > 0 || self.seat.has_company() {
            return self.wait_for_place(now);
        }
        let mut common = self.seat.common();
        let bad = common.refused.left(limits.bad_recipients_per_hour, now) == 0;
        Leave::Held(if bad { common.refused.eases_at(now) } else { common.asked.eases_at(now) })
    }

    /// Whether it refuses us for good.
    pub(crate) fn is_given_up(&self) -> bool {
        self.breaker.given_up().is_some()
    }

    /// Why and until when the exchange is left alone.
    pub(crate) fn held_back(&mut self, now: Moment) -> Option<(Moment, HeldBack)> {
        if let Some(until) = self.breaker.open_until(now) {
            return Some((until, HeldBack::Blocked));
        }
        let allowance = self.guard.allowance(now);
        let mut common = self.seat.common();
        if let Some(until) = lasts(&mut common.blocked, now) {
            return Some((until, HeldBack::Blocked));
        }
        if let Some(until) = lasts(&mut common.rest, now) {
            return Some((until, HeldBack::SlowDown));
        }
        if let Some(until) = lasts(&mut common.accepts_all, now) {
            return Some((until, HeldBack::AcceptsAll));
        }
        if let Allowance::Nothing(until) = allowance {
            return Some((until, HeldBack::Guarded));
        }
        if common.refused.left(self.limits.bad_recipients_per_hour, now) == 0 {
            return Some((common.refused.eases_at(now), HeldBack::BadRecipients));
        }
        (common.asked.left(self.limits.recipients_per_hour, now) == 0)
            .then(|| (common.asked.eases_at(now), HeldBack::Recipients))
    }

    /// The whole hours that so many addresses take beyond the first, where a limit an hour is used up: it lets through
    /// in an hour what it let through in the last one.
    pub(crate) fn hours_for(&mut self, count: u64, now: Moment) -> Duration {
        let hourly = matches!(self.held_back(now), Some((_, HeldBack::Recipients | HeldBack::BadRecipients)));
        let an_hour = u64::from(self.seat.common().asked.sum().max(1));
        let hours = if hourly { count.saturating_sub(1) / an_hour } else { 0 };
        HOUR.saturating_mul(u32::try_from(hours).unwrap_or(u32::MAX))
    }

    /// Why the exchange is asked more slowly than it could be, though it is not left alone.
    pub(crate) fn slowed(&mut self, now: Moment) -> Option<HeldBack> {
        if self.breaker.given_up().is_some() || self.breaker.is_half_open(now) {
            Some(HeldBack::Blocked)
        } else if self.fruitless > 0 {
            Some(HeldBack::Fruitless)
        } else if self.guard.allowance(now) != Allowance::Full {
            Some(HeldBack::Guarded)
        } else {
            let slowed =
                self.throttle.connections < self.limits.connections || self.throttle.per_minute().is_some();
            slowed.then_some(HeldBack::SlowDown)
        }
    }

    /// Why it is slowed or left alone, for people.
    pub(crate) fn sentence(&mut self, why: HeldBack, now: Moment) -> Sentence {
        match why {
            HeldBack::Recipients => words::hour_full(self.limits.recipients_per_hour),
            HeldBack::BadRecipients => words::hour_refused(self.limits.bad_recipients_per_hour),
            HeldBack::SlowDown if self.seat.common().rest.is_some() => words::rests(),
            HeldBack::SlowDown => match self.throttle.per_minute() {
                Some(rate) => words::slower(rate, self.throttle.connections),
                None => words::fewer(),
            },
            HeldBack::Fruitless => words::fruitless(),
            HeldBack::Blocked => self.block_sentence(now),
            HeldBack::AcceptsAll => words::accepts_all(),
            HeldBack::Guarded => words::guarded(),
        }
    }

    fn block_sentence(&mut self, now: Moment) -> Sentence {
        if let Some(story) = self.story() {
            return words::given_up().and(story);
        }
        if self.breaker.is_half_open(now) {
            return words::half_open();
        }
        if self.breaker.openings() > 1 { words::blocked_again() } else { words::blocked() }
    }

    /// Connections at once at the most.
    pub(crate) fn connections(&self) -> u32 {
        self.limits.connections
    }

    pub(crate) fn open_sessions(&self) -> u32 {
        self.seat.open()
    }

    /// A session of this size opens. The number that is returned says what its end may speak for.
    pub(crate) fn opened(&mut self, size: Size) -> u32 {
        self.seat.opened(size);
        self.breaker.openings()
    }

    /// Of `wanted` recipients, how many may be named now in an open session.
    pub(crate) fn may_ask(&mut self, wanted: usize, now: Moment) -> usize {
        let bad = self.seat.common().refused.left(self.limits.bad_recipients_per_hour, now);
        let spaced = !self.limits.gap.is_zero() || self.throttle.per_minute().is_some();
        let wanted = if spaced { wanted.min(1) } else { wanted };
        wanted.min(usize::try_from(bad).unwrap_or(usize::MAX))
    }

    /// When the next recipient may be named in a session that named its last one at `last`. Takes the place.
    pub(crate) fn take_place(&mut self, last: Option<Moment>, now: Moment) -> Moment {
        // A clock that was set back behind the last recipient makes nobody wait longer than the gap.
        let after_gap = last.map_or(now, |last| last.min(now).plus(self.limits.gap));
        self.throttle.take_place(now).max(after_gap)
    }

    /// So many of the promised recipients were named.
    pub(crate) fn asked(&mut self, count: usize, now: Moment) {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        self.seat.asked(count, now);
        self.changed |= count > 0;
    }

    /// A recipient was refused for good.
    pub(crate) fn refused(&mut self, now: Moment) {
        self.seat.common().refused.add(1, now);
        self.changed = true;
    }

    /// A recipient was answered, with a refusal of us or without.
    pub(crate) fn note(&mut self, refuses_us: bool, now: Moment) {
        self.guard.note(refuses_us, now);
    }

    /// A session has ended, with so many promised recipients not named.
    pub(crate) fn closed(&mut self, unasked: usize) {
        self.seat.closed(unasked);
    }

    /// No session is open, whatever was counted.
    pub(crate) fn no_sessions(&mut self) {
        self.seat.no_sessions();
    }

    /// A session went well from its first answer to its last.
    pub(crate) fn good_session(&mut self, openings: u32) {
        self.fruitless = 0;
        if self.passed(openings) {
            // Let in again, it is asked as carefully as after any complaint.
            self.throttle.connections = 1;
        } else if self.breaker.openings() == 0 {
            self.throttle.ease(self.limits.connections);
        }
        self.complaints = self.complaints.saturating_sub(1);
        self.changed = true;
    }

    /// A session brought answers, and ended early.
    pub(crate) fn broken_session(&mut self, openings: u32, now: Moment) {
        self.fruitless = 0;
        self.passed(openings);
        self.cut(now);
    }

    /// The session that began after so many openings was let in. `true`: that closes the breaker.
    fn passed(&mut self, openings: u32) -> bool {
        let closes = self.breaker.passed(openings);
        if closes {
            self.seat.common().blocked = None;
        }
        closes
    }

    /// A session brought no answer at all. Says how much of the exchange it speaks for.
    pub(crate) fn fruitless_session(&mut self, now: Moment) -> Scope {
        self.fruitless += 1;
        self.cut(now);
        if self.fruitless >= FRUITLESS_FOR_ROUTE { Scope::Route } else { Scope::Session }
    }

    /// The exchange asked for less, and to be left alone for a while where it states for how long.
    pub(crate) fn slow_down(&mut self, stated: Option<Duration>, now: Moment) {
        self.cut(now);
        let length = self.rests.rest(stated, self.limits.rest, self.complaints);
        let mut common = self.seat.common();
        let until = lasts(&mut common.rest, now);
        // Sessions that complain together are one complaint.
        if until.is_none() {
            self.complaints += 1;
        }
        if until.is_none_or(|until| until < now.plus(length) && stated.is_some()) {
            common.rest = Some(Rest::new(now, length));
        }
    }

    /// The session that was opened after so many openings was refused like this.
    pub(crate) fn blocked(&mut self, block: Block, openings: u32, refusal: &Attempt, now: Moment) -> Blocked {
        self.cut(now);
        let blocked = self.breaker.blocked(block, openings, refusal, self.limits.rest, &self.rests, now);
        self.seat.common().blocked = self.breaker.rest();
        blocked
    }

    /// When somebody who was refused like this may be asked again, after `tries` other times; `None`: no more.
    pub(crate) fn again(&mut self, block: Block, tries: u32, now: Moment) -> Option<Moment> {
        self.breaker.again(block, tries, self.limits.rest, &self.rests, now)
    }

    /// What was tried before the exchange was given up, in a sentence; `None`: it is not given up.
    pub(crate) fn story(&self) -> Option<Sentence> {
        self.breaker.story()
    }

    /// The exchange accepts everything at present: what it says until then is worth nothing.
    pub(crate) fn accepts_all(&mut self, until: Moment, now: Moment) {
        self.changed = true;
        let mut common = self.seat.common();
        if lasts(&mut common.accepts_all, now).is_none_or(|earlier| earlier < until) {
            common.accepts_all = Some(Rest::new(now, until.since(now)));
        }
    }

    /// The exchange wants no more than so many recipients in a session.
    pub(crate) fn fewer_recipients(&mut self, most: usize) {
        self.session_size = self.session_size.min(most.max(1));
        self.changed = true;
    }

    fn cut(&mut self, now: Moment) {
        let a_minute = self.seat.common().asked.a_minute(now);
        self.throttle.cut(a_minute, self.limits.least_per_minute);
        self.changed = true;
    }

    /// What has to survive the program; `None`: nothing has changed since this was last asked.
    pub(crate) fn take_news(
        &mut self,
        exchange: &str,
        turn: impl FnOnce() -> TurnRecord,
        now: Moment,
    ) -> Option<PaceRecord> {
        std::mem::take(&mut self.changed).then(|| {
            let common = self.seat.common();
            PaceRecord {
                exchange: exchange.to_owned(),
                at: now,
                asked: common.asked.minutes(),
                refused: common.refused.minutes(),
                connections: self.throttle.connections,
                rate: self.throttle.rate(),
                session_size: self.session_size,
                rest: common.rest,
                complaints: self.complaints,
                breaker: self.breaker.clone(),
                accepts_all: common.accepts_all,
                turn: turn(),
                guard: self.guard.memory(),
            }
        })
    }

    /// Takes in what was kept, of this run or (`own` is false) of another one that met the same exchange.
    pub(crate) fn resume(&mut self, kept: PaceRecord, own: bool, now: Moment) {
        let mut common = self.seat.common();
        common.asked.merge(&kept.asked);
        common.refused.merge(&kept.refused);
        // What an exchange has shown of itself a day ago is nothing to go by.
        if now.since(kept.at) > 24 * HOUR {
            return;
        }
        common.rest = Rest::longer(common.rest, kept.rest);
        common.accepts_all = Rest::longer(common.accepts_all, kept.accepts_all);
        drop(common);
        self.throttle.resume(kept.connections.min(self.limits.connections), kept.rate);
        self.session_size = self.session_size.min(kept.session_size.max(1));
        self.complaints = kept.complaints;
        self.breaker = if own { kept.breaker } else { kept.breaker.for_another_run() };
        self.guard.resume(kept.guard);
    }
}

/// Until when a rest lasts; one that is over is forgotten.
fn lasts(rest: &mut Option<Rest>, now: Moment) -> Option<Moment> {
    let until = rest.as_mut().and_then(|rest| rest.lasts(now));
    if until.is_none() {
        *rest = None;
    }
    until
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::testing::attempt;

    const TWENTY: Size = Size { recipients: 20, spare: 0 };

    fn leave(pace: &mut Pace, now: Moment) -> Leave {
        pace.leave(false, now)
    }

    fn open(recipients: usize) -> Leave {
        Leave::Open(Size { recipients, spare: usize::from(recipients == 20) })
    }

    const NOW: Moment = Moment(1_700_000_040_000);

    fn pace(change: impl FnOnce(&mut Limits)) -> Pace {
        let mut limits = Limits {
            connections: 8,
            recipients_per_session: 20,
            session_by_courtesy: true,
            recipients_per_hour: 0,
            bad_recipients_per_hour: 0,
            gap: Duration::ZERO,
            rest: None,
            least_per_minute: 6,
        };
        change(&mut limits);
        let settings = crate::Settings::defaults();
        let seat = SharedPaces::default().seat("mail.example");
        Pace::new(limits, Rests::new(&settings), Thresholds::of_exchange(&settings), seat)
    }

    fn minutes(n: u64) -> Moment {
        NOW.plus(Duration::from_secs(60 * n))
    }

    #[test]
    fn connections_at_once_stay_under_the_limit() {
        let mut pace = pace(|limits| limits.connections = 2);
        pace.opened(TWENTY);
        assert_eq!(leave(&mut pace, NOW), open(20));
        pace.opened(TWENTY);
        assert_eq!(leave(&mut pace, NOW), Leave::Full);
        pace.closed(20);
        assert_eq!(leave(&mut pace, NOW), open(20));
    }

    #[test]
    fn a_complaint_halves_the_connections_and_each_good_session_brings_one_back() {
        let mut pace = pace(|_| ());
        pace.broken_session(0, NOW);
        pace.broken_session(0, NOW);
        assert_eq!(pace.throttle.connections, 2);
        pace.good_session(0);
        assert_eq!(pace.throttle.connections, 3);
        for _ in 0..20 {
            pace.good_session(0);
        }
        assert_eq!((pace.throttle.connections, pace.slowed(NOW)), (8, None));
    }

    #[test]
    fn one_connection_always_remains() {
        let mut pace = pace(|_| ());
        for _ in 0..20 {
            pace.broken_session(0, NOW);
        }
        assert_eq!(pace.throttle.connections, 1);
    }

    #[test]
    fn the_hour_counts_what_open_sessions_were_promised() {
        let mut pace = pace(|limits| limits.recipients_per_hour = 30);
        pace.opened(TWENTY);
        assert_eq!(leave(&mut pace, NOW), open(10));
        pace.asked(5, NOW);
        pace.closed(15);
        assert_eq!(leave(&mut pace, NOW), open(20));
    }

    #[test]
    fn a_used_up_hour_holds_the_exchange_until_its_oldest_minute_is_over() {
        let mut pace = pace(|limits| limits.recipients_per_hour = 30);
        pace.asked(10, NOW);
        pace.asked(20, minutes(10));
        assert_eq!(leave(&mut pace, minutes(11)), Leave::Held(minutes(60)));
        assert_eq!(leave(&mut pace, minutes(60)), open(10));
    }

    #[test]
    fn too_many_refused_recipients_hold_the_exchange_and_stop_an_open_session() {
        let mut pace = pace(|limits| limits.bad_recipients_per_hour = 3);
        pace.refused(NOW);
        assert_eq!(pace.may_ask(20, NOW), 2);
        pace.refused(NOW);
        pace.refused(NOW);
        assert_eq!(pace.may_ask(20, NOW), 0);
        assert_eq!(pace.held_back(NOW), Some((minutes(60), HeldBack::BadRecipients)));
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_hold_an_exchange_for_ever() {
        let mut pace = pace(|limits| limits.recipients_per_hour = 30);
        pace.asked(30, minutes(60 * 24));
        assert_eq!(leave(&mut pace, NOW), open(20));
    }

    #[test]
    fn an_exchange_that_asks_for_a_rest_gets_it_and_the_rests_double() {
        let mut pace = pace(|_| ());
        let stated = |minutes: u64| Some(Duration::from_secs(60 * minutes));
        pace.slow_down(stated(5), NOW);
        pace.slow_down(stated(3), NOW);
        assert_eq!(leave(&mut pace, NOW), Leave::Held(minutes(5)));
        assert_eq!(leave(&mut pace, minutes(5)), open(20));
        pace.slow_down(None, minutes(5));
        assert_eq!(leave(&mut pace, minutes(5)), Leave::Held(minutes(17)), "the second in a row");
    }

    #[test]
    fn an_operator_that_is_known_to_want_hours_gets_them() {
        let mut pace = pace(|limits| limits.rest = Some(Duration::from_secs(60 * 120)));
        pace.slow_down(None, NOW);
        assert_eq!(leave(&mut pace, NOW), Leave::Held(minutes(120)));
    }

    #[test]
    fn sessions_that_complain_together_are_one_complaint() {
        let mut pace = pace(|_| ());
        (0..4).for_each(|_| pace.slow_down(None, NOW));
        assert_eq!(leave(&mut pace, NOW), Leave::Held(minutes(6)));
    }

    #[test]
    fn the_second_fruitless_session_in_a_row_speaks_for_its_route() {
        let mut pace = pace(|_| ());
        let scopes: Vec<_> = (0..3).map(|_| pace.fruitless_session(NOW)).collect();
        assert_eq!(scopes, [Scope::Session, Scope::Route, Scope::Route]);
        pace.good_session(0);
        assert_eq!(pace.fruitless_session(NOW), Scope::Session);
    }

    fn refusal() -> Attempt {
        Attempt { at: NOW, ..attempt("block.example", mailvet_verdict::Outcome::NeedsSmtpUtf8) }
    }

    #[test]
    fn after_a_block_one_small_session_finds_out_before_the_others_may_follow() {
        let mut pace = pace(|_| ());
        pace.blocked(Block::ForNow(None), 0, &refusal(), NOW);
        assert_eq!(leave(&mut pace, NOW), Leave::Held(minutes(6)));
        let Leave::Open(size) = leave(&mut pace, minutes(6)) else { panic!("it is time") };
        assert_eq!(size.recipients, PROBE);
        let openings = pace.opened(size);
        assert_eq!(leave(&mut pace, minutes(6)), Leave::Full);
        pace.good_session(openings);
        pace.closed(0);
        assert_eq!((pace.throttle.connections, pace.breaker.openings()), (1, 0));
    }

    #[test]
    fn what_was_counted_and_learnt_survives_and_giving_up_is_each_runs_own() {
        let mut one = pace(|limits| limits.recipients_per_hour = 30);
        one.asked(30, NOW);
        one.slow_down(None, NOW);
        one.blocked(Block::UntilFixed, 0, &refusal(), NOW);
        one.blocked(Block::UntilFixed, 1, &refusal(), minutes(6));
        let kept = one.take_news("block.example", TurnRecord::default, minutes(6)).unwrap();
        assert_eq!(one.take_news("block.example", TurnRecord::default, minutes(6)), None, "nothing is new");

        let mut resumed = pace(|limits| limits.recipients_per_hour = 30);
        resumed.resume(kept.clone(), true, minutes(7));
        assert!(matches!(leave(&mut resumed, minutes(7)), Leave::GivenUp(_)));
        let mut other = pace(|limits| limits.recipients_per_hour = 30);
        other.resume(kept, false, minutes(7));
        assert_eq!(leave(&mut other, minutes(7)), Leave::Held(minutes(60)), "the hour is the machine's");
        assert_eq!(other.throttle.connections, one.throttle.connections);
    }

    #[test]
    fn a_gap_is_kept_in_each_session() {
        let mut pace = pace(|limits| limits.gap = Duration::from_secs(2));
        assert_eq!(pace.may_ask(10, NOW), 1);
        assert_eq!(pace.take_place(None, NOW), NOW);
        assert_eq!(pace.take_place(Some(NOW), NOW), NOW.plus(Duration::from_secs(2)));
    }

    #[test]
    fn at_half_the_limits_an_hour_that_is_used_up_is_waited_for() {
        let mut pace = pace(|limits| limits.recipients_per_hour = 30);
        pace.asked(15, NOW);
        assert_eq!(pace.leave(true, minutes(1)), Leave::Held(minutes(60)));
        assert_eq!(pace.leave(false, minutes(1)), open(15));
    }

    #[test]
    fn an_operator_that_takes_one_recipient_a_session_gets_one() {
        let mut pace = pace(|_| ());
        pace.fewer_recipients(1);
        assert_eq!(leave(&mut pace, NOW), open(1));
    }
}
