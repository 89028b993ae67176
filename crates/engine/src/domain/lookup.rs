//! One question to DNS and what came of it: records, a proof that there are none, or a failure. The three never mix.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use hickory_proto::{
    op::ResponseCode,
    rr::{Name, RData, RecordType},
};
use hickory_resolver::{
    TokioResolver,
    config::{ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts},
    net::{DnsError, NetError, NoRecords, runtime::TokioRuntimeProvider},
    system_conf,
};
use mailvet_verdict::DnsFailure;

use super::ResolverError;
use crate::settings::DnsSettings;

/// Records that the resolver keeps: mail hosts are shared by many domains.
const CACHED: u64 = 65_536;
/// Questions under way at one server. The run limits domains; this only must not be the narrower gate.
const UNDER_WAY: usize = 4096;

/// What DNS answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer<T> {
    /// Records, at least one.
    Found(Vec<T>),
    /// None, and DNS said so.
    Absent(Absent),
}

/// What there is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Absent {
    /// The name (NXDOMAIN).
    Name,
    /// Records of this type at the name.
    Records,
}

/// An answer, with the seconds that it may be reused where DNS says so.
pub(crate) type Looked<T> = (Result<Answer<T>, DnsFailure>, Option<u32>);

/// Asks DNS.
#[derive(Clone, Debug)]
pub(crate) struct Lookups {
    /// All servers; the quickest that answers at all is heard.
    together: TokioResolver,
    /// Each server alone, where there are several: some networks list one that serves only names of its own and
    /// refuses all others, and its refusal would be taken for everybody's.
    each: Arc<[TokioResolver]>,
}

impl Lookups {
    pub(crate) fn new(settings: &DnsSettings) -> Result<Self, ResolverError> {
        let (servers, mut options) = if settings.servers.is_empty() {
            let (config, options) =
                system_conf::read_system_conf().map_err(|error| ResolverError(error.to_string()))?;
            (config.name_servers().to_vec(), options)
        } else {
            (settings.servers.iter().map(name_server).collect(), ResolverOpts::default())
        };
        options.timeout = settings.timeout;
        // The resolver counts the repetitions.
        options.attempts = settings.attempts.saturating_sub(1);
        options.use_hosts_file = ResolveHosts::Never;
        options.cache_size = CACHED;
        options.max_active_requests = UNDER_WAY;
        // RFC 9715: larger answers come over TCP rather than in fragments that get lost.
        options.edns0 = true;
        options.edns_payload_len = 1232;
        let each = match servers.len() {
            0 | 1 => Vec::new(),
            _ => servers
                .iter()
                .map(|server| {
                    let mut once = options.clone();
                    once.attempts = 0;
                    resolver(vec![server.clone()], once)
                })
                .collect::<Result<_, _>>()?,
        };
        Ok(Self { together: resolver(servers, options)?, each: each.into() })
    }

    /// Preference and name of every MX; the name of a null MX is empty.
    pub(crate) async fn mx(&self, domain: &str) -> Looked<(u16, String)> {
        self.ask(domain, RecordType::MX, |data| match data {
            RData::MX(mx) => Some((mx.preference, plain(&mx.exchange))),
            _ => None,
        })
        .await
    }

    pub(crate) async fn v4(&self, name: &str) -> Looked<IpAddr> {
        self.ask(name, RecordType::A, |data| data.ip_addr()).await
    }

    pub(crate) async fn v6(&self, name: &str) -> Looked<IpAddr> {
        self.ask(name, RecordType::AAAA, |data| data.ip_addr()).await
    }

    /// The text of every TXT record, its strings joined as RFC 7208 section 3.3 says.
    pub(crate) async fn txt(&self, name: &str) -> Looked<String> {
        self.ask(name, RecordType::TXT, |data| match data {
            RData::TXT(txt) => Some(String::from_utf8_lossy(&txt.txt_data.concat()).into_owned()),
            _ => None,
        })
        .await
    }

    /// Priority, port and host of every SRV (RFC 2782); the host of a service that is not offered is empty.
    pub(crate) async fn srv(&self, name: &str) -> Looked<(u16, u16, String)> {
        self.ask(name, RecordType::SRV, |data| match data {
            RData::SRV(srv) => Some((srv.priority, srv.port, plain(&srv.target))),
            _ => None,
        })
        .await
    }

    /// The names of an address (PTR), asked at its name in `in-addr.arpa` or `ip6.arpa`.
    pub(crate) async fn ptr(&self, reverse: &str) -> Looked<String> {
        self.ask(reverse, RecordType::PTR, |data| match data {
            RData::PTR(ptr) => Some(plain(&ptr.0)),
            _ => None,
        })
        .await
    }

    /// The name servers of a domain.
    pub(crate) async fn ns(&self, domain: &str) -> Looked<String> {
        self.ask(domain, RecordType::NS, |data| match data {
            RData::NS(ns) => Some(plain(&ns.0)),
            _ => None,
        })
        .await
    }

