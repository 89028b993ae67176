//! What nobody is to be asked about. The user's own list stays until it is changed; what came along with a list goes with it.
//! A run notes at its beginning which addresses fall under which line; from then on they are no work of any domain, and the
//! judge says so.

use mailvet_engine::{
    Clock, SystemClock,
    journal::{AddressId, RunId},
};
use mailvet_verdict::{Address, DuplicateRule, Moment, Suppressed, SuppressionEntry, Suppressions};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::{ListId, Store, StoreError, SuppressionLine, id};

/// Stands for the list in the lines of the user's own.
const OWN: ListId = ListId(0);

impl Store {
    /// Puts entries on the user's own suppression list; those that stand there already stay as they are. `source` is the
    /// name of the file that they come from, empty where they were typed. Answers the lines that are new.
    ///
    /// # Errors
    /// The database fails.
    pub async fn suppress(
        &self,
        entries: Vec<SuppressionEntry>,
        source: &str,
    ) -> Result<Vec<SuppressionLine>, StoreError> {
        let source = source.to_owned();
        self.write("keeping the suppression list", move |conn| keep(conn, OWN, &entries, &source)).await
    }

    /// Takes entries off the user's own suppression list; answers the lines that stood there.
    ///
    /// # Errors
    /// The database fails.
    pub async fn unsuppress(
        &self,
        entries: Vec<SuppressionEntry>,
    ) -> Result<Vec<SuppressionLine>, StoreError> {
        self.write("changing the suppression list", move |conn| {
            let mut delete = conn.prepare_cached(
                "DELETE FROM suppression WHERE list = ?1 AND entry = ?2 RETURNING entry, source, added_at",
            )?;
            let mut removed = Vec::new();
            for entry in &entries {
                removed.extend(delete.query_row(params![OWN.0, entry.to_string()], line).optional()?);
            }
            Ok(removed)
        })
        .await
    }

    /// The user's own suppression list, by entry.
    ///
    /// # Errors
    /// The database fails.
    pub async fn suppressions(&self) -> Result<Vec<SuppressionLine>, StoreError> {
        self.read("reading the suppression list", |_, conn| {
            let mut select = conn.prepare_cached(
                "SELECT entry, source, added_at FROM suppression WHERE list = ?1 ORDER BY entry",
            )?;
            let lines = select.query_map([OWN.0], line)?;
            Ok(lines.collect::<Result<_, _>>()?)
        })
        .await
    }
}

fn line(row: &Row<'_>) -> rusqlite::Result<SuppressionLine> {
    Ok(SuppressionLine { entry: row.get(0)?, source: row.get(1)?, added_at: Moment(row.get(2)?) })
}

/// Keeps entries; answers the lines that are new.
pub(crate) fn keep(
    conn: &Connection,
    list: ListId,
    entries: &[SuppressionEntry],
    source: &str,
) -> Result<Vec<SuppressionLine>, StoreError> {
    let mut insert = conn.prepare_cached(
        "INSERT OR IGNORE INTO suppression (list, entry, source, added_at) VALUES (?1, ?2, ?3, ?4)
         RETURNING entry, source, added_at",
    )?;
    let now = SystemClock.now();
    let mut added = Vec::new();
    for entry in entries {
        let new = insert.query_row(params![list.0, entry.to_string(), source, now.0], line).optional()?;
        added.extend(new);
    }
    Ok(added)
}

/// Forgets what came along with a list.
pub(crate) fn forget(conn: &Connection, list: ListId) -> Result<(), StoreError> {
    conn.execute("DELETE FROM suppression WHERE list = ?1", [list.0])?;
    Ok(())
}

/// Notes which addresses of a list a new run leaves alone.
pub(crate) fn mark(
    conn: &Connection,
    run: RunId,
    list: ListId,
    rule: DuplicateRule,
) -> Result<(), StoreError> {
    let mut lines = conn.prepare_cached("SELECT entry, source FROM suppression WHERE list IN (?1, ?2)")?;
    let lines = lines.query_map([OWN.0, list.0], |row| {
        Ok((SuppressionEntry::kept(&row.get::<_, String>(0)?), row.get(1)?))
    })?;
    let suppressions = Suppressions::new(rule, lines.collect::<Result<Vec<_>, _>>()?);
    if suppressions.is_empty() {
        return Ok(());
    }
    let mut note =
        conn.prepare_cached("INSERT INTO suppressed (run, address, entry, source) VALUES (?1, ?2, ?3, ?4)")?;
    let mut addresses = conn.prepare_cached(
        "SELECT address.id, local, name FROM address
         JOIN list_domain ON list_domain.list = ?1 AND position = address.domain
         WHERE address.id BETWEEN ?2 AND ?3",
    )?;
    let (first, last) = id::all(list);
    let mut rows = addresses.query(params![list.0, first, last])?;
    while let Some(row) = rows.next()? {
        let address = Address { local: row.get(1)?, domain: row.get(2)? };
        if let Some(by) = suppressions.of(&address) {
            note.execute(params![run.0, row.get::<_, i64>(0)?, by.entry, by.list])?;
        }
    }
    Ok(())
}

/// The line that an address falls under in a run.
pub(crate) fn of(
    conn: &Connection,
    run: RunId,
    address: AddressId,
) -> Result<Option<Suppressed>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT entry, source FROM suppressed WHERE run = ?1 AND address = ?2")?
        .query_row([run.0, address.0], |row| Ok(Suppressed { entry: row.get(0)?, list: row.get(1)? }))
        .optional()?)
}
