//! What the program says to people, as a phrase and its parts, so that a window can say it in its own language; in English it
//! says itself. Tables of phrases stand beside their subjects and are made by [`phrases!`](crate::phrases). A code is kept on
//! disk and known to every language, so **no code ever changes its meaning or its places**: what is worded better keeps it,
//! what says something else gets another. Nothing ever reads a sentence to find out what it says.

mod kept;

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    fmt,
    path::Path,
    sync::LazyLock,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::{
    Moment,
    address::SYNTAX,
    doctor::DOCTOR,
    judge::{
        because::MOVED,
        lean::WHY,
        words::{BEFORE, DNS, FOUND, NAMES, NEXT_ADDRESS, PLACE, SAID, UNANSWERED},
    },
    judgement::{FLAGS, NEXT_STEPS},
    lists::NEWER,
    lookup::LOOKUP,
    policy::POLICY,
    reading::REPLY,
    score::WAY,
    signals::local::TRAP,
    system::SYSTEM,
    tried::{LENGTH, TRIED},
};

/// A form of words with places to be filled: `{name}` for what is called so, `{name:one|many}` for the one or the other by
/// whether it counts 1.
#[derive(Debug, Eq)]
pub struct Phrase {
    code: &'static str,
    english: &'static str,
    places: &'static [&'static str],
}

impl Phrase {
    /// For [`phrases!`](crate::phrases), which sees to it that the places are those of the function that fills them.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(code: &'static str, english: &'static str, places: &'static [&'static str]) -> Self {
        Self { code, english, places }
    }

    /// The stable code, as in `found.accepts_all`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// The words in English, with their places.
    #[must_use]
    pub const fn english(&self) -> &'static str {
        self.english
    }

    /// The places, in the order in which a sentence has its parts.
    #[must_use]
    pub const fn places(&self) -> &'static [&'static str] {
        self.places
    }

    /// The places of the English words that nothing fills, and those to be filled that they lack: none, where the table is
    /// sound.
    #[must_use]
    pub fn misfits(&self) -> Vec<&str> {
        let named: Vec<&str> = Pieces(self.english).filter_map(|piece| piece.place()).collect();
        let unfilled = named.iter().filter(|name| !self.places.contains(name)).copied();
        unfilled.chain(self.places.iter().filter(|place| !named.contains(place)).copied()).collect()
    }
}

impl PartialEq for Phrase {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

/// Declares the phrases of a subject: a function for each, which makes the sentence from its parts, and the table of all. The
/// code of a phrase is the subject and the function's name.
///
/// ```
/// mailvet_verdict::phrases! {
///     /// What is said of rows.
///     ROWS "rows" {
///         left(count) = "{count} {count:row is|rows are} left.";
///         all_done() = "Every row is done.";
///     }
/// }
/// assert_eq!(left(1_u32).to_string(), "1 row is left.");
/// assert_eq!(left(2_u32).code(), "rows.left");
/// # let _ = all_done();
/// # assert_eq!(ROWS.len(), 2);
/// ```
#[macro_export]
macro_rules! phrases {
    ($(#[$about:meta])* $vis:vis $table:ident $subject:literal {
        $($name:ident($($place:ident),*) = $english:literal;)+
    }) => {
        $(#[$about])*
        $vis const $table: &[$crate::Phrase] = &[$(
            $crate::Phrase::new(
                concat!($subject, ".", stringify!($name)), $english, &[$(stringify!($place)),*],
            ),
        )+];

        $(
            #[doc = $english]
            #[must_use]
            $vis fn $name($($place: impl Into<$crate::Words>),*) -> $crate::Sentence {
                const PHRASE: &$crate::Phrase = &$crate::Phrase::new(
                    concat!($subject, ".", stringify!($name)), $english, &[$(stringify!($place)),*],
                );
                $crate::Sentence::new(PHRASE, vec![$($place.into()),*])
            }
        )+
    };
}

phrases! {
    /// What has no words of its own.
    pub(crate) PLAIN "plain" {
        text(text) = "{text}";
        both(first, second) = "{first} {second}";
        comma(first, rest) = "{first}, {rest}";
        last(first, last) = "{first} and {last}";
    }
}

/// Every table of this crate. What is said with another one's phrases can be shown, but not kept.
pub static PHRASES: &[&[Phrase]] = &[
    PLAIN,
    FOUND,
    SAID,
    BEFORE,
    PLACE,
    DNS,
    UNANSWERED,
    NAMES,
    SYNTAX,
    TRAP,
    FLAGS,
    NEXT_STEPS,
    NEXT_ADDRESS,
    TRIED,
    LENGTH,
    WHY,
    MOVED,
    WAY,
    REPLY,
    LOOKUP,
    POLICY,
    DOCTOR,
    SYSTEM,
    NEWER,
];

/// Something said to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    phrase: &'static Phrase,
    /// In the order of the phrase's places.
    parts: Vec<Words>,
}

/// What stands in a place of a phrase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(untagged)]
pub enum Words {
    /// As it is in every language: a name, a server's words.
    Text(String),
    /// A number, which each language writes in its own way.
    Count(u64),
    /// A point in time.
    At {
        /// Which.
        at: Moment,
    },
    /// What is said by a phrase of its own.
    Said(Sentence),
}

impl Sentence {
    /// For [`phrases!`](crate::phrases).
    #[doc(hidden)]
    #[must_use]
    pub fn new(phrase: &'static Phrase, parts: Vec<Words>) -> Self {
        debug_assert_eq!(phrase.places.len(), parts.len(), "{}", phrase.code);
        Self { phrase, parts }
    }

