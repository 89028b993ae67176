//! What mail servers are like. A temper looks at every occasion of a session (the connection, the greeting, the sender, a
//! recipient) and either leaves it to the ordinary server or acts itself. Tempers know no socket: they say what to do.

mod breakage;
mod greylist;
mod limits;
mod manners;
mod operators;
mod refusals;

use std::time::Duration;

use mailvet_verdict::Stage;
use serde::Deserialize;

use crate::{Dialect, dialect::Names, scenario::Mailbox, server::Memory};

pub use breakage::{Breakage, EndlessBanner, Garbage, Malformed};
pub use greylist::{Greylist, GreylistKey, GreylistWords};
pub use limits::{AfterHarvest, HarvestGuard, LimitForm, RateLimit};
pub use manners::{EarlyTalkerTrap, LongBanner, Tarpit};
pub use refusals::{
    AuthRequired, Block, BlockWords, Busy, OffersTls, PickySender, RefusedSender, TakesNoMail, TlsFault,
    TlsOnly,
};

/// A temper without options.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plain {}

/// What a mail operator is like.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", remote = "Self")]
pub enum Temper {
    /// Does its work.
    Ordinary(Plain),
    /// Takes every local part.
    CatchAll(Plain),
    /// Puts strangers off and takes them later.
    Greylist(Greylist),
    /// Takes only so much.
    RateLimit(RateLimit),
    /// Stops telling the truth after too many unknown recipients.
    HarvestGuard(HarvestGuard),
    /// Refuses us, at some stage.
    Block(Block),
    /// Refuses some senders.
    PickySender(PickySender),
    /// Wants a login.
    AuthRequired(AuthRequired),
    /// Offers encryption.
    OffersTls(OffersTls),
    /// Wants encryption.
    TlsOnly(TlsOnly),
    /// Says that it takes no mail at all (RFC 7504).
    TakesNoMail(TakesNoMail),
    /// Has trouble of its own.
    Busy(Busy),
    /// Is slow on purpose.
    Tarpit(Tarpit),
    /// Its first host is down.
    DeadFirstMx(Plain),
    /// Its hosts refuse every connection.
    Refuse(Plain),
    /// Stops answering at some stage.
    Silent(Breakage),
    /// Hangs up without a word at some stage.
    HangUp(Breakage),
    /// Resets the connection at some stage.
    Reset(Breakage),
    /// Knows no EHLO.
    HeloOnly(Plain),
    /// Refuses a greeting whose name has no dot.
    StrictHelo(Plain),
    /// Its replies are odd, or no SMTP at all.
    Malformed(Malformed),
    /// Its banner never ends.
    EndlessBanner(EndlessBanner),
    /// Bans who speaks before the banner.
    EarlyTalkerTrap(EarlyTalkerTrap),
    /// Offers no pipelining and hangs up on who does it all the same.
    NoPipelining(Plain),
    /// Answers every recipient with 252.
    CannotVerify(Plain),
    /// Its banner has many lines.
    LongBanner(LongBanner),
    /// Like Google: one domain a transaction.
    GoogleLike(Plain),
    /// Like Microsoft 365.
    MicrosoftLike(Plain),
    /// Like Outlook.com: one recipient a session.
    OutlookLike(Plain),
    /// Like Yahoo: takes every recipient and bounces later.
    YahooLike(Plain),
}

impl Default for Temper {
    fn default() -> Self {
        Self::Ordinary(Plain {})
    }
}

/// What a temper does on an occasion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// What any server does.
    Usual,
    /// Treats the recipient as if its mailbox were like this.
    Treat(Mailbox),
    /// Says this.
    Say(String),
    /// Says this and hangs up.
    Leave(String),
    /// Sends these bytes.
    Garble(Vec<u8>),
    /// Hangs up without a word.
    HangUp,
    /// Never answers again.
    Freeze,
    /// Sends banner lines without end, this far apart.
    Babble(Duration),
}

/// A moment at which a temper may act.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Occasion<'a> {
    /// Somebody connected.
    Connect,
    /// A greeting.
    Hello {
        /// `EHLO` rather than `HELO`.
        extended: bool,
        /// The name given.
        name: &'a str,
    },
    /// A sender was named.
    Mail,
    /// A recipient was named.
    Rcpt(&'a Mailbox),
}

impl Occasion<'_> {
    pub(crate) fn stage(self) -> Stage {
        match self {
            Self::Connect => Stage::Connect,
            Self::Hello { .. } => Stage::Ehlo,
            Self::Mail => Stage::Mail,
            Self::Rcpt(_) => Stage::Rcpt,
        }
    }
}

/// What a temper can see.
pub(crate) struct Scene<'a> {
    pub(crate) memory: &'a Memory,
    pub(crate) names: Names<'a>,
    pub(crate) dialect: Dialect,
    /// The sender of this transaction.
    pub(crate) sender: &'a str,
    /// Recipients named in this session, the present one included.
    pub(crate) asked: u32,
    /// Recipients named in this transaction, the present one included.
    pub(crate) named: u32,
    /// The recipient is of another domain than the first one of this transaction.
    pub(crate) strays: bool,
    pub(crate) encrypted: bool,
}

