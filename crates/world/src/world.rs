//! A running world: starts everything a scenario describes on loopback, says how to reach it, and stops it whole.

use std::{
    collections::{BTreeMap, HashMap},
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use hickory_server::Server;
use tokio::{
    net::{TcpListener, UdpSocket},
    sync::watch,
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;

use crate::{
    Counters, DnsCounters, Prober, Scenario, WorldError,
    dns::{NameServer, Zone},
    server::{Memory, Post, acceptor, serve},
};

/// How often a free port is looked for before it counts as a failure.
const PORT_TRIES: usize = 32;
/// How long an idle DNS connection over TCP is kept.
const DNS_TCP_IDLE: Duration = Duration::from_secs(30);
/// Answers that may wait on one DNS connection.
const DNS_TCP_BUFFER: usize = 64;

/// A practice world at work. Dropping it ends every server and session at once.
pub struct World {
    dns: SocketAddr,
    smtp_port: u16,
    posts: BTreeMap<String, Arc<Post>>,
    addresses: HashMap<String, Ipv4Addr>,
    prober: Option<Prober>,
    /// Hosts that the connection doctor tries the port with: the prober's, else the first of each of a few exchanges.
    port_hosts: Vec<String>,
    questions: Arc<Mutex<DnsCounters>>,
    sessions: watch::Receiver<u64>,
    name_server: Server<NameServer>,
    hosts: JoinSet<()>,
    stop: CancellationToken,
}

impl World {
    /// Starts every server of `scenario` on loopback.
    ///
    /// # Errors
    /// An address or port is not to be had, or the certificate cannot be made.
    pub async fn start(scenario: Scenario) -> Result<Self, WorldError> {
        let addresses = addresses(&scenario);
        let (sessions, sessions_seen) = watch::channel(0);
        let posts = posts(&scenario, &sessions)?;
        let (smtp_port, listeners) = listen(&scenario, &addresses).await?;

        let questions = Arc::new(Mutex::new(DnsCounters::default()));
        let zone = Zone::new(&scenario, &addresses);
        let mut name_server = Server::new(NameServer { zone, counters: Arc::clone(&questions) });
        let (dns, udp, tcp) = listen_for_questions().await?;
        name_server.register_socket(udp);
        name_server.register_listener(tcp, DNS_TCP_IDLE, DNS_TCP_BUFFER);

        let stop = CancellationToken::new();
        let mut hosts = JoinSet::new();
        for (exchange, host, listener) in listeners {
            if let Some(post) = posts.get(&exchange) {
                hosts.spawn(serve(listener, host, Arc::clone(post), stop.clone()));
            }
        }
        Ok(Self {
            dns,
            smtp_port,
            posts,
            addresses,
            prober: scenario.prober.clone(),
            port_hosts: port_hosts(&scenario),
            questions,
            sessions: sessions_seen,
            name_server,
            hosts,
            stop,
        })
    }

    /// Where the name server listens, over UDP and TCP.
    #[must_use]
    pub fn dns(&self) -> SocketAddr {
        self.dns
    }

    /// The port of every mail host.
    #[must_use]
    pub fn smtp_port(&self) -> u16 {
        self.smtp_port
    }

    /// The address of a mail host, whether it listens or not.
    #[must_use]
    pub fn host(&self, name: &str) -> Option<SocketAddr> {
        self.addresses.get(name).map(|address| (*address, self.smtp_port).into())
    }

    /// A settings file that makes Mailvet talk to this world, with waits that suit it.
    #[must_use]
    pub fn settings_toml(&self) -> String {
        let port_hosts = &self.port_hosts;
        let public_addresses: Vec<String> =
            self.prober.iter().map(|prober| prober.address.to_string()).collect();
        let block_lists: Vec<&String> = self
            .prober
            .iter()
            .flat_map(|prober| prober.clear_lists.iter().chain(&prober.listed_on))
            .collect();
        let helo = self.prober.as_ref().map_or("mailvet.practice.example", |prober| prober.helo.as_str());
        let known_name = port_hosts.first().map_or("practice.example", String::as_str);
        format!(
            r#"# Makes Mailvet talk to a practice world on this machine, and to nothing else.

[dns]
servers = ["{dns}"]
timeout = "500ms"
attempts = 2

[smtp]
port = {port}
helo = {helo:?}
mail_from = ""
fallback_from = ""
tls = "when_demanded"
connect_timeout = "1s"
reply_timeout = "2s"

[network]
allow_private = true
ip = "both"
bind = ""
proxy = ""

[retry]
waits = ["2s", "3s", "5s"]

[lookups]
registration = false
website = false
gravatar = false
libravatar = false
wkd = false
keyserver = false

[doctor]
port_hosts = {port_hosts:?}
public_addresses = {public_addresses:?}
address_service = ""
block_lists = {block_lists:?}
known_name = {known_name:?}
unknown_under = "example"

[guard]
# Half of the servers of a practice world refuse us on purpose.
enabled = false
"#,
            dns = self.dns,
            port = self.smtp_port,
        )
    }

    /// What clients did so far.
    #[must_use]
    pub fn counters(&self) -> Counters {
        Counters {
            exchanges: self
                .posts
                .iter()
                .map(|(name, post)| (name.clone(), post.memory.count().clone()))
                .collect(),
            dns: self.questions.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }

    /// Recipients that each exchange was asked for so far; far quicker than all counters where they are many.
    #[must_use]
    pub fn recipients(&self) -> BTreeMap<String, u64> {
        self.posts.iter().map(|(name, post)| (name.clone(), post.memory.count().recipients)).collect()
    }

    /// Waits until no session is open; what clients did is then counted to the end.
    pub async fn quiet(&self) {
        // The senders live in the posts, which live as long as this world.
        let _ = self.sessions.clone().wait_for(|open| *open == 0).await;
    }

    /// Ends every server and session, and waits until they are gone.
    pub async fn stop(mut self) {
        self.stop.cancel();
        while self.hosts.join_next().await.is_some() {}
        if let Err(error) = self.name_server.shutdown_gracefully().await {
            tracing::debug!(%error, "the practice name server ended with a fault");
        }
    }
}

/// Few hosts: the doctor is in no hurry, and a user who reads its report is.
fn port_hosts(scenario: &Scenario) -> Vec<String> {
    match &scenario.prober {
        Some(prober) if !prober.port_hosts.is_empty() => prober.port_hosts.clone(),
        Some(_) | None => {
            scenario.exchanges.iter().filter_map(|exchange| exchange.hosts.first().cloned()).take(3).collect()
        }
    }
}

/// Every host's own loopback address, the same at every start.
fn addresses(scenario: &Scenario) -> HashMap<String, Ipv4Addr> {
    let octet = |n: usize| u8::try_from(n).unwrap_or(u8::MAX);
    scenario
        .exchanges
        .iter()
        .enumerate()
        .flat_map(|(e, exchange)| {
            exchange.hosts.iter().enumerate().map(move |(h, host)| {
                (host.clone(), Ipv4Addr::new(127, octet(20 + e / 250), octet(e % 250), octet(h + 1)))
            })
        })
        .collect()
}

fn posts(
    scenario: &Scenario,
    sessions: &watch::Sender<u64>,
) -> Result<BTreeMap<String, Arc<Post>>, WorldError> {
    let with_tls: Vec<String> = scenario
        .exchanges
        .iter()
        .filter(|exchange| exchange.offers_starttls())
        .flat_map(|exchange| exchange.hosts.clone())
        .collect();
    let tls = if with_tls.is_empty() { None } else { Some(acceptor(with_tls)?) };
    let mut posts: BTreeMap<String, Post> = scenario
        .exchanges
        .iter()
        .map(|exchange| {
            let post = Post {
                exchange: exchange.clone(),
                domains: HashMap::new(),
                memory: Memory::default(),
                tls: tls.clone().filter(|_| exchange.offers_starttls()),
                sessions: sessions.clone(),
            };
            (exchange.name.clone(), post)
        })
        .collect();
    for domain in &scenario.domains {
        for (_, _, exchange) in scenario.route(domain) {
            if let Some(post) = posts.get_mut(&exchange.name) {
                post.domains.insert(domain.name.clone(), domain.clone());
            }
        }
    }
    Ok(posts.into_iter().map(|(name, post)| (name, Arc::new(post))).collect())
}

/// A listener for every host that listens, all on one port: (exchange, host, listener).
async fn listen(
    scenario: &Scenario,
    addresses: &HashMap<String, Ipv4Addr>,
) -> Result<(u16, Vec<(String, String, TcpListener)>), WorldError> {
    let mut failure = None;
    for _ in 0..PORT_TRIES {
        // The port is taken on 127.0.0.1 first, so that it is free even where no host listens.
        let probe = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let holder = TcpListener::bind(probe)
            .await
            .and_then(|holder| Ok((holder.local_addr()?.port(), holder)))
            .map_err(|source| WorldError::Listen { address: probe, source })?;
        let (port, _holder) = holder;
        match listen_on(port, scenario, addresses).await {
            Ok(listeners) => return Ok((port, listeners)),
            Err(WorldError::Listen { address, source }) if source.kind() == io::ErrorKind::AddrInUse => {
                failure = Some(WorldError::Listen { address, source });
            }
            Err(error) => return Err(error),
        }
    }
    Err(failure.unwrap_or_else(|| WorldError::Listen {
        address: (Ipv4Addr::LOCALHOST, 0).into(),
        source: io::ErrorKind::AddrInUse.into(),
    }))
}

async fn listen_on(
    port: u16,
    scenario: &Scenario,
    addresses: &HashMap<String, Ipv4Addr>,
) -> Result<Vec<(String, String, TcpListener)>, WorldError> {
    let mut listeners = Vec::new();
    for exchange in &scenario.exchanges {
        for (place, host) in exchange.hosts.iter().enumerate() {
            let Some(address) = addresses.get(host).filter(|_| exchange.temper.listens(place)) else {
                continue;
            };
            let address = SocketAddr::from((*address, port));
            let listener =
                TcpListener::bind(address).await.map_err(|source| WorldError::Listen { address, source })?;
            listeners.push((exchange.name.clone(), host.clone(), listener));
        }
    }
    Ok(listeners)
}

/// A UDP socket and a TCP listener on the same port.
async fn listen_for_questions() -> Result<(SocketAddr, UdpSocket, TcpListener), WorldError> {
    let any = SocketAddr::from((IpAddr::V4(Ipv4Addr::LOCALHOST), 0));
    let mut tries = 0;
    loop {
        let tcp =
            TcpListener::bind(any).await.map_err(|source| WorldError::Listen { address: any, source })?;
        let address = tcp.local_addr().map_err(|source| WorldError::Listen { address: any, source })?;
        match UdpSocket::bind(address).await {
            Ok(udp) => return Ok((address, udp, tcp)),
            Err(source) if source.kind() == io::ErrorKind::AddrInUse && tries < PORT_TRIES => tries += 1,
            Err(source) => return Err(WorldError::Listen { address, source }),
        }
    }
}
