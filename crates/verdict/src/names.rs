//! What is known of names: how common a word is as a given name and as a surname, and how much a word's letters follow
//! each other as they do in names. The tables of `assets/names/` are public statistics; no table holds a person, and a given
//! name and a surname never stand together in one.

use std::sync::{Arc, LazyLock};

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Letters of the table of letter triples: the edge of a word, `a` to `z`, and everything else.
const ALPHABET: usize = 28;

/// The logarithm (base 2) of a probability is kept in eighths.
const STEPS: f32 = 8.0;

/// The tables, ready to be asked.
#[derive(Debug)]
pub(crate) struct Names {
    words: fst::Map<&'static [u8]>,
    letters: &'static [u8],
}

/// How common a word is as a name, 1 (rare) to 15 (most common); 0: not in the table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Commonness {
    pub(crate) given: u8,
    pub(crate) family: u8,
}

impl Commonness {
    /// The share of persons with a name of this level.
    pub(crate) fn share(level: u8) -> f32 {
        if level == 0 { 0.0 } else { (f32::from(level - 1) * 1.4 - 25.0).exp2() }
    }
}

impl Names {
    /// The tables that ship.
    pub(crate) fn shipped() -> Arc<Self> {
        static SHIPPED: LazyLock<Arc<Names>> = LazyLock::new(|| {
            let words = fst::Map::new(include_bytes!("../../../assets/names/names.fst").as_slice())
                .expect("the names that ship are a map: a test reads them");
            Arc::new(Names { words, letters: include_bytes!("../../../assets/names/letters.bin") })
        });
        Arc::clone(&SHIPPED)
    }

    /// How common `word` (folded) is as a name.
    pub(crate) fn commonness(&self, word: &str) -> Commonness {
        let packed = self.words.get(word).unwrap_or(0).to_le_bytes()[0];
        Commonness { given: packed >> 4, family: packed & 15 }
    }

    /// The logarithm (base 2) of the probability of each letter of `word` (folded) after the two before it, the end of the
    /// word included.
    pub(crate) fn surprises<'a>(&'a self, word: &'a str) -> impl Iterator<Item = f32> + 'a {
        let mut before = (0, 0);
        word.bytes().map(letter).chain([0]).map(move |now| {
            let cell = self.letters[(before.0 * ALPHABET + before.1) * ALPHABET + now];
            before = (before.1, now);
            -f32::from(cell) / STEPS
        })
    }

    /// The probability that the letters of a name spell `word`.
    pub(crate) fn spelt(&self, word: &str) -> f32 {
        self.surprises(word).sum::<f32>().exp2()
    }
}

fn letter(byte: u8) -> usize {
    match byte {
        b'a'..=b'z' => usize::from(byte - b'a') + 1,
        _ => ALPHABET - 1,
    }
}

/// The table of letter triples that `words` (folded, with weights) make, as `assets/names/letters.bin` keeps it.
#[must_use]
pub fn letter_table(words: &[(String, f64)]) -> Vec<u8> {
    let at = |a: usize, b: usize, c: usize| (a * ALPHABET + b) * ALPHABET + c;
    let mut triples = vec![0.0; ALPHABET * ALPHABET * ALPHABET];
    let mut pairs = vec![0.0; ALPHABET * ALPHABET];
    let mut single = [1.0; ALPHABET];
    for (word, weight) in words {
        let mut before = (0, 0);
        for now in word.bytes().map(letter).chain([0]) {
            triples[at(before.0, before.1, now)] += weight;
            pairs[before.1 * ALPHABET + now] += weight;
            single[now] += weight;
            before = (before.1, now);
        }
    }
    let total: f64 = single.iter().sum();
    let mut table = vec![0; triples.len()];
    for a in 0..ALPHABET {
        for b in 0..ALPHABET {
            let after: f64 = (0..ALPHABET).map(|c| triples[at(a, b, c)]).sum();
            let after_one: f64 = (0..ALPHABET).map(|c| pairs[b * ALPHABET + c]).sum();
            for (c, alone) in single.iter().enumerate() {
                let by_none = alone / total;
                let by_one = (pairs[b * ALPHABET + c] + 20.0 * by_none) / (after_one + 20.0);
                let by_two = (triples[at(a, b, c)] + 20.0 * by_one) / (after + 20.0);
                let eighths = (-by_two.log2() * f64::from(STEPS)).round().clamp(0.0, 255.0);
                table[at(a, b, c)] = u8::try_from(eighths as i64).unwrap_or(u8::MAX);
            }
        }
    }
    table
}

/// A word in the letters of the tables: lower case, without accents; what has no such form stays as it is.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.to_lowercase().chars() {
        match latin(c) {
            Some(letters) => folded.push_str(letters),
            None => folded.extend(c.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase)),
        }
    }
    folded
}

/// The same with `ä` as `ae`, as Germans and Scandinavians write it; `None` where that is no other word.
pub(crate) fn fold_german(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let mut respelt = String::with_capacity(text.len());
    for c in text.nfc().collect::<String>().to_lowercase().chars() {
        match c {
            'ä' | 'å' => respelt.push_str(if c == 'ä' { "ae" } else { "aa" }),
            'ö' | 'ø' => respelt.push_str("oe"),
            'ü' => respelt.push_str("ue"),
            _ => respelt.push(c),
        }
    }
    let respelt = fold(&respelt);
    (respelt != fold(text)).then_some(respelt)
}

fn latin(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ł' => "l",
        'ı' => "i",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_names_are_common_and_made_up_ones_unknown() {
        let names = Names::shipped();
        assert!(names.commonness("smith").family > 12 && names.commonness("james").given > 12);
        assert!(names.commonness("muller").family > 0 && names.commonness("mueller").family > 0);
        assert_eq!(names.commonness("xqzvkw"), Commonness::default());
        assert!(names.spelt("marlena") > 1e3 * names.spelt("xqzvkwp"));
    }

    #[test]
    fn accents_fold_in_two_ways() {
        assert_eq!(fold("Müller"), "muller");
        assert_eq!(fold_german("Müller").as_deref(), Some("mueller"));
        assert_eq!(fold("Łukasz Ægir"), "lukasz aegir");
        assert_eq!(fold_german("Anna"), None);
        assert_eq!(fold("Mu\u{308}ller"), fold("Müller"));
    }
}
