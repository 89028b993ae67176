//! The head that this machine's outcomes make: fitted when something new is known, kept, and handed to whoever judges. Taking
//! a file back brings back the head from before, since it is always made from what is known and from nothing else.

use std::sync::Arc;

use mailvet_engine::Settings;
use mailvet_store::KeptHead;
use mailvet_verdict::{
    Knowledge,
    score::{Head, LEAST_OF_EACH, LEAST_OUTCOMES, Lesson, Lessons, Model, WEIGHTS},
};
use serde::{Deserialize, Serialize};

use super::MailTally;
use crate::{AppError, Mailvet, blocking};

/// Outcomes that a head is fitted to at most; past that, the newest runs speak for the others.
const MOST: usize = 2_000;

/// How the judge weighs, and what it rests on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct Weighing {
    /// Whether the weights were fitted to outcomes; else they are those that ship.
    pub fitted: bool,
    /// The outcomes that can be learnt from.
    pub outcomes: MailTally,
    /// So many are needed.
    pub needed: u32,
    /// Of either kind.
    pub needed_of_each: u32,
    /// Each weight, in the order of the model.
    pub weights: Vec<WeightView>,
}

/// One weight.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct WeightView {
    /// Its stable name, as in the contributions.
    pub id: String,
    /// What ships.
    pub shipped: f64,
    /// What is in force.
    pub now: f64,
}

impl Mailvet {
    /// What a judge goes by today: the tables that ship, the thresholds of the settings, and what this machine has learnt.
    pub(crate) async fn knowledge_under(&self, settings: &Settings) -> Result<Arc<Knowledge>, AppError> {
        let knowledge = self.0.knowledge.with_lean(settings.lean.thresholds());
        Ok(Arc::new(match self.learnt_head().await?.head {
            Some(head) => knowledge.with_head(head),
            None => knowledge,
        }))
    }

    /// The head of what is known now: as it is kept, or fitted anew.
    async fn learnt_head(&self) -> Result<KeptHead, AppError> {
        let store = &self.0.store;
        let model = Model::name();
        if let Some(kept) = store.kept_head(&model).await? {
            return Ok(kept);
        }
        let all = store.outcomes_by_mail().await?;
        let enough = (all.delivered + all.bounced) as usize >= LEAST_OUTCOMES
            && all.delivered.min(all.bounced) as usize >= LEAST_OF_EACH;
        if !enough {
            // Nothing is to be fitted; what there is is still told.
            let (revision, outcomes) = store.left_open().await?;
            let kept = KeptHead { revision, model, head: None, outcomes };
            store.keep_head(kept.clone()).await?;
            return Ok(kept);
        }
        let (revision, told) = store.hindsight(MOST).await?;
        let (head, outcomes) = blocking(move || {
            let mut lessons = Lessons::default();
            for one in &told {
                let (dossier, reason, mailbox, at) = (&one.dossier, one.reason, one.mailbox, one.at);
                lessons.take(&Lesson { dossier, reason, mailbox, at });
            }
            Ok((lessons.head(), lessons.counts()))
        })
        .await?;
        let kept = KeptHead { revision, model, head, outcomes };
        store.keep_head(kept.clone()).await?;
        Ok(kept)
    }

