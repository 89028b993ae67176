//! From what was seen to what is said: checks, outlooks, one verdict. A check-up can be read again under new rules without
//! asking anybody.

use super::{
    CheckId, CheckState, Checkup, DoctorCheck, DoctorReport, DoctorRules, DoctorVerdict, Expectation,
    ProviderOutlook,
    checks::{self, joined},
    needs::{Met, met},
    port::PortState,
    rules::{Need, Provider},
};
use crate::Knowledge;

/// A check-up, about to be read.
#[derive(Clone, Copy, Debug)]
pub struct Diagnosis<'a> {
    /// What was seen.
    pub checkup: &'a Checkup,
    /// What operators mind.
    pub rules: &'a DoctorRules,
    /// For the names of operators, and to tell whose a banner is.
    pub knowledge: &'a Knowledge,
}

impl Diagnosis<'_> {
    /// One check, read from what was seen so far.
    #[must_use]
    pub fn check(&self, id: CheckId) -> DoctorCheck {
        let said = match id {
            CheckId::Resolver => checks::resolver(self.checkup),
            CheckId::Port => checks::port(self.checkup, &self.port()),
            CheckId::Clock => checks::clock(self.checkup),
            CheckId::PublicAddress => checks::public_address(self.checkup),
            CheckId::Ptr => self.ptr(),
            CheckId::Helo => self.helo(),
            CheckId::Sender => self.sender(),
            CheckId::Spf => self.spf(),
            CheckId::BlockLists => self.block_lists(),
            CheckId::Ipv6 => self.ipv6(),
        };
        DoctorCheck {
            id,
            title: id.title().to_owned(),
            state: said.state,
            finding: said.finding,
            remedy: said.remedy,
            facts: said.facts,
        }
    }

    /// Everything, read.
    #[must_use]
    pub fn report(&self, practice: bool) -> DoctorReport {
        let checks: Vec<DoctorCheck> = CheckId::ALL.iter().map(|id| self.check(*id)).collect();
        let port = self.port();
        let providers: Vec<ProviderOutlook> =
            self.rules.providers.iter().map(|provider| self.outlook(provider, &port)).collect();
        let verdict = verdict(&port, &checks, &providers);
        let (headline, next_step) = self.words(verdict, &port, &checks, &providers);
        DoctorReport {
            verdict,
            headline,
            next_step,
            checks,
            providers,
            practice,
            checked_at: self.checkup.at,
        }
    }

    fn port(&self) -> PortState {
        PortState::of(self.checkup, self.knowledge)
    }

    fn outlook(&self, provider: &Provider, port: &PortState) -> ProviderOutlook {
        let operator = self.knowledge.operator_by_id(&provider.operator);
        let name = operator
            .map(|operator| operator.name.clone())
            .or_else(|| provider.name.clone())
            .unwrap_or_else(|| provider.operator.clone());
        let of = |needs: &[Need], wanted: Met| -> Vec<Need> {
            let is = |need: &&Need| met(self.checkup, self.rules, provider, **need) == wanted;
            needs.iter().filter(is).copied().collect()
        };
        let is_open = match port {
            PortState::Open | PortState::Unwelcome(_) | PortState::StruckOut => Some(true),
            PortState::Shut | PortState::Rejected | PortState::Intercepted(_) => Some(false),
            PortState::Unknown(_) => None,
        };
        let refuses = of(&provider.refuses_without, Met::No);
        let minds = of(&provider.minds, Met::No);
        let open_questions = of(&provider.refuses_without, Met::NotKnown);
        let (expectation, sentence, unmet) = if is_open == Some(false) {
            let sentence = format!("From here {name} cannot be reached, so nothing can be asked there.");
            (Expectation::Unreachable, sentence, None)
        } else if let Some(first) = refuses.first() {
            let sentence = format!("{name} will refuse this machine, because {}.", self.missing(&refuses));
            (Expectation::Refuses, sentence, Some(*first))
        } else if let Some(first) = minds.first() {
            let sentence = format!("{name} may refuse this machine, because {}.", self.missing(&minds));
            (Expectation::MayRefuse, sentence, Some(*first))
        } else if is_open.is_none() {
            (Expectation::Unknown, format!("Whether {name} can be reached is not known."), None)
        } else if open_questions.is_empty() {
            (Expectation::Accepts, format!("Nothing was found that {name} would refuse."), None)
        } else {
            let sentence = format!(
                "What {name} will say is not known: not everything that counts there could be found out."
            );
            (Expectation::Unknown, sentence, None)
        };
        let remedy = unmet.and_then(|need| self.rules.words(need)).map(|words| words.remedy.clone());
        let sentence = match &provider.note {
            Some(note) if expectation != Expectation::Unreachable => format!("{sentence} {note}"),
            _ => sentence,
        };
        ProviderOutlook { operator: provider.operator.clone(), name, expectation, sentence, remedy }
    }

    fn missing(&self, needs: &[Need]) -> String {
        let words: Vec<String> = needs
            .iter()
            .filter_map(|need| self.rules.words(*need))
            .map(|words| words.missing.clone())
            .collect();
        joined(&words)
    }

    fn words(
        &self,
        verdict: DoctorVerdict,
        port: &PortState,
        checks: &[DoctorCheck],
        providers: &[ProviderOutlook],
    ) -> (String, String) {
        let of_port = || checks.iter().find(|check| check.id == CheckId::Port);
        match verdict {
            DoctorVerdict::Ready => ("Mail servers can be asked from here.".to_owned(), String::new()),
            DoctorVerdict::Shut | DoctorVerdict::Unknown => {
                let check = of_port();
                let finding = check.map_or_else(String::new, |check| check.finding.clone());
                (finding, check.and_then(|check| check.remedy.clone()).unwrap_or_default())
            }
            DoctorVerdict::Limited => {
                let named = |wanted| {
                    let names: Vec<String> = providers
                        .iter()
                        .filter(|provider| provider.expectation == wanted)
                        .map(|provider| provider.name.clone())
                        .collect();
                    joined(&names)
                };
                let (refuse, may) = (named(Expectation::Refuses), named(Expectation::MayRefuse));
                let headline = match port {
                    PortState::Unwelcome(_) => "Mail servers are reached, and turn this machine away.".to_owned(),
                    _ if !refuse.is_empty() => format!("Mail servers can be asked from here, but not all of them: {refuse} will refuse."),
                    _ if !may.is_empty() => format!("Mail servers can be asked from here; some may refuse: {may}."),
                    _ => "Mail servers can be asked from here; what they make of this machine is not known in full.".to_owned(),
                };
                let worst = |state| {
                    checks.iter().find(|check| check.state == state).and_then(|check| check.remedy.clone())
                };
                let step = worst(CheckState::Failed).or_else(|| worst(CheckState::Warning));
                (headline, step.or_else(|| worst(CheckState::Unknown)).unwrap_or_default())
            }
        }
    }
}

fn verdict(port: &PortState, checks: &[DoctorCheck], providers: &[ProviderOutlook]) -> DoctorVerdict {
    match port {
        PortState::Shut | PortState::Rejected | PortState::Intercepted(_) => DoctorVerdict::Shut,
        PortState::Unknown(_) => DoctorVerdict::Unknown,
        PortState::Unwelcome(_) | PortState::StruckOut => DoctorVerdict::Limited,
        PortState::Open => {
            let is_sound = checks.iter().all(|check| check.state != CheckState::Failed)
                && providers.iter().all(|provider| provider.expectation == Expectation::Accepts);
            if is_sound { DoctorVerdict::Ready } else { DoctorVerdict::Limited }
        }
    }
}
