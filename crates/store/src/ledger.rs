//! The disclosure ledger: who outside learnt which address or domain, and when. Written in the transaction of the evidence
//! that it came with, so there is no evidence without its entry; a host that was never given an address, because it refused
//! us before or was not reached, has none. What was taken over from an earlier run tells nobody anything and makes no entry.
//! An entry names addresses and domains by their place in the list, and goes with it.

use mailvet_engine::journal::{AddressId, RunId};
use mailvet_verdict::{Attempt, Control, ControlKind, DomainEvidence, Lookup, Moment, Tells};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::{Deserialize, Serialize};

use crate::{ListId, Store, StoreError, evidence, id, lists, tasks};

/// What was told outside every run: by the connection doctor, or by a check of one address, which work for no list.
pub(crate) const NO_RUN: RunId = RunId(0);

/// Which entries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct LedgerQuery {
    /// Of this list; `None`: of every list, and what was told for none.
    pub list: Option<ListId>,
    /// Those past this one.
    pub after: Option<LedgerId>,
    /// At most so many.
    pub most: u32,
}

/// Names an entry; grows with the run, and with the time within it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, specta::Type)]
#[serde(transparent)]
pub struct LedgerId(pub i64);

/// A stretch of the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct LedgerPage {
    /// How many entries there are in all.
    pub total: u64,
    /// The entries.
    pub entries: Vec<LedgerEntry>,
}

/// Somebody learnt something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct LedgerEntry {
    /// Which entry.
    pub id: LedgerId,
    /// When.
    pub at: Moment,
    /// For which list; `None`: for the connection doctor or a check of one address.
    pub list: Option<ListId>,
    /// In which run.
    pub run: Option<RunId>,
    /// What learnt it.
    pub kind: PartyKind,
    /// Its name, as far as it is known.
    pub party: String,
    /// Its address, where it is known.
    pub ip: Option<String>,
    /// The proxy that stood between, and learnt as much where the conversation was not encrypted.
    pub proxy: Option<String>,
    /// The kind of thing that it learnt.
    pub learnt: Disclosed,
    /// What it learnt.
    pub what: String,
}

/// What kind of party learns something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum PartyKind {
    /// Whoever is asked for DNS.
    Resolver,
    /// A mail host.
    MailHost,
    /// Another service: a block list, one that tells an address, or one of the opt-in look-ups.
    Service,
}

impl PartyKind {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Resolver => "resolver",
            Self::MailHost => "mail_host",
            Self::Service => "service",
        }
    }
}

/// What kind of thing is learnt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Disclosed {
    /// An address of a list.
    Address,
    /// That somebody is interested in a domain.
    Domain,
    /// Something of this machine, and of nobody else.
    Own,
}

impl Disclosed {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Domain => "domain",
            Self::Own => "own",
        }
    }
}

/// What the connection doctor, or a check of one address, told somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListlessDisclosure {
    /// When.
    pub at: Moment,
    /// What learnt it.
    pub kind: PartyKind,
    /// Its name.
    pub party: String,
    /// Its address, where it is known.
    pub ip: Option<String>,
    /// The proxy that stood between.
    pub proxy: Option<String>,
    /// The kind of thing that it learnt.
    pub learnt: Disclosed,
    /// What it learnt.
    pub what: String,
}

impl From<LedgerEntry> for ListlessDisclosure {
    fn from(LedgerEntry { at, kind, party, ip, proxy, learnt, what, .. }: LedgerEntry) -> Self {
        Self { at, kind, party, ip, proxy, learnt, what }
    }
}

impl Store {
    /// A stretch of the ledger, by run and then by time.
    ///
    /// # Errors
    /// There is no such list, or the database fails.
    pub async fn ledger(&self, query: LedgerQuery) -> Result<LedgerPage, StoreError> {
        self.read("reading the ledger", move |_, conn| page(conn, query)).await
    }

