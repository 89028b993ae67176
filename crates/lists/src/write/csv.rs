//! Text files out, in the layout that the list came in: delimiter, line ends, quotes, encoding and mark. A text that the
//! encoding cannot hold makes the whole file UTF-8 with a mark: nothing ever becomes a question mark.

use std::{
    borrow::Cow,
    fs::File,
    io::{BufReader, BufWriter, Seek, SeekFrom, Write},
};

use encoding_rs::{Encoder, EncoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use mailvet_verdict::Sentence;

use super::{OurCells, OurColumns, guard::guarded, target::Target};
use crate::{
    Layout, LineEnding, Quoting, WriteError, phrases as say,
    read::{Decoded, is_number},
};

/// Bytes that are written at once.
const BUFFER: usize = 128 << 10;

/// How cells are put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cells {
    /// As they are.
    Raw,
    /// So that a spreadsheet program shows them as they are.
    Guarded,
}

impl Cells {
    fn put(self, cell: &str) -> Cow<'_, str> {
        match self {
            Self::Raw => Cow::Borrowed(cell),
            Self::Guarded => guarded(cell),
        }
    }
}

/// The rows of a text file in the making.
pub(crate) struct CsvRows {
    style: RowStyle,
    columns: usize,
    ours: OurColumns,
    cells: Cells,
    file: BufWriter<File>,
    encoding: &'static Encoding,
    letters: Letters,
    line: String,
    bytes: Vec<u8>,
    /// The encoding that had to be given up, and the letter that it has not.
    given_up: Option<(&'static Encoding, char)>,
}

impl std::fmt::Debug for CsvRows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CsvRows").field("encoding", &self.encoding.name()).finish_non_exhaustive()
    }
}

impl CsvRows {
    pub(crate) fn begin(
        target: &mut Target,
        layout: Layout,
        columns: &[String],
        ours: OurColumns,
        cells: Cells,
    ) -> Result<Self, WriteError> {
        let encoding = Encoding::for_label(layout.encoding.as_bytes()).unwrap_or(UTF_8);
        let mut rows = Self {
            style: RowStyle::new(layout.delimiter.unwrap_or(','), layout.line_ending, layout.quoting),
            columns: columns.len(),
            ours,
            cells,
            file: BufWriter::with_capacity(BUFFER, target.file()?),
            encoding,
            letters: Letters::new(encoding),
            line: String::new(),
            bytes: Vec::new(),
            given_up: None,
        };
        let header = match layout.header {
            Some(mut header) if header.len() <= columns.len() => {
                header.resize(columns.len(), String::new());
                header
            }
            _ => columns.to_vec(),
        };
        if layout.bom {
            rows.bytes.extend_from_slice(rows.letters.mark());
        }
        for title in &layout.titles {
            rows.style.write(&mut rows.line, title.iter().map(|cell| cells.put(cell)));
            rows.put_line(target)?;
        }
        let ours = rows.ours.names(columns);
        rows.style.write(&mut rows.line, header.iter().chain(&ours).map(|name| cells.put(name)));
        rows.put_line(target)?;
        Ok(rows)
    }

    pub(crate) fn row<S: AsRef<str>>(
        &mut self,
        target: &mut Target,
        cells: &[S],
        ours: &[Option<&OurCells<'_>>],
    ) -> Result<(), WriteError> {
        let missing = std::iter::repeat_n(Cow::Borrowed(""), self.columns - cells.len());
        let list = cells.iter().map(|cell| self.cells.put(cell.as_ref())).chain(missing);
        let (chosen, put) = (&self.ours.chosen, self.cells);
        let ours = (0..self.ours.sets()).flat_map(|set| {
            let ours = ours.get(set).copied().flatten();
            chosen.iter().map(move |column| match ours {
                // What we say ourselves needs no guard but where it quotes the list: a suggestion, a sentence.
                Some(ours) => match ours.text(*column) {
                    Cow::Borrowed(text) => put.put(text),
                    made => made,
                },
                None => Cow::Borrowed(""),
            })
        });
        self.style.write(&mut self.line, list.chain(ours));
        self.put_line(target)
    }

    pub(crate) fn remark(&self) -> Option<Sentence> {
        self.given_up.map(|(encoding, letter)| say::given_up_encoding(encoding.name(), letter.to_string()))
    }

    pub(crate) fn finish(mut self, target: &Target) -> Result<(), WriteError> {
        self.letters.finish(&mut self.bytes);
        self.file.write_all(&self.bytes).and_then(|()| self.file.flush()).map_err(|fault| target.fault(fault))
    }

    /// Writes the line that was made.
    fn put_line(&mut self, target: &mut Target) -> Result<(), WriteError> {
        if let Err(letter) = self.letters.encode(&self.line, &mut self.bytes) {
            self.turn_to_utf8(target, letter)?;
            self.bytes.clear();
            self.bytes.extend_from_slice(self.line.as_bytes());
        }
        self.line.clear();
        let written = self.file.write_all(&self.bytes);
        self.bytes.clear();
        written.map_err(|fault| target.fault(fault))
    }

    /// Writes anew in UTF-8 what was written so far.
    fn turn_to_utf8(&mut self, target: &mut Target, letter: char) -> Result<(), WriteError> {
        self.file.flush().map_err(|fault| target.fault(fault))?;
        let old = target.begin_anew()?;
        let mut before = old.as_file();
        before.seek(SeekFrom::Start(0)).map_err(|fault| target.fault(fault))?;
        let mut decoded = Decoded::new(BufReader::new(before), self.encoding);
        self.file = BufWriter::with_capacity(BUFFER, target.file()?);
        let mut text = String::from('\u{FEFF}');
        loop {
            let more = decoded.read_into(&mut text).map_err(|fault| target.fault(fault))?;
            self.file.write_all(text.as_bytes()).map_err(|fault| target.fault(fault))?;
            text.clear();
            if !more {
                break;
            }
        }
        self.given_up = Some((self.encoding, letter));
        self.encoding = UTF_8;
        self.letters = Letters::new(UTF_8);
        Ok(())
    }
}

/// How a row becomes a line.
struct RowStyle {
    delimiter: char,
    line_ending: LineEnding,
    quoting: Quoting,
    /// The bytes with which begins what has to stand between quotes.
    special: [bool; 256],
}

impl RowStyle {
    fn new(delimiter: char, line_ending: LineEnding, quoting: Quoting) -> Self {
        let mut special = [false; 256];
        let first = delimiter.encode_utf8(&mut [0; 4]).as_bytes()[0];
        for byte in [b'"', b'\n', b'\r', first] {
            special[usize::from(byte)] = true;
        }
        Self { delimiter, line_ending, quoting, special }
    }