    /// Words that are the same in every language, or come from a time when there were no codes.
    #[must_use]
    pub fn as_it_is(text: impl Into<String>) -> Self {
        self::text(text.into())
    }

    /// This, and behind it `second`.
    #[must_use]
    pub fn and(self, second: Self) -> Self {
        both(self, second)
    }

    /// What it says in English, without a copy where it is as it is.
    #[must_use]
    pub fn english(&self) -> Cow<'_, str> {
        match self.parts.as_slice() {
            [Words::Text(text)] if self.phrase.english == "{text}" => Cow::Borrowed(text),
            _ => Cow::Owned(self.to_string()),
        }
    }

    /// The room of its text, emptied: what is written there is said as it is.
    pub fn room(&mut self) -> &mut String {
        if !matches!(self.english(), Cow::Borrowed(_)) {
            *self = Self::as_it_is("");
        }
        match self.parts.as_mut_slice() {
            [Words::Text(text)] => {
                text.clear();
                text
            }
            _ => unreachable!("what is said as it is has one text"),
        }
    }

    /// The code of its phrase.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.phrase.code
    }

    fn part(&self, place: &str) -> Option<&Words> {
        let n = self.phrase.places.iter().position(|name| *name == place)?;
        self.parts.get(n)
    }
}

impl Words {
    /// `a`, `a and b`, `a, b and c`; nothing of nothing.
    pub fn listed<W: Into<Self>>(items: impl IntoIterator<Item = W>) -> Self {
        let mut items: Vec<Self> = items.into_iter().map(Into::into).collect();
        let Some(end) = items.pop() else { return Self::Text(String::new()) };
        let Some(before) = items.pop() else { return end };
        items.into_iter().rfold(last(before, end).into(), |rest, first| comma(first, rest).into())
    }
}

impl From<&str> for Words {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Words {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<String> for Words {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&Path> for Words {
    fn from(path: &Path) -> Self {
        Self::Text(path.display().to_string())
    }
}

impl From<u64> for Words {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<u32> for Words {
    fn from(count: u32) -> Self {
        Self::Count(count.into())
    }
}

impl From<usize> for Words {
    fn from(count: usize) -> Self {
        Self::Count(count as u64)
    }
}

impl From<Moment> for Words {
    fn from(at: Moment) -> Self {
        Self::At { at }
    }
}

impl From<Sentence> for Words {
    fn from(sentence: Sentence) -> Self {
        Self::Said(sentence)
    }
}

/// In English.
impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, &|_| None)
    }
}

/// In English.
impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, &|_| None)
    }
}

/// The words of a phrase in some language; `None`: the English ones.
type Tongue<'t> = dyn Fn(&Phrase) -> Option<&'t str> + 't;

impl Sentence {
    /// What it says in other words than English: those that `tongue` has for each phrase.
    #[must_use]
    pub fn in_words(&self, tongue: &Tongue<'_>) -> String {
        let mut said = String::new();
        // A text takes whatever is written to it.
        let _written = self.write(&mut said, tongue);
        said
    }

    fn write(&self, to: &mut dyn fmt::Write, tongue: &Tongue<'_>) -> fmt::Result {
        for piece in Pieces(tongue(self.phrase).unwrap_or(self.phrase.english)) {
            match piece {
                Piece::Words(words) => to.write_str(words)?,
                Piece::Place(place) => self.part(place).map_or(Ok(()), |part| part.write(to, tongue))?,
                Piece::Either { place, one, many } => match self.part(place) {
                    Some(Words::Count(1)) => to.write_str(one)?,
                    _ => to.write_str(many)?,
                },
            }
        }
        Ok(())
    }
}

impl Words {
    fn write(&self, to: &mut dyn fmt::Write, tongue: &Tongue<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => to.write_str(text),
            Self::Count(count) => write!(to, "{count}"),
            Self::At { at } => write!(to, "{at}"),
            Self::Said(sentence) => sentence.write(to, tongue),
        }
    }
}

/// A stretch of a phrase's words.
#[derive(Clone, Copy)]
enum Piece<'t> {
    Words(&'t str),
    Place(&'t str),
    Either { place: &'t str, one: &'t str, many: &'t str },
}

impl<'t> Piece<'t> {
    const fn place(self) -> Option<&'t str> {
        match self {
            Piece::Words(_) => None,
            Piece::Place(place) | Piece::Either { place, .. } => Some(place),
        }
    }
}

/// The stretches of a phrase's words, from left to right: what is put into a place is never taken for one.
struct Pieces<'t>(&'t str);

