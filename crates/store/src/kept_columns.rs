//! The part of a list's columns that a run fills, kept packed beside the run, so that whoever opens the list next begins
//! with it and takes over only what changed since. It can always be made anew from the judgements: one that is damaged or
//! too old is passed over.

use mailvet_engine::journal::RunId;
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::{
    ListId, StoreError,
    pack::{Packer, Unpacker},
};

/// Bytes of one address: its outcome, its score, its moment.
const WIDTH: usize = 4 + 1 + 8;

/// What came of each address of a list in a run, as it was at a revision of the run.
pub(crate) struct KeptColumns {
    pub(crate) revision: i64,
    pub(crate) outcomes: Vec<u32>,
    pub(crate) scores: Vec<u8>,
    pub(crate) judged_at: Vec<i64>,
}

impl KeptColumns {
    /// What was kept for a run, where it can be read and speaks of no more addresses than there are.
    pub(crate) fn read(conn: &Connection, run: RunId, addresses: usize) -> Result<Option<Self>, StoreError> {
        let mut select =
            conn.prepare_cached("SELECT revision, columns, whole FROM run_columns WHERE run = ?1")?;
        let read = select
            .query_row([run.0], |row| {
                let mut bytes = Vec::new();
                let packed = row.get_ref(1)?.as_blob()?;
                let unpacked = Unpacker::new().and_then(|mut unpacker| {
                    unpacker.unpack(packed, row.get(2)?, &mut bytes)?;
                    Ok(())
                });
                Ok((row.get(0)?, unpacked.map(|()| bytes)))
            })
            .optional()?;
        let Some((revision, bytes)) = read else { return Ok(None) };
        match bytes {
            Ok(bytes) if bytes.len() % WIDTH == 0 && bytes.len() / WIDTH <= addresses => {
                Ok(Some(Self::of_bytes(revision, &bytes)))
            }
            _ => {
                tracing::warn!(run = run.0, "the kept columns cannot be used; the judgements are read anew");
                Ok(None)
            }
        }
    }

    /// Keeps them in place of what was kept of any run of the list. A run that is gone meanwhile keeps nothing.
    pub(crate) fn keep(packed: &Packed, conn: &Connection) -> Result<(), StoreError> {
        conn.prepare_cached("DELETE FROM run_columns WHERE run IN (SELECT id FROM run WHERE list = ?1)")?
            .execute([packed.list.0])?;
        conn.prepare_cached(
            "INSERT INTO run_columns (run, revision, columns, whole)
             SELECT id, ?2, ?3, ?4 FROM run WHERE id = ?1 AND revision >= ?2",
        )?
        .execute(params![packed.run.0, packed.revision, packed.bytes, packed.whole])?;
        Ok(())
    }

    fn of_bytes(revision: i64, bytes: &[u8]) -> Self {
        let count = bytes.len() / WIDTH;
        let (outcomes, rest) = bytes.split_at(4 * count);
        let (scores, moments) = rest.split_at(count);
        Self {
            revision,
            outcomes: numbers::<4>(outcomes).map(u32::from_le_bytes).collect(),
            scores: scores.to_vec(),
            judged_at: numbers::<8>(moments).map(i64::from_le_bytes).collect(),
        }
    }
}

/// The same on its way to the database.
pub(crate) struct Packed {
    list: ListId,
    run: RunId,
    revision: i64,
    bytes: Vec<u8>,
    whole: u32,
}

impl Packed {
    /// Packs the outcomes, scores and moments of every address, in the list's order.
    pub(crate) fn of(
        (list, run, revision): (ListId, RunId, i64),
        outcomes: impl Iterator<Item = u32>,
        scores: &[u8],
        judged_at: &[i64],
    ) -> Result<Self, StoreError> {
        let mut flat = Vec::with_capacity(scores.len() * WIDTH);
        by_byte(outcomes.map(u32::to_le_bytes), scores.len(), &mut flat);
        flat.extend_from_slice(scores);
        by_byte(judged_at.iter().map(|moment| moment.to_le_bytes()), judged_at.len(), &mut flat);
        let mut bytes = Vec::new();
        let whole = Packer::new()?.pack(&flat, &mut bytes)?;
        Ok(Self { list, run, revision, bytes, whole })
    }
}

