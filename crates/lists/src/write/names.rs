//! Our columns: what they are called, which of them are wanted, and how their names keep clear of the list's own.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

/// What stands before the names of our columns, unless the user says otherwise.
pub const OUR_PREFIX: &str = "mailvet_";

/// One of the columns that we append.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum OurColumn {
    /// The verdict's code.
    Verdict,
    /// The reason's code.
    Reason,
    /// The action's code.
    Action,
    /// 0 to 100.
    Score,
    /// 0 to 1.
    Confidence,
    /// The codes of the flags that are set.
    Flags,
    /// The address that was probably meant.
    Suggestion,
    /// One sentence.
    Detail,
    /// When it was checked.
    CheckedAt,
}

impl OurColumn {
    /// Every column, in the order in which they are appended.
    pub const ALL: [Self; 9] = [
        Self::Verdict,
        Self::Reason,
        Self::Action,
        Self::Score,
        Self::Confidence,
        Self::Flags,
        Self::Suggestion,
        Self::Detail,
        Self::CheckedAt,
    ];

    /// Its name without the prefix.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Verdict => "verdict",
            Self::Reason => "reason",
            Self::Action => "action",
            Self::Score => "score",
            Self::Confidence => "confidence",
            Self::Flags => "flags",
            Self::Suggestion => "suggestion",
            Self::Detail => "detail",
            Self::CheckedAt => "checked_at",
        }
    }

    /// The column with this name.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.key() == key)
    }
}

/// Which of our columns are appended, and what stands before their names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OurColumns {
    /// In this order; none: the list goes out as it is.
    pub chosen: Vec<OurColumn>,
    /// As in `mailvet_`.
    pub prefix: String,
    /// Further columns of the list that were checked too; each has a set of ours of its own, which takes its name:
    /// `mailvet_verdict_work_email`.
    #[serde(default)]
    pub further: Vec<String>,
}

impl Default for OurColumns {
    /// All of them, with [`OUR_PREFIX`].
    fn default() -> Self {
        Self { chosen: OurColumn::ALL.to_vec(), prefix: OUR_PREFIX.to_owned(), further: Vec::new() }
    }
}

impl OurColumns {
    /// Their names beside those of a list: with the smallest suffix under which none of them occurs there already, so
    /// that the columns of one check stay recognisable as belonging together.
    #[must_use]
    pub fn names(&self, columns: &[String]) -> Vec<String> {
        let taken: HashSet<String> = columns.iter().map(|name| name.trim().to_lowercase()).collect();
        let sets: Vec<String> = std::iter::once(String::new()).chain(self.endings()).collect();
        let mut suffix = 1_usize;
        loop {
            let name = |set: &String, column: &OurColumn| match suffix {
                1 => format!("{}{}{set}", self.prefix, column.key()),
                suffix => format!("{}{}{set}_{suffix}", self.prefix, column.key()),
            };
            let names: Vec<String> =
                sets.iter().flat_map(|set| self.chosen.iter().map(move |column| name(set, column))).collect();
            if names.iter().all(|name| !taken.contains(&name.to_lowercase())) {
                return names;
            }
            suffix += 1;
        }
    }
}

impl OurColumns {
    /// What tells the names of the further sets from those of the first: `_work_email`.
    pub(crate) fn endings(&self) -> Vec<String> {
        let mut endings: Vec<String> = Vec::with_capacity(self.further.len());
        for column in &self.further {
            let words =
                column.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
            let plain = words.collect::<Vec<_>>().join("_").to_lowercase();
            let plain = if plain.is_empty() { String::new() } else { format!("_{plain}") };
            let ending = (1_usize..)
                .map(|number| if number == 1 { plain.clone() } else { format!("{plain}_{number}") })
                .find(|ending| !ending.is_empty() && !endings.contains(ending))
                .unwrap_or_default();
            endings.push(ending);
        }
        endings
    }

    /// How many sets there are.
    pub(crate) fn sets(&self) -> usize {
        1 + self.further.len()
    }
}

/// The list's names, each made unique by a number, and a key that none of them has for `wanted`.
pub(crate) fn unique_names(columns: &[String], wanted: &str) -> (Vec<String>, String) {
    let mut taken: HashSet<String> = columns.iter().cloned().collect();
    let mut seen = HashSet::new();
    let mut free = |name: &str, from: usize| {
        let name = (from..)
            .map(|number| format!("{name}_{number}"))
            .find(|name| !taken.contains(name))
            .unwrap_or_else(|| name.to_owned());
        taken.insert(name.clone());
        name
    };
    let names: Vec<String> =
        columns.iter().map(|name| if seen.insert(name) { name.clone() } else { free(name, 2) }).collect();
    let ours = if columns.iter().any(|name| name == wanted) { free(wanted, 2) } else { wanted.to_owned() };
    (names, ours)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_list_that_was_checked_before_keeps_its_columns_and_ours_take_a_number() {
        let ours = OurColumns::default();
        assert_eq!(ours.names(&owned(&["email"]))[0], "mailvet_verdict");
        let names = ours.names(&owned(&["email", "mailvet_verdict", "Mailvet_Score_2"]));
        assert_eq!(names[0], "mailvet_verdict_3");
        assert_eq!(names[8], "mailvet_checked_at_3");
    }

    #[test]
    fn without_a_prefix_ours_still_keep_clear_of_the_lists_own() {
        let ours = OurColumns {
            chosen: vec![OurColumn::Score, OurColumn::Verdict],
            prefix: String::new(),
            ..OurColumns::default()
        };
        assert_eq!(ours.names(&owned(&["email"])), ["score", "verdict"]);
        assert_eq!(ours.names(&owned(&["email", "Score"])), ["score_2", "verdict_2"]);
    }

    #[test]
    fn each_further_column_that_was_checked_has_a_set_named_after_it() {
        let ours = OurColumns {
            chosen: vec![OurColumn::Verdict],
            further: owned(&["Work E-mail", "work e-mail", "***"]),
            ..OurColumns::default()
        };
        assert_eq!(
            ours.names(&owned(&["email"])),
            [
                "mailvet_verdict",
                "mailvet_verdict_work_e_mail",
                "mailvet_verdict_work_e_mail_2",
                "mailvet_verdict_2"
            ]
        );
        assert_eq!(ours.names(&owned(&["mailvet_verdict"]))[1], "mailvet_verdict_work_e_mail_2");
    }

    #[test]
    fn names_that_occur_twice_are_numbered() {
        let (names, ours) = unique_names(&owned(&["email", "email", "email_2", "mailvet"]), "mailvet");
        assert_eq!(names, ["email", "email_3", "email_2", "mailvet"]);
        assert_eq!(ours, "mailvet_2");
    }
}
