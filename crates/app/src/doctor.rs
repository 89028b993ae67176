//! The connection doctor as a use case: whom it would contact, its check-up told check by check, and what it last saw.
//! What was seen is kept, not what was said of it, so that a newer program reads it by its own rules.

use std::sync::Arc;

use mailvet_engine::{Settings, doctor::Doctor};
use mailvet_verdict::{
    Words,
    doctor::{CheckId, Checkup, Diagnosis, DoctorCheck, DoctorReport, DoctorRules},
};
use tokio_util::sync::CancellationToken;

use crate::{
    AppError, Mailvet, blocking,
    wire::{Destination, DoctorPlan, DoctorRequest, PlannedCheck},
    write_own,
};

impl Mailvet {
    /// Whom a check-up would contact, and for what. Nobody is contacted.
    ///
    /// # Errors
    /// The practice world cannot start.
    pub async fn doctor_plan(&self, practice: bool) -> Result<DoctorPlan, AppError> {
        let settings = self.doctor_settings(practice).await?;
        let planned = |id: &CheckId| PlannedCheck { id: *id, title: id.title().to_owned() };
        Ok(DoctorPlan {
            checks: CheckId::ALL.iter().map(planned).collect(),
            destinations: destinations(&settings),
        })
    }

    /// Looks at the connection and tells each check as soon as it is made. What was seen of the real connection is kept.
    ///
    /// # Errors
    /// The resolver cannot be set up, the practice world cannot start, or what was seen cannot be kept.
    pub async fn doctor(
        &self,
        request: DoctorRequest,
        tell: impl FnMut(DoctorCheck) + Send,
    ) -> Result<DoctorReport, AppError> {
        let practice = request.practice;
        let checkup = self.examine(request, &CancellationToken::new(), tell).await?;
        self.keep(&checkup, practice).await
    }

    /// Makes the checks until `stop`, and tells each as soon as it is made.
    pub(crate) async fn examine(
        &self,
        request: DoctorRequest,
        stop: &CancellationToken,
        mut tell: impl FnMut(DoctorCheck) + Send,
    ) -> Result<Checkup, AppError> {
        let settings = self.doctor_settings(request.practice).await?;
        let doctor = Doctor::new(settings, Arc::clone(&self.0.knowledge), Arc::clone(&self.0.clock) as _)?;
        let mut skip = request.skip;
        if request.practice {
            // The practice world is all on IPv4; this machine's own way out over IPv6 has no place in it.
            skip.push(CheckId::Ipv6);
        }
        Ok(doctor.examine(&skip, stop, |id, seen| tell(self.diagnosis(seen).check(id))).await)
    }

    /// Keeps what was seen of the real connection, and reads it.
    pub(crate) async fn keep(&self, checkup: &Checkup, practice: bool) -> Result<DoctorReport, AppError> {
        if !practice {
            let file = self.0.place.doctor();
            let kept = serde_json::to_vec(checkup).unwrap_or_default();
            blocking(move || write_own(file, &kept)).await?;
            self.note_checkup(checkup).await?;
        }
        Ok(self.diagnosis(checkup).report(practice))
    }

    /// The report on what was last seen of the real connection; nobody is contacted. `None`: there was no check-up yet, or
    /// none that this program could read.
    ///
    /// # Errors
    /// The file is there and cannot be read.
    pub async fn last_doctor(&self) -> Result<Option<DoctorReport>, AppError> {
        Ok(self.last_checkup().await?.map(|checkup| self.diagnosis(&checkup).report(false)))
    }

    /// What was last seen of the real connection, likewise.
    pub(crate) async fn last_checkup(&self) -> Result<Option<Checkup>, AppError> {
        let file = self.0.place.doctor();
        let kept = blocking(move || match std::fs::read(&file) {
            Ok(kept) => Ok(Some(kept)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(AppError::OwnFileUnreadable { file, source }),
        })
        .await?;
        Ok(kept.and_then(|kept| serde_json::from_slice(&kept).ok()))
    }

    fn diagnosis<'a>(&'a self, checkup: &'a Checkup) -> Diagnosis<'a> {
        Diagnosis { checkup, rules: DoctorRules::shipped(), knowledge: &self.0.knowledge }
    }

    async fn doctor_settings(&self, practice: bool) -> Result<Arc<Settings>, AppError> {
        if practice {
            self.0.practice.settings(&self.in_force().text).await
        } else {
            Ok(Arc::clone(&self.in_force().settings))
        }
    }
}

mailvet_verdict::phrases! {
    /// What those whom a check-up contacts learn.
    pub(crate) CONTACTS "contact" {
        system_resolver() = "the system's DNS resolver";
        names() = "a name that exists and one made up at random";
        reverse_lookup() = "that somebody looks for the name of your address";
        greeting_name() = "the name given in EHLO";
        sender_domain() = "the domain of the sender";
        address_and_name() = "your address and the name given in EHLO; no recipient is named";
        address() = "your address";
        address_by_resolver() = "your address, through your resolver";
    }
}

/// Everybody whom a check-up under `settings` may contact.
fn destinations(settings: &Settings) -> Vec<Destination> {
    let doctor = &settings.doctor;
    let to = |check, to: Words, learns, setting: &str| Destination {
        check,
        to,
        learns,
        setting: setting.to_owned(),
    };
    let resolver: Words = match settings.dns.servers.as_slice() {
        [] => system_resolver().into(),
        servers => servers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ").into(),
    };
    let mut all = Vec::new();
    for (check, learns) in [
        (CheckId::Resolver, names()),
        (CheckId::Ptr, reverse_lookup()),
        (CheckId::Helo, greeting_name()),
        (CheckId::Sender, sender_domain()),
        (CheckId::Spf, sender_domain()),
    ] {
        all.push(to(check, resolver.clone(), learns, "dns.servers"));
    }
    let hosts = doctor.port_hosts.iter();
    all.extend(hosts.map(|host| to(CheckId::Port, host.into(), address_and_name(), "doctor.port_hosts")));
    if !doctor.address_service.is_empty() && doctor.public_addresses.is_empty() {
        let service = Words::from(&doctor.address_service);
        all.push(to(CheckId::PublicAddress, service, address(), "doctor.address_service"));
    }
    let zones = doctor.block_lists.iter();
    all.extend(
        zones.map(|zone| to(CheckId::BlockLists, zone.into(), address_by_resolver(), "doctor.block_lists")),
    );
    all.sort_by_key(|destination| destination.check);
    all
}
