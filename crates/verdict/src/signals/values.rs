//! The values of the signals for one dossier: read off the model's numbers and the evidence, never guessed.

use serde::{Deserialize, Serialize};

use super::table::SIGNALS;
use crate::{
    ControlWord, Dossier, Found, Happened, Knowledge, Known, LookupKind, MailRouting, Moment, Outcome, Rates,
    Registration, Stage, SyntaxEvidence, Tally, Website, WhyUnknown, Words,
    hosting::Hosting,
    score::{FEATURES, Grounds, Model, Numbers},
};

/// What a signal says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum SignalValue {
    /// A number.
    Number(f64),
    /// Yes or no.
    Holds(bool),
    /// A word or a name.
    Word(Words),
}

/// A dossier with what was read of it.
pub(super) struct Seen<'a> {
    dossier: &'a Dossier,
    knowledge: &'a Knowledge,
    numbers: Numbers,
}

/// Every signal of a dossier, in the order of the table; empty for a text that is no address.
pub(super) fn signal_values(
    dossier: &Dossier,
    knowledge: &Knowledge,
) -> Vec<(&'static str, Known<SignalValue>)> {
    let SyntaxEvidence::Sound(address) = &dossier.syntax else { return Vec::new() };
    let numbers = Model::shipped().numbers(address, &dossier.acquaintance);
    let seen = Seen { dossier, knowledge, numbers };
    SIGNALS.iter().map(|signal| (signal.id, signal.value(&seen))).collect()
}

type Value = Known<SignalValue>;

fn holds(holds: bool) -> Value {
    Known::Known(SignalValue::Holds(holds))
}

fn number(number: f64) -> Value {
    Known::Known(SignalValue::Number(number))
}

fn word(word: impl Into<Words>) -> Value {
    Known::Known(SignalValue::Word(word.into()))
}

const NOT_ASKED: Value = Known::Unknown(WhyUnknown::NotAsked);

impl Seen<'_> {
    /// One of the model's numbers.
    pub(super) fn number(&self, id: &str) -> Value {
        let at = FEATURES.iter().position(|feature| feature.id == id);
        match at.and_then(|at| self.numbers.values.get(at)).filter(|value| value.is_finite()) {
            Some(value) => number(f64::from(*value)),
            None => NOT_ASKED,
        }
    }

    /// One of the model's numbers that means something only where an address of the domain is known.
    pub(super) fn known_number(&self, id: &str) -> Value {
        if self.numbers.grounds.known == 0 { NOT_ASKED } else { self.number(id) }
    }

    /// The same, where it says yes or no.
    pub(super) fn known_yes(&self, id: &str) -> Value {
        if self.numbers.grounds.known == 0 { NOT_ASKED } else { self.yes(id) }
    }

    /// One of the model's numbers that says yes or no.
    pub(super) fn yes(&self, id: &str) -> Value {
        match self.number(id) {
            Known::Known(SignalValue::Number(number)) => holds(number > 0.5),
            other => other,
        }
    }

    pub(super) fn grounds(&self) -> &Grounds {
        &self.numbers.grounds
    }

    pub(super) fn rates(&self) -> &Rates {
        &self.dossier.acquaintance.rates
    }

    fn domain<T>(&self, read: impl Fn(&crate::DomainEvidence) -> Known<T>) -> Known<T> {
        match &self.dossier.domain {
            Known::Known(domain) => read(domain),
            Known::Unknown(why) => Known::Unknown(*why),
        }
    }

    /// What of the address's own history shows `which`; not known where nothing is known of it.
    fn heard(&self, which: impl Fn(Happened) -> bool) -> Known<usize> {
        let own = &self.dossier.acquaintance.own;
        if own.is_empty() {
            return Known::Unknown(WhyUnknown::NotAsked);
        }
        Known::Known(own.iter().filter(|heard| which(heard.what)).count())
    }
}

fn some(count: Known<usize>) -> Value {
    match count {
        Known::Known(count) => holds(count > 0),
        Known::Unknown(why) => Known::Unknown(why),
    }
}

pub(super) fn way(seen: &Seen<'_>) -> Value {
    word(seen.grounds().way.words())
}

