//! What a mail server said: one SMTP reply (RFC 5321 section 4.2), whole, with its enhanced status code (RFC 3463)
//! where it carries one. Parsing bytes into replies is the engine's; this module never sees a socket.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The point of the conversation at which a reply came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The banner, before anything was said.
    Connect,
    /// The answer to `EHLO` or `HELO`.
    Ehlo,
    /// The answer to `STARTTLS`, or the TLS handshake.
    StartTls,
    /// The answer to `MAIL FROM`.
    Mail,
    /// The answer to `RCPT TO`.
    Rcpt,
    /// The answer to `RSET` or `QUIT`; nothing said here changes what was heard before.
    Leave,
}

/// A word that names no stage.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no stage: connect, ehlo, start_tls, mail, rcpt and leave are")]
pub struct NotAStage(pub String);

impl FromStr for Stage {
    type Err = NotAStage;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "connect" => Ok(Self::Connect),
            "ehlo" | "helo" => Ok(Self::Ehlo),
            "start_tls" | "starttls" => Ok(Self::StartTls),
            "mail" => Ok(Self::Mail),
            "rcpt" => Ok(Self::Rcpt),
            "leave" => Ok(Self::Leave),
            _ => Err(NotAStage(text.to_owned())),
        }
    }
}

/// `class.subject.detail` of RFC 3463, as in `5.1.1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EnhancedCode {
    /// 2 success, 4 for now, 5 for good.
    pub class: u8,
    /// What it is about: 1 addressing, 2 mailbox, 3 system, 4 network, 5 protocol, 6 content, 7 policy.
    pub subject: u16,
    /// The detail, with a meaning per subject.
    pub detail: u16,
}

/// A text that is not an enhanced status code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an enhanced status code such as 5.1.1")]
pub struct NotAnEnhancedCode(pub String);

impl FromStr for EnhancedCode {
    type Err = NotAnEnhancedCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || NotAnEnhancedCode(text.to_owned());
        let mut parts = text.split('.');
        let (Some(class), Some(subject), Some(detail), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(wrong());
        };
        let number = |part: &str| -> Option<u16> {
            (!part.is_empty() && part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit()))
                .then(|| part.parse().ok())
                .flatten()
        };
        match (class, number(subject), number(detail)) {
            ("2" | "4" | "5", Some(subject), Some(detail)) => {
                Ok(Self { class: class.as_bytes()[0] - b'0', subject, detail })
            }
            _ => Err(wrong()),
        }
    }
}

impl TryFrom<String> for EnhancedCode {
    type Error = NotAnEnhancedCode;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<EnhancedCode> for String {
    fn from(code: EnhancedCode) -> Self {
        code.to_string()
    }
}

impl fmt::Display for EnhancedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

/// One whole reply: the code and the text of every line, without the codes that start the lines.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reply {
    /// 200 to 599.
    pub code: u16,
    /// The text of each line in order, the enhanced code left in it; at least one line, possibly empty.
    pub lines: Vec<String>,
}

impl Reply {
    /// A reply of one line.
    pub fn new(code: u16, text: impl Into<String>) -> Self {
        Self { code, lines: vec![text.into()] }
    }

    /// 2yz.
    #[must_use]
    pub fn is_positive(&self) -> bool {
        (200..300).contains(&self.code)
    }

    /// 4yz: not now.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        (400..500).contains(&self.code)
    }

    /// 5yz: not ever.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        (500..600).contains(&self.code)
    }

    /// The enhanced code that opens a line, the first line that has one of the reply's own class (servers put
    /// `5.1.1` behind `550`; a `2.x.x` behind a 550 says nothing).
    #[must_use]
    pub fn enhanced(&self) -> Option<EnhancedCode> {
        self.lines.iter().find_map(|line| {
            let word = line.trim_start_matches(['#', ' ']).split([' ', '\t', ':']).next()?;
            let code: EnhancedCode = word.parse().ok()?;
            (u16::from(code.class) == self.code / 100).then_some(code)
        })
    }

    /// Every line joined by one space, the enhanced code left in.
    #[must_use]
    pub fn text(&self) -> String {
        self.lines.join(" ")
    }
}

/// A text that holds no reply.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no reply of a mail server: it starts with a code such as 550")]
pub struct NotAReply(pub String);

