//! Dante, a SOCKS5 proxy, with and without a password.

use std::{net::SocketAddr, process::Command};

use super::{NoServer, Quarters, RunningServer};

/// What Dante is to be.
#[derive(Clone, Copy, Debug)]
pub struct Dante {
    /// Where it listens. Dante wants an address that an interface carries by itself, which on loopback is 127.0.0.1.
    pub at: SocketAddr,
    /// The user that has to give a name and a password (RFC 1929); `None`: everybody is let through.
    pub user: Option<DanteUser>,
}

/// A user of the proxy; known to nobody else on the machine.
#[derive(Clone, Copy, Debug)]
pub struct DanteUser {
    /// The name.
    pub name: &'static str,
    /// The password as `crypt(3)` keeps it.
    pub password: &'static str,
}

impl Dante {
    /// Starts it and waits until it listens.
    ///
    /// # Errors
    /// It cannot be started by this user.
    ///
    /// # Panics
    /// It was not unpacked, or does not come up; its log is in the message.
    pub fn start(&self) -> Result<RunningServer, NoServer> {
        let mut quarters = Quarters::of("dante")?;
        let method = match self.user {
            Some(DanteUser { name, password }) => {
                quarters.user_with_password(name, password);
                "username"
            }
            None => "none",
        };
        let conf = quarters.write(
            "danted.conf",
            &format!(
                "errorlog: stderr
logoutput: stdout
internal: {ip} port = {port}
external: 127.0.0.1
clientmethod: none
socksmethod: {method}
user.privileged: root
user.unprivileged: nobody
client pass {{
  from: 127.0.0.0/8 to: 0.0.0.0/0
}}
socks pass {{
  from: 127.0.0.0/8 to: 127.0.0.0/8
  log: connect disconnect error
}}
",
                ip = self.at.ip(),
                port = self.at.port(),
            ),
        );
        let mut daemon = Command::new(quarters.package("usr/sbin/danted"));
        daemon.arg("-f").arg(conf).arg("-p").arg(quarters.path("pid"));
        Ok(quarters.start(&daemon, self.at))
    }
}
