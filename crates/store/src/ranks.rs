//! What of a list never changes: the order of its addresses, domains and cells, and which rows a text occurs in. Each is
//! worked out when it is first asked for and then kept, as a number a row.

use std::sync::Arc;

use rusqlite::Connection;

use crate::{
    StoreError,
    blocks::{self, BlockReader},
    cells::Cells,
    columns::Columns,
    id,
    readers::Readers,
};

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
    let domains = domain_names(conn, columns)?;
    let mut select = conn
        .prepare_cached("SELECT local, domain, typed FROM address WHERE id BETWEEN ?1 AND ?2 ORDER BY id")?;
    let (first, last) = id::all(columns.list);
    let mut rows = select.query([first, last])?;
    let mut texts = Lines::default();
    while let Some(row) = rows.next()? {
        let domain = match row.get::<_, Option<u32>>(1)? {
            Some(domain) => Some(
                domains
                    .get(domain as usize)
                    .ok_or_else(|| StoreError::damaged("an address without its domain"))?,
            ),
            None => None,
        };
        let part = row.get_ref(if domain.is_some() { 0 } else { 2 })?;
        let part = part.as_str_or_null().map_err(StoreError::damaged)?.unwrap_or_default();
        texts.push(|text| {
            let from = text.len();
            text.push_str(part);
            text[from..].make_ascii_lowercase();
            if let Some(domain) = domain {
                text.push('@');
                text.push_str(domain);
            }
        });
    }
    let ranks = Arc::new(ranked(&texts));
    columns.ranks.addresses = Some(Arc::clone(&ranks));
    Ok(ranks)
}

/// The place of each domain of the list in the order of their names.
pub(crate) fn of_domains(conn: &Connection, columns: &mut Columns) -> Result<Arc<Vec<u32>>, StoreError> {
    if let Some(ranks) = &columns.ranks.domains {
        return Ok(Arc::clone(ranks));
    }
    let mut names = Lines::default();
    domain_names(conn, columns)?.iter().for_each(|name| names.push(|text| text.push_str(name)));
    let ranks = Arc::new(ranked(&names));
    columns.ranks.domains = Some(Arc::clone(&ranks));
    Ok(ranks)
}

