//! What mail servers answered: the latest answer that decides anything, what the controls make of an acceptance, and
//! what is left to say where no answer decides.

use super::{Certainty, Finding, words};
use crate::{
    AcceptanceWorth, Attempt, CERTAIN_AFTER, ConnectFault, Control, ControlKind, ControlWord, Knowledge,
    Operator, Outcome, Reading, Reason, Reply, ReplyClass, Says, SenderRefusal, Stage, Tri,
    controls::{ControlsSay, telling},
};

/// An answer to `RCPT TO` that decides something, with its meaning.
pub(super) struct Answer<'a> {
    attempt: &'a Attempt,
    reply: &'a Reply,
    reading: Reading,
    operator: Option<&'a Operator>,
}

impl<'a> Answer<'a> {
    /// The latest answer that decides something. Later failures, deferrals and blocks do not erase it.
    pub(super) fn decisive(attempts: &'a [Attempt], knowledge: &'a Knowledge) -> Option<Self> {
        attempts
            .iter()
            .rev()
            .filter_map(|attempt| Self::heard(attempt, knowledge))
            .find(|answer| answer.reading.says != Says::Nothing)
    }

    fn heard(attempt: &'a Attempt, knowledge: &'a Knowledge) -> Option<Self> {
        let Outcome::Answered(reply) = &attempt.outcome else { return None };
        let operator = knowledge.operator(&attempt.host, attempt.banner.as_deref());
        let reading = knowledge.read(Stage::Rcpt, operator, reply);
        Some(Self { attempt, reply, reading, operator })
    }

    /// What the answer comes to.
    pub(super) fn finding(&self, controls: &[Control], knowledge: &Knowledge, domain: &str) -> Finding {
        match self.reading.says {
            Says::Deliverable => self.accepted(controls, knowledge, domain),
            Says::Undeliverable | Says::Risky | Says::Nothing => self.refused(domain),
        }
    }

    fn refused(&self, domain: &str) -> Finding {
        let said =
            |reason, what: &str| Finding::new(reason, words::said(&self.attempt.host, what, self.reply));
        match self.reading.class {
            ReplyClass::MailboxNotFound => said(Reason::MailboxNotFound, "there is no such mailbox"),
            ReplyClass::MailboxDisabled => said(Reason::MailboxDisabled, "the mailbox is switched off"),
            ReplyClass::Moved => Finding {
                forward_to: self.reading.forward_to.clone(),
                ..said(Reason::MailboxMoved, "the mailbox has moved")
            },
            ReplyClass::DomainNotFound => {
                said(Reason::DomainTakesNoMail, &format!("{domain} does not exist or takes no mail"))
            }
            ReplyClass::MailboxFull => said(Reason::MailboxFull, "the mailbox is full"),
            ReplyClass::RecipientRestricted => {
                said(Reason::RecipientRestricted, "the mailbox takes mail from some senders only")
            }
            ReplyClass::Accepted
            | ReplyClass::RelayDenied
            | ReplyClass::PolicyBlock
            | ReplyClass::SpamBlock
            | ReplyClass::Greylisted
            | ReplyClass::RateLimited
            | ReplyClass::AuthRequired
            | ReplyClass::TlsRequired
            | ReplyClass::ServerBusy
            | ReplyClass::SyntaxError
            | ReplyClass::Other
            | ReplyClass::Unclassified => {
                undecided_answer(&self.attempt.host, self.reply, &self.reading, domain)
            }
        }
    }

