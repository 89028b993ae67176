//! What became of earlier mail: outcomes by address, kept with the batch that told them, so that each file can be undone;
//! and the user's marks. What counts of each address and of each domain is kept along with every change, so that a dossier
//! asks for it by key. Nothing in here weighs an outcome.

use std::collections::BTreeSet;

use mailvet_engine::{Clock, SystemClock, journal::RunId};
use mailvet_verdict::{Address, DomainEvidence, Happened, MailRouting, Moment, Person, Verdict, exchange_of};
use rusqlite::{CachedStatement, Connection, OptionalExtension as _, Row, params};
use serde::{Deserialize, Serialize};

use crate::{Mark, Store, StoreError, id, neighbours, outcomes::Outcomes, runs, writer::Pending};

/// Outcomes that are taken back in one transaction.
const SLICE: usize = 5_000;

/// The batch of the marks.
const MARKS: i64 = 0;

/// Names one learnt file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type)]
#[serde(transparent)]
pub struct BatchId(pub i64);

/// A file that is to be learnt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewBatch {
    /// The file's or folder's name.
    pub name: String,
    /// Where it is.
    pub path: Option<String>,
    /// Id of the layout that it is read by.
    pub layout: String,
    /// A digest of what is read: the same content is learnt once.
    pub content: String,
}

/// One outcome that a file tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Of which address.
    pub address: Address,
    /// What became of mail to it.
    pub what: Happened,
    /// When; `None` where the file does not say. Then it counts from when it was first learnt.
    pub at: Option<Moment>,
    /// The person behind the address, where the file names them.
    pub person: Option<Person>,
}

/// A learnt file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Batch {
    /// Its name.
    pub id: BatchId,
    /// The file's or folder's name.
    pub name: String,
    /// Where it was.
    pub path: Option<String>,
    /// Id of the layout that it was read by.
    pub layout: String,
    /// When it was learnt.
    pub learnt_at: Moment,
    /// Whether it was learnt to its end; not so where the program was killed meanwhile.
    pub complete: bool,
    /// Rows or messages in it.
    pub rows: u64,
    /// Outcomes that were not known before.
    pub added: u64,
    /// Outcomes that were known already.
    pub known: u64,
    /// Rows or messages that were not understood.
    pub not_understood: u64,
}

/// How a batch ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BatchEnd {
    /// Rows or messages read.
    pub rows: u64,
    /// Of them not understood.
    pub not_understood: u64,
}

/// What telling outcomes came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Not known before.
    pub added: u64,
    /// Known already.
    pub known: u64,
    /// Addresses of which mail is now known to have arrived and to have come back. The newest counts.
    pub conflicts: u64,
}

/// An outcome as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learnt {
    /// The address as it was typed.
    pub address: String,
    /// What became of mail to it.
    pub what: Happened,
    /// When.
    pub at: Moment,
    /// Whether the file said when; else it was learnt then.
    pub dated: bool,
    /// The file; `None` for a mark.
    pub batch: Option<BatchId>,
}

/// Takes the outcomes of one file. Blocks the thread that calls it. What was taken stays, whatever happens to the program.
pub struct BatchWriter {
    store: Store,
    id: BatchId,
    now: Moment,
    taken: Taken,
    under_way: Option<Pending<Taken>>,
}

impl Store {
    /// The batch with this content, if it was learnt to its end.
    ///
    /// # Errors
    /// The database fails.
    pub fn batch_with(&self, content: &str) -> Result<Option<Batch>, StoreError> {
        self.read_now(|conn| {
            let found = conn
                .prepare_cached(&format!("{BATCHES} WHERE content = ?1 AND complete"))?
                .query_row([content], batch)
                .optional()?;
            Ok(found)
        })
    }