pub(super) fn role(seen: &Seen<'_>) -> Value {
    seen.dossier.signals.role.as_ref().map_or_else(|| holds(false), word)
}

pub(super) fn trap(seen: &Seen<'_>) -> Value {
    holds(seen.dossier.signals.trap_like.is_some())
}

pub(super) fn international(seen: &Seen<'_>) -> Value {
    holds(matches!(&seen.dossier.syntax, SyntaxEvidence::Sound(address) if address.needs_smtputf8()))
}

pub(super) fn international_domain(seen: &Seen<'_>) -> Value {
    let is = |address: &crate::Address| address.domain.split('.').any(|label| label.starts_with("xn--"));
    holds(matches!(&seen.dossier.syntax, SyntaxEvidence::Sound(address) if is(address)))
}

pub(super) fn typo(seen: &Seen<'_>) -> Value {
    seen.dossier.signals.typo_of.as_ref().map_or_else(|| holds(false), word)
}

pub(super) fn kind(seen: &Seen<'_>) -> Value {
    let signals = &seen.dossier.signals;
    let voted = signals.disposable_votes.is_some();
    let kinds = [
        (signals.disposable, "disposable"),
        (voted, "likely_disposable"),
        (signals.alias, "alias"),
        (signals.free, "free"),
    ];
    word(kinds.iter().find(|(holds, _)| *holds).map_or("other", |(_, kind)| *kind))
}

pub(super) fn company(seen: &Seen<'_>) -> Value {
    let Some(company) = &seen.dossier.acquaintance.company else { return NOT_ASKED };
    let SyntaxEvidence::Sound(address) = &seen.dossier.syntax else { return NOT_ASKED };
    let domain = crate::names::fold(&address.domain.replace(['.', '-'], " "));
    let company = crate::names::fold(company);
    let words = || company.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 2);
    let initials: String = company.split_whitespace().filter_map(|word| word.chars().next()).collect();
    let shared = words().any(|word| domain.contains(word));
    holds(shared || (initials.len() > 2 && domain.split(' ').any(|label| label == initials)))
}

pub(super) fn answered(seen: &Seen<'_>) -> Value {
    some(seen.heard(|what| what == Happened::Replied))
}

pub(super) fn used(seen: &Seen<'_>) -> Value {
    some(seen.heard(|what| matches!(what, Happened::Opened | Happened::Clicked)))
}

pub(super) fn bounced(seen: &Seen<'_>) -> Value {
    match seen.heard(|what| what == Happened::HardBounce) {
        Known::Known(count) => number(count as f64),
        Known::Unknown(why) => Known::Unknown(why),
    }
}

pub(super) fn soft(seen: &Seen<'_>) -> Value {
    some(seen.heard(|what| matches!(what, Happened::MailboxFull | Happened::SoftBounce | Happened::Left)))
}

pub(super) fn rate(tally: Tally) -> Value {
    match tally.delivered + tally.bounced {
        0 => NOT_ASKED,
        all => number(f64::from(tally.bounced) / f64::from(all)),
    }
}

pub(super) fn routing(seen: &Seen<'_>) -> Value {
    seen.domain(|domain| {
        word(match &domain.routing {
            MailRouting::Mx(_) => "mx",
            MailRouting::Implicit(_) => "implicit",
            MailRouting::NullMx => "null_mx",
            MailRouting::NoMailHost => "none",
            MailRouting::DanglingMx(_) => "dangling",
            MailRouting::NotFound => "not_found",
            MailRouting::Failed(_) => return Known::Unknown(WhyUnknown::Failed),
        })
    })
}

pub(super) fn operator(seen: &Seen<'_>) -> Value {
    seen.domain(|domain| match &domain.routing {
        MailRouting::Mx(hosts) => {
            let known = hosts.iter().find_map(|host| seen.knowledge.operator(&host.name, None));
            known.map_or_else(|| word("other"), |operator| word(operator.id.clone()))
        }
        _ => NOT_ASKED,
    })
}

pub(super) fn spf(seen: &Seen<'_>) -> Value {
    published(seen.domain(|domain| domain.spf))
}

pub(super) fn dmarc(seen: &Seen<'_>) -> Value {
    published(seen.domain(|domain| domain.dmarc))
}

