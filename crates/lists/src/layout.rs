//! How a file is laid out: what has to be remembered of a text file so that it can be written again as it was. It is
//! kept with the list as JSON; nothing in here is about the cells themselves.

use serde::{Deserialize, Serialize};

use crate::FileKind;

/// The layout of a list's file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// Text or workbook. A workbook's other fields are those of a plain CSV file, for an export as text.
    pub kind: FileKind,
    /// The encoding by its WHATWG name, as in `windows-1252` or `UTF-16LE`.
    pub encoding: String,
    /// Whether the file began with a byte order mark.
    pub bom: bool,
    /// The delimiter; `None`: one address a line, written with commas once it has more columns.
    pub delimiter: Option<char>,
    /// How lines end.
    pub line_ending: LineEnding,
    /// Which cells stand in quotes.
    pub quoting: Quoting,
    /// Rows above the header, as they came; written again above it.
    #[serde(default)]
    pub titles: Vec<Vec<String>>,
    /// The header row as it came, unnamed columns included; `None`: the file had none.
    pub header: Option<Vec<String>>,
}

impl Default for Layout {
    /// A plain CSV file: UTF-8, commas, line feeds, quotes as needed.
    fn default() -> Self {
        Self {
            kind: FileKind::Text,
            encoding: encoding_rs::UTF_8.name().to_owned(),
            bom: false,
            delimiter: Some(','),
            line_ending: LineEnding::Lf,
            quoting: Quoting::AsNeeded,
            titles: Vec::new(),
            header: None,
        }
    }
}

/// What ends a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineEnding {
    /// Line feed.
    Lf,
    /// Carriage return and line feed.
    CrLf,
    /// Carriage return alone, as old Macintosh programs wrote.
    Cr,
}

impl LineEnding {
    /// The characters.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Lf => "\n",
            Self::CrLf => "\r\n",
            Self::Cr => "\r",
        }
    }
}

/// Which cells stand in quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quoting {
    /// Only those that need it.
    AsNeeded,
    /// Those that are not numbers and not empty.
    Texts,
    /// Those that are not empty.
    Filled,
    /// All.
    Always,
}