    /// Keeps what was told whom for no list.
    ///
    /// # Errors
    /// The database fails.
    pub async fn note_disclosures(&self, told: Vec<ListlessDisclosure>) -> Result<(), StoreError> {
        self.write("keeping the ledger", move |conn| {
            for one in &told {
                let party = Party {
                    kind: one.kind,
                    name: &one.party,
                    ip: one.ip.as_deref(),
                    proxy: one.proxy.as_deref(),
                };
                let party = party.id(conn, NO_RUN)?;
                note(conn, NO_RUN, one.at, party, &Subject::Said(one.learnt, &one.what))?;
            }
            Ok(())
        })
        .await
    }
}

/// A resolver was asked about a domain.
pub(crate) fn looked_up(conn: &Connection, run: RunId, evidence: &DomainEvidence) -> Result<(), StoreError> {
    let asked = Asked::of(conn, run)?;
    let Some(position) = tasks::domain_position(conn, asked.list, &evidence.domain)? else { return Ok(()) };
    let party = Party { kind: PartyKind::Resolver, name: &asked.resolver, ip: None, proxy: None };
    let party = party.id(conn, run)?;
    note(conn, run, evidence.observed_at, party, &Subject::Domain(position))
}

/// A mail host was asked about an address, if it came to that.
pub(crate) fn asked(
    conn: &Connection,
    run: RunId,
    address: AddressId,
    attempt: &Attempt,
) -> Result<(), StoreError> {
    if !attempt.named_the_recipient() {
        return Ok(());
    }
    let party = mail_host(conn, run, &Asked::of(conn, run)?, attempt)?;
    note(conn, run, attempt.at, party, &Subject::Address(id::position(address.0)))
}

/// A mail host was asked about a made-up name of a domain, if it came to that. A refused sister was told of as herself, and
/// what another run had asked was told of there.
pub(crate) fn controlled(
    conn: &Connection,
    run: RunId,
    domain: &str,
    control: &Control,
) -> Result<(), StoreError> {
    let attempt = &control.attempt;
    let (ControlKind::Random, Some(span), true) =
        (control.kind, attempt.transcript, attempt.named_the_recipient())
    else {
        return Ok(());
    };
    if !evidence::had_conversation(conn, run, span.conversation)? {
        return Ok(());
    }
    let asked = Asked::of(conn, run)?;
    let Some(position) = tasks::domain_position(conn, asked.list, domain)? else { return Ok(()) };
    let party = mail_host(conn, run, &asked, attempt)?;
    note(conn, run, attempt.at, party, &Subject::Domain(position))
}

/// Services were asked about an address, or for its sake about its domain.
pub(crate) fn enquired(
    conn: &Connection,
    run: RunId,
    address: AddressId,
    lookup: &Lookup,
) -> Result<(), StoreError> {
    let domain: Option<u32> = conn
        .prepare_cached("SELECT domain FROM address WHERE id = ?1")?
        .query_row([address.0], |row| row.get(0))
        .optional()?
        .flatten();
    let subject = match domain.filter(|_| lookup.kind.tells() == Tells::Domain) {
        Some(position) => Subject::Domain(position),
        None => Subject::Address(id::position(address.0)),
    };
    for host in &lookup.asked {
        let party = Party { kind: PartyKind::Service, name: host, ip: None, proxy: None };
        note(conn, run, lookup.at, party.id(conn, run)?, &subject)?;
    }
    Ok(())
}

/// Deletes the entries of a run at positions from one to the other.
pub(crate) fn delete(conn: &Connection, run: RunId, from: u32, to: u32) -> Result<(), StoreError> {
    conn.prepare_cached("DELETE FROM ledger WHERE id BETWEEN ?1 AND ?2")?
        .execute([id::at(ListId(run.0), from), id::at(ListId(run.0), to)])?;
    Ok(())
}

/// Deletes everybody who learnt something in a run.
pub(crate) fn delete_parties(conn: &Connection, run: RunId) -> Result<(), StoreError> {
    conn.prepare_cached("DELETE FROM ledger_party WHERE run = ?1")?.execute([run.0])?;
    Ok(())
}

