//! A query over the columns of a list: which rows match, in which order, and how many there would be of each kind. Verdicts,
//! reasons, actions and flags are decided once for each outcome, not once for each row.

use std::{cmp::Reverse, collections::HashMap, sync::Arc};

use mailvet_verdict::{Action, Flag, Reason, Verdict};
use rusqlite::{Connection, params};

use crate::{
    FacetCount, Facets, ListId, Query, Sort, SortBy, StoreError,
    columns::{Columns, NO_DOMAIN},
    decisions, lists,
    operators::MailOperators,
    outcomes::{self, Outcome, Outcomes},
    ranks, runs, tasks,
};

/// The largest domains, and mail operators, that a facet shows.
const LARGEST: usize = 20;

/// Every kind of filter, a bit each. Whoever passes all has all bits.
const VERDICT: u8 = 1;
const REASON: u8 = 2;
const ACTION: u8 = 4;
const FLAG: u8 = 8;
const DOMAIN: u8 = 16;
const SEARCH: u8 = 32;
const DECIDED: u8 = 64;
const OPERATOR: u8 = 128;
const ALL: u8 = VERDICT | REASON | ACTION | FLAG | DOMAIN | SEARCH | DECIDED | OPERATOR;

/// What the filters of a query say of each outcome, domain and row.
struct Filter {
    /// By the number of the kind (an outcome with a decision): the kinds whose filter it passes.
    outcomes: Vec<u8>,
    /// By the number of the domain; `None`: every domain passes, and what has none too.
    domains: Option<Vec<bool>>,
    /// Likewise, by who takes their mail.
    operators: Option<Vec<bool>>,
    /// By row; `None`: every row passes.
    found: Option<Arc<Vec<bool>>>,
}

impl Filter {
    fn new(
        conn: &Connection,
        columns: &mut Columns,
        query: &Query,
        known: &Outcomes,
        operators: &MailOperators,
    ) -> Result<Self, StoreError> {
        let numbers =
            known.iter().map(|(number, _)| number as usize + 1).max().unwrap_or(decisions::SPLIT as usize);
        let mut outcomes = vec![0; numbers];
        for (kind, passed) in (0..).zip(&mut outcomes) {
            *passed = passes(query, known.get(kind));
            if !query.decided || decisions::is_decided(kind) {
                *passed |= DECIDED;
            }
        }
        let domains = if query.domains.is_empty() {
            None
        } else {
            let mut domains = Vec::new();
            for name in &query.domains {
                if let Some(position) = tasks::domain_position(conn, columns.list, name)? {
                    let position = position as usize;
                    domains.resize(domains.len().max(position + 1), false);
                    domains[position] = true;
                }
            }
            Some(domains)
        };
        let operators = (!query.operators.is_empty()).then(|| operators.among(&query.operators));
        let found =
            if query.search.is_empty() { None } else { Some(ranks::found(conn, columns, &query.search)?) };
        Ok(Self { outcomes, domains, operators, found })
    }

    /// The kinds of filter, but for the search, that an address passes.
    fn of_address(&self, columns: &Columns, address: usize) -> u8 {
        let outcome = self.outcomes.get(columns.outcomes[address] as usize).copied().unwrap_or_default();
        let at = |bit: u8, domains: &Option<Vec<bool>>| match domains {
            None => bit,
            Some(domains) if domains.get(columns.domains[address] as usize) == Some(&true) => bit,
            Some(_) => 0,
        };
        outcome | at(DOMAIN, &self.domains) | at(OPERATOR, &self.operators)
    }

    fn finds(&self, row: usize) -> bool {
        self.found.as_ref().is_none_or(|found| found.get(row) == Some(&true))
    }
}

fn passes(query: &Query, outcome: Option<&Outcome>) -> u8 {
    let Query { verdicts, reasons, actions, flags, unsettled, .. } = query;
    let among = |bit: u8, filter: &dyn Fn(&Outcome) -> bool, empty: bool| {
        if empty || outcome.is_some_and(filter) { bit } else { 0 }
    };
    let verdict = match outcome {
        None => *unsettled || verdicts.is_empty(),
        Some(outcome) => (verdicts.is_empty() && !unsettled) || verdicts.contains(&outcome.verdict),
    };
    (if verdict { VERDICT } else { 0 })
        | among(REASON, &|outcome| reasons.contains(&outcome.reason), reasons.is_empty())
        | among(ACTION, &|outcome| actions.contains(&outcome.action), actions.is_empty())
        | among(FLAG, &|outcome| flags.iter().any(|flag| outcome.flags.yes.contains(flag)), flags.is_empty())
}

