//! How a local part is made of a name: `anna.berg`, `aberg`, `berg.a`. A local part has a likelihood under each such way;
//! where a row names the person, the ways that spell this very person are the only ones left. Nothing in here knows what
//! is usual at a domain: that is [`super::habit`].

use super::person::Called;
use crate::{
    Sentence,
    names::{Commonness, Manner, Names, fold},
    phrases,
};

/// What of a name stands in a local part, in which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Parts {
    /// `anna.berg`
    GivenFamily,
    /// `berg.anna`
    FamilyGiven,
    /// `a.berg`
    InitialFamily,
    /// `anna.b`
    GivenInitial,
    /// `berg.a`
    FamilyInitial,
    /// `b.anna`
    InitialGiven,
    /// `anna`
    Given,
    /// `berg`
    Family,
    /// `ab`
    Initials,
    /// `anberg`
    TwoLettersFamily,
    /// `anna.m.berg`
    GivenMiddleFamily,
    /// `amberg`, `a.m.berg`
    InitialsFamily,
    /// One word that is no name.
    Word,
    /// Several words that are no name.
    Words,
}

impl Parts {
    /// Every one, by number.
    pub const ALL: [Self; 14] = [
        Self::GivenFamily,
        Self::FamilyGiven,
        Self::InitialFamily,
        Self::GivenInitial,
        Self::FamilyInitial,
        Self::InitialGiven,
        Self::Given,
        Self::Family,
        Self::Initials,
        Self::TwoLettersFamily,
        Self::GivenMiddleFamily,
        Self::InitialsFamily,
        Self::Word,
        Self::Words,
    ];
}

/// What stands between the parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Between {
    /// `annaberg`
    Nothing,
    /// `anna.berg`
    Dot,
    /// `anna_berg`
    Underscore,
    /// `anna-berg`
    Hyphen,
}

impl Between {
    /// Every one, by number.
    pub const ALL: [Self; 4] = [Self::Nothing, Self::Dot, Self::Underscore, Self::Hyphen];

    /// As it is written.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::Dot => ".",
            Self::Underscore => "_",
            Self::Hyphen => "-",
        }
    }
}

phrases! {
    /// What a way is called by: parts of a name, whole or by their letters.
    pub(crate) WAY "way" {
        first() = "first";
        last() = "last";
        f() = "f";
        l() = "l";
        m() = "m";
        fi() = "fi";
        two_parts(a, between, b) = "{a}{between}{b}";
        three_parts(a, between, b, c) = "{a}{between}{b}{between}{c}";
        initials() = "initials";
        one_word() = "one word that is no name";
        some_words() = "words that are no name";
    }
}

/// One way of making a local part of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Way {
    /// What of the name.
    pub parts: Parts,
    /// What stands between.
    pub between: Between,
}

/// How many ways there are.
pub const WAYS: usize = Parts::ALL.len() * Between::ALL.len();

impl Way {
    /// Its number, below [`WAYS`].
    #[must_use]
    pub const fn number(self) -> usize {
        self.parts as usize * Between::ALL.len() + self.between as usize
    }

    /// The way with this number.
    #[must_use]
    pub const fn numbered(number: usize) -> Self {
        Self { parts: Parts::ALL[number / 4 % Parts::ALL.len()], between: Between::ALL[number % 4] }
    }

    /// As people name it: `first.last`, `flast`, `first`.
    pub(crate) fn words(self) -> Sentence {
        let between = self.between.text();
        let two = |a: Sentence, b: Sentence| two_parts(a, between, b);
        let three = |a: Sentence, b: Sentence, c: Sentence| three_parts(a, between, b, c);
        match self.parts {
            Parts::GivenFamily => two(first(), last()),
            Parts::FamilyGiven => two(last(), first()),
            Parts::InitialFamily => two(f(), last()),
            Parts::GivenInitial => two(first(), l()),
            Parts::FamilyInitial => two(last(), f()),
            Parts::InitialGiven => two(l(), first()),
            Parts::Given => first(),
            Parts::Family => last(),
            Parts::Initials => initials(),
            Parts::TwoLettersFamily => two(fi(), last()),
            Parts::GivenMiddleFamily => three(first(), m(), last()),
            Parts::InitialsFamily => three(f(), m(), last()),
            Parts::Word => one_word(),
            Parts::Words => some_words(),
        }
    }

    /// Whether it is made of a name at all.
    #[must_use]
    pub const fn is_of_a_name(self) -> bool {
        !matches!(self.parts, Parts::Word | Parts::Words)
    }
}

/// Whom a local part seems to name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) given: Option<String>,
    pub(super) initial: Option<u8>,
    pub(super) family: Option<String>,
    pub(super) family_initial: Option<u8>,
}

