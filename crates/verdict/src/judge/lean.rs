//! How a finding is weighed. Proof has a score of its own, so that no refused recipient ever scores above an accepted one.
//! Where the server could not or would not tell, the score is the probability that the model states, and the verdict leans
//! only past the user's thresholds and on enough evidence; a reason of `unknown` never leans.

use std::ops::RangeInclusive;

use super::{because, sight};
use crate::{
    Contribution, Dossier, Knowledge, Known, MailRouting, Reason, Verdict,
    score::{Asked, Opinion},
};

/// A finding, weighed.
pub(super) struct Weighed {
    pub(super) verdict: Verdict,
    pub(super) score: u8,
    pub(super) confidence: f64,
    pub(super) contributions: Vec<Contribution>,
}

/// What a score may be where nothing is proved: above every proof of absence, and below certainty.
const OPEN: RangeInclusive<u8> = 6..=95;

/// The most where somebody answered from this very address.
const ANSWERED: u8 = 97;

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
        | Reason::Suppressed
        | Reason::Cancelled
        | Reason::InternalError => (50, "Nothing is known of the mailbox either way.", open),
    }
}

pub(super) fn weigh(reason: Reason, dossier: &Dossier, knowledge: &Knowledge) -> Weighed {
    let opinion = Asked::where_open(reason).and_then(|asked| knowledge.opinion(dossier, asked));
    if let Some(opinion) = opinion {
        return lean(reason, dossier, knowledge, &opinion);
    }
    let (base, why, band) = base(reason);
    let score = base.clamp(*band.start(), *band.end());
    let score = u8::try_from(score).expect("every band lies within 0 to 99");
    let contributions = vec![because::found(reason, why, score)];
    let verdict = match reason.verdicts() {
        [one] => *one,
        several if several.contains(&Verdict::Risky) => Verdict::Risky,
        _ => Verdict::Unknown,
    };
    Weighed { verdict, score, confidence: confidence(verdict, reason, score), contributions }
}

fn lean(reason: Reason, dossier: &Dossier, knowledge: &Knowledge, opinion: &Opinion) -> Weighed {
    let most = if opinion.has_history { ANSWERED } else { *OPEN.end() };
    let percent = |logit: f64| {
        let percent =
            (100.0 / (1.0 + (-logit).exp())).round().clamp(f64::from(*OPEN.start()), f64::from(most));
        percent as u8
    };
    let (_, why, _) = base(reason);
    let contributions = because::moved(reason, why, dossier, opinion, percent);
    let score = percent(opinion.logit);
    let verdict = match enough(dossier, opinion) {
        true if score >= knowledge.lean().likely => Verdict::LikelyValid,
        true if score <= knowledge.lean().unlikely => Verdict::LikelyInvalid,
        // What was accepted takes mail, somehow; what was not even asked is simply not known.
        _ if reason.verdicts().contains(&Verdict::Risky) => Verdict::Risky,
        _ => Verdict::Unknown,
    };
    let confidence = match verdict {
        Verdict::LikelyValid | Verdict::LikelyInvalid => {
            leaning_confidence(score, sight::in_sight(dossier, &opinion.grounds))
        }
        other => confidence(other, reason, score),
    };
    Weighed { verdict, score, confidence, contributions }
}

/// How sure the judge is of a lean: as sure as its probability where everything is in sight, and the nearer to a coin's toss
/// the less is.
fn leaning_confidence(score: u8, in_sight: f64) -> f64 {
    let probability = f64::from(score.max(100 - score)) / 100.0;
    0.5 + (probability - 0.5) * in_sight
}

/// Whether there is enough to lean on: somebody said something of the domain, and more is known than how the local part
/// looks, or that is telling by itself.
fn enough(dossier: &Dossier, opinion: &Opinion) -> bool {
    let domain = matches!(dossier.domain, Known::Known(_)) || !dossier.attempts.is_empty();
    let routed =
        !matches!(&dossier.domain, Known::Known(domain) if matches!(domain.routing, MailRouting::Failed(_)));
    let grounds = &opinion.grounds;
    let around = grounds.known > 0 || grounds.listed >= FEW || grounds.spelt.is_some();
    let signals = &dossier.signals;
    let telling = signals.gibberish || signals.typo_of.is_some() || signals.role.is_some();
    (domain && routed && (around || telling)) || !dossier.acquaintance.own.is_empty()
}

/// So many other addresses of a domain in the list show what is usual there.
const FEW: usize = 3;

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
