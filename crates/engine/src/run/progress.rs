//! How far a run is: counts that follow every record, the rate of the last seconds, and the two times left. Counts start
//! from the journal's and are replaced by the journal's at the end.

use std::{
    cmp::Reverse,
    collections::{HashMap, VecDeque},
    time::Duration,
};

use mailvet_verdict::{Moment, Verdict};
use tokio::time::Instant;

use super::{
    ExchangeProgress, Progress,
    pace::HeldBack,
    plan::{ExchangeView, Plan},
};
use crate::journal::{AddressId, Standing, Tally, VerdictCount};

/// Rates are of this last while.
const WINDOW: Duration = Duration::from_secs(10);

/// Provisional verdicts that are remembered at the most, so that a million addresses that wait do not fill the memory. Of the
/// others the journal's word is near enough until the end.
const REMEMBERED: usize = 100_000;

/// So many exchanges are shown.
const SHOWN: usize = 20;

/// What was settled and heard up to a moment.
#[derive(Clone, Copy, Debug)]
struct Sample {
    at: Instant,
    settled: u64,
    unheard: u64,
}

/// A judgement that was recorded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Judged {
    pub(crate) address: AddressId,
    pub(crate) from: Standing,
    pub(crate) to: Standing,
    /// The verdict that it replaces, as far as the journal can tell; what this run has shown itself is known better.
    pub(crate) before: Option<Verdict>,
    pub(crate) verdict: Verdict,
}

/// Counts and measures.
#[derive(Debug)]
pub(crate) struct Meter {
    tally: Tally,
    /// Provisional verdicts that this run has counted.
    provisional: HashMap<AddressId, Verdict>,
    samples: VecDeque<Sample>,
    lookups: (u64, u64),
}

impl Meter {
    pub(crate) fn new(tally: Tally) -> Self {
        Self { tally, provisional: HashMap::new(), samples: VecDeque::new(), lookups: (0, 0) }
    }

    pub(crate) fn settled(&self) -> u64 {
        self.tally.settled
    }

    /// Puts the journal's own counts in place of those that were kept.
    pub(crate) fn correct(&mut self, tally: Tally) {
        self.tally = tally;
    }

    /// The look-ups begin, for so many addresses.
    pub(crate) fn begin_look_ups(&mut self, total: u64) {
        self.lookups = (0, total);
    }

    /// An address was looked up.
    pub(crate) fn looked_up(&mut self) {
        self.lookups.0 += 1;
    }

    /// Counts a recorded judgement.
    pub(crate) fn judged(&mut self, judged: Judged) {
        if let Some(before) = self.provisional.remove(&judged.address).or(judged.before) {
            *self.count(before) = self.count(before).saturating_sub(1);
        }
        *self.count(judged.verdict) += 1;
        match judged.from {
            Standing::Waiting { .. } => self.tally.waiting = self.tally.waiting.saturating_sub(1),
            Standing::Settled => self.tally.settled = self.tally.settled.saturating_sub(1),
            Standing::Pending | Standing::AwaitingControl { .. } => {}
        }
        match judged.to {
            Standing::Settled => self.tally.settled += 1,
            Standing::Waiting { .. } => {
                self.tally.waiting += 1;
                self.remember(judged);
            }
            Standing::AwaitingControl { .. } | Standing::Pending => self.remember(judged),
        }
    }

    fn remember(&mut self, judged: Judged) {
        if self.provisional.len() < REMEMBERED {
            self.provisional.insert(judged.address, judged.verdict);
        }
    }

    fn count(&mut self, verdict: Verdict) -> &mut u64 {
        let counts = &mut self.tally.verdicts;
        let at = match counts.binary_search_by_key(&verdict, |count| count.verdict) {
            Ok(at) => at,
            Err(at) => {
                counts.insert(at, VerdictCount { verdict, count: 0 });
                at
            }
        };
        &mut counts[at].count
    }

