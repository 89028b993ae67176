//! The name server: answers for every name of the scenario as a resolver would, and says NXDOMAIN to all others.

use std::{
    collections::HashMap,
    net::Ipv4Addr,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use hickory_proto::{
    op::{Header, HeaderCounts, Metadata, ResponseCode},
    rr::{
        Name, RData, Record, RecordType,
        rdata::{A, MX, PTR, SOA, TXT},
    },
};
use hickory_server::{
    net::runtime::Time,
    server::{Request, RequestHandler, ResponseHandler, ResponseInfo},
    zone_handler::MessageResponseBuilder,
};

use crate::{
    DnsCounters, Scenario,
    scenario::{BlockList, DnsKind, Domain, Prober},
};

/// How long answers may be kept; also for those that say no.
const TTL: u32 = 300;

/// What the name server does about a name.
#[derive(Clone, Debug)]
enum Answer {
    /// Gives these records, as far as the type fits.
    Records(Vec<RData>),
    /// Fails for this name and all below it.
    Code(ResponseCode),
    /// Says nothing for this name and all below it.
    Silence,
    /// Gives this address for every name below it.
    Below(Ipv4Addr),
}

/// Every name of a world.
#[derive(Debug)]
pub(crate) struct Zone {
    names: HashMap<String, Answer>,
}

impl Zone {
    /// The zone of a scenario whose hosts have these addresses.
    pub(crate) fn new(scenario: &Scenario, addresses: &HashMap<String, Ipv4Addr>) -> Self {
        let mut zone = Self { names: HashMap::new() };
        for (host, address) in addresses {
            zone.add(host, RData::A(A(*address)));
        }
        for domain in &scenario.domains {
            zone.add_domain(scenario, domain, addresses);
        }
        if let Some(prober) = &scenario.prober {
            zone.add_prober(prober);
        }
        scenario.block_lists.iter().for_each(|list| zone.add_block_list(list));
        zone
    }

    fn add_prober(&mut self, prober: &Prober) {
        let backwards = |address: Ipv4Addr| {
            let [a, b, c, d] = address.octets();
            format!("{d}.{c}.{b}.{a}")
        };
        self.add(&prober.helo, RData::A(A(prober.address)));
        if let Some(spf) = &prober.spf {
            self.add(&prober.helo, RData::TXT(TXT::new(vec![spf.clone()])));
        }
        if let Some(reverse) = &prober.reverse {
            let at = format!("{}.in-addr.arpa", backwards(prober.address));
            self.add(&at, RData::PTR(PTR(absolute(reverse))));
        }
        // RFC 5782 section 5: every list holds 127.0.0.2 and none 127.0.0.1.
        let code = || RData::A(A(Ipv4Addr::new(127, 0, 0, 2)));
        for zone in prober.clear_lists.iter().chain(&prober.listed_on) {
            self.add(&format!("2.0.0.127.{zone}"), code());
        }
        for zone in &prober.listed_on {
            let entry = format!("{}.{zone}", backwards(prober.address));
            self.add(&entry, code());
            self.add(&entry, RData::TXT(TXT::new(vec!["Listed for practice only".into()])));
        }
    }

    fn add_block_list(&mut self, list: &BlockList) {
        if list.refuses {
            return self.set(&list.zone, Answer::Below(Ipv4Addr::new(127, 255, 255, 254)));
        }
        // RFC 5782 section 5: every list of names holds "test" and none "invalid".
        for name in list.names.iter().map(String::as_str).chain(["test"]) {
            self.add(&format!("{name}.{}", list.zone), RData::A(A(Ipv4Addr::new(127, 0, 1, 2))));
        }
    }

    fn add_domain(&mut self, scenario: &Scenario, domain: &Domain, addresses: &HashMap<String, Ipv4Addr>) {
        let name = domain.name.as_str();
        match domain.dns {
            DnsKind::Nxdomain => return,
            DnsKind::Servfail => return self.set(name, Answer::Code(ResponseCode::ServFail)),
            DnsKind::Refused => return self.set(name, Answer::Code(ResponseCode::Refused)),
            DnsKind::Silent => return self.set(name, Answer::Silence),
            DnsKind::NoMailHost => self.exist(name),
            DnsKind::NullMx => self.add(name, RData::MX(MX::new(0, Name::root()))),
            DnsKind::Dangling => {
                for (preference, label) in [(10, "mx1"), (20, "mx2")] {
                    // A name of its own, so that the domain's existence does not make its hosts exist.
                    self.add(name, RData::MX(MX::new(preference, absolute(&format!("{label}.gone-{name}")))));
                }
            }
            DnsKind::Mx => {
                for (preference, host, _) in scenario.route(domain) {
                    self.add(name, RData::MX(MX::new(preference, absolute(host))));
                }
            }
            DnsKind::Implicit => {
                if let Some(address) =
                    scenario.route(domain).first().and_then(|(_, host, _)| addresses.get(*host))
                {
                    self.add(name, RData::A(A(*address)));
                }
            }
        }
        if domain.spf {
            self.add(name, RData::TXT(TXT::new(vec!["v=spf1 mx -all".into()])));
        }
        if domain.dmarc {
            self.add(&format!("_dmarc.{name}"), RData::TXT(TXT::new(vec!["v=DMARC1; p=reject".into()])));
        }
    }

    fn set(&mut self, name: &str, answer: Answer) {
        self.names.insert(name.to_owned(), answer);
    }

    /// Lets a name and all names above it exist (RFC 8020: a name with something below it is not NXDOMAIN).
    fn exist(&mut self, name: &str) {
        let mut rest = name;
        loop {
            self.names.entry(rest.to_owned()).or_insert_with(|| Answer::Records(Vec::new()));
            match rest.split_once('.') {
                Some((_, above)) => rest = above,
                None => return,
            }
        }
    }

    fn add(&mut self, name: &str, record: RData) {
        self.exist(name);
        if let Some(Answer::Records(records)) = self.names.get_mut(name) {
            records.push(record);
        }
    }

    /// The answer for a name: its own, or that of a name above it that answers for all below.
    fn answer(&self, name: &str) -> Option<&Answer> {
        if let Some(answer) = self.names.get(name) {
            return Some(answer);
        }
        let mut rest = name;
        while let Some((_, above)) = rest.split_once('.') {
            rest = above;
            if let Some(broken @ (Answer::Code(_) | Answer::Silence | Answer::Below(_))) =
                self.names.get(rest)
            {
                return Some(broken);
            }
        }
        None
    }
}

/// Answers questions from a zone, and counts them.
pub(crate) struct NameServer {
    pub(crate) zone: Zone,
    pub(crate) counters: Arc<Mutex<DnsCounters>>,
}

#[async_trait]
impl RequestHandler for NameServer {
    async fn handle_request<R: ResponseHandler, T: Time>(
        &self,
        request: &Request,
        mut response_handle: R,
    ) -> ResponseInfo {
        let mut metadata = Metadata::response_from_request(&request.metadata);
        metadata.recursion_available = true;
        let Some(query) = request.queries.queries().first() else {
            return nothing_sent(metadata);
        };
        let asked = Name::from(query.name().clone());
        let name = asked.to_ascii().trim_end_matches('.').to_ascii_lowercase();
        let kind = query.query_type();
        {
            let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
            counters.questions += 1;
            *counters.asked.entry(format!("{kind} {name}")).or_default() += 1;
        }

        let mut answers = Vec::new();
        match self.zone.answer(&name) {
            Some(Answer::Silence) => return nothing_sent(metadata),
            Some(Answer::Code(code)) => metadata.response_code = *code,
            Some(Answer::Below(address)) if kind == RecordType::A => {
                answers.push(Record::from_rdata(asked.clone(), TTL, RData::A(A(*address))));
            }
            Some(Answer::Below(_)) => {}
            Some(Answer::Records(records)) => answers.extend(
                records
                    .iter()
                    .filter(|data| kind == RecordType::ANY || data.record_type() == kind)
                    .map(|data| Record::from_rdata(asked.clone(), TTL, data.clone())),
            ),
            None => metadata.response_code = ResponseCode::NXDomain,
        }
        // Without a SOA a "no" may not be kept (RFC 2308 section 5).
        let says_no = answers.is_empty()
            && matches!(metadata.response_code, ResponseCode::NoError | ResponseCode::NXDomain);
        let soa: Vec<Record> = says_no.then(|| soa_of(&asked)).into_iter().collect();
        let response =
            MessageResponseBuilder::from_message_request(request).build(metadata, &answers, [], &soa, []);
        match response_handle.send_response(response).await {
            Ok(sent) => sent,
            Err(error) => {
                tracing::debug!(%error, "a DNS answer was not sent");
                nothing_sent(metadata)
            }
        }
    }
}

/// What hickory wants to hear where no answer went out.
fn nothing_sent(metadata: Metadata) -> ResponseInfo {
    Header { metadata, counts: HeaderCounts::default() }.into()
}

/// The SOA record of the top-level domain above `name`.
fn soa_of(name: &Name) -> Record {
    let top = name.trim_to(1);
    let soa = SOA::new(
        absolute("ns.practice.example"),
        absolute("hostmaster.practice.example"),
        1,
        3600,
        600,
        86_400,
        TTL,
    );
    Record::from_rdata(top, TTL, RData::SOA(soa))
}

/// A name of the scenario, which was checked when it was read; the root stands for one that DNS cannot carry.
fn absolute(name: &str) -> Name {
    Name::from_ascii(format!("{name}.")).unwrap_or_else(|_| Name::root())
}
