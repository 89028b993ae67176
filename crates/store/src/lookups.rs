//! What the opt-in look-ups found, by subject; shared by runs that asked the same resolvers, so that the practice world
//! never speaks for the real one.

use mailvet_engine::journal::{RunId, WantedLookup};
use mailvet_verdict::{Address, Lookup, registrable_domain};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::StoreError;

/// A look-up was made; takes the place of the last one of its kind.
pub(crate) fn keep(conn: &Connection, run: RunId, lookup: &Lookup) -> Result<(), StoreError> {
    conn.prepare_cached(
        "INSERT INTO lookup (run, subject, kind, at, lookup) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO UPDATE SET at = excluded.at, lookup = excluded.lookup",
    )?
    .execute(params![
        run.0,
        lookup.subject,
        lookup.kind.code(),
        lookup.at.0,
        serde_json::to_string(lookup)?
    ])?;
    Ok(())
}

/// The latest look-up as wanted that found something out and that `run` may rest on, and whether it is its own already.
pub(crate) fn usable(
    conn: &Connection,
    run: RunId,
    wanted: &WantedLookup<'_>,
) -> Result<Option<(Lookup, bool)>, StoreError> {
    let found: Option<(String, bool)> = conn
        .prepare_cached(
            "SELECT lookup, run.id = ?1 FROM lookup JOIN run ON run.id = lookup.run
             WHERE subject = ?2 AND kind = ?3 AND at >= ?4 AND json_extract(lookup, '$.found.known') IS NOT NULL
               AND coalesce(json_extract(lookup, '$.lists'), '[]') = ?5
               AND (run.id = ?1 OR run.resolvers = (SELECT resolvers FROM run WHERE id = ?1))
             ORDER BY at DESC, run.id = ?1 DESC LIMIT 1",
        )?
        .query_row(
            params![
                run.0,
                wanted.subject,
                wanted.kind.code(),
                wanted.not_before.0,
                serde_json::to_string(wanted.lists)?
            ],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    found.map(|(text, own)| Ok((serde_json::from_str(&text)?, own))).transpose()
}

/// What was looked up in a run about an address and its domain, in the order of [`LookupKind::ALL`].
pub(crate) fn of(conn: &Connection, run: RunId, address: &Address) -> Result<Vec<Lookup>, StoreError> {
    let mut select = conn.prepare_cached("SELECT lookup FROM lookup WHERE run = ?1 AND subject = ?2")?;
    let whole = address.to_string();
    let mut subjects = vec![whole.as_str(), &address.domain];
    subjects.extend(registrable_domain(&address.domain).filter(|domain| *domain != address.domain));
    let mut lookups = Vec::<Lookup>::new();
    for subject in subjects {
        let mut rows = select.query(params![run.0, subject])?;
        while let Some(row) = rows.next()? {
            lookups.push(serde_json::from_str(row.get_ref(0)?.as_str().map_err(StoreError::damaged)?)?);
        }
    }
    lookups.sort_by_key(|lookup| lookup.kind);
    Ok(lookups)
}
