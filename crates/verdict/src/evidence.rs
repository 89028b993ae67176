//! What the stages saw, never what they think of it. A refused connection, a 421 and NXDOMAIN are evidence, not errors;
//! "not asked", "could not tell" and "no" are different values. The whole of it for one address is the [`Dossier`].

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::{Acquaintance, Address, Lookup, Moment, Reply, Signals, Stage, SyntaxFault};

/// A finding, or why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Known<T> {
    /// It was found out.
    Known(T),
    /// It was not, for this reason.
    Unknown(WhyUnknown),
}

impl<T> Known<T> {
    /// What is made of the finding; what is not known stays so.
    pub fn map<U>(self, read: impl FnOnce(T) -> U) -> Known<U> {
        match self {
            Self::Known(found) => Known::Known(read(found)),
            Self::Unknown(why) => Known::Unknown(why),
        }
    }
}

impl<T> Default for Known<T> {
    /// Nobody asked.
    fn default() -> Self {
        Self::Unknown(WhyUnknown::NotAsked)
    }
}

/// Why something is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum WhyUnknown {
    /// Nobody asked: the check is switched off, was not reached, or an earlier stage made it pointless.
    NotAsked,
    /// No answer in time.
    TimedOut,
    /// The other side said "later".
    Deferred,
    /// The other side refused us, not the question.
    RefusedUs,
    /// The other side was not reached.
    Unreachable,
    /// The answer made no sense, or the resolver failed.
    Failed,
}

/// All evidence of one address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dossier {
    /// The cell as it came, trimmed.
    pub typed: String,
    /// What the parser made of it.
    pub syntax: SyntaxEvidence,
    /// What DNS said of the domain.
    pub domain: Known<DomainEvidence>,
    /// Every time a mail server was asked about this address, oldest first.
    pub attempts: Vec<Attempt>,
    /// Every control of the domain, oldest first.
    pub controls: Vec<Control>,
    /// What needs no conversation: lists and the address's shape.
    pub signals: Signals,
    /// The opt-in look-ups that were made, one of a kind.
    #[serde(default)]
    pub lookups: Vec<Lookup>,
    /// Why nothing more will be asked, where the run ended before the address was settled.
    pub cut_short: Option<CutShort>,
    /// What is known around the address that no server of this run said.
    #[serde(default)]
    pub acquaintance: Acquaintance,
    /// What the user has put on a suppression list that it falls under: then nobody is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suppressed: Option<Suppressed>,
}

/// A line of a suppression list that an address falls under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppressed {
    /// As it is kept: an address, or `@example.com`.
    pub entry: String,
    /// What the list is called: a file's name; empty: the user's own list.
    pub list: String,
}

/// What the parser made of a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SyntaxEvidence {
    /// An address.
    Sound(Address),
    /// Not an address, and exactly why.
    Faulty(SyntaxFault),
}

/// Why a run ended before an address was settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CutShort {
    /// The user stopped the run, finished it early, or its deadline passed.
    Cancelled,
    /// A fault of Mailvet's own while this address was worked on; the log has it.
    Fault,
}

/// What DNS said of a domain, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainEvidence {
    /// The domain in A-labels, lower case, without the closing dot.
    pub domain: String,
    /// Where its mail goes.
    pub routing: MailRouting,
    /// Whether it publishes an SPF policy.
    pub spf: Known<bool>,
    /// Whether it publishes a DMARC policy.
    pub dmarc: Known<bool>,
    /// What else it publishes.
    #[serde(default, skip_serializing_if = "Published::is_unasked")]
    pub published: Published,
    /// When this was asked.
    pub observed_at: Moment,
    /// How long the answer may be reused, in seconds (the least TTL of what it rests on).
    pub ttl_seconds: u32,
}

/// What else a domain publishes: asked where its mail can go somewhere, and the settings let it be asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Published {
    /// Whether it has an MTA-STS policy (RFC 8461).
    pub mta_sts: Known<bool>,
    /// Whether it has a mark (BIMI).
    pub bimi: Known<bool>,
    /// Whether it has a DKIM key (RFC 6376) at a selector that many use.
    pub dkim: Known<bool>,
    /// Whether its registry vouches for its keys: there is a DS (RFC 4034).
    pub signed: Known<bool>,
    /// Whether it, or `www` below it, has an address.
    pub web: Known<bool>,
    /// The name servers of its registered domain, in A-labels and lower case.
    pub name_servers: Known<Vec<String>>,
    /// What its TXT records prove to services, as in `ms` of `MS=ms12345`: names only, lower case.
    pub marks: Known<Vec<String>>,
    /// Where mail programs are sent for their settings: the alias at `autodiscover`; `None`: there is none.
    pub autodiscover: Known<Option<String>>,
}