    /// Begins to learn a file; one that was broken off is gone on with.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn begin_batch(&self, new: NewBatch) -> Result<BatchWriter, StoreError> {
        let now = SystemClock.now();
        let begun = self.0.writer.begin("beginning to learn", move |conn| {
            let id = conn
                .prepare_cached(
                    "INSERT INTO learnt_batch (name, path, layout, content, learnt_at) VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT (content) DO UPDATE SET learnt_at = excluded.learnt_at RETURNING id",
                )?
                .query_row(params![new.name, new.path, new.layout, new.content, now.0], |row| row.get(0))?;
            Ok(BatchId(id))
        });
        Ok(BatchWriter {
            store: self.clone(),
            id: begun.wait()?,
            now,
            taken: Taken::default(),
            under_way: None,
        })
    }

    /// Every learnt file, the newest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn batches(&self) -> Result<Vec<Batch>, StoreError> {
        self.read("reading what was learnt", |_, conn| {
            let mut select = conn.prepare_cached(&format!("{BATCHES} ORDER BY id DESC"))?;
            Ok(select.query_map([], batch)?.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Takes a learnt file back: what no other file tells is forgotten.
    ///
    /// # Errors
    /// There is no such batch, or the database fails.
    pub async fn undo_batch(&self, id: BatchId) -> Result<Batch, StoreError> {
        let undone = self
            .read("reading what was learnt", move |_, conn| {
                let mut select = conn.prepare_cached(&format!("{BATCHES} WHERE id = ?1"))?;
                select.query_row([id.0], batch).optional()?.ok_or(StoreError::NO_BATCH)
            })
            .await?;
        while self.write("taking back what was learnt", move |conn| undo_slice(conn, id)).await? {}
        self.write("taking back what was learnt", move |conn| {
            conn.execute("DELETE FROM learnt_batch WHERE id = ?1", [id.0])?;
            next_revision(conn)
        })
        .await?;
        Ok(undone)
    }

    /// Marks addresses as known good (`Some(true)`) or known bad (`Some(false)`), or takes their marks away (`None`);
    /// answers how many marks changed.
    ///
    /// # Errors
    /// The database cannot be written.
    pub async fn mark(&self, addresses: Vec<Address>, good: Option<bool>) -> Result<u64, StoreError> {
        let now = SystemClock.now();
        self.write("keeping marks", move |conn| {
            let mut changed = 0;
            for address in &addresses {
                changed += u64::from(mark(conn, address, good, now)?);
            }
            next_revision(conn)?;
            Ok(changed)
        })
        .await
    }

    /// Hands every outcome that is kept to `each`, by domain and address, without holding more than one. Blocks.
    ///
    /// # Errors
    /// The database fails, or `each` did.
    pub fn for_each_learnt<E: From<StoreError>>(
        &self,
        mut each: impl FnMut(Learnt) -> Result<(), E>,
    ) -> Result<(), E> {
        self.read_now(|conn| {
            let select = conn.prepare_cached(
                "SELECT domain, coalesce(typed, local), what, at, dated, batch FROM learnt ORDER BY domain, local, at",
            );
            let mut select = select.map_err(StoreError::from)?;
            let mut rows = select.query([]).map_err(StoreError::from)?;
            while let Some(row) = rows.next().map_err(StoreError::from)? {
                each(learnt(row)?)?;
            }
            Ok(())
        })
    }

    /// Forgets every outcome and every mark. Afterwards nothing of them is in the file.
    ///
    /// # Errors
    /// The database fails.
    pub async fn forget_learnt(&self) -> Result<(), StoreError> {
        let store = self.clone();
        let forgotten = tokio::task::spawn_blocking(move || {
            let forget = |conn: &Connection| {
                conn.execute_batch(
                    "DELETE FROM learnt; DELETE FROM learnt_address; DELETE FROM learnt_domain;
                     DELETE FROM learnt_batch;",
                )?;
                next_revision(conn)
            };
            store.0.writer.begin("forgetting what was learnt", forget).wait()?;
            store.leave_nothing()?;
            store.0.writer.scrub();
            Ok(())
        });
        forgotten.await.unwrap_or(Err(StoreError::Closed))
    }
}

impl BatchWriter {
    /// Takes the next outcomes. They are on their way when this returns; a failure is heard of at the next call.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn tell(&mut self, mut told: Vec<Told>) -> Result<(), StoreError> {
        // By address, so that what lies together in the file is written together.
        told.sort_by(|a, b| {
            (&a.address.domain, &a.address.local).cmp(&(&b.address.domain, &b.address.local))
        });
        self.settle()?;
        let (id, now) = (self.id, self.now);
        let work = move |conn: &Connection| take(conn, id, now, &told);
        self.under_way = Some(self.store.0.writer.begin("keeping what was learnt", work));
        Ok(())
    }

    /// Ends the batch.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn finish(mut self, end: BatchEnd) -> Result<(Batch, Taken), StoreError> {
        self.settle()?;
        let (id, taken) = (self.id, self.taken);
        let ended = self.store.0.writer.begin("keeping what was learnt", move |conn| {
            conn.prepare_cached(
                "UPDATE learnt_batch SET complete = 1, rows = ?2, added = added + ?3, known = ?4, not_understood = ?5
                 WHERE id = ?1",
            )?
            .execute(params![id.0, end.rows, taken.added, taken.known, end.not_understood])?;
            next_revision(conn)?;
            Ok(conn.prepare_cached(&format!("{BATCHES} WHERE id = ?1"))?.query_row([id.0], batch)?)
        });
        Ok((ended.wait()?, self.taken))
    }

    fn settle(&mut self) -> Result<(), StoreError> {
        if let Some(pending) = self.under_way.take() {
            let taken = pending.wait()?;
            self.taken.added += taken.added;
            self.taken.known += taken.known;
            self.taken.conflicts += taken.conflicts;
        }
        Ok(())
    }
}

