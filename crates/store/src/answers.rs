//! What stands behind the addresses of a list, and what came of them, read by the stretch: rows in the list's order name
//! addresses in nearly the same order, so a few steps in the database do for thousands of rows. What is asked for out of
//! turn is read by itself.

use std::ops::Range;

use mailvet_engine::journal::{AddressId, RunId};
use mailvet_verdict::{Moment, Sentence};
use rusqlite::{CachedStatement, Connection, OptionalExtension as _, params};

use crate::{
    ListId, RowResult, StoreError, decisions::DecisionReader, id, marks::MarkReader, outcomes::Outcomes,
    query::Mark, tasks::SETTLED, texts::Texts,
};

/// Addresses of a stretch: at least, and at most where many of them are wanted.
const SHORT: u32 = 4;
const LONG: u32 = 2_048;

/// New names of domains that are read at once.
const NAMES: u32 = 8_192;

/// Reads addresses with their results.
pub(crate) struct AnswerReader<'a> {
    addresses: CachedStatement<'a>,
    tasks: CachedStatement<'a>,
    list: ListId,
    run: Option<RunId>,
    names: DomainNames<'a>,
    outcomes: Outcomes,
    /// Where the user has decided about rows of the list.
    decisions: Option<DecisionReader<'a>>,
    /// Where the user has marked any address.
    marks: Option<MarkReader<'a>>,
    texts: Texts<'a>,
    /// The stretch that lies furthest on, and how many of it were asked for.
    ahead: Stretch,
    used: u32,
    /// The last one that was asked for out of turn.
    aside: Stretch,
}

impl<'a> AnswerReader<'a> {
    pub(crate) fn new(conn: &'a Connection, list: ListId, run: Option<RunId>) -> Result<Self, StoreError> {
        Ok(Self {
            addresses: conn.prepare_cached(
                "SELECT id, typed, local, domain FROM address WHERE id BETWEEN ?1 AND ?2 ORDER BY id",
            )?,
            tasks: conn.prepare_cached(
                "SELECT address, outcome, score, confidence, suggestion, sentence, judged_at, standing, due, tried
                 FROM task WHERE run = ?1 AND address BETWEEN ?2 AND ?3 AND outcome IS NOT NULL ORDER BY address",
            )?,
            list,
            run,
            names: DomainNames::of(conn, list)?,
            outcomes: Outcomes::read(conn)?,
            decisions: DecisionReader::of(conn, list)?,
            marks: MarkReader::of(conn)?,
            texts: Texts::of(conn, run),
            ahead: Stretch::default(),
            used: 0,
            aside: Stretch::default(),
        })
    }

    /// The same with its sentences in English.
    pub(crate) fn in_english(self) -> Self {
        Self { texts: self.texts.in_english(), ..self }
    }

    /// Puts the address at `position` of the list and what came of it in the place of what stands in `text` and `result`.
    pub(crate) fn read(
        &mut self,
        position: u32,
        text: &mut String,
        result: &mut Option<RowResult>,
    ) -> Result<AddressId, StoreError> {
        let aside = self.turn_to(position)?;
        let Self { ahead, aside: single, names, outcomes, decisions, texts, .. } = self;
        let stretch = if aside { single } else { ahead };
        let address = AddressId(id::at(self.list, position));
        let found = stretch.at(position).ok_or(StoreError::NO_ROW)?;
        text.clear();
        text.push_str(stretch.text(&found.text));
        if let Some(domain) = found.domain {
            text.push('@');
            names.push(domain, text)?;
        }
        let Some(answer) = &found.answer else {
            *result = None;
            return Ok(address);
        };
        let outcome = outcomes.named(answer.outcome)?;
        let decision = match decisions {
            Some(decisions) => decisions.decision(address.0)?,
            None => None,
        };
        let action = decision.as_ref().map_or(outcome.action, |decision| decision.action);
        let retry_at = if answer.standing == SETTLED { None } else { answer.due };
        let suggestion = answer.suggestion.as_ref().map(|suggestion| stretch.text(suggestion));
        let filled = match result {
            // What is there already lends its room.
            Some(filled) => filled,
            none => none.insert(RowResult {
                verdict: outcome.verdict,
                reason: outcome.reason,
                action,
                decision: None,
                score: answer.score,
                confidence: answer.confidence,
                flags: outcome.flags.clone(),
                suggestion: None,
                sentence: Sentence::as_it_is(""),
                checked_at: answer.judged_at,
                retry_at,
            }),
        };
        (filled.verdict, filled.reason, filled.action) = (outcome.verdict, outcome.reason, action);
        (filled.score, filled.confidence, filled.decision) = (answer.score, answer.confidence, decision);
        filled.flags.yes.clone_from(&outcome.flags.yes);
        filled.flags.unknown.clone_from(&outcome.flags.unknown);
        filled.suggestion = suggestion.map(str::to_owned);
        texts.tell(&mut filled.sentence, answer.sentence, answer.tried)?;
        (filled.checked_at, filled.retry_at) = (answer.judged_at, retry_at);
        Ok(address)
    }

