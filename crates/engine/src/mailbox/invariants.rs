//! What must hold whatever a server sends: for the reply reader and for the dialogue. The property tests and the fuzz
//! targets (`fuzz/`) feed both from here, so that they claim the same. Built for tests and under the feature `fuzzing` only.
#![cfg_attr(not(feature = "fuzzing"), expect(unreachable_pub, reason = "public for the fuzz targets alone"))]

use std::collections::{HashSet, VecDeque};

use mailvet_verdict::{Address, Outcome, Reply, RetryAdvice, SenderRefusal};

use super::{
    Recipient,
    dialogue::{Advice, Dialogue, Loss, Step},
    senders::Senders,
    wire::{Garbled, LINE_BYTES, LINE_KEPT, REPLY_LINES, ReplyReader, WireLine},
};
use crate::settings::TlsUse;

/// Everything that may be said.
const VERBS: [&str; 7] = ["EHLO", "HELO", "STARTTLS", "MAIL", "RCPT", "RSET", "QUIT"];

/// Reads `bytes` at once and in pieces of the sizes `cuts` (in turn; 0 counts as 1).
///
/// # Panics
/// The pieces make a difference, or a reply breaks a limit.
pub fn hold_for_the_reader(bytes: &[u8], cuts: &[u8]) {
    let whole = read(&[bytes]);
    let mut sizes = cuts.iter().copied().cycle();
    let mut pieces = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let size = usize::from(sizes.next().unwrap_or(u8::MAX).max(1));
        let (piece, tail) = rest.split_at(size.min(rest.len()));
        pieces.push(piece);
        rest = tail;
    }
    assert_eq!(whole, read(&pieces), "the pieces that bytes come in make a difference");
    let (lines, _) = whole;
    for line in &lines {
        // A Latin-1 byte becomes two of UTF-8, a control character three.
        assert!(line.text.len() <= 3 * LINE_KEPT, "a line of {} bytes is kept", line.text.len());
        assert!(!line.text.contains(|c: char| c.is_control() && c != '\t'), "{:?}", line.text);
        if let Some(reply) = &line.closes {
            assert!((200..600).contains(&reply.code), "{}", reply.code);
            assert!((1..=REPLY_LINES).contains(&reply.lines.len()), "{} lines", reply.lines.len());
        }
    }
}

/// The lines, what was left to say at the close, and why reading ended early.
type Read = (Vec<WireLine>, Result<Option<WireLine>, Garbled>);

fn read(pieces: &[&[u8]]) -> Read {
    let mut reader = ReplyReader::default();
    let mut lines = Vec::new();
    for piece in pieces {
        reader.feed(piece);
        loop {
            match reader.next_line() {
                Ok(Some(line)) => lines.push(line),
                Ok(None) => break,
                Err(garbled) => return (lines, Err(garbled)),
            }
        }
        assert!(reader.kept() <= LINE_BYTES, "the reader holds {} bytes", reader.kept());
    }
    (lines, Ok(reader.close()))
}

/// Holds a conversation with a server whose replies, and whom to ask, are drawn from `script`; when it is used up, the server
/// hangs up.
///
/// # Panics
/// Something is said that may not be, or out of turn; somebody is heard twice or gets another's answer; or it does not end.
pub fn hold_for_the_dialogue(script: &[u8]) {
    let mut script = Script(script);
    let senders = match script.next() % 3 {
        0 => Senders::of("", ""),
        1 => Senders::of("", "probe@example.org"),
        _ => Senders::of("probe@example.org", ""),
    };
    let tls_use = if script.next().is_multiple_of(2) { TlsUse::WhenDemanded } else { TlsUse::WhenOffered };
    let mut left: VecDeque<Recipient> =
        (0..u64::from(script.next() % 16)).map(|mark| script.recipient(mark)).collect();
    // Each reply moves it on, and each recipient is handed out, asked and heard; a lost transaction costs a few more.
    let most_steps = 8 * (script.0.len() + left.len()) + 64;
    let handed: HashSet<u64> = left.iter().map(|recipient| recipient.mark).collect();
    let mut table = Table::default();
    let mut heard = HashSet::new();
    let mut step = Dialogue::new("probe.example.org".to_owned(), senders, tls_use).go_on();
    for _ in 0..most_steps {
        step = match step {
            Step::Converse(commands, dialogue) => {
                table.say(commands.iter().map(ToString::to_string).collect());
                let Some(reply) = script.reply() else {
                    let _ = dialogue.lost(Loss::Dropped);
                    return;
                };
                table.hear(&reply);
                let advice = script.advice();
                dialogue.on_reply(reply, advice)
            }
            Step::Encrypt(dialogue) => {
                assert_eq!(table.answered.as_deref(), Some("STARTTLS"), "nobody asked for a handshake");
                table.pipelining = false;
                dialogue.encrypted()
            }
            Step::Hear { recipient, outcome, answered, next } => {
                assert!(handed.contains(&recipient.mark), "nobody asked about {recipient:?}");
                assert!(heard.insert(recipient.mark), "{recipient:?} is heard twice");
                assert_eq!(answered, matches!(outcome, Outcome::Answered(_)));
                if answered {
                    let Address { local, domain } = &recipient.address;
                    let asked = format!("RCPT TO:<{local}@{domain}>");
                    assert_eq!(table.answered.as_deref(), Some(asked.as_str()), "another's answer");
                }
                next.go_on()
            }
            Step::Ask { most, next } => {
                assert!(most > 0 && table.open.is_empty());
                let batch = left.drain(..most.min(left.len())).collect();
                next.asked(batch)
            }
            Step::Leave { .. } => return,
        };
    }
    panic!("the conversation does not end");
}

