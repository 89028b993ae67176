//! What a file is, told from its content. The name is not asked: workbooks come as `.csv`, text comes as `.xlsx`, and
//! many a `.xls` from a web shop is a web page.

use crate::foreign::Foreign;

/// What the first bytes say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// Text, or what may be read as such.
    Text,
    /// A zip container: a workbook, or something else that is zipped.
    Zip,
    /// A compound file (MS-CFB): an old workbook, one with a password, or another old Office document.
    Compound,
    /// Something that a spreadsheet program can read and save again.
    SaveAgain(Foreign),
    /// No list at all.
    NoList(Foreign),
}

/// Content that begins with these bytes.
const MARKS: &[(&[u8], Content)] = &[
    (b"PK\x03\x04", Content::Zip),
    (b"PK\x05\x06", Content::NoList(Foreign::EmptyZip)),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Content::Compound),
    (b"%PDF-", Content::NoList(Foreign::Pdf)),
    (b"\x89PNG\r\n\x1A\n", Content::NoList(Foreign::Picture)),
    (b"\xFF\xD8\xFF", Content::NoList(Foreign::Picture)),
    (b"GIF87a", Content::NoList(Foreign::Picture)),
    (b"GIF89a", Content::NoList(Foreign::Picture)),
    (b"II*\x00", Content::NoList(Foreign::Picture)),
    (b"MM\x00*", Content::NoList(Foreign::Picture)),
    (b"{\\rtf", Content::NoList(Foreign::FormattedText)),
    (b"\x1F\x8B", Content::NoList(Foreign::Archive)),
    (b"7z\xBC\xAF\x27\x1C", Content::NoList(Foreign::Archive)),
    (b"Rar!\x1A\x07", Content::NoList(Foreign::Archive)),
    (b"BZh", Content::NoList(Foreign::Archive)),
    (b"\xFD7zXZ\x00", Content::NoList(Foreign::Archive)),
    (b"\x28\xB5\x2F\xFD", Content::NoList(Foreign::Archive)),
    (b"SQLite format 3\x00", Content::NoList(Foreign::Database)),
    (b"\x7FELF", Content::NoList(Foreign::Program)),
    (b"\xFF\xFE\x00\x00", Content::SaveAgain(Foreign::Utf32)),
    (b"\x00\x00\xFE\xFF", Content::SaveAgain(Foreign::Utf32)),
    // BIFF 2 to 4: worksheets from before compound files.
    (b"\x09\x00\x04\x00", Content::SaveAgain(Foreign::OldWorksheet)),
    (b"\x09\x02\x06\x00", Content::SaveAgain(Foreign::OldWorksheet)),
    (b"\x09\x04\x06\x00", Content::SaveAgain(Foreign::OldWorksheet)),
];

/// Tells content by its first bytes (64 KiB, or all there are).
pub(crate) fn sniff(first: &[u8]) -> Content {
    if let Some((_, content)) = MARKS.iter().find(|(mark, _)| first.starts_with(mark)) {
        // Magic of three letters may begin a line of text as well.
        if first.starts_with(b"BZh") && first.iter().take(64).all(|byte| !is_control(*byte)) {
            return Content::Text;
        }
        return *content;
    }
    let opening: Vec<u8> = first
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(first)
        .iter()
        .copied()
        .skip_while(u8::is_ascii_whitespace)
        .take(4096)
        .map(|byte| byte.to_ascii_lowercase())
        .collect();
    let contains = |word: &[u8]| opening.windows(word.len()).any(|window| window == word);
    if opening.starts_with(b"<!doctype html")
        || opening.starts_with(b"<html")
        || opening.starts_with(b"<table")
    {
        return Content::SaveAgain(Foreign::WebPage);
    }
    if opening.starts_with(b"<?xml") || opening.starts_with(b"<workbook") {
        return match () {
            () if contains(b"office:spreadsheet") || contains(b"opendocument") => {
                Content::SaveAgain(Foreign::OldXml)
            }
            () if contains(b"<html") => Content::SaveAgain(Foreign::WebPage),
            () => Content::NoList(Foreign::Xml),
        };
    }
    if looks_binary(first) { Content::NoList(Foreign::Unreadable) } else { Content::Text }
}

fn is_control(byte: u8) -> bool {
    // Tab, line feed, form feed, carriage return, the end mark of old DOS files and escape occur in text.
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | 0x0C | b'\r' | 0x1A | 0x1B)
}

/// More than one control character in ten bytes is no text (UTF-16 has been looked for before this is asked).
fn looks_binary(first: &[u8]) -> bool {
    first.iter().filter(|byte| is_control(**byte)).count() * 10 > first.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_is_told_without_its_name() {
        assert_eq!(sniff(b"email\nann@example.com\n"), Content::Text);
        assert_eq!(sniff(b"PK\x03\x04rest"), Content::Zip);
        assert_eq!(sniff(b"%PDF-1.7\n"), Content::NoList(Foreign::Pdf));
        assert_eq!(sniff(b"\x00\x01\x02\x03\x04\x05"), Content::NoList(Foreign::Unreadable));
        assert_eq!(sniff(b" \r\n<HTML><table>"), Content::SaveAgain(Foreign::WebPage));
        assert_eq!(sniff(b"BZhang,zhang@example.com\n"), Content::Text);
    }

    #[test]
    fn a_few_nuls_in_text_are_still_text() {
        assert_eq!(sniff(b"email,name\nann@example.com,A\x00nn\n"), Content::Text);
    }
}
