//! How far an export is, for whoever waits for it. The latest one counts; one that has ended, however it ended, counts no more.

use std::sync::{
    Arc, Mutex, PoisonError, Weak,
    atomic::{AtomicU64, Ordering},
};

/// The export that is under way, if one is.
#[derive(Default)]
pub(crate) struct Exporting(Mutex<Weak<AtomicU64>>);

/// Counts the rows of one export; gone with it.
pub(crate) struct Counter(Arc<AtomicU64>);

impl Exporting {
    pub(crate) fn begin(&self) -> Counter {
        let counter = Arc::new(AtomicU64::new(0));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Arc::downgrade(&counter);
        Counter(counter)
    }

    pub(crate) fn rows(&self) -> Option<u64> {
        let counter = self.0.lock().unwrap_or_else(PoisonError::into_inner).upgrade()?;
        Some(counter.load(Ordering::Relaxed))
    }
}

impl Counter {
    pub(crate) fn step(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_export_counts_and_one_that_has_ended_counts_no_more() {
        let exporting = Exporting::default();
        assert_eq!(exporting.rows(), None);
        let first = exporting.begin();
        first.step();
        assert_eq!(exporting.rows(), Some(1));
        let second = exporting.begin();
        assert_eq!(exporting.rows(), Some(0));
        drop(second);
        assert_eq!(exporting.rows(), None);
    }
}
