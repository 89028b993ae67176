//! What has to be remembered of the exchanges' pace, so that neither a restart nor the next run begins anew with their
//! patience. Kept by run, read across the runs of one world: those that asked the same resolvers. The row of a run that
//! names no exchange is about all of them: its guard.

use mailvet_engine::journal::{GuardRecord, KeptPace, PaceRecord, RunId};
use mailvet_verdict::Moment;
use rusqlite::{Connection, OptionalExtension as _, params};

/// What stands in place of an exchange's name where all of them are meant.
const ALL: &str = "";

use crate::StoreError;

/// The pace of an exchange; takes the place of what the run kept of it before.
pub(crate) fn keep(conn: &Connection, run: RunId, pace: &PaceRecord) -> Result<(), StoreError> {
    keep_text(conn, run, &pace.exchange, pace.at, &serde_json::to_string(pace)?)
}

/// The guard of a run; takes the place of what was kept of it before.
pub(crate) fn keep_guard(conn: &Connection, run: RunId, guard: &GuardRecord) -> Result<(), StoreError> {
    keep_text(conn, run, ALL, guard.at, &serde_json::to_string(guard)?)
}

/// The guard of a run as it was last kept.
pub(crate) fn guard(conn: &Connection, run: RunId) -> Result<Option<GuardRecord>, StoreError> {
    let kept: Option<String> = conn
        .prepare_cached("SELECT pace FROM pace WHERE run = ?1 AND exchange = ?2")?
        .query_row(params![run.0, ALL], |row| row.get(0))
        .optional()?;
    Ok(kept.map(|text| serde_json::from_str(&text)).transpose()?)
}

fn keep_text(
    conn: &Connection,
    run: RunId,
    exchange: &str,
    at: Moment,
    text: &str,
) -> Result<(), StoreError> {
    conn.prepare_cached(
        "INSERT INTO pace (exchange, run, at, pace) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET at = excluded.at, pace = excluded.pace",
    )?
    .execute(params![exchange, run.0, at.0, text])?;
    Ok(())
}

/// What `run` has kept, and what others of its world have kept since `not_before`; oldest first.
pub(crate) fn usable(conn: &Connection, run: RunId, not_before: Moment) -> Result<Vec<KeptPace>, StoreError> {
    let mut select = conn.prepare_cached(
        "SELECT pace, run = ?1 FROM pace JOIN run ON run.id = pace.run
         WHERE exchange <> ?3
           AND (run.id = ?1 OR (at >= ?2 AND run.resolvers = (SELECT resolvers FROM run WHERE id = ?1)))
         ORDER BY at",
    )?;
    let mut rows = select.query(params![run.0, not_before.0, ALL])?;
    let mut paces = Vec::new();
    while let Some(row) = rows.next()? {
        let text = row.get_ref(0)?.as_str().map_err(StoreError::damaged)?;
        paces.push(KeptPace { own: row.get(1)?, pace: serde_json::from_str(text)? });
    }
    Ok(paces)
}
