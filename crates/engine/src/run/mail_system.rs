//! What a run meets outside, behind a trait: DNS, the mail hosts, and the services of the opt-in look-ups. Tests put a scripted one in its place, so that the
//! whole of a run is tested without a socket.

use std::future::Future;

use mailvet_verdict::{DomainEvidence, Known, Lookup, Moment, MxHost, WhyUnknown};
use tokio_util::sync::CancellationToken;

use crate::{
    domain::DomainObserver,
    journal::JournalError,
    lookups::{Enquirer, Question},
    mailbox::{Agenda, VisitEnd, Visitor},
};

/// DNS, the mail hosts and the services of the world.
pub(crate) trait MailSystem: Send + Sync + 'static {
    /// Looks a domain (A-labels) up.
    fn observe(&self, domain: &str, now: Moment) -> impl Future<Output = DomainEvidence> + Send;

    /// Visits the best reachable one of `hosts` and asks what `agenda` wants asked.
    fn visit<A: Agenda>(
        &self,
        exchange: &str,
        hosts: &[MxHost],
        agenda: &mut A,
        stop: &CancellationToken,
    ) -> impl Future<Output = Result<VisitEnd, JournalError>> + Send;

    /// Looks one thing up.
    fn enquire(&self, question: &Question, now: Moment) -> impl Future<Output = Lookup> + Send;
}

/// The real one.
pub(crate) struct Internet {
    pub(crate) observer: DomainObserver,
    pub(crate) visitor: Visitor,
    /// `None`: the settings let nothing be looked up.
    pub(crate) enquirer: Option<Enquirer>,
}

impl MailSystem for Internet {
    async fn observe(&self, domain: &str, now: Moment) -> DomainEvidence {
        self.observer.observe(domain, now).await
    }

    async fn visit<A: Agenda>(
        &self,
        exchange: &str,
        hosts: &[MxHost],
        agenda: &mut A,
        stop: &CancellationToken,
    ) -> Result<VisitEnd, JournalError> {
        self.visitor.visit(exchange, hosts, agenda, stop).await
    }

    async fn enquire(&self, question: &Question, now: Moment) -> Lookup {
        match &self.enquirer {
            Some(enquirer) => enquirer.ask(question, now).await,
            None => Lookup {
                kind: question.kind,
                subject: question.subject.clone(),
                at: now,
                found: Known::Unknown(WhyUnknown::NotAsked),
                asked: Vec::new(),
                lists: question.lists.clone(),
            },
        }
    }
}