    /// Where the run stands at this moment.
    pub(crate) fn snapshot(&mut self, plan: &mut Plan, now: Moment) -> Progress {
        let outlook = Outlook::of(plan, now);
        let sample = Sample { at: Instant::now(), settled: self.tally.settled, unheard: outlook.unheard };
        while self.samples.len() > 1 && self.samples[0].at + WINDOW < sample.at {
            self.samples.pop_front();
        }
        self.samples.push_back(sample);
        let first = self.samples[0];
        let seconds = (sample.at - first.at).as_secs_f64();
        let a_second = |count: u64| if seconds > 0.0 { count as f64 / seconds } else { 0.0 };
        let rate = a_second(sample.settled.saturating_sub(first.settled));
        let hearing = a_second(first.unheard.saturating_sub(sample.unheard));

        let (domains_done, domains) = plan.domains();
        let first_answers_in = time_for(outlook.unheard - outlook.unheard_held, hearing)
            .map(|free| free.max(outlook.held_unheard.as_secs_f64()));
        let left = self.tally.total.saturating_sub(self.tally.settled);
        let later = outlook.held.as_secs_f64().max(outlook.last_due.as_secs_f64());
        let all_in = if left == 0 { Some(0.0) } else { first_answers_in.map(|first| first.max(later)) };
        Progress {
            tally: self.tally.clone(),
            rate,
            first_answers_in,
            all_in,
            next_retry: outlook.next_retry,
            domains: (domains_done, domains),
            lookups: self.lookups,
            connections: u32::try_from(plan.sessions()).unwrap_or(u32::MAX),
            exchanges: exchanges(plan, now),
            trouble: plan.port.trouble(),
            guard: plan.guard.progress(now),
        }
    }
}

/// What is to come at the exchanges. One that is held back answers nothing before its time, whatever is due there and
/// however fast the others are.
#[derive(Clone, Copy, Debug, Default)]
struct Outlook {
    /// Addresses without a first answer, and those of them at exchanges that are held back.
    unheard: u64,
    unheard_held: u64,
    /// How long it takes until those are asked, and until every exchange that is held back has been asked what is left.
    held_unheard: Duration,
    held: Duration,
    /// When the next address that waits can be asked, and how long it takes until the last one can be.
    next_retry: Option<Moment>,
    last_due: Duration,
}

impl Outlook {
    fn of(plan: &mut Plan, now: Moment) -> Self {
        let mut outlook = Self { unheard: plan.unheard(), ..Self::default() };
        outlook.add_dues(plan.dues(), Moment(i64::MIN), now);
        for view in plan.exchanges() {
            outlook.unheard += view.unheard;
            let held = view.pace.held_back(now);
            outlook.add_dues(view.dues, held.map_or(Moment(i64::MIN), |(until, _)| until), now);
            if let Some((until, _)) = held {
                let wait = until.since(now);
                let wait = wait.saturating_add(view.pace.hours_for(view.unheard, now));
                outlook.held = outlook.held.max(wait);
                if view.unheard > 0 {
                    outlook.unheard_held += view.unheard;
                    outlook.held_unheard = outlook.held_unheard.max(wait);
                }
            }
        }
        outlook
    }

    fn add_dues(&mut self, dues: Option<(Moment, Moment)>, not_before: Moment, now: Moment) {
        let Some((first, last)) = dues else { return };
        let first = first.max(not_before);
        self.next_retry = Some(self.next_retry.map_or(first, |earlier| earlier.min(first)));
        self.last_due = self.last_due.max(last.max(not_before).since(now));
    }
}

fn time_for(count: u64, a_second: f64) -> Option<f64> {
    match count {
        0 => Some(0.0),
        _ => (a_second > 0.0).then(|| count as f64 / a_second),
    }
}

/// Those held back first, then the largest.
fn exchanges(plan: &mut Plan, now: Moment) -> Vec<ExchangeProgress> {
    let mut views: Vec<_> = plan.exchanges().map(|view| (view.pace.held_back(now), view)).collect();
    type View<'a> = (Option<(Moment, HeldBack)>, ExchangeView<'a>);
    let order = |(a_held, a): &View<'_>, (b_held, b): &View<'_>| {
        (a_held.is_none(), Reverse(a.left), a.name).cmp(&(b_held.is_none(), Reverse(b.left), b.name))
    };
    if views.len() > SHOWN {
        views.select_nth_unstable_by(SHOWN, order);
        views.truncate(SHOWN);
    }
    views.sort_unstable_by(order);
    views
        .into_iter()
        .map(|(held, view)| {
            let why = held.map(|(_, why)| why).or_else(|| view.pace.slowed(now));
            ExchangeProgress {
                exchange: view.name.to_owned(),
                left: view.left,
                connections: view.pace.open_sessions(),
                held_back: why.map(|why| view.pace.sentence(why, now)),
                until: held.map(|(until, _)| until),
            }
        })
        .collect()
}
