//! The guard of the user's reputation: watches how large a share of what servers say is a refusal of us, over the whole
//! run and at each exchange. Too many: everything gets half as fast; far too many: nobody new is asked for a rest, then
//! one session at a time finds out. Pauses are bounded, so that a run ends. Pure; moments come in.

use std::{collections::BTreeSet, time::Duration};

use mailvet_verdict::Moment;

use super::pace::{Rest, lasting};
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
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

/// The guard.
#[derive(Clone, Debug)]
pub(crate) struct Guard {
    thresholds: Thresholds,
    window: Window,
    state: State,
    /// Pauses since all was well.
    pauses: u32,
    listed: Option<String>,
    /// That is known from what servers said, and over once they take us again.
    hearsay: bool,
    /// Which exchanges named a block list, until enough have.
    naming: BTreeSet<(String, String)>,
}

impl Guard {
    pub(crate) fn new(thresholds: Thresholds) -> Self {
        Self {
            thresholds,
            window: Window::default(),
            state: State::Calm,
            pauses: 0,
            listed: None,
            hearsay: false,
            naming: BTreeSet::new(),
        }
    }

    /// Somebody answered, and refused us or did not.
    pub(crate) fn note(&mut self, refused: bool, now: Moment) {
        let terms = self.thresholds;
        match self.state {
            // What was under way when the pause began says nothing of it.
            State::Paused(mut rest) => {
                if rest.lasts(now).is_some() {
                    return;
                }
                self.find_out();
            }
            State::Calm | State::Slowed | State::FindingOut => (),
        }
        self.window.push(refused);
        let enough = if self.state == State::FindingOut { FINDS_OUT.min(terms.least) } else { terms.least };
        if self.window.count < enough {
            return;
        }
        if self.window.is_share(terms.pause) && self.pauses < terms.pauses {
            let doubled = terms.rest.saturating_mul(2_u32.saturating_pow(self.pauses));
            self.state = State::Paused(Rest::new(now, doubled.min(terms.longest)));
            self.pauses += 1;
        } else if self.window.is_share(terms.slow) || self.state == State::FindingOut {
            self.state = State::Slowed;
        } else {
            self.state = State::Calm;
            self.pauses = 0;
            if std::mem::take(&mut self.hearsay) {
                self.listed = None;
            }
        }
    }

    /// An exchange named a block list that we are on.
    pub(crate) fn named(&mut self, exchange: &str, list: &str) {
        if self.listed.is_some() {
            return;
        }
        self.naming.insert((list.to_owned(), exchange.to_owned()));
        if self.naming.iter().filter(|(named, _)| named == list).count() >= NAMED_BY {
            self.listed(OwnListing { list: list.to_owned() });
            self.hearsay = true;
        }
    }

    /// We are on a block list.
    pub(crate) fn listed(&mut self, listing: OwnListing) {
        self.listed = Some(listing.list);
        self.naming = BTreeSet::new();
    }

    /// What is allowed at present.
    pub(crate) fn allowance(&mut self, now: Moment) -> Allowance {
        if let State::Paused(rest) = &mut self.state {
            if let Some(until) = rest.lasts(now) {
                return Allowance::Nothing(until);
            }
            self.find_out();
        }
        match self.state {
            State::FindingOut => Allowance::One,
            State::Slowed => Allowance::Half,
            State::Calm if self.listed.is_some() && self.thresholds.pauses > 0 => Allowance::Half,
            State::Calm | State::Paused(_) => Allowance::Full,
        }
    }

    fn find_out(&mut self) {
        self.state = State::FindingOut;
        self.window = Window::default();
    }

    /// What the person should know, as of the whole run.
    pub(crate) fn trouble(&mut self, now: Moment) -> Option<String> {
        let allowance = self.allowance(now);
        let listing = self.listed.as_ref().map(|list| {
            format!(" This machine's address is on the block list {list}: have it removed there first.")
        });
        let listing = listing.unwrap_or_default();
        let share =
            format!("{} of the last {} mail servers refused us", self.window.refused(), self.window.count);
        match allowance {
            Allowance::Full => None,
            Allowance::Nothing(until) => Some(format!(
                "{share}, so Mailvet asks nobody for another {}, to spare your reputation; it goes on by itself then.{listing}",
                lasting(until.since(now))
            )),
            Allowance::One => Some(format!(
                "After a pause Mailvet tries one server at a time, to see whether they still refuse us.{listing}"
            )),
            Allowance::Half if self.state == State::Calm => {
                Some(format!("Mailvet asks half as fast as it could.{listing}"))
            }
            Allowance::Half if self.pauses >= self.thresholds.pauses => Some(format!(
                "{share}, and pauses changed nothing. Mailvet goes on at half its pace. The connection check says what can be put right.{listing}"
            )),
            Allowance::Half => {
                Some(format!("{share}, so Mailvet asks half as fast, to spare your reputation.{listing}"))
            }
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
        assert_eq!((guard.allowance(NOW), guard.trouble(NOW)), (Allowance::Full, None));
    }

    #[test]
    fn a_fifth_of_refusals_halves_the_pace_and_good_answers_bring_it_back() {
        let mut guard = guard();
        note(&mut guard, 2, 8, NOW);
        assert_eq!(guard.allowance(NOW), Allowance::Half);
        assert!(guard.trouble(NOW).unwrap().starts_with("2 of the last 10 mail servers refused us"));
        note(&mut guard, 0, 10, NOW);
        assert_eq!(guard.allowance(NOW), Allowance::Full);
    }

    #[test]
    fn half_of_refusals_is_a_pause_that_ends_by_itself() {
        let mut guard = guard();
        note(&mut guard, 10, 0, NOW);
        let until = NOW.plus(5 * MINUTE);
        assert_eq!(guard.allowance(NOW), Allowance::Nothing(until));
        assert!(guard.trouble(NOW).unwrap().contains("another 5 minutes"));
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
        assert!(guard.trouble(now).unwrap().contains("changed nothing"));
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
        assert!(guard.trouble(NOW).unwrap().contains("zen.spamhaus.org"));
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
        assert_eq!((guard.allowance(NOW), guard.trouble(NOW)), (Allowance::Full, None));
    }
}
