//! What of a list never changes: the order of its addresses, domains and cells, and which rows a text occurs in. Each is
//! worked out when it is first asked for and then kept, as a number a row.

use std::sync::Arc;

use rusqlite::{Connection, params};

use crate::{StoreError, cells::Cells, columns::Columns, id};

/// Orders and finds kept for each list.
const KEPT: usize = 4;

#[derive(Default)]
pub(crate) struct Ranks {
    addresses: Option<Arc<Vec<u32>>>,
    domains: Option<Arc<Vec<u32>>>,
    cells: Vec<(u32, Arc<Vec<u32>>)>,
    found: Vec<(String, Arc<Vec<bool>>)>,
}

/// The place of each address of the list in the order of their texts, without case.
pub(crate) fn of_addresses(conn: &Connection, columns: &mut Columns) -> Result<Arc<Vec<u32>>, StoreError> {
    if let Some(ranks) = &columns.ranks.addresses {
        return Ok(Arc::clone(ranks));
    }
    let mut select = conn.prepare_cached(
        "SELECT lower(coalesce(local || '@' || name, typed)) FROM address
         LEFT JOIN list_domain ON list_domain.list = ?1 AND position = address.domain
         WHERE id BETWEEN ?2 AND ?3 ORDER BY id",
    )?;
    let (first, last) = id::all(columns.list);
    let texts = select.query_map([columns.list.0, first, last], |row| row.get(0))?;
    let ranks = Arc::new(ranked(texts.collect::<Result<Vec<String>, _>>()?));
    columns.ranks.addresses = Some(Arc::clone(&ranks));
    Ok(ranks)
}

/// The place of each domain of the list in the order of their names.
pub(crate) fn of_domains(conn: &Connection, columns: &mut Columns) -> Result<Arc<Vec<u32>>, StoreError> {
    if let Some(ranks) = &columns.ranks.domains {
        return Ok(Arc::clone(ranks));
    }
    let mut select = conn.prepare_cached("SELECT name FROM list_domain WHERE list = ?1 ORDER BY position")?;
    let names = select.query_map([columns.list.0], |row| row.get(0))?;
    let ranks = Arc::new(ranked(names.collect::<Result<Vec<String>, _>>()?));
    columns.ranks.domains = Some(Arc::clone(&ranks));
    Ok(ranks)
}

/// The place of each row in the order of its cell in one column, without case.
pub(crate) fn of_cells(
    conn: &Connection,
    columns: &mut Columns,
    column: u32,
) -> Result<Arc<Vec<u32>>, StoreError> {
    if let Some((_, ranks)) = columns.ranks.cells.iter().find(|(known, _)| *known == column) {
        return Ok(Arc::clone(ranks));
    }
    let mut texts = Vec::with_capacity(columns.addresses.len());
    each_row(conn, columns, |cells| {
        let cell = cells.nth(column as usize).flatten().unwrap_or_default();
        texts.push(cell.to_lowercase());
    })?;
    let ranks = Arc::new(ranked(texts));
    make_room(&mut columns.ranks.cells);
    columns.ranks.cells.push((column, Arc::clone(&ranks)));
    Ok(ranks)
}

/// Whether `text` occurs in any cell of each row, whatever the case.
pub(crate) fn found(
    conn: &Connection,
    columns: &mut Columns,
    text: &str,
) -> Result<Arc<Vec<bool>>, StoreError> {
    let needle = text.to_lowercase();
    if let Some((_, found)) = columns.ranks.found.iter().find(|(known, _)| *known == needle) {
        return Ok(Arc::clone(found));
    }
    let mut found = Vec::with_capacity(columns.addresses.len());
    each_row(conn, columns, |cells| found.push(cells.flatten().any(|cell| contains(cell, &needle))))?;
    let found = Arc::new(found);
    make_room(&mut columns.ranks.found);
    columns.ranks.found.push((needle, Arc::clone(&found)));
    Ok(found)
}

/// Whether `needle`, in lower case, occurs in `cell`, whatever its case.
fn contains(cell: &str, needle: &str) -> bool {
    if !cell.is_ascii() {
        return cell.to_lowercase().contains(needle);
    }
    let needle = needle.as_bytes();
    let Some((&first, rest)) = needle.split_first() else { return true };
    let mut cell = cell.as_bytes();
    while cell.len() >= needle.len() {
        let Some(at) = cell.iter().position(|byte| byte.to_ascii_lowercase() == first) else { return false };
        cell = &cell[at + 1..];
        if cell.get(..rest.len()).is_some_and(|next| next.eq_ignore_ascii_case(rest)) {
            return true;
        }
    }
    false
}

fn each_row(
    conn: &Connection,
    columns: &Columns,
    mut each: impl FnMut(&mut Cells<'_>),
) -> Result<(), StoreError> {
    let (first, last) = id::all(columns.list);
    let mut select =
        conn.prepare_cached("SELECT cells FROM list_row WHERE id BETWEEN ?1 AND ?2 ORDER BY id")?;
    let mut rows = select.query(params![first, last])?;
    while let Some(row) = rows.next()? {
        each(&mut Cells(row.get_ref(0)?.as_blob().map_err(StoreError::damaged)?));
    }
    Ok(())
}

/// The place of each text in their order; equal texts share one.
fn ranked(texts: Vec<String>) -> Vec<u32> {
    let mut order: Vec<(String, u32)> = texts.into_iter().zip(0..).collect();
    order.sort_unstable();
    let mut ranks = vec![0; order.len()];
    let mut rank = 0;
    for (n, (text, at)) in order.iter().enumerate() {
        if n > 0 && order[n - 1].0 != *text {
            rank += 1;
        }
        ranks[*at as usize] = rank;
    }
    ranks
}

fn make_room<T>(kept: &mut Vec<T>) {
    if kept.len() == KEPT {
        kept.remove(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_found_whatever_its_case() {
        assert!(contains("Anna MÜLLER", "müller"));
        assert!(contains("aab", "ab"));
        assert!(contains("x@Example.COM", "example.com"));
        assert!(!contains("example", "example.com"));
        assert!(contains("", ""));
    }

    #[test]
    fn equal_texts_share_a_rank() {
        assert_eq!(ranked(vec!["b".into(), "a".into(), "b".into()]), [1, 0, 1]);
    }
}
