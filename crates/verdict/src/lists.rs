//! The lists of `assets/lists/`: what is known of domains and local parts before anybody is asked. Compiled in, read
//! once; those of domains may be replaced by newer ones ([`ListUpdate`]), and what the user says of a domain outranks them. No
//! list alone makes an address invalid; the files say where each comes from, `scripts/build-lists` renews them.

mod own;
mod update;

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    sync::{Arc, LazyLock},
};

pub use own::{OwnDomains, Say};
pub(crate) use update::NEWER;
pub use update::{ListError, ListKind, ListUpdate};

/// The lists, ready to be asked.
#[derive(Clone, Debug)]
pub struct Lists {
    disposable: Domains,
    voted: Arc<fst::Map<Cow<'static, [u8]>>>,
    aliases: Domains,
    free: Domains,
    /// What the lists of domains that are in use tell of themselves.
    heads: Vec<(ListKind, ShippedList)>,
    own: Arc<OwnDomains>,
    real: HashSet<&'static str>,
    targets: &'static [TypoTarget],
    roles: HashMap<&'static str, RoleWord>,
    no_reply: HashMap<&'static str, Reach>,
    placeholders: HashMap<&'static str, Vec<&'static str>>,
}

type Domains = Arc<HashSet<Cow<'static, str>>>;

/// A word for a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RoleWord {
    /// The function in English, as in `sales` for `ventas`.
    pub(crate) function: &'static str,
    /// How much of a local part the word must be.
    pub(crate) reach: Reach,
}

/// How much of a local part a word must be to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// The whole of it.
    Whole,
    /// The whole, its beginning, or its end beside other such words: it may be a surname.
    MaybeSurname,
    /// The whole, its beginning or its end.
    Anywhere,
}

/// A domain that a slip probably meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TypoTarget {
    /// The domain.
    pub(crate) domain: &'static str,
    /// How far a slip may go.
    pub(crate) tolerance: Tolerance,
}

/// How far from a domain a text may be to count as a slip for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tolerance {
    /// Other words are near: only letters swapped or doubled.
    Strict,
    /// One slip.
    One,
    /// A coined name that nobody else uses: two slips.
    Two,
}

const DISPOSABLE: &str = include_str!("../../../assets/lists/disposable.txt");
const VOTED: &str = include_str!("../../../assets/lists/voted.txt");
const VOTED_COUNTS: &[u8] = include_bytes!("../../../assets/lists/voted.fst");
const ALIASES: &str = include_str!("../../../assets/lists/aliases.txt");
const FREE: &str = include_str!("../../../assets/lists/free.txt");
const REAL: &str = include_str!("../../../assets/lists/real-domains.txt");
const TARGETS: &str = include_str!("../../../assets/lists/typo-targets.txt");
const ROLES: &str = include_str!("../../../assets/lists/roles.txt");
const ROLE_WORDS: &str = include_str!("../../../assets/lists/role-words.txt");
const NO_REPLY: &str = include_str!("../../../assets/lists/no-reply.txt");
const PLACEHOLDERS: &str = include_str!("../../../assets/lists/placeholders.txt");

/// A list, as its own head tells of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShippedList {
    /// What it holds.
    pub what: String,
    /// Where it comes from.
    pub sources: Vec<String>,
    /// Under which licence.
    pub licence: String,
    /// Of which day: `2026-11-09`.
    pub date: String,
    /// How many entries it has.
    pub count: u32,
}

pub(crate) fn head(list: &str) -> ShippedList {
    let mut head = ShippedList::default();
    for line in list.lines().map_while(|line| line.strip_prefix("# ")) {
        match line.split_once(": ") {
            Some(("what", what)) => what.clone_into(&mut head.what),
            Some(("source", source)) => head.sources.push(source.to_owned()),
            Some(("licence", licence)) => licence.clone_into(&mut head.licence),
            Some(("date", date)) => date.clone_into(&mut head.date),
            Some(("count", count)) => head.count = count.parse().unwrap_or_default(),
            _ => {}
        }
    }
    head
}

impl Lists {
    /// The lists that ship with the program.
    #[must_use]
    pub fn shipped() -> Self {
        Self {
            disposable: domains(DISPOSABLE),
            voted: Arc::new(
                fst::Map::new(Cow::Borrowed(VOTED_COUNTS))
                    .expect("the counts that ship are a map: a test reads them"),
            ),
            aliases: domains(ALIASES),
            free: domains(FREE),
            heads: [
                (ListKind::Disposable, DISPOSABLE),
                (ListKind::Voted, VOTED),
                (ListKind::Alias, ALIASES),
                (ListKind::Free, FREE),
            ]
            .map(|(kind, list)| (kind, head(list)))
            .into(),
            own: Arc::default(),
            real: entries(REAL).chain(typo_targets().iter().map(|target| target.domain)).collect(),
            targets: typo_targets(),
            roles: roles(),
            no_reply: entries(NO_REPLY).map(word).collect(),
            placeholders: groups(PLACEHOLDERS)
                .map(|(kind, words)| (kind, words.split(' ').collect()))
                .collect(),
        }
    }

