//! What the results view and the export read: stretches of rows, counts, the evidence of one row, and every row in turn.
//! Results are those of the list's current run.

use std::sync::{Arc, mpsc};

use mailvet_engine::journal::{AddressId, RunId};
use mailvet_verdict::{DomainEvidence, Moment};
use rusqlite::{CachedStatement, Connection, Row, params};

use crate::{
    Evidence, Facets, ListId, MoreAddress, Page, Query, ResultRow, RowResult, SortBy, Store, StoreError,
    blocks::BlockReader,
    cells,
    decisions::{self, DecisionReader},
    evidence, id,
    learnt::MarkReader,
    lists,
    outcomes::Outcomes,
    ranks,
    tasks::{self, SETTLED},
    texts::Texts,
    view,
};

/// Rows that are handed on at once, and how many such batches may wait.
const BATCH: usize = 256;
const WAITING: usize = 4;

impl Store {
    /// A stretch of the rows of a query.
    ///
    /// # Errors
    /// There is no such list or column, or the database fails.
    pub async fn page(
        &self,
        list: ListId,
        query: Query,
        offset: u64,
        limit: u64,
    ) -> Result<Page, StoreError> {
        self.read("reading rows", move |store, conn| {
            let rows = store.rows_of(conn, list, &query)?;
            let mut reader = RowReader::new(conn, list, rows.run)?;
            let rows_here =
                rows.stretch(offset, limit).map(|row| reader.row(row)).collect::<Result<_, _>>()?;
            Ok(Page { total: rows.total(), offset, rows: rows_here })
        })
        .await
    }

    /// Counts of rows by kind.
    ///
    /// # Errors
    /// There is no such list, or the database fails.
    pub async fn facets(&self, list: ListId, query: Query) -> Result<Facets, StoreError> {
        const COUNTING: &str = "counting rows";
        let of_all = filters_nothing(&query)
            && !self.read(COUNTING, move |_, conn| decisions::any(conn, list)).await?;
        self.read(COUNTING, move |store, conn| {
            if of_all {
                return view::facets_of_all(conn, list);
            }
            store.0.columns.with(conn, list, |columns| view::facets(conn, columns, &query))
        })
        .await
    }

    /// Reads ahead what filters, searches and orders of a list need, so that the first of them finds it there.
    ///
    /// # Errors
    /// There is no such list, or the database fails.
    pub async fn warm(&self, list: ListId) -> Result<(), StoreError> {
        self.read("reading ahead", move |store, conn| {
            store.0.columns.with(conn, list, |columns| ranks::of_addresses(conn, columns).map(drop))
        })
        .await
    }

    /// Everything about one row.
    ///
    /// # Errors
    /// There is no such list or row, or the database fails.
    pub async fn evidence(&self, list: ListId, row: u64) -> Result<Evidence, StoreError> {
        self.read("reading evidence", move |store, conn| {
            let run = lists::summary(conn, list)?.run.map(|run| run.id);
            let row = RowReader::new(conn, list, run)?.row(id::row(row)?)?;
            let mut dossier = evidence::dossier(store, conn, run, row.address_id)?;
            let judgement = match (run, &row.result) {
                (Some(run), Some(_)) => {
                    Some(tasks::judgement(conn, run, row.address_id, &Outcomes::read(conn)?)?)
                }
                _ => None,
            };
            dossier.cut_short =
                judgement.as_ref().and_then(|judgement| evidence::cut_short(judgement.reason));
            let heard =
                dossier.attempts.iter().chain(dossier.controls.iter().map(|control| &control.attempt));
            let mut spoken: Vec<_> =
                heard.filter_map(|attempt| attempt.transcript).map(|span| span.conversation).collect();
            spoken.sort_unstable();
            spoken.dedup();
            let conversations = evidence::conversations(conn, spoken)?;
            Ok(Evidence { row, judgement, dossier, conversations })
        })
        .await
    }

