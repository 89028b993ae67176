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
}

impl Meter {
    pub(crate) fn new(tally: Tally) -> Self {
        Self { tally, provisional: HashMap::new(), samples: VecDeque::new() }
    }

    pub(crate) fn settled(&self) -> u64 {
        self.tally.settled
    }

    /// Puts the journal's own counts in place of those that were kept.
    pub(crate) fn correct(&mut self, tally: Tally) {
        self.tally = tally;
    }

    /// Counts a recorded judgement.
    pub(crate) fn judged(&mut self, judged: Judged) {
        if let Some(before) = self.provisional.remove(&judged.address).or(judged.before) {
            *self.count(before) = self.count(before).saturating_sub(1);
        }
        *self.count(judged.verdict) += 1;
        if let Standing::Waiting { .. } = judged.from {
            self.tally.waiting = self.tally.waiting.saturating_sub(1);
        }
        match judged.to {
            Standing::Settled => self.tally.settled += 1,
            Standing::Waiting { .. } => {
                self.tally.waiting += 1;
                self.provisional.insert(judged.address, judged.verdict);
            }
            Standing::AwaitingControl { .. } | Standing::Pending => {
                self.provisional.insert(judged.address, judged.verdict);
            }
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
        let sample = Sample { at: Instant::now(), settled: self.tally.settled, unheard: plan.unheard() };
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
        let first_answers_in = time_for(sample.unheard, hearing);
        let left = self.tally.total.saturating_sub(self.tally.settled);
        let dues = plan.dues();
        let last_due = dues.map_or(0.0, |(_, last)| last.since(now).as_secs_f64());
        let all_in = if left == 0 { Some(0.0) } else { first_answers_in.map(|first| first.max(last_due)) };
        Progress {
            tally: self.tally.clone(),
            rate,
            first_answers_in,
            all_in,
            next_retry: dues.map(|(first, _)| first),
            domains: (domains_done, domains),
            connections: u32::try_from(plan.sessions()).unwrap_or(u32::MAX),
            exchanges: exchanges(plan, now),
            trouble: plan.port.trouble(),
        }
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
        .map(|(held, view)| ExchangeProgress {
            exchange: view.name.to_owned(),
            left: view.left,
            connections: view.pace.open_sessions(),
            held_back: held
                .map(|(_, why)| why)
                .or_else(|| view.pace.slowed())
                .map(|why| why.sentence(view.pace.limits())),
            until: held.map(|(until, _)| until),
        })
        .collect()
}
