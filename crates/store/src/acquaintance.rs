//! What is known around an address, put together when its dossier is: outcomes and proofs of its domain, and what the list's
//! own rows say of the people in it. Each domain is looked up once and remembered until something new is learnt, so that a
//! dossier costs a few look-ups by key, and where nothing was ever learnt hardly any.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use mailvet_engine::{
    Clock, SystemClock,
    journal::{AddressId, RunId},
};
use mailvet_verdict::{
    Acquaintance, Address, COLLEAGUES, Colleague, DomainEvidence, Happened, Heard, HeardFrom, Knowledge,
    Known, Moment, Rates, Reason, Tally, Verdict,
};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::{
    ListId, Store, StoreError, id,
    learnt::{happened, key},
    neighbours::Neighbours,
    outcomes::Outcomes,
    source,
    tallies::exchange,
};

/// Domains that are remembered; past that, all are forgotten.
const DOMAINS: usize = 4_096;

/// Lists whose neighbours are remembered.
const LISTS: usize = 4;

/// Earlier runs that are asked about a domain, the newest first.
const RUNS: usize = 20;

/// Settled addresses of a domain that are looked at in each of them, the newest first.
const SETTLED: usize = 1_000;

/// What became of one address that a dossier tells of at most.
const OWN: usize = 16;

/// What is remembered; read anew when something was learnt.
#[derive(Default)]
pub(crate) struct Memory(Mutex<Remembered>);

#[derive(Default)]
struct Remembered {
    revision: i64,
    /// Whether any outcome is known.
    any_learnt: bool,
    /// Whether any run is finished, so that it may have proved something.
    any_proved: bool,
    world: Tally,
    operators: HashMap<String, Tally>,
    /// Domains whose operator nobody knew when the operators were counted.
    unplaced: HashSet<String>,
    domains: HashMap<(Option<RunId>, String), Arc<OfDomain>>,
    sources: HashMap<ListId, Tally>,
    lists: HashMap<ListId, Arc<Neighbours>>,
}

/// What is known of a domain.
#[derive(Default)]
struct OfDomain {
    /// By the local part under which each is known, the newest first, one more than a dossier tells of.
    colleagues: Vec<(String, Colleague)>,
    tally: Tally,
    /// What other runs proved, by local part.
    proved: HashMap<String, Heard>,
}

/// Whom a dossier is about.
pub(crate) struct Whom<'a> {
    pub(crate) run: Option<RunId>,
    pub(crate) id: AddressId,
    pub(crate) address: &'a Address,
    pub(crate) domain: &'a Known<DomainEvidence>,
}

/// What is known around an address.
pub(crate) fn of(store: &Store, conn: &Connection, whom: &Whom<'_>) -> Result<Acquaintance, StoreError> {
    let list = id::list_of(whom.id);
    let neighbours = store.0.memory.neighbours(conn, list)?;
    let hood = neighbours.of_domain(conn, id::position(whom.id.0))?;
    let (person, company) = neighbours.named(conn, id::position(whom.id.0))?;
    let mut told = match store.0.elsewhere.get() {
        // One address on its own: what is known is in the user's database.
        Some(elsewhere) => elsewhere.read_now(|conn| elsewhere.0.memory.tell(elsewhere, conn, whom, None))?,
        None => store.0.memory.tell(store, conn, whom, Some(list))?,
    };
    for (key, colleague) in &mut told.colleagues {
        if colleague.person.is_none() {
            colleague.person = hood.person(key);
        }
    }
    Ok(Acquaintance {
        person,
        company,
        listed: Arc::clone(&hood.listed),
        colleagues: told.colleagues.into_iter().map(|(_, colleague)| colleague).collect(),
        own: told.own,
        rates: told.rates,
    })
}

/// What was learnt around an address.
struct Remembrance {
    colleagues: Vec<(String, Colleague)>,
    own: Vec<Heard>,
    rates: Rates,
}

impl Memory {
    fn lock(&self) -> MutexGuard<'_, Remembered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets a list that is being deleted.
    pub(crate) fn forget(&self, list: ListId) {
        let mut kept = self.lock();
        kept.lists.remove(&list);
        kept.sources.remove(&list);
    }

