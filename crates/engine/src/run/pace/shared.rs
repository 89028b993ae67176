//! What the runs of one process have in common at an exchange: its hours, its connections and its rests are the machine's,
//! not a run's. A run that finds no place stands in a queue, so that two share what one could use alone. Nobody is told
//! when a place becomes free; who waits looks again after a beat.

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use mailvet_verdict::Moment;

use super::{Size, breaker::Rest, hour::PastHour};

/// Who waits for a place looks again after so long.
pub(super) const BEAT: Duration = Duration::from_millis(250);

/// Who has not looked for so long does not wait any more.
const PATIENCE: Duration = Duration::from_secs(2);

/// The exchanges that the runs of one process meet. One for each world: the practice world's hours are its own.
#[derive(Debug, Default)]
pub struct SharedPaces {
    exchanges: Mutex<HashMap<String, Weak<Mutex<Common>>>>,
    seats: AtomicU64,
}

impl SharedPaces {
    /// A run's seat at an exchange.
    pub(crate) fn seat(&self, exchange: &str) -> Seat {
        let mut exchanges = self.exchanges.lock().unwrap_or_else(PoisonError::into_inner);
        let common = match exchanges.get(exchange).and_then(Weak::upgrade) {
            Some(common) => common,
            None => {
                // Runs that are over leave nothing but names behind.
                if exchanges.len() == exchanges.capacity() {
                    exchanges.retain(|_, common| common.strong_count() > 0);
                }
                let common = Arc::default();
                exchanges.insert(exchange.to_owned(), Arc::downgrade(&common));
                common
            }
        };
        Seat { common, id: self.seats.fetch_add(1, Ordering::Relaxed), open: 0, promised: 0 }
    }
}

/// What is common.
#[derive(Debug, Default)]
pub(super) struct Common {
    /// Sessions open.
    pub(super) open: u32,
    /// Recipients promised to them and not asked yet.
    pub(super) promised: u32,
    pub(super) asked: PastHour,
    pub(super) refused: PastHour,
    /// The rest that it asked for.
    pub(super) rest: Option<Rest>,
    /// It refuses us: nobody comes back before this is over.
    pub(super) blocked: Option<Rest>,
    /// It accepts everything: what it says until this is over is worth nothing.
    pub(super) accepts_all: Option<Rest>,
    /// Runs without a place, and when each looked last.
    queue: VecDeque<(u64, Moment)>,
}

/// A run's seat at an exchange; gives back what it holds when it is dropped.
#[derive(Debug)]
pub(crate) struct Seat {
    common: Arc<Mutex<Common>>,
    id: u64,
    open: u32,
    promised: u32,
}

impl Seat {
    /// What is common; never held across an await.
    pub(super) fn common(&self) -> MutexGuard<'_, Common> {
        self.common.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sessions of this run that are open.
    pub(super) fn open(&self) -> u32 {
        self.open
    }

    /// Whether one of so many connections is free for this run. A run without any stands in the queue until one is.
    pub(super) fn finds_place(&self, connections: u32, now: Moment) -> bool {
        let mut common = self.common();
        // One that looked in a future which a clock has taken back may still be there, and looks again.
        common.queue.retain(|(_, looked)| now.since(*looked) < PATIENCE);
        let is_next = common.queue.front().is_none_or(|(next, _)| *next == self.id);
        if common.open < connections && is_next {
            common.queue.retain(|(id, _)| *id != self.id);
            return true;
        }
        if self.open == 0 {
            match common.queue.iter_mut().find(|(id, _)| *id == self.id) {
                Some((_, looked)) => *looked = now,
                None => common.queue.push_back((self.id, now)),
            }
        }
        false
    }

    /// Whether other runs have sessions open.
    pub(super) fn has_company(&self) -> bool {
        self.common().open > self.open
    }

    pub(super) fn opened(&mut self, size: Size) {
        let most = u32::try_from(size.most()).unwrap_or(u32::MAX);
        self.open += 1;
        self.promised = self.promised.saturating_add(most);
        let mut common = self.common();
        common.open += 1;
        common.promised = common.promised.saturating_add(most);
    }

    pub(super) fn closed(&mut self, unasked: usize) {
        if self.open == 0 {
            return;
        }
        let unasked = match self.open {
            1 => self.promised,
            _ => self.promised.min(u32::try_from(unasked).unwrap_or(u32::MAX)),
        };
        self.give_back(1, unasked);
    }

    /// So many of the promised recipients were named.
    pub(super) fn asked(&mut self, count: u32, now: Moment) {
        self.give_back(0, count.min(self.promised));
        self.common().asked.add(count, now);
    }

    /// No session of this run is open, whatever was counted.
    pub(super) fn no_sessions(&mut self) {
        self.give_back(self.open, self.promised);
    }

    fn give_back(&mut self, open: u32, promised: u32) {
        self.open -= open;
        self.promised -= promised;
        let mut common = self.common();
        common.open = common.open.saturating_sub(open);
        common.promised = common.promised.saturating_sub(promised);
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.no_sessions();
        let id = self.id;
        self.common().queue.retain(|(waits, _)| *waits != id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment(1_700_000_040_000);
    const TEN: Size = Size { recipients: 10, spare: 0 };

    #[test]
    fn two_runs_share_the_one_connection_by_turns() {
        let shared = SharedPaces::default();
        let (mut one, mut other) = (shared.seat("mail.example"), shared.seat("mail.example"));
        assert!(one.finds_place(1, NOW));
        one.opened(TEN);
        assert!(!other.finds_place(1, NOW));
        one.closed(0);
        assert!(!one.finds_place(1, NOW), "the other one was there before");
        assert!(other.finds_place(1, NOW));
        other.opened(TEN);
        other.closed(0);
        assert!(!other.finds_place(1, NOW));
        assert!(one.finds_place(1, NOW));
    }

    #[test]
    fn who_waits_no_more_holds_nobody_up() {
        let shared = SharedPaces::default();
        let (mut one, other) = (shared.seat("mail.example"), shared.seat("mail.example"));
        one.opened(TEN);
        assert!(!other.finds_place(1, NOW));
        one.closed(0);
        assert!(!one.finds_place(1, NOW));
        assert!(one.finds_place(1, NOW.plus(PATIENCE)), "it has not looked for too long");
        assert!(!other.finds_place(0, NOW));
        drop(other);
        assert!(one.finds_place(1, NOW));
    }

    #[test]
    fn a_run_that_is_broken_off_gives_its_places_back() {
        let shared = SharedPaces::default();
        let (mut one, other) = (shared.seat("mail.example"), shared.seat("mail.example"));
        one.opened(TEN);
        one.asked(3, NOW);
        drop(one);
        let common = other.common();
        assert_eq!((common.open, common.promised, common.asked.sum()), (0, 0, 3), "what was asked was asked");
    }

    #[test]
    fn exchanges_have_nothing_in_common() {
        let shared = SharedPaces::default();
        let mut one = shared.seat("mail.example");
        one.opened(TEN);
        assert!(shared.seat("post.example").finds_place(1, NOW));
    }
}
