//! Outcomes by where a list came from. Lists whose names differ only in numbers and endings (`leads-2026-01.csv`,
//! `leads-2026-02.csv`) are taken to come from one source.

use std::collections::HashSet;

use mailvet_verdict::{Address, Tally};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::{ListId, Rate, Store, StoreError, learnt::key, neighbours};

/// Addresses of learnt domains that are looked at, so that a large list costs no more than a moment.
const LOOKED_AT: usize = 50_000;

/// Lists whose sources are told, the newest.
const SOURCES: usize = 20;

/// What became of addresses of lists from the same source.
pub(crate) fn tally(store: &Store, conn: &Connection, list: ListId) -> Result<Tally, StoreError> {
    let mut tally = Tally::default();
    let mut left = LOOKED_AT;
    // A list that is checked again has the same addresses.
    let mut counted = HashSet::new();
    for list in siblings(conn, list)? {
        let neighbours = store.0.memory.neighbours(conn, list)?;
        let mut domains = conn.prepare_cached(
            "SELECT name, position FROM list_domain JOIN learnt_domain ON learnt_domain.domain = list_domain.name
             WHERE list_domain.list = ?1",
        )?;
        let mut shows =
            conn.prepare_cached("SELECT shows FROM learnt_address WHERE domain = ?1 AND local = ?2")?;
        let mut rows = domains.query([list.0])?;
        while let Some(row) = rows.next()? {
            let domain: String = row.get(0)?;
            for &address in neighbours.addresses(row.get(1)?) {
                let Some(fewer) = left.checked_sub(1) else { return Ok(tally) };
                left = fewer;
                let local = neighbours::local(conn, list, address)?;
                let local = key(&Address { local, domain: domain.clone() });
                let shown: Option<Option<bool>> =
                    shows.query_row(params![domain, local], |row| row.get(0)).optional()?;
                let shown = shown.flatten().filter(|_| counted.insert((domain.clone(), local)));
                match shown {
                    Some(true) => tally.delivered += 1,
                    Some(false) => tally.bounced += 1,
                    None => {}
                }
            }
        }
    }
    Ok(tally)
}

impl Store {
    /// What became of addresses by where their lists came from, those with the most outcomes first. Each source goes by the
    /// name of its newest list.
    ///
    /// # Errors
    /// The database fails.
    pub async fn source_rates(&self, most: usize) -> Result<Vec<Rate>, StoreError> {
        self.read("counting outcomes by source", move |store, conn| {
            let mut select = conn.prepare_cached(
                "SELECT id, name FROM list WHERE state = 'ready' AND practice = 0 ORDER BY id DESC LIMIT ?1",
            )?;
            let lists = select.query_map([SOURCES], |row| Ok((ListId(row.get(0)?), row.get(1)?)))?;
            let lists: Vec<(ListId, String)> = lists.collect::<Result<_, _>>()?;
            let mut seen = HashSet::new();
            let mut rates = Vec::new();
            for (list, name) in lists {
                let of = source(&name);
                if of.is_empty() || seen.insert(of) {
                    let tally = tally(store, conn, list)?;
                    rates.push(Rate { name, tally });
                }
            }
            rates.retain(|rate| rate.tally.delivered + rate.tally.bounced > 0);
            rates.sort_by_key(|rate| std::cmp::Reverse(rate.tally.delivered + rate.tally.bounced));
            rates.truncate(most);
            Ok(rates)
        })
        .await
    }
}

/// The list itself and those of the same source.
fn siblings(conn: &Connection, list: ListId) -> Result<Vec<ListId>, StoreError> {
    let mut select = conn.prepare_cached(
        "SELECT id, name FROM list WHERE state = 'ready' AND practice = (SELECT practice FROM list WHERE id = ?1)
         ORDER BY id DESC",
    )?;
    let lists = select.query_map([list.0], |row| Ok((ListId(row.get(0)?), row.get::<_, String>(1)?)))?;
    let lists: Vec<(ListId, String)> = lists.collect::<Result<_, _>>()?;
    let own = lists.iter().find(|(id, _)| *id == list).map(|(_, name)| source(name)).unwrap_or_default();
    let same = |(id, name): &(ListId, String)| *id == list || (!own.is_empty() && source(name) == own);
    Ok(lists.iter().filter(|list| same(list)).map(|(id, _)| *id).take(20).collect())
}

/// A list's name without its ending, numbers and marks.
fn source(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    stem.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_that_differ_in_a_number_are_of_one_source() {
        assert_eq!(source("Leads 2026-01.csv"), source("leads_2026-02.xlsx"));
        assert_ne!(source("leads.csv"), source("fair.csv"));
        assert_eq!(source("2026-01.csv"), "");
    }
}
