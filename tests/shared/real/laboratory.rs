//! The small internet that Mailvet and real servers meet in: a practice world answers DNS and names mail hosts where
//! nobody of its own listens, and real servers take their places. Every laboratory has a port and loopback addresses of
//! its own, so tests run side by side.

use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr, TcpListener},
};

use mailvet_world::{Scenario, World};

use crate::command::{Bench, verdicts};

/// What one address has to come to: the address, the verdict, the reason. `|` stands between words of which each is right.
pub type Expected<'a> = (&'a str, &'a str, &'a str);

/// A world, and the port that is kept free in it for real servers.
pub struct Laboratory {
    world: World,
    /// The port of all mail hosts, held where no host is: no other laboratory is given it meanwhile.
    port: Option<TcpListener>,
}

/// How Mailvet goes about a list: what differs from test to test.
#[derive(Clone, Debug)]
pub struct Manner {
    /// The resolver.
    pub dns: SocketAddr,
    /// The port of the mail hosts.
    pub port: u16,
    /// The sender; empty: the null sender.
    pub mail_from: &'static str,
    /// The sender where that one is refused; empty: there is none.
    pub fallback_from: &'static str,
    /// When conversations are encrypted: `when_demanded` or `when_offered`.
    pub tls: &'static str,
    /// The waits before asking again.
    pub waits: &'static [&'static str],
    /// More lines, of further tables.
    pub more: String,
}

impl Manner {
    fn settings_toml(&self) -> String {
        let Self { dns, port, mail_from, fallback_from, tls, waits, more } = self;
        format!(
            r#"
[dns]
servers = ["{dns}"]
timeout = "3s"
attempts = 2

[smtp]
port = {port}
helo = "probe.mailvet.test"
mail_from = "{mail_from}"
fallback_from = "{fallback_from}"
tls = "{tls}"
connect_timeout = "5s"
reply_timeout = "20s"

[retry]
waits = {waits:?}

{more}
"#
        )
    }
}

impl Laboratory {
    /// A world with these exchanges and domains; hosts whose temper is `refuse` are places for real servers.
    ///
    /// # Panics
    /// The zone is not sound, or there is no port to be had.
    pub async fn open(zone: &str) -> Self {
        loop {
            let world =
                World::start(Scenario::from_toml(zone).expect("a sound zone")).await.expect("loopback");
            // Somebody may have been given the port in between.
            if let Ok(port) = TcpListener::bind((Ipv4Addr::LOCALHOST, world.smtp_port())) {
                return Self { world, port: Some(port) };
            }
            world.stop().await;
        }
    }

    /// The place of a mail host.
    ///
    /// # Panics
    /// The zone does not name it.
    #[must_use]
    pub fn place(&self, host: &str) -> SocketAddr {
        self.world.host(host).expect("the zone names it")
    }

    /// A loopback address that only this laboratory uses; `number` tells its addresses apart.
    #[must_use]
    pub fn address(&self, number: u8) -> Ipv4Addr {
        let [high, low] = self.world.smtp_port().to_be_bytes();
        Ipv4Addr::new(127, 100 + number, high, low)
    }

    /// A place on 127.0.0.1, the one loopback address that an interface carries by itself. There is one such place.
    pub fn spare_place(&mut self) -> SocketAddr {
        self.port = None;
        SocketAddr::from((Ipv4Addr::LOCALHOST, self.world.smtp_port()))
    }

    /// Where the world answers DNS.
    #[must_use]
    pub fn dns(&self) -> SocketAddr {
        self.world.dns()
    }

    /// The usual way to go about a list here: the null sender, waits of a second or two.
    #[must_use]
    pub fn manner(&self) -> Manner {
        Manner {
            dns: self.world.dns(),
            port: self.world.smtp_port(),
            mail_from: "",
            fallback_from: "",
            tls: "when_demanded",
            waits: &["1s", "2s", "3s"],
            more: "[network]\nallow_private = true\n".to_owned(),
        }
    }

    /// Vets a list of the addresses and says what is wrong with the verdicts; `log` is shown with it.
    ///
    /// # Panics
    /// A verdict or a reason is not as expected, or the program failed.
    pub fn expect(&self, manner: &Manner, expected: &[Expected<'_>], log: impl FnOnce() -> String) {
        let bench = Bench::new(Some(&manner.settings_toml()));
        let addresses: Vec<&str> = expected.iter().map(|row| row.0).collect();
        let list = bench.file("list.csv", format!("email\n{}\n", addresses.join("\n")));
        let vetted = bench.path("vetted.csv");
        let (list, output) = (list.display().to_string(), vetted.display().to_string());
        let ran = bench.run(["verify", "--quiet", &list, "-o", &output]);
        assert_eq!(ran.code, 0, "{}\n{}", ran.stderr, log());
        let mut got: BTreeMap<String, (String, String)> = verdicts(&vetted, "email")
            .into_iter()
            .map(|(address, verdict, reason)| (address, (verdict, reason)))
            .collect();
        let right = |wanted: &str, got: &str| wanted.split('|').any(|word| word == got);
        let all_right = expected.iter().all(|(address, verdict, reason)| {
            got.remove(*address).is_some_and(|got| right(verdict, &got.0) && right(reason, &got.1))
        });
        let shown = std::fs::read_to_string(vetted).expect("it was just read");
        assert!(
            all_right && got.is_empty(),
            "expected {expected:#?}, got\n{shown}\n{}\n{}",
            ran.stderr,
            log()
        );
    }
}