/// Deletes what was told for no list before `cutoff`; `None`: all of it.
pub(crate) fn delete_listless(conn: &Connection, cutoff: Option<Moment>) -> Result<(), StoreError> {
    let (first, last) = id::all(ListId(NO_RUN.0));
    let cutoff = cutoff.map_or(i64::MAX, |cutoff| cutoff.0);
    conn.prepare_cached("DELETE FROM ledger WHERE id BETWEEN ?1 AND ?2 AND at < ?3")?
        .execute([first, last, cutoff])?;
    conn.prepare_cached(
        "DELETE FROM ledger_party WHERE run = ?1
           AND id NOT IN (SELECT party FROM ledger WHERE ledger.id BETWEEN ?2 AND ?3)",
    )?
    .execute([NO_RUN.0, first, last])?;
    Ok(())
}

/// Whom a run asks, and for which list.
struct Asked {
    list: ListId,
    resolver: String,
    proxy: Option<String>,
}

impl Asked {
    fn of(conn: &Connection, run: RunId) -> Result<Self, StoreError> {
        conn.prepare_cached(
            "SELECT list, coalesce(resolver, nullif(resolvers, ''), ?2), proxy FROM run WHERE id = ?1",
        )?
        .query_row(params![run.0, the_systems_resolver().to_string()], |row| {
            Ok(Self { list: ListId(row.get(0)?), resolver: row.get(1)?, proxy: row.get(2)? })
        })
        .optional()?
        .ok_or(StoreError::NO_RUN)
    }
}

mailvet_verdict::phrases! {
    /// Parties that have no name of their own. They are kept in English, by which a window knows them again.
    pub PARTIES "party" {
        the_systems_resolver() = "the system's DNS resolver";
        practice_world() = "the practice world";
    }
}

fn mail_host(conn: &Connection, run: RunId, asked: &Asked, attempt: &Attempt) -> Result<i64, StoreError> {
    let ip = attempt.ip.map(|ip| ip.to_string());
    let party = Party {
        kind: PartyKind::MailHost,
        name: &attempt.host,
        ip: ip.as_deref(),
        proxy: asked.proxy.as_deref(),
    };
    party.id(conn, run)
}

struct Party<'a> {
    kind: PartyKind,
    name: &'a str,
    ip: Option<&'a str>,
    proxy: Option<&'a str>,
}

impl Party<'_> {
    fn id(&self, conn: &Connection, run: RunId) -> Result<i64, StoreError> {
        let key = params![
            run.0,
            number(self.kind),
            self.name,
            self.ip.unwrap_or_default(),
            self.proxy.unwrap_or_default()
        ];
        let known = conn
            .prepare_cached(
                "SELECT id FROM ledger_party WHERE run = ?1 AND kind = ?2 AND name = ?3 AND ip = ?4 AND proxy = ?5",
            )?
            .query_row(key, |row| row.get(0))
            .optional()?;
        match known {
            Some(id) => Ok(id),
            None => {
                conn.prepare_cached(
                    "INSERT INTO ledger_party (run, kind, name, ip, proxy) VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(key)?;
                Ok(conn.last_insert_rowid())
            }
        }
    }
}

const fn number(kind: PartyKind) -> u8 {
    match kind {
        PartyKind::Resolver => 0,
        PartyKind::MailHost => 1,
        PartyKind::Service => 2,
    }
}

enum Subject<'a> {
    Address(u32),
    Domain(u32),
    /// What no list holds: its kind, and the words themselves.
    Said(Disclosed, &'a str),
}

/// The place of what no list holds.
const NOWHERE: u32 = 0;

fn note(
    conn: &Connection,
    run: RunId,
    at: Moment,
    party: i64,
    subject: &Subject<'_>,
) -> Result<(), StoreError> {
    let (first, last) = id::all(ListId(run.0));
    let (address, domain, own) = match *subject {
        Subject::Address(position) => (Some(position), None, None),
        Subject::Domain(position) => (None, Some(position), None),
        Subject::Said(Disclosed::Address, what) => (Some(NOWHERE), None, Some(what)),
        Subject::Said(Disclosed::Domain, what) => (None, Some(NOWHERE), Some(what)),
        Subject::Said(Disclosed::Own, what) => (None, None, Some(what)),
    };
    conn.prepare_cached(
        "INSERT INTO ledger (id, at, party, address, domain, own)
         SELECT coalesce(max(id) + 1, ?1), ?3, ?4, ?5, ?6, ?7 FROM ledger WHERE id BETWEEN ?1 AND ?2",
    )?
    .execute(params![first, last, at.0, party, address, domain, own])?;
    Ok(())
}