pub(super) fn gateway(seen: &Seen<'_>) -> Value {
    seen.domain(|domain| match &domain.routing {
        MailRouting::Mx(hosts) => {
            let known: Vec<_> =
                hosts.iter().filter_map(|host| seen.knowledge.operator(&host.name, None)).collect();
            match known.iter().find(|operator| operator.gateway) {
                Some(operator) => word(operator.id.clone()),
                // Of a host that nobody knows it is not known what it stands before.
                None if known.len() < hosts.len() => NOT_ASKED,
                None => holds(false),
            }
        }
        _ => NOT_ASKED,
    })
}

/// One of the things that a domain publishes or does not.
pub(super) fn publishes(seen: &Seen<'_>, which: fn(&crate::Published) -> Known<bool>) -> Value {
    published(seen.domain(|domain| which(&domain.published)))
}

pub(super) fn parked(seen: &Seen<'_>) -> Value {
    published(seen.domain(|domain| Hosting::shipped().parked(domain)))
}

pub(super) fn tenant(seen: &Seen<'_>) -> Value {
    seen.domain(|domain| match Hosting::shipped().tenant(domain) {
        Known::Known(Some(operator)) => word(operator),
        Known::Known(None) => holds(false),
        Known::Unknown(why) => Known::Unknown(why),
    })
}

fn published(known: Known<bool>) -> Value {
    match known {
        Known::Known(is) => holds(is),
        Known::Unknown(why) => Known::Unknown(why),
    }
}

/// What a look-up of this kind found; the reason where it found nothing out.
fn looked_up<'a>(seen: &Seen<'a>, kind: LookupKind) -> Known<(&'a Found, Moment)> {
    let lookup = seen.dossier.lookups.iter().rev().find(|lookup| lookup.kind == kind);
    match lookup.map(|lookup| (&lookup.found, lookup.at)) {
        None => Known::Unknown(WhyUnknown::NotAsked),
        Some((Known::Unknown(why), _)) => Known::Unknown(*why),
        Some((Known::Known(found), at)) => Known::Known((found, at)),
    }
}

pub(super) fn age(seen: &Seen<'_>) -> Value {
    match looked_up(seen, LookupKind::Registration) {
        Known::Known((Found::Registered(Registration { since: Some(since), .. }), at)) => {
            number((at.since(*since).as_secs() / 86_400) as f64)
        }
        Known::Known(_) => Known::Unknown(WhyUnknown::Failed),
        Known::Unknown(why) => Known::Unknown(why),
    }
}

pub(super) fn trouble(seen: &Seen<'_>) -> Value {
    match looked_up(seen, LookupKind::Registration) {
        Known::Known((Found::Registered(registration), _)) => holds(!registration.trouble.is_empty()),
        Known::Known((found, _)) => holds(*found == Found::Unregistered),
        Known::Unknown(why) => Known::Unknown(why),
    }
}

pub(super) fn website(seen: &Seen<'_>) -> Value {
    match looked_up(seen, LookupKind::Website) {
        Known::Known((Found::Website(website), _)) => word(match website {
            Website::Live => "live",
            Website::Parked => "parked",
            Website::Elsewhere(_) => "elsewhere",
            Website::None => "none",
        }),
        Known::Known(_) => Known::Unknown(WhyUnknown::Failed),
        Known::Unknown(why) => Known::Unknown(why),
    }
}

pub(super) fn block_list(seen: &Seen<'_>) -> Value {
    match looked_up(seen, LookupKind::BlockList) {
        Known::Known((found, _)) => holds(matches!(found, Found::Listed(_))),
        Known::Unknown(why) => Known::Unknown(why),
    }
}

pub(super) fn on_own_pages(seen: &Seen<'_>) -> Value {
    match looked_up(seen, LookupKind::OwnPages) {
        Known::Known((found, _)) => holds(matches!(found, Found::OnPage(_))),
        Known::Unknown(why) => Known::Unknown(why),
    }
}

pub(super) fn present(seen: &Seen<'_>, kind: LookupKind) -> Value {
    match looked_up(seen, kind) {
        Known::Known((found, _)) => holds(*found == Found::Present),
        Known::Unknown(why) => Known::Unknown(why),
    }
}

