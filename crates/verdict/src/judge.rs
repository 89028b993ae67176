//! The judge: the one pure function from all evidence of an address to a judgement. The order of proof is: the text is
//! no address; the user suppresses it; DNS says that the domain takes no mail; a mail server answered for the recipient; nothing is proved. What
//! happened later but proved nothing never takes back an earlier proof, and nothing but a permanent refusal of the
//! recipient, or a domain that takes no mail, makes an address invalid.

pub(crate) mod because;
mod grounds;
pub(crate) mod lean;
mod mailbox;
pub(crate) mod words;

#[cfg(test)]
mod cases;
#[cfg(test)]
mod leaning;
#[cfg(test)]
mod properties;
#[cfg(test)]
pub(crate) mod samples;

use lean::Weighed;
use mailbox::Answer;
pub use words::{fault_of_ours, next_step, unanswered};

use crate::{
    Action, Address, CERTAIN_AFTER, CutShort, Dossier, Flag, Flags, Judgement, Knowledge, Known, MailRouting,
    Policy, Reason, Sentence, SyntaxEvidence, Tri, WhyUnknown,
};

/// What the evidence comes to, before it is weighed.
struct Finding {
    reason: Reason,
    sentence: Sentence,
    /// The address that the server itself gave instead.
    forward_to: Option<String>,
    certainty: Certainty,
}

/// How much of the evidence that a finding could have is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Certainty {
    Whole,
    /// A catch-all after so many of the controls that make it certain.
    After(u32),
}

impl Certainty {
    fn after(accepted: u32) -> Self {
        if accepted < CERTAIN_AFTER { Self::After(accepted) } else { Self::Whole }
    }

    /// What is left of a confidence of 1.
    fn share(self) -> f64 {
        match self {
            Self::Whole => 1.0,
            Self::After(accepted) => 1.0 - 0.2 * f64::from(CERTAIN_AFTER.saturating_sub(accepted)),
        }
    }
}

impl Finding {
    const fn new(reason: Reason, sentence: Sentence) -> Self {
        Self { reason, sentence, forward_to: None, certainty: Certainty::Whole }
    }
}

/// Says what the evidence comes to. Total: every dossier has a judgement.
#[must_use]
pub fn judge(dossier: &Dossier, knowledge: &Knowledge, policy: &Policy) -> Judgement {
    let answer = Answer::decisive(&dossier.attempts, knowledge);
    let finding = find(dossier, knowledge, answer.as_ref());
    let Weighed { verdict, score, confidence, contributions } =
        lean::weigh(finding.reason, dossier, knowledge);
    let flags = flags(dossier, knowledge, answer.as_ref());
    let suggestion = finding.forward_to.or_else(|| match dossier.syntax {
        SyntaxEvidence::Faulty(_) => Address::repair(&dossier.typed),
        SyntaxEvidence::Sound(_) => dossier.signals.typo_of.clone(),
    });
    let next_step = words::next_step(verdict, finding.reason, suggestion.as_deref());
    Judgement {
        verdict,
        reason: finding.reason,
        action: match finding.reason {
            // The user has said so already, row by row; a policy speaks of what nobody decided.
            Reason::Suppressed => Action::Suppress,
            _ => policy.action(verdict, &flags, score),
        },
        score,
        confidence: confidence * finding.certainty.share(),
        flags,
        suggestion,
        sentence: finding.sentence,
        tried: None,
        next_step,
        contributions,
    }
}

fn find(dossier: &Dossier, knowledge: &Knowledge, answer: Option<&Answer<'_>>) -> Finding {
    let address = match &dossier.syntax {
        SyntaxEvidence::Faulty(fault) => {
            return Finding::new(Reason::Syntax, words::no_address(fault.sentence()));
        }
        SyntaxEvidence::Sound(address) => address,
    };
    if let Some(suppressed) = &dossier.suppressed {
        return Finding::new(Reason::Suppressed, words::suppressed(suppressed));
    }
    if let Some(finding) = no_mail_domain(dossier, &address.domain) {
        return finding;
    }
    if let Some(answer) = answer {
        let finding = answer.finding(&dossier.controls, knowledge, &address.domain);
        return in_doubt_of_its_kind(finding, dossier);
    }
    if dossier.cut_short == Some(CutShort::Fault) {
        return Finding::new(Reason::InternalError, words::fault_of_ours());
    }
    if let Some(last) = dossier.attempts.last() {
        return mailbox::undecided(last, knowledge, &address.domain);
    }
    match &dossier.domain {
        Known::Known(domain) => {
            if let MailRouting::Failed(failure) = domain.routing {
                return Finding::new(Reason::DnsFailed, words::failed_in_dns(&address.domain, failure));
            }
        }
        Known::Unknown(WhyUnknown::NotAsked) => {}
        Known::Unknown(
            WhyUnknown::TimedOut
            | WhyUnknown::Deferred
            | WhyUnknown::RefusedUs
            | WhyUnknown::Unreachable
            | WhyUnknown::Failed,
        ) => {
            return Finding::new(Reason::DnsFailed, words::no_dns(&address.domain));
        }
    }
    if dossier.cut_short == Some(CutShort::Cancelled) {
        return Finding::new(Reason::Cancelled, words::cancelled());
    }
    let finding = Finding::new(Reason::NotProbed, words::not_probed(&address.domain, &dossier.domain));
    in_doubt_of_its_kind(finding, dossier)
}

/// DNS proved that no mail can reach the domain.
fn no_mail_domain(dossier: &Dossier, name: &str) -> Option<Finding> {
    let Known::Known(domain) = &dossier.domain else { return None };
    match &domain.routing {
        MailRouting::NotFound => Some(Finding::new(Reason::DomainNotFound, words::no_domain(name))),
        MailRouting::NoMailHost => Some(Finding::new(Reason::DomainTakesNoMail, words::no_host(name))),
        MailRouting::DanglingMx(hosts) => {
            Some(Finding::new(Reason::DomainTakesNoMail, words::dangling(name, hosts)))
        }
        MailRouting::NullMx => Some(Finding::new(Reason::NullMx, words::null_mx(name))),
        MailRouting::Mx(_) | MailRouting::Implicit(_) | MailRouting::Failed(_) => None,
    }
}

/// An address that takes mail, or may take it, is still no address to send to blindly where it is a throw-away one or
/// looks like a trap. Proof that it takes none outranks this, and what is unknown stays unknown.
fn in_doubt_of_its_kind(finding: Finding, dossier: &Dossier) -> Finding {
    match finding.reason {
        Reason::MailboxAccepted | Reason::CatchAll | Reason::AcceptsUnproven | Reason::NotProbed => {}
        _ => return finding,
    }
    if dossier.signals.disposable {
        return Finding::new(Reason::Disposable, words::throwaway(finding.sentence));
    }
    match &dossier.signals.trap_like {
        Some(why) => Finding::new(Reason::TrapLike, words::trap_like(why.clone(), finding.sentence)),
        None => finding,
    }
}

fn flags(dossier: &Dossier, knowledge: &Knowledge, answer: Option<&Answer<'_>>) -> Flags {
    let mut flags = dossier.signals.flags();
    if matches!(dossier.syntax, SyntaxEvidence::Faulty(_)) {
        // Nothing was read from a text that is no address.
        for flag in Flag::ALL {
            if flags.get(*flag) == Tri::No {
                flags.set(*flag, Tri::Unknown);
            }
        }
        return flags;
    }
    flags.set(Flag::CatchAll, mailbox::catch_all(answer, &dossier.controls, knowledge));
    flags
}
