//! Rows that come to a list later. They take the next numbers behind what is there; until the last one is in, nobody sees
//! any of them, and an append that is given up or killed is cut off again.

use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};

use crate::{ListId, ListWriter, Store, StoreError, id, lists, purge};

/// How long a list was before it was appended to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Appending {
    pub(crate) rows: u32,
    pub(crate) addresses: u32,
    pub(crate) chunks: u32,
    domains: u32,
    /// The columns and the layout as they were.
    columns: String,
    layout: Option<String>,
}

impl Store {
    /// Begins to append to a list. `columns` are its columns with those behind them that the new rows bring along, `layout` is
    /// how the longer list is written.
    ///
    /// # Errors
    /// There is no such list, somebody works on it, or the database fails.
    pub fn begin_append(
        &self,
        list: ListId,
        columns: &[String],
        layout: Option<String>,
    ) -> Result<ListWriter, StoreError> {
        let (summary, runs, before) = self.read_now(|conn| -> Result<_, StoreError> {
            Ok((lists::summary(conn, list)?, purge::runs_of(conn, list)?, length(conn, list)?))
        })?;
        let held = runs.into_iter().map(|run| self.own_run(run)).collect::<Result<Vec<_>, _>>()?;
        let claim = self.0.claims.attempt(&purge::import_lock(list)).map_err(|error| {
            tracing::error!(%error, "the list's lock file cannot be used");
            StoreError::ReadOnly
        })?;
        let Some(claim) = claim else {
            return Err(summary.run.map_or(StoreError::NO_LIST, |run| StoreError::RunOwned { run: run.id }));
        };
        let mut writer = ListWriter::new(self.clone(), list, summary.duplicates, Some(claim));
        self.read_now(|conn| writer.take_up(conn, &before))?;
        let (columns, note) = (serde_json::to_string(columns)?, serde_json::to_string(&before)?);
        let begin = move |conn: &Connection| {
            conn.execute(
                "UPDATE list SET appending = ?2, columns = ?3, layout = ?4 WHERE id = ?1",
                params![list.0, note, columns, layout],
            )?;
            Ok(())
        };
        writer.appending = Some(before);
        writer.held = held;
        self.0.writer.begin("beginning to append", begin).wait()?;
        Ok(writer)
    }

    /// Cuts a list back to the length that it had.
    pub(crate) fn shorten(&self, list: ListId, before: &Appending) -> Result<(), StoreError> {
        let before = before.clone();
        let cut = move |conn: &Connection| {
            let (_, last) = id::all(list);
            for (table, from) in [
                ("row_block", before.rows),
                ("more_address", before.rows),
                ("address", before.addresses),
                ("list_chunk", before.chunks),
            ] {
                conn.execute(
                    &format!("DELETE FROM {table} WHERE id BETWEEN ?1 AND ?2"),
                    [id::at(list, from), last],
                )?;
            }
            conn.execute(
                "DELETE FROM list_domain WHERE list = ?1 AND position >= ?2",
                params![list.0, before.domains],
            )?;
            conn.execute(
                "UPDATE list SET appending = NULL, columns = ?2, layout = ?3 WHERE id = ?1",
                params![list.0, before.columns, before.layout],
            )?;
            Ok(())
        };
        self.0.columns.forget(list);
        self.0.writer.begin("taking back what was appended", cut).wait()
    }

    /// Takes back what a killed program left half appended.
    pub(crate) fn sweep_appended(&self) -> Result<(), StoreError> {
        let left: Vec<(ListId, String)> = self.read_now(|conn| -> Result<_, StoreError> {
            let mut select =
                conn.prepare_cached("SELECT id, appending FROM list WHERE appending IS NOT NULL")?;
            let found = select.query_map([], |row| Ok((ListId(row.get(0)?), row.get(1)?)))?;
            Ok(found.collect::<Result<_, _>>()?)
        })?;
        for (list, before) in left {
            if let Ok(Some(_claim)) = self.0.claims.attempt(&purge::import_lock(list)) {
                self.shorten(list, &serde_json::from_str(&before)?)?;
            }
        }
        Ok(())
    }
}

fn length(conn: &Connection, list: ListId) -> Result<Appending, StoreError> {
    let (first, last) = id::all(list);
    let chunks: Option<i64> = conn
        .prepare_cached("SELECT max(id) FROM list_chunk WHERE id BETWEEN ?1 AND ?2")?
        .query_row([first, last], |row| row.get(0))?;
    let domains: u32 = conn
        .prepare_cached("SELECT count(*) FROM list_domain WHERE list = ?1")?
        .query_row([list.0], |row| row.get(0))?;
    conn.prepare_cached("SELECT rows, addresses, columns, layout FROM list WHERE id = ?1")?
        .query_row([list.0], |row| {
            Ok(Appending {
                rows: row.get(0)?,
                addresses: row.get(1)?,
                chunks: chunks.map_or(0, |last| id::position(last) + 1),
                domains,
                columns: row.get(2)?,
                layout: row.get(3)?,
            })
        })
        .optional()?
        .ok_or(StoreError::NO_LIST)
}
