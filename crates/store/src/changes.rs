//! Which judgements of a run are new, so that a view that is kept in memory takes over those and reads nothing else. A
//! batch of judgements makes one short entry; only the latest entries stay, and whoever comes later reads all of it anew.

use mailvet_engine::journal::{AddressId, RunId};
use rusqlite::{Connection, params};

use crate::{StoreError, id};

/// Entries that stay: an hour of a busy run, so that nobody who looks at it reads all of it anew.
const KEPT: i64 = 32_768;

/// Judgements of these addresses are kept in this transaction.
pub(crate) fn note(
    conn: &Connection,
    run: RunId,
    addresses: impl Iterator<Item = AddressId>,
) -> Result<(), StoreError> {
    let positions: Vec<u8> = addresses.flat_map(|address| id::position(address.0).to_le_bytes()).collect();
    let revision: i64 = conn
        .prepare_cached("UPDATE run SET revision = revision + 1 WHERE id = ?1 RETURNING revision")?
        .query_row([run.0], |row| row.get(0))?;
    conn.prepare_cached("INSERT INTO run_change (run, revision, addresses) VALUES (?1, ?2, ?3)")?
        .execute(params![run.0, revision, positions])?;
    conn.prepare_cached("DELETE FROM run_change WHERE run = ?1 AND revision <= ?2")?
        .execute([run.0, revision - KEPT])?;
    Ok(())
}

/// The positions of the addresses that were judged past the revision `from` up to `to`, in order; `None`: that is not
/// known any more.
pub(crate) fn between(
    conn: &Connection,
    run: RunId,
    from: i64,
    to: i64,
) -> Result<Option<Vec<u32>>, StoreError> {
    if from == 0 || to - from > KEPT {
        return Ok(None);
    }
    let mut select = conn.prepare_cached(
        "SELECT addresses FROM run_change WHERE run = ?1 AND revision > ?2 AND revision <= ?3",
    )?;
    let mut rows = select.query([run.0, from, to])?;
    let (mut entries, mut changed) = (0, Vec::new());
    while let Some(row) = rows.next()? {
        let positions = row.get_ref(0)?.as_blob().map_err(StoreError::damaged)?;
        changed.extend(
            positions
                .chunks_exact(4)
                .map(|bytes| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])),
        );
        entries += 1;
    }
    changed.sort_unstable();
    changed.dedup();
    Ok((entries == to - from).then_some(changed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ListId;

    #[test]
    fn whoever_is_not_too_far_behind_hears_what_changed() {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(
            "CREATE TABLE run (id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 0);
             CREATE TABLE run_change (run INTEGER, revision INTEGER, addresses BLOB, PRIMARY KEY (run, revision));
             INSERT INTO run (id) VALUES (7), (8);",
        )
        .unwrap();
        let run = RunId(7);
        let note = |position: u32| {
            let addresses = [position, position + 1].map(|at| AddressId(id::at(ListId(3), at)));
            super::note(&conn, run, addresses.into_iter()).unwrap();
        };
        (1..=3).for_each(note);
        super::note(&conn, RunId(8), std::iter::once(AddressId(99))).unwrap();
        let between = |from, to| between(&conn, run, from, to).unwrap();
        assert_eq!(between(1, 3), Some(vec![2, 3, 4]));
        assert_eq!(between(0, 3), None, "who begins reads all");
        // Something changed that no entry tells of.
        conn.execute("UPDATE run SET revision = revision + 1 WHERE id = 7", []).unwrap();
        assert_eq!(between(3, 4), None);
        (0..u32::try_from(KEPT).unwrap()).for_each(note);
        let now = 4 + KEPT;
        assert_eq!(between(4, now).map(|changed| changed.len()), Some(1 + usize::try_from(KEPT).unwrap()));
        assert_eq!(between(3, now), None, "entries that are gone are no changes that were not");
        assert_eq!(between(2, now), None);
    }
}
