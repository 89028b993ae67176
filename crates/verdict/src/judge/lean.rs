//! How a finding is weighed: the score with what moved it, and the lean where the server could not or would not tell.
//! The lean is a small additive rule: each reason has a base, each signal adds or takes points, and the sum leans from
//! [`LIKELY`] up and from [`UNLIKELY`] down. Proof has a band of its own, so that no refused recipient ever scores above an
//! accepted one; a reason of `unknown` never leans.

use std::ops::RangeInclusive;

use crate::{Contribution, Dossier, Known, MailRouting, Reason, Verdict};

/// From here up an unproved address is likely valid.
pub(super) const LIKELY: u8 = 70;
/// From here down an unproved address is likely invalid.
pub(super) const UNLIKELY: u8 = 30;

/// A finding, weighed.
pub(super) struct Weighed {
    pub(super) verdict: Verdict,
    pub(super) score: u8,
    pub(super) confidence: f64,
    pub(super) contributions: Vec<Contribution>,
}

/// One signal of the lean.
struct LeanRule {
    signal: &'static str,
    points: i32,
    sentence: &'static str,
    holds: fn(&Dossier) -> bool,
}

/// The signals of the lean. What is known of the domain moves every address of it alike and weighs little; what is known
/// of the local part tells addresses of one domain apart and weighs more.
const LEAN: &[LeanRule] = &[
    LeanRule {
        signal: "local.gibberish",
        points: -35,
        sentence: "The part before the @ looks like random keys.",
        holds: |dossier| dossier.signals.gibberish,
    },
    LeanRule {
        signal: "domain.typo",
        points: -40,
        sentence: "The domain looks like a slip for a well-known one.",
        holds: |dossier| dossier.signals.typo_of.is_some(),
    },
    LeanRule {
        signal: "local.role",
        points: 8,
        sentence: "Role addresses such as info@ exist at most domains.",
        holds: |dossier| dossier.signals.role.is_some(),
    },
    LeanRule {
        signal: "domain.implicit_mx",
        points: -15,
        sentence: "The domain names no mail host; mail could only go to its own address.",
        holds: |dossier| routing(dossier).is_some_and(|routing| matches!(routing, MailRouting::Implicit(_))),
    },
    LeanRule {
        signal: "domain.spf",
        points: 4,
        sentence: "The domain publishes an SPF policy, so somebody looks after its mail.",
        holds: |dossier| published(dossier, true, false),
    },
    LeanRule {
        signal: "domain.no_spf",
        points: -4,
        sentence: "The domain publishes no SPF policy.",
        holds: |dossier| published(dossier, false, false),
    },
    LeanRule {
        signal: "domain.dmarc",
        points: 4,
        sentence: "The domain publishes a DMARC policy, so somebody looks after its mail.",
        holds: |dossier| published(dossier, true, true),
    },
];

fn routing(dossier: &Dossier) -> Option<&MailRouting> {
    match &dossier.domain {
        Known::Known(domain) => Some(&domain.routing),
        Known::Unknown(_) => None,
    }
}

/// Whether the domain is known to publish, or not to publish, an SPF or DMARC policy. What is not known is neither.
fn published(dossier: &Dossier, yes: bool, dmarc: bool) -> bool {
    match &dossier.domain {
        Known::Known(domain) => (if dmarc { domain.dmarc } else { domain.spf }) == Known::Known(yes),
        Known::Unknown(_) => false,
    }
}

