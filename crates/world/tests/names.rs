//! The name server, asked by a real resolver.

use std::net::Ipv4Addr;

use hickory_resolver::{
    TokioResolver,
    config::{ConnectionConfig, NameServerConfig, ResolverConfig},
    net::{DnsError, NetError, runtime::TokioRuntimeProvider},
    proto::{
        op::ResponseCode,
        rr::{RData, RecordType},
    },
};
use mailvet_world::{Scenario, World};

const ZONE: &str = r#"
[[exchange]]
name = "it"
hosts = ["mx1.it-net.example", "mx2.it-net.example"]

[[domain]]
name = "by-exchange.example"
mx = "it"
spf = true
dmarc = true

[[domain]]
name = "by-host.example"
mx = ["mx2.it-net.example:5", "mx1.it-net.example:30"]

[[domain]]
name = "implicit.example"
dns = "implicit"
mx = "it"

[[domain]]
name = "null.example"
dns = "null_mx"

[[domain]]
name = "web.example"
dns = "no_mail_host"

[[domain]]
name = "dangling.example"
dns = "dangling"

[[domain]]
name = "broken.example"
dns = "servfail"

[[domain]]
name = "refused.example"
dns = "refused"

[[domain]]
name = "silent.example"
dns = "silent"
"#;

struct Asked {
    world: World,
    resolver: TokioResolver,
}

async fn asked() -> Asked {
    asked_of(ZONE).await
}

async fn asked_of(zone: &str) -> Asked {
    let world = World::start(Scenario::from_toml(zone).expect("sound")).await.expect("it starts");
    let server = world.dns();
    let mut connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()];
    for connection in &mut connections {
        connection.port = server.port();
    }
    let server = NameServerConfig::new(server.ip(), true, connections.to_vec());
    let mut builder = TokioResolver::builder_with_config(
        ResolverConfig::from_name_servers(vec![server]),
        TokioRuntimeProvider::default(),
    );
    let options = builder.options_mut();
    options.timeout = std::time::Duration::from_millis(200);
    options.attempts = 1;
    Asked { world, resolver: builder.build().expect("a resolver") }
}

impl Asked {
    async fn records(&self, name: &str, kind: RecordType) -> Result<Vec<RData>, NetError> {
        let found = self.resolver.lookup(name, kind).await?;
        Ok(found.answers().iter().map(|record| record.data.clone()).collect())
    }

    async fn hosts(&self, name: &str) -> Vec<(u16, String)> {
        let mut hosts: Vec<_> = self
            .records(name, RecordType::MX)
            .await
            .expect("an answer")
            .into_iter()
            .filter_map(|data| match data {
                RData::MX(mx) => Some((mx.preference, mx.exchange.to_ascii())),
                _ => None,
            })
            .collect();
        hosts.sort();
        hosts
    }

    async fn refusal(&self, name: &str, kind: RecordType) -> ResponseCode {
        match self.records(name, kind).await {
            Err(NetError::Dns(DnsError::NoRecordsFound(none))) => none.response_code,
            Err(NetError::Dns(DnsError::ResponseCode(code))) => code,
            other => panic!("{name} {kind}: {other:?}"),
        }
    }
}

fn mx(preference: u16, host: &str) -> (u16, String) {
    (preference, format!("{host}."))
}

#[tokio::test]
async fn an_exchange_gives_its_hosts_in_order_and_each_has_an_address_of_its_own() {
    let asked = asked().await;
    assert_eq!(
        asked.hosts("by-exchange.example.").await,
        [mx(10, "mx1.it-net.example"), mx(20, "mx2.it-net.example")]
    );
    assert_eq!(
        asked.hosts("by-host.example.").await,
        [mx(5, "mx2.it-net.example"), mx(30, "mx1.it-net.example")]
    );
    for host in ["mx1.it-net.example", "mx2.it-net.example"] {
        let address = asked.world.host(host).expect("a host").ip();
        let records = asked.records(&format!("{host}."), RecordType::A).await.expect("an answer");
        assert!(
            matches!(records[..], [RData::A(a)] if a.0 == address && a.0.is_loopback() && a.0 != Ipv4Addr::LOCALHOST)
        );
    }
}

