//! A journal in memory that can break off at any batch.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use mailvet_verdict::{
    Acquaintance, Address, Attempt, Control, Conversation, ConversationId, DomainEvidence, Dossier,
    Judgement, Known, Lookup, LookupKind, Moment, Reason, Sentence, Signals, SyntaxEvidence, Verdict,
    WhyUnknown,
};
use tokio::{sync::Notify, time::sleep};

use crate::{
    Journal,
    journal::{
        AddressId, ControlPlace, DomainWork, GuardRecord, JournalError, KeptPace, PaceRecord, Record, RunId,
        Standing, Tally, Task, VerdictCount, WantedLookup, Withdrawal,
    },
};

/// One address in the journal.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) typed: String,
    pub(crate) syntax: SyntaxEvidence,
    pub(crate) standing: Standing,
    pub(crate) attempts: Vec<Attempt>,
    pub(crate) judgement: Option<Judgement>,
    pub(crate) judged_at: Moment,
}

/// An address, where it stands, and what came of it.
pub(crate) type Row = (String, Standing, Option<(Verdict, Reason)>);

/// When a journal breaks off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BreakOff {
    /// Before this batch is written.
    Before(usize),
    /// After this batch is written, before the run hears so.
    After(usize),
}

#[derive(Default)]
pub(crate) struct Pages {
    pub(crate) entries: BTreeMap<AddressId, Entry>,
    by_domain: HashMap<String, Vec<AddressId>>,
    pub(crate) domains: HashMap<String, DomainEvidence>,
    pub(crate) controls: HashMap<String, Vec<Control>>,
    /// What another run heard.
    pub(crate) earlier_controls: Vec<(String, Control)>,
    pub(crate) withdrawals: BTreeMap<String, Withdrawal>,
    pub(crate) unaudited: BTreeSet<String>,
    pub(crate) conversations: HashMap<ConversationId, Conversation>,
    pub(crate) paces: BTreeMap<String, PaceRecord>,
    pub(crate) guard: Option<GuardRecord>,
    /// The paces were kept by another run.
    pub(crate) of_another_run: bool,
    pub(crate) lookups: BTreeMap<(LookupKind, String), Lookup>,
    pub(crate) batches: usize,
    break_off: Option<BreakOff>,
    fails: bool,
}

/// A journal in memory.
#[derive(Default)]
pub(crate) struct MemoryJournal {
    pages: Mutex<Pages>,
    broken_off: Notify,
}

impl MemoryJournal {
    pub(crate) fn lookups(&self) -> Vec<Lookup> {
        self.pages().lookups.values().cloned().collect()
    }

    pub(crate) fn of(texts: impl IntoIterator<Item = impl Into<String>>) -> Arc<Self> {
        let journal = Self::default();
        for (n, text) in texts.into_iter().enumerate() {
            let typed: String = text.into();
            let syntax = match Address::parse(&typed) {
                Ok(address) => SyntaxEvidence::Sound(address),
                Err(fault) => SyntaxEvidence::Faulty(fault),
            };
            let id = AddressId(i64::try_from(n).unwrap());
            if let SyntaxEvidence::Sound(address) = &syntax {
                journal.pages().by_domain.entry(address.domain.clone()).or_default().push(id);
            }
            let entry = Entry {
                typed,
                syntax,
                standing: Standing::Pending,
                attempts: Vec::new(),
                judgement: None,
                judged_at: Moment(0),
            };
            journal.pages().entries.insert(id, entry);
        }
        Arc::new(journal)
    }

    pub(crate) fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap()
    }

    pub(crate) fn break_off(&self, when: Option<BreakOff>) {
        let mut pages = self.pages();
        pages.batches = 0;
        pages.break_off = when;
    }

    pub(crate) fn fail(&self) {
        self.pages().fails = true;
    }

    /// Resolves when the journal has broken off.
    pub(crate) async fn broken_off(&self) {
        self.broken_off.notified().await;
    }

    pub(crate) fn entry(&self, typed: &str) -> Entry {
        self.pages().entries.values().find(|entry| entry.typed == typed).cloned().unwrap()
    }

    pub(crate) fn reason(&self, typed: &str) -> Reason {
        self.entry(typed).judgement.unwrap().reason
    }

    /// What became of every address.
    pub(crate) fn results(&self) -> Vec<Row> {
        let result = |entry: &Entry| {
            let judgement = entry.judgement.as_ref().map(|it| (it.verdict, it.reason));
            (entry.typed.clone(), entry.standing, judgement)
        };
        self.pages().entries.values().map(result).collect()
    }
}