/// The rows of a query in its order.
pub(crate) fn rows(
    conn: &Connection,
    columns: &mut Columns,
    operators: &MailOperators,
    query: &Query,
) -> Result<Arc<Vec<u32>>, StoreError> {
    if let Some(rows) = columns.view(query, operators) {
        return Ok(rows);
    }
    let known = Outcomes::read(conn)?.with_decisions();
    let filter = Filter::new(conn, columns, query, &known, operators)?;
    let passing: Vec<bool> = (0..columns.domains.len())
        .map(|address| filter.of_address(columns, address) | SEARCH == ALL)
        .collect();
    let mut rows: Vec<u32> = (0..)
        .zip(&columns.addresses)
        .filter(|&(row, &address)| passing[address as usize] && filter.finds(row as usize))
        .map(|(row, _)| row)
        .collect();
    // No two rows have one number, so what stands behind it orders nothing.
    let last = query.sort.iter().position(|sort| sort.by == SortBy::Row);
    let sorts = &query.sort[..last.map_or(query.sort.len(), |last| last + 1)];
    // The last order first: each leaves equal rows as the one after it had them.
    for sort in sorts.iter().rev() {
        order(conn, columns, &known, sort, &mut rows)?;
    }
    let rows = Arc::new(rows);
    columns.keep_view(query, operators, &rows);
    Ok(rows)
}

/// Orders rows; equal ones stay in the order that they have, and what has nothing to go by comes last both ways.
fn order(
    conn: &Connection,
    columns: &mut Columns,
    known: &Outcomes,
    sort: &Sort,
    rows: &mut [u32],
) -> Result<(), StoreError> {
    match sort.by {
        SortBy::Row => {
            if sort.descending {
                rows.reverse();
            }
        }
        SortBy::Column(column) => {
            let ranks = ranks::of_cells(conn, columns, column)?;
            by_key(rows, sort, |row| Some(i64::from(ranks[row as usize])));
        }
        SortBy::Address => {
            let ranks = ranks::of_addresses(conn, columns)?;
            by_address(columns, rows, sort, |address| Some(i64::from(ranks[address])));
        }
        SortBy::Domain => {
            let ranks = ranks::of_domains(conn, columns)?;
            by_address(columns, rows, sort, |address| {
                ranks.get(columns.domains[address] as usize).map(|&rank| i64::from(rank))
            });
        }
        SortBy::Verdict => {
            let places = places(known, |outcome| Verdict::ALL.iter().position(|v| *v == outcome.verdict));
            by_address(columns, rows, sort, |address| places.get(&columns.outcomes[address]).copied());
        }
        SortBy::Action => {
            let places = places(known, |outcome| Action::ALL.iter().position(|a| *a == outcome.action));
            by_address(columns, rows, sort, |address| places.get(&columns.outcomes[address]).copied());
        }
        SortBy::Reason => {
            let mut codes: Vec<&str> = Reason::ALL.iter().map(|reason| reason.code()).collect();
            codes.sort_unstable();
            let places = places(known, |outcome| codes.binary_search(&outcome.reason.code()).ok());
            by_address(columns, rows, sort, |address| places.get(&columns.outcomes[address]).copied());
        }
        SortBy::Score => by_result(columns, rows, sort, |address| i64::from(columns.scores[address])),
        SortBy::CheckedAt => by_result(columns, rows, sort, |address| columns.judged_at[address]),
    }
    Ok(())
}

fn places(known: &Outcomes, place: impl Fn(&Outcome) -> Option<usize>) -> HashMap<u32, i64> {
    let place = |outcome| place(outcome).and_then(|place| i64::try_from(place).ok()).unwrap_or(i64::MAX);
    known.iter().map(|(number, outcome)| (number, place(outcome))).collect()
}

fn by_result(columns: &Columns, rows: &mut [u32], sort: &Sort, key: impl Fn(usize) -> i64) {
    by_address(columns, rows, sort, |address| {
        (!decisions::is_unsettled(columns.outcomes[address])).then(|| key(address))
    });
}

fn by_address(columns: &Columns, rows: &mut [u32], sort: &Sort, key: impl Fn(usize) -> Option<i64>) {
    by_key(rows, sort, |row| key(columns.addresses[row as usize] as usize));
}

fn by_key(rows: &mut [u32], sort: &Sort, key: impl Fn(u32) -> Option<i64>) {
    rows.sort_by_cached_key(|&row| match key(row) {
        // The complement turns every order round, the smallest number included.
        Some(key) => (false, if sort.descending { !key } else { key }),
        // What has no key comes last both ways.
        None => (true, 0),
    });
}