impl Reply {
    /// Reads a reply that somebody pasted: `550 5.1.1 User unknown`, several lines with or without their codes, the
    /// `smtp;` of a bounce before it, or an enhanced code alone.
    ///
    /// # Errors
    /// No code starts it.
    pub fn from_line(text: &str) -> Result<Self, NotAReply> {
        let said = text.trim();
        let said =
            said.strip_prefix("smtp;").or_else(|| said.strip_prefix("SMTP;")).unwrap_or(said).trim_start();
        let first = said.split(|c: char| c.is_whitespace() || c == '-').next().unwrap_or_default();
        let code = if first.len() == 3 {
            first.parse().ok().filter(|code| (200..600).contains(code))
        } else {
            first.parse::<EnhancedCode>().ok().map(|enhanced| u16::from(enhanced.class) * 100 + 50)
        };
        let Some(code) = code else { return Err(NotAReply(text.to_owned())) };
        let prefix = code.to_string();
        let lines = said
            .lines()
            .map(|line| {
                let line = line.trim();
                let rest = line.strip_prefix(prefix.as_str());
                rest.and_then(|rest| if rest.is_empty() { Some("") } else { rest.strip_prefix([' ', '-']) })
                    .unwrap_or(line)
                    .to_owned()
            })
            .collect();
        Ok(Self { code, lines })
    }
}

/// A reply with where and by whom it was said, on one line: `stage TAB operator-or-dash TAB reply`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyLine {
    /// Where it was said.
    pub stage: Stage,
    /// The operator's id or name, where it is known.
    pub operator: Option<String>,
    /// What was said.
    pub reply: Reply,
}

/// A line that is no [`ReplyLine`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAReplyLine {
    /// There are not three fields.
    #[error("{0:?} is not stage, operator or -, and reply with tabs between")]
    Fields(String),
    /// The first field.
    #[error(transparent)]
    Stage(#[from] NotAStage),
    /// The third field.
    #[error(transparent)]
    Reply(#[from] NotAReply),
}

impl FromStr for ReplyLine {
    type Err = NotAReplyLine;

    fn from_str(line: &str) -> Result<Self, Self::Err> {
        let mut fields = line.splitn(3, '\t');
        let (Some(stage), Some(operator), Some(reply)) = (fields.next(), fields.next(), fields.next()) else {
            return Err(NotAReplyLine::Fields(line.to_owned()));
        };
        let operator = operator.trim();
        Ok(Self {
            stage: stage.trim().parse()?,
            operator: (!matches!(operator, "" | "-")).then(|| operator.to_owned()),
            reply: Reply::from_line(reply)?,
        })
    }
}

/// As the server wrote it: `550-5.1.1 first` and `550 5.1.1 last` on lines of their own.
impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, line) in self.lines.iter().enumerate() {
            let last = n + 1 == self.lines.len();
            write!(f, "{}{}{}", self.code, if last { " " } else { "-" }, line)?;
            if !last {
                f.write_str("\n")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_enhanced_code_is_read_from_the_first_line_that_has_one() {
        let reply = Reply { code: 550, lines: vec!["sorry".into(), "5.1.1 no such user".into()] };
        assert_eq!(reply.enhanced().map(|c| c.to_string()), Some("5.1.1".into()));
    }

    #[test]
    fn an_enhanced_code_of_another_class_is_not_believed() {
        assert_eq!(Reply::new(550, "2.1.5 fine").enhanced(), None);
    }

    #[test]
    fn an_address_literal_is_no_enhanced_code() {
        assert_eq!(Reply::new(550, "5.1.1.9 refused").enhanced(), None);
    }

    #[test]
    fn a_pasted_reply_is_read_in_every_shape() {
        let read = |text: &str| Reply::from_line(text).map(|reply| (reply.code, reply.lines));
        let one = |code, line: &str| Ok((code, vec![line.to_owned()]));
        assert_eq!(read("550 5.1.1 User unknown"), one(550, "5.1.1 User unknown"));
        assert_eq!(read(" smtp; 550-5.1.1 User unknown "), one(550, "5.1.1 User unknown"));
        assert_eq!(read("5.1.1 User unknown"), one(550, "5.1.1 User unknown"));
        assert_eq!(read("4.2.2 full"), one(450, "4.2.2 full"));
        assert_eq!(read("550"), one(550, ""));
        assert_eq!(
            read("550-5.1.1 No\r\n550 5.1.1 such user"),
            Ok((550, vec!["5.1.1 No".to_owned(), "5.1.1 such user".to_owned()]))
        );
        for wrong in ["", "no", "55 x", "999 x", "100 x", "5501 x"] {
            assert_eq!(read(wrong), Err(NotAReply(wrong.to_owned())), "{wrong}");
        }
    }

    #[test]
    fn a_line_of_stage_operator_and_reply_is_read() {
        let line: ReplyLine = "mail\tgoogle\t550 5.7.1 no".parse().unwrap();
        assert_eq!(
            (line.stage, line.operator.as_deref(), line.reply.code),
            (Stage::Mail, Some("google"), 550)
        );
        assert_eq!("rcpt\t-\t250 ok".parse::<ReplyLine>().unwrap().operator, None);
        assert!(matches!("rcpt 250 ok".parse::<ReplyLine>(), Err(NotAReplyLine::Fields(_))));
        assert!(matches!("data\t-\t250 ok".parse::<ReplyLine>(), Err(NotAReplyLine::Stage(_))));
        assert!(matches!("rcpt\t-\tok".parse::<ReplyLine>(), Err(NotAReplyLine::Reply(_))));
    }
}
