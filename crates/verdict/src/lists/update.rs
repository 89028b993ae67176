//! Newer lists of domains than those that ship: a bundle of several, or one plain file with a domain a line. Both are read whole
//! and checked before they take anything's place; a list that calls a well-known provider a throw-away service, or that has
//! shrunk to next to nothing, is refused with the reason. Whether a bundle is ours is found out by whoever holds the key.

use std::{collections::BTreeMap, fmt};

use super::{Lists, ShippedList, head};
use crate::Sentence;

/// A list of domains that can be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListKind {
    /// Throw-away services.
    Disposable,
    /// Domains that many lists of throw-away services hold, each with how many.
    Voted,
    /// Forwarding services.
    Alias,
    /// Free mail.
    Free,
}

impl ListKind {
    /// Every kind, in the order of a bundle.
    pub const ALL: [Self; 4] = [Self::Disposable, Self::Voted, Self::Alias, Self::Free];

    /// As it is typed and written.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Disposable => "disposable",
            Self::Voted => "voted",
            Self::Alias => "alias",
            Self::Free => "free",
        }
    }

    /// The one with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Why lists cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// A line is no domain.
    NoDomain {
        /// From 1.
        line: usize,
        /// What stands there.
        text: String,
    },
    /// There is no such list.
    NoSuchList(String),
    /// A list stands in it twice, or an entry before the first list.
    OutOfPlace(usize),
    /// It holds nothing.
    Empty,
    /// A list that names what it must not.
    HoldsProvider {
        /// Which list.
        kind: ListKind,
        /// The domain.
        domain: String,
    },
    /// A list that names a whole registry.
    HoldsSuffix {
        /// Which list.
        kind: ListKind,
        /// The domain.
        domain: String,
    },
    /// A list of ours that lacks what it must have.
    Lacks {
        /// Which list.
        kind: ListKind,
        /// The domain.
        domain: &'static str,
    },
    /// A list of ours that has grown or shrunk beyond belief.
    OutOfProportion {
        /// Which list.
        kind: ListKind,
        /// How many entries are in use.
        had: u32,
        /// How many it has.
        has: u32,
    },
}

crate::phrases! {
    /// Why lists cannot be used, as the end of a sentence.
    pub(crate) NEWER "newer" {
        no_domain(line, text) = "line {line} is no domain: “{text}”";
        no_such_list(name) = "there is no list called “{name}”; there are disposable, voted, alias and free";
        out_of_place(line) = "line {line} stands outside of any list, or begins one for the second time";
        empty() = "it holds no domain";
        holds_provider(list, domain) = "its list “{list}” holds {domain}, which is a well-known mail provider";
        holds_suffix(list, domain) = "its list “{list}” holds {domain}, under which anybody registers";
        lacks(list, domain) = "its list “{list}” lacks {domain}";
        out_of_proportion(list, has, had) = "its list “{list}” has {has} entries where there were {had}";
    }
}

impl ListError {
    /// Why, as the end of a sentence.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        match self {
            Self::NoDomain { line, text } => no_domain(*line, text),
            Self::NoSuchList(name) => no_such_list(name),
            Self::OutOfPlace(line) => out_of_place(*line),
            Self::Empty => empty(),
            Self::HoldsProvider { kind, domain } => holds_provider(kind.code(), domain),
            Self::HoldsSuffix { kind, domain } => holds_suffix(kind.code(), domain),
            Self::Lacks { kind, domain } => lacks(kind.code(), *domain),
            Self::OutOfProportion { kind, had, has } => out_of_proportion(kind.code(), *has, *had),
        }
    }
}

impl fmt::Display for ListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

/// How far an update is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// A bundle that goes by our name.
    Ours,
    /// A file that the user has chosen: how long it is is his affair.
    Users,
}

/// Newer lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListUpdate(BTreeMap<ListKind, (ShippedList, BTreeMap<String, u8>)>);

