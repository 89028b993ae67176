//! What is said of the way out: the resolver, the port, the clock.

use std::time::Duration;

use super::{Said, answer, dns_failure};
use crate::{
    ConnectFault, Known, Outcome, WhyUnknown,
    doctor::{CheckState, Checkup, NameAnswer, PortTrial, TrialEnd, port::PortState},
};

/// A clock may be off by this much before anybody minds.
const CLOCK_SLACK: Duration = Duration::from_secs(5 * 60);
/// From here on certificates and waits go wrong.
const CLOCK_WRONG: Duration = Duration::from_secs(24 * 60 * 60);

pub(in crate::doctor) fn resolver(checkup: &Checkup) -> Said {
    let seen = match &checkup.resolver {
        Known::Known(seen) => seen,
        Known::Unknown(why) => return Said::unknown(*why, "The DNS resolver"),
    };
    let said = match (&seen.known_answer, &seen.made_up_answer) {
        (_, NameAnswer::Addresses(_)) => Said::failed(
            "The resolver invents answers: a name that does not exist got an address. Domains that are dead would look alive.",
            "Name another resolver in [dns] servers; those of your provider are often the ones that do this.",
        ),
        (NameAnswer::Failed(_), NameAnswer::Failed(failure)) => Said::failed(
            format!("The resolver gives no usable answers: {}.", dns_failure(*failure)),
            "Look after the network, or name a resolver in [dns] servers.",
        ),
        (NameAnswer::Addresses(_), NameAnswer::Absent) => {
            Said::passed("DNS answers, and says so when a name does not exist.")
        }
        (NameAnswer::Absent, NameAnswer::Absent) => Said::warning(
            format!("The resolver knows nothing of {}, which exists.", seen.known_name),
            "It may serve names of this network only; name another resolver in [dns] servers.",
        ),
        (NameAnswer::Addresses(_) | NameAnswer::Absent, NameAnswer::Failed(failure)) => Said::new(
            CheckState::Unknown,
            format!(
                "DNS answers. Whether it says so when a name does not exist is not known: {}.",
                dns_failure(*failure)
            ),
        ),
        (NameAnswer::Failed(failure), NameAnswer::Absent) => Said::new(
            CheckState::Unknown,
            format!("The resolver did not answer for {}: {}.", seen.known_name, dns_failure(*failure)),
        ),
    };
    said.with(&seen.known_name, answer(&seen.known_answer))
        .with(&seen.made_up_name, answer(&seen.made_up_answer))
}

pub(in crate::doctor) fn port(checkup: &Checkup, state: &PortState) -> Said {
    let port = checkup.smtp_port;
    let trials = match &checkup.port {
        Known::Known(trials) => trials.as_slice(),
        Known::Unknown(_) => &[],
    };
    let count = trials.len();
    let reached = trials.iter().filter(|trial| !trial.never_connected()).count();
    let elsewhere = "Run Mailvet on a server whose port 25 is open, go through a SOCKS5 proxy there, or use quick mode, which asks no mail server.";
    let said = match state {
        PortState::Open if reached < count => {
            Said::passed(format!("Port {port} is open: {reached} of {count} mail hosts were reached."))
        }
        PortState::Open => {
            Said::passed(format!("Port {port} is open: every mail host that was called answered."))
        }
        PortState::Unwelcome(words) => Said::failed(
            format!("Port {port} is open, but the mail hosts turn this machine away: “{words}”."),
            "What they mind is said below; until it is put right, most answers will be about this machine and not about addresses.",
        ),
        PortState::Shut => Said::failed(
            format!(
                "Port {port} is shut: none of {count} mail hosts could be reached. Most home and office networks, and many clouds, block it."
            ),
            format!("{elsewhere} Some providers open the port when they are asked."),
        ),
        PortState::Rejected => Said::failed(
            format!(
                "Port {port} is shut: something on the way refuses every connection to a mail host at once."
            ),
            format!("A firewall on this machine or in this network does that. {elsewhere}"),
        ),
        PortState::Intercepted(stranger) => Said::failed(
            format!(
                "Something on the way answers in the place of mail hosts: {stranger} spoke for more than one of them."
            ),
            format!("What it says of an address proves nothing. {elsewhere}"),
        ),
        PortState::StruckOut => Said::warning(
            format!("Port {port} is open, but a firewall on the way strikes out what mail hosts say."),
            "Switch off the “inspection” of SMTP in the firewall: it breaks encryption and hides replies.",
        ),
        PortState::Unknown(WhyUnknown::Unreachable) => Said::new(
            CheckState::Unknown,
            format!(
                "Whether port {port} is open is not known: no mail host to try it with was found in DNS."
            ),
        ),
        PortState::Unknown(why) => Said::unknown(*why, &format!("Port {port}")),
    };
    trials.iter().fold(said, |said, trial| said.with(&trial.host, trial_words(trial)))
}

