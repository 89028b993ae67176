//! A name server for tests, on loopback, over UDP and TCP: what it says to a question is data.

use std::{
    collections::{BTreeMap, HashMap},
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use hickory_proto::{
    op::{Message, OpCode, ResponseCode},
    rr::{
        Name, RData, Record, RecordType,
        rdata::{CNAME, MX, NS, PTR, SOA, TXT},
    },
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, UdpSocket},
    task::JoinSet,
};

/// What a name server says to a question.
#[derive(Clone, Debug)]
pub(crate) enum Said {
    /// These records, with this TTL.
    Records(u32, Vec<RData>),
    /// This alias with what the server knows of its target, each with its TTL.
    Alias(u32, &'static str, u32, Vec<RData>),
    /// The name exists, records of this type do not; for so many seconds.
    NoData(u32),
    /// An error.
    Code(ResponseCode),
    /// Ask somebody else.
    Referral,
    /// Nothing at all.
    Silence,
    /// Too much for UDP.
    Large(Vec<RData>),
}

/// What is in a zone; names that are not in it do not exist, but where something is said of all others.
#[derive(Clone, Debug, Default)]
pub(crate) struct Zone {
    said: HashMap<(String, RecordType), Said>,
    otherwise: HashMap<RecordType, Said>,
}

impl Zone {
    pub(crate) fn with(mut self, name: &str, kind: RecordType, said: Said) -> Self {
        self.said.insert((name.to_owned(), kind), said);
        self
    }

    /// What is said of every other name.
    pub(crate) fn otherwise(mut self, kind: RecordType, said: Said) -> Self {
        self.otherwise.insert(kind, said);
        self
    }

    /// A mail host's address.
    pub(crate) fn host(self, name: &str, ip: [u8; 4]) -> Self {
        self.with(name, RecordType::A, Said::Records(3600, vec![a(ip)]))
    }

    pub(crate) fn mx(self, name: &str, targets: &[(u16, &str)]) -> Self {
        let records = targets.iter().map(|(preference, host)| mx(*preference, host)).collect();
        self.with(name, RecordType::MX, Said::Records(3600, records))
    }

    fn say(&self, name: &str, kind: RecordType) -> Said {
        match self.said.get(&(name.to_owned(), kind)).or_else(|| self.otherwise.get(&kind)) {
            Some(said) => said.clone(),
            None if self.said.keys().any(|(known, _)| known == name) => Said::NoData(900),
            None => Said::Code(ResponseCode::NXDomain),
        }
    }
}

pub(crate) fn name(text: &str) -> Name {
    let mut name = Name::from_ascii(text).unwrap();
    name.set_fqdn(true);
    name
}

pub(crate) fn a([a, b, c, d]: [u8; 4]) -> RData {
    RData::A(hickory_proto::rr::rdata::A::new(a, b, c, d))
}

pub(crate) fn aaaa(ip: &str) -> RData {
    RData::AAAA(ip.parse::<std::net::Ipv6Addr>().unwrap().into())
}

pub(crate) fn mx(preference: u16, host: &str) -> RData {
    RData::MX(MX::new(preference, name(host)))
}

pub(crate) fn ptr(host: &str) -> RData {
    RData::PTR(PTR(name(host)))
}

pub(crate) fn txt(strings: &[&str]) -> RData {
    RData::TXT(TXT::new(strings.iter().map(ToString::to_string).collect()))
}

/// A name server that runs until it is dropped.
pub(crate) struct NameServer {
    pub(crate) address: SocketAddr,
    asked: Arc<Mutex<BTreeMap<(String, RecordType), usize>>>,
    _serving: JoinSet<()>,
}

impl NameServer {
    pub(crate) async fn start(zone: Zone) -> Self {
        let (udp, tcp) = loop {
            let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
            // The same port may be taken for UDP by somebody else.
            if let Ok(udp) = UdpSocket::bind(tcp.local_addr().unwrap()).await {
                break (udp, tcp);
            }
        };
        let address = udp.local_addr().unwrap();
        let asked = Arc::<Mutex<BTreeMap<_, _>>>::default();
        let mut serving = JoinSet::new();
        let (zone_udp, asked_udp) = (zone.clone(), Arc::clone(&asked));
        serving.spawn(async move {
            let mut bytes = [0; 4096];
            while let Ok((count, from)) = udp.recv_from(&mut bytes).await {
                if let Some(answer) = answer(&zone_udp, &bytes[..count], &asked_udp, false) {
                    udp.send_to(&answer, from).await.unwrap();
                }
            }
        });
        let asked_tcp = Arc::clone(&asked);
        serving.spawn(async move {
            while let Ok((mut stream, _)) = tcp.accept().await {
                while let Ok(count) = stream.read_u16().await {
                    let mut bytes = vec![0; usize::from(count)];
                    stream.read_exact(&mut bytes).await.unwrap();
                    if let Some(answer) = answer(&zone, &bytes, &asked_tcp, true) {
                        stream.write_u16(answer.len() as u16).await.unwrap();
                        stream.write_all(&answer).await.unwrap();
                    }
                }
            }
        });
        Self { address, asked, _serving: serving }
    }

    /// How often a question was put.
    pub(crate) fn asked(&self, name: &str, kind: RecordType) -> usize {
        self.asked.lock().unwrap().get(&(name.to_owned(), kind)).copied().unwrap_or(0)
    }

    /// Every name that was asked about.
    pub(crate) fn names(&self) -> Vec<String> {
        self.asked.lock().unwrap().keys().map(|(name, _)| name.clone()).collect()
    }
}

fn answer(
    zone: &Zone,
    question: &[u8],
    asked: &Mutex<BTreeMap<(String, RecordType), usize>>,
    tcp: bool,
) -> Option<Vec<u8>> {
    let question = Message::from_vec(question).unwrap();
    let query = question.queries[0].clone();
    let about = query.name().to_ascii().to_ascii_lowercase();
    let about = about.strip_suffix('.').expect("every question is fully qualified").to_owned();
    *asked.lock().unwrap().entry((about.clone(), query.query_type())).or_default() += 1;

    let mut message = Message::response(question.id, OpCode::Query);
    message.add_query(query.clone());
    let record = |ttl, data| Record::from_rdata(query.name().clone(), ttl, data);
    let soa = |ttl| {
        let data = SOA::new(name("ns.example"), name("hostmaster.example"), 1, 7200, 3600, 86400, ttl);
        Record::from_rdata(name("example"), ttl, RData::SOA(data))
    };
    match zone.say(&about, query.query_type()) {
        Said::Records(ttl, records) => {
            message.add_answers(records.into_iter().map(|data| record(ttl, data)));
        }
        Said::Alias(ttl, target, target_ttl, records) => {
            message.add_answer(record(ttl, RData::CNAME(CNAME(name(target)))));
            let of_target = |data| Record::from_rdata(name(target), target_ttl, data);
            message.add_answers(records.into_iter().map(of_target));
        }
        Said::NoData(ttl) => {
            message.add_authority(soa(ttl));
        }
        Said::Code(code) => {
            message.metadata.response_code = code;
            if code == ResponseCode::NXDomain {
                message.add_authority(soa(900));
            }
        }
        Said::Referral => {
            let data = RData::NS(NS(name("ns.elsewhere.example")));
            message.add_authority(Record::from_rdata(name("example"), 3600, data));
        }
        Said::Silence => return None,
        Said::Large(_) if !tcp => message.metadata.truncation = true,
        Said::Large(records) => {
            message.add_answers(records.into_iter().map(|data| record(3600, data)));
        }
    }
    Some(message.to_vec().unwrap())
}
