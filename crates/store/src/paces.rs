//! What has to be remembered of the exchanges' pace, so that neither a restart nor the next run begins anew with their
//! patience. Kept by run, read across the runs of one world: those that asked the same resolvers.

use mailvet_engine::journal::{KeptPace, PaceRecord, RunId};
use mailvet_verdict::Moment;
use rusqlite::{Connection, params};

use crate::StoreError;

/// The pace of an exchange; takes the place of what the run kept of it before.
pub(crate) fn keep(conn: &Connection, run: RunId, pace: &PaceRecord) -> Result<(), StoreError> {
    conn.prepare_cached(
        "INSERT INTO pace (exchange, run, at, pace) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET at = excluded.at, pace = excluded.pace",
    )?
    .execute(params![pace.exchange, run.0, pace.at.0, serde_json::to_string(pace)?])?;
    Ok(())
}

/// What `run` has kept, and what others of its world have kept since `not_before`; oldest first.
pub(crate) fn usable(conn: &Connection, run: RunId, not_before: Moment) -> Result<Vec<KeptPace>, StoreError> {
    let mut select = conn.prepare_cached(
        "SELECT pace, run = ?1 FROM pace JOIN run ON run.id = pace.run
         WHERE run.id = ?1 OR (at >= ?2 AND run.resolvers = (SELECT resolvers FROM run WHERE id = ?1))
         ORDER BY at",
    )?;
    let mut rows = select.query(params![run.0, not_before.0])?;
    let mut paces = Vec::new();
    while let Some(row) = rows.next()? {
        let text = row.get_ref(0)?.as_str().map_err(StoreError::damaged)?;
        paces.push(KeptPace { own: row.get(1)?, pace: serde_json::from_str(text)? });
    }
    Ok(paces)
}
