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
}

impl Default for OurColumns {
    /// All of them, with [`OUR_PREFIX`].
    fn default() -> Self {
        Self { chosen: OurColumn::ALL.to_vec(), prefix: OUR_PREFIX.to_owned() }
    }
}

impl OurColumns {
    /// Their names beside those of a list: with the smallest suffix under which none of them occurs there already, so
    /// that the columns of one check stay recognisable as belonging together.
    #[must_use]
    pub fn names(&self, columns: &[String]) -> Vec<String> {
        let taken: HashSet<String> = columns.iter().map(|name| name.trim().to_lowercase()).collect();
        let mut suffix = 1_usize;
        loop {
            let name = |column: &OurColumn| match suffix {
                1 => format!("{}{}", self.prefix, column.key()),
                suffix => format!("{}{}_{suffix}", self.prefix, column.key()),
            };
            let names: Vec<String> = self.chosen.iter().map(name).collect();
            if names.iter().all(|name| !taken.contains(&name.to_lowercase())) {
                return names;
            }
            suffix += 1;
        }
    }
}

/// The list's names, each made unique by a number, and a key for ours that none of them has.
pub(crate) fn unique_names(columns: &[String]) -> (Vec<String>, String) {
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
    let ours =
        if columns.iter().any(|name| name == "mailvet") { free("mailvet", 2) } else { "mailvet".to_owned() };
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
        let ours = OurColumns { chosen: vec![OurColumn::Score, OurColumn::Verdict], prefix: String::new() };
        assert_eq!(ours.names(&owned(&["email"])), ["score", "verdict"]);
        assert_eq!(ours.names(&owned(&["email", "Score"])), ["score_2", "verdict_2"]);
    }

    #[test]
    fn names_that_occur_twice_are_numbered() {
        let (names, ours) = unique_names(&owned(&["email", "email", "email_2", "mailvet"]));
        assert_eq!(names, ["email", "email_3", "email_2", "mailvet"]);
        assert_eq!(ours, "mailvet_2");
    }
}
