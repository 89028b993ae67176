//! A visit: finds the best reachable mail host of a route and holds the conversations. Hosts are taken by preference and
//! IPv4 before IPv6; a dead or unwilling one falls to the next as long as nobody was asked yet. What is absent: limits
//! on how often and how many, which are the agenda's.

use std::{net::SocketAddr, time::Duration};

use mailvet_verdict::{Attempt, ConnectFault, Conversation, MxHost, Outcome, Reply, Speaker, Stage};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::{
    Agenda, Farewell, VisitEnd, Visitor,
    command::speakable_sender,
    dial::{Connection, connect},
    dialogue::{Advice, Dialogue},
    events as say, name,
    senders::Senders,
    session::{Held, Session, Terms},
    transcript::Transcript,
};
use crate::{journal::JournalError, settings::TlsUse};

/// How long a whole visit may take, so that a tarpit does not hold a connection for hours.
const VISIT: Duration = Duration::from_secs(10 * 60);
/// How many addresses of a route are called before it counts as unreachable.
const CALLS: usize = 12;

impl Visitor {
    /// Visits the best reachable one of `hosts` (best first) of `exchange`, and asks what `agenda` wants asked.
    ///
    /// # Errors
    /// Only the journal's: whatever a server does is evidence.
    pub async fn visit<A: Agenda>(
        &self,
        exchange: &str,
        hosts: &[MxHost],
        agenda: &mut A,
        stop: &CancellationToken,
    ) -> Result<VisitEnd, JournalError> {
        let ends = Instant::now() + VISIT;
        let mut conversations = Vec::new();
        let mut failures = Failures::default();
        let mut calls = 0;
        'hosts: for host in hosts {
            if host.addresses.is_empty() {
                let call = self.call(exchange, host, None);
                failures.add(call.failed(
                    self,
                    ConnectFault::NoAddress,
                    say::no_address_known().to_string(),
                    &mut conversations,
                ));
            }
            let family = self.settings.network.callable();
            if !host.addresses.is_empty() && !host.addresses.iter().any(|ip| family.includes(*ip)) {
                let call = self.call(exchange, host, None);
                let why = say::no_address_of_kind().to_string();
                failures.add(call.failed(self, ConnectFault::OtherFamily, why, &mut conversations));
            }
            for &ip in host.addresses.iter().filter(|ip| family.includes(**ip)) {
                let mut tls_use = self.settings.smtp.tls;
                loop {
                    if stop.is_cancelled() {
                        return Ok(VisitEnd { conversations, farewell: Farewell::Stopped });
                    }
                    if calls == CALLS || Instant::now() >= ends {
                        break 'hosts;
                    }
                    calls += 1;
                    let to = SocketAddr::new(ip, self.settings.smtp.port);
                    let mut call = self.call(exchange, host, Some(to));
                    let limit = self.settings.smtp.connect_timeout;
                    let connected = tokio::select! {
                        connected = connect(to, &self.settings.network, limit) => connected,
                        () = stop.cancelled() => {
                            call.transcript.write(Speaker::Event, say::given_up().to_string());
                            conversations.push(call.transcript.close());
                            return Ok(VisitEnd { conversations, farewell: Farewell::Stopped });
                        }
                    };
                    let connection = match connected {
                        Ok(connection) => connection,
                        Err((fault, why)) => {
                            let attempt = call.failed(self, fault, why, &mut conversations);
                            if is_ours(fault) {
                                return Ok(VisitEnd { conversations, farewell: Farewell::Cut(attempt) });
                            }
                            failures.add(attempt);
                            break;
                        }
                    };
                    let held = self.hold(call, connection, tls_use, ends, agenda, stop).await?;
                    conversations.push(held.conversation);
                    match held.farewell {
                        // It offers an encryption that it cannot do, and only we wanted it: the same once more in the clear.
                        Farewell::Cut(attempt)
                            if !held.asked
                                && tls_use == TlsUse::WhenOffered
                                && failed_to_encrypt(&attempt.outcome) =>
                        {
                            tls_use = TlsUse::WhenDemanded;
                        }
                        Farewell::Cut(attempt)
                            if !held.asked && another_host_may_answer(&attempt.outcome) =>
                        {
                            failures.add(attempt);
                            continue 'hosts;
                        }
                        farewell => return Ok(VisitEnd { conversations, farewell }),
                    }
                }
            }
        }
        let cut = failures.most_telling().unwrap_or_else(|| self.nobody(exchange));
        Ok(VisitEnd { conversations, farewell: Farewell::Cut(cut) })
    }

    async fn hold<A: Agenda>(
        &self,
        mut call: Call<'_>,
        connection: Connection,
        tls_use: TlsUse,
        ends: Instant,
        agenda: &mut A,
        stop: &CancellationToken,
    ) -> Result<Held, JournalError> {
        let Connection { stream, seen_as } = connection;
        let network = &self.settings.network;
        call.transcript.write(
            Speaker::Event,
            match &network.proxy {
                Some(proxy) => say::connected_through(proxy.to_string()).to_string(),
                None => say::connected().to_string(),
            },
        );
        // Commands are short and each waits for its answer; held back by Nagle's algorithm they would only be late.
        let _ = stream.set_nodelay(true);
        let smtp = &self.settings.smtp;
        let name = name::to_give(&smtp.helo, seen_as, network);
        let senders = Senders::of(
            speakable_sender(&smtp.mail_from).unwrap_or_default(),
            speakable_sender(&smtp.fallback_from).unwrap_or_default(),
        );
        let advice = |stage: Stage, banner: Option<&str>, reply: &Reply| {
            let operator = self.knowledge.operator(&call.host.name, banner);
            Advice {
                retry: self.knowledge.read(stage, operator, reply).retry,
                sender: self.knowledge.sender_refusal(reply),
            }
        };
        let terms = Terms {
            exchange: call.exchange,
            host: &call.host.name,
            ip: call.to.map(|to| to.ip()),
            reply_timeout: smtp.reply_timeout,
            ends,
            advice: &advice,
            clock: &*self.clock,
            stop,
        };
        let dialogue = Dialogue::new(name, senders, tls_use);
        Session::new(terms, stream, call.transcript).hold(dialogue, agenda).await
    }

    fn call<'a>(&self, exchange: &'a str, host: &'a MxHost, to: Option<SocketAddr>) -> Call<'a> {
        let mut transcript = Transcript::open(exchange, &host.name, to.map(|to| to.ip()), self.clock.now());
        if let Some(to) = to {
            transcript.write(Speaker::Event, say::calling(&host.name, to.to_string()).to_string());
        }
        Call { exchange, host, to, transcript }
    }

    /// A route without a single host has nobody to call.
    fn nobody(&self, exchange: &str) -> Attempt {
        Attempt {
            at: self.clock.now(),
            exchange: exchange.to_owned(),
            host: String::new(),
            ip: None,
            banner: None,
            tls: false,
            tls_facts: None,
            sender: None,
            outcome: Outcome::NoConnection(ConnectFault::NoAddress),
            latency_ms: None,
            transcript: None,
        }
    }
}

