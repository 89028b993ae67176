//! What a perfect verifier would say of an address in this world: derived from the scenario alone, with its own small
//! reading of addresses, so that it can bear witness against the real one.

use mailvet_verdict::{Reason, Stage, Verdict};

use super::{DnsKind, Domain, Exchange, Mailbox, Scenario};
use crate::{
    Temper,
    temper::{AfterHarvest, Garbage, LimitForm, RefusedSender, TlsFault},
    text::a_labels,
};

/// A greylisting that lasts longer than a patient client waits in a practice world.
const PATIENCE_MS: u128 = 10_000;

/// The right answer about an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Truth {
    /// The verdict.
    pub verdict: Verdict,
    /// The reason.
    pub reason: Reason,
    /// Answers that are right as well, where a server leaves room for them: a lean at a catch-all, the words of a limit that
    /// hits whoever comes last.
    pub also: Vec<(Verdict, Reason)>,
}

impl Truth {
    fn new(verdict: Verdict, reason: Reason) -> Self {
        Self { verdict, reason, also: Vec::new() }
    }

    fn also(mut self, verdict: Verdict, reason: Reason) -> Self {
        if !self.admits(verdict, reason) {
            self.also.push((verdict, reason));
        }
        self
    }

    /// This, or all of `other`.
    fn or(self, other: Self) -> Self {
        let first = (other.verdict, other.reason);
        std::iter::once(first)
            .chain(other.also)
            .fold(self, |truth, (verdict, reason)| truth.also(verdict, reason))
    }

    /// Whether this answer is right.
    #[must_use]
    pub fn admits(&self, verdict: Verdict, reason: Reason) -> bool {
        (verdict, reason) == (self.verdict, self.reason) || self.also.contains(&(verdict, reason))
    }
}

fn unknown(reason: Reason) -> Truth {
    Truth::new(Verdict::Unknown, reason)
}

fn invalid(reason: Reason) -> Truth {
    Truth::new(Verdict::Invalid, reason)
}

impl Scenario {
    /// The right answer about `text`, as a cell of a list holds it.
    #[must_use]
    pub fn truth(&self, text: &str) -> Truth {
        let Some((local, name)) = sound(text) else { return invalid(Reason::Syntax) };
        let Some(domain) = self.domain(&name) else { return invalid(Reason::DomainNotFound) };
        match domain.dns {
            DnsKind::Nxdomain => return invalid(Reason::DomainNotFound),
            DnsKind::NullMx => return invalid(Reason::NullMx),
            DnsKind::NoMailHost | DnsKind::Dangling => return invalid(Reason::DomainTakesNoMail),
            DnsKind::Servfail | DnsKind::Refused | DnsKind::Silent => return unknown(Reason::DnsFailed),
            DnsKind::Mx | DnsKind::Implicit => {}
        }
        let listening = self.route(domain).into_iter().find(|(_, host, exchange)| {
            exchange.hosts.iter().position(|h| h == host).is_some_and(|place| exchange.temper.listens(place))
        });
        match listening {
            Some((_, _, exchange)) => at_exchange(exchange, domain, &local),
            None => unknown(Reason::NoConnection),
        }
    }
}

