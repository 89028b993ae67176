//! A list on its way in. Rows go to disk in batches while the next ones are read; until [`ListWriter::finish`] nobody sees
//! the list, and a writer that is dropped, or killed, leaves nothing behind.

use std::{
    collections::{HashMap, VecDeque},
    hash::{BuildHasher, RandomState},
};

use mailvet_engine::{Clock, SystemClock};
use mailvet_verdict::{Address, DuplicateRule, SuppressionEntry, SyntaxFault};
use rusqlite::{Connection, params};

use crate::{
    ListId, ListSummary, RunOwnership, Store, StoreError, append::Appending, blocks::Blocks, claim::Claim,
    columns::NO_DOMAIN, id, lists, purge, runs, suppression, writer::Pending,
};

/// A list that is to be brought in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewList {
    /// The file's name, or what the user called it.
    pub name: String,
    /// Where it came from.
    pub path: Option<String>,
    /// The user's column names.
    pub columns: Vec<String>,
    /// Index of the column with the addresses.
    pub email_column: u32,
    /// Whether it is run in the practice world.
    pub practice: bool,
    /// How the file was written, in the caller's own words (JSON), for the way back.
    pub layout: Option<String>,
    /// When two of its rows have the same address, which is then asked about once.
    pub duplicates: DuplicateRule,
    /// Indexes of further columns with addresses, in the order of [`NewRow::more`].
    pub more_email_columns: Vec<u32>,
    /// What the file's content is known by.
    pub content: Option<String>,
}

/// A row that is to be brought in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRow {
    /// The cells as they came.
    pub cells: Vec<String>,
    /// The address as it was typed, trimmed.
    pub typed: String,
    /// What the parser made of it.
    pub address: Result<Address, SyntaxFault>,
    /// What stands in the further columns with addresses; `None`: nothing.
    pub more: Vec<Option<TypedAddress>>,
}

/// A cell with what the parser made of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedAddress {
    /// The address as it was typed, trimmed.
    pub typed: String,
    /// What the parser made of it.
    pub address: Result<Address, SyntaxFault>,
}

/// What the parser made of a cell.
type Parsed = Result<Address, SyntaxFault>;

/// Rows of a transaction, and bytes of their cells, about: many enough that its end weighs little, few enough that a run
/// beside it is not held up.
const BATCH: usize = 8_000;
const BATCH_BYTES: usize = 4 << 20;

/// Rows that room is made for before they come, at most.
const MOST_EXPECTED: usize = 4_000_000;

/// Batches on their way to the disk.
const UNDER_WAY: usize = 2;

/// Takes the rows of one list. Blocks the thread that calls it.
pub struct ListWriter {
    store: Store,
    list: ListId,
    rule: DuplicateRule,
    addresses: Positions,
    domains: Positions,
    domain_of_address: Vec<u32>,
    rows_of_address: Vec<u32>,
    rows_of_domain: Vec<u32>,
    rows: u32,
    chunks: u32,
    /// The batch in the making.
    batch: Batch,
    /// The batches that are being written meanwhile.
    under_way: VecDeque<Pending<()>>,
    claim: Option<Claim>,
    /// Runs of the list that nobody is to work on meanwhile.
    pub(crate) held: Vec<RunOwnership>,
    /// The rest is there already: the list as it was before.
    pub(crate) appending: Option<Appending>,
    finished: bool,
}

impl Store {
    /// Begins a list.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn begin_list(&self, list: NewList) -> Result<ListWriter, StoreError> {
        let claims = self.0.claims.clone();
        let rule = list.duplicates;
        let begun = self.0.writer.begin("beginning a list", move |conn| {
            let columns = serde_json::to_string(&list.columns)?;
            let more = serde_json::to_string(&list.more_email_columns)?;
            conn.prepare_cached(
                "INSERT INTO list (name, path, imported_at, columns, email_column, practice, layout, duplicates,
                                   more_email_columns, content, state)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 'importing')",
            )?
            .execute(params![
                list.name,
                list.path,
                SystemClock.now().0,
                columns,
                list.email_column,
                list.practice,
                list.layout,
                list.duplicates.code(),
                more,
                list.content
            ])?;
            let id = ListId(conn.last_insert_rowid());
            // Claimed before anybody can see it, so that no other program takes it for the leftover of a killed one.
            let claim = claims.attempt(&purge::import_lock(id)).map_err(|error| {
                tracing::error!(%error, "the list's lock file cannot be used");
                StoreError::ReadOnly
            })?;
            Ok((id, claim))
        });
        let (list, claim) = begun.wait()?;
        Ok(ListWriter::new(self.clone(), list, rule, claim))
    }
}

