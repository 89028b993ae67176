mod block_list;
mod own_pages;
mod promises;

use std::{collections::HashMap, net::SocketAddr, sync::Arc, time::Duration};

use hickory_proto::rr::{RData, RecordType, rdata::SRV};
use mailvet_verdict::{Found, Known, LookupKind, Moment, Registration, Signals, Website, WhyUnknown};

use super::{
    Enquirer, Question,
    testing::{FakeWeb, Pages, Response},
    web::{Names, Web},
};
use crate::{
    Settings,
    domain::{
        Lookups as Dns,
        testing::{NameServer, Said, Zone, name},
    },
};

const ADDRESS: &str = "Ann.Lee@site.example";
const PICTURE: &str = "7e0f4dc0d2c0";

struct Bench {
    enquirer: Enquirer,
    web: FakeWeb,
    dns: NameServer,
}

fn page(head: &str, body: &str) -> Response {
    (format!("{head}\r\n"), body.as_bytes().to_vec())
}

fn html(body: &str) -> Response {
    page("200 OK\r\nContent-Type: text/html; charset=utf-8", body)
}

impl Bench {
    async fn with(pages: Vec<(&'static str, &str, Response)>, zone: Zone) -> Self {
        Self::at(pages, zone, &[]).await
    }

    async fn at(
        pages: Vec<(&'static str, &str, Response)>,
        zone: Zone,
        elsewhere: &[(&str, SocketAddr)],
    ) -> Self {
        let pages: Pages =
            pages.into_iter().map(|(host, path, said)| ((host, path.to_owned()), said)).collect();
        let web = FakeWeb::start(pages, &["plain.example"]).await;
        let dns = NameServer::start(zone).await;
        let text = format!(
            "[dns]\nservers = [\"{}\"]\nattempts = 1\ntimeout = \"2s\"\n[lookups]\ngap = \"0s\"\ntimeout = \"5s\"\n\
             rdap_bootstrap = \"https://iana.example/dns.json\"\ngravatar_service = \"https://pictures.example/avatar/\"\n\
             keyserver_service = \"https://keys.example/\"\nblock_lists = [\"DBL.example.\", \"black.example\"]\n",
            dns.address
        );
        let settings = Settings::from_toml(&text).unwrap();
        let mut places: HashMap<String, SocketAddr> = web.places.clone();
        places.extend(elsewhere.iter().map(|(host, place)| ((*host).to_owned(), *place)));
        let client =
            Web::new(Arc::new(Names::Fixed(places)), &settings.lookups, true, vec![web.root.clone()])
                .unwrap();
        let enquirer = Enquirer::over(client, Dns::new(&settings.dns).unwrap(), settings.lookups);
        Self { enquirer, web, dns }
    }

    async fn found(&self, kind: LookupKind, subject: &str) -> (Known<Found>, Vec<String>) {
        let lists = vec!["dbl.example".to_owned()];
        let question = Question { kind, subject: subject.to_owned(), lists };
        let lookup = self.enquirer.ask(&question, Moment(7)).await;
        assert!(question.is_answered_by(&lookup));
        assert_eq!((lookup.at, lookup.kind, &*lookup.subject), (Moment(7), kind, subject));
        (lookup.found, lookup.asked)
    }
}

fn bootstrap() -> (&'static str, &'static str, Response) {
    let services = r#"{"services": [[["net"], ["https://other.example/"]],
        [["example", "test"], ["http://registry.example/", "https://registry.example/rdap/"]]]}"#;
    ("iana.example", "/dns.json", page("200 OK", services))
}

#[tokio::test]
async fn a_registry_says_since_when_a_domain_is_registered() {
    let said = r#"{"objectClassName": "domain", "status": ["active", "Redemption Period"], "events": [
        {"eventAction": "last changed", "eventDate": "2020-01-01T00:00:00Z"},
        {"eventAction": "registration", "eventDate": "1999-03-02T00:00:00Z"},
        {"eventAction": "expiration", "eventDate": "2031-03-02T00:00:00Z"}]}"#;
    let moved = page("302 Found\r\nLocation: https://registrar.example/d/site.example", "");
    let bench = Bench::with(
        vec![
            bootstrap(),
            ("registry.example", "/rdap/domain/site.example", moved),
            ("registrar.example", "/d/site.example", page("200 OK", said)),
        ],
        Zone::default(),
    )
    .await;
    let (found, asked) = bench.found(LookupKind::Registration, "site.example").await;
    let registration = Registration {
        since: Some(Moment(920_332_800_000)),
        until: Some(Moment(1_930_176_000_000)),
        trouble: vec!["redemption period".into()],
    };
    assert_eq!(found, Known::Known(Found::Registered(registration)));
    assert_eq!(asked, ["registry.example", "registrar.example"]);
    // What serves which ending is asked once.
    assert_eq!(
        bench.found(LookupKind::Registration, "nobody.example").await.0,
        Known::Known(Found::Unregistered)
    );
    let bootstraps = bench.web.asked().iter().filter(|asked| asked.starts_with("iana.example")).count();
    assert_eq!(bootstraps, 1);
}