pub(super) fn banner(seen: &Seen<'_>) -> Value {
    let banner = seen.dossier.attempts.iter().rev().find_map(|attempt| attempt.banner.clone());
    banner.map_or(NOT_ASKED, word)
}

pub(super) fn certificate(seen: &Seen<'_>) -> Value {
    let facts = seen.dossier.attempts.iter().rev().find_map(|attempt| attempt.tls_facts.as_ref());
    facts.map_or(NOT_ASKED, |facts| published(facts.fits_host))
}

/// How many of the controls that told something were accepted, in a hundred.
pub(super) fn controls(seen: &Seen<'_>) -> Value {
    let words: Vec<ControlWord> = seen
        .dossier
        .controls
        .iter()
        .map(|control| ControlWord::of(control, seen.knowledge))
        .filter(|word| *word != ControlWord::Nothing)
        .collect();
    if words.is_empty() {
        return NOT_ASKED;
    }
    let accepted = words.iter().filter(|word| **word == ControlWord::Accepted).count();
    number(accepted as f64 / words.len() as f64)
}

pub(super) fn put_off(seen: &Seen<'_>) -> Value {
    if seen.dossier.attempts.is_empty() {
        return NOT_ASKED;
    }
    let put_off = |outcome: &Outcome| matches!(outcome, Outcome::Answered(reply) if reply.code / 100 == 4);
    number(seen.dossier.attempts.iter().filter(|attempt| put_off(&attempt.outcome)).count() as f64)
}

/// Whether the text of the acceptance differs from that of the controls' acceptances, digits and names left out.
pub(super) fn other_reply(seen: &Seen<'_>) -> Value {
    let text = |outcome: &Outcome| match outcome {
        Outcome::Answered(reply) if reply.code / 100 == 2 => {
            let words = reply.text();
            let plain = words.split_whitespace().filter(|word| !word.contains(['@', '<']));
            let plain = plain.filter(|word| word.len() < 16 && !word.chars().any(|c| c.is_ascii_digit()));
            Some((reply.code, plain.collect::<Vec<_>>().join(" ")))
        }
        _ => None,
    };
    let own = seen.dossier.attempts.iter().rev().find_map(|attempt| text(&attempt.outcome));
    let others: Vec<_> =
        seen.dossier.controls.iter().filter_map(|control| text(&control.attempt.outcome)).collect();
    match own {
        Some(own) if others.len() >= 2 => holds(!others.contains(&own)),
        _ => NOT_ASKED,
    }
}

