//! The judge: the one pure function from all evidence of an address to a judgement. The order of proof is: the text is
//! no address; the user suppresses it; DNS says that the domain takes no mail; a mail server answered for the recipient; nothing is proved. What
//! happened later but proved nothing never takes back an earlier proof, and nothing but a permanent refusal of the
//! recipient, or a domain that takes no mail, makes an address invalid.

mod because;
mod grounds;
mod lean;
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

use crate::{
    Action, Address, CERTAIN_AFTER, CutShort, Dossier, Flag, Flags, Judgement, Knowledge, Known, MailRouting,
    Policy, Reason, SyntaxEvidence, Tri, WhyUnknown,
};

/// What the evidence comes to, before it is weighed.
struct Finding {
    reason: Reason,
    sentence: String,
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
    fn new(reason: Reason, sentence: impl Into<String>) -> Self {
        Self { reason, sentence: sentence.into(), forward_to: None, certainty: Certainty::Whole }
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
    let next_step = words::next_step(finding.reason, suggestion.as_deref());
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
        SyntaxEvidence::Faulty(fault) => return Finding::new(Reason::Syntax, words::not_an_address(fault)),
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
        return Finding::new(
            Reason::InternalError,
            "Mailvet failed while it worked on this address; the log has more.",
        );
    }
    if let Some(last) = dossier.attempts.last() {
        return mailbox::undecided(last, knowledge, &address.domain);
    }
    match &dossier.domain {
        Known::Known(domain) => {
            if let MailRouting::Failed(failure) = domain.routing {
                return Finding::new(Reason::DnsFailed, words::dns_failed(&address.domain, failure));
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
            return Finding::new(
                Reason::DnsFailed,
                format!(
                    "DNS gave no usable answer for {}; this says nothing of the address.",
                    address.domain
                ),
            );
        }
    }
    if dossier.cut_short == Some(CutShort::Cancelled) {
        return Finding::new(Reason::Cancelled, "The run ended before this address was checked.");
    }
    let finding = Finding::new(Reason::NotProbed, words::not_probed(&address.domain, &dossier.domain));
    in_doubt_of_its_kind(finding, dossier)
}

/// DNS proved that no mail can reach the domain.
fn no_mail_domain(dossier: &Dossier, name: &str) -> Option<Finding> {
    let Known::Known(domain) = &dossier.domain else { return None };
    match &domain.routing {
        MailRouting::NotFound => {
            Some(Finding::new(Reason::DomainNotFound, format!("The domain {name} does not exist.")))
        }
        MailRouting::NoMailHost => Some(Finding::new(
            Reason::DomainTakesNoMail,
            format!("The domain {name} has neither a mail host nor an address, so no mail can reach it."),
        )),
        MailRouting::DanglingMx(hosts) => Some(Finding::new(
            Reason::DomainTakesNoMail,
            format!("The mail hosts that {name} names do not exist{}.", words::named(hosts)),
        )),
        MailRouting::NullMx => Some(Finding::new(
            Reason::NullMx,
            format!("The domain {name} declares that it takes no mail (a null MX record)."),
        )),
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
        return Finding::new(
            Reason::Disposable,
            format!("It belongs to a service of throw-away addresses. {}", finding.sentence),
        );
    }
    match &dossier.signals.trap_like {
        Some(why) => {
            let why = why.trim_end_matches('.');
            Finding::new(
                Reason::TrapLike,
                format!("It looks like an address that exists to catch senders: {why}. {}", finding.sentence),
            )
        }
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
