//! Dossiers for tests, told in a line: `at_acme().answered("550 5.1.1 User unknown")`.

use std::sync::Arc;

use crate::{
    Acquaintance, Address, Attempt, Control, ControlKind, CutShort, DomainEvidence, Dossier, Judgement,
    Knowledge, Known, MailRouting, Moment, MxHost, Outcome, Policy, Reply, Signals, Stage, Suppressed,
    SyntaxEvidence, WhyUnknown, judge,
};

/// A dossier that grows, an hour from one event to the next.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    pub(crate) dossier: Dossier,
    clock: i64,
    host: String,
    exchange: String,
    banner: Option<String>,
}

pub(crate) fn address(text: &str) -> Sample {
    let syntax = match Address::parse(text) {
        Ok(address) => SyntaxEvidence::Sound(address),
        Err(fault) => SyntaxEvidence::Faulty(fault),
    };
    let signals = match &syntax {
        SyntaxEvidence::Sound(address) => Signals::read(address, &knowledge()),
        SyntaxEvidence::Faulty(_) => Signals::default(),
    };
    Sample {
        dossier: Dossier {
            typed: text.to_owned(),
            syntax,
            domain: Known::Unknown(WhyUnknown::NotAsked),
            attempts: Vec::new(),
            controls: Vec::new(),
            signals,
            lookups: Vec::new(),
            cut_short: None,
            acquaintance: Acquaintance::default(),
            suppressed: None,
        },
        clock: 1_800_000_000_000,
        host: "mx1.acme.example".into(),
        exchange: "acme.example".into(),
        banner: None,
    }
}

/// `anna.berg@acme.example`, whose domain has a mail host.
pub(crate) fn at_acme() -> Sample {
    address("anna.berg@acme.example").routed(mx("mx1.acme.example"))
}

pub(crate) fn mx(name: &str) -> MailRouting {
    MailRouting::Mx(vec![host(name)])
}

pub(crate) fn host(name: &str) -> MxHost {
    MxHost { preference: 10, name: name.into(), addresses: vec!["192.0.2.1".parse().unwrap()] }
}

pub(crate) fn knowledge() -> Arc<Knowledge> {
    Knowledge::shipped()
}

impl Sample {
    pub(crate) fn routed(self, routing: MailRouting) -> Self {
        self.domain(routing, Known::Unknown(WhyUnknown::NotAsked), Known::Unknown(WhyUnknown::NotAsked))
    }

    pub(crate) fn domain(mut self, routing: MailRouting, spf: Known<bool>, dmarc: Known<bool>) -> Self {
        self.dossier.domain = Known::Known(DomainEvidence {
            domain: "acme.example".into(),
            routing,
            spf,
            dmarc,
            published: Default::default(),
            observed_at: Moment(self.clock),
            ttl_seconds: 300,
        });
        self
    }

    pub(crate) fn domain_unknown(mut self, why: WhyUnknown) -> Self {
        self.dossier.domain = Known::Unknown(why);
        self
    }

    /// From here on another host answers.
    pub(crate) fn host(mut self, host: &str, exchange: &str) -> Self {
        self.host = host.into();
        self.exchange = exchange.into();
        self
    }

    pub(crate) fn banner(mut self, banner: &str) -> Self {
        self.banner = Some(banner.into());
        self
    }

    pub(crate) fn hours_later(mut self, hours: i64) -> Self {
        self.clock += hours * 3_600_000;
        self
    }

    fn attempt(&mut self, outcome: Outcome) -> Attempt {
        self.clock += 1000;
        Attempt {
            at: Moment(self.clock),
            exchange: self.exchange.clone(),
            host: self.host.clone(),
            ip: Some("192.0.2.1".parse().unwrap()),
            banner: self.banner.clone(),
            tls: false,
            tls_facts: None,
            sender: None,
            outcome,
            latency_ms: Some(20),
            transcript: None,
        }
    }

    pub(crate) fn outcome(mut self, outcome: Outcome) -> Self {
        let attempt = self.attempt(outcome);
        self.dossier.attempts.push(attempt);
        self
    }

    /// The server answered `RCPT TO`.
    pub(crate) fn answered(self, reply: &str) -> Self {
        self.outcome(Outcome::Answered(Reply::from_line(reply).unwrap()))
    }

    /// The server refused before.
    pub(crate) fn refused_at(self, stage: Stage, reply: &str) -> Self {
        self.outcome(Outcome::Refused { stage, reply: Reply::from_line(reply).unwrap() })
    }

    pub(crate) fn control(self, reply: &str) -> Self {
        self.control_outcome(ControlKind::Random, Outcome::Answered(Reply::from_line(reply).unwrap()))
    }

    pub(crate) fn control_outcome(mut self, kind: ControlKind, outcome: Outcome) -> Self {
        let attempt = self.attempt(outcome);
        self.dossier.controls.push(Control { kind, address: None, attempt });
        self
    }

    pub(crate) fn signals(mut self, change: impl FnOnce(&mut Signals)) -> Self {
        change(&mut self.dossier.signals);
        self
    }

    pub(crate) fn suppressed_by(mut self, entry: &str, list: &str) -> Self {
        self.dossier.suppressed = Some(Suppressed { entry: entry.to_owned(), list: list.to_owned() });
        self
    }

    pub(crate) fn cut_short(mut self, why: CutShort) -> Self {
        self.dossier.cut_short = Some(why);
        self
    }

    pub(crate) fn judged(&self) -> Judgement {
        judge(&self.dossier, &knowledge(), &Policy::default())
    }
}
