//! Where the controls of a domain stand, and what the next one is asked by. Pure; what a control says is read by the
//! verdict crate, so that what a run settles is what the judge says. What it leaves out: when a proof is repeated, which
//! is `audit`'s.

use std::time::Duration;

use mailvet_verdict::{
    Address, CERTAIN_AFTER, CONTROL_WINDOW, Control, ControlKind, ControlWord, Knowledge, Moment, ONE_SPELL,
    Outcome,
};

use super::{
    retry::{Patience, Waits},
    standing::Heard,
};
use crate::settings::ControlSettings;

/// A server that accepts what it refused before is looked at again so often; then it accepts for good.
const RECHECKS: u32 = 3;

/// How controls are asked.
#[derive(Clone, Debug)]
pub(crate) struct ControlRules {
    pub(crate) settings: ControlSettings,
    pub(crate) waits: Waits,
}

impl ControlRules {
    /// So many accepted controls are asked for, at most.
    fn enough(&self) -> u32 {
        self.settings.catch_all_after.min(CERTAIN_AFTER)
    }
}

/// Where the controls of a domain stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ControlState {
    /// To be asked once something was accepted.
    Needed {
        /// Not before this moment.
        due: Moment,
        /// How many were put off since the last one that said something.
        tries: u32,
        /// How many impossible addresses were accepted; none was refused.
        accepted: u32,
    },
    /// An impossible address was refused, so an acceptance is worth something.
    Refuses {
        /// The first refusal of those that lie close together.
        first: Moment,
        /// The last control on record is a later one of them.
        repeated: bool,
    },
    /// As many impossible addresses were accepted as make a catch-all certain.
    AcceptsAll,
    /// It accepts and refuses by turns: an acceptance counts between two refusals only.
    Wavers {
        /// What the last control that said something came to.
        last: Last,
        /// How often it has changed.
        changes: usize,
        /// The next control, not before this moment.
        due: Moment,
        /// How many controls brought no change.
        tries: u32,
    },
    /// No control is asked any more; acceptances stay as they are.
    GivenUp,
}

/// What a wavering server did last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Last {
    Accepted,
    Refused,
}

impl ControlState {
    /// Nothing was asked yet.
    pub(crate) const FRESH: Self = Self::Needed { due: Moment(i64::MIN), tries: 0, accepted: 0 };

    /// What the controls of a domain so far, oldest first, come to.
    pub(crate) fn read(controls: &[Control], knowledge: &Knowledge, rules: &ControlRules) -> Self {
        controls.iter().fold(Self::FRESH, |state, control| state.after(control, knowledge, rules))
    }

    /// The state after one more control.
    pub(crate) fn after(self, control: &Control, knowledge: &Knowledge, rules: &ControlRules) -> Self {
        let at = control.attempt.at;
        match (ControlWord::of(control, knowledge), control.kind) {
            (ControlWord::Accepted, kind) => self.after_acceptance(kind, at, rules),
            (ControlWord::Refused, ControlKind::RefusedSister) => match self {
                Self::Needed { accepted: 0, .. } | Self::Refuses { .. } => self.after_refusal(at),
                // A catch-all may have its exceptions.
                _ => self,
            },
            (ControlWord::Refused, _) => self.after_refusal(at),
            (ControlWord::Nothing, ControlKind::Random) => {
                self.after_nothing(control, knowledge, &rules.waits)
            }
            (ControlWord::Nothing, ControlKind::RefusedSister | ControlKind::Neighbour) => self,
        }
    }

