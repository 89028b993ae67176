//! What is in a zip container, and whether it may be unpacked. A few kilobytes can unpack to gigabytes, and a container
//! can lie about it: sizes are checked as declared, and where a part could lie, by unpacking it once into nothing.

use std::io::{self, Read, Seek};

use zip::ZipArchive;

/// The most that one worksheet may unpack to. A million rows with eight columns take some 500 MB.
const LARGEST_PART: u64 = 4 << 30;
/// The most that the table of a workbook's texts may unpack to; it is held in memory.
const LARGEST_TEXTS: u64 = 1 << 30;
/// The most that all of a container may unpack to.
const LARGEST_WHOLE: u64 = 8 << 30;
/// Deflate makes at most 1032 bytes out of one (a run of 258 bytes costs two bits).
const MOST_PER_BYTE: u64 = 1032;
/// An XML part with less than this cannot hurt, whatever it claims.
const HARMLESS: u64 = 256 << 20;

/// What a container turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Container {
    /// XLSX or XLSM.
    Xlsx,
    /// XLSB.
    Xlsb,
    /// ODS.
    Ods,
    /// Something else.
    Other(Other),
}

/// Zipped, and no workbook that we read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Other {
    /// Numbers and the like: can be saved as a workbook.
    SaveAgain(&'static str),
    /// No list.
    NoList(&'static str),
}

/// Why a container is not unpacked.
#[derive(Debug)]
pub(crate) enum Refusal {
    Absurd(String),
    Damaged(String),
}

/// Looks into a container and makes sure that it is safe to unpack.
pub(crate) fn examine(file: impl Read + Seek) -> Result<Container, Refusal> {
    let mut zip = ZipArchive::new(file).map_err(|fault| Refusal::Damaged(fault.to_string()))?;
    let mut names = Vec::with_capacity(zip.len());
    for name in zip.file_names() {
        names.push(
            name.map_err(|fault| Refusal::Damaged(fault.to_string()))?.replace('\\', "/").to_lowercase(),
        );
    }
    let container = kind(&names, &mut zip)?;
    if matches!(container, Container::Other(_)) {
        return Ok(container);
    }
    let mut whole = 0_u64;
    for (index, name) in names.iter().enumerate() {
        // Pictures, macros and the like are never unpacked.
        if ![".xml", ".rels", ".bin"].iter().any(|ending| name.ends_with(ending))
            || name.ends_with("vbaproject.bin")
        {
            continue;
        }
        let limit = if name.ends_with("sharedstrings.xml") || name.ends_with("sharedstrings.bin") {
            LARGEST_TEXTS
        } else {
            LARGEST_PART
        };
        let (packed, declared) = {
            let part = zip.by_index_raw(index).map_err(|fault| Refusal::Damaged(fault.to_string()))?;
            (part.compressed_size(), part.size())
        };
        check(name, declared, limit)?;
        let most = packed.saturating_mul(MOST_PER_BYTE);
        let real = if most <= HARMLESS || most <= declared {
            declared
        } else {
            unpacked(&mut zip, index, name, limit)?
        };
        whole = whole.saturating_add(real);
        check("all parts together", whole, LARGEST_WHOLE)?;
    }
    Ok(container)
}

fn check(what: &str, bytes: u64, limit: u64) -> Result<(), Refusal> {
    if bytes > limit {
        return Err(Refusal::Absurd(format!("{what}: {} GB, the limit is {} GB", bytes >> 30, limit >> 30)));
    }
    Ok(())
}

/// Unpacks a part into nothing and counts.
fn unpacked<R: Read + Seek>(
    zip: &mut ZipArchive<R>,
    index: usize,
    name: &str,
    limit: u64,
) -> Result<u64, Refusal> {
    let part = zip.by_index(index).map_err(|fault| Refusal::Damaged(fault.to_string()))?;
    let bytes = io::copy(&mut part.take(limit + 1), &mut io::sink())
        .map_err(|fault| Refusal::Damaged(fault.to_string()))?;
    check(name, bytes, limit)?;
    Ok(bytes)
}

fn kind<R: Read + Seek>(names: &[String], zip: &mut ZipArchive<R>) -> Result<Container, Refusal> {
    let has = |name: &str| names.iter().any(|entry| entry == name);
    let under = |folder: &str| names.iter().any(|entry| entry.starts_with(folder));
    if has("mimetype") {
        let mut mime = Vec::new();
        let part = zip.by_name("mimetype").map_err(|fault| Refusal::Damaged(fault.to_string()))?;
        part.take(256).read_to_end(&mut mime).map_err(|fault| Refusal::Damaged(fault.to_string()))?;
        return Ok(if mime.starts_with(b"application/vnd.oasis.opendocument.spreadsheet") {
            Container::Ods
        } else if mime.starts_with(b"application/vnd.oasis.opendocument") {
            Container::Other(Other::NoList("a text document or presentation"))
        } else {
            Container::Other(Other::NoList("a document of another program"))
        });
    }
    Ok(match () {
        () if has("xl/workbook.bin") => Container::Xlsb,
        () if under("xl/") => Container::Xlsx,
        () if under("word/") => Container::Other(Other::SaveAgain("a text document")),
        () if under("ppt/") => Container::Other(Other::NoList("a presentation")),
        () if under("index/") || has("index.zip") => Container::Other(Other::SaveAgain("a Numbers document")),
        () if has("[content_types].xml") => Container::Xlsx,
        () => Container::Other(Other::NoList("a zip archive")),
    })
}
