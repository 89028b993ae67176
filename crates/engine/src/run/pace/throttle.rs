//! How far an exchange may be used at present: connections at once and recipients a minute. Halved by every complaint,
//! raised a step by every good session; the rate is free until the first complaint and again once it has recovered.

use std::time::Duration;

use mailvet_verdict::Moment;
use serde::{Deserialize, Serialize};

/// So many good sessions bring a rate back that was cut to nothing.
const STEPS: u32 = 8;

/// What is allowed at present.
#[derive(Clone, Debug)]
pub(super) struct Throttle {
    /// Connections at once.
    pub(super) connections: u32,
    cut: Option<CutRate>,
    /// Where the rate is cut: when the next recipient of the exchange may be named.
    free_at: Moment,
}

/// A rate that was cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CutRate {
    /// Recipients a minute.
    pub per_minute: u32,
    /// Recipients a minute when the exchange first complained.
    pub before: u32,
}

impl Throttle {
    pub(super) fn new(connections: u32) -> Self {
        Self { connections, cut: None, free_at: Moment(i64::MIN) }
    }

    /// The exchange complained, while so many recipients a minute were named.
    pub(super) fn cut(&mut self, a_minute: u32, least: u32) {
        self.connections = (self.connections / 2).max(1);
        let halved = |from: u32, before| CutRate { per_minute: (from / 2).max(least), before };
        self.cut = match self.cut {
            Some(cut) => Some(halved(cut.per_minute, cut.before)),
            // Slower than the least would be no pace at all, and it was no faster: the rate was not what it minded.
            None => (a_minute > least).then(|| halved(a_minute, a_minute)),
        };
    }

    /// A session went well.
    pub(super) fn ease(&mut self, most: u32) {
        self.connections = (self.connections + 1).min(most);
        if let Some(cut) = &mut self.cut {
            cut.per_minute += (cut.before / STEPS).max(1);
        }
        self.cut = self.cut.filter(|cut| cut.per_minute < cut.before);
    }

    pub(super) fn per_minute(&self) -> Option<u32> {
        self.cut.map(|cut| cut.per_minute)
    }

    pub(super) fn rate(&self) -> Option<CutRate> {
        self.cut
    }

    pub(super) fn resume(&mut self, connections: u32, cut: Option<CutRate>) {
        self.connections = connections.max(1);
        self.cut = cut.filter(|cut| cut.per_minute > 0);
    }

    /// When the next recipient may be named; takes that place. Where the rate is free, now.
    pub(super) fn take_place(&mut self, now: Moment) -> Moment {
        let Some(interval) = self.interval() else { return now };
        let at = self.next_place(now);
        self.free_at = at.plus(interval);
        at
    }

    /// When the next place is free. One that lies further ahead than sessions could have taken is of a clock that was
    /// set back since.
    pub(super) fn next_place(&self, now: Moment) -> Moment {
        let Some(interval) = self.interval() else { return now };
        let furthest = now.plus(interval.saturating_mul(self.connections.saturating_add(1)));
        self.free_at.clamp(now, furthest)
    }

    fn interval(&self) -> Option<Duration> {
        self.cut.map(|cut| Duration::from_secs(60) / cut.per_minute.max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment(1_700_000_040_000);

    #[test]
    fn every_complaint_halves_connections_and_rate_and_both_keep_moving() {
        let mut throttle = Throttle::new(8);
        let cuts: Vec<_> = (0..5)
            .map(|_| {
                throttle.cut(60, 6);
                (throttle.connections, throttle.per_minute().unwrap())
            })
            .collect();
        assert_eq!(cuts, [(4, 30), (2, 15), (1, 7), (1, 6), (1, 6)]);
    }

    #[test]
    fn a_rate_that_was_the_least_already_is_not_cut() {
        let mut throttle = Throttle::new(8);
        throttle.cut(6, 6);
        assert_eq!((throttle.connections, throttle.per_minute()), (4, None));
    }

    #[test]
    fn good_sessions_bring_both_back_step_by_step_until_the_rate_is_free() {
        let mut throttle = Throttle::new(8);
        throttle.cut(80, 6);
        let steps: Vec<_> = (0..5)
            .map(|_| {
                throttle.ease(8);
                (throttle.connections, throttle.per_minute())
            })
            .collect();
        assert_eq!(steps, [(5, Some(50)), (6, Some(60)), (7, Some(70)), (8, None), (8, None)]);
    }

    #[test]
    fn a_cut_rate_spaces_the_recipients_of_all_sessions() {
        let mut throttle = Throttle::new(2);
        assert_eq!([throttle.take_place(NOW), throttle.take_place(NOW)], [NOW, NOW]);
        throttle.cut(12, 6);
        assert_eq!(throttle.per_minute(), Some(6));
        let places: Vec<_> = (0..3).map(|_| throttle.take_place(NOW).since(NOW).as_secs()).collect();
        assert_eq!(places, [0, 10, 20]);
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_stop_a_slowed_exchange() {
        let mut throttle = Throttle::new(2);
        throttle.cut(12, 6);
        throttle.take_place(NOW.plus(Duration::from_secs(86_400)));
        assert!(throttle.next_place(NOW).since(NOW) <= Duration::from_secs(60));
    }
}
