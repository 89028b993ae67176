//! Connections that only read: made when needed, kept for the next one, never more than a handful. Every reading sees one
//! moment of the database from its first to its last statement.

use std::{
    path::{Path, PathBuf},
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

use rusqlite::{Connection, OpenFlags};

use crate::StoreError;

const MOST: usize = 6;

pub(crate) struct Readers {
    path: PathBuf,
    pool: Mutex<Pool>,
    returned: Condvar,
}

#[derive(Default)]
struct Pool {
    idle: Vec<Connection>,
    out: usize,
}

impl Readers {
    pub(crate) fn of(path: PathBuf) -> Self {
        Self { path, pool: Mutex::default(), returned: Condvar::new() }
    }

    /// Reads within one transaction. Blocks while all connections are in use.
    pub(crate) fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let lent = self.lend().map_err(E::from)?;
        lent.conn().execute_batch("BEGIN").map_err(StoreError::from)?;
        let result = work(lent.conn());
        lent.conn().execute_batch("ROLLBACK").map_err(StoreError::from)?;
        result
    }

    fn lend(&self) -> Result<Lent<'_>, StoreError> {
        let mut pool = self.lock();
        loop {
            if let Some(conn) = pool.idle.pop() {
                pool.out += 1;
                return Ok(Lent { readers: self, conn: Some(conn) });
            }
            if pool.out < MOST {
                pool.out += 1;
                break;
            }
            pool = self.returned.wait(pool).unwrap_or_else(PoisonError::into_inner);
        }
        drop(pool);
        let mut lent = Lent { readers: self, conn: None };
        lent.conn = Some(Self::connect(&self.path)?);
        Ok(lent)
    }

    /// One more connection, for whoever reads side by side with others.
    pub(crate) fn connect(path: &Path) -> Result<Connection, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(path, flags)?;
        crate::store::set_up(&conn)?;
        Ok(conn)
    }

    fn lock(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection that goes back by itself, unless a panic left it in the middle of something.
struct Lent<'a> {
    readers: &'a Readers,
    conn: Option<Connection>,
}

impl Lent<'_> {
    fn conn(&self) -> &Connection {
        self.conn.as_ref().expect("a lent connection is there until it is dropped")
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut pool = self.readers.lock();
        pool.out -= 1;
        if let Some(conn) = self.conn.take().filter(Connection::is_autocommit) {
            pool.idle.push(conn);
        }
        drop(pool);
        self.readers.returned.notify_one();
    }
}
