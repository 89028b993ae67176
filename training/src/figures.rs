//! Figures of merit: the area under the curve, its interval over organisations, the calibration error.

use std::collections::BTreeMap;

use crate::dice::Dice;

/// One scored row.
#[derive(Clone, Copy)]
pub(crate) struct Scored {
    pub(crate) group: u32,
    pub(crate) label: bool,
    pub(crate) kind: u8,
    pub(crate) logit: f64,
}

/// How often a right one scores above a wrong one.
pub(crate) fn auc(rows: &[Scored]) -> f64 {
    let mut order: Vec<&Scored> = rows.iter().collect();
    order.sort_by(|a, b| a.logit.total_cmp(&b.logit));
    let (mut rank_sum, mut right, mut at) = (0.0, 0.0, 0);
    while at < order.len() {
        let mut end = at;
        while end < order.len() && order[end].logit == order[at].logit {
            end += 1;
        }
        let rank = (at + end + 1) as f64 / 2.0;
        let labels = order[at..end].iter().filter(|row| row.label).count() as f64;
        rank_sum += rank * labels;
        right += labels;
        at = end;
    }
    let wrong = rows.len() as f64 - right;
    if right == 0.0 || wrong == 0.0 {
        f64::NAN
    } else {
        (rank_sum - right * (right + 1.0) / 2.0) / (right * wrong)
    }
}

/// The interval in which 95 of 100 draws of the organisations lie.
pub(crate) fn interval(rows: &[Scored]) -> [f64; 2] {
    let mut by_group: BTreeMap<u32, Vec<Scored>> = BTreeMap::new();
    for row in rows {
        by_group.entry(row.group).or_default().push(*row);
    }
    let groups: Vec<&Vec<Scored>> = by_group.values().collect();
    let mut dice = Dice(7);
    let mut draws: Vec<f64> = (0..200)
        .map(|_| {
            let drawn: Vec<Scored> =
                (0..groups.len()).flat_map(|_| dice.pick(&groups).iter().copied()).collect();
            auc(&drawn)
        })
        .filter(|auc| !auc.is_nan())
        .collect();
    draws.sort_by(f64::total_cmp);
    if draws.is_empty() { [f64::NAN; 2] } else { [draws[draws.len() / 40], draws[draws.len() * 39 / 40]] }
}

/// How far, on average, a stated probability lies from what came true: over ten bins with equally many rows.
pub(crate) fn calibration_error(pairs: &[(f64, bool)]) -> f64 {
    let error = |bin: &[(f64, bool)]| {
        let said: f64 = bin.iter().map(|(p, _)| p).sum();
        let came = bin.iter().filter(|(_, label)| *label).count() as f64;
        (said - came).abs()
    };
    over_bins(pairs, error)
}

/// What [`calibration_error`] would be where every stated probability is the true one: what came true strays by chance, and a bin
/// of few rows strays far. The mean of the distance of a sum of coins from its own mean, by its normal approximation.
pub(crate) fn calibration_chance(pairs: &[(f64, bool)]) -> f64 {
    over_bins(pairs, |bin| {
        let variance: f64 = bin.iter().map(|(p, _)| p * (1.0 - p)).sum();
        (variance * std::f64::consts::FRAC_2_PI).sqrt()
    })
}

/// The mean over rows of what is counted in ten bins of equally many.
fn over_bins(pairs: &[(f64, bool)], each: impl Fn(&[(f64, bool)]) -> f64) -> f64 {
    let mut order = pairs.to_vec();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let bins = 10.min(order.len().max(1));
    let sum: f64 =
        (0..bins).map(|bin| each(&order[bin * order.len() / bins..(bin + 1) * order.len() / bins])).sum();
    sum / order.len().max(1) as f64
}

pub(crate) fn probability(logit: f64) -> f64 {
    1.0 / (1.0 + (-logit).exp())
}