    /// Who else is in a list.
    pub(crate) fn neighbours(&self, conn: &Connection, list: ListId) -> Result<Arc<Neighbours>, StoreError> {
        if let Some(neighbours) = self.lock().lists.get(&list) {
            return Ok(Arc::clone(neighbours));
        }
        let neighbours = Arc::new(Neighbours::load(conn, list)?);
        let mut kept = self.lock();
        if kept.lists.len() >= LISTS {
            kept.lists.clear();
        }
        kept.lists.insert(list, Arc::clone(&neighbours));
        Ok(neighbours)
    }

    fn tell(
        &self,
        store: &Store,
        conn: &Connection,
        whom: &Whom<'_>,
        list: Option<ListId>,
    ) -> Result<Remembrance, StoreError> {
        let revision: i64 =
            conn.prepare_cached("SELECT revision FROM learnt_revision")?.query_row([], |row| row.get(0))?;
        if self.lock().revision != revision {
            let fresh = Remembered::read(conn, revision)?;
            let mut kept = self.lock();
            let lists = std::mem::take(&mut kept.lists);
            *kept = Remembered { lists, ..fresh };
        }
        // What another database knows is told whatever the run.
        let run = whom.run.filter(|_| list.is_some());
        let of_domain = self.of_domain(store, conn, whom, run)?;
        let exchange = match whom.domain {
            Known::Known(evidence) => exchange(evidence),
            Known::Unknown(_) => None,
        };
        let own_key = key(whom.address);
        let mut own: Vec<Heard> = of_domain.proved.get(&own_key).copied().into_iter().collect();
        let any_learnt = self.lock().any_learnt;
        let shows = if any_learnt { own_outcomes(conn, whom.address, &own_key, &mut own)? } else { None };
        own.sort_by_key(|heard| std::cmp::Reverse(heard.at));
        own.truncate(OWN);
        let mut rates = self.rates(&of_domain, whom, exchange);
        if let (Some(list), true) = (list, any_learnt) {
            rates.source = self.source(store, conn, list)?;
        }
        without_own(&mut rates, shows);
        let others = of_domain.colleagues.iter().filter(|(key, _)| *key != own_key).take(COLLEAGUES);
        Ok(Remembrance { colleagues: others.cloned().collect(), own, rates })
    }

    fn of_domain(
        &self,
        store: &Store,
        conn: &Connection,
        whom: &Whom<'_>,
        run: Option<RunId>,
    ) -> Result<Arc<OfDomain>, StoreError> {
        let domain = &whom.address.domain;
        let name = (run, domain.clone());
        let (any_learnt, any_proved) = {
            let kept = self.lock();
            if let Some(known) = kept.domains.get(&name) {
                return Ok(Arc::clone(known));
            }
            (kept.any_learnt, kept.any_proved)
        };
        let mut known = OfDomain::default();
        if any_proved {
            let not_before = SystemClock.now().before(store.proofs_for());
            known.proofs(conn, domain, run, not_before)?;
        }
        if any_learnt {
            known.learnt(conn, domain)?;
        }
        known.colleagues.sort_by_key(|(_, colleague)| std::cmp::Reverse(colleague.heard.at));
        known.colleagues.truncate(COLLEAGUES + 1);
        let known = Arc::new(known);
        let mut kept = self.lock();
        if kept.domains.len() >= DOMAINS {
            kept.domains.clear();
        }
        kept.domains.insert(name, Arc::clone(&known));
        Ok(known)
    }

    fn rates(&self, of_domain: &OfDomain, whom: &Whom<'_>, exchange: Option<String>) -> Rates {
        let mut kept = self.lock();
        let mut operator = Tally::default();
        if let Some(exchange) = exchange {
            if kept.unplaced.remove(&whom.address.domain) {
                let known = kept.operators.entry(exchange.clone()).or_default();
                known.delivered += of_domain.tally.delivered;
                known.bounced += of_domain.tally.bounced;
            }
            operator = kept.operators.get(&exchange).copied().unwrap_or_default();
        }
        Rates { domain: of_domain.tally, operator, source: Tally::default(), world: kept.world }
    }

    fn source(&self, store: &Store, conn: &Connection, list: ListId) -> Result<Tally, StoreError> {
        if let Some(tally) = self.lock().sources.get(&list) {
            return Ok(*tally);
        }
        let tally = source::tally(store, conn, list)?;
        self.lock().sources.insert(list, tally);
        Ok(tally)
    }
}

