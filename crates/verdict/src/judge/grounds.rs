//! What a lean can rest on, and how much less sure the judge is of it for each kind of evidence that is missing. The score
//! stays the probability that the model states: it was learnt from addresses of which as little was known.

use crate::{Dossier, Known, LookupKind, MailRouting, score::Opinion};

/// So many other addresses of a domain in the list show what is usual there.
pub(super) const FEW: usize = 3;

/// A kind of evidence that the model weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ground {
    /// Where the domain's mail goes.
    Domain,
    /// A server's answer, though it proves nothing.
    Answer,
    /// Addresses of the domain with a known outcome.
    Known,
    /// Other addresses of the domain in the list.
    Listed,
    /// The person whom the row names.
    Person,
    /// What became of earlier mail to the address.
    History,
    /// The domain's registration.
    Registration,
    /// The domain's website.
    Website,
    /// Whether somebody has made himself known under the address.
    Presence,
}

impl Ground {
    const ALL: [Self; 9] = [
        Self::Domain,
        Self::Answer,
        Self::Known,
        Self::Listed,
        Self::Person,
        Self::History,
        Self::Registration,
        Self::Website,
        Self::Presence,
    ];

    /// How much of a lean goes where this is missing, in hundredths of its distance from a coin's toss. Chosen, not measured:
    /// what tells most counts most, and what few people ask for counts little.
    const fn hundredths(self) -> u32 {
        match self {
            Self::Known => 15,
            Self::Domain | Self::Answer => 10,
            Self::Listed | Self::Person | Self::History => 5,
            Self::Presence => 4,
            Self::Registration | Self::Website => 2,
        }
    }

    fn is_there(self, dossier: &Dossier, opinion: &Opinion) -> bool {
        let looked_up = |kinds: &[LookupKind]| {
            dossier
                .lookups
                .iter()
                .any(|lookup| kinds.contains(&lookup.kind) && matches!(lookup.found, Known::Known(_)))
        };
        match self {
            Self::Domain => is_routed(dossier),
            Self::Answer => !dossier.attempts.is_empty(),
            Self::Known => opinion.grounds.known > 0,
            Self::Listed => opinion.grounds.in_list >= FEW,
            Self::Person => opinion.grounds.spelt.is_some(),
            Self::History => !dossier.acquaintance.own.is_empty(),
            Self::Registration => looked_up(&[LookupKind::Registration]),
            Self::Website => looked_up(&[LookupKind::Website]),
            Self::Presence => looked_up(&[
                LookupKind::Gravatar,
                LookupKind::Libravatar,
                LookupKind::Wkd,
                LookupKind::Keyserver,
                LookupKind::OwnPages,
            ]),
        }
    }
}

/// Whether DNS said where the domain's mail goes.
fn is_routed(dossier: &Dossier) -> bool {
    matches!(&dossier.domain, Known::Known(domain) if !matches!(domain.routing, MailRouting::Failed(_)))
}

/// Whether there is enough to lean on: somebody said something of the domain, and more is known than how the local part
/// looks, or that is telling by itself.
pub(super) fn enough(dossier: &Dossier, opinion: &Opinion) -> bool {
    let there = |ground: Ground| ground.is_there(dossier, opinion);
    let failed =
        matches!(&dossier.domain, Known::Known(domain) if matches!(domain.routing, MailRouting::Failed(_)));
    let of_the_domain = (there(Ground::Domain) || there(Ground::Answer)) && !failed;
    let around = [Ground::Known, Ground::Listed, Ground::Person].into_iter().any(there);
    let signals = &dossier.signals;
    let telling = signals.gibberish || signals.typo_of.is_some() || signals.role.is_some();
    (of_the_domain && (around || telling)) || there(Ground::History)
}

/// How sure the judge is of a lean with this score.
pub(super) fn confidence(score: u8, dossier: &Dossier, opinion: &Opinion) -> f64 {
    // In ten-thousandths, so that equal evidence gives equal figures.
    let away = u32::from(score).abs_diff(50) * (100 - missing(dossier, opinion));
    f64::from(5_000 + away) / 10_000.0
}

/// How much of a lean goes for what is missing, in hundredths of its distance from a coin's toss; never all of it.
pub(super) fn missing(dossier: &Dossier, opinion: &Opinion) -> u32 {
    let missing = Ground::ALL.into_iter().filter(|ground| !ground.is_there(dossier, opinion));
    missing.map(Ground::hundredths).sum()
}
