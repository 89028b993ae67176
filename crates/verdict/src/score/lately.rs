//! What was worked out lately, to be had again: the addresses of a domain come one after the other, and what is around them is the
//! same for all.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Answers by what was asked.
#[derive(Debug)]
pub(super) struct Lately<Asked, Answer>(Mutex<Vec<(Asked, Arc<Answer>)>>);

impl<Asked, Answer> Default for Lately<Asked, Answer> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

/// Answers that are remembered: a few of each thread that scores.
const REMEMBERED: usize = 16;

impl<Asked, Answer> Lately<Asked, Answer> {
    /// The answer to what `is_it` knows again; else `answer` makes it, outside of any lock, and `asked` tells what it is kept by.
    pub(super) fn of(
        &self,
        is_it: impl Fn(&Asked) -> bool,
        asked: impl FnOnce() -> Asked,
        answer: impl FnOnce() -> Answer,
    ) -> Arc<Answer> {
        if let Some((_, known)) = self.lock().iter().rev().find(|(asked, _)| is_it(asked)) {
            return Arc::clone(known);
        }
        let answer = Arc::new(answer());
        let asked = asked();
        let mut known = self.lock();
        if known.len() >= REMEMBERED {
            known.remove(0);
        }
        known.push((asked, Arc::clone(&answer)));
        answer
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(Asked, Arc<Answer>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