impl Published {
    /// Whether nobody asked for anything of it.
    #[must_use]
    pub fn is_unasked(&self) -> bool {
        *self == Self::default()
    }
}

/// Where the mail of a domain goes (RFC 5321 section 5.1, RFC 7505).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailRouting {
    /// MX records with at least one host that has an address, best preference first.
    Mx(Vec<MxHost>),
    /// No MX, but the domain itself has addresses: it is its own mail host.
    Implicit(MxHost),
    /// `MX 0 .`: takes no mail (RFC 7505).
    NullMx,
    /// The name exists, but there is neither an MX nor an address.
    NoMailHost,
    /// There are MX records, and none of their names exists.
    DanglingMx(Vec<String>),
    /// NXDOMAIN.
    NotFound,
    /// DNS gave no usable answer; this says nothing of the domain.
    Failed(DnsFailure),
}

impl MailRouting {
    /// The hosts that take mail, the one that is asked first at the front; none where mail goes nowhere or nobody knows where.
    #[must_use]
    pub fn hosts(&self) -> &[MxHost] {
        match self {
            Self::Mx(hosts) => hosts,
            Self::Implicit(host) => std::slice::from_ref(host),
            Self::NullMx | Self::NoMailHost | Self::DanglingMx(_) | Self::NotFound | Self::Failed(_) => &[],
        }
    }
}

/// One mail host of a domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MxHost {
    /// Lower is asked first; 0 for an implicit MX.
    pub preference: u16,
    /// The host's name in A-labels, lower case, without the closing dot.
    pub name: String,
    /// Its addresses; empty where the look-up failed or found none.
    pub addresses: Vec<IpAddr>,
}

/// How DNS failed to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DnsFailure {
    /// SERVFAIL: the servers of the domain are broken, or DNSSEC does not validate.
    ServFail,
    /// The resolver refuses to answer.
    Refused,
    /// No answer in time.
    TimedOut,
    /// The resolver was not reached, or its answer was unusable.
    Unusable,
}

/// One time a mail server was asked, or was to be asked, about an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// When the outcome was known.
    pub at: Moment,
    /// The exchange: the mail operator as the limiter sees it.
    pub exchange: String,
    /// The mail host's name.
    pub host: String,
    /// The address that was connected to.
    pub ip: Option<IpAddr>,
    /// The banner's text, where one was heard: some operators are known by it.
    pub banner: Option<String>,
    /// Whether the conversation was encrypted.
    pub tls: bool,
    /// What the encryption was like; `None` where there was none, and in evidence from before it was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls_facts: Option<Box<TlsFacts>>,
    /// The sender that was named, empty for the null sender; `None` where none was named, and in evidence from before it
    /// was recorded. A server that greylists knows an address by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender: Option<String>,
    /// What came of it.
    pub outcome: Outcome,
    /// From asking to the answer, in milliseconds; `None` where nothing was asked.
    pub latency_ms: Option<u32>,
    /// The conversation, and the lines in it that are about this address.
    pub transcript: Option<TranscriptSpan>,
}

impl Attempt {
    /// Whether the host was told the recipient. One that refused us before, or that was not reached, knows nothing of it.
    #[must_use]
    pub fn named_the_recipient(&self) -> bool {
        self.ip.is_some()
            && self.transcript.is_some()
            && match &self.outcome {
                Outcome::Answered(_) => true,
                Outcome::Refused { stage, .. }
                | Outcome::TimedOut { stage }
                | Outcome::Dropped { stage }
                | Outcome::Garbled { stage, .. } => *stage == Stage::Rcpt,
                Outcome::NoConnection(_) | Outcome::NeedsSmtpUtf8 => false,
            }
    }
}

/// What encryption with a mail host was like, as seen and never enforced: mail is encrypted against listeners, and most
/// mail hosts show a certificate that proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TlsFacts {
    /// `TLS 1.3`
    pub version: String,
    /// `TLS13_AES_256_GCM_SHA384`, by its name in the IANA registry.
    pub cipher: String,
    /// The host's certificate; `None` where none was shown or it could not be read.
    pub certificate: Option<Certificate>,
    /// Whether its chain leads to a root that browsers trust.
    pub trusted: Known<bool>,
    /// Whether it was made out to the mail host's name.
    pub fits_host: Known<bool>,
}

