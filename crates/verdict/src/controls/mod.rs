//! What controls tell: whether a domain's server refuses addresses that cannot exist, accepts them all, or does now the
//! one and now the other. The one reading of controls that the judge and the run share, so that what a run settles is
//! what the judge says. What it leaves out: what an operator's acceptances are worth at all.

mod traces;

use std::time::Duration;

use crate::{Attempt, Control, ControlKind, Knowledge, Moment, Outcome, Says, Stage, Subject};

pub use traces::CatchAllTraces;

/// How far a control may lie from an acceptance to say something of it: the two belong to one window. What is kept of
/// controls from one run to the next must be younger.
pub const CONTROL_WINDOW: Duration = Duration::from_secs(48 * 60 * 60);

/// So many impossible addresses have to be accepted, and none refused, before a catch-all is certain.
pub const CERTAIN_AFTER: u32 = 3;

/// From refusing to accepting and back again is one spell of a harvest guard. A server that changes more often within a
/// window accepts by chance, and proves nothing in between.
pub const ONE_SPELL: usize = 2;

/// What a control came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ControlWord {
    /// The address that cannot exist was accepted.
    Accepted,
    /// It was refused, for good and because there is no such mailbox.
    Refused,
    /// Anything else: deferred, blocked, unreachable. Proves nothing.
    Nothing,
}

impl ControlWord {
    /// What this control came to, taken by itself.
    #[must_use]
    pub fn of(control: &Control, knowledge: &Knowledge) -> Self {
        match (says(&control.attempt, knowledge), control.kind) {
            (Some((Says::Deliverable, _)), ControlKind::Random | ControlKind::Neighbour) => Self::Accepted,
            (
                Some((Says::Undeliverable, Subject::Mailbox)),
                ControlKind::Random | ControlKind::RefusedSister,
            ) => Self::Refused,
            // A real address that was accepted is no control at all, and another domain's refusal is none of this one.
            _ => Self::Nothing,
        }
    }
}

/// What an answer to `RCPT TO` says, and about whom; `None`: there was none.
fn says(attempt: &Attempt, knowledge: &Knowledge) -> Option<(Says, Subject)> {
    let Outcome::Answered(reply) = &attempt.outcome else { return None };
    let operator = knowledge.operator(&attempt.host, attempt.banner.as_deref());
    let reading = knowledge.read(Stage::Rcpt, operator, reply);
    Some((reading.says, reading.about))
}

/// The controls at one exchange that say something, oldest first. Once an impossible address was accepted, a refused
/// real one proves no more until an impossible one is refused again: a catch-all may have its exceptions.
pub(crate) fn telling<'c>(
    controls: &'c [Control],
    exchange: &str,
    knowledge: &Knowledge,
) -> Vec<(&'c Control, ControlWord)> {
    let mut told: Vec<_> = controls
        .iter()
        .filter(|control| control.attempt.exchange == exchange)
        .map(|control| (control, ControlWord::of(control, knowledge)))
        .filter(|(_, word)| *word != ControlWord::Nothing)
        .collect();
    told.sort_by_key(|(control, _)| control.attempt.at);
    let mut accepts = false;
    told.retain(|(control, word)| match (control.kind, word) {
        (ControlKind::RefusedSister, _) => !accepts,
        (ControlKind::Random | ControlKind::Neighbour, word) => {
            accepts = *word == ControlWord::Accepted;
            true
        }
    });
    told
}

/// What the controls around an acceptance say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ControlsSay {
    /// Nothing: none was answered in its window.
    Nothing,
    /// The server told apart who exists and who does not, by this kind of control.
    TellsApart(ControlKind),
    /// So many impossible addresses were accepted, and none refused.
    AcceptsAll {
        /// So many.
        accepted: u32,
    },
    /// It accepts and refuses impossible addresses by turns, and nothing shows that it told them apart just then.
    Wavers {
        /// So many were accepted.
        accepted: u32,
        /// Of so many.
        of: u32,
    },
}

