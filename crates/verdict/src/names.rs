//! What is known of names: how common a word is as a given name and as a surname, and how much a word's letters follow
//! each other as they do in names. The tables of `assets/names/` are public statistics; no table holds a person, and a given
//! name and a surname never stand together in one.

use std::sync::{Arc, LazyLock};

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Letters of the table of letter triples: the edge of a word, `a` to `z`, and everything else.
const ALPHABET: usize = 28;

/// Pairs of letters.
const PAIRS: usize = ALPHABET * ALPHABET;

/// The logarithm (base 2) of a probability is kept in eighths.
const STEPS: f32 = 8.0;

/// How many manners of writing names are told apart: which letters follow which in Polish, Chinese, Tamil names. Found among
/// all names together, so that none has a label.
pub(crate) const MANNERS: usize = 16;

/// How probably a word is written in each manner; sums to 1.
pub(crate) type Manner = [f32; MANNERS];

/// The tables, ready to be asked.
#[derive(Debug)]
pub(crate) struct Names {
    words: fst::Map<&'static [u8]>,
    letters: &'static [u8],
    /// For each manner its pairs of letters, as `letters` keeps triples; then how usual each manner is, in 255ths.
    manners: &'static [u8],
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
            Arc::new(Names {
                words,
                letters: include_bytes!("../../../assets/names/letters.bin"),
                manners: include_bytes!("../../../assets/names/manners.bin"),
            })
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

    /// The level of the most common name that `word` (folded) is one careless key away from: two letters that changed places,
    /// one too many, one instead of two. Other slips leave letters that no name has, which the letters tell.
    pub(crate) fn meant(&self, word: &str) -> u8 {
        let mut most = 0;
        let mut look = |found: Option<u64>| {
            if let Some(packed) = found {
                most = most.max((packed as u8 >> 4).max(packed as u8 & 15));
            }
        };
        // Up to its slip every one of them begins as the word does, and where no name begins so, none can follow.
        let mut begun = Some(Begun::root(&self.words));
        let mut rest = word.as_bytes();
        while let (Some(so_far), [letter, behind @ ..]) = (begun, rest) {
            if let [next, last @ ..] = behind
                && next != letter
            {
                look(so_far.then([*next, *letter].iter().chain(last)));
            }
            look(so_far.then(std::iter::once(letter).chain(rest)));
            look(so_far.then(behind));
            begun = so_far.letter(*letter);
            rest = behind;
        }
        most
    }

    /// How usual each manner is among names.
    pub(crate) fn usual_manners(&self) -> Manner {
        std::array::from_fn(|manner| f32::from(self.manners[MANNERS * PAIRS + manner]).max(1.0) / 255.0)
    }

    /// How probably these words (folded) are written in each manner.
    pub(crate) fn manner<'a>(&self, words: impl Iterator<Item = &'a str>) -> Manner {
        let usual = self.usual_manners();
        let mut bits: Manner = std::array::from_fn(|manner| usual[manner].log2());
        for word in words {
            let mut before = 0;
            for now in word.bytes().map(letter).chain([0]) {
                for (manner, bits) in bits.iter_mut().enumerate() {
                    let cell = self.manners[manner * PAIRS + before * ALPHABET + now];
                    *bits -= f32::from(cell) / STEPS;
                }
                before = now;
            }
        }
        let most = bits.iter().copied().fold(f32::MIN, f32::max);
        let shares = bits.map(|bits| (bits - most).exp2());
        let sum: f32 = shares.iter().sum();
        shares.map(|share| share / sum)
    }

    /// The probability that the letters of a name spell `word`.
    pub(crate) fn spelt(&self, word: &str) -> f32 {
        self.surprises(word).sum::<f32>().exp2()
    }
}

/// A way into the map of names, as far as some letters lead.
#[derive(Clone, Copy)]
struct Begun<'a> {
    names: &'a fst::raw::Fst<&'static [u8]>,
    at: fst::raw::CompiledAddr,
    sum: fst::raw::Output,
}

impl<'a> Begun<'a> {
    fn root(names: &'a fst::Map<&'static [u8]>) -> Self {
        let names = names.as_fst();
        Self { names, at: names.root().addr(), sum: fst::raw::Output::zero() }
    }

    /// One letter further; `None` where no name goes on so.
    fn letter(self, letter: u8) -> Option<Self> {
        let node = self.names.node(self.at);
        let step = node.transition(node.find_input(letter)?);
        Some(Self { at: step.addr, sum: self.sum.cat(step.out), ..self })
    }

