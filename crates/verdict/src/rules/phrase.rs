//! The phrases of the rule tables. A phrase is words as a server says them; `{name}` stands for any entry of the word
//! list of that name, `.` for one word or none and `..` for up to six words in between, `*` at the edge of a word for any
//! beginning or ending, `^` and `$` for the start and the end of the reply. An entry of a list is a phrase itself and may
//! name other lists. So a rule states a meaning once, and a new wording or language is a word in a list.

use std::collections::BTreeMap;

use regex::bytes::{Regex, RegexBuilder};
use serde::Deserialize;

use super::text;

/// The word lists by name, each ready to stand in an expression.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(try_from = "Written")]
pub(crate) struct WordLists(BTreeMap<String, String>);

/// The word lists as a table holds them.
type Written = BTreeMap<String, Vec<String>>;

/// Any of several phrases.
#[derive(Clone, Debug)]
pub(crate) struct Phrases(Regex);

/// A phrase that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhraseError {
    /// A `{name}` without a list.
    #[error("there is no word list {0:?}")]
    NoSuchList(String),
    /// A list that holds itself, directly or by way of others.
    #[error("the word list {0:?} holds itself")]
    HoldsItself(String),
    /// Nothing is left of it, or of one of its words, once it is folded: it would stand in every reply.
    #[error("the phrase {0:?} has no words, or one that is only punctuation")]
    Empty(String),
    /// The phrases together cannot be compiled.
    #[error("the phrases cannot be compiled: {0}")]
    Uncompilable(String),
}

impl TryFrom<Written> for WordLists {
    type Error = PhraseError;

    fn try_from(written: Written) -> Result<Self, PhraseError> {
        let mut lists = Self::default();
        for name in written.keys() {
            lists.settle(name, &written, &mut Vec::new())?;
        }
        Ok(lists)
    }
}

impl WordLists {
    /// Makes the list `name` ready, and before it those that it names; `open` are the lists that wait for it.
    fn settle<'w>(
        &mut self,
        name: &'w str,
        written: &'w Written,
        open: &mut Vec<&'w str>,
    ) -> Result<(), PhraseError> {
        if self.0.contains_key(name) {
            return Ok(());
        }
        if open.contains(&name) {
            return Err(PhraseError::HoldsItself(name.to_owned()));
        }
        let entries = written.get(name).ok_or_else(|| PhraseError::NoSuchList(name.to_owned()))?;
        open.push(name);
        for inner in entries.iter().flat_map(|entry| entry.split_whitespace().filter_map(list_name)) {
            self.settle(inner, written, open)?;
        }
        open.pop();
        let entries: Result<Vec<String>, _> = entries.iter().map(|entry| expression(entry, self)).collect();
        self.0.insert(name.to_owned(), format!("(?:{})", entries?.join("|")));
        Ok(())
    }
}

impl Phrases {
    /// # Errors
    /// A phrase names a list that is not there, or has no words.
    pub(crate) fn new(phrases: &[String], lists: &WordLists) -> Result<Self, PhraseError> {
        // Words start behind a space; `^` comes before that space.
        let each: Result<Vec<String>, _> = phrases
            .iter()
            .map(|phrase| {
                let words = expression(phrase, lists)?;
                Ok(words.strip_prefix('^').map_or_else(|| format!(" {words}"), |rest| format!("^ {rest}")))
            })
            .collect();
        // Words end with a space, which is one byte: to go by bytes finds the same, and some thousand expressions are made
        // in a fraction of the time.
        RegexBuilder::new(&each?.join("|"))
            .unicode(false)
            .size_limit(1 << 26)
            .dfa_size_limit(1 << 26)
            .build()
            .map(Self)
            .map_err(|why| PhraseError::Uncompilable(why.to_string()))
    }

    /// Whether one of them stands in `words` (folded, a space before and behind each word).
    pub(crate) fn stand_in(&self, words: &str) -> bool {
        self.0.is_match(words.as_bytes())
    }
}

