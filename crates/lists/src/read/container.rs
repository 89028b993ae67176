//! What is in a zip container, and whether it may be unpacked. A few kilobytes can unpack to gigabytes, and a container
//! can lie about it: sizes are checked as declared, and where a part could lie, by unpacking it once into nothing. So
//! are the claims inside that make a reader set memory aside.

use std::io::{self, Read, Seek};

use mailvet_verdict::Sentence;
use zip::ZipArchive;

use crate::{foreign::Foreign, phrases as say};

/// The most that one worksheet may unpack to. A million rows with eight columns take some 500 MB.
const LARGEST_PART: u64 = 4 << 30;
/// The most that the table of a workbook's texts may unpack to, or all of an OpenDocument sheet: they are held in memory.
const LARGEST_IN_MEMORY: u64 = 1 << 30;
/// The most that all of a container may unpack to.
const LARGEST_WHOLE: u64 = 8 << 30;
/// Deflate makes at most 1032 bytes out of one (a run of 258 bytes costs two bits).
const MOST_PER_BYTE: u64 = 1032;
/// The most cells that repetitions in an OpenDocument sheet may stand for.
const MOST_REPEATED: u64 = 50_000_000;

/// What a container turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Container {
    /// XLSX or XLSM.
    Xlsx,
    /// XLSB.
    Xlsb,
    /// ODS.
    Ods,
    /// Something that can be saved as a workbook.
    SaveAgain(Foreign),
    /// Zipped, and no list.
    NoList(Foreign),
}

/// Why a file is not opened.
#[derive(Debug)]
pub(crate) enum Refusal {
    Absurd(Sentence),
    Damaged(String),
}

fn damaged(fault: impl ToString) -> Refusal {
    Refusal::Damaged(fault.to_string())
}

/// Looks into a container and makes sure that it is safe to unpack.
pub(crate) fn examine(file: impl Read + Seek) -> Result<Container, Refusal> {
    let mut zip = ZipArchive::new(file).map_err(damaged)?;
    let mut names = Vec::with_capacity(zip.len());
    for name in zip.file_names() {
        names.push(name.map_err(damaged)?.replace('\\', "/").to_lowercase());
    }
    let container = kind(&names, &mut zip)?;
    if matches!(container, Container::SaveAgain(_) | Container::NoList(_)) {
        return Ok(container);
    }
    let mut whole = 0_u64;
    for (index, name) in names.iter().enumerate() {
        // Pictures, macros and the like are never unpacked.
        let is_read = [".xml", ".rels", ".bin"].iter().any(|ending| name.ends_with(ending));
        if !is_read || name.ends_with("vbaproject.bin") {
            continue;
        }
        let texts = name.ends_with("sharedstrings.xml");
        let in_memory = texts || name.ends_with("sharedstrings.bin") || name == "content.xml";
        let limit = if in_memory { LARGEST_IN_MEMORY } else { LARGEST_PART };
        let (packed, declared) = {
            let part = zip.by_index_raw(index).map_err(damaged)?;
            (part.compressed_size(), part.size())
        };
        check(name, declared, limit)?;
        let most = packed.saturating_mul(MOST_PER_BYTE);
        // What is too small to break the limit may lie about the rest.
        let size =
            if most <= limit { declared.min(most) } else { unpacked_size(&mut zip, index, name, limit)? };
        whole = whole.saturating_add(size);
        check("all parts together", whole, LARGEST_WHOLE)?;
        if texts {
            check_count_of_texts(zip.by_index(index).map_err(damaged)?, most.min(limit))?;
        }
        if container == Container::Ods && name == "content.xml" {
            check_repetitions(zip.by_index(index).map_err(damaged)?)?;
        }
    }
    Ok(container)
}

fn check(what: &str, bytes: u64, limit: u64) -> Result<(), Refusal> {
    if bytes > limit {
        return Err(Refusal::Absurd(say::part_too_large(what, bytes >> 30, limit >> 30)));
    }
    Ok(())
}

/// Unpacks a part into nothing and counts.
fn unpacked_size<R: Read + Seek>(
    zip: &mut ZipArchive<R>,
    index: usize,
    name: &str,
    limit: u64,
) -> Result<u64, Refusal> {
    let part = zip.by_index(index).map_err(damaged)?;
    let bytes = io::copy(&mut part.take(limit + 1), &mut io::sink()).map_err(damaged)?;
    check(name, bytes, limit)?;
    Ok(bytes)
}

/// `uniqueCount` makes a reader set memory aside for so many texts; each takes at least the five bytes of `<si/>`.
fn check_count_of_texts(part: impl Read, size: u64) -> Result<(), Refusal> {
    const ATTRIBUTE: &[u8] = b"uniqueCount";
    let mut opening = Vec::new();
    part.take(1 << 20).read_to_end(&mut opening).map_err(damaged)?;
    let Some(found) = opening.windows(ATTRIBUTE.len()).position(|window| window == ATTRIBUTE) else {
        return Ok(());
    };
    let digits: String = opening[found + ATTRIBUTE.len()..]
        .iter()
        .skip_while(|byte| !byte.is_ascii_digit() && **byte != b'>')
        .take_while(|byte| byte.is_ascii_digit())
        .map(|byte| char::from(*byte))
        .collect();
    match digits.parse::<u64>() {
        Ok(count) if count > size / 5 + 1 => {
            Err(Refusal::Damaged(format!("claims {count} texts in {size} bytes")))
        }
        _ => Ok(()),
    }
}

