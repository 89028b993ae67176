//! The circuit breaker of one exchange. A refusal of us opens it: nobody is asked until a rest is over, then one small
//! session finds out. Refused again, the rest doubles; after a bounded number of returns it gives the exchange up, with
//! the refusal as the evidence for everybody who is left. Pure; moments come in.

use std::time::Duration;

use mailvet_verdict::{
    Attempt, Moment, RetryAdvice, Sentence,
    tried::{self, lasting},
};
use serde::{Deserialize, Serialize};

use crate::{run::standing::Heard, settings::Settings};

/// The longest and the shortest rests where the settings know no waits.
const LEAST_REST: Duration = Duration::from_secs(60);

/// Recipients of the session that finds out whether we are let in again.
pub(super) const PROBE: usize = 3;

/// A refusal of us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Block {
    /// It may pass by itself; after so long, where the reply says how long.
    ForNow(Option<Duration>),
    /// It holds until something is put right: a PTR record, a listing, a name. It is looked at once more all the same,
    /// because servers state a ban of an hour in these words too.
    UntilFixed,
}

impl Block {
    /// What kind of refusal of us was heard; `None`: it was none.
    pub(crate) fn of(heard: &Heard<'_>, rests: &Rests) -> Option<Self> {
        let reading = heard.reading.as_ref().filter(|_| heard.refuses_us())?;
        Some(match reading.retry {
            RetryAdvice::OnceFixed => Self::UntilFixed,
            _ => Self::ForNow(rests.stated(reading.retry)),
        })
    }
}

/// How long exchanges are left alone, and how often one that refuses us is visited again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rests {
    first: Duration,
    longest: Duration,
    returns: u32,
    returns_until_fixed: u32,
}

impl Rests {
    pub(crate) fn new(settings: &Settings) -> Self {
        let waits = &settings.retry.waits;
        let most = |returns| if waits.is_empty() { 0 } else { returns };
        let first = settings.pace.rest.or_else(|| waits.first().copied()).unwrap_or(LEAST_REST);
        let longest =
            settings.pace.longest_rest.or_else(|| waits.iter().max().copied()).unwrap_or(LEAST_REST);
        Self {
            first,
            longest: longest.max(first),
            returns: most(settings.pace.returns),
            returns_until_fixed: most(settings.pace.returns.min(settings.pace.returns_until_fixed)),
        }
    }

    /// The wait that a reply states, within bounds: less than a minute is a slip of the server, where rests are longer
    /// themselves.
    pub(crate) fn stated(&self, advice: RetryAdvice) -> Option<Duration> {
        let (RetryAdvice::Later { after_seconds } | RetryAdvice::Slower { after_seconds }) = advice else {
            return None;
        };
        let stated = Duration::from_secs(u64::from(after_seconds?));
        Some(stated.clamp(LEAST_REST.min(self.first), self.longest))
    }

    /// The rest after so many rests in a row: what the exchange stated, else what its operator is known to want, else
    /// twice the last one.
    pub(super) fn rest(&self, stated: Option<Duration>, known: Option<Duration>, before: u32) -> Duration {
        let doubled = || self.first.saturating_mul(2_u32.saturating_pow(before));
        stated.or(known).unwrap_or_else(doubled).min(self.longest)
    }

    pub(super) fn returns(&self, block: Block) -> u32 {
        match block {
            Block::ForNow(_) => self.returns,
            Block::UntilFixed => self.returns_until_fixed,
        }
    }
}

/// A time of rest. Where the clock is set back behind its beginning, it begins again, so that it is never longer than it
/// was meant to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rest {
    since: Moment,
    until: Moment,
}

impl Rest {
    pub(crate) fn new(now: Moment, length: Duration) -> Self {
        Self { since: now, until: now.plus(length) }
    }

    /// The one of two that ends later.
    pub(super) fn longer(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        one.into_iter().chain(other).max_by_key(|rest| rest.until)
    }

    /// Until when it lasts; `None`: it is over.
    pub(crate) fn lasts(&mut self, now: Moment) -> Option<Moment> {
        if now < self.since {
            *self = Self::new(now, self.until.since(self.since));
        }
        (self.until > now).then_some(self.until)
    }
}

/// What a refusal comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Blocked {
    /// Who was not asked goes back, and has its turn later.
    Back,
    /// The exchange is given up.
    GivenUp,
}

