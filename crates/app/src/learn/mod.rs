//! Learning on this machine: what became of mail that was sent, from the exports of senders' systems and from bounces. Files are
//! read in one pass and in bounded memory; nothing is dropped in silence, and no connection is ever opened.

mod columns;
mod events;
mod export;
mod head;
mod kind;
mod known;
mod mail;
pub(crate) mod phrases;
mod reader;
mod reading;
mod recognise;
mod report;
mod sink;
mod table;
mod when;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use mailvet_engine::{Clock, SystemClock};
use mailvet_store::{Batch, BatchId, NewBatch, Store};
use mailvet_verdict::Knowledge;

use crate::{AppError, Mailvet, blocking, file_name};
pub use head::{Weighing, WeightView};
use kind::{Kind, digest};
pub use known::{BaseRate, Known, MailTally, ReliabilityBin};
use reader::Reader;
pub use recognise::FileNature;
pub use report::{LearnReport, LearnRequest, LearntColumns, OutcomeCount, OutcomeExample, UnreadRow};
use sink::Sink;

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
        blocking(move || export::write(&store, &path)).await
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
    let layout = read.layout_id(kind)?;
    let mut sink = Sink::new(file_name(path));
    let keeps = request.keep && before.is_none();
    if keeps {
        let absolute = std::path::absolute(path).ok().map(|path| path.display().to_string());
        let new = NewBatch { name: file_name(path), path: absolute, layout, content };
        sink.writer = Some(store.begin_batch(new)?);
    }
    read.pour_into(kind, &mut sink)?;
    let mut report = sink.finish()?;
    report.learnt_before = before;
    Ok(report)
}
