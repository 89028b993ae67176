//! Where a real server lives while a test runs. It gets namespaces of its own for mounts and processes: what it sees in
//! place of the machine's users, resolver and spools is in a temporary folder, and whatever it starts ends with its
//! owner, also where the test is killed. Only root may make such namespaces.

use std::{
    fmt::{self, Write as _},
    fs,
    io::{self, Write as _},
    net::{Ipv4Addr, SocketAddr},
    os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant, SystemTime},
};

use tempfile::TempDir;

use crate::repository;

/// How long a server may take to come up, or to write down what it did: a loaded machine is slow.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often it is looked at meanwhile.
const BEAT: Duration = Duration::from_millis(20);

/// The first number given to a user of ours. Such numbers belong to nobody: Debian's people begin at 1000 and its
/// services stay below, systemd's made-up users begin at 61184.
const FIRST_USER: u32 = 59_001;

/// What makes a server's life depend on its owner's: process 1 of the namespace ends when the server does, or when the
/// owner's end of its standard input is closed, and takes all others along.
const LIVE: &str = r#"exec 3<&0 </dev/null
"$@" 3<&- &
cat <&3 >/dev/null &
wait -n
"#;

/// Why there is no server to test against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoServer {
    /// Real servers are only started by root.
    NotRoot,
    /// This root may not make namespaces, as in many containers.
    NoNamespaces,
}

impl fmt::Display for NoServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotRoot => "real servers can only be started by root",
            Self::NoNamespaces => "this root may not give a real server a view of the machine of its own",
        })
    }
}

/// Says by name that the test at hand did not run. Past the test harness, which shows nothing of a test that passes.
///
/// # Panics
/// Standard error is closed.
pub fn not_run(why: &NoServer) {
    let thread = thread::current();
    let test = thread.name().unwrap_or("a test");
    writeln!(io::stderr(), "{test} did not run: {why}").expect("standard error is open");
}

/// Where a server is going to live.
pub struct Quarters {
    name: &'static str,
    package: PathBuf,
    folder: TempDir,
    mounts: String,
    users: Vec<User>,
    logs: Vec<PathBuf>,
}

struct User {
    name: &'static str,
    id: u32,
    /// As `crypt(3)` keeps it; `*`: no password fits.
    password: String,
}

impl Quarters {
    /// Empty quarters for the server that is unpacked as `name`.
    ///
    /// # Errors
    /// This user may not start it.
    ///
    /// # Panics
    /// It was not unpacked.
    pub fn of(name: &'static str) -> Result<Self, NoServer> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        if fs::metadata(folder.path()).expect("it was just made").uid() != 0 {
            return Err(NoServer::NotRoot);
        }
        if !unshare().arg("true").output().is_ok_and(|output| output.status.success()) {
            return Err(NoServer::NoNamespaces);
        }
        let package = repository().join("target/debian").join(name);
        assert!(package.join(".unpacked").is_file(), "{name} is not unpacked; `scripts/setup test` does it");
        // The server's own users have to get through.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("ours");
        let logs = vec![folder.path().join("output")];
        Ok(Self { name, package, folder, mounts: String::new(), users: Vec::new(), logs })
    }

    /// A file of the unpacked package.
    #[must_use]
    pub fn package(&self, path: &str) -> PathBuf {
        self.package.join(path)
    }

    /// A path in the server's folder.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file into the server's folder.
    ///
    /// # Panics
    /// There is no room for it.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, text).expect("ours");
        // Postfix waits until a file has been left alone for two seconds.
        let file = fs::File::options().write(true).open(&path).expect("ours");
        file.set_modified(SystemTime::now() - Duration::from_secs(60)).expect("ours");
        path
    }

    /// Makes a folder in the server's folder; `owner` is a number of [`Self::user`].
    ///
    /// # Panics
    /// There is no room for it.
    pub fn folder(&self, name: &str, mode: u32, owner: u32) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(&path).expect("ours");
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("ours");
        chown(&path, Some(owner), None).expect("root may");
        path
    }

    /// A user and a group of this name that only the server knows; the number of both.
    pub fn user(&mut self, name: &'static str) -> u32 {
        self.user_with_password(name, "*")
    }

    /// The same, with a password as `crypt(3)` keeps it.
    ///
    /// # Panics
    /// Never in a test that has a sane number of users.
    pub fn user_with_password(&mut self, name: &'static str, password: &str) -> u32 {
        let id = FIRST_USER + u32::try_from(self.users.len()).expect("few users");
        self.users.push(User { name, id, password: password.to_owned() });
        id
    }

    /// Shows the server `text` in place of a file of the machine, where the machine has that file.
    pub fn in_place_of(&mut self, file: &str, text: &str) {
        if Path::new(file).exists() {
            let ours = self.write(&file.trim_start_matches('/').replace('/', "-"), text);
            // Neither path has a character that a shell knows.
            writeln!(self.mounts, "mount --bind {} {file}", ours.display()).expect("a string takes it");
        }
    }

    /// Shows the server an empty folder in place of one of the machine, with these folders in it.
    pub fn empty(&mut self, folder: &str, inside: &[&str]) {
        writeln!(self.mounts, "mount -t tmpfs -o mode=755 none {folder}").expect("a string takes it");
        for name in inside {
            writeln!(self.mounts, "mkdir -p {folder}/{name}").expect("a string takes it");
        }
    }

    /// Lets the server ask this name server, at port 53, and nobody else for names.
    pub fn resolve_by(&mut self, name_server: Ipv4Addr) {
        self.in_place_of(
            "/etc/resolv.conf",
            &format!("nameserver {name_server}\noptions timeout:2 attempts:2\n"),
        );
        self.in_place_of("/etc/hosts", "");
        self.in_place_of(
            "/etc/nsswitch.conf",
            "passwd: files\ngroup: files\nshadow: files\nhosts: files dns\n",
        );
    }

    /// A file that the server will write its log to, beside its output.
    pub fn logs_to(&mut self, file: PathBuf) {
        self.logs.push(file);
    }

    /// A new key and a certificate for `host` that it signed itself, in one file.
    ///
    /// # Panics
    /// There is no room for it.
    pub fn certificate(&self, host: &str) -> PathBuf {
        let made = rcgen::generate_simple_self_signed([host.to_owned()]).expect("a host's name is sound");
        self.write("certificate.pem", &[made.signing_key.serialize_pem(), made.cert.pem()].concat())
    }

    /// Starts `server` and waits until it listens at `at`.
    ///
    /// # Panics
    /// It does not come up; its log is in the message.
    #[must_use]
    pub fn start(mut self, server: &Command, at: SocketAddr) -> RunningServer {
        self.house_users();
        let output = fs::File::create(self.path("output")).expect("ours");
        let mut room = unshare();
        room.args(["bash", "-c", &format!("set -e\n{}{LIVE}", self.mounts), self.name])
            .arg(server.get_program())
            .args(server.get_args())
            .current_dir(self.folder.path())
            .stdin(Stdio::piped())
            .stdout(output.try_clone().expect("ours"))
            .stderr(output);
        for (key, value) in server.get_envs() {
            room.env(key, value.expect("nothing is taken away"));
        }
        let room = room.spawn().expect("unshare belongs to every Debian");
        let mut running = RunningServer { name: self.name, room, logs: self.logs, _folder: self.folder };
        running.wait_for(at);
        running
    }

    fn house_users(&mut self) {
        if self.users.is_empty() {
            return;
        }
        let line = |file: &str, shown: &dyn Fn(&User) -> String| {
            let machine = fs::read_to_string(file).expect("every Debian has it, and root may read it");
            let others = machine.lines().filter(|line| {
                let name = line.split(':').next();
                !self.users.iter().any(|user| name == Some(user.name))
            });
            let all: Vec<String> = others.map(str::to_owned).chain(self.users.iter().map(shown)).collect();
            (file.to_owned(), all.join("\n") + "\n")
        };
        let tables = [
            line("/etc/passwd", &|User { name, id, .. }| {
                format!("{name}:x:{id}:{id}::/nonexistent:/usr/sbin/nologin")
            }),
            line("/etc/group", &|User { name, id, .. }| format!("{name}:x:{id}:")),
            line("/etc/shadow", &|User { name, password, .. }| {
                format!("{name}:{password}:19000:0:99999:7:::")
            }),
        ];
        for (file, text) in tables {
            self.in_place_of(&file, &text);
        }
    }
}

