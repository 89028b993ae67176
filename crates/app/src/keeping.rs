//! What is kept, how old it is, and deleting it: a list, what is older than a number of days, everything. After that nothing
//! of it is left on the disk; settings stay, since they are the user's own file.

use std::time::Duration;

use mailvet_engine::Clock as _;
use mailvet_store::{ListId, Purge};

use crate::{
    AppError, Mailvet, Purged, blocking,
    wire::{PurgeRequest, Stored},
};

const DAY: Duration = Duration::from_secs(24 * 3_600);

impl Mailvet {
    /// What is kept, how old it is, and how long it is used again.
    ///
    /// # Errors
    /// The database fails.
    pub async fn stored(&self) -> Result<Stored, AppError> {
        let in_force = self.in_force();
        let cache = &in_force.settings.cache;
        Ok(Stored {
            kept: self.0.store.kept().await?,
            now: self.0.clock.now(),
            domains_used_for_seconds: cache.domain.as_secs(),
            controls_used_for_seconds: cache.controls.as_secs(),
        })
    }

    /// What a purge would delete.
    ///
    /// # Errors
    /// There is no such list, or the database fails.
    pub async fn would_purge(&self, request: PurgeRequest) -> Result<Purged, AppError> {
        Ok(self.0.store.would_purge(self.purge_of(request)).await?)
    }

    /// Deletes for good.
    ///
    /// # Errors
    /// Something of it is being vetted, there is no such list, or the database fails.
    pub async fn purge(&self, request: PurgeRequest) -> Result<Purged, AppError> {
        let live = match request {
            PurgeRequest::List(list) => self.is_live(list),
            PurgeRequest::OlderThan { .. } => false,
            PurgeRequest::All => self.is_anything_live(),
        };
        if live {
            return Err(AppError::Running);
        }
        let purged = self.0.store.purge(self.purge_of(request)).await?;
        if request == PurgeRequest::All {
            self.forget_pasted().await?;
            // What could be put back is text of what was to be deleted.
            self.forget_history().await;
            let file = self.0.place.doctor();
            blocking(move || match std::fs::remove_file(&file) {
                Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                    Err(AppError::OwnFile { file, source })
                }
                _ => Ok(()),
            })
            .await?;
        }
        Ok(purged)
    }

    /// Deletes a list with everything that was learnt for it.
    ///
    /// # Errors
    /// It is being vetted, there is no such list, or the database fails.
    pub async fn delete(&self, list: ListId) -> Result<(), AppError> {
        self.purge(PurgeRequest::List(list)).await.map(drop)
    }

    fn purge_of(&self, request: PurgeRequest) -> Purge {
        match request {
            PurgeRequest::List(list) => Purge::List(list),
            PurgeRequest::OlderThan { days } => Purge::Before(self.0.clock.now().before(DAY * days)),
            PurgeRequest::All => Purge::All,
        }
    }
}
