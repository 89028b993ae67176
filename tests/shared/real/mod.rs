//! Real servers on loopback, unpacked by `scripts/setup test` and not installed. One mechanism houses them all
//! ([`Quarters`]): a temporary folder, and a view of the machine in which they alone see the users, name servers and
//! empty folders that they want. One [`Laboratory`] is the small internet that they and Mailvet meet in.

mod dante;
mod exim;
mod laboratory;
mod log;
mod opensmtpd;
mod postfix;
mod postgrey;
mod quarters;
mod unbound;

pub use dante::{Dante, DanteUser};
pub use exim::{Exim, RunningExim};
pub use laboratory::{Expected, Laboratory, Manner};
pub use log::{MailLog, Sessions};
pub use opensmtpd::{OpenSmtpd, RunningOpenSmtpd};
pub use postfix::{Postfix, RunningPostfix};
pub use postgrey::Postgrey;
pub use quarters::{NoServer, Quarters, RunningServer, not_run};
pub use unbound::Unbound;

/// The running server, or the end of the test with a word on why it did not run.
#[macro_export]
macro_rules! started {
    ($server:expr) => {
        match $server {
            Ok(running) => running,
            Err(why) => return $crate::real::not_run(&why),
        }
    };
}
