//! The wall clock behind a trait, so that tests decide what time it is.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use mailvet_verdict::Moment;
use tokio::time::Instant;

/// Tells the time of day. Waits use tokio's timers; due times that must survive a restart use this.
pub trait Clock: Send + Sync + 'static {
    /// The present moment.
    fn now(&self) -> Moment;
}

/// A wall clock and a steady one that differ by less are the same: both are read one after the other.
const SLACK: Duration = Duration::from_secs(5);

/// Notices that the wall clock was set back, by a clock that cannot be. One that was set forward, or went on while the
/// machine slept, needs no notice: what has come due meanwhile is due.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClockWatch {
    wall: Moment,
    steady: Instant,
}

impl ClockWatch {
    pub(crate) fn new(now: Moment) -> Self {
        Self { wall: now, steady: Instant::now() }
    }

    /// By how much the clock was set back since it was last looked at.
    pub(crate) fn set_back(&mut self, now: Moment) -> Option<Duration> {
        let expected = self.wall.plus(self.steady.elapsed());
        *self = Self::new(now);
        Some(expected.since(now)).filter(|by| *by > SLACK)
    }
}

/// The system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Moment {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Moment(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn only_a_clock_that_was_set_back_is_noticed() {
        let noon = Moment(1_800_000_000_000);
        let seconds = Duration::from_secs;
        let mut watch = ClockWatch::new(noon);
        tokio::time::advance(seconds(100)).await;
        assert_eq!(watch.set_back(noon.plus(seconds(99))), None, "it was read a moment later");
        tokio::time::advance(seconds(100)).await;
        assert_eq!(
            watch.set_back(noon.plus(seconds(9000))),
            None,
            "it was set forward, or the machine slept"
        );
        tokio::time::advance(seconds(100)).await;
        assert_eq!(watch.set_back(noon.plus(seconds(5500))), Some(seconds(3600)));
        assert_eq!(watch.set_back(noon.plus(seconds(5500))), None, "once is enough");
    }
}
