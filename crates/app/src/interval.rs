//! A share that was counted on few cases, with the interval that so few allow.

use serde::{Deserialize, Serialize};

/// A share in percent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct Share {
    /// As it was counted.
    pub percent: f64,
    /// The least that it may be, in 95 of 100 cases.
    pub low: f64,
    /// The most.
    pub high: f64,
}

impl Share {
    /// So many hits of so many (Wilson); `None` where there was nothing to count.
    pub(crate) fn of(hits: u64, all: u64) -> Option<Self> {
        if all == 0 {
            return None;
        }
        let (hits, all, z) = (hits as f64, all as f64, 1.96_f64);
        let share = hits / all;
        let middle = share + z * z / (2.0 * all);
        let spread = z * (share * (1.0 - share) / all + z * z / (4.0 * all * all)).sqrt();
        let whole = 1.0 + z * z / all;
        Some(Self {
            percent: 100.0 * share,
            low: 100.0 * ((middle - spread) / whole).max(0.0),
            high: 100.0 * ((middle + spread) / whole).min(1.0),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_cases_leave_a_wide_interval_and_none_leave_no_share() {
        let few = Share::of(1, 10).unwrap();
        assert!((few.percent - 10.0).abs() < 1e-9 && few.low < 3.0 && few.high > 35.0, "{few:?}");
        let many = Share::of(1_000, 10_000).unwrap();
        assert!(many.high - many.low < 2.0, "{many:?}");
        assert_eq!(Share::of(0, 0), None);
    }
}