impl ListWriter {
    pub(crate) fn new(store: Store, list: ListId, rule: DuplicateRule, claim: Option<Claim>) -> Self {
        Self {
            store,
            list,
            rule,
            addresses: Positions::default(),
            domains: Positions::default(),
            domain_of_address: Vec::new(),
            rows_of_address: Vec::new(),
            rows_of_domain: Vec::new(),
            rows: 0,
            chunks: 0,
            batch: Batch::default(),
            under_way: VecDeque::new(),
            claim,
            held: Vec::new(),
            appending: None,
            finished: false,
        }
    }

    /// Nobody is to be asked about these addresses and domains of the list; `source` is what the suppression list is called.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn suppress(&mut self, entries: Vec<SuppressionEntry>, source: &str) -> Result<(), StoreError> {
        self.settle()?;
        let (list, source) = (self.list, source.to_owned());
        let keep = self.store.0.writer.begin("keeping a suppression list", move |conn| {
            suppression::keep(conn, list, &entries, &source)
        });
        keep.wait().map(drop)
    }

    /// Makes room for so many rows, as far as they are known beforehand.
    pub fn expect(&mut self, rows: u64) {
        let rows = usize::try_from(rows).unwrap_or(usize::MAX).min(MOST_EXPECTED);
        self.addresses.seen.reserve(rows);
        self.domain_of_address.reserve(rows);
        self.rows_of_address.reserve(rows);
    }

    /// Takes the next rows. They are on their way when this returns; a failure is heard of at a later call.
    ///
    /// # Errors
    /// The database cannot be written, or there are too many rows.
    pub fn rows(&mut self, batch: Vec<NewRow>) -> Result<(), StoreError> {
        for NewRow { cells, typed, address, more } in batch {
            let more =
                more.iter().map(|more| more.as_ref().map(|more| (more.typed.as_str(), more.address.clone())));
            self.row(&cells, (&typed, address), more)?;
        }
        self.send()
    }

    /// Takes the next row: its cells as they came, the address as it was typed with what the parser made of it, and likewise
    /// what stands in the further columns with addresses. It is on its way once a batch is full; a failure is heard of at a
    /// later call.
    ///
    /// # Errors
    /// The database cannot be written, or there are too many rows.
    pub fn row<'t>(
        &mut self,
        cells: impl IntoIterator<Item = impl AsRef<str>>,
        (typed, address): (&'t str, Parsed),
        more: impl IntoIterator<Item = Option<(&'t str, Parsed)>>,
    ) -> Result<(), StoreError> {
        let row = self.rows;
        self.rows = self.rows.checked_add(1).ok_or(StoreError::TooManyRows)?;
        let position = self.position(typed, address)?;
        for (slot, more) in (0_u32..).zip(more) {
            if let Some((typed, address)) = more {
                let position = self.position(typed, address)?;
                self.batch.more.push((row, slot, position));
            }
        }
        let at = position as usize;
        self.rows_of_address[at] += 1;
        if let Some(rows) = self.rows_of_domain.get_mut(self.domain_of_address[at] as usize) {
            *rows += 1;
        }
        let batch = &mut self.batch;
        batch.rows.push(position);
        batch.blocks.push(position, cells)?;
        if batch.rows.len() < BATCH && batch.blocks.bytes() < BATCH_BYTES { Ok(()) } else { self.send() }
    }

    /// Ends the list; from now on it is seen.
    ///
    /// # Errors
    /// The database cannot be written; then nothing of the list stays.
    pub fn finish(mut self) -> Result<ListSummary, StoreError> {
        self.settle()?;
        let shared = |counts: &[u32]| -> Vec<(u32, u32)> {
            (0..).zip(counts.iter().copied()).filter(|&(_, rows)| rows != 1).collect()
        };
        let list = self.list;
        let (addresses, domains) = (shared(&self.rows_of_address), shared(&self.rows_of_domain));
        let counts = Counts { list, addresses, domains };
        let (rows, count) = (self.rows, self.rows_of_address.len());
        let appended = self.appending.as_ref().map(|before| before.addresses);
        let mut left = Some(counts);
        if appended.is_none() {
            for part in left.take().into_iter().flat_map(Counts::parts) {
                self.store.0.writer.begin_unseen("counting rows", move |conn| part.write(conn)).wait()?;
            }
        }
        let ready = self.store.0.writer.begin("ending a list", move |conn| {
            // What was there before is in use: its counts change with its length, all at once.
            if let Some(counts) = left {
                counts.write(conn)?;
            }
            conn.execute(
                "UPDATE list SET rows = ?2, addresses = ?3, state = 'ready', appending = NULL WHERE id = ?1",
                params![list.0, rows, count],
            )?;
            if let Some(first_new) = appended {
                // It is no file's content any more.
                conn.execute("UPDATE list SET content = NULL WHERE id = ?1", [list.0])?;
                runs::take_in(conn, list, first_new)?;
            }
            lists::summary(conn, list)
        });
        let summary = ready.wait()?;
        self.finished = true;
        self.store.0.columns.forget(list);
        self.claim = None;
        self.store.0.claims.forget(&purge::import_lock(list));
        Ok(summary)
    }

    /// Takes up a list where it ended.
    pub(crate) fn take_up(&mut self, conn: &Connection, before: &Appending) -> Result<(), StoreError> {
        let mut domains =
            conn.prepare_cached("SELECT name, rows FROM list_domain WHERE list = ?1 ORDER BY position")?;
        let mut rows = domains.query([self.list.0])?;
        while let Some(row) = rows.next()? {
            self.domains.of(&row.get::<_, String>(0)?);
            self.rows_of_domain.push(row.get(1)?);
        }
        let mut addresses = conn.prepare_cached(
            "SELECT local, name, typed, address.domain, address.rows FROM address
             LEFT JOIN list_domain ON list_domain.list = ?1 AND position = address.domain
             WHERE address.id BETWEEN ?2 AND ?3 ORDER BY address.id",
        )?;
        let (first, last) = id::all(self.list);
        let mut rows = addresses.query(params![self.list.0, first, last])?;
        while let Some(row) = rows.next()? {
            let (_, new) = match (row.get::<_, Option<String>>(0)?, row.get::<_, Option<String>>(1)?) {
                (Some(local), Some(domain)) => {
                    self.addresses.of(&(true, self.rule.key(&Address { local, domain })))
                }
                _ => self.addresses.of(&(false, &row.get::<_, Option<String>>(2)?.unwrap_or_default())),
            };
            if !new {
                return Err(StoreError::damaged("a list has one address twice"));
            }
            self.domain_of_address.push(row.get::<_, Option<u32>>(3)?.unwrap_or(NO_DOMAIN));
            self.rows_of_address.push(row.get(4)?);
        }
        (self.rows, self.chunks) = (before.rows, before.chunks);
        Ok(())
    }

    /// Sends the batch in the making on its way, and waits while too many are on theirs.
    fn send(&mut self) -> Result<(), StoreError> {
        if self.batch.rows.is_empty() {
            return Ok(());
        }
        // The writing thread has enough to do.
        self.batch.blocks.end_block()?;
        let blocks = Blocks::following(&mut self.batch.blocks);
        let mut batch = std::mem::replace(&mut self.batch, Batch { blocks, ..Batch::default() });
        (batch.list, batch.chunk, batch.rows_before) =
            (self.list, self.chunks, self.rows - u32::try_from(batch.rows.len()).unwrap_or_default());
        self.chunks += 1;
        while self.under_way.len() >= UNDER_WAY {
            self.under_way.pop_front().map_or(Ok(()), Pending::wait)?;
        }
        self.under_way
            .push_back(self.store.0.writer.begin_unseen("keeping rows", move |conn| batch.write(conn)));
        Ok(())
    }

    /// Sends what is left and waits for all of it.
    fn settle(&mut self) -> Result<(), StoreError> {
        self.send()?;
        self.under_way.drain(..).try_for_each(Pending::wait)
    }

    /// The position of an address in the list; a new one is on its way from now on.
    fn position(&mut self, typed: &str, address: Parsed) -> Result<u32, StoreError> {
        let (position, new) = match &address {
            Ok(address) => self.addresses.of(&(true, self.rule.key(address))),
            Err(_) => self.addresses.of(&(false, typed)),
        };
        // An address that only stands in a further column is none of any row that is counted.
        if new {
            self.new_address(position, typed, address)?;
        }
        Ok(position)
    }

    fn new_address(&mut self, position: u32, typed: &str, address: Parsed) -> Result<(), StoreError> {
        let mut new = NewAddress { position, ..NewAddress::default() };
        match address {
            Ok(address) => {
                let (domain, first) = self.domains.of(&address.domain);
                let to_the_letter = typed
                    .strip_prefix(&address.local)
                    .and_then(|rest| rest.strip_prefix('@'))
                    .is_some_and(|rest| rest == address.domain);
                new.typed = (!to_the_letter).then(|| typed.to_owned());
                new.domain = Some(domain);
                new.local = Some(address.local);
                if first {
                    self.rows_of_domain.push(0);
                    self.batch.domains.push((domain, address.domain));
                }
            }
            Err(fault) => {
                new.typed = Some(typed.to_owned());
                new.fault = Some(serde_json::to_string(&fault)?);
            }
        }
        self.rows_of_address.push(0);
        self.domain_of_address.push(new.domain.unwrap_or(NO_DOMAIN));
        self.batch.addresses.push(new);
        Ok(())
    }
}