/// The beginning of a command that runs in namespaces of its own.
fn unshare() -> Command {
    let mut command = Command::new("unshare");
    command.args(["--mount", "--pid", "--fork", "--mount-proc"]);
    command
}

/// A running server; ends with its owner.
pub struct RunningServer {
    name: &'static str,
    room: Child,
    logs: Vec<PathBuf>,
    _folder: TempDir,
}

impl RunningServer {
    /// What it wrote down.
    #[must_use]
    pub fn log(&self) -> String {
        let read = |file: &PathBuf| fs::read(file).unwrap_or_default();
        let all: Vec<u8> = self.logs.iter().flat_map(read).collect();
        String::from_utf8_lossy(&all).into_owned()
    }

    /// What it wrote down, once that is what `enough` waits for.
    ///
    /// # Panics
    /// It never is.
    #[must_use]
    pub fn log_once(&self, enough: impl Fn(&str) -> bool) -> String {
        let given_up = Instant::now() + PATIENCE;
        loop {
            let log = self.log();
            if enough(&log) {
                return log;
            }
            assert!(Instant::now() < given_up, "{} did not write down what was waited for: {log}", self.name);
            thread::sleep(BEAT);
        }
    }

    fn wait_for(&mut self, at: SocketAddr) {
        let given_up = Instant::now() + PATIENCE;
        while !is_listening(at) {
            if let Ok(Some(status)) = self.room.try_wait() {
                panic!("{} ended ({status}): {}", self.name, self.log());
            }
            assert!(Instant::now() < given_up, "{} does not listen at {at}: {}", self.name, self.log());
            thread::sleep(BEAT);
        }
    }
}

impl Drop for RunningServer {
    fn drop(&mut self) {
        drop(self.room.stdin.take());
        // It lives for the test alone; there is nothing to do about a fault.
        let _ = self.room.wait();
    }
}

/// Whether somebody listens at `at` over TCP. Read from the kernel's table: to connect would be a session that the server
/// counts.
fn is_listening(at: SocketAddr) -> bool {
    const LISTEN: &str = "0A";
    let SocketAddr::V4(at) = at else { panic!("the loopback addresses here are of IPv4") };
    let wanted = format!("{:08X}:{:04X}", u32::from_ne_bytes(at.ip().octets()), at.port());
    let sockets = fs::read_to_string("/proc/net/tcp").expect("every Linux has it");
    sockets.lines().skip(1).any(|line| {
        let mut fields = line.split_whitespace().skip(1);
        fields.next() == Some(&wanted) && fields.nth(1) == Some(LISTEN)
    })
}