impl Remembered {
    fn read(conn: &Connection, revision: i64) -> Result<Self, StoreError> {
        let exists = |sql: &str| conn.prepare_cached(sql)?.query_row([], |row| row.get::<_, bool>(0));
        let mut remembered = Self {
            revision,
            any_learnt: exists("SELECT EXISTS (SELECT 1 FROM learnt)")?,
            any_proved: exists("SELECT EXISTS (SELECT 1 FROM run WHERE state = 'finished')")?,
            ..Self::default()
        };
        let mut select =
            conn.prepare_cached("SELECT domain, exchange, delivered, bounced FROM learnt_domain")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let tally = Tally { delivered: row.get(2)?, bounced: row.get(3)? };
            remembered.world.delivered += tally.delivered;
            remembered.world.bounced += tally.bounced;
            match row.get::<_, Option<String>>(1)? {
                Some(exchange) => {
                    let known = remembered.operators.entry(exchange).or_default();
                    known.delivered += tally.delivered;
                    known.bounced += tally.bounced;
                }
                None => drop(remembered.unplaced.insert(row.get(0)?)),
            }
        }
        Ok(remembered)
    }
}

impl OfDomain {
    fn learnt(&mut self, conn: &Connection, domain: &str) -> Result<(), StoreError> {
        self.tally = conn
            .prepare_cached("SELECT delivered, bounced FROM learnt_domain WHERE domain = ?1")?
            .query_row([domain], |row| Ok(Tally { delivered: row.get(0)?, bounced: row.get(1)? }))
            .optional()?
            .unwrap_or_default();
        let mut select = conn.prepare_cached(
            "SELECT local, coalesce(typed, local), person, what, at, marked FROM learnt_address
             WHERE domain = ?1 AND what <> 'soft_bounce' ORDER BY at DESC LIMIT ?2",
        )?;
        let mut rows = select.query(params![domain, COLLEAGUES + 1])?;
        let proved: HashMap<String, usize> =
            self.colleagues.iter().enumerate().map(|(n, (key, _))| (key.clone(), n)).collect();
        while let Some(row) = rows.next()? {
            let key: String = row.get(0)?;
            let person: Option<String> = row.get(2)?;
            let marked: bool = row.get(5)?;
            let heard = Heard {
                what: happened(row.get_ref(3)?.as_str().map_err(StoreError::damaged)?)?,
                at: Moment(row.get(4)?),
                from: if marked { HeardFrom::Marked } else { HeardFrom::Learnt },
            };
            let person = person.map(|person| serde_json::from_str(&person)).transpose()?;
            let colleague = Colleague { local: row.get(1)?, person, heard };
            match proved.get(&key) {
                // The user's own word stands; else the newer one does.
                Some(&n) if marked || heard.at >= self.colleagues[n].1.heard.at => {
                    self.colleagues[n].1 = colleague;
                }
                Some(&n) => self.colleagues[n].1.person = colleague.person,
                None => self.colleagues.push((key, colleague)),
            }
        }
        Ok(())
    }

    /// What finished runs under the same resolvers, and `run` itself, proved of addresses of a domain.
    fn proofs(
        &mut self,
        conn: &Connection,
        domain: &str,
        run: Option<RunId>,
        not_before: Moment,
    ) -> Result<(), StoreError> {
        let mut select = conn.prepare_cached(
            "SELECT run.id, position FROM list_domain JOIN run ON run.list = list_domain.list
             WHERE name = ?1 AND run.state = 'finished'
               AND (run.id = ?2 OR (?2 IS NULL AND run.resolvers IS NOT NULL)
                    OR run.resolvers = (SELECT resolvers FROM run WHERE id = ?2))
             ORDER BY run.id DESC LIMIT ?3",
        )?;
        let runs = select.query_map(params![domain, run.map(|run| run.0), RUNS], |row| {
            Ok((RunId(row.get(0)?), row.get::<_, u32>(1)?))
        })?;
        let runs: Vec<(RunId, u32)> = runs.collect::<Result<_, _>>()?;
        if runs.is_empty() {
            return Ok(());
        }
        let outcomes = Outcomes::read(conn)?;
        let mut settled = conn.prepare_cached(
            "SELECT address, outcome, judged_at FROM task INDEXED BY task_settled
             WHERE run = ?1 AND domain = ?2 AND standing = 3 AND judged_at >= ?3
             ORDER BY judged_at DESC LIMIT ?4",
        )?;
        let mut local_of = conn.prepare_cached("SELECT local FROM address WHERE id = ?1")?;
        let mut seen = HashSet::new();
        for (of, position) in runs {
            let mut rows = settled.query(params![of.0, position, not_before.0, SETTLED])?;
            while let Some(row) = rows.next()? {
                let outcome: Option<u32> = row.get(1)?;
                let outcome = outcome.and_then(|number| outcomes.get(number));
                let Some(what) = outcome.and_then(|outcome| proof(outcome.verdict, outcome.reason)) else {
                    continue;
                };
                let local: String = local_of.query_row([row.get::<_, i64>(0)?], |row| row.get(0))?;
                let heard = Heard { what, at: Moment(row.get(2)?), from: HeardFrom::Verified };
                let key = key(&Address { local: local.clone(), domain: domain.to_owned() });
                if Some(of) != run {
                    self.proved.entry(key.clone()).or_insert(heard);
                }
                if seen.insert(key.clone()) {
                    self.colleagues.push((key, Colleague { local, person: None, heard }));
                }
            }
        }
        Ok(())
    }
}

