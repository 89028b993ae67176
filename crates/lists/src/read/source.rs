//! A list's file, opened: what is in it and how it is read. Every row comes as it stands in the file; nothing is
//! dropped but empty lines and rows, and those are remarked.

use std::{
    collections::HashSet,
    fs::File,
    hash::{BuildHasher, BuildHasherDefault, DefaultHasher},
    io::{Seek, SeekFrom},
    path::{Path, PathBuf},
};

use mailvet_verdict::Sentence;
use sha2::{Digest as _, Sha256};

use super::{
    encoding::ByteSurvey,
    look::{duplicate_key, trim},
    rows::RowBatch,
    sniff::{Content, sniff},
    spool::{Spool, SpoolRows},
    survey::Survey,
    text::{Stamp, TextFile, TextRows},
    workbook,
};
use crate::{FileKind, Layout, Preview, ReadError, ReadOptions, error::file_name};

/// How many rows a preview shows.
const PREVIEW_ROWS: usize = 50;

/// What a file's content is known by: SHA-256, hexadecimal. The same file is known again under any name.
///
/// # Errors
/// It cannot be read.
pub fn content_hash(path: &Path) -> Result<String, ReadError> {
    let fault = |fault| ReadError::io(&file_name(path), fault);
    let mut hash = Sha256::new();
    std::io::copy(&mut File::open(path).map_err(fault)?, &mut hash).map_err(fault)?;
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A file that has been opened as a list.
#[derive(Debug)]
pub struct Source {
    path: PathBuf,
    name: String,
    body: Body,
    survey: Survey,
    columns: Vec<String>,
    email_column: Option<u32>,
    more_email_columns: Vec<u32>,
    address_columns: Vec<u32>,
}

#[derive(Debug)]
enum Body {
    Text(TextFile),
    Workbook(Spool),
}

impl Source {
    /// Opens a file as a list. What `options` leave open is guessed; a delimiter of `\n` stands for one address a line.
    /// Text files are looked through once here; the sheet in use of a workbook is unpacked into a temporary file.
    ///
    /// # Errors
    /// Whatever keeps the file from being a list with at least one row, as a sentence for the person who brought it. A
    /// list without a column of addresses is no error here: `email_column` says so.
    pub fn open(path: &Path, options: &ReadOptions) -> Result<Self, ReadError> {
        let name = file_name(path);
        let fault = |fault| ReadError::io(&name, fault);
        if path.is_dir() {
            return Err(ReadError::IsFolder { name });
        }
        let mut file = File::open(path).map_err(fault)?;
        let stamp = Stamp::of(&file).map_err(fault)?;
        // What is no text is known by its beginning.
        let is_text = |first: &[u8]| !matches!(sniff(first), Content::Zip | Content::Compound);
        let bytes = ByteSurvey::take(&mut file, is_text).map_err(fault)?;
        if bytes.first().iter().all(u8::is_ascii_whitespace) && bytes.first().len() as u64 == bytes.length() {
            return Err(ReadError::Empty { name });
        }
        let content = match sniff(bytes.first()) {
            Content::NoList(_) if bytes.utf16().is_some() => Content::Text,
            content => content,
        };
        let (body, survey) = match content {
            Content::Text => {
                let (text, survey) = TextFile::open(path, stamp, &bytes, options)?;
                (Body::Text(text), survey)
            }
            Content::Zip | Content::Compound => {
                file.seek(SeekFrom::Start(0)).map_err(fault)?;
                let (spool, survey) = workbook::open(path, file, content, options)?;
                (Body::Workbook(spool), survey)
            }
            Content::SaveAgain(what) => return Err(ReadError::SaveAgain { name, what }),
            Content::NoList(what) => return Err(ReadError::NotAList { name, what }),
        };
        if survey.rows == 0 {
            return Err(ReadError::NoRows { name });
        }
        let email_column = survey.email_column(&name, options.email_column)?;
        let address_columns = survey.address_columns();
        let more_email_columns = survey.more_email_columns(&name, email_column, &address_columns, options)?;
        let columns = survey.columns();
        let path = path.to_owned();
        Ok(Self { path, name, body, survey, columns, email_column, more_email_columns, address_columns })
    }

    /// The file's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where the file is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The names of the columns, as many as the widest row has cells. Names may occur twice.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Index of the column with the addresses; `None`: no column looks like it.
    #[must_use]
    pub fn email_column(&self) -> Option<u32> {
        self.email_column
    }

    /// Indexes of further columns with addresses: those that were asked for, else those whose names and content both say so.
    #[must_use]
    pub fn more_email_columns(&self) -> &[u32] {
        &self.more_email_columns
    }

    /// How the file is laid out, to be kept with the list for a lossless export.
    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.survey.layout
    }

    /// Rows in the file without the header.
    #[must_use]
    pub fn total_rows(&self) -> u64 {
        self.survey.rows
    }

    /// What is odd about the file, each in one plain sentence.
    #[must_use]
    pub fn remarks(&self) -> Vec<Sentence> {
        self.survey.remarks.told(&self.survey.layout.encoding)
    }

    /// The rows without the header, as they stand in the file: a row may have fewer cells than there are columns, never
    /// more.
    #[must_use]
    pub fn rows(&self) -> Rows {
        let begun = match &self.body {
            Body::Text(text) => text.records().map(|rows| Begun::Text(Box::new(rows))),
            Body::Workbook(spool) => {
                spool.rows().map(Begun::Workbook).map_err(|fault| ReadError::io(&self.name, fault))
            }
        };
        Rows {
            name: self.name.clone(),
            begun: Some(begun),
            skip: self.survey.above_rows(),
            one: RowBatch::default(),
        }
    }

    /// What the file looks like. Streams it once to count.
    ///
    /// # Errors
    /// The file cannot be read any more.
    pub fn preview(&self) -> Result<Preview, ReadError> {
        let is_text = self.survey.layout.kind == FileKind::Text;
        let mut preview = Preview {
            name: self.name.clone(),
            path: self.path.display().to_string(),
            kind: self.survey.layout.kind,
            encoding: is_text.then(|| self.survey.layout.encoding.clone()),
            delimiter: self.survey.layout.delimiter.filter(|_| is_text),
            header: self.survey.has_header,
            sheets: self.survey.sheets.clone(),
            sheet: self.survey.sheet.clone(),
            columns: self.columns.clone(),
            email_column: self.email_column,
            more_email_columns: self.more_email_columns.clone(),
            address_columns: self.address_columns.clone(),
            rows: Vec::new(),
            total_rows: 0,
            without_address: 0,
            duplicates: 0,
            remarks: self.remarks(),
        };
        let hasher = BuildHasherDefault::<DefaultHasher>::default();
        let mut seen = HashSet::new();
        for row in self.rows() {
            let mut row = row?;
            preview.total_rows += 1;
            if let Some(column) = self.email_column {
                let cell = row.get(column as usize).map_or("", String::as_str);
                match duplicate_key(cell) {
                    Some(key) if !seen.insert(hasher.hash_one(&key)) => preview.duplicates += 1,
                    Some(_) => {}
                    None if trim(cell).is_empty() => preview.without_address += 1,
                    None => {}
                }
            }
            if preview.rows.len() < PREVIEW_ROWS {
                row.resize(self.columns.len(), String::new());
                preview.rows.push(row);
            }
        }
        Ok(preview)
    }
}