/// What a certificate says of itself (RFC 5280).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// Whom it was made out to, as in `CN=mx.example.com`.
    pub subject: String,
    /// The DNS names that it is for, at most 50 of them.
    pub names: Vec<String>,
    /// Who made it out.
    pub issuer: String,
    /// The first moment at which it holds.
    pub not_before: Moment,
    /// The last moment at which it holds.
    pub not_after: Moment,
}

/// Where in a stored conversation an address was spoken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TranscriptSpan {
    /// The conversation.
    pub conversation: ConversationId,
    /// Index of its first line about this address.
    pub first: u32,
    /// Index of its last line about this address.
    pub last: u32,
}

/// Names one conversation in the store; drawn at random, so that it needs no round trip to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConversationId(pub i64);

/// What came of asking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The server answered `RCPT TO` for this address.
    Answered(Reply),
    /// The server refused earlier: the connection, the greeting, the sender. Never about the recipient.
    Refused {
        /// Where.
        stage: Stage,
        /// Its words.
        reply: Reply,
    },
    /// No connection came about.
    NoConnection(ConnectFault),
    /// The server stopped answering.
    TimedOut {
        /// What was being waited for.
        stage: Stage,
    },
    /// The connection was closed or reset without a reply.
    Dropped {
        /// What was being waited for.
        stage: Stage,
    },
    /// What the server sent is no SMTP.
    Garbled {
        /// Where.
        stage: Stage,
        /// What was wrong with it.
        detail: String,
    },
    /// The address needs SMTPUTF8 (RFC 6531) and the server does not offer it.
    NeedsSmtpUtf8,
}

/// Why there was no connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConnectFault {
    /// The host refused (RST).
    Refused,
    /// No answer in time.
    TimedOut,
    /// No route, or the network is down.
    Unreachable,
    /// The host has no address that could be looked up.
    NoAddress,
    /// The host is on a private, loopback, link-local or reserved address, which Mailvet does not contact.
    ForbiddenAddress,
    /// No mail server anywhere can be reached from here: port 25 is shut.
    Port25Shut,
    /// The host has addresses only of the kind that the settings do not use.
    OtherFamily,
    /// This machine cannot send from the address that the settings name.
    BindFailed,
    /// The proxy that the settings name does not answer, or is no SOCKS5 proxy.
    ProxyDown,
    /// The proxy wants another login.
    ProxyLogin,
    /// The proxy does not let us connect to the host.
    ProxyRefused,
    /// The proxy let us, and did not get through to the host.
    ProxyNoRoute,
}

/// One control: the proof of whether a domain refuses addresses that cannot exist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Control {
    /// How it came about.
    pub kind: ControlKind,
    /// Who was asked; `None` for a refused sister, and where the server was not reached or refused us before anybody was
    /// named. A server that put it off knows it by this name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// What came of it.
    pub attempt: Attempt,
}

/// How a control came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ControlKind {
    /// An unguessable random local part was asked.
    Random,
    /// A real address of the domain was refused as not existing: the same proof, for nothing.
    RefusedSister,
    /// An impossible address of another domain was accepted, after the exchange as a whole had begun to accept what it
    /// refused before.
    Neighbour,
}

/// A conversation, word for word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    /// Its name.
    pub id: ConversationId,
    /// The exchange it was held with.
    pub exchange: String,
    /// The mail host's name.
    pub host: String,
    /// The address that was connected to.
    pub ip: Option<IpAddr>,
    /// When the connection was asked for.
    pub started: Moment,
    /// What was said, in order.
    pub lines: Vec<Line>,
}

/// One line, or one event, of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Line {
    /// Milliseconds since the conversation started.
    pub at_ms: u32,
    /// Who said it.
    pub from: Speaker,
    /// What, without the line end.
    pub text: String,
}

/// Who said a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// Mailvet.
    Client,
    /// The mail server.
    Server,
    /// Neither: "connected", "TLS 1.3 agreed", "closed by the server".
    Event,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_control_that_was_kept_before_it_had_a_name_still_reads() {
        let text = r#"{"kind":"random","attempt":{"at":1,"exchange":"a.example","host":"mx.a.example","ip":null,
            "banner":null,"tls":false,"outcome":{"timed_out":{"stage":"rcpt"}},"latency_ms":null,"transcript":null}}"#;
        let control: Control = serde_json::from_str(text).unwrap();
        assert_eq!((control.kind, control.address), (ControlKind::Random, None));
        assert_eq!((control.attempt.sender, control.attempt.tls_facts), (None, None));
    }
}
