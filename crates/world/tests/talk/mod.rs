//! A hand-driven SMTP client for the tests, and worlds of one exchange.
#![allow(dead_code, reason = "every test file includes it, and none uses all of it")]

use std::time::Duration;

use mailvet_world::{Scenario, World};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    time::timeout,
};

/// Longer than anything in these tests takes; only a defect reaches it.
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) struct Talk {
    stream: BufReader<TcpStream>,
}

impl Talk {
    /// Connects and says nothing.
    pub(crate) async fn connect(world: &World, host: &str) -> Self {
        let address = world.host(host).expect("a host of the world");
        Self { stream: BufReader::new(TcpStream::connect(address).await.expect("it listens")) }
    }

    /// Connects, hears the banner and greets with EHLO.
    pub(crate) async fn greeted(world: &World, host: &str) -> Self {
        let mut talk = Self::connect(world, host).await;
        assert!(talk.hear().await.starts_with("220"), "a banner");
        assert!(talk.ask("EHLO client.example").await.starts_with("250"), "a greeting");
        talk
    }

    /// As [`Talk::greeted`], with the null sender named.
    pub(crate) async fn ready(world: &World, host: &str) -> Self {
        let mut talk = Self::greeted(world, host).await;
        assert!(talk.ask("MAIL FROM:<>").await.starts_with("250"), "a sender");
        talk
    }

    pub(crate) async fn send(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.expect("the server still listens");
    }

    /// Sends a command and hears the whole reply.
    pub(crate) async fn ask(&mut self, command: &str) -> String {
        self.send(format!("{command}\r\n").as_bytes()).await;
        self.hear().await
    }

    pub(crate) async fn rcpt(&mut self, address: &str) -> String {
        self.ask(&format!("RCPT TO:<{address}>")).await
    }

    /// One whole reply, its lines parted by line feeds; empty: the server closed.
    pub(crate) async fn hear(&mut self) -> String {
        let mut reply = String::new();
        loop {
            let mut line = Vec::new();
            let read = timeout(PATIENCE, self.stream.read_until(b'\n', &mut line)).await.expect("in time");
            if !matches!(read, Ok(n) if n > 0) {
                return reply;
            }
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            let more = line.as_bytes().get(3) == Some(&b'-');
            reply.push_str(&line);
            if !more {
                return reply;
            }
            reply.push('\n');
        }
    }

    /// Exactly so many bytes.
    pub(crate) async fn bytes(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = vec![0; count];
        timeout(PATIENCE, self.stream.read_exact(&mut bytes)).await.expect("in time").expect("enough");
        bytes
    }

    /// How reading ends: `Ok` for an orderly close, the fault otherwise.
    pub(crate) async fn ending(&mut self) -> std::io::Result<Vec<u8>> {
        let mut rest = Vec::new();
        timeout(PATIENCE, self.stream.read_to_end(&mut rest)).await.expect("in time").map(|_| rest)
    }

    /// Whether nothing is to be heard for a moment.
    pub(crate) async fn is_silent(&mut self) -> bool {
        timeout(Duration::from_millis(150), self.stream.fill_buf()).await.is_err()
    }

    pub(crate) async fn quit(mut self) {
        assert!(self.ask("QUIT").await.starts_with("221"), "a leave taking");
    }

    pub(crate) fn into_inner(self) -> TcpStream {
        self.stream.into_inner()
    }
}

/// A world of one exchange `it` with hosts `mx1.it-net.example` and `mx2.it-net.example`, whose domain `it.example` has a
/// mailbox of every kind. `options` are further lines of the exchange.
pub(crate) async fn world(options: &str) -> World {
    let scenario = format!(
        r#"
        [[exchange]]
        name = "it"
        hosts = ["mx1.it-net.example", "mx2.it-net.example"]
        {options}

        [[domain]]
        name = "it.example"
        mx = "it"
        mailboxes = ["anna", "jürgen", "ben", "carla", "dora"]
        full = ["full"]
        full_for_now = ["brimming"]
        disabled = ["gone"]
        restricted = ["closed"]
        moved = {{ "moved" = "new@other.example" }}
        "#
    );
    World::start(Scenario::from_toml(&scenario).expect("a sound scenario")).await.expect("it starts")
}

pub(crate) const HOST: &str = "mx1.it-net.example";

/// Lets so much time pass, for servers and clients alike, without waiting for it.
pub(crate) async fn later(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}
