//! Where an address goes next. [`next_standing`] owns every transition that an answer, or the lack of one, can cause, and
//! [`ControlState::read`] those of a domain's control. Pure: the reading of a reply and the present moment come in.

use mailvet_verdict::{
    AcceptanceWorth, Address, Attempt, ConnectFault, Control, ControlKind, Knowledge, Moment, Operator,
    Outcome, Reading, ReplyClass, RetryAdvice, Says, Stage, Subject,
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

/// What a control makes of the name that the next one is asked by: `Some(Some(..))` the same once more, because a server
/// that greylists lets pass only whom it has put off before; `Some(None)` a new one; `None`: nobody was named, so
/// nothing changes.
pub(crate) fn name_to_repeat(control: &Control) -> Option<Option<Address>> {
    let asked = control.address.as_ref()?;
    let answered_for_good = match &control.attempt.outcome {
        Outcome::Answered(reply) | Outcome::Refused { reply, .. } => !reply.is_transient(),
        Outcome::NoConnection(_)
        | Outcome::TimedOut { .. }
        | Outcome::Dropped { .. }
        | Outcome::Garbled { .. }
        | Outcome::NeedsSmtpUtf8 => false,
    };
    Some((!answered_for_good).then(|| asked.clone()))
}

/// The name that the next control of a domain is asked by at `exchange`, after these controls, oldest first; `None`: a
/// new one.
pub(crate) fn repeated_name(controls: &[Control], exchange: &str) -> Option<Address> {
    controls
        .iter()
        .rev()
        .filter(|control| control.attempt.exchange == exchange)
        .find_map(name_to_repeat)
        .flatten()
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

    /// The server asks for less.
    pub(crate) fn asks_to_slow_down(&self) -> bool {
        self.reading.as_ref().is_some_and(|reading| matches!(reading.retry, RetryAdvice::Slower { .. }))
    }

    /// We are not wanted, now or at all, whoever the recipient is.
    pub(crate) fn is_unwelcome(&self) -> bool {
        let class = self.reading.as_ref().map(|reading| reading.class);
        self.refuses_us()
            || matches!(
                class,
                Some(ReplyClass::RateLimited | ReplyClass::AuthRequired | ReplyClass::TlsRequired)
            )
    }

    /// Our address, name, sender or network is refused.
    pub(crate) fn refuses_us(&self) -> bool {
        let class = self.reading.as_ref().map(|reading| reading.class);
        matches!(class, Some(ReplyClass::PolicyBlock | ReplyClass::SpamBlock))
    }

    /// A control with this answer settles what the domain does with addresses that cannot exist, as the judge reads it.
    fn proves(&self) -> bool {
        let Some(reading) = self.reading.as_ref().filter(|_| self.answer().is_some()) else { return false };
        match reading.says {
            Says::Deliverable => true,
            Says::Undeliverable => reading.about == Subject::Mailbox,
            Says::Risky | Says::Nothing => false,
        }
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
    /// Where we are refused: when it may be asked again, with what its exchange has kept back; `None`: no more.
    pub(crate) again: Option<Moment>,
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
        // It is asked again as seldom as its exchange is visited again, which is said in one place for both.
        ReplyClass::PolicyBlock | ReplyClass::SpamBlock => {
            before.again.map_or(Standing::Settled, |due| Standing::Waiting { due, tries })
        }
        // Asking again angers who already refuses us, and changes nothing until our side is put right.
        ReplyClass::AuthRequired | ReplyClass::TlsRequired | ReplyClass::RecipientRestricted => {
            Standing::Settled
        }
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use mailvet_verdict::Reply;

    use super::*;

    const NOW: Moment = Moment(10_000_000_000);

    fn waits() -> Waits {
        Waits::new(&[360, 1200, 3600, 14_400].map(Duration::from_secs))
    }

    fn attempt(outcome: Outcome) -> Attempt {
        Attempt {
            at: NOW,
            exchange: "mail.example".into(),
            host: "mx.mail.example".into(),
            ip: None,
            banner: None,
            tls: false,
            tls_facts: None,
            sender: None,
            outcome,
            latency_ms: None,
            transcript: None,
        }
    }

    fn answered(code: u16, text: &str) -> Attempt {
        attempt(Outcome::Answered(Reply::new(code, text)))
    }

    fn reading(class: ReplyClass, about: Subject, retry: RetryAdvice) -> Reading {
        Reading {
            class,
            about,
            says: Says::Nothing,
            retry,
            rule: "test".into(),
            sentence: String::new(),
            forward_to: None,
        }
    }

    const LATER: RetryAdvice = RetryAdvice::Later { after_seconds: None };
    const FRESH: Before = Before { tries: 0, heard_in_session: 5, control: ControlState::FRESH, again: None };

    /// Where an address stands that had been asked `tries` times before this answer.
    fn after(code: u16, class: ReplyClass, retry: RetryAdvice, tries: u32) -> Standing {
        let attempt = answered(code, "words");
        let heard = Heard {
            attempt: &attempt,
            reading: Some(reading(class, Subject::Mailbox, retry)),
            acceptance: AcceptanceWorth::Ordinary,
        };
        next_standing(&heard, Before { tries, ..FRESH }, &waits())
    }

    fn waiting(seconds: u64, tries: u32) -> Standing {
        Standing::Waiting { due: NOW.plus(Duration::from_secs(seconds)), tries }
    }

    #[test]
    fn a_permanent_answer_about_the_recipient_settles_it() {
        for class in [
            ReplyClass::MailboxNotFound,
            ReplyClass::MailboxDisabled,
            ReplyClass::Moved,
            ReplyClass::MailboxFull,
            ReplyClass::DomainNotFound,
            ReplyClass::RelayDenied,
            ReplyClass::Unclassified,
        ] {
            assert_eq!(after(550, class, RetryAdvice::No, 0), Standing::Settled, "{class}");
        }
    }

    #[test]
    fn a_refusal_of_us_is_not_asked_again_whatever_its_code() {
        for class in [ReplyClass::PolicyBlock, ReplyClass::SpamBlock, ReplyClass::AuthRequired] {
            assert_eq!(after(450, class, LATER, 0), Standing::Settled, "{class}");
            assert_eq!(after(550, class, RetryAdvice::OnceFixed, 0), Standing::Settled, "{class}");
        }
    }

    #[test]
    fn greylisting_rate_limits_and_trouble_wait_even_where_the_code_says_for_good() {
        for class in [ReplyClass::Greylisted, ReplyClass::RateLimited, ReplyClass::ServerBusy] {
            assert_eq!(after(451, class, LATER, 0), waiting(360, 1), "{class}");
            assert_eq!(after(550, class, LATER, 2), waiting(3600, 3), "{class}");
            assert_eq!(after(451, class, LATER, 4), Standing::Settled, "{class}");
        }
    }

    #[test]
    fn a_transient_no_such_user_is_no_proof_and_waits() {
        assert_eq!(after(450, ReplyClass::MailboxNotFound, LATER, 0), waiting(360, 1));
    }

    #[test]
    fn a_full_mailbox_is_asked_once_more() {
        assert_eq!(after(452, ReplyClass::MailboxFull, LATER, 0), waiting(360, 1));
        assert_eq!(after(452, ReplyClass::MailboxFull, LATER, 1), Standing::Settled);
    }

    #[test]
    fn the_wait_that_a_reply_states_is_kept() {
        let stated = RetryAdvice::Later { after_seconds: Some(300) };
        assert_eq!(after(450, ReplyClass::Greylisted, stated, 0), waiting(300, 1));
    }

    #[test]
    fn a_recipient_too_many_goes_into_a_new_session_at_once() {
        let standing = after(452, ReplyClass::RateLimited, RetryAdvice::NewSession, 0);
        assert_eq!(standing, Standing::Pending);
        let standing = after(452, ReplyClass::RateLimited, RetryAdvice::NewSession, 2);
        assert_eq!(standing, waiting(0, 2));
    }

    #[test]
    fn a_server_that_takes_not_even_one_recipient_is_busy() {
        let attempt = answered(452, "4.5.3 too many recipients");
        let heard = Heard {
            attempt: &attempt,
            reading: Some(reading(ReplyClass::RateLimited, Subject::Us, RetryAdvice::NewSession)),
            acceptance: AcceptanceWorth::Ordinary,
        };
        let standing = next_standing(&heard, Before { heard_in_session: 0, ..FRESH }, &waits());
        assert_eq!(standing, waiting(360, 1));
    }

    fn accepted(acceptance: AcceptanceWorth, control: ControlState) -> Standing {
        let attempt = answered(250, "2.1.5 ok");
        let reading = Some(reading(ReplyClass::Accepted, Subject::Mailbox, RetryAdvice::No));
        next_standing(
            &Heard { attempt: &attempt, reading, acceptance },
            Before { control, ..FRESH },
            &waits(),
        )
    }

    #[test]
    fn an_acceptance_waits_for_the_control_unless_it_is_decided_or_would_say_nothing() {
        let due = NOW.plus(Duration::from_secs(60));
        let put_off = ControlState::Needed { due, tries: 2 };
        let ordinary = |control| accepted(AcceptanceWorth::Ordinary, control);
        assert_eq!(ordinary(ControlState::FRESH), Standing::AwaitingControl { due: NOW, tries: 0 });
        assert_eq!(ordinary(put_off), Standing::AwaitingControl { due, tries: 2 });
        assert_eq!(ordinary(ControlState::Proved), Standing::Settled);
        assert_eq!(ordinary(ControlState::GivenUp), Standing::Settled);
        assert_eq!(accepted(AcceptanceWorth::Nothing, ControlState::FRESH), Standing::Settled);
    }

    #[test]
    fn without_a_reply_an_address_waits_twice() {
        for outcome in [
            Outcome::NoConnection(ConnectFault::TimedOut),
            Outcome::NoConnection(ConnectFault::Port25Shut),
            Outcome::TimedOut { stage: Stage::Rcpt },
            Outcome::Dropped { stage: Stage::Mail },
        ] {
            let attempt = attempt(outcome);
            let heard = Heard { attempt: &attempt, reading: None, acceptance: AcceptanceWorth::Ordinary };
            let standing = |tries| next_standing(&heard, Before { tries, ..FRESH }, &waits());
            assert_eq!([standing(0), standing(1)], [waiting(360, 1), waiting(1200, 2)]);
            assert_eq!(standing(2), Standing::Settled);
        }
    }

    #[test]
    fn what_asking_again_cannot_change_is_settled() {
        for outcome in [Outcome::NoConnection(ConnectFault::ForbiddenAddress), Outcome::NeedsSmtpUtf8] {
            let attempt = attempt(outcome);
            let heard = Heard { attempt: &attempt, reading: None, acceptance: AcceptanceWorth::Ordinary };
            assert_eq!(next_standing(&heard, FRESH, &waits()), Standing::Settled);
        }
    }

    fn control(kind: ControlKind, attempt: Attempt) -> Control {
        Control { kind, address: None, attempt }
    }

    fn state(controls: &[Control]) -> ControlState {
        ControlState::read(controls, &Knowledge::shipped(), &waits())
    }

    #[test]
    fn a_control_proves_by_an_acceptance_or_by_a_refusal_of_the_recipient() {
        let random = |attempt| [control(ControlKind::Random, attempt)];
        assert_eq!(state(&random(answered(250, "2.1.5 ok"))), ControlState::Proved);
        assert_eq!(state(&random(answered(550, "5.1.1 no such user"))), ControlState::Proved);
    }

    #[test]
    fn a_deferred_or_blocked_control_proves_nothing_and_is_asked_again() {
        let deferred = control(ControlKind::Random, answered(450, "4.2.0 Greylisted, try again later"));
        let due = NOW.plus(Duration::from_secs(360));
        assert_eq!(state(std::slice::from_ref(&deferred)), ControlState::Needed { due, tries: 1 });
        let blocked = answered(550, "5.7.1 Your IP address is on a block list");
        assert!(matches!(
            state(&[control(ControlKind::Random, blocked)]),
            ControlState::Needed { tries: 1, .. }
        ));
        assert_eq!(state(&vec![deferred; 5]), ControlState::GivenUp);
    }

    #[test]
    fn a_proof_is_not_undone_by_a_later_control() {
        let sister = control(ControlKind::RefusedSister, answered(550, "5.1.1 no such user"));
        let deferred = control(ControlKind::Random, answered(450, "4.2.0 Greylisted"));
        assert_eq!(state(&[sister, deferred]), ControlState::Proved);
    }

    fn named(local: &str, outcome: Outcome) -> Control {
        let address = Address { local: local.into(), domain: "shop.example".into() };
        Control { address: Some(address), ..control(ControlKind::Random, attempt(outcome)) }
    }

    fn repeated(controls: &[Control]) -> Option<String> {
        repeated_name(controls, "mail.example").map(|address| address.local)
    }

    #[test]
    fn a_control_that_was_put_off_keeps_its_name() {
        let greylisted = named("q1", Outcome::Answered(Reply::new(450, "4.2.0 Greylisted")));
        assert_eq!(repeated(std::slice::from_ref(&greylisted)).as_deref(), Some("q1"));
        let silent = named("q2", Outcome::TimedOut { stage: Stage::Rcpt });
        assert_eq!(repeated(&[greylisted.clone(), silent]).as_deref(), Some("q2"));
        let not_named = control(ControlKind::Random, attempt(Outcome::NoConnection(ConnectFault::TimedOut)));
        assert_eq!(repeated(&[greylisted, not_named]).as_deref(), Some("q1"));
    }

    #[test]
    fn a_control_that_was_answered_or_asked_elsewhere_gets_a_new_name() {
        let blocked = named("q1", Outcome::Answered(Reply::new(550, "5.7.1 blocked")));
        assert_eq!(repeated(&[blocked]), None);
        let mut elsewhere = named("q1", Outcome::Answered(Reply::new(450, "4.2.0 Greylisted")));
        elsewhere.attempt.exchange = "backup.example".into();
        assert_eq!(repeated(&[elsewhere]), None);
        assert_eq!(repeated(&[]), None);
    }
}