    /// What is in use, with where each list comes from and how old it is.
    #[must_use]
    pub fn in_use(&self) -> Vec<ShippedList> {
        let others = [REAL, TARGETS, ROLES, ROLE_WORDS, NO_REPLY, PLACEHOLDERS].map(head);
        self.heads.iter().map(|(_, head)| head.clone()).chain(others).collect()
    }

    /// What the list of this kind that is in use tells of itself.
    #[must_use]
    pub fn head_of(&self, kind: ListKind) -> &ShippedList {
        let head = self.heads.iter().find(|(of, _)| *of == kind);
        &head.expect("there is a list of every kind").1
    }

    /// The same, with newer lists in place of those that `update` has.
    #[must_use]
    pub fn with_update(&self, update: &ListUpdate) -> Self {
        let mut lists = self.clone();
        for (kind, head, entries) in update.lists() {
            let set =
                || -> Domains { Arc::new(entries.keys().map(|domain| Cow::Owned(domain.clone())).collect()) };
            match kind {
                ListKind::Disposable => lists.disposable = set(),
                ListKind::Alias => lists.aliases = set(),
                ListKind::Free => lists.free = set(),
                ListKind::Voted => {
                    let counts = entries.iter().map(|(domain, count)| (domain, u64::from(*count)));
                    let map = fst::Map::from_iter(counts).expect("a tree gives its keys in order, each once");
                    let bytes = map.into_fst().into_inner();
                    lists.voted = Arc::new(fst::Map::new(Cow::Owned(bytes)).expect("it was made just now"));
                }
            }
            if let Some((_, in_use)) = lists.heads.iter_mut().find(|(of, _)| *of == kind) {
                in_use.clone_from(head);
            }
        }
        lists
    }

    /// The same, with what the user says of domains, which outranks every list.
    #[must_use]
    pub fn with_own(&self, own: OwnDomains) -> Self {
        Self { own: Arc::new(own), ..self.clone() }
    }

    /// Whether `domain` (A-labels) or one above it belongs to a throw-away service. Forwarding services never do.
    #[must_use]
    pub fn is_disposable(&self, domain: &str) -> bool {
        match self.own.says(domain) {
            Some(Say::Deny) => true,
            Some(Say::Allow) => false,
            None => at_or_above(&self.disposable, domain) && !at_or_above(&self.aliases, domain),
        }
    }

    /// How many of the ten lists of throw-away services hold `domain` (A-labels) or one above it, where they are many and the
    /// curated one does not. They copy each other, so that this is a hint.
    #[must_use]
    pub fn disposable_votes(&self, domain: &str) -> Option<u8> {
        if self.own.says(domain).is_some()
            || self.is_disposable(domain)
            || self.is_alias(domain)
            || self.is_free(domain)
        {
            return None;
        }
        let count = at_and_above(domain).find_map(|name| self.voted.get(name))?;
        u8::try_from(count).ok()
    }

    /// Whether `domain` (A-labels) or one above it belongs to a forwarding service.
    #[must_use]
    pub fn is_alias(&self, domain: &str) -> bool {
        self.own.says(domain).is_none() && at_or_above(&self.aliases, domain)
    }

    /// Whether everybody can have a mailbox at `domain` (A-labels).
    #[must_use]
    pub fn is_free(&self, domain: &str) -> bool {
        self.free.contains(domain)
    }

    /// The domains that slips are measured against, the most used first.
    pub(crate) fn typo_targets(&self) -> &[TypoTarget] {
        self.targets
    }

    /// Whether `domain` is known to be somebody's, so that it is no slip whatever it is near to.
    pub(crate) fn is_real(&self, domain: &str) -> bool {
        self.own.says(domain) == Some(Say::Allow)
            || self.is_free(domain)
            || self.real.contains(domain)
            || self.is_alias(domain)
    }

    pub(crate) fn role_word(&self, word: &str) -> Option<RoleWord> {
        self.roles.get(word).copied()
    }

    /// Whether `run_together`, a local part without its separators, is that of a mailbox nobody reads.
    pub(crate) fn is_no_reply(&self, run_together: &str) -> bool {
        self.no_reply.contains_key(run_together)
            || self.no_reply.iter().any(|(word, reach)| {
                *reach != Reach::Whole && (run_together.starts_with(word) || run_together.ends_with(word))
            })
    }