fn page(conn: &Connection, query: LedgerQuery) -> Result<LedgerPage, StoreError> {
    if let Some(list) = query.list {
        lists::summary(conn, list)?;
    }
    let mut select =
        conn.prepare_cached("SELECT id, list FROM run WHERE ?1 IS NULL OR list = ?1 ORDER BY id")?;
    let runs = select.query_map([query.list.map(|list| list.0)], |row| {
        Ok((RunId(row.get(0)?), Some(ListId(row.get(1)?))))
    })?;
    let mut runs = runs.collect::<Result<Vec<_>, _>>()?;
    if query.list.is_none() {
        runs.insert(0, (NO_RUN, None));
    }
    let mut page = LedgerPage::default();
    for (run, list) in runs {
        let (first, last) = id::all(ListId(run.0));
        page.total += conn
            .prepare_cached("SELECT count(*) FROM ledger WHERE id BETWEEN ?1 AND ?2")?
            .query_row([first, last], |row| row.get::<_, u64>(0))?;
        let from = query.after.map_or(first, |after| first.max(after.0.saturating_add(1)));
        let left = (query.most as usize).saturating_sub(page.entries.len());
        if from > last || left == 0 {
            continue;
        }
        let mut select = conn.prepare_cached(
            "SELECT ledger.id, at, kind, party.name, ip, proxy,
                    CASE WHEN ledger.address IS NOT NULL THEN 1 WHEN ledger.domain IS NOT NULL THEN 2 ELSE 0 END,
                    coalesce(own, address.local || '@' || of_address.name, address.typed, list_domain.name)
             FROM ledger JOIN ledger_party AS party ON party.id = ledger.party
             LEFT JOIN address ON address.id = ?3 + ledger.address
             LEFT JOIN list_domain AS of_address ON of_address.list = ?4 AND of_address.position = address.domain
             LEFT JOIN list_domain ON list_domain.list = ?4 AND list_domain.position = ledger.domain
             WHERE ledger.id BETWEEN ?1 AND ?2 ORDER BY ledger.id LIMIT ?5",
        )?;
        let of = list.unwrap_or_default();
        let mut rows = select.query(params![from, last, id::at(of, 0), of.0, left])?;
        while let Some(row) = rows.next()? {
            page.entries.push(entry(row, list.map(|list| (list, run)))?);
        }
    }
    Ok(page)
}

pub(crate) fn entry(row: &Row<'_>, of: Option<(ListId, RunId)>) -> Result<LedgerEntry, StoreError> {
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    let learnt = match row.get(6)? {
        0 => Disclosed::Own,
        1 => Disclosed::Address,
        2_u8 => Disclosed::Domain,
        other => return Err(StoreError::damaged(format_args!("the unknown disclosure {other}"))),
    };
    let what = row
        .get::<_, Option<String>>(7)?
        .ok_or_else(|| StoreError::damaged("the subject of a ledger's entry is missing"))?;
    Ok(LedgerEntry {
        id: LedgerId(row.get(0)?),
        at: Moment(row.get(1)?),
        list: of.map(|(list, _)| list),
        run: of.map(|(_, run)| run),
        kind: match row.get(2)? {
            0 => PartyKind::Resolver,
            1 => PartyKind::MailHost,
            2_u8 => PartyKind::Service,
            other => return Err(StoreError::damaged(format_args!("the unknown party {other}"))),
        },
        party: row.get(3)?,
        ip: some(row.get(4)?),
        proxy: some(row.get(5)?),
        learnt,
        what,
    })
}
