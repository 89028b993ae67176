//! Records of delimited text, read with patience: RFC 4180 where a file keeps to it, and the meaning a person would see
//! where it does not. Nothing is ever lost: a quote that is never closed, or that stands where none may, is an ordinary
//! character, and its line is reported. The result does not depend on how the text was cut into chunks.

use std::{io, io::Read, ops::Range};

use super::{encoding::Decoded, rows::RowBatch};
use crate::LineEnding;

/// A quoted cell longer than this was probably never meant to be one: its quote counts as never closed.
const LONGEST_QUOTED: usize = 1 << 20;

/// A record longer than this is refused.
pub(crate) const LONGEST_RECORD: usize = 64 << 20;

/// Why reading ended early.
#[derive(Debug)]
pub(crate) enum RecordFault {
    Io(io::Error),
    Endless { line: u64 },
}

/// Where a cell stands in the window, and how it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    range: Range<usize>,
    pub(crate) quoted: bool,
    doubled: bool,
}

/// What is odd about a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Oddities {
    /// A quote that is never closed.
    pub(crate) unclosed: bool,
    /// A quote amid a quoted cell, or text behind one.
    pub(crate) stray: bool,
    /// Bytes that do not fit the encoding.
    pub(crate) broken: bool,
    /// A NUL character.
    pub(crate) nul: bool,
}

/// Reads record after record.
pub(crate) struct Records<R> {
    text: Decoded<R>,
    delimiter: Option<char>,
    window: String,
    /// Where the next record begins in the window.
    start: usize,
    /// How much text came before the window.
    before: u64,
    complete: bool,
    next_line: u64,
    fields: Vec<Field>,
    line: u64,
    oddities: Oddities,
    ending: Option<LineEnding>,
}

enum Parsed {
    /// The record ends here.
    To {
        end: usize,
        ending: Option<LineEnding>,
        lines: u64,
    },
    NeedMore,
}

enum Quoted {
    Closed {
        content: Range<usize>,
        next: usize,
        doubled: bool,
        stray: bool,
        lines: u64,
    },
    /// Not a quoted cell after all.
    Plain {
        unclosed: bool,
    },
    NeedMore,
}

impl<R: Read> Records<R> {
    /// Records of `text`; without a delimiter every line is one cell.
    pub(crate) fn new(text: Decoded<R>, delimiter: Option<char>) -> Self {
        Self {
            text,
            delimiter,
            window: String::new(),
            start: 0,
            before: 0,
            complete: false,
            next_line: 1,
            fields: Vec::new(),
            line: 0,
            oddities: Oddities::default(),
            ending: None,
        }
    }

    /// Moves to the next record; `false`: there is none. An empty line is a record with one empty, unquoted cell.
    pub(crate) fn advance(&mut self) -> Result<bool, RecordFault> {
        loop {
            self.fields.clear();
            self.oddities = Oddities::default();
            match self.parse() {
                Parsed::To { end, ending, lines } => {
                    if end == self.start && ending.is_none() {
                        return Ok(false);
                    }
                    self.oddities.nul = memchr::memchr(0, &self.window.as_bytes()[self.start..end]).is_some();
                    self.oddities.broken = self.breaks_before(self.before + end as u64);
                    self.start = end;
                    self.line = self.next_line;
                    self.next_line += lines;
                    self.ending = ending;
                    return Ok(true);
                }
                Parsed::NeedMore => self.fill()?,
            }
        }
    }