impl Temper {
    /// What to do on an occasion.
    pub(crate) fn act(&self, occasion: Occasion<'_>, scene: &Scene<'_>) -> Act {
        match self {
            Self::Ordinary(_)
            | Self::Tarpit(_)
            | Self::DeadFirstMx(_)
            | Self::Refuse(_)
            | Self::NoPipelining(_)
            | Self::OffersTls(_)
            | Self::MicrosoftLike(_) => Act::Usual,
            Self::GoogleLike(_) => operators::one_domain(occasion, scene),
            Self::CatchAll(_) => operators::take_all(occasion),
            Self::YahooLike(_) => operators::bounce_later(occasion),
            Self::OutlookLike(_) => operators::one_recipient(occasion, scene),
            Self::CannotVerify(_) => operators::cannot_verify(occasion),
            Self::Greylist(greylist) => greylist.act(occasion, scene),
            Self::RateLimit(limit) => limit.act(occasion, scene),
            Self::HarvestGuard(guard) => guard.act(occasion, scene),
            Self::Block(block) => block.act(occasion, scene),
            Self::PickySender(picky) => picky.act(occasion, scene),
            Self::AuthRequired(auth) => auth.act(occasion),
            Self::TlsOnly(tls) => tls.act(occasion, scene),
            Self::TakesNoMail(none) => none.act(occasion, scene),
            Self::Busy(busy) => busy.act(occasion, scene),
            Self::Silent(breakage) => breakage.act(occasion, scene, Act::Freeze),
            Self::HangUp(breakage) | Self::Reset(breakage) => breakage.act(occasion, scene, Act::HangUp),
            Self::HeloOnly(_) => manners::helo_only(occasion),
            Self::StrictHelo(_) => manners::strict_helo(occasion),
            Self::Malformed(malformed) => malformed.act(occasion),
            Self::EndlessBanner(endless) => endless.act(occasion),
            Self::EarlyTalkerTrap(_) => manners::early_talker(occasion, scene),
            Self::LongBanner(long) => long.act(occasion, scene),
        }
    }

    /// The words that come with this temper.
    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            Self::GoogleLike(_) => Dialect::Google,
            Self::MicrosoftLike(_) => Dialect::Microsoft,
            Self::OutlookLike(_) => Dialect::Outlook,
            Self::YahooLike(_) => Dialect::Yahoo,
            _ => Dialect::Postfix,
        }
    }

    /// How much longer than usual an answer takes.
    pub(crate) fn delay(&self, refusal: bool) -> Duration {
        match self {
            Self::Tarpit(tarpit) if refusal || !tarpit.refusals_only => tarpit.delay,
            _ => Duration::ZERO,
        }
    }

    /// How long it listens for early talkers before its banner.
    pub(crate) fn patience(&self) -> Duration {
        match self {
            Self::EarlyTalkerTrap(trap) => trap.patience,
            _ => Duration::ZERO,
        }
    }

    /// How its replies look on the wire.
    pub(crate) fn dress(&self, reply: &str) -> Vec<u8> {
        match self {
            Self::Malformed(malformed) => malformed.dress(reply),
            _ => breakage::crlf(reply),
        }
    }

    /// Whether its replies arrive byte by byte.
    pub(crate) fn drips(&self) -> bool {
        matches!(self, Self::Malformed(Malformed { how: Garbage::Dripping, .. }))
    }

    /// Whether it ends connections by a reset.
    pub(crate) fn resets(&self) -> bool {
        matches!(self, Self::Reset(_))
    }

    pub(crate) fn offers_pipelining(&self, dialect: Dialect) -> bool {
        !matches!(self, Self::NoPipelining(_)) && dialect.manners().pipelining
    }

    /// Whether it hangs up on a client that pipelines unasked.
    pub(crate) fn punishes_pipelining(&self) -> bool {
        matches!(self, Self::NoPipelining(_))
    }

    pub(crate) fn offers_starttls(&self) -> bool {
        match self {
            Self::OffersTls(_) => true,
            Self::TlsOnly(tls) => tls.fault != Some(TlsFault::NotOffered),
            _ => false,
        }
    }

    /// Whether its handshake breaks.
    pub(crate) fn breaks_handshake(&self) -> bool {
        match self {
            Self::OffersTls(tls) => tls.broken,
            Self::TlsOnly(tls) => tls.fault == Some(TlsFault::Handshake),
            _ => false,
        }
    }

    pub(crate) fn knows_no_ehlo(&self) -> bool {
        matches!(self, Self::HeloOnly(_))
    }

    /// Whether the host at this place in the list listens at all.
    pub(crate) fn listens(&self, place: usize) -> bool {
        match self {
            Self::Refuse(_) => false,
            Self::DeadFirstMx(_) => place > 0,
            _ => true,
        }
    }
}

/// The TOML face: `temper = "greylist"`, or `temper = { greylist = { wait = "2s" } }`.
impl<'de> Deserialize<'de> for Temper {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let written = match toml::Value::deserialize(from)? {
            toml::Value::String(name) => {
                toml::Value::Table(toml::Table::from_iter([(name, toml::Value::Table(toml::Table::new()))]))
            }
            table => table,
        };
        // The derived one, which `remote` puts beside the trait.
        Self::deserialize(written).map_err(serde::de::Error::custom)
    }
}
