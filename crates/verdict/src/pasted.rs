//! Finds the replies of mail servers in a text that somebody pasted: one a line, the lines of one reply together, or the
//! whole bounce of Postfix, Exim, Sendmail, Exchange or Gmail, which quotes them, or the lines of a mail log. Pure; it finds words and never says what they
//! mean, and what holds no reply comes back as it was.

use crate::{Reply, ReplyLine, Stage};

/// A reply with what the text around it says of where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// What was said.
    pub reply: Reply,
    /// The step that it answered.
    pub stage: Option<Stage>,
    /// Id of the operator.
    pub operator: Option<String>,
    /// Name of the mail host.
    pub host: Option<String>,
}

/// A pasted text: its replies, and the lines that belong to none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pasted {
    /// The replies, in the order of the text.
    pub said: Vec<Said>,
    /// What holds no reply.
    pub unread: Vec<String>,
}

impl Said {
    /// Takes over what `again` knows of the same reply.
    fn learn(&mut self, again: Self) {
        self.stage = self.stage.or(again.stage);
        self.host = self.host.take().or(again.host);
    }
}

impl From<ReplyLine> for Said {
    fn from(ReplyLine { stage, operator, reply }: ReplyLine) -> Self {
        Self { reply, stage: Some(stage), operator, host: None }
    }
}

impl Pasted {
    /// Reads a text. A bounce quotes the same reply to people and to programs (RFC 3464); it is told once.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut pasted = Self::default();
        let mut talk = Talk::default();
        for passage in passages(text) {
            talk.follow(&passage);
            match said(&passage, &talk) {
                Some(said) => match pasted.told_before(&said) {
                    Some(before) => before.learn(said),
                    None => pasted.said.push(said),
                },
                None => pasted.unread.push(passage),
            }
        }
        pasted
    }

    /// The same reply where a bounce has told it before: what has no prose around it is a list, which may repeat itself.
    fn told_before(&mut self, said: &Said) -> Option<&mut Said> {
        let words = |reply: &Reply| reply.text().split_whitespace().collect::<String>();
        let is_bounce = !self.unread.is_empty();
        self.said.iter_mut().find(|before| {
            is_bounce && before.reply.code == said.reply.code && words(&before.reply) == words(&said.reply)
        })
    }
}

/// How a transcript marks what the server said.
const HEARD: &str = "<<<";
/// How it marks what the server was told.
const ASKED: &str = ">>>";

/// The words behind the mark of a transcript, or the line as it is.
fn heard(line: &str) -> &str {
    line.strip_prefix(HEARD).map_or(line, str::trim_start)
}

/// Where a transcript of a session stands, as Sendmail puts one into its bounces.
#[derive(Debug, Default)]
struct Talk {
    host: Option<String>,
    stage: Option<Stage>,
}

impl Talk {
    /// `... while talking to mx.example.:`, `>>> RCPT To:<anna@example.com>`
    fn follow(&mut self, passage: &str) {
        if let Some((_, host)) = passage.split_once("while talking to ") {
            *self = Self {
                host: Some(host.trim_end_matches([':', '.']).to_owned()),
                stage: Some(Stage::Connect),
            };
        } else if let Some(command) = passage.strip_prefix(ASKED) {
            self.stage = stage_of(command);
        }
    }
}

/// The lines that belong together: the parts of a multi-line reply (RFC 5321 section 4.2.1), and what was folded.
fn passages(text: &str) -> Vec<String> {
    let mut passages: Vec<String> = Vec::new();
    let mut after_blank = true;
    for line in text.lines() {
        let words = line.trim();
        if words.is_empty() {
            after_blank = true;
            continue;
        }
        let indented = line.starts_with([' ', '\t']);
        match passages.last_mut().filter(|_| !after_blank) {
            Some(open) if words.starts_with(HEARD) && is_next_of_reply(heard(open), heard(words)) => {
                open.push('\n');
                open.push_str(heard(words));
            }
            _ if words.starts_with(HEARD) || words.starts_with(ASKED) => passages.push(words.to_owned()),
            Some(open) if is_next_of_reply(open, words) => {
                open.push('\n');
                open.push_str(words);
            }
            Some(open) if is_folded(open, words, indented) => {
                open.push(' ');
                open.push_str(words);
            }
            _ => passages.push(words.to_owned()),
        }
        after_blank = false;
    }
    passages
}

