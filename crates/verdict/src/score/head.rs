//! The head: a small logistic regression over what the trees say and what only this machine's outcomes can weigh. It ships
//! with Gaussian priors as its weights and is refitted from outcomes (the most probable weights, found by Newton's method),
//! so few outcomes move it little and many move it far.

use serde::{Deserialize, Serialize};

/// What one weight of the head is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weight {
    /// Its stable name, as in the contributions.
    pub id: &'static str,
    /// What it is before anything was learnt.
    mean_hundredths: i32,
    /// How far outcomes may easily move it.
    spread_hundredths: i32,
}

const fn weight(id: &'static str, mean_hundredths: i32, spread_hundredths: i32) -> Weight {
    Weight { id, mean_hundredths, spread_hundredths }
}

/// Every weight, in the order of a row. What is not known is 0 in a row, so it moves nothing.
pub const WEIGHTS: &[Weight] = &[
    weight("world", 0, 150),
    weight("trees", 100, 35),
    weight("rates.domain", 50, 40),
    weight("rates.operator", 40, 40),
    weight("rates.source", 50, 40),
    weight("own.history", 100, 40),
    weight("presence", 200, 60),
    weight("registry.trouble", -120, 50),
    weight("registry.parked", -100, 50),
    weight("domain.spf", 15, 20),
    weight("domain.no_spf", -15, 20),
    weight("domain.dmarc", 15, 20),
    weight("domain.implicit_mx", -60, 40),
    weight("domain.typo", -200, 60),
    weight("local.role", 60, 50),
    weight("local.gibberish", -200, 60),
    weight("asked.nobody", 30, 30),
    weight("asked.refused_to_say", -10, 30),
];

/// Outcomes from which on the head is refitted.
pub const LEAST_OUTCOMES: usize = 30;

/// How many of them there must be of either kind.
pub const LEAST_OF_EACH: usize = 3;

/// How many there must be of either kind for every weight to be learnt, and not only the first.
const ENOUGH_OF_EACH: usize = 8;

/// How many weights there are.
const N: usize = 18;

/// The values that one address has for the weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HeadRow(pub Vec<f64>);

/// The weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// In the order of [`WEIGHTS`].
    pub weights: Vec<f64>,
    /// How many outcomes they rest on.
    pub outcomes: u32,
}

impl Default for Head {
    fn default() -> Self {
        Self::shipped()
    }
}

impl Head {
    /// The weights before anything was learnt.
    #[must_use]
    pub fn shipped() -> Self {
        Self {
            weights: WEIGHTS.iter().map(|weight| f64::from(weight.mean_hundredths) / 100.0).collect(),
            outcomes: 0,
        }
    }

    /// A row of which only the trees' answer is known.
    #[must_use]
    pub fn row_of(trees: f64) -> HeadRow {
        let mut row = vec![0.0; N];
        row[0] = 1.0;
        row[1] = trees;
        HeadRow(row)
    }

    /// The log-odds.
    #[must_use]
    pub fn logit(&self, row: &HeadRow) -> f64 {
        self.weights.iter().zip(&row.0).map(|(weight, value)| weight * value).sum()
    }

    /// The probability that mail is accepted for a real mailbox.
    #[must_use]
    pub fn probability(&self, row: &HeadRow) -> f64 {
        sigmoid(self.logit(row))
    }

    /// The weights that outcomes teach; `None` where there are too few of them. A few of the rarer kind tell how many arrive, and
    /// only more of them what it depends on.
    #[must_use]
    pub fn learnt(outcomes: &[(HeadRow, bool, f64)]) -> Option<Self> {
        let delivered = outcomes.iter().filter(|(_, mailbox, _)| *mailbox).count();
        let rarer = delivered.min(outcomes.len() - delivered);
        if outcomes.len() < LEAST_OUTCOMES || rarer < LEAST_OF_EACH {
            return None;
        }
        Some(if rarer < ENOUGH_OF_EACH {
            Self::fitted(outcomes, |at| at == 0)
        } else {
            Self::refit(outcomes)
        })
    }

    /// The most probable weights after these outcomes, each with how much it counts (1: a reply, a bounce; less where it
    /// proves less). Rows of another length, and numbers that are none, are left out.
    #[must_use]
    pub fn refit(outcomes: &[(HeadRow, bool, f64)]) -> Self {
        Self::fitted(outcomes, |_| true)
    }

