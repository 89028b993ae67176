//! What is known of outcome files: the words of outcomes and the layouts of exports, from `assets/learn/outcomes.toml`, read
//! and checked once. What a cell comes to is said in `reading.rs`; this only looks words and columns up.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use mailvet_verdict::{Happened, Sentence, Words};
use serde::{Deserialize, Deserializer};

use super::phrases as say;

/// The table, ready to be asked.
pub(super) struct Table {
    words: HashMap<String, Word>,
    checkers: Checkers,
    pub(super) layouts: Vec<Layout>,
    pub(super) any: Any,
}

/// What a word of an outcome says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    Happened(Happened),
    /// Nothing of the mailbox.
    Nothing,
}

/// A word of an outcome, as it stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spoken<'a> {
    pub(super) word: Word,
    /// What stands behind the word: often what a server said.
    pub(super) behind: &'a str,
    pub(super) speaker: Speaker,
}

impl Spoken<'_> {
    /// A word that needs no more asking.
    pub(super) const fn plain(word: Word) -> Self {
        Self { word, behind: "", speaker: Speaker::Mail }
    }
}

/// Who says such a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Speaker {
    /// Only those who have sent mail.
    Mail,
    /// Both, so that it does not tell a file of outcomes from one of verdicts.
    Both,
    /// Those who check addresses, and some who have sent mail: it counts only where the column is one of mail.
    Checker,
}

/// Words that those who check addresses use.
struct Checkers {
    verdicts: HashSet<String>,
    both: HashSet<String>,
}

/// One layout of an export.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Layout {
    pub(super) id: String,
    /// The service that makes it.
    service: String,
    /// Which of its exports.
    export: Option<Export>,
    needs: Vec<String>,
    pub(super) address: Vec<String>,
    pub(super) outcome: Vec<String>,
    pub(super) kind: Vec<String>,
    pub(super) kind_of: Vec<String>,
    pub(super) detail: Vec<String>,
    pub(super) at: Vec<String>,
    /// The column that says "no" where the time is only that at which it was learnt.
    pub(super) dated: Vec<String>,
    pub(super) always: Option<Happened>,
    pub(super) yes: Vec<(String, Happened)>,
    /// Words that mean something else here than anywhere.
    #[serde(deserialize_with = "by_folded")]
    pub(super) words: HashMap<String, Happened>,
    /// Words that say nothing of the mailbox here, folded.
    pub(super) nothing: Vec<String>,
    /// Where its columns are described, for the reader of the table.
    source: String,
}

/// What an export of a service holds, where it makes several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Export {
    Events,
    ActivityFeed,
    Bounces,
    UnsubscribesAndBounces,
    Contacts,
    CleanedContacts,
    UnsubscribedContacts,
    BouncedInCampaign,
}

impl Export {
    fn said(self) -> Sentence {
        match self {
            Self::Events => say::as_events(),
            Self::ActivityFeed => say::activity_feed(),
            Self::Bounces => say::bounces(),
            Self::UnsubscribesAndBounces => say::unsubscribes_and_bounces(),
            Self::Contacts => say::contacts(),
            Self::CleanedContacts => say::cleaned_contacts(),
            Self::UnsubscribedContacts => say::unsubscribed_contacts(),
            Self::BouncedInCampaign => say::bounced_in_campaign(),
        }
    }
}

impl Layout {
    /// As in `SendGrid, events`.
    pub(super) fn said(&self) -> Words {
        match self.export {
            Some(export) => say::made_by(&self.service, export.said()).into(),
            None => Words::from(&self.service),
        }
    }
}

