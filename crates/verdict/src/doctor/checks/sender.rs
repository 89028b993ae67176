//! What is said of how we introduce ourselves: the name in EHLO, the sender's domain and its policy.

use super::{Said, answer, dns_failure, no_address};
use crate::{
    Known, MailRouting, WhyUnknown,
    doctor::{
        CheckState, Diagnosis, HeloSource, NameAnswer, OwnAddress, SenderOf, SpfOutcome,
        needs::{self, Met},
        rules::Need,
    },
};

impl Diagnosis<'_> {
    pub(in crate::doctor) fn helo(&self) -> Said {
        let helo = match &self.checkup.helo {
            Known::Known(helo) => helo,
            Known::Unknown(why) => return Said::unknown(*why, "The greeting name"),
        };
        let remedy = self.rules.words(Need::Helo).map_or_else(String::new, |words| words.remedy.clone());
        let own = match &self.checkup.addresses {
            Known::Known(own) => own.as_slice(),
            Known::Unknown(_) => &[],
        };
        let name = &helo.name;
        let said = match &helo.leads_to {
            None => Said::warning(
                format!(
                    "This machine has no full name of its own, so it greets with {name}. Strict servers refuse that."
                ),
                remedy,
            ),
            Some(NameAnswer::Absent) => {
                Said::failed(format!("{name}, the name given in EHLO, does not exist in DNS."), remedy)
            }
            Some(NameAnswer::Failed(failure)) => Said::new(
                CheckState::Unknown,
                format!("Whether {name} exists is not known: {}.", dns_failure(*failure)),
            ),
            Some(NameAnswer::Addresses(_)) if own.is_empty() => {
                Said::passed(format!("{name}, the name given in EHLO, exists."))
            }
            Some(answer) if own.iter().any(|own| needs::leads_to(answer, own.ip) || is_named(own, name)) => {
                Said::passed(format!("{name}, the name given in EHLO, exists and belongs to the address."))
            }
            Some(NameAnswer::Addresses(_)) => Said::warning(
                format!(
                    "{name}, the name given in EHLO, exists but leads to another machine. Few operators mind."
                ),
                remedy,
            ),
        };
        let from = match helo.source {
            HeloSource::Settings => "the settings",
            HeloSource::Machine => "this machine's own name",
            HeloSource::Literal => "the address of the connection",
        };
        let said = said.with("name", name).with("taken from", from);
        match &helo.leads_to {
            Some(leads_to) => said.with("leads to", answer(leads_to)),
            None => said,
        }
    }

    pub(in crate::doctor) fn sender(&self) -> Said {
        let sender = match &self.checkup.sender {
            Known::Known(sender) => sender,
            Known::Unknown(why) => return Said::unknown(*why, "The sender's domain"),
        };
        let domain = &sender.domain;
        let said = match (sender.of, needs::takes_mail(&sender.routing)) {
            (SenderOf::Helo, _) => Said::passed(
                "The sender is the null sender, which every server has to take. It has no domain that could be in order or not.",
            ),
            (SenderOf::Sender, Met::Yes) => {
                Said::passed(format!("{domain}, the sender's domain, takes mail."))
            }
            (SenderOf::Sender, Met::No) => Said::failed(
                format!(
                    "{domain}, the sender's domain, takes no mail. Servers that look refuse such senders."
                ),
                self.rules.words(Need::Sender).map_or_else(String::new, |words| words.remedy.clone()),
            ),
            (SenderOf::Sender, Met::NotKnown) => Said::new(
                CheckState::Unknown,
                format!(
                    "Whether {domain}, the sender's domain, takes mail is not known: DNS gave no usable answer."
                ),
            ),
        };
        said.with("domain", domain).with("mail goes to", routing(&sender.routing))
    }

    pub(in crate::doctor) fn spf(&self) -> Said {
        let spf = match &self.checkup.spf {
            Known::Known(spf) => spf,
            Known::Unknown(WhyUnknown::NotAsked) => {
                return Said::unknown(WhyUnknown::NotAsked, "The sender policy");
            }
            Known::Unknown(_) => return no_address("What the sender policy says"),
        };
        // The worst answer is the one that counts.
        let rank = |outcome: SpfOutcome| match outcome {
            SpfOutcome::Fail => 0,
            SpfOutcome::PermError => 1,
            SpfOutcome::SoftFail => 2,
            SpfOutcome::TempError => 3,
            SpfOutcome::NotEvaluated => 4,
            SpfOutcome::Neutral => 5,
            SpfOutcome::None => 6,
            SpfOutcome::Pass => 7,
        };
        let Some(worst) = spf.iter().min_by_key(|spf| rank(spf.outcome)) else {
            return no_address("What the sender policy says");
        };
        let (domain, ip) = (&worst.domain, worst.ip);
        let remedy = self.rules.words(Need::Spf).map_or_else(String::new, |words| words.remedy.clone());
        let of_sender = matches!(&self.checkup.sender, Known::Known(sender) if sender.of == SenderOf::Sender);
        let said = match worst.outcome {
            SpfOutcome::Pass => Said::passed(format!("The policy of {domain} lets {ip} send.")),
            SpfOutcome::Fail => Said::failed(format!("The policy of {domain} forbids {ip} to send."), remedy),
            SpfOutcome::SoftFail => {
                Said::warning(format!("The policy of {domain} calls mail from {ip} doubtful."), remedy)
            }
            SpfOutcome::PermError => Said::failed(
                format!("The policy of {domain} is broken, or asks for more look-ups than receivers make."),
                "Put the SPF record right; receivers treat a broken one as a refusal.",
            ),
            SpfOutcome::TempError => Said::new(
                CheckState::Unknown,
                format!("What the policy of {domain} says is not known: DNS gave no usable answer."),
            ),
            SpfOutcome::NotEvaluated => Said::new(
                CheckState::Unknown,
                format!(
                    "What the policy of {domain} says of {ip} is not known: it depends on the name given in EHLO, which is not known here."
                ),
            ),
            SpfOutcome::Neutral | SpfOutcome::None if of_sender => Said::warning(
                format!(
                    "{domain}, the sender's domain, says nothing of {ip}. Some operators trust such senders less."
                ),
                remedy,
            ),
            SpfOutcome::Neutral | SpfOutcome::None => {
                Said::passed(format!("{domain} has no policy for {ip}. For the null sender none is needed."))
            }
        };
        spf.iter().fold(said, |said, spf| {
            said.with(format!("{} for {}", spf.domain, spf.ip), spf_word(spf.outcome))
        })
    }
}

