//! What is to be expected of a mailing: the calibrated chance of each row where something is known of it, with the doubt about
//! it, and both ends where nothing is.

use mailvet_verdict::{
    Verdict,
    score::{ExpectedBounces, Selection},
};
use serde::{Deserialize, Serialize};

/// How many of a selection of rows will come back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct Expected {
    /// Rows in all.
    pub rows: u64,
    /// Of them rows of which nothing is known: the range goes from none of them to all.
    pub not_known: u64,
    /// The fewest bounces that are to be expected, in 9 of 10 cases.
    pub least: f64,
    /// The most likely number, of the rows of which something is known.
    pub likely: f64,
    /// The most that are to be expected, in 9 of 10 cases.
    pub most: f64,
}

/// A selection, taken row by row.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Bounces {
    weighed: Selection,
    not_known: u64,
}

impl Bounces {
    /// Takes `rows` rows with this verdict and score; `None`: without any yet.
    pub(crate) fn take(&mut self, result: Option<(Verdict, u8)>, rows: u64) {
        match result {
            Some((verdict, score)) if verdict != Verdict::Unknown => {
                let proved = matches!(verdict, Verdict::Valid | Verdict::Invalid);
                self.weighed.take(score, proved, rows);
            }
            Some(_) | None => self.not_known += rows,
        }
    }

    pub(crate) fn expected(&self) -> Expected {
        let ExpectedBounces { least, likely, most } = self.weighed.expected();
        Expected {
            rows: self.weighed.rows() + self.not_known,
            not_known: self.not_known,
            least,
            likely,
            most: most + self.not_known as f64,
        }
    }
}

impl Expected {
    /// `7.5 % to 12.5 % of 400 rows, most likely 10.0 %`: from none of the unknown rows to all of them.
    pub(crate) fn told(&self) -> String {
        if self.rows == 0 {
            return "no rows".to_owned();
        }
        let share = |bounces: f64| format!("{:.1} %", bounces / self.rows as f64 * 100.0);
        let (low, high) = (share(self.least), share(self.most));
        let range = if low == high { low } else { format!("{low} to {high}") };
        let likely = match self.not_known {
            0 => format!(", most likely {}", share(self.likely)),
            rows => format!("; nothing is known of {rows}"),
        };
        format!("{range} of {} rows{likely}", self.rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounces_are_told_as_a_range() {
        let mut bounces = Bounces::default();
        bounces.take(Some((Verdict::Valid, 90)), 400);
        assert_eq!(bounces.expected().told(), "7.5 % to 12.5 % of 400 rows, most likely 10.0 %");
        bounces.take(None, 60);
        bounces.take(Some((Verdict::Unknown, 50)), 40);
        assert_eq!(bounces.expected().told(), "6.0 % to 30.0 % of 500 rows; nothing is known of 100");
    }
}