/// A phrase as it stands in a folded reply, each word with the space behind it.
fn expression(phrase: &str, lists: &WordLists) -> Result<String, PhraseError> {
    let empty = || PhraseError::Empty(phrase.to_owned());
    let mut out = String::new();
    let mut words = 0;
    for piece in phrase.split_whitespace() {
        match piece {
            "^" | "$" => out.push_str(piece),
            "." => out.push_str("(?:[^ ]+ )?"),
            ".." => out.push_str("(?:[^ ]+ ){0,6}?"),
            _ => {
                words += 1;
                match list_name(piece) {
                    Some(name) => out
                        .push_str(lists.0.get(name).ok_or_else(|| PhraseError::NoSuchList(name.to_owned()))?),
                    None => out.push_str(&literal(piece).ok_or_else(empty)?),
                }
            }
        }
    }
    if words == 0 { Err(empty()) } else { Ok(out) }
}

/// `recipient` of `{recipient}`.
fn list_name(piece: &str) -> Option<&str> {
    piece.strip_prefix('{')?.strip_suffix('}')
}

/// A word as it stands in a folded reply, with the space behind it; `*` at its edge is anything. `None`: nothing is left
/// of it.
fn literal(word: &str) -> Option<String> {
    if matches!(word, "<@>" | "<ip>" | "<link>") {
        return Some(format!("{word} "));
    }
    let folded = text::fold(word);
    let folded = folded.trim();
    let (start, end) = (word.starts_with('*'), word.ends_with('*'));
    (!folded.is_empty()).then(|| {
        format!(
            "{}{}{} ",
            if start { "[^ ]*" } else { "" },
            regex::escape(folded),
            if end { "[^ ]*" } else { "" }
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists(written: &[(&str, &[&str])]) -> Result<WordLists, PhraseError> {
        let entries = |entries: &&[&str]| entries.iter().map(|&entry| entry.to_owned()).collect();
        Written::from_iter(written.iter().map(|(name, words)| ((*name).to_owned(), entries(words))))
            .try_into()
    }

    fn hit(phrase: &str, said: &str) -> bool {
        let lists = lists(&[
            ("who", &["user", "mail box", "пользовател*"]),
            ("not", &["is not", "not"]),
            ("absent", &["missing", "{not} . found"]),
        ]);
        Phrases::new(&[phrase.into()], &lists.unwrap()).unwrap().stand_in(&text::fold(said))
    }

    #[test]
    fn a_phrase_matches_whole_words_only() {
        assert!(hit("user unknown", "<a@b.example>: User Unknown!"));
        assert!(!hit("user unknown", "superuser unknown"));
        assert!(!hit("user unknown", "user unknowns"));
    }

    #[test]
    fn lists_gaps_endings_and_edges_are_understood() {
        assert!(hit("{who} .. missing", "Mail-box of that name is missing"));
        assert!(!hit("{who} .. missing", "user one two three four five six seven missing"));
        assert!(hit("{who} не найден*", "Пользователя не найдено"));
        assert!(hit("^ rejected $", "Rejected."));
        assert!(!hit("^ rejected $", "rejected because"));
        assert!(hit("*greylist*", "pre-greylisted"));
        assert!(hit("用户 .. 不存在", "用户 <a@b.example> 不存在"));
    }

    #[test]
    fn a_list_may_be_made_of_others() {
        for said in ["User: missing", "user isn't found", "user not ever found", "mail-box: not found"] {
            assert!(hit("{who} {absent}", said), "{said}");
        }
        assert!(!hit("{who} {absent}", "user not to be found"), "a dot is one word at most");
    }

    #[test]
    fn a_list_that_is_not_there_or_holds_itself_is_an_error() {
        assert_eq!(
            Phrases::new(&["{nobody} here".into()], &WordLists::default()).unwrap_err(),
            PhraseError::NoSuchList("nobody".into())
        );
        assert_eq!(lists(&[("a", &["{b}"])]).unwrap_err(), PhraseError::NoSuchList("b".into()));
        assert_eq!(
            lists(&[("a", &["{b}"]), ("b", &["x {a}"])]).unwrap_err(),
            PhraseError::HoldsItself("a".into())
        );
    }

    /// Such a phrase would stand in every reply.
    #[test]
    fn a_phrase_of_punctuation_is_an_error() {
        for phrase in ["", "...", "!", "*", "**", ".. .", "^ $", "- user", "user --"] {
            let why = Phrases::new(&[phrase.into()], &WordLists::default()).unwrap_err();
            assert_eq!(why, PhraseError::Empty(phrase.into()));
            assert_eq!(lists(&[("a", &[phrase])]).unwrap_err(), PhraseError::Empty(phrase.into()));
        }
    }
}
