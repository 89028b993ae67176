//! What mail servers answered: the latest answer that decides anything, what the controls make of an acceptance, and
//! what is left to say where no answer decides.

use super::{Certainty, Finding, words};
use crate::{
    AcceptanceWorth, Attempt, CERTAIN_AFTER, ConnectFault, Control, ControlKind, ControlWord, Knowledge,
    Operator, Outcome, Reading, Reason, Reply, ReplyClass, Says, SenderRefusal, Sentence, Stage, Tri,
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
        let said = |reason, what: Sentence| {
            Finding::new(reason, words::said(&self.attempt.host, what, words::quote(self.reply)))
        };
        match self.reading.class {
            ReplyClass::MailboxNotFound => said(Reason::MailboxNotFound, words::no_mailbox()),
            ReplyClass::MailboxDisabled => said(Reason::MailboxDisabled, words::switched_off()),
            ReplyClass::Moved => Finding {
                forward_to: self.reading.forward_to.clone(),
                ..said(Reason::MailboxMoved, words::moved())
            },
            ReplyClass::DomainNotFound => said(Reason::DomainTakesNoMail, words::domain_gone(domain)),
            ReplyClass::MailboxFull => said(Reason::MailboxFull, words::full()),
            ReplyClass::RecipientRestricted => said(Reason::RecipientRestricted, words::restricted()),
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
            let sentence = words::accepts_and_returns(host, &operator.name);
            return Finding::new(Reason::AcceptsUnproven, sentence);
        }
        match ControlsSay::of(controls, &self.attempt.exchange, self.attempt.at, knowledge) {
            ControlsSay::TellsApart(kind) => Finding::new(
                Reason::MailboxAccepted,
                match kind {
                    ControlKind::Random => words::told_apart(host, domain),
                    ControlKind::RefusedSister | ControlKind::Neighbour => {
                        words::told_others_apart(host, domain)
                    }
                },
            ),
            ControlsSay::AcceptsAll { accepted } => Finding {
                certainty: Certainty::after(accepted),
                ..Finding::new(Reason::CatchAll, words::accepted_so_many(host, domain, accepted))
            },
            ControlsSay::Wavers { accepted, of } => {
                Finding::new(Reason::AcceptsUnproven, words::wavers(host, accepted, of))
            }
            ControlsSay::Nothing => Finding::new(Reason::AcceptsUnproven, words::unproven(host, domain)),
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
        finding.sentence = words::another_sender(finding.sentence);
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
    let unanswered = |reason| {
        let sentence = words::unanswered(host, &last.outcome);
        Finding::new(reason, sentence.expect("what nobody answered has a sentence"))
    };
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
            Finding::new(reason, words::refused_early(host, *stage, reason, reply))
        }
        // No server answered: which of them it is makes the reason.
        Outcome::NoConnection(ConnectFault::Port25Shut) => unanswered(Reason::Port25Blocked),
        Outcome::NoConnection(_) => unanswered(Reason::NoConnection),
        Outcome::TimedOut { .. } => unanswered(Reason::TimedOut),
        Outcome::Dropped { .. } => unanswered(Reason::ConnectionDropped),
        Outcome::Garbled { .. } => unanswered(Reason::ProtocolError),
        Outcome::NeedsSmtpUtf8 => unanswered(Reason::NeedsSmtputf8),
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
        (ReplyClass::RelayDenied, _) => words::not_ours(domain),
        (_, Reason::Greylisted) => words::come_back(),
        (_, Reason::RateLimited) => words::too_fast(),
        (_, Reason::ServerBusy) => words::busy(),
        (_, Reason::AuthRequired) => words::login(),
        (_, Reason::TlsRequired) => words::encryption(),
        (_, Reason::UsRefused) => words::not_you(),
        (_, Reason::ProtocolError) => words::not_understood(),
        _ => words::just_no(),
    };
    Finding::new(reason, words::said(host, what, words::quote(reply)))
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
