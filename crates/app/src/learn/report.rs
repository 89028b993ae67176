//! What is asked of a file of outcomes, and what it told.

use mailvet_lists::ReadOptions;
use mailvet_store::{Batch, BatchId};
use mailvet_verdict::{Happened, Moment, Sentence, Words};
use serde::{Deserialize, Serialize};

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
    pub layout: Words,
    /// The columns with the address, the outcome, the reason and the time, as far as there are any.
    pub columns: LearntColumns,
    /// Rows or messages read.
    pub rows: u64,
    /// Outcomes by kind.
    pub outcomes: Vec<OutcomeCount>,
    /// Rows, or recipients of messages, that say nothing of a mailbox: on its way, no outcome yet.
    pub says_nothing: u64,
    /// Outcomes with a date of their own.
    pub dated: u64,
    /// The oldest and the newest of these dates.
    pub oldest: Option<Moment>,
    /// The newest of these dates.
    pub newest: Option<Moment>,
    /// Outcomes with a time that could not be read. They count as if they had none.
    pub times_unread: u64,
    /// Rows, or recipients of messages, that were not understood.
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
    pub why: Sentence,
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
