//! Rows on their way out of a workbook: a workbook is unpacked once into a temporary file and read from there as often
//! as needed, in constant memory. The file vanishes with the spool.

use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Read, Write},
};

use tempfile::NamedTempFile;

/// Rows being written.
pub(crate) struct SpoolWriter {
    file: BufWriter<NamedTempFile>,
}

impl SpoolWriter {
    pub(crate) fn new() -> io::Result<Self> {
        Ok(Self { file: BufWriter::new(NamedTempFile::new()?) })
    }

    pub(crate) fn push(&mut self, row: &[String]) -> io::Result<()> {
        self.number(row.len())?;
        for cell in row {
            self.number(cell.len())?;
            self.file.write_all(cell.as_bytes())?;
        }
        Ok(())
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
        Ok(SpoolRows { file: BufReader::with_capacity(64 * 1024, self.file.reopen()?) })
    }
}

/// The rows of a spool.
#[derive(Debug)]
pub(crate) struct SpoolRows {
    file: BufReader<File>,
}

impl SpoolRows {
    fn number(&mut self) -> io::Result<Option<usize>> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let mut byte = [0];
            if self.file.read(&mut byte)? == 0 {
                return if shift == 0 { Ok(None) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
            }
            number |= usize::from(byte[0] & 0x7F) << shift;
            if byte[0] & 0x80 == 0 {
                return Ok(Some(number));
            }
            shift += 7;
        }
    }

    fn row(&mut self) -> io::Result<Option<Vec<String>>> {
        let Some(width) = self.number()? else { return Ok(None) };
        let mut row = Vec::with_capacity(width);
        for _ in 0..width {
            let length = self.number()?.ok_or(io::ErrorKind::UnexpectedEof)?;
            let mut cell = vec![0; length];
            self.file.read_exact(&mut cell)?;
            row.push(String::from_utf8(cell).map_err(|_| io::ErrorKind::InvalidData)?);
        }
        Ok(Some(row))
    }
}

impl Iterator for SpoolRows {
    type Item = io::Result<Vec<String>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.row().transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_as_they_went_in_and_as_often_as_asked() {
        let rows = vec![
            vec!["a".to_owned(), String::new(), "long ".repeat(100)],
            Vec::new(),
            vec!["naïve\n".to_owned()],
        ];
        let mut writer = SpoolWriter::new().unwrap();
        for row in &rows {
            writer.push(row).unwrap();
        }
        let spool = writer.finish().unwrap();
        for _ in 0..2 {
            let back: Vec<_> = spool.rows().unwrap().map(Result::unwrap).collect();
            assert_eq!(back, rows);
        }
    }
}