impl Named {
    /// Whether both seem to be the same person.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let agree = |a: &Option<String>, b: &Option<String>| match (a, b) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        };
        let initials = |a: Option<u8>, b: Option<u8>| a.is_none() || b.is_none() || a == b;
        let long = |word: &Option<String>| word.as_ref().is_some_and(|word| word.len() > 2);
        let family = long(&self.family) && self.family == other.family && self.initial.is_some();
        let given = long(&self.given) && self.given == other.given && self.family_initial.is_some();
        (family || given)
            && agree(&self.given, &other.given)
            && agree(&self.family, &other.family)
            && initials(self.initial, other.initial)
            && initials(self.family_initial, other.family_initial)
            && other.initial.is_some()
    }
}

/// A local part, read as a spelling of a name.
#[derive(Clone, Debug)]
pub(super) struct Spelling {
    /// Folded, without its tag.
    pub(super) folded: String,
    /// Its words, without separators and without the digits at the end.
    pub(super) words: Vec<String>,
    /// Digits at its end.
    pub(super) trailing_digits: usize,
    /// How its letters and digits follow each other; see [`form`].
    pub(super) form: u32,
    /// What stands between the words.
    pub(super) between: Between,
    /// The likelihood of the local part under each way that could have made it.
    pub(super) likelihoods: Vec<(usize, f32)>,
    /// The places of the likelihoods in the order of their ways.
    pub(super) rising: Vec<u8>,
    /// Whether the likelihoods are those of the person whom the row names.
    pub(super) of_person: Option<bool>,
    /// How it compares with keys hit at random, in bits a letter.
    pub(super) name_bits: f32,
    /// Whom it seems to name.
    pub(super) named: Named,
    /// How common the parts are as names.
    pub(super) commonness: Commonness,
    /// How much more common a name is that one of the parts is one careless key away from.
    pub(super) meant: u8,
    /// In which manner its names are written.
    pub(super) manner: Manner,
}

/// The least likelihood of what a person's row does not spell.
const UNSPELT: f32 = 0.02;

/// Names below this level are rare enough to be slips of others.
const RARE: u8 = 4;

impl Spelling {
    /// Reads a local part as it was typed.
    pub(super) fn read(local: &str, person: Option<&Called>, names: &Names) -> Self {
        let folded = fold(without_tag(local));
        let between = if folded.contains('.') {
            Between::Dot
        } else if folded.contains('_') {
            Between::Underscore
        } else if folded.contains('-') {
            Between::Hyphen
        } else {
            Between::Nothing
        };
        let trailing_digits = folded.len() - folded.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let stem = folded[..folded.len() - trailing_digits].trim_end_matches(['.', '_', '-']);
        let is_between = |c: char| match between {
            // A hyphen beside dots joins the halves of one name.
            Between::Dot => c == '.' || c == '_',
            Between::Underscore => c == '_',
            Between::Hyphen => c == '-',
            Between::Nothing => false,
        };
        let words: Vec<String> = stem
            .split(is_between)
            .map(|word| word.chars().filter(|c| *c != '-' && *c != '\'').collect::<String>())
            .filter(|word: &String| !word.is_empty())
            .collect();
        let between = if words.len() < 2 { Between::Nothing } else { between };
        let mut guesses = Guesses::default();
        guesses.all(&words, between, names);
        let letters: usize = words.iter().map(String::len).sum();
        let chance = (-(letters as f32) * 26_f32.log2()).exp2() * 0.05;
        let as_name =
            guesses.found.iter().filter(|guess| guess.way.is_of_a_name()).map(|guess| guess.likelihood);
        let best = as_name.fold(f32::MIN_POSITIVE, f32::max);
        let name_bits = (best.log2() - chance.max(f32::MIN_POSITIVE).log2()).clamp(-40.0, 120.0)
            / (letters.max(3) as f32);
        let spelt = person.map(|person| person.ways(&words, between));
        let of_person = spelt.as_ref().map(|ways| !ways.is_empty());
        let mut likelihoods: Vec<(usize, f32)> =
            guesses.found.iter().map(|guess| (guess.way.number(), guess.likelihood)).collect();
        if let Some(ways) = spelt {
            // Which way it is is known now; how likely its words are as names is not the question any more.
            let word = if words.len() > 1 { Parts::Words } else { Parts::Word };
            let no_name = Way { parts: word, between }.number();
            likelihoods = if ways.is_empty() {
                vec![(no_name, UNSPELT)]
            } else {
                ways.iter().map(|way| (way.number(), 1.0)).collect()
            };
        }
        let mut rising: Vec<u8> = (0..likelihoods.len()).filter_map(|at| u8::try_from(at).ok()).collect();
        rising.sort_by_key(|at| likelihoods[usize::from(*at)].0);
        let (named, commonness) = guesses.likeliest(names);
        let named = person.filter(|_| of_person == Some(true)).map_or(named, Called::named);
        let parts = || named.given.iter().chain(&named.family).map(String::as_str);
        let manner = if parts().next().is_some() {
            names.manner(parts())
        } else {
            names.manner(words.iter().map(String::as_str).filter(|word| word.len() > 3))
        };
        // A name that is known is hardly a slip, and a short word is near to many.
        let is_rare = |word: &&str| {
            let Commonness { given, family } = names.commonness(word);
            word.len() > 4 && given.max(family) < RARE
        };
        let meant = parts().filter(is_rare).map(|word| names.meant(word)).max().unwrap_or(0);
        Self {
            form: form(&folded),
            folded,
            words,
            trailing_digits,
            between,
            likelihoods,
            rising,
            of_person,
            name_bits,
            meant,
            manner,
            named,
            commonness,
        }
    }
}