    /// Whether the user knows the address at `position` to be good or bad.
    pub(crate) fn mark(&mut self, position: u32) -> Result<Option<Mark>, StoreError> {
        if self.marks.is_none() {
            return Ok(None);
        }
        let aside = self.turn_to(position)?;
        let stretch = if aside { &self.aside } else { &self.ahead };
        let found = stretch.at(position).ok_or(StoreError::NO_ROW)?;
        let (Some(domain), Some(marks)) = (found.domain, &mut self.marks) else { return Ok(None) };
        let mut name = String::new();
        self.names.push(domain, &mut name)?;
        marks.mark(Some(stretch.text(&found.text).to_owned()), Some(name))
    }

    /// Reads the stretch with this address, where it is not at hand; answers whether it stands aside.
    fn turn_to(&mut self, position: u32) -> Result<bool, StoreError> {
        if self.ahead.at(position).is_some() {
            self.used += 1;
            return Ok(false);
        }
        if self.aside.at(position).is_some() {
            return Ok(true);
        }
        let aside = position < self.ahead.first;
        let stretch = if aside { &mut self.aside } else { &mut self.ahead };
        // Half a dozen addresses too many cost no more than one more step.
        let length = if aside { 1 } else { self.used.saturating_mul(8).clamp(SHORT, LONG) };
        let last = position.saturating_add(length - 1);
        stretch.clear(position);
        let (from, to) = (id::at(self.list, position), id::at(self.list, last));
        let mut rows = self.addresses.query([from, to])?;
        while let Some(row) = rows.next()? {
            let domain: Option<u32> = row.get(3)?;
            let local = row.get_ref(2)?.as_str_or_null().map_err(StoreError::damaged)?;
            let (text, domain) = match (local, domain) {
                (Some(local), Some(domain)) => (local, Some(domain)),
                _ => {
                    (row.get_ref(1)?.as_str_or_null().map_err(StoreError::damaged)?.unwrap_or_default(), None)
                }
            };
            stretch.push(id::position(row.get(0)?), text, domain)?;
        }
        if let Some(run) = self.run {
            let mut rows = self.tasks.query([run.0, from, to])?;
            while let Some(row) = rows.next()? {
                let suggestion = row.get_ref(4)?.as_str_or_null().map_err(StoreError::damaged)?;
                let suggestion = suggestion.map(|suggestion| stretch.keep(suggestion));
                let answer = Answer {
                    outcome: row.get(1)?,
                    score: row.get(2)?,
                    confidence: row.get(3)?,
                    suggestion,
                    sentence: row.get(5)?,
                    judged_at: Moment(row.get(6)?),
                    standing: row.get(7)?,
                    due: row.get::<_, Option<i64>>(8)?.map(Moment),
                    tried: row.get(9)?,
                };
                stretch.answer(id::position(row.get(0)?), answer)?;
            }
        }
        if !aside {
            self.used = 1;
        }
        Ok(aside)
    }
}

