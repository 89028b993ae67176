//! Text files: opened with every guess made and the whole file surveyed once, then streamed row by row in constant
//! memory. The survey sees every line, so that neither a wider row nor an odd line end near the end of a million rows
//! comes as a surprise.

use std::{
    fs::File,
    io::{self, BufReader},
    path::{Path, PathBuf},
    time::SystemTime,
};

use encoding_rs::{Encoding, UTF_8};

use super::{
    encoding::{self, ByteSurvey, Decoded, Guess},
    guess::{self, SAMPLE_ROWS},
    records::{LONGEST_RECORD, RecordFault, Records},
    remarks::Remarks,
    rows::RowBatch,
    style::Style,
    survey::{Survey, Widths},
};
use crate::{FileKind, Layout, ReadError, ReadOptions, error::file_name};

/// How much text the delimiter is guessed from.
const SAMPLE_TEXT: usize = 256 * 1024;

/// A text file and how it is to be read.
#[derive(Clone, Debug)]
pub(crate) struct TextFile {
    path: PathBuf,
    stamp: Stamp,
    encoding: &'static Encoding,
    delimiter: Option<char>,
}

/// Tells whether a file is still the one that was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
}

impl Stamp {
    pub(crate) fn of(file: &File) -> io::Result<Self> {
        let facts = file.metadata()?;
        Ok(Self { length: facts.len(), modified: facts.modified().ok() })
    }
}

impl TextFile {
    /// Opens a text file whose bytes have been surveyed while it bore `stamp`.
    pub(crate) fn open(
        path: &Path,
        stamp: Stamp,
        bytes: &ByteSurvey,
        options: &ReadOptions,
    ) -> Result<(Self, Survey), ReadError> {
        let mut text = Self { path: path.to_owned(), stamp, encoding: UTF_8, delimiter: None };
        let guess = text.guess_encoding(bytes, options)?;
        text.encoding = guess.encoding;
        text.delimiter = match options.delimiter {
            Some(delimiter @ ('"' | '\r' | '\0')) => return Err(ReadError::BadDelimiter { delimiter }),
            Some('\n') => None,
            Some(wanted) => Some(wanted),
            None => guess::delimiter(&text.sample()?),
        };
        let first = text.first_rows()?;
        if first.is_empty() {
            return Err(ReadError::Empty { name: text.name() });
        }
        let (titles, has_header) = guess::above(&first, options.header);
        let survey = text.survey(guess, first, titles, has_header)?;
        Ok((text, survey))
    }

    /// Reads the rows from the first line on, the header among them.
    pub(crate) fn records(&self) -> Result<TextRows, ReadError> {
        Ok(TextRows { text: self.clone(), records: self.begin()? })
    }

    fn name(&self) -> String {
        file_name(&self.path)
    }

    fn guess_encoding(&self, bytes: &ByteSurvey, options: &ReadOptions) -> Result<Guess, ReadError> {
        match (&options.encoding, bytes.unicode()) {
            (Some(label), unicode) => {
                let encoding = Encoding::for_label(label.trim().as_bytes())
                    .filter(|encoding| *encoding != encoding_rs::REPLACEMENT)
                    .ok_or_else(|| ReadError::UnknownEncoding { label: label.clone() })?;
                let bom = unicode.is_some_and(|guess| guess.bom && guess.encoding == encoding);
                Ok(Guess { encoding, bom })
            }
            (None, Some(unicode)) => Ok(unicode),
            (None, None) => {
                let file = self.reopen()?;
                encoding::legacy(file).map_err(|fault| ReadError::io(&self.name(), fault))
            }
        }
    }

    fn reopen(&self) -> Result<File, ReadError> {
        let fault = |fault| ReadError::io(&self.name(), fault);
        let file = File::open(&self.path).map_err(fault)?;
        if Stamp::of(&file).map_err(fault)? == self.stamp {
            Ok(file)
        } else {
            Err(ReadError::Changed { name: self.name() })
        }
    }