    fn after_acceptance(self, kind: ControlKind, at: Moment, rules: &ControlRules) -> Self {
        let recheck = at.plus(rules.settings.recheck);
        let turned = |changes| match changes {
            ..=ONE_SPELL => Self::Wavers { last: Last::Accepted, changes, due: recheck, tries: 0 },
            _ => Self::GivenUp,
        };
        match self {
            // All of it was accepted while the exchange may have accepted everything: to be looked at once more.
            // So was what was accepted on the way to a catch-all.
            Self::AcceptsAll | Self::Needed { accepted: 1.., .. } if kind == ControlKind::Neighbour => {
                Self::Wavers { last: Last::Accepted, changes: 0, due: recheck, tries: 0 }
            }
            Self::Needed { .. } | Self::Wavers { last: Last::Accepted, .. }
                if kind == ControlKind::Neighbour =>
            {
                self
            }
            Self::Wavers { last: Last::Accepted, changes: 0, .. } => Self::AcceptsAll,
            Self::Needed { accepted, .. } if accepted + 1 >= rules.enough() => Self::AcceptsAll,
            Self::Needed { accepted, .. } => {
                Self::Needed { due: at.plus(rules.settings.spacing), tries: 0, accepted: accepted + 1 }
            }
            Self::Refuses { .. } => turned(1),
            Self::Wavers { last: Last::Refused, changes, .. } => turned(changes + 1),
            Self::Wavers { last: Last::Accepted, changes, tries, .. } if tries + 1 < RECHECKS => {
                Self::Wavers { last: Last::Accepted, changes, due: recheck, tries: tries + 1 }
            }
            Self::Wavers { .. } | Self::GivenUp => Self::GivenUp,
            Self::AcceptsAll => Self::AcceptsAll,
        }
    }

    fn after_refusal(self, at: Moment) -> Self {
        let turned = |changes| match changes {
            ..=ONE_SPELL => Self::Wavers { last: Last::Refused, changes, due: at, tries: 0 },
            _ => Self::GivenUp,
        };
        match self {
            Self::Needed { accepted: 0, .. } => Self::Refuses { first: at, repeated: false },
            Self::Refuses { first, .. } => match is_near(at, first) {
                true => Self::Refuses { first, repeated: true },
                false => Self::Refuses { first: at, repeated: false },
            },
            Self::Needed { .. } | Self::AcceptsAll => turned(1),
            Self::Wavers { last: Last::Accepted, changes, .. } => turned(changes + 1),
            Self::Wavers { last: Last::Refused, changes, .. } => turned(changes),
            Self::GivenUp => Self::GivenUp,
        }
    }

    fn after_nothing(self, control: &Control, knowledge: &Knowledge, waits: &Waits) -> Self {
        let due = |tries| {
            let heard = Heard::of(&control.attempt, knowledge);
            let patience = if heard.reading.is_some() { Patience::Whole } else { Patience::Fault };
            waits.due(
                tries,
                patience,
                heard.reading.as_ref().map(|reading| reading.retry),
                control.attempt.at,
            )
        };
        self.put_off(due)
    }

    /// The state after a control that said nothing; `due` tells when so many tries allow the next, if at all.
    pub(crate) fn put_off(self, due: impl Fn(u32) -> Option<Moment>) -> Self {
        match self {
            Self::Needed { tries, accepted, .. } => match due(tries.saturating_add(1)) {
                Some(due) => Self::Needed { due, tries: tries + 1, accepted },
                None => Self::GivenUp,
            },
            Self::Wavers { last, changes, tries, .. } => match due(tries.saturating_add(1)) {
                Some(due) => Self::Wavers { last, changes, due, tries: tries + 1 },
                None => Self::GivenUp,
            },
            // A proof is not undone by one that was not repeated, and its repetition is no longer the last on record.
            Self::Refuses { first, .. } => Self::Refuses { first, repeated: false },
            Self::AcceptsAll | Self::GivenUp => self,
        }
    }

    /// The state where a clock was set back by so much at `now`.
    pub(crate) fn wound_back(mut self, by: Duration, now: Moment) -> Self {
        if let Self::Needed { due, .. } | Self::Wavers { due, .. } = &mut self
            && *due > now
        {
            *due = due.before(by).max(now);
        }
        self
    }

    /// Until when no real address is asked, because the server accepts everything at present: a control goes first then.
    pub(crate) fn holds_until(self) -> Option<Moment> {
        match self {
            Self::Wavers { last: Last::Accepted, due, .. } => Some(due),
            _ => None,
        }
    }

    /// When the control that acceptances wait for is due, and after how many that said nothing.
    pub(crate) fn awaited(self) -> Option<(Moment, u32)> {
        match self {
            Self::Needed { due, tries, .. } | Self::Wavers { due, tries, .. } => Some((due, tries)),
            Self::Refuses { .. } | Self::AcceptsAll | Self::GivenUp => None,
        }
    }