/// What the server at the end of the route lets be known.
fn at_exchange(exchange: &Exchange, domain: &Domain, local: &str) -> Truth {
    let usual = || {
        if local.is_ascii() || exchange.offers_smtputf8() {
            usual(domain, local)
        } else {
            unknown(Reason::NeedsSmtputf8)
        }
    };
    match &exchange.temper {
        Temper::Ordinary(_)
        | Temper::Tarpit(_)
        | Temper::DeadFirstMx(_)
        | Temper::HeloOnly(_)
        | Temper::StrictHelo(_)
        | Temper::EarlyTalkerTrap(_)
        | Temper::NoPipelining(_)
        | Temper::LongBanner(_)
        | Temper::GoogleLike(_)
        | Temper::MicrosoftLike(_)
        | Temper::OutlookLike(_) => usual(),
        Temper::CatchAll(_) => match domain.mailbox(local) {
            Mailbox::Missing | Mailbox::Exists => taken_blindly(domain, local, Reason::CatchAll),
            _ => usual(),
        },
        Temper::YahooLike(_) => {
            taken_blindly(domain, local, Reason::AcceptsUnproven).also(Verdict::Risky, Reason::CatchAll)
        }
        Temper::CannotVerify(_) => taken_blindly(domain, local, Reason::CatchAll)
            .also(Verdict::Risky, Reason::AcceptsUnproven)
            .also(Verdict::LikelyValid, Reason::AcceptsUnproven)
            .also(Verdict::Unknown, Reason::ProbeRefused),
        Temper::Greylist(greylist) if greylist.wait.as_millis() >= PATIENCE_MS => unknown(Reason::Greylisted),
        Temper::Greylist(_) => usual(),
        Temper::RateLimit(limit) => match limit.form {
            LimitForm::PerSession | LimitForm::HangUp | LimitForm::Connections => usual(),
            LimitForm::SlowDown | LimitForm::Hourly if limit.after == 0 => unknown(Reason::RateLimited),
            LimitForm::SlowDown | LimitForm::Hourly => usual().also(Verdict::Unknown, Reason::RateLimited),
        },
        Temper::HarvestGuard(guard) => match guard.then {
            AfterHarvest::Accept => usual()
                .also(Verdict::Risky, Reason::CatchAll)
                .also(Verdict::Risky, Reason::AcceptsUnproven)
                .also(Verdict::Unknown, Reason::RateLimited),
            AfterHarvest::Refuse => {
                usual().also(Verdict::Unknown, Reason::RateLimited).also(Verdict::Unknown, Reason::UsRefused)
            }
        },
        Temper::Block(block) if !block.lifts_after.is_zero() => {
            usual().also(Verdict::Unknown, Reason::UsRefused)
        }
        Temper::Block(_) => unknown(Reason::UsRefused),
        Temper::PickySender(picky) => match picky.refuses {
            // Depends on which senders the client has.
            RefusedSender::Null => unknown(Reason::UsRefused).or(usual()),
            RefusedSender::Named | RefusedSender::SecondRecipient => usual(),
        },
        Temper::OffersTls(_) => usual(),
        Temper::AuthRequired(_) => unknown(Reason::AuthRequired),
        Temper::TlsOnly(tls) => match tls.fault {
            None => usual(),
            Some(TlsFault::NotOffered) => unknown(Reason::TlsRequired),
            Some(TlsFault::Handshake) => {
                unknown(Reason::TlsRequired).also(Verdict::Unknown, Reason::ConnectionDropped)
            }
        },
        // In front of any recipient a 521 may as well be meant for us alone.
        Temper::TakesNoMail(none) if none.at == Stage::Connect => {
            unknown(Reason::UsRefused).also(Verdict::Invalid, Reason::DomainTakesNoMail)
        }
        Temper::TakesNoMail(_) => invalid(Reason::DomainTakesNoMail),
        Temper::Busy(busy) if busy.times == 0 => unknown(Reason::ServerBusy),
        Temper::Silent(breakage) if breakage.times == 0 => unknown(Reason::TimedOut),
        // A reset right behind the handshake may reach the client before it knows that it was connected.
        Temper::Reset(breakage) if breakage.times == 0 && breakage.at == Stage::Connect => {
            unknown(Reason::ConnectionDropped).also(Verdict::Unknown, Reason::NoConnection)
        }
        Temper::HangUp(breakage) | Temper::Reset(breakage) if breakage.times == 0 => {
            unknown(Reason::ConnectionDropped)
        }
        Temper::Busy(_) | Temper::Silent(_) | Temper::HangUp(_) | Temper::Reset(_) => usual(),
        Temper::Refuse(_) => unknown(Reason::NoConnection),
        Temper::Malformed(malformed) => match malformed.how {
            Garbage::BareLf | Garbage::EightBit | Garbage::LongLine | Garbage::Dripping => usual(),
            // A refusal without a word gives no reason, and so proves nothing, not even as a control.
            Garbage::NoText => usual()
                .also(Verdict::Unknown, Reason::ProbeRefused)
                .also(Verdict::Risky, Reason::AcceptsUnproven)
                .also(Verdict::LikelyValid, Reason::AcceptsUnproven),
            Garbage::Binary | Garbage::Http | Garbage::NoCode => unknown(Reason::ProtocolError),
        },
        Temper::EndlessBanner(endless) if endless.every.is_zero() => unknown(Reason::ProtocolError),
        Temper::EndlessBanner(_) => unknown(Reason::TimedOut).also(Verdict::Unknown, Reason::ProtocolError),
    }
}

