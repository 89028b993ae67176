//! A real Postfix on loopback, unpacked by `scripts/setup test` and not installed: configuration, queue and log are in a
//! temporary folder. Postfix's master has to be started by root, and drops its rights itself.

use std::{
    fs,
    net::{IpAddr, SocketAddr},
    os::unix::fs::{PermissionsExt as _, chown},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use tempfile::TempDir;

use crate::repository;

/// What Postfix is to be: lines of `main.cf` beside those that make it run here, and its look-up tables by name.
pub struct Postfix<'a> {
    /// Where it listens.
    pub at: SocketAddr,
    /// Further lines of `main.cf`; `{tables}` stands for the folder with the tables.
    pub main_cf: &'a str,
    /// Tables for `texthash:{tables}/NAME`.
    pub tables: &'a [(&'a str, &'a str)],
}

/// A running Postfix; ends with its owner.
pub struct RunningPostfix {
    master: Child,
    folder: TempDir,
}

/// Why there is no Postfix to test against.
#[derive(Debug, PartialEq, Eq)]
pub enum NoPostfix {
    /// Its master can only be started by root.
    NotRoot,
}

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
error unix - - n - - error
virtual unix - n n - - virtual
postlog unix-dgram n - n - 1 postlogd
";

/// The users that every Debian has and Postfix may run as here: it wants two that own nothing else of its own.
const MAIL_OWNER: &str = "games";
const DROP_GROUP: &str = "mail";

impl Postfix<'_> {
    /// Starts it and waits until it answers.
    ///
    /// # Errors
    /// It cannot be started by this user.
    ///
    /// # Panics
    /// It was not unpacked, or does not come up; its log is in the message.
    pub fn start(&self) -> Result<RunningPostfix, NoPostfix> {
        let root = repository().join("target/debian/postfix");
        let daemons = root.join("usr/lib/postfix");
        assert!(daemons.is_dir(), "Postfix is not unpacked; `scripts/setup test` does it");
        let folder = tempfile::tempdir().expect("a temporary folder");
        if fs::metadata(folder.path()).expect("it was just made").uid_is_not_root() {
            return Err(NoPostfix::NotRoot);
        }
        // Postfix's own users have to get through.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("ours");
        let place = Place { folder: folder.path(), root: &root, daemons: &daemons };
        place.lay_out(self);
        let master = Command::new(daemons.join("sbin/master"))
            .args(["-d", "-c"])
            .arg(folder.path().join("conf"))
            .env("LD_LIBRARY_PATH", &daemons)
            .env("MAIL_CONFIG", folder.path().join("conf"))
            .stdin(Stdio::null())
            .spawn()
            .expect("Postfix's master can be started");
        let mut running = RunningPostfix { master, folder };
        running.wait_for(self.at);
        Ok(running)
    }
}

trait Owned {
    fn uid_is_not_root(&self) -> bool;
}

impl Owned for fs::Metadata {
    fn uid_is_not_root(&self) -> bool {
        std::os::unix::fs::MetadataExt::uid(self) != 0
    }
}

struct Place<'a> {
    folder: &'a Path,
    root: &'a Path,
    daemons: &'a Path,
}

impl Place<'_> {
    fn lay_out(&self, postfix: &Postfix<'_>) {
        let (owner, group) = (id_of("passwd", MAIL_OWNER), id_of("group", DROP_GROUP));
        let make = |name: &str, mode: u32, owned: bool| {
            let path = self.folder.join(name);
            fs::create_dir_all(&path).expect("ours");
            if owned {
                chown(&path, Some(owner), None).expect("root may");
            }
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("ours");
            path
        };
        make("conf", 0o755, false);
        make("queue", 0o755, false);
        make("queue/pid", 0o755, false);
        make("data", 0o700, true);
        for name in [
            "active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "saved", "trace",
        ] {
            make(&format!("queue/{name}"), 0o700, true);
        }
        make("queue/private", 0o700, true);
        for (name, mode) in [("queue/maildrop", 0o730), ("queue/public", 0o710)] {
            chown(make(name, mode, true), None, Some(group)).expect("root may");
        }
        let tables = self.folder.join("conf");
        for (name, rows) in postfix.tables {
            fs::write(tables.join(name), rows).expect("ours");
        }
        fs::write(tables.join("main.cf"), self.main_cf(postfix)).expect("ours");
        let listens = format!("{} inet n - n - - smtpd\n", postfix.at);
        fs::write(tables.join("master.cf"), listens + SERVICES.trim_start()).expect("ours");
    }

    fn main_cf(&self, postfix: &Postfix<'_>) -> String {
        let show = |path: PathBuf| path.display().to_string();
        let own = postfix.main_cf.replace("{tables}", &show(self.folder.join("conf")));
        let family = match postfix.at.ip() {
            IpAddr::V4(_) => "ipv4",
            IpAddr::V6(_) => "ipv6",
        };
        let lines = [
            ("compatibility_level", "3.6".to_owned()),
            ("queue_directory", show(self.folder.join("queue"))),
            ("data_directory", show(self.folder.join("data"))),
            ("command_directory", show(self.root.join("usr/sbin"))),
            ("daemon_directory", show(self.daemons.join("sbin"))),
            ("shlib_directory", show(self.daemons.to_owned())),
            ("meta_directory", show(self.root.join("etc/postfix"))),
            ("mail_owner", MAIL_OWNER.to_owned()),
            ("setgid_group", DROP_GROUP.to_owned()),
            ("default_privs", "nobody".to_owned()),
            ("import_environment", format!("MAIL_CONFIG LD_LIBRARY_PATH={}", show(self.daemons.to_owned()))),
            ("export_environment", format!("LD_LIBRARY_PATH={}", show(self.daemons.to_owned()))),
            ("maillog_file", show(self.folder.join("data/log"))),
            ("maillog_file_prefixes", show(self.folder.to_owned())),
            // Where it listens is said in master.cf. Postfix refuses to name an address here that no interface carries
            // by itself, which is all of 127.0.0.0/8 but one.
            ("inet_interfaces", "all".to_owned()),
            ("inet_protocols", family.to_owned()),
            ("mydestination", String::new()),
            ("alias_maps", String::new()),
            ("smtpd_peername_lookup", "no".to_owned()),
        ];
        let common: String = lines.iter().map(|(key, value)| format!("{key} = {value}\n")).collect();
        format!("{common}{own}")
    }
}

/// The number of a user or a group, from the system's table.
fn id_of(table: &str, name: &str) -> u32 {
    let text = fs::read_to_string(format!("/etc/{table}")).expect("every Unix has it");
    text.lines()
        .find_map(|line| {
            let mut fields = line.split(':');
            (fields.next() == Some(name)).then(|| fields.nth(1).and_then(|id| id.parse().ok())).flatten()
        })
        .unwrap_or_else(|| panic!("/etc/{table} has no {name}"))
}

impl RunningPostfix {
    fn wait_for(&mut self, at: SocketAddr) {
        for _ in 0..200 {
            if std::net::TcpStream::connect_timeout(&at, Duration::from_secs(1)).is_ok() {
                return;
            }
            if let Ok(Some(status)) = self.master.try_wait() {
                panic!("Postfix ended ({status}): {}", self.log());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("Postfix does not answer at {at}: {}", self.log());
    }

    /// What it wrote down.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("data/log")).unwrap_or_default()
    }
}

impl Drop for RunningPostfix {
    fn drop(&mut self) {
        // A polite end takes its children along; a hard one would leave them.
        let _ = Command::new("kill").arg(self.master.id().to_string()).status();
        let _ = self.master.wait();
    }
}
