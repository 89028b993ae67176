//! One SMTP session as a server sees it (RFC 5321): the ordinary course of things, with the temper asked at every step.
//! Nothing a client sends can make it fail; it never takes a message.

use std::{sync::Arc, time::Duration};

use tokio::{
    net::TcpStream,
    time::{sleep, timeout},
};

use super::{
    Post,
    command::Command,
    wire::{Heard, Wire},
};
use crate::{
    ExchangeCounters,
    dialect::{Manners, Names},
    scenario::Mailbox,
    temper::{Act, Occasion, Scene},
    text::a_labels,
};

/// How long a client may keep silent (RFC 5321 section 4.5.3.2.7 asks for five minutes).
const IDLE: Duration = Duration::from_secs(300);

/// How a session ended.
enum End {
    /// With QUIT.
    Quit,
    /// The client left in the middle of it.
    ClientLeft,
    /// The server ended it, or gave the client every reason to.
    Cut,
}

/// Holds a session from the connection to its end, and counts both.
pub(super) async fn hold(stream: TcpStream, host: Arc<str>, post: Arc<Post>) {
    // Without it a reply waits for the acknowledgement of the one before; slower, not wrong.
    let _ = stream.set_nodelay(true);
    let open = Open::count(&post, &host);
    let mut session = Session {
        post: &post,
        host: &host,
        wire: Wire::new(stream),
        client: String::new(),
        greeted: Greeted::No,
        sender: None,
        destination: None,
        asked: 0,
        named: 0,
        encrypted: false,
        turned_away: false,
        may_follow: true,
    };
    let end = match session.talk().await {
        Ok(never) => match never {},
        Err(end) => end,
    };
    session.wire.close().await;
    {
        let mut counters = post.memory.count();
        match end {
            End::Quit => {}
            End::ClientLeft => counters.left_without_quit += 1,
            End::Cut => counters.cut_by_server += 1,
        }
    }
    drop(open);
}

/// Counts a connection while it lasts.
struct Open<'a>(&'a Post);

impl<'a> Open<'a> {
    fn count(post: &'a Post, host: &str) -> Self {
        let mut counters = post.memory.count();
        counters.connections += 1;
        counters.open += 1;
        counters.peak = counters.peak.max(counters.open);
        *counters.hosts.entry(host.to_owned()).or_default() += 1;
        post.sessions.send_modify(|open| *open += 1);
        Self(post)
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.memory.count().open -= 1;
        self.0.sessions.send_modify(|open| *open -= 1);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Greeted {
    No,
    Helo,
    Ehlo,
}

struct Session<'a> {
    post: &'a Post,
    host: &'a str,
    wire: Wire,
    client: String,
    greeted: Greeted,
    /// The sender of the transaction under way.
    sender: Option<String>,
    /// The domain of its first recipient.
    destination: Option<String>,
    asked: u32,
    /// Recipients named in the transaction.
    named: u32,
    encrypted: bool,
    /// The banner was a refusal: nothing but QUIT is understood (RFC 5321 section 3.1).
    turned_away: bool,
    /// Whether the client may send more before the answer to its command (RFC 2920).
    may_follow: bool,
}

enum Never {}

/// A timer takes a millisecond even for nothing.
async fn wait(time: Duration) {
    if !time.is_zero() {
        sleep(time).await;
    }
}

impl Session<'_> {
    /// The whole session; only its end comes back.
    async fn talk(&mut self) -> Result<Never, End> {
        self.welcome().await?;
        loop {
            let line = match timeout(IDLE, self.wire.line()).await {
                Ok(Heard::Line(line)) => line,
                Ok(Heard::TooLong) => {
                    self.say("500 5.5.6 Line too long").await?;
                    return Err(End::Cut);
                }
                Ok(Heard::Gone) => return Err(End::ClientLeft),
                Err(_) => return Err(End::Cut),
            };
            self.obey(Command::read(&line)).await?;
        }
    }

