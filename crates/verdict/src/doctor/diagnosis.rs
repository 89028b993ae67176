//! From what was seen to what is said: checks, outlooks, one verdict. A check-up can be read again under new rules without
//! asking anybody.

use super::{
    CheckId, CheckState, Checkup, DoctorCheck, DoctorReport, DoctorRules, DoctorVerdict, Expectation,
    ProviderOutlook, checks,
    needs::{Met, met},
    phrases as say,
    port::PortState,
    rules::{Need, Provider, SMALL},
};
use crate::{Knowledge, Sentence, Words};

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
        let name = match operator {
            Some(operator) => Words::from(&operator.name),
            None if provider.operator == SMALL => say::small_operators().into(),
            None => Words::from(&provider.operator),
        };
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
        let of = name.clone();
        let (expectation, sentence, unmet) = if is_open == Some(false) {
            (Expectation::Unreachable, say::provider_unreachable(of), None)
        } else if let Some(first) = refuses.first() {
            (Expectation::Refuses, say::provider_refuses(of, missing(&refuses)), Some(*first))
        } else if let Some(first) = minds.first() {
            (Expectation::MayRefuse, say::provider_may_refuse(of, missing(&minds)), Some(*first))
        } else if is_open.is_none() {
            (Expectation::Unknown, say::provider_not_known(of), None)
        } else if open_questions.is_empty() {
            (Expectation::Accepts, say::provider_accepts(of), None)
        } else {
            (Expectation::Unknown, say::provider_open_questions(of), None)
        };
        let sentence = match provider.note {
            Some(note) if expectation != Expectation::Unreachable => sentence.and(note.said()),
            _ => sentence,
        };
        let remedy = unmet.map(Need::remedy);
        ProviderOutlook { operator: provider.operator.clone(), name, expectation, sentence, remedy }
    }

    /// The verdict in a sentence, and what to do first.
    fn words(
        &self,
        verdict: DoctorVerdict,
        port: &PortState,
        checks: &[DoctorCheck],
        providers: &[ProviderOutlook],
    ) -> (Sentence, Option<Sentence>) {
        match verdict {
            DoctorVerdict::Ready => (say::ready(), None),
            DoctorVerdict::Shut | DoctorVerdict::Unknown => {
                let said = checks::port(self.checkup, port);
                (said.finding, said.remedy)
            }
            DoctorVerdict::Limited => {
                let named = |wanted| {
                    let of = providers.iter().filter(|provider| provider.expectation == wanted);
                    let names: Vec<Words> = of.map(|provider| provider.name.clone()).collect();
                    (!names.is_empty()).then(|| Words::listed(names))
                };
                let headline = match (port, named(Expectation::Refuses), named(Expectation::MayRefuse)) {
                    (PortState::Unwelcome(_), ..) => say::turned_away(),
                    (_, Some(refuse), _) => say::some_refuse(refuse),
                    (_, None, Some(may)) => say::some_may_refuse(may),
                    (_, None, None) => say::not_known_in_full(),
                };
                let worst = |state| {
                    checks.iter().find(|check| check.state == state).and_then(|check| check.remedy.clone())
                };
                let step = worst(CheckState::Failed).or_else(|| worst(CheckState::Warning));
                (headline, step.or_else(|| worst(CheckState::Unknown)))
            }
        }
    }
}

fn missing(needs: &[Need]) -> Words {
    Words::listed(needs.iter().map(|need| need.missing()))
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
