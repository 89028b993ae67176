//! Texts that many addresses of a run share (sentences, grounds, where an attempt went), each kept once. A text's id is a
//! hash of it, so that finding it needs no index over the texts themselves.

use std::collections::{HashMap, hash_map::Entry};

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::StoreError;
use mailvet_engine::journal::RunId;

/// The id of `text` in `run`; it is kept if it is new.
pub(crate) fn keep(conn: &Connection, run: RunId, text: &str) -> Result<i64, StoreError> {
    let mut id = hash(text);
    let mut select = conn.prepare_cached("SELECT text = ?3 FROM run_text WHERE run = ?1 AND id = ?2")?;
    loop {
        match select.query_row(params![run.0, id, text], |row| row.get(0)).optional()? {
            Some(true) => return Ok(id),
            // Another text with the same hash: the next number is tried.
            Some(false) => id = id.wrapping_add(1),
            None => {
                conn.prepare_cached("INSERT INTO run_text (run, id, text) VALUES (?1, ?2, ?3)")?
                    .execute(params![run.0, id, text])?;
                return Ok(id);
            }
        }
    }
}

/// The text with this id.
pub(crate) fn read(conn: &Connection, run: RunId, id: i64) -> Result<String, StoreError> {
    conn.prepare_cached("SELECT text FROM run_text WHERE run = ?1 AND id = ?2")?
        .query_row([run.0, id], |row| row.get(0))
        .optional()?
        .ok_or_else(|| StoreError::damaged("a text is missing"))
}

/// Texts that are read again and again, as by an export, where few are shared by many.
pub(crate) struct Texts<'a> {
    conn: &'a Connection,
    run: Option<RunId>,
    known: HashMap<i64, String>,
}

/// Texts that are kept; past that, all are forgotten.
const KEPT: usize = 4_096;

impl<'a> Texts<'a> {
    pub(crate) fn of(conn: &'a Connection, run: Option<RunId>) -> Self {
        Self { conn, run, known: HashMap::new() }
    }

    /// The sentence of a judgement, with the one behind it that tells what was tried.
    pub(crate) fn sentence(&mut self, sentence: i64, tried: Option<i64>) -> Result<String, StoreError> {
        let mut told = String::new();
        for (n, id) in std::iter::once(sentence).chain(tried).enumerate() {
            if n > 0 {
                told.push(' ');
            }
            told.push_str(self.text(id)?);
        }
        Ok(told)
    }

    fn text(&mut self, id: i64) -> Result<&str, StoreError> {
        if self.known.len() >= KEPT && !self.known.contains_key(&id) {
            self.known.clear();
        }
        Ok(match self.known.entry(id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(match self.run {
                Some(run) => read(self.conn, run, id)?,
                None => return Err(StoreError::NO_RUN),
            }),
        })
    }
}

/// FNV-1a, 64 bits: the same in every version, which the standard library's hashes do not promise.
fn hash(text: &str) -> i64 {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    hash.cast_signed()
}