    async fn welcome(&mut self) -> Result<(), End> {
        let patience = self.post.exchange.temper.patience();
        wait(self.post.exchange.step).await;
        let early = if patience.is_zero() {
            self.wire.has_more()
        } else {
            timeout(patience, self.wire.read()).await == Ok(true)
        };
        if early {
            self.post.memory.remember_early_talker();
            self.count(|counters| counters.before_banner += 1);
        }
        match self.temper(Occasion::Connect) {
            Act::Usual | Act::Treat(_) => self.put(&self.names("", "").fill(self.manners().banner)).await,
            Act::Say(banner) => {
                self.turned_away = !banner.starts_with('2');
                self.put(&banner).await
            }
            act => self.break_off(act).await,
        }
    }

    async fn obey(&mut self, command: Command) -> Result<(), End> {
        // RFC 2920 section 3.1: these have to be the last of a group.
        let ends_a_group = matches!(
            command,
            Command::Hello { .. }
                | Command::StartTls
                | Command::Data
                | Command::Vrfy
                | Command::Expn
                | Command::Quit
                | Command::Noop
        );
        self.may_follow = self.greeted == Greeted::Ehlo && self.offers_pipelining() && !ends_a_group;
        match command {
            Command::Quit => {
                // Counted before the answer: who has heard it may look at the counters at once.
                self.count(|counters| counters.quits += 1);
                let bye = self.names("", "").fill(self.manners().bye);
                self.say(&bye).await.map_err(|_| End::Quit)?;
                Err(End::Quit)
            }
            _ if self.turned_away => self.say("503 5.5.1 Error: bad sequence of commands").await,
            Command::Hello { extended, name } => self.hello(extended, name).await,
            Command::StartTls => self.start_tls().await,
            Command::Mail { sender } => self.mail(sender).await,
            Command::Rcpt { address } => self.rcpt(address).await,
            Command::Rset => {
                self.sender = None;
                self.say("250 2.0.0 Ok").await
            }
            Command::Noop => self.say("250 2.0.0 Ok").await,
            Command::Data => {
                self.count(|counters| counters.data += 1);
                self.say("554 5.5.1 Error: no valid recipients").await
            }
            Command::Bdat => {
                self.count(|counters| counters.bdat += 1);
                self.say("554 5.5.1 Error: no valid recipients").await
            }
            Command::Vrfy => {
                self.count(|counters| counters.vrfy += 1);
                self.say("252 2.5.2 Cannot VRFY user").await
            }
            Command::Expn => {
                self.count(|counters| counters.expn += 1);
                self.say("502 5.5.1 Error: command not implemented").await
            }
            Command::Faulty => self.say("501 5.5.4 Syntax error in parameters").await,
            Command::Unknown => self.say("500 5.5.2 Error: command not recognized").await,
        }
    }

    async fn hello(&mut self, extended: bool, name: String) -> Result<(), End> {
        self.count(|counters| {
            counters.greetings.insert(name.clone());
        });
        self.client = name;
        let client = self.client.clone();
        match self.temper(Occasion::Hello { extended, name: &client }) {
            Act::Usual | Act::Treat(_) => {
                self.greeted = if extended { Greeted::Ehlo } else { Greeted::Helo };
                self.sender = None;
                let greeting = self.greeting(extended);
                self.say(&greeting).await
            }
            Act::Say(text) => self.say(&text).await,
            act => self.break_off(act).await,
        }
    }

    fn greeting(&self, extended: bool) -> String {
        let mut lines = vec![self.names("", "").fill(self.manners().greeting)];
        if extended {
            let offers = [
                (self.offers_pipelining(), "PIPELINING"),
                (true, "SIZE 36700160"),
                (self.offers_starttls(), "STARTTLS"),
                (self.manners().enhanced, "ENHANCEDSTATUSCODES"),
                (true, "8BITMIME"),
                (self.post.exchange.offers_smtputf8(), "SMTPUTF8"),
            ];
            lines.extend(offers.into_iter().filter(|(offered, _)| *offered).map(|(_, word)| word.to_owned()));
        }
        let last = lines.len() - 1;
        let coded: Vec<String> = lines
            .into_iter()
            .enumerate()
            .map(|(n, line)| format!("250{}{line}", if n == last { ' ' } else { '-' }))
            .collect();
        coded.join("\n")
    }

