//! What the trials say of port 25: open, shut, or answered by something in between. A host that is away says nothing; only
//! what all of them did, or what one stranger did in the place of several, does.

use super::{Checkup, PortTrial, TrialEnd, heard};
use crate::{ConnectFault, Knowledge, Known, Outcome, Reply, WhyUnknown};

/// What is known of port 25.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PortState {
    /// Mail servers greet us.
    Open,
    /// Mail servers answer, and each of them refuses us, with these words.
    Unwelcome(String),
    /// No answer to any connection.
    Shut,
    /// Every connection is refused at once.
    Rejected,
    /// One stranger speaks in the place of several hosts: its name.
    Intercepted(String),
    /// Banners are struck out on the way.
    StruckOut,
    /// It could not be tried.
    Unknown(WhyUnknown),
}

impl PortState {
    pub(super) fn of(checkup: &Checkup, knowledge: &Knowledge) -> Self {
        let trials = match &checkup.port {
            Known::Known(trials) => trials,
            Known::Unknown(why) => return Self::Unknown(*why),
        };
        if let Some(stranger) = stranger(trials, knowledge) {
            return Self::Intercepted(stranger);
        }
        let count = |wanted: &dyn Fn(&PortTrial) -> bool| trials.iter().filter(|trial| wanted(trial)).count();
        if count(&|trial| trial.end == TrialEnd::Greeted) > 0 {
            let banners = trials.iter().filter_map(PortTrial::spoken);
            return if banners.clone().all(|banner| heard::is_struck_out(&banner)) && banners.count() > 0 {
                Self::StruckOut
            } else {
                Self::Open
            };
        }
        if let Some(reply) = trials.iter().find_map(PortTrial::refusal) {
            return Self::Unwelcome(reply.to_string());
        }
        let tried = count(&PortTrial::left_the_machine);
        // A connection that came about and went dead is a way out; what stands at its end does not matter here.
        if count(&|trial| trial.left_the_machine() && !trial.never_connected()) > 0 {
            return Self::Open;
        }
        if tried == 0 {
            return Self::Unknown(WhyUnknown::Unreachable);
        }
        if count(&|trial| trial.end == no_connection(ConnectFault::Refused)) == tried {
            Self::Rejected
        } else {
            Self::Shut
        }
    }
}

impl PortTrial {
    fn refusal(&self) -> Option<&Reply> {
        match &self.end {
            TrialEnd::Cut(Outcome::Refused { reply, .. }) => Some(reply),
            _ => None,
        }
    }

    /// The first words heard: the banner, or a refusal in its place.
    fn spoken(&self) -> Option<String> {
        self.banner.clone().or_else(|| self.refusal().and_then(|reply| reply.lines.first().cloned()))
    }

    /// Whether the trial says anything of the way out: a host whose address is unknown does not.
    fn left_the_machine(&self) -> bool {
        ![ConnectFault::NoAddress, ConnectFault::ForbiddenAddress].map(no_connection).contains(&self.end)
    }

    pub(super) fn never_connected(&self) -> bool {
        matches!(self.end, TrialEnd::Cut(Outcome::NoConnection(_)))
    }

    /// Whether `speaker` may speak for this host: both belong to one registrable domain or one operator.
    fn may_be_spoken_for_by(&self, speaker: &str, banner: &str, knowledge: &Knowledge) -> bool {
        let operator = |name: &str, banner| knowledge.operator(name, banner).map(|operator| &operator.id);
        let ours = operator(&self.host, None);
        registrable(&self.host) == registrable(speaker)
            || (ours.is_some()
                && (ours == operator(speaker, None) || ours == operator(speaker, Some(banner))))
    }
}

fn no_connection(fault: ConnectFault) -> TrialEnd {
    TrialEnd::Cut(Outcome::NoConnection(fault))
}

fn registrable(name: &str) -> String {
    psl::domain_str(name).unwrap_or(name).to_ascii_lowercase()
}

/// Somebody who spoke for two hosts of different owners and may speak for neither, or for one of them only. One banner
/// that does not fit proves nothing: operators give their machines all kinds of names.
fn stranger(trials: &[PortTrial], knowledge: &Knowledge) -> Option<String> {
    let spoken: Vec<(&PortTrial, String, String)> = trials
        .iter()
        .filter_map(|trial| {
            let banner = trial.spoken()?;
            Some((trial, heard::speaker(&banner)?, banner))
        })
        .collect();
    spoken.iter().find_map(|(trial, speaker, banner)| {
        let is_strange = !trial.may_be_spoken_for_by(speaker, banner, knowledge);
        let elsewhere = spoken.iter().any(|(other, other_speaker, _)| {
            registrable(&other.host) != registrable(&trial.host)
                && registrable(other_speaker) == registrable(speaker)
        });
        (is_strange && elsewhere).then(|| speaker.clone())
    })
}
