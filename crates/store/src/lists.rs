//! The lists: what the home view shows. A list that is still coming in or already going is seen by nobody.

use mailvet_verdict::{Moment, Verdict};
use rusqlite::{Connection, OptionalExtension as _, Row};

use crate::{FacetCount, ListId, ListSummary, Store, StoreError, outcomes::Outcomes, runs};

const READY: &str = "SELECT id, name, path, imported_at, columns, email_column, rows, addresses, practice
                     FROM list WHERE state = 'ready'";

impl Store {
    /// Every list, the newest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn lists(&self) -> Result<Vec<ListSummary>, StoreError> {
        self.read("reading the lists", |_, conn| {
            let mut select = conn.prepare_cached(&format!("{READY} ORDER BY id DESC"))?;
            let bare = select.query_map([], bare)?.collect::<Result<Vec<_>, _>>()?;
            bare.into_iter().map(|bare| complete(conn, bare)).collect()
        })
        .await
    }

    /// One list.
    ///
    /// # Errors
    /// There is no such list, or the database fails.
    pub async fn list(&self, list: ListId) -> Result<ListSummary, StoreError> {
        self.read("reading a list", move |_, conn| summary(conn, list)).await
    }

    /// How the list's file was written, in the words of whoever brought it in.
    ///
    /// # Errors
    /// There is no such list, or the database fails.
    pub async fn list_layout(&self, list: ListId) -> Result<Option<String>, StoreError> {
        self.read("reading a list", move |_, conn| {
            conn.prepare_cached("SELECT layout FROM list WHERE id = ?1 AND state = 'ready'")?
                .query_row([list.0], |row| row.get(0))
                .optional()?
                .ok_or(StoreError::NO_LIST)
        })
        .await
    }
}

/// One list.
pub(crate) fn summary(conn: &Connection, list: ListId) -> Result<ListSummary, StoreError> {
    let bare = conn
        .prepare_cached(&format!("{READY} AND id = ?1"))?
        .query_row([list.0], bare)
        .optional()?
        .ok_or(StoreError::NO_LIST)?;
    complete(conn, bare)
}

/// How many columns a list has.
pub(crate) fn columns(conn: &Connection, list: ListId) -> Result<usize, StoreError> {
    Ok(conn
        .prepare_cached("SELECT json_array_length(columns) FROM list WHERE id = ?1")?
        .query_row([list.0], |row| row.get(0))?)
}

/// The summary without its run, and the column names still packed.
fn bare(row: &Row<'_>) -> rusqlite::Result<(ListSummary, String)> {
    let summary = ListSummary {
        id: ListId(row.get("id")?),
        name: row.get("name")?,
        path: row.get("path")?,
        imported_at: Moment(row.get("imported_at")?),
        columns: Vec::new(),
        email_column: row.get("email_column")?,
        rows: row.get("rows")?,
        addresses: row.get("addresses")?,
        practice: row.get("practice")?,
        run: None,
        verdicts: Vec::new(),
    };
    Ok((summary, row.get("columns")?))
}

fn complete(conn: &Connection, (bare, columns): (ListSummary, String)) -> Result<ListSummary, StoreError> {
    let run = runs::latest(conn, bare.id)?;
    let verdicts = match &run {
        Some(run) => {
            let counts = runs::counts(conn, run.id)?;
            let outcomes = Outcomes::read(conn)?;
            Verdict::ALL
                .iter()
                .map(|&verdict| {
                    let of_verdict = counts.iter().filter(|count| {
                        outcomes.get(count.outcome).is_some_and(|outcome| outcome.verdict == verdict)
                    });
                    FacetCount {
                        value: verdict.code().to_owned(),
                        count: of_verdict.map(|count| count.rows).sum(),
                    }
                })
                .filter(|facet| facet.count > 0)
                .collect()
        }
        None => Vec::new(),
    };
    Ok(ListSummary { columns: serde_json::from_str(&columns)?, run, verdicts, ..bare })
}
