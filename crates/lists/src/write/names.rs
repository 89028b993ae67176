//! The names of our columns, and how they keep clear of the list's own.

use std::collections::HashSet;

/// Our columns, in the order in which they are appended.
pub const OUR_COLUMNS: [&str; 9] = [
    "mailvet_verdict",
    "mailvet_reason",
    "mailvet_action",
    "mailvet_score",
    "mailvet_confidence",
    "mailvet_flags",
    "mailvet_suggestion",
    "mailvet_detail",
    "mailvet_checked_at",
];

/// Our names beside those of a list: with the smallest suffix under which none of the nine occurs there already, so
/// that the columns of one check stay recognisable as belonging together.
pub(crate) fn our_names(columns: &[String]) -> [String; OUR_COLUMNS.len()] {
    let taken: HashSet<String> = columns.iter().map(|name| name.trim().to_lowercase()).collect();
    let mut suffix = 1_usize;
    loop {
        let names =
            OUR_COLUMNS.map(|name| if suffix == 1 { name.to_owned() } else { format!("{name}_{suffix}") });
        if names.iter().all(|name| !taken.contains(name)) {
            return names;
        }
        suffix += 1;
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
        assert_eq!(our_names(&owned(&["email"]))[0], "mailvet_verdict");
        let names = our_names(&owned(&["email", "mailvet_verdict", "Mailvet_Score_2"]));
        assert_eq!(names[0], "mailvet_verdict_3");
        assert_eq!(names[8], "mailvet_checked_at_3");
    }

    #[test]
    fn names_that_occur_twice_are_numbered() {
        let (names, ours) = unique_names(&owned(&["email", "email", "email_2", "mailvet"]));
        assert_eq!(names, ["email", "email_3", "email_2", "mailvet"]);
        assert_eq!(ours, "mailvet_2");
    }
}