/// The same for all local parts whose digits, and what is between them, stand in the same places: `ab123c` and `xy789z`. 0 for all
/// that have no digits: names are of any length.
fn form(folded: &str) -> u32 {
    if !folded.bytes().any(|byte| byte.is_ascii_digit()) {
        return 0;
    }
    let sort = |byte: u8| match byte {
        b'0'..=b'9' => b'0',
        b'a'..=b'z' => b'a',
        other => other,
    };
    // FNV-1a, without its zero.
    let mix = |form: u32, byte| (form ^ u32::from(sort(byte))).wrapping_mul(0x0100_0193);
    folded.bytes().fold(0x811c_9dc5, mix).max(1)
}

/// `anna` of `anna+news`.
pub(super) fn without_tag(local: &str) -> &str {
    match local.split_once('+') {
        Some((base, _)) if !base.is_empty() && !local.starts_with('"') => base,
        _ => local,
    }
}

struct Guess<'a> {
    way: Way,
    likelihood: f32,
    /// The given name and the surname, as they stand there.
    given: Option<&'a str>,
    family: Option<&'a str>,
}

#[derive(Default)]
struct Guesses<'a> {
    found: Vec<Guess<'a>>,
}

impl<'a> Guesses<'a> {
    fn all(&mut self, words: &'a [String], between: Between, names: &Names) {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            [] => self.no_name(Parts::Word, between, f32::MIN_POSITIVE),
            [word] => self.one(word, names),
            [a, b] => self.two(a, b, between, names),
            [a, middle @ .., b] => {
                let middle: f32 = middle.iter().map(|word| 0.05_f32.powi(word.len().min(6) as i32)).product();
                if a.len() == 1 {
                    let likelihood = 0.05 * middle * family(b, names);
                    self.push(Parts::InitialsFamily, between, likelihood, Some(a), Some(b));
                } else {
                    let likelihood = given(a, names) * middle * family(b, names);
                    self.push(Parts::GivenMiddleFamily, between, likelihood, Some(a), Some(b));
                }
                let likelihood = words.iter().map(|word| no_name(word, names)).product();
                self.no_name(Parts::Words, between, likelihood);
            }
        }
    }

    fn one(&mut self, word: &'a str, names: &Names) {
        let none = Between::Nothing;
        if word.is_ascii() && word.len() >= 2 && word.len() <= 32 {
            let last = word.len() - 1;
            let whole = Likely::read(word, names);
            self.push(Parts::Given, none, whole.given, Some(word), None);
            self.push(Parts::Family, none, whole.family, None, Some(word));
            if word.len() >= 4 {
                let (first, rest) = word.split_at(1);
                let likely = Likely::read(rest, names);
                self.push(Parts::InitialFamily, none, 0.05 * likely.family, Some(first), Some(rest));
                self.push(Parts::InitialGiven, none, 0.05 * likely.given, Some(rest), Some(first));
                let (rest, end) = word.split_at(last);
                let likely = Likely::read(rest, names);
                self.push(Parts::GivenInitial, none, 0.05 * likely.given, Some(rest), Some(end));
                self.push(Parts::FamilyInitial, none, 0.05 * likely.family, Some(end), Some(rest));
                let (two, rest) = word.split_at(2);
                let likelihood = 0.003 * family(rest, names);
                self.push(Parts::TwoLettersFamily, none, likelihood, Some(&two[..1]), Some(rest));
                self.push(Parts::InitialsFamily, none, likelihood, Some(&two[..1]), Some(rest));
            } else {
                let likelihood = 0.05_f32.powi(word.len() as i32);
                self.push(Parts::Initials, none, likelihood, None, None);
            }
            for at in 2..last {
                let (a, b) = word.split_at(at);
                let (first, second) = (Likely::read(a, names), Likely::read(b, names));
                self.push(Parts::GivenFamily, none, first.given * second.family, Some(a), Some(b));
                self.push(Parts::FamilyGiven, none, first.family * second.given, Some(b), Some(a));
            }
        }
        self.no_name(Parts::Word, none, no_name(word, names));
    }

    fn two(&mut self, a: &'a str, b: &'a str, between: Between, names: &Names) {
        match (a.len(), b.len()) {
            (1, 2..) => {
                self.push(Parts::InitialFamily, between, 0.05 * family(b, names), Some(a), Some(b));
                self.push(Parts::InitialGiven, between, 0.05 * given(b, names), Some(b), Some(a));
            }
            (2.., 1) => {
                self.push(Parts::GivenInitial, between, 0.05 * given(a, names), Some(a), Some(b));
                self.push(Parts::FamilyInitial, between, 0.05 * family(a, names), Some(b), Some(a));
            }
            (1, 1) => self.push(Parts::Initials, between, 0.0025, None, None),
            _ => {
                let (first, second) = (Likely::read(a, names), Likely::read(b, names));
                self.push(Parts::GivenFamily, between, first.given * second.family, Some(a), Some(b));
                self.push(Parts::FamilyGiven, between, first.family * second.given, Some(b), Some(a));
            }
        }
        self.no_name(Parts::Words, between, no_name(a, names) * no_name(b, names));
    }

    fn push(
        &mut self,
        parts: Parts,
        between: Between,
        likelihood: f32,
        given: Option<&'a str>,
        family: Option<&'a str>,
    ) {
        let way = Way { parts, between };
        match self.found.iter_mut().find(|guess| guess.way == way) {
            Some(guess) if guess.likelihood >= likelihood => guess.likelihood += likelihood,
            Some(guess) => {
                guess.likelihood += likelihood;
                guess.given = given;
                guess.family = family;
            }
            None => self.found.push(Guess { way, likelihood, given, family }),
        }
    }

    fn no_name(&mut self, parts: Parts, between: Between, likelihood: f32) {
        self.push(parts, between, likelihood, None, None);
    }

    /// Whom the likeliest guess names, under what is usual in the world.
    fn likeliest(&self, names: &Names) -> (Named, Commonness) {
        let weight = |guess: &Guess<'_>| guess.likelihood * usual(guess.way.parts);
        let best = self.found.iter().filter(|guess| guess.way.is_of_a_name());
        let Some(best) = best.max_by(|a, b| weight(a).total_cmp(&weight(b))) else {
            return (Named::default(), Commonness::default());
        };
        let whole = |word: Option<&str>| word.filter(|word| word.len() > 1).map(str::to_owned);
        let initial = |word: Option<&str>| word.and_then(|word| word.bytes().next());
        let named = Named {
            given: whole(best.given),
            initial: initial(best.given),
            family: whole(best.family),
            family_initial: initial(best.family),
        };
        let commonness = Commonness {
            given: named.given.as_ref().map_or(0, |word| names.commonness(word).given),
            family: named.family.as_ref().map_or(0, |word| names.commonness(word).family),
        };
        (named, commonness)
    }
}

