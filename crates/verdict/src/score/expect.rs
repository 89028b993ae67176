//! How many of a selection will come back: the sum of what each address may do, with a range that covers both the chance of
//! each and the doubt about the probabilities themselves.

/// How far the stated probabilities may be off together, in log-odds: half as likely or twice as likely.
const SHIFT: f64 = 0.7;

/// What may be expected of a selection.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExpectedBounces {
    /// The fewest that are to be expected, in 9 of 10 cases.
    pub least: f64,
    /// The most likely number.
    pub likely: f64,
    /// The most that are to be expected, in 9 of 10 cases.
    pub most: f64,
}

/// A selection, summed up an address at a time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Selection {
    rows: u64,
    mean: f64,
    low: f64,
    high: f64,
    low_variance: f64,
    high_variance: f64,
}

impl Selection {
    /// Takes `rows` addresses with this score (0 to 100, the probability in percent that mail is accepted). What a proof
    /// says does not shift with the doubt about what the model says.
    pub fn take(&mut self, score: u8, proved: bool, rows: u64) {
        let n = rows as f64;
        let bounces = 1.0 - f64::from(score.min(100)) / 100.0;
        let shifted = |by: f64| {
            if proved || bounces <= 0.0 || bounces >= 1.0 {
                return bounces;
            }
            1.0 / (1.0 + (-((bounces / (1.0 - bounces)).ln() + by)).exp())
        };
        let (low, high) = (shifted(-SHIFT), shifted(SHIFT));
        self.rows += rows;
        self.mean += n * bounces;
        self.low += n * low;
        self.high += n * high;
        self.low_variance += n * low * (1.0 - low);
        self.high_variance += n * high * (1.0 - high);
    }

    /// How many addresses were taken.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// What may be expected.
    #[must_use]
    pub fn expected(&self) -> ExpectedBounces {
        let deviation = 1.645;
        ExpectedBounces {
            least: (self.low - deviation * self.low_variance.sqrt()).max(0.0),
            likely: self.mean,
            most: (self.high + deviation * self.high_variance.sqrt()).min(self.rows as f64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selection(score: u8, proved: bool, rows: u64) -> ExpectedBounces {
        let mut selection = Selection::default();
        selection.take(score, proved, rows);
        selection.expected()
    }

    #[test]
    fn the_range_holds_the_likely_number_and_stays_within_the_rows() {
        for score in 0..=100 {
            for rows in [0, 1, 10, 100_000] {
                let ExpectedBounces { least, likely, most } = selection(score, false, rows);
                assert!(0.0 <= least && least <= likely + 1e-9 && likely <= most + 1e-9, "{score} {rows}");
                assert!(most <= rows as f64);
            }
        }
    }

    #[test]
    fn what_is_proved_is_told_more_narrowly_than_what_is_guessed() {
        let (proved, guessed) = (selection(90, true, 1000), selection(90, false, 1000));
        assert!((proved.likely - 100.0).abs() < 1e-9);
        assert!(proved.most - proved.least < guessed.most - guessed.least);
    }
}
