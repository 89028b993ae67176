//! What was learnt, told: how many outcomes there are, how often mail comes back where, and how well the scores of this
//! machine's runs have fitted what happened since.

use std::collections::BTreeMap;

use mailvet_store::{Batch, Rate, Store};
use mailvet_verdict::{Happened, Tally};
use serde::{Deserialize, Serialize};

use super::{OutcomeCount, Weighing};
use crate::{AppError, Mailvet, Share};

/// Bins of the reliability table.
const BINS: u8 = 10;

/// Domains and operators that are named.
const NAMED: usize = 20;

/// What was learnt.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct Known {
    /// Outcomes by kind.
    pub outcomes: Vec<OutcomeCount>,
    /// Distinct addresses.
    pub addresses: u64,
    /// Addresses that are marked as known good and known bad.
    pub marked_good: u64,
    /// Addresses that are marked as known bad.
    pub marked_bad: u64,
    /// Addresses of which mail has arrived and come back.
    pub conflicts: u64,
    /// How often mail comes back, over everything.
    pub world: MailTally,
    /// By mail operator, those with the most outcomes first.
    pub operators: Vec<BaseRate>,
    /// By domain, those with the most outcomes first.
    pub domains: Vec<BaseRate>,
    /// By where lists came from, those with the most outcomes first.
    pub sources: Vec<BaseRate>,
    /// How the judge weighs.
    pub weighing: Weighing,
    /// Predicted against observed: addresses that a run scored before their outcome came.
    pub reliability: Vec<ReliabilityBin>,
    /// The learnt files, the newest first.
    pub batches: Vec<Batch>,
}

/// Distinct addresses by what became of mail to them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct MailTally {
    /// There is a mailbox.
    pub delivered: u32,
    /// It came back for good.
    pub bounced: u32,
}

impl From<Tally> for MailTally {
    fn from(Tally { delivered, bounced }: Tally) -> Self {
        Self { delivered, bounced }
    }
}

/// How often mail came back somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct BaseRate {
    /// The mail operator or domain.
    pub name: String,
    /// Distinct addresses by what became of mail to them.
    pub tally: MailTally,
}

/// Addresses whose scores lay together, and what became of mail to them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct ReliabilityBin {
    /// The lowest score of the bin.
    pub from: u8,
    /// The highest score of the bin.
    pub to: u8,
    /// Addresses in it.
    pub count: u32,
    /// Their mean score, in percent: what was predicted.
    pub predicted: f64,
    /// The share of them to which mail was delivered: what was observed.
    pub observed: Share,
}

impl Mailvet {
    /// What was learnt.
    ///
    /// # Errors
    /// The database fails.
    pub async fn known(&self) -> Result<Known, AppError> {
        let store = &self.0.store;
        let summary = store.learnt_summary(NAMED).await?;
        let batches = store.batches().await?;
        let rate = |rate: Rate| BaseRate { name: rate.name, tally: rate.tally.into() };
        Ok(Known {
            outcomes: Happened::ALL
                .into_iter()
                .filter_map(|what| {
                    let count = *summary.outcomes.get(&what)?;
                    Some(OutcomeCount { what, count })
                })
                .collect(),
            addresses: summary.addresses,
            marked_good: summary.marked_good,
            marked_bad: summary.marked_bad,
            conflicts: summary.conflicts,
            world: summary.world.into(),
            operators: summary.operators.into_iter().map(rate).collect(),
            domains: summary.domains.into_iter().map(rate).collect(),
            sources: store.source_rates(NAMED).await?.into_iter().map(rate).collect(),
            weighing: self.weighing().await?,
            reliability: reliability(store).await?,
            batches,
        })
    }
}

async fn reliability(store: &Store) -> Result<Vec<ReliabilityBin>, AppError> {
    let mut bins: BTreeMap<u8, (u32, f64, u32)> = BTreeMap::new();
    for (score, delivered, count) in store.scored_outcomes().await? {
        let bin = bins.entry((score / (100 / BINS)).min(BINS - 1)).or_default();
        bin.0 += count;
        bin.1 += f64::from(score) * f64::from(count);
        bin.2 += if delivered { count } else { 0 };
    }
    let width = 100 / BINS;
    let told = bins.into_iter().map(|(bin, (count, scores, delivered))| ReliabilityBin {
        from: bin * width,
        to: if bin == BINS - 1 { 100 } else { bin * width + width - 1 },
        count,
        predicted: scores / f64::from(count),
        observed: Share::of(delivered.into(), count.into()).unwrap_or_default(),
    });
    Ok(told.collect())
}