    /// Whether acceptances that wait for a control can be settled now that one was answered.
    pub(crate) fn settles(self) -> bool {
        match self {
            Self::Needed { .. } | Self::Wavers { last: Last::Accepted, .. } => false,
            Self::Wavers { last: Last::Refused, tries, .. } => tries == 0,
            Self::Refuses { .. } | Self::AcceptsAll | Self::GivenUp => true,
        }
    }

    /// How many impossible addresses were accepted on the way to a catch-all.
    pub(crate) fn accepted(self) -> u32 {
        match self {
            Self::Needed { accepted, .. } => accepted,
            _ => 0,
        }
    }

    /// Whether a refusal at this moment may take the place of the last control on record: nothing is lost by it, since
    /// the one before it is a refusal too, and not long ago.
    pub(crate) fn may_replace(self, at: Moment) -> bool {
        matches!(self, Self::Refuses { first, repeated: true } if is_near(at, first))
    }
}

/// Close enough for acceptances between the two to have one of them within their window.
fn is_near(at: Moment, first: Moment) -> bool {
    at.since(first) <= CONTROL_WINDOW / 2 && at >= first
}

/// Whether an accepted control takes back what was believed before it.
pub(crate) fn turns(before: ControlState, word: ControlWord) -> bool {
    word == ControlWord::Accepted
        && matches!(before, ControlState::Refuses { .. } | ControlState::Wavers { last: Last::Refused, .. })
}

