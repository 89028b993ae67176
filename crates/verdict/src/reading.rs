//! What a reply means. A [`Reading`] is always made anew from the stored reply, so that better rules read old
//! conversations better; it is never evidence itself.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    Reply, Sentence, Stage,
    judgement::coded,
    phrases,
    rules::{Heard, Row, RowRetry, stated_wait},
};

coded! {
    /// The reason that a reply states, whatever its code.
    ReplyClass {
        /// Yes.
        Accepted = "accepted", "Accepted";
        /// No such user, mailbox, recipient, alias; unroutable local part.
        MailboxNotFound = "mailbox_not_found", "No such mailbox";
        /// Disabled, suspended, locked, inactive, expired.
        MailboxDisabled = "mailbox_disabled", "Mailbox disabled";
        /// Over quota.
        MailboxFull = "mailbox_full", "Mailbox full";
        /// Replaced by another address.
        Moved = "moved", "Mailbox moved";
        /// Takes mail from some senders only.
        RecipientRestricted = "recipient_restricted", "Recipient restricted";
        /// The recipient's domain does not exist or takes no mail.
        DomainNotFound = "domain_not_found", "Domain takes no mail";
        /// This server does not handle the domain.
        RelayDenied = "relay_denied", "Not responsible for this domain";
        /// Our address, name, sender, country or network is refused.
        PolicyBlock = "policy_block", "We are refused by policy";
        /// Judged spam or unwanted.
        SpamBlock = "spam_block", "Judged unwanted";
        /// Come back later, on purpose.
        Greylisted = "greylisted", "Greylisted";
        /// Too many connections, commands, recipients.
        RateLimited = "rate_limited", "Rate limited";
        /// Log in first.
        AuthRequired = "auth_required", "Login required";
        /// Use STARTTLS first.
        TlsRequired = "tls_required", "Encryption required";
        /// The receiving side has trouble.
        ServerBusy = "server_busy", "Server has trouble";
        /// Our command or the address form was not understood.
        SyntaxError = "syntax_error", "Not understood";
        /// About the message, which a check never sends.
        Other = "other", "About the message";
        /// A refusal without a reason.
        Unclassified = "unclassified", "No reason given";
    }
}

phrases! {
    /// What a reply means.
    pub(crate) REPLY "reply" {
        says(clause) = "The server says that {clause}.";
        says_for_now(clause) = "The server says that {clause}, for now.";
        says_early(clause) = "Before any recipient was named, the server says that {clause}.";
        goes_on() = "The server lets the conversation go on.";
        takes_mail() = "it takes mail for this address";
        no_mailbox() = "there is no such mailbox";
        switched_off() = "the mailbox is switched off";
        full() = "the mailbox is full";
        moved() = "the mailbox has moved";
        restricted() = "the mailbox takes mail from some senders only";
        domain_takes_none() = "the domain takes no mail";
        not_responsible() = "it does not handle mail for this domain";
        refuses_us() = "it refuses our address, name, sender or network";
        unwanted() = "it takes this for unwanted mail";
        later_on_purpose() = "it wants to be asked again later, on purpose";
        too_fast() = "it was asked too much or too fast";
        login_first() = "it wants a login first";
        encryption_first() = "it wants an encrypted connection first";
        trouble() = "it has trouble of its own";
        not_understood() = "it did not understand the command";
        dislikes_message() = "it dislikes something about a message";
        no_reason() = "it refuses, without a reason";
    }
}

/// Who or what a reply speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// The recipient's mailbox.
    Mailbox,
    /// The recipient's domain.
    Domain,
    /// The prober: its address, name, sender, behaviour.
    Us,
    /// The receiving side's own state.
    Server,
    /// Our command.
    Command,
    /// A message.
    Message,
    /// Nothing that could be told.
    Nothing,
}

/// Whether and how it makes sense to ask again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum RetryAdvice {
    /// Asking again changes nothing.
    No,
    /// Later; after so many seconds where the reply says how many.
    Later {
        /// The wait that the reply itself states.
        after_seconds: Option<u32>,
    },
    /// Later and slower.
    Slower {
        /// The wait that the reply itself states.
        after_seconds: Option<u32>,
    },
    /// In a new session, at once: this one has had its share of recipients.
    NewSession,
    /// With encryption.
    WithTls,
    /// At another mail host.
    OtherHost,
    /// Once our side is put right.
    OnceFixed,
}

/// What a reply alone says of the address it was given for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Says {
    /// It takes mail.
    Deliverable,
    /// It does not, for good.
    Undeliverable,
    /// It does, but perhaps not now or not from everybody.
    Risky,
    /// Nothing.
    Nothing,
}

