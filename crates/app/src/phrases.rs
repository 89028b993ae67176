//! Every phrase of the program in one list, whichever crate says it: what a window has to know to say it in its language.

use mailvet_verdict::Phrase;

/// The tables of phrases: those of the judge, then our own.
const TABLES: &[&[&[Phrase]]] = &[mailvet_verdict::PHRASES];

/// Every phrase, each with its code and its English words.
pub fn phrases() -> impl Iterator<Item = &'static Phrase> {
    TABLES.iter().copied().flatten().copied().flatten()
}
