//! The guard of the user's reputation: watches how large a share of what servers say is a refusal of us, over the whole
//! run and at each exchange. Too many: everything gets half as fast; far too many: nobody new is asked for a rest, then
//! one session at a time finds out. Pauses are bounded, so that a run ends. What it knows is kept, so that a run that is
//! broken off within a rest has the whole of it. Pure; moments come in.

use std::{collections::BTreeSet, time::Duration};

use mailvet_verdict::{Moment, Sentence, tried::lasting};
use serde::{Deserialize, Serialize};

use super::{GuardProgress, GuardStep, pace::Rest, words};
use crate::settings::Settings;

/// The share is that of so many of the last answers.
const WINDOW: u32 = 64;

/// So many answers after a pause tell whether it has helped.
const FINDS_OUT: u32 = 4;

/// A block list counts once so many exchanges have named it: one may have its own view.
const NAMED_BY: usize = 2;

/// Own listing, as something outside of a run (the connection doctor) has found it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnListing {
    /// The block list, as in `zen.spamhaus.org`.
    pub list: String,
}

/// When the guard acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Thresholds {
    /// So many answers have to be in.
    least: u32,
    /// Refusals in a hundred at which everything gets slower, and at which it stops for a rest.
    slow: u32,
    pause: u32,
    rest: Duration,
    longest: Duration,
    /// Pauses in a row.
    pauses: u32,
}

impl Thresholds {
    /// Over the whole run, by sessions.
    pub(crate) fn of_run(settings: &Settings) -> Self {
        let waits = &settings.retry.waits;
        let guard = &settings.guard;
        let rest = guard.rest.or_else(|| waits.first().copied()).unwrap_or(Duration::from_secs(60));
        Self {
            least: guard.least_sessions,
            slow: guard.slow_at_percent,
            pause: guard.pause_at_percent,
            rest,
            longest: waits.iter().max().copied().unwrap_or(rest).max(rest),
            pauses: if guard.enabled { guard.pauses } else { 0 },
        }
        .unless(!guard.enabled)
    }

    /// At one exchange, by recipients.
    pub(crate) fn of_exchange(settings: &Settings) -> Self {
        let guard = &settings.guard;
        Self { least: guard.least_recipients, ..Self::of_run(settings) }.unless(!guard.enabled)
    }

    fn unless(self, off: bool) -> Self {
        if off { Self { least: u32::MAX, ..self } } else { self }
    }
}

/// The last answers, newest in the lowest bit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Window {
    refusals: u64,
    count: u32,
}

impl Window {
    fn push(&mut self, refused: bool) {
        self.refusals = self.refusals << 1 | u64::from(refused);
        self.count = (self.count + 1).min(WINDOW);
    }

    fn refused(self) -> u32 {
        self.refusals.count_ones()
    }

    fn is_share(self, percent: u32) -> bool {
        self.refused() * 100 >= percent * self.count
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum State {
    #[default]
    Calm,
    Slowed,
    Paused(Rest),
    /// A pause is over; one session at a time finds out whether it has helped.
    FindingOut,
}

/// What the guard allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Allowance {
    /// Everything.
    Full,
    /// Half of everything.
    Half,
    /// One session at a time.
    One,
    /// Nothing before this moment.
    Nothing(Moment),
}

/// What a guard knows: all of it survives the program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuardMemory {
    window: Window,
    state: State,
    /// Pauses since all was well.
    pauses: u32,
    /// The block list that we are on.
    listed: Option<String>,
    /// That is known from what servers said, and over once they take us again.
    hearsay: bool,
    /// Which exchanges named a block list, until enough have.
    naming: BTreeSet<(String, String)>,
}

/// The guard.
#[derive(Clone, Debug)]
pub(crate) struct Guard {
    thresholds: Thresholds,
    memory: GuardMemory,
    /// Something has changed since it was last kept.
    changed: bool,
}

impl Guard {
    pub(crate) fn new(thresholds: Thresholds) -> Self {
        Self { thresholds, memory: GuardMemory::default(), changed: false }
    }

    /// What has to survive the program. A listing that the connection doctor has found is his to say, each time anew.
    pub(crate) fn memory(&self) -> GuardMemory {
        let hearsay = self.memory.hearsay;
        GuardMemory { listed: self.memory.listed.clone().filter(|_| hearsay), ..self.memory.clone() }
    }

    /// The same; `None`: nothing has changed since this was last asked.
    pub(crate) fn take_news(&mut self) -> Option<GuardMemory> {
        std::mem::take(&mut self.changed).then(|| self.memory())
    }

    /// Takes in what was kept.
    pub(crate) fn resume(&mut self, kept: GuardMemory) {
        let found = std::mem::take(&mut self.memory.listed);
        self.memory = kept;
        if found.is_some() {
            self.memory.listed = found;
            self.memory.hearsay = false;
        }
    }