    /// The same for some of the weights; the others stay as they ship.
    fn fitted(outcomes: &[(HeadRow, bool, f64)], moves: impl Fn(usize) -> bool) -> Self {
        let usable: Vec<_> = outcomes
            .iter()
            .filter(|(row, _, counts)| {
                row.0.len() == N && row.0.iter().all(|value| value.is_finite()) && *counts > 0.0
            })
            .collect();
        let mut head = Self::shipped();
        head.outcomes = u32::try_from(usable.len()).unwrap_or(u32::MAX);
        let prior = Self::shipped().weights;
        for _ in 0..25 {
            let mut gradient = [0.0; N];
            let mut curvature = [[0.0; N]; N];
            for (at, weight) in WEIGHTS.iter().enumerate() {
                let spread = f64::from(weight.spread_hundredths) / 100.0;
                gradient[at] = (prior[at] - head.weights[at]) / (spread * spread);
                curvature[at][at] = 1.0 / (spread * spread);
            }
            for (row, label, counts) in &usable {
                let said = head.probability(row);
                let bend = counts * (said * (1.0 - said)).max(1e-6);
                for (at, value) in row.0.iter().enumerate() {
                    gradient[at] += counts * (f64::from(u8::from(*label)) - said) * value;
                    for (other, factor) in row.0.iter().enumerate() {
                        curvature[at][other] += bend * value * factor;
                    }
                }
            }
            for at in (0..N).filter(|at| !moves(*at)) {
                gradient[at] = 0.0;
                curvature.iter_mut().for_each(|row| row[at] = 0.0);
                curvature[at] = [0.0; N];
                curvature[at][at] = 1.0;
            }
            let step = solved(curvature, gradient);
            let longest = step.iter().fold(0.0_f64, |most, step| most.max(step.abs()));
            // A step of Newton's can leap where few outcomes point the same way.
            let shorten = if longest > 2.0 { 2.0 / longest } else { 1.0 };
            for (weight, step) in head.weights.iter_mut().zip(step) {
                *weight += shorten * step;
            }
            if longest < 1e-9 {
                break;
            }
        }
        // What outcomes cannot mean: that a higher answer of the trees, or a better rate, speaks against an address.
        for (weight, named) in head.weights.iter_mut().zip(WEIGHTS) {
            if named.id == "trees" || named.id.starts_with("rates.") || named.id == "own.history" {
                *weight = weight.max(0.0);
            }
            // As many digits as are read back from JSON to the last bit.
            *weight = (*weight * 1e12).round() / 1e12;
        }
        head
    }
}

fn sigmoid(logit: f64) -> f64 {
    1.0 / (1.0 + (-logit).exp())
}

/// Solves a symmetric, positive definite system (Cholesky).
fn solved(mut matrix: [[f64; N]; N], mut right: [f64; N]) -> [f64; N] {
    for at in 0..N {
        for before in 0..at {
            matrix[at][before] = (matrix[at][before]
                - (0..before).map(|k| matrix[at][k] * matrix[before][k]).sum::<f64>())
                / matrix[before][before];
        }
        let rest = matrix[at][at] - (0..at).map(|k| matrix[at][k] * matrix[at][k]).sum::<f64>();
        matrix[at][at] = rest.max(1e-12).sqrt();
    }
    for at in 0..N {
        let known: f64 = (0..at).map(|k| matrix[at][k] * right[k]).sum();
        right[at] = (right[at] - known) / matrix[at][at];
    }
    for at in (0..N).rev() {
        let known: f64 = (at + 1..N).map(|k| matrix[k][at] * right[k]).sum();
        right[at] = (right[at] - known) / matrix[at][at];
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_weights_is_as_long_as_a_row() {
        assert_eq!(WEIGHTS.len(), N);
        assert_eq!(Head::row_of(1.0).0.len(), N);
    }

    #[test]
    fn nothing_learnt_is_what_ships() {
        assert_eq!(Head::refit(&[]), Head::shipped());
    }

    #[test]
    fn a_base_rate_is_learnt_and_the_order_stays() {
        let outcomes: Vec<_> =
            (0..200).map(|n| (Head::row_of(f64::from(n % 5) - 2.0), n % 10 != 0, 1.0)).collect();
        let head = Head::refit(&outcomes);
        assert!(head.probability(&Head::row_of(0.0)) > 0.8, "{head:?}");
        assert!(head.logit(&Head::row_of(1.0)) >= head.logit(&Head::row_of(0.0)));
    }

    #[test]
    fn few_bounces_tell_how_many_arrive_and_more_what_it_depends_on() {
        let with = |bounces: usize| {
            let outcomes: Vec<_> =
                (0..60).map(|n| (Head::row_of((n % 5) as f64 - 2.0), n >= bounces, 1.0)).collect();
            Head::learnt(&outcomes)
        };
        assert_eq!(with(LEAST_OF_EACH - 1), None);
        let (few, more) = (with(LEAST_OF_EACH).unwrap(), with(ENOUGH_OF_EACH).unwrap());
        assert!(few.weights[0] > 1.0, "{few:?}");
        assert_eq!(few.weights[1..], Head::shipped().weights[1..]);
        assert_ne!(more.weights[1], Head::shipped().weights[1]);
        assert_eq!(few.outcomes, 60);
    }

    #[test]
    fn a_head_that_is_kept_is_read_back_to_the_last_bit() {
        for delivered in 20..60 {
            let outcomes: Vec<_> = (0..61)
                .map(|n| (Head::row_of((n * 7 % 13) as f64 / 3.0 - 2.0), n * 37 % 61 < delivered, 0.7))
                .collect();
            let head = Head::refit(&outcomes);
            let kept = serde_json::to_string(&head).unwrap();
            assert_eq!(serde_json::from_str::<Head>(&kept).unwrap(), head);
        }
    }

    #[test]
    fn rows_of_another_shape_are_left_out() {
        let broken = [(HeadRow(vec![1.0]), true, 1.0), (Head::row_of(f64::NAN), false, 1.0)];
        assert_eq!(Head::refit(&broken), Head::shipped());
    }
}
