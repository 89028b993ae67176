//! Learning on this machine: what became of mail that was sent, from the exports of senders' systems and from bounces. Files are
//! read in one pass and in bounded memory; nothing is dropped in silence, and no connection is ever opened.

mod columns;
mod events;
mod known;
mod mail;
mod reading;
mod table;
mod when;

#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufReader, Read},
    path::{Path, PathBuf},
};

use mailvet_engine::{Clock, SystemClock};
use mailvet_lists::{ReadOptions, Source};
use mailvet_store::{Batch, BatchEnd, BatchId, BatchWriter, NewBatch, Store, Told};
use mailvet_verdict::{Happened, Knowledge, Moment};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{AppError, Mailvet, blocking, file_name};
use columns::{Columns, Named, Row, SAMPLE};
pub use known::{BaseRate, Known, ReliabilityBin};

/// Outcomes that are handed to the store at once.
const BATCH: usize = 5_000;

/// Rows that were not understood and are named one by one.
const NAMED: usize = 1_000;

/// Outcomes that a preview shows.
const SHOWN: usize = 20;

/// A file that is to be learnt, and how to read it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct LearnRequest {
    /// The file or folder.
    pub path: String,
    /// How a list file is read; what is left open is guessed.
    pub options: ReadOptions,
    /// Index of the column with the outcomes; `None`: guess.
    pub outcome_column: Option<u32>,
    /// Whether to keep what is read; else it is only told.
    pub keep: bool,
}

/// What a file told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct LearnReport {
    /// The file's or folder's name.
    pub name: String,
    /// What it was taken for, as in `SendGrid, events`.
    pub layout: String,
    /// The columns with the address, the outcome, the reason and the time, as far as there are any.
    pub columns: LearntColumns,
    /// Rows or messages read.
    pub rows: u64,
    /// Outcomes by kind.
    pub outcomes: Vec<OutcomeCount>,
    /// Rows that say nothing of a mailbox: on its way, no outcome yet.
    pub says_nothing: u64,
    /// Outcomes with a date of their own.
    pub dated: u64,
    /// The oldest and the newest of these dates.
    pub oldest: Option<Moment>,
    /// The newest of these dates.
    pub newest: Option<Moment>,
    /// Rows that were not understood.
    pub not_understood: u64,
    /// The first of them.
    pub unread: Vec<UnreadRow>,
    /// The first outcomes.
    pub examples: Vec<OutcomeExample>,
    /// Outcomes that were not known before.
    pub added: u64,
    /// Outcomes that were known already.
    pub known: u64,
    /// Addresses of which mail is now known to have arrived and to have come back. Both are kept, and the newest counts.
    pub conflicts: u64,
    /// The batch that it was kept as; `None`: nothing was kept.
    pub batch: Option<BatchId>,
    /// The batch that the same content was learnt as before; then nothing is added.
    pub learnt_before: Option<Batch>,
}

/// The columns that a file was read by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct LearntColumns {
    /// With the addresses.
    pub address: Option<String>,
    /// With the outcomes.
    pub outcome: Option<String>,
    /// With what servers said.
    pub detail: Option<String>,
    /// With the times.
    pub at: Option<String>,
}

/// How many outcomes of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct OutcomeCount {
    /// The kind.
    pub what: Happened,
    /// How many.
    pub count: u64,
}

/// A row that was not understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct UnreadRow {
    /// Its number in the file, the header counted; of a message its place.
    pub row: u64,
    /// The cell that it failed at, cut.
    pub cell: String,
    /// Why.
    pub why: String,
}

/// An outcome as it was understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct OutcomeExample {
    /// The address.
    pub address: String,
    /// What became of mail to it.
    pub what: Happened,
    /// When, where the file says.
    pub at: Option<Moment>,
}

impl Mailvet {
    /// Reads a file of outcomes and keeps what it tells, if that is wanted. The same content is kept once.
    ///
    /// # Errors
    /// The file cannot be read, has no addresses or no outcomes, or the database fails.
    pub async fn learn(&self, request: LearnRequest) -> Result<LearnReport, AppError> {
        let store = self.0.store.clone();
        let knowledge = std::sync::Arc::clone(&self.0.knowledge);
        blocking(move || learn(&store, &knowledge, &request)).await
    }

