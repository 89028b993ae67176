//! Which DNS block list a refusal of us names, by the table `assets/rules/block-lists.toml`.

use std::sync::LazyLock;

use mailvet_verdict::{Attempt, Outcome};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    list: Vec<BlockList>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BlockList {
    name: String,
    words: Vec<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "for whoever reads the table, and its test"))]
    example: String,
    #[serde(rename = "source")]
    _source: String,
}

static LISTS: LazyLock<Vec<BlockList>> = LazyLock::new(|| {
    let text = include_str!("../../../../assets/rules/block-lists.toml");
    toml::from_str::<Table>(text).expect("the shipped block lists are sound: a test reads them").list
});

/// The block list that the reply of `attempt` names.
pub(super) fn named(attempt: &Attempt) -> Option<&'static str> {
    let (Outcome::Answered(reply) | Outcome::Refused { reply, .. }) = &attempt.outcome else { return None };
    in_words(&reply.text())
}

fn in_words(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    let list = LISTS.iter().find(|list| list.words.iter().any(|word| text.contains(word.as_str())))?;
    Some(&list.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_names_its_own_list() {
        for list in LISTS.iter() {
            assert_eq!(in_words(&list.example), Some(list.name.as_str()));
        }
    }

    #[test]
    fn a_refusal_without_a_list_names_none() {
        assert_eq!(in_words("550 5.7.1 Connection rejected due to local policy"), None);
    }
}
