//! The pages of a domain against a web of our own.

use super::*;

async fn found(pages: Vec<(&'static str, &str, Response)>) -> (Known<Found>, Vec<String>) {
    Bench::with(pages, Zone::default()).await.found(LookupKind::OwnPages, ADDRESS).await
}

fn on(page: &str) -> Known<Found> {
    Known::Known(Found::OnPage(page.to_owned()))
}

fn to(url: &str) -> Response {
    page(&format!("302 Found\r\nLocation: {url}"), "")
}

#[tokio::test]
async fn an_address_is_found_on_the_first_page_or_where_that_one_leads() {
    let home = html("<a href=\"/en/people.html\">Our people</a> <a href='/shop'>Shop</a>");
    let people = html("Ann Lee: ann.lee [at] site [dot] example");
    let bench = Bench::with(
        vec![("site.example", "/", home), ("site.example", "/en/people.html", people)],
        Zone::default(),
    )
    .await;
    let (found, told) = bench.found(LookupKind::OwnPages, ADDRESS).await;
    assert_eq!(found, on("https://site.example/en/people.html"));
    assert_eq!(told, ["site.example"]);
    let asked = bench.web.asked();
    assert_eq!(asked[..3], ["site.example/robots.txt", "site.example/", "site.example/en/people.html"]);
    assert!(!asked.contains(&"site.example/shop".to_owned()));
    assert_eq!(asked.len(), 7, "six pages and robots.txt: {asked:?}");
}

#[tokio::test]
async fn a_site_is_read_once_for_all_addresses_of_its_domain() {
    let bench = Bench::with(
        vec![("site.example", "/", html("Ann.Lee@site.example, bo@site.example"))],
        Zone::default(),
    )
    .await;
    let home = "https://site.example/";
    assert_eq!(bench.found(LookupKind::OwnPages, ADDRESS).await, (on(home), vec!["site.example".into()]));
    let asked = bench.web.asked().len();
    assert_eq!(bench.found(LookupKind::OwnPages, "BO@site.example").await, (on(home), Vec::new()));
    let absent = (Known::Known(Found::Absent), Vec::new());
    assert_eq!(bench.found(LookupKind::OwnPages, "lee@site.example").await, absent);
    assert_eq!(bench.web.asked().len(), asked, "whoever comes later tells the site nothing more");
}

#[tokio::test]
async fn the_usual_places_are_looked_at_and_plain_http_where_there_is_nothing_else() {
    for path in ["/contact", "/impressum", "/about", "/team"] {
        let pages = vec![
            ("plain.example", "/", html("Hello")),
            ("plain.example", path, html("<a href='mailto:ann@plain.example'>Ann</a>")),
        ];
        let bench = Bench::with(pages, Zone::default()).await;
        let (found, told) = bench.found(LookupKind::OwnPages, "ann@plain.example").await;
        assert_eq!(found, on(&format!("http://plain.example{path}")));
        assert!(told.contains(&"plain.example".to_owned()));
    }
}

#[tokio::test]
async fn only_the_domain_and_its_www_are_asked() {
    let pages = vec![
        ("site.example", "/", to("https://www.site.example/home")),
        (
            "www.site.example",
            "/home",
            html(
                "<a href='https://other.example/contact'>Contact</a><a href='/contact'>Contact</a>\
                 <a href='https://shop.site.example/team'>Team</a>",
            ),
        ),
        ("www.site.example", "/contact", to("https://other.example/contact")),
        ("other.example", "/contact", html("ann.lee@site.example")),
        ("shop.site.example", "/team", html("ann.lee@site.example")),
    ];
    let bench = Bench::with(pages, Zone::default()).await;
    let (found, told) = bench.found(LookupKind::OwnPages, ADDRESS).await;
    assert_eq!(found, Known::Known(Found::Absent));
    assert_eq!(told, ["site.example", "www.site.example"]);
    let elsewhere = |asked: &&String| asked.starts_with("other") || asked.starts_with("shop");
    assert_eq!(bench.web.asked().iter().find(elsewhere), None);
}

#[tokio::test]
async fn a_domain_without_a_site_of_its_own_is_unknown() {
    let nobody = vec![("other.example", "/", html(""))];
    assert_eq!(found(nobody).await, (Known::Unknown(WhyUnknown::Unreachable), Vec::new()));
    let moved = vec![
        ("site.example", "/", to("https://other.example/")),
        ("other.example", "/", html("ann.lee@site.example")),
    ];
    assert_eq!(found(moved).await.0, Known::Unknown(WhyUnknown::Unreachable));
    let circles = vec![("site.example", "/", to("https://site.example/"))];
    assert_eq!(found(circles).await.0, Known::Unknown(WhyUnknown::Unreachable));
}

#[tokio::test]
async fn robots_txt_is_kept_to() {
    let robots =
        |text: &str| ("site.example", "/robots.txt", page("200 OK\r\nContent-Type: text/plain", text));
    let pages = |robots| {
        vec![
            robots,
            ("site.example", "/", html("Hello")),
            ("site.example", "/team", html("ann.lee@site.example")),
        ]
    };
    let bench = Bench::with(pages(robots("User-agent: *\nDisallow: /")), Zone::default()).await;
    assert_eq!(bench.found(LookupKind::OwnPages, ADDRESS).await.0, Known::Unknown(WhyUnknown::RefusedUs));
    assert_eq!(bench.web.asked(), ["site.example/robots.txt"]);
    // A page that may not be read may name the address.
    let bench = Bench::with(pages(robots("User-agent: *\nDisallow: /team")), Zone::default()).await;
    assert_eq!(bench.found(LookupKind::OwnPages, ADDRESS).await.0, Known::Unknown(WhyUnknown::RefusedUs));
    assert!(!bench.web.asked().contains(&"site.example/team".to_owned()));
    let ours = robots("User-agent: *\nDisallow: /\n\nUser-agent: Mailvet\nAllow: /");
    assert_eq!(found(pages(ours)).await.0, on("https://site.example/team"));
    // RFC 9309 section 2.3.1: what is not there forbids nothing, what its server fails to give forbids everything.
    let missing = ("site.example", "/robots.txt", page("404 Not Found", ""));
    assert_eq!(found(pages(missing)).await.0, on("https://site.example/team"));
    let failing = ("site.example", "/robots.txt", page("500 Internal Server Error", ""));
    assert_eq!(found(pages(failing)).await.0, Known::Unknown(WhyUnknown::Failed));
}

#[tokio::test]
async fn a_page_that_fails_or_is_too_long_may_still_name_the_address() {
    let home = || ("site.example", "/", html("Hello"));
    for (said, why) in [
        (page("500 Oops", ""), WhyUnknown::Failed),
        (page("503 Busy\r\nRetry-After: 0", ""), WhyUnknown::Deferred),
        (page("403 Forbidden\r\nRetry-After: 0", ""), WhyUnknown::RefusedUs),
        (html(&format!("{}ann.lee@site.example", "x ".repeat(200_000))), WhyUnknown::Failed),
    ] {
        let pages = vec![home(), ("site.example", "/team", said.clone())];
        assert_eq!(found(pages).await.0, Known::Unknown(why), "{}", said.0);
        // What another page says is known all the same.
        let pages = vec![
            home(),
            ("site.example", "/team", said),
            ("site.example", "/about", html("ann.lee@site.example")),
        ];
        assert_eq!(found(pages).await.0, on("https://site.example/about"));
    }
    let picture = page("200 OK\r\nContent-Type: image/png", "ann.lee@site.example");
    let pages = vec![home(), ("site.example", "/team", picture)];
    assert_eq!(found(pages).await.0, Known::Known(Found::Absent));
}

#[tokio::test]
async fn a_site_that_does_not_answer_is_unknown_and_was_told() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let place = silent.local_addr().unwrap();
    let mut bench = Bench::at(Vec::new(), Zone::default(), &[("site.example", place)]).await;
    let mut settings = Settings::defaults().lookups;
    (settings.timeout, settings.gap) = (Duration::from_millis(50), Duration::ZERO);
    let places = HashMap::from([("site.example".to_owned(), place)]);
    bench.enquirer.web = Web::new(Arc::new(Names::Fixed(places)), &settings, true, Vec::new()).unwrap();
    let (found, told) = bench.found(LookupKind::OwnPages, ADDRESS).await;
    assert_eq!((found, told), (Known::Unknown(WhyUnknown::TimedOut), vec!["site.example".to_owned()]));
}