/// Milliseconds beyond the median of the controls, where at least three answered.
pub(super) fn latency(seen: &Seen<'_>) -> Value {
    let answered = |outcome: &Outcome| {
        matches!(outcome, Outcome::Answered(_) | Outcome::TimedOut { stage: Stage::Rcpt })
    };
    let own = seen
        .dossier
        .attempts
        .iter()
        .rev()
        .find(|attempt| answered(&attempt.outcome))
        .and_then(|a| a.latency_ms);
    let controls = seen.dossier.controls.iter().filter(|control| answered(&control.attempt.outcome));
    let mut controls: Vec<u32> = controls.filter_map(|control| control.attempt.latency_ms).collect();
    controls.sort_unstable();
    match own {
        Some(own) if controls.len() >= 3 => number(f64::from(own) - f64::from(controls[controls.len() / 2])),
        _ => NOT_ASKED,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::{SignalGroup, judge::samples::at_acme};

    #[test]
    fn the_table_holds_66_signals_each_once() {
        let ids: HashSet<&str> = SIGNALS.iter().map(|signal| signal.id).collect();
        assert_eq!((ids.len(), SIGNALS.len()), (66, 66));
        assert!(SIGNALS.iter().all(|signal| !signal.meaning.is_empty() && !signal.how.is_empty()));
    }

    #[test]
    fn what_tells_others_the_address_is_off_unless_the_user_wants_it() {
        let told = |signal: &&crate::Signal| signal.discloses == crate::Discloses::AddressToOthers;
        assert!(SIGNALS.iter().filter(told).all(|signal| !signal.default_on));
    }

    fn published(published: crate::Published) -> impl Fn(&str) -> Value {
        let mut sample = at_acme().routed(crate::judge::samples::mx("eu-smtp-inbound-1.mimecast.com"));
        let Known::Known(domain) = &mut sample.dossier.domain else { unreachable!() };
        domain.published = published;
        let values = signal_values(&sample.dossier, &Knowledge::shipped());
        move |id| values.iter().find(|(signal, _)| *signal == id).unwrap().1.clone()
    }

    #[test]
    fn what_a_domain_publishes_is_read_and_what_nobody_asked_for_stays_unknown() {
        let unasked = published(crate::Published::default());
        let found = published(crate::Published {
            mta_sts: Known::Known(true),
            bimi: Known::Known(false),
            dkim: Known::Unknown(WhyUnknown::TimedOut),
            signed: Known::Known(true),
            web: Known::Known(true),
            name_servers: Known::Known(vec!["ns1.bodis.com".into()]),
            marks: Known::Known(vec!["ms".into()]),
            autodiscover: Known::Known(None),
        });
        for id in ["mta_sts", "bimi", "dkim", "dnssec", "web", "parked", "tenant"] {
            assert_eq!(unasked(&format!("domain.{id}")), NOT_ASKED, "{id}");
        }
        assert_eq!(found("domain.mta_sts"), holds(true));
        assert_eq!(found("domain.bimi"), holds(false));
        assert_eq!(found("domain.dkim"), Known::Unknown(WhyUnknown::TimedOut));
        assert_eq!(found("domain.dnssec"), holds(true));
        assert_eq!(found("domain.web"), holds(true));
        assert_eq!(found("domain.parked"), holds(true));
        assert_eq!(found("domain.tenant"), word("Microsoft 365"));
        assert_eq!(found("domain.gateway"), word("mimecast"));
    }

    #[test]
    fn block_lists_and_own_pages_say_yes_no_or_why_not() {
        let said = |kind, found: Known<Found>| {
            let mut sample = at_acme().answered("250 Ok");
            let subject = "acme.example".to_owned();
            sample.dossier.lookups = vec![crate::Lookup {
                kind,
                subject,
                at: Moment(1),
                found,
                asked: Vec::new(),
                lists: Vec::new(),
            }];
            let values = signal_values(&sample.dossier, &Knowledge::shipped());
            move |id: &str| values.iter().find(|(signal, _)| *signal == id).unwrap().1.clone()
        };
        let listed = said(LookupKind::BlockList, Known::Known(Found::Listed(Vec::new())));
        assert_eq!(listed("domain.block_list"), holds(true));
        assert_eq!(listed("presence.own_pages"), NOT_ASKED);
        let unlisted = said(LookupKind::BlockList, Known::Known(Found::NotListed));
        assert_eq!(unlisted("domain.block_list"), holds(false));
        let refused = Known::Unknown(WhyUnknown::RefusedUs);
        let refused_value = Known::Unknown(WhyUnknown::RefusedUs);
        assert_eq!(said(LookupKind::BlockList, refused)("domain.block_list"), refused_value);
        let page = "https://acme.example/team".to_owned();
        let named = said(LookupKind::OwnPages, Known::Known(Found::OnPage(page)));
        assert_eq!(named("presence.own_pages"), holds(true));
        let unnamed = said(LookupKind::OwnPages, Known::Known(Found::Absent));
        assert_eq!(unnamed("presence.own_pages"), holds(false));
    }

    #[test]
    fn every_value_is_known_or_says_why_not() {
        let knowledge = Knowledge::shipped();
        let values = signal_values(&at_acme().answered("250 Ok").control("250 Ok").dossier, &knowledge);
        let of = |id: &str| values.iter().find(|(signal, _)| *signal == id).unwrap().1.clone();
        let Known::Known(SignalValue::Word(way)) = of("address.way") else { panic!("nobody is named") };
        assert_eq!(way.to_string(), "first.last");
        assert_eq!(of("conversation.catch_all"), number(1.0));
        assert_eq!(of("pattern.bits"), NOT_ASKED);
        assert_eq!(of("presence.gravatar"), NOT_ASKED);
        let local =
            SIGNALS.iter().filter(|signal| signal.group == SignalGroup::Address).map(|signal| signal.id);
        assert!(local.into_iter().all(|id| matches!(of(id), Known::Known(_))));
    }
}
