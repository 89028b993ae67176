//! Every signal, once: what it means, how it is computed, what it costs, who learns of it, and its value for a dossier. A
//! value is known, or unknown with the reason. What nobody asked for is "not asked"; nothing here is ever guessed.

use super::{
    missing::{Missing, Without},
    values::{self, Seen},
};
use crate::{Known, LookupKind, SignalValue};

/// What a signal is about.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
    specta::Type,
)]
#[serde(rename_all = "snake_case")]
pub enum SignalGroup {
    /// The address itself.
    Address,
    /// The person and the company of its row.
    Row,
    /// Other addresses of the domain.
    Pattern,
    /// What became of earlier mail.
    History,
    /// What DNS says of the domain.
    Domain,
    /// What registries and the website say of it.
    Registry,
    /// How the mail server behaved.
    Conversation,
    /// Whether somebody is present under the address elsewhere.
    Presence,
}

impl SignalGroup {
    /// For people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Address => "the address",
            Self::Row => "its row",
            Self::Pattern => "other addresses of the domain",
            Self::History => "earlier mail",
            Self::Domain => "the domain",
            Self::Registry => "registry and website",
            Self::Conversation => "the conversation",
            Self::Presence => "presence elsewhere",
        }
    }
}

/// What a signal costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum SignalCost {
    /// Microseconds on this machine.
    Nothing,
    /// A DNS question a domain, kept.
    DnsPerDomain,
    /// A request over HTTPS a domain, kept.
    RequestPerDomain,
    /// Nothing beside the conversation that is held anyway.
    InConversation,
    /// A request an address.
    RequestPerAddress,
}

/// Who learns of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Discloses {
    /// Nobody.
    Nothing,
    /// The resolver or the registry learns the domain.
    DomainToResolver,
    /// The recipient's own servers see it.
    ToRecipient,
    /// Somebody else learns the domain.
    DomainToOthers,
    /// Somebody else learns the address, or a hash of it from which it can be guessed.
    AddressToOthers,
}

/// One signal.
#[derive(Clone, Copy, Debug)]
pub struct Signal {
    /// Its stable id.
    pub id: &'static str,
    /// What it is about.
    pub group: SignalGroup,
    /// What it means.
    pub meaning: &'static str,
    /// How it is computed.
    pub how: &'static str,
    /// What it costs.
    pub cost: SignalCost,
    /// Who learns of it.
    pub discloses: Discloses,
    /// Whether it is on where the user says nothing.
    pub default_on: bool,
    /// What its numbers count.
    pub unit: Unit,
    /// What of the model it feeds: numbers of the trees and weights of the head, by name.
    pub weighs: &'static [&'static str],
    pub(super) without: Without,
    read: fn(&Seen<'_>) -> Known<SignalValue>,
}

/// What the number of a signal counts; a signal that says yes, no or a word has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Things.
    Count,
    /// A part of a whole, 0 to 1.
    Share,
    /// Twofold likelihood, signed.
    Bits,
    /// A level of its own scale.
    Level,
    /// Days.
    Days,
    /// Milliseconds, signed.
    Milliseconds,
    /// Yes, no or a word.
    Named,
}

impl Signal {
    /// Its value.
    pub(super) fn value(&self, seen: &Seen<'_>) -> Known<SignalValue> {
        (self.read)(seen)
    }
}

macro_rules! signals {
    ($($group:ident $cost:ident $discloses:ident $on:ident $without:expr => {
        $($id:literal: $unit:ident $meaning:literal, $how:literal, [$($weighs:literal)*], $read:expr;)+
    })+) => {
        /// Every signal.
        pub const SIGNALS: &[Signal] = &[$($(Signal {
            id: $id,
            group: SignalGroup::$group,
            meaning: $meaning,
            how: $how,
            cost: SignalCost::$cost,
            discloses: Discloses::$discloses,
            default_on: on::$on,
            unit: Unit::$unit,
            weighs: &[$($weighs),*],
            without: $without,
            read: $read,
        },)+)+];
    };
}

mod on {
    pub(super) const ON: bool = true;
    pub(super) const OFF: bool = false;
}