/// Counts of rows by kind, each kind under the filters of all other kinds.
pub(crate) fn facets(
    conn: &Connection,
    columns: &mut Columns,
    operators: &MailOperators,
    query: &Query,
) -> Result<Facets, StoreError> {
    let known = Outcomes::read(conn)?.with_decisions();
    let filter = Filter::new(conn, columns, query, &known, operators)?;
    let mut tally = Tally::over(&filter, columns, operators);
    match &filter.found {
        None => {
            for (address, &rows) in columns.rows.iter().enumerate() {
                tally.add(columns, address, filter.of_address(columns, address), u64::from(rows));
            }
        }
        Some(found) => {
            for (&address, _) in columns.addresses.iter().zip(found.iter()).filter(|(_, found)| **found) {
                let address = address as usize;
                tally.add(columns, address, filter.of_address(columns, address), 1);
            }
        }
    }
    tally.facets(conn, columns, &known)
}

/// The same without any filter and any decision, from the counts that a run keeps along: what a list that is just opened
/// shows first.
pub(crate) fn facets_of_all(
    conn: &Connection,
    list: ListId,
    operators: &MailOperators,
) -> Result<Facets, StoreError> {
    let summary = lists::summary(conn, list)?;
    let known = Outcomes::read(conn)?;
    let numbers = known.iter().map(|(number, _)| number as usize + 1).max().unwrap_or(1);
    let mut counts = vec![0; numbers];
    match &summary.run {
        None => counts[outcomes::NONE as usize] = summary.rows,
        Some(run) => {
            for count in runs::counts(conn, run.id)? {
                *counts
                    .get_mut(count.outcome as usize)
                    .ok_or_else(|| StoreError::damaged("an outcome is missing"))? += count.rows;
            }
        }
    }
    let mut domains = Vec::new();
    let mut by_operator = vec![0; operators.count()];
    let mut select = conn.prepare_cached("SELECT position, rows FROM list_domain WHERE list = ?1")?;
    let mut rows = select.query([list.0])?;
    while let Some(row) = rows.next()? {
        let (position, rows): (u32, u32) = (row.get(0)?, row.get(1)?);
        if position as usize >= domains.len() {
            domains.resize(position as usize + 1, 0);
        }
        domains[position as usize] = rows;
        if let Some(operator) = operators.of_domain(position) {
            by_operator[operator as usize] += u64::from(rows);
        }
    }
    Ok(Facets {
        matching: summary.rows,
        total: summary.rows,
        unsettled: counts[outcomes::NONE as usize],
        decided: 0,
        verdicts: by_kind(Verdict::ALL, Verdict::code, &counts, &known, |o, v| o.verdict == v),
        reasons: by_kind(Reason::ALL, Reason::code, &counts, &known, |o, r| o.reason == r),
        actions: by_kind(Action::ALL, Action::code, &counts, &known, |o, a| o.action == a),
        flags: by_kind(Flag::ALL, Flag::code, &counts, &known, |o, f| o.flags.yes.contains(&f)),
        domains: largest_domains(conn, list, &domains)?,
        operators: largest_operators(operators, &by_operator),
    })
}

/// Rows counted by outcome, by domain and by mail operator.
struct Tally<'a> {
    matching: u64,
    decided: u64,
    /// By kind: the rows that pass every filter but, perhaps, that of this kind.
    verdicts: Vec<u64>,
    reasons: Vec<u64>,
    actions: Vec<u64>,
    flags: Vec<u64>,
    /// By domain, likewise.
    domains: Vec<u32>,
    /// By the number of the operator, likewise.
    by_operator: Vec<u64>,
    operators: &'a MailOperators,
}

impl<'a> Tally<'a> {
    fn over(filter: &Filter, columns: &Columns, operators: &'a MailOperators) -> Self {
        let by_outcome = || vec![0; filter.outcomes.len()];
        let domains = columns.domains.iter().filter(|domain| **domain != NO_DOMAIN).max();
        Self {
            matching: 0,
            decided: 0,
            verdicts: by_outcome(),
            reasons: by_outcome(),
            actions: by_outcome(),
            flags: by_outcome(),
            domains: vec![0; domains.map_or(0, |domain| *domain as usize + 1)],
            by_operator: vec![0; operators.count()],
            operators,
        }
    }