/// Appends the lowest bytes of all numbers, then the next ones: the high bytes of most are the same, and pack to nothing.
fn by_byte<const N: usize>(numbers: impl Iterator<Item = [u8; N]>, count: usize, to: &mut Vec<u8>) {
    let from = to.len();
    to.resize(from + N * count, 0);
    let planes = &mut to[from..];
    for (at, number) in numbers.take(count).enumerate() {
        for (plane, byte) in number.into_iter().enumerate() {
            planes[plane * count + at] = byte;
        }
    }
}

/// The numbers whose bytes [`by_byte`] has sorted.
fn numbers<const N: usize>(planes: &[u8]) -> impl Iterator<Item = [u8; N]> + '_ {
    let count = planes.len() / N;
    (0..count).map(move |at| std::array::from_fn(|plane| planes[plane * count + at]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn database() -> Connection {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(
            "CREATE TABLE run (id INTEGER PRIMARY KEY, list INTEGER, revision INTEGER);
             CREATE TABLE run_columns (run INTEGER PRIMARY KEY, revision INTEGER, columns BLOB, whole INTEGER);
             INSERT INTO run VALUES (7, 3, 9), (8, 3, 4), (9, 4, 4);",
        )
        .unwrap();
        conn
    }

    fn packed(run: i64, list: i64, revision: i64, outcomes: &[u32]) -> Packed {
        let (scores, moments) = (vec![50; outcomes.len()], vec![-1; outcomes.len()]);
        let which = (ListId(list), RunId(run), revision);
        Packed::of(which, outcomes.iter().copied(), &scores, &moments).unwrap()
    }

    proptest! {
        #[test]
        fn what_is_kept_comes_back(
            rows in prop::collection::vec((any::<u32>(), any::<u8>(), any::<i64>()), 0..300),
        ) {
            let conn = database();
            let scores: Vec<u8> = rows.iter().map(|row| row.1).collect();
            let moments: Vec<i64> = rows.iter().map(|row| row.2).collect();
            let which = (ListId(3), RunId(7), 5);
            let packed = Packed::of(which, rows.iter().map(|row| row.0), &scores, &moments).unwrap();
            KeptColumns::keep(&packed, &conn).unwrap();
            let kept = KeptColumns::read(&conn, RunId(7), rows.len()).unwrap().unwrap();
            prop_assert_eq!(kept.revision, 5);
            prop_assert_eq!(kept.outcomes, rows.iter().map(|row| row.0).collect::<Vec<_>>());
            prop_assert_eq!((kept.scores, kept.judged_at), (scores, moments));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..64), whole in 0_u32..100) {
            let conn = database();
            conn.execute("INSERT INTO run_columns VALUES (7, 1, ?1, ?2)", params![bytes, whole]).unwrap();
            let _damaged = KeptColumns::read(&conn, RunId(7), 3).unwrap();
        }
    }

    #[test]
    fn a_list_keeps_the_columns_of_one_run() {
        let conn = database();
        for (run, list) in [(7, 3), (9, 4), (8, 3)] {
            KeptColumns::keep(&packed(run, list, 4, &[1, 2]), &conn).unwrap();
        }
        let kept = |run| KeptColumns::read(&conn, RunId(run), 2).unwrap().is_some();
        assert_eq!([kept(7), kept(8), kept(9)], [false, true, true]);
    }

    #[test]
    fn what_cannot_be_so_is_not_kept_and_not_believed() {
        let conn = database();
        KeptColumns::keep(&packed(7, 3, 10, &[1]), &conn).unwrap();
        assert!(KeptColumns::read(&conn, RunId(7), 1).unwrap().is_none(), "of a revision that is to come");
        KeptColumns::keep(&packed(6, 3, 1, &[1]), &conn).unwrap();
        assert!(KeptColumns::read(&conn, RunId(6), 1).unwrap().is_none(), "of a run that is gone");
        KeptColumns::keep(&packed(7, 3, 9, &[1, 2]), &conn).unwrap();
        assert!(KeptColumns::read(&conn, RunId(7), 1).unwrap().is_none(), "of more addresses than there are");
    }
}
