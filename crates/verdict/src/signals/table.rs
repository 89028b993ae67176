//! Every signal, once: what it means, how it is computed, what it costs, who learns of it, and its value for a dossier. A
//! value is known, or unknown with the reason. What nobody asked for is "not asked"; nothing here is ever guessed.

use super::values::{self, Seen};
use crate::{Known, LookupKind, SignalValue, WhyUnknown};

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
    read: fn(&Seen<'_>) -> Known<SignalValue>,
}

impl Signal {
    /// Its value.
    pub(super) fn value(&self, seen: &Seen<'_>) -> Known<SignalValue> {
        (self.read)(seen)
    }
}

macro_rules! signals {
    ($($group:ident $cost:ident $discloses:ident $on:ident {
        $($id:literal: $meaning:literal, $how:literal, $read:expr;)+
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
            read: $read,
        },)+)+];
    };
}

mod on {
    pub(super) const ON: bool = true;
    pub(super) const OFF: bool = false;
}

/// For what no stage looks up for itself here: the value comes with its evidence, and there is none.
fn not_asked(_: &Seen<'_>) -> Known<SignalValue> {
    Known::Unknown(WhyUnknown::NotAsked)
}

signals! {
    Address Nothing Nothing ON {
        "address.length": "How long the part before the @ is", "letters counted", |s| s.number("length");
        "address.way": "Which way of writing a name it reads as", "name tables and letters, most probable way", values::way;
        "address.name_bits": "How much better it reads as a name than as keys hit at random", "bits a letter", |s| s.number("name_bits");
        "address.letters": "How its letters follow each other", "letter triples of names, mean log-probability", |s| s.number("letters_mean");
        "address.digits": "How many digits it has", "counted", |s| s.number("digits");
        "address.separators": "How many dots, underscores and hyphens it has", "counted", |s| s.number("separators");
        "address.vowels": "The share of vowels among its letters", "counted", |s| s.number("vowels");
        "address.keyboard_walk": "How far it walks along a keyboard", "neighbouring keys", |s| s.number("keyboard_walk");
        "address.name_level": "How common its parts are as given name and surname", "name tables, 1 to 15", |s| s.number("family_level");
        "address.role": "The function that it names", "role list and its words", values::role;
        "address.machine_made": "Whether a machine made it up", "hexadecimal shape, tag", |s| s.yes("machine_made");
        "address.filler": "Whether it is what people type who give no address", "placeholder list", values::trap;
        "address.international": "Whether it has letters outside ASCII", "code points", values::international;
        "domain.international": "Whether the domain is an international one", "A-labels", values::international_domain;
        "domain.typo": "The well-known domain that was probably meant", "slips of the keyboard against a list", values::typo;
        "domain.kind": "Throw-away, forwarding or free", "domain lists", values::kind;
    }
    Row Nothing Nothing ON {
        "row.spelt": "Whether it spells the name in its row", "every way of writing the name", |s| s.yes("spelt");
        "row.way_usual": "How usual the way is in which it spells the name", "share in the world, log2", |s| s.number("spelt_usual");
        "row.covered": "How much of it stands in the name of its row", "longest common runs", |s| s.number("covered");
        "row.away": "How many slips it is away from what the domain would make of the name", "Damerau-Levenshtein", |s| s.number("away_from_expected");
        "row.company": "Whether the company of the row fits the domain", "shared words", values::company;
    }
    Pattern Nothing Nothing ON {
        "pattern.known": "How many addresses of the domain are known to take mail", "counted", |s| Known::Known(SignalValue::Number(s.grounds().known as f64));
        "pattern.bits": "How much likelier its way is at this domain than in the world", "log2 of two habits", |s| s.known_number("known_bits");
        "pattern.share": "The share of known addresses that are made in the same way", "counted in parts", |s| s.known_number("agreeing_share");
        "pattern.separator": "The share of known addresses with the same separator", "counted", |s| s.known_number("between_share");
        "pattern.digits": "The share of known addresses that end in digits as it does", "counted", |s| s.known_number("digits_share");
        "pattern.slip": "Whether it is a slip away from a known address", "Damerau-Levenshtein", |s| s.known_number("near_known");
        "pattern.refused_bits": "How much likelier its way is among addresses that came back", "log2 of two habits", |s| s.number("bad_bits");
        "pattern.list_share": "The share of the domain's other addresses in the list that are made in the same way", "counted in parts", |s| s.number("list_share");
        "pattern.same_person": "How many other spellings of the same person the list has", "names and initials", |s| s.number("list_same_person");
        "pattern.near_listed": "Whether it is a slip away from another address of the list", "Damerau-Levenshtein", |s| s.number("near_listed");
    }
    History Nothing Nothing ON {
        "history.answered": "Whether somebody answered from it", "learnt outcomes", values::answered;
        "history.used": "Whether mail to it was opened or followed", "learnt outcomes", values::used;
        "history.bounced": "How often mail to it came back for good", "learnt outcomes", values::bounced;
        "history.soft": "Whether it was full, put off, or its owner has left", "learnt outcomes", values::soft;
        "history.domain_rate": "The share of the domain's outcomes that came back", "learnt outcomes", |s| values::rate(s.rates().domain);
        "history.source_rate": "The share of the source's outcomes that came back", "learnt outcomes", |s| values::rate(s.rates().source);
        "history.operator_rate": "The share of the operator's outcomes that came back", "learnt outcomes", |s| values::rate(s.rates().operator);
    }
    Domain DnsPerDomain DomainToResolver ON {
        "domain.routing": "Where its mail goes", "MX, A and AAAA", values::routing;
        "domain.operator": "Who runs its mail", "names of the mail hosts", values::operator;
        "domain.gateway": "Whether a gateway stands before it", "names of the mail hosts", values::gateway;
        "domain.spf": "Whether it publishes an SPF policy", "TXT", values::spf;
        "domain.dmarc": "Whether it publishes a DMARC policy", "TXT", values::dmarc;
        "domain.mta_sts": "Whether it publishes an MTA-STS policy", "TXT", |s| values::publishes(s, |p| p.mta_sts);
        "domain.bimi": "Whether it publishes a mark", "TXT", |s| values::publishes(s, |p| p.bimi);
        "domain.dkim": "Whether it publishes DKIM keys", "TXT at common selectors", |s| values::publishes(s, |p| p.dkim);
        "domain.dnssec": "Whether it is signed", "DS", |s| values::publishes(s, |p| p.signed);
        "domain.web": "Whether its name leads to a website", "A and AAAA", |s| values::publishes(s, |p| p.web);
        "domain.parked": "Whether it is parked", "names of servers", values::parked;
        "domain.tenant": "Whether a large operator knows it as a customer", "CNAME and TXT", values::tenant;
    }
    Domain DnsPerDomain DomainToOthers OFF {
        "domain.block_list": "Whether it is on a list of bad domains", "DNS block lists", not_asked;
    }
    Registry RequestPerDomain DomainToResolver OFF {
        "registry.age": "How many days it is registered", "RDAP", values::age;
        "registry.status": "Whether its registration is in trouble", "RDAP", values::trouble;
    }
    Registry RequestPerDomain ToRecipient OFF {
        "registry.website": "Whether its website is alive or parked", "one GET", values::website;
    }
    Conversation InConversation ToRecipient ON {
        "conversation.software": "Which software answered", "banner", values::banner;
        "conversation.certificate": "Whether its certificate fits the host", "STARTTLS", values::certificate;
        "conversation.catch_all": "How many impossible addresses it accepted", "controls", values::controls;
        "conversation.put_off": "How often it put the address off", "attempts", values::put_off;
        "conversation.reply": "Whether it answers the address otherwise than an impossible one", "texts compared", values::other_reply;
        "conversation.latency": "How much longer it took than for an impossible address", "milliseconds", values::latency;
    }
    Presence RequestPerAddress AddressToOthers OFF {
        "presence.gravatar": "Whether somebody keeps a picture under it", "hash at Gravatar", |s| values::present(s, LookupKind::Gravatar);
        "presence.key_server": "Whether a key is published for it", "keys.openpgp.org", |s| values::present(s, LookupKind::Keyserver);
    }
    Presence RequestPerAddress ToRecipient OFF {
        "presence.libravatar": "Whether its domain keeps a picture under it", "SRV and HTTPS", |s| values::present(s, LookupKind::Libravatar);
        "presence.wkd": "Whether its domain publishes a key for it", "Web Key Directory", |s| values::present(s, LookupKind::Wkd);
        "presence.own_pages": "Whether it stands on the domain's own pages", "at most five GETs", not_asked;
    }
}
