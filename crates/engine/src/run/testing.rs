//! A run without sockets and disks: a journal in memory that can break off at any batch, a mail system that follows a
//! script, and a clock that follows tokio's paused time.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    net::IpAddr,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use mailvet_verdict::{
    Acquaintance, Address, Attempt, ConnectFault, Control, Conversation, ConversationId, DomainEvidence,
    Dossier, Found, Judgement, Knowledge, Known, Lookup, LookupKind, MailRouting, Moment, MxHost, Outcome,
    Policy, Reason, Reply, ReplyClass, Signals, SyntaxEvidence, Verdict, WhyUnknown,
};
use tokio::{
    sync::{Notify, watch},
    time::{Instant, sleep},
};
use tokio_util::sync::CancellationToken;

use super::{
    Progress, Reins, Run, RunEnd, RunError,
    mail_system::MailSystem,
    round::Round,
    settle::{Judge, internal_error},
    standing::Heard,
};
use crate::{
    Clock, Journal, Settings,
    journal::{
        AddressId, ControlPlace, DomainWork, JournalError, KeptPace, PaceRecord, Record, RunId, Standing,
        Tally, Task, VerdictCount, Withdrawal,
    },
    lookups::Question,
    mailbox::{Agenda, Farewell, VisitEnd},
};

/// The moment at which every test begins.
pub(crate) const START: Moment = Moment(1_800_000_000_000);

/// Follows tokio's time.
pub(crate) struct PausedClock {
    start: Instant,
    /// Milliseconds that it was set forward.
    set: AtomicI64,
}

impl PausedClock {
    pub(crate) fn new() -> Self {
        Self { start: Instant::now(), set: AtomicI64::new(0) }
    }

    /// Sets the clock forward, or back.
    pub(crate) fn set(&self, minutes: i64) {
        self.set.fetch_add(minutes * 60_000, Ordering::Relaxed);
    }
}

impl Clock for PausedClock {
    fn now(&self) -> Moment {
        Moment(START.plus(self.start.elapsed()).0 + self.set.load(Ordering::Relaxed))
    }
}

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
            Record::Pace(pace) => drop(self.paces.insert(pace.exchange.clone(), pace)),
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

    async fn lookup(
        &self,
        _run: RunId,
        kind: LookupKind,
        subject: &str,
        not_before: Moment,
    ) -> Result<Option<Lookup>, JournalError> {
        let found = self.pages().lookups.get(&(kind, subject.to_owned())).cloned();
        let usable = |lookup: &Lookup| lookup.at >= not_before && matches!(lookup.found, Known::Known(_));
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
                return Err(JournalError { message: "the disk is full".into(), source: None });
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

/// What a host of the script says to a recipient.
#[derive(Clone, Debug)]
pub(crate) enum Says {
    Reply(Reply),
    /// The visit is cut short with this.
    Cut(Outcome),
    /// The rest in a session of its own.
    Enough,
}

impl Says {
    pub(crate) fn reply(code: u16, text: &str) -> Self {
        Self::Reply(Reply::new(code, text))
    }
}

/// One recipient that was named to a host.
#[derive(Clone, Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) address: &'a Address,
    /// How often this address had been asked before.
    pub(crate) times: usize,
    /// How many recipients this session had before.
    pub(crate) in_session: usize,
    pub(crate) now: Moment,
}

/// One visit that was made.
#[derive(Clone, Debug)]
pub(crate) struct Visited {
    pub(crate) host: String,
    pub(crate) at: Moment,
    pub(crate) until: Moment,
    pub(crate) asked: Vec<String>,
    /// When each of them was named.
    pub(crate) named: Vec<Moment>,
}

