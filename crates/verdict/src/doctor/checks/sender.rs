//! What is said of how we introduce ourselves: the name in EHLO, the sender's domain and its policy.

use super::{Said, answer, dns_failure, no_address};
use crate::{
    Known, MailRouting, WhyUnknown, Words,
    doctor::{
        CheckState, Diagnosis, HeloSource, NameAnswer, OwnAddress, SenderOf, SpfOutcome,
        needs::{self, Met},
        phrases as say,
        rules::Need,
    },
};

impl Diagnosis<'_> {
    pub(in crate::doctor) fn helo(&self) -> Said {
        let helo = match &self.checkup.helo {
            Known::Known(helo) => helo,
            Known::Unknown(why) => return Said::unknown(*why, say::the_greeting_name()),
        };
        let own = match &self.checkup.addresses {
            Known::Known(own) => own.as_slice(),
            Known::Unknown(_) => &[],
        };
        let name = &helo.name;
        let said = match &helo.leads_to {
            None => Said::warning(say::helo_made_up(name), Need::Helo.remedy()),
            Some(NameAnswer::Absent) => Said::failed(say::helo_absent(name), Need::Helo.remedy()),
            Some(NameAnswer::Failed(failure)) => {
                Said::new(CheckState::Unknown, say::helo_not_known(name, dns_failure(*failure)))
            }
            Some(NameAnswer::Addresses(_)) if own.is_empty() => Said::passed(say::helo_exists(name)),
            Some(answer) if own.iter().any(|own| needs::leads_to(answer, own.ip) || is_named(own, name)) => {
                Said::passed(say::helo_sound(name))
            }
            Some(NameAnswer::Addresses(_)) => Said::warning(say::helo_elsewhere(name), Need::Helo.remedy()),
        };
        let from = match helo.source {
            HeloSource::Settings => say::helo_from_settings(),
            HeloSource::Machine => say::helo_from_machine(),
            HeloSource::Literal => say::helo_from_address(),
        };
        let said = said.with(say::fact_name(), name).with(say::fact_taken_from(), from);
        match &helo.leads_to {
            Some(leads_to) => said.with(say::fact_leads_to(), answer(leads_to)),
            None => said,
        }
    }

    pub(in crate::doctor) fn sender(&self) -> Said {
        let sender = match &self.checkup.sender {
            Known::Known(sender) => sender,
            Known::Unknown(why) => return Said::unknown(*why, say::the_sender_domain()),
        };
        let domain = &sender.domain;
        let said = match (sender.of, needs::takes_mail(&sender.routing)) {
            (SenderOf::Helo, _) => Said::passed(say::sender_null()),
            (SenderOf::Sender, Met::Yes) => Said::passed(say::sender_takes_mail(domain)),
            (SenderOf::Sender, Met::No) => {
                Said::failed(say::sender_takes_none(domain), Need::Sender.remedy())
            }
            (SenderOf::Sender, Met::NotKnown) => {
                Said::new(CheckState::Unknown, say::sender_not_known(domain))
            }
        };
        said.with(say::fact_domain(), domain).with(say::fact_mail_goes_to(), routing(&sender.routing))
    }

    pub(in crate::doctor) fn spf(&self) -> Said {
        let spf = match &self.checkup.spf {
            Known::Known(spf) => spf,
            Known::Unknown(WhyUnknown::NotAsked) => {
                return Said::unknown(WhyUnknown::NotAsked, say::the_sender_policy());
            }
            Known::Unknown(_) => return no_address(say::what_policy_says()),
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
            return no_address(say::what_policy_says());
        };
        let (domain, ip) = (&worst.domain, worst.ip.to_string());
        let remedy = Need::Spf.remedy();
        let unknown = |finding| Said::new(CheckState::Unknown, finding);
        let of_sender = matches!(&self.checkup.sender, Known::Known(sender) if sender.of == SenderOf::Sender);
        let said = match worst.outcome {
            SpfOutcome::Pass => Said::passed(say::spf_pass(domain, ip)),
            SpfOutcome::Fail => Said::failed(say::spf_fail(domain, ip), remedy),
            SpfOutcome::SoftFail => Said::warning(say::spf_soft_fail(domain, ip), remedy),
            SpfOutcome::PermError => Said::failed(say::spf_broken(domain), say::spf_broken_remedy()),
            SpfOutcome::TempError => unknown(say::spf_no_answer(domain)),
            SpfOutcome::NotEvaluated => unknown(say::spf_not_evaluated(domain, ip)),
            SpfOutcome::Neutral | SpfOutcome::None if of_sender => {
                Said::warning(say::spf_says_nothing(domain, ip), remedy)
            }
            SpfOutcome::Neutral | SpfOutcome::None => Said::passed(say::spf_not_needed(domain, ip)),
        };
        spf.iter().fold(said, |said, spf| {
            said.with(say::policy_for(&spf.domain, spf.ip.to_string()), spf_word(spf.outcome))
        })
    }
}

fn is_named(own: &OwnAddress, name: &str) -> bool {
    matches!(&own.names, Known::Known(names) if names.iter().any(|one| one.name.eq_ignore_ascii_case(name)))
}

fn routing(routing: &MailRouting) -> Words {
    match routing {
        MailRouting::Mx(hosts) => {
            hosts.iter().map(|host| host.name.as_str()).collect::<Vec<_>>().join(", ").into()
        }
        MailRouting::Implicit(host) => say::mail_to_itself(&host.name).into(),
        MailRouting::NullMx => say::mail_null_mx().into(),
        MailRouting::NoMailHost => say::mail_no_host().into(),
        MailRouting::DanglingMx(_) => say::mail_dangling().into(),
        MailRouting::NotFound => say::mail_no_domain().into(),
        MailRouting::Failed(failure) => dns_failure(*failure).into(),
    }
}

/// As RFC 7208 calls it, in every language.
fn spf_word(outcome: SpfOutcome) -> Words {
    match outcome {
        SpfOutcome::Pass => "pass".into(),
        SpfOutcome::Fail => "fail".into(),
        SpfOutcome::SoftFail => "softfail".into(),
        SpfOutcome::Neutral => "neutral".into(),
        SpfOutcome::None => "none".into(),
        SpfOutcome::PermError => "permerror".into(),
        SpfOutcome::TempError => "temperror".into(),
        SpfOutcome::NotEvaluated => say::policy_not_evaluated().into(),
    }
}