    /// Every learnt file, the newest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn learnt_batches(&self) -> Result<Vec<Batch>, AppError> {
        Ok(self.0.store.batches().await?)
    }

    /// Takes a learnt file back.
    ///
    /// # Errors
    /// There is no such batch, or the database fails.
    pub async fn undo_learning(&self, batch: BatchId) -> Result<Batch, AppError> {
        Ok(self.0.store.undo_batch(batch).await?)
    }

    /// Forgets everything that was learnt, marks included.
    ///
    /// # Errors
    /// The database fails.
    pub async fn forget_learnt(&self) -> Result<(), AppError> {
        Ok(self.0.store.forget_learnt().await?)
    }

    /// Writes every outcome that is kept, as CSV with the columns `address,outcome,at,dated,from`; returns how many. What
    /// is written can be learnt again.
    ///
    /// # Errors
    /// The file cannot be written, or the database fails.
    pub async fn export_learnt(&self, path: PathBuf) -> Result<u64, AppError> {
        let store = self.0.store.clone();
        blocking(move || export(&store, &path)).await
    }
}

fn learn(store: &Store, knowledge: &Knowledge, request: &LearnRequest) -> Result<LearnReport, AppError> {
    let path = Path::new(&request.path);
    let read = Reader { knowledge, now: SystemClock.now(), request, path };
    let unreadable = |source| AppError::OutcomesUnreadable { name: file_name(path), source };
    if !path.exists() {
        return Err(unreadable(std::io::ErrorKind::NotFound.into()));
    }
    let kind = Kind::of(path).map_err(unreadable)?;
    let content = digest(path, kind).map_err(unreadable)?;
    let before = store.batch_with(&content)?;
    let mut sink = Sink::new(file_name(path));
    let keeps = request.keep && before.is_none();
    if keeps {
        // The layout is known only once the file is open; it is kept with the end.
        let absolute = std::path::absolute(path).ok().map(|path| path.display().to_string());
        let layout = read.layout_id(kind)?;
        let new = NewBatch { name: file_name(path), path: absolute, layout, content };
        sink.writer = Some(store.begin_batch(new)?);
    }
    read.pour_into(kind, &mut sink)?;
    let mut report = sink.finish()?;
    report.learnt_before = before;
    Ok(report)
}

/// What kind of file or folder it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    List,
    Events,
    Mail(mail::Kind),
}

impl Kind {
    fn of(path: &Path) -> Result<Self, std::io::Error> {
        if let Some(kind) = mail::kind(path) {
            return Ok(Self::Mail(kind));
        }
        let mut first = [0; 512];
        let read = File::open(path)?.read(&mut first)?;
        let text = String::from_utf8_lossy(&first[..read]);
        let text = text.trim_start_matches('\u{feff}').trim_start();
        let is_json = text.starts_with("{\"")
            || text.starts_with("{ \"")
            || text.starts_with("{}")
            || text.starts_with("{\n")
            || (text.starts_with('[') && text[1..].trim_start().starts_with('{'));
        Ok(if is_json { Self::Events } else { Self::List })
    }
}