/// What a settled judgement proved, if it is a proof.
const fn proof(verdict: Verdict, reason: Reason) -> Option<Happened> {
    match (verdict, reason) {
        (Verdict::Valid, Reason::MailboxAccepted) => Some(Happened::Delivered),
        (Verdict::Invalid, Reason::MailboxNotFound) => Some(Happened::HardBounce),
        _ => None,
    }
}

/// What became of mail to the address itself, without the user's mark of it: a marked address is judged as if nobody knew.
/// Returns what its outcomes show.
fn own_outcomes(
    conn: &Connection,
    address: &Address,
    local: &str,
    own: &mut Vec<Heard>,
) -> Result<Option<bool>, StoreError> {
    let mut select = conn.prepare_cached(
        "SELECT DISTINCT what, at FROM learnt WHERE domain = ?1 AND local = ?2 AND batch > 0 ORDER BY at DESC LIMIT ?3",
    )?;
    let mut rows = select.query(params![address.domain, local, OWN])?;
    while let Some(row) = rows.next()? {
        let what = happened(row.get_ref(0)?.as_str().map_err(StoreError::damaged)?)?;
        own.push(Heard { what, at: Moment(row.get(1)?), from: HeardFrom::Learnt });
    }
    let shows = conn
        .prepare_cached("SELECT shows FROM learnt_address WHERE domain = ?1 AND local = ?2")?
        .query_row(params![address.domain, local], |row| row.get(0))
        .optional()?;
    Ok(shows.flatten())
}

/// What became of the address itself is no rate that it is measured by.
fn without_own(rates: &mut Rates, shows: Option<bool>) {
    let Some(shows) = shows else { return };
    for tally in [&mut rates.domain, &mut rates.operator, &mut rates.source, &mut rates.world] {
        let part = if shows { &mut tally.delivered } else { &mut tally.bounced };
        *part = part.saturating_sub(1);
    }
}

impl Store {
    /// Earlier proofs are told of as long as they are no older than this.
    pub fn tell_proofs_for(&self, age: Duration) {
        let age = i64::try_from(age.as_secs()).unwrap_or(i64::MAX);
        self.0.proofs_for_seconds.store(age, std::sync::atomic::Ordering::Relaxed);
    }

    /// Addresses are read by these lists from now on. Only the first call counts.
    pub fn tell_knowledge(&self, knowledge: Arc<Knowledge>) {
        // The first one stays: an address must not be read in two ways while a program runs.
        let _ = self.0.knowledge.set(knowledge);
    }

    pub(crate) fn knowledge(&self) -> Arc<Knowledge> {
        match (self.0.knowledge.get(), self.0.elsewhere.get()) {
            (Some(knowledge), _) => Arc::clone(knowledge),
            (None, Some(elsewhere)) => elsewhere.knowledge(),
            (None, None) => Knowledge::shipped(),
        }
    }

    fn proofs_for(&self) -> Duration {
        let age = self.0.proofs_for_seconds.load(std::sync::atomic::Ordering::Relaxed);
        Duration::from_secs(u64::try_from(age).unwrap_or_default())
    }

    /// From now on this database tells what `elsewhere` has learnt, as one that was made for a single address does. Only
    /// the first call counts.
    pub fn remember_by(&self, elsewhere: &Self) {
        let _set_before = self.0.elsewhere.set(elsewhere.clone());
    }
}