    /// An acceptance is worth what the controls around it say.
    fn accepted(&self, controls: &[Control], knowledge: &Knowledge, domain: &str) -> Finding {
        let host = &self.attempt.host;
        if let Some(operator) =
            self.operator.filter(|operator| operator.acceptance == AcceptanceWorth::Nothing)
        {
            return Finding::new(
                Reason::AcceptsUnproven,
                format!(
                    "{host} accepted the address, but {} accepts every address and returns mail later.",
                    operator.name
                ),
            );
        }
        match ControlsSay::of(controls, &self.attempt.exchange, self.attempt.at, knowledge) {
            ControlsSay::TellsApart(kind) => {
                let against = match kind {
                    ControlKind::Random => "an address that cannot exist",
                    ControlKind::RefusedSister | ControlKind::Neighbour => "another address",
                };
                Finding::new(
                    Reason::MailboxAccepted,
                    format!("{host} accepted the address and refused {against} at {domain}."),
                )
            }
            ControlsSay::AcceptsAll { accepted } => Finding {
                certainty: Certainty::after(accepted),
                ..Finding::new(Reason::CatchAll, words::accepts_all(host, domain, accepted))
            },
            ControlsSay::Wavers { accepted, of } => Finding::new(
                Reason::AcceptsUnproven,
                format!(
                    "{host} accepted the address, but answers differently from time to time: it accepted {accepted} \
                     of {of} addresses that cannot exist."
                ),
            ),
            ControlsSay::Nothing => Finding::new(
                Reason::AcceptsUnproven,
                format!(
                    "{host} accepted the address, but whether it would refuse a wrong one at {domain} is not known."
                ),
            ),
        }
    }
}

/// Whether the domain accepts every address, by all that its controls said at the exchange that answered last, and by
/// this address's own refusal. Not known before it is certain, and never where the answers differ.
pub(super) fn catch_all(answer: Option<&Answer<'_>>, controls: &[Control], knowledge: &Knowledge) -> Tri {
    let latest =
        controls.iter().rev().find(|control| ControlWord::of(control, knowledge) != ControlWord::Nothing);
    let exchange = answer.map(|answer| answer.attempt).or_else(|| latest.map(|control| &control.attempt));
    let told = exchange.map(|at| telling(controls, &at.exchange, knowledge)).unwrap_or_default();
    let count = |word| told.iter().filter(|(_, said)| *said == word).count();
    let own = answer.is_some_and(|answer| answer.reading.class == ReplyClass::MailboxNotFound);
    match (count(ControlWord::Accepted), count(ControlWord::Refused) + usize::from(own)) {
        (0, 1..) => Tri::No,
        (accepted, 0) if u32::try_from(accepted).is_ok_and(|accepted| accepted >= CERTAIN_AFTER) => Tri::Yes,
        _ => Tri::Unknown,
    }
}

/// What is left to say where no answer decided anything: what came of the last attempt.
pub(super) fn undecided(last: &Attempt, knowledge: &Knowledge, domain: &str) -> Finding {
    let mut finding = undecided_so_far(last, knowledge, domain);
    if finding.reason == Reason::UsRefused && is_null_sender_refused(last, knowledge) {
        finding.sentence.push(' ');
        finding.sentence.push_str(words::ANOTHER_SENDER);
    }
    finding
}

/// Whether the server refuses the null sender, and no other was tried.
fn is_null_sender_refused(last: &Attempt, knowledge: &Knowledge) -> bool {
    let (Outcome::Answered(reply) | Outcome::Refused { reply, .. }) = &last.outcome else { return false };
    match knowledge.sender_refusal(reply) {
        Some(SenderRefusal::NullSender) => last.sender.as_deref().is_none_or(str::is_empty),
        Some(SenderRefusal::Sender) => last.sender.as_deref() == Some(""),
        Some(SenderRefusal::MoreRecipients) | None => false,
    }
}

