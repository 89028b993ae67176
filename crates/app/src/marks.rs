//! Addresses that the user knows to be good or bad. They run blind: the judge never sees the mark of the address that it
//! judges, so that a run over them measures how often it is wrong, operator by operator.

use std::{collections::BTreeMap, path::PathBuf};

use mailvet_engine::journal::RunId;
use mailvet_lists::{ReadOptions, Source};
use mailvet_store::{ListId, MarkedJudgement};
use mailvet_verdict::{Address, Verdict};
use serde::{Deserialize, Serialize};

use crate::{AppError, Mailvet, blocking, file_name};

/// What the judge said of marked addresses of one operator.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Accuracy {
    /// The mail operator; empty where none was found.
    pub exchange: String,
    /// Known good addresses that were called good (`valid`, `likely_valid`).
    pub good_right: u64,
    /// Known good addresses that were called bad (`invalid`, `likely_invalid`).
    pub good_wrong: u64,
    /// Known bad addresses that were called bad.
    pub bad_right: u64,
    /// Known bad addresses that were called good.
    pub bad_wrong: u64,
    /// Marked addresses of which neither was said.
    pub undecided: u64,
    /// The marked addresses that were judged wrongly.
    pub wrong: Vec<String>,
}

impl Accuracy {
    /// Marked addresses of which good or bad was said.
    #[must_use]
    pub const fn decided(&self) -> u64 {
        self.good_right + self.good_wrong + self.bad_right + self.bad_wrong
    }

    /// The share of wrong words among the decided ones, in percent, and the interval that it lies in (Wilson, 95 %);
    /// `None` where nothing was decided.
    #[must_use]
    pub fn error(&self) -> Option<(f64, f64, f64)> {
        let decided = self.decided() as f64;
        let wrong = (self.good_wrong + self.bad_wrong) as f64;
        (decided > 0.0).then(|| {
            let (low, high) = wilson(wrong, decided);
            (100.0 * wrong / decided, 100.0 * low, 100.0 * high)
        })
    }

    fn join(&mut self, other: &Self) {
        self.good_right += other.good_right;
        self.good_wrong += other.good_wrong;
        self.bad_right += other.bad_right;
        self.bad_wrong += other.bad_wrong;
        self.undecided += other.undecided;
        self.wrong.extend_from_slice(&other.wrong);
    }

    fn view(self) -> AccuracyView {
        let error = self.error().map(|(percent, low, high)| ErrorRate { percent, low, high });
        AccuracyView { error, counts: self }
    }

    fn take(&mut self, marked: &MarkedJudgement) {
        let says = match marked.verdict {
            Verdict::Valid | Verdict::LikelyValid => Some(true),
            Verdict::Invalid | Verdict::LikelyInvalid => Some(false),
            Verdict::Risky | Verdict::Unknown => None,
        };
        let count = match (marked.good, says) {
            (_, None) => &mut self.undecided,
            (true, Some(true)) => &mut self.good_right,
            (true, Some(false)) => &mut self.good_wrong,
            (false, Some(false)) => &mut self.bad_right,
            (false, Some(true)) => &mut self.bad_wrong,
        };
        *count += 1;
        if says.is_some_and(|says| says != marked.good) {
            self.wrong.push(marked.address.clone());
        }
    }
}

/// How often a run was wrong about marked addresses, for a window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct AccuracyReport {
    /// All of them.
    pub all: AccuracyView,
    /// By mail operator, those with the most first.
    pub operators: Vec<AccuracyView>,
}

/// What the judge said, with the error that it makes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct AccuracyView {
    /// The counts.
    pub counts: Accuracy,
    /// `None`: neither good nor bad was said of any of them.
    pub error: Option<ErrorRate>,
}

/// A measured share of wrong words, in percent.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct ErrorRate {
    /// The share.
    pub percent: f64,
    /// Where the true one lies in 95 of 100 cases: from here
    pub low: f64,
    /// to here.
    pub high: f64,
}

