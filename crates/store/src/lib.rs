//! One SQLite file that loses nothing: lists with their cells as they came, runs with what is left to do, everything that
//! was heard, and the judgements. All writing goes through one thread and resolves only when it is on disk; all reading
//! sees one moment. Knows no rule of mail and no window.

mod acquaintance;
mod answers;
mod append;
mod backup;
mod blocks;
mod carry;
mod cells;
mod changes;
mod claim;
mod columns;
mod decisions;
mod disclosures;
mod error;
mod evidence;
mod folding;
mod health;
mod hindsight;
mod history;
mod id;
mod import;
mod journal;
mod judged;
mod kept_columns;
mod kinds;
mod known;
mod learnt;
mod ledger;
mod lists;
mod lookups;
mod marks;
mod neighbours;
mod operators;
mod outcomes;
mod paces;
mod pack;
mod phrases;
mod purge;
mod query;
mod ranks;
mod readers;
mod results;
mod runs;
mod saved_filters;
mod schema;
mod selection;
mod source;
mod store;
mod suppression;
mod tallies;
mod tasks;
mod texts;
mod view;
mod walk;
mod writer;

pub use carry::Carry;
pub use cells::RowTexts;
pub use decisions::{Decided, Decision, DecisionBatch};
pub use disclosures::DisclosureQuery;
pub use error::{Missing, OpenFailure, StoreError};
pub use hindsight::{Hindsight, KeptHead};
pub use history::{EarlierJudgement, OwnOutcome};
pub use import::{ListWriter, NewList, NewRow, TypedAddress};
pub use judged::Judged;
pub use kinds::{Kind, Spread};
pub use known::{LearntSummary, Rate};
pub use learnt::{Batch, BatchEnd, BatchId, BatchWriter, Learnt, NewBatch, Taken, Told};
pub use ledger::{
    Disclosed, LedgerEntry, LedgerId, LedgerPage, LedgerQuery, ListlessDisclosure, PARTIES, PartyKind,
    the_systems_resolver,
};
pub use marks::MarkedJudgement;
pub use phrases::PHRASES;
pub use purge::{Kept, KeptKind, Purge, Purged};
pub use query::*;
pub use saved_filters::{FilterId, SavedFilter};
pub use selection::{Pick, Selection};
pub use store::{RunOwnership, Store, WindowOwnership};
