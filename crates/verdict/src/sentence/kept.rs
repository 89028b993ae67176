//! A sentence as it is kept: its code and its parts in the order of its places, each behind a mark. The marks are control
//! characters that JSON leaves alone and that stand in no mail; where one stands in a text all the same, another is before
//! it. What begins with no mark is a sentence of a time when there were no codes, and is said as it is.

use super::{Phrase, Sentence, Words, find};
use crate::Moment;

/// Before the code of a phrase (C1 START OF STRING).
const SAID: char = '\u{98}';
/// Before a text (PRIVATE USE ONE).
const TEXT: char = '\u{91}';
/// Before a number (PRIVATE USE TWO).
const COUNT: char = '\u{92}';
/// Before a moment, in milliseconds (SET TRANSMIT STATE).
const AT: char = '\u{93}';
/// Before a mark that is none (OPERATING SYSTEM COMMAND).
const PLAIN: char = '\u{9d}';

const fn is_mark(c: char) -> bool {
    matches!(c, SAID | TEXT | COUNT | AT | PLAIN)
}

impl Sentence {
    /// The short form in which it is kept.
    #[must_use]
    pub fn kept(&self) -> String {
        let mut kept = String::new();
        self.keep(&mut kept);
        kept
    }

    fn keep(&self, kept: &mut String) {
        kept.push(SAID);
        kept.push_str(self.phrase.code);
        for part in &self.parts {
            match part {
                Words::Text(text) => {
                    kept.push(TEXT);
                    for c in text.chars() {
                        if is_mark(c) {
                            kept.push(PLAIN);
                        }
                        kept.push(c);
                    }
                }
                Words::Count(count) => {
                    kept.push(COUNT);
                    kept.push_str(&count.to_string());
                }
                Words::At { at } => {
                    kept.push(AT);
                    kept.push_str(&at.0.to_string());
                }
                Words::Said(sentence) => sentence.keep(kept),
            }
        }
    }

    /// Whether a text is kept so, and not from before there were codes.
    #[must_use]
    pub fn is_coded(kept: &str) -> bool {
        kept.starts_with(SAID)
    }

    /// What was kept so; a text that was kept before there were codes, or by a newer Mailvet, is said as it is.
    #[must_use]
    pub fn from_kept(kept: &str) -> Self {
        let read = || {
            let mut rest = kept.strip_prefix(SAID)?;
            let sentence = sentence(&mut rest)?;
            rest.is_empty().then_some(sentence)
        };
        read().unwrap_or_else(|| Self::as_it_is(kept.replace(is_mark, " ").trim_start()))
    }
}

/// The sentence whose code begins `rest`, and what is behind it in the place of `rest`.
fn sentence(rest: &mut &str) -> Option<Sentence> {
    let phrase: &'static Phrase = find(until_mark(rest))?;
    let parts = phrase.places.iter().map(|_| words(rest)).collect::<Option<_>>()?;
    Some(Sentence { phrase, parts })
}

fn words(rest: &mut &str) -> Option<Words> {
    let mark = rest.chars().next()?;
    *rest = &rest[mark.len_utf8()..];
    match mark {
        SAID => sentence(rest).map(Words::Said),
        COUNT => until_mark(rest).parse().ok().map(Words::Count),
        AT => until_mark(rest).parse().ok().map(|at| Words::At { at: Moment(at) }),
        TEXT => {
            let mut text = until_mark(rest).to_owned();
            while let Some(behind) = rest.strip_prefix(PLAIN) {
                let mark = behind.chars().next()?;
                text.push(mark);
                *rest = &behind[mark.len_utf8()..];
                text.push_str(until_mark(rest));
            }
            Some(Words::Text(text))
        }
        _ => None,
    }
}

/// What stands before the next mark; `rest` begins with that one then.
fn until_mark<'t>(rest: &mut &'t str) -> &'t str {
    let (before, behind) = rest.split_at(rest.find(is_mark).unwrap_or(rest.len()));
    *rest = behind;
    before
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sentence::both;

    fn any_words() -> impl Strategy<Value = Words> {
        let leaf = prop_oneof![
            "[a-z{}|:\u{98}\u{91}\u{92}\u{93}\u{9d} ]{0,8}".prop_map(Words::Text),
            any::<u64>().prop_map(Words::Count),
            any::<i64>().prop_map(|at| Words::At { at: Moment(at) }),
        ];
        leaf.prop_recursive(3, 8, 2, |inner| {
            (inner.clone(), inner).prop_map(|(first, second)| Words::Said(both(first, second)))
        })
    }

    proptest! {
        #[test]
        fn what_is_kept_comes_back_as_it_was(first in any_words(), second in any_words()) {
            let sentence = both(first, second);
            prop_assert_eq!(&Sentence::from_kept(&sentence.kept()), &sentence);
            let json = serde_json::to_string(&sentence).unwrap();
            prop_assert_eq!(serde_json::from_str::<Sentence>(&json).unwrap(), sentence);
        }

        #[test]
        fn no_kept_text_is_lost_or_stops_the_reader(text in "\\PC{0,20}|[\u{98}\u{91}\u{92}\u{93}\u{9d}a-z.0-9]{0,20}") {
            let read = Sentence::from_kept(&text).to_string();
            let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
            prop_assert!(!text.contains(SAID) || letters(&read) <= letters(&text));
            prop_assert!(text.contains(is_mark) || read == text.trim_start());
        }
    }

    #[test]
    fn a_phrase_of_a_newer_mailvet_is_said_by_what_is_in_it() {
        assert_eq!(
            Sentence::from_kept("\u{98}found.not_yet\u{91}mx.example\u{92}3").to_string(),
            "found.not_yet mx.example 3"
        );
    }
}
