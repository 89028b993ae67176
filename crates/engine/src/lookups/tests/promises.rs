//! What holds for every kind that asks the web: an answer that is none is unknown with its reason, never "no", and whoever was
//! asked is named. The block lists, which ask DNS, have the same tests of their own.

use super::*;

/// The kinds, each with the host that answers and what it is asked about.
const KINDS: [(LookupKind, &str, &str); 7] = [
    (LookupKind::Registration, "registry.example", "site.example"),
    (LookupKind::Website, "site.example", "site.example"),
    (LookupKind::Gravatar, "pictures.example", ADDRESS),
    (LookupKind::Libravatar, "faces.example", ADDRESS),
    (LookupKind::Wkd, "site.example", ADDRESS),
    (LookupKind::Keyserver, "keys.example", ADDRESS),
    (LookupKind::OwnPages, "site.example", ADDRESS),
];

fn zone() -> Zone {
    // Port 443 is left out of the URL, so that the host's place decides.
    let faces = RData::SRV(SRV::new(1, 0, 443, name("faces.example")));
    Zone::default().with("_avatars-sec._tcp.site.example", RecordType::SRV, Said::Records(60, vec![faces]))
}

async fn answered(
    kind: LookupKind,
    host: &'static str,
    subject: &str,
    said: Response,
) -> (Known<Found>, Vec<String>) {
    Bench::with(vec![bootstrap(), (host, "*", said)], zone()).await.found(kind, subject).await
}

#[tokio::test]
async fn an_error_is_unknown_with_its_reason_and_its_sender_was_told() {
    for (kind, host, subject) in KINDS {
        for (head, why) in [
            ("500 Oops", WhyUnknown::Failed),
            ("502 Bad Gateway", WhyUnknown::Failed),
            ("401 Unauthorized\r\nRetry-After: 0", WhyUnknown::RefusedUs),
            ("403 Forbidden\r\nRetry-After: 0", WhyUnknown::RefusedUs),
            ("429 Too Many Requests\r\nRetry-After: 0", WhyUnknown::Deferred),
            ("503 Busy\r\nRetry-After: 0", WhyUnknown::Deferred),
        ] {
            let (found, told) = answered(kind, host, subject, page(head, "")).await;
            assert_eq!(found, Known::Unknown(why), "{kind}: {head}");
            assert!(told.contains(&host.to_owned()), "{kind}: {head}: {told:?}");
        }
    }
}

#[tokio::test]
async fn nobody_who_is_silent_says_no() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let place = silent.local_addr().unwrap();
    for (kind, host, subject) in KINDS {
        let mut bench = Bench::with(vec![bootstrap()], zone()).await;
        let mut settings = Settings::defaults().lookups;
        (settings.timeout, settings.gap) = (Duration::from_millis(50), Duration::ZERO);
        let names = [host, "iana.example", "openpgpkey.site.example", "www.site.example"];
        let places = names.map(|name| (name.to_owned(), place));
        bench.enquirer.web =
            Web::new(Arc::new(Names::Fixed(HashMap::from(places))), &settings, true, Vec::new()).unwrap();
        let found = bench.found(kind, subject).await.0;
        assert_eq!(found, Known::Unknown(WhyUnknown::TimedOut), "{kind}");
    }
}

#[tokio::test]
async fn a_redirect_of_who_was_asked_about_an_address_tells_nobody_else() {
    for (kind, host, subject) in KINDS {
        if kind == LookupKind::Registration || kind == LookupKind::Website {
            continue;
        }
        let to = page("302 Found\r\nLocation: https://other.example/", "");
        let pages = vec![bootstrap(), (host, "*", to), ("other.example", "*", html("anything"))];
        let bench = Bench::with(pages, zone()).await;
        let (found, told) = bench.found(kind, subject).await;
        assert!(matches!(found, Known::Unknown(_)), "{kind}: {found:?}");
        assert_eq!(told, [host], "{kind}");
        assert!(!bench.web.asked().iter().any(|asked| asked.starts_with("other.example")), "{kind}");
    }
}

#[tokio::test]
async fn an_endless_page_is_read_up_to_its_limit() {
    let endless = html(&"no key, no picture, no name ".repeat(40_000));
    for (kind, host, subject) in KINDS {
        let found = answered(kind, host, subject, endless.clone()).await.0;
        let wanted = match kind {
            LookupKind::Website => Known::Known(Found::Website(Website::Live)),
            LookupKind::Wkd => Known::Known(Found::Absent),
            _ => Known::Unknown(WhyUnknown::Failed),
        };
        assert_eq!(found, wanted, "{kind}");
    }
}

#[tokio::test]
async fn the_avatar_server_that_a_domain_names_is_believed() {
    let picture = page("200 OK\r\nContent-Type: image/png", PICTURE);
    let (found, told) = answered(LookupKind::Libravatar, "faces.example", ADDRESS, picture).await;
    assert_eq!((found, told), (Known::Known(Found::Present), vec!["faces.example".to_owned()]));
    let none = page("404 Not Found", "");
    let found = answered(LookupKind::Libravatar, "faces.example", ADDRESS, none).await.0;
    assert_eq!(found, Known::Known(Found::Absent));
}
