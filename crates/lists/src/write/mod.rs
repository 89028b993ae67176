//! Writing: a list with our columns behind its own, as text in its own layout, as a workbook, or as JSON lines. A file is
//! complete or it is not there: everything goes to a temporary file in the same folder, which takes the target's place
//! in one step. The target may be the file that the list came from.

mod csv;
mod jsonl;
mod names;
mod target;
mod xlsx;

use std::path::Path;

use crate::{Layout, WriteError};

pub use names::OUR_COLUMNS;
pub(crate) use names::{our_names, unique_names};
use target::Target;

/// What kind of file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Format {
    /// Text in this layout. An encoding that cannot hold a text gives way to UTF-8 with a mark, for the whole file.
    Csv(Layout),
    /// An Excel workbook, every cell of the list as text. Past 1,048,575 rows it goes on in a further sheet.
    Xlsx,
    /// One JSON object a line: the list's columns by name, ours under `mailvet`.
    Jsonl,
}

/// Our columns of one row.
#[derive(Clone, Debug, PartialEq)]
pub struct OurCells<'a> {
    /// The verdict's code.
    pub verdict: &'a str,
    /// The reason's code.
    pub reason: &'a str,
    /// The action's code.
    pub action: &'a str,
    /// 0 to 100.
    pub score: u8,
    /// 0 to 1.
    pub confidence: f64,
    /// The codes of the flags that are set.
    pub flags: &'a [&'a str],
    /// The address that was probably meant.
    pub suggestion: Option<&'a str>,
    /// One sentence.
    pub detail: &'a str,
    /// When it was checked, RFC 3339.
    pub checked_at: &'a str,
}

impl OurCells<'_> {
    /// The texts in the order of [`OUR_COLUMNS`].
    fn texts(&self) -> [String; OUR_COLUMNS.len()] {
        [
            self.verdict.to_owned(),
            self.reason.to_owned(),
            self.action.to_owned(),
            self.score.to_string(),
            confidence_text(self.confidence),
            self.flags.join("|"),
            self.suggestion.unwrap_or_default().to_owned(),
            self.detail.to_owned(),
            self.checked_at.to_owned(),
        ]
    }
}

/// Two digits behind the point: more would claim a precision that a confidence has not.
fn confidence_text(confidence: f64) -> String {
    format!("{confidence:.2}")
}

/// Writes a list row by row. Dropped before [`ListWriter::finish`], it leaves everything as it was.
#[derive(Debug)]
pub struct ListWriter {
    target: Target,
    kind: Kind,
    columns: usize,
    rows: u64,
}

#[derive(Debug)]
enum Kind {
    Csv(csv::CsvRows),
    Xlsx(Box<xlsx::XlsxRows>),
    Jsonl(jsonl::JsonlRows),
}

impl ListWriter {
    /// Begins a file at `path`, in place of the one that may be there. `columns` are the names of the list's columns;
    /// a text file with a header keeps that header as it came. Where one of them has one of our names, theirs stays and
    /// all of ours take a suffix: `mailvet_verdict_2`.
    ///
    /// # Errors
    /// The place cannot be written to, or the format cannot hold that many columns.
    pub fn create(path: &Path, format: Format, columns: &[String]) -> Result<Self, WriteError> {
        let mut target = Target::create(path)?;
        let kind = match format {
            Format::Csv(layout) => Kind::Csv(csv::CsvRows::begin(&mut target, layout, columns)?),
            Format::Xlsx => Kind::Xlsx(Box::new(xlsx::XlsxRows::begin(&target, columns)?)),
            Format::Jsonl => Kind::Jsonl(jsonl::JsonlRows::begin(&target, columns)?),
        };
        Ok(Self { target, kind, columns: columns.len(), rows: 0 })
    }

    /// Writes a row: the list's cells as they came, and ours; `None`: nothing came of it yet. A row with fewer cells than
    /// there are columns is filled up with empty ones.
    ///
    /// # Errors
    /// The disk is full, the format cannot hold a cell, or there are more cells than columns (which no
    /// [`crate::Source`] hands out).
    pub fn row(&mut self, cells: &[String], ours: Option<&OurCells<'_>>) -> Result<(), WriteError> {
        self.rows += 1;
        if cells.len() > self.columns {
            return Err(WriteError::TooManyCells {
                row: self.rows,
                cells: cells.len(),
                columns: self.columns,
            });
        }
        match &mut self.kind {
            Kind::Csv(rows) => rows.row(&mut self.target, cells, ours),
            Kind::Xlsx(rows) => rows.row(&self.target, cells, ours),
            Kind::Jsonl(rows) => rows.row(&self.target, cells, ours),
        }
    }

    /// What the user should know about the file, in one plain sentence: that it had to change its encoding.
    #[must_use]
    pub fn remark(&self) -> Option<String> {
        match &self.kind {
            Kind::Csv(rows) => rows.remark(),
            Kind::Xlsx(_) | Kind::Jsonl(_) => None,
        }
    }

    /// Completes the file and puts it in its place; answers how many rows it has.
    ///
    /// # Errors
    /// The disk is full, or the target cannot be replaced.
    pub fn finish(self) -> Result<u64, WriteError> {
        match self.kind {
            Kind::Csv(rows) => rows.finish(&self.target)?,
            Kind::Xlsx(rows) => rows.finish(&self.target)?,
            Kind::Jsonl(rows) => rows.finish(&self.target)?,
        }
        self.target.put_in_place()?;
        Ok(self.rows)
    }
}
