//! Looking a domain up, and what follows at once: where there is no mail host its addresses are settled, where DNS failed
//! they wait, and otherwise the domain takes its place on a route.

use std::{sync::Arc, time::Duration};

use mailvet_verdict::{
    Control, ControlWord, CutShort, DnsFailure, DomainEvidence, Known, MailRouting, WhyUnknown, exchange_of,
};

use super::{
    control::{ControlState, accepts_since, repeated_name},
    mail_system::MailSystem,
    plan::DomainNo,
    round::Round,
    settle::is_fresh,
};
use crate::{
    Journal,
    journal::{ControlPlace, JournalError, Record},
};

impl<J: Journal, M: MailSystem> Round<J, M> {
    /// Looks one domain up and puts its addresses where they belong.
    pub(crate) async fn survey(self: Arc<Self>, no: DomainNo, name: Arc<str>) -> Result<(), JournalError> {
        let surveyed = super::round::caught(self.look_up(no, &name)).await;
        let outcome = match surveyed {
            Some(outcome) => outcome,
            None => {
                tracing::error!("looking a domain up panicked; its addresses are internal errors now");
                let settled = self.settle_all(&name, Some(CutShort::Fault)).await;
                self.plan().all_settled(no);
                settled
            }
        };
        let now = self.clock.now();
        let mut plan = self.plan();
        plan.looked_up(no);
        plan.rested(no, now);
        outcome
    }

    async fn look_up(&self, no: DomainNo, name: &Arc<str>) -> Result<(), JournalError> {
        let Some(evidence) = self.domain_evidence(name).await? else { return Ok(()) };
        if matches!(evidence.routing, MailRouting::Failed(_)) {
            return self.put_off_by_dns(no, name).await;
        }
        let hosts = evidence.routing.hosts();
        let Some(best) = hosts.first().filter(|_| self.settings.smtp.enabled) else {
            self.settle_all(name, None).await?;
            self.plan().all_settled(no);
            return Ok(());
        };
        let exchange = exchange_of(hosts);
        let controls = self.controls_of(name, &exchange).await?;
        let control = ControlState::read(&controls, &self.knowledge, &self.controls);
        let now = self.clock.now();
        let (review, doubt) = {
            let mut plan = self.plan();
            plan.routed(no, hosts, self.knowledge.operator(&best.name, None), now);
            plan.set_control(no, control, now);
            plan.set_control_name(no, repeated_name(&controls, &exchange));
            plan.set_accepts_since(no, accepts_since(&controls, &self.knowledge));
            (plan.awaiting(no) > 0 && control.awaited().is_none(), plan.met(no))
        };
        if let Some(by) = doubt {
            return self.take_neighbour_back(no, &by).await;
        }
        if review { self.review_answered(no).await } else { Ok(()) }
    }

    /// The controls of a domain; in a run that has asked none yet, those that said something to another one, as long as
    /// that is not too long ago.
    async fn controls_of(&self, name: &str, exchange: &str) -> Result<Vec<Control>, JournalError> {
        let controls = self.journal.controls(self.id, name).await?;
        if !controls.is_empty() {
            return Ok(controls);
        }
        let oldest = self.clock.now().before(self.settings.cache.controls);
        let mut earlier = self.journal.earlier_controls(self.id, name, exchange, oldest).await?;
        earlier.retain(|control| ControlWord::of(control, &self.knowledge) != ControlWord::Nothing);
        if !earlier.is_empty() {
            let (domain, place) = (name, ControlPlace::Next);
            let taken_over = earlier.iter().cloned();
            let records =
                taken_over.map(|control| Record::Control { domain: domain.to_owned(), control, place });
            self.journal.record(self.id, records.collect()).await?;
        }
        Ok(earlier)
    }

    /// What DNS says of a domain, as long as it was not asked within the TTL already. `None`: the run is being left.
    async fn domain_evidence(&self, name: &str) -> Result<Option<DomainEvidence>, JournalError> {
        let now = self.clock.now();
        let oldest = now.before(self.settings.cache.domain);
        let kept = self.journal.domain(self.id, name, oldest).await?;
        if let Some(evidence) = kept.filter(|evidence| is_fresh(evidence, now)) {
            return Ok(Some(evidence));
        }
        let evidence = tokio::select! {
            evidence = tokio::time::timeout(self.dns_deadline(), self.mail.observe(name, now)) => evidence,
            () = self.leave.cancelled() => return Ok(None),
        };
        let evidence = evidence.unwrap_or_else(|_| DomainEvidence {
            domain: name.to_owned(),
            routing: MailRouting::Failed(DnsFailure::TimedOut),
            spf: Known::Unknown(WhyUnknown::TimedOut),
            dmarc: Known::Unknown(WhyUnknown::TimedOut),
            published: Default::default(),
            observed_at: now,
            ttl_seconds: 0,
        });
        self.journal.record(self.id, vec![Record::Domain(evidence.clone())]).await?;
        Ok(Some(evidence))
    }

    /// A look-up is a handful of questions one after the other (MX, the hosts' addresses, policies), each with its own
    /// time-out; this only guards against one that never returns.
    fn dns_deadline(&self) -> Duration {
        let attempts = u32::try_from(self.settings.dns.attempts).unwrap_or(u32::MAX);
        self.settings.dns.timeout.saturating_mul(attempts).saturating_mul(10).max(Duration::from_secs(10))
    }
}
