//! Which encoding a text file is in, and its text. The guess looks at the whole file, so that one umlaut in the last
//! row counts; the text then streams. Nothing is decoded to a replacement character where a better answer is known:
//! stray Windows-1252 bytes in a UTF-8 file become the letters they were meant to be, and their places are remarked.

use std::{
    collections::VecDeque,
    io::{self, Read},
};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    DecoderResult, Encoding, ISO_8859_15, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1250, WINDOWS_1252,
};

use super::{beside::Beside, latin9::Latin9Survey, mac::MacSurvey};

const CHUNK: usize = 64 * 1024;

/// The outcome of the guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Guess {
    pub(crate) encoding: &'static Encoding,
    pub(crate) bom: bool,
}

/// What the bytes of a whole file look like.
pub(crate) struct ByteSurvey {
    first: Vec<u8>,
    length: u64,
    utf8: Utf8Survey,
}

impl ByteSurvey {
    /// Reads a file to its end, or no further than `goes_on` wants after a look at the beginning.
    pub(crate) fn take(mut file: impl Read, goes_on: impl Fn(&[u8]) -> bool) -> io::Result<Self> {
        let mut survey = Self { first: Vec::new(), length: 0, utf8: Utf8Survey::default() };
        let mut chunk = vec![0; CHUNK];
        loop {
            let read = read_some(&mut file, &mut chunk)?;
            if read == 0 {
                survey.utf8.finish();
                return Ok(survey);
            }
            let bytes = &chunk[..read];
            if survey.first.len() < CHUNK {
                survey.first.extend_from_slice(&bytes[..read.min(CHUNK - survey.first.len())]);
                if !goes_on(&survey.first) {
                    return Ok(survey);
                }
            }
            survey.length += read as u64;
            survey.utf8.feed(bytes);
        }
    }

    /// The first 64 KiB.
    pub(crate) fn first(&self) -> &[u8] {
        &self.first
    }

    /// Bytes that were read.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// UTF-16 by its mark, or because every other byte is a zero.
    pub(crate) fn utf16(&self) -> Option<Guess> {
        match self.first.as_slice() {
            [0xFF, 0xFE, ..] => return Some(Guess { encoding: UTF_16LE, bom: true }),
            [0xFE, 0xFF, ..] => return Some(Guess { encoding: UTF_16BE, bom: true }),
            _ => {}
        }
        let pairs = self.first.len() / 2;
        let zeros =
            |offset: usize| self.first.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
        let (high_first, low_first) = (zeros(0), zeros(1));
        if pairs < 2 || !self.length.is_multiple_of(2) {
            return None;
        }
        let mostly = |count: usize| count * 10 >= pairs * 6;
        let seldom = |count: usize| count * 10 <= pairs;
        match () {
            () if mostly(low_first) && seldom(high_first) => Some(Guess { encoding: UTF_16LE, bom: false }),
            () if mostly(high_first) && seldom(low_first) => Some(Guess { encoding: UTF_16BE, bom: false }),
            // Names in Cyrillic or Chinese have few zeros, their addresses many: both must show, in both senses.
            () if low_first * 5 >= pairs && high_first * 20 <= low_first && self.reads_as(UTF_16LE) => {
                Some(Guess { encoding: UTF_16LE, bom: false })
            }
            () if high_first * 5 >= pairs && low_first * 20 <= high_first && self.reads_as(UTF_16BE) => {
                Some(Guess { encoding: UTF_16BE, bom: false })
            }
            () => None,
        }
    }

    /// Whether the beginning is a list of addresses in this encoding: lines, `@`, and nothing that cannot be text.
    fn reads_as(&self, encoding: &'static Encoding) -> bool {
        let whole = &self.first[..self.first.len() & !1];
        // The last letter may be cut off where the file goes on.
        let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(whole).or_else(|| {
            encoding.decode_without_bom_handling_and_without_replacement(&whole[..whole.len() - 2])
        }) else {
            return false;
        };
        text.contains('@')
            && text.contains(['\n', '\r'])
            && !text.chars().any(|letter| letter.is_control() && !matches!(letter, '\t' | '\n' | '\r'))
    }

    /// The encoding, where the bytes alone decide; `None`: a legacy encoding, to be told from its letters.
    pub(crate) fn unicode(&self) -> Option<Guess> {
        let marked = self.first.starts_with(&[0xEF, 0xBB, 0xBF]);
        if marked {
            return Some(Guess { encoding: UTF_8, bom: true });
        }
        // UTF-16 first: Cyrillic in UTF-16 is sound UTF-8 as well, full of NULs and control characters.
        self.utf16().or_else(|| self.utf8.plausible().then_some(Guess { encoding: UTF_8, bom: false }))
    }
}

