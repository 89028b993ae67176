//! What the results view and the export read: stretches of rows, counts, the evidence of one row, and every row in turn.
//! Results are those of the list's current run.

use std::sync::Arc;

use mailvet_engine::journal::RunId;
use mailvet_verdict::DomainEvidence;
use rusqlite::{CachedStatement, Connection};

use crate::{
    Evidence, Facets, ListId, MoreAddress, Page, Query, ResultRow, SortBy, Store, StoreError,
    answers::AnswerReader, blocks::BlockReader, columns::Columns, decisions, evidence, id,
    kept_columns::KeptColumns, lists, operators, outcomes::Outcomes, ranks, tasks, view,
};

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
                return view::facets_of_all(conn, list, &*store.0.operators.of(conn, list)?);
            }
            store.0.columns.with(conn, list, |columns| {
                view::facets(conn, columns, &*store.0.operators.of(conn, list)?, &query)
            })
        })
        .await
    }

    /// Reads ahead what filters, searches and orders of a list need, so that the first of them finds it there.
    ///
    /// # Errors
    /// There is no such list, or the database fails.
    pub async fn warm(&self, list: ListId) -> Result<(), StoreError> {
        self.read("reading ahead", move |store, conn| {
            store.0.columns.with(conn, list, |columns| {
                store.0.operators.of(conn, list)?;
                ranks::of_addresses(conn, columns).map(drop)
            })
        })
        .await?;
        self.keep_columns(list).await
    }

    /// Keeps in short what came of the addresses of a long list, where much of it is new, so that whoever opens the list
    /// next finds it soon.
    ///
    /// # Errors
    /// There is no such list, or the database fails.
    pub async fn keep_columns(&self, list: ListId) -> Result<(), StoreError> {
        let to_keep = self
            .read("reading results", move |store, conn| {
                store.0.columns.with(conn, list, Columns::take_unkept)
            })
            .await?;
        match to_keep {
            Some(packed) => {
                self.write("keeping results in short", move |conn| KeptColumns::keep(&packed, conn)).await
            }
            None => Ok(()),
        }
    }

    /// Which operator takes mail for the domain of a row's address, as a facet of the results names it; `None`: nobody
    /// knows, or it is no address.
    ///
    /// # Errors
    /// There is no such list or row, or the database fails.
    pub async fn mail_operator(&self, list: ListId, row: u64) -> Result<Option<String>, StoreError> {
        self.read("reading who takes mail", move |store, conn| {
            let row = RowReader::new(conn, list, None)?.row(id::row(row)?)?;
            let operators = store.0.operators.of(conn, list)?;
            let number =
                operators::domain_of(conn, row.address_id)?.and_then(|domain| operators.of_domain(domain));
            Ok(number.and_then(|number| operators.code(number)).map(str::to_owned))
        })
        .await
    }

    /// Everything about the address of one row.
    ///
    /// # Errors
    /// There is no such list or row, or the database fails.
    pub async fn evidence(&self, list: ListId, row: u64) -> Result<Evidence, StoreError> {
        self.evidence_of(list, row, None).await
    }

    /// The same of an address in a further column of the row, by its place in [`ResultRow::more`]; `None`: of the row's own.
    ///
    /// # Errors
    /// There is no such list, row or address, or the database fails.
    pub async fn evidence_of(
        &self,
        list: ListId,
        row: u64,
        further: Option<u32>,
    ) -> Result<Evidence, StoreError> {
        self.read("reading evidence", move |store, conn| {
            let run = lists::summary(conn, list)?.run.map(|run| run.id);
            let row = RowReader::new(conn, list, run)?.row(id::row(row)?)?;
            let (address, result) = row.address_at(further)?;
            let is_judged = result.is_some();
            let mut dossier = evidence::dossier(store, conn, run, address)?;
            let judgement = match run {
                Some(run) if is_judged => Some(tasks::judgement(conn, run, address, &Outcomes::read(conn)?)?),
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
            Ok(Evidence { row, further, judgement, dossier, conversations })
        })
        .await
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
            Ok(RowsOf {
                run: columns.run,
                which: Which::These(view::rows(conn, columns, &*self.0.operators.of(conn, list)?, query)?),
            })
        })
    }
}

fn filters_nothing(query: &Query) -> bool {
    let Query { verdicts, reasons, actions, flags, domains, operators, unsettled, decided, search, sort: _ } =
        query;
    verdicts.is_empty()
        && reasons.is_empty()
        && actions.is_empty()
        && flags.is_empty()
        && domains.is_empty()
        && operators.is_empty()
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

/// Reads rows with their results, one by one.
pub(crate) struct RowReader<'a> {
    blocks: BlockReader<'a>,
    answers: AnswerReader<'a>,
    /// Reads which addresses further columns hold, where the list has some.
    select_more: Option<CachedStatement<'a>>,
    further_columns: usize,
    list: ListId,
}

impl<'a> RowReader<'a> {
    pub(crate) fn new(conn: &'a Connection, list: ListId, run: Option<RunId>) -> Result<Self, StoreError> {
        let further_columns = lists::further_columns(conn, list)?;
        let select_more = (further_columns > 0)
            .then(|| conn.prepare_cached("SELECT slot, address FROM more_address WHERE id = ?1"))
            .transpose()?;
        Ok(Self {
            blocks: BlockReader::new(conn, list)?,
            answers: AnswerReader::new(conn, list, run)?,
            select_more,
            further_columns,
            list,
        })
    }

    /// The same with its sentences in English, which costs less where there are a million.
    pub(crate) fn in_english(self) -> Self {
        Self { answers: self.answers.in_english(), ..self }
    }

    pub(crate) fn row(&mut self, number: u32) -> Result<ResultRow, StoreError> {
        let mut row = ResultRow::room();
        self.fill(number, &mut row)?;
        Ok(row)
    }

    /// Puts a row in the place of the one that stands in `row`, which lends its room.
    pub(crate) fn fill(&mut self, number: u32, row: &mut ResultRow) -> Result<(), StoreError> {
        let (address, packed) = self.blocks.row(number)?;
        if !row.cells.unpack(packed) {
            return Err(StoreError::damaged("the cells of a row"));
        }
        row.row = u64::from(number);
        row.address_id = self.answers.read(address, &mut row.address, &mut row.result)?;
        row.mark = self.answers.mark(address)?;
        row.more.clear();
        row.more.resize(self.further_columns, None);
        if let Some(select) = &mut self.select_more {
            let mut rows = select.query([id::at(self.list, number)])?;
            while let Some(found) = rows.next()? {
                let place = row
                    .more
                    .get_mut(found.get::<_, usize>(0)?)
                    .ok_or_else(|| StoreError::damaged("an address without its column"))?;
                let (mut address, mut result) = (String::new(), None);
                let address_id = self.answers.read(found.get(1)?, &mut address, &mut result)?;
                *place = Some(MoreAddress { address, address_id, result });
            }
        }
        Ok(())
    }
}