/// The breaker.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breaker {
    /// How often it has opened since it was last closed.
    openings: u32,
    /// When it first opened.
    first: Option<Moment>,
    rest: Option<Rest>,
    /// The refusal by which the exchange was given up.
    given_up: Option<Box<Attempt>>,
}

impl Breaker {
    /// How often it has opened: what a session has to say counts only if this has not changed since it began, because
    /// several are refused at once.
    pub(crate) fn openings(&self) -> u32 {
        self.openings
    }

    /// The session that began after `openings` was refused like this.
    pub(super) fn blocked(
        &mut self,
        block: Block,
        openings: u32,
        refusal: &Attempt,
        known: Option<Duration>,
        rests: &Rests,
        now: Moment,
    ) -> Blocked {
        if self.given_up.is_some() || openings != self.openings {
            return Blocked::Back;
        }
        if self.openings >= rests.returns(block) {
            self.given_up = Some(Box::new(refusal.clone()));
            return Blocked::GivenUp;
        }
        let stated = match block {
            Block::ForNow(stated) => stated,
            Block::UntilFixed => None,
        };
        self.rest = Some(Rest::new(now, rests.rest(stated, known, self.openings)));
        self.openings += 1;
        self.first.get_or_insert(now);
        Blocked::Back
    }

    /// The session that began after `openings` was let in. `true`: that closes the breaker.
    pub(super) fn passed(&mut self, openings: u32) -> bool {
        let closes = self.openings > 0 && openings == self.openings && self.given_up.is_none();
        if closes {
            *self = Self::default();
        }
        closes
    }

    /// Until when nobody is asked; `None`: it is closed, or the next session finds out.
    pub(super) fn open_until(&mut self, now: Moment) -> Option<Moment> {
        self.rest.as_mut().and_then(|rest| rest.lasts(now))
    }

    /// The rest that it made, over or not.
    pub(super) fn rest(&self) -> Option<Rest> {
        self.rest
    }

    /// The next session finds out whether we are let in again.
    pub(super) fn is_half_open(&mut self, now: Moment) -> bool {
        self.openings > 0 && self.given_up.is_none() && self.open_until(now).is_none()
    }

    pub(super) fn given_up(&self) -> Option<&Attempt> {
        self.given_up.as_deref()
    }

    /// When somebody who was refused like this, after `tries` other times, may be asked again; `None`: no more.
    pub(super) fn again(
        &mut self,
        block: Block,
        tries: u32,
        known: Option<Duration>,
        rests: &Rests,
        now: Moment,
    ) -> Option<Moment> {
        let open = self.open_until(now);
        // The return that is still to come is not spent.
        let spent = self.openings.saturating_sub(u32::from(open.is_some()));
        if self.given_up.is_some() || spent.max(tries) >= rests.returns(block) {
            return None;
        }
        if open.is_some() {
            return open;
        }
        let stated = match block {
            Block::ForNow(stated) => stated,
            Block::UntilFixed => None,
        };
        Some(now.plus(rests.rest(stated, known, self.openings)))
    }

    /// What was tried before the exchange was given up, for the people whose addresses were not asked; `None`: it is not.
    pub(super) fn story(&self) -> Option<Sentence> {
        let refusal = self.given_up.as_ref()?;
        let took = lasting(refusal.at.since(self.first.unwrap_or(refusal.at)));
        Some(match self.openings {
            1 => tried::came_back_once(took),
            times => tried::came_back(times, took),
        })
    }