#[tokio::test]
async fn policies_are_published_where_the_scenario_says_so() {
    let asked = asked().await;
    let text = |records: Vec<RData>| records.iter().map(ToString::to_string).collect::<String>();
    let spf = asked.records("by-exchange.example.", RecordType::TXT).await.expect("an answer");
    assert!(text(spf).contains("v=spf1"));
    let dmarc = asked.records("_dmarc.by-exchange.example.", RecordType::TXT).await.expect("an answer");
    assert!(text(dmarc).contains("v=DMARC1"));
    assert_eq!(asked.refusal("by-host.example.", RecordType::TXT).await, ResponseCode::NoError);
}

#[tokio::test]
async fn an_implicit_mail_host_has_an_address_and_no_mx() {
    let asked = asked().await;
    assert_eq!(asked.refusal("implicit.example.", RecordType::MX).await, ResponseCode::NoError);
    assert_eq!(asked.records("implicit.example.", RecordType::A).await.expect("an answer").len(), 1);
}

#[tokio::test]
async fn a_null_mx_is_the_root_at_preference_zero() {
    assert_eq!(asked().await.hosts("null.example.").await, [(0, ".".to_owned())]);
}

#[tokio::test]
async fn the_hosts_of_a_dangling_mx_do_not_exist() {
    let asked = asked().await;
    let hosts = asked.hosts("dangling.example.").await;
    assert_eq!(hosts.len(), 2);
    for (_, host) in hosts {
        assert_eq!(asked.refusal(&host, RecordType::A).await, ResponseCode::NXDomain);
    }
}

#[tokio::test]
async fn every_way_to_fail_is_told_apart() {
    let asked = asked().await;
    let code = |name: &'static str| asked.refusal(name, RecordType::MX);
    assert_eq!(code("web.example.").await, ResponseCode::NoError);
    assert_eq!(code("nowhere.example.").await, ResponseCode::NXDomain);
    assert_eq!(code("broken.example.").await, ResponseCode::ServFail);
    assert_eq!(code("_dmarc.broken.example.").await, ResponseCode::ServFail);
    assert_eq!(code("refused.example.").await, ResponseCode::Refused);
    let silence = asked.records("silent.example.", RecordType::MX).await.expect_err("silence");
    assert!(matches!(silence, NetError::Timeout), "{silence:?}");
}

#[tokio::test]
async fn questions_are_counted_by_type_and_name() {
    let asked = asked().await;
    asked.hosts("By-Exchange.example.").await;
    assert_eq!(asked.world.counters().dns.asked["MX by-exchange.example"], 1);
    asked.world.stop().await;
}

#[tokio::test]
async fn whoever_asks_is_known_by_name_and_stands_on_the_lists_that_name_him() {
    let prober = "[prober]\naddress = \"203.0.113.7\"\nhelo = \"probe.example\"\nreverse = \"probe.example\"\n\
                  clear_lists = [\"clear.example\"]\nlisted_on = [\"listed.example\"]\n";
    let asked = asked_of(prober).await;
    let names = asked.records("7.113.0.203.in-addr.arpa.", RecordType::PTR).await.expect("a name");
    assert!(matches!(&names[..], [RData::PTR(name)] if name.0.to_ascii() == "probe.example."), "{names:?}");
    for name in ["probe.example.", "7.113.0.203.listed.example.", "2.0.0.127.clear.example."] {
        assert_eq!(asked.records(name, RecordType::A).await.expect("an address").len(), 1, "{name}");
    }
    for name in ["7.113.0.203.clear.example.", "1.0.0.127.listed.example."] {
        assert_eq!(asked.refusal(name, RecordType::A).await, ResponseCode::NXDomain, "{name}");
    }
    assert!(Scenario::from_toml(&prober.replace("\"probe.example\"", "\"probe\"")).is_err(), "no full name");
}
