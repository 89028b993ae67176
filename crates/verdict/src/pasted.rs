//! The replies in what people paste: a reply as it stands, several one a line, `stage TAB operator TAB reply` lines, or a
//! whole bounce that quotes what a server said. Pure; what holds no reply is handed back as such, never guessed at.

use crate::{Reply, ReplyLine, Stage};

/// A pasted text, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pasted {
    /// The replies, in the order of the text.
    pub said: Vec<Said>,
    /// Lines that hold no reply; none where the text is a bounce, whose prose is no fault.
    pub unread: Vec<String>,
}

/// A reply with what the text itself says of where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// What was said.
    pub reply: Reply,
    /// Where in the conversation.
    pub stage: Option<Stage>,
    /// By which operator, as the text calls it.
    pub operator: Option<String>,
    /// By which mail host.
    pub host: Option<String>,
}

/// What stands right before a quoted reply: Postfix, Exim, Sendmail, RFC 3464, Exchange, and people.
const BEFORE: [&str; 9] = ["said: ", "<<< ", "smtp; ", "smtp;", "returned '", ">: ", ": ", "'", "\""];

/// What a bounce calls the command that was answered.
const COMMANDS: [(&str, Stage); 10] = [
    ("rcpt to", Stage::Rcpt),
    ("rcpt-to", Stage::Rcpt),
    ("pipelined rcpt", Stage::Rcpt),
    ("mail from", Stage::Mail),
    ("pipelined mail", Stage::Mail),
    ("helo", Stage::Ehlo),
    ("ehlo", Stage::Ehlo),
    ("initial connection", Stage::Connect),
    ("connect command", Stage::Connect),
    ("greeting", Stage::Connect),
];

impl Pasted {
    /// Finds the replies in a text.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut pasted = Self::default();
        let mut quoted = false;
        // Sendmail's transcripts show the command on a line before its answer.
        let mut asked = None;
        for part in parts(text) {
            if let Some(command) = part.strip_prefix(">>>") {
                asked = stage_in(command);
            } else if let Some(said) = Said::plain(&part) {
                pasted.said.push(said);
            } else if let Some(said) = Said::quoted(&part, asked) {
                quoted = true;
                pasted.said.push(said);
            } else {
                pasted.unread.push(part);
            }
        }
        if quoted {
            pasted.unread.clear();
        }
        pasted
    }
}

/// The text in parts that belong together: the lines of one reply, and folded lines (RFC 5322 section 2.2.3).
fn parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        let (folded, line) = (line.starts_with([' ', '\t']), line.trim());
        if line.is_empty() {
            open = false;
            continue;
        }
        let code = line.strip_prefix("<<<").map_or(line, str::trim_start);
        match parts.last_mut() {
            Some(last) if open && follows(last, code) => {
                last.push('\n');
                last.push_str(code);
            }
            Some(last) if open && folded && !starts_reply(code) => {
                last.push(' ');
                last.push_str(line);
            }
            _ => parts.push(line.to_owned()),
        }
        open = true;
    }
    parts
}

/// Whether `line` goes on with the multi-line reply at the end of `part` (RFC 5321 section 4.2.1).
fn follows(part: &str, line: &str) -> bool {
    let last = part.lines().last().unwrap_or_default();
    let begun = reply_at(last).unwrap_or_default();
    begun.get(..3).is_some() && begun.get(..3) == line.get(..3) && begun.get(3..4) == Some("-")
}

fn starts_reply(line: &str) -> bool {
    let (code, rest) = line.split_at_checked(3).unwrap_or_default();
    matches!(code.as_bytes(), [b'2'..=b'5', b'0'..=b'9', b'0'..=b'9'])
        && (rest.is_empty() || rest.starts_with([' ', '-', '\t']))
}

/// The reply in a line: the line itself, or what it quotes.
fn reply_at(line: &str) -> Option<&str> {
    if starts_reply(line) {
        return Some(line);
    }
    BEFORE.iter().find_map(|before| {
        line.match_indices(before).find_map(|(at, _)| {
            let rest = line[at + before.len()..].trim_start();
            starts_reply(rest).then_some(rest)
        })
    })
}

impl Said {
    fn plain(part: &str) -> Option<Self> {
        if let Ok(ReplyLine { stage, operator, reply }) = part.parse() {
            return Some(Self { reply, stage: Some(stage), operator, host: None });
        }
        let reply = starts_reply(part).then(|| Reply::from_line(part));
        let reply = match reply {
            Some(reply) => reply.ok()?,
            // `smtp; 550 ...` and a bare enhanced code are replies too, as long as nothing stands before them.
            None if !part.contains(": ") => Reply::from_line(part).ok()?,
            None => return None,
        };
        Some(Self { reply, stage: None, operator: None, host: None })
    }