    /// How the judge weighs today.
    pub(crate) async fn weighing(&self) -> Result<Weighing, AppError> {
        let KeptHead { head, outcomes, .. } = self.learnt_head().await?;
        let (shipped, fitted) = (Head::shipped(), head.is_some());
        let now = head.unwrap_or_else(Head::shipped);
        let weights =
            WEIGHTS.iter().zip(shipped.weights.iter().zip(&now.weights)).map(|(weight, (shipped, now))| {
                WeightView { id: weight.id.to_owned(), shipped: *shipped, now: *now }
            });
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Ok(Weighing {
            fitted,
            outcomes: outcomes.into(),
            needed: count(LEAST_OUTCOMES),
            needed_of_each: count(LEAST_OF_EACH),
            weights: weights.collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use mailvet_engine::{
        Journal as _,
        journal::{Record, Standing},
    };
    use mailvet_store::Query;
    use mailvet_verdict::{Happened, Reason, Tally, Verdict};

    use super::*;
    use crate::{BatchId, LearnRequest, Place};

    struct Machine {
        folder: tempfile::TempDir,
        mailvet: Mailvet,
    }

    impl Machine {
        async fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let place = Place { folder: folder.path().join("data"), settings: None };
            Self { mailvet: Mailvet::open(place).await.unwrap(), folder }
        }

        /// A list that was vetted and of which nothing could be proved.
        async fn vet(&self, outcomes: &[(String, Happened)]) {
            let addresses: Vec<String> = outcomes.iter().map(|(address, _)| address.clone()).collect();
            let store = &self.mailvet.0.store;
            let list = self.mailvet.import_addresses("people".to_owned(), addresses, false).await.unwrap().id;
            let run = store.create_run(list, "").await.unwrap().id;
            let dossier = store.evidence(list, 0).await.unwrap().dossier;
            let policy = Arc::clone(&self.mailvet.in_force().policy);
            let mut open = mailvet_verdict::judge(&dossier, &self.mailvet.0.knowledge, &policy);
            (open.verdict, open.reason) = (Verdict::Risky, Reason::CatchAll);
            let rows = self.mailvet.page(list, Query::default(), 0, 1_000).await.unwrap().rows;
            let records = rows.iter().flat_map(|row| {
                let address = row.address_id;
                [
                    Record::Judged { address, judgement: open.clone(), at: mailvet_verdict::Moment(1) },
                    Record::Standing { address, standing: Standing::Settled },
                ]
            });
            store.record(run, records.collect()).await.unwrap();
        }

        async fn learn(&self, name: &str, outcomes: &[(String, Happened)]) -> BatchId {
            let path = self.folder.path().join(name);
            let rows = outcomes.iter().map(|(address, what)| format!("{address},{}\n", what.code()));
            std::fs::write(&path, format!("address,outcome\n{}", rows.collect::<String>())).unwrap();
            let path = path.display().to_string();
            let request = LearnRequest { path, keep: true, ..LearnRequest::default() };
            self.mailvet.learn(request).await.unwrap().batch.unwrap()
        }

        async fn vet_and_learn(&self, name: &str, outcomes: &[(String, Happened)]) -> BatchId {
            self.vet(outcomes).await;
            self.learn(name, outcomes).await
        }

        async fn head(&self) -> Option<Head> {
            self.mailvet.learnt_head().await.unwrap().head
        }
    }

    /// So many of a hundred delivered, in domains of two.
    fn outcomes(who: &str, count: usize, delivered: usize) -> Vec<(String, Happened)> {
        let happened = |n: usize| match n * 37 % 100 < delivered {
            true => Happened::Delivered,
            false => Happened::HardBounce,
        };
        (0..count).map(|n| (format!("{who}.berg{n}@d{}.example", n / 2), happened(n))).collect()
    }

    #[tokio::test]
    async fn thirty_outcomes_of_both_kinds_move_the_weights_and_fewer_do_not() {
        let machine = Machine::new().await;
        assert_eq!(machine.head().await, None);
        machine.vet_and_learn("few.csv", &outcomes("anna", 28, 60)).await;
        assert_eq!(machine.head().await, None);
        machine.vet_and_learn("more.csv", &outcomes("bo", 30, 60)).await;
        let head = machine.head().await.unwrap();
        assert_eq!(head.outcomes, 58);
        assert_ne!(head.weights, Head::shipped().weights);
        let weighing = machine.mailvet.weighing().await.unwrap();
        assert!(weighing.fitted && weighing.outcomes.delivered + weighing.outcomes.bounced == 58);
    }

    #[tokio::test]
    async fn too_few_outcomes_are_counted_to_the_last_one() {
        let machine = Machine::new().await;
        machine.vet_and_learn("few.csv", &outcomes("anna", 20, 100)).await;
        let back = [("gone@z.example".to_owned(), Happened::HardBounce)];
        machine.vet_and_learn("back.csv", &back).await;
        machine.learn("elsewhere.csv", &outcomes("never.vetted", 5, 0)).await;
        let weighing = machine.mailvet.weighing().await.unwrap();
        assert!(!weighing.fitted);
        assert_eq!(weighing.outcomes, MailTally { delivered: 20, bounced: 1 });
    }

    #[tokio::test]
    async fn outcomes_of_addresses_that_nobody_vetted_are_no_measure_of_those_that_stay_open() {
        let machine = Machine::new().await;
        machine.learn("all.csv", &outcomes("anna", 200, 60)).await;
        assert_eq!(machine.head().await, None);
        machine.vet(&outcomes("anna", 200, 60)).await;
        machine.learn("one.csv", &outcomes("bo", 1, 100)).await;
        assert!(machine.head().await.is_some(), "once they are vetted, they are");
    }

    #[tokio::test]
    async fn taking_a_file_back_brings_back_the_head_from_before_to_the_last_bit() {
        let machine = Machine::new().await;
        let (first, second) = (outcomes("anna", 60, 70), outcomes("bo", 60, 20));
        machine.vet(&first).await;
        machine.vet(&second).await;
        machine.learn("first.csv", &first).await;
        let before = machine.head().await.unwrap();
        let batch = machine.learn("second.csv", &second).await;
        assert_ne!(machine.head().await.unwrap(), before);
        machine.mailvet.undo_learning(batch).await.unwrap();
        assert_eq!(machine.head().await.unwrap(), before);
        machine.mailvet.forget_learnt().await.unwrap();
        assert_eq!(machine.head().await, None);
    }

    #[tokio::test]
    async fn a_head_is_fitted_once_for_what_is_known() {
        let machine = Machine::new().await;
        machine.vet_and_learn("first.csv", &outcomes("anna", 60, 70)).await;
        let fitted = machine.mailvet.learnt_head().await.unwrap();
        // What is kept is what is told from now on, until something new is learnt.
        let marked = KeptHead { outcomes: Tally { delivered: 1, bounced: 2 }, ..fitted.clone() };
        machine.mailvet.0.store.keep_head(marked.clone()).await.unwrap();
        assert_eq!(machine.mailvet.learnt_head().await.unwrap(), marked);
        machine.learn("second.csv", &outcomes("bo", 2, 50)).await;
        assert_ne!(machine.mailvet.learnt_head().await.unwrap().outcomes, marked.outcomes);
    }

    #[tokio::test]
    async fn a_single_address_is_judged_by_what_the_users_own_database_has_learnt() {
        let machine = Machine::new().await;
        machine.vet_and_learn("first.csv", &outcomes("anna", 60, 70)).await;
        let aside = Machine::new().await;
        aside.mailvet.0.store.remember_by(&machine.mailvet.0.store);
        assert!(aside.head().await.is_some());
        assert_eq!(aside.head().await, machine.head().await);
    }
}
