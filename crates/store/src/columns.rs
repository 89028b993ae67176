//! The narrow part of a list in memory: which address stands in which row, at which domain, with which outcome. Some fifteen
//! bytes a row, so that filters, counts and orders of a million rows are loops over arrays. What a run writes is taken over
//! by its revision before every use, whoever wrote it; nothing here is ever written back.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use mailvet_engine::journal::RunId;
use rusqlite::{Connection, OptionalExtension as _, Row};

use crate::{
    ListId, Query, StoreError, changes, decisions, id,
    kept_columns::{KeptColumns, Packed},
    operators::MailOperators,
    outcomes,
    ranks::Ranks,
};

/// The domain of what is no address.
pub(crate) const NO_DOMAIN: u32 = u32::MAX;

/// Lists kept in memory; the one not used for longest goes first.
const LISTS: usize = 3;

/// Views kept for each list.
const VIEWS: usize = 6;

/// Of so many addresses one may have changed before all are read anew: one by one they are read from all over the file.
const ONE_BY_ONE: usize = 64;

/// Reading so many judgements takes some ten milliseconds: as many new ones are worth keeping the columns for.
const WORTH_KEEPING: usize = 50_000;

/// By what it is known whether a view still holds: the revision of the run, and how far its mail operators are known.
type Seen = (i64, (Option<RunId>, i64));

/// The narrow part of one list.
pub(crate) struct Columns {
    pub(crate) list: ListId,
    /// The address of each row.
    pub(crate) addresses: Vec<u32>,
    /// Of each address: its domain, how many rows share it.
    pub(crate) domains: Vec<u32>,
    pub(crate) rows: Vec<u32>,
    /// The run that the rest is of.
    pub(crate) run: Option<RunId>,
    /// Of each address: the kind that its outcome and the user's decision make, its score and when it was judged.
    pub(crate) outcomes: Vec<u32>,
    pub(crate) scores: Vec<u8>,
    pub(crate) judged_at: Vec<i64>,
    revision: i64,
    /// Judgements taken over since the columns were kept.
    unkept: usize,
    /// How often decisions had changed when they were read.
    decided: i64,
    /// What never changes with a run: orders by cells and addresses, finds of a search.
    pub(crate) ranks: Ranks,
    views: Vec<(Query, Seen, Arc<Vec<u32>>)>,
}

