//! What an exchange remembers between sessions, and what it counts.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::ExchangeCounters;

/// The memory of one exchange, shared by its hosts.
#[derive(Default)]
pub(crate) struct Memory {
    counters: Mutex<ExchangeCounters>,
    past: Mutex<Past>,
}

#[derive(Default)]
struct Past {
    /// When a sender and recipient first came.
    first_seen: HashMap<(String, String), Instant>,
    /// The window of a rate limit: since when, and how many.
    window: Option<(Instant, u32)>,
    /// How often a passing trouble has shown.
    ills: u32,
    /// When a block first refused somebody, and how many came while it held.
    block: Option<(Instant, u32)>,
    /// Recipients named as unknown.
    unknown_named: u64,
    /// Since when they are too many.
    on_guard: Option<Instant>,
    early_talker: bool,
}

impl Memory {
    /// The counters, to be changed.
    pub(crate) fn count(&self) -> MutexGuard<'_, ExchangeCounters> {
        self.counters.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn past(&self) -> MutexGuard<'_, Past> {
        self.past.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Connections open now.
    pub(crate) fn open(&self) -> u32 {
        u32::try_from(self.count().open).unwrap_or(u32::MAX)
    }

    /// How long ago this pair first came; zero for a stranger, who is remembered from now on.
    pub(crate) fn first_seen(&self, sender: &str, rcpt: &str) -> Duration {
        let key = (sender.to_lowercase(), rcpt.to_lowercase());
        self.past().first_seen.entry(key).or_insert_with(Instant::now).elapsed()
    }

    /// Counts one more in the window and says how many there are.
    pub(crate) fn take_from_window(&self, length: Duration) -> u32 {
        let mut past = self.past();
        let now = Instant::now();
        let (since, taken) = match past.window {
            Some((since, taken)) if now.duration_since(since) < length => (since, taken),
            _ => (now, 0),
        };
        let taken = taken.saturating_add(1);
        past.window = Some((since, taken));
        taken
    }

    /// Whether a trouble that shows `times` times (0: always) still shows.
    pub(crate) fn still_ill(&self, times: u32) -> bool {
        if times == 0 {
            return true;
        }
        let mut past = self.past();
        past.ills = past.ills.saturating_add(1);
        past.ills <= times
    }

    /// Whether a block that lifts after so long still holds, and how often it was met while it did.
    pub(crate) fn knock(&self, lifts_after: Duration) -> (bool, u32) {
        let mut past = self.past();
        let (since, knocks) = past.block.get_or_insert_with(|| (Instant::now(), 0));
        let holds = since.elapsed() < lifts_after;
        *knocks = knocks.saturating_add(u32::from(holds));
        (holds, *knocks)
    }

    pub(crate) fn name_unknown(&self) {
        self.past().unknown_named += 1;
    }

    /// Whether so many recipients were named as unknown; they are forgotten after `forgives` (zero: never).
    pub(crate) fn is_on_guard(&self, after: u64, forgives: Duration) -> bool {
        let mut past = self.past();
        if past.unknown_named < after {
            return false;
        }
        let since = *past.on_guard.get_or_insert_with(Instant::now);
        let forgiven = !forgives.is_zero() && since.elapsed() >= forgives;
        if forgiven {
            past.unknown_named = 0;
            past.on_guard = None;
        }
        !forgiven
    }

    pub(crate) fn remember_early_talker(&self) {
        self.past().early_talker = true;
    }

    pub(crate) fn heard_early_talker(&self) -> bool {
        self.past().early_talker
    }
}