impl Pages {
    fn of_domain<'a>(&'a self, domain: &'a str) -> impl Iterator<Item = (AddressId, &'a Address, &'a Entry)> {
        let ids = self.by_domain.get(domain).into_iter().flatten();
        ids.filter_map(|id| match &self.entries[id] {
            entry @ Entry { syntax: SyntaxEvidence::Sound(address), .. } => Some((*id, address, entry)),
            _ => None,
        })
    }

    fn dossier(&self, entry: &Entry) -> Dossier {
        let domain = match &entry.syntax {
            SyntaxEvidence::Sound(address) => address.domain.as_str(),
            SyntaxEvidence::Faulty(_) => "",
        };
        let known = self.domains.get(domain).cloned();
        Dossier {
            typed: entry.typed.clone(),
            syntax: entry.syntax.clone(),
            domain: known.map_or(Known::Unknown(WhyUnknown::NotAsked), Known::Known),
            attempts: entry.attempts.clone(),
            controls: self.controls.get(domain).cloned().unwrap_or_default(),
            signals: Signals::default(),
            lookups: match &entry.syntax {
                SyntaxEvidence::Sound(address) => self
                    .lookups
                    .values()
                    .filter(|lookup| [address.to_string(), address.domain.clone()].contains(&lookup.subject))
                    .cloned()
                    .collect(),
                SyntaxEvidence::Faulty(_) => Vec::new(),
            },
            cut_short: None,
            acquaintance: Acquaintance::default(),
            suppressed: None,
        }
    }

    fn write(&mut self, record: Record) {
        match record {
            Record::Domain(evidence) => drop(self.domains.insert(evidence.domain.clone(), evidence)),
            Record::Conversation(conversation) => {
                drop(self.conversations.insert(conversation.id, conversation));
            }
            Record::Attempt { address, attempt } => {
                self.entries.get_mut(&address).unwrap().attempts.push(attempt);
            }
            Record::Pace(pace) => drop(self.paces.insert(pace.exchange.clone(), *pace)),
            Record::Guard(guard) => self.guard = Some(guard),
            Record::Control { domain, control, place } => {
                let controls = self.controls.entry(domain).or_default();
                if place == ControlPlace::OfTheLast {
                    controls.pop();
                }
                controls.push(control);
            }
            Record::Withdrawing(withdrawal) => {
                drop(self.withdrawals.insert(withdrawal.domain.clone(), withdrawal));
            }
            Record::Unaudited { domain } => drop(self.unaudited.insert(domain)),
            Record::Audited { domain } => drop(self.unaudited.remove(&domain)),
            Record::Withdrawn { domain } => drop(self.withdrawals.remove(&domain)),
            Record::Lookup { lookup, .. } => {
                drop(self.lookups.insert((lookup.kind, lookup.subject.clone()), lookup));
            }
            Record::Standing { address, standing } => {
                self.entries.get_mut(&address).unwrap().standing = standing;
            }
            Record::Judged { address, judgement, at } => {
                let entry = self.entries.get_mut(&address).unwrap();
                entry.judgement = Some(judgement);
                entry.judged_at = at;
            }
        }
    }

    fn tally(&self) -> Tally {
        let mut verdicts: BTreeMap<Verdict, u64> = BTreeMap::new();
        for judgement in self.entries.values().filter_map(|entry| entry.judgement.as_ref()) {
            *verdicts.entry(judgement.verdict).or_default() += 1;
        }
        let count = |wanted: fn(&Standing) -> bool| {
            self.entries.values().filter(|entry| wanted(&entry.standing)).count() as u64
        };
        Tally {
            total: self.entries.len() as u64,
            settled: count(|standing| *standing == Standing::Settled),
            waiting: count(|standing| matches!(standing, Standing::Waiting { .. })),
            verdicts: verdicts.into_iter().map(|(verdict, count)| VerdictCount { verdict, count }).collect(),
        }
    }
}

