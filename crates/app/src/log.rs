//! The program's log on standard error. People send logs to others, so it holds no whole address of a list unless the user
//! asks for that: `anna@example.com` becomes `a***@example.com`, whoever wrote it, a mail server's own words included.

use std::{
    borrow::Cow,
    io::{self, Stderr, Write},
};

use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

/// Whether the log shows addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogAddresses {
    /// Only their first letters and their domains.
    Masked,
    /// Whole.
    Whole,
}

/// Begins the log. Once in a program.
pub fn start_log(filter: EnvFilter, addresses: LogAddresses) {
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        // Colours would stand between the letters of what is to be found.
        .with_ansi(false)
        .with_writer(Lines(addresses))
        .init();
}

/// Makes a writer for each event.
struct Lines(LogAddresses);

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Line;

    fn make_writer(&'a self) -> Line {
        Line { addresses: self.0, out: io::stderr(), text: Vec::new() }
    }
}

/// One event; it goes out when it is whole, so that nothing to be masked is cut in two.
struct Line {
    addresses: LogAddresses,
    out: Stderr,
    text: Vec<u8>,
}

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.text.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let text = String::from_utf8_lossy(&self.text);
        let shown = match self.addresses {
            LogAddresses::Masked => masked(&text),
            LogAddresses::Whole => text,
        };
        // A log that nobody takes is no reason to stop.
        let _closed = self.out.write_all(shown.as_bytes());
    }
}

/// The text with the local part of every address cut down to its first letter.
fn masked(text: &str) -> Cow<'_, str> {
    if !text.contains('@') && !text.contains("local") {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        let at = rest.find('@');
        let field = local_field(rest);
        match (at, field) {
            (at, Some((start, end))) if at.is_none_or(|at| start < at) => {
                shown.push_str(&rest[..start]);
                cut(&mut shown, &rest[start..end]);
                rest = &rest[end..];
            }
            (Some(at), _) => {
                let start = local_start(&rest[..at]);
                shown.push_str(&rest[..start]);
                cut(&mut shown, &rest[start..at]);
                shown.push('@');
                rest = &rest[at + 1..];
            }
            (None, _) => {
                shown.push_str(rest);
                return Cow::Owned(shown);
            }
        }
    }
}

fn cut(shown: &mut String, local: &str) {
    if let Some(first) = local.chars().next() {
        shown.push(first);
        shown.push_str("***");
    }
}

/// Where the local part at the end of `text` begins.
fn local_start(text: &str) -> usize {
    if let Some(before) = text.strip_suffix('"') {
        return before.rfind('"').unwrap_or(text.len());
    }
    // Marks that belong to letters are part of a local part; quotation marks and dashes around it are not.
    let foreign =
        |c: char| !c.is_ascii() && !matches!(c, '\u{a0}' | '\u{ab}' | '\u{bb}' | '\u{2000}'..='\u{206f}');
    let part = |c: char| c.is_alphanumeric() || foreign(c) || ".!#$%&'*+-/=?^_`{|}~\\".contains(c);
    let start = text.char_indices().rev().take_while(|(_, c)| part(*c)).last().map_or(text.len(), |(n, _)| n);
    // `address=anna` is a field of the log with its value.
    let name = text[start..]
        .find('=')
        .filter(|n| text[start..start + n].chars().all(|c| c.is_ascii_lowercase() || c == '_'));
    name.map_or(start, |n| start + n + 1)
}

/// The value of the next `local: "…"`, as an address shows itself when a program is looked into.
fn local_field(text: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    while let Some(found) = text[from..].find("local") {
        let after = from + found + "local".len();
        let value = text[after..].trim_start_matches(['\\', '"']).strip_prefix(':').map(str::trim_start);
        if let Some(value) = value
            && let Some(value) = value.trim_start_matches('\\').strip_prefix('"')
        {
            let start = text.len() - value.len();
            let end = value.find('"').map_or(text.len(), |end| start + end);
            return Some((start, end));
        }
        from = after;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_whole_local_part_stays() {
        for (text, shown) in [
            ("asked address=anna.b+c@example.com outcome=ok", "asked address=a***@example.com outcome=ok"),
            (
                "RCPT TO:<anna@example.com>, then <b@c.example>",
                "RCPT TO:<a***@example.com>, then <b***@c.example>",
            ),
            ("\u{201c}jürgen.groß@exämple.de\u{201d}", "\u{201c}j***@exämple.de\u{201d}"),
            ("\"anna b\"@example.com", "\"***@example.com"),
            (
                "Address { local: \"anna\", domain: \"example.com\" }",
                "Address { local: \"a***\", domain: \"example.com\" }",
            ),
            (
                r#"{"local":"anna","domain":"x.example"} b@x.example"#,
                r#"{"local":"a***","domain":"x.example"} b***@x.example"#,
            ),
            (r#"{\"local\":\"anna\"}"#, r#"{\"local\":\"a***"}"#),
            ("a local change of 3 @ noon", "a local change of 3 @ noon"),
            ("user=anna@example.com", "user=a***@example.com"),
            ("no address here", "no address here"),
        ] {
            assert_eq!(masked(text), shown);
            assert!(!masked(text).contains("anna"), "{text}");
        }
    }
}