    /// Hands every row of a query to `each`, in its order, without holding more than a few in memory (they are read on
    /// another thread meanwhile); ends with the first error that it returns. All rows are those of one moment, whatever a run
    /// writes meanwhile. Blocks.
    ///
    /// # Errors
    /// There is no such list or column, the database fails, or `each` did.
    pub fn for_each_row<E: From<StoreError>>(
        &self,
        list: ListId,
        query: &Query,
        mut each: impl FnMut(ResultRow) -> Result<(), E>,
    ) -> Result<(), E> {
        std::thread::scope(|scope| {
            let (hand_on, batches) = mpsc::sync_channel::<Vec<ResultRow>>(WAITING);
            let reader = scope.spawn(move || {
                self.read_now(|conn| -> Result<(), StoreError> {
                    let rows = self.rows_of(conn, list, query)?;
                    let mut reader = RowReader::new(conn, list, rows.run)?;
                    let mut batch = Vec::with_capacity(BATCH);
                    for row in rows.stretch(0, rows.total()) {
                        batch.push(reader.row(row)?);
                        // Where nobody takes rows any more it is known why.
                        if batch.len() == BATCH
                            && hand_on.send(std::mem::replace(&mut batch, Vec::with_capacity(BATCH))).is_err()
                        {
                            return Ok(());
                        }
                    }
                    let _ended = hand_on.send(batch);
                    Ok(())
                })
            });
            for row in batches.into_iter().flatten() {
                each(row)?;
            }
            Ok(reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?)
        })
    }

    /// Hands what DNS said of each domain in a run to `each`, one at a time. Blocks.
    ///
    /// # Errors
    /// The database fails.
    pub fn for_each_domain(
        &self,
        run: RunId,
        mut each: impl FnMut(DomainEvidence),
    ) -> Result<(), StoreError> {
        self.read_now(|conn| {
            let mut select = conn.prepare_cached("SELECT evidence FROM domain_evidence WHERE run = ?1")?;
            let mut rows = select.query([run.0])?;
            while let Some(row) = rows.next()? {
                each(serde_json::from_str(row.get_ref(0)?.as_str().map_err(StoreError::damaged)?)?);
            }
            Ok(())
        })
    }

    /// The rows of a query. This has to be the first reading in its transaction.
    pub(crate) fn rows_of(
        &self,
        conn: &Connection,
        list: ListId,
        query: &Query,
    ) -> Result<RowsOf, StoreError> {
        // No two rows have one number, so what stands behind it orders nothing.
        if filters_nothing(query) && query.sort.first().is_none_or(|sort| sort.by == SortBy::Row) {
            let summary = lists::summary(conn, list)?;
            let total = u32::try_from(summary.rows).map_err(StoreError::damaged)?;
            let backwards = query.sort.first().is_some_and(|sort| sort.descending);
            return Ok(RowsOf { run: summary.run.map(|run| run.id), which: Which::All { total, backwards } });
        }
        self.0.columns.with(conn, list, |columns| {
            let known = lists::columns(conn, list)?;
            if query
                .sort
                .iter()
                .any(|sort| matches!(sort.by, SortBy::Column(column) if column as usize >= known))
            {
                return Err(StoreError::NO_COLUMN);
            }
            Ok(RowsOf { which: Which::These(view::rows(conn, columns, query)?), run: columns.run })
        })
    }
}

fn filters_nothing(query: &Query) -> bool {
    let Query { verdicts, reasons, actions, flags, domains, unsettled, decided, search, sort: _ } = query;
    verdicts.is_empty()
        && reasons.is_empty()
        && actions.is_empty()
        && flags.is_empty()
        && domains.is_empty()
        && !unsettled
        && !decided
        && search.is_empty()
}

/// The rows of a query, in its order.
pub(crate) struct RowsOf {
    pub(crate) run: Option<RunId>,
    which: Which,
}

enum Which {
    All { total: u32, backwards: bool },
    These(Arc<Vec<u32>>),
}

impl RowsOf {
    pub(crate) fn total(&self) -> u64 {
        match &self.which {
            Which::All { total, .. } => u64::from(*total),
            Which::These(rows) => rows.len() as u64,
        }
    }

    pub(crate) fn stretch(&self, offset: u64, limit: u64) -> impl Iterator<Item = u32> {
        let end = offset.saturating_add(limit).min(self.total());
        (offset..end).map(|n| match &self.which {
            Which::All { total, backwards: true } => total - 1 - u32::try_from(n).unwrap_or_default(),
            Which::All { .. } => u32::try_from(n).unwrap_or_default(),
            Which::These(rows) => {
                usize::try_from(n).ok().and_then(|n| rows.get(n).copied()).unwrap_or_default()
            }
        })
    }
}

/// What stands behind an address of a row, and what came of it.
const ADDRESS: &str = "address.id, address.typed, address.local, list_domain.name, task.outcome, task.score,
    task.confidence, task.suggestion, task.sentence, task.judged_at, task.standing, task.due, task.tried";

/// The tables of [`ADDRESS`]; ?2 is the list, ?3 its run.
const JOINED: &str = "
    LEFT JOIN list_domain ON list_domain.list = ?2 AND list_domain.position = address.domain
    LEFT JOIN task ON task.run = ?3 AND task.address = address.id";

