//! The lists: what the home view shows, and how one is deleted so that nothing of it is left in the file. A list that is
//! still coming in or already going is seen by nobody.

use mailvet_engine::journal::RunId;
use mailvet_verdict::{DuplicateRule, Moment, Verdict};
use rusqlite::{Connection, OptionalExtension as _, Row};

use crate::{
    FacetCount, ListId, ListSummary, Store, StoreError, id, outcomes::Outcomes, runs, store::run_lock,
    suppression,
};

/// Rows and addresses that are deleted in one transaction, so that a run beside it is never held up for long.
const SLICE: usize = 20_000;

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

    /// Deletes a list with its runs and all that they saw. Afterwards its text is nowhere in the file or its write-ahead
    /// log, and the file has shrunk.
    ///
    /// # Errors
    /// There is no such list, somebody works on a run of it, or the database fails. What is not done when the program is
    /// killed is done at the next start.
    pub async fn delete_list(&self, list: ListId) -> Result<(), StoreError> {
        let store = self.clone();
        let deleted = tokio::task::spawn_blocking(move || {
            store.read_now(|conn| summary(conn, list))?;
            store.remove(list)
        });
        deleted.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Removes what a killed program left half imported, half appended or half deleted.
    pub(crate) fn sweep(&self) -> Result<(), StoreError> {
        self.sweep_appended()?;
        let left: Vec<ListId> = self.read_now(|conn| -> Result<_, StoreError> {
            let mut select = conn.prepare_cached("SELECT id FROM list WHERE state <> 'ready'")?;
            Ok(select.query_map([], |row| Ok(ListId(row.get(0)?)))?.collect::<Result<_, _>>()?)
        })?;
        for list in left {
            if let Err(error) = self.sweep_one(list) {
                tracing::warn!(%error, list = list.0, "a half imported or half deleted list stays for now");
            }
        }
        Ok(())
    }

    fn sweep_one(&self, list: ListId) -> Result<(), StoreError> {
        // A list that is just coming in belongs to whoever holds its lock, and may be whole by the time that it is free.
        let Ok(Some(_claim)) = self.0.claims.attempt(&import_lock(list)) else { return Ok(()) };
        let still = self.read_now(|conn| -> Result<bool, StoreError> {
            let mut select = conn.prepare_cached("SELECT 1 FROM list WHERE id = ?1 AND state <> 'ready'")?;
            Ok(select.exists([list.0])?)
        })?;
        if still { self.remove(list) } else { Ok(()) }
    }

    /// Removes a list, in slices; blocks.
    pub(crate) fn remove(&self, list: ListId) -> Result<(), StoreError> {
        let runs = self.read_now(|conn| runs_of(conn, list))?;
        let mut claims = Vec::new();
        for &run in &runs {
            claims.push(self.own_run(run)?);
        }
        let leaving = move |conn: &Connection| {
            conn.execute("UPDATE list SET state = 'leaving' WHERE id = ?1", [list.0])?;
            Ok(())
        };
        self.0.writer.begin(DELETING, leaving).wait()?;
        self.0.columns.forget(list);
        self.0.writer.begin(DELETING, move |conn| suppression::forget(conn, list)).wait()?;
        for slice in self.read_now(|conn| slices(conn, list))? {
            let runs = runs.clone();
            self.0.writer.begin(DELETING, move |conn| delete_slice(conn, &slice, &runs)).wait()?;
        }
        let rest = move |conn: &Connection| {
            conn.execute("DELETE FROM run WHERE list = ?1", [list.0])?;
            conn.execute("DELETE FROM list_domain WHERE list = ?1", [list.0])?;
            conn.execute(
                "UPDATE list SET name = '', path = NULL, columns = '[]', layout = NULL, content = NULL WHERE id = ?1",
                [list.0],
            )?;
            Ok(())
        };
        self.0.writer.begin(DELETING, rest).wait()?;
        // Deleted text is overwritten where it stood, but pages that were rearranged before keep copies in their gaps;
        // only writing the whole file anew leaves none. The list's bare id stays until that is done, so that a start
        // after a kill does it.
        self.0.writer.alone(DELETING, |conn| Ok(conn.execute_batch("VACUUM")?))?;
        let last = move |conn: &Connection| {
            conn.execute("DELETE FROM list WHERE id = ?1", [list.0])?;
            Ok(())
        };
        self.0.writer.begin(DELETING, last).wait()?;
        self.0.writer.scrub();
        drop(claims);
        runs.into_iter().for_each(|run| self.0.claims.forget(&run_lock(run)));
        self.0.claims.forget(&import_lock(list));
        Ok(())
    }
}

const DELETING: &str = "deleting a list";

/// The name of the lock file of a list that is coming in.
pub(crate) fn import_lock(list: ListId) -> String {
    format!("import-{}", list.0)
}

/// The slices of a list: ids from one to the other.
fn slices(conn: &Connection, list: ListId) -> Result<Vec<(i64, i64)>, StoreError> {
    let (first, last) = id::all(list);
    let mut select = conn.prepare_cached("SELECT max(id) FROM list_row WHERE id BETWEEN ?1 AND ?2")?;
    let end: Option<i64> = select.query_row([first, last], |row| row.get(0))?;
    Ok((first..=end.unwrap_or(first))
        .step_by(SLICE)
        .map(|from| (from, from.saturating_add(SLICE as i64 - 1)))
        .collect())
}

fn delete_slice(conn: &Connection, &(from, to): &(i64, i64), runs: &[RunId]) -> Result<(), StoreError> {
    for table in ["list_row", "address", "list_chunk", "more_address"] {
        conn.prepare_cached(&format!("DELETE FROM {table} WHERE id BETWEEN ?1 AND ?2"))?
            .execute([from, to])?;
    }
    for run in runs {
        for table in ["task", "attempt", "suppressed"] {
            conn.prepare_cached(&format!(
                "DELETE FROM {table} WHERE run = ?1 AND address BETWEEN ?2 AND ?3"
            ))?
            .execute([run.0, from, to])?;
        }
    }
    Ok(())
}

/// The runs of a list.
pub(crate) fn runs_of(conn: &Connection, list: ListId) -> Result<Vec<RunId>, StoreError> {
    let mut select = conn.prepare_cached("SELECT id FROM run WHERE list = ?1")?;
    Ok(select.query_map([list.0], |row| Ok(RunId(row.get(0)?)))?.collect::<Result<_, _>>()?)
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
    Ok(conn
        .prepare_cached("SELECT json_array_length(more_email_columns) FROM list WHERE id = ?1")?
        .query_row([list.0], |row| row.get(0))
        .optional()?
        .ok_or(StoreError::NO_LIST)?)
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