fn domain_names(conn: &Connection, columns: &Columns) -> Result<Vec<String>, StoreError> {
    let mut select = conn.prepare_cached("SELECT name FROM list_domain WHERE list = ?1 ORDER BY position")?;
    let names = select.query_map([columns.list.0], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
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
    let mut texts = Lines::default();
    for part in read_rows(conn, columns, &|lines: &mut Lines, cells| {
        let cell = Cells::of(cells).nth(column as usize).flatten().unwrap_or_default();
        lines.push(|text| {
            let from = text.len();
            if cell.is_ascii() {
                text.push_str(cell);
                text[from..].make_ascii_lowercase();
            } else {
                text.push_str(&cell.to_lowercase());
            }
        });
    })? {
        texts.append(&part);
    }
    let ranks = Arc::new(ranked(&texts));
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
    // Whoever types on looks for less each time: what was found before holds all of it.
    let wider = columns.ranks.found.iter().filter(|(known, _)| needle.contains(known.as_str()));
    let wider = wider.map(|(_, found)| (found.iter().filter(|found| **found).count(), found));
    let few = wider.min_by_key(|(count, _)| *count).filter(|(count, _)| *count <= FEW);
    let found = match few {
        Some((_, wider)) => among(conn, columns, wider, &needle)?,
        None => {
            read_rows(conn, columns, &|found: &mut Vec<bool>, cells| found.push(contains(cells, &needle)))?
                .concat()
        }
    };
    let found = Arc::new(found);
    make_room(&mut columns.ranks.found);
    columns.ranks.found.push((needle, Arc::clone(&found)));
    Ok(found)
}

/// Rows that are read one by one sooner than all in a row.
const FEW: usize = 50_000;

fn among(
    conn: &Connection,
    columns: &Columns,
    wider: &[bool],
    needle: &str,
) -> Result<Vec<bool>, StoreError> {
    let mut reader = BlockReader::new(conn, columns.list)?;
    let mut found = vec![false; wider.len()];
    for (at, _) in (0u32..).zip(wider).filter(|(_, wider)| **wider) {
        found[at as usize] = contains(reader.row(at)?.1, needle);
    }
    Ok(found)
}

/// Whether `needle`, in lower case, occurs in one of the packed cells, whatever the case.
fn contains(packed: &[u8], needle: &str) -> bool {
    // Where all is ASCII, nearly every row is done with at a glance over its bytes.
    if needle.is_ascii() && packed.is_ascii() && !occurs(packed, needle.as_bytes()) {
        return false;
    }
    Cells::of(packed).flatten().any(|cell| {
        if cell.is_ascii() {
            occurs(cell.as_bytes(), needle.as_bytes())
        } else {
            cell.to_lowercase().contains(needle)
        }
    })
}

fn occurs(text: &[u8], needle: &[u8]) -> bool {
    let Some((&first, rest)) = needle.split_first() else { return true };
    let other = first.to_ascii_uppercase();
    let Some(last) = text.len().checked_sub(needle.len()) else { return false };
    let mut from = 0;
    while from <= last {
        let Some(at) = memchr::memchr2(first, other, &text[from..=last]) else { return false };
        from += at + 1;
        if text[from..from + rest.len()].eq_ignore_ascii_case(rest) {
            return true;
        }
    }
    false
}

/// What `read` gathers from the packed cells of every row, in stretches of blocks one after the other. Rows never change, so
/// each stretch is read by a thread and a connection of its own.
fn read_rows<T: Default + Send>(
    conn: &Connection,
    columns: &Columns,
    read: &(dyn Fn(&mut T, &[u8]) + Sync),
) -> Result<Vec<T>, StoreError> {
    let rows = u32::try_from(columns.addresses.len()).map_err(StoreError::damaged)?;
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(THREADS);
    let threads = if rows < TOO_SHORT { 1 } else { u32::try_from(threads).unwrap_or(1) };
    let stretch = rows.div_ceil(threads).max(1);
    let stretches: Vec<(i64, i64)> = (0..rows)
        .step_by(stretch as usize)
        .map(|from| {
            let to = from.saturating_add(stretch - 1).min(rows - 1);
            (id::at(columns.list, from), id::at(columns.list, to))
        })
        .collect();
    match (stretches.as_slice(), conn.path()) {
        ([], _) => Ok(Vec::new()),
        ([one], _) => Ok(vec![read_stretch(conn, *one, read)?]),
        (several, None) => several.iter().map(|one| read_stretch(conn, *one, read)).collect(),
        (several, Some(path)) => std::thread::scope(|scope| {
            let (here, others) = several.split_last().unwrap_or((&(0, 0), &[]));
            let others: Vec<_> = others
                .iter()
                .map(|&one| scope.spawn(move || read_stretch(&Readers::connect(path.as_ref())?, one, read)))
                .collect();
            let last = read_stretch(conn, *here, read);
            let mut parts = Vec::new();
            for other in others {
                parts.push(other.join().map_err(|_| StoreError::Closed)??);
            }
            parts.push(last?);
            Ok(parts)
        }),
    }
}

/// Threads that read at the same time, at most, and rows that are not worth a second one.
const THREADS: usize = 4;
const TOO_SHORT: u32 = 20_000;

fn read_stretch<T: Default>(
    conn: &Connection,
    between: (i64, i64),
    read: &(dyn Fn(&mut T, &[u8]) + Sync),
) -> Result<T, StoreError> {
    let mut gathered = T::default();
    blocks::for_each(conn, between, |_, cells| {
        read(&mut gathered, cells);
        Ok(true)
    })?;
    Ok(gathered)
}

/// Many short texts in one.
#[derive(Default)]
struct Lines {
    text: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Lines {
    fn push(&mut self, append: impl FnOnce(&mut String)) {
        append(&mut self.text);
        self.ends.push(self.text.len());
    }

    fn append(&mut self, others: &Self) {
        let before = self.text.len();
        self.text.push_str(&others.text);
        self.ends.extend(others.ends.iter().map(|end| before + end));
    }

    fn get(&self, line: u32) -> &[u8] {
        let line = line as usize;
        let from = line.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text.as_bytes()[from..self.ends[line]]
    }
}

/// Bytes of a text that stand beside its number, and what stands behind them where they are not all of it.
const START: usize = 15;
const LONGER: u8 = 16;

/// The place of each text in their order; equal texts share one. Most of them differ within their first bytes, which stand
/// beside the numbers that are sorted, so that the texts themselves are seldom looked up.
fn ranked(texts: &Lines) -> Vec<u32> {
    let start = |line: u32| {
        let text = texts.get(line);
        let mut start = [0; START + 1];
        let length = text.len().min(START);
        start[..length].copy_from_slice(&text[..length]);
        // Of texts that go on in nothing but zeros the shorter comes first, as everywhere.
        start[START] = u8::try_from(text.len()).unwrap_or(LONGER).min(LONGER);
        u128::from_be_bytes(start)
    };
    let is_longer = |start: u128| start.to_be_bytes()[START] == LONGER;
    let count = u32::try_from(texts.ends.len()).unwrap_or(u32::MAX);
    let mut order: Vec<(u128, u32)> = (0..count).map(|line| (start(line), line)).collect();
    order.sort_unstable_by(|(start, line), (other_start, other)| {
        start.cmp(other_start).then_with(|| {
            if is_longer(*start) {
                texts.get(*line).cmp(texts.get(*other))
            } else {
                std::cmp::Ordering::Equal
            }
        })
    });
    let mut ranks = vec![0; order.len()];
    let mut rank = 0;
    for (n, &(start, line)) in order.iter().enumerate() {
        if n > 0 {
            let (before, line_before) = order[n - 1];
            let same = before == start && (!is_longer(start) || texts.get(line_before) == texts.get(line));
            rank += u32::from(!same);
        }
        ranks[line as usize] = rank;
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
        let contains = |cells: &[&str], needle| {
            let mut packed = Vec::new();
            crate::cells::pack(cells, &mut packed);
            contains(&packed, needle)
        };
        assert!(contains(&["Anna MÜLLER"], "müller"));
        assert!(contains(&["aab"], "ab"));
        assert!(contains(&["x@Example.COM"], "example.com"));
        assert!(!contains(&["example"], "example.com"));
        assert!(contains(&[""], ""));
        assert!(!contains(&["anna", "berg"], "annaberg"), "a cell ends where it ends");
        assert!(!contains(&["a", "b"], "a\u{1}b"), "the length of a cell is no text");
        assert!(contains(&["x", &"y".repeat(300), "Zoë"], "zoë"));
        assert!(contains(&["300 \u{212a}"], "300 k"), "the Kelvin sign is a k in lower case");
    }

    #[test]
    fn equal_texts_share_a_rank() {
        let ranked = |texts: &[&str]| {
            let mut lines = Lines::default();
            texts.iter().for_each(|text| lines.push(|all| all.push_str(text)));
            ranked(&lines)
        };
        assert_eq!(ranked(&["b", "a", "b"]), [1, 0, 1]);
        let long = |end: &str| format!("{}{end}", "x".repeat(20));
        assert_eq!(ranked(&[&long("b"), "x", &long("a"), &long("b")]), [2, 0, 1, 2]);
        assert_eq!(ranked(&["x", "x\0", ""]), [1, 2, 0]);
        let (fourteen, fifteen, sixteen) = ("y".repeat(14), "y".repeat(15), "y".repeat(16));
        assert_eq!(ranked(&[&sixteen, &fifteen, &fourteen, &fifteen]), [2, 1, 0, 1]);
        let zeros = |count: usize| format!("z{}", "\0".repeat(count));
        assert_eq!(ranked(&[&zeros(15), &zeros(14), &zeros(2), &zeros(300)]), [2, 1, 0, 3]);
    }
}