/// The base of a reason, why, and the band that its score stays in.
fn base(reason: Reason) -> (i32, &'static str, RangeInclusive<i32>) {
    let open = 10..=89;
    match reason {
        Reason::MailboxAccepted => (97, "Accepted, where a wrong address is refused.", 90..=99),
        Reason::CatchAll => (55, "Accepted, by a server that accepts every address of the domain.", open),
        Reason::AcceptsUnproven => {
            (55, "Accepted, without proof that a wrong address would be refused.", open)
        }
        Reason::ProbeRefused => (50, "The server refuses to say.", open),
        Reason::NotProbed => (62, "Nothing speaks against it, and nobody was asked.", open),
        Reason::MailboxFull => (35, "The mailbox exists and is full.", open),
        Reason::RecipientRestricted => {
            (50, "The mailbox exists and takes mail from some senders only.", open)
        }
        Reason::Disposable => (40, "A throw-away address rarely lives long.", open),
        Reason::TrapLike => (30, "It looks like an address that exists to catch senders.", open),
        Reason::Syntax => (0, "It is no address.", 0..=0),
        Reason::DomainNotFound => (0, "The domain does not exist.", 0..=0),
        Reason::NullMx => (0, "The domain declares that it takes no mail.", 0..=0),
        Reason::DomainTakesNoMail => (1, "No mail can reach the domain.", 0..=5),
        Reason::MailboxNotFound => (1, "The server says that there is no such mailbox.", 0..=5),
        Reason::MailboxDisabled => (2, "The server says that the mailbox is switched off.", 0..=5),
        Reason::MailboxMoved => (2, "The server says that the mailbox has moved.", 0..=5),
        Reason::NoConnection => (30, "No mail host of the domain could be reached.", open),
        Reason::DnsFailed => (30, "DNS gave no usable answer.", open),
        Reason::Greylisted
        | Reason::RateLimited
        | Reason::ServerBusy
        | Reason::UsRefused
        | Reason::AuthRequired
        | Reason::TlsRequired
        | Reason::TimedOut
        | Reason::ConnectionDropped
        | Reason::Port25Blocked
        | Reason::ProtocolError
        | Reason::NeedsSmtputf8
        | Reason::Cancelled
        | Reason::InternalError => (50, "Nothing is known of the mailbox either way.", open),
    }
}

pub(super) fn weigh(reason: Reason, dossier: &Dossier) -> Weighed {
    let (base, why, band) = base(reason);
    let mut score = base.clamp(*band.start(), *band.end());
    let mut contributions =
        vec![Contribution { signal: format!("finding.{reason}"), points: score, sentence: why.to_owned() }];
    if reason.leans() {
        for rule in LEAN.iter().filter(|rule| (rule.holds)(dossier)) {
            let moved = (score + rule.points).clamp(*band.start(), *band.end());
            if moved != score {
                contributions.push(Contribution {
                    signal: rule.signal.to_owned(),
                    points: moved - score,
                    sentence: rule.sentence.to_owned(),
                });
            }
            score = moved;
        }
    }
    contributions.sort_by_key(|contribution| std::cmp::Reverse(contribution.points.abs()));
    let score = u8::try_from(score).expect("every band lies within 0 to 99");
    let verdict = verdict(reason, score, dossier);
    Weighed { verdict, score, confidence: confidence(verdict, reason, score), contributions }
}

fn verdict(reason: Reason, score: u8, dossier: &Dossier) -> Verdict {
    // Without a word from anybody about the domain there is nothing to lean on.
    let may_lean = reason != Reason::NotProbed || matches!(dossier.domain, Known::Known(_));
    match reason.verdicts() {
        [one] => *one,
        _ if score >= LIKELY && may_lean => Verdict::LikelyValid,
        _ if score <= UNLIKELY && may_lean => Verdict::LikelyInvalid,
        // What was accepted takes mail, somehow; what was not even asked is simply not known.
        several if several.contains(&Verdict::Risky) => Verdict::Risky,
        _ => Verdict::Unknown,
    }
}

/// How sure the judge is of the verdict. `unknown` claims nothing, so there is nothing to be sure of.
fn confidence(verdict: Verdict, reason: Reason, score: u8) -> f64 {
    match verdict {
        Verdict::Valid => 0.97,
        Verdict::Invalid => match reason {
            Reason::Syntax | Reason::NullMx | Reason::DomainNotFound => 1.0,
            _ => 0.98,
        },
        Verdict::LikelyValid | Verdict::LikelyInvalid => f64::from(score.max(100 - score)) / 100.0,
        Verdict::Risky if reason.leans() => 0.5,
        Verdict::Risky => 0.9,
        Verdict::Unknown => 0.0,
    }
}
