//! Who else is in a list: the addresses of each domain in the list's order, and the people and companies that its rows
//! name. The links are kept in memory (some sixteen bytes an address), the rows are read when they are wanted.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use mailvet_verdict::{Address, LISTED, Listed, Person, PersonColumns, from_all_over};
use rusqlite::{Connection, OptionalExtension as _};

use crate::{
    ListId, StoreError,
    blocks::{self, BlockReader},
    cells,
    columns::NO_DOMAIN,
    id,
    learnt::key,
};

/// Addresses of a domain that are looked at.
const OF_A_DOMAIN: usize = 200;

/// Rows that the columns with names are found by.
const SAMPLE: usize = 200;

/// Domains that are kept; past that, all are forgotten.
const KEPT: usize = 2_048;

/// Who is in a list.
pub(crate) struct Neighbours {
    list: ListId,
    columns: PersonColumns,
    /// Of each address: its domain, and the first of its rows.
    domains: Vec<u32>,
    first_rows: Vec<u32>,
    /// Addresses by domain, in the list's order within each, and where each domain begins.
    by_domain: Vec<u32>,
    begins: Vec<u32>,
    hoods: Mutex<HashMap<u32, Arc<Neighbourhood>>>,
}

/// Addresses of a domain, from all over its part of a list and in the list's order: a list may be sorted, by what is right even,
/// so that its first ones are no picture of it.
#[derive(Default)]
pub(crate) struct Neighbourhood {
    /// As many as a dossier names.
    pub(crate) listed: Arc<[Listed]>,
    /// The persons that rows name, of some more addresses, by the local part under which each is known.
    persons: HashMap<String, Person>,
}

impl Neighbourhood {
    /// The person that the row of an address names.
    pub(crate) fn person(&self, key: &str) -> Option<Person> {
        self.persons.get(key).cloned()
    }
}

impl Neighbours {
    pub(crate) fn load(conn: &Connection, list: ListId) -> Result<Self, StoreError> {
        let (first, last) = id::all(list);
        let mut select = conn.prepare_cached(
            "SELECT row_addresses, address_domains FROM list_chunk WHERE id BETWEEN ?1 AND ?2 ORDER BY id",
        )?;
        let mut chunks = select.query([first, last])?;
        let (mut domains, mut first_rows, mut row) = (Vec::new(), Vec::new(), 0);
        while let Some(chunk) = chunks.next()? {
            domains.extend(numbers(chunk.get_ref(1)?.as_blob().map_err(StoreError::damaged)?));
            // An address that only stands in a further column is none of any row here.
            first_rows.resize(domains.len(), NO_ROW);
            for address in numbers(chunk.get_ref(0)?.as_blob().map_err(StoreError::damaged)?) {
                stands_in(&mut first_rows, address, row);
                row += 1;
            }
        }
        let mut select =
            conn.prepare_cached("SELECT id, address FROM more_address WHERE id BETWEEN ?1 AND ?2")?;
        let mut further = select.query([first, last])?;
        while let Some(found) = further.next()? {
            stands_in(&mut first_rows, found.get(1)?, id::position(found.get(0)?));
        }
        let count = domains.iter().filter(|domain| **domain != NO_DOMAIN).max().map_or(0, |most| most + 1);
        let mut begins = vec![0_u32; count as usize + 1];
        domains
            .iter()
            .filter(|domain| **domain != NO_DOMAIN)
            .for_each(|domain| begins[*domain as usize + 1] += 1);
        (1..begins.len()).for_each(|n| begins[n] += begins[n - 1]);
        let mut next = begins.clone();
        let mut by_domain = vec![0; begins.last().copied().unwrap_or_default() as usize];
        for (address, domain) in (0_u32..).zip(&domains) {
            if *domain != NO_DOMAIN {
                by_domain[next[*domain as usize] as usize] = address;
                next[*domain as usize] += 1;
            }
        }
        let columns = columns(conn, list)?;
        Ok(Self { list, columns, domains, first_rows, by_domain, begins, hoods: Mutex::default() })
    }

    /// The addresses of a domain, in the list's order.
    pub(crate) fn addresses(&self, domain: u32) -> &[u32] {
        let at = |n: usize| self.begins.get(n).copied().unwrap_or_default() as usize;
        let (from, to) = (at(domain as usize), at(domain as usize + 1));
        self.by_domain.get(from..to).unwrap_or_default()
    }

