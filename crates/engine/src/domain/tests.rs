use std::time::Duration;

use hickory_proto::{op::ResponseCode, rr::RecordType};

use super::{
    testing::{NameServer, Said, Zone, a, aaaa, mx, txt},
    *,
};

const NOW: Moment = Moment(1_795_000_000_000);

fn observer(server: &NameServer) -> DomainObserver {
    let settings = DnsSettings {
        servers: vec![server.address],
        timeout: Duration::from_secs(5),
        attempts: 2,
        at_once: 8,
        published: false,
    };
    DomainObserver::new(&settings).unwrap()
}

async fn observe(zone: Zone, domain: &str) -> DomainEvidence {
    let server = NameServer::start(zone).await;
    observer(&server).observe(domain, NOW).await
}

async fn route(zone: Zone) -> MailRouting {
    observe(zone, "list.example").await.routing
}

fn host(preference: u16, name: &str, addresses: &[&str]) -> MxHost {
    let addresses = addresses.iter().map(|ip| ip.parse().unwrap()).collect();
    MxHost { preference, name: name.into(), addresses }
}

#[tokio::test]
async fn mail_hosts_come_by_preference_and_equals_in_the_order_of_the_answer() {
    let zone = Zone::default()
        .mx("list.example", &[(20, "b.example"), (10, "Z.example"), (10, "a.example")])
        .host("a.example", [192, 0, 2, 1])
        .host("b.example", [192, 0, 2, 2])
        .host("z.example", [192, 0, 2, 3]);
    let expected = [
        host(10, "z.example", &["192.0.2.3"]),
        host(10, "a.example", &["192.0.2.1"]),
        host(20, "b.example", &["192.0.2.2"]),
    ];
    assert_eq!(route(zone).await, MailRouting::Mx(expected.to_vec()));
}

#[tokio::test]
async fn ipv4_comes_before_ipv6() {
    let zone = Zone::default()
        .mx("list.example", &[(10, "a.example")])
        .with("a.example", RecordType::AAAA, Said::Records(3600, vec![aaaa("2001:db8::1")]))
        .host("a.example", [192, 0, 2, 1]);
    let expected = host(10, "a.example", &["192.0.2.1", "2001:db8::1"]);
    assert_eq!(route(zone).await, MailRouting::Mx(vec![expected]));
}

#[tokio::test]
async fn a_null_mx_is_known() {
    let zone = Zone::default().mx("list.example", &[(0, ".")]).host("list.example", [192, 0, 2, 1]);
    assert_eq!(route(zone).await, MailRouting::NullMx);
}

#[tokio::test]
async fn a_null_mx_beside_a_mail_host_is_a_slip_of_the_pen() {
    let zone =
        Zone::default().mx("list.example", &[(0, "."), (10, "a.example")]).host("a.example", [192, 0, 2, 1]);
    assert_eq!(route(zone).await, MailRouting::Mx(vec![host(10, "a.example", &["192.0.2.1"])]));
}

#[tokio::test]
async fn without_an_mx_the_domain_is_its_own_mail_host() {
    let v4 = Zone::default().host("list.example", [192, 0, 2, 1]);
    assert_eq!(route(v4).await, MailRouting::Implicit(host(0, "list.example", &["192.0.2.1"])));
    let v6 =
        Zone::default().with("list.example", RecordType::AAAA, Said::Records(60, vec![aaaa("2001:db8::1")]));
    assert_eq!(route(v6).await, MailRouting::Implicit(host(0, "list.example", &["2001:db8::1"])));
}

#[tokio::test]
async fn a_name_without_mx_and_address_has_no_mail_host() {
    let zone = Zone::default().with("list.example", RecordType::TXT, Said::Records(60, vec![txt(&["x"])]));
    assert_eq!(route(zone).await, MailRouting::NoMailHost);
}

#[tokio::test]
async fn nxdomain_is_not_found() {
    assert_eq!(route(Zone::default()).await, MailRouting::NotFound);
}

