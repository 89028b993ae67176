//! Where an address goes next. [`next_standing`] owns every transition that an answer, or the lack of one, can cause, and
//! [`ControlState::read`] those of a domain's control. Pure: the reading of a reply and the present moment come in.

use mailvet_verdict::{
    AcceptanceWorth, Attempt, ConnectFault, Control, ControlKind, Knowledge, Moment, Operator, Outcome,
    Reading, ReplyClass, RetryAdvice, Stage, Subject,
};

use super::retry::{Patience, Waits};
use crate::journal::Standing;

/// Where the control of a domain stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ControlState {
    /// To be asked once something was accepted.
    Needed {
        /// Not before this moment.
        due: Moment,
        /// How many controls were put off so far.
        tries: u32,
    },
    /// It is known whether the domain refuses addresses that cannot exist.
    Proved,
    /// Put off as often as there are waits; acceptances stay unproven.
    GivenUp,
}

impl ControlState {
    /// Nothing was asked yet.
    pub(crate) const FRESH: Self = Self::Needed { due: Moment(i64::MIN), tries: 0 };

    /// What the controls of a domain so far, oldest first, come to.
    pub(crate) fn read(controls: &[Control], knowledge: &Knowledge, waits: &Waits) -> Self {
        controls.iter().fold(Self::FRESH, |state, control| state.after(control, knowledge, waits))
    }

    /// The state after one more control.
    pub(crate) fn after(self, control: &Control, knowledge: &Knowledge, waits: &Waits) -> Self {
        let Self::Needed { tries, .. } = self else { return self };
        let heard = Heard::of(&control.attempt, knowledge);
        if control.kind == ControlKind::RefusedSister || heard.proves() {
            return Self::Proved;
        }
        let tries = tries + 1;
        let patience = if heard.reading.is_some() { Patience::Whole } else { Patience::Fault };
        let advice = heard.reading.as_ref().map(|reading| reading.retry);
        match waits.due(tries, patience, advice, control.attempt.at) {
            Some(due) => Self::Needed { due, tries },
            None => Self::GivenUp,
        }
    }
}

/// An attempt with what its reply, where there is one, means.
#[derive(Clone, Debug)]
pub(crate) struct Heard<'a> {
    /// What was seen.
    pub(crate) attempt: &'a Attempt,
    /// What the reply means; `None` where there was none.
    pub(crate) reading: Option<Reading>,
    /// What this operator's acceptances are worth.
    pub(crate) acceptance: AcceptanceWorth,
}

impl<'a> Heard<'a> {
    /// Reads the reply of `attempt`, if it has one.
    pub(crate) fn of(attempt: &'a Attempt, knowledge: &Knowledge) -> Self {
        let operator = knowledge.operator(&attempt.host, attempt.banner.as_deref());
        let reading = match &attempt.outcome {
            Outcome::Answered(reply) => Some(knowledge.read(Stage::Rcpt, operator, reply)),
            Outcome::Refused { stage, reply } => Some(knowledge.read(*stage, operator, reply)),
            Outcome::NoConnection(_)
            | Outcome::TimedOut { .. }
            | Outcome::Dropped { .. }
            | Outcome::Garbled { .. }
            | Outcome::NeedsSmtpUtf8 => None,
        };
        Self { attempt, reading, acceptance: worth(operator) }
    }

    /// The class of an answer to `RCPT TO`.
    fn answer(&self) -> Option<ReplyClass> {
        match self.attempt.outcome {
            Outcome::Answered(_) => self.reading.as_ref().map(|reading| reading.class),
            _ => None,
        }
    }

    /// Accepted as a recipient.
    pub(crate) fn is_accepted(&self) -> bool {
        self.answer() == Some(ReplyClass::Accepted)
    }

    /// Refused for good because there is no such mailbox: at an ordinary server the proof that a domain is no catch-all.
    pub(crate) fn is_no_such_mailbox(&self) -> bool {
        self.answer() == Some(ReplyClass::MailboxNotFound) && self.is_permanent()
    }

    /// Refused for good, about the mailbox or its domain: what the limit of bad recipients counts.
    pub(crate) fn is_bad_recipient(&self) -> bool {
        let about = self.reading.as_ref().map(|reading| reading.about);
        self.answer().is_some()
            && self.is_permanent()
            && matches!(about, Some(Subject::Mailbox | Subject::Domain))
    }