    fn quoted(part: &str, asked: Option<Stage>) -> Option<Self> {
        let quoted = reply_at(part)?;
        let before = &part[..part.len() - quoted.len()];
        let (words, after) = match quoted.rfind("(in reply to ") {
            Some(at) => quoted.split_at(at),
            None => (quoted, ""),
        };
        let words = words.trim().trim_end_matches(['\'', '"']);
        Some(Self {
            reply: Reply::from_line(words).ok()?,
            stage: stage_in(after).or_else(|| stage_in(before)).or(asked),
            operator: None,
            host: host_in(before),
        })
    }
}

fn stage_in(text: &str) -> Option<Stage> {
    let text = text.to_ascii_lowercase();
    COMMANDS.iter().find(|(command, _)| text.contains(command)).map(|(_, stage)| *stage)
}

/// `host mx.example.net[192.0.2.1] said`, `remote mail server ... host mx.example.net [192.0.2.1]`.
fn host_in(text: &str) -> Option<String> {
    let at = text.to_ascii_lowercase().find("host ")? + "host ".len();
    let name = text[at..].split(|c: char| c.is_whitespace() || "[]:,()".contains(c)).next()?;
    name.contains('.').then(|| name.trim_end_matches('.').to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Said {
        let mut pasted = Pasted::read(text);
        assert_eq!((pasted.said.len(), pasted.unread.len()), (1, 0), "{pasted:?}");
        pasted.said.remove(0)
    }

    #[test]
    fn a_reply_of_many_lines_is_one_reply() {
        let said = one("550-5.1.1 The email account that you tried to reach\n550 5.1.1 does not exist.");
        assert_eq!(said.reply.code, 550);
        assert_eq!(
            said.reply.lines,
            ["5.1.1 The email account that you tried to reach", "5.1.1 does not exist."]
        );
    }

    #[test]
    fn replies_one_a_line_are_so_many_replies() {
        let pasted =
            Pasted::read("550 5.1.1 User unknown\n421 Too many connections\nhello\nmail\t-\t550 5.7.1 no");
        let codes: Vec<u16> = pasted.said.iter().map(|said| said.reply.code).collect();
        assert_eq!(codes, [550, 421, 550]);
        assert_eq!(pasted.said[2].stage, Some(Stage::Mail));
        assert_eq!(pasted.unread, ["hello"]);
    }

    #[test]
    fn a_bounce_of_postfix_says_who_answered_what() {
        let said = one(
            "This is the mail system at host mail.example.org.\n\n<anna@example.com>: host mx.example.net[192.0.2.1] said: 550-5.1.1\n    <anna@example.com>: Recipient address rejected: User unknown in\n    virtual mailbox table (in reply to RCPT TO command)",
        );
        assert_eq!((said.stage, said.host.as_deref()), (Some(Stage::Rcpt), Some("mx.example.net")));
        assert_eq!(
            said.reply.text(),
            "5.1.1 <anna@example.com>: Recipient address rejected: User unknown in virtual mailbox table"
        );
    }

    #[test]
    fn a_bounce_of_exim_says_after_which_command() {
        let said = one(
            "  anna@example.com\n    SMTP error from remote mail server after MAIL FROM:<x@example.org>:\n    host mx.example.net [192.0.2.1]: 550 5.7.1 Sender not wanted",
        );
        assert_eq!((said.stage, said.reply.code), (Some(Stage::Mail), 550));
        assert_eq!(said.host.as_deref(), Some("mx.example.net"));
    }

    #[test]
    fn a_transcript_of_sendmail_shows_the_command_before_its_answer() {
        let said = one(
            "   ----- Transcript of session follows -----\n... while talking to mx.example.net.:\n>>> RCPT To:<anna@example.com>\n<<< 550 5.1.1 <anna@example.com>... User unknown",
        );
        assert_eq!((said.stage, said.reply.code), (Some(Stage::Rcpt), 550));
    }

    #[test]
    fn a_delivery_report_and_exchange_quote_the_reply() {
        for text in [
            "Diagnostic-Code: smtp; 550 5.1.1 User unknown",
            "Remote Server returned '550 5.1.1 User unknown'",
            "smtp; 550 5.1.1 User unknown",
            "The error was: 550 5.1.1 User unknown",
        ] {
            assert_eq!(one(text).reply.to_string(), "550 5.1.1 User unknown", "{text}");
        }
    }

    #[test]
    fn what_holds_no_reply_comes_back() {
        for text in ["Dear customer, your mail was lost.", "call me at 550 Madison Avenue", ""] {
            let pasted = Pasted::read(text);
            assert_eq!(pasted.said, [], "{text}");
        }
        assert_eq!(Pasted::read("no\n\nreply").unread, ["no", "reply"]);
    }
}
