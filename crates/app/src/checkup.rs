//! A check-up of the connection that the person may stop: whoever is being asked is left at once, and what was not asked
//! yet is not asked.

use std::sync::{Mutex, PoisonError};

use mailvet_verdict::doctor::{DoctorCheck, DoctorReport};
use tokio_util::sync::CancellationToken;

use crate::{AppError, Mailvet, wire::DoctorRequest};

/// The check-up that is under way, if one is.
#[derive(Default)]
pub(crate) struct UnderWay(Mutex<CancellationToken>);

impl UnderWay {
    fn begin(&self) -> CancellationToken {
        let mut token = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *token = CancellationToken::new();
        token.clone()
    }

    fn stop(&self) {
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
        tell: impl FnMut(DoctorCheck) + Send,
    ) -> Result<Option<DoctorReport>, AppError> {
        let stopped = self.0.checkup.begin();
        tokio::select! {
            report = self.doctor(request, tell) => report.map(Some),
            () = stopped.cancelled() => Ok(None),
        }
    }

    /// Stops the check-up that is under way; nothing where none is.
    pub fn stop_doctor(&self) {
        self.0.checkup.stop();
    }
}
