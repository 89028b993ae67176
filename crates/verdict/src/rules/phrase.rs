//! The phrases of the rule tables. A phrase is words as a server says them; `{name}` stands for any entry of the word
//! list of that name, `..` for up to six words in between, `*` at the edge of a word for any beginning or ending, `^` and `$` for the
//! start and the end of the reply. So a rule states a meaning once, and a new wording or language is a word in a list.

use std::collections::BTreeMap;

use regex::{Regex, RegexBuilder};

use super::text;

/// The word lists, by name.
pub(crate) type WordLists = BTreeMap<String, Vec<String>>;

/// Any of several phrases.
#[derive(Clone, Debug)]
pub(crate) struct Phrases(Regex);

/// A phrase that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhraseError {
    /// A `{name}` without a list.
    #[error("there is no word list {0:?}")]
    NoSuchList(String),
    /// Nothing is left of it once it is folded.
    #[error("the phrase {0:?} has no words")]
    Empty(String),
    /// The phrases together cannot be compiled.
    #[error("the phrases cannot be compiled: {0}")]
    Uncompilable(String),
}

impl Phrases {
    /// # Errors
    /// A phrase names a list that is not there, or has no words.
    pub(crate) fn new(phrases: &[String], lists: &WordLists) -> Result<Self, PhraseError> {
        let each: Result<Vec<String>, _> = phrases.iter().map(|phrase| expression(phrase, lists)).collect();
        RegexBuilder::new(&each?.join("|"))
            .size_limit(1 << 26)
            .build()
            .map(Self)
            .map_err(|why| PhraseError::Uncompilable(why.to_string()))
    }

    /// Whether one of them stands in `words` (folded, a space before and behind each word).
    pub(crate) fn stand_in(&self, words: &str) -> bool {
        self.0.is_match(words)
    }
}

fn expression(phrase: &str, lists: &WordLists) -> Result<String, PhraseError> {
    let mut out = String::new();
    let mut words = 0;
    for piece in phrase.split_whitespace() {
        match piece {
            "^" => out.push('^'),
            "$" => out.push('$'),
            ".." => out.push_str("(?:[^ ]+ ){0,6}?"),
            _ if piece.starts_with('{') && piece.ends_with('}') => {
                let name = &piece[1..piece.len() - 1];
                let list = lists.get(name).ok_or_else(|| PhraseError::NoSuchList(name.to_owned()))?;
                let entries: Vec<String> = list.iter().map(|entry| literal(entry)).collect();
                out.push_str(&format!("(?:{})", entries.join("|")));
                words += 1;
            }
            _ => {
                let word = literal(piece);
                words += usize::from(!word.is_empty());
                out.push_str(&word);
            }
        }
    }
    if words == 0 {
        return Err(PhraseError::Empty(phrase.to_owned()));
    }
    // Words start behind a space; `^` comes before that space.
    Ok(if let Some(rest) = out.strip_prefix('^') { format!("^ {rest}") } else { format!(" {out}") })
}

/// Words as they stand in a folded reply, each with the space behind it; `*` at the edge of a word is anything.
fn literal(words: &str) -> String {
    let mut out = String::new();
    for word in words.split_whitespace() {
        if matches!(word, "<@>" | "<ip>" | "<link>") {
            out.push_str(word);
            out.push(' ');
            continue;
        }
        let folded = text::fold(word);
        let folded = folded.trim_start();
        let (start, end) = (word.starts_with('*'), word.ends_with('*'));
        let folded = if end { folded.trim_end() } else { folded };
        out.push_str(&format!(
            "{}{}{}",
            if start { "[^ ]*" } else { "" },
            regex::escape(folded),
            if end { "[^ ]* " } else { "" }
        ));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(phrase: &str, said: &str) -> bool {
        let lists =
            WordLists::from([("who".into(), vec!["user".into(), "mail box".into(), "пользовател*".into()])]);
        Phrases::new(&[phrase.into()], &lists).unwrap().stand_in(&text::fold(said))
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
    fn a_list_that_is_not_there_is_an_error() {
        assert_eq!(
            Phrases::new(&["{nobody} here".into()], &WordLists::new()).unwrap_err(),
            PhraseError::NoSuchList("nobody".into())
        );
    }
}
