//! Cells for a spreadsheet program that opens a text file: what it would take for a formula, or shorten as a number, is
//! put as `="…"`, which is the program's own way to say that a text is meant. The text that a person sees in the cell
//! is the text of the list, address or not; a raw file is never touched by this.

use std::borrow::Cow;

use crate::read::is_number;

/// A text inside a formula may have at most this many characters; a longer one gets an apostrophe instead.
const LONGEST_IN_FORMULA: usize = 255;

/// Spreadsheet programs keep this many digits of a number.
const DIGITS_KEPT: usize = 15;

/// The cell as a spreadsheet program has to be told it.
pub(crate) fn guarded(cell: &str) -> Cow<'_, str> {
    if !is_dangerous(cell) && !would_be_shortened(cell) {
        return Cow::Borrowed(cell);
    }
    if cell.chars().count() > LONGEST_IN_FORMULA {
        return Cow::Owned(format!("'{cell}"));
    }
    Cow::Owned(format!("=\"{}\"", cell.replace('"', "\"\"")))
}

/// Whether it begins as a formula does. Programs skip white space before it, and some take the full-width signs too.
fn is_dangerous(cell: &str) -> bool {
    if cell.starts_with(['\t', '\r']) {
        return true;
    }
    match cell.trim_start().chars().next() {
        Some('=' | '@' | '+' | '\u{FF1D}' | '\u{FF0B}' | '\u{FF0D}' | '\u{FF20}') => true,
        Some('-') => !is_number(cell),
        _ => false,
    }
}

/// Leading zeros and the digits behind the fifteenth are lost on a number.
fn would_be_shortened(cell: &str) -> bool {
    let digits = cell.bytes().all(|byte| byte.is_ascii_digit());
    digits && (cell.len() > DIGITS_KEPT || cell.len() > 1 && cell.starts_with('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_texts_and_nothing_else_changes() {
        for (cell, told) in [
            ("=1+1", "=\"=1+1\""),
            ("@SUM(A1)", "=\"@SUM(A1)\""),
            ("+49 30 123456", "=\"+49 30 123456\""),
            ("-2+3", "=\"-2+3\""),
            ("  =1+1", "=\"  =1+1\""),
            ("\t=1+1", "=\"\t=1+1\""),
            ("＝1+1", "=\"＝1+1\""),
            ("=HYPERLINK(\"http://x.example\")", "=\"=HYPERLINK(\"\"http://x.example\"\")\""),
            ("+news@example.com", "=\"+news@example.com\""),
            ("007", "=\"007\""),
            ("1234567890123456", "=\"1234567890123456\""),
            ("-5", "-5"),
            ("0", "0"),
            ("42", "42"),
            ("ann+news@example.com", "ann+news@example.com"),
            ("O'Neil", "O'Neil"),
            ("", ""),
        ] {
            assert_eq!(guarded(cell), told);
        }
        let long = format!("={}", "a".repeat(300));
        assert_eq!(guarded(&long), format!("'{long}"));
    }
}