    /// What the map has for the name that ends with these letters.
    fn then<'b>(self, letters: impl IntoIterator<Item = &'b u8>) -> Option<u64> {
        let end = letters.into_iter().try_fold(self, |begun, letter| begun.letter(*letter))?;
        let node = self.names.node(end.at);
        node.is_final().then(|| end.sum.cat(node.final_output()).value())
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

/// The manners in which `words` (folded, with weights) are written, as `assets/names/manners.bin` keeps them: a mixture of
/// pairs of letters, found by expectation and maximisation. `begins` says of some words in which manner they are; they stay
/// there, and each counts as much as twenty others.
#[must_use]
pub fn manner_table(words: &[(String, f64)], begins: impl Fn(&str) -> Option<usize>) -> Vec<u8> {
    /// Few words are told, and all else hangs on them.
    const TOLD: f64 = 20.0;
    let codes = |word: &str| -> Vec<usize> {
        let mut before = 0;
        let pair = |now| {
            let pair = before * ALPHABET + now;
            before = now;
            pair
        };
        word.bytes().map(letter).chain([0]).map(pair).collect()
    };
    let words: Vec<(Vec<usize>, f64, Option<usize>)> = words
        .iter()
        .map(|(word, weight)| (codes(word), *weight, begins(word).map(|m| m % MANNERS)))
        .collect();
    let mut table = vec![[0.0_f64; PAIRS]; MANNERS];
    let mut usual = [1.0 / MANNERS as f64; MANNERS];
    for round in 0..8 {
        let mut counts = vec![[0.0_f64; PAIRS]; MANNERS];
        let mut sums = [1e-3; MANNERS];
        for (pairs, weight, begins) in &words {
            let mut bits: [f64; MANNERS] = std::array::from_fn(|m| usual[m].log2());
            if let Some(begins) = begins {
                bits = std::array::from_fn(|m| if m == *begins { 0.0 } else { -60.0 });
            } else if round == 0 {
                continue;
            } else {
                for pair in pairs {
                    bits.iter_mut().zip(&table).for_each(|(bits, table)| *bits += table[*pair]);
                }
            }
            let most = bits.iter().copied().fold(f64::MIN, f64::max);
            let shares = bits.map(|bits| (bits - most).exp2());
            let sum: f64 = shares.iter().sum();
            let told = if begins.is_some() { TOLD } else { 1.0 };
            for ((share, sum_of), counts) in shares.iter().zip(&mut sums).zip(&mut counts) {
                let share = told * weight * share / sum;
                *sum_of += share;
                pairs.iter().for_each(|pair| counts[*pair] += share);
            }
        }
        // Half of the words are from one country; persons are from everywhere.
        let total: f64 = sums.iter().map(|sum| sum.sqrt()).sum();
        usual = sums.map(|sum| sum.sqrt() / total);
        for (table, counts) in table.iter_mut().zip(&counts) {
            for before in 0..ALPHABET {
                let after = &counts[before * ALPHABET..(before + 1) * ALPHABET];
                let all: f64 = after.iter().sum::<f64>() + 2.0 * ALPHABET as f64;
                for (now, count) in after.iter().enumerate() {
                    table[before * ALPHABET + now] = ((count + 2.0) / all).log2();
                }
            }
        }
    }
    let eighths = |bits: &f64| (-bits * f64::from(STEPS)).round().clamp(0.0, 255.0) as u8;
    let share = |share: &f64| (share * 255.0).round().clamp(1.0, 255.0) as u8;
    table.iter().flatten().map(eighths).chain(usual.iter().map(share)).collect()
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
    fn a_slip_is_near_the_name_that_was_meant() {
        let names = Names::shipped();
        for slip in ["jonathna", "alexandder", "chrristopher"] {
            assert!(
                names.commonness(slip).given < 4 && names.meant(slip) > 9,
                "{slip}: {}",
                names.meant(slip)
            );
        }
        assert_eq!(names.meant("xqzvkwp"), 0);
    }

    #[test]
    fn slips_are_looked_for_as_if_each_of_them_was_looked_up() {
        let names = Names::shipped();
        for word in [
            "jonathna",
            "alexandder",
            "anna",
            "abgail",
            "xqzvkwp",
            "a",
            "",
            "smmith",
            "o'brein",
            "zzz",
            "marai",
        ] {
            let mut most = 0;
            let mut look = |letters: &[u8]| {
                let packed = names.words.get(letters).unwrap_or(0) as u8;
                most = most.max((packed >> 4).max(packed & 15));
            };
            for at in 0..word.len() {
                let letters = word.as_bytes();
                look(&[&letters[..at], &letters[at + 1..]].concat());
                look(&[&letters[..=at], &letters[at..]].concat());
                if at + 1 < letters.len() && letters[at] != letters[at + 1] {
                    let mut swapped = letters.to_vec();
                    swapped.swap(at, at + 1);
                    look(&swapped);
                }
            }
            assert_eq!(names.meant(word), most, "{word}");
        }
    }

    #[test]
    fn names_of_one_country_are_written_in_one_manner() {
        let names = Names::shipped();
        let manner = |word| names.manner([word].into_iter());
        let alike = |a, b| manner(a).iter().zip(manner(b)).map(|(a, b)| a * b).sum::<f32>();
        for (a, b, other) in [
            ("kowalczyk", "wojciechowski", "zhang"),
            ("krishnamurthy", "venkatraman", "schneider"),
            ("schroeder", "fischbach", "venkatraman"),
        ] {
            assert!(alike(a, b) > 3.0 * alike(a, other), "{a} {b} {other}");
            assert!((manner(a).iter().sum::<f32>() - 1.0).abs() < 1e-3);
        }
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
