//! The reply reader: bytes in, whole replies out, whatever pieces they come in. It is generous with what real servers
//! send (bare LF, a missing text, 8-bit words, a continuation line without its code) and strict where generosity would
//! mean guessing: a reply whose kind changes half way is no answer. Knows no socket, no clock, and grows no further
//! than its limits.

use mailvet_verdict::Reply;

use super::events as say;

/// What is kept of one line; RFC 5321 section 4.5.3.1.5 allows 512 octets, real servers send more.
pub(super) const LINE_KEPT: usize = 4 * 1024;
/// The most bytes in one line, of which the tail may be dropped: four times what the longest line of sound text takes, and
/// soon enough to leave a server that means never to end it.
pub(super) const LINE_BYTES: usize = 16 * 1024;
/// The most bytes in one reply, line ends and dropped tails included: room for the 128 lines at the RFC's 512 octets.
pub(super) const REPLY_BYTES: usize = 64 * 1024;
/// The most lines in one reply. The longest banners and greetings that are known have some forty.
pub(super) const REPLY_LINES: usize = 128;

/// One line as the server sent it, and the reply that it closes, if it closes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WireLine {
    /// The line without its end, for the transcript.
    pub(super) text: String,
    /// The reply, where this was its last line.
    pub(super) closes: Option<Reply>,
}

/// What the server sent is no SMTP reply; says why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Garbled(pub(super) String);

/// Reads replies out of bytes.
#[derive(Debug, Default)]
pub(super) struct ReplyReader {
    /// Bytes not looked at yet, from `at` on.
    unread: Vec<u8>,
    at: usize,
    /// The line that is being read, up to what is kept of it.
    line: Vec<u8>,
    /// The line was longer than what is kept of it.
    cut: bool,
    /// Bytes of the line that is being read.
    line_bytes: usize,
    /// Bytes and lines of the reply that is being read.
    bytes: usize,
    count: usize,
    code: Option<u16>,
    texts: Vec<String>,
}

impl ReplyReader {
    /// Takes bytes as they came.
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        self.unread.drain(..self.at);
        self.at = 0;
        self.unread.extend_from_slice(bytes);
    }

    /// The next whole line; `None`: more bytes are needed.
    ///
    /// # Errors
    /// What came is no SMTP reply, or none that ends within reason. The reader is of no use after that.
    pub(super) fn next_line(&mut self) -> Result<Option<WireLine>, Garbled> {
        while let Some(&byte) = self.unread.get(self.at) {
            self.at += 1;
            self.bytes += 1;
            if self.bytes > REPLY_BYTES {
                return Err(Garbled(say::endless_reply(REPLY_BYTES / 1024).to_string()));
            }
            if byte == b'\n' {
                return self.close_line().map(Some);
            }
            self.line_bytes += 1;
            if self.line_bytes > LINE_BYTES {
                return Err(Garbled(say::endless_line(LINE_BYTES / 1024).to_string()));
            }
            if self.line.len() < LINE_KEPT {
                self.line.push(byte);
            } else if byte != b'\r' {
                self.cut = true;
            }
        }
        Ok(None)
    }

    /// The connection was closed: a last line that lacks only its line end still counts (servers that block say
    /// `554 go away` and hang up).
    pub(super) fn close(&mut self) -> Option<WireLine> {
        let whole = self.line.len() > 3 && self.line[3] == b' ' && code_of(&self.line).is_some();
        if whole { self.close_line().ok() } else { None }
    }

    /// Whether nothing has come that was not read as part of a reply. Line ends between replies are nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.pending().next().is_none()
    }

    /// Whether what has come and was not read begins so.
    pub(super) fn opens_with(&self, start: &[u8]) -> bool {
        self.pending().take(start.len()).eq(start.iter().copied())
    }

    /// Bytes that are held.
    #[cfg(any(test, feature = "fuzzing"))]
    pub(super) fn kept(&self) -> usize {
        self.line.len() + self.unread.len() - self.at
    }

    fn pending(&self) -> impl Iterator<Item = u8> + '_ {
        let unread = self.unread.get(self.at..).unwrap_or_default();
        self.line.iter().chain(unread).copied().skip_while(|byte| matches!(byte, b'\r' | b'\n'))
    }

    /// Forgets what came and was not read: nothing that was sent before a TLS handshake may count after it (RFC 3207
    /// section 6).
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    fn close_line(&mut self) -> Result<WireLine, Garbled> {
        while self.line.last() == Some(&b'\r') {
            self.line.pop();
        }
        let line = std::mem::take(&mut self.line);
        self.line_bytes = 0;
        let text = decode(&line, std::mem::take(&mut self.cut));
        self.count += 1;
        if self.count > REPLY_LINES {
            return Err(Garbled(say::too_many_lines(REPLY_LINES).to_string()));
        }
        let Some(code) = code_of(&line) else {
            return match self.code {
                // A line of a banner that its administrator wrapped without repeating the code.
                Some(_) => {
                    self.texts.push(text.clone());
                    Ok(WireLine { text, closes: None })
                }
                None if line.is_empty() => Ok(WireLine { text, closes: None }),
                None => Err(Garbled(say::no_code(format!("{:?}", shortened(&text))).to_string())),
            };
        };
        if let Some(first) = self.code
            && first / 100 != code / 100
        {
            return Err(Garbled(say::code_changed(first.to_string(), code.to_string()).to_string()));
        }
        self.code = Some(code);
        let rest: String = text.chars().skip(3).collect();
        let goes_on = rest.starts_with('-');
        self.texts.push(rest.strip_prefix(['-', ' ']).unwrap_or(&rest).to_owned());
        let closes = (!goes_on).then(|| {
            self.code = None;
            self.bytes = 0;
            self.count = 0;
            Reply { code, lines: std::mem::take(&mut self.texts) }
        });
        Ok(WireLine { text, closes })
    }
}

