//! What the doctor saw of this machine's place in the network, never what it thinks of it. "Not asked", "could not tell"
//! and "there is none" are different values here as everywhere; the reading is made from this alone and can be made
//! again.

use std::net::{IpAddr, Ipv4Addr};

use serde::{Deserialize, Serialize};

use crate::{DnsFailure, Known, MailRouting, Moment, Outcome, WhyUnknown};

/// Everything the doctor saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkup {
    /// When it began.
    pub at: Moment,
    /// The port that the trials went to: 25 but in laboratories.
    pub smtp_port: u16,
    /// How DNS answers.
    pub resolver: Known<ResolverEvidence>,
    /// One trial a host.
    pub port: Known<Vec<PortTrial>>,
    /// What this machine's clock and others say.
    pub clock: Known<ClockEvidence>,
    /// The addresses that mail servers see, IPv4 first; empty: nobody said.
    pub addresses: Known<Vec<OwnAddress>>,
    /// The name given in EHLO.
    pub helo: Known<HeloEvidence>,
    /// Where mail to the sender's domain goes.
    pub sender: Known<SenderEvidence>,
    /// What the sender's domain says of each address.
    pub spf: Known<Vec<SpfEvidence>>,
    /// What each list says of each address.
    pub listings: Known<Vec<Listing>>,
    /// Where connections over IPv6 would come from; `None`: no way leads out over IPv6.
    pub ipv6: Known<Option<OwnAddress>>,
}

impl Checkup {
    /// A check-up in which nothing was asked yet.
    #[must_use]
    pub fn begun(at: Moment, smtp_port: u16) -> Self {
        const NOT_ASKED: WhyUnknown = WhyUnknown::NotAsked;
        Self {
            at,
            smtp_port,
            resolver: Known::Unknown(NOT_ASKED),
            port: Known::Unknown(NOT_ASKED),
            clock: Known::Unknown(NOT_ASKED),
            addresses: Known::Unknown(NOT_ASKED),
            helo: Known::Unknown(NOT_ASKED),
            sender: Known::Unknown(NOT_ASKED),
            spf: Known::Unknown(NOT_ASKED),
            listings: Known::Unknown(NOT_ASKED),
            ipv6: Known::Unknown(NOT_ASKED),
        }
    }
}

/// How DNS answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResolverEvidence {
    /// A name that exists.
    pub known_name: String,
    /// What came of it.
    pub known_answer: NameAnswer,
    /// A name made up at random, which does not exist.
    pub made_up_name: String,
    /// What came of it. Addresses are invented by the resolver: it would make dead domains look alive.
    pub made_up_answer: NameAnswer,
}

/// What DNS says of the addresses of a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameAnswer {
    /// These.
    Addresses(Vec<IpAddr>),
    /// It has none, or does not exist.
    Absent,
    /// No usable answer.
    Failed(DnsFailure),
}

/// One try to reach a mail host that is known to be there: connect, hear the banner, say EHLO, say QUIT.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortTrial {
    /// The host.
    pub host: String,
    /// The address that was connected to.
    pub ip: Option<IpAddr>,
    /// What came of it.
    pub end: TrialEnd,
    /// The text of its banner.
    pub banner: Option<String>,
    /// The first line of its answer to EHLO.
    pub greeting: Option<String>,
}

/// How a trial ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrialEnd {
    /// The server greeted us.
    Greeted,
    /// It did not, or was not reached.
    Cut(Outcome),
}

/// What clocks say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockEvidence {
    /// Times that others told, and this machine's own time when they did.
    pub witnesses: Vec<ClockWitness>,
}

/// A time that somebody else told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockWitness {
    /// Who.
    pub who: String,
    /// What time it is there.
    pub theirs: Moment,
    /// What time it was here.
    pub ours: Moment,
}

/// An address of this machine as others see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnAddress {
    /// The address.
    pub ip: IpAddr,
    /// Who said so.
    pub said_by: AddressSource,
    /// Its names in DNS, each with where it leads; empty: it has none.
    pub names: Known<Vec<ReverseName>>,
}

/// Who said which address is ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddressSource {
    /// The settings.
    Settings,
    /// A mail server, in its answer to EHLO.
    MailServer(String),
    /// The address service of the settings.
    Service(String),
    /// This machine's own network interface.
    Interface,
}

/// A name that DNS gives an address (PTR).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReverseName {
    /// The name.
    pub name: String,
    /// Where it leads.
    pub leads_to: NameAnswer,
}

/// The name given in EHLO.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeloEvidence {
    /// The name, or an address literal such as `[192.0.2.1]`.
    pub name: String,
    /// Where it comes from.
    pub source: HeloSource,
    /// Where it leads; `None`: it is an address literal.
    pub leads_to: Option<NameAnswer>,
}

/// Where the name given in EHLO comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeloSource {
    /// The settings.
    Settings,
    /// This machine's own name.
    Machine,
    /// Neither: the address of the connection stands in for it.
    Literal,
}

/// The sender's domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SenderEvidence {
    /// The domain.
    pub domain: String,
    /// Whose it is.
    pub of: SenderOf,
    /// Where its mail goes.
    pub routing: MailRouting,
}

/// Whose domain is looked at as the sender's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SenderOf {
    /// The sender of the settings.
    Sender,
    /// The sender is the null sender, so receivers look at the name in EHLO (RFC 7208 section 2.4).
    Helo,
}

/// What a domain's SPF policy says of an address (RFC 7208 section 2.6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpfEvidence {
    /// The domain.
    pub domain: String,
    /// The address.
    pub ip: IpAddr,
    /// What came of it.
    pub outcome: SpfOutcome,
}

/// The results of RFC 7208 section 2.6, and one of our own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpfOutcome {
    /// The address may send.
    Pass,
    /// It may not.
    Fail,
    /// It probably may not.
    SoftFail,
    /// Nothing is said of it.
    Neutral,
    /// There is no policy.
    None,
    /// The policy is broken, or asks for more look-ups than allowed.
    PermError,
    /// DNS gave no usable answer.
    TempError,
    /// What decides is a fact that is not known here: a macro asks for the name in EHLO, and there is none.
    NotEvaluated,
}

/// What one DNS block list says of one address (RFC 5782).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// The list's zone.
    pub zone: String,
    /// The address.
    pub ip: IpAddr,
    /// What it says.
    pub answer: ListAnswer,
}

/// What a list says of an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListAnswer {
    /// It is not on it, and the list's test entries are as they must be.
    NotListed,
    /// It is on it.
    Listed {
        /// The list's codes, in 127.0.0.0/8.
        codes: Vec<Ipv4Addr>,
        /// The list's own words, where it has some.
        words: Option<String>,
    },
    /// The list does not answer questions through this resolver (127.255.255.x at Spamhaus and others). That is no
    /// listing.
    RefusesUs(Ipv4Addr),
    /// The list's test entries (RFC 5782 section 5) are not as they must be, or its answer is no code: it is away, or
    /// lists the world.
    Untrustworthy,
    /// No usable answer.
    Failed(DnsFailure),
}