/// Roughly how usual the parts are, where nothing else is known; what a domain does is learnt.
fn usual(parts: Parts) -> f32 {
    match parts {
        Parts::GivenFamily => 0.45,
        Parts::InitialFamily => 0.2,
        Parts::Given => 0.1,
        Parts::GivenInitial | Parts::Family => 0.05,
        Parts::GivenMiddleFamily | Parts::InitialsFamily => 0.03,
        _ => 0.02,
    }
}

/// How likely a word is as either half of a name.
struct Likely {
    given: f32,
    family: f32,
}

impl Likely {
    fn read(word: &str, names: &Names) -> Self {
        let commonness = names.commonness(word);
        let by_letters = 0.2 * names.spelt(word);
        Self {
            given: 0.8 * Commonness::share(commonness.given) + by_letters,
            family: 0.8 * Commonness::share(commonness.family) + by_letters,
        }
    }
}

fn given(word: &str, names: &Names) -> f32 {
    Likely::read(word, names).given
}

fn family(word: &str, names: &Names) -> f32 {
    Likely::read(word, names).family
}

/// A word that somebody thought of, or keys.
fn no_name(word: &str, names: &Names) -> f32 {
    0.1 * names.spelt(word) + 0.05 * 27_f32.powi(-(word.len().min(24) as i32))
}
