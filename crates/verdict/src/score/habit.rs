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

    /// What is usual where so many are made in each way, held towards `self`.
    pub(super) fn settled(&self, counts: &[f32; WAYS]) -> Self {
        let total: f32 = counts.iter().sum();
        if total == 0.0 {
            return self.clone();
        }
        let mut usual = self.usual;
        usual
            .iter_mut()
            .zip(counts)
            .for_each(|(usual, count)| *usual = (HOLD * *usual + count) / (HOLD + total));
        Self { usual }
    }

    /// How probably each way of its likelihoods made a spelling.
    pub(super) fn shares<'a>(&'a self, spelling: &'a Spelling) -> impl Iterator<Item = f32> + 'a {
        let all = self.likelihood(spelling);
        spelling.likelihoods.iter().map(move |(way, likelihood)| likelihood * self.usual[*way] / all)
    }

    /// Hands over how probably each way made this spelling, in the order of the ways; returns the most probable one.
    pub(super) fn made_by(&self, spelling: &Spelling, mut each: impl FnMut(usize, f32)) -> usize {
        let all = self.likelihood(spelling);
        let share = |at: usize| {
            let (way, likelihood) = spelling.likelihoods[at];
            (way, likelihood * self.usual[way] / all)
        };
        spelling.rising.iter().map(|at| share(usize::from(*at))).for_each(|(way, share)| each(way, share));
        let shares = (0..spelling.likelihoods.len()).map(share);
        let (likeliest, _) =
            shares.fold((0, f32::NEG_INFINITY), |most, each| if each.1 >= most.1 { each } else { most });
        likeliest
    }

    /// The `N` most usual ways, the most usual first.
    pub(super) fn most_usual<const N: usize>(&self) -> [usize; N] {
        let mut left = self.usual;
        std::array::from_fn(|_| {
            let mut top = 0;
            for way in 1..WAYS {
                if left[way] > left[top] {
                    top = way;
                }
            }
            left[top] = f32::NEG_INFINITY;
            top
        })
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