/// What an honest server lets be known.
fn usual(domain: &Domain, local: &str) -> Truth {
    match domain.mailbox(local) {
        Mailbox::Exists | Mailbox::Missing if domain.catch_all => {
            taken_blindly(domain, local, Reason::CatchAll)
        }
        Mailbox::Exists if domain.disposable => Truth::new(Verdict::Risky, Reason::Disposable),
        Mailbox::Exists => Truth::new(Verdict::Valid, Reason::MailboxAccepted),
        Mailbox::Trap => Truth::new(Verdict::Risky, Reason::TrapLike),
        Mailbox::Missing => invalid(Reason::MailboxNotFound),
        Mailbox::Disabled => invalid(Reason::MailboxDisabled),
        Mailbox::Moved(_) => invalid(Reason::MailboxMoved),
        Mailbox::Restricted => Truth::new(Verdict::Risky, Reason::RecipientRestricted),
        Mailbox::Full | Mailbox::FullForNow => Truth::new(Verdict::Risky, Reason::MailboxFull),
    }
}

/// The server takes everything: no proof, and at most a lean. Nobody can know that a plausible stranger is not there; a
/// person who is there must not be called likely invalid.
fn taken_blindly(domain: &Domain, local: &str, reason: Reason) -> Truth {
    if domain.disposable {
        return Truth::new(Verdict::Risky, Reason::Disposable).also(Verdict::Risky, reason);
    }
    let exists = domain.mailbox(local) != Mailbox::Missing;
    let among = |set: &[String]| set.iter().any(|one| one.eq_ignore_ascii_case(local));
    let truth = if among(&domain.plausible) {
        Truth::new(Verdict::LikelyValid, reason).also(Verdict::Risky, reason)
    } else if among(&domain.implausible) {
        Truth::new(Verdict::LikelyInvalid, reason).also(Verdict::Risky, reason)
    } else {
        Truth::new(Verdict::Risky, reason).also(Verdict::LikelyValid, reason)
    };
    if exists { truth } else { truth.also(Verdict::LikelyInvalid, reason) }
}

/// The local part and the domain in A-labels of a text that is an address (RFC 5321 section 4.1.2, RFC 6531 section 3.3).
fn sound(text: &str) -> Option<(String, String)> {
    let (local, domain) = text.trim().rsplit_once('@')?;
    let quoted = local.len() >= 2 && local.starts_with('"') && local.ends_with('"');
    let good = if quoted { is_quoted(&local[1..local.len() - 1]) } else { is_dot_string(local) };
    let name = a_labels(domain)?;
    (good && local.len() <= 64 && local.len() + 1 + name.len() <= 254).then(|| (local.to_owned(), name))
}

fn is_dot_string(local: &str) -> bool {
    let atext =
        |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c) || is_international(c);
    local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(atext))
}

fn is_quoted(inside: &str) -> bool {
    let mut escaped = false;
    for c in inside.chars() {
        match c {
            ' '..='~' if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return false,
            ' '..='~' => {}
            c if is_international(c) && !escaped => {}
            _ => return false,
        }
    }
    !escaped
}

fn is_international(c: char) -> bool {
    !c.is_ascii() && !c.is_control() && !c.is_whitespace() && !('\u{200b}'..='\u{200f}').contains(&c)
}
