//! What a run meets outside, behind a trait: DNS and the mail hosts. Tests put a scripted one in its place, so that the
//! whole of a run is tested without a socket.

use std::future::Future;

use mailvet_verdict::{DomainEvidence, Moment, MxHost};
use tokio_util::sync::CancellationToken;

use crate::{
    domain::DomainObserver,
    journal::JournalError,
    mailbox::{Agenda, VisitEnd, Visitor},
};

/// DNS and the mail hosts of the world.
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
}

/// The real one.
pub(crate) struct Internet {
    pub(crate) observer: DomainObserver,
    pub(crate) visitor: Visitor,
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
}
