use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex},
    time::Duration,
};

use hickory_proto::{op::ResponseCode, rr::RecordType};
use mailvet_verdict::{
    ConnectFault, DnsFailure, Knowledge, Known, MailRouting, Moment, Outcome, Stage, WhyUnknown,
    doctor::{
        AddressSource, CheckId, Checkup, HeloSource, ListAnswer, NameAnswer, OwnAddress, SenderOf,
        SpfOutcome, TrialEnd,
    },
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;

use super::Doctor;
use crate::{
    Clock, Settings,
    domain::testing::{NameServer, Said, Zone, a, aaaa, ptr, txt},
};

struct Noon;

const NOON: Moment = Moment(1_795_703_661_000);

impl Clock for Noon {
    fn now(&self) -> Moment {
        NOON
    }
}

/// Mail hosts on 127.0.0.2, 127.0.0.3, ..., all on one port, each with its banner and its answer to EHLO.
struct MailHosts {
    port: u16,
    heard: Arc<Mutex<Vec<String>>>,
    _serving: JoinSet<()>,
}

impl MailHosts {
    async fn start(hosts: &[(&'static str, &'static str)]) -> Self {
        let (port, listeners) = 'port: loop {
            let first = TcpListener::bind("127.0.0.2:0").await.unwrap();
            let port = first.local_addr().unwrap().port();
            let mut listeners = vec![first];
            for n in 1..u8::try_from(hosts.len()).unwrap() {
                match TcpListener::bind((Ipv4Addr::new(127, 0, 0, 2 + n), port)).await {
                    Ok(listener) => listeners.push(listener),
                    // Taken by somebody else.
                    Err(_) => continue 'port,
                }
            }
            break (port, listeners);
        };
        let heard = Arc::<Mutex<Vec<String>>>::default();
        let mut serving = JoinSet::new();
        for (listener, (banner, greeting)) in listeners.into_iter().zip(hosts.iter().copied()) {
            let heard = Arc::clone(&heard);
            serving.spawn(async move {
                while let Ok((stream, _)) = listener.accept().await {
                    let mut stream = BufReader::new(stream);
                    stream.write_all(banner.as_bytes()).await.unwrap();
                    let mut line = String::new();
                    while stream.read_line(&mut line).await.is_ok_and(|count| count > 0) {
                        let said = std::mem::take(&mut line).trim_end().to_owned();
                        let answer = if said.starts_with("EHLO") { greeting } else { "221 bye\r\n" };
                        heard.lock().unwrap().push(said);
                        stream.write_all(answer.as_bytes()).await.unwrap();
                    }
                }
            });
        }
        Self { port, heard, _serving: serving }
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

/// Settings that lead to local servers and nowhere else, with `more` over them.
fn settings(dns: SocketAddr, port: u16, more: &str) -> Settings {
    let local = format!(
        "[dns]\nservers = [\"{dns}\"]\ntimeout = \"5s\"\nattempts = 1\n\
         [smtp]\nport = {port}\nhelo = \"probe.example\"\nreply_timeout = \"5s\"\n\
         [network]\nallow_private = true\n\
         [doctor]\nport_hosts = [\"mx.one.example\", \"mx.two.example\"]\nblock_lists = []\n\
         known_name = \"mx.one.example\"\nunknown_under = \"example\"\n"
    );
    Settings::from_layers(&[&local, more]).unwrap()
}

fn doctor(settings: Settings) -> Doctor {
    Doctor::new(Arc::new(settings), Knowledge::shipped(), Arc::new(Noon)).unwrap()
}

async fn examine(zone: Zone, port: u16, more: &str, only: &[CheckId]) -> Checkup {
    let server = NameServer::start(zone).await;
    examine_at(&server, port, more, only).await
}

async fn examine_at(server: &NameServer, port: u16, more: &str, only: &[CheckId]) -> Checkup {
    let skip: Vec<CheckId> = CheckId::ALL.iter().copied().filter(|id| !only.contains(id)).collect();
    doctor(settings(server.address, port, more)).examine(&skip, &CancellationToken::new(), |_, _| {}).await
}

fn two_hosts() -> Zone {
    Zone::default().host("mx.one.example", [127, 0, 0, 2]).host("mx.two.example", [127, 0, 0, 3])
}

fn records(data: Vec<hickory_proto::rr::RData>) -> Said {
    Said::Records(60, data)
}

const GIVEN: &str = "[doctor]\npublic_addresses = [\"203.0.113.7\"]\n";

#[tokio::test]
async fn a_healthy_machine_is_seen_as_it_is_and_nobody_hears_more_than_ehlo_and_quit() {
    let mail = MailHosts::start(&[
        (
            "220 mx.one.example ESMTP Thu, 26 Nov 2026 14:34:21 +0000\r\n",
            "250-mx.one.example at your service, [203.0.113.7]\r\n250 PIPELINING\r\n",
        ),
        ("220 mx.two.example ESMTP\r\n", "250 mx.two.example\r\n"),
    ])
    .await;
    let zone = two_hosts()
        .host("probe.example", [203, 0, 113, 7])
        .with("probe.example", RecordType::TXT, records(vec![txt(&["v=spf1 ip4:203.0.113.7 -all"])]))
        .with("7.113.0.203.in-addr.arpa", RecordType::PTR, records(vec![ptr("probe.example")]))
        .host("2.0.0.127.list.example", [127, 0, 0, 2]);
    let server = NameServer::start(zone).await;
    let settings = settings(server.address, mail.port, "[doctor]\nblock_lists = [\"list.example\"]\n");
    let mut order = Vec::new();
    let seen = doctor(settings).examine(&[], &CancellationToken::new(), |id, _| order.push(id)).await;

    assert_eq!(order, CheckId::ALL);
    assert_eq!(mail.heard().iter().filter(|line| *line == "EHLO probe.example").count(), 2);
    assert_eq!(mail.heard().iter().filter(|line| *line == "QUIT").count(), 2);
    assert_eq!(mail.heard().len(), 4);
    let Known::Known(resolver) = &seen.resolver else { panic!("{seen:?}") };
    assert_eq!(resolver.known_answer, NameAnswer::Addresses(vec![[127, 0, 0, 2].into()]));
    assert_eq!(resolver.made_up_answer, NameAnswer::Absent);
    let Known::Known(trials) = &seen.port else { panic!("{seen:?}") };
    assert!(trials.iter().all(|trial| trial.end == TrialEnd::Greeted), "{trials:?}");
    assert_eq!(trials[1].banner.as_deref(), Some("mx.two.example ESMTP"));
    let Known::Known(own) = &seen.addresses else { panic!("{seen:?}") };
    assert_eq!(own[0].ip, IpAddr::from([203, 0, 113, 7]));
    assert_eq!(own[0].said_by, AddressSource::MailServer("mx.one.example".into()));
    let Known::Known(names) = &own[0].names else { panic!("{own:?}") };
    assert_eq!(names[0].leads_to, NameAnswer::Addresses(vec![own[0].ip]));
    let Known::Known(helo) = &seen.helo else { panic!("{seen:?}") };
    assert_eq!((helo.name.as_str(), helo.source), ("probe.example", HeloSource::Settings));
    let Known::Known(sender) = &seen.sender else { panic!("{seen:?}") };
    assert_eq!((sender.domain.as_str(), sender.of), ("probe.example", SenderOf::Helo));
    assert!(matches!(sender.routing, MailRouting::Implicit(_)));
    let Known::Known(spf) = &seen.spf else { panic!("{seen:?}") };
    assert_eq!(spf[0].outcome, SpfOutcome::Pass);
    let Known::Known(listings) = &seen.listings else { panic!("{seen:?}") };
    assert_eq!(listings[0].answer, ListAnswer::NotListed);
    let Known::Known(clock) = &seen.clock else { panic!("{seen:?}") };
    assert_eq!((clock.witnesses[0].theirs, clock.witnesses[0].ours), (NOON, NOON.plus(since(&seen))));
}

/// How long after noon the banner came; the test's clock stands still, the conversation's does not.
fn since(seen: &Checkup) -> Duration {
    let Known::Known(clock) = &seen.clock else { panic!("{seen:?}") };
    clock.witnesses[0].ours.since(NOON)
}

#[tokio::test]
async fn what_is_skipped_contacts_nobody() {
    let mail = MailHosts::start(&[("220 mx.one.example\r\n", "250 hello\r\n")]).await;
    let server = NameServer::start(two_hosts()).await;
    let seen = examine_at(&server, mail.port, "", &[]).await;
    assert_eq!(seen, Checkup::begun(NOON, mail.port));
    assert!(server.names().is_empty());
    assert!(mail.heard().is_empty());
}

#[tokio::test]
async fn hosts_that_refuse_hang_up_or_are_unknown_are_told_apart() {
    let mail = MailHosts::start(&[("554 5.7.1 [203.0.113.7] go away\r\n", "")]).await;
    let more = "[doctor]\nport_hosts = [\"mx.one.example\", \"mx.two.example\", \"gone.example\"]\n";
    let seen = examine(two_hosts(), mail.port, more, &[CheckId::Port, CheckId::PublicAddress]).await;
    let Known::Known(trials) = &seen.port else { panic!("{seen:?}") };
    assert!(
        matches!(&trials[0].end, TrialEnd::Cut(Outcome::Refused { stage: Stage::Connect, reply }) if reply.code == 554)
    );
    let none = |fault| TrialEnd::Cut(Outcome::NoConnection(fault));
    assert_eq!(trials[1].end, none(ConnectFault::Refused));
    assert_eq!(trials[2].end, none(ConnectFault::NoAddress));
    assert_eq!(seen.addresses, Known::Known(Vec::new()), "somebody was reached, and nobody said");
}

#[tokio::test]
async fn a_host_on_a_private_address_is_not_contacted_and_tells_nothing() {
    let mail = MailHosts::start(&[("220 mx.one.example\r\n", "250 hello\r\n")]).await;
    let more = "[network]\nallow_private = false\n[doctor]\nport_hosts = [\"mx.one.example\"]\n";
    let seen = examine(two_hosts(), mail.port, more, &[CheckId::Port, CheckId::PublicAddress]).await;
    let Known::Known(trials) = &seen.port else { panic!("{seen:?}") };
    assert_eq!(trials[0].end, TrialEnd::Cut(Outcome::NoConnection(ConnectFault::ForbiddenAddress)));
    assert!(mail.heard().is_empty());
    assert_eq!(seen.addresses, Known::Unknown(WhyUnknown::Unreachable));
}

#[tokio::test]
async fn a_silent_host_times_out() {
    let mail = MailHosts::start(&[("", "")]).await;
    let more = "[smtp]\nreply_timeout = \"50ms\"\n[doctor]\nport_hosts = [\"mx.one.example\"]\n";
    let seen = examine(two_hosts(), mail.port, more, &[CheckId::Port]).await;
    let Known::Known(trials) = &seen.port else { panic!("{seen:?}") };
    assert_eq!(trials[0].end, TrialEnd::Cut(Outcome::TimedOut { stage: Stage::Connect }));
}

#[tokio::test]
async fn a_resolver_that_invents_addresses_is_caught() {
    let zone = two_hosts().otherwise(RecordType::A, records(vec![a([192, 0, 2, 80])]));
    let seen = examine(zone, 25, "", &[CheckId::Resolver]).await;
    let Known::Known(resolver) = &seen.resolver else { panic!("{seen:?}") };
    assert_eq!(resolver.made_up_answer, NameAnswer::Addresses(vec![[192, 0, 2, 80].into()]));
    let broken = Said::Code(ResponseCode::ServFail);
    let zone = Zone::default().otherwise(RecordType::A, broken.clone()).otherwise(RecordType::AAAA, broken);
    let seen = examine(zone, 25, "", &[CheckId::Resolver]).await;
    let Known::Known(resolver) = &seen.resolver else { panic!("{seen:?}") };
    assert_eq!(resolver.known_answer, NameAnswer::Failed(DnsFailure::ServFail));
}

#[tokio::test]
async fn an_address_without_a_name_and_one_whose_name_leads_elsewhere_are_told_apart() {
    let ask = async |zone: Zone| {
        let seen = examine(zone, 25, GIVEN, &[CheckId::PublicAddress, CheckId::Ptr]).await;
        let Known::Known(mut own) = seen.addresses else { panic!("not known") };
        own.remove(0).names
    };
    let at = "7.113.0.203.in-addr.arpa";
    assert_eq!(ask(Zone::default()).await, Known::Known(Vec::new()));
    let failing = Zone::default().with(at, RecordType::PTR, Said::Code(ResponseCode::ServFail));
    assert_eq!(ask(failing).await, Known::Unknown(WhyUnknown::Failed));
    let named = Zone::default().with(at, RecordType::PTR, records(vec![ptr("a.example"), ptr("b.example")]));
    let Known::Known(names) = ask(named.host("a.example", [192, 0, 2, 1])).await else { panic!("not known") };
    let leads: Vec<_> = names.iter().map(|name| (name.name.as_str(), name.leads_to.clone())).collect();
    let elsewhere = NameAnswer::Addresses(vec![[192, 0, 2, 1].into()]);
    assert_eq!(leads, [("a.example", elsewhere), ("b.example", NameAnswer::Absent)]);
}

#[tokio::test]
async fn every_answer_of_a_block_list_is_read_for_what_it_is() {
    let own = "7.113.0.203";
    let entry = |zone: Zone, at: &str, code| zone.host(at, code);
    let mut zone = Zone::default();
    for list in ["clear", "listed", "world", "closed", "strange", "late"] {
        zone = entry(zone, &format!("2.0.0.127.{list}.example"), [127, 0, 0, 2]);
    }
    zone = entry(zone, &format!("{own}.listed.example"), [127, 0, 0, 11]).with(
        &format!("{own}.listed.example"),
        RecordType::TXT,
        records(vec![txt(&["https://list.example/203.0.113.7"])]),
    );
    zone = entry(zone, &format!("{own}.world.example"), [127, 0, 0, 2]);
    zone = entry(zone, "1.0.0.127.world.example", [127, 0, 0, 2]);
    zone = entry(zone, &format!("{own}.closed.example"), [127, 255, 255, 254]);
    zone = entry(zone, &format!("{own}.strange.example"), [192, 0, 2, 80]);
    zone = zone.with(&format!("{own}.late.example"), RecordType::A, Said::Code(ResponseCode::ServFail));
    zone = entry(zone, "2.0.0.127.refusing.example", [127, 255, 255, 254]);
    let more = format!(
        "{GIVEN}block_lists = [\"clear.example\", \"listed.example\", \"world.example\", \"closed.example\", \
         \"strange.example\", \"late.example\", \"gone.example\", \"refusing.example\"]\n"
    );
    let seen = examine(zone, 25, &more, &[CheckId::PublicAddress, CheckId::BlockLists]).await;
    let Known::Known(listings) = seen.listings else { panic!("{seen:?}") };
    let answer = |zone: &str| {
        listings.iter().find(|one| one.zone == format!("{zone}.example")).unwrap().answer.clone()
    };
    let refuses = ListAnswer::RefusesUs(Ipv4Addr::new(127, 255, 255, 254));
    assert_eq!(answer("clear"), ListAnswer::NotListed);
    assert_eq!(
        answer("listed"),
        ListAnswer::Listed {
            codes: vec![Ipv4Addr::new(127, 0, 0, 11)],
            words: Some("https://list.example/203.0.113.7".into())
        }
    );
    assert_eq!(answer("world"), ListAnswer::Untrustworthy, "it lists what nobody may list");
    assert_eq!(answer("closed"), refuses);
    assert_eq!(answer("strange"), ListAnswer::Untrustworthy, "no code");
    assert_eq!(answer("late"), ListAnswer::Failed(DnsFailure::ServFail));
    assert_eq!(answer("gone"), ListAnswer::Untrustworthy, "it lists not even its test entry");
    assert_eq!(answer("refusing"), refuses);
}

#[tokio::test]
async fn a_list_is_asked_about_ipv6_by_nibbles() {
    let nibbles = "7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.list.example";
    let test = "2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.list.example";
    let more = "[doctor]\npublic_addresses = [\"2001:db8::7\"]\nblock_lists = [\"list.example\"]\n";
    let ask = async |zone: Zone| {
        let seen = examine(zone, 25, more, &[CheckId::PublicAddress, CheckId::BlockLists]).await;
        let Known::Known(mut listings) = seen.listings else { panic!("not known") };
        listings.remove(0).answer
    };
    let zone = Zone::default().host(test, [127, 0, 0, 2]);
    assert_eq!(ask(zone.clone()).await, ListAnswer::NotListed);
    let codes = vec![Ipv4Addr::new(127, 0, 0, 3)];
    assert_eq!(ask(zone.host(nibbles, [127, 0, 0, 3])).await, ListAnswer::Listed { codes, words: None });
}

#[tokio::test]
async fn a_policy_is_evaluated_and_its_failures_are_kept_apart() {
    let ask = async |zone: Zone| {
        let more = format!("{GIVEN}[smtp]\nmail_from = \"probe@list.example\"\nhelo = \"mailvet.example\"\n");
        let seen = examine(zone, 25, &more, &[CheckId::PublicAddress, CheckId::Sender, CheckId::Spf]).await;
        let Known::Known(sender) = &seen.sender else { panic!("{seen:?}") };
        assert_eq!((sender.domain.as_str(), sender.of), ("list.example", SenderOf::Sender));
        let Known::Known(spf) = seen.spf else { panic!("not known") };
        assert_eq!(spf[0].domain, "list.example");
        spf[0].outcome
    };
    let policy = |text: &str| {
        Zone::default().with("list.example", RecordType::TXT, records(vec![txt(&[text])])).with(
            "other.example",
            RecordType::TXT,
            records(vec![txt(&["v=spf1 ip4:203.0.113.0/24 -all"])]),
        )
    };
    assert_eq!(ask(policy("v=spf1 ip4:203.0.113.7 -all")).await, SpfOutcome::Pass);
    assert_eq!(ask(policy("v=spf1 include:other.example -all")).await, SpfOutcome::Pass);
    assert_eq!(ask(policy("v=spf1 redirect=other.example")).await, SpfOutcome::Pass);
    let by_mx = policy("v=spf1 mx -all").mx("list.example", &[(10, "mx.list.example")]);
    assert_eq!(ask(by_mx.host("mx.list.example", [203, 0, 113, 7])).await, SpfOutcome::Pass);
    assert_eq!(ask(policy("v=spf1 -all")).await, SpfOutcome::Fail);
    assert_eq!(ask(policy("v=spf1 ~all")).await, SpfOutcome::SoftFail);
    assert_eq!(ask(policy("v=spf1 ?all")).await, SpfOutcome::Neutral);
    assert_eq!(ask(policy("v=spf1 include:gone.example -all")).await, SpfOutcome::PermError);
    assert_eq!(ask(policy("no policy")).await, SpfOutcome::None);
    let by_macro = policy("v=spf1 exists:%{ir}.%{l}.%{h}._spf.%{d} -all");
    assert_eq!(ask(by_macro.clone()).await, SpfOutcome::Fail, "the name is not there");
    let named = by_macro.host("7.113.0.203.probe.mailvet.example._spf.list.example", [127, 0, 0, 2]);
    assert_eq!(ask(named).await, SpfOutcome::Pass);
    assert_eq!(ask(policy("v=spf1 include:%{o2} -all exists:%{z}")).await, SpfOutcome::PermError);
    let pointed = |text: &str, leads_to: [u8; 4]| {
        policy(text)
            .with("7.113.0.203.in-addr.arpa", RecordType::PTR, records(vec![ptr("out.list.example")]))
            .host("out.list.example", leads_to)
    };
    assert_eq!(ask(policy("v=spf1 ptr -all")).await, SpfOutcome::Fail, "it has no name");
    assert_eq!(ask(pointed("v=spf1 ptr -all", [203, 0, 113, 7])).await, SpfOutcome::Pass);
    assert_eq!(ask(pointed("v=spf1 ptr -all", [203, 0, 113, 8])).await, SpfOutcome::Fail, "not its own");
    assert_eq!(ask(pointed("v=spf1 ptr:other.example -all", [203, 0, 113, 7])).await, SpfOutcome::Fail);
    let by_name = pointed("v=spf1 exists:%{p}.allowed.example -all", [203, 0, 113, 7]);
    let by_name = by_name.host("out.list.example.allowed.example", [127, 0, 0, 2]);
    assert_eq!(ask(by_name).await, SpfOutcome::Pass);
    assert_eq!(ask(policy("v=spf1 ip4:203.0.113/24 -all")).await, SpfOutcome::PermError);
    let broken = Zone::default().with("list.example", RecordType::TXT, Said::Code(ResponseCode::ServFail));
    assert_eq!(ask(broken).await, SpfOutcome::TempError);
}

#[tokio::test]
async fn a_policy_that_asks_for_too_much_is_broken() {
    let ask = async |zone: Zone| {
        let server = NameServer::start(zone).await;
        let lookups = crate::domain::Lookups::new(&settings(server.address, 25, "").dns).unwrap();
        let (local, domain) = ("postmaster".to_owned(), "n0.example".to_owned());
        let identity = super::spf::Identity { local, domain, helo: None };
        super::spf::evaluate(&lookups, &identity, [203, 0, 113, 7].into()).await
    };
    let chain = |links: usize| {
        let link = |zone: Zone, n: usize| {
            let text = if n == links {
                "v=spf1 +all".to_owned()
            } else {
                format!("v=spf1 include:n{}.example", n + 1)
            };
            zone.with(&format!("n{n}.example"), RecordType::TXT, records(vec![txt(&[&text])]))
        };
        (0..=links).fold(Zone::default(), link)
    };
    assert_eq!(ask(chain(10)).await, SpfOutcome::Pass);
    assert_eq!(ask(chain(11)).await, SpfOutcome::PermError, "ten look-ups are the limit");
    let voids = "v=spf1 a:gone1.example a:gone2.example a:gone3.example +all";
    let zone = Zone::default().with("n0.example", RecordType::TXT, records(vec![txt(&[voids])]));
    assert_eq!(ask(zone).await, SpfOutcome::PermError, "two look-ups may be in vain");
    let twice = records(vec![txt(&["v=spf1 +all"]), txt(&["v=spf1 -all"])]);
    assert_eq!(ask(Zone::default().with("n0.example", RecordType::TXT, twice)).await, SpfOutcome::PermError);
}

#[tokio::test]
async fn an_address_service_is_asked_only_where_nobody_else_told() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let mut serving = JoinSet::new();
    serving.spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut bytes = [0; 1024];
            let _ = stream.read(&mut bytes).await;
            let answer = "HTTP/1.1 200 OK\r\nDate: Thu, 26 Nov 2026 14:34:21 GMT\r\n\r\n203.0.113.9\n";
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    let mail = MailHosts::start(&[("220 mx.one.example\r\n", "250 mx.one.example\r\n")]).await;
    let url = format!("http://ip.example:{port}/");
    let more = format!("[doctor]\nport_hosts = [\"mx.one.example\"]\naddress_service = \"{url}\"\n");
    let only = [CheckId::Port, CheckId::PublicAddress, CheckId::Clock];
    let server = NameServer::start(two_hosts().host("ip.example", [127, 0, 0, 1])).await;
    let seen = examine_at(&server, mail.port, &more, &only).await;
    let Known::Known(own) = &seen.addresses else { panic!("{seen:?}") };
    assert_eq!(own[0].said_by, AddressSource::Service(url));
    let Known::Known(clock) = &seen.clock else { panic!("{seen:?}") };
    assert_eq!(clock.witnesses[0].theirs, NOON);

    let server = NameServer::start(two_hosts()).await;
    let seen =
        examine_at(&server, 25, &format!("{more}public_addresses = [\"203.0.113.7\"]\n"), &only[1..]).await;
    let Known::Known(own) = &seen.addresses else { panic!("{seen:?}") };
    assert_eq!(own[0].said_by, AddressSource::Settings);
    assert!(server.names().is_empty(), "{:?}", server.names());
}

/// A service on the web behind TLS, which hears what it is asked; without `speaks_tls` it only seems to be.
async fn address_service_over_tls(speaks_tls: bool) -> (Known<Vec<OwnAddress>>, Vec<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = Arc::<Mutex<Vec<String>>>::default();
    let hears = Arc::clone(&heard);
    let mut serving = JoinSet::new();
    serving.spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            if !speaks_tls {
                stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
                continue;
            }
            let Ok(mut stream) = crate::mailbox::testing::acceptor().accept(stream).await else { continue };
            let mut bytes = [0; 1024];
            let count = stream.read(&mut bytes).await.unwrap();
            hears.lock().unwrap().push(String::from_utf8_lossy(&bytes[..count]).into_owned());
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n203.0.113.9\n").await.unwrap();
            stream.shutdown().await.unwrap();
        }
    });
    let more = format!("[doctor]\naddress_service = \"https://ip.example:{port}/mine\"\n");
    let server = NameServer::start(Zone::default().host("ip.example", [127, 0, 0, 1])).await;
    let seen = examine_at(&server, 25, &more, &[CheckId::PublicAddress]).await;
    let heard = heard.lock().unwrap().clone();
    (seen.addresses, heard)
}