    /// Somebody answered, and refused us or did not.
    pub(crate) fn note(&mut self, refused: bool, now: Moment) {
        let terms = self.thresholds;
        match self.memory.state {
            // What was under way when the pause began says nothing of it.
            State::Paused(mut rest) => {
                if rest.lasts(now).is_some() {
                    return;
                }
                self.find_out();
            }
            State::Calm | State::Slowed | State::FindingOut => (),
        }
        self.memory.window.push(refused);
        self.changed = true;
        let enough =
            if self.memory.state == State::FindingOut { FINDS_OUT.min(terms.least) } else { terms.least };
        if self.memory.window.count < enough {
            return;
        }
        if self.memory.window.is_share(terms.pause) && self.memory.pauses < terms.pauses {
            let doubled = terms.rest.saturating_mul(2_u32.saturating_pow(self.memory.pauses));
            self.memory.state = State::Paused(Rest::new(now, doubled.min(terms.longest)));
            self.memory.pauses += 1;
        } else if self.memory.window.is_share(terms.slow) || self.memory.state == State::FindingOut {
            self.memory.state = State::Slowed;
        } else {
            self.memory.state = State::Calm;
            self.memory.pauses = 0;
            if std::mem::take(&mut self.memory.hearsay) {
                self.memory.listed = None;
            }
        }
    }

    /// An exchange named a block list that we are on.
    pub(crate) fn named(&mut self, exchange: &str, list: &str) {
        if self.memory.listed.is_some() {
            return;
        }
        self.changed = true;
        self.memory.naming.insert((list.to_owned(), exchange.to_owned()));
        if self.memory.naming.iter().filter(|(named, _)| named == list).count() >= NAMED_BY {
            self.listed(OwnListing { list: list.to_owned() });
            self.memory.hearsay = true;
        }
    }

    /// We are on a block list.
    pub(crate) fn listed(&mut self, listing: OwnListing) {
        self.memory.listed = Some(listing.list);
        self.memory.naming = BTreeSet::new();
    }

    /// What is allowed at present.
    pub(crate) fn allowance(&mut self, now: Moment) -> Allowance {
        if let State::Paused(rest) = &mut self.memory.state {
            if let Some(until) = rest.lasts(now) {
                return Allowance::Nothing(until);
            }
            self.find_out();
        }
        match self.memory.state {
            State::FindingOut => Allowance::One,
            State::Slowed => Allowance::Half,
            State::Calm if self.memory.listed.is_some() && self.thresholds.pauses > 0 => Allowance::Half,
            State::Calm | State::Paused(_) => Allowance::Full,
        }
    }

    fn find_out(&mut self) {
        self.memory.state = State::FindingOut;
        self.memory.window = Window::default();
    }

    /// What it does at present, of the whole run; `None`: nothing.
    pub(crate) fn progress(&mut self, now: Moment) -> Option<GuardProgress> {
        let (step, until) = match self.allowance(now) {
            Allowance::Full => return None,
            Allowance::Half => (GuardStep::Slowed, None),
            Allowance::One => (GuardStep::FindingOut, None),
            Allowance::Nothing(until) => (GuardStep::Paused, Some(until)),
        };
        let sentence = self.sentence(step, until, now);
        Some(GuardProgress { step, until, sentence, listed_on: self.memory.listed.clone() })
    }