impl<'t> Iterator for Pieces<'t> {
    type Item = Piece<'t>;

    fn next(&mut self) -> Option<Piece<'t>> {
        let text = self.0;
        if let Some((inside, rest)) = text.strip_prefix('{').and_then(|text| text.split_once('}')) {
            self.0 = rest;
            let Some((place, forms)) = inside.split_once(':') else { return Some(Piece::Place(inside)) };
            let (one, many) = forms.split_once('|').unwrap_or((forms, forms));
            return Some(Piece::Either { place, one, many });
        }
        let end = text.char_indices().skip(1).find(|(_, c)| *c == '{').map_or(text.len(), |(at, _)| at);
        let (words, rest) = text.split_at(end);
        self.0 = rest;
        (!words.is_empty()).then_some(Piece::Words(words))
    }
}

/// The phrase of this crate with a code.
fn find(code: &str) -> Option<&'static Phrase> {
    static BY_CODE: LazyLock<HashMap<&str, &Phrase>> =
        LazyLock::new(|| PHRASES.iter().copied().flatten().map(|phrase| (phrase.code, phrase)).collect());
    BY_CODE.get(code).copied()
}

/// As it crosses to a window.
#[derive(Serialize, Deserialize, specta::Type)]
#[serde(rename = "Sentence")]
struct Coded {
    /// The code of its phrase.
    code: String,
    /// What stands in the places of the phrase, by name.
    parts: BTreeMap<String, Words>,
}

impl Serialize for Sentence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let parts = self.phrase.places.iter().zip(&self.parts);
        let parts = parts.map(|(place, part)| ((*place).to_owned(), part.clone())).collect();
        Coded { code: self.phrase.code.to_owned(), parts }.serialize(serializer)
    }
}

/// From what crosses to a window, or from the short form in which it is kept.
impl<'de> Deserialize<'de> for Sentence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Either {
            Kept(String),
            Coded(Coded),
        }
        match Either::deserialize(deserializer)? {
            Either::Kept(text) => Ok(Self::from_kept(&text)),
            Either::Coded(Coded { code, mut parts }) => {
                let phrase = find(&code).ok_or_else(|| D::Error::custom("a phrase that nobody knows"))?;
                let parts: Option<Vec<Words>> =
                    phrase.places.iter().map(|place| parts.remove(*place)).collect();
                let parts = parts.ok_or_else(|| D::Error::custom("a sentence with an empty place"))?;
                Ok(Self { phrase, parts })
            }
        }
    }
}

impl specta::Type for Sentence {
    fn definition(types: &mut specta::Types) -> specta::datatype::DataType {
        Coded::definition(types)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    phrases! {
        SAMPLES "sample" {
            known(count, all, way) = "{count} of {all} {all:address is|addresses are} {way}";
            less(why, points) = "{why}: {points} {points:point|points} less.";
        }
    }

    #[test]
    fn a_place_that_nothing_fills_is_found() {
        assert_eq!(Phrase::new("a", "{one} {two:is|are}", &["two", "three"]).misfits(), ["one", "three"]);
    }

    #[test]
    fn what_is_put_into_a_phrase_is_never_taken_for_a_place() {
        assert_eq!(less("{points}", 3_u32).to_string(), "{points}: 3 points less.");
    }

    #[test]
    fn a_sentence_within_a_sentence_is_said_and_each_counts_for_itself() {
        let sentence = less(known(3_u32, 3_u32, "first.last"), 1_u32);
        assert_eq!(sentence.to_string(), "3 of 3 addresses are first.last: 1 point less.");
        assert_eq!(less(known(1_u32, 1_u32, "f"), 2_u32).to_string(), "1 of 1 address is f: 2 points less.");
    }

    #[test]
    fn what_crosses_to_a_window_has_its_parts_by_name() {
        let sentence = Sentence::as_it_is("as ever").and(Sentence::as_it_is("{text}"));
        let json = serde_json::to_value(&sentence).unwrap();
        assert_eq!(
            json,
            serde_json::json!({ "code": "plain.both", "parts": {
                "first": { "code": "plain.text", "parts": { "text": "as ever" } },
                "second": { "code": "plain.text", "parts": { "text": "{text}" } },
            } })
        );
        assert_eq!(serde_json::from_value::<Sentence>(json).unwrap(), sentence);
    }

    #[test]
    fn several_are_told_as_people_list_them() {
        let told = |items: &[&str]| Words::listed(items.iter().copied()).to_string();
        assert_eq!(
            [told(&[]), told(&["a"]), told(&["a", "b"]), told(&["a", "b", "c"])],
            ["", "a", "a and b", "a, b and c"]
        );
    }

    #[test]
    fn a_sentence_of_a_time_without_codes_is_said_as_it_was() {
        let old: Sentence = serde_json::from_str("\"The server said no.\"").unwrap();
        assert_eq!(old, Sentence::as_it_is("The server said no."));
        assert_eq!(SAMPLES.len(), 2);
    }
}
