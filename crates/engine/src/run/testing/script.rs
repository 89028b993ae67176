//! A mail system that follows a script, and notes what was done to it.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use mailvet_verdict::{
    Address, Attempt, Conversation, ConversationId, DomainEvidence, Found, Known, Lookup, MailRouting,
    Moment, MxHost, Outcome, Reply,
};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::PausedClock;
use crate::{
    Clock,
    journal::JournalError,
    lookups::Question,
    mailbox::{Agenda, Farewell, VisitEnd},
    run::mail_system::MailSystem,
};

/// What a host of the script says to a recipient.
#[derive(Clone, Debug)]
pub(crate) enum Says {
    Reply(Reply),
    /// The visit is cut short with this.
    Cut(Outcome),
    /// The rest in a session of its own.
    Enough,
}

impl Says {
    pub(crate) fn reply(code: u16, text: &str) -> Self {
        Self::Reply(Reply::new(code, text))
    }
}

/// One recipient that was named to a host.
#[derive(Clone, Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) address: &'a Address,
    /// How often this address had been asked before.
    pub(crate) times: usize,
    /// How many recipients this session had before.
    pub(crate) in_session: usize,
    pub(crate) now: Moment,
}

/// One visit that was made.
#[derive(Clone, Debug)]
pub(crate) struct Visited {
    pub(crate) host: String,
    pub(crate) at: Moment,
    pub(crate) until: Moment,
    pub(crate) asked: Vec<String>,
    /// When each of them was named.
    pub(crate) named: Vec<Moment>,
}

type Routing = dyn Fn(&str, Moment) -> MailRouting + Send + Sync;
type Greet = dyn Fn(&str, Moment) -> Option<Outcome> + Send + Sync;
type Finds = dyn Fn(&Question) -> Known<Found> + Send + Sync;
type Answer = dyn Fn(&str, &Asked<'_>) -> Says + Send + Sync;

/// A mail system that follows a script.
pub(crate) struct Script {
    pub(crate) routing: Box<Routing>,
    /// How a host cuts a visit short before any recipient, if it does.
    pub(crate) greet: Box<Greet>,
    pub(crate) answer: Box<Answer>,
    /// The most recipients at once.
    pub(crate) pipelined: usize,
    pub(crate) step: Duration,
    /// How long the host takes to say goodbye.
    pub(crate) goodbye: Duration,
    /// How long DNS takes.
    pub(crate) dns: Duration,
    /// What a look-up finds.
    pub(crate) found: Box<Finds>,
    enquired: Mutex<Vec<Question>>,
    clock: Arc<PausedClock>,
    visits: Mutex<Vec<Visited>>,
    asked: Mutex<HashMap<String, usize>>,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    now: HashMap<String, usize>,
    total: usize,
    peak: HashMap<String, usize>,
    peak_total: usize,
}

impl Script {
    pub(crate) fn new(clock: &Arc<PausedClock>) -> Self {
        Self {
            routing: Box::new(|domain, _| mx(&[&format!("mx.{domain}")])),
            greet: Box::new(|_, _| None),
            answer: Box::new(|_, asked| ordinary(asked.address)),
            pipelined: 1,
            step: Duration::from_millis(20),
            goodbye: Duration::ZERO,
            dns: Duration::from_millis(5),
            found: Box::new(|_| Known::Known(Found::Absent)),
            enquired: Mutex::default(),
            clock: Arc::clone(clock),
            visits: Mutex::default(),
            asked: Mutex::default(),
            open: Mutex::default(),
        }
    }

    pub(crate) fn visits(&self) -> Vec<Visited> {
        self.visits.lock().unwrap().clone()
    }

    /// Everything that was looked up, in order.
    pub(crate) fn enquired(&self) -> Vec<Question> {
        self.enquired.lock().unwrap().clone()
    }

    /// Everybody who was named, in order.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.visits().into_iter().flat_map(|visit| visit.asked).collect()
    }

    pub(crate) fn peak(&self, exchange: &str) -> usize {
        self.open.lock().unwrap().peak.get(exchange).copied().unwrap_or(0)
    }

    pub(crate) fn peak_total(&self) -> usize {
        self.open.lock().unwrap().peak_total
    }

    fn opened(&self, exchange: &str) {
        let mut open = self.open.lock().unwrap();
        let here = open.now.entry(exchange.to_owned()).or_default();
        *here += 1;
        let here = *here;
        open.total += 1;
        let total = open.total;
        let peak = open.peak.entry(exchange.to_owned()).or_default();
        *peak = here.max(*peak);
        open.peak_total = total.max(open.peak_total);
    }

    fn closed(&self, exchange: &str) {
        let mut open = self.open.lock().unwrap();
        *open.now.get_mut(exchange).unwrap() -= 1;
        open.total -= 1;
    }

    fn attempt(&self, exchange: &str, host: &str, outcome: Outcome) -> Attempt {
        Attempt {
            at: self.clock.now(),
            exchange: exchange.to_owned(),
            host: host.to_owned(),
            ip: Some(IpAddr::from([192, 0, 2, 1])),
            banner: None,
            tls: false,
            tls_facts: None,
            sender: None,
            outcome,
            latency_ms: Some(20),
            transcript: None,
        }
    }

    async fn converse<A: Agenda>(
        &self,
        exchange: &str,
        host: &str,
        agenda: &mut A,
        stop: &CancellationToken,
    ) -> Result<Farewell, JournalError> {
        let started = self.clock.now();
        let visit = {
            let mut visits = self.visits.lock().unwrap();
            visits.push(Visited {
                host: host.to_owned(),
                at: started,
                until: started,
                asked: Vec::new(),
                named: Vec::new(),
            });
            visits.len() - 1
        };
        sleep(self.step).await;
        if let Some(outcome) = (self.greet)(host, self.clock.now()) {
            return Ok(Farewell::Cut(self.attempt(exchange, host, outcome)));
        }
        let conversation = Conversation {
            id: ConversationId(i64::try_from(visit).unwrap()),
            exchange: exchange.to_owned(),
            host: host.to_owned(),
            ip: None,
            started,
            lines: Vec::new(),
        };
        let mut in_session = 0;
        loop {
            if stop.is_cancelled() {
                return Ok(Farewell::Stopped);
            }
            let pause = agenda.pause();
            if !pause.is_zero() {
                tokio::select! {
                    () = sleep(pause) => (),
                    () = stop.cancelled() => (),
                }
                continue;
            }
            let next = agenda.next(self.pipelined);
            if next.is_empty() {
                sleep(self.goodbye).await;
                return Ok(Farewell::Done);
            }
            for recipient in next {
                sleep(self.step).await;
                let text = format!("{}@{}", recipient.address.local, recipient.address.domain);
                let times = {
                    let mut asked = self.asked.lock().unwrap();
                    let times = asked.entry(text.clone()).or_default();
                    *times += 1;
                    *times - 1
                };
                {
                    let visit = &mut self.visits.lock().unwrap()[visit];
                    visit.asked.push(text);
                    visit.named.push(self.clock.now());
                }
                let now = self.clock.now();
                let asked = Asked { address: &recipient.address, times, in_session, now };
                match (self.answer)(host, &asked) {
                    Says::Reply(reply) => {
                        let attempt = self.attempt(exchange, host, Outcome::Answered(reply));
                        agenda.heard(recipient, attempt, &conversation).await?;
                        self.visits.lock().unwrap()[visit].until = self.clock.now();
                        in_session += 1;
                    }
                    Says::Cut(outcome) => {
                        return Ok(Farewell::Cut(self.attempt(exchange, host, outcome)));
                    }
                    Says::Enough => return Ok(Farewell::Enough),
                }
            }
        }
    }
}