    fn sentence(&self, step: GuardStep, until: Option<Moment>, now: Moment) -> Sentence {
        let GuardMemory { window, state, pauses, listed, .. } = &self.memory;
        let (refused, of) = (window.refused(), window.count);
        let sentence = match step {
            GuardStep::Paused => words::pauses(refused, of, lasting(until.unwrap_or(now).since(now))),
            GuardStep::FindingOut => words::finds_out(),
            GuardStep::Slowed if *state == State::Calm => words::halves(),
            GuardStep::Slowed if *pauses >= self.thresholds.pauses => words::in_vain(refused, of),
            GuardStep::Slowed => words::slows(refused, of),
        };
        match listed {
            Some(list) => sentence.and(words::listed(list)),
            None => sentence,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment(1_700_000_040_000);
    const MINUTE: Duration = Duration::from_secs(60);

    fn guard() -> Guard {
        Guard::new(Thresholds {
            least: 10,
            slow: 20,
            pause: 50,
            rest: 5 * MINUTE,
            longest: 15 * MINUTE,
            pauses: 3,
        })
    }

    fn note(guard: &mut Guard, refused: u32, welcome: u32, now: Moment) {
        (0..refused).for_each(|_| guard.note(true, now));
        (0..welcome).for_each(|_| guard.note(false, now));
    }

    #[test]
    fn a_few_refusals_are_no_share() {
        let mut guard = guard();
        note(&mut guard, 9, 0, NOW);
        assert_eq!((guard.allowance(NOW), guard.progress(NOW)), (Allowance::Full, None));
    }

    #[test]
    fn a_fifth_of_refusals_halves_the_pace_and_good_answers_bring_it_back() {
        let mut guard = guard();
        note(&mut guard, 2, 8, NOW);
        assert_eq!(guard.allowance(NOW), Allowance::Half);
        assert!(
            guard
                .progress(NOW)
                .unwrap()
                .sentence
                .to_string()
                .starts_with("2 of the last 10 mail servers refused us")
        );
        note(&mut guard, 0, 10, NOW);
        assert_eq!(guard.allowance(NOW), Allowance::Full);
    }

    #[test]
    fn half_of_refusals_is_a_pause_that_ends_by_itself() {
        let mut guard = guard();
        note(&mut guard, 10, 0, NOW);
        let until = NOW.plus(5 * MINUTE);
        assert_eq!(guard.allowance(NOW), Allowance::Nothing(until));
        assert!(guard.progress(NOW).unwrap().sentence.to_string().contains("another 5 minutes"));
        note(&mut guard, 0, 50, NOW);
        assert_eq!(guard.allowance(NOW), Allowance::Nothing(until), "what was under way does not count");
        assert_eq!(guard.allowance(until), Allowance::One);
        note(&mut guard, 0, 4, until);
        assert_eq!(guard.allowance(until), Allowance::Half);
        note(&mut guard, 0, 6, until);
        assert_eq!(guard.allowance(until), Allowance::Full);
    }

    #[test]
    fn pauses_in_vain_get_longer_and_have_an_end() {
        let mut guard = guard();
        note(&mut guard, 10, 0, NOW);
        let mut now = NOW;
        for minutes in [5, 10, 15] {
            let until = now.plus(minutes * MINUTE);
            assert_eq!(guard.allowance(now), Allowance::Nothing(until));
            now = until;
            assert_eq!(guard.allowance(now), Allowance::One);
            note(&mut guard, 4, 0, now);
        }
        assert_eq!(guard.allowance(now), Allowance::Half, "slowly, but to the end");
        note(&mut guard, 50, 0, now);
        assert_eq!(guard.allowance(now), Allowance::Half);
        assert!(guard.progress(now).unwrap().sentence.to_string().contains("changed nothing"));
    }

    #[test]
    fn a_block_list_that_two_exchanges_name_slows_the_run_and_one_does_not() {
        let mut guard = guard();
        guard.named("one.example", "zen.spamhaus.org");
        guard.named("one.example", "zen.spamhaus.org");
        guard.named("two.example", "bl.spamcop.net");
        assert_eq!(guard.allowance(NOW), Allowance::Full);
        guard.named("two.example", "zen.spamhaus.org");
        assert_eq!(guard.allowance(NOW), Allowance::Half);
        assert!(guard.progress(NOW).unwrap().sentence.to_string().contains("zen.spamhaus.org"));
        note(&mut guard, 0, 10, NOW);
        assert_eq!(guard.allowance(NOW), Allowance::Full, "they take us again");
    }

    #[test]
    fn a_listing_that_was_found_before_the_run_slows_it_from_the_start() {
        let mut guard = guard();
        guard.listed(OwnListing { list: "zen.spamhaus.org".into() });
        assert_eq!(guard.allowance(NOW), Allowance::Half);
    }

    #[test]
    fn a_guard_that_is_off_does_nothing() {
        let settings = Settings::from_toml("[guard]\nenabled = false").unwrap();
        let mut guard = Guard::new(Thresholds::of_run(&settings));
        note(&mut guard, 64, 0, NOW);
        guard.listed(OwnListing { list: "zen.spamhaus.org".into() });
        assert_eq!((guard.allowance(NOW), guard.progress(NOW)), (Allowance::Full, None));
    }

    #[test]
    fn a_rest_that_is_broken_off_is_kept_whole() {
        let mut guard = guard();
        note(&mut guard, 10, 0, NOW);
        let kept = guard.take_news().unwrap();
        assert_eq!(guard.take_news(), None, "nothing is new");
        let mut resumed = super::tests::guard();
        resumed.resume(kept);
        let until = NOW.plus(5 * MINUTE);
        assert_eq!(resumed.allowance(NOW.plus(MINUTE)), Allowance::Nothing(until));
        assert_eq!(resumed.progress(NOW), guard.progress(NOW));
        assert_eq!(resumed.allowance(until), Allowance::One, "and then it finds out");
    }

    #[test]
    fn a_listing_that_the_doctor_found_is_not_remembered_past_his_next_word() {
        let mut guard = guard();
        guard.listed(OwnListing { list: "zen.spamhaus.org".into() });
        note(&mut guard, 0, 1, NOW);
        let mut resumed = super::tests::guard();
        resumed.resume(guard.memory());
        assert_eq!(resumed.allowance(NOW), Allowance::Full);
    }
}