/// A digest of what is read, so that the same content is known again wherever it lies.
fn digest(path: &Path, kind: Kind) -> Result<String, std::io::Error> {
    let mut digest = Sha256::new();
    if kind == Kind::Mail(mail::Kind::Folder) {
        mail::for_each(path, mail::Kind::Folder, |_, bytes| -> Result<(), std::io::Error> {
            digest.update((bytes.len() as u64).to_le_bytes());
            digest.update(bytes);
            Ok(())
        })?;
    } else {
        std::io::copy(&mut File::open(path)?, &mut digest)?;
    }
    Ok(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

struct Reader<'a> {
    knowledge: &'a Knowledge,
    now: Moment,
    request: &'a LearnRequest,
    path: &'a Path,
}

impl Reader<'_> {
    fn layout_id(&self, kind: Kind) -> Result<String, AppError> {
        Ok(match kind {
            Kind::Mail(_) => "mail".to_owned(),
            Kind::Events => "events".to_owned(),
            Kind::List => {
                let (_, columns) = self.list()?;
                columns.layout.map_or("any", |layout| layout.id.as_str()).to_owned()
            }
        })
    }

    fn list(&self) -> Result<(Source, Columns), AppError> {
        let source = Source::open(self.path, &self.request.options)?;
        let mut rows = Vec::new();
        for row in source.rows().take(SAMPLE) {
            rows.push(row?);
        }
        let named = Named {
            address: source.email_column().map(|column| column as usize),
            outcome: self.request.outcome_column.map(|column| column as usize),
        };
        if named.address.is_none() {
            return Err(AppError::NoEmailColumn { name: file_name(self.path) });
        }
        let columns = Columns::find(source.columns(), &rows, named).ok_or_else(|| AppError::NoOutcomes {
            name: file_name(self.path),
            columns: source.columns().join(", "),
        })?;
        Ok((source, columns))
    }

    fn pour_into(&self, kind: Kind, sink: &mut Sink) -> Result<(), AppError> {
        match kind {
            Kind::List => self.rows(sink),
            Kind::Events => self.events(sink),
            Kind::Mail(kind) => self.mail(kind, sink),
        }
    }

    fn rows(&self, sink: &mut Sink) -> Result<(), AppError> {
        let (source, columns) = self.list()?;
        sink.report.layout = columns.layout.map_or("a list", |layout| layout.name.as_str()).to_owned();
        let name = |column: Option<&usize>| column.and_then(|column| source.columns().get(*column)).cloned();
        sink.report.columns = LearntColumns {
            address: source.email_column().and_then(|column| source.columns().get(column as usize)).cloned(),
            outcome: name(columns.outcome.first()),
            detail: name(columns.detail.first()),
            at: name(columns.at.first()),
        };
        let layout = source.layout();
        let above = layout.titles.len() as u64 + u64::from(layout.header.is_some());
        for (number, cells) in (above + 1..).zip(source.rows()) {
            sink.row(number, columns.read(self.knowledge, &cells?, self.now))?;
        }
        Ok(())
    }

    fn events(&self, sink: &mut Sink) -> Result<(), AppError> {
        sink.report.layout = "events".to_owned();
        let file = BufReader::new(File::open(self.path).map_err(|source| self.unreadable(source))?);
        let mut known: Option<(Vec<String>, Option<Columns>)> = None;
        let each = |number, rows: Option<Vec<events::NamedRow>>, text: &str| -> Result<(), EventFault> {
            let Some(rows) = rows else {
                sink.row(number, Row::Unread { cell: text.to_owned(), why: "no JSON" })
                    .map_err(EventFault::App)?;
                return Ok(());
            };
            for (names, cells) in rows {
                if known.as_ref().is_none_or(|(before, _)| *before != names) {
                    let columns = self.event_columns(&names, &cells);
                    known = Some((names, columns));
                }
                let row = match known.as_ref().and_then(|(_, columns)| columns.as_ref()) {
                    Some(columns) => {
                        if let Some(layout) = columns.layout {
                            sink.report.layout.clone_from(&layout.name);
                        }
                        columns.read(self.knowledge, &cells, self.now)
                    }
                    None => Row::Unread { cell: cells.join(" "), why: "no address or no outcome" },
                };
                sink.row(number, row).map_err(EventFault::App)?;
            }
            Ok(())
        };
        match events::for_each(file, each) {
            Ok(()) => Ok(()),
            Err(EventFault::App(error)) => Err(error),
            Err(EventFault::Io(source)) => Err(self.unreadable(source)),
        }
    }

    fn event_columns(&self, names: &[String], cells: &[String]) -> Option<Columns> {
        let address = cells.iter().position(|cell| mailvet_verdict::Address::parse(cell.trim()).is_ok());
        let rows = [cells.to_vec()];
        let by_layout =
            Columns::find(names, &rows, Named::default()).filter(|columns| columns.layout.is_some());
        by_layout.or_else(|| Columns::find(names, &rows, Named { address: Some(address?), outcome: None }))
    }

    fn mail(&self, kind: mail::Kind, sink: &mut Sink) -> Result<(), AppError> {
        sink.report.layout = match kind {
            mail::Kind::Message => "a message",
            mail::Kind::Mbox => "an mbox of messages",
            mail::Kind::Folder => "a folder of messages",
        }
        .to_owned();
        let each = |number, bytes: &[u8]| -> Result<(), EventFault> {
            let row = match mail::told(self.knowledge, bytes, self.now) {
                None => {
                    return sink
                        .row(number, Row::Unread { cell: String::new(), why: "no message" })
                        .map_err(EventFault::App);
                }
                Some(told) if told.is_empty() => Row::Nothing,
                Some(told) => {
                    sink.report.rows += 1;
                    return told.into_iter().try_for_each(|told| sink.told(told)).map_err(EventFault::App);
                }
            };
            sink.row(number, row).map_err(EventFault::App)
        };
        match mail::for_each(self.path, kind, each) {
            Ok(()) => Ok(()),
            Err(EventFault::App(error)) => Err(error),
            Err(EventFault::Io(source)) => Err(self.unreadable(source)),
        }
    }

    fn unreadable(&self, source: std::io::Error) -> AppError {
        AppError::OutcomesUnreadable { name: file_name(self.path), source }
    }
}