/// Names of columns in files of no known layout.
#[derive(Debug)]
pub(super) struct Any {
    pub(super) outcome: Vec<String>,
    pub(super) detail: Vec<String>,
    pub(super) at: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    words: HashMap<String, String>,
    checkers: WrittenCheckers,
    layout: Vec<Layout>,
    any: WrittenAny,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenCheckers {
    verdicts: String,
    both: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenAny {
    outcome: String,
    detail: String,
    at: String,
}

impl Table {
    /// The table that ships.
    pub(super) fn shipped() -> &'static Self {
        static SHIPPED: LazyLock<Table> = LazyLock::new(|| {
            Table::parse(include_str!("../../../../assets/learn/outcomes.toml"))
                .expect("the table that ships is sound: a test reads it")
        });
        &SHIPPED
    }

    fn parse(text: &str) -> Result<Self, String> {
        let written: Written = toml::from_str(text).map_err(|error| error.to_string())?;
        let mut words = HashMap::new();
        for (code, list) in &written.words {
            let word = match Happened::from_code(code) {
                Some(what) => Word::Happened(what),
                None if code == "nothing" => Word::Nothing,
                None => return Err(format!("no outcome is called {code:?}")),
            };
            for text in list.split_whitespace() {
                if let Some(other) = words.insert(folded(text), word).filter(|other| *other != word) {
                    return Err(format!("{text:?} is {other:?} and {word:?}"));
                }
            }
        }
        for layout in &written.layout {
            if layout.source.is_empty() || layout.address.is_empty() || layout.needs.is_empty() {
                return Err(format!("the layout {:?} lacks its source, address or needs", layout.id));
            }
        }
        let list = |text: &str| text.split_whitespace().map(folded).collect();
        let set = |text: &str| text.split_whitespace().map(folded).collect::<HashSet<String>>();
        let checkers =
            Checkers { verdicts: set(&written.checkers.verdicts), both: set(&written.checkers.both) };
        if let Some(word) =
            checkers.verdicts.iter().chain(&checkers.both).find(|word| !words.contains_key(*word))
        {
            return Err(format!("{word:?} is a checker's word and no outcome"));
        }
        let any = Any {
            outcome: list(&written.any.outcome),
            detail: list(&written.any.detail),
            at: list(&written.any.at),
        };
        Ok(Self { words, checkers, layouts: written.layout, any })
    }

    /// The layout of a file with these columns, folded.
    pub(super) fn layout_of(&self, columns: &[String]) -> Option<&Layout> {
        let has = |need: &String| need.split('|').any(|name| columns.contains(&folded(name)));
        self.layouts.iter().find(|layout| layout.needs.iter().all(has))
    }

    /// What a cell says of an outcome: as a whole, or by its beginning up to a mark, as in "Bounced: mailbox full".
    pub(super) fn word<'a>(&self, cell: &'a str) -> Option<Spoken<'a>> {
        if let Some(spoken) = self.spoken(cell, "") {
            return Some(spoken);
        }
        let mark = cell
            .find([':', '(', '[', ',', ';', '|', '/', '–', '—'])
            .into_iter()
            .chain(cell.find(" - "))
            .min()?;
        let (word, behind) = cell.split_at(mark);
        let is_mark = |c: char| c.is_whitespace() || ":([,;|/–—-".contains(c);
        self.spoken(word, behind.trim_start_matches(is_mark).trim_end_matches([')', ']', ' ']))
    }

    fn spoken<'a>(&self, word: &str, behind: &'a str) -> Option<Spoken<'a>> {
        let folded = folded(word);
        let word = *self.words.get(&folded)?;
        let speaker = match word {
            _ if self.checkers.verdicts.contains(&folded) => Speaker::Checker,
            Word::Nothing => Speaker::Both,
            Word::Happened(_) if self.checkers.both.contains(&folded) => Speaker::Both,
            Word::Happened(_) => Speaker::Mail,
        };
        Some(Spoken { word, behind, speaker })
    }
}

fn by_folded<'de, D: Deserializer<'de>>(deserializer: D) -> Result<HashMap<String, Happened>, D::Error> {
    let written = HashMap::<String, Happened>::deserialize(deserializer)?;
    Ok(written.into_iter().map(|(word, what)| (folded(&word), what)).collect())
}

/// Letters and digits in lower case.
pub(super) fn folded(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_that_ships_is_sound() {
        let table = Table::parse(include_str!("../../../../assets/learn/outcomes.toml")).unwrap();
        let mut ids: Vec<&str> = table.layouts.iter().map(|layout| layout.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), table.layouts.len());
    }

    fn word(cell: &str) -> Option<Word> {
        Table::shipped().word(cell).map(|spoken| spoken.word)
    }

    #[test]
    fn what_stands_behind_a_word_is_handed_on() {
        for (cell, behind) in [
            ("Hard Bounce (550 5.7.1 blocked by policy)", "550 5.7.1 blocked by policy"),
            ("Soft Bounce: mailbox full", "mailbox full"),
            ("Bounced - 550 5.1.1 User unknown", "550 5.1.1 User unknown"),
            ("Hard-Bounce", ""),
        ] {
            assert_eq!(Table::shipped().word(cell).unwrap().behind, behind, "{cell}");
        }
    }

    #[test]
    fn the_spelling_of_a_word_does_not_matter() {
        for text in ["hard_bounce", "Hard Bounce", "hardBounces", "HARD-BOUNCE", "Bounced: mailbox gone"] {
            assert_eq!(word(text), Some(Word::Happened(Happened::HardBounce)), "{text}");
        }
        assert_eq!(word("processed"), Some(Word::Nothing));
        assert_eq!(word("whatever"), None);
    }

    #[test]
    fn a_word_with_two_meanings_is_refused() {
        let twice = "layout = []\ncheckers = { verdicts = '', both = '' }\n[words]\ndelivered = \"ok\"\nleft = \"ok\"\n[any]\noutcome = ''\ndetail = ''\nat = ''";
        assert!(Table::parse(twice).is_err_and(|why| why.contains("ok")));
    }
}