/// Tells a legacy encoding from its letters.
pub(crate) fn legacy(mut file: impl Read) -> io::Result<Guess> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    let (mut beside, mut mac, mut latin9) =
        (Beside::default(), MacSurvey::default(), Latin9Survey::default());
    let mut see = |before, this, after| {
        mac.see(before, this, after);
        latin9.see(before, this, after);
    };
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = read_some(&mut file, &mut chunk)?;
        detector.feed(&chunk[..read], read == 0);
        beside.feed(&chunk[..read], &mut see);
        if read == 0 {
            beside.end(see);
            let encoding = match detector.guess(None, Utf8Detection::Deny) {
                _ if mac.tells() => MACINTOSH,
                guess if (guess == WINDOWS_1252 || guess == WINDOWS_1250) && latin9.tells() => ISO_8859_15,
                guess => guess,
            };
            return Ok(Guess { encoding, bom: false });
        }
    }
}

/// How well the bytes stand as UTF-8.
#[derive(Default)]
struct Utf8Survey {
    carried: Vec<u8>,
    letters: u64,
    broken: u64,
}

impl Utf8Survey {
    fn feed(&mut self, bytes: &[u8]) {
        if self.carried.is_empty() && bytes.is_ascii() {
            return;
        }
        let mut joined = std::mem::take(&mut self.carried);
        joined.extend_from_slice(bytes);
        let mut rest = joined.as_slice();
        loop {
            match std::str::from_utf8(rest) {
                Ok(text) => return self.count(text.as_bytes()),
                Err(fault) => {
                    self.count(&rest[..fault.valid_up_to()]);
                    rest = &rest[fault.valid_up_to()..];
                    match fault.error_len() {
                        Some(length) => {
                            self.broken += 1;
                            rest = &rest[length..];
                        }
                        None => {
                            self.carried = rest.to_vec();
                            return;
                        }
                    }
                }
            }
        }
    }

    fn count(&mut self, valid: &[u8]) {
        self.letters += valid.iter().filter(|byte| **byte >= 0xC0).count() as u64;
    }

    fn finish(&mut self) {
        if !self.carried.is_empty() {
            self.broken += 1;
        }
    }

    /// Sound, or so nearly sound that the broken places are slips: text in another encoding hardly ever forms a
    /// multi-byte sequence by chance, let alone ten for each that fails.
    fn plausible(&self) -> bool {
        self.broken * 10 <= self.letters
    }
}

/// A file's bytes as text.
pub(crate) struct Decoded<R> {
    bytes: R,
    decoder: encoding_rs::Decoder,
    utf8: bool,
    raw: Vec<u8>,
    /// The last bytes of the chunk before, for a broken sequence that began there.
    tail: Vec<u8>,
    written: u64,
    /// Places (in bytes of the decoded text) where the bytes did not fit the encoding, in order.
    pub(crate) broken: VecDeque<u64>,
    finished: bool,
}

impl<R: Read> Decoded<R> {
    pub(crate) fn new(bytes: R, encoding: &'static Encoding) -> Self {
        Self {
            bytes,
            decoder: encoding.new_decoder_with_bom_removal(),
            utf8: encoding == UTF_8,
            raw: vec![0; CHUNK],
            tail: Vec::new(),
            written: 0,
            broken: VecDeque::new(),
            finished: false,
        }
    }

    /// Appends the next stretch of text; `false`: there was none left.
    pub(crate) fn read_into(&mut self, text: &mut String) -> io::Result<bool> {
        if self.finished {
            return Ok(false);
        }
        let mut raw = std::mem::take(&mut self.raw);
        let read = read_some(&mut self.bytes, &mut raw);
        if let Ok(read) = &read {
            self.finished = *read == 0;
            self.decode(&raw[..*read], text);
        }
        self.raw = raw;
        read.map(|_| true)
    }

    fn decode(&mut self, bytes: &[u8], text: &mut String) {
        let before = text.len();
        let mut rest = bytes;
        loop {
            text.reserve(
                self.decoder
                    .max_utf8_buffer_length_without_replacement(rest.len())
                    .unwrap_or(rest.len() * 3 + 16),
            );
            let (result, consumed) =
                self.decoder.decode_to_string_without_replacement(rest, text, self.finished);
            let (done, left) = rest.split_at(consumed);
            rest = left;
            match result {
                DecoderResult::InputEmpty => {
                    self.remember(done);
                    break;
                }
                DecoderResult::OutputFull => self.remember(done),
                DecoderResult::Malformed(length, after) => {
                    self.remember(done);
                    self.broken.push_back(self.written + (text.len() - before) as u64);
                    let end = self.tail.len().saturating_sub(usize::from(after));
                    let wrong = &self.tail[end.saturating_sub(usize::from(length))..end];
                    if self.utf8 {
                        text.push_str(&WINDOWS_1252.decode_without_bom_handling(wrong).0);
                    } else {
                        text.push(char::REPLACEMENT_CHARACTER);
                    }
                }
            }
        }
        self.written += (text.len() - before) as u64;
    }

