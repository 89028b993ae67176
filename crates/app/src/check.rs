//! One address, checked at once: a list of one row in a database of its own that is gone afterwards; who was told what stays
//! in the ledger. A person may watch, and stop it: then what is known counts.

use std::{pin::pin, sync::Arc, time::Duration};

use mailvet_store::{ListId, RunState};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::{
    AppError, Host, Mailvet, Place,
    wire::{EvidenceView, RunSnapshot},
};

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
        let stop = CancellationToken::new();
        let mut checked = pin!(self.check_until(address, practice, &stop, |_| {}));
        match tokio::time::timeout(deadline, &mut checked).await {
            Ok(seen) => seen,
            Err(_late) => {
                stop.cancel();
                checked.await
            }
        }
    }

    /// The same without a deadline, told at every step, until [`Mailvet::stop_check`]: then what is known counts.
    ///
    /// # Errors
    /// As [`Mailvet::check`].
    pub async fn check_in_sight(
        &self,
        address: &str,
        practice: bool,
        tell: impl FnMut(EvidenceView) + Send,
    ) -> Result<EvidenceView, AppError> {
        let stop = self.0.checking.begin();
        self.check_until(address, practice, &stop, tell).await
    }

    /// Ends the check of one address that is under way; nothing where none is.
    pub fn stop_check(&self) {
        self.0.checking.stop();
    }

    async fn check_until(
        &self,
        address: &str,
        practice: bool,
        stop: &CancellationToken,
        tell: impl FnMut(EvidenceView) + Send,
    ) -> Result<EvidenceView, AppError> {
        let folder =
            tempfile::tempdir().map_err(|source| AppError::OwnFile { file: std::env::temp_dir(), source })?;
        let place = Place { folder: folder.path().to_owned(), settings: self.0.place.settings.clone() };
        // The newer lists and the user's own word are not in that folder.
        let knowledge = Arc::clone(&self.0.knowledge);
        let mailvet = Self::open_knowing(place, Host::Terminal, knowledge).await?;
        mailvet.0.store.remember_by(&self.0.store);
        let seen = mailvet.check_here(address, practice, stop, tell).await;
        mailvet.leave(Duration::from_secs(1)).await;
        // Who was asked was asked, however the check ended. In the practice world nobody outside was.
        if !practice {
            self.note_check(&mailvet).await?;
        }
        seen
    }

    /// The same in this database, which keeps it.
    async fn check_here(
        &self,
        address: &str,
        practice: bool,
        stop: &CancellationToken,
        tell: impl FnMut(EvidenceView) + Send,
    ) -> Result<EvidenceView, AppError> {
        let list = self.import_addresses(address.to_owned(), vec![address.to_owned()], practice).await?;
        self.start(list.id).await?;
        if let Some(snapshots) = self.follow(list.id) {
            self.watch(list.id, snapshots, stop, tell).await?;
        }
        self.evidence(list.id, 0).await
    }

    /// Tells what is seen of the one row until its run is over, which a stop brings about.
    async fn watch(
        &self,
        list: ListId,
        mut snapshots: watch::Receiver<RunSnapshot>,
        stop: &CancellationToken,
        mut tell: impl FnMut(EvidenceView) + Send,
    ) -> Result<(), AppError> {
        let mut stopped = false;
        loop {
            let RunSnapshot { state, failure, .. } = snapshots.borrow_and_update().clone();
            if let Some(message) = failure {
                return Err(AppError::RunStopped { message });
            }
            if matches!(state, RunState::Finished | RunState::Paused) {
                return Ok(());
            }
            tell(self.evidence(list, 0).await?);
            tokio::select! {
                changed = snapshots.changed() => {
                    if changed.is_err() {
                        return Ok(());
                    }
                }
                () = stop.cancelled(), if !stopped => {
                    stopped = true;
                    // It may have ended in this very moment; then there is nothing to finish.
                    if let Err(error) = self.finish(list) {
                        tracing::debug!(%error, "the check had ended already");
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use mailvet_verdict::{Flag, Say, Tri};

    use super::*;

    #[tokio::test]
    async fn a_single_address_is_checked_by_the_users_word_about_its_domain() {
        let folder = tempfile::tempdir().unwrap();
        let open = async || {
            let place = Place::find(Some(folder.path().to_owned()), None).unwrap();
            Mailvet::open(place).await.unwrap()
        };
        let domain = "harbour-books.example".to_owned();
        open().await.say_of_domains(Say::Deny, vec![domain.clone()]).await.unwrap();
        let seen = open().await.check(&format!("anna.berg@{domain}"), true, Duration::from_secs(60)).await;
        let flags = seen.unwrap().judgement.unwrap().flags;
        assert_eq!(flags.get(Flag::Disposable), Tri::Yes);
    }

    #[tokio::test]
    async fn a_check_is_told_step_by_step_and_ends_with_what_was_told() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::find(Some(folder.path().to_owned()), None).unwrap();
        let mailvet = Mailvet::open(place).await.unwrap();
        let mut told = Vec::new();
        let seen = mailvet
            .check_in_sight("nobody@@example", true, |view| told.push(view.row.address))
            .await
            .unwrap();
        let judgement = seen.judgement.unwrap();
        assert_eq!(judgement.reason, mailvet_verdict::Reason::Syntax);
        assert!(told.iter().all(|address| *address == seen.row.address), "{told:?}");
        assert_eq!(mailvet.home().await.unwrap().lists, [], "nothing of it is kept");
    }
}
