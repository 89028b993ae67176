//! The domain stage: where does the mail of a domain go? Answers with evidence, never with a verdict.

use mailvet_verdict::DomainEvidence;

use crate::settings::DnsSettings;

/// Looks domains up.
#[derive(Clone, Debug)]
pub struct DomainObserver {}

/// The resolver could not be set up.
#[derive(Debug, thiserror::Error)]
#[error("the DNS resolver cannot be used: {0}")]
pub struct ResolverError(pub String);

impl DomainObserver {
    /// An observer that asks the servers of `settings`, or the system's.
    ///
    /// # Errors
    /// The system's resolver configuration cannot be read.
    pub fn new(_settings: &DnsSettings) -> Result<Self, ResolverError> {
        todo!()
    }

    /// Looks `domain` (A-labels) up. DNS failures are evidence.
    pub async fn observe(&self, _domain: &str, _now: mailvet_verdict::Moment) -> DomainEvidence {
        todo!()
    }
}