    /// Keeps the last few bytes that went into the decoder.
    fn remember(&mut self, done: &[u8]) {
        const LONGEST: usize = 8;
        self.tail.extend_from_slice(&done[done.len().saturating_sub(LONGEST)..]);
        let surplus = self.tail.len().saturating_sub(LONGEST);
        self.tail.drain(..surplus);
    }
}

fn read_some(file: &mut impl Read, chunk: &mut [u8]) -> io::Result<usize> {
    loop {
        match file.read(chunk) {
            Err(fault) if fault.kind() == io::ErrorKind::Interrupted => {}
            read => return read,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], encoding: &'static Encoding) -> (String, usize) {
        let mut text = String::new();
        let mut decoded = Decoded::new(bytes, encoding);
        while decoded.read_into(&mut text).unwrap() {}
        (text, decoded.broken.len())
    }

    fn guess(bytes: &[u8]) -> (&'static str, bool) {
        let guess =
            ByteSurvey::take(bytes, |_| true).unwrap().unicode().unwrap_or_else(|| legacy(bytes).unwrap());
        (guess.encoding.name(), guess.bom)
    }

    #[test]
    fn utf8_is_known_with_and_without_its_mark() {
        assert_eq!(guess("naïve,á@b.example".as_bytes()), ("UTF-8", false));
        assert_eq!(guess("\u{FEFF}plain".as_bytes()), ("UTF-8", true));
        assert_eq!(guess(b"plain"), ("UTF-8", false));
    }

    #[test]
    fn utf16_is_known_with_and_without_its_mark() {
        let text = "email\r\nzoë@example.com\r\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(guess(&little), ("UTF-16LE", false));
        assert_eq!(guess(&big), ("UTF-16BE", false));
        assert_eq!(guess(&[&[0xFF, 0xFE], little.as_slice()].concat()), ("UTF-16LE", true));
        assert_eq!(guess(&[&[0xFE, 0xFF], big.as_slice()].concat()), ("UTF-16BE", true));
        assert_eq!(decoded(&big, UTF_16BE), (text.to_owned(), 0));
    }

    #[test]
    fn an_umlaut_in_the_last_row_decides_about_the_whole_file() {
        let mut bytes = b"email\n".to_vec();
        for _ in 0..20_000 {
            bytes.extend_from_slice(b"somebody@example.com\n");
        }
        bytes.extend_from_slice(b"J\xFCrgen M\xFCller <juergen@example.com>\n");
        assert_eq!(guess(&bytes).0, "windows-1252");
    }

    #[test]
    fn cyrillic_and_japanese_files_are_told_apart() {
        let (cyrillic, ..) = encoding_rs::WINDOWS_1251
            .encode("Имя;Почта\nИван Петров;ivan@example.com\nОльга;o@example.com\n");
        assert_eq!(guess(&cyrillic).0, "windows-1251");
        let (japanese, ..) = encoding_rs::SHIFT_JIS
            .encode("名前,メール\n山田太郎,taro@example.com\n鈴木花子,hanako@example.com\n");
        assert_eq!(guess(&japanese).0, "Shift_JIS");
    }

    #[test]
    fn stray_windows_bytes_in_utf8_become_the_letters_they_were() {
        let mut bytes = "ä ö ü ß é è ê á à ô î û".repeat(2).into_bytes();
        bytes.extend_from_slice(b" caf\xE9");
        assert_eq!(guess(&bytes).0, "UTF-8");
        let (text, broken) = decoded(&bytes, UTF_8);
        assert!(text.ends_with("café"), "{text}");
        assert_eq!(broken, 1);
    }

    #[test]
    fn a_broken_sequence_across_two_chunks_is_kept() {
        let mut bytes = vec![b'a'; CHUNK - 1];
        bytes.extend_from_slice(b"\xC3(");
        let (text, broken) = decoded(&bytes, UTF_8);
        assert!(text.ends_with("aÃ("), "{}", &text[text.len() - 8..]);
        assert_eq!(broken, 1);
    }
}