    /// The line on which this record begins, from 1.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    pub(crate) fn oddities(&self) -> Oddities {
        self.oddities
    }

    /// What ended this record; `None`: the end of the file.
    pub(crate) fn ending(&self) -> Option<LineEnding> {
        self.ending
    }

    pub(crate) fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// Whether this is a line without a character.
    pub(crate) fn is_blank(&self) -> bool {
        matches!(self.fields.as_slice(), [only] if !only.quoted && only.range.is_empty())
    }

    /// The text of a field as it stands between its quotes.
    pub(crate) fn raw(&self, field: &Field) -> &str {
        &self.window[field.range.clone()]
    }

    /// Appends the record to a batch, as a row.
    pub(crate) fn put(&self, batch: &mut RowBatch) {
        for field in &self.fields {
            let mut rest = self.raw(field);
            while field.doubled
                && let Some((before, after)) = rest.split_once("\"\"")
            {
                batch.push_text(before);
                batch.push_text("\"");
                rest = after;
            }
            batch.push_text(rest);
            batch.end_cell();
        }
        batch.end_row();
    }

    fn breaks_before(&mut self, end: u64) -> bool {
        let mut any = false;
        while self.text.broken.front().is_some_and(|place| *place < end) {
            self.text.broken.pop_front();
            any = true;
        }
        any
    }

    /// Reads on, at least as much as is already waiting, so that a long record is not parsed over and over.
    fn fill(&mut self) -> Result<(), RecordFault> {
        self.window.drain(..self.start);
        self.before += self.start as u64;
        self.start = 0;
        let waiting = self.window.len();
        if waiting > LONGEST_RECORD {
            return Err(RecordFault::Endless { line: self.next_line });
        }
        while self.window.len() < 2 * waiting || self.window.len() == waiting {
            if !self.text.read_into(&mut self.window).map_err(RecordFault::Io)? {
                self.complete = true;
                break;
            }
        }
        Ok(())
    }

    fn parse(&mut self) -> Parsed {
        let bytes = self.window.as_bytes();
        let scan = Scan { bytes, delimiter: Delimiter::new(self.delimiter), complete: self.complete };
        let mut at = self.start;
        let mut lines = 1;
        loop {
            if at >= bytes.len() && !self.complete {
                return Parsed::NeedMore;
            }
            let mut next = at;
            let mut field = None;
            if bytes.get(at) == Some(&b'"') {
                match scan.quoted(at) {
                    Quoted::Closed { content, next: after, doubled, stray, lines: more } => {
                        self.oddities.stray |= stray;
                        lines += more;
                        next = after;
                        field = Some(Field { range: content, quoted: true, doubled });
                    }
                    Quoted::Plain { unclosed } => {
                        self.oddities.unclosed |= unclosed;
                        self.oddities.stray |= !unclosed;
                    }
                    Quoted::NeedMore => return Parsed::NeedMore,
                }
            }
            if field.is_none() {
                next = scan.plain(at);
                if next >= bytes.len() && !self.complete {
                    return Parsed::NeedMore;
                }
            }
            self.fields.push(field.unwrap_or(Field { range: at..next, quoted: false, doubled: false }));
            match bytes.get(next) {
                None => return Parsed::To { end: next, ending: None, lines },
                Some(b'\n') => return Parsed::To { end: next + 1, ending: Some(LineEnding::Lf), lines },
                Some(b'\r') => match bytes.get(next + 1) {
                    Some(b'\n') => {
                        return Parsed::To { end: next + 2, ending: Some(LineEnding::CrLf), lines };
                    }
                    None if !self.complete => return Parsed::NeedMore,
                    _ => return Parsed::To { end: next + 1, ending: Some(LineEnding::Cr), lines },
                },
                Some(_) => at = next + scan.delimiter.length,
            }
        }
    }
}

/// A delimiter as its bytes; none: length 0.
#[derive(Clone, Copy)]
struct Delimiter {
    bytes: [u8; 4],
    length: usize,
}

impl Delimiter {
    fn new(delimiter: Option<char>) -> Self {
        let mut bytes = [0; 4];
        let length = delimiter.map_or(0, |delimiter| delimiter.encode_utf8(&mut bytes).len());
        Self { bytes, length }
    }

    fn stands_at(self, text: &[u8], at: usize) -> bool {
        self.length > 0 && text.get(at..).is_some_and(|rest| rest.starts_with(&self.bytes[..self.length]))
    }

    fn ends_at(self, text: &[u8], at: usize) -> bool {
        self.length > 0 && text[..at].ends_with(&self.bytes[..self.length])
    }
}

struct Scan<'a> {
    bytes: &'a [u8],
    delimiter: Delimiter,
    complete: bool,
}

