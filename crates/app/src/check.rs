//! One address, checked at once: a list of one row in a database of its own that is gone afterwards.

use std::time::Duration;

use mailvet_store::RunState;

use crate::{AppError, Mailvet, Place, wire::EvidenceView};

impl Mailvet {
    /// Checks one address and returns everything that was seen. A server that says "later" is waited for until
    /// `deadline`; then what is known counts.
    ///
    /// # Errors
    /// The temporary database fails, or the run cannot go on.
    pub async fn check(
        &self,
        address: &str,
        practice: bool,
        deadline: Duration,
    ) -> Result<EvidenceView, AppError> {
        let folder =
            tempfile::tempdir().map_err(|source| AppError::OwnFile { file: std::env::temp_dir(), source })?;
        let place = Place { folder: folder.path().to_owned(), settings: self.0.place.settings.clone() };
        let mailvet = Self::open(place).await?;
        mailvet.0.store.remember_by(&self.0.store);
        let list = mailvet.import_addresses(address.to_owned(), vec![address.to_owned()], practice).await?;
        mailvet.start(list.id).await?;
        if let Some(mut snapshots) = mailvet.follow(list.id) {
            let ended = async |snapshots: &mut tokio::sync::watch::Receiver<_>| {
                let _closed = snapshots
                    .wait_for(|snapshot: &crate::wire::RunSnapshot| {
                        matches!(snapshot.state, RunState::Finished | RunState::Paused)
                    })
                    .await;
            };
            if tokio::time::timeout(deadline, ended(&mut snapshots)).await.is_err() {
                // It may have ended in this very moment; then there is nothing to finish.
                if mailvet.finish(list.id).is_ok() {
                    ended(&mut snapshots).await;
                }
            }
            if let Some(message) = snapshots.borrow().failure.clone() {
                return Err(AppError::RunStopped { message });
            }
        }
        let evidence = mailvet.evidence(list.id, 0).await?;
        mailvet.leave(Duration::from_secs(1)).await;
        Ok(evidence)
    }
}