signals! {
    Address Nothing Nothing ON Without::Because(Missing::NotApplicable) => {
        "address.length": Count "How long the part before the @ is", "letters counted", ["length"], |s| s.number("length");
        "address.way": Named "Which way of writing a name it reads as", "name tables and letters, most probable way", ["way_usual" "way_sure" "way_kind" "between"], values::way;
        "address.name_bits": Bits "How much better it reads as a name than as keys hit at random", "bits a letter", ["name_bits" "meant" "local.gibberish"], |s| s.number("name_bits");
        "address.letters": Bits "How its letters follow each other", "letter triples of names, mean log-probability", ["letters_mean" "letters_least"], |s| s.number("letters_mean");
        "address.digits": Count "How many digits it has", "counted", ["digits" "trailing_digits" "year"], |s| s.number("digits");
        "address.separators": Count "How many dots, underscores and hyphens it has", "counted", ["separators" "words" "shortest_word"], |s| s.number("separators");
        "address.vowels": Share "The share of vowels among its letters", "counted", ["vowels" "consonant_run"], |s| s.number("vowels");
        "address.keyboard_walk": Share "How far it walks along a keyboard", "neighbouring keys", ["keyboard_walk" "different_letters"], |s| s.number("keyboard_walk");
        "address.name_level": Level "How common its parts are as given name and surname", "name tables, 1 to 15", ["given_level" "family_level"], |s| s.number("family_level");
        "address.role": Named "The function that it names", "role list and its words", ["is_company" "local.role"], values::role;
        "address.machine_made": Named "Whether a machine made it up", "hexadecimal shape, tag", ["machine_made"], |s| s.yes("machine_made");
        "address.filler": Named "Whether it is what people type who give no address", "placeholder list", [], values::trap;
        "address.international": Named "Whether it has letters outside ASCII", "code points", [], values::international;
        "domain.international": Named "Whether the domain is an international one", "A-labels", [], values::international_domain;
        "domain.typo": Named "The well-known domain that was probably meant", "slips of the keyboard against a list", ["domain.typo"], values::typo;
        "domain.kind": Named "Throw-away, forwarding or free", "domain lists", [], values::kind;
    }
    Row Nothing Nothing ON Without::Because(Missing::NoName) => {
        "row.spelt": Named "Whether it spells the name in its row", "every way of writing the name", ["spelt" "given_stands" "family_stands"], |s| s.yes("spelt");
        "row.way_usual": Bits "How usual the way is in which it spells the name", "share in the world, log2", ["spelt_usual"], |s| s.number("spelt_usual");
        "row.covered": Share "How much of it stands in the name of its row", "longest common runs", ["covered"], |s| s.number("covered");
        "row.away": Count "How many slips it is away from what the domain would make of the name", "Damerau-Levenshtein", ["away_from_expected" "slip"], |s| s.number("away_from_expected");
    }
    Row Nothing Nothing ON Without::Because(Missing::NoCompany) => {
        "row.company": Named "Whether the company of the row fits the domain", "shared words", [], values::company;
    }
    Pattern Nothing Nothing ON Without::Because(Missing::NobodyKnown) => {
        "pattern.known": Count "How many addresses of the domain are known to take mail", "counted", ["agreeing"], |s| Known::Known(SignalValue::Number(s.grounds().known as f64));
        "pattern.bits": Bits "How much likelier its way is at this domain than in the world", "log2 of two habits", ["known_bits" "both_bits"], |s| s.known_number("known_bits");
        "pattern.share": Share "The share of known addresses that are made in the same way", "counted in parts", ["agreeing_share" "manner_known" "manner_nearest"], |s| s.known_number("agreeing_share");
        "pattern.separator": Share "The share of known addresses with the same separator", "counted", ["between_share"], |s| s.known_number("between_share");
        "pattern.digits": Share "The share of known addresses that end in digits as it does", "counted", ["digits_share"], |s| s.known_number("digits_share");
        "pattern.form": Share "The share of known addresses whose letters and digits follow each other as its do", "counted", ["form_share"], |s| s.known_number("form_share");
        "pattern.slip": Named "Whether it is a slip away from a known address", "Damerau-Levenshtein", ["near_known"], |s| s.known_yes("near_known");
    }
    Pattern Nothing Nothing ON Without::Because(Missing::NobodyBounced) => {
        "pattern.refused_bits": Bits "How much likelier its way is among addresses that came back", "log2 of two habits", ["bad_bits" "bad_agreeing" "bad_known"], |s| s.number("bad_bits");
    }
    Pattern Nothing Nothing ON Without::Because(Missing::NobodyListed) => {
        "pattern.list_share": Share "The share of the domain's other addresses in the list that are made in the same way", "counted in parts", ["listed" "list_bits" "list_share" "list_top_share" "list_is_top" "list_between_share" "list_doubled_share" "list_junk_share" "list_spelt_share" "list_digits_share" "list_manner_bits"], |s| s.number("list_share");
        "pattern.same_person": Count "How many other spellings of the same person the list has", "names and initials", ["list_same_person" "list_same_person_usual" "same_person_known" "same_person_known_gap"], |s| s.number("list_same_person");
        "pattern.near_listed": Named "Whether it is a slip away from another address of the list", "Damerau-Levenshtein", ["near_listed" "near_listed_bits"], |s| s.yes("near_listed");
    }
    History Nothing Nothing ON Without::Because(Missing::NeverHeard) => {
        "history.answered": Named "Whether somebody answered from it", "learnt outcomes", ["own.history"], values::answered;
        "history.used": Named "Whether mail to it was opened or followed", "learnt outcomes", ["own.history"], values::used;
        "history.bounced": Count "How often mail to it came back for good", "learnt outcomes", ["own.history"], values::bounced;
        "history.soft": Named "Whether it was full, put off, or its owner has left", "learnt outcomes", ["own.history"], values::soft;
    }
    History Nothing Nothing ON Without::Because(Missing::NoOutcomes) => {
        "history.domain_rate": Share "The share of the domain's outcomes that came back", "learnt outcomes", ["rates.domain"], |s| values::rate(s.rates().domain);
        "history.source_rate": Share "The share of the source's outcomes that came back", "learnt outcomes", ["rates.source"], |s| values::rate(s.rates().source);
        "history.operator_rate": Share "The share of the operator's outcomes that came back", "learnt outcomes", ["rates.operator"], |s| values::rate(s.rates().operator);
    }
    Domain DnsPerDomain DomainToResolver ON Without::Domain => {
        "domain.routing": Named "Where its mail goes", "MX, A and AAAA", ["domain.implicit_mx"], values::routing;
        "domain.operator": Named "Who runs its mail", "names of the mail hosts", [], values::operator;
        "domain.gateway": Named "Whether a gateway stands before it", "names of the mail hosts", [], values::gateway;
        "domain.spf": Named "Whether it publishes an SPF policy", "TXT", ["domain.spf" "domain.no_spf"], values::spf;
        "domain.dmarc": Named "Whether it publishes a DMARC policy", "TXT", ["domain.dmarc"], values::dmarc;
        "domain.mta_sts": Named "Whether it publishes an MTA-STS policy", "TXT", [], |s| values::publishes(s, |p| p.mta_sts);
        "domain.bimi": Named "Whether it publishes a mark", "TXT", [], |s| values::publishes(s, |p| p.bimi);
        "domain.dkim": Named "Whether it publishes DKIM keys", "TXT at common selectors", [], |s| values::publishes(s, |p| p.dkim);
        "domain.dnssec": Named "Whether it is signed", "DS", [], |s| values::publishes(s, |p| p.signed);
        "domain.web": Named "Whether its name leads to a website", "A and AAAA", [], |s| values::publishes(s, |p| p.web);
        "domain.parked": Named "Whether it is parked", "names of servers", ["registry.parked"], values::parked;
        "domain.tenant": Named "Whether a large operator knows it as a customer", "CNAME and TXT", [], values::tenant;
    }
    Domain DnsPerDomain DomainToOthers OFF Without::LookUp(LookupKind::BlockList) => {
        "domain.block_list": Named "Whether it is on a list of bad domains", "DNS block lists that the user names", [], values::block_list;
    }
    Registry RequestPerDomain DomainToResolver OFF Without::LookUp(LookupKind::Registration) => {
        "registry.age": Days "How many days it is registered", "RDAP", [], values::age;
        "registry.status": Named "Whether its registration is in trouble", "RDAP", ["registry.trouble"], values::trouble;
    }
    Registry RequestPerDomain ToRecipient OFF Without::LookUp(LookupKind::Website) => {
        "registry.website": Named "Whether its website is alive or parked", "one GET", ["registry.parked"], values::website;
    }
    Conversation InConversation ToRecipient ON Without::Because(Missing::NoConversation) => {
        "conversation.software": Named "Which software answered", "banner", [], values::banner;
    }
    Conversation InConversation ToRecipient ON Without::Because(Missing::NotEncrypted) => {
        "conversation.certificate": Named "Whether its certificate fits the host", "STARTTLS", [], values::certificate;
    }
    Conversation InConversation ToRecipient ON Without::Because(Missing::FewControls) => {
        "conversation.catch_all": Share "How many impossible addresses it accepted", "controls", [], values::controls;
    }
    Conversation InConversation ToRecipient ON Without::Because(Missing::NoConversation) => {
        "conversation.put_off": Count "How often it put the address off", "attempts", [], values::put_off;
    }
    Conversation InConversation ToRecipient ON Without::Because(Missing::FewControls) => {
        "conversation.reply": Named "Whether it answers the address otherwise than an impossible one", "texts compared", [], values::other_reply;
        "conversation.latency": Milliseconds "How much longer it took than for an impossible address", "milliseconds", [], values::latency;
    }
    Presence RequestPerAddress AddressToOthers OFF Without::LookUp(LookupKind::Gravatar) => {
        "presence.gravatar": Named "Whether somebody keeps a picture under it", "hash at Gravatar", ["presence"], |s| values::present(s, LookupKind::Gravatar);
    }
    Presence RequestPerAddress AddressToOthers OFF Without::LookUp(LookupKind::Keyserver) => {
        "presence.key_server": Named "Whether a key is published for it", "keys.openpgp.org", ["presence"], |s| values::present(s, LookupKind::Keyserver);
    }
    Presence RequestPerAddress ToRecipient OFF Without::LookUp(LookupKind::Libravatar) => {
        "presence.libravatar": Named "Whether its domain keeps a picture under it", "SRV and HTTPS", ["presence"], |s| values::present(s, LookupKind::Libravatar);
    }
    Presence RequestPerAddress ToRecipient OFF Without::LookUp(LookupKind::Wkd) => {
        "presence.wkd": Named "Whether its domain publishes a key for it", "Web Key Directory", ["presence"], |s| values::present(s, LookupKind::Wkd);
    }
    Presence RequestPerDomain ToRecipient OFF Without::LookUp(LookupKind::OwnPages) => {
        "presence.own_pages": Named "Whether it stands on the domain's own pages", "a few pages, as robots.txt allows", ["presence"], values::on_own_pages;
    }
}