impl Drop for ListWriter {
    fn drop(&mut self) {
        if self.finished {
            return;
        }
        // What went wrong was said already; only what is left behind matters now.
        self.under_way.drain(..).for_each(|pending| drop(pending.wait()));
        let undone = match &self.appending {
            Some(before) => self.store.shorten(self.list, before),
            None => self.store.remove(&[self.list], &[]),
        };
        if let Err(error) = undone {
            tracing::warn!(%error, "a half imported list stays until the next start");
        }
    }
}

/// How many rows share what, where that is not one row.
struct Counts {
    list: ListId,
    addresses: Vec<(u32, u32)>,
    domains: Vec<(u32, u32)>,
}

impl Counts {
    /// Many at once, and yet so few that a run beside it is never held up for long.
    const PART: usize = 20_000;

    fn parts(self) -> Vec<Self> {
        let Self { list, addresses, domains } = self;
        let part = |addresses: &[_], domains: &[_]| Self {
            list,
            addresses: addresses.to_vec(),
            domains: domains.to_vec(),
        };
        let of_addresses = addresses.chunks(Self::PART).map(|chunk| part(chunk, &[]));
        of_addresses.chain(domains.chunks(Self::PART).map(|chunk| part(&[], chunk))).collect()
    }

    fn write(&self, conn: &Connection) -> Result<(), StoreError> {
        let mut address = conn.prepare_cached("UPDATE address SET rows = ?2 WHERE id = ?1")?;
        for &(position, rows) in &self.addresses {
            address.execute(params![id::at(self.list, position), rows])?;
        }
        let mut domain =
            conn.prepare_cached("UPDATE list_domain SET rows = ?3 WHERE list = ?1 AND position = ?2")?;
        for &(position, rows) in &self.domains {
            domain.execute(params![self.list.0, position, rows])?;
        }
        Ok(())
    }
}

