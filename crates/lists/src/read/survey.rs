//! What is known of a file once it has been looked through: its first rows, whether they begin with a header, how wide
//! and how long it is, and what is odd about it. The same for text files and for workbooks.

use super::{guess, remarks::Remarks};
use crate::{Layout, ReadError, ReadOptions};

/// A file, looked through.
#[derive(Debug)]
pub(crate) struct Survey {
    /// The first rows, the header among them.
    pub(crate) first: Vec<Vec<String>>,
    /// Rows above the header, which are no rows of the list.
    pub(crate) titles: usize,
    pub(crate) has_header: bool,
    /// Cells in the widest row.
    pub(crate) widest: usize,
    /// Rows without the header and what stands above it.
    pub(crate) rows: u64,
    pub(crate) remarks: Remarks,
    pub(crate) layout: Layout,
    /// Visible sheets, and the one in use (workbooks).
    pub(crate) sheets: Vec<String>,
    pub(crate) sheet: Option<String>,
}

/// Counts rows and compares their widths with what the first rows promise.
#[derive(Debug)]
pub(crate) struct Widths {
    promised: usize,
    has_header: bool,
    header_seen: bool,
    /// Rows above the header that are still to come.
    titles: usize,
    pub(crate) widest: usize,
    pub(crate) rows: u64,
}

impl Widths {
    /// `first` are the first rows, the header and what stands above it among them.
    pub(crate) fn new(first: &[Vec<String>], titles: usize, has_header: bool) -> Self {
        let promised = match first.get(titles) {
            Some(header) if has_header => header.len(),
            _ => first.iter().map(Vec::len).max().unwrap_or(0),
        };
        Self { promised, has_header, header_seen: false, titles, widest: 0, rows: 0 }
    }

    /// Takes note of a row; the first one is the header where there is one.
    pub(crate) fn see(&mut self, line: u64, width: usize, remarks: &mut Remarks) {
        self.widest = self.widest.max(width);
        if self.titles > 0 {
            self.titles -= 1;
            remarks.titles.add(line);
            return;
        }
        if self.has_header && !self.header_seen {
            self.header_seen = true;
            return;
        }
        self.rows += 1;
        if width < self.promised {
            remarks.short.add(line);
        } else if width > self.promised && self.has_header {
            remarks.long.add(line);
        }
    }

    /// How many columns no name is given to by the header.
    pub(crate) fn unnamed(&self) -> usize {
        self.widest.saturating_sub(self.promised)
    }
}

impl Survey {
    /// The rows of the sample below the header.
    pub(crate) fn body(&self) -> &[Vec<String>] {
        &self.first[self.above_rows().min(self.first.len())..]
    }

    /// The header row as it came.
    pub(crate) fn header(&self) -> Option<&[String]> {
        self.has_header.then(|| self.first.get(self.titles).map(Vec::as_slice)).flatten()
    }

    /// Rows of the file before the first row of the list.
    pub(crate) fn above_rows(&self) -> usize {
        self.titles + usize::from(self.has_header)
    }

    /// Names for all columns: the header's, and `Column 3` where it has none.
    pub(crate) fn columns(&self) -> Vec<String> {
        (0..self.widest)
            .map(|index| {
                self.header()
                    .and_then(|header| header.get(index))
                    .filter(|name| !super::look::trim(name).is_empty())
                    .or_else(|| self.name_above(index))
                    .map_or_else(|| format!("Column {}", index + 1), Clone::clone)
            })
            .collect()
    }

    /// The name of a column whose cell is merged with the one above it, and therefore stands there.
    fn name_above(&self, index: usize) -> Option<&String> {
        let above = self.titles.checked_sub(1).and_then(|row| self.first.get(row))?;
        // A row with a single text is a title of the whole list.
        let is_group = above.iter().filter(|cell| !super::look::trim(cell).is_empty()).count() > 1;
        above.get(index).filter(|name| is_group && self.has_header && !super::look::trim(name).is_empty())
    }

    /// Indexes of all columns that mostly hold addresses.
    pub(crate) fn address_columns(&self) -> Vec<u32> {
        guess::address_columns(self.body())
            .into_iter()
            .filter_map(|column| u32::try_from(column).ok())
            .collect()
    }

    /// The further columns to take addresses from: those that were asked for, else those of `likely` that are named so too.
    pub(crate) fn more_email_columns(
        &self,
        name: &str,
        first: Option<u32>,
        likely: &[u32],
        options: &ReadOptions,
    ) -> Result<Vec<u32>, ReadError> {
        let Some(first) = first else { return Ok(Vec::new()) };
        if let Some(wanted) = &options.more_email_columns {
            let mut more = Vec::new();
            for column in wanted.iter().copied().filter(|column| *column != first) {
                self.email_column(name, Some(column))?;
                if !more.contains(&column) {
                    more.push(column);
                }
            }
            return Ok(more);
        }
        if options.email_column.is_some() {
            return Ok(Vec::new());
        }
        let named = |column: &u32| match self.header() {
            Some(names) => names.get(*column as usize).is_some_and(|name| guess::is_named_for_email(name)),
            None => true,
        };
        Ok(likely.iter().copied().filter(|column| *column != first && named(column)).collect())
    }

    /// The column to take addresses from: the one that was asked for, else a guess.
    pub(crate) fn email_column(&self, name: &str, wanted: Option<u32>) -> Result<Option<u32>, ReadError> {
        match wanted {
            Some(wanted) if (wanted as usize) < self.widest => Ok(Some(wanted)),
            Some(wanted) => Err(ReadError::NoSuchColumn {
                name: name.to_owned(),
                columns: self.widest,
                wanted: u64::from(wanted) + 1,
            }),
            None => {
                Ok(guess::email_column(self.header(), self.body())
                    .and_then(|column| u32::try_from(column).ok()))
            }
        }
    }
}
