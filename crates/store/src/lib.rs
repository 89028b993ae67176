//! One SQLite file that loses nothing: lists with their cells as they came, runs with what is left to do, everything that
//! was heard, and the judgements. All writing goes through one thread and resolves only when it is on disk; all reading
//! sees one moment. Knows no rule of mail and no window.

mod acquaintance;
mod append;
mod backup;
mod carry;
mod cells;
mod claim;
mod columns;
mod disclosures;
mod error;
mod evidence;
mod health;
mod id;
mod import;
mod journal;
mod judged;
mod kinds;
mod known;
mod learnt;
mod ledger;
mod lists;
mod lookups;
mod neighbours;
mod outcomes;
mod paces;
mod purge;
mod query;
mod ranks;
mod readers;
mod results;
mod runs;
mod schema;
mod source;
mod store;
mod suppression;
mod tasks;
mod texts;
mod view;
mod writer;

pub use carry::Carry;
pub use disclosures::DisclosureQuery;
pub use error::{Missing, OpenFailure, StoreError};
pub use import::{ListWriter, NewList, NewRow, TypedAddress};
pub use judged::Judged;
pub use kinds::{Kind, Spread};
pub use known::{LearntSummary, Rate};
pub use learnt::{Batch, BatchEnd, BatchId, BatchWriter, Learnt, MarkedJudgement, NewBatch, Taken, Told};
pub use ledger::{Disclosed, LedgerEntry, LedgerId, LedgerPage, LedgerQuery, OwnDisclosure, PartyKind};
pub use purge::{Kept, KeptKind, Purge, Purged};
pub use query::*;
pub use store::{RunOwnership, Store, WindowOwnership};
