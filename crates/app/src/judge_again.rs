//! Judging again: the rules, lists and policy of today over what an earlier run saw. Nobody is asked anything, and when an
//! address was checked stays as it was.

use std::{collections::BTreeMap, num::NonZero, sync::Arc, thread};

use mailvet_engine::journal::RunId;
use mailvet_store::Judged;
use mailvet_verdict::{Judgement, Knowledge, Policy, Reason, SyntaxEvidence, Verdict, judge};
use serde::{Deserialize, Serialize};

use crate::{AppError, Mailvet, blocking};

/// Addresses that are judged between two commits.
const PAGE: usize = 500;

/// Addresses that are named for each change.
const NAMED: usize = 5;

/// What to do with the new judgements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JudgeAgain {
    /// Keep them.
    Keep,
    /// Only tell what would change.
    Compare,
}

/// What judging again came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JudgedAgain {
    /// Addresses judged.
    pub addresses: u64,
    /// Of them with another verdict or reason.
    pub changed: u64,
    /// Of the others with another action, flag, score or sentence.
    pub reworded: u64,
    /// The changes of verdict or reason, the most frequent first.
    pub shifts: Vec<Shift>,
}

/// Addresses whose verdict or reason changed in the same way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// What was said of them.
    pub from: Said,
    /// What is said of them now.
    pub to: Said,
    /// How many.
    pub addresses: u64,
    /// Some of them.
    pub examples: Vec<String>,
}

/// A verdict and its reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Said {
    /// The verdict.
    pub verdict: Verdict,
    /// The reason.
    pub reason: Reason,
}

impl Said {
    const fn of(judgement: &Judgement) -> Self {
        Self { verdict: judgement.verdict, reason: judgement.reason }
    }
}

impl Mailvet {
    /// Judges every address of a run again, from the evidence that is kept.
    ///
    /// # Errors
    /// There is no such run, it is being worked on, or the database fails.
    pub async fn judge_again(&self, run: RunId, what: JudgeAgain) -> Result<JudgedAgain, AppError> {
        let summary = self.0.store.run(run).await?;
        if self.is_live(summary.list) {
            return Err(AppError::Running);
        }
        let _ownership = self.0.store.own_run(run)?;
        let mut told = JudgedAgain::default();
        let mut shifts: BTreeMap<(Said, Said), Shift> = BTreeMap::new();
        let mut after = None;
        let in_force = self.in_force();
        let knowledge = Arc::new(self.0.knowledge.with_lean(in_force.settings.lean.thresholds()));
        loop {
            let page = self.0.store.judged(run, after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.address);
            let mut other = Vec::new();
            let (knowledge, policy) = (Arc::clone(&knowledge), Arc::clone(&in_force.policy));
            for (judged, mut now) in blocking(move || Ok(judge_all(page, &knowledge, &policy))).await? {
                // What the run tried is no part of the dossier; it stays as long as the judge says the same.
                if Said::of(&now) == Said::of(&judged.judgement) {
                    now.tried.clone_from(&judged.judgement.tried);
                }
                told.addresses += 1;
                if now == judged.judgement {
                    continue;
                }
                told.note(&judged, &now, &mut shifts);
                other.push((judged.address, now, judged.at));
            }
            if what == JudgeAgain::Keep && !other.is_empty() {
                self.0.store.judge_again(run, other).await?;
            }
        }
        told.shifts = shifts.into_values().collect();
        told.shifts.sort_by_key(|shift| std::cmp::Reverse(shift.addresses));
        Ok(told)
    }
}

