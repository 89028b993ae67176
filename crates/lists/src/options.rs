//! How a file is read: every guess that the preview shows and the user may change.

use mailvet_verdict::Sentence;
use serde::{Deserialize, Serialize};

/// What the user decided; `None`: guess.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ReadOptions {
    /// An encoding by its WHATWG label, as in `windows-1252` (text files).
    pub encoding: Option<String>,
    /// The delimiter (text files).
    pub delimiter: Option<char>,
    /// Whether the first row names the columns.
    pub header: Option<bool>,
    /// The sheet's name (workbooks).
    pub sheet: Option<String>,
    /// Index of the column with the addresses.
    pub email_column: Option<u32>,
    /// Indexes of further columns with addresses; `None`: guess, unless `email_column` is said: then none.
    pub more_email_columns: Option<Vec<u32>>,
}

/// What a file looks like, read with certain options.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Preview {
    /// The file's name.
    pub name: String,
    /// The whole path.
    pub path: String,
    /// CSV-like text or a workbook.
    pub kind: FileKind,
    /// The encoding in use (text files).
    pub encoding: Option<String>,
    /// The delimiter in use (text files); `None` also for one address a line.
    pub delimiter: Option<char>,
    /// Whether the first row is taken for column names.
    pub header: bool,
    /// The sheets (workbooks), visible ones only.
    pub sheets: Vec<String>,
    /// The sheet in use.
    pub sheet: Option<String>,
    /// Column names; `Column 1`, `Column 2` ... without a header.
    pub columns: Vec<String>,
    /// Index of the column with the addresses; `None`: no column looks like it.
    pub email_column: Option<u32>,
    /// Indexes of further columns with addresses that are checked too.
    pub more_email_columns: Vec<u32>,
    /// Indexes of all columns that mostly hold addresses, checked or not.
    pub address_columns: Vec<u32>,
    /// The first rows (without the header), at most 50, each with as many cells as there are columns.
    pub rows: Vec<Vec<String>>,
    /// Rows in the file without the header.
    pub total_rows: u64,
    /// Of them without anything in the e-mail column.
    pub without_address: u64,
    /// Of them whose address occurred before, whatever the case.
    pub duplicates: u64,
    /// What is odd about the file, each in one plain sentence (rows of uneven length, an unclosed quote, with lines).
    pub remarks: Vec<Sentence>,
}

/// What kind of file a list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// CSV, TSV, TXT.
    Text,
    /// XLSX, XLSM, XLSB, XLS, ODS.
    Workbook,
}
