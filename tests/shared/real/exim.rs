//! Exim. Its configuration, spool and log are in its quarters.

use std::{
    net::{Ipv4Addr, SocketAddr},
    process::Command,
};

use super::{MailLog, NoServer, Quarters, RunningServer, Sessions, log::lines};

/// What Exim is to be: parts of its configuration beside those that make it run here, and its look-up files. In each
/// text `{tables}` stands for the folder with the files, `{certificate}` for a file with a key and a certificate.
#[derive(Clone, Copy, Debug)]
pub struct Exim<'a> {
    /// Where it listens.
    pub at: SocketAddr,
    /// Lines of the main section, such as `domainlist local_domains = real.test`.
    pub main: &'a str,
    /// The statements that it goes through at `RCPT TO`.
    pub at_recipient: &'a str,
    /// The routers. They may hand mail to the transport `nowhere`.
    pub routers: &'a str,
    /// Files for `lsearch;{tables}/NAME`.
    pub tables: &'a [(&'a str, &'a str)],
    /// The name server that it asks, at port 53; `None`: the machine's.
    pub resolver: Option<Ipv4Addr>,
}

/// A running Exim.
pub struct RunningExim(RunningServer);

/// The user that Debian's Exim was built to run as.
const USER: &str = "Debian-exim";

impl Exim<'_> {
    /// Starts it and waits until it listens.
    ///
    /// # Errors
    /// It cannot be started by this user.
    ///
    /// # Panics
    /// It was not unpacked, or does not come up; its log is in the message.
    pub fn start(&self) -> Result<RunningExim, NoServer> {
        let mut quarters = Quarters::of("exim")?;
        let owner = quarters.user(USER);
        quarters.folder("spool", 0o755, owner);
        quarters.folder("tables", 0o755, 0);
        if let Some(resolver) = self.resolver {
            quarters.resolve_by(resolver);
        }
        for (name, rows) in self.tables {
            quarters.write(&format!("tables/{name}"), rows);
        }
        let certificate = quarters.certificate("mx.test");
        std::os::unix::fs::chown(&certificate, Some(owner), None).expect("root may");
        let text = self
            .configuration(&quarters)
            .replace("{tables}", &quarters.path("tables").display().to_string())
            .replace("{certificate}", &certificate.display().to_string());
        let configuration = quarters.write("exim.conf", &text);
        quarters.logs_to(quarters.path("spool/mainlog"));
        quarters.logs_to(quarters.path("spool/paniclog"));
        let mut daemon = Command::new(quarters.package("usr/sbin/exim4"));
        daemon.arg("-C").arg(configuration).arg("-bdf");
        Ok(RunningExim(quarters.start(&daemon, self.at)))
    }

    fn configuration(&self, quarters: &Quarters) -> String {
        let Self { at, main, at_recipient, routers, .. } = self;
        format!(
            "primary_hostname = mx.test
exim_path = {exim}
spool_directory = {spool}
log_file_path = {spool}/%slog
log_selector = +smtp_connection +smtp_protocol_error +smtp_syntax_error
local_interfaces = <; [{ip}]:{port}
daemon_smtp_ports = {port}
keep_environment =
tls_certificate = {{certificate}}
tls_privatekey = {{certificate}}
acl_smtp_rcpt = at_recipient
acl_smtp_predata = forbidden
acl_smtp_vrfy = forbidden
acl_smtp_expn = forbidden
{main}

begin acl

at_recipient:
{at_recipient}

forbidden:
  deny log_message = a forbidden command

begin routers

{routers}

begin transports

nowhere:
  driver = appendfile
  file = /dev/null
  user = {USER}
",
            exim = quarters.package("usr/sbin/exim4").display(),
            spool = quarters.path("spool").display(),
            ip = at.ip(),
            port = at.port(),
        )
    }
}

impl MailLog for RunningExim {
    fn running(&self) -> &RunningServer {
        &self.0
    }

    /// Exim tells how every session ended: `SMTP connection from ... closed by QUIT`, or `unexpected disconnection ...`.
    fn sessions(&self, log: &str) -> Sessions {
        const SESSION: &str = " SMTP connection from ";
        const BEGUN: &str = "(TCP/IP connection count";
        let closed = || lines(log, &[SESSION]).filter(|line| !line.contains(BEGUN));
        let left_without_quit: Vec<String> =
            lines(log, &[" unexpected disconnection while reading SMTP command"])
                .chain(lines(log, &[" SMTP command timeout on connection"]))
                .chain(closed().filter(|line| line.contains(" lost")))
                .map(str::to_owned)
                .collect();
        Sessions {
            begun: lines(log, &[SESSION, BEGUN]).count(),
            over: closed().filter(|line| !line.contains(" lost")).count() + left_without_quit.len(),
            quit: closed().filter(|line| line.contains(" closed by QUIT")).count(),
            left_without_quit,
            forbidden: lines(log, &["a forbidden command"]).map(str::to_owned).collect(),
        }
    }
}