    /// The words of one group of the placeholder list.
    pub(crate) fn placeholders(&self, kind: &str) -> &[&'static str] {
        self.placeholders.get(kind).map_or(&[], Vec::as_slice)
    }
}

/// The domains that slips are measured against, for who has no [`Lists`] at hand.
pub(crate) fn typo_targets() -> &'static [TypoTarget] {
    static SHIPPED: LazyLock<Vec<TypoTarget>> = LazyLock::new(|| entries(TARGETS).map(target).collect());
    &SHIPPED
}

/// The lines of a list that are no header.
fn entries(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The lines of a list of `group: words`.
fn groups(list: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    entries(list).filter_map(|line| line.split_once(": "))
}

/// A word with the mark that says how much of a local part it must be.
fn word(marked: &'static str) -> (&'static str, Reach) {
    match marked.split_at_checked(1) {
        Some(("!", word)) => (word, Reach::Whole),
        Some(("~", word)) => (word, Reach::MaybeSurname),
        _ => (marked, Reach::Anywhere),
    }
}

fn roles() -> HashMap<&'static str, RoleWord> {
    let packaged = entries(ROLE_WORDS).map(|word| (word, RoleWord { function: word, reach: Reach::Whole }));
    let by_hand = groups(ROLES).flat_map(|(function, words)| {
        words.split(' ').map(word).map(move |(word, reach)| (word, RoleWord { function, reach }))
    });
    packaged.chain(by_hand).collect()
}

fn target(line: &'static str) -> TypoTarget {
    match line.split_once(' ') {
        Some((domain, "loose")) => TypoTarget { domain, tolerance: Tolerance::Two },
        Some((domain, _)) => TypoTarget { domain, tolerance: Tolerance::Strict },
        None => TypoTarget { domain: line, tolerance: Tolerance::One },
    }
}

fn domains(list: &'static str) -> Domains {
    Arc::new(entries(list).map(Cow::Borrowed).collect())
}

/// Whether `set` holds `domain` or a domain above it.
fn at_or_above(set: &Domains, domain: &str) -> bool {
    at_and_above(domain).any(|name| set.contains(name))
}