impl ControlsSay {
    /// What is said of an acceptance at this moment and exchange.
    ///
    /// The nearest control on either side counts: none of the two may have been accepted, and one must have been
    /// refused. Where the server has accepted an impossible address before the acceptance, the refusal that follows is
    /// needed too: such a guard sleeps until it has counted enough bad recipients and then accepts until it forgets
    /// them, so between two refusals without an acceptance it was awake to neither.
    pub(crate) fn of(controls: &[Control], exchange: &str, at: Moment, knowledge: &Knowledge) -> Self {
        let mut told = telling(controls, exchange, knowledge);
        told.retain(|(control, _)| {
            control.attempt.at.since(at).max(at.since(control.attempt.at)) <= CONTROL_WINDOW
        });
        let count =
            |word| u32::try_from(told.iter().filter(|(_, said)| *said == word).count()).unwrap_or(u32::MAX);
        let (accepted, refused) = (count(ControlWord::Accepted), count(ControlWord::Refused));
        let own = told
            .iter()
            .filter(|(control, word)| *word == ControlWord::Accepted && control.kind == ControlKind::Random);
        let own = u32::try_from(own.count()).unwrap_or(u32::MAX);
        let (before, after) = told.split_at(told.partition_point(|(control, _)| control.attempt.at <= at));
        let (last, next) = (before.last(), after.first());
        let nearest = last.into_iter().chain(next);
        let Some(by) = nearest.clone().find(|(_, word)| *word == ControlWord::Refused) else {
            return match (accepted, refused) {
                (0, _) => Self::Nothing,
                (_, 0) => Self::AcceptsAll { accepted: own },
                (accepted, refused) => Self::Wavers { accepted, of: accepted + refused },
            };
        };
        let has_accepted = before.iter().any(|(_, word)| *word == ControlWord::Accepted);
        let changes = told.windows(2).filter(|pair| pair[0].1 != pair[1].1).count();
        let is_safe = nearest.clone().all(|(_, word)| *word == ControlWord::Refused)
            && (!has_accepted || next.is_some())
            && changes <= ONE_SPELL;
        match is_safe {
            true => Self::TellsApart(by.0.kind),
            false => Self::Wavers { accepted, of: accepted + refused },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Attempt, Reply};

    const HOUR: i64 = 3_600_000;
    const NOON: i64 = 1_800_000_000_000;

    /// `R`: a refused control, `A`: an accepted one, `S`: a refused sister, `N`: an accepted neighbour, `-`: a deferred
    /// control, `t`: the acceptance; an hour between each.
    fn said(story: &str) -> ControlsSay {
        let (mut controls, mut at) = (Vec::new(), Moment(0));
        for (n, event) in story.chars().enumerate() {
            let now = Moment(NOON + HOUR * i64::try_from(n).unwrap());
            let (kind, reply) = match event {
                't' => {
                    at = now;
                    continue;
                }
                'R' => (ControlKind::Random, "550 5.1.1 User unknown"),
                'A' => (ControlKind::Random, "250 Ok"),
                'S' => (ControlKind::RefusedSister, "550 5.1.1 User unknown"),
                'N' => (ControlKind::Neighbour, "250 Ok"),
                _ => (ControlKind::Random, "450 4.2.0 Greylisted"),
            };
            let attempt = Attempt {
                at: now,
                exchange: "acme.example".into(),
                host: "mx1.acme.example".into(),
                ip: None,
                banner: None,
                tls: false,
                outcome: Outcome::Answered(Reply::from_line(reply).unwrap()),
                latency_ms: None,
                tls_facts: None,
                sender: None,
                transcript: None,
            };
            controls.push(Control { kind, address: None, attempt });
        }
        ControlsSay::of(&controls, "acme.example", at, &Knowledge::shipped())
    }

    #[test]
    fn one_refusal_is_proof_where_nothing_impossible_was_accepted() {
        for story in ["tR", "Rt", "RtR", "tRR", "t-R", "R-t"] {
            assert_eq!(said(story), ControlsSay::TellsApart(ControlKind::Random), "{story}");
        }
        for story in ["tS", "St", "SStSS"] {
            assert_eq!(said(story), ControlsSay::TellsApart(ControlKind::RefusedSister), "{story}");
        }
    }

    #[test]
    fn acceptances_alone_are_counted() {
        assert_eq!(said("tA"), ControlsSay::AcceptsAll { accepted: 1 });
        assert_eq!(said("AtA-A"), ControlsSay::AcceptsAll { accepted: 3 });
        assert_eq!(
            said("tAAANA"),
            ControlsSay::AcceptsAll { accepted: 4 },
            "a neighbour's is not one of its own"
        );
        assert_eq!(said("t--"), ControlsSay::Nothing);
    }

    #[test]
    fn an_accepted_control_on_either_side_withdraws_what_lies_next_to_it() {
        for story in ["RtA", "AtR", "StA", "RtN", "StNR"] {
            assert!(matches!(said(story), ControlsSay::Wavers { .. }), "{story}: {:?}", said(story));
        }
    }

    #[test]
    fn what_came_before_the_last_good_control_stands() {
        for story in ["tRA", "RtRA", "StSA", "tSAAR"] {
            assert!(matches!(said(story), ControlsSay::TellsApart(_)), "{story}: {:?}", said(story));
        }
    }

    #[test]
    fn after_a_spell_of_accepting_a_refusal_on_both_sides_is_needed() {
        assert!(matches!(said("RARt"), ControlsSay::Wavers { accepted: 1, of: 3 }));
        assert_eq!(said("RARtR"), ControlsSay::TellsApart(ControlKind::Random));
    }

    #[test]
    fn a_server_that_changes_again_and_again_proves_nothing_between() {
        assert!(matches!(said("RARtRA"), ControlsSay::Wavers { .. }));
        assert!(matches!(said("RtRARA"), ControlsSay::Wavers { .. }));
    }

    #[test]
    fn a_catch_all_with_exceptions_stays_one() {
        assert_eq!(said("AAtAS"), ControlsSay::AcceptsAll { accepted: 3 });
        assert!(matches!(said("AStS"), ControlsSay::AcceptsAll { accepted: 1 }));
    }
}