type Routing = dyn Fn(&str, Moment) -> MailRouting + Send + Sync;
type Greet = dyn Fn(&str, Moment) -> Option<Outcome> + Send + Sync;
type Finds = dyn Fn(&Question) -> Known<Found> + Send + Sync;
type Answer = dyn Fn(&str, &Asked<'_>) -> Says + Send + Sync;

/// A mail system that follows a script.
pub(crate) struct Script {
    pub(crate) routing: Box<Routing>,
    /// How a host cuts a visit short before any recipient, if it does.
    pub(crate) greet: Box<Greet>,
    pub(crate) answer: Box<Answer>,
    /// The most recipients at once.
    pub(crate) pipelined: usize,
    pub(crate) step: Duration,
    /// How long DNS takes.
    pub(crate) dns: Duration,
    /// What a look-up finds.
    pub(crate) found: Box<Finds>,
    enquired: Mutex<Vec<Question>>,
    clock: Arc<PausedClock>,
    visits: Mutex<Vec<Visited>>,
    asked: Mutex<HashMap<String, usize>>,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    now: HashMap<String, usize>,
    total: usize,
    peak: HashMap<String, usize>,
    peak_total: usize,
}

impl Script {
    pub(crate) fn new(clock: &Arc<PausedClock>) -> Self {
        Self {
            routing: Box::new(|domain, _| mx(&[&format!("mx.{domain}")])),
            greet: Box::new(|_, _| None),
            answer: Box::new(|_, asked| ordinary(asked.address)),
            pipelined: 1,
            step: Duration::from_millis(20),
            dns: Duration::from_millis(5),
            found: Box::new(|_| Known::Known(Found::Absent)),
            enquired: Mutex::default(),
            clock: Arc::clone(clock),
            visits: Mutex::default(),
            asked: Mutex::default(),
            open: Mutex::default(),
        }
    }

    pub(crate) fn visits(&self) -> Vec<Visited> {
        self.visits.lock().unwrap().clone()
    }

    /// Everybody who was named, in order.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.visits().into_iter().flat_map(|visit| visit.asked).collect()
    }

    /// Everything that was looked up, in order.
    pub(crate) fn enquired(&self) -> Vec<Question> {
        self.enquired.lock().unwrap().clone()
    }

    pub(crate) fn peak(&self, exchange: &str) -> usize {
        self.open.lock().unwrap().peak.get(exchange).copied().unwrap_or(0)
    }

    pub(crate) fn peak_total(&self) -> usize {
        self.open.lock().unwrap().peak_total
    }

    fn opened(&self, exchange: &str) {
        let mut open = self.open.lock().unwrap();
        let here = open.now.entry(exchange.to_owned()).or_default();
        *here += 1;
        let here = *here;
        open.total += 1;
        let total = open.total;
        let peak = open.peak.entry(exchange.to_owned()).or_default();
        *peak = here.max(*peak);
        open.peak_total = total.max(open.peak_total);
    }

    fn closed(&self, exchange: &str) {
        let mut open = self.open.lock().unwrap();
        *open.now.get_mut(exchange).unwrap() -= 1;
        open.total -= 1;
    }

    fn attempt(&self, exchange: &str, host: &str, outcome: Outcome) -> Attempt {
        Attempt {
            at: self.clock.now(),
            exchange: exchange.to_owned(),
            host: host.to_owned(),
            ip: Some(IpAddr::from([192, 0, 2, 1])),
            banner: None,
            tls: false,
            tls_facts: None,
            sender: None,
            outcome,
            latency_ms: Some(20),
            transcript: None,
        }
    }

    async fn converse<A: Agenda>(
        &self,
        exchange: &str,
        host: &str,
        agenda: &mut A,
        stop: &CancellationToken,
    ) -> Result<Farewell, JournalError> {
        let started = self.clock.now();
        let visit = {
            let mut visits = self.visits.lock().unwrap();
            visits.push(Visited {
                host: host.to_owned(),
                at: started,
                until: started,
                asked: Vec::new(),
                named: Vec::new(),
            });
            visits.len() - 1
        };
        sleep(self.step).await;
        if let Some(outcome) = (self.greet)(host, self.clock.now()) {
            return Ok(Farewell::Cut(self.attempt(exchange, host, outcome)));
        }
        let conversation = Conversation {
            id: ConversationId(i64::try_from(visit).unwrap()),
            exchange: exchange.to_owned(),
            host: host.to_owned(),
            ip: None,
            started,
            lines: Vec::new(),
        };
        let mut in_session = 0;
        loop {
            if stop.is_cancelled() {
                return Ok(Farewell::Stopped);
            }
            let pause = agenda.pause();
            if !pause.is_zero() {
                tokio::select! {
                    () = sleep(pause) => (),
                    () = stop.cancelled() => (),
                }
                continue;
            }
            let next = agenda.next(self.pipelined);
            if next.is_empty() {
                return Ok(Farewell::Done);
            }
            for recipient in next {
                sleep(self.step).await;
                let text = format!("{}@{}", recipient.address.local, recipient.address.domain);
                let times = {
                    let mut asked = self.asked.lock().unwrap();
                    let times = asked.entry(text.clone()).or_default();
                    *times += 1;
                    *times - 1
                };
                {
                    let visit = &mut self.visits.lock().unwrap()[visit];
                    visit.asked.push(text);
                    visit.named.push(self.clock.now());
                }
                let now = self.clock.now();
                let asked = Asked { address: &recipient.address, times, in_session, now };
                match (self.answer)(host, &asked) {
                    Says::Reply(reply) => {
                        let attempt = self.attempt(exchange, host, Outcome::Answered(reply));
                        agenda.heard(recipient, attempt, &conversation).await?;
                        self.visits.lock().unwrap()[visit].until = self.clock.now();
                        in_session += 1;
                    }
                    Says::Cut(outcome) => {
                        return Ok(Farewell::Cut(self.attempt(exchange, host, outcome)));
                    }
                    Says::Enough => return Ok(Farewell::Enough),
                }
            }
        }
    }
}

