//! How fast one exchange may be asked: connections at once, recipients a session and an hour, refused recipients an hour,
//! and the breaker that opens when it refuses us. Pure; the present moment comes in, and a clock that is set back only
//! makes the limiter forget, never wait for ever.

use std::{collections::VecDeque, time::Duration};

use mailvet_verdict::{Moment, Operator};

use crate::settings::PaceSettings;

const MINUTE_MS: i64 = 60_000;
const HOUR: Duration = Duration::from_secs(3600);

/// After so many sessions in a row without one answer, a route is left alone.
const FRUITLESS_FOR_ROUTE: u32 = 2;

/// After so many, whatever the routes, the whole exchange is.
const FRUITLESS_FOR_EXCHANGE: u32 = 5;

/// Who sets a limit as low as this for a session means it to the letter.
const SMALL_SESSION: usize = 2;

/// The limits of one exchange: the smaller of the settings and of what is known of its operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Connections at once; at least 1.
    pub(crate) connections: u32,
    /// Recipients in a session; at least 1.
    pub(crate) recipients_per_session: usize,
    /// The settings alone limit the recipients in a session, not the operator.
    pub(crate) session_by_courtesy: bool,
    /// Recipients in an hour; 0: no limit.
    pub(crate) recipients_per_hour: u32,
    /// Refused recipients in an hour; 0: no limit.
    pub(crate) bad_recipients_per_hour: u32,
}

impl Limits {
    pub(crate) fn new(settings: &PaceSettings, operator: Option<&Operator>) -> Self {
        let connections = u32::try_from(settings.connections_per_exchange).unwrap_or(u32::MAX);
        let known = operator.and_then(|operator| operator.connections).unwrap_or(u32::MAX);
        let session = operator.and_then(|operator| operator.recipients_per_session);
        let session = session.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX));
        Self {
            connections: connections.min(known).max(1),
            recipients_per_session: settings.recipients_per_session.min(session).max(1),
            session_by_courtesy: settings.recipients_per_session < session,
            recipients_per_hour: settings.recipients_per_hour,
            bad_recipients_per_hour: settings.bad_recipients_per_hour,
        }
    }
}

/// What happened in the last hour, to the minute.
#[derive(Clone, Debug, Default)]
struct PastHour {
    /// The minute and the count, oldest first.
    minutes: VecDeque<(i64, u32)>,
    sum: u32,
}

impl PastHour {
    fn forget(&mut self, now: Moment) {
        let minute = now.0.div_euclid(MINUTE_MS);
        while let Some((oldest, count)) = self.minutes.front().copied() {
            if (minute - 59..=minute).contains(&oldest) {
                break;
            }
            self.sum -= count;
            self.minutes.pop_front();
        }
    }

    fn add(&mut self, count: u32, now: Moment) {
        self.forget(now);
        let minute = now.0.div_euclid(MINUTE_MS);
        self.sum += count;
        match self.minutes.back_mut() {
            Some((last, counted)) if *last == minute => *counted += count,
            _ => self.minutes.push_back((minute, count)),
        }
    }

    /// How many more fit under `limit`.
    fn left(&mut self, limit: u32, now: Moment) -> u32 {
        self.forget(now);
        if limit == 0 { u32::MAX } else { limit.saturating_sub(self.sum) }
    }

    /// When the oldest minute leaves the hour.
    fn eases_at(&self, now: Moment) -> Moment {
        self.minutes.front().map_or(now, |(oldest, _)| Moment(oldest * MINUTE_MS).plus(HOUR))
    }
}

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
    /// It has begun to accept everything.
    AcceptsAll,
}

impl HeldBack {
    /// For people.
    pub(crate) fn sentence(self, limits: &Limits) -> String {
        match self {
            Self::Recipients => {
                format!(
                    "{} addresses were asked within an hour, the limit set for it.",
                    limits.recipients_per_hour
                )
            }
            Self::BadRecipients => format!(
                "It refused {} addresses within an hour; asking on would make us look like a guesser of addresses.",
                limits.bad_recipients_per_hour
            ),
            Self::SlowDown => "It asked us to slow down.".into(),
            Self::Fruitless => "It has answered nothing lately, or refuses us.".into(),
            Self::AcceptsAll => {
                "It began to accept addresses that cannot exist, so its answers say nothing for a while."
                    .into()
            }
        }
    }
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leave {
    /// Yes, of this size.
    Open(Size),
    /// Not before another session has ended.
    Full,
    /// Not before this moment.
    Held(Moment),
}

/// How much of an exchange a fruitless session speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Its own recipients.
    Session,
    /// Every address that takes the same way.
    Route,
    /// Every address of the exchange.
    Exchange,
}

