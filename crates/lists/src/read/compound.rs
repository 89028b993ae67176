//! What is in a compound file (MS-CFB): an old workbook, or the envelope of an encrypted new one. An old workbook is
//! looked through for sizes that would make its reader claim all memory before it is opened.

use std::io::{Read, Seek};

use cfb::CompoundFile;

use super::container::Refusal;

/// Columns of an XLS sheet (MS-XLS 2.5.53).
const COLUMNS: u64 = 256;
/// Rows of an XLS sheet.
const ROWS: u64 = 65_536;

/// What a compound file turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compound {
    /// XLS.
    Xls,
    /// A workbook (or another document) with a password (MS-OFFCRYPTO 2.3).
    Encrypted,
    /// A document of another program.
    Other,
}

/// Looks into a compound file and makes sure that it is safe to read.
pub(crate) fn examine(file: impl Read + Seek, length: u64) -> Result<Compound, Refusal> {
    let damaged = |fault: std::io::Error| Refusal::Damaged(fault.to_string());
    let mut compound = CompoundFile::open(file).map_err(damaged)?;
    if compound.exists("/EncryptedPackage") {
        return Ok(Compound::Encrypted);
    }
    let Some(name) = ["/Workbook", "/Book"].into_iter().find(|name| compound.is_stream(name)) else {
        return Ok(Compound::Other);
    };
    let mut stream = Vec::new();
    let workbook = compound.open_stream(name).map_err(damaged)?;
    workbook.take(length).read_to_end(&mut stream).map_err(damaged)?;
    for start in std::iter::once(0).chain(sheet_starts(&stream)) {
        check(stream.get(start..).unwrap_or_default())?;
    }
    Ok(Compound::Xls)
}

/// The records of a stream: type and content.
fn records(mut stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let (kind, rest) = stream.split_first_chunk::<2>()?;
        let (length, rest) = rest.split_first_chunk::<2>()?;
        let (content, rest) = rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
        stream = rest;
        Some((u16::from_le_bytes(*kind), content))
    })
}

/// Where the sheets begin, by the BoundSheet8 records (MS-XLS 2.4.28).
fn sheet_starts(stream: &[u8]) -> Vec<usize> {
    records(stream)
        .filter(|(kind, _)| *kind == 0x0085)
        .filter_map(|(_, content)| Some(u32::from_le_bytes(*content.first_chunk()?) as usize))
        .collect()
}

/// Refuses dimensions and cells that no sheet has.
fn check(stream: &[u8]) -> Result<(), Refusal> {
    for (kind, content) in records(stream) {
        let number =
            |at: usize| content.get(at..at + 2).map(|two| u64::from(u16::from_le_bytes([two[0], two[1]])));
        match kind {
            // Dimensions (MS-XLS 2.4.90): first row, one past the last row, first column, one past the last column.
            0x0200 if content.len() >= 14 => {
                let row = |at: usize| Some(number(at)? | number(at + 2)? << 16);
                let (Some(first), Some(end), Some(columns)) = (row(0), row(4), number(10)) else { continue };
                if end > ROWS || (end > 0 && first >= end) || columns > COLUMNS {
                    return Err(Refusal::Damaged(format!(
                        "a sheet claims rows {first} to {end}, {columns} columns"
                    )));
                }
            }
            // Cells: Formula, Blank, Number, Label, BoolErr, RK, RString, LabelSst.
            0x0006 | 0x0201 | 0x0203 | 0x0204 | 0x0205 | 0x027E | 0x00D6 | 0x00FD => {
                outside(number(2))?;
            }
            // MulRk, MulBlank: the last column stands at the end.
            0x00BD | 0x00BE if content.len() >= 6 => {
                outside(number(2))?;
                outside(number(content.len() - 2))?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn outside(column: Option<u64>) -> Result<(), Refusal> {
    match column {
        Some(column) if column >= COLUMNS => Err(Refusal::Damaged(format!("a cell claims column {column}"))),
        _ => Ok(()),
    }
}
