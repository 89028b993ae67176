//! Texts that many addresses of a run share (sentences, grounds, where an attempt went), each kept once; sentences in their
//! short form. A text's id is a hash of it, so that finding it needs no index over the texts themselves.

use std::{
    borrow::Cow,
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
    ops::Range,
};

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::StoreError;
use mailvet_engine::journal::RunId;
use mailvet_verdict::Sentence;

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

/// Sentences that are read again and again, as by an export. Where many different ones are, all of them are read at once.
pub(crate) struct Texts<'a> {
    conn: &'a Connection,
    run: Option<RunId>,
    /// As which they are at hand.
    tongue: Tongue,
    /// Where each known one stands in `all`.
    known: HashMap<i64, Range<usize>, BuildHasherDefault<AsItIs>>,
    all: String,
    /// Texts that were read one by one.
    single: usize,
    /// One that there was no room for.
    passing: String,
}

/// As which sentences are at hand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tongue {
    /// As they are kept.
    Coded,
    /// In English.
    English,
}

/// Bytes of texts that are kept.
const KEPT: usize = 16 << 20;

/// Texts that are read one by one before all are.
const SINGLE: usize = 500;

impl Tongue {
    /// Puts a kept text so.
    fn put(self, kept: &str) -> Cow<'_, str> {
        match self {
            Self::English if Sentence::is_coded(kept) => Cow::Owned(Sentence::from_kept(kept).to_string()),
            Self::English | Self::Coded => Cow::Borrowed(kept),
        }
    }
}

impl<'a> Texts<'a> {
    pub(crate) fn of(conn: &'a Connection, run: Option<RunId>) -> Self {
        Self {
            conn,
            run,
            tongue: Tongue::Coded,
            known: HashMap::default(),
            all: String::new(),
            single: 0,
            passing: String::new(),
        }
    }

    /// The same in English, which each is put into once, for whoever reads a million rows.
    pub(crate) fn in_english(self) -> Self {
        Self { tongue: Tongue::English, ..self }
    }

    /// Puts the sentence of a judgement, with the one behind it that tells what was tried, in the place of `told`.
    pub(crate) fn tell(
        &mut self,
        told: &mut Sentence,
        sentence: i64,
        tried: Option<i64>,
    ) -> Result<(), StoreError> {
        match self.tongue {
            Tongue::Coded => {
                let found = Sentence::from_kept(self.text(sentence)?);
                *told = match tried {
                    Some(tried) => found.and(Sentence::from_kept(self.text(tried)?)),
                    None => found,
                };
            }
            Tongue::English => {
                let room = told.room();
                room.push_str(self.text(sentence)?);
                if let Some(tried) = tried {
                    room.push(' ');
                    room.push_str(self.text(tried)?);
                }
            }
        }
        Ok(())
    }

    fn text(&mut self, id: i64) -> Result<&str, StoreError> {
        let run = self.run.ok_or(StoreError::NO_RUN)?;
        if let Some(range) = self.known.get(&id) {
            return Ok(&self.all[range.clone()]);
        }
        self.single += 1;
        if self.single == SINGLE {
            self.read_all(run)?;
        }
        self.passing = self.tongue.put(&read(self.conn, run, id)?).into_owned();
        if self.all.len() < KEPT {
            let text = std::mem::take(&mut self.passing);
            let range = self.keep(id, &text);
            return Ok(&self.all[range]);
        }
        Ok(&self.passing)
    }

    fn read_all(&mut self, run: RunId) -> Result<(), StoreError> {
        let mut select = self.conn.prepare_cached("SELECT id, text FROM run_text WHERE run = ?1")?;
        let mut rows = select.query([run.0])?;
        while self.all.len() < KEPT
            && let Some(row) = rows.next()?
        {
            let text = row.get_ref(1)?.as_str().map_err(StoreError::damaged)?;
            let text = self.tongue.put(text);
            self.keep(row.get(0)?, &text);
        }
        Ok(())
    }

    fn keep(&mut self, id: i64, text: &str) -> Range<usize> {
        let from = self.all.len();
        self.all.push_str(text);
        self.known.insert(id, from..self.all.len());
        from..self.all.len()
    }
}

/// The ids are hashes already; only their low bits have to be spread over all.
#[derive(Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_i64(i64::from(*byte)));
    }

    fn write_i64(&mut self, id: i64) {
        self.0 = (self.0.rotate_left(5) ^ id.cast_unsigned()).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

/// FNV-1a, 64 bits folded to 31: the same in every version, which the standard library's hashes do not promise, and short
/// where it is referred to a million times.
fn hash(text: &str) -> i64 {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    ((hash ^ hash >> 31) & 0x7fff_ffff).cast_signed()
}
