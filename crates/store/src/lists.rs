//! The lists: what the home view shows. A list that is still coming in or already going is seen by nobody.

use mailvet_verdict::{DuplicateRule, Moment, Verdict};
use rusqlite::{Connection, OptionalExtension as _, Row};

use crate::{FacetCount, ListId, ListSummary, Store, StoreError, outcomes::Outcomes, runs};

const READY: &str = "SELECT id, name, path, imported_at, columns, email_column, more_email_columns, rows, addresses, practice, duplicates
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

    /// One list with the words on how its file was written; blocks.
    ///
    /// # Errors
    /// There is no such list, or the database fails.
    pub fn list_with_layout(&self, list: ListId) -> Result<(ListSummary, Option<String>), StoreError> {
        self.read_now(|conn| {
            let layout = conn
                .prepare_cached("SELECT layout FROM list WHERE id = ?1")?
                .query_row([list.0], |row| row.get(0))
                .optional()?
                .flatten();
            Ok((summary(conn, list)?, layout))
        })
    }

    /// The latest list that was brought in from a file of this content.
    ///
    /// # Errors
    /// The database fails.
    pub async fn list_of_content(
        &self,
        content: &str,
        practice: bool,
    ) -> Result<Option<ListSummary>, StoreError> {
        let content = content.to_owned();
        self.read("reading the lists", move |_, conn| {
            let bare = conn
                .prepare_cached(&format!(
                    "{READY} AND content = ?1 AND practice = ?2 ORDER BY id DESC LIMIT 1"
                ))?
                .query_row((content, practice), bare)
                .optional()?;
            bare.map(|bare| complete(conn, bare)).transpose()
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

/// How many columns with addresses a list has beyond the first.
pub(crate) fn further_columns(conn: &Connection, list: ListId) -> Result<usize, StoreError> {
    conn.prepare_cached("SELECT json_array_length(more_email_columns) FROM list WHERE id = ?1")?
        .query_row([list.0], |row| row.get(0))
        .optional()?
        .ok_or(StoreError::NO_LIST)
}

/// How many columns a list has.
pub(crate) fn columns(conn: &Connection, list: ListId) -> Result<usize, StoreError> {
    Ok(conn
        .prepare_cached("SELECT json_array_length(columns) FROM list WHERE id = ?1")?
        .query_row([list.0], |row| row.get(0))?)
}

/// The summary without its run, and what is still packed.
struct Bare {
    summary: ListSummary,
    columns: String,
    more_email_columns: String,
}

fn bare(row: &Row<'_>) -> rusqlite::Result<Bare> {
    let summary = ListSummary {
        id: ListId(row.get("id")?),
        name: row.get("name")?,
        path: row.get("path")?,
        imported_at: Moment(row.get("imported_at")?),
        columns: Vec::new(),
        email_column: row.get("email_column")?,
        more_email_columns: Vec::new(),
        rows: row.get("rows")?,
        addresses: row.get("addresses")?,
        practice: row.get("practice")?,
        duplicates: DuplicateRule::from_code(row.get_ref("duplicates")?.as_str()?).unwrap_or_default(),
        run: None,
        verdicts: Vec::new(),
    };
    Ok(Bare { summary, columns: row.get("columns")?, more_email_columns: row.get("more_email_columns")? })
}

fn complete(conn: &Connection, bare: Bare) -> Result<ListSummary, StoreError> {
    let Bare { summary, columns, more_email_columns } = bare;
    let run = runs::latest(conn, summary.id)?;
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
    Ok(ListSummary {
        columns: serde_json::from_str(&columns)?,
        more_email_columns: serde_json::from_str(&more_email_columns)?,
        run,
        verdicts,
        ..summary
    })
}
