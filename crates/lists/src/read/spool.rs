//! Rows on their way out of a workbook: a workbook is unpacked once into a temporary file and read from there as often
//! as needed, in constant memory. The file vanishes with the spool.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Read, Write},
};

use tempfile::NamedTempFile;

use super::rows::{RowBatch, RowCells};

/// Rows being written.
pub(crate) struct SpoolWriter {
    file: BufWriter<NamedTempFile>,
}

impl SpoolWriter {
    pub(crate) fn new() -> io::Result<Self> {
        Ok(Self { file: BufWriter::new(NamedTempFile::new()?) })
    }

    /// The number of cells, the length of each, then their text.
    pub(crate) fn push(&mut self, row: RowCells<'_>) -> io::Result<()> {
        self.number(row.len())?;
        for cell in row.iter() {
            self.number(cell.len())?;
        }
        self.file.write_all(row.text().as_bytes())
    }

    pub(crate) fn finish(self) -> io::Result<Spool> {
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(Spool { file })
    }

    /// Seven bits a byte, the lowest first, the eighth set where more follow.
    fn number(&mut self, mut number: usize) -> io::Result<()> {
        while number >= 0x80 {
            self.file.write_all(&[number as u8 & 0x7F | 0x80])?;
            number >>= 7;
        }
        self.file.write_all(&[number as u8])
    }
}

/// Rows that have been written.
#[derive(Debug)]
pub(crate) struct Spool {
    file: NamedTempFile,
}

impl Spool {
    /// Reads the rows from the first one on.
    pub(crate) fn rows(&self) -> io::Result<SpoolRows> {
        let file = BufReader::with_capacity(64 * 1024, self.file.reopen()?);
        Ok(SpoolRows { file, lengths: Vec::new(), text: Vec::new() })
    }
}

/// The rows of a spool.
#[derive(Debug)]
pub(crate) struct SpoolRows {
    file: BufReader<File>,
    lengths: Vec<usize>,
    text: Vec<u8>,
}

impl SpoolRows {
    /// Appends the next row to a batch; `false`: there is none.
    pub(crate) fn put_next(&mut self, batch: &mut RowBatch) -> io::Result<bool> {
        let Some(width) = self.number()? else { return Ok(false) };
        self.lengths.clear();
        let mut bytes = 0;
        for _ in 0..width {
            let length = self.number()?.ok_or(io::ErrorKind::UnexpectedEof)?;
            self.lengths.push(length);
            bytes += length;
        }
        self.text.resize(bytes, 0);
        self.file.read_exact(&mut self.text)?;
        let mut rest = std::str::from_utf8(&self.text).map_err(|_| io::ErrorKind::InvalidData)?;
        for &length in &self.lengths {
            let (cell, after) = rest.split_at_checked(length).ok_or(io::ErrorKind::InvalidData)?;
            batch.push_text(cell);
            batch.end_cell();
            rest = after;
        }
        batch.end_row();
        Ok(true)
    }

    fn number(&mut self) -> io::Result<Option<usize>> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let Some(&byte) = self.file.fill_buf()?.first() else {
                return if shift == 0 { Ok(None) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
            };
            self.file.consume(1);
            number |= usize::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Ok(Some(number));
            }
            shift += 7;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_as_they_went_in_and_as_often_as_asked() {
        let rows = [vec!["a", "", &"long ".repeat(100)], Vec::new(), vec!["naïve\n"]].map(|row| {
            let mut batch = RowBatch::default();
            batch.push(row);
            batch
        });
        let mut writer = SpoolWriter::new().unwrap();
        for row in rows.iter().flat_map(RowBatch::rows) {
            writer.push(row).unwrap();
        }
        let spool = writer.finish().unwrap();
        for _ in 0..2 {
            let (mut back, mut read) = (RowBatch::default(), spool.rows().unwrap());
            while read.put_next(&mut back).unwrap() {}
            let texts = |batch: &RowBatch| -> Vec<Vec<String>> {
                batch.rows().map(|cells| cells.iter().map(str::to_owned).collect()).collect()
            };
            assert_eq!(texts(&back), rows.iter().flat_map(texts).collect::<Vec<_>>());
        }
    }
}
