//! OpenSMTPD. Its configuration is in its quarters; its queue and its sockets have fixed places, which it finds empty.

use std::{net::SocketAddr, process::Command};

use super::{MailLog, NoServer, Quarters, RunningServer, Sessions, log::lines};

/// What OpenSMTPD is to be.
#[derive(Clone, Copy, Debug)]
pub struct OpenSmtpd<'a> {
    /// Where it listens.
    pub at: SocketAddr,
    /// What follows `listen on ADDRESS port PORT`, such as `tls-require pki mx`.
    pub listen: &'a str,
    /// The rest of `smtpd.conf`. `{tables}` stands for the folder with the tables, `{certificate}` for a file with a key
    /// and a certificate.
    pub conf: &'a str,
    /// Files for `file:{tables}/NAME`.
    pub tables: &'a [(&'a str, &'a str)],
}

/// A running OpenSMTPD.
pub struct RunningOpenSmtpd(RunningServer);

impl OpenSmtpd<'_> {
    /// Starts it and waits until it listens.
    ///
    /// # Errors
    /// It cannot be started by this user.
    ///
    /// # Panics
    /// It was not unpacked, or does not come up; its log is in the message.
    pub fn start(&self) -> Result<RunningOpenSmtpd, NoServer> {
        let mut quarters = Quarters::of("opensmtpd")?;
        // The users that Debian's OpenSMTPD was built to run as.
        quarters.user("opensmtpd");
        quarters.user("opensmtpq");
        quarters.empty("/var/lib", &["opensmtpd/empty"]);
        quarters.empty("/var/spool", &[]);
        quarters.empty("/run", &[]);
        quarters.folder("tables", 0o755, 0);
        for (name, rows) in self.tables {
            quarters.write(&format!("tables/{name}"), rows);
        }
        let certificate = quarters.certificate("mx.test");
        std::fs::set_permissions(&certificate, std::os::unix::fs::PermissionsExt::from_mode(0o600))
            .expect("ours");
        let conf = self
            .conf
            .replace("{tables}", &quarters.path("tables").display().to_string())
            .replace("{certificate}", &certificate.display().to_string());
        let listen = format!("listen on {} port {} {}\n", self.at.ip(), self.at.port(), self.listen);
        // A `pki` has to be known before somebody listens with it.
        let (before, after): (Vec<&str>, Vec<&str>) = conf.lines().partition(|line| line.starts_with("pki "));
        let conf = quarters
            .write("smtpd.conf", &[&before.join("\n"), "\n", &listen, &after.join("\n"), "\n"].concat());
        let mut daemon = Command::new(quarters.package("usr/sbin/smtpd"));
        // In the foreground, and every line of every conversation in the log.
        daemon.args(["-d", "-v", "-T", "smtp", "-f"]).arg(conf);
        Ok(RunningOpenSmtpd(quarters.start(&daemon, self.at)))
    }
}

impl MailLog for RunningOpenSmtpd {
    fn running(&self) -> &RunningServer {
        &self.0
    }

    fn sessions(&self, log: &str) -> Sessions {
        let over = || lines(log, &[" smtp disconnected "]);
        let heard = |verb: &str| {
            let said = format!(": <<< {verb}");
            log.lines().filter(|line| line.contains(&said)).map(str::to_owned).collect::<Vec<_>>()
        };
        Sessions {
            begun: lines(log, &[" smtp connected "]).count(),
            over: over().count(),
            quit: over().filter(|line| line.contains("reason=quit")).count(),
            left_without_quit: over()
                .filter(|line| line.contains("reason=disconnect") || line.contains("reason=timeout"))
                .map(str::to_owned)
                .collect(),
            forbidden: ["DATA", "BDAT", "VRFY", "EXPN"].into_iter().flat_map(heard).collect(),
        }
    }
}