impl Scan<'_> {
    /// The end of an unquoted cell that begins at `at`.
    fn plain(&self, at: usize) -> usize {
        // Without a delimiter the line feed stands in for it: it ends the cell anyway.
        let first = if self.delimiter.length == 0 { b'\n' } else { self.delimiter.bytes[0] };
        let mut at = at;
        loop {
            match memchr::memchr3(first, b'\n', b'\r', &self.bytes[at..]) {
                None => return self.bytes.len(),
                Some(found) => {
                    at += found;
                    if matches!(self.bytes[at], b'\n' | b'\r') || self.delimiter.stands_at(self.bytes, at) {
                        return at;
                    }
                    at += 1;
                }
            }
        }
    }

    fn cell_ends_at(&self, at: usize) -> bool {
        matches!(self.bytes.get(at), None | Some(b'\n' | b'\r')) || self.delimiter.stands_at(self.bytes, at)
    }

    /// Reads a quoted cell whose opening quote stands at `open`.
    fn quoted(&self, open: usize) -> Quoted {
        let content = open + 1;
        let mut at = content;
        let mut doubled = false;
        let mut lines = 0;
        loop {
            if at - open > LONGEST_QUOTED {
                return Quoted::Plain { unclosed: true };
            }
            match self.bytes.get(at) {
                None if self.complete => return Quoted::Plain { unclosed: true },
                None => return Quoted::NeedMore,
                Some(b'"') => {
                    if at + 1 >= self.bytes.len() && !self.complete {
                        return Quoted::NeedMore;
                    }
                    if self.bytes.get(at + 1) == Some(&b'"') {
                        doubled = true;
                        at += 2;
                    } else if self.cell_ends_at(at + 1) {
                        return Quoted::Closed {
                            content: content..at,
                            next: at + 1,
                            doubled,
                            stray: false,
                            lines,
                        };
                    } else if lines > 0 {
                        // A quote amid text, lines below: the one above was never closed.
                        return Quoted::Plain { unclosed: true };
                    } else {
                        return self.quoted_with_stray(content, at);
                    }
                }
                Some(b'\n') => {
                    lines += 1;
                    at += 1;
                }
                Some(b'\r') => {
                    if self.bytes.get(at + 1) != Some(&b'\n') {
                        lines += 1;
                    }
                    at += 1;
                }
                Some(_) => {
                    let rest = &self.bytes[at..];
                    at += memchr::memchr3(b'"', b'\n', b'\r', rest).unwrap_or(rest.len());
                }
            }
        }
    }

    /// `"John "Johnny" Smith",…`: a quote stands amid a quoted cell. The cell ends at a closing quote on the same line,
    /// unless another cell opens before that; its text is then taken as it stands.
    fn quoted_with_stray(&self, content: usize, stray: usize) -> Quoted {
        let mut at = stray + 1;
        loop {
            if at - content > LONGEST_QUOTED {
                return Quoted::Plain { unclosed: false };
            }
            match self.bytes.get(at) {
                None if !self.complete => return Quoted::NeedMore,
                None | Some(b'\n' | b'\r') => return Quoted::Plain { unclosed: false },
                Some(b'"') => {
                    if at + 1 >= self.bytes.len() && !self.complete {
                        return Quoted::NeedMore;
                    }
                    if self.cell_ends_at(at + 1) {
                        return Quoted::Closed {
                            content: content..at,
                            next: at + 1,
                            doubled: false,
                            stray: true,
                            lines: 0,
                        };
                    }
                    if self.delimiter.ends_at(self.bytes, at) {
                        return Quoted::Plain { unclosed: false };
                    }
                    at += 1;
                }
                Some(_) => at += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, test_runner::RngSeed};

    use super::*;

    /// Hands out a few bytes at a time.
    struct Trickle<'a>(&'a [u8], usize);

    impl Read for Trickle<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let piece = self.1.min(into.len());
            let mut piece = self.0.get(..piece).unwrap_or(self.0);
            let read = piece.read(into)?;
            self.0 = &self.0[read..];
            Ok(read)
        }
    }

    fn all(text: &str, piece: usize, delimiter: Option<char>) -> Vec<(u64, Vec<String>, Oddities)> {
        let mut records =
            Records::new(Decoded::new(Trickle(text.as_bytes(), piece), encoding_rs::UTF_8), delimiter);
        let mut read = Vec::new();
        while records.advance().unwrap() {
            let mut row = RowBatch::default();
            records.put(&mut row);
            read.push((records.line(), row.texts().concat(), records.oddities()));
        }
        read
    }

    #[test]
    fn a_quoted_cell_beyond_all_measure_counts_as_unclosed() {
        let text = format!("\"{}\",x\nb,y\n", "a\n".repeat(LONGEST_QUOTED));
        let records = all(&text, 1 << 16, Some(','));
        assert_eq!(records[0].1, ["\"a"]);
        assert!(records[0].2.unclosed);
        assert_eq!(records.last().unwrap().1, ["b", "y"]);
    }

    #[test]
    fn a_line_without_end_is_refused_and_not_held_in_memory() {
        let mut records = Records::new(Decoded::new(io::repeat(b'a'), encoding_rs::UTF_8), Some(','));
        assert!(matches!(records.advance(), Err(RecordFault::Endless { line: 1 })));
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            rng_seed: RngSeed::Fixed(1),
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        #[test]
        fn records_do_not_depend_on_how_the_text_was_cut(text in "[a\",¦\r\n]{0,40}", piece in 1_usize..5) {
            for delimiter in [None, Some(','), Some('¦')] {
                prop_assert_eq!(all(&text, piece, delimiter), all(&text, usize::MAX, delimiter));
            }
        }
    }
}