fn is_named(own: &OwnAddress, name: &str) -> bool {
    matches!(&own.names, Known::Known(names) if names.iter().any(|one| one.name.eq_ignore_ascii_case(name)))
}

fn routing(routing: &MailRouting) -> String {
    match routing {
        MailRouting::Mx(hosts) => hosts.iter().map(|host| host.name.as_str()).collect::<Vec<_>>().join(", "),
        MailRouting::Implicit(host) => format!("{} itself", host.name),
        MailRouting::NullMx => "nowhere (null MX)".to_owned(),
        MailRouting::NoMailHost => "nowhere: there is neither MX nor address".to_owned(),
        MailRouting::DanglingMx(_) => "hosts that do not exist".to_owned(),
        MailRouting::NotFound => "nowhere: the domain does not exist".to_owned(),
        MailRouting::Failed(failure) => dns_failure(*failure).to_owned(),
    }
}

fn spf_word(outcome: SpfOutcome) -> &'static str {
    match outcome {
        SpfOutcome::Pass => "pass",
        SpfOutcome::Fail => "fail",
        SpfOutcome::SoftFail => "softfail",
        SpfOutcome::Neutral => "neutral",
        SpfOutcome::None => "none",
        SpfOutcome::PermError => "permerror",
        SpfOutcome::TempError => "temperror",
        SpfOutcome::NotEvaluated => "not evaluated",
    }
}
