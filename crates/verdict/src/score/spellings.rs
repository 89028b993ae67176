//! Local parts that were read already. The addresses of a domain come one after the other and each of them sees all the others,
//! so nearly every one is asked for again and again. Remembering changes no answer: a reading depends on nothing else than the
//! local part, the person of its row and the model. Nothing is read while the memory is locked.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{distance::Look, habit::Habit, person::Called, spelling::Spelling};
use crate::Person;

/// One other address of a domain, read.
#[derive(Debug)]
pub(super) struct Other {
    pub(super) spelling: Spelling,
    pub(super) called: Option<Called>,
    pub(super) look: Look,
    /// For initial and surname: equal ones have equal keys.
    pub(super) person_key: u64,
    /// For the given name and the surname that it seems to have, 0 where it has none: equal ones have equal keys.
    pub(super) name_keys: [u64; 2],
    /// How probably each way of its likelihoods made it, by what is usual in the world.
    pub(super) at_large: Vec<f32>,
}

impl Other {
    pub(super) fn of(spelling: Spelling, called: Option<Called>, world: &Habit) -> Self {
        let mut hasher = Words::default();
        if let (Some(initial), Some(family)) = (spelling.named.initial, &spelling.named.family) {
            hasher.write(family.as_bytes());
            hasher.write_u8(initial);
        }
        Self {
            look: Look::of(&spelling.folded),
            person_key: hasher.finish(),
            name_keys: [&spelling.named.given, &spelling.named.family].map(|name| key(name.as_deref())),
            at_large: world.shares(&spelling).collect(),
            spelling,
            called,
        }
    }
}

/// Never 0 for a name.
fn key(name: Option<&str>) -> u64 {
    let Some(name) = name else { return 0 };
    let mut hasher = Words::default();
    hasher.write(name.as_bytes());
    hasher.finish() | 1
}

/// The memory.
#[derive(Debug, Default)]
pub(super) struct Spellings(Mutex<Known>);

type Known = HashMap<String, Vec<Read>, BuildHasherDefault<Words>>;

/// A local part as it was read beside the person of its row.
type Read = (Option<Person>, Arc<Other>);

/// Local parts that are remembered; past that, all are forgotten.
const REMEMBERED: usize = 8_192;

/// Persons that are remembered of one local part: very many would be searched for longer than it is read.
const PERSONS: usize = 16;

impl Spellings {
    /// The readings of local parts with the persons of their rows, in their order; `read` reads what is new.
    pub(super) fn of<'a>(
        &self,
        wanted: impl Iterator<Item = (&'a str, Option<&'a Person>)>,
        read: impl Fn(&str, Option<&Person>) -> Other,
    ) -> Vec<Arc<Other>> {
        let mut found = Vec::with_capacity(wanted.size_hint().0);
        let mut missing = Vec::new();
        let known = self.lock();
        for (local, person) in wanted {
            let reads = known.get(local).into_iter().flatten();
            match reads.into_iter().find(|(whom, _)| whom.as_ref() == person) {
                Some((_, other)) => found.push(Some(Arc::clone(other))),
                None => {
                    missing.push((found.len(), local, person));
                    found.push(None);
                }
            }
        }
        drop(known);
        if !missing.is_empty() {
            let new: Vec<_> = missing
                .into_iter()
                .map(|(at, local, person)| {
                    let other = Arc::new(read(local, person));
                    found[at] = Some(Arc::clone(&other));
                    (local.to_owned(), person.cloned(), other)
                })
                .collect();
            self.remember(new);
        }
        found.into_iter().flatten().collect()
    }

    fn remember(&self, new: Vec<(String, Option<Person>, Arc<Other>)>) {
        let mut known = self.lock();
        for (local, person, other) in new {
            if known.len() >= REMEMBERED {
                known.clear();
            }
            let reads = known.entry(local).or_default();
            if reads.len() >= PERSONS {
                reads.clear();
            }
            // Another thread may have read the same meanwhile: the first one found serves for both.
            reads.push((person, other));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Mixes eight bytes at once: the keys are short, and none of them is an attacker's way to more than a slow memory of
/// [`REMEMBERED`] entries.
#[derive(Debug, Default)]
struct Words(u64);

impl Hasher for Words {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    fn write_u8(&mut self, byte: u8) {
        self.write_u64(u64::from(byte));
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x51_7c_c1_b7_27_22_0a_95);
    }

    fn finish(&self) -> u64 {
        // The map takes its place from the low bits and its tag from the high ones.
        self.0 ^ (self.0 >> 29)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::names::Names;

    #[test]
    fn what_was_read_is_not_read_again_unless_the_row_names_another_person() {
        let spellings = Spellings::default();
        let names = Names::shipped();
        let world = Habit::of(&[1.0; super::super::spelling::WAYS]);
        let reads = Cell::new(0);
        let read = |local: &str, person: Option<&Person>| {
            reads.set(reads.get() + 1);
            // Whoever reads may ask for other readings: nothing is locked meanwhile.
            drop(spellings.lock());
            let called = person.and_then(Called::read);
            Other::of(Spelling::read(local, called.as_ref(), &names), called, &world)
        };
        let anna = Person { full: Some("Anna Berg".into()), ..Person::default() };
        let wanted = [("anna.berg", None), ("aberg", None), ("anna.berg", Some(&anna))];
        let first = spellings.of(wanted.into_iter(), read);
        let again = spellings.of(wanted.into_iter(), read);
        assert_eq!(reads.get(), 3);
        assert!(first.iter().zip(&again).all(|(a, b)| Arc::ptr_eq(a, b)));
        assert_eq!(again[2].spelling.of_person, Some(true));
        assert_eq!(again[0].spelling.of_person, None);
    }
}