impl Journal for MemoryJournal {
    async fn work(&self, _run: RunId) -> Result<Vec<DomainWork>, JournalError> {
        let pages = self.pages();
        let mut work: Vec<DomainWork> = Vec::new();
        let mut places = HashMap::new();
        for entry in pages.entries.values() {
            let SyntaxEvidence::Sound(address) = &entry.syntax else { continue };
            if entry.standing == Standing::Settled {
                continue;
            }
            let place = *places.entry(address.domain.clone()).or_insert_with(|| {
                let domain = address.domain.clone();
                work.push(DomainWork { domain, pending: 0, waiting: 0, awaiting_control: 0, due: None });
                work.len() - 1
            });
            let domain = &mut work[place];
            match entry.standing {
                Standing::Pending => domain.pending += 1,
                Standing::Waiting { due, .. } => {
                    domain.waiting += 1;
                    domain.due = Some(domain.due.map_or(due, |earlier| earlier.min(due)));
                }
                Standing::AwaitingControl { due, .. } => {
                    domain.awaiting_control += 1;
                    domain.due = Some(domain.due.map_or(due, |earlier| earlier.min(due)));
                }
                Standing::Settled => {}
            }
        }
        Ok(work)
    }

    async fn domain(
        &self,
        _run: RunId,
        domain: &str,
        not_before: Moment,
    ) -> Result<Option<DomainEvidence>, JournalError> {
        let evidence = self.pages().domains.get(domain).cloned();
        Ok(evidence.filter(|evidence| evidence.observed_at >= not_before))
    }

    async fn tasks(
        &self,
        _run: RunId,
        domain: &str,
        now: Moment,
        taken: &HashSet<AddressId>,
        most: usize,
    ) -> Result<Vec<Task>, JournalError> {
        tokio::task::yield_now().await;
        let pages = self.pages();
        let open = pages.of_domain(domain).filter(|(id, _, entry)| {
            !taken.contains(id)
                && match entry.standing {
                    Standing::Pending => true,
                    Standing::Waiting { due, .. } => due <= now,
                    Standing::AwaitingControl { .. } | Standing::Settled => false,
                }
        });
        let task = |(id, address, entry): (AddressId, &Address, &Entry)| Task {
            id,
            address: address.clone(),
            standing: entry.standing,
        };
        Ok(open.take(most).map(task).collect())
    }

    async fn controls(&self, _run: RunId, domain: &str) -> Result<Vec<Control>, JournalError> {
        Ok(self.pages().controls.get(domain).cloned().unwrap_or_default())
    }

    async fn paces(&self, _run: RunId, _not_before: Moment) -> Result<Vec<KeptPace>, JournalError> {
        let pages = self.pages();
        Ok(pages.paces.values().cloned().map(|pace| KeptPace { own: !pages.of_another_run, pace }).collect())
    }

    async fn guard(&self, _run: RunId) -> Result<Option<GuardRecord>, JournalError> {
        Ok(self.pages().guard.clone())
    }

    async fn earlier_controls(
        &self,
        _run: RunId,
        domain: &str,
        exchange: &str,
        not_before: Moment,
    ) -> Result<Vec<Control>, JournalError> {
        let pages = self.pages();
        let here = |(of, control): &&(String, Control)| {
            of == domain && control.attempt.exchange == exchange && control.attempt.at >= not_before
        };
        Ok(pages.earlier_controls.iter().filter(here).map(|(_, control)| control.clone()).collect())
    }

    async fn withdrawals(&self, _run: RunId) -> Result<Vec<Withdrawal>, JournalError> {
        Ok(self.pages().withdrawals.values().cloned().collect())
    }

    async fn unaudited(&self, _run: RunId) -> Result<Vec<String>, JournalError> {
        Ok(self.pages().unaudited.iter().cloned().collect())
    }

    async fn believed(
        &self,
        _run: RunId,
        domain: &str,
        since: Moment,
        after: Option<AddressId>,
        most: usize,
    ) -> Result<Vec<(AddressId, Dossier)>, JournalError> {
        tokio::task::yield_now().await;
        let pages = self.pages();
        let believed = pages.of_domain(domain).filter(|(id, _, entry)| {
            after.is_none_or(|after| *id > after)
                && entry.standing == Standing::Settled
                && entry.judged_at >= since
                && entry.judgement.as_ref().is_some_and(|judgement| {
                    judgement.verdict == Verdict::Valid || judgement.reason == Reason::CatchAll
                })
        });
        Ok(believed.take(most).map(|(id, _, entry)| (id, pages.dossier(entry))).collect())
    }

