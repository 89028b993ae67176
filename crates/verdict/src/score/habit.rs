//! What is usual: how the addresses of a domain, or of the world, are made of names. Counted over spellings whose way is
//! itself uncertain, and held towards the world where little is known of a domain.

use super::spelling::{Spelling, WAYS};

/// How many addresses the world's habit weighs against those of a domain.
const HOLD: f32 = 1.5;

/// How usual each way is; sums to 1.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Habit {
    pub(super) usual: [f32; WAYS],
}

impl Habit {
    /// From shares that sum to about 1.
    pub(super) fn of(shares: &[f32]) -> Self {
        let mut usual = [1e-5; WAYS];
        for (way, share) in usual.iter_mut().zip(shares) {
            *way += share;
        }
        let sum: f32 = usual.iter().sum();
        usual.iter_mut().for_each(|share| *share /= sum);
        Self { usual }
    }

    /// The habit that these addresses show, held towards `self`, and the counts of each way among them.
    pub(super) fn shown_by(&self, spellings: &[(&Spelling, f32)]) -> (Self, [f32; WAYS]) {
        let mut habit = self.clone();
        let mut counts = [0.0; WAYS];
        if spellings.is_empty() {
            return (habit, counts);
        }
        // What is usual settles how ambiguous ones are read, so count twice.
        for _ in 0..2 {
            counts = [0.0; WAYS];
            for (spelling, weight) in spellings {
                habit.share_out(spelling, *weight, &mut counts);
            }
            let total: f32 = counts.iter().sum();
            for (way, usual) in habit.usual.iter_mut().enumerate() {
                *usual = (HOLD * self.usual[way] + counts[way]) / (HOLD + total);
            }
        }
        (habit, counts)
    }

    /// Adds one spelling to the counts, in parts where its way is uncertain.
    pub(super) fn share_out(&self, spelling: &Spelling, weight: f32, counts: &mut [f32; WAYS]) {
        let all = self.likelihood(spelling);
        for (way, likelihood) in &spelling.likelihoods {
            counts[*way] += weight * likelihood * self.usual[*way] / all;
        }
    }

    /// How likely this spelling is here.
    pub(super) fn likelihood(&self, spelling: &Spelling) -> f32 {
        let sum: f32 =
            spelling.likelihoods.iter().map(|(way, likelihood)| likelihood * self.usual[*way]).sum();
        sum.max(f32::MIN_POSITIVE)
    }

    /// The way that made this spelling, most probably, and how probably.
    pub(super) fn likeliest(&self, spelling: &Spelling) -> (usize, f32) {
        let weight = |(way, likelihood): &(usize, f32)| likelihood * self.usual[*way];
        let all = self.likelihood(spelling);
        spelling
            .likelihoods
            .iter()
            .map(|each| (each.0, weight(each) / all))
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .unwrap_or((0, 0.0))
    }

    /// The most usual way, and how usual it is.
    pub(super) fn top(&self) -> (usize, f32) {
        let each = self.usual.iter().copied().enumerate();
        each.max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((0, 0.0))
    }

    /// How much more likely this spelling is here than there, in bits.
    pub(super) fn bits_over(&self, there: &Self, spelling: &Spelling) -> f32 {
        (self.likelihood(spelling) / there.likelihood(spelling)).log2()
    }
}
