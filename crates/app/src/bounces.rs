//! What is to be expected of a mailing: the calibrated chance of each row where something is known of it, with the doubt about
//! it, and both ends where nothing is.

use mailvet_verdict::{
    Verdict,
    score::{ExpectedBounces, Selection},
};
use serde::{Deserialize, Serialize};

use crate::report_words::{self as say, ReportWords};

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
    pub(crate) fn told(&self, words: &ReportWords) -> String {
        if self.rows == 0 {
            return words.say(&say::no_rows());
        }
        let share = |bounces: f64| words.percent(bounces / self.rows as f64 * 100.0);
        let (least, most) = (share(self.least), share(self.most));
        let range = if least == most { least } else { words.say(&say::between(least, most)) };
        let rest = match self.not_known {
            0 => words.say(&say::most_likely(share(self.likely))),
            rows => words.say(&say::nothing_known_of(rows)),
        };
        words.say(&say::of_rows(range, self.rows)) + &rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounces_are_told_as_a_range() {
        let words = ReportWords::default();
        let mut bounces = Bounces::default();
        bounces.take(Some((Verdict::Valid, 90)), 400);
        assert_eq!(bounces.expected().told(&words), "7.5 % to 12.5 % of 400 rows, most likely 10.0 %");
        bounces.take(None, 60);
        bounces.take(Some((Verdict::Unknown, 50)), 40);
        assert_eq!(bounces.expected().told(&words), "6.0 % to 30.0 % of 500 rows; nothing is known of 100");
    }
}