    async fn waiting(
        &self,
        _run: RunId,
        domain: &str,
        after: Option<AddressId>,
        most: usize,
    ) -> Result<Vec<Task>, JournalError> {
        tokio::task::yield_now().await;
        let pages = self.pages();
        let waiting = pages.of_domain(domain).filter(|(id, _, entry)| {
            after.is_none_or(|after| *id > after) && matches!(entry.standing, Standing::Waiting { .. })
        });
        let task = |(id, address, entry): (AddressId, &Address, &Entry)| Task {
            id,
            address: address.clone(),
            standing: entry.standing,
        };
        Ok(waiting.take(most).map(task).collect())
    }

    async fn dossiers(
        &self,
        _run: RunId,
        domain: &str,
        answered_only: bool,
        after: Option<AddressId>,
        most: usize,
    ) -> Result<Vec<(AddressId, Dossier)>, JournalError> {
        tokio::task::yield_now().await;
        let pages = self.pages();
        let open = pages.of_domain(domain).filter(|(id, _, entry)| {
            after.is_none_or(|after| *id > after)
                && match entry.standing {
                    Standing::Settled => false,
                    Standing::AwaitingControl { .. } => true,
                    Standing::Pending | Standing::Waiting { .. } => !answered_only,
                }
        });
        Ok(open.take(most).map(|(id, _, entry)| (id, pages.dossier(entry))).collect())
    }

    async fn dossier(&self, _run: RunId, address: AddressId) -> Result<Dossier, JournalError> {
        tokio::task::yield_now().await;
        let pages = self.pages();
        Ok(pages.dossier(&pages.entries[&address]))
    }

    async fn leaning(&self, run: RunId) -> Result<u64, JournalError> {
        Ok(self.leaning_after(run, None, usize::MAX).await?.len() as u64)
    }

    async fn leaning_after(
        &self,
        _run: RunId,
        after: Option<AddressId>,
        most: usize,
    ) -> Result<Vec<(AddressId, Dossier)>, JournalError> {
        let pages = self.pages();
        let leaning = pages.entries.iter().filter(|(id, entry)| {
            after.is_none_or(|after| **id > after)
                && entry.standing == Standing::Settled
                && entry.judgement.as_ref().is_some_and(|judgement| judgement.reason.leans())
        });
        Ok(leaning.take(most).map(|(id, entry)| (*id, pages.dossier(entry))).collect())
    }

    async fn lookup(&self, _run: RunId, wanted: &WantedLookup<'_>) -> Result<Option<Lookup>, JournalError> {
        let found = self.pages().lookups.get(&(wanted.kind, wanted.subject.to_owned())).cloned();
        let usable = |lookup: &Lookup| {
            lookup.at >= wanted.not_before
                && lookup.lists == wanted.lists
                && matches!(lookup.found, Known::Known(_))
        };
        Ok(found.filter(usable))
    }

    async fn settle_faulty(
        &self,
        _run: RunId,
        _at: Moment,
        judge: &(dyn Fn(&Dossier) -> Judgement + Send + Sync),
    ) -> Result<u64, JournalError> {
        let mut pages = self.pages();
        let faulty: Vec<_> = pages
            .entries
            .iter()
            .filter(|(_, entry)| {
                matches!(entry.syntax, SyntaxEvidence::Faulty(_)) && entry.standing != Standing::Settled
            })
            .map(|(id, entry)| (*id, judge(&pages.dossier(entry))))
            .collect();
        let count = faulty.len() as u64;
        for (id, judgement) in faulty {
            let entry = pages.entries.get_mut(&id).unwrap();
            entry.standing = Standing::Settled;
            entry.judgement = Some(judgement);
        }
        Ok(count)
    }

    async fn tally(&self, _run: RunId) -> Result<Tally, JournalError> {
        Ok(self.pages().tally())
    }

    async fn record(&self, _run: RunId, records: Vec<Record>) -> Result<(), JournalError> {
        sleep(Duration::from_millis(1)).await;
        let broken = {
            let mut pages = self.pages();
            if pages.fails {
                return Err(JournalError { message: Sentence::as_it_is("The disk is full."), source: None });
            }
            pages.batches += 1;
            let now = pages.batches;
            let broken = match pages.break_off {
                Some(BreakOff::Before(batch)) => now >= batch,
                Some(BreakOff::After(batch)) => now > batch,
                None => false,
            };
            if !broken {
                records.into_iter().for_each(|record| pages.write(record));
            }
            broken || pages.break_off == Some(BreakOff::After(now))
        };
        if broken {
            self.broken_off.notify_one();
            std::future::pending::<()>().await;
        }
        Ok(())
    }
}
