//! Whether what an operator insists on is there. Three answers: it is, it is not, it could not be found out; the last is
//! never taken for either of the others.

use std::net::IpAddr;

use super::{
    Checkup, DoctorRules, ListAnswer, NameAnswer, OwnAddress, ReverseName, SenderOf, SpfOutcome, heard,
    rules::{Need, Provider},
};
use crate::{Known, MailRouting, WhyUnknown};

/// Whether a need is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Met {
    Yes,
    No,
    NotKnown,
}

impl Met {
    /// Met only where all are; not met as soon as one is not.
    pub(super) fn all(each: impl IntoIterator<Item = Self>) -> Self {
        let each: Vec<Self> = each.into_iter().collect();
        if each.contains(&Self::No) {
            Self::No
        } else if each.is_empty() || each.contains(&Self::NotKnown) {
            Self::NotKnown
        } else {
            Self::Yes
        }
    }
}

impl From<bool> for Met {
    fn from(is_met: bool) -> Self {
        if is_met { Self::Yes } else { Self::No }
    }
}

/// Whether `provider` finds this.
pub(super) fn met(checkup: &Checkup, rules: &DoctorRules, provider: &Provider, need: Need) -> Met {
    match need {
        Need::Ptr => of_addresses(checkup, has_name),
        Need::Fcrdns => of_addresses(checkup, leads_back),
        Need::OwnName => of_addresses(checkup, |own| has_own_name(own, rules)),
        Need::Helo => match &checkup.helo {
            Known::Known(helo) => match &helo.leads_to {
                Some(NameAnswer::Addresses(_)) => Met::Yes,
                Some(NameAnswer::Failed(_)) => Met::NotKnown,
                Some(NameAnswer::Absent) | None => Met::No,
            },
            Known::Unknown(_) => Met::NotKnown,
        },
        Need::Sender => match &checkup.sender {
            // The null sender has no domain that could take mail.
            Known::Known(sender) if sender.of == SenderOf::Helo => Met::Yes,
            Known::Known(sender) => takes_mail(&sender.routing),
            Known::Unknown(_) => Met::NotKnown,
        },
        Need::Spf => match &checkup.spf {
            Known::Known(spf) => Met::all(spf.iter().map(|spf| lets_send(spf.outcome))),
            Known::Unknown(_) => Met::NotKnown,
        },
        Need::NotListed => not_listed(checkup, &provider.lists),
        Need::Ipv6Ptr => match &checkup.ipv6 {
            Known::Known(None) => Met::Yes,
            Known::Known(Some(own)) => Met::all([has_name(own), leads_back(own)]),
            Known::Unknown(_) => Met::NotKnown,
        },
    }
}

fn of_addresses(checkup: &Checkup, is_met: impl Fn(&OwnAddress) -> Met) -> Met {
    match &checkup.addresses {
        Known::Known(own) => Met::all(own.iter().map(is_met)),
        Known::Unknown(_) => Met::NotKnown,
    }
}

/// Whether the address has a name.
pub(super) fn has_name(own: &OwnAddress) -> Met {
    match &own.names {
        Known::Known(names) => (!names.is_empty()).into(),
        Known::Unknown(_) => Met::NotKnown,
    }
}

/// Whether one of its names leads back to it. Without a name nothing does.
pub(super) fn leads_back(own: &OwnAddress) -> Met {
    let Known::Known(names) = &own.names else { return Met::NotKnown };
    if names.iter().any(|name| leads_to(&name.leads_to, own.ip)) {
        Met::Yes
    } else if names.iter().any(|name| matches!(name.leads_to, NameAnswer::Failed(_))) {
        Met::NotKnown
    } else {
        Met::No
    }
}

/// Whether one of its names is its own. Where it has none, that is another need's matter.
pub(super) fn has_own_name(own: &OwnAddress, rules: &DoctorRules) -> Met {
    let Known::Known(names) = &own.names else { return Met::NotKnown };
    (names.is_empty() || names.iter().any(|name| !is_generic(name, own.ip, rules))).into()
}

fn is_generic(name: &ReverseName, ip: IpAddr, rules: &DoctorRules) -> bool {
    // `pool7` is a pool like any other.
    let mut words = name
        .name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .map(|word| word.trim_matches(|c: char| c.is_ascii_digit()).to_ascii_lowercase());
    heard::holds_numbers_of(&name.name, ip) || words.any(|word| rules.generic_words.contains(&word))
}

/// Whether a name leads to an address.
pub(super) fn leads_to(answer: &NameAnswer, ip: IpAddr) -> bool {
    matches!(answer, NameAnswer::Addresses(found) if found.iter().any(|one| one.to_canonical() == ip.to_canonical()))
}

/// Whether a domain takes mail.
pub(super) fn takes_mail(routing: &MailRouting) -> Met {
    match routing {
        MailRouting::Mx(_) | MailRouting::Implicit(_) => Met::Yes,
        MailRouting::NullMx
        | MailRouting::NoMailHost
        | MailRouting::DanglingMx(_)
        | MailRouting::NotFound => Met::No,
        MailRouting::Failed(_) => Met::NotKnown,
    }
}

/// Whether a policy lets an address send. A domain without a policy forbids nothing.
pub(super) fn lets_send(outcome: SpfOutcome) -> Met {
    match outcome {
        SpfOutcome::Pass | SpfOutcome::None | SpfOutcome::Neutral => Met::Yes,
        SpfOutcome::Fail | SpfOutcome::SoftFail | SpfOutcome::PermError => Met::No,
        SpfOutcome::TempError | SpfOutcome::NotEvaluated => Met::NotKnown,
    }
}

/// Whether the lists that count (all, where none is named) are clear. A list that could not be heard is no clear one.
fn not_listed(checkup: &Checkup, lists: &[String]) -> Met {
    let Known::Known(listings) = &checkup.listings else { return Met::NotKnown };
    let counts = |zone: &str| lists.is_empty() || lists.iter().any(|list| list.eq_ignore_ascii_case(zone));
    let answers: Vec<Met> = listings
        .iter()
        .filter(|listing| counts(&listing.zone))
        .map(|listing| match &listing.answer {
            ListAnswer::NotListed => Met::Yes,
            ListAnswer::Listed { .. } => Met::No,
            ListAnswer::RefusesUs(_) | ListAnswer::Untrustworthy | ListAnswer::Failed(_) => Met::NotKnown,
        })
        .collect();
    // Of an operator whose lists are not known, the lists that can be heard stand for all.
    let heard = answers.contains(&Met::Yes) && lists.is_empty();
    Met::all(answers.into_iter().filter(|met| !heard || *met != Met::NotKnown))
}

/// Why nothing is known of our own address, where nothing is.
pub(super) fn why_no_address(checkup: &Checkup) -> Option<WhyUnknown> {
    match &checkup.addresses {
        Known::Known(own) if own.is_empty() => Some(WhyUnknown::Failed),
        Known::Known(_) => None,
        Known::Unknown(why) => Some(*why),
    }
}