impl ListUpdate {
    /// Reads several lists: each begins with its name in brackets, then its head, then its domains.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn several(text: &str) -> Result<Self, ListError> {
        let mut update = Self::default();
        let mut begun: Option<(ListKind, usize)> = None;
        let lines: Vec<&str> = text.lines().collect();
        let mut end_at = |begun: &mut Option<(ListKind, usize)>, end: usize| {
            let Some((kind, first)) = begun.take() else { return Ok(()) };
            update.take_in(kind, &lines[first..end], first)
        };
        for (at, line) in lines.iter().enumerate() {
            if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                end_at(&mut begun, at)?;
                let kind = ListKind::from_code(name).ok_or_else(|| ListError::NoSuchList(name.to_owned()))?;
                begun = Some((kind, at + 1));
            } else if begun.is_none() && !line.trim().is_empty() {
                return Err(ListError::OutOfPlace(at + 1));
            }
        }
        end_at(&mut begun, lines.len())?;
        if update.0.is_empty() { Err(ListError::Empty) } else { Ok(update) }
    }

    /// Reads one list from a file called `name`: a domain a line, `#` before remarks; a count may follow the domain.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn plain(kind: ListKind, text: &str, name: &str) -> Result<Self, ListError> {
        let mut update = Self::default();
        let lines: Vec<&str> = text.lines().collect();
        update.take_in(kind, &lines, 0)?;
        if let Some((head, _)) = update.0.get_mut(&kind) {
            if head.what.is_empty() {
                head.what = format!("domains of the list “{}”, from a file of yours", kind.code());
            }
            if head.sources.is_empty() {
                head.sources.push(name.to_owned());
            }
            if head.licence.is_empty() {
                head.licence = "not told".to_owned();
            }
        }
        Ok(update)
    }

    fn take_in(&mut self, kind: ListKind, lines: &[&str], first: usize) -> Result<(), ListError> {
        let mut entries = BTreeMap::new();
        for (at, line) in lines.iter().map(|line| line.trim()).enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let wrong =
                || ListError::NoDomain { line: first + at + 1, text: line.chars().take(80).collect() };
            let (name, count) = line.split_once(' ').unwrap_or((line, "1"));
            entries.insert(domain(name).ok_or_else(wrong)?, count.trim().parse::<u8>().map_err(|_| wrong())?);
        }
        if entries.is_empty() {
            return Err(ListError::Empty);
        }
        let told = lines.iter().take_while(|line| line.starts_with('#') || line.trim().is_empty());
        let mut head = head(&told.map(|line| format!("{line}\n")).collect::<String>());
        head.count = u32::try_from(entries.len()).unwrap_or(u32::MAX);
        match self.0.insert(kind, (head, entries)) {
            Some(_) => Err(ListError::OutOfPlace(first)),
            None => Ok(()),
        }
    }

    /// The lists, each with its head and its domains.
    pub fn lists(&self) -> impl Iterator<Item = (ListKind, &ShippedList, &BTreeMap<String, u8>)> {
        self.0.iter().map(|(kind, (head, entries))| (*kind, head, entries))
    }

    /// Gives its lists this day where they tell none.
    pub fn dated(&mut self, day: &str) {
        for (head, _) in self.0.values_mut().filter(|(head, _)| head.date.is_empty()) {
            day.clone_into(&mut head.date);
        }
    }

    /// The same, with the lists of `newer` in place of its own.
    #[must_use]
    pub fn then(mut self, newer: Self) -> Self {
        self.0.extend(newer.0);
        self
    }

    /// As [`ListUpdate::several`] reads it.
    #[must_use]
    pub fn written(&self) -> String {
        let mut text = String::new();
        for (kind, (head, entries)) in &self.0 {
            text += &format!("[{}]\n# what: {}\n", kind.code(), head.what);
            text.extend(head.sources.iter().map(|source| format!("# source: {source}\n")));
            text += &format!("# licence: {}\n# date: {}\n# count: {}\n", head.licence, head.date, head.count);
            let line = |(domain, count): (&String, &u8)| match kind {
                ListKind::Voted => format!("{domain} {count}\n"),
                ListKind::Disposable | ListKind::Alias | ListKind::Free => format!("{domain}\n"),
            };
            text.extend(entries.iter().map(line));
        }
        text
    }

    /// Checks a bundle of ours against the lists in use.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check_ours(&self, in_use: &Lists) -> Result<(), ListError> {
        self.check(in_use, Whose::Ours)
    }

    /// Checks a file that the user has chosen.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check_users(&self, in_use: &Lists) -> Result<(), ListError> {
        self.check(in_use, Whose::Users)
    }

    fn check(&self, in_use: &Lists, whose: Whose) -> Result<(), ListError> {
        for (kind, head, entries) in self.lists() {
            if kind != ListKind::Free {
                let provider =
                    in_use.typo_targets().iter().find(|target| entries.contains_key(target.domain));
                if let Some(provider) = provider {
                    return Err(ListError::HoldsProvider { kind, domain: provider.domain.to_owned() });
                }
            }
            if let Some(domain) = entries.keys().find(|domain| is_suffix(domain)) {
                return Err(ListError::HoldsSuffix { kind, domain: domain.clone() });
            }
            if whose == Whose::Users {
                continue;
            }
            let must = match kind {
                ListKind::Disposable => Some("mailinator.com"),
                ListKind::Alias => Some("duck.com"),
                ListKind::Free => Some("gmail.com"),
                ListKind::Voted => None,
            };
            if let Some(domain) = must.filter(|domain| !entries.contains_key(*domain)) {
                return Err(ListError::Lacks { kind, domain });
            }
            let (had, has) = (in_use.head_of(kind).count, head.count);
            // A short list may well grow by half.
            if has.abs_diff(had) > (had / 10 * 3).max(50) {
                return Err(ListError::OutOfProportion { kind, had, has });
            }
        }
        Ok(())
    }
}