/// The pace of one exchange.
#[derive(Clone, Debug)]
pub(crate) struct Pace {
    limits: Limits,
    /// Connections allowed at present: halved when the exchange complains, one more after each good session.
    allowed: u32,
    open: u32,
    /// Recipients promised to open sessions and not asked yet.
    promised: u32,
    /// Recipients a session that the exchange has shown to take.
    session_size: usize,
    asked: PastHour,
    refused: PastHour,
    held: Option<(Moment, HeldBack)>,
    fruitless: u32,
}

impl Pace {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits,
            allowed: limits.connections,
            open: 0,
            promised: 0,
            session_size: limits.recipients_per_session,
            asked: PastHour::default(),
            refused: PastHour::default(),
            held: None,
            fruitless: 0,
        }
    }

    /// Whether a session may be opened now.
    pub(crate) fn leave(&mut self, now: Moment) -> Leave {
        if let Some((until, _)) = self.held_back(now) {
            return Leave::Held(until);
        }
        if self.open >= self.allowed {
            return Leave::Full;
        }
        let room = self.asked.left(self.limits.recipients_per_hour, now).saturating_sub(self.promised);
        let room = room.min(self.refused.left(self.limits.bad_recipients_per_hour, now));
        let room = usize::try_from(room).unwrap_or(usize::MAX);
        match room.min(self.session_size) {
            0 => Leave::Full,
            recipients => {
                let full = recipients == self.limits.recipients_per_session && recipients < room;
                let spare = full && self.limits.session_by_courtesy && recipients > SMALL_SESSION;
                Leave::Open(Size { recipients, spare: usize::from(spare) })
            }
        }
    }

    /// Why and until when the exchange is left alone.
    pub(crate) fn held_back(&mut self, now: Moment) -> Option<(Moment, HeldBack)> {
        self.held = self.held.filter(|(until, _)| *until > now);
        if self.held.is_some() {
            return self.held;
        }
        if self.refused.left(self.limits.bad_recipients_per_hour, now) == 0 {
            return Some((self.refused.eases_at(now), HeldBack::BadRecipients));
        }
        (self.asked.left(self.limits.recipients_per_hour, now) == 0)
            .then(|| (self.asked.eases_at(now), HeldBack::Recipients))
    }

    /// The whole hours that so many addresses take beyond the first, where a limit an hour is used up: it lets through
    /// in an hour what it let through in the last one.
    pub(crate) fn hours_for(&mut self, count: u64, now: Moment) -> Duration {
        let hourly = matches!(self.held_back(now), Some((_, HeldBack::Recipients | HeldBack::BadRecipients)));
        let an_hour = u64::from(self.asked.sum.max(1));
        let hours = if hourly { count.saturating_sub(1) / an_hour } else { 0 };
        HOUR.saturating_mul(u32::try_from(hours).unwrap_or(u32::MAX))
    }

    /// Why the exchange is asked more slowly than it could be, though it is not left alone.
    pub(crate) fn slowed(&self) -> Option<HeldBack> {
        if self.fruitless > 0 {
            Some(HeldBack::Fruitless)
        } else {
            (self.allowed < self.limits.connections).then_some(HeldBack::SlowDown)
        }
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(crate) fn open_sessions(&self) -> u32 {
        self.open
    }

    /// A session of this size opens.
    pub(crate) fn opened(&mut self, size: Size) {
        self.open += 1;
        self.promised = self.promised.saturating_add(u32::try_from(size.most()).unwrap_or(u32::MAX));
    }

    /// Of `wanted` recipients, how many may be named now in an open session.
    pub(crate) fn may_ask(&mut self, wanted: usize, now: Moment) -> usize {
        let bad = self.refused.left(self.limits.bad_recipients_per_hour, now);
        wanted.min(usize::try_from(bad).unwrap_or(usize::MAX))
    }

    /// So many of the promised recipients were named.
    pub(crate) fn asked(&mut self, count: usize, now: Moment) {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        self.promised = self.promised.saturating_sub(count);
        self.asked.add(count, now);
    }

    /// A recipient was refused for good.
    pub(crate) fn refused(&mut self, now: Moment) {
        self.refused.add(1, now);
    }

    /// A session has ended, with so many promised recipients not named.
    pub(crate) fn closed(&mut self, unasked: usize) {
        self.open = self.open.saturating_sub(1);
        self.promised = match self.open {
            0 => 0,
            _ => self.promised.saturating_sub(u32::try_from(unasked).unwrap_or(u32::MAX)),
        };
    }

    /// No session is open, whatever was counted.
    pub(crate) fn no_sessions(&mut self) {
        self.open = 0;
        self.promised = 0;
    }

    /// A session went well from its first answer to its last.
    pub(crate) fn good_session(&mut self) {
        self.fruitless = 0;
        self.allowed = (self.allowed + 1).min(self.limits.connections);
    }

    /// A session brought answers, and ended early.
    pub(crate) fn broken_session(&mut self) {
        self.fruitless = 0;
        self.halve();
    }

    /// A session brought no answer at all. Says how much of the exchange it speaks for.
    pub(crate) fn fruitless_session(&mut self) -> Scope {
        self.fruitless += 1;
        self.halve();
        match self.fruitless {
            n if n >= FRUITLESS_FOR_EXCHANGE => Scope::Exchange,
            n if n >= FRUITLESS_FOR_ROUTE => Scope::Route,
            _ => Scope::Session,
        }
    }

    /// The exchange asked for less, and to be left alone until `until`.
    pub(crate) fn slow_down(&mut self, until: Moment) {
        self.halve();
        let until = self.held.map_or(until, |(earlier, _)| earlier.max(until));
        self.held = Some((until, HeldBack::SlowDown));
    }

    /// The exchange accepts everything at present: what it says until then is worth nothing.
    pub(crate) fn accepts_all(&mut self, until: Moment) {
        let until = self.held.map_or(until, |(earlier, _)| earlier.max(until));
        self.held = Some((until, HeldBack::AcceptsAll));
    }

    /// The exchange wants no more than so many recipients in a session.
    pub(crate) fn fewer_recipients(&mut self, most: usize) {
        self.session_size = self.session_size.min(most.max(1));
    }

    fn halve(&mut self) {
        self.allowed = (self.allowed / 2).max(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWENTY: Size = Size { recipients: 20, spare: 0 };

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
        };
        change(&mut limits);
        Pace::new(limits)
    }

    fn minutes(n: u64) -> Moment {
        NOW.plus(Duration::from_secs(60 * n))
    }

    #[test]
    fn connections_at_once_stay_under_the_limit() {
        let mut pace = pace(|limits| limits.connections = 2);
        pace.opened(TWENTY);
        assert_eq!(pace.leave(NOW), open(20));
        pace.opened(TWENTY);
        assert_eq!(pace.leave(NOW), Leave::Full);
        pace.closed(20);
        assert_eq!(pace.leave(NOW), open(20));
    }

    #[test]
    fn a_complaint_halves_the_connections_and_each_good_session_brings_one_back() {
        let mut pace = pace(|_| ());
        pace.broken_session();
        pace.broken_session();
        assert_eq!(pace.allowed, 2);
        pace.good_session();
        assert_eq!(pace.allowed, 3);
        for _ in 0..20 {
            pace.good_session();
        }
        assert_eq!((pace.allowed, pace.slowed()), (8, None));
    }

    #[test]
    fn one_connection_always_remains() {
        let mut pace = pace(|_| ());
        for _ in 0..20 {
            pace.broken_session();
        }
        assert_eq!(pace.allowed, 1);
    }

    #[test]
    fn the_hour_counts_what_open_sessions_were_promised() {
        let mut pace = pace(|limits| limits.recipients_per_hour = 30);
        pace.opened(TWENTY);
        assert_eq!(pace.leave(NOW), open(10));
        pace.asked(5, NOW);
        pace.closed(15);
        assert_eq!(pace.leave(NOW), open(20));
    }

    #[test]
    fn a_used_up_hour_holds_the_exchange_until_its_oldest_minute_is_over() {
        let mut pace = pace(|limits| limits.recipients_per_hour = 30);
        pace.asked(10, NOW);
        pace.asked(20, minutes(10));
        assert_eq!(pace.leave(minutes(11)), Leave::Held(minutes(60)));
        assert_eq!(pace.leave(minutes(60)), open(10));
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
        assert_eq!(pace.leave(NOW), open(20));
    }

    #[test]
    fn an_exchange_that_asks_for_a_rest_gets_it() {
        let mut pace = pace(|_| ());
        pace.slow_down(minutes(5));
        pace.slow_down(minutes(3));
        assert_eq!(pace.leave(NOW), Leave::Held(minutes(5)));
        assert_eq!(pace.leave(minutes(5)), open(20));
    }

    #[test]
    fn the_second_fruitless_session_in_a_row_speaks_for_its_route_and_the_fifth_for_the_exchange() {
        let mut pace = pace(|_| ());
        let scopes: Vec<_> = (0..5).map(|_| pace.fruitless_session()).collect();
        assert_eq!(scopes, [Scope::Session, Scope::Route, Scope::Route, Scope::Route, Scope::Exchange]);
        pace.good_session();
        assert_eq!(pace.fruitless_session(), Scope::Session);
    }

    #[test]
    fn an_operator_that_takes_one_recipient_a_session_gets_one() {
        let mut pace = pace(|_| ());
        pace.fewer_recipients(1);
        assert_eq!(pace.leave(NOW), open(1));
    }
}
