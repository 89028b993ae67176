//! What an outcome comes to: the sender's word for it, and what a server said, read by the same rules as the replies of a
//! run. Only a server's permanent refusal of the recipient, or a sender's "hard bounce" with no reason beside it, is a hard
//! bounce; a refusal of us, a full mailbox and a "later" are what they are, whatever they were called.

use mailvet_verdict::{
    EnhancedCode, Happened, Knowledge, Pasted, Reading, Reply, ReplyClass, Said, Says, Stage,
};

use super::table::Word;

/// What is beside an outcome's word.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Beside<'a> {
    /// What a server, or the sender's system, said of it.
    pub(super) detail: &'a str,
    /// The status field of a delivery report (RFC 3463), as in `5.1.1`.
    pub(super) status: Option<EnhancedCode>,
}

/// What a word and what is beside it come to; `None`: nothing of the mailbox.
pub(super) fn outcome(knowledge: &Knowledge, word: Word, beside: Beside<'_>) -> Option<Happened> {
    let what = match word {
        Word::Happened(what) => what,
        Word::Nothing => return None,
    };
    Some(match what {
        Happened::HardBounce | Happened::SoftBounce => {
            bounce(knowledge, beside).map_or(what, |read| of_kind(what, read))
        }
        Happened::Delivered
        | Happened::Replied
        | Happened::Clicked
        | Happened::Opened
        | Happened::MailboxFull
        | Happened::Complained
        | Happened::Unsubscribed
        | Happened::Left => what,
    })
}

/// A sender that calls it soft has a reason to try again, which no reading of a text takes away, unless the recipient was
/// refused for good in so many words.
const fn of_kind(word: Happened, read: Happened) -> Happened {
    match (word, read) {
        (Happened::SoftBounce, Happened::SoftBounce) => Happened::SoftBounce,
        (_, read) => read,
    }
}

/// What a server's words say of a bounce; `None`: there are none, or nobody could tell.
fn bounce(knowledge: &Knowledge, beside: Beside<'_>) -> Option<Happened> {
    let Pasted { said, .. } = Pasted::read(beside.detail);
    let quoted = said.into_iter().rfind(|said| !said.reply.is_positive());
    if let Some(Said { reply, stage, host, .. }) = quoted {
        let operator = host
            .as_deref()
            .and_then(|host| knowledge.operator(host, None))
            .or_else(|| knowledge.operator_of_reply(&reply));
        let reading = knowledge.read(stage.unwrap_or(Stage::Rcpt), operator, &reply);
        return of_reading(&reading).or_else(|| beside.status.map(of_status));
    }
    let text = beside.detail.trim();
    if text.is_empty() {
        return beside.status.map(of_status);
    }
    // Words without a code: what they say against us or of a full mailbox is believed; that nobody is there needs a code.
    let reading = knowledge.read(Stage::Rcpt, None, &Reply::new(550, text));
    match of_reading(&reading) {
        Some(Happened::HardBounce) | None => beside.status.map(of_status),
        other => other,
    }
}

fn of_reading(reading: &Reading) -> Option<Happened> {
    match reading.class {
        ReplyClass::MailboxNotFound | ReplyClass::MailboxDisabled | ReplyClass::Moved => {
            Some(if reading.says == Says::Undeliverable {
                Happened::HardBounce
            } else {
                Happened::SoftBounce
            })
        }
        ReplyClass::MailboxFull => Some(Happened::MailboxFull),
        ReplyClass::Unclassified | ReplyClass::Accepted => None,
        // A domain's refusal says nothing of its mailboxes; the rest is about us, the server or the message.
        ReplyClass::DomainNotFound
        | ReplyClass::RelayDenied
        | ReplyClass::RecipientRestricted
        | ReplyClass::PolicyBlock
        | ReplyClass::SpamBlock
        | ReplyClass::Greylisted
        | ReplyClass::RateLimited
        | ReplyClass::AuthRequired
        | ReplyClass::TlsRequired
        | ReplyClass::ServerBusy
        | ReplyClass::SyntaxError
        | ReplyClass::Other => Some(Happened::SoftBounce),
    }
}

/// What a status alone says (RFC 3463): bad mailbox addresses (5.1.1, 5.1.10 by RFC 7505's sister registry, 5.1.6) and
/// disabled mailboxes (5.2.1) are the recipient's; x.2.2 is a full one.
fn of_status(status: EnhancedCode) -> Happened {
    match (status.class, status.subject, status.detail) {
        (5, 1, 1 | 6 | 10) | (5, 2, 1) => Happened::HardBounce,
        (_, 2, 2) => Happened::MailboxFull,
        _ => Happened::SoftBounce,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(what: Happened, detail: &str) -> Option<Happened> {
        outcome(&Knowledge::shipped(), Word::Happened(what), Beside { detail, status: None })
    }

    #[test]
    fn a_policy_block_is_no_dead_mailbox_whatever_it_is_called() {
        for detail in [
            "550 5.7.1 Service unavailable, Client host [192.0.2.1] blocked using Spamhaus",
            "smtp; 554 5.7.1 Message rejected due to local policy",
            "550 5.7.1 Our system has detected that this message is likely unsolicited mail",
            "421 4.7.0 Try again later",
            "Blocked using Spamhaus",
        ] {
            assert_eq!(of(Happened::HardBounce, detail), Some(Happened::SoftBounce), "{detail}");
        }
        assert_eq!(of(Happened::HardBounce, "552 5.2.2 Mailbox full"), Some(Happened::MailboxFull));
    }

    #[test]
    fn a_refused_recipient_is_a_hard_bounce_whatever_it_is_called() {
        for detail in [
            "550 5.1.1 The email account that you tried to reach does not exist.",
            "smtp; 550 5.1.1 User unknown",
        ] {
            for what in [Happened::HardBounce, Happened::SoftBounce] {
                assert_eq!(of(what, detail), Some(Happened::HardBounce), "{detail}");
            }
        }
    }

    #[test]
    fn a_word_alone_counts_as_it_stands() {
        assert_eq!(of(Happened::HardBounce, ""), Some(Happened::HardBounce));
        assert_eq!(of(Happened::HardBounce, "it went wrong"), Some(Happened::HardBounce));
        assert_eq!(of(Happened::SoftBounce, ""), Some(Happened::SoftBounce));
        assert_eq!(of(Happened::Delivered, "250 OK"), Some(Happened::Delivered));
    }
}