const BATCHES: &str = "SELECT id, name, path, layout, learnt_at, complete, rows, added, known, not_understood
                       FROM learnt_batch";

fn batch(row: &Row<'_>) -> rusqlite::Result<Batch> {
    Ok(Batch {
        id: BatchId(row.get(0)?),
        name: row.get(1)?,
        path: row.get(2)?,
        layout: row.get(3)?,
        learnt_at: Moment(row.get(4)?),
        complete: row.get(5)?,
        rows: row.get(6)?,
        added: row.get(7)?,
        known: row.get(8)?,
        not_understood: row.get(9)?,
    })
}

fn learnt(row: &Row<'_>) -> Result<Learnt, StoreError> {
    let (domain, local): (String, String) = (row.get(0)?, row.get(1)?);
    let batch: i64 = row.get(5)?;
    Ok(Learnt {
        address: format!("{local}@{domain}"),
        what: happened(row.get_ref(2)?.as_str().map_err(StoreError::damaged)?)?,
        at: Moment(row.get(3)?),
        dated: row.get(4)?,
        batch: (batch != MARKS).then_some(BatchId(batch)),
    })
}

/// An outcome by its stored code.
pub(crate) fn happened(code: &str) -> Result<Happened, StoreError> {
    Happened::from_code(code).ok_or_else(|| StoreError::damaged(format_args!("the unknown outcome {code:?}")))
}

/// The local part under which an address is known.
pub(crate) fn key(address: &Address) -> String {
    let mut key = address.duplicate_key();
    key.truncate(key.len() - address.domain.len() - 1);
    key
}

/// Whoever keeps what was learnt in memory has to read it anew.
pub(crate) fn next_revision(conn: &Connection) -> Result<(), StoreError> {
    conn.prepare_cached("UPDATE learnt_revision SET revision = revision + 1")?.execute([])?;
    Ok(())
}