/// A domain as lists keep it: A-labels in lower case; `None` for anything else.
pub(super) fn domain(typed: &str) -> Option<String> {
    let name = typed.trim().trim_start_matches('@').trim_end_matches('.');
    let name = idna::domain_to_ascii(name).ok()?.to_ascii_lowercase();
    let plain = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !label.starts_with('-')
    };
    (name.len() <= 253 && name.contains('.') && name.split('.').all(plain)).then_some(name)
}

fn is_suffix(domain: &str) -> bool {
    psl::suffix(domain.as_bytes())
        .is_some_and(|suffix| suffix.is_known() && suffix.typ() == Some(psl::Type::Icann) && suffix == domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = "[disposable]\n# what: some\n# source: here\n# licence: MIT\n# date: 2026-12-01\nb.example\nA.Example\n\
        [voted]\n# date: 2026-12-02\nc.example 7\n";

    #[test]
    fn several_lists_are_read_and_written_alike() {
        let update = ListUpdate::several(TWO).unwrap();
        let counts: Vec<_> =
            update.lists().map(|(kind, head, _)| (kind, head.count, head.date.clone())).collect();
        let (first, second) = ("2026-12-01".to_owned(), "2026-12-02".to_owned());
        assert_eq!(counts, [(ListKind::Disposable, 2, first), (ListKind::Voted, 1, second)]);
        assert_eq!(ListUpdate::several(&update.written()).unwrap(), update);
    }

    #[test]
    fn what_is_no_list_is_refused_with_its_line() {
        let error = |text: &str| ListUpdate::several(text).unwrap_err();
        assert_eq!(error("a.example\n"), ListError::OutOfPlace(1));
        assert_eq!(
            error("[disposable]\n\nnot a domain\n"),
            ListError::NoDomain { line: 3, text: "not a domain".into() }
        );
        assert_eq!(error("[spam]\na.example\n"), ListError::NoSuchList("spam".into()));
        assert_eq!(error("[free]\na.example\n[free]\nb.example\n"), ListError::OutOfPlace(3));
        assert_eq!(error("[free]\n# only a head\n"), ListError::Empty);
        assert_eq!(error(""), ListError::Empty);
        assert!(ListUpdate::plain(ListKind::Free, "<!DOCTYPE html>\n", "x").is_err());
    }

    #[test]
    fn a_list_that_cannot_be_right_is_refused() {
        let lists = Lists::shipped();
        let plain = |kind, text: &str| ListUpdate::plain(kind, text, "x").unwrap();
        let provider = plain(ListKind::Disposable, "mailinator.com\ngmail.com\n");
        let holds = ListError::HoldsProvider { kind: ListKind::Disposable, domain: "gmail.com".into() };
        assert_eq!(provider.check_users(&lists), Err(holds));
        let suffix = plain(ListKind::Free, "gmail.com\nco.uk\n");
        let holds = ListError::HoldsSuffix { kind: ListKind::Free, domain: "co.uk".into() };
        assert_eq!(suffix.check_users(&lists), Err(holds));
        let short = plain(ListKind::Disposable, "mailinator.com\n");
        assert_eq!(short.check_users(&lists), Ok(()));
        assert!(matches!(short.check_ours(&lists), Err(ListError::OutOfProportion { has: 1, .. })));
        let other = plain(ListKind::Alias, "other.example\n");
        assert_eq!(
            other.check_ours(&lists),
            Err(ListError::Lacks { kind: ListKind::Alias, domain: "duck.com" })
        );
    }
}
