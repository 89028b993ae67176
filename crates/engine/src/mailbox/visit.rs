//! A visit: finds the best reachable mail host of a route and holds the conversations. Hosts are taken by preference and
//! IPv4 before IPv6; a dead or unwilling one falls to the next as long as nobody was asked yet. What is absent: limits
//! on how often and how many, which are the agenda's.

use std::{io, net::SocketAddr, time::Duration};

use mailvet_verdict::{
    Attempt, ConnectFault, Conversation, MxHost, Outcome, Reply, RetryAdvice, Speaker, Stage,
};
use tokio::{
    net::TcpStream,
    time::{Instant, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{
    Agenda, Farewell, VisitEnd, Visitor,
    command::speakable_sender,
    dialogue::Dialogue,
    name::{literal, own_name},
    reserved::reserved,
    session::{Held, Session, Terms},
    transcript::Transcript,
};
use crate::journal::JournalError;

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
                    "no address is known",
                    &mut conversations,
                ));
            }
            for &ip in &host.addresses {
                if stop.is_cancelled() {
                    return Ok(VisitEnd { conversations, farewell: Farewell::Stopped });
                }
                if calls == CALLS || Instant::now() >= ends {
                    break 'hosts;
                }
                calls += 1;
                let to = SocketAddr::new(ip, self.settings.smtp.port);
                let mut call = self.call(exchange, host, Some(to));
                let stream = tokio::select! {
                    stream = self.connect(to) => stream,
                    () = stop.cancelled() => {
                        call.transcript.write(Speaker::Event, "given up: asked to stop");
                        conversations.push(call.transcript.close());
                        return Ok(VisitEnd { conversations, farewell: Farewell::Stopped });
                    }
                };
                let stream = match stream {
                    Ok(stream) => stream,
                    Err((fault, why)) => {
                        failures.add(call.failed(self, fault, why, &mut conversations));
                        continue;
                    }
                };
                let held = self.hold(call, stream, ends, agenda, stop).await?;
                conversations.push(held.conversation);
                match held.farewell {
                    Farewell::Cut(attempt) if !held.asked && another_host_may_answer(&attempt.outcome) => {
                        failures.add(attempt);
                        continue 'hosts;
                    }
                    farewell => return Ok(VisitEnd { conversations, farewell }),
                }
            }
        }
        let cut = failures.most_telling().unwrap_or_else(|| self.nobody(exchange));
        Ok(VisitEnd { conversations, farewell: Farewell::Cut(cut) })
    }

    async fn connect(&self, to: SocketAddr) -> Result<TcpStream, (ConnectFault, String)> {
        if let Some(place) = reserved(to.ip()).filter(|_| !self.settings.network.allow_private) {
            return Err((ConnectFault::ForbiddenAddress, format!("not contacted: a {place} address")));
        }
        let limit = self.settings.smtp.connect_timeout;
        match timeout(limit, TcpStream::connect(to)).await {
            Ok(Ok(stream)) => Ok(stream),
            Ok(Err(error)) => Err((fault_of(&error), format!("no connection: {error}"))),
            Err(_) => Err((
                ConnectFault::TimedOut,
                format!("no connection within {}", humantime::format_duration(limit)),
            )),
        }
    }

    async fn hold<A: Agenda>(
        &self,
        mut call: Call<'_>,
        stream: TcpStream,
        ends: Instant,
        agenda: &mut A,
        stop: &CancellationToken,
    ) -> Result<Held, JournalError> {
        call.transcript.write(Speaker::Event, "connected");
        // Commands are short and each waits for its answer; held back by Nagle's algorithm they would only be late.
        let _ = stream.set_nodelay(true);
        let smtp = &self.settings.smtp;
        let name = own_name(&smtp.helo)
            .or_else(|| stream.local_addr().ok().map(|local| literal(local.ip())))
            .unwrap_or_else(|| literal([127, 0, 0, 1].into()));
        let sender = speakable_sender(&smtp.mail_from).unwrap_or_default();
        let advice = |stage: Stage, banner: Option<&str>, reply: &Reply| -> RetryAdvice {
            self.knowledge.read(stage, self.knowledge.operator(&call.host.name, banner), reply).retry
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
        let dialogue = Dialogue::new(name, sender.to_owned());
        Session::new(terms, stream, call.transcript).hold(dialogue, agenda).await
    }

    fn call<'a>(&self, exchange: &'a str, host: &'a MxHost, to: Option<SocketAddr>) -> Call<'a> {
        let mut transcript = Transcript::open(exchange, &host.name, to.map(|to| to.ip()), self.clock.now());
        if let Some(to) = to {
            transcript.write(Speaker::Event, format!("calling {} at {to}", host.name));
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
            outcome: Outcome::NoConnection(ConnectFault::NoAddress),
            latency_ms: None,
            transcript: None,
        }
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
            Outcome::NoConnection(ConnectFault::NoAddress) => Self::NoAddress,
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

fn fault_of(error: &io::Error) -> ConnectFault {
    match error.kind() {
        io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionReset => ConnectFault::Refused,
        io::ErrorKind::TimedOut => ConnectFault::TimedOut,
        _ => ConnectFault::Unreachable,
    }
}

#[cfg(test)]
mod tests;