#[tokio::test]
async fn failures_are_kept_apart_and_never_become_absence() {
    let failures = [
        (Said::Code(ResponseCode::ServFail), DnsFailure::ServFail),
        (Said::Code(ResponseCode::Refused), DnsFailure::Refused),
        (Said::Code(ResponseCode::NotImp), DnsFailure::Unusable),
        (Said::Referral, DnsFailure::Unusable),
    ];
    for (said, failure) in failures {
        // The domain has an address; without an answer about its MX that is of no use.
        let zone = Zone::default()
            .with("list.example", RecordType::MX, said.clone())
            .host("list.example", [192, 0, 2, 1]);
        assert_eq!(route(zone).await, MailRouting::Failed(failure), "{said:?}");
        let zone = Zone::default().with("list.example", RecordType::A, said.clone());
        assert_eq!(route(zone).await, MailRouting::Failed(failure), "{said:?} for the address");
    }
}

#[tokio::test]
async fn silence_is_a_time_out() {
    let zone = Zone::default().with("list.example", RecordType::MX, Said::Silence).with(
        "list.example",
        RecordType::TXT,
        Said::Silence,
    );
    let server = NameServer::start(zone).await;
    let settings = DnsSettings {
        servers: vec![server.address],
        timeout: Duration::from_millis(60),
        attempts: 1,
        at_once: 1,
        published: false,
    };
    let evidence = DomainObserver::new(&settings).unwrap().observe("list.example", NOW).await;
    assert_eq!(evidence.routing, MailRouting::Failed(DnsFailure::TimedOut));
    assert_eq!(evidence.spf, Known::Unknown(WhyUnknown::TimedOut));
    assert_eq!(evidence.dmarc, Known::Known(false));
    assert_eq!(evidence.ttl_seconds, 30);
}

#[tokio::test]
async fn a_name_server_that_knows_only_addresses_is_believed_in_them() {
    let zone = Zone::default()
        .with("list.example", RecordType::MX, Said::Code(ResponseCode::NXDomain))
        .host("list.example", [192, 0, 2, 1]);
    assert_eq!(route(zone).await, MailRouting::Implicit(host(0, "list.example", &["192.0.2.1"])));
}

#[tokio::test]
async fn mail_hosts_that_do_not_exist_are_dangling() {
    let zone = Zone::default()
        .mx("list.example", &[(10, "gone.example"), (20, "bare.example")])
        .with("bare.example", RecordType::TXT, Said::Records(60, vec![txt(&["x"])]))
        .host("list.example", [192, 0, 2, 1]);
    let names = ["gone.example", "bare.example"].map(String::from);
    assert_eq!(route(zone).await, MailRouting::DanglingMx(names.to_vec()));
}

#[tokio::test]
async fn mail_hosts_that_could_not_be_looked_up_prove_nothing() {
    let zone = Zone::default().mx("list.example", &[(10, "gone.example"), (20, "broken.example")]).with(
        "broken.example",
        RecordType::A,
        Said::Code(ResponseCode::ServFail),
    );
    assert_eq!(route(zone.clone()).await, MailRouting::Failed(DnsFailure::ServFail));
    let zone = zone
        .mx("list.example", &[(10, "broken.example"), (20, "a.example")])
        .host("a.example", [192, 0, 2, 1]);
    let expected = [host(10, "broken.example", &[]), host(20, "a.example", &["192.0.2.1"])];
    assert_eq!(route(zone).await, MailRouting::Mx(expected.to_vec()));
}

#[tokio::test]
async fn a_half_of_the_addresses_is_enough() {
    let zone = Zone::default()
        .mx("list.example", &[(10, "a.example")])
        .with("a.example", RecordType::AAAA, Said::Code(ResponseCode::ServFail))
        .host("a.example", [192, 0, 2, 1]);
    assert_eq!(route(zone).await, MailRouting::Mx(vec![host(10, "a.example", &["192.0.2.1"])]));
}

