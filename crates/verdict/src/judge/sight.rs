//! How much of what could be known of an address is in sight. What is missing takes from the confidence of a lean and never
//! touches the score. Whatever else comes to be known, for or against the address, the measure never falls.

use crate::{Dossier, Known, MailRouting, Outcome, score::Grounds};

/// What is in sight where nothing but the address itself is.
const ALONE: f64 = 0.5;

/// The share of what there is to know that is known, from [`ALONE`] to 1.
pub(super) fn in_sight(dossier: &Dossier, grounds: &Grounds) -> f64 {
    let around = &dossier.acquaintance;
    let routed =
        matches!(&dossier.domain, Known::Known(domain) if !matches!(domain.routing, MailRouting::Failed(_)));
    let answered = dossier.attempts.iter().any(|attempt| matches!(attempt.outcome, Outcome::Answered(_)));
    let domain_outcomes = around.rates.domain.delivered + around.rates.domain.bounced;
    let found = dossier.lookups.iter().filter(|lookup| matches!(lookup.found, Known::Known(_))).count();
    let parts = [
        (0.10, whole(routed)),
        (0.05, whole(answered)),
        (0.20, whole(grounds.spelt.is_some())),
        // The first addresses tell most of a domain's custom.
        (0.30, first_tell_most(grounds.known, 1.0)),
        (0.15, first_tell_most(grounds.listed, 3.0)),
        (0.05, first_tell_most(domain_outcomes as usize, 5.0)),
        (0.10, whole(!around.own.is_empty())),
        (0.05, first_tell_most(found, 1.0)),
    ];
    let share: f64 = parts.iter().map(|(weight, known)| weight * known).sum();
    // Who answered, or whose mail came back, is known better than any custom could tell.
    let share = if around.own.is_empty() { share } else { share.max(0.9) };
    ALONE + (1.0 - ALONE) * share
}

fn whole(known: bool) -> f64 {
    f64::from(u8::from(known))
}

/// From 0 towards 1; a half with `half` of them.
fn first_tell_most(count: usize, half: f64) -> f64 {
    let count = count as f64;
    count / (count + half)
}
