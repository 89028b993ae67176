//! Writing: a list with our columns behind its own, as text in its own layout, as a workbook, or as JSON lines. A file is
//! complete or it is not there: everything goes to a temporary file in the same folder, which takes the target's place
//! in one step. The target may be the file that the list came from.

mod csv;
mod font;
mod guard;
mod jsonl;
mod names;
mod pdf;
mod report;
mod target;
mod xlsx;
mod zipped;

use std::{borrow::Cow, io::Write as _, path::Path};

use mailvet_verdict::Sentence;

use crate::{Layout, WriteError};

pub(crate) use names::unique_names;
pub use names::{OUR_PREFIX, OurColumn, OurColumns};
pub use report::{Bar, Chart, Report, Speech};
use target::Target;
pub use zipped::zip_files;

/// What kind of file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Format {
    /// Text in this layout. An encoding that cannot hold a text gives way to UTF-8 with a mark, for the whole file.
    Csv(Layout),
    /// Text for a spreadsheet program: UTF-8 with a mark, and cells that it would take for formulas or shorten as numbers
    /// written as `="…"`, so that it shows them as they are.
    SpreadsheetCsv(Layout),
    /// An Excel workbook, every cell of the list as text, under the titles of this layout. Past 1,048,575 rows it goes on in
    /// a further sheet.
    Xlsx(Layout),
    /// One JSON object a line: the list's columns by name, ours in an object named by the prefix, `mailvet`.
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
    fn text(&self, column: OurColumn) -> Cow<'_, str> {
        match column {
            OurColumn::Verdict => self.verdict.into(),
            OurColumn::Reason => self.reason.into(),
            OurColumn::Action => self.action.into(),
            OurColumn::Score => self.score.to_string().into(),
            OurColumn::Confidence => confidence_text(self.confidence).into(),
            OurColumn::Flags => self.flags.join("|").into(),
            OurColumn::Suggestion => self.suggestion.unwrap_or_default().into(),
            OurColumn::Detail => self.detail.into(),
            OurColumn::CheckedAt => self.checked_at.into(),
        }
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
    Csv(Box<csv::CsvRows>),
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
        Self::create_with(path, format, columns, OurColumns::default())
    }

    /// The same, with only some of our columns, under other names, or with a set of them for each checked column.
    ///
    /// # Errors
    /// As [`ListWriter::create`].
    pub fn create_with(
        path: &Path,
        format: Format,
        columns: &[String],
        ours: OurColumns,
    ) -> Result<Self, WriteError> {
        let mut target = Target::create(path)?;
        let kind = match format {
            Format::Csv(layout) => {
                Kind::Csv(Box::new(csv::CsvRows::begin(&mut target, layout, columns, ours, csv::Cells::Raw)?))
            }
            Format::SpreadsheetCsv(layout) => {
                let layout = Layout { encoding: encoding_rs::UTF_8.name().to_owned(), bom: true, ..layout };
                Kind::Csv(Box::new(csv::CsvRows::begin(
                    &mut target,
                    layout,
                    columns,
                    ours,
                    csv::Cells::Guarded,
                )?))
            }
            Format::Xlsx(layout) => {
                Kind::Xlsx(Box::new(xlsx::XlsxRows::begin(&target, columns, ours, &layout.titles)?))
            }
            Format::Jsonl => Kind::Jsonl(jsonl::JsonlRows::begin(&target, columns, &ours)?),
        };
        Ok(Self { target, kind, columns: columns.len(), rows: 0 })
    }

    /// Writes a row: the list's cells as they came, and ours; `None`: nothing came of it yet. A row with fewer cells than
    /// there are columns is filled up with empty ones.
    ///
    /// # Errors
    /// The disk is full, the format cannot hold a cell, or there are more cells than columns (which no
    /// [`crate::Source`] hands out).
    pub fn row<S: AsRef<str>>(&mut self, cells: &[S], ours: Option<&OurCells<'_>>) -> Result<(), WriteError> {
        self.row_of_several(cells, &[ours])
    }

    /// The same for a list with several checked columns: one result for each, the first column's first.
    ///
    /// # Errors
    /// As [`ListWriter::row`].
    pub fn row_of_several<S: AsRef<str>>(
        &mut self,
        cells: &[S],
        ours: &[Option<&OurCells<'_>>],
    ) -> Result<(), WriteError> {
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
    pub fn remark(&self) -> Option<Sentence> {
        match &self.kind {
            Kind::Csv(rows) => rows.remark(),
            Kind::Xlsx(_) | Kind::Jsonl(_) => None,
        }
    }

    /// Gives a workbook a last sheet with a summary; text files have no place for one.
    ///
    /// # Errors
    /// The disk is full.
    pub fn summary(&mut self, report: &Report) -> Result<(), WriteError> {
        match &mut self.kind {
            Kind::Xlsx(rows) => rows.summary(&self.target, report),
            Kind::Csv(_) | Kind::Jsonl(_) => Ok(()),
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

/// Writes a text to a file, whole or not at all.
///
/// # Errors
/// The disk is full, or the place cannot be written to.
pub fn write_text(path: &Path, text: &str) -> Result<(), WriteError> {
    let target = Target::create(path)?;
    target.file()?.write_all(text.as_bytes()).map_err(|fault| target.fault(fault))?;
    target.put_in_place()
}
