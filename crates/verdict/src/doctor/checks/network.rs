//! What is said of the way out: the resolver, the port, the clock.

use std::time::Duration;

use super::{Said, answer, dns_failure};
use crate::{
    ConnectFault, Known, Outcome, Sentence, WhyUnknown,
    doctor::{CheckState, Checkup, NameAnswer, PortTrial, TrialEnd, phrases as say, port::PortState},
};

/// A clock may be off by this much before anybody minds.
const CLOCK_SLACK: Duration = Duration::from_secs(5 * 60);
/// From here on certificates and waits go wrong.
const CLOCK_WRONG: Duration = Duration::from_secs(24 * 60 * 60);

pub(in crate::doctor) fn resolver(checkup: &Checkup) -> Said {
    let seen = match &checkup.resolver {
        Known::Known(seen) => seen,
        Known::Unknown(why) => return Said::unknown(*why, say::the_resolver()),
    };
    let name = &seen.known_name;
    let said = match (&seen.known_answer, &seen.made_up_answer) {
        (_, NameAnswer::Addresses(_)) => {
            Said::failed(say::resolver_invents(), say::resolver_invents_remedy())
        }
        (NameAnswer::Failed(_), NameAnswer::Failed(failure)) => {
            Said::failed(say::resolver_useless(dns_failure(*failure)), say::resolver_useless_remedy())
        }
        (NameAnswer::Addresses(_), NameAnswer::Absent) => Said::passed(say::resolver_sound()),
        (NameAnswer::Absent, NameAnswer::Absent) => {
            Said::warning(say::resolver_ignorant(name), say::resolver_ignorant_remedy())
        }
        (NameAnswer::Addresses(_) | NameAnswer::Absent, NameAnswer::Failed(failure)) => {
            Said::new(CheckState::Unknown, say::resolver_half_known(dns_failure(*failure)))
        }
        (NameAnswer::Failed(failure), NameAnswer::Absent) => {
            Said::new(CheckState::Unknown, say::resolver_silent(name, dns_failure(*failure)))
        }
    };
    said.with(name, answer(&seen.known_answer)).with(&seen.made_up_name, answer(&seen.made_up_answer))
}

pub(in crate::doctor) fn port(checkup: &Checkup, state: &PortState) -> Said {
    // A number that is a name: it has no thousands.
    let port = checkup.smtp_port.to_string();
    let trials = match &checkup.port {
        Known::Known(trials) => trials.as_slice(),
        Known::Unknown(_) => &[],
    };
    let count = trials.len();
    let reached = trials.iter().filter(|trial| !trial.never_connected()).count();
    let said = match state {
        PortState::Open if reached < count => Said::passed(say::port_open_in_part(port, reached, count)),
        PortState::Open => Said::passed(say::port_open(port)),
        PortState::Unwelcome(words) => {
            Said::failed(say::port_unwelcome(port, words), say::port_unwelcome_remedy())
        }
        PortState::Shut => Said::failed(say::port_shut(port, count), say::port_shut_remedy()),
        PortState::Rejected => Said::failed(say::port_rejected(port), say::port_rejected_remedy()),
        PortState::Intercepted(stranger) => {
            Said::failed(say::port_intercepted(stranger), say::port_intercepted_remedy())
        }
        PortState::StruckOut => Said::warning(say::port_struck_out(port), say::port_struck_out_remedy()),
        PortState::Unknown(WhyUnknown::Unreachable) => {
            Said::new(CheckState::Unknown, say::port_no_host(port))
        }
        PortState::Unknown(why) => Said::unknown(*why, say::the_port(port)),
    };
    trials.iter().fold(said, |said, trial| said.with(&trial.host, trial_words(trial)))
}

fn trial_words(trial: &PortTrial) -> Sentence {
    let what = match &trial.end {
        TrialEnd::Greeted => say::trial_greeted(),
        TrialEnd::Cut(outcome) => match outcome {
            Outcome::Refused { reply, .. } | Outcome::Answered(reply) => {
                say::trial_refused_us(reply.to_string())
            }
            Outcome::NoConnection(fault) => match fault {
                ConnectFault::Refused => say::trial_connection_refused(),
                ConnectFault::TimedOut => say::trial_timed_out(),
                ConnectFault::Unreachable => say::trial_unreachable(),
                ConnectFault::NoAddress => say::trial_no_address(),
                ConnectFault::ForbiddenAddress => say::trial_forbidden_address(),
                ConnectFault::Port25Shut => say::trial_not_called(),
                ConnectFault::OtherFamily => say::trial_other_family(),
                ConnectFault::BindFailed => say::trial_bind_failed(),
                ConnectFault::ProxyDown => say::trial_proxy_down(),
                ConnectFault::ProxyLogin => say::trial_proxy_login(),
                ConnectFault::ProxyRefused => say::trial_proxy_refused(),
                ConnectFault::ProxyNoRoute => say::trial_proxy_no_route(),
            },
            Outcome::TimedOut { .. } => say::trial_silent(),
            Outcome::Dropped { .. } => say::trial_hung_up(),
            Outcome::Garbled { detail, .. } => say::trial_garbled(detail),
            Outcome::NeedsSmtpUtf8 => say::trial_greeted(),
        },
    };
    let what = match trial.ip {
        Some(ip) => say::trial_at(what, ip.to_string()),
        None => what,
    };
    match trial.banner.as_ref().filter(|_| trial.end == TrialEnd::Greeted) {
        Some(banner) => say::trial_with_banner(what, banner),
        None => what,
    }
}

pub(in crate::doctor) fn clock(checkup: &Checkup) -> Said {
    let witnesses = match &checkup.clock {
        Known::Known(clock) => &clock.witnesses,
        Known::Unknown(why) => return Said::unknown(*why, say::the_clock()),
    };
    let off = |ours: crate::Moment, theirs: crate::Moment| ours.since(theirs).max(theirs.since(ours));
    // A single server's clock may be the wrong one: the witness who is nearest counts.
    let Some(least) = witnesses.iter().map(|witness| off(witness.ours, witness.theirs)).min() else {
        return Said::new(CheckState::Unknown, say::clock_no_witness());
    };
    let said = if least <= CLOCK_SLACK {
        Said::passed(say::clock_right())
    } else {
        let (finding, remedy) = (say::clock_off(about(least)), say::clock_off_remedy());
        if least >= CLOCK_WRONG { Said::failed(finding, remedy) } else { Said::warning(finding, remedy) }
    };
    witnesses.iter().fold(said, |said, witness| {
        said.with(&witness.who, say::clock_compared(witness.theirs, witness.ours))
    })
}

/// In the largest unit that is whole enough.
fn about(time: Duration) -> Sentence {
    let minutes = time.as_secs() / 60;
    match minutes {
        0..=119 => say::minutes(minutes),
        120..=2879 => say::hours(minutes / 60),
        _ => say::days(minutes / (24 * 60)),
    }
}