/// What a reply means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The reason that it states.
    pub class: ReplyClass,
    /// Who or what it speaks of.
    pub about: Subject,
    /// What it says of the address.
    pub says: Says,
    /// Whether to ask again.
    pub retry: RetryAdvice,
    /// Id of the rule that matched.
    pub rule: String,
    /// The meaning in one plain sentence.
    pub sentence: Sentence,
    /// The new address that a 551 or a "has moved" reply passes on.
    pub forward_to: Option<String>,
}

impl ReplyClass {
    /// Who or what such a reply speaks of.
    #[must_use]
    pub const fn subject(self) -> Subject {
        match self {
            Self::Accepted
            | Self::MailboxNotFound
            | Self::MailboxDisabled
            | Self::MailboxFull
            | Self::Moved
            | Self::RecipientRestricted => Subject::Mailbox,
            Self::DomainNotFound | Self::RelayDenied => Subject::Domain,
            Self::PolicyBlock
            | Self::SpamBlock
            | Self::Greylisted
            | Self::RateLimited
            | Self::AuthRequired
            | Self::TlsRequired => Subject::Us,
            Self::ServerBusy => Subject::Server,
            Self::SyntaxError => Subject::Command,
            Self::Other => Subject::Message,
            Self::Unclassified => Subject::Nothing,
        }
    }

    /// What the server says, to go behind "The server says that".
    fn clause(self) -> Sentence {
        match self {
            Self::Accepted => takes_mail(),
            Self::MailboxNotFound => no_mailbox(),
            Self::MailboxDisabled => switched_off(),
            Self::MailboxFull => full(),
            Self::Moved => moved(),
            Self::RecipientRestricted => restricted(),
            Self::DomainNotFound => domain_takes_none(),
            Self::RelayDenied => not_responsible(),
            Self::PolicyBlock => refuses_us(),
            Self::SpamBlock => unwanted(),
            Self::Greylisted => later_on_purpose(),
            Self::RateLimited => too_fast(),
            Self::AuthRequired => login_first(),
            Self::TlsRequired => encryption_first(),
            Self::ServerBusy => trouble(),
            Self::SyntaxError => not_understood(),
            Self::Other => dislikes_message(),
            Self::Unclassified => no_reason(),
        }
    }
}

impl Reading {
    /// What the row that fitted makes of a reply. Whatever the row, a refusal before `RCPT TO` is not about the
    /// recipient, and a transient one is no statement for good.
    pub(crate) fn of(stage: Stage, reply: &Reply, heard: &Heard, row: Option<&Row>) -> Self {
        let class = row.map_or(ReplyClass::Unclassified, |row| row.class);
        let about = match class.subject() {
            Subject::Mailbox | Subject::Domain if stage != Stage::Rcpt => Subject::Us,
            subject => subject,
        };
        let says = match class {
            _ if stage != Stage::Rcpt => Says::Nothing,
            ReplyClass::Accepted => Says::Deliverable,
            ReplyClass::MailboxNotFound
            | ReplyClass::MailboxDisabled
            | ReplyClass::Moved
            | ReplyClass::DomainNotFound
                if reply.is_permanent() =>
            {
                Says::Undeliverable
            }
            ReplyClass::MailboxFull | ReplyClass::RecipientRestricted => Says::Risky,
            _ => Says::Nothing,
        };
        let retry = retry_advice(class, reply, heard, row.and_then(|row| row.retry));
        let for_now = reply.is_transient()
            && matches!(
                class,
                ReplyClass::MailboxNotFound
                    | ReplyClass::MailboxDisabled
                    | ReplyClass::Moved
                    | ReplyClass::DomainNotFound
                    | ReplyClass::Unclassified
            );
        let sentence = match (class, stage) {
            (_, Stage::Rcpt) if for_now => says_for_now(class.clause()),
            (_, Stage::Rcpt) => self::says(class.clause()),
            (ReplyClass::Accepted, _) => goes_on(),
            _ => says_early(class.clause()),
        };
        Self {
            class,
            about,
            says,
            retry,
            rule: row.map_or_else(|| "none".to_owned(), |row| row.id.clone()),
            sentence,
            forward_to: (class == ReplyClass::Moved).then(|| forwarding_address(reply)).flatten(),
        }
    }
}

