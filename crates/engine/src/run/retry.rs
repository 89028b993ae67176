//! When to come back: the waits of the settings, and the wait that a reply itself asks for. Pure; moments come in.

use std::time::Duration;

use mailvet_verdict::{Moment, RetryAdvice};

/// A wait that a reply states is obeyed within these bounds: less is a slip of the server, more outlives the run.
const STATED: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(4 * 3600));

/// How often an address is asked again whose host could not be reached: a host that is away twice is away.
const AFTER_FAULT: usize = 2;

/// How often a full mailbox is asked again (RFC 5321 section 4.2.3, 452): it seldom empties within hours.
const AFTER_FULL: usize = 1;

/// How patient a run is with a kind of deferral.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Patience {
    /// All waits.
    Whole,
    /// No connection, no DNS answer, no reply: the first two waits.
    Fault,
    /// A full mailbox: the first wait.
    Full,
}

/// The waits before the second, third, ... try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Waits(Vec<Duration>);

impl Waits {
    pub(crate) fn new(waits: &[Duration]) -> Self {
        Self(waits.to_vec())
    }

    /// When to ask again after `tries` tries, the last at `now`; `None`: the waits are used up.
    pub(crate) fn due(
        &self,
        tries: u32,
        patience: Patience,
        advice: Option<RetryAdvice>,
        now: Moment,
    ) -> Option<Moment> {
        let most = match patience {
            Patience::Whole => self.0.len(),
            Patience::Fault => AFTER_FAULT,
            Patience::Full => AFTER_FULL,
        };
        let turn = usize::try_from(tries).unwrap_or(usize::MAX).saturating_sub(1);
        let own = *self.0.get(turn).filter(|_| turn < most)?;
        let stated = match advice {
            Some(RetryAdvice::Later { after_seconds } | RetryAdvice::Slower { after_seconds }) => {
                after_seconds
            }
            _ => None,
        };
        let wait = stated.map_or(own, |seconds| self.bounded(Duration::from_secs(u64::from(seconds))));
        Some(round_up(now.plus(wait), wait))
    }

    /// A wait that is not one of these, but keeps to them where all are short, as in the practice world.
    pub(crate) fn hurried(&self, wait: Duration) -> Duration {
        match self.0.iter().max() {
            Some(longest) if *longest < STATED.0 => wait.min(*longest),
            _ => wait,
        }
    }

    /// The longest wait that this one can name.
    pub(crate) fn longest(&self) -> Duration {
        self.0.iter().copied().max().unwrap_or_default().max(STATED.1)
    }

    /// The shortest wait; what has no wait of its own is looked at again after this.
    pub(crate) fn shortest(&self) -> Duration {
        self.0.iter().copied().min().unwrap_or(STATED.0).min(STATED.0)
    }

    /// A stated wait within bounds. Where every configured wait is shorter than a minute (the practice world lives
    /// faster), the configured ones are the bounds.
    fn bounded(&self, stated: Duration) -> Duration {
        let (least, most) = match (self.0.iter().min(), self.0.iter().max()) {
            (Some(least), Some(most)) if *most < STATED.0 => (*least, *most),
            _ => STATED,
        };
        stated.clamp(least, most)
    }
}

/// Puts due moments on a common beat, so that addresses put off one after the other are asked again in one session.
fn round_up(due: Moment, wait: Duration) -> Moment {
    let beat = if wait < STATED.0 { 100 } else { 1000 };
    Moment(due.0.saturating_add(beat - 1).div_euclid(beat).saturating_mul(beat))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment(1_000_000);

    fn usual() -> Waits {
        Waits::new(&[360, 1200, 3600, 14_400].map(Duration::from_secs))
    }

    fn later(seconds: u32) -> Option<RetryAdvice> {
        Some(RetryAdvice::Later { after_seconds: Some(seconds) })
    }

    #[test]
    fn every_try_has_its_own_wait_until_they_are_used_up() {
        let seconds: Vec<_> = (1..=5)
            .map(|tries| usual().due(tries, Patience::Whole, None, NOW).map(|due| due.since(NOW).as_secs()))
            .collect();
        assert_eq!(seconds, [Some(360), Some(1200), Some(3600), Some(14_400), None]);
    }

    #[test]
    fn a_host_that_cannot_be_reached_gets_two_more_visits() {
        assert!(usual().due(2, Patience::Fault, None, NOW).is_some());
        assert_eq!(usual().due(3, Patience::Fault, None, NOW), None);
    }

    #[test]
    fn a_full_mailbox_is_asked_once_more() {
        assert!(usual().due(1, Patience::Full, None, NOW).is_some());
        assert_eq!(usual().due(2, Patience::Full, None, NOW), None);
    }

    #[test]
    fn a_stated_wait_is_obeyed_within_a_minute_and_four_hours() {
        let wait =
            |stated| usual().due(1, Patience::Whole, later(stated), NOW).map(|due| due.since(NOW).as_secs());
        assert_eq!([wait(5), wait(300), wait(1_000_000)], [Some(60), Some(300), Some(14_400)]);
    }

    #[test]
    fn where_all_waits_are_short_a_stated_wait_keeps_to_them() {
        let waits = Waits::new(&[2, 4].map(Duration::from_secs));
        let wait =
            |stated| waits.due(1, Patience::Whole, later(stated), NOW).map(|due| due.since(NOW).as_secs());
        assert_eq!([wait(1), wait(3), wait(300)], [Some(2), Some(3), Some(4)]);
    }

    #[test]
    fn another_wait_is_shortened_only_where_all_are_short() {
        let hour = Duration::from_secs(3600);
        assert_eq!(usual().hurried(hour), hour);
        assert_eq!(Waits::new(&[2, 4].map(Duration::from_secs)).hurried(hour), Duration::from_secs(4));
        assert_eq!(Waits::new(&[]).hurried(hour), hour);
    }

    #[test]
    fn without_waits_nothing_is_asked_again() {
        assert_eq!(Waits::new(&[]).due(1, Patience::Whole, None, NOW), None);
    }
}