/// What can end the reading of events and messages.
enum EventFault {
    Io(std::io::Error),
    App(AppError),
}

impl From<std::io::Error> for EventFault {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

/// Takes what was read: counts it, and hands it on in batches.
struct Sink {
    writer: Option<BatchWriter>,
    waiting: Vec<Told>,
    counts: BTreeMap<Happened, u64>,
    report: LearnReport,
}

impl Sink {
    fn new(name: String) -> Self {
        Self {
            writer: None,
            waiting: Vec::new(),
            counts: BTreeMap::new(),
            report: LearnReport {
                name,
                layout: String::new(),
                columns: LearntColumns::default(),
                rows: 0,
                outcomes: Vec::new(),
                says_nothing: 0,
                dated: 0,
                oldest: None,
                newest: None,
                not_understood: 0,
                unread: Vec::new(),
                examples: Vec::new(),
                added: 0,
                known: 0,
                conflicts: 0,
                batch: None,
                learnt_before: None,
            },
        }
    }

    fn row(&mut self, number: u64, row: Row) -> Result<(), AppError> {
        self.report.rows += 1;
        match row {
            Row::Told(told) => return self.told(*told),
            Row::Nothing => self.report.says_nothing += 1,
            Row::Unread { cell, why } => {
                self.report.not_understood += 1;
                if self.report.unread.len() < NAMED {
                    let cell = cell.chars().take(80).collect();
                    self.report.unread.push(UnreadRow { row: number, cell, why: why.to_owned() });
                }
            }
        }
        Ok(())
    }

    fn told(&mut self, told: Told) -> Result<(), AppError> {
        *self.counts.entry(told.what).or_default() += 1;
        if let Some(at) = told.at {
            self.report.dated += 1;
            self.report.oldest = Some(self.report.oldest.map_or(at, |oldest| oldest.min(at)));
            self.report.newest = Some(self.report.newest.map_or(at, |newest| newest.max(at)));
        }
        if self.report.examples.len() < SHOWN {
            let Told { address, what, at, .. } = &told;
            self.report.examples.push(OutcomeExample { address: address.to_string(), what: *what, at: *at });
        }
        if self.writer.is_some() {
            self.waiting.push(told);
            if self.waiting.len() >= BATCH {
                self.hand_on()?;
            }
        }
        Ok(())
    }

    fn hand_on(&mut self) -> Result<(), AppError> {
        let waiting = std::mem::replace(&mut self.waiting, Vec::with_capacity(BATCH));
        match &mut self.writer {
            Some(writer) if !waiting.is_empty() => Ok(writer.tell(waiting)?),
            _ => Ok(()),
        }
    }

    fn finish(mut self) -> Result<LearnReport, AppError> {
        self.hand_on()?;
        self.report.outcomes =
            self.counts.iter().map(|(what, count)| OutcomeCount { what: *what, count: *count }).collect();
        if let Some(writer) = self.writer.take() {
            let end = BatchEnd { rows: self.report.rows, not_understood: self.report.not_understood };
            let (batch, taken) = writer.finish(end)?;
            self.report.batch = Some(batch.id);
            (self.report.added, self.report.known) = (taken.added, taken.known);
            self.report.conflicts = taken.conflicts;
        }
        Ok(self.report)
    }
}

fn export(store: &Store, path: &Path) -> Result<u64, AppError> {
    let unwritable = |source: std::io::Error| AppError::OwnFile { file: path.to_owned(), source };
    let folder =
        path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let file = tempfile::NamedTempFile::new_in(folder).map_err(unwritable)?;
    let mut csv = std::io::BufWriter::new(file);
    let mut count = 0;
    let mut line = |text: String| std::io::Write::write_all(&mut csv, text.as_bytes()).map_err(unwritable);
    line("address,outcome,at,dated,from\n".to_owned())?;
    store.for_each_learnt(|learnt| -> Result<(), AppError> {
        count += 1;
        let from = learnt.batch.map_or_else(|| "mark".to_owned(), |batch| format!("batch {}", batch.0));
        let address = quoted(&learnt.address);
        let (what, at, dated) = (learnt.what.code(), learnt.at, if learnt.dated { "yes" } else { "no" });
        line(format!("{address},{what},{at},{dated},{from}\n"))
    })?;
    let file = csv.into_inner().map_err(|error| unwritable(error.into_error()))?;
    file.persist(path).map_err(|error| unwritable(error.error))?;
    Ok(count)
}

/// As RFC 4180 wants a cell with marks in it.
fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}
