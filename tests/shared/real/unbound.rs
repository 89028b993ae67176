//! Unbound, a resolver that caches and validates. It knows some zones itself and asks the practice world for the rest.

use std::{fmt::Write as _, net::SocketAddr, process::Command};

use super::{NoServer, Quarters, RunningServer};

/// What Unbound is to be.
#[derive(Clone, Copy, Debug)]
pub struct Unbound<'a> {
    /// Where it answers, over UDP and TCP.
    pub at: SocketAddr,
    /// Whom it asks.
    pub behind: SocketAddr,
    /// Zones that it knows itself: the name, and the records but SOA and NS as in a zone file.
    pub zones: &'a [(&'a str, &'a str)],
    /// Further lines of its configuration.
    pub more: &'a str,
}

impl Unbound<'_> {
    /// Starts it and waits until it answers.
    ///
    /// # Errors
    /// It cannot be started by this user.
    ///
    /// # Panics
    /// It was not unpacked, or does not come up; its log is in the message.
    pub fn start(&self) -> Result<RunningServer, NoServer> {
        let quarters = Quarters::of("unbound")?;
        let conf = quarters.write("unbound.conf", &self.configuration(&quarters));
        let mut daemon = Command::new(quarters.package("usr/sbin/unbound"));
        daemon.args(["-d", "-p", "-c"]).arg(conf);
        Ok(quarters.start(&daemon, self.at))
    }

    fn configuration(&self, quarters: &Quarters) -> String {
        let mut conf = format!(
            "server:
  interface: {ip}@{port}
  access-control: 127.0.0.0/8 allow
  directory: {folder:?}
  chroot: \"\"
  username: \"\"
  pidfile: \"\"
  use-syslog: no
  verbosity: 1
  num-threads: 1
  do-ip6: no
  module-config: \"validator iterator\"
  do-not-query-localhost: no
  local-zone: \"test.\" nodefault
  local-zone: \"127.in-addr.arpa.\" nodefault
",
            ip = self.at.ip(),
            port = self.at.port(),
            folder = quarters.path(""),
        );
        conf += self.more;
        let behind = format!("{}@{}", self.behind.ip(), self.behind.port());
        writeln!(conf, "forward-zone:\n  name: \".\"\n  forward-addr: {behind}").expect("a string takes it");
        for (zone, records) in self.zones {
            let head =
                "@ 300 IN SOA ns hostmaster 1 3600 600 86400 300\n@ 300 IN NS ns\nns 300 IN A 127.0.0.1\n";
            let file = quarters
                .write(&format!("{zone}.zone"), &format!("$ORIGIN {zone}.\n$TTL 300\n{head}{records}\n"));
            writeln!(
                conf,
                "auth-zone:\n  name: \"{zone}.\"\n  zonefile: {file:?}\n  for-upstream: no\n  for-downstream: yes\n  fallback-enabled: no"
            )
            .expect("a string takes it");
        }
        conf
    }
}