    /// Addresses of the domain of an address.
    pub(crate) fn of_domain(
        &self,
        conn: &Connection,
        address: u32,
    ) -> Result<Arc<Neighbourhood>, StoreError> {
        let domain = self.domains.get(address as usize).copied().unwrap_or(NO_DOMAIN);
        let addresses = self.addresses(domain);
        if addresses.len() < 2 {
            return Ok(Arc::default());
        }
        if let Some(hood) = self.hoods.lock().unwrap_or_else(PoisonError::into_inner).get(&domain) {
            return Ok(Arc::clone(hood));
        }
        let read = |address: &u32| {
            let local = local(conn, self.list, *address)?;
            let (person, _) = self.named(conn, *address)?;
            Ok(Listed { local, person })
        };
        let some: Vec<Listed> =
            from_all_over(addresses, OF_A_DOMAIN).map(read).collect::<Result<_, StoreError>>()?;
        let listed: Arc<[Listed]> = from_all_over(&some, LISTED).cloned().collect();
        // The domain is the same for all of them, so it does not matter to the key.
        let known = |local: String| key(&Address { local, domain: String::new() });
        let persons = some.into_iter().filter_map(|Listed { local, person }| Some((known(local), person?)));
        let hood = Arc::new(Neighbourhood { listed, persons: persons.collect() });
        let mut hoods = self.hoods.lock().unwrap_or_else(PoisonError::into_inner);
        if hoods.len() >= KEPT {
            hoods.clear();
        }
        hoods.insert(domain, Arc::clone(&hood));
        Ok(hood)
    }

    /// The person and the company that the first row of an address names.
    pub(crate) fn named(
        &self,
        conn: &Connection,
        address: u32,
    ) -> Result<(Option<Person>, Option<String>), StoreError> {
        let first = self.first_rows.get(address as usize).copied().filter(|row| *row != NO_ROW);
        let Some(row) = first.filter(|_| !self.columns.is_empty()) else {
            return Ok((None, None));
        };
        let mut reader = BlockReader::new(conn, self.list)?;
        let (_, packed) = reader.row(row)?;
        let cells = cells::unpack(packed).unwrap_or_default();
        Ok((self.columns.person(&cells), self.columns.company(&cells)))
    }
}

/// The first row of an address that no row is known of.
const NO_ROW: u32 = u32::MAX;

fn stands_in(first_rows: &mut [u32], address: u32, row: u32) {
    if let Some(first) = first_rows.get_mut(address as usize) {
        *first = row.min(*first);
    }
}

/// The local part of an address of a list.
pub(crate) fn local(conn: &Connection, list: ListId, address: u32) -> Result<String, StoreError> {
    let mut select = conn.prepare_cached("SELECT coalesce(local, '') FROM address WHERE id = ?1")?;
    Ok(select.query_row([id::at(list, address)], |row| row.get(0))?)
}

fn columns(conn: &Connection, list: ListId) -> Result<PersonColumns, StoreError> {
    let (names, email): (String, usize) = conn
        .prepare_cached("SELECT columns, email_column FROM list WHERE id = ?1")?
        .query_row([list.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .ok_or(StoreError::NO_LIST)?;
    let names: Vec<String> = serde_json::from_str(&names)?;
    if names.len() < 2 {
        return Ok(PersonColumns::default());
    }
    let mut rows = Vec::new();
    blocks::for_each(conn, id::all(list), |_, packed| {
        rows.push(cells::unpack(packed).ok_or_else(|| StoreError::damaged("a row is cut"))?);
        Ok(rows.len() < SAMPLE)
    })?;
    Ok(PersonColumns::find(&names, &rows, email))
}

fn numbers(packed: &[u8]) -> impl Iterator<Item = u32> + '_ {
    packed.chunks_exact(4).map(|bytes| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
}

#[cfg(test)]
mod tests {
    use mailvet_verdict::DuplicateRule;

    use super::*;
    use crate::{NewList, NewRow, Store, TypedAddress};

    #[test]
    fn each_address_of_a_row_with_several_is_named_by_that_row() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("mailvet.db")).unwrap();
        let columns = ["email", "first name", "last name", "work email"].map(str::to_owned).to_vec();
        let list = NewList {
            name: "people.csv".to_owned(),
            path: None,
            columns,
            email_column: 0,
            practice: false,
            layout: None,
            duplicates: DuplicateRule::Case,
            more_email_columns: vec![3],
            content: None,
        };
        let people = [
            ("anna@example.com", "Anna", "Berg", "berg@company.example"),
            ("bo@example.com", "Bo", "Carlsen", "carlsen@company.example"),
            // Her first address has stood in a row already.
            ("carlsen@company.example", "Clara", "Dahl", ""),
            ("dina@example.com", "Dina", "Engel", "dina@company.example"),
        ];
        let rows = people.map(|(typed, first, last, work)| NewRow {
            cells: [typed, first, last, work].map(str::to_owned).to_vec(),
            typed: typed.to_owned(),
            address: Address::parse(typed),
            more: vec![
                (!work.is_empty())
                    .then(|| TypedAddress { typed: work.to_owned(), address: Address::parse(work) }),
            ],
        });
        let mut writer = store.begin_list(list).unwrap();
        writer.rows(rows.to_vec()).unwrap();
        let list = writer.finish().unwrap();
        assert_eq!(list.addresses, 6);
        let named = store.read_now(|conn| {
            let neighbours = Neighbours::load(conn, list.id)?;
            let family = |address| Ok(neighbours.named(conn, address)?.0.and_then(|person| person.family));
            (0..6).map(family).collect::<Result<Vec<_>, StoreError>>()
        });
        let named: Vec<String> = named.unwrap().into_iter().flatten().collect();
        assert_eq!(named, ["Berg", "Berg", "Carlsen", "Carlsen", "Engel", "Engel"]);
    }
}