#[tokio::test]
async fn an_address_service_is_asked_over_tls_and_told_nothing() {
    let (addresses, heard) = address_service_over_tls(true).await;
    let Known::Known(own) = addresses else { panic!("{addresses:?}") };
    assert_eq!(own[0].ip, IpAddr::from([203, 0, 113, 9]));
    let [request] = heard.as_slice() else { panic!("{heard:?}") };
    assert!(request.starts_with("GET /mine HTTP/1.0\r\nHost: ip.example\r\n"), "{request}");
    assert!(!request.contains("User-Agent") && !request.contains("Cookie"), "{request}");
}

#[tokio::test]
async fn an_address_service_that_only_seems_to_speak_tls_tells_nothing() {
    let (addresses, _) = address_service_over_tls(false).await;
    assert_eq!(addresses, Known::Unknown(WhyUnknown::Unreachable));
}

#[tokio::test]
async fn an_own_ipv6_address_is_looked_at_like_any_other() {
    let at = "7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa";
    let zone = Zone::default().with(at, RecordType::PTR, records(vec![ptr("six.example")])).with(
        "six.example",
        RecordType::AAAA,
        records(vec![aaaa("2001:db8::7")]),
    );
    let more = "[doctor]\npublic_addresses = [\"2001:db8::7\"]\n";
    let seen = examine(zone, 25, more, &[CheckId::PublicAddress, CheckId::Ipv6]).await;
    let Known::Known(Some(own)) = seen.ipv6 else { panic!("{seen:?}") };
    let Known::Known(names) = own.names else { panic!("not known") };
    assert_eq!(names[0].leads_to, NameAnswer::Addresses(vec![own.ip]));
}

#[tokio::test]
async fn a_name_in_ehlo_that_does_not_exist_is_absent() {
    let seen = examine(Zone::default(), 25, "", &[CheckId::Helo]).await;
    let Known::Known(helo) = seen.helo else { panic!("{seen:?}") };
    assert_eq!((helo.source, helo.leads_to), (HeloSource::Settings, Some(NameAnswer::Absent)));
}

#[tokio::test]
async fn a_run_that_is_refused_learns_of_its_own_listings_and_asks_nothing_else() {
    let zone = Zone::default()
        .host("2.0.0.127.list.example", [127, 0, 0, 2])
        .host("7.113.0.203.list.example", [127, 0, 0, 2]);
    let server = NameServer::start(zone).await;
    let doctor = doctor(settings(server.address, 25, &format!("{GIVEN}block_lists = [\"list.example\"]\n")));
    let Known::Known(listings) = doctor.own_listings(&CancellationToken::new()).await else {
        panic!("unknown")
    };
    assert!(listings[0].is_listed());
    assert!(server.names().iter().all(|name| name.ends_with("list.example")), "{:?}", server.names());
}
