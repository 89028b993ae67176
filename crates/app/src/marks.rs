//! Addresses that the user knows to be good or bad. They run blind: the judge never sees the mark of the address that it
//! judges, so that a run over them measures how often it is wrong, operator by operator.

use std::{collections::BTreeMap, path::PathBuf};

use mailvet_engine::journal::RunId;
use mailvet_lists::{ReadOptions, Report, Source};
use mailvet_store::{MarkedJudgement, Store};
use mailvet_verdict::{Address, Verdict};
use serde::{Deserialize, Serialize};

use crate::{
    AppError, ListId, Mailvet, Share, blocking, file_name,
    report_words::{self as say, ReportWords},
};

/// What the judge said of marked addresses of one operator.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, specta::Type)]
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
    /// The share of wrong words among those of which good or bad was said; `None` where there are none.
    pub error: Option<Share>,
    /// The marked addresses that were judged wrongly.
    pub wrong: Vec<String>,
}

impl Accuracy {
    /// Marked addresses of which good or bad was said.
    #[must_use]
    pub const fn decided(&self) -> u64 {
        self.good_right + self.good_wrong + self.bad_right + self.bad_wrong
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
    pub all: Accuracy,
    /// By mail operator, those with the most first.
    pub operators: Vec<Accuracy>,
}

/// All operators as one.
fn together(operators: &[Accuracy]) -> Accuracy {
    let sum = |count: fn(&Accuracy) -> u64| operators.iter().map(count).sum();
    let all = Accuracy {
        good_right: sum(|one| one.good_right),
        good_wrong: sum(|one| one.good_wrong),
        bad_right: sum(|one| one.bad_right),
        bad_wrong: sum(|one| one.bad_wrong),
        undecided: sum(|one| one.undecided),
        wrong: operators.iter().flat_map(|one| one.wrong.iter().cloned()).collect(),
        ..Accuracy::default()
    };
    Accuracy { error: Share::of(all.good_wrong + all.bad_wrong, all.decided()), ..all }
}

/// Judgements of marked addresses, by mail operator, those with the most first.
fn by_operator(all: &[MarkedJudgement]) -> Vec<Accuracy> {
    let mut by_exchange: BTreeMap<String, Accuracy> = BTreeMap::new();
    for marked in all {
        let exchange = marked.exchange.clone().unwrap_or_default();
        let accuracy = by_exchange.entry(exchange.clone()).or_default();
        accuracy.exchange = exchange;
        accuracy.take(marked);
    }
    let mut all: Vec<Accuracy> = by_exchange.into_values().collect();
    for accuracy in &mut all {
        accuracy.error = Share::of(accuracy.good_wrong + accuracy.bad_wrong, accuracy.decided());
    }
    all.sort_by_key(|accuracy| std::cmp::Reverse(accuracy.decided() + accuracy.undecided));
    all
}

/// Puts into a report how often the run was wrong about marked addresses, if there are any. It names operators and no address.
pub(crate) fn put_into(
    report: &mut Report,
    store: &Store,
    run: RunId,
    words: &ReportWords,
) -> Result<(), AppError> {
    let measured = by_operator(&store.marked_judgements_now(run)?);
    if measured.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = measured
        .iter()
        .map(|accuracy| {
            let nobody = words.say(&say::no_operator());
            let name = if accuracy.exchange.is_empty() { &nobody } else { &accuracy.exchange };
            let (decided, undecided) = (accuracy.decided(), accuracy.undecided);
            match accuracy.error {
                Some(Share { percent, low, high }) => {
                    let [share, least, most] = [percent, low, high].map(|share| words.percent(share));
                    words.say(&say::wrong_share(name, share, least, most, decided, undecided))
                }
                None => words.say(&say::nothing_decided(name, undecided)),
            }
        })
        .collect();
    report.texts.insert(0, (words.say(&say::measured()), lines.join("\n")));
    Ok(())
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

    /// How a run judged the marked addresses in it, by mail operator, those with the most first.
    ///
    /// # Errors
    /// There is no such run, or the database fails.
    pub async fn accuracy(&self, run: RunId) -> Result<Vec<Accuracy>, AppError> {
        Ok(by_operator(&self.0.store.marked_judgements(run).await?))
    }

    /// How the current run of a list judged the marked addresses in it; `None`: there is no run, or no marked address.
    ///
    /// # Errors
    /// There is no such list, or the database fails.
    pub async fn accuracy_of_list(&self, list: ListId) -> Result<Option<AccuracyReport>, AppError> {
        let Some(run) = self.0.store.list(list).await?.run else { return Ok(None) };
        let operators = self.accuracy(run.id).await?;
        Ok((!operators.is_empty()).then(|| AccuracyReport { all: together(&operators), operators }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(good: bool, verdict: Verdict) -> MarkedJudgement {
        let exchange = Some("acme.example".to_owned());
        MarkedJudgement { address: "anna@acme.example".to_owned(), good, verdict, exchange }
    }

    #[test]
    fn what_was_left_open_is_no_error_and_what_was_said_is_measured() {
        let all = [said(true, Verdict::Valid), said(false, Verdict::LikelyValid), said(true, Verdict::Risky)];
        let [acme] = &by_operator(&all)[..] else { panic!("there is one operator") };
        assert_eq!((acme.decided(), acme.undecided, acme.bad_wrong), (2, 1, 1));
        assert!((acme.error.unwrap().percent - 50.0).abs() < 1e-9);
        assert_eq!(by_operator(&all[2..])[0].error, None);
    }
}
