//! Takes what was read of a file: counts it for the report, and hands it on in batches.

use std::collections::BTreeMap;

use mailvet_store::{BatchEnd, BatchWriter, Told};
use mailvet_verdict::{Happened, Words};

use super::{LearnReport, LearntColumns, OutcomeCount, OutcomeExample, UnreadRow, columns::Row};
use crate::AppError;

/// Outcomes that are handed to the store at once.
const BATCH: usize = 5_000;

/// Rows that were not understood and are named one by one.
const NAMED: usize = 1_000;

/// Outcomes that a preview shows.
const SHOWN: usize = 20;

/// Takes what was read: counts it, and hands it on in batches.
pub(super) struct Sink {
    pub(super) writer: Option<BatchWriter>,
    waiting: Vec<Told>,
    counts: BTreeMap<Happened, u64>,
    pub(super) report: LearnReport,
}

impl Sink {
    pub(super) fn new(name: String) -> Self {
        Self {
            writer: None,
            waiting: Vec::new(),
            counts: BTreeMap::new(),
            report: LearnReport {
                name,
                layout: Words::from(""),
                columns: LearntColumns::default(),
                rows: 0,
                outcomes: Vec::new(),
                says_nothing: 0,
                dated: 0,
                oldest: None,
                newest: None,
                times_unread: 0,
                not_understood: 0,
                unread: Vec::new(),
                examples: Vec::new(),
                added: 0,
                known: 0,
                conflicts: 0,
                batch: None,
                learnt_before: None,
            },
        }
    }

    pub(super) fn row(&mut self, number: u64, row: Row) -> Result<(), AppError> {
        self.rows(number, vec![row])
    }

    /// Takes all that one row or message tells.
    pub(super) fn rows(&mut self, number: u64, rows: Vec<Row>) -> Result<(), AppError> {
        self.report.rows += 1;
        rows.into_iter().try_for_each(|row| self.take(number, row))
    }

    fn take(&mut self, number: u64, row: Row) -> Result<(), AppError> {
        match row {
            Row::Told(told) => return self.told(*told),
            Row::Timeless(told) => {
                self.report.times_unread += 1;
                return self.told(*told);
            }
            Row::Nothing => self.report.says_nothing += 1,
            Row::Unread { cell, why } => {
                self.report.not_understood += 1;
                if self.report.unread.len() < NAMED {
                    let cell = cell.chars().take(80).collect();
                    self.report.unread.push(UnreadRow { row: number, cell, why });
                }
            }
        }
        Ok(())
    }

    fn told(&mut self, told: Told) -> Result<(), AppError> {
        *self.counts.entry(told.what).or_default() += 1;
        if let Some(at) = told.at {
            self.report.dated += 1;
            self.report.oldest = Some(self.report.oldest.map_or(at, |oldest| oldest.min(at)));
            self.report.newest = Some(self.report.newest.map_or(at, |newest| newest.max(at)));
        }
        if self.report.examples.len() < SHOWN {
            let Told { address, what, at, .. } = &told;
            self.report.examples.push(OutcomeExample { address: address.to_string(), what: *what, at: *at });
        }
        if self.writer.is_some() {
            self.waiting.push(told);
            if self.waiting.len() >= BATCH {
                self.hand_on()?;
            }
        }
        Ok(())
    }

    fn hand_on(&mut self) -> Result<(), AppError> {
        let waiting = std::mem::replace(&mut self.waiting, Vec::with_capacity(BATCH));
        match &mut self.writer {
            Some(writer) if !waiting.is_empty() => Ok(writer.tell(waiting)?),
            _ => Ok(()),
        }
    }

    pub(super) fn finish(mut self) -> Result<LearnReport, AppError> {
        self.hand_on()?;
        self.report.outcomes =
            self.counts.iter().map(|(what, count)| OutcomeCount { what: *what, count: *count }).collect();
        if let Some(writer) = self.writer.take() {
            let end = BatchEnd { rows: self.report.rows, not_understood: self.report.not_understood };
            let (batch, taken) = writer.finish(end)?;
            self.report.batch = Some(batch.id);
            (self.report.added, self.report.known) = (taken.added, taken.known);
            self.report.conflicts = taken.conflicts;
        }
        Ok(self.report)
    }
}
