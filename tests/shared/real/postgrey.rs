//! Postgrey, the greylisting that stands beside a Postfix and is asked by it about every recipient.

use std::{net::SocketAddr, process::Command};

use super::{NoServer, Quarters, RunningServer};

/// What Postgrey is to be.
#[derive(Clone, Copy, Debug)]
pub struct Postgrey {
    /// Where it listens.
    pub at: SocketAddr,
    /// How long it puts strangers off, in seconds.
    pub delay_seconds: u32,
}

impl Postgrey {
    /// Starts it and waits until it listens.
    ///
    /// # Errors
    /// It cannot be started by this user.
    ///
    /// # Panics
    /// It was not unpacked, or does not come up; its log is in the message.
    pub fn start(&self) -> Result<RunningServer, NoServer> {
        let mut quarters = Quarters::of("postgrey")?;
        let owner = quarters.user("postgrey");
        let memory = quarters.folder("memory", 0o700, owner);
        // Its lists of clients and recipients that are never put off would let some through.
        let nobody = quarters.write("nobody", "");
        let mut daemon = Command::new("perl");
        // As its first line has it.
        daemon.arg("-T").arg(quarters.package("usr/sbin/postgrey"));
        daemon.args([
            format!("--inet={}", self.at),
            format!("--delay={}", self.delay_seconds),
            format!("--dbdir={}", memory.display()),
            format!("--whitelist-clients={}", nobody.display()),
            format!("--whitelist-recipients={}", nobody.display()),
            "--auto-whitelist-clients=0".to_owned(),
        ]);
        Ok(quarters.start(&daemon, self.at))
    }
}
