//! What is done with selected rows: decided, marked, suppressed, copied. A selection is a description; whatever is done is
//! done to the rows that it describes at that moment.

use std::collections::{BTreeSet, HashSet};

use mailvet_lists::OurColumn;
use mailvet_store::{ListId, Mark, ResultRow, RowResult, Selection};
use mailvet_verdict::{Action, Address};
use serde::{Deserialize, Serialize};

use crate::{
    AppError, Mailvet, blocking,
    export::Ours,
    history::{Change, ChangeKind, Way},
    wire::ReportWords,
};

/// Rows that go on a clipboard, at most; a file has room for more.
const COPIED: u64 = 100_000;

/// Rows that are marked or suppressed at once, at most.
const TOUCHED: u64 = 20_000;

/// What is copied of selected rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct CopyRequest {
    /// Which rows.
    pub selection: Selection,
    /// What of each, in this order.
    pub columns: Vec<CopiedColumn>,
    /// The names of the columns, which come first; empty: no line of them does.
    pub header: Vec<String>,
    /// What verdicts, reasons, actions and sentences are called where the rows are shown.
    pub words: ReportWords,
}

/// A column of copied text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum CopiedColumn {
    /// The row's number, from 1.
    Row,
    /// The address, normalised.
    Address,
    /// One of the user's cells, by its index.
    Cell(u32),
    /// What came of the row.
    Ours(OurColumn),
}

/// Copied rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct CopiedRows {
    /// A line a row, tabs between the columns.
    pub text: String,
    /// How many.
    pub rows: u64,
}

/// What deciding about selected rows came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Touched {
    /// Rows, addresses or lines that changed.
    pub changed: u64,
    /// Selected rows that were left alone: they have no result, no decision or no address, or were so already.
    pub left_alone: u64,
}

impl Mailvet {
    /// How many rows are selected.
    ///
    /// # Errors
    /// The rows have moved, there is no such list, or the database fails.
    pub async fn count_selected(&self, list: ListId, selection: Selection) -> Result<u64, AppError> {
        Ok(self.0.store.count_selected(list, selection).await?)
    }

    /// Decides what is to be done with the selected rows, with a note; `None`: withdraws what was decided.
    ///
    /// # Errors
    /// The rows have moved, there is no such list, or the database fails.
    pub async fn decide(
        &self,
        list: ListId,
        selection: Selection,
        action: Option<Action>,
        note: &str,
    ) -> Result<Touched, AppError> {
        let decided = self.0.store.decide(list, selection, action, note).await?;
        if let Some(batch) = decided.batch {
            let kind = if action.is_some() { ChangeKind::Decided } else { ChangeKind::Withdrew };
            let change = Change { action, ..Change::new(kind, decided.rows).of_list(list) };
            self.remember(change, Way::Decisions(batch)).await;
        }
        Ok(Touched { changed: decided.rows, left_alone: decided.left_alone })
    }

    /// Marks the addresses of the selected rows as known good or known bad; `None`: takes their marks away.
    ///
    /// # Errors
    /// There are too many, the rows have moved, there is no such list, or the database fails.
    pub async fn mark_selected(
        &self,
        list: ListId,
        selection: Selection,
        mark: Option<Mark>,
    ) -> Result<Touched, AppError> {
        let (mut seen, mut marks, mut left_alone) = (HashSet::new(), Vec::new(), 0);
        for row in self.selected_rows(list, selection, TOUCHED).await? {
            match Address::extract(&row.address) {
                Ok(address) if row.mark != mark => {
                    if seen.insert(row.address_id) {
                        marks.push((address, row.mark, mark));
                    }
                }
                Ok(_) | Err(_) => left_alone += 1,
            }
        }
        let changed = marks.len() as u64;
        if changed > 0 {
            let addresses = marks.iter().map(|(address, ..)| address.clone()).collect();
            self.0.store.mark(addresses, mark.map(|mark| mark == Mark::Good)).await?;
            let kind = match mark {
                Some(Mark::Good) => ChangeKind::MarkedGood,
                Some(Mark::Bad) => ChangeKind::MarkedBad,
                None => ChangeKind::Unmarked,
            };
            self.remember(Change::new(kind, changed).of_list(list), Way::Marks(marks)).await;
        }
        Ok(Touched { changed, left_alone })
    }

    /// Puts the addresses of the selected rows on the user's own suppression list, which later runs go by.
    ///
    /// # Errors
    /// There are too many, the rows have moved, there is no such list, or the database fails.
    pub async fn suppress_selected(&self, list: ListId, selection: Selection) -> Result<Touched, AppError> {
        let rows = self.selected_rows(list, selection, TOUCHED).await?;
        let selected = rows.len() as u64;
        let addresses: BTreeSet<String> = rows
            .iter()
            .filter_map(|row| Address::extract(&row.address).ok())
            .map(|address| address.to_string())
            .collect();
        let addresses: Vec<String> = addresses.into_iter().collect();
        let report = self.suppress(&addresses).await?;
        Ok(Touched { changed: report.added, left_alone: selected.saturating_sub(report.added) })
    }

    /// The selected rows as text for a clipboard, as they are shown: in words, where a file has codes.
    ///
    /// # Errors
    /// There are too many, the rows have moved, there is no such list, or the database fails.
    pub async fn copy_selected(&self, list: ListId, request: CopyRequest) -> Result<CopiedRows, AppError> {
        let CopyRequest { selection, columns, header, words } = request;
        let rows = self.selected_rows(list, selection, COPIED).await?;
        blocking(move || {
            let mut text = String::new();
            if !header.is_empty() {
                line(&mut text, header.into_iter());
            }
            for row in &rows {
                line(&mut text, columns.iter().map(|column| cell(*column, row, &words)));
            }
            Ok(CopiedRows { text, rows: rows.len() as u64 })
        })
        .await
    }

    async fn selected_rows(
        &self,
        list: ListId,
        selection: Selection,
        most: u64,
    ) -> Result<Vec<ResultRow>, AppError> {
        let selected = self.0.store.count_selected(list, selection.clone()).await?;
        if selected > most {
            return Err(AppError::TooManySelected { selected, most });
        }
        Ok(self.0.store.selected_rows(list, selection).await?)
    }
}

fn line(text: &mut String, cells: impl Iterator<Item = String>) {
    for (n, cell) in cells.enumerate() {
        if n > 0 {
            text.push('\t');
        }
        // What ends a cell or a line would be read as one.
        text.extend(
            cell.chars().map(|letter| if matches!(letter, '\t' | '\n' | '\r') { ' ' } else { letter }),
        );
    }
    text.push('\n');
}

fn cell(column: CopiedColumn, row: &ResultRow, words: &ReportWords) -> String {
    match column {
        CopiedColumn::Row => (row.row + 1).to_string(),
        CopiedColumn::Address => row.address.clone(),
        CopiedColumn::Cell(index) => row.cells.get(index as usize).unwrap_or_default().to_owned(),
        CopiedColumn::Ours(column) => {
            row.result.as_ref().map(|result| shown(column, result, words)).unwrap_or_default()
        }
    }
}

fn shown(column: OurColumn, result: &RowResult, words: &ReportWords) -> String {
    match column {
        OurColumn::Verdict => words.verdict(result.verdict),
        OurColumn::Reason => words.reason(result.reason),
        OurColumn::Action => words.action(result.action),
        OurColumn::Detail => words.say(&result.sentence),
        OurColumn::Score
        | OurColumn::Confidence
        | OurColumn::Flags
        | OurColumn::Suggestion
        | OurColumn::CheckedAt => Ours::of(result).cell(column),
    }
}
