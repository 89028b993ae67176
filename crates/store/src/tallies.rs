//! What counts of each address and of each domain, of everything that was learnt of it: kept along with every change, so
//! that a dossier asks for it by key.

use mailvet_verdict::{DomainEvidence, Happened, exchange_of};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::{StoreError, learnt::happened, marks::MARKS};

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
pub(crate) fn recount(conn: &Connection, domain: &str, local: &str) -> Result<bool, StoreError> {
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
    let hosts = evidence.routing.hosts();
    (!hosts.is_empty()).then(|| exchange_of(hosts))
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