/// An OpenDocument cell can say that it stands for 16,384 cells, and a million rows can do so. Empty cells at the end of
/// a row and empty rows at the end of a sheet, which every program writes that way, do not count.
fn check_repetitions(part: impl Read) -> Result<(), Refusal> {
    let mut repetitions = Repetitions::default();
    let mut part = io::BufReader::with_capacity(64 * 1024, part);
    let mut tag = Vec::new();
    loop {
        tag.clear();
        let read = io::BufRead::read_until(&mut part, b'>', &mut tag).map_err(damaged)?;
        if read == 0 {
            return Ok(());
        }
        repetitions.see(&tag);
        if repetitions.cells > MOST_REPEATED {
            return Err(Refusal::Absurd(say::millions_of_repeated_cells(MOST_REPEATED / 1_000_000)));
        }
    }
}

#[derive(Default)]
struct Repetitions {
    cells: u64,
    row: u64,
    empty: u64,
}

impl Repetitions {
    /// Takes note of a piece of XML that ends with a tag.
    fn see(&mut self, piece: &[u8]) {
        let Some(open) = piece.iter().rposition(|byte| *byte == b'<') else { return };
        let tag = &piece[open..];
        let contains = |word: &[u8]| tag.windows(word.len()).any(|window| window == word);
        if tag.starts_with(b"<table:table-row") {
            self.row = repeated(tag, b"number-rows-repeated");
            self.empty = 0;
        } else if tag.starts_with(b"<table:table-cell") || tag.starts_with(b"<table:covered-table-cell") {
            let cells = repeated(tag, b"number-columns-repeated");
            if contains(b"office:") || contains(b"formula") {
                // What is written out as it is costs its own bytes; only what is multiplied is counted.
                let made =
                    (cells + std::mem::take(&mut self.empty)).min(16_384) * self.row.clamp(1, 1_048_576);
                self.cells += if made > 1 { made } else { 0 };
            } else {
                self.empty = self.empty.saturating_add(cells).min(16_384);
            }
        }
    }
}

fn repeated(tag: &[u8], attribute: &[u8]) -> u64 {
    let Some(found) = tag.windows(attribute.len()).position(|window| window == attribute) else { return 1 };
    tag[found + attribute.len()..]
        .iter()
        .skip_while(|byte| !byte.is_ascii_digit())
        .take_while(|byte| byte.is_ascii_digit())
        .fold(0_u64, |number, digit| number.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
}

fn kind<R: Read + Seek>(names: &[String], zip: &mut ZipArchive<R>) -> Result<Container, Refusal> {
    let has = |name: &str| names.iter().any(|entry| entry == name);
    let under = |folder: &str| names.iter().any(|entry| entry.starts_with(folder));
    if has("mimetype") {
        let mut mime = Vec::new();
        zip.by_name("mimetype").map_err(damaged)?.take(256).read_to_end(&mut mime).map_err(damaged)?;
        return Ok(if mime.starts_with(b"application/vnd.oasis.opendocument.spreadsheet") {
            Container::Ods
        } else if mime.starts_with(b"application/vnd.oasis.opendocument") {
            Container::NoList(Foreign::TextOrPresentation)
        } else {
            Container::NoList(Foreign::Another)
        });
    }
    Ok(match () {
        () if has("xl/workbook.bin") => Container::Xlsb,
        () if under("xl/") => Container::Xlsx,
        () if under("word/") => Container::SaveAgain(Foreign::Text),
        () if under("ppt/") => Container::NoList(Foreign::Presentation),
        () if under("index/") || has("index.zip") => Container::SaveAgain(Foreign::Numbers),
        () if has("[content_types].xml") => Container::Xlsx,
        () => Container::NoList(Foreign::Zip),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_cells_with_content_count_and_empty_ends_do_not() {
        let row = |cells: &str| {
            format!("<table:table-row table:number-rows-repeated=\"1000\">{cells}</table:table-row>")
        };
        let empty_end = row(
            "<table:table-cell office:value=\"1\"/><table:table-cell table:number-columns-repeated=\"16384\"/>",
        );
        assert!(check_repetitions(empty_end.repeat(100).as_bytes()).is_ok());
        let full = row("<table:table-cell table:number-columns-repeated=\"16384\" office:value=\"1\"/>");
        assert!(matches!(check_repetitions(full.repeat(4).as_bytes()), Err(Refusal::Absurd(_))));
        let pushed = row(
            "<table:table-cell table:number-columns-repeated=\"16384\"/><table:table-cell office:value=\"1\"/>",
        );
        assert!(matches!(check_repetitions(pushed.repeat(4).as_bytes()), Err(Refusal::Absurd(_))));
    }

    #[test]
    fn a_part_that_lies_about_its_size_is_found_out() {
        use std::io::Write;
        let mut zip = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        zip.start_file("sheet.xml", zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(&vec![b' '; 3 << 20]).unwrap();
        let mut zip = ZipArchive::new(zip.finish().unwrap()).unwrap();
        assert_eq!(unpacked_size(&mut zip, 0, "sheet.xml", 4 << 20).unwrap(), 3 << 20);
        assert!(matches!(unpacked_size(&mut zip, 0, "sheet.xml", 2 << 20), Err(Refusal::Absurd(_))));
    }

    #[test]
    fn a_false_count_of_texts_is_not_believed() {
        let texts =
            |count: &str| format!("<?xml version=\"1.0\"?><sst uniqueCount=\"{count}\"><si/><si/></sst>");
        assert!(check_count_of_texts(texts("2").as_bytes(), 60).is_ok());
        assert!(check_count_of_texts(texts("99999999999").as_bytes(), 60).is_err());
    }
}