/// Bytes of text that a batch of rows has, about.
const BATCH: usize = 512 << 10;

/// The rows of a list. The first failure ends them.
#[derive(Debug)]
pub struct Rows {
    name: String,
    begun: Option<Result<Begun, ReadError>>,
    skip: usize,
    /// The row that was handed out last.
    one: RowBatch,
}

#[derive(Debug)]
enum Begun {
    Text(Box<TextRows>),
    Workbook(SpoolRows),
}

impl Rows {
    /// Fills a batch with the next rows, in place of what was in it; `false`: there are none left.
    ///
    /// # Errors
    /// The file cannot be read any more.
    pub fn read(&mut self, batch: &mut RowBatch) -> Result<bool, ReadError> {
        batch.clear();
        while batch.bytes() < BATCH && self.put_next(batch)? {}
        Ok(!batch.is_empty())
    }

    fn put_next(&mut self, batch: &mut RowBatch) -> Result<bool, ReadError> {
        let put = loop {
            let put = match &mut self.begun {
                None => return Ok(false),
                Some(Ok(Begun::Text(rows))) => rows.put_next(batch),
                Some(Ok(Begun::Workbook(rows))) => {
                    rows.put_next(batch).map_err(|fault| ReadError::io(&self.name, fault))
                }
                Some(Err(_)) => return self.begun.take().and_then(Result::err).map_or(Ok(false), Err),
            };
            if self.skip == 0 || !matches!(put, Ok(true)) {
                break put;
            }
            // What stands above the list comes first, before any row is in the batch.
            self.skip -= 1;
            batch.clear();
        };
        if !matches!(put, Ok(true)) {
            self.begun = None;
        }
        put
    }
}

impl Iterator for Rows {
    type Item = Result<Vec<String>, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut one = std::mem::take(&mut self.one);
        one.clear();
        let put = self.put_next(&mut one);
        let row = match put {
            Ok(false) => None,
            Ok(true) => one.texts().pop().map(Ok),
            Err(fault) => Some(Err(fault)),
        };
        self.one = one;
        row
    }
}