/// What lies between the two: commands under way, and what was offered.
#[derive(Default)]
struct Table {
    open: VecDeque<String>,
    /// The command that the last reply answered.
    answered: Option<String>,
    greeted: bool,
    pipelining: bool,
}

impl Table {
    fn say(&mut self, commands: Vec<String>) {
        for line in &commands {
            assert!(self.greeted, "{line} before the banner");
            assert!(!line.contains(['\r', '\n']), "{line:?} breaks out of its line");
            let verb = line.split([' ', ':']).next().unwrap_or_default();
            assert!(VERBS.contains(&verb), "{line:?} is said");
        }
        assert!(self.pipelining || commands.len() <= 1, "pipelined unasked: {commands:?}");
        assert!(
            self.open.is_empty() || commands.is_empty(),
            "{commands:?} before the answer to {:?}",
            self.open
        );
        self.open.extend(commands);
    }

    fn hear(&mut self, reply: &Reply) {
        self.greeted = true;
        self.answered = self.open.pop_front();
        if reply.is_positive() && self.answered.as_deref().is_some_and(|line| line.starts_with("EHLO")) {
            let offers =
                |line: &String| line.to_ascii_uppercase().split_whitespace().next() == Some("PIPELINING");
            self.pipelining = reply.lines.iter().skip(1).any(offers);
        }
    }
}

/// Bytes that replies and recipients are drawn from.
struct Script<'a>(&'a [u8]);

impl Script<'_> {
    /// The next byte; 0 at the end.
    fn next(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    fn recipient(&mut self, mark: u64) -> Recipient {
        const LOCALS: [&str; 8] = ["ann", "bob", "jürgen", "a>\r\nDATA\r\n<b", "\"a b\"", "", "DATA", "x"];
        const DOMAINS: [&str; 4] = ["example.com", "example.net", "example.org", "xn--mller-kva.example"];
        let drawn = usize::from(self.next());
        let (local, domain) = (LOCALS[drawn % LOCALS.len()], DOMAINS[drawn / LOCALS.len() % DOMAINS.len()]);
        Recipient {
            mark,
            address: Address { local: local.to_owned(), domain: domain.to_owned() },
            apart: false,
        }
    }

    /// The next reply; `None` at the end.
    fn reply(&mut self) -> Option<Reply> {
        const CODES: [u16; 16] =
            [250, 250, 250, 250, 220, 221, 354, 421, 450, 451, 452, 503, 530, 550, 554, 599];
        const OFFERS: [&str; 4] = ["PIPELINING", "STARTTLS", "SMTPUTF8", "size 1"];
        if self.0.is_empty() {
            return None;
        }
        let (code, texts) = (usize::from(self.next()), self.next());
        let offers = (0..OFFERS.len()).filter(|n| texts >> n & 1 == 1).map(|n| OFFERS[n].to_owned());
        let lines = std::iter::once("mx.example.com".to_owned()).chain(offers).collect();
        Some(Reply { code: CODES[code % CODES.len()], lines })
    }

    fn advice(&mut self) -> Advice {
        const ADVICE: [RetryAdvice; 8] = [
            RetryAdvice::No,
            RetryAdvice::Later { after_seconds: None },
            RetryAdvice::Slower { after_seconds: Some(1) },
            RetryAdvice::NewSession,
            RetryAdvice::WithTls,
            RetryAdvice::OtherHost,
            RetryAdvice::OnceFixed,
            RetryAdvice::No,
        ];
        const REFUSALS: [Option<SenderRefusal>; 8] = [
            None,
            None,
            None,
            None,
            None,
            Some(SenderRefusal::NullSender),
            Some(SenderRefusal::Sender),
            Some(SenderRefusal::MoreRecipients),
        ];
        let drawn = usize::from(self.next());
        Advice { retry: ADVICE[drawn % 8], sender: REFUSALS[drawn / 8 % 8] }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn server_bytes() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            Just(b"250 OK\r\n".to_vec()),
            Just(b"550-5.1.1\r\n".to_vec()),
            Just(b"\n".to_vec()),
            Just(b"\r".to_vec()),
            Just("220 Grüße\n".as_bytes().to_vec()),
            proptest::collection::vec(any::<u8>(), 0..40),
            (1usize..6000).prop_map(|n| vec![b'x'; n]),
        ];
        proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn whatever_bytes_come_the_reader_keeps_its_limits_and_does_not_care_for_pieces(
            bytes in server_bytes(),
            cuts in proptest::collection::vec(any::<u8>(), 0..20),
        ) {
            hold_for_the_reader(&bytes, &cuts);
        }

        #[test]
        fn whatever_a_server_answers_no_message_is_begun_and_nobody_gets_anothers_answer(
            script in proptest::collection::vec(any::<u8>(), 0..300),
        ) {
            hold_for_the_dialogue(&script);
        }
    }
}
