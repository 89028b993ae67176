//! What runs made of addresses of which the outcome is known by now: the scores that they gave before it came, and what was
//! known around each apart from it. What the head learns from, and what it is measured by.

use std::{
    collections::{BTreeMap, HashSet},
    ops::ControlFlow,
};

use mailvet_engine::journal::{AddressId, RunId};
use mailvet_verdict::{
    Address, Dossier, HeardFrom, Moment, Reason, Tally,
    score::{Asked, Head},
};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::{ListId, Store, StoreError, evidence, id, learnt::key, neighbours, outcomes::Outcomes};

/// Addresses of learnt domains that are looked at in runs, so that large lists cost no more than a moment.
const LOOKED_AT: usize = 50_000;

/// Runs that are looked at, the newest of each list.
const RUNS: usize = 50;

/// An address whose outcome is known, with what was known around it apart from that outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Hindsight {
    /// The evidence of the newest run that vetted it, with what was learnt since.
    pub dossier: Dossier,
    /// What that run came to: nothing was proved.
    pub reason: Reason,
    /// Whether there turned out to be a mailbox.
    pub mailbox: bool,
    /// When that was heard.
    pub at: Moment,
}

/// A head with what it was fitted to.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptHead {
    /// The state of knowledge that it belongs to.
    pub revision: i64,
    /// Names the model that it stands on.
    pub model: String,
    /// The head; `None` where there were too few outcomes.
    pub head: Option<Head>,
    /// The outcomes that it was fitted to.
    pub outcomes: Tally,
}

/// An address of a run of which an outcome is known.
struct Settled {
    run: RunId,
    list: ListId,
    position: u32,
    address: Address,
    key: String,
    mailbox: bool,
    at: i64,
}

impl Store {
    /// The database that tells what was learnt: this one, or the one that it remembers by.
    fn remembering(&self) -> &Self {
        self.0.elsewhere.get().unwrap_or(self)
    }

    /// Scores that runs gave to addresses before the newest telling outcome of each came: score, whether there turned out
    /// to be a mailbox, how many. An outcome that a score already knew of measures nothing.
    ///
    /// # Errors
    /// The database fails.
    pub async fn scored_outcomes(&self) -> Result<Vec<(u8, bool, u32)>, StoreError> {
        self.read("comparing scores with outcomes", |store, conn| {
            let mut counts: BTreeMap<(u8, bool), u32> = BTreeMap::new();
            let mut scored = conn.prepare_cached(
                "SELECT score FROM task WHERE run = ?1 AND address = ?2 AND outcome IS NOT NULL AND judged_at < ?3",
            )?;
            each_settled(store, conn, |found| {
                let id = id::at(found.list, found.position);
                let score: Option<u8> =
                    scored.query_row(params![found.run.0, id, found.at], |row| row.get(0)).optional()?;
                if let Some(score) = score {
                    *counts.entry((score, found.mailbox)).or_default() += 1;
                }
                Ok(ControlFlow::Continue(()))
            })?;
            Ok(counts.into_iter().map(|((score, shows), count)| (score, shows, count)).collect())
        })
        .await
    }

