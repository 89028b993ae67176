//! What the user has selected among the rows of a query, described instead of listed: a million rows are one word. It is
//! resolved against the rows of the moment at which it is used.

use std::collections::HashMap;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::{
    ListId, Query, ResultRow, Store, StoreError,
    results::{RowReader, RowsOf},
};

/// Rows of a query.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Selection {
    /// Whose rows.
    pub query: Query,
    /// Whether every row is selected before the picks are.
    pub all: bool,
    /// What was picked since, in turn; of picks that hold the same row the last one counts.
    pub picks: Vec<Pick>,
}

/// A stretch of rows that was selected, or taken out of the selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Pick {
    /// The row at one end, by its number in the list.
    pub from: u64,
    /// The row at the other end, before or after it in the order of the query.
    pub to: u64,
    /// Selected; else taken out.
    pub selected: bool,
}

impl Store {
    /// How many rows are selected.
    ///
    /// # Errors
    /// A stretch has lost one of its ends, there is no such list, or the database fails.
    pub async fn count_selected(&self, list: ListId, selection: Selection) -> Result<u64, StoreError> {
        self.read("counting selected rows", move |store, conn| {
            Ok(store.selected(conn, list, &selection)?.1.len() as u64)
        })
        .await
    }

    /// The selected rows with their results, in the order of the query.
    ///
    /// # Errors
    /// A stretch has lost one of its ends, there is no such list, or the database fails.
    pub async fn selected_rows(
        &self,
        list: ListId,
        selection: Selection,
    ) -> Result<Vec<ResultRow>, StoreError> {
        self.read("reading selected rows", move |store, conn| {
            let (rows, selected) = store.selected(conn, list, &selection)?;
            let mut reader = RowReader::new(conn, list, rows.run)?;
            selected.into_iter().map(|row| reader.row(row)).collect()
        })
        .await
    }

    /// The selected rows, in the order of the query. This has to be the first reading in its transaction.
    pub(crate) fn selected(
        &self,
        conn: &Connection,
        list: ListId,
        selection: &Selection,
    ) -> Result<(RowsOf, Vec<u32>), StoreError> {
        let rows = self.rows_of(conn, list, &selection.query)?;
        let total = rows.total();
        if selection.picks.is_empty() {
            let selected = if selection.all { rows.stretch(0, total).collect() } else { Vec::new() };
            return Ok((rows, selected));
        }
        let mut places: HashMap<u64, Option<usize>> =
            selection.picks.iter().flat_map(|pick| [(pick.from, None), (pick.to, None)]).collect();
        for (place, row) in rows.stretch(0, total).enumerate() {
            if let Some(known) = places.get_mut(&u64::from(row)) {
                *known = Some(place);
            }
        }
        let mut selected = vec![selection.all; usize::try_from(total).unwrap_or_default()];
        for pick in &selection.picks {
            let place = |row: u64| places.get(&row).copied().flatten();
            match (place(pick.from), place(pick.to)) {
                (Some(one), Some(other)) => {
                    selected[one.min(other)..=one.max(other)].fill(pick.selected);
                }
                // A row that has left the query meanwhile is seen by nobody, so nothing is done to it.
                _ if pick.from == pick.to => {}
                _ => return Err(StoreError::RowsMoved),
            }
        }
        let selected = rows
            .stretch(0, total)
            .zip(selected)
            .filter(|(_, selected)| *selected)
            .map(|(row, _)| row)
            .collect();
        Ok((rows, selected))
    }
}