/// Judges on as many threads as there are cores; the order stays.
fn judge_all(page: Vec<Judged>, knowledge: &Knowledge, policy: &Policy) -> Vec<(Judged, Judgement)> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let share = page.len().div_ceil(threads).max(1);
    let judgements: Vec<Judgement> = thread::scope(|scope| {
        let judging: Vec<_> = page
            .chunks(share)
            .map(|part| {
                scope.spawn(move || -> Vec<Judgement> {
                    part.iter().map(|judged| judge(&judged.dossier, knowledge, policy)).collect()
                })
            })
            .collect();
        let done = judging.into_iter().map(|part| part.join());
        done.flat_map(|part| part.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    page.into_iter().zip(judgements).collect()
}

impl JudgedAgain {
    fn note(&mut self, judged: &Judged, now: &Judgement, shifts: &mut BTreeMap<(Said, Said), Shift>) {
        let (from, to) = (Said::of(&judged.judgement), Said::of(now));
        if from == to {
            self.reworded += 1;
            return;
        }
        self.changed += 1;
        let new = || Shift { from, to, addresses: 0, examples: Vec::new() };
        let shift = shifts.entry((from, to)).or_insert_with(new);
        shift.addresses += 1;
        if shift.examples.len() < NAMED {
            shift.examples.push(match &judged.dossier.syntax {
                SyntaxEvidence::Sound(address) => address.to_string(),
                SyntaxEvidence::Faulty(_) => judged.dossier.typed.clone(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use mailvet_engine::{
        Journal as _,
        journal::{Record, Standing},
    };
    use mailvet_store::{ListId, Query};
    use mailvet_verdict::{Attempt, Moment, Outcome, Reply};

    use super::*;
    use crate::Place;

    const CHECKED: Moment = Moment(1_000);

    /// A run whose only address was put off, and called "no such mailbox" by whatever rules there were then.
    async fn misjudged() -> (tempfile::TempDir, Mailvet, ListId, RunId) {
        let folder = tempfile::tempdir().unwrap();
        let mailvet =
            Mailvet::open(Place::find(Some(folder.path().to_owned()), None).unwrap()).await.unwrap();
        let addresses = vec!["anna@example.com".to_owned()];
        let list = mailvet.import_addresses("one".to_owned(), addresses, false).await.unwrap().id;
        let run = mailvet.0.store.create_run(list, "").await.unwrap().id;
        let row = mailvet.page(list, Query::default(), 0, 1).await.unwrap().rows.remove(0);
        let mut said = mailvet_verdict::judge(
            &mailvet.0.store.evidence(list, 0).await.unwrap().dossier,
            &mailvet.0.knowledge,
            &mailvet.in_force().policy,
        );
        (said.verdict, said.reason) = (Verdict::Invalid, Reason::MailboxNotFound);
        let attempt = Attempt {
            at: CHECKED,
            exchange: "example.com".to_owned(),
            host: "mx.example.com".to_owned(),
            ip: None,
            banner: None,
            tls: false,
            outcome: Outcome::Answered(Reply::new(451, "4.7.1 Greylisted, come back later")),
            latency_ms: None,
            tls_facts: None,
            sender: None,
            transcript: None,
        };
        let address = row.address_id;
        let records = vec![
            Record::Attempt { address, attempt },
            Record::Judged { address, judgement: said, at: CHECKED },
            Record::Standing { address, standing: Standing::Settled },
        ];
        mailvet.0.store.record(run, records).await.unwrap();
        (folder, mailvet, list, run)
    }

    async fn result(mailvet: &Mailvet, list: ListId) -> (Said, Moment) {
        let row = mailvet.page(list, Query::default(), 0, 1).await.unwrap().rows.remove(0);
        let result = row.result.unwrap();
        (Said { verdict: result.verdict, reason: result.reason }, result.checked_at)
    }

    #[tokio::test]
    async fn what_is_kept_is_read_by_the_rules_of_today_and_was_checked_when_it_was() {
        let (_folder, mailvet, list, run) = misjudged().await;
        let told = mailvet.judge_again(run, JudgeAgain::Keep).await.unwrap();
        assert_eq!((told.addresses, told.changed, told.reworded), (1, 1, 0));
        assert_eq!(told.shifts[0].examples, ["anna@example.com"]);
        let greylisted = Said { verdict: Verdict::Unknown, reason: Reason::Greylisted };
        assert_eq!(told.shifts[0].to, greylisted);
        assert_eq!(result(&mailvet, list).await, (greylisted, CHECKED));
        let once_more = mailvet.judge_again(run, JudgeAgain::Keep).await.unwrap();
        assert_eq!(once_more, JudgedAgain { addresses: 1, ..JudgedAgain::default() });
    }

    #[tokio::test]
    async fn a_comparison_keeps_nothing() {
        let (_folder, mailvet, list, run) = misjudged().await;
        let before = result(&mailvet, list).await;
        assert_eq!(mailvet.judge_again(run, JudgeAgain::Compare).await.unwrap().changed, 1);
        assert_eq!(result(&mailvet, list).await, before);
    }
}