/// Addresses with consecutive positions; their texts stand in one.
#[derive(Default)]
struct Stretch {
    first: u32,
    found: Vec<Found>,
    text: String,
}

struct Found {
    /// What stands before the @; the typed text where it is no address.
    text: Range<usize>,
    domain: Option<u32>,
    answer: Option<Answer>,
}

struct Answer {
    outcome: u32,
    score: u8,
    confidence: f64,
    suggestion: Option<Range<usize>>,
    sentence: i64,
    tried: Option<i64>,
    judged_at: Moment,
    standing: u8,
    due: Option<Moment>,
}

impl Stretch {
    fn clear(&mut self, first: u32) {
        self.first = first;
        self.found.clear();
        self.text.clear();
    }

    fn at(&self, position: u32) -> Option<&Found> {
        self.found.get(position.checked_sub(self.first)? as usize)
    }

    fn text(&self, range: &Range<usize>) -> &str {
        &self.text[range.clone()]
    }

    fn keep(&mut self, text: &str) -> Range<usize> {
        let from = self.text.len();
        self.text.push_str(text);
        from..self.text.len()
    }

    fn push(&mut self, position: u32, text: &str, domain: Option<u32>) -> Result<(), StoreError> {
        if position.checked_sub(self.first).map(|place| place as usize) != Some(self.found.len()) {
            return Err(StoreError::damaged("an address is missing"));
        }
        let text = self.keep(text);
        self.found.push(Found { text, domain, answer: None });
        Ok(())
    }

    fn answer(&mut self, position: u32, answer: Answer) -> Result<(), StoreError> {
        let place = position.checked_sub(self.first).map(|place| place as usize);
        let found = place.and_then(|place| self.found.get_mut(place));
        found.ok_or_else(|| StoreError::damaged("a task without its address"))?.answer = Some(answer);
        Ok(())
    }
}

/// The names of a list's domains. Domains are numbered in the order of their first rows, so a walk over the list meets new
/// ones by the stretch; they stay in memory as one text.
struct DomainNames<'a> {
    several: CachedStatement<'a>,
    one: CachedStatement<'a>,
    list: ListId,
    text: String,
    /// Where the name of each ends.
    ends: Vec<usize>,
}

impl<'a> DomainNames<'a> {
    fn of(conn: &'a Connection, list: ListId) -> Result<Self, StoreError> {
        let several = conn.prepare_cached(
            "SELECT position, name FROM list_domain WHERE list = ?1 AND position BETWEEN ?2 AND ?3 ORDER BY position",
        )?;
        let one = conn.prepare_cached("SELECT name FROM list_domain WHERE list = ?1 AND position = ?2")?;
        Ok(Self { several, one, list, text: String::new(), ends: Vec::new() })
    }

    fn push(&mut self, position: u32, to: &mut String) -> Result<(), StoreError> {
        let known = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        if position >= known && position - known < NAMES {
            self.read_up_to(known, position)?;
        }
        let place = position as usize;
        if let Some(&end) = self.ends.get(place) {
            let from = place.checked_sub(1).map_or(0, |before| self.ends[before]);
            to.push_str(&self.text[from..end]);
            return Ok(());
        }
        let name: Option<String> =
            self.one.query_row(params![self.list.0, position], |row| row.get(0)).optional()?;
        to.push_str(&name.ok_or_else(missing)?);
        Ok(())
    }

    fn read_up_to(&mut self, known: u32, position: u32) -> Result<(), StoreError> {
        let last = position.max(known.saturating_add(if known == 0 { 0 } else { NAMES / 4 }));
        let mut rows = self.several.query(params![self.list.0, known, last])?;
        while let Some(row) = rows.next()? {
            if row.get::<_, usize>(0)? != self.ends.len() {
                return Err(missing());
            }
            self.text.push_str(row.get_ref(1)?.as_str().map_err(StoreError::damaged)?);
            self.ends.push(self.text.len());
        }
        Ok(())
    }
}

fn missing() -> StoreError {
    StoreError::damaged("a domain of the list is missing")
}
