//! Who takes mail for the domains of a list, as far as DNS has told its current run: a number for each domain, so that rows
//! are filtered and counted by mail operator in a loop over arrays. What is on disk is the name of a mail host; the operator
//! behind it is told by the table of the day, so a list that was checked long ago profits from what was learnt since.

use std::{
    borrow::Cow,
    collections::{HashMap, hash_map::Entry},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use mailvet_engine::journal::{AddressId, RunId};
use mailvet_verdict::{DomainEvidence, Knowledge, exchange_of_host};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::{ListId, StoreError};

/// Lists kept in memory; any goes where another one is needed.
const LISTS: usize = 3;

/// The operator of a domain that DNS was not asked about, or that has no mail host.
const NONE: u32 = u32::MAX;

/// DNS told who takes mail for a domain.
pub(crate) fn keep(conn: &Connection, run: RunId, evidence: &DomainEvidence) -> Result<(), StoreError> {
    let host = evidence.routing.hosts().first().map(|host| host.name.as_str());
    conn.prepare_cached(
        "INSERT INTO mail_host (run, number, domain, host)
         SELECT ?1, 1 + coalesce((SELECT max(number) FROM mail_host WHERE run = ?1), 0), position, ?3
         FROM run JOIN list_domain ON list_domain.list = run.list AND name = ?2 WHERE run.id = ?1",
    )?
    .execute(params![run.0, evidence.domain, host])?;
    Ok(())
}

/// The mail operators of the domains of one list.
#[derive(Clone, Default)]
pub(crate) struct MailOperators {
    run: Option<RunId>,
    /// The last of what the run was told that has been taken over.
    told: i64,
    /// Of each operator: its id in the table, else what its exchange is called.
    codes: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u32>,
    /// Of each domain: the number of its operator.
    of_domains: Vec<u32>,
}

impl MailOperators {
    /// The number of the operator of a domain, by the number of the domain.
    pub(crate) fn of_domain(&self, domain: u32) -> Option<u32> {
        self.of_domains.get(domain as usize).copied().filter(|operator| *operator != NONE)
    }

    /// Whether each domain is with one of these operators; domains behind the last are not.
    pub(crate) fn among(&self, codes: &[String]) -> Vec<bool> {
        let mut chosen = vec![false; self.codes.len()];
        for number in codes.iter().filter_map(|code| self.numbers.get(code.as_str())) {
            chosen[*number as usize] = true;
        }
        self.of_domains.iter().map(|operator| chosen.get(*operator as usize) == Some(&true)).collect()
    }

    /// What an operator is called, by its number.
    pub(crate) fn code(&self, number: u32) -> Option<&str> {
        self.codes.get(number as usize).map(AsRef::as_ref)
    }

    /// How many operators there are.
    pub(crate) fn count(&self) -> usize {
        self.codes.len()
    }

    /// Grows whenever a domain gets an operator.
    pub(crate) fn version(&self) -> (Option<RunId>, i64) {
        (self.run, self.told)
    }

    fn follow(&mut self, conn: &Connection, run: Option<RunId>) -> Result<(), StoreError> {
        if self.run != run {
            *self = Self { run, ..Self::default() };
        }
        let Some(run) = run else { return Ok(()) };
        let knowledge = Knowledge::shipped();
        let mut select = conn.prepare_cached(
            "SELECT number, domain, host FROM mail_host WHERE run = ?1 AND number > ?2 ORDER BY number",
        )?;
        let mut rows = select.query([run.0, self.told])?;
        while let Some(row) = rows.next()? {
            let host = row.get_ref(2)?.as_str_or_null().map_err(StoreError::damaged)?;
            let operator = match host {
                Some(host) => self.numbered(operator_of(&knowledge, host).as_ref()),
                None => NONE,
            };
            let domain: usize = row.get(1)?;
            if domain >= self.of_domains.len() {
                self.of_domains.resize(domain + 1, NONE);
            }
            self.of_domains[domain] = operator;
            self.told = row.get(0)?;
        }
        Ok(())
    }

    fn numbered(&mut self, code: &str) -> u32 {
        if let Some(&number) = self.numbers.get(code) {
            return number;
        }
        let number = u32::try_from(self.codes.len()).unwrap_or(NONE);
        let code: Arc<str> = code.into();
        self.codes.push(Arc::clone(&code));
        self.numbers.insert(code, number);
        number
    }
}

fn operator_of<'a>(knowledge: &'a Knowledge, host: &'a str) -> Cow<'a, str> {
    match knowledge.operator(host, None) {
        Some(operator) => operator.id.as_str().into(),
        None => exchange_of_host(host, None),
    }
}

/// The operators of lists that were asked about lately.
#[derive(Default)]
pub(crate) struct OperatorsCache(Mutex<HashMap<ListId, Arc<MailOperators>>>);

impl OperatorsCache {
    /// Who takes mail for the domains of a list at the moment that `conn` sees.
    pub(crate) fn of(&self, conn: &Connection, list: ListId) -> Result<Arc<MailOperators>, StoreError> {
        let run: Option<i64> = conn
            .prepare_cached("SELECT id FROM run WHERE list = ?1 ORDER BY id DESC LIMIT 1")?
            .query_row([list.0], |row| row.get(0))
            .optional()?;
        let mut lists = self.lock();
        if lists.len() >= LISTS
            && !lists.contains_key(&list)
            && let Some(other) = lists.keys().next().copied()
        {
            lists.remove(&other);
        }
        let operators = match lists.entry(list) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(Arc::default()),
        };
        Arc::make_mut(operators).follow(conn, run.map(RunId))?;
        Ok(Arc::clone(operators))
    }

    /// Forgets a list that is being deleted.
    pub(crate) fn forget(&self, list: ListId) {
        self.lock().remove(&list);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ListId, Arc<MailOperators>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The number of the domain of an address; `None`: it is none.
pub(crate) fn domain_of(conn: &Connection, address: AddressId) -> Result<Option<u32>, StoreError> {
    let domain = conn
        .prepare_cached("SELECT domain FROM address WHERE id = ?1")?
        .query_row([address.0], |row| row.get(0))
        .optional()?;
    Ok(domain.flatten())
}