fn trial_words(trial: &PortTrial) -> String {
    let ip = trial.ip.map_or_else(String::new, |ip| format!(" ({ip})"));
    let what = match &trial.end {
        TrialEnd::Greeted => "answered".to_owned(),
        TrialEnd::Cut(outcome) => match outcome {
            Outcome::Refused { reply, .. } | Outcome::Answered(reply) => format!("refused us: {reply}"),
            Outcome::NoConnection(fault) => match fault {
                ConnectFault::Refused => "refused the connection",
                ConnectFault::TimedOut => "did not answer",
                ConnectFault::Unreachable => "no way leads there",
                ConnectFault::NoAddress => "has no address that could be looked up",
                ConnectFault::ForbiddenAddress => {
                    "is on a private or reserved address, which is not contacted"
                }
                ConnectFault::Port25Shut => "was not called",
            }
            .to_owned(),
            Outcome::TimedOut { .. } => "was reached and then said nothing".to_owned(),
            Outcome::Dropped { .. } => "was reached and hung up".to_owned(),
            Outcome::Garbled { detail, .. } => format!("sent something that is no SMTP: {detail}"),
            Outcome::NeedsSmtpUtf8 => "answered".to_owned(),
        },
    };
    match trial.banner.as_ref().filter(|_| trial.end == TrialEnd::Greeted) {
        Some(banner) => format!("{what}{ip}: {banner}"),
        None => format!("{what}{ip}"),
    }
}

pub(in crate::doctor) fn clock(checkup: &Checkup) -> Said {
    let witnesses = match &checkup.clock {
        Known::Known(clock) => &clock.witnesses,
        Known::Unknown(why) => return Said::unknown(*why, "The clock"),
    };
    let off = |ours: crate::Moment, theirs: crate::Moment| ours.since(theirs).max(theirs.since(ours));
    // A single server's clock may be the wrong one: the witness who is nearest counts.
    let Some(least) = witnesses.iter().map(|witness| off(witness.ours, witness.theirs)).min() else {
        return Said::new(
            CheckState::Unknown,
            "Nobody who was asked told the time, so there is nothing to hold this machine's clock against.",
        );
    };
    let said = if least <= CLOCK_SLACK {
        Said::passed("This machine's clock is right.")
    } else {
        let finding = format!("This machine's clock is off by {}.", about(least));
        let remedy =
            "Let the system set its clock by the network: waits that servers ask for are counted by it.";
        if least >= CLOCK_WRONG { Said::failed(finding, remedy) } else { Said::warning(finding, remedy) }
    };
    witnesses.iter().fold(said, |said, witness| {
        said.with(&witness.who, format!("{} there, {} here", witness.theirs, witness.ours))
    })
}

/// In the largest unit that is whole enough.
fn about(time: Duration) -> String {
    let minutes = time.as_secs() / 60;
    match minutes {
        0..=119 => format!("{minutes} minutes"),
        120..=2879 => format!("{} hours", minutes / 60),
        _ => format!("{} days", minutes / (24 * 60)),
    }
}