/// The code that opens a line: three digits, 200 to 599, that no fourth follows.
fn code_of(line: &[u8]) -> Option<u16> {
    let [first @ b'2'..=b'5', second @ b'0'..=b'9', third @ b'0'..=b'9', rest @ ..] = line else {
        return None;
    };
    if rest.first().is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let digit = |byte: &u8| u16::from(byte - b'0');
    Some(digit(first) * 100 + digit(second) * 10 + digit(third))
}

/// UTF-8 where it is, else Latin-1; control characters are replaced, so that a transcript can be shown anywhere.
fn decode(line: &[u8], cut: bool) -> String {
    let shown = |c: char| if c.is_control() && c != '\t' { char::REPLACEMENT_CHARACTER } else { c };
    match std::str::from_utf8(line) {
        Ok(text) => text.chars().map(shown).collect(),
        // Cut within a character: what stands before it is sound.
        Err(error) if cut && error.error_len().is_none() => decode(&line[..error.valid_up_to()], false),
        Err(_) => line.iter().map(|&byte| shown(char::from(byte))).collect(),
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(bytes: &[u8]) -> Result<Vec<Reply>, Garbled> {
        let mut reader = ReplyReader::default();
        reader.feed(bytes);
        let mut replies = Vec::new();
        while let Some(line) = reader.next_line()? {
            replies.extend(line.closes);
        }
        Ok(replies)
    }

    fn one(bytes: &[u8]) -> Reply {
        let mut replies = read_all(bytes).unwrap();
        assert_eq!(replies.len(), 1, "{replies:?}");
        replies.remove(0)
    }

    #[test]
    fn a_reply_of_many_lines_is_one_reply() {
        let reply = one(b"250-mx.example.com\r\n250-PIPELINING\r\n250 SMTPUTF8\r\n");
        assert_eq!(reply.code, 250);
        assert_eq!(reply.lines, ["mx.example.com", "PIPELINING", "SMTPUTF8"]);
    }

    #[test]
    fn a_bare_line_feed_ends_a_line() {
        assert_eq!(one(b"550-5.1.1 no\n550 5.1.1 such user\n").lines, ["5.1.1 no", "5.1.1 such user"]);
    }

    #[test]
    fn the_text_may_be_missing() {
        assert_eq!(one(b"250\r\n"), Reply::new(250, ""));
        assert_eq!(one(b"250-\r\n250\r\n").lines, ["", ""]);
    }

    #[test]
    fn the_space_after_the_code_may_be_something_else() {
        assert_eq!(one(b"550#5.1.0 Address rejected\r\n"), Reply::new(550, "#5.1.0 Address rejected"));
    }

    #[test]
    fn eight_bit_words_are_utf_8_or_else_latin_1() {
        assert_eq!(one("550 Empfänger unbekannt\r\n".as_bytes()).text(), "Empfänger unbekannt");
        assert_eq!(one(b"550 Empf\xe4nger unbekannt\r\n").text(), "Empfänger unbekannt");
    }

    #[test]
    fn control_characters_do_not_reach_the_transcript() {
        assert_eq!(one(b"220 \x1b[2Jhello\x00\r\n").text(), "\u{fffd}[2Jhello\u{fffd}");
    }

    #[test]
    fn a_wrapped_line_without_its_code_belongs_to_the_reply() {
        assert_eq!(one(b"220-welcome\r\nno spam please\r\n220 ready\r\n").lines.len(), 3);
    }

    #[test]
    fn the_last_line_gives_the_code_where_it_changes_within_its_kind() {
        assert_eq!(one(b"551-moved\r\n550 no such user\r\n").code, 550);
    }

    #[test]
    fn a_reply_that_changes_its_mind_is_no_answer() {
        let garbled = read_all(b"250-fine\r\n550 no such user\r\n").unwrap_err();
        assert_eq!(garbled.0, "the reply code changed from 250 to 550 within one reply");
    }

    #[test]
    fn what_is_no_smtp_is_said_so() {
        let garbled = read_all(b"HTTP/1.1 400 Bad Request\r\n").unwrap_err();
        assert_eq!(garbled.0, "no reply code: \"HTTP/1.1 400 Bad Request\"");
        assert!(read_all(b"2500 too many digits\r\n").is_err());
        assert!(read_all(b"150 too early\r\n").is_err());
    }

    #[test]
    fn an_over_long_line_is_read_to_its_end_and_kept_in_part() {
        let mut bytes = b"550 ".to_vec();
        bytes.extend("ä".repeat(LINE_KEPT).into_bytes());
        bytes.extend(b"\r\n250 next\r\n");
        let replies = read_all(&bytes).unwrap();
        assert_eq!(replies.len(), 2);
        assert!(replies[0].text().len() <= LINE_KEPT && replies[0].text().chars().all(|c| c == 'ä'));
    }

    #[test]
    fn an_endless_banner_ends_at_the_limits() {
        let lines = b"220-spam\r\n".repeat(REPLY_LINES + 1);
        assert_eq!(read_all(&lines).unwrap_err().0, "the reply did not end within 128 lines");
        let lines = [b"220-".to_vec(), vec![b'x'; LINE_BYTES - 100], b"\r\n".to_vec()].concat().repeat(5);
        assert_eq!(read_all(&lines).unwrap_err().0, "the reply did not end within 64 KiB");
        let line = vec![b'2'; LINE_BYTES + 1];
        assert_eq!(read_all(&line).unwrap_err().0, "a line did not end within 16 KiB");
    }

    #[test]
    fn last_words_count_without_their_line_end_but_half_a_code_does_not() {
        let closing = |bytes: &[u8]| {
            let mut reader = ReplyReader::default();
            reader.feed(bytes);
            assert_eq!(reader.next_line().unwrap(), None);
            reader.close().and_then(|line| line.closes)
        };
        assert_eq!(closing(b"554 go away"), Some(Reply::new(554, "go away")));
        assert_eq!(closing(b"55"), None);
        assert_eq!(closing(b"250"), None);
        assert_eq!(closing(b"250-more"), None);
    }
}