    /// Put off on purpose, as greylisting does.
    pub(crate) fn is_greylisted(&self) -> bool {
        self.reading.as_ref().is_some_and(|reading| reading.class == ReplyClass::Greylisted)
    }

    /// The server asks for less, of us as a whole.
    pub(crate) fn asks_to_slow_down(&self) -> bool {
        let Some(reading) = &self.reading else { return false };
        matches!(reading.retry, RetryAdvice::Slower { .. })
            || (reading.class == ReplyClass::RateLimited && reading.about == Subject::Us)
    }

    /// A control with this answer settles what the domain does with addresses that cannot exist.
    fn proves(&self) -> bool {
        self.is_accepted() || self.is_bad_recipient()
    }

    fn is_permanent(&self) -> bool {
        matches!(&self.attempt.outcome, Outcome::Answered(reply) if reply.is_permanent())
    }
}

/// Where an address was before it was asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Before {
    /// How often it had been asked.
    pub(crate) tries: u32,
    /// How many answers its session had brought before.
    pub(crate) heard_in_session: usize,
    /// Where its domain's control stands.
    pub(crate) control: ControlState,
}

/// Where an address stands once this was heard of it.
pub(crate) fn next_standing(heard: &Heard<'_>, before: Before, waits: &Waits) -> Standing {
    let now = heard.attempt.at;
    let tries = before.tries.saturating_add(1);
    let advice = heard.reading.as_ref().map(|reading| reading.retry);
    let wait = |patience| match waits.due(tries, patience, advice, now) {
        Some(due) => Standing::Waiting { due, tries },
        None => Standing::Settled,
    };
    let (Some(reading), Outcome::Answered(reply) | Outcome::Refused { reply, .. }) =
        (&heard.reading, &heard.attempt.outcome)
    else {
        return match &heard.attempt.outcome {
            Outcome::NoConnection(ConnectFault::ForbiddenAddress) | Outcome::NeedsSmtpUtf8 => {
                Standing::Settled
            }
            _ => wait(Patience::Fault),
        };
    };
    // A server that says so before it took a single recipient does not mean the session's share: it is busy.
    if reading.retry == RetryAdvice::NewSession {
        return match before {
            Before { heard_in_session: 0, .. } => wait(Patience::Whole),
            Before { tries: 0, .. } => Standing::Pending,
            Before { tries, .. } => Standing::Waiting { due: now, tries },
        };
    }
    if heard.is_accepted() {
        return match (heard.acceptance, before.control) {
            (AcceptanceWorth::Ordinary, ControlState::Needed { due, tries }) => {
                Standing::AwaitingControl { due: due.max(now), tries }
            }
            (AcceptanceWorth::Nothing, _) | (_, ControlState::Proved | ControlState::GivenUp) => {
                Standing::Settled
            }
        };
    }
    match reading.class {
        // These pass whatever their code: 550 is used for rate limits too.
        ReplyClass::Greylisted | ReplyClass::RateLimited | ReplyClass::ServerBusy => wait(Patience::Whole),
        // Asking again angers who already refuses us, and changes nothing until our side is put right.
        ReplyClass::PolicyBlock
        | ReplyClass::SpamBlock
        | ReplyClass::AuthRequired
        | ReplyClass::TlsRequired
        | ReplyClass::RecipientRestricted => Standing::Settled,
        ReplyClass::MailboxFull if reply.is_transient() => wait(Patience::Full),
        ReplyClass::MailboxFull
        | ReplyClass::Accepted
        | ReplyClass::MailboxNotFound
        | ReplyClass::MailboxDisabled
        | ReplyClass::Moved
        | ReplyClass::DomainNotFound
        | ReplyClass::RelayDenied
        | ReplyClass::SyntaxError
        | ReplyClass::Other
        | ReplyClass::Unclassified => {
            if reply.is_transient() {
                wait(Patience::Whole)
            } else {
                Standing::Settled
            }
        }
    }
}

/// What the acceptances of an operator are worth.
pub(crate) fn worth(operator: Option<&Operator>) -> AcceptanceWorth {
    operator.map_or(AcceptanceWorth::Ordinary, |operator| operator.acceptance)
}