    fn begin(&self) -> Result<Records<BufReader<File>>, ReadError> {
        Ok(Records::new(Decoded::new(BufReader::new(self.reopen()?), self.encoding), self.delimiter))
    }

    /// The beginning of the text, up to a whole line where it goes on.
    fn sample(&self) -> Result<String, ReadError> {
        let mut decoded = Decoded::new(BufReader::new(self.reopen()?), self.encoding);
        let mut sample = String::new();
        while decoded.read_into(&mut sample).map_err(|fault| ReadError::io(&self.name(), fault))? {
            if sample.len() >= SAMPLE_TEXT {
                if let Some(end) = sample.rfind(['\n', '\r']) {
                    sample.truncate(end + 1);
                }
                break;
            }
        }
        Ok(sample)
    }

    fn first_rows(&self) -> Result<Vec<Vec<String>>, ReadError> {
        let mut rows = self.records()?;
        let mut first = RowBatch::default();
        while first.len() <= SAMPLE_ROWS && rows.put_next(&mut first)? {}
        Ok(first.texts())
    }

    fn survey(
        &self,
        guess: Guess,
        first: Vec<Vec<String>>,
        titles: usize,
        has_header: bool,
    ) -> Result<Survey, ReadError> {
        let mut widths = Widths::new(&first, titles, has_header);
        let mut style = Style::default();
        let mut remarks = Remarks { mended: guess.encoding == UTF_8, ..Remarks::default() };
        let mut records = self.begin()?;
        while records.advance().map_err(|fault| self.fault(fault))? {
            let (line, oddities) = (records.line(), records.oddities());
            // Without a delimiter, `"Ann" <ann@example.com>` is what people paste.
            for (odd, places) in [
                (oddities.unclosed, &mut remarks.unclosed),
                (oddities.stray && self.delimiter.is_some(), &mut remarks.stray),
                (oddities.broken, &mut remarks.broken),
                (oddities.nul, &mut remarks.nul),
                (records.is_blank(), &mut remarks.blank),
            ] {
                if odd {
                    places.add(line);
                }
            }
            style.see_ending(records.ending());
            if records.is_blank() {
                continue;
            }
            widths.see(line, records.fields().len(), &mut remarks);
            for field in records.fields() {
                style.see_cell(records.raw(field), field.quoted);
            }
        }
        remarks.unnamed = widths.unnamed();
        let layout = Layout {
            kind: FileKind::Text,
            encoding: guess.encoding.name().to_owned(),
            bom: guess.bom,
            delimiter: self.delimiter,
            line_ending: style.line_ending(),
            quoting: style.quoting(),
            titles: first[..titles].to_vec(),
            header: has_header.then(|| first.get(titles).cloned()).flatten(),
        };
        Ok(Survey {
            first,
            titles,
            has_header,
            widest: widths.widest,
            rows: widths.rows,
            remarks,
            layout,
            sheets: Vec::new(),
            sheet: None,
        })
    }

    fn fault(&self, fault: RecordFault) -> ReadError {
        match fault {
            RecordFault::Io(fault) => ReadError::io(&self.name(), fault),
            RecordFault::Endless { line } => {
                ReadError::EndlessLine { name: self.name(), line, limit: LONGEST_RECORD >> 20 }
            }
        }
    }
}

/// The rows of a text file, empty lines left out.
pub(crate) struct TextRows {
    text: TextFile,
    records: Records<BufReader<File>>,
}

impl std::fmt::Debug for TextRows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TextRows").field("text", &self.text).finish_non_exhaustive()
    }
}

impl TextRows {
    /// Appends the next row to a batch; `false`: there is none.
    pub(crate) fn put_next(&mut self, batch: &mut RowBatch) -> Result<bool, ReadError> {
        while self.records.advance().map_err(|fault| self.text.fault(fault))? {
            if !self.records.is_blank() {
                self.records.put(batch);
                return Ok(true);
            }
        }
        Ok(false)
    }
}
