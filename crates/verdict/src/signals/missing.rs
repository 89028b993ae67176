//! Why a signal has no value. "Nobody asked" alone helps nobody: whether a look-up is switched off, was not needed or was
//! not answered, and whether there was anybody to compare with, are different things.

use serde::{Deserialize, Serialize};

use crate::{DnsFailure, Dossier, Known, LookupKind, MailRouting, WhyUnknown};

/// Why a signal has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// There is nothing in such an address that it could be read off.
    NotApplicable,
    /// The row names nobody.
    NoName,
    /// The row names no company.
    NoCompany,
    /// No address of the domain is known to take mail.
    NobodyKnown,
    /// No address of the domain is known to have come back.
    NobodyBounced,
    /// No other address of the domain is in the list.
    NobodyListed,
    /// Nothing is known of earlier mail to the address.
    NeverHeard,
    /// No outcome of that kind has been learnt.
    NoOutcomes,
    /// The domain was not looked up.
    DomainNotAsked,
    /// The domain names no mail host.
    NoMailHost,
    /// Nobody knows the mail host.
    UnknownHost,
    /// No mail server told it.
    NoConversation,
    /// The conversation was not encrypted.
    NotEncrypted,
    /// Too few impossible addresses were asked to compare with.
    FewControls,
    /// The look-up is switched off; without the user's consent nobody is asked.
    SwitchedOff,
    /// It was not asked for: something else settled the address, or the check has not got there.
    NotReached,
    /// No answer came in time.
    TimedOut,
    /// The other side said "later".
    Deferred,
    /// The other side refused us, not the question.
    RefusedUs,
    /// The other side was not reached.
    Unreachable,
    /// The answer made no sense.
    Failed,
}

/// Where to see why a signal was not asked for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Without {
    /// It can only be this.
    Because(Missing),
    /// It is DNS's to say.
    Domain,
    /// It is found by a look-up that the user may have switched off.
    LookUp(LookupKind),
}

impl Missing {
    /// Every reason.
    pub const ALL: [Self; 21] = [
        Self::NotApplicable,
        Self::NoName,
        Self::NoCompany,
        Self::NobodyKnown,
        Self::NobodyBounced,
        Self::NobodyListed,
        Self::NeverHeard,
        Self::NoOutcomes,
        Self::DomainNotAsked,
        Self::NoMailHost,
        Self::UnknownHost,
        Self::NoConversation,
        Self::NotEncrypted,
        Self::FewControls,
        Self::SwitchedOff,
        Self::NotReached,
        Self::TimedOut,
        Self::Deferred,
        Self::RefusedUs,
        Self::Unreachable,
        Self::Failed,
    ];

    /// The reason in plain words, to stand behind "not known:".
    #[must_use]
    pub fn told(self) -> &'static str {
        match self {
            Self::NotApplicable => "such an address has nothing to read it off",
            Self::NoName => "the row names nobody",
            Self::NoCompany => "the row names no company",
            Self::NobodyKnown => "no address of the domain is known to take mail",
            Self::NobodyBounced => "no address of the domain is known to have come back",
            Self::NobodyListed => "no other address of the domain is in the list",
            Self::NeverHeard => "nothing is known of earlier mail to it",
            Self::NoOutcomes => "no such outcome has been learnt",
            Self::DomainNotAsked => "the domain was not looked up",
            Self::NoMailHost => "the domain names no mail host",
            Self::UnknownHost => "the mail host is not known",
            Self::NoConversation => "no mail server told it",
            Self::NotEncrypted => "the conversation was not encrypted",
            Self::FewControls => "too few impossible addresses were asked to compare with",
            Self::SwitchedOff => "switched off; nobody is asked without your consent",
            Self::NotReached => "not asked for, as something else settled it or the check has not got there",
            Self::TimedOut => "no answer came in time",
            Self::Deferred => "the other side said “later”",
            Self::RefusedUs => "the other side does not answer us",
            Self::Unreachable => "the other side was not reached",
            Self::Failed => "the answer made no sense",
        }
    }

    /// Why a signal without a value has none.
    pub(super) fn of(
        why: WhyUnknown,
        without: Without,
        dossier: &Dossier,
        switched_on: &[LookupKind],
    ) -> Self {
        match why {
            WhyUnknown::TimedOut => Self::TimedOut,
            WhyUnknown::Deferred => Self::Deferred,
            WhyUnknown::RefusedUs => Self::RefusedUs,
            WhyUnknown::Unreachable => Self::Unreachable,
            WhyUnknown::Failed => Self::Failed,
            WhyUnknown::NotAsked => match without {
                Without::Because(Self::NoName) if dossier.acquaintance.person.is_some() => {
                    Self::NotApplicable
                }
                Without::Because(missing) => missing,
                Without::LookUp(kind) if switched_on.contains(&kind) => Self::NotReached,
                Without::LookUp(_) => Self::SwitchedOff,
                Without::Domain => match &dossier.domain {
                    Known::Unknown(_) => Self::DomainNotAsked,
                    Known::Known(domain) => match &domain.routing {
                        MailRouting::Mx(_) => Self::UnknownHost,
                        MailRouting::Implicit(_)
                        | MailRouting::NullMx
                        | MailRouting::NoMailHost
                        | MailRouting::DanglingMx(_)
                        | MailRouting::NotFound => Self::NoMailHost,
                        MailRouting::Failed(failure) => match failure {
                            DnsFailure::TimedOut => Self::TimedOut,
                            DnsFailure::Refused => Self::RefusedUs,
                            DnsFailure::ServFail | DnsFailure::Unusable => Self::Failed,
                        },
                    },
                },
            },
        }
    }
}