#[tokio::test]
async fn aliases_are_followed() {
    let zone = Zone::default()
        .with(
            "list.example",
            RecordType::MX,
            Said::Alias(600, "real.example", 3600, vec![mx(10, "a.example")]),
        )
        .with("a.example", RecordType::A, Said::Alias(3600, "b.example", 3600, Vec::new()))
        .with("a.example", RecordType::AAAA, Said::Alias(3600, "b.example", 3600, Vec::new()))
        .host("b.example", [192, 0, 2, 1]);
    let evidence = observe(zone, "list.example").await;
    assert_eq!(evidence.routing, MailRouting::Mx(vec![host(10, "a.example", &["192.0.2.1"])]));
    assert_eq!(evidence.ttl_seconds, 600, "the alias is the first to expire");
}

#[tokio::test]
async fn the_least_ttl_counts_within_bounds() {
    let with_ttls = |mx_ttl, host_ttl| {
        Zone::default()
            .with("list.example", RecordType::MX, Said::Records(mx_ttl, vec![mx(10, "a.example")]))
            .with("a.example", RecordType::A, Said::Records(host_ttl, vec![a([192, 0, 2, 1])]))
            .with("a.example", RecordType::AAAA, Said::NoData(80_000))
    };
    for (mx_ttl, host_ttl, expected) in
        [(7200, 300, 300), (300, 7200, 300), (5, 7200, 60), (0, 0, 60), (86_400 * 7, 86_400 * 7, 80_000)]
    {
        let evidence = observe(with_ttls(mx_ttl, host_ttl), "list.example").await;
        assert_eq!(evidence.ttl_seconds, expected, "{mx_ttl} and {host_ttl}");
    }
    assert_eq!(observe(Zone::default(), "list.example").await.ttl_seconds, 900, "as the SOA says");
}

#[tokio::test]
async fn policies_are_evidence() {
    let zone = Zone::default()
        .host("list.example", [192, 0, 2, 1])
        .with(
            "list.example",
            RecordType::TXT,
            Said::Records(60, vec![txt(&["token=1"]), txt(&["v=spf1 include:", "a.example -all"])]),
        )
        .with("_dmarc.list.example", RecordType::TXT, Said::Code(ResponseCode::ServFail));
    let evidence = observe(zone, "list.example").await;
    assert_eq!(evidence.spf, Known::Known(true));
    assert_eq!(evidence.dmarc, Known::Unknown(WhyUnknown::Failed));
    let zone = Zone::default()
        .host("list.example", [192, 0, 2, 1])
        .with("list.example", RecordType::TXT, Said::Code(ResponseCode::Refused))
        .with("_dmarc.list.example", RecordType::TXT, Said::Records(60, vec![txt(&["v=DMARC1; p=none"])]));
    let evidence = observe(zone, "list.example").await;
    assert_eq!(evidence.spf, Known::Unknown(WhyUnknown::RefusedUs));
    assert_eq!(evidence.dmarc, Known::Known(true));
}

#[tokio::test]
async fn an_answer_too_large_for_udp_comes_over_tcp() {
    let zone = Zone::default()
        .with("list.example", RecordType::MX, Said::Large(vec![mx(10, "a.example")]))
        .host("a.example", [192, 0, 2, 1]);
    assert_eq!(route(zone).await, MailRouting::Mx(vec![host(10, "a.example", &["192.0.2.1"])]));
}

#[tokio::test]
async fn a_mail_host_of_many_domains_is_looked_up_once() {
    let zone = Zone::default()
        .mx("one.example", &[(10, "a.example")])
        .mx("two.example", &[(10, "a.example")])
        .host("a.example", [192, 0, 2, 1]);
    let server = NameServer::start(zone).await;
    let observer = observer(&server);
    observer.observe("one.example", NOW).await;
    observer.observe("two.example", NOW).await;
    assert_eq!(server.asked("a.example", RecordType::A), 1);
}