impl MailSystem for Arc<Script> {
    async fn observe(&self, domain: &str, now: Moment) -> DomainEvidence {
        sleep(self.dns).await;
        DomainEvidence {
            domain: domain.to_owned(),
            routing: (self.routing)(domain, now),
            spf: Known::Known(true),
            dmarc: Known::Known(true),
            observed_at: now,
            ttl_seconds: 3600,
        }
    }

    async fn visit<A: Agenda>(
        &self,
        exchange: &str,
        hosts: &[MxHost],
        agenda: &mut A,
        stop: &CancellationToken,
    ) -> Result<VisitEnd, JournalError> {
        self.opened(exchange);
        let farewell = self.converse(exchange, &hosts[0].name, agenda, stop).await;
        self.closed(exchange);
        Ok(VisitEnd { conversations: Vec::new(), farewell: farewell? })
    }

    async fn enquire(&self, question: &Question, now: Moment) -> Lookup {
        self.enquired.lock().unwrap().push(question.clone());
        sleep(Duration::from_secs(1)).await;
        let Question { kind, subject } = question.clone();
        Lookup {
            kind,
            subject,
            at: now,
            found: (self.found)(question),
            asked: vec!["service.example".into()],
        }
    }
}

/// Mail hosts with these names, best first.
pub(crate) fn mx(names: &[&str]) -> MailRouting {
    let host = |(n, name): (usize, &&str)| MxHost {
        preference: u16::try_from(10 * n).unwrap(),
        name: (*name).to_owned(),
        addresses: vec![IpAddr::from([192, 0, 2, 1])],
    };
    MailRouting::Mx(names.iter().enumerate().map(host).collect())
}

pub(crate) const ACCEPTED: (u16, &str) = (250, "2.1.5 Recipient ok");
pub(crate) const NO_SUCH_USER: (u16, &str) =
    (550, "5.1.1 The email account that you tried to reach does not exist");
pub(crate) const GREYLISTED: (u16, &str) = (450, "4.2.0 Greylisted, please try again later");

/// Local parts that begin with `gone`, and those that no person has, are refused; the others are accepted.
pub(crate) fn ordinary(address: &Address) -> Says {
    let (code, text) =
        if address.local.starts_with("gone") || is_control(&address.local) { NO_SUCH_USER } else { ACCEPTED };
    Says::reply(code, text)
}

/// Controls are long; the addresses of the tests are short.
pub(crate) fn is_control(local: &str) -> bool {
    local.len() >= 20
}

/// A run of the scripted world.
pub(crate) struct Trial {
    pub(crate) journal: Arc<MemoryJournal>,
    pub(crate) script: Arc<Script>,
    pub(crate) clock: Arc<PausedClock>,
    pub(crate) settings: Settings,
    pub(crate) reins: Reins,
    pub(crate) judge: fn(&Dossier, &Knowledge) -> Judgement,
    pub(crate) own_listing: Option<super::OwnListing>,
}

