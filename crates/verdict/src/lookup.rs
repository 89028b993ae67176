//! What the opt-in look-ups found: the registration, the website and the block lists of a domain, and whether somebody has
//! made himself known under an address. Evidence with the hosts that learnt of it; whatever was not found out says why.
//! What is absent here proves nothing: most people have none of these.

use std::{fmt, net::Ipv4Addr};

use serde::{Deserialize, Serialize};

use crate::{Known, Moment, Sentence, WhyUnknown, phrases};

/// One look-up and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lookup {
    /// What was looked for.
    pub kind: LookupKind,
    /// The domain (A-labels) or the address that it is about.
    pub subject: String,
    /// When.
    pub at: Moment,
    /// What was found.
    pub found: Known<Found>,
    /// The hosts that were asked, and so learnt of the subject; empty where nobody was.
    pub asked: Vec<String>,
    /// The block lists for which `found` speaks, sorted: it says nothing of any other. Empty for every other kind.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lists: Vec<String>,
}

phrases! {
    /// What look-ups found.
    pub(crate) LOOKUP "lookup" {
        not_known(what, why) = "{what}: not known, because {why}.";
        not_asked() = "nobody was asked";
        timed_out() = "no answer came in time";
        deferred() = "the service said “later”";
        refuses_us() = "the service does not answer us";
        unreachable() = "the service was not reached";
        senseless() = "the answer made no sense";
        none(what) = "{what}: none, as for most addresses; this says nothing.";
        registration() = "Registration of the domain";
        website() = "Website of the domain";
        block_lists() = "Block lists of domains";
        gravatar() = "Picture at Gravatar";
        libravatar() = "Picture at the domain's avatar server";
        wkd() = "OpenPGP key published by the domain";
        keyserver() = "OpenPGP key at the key server";
        own_pages() = "The domain's own pages";
        in_trouble(domain, statuses) = "The registry says that {domain} is in trouble: {statuses}.";
        registered_since(domain, day) = "{domain} is registered since {day}.";
        registered(domain) = "{domain} is registered; the registry does not say since when.";
        unregistered(domain) = "The registry knows no domain {domain}.";
        live(domain) = "{domain} has a website of its own.";
        parked(domain) = "{domain} shows a parking page: it is for sale, or only advertises.";
        elsewhere(domain, other) = "The website of {domain} leads to {other}.";
        no_website(domain) = "Nothing answers on the web at {domain}.";
        listed(lists) = "On a block list: {lists}. This proves nothing of one address.";
        on_list(list, name, codes) = "{list} has {name} ({codes})";
        and_list(first, second) = "{first}; {second}";
        not_listed(domain) = "No block list that was asked has {domain} or its mail host.";
        on_page(page) = "The address stands on {page}.";
        on_no_page() =
            "The address stands on none of the domain's pages that were read, as most addresses; this says nothing.";
        at_gravatar() = "There is a picture for this address at Gravatar.";
        at_avatar_server() = "The domain's avatar server has a picture for this address.";
        has_published_key() = "The domain publishes an OpenPGP key for exactly this address.";
        has_confirmed_key() = "The owner of this address has confirmed an OpenPGP key for it.";
    }
}

/// What can be looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum LookupKind {
    /// Since when a domain is registered (RDAP, RFC 9083).
    Registration,
    /// What a domain shows on the web.
    Website,
    /// Whether a domain or a mail host of its own is on a DNS block list of domains (RFC 5782).
    BlockList,
    /// Whether an address has a picture at Gravatar.
    Gravatar,
    /// Whether an address has a picture at the avatar server that its domain names (Libravatar).
    Libravatar,
    /// Whether a domain publishes an OpenPGP key for an address (Web Key Directory).
    Wkd,
    /// Whether keys.openpgp.org has a key whose owner has confirmed the address.
    Keyserver,
    /// Whether an address stands on the pages of its domain.
    OwnPages,
}

impl LookupKind {
    /// Every kind, those of a domain first.
    pub const ALL: [Self; 8] = [
        Self::Registration,
        Self::Website,
        Self::BlockList,
        Self::Gravatar,
        Self::Libravatar,
        Self::Wkd,
        Self::Keyserver,
        Self::OwnPages,
    ];

    /// The stable code, as in evidence and settings.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Registration => "registration",
            Self::Website => "website",
            Self::BlockList => "block_list",
            Self::Gravatar => "gravatar",
            Self::Libravatar => "libravatar",
            Self::Wkd => "wkd",
            Self::Keyserver => "keyserver",
            Self::OwnPages => "own_pages",
        }
    }

    /// The kind with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether one answer serves every address of a domain.
    #[must_use]
    pub fn is_of_the_domain(self) -> bool {
        matches!(self, Self::Registration | Self::Website | Self::BlockList)
    }

    /// What whoever is asked learns of its subject.
    #[must_use]
    pub fn tells(self) -> Tells {
        match self {
            Self::Registration | Self::Website | Self::BlockList | Self::OwnPages => Tells::Domain,
            Self::Gravatar | Self::Libravatar => Tells::HashOfAddress,
            Self::Wkd | Self::Keyserver => Tells::Address,
        }
    }
}

impl fmt::Display for LookupKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// What somebody learns who is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tells {
    /// A domain of the list.
    Domain,
    /// A hash from which an address can be guessed.
    HashOfAddress,
    /// An address.
    Address,
}

/// What a look-up found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// The domain is registered.
    Registered(Registration),
    /// The registry knows no such domain.
    Unregistered,
    /// What the domain shows on the web.
    Website(Website),
    /// These block lists have the domain or its mail host; at least one.
    Listed(Vec<BlockListing>),
    /// Every list was asked, and none has them.
    NotListed,
    /// The address stands on this page of its domain.
    OnPage(String),
    /// Somebody has made himself known under the address.
    Present,
    /// Nobody has.
    Absent,
}

