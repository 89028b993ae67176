//! Postfix. Its configuration, queue and log are in its quarters; its master runs as root and drops its rights itself.

use std::{
    net::{Ipv4Addr, SocketAddr},
    process::Command,
};

use super::{MailLog, NoServer, Quarters, RunningServer, Sessions, log::lines};

/// What Postfix is to be: lines of `main.cf` and `master.cf` beside those that make it run here, and its look-up tables.
#[derive(Clone, Copy, Debug)]
pub struct Postfix<'a> {
    /// Where it listens.
    pub at: SocketAddr,
    /// Further lines of `main.cf`. `{tables}` stands for the folder with the tables, `{certificate}` for a file with a
    /// key and a certificate.
    pub main_cf: &'a str,
    /// Further lines of `master.cf`, with the same words.
    pub master_cf: &'a str,
    /// Tables for `texthash:{tables}/NAME`.
    pub tables: &'a [(&'a str, &'a str)],
    /// The name server that it asks, at port 53; `None`: the machine's.
    pub resolver: Option<Ipv4Addr>,
}

/// A running Postfix.
pub struct RunningPostfix(RunningServer);

/// The services that receiving and answering `RCPT TO` needs.
const SERVICES: &str = "
cleanup unix n - n - 0 cleanup
rewrite unix - - n - - trivial-rewrite
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
virtual unix - n n - - virtual
postlog unix-dgram n - n - 1 postlogd
";

impl Postfix<'_> {
    /// Starts it and waits until it listens.
    ///
    /// # Errors
    /// It cannot be started by this user.
    ///
    /// # Panics
    /// It was not unpacked, or does not come up; its log is in the message.
    pub fn start(&self) -> Result<RunningPostfix, NoServer> {
        let mut quarters = Quarters::of("postfix")?;
        let (owner, group) = (quarters.user("postfix"), quarters.user("postdrop"));
        lay_out(&quarters, owner, group);
        if let Some(resolver) = self.resolver {
            quarters.resolve_by(resolver);
        }
        for (name, rows) in self.tables {
            quarters.write(&format!("conf/{name}"), rows);
        }
        let own = |text: &str| {
            let mut text = text.replace("{tables}", &quarters.path("conf").display().to_string());
            if text.contains("{certificate}") {
                text = text.replace("{certificate}", &quarters.certificate("mx.test").display().to_string());
            }
            text
        };
        quarters.write("conf/main.cf", &[main_cf(&quarters), own(self.main_cf)].concat());
        let listens = format!("{} inet n - n - - smtpd\n", self.at);
        quarters.write("conf/master.cf", &[&listens, SERVICES.trim_start(), &own(self.master_cf)].concat());
        quarters.logs_to(quarters.path("data/log"));

        let libraries = quarters.package("usr/lib/postfix");
        let mut master = Command::new(libraries.join("sbin/master"));
        master
            .args(["-d", "-c"])
            .arg(quarters.path("conf"))
            .env("LD_LIBRARY_PATH", &libraries)
            .env("MAIL_CONFIG", quarters.path("conf"));
        Ok(RunningPostfix(quarters.start(&master, self.at)))
    }
}

/// The folders that Postfix wants, with the owners and rights that it checks.
fn lay_out(quarters: &Quarters, owner: u32, group: u32) {
    quarters.folder("conf", 0o755, 0);
    quarters.folder("queue", 0o755, 0);
    quarters.folder("queue/pid", 0o755, 0);
    quarters.folder("data", 0o700, owner);
    for name in [
        "active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private", "saved",
        "trace",
    ] {
        quarters.folder(&format!("queue/{name}"), 0o700, owner);
    }
    for (name, mode) in [("queue/maildrop", 0o730), ("queue/public", 0o710)] {
        let folder = quarters.folder(name, mode, owner);
        std::os::unix::fs::chown(folder, None, Some(group)).expect("root may");
    }
}

fn main_cf(quarters: &Quarters) -> String {
    let own = |name: &str| quarters.path(name).display().to_string();
    let package = |name: &str| quarters.package(name).display().to_string();
    let libraries = package("usr/lib/postfix");
    [
        ("compatibility_level", "3.6".to_owned()),
        ("queue_directory", own("queue")),
        ("data_directory", own("data")),
        ("command_directory", package("usr/sbin")),
        ("daemon_directory", package("usr/lib/postfix/sbin")),
        ("shlib_directory", libraries.clone()),
        ("meta_directory", package("etc/postfix")),
        ("myhostname", "mx.test".to_owned()),
        ("mail_owner", "postfix".to_owned()),
        ("setgid_group", "postdrop".to_owned()),
        ("default_privs", "nobody".to_owned()),
        ("import_environment", format!("MAIL_CONFIG LD_LIBRARY_PATH={libraries}")),
        ("export_environment", format!("LD_LIBRARY_PATH={libraries}")),
        ("maillog_file", own("data/log")),
        ("maillog_file_prefixes", own("")),
        // Where it listens is said in master.cf. Postfix refuses to name an address here that no interface carries by
        // itself, which is all of 127.0.0.0/8 but one.
        ("inet_interfaces", "all".to_owned()),
        ("inet_protocols", "ipv4".to_owned()),
        ("mydestination", String::new()),
        ("alias_maps", String::new()),
        ("smtpd_peername_lookup", "no".to_owned()),
        // Nobody is a friend: Mailvet comes from loopback, and is to be treated as a stranger.
        ("mynetworks", String::new()),
    ]
    .iter()
    .map(|(key, value)| format!("{key} = {value}\n"))
    .collect()
}

impl MailLog for RunningPostfix {
    fn running(&self) -> &RunningServer {
        &self.0
    }

    /// Postfix sums up every session: `disconnect from ... ehlo=1 mail=1 rcpt=1/3 quit=1 commands=...`. Where it talks to
    /// itself, the side that listens has another `syslog_name` than `postfix`, and is not looked at here.
    fn sessions(&self, log: &str) -> Sessions {
        let summed_up = || lines(log, &["postfix/smtpd[", ": disconnect from "]);
        let heard = |line: &str, verb: &str| line.contains(&format!(" {verb}="));
        Sessions {
            begun: lines(log, &["postfix/smtpd[", ": connect from "]).count(),
            over: summed_up().count(),
            quit: summed_up().filter(|line| heard(line, "quit")).count(),
            left_without_quit: lines(log, &["postfix/smtpd[", ": lost connection after "])
                .chain(lines(log, &["postfix/smtpd[", ": timeout after "]))
                .map(str::to_owned)
                .collect(),
            forbidden: summed_up()
                .filter(|line| ["data", "bdat", "vrfy", "expn"].iter().any(|verb| heard(line, verb)))
                .map(str::to_owned)
                .collect(),
        }
    }
}