fn is_next_of_reply(open: &str, words: &str) -> bool {
    let last = open.lines().next_back().unwrap_or_default();
    let (code, rest) = last.split_at_checked(3).unwrap_or_default();
    is_code(code) && rest.starts_with('-') && words.starts_with(code)
}

fn is_folded(open: &str, words: &str, indented: bool) -> bool {
    let quotes = quote(open).is_some();
    match quote(words) {
        // "said:" at the end of a line, and the reply on the next one.
        Some(_) => indented && !quotes && open.ends_with(':'),
        None => indented || (quotes && !is_field(words)),
    }
}

/// `Remote-MTA: dns; mx.example`
fn is_field(words: &str) -> bool {
    words.split_once(": ").is_some_and(|(name, _)| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    })
}

fn said(passage: &str, talk: &Talk) -> Option<Said> {
    if let Ok(line) = passage.parse::<ReplyLine>() {
        return Some(line.into());
    }
    if passage.starts_with(HEARD) {
        let reply = Reply::from_line(heard(passage)).ok()?;
        return Some(Said { reply, stage: talk.stage, operator: None, host: talk.host.clone() });
    }
    let (before, quoted) = passage.split_at(quote(passage)?);
    let (words, circumstance) = quoted.split_once("(in reply to ").unwrap_or((quoted, ""));
    let words = words.trim().trim_end_matches(['\'', '"', '#']);
    // `(reason: 550 User unknown)`, `(host mx.example refused to talk to me: 554 No)`: the last one is the quoter's.
    let words = match words.strip_suffix(')') {
        Some(inner) if words.matches('(').count() < words.matches(')').count() => inner,
        _ => words,
    };
    Some(Said {
        reply: Reply::from_line(words).ok()?,
        stage: stage_of(circumstance).or_else(|| stage_before(before)),
        operator: None,
        host: host_of(before),
    })
}

/// Where in `text` a reply begins: at its start, or behind a mark that quotes it.
fn quote(text: &str) -> Option<usize> {
    if Reply::from_line(text).is_ok() {
        return Some(0);
    }
    text.match_indices(['2', '4', '5']).map(|(at, _)| at).find(|at| {
        let (before, from) = text.split_at(*at);
        let (code, rest) = from.split_at_checked(3).unwrap_or_default();
        is_code(code)
            && (rest.is_empty() || rest.starts_with([' ', '-']))
            && before.trim_end().ends_with([':', ';', '\'', '"', '#'])
    })
}