/// The share's interval at 95 %, by Wilson.
fn wilson(hits: f64, of: f64) -> (f64, f64) {
    let z = 1.96_f64;
    let share = hits / of;
    let middle = share + z * z / (2.0 * of);
    let spread = z * (share * (1.0 - share) / of + z * z / (4.0 * of * of)).sqrt();
    let whole = 1.0 + z * z / of;
    (((middle - spread) / whole).max(0.0), ((middle + spread) / whole).min(1.0))
}

impl Mailvet {
    /// The cells of a list's column of addresses.
    ///
    /// # Errors
    /// The file cannot be read as a list, or has no such column.
    pub async fn addresses_in(&self, path: PathBuf) -> Result<Vec<String>, AppError> {
        blocking(move || {
            let source = Source::open(&path, &ReadOptions::default())?;
            let Some(column) = source.email_column() else {
                return Err(AppError::NoEmailColumn { name: file_name(&path) });
            };
            let mut addresses = Vec::new();
            for row in source.rows() {
                addresses
                    .extend(row?.into_iter().nth(column as usize).filter(|cell| !cell.trim().is_empty()));
            }
            Ok(addresses)
        })
        .await
    }

    /// Marks addresses as known good or known bad, or takes their marks away (`None`); answers how many marks changed, and
    /// what is no address.
    ///
    /// # Errors
    /// The database fails.
    pub async fn mark(
        &self,
        addresses: &[String],
        good: Option<bool>,
    ) -> Result<(u64, Vec<String>), AppError> {
        let (mut sound, mut faulty) = (Vec::new(), Vec::new());
        for typed in addresses {
            match Address::extract(typed.trim()) {
                Ok(address) => sound.push(address),
                Err(_) => faulty.push(typed.clone()),
            }
        }
        Ok((self.0.store.mark(sound, good).await?, faulty))
    }

    /// How the current run of a list judged the marked addresses in it; `None`: there is no run, or no marked address.
    ///
    /// # Errors
    /// There is no such list, or the database fails.
    pub async fn accuracy_of_list(&self, list: ListId) -> Result<Option<AccuracyReport>, AppError> {
        let Some(run) = self.0.store.list(list).await?.run else { return Ok(None) };
        let operators = self.accuracy(run.id).await?;
        if operators.is_empty() {
            return Ok(None);
        }
        let mut all = Accuracy::default();
        operators.iter().for_each(|operator| all.join(operator));
        let operators = operators.into_iter().map(Accuracy::view).collect();
        Ok(Some(AccuracyReport { all: all.view(), operators }))
    }

    /// How a run judged the marked addresses in it, by mail operator, those with the most first.
    ///
    /// # Errors
    /// There is no such run, or the database fails.
    pub async fn accuracy(&self, run: RunId) -> Result<Vec<Accuracy>, AppError> {
        let mut by_exchange: BTreeMap<String, Accuracy> = BTreeMap::new();
        for marked in self.0.store.marked_judgements(run).await? {
            let exchange = marked.exchange.clone().unwrap_or_default();
            let accuracy = by_exchange.entry(exchange.clone()).or_default();
            accuracy.exchange = exchange;
            accuracy.take(&marked);
        }
        let mut all: Vec<Accuracy> = by_exchange.into_values().collect();
        all.sort_by_key(|accuracy| std::cmp::Reverse(accuracy.decided() + accuracy.undecided));
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_marks_leave_a_wide_interval() {
        let accuracy = Accuracy { good_right: 9, bad_wrong: 1, ..Accuracy::default() };
        let (error, low, high) = accuracy.error().unwrap();
        assert!((error - 10.0).abs() < 1e-9 && low < 3.0 && high > 35.0, "{low} {high}");
        assert_eq!(Accuracy { undecided: 4, ..Accuracy::default() }.error(), None);
    }
}
