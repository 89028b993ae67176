//! When two spellings are one mailbox: rules from narrow to wide, each of which takes all for one that the rule before it
//! does. Which of them is in force is the user's choice; a wider rule asks fewer addresses and trusts more in how a provider
//! delivers.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Address;
use crate::judgement::coded;

coded! {
    /// When two rows have the same address.
    DuplicateRule {
        /// The addresses are the same to the letter, as RFC 5321 section 2.4 lets servers tell them apart.
        Exact = "exact", "The same to the letter";
        /// The addresses are the same whatever the case.
        Case = "case", "Upper and lower case are the same";
        /// And with or without dots at Gmail, which ignores them.
        GmailDots = "gmail_dots", "… and dots at Gmail do not count";
        /// And with or without `+tag`, which many providers deliver to the mailbox before it (RFC 5233).
        PlusTags = "plus_tags", "… and a +tag does not count";
    }
}

/// By case: what nearly every list means.
#[allow(clippy::derivable_impls, reason = "the table of codes derives for all of its kinds alike")]
impl Default for DuplicateRule {
    fn default() -> Self {
        Self::Case
    }
}

impl DuplicateRule {
    /// What two addresses share that are one under this rule.
    #[must_use]
    pub fn key(self, address: &Address) -> String {
        match self {
            Self::Exact => address.to_string(),
            Self::Case | Self::GmailDots | Self::PlusTags => self.widen(address.duplicate_key()),
        }
    }

    /// What a key by case is under this rule.
    #[must_use]
    pub fn widen(self, key: String) -> String {
        match self {
            Self::Exact | Self::Case => key,
            Self::GmailDots => gmail(key),
            Self::PlusTags => without_tag(gmail(key)),
        }
    }
}

/// Gmail ignores dots in the local part, and `googlemail.com` is another name of it.
fn gmail(key: String) -> String {
    match key.rsplit_once('@') {
        Some((local, "gmail.com" | "googlemail.com")) => format!("{}@gmail.com", without_dots(local)),
        _ => key,
    }
}

/// Dots behind a `+` say nothing either, but belong to the tag.
fn without_dots(local: &str) -> String {
    match local.split_once('+') {
        Some((name, tag)) => format!("{}+{tag}", name.replace('.', "")),
        None => local.replace('.', ""),
    }
}

fn without_tag(key: String) -> String {
    let Some((local, domain)) = key.rsplit_once('@') else { return key };
    match local.split_once('+') {
        Some((name, _)) if !name.is_empty() && !local.starts_with('"') => format!("{name}@{domain}"),
        _ => key,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(rule: DuplicateRule, text: &str) -> String {
        rule.key(&Address::parse(text).unwrap())
    }

    #[test]
    fn each_rule_takes_for_one_what_the_rule_before_it_does() {
        let first = "Ann.Smith@gmail.com";
        let others =
            ["ann.smith@GMAIL.com", "annsmith@googlemail.com", "a.nnsmith+news@gmail.com", "ann@gmail.com"];
        let same =
            |rule: DuplicateRule| others.iter().filter(|other| key(rule, other) == key(rule, first)).count();
        assert_eq!(DuplicateRule::ALL.iter().map(|rule| same(*rule)).collect::<Vec<_>>(), [0, 1, 2, 3]);
    }

    #[test]
    fn dots_elsewhere_and_quoted_pluses_count() {
        use DuplicateRule::PlusTags;
        assert_ne!(key(PlusTags, "a.b@example.com"), key(PlusTags, "ab@example.com"));
        assert_ne!(key(PlusTags, "\"a b+c\"@example.com"), key(PlusTags, "\"a b\"@example.com"));
        assert_eq!(key(PlusTags, "+c@example.com"), "+c@example.com");
    }
}
