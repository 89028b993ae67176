//! A check-up of the connection that the person may stop: whoever is being asked is taken leave of, and what was not asked
//! yet is not asked. The last whole report stays.

use std::sync::{Mutex, PoisonError};

use mailvet_verdict::doctor::{DoctorCheck, DoctorReport};
use tokio_util::sync::CancellationToken;

use crate::{AppError, Mailvet, wire::DoctorRequest};

/// What the person waits for and may stop: the check-up that is under way, if one is.
#[derive(Default)]
pub(crate) struct UnderWay(Mutex<CancellationToken>);

impl UnderWay {
    pub(crate) fn begin(&self) -> CancellationToken {
        let mut token = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *token = CancellationToken::new();
        token.clone()
    }

    pub(crate) fn stop(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).cancel();
    }
}

impl Mailvet {
    /// As [`Mailvet::doctor`], until [`Mailvet::stop_doctor`]: then there is no report.
    ///
    /// # Errors
    /// As [`Mailvet::doctor`].
    pub async fn doctor_until_stopped(
        &self,
        request: DoctorRequest,
        mut tell: impl FnMut(DoctorCheck) + Send,
    ) -> Result<Option<DoctorReport>, AppError> {
        let practice = request.practice;
        let stop = self.0.checkup.begin();
        let tell = |check| {
            // After the stop, checks are only called "not asked".
            if !stop.is_cancelled() {
                tell(check);
            }
        };
        let checkup = self.examine(request, &stop, tell).await?;
        if !stop.is_cancelled() {
            return self.keep(&checkup, practice).await.map(Some);
        }
        // It is no report, but whoever was asked was told.
        if !practice {
            self.note_checkup(&checkup).await?;
        }
        Ok(None)
    }

    /// Stops the check-up that is under way; nothing where none is.
    pub fn stop_doctor(&self) {
        self.0.checkup.stop();
    }
}
