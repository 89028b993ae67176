//! Filters, searches and orders that the user has given a name: kept for every list. Column numbers in them are those of the
//! list that they were made over, so the names of its columns are kept along.

use rusqlite::{OptionalExtension as _, Row, params};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Query, Store, StoreError};

/// Names a saved filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(transparent)]
pub struct FilterId(pub i64);

/// A query with a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct SavedFilter {
    /// Which.
    pub id: FilterId,
    /// What the user calls it; no other one has this name in any case.
    pub name: String,
    /// The filters, the search and the order.
    pub query: Query,
    /// The columns of the list that it was made over, by which the numbers of its order go.
    pub columns: Vec<String>,
}

const KEEPING: &str = "keeping a saved filter";

impl Store {
    /// Every saved filter, by name.
    ///
    /// # Errors
    /// The database fails.
    pub async fn saved_filters(&self) -> Result<Vec<SavedFilter>, StoreError> {
        self.read("reading saved filters", |_, conn| {
            let mut select =
                conn.prepare_cached("SELECT id, name, query, columns FROM saved_filter ORDER BY name")?;
            let filters = select.query_map([], texts)?;
            filters.map(|texts| filter(texts?)).collect()
        })
        .await
    }

    /// Keeps a query under a name, in place of one that has it; answers what stood there and what stands there now.
    ///
    /// # Errors
    /// The database fails.
    pub async fn save_filter(
        &self,
        name: &str,
        query: Query,
        columns: Vec<String>,
    ) -> Result<(Option<SavedFilter>, SavedFilter), StoreError> {
        let name = name.to_owned();
        self.write(KEEPING, move |conn| {
            let before = conn
                .prepare_cached("SELECT id, name, query, columns FROM saved_filter WHERE name = ?1")?
                .query_row([&name], texts)
                .optional()?
                .map(filter)
                .transpose()?;
            let id = conn
                .prepare_cached(
                    "INSERT INTO saved_filter (name, query, columns) VALUES (?1, ?2, ?3)
                     ON CONFLICT (name) DO UPDATE SET name = ?1, query = ?2, columns = ?3 RETURNING id",
                )?
                .query_row(
                    params![name, serde_json::to_string(&query)?, serde_json::to_string(&columns)?],
                    |row| row.get(0).map(FilterId),
                )?;
            Ok((before, SavedFilter { id, name, query, columns }))
        })
        .await
    }

    /// Puts a saved filter back as it was, whatever became of it.
    ///
    /// # Errors
    /// Another one has its name, or the database fails.
    pub async fn restore_filter(&self, filter: SavedFilter) -> Result<(), StoreError> {
        self.write(KEEPING, move |conn| {
            let taken = conn
                .prepare_cached("SELECT 1 FROM saved_filter WHERE name = ?1 AND id <> ?2")?
                .exists(params![filter.name, filter.id.0])?;
            if taken {
                return Err(StoreError::NameTaken { name: filter.name });
            }
            conn.prepare_cached(
                "INSERT INTO saved_filter (id, name, query, columns) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (id) DO UPDATE SET name = ?2, query = ?3, columns = ?4",
            )?
            .execute(params![
                filter.id.0,
                filter.name,
                serde_json::to_string(&filter.query)?,
                serde_json::to_string(&filter.columns)?
            ])?;
            Ok(())
        })
        .await
    }

    /// One saved filter.
    ///
    /// # Errors
    /// It is not there, or the database fails.
    pub async fn saved_filter(&self, id: FilterId) -> Result<SavedFilter, StoreError> {
        self.read("reading a saved filter", move |_, conn| {
            let texts = conn
                .prepare_cached("SELECT id, name, query, columns FROM saved_filter WHERE id = ?1")?
                .query_row([id.0], texts)
                .optional()?
                .ok_or(StoreError::NO_FILTER)?;
            filter(texts)
        })
        .await
    }

    /// Forgets every saved filter; what they search for may be text of a list.
    pub(crate) async fn forget_filters(&self) -> Result<(), StoreError> {
        self.write(KEEPING, |conn| {
            conn.execute("DELETE FROM saved_filter", [])?;
            Ok(())
        })
        .await
    }

    /// Forgets a saved filter.
    ///
    /// # Errors
    /// It is not there, or the database fails.
    pub async fn remove_filter(&self, id: FilterId) -> Result<(), StoreError> {
        self.write(KEEPING, move |conn| {
            let gone = conn.prepare_cached("DELETE FROM saved_filter WHERE id = ?1")?.execute([id.0])?;
            if gone == 0 { Err(StoreError::NO_FILTER) } else { Ok(()) }
        })
        .await
    }
}

type Texts = (i64, String, String, String);

fn texts(row: &Row<'_>) -> rusqlite::Result<Texts> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
}

fn filter((id, name, query, columns): Texts) -> Result<SavedFilter, StoreError> {
    // A query of an earlier Mailvet knows fewer kinds of filter; what it does not name filters nothing.
    let mut whole = serde_json::to_value(Query::default())?;
    if let (Value::Object(whole), Value::Object(kept)) = (&mut whole, serde_json::from_str(&query)?) {
        whole.extend(kept);
    }
    Ok(SavedFilter {
        id: FilterId(id),
        name,
        query: serde_json::from_value(whole)?,
        columns: serde_json::from_str(&columns)?,
    })
}