/// Whether the conversation ended over its encryption.
fn failed_to_encrypt(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::TimedOut { stage } | Outcome::Dropped { stage } | Outcome::Garbled { stage, .. } => {
            *stage == Stage::StartTls
        }
        Outcome::Refused { .. }
        | Outcome::Answered(_)
        | Outcome::NoConnection(_)
        | Outcome::NeedsSmtpUtf8 => false,
    }
}

/// Whether no other address would fare better: it is our own way out that is shut.
fn is_ours(fault: ConnectFault) -> bool {
    match fault {
        ConnectFault::BindFailed | ConnectFault::ProxyDown | ConnectFault::ProxyLogin => true,
        ConnectFault::Refused
        | ConnectFault::TimedOut
        | ConnectFault::Unreachable
        | ConnectFault::NoAddress
        | ConnectFault::ForbiddenAddress
        | ConnectFault::Port25Shut
        | ConnectFault::OtherFamily
        | ConnectFault::ProxyRefused
        | ConnectFault::ProxyNoRoute => false,
    }
}

/// One call at one address.
struct Call<'a> {
    exchange: &'a str,
    host: &'a MxHost,
    to: Option<SocketAddr>,
    transcript: Transcript,
}

impl Call<'_> {
    /// No connection came about.
    fn failed(
        mut self,
        visitor: &Visitor,
        fault: ConnectFault,
        why: impl Into<String>,
        conversations: &mut Vec<Conversation>,
    ) -> Attempt {
        self.transcript.write(Speaker::Event, why);
        let attempt = Attempt {
            host: self.host.name.clone(),
            ip: self.to.map(|to| to.ip()),
            outcome: Outcome::NoConnection(fault),
            transcript: self.transcript.span_from(0),
            ..visitor.nobody(self.exchange)
        };
        conversations.push(self.transcript.close());
        attempt
    }
}

/// What the hosts that did not answer had to say.
#[derive(Default)]
struct Failures(Vec<Attempt>);

impl Failures {
    fn add(&mut self, attempt: Attempt) {
        self.0.push(attempt);
    }

    /// The one that tells most; the best host's among equals.
    fn most_telling(self) -> Option<Attempt> {
        self.0.into_iter().rev().max_by_key(|attempt| Weight::of(&attempt.outcome))
    }
}

/// How much a failure tells, least first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    TakesNoMail,
    NoAddress,
    Forbidden,
    NoConnection,
    Silent,
    Dropped,
    Garbled,
    RefusedForNow,
    RefusedForGood,
}

impl Weight {
    fn of(outcome: &Outcome) -> Self {
        match outcome {
            // RFC 7504: that one host takes no mail is proof only where no other host could say otherwise.
            Outcome::Refused { reply, .. } if matches!(reply.code, 521 | 556) => Self::TakesNoMail,
            Outcome::Refused { reply, .. } if reply.is_permanent() => Self::RefusedForGood,
            Outcome::Refused { .. } | Outcome::Answered(_) | Outcome::NeedsSmtpUtf8 => Self::RefusedForNow,
            Outcome::Garbled { .. } => Self::Garbled,
            Outcome::Dropped { .. } => Self::Dropped,
            Outcome::TimedOut { .. } => Self::Silent,
            Outcome::NoConnection(ConnectFault::ForbiddenAddress) => Self::Forbidden,
            Outcome::NoConnection(ConnectFault::NoAddress | ConnectFault::OtherFamily) => Self::NoAddress,
            Outcome::NoConnection(_) => Self::NoConnection,
        }
    }
}

/// Whether a conversation ended so early, and in such a way, that the next mail host may do better. RFC 5321 section 5.1
/// asks for that after any failure that is not for good; a refused greeting is not repeated elsewhere, because all hosts
/// of a domain share their policy.
fn another_host_may_answer(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Refused { stage: Stage::Connect, .. } => true,
        Outcome::Refused { stage: Stage::Ehlo, reply } => reply.is_transient(),
        Outcome::TimedOut { stage } | Outcome::Dropped { stage } | Outcome::Garbled { stage, .. } => {
            matches!(stage, Stage::Connect | Stage::Ehlo)
        }
        Outcome::NoConnection(_) => true,
        Outcome::Refused { .. } | Outcome::Answered(_) | Outcome::NeedsSmtpUtf8 => false,
    }
}

#[cfg(test)]
mod tests;