fn take(conn: &Connection, batch: BatchId, now: Moment, told: &[Told]) -> Result<Taken, StoreError> {
    let mut taken = Taken::default();
    // When something undated was first learnt is the best that is known of its time.
    let mut before = conn.prepare_cached(
        "SELECT at, batch FROM learnt WHERE domain = ?1 AND local = ?2 AND what = ?3 AND batch > 0
           AND ((?4 IS NULL AND dated = 0) OR at = ?4) ORDER BY at LIMIT 1",
    )?;
    let mut insert = conn.prepare_cached(
        "INSERT OR IGNORE INTO learnt (domain, local, what, at, batch, dated, typed, person)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    let mut touched = BTreeSet::new();
    for Told { address, what, at, person } in told {
        let local = key(address);
        let known: Option<(i64, i64)> = before
            .query_row(params![address.domain, local, what.code(), at.map(|at| at.0)], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        let typed = (address.local != local).then_some(&address.local);
        let person = person.as_ref().map(serde_json::to_string).transpose()?;
        let when = known.map_or_else(|| at.unwrap_or(now).0, |(at, _)| at);
        insert.execute(params![
            address.domain,
            local,
            what.code(),
            when,
            batch.0,
            at.is_some(),
            typed,
            person
        ])?;
        match known {
            Some(_) => taken.known += 1,
            None => taken.added += 1,
        }
        touched.insert((address.domain.as_str(), local));
    }
    for (domain, local) in touched {
        taken.conflicts += u64::from(recount(conn, domain, &local)?);
    }
    Ok(taken)
}

fn undo_slice(conn: &Connection, batch: BatchId) -> Result<bool, StoreError> {
    let mut select =
        conn.prepare_cached("SELECT domain, local, what, at FROM learnt WHERE batch = ?1 LIMIT ?2")?;
    let found = select.query_map(params![batch.0, SLICE], |row| {
        Ok((
            row.get::<_, String>(0)?,
            row.get::<_, String>(1)?,
            row.get::<_, String>(2)?,
            row.get::<_, i64>(3)?,
        ))
    })?;
    let found: Vec<_> = found.collect::<Result<_, _>>()?;
    let mut delete = conn.prepare_cached(
        "DELETE FROM learnt WHERE domain = ?1 AND local = ?2 AND what = ?3 AND at = ?4 AND batch = ?5",
    )?;
    let mut touched = BTreeSet::new();
    for (domain, local, what, at) in &found {
        delete.execute(params![domain, local, what, at, batch.0])?;
        touched.insert((domain, local));
    }
    for (domain, local) in touched {
        recount(conn, domain, local)?;
    }
    Ok(found.len() == SLICE)
}

fn mark(conn: &Connection, address: &Address, good: Option<bool>, now: Moment) -> Result<bool, StoreError> {
    let local = key(address);
    let what = good.map(|good| if good { Happened::Delivered } else { Happened::HardBounce }.code());
    let stands: Option<String> = conn
        .prepare_cached("SELECT what FROM learnt WHERE domain = ?1 AND local = ?2 AND batch = ?3")?
        .query_row(params![address.domain, local, MARKS], |row| row.get(0))
        .optional()?;
    if stands.as_deref() == what {
        return Ok(false);
    }
    conn.prepare_cached("DELETE FROM learnt WHERE domain = ?1 AND local = ?2 AND batch = ?3")?
        .execute(params![address.domain, local, MARKS])?;
    if let Some(what) = what {
        let typed = (address.local != local).then_some(&address.local);
        conn.prepare_cached(
            "INSERT INTO learnt (domain, local, what, at, batch, dated, typed) VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6)",
        )?
        .execute(params![address.domain, local, what, now.0, MARKS, typed])?;
    }
    recount(conn, &address.domain, &local)?;
    Ok(true)
}

/// What of an address counts.
#[derive(Default)]
struct Counts {
    what: Option<(Happened, i64)>,
    marked: bool,
    shows: Option<bool>,
    typed: Option<String>,
    person: Option<String>,
    conflict: bool,
}

/// Works out anew what counts of an address, and of its domain; whether it has come to have a conflict.
fn recount(conn: &Connection, domain: &str, local: &str) -> Result<bool, StoreError> {
    let now = counts(conn, domain, local)?;
    let before: Option<(Option<bool>, bool)> = conn
        .prepare_cached("SELECT shows, conflict FROM learnt_address WHERE domain = ?1 AND local = ?2")?
        .query_row(params![domain, local], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (shown, conflicted) = before.unwrap_or_default();
    match now.what {
        None => {
            conn.prepare_cached("DELETE FROM learnt_address WHERE domain = ?1 AND local = ?2")?
                .execute(params![domain, local])?;
        }
        Some((what, at)) => {
            conn.prepare_cached(
                "INSERT INTO learnt_address (domain, local, typed, person, what, at, marked, shows, conflict)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                 ON CONFLICT DO UPDATE SET typed = excluded.typed, person = excluded.person, what = excluded.what,
                     at = excluded.at, marked = excluded.marked, shows = excluded.shows, conflict = excluded.conflict",
            )?
            .execute(params![
                domain,
                local,
                now.typed,
                now.person,
                what.code(),
                at,
                now.marked,
                now.shows,
                now.conflict
            ])?;
        }
    }
    if shown != now.shows {
        let step = |of: bool| i64::from(now.shows == Some(of)) - i64::from(shown == Some(of));
        shift_domain(conn, domain, step(true), step(false))?;
    }
    Ok(now.conflict && !conflicted)
}

fn counts(conn: &Connection, domain: &str, local: &str) -> Result<Counts, StoreError> {
    let mut select = conn.prepare_cached(
        "SELECT what, at, batch, typed, person FROM learnt WHERE domain = ?1 AND local = ?2",
    )?;
    let mut rows = select.query(params![domain, local])?;
    let mut told = Vec::new();
    while let Some(row) = rows.next()? {
        let what = happened(row.get_ref(0)?.as_str().map_err(StoreError::damaged)?)?;
        let (at, batch): (i64, i64) = (row.get(1)?, row.get(2)?);
        told.push((at, batch, what, row.get::<_, Option<String>>(3)?, row.get::<_, Option<String>>(4)?));
    }
    // The newest first; of two at the same time the one that comes back speaks.
    told.sort_by_key(|(at, _, what, ..)| std::cmp::Reverse((*at, *what == Happened::HardBounce)));
    let mail = || told.iter().filter(|(_, batch, ..)| *batch != MARKS);
    let mark = told.iter().find(|(_, batch, ..)| *batch == MARKS);
    let telling = mail().find(|(_, _, what, ..)| what.shows_mailbox().is_some());
    let counting = mark.or(telling).or_else(|| told.first());
    Ok(Counts {
        what: counting.map(|(at, _, what, ..)| (*what, *at)),
        marked: mark.is_some(),
        shows: telling.and_then(|(_, _, what, ..)| what.shows_mailbox()),
        typed: told.iter().find_map(|(.., typed, _)| typed.clone()),
        person: told.iter().find_map(|(.., person)| person.clone()),
        conflict: [true, false]
            .iter()
            .all(|shows| mail().any(|(_, _, what, ..)| what.shows_mailbox() == Some(*shows))),
    })
}

fn shift_domain(conn: &Connection, domain: &str, delivered: i64, bounced: i64) -> Result<(), StoreError> {
    let changed = conn
        .prepare_cached(
            "UPDATE learnt_domain SET delivered = delivered + ?2, bounced = bounced + ?3 WHERE domain = ?1",
        )?
        .execute(params![domain, delivered, bounced])?;
    if changed == 0 {
        conn.prepare_cached(
            "INSERT INTO learnt_domain (domain, exchange, delivered, bounced) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![domain, known_exchange(conn, domain)?, delivered, bounced])?;
    }
    conn.prepare_cached("DELETE FROM learnt_domain WHERE domain = ?1 AND delivered = 0 AND bounced = 0")?
        .execute([domain])?;
    Ok(())
}

/// The mail operator of a domain, where any run has asked DNS.
fn known_exchange(conn: &Connection, domain: &str) -> Result<Option<String>, StoreError> {
    let evidence: Option<String> = conn
        .prepare_cached(
            "SELECT evidence FROM domain_evidence WHERE domain = ?1 ORDER BY observed_at DESC LIMIT 1",
        )?
        .query_row([domain], |row| row.get(0))
        .optional()?;
    let evidence = evidence.map(|evidence| serde_json::from_str::<DomainEvidence>(&evidence)).transpose()?;
    Ok(evidence.and_then(|evidence| exchange(&evidence)))
}

/// The mail operator that takes the mail of a domain.
pub(crate) fn exchange(evidence: &DomainEvidence) -> Option<String> {
    match &evidence.routing {
        MailRouting::Mx(hosts) => Some(exchange_of(hosts)),
        MailRouting::Implicit(host) => Some(exchange_of(std::slice::from_ref(host))),
        MailRouting::NullMx
        | MailRouting::NoMailHost
        | MailRouting::DanglingMx(_)
        | MailRouting::NotFound
        | MailRouting::Failed(_) => None,
    }
}

/// DNS was asked about a domain of which something was learnt.
pub(crate) fn place_domain(conn: &Connection, evidence: &DomainEvidence) -> Result<(), StoreError> {
    if let Some(exchange) = exchange(evidence) {
        conn.prepare_cached(
            "UPDATE learnt_domain SET exchange = ?2 WHERE domain = ?1 AND exchange IS NOT ?2",
        )?
        .execute(params![evidence.domain, exchange])?;
    }
    Ok(())
}

/// Finds the marks of single addresses.
pub(crate) struct MarkReader<'a>(CachedStatement<'a>);

impl<'a> MarkReader<'a> {
    /// `None`: there is no mark at all.
    pub(crate) fn of(conn: &'a Connection) -> Result<Option<Self>, StoreError> {
        if !conn.prepare_cached("SELECT 1 FROM learnt WHERE batch = ?1 LIMIT 1")?.exists([MARKS])? {
            return Ok(None);
        }
        let select =
            conn.prepare_cached("SELECT what FROM learnt WHERE domain = ?1 AND local = ?2 AND batch = ?3")?;
        Ok(Some(Self(select)))
    }

    pub(crate) fn mark(
        &mut self,
        local: Option<String>,
        domain: Option<String>,
    ) -> Result<Option<Mark>, StoreError> {
        let (Some(local), Some(domain)) = (local, domain) else { return Ok(None) };
        let address = Address { local, domain };
        let what: Option<String> =
            self.0.query_row(params![address.domain, key(&address), MARKS], |row| row.get(0)).optional()?;
        let good = |what: &str| Ok::<_, StoreError>(happened(what)? == Happened::Delivered);
        Ok(match what.as_deref().map(good).transpose()? {
            None => None,
            Some(true) => Some(Mark::Good),
            Some(false) => Some(Mark::Bad),
        })
    }
}

/// What a run says of an address that the user has marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkedJudgement {
    /// The address.
    pub address: String,
    /// Known good; else known bad.
    pub good: bool,
    /// What the run says.
    pub verdict: Verdict,
    /// The mail operator, where DNS told.
    pub exchange: Option<String>,
}

impl Store {
    /// What a run says of the marked addresses in it.
    ///
    /// # Errors
    /// There is no such run, or the database fails.
    pub async fn marked_judgements(&self, run: RunId) -> Result<Vec<MarkedJudgement>, StoreError> {
        self.read("reading marks", move |store, conn| {
            let list = runs::list_of(conn, run)?;
            let neighbours = store.0.memory.neighbours(conn, list)?;
            let outcomes = Outcomes::read(conn)?;
            let mut select = conn.prepare_cached(
                "SELECT learnt.domain, local, what, position,
                        (SELECT evidence FROM domain_evidence WHERE domain = learnt.domain AND run = ?3)
                 FROM learnt JOIN list_domain ON list = ?2 AND name = learnt.domain WHERE batch = ?1",
            )?;
            let mut outcome_of = conn.prepare_cached(
                "SELECT outcome FROM task WHERE run = ?1 AND address = ?2 AND standing = 3",
            )?;
            let mut rows = select.query(params![MARKS, list.0, run.0])?;
            let mut marked = Vec::new();
            while let Some(row) = rows.next()? {
                let (domain, known): (String, String) = (row.get(0)?, row.get(1)?);
                let good =
                    happened(row.get_ref(2)?.as_str().map_err(StoreError::damaged)?)? == Happened::Delivered;
                let evidence: Option<String> = row.get(4)?;
                let evidence =
                    evidence.map(|text| serde_json::from_str::<DomainEvidence>(&text)).transpose()?;
                for &position in neighbours.addresses(row.get(3)?) {
                    let local = neighbours::local(conn, list, position)?;
                    let address = Address { local, domain: domain.clone() };
                    if key(&address) != known {
                        continue;
                    }
                    let outcome: Option<Option<u32>> = outcome_of
                        .query_row(params![run.0, id::at(list, position)], |row| row.get(0))
                        .optional()?;
                    if let Some(outcome) = outcome.flatten() {
                        marked.push(MarkedJudgement {
                            address: address.to_string(),
                            good,
                            verdict: outcomes.named(outcome)?.verdict,
                            exchange: evidence.as_ref().and_then(exchange),
                        });
                    }
                }
            }
            Ok(marked)
        })
        .await
    }
}
