//! Whose turn it is: nobody is asked faster than the settings say, sooner than he asked for, or any more once he has refused
//! or kept silent several times in a row. Asking such a host again would only be a burden, to it and to the run.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use mailvet_verdict::WhyUnknown;
use tokio::time::{Instant, sleep_until};

/// Refusals in a row after which a service is asked no more.
const REFUSALS: u32 = 3;
/// Questions in a row that nothing came back to, after which a service is asked no more.
const SILENCES: u32 = 5;
/// How long a service is left alone that says “later” without saying when, and at most.
const LATER: Duration = Duration::from_secs(30);
const LATEST: Duration = Duration::from_secs(300);
/// Services whose turns are remembered before those that are over are forgotten.
const TURNS: usize = 1024;

/// The turns of everybody who is asked.
#[derive(Debug)]
pub(super) struct Turns {
    gap: Duration,
    turns: Mutex<HashMap<String, Turn>>,
}

/// When a service may be asked again.
#[derive(Clone, Copy, Debug)]
struct Turn {
    next: Instant,
    refusals: u32,
    silences: u32,
    /// How it was silent last.
    silent: WhyUnknown,
}

impl Turns {
    /// At most one question to each in `gap`.
    pub(super) fn new(gap: Duration) -> Self {
        Self { gap, turns: Mutex::default() }
    }

    /// Waits until `whom` may be asked; the reason where he is asked no more.
    pub(super) async fn wait_for(&self, whom: &str) -> Result<(), WhyUnknown> {
        let at = {
            let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
            let now = Instant::now();
            if turns.len() > TURNS {
                turns.retain(|_, turn| turn.next > now || turn.refusals > 0 || turn.silences > 1);
            }
            let fresh = Turn { next: now, refusals: 0, silences: 0, silent: WhyUnknown::Unreachable };
            let turn = turns.entry(whom.to_owned()).or_insert(fresh);
            if turn.refusals >= REFUSALS {
                return Err(WhyUnknown::RefusedUs);
            }
            if turn.silences >= SILENCES {
                return Err(turn.silent);
            }
            let at = turn.next.max(now);
            turn.next = at + self.gap;
            at
        };
        sleep_until(at).await;
        Ok(())
    }

    /// He answered.
    pub(super) fn answered(&self, whom: &str) {
        self.change(whom, |turn| (turn.refusals, turn.silences) = (0, 0));
    }

    /// He refused to answer us, and perhaps said for how long.
    pub(super) fn refused(&self, whom: &str, later: Option<Duration>) {
        let until = Instant::now() + later.unwrap_or(LATER).min(LATEST);
        self.change(whom, |turn| {
            turn.refusals += 1;
            turn.silences = 0;
            turn.next = turn.next.max(until);
        });
    }

    /// Nothing came back from him, for this reason.
    pub(super) fn was_silent(&self, whom: &str, why: WhyUnknown) {
        self.change(whom, |turn| {
            turn.silences += 1;
            turn.silent = why;
        });
    }

    fn change(&self, whom: &str, change: impl FnOnce(&mut Turn)) {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turn) = turns.get_mut(whom) {
            change(turn);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn nobody_is_asked_twice_within_the_gap_and_everybody_has_a_gap_of_his_own() {
        let turns = Turns::new(Duration::from_secs(2));
        let start = Instant::now();
        turns.wait_for("a.example").await.unwrap();
        turns.wait_for("b.example").await.unwrap();
        assert_eq!(start.elapsed(), Duration::ZERO);
        turns.wait_for("a.example").await.unwrap();
        turns.wait_for("a.example").await.unwrap();
        assert_eq!(start.elapsed().as_secs(), 4);
    }

    #[tokio::test(start_paused = true)]
    async fn who_says_later_is_left_alone_for_as_long_and_within_reason() {
        let turns = Turns::new(Duration::ZERO);
        let start = Instant::now();
        let mut waited = Vec::new();
        for later in [None, Some(Duration::from_secs(90_000))] {
            turns.wait_for("a.example").await.unwrap();
            turns.refused("a.example", later);
            turns.wait_for("a.example").await.unwrap();
            turns.answered("a.example");
            waited.push(start.elapsed().as_secs());
        }
        assert_eq!(waited, [30, 330]);
    }

    #[tokio::test(start_paused = true)]
    async fn who_keeps_silent_again_and_again_is_asked_no_more_and_the_reason_stays() {
        let turns = Turns::new(Duration::ZERO);
        for _ in 0..SILENCES {
            assert_eq!(turns.wait_for("a.example").await, Ok(()));
            turns.was_silent("a.example", WhyUnknown::TimedOut);
        }
        assert_eq!(turns.wait_for("a.example").await, Err(WhyUnknown::TimedOut));
        assert_eq!(turns.wait_for("b.example").await, Ok(()));
    }
}