    async fn start_tls(&mut self) -> Result<(), End> {
        let Some(acceptor) = self.post.tls.as_ref().filter(|_| self.offers_starttls()) else {
            return self.say("454 4.7.0 TLS not available due to local problem").await;
        };
        self.say("220 2.0.0 Ready to start TLS").await?;
        if self.post.exchange.temper.breaks_handshake() {
            return Err(End::Cut);
        }
        // A client that gives the handshake up is no fault of either side's manners.
        self.wire.encrypt(acceptor).await.map_err(|_| End::Cut)?;
        self.count(|counters| counters.encrypted += 1);
        self.encrypted = true;
        self.greeted = Greeted::No;
        self.sender = None;
        Ok(())
    }

    async fn mail(&mut self, sender: String) -> Result<(), End> {
        self.count(|counters| {
            counters.transactions += 1;
            counters.senders.insert(sender.clone());
        });
        if self.greeted == Greeted::No {
            return self.say("503 5.5.1 Error: send HELO/EHLO first").await;
        }
        if self.sender.is_some() {
            return self.say("503 5.5.1 Error: nested MAIL command").await;
        }
        // A temper sees the sender that it is asked about.
        self.sender = Some(sender);
        let act = self.temper(Occasion::Mail);
        if !matches!(act, Act::Usual | Act::Treat(_)) {
            self.sender = None;
        }
        match act {
            Act::Usual | Act::Treat(_) => {
                self.destination = None;
                self.named = 0;
                let ok = self.names("", "").fill(self.manners().sender_ok);
                self.say(&ok).await
            }
            Act::Say(text) => self.say(&text).await,
            act => self.break_off(act).await,
        }
    }

    async fn rcpt(&mut self, address: String) -> Result<(), End> {
        self.asked = self.asked.saturating_add(1);
        self.count(|counters| {
            counters.recipients += 1;
            *counters.asked.entry(address.clone()).or_default() += 1;
        });
        if self.sender.is_none() {
            return self.say("503 5.5.1 Error: need MAIL command").await;
        }
        if !address.is_ascii() && !self.post.exchange.offers_smtputf8() {
            return self.say("553 5.6.7 Address needs SMTPUTF8, which is not offered").await;
        }
        let (local, domain) = address.rsplit_once('@').unwrap_or((&address, ""));
        let Some(domain) = a_labels(domain).and_then(|domain| self.post.domains.get(&domain)) else {
            let denied = self.names(&address, "").fill(self.manners().relay_denied);
            return self.say(&denied).await;
        };
        let mailbox = match domain.mailbox(local) {
            Mailbox::Missing if domain.catch_all => Mailbox::Exists,
            mailbox => mailbox,
        };
        self.named = self.named.saturating_add(1);
        let names = Names { domain: &domain.name, ..self.names(&address, "") };
        let act = self.act(Occasion::Rcpt(&mailbox), names);
        self.destination.get_or_insert_with(|| domain.name.clone());
        match act {
            Act::Usual => self.say_of(&mailbox, &address).await,
            Act::Treat(mailbox) => self.say_of(&mailbox, &address).await,
            Act::Say(text) => self.say(&text).await,
            act => self.break_off(act).await,
        }
    }

    /// The ordinary answer about a mailbox.
    async fn say_of(&mut self, mailbox: &Mailbox, address: &str) -> Result<(), End> {
        let manners = self.manners();
        let (wording, to) = match mailbox {
            Mailbox::Exists | Mailbox::Trap => (manners.accepted, ""),
            Mailbox::Missing => {
                self.post.memory.name_unknown();
                (manners.unknown, "")
            }
            Mailbox::Full => (manners.full, ""),
            Mailbox::FullForNow => (manners.full_for_now, ""),
            Mailbox::Disabled => (manners.disabled, ""),
            Mailbox::Restricted => (manners.restricted, ""),
            Mailbox::Moved(to) => (manners.moved, to.as_str()),
        };
        let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
        let text = Names { domain, ..self.names(address, to) }.fill(wording);
        self.say(&text).await
    }

