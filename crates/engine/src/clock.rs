//! The wall clock behind a trait, so that tests decide what time it is.

use std::time::{SystemTime, UNIX_EPOCH};

use mailvet_verdict::Moment;

/// Tells the time of day. Waits use tokio's timers; due times that must survive a restart use this.
pub trait Clock: Send + Sync + 'static {
    /// The present moment.
    fn now(&self) -> Moment;
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