    /// What another run has met holds for this one as a rest that may not be over; giving up is each run's own.
    pub(super) fn for_another_run(self) -> Self {
        match self.rest {
            Some(rest) => Self { openings: 1, first: Some(rest.since), rest: Some(rest), given_up: None },
            None => Self::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use mailvet_verdict::Outcome;

    use super::*;
    use crate::run::testing;

    const NOW: Moment = Moment(1_700_000_040_000);
    const MINUTE: Duration = Duration::from_secs(60);

    fn rests() -> Rests {
        Rests::new(&Settings::defaults())
    }

    fn refusal() -> Attempt {
        Attempt { at: NOW, ..testing::attempt("block.example", Outcome::NeedsSmtpUtf8) }
    }

    fn blocked(breaker: &mut Breaker, block: Block, now: Moment) -> Blocked {
        let openings = breaker.openings();
        breaker.blocked(block, openings, &refusal(), None, &rests(), now)
    }

    #[test]
    fn each_return_in_vain_doubles_the_rest_and_after_the_last_the_exchange_is_given_up() {
        let mut breaker = Breaker::default();
        let mut now = NOW;
        for minutes in [6, 12, 24] {
            assert_eq!(blocked(&mut breaker, Block::ForNow(None), now), Blocked::Back);
            assert_eq!(breaker.open_until(now), Some(now.plus(MINUTE * minutes)));
            assert!(!breaker.is_half_open(now));
            now = now.plus(MINUTE * minutes);
            assert!(breaker.is_half_open(now));
        }
        assert_eq!(blocked(&mut breaker, Block::ForNow(None), now), Blocked::GivenUp);
        assert!(breaker.given_up().is_some() && !breaker.is_half_open(now));
    }

    #[test]
    fn a_block_that_holds_until_something_is_put_right_is_looked_at_once_more() {
        let mut breaker = Breaker::default();
        assert_eq!(blocked(&mut breaker, Block::UntilFixed, NOW), Blocked::Back);
        assert_eq!(blocked(&mut breaker, Block::UntilFixed, NOW.plus(6 * MINUTE)), Blocked::GivenUp);
        let story = breaker.story().unwrap().to_string();
        assert!(story.starts_with("Mailvet came back once"), "{story}");
    }

    #[test]
    fn sessions_that_are_refused_at_the_same_time_open_it_once() {
        let mut breaker = Breaker::default();
        for _ in 0..5 {
            breaker.blocked(Block::ForNow(None), 0, &refusal(), None, &rests(), NOW);
        }
        assert_eq!((breaker.openings(), breaker.open_until(NOW)), (1, Some(NOW.plus(6 * MINUTE))));
    }

    #[test]
    fn a_session_that_is_let_in_closes_it_and_one_from_before_does_not() {
        let mut breaker = Breaker::default();
        blocked(&mut breaker, Block::ForNow(None), NOW);
        assert!(!breaker.passed(0));
        assert!(breaker.passed(1));
        assert_eq!(breaker, Breaker::default());
    }

    #[test]
    fn the_time_that_the_reply_states_comes_before_the_operators_and_that_before_the_settings() {
        let rest = |stated, known| rests().rest(stated, known, 1);
        assert_eq!(rest(Some(MINUTE * 2), Some(MINUTE * 50)), MINUTE * 2);
        assert_eq!(rest(None, Some(MINUTE * 50)), MINUTE * 50);
        assert_eq!(rest(None, None), MINUTE * 12);
        assert_eq!(rests().rest(None, None, 40), MINUTE * 240);
    }

    #[test]
    fn without_waits_nobody_comes_back() {
        let settings = Settings::from_toml("[retry]\nwaits = []").unwrap();
        let mut breaker = Breaker::default();
        let gone = breaker.blocked(Block::UntilFixed, 0, &refusal(), None, &Rests::new(&settings), NOW);
        assert_eq!(gone, Blocked::GivenUp);
    }

    #[test]
    fn who_was_refused_is_asked_again_with_the_others_and_not_after_the_exchange_is_given_up() {
        let mut breaker = Breaker::default();
        let again =
            |breaker: &mut Breaker, tries, now| breaker.again(Block::UntilFixed, tries, None, &rests(), now);
        let later = NOW.plus(6 * MINUTE);
        assert_eq!(again(&mut breaker, 0, NOW), Some(later));
        assert_eq!(again(&mut breaker, 1, NOW), None);
        blocked(&mut breaker, Block::UntilFixed, NOW);
        assert_eq!(again(&mut breaker, 0, NOW), Some(later), "with those that were put back");
        assert_eq!(again(&mut breaker, 0, later), None, "this refusal ends it");
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_lengthen_a_rest() {
        let mut breaker = Breaker::default();
        blocked(&mut breaker, Block::ForNow(None), NOW.plus(MINUTE * 60 * 24));
        assert_eq!(breaker.open_until(NOW), Some(NOW.plus(6 * MINUTE)));
        assert_eq!(breaker.open_until(NOW.plus(6 * MINUTE)), None);
    }
}