fn retry_advice(class: ReplyClass, reply: &Reply, heard: &Heard, row: Option<RowRetry>) -> RetryAdvice {
    if row == Some(RowRetry::NewSession) {
        return RetryAdvice::NewSession;
    }
    let after_seconds = stated_wait(&heard.words, &reply.text());
    let transient = reply.is_transient();
    match class {
        ReplyClass::Accepted | ReplyClass::AuthRequired => RetryAdvice::No,
        ReplyClass::TlsRequired => RetryAdvice::WithTls,
        ReplyClass::RelayDenied => RetryAdvice::OtherHost,
        ReplyClass::PolicyBlock | ReplyClass::SpamBlock if transient => RetryAdvice::Slower { after_seconds },
        ReplyClass::PolicyBlock | ReplyClass::SpamBlock => RetryAdvice::OnceFixed,
        ReplyClass::RateLimited => RetryAdvice::Slower { after_seconds },
        ReplyClass::Greylisted | ReplyClass::ServerBusy => RetryAdvice::Later { after_seconds },
        ReplyClass::MailboxNotFound
        | ReplyClass::MailboxDisabled
        | ReplyClass::MailboxFull
        | ReplyClass::Moved
        | ReplyClass::RecipientRestricted
        | ReplyClass::DomainNotFound
        | ReplyClass::SyntaxError
        | ReplyClass::Other
        | ReplyClass::Unclassified => {
            if transient {
                RetryAdvice::Later { after_seconds }
            } else {
                RetryAdvice::No
            }
        }
    }
}

/// The new address in a reply such as `551 User not local; please try <new@example.org>` or
/// `address old@example.com has been replaced by new@example.org`: the last one, where it is not the only one or is
/// offered.
fn forwarding_address(reply: &Reply) -> Option<String> {
    let text = reply.text();
    let mut addresses = text.match_indices('@').filter_map(|(at, _)| {
        let outside = |c: char| c.is_whitespace() || "<>()[]{}\"',;:".contains(c);
        let start =
            text[..at].rfind(outside).map_or(0, |i| i + text[i..].chars().next().map_or(1, char::len_utf8));
        let end = text[at..].find(outside).map_or(text.len(), |i| at + i);
        let address = text[start..end].trim_end_matches('.');
        (start < at && at + 1 < start + address.len()).then_some((start, address))
    });
    let first = addresses.next()?;
    let (start, address) = addresses.next_back().unwrap_or(first);
    let before = text[..start].to_lowercase();
    let offered = ["try", "to", "by", "use", "is", "now", "address", "adresse", ":"]
        .iter()
        .any(|word| before.trim_end_matches([' ', '<', ':']).ends_with(word));
    (start != first.0 || offered).then(|| address.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Knowledge;

    fn read(reply: &str) -> Reading {
        Knowledge::shipped().read(Stage::Rcpt, None, &Reply::from_line(reply).unwrap())
    }

    #[test]
    fn the_wait_of_a_greylisting_server_is_passed_on() {
        for (reply, wait) in [
            ("450 4.2.0 Greylisted, please try again in 180 seconds", Some(180)),
            ("451 4.7.1 Greylisting in action, please come back in 00:04:59", Some(299)),
            ("450 4.2.0 Greylisting active, please try again later", None),
        ] {
            assert_eq!(read(reply).retry, RetryAdvice::Later { after_seconds: wait }, "{reply}");
        }
    }

    #[test]
    fn a_session_at_its_limit_asks_for_a_new_one() {
        for reply in [
            "452 4.5.3 Too many recipients",
            "452 4.5.3 Recipients belong to multiple regions ATTR38",
            "452 too many recipients",
            "451 4.5.3 one recipient at a time, please",
        ] {
            assert_eq!(read(reply).retry, RetryAdvice::NewSession, "{reply}");
        }
        // A limit over time, which Postfix words so, is not lifted by another session.
        for reply in
            ["550 Too many invalid recipients", "450 4.7.1 Error: too many recipients from 192.0.2.1"]
        {
            assert_ne!(read(reply).retry, RetryAdvice::NewSession, "{reply}");
        }
    }

    #[test]
    fn a_moved_mailbox_passes_its_new_address_on() {
        for (reply, new) in [
            ("551 5.1.6 User not local; please try <anna@new.example>", Some("anna@new.example")),
            (
                "550 5.1.6 address anna@old.example has been replaced by berg@new.example.",
                Some("berg@new.example"),
            ),
            ("551 User not local; please try <forward-path>", None),
            ("551 5.1.6 <anna@old.example>: mailbox has moved", None),
        ] {
            assert_eq!(read(reply).forward_to.as_deref(), new, "{reply}");
        }
    }

    #[test]
    fn every_line_of_a_reply_is_read() {
        let reply = Reply {
            code: 550,
            lines: vec!["Requested action not taken".into(), "5.1.1 The user does not exist".into()],
        };
        let reading = Knowledge::shipped().read(Stage::Rcpt, None, &reply);
        assert_eq!(reading.class, ReplyClass::MailboxNotFound);
    }

    #[test]
    fn a_reply_at_mail_from_is_about_us() {
        let reply = Reply::new(550, "5.1.1 User unknown");
        let reading = Knowledge::shipped().read(Stage::Mail, None, &reply);
        assert_eq!(
            (reading.class, reading.about, reading.says),
            (ReplyClass::PolicyBlock, Subject::Us, Says::Nothing)
        );
    }
}