#[tokio::test]
async fn an_ending_without_a_registry_is_unknown_and_nobody_is_told() {
    let bench = Bench::with(vec![bootstrap()], Zone::default()).await;
    let (found, asked) = bench.found(LookupKind::Registration, "site.invalid").await;
    assert_eq!(found, Known::Unknown(WhyUnknown::Unreachable));
    assert_eq!(asked, Vec::<String>::new());
}

#[tokio::test]
async fn a_website_is_live_parked_elsewhere_or_none() {
    let www = page("301 Moved Permanently\r\nLocation: https://www.live.example/home", "");
    let gone = page("302 Found\r\nLocation: https://shop.other.example/", "");
    let bench = Bench::with(
        vec![
            ("live.example", "/", www),
            ("www.live.example", "/home", html("<h1>Welcome</h1>")),
            ("sale.example", "/", html("<title>This Domain is FOR SALE</title>")),
            ("moved.example", "/", gone),
            ("plain.example", "/", html("Hello")),
        ],
        Zone::default(),
    )
    .await;
    for (domain, site, told) in [
        ("live.example", Website::Live, vec!["live.example", "www.live.example"]),
        ("sale.example", Website::Parked, vec!["sale.example"]),
        ("moved.example", Website::Elsewhere("other.example".into()), vec!["moved.example"]),
        ("nobody.example", Website::None, vec!["nobody.example", "www.nobody.example"]),
        ("plain.example", Website::Live, vec!["plain.example", "www.plain.example"]),
    ] {
        let (found, asked) = bench.found(LookupKind::Website, domain).await;
        assert_eq!(found, Known::Known(Found::Website(site)), "{domain}");
        assert_eq!(asked, told, "{domain}");
    }
}

#[tokio::test]
async fn a_picture_is_a_sign_and_none_is_no_sign() {
    let hash = "1f2aaa1ef6cbbe1ee2bb56f1b4a1dd1e";
    let bench = Bench::with(vec![("pictures.example", "/", html(hash))], Zone::default()).await;
    let (found, asked) = bench.found(LookupKind::Gravatar, ADDRESS).await;
    assert_eq!(found, Known::Known(Found::Absent));
    assert_eq!(asked, ["pictures.example"]);
    let path = bench.web.asked().pop().unwrap();
    let path = path.strip_prefix("pictures.example").unwrap();
    let bench = Bench::with(vec![("pictures.example", path, page("200 OK", PICTURE))], Zone::default()).await;
    assert_eq!(bench.found(LookupKind::Gravatar, ADDRESS).await.0, Known::Known(Found::Present));
    // The hash does not depend on how the address was typed.
    let shouted = ADDRESS.to_uppercase();
    assert_eq!(bench.found(LookupKind::Gravatar, &shouted).await.0, Known::Known(Found::Present));
}

#[tokio::test]
async fn an_avatar_server_is_asked_only_where_the_domain_names_one() {
    let srv = |target: &str, port| RData::SRV(SRV::new(1, 0, port, name(target)));
    let none = Bench::with(Vec::new(), Zone::default().host("site.example", [127, 0, 0, 1])).await;
    assert_eq!(none.found(LookupKind::Libravatar, ADDRESS).await, (Known::Known(Found::Absent), Vec::new()));
    let web = FakeWeb::start(HashMap::from([(("faces.example", "/".to_owned()), html(""))]), &[]).await;
    let port = web.places["faces.example"].port();
    let named = Zone::default().with(
        "_avatars-sec._tcp.site.example",
        RecordType::SRV,
        Said::Records(60, vec![srv("faces.example", port)]),
    );
    let bench = Bench::with(vec![("faces.example", "/", html(""))], named).await;
    let (found, asked) = bench.found(LookupKind::Libravatar, ADDRESS).await;
    // The port is another server's, whose root nobody trusts: not known, and the host counts as told.
    assert_eq!((found, asked), (Known::Unknown(WhyUnknown::Unreachable), vec!["faces.example".to_owned()]));
    let not_offered = Zone::default().with(
        "_avatars-sec._tcp.site.example",
        RecordType::SRV,
        Said::Records(60, vec![srv(".", 0)]),
    );
    let bench = Bench::with(Vec::new(), not_offered).await;
    assert_eq!(bench.found(LookupKind::Libravatar, ADDRESS).await.0, Known::Known(Found::Absent));
    let broken = Zone::default().with(
        "_avatars-sec._tcp.site.example",
        RecordType::SRV,
        Said::Code(hickory_proto::op::ResponseCode::ServFail),
    );
    let bench = Bench::with(Vec::new(), broken).await;
    assert_eq!(bench.found(LookupKind::Libravatar, ADDRESS).await.0, Known::Unknown(WhyUnknown::Failed));
}

