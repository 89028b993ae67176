//! Every phrase of the program in one list, whichever crate says it: what a window has to know to say it in its language.

use mailvet_verdict::Phrase;

use crate::{
    about::{LISTS, SOURCES},
    data::REFUSED,
    doctor::CONTACTS,
    error::phrases::FAULTS,
    evidence::{DISCLOSED, EVIDENCE, FACTS},
    export::WRITTEN,
    learn::phrases::LEARNING,
    ledger::TOLD,
    presets::{OWN, SHIPPED},
    report_words::REPORT,
};

/// The tables of phrases, crate by crate; the shipped presets have theirs from their own table.
const TABLES: &[&[&[Phrase]]] = &[
    mailvet_verdict::PHRASES,
    mailvet_engine::PHRASES,
    &[mailvet_lists::PHRASES, mailvet_store::PHRASES, mailvet_store::PARTIES, mailvet_world::PHRASES],
    &[
        FAULTS, CONTACTS, WRITTEN, LEARNING, EVIDENCE, FACTS, DISCLOSED, REPORT, LISTS, SOURCES, REFUSED,
        OWN, TOLD,
    ],
];

/// Every phrase, each with its code and its English words.
pub fn phrases() -> impl Iterator<Item = &'static Phrase> {
    TABLES.iter().copied().flatten().copied().flatten().chain(SHIPPED.iter())
}