#[tokio::test]
async fn only_what_was_meant_is_asked() {
    let server = NameServer::start(Zone::default()).await;
    let evidence = observer(&server).observe("List.Example.", NOW).await;
    assert_eq!((evidence.domain.as_str(), evidence.observed_at), ("list.example", NOW));
    assert!(server.names().iter().all(|name| name == "list.example" || name == "_dmarc.list.example"));
    assert_eq!(server.asked("list.example", RecordType::MX), 1);
}

#[tokio::test]
async fn a_name_that_dns_cannot_hold_is_asked_of_nobody() {
    let server = NameServer::start(Zone::default()).await;
    for domain in [format!("{}.example", "a".repeat(64)), "a..example".to_owned(), String::new()] {
        let evidence = observer(&server).observe(&domain, NOW).await;
        assert_eq!(evidence.routing, MailRouting::Failed(DnsFailure::Unusable), "{domain}");
    }
    assert!(server.names().iter().all(|name| name.starts_with("_dmarc")), "{:?}", server.names());
}

#[tokio::test]
async fn a_domain_literal_is_its_own_mail_host() {
    let server = NameServer::start(Zone::default()).await;
    for (domain, ip) in [("[192.0.2.1]", "192.0.2.1"), ("[IPv6:2001:db8::1]", "2001:db8::1")] {
        let evidence = observer(&server).observe(domain, NOW).await;
        let MailRouting::Implicit(host) = evidence.routing else { panic!("{domain}") };
        assert_eq!(host.addresses, [ip.parse::<IpAddr>().unwrap()]);
    }
    assert!(server.names().is_empty());
}

#[tokio::test]
async fn more_mail_hosts_than_anybody_has_are_not_all_asked() {
    let names: Vec<_> = (0..40).map(|n| format!("h{n}.example")).collect();
    let targets: Vec<_> = (0u16..).zip(names.iter().map(String::as_str)).collect();
    let server = NameServer::start(Zone::default().mx("list.example", &targets)).await;
    let evidence = observer(&server).observe("list.example", NOW).await;
    assert_eq!(evidence.routing, MailRouting::Failed(DnsFailure::Unusable), "the others might exist");
    assert_eq!(server.names().iter().filter(|name| name.starts_with('h')).count(), HOSTS * 2);
}

#[tokio::test]
async fn a_server_that_refuses_is_not_the_only_one_asked() {
    let mut refusing = Zone::default();
    for name in ["list.example", "a.example", "_dmarc.list.example"] {
        for kind in [RecordType::MX, RecordType::A, RecordType::AAAA, RecordType::TXT] {
            refusing = refusing.with(name, kind, Said::Code(ResponseCode::Refused));
        }
    }
    let refusing = NameServer::start(refusing).await;
    let zone = Zone::default().mx("list.example", &[(10, "a.example")]).host("a.example", [192, 0, 2, 1]);
    let answering = NameServer::start(zone).await;
    let settings = DnsSettings {
        servers: vec![refusing.address, answering.address],
        timeout: Duration::from_secs(5),
        attempts: 1,
        at_once: 1,
        published: false,
    };
    let evidence = DomainObserver::new(&settings).unwrap().observe("list.example", NOW).await;
    assert_eq!(evidence.routing, MailRouting::Mx(vec![host(10, "a.example", &["192.0.2.1"])]));
    assert_eq!(evidence.spf, Known::Known(false));
}

fn records(records: Vec<hickory_proto::rr::RData>) -> Said {
    Said::Records(3600, records)
}

fn looked_after() -> Zone {
    use hickory_proto::rr::{
        RData,
        rdata::{CNAME, NS},
    };
    let name = super::testing::name;
    Zone::default()
        .mx("list.example", &[(10, "a.example")])
        .host("a.example", [192, 0, 2, 1])
        .host("www.list.example", [192, 0, 2, 9])
        .with("_mta-sts.list.example", RecordType::TXT, records(vec![txt(&["v=STSv1; id=1"])]))
        .with("default._bimi.list.example", RecordType::TXT, records(vec![txt(&["v=BIMI1; l="])]))
        .with("k1._domainkey.list.example", RecordType::TXT, records(vec![txt(&["v=DKIM1; p=", "MIGf"])]))
        .with("list.example", RecordType::TXT, records(vec![txt(&["v=spf1 -all"]), txt(&["MS=ms12345"])]))
        .with("list.example", RecordType::NS, records(vec![RData::NS(NS(name("NS1.Park.example")))]))
        .with(
            "autodiscover.list.example",
            RecordType::CNAME,
            records(vec![RData::CNAME(CNAME(name("autodiscover.outlook.com")))]),
        )
}