impl Columns {
    fn load(conn: &Connection, list: ListId) -> Result<Self, StoreError> {
        let (first, last) = id::all(list);
        let mut select = conn.prepare_cached(
            "SELECT row_addresses, address_domains FROM list_chunk WHERE id BETWEEN ?1 AND ?2 ORDER BY id",
        )?;
        let mut chunks = select.query([first, last])?;
        let (mut addresses, mut domains) = (Vec::new(), Vec::new());
        while let Some(chunk) = chunks.next()? {
            unpack(chunk.get_ref(0)?.as_blob().map_err(StoreError::damaged)?, &mut addresses);
            unpack(chunk.get_ref(1)?.as_blob().map_err(StoreError::damaged)?, &mut domains);
        }
        // What is being appended is not seen before it is whole.
        let (rows, distinct): (usize, usize) = conn
            .prepare_cached("SELECT rows, addresses FROM list WHERE id = ?1")?
            .query_row([list.0], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?
            .ok_or(StoreError::NO_LIST)?;
        addresses.truncate(rows);
        domains.truncate(distinct);
        let mut rows = vec![0; domains.len()];
        for &address in &addresses {
            *rows
                .get_mut(address as usize)
                .ok_or_else(|| StoreError::damaged("a row without its address"))? += 1;
        }
        Ok(Self {
            list,
            outcomes: vec![outcomes::NONE; domains.len()],
            scores: vec![0; domains.len()],
            judged_at: vec![0; domains.len()],
            addresses,
            domains,
            rows,
            run: None,
            revision: 0,
            unkept: 0,
            decided: 0,
            ranks: Ranks::default(),
            views: Vec::new(),
        })
    }

    /// Takes over what was judged since the last time.
    fn follow(&mut self, conn: &Connection) -> Result<(), StoreError> {
        let (run, revision, decided): (Option<i64>, Option<i64>, i64) = conn
            .prepare_cached(
                "SELECT run.id, revision, decided FROM list LEFT JOIN run ON run.list = list.id
                 WHERE list.id = ?1 AND list.state = 'ready' ORDER BY run.id DESC LIMIT 1",
            )?
            .query_row([self.list.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?
            .ok_or(StoreError::NO_LIST)?;
        if self.run != run.map(RunId) {
            self.forget_judgements();
            self.run = run.map(RunId);
            self.begin_with_kept(conn)?;
        }
        if decided != self.decided {
            self.outcomes.iter_mut().for_each(|kind| *kind = decisions::decided(*kind, None));
            let outcomes = &mut self.outcomes;
            decisions::for_each(conn, self.list, |address, action| {
                if let Some(kind) = outcomes.get_mut(address as usize) {
                    *kind = decisions::decided(*kind, action);
                }
            })?;
            self.decided = decided;
            self.views.clear();
        }
        let revision = revision.unwrap_or_default();
        if revision == self.revision {
            return Ok(());
        }
        let (Some(run), from) = (self.run, self.revision) else { return Ok(()) };
        let changed = changes::between(conn, run, from, revision)?;
        // Many are read sooner in one go than one by one.
        match changed.filter(|changed| changed.len() <= self.outcomes.len() / ONE_BY_ONE) {
            Some(changed) => {
                let mut select = conn.prepare_cached(
                    "SELECT address, outcome, score, judged_at FROM task
                     WHERE run = ?1 AND address = ?2 AND outcome IS NOT NULL",
                )?;
                for position in changed {
                    let mut rows = select.query([run.0, id::at(self.list, position)])?;
                    if let Some(row) = rows.next()? {
                        self.take_over(row)?;
                    }
                }
            }
            None => {
                self.forget_judgements();
                let mut select = conn.prepare_cached(
                    "SELECT address, outcome, score, judged_at FROM task WHERE run = ?1 AND outcome IS NOT NULL",
                )?;
                let mut rows = select.query([run.0])?;
                while let Some(row) = rows.next()? {
                    self.take_over(row)?;
                }
            }
        }
        self.revision = revision;
        Ok(())
    }

    fn forget_judgements(&mut self) {
        self.outcomes.iter_mut().for_each(|kind| *kind = decisions::judged(*kind, outcomes::NONE));
        self.scores.fill(0);
        self.judged_at.fill(0);
        (self.revision, self.unkept) = (0, 0);
        self.views.clear();
    }

    /// Puts in what was kept of the run.
    fn begin_with_kept(&mut self, conn: &Connection) -> Result<(), StoreError> {
        let Some(run) = self.run else { return Ok(()) };
        let Some(kept) = KeptColumns::read(conn, run, self.outcomes.len())? else { return Ok(()) };
        for (kind, outcome) in self.outcomes.iter_mut().zip(kept.outcomes) {
            *kind = decisions::judged(*kind, outcome);
        }
        self.scores[..kept.scores.len()].copy_from_slice(&kept.scores);
        self.judged_at[..kept.judged_at.len()].copy_from_slice(&kept.judged_at);
        self.revision = kept.revision;
        Ok(())
    }

    /// The judgements to be kept, where keeping them spares whoever opens the list next enough.
    pub(crate) fn take_unkept(&mut self) -> Result<Option<Packed>, StoreError> {
        let Some(run) = self.run.filter(|_| self.unkept >= WORTH_KEEPING) else { return Ok(None) };
        self.unkept = 0;
        let outcomes = self.outcomes.iter().map(|kind| decisions::parts(*kind).0);
        Packed::of((self.list, run, self.revision), outcomes, &self.scores, &self.judged_at).map(Some)
    }

    fn take_over(&mut self, row: &Row<'_>) -> Result<(), StoreError> {
        let address = id::position(row.get(0)?) as usize;
        if address >= self.outcomes.len() {
            return Err(StoreError::damaged("a task without its address"));
        }
        self.outcomes[address] = decisions::judged(self.outcomes[address], row.get(1)?);
        self.scores[address] = row.get(2)?;
        self.judged_at[address] = row.get(3)?;
        self.unkept += 1;
        Ok(())
    }

    /// The rows of a query that was asked before, if nothing has changed since.
    pub(crate) fn view(&self, query: &Query, operators: &MailOperators) -> Option<Arc<Vec<u32>>> {
        let now = (self.revision, operators.version());
        let known = self.views.iter().find(|(known, seen, _)| known == query && *seen == now);
        known.map(|(.., rows)| Arc::clone(rows))
    }

    /// Keeps the rows of a query for the next time.
    pub(crate) fn keep_view(&mut self, query: &Query, operators: &MailOperators, rows: &Arc<Vec<u32>>) {
        let now = (self.revision, operators.version());
        self.views.retain(|(_, seen, _)| *seen == now);
        if self.views.len() == VIEWS {
            self.views.remove(0);
        }
        self.views.push((query.clone(), now, Arc::clone(rows)));
    }
}

fn unpack(packed: &[u8], into: &mut Vec<u32>) {
    into.extend(
        packed.chunks_exact(4).map(|bytes| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])),
    );
}

/// The lists in memory.
#[derive(Default)]
pub(crate) struct ColumnsCache(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    lists: HashMap<ListId, (u64, Shared)>,
    uses: u64,
}

type Shared = Arc<Mutex<Option<Columns>>>;

impl ColumnsCache {
    /// Works with the columns of a list as they are at this moment. This has to be the first reading in its transaction:
    /// the moment that `conn` sees is then fixed while nobody else can move the columns past it.
    pub(crate) fn with<T>(
        &self,
        conn: &Connection,
        list: ListId,
        work: impl FnOnce(&mut Columns) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let shared = self.shared(list);
        let mut slot = shared.lock().unwrap_or_else(PoisonError::into_inner);
        let columns = match &mut *slot {
            Some(columns) => columns,
            none => none.insert(Columns::load(conn, list)?),
        };
        match columns.follow(conn) {
            Ok(()) => work(columns),
            Err(error) => {
                *slot = None;
                Err(error)
            }
        }
    }

    /// Forgets a list that is being deleted.
    pub(crate) fn forget(&self, list: ListId) {
        self.lock().lists.remove(&list);
    }

    fn shared(&self, list: ListId) -> Shared {
        let mut kept = self.lock();
        kept.uses += 1;
        let now = kept.uses;
        if !kept.lists.contains_key(&list)
            && kept.lists.len() >= LISTS
            && let Some(oldest) = kept.lists.iter().min_by_key(|(_, (used, _))| *used).map(|(&list, _)| list)
        {
            kept.lists.remove(&oldest);
        }
        match kept.lists.entry(list) {
            Entry::Occupied(mut entry) => {
                entry.get_mut().0 = now;
                Arc::clone(&entry.get().1)
            }
            Entry::Vacant(entry) => Arc::clone(&entry.insert((now, Shared::default())).1),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
