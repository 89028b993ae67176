//! How a finding is weighed. Proof has a score of its own, so that no refused recipient ever scores above an accepted one.
//! Where the server could not or would not tell, the score is the probability that the model states, and the verdict leans
//! only past the user's thresholds and on enough evidence; a reason of `unknown` never leans.

use std::ops::RangeInclusive;

use super::{because, grounds};
use crate::{
    Contribution, Dossier, Knowledge, Reason, Sentence, Verdict, phrases,
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

phrases! {
    /// Why the finding alone has the score that it has.
    pub(crate) WHY "why" {
        told_apart() = "Accepted, where a wrong address is refused.";
        accepts_all() = "Accepted, by a server that accepts every address of the domain.";
        unproven() = "Accepted, without proof that a wrong address would be refused.";
        refuses_to_say() = "The server refuses to say.";
        nobody_asked() = "Nothing speaks against it, and nobody was asked.";
        full() = "The mailbox exists and is full.";
        restricted() = "The mailbox exists and takes mail from some senders only.";
        throwaway() = "A throw-away address rarely lives long.";
        trap_like() = "It looks like an address that exists to catch senders.";
        no_address() = "It is no address.";
        no_domain() = "The domain does not exist.";
        null_mx() = "The domain declares that it takes no mail.";
        no_mail() = "No mail can reach the domain.";
        no_mailbox() = "The server says that there is no such mailbox.";
        switched_off() = "The server says that the mailbox is switched off.";
        moved() = "The server says that the mailbox has moved.";
        unreachable() = "No mail host of the domain could be reached.";
        no_dns() = "DNS gave no usable answer.";
        nothing_known() = "Nothing is known of the mailbox either way.";
    }
}

/// The base of a reason, why, and the band that its score stays in.
fn base(reason: Reason) -> (i32, Sentence, RangeInclusive<i32>) {
    let open = 10..=89;
    match reason {
        Reason::MailboxAccepted => (97, told_apart(), 90..=99),
        Reason::CatchAll => (55, accepts_all(), open),
        Reason::AcceptsUnproven => (55, unproven(), open),
        Reason::ProbeRefused => (50, refuses_to_say(), open),
        Reason::NotProbed => (62, nobody_asked(), open),
        Reason::MailboxFull => (35, full(), open),
        Reason::RecipientRestricted => (50, restricted(), open),
        Reason::Disposable => (40, throwaway(), open),
        Reason::TrapLike => (30, trap_like(), open),
        Reason::Syntax => (0, no_address(), 0..=0),
        Reason::DomainNotFound => (0, no_domain(), 0..=0),
        Reason::NullMx => (0, null_mx(), 0..=0),
        Reason::DomainTakesNoMail => (1, no_mail(), 0..=5),
        Reason::MailboxNotFound => (1, no_mailbox(), 0..=5),
        Reason::MailboxDisabled => (2, switched_off(), 0..=5),
        Reason::MailboxMoved => (2, moved(), 0..=5),
        Reason::NoConnection => (30, unreachable(), open),
        Reason::DnsFailed => (30, no_dns(), open),
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
        | Reason::InternalError => (50, nothing_known(), open),
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
    let verdict = match reason.verdicts() {
        [one] => *one,
        several if several.contains(&Verdict::Risky) => Verdict::Risky,
        _ => Verdict::Unknown,
    };
    let mut contributions = vec![because::found(reason, why, score)];
    contributions.extend(because::against(verdict, dossier));
    Weighed { verdict, score, confidence: settled(verdict, reason), contributions }
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
    let verdict = match grounds::enough(dossier, opinion) {
        true if score >= knowledge.lean().likely => Verdict::LikelyValid,
        true if score <= knowledge.lean().unlikely => Verdict::LikelyInvalid,
        // What was accepted takes mail, somehow; what was not even asked is simply not known.
        _ if reason.verdicts().contains(&Verdict::Risky) => Verdict::Risky,
        _ => Verdict::Unknown,
    };
    let confidence = match verdict {
        Verdict::LikelyValid | Verdict::LikelyInvalid => grounds::confidence(score, dossier, opinion),
        _ => settled(verdict, reason),
    };
    Weighed { verdict, score, confidence, contributions }
}

/// How sure the judge is of a verdict that is no lean. `unknown` claims nothing, so there is nothing to be sure of.
fn settled(verdict: Verdict, reason: Reason) -> f64 {
    match verdict {
        Verdict::Valid => 0.97,
        Verdict::Invalid => match reason {
            Reason::Syntax | Reason::NullMx | Reason::DomainNotFound => 1.0,
            _ => 0.98,
        },
        Verdict::Risky if reason.leans() => 0.5,
        Verdict::Risky => 0.9,
        Verdict::LikelyValid | Verdict::LikelyInvalid | Verdict::Unknown => 0.0,
    }
}