/// Reads rows with their results, one by one.
pub(crate) struct RowReader<'a> {
    blocks: BlockReader<'a>,
    select: CachedStatement<'a>,
    /// Reads the addresses of further columns, where the list has some.
    select_more: Option<CachedStatement<'a>>,
    further_columns: usize,
    list: ListId,
    run: Option<RunId>,
    outcomes: Outcomes,
    /// Where the user has decided about rows of the list.
    decisions: Option<DecisionReader<'a>>,
    /// Where the user has marked any address.
    marks: Option<MarkReader<'a>>,
    texts: Texts<'a>,
}

impl<'a> RowReader<'a> {
    pub(crate) fn new(conn: &'a Connection, list: ListId, run: Option<RunId>) -> Result<Self, StoreError> {
        let select =
            conn.prepare_cached(&format!("SELECT {ADDRESS} FROM address {JOINED} WHERE address.id = ?1"))?;
        let further_columns = lists::further_columns(conn, list)?;
        let select_more = (further_columns > 0)
            .then(|| {
                conn.prepare_cached(&format!(
                    "SELECT {ADDRESS}, more_address.slot FROM more_address
                     JOIN address ON address.id = ?4 + more_address.address {JOINED} WHERE more_address.id = ?1"
                ))
            })
            .transpose()?;
        Ok(Self {
            blocks: BlockReader::new(conn, list)?,
            select,
            select_more,
            further_columns,
            list,
            run,
            outcomes: Outcomes::read(conn)?,
            decisions: DecisionReader::of(conn, list)?,
            marks: MarkReader::of(conn)?,
            texts: Texts::of(conn, run),
        })
    }

    pub(crate) fn row(&mut self, number: u32) -> Result<ResultRow, StoreError> {
        let (address, packed) = self.blocks.row(number)?;
        let cells = cells::unpack(packed).ok_or_else(|| StoreError::damaged("the cells of a row"))?;
        let (list, run) = (self.list.0, self.run.map(|run| run.0));
        let mut rows = self.select.query(params![id::at(self.list, address), list, run])?;
        let row = rows.next()?.ok_or(StoreError::NO_ROW)?;
        let mark = match &mut self.marks {
            Some(marks) => marks.mark(row.get(2)?, row.get(3)?)?,
            None => None,
        };
        let mut of =
            |row: &Row<'_>| address_of(row, &self.outcomes, &mut self.texts, self.decisions.as_mut());
        let MoreAddress { address, address_id, result } = of(row)?;
        let mut more = vec![None; self.further_columns];
        if let Some(select) = &mut self.select_more {
            let first = id::at(self.list, 0);
            let mut rows = select.query(params![id::at(self.list, number), list, run, first])?;
            while let Some(row) = rows.next()? {
                let slot: usize = row.get(13)?;
                *more.get_mut(slot).ok_or_else(|| StoreError::damaged("an address without its column"))? =
                    Some(of(row)?);
            }
        }
        Ok(ResultRow { row: u64::from(number), cells, address, address_id, result, mark, more })
    }
}

/// Reads the columns of [`ADDRESS`].
fn address_of(
    row: &Row<'_>,
    outcomes: &Outcomes,
    texts: &mut Texts<'_>,
    decisions: Option<&mut DecisionReader<'_>>,
) -> Result<MoreAddress, StoreError> {
    let (local, domain): (Option<String>, Option<String>) = (row.get(2)?, row.get(3)?);
    let address = match (local, domain) {
        (Some(local), Some(domain)) => format!("{local}@{domain}"),
        _ => row.get::<_, Option<String>>(1)?.unwrap_or_default(),
    };
    let result = match row.get::<_, Option<u32>>(4)? {
        None => None,
        Some(outcome) => {
            let outcome = outcomes.named(outcome)?;
            let decision = match decisions {
                Some(decisions) => decisions.decision(row.get(0)?)?,
                None => None,
            };
            let settled = row.get::<_, u8>(10)? == SETTLED;
            Some(RowResult {
                verdict: outcome.verdict,
                reason: outcome.reason,
                action: decision.as_ref().map_or(outcome.action, |decision| decision.action),
                decision,
                score: row.get(5)?,
                confidence: row.get(6)?,
                flags: outcome.flags.clone(),
                suggestion: row.get(7)?,
                sentence: texts.sentence(row.get(8)?, row.get(12)?)?,
                checked_at: Moment(row.get(9)?),
                retry_at: if settled { None } else { row.get::<_, Option<i64>>(11)?.map(Moment) },
            })
        }
    };
    Ok(MoreAddress { address, address_id: AddressId(row.get(0)?), result })
}