fn is_code(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The step that the words before a reply name: Exim's `after RCPT TO:<...>:`, Postfix's `refused to talk to me:`, and the
/// `reject: RCPT from` of its own log.
fn stage_before(words: &str) -> Option<Stage> {
    if words.contains("refused to talk to me") {
        return Some(Stage::Connect);
    }
    let marks = [" after ", " reject: "];
    marks.iter().find_map(|mark| stage_of(words.split_once(mark)?.1.trim_start_matches("pipelined ")))
}

fn stage_of(circumstance: &str) -> Option<Stage> {
    let command = circumstance.trim_start().to_ascii_uppercase();
    [
        ("RCPT", Stage::Rcpt),
        ("MAIL", Stage::Mail),
        ("EHLO", Stage::Ehlo),
        ("HELO", Stage::Ehlo),
        ("STARTTLS", Stage::StartTls),
        ("INITIAL", Stage::Connect),
    ]
    .into_iter()
    .find_map(|(verb, stage)| command.starts_with(verb).then_some(stage))
}

/// `host mx.example[192.0.2.1] said`, `host mx.example [192.0.2.1]`, `H=mx.example [192.0.2.1]`, `relay=mx.example[192.0.2.1]`
fn host_of(before: &str) -> Option<String> {
    ["host ", " H=", " relay="].iter().find_map(|mark| {
        let (_, after) = before.split_once(mark)?;
        let name = after.split(|c: char| c.is_whitespace() || "[(:,".contains(c)).next()?;
        name.contains('.').then(|| name.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(u16, String)> {
        Pasted::read(text).said.into_iter().map(|said| (said.reply.code, said.reply.text())).collect()
    }

    fn one(text: &str) -> Said {
        let mut pasted = Pasted::read(text);
        assert_eq!(pasted.said.len(), 1, "{pasted:?}");
        pasted.said.remove(0)
    }

    const POSTFIX: &str = "This is the mail system at host out.example.net.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients.

<anna@acme.example>: host mx.acme.example[192.0.2.1] said: 550 5.1.1
    <anna@acme.example>: Recipient address rejected: User unknown (in reply to
    RCPT TO command)

Final-Recipient: rfc822; anna@acme.example
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <anna@acme.example>: Recipient address
    rejected: User unknown
Remote-MTA: dns; mx.acme.example
";

    #[test]
    fn a_bounce_of_postfix_quotes_its_reply_with_host_and_stage_and_once() {
        let said = one(POSTFIX);
        assert_eq!(said.reply.text(), "5.1.1 <anna@acme.example>: Recipient address rejected: User unknown");
        assert_eq!((said.stage, said.host.as_deref()), (Some(Stage::Rcpt), Some("mx.acme.example")));
    }

    #[test]
    fn a_bounce_of_exim_quotes_its_reply_on_a_line_of_its_own() {
        let said = one(
            "  anna@acme.example\n    host mx.acme.example [192.0.2.1]\n    SMTP error from remote mail server after \
             MAIL FROM:<me@example.net> SIZE=1024:\n    550 5.7.1 We do not like you\n",
        );
        assert_eq!((said.reply.code, said.stage), (550, Some(Stage::Mail)));
        assert_eq!(said.host.as_deref(), Some("mx.acme.example"));
    }

    #[test]
    fn exchange_and_gmail_quote_in_their_own_ways() {
        for text in [
            "Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found'",
            "The response from the remote server was:\n550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found",
            "#550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found##",
        ] {
            let words = "5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found";
            assert_eq!(read(text), [(550, words.to_owned())], "{text}");
        }
    }

    #[test]
    fn a_bounce_of_gmail_or_exchange_is_told_once() {
        let gmail = "Address not found\nYour message wasn't delivered to anna@acme.example because the address couldn't \
                     be found.\n\nThe response was:\n\n550 5.1.1 <anna@acme.example>: User unknown\n\nFinal-Recipient: \
                     rfc822; anna@acme.example\nAction: failed\nDiagnostic-Code: smtp; 550 5.1.1 <anna@acme.example>: \
                     User unknown\n";
        assert_eq!(read(gmail), [(550, "5.1.1 <anna@acme.example>: User unknown".to_owned())]);
        let exchange = "Diagnostic information for administrators:\n\nGenerating server: out.example.net\n\n\
                        anna@acme.example\nRemote Server returned '550 5.4.1 Recipient address rejected: Access denied'\n\n\
                        Original message headers:\n";
        assert_eq!(read(exchange), [(550, "5.4.1 Recipient address rejected: Access denied".to_owned())]);
    }

    #[test]
    fn a_transcript_of_sendmail_tells_host_and_stage() {
        let said = one(
            "   ----- The following addresses had permanent fatal errors -----\n<anna@acme.example>\n    (reason: 550 5.1.1 \
             <anna@acme.example>... User unknown)\n\n   ----- Transcript of session follows -----\n... while talking to \
             mx.acme.example.:\n>>> RCPT To:<anna@acme.example>\n<<< 550 5.1.1 <anna@acme.example>... User unknown\n550 \
             5.1.1 <anna@acme.example>... User unknown\n",
        );
        assert_eq!((said.reply.code, said.stage), (550, Some(Stage::Rcpt)));
        assert_eq!(said.host.as_deref(), Some("mx.acme.example"));

        let said = one(
            "... while talking to mx.acme.example.:\n>>> MAIL From:<me@example.net>\n<<< 550-5.7.1 We know you,\n<<< 550 \
             5.7.1 and refuse you\n",
        );
        assert_eq!((said.reply.lines.len(), said.stage), (2, Some(Stage::Mail)));
        let said = one("... while talking to mx.acme.example.:\n<<< 554 No SMTP service here");
        assert_eq!(said.stage, Some(Stage::Connect));
    }

    #[test]
    fn a_line_of_a_mail_log_tells_host_and_stage() {
        for (line, stage, host) in [
            (
                "Jan  1 12:00:00 out postfix/smtp[123]: 4ABC: to=<anna@acme.example>, relay=mx.acme.example[192.0.2.1]:25, \
                 delay=1, dsn=5.1.1, status=bounced (host mx.acme.example[192.0.2.1] said: 550 5.1.1 No (in reply to RCPT \
                 TO command))",
                Stage::Rcpt,
                "mx.acme.example",
            ),
            (
                "Jan  1 12:00:00 out postfix/smtp[123]: 4ABC: to=<anna@acme.example>, relay=none, status=deferred (host \
                 mx.acme.example[192.0.2.1] refused to talk to me: 550 5.1.1 No)",
                Stage::Connect,
                "mx.acme.example",
            ),
            (
                "Jan  1 12:00:00 mx postfix/smtpd[123]: NOQUEUE: reject: RCPT from unknown[192.0.2.1]: 550 5.1.1 No",
                Stage::Rcpt,
                "",
            ),
            (
                "2026-01-01 12:00:00 1tABCD-0001 ** anna@acme.example R=dnslookup T=remote_smtp H=mx.acme.example \
                 [192.0.2.1]: SMTP error from remote mail server after RCPT TO:<anna@acme.example>: 550 5.1.1 No",
                Stage::Rcpt,
                "mx.acme.example",
            ),
            (
                "2026-01-01 12:00:00 1tABCD-0001 == anna@acme.example R=dnslookup T=remote_smtp H=mx.acme.example \
                 [192.0.2.1]: SMTP error from remote mail server after pipelined MAIL FROM:<>: 550 5.1.1 No",
                Stage::Mail,
                "mx.acme.example",
            ),
        ] {
            let said = one(line);
            assert_eq!((said.reply.code, said.stage), (550, Some(stage)), "{line}");
            assert_eq!(said.reply.text(), "5.1.1 No", "{line}");
            assert_eq!(said.host.as_deref().unwrap_or_default(), host, "{line}");
        }
    }

    #[test]
    fn each_line_is_a_reply_and_one_that_was_folded_is_whole() {
        assert_eq!(read("550 a\n451 b\n  250 c").len(), 3);
        assert_eq!(read("550 5.1.1 User\nunknown"), [(550, "5.1.1 User unknown".to_owned())]);
        assert_eq!(read("550-5.1.1 a\n550 5.1.1 b\n550 c").len(), 2);
        assert_eq!(read("550 same\n550 same").len(), 2, "a list may hold the same reply twice");
    }

    #[test]
    fn numbers_that_quote_nothing_are_no_replies() {
        for text in ["Order 550 of 2026", "Status: 5.1.1", "we paid 450 euros", "Tel.: 5501 22", "", "\n \n"]
        {
            assert_eq!(read(text), [], "{text}");
        }
    }
}