#[tokio::test]
async fn a_key_counts_only_where_it_is_one() {
    let hash = "3nrjtf4cz75z7qg8tfckrgb48huz44ny";
    let probe = Bench::with(vec![("site.example", "/", html(hash))], Zone::default()).await;
    assert_eq!(probe.found(LookupKind::Wkd, ADDRESS).await.0, Known::Known(Found::Absent));
    let asked = probe.web.asked().pop().unwrap();
    let path = asked.strip_prefix("site.example").unwrap();
    assert!(path.ends_with("?l=Ann%2ELee"), "{path}");
    let key = ("200 OK\r\nContent-Type: application/octet-stream\r\n".to_owned(), vec![0x99, 0x01, 0x0d]);
    let bench = Bench::with(vec![("site.example", path, key.clone())], Zone::default()).await;
    assert_eq!(bench.found(LookupKind::Wkd, ADDRESS).await.0, Known::Known(Found::Present));
    // A site that answers every path with a page has no key.
    let bench = Bench::with(vec![("site.example", path, html("Not here"))], Zone::default()).await;
    assert_eq!(bench.found(LookupKind::Wkd, ADDRESS).await.0, Known::Known(Found::Absent));
    // Where there is a host for keys, the domain's own is not asked.
    let advanced = path.replace("/openpgpkey/hu/", "/openpgpkey/site.example/hu/");
    let pages = vec![("openpgpkey.site.example", &*advanced, key), ("site.example", "/", html(""))];
    let bench = Bench::with(pages, Zone::default()).await;
    let (found, asked) = bench.found(LookupKind::Wkd, ADDRESS).await;
    assert_eq!(found, Known::Known(Found::Present));
    assert_eq!(asked, ["openpgpkey.site.example"]);
}

#[tokio::test]
async fn a_service_that_refuses_again_and_again_is_asked_no_more() {
    let path = "/vks/v1/by-email/Ann%2ELee%40site%2Eexample";
    let later = page("429 Too Many Requests\r\nRetry-After: 0", "");
    let bench = Bench::with(vec![("keys.example", path, later)], Zone::default()).await;
    for _ in 0..3 {
        let (found, asked) = bench.found(LookupKind::Keyserver, ADDRESS).await;
        assert_eq!(found, Known::Unknown(WhyUnknown::Deferred));
        assert_eq!(asked, ["keys.example"]);
    }
    let (found, _) = bench.found(LookupKind::Keyserver, ADDRESS).await;
    assert_eq!(found, Known::Unknown(WhyUnknown::RefusedUs));
    assert_eq!(bench.web.asked().len(), 3);
}

#[tokio::test]
async fn a_page_cannot_lead_into_the_own_network() {
    let settings = Settings::defaults().lookups;
    let web = Web::new(Arc::new(Names::Fixed(HashMap::new())), &settings, false, Vec::new()).unwrap();
    for url in ["http://127.0.0.1:1/", "http://[::1]:1/", "http://192.168.0.1/"] {
        let page = web.get(&url.parse().unwrap(), "*/*").await;
        assert_eq!(page.unwrap_err(), super::web::NoPage::Unknown(WhyUnknown::Unreachable), "{url}");
    }
}

#[tokio::test]
async fn a_host_that_cannot_be_reached_is_no_statement() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let place = silent.local_addr().unwrap();
    let mut settings = Settings::defaults().lookups;
    settings.timeout = Duration::from_millis(50);
    let places = HashMap::from([("slow.example".to_owned(), place)]);
    let web = Web::new(Arc::new(Names::Fixed(places)), &settings, true, Vec::new()).unwrap();
    let page = web.get(&"http://slow.example/".parse().unwrap(), "*/*").await;
    assert_eq!(page.unwrap_err(), super::web::NoPage::Unknown(WhyUnknown::TimedOut));
}

#[test]
fn the_domain_of_a_provider_and_the_user_of_a_throw_away_service_are_not_looked_up() {
    let text = "[lookups]\nregistration = true\nwebsite = true\ngravatar = true\nwkd = true\nown_pages = true\n\
                block_lists = [\"dbl.example\"]";
    let settings = Settings::from_toml(text).unwrap().lookups;
    let kinds = |signals: &Signals| {
        super::questions(&settings, "ann", "mail.site.example", signals)
            .into_iter()
            .map(|question| (question.kind, question.subject))
            .collect::<Vec<_>>()
    };
    let of_the_domain = [
        (LookupKind::Registration, "site.example".to_owned()),
        (LookupKind::Website, "mail.site.example".to_owned()),
        (LookupKind::BlockList, "mail.site.example".to_owned()),
    ];
    let of_the_address =
        [LookupKind::Gravatar, LookupKind::Wkd].map(|kind| (kind, "ann@mail.site.example".to_owned()));
    let on_its_pages = [(LookupKind::OwnPages, "ann@mail.site.example".to_owned())];
    assert_eq!(
        kinds(&Signals::default()),
        of_the_domain.iter().chain(&of_the_address).chain(&on_its_pages).cloned().collect::<Vec<_>>()
    );
    assert_eq!(kinds(&Signals { free: true, ..Signals::default() }), of_the_address);
    assert_eq!(kinds(&Signals { disposable: true, ..Signals::default() }), of_the_domain);
}