    /// Ends the conversation as a temper wants it, or lets it go on after bytes without sense.
    async fn break_off(&mut self, act: Act) -> Result<(), End> {
        match act {
            Act::Usual | Act::Treat(_) => Ok(()),
            Act::Say(text) => self.say(&text).await,
            Act::Leave(text) => {
                self.put(&text).await?;
                Err(End::Cut)
            }
            Act::HangUp => {
                if self.post.exchange.temper.resets() {
                    self.wire.reset();
                }
                Err(End::Cut)
            }
            Act::Freeze => {
                self.send().await?;
                self.wire.drain().await;
                Err(End::Cut)
            }
            Act::Garble(bytes) => {
                self.wire.put(&bytes);
                self.send().await?;
                self.wire.drain().await;
                Err(End::Cut)
            }
            Act::Babble(every) => loop {
                let line =
                    format!("220-{} one more line of welcome, and there are others behind it\r\n", self.host);
                self.wire.put(line.repeat(if every.is_zero() { 64 } else { 1 }).as_bytes());
                self.wire.send().await.map_err(|_| End::Cut)?;
                wait(every).await;
            },
        }
    }

    /// Answers a command, and counts it where the client did not wait for the answer.
    async fn say(&mut self, reply: &str) -> Result<(), End> {
        self.pause(reply).await?;
        if !self.may_follow && self.wire.has_more() {
            self.count(|counters| counters.unasked_pipelining += 1);
            if self.post.exchange.temper.punishes_pipelining() {
                self.wire.put(b"554 SMTP synchronization error\r\n");
                return Err(End::Cut);
            }
        }
        self.write(reply).await
    }

    /// Sends a reply to no command.
    async fn put(&mut self, reply: &str) -> Result<(), End> {
        wait(self.post.exchange.temper.delay(false)).await;
        self.write(reply).await
    }

    async fn pause(&mut self, reply: &str) -> Result<(), End> {
        let exchange = &self.post.exchange;
        let delay = exchange.step + exchange.temper.delay(!reply.starts_with('2'));
        if !delay.is_zero() {
            self.send().await?;
            sleep(delay).await;
        }
        Ok(())
    }

    async fn write(&mut self, reply: &str) -> Result<(), End> {
        let bytes = self.post.exchange.temper.dress(reply);
        if self.post.exchange.temper.drips() {
            for byte in bytes {
                self.wire.put(&[byte]);
                self.send().await?;
                tokio::task::yield_now().await;
            }
        } else {
            self.wire.put(&bytes);
        }
        Ok(())
    }

    async fn send(&mut self) -> Result<(), End> {
        self.wire.send().await.map_err(|_| End::ClientLeft)
    }

    fn temper(&self, occasion: Occasion<'_>) -> Act {
        self.act(occasion, self.names("", ""))
    }

    fn act(&self, occasion: Occasion<'_>, names: Names<'_>) -> Act {
        let scene = Scene {
            memory: &self.post.memory,
            names,
            dialect: self.post.exchange.dialect(),
            sender: self.sender.as_deref().unwrap_or_default(),
            asked: self.asked,
            named: self.named,
            strays: self.destination.as_deref().is_some_and(|first| first != names.domain),
            encrypted: self.encrypted,
        };
        self.post.exchange.temper.act(occasion, &scene)
    }

    fn names<'n>(&'n self, rcpt: &'n str, to: &'n str) -> Names<'n> {
        Names { host: self.host, client: &self.client, rcpt, domain: "", to }
    }

    fn manners(&self) -> &'static Manners {
        self.post.exchange.dialect().manners()
    }

    fn offers_pipelining(&self) -> bool {
        self.post.exchange.temper.offers_pipelining(self.post.exchange.dialect())
    }

    fn offers_starttls(&self) -> bool {
        self.post.exchange.offers_starttls() && !self.encrypted
    }

    fn count(&self, change: impl FnOnce(&mut ExchangeCounters)) {
        change(&mut self.post.memory.count());
    }
}