    fn write<'a>(&self, line: &mut String, cells: impl Iterator<Item = Cow<'a, str>>) {
        for (index, cell) in cells.enumerate() {
            let cell = cell.as_ref();
            if index > 0 {
                line.push(self.delimiter);
            }
            if self.quotes(cell) {
                line.push('"');
                let mut rest = cell;
                while let Some((before, after)) = rest.split_once('"') {
                    line.push_str(before);
                    line.push_str("\"\"");
                    rest = after;
                }
                line.push_str(rest);
                line.push('"');
            } else {
                line.push_str(cell);
            }
        }
        line.push_str(self.line_ending.text());
    }

    fn quotes(&self, cell: &str) -> bool {
        match self.quoting {
            Quoting::Always => true,
            Quoting::Filled if !cell.is_empty() => true,
            Quoting::Texts if !cell.is_empty() && !is_number(cell) => true,
            Quoting::Filled | Quoting::Texts | Quoting::AsNeeded => self.must_quote(cell),
        }
    }

    fn must_quote(&self, cell: &str) -> bool {
        cell.bytes().any(|byte| self.special[usize::from(byte)])
            && cell.contains([self.delimiter, '"', '\n', '\r'])
    }
}

/// Text to bytes, over the whole file: some encodings have states.
enum Letters {
    Utf8,
    Utf16 { little: bool },
    Legacy(Box<Encoder>),
}

impl Letters {
    fn new(encoding: &'static Encoding) -> Self {
        match encoding {
            encoding if encoding == UTF_16LE => Self::Utf16 { little: true },
            encoding if encoding == UTF_16BE => Self::Utf16 { little: false },
            encoding if encoding.output_encoding() == UTF_8 => Self::Utf8,
            encoding => Self::Legacy(Box::new(encoding.new_encoder())),
        }
    }

    fn mark(&self) -> &'static [u8] {
        match self {
            Self::Utf8 => b"\xEF\xBB\xBF",
            Self::Utf16 { little: true } => b"\xFF\xFE",
            Self::Utf16 { little: false } => b"\xFE\xFF",
            Self::Legacy(_) => b"",
        }
    }

    /// Appends the bytes of a text, or says which letter has none.
    fn encode(&mut self, text: &str, bytes: &mut Vec<u8>) -> Result<(), char> {
        match self {
            Self::Utf8 => bytes.extend_from_slice(text.as_bytes()),
            Self::Utf16 { little } => {
                for unit in text.encode_utf16() {
                    bytes.extend_from_slice(&if *little { unit.to_le_bytes() } else { unit.to_be_bytes() });
                }
            }
            Self::Legacy(encoder) => {
                let before = bytes.len();
                let mut rest = text;
                loop {
                    let room = encoder.max_buffer_length_from_utf8_without_replacement(rest.len());
                    bytes.reserve(room.unwrap_or(rest.len() * 4 + 16));
                    let (result, read) =
                        encoder.encode_from_utf8_to_vec_without_replacement(rest, bytes, false);
                    rest = &rest[read..];
                    match result {
                        EncoderResult::InputEmpty => break,
                        EncoderResult::OutputFull => {}
                        EncoderResult::Unmappable(letter) => return Err(letter),
                    }
                }
                if let Some(letter) = changed(encoder.encoding(), text, &bytes[before..]) {
                    return Err(letter);
                }
            }
        }
        Ok(())
    }

    /// Appends what leads back to the state that a file ends in.
    fn finish(&mut self, bytes: &mut Vec<u8>) {
        if let Self::Legacy(encoder) = self {
            bytes.reserve(16);
            // An empty text holds no letter that could be missing.
            let _ = encoder.encode_from_utf8_to_vec_without_replacement("", bytes, true);
        }
    }
}

/// The first letter that would not come back: Shift_JIS, for one, has the same byte for a yen sign and a backslash.
fn changed(encoding: &'static Encoding, text: &str, bytes: &[u8]) -> Option<char> {
    if text.is_ascii() || encoding.is_single_byte() {
        return None;
    }
    let (back, _) = encoding.decode_without_bom_handling(bytes);
    if back == text {
        return None;
    }
    let differs = text.chars().zip(back.chars()).find(|(letter, back)| letter != back);
    differs.map(|(letter, _)| letter).or_else(|| text.chars().last())
}
