//! What a reply means. A [`Reading`] is always made anew from the stored reply, so that better rules read old
//! conversations better; it is never evidence itself.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::judgement::coded;

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    pub sentence: String,
    /// The new address that a 551 or a "has moved" reply passes on.
    pub forward_to: Option<String>,
}
