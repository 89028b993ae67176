//! Block lists of domains against a name server of our own.

use std::net::Ipv4Addr;

use hickory_proto::op::ResponseCode;
use mailvet_verdict::BlockListing;

use super::*;
use crate::domain::testing::a;

/// Two sound lists that have nobody but the test entry, and a domain with a mail host elsewhere.
fn sound() -> Zone {
    Zone::default()
        .mx("site.example", &[(10, "mx1.mail.example"), (20, "mx2.mail.example"), (30, "mx.site.example")])
        .host("test.dbl.example", [127, 0, 1, 2])
        .host("test.black.example", [127, 0, 0, 2])
}

async fn asked(zone: Zone) -> (Known<Found>, Vec<String>) {
    Bench::with(Vec::new(), zone).await.found(LookupKind::BlockList, "site.example").await
}

fn listed(zone: &str, name: &str, codes: &[[u8; 4]]) -> BlockListing {
    let codes = codes.iter().map(|code| Ipv4Addr::from(*code)).collect();
    BlockListing { zone: zone.to_owned(), name: name.to_owned(), codes }
}

#[tokio::test]
async fn a_domain_on_no_list_is_known_to_be_on_none_and_every_list_was_told() {
    let bench = Bench::with(Vec::new(), sound()).await;
    let (found, told) = bench.found(LookupKind::BlockList, "site.example").await;
    assert_eq!(
        (found, told),
        (Known::Known(Found::NotListed), vec!["dbl.example".into(), "black.example".into()])
    );
    for name in ["site.example", "mail.example"] {
        for list in ["dbl.example", "black.example"] {
            assert_eq!(bench.dns.asked(&format!("{name}.{list}"), RecordType::A), 1, "{name} at {list}");
        }
    }
    // Another domain with the same mail host asks only about itself.
    let found = bench.found(LookupKind::BlockList, "www.site.example").await.0;
    assert_eq!(found, Known::Known(Found::NotListed));
    assert_eq!(bench.dns.asked("site.example.dbl.example", RecordType::A), 1);
    assert_eq!(bench.dns.asked("test.dbl.example", RecordType::A), 1);
}

#[tokio::test]
async fn a_listing_of_the_domain_or_of_its_mail_host_says_which_list_has_what() {
    let both = vec![a([127, 0, 1, 4]), a([127, 0, 1, 2])];
    let zone = sound()
        .with("site.example.dbl.example", RecordType::A, Said::Records(60, both))
        .host("mail.example.black.example", [127, 0, 0, 2]);
    let of_the_domain = listed("dbl.example", "site.example", &[[127, 0, 1, 2], [127, 0, 1, 4]]);
    let of_the_host = listed("black.example", "mail.example", &[[127, 0, 0, 2]]);
    assert_eq!(asked(zone).await.0, Known::Known(Found::Listed(vec![of_the_domain, of_the_host])));
}

#[tokio::test]
async fn a_list_that_says_that_we_may_not_ask_has_listed_nobody() {
    for code in [[127, 255, 255, 252], [127, 255, 255, 254], [127, 255, 255, 255], [127, 0, 0, 1]] {
        let zone = sound().host("site.example.dbl.example", code);
        assert_eq!(asked(zone).await.0, Known::Unknown(WhyUnknown::RefusedUs), "{code:?}");
        // The refusal may come with what looks like a listing.
        let both = vec![a([127, 0, 1, 2]), a(code)];
        let zone = sound().with("site.example.dbl.example", RecordType::A, Said::Records(60, both));
        assert_eq!(asked(zone).await.0, Known::Unknown(WhyUnknown::RefusedUs), "{code:?}");
    }
}

#[tokio::test]
async fn an_answer_that_is_no_code_is_no_listing() {
    for strange in [[192, 0, 2, 1], [127, 0, 1, 255]] {
        let zone = sound().host("site.example.dbl.example", strange);
        assert_eq!(asked(zone).await.0, Known::Unknown(WhyUnknown::Failed), "{strange:?}");
    }
}

#[tokio::test]
async fn a_list_that_has_everything_or_is_gone_is_not_believed() {
    let everything =
        sound().host("site.example.dbl.example", [127, 0, 0, 2]).host("invalid.dbl.example", [127, 0, 0, 2]);
    assert_eq!(asked(everything).await.0, Known::Unknown(WhyUnknown::Failed));
    let gone = Zone::default().host("test.black.example", [127, 0, 0, 2]);
    assert_eq!(asked(gone).await.0, Known::Unknown(WhyUnknown::Unreachable));
    // Lists without a test entry are there as long as they have name servers.
    let ns = RData::NS(hickory_proto::rr::rdata::NS(name("ns.dbl.example")));
    let without = Zone::default()
        .with("dbl.example", RecordType::NS, Said::Records(60, vec![ns]))
        .host("test.black.example", [127, 0, 0, 2]);
    assert_eq!(asked(without).await.0, Known::Known(Found::NotListed));
}

#[tokio::test]
async fn a_list_that_fails_is_unknown_with_its_reason_and_another_may_still_have_the_domain() {
    for (said, why) in [
        (Said::Code(ResponseCode::Refused), WhyUnknown::RefusedUs),
        (Said::Code(ResponseCode::ServFail), WhyUnknown::Failed),
        (Said::Silence, WhyUnknown::TimedOut),
    ] {
        let failing = || sound().with("site.example.dbl.example", RecordType::A, said.clone());
        let (found, told) = asked(failing()).await;
        assert_eq!(found, Known::Unknown(why));
        assert_eq!(told, ["dbl.example", "black.example"], "what was asked in vain was told all the same");
        let elsewhere = failing().host("site.example.black.example", [127, 0, 0, 2]);
        let listing = listed("black.example", "site.example", &[[127, 0, 0, 2]]);
        assert_eq!(asked(elsewhere).await.0, Known::Known(Found::Listed(vec![listing])));
    }
}

#[tokio::test]
async fn unknown_mail_hosts_may_be_listed() {
    let zone = sound().with("site.example", RecordType::MX, Said::Code(ResponseCode::ServFail));
    assert_eq!(asked(zone).await.0, Known::Unknown(WhyUnknown::Failed));
    let zone = sound().with("site.example", RecordType::MX, Said::NoData(60));
    assert_eq!(asked(zone).await.0, Known::Known(Found::NotListed));
}

#[tokio::test]
async fn a_list_that_refuses_again_and_again_is_asked_no_more() {
    let refusing = a([127, 255, 255, 254]);
    let zone = Zone::default()
        .otherwise(RecordType::A, Said::Records(60, vec![refusing]))
        .otherwise(RecordType::MX, Said::NoData(60));
    let text = "[lookups]\nblock_lists = [\"dbl.example\"]\ngap = \"0s\"";
    let dns = NameServer::start(zone).await;
    let mut settings = Settings::from_toml(text).unwrap();
    settings.dns.servers = vec![dns.address];
    let lists = super::super::block_list::BlockLists::new(&settings.lookups);
    let resolver = Dns::new(&settings.dns).unwrap();
    let mut told = super::super::Told::default();
    for domain in ["a.example", "b.example", "c.example", "d.example", "e.example"] {
        let found = lists.find(&resolver, domain, &mut told).await;
        assert_eq!(found, Err(WhyUnknown::RefusedUs), "{domain}");
    }
    let asked = |domain: &str| dns.asked(&format!("{domain}.dbl.example"), RecordType::A);
    assert_eq!(["a.example", "b.example", "c.example", "d.example", "e.example"].map(asked), [1, 1, 1, 0, 0]);
}