fn undecided_so_far(last: &Attempt, knowledge: &Knowledge, domain: &str) -> Finding {
    let host = &last.host;
    match &last.outcome {
        Outcome::Answered(reply) => {
            let operator = knowledge.operator(host, last.banner.as_deref());
            undecided_answer(host, reply, &knowledge.read(Stage::Rcpt, operator, reply), domain)
        }
        Outcome::Refused { stage, reply } => {
            let operator = knowledge.operator(host, last.banner.as_deref());
            let reading = knowledge.read(before_rcpt(*stage), operator, reply);
            let reason = match reading.class {
                // Refused before the recipient was named: whatever the words, it is us.
                ReplyClass::Unclassified if reply.is_permanent() => Reason::UsRefused,
                _ => undecided_reason(reading.class, reply),
            };
            Finding::new(reason, words::refused_before(host, *stage, reason, reply))
        }
        Outcome::NoConnection(ConnectFault::Port25Shut) => Finding::new(
            Reason::Port25Blocked,
            "This network lets no connection out to port 25, so no mail server could be asked.",
        ),
        Outcome::NoConnection(fault) => {
            Finding::new(Reason::NoConnection, words::no_connection(host, domain, *fault))
        }
        Outcome::TimedOut { stage } => Finding::new(Reason::TimedOut, words::timed_out(host, *stage)),
        Outcome::Dropped { stage } => Finding::new(Reason::ConnectionDropped, words::dropped(host, *stage)),
        Outcome::Garbled { stage, detail } => {
            Finding::new(Reason::ProtocolError, words::garbled(host, *stage, detail))
        }
        Outcome::NeedsSmtpUtf8 => Finding::new(
            Reason::NeedsSmtputf8,
            format!("The address has letters beyond ASCII, and {host} offers no way to name it (SMTPUTF8)."),
        ),
    }
}

/// An early refusal is never read as one of the recipient, even where a journal says so.
fn before_rcpt(stage: Stage) -> Stage {
    match stage {
        Stage::Rcpt | Stage::Leave => Stage::Mail,
        Stage::Connect | Stage::Ehlo | Stage::StartTls | Stage::Mail => stage,
    }
}

fn undecided_answer(host: &str, reply: &Reply, reading: &Reading, domain: &str) -> Finding {
    let reason = undecided_reason(reading.class, reply);
    let what = match (reading.class, reason) {
        (ReplyClass::RelayDenied, _) => format!("it does not handle mail for {domain}"),
        (_, Reason::Greylisted) => "to come back later".to_owned(),
        (_, Reason::RateLimited) => "it was asked too much or too fast".to_owned(),
        (_, Reason::ServerBusy) => "it cannot answer now".to_owned(),
        (_, Reason::AuthRequired) => "it wants a login first".to_owned(),
        (_, Reason::TlsRequired) => "it wants an encrypted connection".to_owned(),
        (_, Reason::UsRefused) => "it refuses us, which says nothing of the mailbox".to_owned(),
        (_, Reason::ProtocolError) => "it did not understand what it was asked".to_owned(),
        _ => "no, without a reason that concerns the mailbox".to_owned(),
    };
    Finding::new(reason, words::said(host, &what, reply))
}

/// The reason for an answer that proves nothing.
fn undecided_reason(class: ReplyClass, reply: &Reply) -> Reason {
    match class {
        ReplyClass::Greylisted => Reason::Greylisted,
        ReplyClass::RateLimited => Reason::RateLimited,
        ReplyClass::ServerBusy => Reason::ServerBusy,
        ReplyClass::AuthRequired => Reason::AuthRequired,
        ReplyClass::TlsRequired => Reason::TlsRequired,
        ReplyClass::PolicyBlock | ReplyClass::SpamBlock | ReplyClass::RelayDenied => Reason::UsRefused,
        ReplyClass::SyntaxError | ReplyClass::Other => Reason::ProtocolError,
        ReplyClass::Accepted
        | ReplyClass::MailboxNotFound
        | ReplyClass::MailboxDisabled
        | ReplyClass::MailboxFull
        | ReplyClass::Moved
        | ReplyClass::RecipientRestricted
        | ReplyClass::DomainNotFound
        | ReplyClass::Unclassified => match reply.code {
            // "Not now" about the recipient without a reason: most often greylisting, and to be treated like it.
            450 | 451 => Reason::Greylisted,
            400..500 => Reason::ServerBusy,
            _ => Reason::ProbeRefused,
        },
    }
}