/// What a registry says of a domain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// Since when it is registered; `None`: not told.
    pub since: Option<Moment>,
    /// Until when; `None`: not told.
    pub until: Option<Moment>,
    /// It is about to vanish or is held: the statuses that say so, as in `redemption period`.
    pub trouble: Vec<String>,
}

/// A name that stands on a block list of domains.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockListing {
    /// The list, as in `dbl.example.org`.
    pub zone: String,
    /// The domain, or the mail host's.
    pub name: String,
    /// The list's codes for it, whose meaning is the list's own.
    pub codes: Vec<Ipv4Addr>,
}

/// What a domain shows on the web.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Website {
    /// A page of its own.
    Live,
    /// A page that offers the domain for sale or only advertises.
    Parked,
    /// It leads to another organisation's domain, this one.
    Elsewhere(String),
    /// Nothing answers.
    None,
}

impl Lookup {
    /// What was found, in a sentence for people.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        let Self { kind, subject, found, .. } = self;
        match found {
            Known::Known(found) => found.sentence(*kind, subject),
            Known::Unknown(why) => not_known(kind.of_what(), why_not(*why)),
        }
    }
}

impl LookupKind {
    fn of_what(self) -> Sentence {
        match self {
            Self::Registration => registration(),
            Self::Website => website(),
            Self::BlockList => block_lists(),
            Self::Gravatar => gravatar(),
            Self::Libravatar => libravatar(),
            Self::Wkd => wkd(),
            Self::Keyserver => keyserver(),
            Self::OwnPages => own_pages(),
        }
    }
}

impl Found {
    fn sentence(&self, kind: LookupKind, subject: &str) -> Sentence {
        let day = |moment: Moment| moment.to_string().chars().take(10).collect::<String>();
        match (self, kind) {
            (Self::Registered(Registration { trouble, .. }), _) if !trouble.is_empty() => {
                in_trouble(subject, trouble.join(", "))
            }
            (Self::Registered(Registration { since: Some(since), .. }), _) => {
                registered_since(subject, day(*since))
            }
            (Self::Registered(_), _) => registered(subject),
            (Self::Unregistered, _) => unregistered(subject),
            (Self::Website(Website::Live), _) => live(subject),
            (Self::Website(Website::Parked), _) => parked(subject),
            (Self::Website(Website::Elsewhere(other)), _) => elsewhere(subject, other),
            (Self::Website(Website::None), _) => no_website(subject),
            (Self::Listed(listings), _) => {
                let each = listings.iter().map(|on| {
                    let codes: Vec<String> = on.codes.iter().map(ToString::to_string).collect();
                    on_list(&on.zone, &on.name, codes.join(", "))
                });
                listed(each.reduce(and_list).unwrap_or_else(block_lists))
            }
            (Self::NotListed, _) => not_listed(subject),
            (Self::OnPage(page), _) => on_page(page),
            (Self::Present, LookupKind::Gravatar) => at_gravatar(),
            (Self::Present, LookupKind::Libravatar) => at_avatar_server(),
            (Self::Present, LookupKind::Wkd) => has_published_key(),
            (Self::Present, _) => has_confirmed_key(),
            (Self::Absent, LookupKind::OwnPages) => on_no_page(),
            (Self::Absent, _) => none(kind.of_what()),
        }
    }
}

fn why_not(why: WhyUnknown) -> Sentence {
    match why {
        WhyUnknown::NotAsked => not_asked(),
        WhyUnknown::TimedOut => timed_out(),
        WhyUnknown::Deferred => deferred(),
        WhyUnknown::RefusedUs => refuses_us(),
        WhyUnknown::Unreachable => unreachable(),
        WhyUnknown::Failed => senseless(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_known_by_its_code() {
        for kind in LookupKind::ALL {
            assert_eq!(LookupKind::from_code(kind.code()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
        }
    }

    #[test]
    fn what_was_not_found_out_says_why_and_never_no() {
        let lookup = Lookup {
            kind: LookupKind::Gravatar,
            subject: "ann@example.org".into(),
            at: Moment(0),
            found: Known::Unknown(WhyUnknown::Deferred),
            asked: vec!["gravatar.com".into()],
            lists: Vec::new(),
        };
        assert_eq!(
            lookup.sentence().to_string(),
            "Picture at Gravatar: not known, because the service said “later”."
        );
    }

    #[test]
    fn a_listing_names_the_list_and_what_is_on_it() {
        let listing = BlockListing {
            zone: "dbl.example".into(),
            name: "mx.example".into(),
            codes: vec![Ipv4Addr::new(127, 0, 1, 2)],
        };
        let lookup = Lookup {
            kind: LookupKind::BlockList,
            subject: "a.example".into(),
            at: Moment(0),
            found: Known::Known(Found::Listed(vec![listing])),
            asked: vec!["dbl.example".into()],
            lists: vec!["dbl.example".into()],
        };
        assert_eq!(
            lookup.sentence().to_string(),
            "On a block list: dbl.example has mx.example (127.0.1.2). This proves nothing of one address."
        );
    }

    #[test]
    fn a_registration_in_trouble_says_so_before_its_age() {
        let registration = Registration {
            since: Some(Moment(1_000_000_000_000)),
            until: None,
            trouble: vec!["pending delete".into()],
        };
        let lookup = Lookup {
            kind: LookupKind::Registration,
            subject: "a.example".into(),
            at: Moment(0),
            found: Known::Known(Found::Registered(registration)),
            asked: Vec::new(),
            lists: Vec::new(),
        };
        assert_eq!(
            lookup.sentence().to_string(),
            "The registry says that a.example is in trouble: pending delete."
        );
    }
}