    fn add(&mut self, columns: &Columns, address: usize, passed: u8, rows: u64) {
        let outcome = columns.outcomes[address] as usize;
        let missed = ALL & !(passed | SEARCH);
        if missed == 0 {
            self.matching += rows;
        }
        for (kind, counts) in [
            (VERDICT, &mut self.verdicts),
            (REASON, &mut self.reasons),
            (ACTION, &mut self.actions),
            (FLAG, &mut self.flags),
        ] {
            if missed & !kind == 0 {
                counts[outcome] += rows;
            }
        }
        if missed & !DECIDED == 0 && decisions::is_decided(columns.outcomes[address]) {
            self.decided += rows;
        }
        if missed & !DOMAIN == 0
            && let Some(count) = self.domains.get_mut(columns.domains[address] as usize)
        {
            *count += u32::try_from(rows).unwrap_or(u32::MAX);
        }
        if missed & !OPERATOR == 0
            && let Some(operator) = self.operators.of_domain(columns.domains[address])
        {
            self.by_operator[operator as usize] += rows;
        }
    }

    fn facets(&self, conn: &Connection, columns: &Columns, known: &Outcomes) -> Result<Facets, StoreError> {
        Ok(Facets {
            matching: self.matching,
            total: columns.addresses.len() as u64,
            unsettled: self.verdicts[..decisions::SPLIT as usize].iter().sum(),
            decided: self.decided,
            verdicts: by_kind(Verdict::ALL, Verdict::code, &self.verdicts, known, |o, v| o.verdict == v),
            reasons: by_kind(Reason::ALL, Reason::code, &self.reasons, known, |o, r| o.reason == r),
            actions: by_kind(Action::ALL, Action::code, &self.actions, known, |o, a| o.action == a),
            flags: by_kind(Flag::ALL, Flag::code, &self.flags, known, |o, f| o.flags.yes.contains(&f)),
            domains: largest_domains(conn, columns.list, &self.domains)?,
            operators: largest_operators(self.operators, &self.by_operator),
        })
    }
}

/// The domains with the most rows, `counts` by the number of the domain.
fn largest_domains(conn: &Connection, list: ListId, counts: &[u32]) -> Result<Vec<FacetCount>, StoreError> {
    let mut name = conn.prepare_cached("SELECT name FROM list_domain WHERE list = ?1 AND position = ?2")?;
    largest(counts.iter().map(|&count| u64::from(count)))
        .into_iter()
        .map(|(count, position)| {
            let value = name.query_row(params![list.0, position], |row| row.get(0))?;
            Ok(FacetCount { value, count })
        })
        .collect()
}

fn largest_operators(operators: &MailOperators, counts: &[u64]) -> Vec<FacetCount> {
    let facet = |(count, number)| Some(FacetCount { value: operators.code(number)?.to_owned(), count });
    largest(counts.iter().copied()).into_iter().filter_map(facet).collect()
}

/// The largest counts, each with its place, the largest first and what came first before its equals.
fn largest(counts: impl Iterator<Item = u64>) -> Vec<(u64, u32)> {
    let mut counted: Vec<(Reverse<u64>, u32)> =
        counts.zip(0..).filter(|(count, _)| *count > 0).map(|(count, n)| (Reverse(count), n)).collect();
    // Among a hundred thousand, all of them in order would take longer than counting them.
    if counted.len() > LARGEST {
        counted.select_nth_unstable(LARGEST);
        counted.truncate(LARGEST);
    }
    counted.sort_unstable();
    counted.into_iter().map(|(Reverse(count), n)| (count, n)).collect()
}

fn by_kind<T: Copy>(
    values: &[T],
    code: impl Fn(T) -> &'static str,
    counts: &[u64],
    known: &Outcomes,
    is: impl Fn(&Outcome, T) -> bool,
) -> Vec<FacetCount> {
    let count = |value: T| -> u64 {
        known
            .iter()
            .filter(|(_, outcome)| is(outcome, value))
            .map(|(number, _)| counts[number as usize])
            .sum()
    };
    values
        .iter()
        .map(|&value| FacetCount { value: code(value).to_owned(), count: count(value) })
        .filter(|facet| facet.count > 0)
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn rows_are_ordered_by_any_keys_and_equal_ones_stay(
            keys in prop::collection::vec(
                prop::option::of(prop_oneof![any::<i64>(), -3_i64..3, Just(i64::MIN), Just(i64::MAX)]),
                0..200,
            ),
            descending: bool,
        ) {
            let mut rows: Vec<u32> = (0..).take(keys.len()).collect();
            let mut expected = rows.clone();
            let key = |row: &u32| keys[*row as usize];
            expected.sort_by(|one, other| match (key(one), key(other)) {
                (Some(one), Some(other)) if descending => other.cmp(&one),
                (Some(one), Some(other)) => one.cmp(&other),
                (one, other) => one.is_none().cmp(&other.is_none()),
            });
            by_key(&mut rows, &Sort { by: SortBy::Score, descending }, |row| key(&row));
            prop_assert_eq!(rows, expected);
        }
    }
}