impl Trial {
    pub(crate) fn new(
        texts: impl IntoIterator<Item = impl Into<String>>,
        script: impl FnOnce(&mut Script),
    ) -> Self {
        let clock = Arc::new(PausedClock::new());
        let mut scripted = Script::new(&clock);
        script(&mut scripted);
        Self {
            journal: MemoryJournal::of(texts),
            script: Arc::new(scripted),
            clock,
            settings: Settings::defaults(),
            reins: Reins::default(),
            judge: plain_judge,
            own_listing: None,
        }
    }

    /// How many minutes have passed.
    pub(crate) fn clock_minutes(&self) -> u64 {
        self.clock.now().since(START).as_secs() / 60
    }

    pub(crate) async fn go(&self) -> Result<RunEnd, RunError> {
        self.go_with(watch::channel(Progress::default()).0).await
    }

    pub(crate) async fn go_with(&self, progress: watch::Sender<Progress>) -> Result<RunEnd, RunError> {
        let knowledge = Knowledge::shipped();
        let run = Run {
            id: RunId(1),
            journal: Arc::clone(&self.journal),
            settings: Arc::new(self.settings.clone()),
            knowledge: Arc::clone(&knowledge),
            policy: Arc::new(Policy::default()),
            clock: Arc::clone(&self.clock) as Arc<dyn Clock>,
            own_listing: self.own_listing.clone(),
        };
        let judge = self.judge;
        let judge: Box<Judge> = Box::new(move |dossier| judge(dossier, &knowledge));
        Arc::new(Round::new(run, Arc::clone(&self.script), judge)).go(self.reins.clone(), progress).await
    }
}

/// A judge that says what was heard last and nothing of its own, so that these tests are about the run alone.
pub(crate) fn plain_judge(dossier: &Dossier, knowledge: &Knowledge) -> Judgement {
    let heard: Vec<_> = dossier.attempts.iter().map(|attempt| Heard::of(attempt, knowledge)).collect();
    let controls: Vec<_> =
        dossier.controls.iter().map(|control| Heard::of(&control.attempt, knowledge)).collect();
    let (verdict, reason) = match (&dossier.syntax, heard.last()) {
        (SyntaxEvidence::Faulty(_), _) => (Verdict::Invalid, Reason::Syntax),
        (_, Some(last)) if last.is_accepted() => {
            if controls.iter().any(Heard::is_accepted) {
                (Verdict::Risky, Reason::CatchAll)
            } else if controls.iter().any(Heard::is_bad_recipient) {
                (Verdict::Valid, Reason::MailboxAccepted)
            } else {
                (Verdict::Risky, Reason::AcceptsUnproven)
            }
        }
        (_, Some(last)) if last.is_bad_recipient() => (Verdict::Invalid, Reason::MailboxNotFound),
        (_, Some(last)) => (Verdict::Unknown, not_told(last)),
        (_, None) => match &dossier.domain {
            Known::Known(DomainEvidence { routing: MailRouting::NullMx, .. }) => {
                (Verdict::Invalid, Reason::NullMx)
            }
            Known::Known(DomainEvidence { routing: MailRouting::Failed(_), .. }) => {
                (Verdict::Unknown, Reason::DnsFailed)
            }
            _ if dossier.cut_short.is_some() => (Verdict::Unknown, Reason::Cancelled),
            _ => (Verdict::Unknown, Reason::NotProbed),
        },
    };
    Judgement { verdict, reason, ..internal_error(&Policy::default()) }
}

fn not_told(last: &Heard<'_>) -> Reason {
    match (&last.attempt.outcome, last.reading.as_ref().map(|reading| reading.class)) {
        (Outcome::NoConnection(ConnectFault::Port25Shut), _) => Reason::Port25Blocked,
        (Outcome::NoConnection(_), _) => Reason::NoConnection,
        (_, Some(ReplyClass::Greylisted)) => Reason::Greylisted,
        (_, Some(ReplyClass::RateLimited)) => Reason::RateLimited,
        (_, Some(ReplyClass::PolicyBlock | ReplyClass::SpamBlock)) => Reason::UsRefused,
        (_, Some(_)) => Reason::ServerBusy,
        (_, None) => Reason::ConnectionDropped,
    }
}
