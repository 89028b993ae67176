//! The stages and the run: looks domains up, holds conversations with mail servers, paces them, comes back when told.
//! Knows no database and no window: what it learns goes to a [`Journal`], which answers only once it is on disk.

pub mod doctor;
pub mod domain;
pub mod journal;
pub mod mailbox;
pub mod run;
pub mod settings;

mod clock;
mod lookups;

pub use clock::{Clock, SystemClock};
pub use journal::Journal;
pub use settings::Settings;

/// Every table of phrases of this crate.
pub static PHRASES: &[&[mailvet_verdict::Phrase]] =
    &[settings::phrases::PHRASES, run::HELD_BACK, run::GUARD, run::TROUBLE, mailbox::EVENTS];
