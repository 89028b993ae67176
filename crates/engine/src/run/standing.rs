//! Where an address goes next. [`next_standing`] owns every transition that an answer, or the lack of one, can cause.
//! Pure: the reading of a reply, where the domain's controls stand, and the present moment come in.

use mailvet_verdict::{
    AcceptanceWorth, Attempt, ConnectFault, Knowledge, Moment, Operator, Outcome, Reading, ReplyClass,
    RetryAdvice, Stage, Subject,
};

use super::{
    control::ControlState,
    retry::{Patience, Waits},
};
use crate::journal::Standing;

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

    fn is_permanent(&self) -> bool {
        matches!(&self.attempt.outcome, Outcome::Answered(reply) if reply.is_permanent())
    }
}

/// Where an address was before it was asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Before {
    /// The moment from which it waits. What was heard may be older: a session shares what came of it when it is over.
    pub(crate) now: Moment,
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
    let now = before.now;
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
        if heard.acceptance == AcceptanceWorth::Nothing {
            return Standing::Settled;
        }
        if let Some(due) = before.control.holds_until() {
            // The server accepts everything at present: to be asked once more when it is itself again.
            return Standing::Waiting { due: due.max(now), tries };
        }
        return match before.control.awaited() {
            Some((due, tries)) => Standing::AwaitingControl { due: due.max(now), tries },
            None => Standing::Settled,
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

    use mailvet_verdict::{Moment, Reply, Says};

    use super::{super::control::Last, *};
    use crate::run::testing;

    const NOW: Moment = Moment(10_000_000_000);

    fn waits() -> Waits {
        Waits::new(&[360, 1200, 3600, 14_400].map(Duration::from_secs))
    }

    fn attempt(outcome: Outcome) -> Attempt {
        Attempt { at: NOW, ..testing::attempt("mail.example", outcome) }
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
            sentence: mailvet_verdict::Sentence::as_it_is(""),
            forward_to: None,
        }
    }

    const LATER: RetryAdvice = RetryAdvice::Later { after_seconds: None };
    const FRESH: Before =
        Before { now: NOW, tries: 0, heard_in_session: 5, control: ControlState::FRESH, again: None };

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
        let put_off = ControlState::Needed { due, tries: 2, accepted: 1 };
        let ordinary = |control| accepted(AcceptanceWorth::Ordinary, control);
        assert_eq!(ordinary(ControlState::FRESH), Standing::AwaitingControl { due: NOW, tries: 0 });
        assert_eq!(ordinary(put_off), Standing::AwaitingControl { due, tries: 2 });
        assert_eq!(ordinary(ControlState::Refuses { first: NOW, repeated: false }), Standing::Settled);
        assert_eq!(ordinary(ControlState::AcceptsAll), Standing::Settled);
        assert_eq!(ordinary(ControlState::GivenUp), Standing::Settled);
        assert_eq!(accepted(AcceptanceWorth::Nothing, ControlState::FRESH), Standing::Settled);
    }

    #[test]
    fn an_acceptance_by_a_server_that_accepts_everything_at_present_is_asked_again() {
        let due = NOW.plus(Duration::from_secs(3600));
        let turned = ControlState::Wavers { last: Last::Accepted, changes: 1, due, tries: 0 };
        assert_eq!(accepted(AcceptanceWorth::Ordinary, turned), Standing::Waiting { due, tries: 1 });
        let forgiving = ControlState::Wavers { last: Last::Refused, changes: 2, due: NOW, tries: 0 };
        assert_eq!(
            accepted(AcceptanceWorth::Ordinary, forgiving),
            Standing::AwaitingControl { due: NOW, tries: 0 }
        );
    }

    #[test]
    fn what_was_heard_a_while_ago_waits_from_now_on() {
        let attempt = Attempt { at: Moment(NOW.0 - 3_600_000), ..answered(450, "words") };
        let heard = Heard {
            attempt: &attempt,
            reading: Some(reading(ReplyClass::RateLimited, Subject::Us, LATER)),
            acceptance: AcceptanceWorth::Ordinary,
        };
        assert_eq!(next_standing(&heard, FRESH, &waits()), waiting(360, 1));
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
}