    /// What a name is another name of.
    pub(crate) async fn cname(&self, name: &str) -> Looked<String> {
        self.ask(name, RecordType::CNAME, |data| match data {
            RData::CNAME(cname) => Some(plain(&cname.0)),
            _ => None,
        })
        .await
    }

    /// Whether the zone above vouches for keys of a domain: a mark for each DS, whose content does not matter here.
    pub(crate) async fn ds(&self, domain: &str) -> Looked<()> {
        self.ask(domain, RecordType::DS, |data| (data.record_type() == RecordType::DS).then_some(())).await
    }

    async fn ask<T>(&self, name: &str, kind: RecordType, read: impl Fn(&RData) -> Option<T>) -> Looked<T> {
        // Nothing that could ever be a domain gets no answer, because nobody is asked.
        let Ok(mut name) = Name::from_ascii(name) else { return (Err(DnsFailure::Unusable), None) };
        // Whole as it is: nothing may complete somebody's misspelt domain.
        name.set_fqdn(true);
        if name.is_root() {
            return (Err(DnsFailure::Unusable), None);
        }
        let mut looked = self.together.lookup(name.clone(), kind).await;
        for server in self.each.iter() {
            if !matches!(looked, Err(NetError::Dns(DnsError::ResponseCode(_)))) {
                break;
            }
            looked = server.lookup(name.clone(), kind).await;
        }
        match looked {
            Ok(lookup) => {
                let answers = lookup.answers();
                let ttl = answers.iter().map(|record| record.ttl).min();
                let found: Vec<T> = answers.iter().filter_map(|record| read(&record.data)).collect();
                let answer =
                    if found.is_empty() { Answer::Absent(Absent::Records) } else { Answer::Found(found) };
                (Ok(answer), ttl)
            }
            Err(error) => read_error(&error),
        }
    }
}

fn name_server(at: &SocketAddr) -> NameServerConfig {
    let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
        connection.port = at.port();
        connection
    });
    NameServerConfig::new(at.ip(), true, connections.to_vec())
}

fn resolver(servers: Vec<NameServerConfig>, options: ResolverOpts) -> Result<TokioResolver, ResolverError> {
    // No domain and no search list: every question is asked as it is.
    let config = ResolverConfig::from_name_servers(servers);
    let mut builder = TokioResolver::builder_with_config(config, TokioRuntimeProvider::default());
    *builder.options_mut() = options;
    builder.build().map_err(|error| ResolverError(error.to_string()))
}

fn read_error<T>(error: &NetError) -> Looked<T> {
    let failure = match error {
        NetError::Dns(DnsError::NoRecordsFound(none)) => {
            return match proof(none) {
                Some(absent) => (Ok(Answer::Absent(absent)), none.negative_ttl),
                None => (Err(DnsFailure::Unusable), None),
            };
        }
        NetError::Dns(DnsError::ResponseCode(ResponseCode::ServFail)) => DnsFailure::ServFail,
        NetError::Dns(DnsError::ResponseCode(ResponseCode::Refused)) => DnsFailure::Refused,
        NetError::Timeout => DnsFailure::TimedOut,
        _ => DnsFailure::Unusable,
    };
    (Err(failure), None)
}

/// What an answer without records proves. A referral (name servers and no SOA) is a resolver that did not do its work
/// (RFC 2308 section 2.2), and proves nothing.
fn proof(none: &NoRecords) -> Option<Absent> {
    match none.response_code {
        ResponseCode::NXDomain => Some(Absent::Name),
        ResponseCode::NoError if none.ns.is_some() && none.soa.is_none() => None,
        ResponseCode::NoError => Some(Absent::Records),
        _ => None,
    }
}

fn plain(name: &Name) -> String {
    name.to_ascii().trim_end_matches('.').to_ascii_lowercase()
}

/// The least TTL of what an answer rests on, within reason.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ttl(u32);

impl Ttl {
    const LEAST: u32 = 60;
    const MOST: u32 = 24 * 60 * 60;
    /// Absence without a SOA, which says nothing of how long it lasts.
    const ABSENCE: u32 = 300;
    const FAILURE: Duration = Duration::from_secs(30);

    pub(super) fn new() -> Self {
        Self(Self::MOST)
    }

    pub(super) fn of_failure() -> Self {
        Self(u32::try_from(Self::FAILURE.as_secs()).unwrap_or(u32::MAX))
    }

    /// Counts an answer in and hands its findings on.
    pub(super) fn of<T>(&mut self, (answer, seconds): Looked<T>) -> Result<Answer<T>, DnsFailure> {
        if answer.is_ok() {
            self.join(Self(seconds.unwrap_or(Self::ABSENCE)));
        }
        answer
    }

    pub(super) fn join(&mut self, other: Self) {
        self.0 = self.0.min(other.0.max(Self::LEAST));
    }

    pub(super) fn seconds(self) -> u32 {
        self.0
    }
}