/// `a.b.example`, `b.example`, `example`.
fn at_and_above(domain: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(domain), |name| name.split_once('.').map(|(_, above)| above))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: [(&str, &str); 9] = [
        ("disposable", DISPOSABLE),
        ("aliases", ALIASES),
        ("free", FREE),
        ("real-domains", REAL),
        ("typo-targets", TARGETS),
        ("roles", ROLES),
        ("role-words", ROLE_WORDS),
        ("no-reply", NO_REPLY),
        ("placeholders", PLACEHOLDERS),
    ];

    #[test]
    fn every_list_says_what_it_is_whence_and_how_long() {
        for (name, list) in FILES {
            let header = |key: &str| {
                let line = list.lines().find_map(|line| line.strip_prefix(&format!("# {key}: ")));
                line.unwrap_or_else(|| panic!("{name} has no {key}"))
            };
            for key in ["what", "source", "licence", "date"] {
                assert!(!header(key).is_empty(), "{name}: {key}");
            }
            let count: usize = entries(list)
                .map(|line| line.split_once(": ").map_or(1, |(_, w)| w.split(' ').count()))
                .sum();
            assert_eq!(header("count"), count.to_string(), "{name}: run scripts/build-lists");
            let mut seen = HashSet::new();
            assert!(
                entries(list).all(|line| line.trim() == line && seen.insert(line)),
                "{name} holds a line twice or padded"
            );
        }
    }

    #[test]
    fn domains_in_lists_are_a_labels_in_lower_case() {
        for (name, list) in FILES.into_iter().take(5) {
            for domain in entries(list).map(|line| line.split(' ').next().unwrap()) {
                let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.';
                assert!(domain.contains('.') && domain.bytes().all(plain), "{name}: {domain}");
            }
        }
    }

    #[test]
    fn throw_away_domains_are_known_with_what_lies_below_them() {
        let lists = Lists::shipped();
        for domain in
            ["mailinator.com", "yopmail.com", "guerrillamail.com", "10minutemail.com", "abc.mailinator.com"]
        {
            assert!(lists.is_disposable(domain), "{domain}");
        }
        for domain in ["gmail.com", "example.com", "mailinator.bakery.example", "com", ""] {
            assert!(!lists.is_disposable(domain), "{domain}");
        }
    }

    #[test]
    fn what_many_lists_hold_is_a_hint_and_no_throw_away_domain() {
        let lists = Lists::shipped();
        let stated: u64 = lists.head_of(ListKind::Voted).count.into();
        let mut counted = 0;
        let mut stream = lists.voted.stream();
        while let Some((domain, count)) = fst::Streamer::next(&mut stream) {
            let domain = std::str::from_utf8(domain).unwrap();
            counted += 1;
            assert!((4..=10).contains(&count) && domain.contains('.'), "{domain} {count}");
            if counted % 500 == 0 {
                assert_eq!(lists.disposable_votes(domain).map(u64::from), Some(count), "{domain}");
                assert!(!lists.is_disposable(domain), "{domain}");
            }
        }
        assert_eq!(counted, stated, "run scripts/build-lists");
        for target in lists.typo_targets() {
            assert_eq!(lists.disposable_votes(target.domain), None, "{}", target.domain);
        }
        assert_eq!(lists.disposable_votes("mailinator.com"), None, "it is a throw-away one for certain");
    }

    #[test]
    fn what_the_user_says_of_a_domain_outranks_the_lists() {
        let own =
            OwnDomains::read("allow mailinator.com\ndeny gmail.com\ndeny sub.mailinator.com\n").unwrap();
        let lists = Lists::shipped().with_own(own);
        assert!(!lists.is_disposable("mailinator.com") && !lists.is_disposable("x.mailinator.com"));
        assert!(lists.is_disposable("gmail.com") && lists.is_disposable("a.sub.mailinator.com"));
        assert!(lists.is_disposable("yopmail.com"));
    }

    #[test]
    fn a_newer_list_takes_the_place_of_one_and_leaves_the_others() {
        let shipped = Lists::shipped();
        let update =
            ListUpdate::plain(ListKind::Disposable, "# date: 2026-12-01\nthrow.example\n", "mine.txt")
                .unwrap();
        let lists = shipped.with_update(&update);
        assert!(lists.is_disposable("a.throw.example") && !lists.is_disposable("mailinator.com"));
        assert!(lists.is_free("gmail.com") && lists.is_alias("duck.com"));
        let head = lists.head_of(ListKind::Disposable);
        assert_eq!((head.date.as_str(), head.count), ("2026-12-01", 1));
        let voted = ListUpdate::plain(ListKind::Voted, "maybe.example 6\nother.example\n", "votes").unwrap();
        let lists = shipped.with_update(&voted);
        assert_eq!(lists.disposable_votes("maybe.example"), Some(6));
        assert_eq!(lists.disposable_votes("x.other.example"), Some(1));
    }

    #[test]
    fn forwarding_services_are_never_throw_away() {
        let lists = Lists::shipped();
        for domain in entries(ALIASES) {
            assert!(
                lists.is_alias(domain) && !lists.is_disposable(domain) && !lists.is_free(domain),
                "{domain}"
            );
        }
        assert!(lists.is_alias("anna.anonaddy.com") && lists.is_alias("privaterelay.appleid.com"));
        assert!(!lists.is_alias("appleid.com"));
    }

    #[test]
    fn well_known_providers_are_never_throw_away_and_mostly_free() {
        let lists = Lists::shipped();
        let targets = lists.typo_targets();
        for target in targets {
            assert!(
                !lists.is_disposable(target.domain) && !lists.is_alias(target.domain),
                "{}",
                target.domain
            );
        }
        for domain in [
            "gmail.com",
            "googlemail.com",
            "hotmail.com",
            "outlook.com",
            "yahoo.com",
            "yahoo.co.uk",
            "icloud.com",
            "aol.com",
            "gmx.de",
            "gmx.net",
            "web.de",
            "t-online.de",
            "orange.fr",
            "laposte.net",
            "libero.it",
            "mail.ru",
            "yandex.ru",
            "proton.me",
            "protonmail.com",
            "qq.com",
            "163.com",
            "naver.com",
            "seznam.cz",
            "wp.pl",
            "uol.com.br",
            "live.com",
        ] {
            assert!(lists.is_free(domain), "{domain}");
        }
        assert!(!lists.is_free("example.com") && !lists.is_free("facebook.com") && !lists.is_free("com"));
    }

    #[test]
    fn no_list_of_domains_holds_a_public_suffix() {
        for (name, list) in [("free", FREE), ("disposable", DISPOSABLE)] {
            let suffixes: Vec<&str> = entries(list)
                .filter(|domain| {
                    psl::suffix(domain.as_bytes()).is_some_and(|suffix| {
                        suffix.is_known() && suffix.typ() == Some(psl::Type::Icann) && suffix == *domain
                    })
                })
                .collect();
            assert!(suffixes.is_empty(), "{name}: {suffixes:?}");
        }
    }
}