/// Numbers distinct things in the order of their first coming, by 96 bits of a keyed hash: sixteen bytes each, whatever
/// their length. Two things would share a number once in some 10^16 lists of a million.
#[derive(Default)]
struct Positions {
    seen: HashMap<[u32; 3], u32>,
    keys: [RandomState; 2],
}

impl Positions {
    /// The number of `thing`, and whether it is new.
    fn of(&mut self, thing: &impl std::hash::Hash) -> (u32, bool) {
        let [one, two] = self.keys.each_ref().map(|key| key.hash_one(thing).to_le_bytes());
        let part = |bytes: [u8; 8], from: usize| {
            u32::from_le_bytes([bytes[from], bytes[from + 1], bytes[from + 2], bytes[from + 3]])
        };
        // There are never more addresses than rows, and rows are counted in 32 bits.
        let next = u32::try_from(self.seen.len()).unwrap_or(u32::MAX);
        let number = *self.seen.entry([part(one, 0), part(one, 4), part(two, 0)]).or_insert(next);
        (number, number == next)
    }
}

/// Rows on their way to the writing thread.
#[derive(Default)]
struct Batch {
    list: ListId,
    chunk: u32,
    /// Rows of the list before the first of these.
    rows_before: u32,
    /// The address of each row.
    rows: Vec<u32>,
    blocks: Blocks,
    addresses: Vec<NewAddress>,
    domains: Vec<(u32, String)>,
    /// Row, slot and position of the addresses in further columns.
    more: Vec<(u32, u32, u32)>,
}

#[derive(Default)]
struct NewAddress {
    position: u32,
    domain: Option<u32>,
    local: Option<String>,
    typed: Option<String>,
    fault: Option<String>,
}

impl Batch {
    fn write(self, conn: &Connection) -> Result<(), StoreError> {
        let list = self.list;
        self.blocks.write(conn, list, self.rows_before)?;
        let mut address = conn.prepare_cached(
            "INSERT INTO address (id, domain, local, typed, fault) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        for new in &self.addresses {
            address.execute(params![
                id::at(list, new.position),
                new.domain,
                new.local,
                new.typed,
                new.fault
            ])?;
        }
        let mut more =
            conn.prepare_cached("INSERT INTO more_address (id, slot, address) VALUES (?1, ?2, ?3)")?;
        for (row, slot, address) in &self.more {
            more.execute(params![id::at(list, *row), slot, address])?;
        }
        let mut domain =
            conn.prepare_cached("INSERT INTO list_domain (list, position, name) VALUES (?1, ?2, ?3)")?;
        for (position, name) in &self.domains {
            domain.execute(params![list.0, position, name])?;
        }
        let links: Vec<u8> = self.rows.iter().flat_map(|address| address.to_le_bytes()).collect();
        let domains: Vec<u8> =
            self.addresses.iter().flat_map(|new| new.domain.unwrap_or(NO_DOMAIN).to_le_bytes()).collect();
        conn.prepare_cached(
            "INSERT INTO list_chunk (id, row_addresses, address_domains) VALUES (?1, ?2, ?3)",
        )?
        .execute(params![id::at(list, self.chunk), links, domains])?;
        Ok(())
    }
}
