//! Trying the port: a visit that asks nobody. It goes the way of every probe (the same connector, name and limits), says
//! EHLO and QUIT, and names neither sender nor recipient.

use mailvet_verdict::{
    Attempt, ConnectFault, Conversation, MxHost, Outcome, Speaker,
    doctor::{ClockWitness, PortTrial, TrialEnd, time_in_banner},
};
use tokio_util::sync::CancellationToken;

use crate::{
    journal::JournalError,
    mailbox::{Agenda, Farewell, Recipient, Visitor},
};

/// Asks nobody.
struct Nobody;

impl Agenda for Nobody {
    fn next(&mut self, _most: usize) -> Vec<Recipient> {
        Vec::new()
    }

    async fn heard(&mut self, _: Recipient, _: Attempt, _: &Conversation) -> Result<(), JournalError> {
        Ok(())
    }
}

/// A trial, and what was learnt beside.
#[derive(Clone, Debug)]
pub(super) struct Tried {
    pub(super) trial: PortTrial,
    /// The name that was given in EHLO.
    pub(super) name_given: Option<String>,
    /// The time in the banner.
    pub(super) time: Option<ClockWitness>,
}

/// Tries one host at its first address.
pub(super) async fn try_port(visitor: &Visitor, host: MxHost, stop: &CancellationToken) -> Tried {
    let hosts = [MxHost { addresses: host.addresses.into_iter().take(1).collect(), ..host }];
    let end = visitor.visit(&hosts[0].name, &hosts, &mut Nobody, stop).await;
    let (conversation, end) = match end {
        Ok(mut visit) => {
            let end = match visit.farewell {
                Farewell::Done | Farewell::Enough => TrialEnd::Greeted,
                Farewell::Cut(attempt) => TrialEnd::Cut(attempt.outcome),
                // A trial that was given up says nothing of the port.
                Farewell::Stopped => TrialEnd::Cut(Outcome::NoConnection(ConnectFault::NoAddress)),
            };
            (visit.conversations.pop(), end)
        }
        // Nobody is asked, so nothing is kept that could not be.
        Err(_) => (None, TrialEnd::Cut(Outcome::NoConnection(ConnectFault::NoAddress))),
    };
    read(&hosts[0], conversation.as_ref(), end)
}

/// Reads the transcript of a trial.
fn read(host: &MxHost, conversation: Option<&Conversation>, end: TrialEnd) -> Tried {
    let lines = conversation.map_or(&[][..], |conversation| &conversation.lines);
    let hello = lines.iter().position(|line| line.from == Speaker::Client);
    let said_by_server = |lines: &[mailvet_verdict::Line]| {
        lines
            .iter()
            .find(|line| line.from == Speaker::Server)
            .map(|line| (line.at_ms, without_code(&line.text)))
    };
    let banner = said_by_server(&lines[..hello.unwrap_or(lines.len())]);
    let greeting = hello.and_then(|at| said_by_server(&lines[at..]));
    let time = conversation.zip(banner.as_ref()).and_then(|(conversation, (at_ms, text))| {
        let ours = conversation.started.plus(std::time::Duration::from_millis(u64::from(*at_ms)));
        Some(ClockWitness { who: host.name.clone(), theirs: time_in_banner(text)?, ours })
    });
    Tried {
        name_given: hello.and_then(|at| lines[at].text.split_once(' ')).map(|(_, name)| name.to_owned()),
        time,
        trial: PortTrial {
            host: host.name.clone(),
            ip: host.addresses.first().copied(),
            end,
            banner: banner.map(|(_, text)| text),
            greeting: greeting.map(|(_, text)| text),
        },
    }
}

fn without_code(line: &str) -> String {
    line.get(4..).unwrap_or_default().trim().to_owned()
}

impl Tried {
    /// Whether no connection came about.
    pub(super) fn was_in_vain(&self) -> bool {
        matches!(self.trial.end, TrialEnd::Cut(Outcome::NoConnection(_)))
    }
}