    /// Up to `most` addresses of which mail has told whether there is a mailbox and of which a run had to leave it open, and
    /// the state of knowledge that this is of. Marks are left out.
    ///
    /// # Errors
    /// The database fails.
    pub async fn hindsight(&self, most: usize) -> Result<(i64, Vec<Hindsight>), StoreError> {
        if most == 0 {
            return self
                .remembering()
                .read("reading what is to be learnt from", |_, conn| Ok((revision(conn)?, Vec::new())))
                .await;
        }
        let store = self.remembering();
        let read = move |store: &Self, conn: &Connection| {
            let mut told = Vec::new();
            each_left_open(store, conn, |found, id, reason| {
                let dossier = evidence::dossier(store, conn, Some(found.run), id)?;
                let (mailbox, at) = (found.mailbox, Moment(found.at));
                told.push(without_the_outcome(Hindsight { dossier, reason, mailbox, at }));
                Ok(if told.len() < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
            })?;
            Ok((revision(conn)?, told))
        };
        store.read("reading what is to be learnt from", read).await
    }

    /// Of how many addresses that a run had to leave open mail has told whether there is a mailbox, and the state of knowledge
    /// that this is of: what [`Self::hindsight`] would hand out, without what is known around each. Marks are left out.
    ///
    /// # Errors
    /// The database fails.
    pub async fn left_open(&self) -> Result<(i64, Tally), StoreError> {
        let counted = |store: &Self, conn: &Connection| {
            let mut tally = Tally::default();
            each_left_open(store, conn, |found, _, _| {
                let count = if found.mailbox { &mut tally.delivered } else { &mut tally.bounced };
                *count += 1;
                Ok(ControlFlow::Continue(()))
            })?;
            Ok((revision(conn)?, tally))
        };
        self.remembering().read("counting what can be learnt from", counted).await
    }

    /// How many addresses are known by mail to exist and not to: without enough of both, nothing is to be fitted.
    ///
    /// # Errors
    /// The database fails.
    pub async fn outcomes_by_mail(&self) -> Result<Tally, StoreError> {
        let counted = |_: &Self, conn: &Connection| {
            let mut select = conn.prepare_cached(
                "SELECT coalesce(sum(delivered), 0), coalesce(sum(bounced), 0) FROM learnt_domain",
            )?;
            Ok(select.query_row([], |row| Ok(Tally { delivered: row.get(0)?, bounced: row.get(1)? }))?)
        };
        self.remembering().read("counting what was learnt", counted).await
    }

    /// The head that was fitted to what is known now, on this model; `None`: it is to be fitted.
    ///
    /// # Errors
    /// The database fails.
    pub async fn kept_head(&self, model: &str) -> Result<Option<KeptHead>, StoreError> {
        let model = model.to_owned();
        let kept = move |_: &Self, conn: &Connection| {
            let now = revision(conn)?;
            let kept: Option<(Option<String>, Tally)> = conn
                .prepare_cached(
                    "SELECT head, delivered, bounced FROM learnt_head WHERE revision = ?1 AND model = ?2",
                )?
                .query_row(params![now, model], |row| {
                    Ok((row.get(0)?, Tally { delivered: row.get(1)?, bounced: row.get(2)? }))
                })
                .optional()?;
            let Some((head, outcomes)) = kept else { return Ok(None) };
            let head = head.map(|head| serde_json::from_str(&head)).transpose()?;
            Ok(Some(KeptHead { revision: now, model, head, outcomes }))
        };
        self.remembering().read("reading the learnt weights", kept).await
    }

    /// Keeps a head until something new is learnt.
    ///
    /// # Errors
    /// The database cannot be written.
    pub async fn keep_head(&self, kept: KeptHead) -> Result<(), StoreError> {
        let keep = move |conn: &Connection| {
            let head = kept.head.as_ref().map(serde_json::to_string).transpose()?;
            let Tally { delivered, bounced } = kept.outcomes;
            conn.prepare_cached("INSERT OR REPLACE INTO learnt_head VALUES (1, ?1, ?2, ?3, ?4, ?5)")?
                .execute(params![kept.revision, kept.model, head, delivered, bounced])?;
            Ok(())
        };
        self.remembering().write("keeping the learnt weights", keep).await
    }
}

fn revision(conn: &Connection) -> Result<i64, StoreError> {
    Ok(conn.prepare_cached("SELECT revision FROM learnt_revision")?.query_row([], |row| row.get(0))?)
}

/// Earlier proofs of the address are history; what mail told of it is the outcome itself, or another word for it.
fn without_the_outcome(mut told: Hindsight) -> Hindsight {
    let at = told.at;
    told.dossier.acquaintance.own.retain(|heard| heard.from == HeardFrom::Verified && heard.at < at);
    told
}

/// Every address, once, with a telling outcome of which its newest run had to leave it open, with what that came to.
fn each_left_open(
    store: &Store,
    conn: &Connection,
    mut each: impl FnMut(&Settled, AddressId, Reason) -> Result<ControlFlow<()>, StoreError>,
) -> Result<(), StoreError> {
    let mut seen = HashSet::new();
    let outcomes = Outcomes::read(conn)?;
    let mut outcome_of = conn
        .prepare_cached("SELECT outcome FROM task WHERE run = ?1 AND address = ?2 AND outcome IS NOT NULL")?;
    each_settled(store, conn, |found| {
        let id = AddressId(id::at(found.list, found.position));
        let outcome: Option<u32> = outcome_of.query_row([found.run.0, id.0], |row| row.get(0)).optional()?;
        let Some(outcome) = outcome else { return Ok(ControlFlow::Continue(())) };
        if !seen.insert((found.address.domain.clone(), found.key.clone())) {
            return Ok(ControlFlow::Continue(()));
        }
        let reason = outcomes.named(outcome)?.reason;
        if Asked::where_open(reason).is_none() {
            return Ok(ControlFlow::Continue(()));
        }
        each(&found, id, reason)
    })
}

/// Every address with a telling outcome in the newest run of each list, until `each` has enough.
fn each_settled(
    store: &Store,
    conn: &Connection,
    mut each: impl FnMut(Settled) -> Result<ControlFlow<()>, StoreError>,
) -> Result<(), StoreError> {
    let mut left = LOOKED_AT;
    let mut runs = conn.prepare_cached(
        "SELECT max(run.id), list FROM run JOIN list ON list.id = run.list
         WHERE list.state = 'ready' GROUP BY list ORDER BY 1 DESC LIMIT ?1",
    )?;
    let runs = runs.query_map([RUNS], |row| Ok((RunId(row.get(0)?), ListId(row.get(1)?))))?;
    let runs: Vec<(RunId, ListId)> = runs.collect::<Result<_, _>>()?;
    let mut domains = conn.prepare_cached(
        "SELECT name, position FROM list_domain JOIN learnt_domain ON learnt_domain.domain = name
         WHERE list = ?1 ORDER BY name",
    )?;
    let mut outcome = conn.prepare_cached(
        "SELECT shows, at FROM learnt_address
         WHERE domain = ?1 AND local = ?2 AND shows IS NOT NULL AND NOT marked",
    )?;
    for (run, list) in runs {
        let neighbours = store.0.memory.neighbours(conn, list)?;
        let mut rows = domains.query([list.0])?;
        while let Some(row) = rows.next()? {
            let domain: String = row.get(0)?;
            for &position in neighbours.addresses(row.get(1)?) {
                let Some(fewer) = left.checked_sub(1) else { return Ok(()) };
                left = fewer;
                let local = neighbours::local(conn, list, position)?;
                let address = Address { local, domain: domain.clone() };
                let key = key(&address);
                let told: Option<(bool, i64)> =
                    outcome.query_row([&domain, &key], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
                let Some((mailbox, at)) = told else { continue };
                let found = Settled { run, list, position, address, key, mailbox, at };
                if each(found)?.is_break() {
                    return Ok(());
                }
            }
        }
    }
    Ok(())
}