/// What a control makes of the name that the next one is asked by: `Some(Some(..))` the same once more, because a server
/// that greylists lets pass only whom it has put off before; `Some(None)` a new one; `None`: nobody was named, so
/// nothing changes.
pub(crate) fn name_to_repeat(control: &Control) -> Option<Option<Address>> {
    if control.kind == ControlKind::Neighbour {
        return None;
    }
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

/// Since when the controls of a domain are accepted, where all of them that say something were.
pub(crate) fn accepts_since(controls: &[Control], knowledge: &Knowledge) -> Option<Moment> {
    let word = |control: &Control| ControlWord::of(control, knowledge);
    if controls.iter().any(|control| word(control) == ControlWord::Refused) {
        return None;
    }
    controls.iter().find(|control| word(control) == ControlWord::Accepted).map(|control| control.attempt.at)
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

#[cfg(test)]
mod tests {
    use mailvet_verdict::{Attempt, ConnectFault, Reply, Stage};

    use super::*;
    use crate::{Settings, run::testing};

    const NOW: Moment = Moment(10_000_000_000);

    fn rules() -> ControlRules {
        ControlRules {
            settings: Settings::defaults().controls,
            waits: Waits::new(&[360, 1200, 3600, 14_400].map(Duration::from_secs)),
        }
    }

    fn control(kind: ControlKind, outcome: Outcome) -> Control {
        let attempt = Attempt { at: NOW, ..testing::attempt("mail.example", outcome) };
        Control { kind, address: None, attempt }
    }

    fn answered(kind: ControlKind, code: u16, text: &str) -> Control {
        control(kind, Outcome::Answered(Reply::new(code, text)))
    }

    /// `R`: a refused control, `A`: an accepted one, `S`: a refused sister, `N`: an accepted neighbour, `-`: a deferred
    /// control.
    fn state(story: &str) -> ControlState {
        let controls: Vec<_> = story
            .chars()
            .map(|event| match event {
                'R' => answered(ControlKind::Random, 550, "5.1.1 no such user"),
                'A' => answered(ControlKind::Random, 250, "2.1.5 ok"),
                'S' => answered(ControlKind::RefusedSister, 550, "5.1.1 no such user"),
                'N' => answered(ControlKind::Neighbour, 250, "2.1.5 ok"),
                _ => answered(ControlKind::Random, 450, "4.2.0 Greylisted, try again later"),
            })
            .collect();
        ControlState::read(&controls, &Knowledge::shipped(), &rules())
    }

    fn seconds(seconds: u64) -> Moment {
        NOW.plus(Duration::from_secs(seconds))
    }

    #[test]
    fn one_refusal_is_proof_and_three_acceptances_are_certain() {
        for story in ["R", "S", "-R", "SS", "R-"] {
            assert!(matches!(state(story), ControlState::Refuses { .. }), "{story}");
        }
        assert_eq!(state("A"), ControlState::Needed { due: NOW, tries: 0, accepted: 1 });
        assert_eq!(state("A-A").accepted(), 2);
        assert_eq!(state("AAA"), ControlState::AcceptsAll);
    }

    #[test]
    fn a_deferred_or_blocked_control_proves_nothing_and_is_asked_again() {
        assert_eq!(state("-"), ControlState::Needed { due: seconds(360), tries: 1, accepted: 0 });
        let blocked = answered(ControlKind::Random, 550, "5.7.1 Your IP address is on a block list");
        let state_of = ControlState::read(&[blocked], &Knowledge::shipped(), &rules());
        assert!(matches!(state_of, ControlState::Needed { tries: 1, accepted: 0, .. }));
        assert_eq!(state("-----"), ControlState::GivenUp);
    }

    #[test]
    fn a_proof_is_not_undone_by_a_control_that_was_put_off() {
        assert!(matches!(state("S-"), ControlState::Refuses { .. }));
    }

    #[test]
    fn a_server_that_begins_to_accept_everything_is_left_alone_and_looked_at_by_a_control_first() {
        for story in ["RA", "SA", "SN", "RRA"] {
            assert_eq!(state(story).holds_until(), Some(seconds(3600)), "{story}");
        }
        assert!(matches!(state("RAR"), ControlState::Wavers { last: Last::Refused, .. }));
        assert_eq!(state("RAR").holds_until(), None);
        assert_eq!(state("RAAAA"), ControlState::GivenUp);
    }

    #[test]
    fn a_server_that_changes_again_and_again_is_given_up() {
        assert_eq!(state("RARA"), ControlState::GivenUp);
        assert!(matches!(state("RARR"), ControlState::Wavers { last: Last::Refused, .. }));
    }

    #[test]
    fn a_catch_all_with_exceptions_stays_one() {
        assert_eq!(state("ASA").accepted(), 2);
        assert_eq!(state("AAAS"), ControlState::AcceptsAll);
        assert!(matches!(state("AR"), ControlState::Wavers { last: Last::Refused, .. }));
    }

    #[test]
    fn a_catch_all_that_may_have_been_a_guard_is_looked_at_once_more() {
        assert_eq!(state("AAAN").holds_until(), Some(seconds(3600)));
        assert_eq!(state("AAANA"), ControlState::AcceptsAll);
        assert!(matches!(state("AAANR"), ControlState::Wavers { last: Last::Refused, .. }));
    }

    #[test]
    fn only_a_repeated_refusal_may_take_the_place_of_the_last() {
        assert!(!state("R").may_replace(NOW));
        assert!(state("RR").may_replace(NOW));
        assert!(!state("RR-").may_replace(NOW));
        assert!(!state("RR").may_replace(NOW.plus(CONTROL_WINDOW)));
    }

    #[test]
    fn what_was_accepted_on_the_way_to_a_catch_all_is_in_doubt_with_its_exchange() {
        let due = NOW.plus(rules().settings.recheck);
        let doubted = ControlState::Wavers { last: Last::Accepted, changes: 0, due, tries: 0 };
        assert_eq!([state("AN"), state("AAN"), state("AAAN")], [doubted; 3]);
        assert_eq!(state("N"), ControlState::FRESH, "nothing was accepted here");
        let since = |story: &str| {
            let kinds = story.chars().map(|event| match event {
                'R' => answered(ControlKind::Random, 550, "5.1.1 no such user"),
                _ => answered(ControlKind::Random, 250, "2.1.5 ok"),
            });
            accepts_since(&kinds.collect::<Vec<_>>(), &Knowledge::shipped())
        };
        assert_eq!([since("A"), since("RA"), since("")], [Some(NOW), None, None]);
    }

    fn named(local: &str, outcome: Outcome) -> Control {
        let address = Address { local: local.into(), domain: "shop.example".into() };
        Control { address: Some(address), ..control(ControlKind::Random, outcome) }
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
        let not_named = control(ControlKind::Random, Outcome::NoConnection(ConnectFault::TimedOut));
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
