//! The connection doctor's reading: what was seen of this machine's place in the network goes in, what each operator will
//! make of it comes out. Pure like every judgement. Which operator minds what is a table, `assets/rules/doctor.toml`.

mod checks;
mod diagnosis;
mod evidence;
mod heard;
mod needs;
mod phrases;
mod port;
mod report;
mod rules;
#[cfg(test)]
mod tests;

pub use diagnosis::Diagnosis;
pub use evidence::*;
pub use heard::{address_in_greeting, time_in_banner};
pub(crate) use phrases::DOCTOR;
pub use report::{
    CheckId, CheckState, DoctorCheck, DoctorReport, DoctorVerdict, Expectation, ProviderOutlook,
};
pub use rules::DoctorRules;
