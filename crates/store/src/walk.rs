//! A walk over every row of a query, for exports and reports: one thread reads, the caller's takes, and the rows that were
//! taken go back to be filled anew, so that a million of them cost next to no memory and few allocations. Sentences are English.

use std::sync::mpsc;

use crate::{ListId, Query, ResultRow, Store, StoreError, results::RowReader};

/// Rows that are handed on at once, and how many such batches may wait.
const BATCH: usize = 256;
const WAITING: usize = 4;

impl Store {
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
        mut each: impl FnMut(&mut ResultRow) -> Result<(), E>,
    ) -> Result<(), E> {
        std::thread::scope(|scope| {
            let (hand_on, batches) = mpsc::sync_channel::<Vec<ResultRow>>(WAITING);
            let (give_back, taken) = mpsc::channel::<Vec<ResultRow>>();
            let reader = scope.spawn(move || {
                self.read_now(|conn| -> Result<(), StoreError> {
                    let rows = self.rows_of(conn, list, query)?;
                    let mut reader = RowReader::new(conn, list, rows.run)?.in_english();
                    let (total, mut from) = (rows.total(), 0);
                    while from < total {
                        let mut batch = taken.try_recv().unwrap_or_default();
                        let mut filled = 0;
                        for number in rows.stretch(from, BATCH as u64) {
                            if filled == batch.len() {
                                batch.push(ResultRow::room());
                            }
                            reader.fill(number, &mut batch[filled])?;
                            filled += 1;
                        }
                        batch.truncate(filled);
                        from += filled as u64;
                        // Where nobody takes rows any more it is known why.
                        if hand_on.send(batch).is_err() {
                            return Ok(());
                        }
                    }
                    Ok(())
                })
            });
            for mut batch in batches {
                for row in &mut batch {
                    each(row)?;
                }
                // The reader may have ended already.
                let _ended = give_back.send(batch);
            }
            Ok(reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?)
        })
    }
}