async fn published(zone: Zone) -> (Published, NameServer) {
    let server = NameServer::start(zone).await;
    let settings = DnsSettings {
        servers: vec![server.address],
        timeout: Duration::from_secs(5),
        attempts: 2,
        at_once: 8,
        published: true,
    };
    let evidence = DomainObserver::new(&settings).unwrap().observe("list.example", NOW).await;
    (evidence.published, server)
}

#[tokio::test]
async fn what_else_a_domain_publishes_is_found() {
    let (found, server) = published(looked_after()).await;
    let expected = Published {
        mta_sts: Known::Known(true),
        bimi: Known::Known(true),
        dkim: Known::Known(true),
        signed: Known::Known(false),
        web: Known::Known(true),
        name_servers: Known::Known(vec!["ns1.park.example".into()]),
        marks: Known::Known(vec!["ms".into()]),
        autodiscover: Known::Known(Some("autodiscover.outlook.com".into())),
    };
    assert_eq!(found, expected);
    // The key is at one of the first four selectors: nobody asks for the others.
    assert_eq!(server.asked("s1._domainkey.list.example", RecordType::TXT), 0);
    // The text at the domain's own name serves SPF and the marks.
    assert_eq!(server.asked("list.example", RecordType::TXT), 1);
}

#[tokio::test]
async fn a_domain_that_publishes_nothing_more_says_so() {
    let zone = Zone::default().mx("list.example", &[(10, "a.example")]).host("a.example", [192, 0, 2, 1]);
    let (found, server) = published(zone).await;
    assert_eq!(
        (found.mta_sts, found.dkim, found.web),
        (Known::Known(false), Known::Known(false), Known::Known(false))
    );
    assert_eq!((found.marks, found.autodiscover), (Known::Known(vec![]), Known::Known(None)));
    assert_eq!(server.asked("key1._domainkey.list.example", RecordType::TXT), 1);
}

#[tokio::test]
async fn what_dns_does_not_answer_is_unknown_and_never_no() {
    let broken = Said::Code(ResponseCode::ServFail);
    let mut zone = looked_after();
    for name in ["_mta-sts.list.example", "default._domainkey.list.example"] {
        zone = zone.with(name, RecordType::TXT, broken.clone());
    }
    zone = zone.with("list.example", RecordType::NS, Said::Code(ResponseCode::Refused));
    zone = zone.with("list.example", RecordType::DS, broken);
    let (found, _server) = published(zone).await;
    assert_eq!(found.mta_sts, Known::Unknown(WhyUnknown::Failed));
    assert_eq!(found.signed, Known::Unknown(WhyUnknown::Failed));
    assert_eq!(found.name_servers, Known::Unknown(WhyUnknown::RefusedUs));
    // One selector failed and another has a key: there is one.
    assert_eq!(found.dkim, Known::Known(true));
}

#[tokio::test]
async fn a_domain_without_mail_is_asked_for_nothing_more() {
    let zone = looked_after().mx("list.example", &[(0, ".")]);
    let (found, server) = published(zone).await;
    assert!(found.is_unasked());
    assert_eq!(server.asked("_mta-sts.list.example", RecordType::TXT), 0);
}

#[tokio::test]
async fn nothing_more_is_asked_where_the_settings_say_so() {
    let server = NameServer::start(looked_after()).await;
    let evidence = observer(&server).observe("list.example", NOW).await;
    assert!(evidence.published.is_unasked());
    assert_eq!(server.asked("list.example", RecordType::NS), 0);
}