impl MailSystem for Arc<Script> {
    async fn observe(&self, domain: &str, now: Moment) -> DomainEvidence {
        sleep(self.dns).await;
        DomainEvidence {
            domain: domain.to_owned(),
            routing: (self.routing)(domain, now),
            spf: Known::Known(true),
            dmarc: Known::Known(true),
            published: Default::default(),
            observed_at: now,
            ttl_seconds: 3600,
        }
    }

    async fn visit<A: Agenda>(
        &self,
        exchange: &str,
        hosts: &[MxHost],
        agenda: &mut A,
        stop: &CancellationToken,
    ) -> Result<VisitEnd, JournalError> {
        self.opened(exchange);
        let farewell = self.converse(exchange, &hosts[0].name, agenda, stop).await;
        self.closed(exchange);
        Ok(VisitEnd { conversations: Vec::new(), farewell: farewell? })
    }

    async fn enquire(&self, question: &Question, now: Moment) -> Lookup {
        self.enquired.lock().unwrap().push(question.clone());
        sleep(Duration::from_secs(1)).await;
        let Question { kind, subject, lists } = question.clone();
        Lookup {
            kind,
            subject,
            at: now,
            found: (self.found)(question),
            asked: vec!["service.example".into()],
            lists,
        }
    }
}

/// Mail hosts with these names, best first.
pub(crate) fn mx(names: &[&str]) -> MailRouting {
    let host = |(n, name): (usize, &&str)| MxHost {
        preference: u16::try_from(10 * n).unwrap(),
        name: (*name).to_owned(),
        addresses: vec![IpAddr::from([192, 0, 2, 1])],
    };
    MailRouting::Mx(names.iter().enumerate().map(host).collect())
}

pub(crate) const ACCEPTED: (u16, &str) = (250, "2.1.5 Recipient ok");
pub(crate) const NO_SUCH_USER: (u16, &str) =
    (550, "5.1.1 The email account that you tried to reach does not exist");
pub(crate) const GREYLISTED: (u16, &str) = (450, "4.2.0 Greylisted, please try again later");

/// Local parts that begin with `gone`, and those that no person has, are refused; the others are accepted.
pub(crate) fn ordinary(address: &Address) -> Says {
    let (code, text) =
        if address.local.starts_with("gone") || is_control(&address.local) { NO_SUCH_USER } else { ACCEPTED };
    Says::reply(code, text)
}

/// Controls are long; the addresses of the tests are short.
pub(crate) fn is_control(local: &str) -> bool {
    local.len() >= 20
}
