//! The person that a row names, in the spellings that stand in addresses: accents folded in two ways, double names whole
//! and in halves, particles with and without, either order where the row does not say which is the surname.

use unicode_normalization::UnicodeNormalization as _;

use super::spelling::{Between, Named, Parts, Way};
use crate::{
    Person,
    names::{fold, fold_german},
};

/// Words before or behind a name that are no part of it.
const TITLES: &str =
    " dr prof mr mrs ms miss sir dipl ing mag herr frau mme mlle sig sra sr jr ii iii phd md mba msc bsc ";

/// Small words that belong to the surname behind them.
const PARTICLES: &str =
    " van von de der den del della di da dos das du la le ten ter el al bin ibn zu zur st san mac ";

/// A person, ready to be compared with local parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Called {
    given: Vec<String>,
    middle: Vec<String>,
    family: Vec<String>,
    /// Which word is the surname is not known.
    either_order: bool,
}

impl Called {
    /// Reads the person of a row; `None` where not enough of a name is there.
    pub(super) fn read(person: &Person) -> Option<Self> {
        let (given, family, either_order) = match (&person.given, &person.family, &person.full) {
            (Some(given), Some(family), _) => (words(given), words(family), false),
            (_, _, Some(full)) => split(full)?,
            (Some(given), None, None) => (words(given), Vec::new(), false),
            (None, Some(family), None) => (Vec::new(), words(family), false),
            (None, None, None) => return None,
        };
        let called = Self {
            given: spellings(&given, true),
            middle: given.iter().skip(1).map(|word| fold(word)).collect(),
            family: spellings(&family, false),
            either_order,
        };
        (!called.given.is_empty() || !called.family.is_empty()).then_some(called)
    }

    /// Whom it names, as far as one spelling goes.
    pub(super) fn named(&self) -> Named {
        let first = |words: &[String]| words.first().cloned();
        let initial = |words: &[String]| words.first().and_then(|word| word.bytes().next());
        Named {
            given: first(&self.given),
            initial: initial(&self.given),
            family: first(&self.family),
            family_initial: initial(&self.family),
        }
    }

    /// The ways in which the person's name makes these words.
    pub(super) fn ways(&self, words: &[String], between: Between) -> Vec<Way> {
        let mut found = Vec::new();
        self.pairs(|given, family| {
            for parts in parts_of(words, given, family, &self.middle) {
                let way = Way { parts, between };
                if !found.contains(&way) {
                    found.push(way);
                }
            }
        });
        found
    }

    /// The local part that `way` makes of the name; `None` where a part of the name is missing.
    pub(super) fn spelt(&self, way: Way) -> Option<String> {
        let given = self.given.first();
        let family = self.family.first();
        let start = |word: Option<&String>, letters: usize| {
            word.and_then(|word| word.get(..letters)).map(str::to_owned)
        };
        let (a, b) = match way.parts {
            Parts::GivenFamily => (given?.clone(), family?.clone()),
            Parts::FamilyGiven => (family?.clone(), given?.clone()),
            Parts::InitialFamily => (start(given, 1)?, family?.clone()),
            Parts::GivenInitial => (given?.clone(), start(family, 1)?),
            Parts::FamilyInitial => (family?.clone(), start(given, 1)?),
            Parts::InitialGiven => (start(family, 1)?, given?.clone()),
            Parts::TwoLettersFamily => (start(given, 2)?, family?.clone()),
            Parts::Initials => (start(given, 1)?, start(family, 1)?),
            Parts::Given => return given.cloned(),
            Parts::Family => return family.cloned(),
            Parts::GivenMiddleFamily | Parts::InitialsFamily => {
                let middle = start(self.middle.first(), 1)?;
                let first =
                    if way.parts == Parts::InitialsFamily { start(given, 1)? } else { given?.clone() };
                return Some([first, middle, family?.clone()].join(way.between.text()));
            }
            Parts::Word | Parts::Words => return None,
        };
        Some(format!("{a}{}{b}", way.between.text()))
    }

    /// How many letters of `text` stand in the name.
    pub(super) fn covered(&self, text: &str) -> usize {
        let mut most = 0;
        self.pairs(|given, family| {
            let whole = common_run(text, given) + common_run(text, family);
            most = most.max(whole.min(text.len()));
        });
        most
    }

    /// Whether the given name, and the surname, stand in `text` whole.
    pub(super) fn stands_in(&self, text: &str) -> (bool, bool) {
        let any = |words: &[String]| words.iter().any(|word| word.len() > 1 && text.contains(word.as_str()));
        (any(&self.given), any(&self.family))
    }

    /// The same person, as far as both rows say.
    pub(super) fn is(&self, other: &Self) -> bool {
        let share = |a: &[String], b: &[String]| a.iter().any(|word| b.contains(word));
        share(&self.given, &other.given) && share(&self.family, &other.family)
    }

    fn pairs(&self, mut each: impl FnMut(&str, &str)) {
        let none = [String::new()];
        let given = if self.given.is_empty() { &none[..] } else { &self.given };
        let family = if self.family.is_empty() { &none[..] } else { &self.family };
        for g in given {
            for f in family {
                each(g, f);
                if self.either_order {
                    each(f, g);
                }
            }
        }
    }
}

/// Whether a word, in any case, is among those of a text.
fn is_one_of(these: &str, word: &str) -> bool {
    let word = word.to_lowercase();
    these.split(' ').any(|one| one == word)
}

fn words(text: &str) -> Vec<String> {
    // A mark that stands alone behind its letter is none of its own, and would be cut off with what is around a word.
    let text: String = text.nfc().collect();
    let is_title = |word: &str| is_one_of(TITLES, word.trim_end_matches('.'));
    text.split(|c: char| c.is_whitespace() || c == ',' || c == '.')
        .filter(|word| word.chars().any(char::is_alphabetic))
        .filter(|word| !is_title(word))
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned())
        .collect()
}

/// A name in one cell: `Anna Berg`, `Berg, Anna`, `Anna van der Berg`.
fn split(full: &str) -> Option<(Vec<String>, Vec<String>, bool)> {
    if let Some((family, given)) = full.split_once(',') {
        let (given, family) = (words(given), words(family));
        if !given.is_empty() && !family.is_empty() {
            return Some((given, family, false));
        }
    }
    let words = words(full);
    let is_particle = |word: &str| is_one_of(PARTICLES, word);
    match words.as_slice() {
        [] => None,
        [_] => Some((words, Vec::new(), false)),
        [given @ .., family] => {
            let particles = given.iter().skip(1).rev().take_while(|word| is_particle(word)).count();
            let (given, before) = given.split_at(given.len() - particles);
            let family = before.iter().chain([family]).cloned().collect();
            Some((given.to_vec(), family, words.len() == 2))
        }
    }
}

/// The spellings of one half of a name, the plainest first.
fn spellings(words: &[String], first_counts: bool) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut add = |word: String| {
        let word: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
        if !word.is_empty() && !found.contains(&word) {
            found.push(word);
        }
    };
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return found };
    let single = if first_counts { first } else { last };
    let is_double = single.contains('-');
    if first_counts || words.len() == 1 {
        add(fold(single));
    }
    add(fold(&words.concat()));
    add(fold(single));
    if let Some(german) = fold_german(single) {
        add(german);
    }
    if is_double {
        for half in single.split('-') {
            add(fold(half));
        }
    }
    if words.len() > 1 {
        add(fold(last));
        add(fold(first));
    }
    found.retain(|word| words.len() == 1 || !is_one_of(PARTICLES, word));
    found.truncate(6);
    found
}

fn parts_of(words: &[String], given: &str, family: &str, middle: &[String]) -> Vec<Parts> {
    let mut found = Vec::new();
    let mut when = |holds: bool, parts: Parts| {
        if holds {
            found.push(parts);
        }
    };
    let initial = |word: &str, name: &str| word.len() == 1 && name.starts_with(word);
    let (g, f) = (!given.is_empty(), !family.is_empty());
    let both = g && f;
    match words {
        [word] => {
            let word = word.as_str();
            when(g && word == given, Parts::Given);
            when(f && word == family, Parts::Family);
            if both {
                let joined = |a: &str, b: &str| {
                    word.len() == a.len() + b.len() && word.starts_with(a) && word.ends_with(b)
                };
                let (g1, f1) = (start(given, 1), start(family, 1));
                when(joined(given, family), Parts::GivenFamily);
                when(joined(family, given), Parts::FamilyGiven);
                // Old systems cut a name after eight letters.
                let cut = word.len() == 8
                    && family.len() > 7
                    && word.starts_with(g1)
                    && family.starts_with(&word[1..]);
                when(word.is_ascii() && (joined(g1, family) || cut), Parts::InitialFamily);
                when(joined(given, f1), Parts::GivenInitial);
                when(joined(family, g1), Parts::FamilyInitial);
                when(joined(f1, given), Parts::InitialGiven);
                when(joined(start(given, 2), family) && given.len() > 2, Parts::TwoLettersFamily);
                let m1 = middle.first().map_or("", |middle| start(middle, 1));
                when(joined(g1, f1) || (word.len() == 3 && word == format!("{g1}{m1}{f1}")), Parts::Initials);
                let inner = word.strip_prefix(g1).and_then(|rest| rest.strip_suffix(family));
                when(inner.is_some_and(|inner| !m1.is_empty() && inner == m1), Parts::InitialsFamily);
            }
        }
        [a, b] if both => {
            when(a == given && b == family, Parts::GivenFamily);
            when(a == family && b == given, Parts::FamilyGiven);
            when(initial(a, given) && b == family, Parts::InitialFamily);
            when(a == given && initial(b, family), Parts::GivenInitial);
            when(a == family && initial(b, given), Parts::FamilyInitial);
            when(initial(a, family) && b == given, Parts::InitialGiven);
            when(initial(a, given) && initial(b, family), Parts::Initials);
        }
        [a, .., b] if both && words.len() > 2 => {
            when(a == given && b == family, Parts::GivenMiddleFamily);
            when(initial(a, given) && b == family, Parts::InitialsFamily);
        }
        _ => {}
    }
    found
}

fn start(word: &str, letters: usize) -> &str {
    word.char_indices().nth(letters).map_or(word, |(at, _)| &word[..at])
}

/// The length of the longest run of letters that both have, where it is worth speaking of.
fn common_run(a: &str, b: &str) -> usize {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut longest = 0;
    let mut row = vec![0_usize; b.len() + 1];
    for x in a {
        for at in (0..b.len()).rev() {
            row[at + 1] = if *x == b[at] { row[at] + 1 } else { 0 };
            longest = longest.max(row[at + 1]);
        }
    }
    if longest < 2 { 0 } else { longest }
}
