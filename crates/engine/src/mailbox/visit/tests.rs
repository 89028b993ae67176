use std::{net::IpAddr, sync::Arc};

use futures::FutureExt;
use mailvet_verdict::Knowledge;
use tokio::net::TcpListener;

use super::*;
use crate::{
    Settings,
    mailbox::testing::{
        Book, Noon, Overheard, Turn,
        Turn::{Hear, Linger, Say},
        serve,
        socks::{self, Manner},
    },
};

/// Addresses of loopback that all have the same port: a mail host each.
struct Street {
    port: u16,
}

impl Street {
    /// Claims a port at the first address, and with it the street.
    async fn open() -> (Self, TcpListener) {
        let first = TcpListener::bind("127.0.0.1:0").await.unwrap();
        (Self { port: first.local_addr().unwrap().port() }, first)
    }

    async fn house(&self, ip: &str) -> TcpListener {
        TcpListener::bind((ip, self.port)).await.unwrap()
    }

    fn visitor(&self) -> Visitor {
        let mut settings = Settings::defaults();
        settings.smtp.port = self.port;
        settings.smtp.helo = "probe.example.org".into();
        settings.network.allow_private = true;
        Visitor { settings: Arc::new(settings), knowledge: Knowledge::shipped(), clock: Arc::new(Noon) }
    }
}

fn host(preference: u16, name: &str, addresses: &[&str]) -> MxHost {
    let addresses = addresses.iter().map(|ip| ip.parse::<IpAddr>().unwrap()).collect();
    MxHost { preference, name: name.into(), addresses }
}

async fn answer(listener: &TcpListener, turns: &[Turn<'_>]) -> Overheard {
    let (stream, _) = listener.accept().await.unwrap();
    serve(stream, turns).await
}

async fn visit(visitor: Visitor, hosts: &[MxHost], book: &mut Book) -> VisitEnd {
    visitor.visit("example.com", hosts, book, &CancellationToken::new()).await.unwrap()
}

fn cut(end: VisitEnd) -> Attempt {
    match end.farewell {
        Farewell::Cut(attempt) => attempt,
        other => panic!("{other:?}"),
    }
}

const ORDINARY: [Turn<'static>; 9] = [
    Say("220 mx.example.com\r\n"),
    Hear("EHLO probe.example.org"),
    Say("250 mx.example.com\r\n"),
    Hear("MAIL FROM:<>"),
    Say("250 ok\r\n"),
    Hear("RCPT TO:<ann@example.com>"),
    Say("250 ok\r\n"),
    Hear("QUIT"),
    Say("221 bye\r\n"),
];

#[tokio::test]
async fn a_visit_asks_and_takes_leave() {
    let (street, first) = Street::open().await;
    let mut book = Book::of(&["ann"]);
    let hosts = [host(10, "mx.example.com", &["127.0.0.1"])];
    let (end, _) = tokio::join!(visit(street.visitor(), &hosts, &mut book), answer(&first, &ORDINARY));
    assert!(matches!(end.farewell, Farewell::Done), "{:?}", end.farewell);
    let attempt = &book.heard[0].1;
    assert_eq!((attempt.host.as_str(), attempt.exchange.as_str()), ("mx.example.com", "example.com"));
    assert_eq!(attempt.ip, Some([127, 0, 0, 1].into()));
    assert_eq!(end.conversations.len(), 1);
}

#[tokio::test]
async fn a_dead_first_mx_falls_to_the_next() {
    let (street, first) = Street::open().await;
    let mut book = Book::of(&["ann"]);
    let hosts = [
        host(10, "nowhere.example.com", &[]),
        host(20, "dead.example.com", &["127.0.0.2", "127.0.0.3"]),
        host(30, "mx.example.com", &["127.0.0.1"]),
    ];
    let (end, _) = tokio::join!(visit(street.visitor(), &hosts, &mut book), answer(&first, &ORDINARY));
    assert_eq!(book.heard[0].1.host, "mx.example.com");
    let called: Vec<_> = end.conversations.iter().map(|conversation| conversation.host.as_str()).collect();
    assert_eq!(called, ["nowhere.example.com", "dead.example.com", "dead.example.com", "mx.example.com"]);
}

#[tokio::test]
async fn an_unwilling_first_mx_falls_to_the_next() {
    for banner in ["421 4.3.2 shutting down\r\n", "450 busy\r\n", "554 5.7.1 no\r\n", "", "HTTP/1.1 400\r\n"]
    {
        let (street, first) = Street::open().await;
        let second = street.house("127.0.0.2").await;
        let mut book = Book::of(&["ann"]);
        let hosts = [host(10, "a.example.com", &["127.0.0.1"]), host(20, "b.example.com", &["127.0.0.2"])];
        let unwilling = [Say(banner)];
        let (end, _, _) = tokio::join!(
            visit(street.visitor(), &hosts, &mut book),
            answer(&first, &unwilling),
            answer(&second, &ORDINARY)
        );
        assert!(matches!(end.farewell, Farewell::Done), "{banner:?}: {:?}", end.farewell);
        assert_eq!(book.heard[0].1.host, "b.example.com");
    }
}

#[tokio::test]
async fn of_many_failures_the_most_telling_is_kept() {
    let (street, first) = Street::open().await;
    let second = street.house("127.0.0.2").await;
    let mut book = Book::of(&["ann"]);
    let hosts = [
        host(5, "dead.example.com", &["127.0.0.3"]),
        host(10, "a.example.com", &["127.0.0.1"]),
        host(20, "b.example.com", &["127.0.0.2"]),
    ];
    let (end, _, _) = tokio::join!(
        visit(street.visitor(), &hosts, &mut book),
        answer(&first, &[Say("554 5.7.1 you are on a block list\r\n"), Hear("QUIT")]),
        answer(&second, &[Say("554 5.7.1 go away\r\n"), Hear("QUIT")])
    );
    let attempt = cut(end);
    assert_eq!(attempt.host, "a.example.com");
    assert!(
        matches!(attempt.outcome, Outcome::Refused { stage: Stage::Connect, reply } if reply.code == 554)
    );
}

#[tokio::test]
async fn a_host_that_takes_no_mail_proves_nothing_while_another_is_only_down() {
    let (street, first) = Street::open().await;
    let takes_none = [Say("521 5.3.2 this host does not accept mail\r\n"), Hear("QUIT")];
    let mut book = Book::of(&["ann"]);
    let visitor = street.visitor();
    let alone = [host(10, "a.example.com", &["127.0.0.1"])];
    let (end, _) = tokio::join!(visit(visitor.clone(), &alone, &mut book), answer(&first, &takes_none));
    assert!(matches!(cut(end).outcome, Outcome::Refused { reply, .. } if reply.code == 521));
    let both = [host(10, "a.example.com", &["127.0.0.1"]), host(20, "down.example.com", &["127.0.0.2"])];
    let (end, _) = tokio::join!(visit(visitor, &both, &mut book), answer(&first, &takes_none));
    assert_eq!(cut(end).outcome, Outcome::NoConnection(ConnectFault::Refused));
}

#[tokio::test]
async fn a_blocked_sender_is_not_carried_to_the_next_host() {
    let (street, first) = Street::open().await;
    let second = street.house("127.0.0.2").await;
    let mut book = Book::of(&["ann"]);
    let hosts = [host(10, "a.example.com", &["127.0.0.1"]), host(20, "b.example.com", &["127.0.0.2"])];
    let turns = [
        Say("220 a.example.com\r\n"),
        Hear("EHLO"),
        Say("250 a.example.com\r\n"),
        Hear("MAIL"),
        Say("550 5.7.1 sender refused\r\n"),
        Hear("QUIT"),
    ];
    let (end, _) = tokio::join!(visit(street.visitor(), &hosts, &mut book), answer(&first, &turns));
    assert!(matches!(cut(end).outcome, Outcome::Refused { stage: Stage::Mail, .. }));
    assert!(second.accept().now_or_never().is_none());
}

#[tokio::test]
async fn a_private_address_is_never_contacted() {
    let (street, first) = Street::open().await;
    let mut visitor = street.visitor();
    let mut settings = Settings::clone(&visitor.settings);
    settings.network.allow_private = false;
    visitor.settings = Arc::new(settings);
    let mut book = Book::of(&["ann"]);
    let hosts = [host(10, "a.example.com", &["127.0.0.1", "::ffff:127.0.0.1", "10.1.2.3", "fe80::1"])];
    let end = visit(visitor, &hosts, &mut book).await;
    assert_eq!(end.conversations.len(), 4);
    assert_eq!(cut(end).outcome, Outcome::NoConnection(ConnectFault::ForbiddenAddress));
    assert!(first.accept().now_or_never().is_none());
    assert_eq!(book.handed_out, 0);
}

#[tokio::test]
async fn a_route_without_an_address_is_no_connection() {
    let (street, _first) = Street::open().await;
    let mut book = Book::of(&["ann"]);
    for hosts in [&[][..], &[host(10, "a.example.com", &[])]] {
        let attempt = cut(visit(street.visitor(), hosts, &mut book).await);
        assert_eq!(attempt.outcome, Outcome::NoConnection(ConnectFault::NoAddress));
    }
}

#[tokio::test]
async fn a_stopped_visit_calls_nobody() {
    let (street, first) = Street::open().await;
    let stop = CancellationToken::new();
    stop.cancel();
    let mut book = Book::of(&["ann"]);
    let hosts = [host(10, "a.example.com", &["127.0.0.1"])];
    let end = street.visitor().visit("example.com", &hosts, &mut book, &stop).await.unwrap();
    assert!(matches!(end.farewell, Farewell::Stopped));
    assert!(first.accept().now_or_never().is_none());
}

#[tokio::test]
async fn a_visit_that_is_stopped_goes_no_further_than_quit() {
    let (street, first) = Street::open().await;
    let stop = CancellationToken::new();
    let mut book = Book::of(&["ann"]);
    let hosts = [host(10, "a.example.com", &["127.0.0.1"])];
    let visitor = street.visitor();
    let server = async {
        let (stream, _) = first.accept().await.unwrap();
        stop.cancel();
        serve(stream, &[Say("220 mx.example.com\r\n"), Linger]).await
    };
    let (end, overheard) = tokio::join!(visitor.visit("example.com", &hosts, &mut book, &stop), server);
    assert!(matches!(end.unwrap().farewell, Farewell::Stopped));
    assert!(overheard.lines.len() <= 1, "{overheard:?}");
}

#[tokio::test]
async fn the_shipped_rules_decide_when_to_encrypt() {
    let (street, first) = Street::open().await;
    let mut book = Book::of(&["ann"]);
    let hosts = [host(10, "mx.example.com", &["127.0.0.1"])];
    let turns = [
        Say("220 mx.example.com\r\n"),
        Hear("EHLO"),
        Say("250-mx.example.com\r\n250 STARTTLS\r\n"),
        Hear("MAIL"),
        Say("530 5.7.0 Must issue a STARTTLS command first\r\n"),
        Hear("STARTTLS"),
        Say("220 2.0.0 Ready to start TLS\r\n"),
        Turn::Encrypt,
        Hear("EHLO"),
        Say("250 mx.example.com\r\n"),
        Hear("MAIL"),
        Say("250 ok\r\n"),
        Hear("RCPT"),
        Say("250 ok\r\n"),
        Hear("QUIT"),
        Say("221 bye\r\n"),
    ];
    let (end, _) = tokio::join!(visit(street.visitor(), &hosts, &mut book), answer(&first, &turns));
    assert!(matches!(end.farewell, Farewell::Done), "{:?}", end.farewell);
    assert!(book.heard[0].1.tls);
}

#[tokio::test]
async fn the_shipped_rules_decide_when_a_session_has_had_its_share() {
    let (street, first) = Street::open().await;
    let mut book = Book::of(&["ann", "bob"]);
    let hosts = [host(10, "mx.example.com", &["127.0.0.1"])];
    let more = [Hear("RCPT"), Say("452 4.5.3 Too many recipients\r\n"), Hear("QUIT"), Say("221 bye\r\n")];
    let turns = [&ORDINARY[..7], &more].concat();
    let (end, _) = tokio::join!(visit(street.visitor(), &hosts, &mut book), answer(&first, &turns));
    assert!(matches!(end.farewell, Farewell::Enough), "{:?}", end.farewell);
    assert_eq!(book.codes(), [("ann", 250)]);
}

impl Street {
    fn visitor_with(&self, change: impl FnOnce(&mut Settings)) -> Visitor {
        let mut visitor = self.visitor();
        let mut settings = Settings::clone(&visitor.settings);
        change(&mut settings);
        visitor.settings = Arc::new(settings);
        visitor
    }
}

fn lines(end: &VisitEnd) -> String {
    let texts = end.conversations.iter().flat_map(|conversation| &conversation.lines);
    texts.map(|line| format!("{}\n", line.text)).collect()
}

#[tokio::test]
async fn everybody_is_asked_through_the_proxy() {
    let (street, host_door) = Street::open().await;
    let proxy = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = proxy.local_addr().unwrap();
    let visitor = street.visitor_with(|settings| {
        settings.network.proxy =
            Some(crate::settings::Proxy::parse(&format!("socks5://ann:s3cret@{at}")).unwrap());
        settings.smtp.helo.clear();
    });
    let turns = [&[Say("220 mx\r\n"), Hear("EHLO [127.0.0.1]")], &ORDINARY[2..]].concat();
    let mut book = Book::of(&["ann"]);
    let hosts = [host(10, "mx.example.com", &["127.0.0.1"])];
    let (end, overheard, _) = tokio::join!(
        visit(visitor, &hosts, &mut book),
        socks::serve(&proxy, Manner::Login("ann", "s3cret")),
        answer(&host_door, &turns)
    );
    assert_eq!(book.codes(), [("ann", 250)]);
    assert_eq!(overheard.target, Some(SocketAddr::from(([127, 0, 0, 1], street.port))));
    let said = lines(&end);
    assert!(said.contains(&format!("connected through the proxy {at}")), "{said}");
    assert!(!said.contains("s3cret"), "{said}");
}

#[tokio::test]
async fn a_dead_proxy_costs_one_call_and_says_nothing_of_the_hosts() {
    let (street, host_door) = Street::open().await;
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let visitor = street.visitor_with(|settings| {
        settings.network.proxy = Some(crate::settings::Proxy::parse(&format!("socks5://{gone}")).unwrap());
    });
    let mut book = Book::of(&["ann"]);
    let hosts =
        [host(10, "a.example.com", &["127.0.0.1", "127.0.0.2"]), host(20, "b.example.com", &["127.0.0.3"])];
    let end = visit(visitor, &hosts, &mut book).await;
    assert_eq!(end.conversations.len(), 1);
    assert_eq!(cut(end).outcome, Outcome::NoConnection(ConnectFault::ProxyDown));
    assert!(host_door.accept().now_or_never().is_none());
}

#[tokio::test]
async fn an_address_of_the_other_family_is_not_called() {
    let (street, host_door) = Street::open().await;
    let visitor = street.visitor_with(|settings| settings.network.ip = crate::settings::IpFamily::Ipv6);
    let mut book = Book::of(&["ann"]);
    let hosts = [host(10, "a.example.com", &["127.0.0.1"])];
    let end = visit(visitor, &hosts, &mut book).await;
    assert_eq!(cut(end).outcome, Outcome::NoConnection(ConnectFault::OtherFamily));
    assert!(host_door.accept().now_or_never().is_none());
}

#[tokio::test]
async fn every_try_comes_from_the_address_that_the_settings_name() {
    let (street, host_door) = Street::open().await;
    let visitor = street.visitor_with(|settings| settings.network.bind = Some([127, 0, 0, 9].into()));
    let mut book = Book::of(&["ann"]);
    let hosts = [host(10, "mx.example.com", &["127.0.0.1"])];
    let server = async {
        let (stream, from) = host_door.accept().await.unwrap();
        serve(stream, &ORDINARY).await;
        from.ip()
    };
    let (_, from) = tokio::join!(visit(visitor, &hosts, &mut book), server);
    assert_eq!(from, IpAddr::from([127, 0, 0, 9]));
    assert_eq!(book.codes(), [("ann", 250)]);
}

#[tokio::test]
async fn an_encryption_that_only_we_wanted_and_that_breaks_is_done_without() {
    let (street, host_door) = Street::open().await;
    let visitor = street.visitor_with(|settings| settings.smtp.tls = TlsUse::WhenOffered);
    let offers = [Say("220 mx.example.com\r\n"), Hear("EHLO"), Say("250-mx.example.com\r\n250 STARTTLS\r\n")];
    let breaks = [&offers[..], &[Hear("STARTTLS"), Say("220 go ahead\r\n")]].concat();
    let plain = [&offers[..], &ORDINARY[3..]].concat();
    let mut book = Book::of(&["ann"]);
    let hosts = [host(10, "mx.example.com", &["127.0.0.1"])];
    let server = async {
        answer(&host_door, &breaks).await;
        answer(&host_door, &plain).await
    };
    let (end, _) = tokio::join!(visit(visitor, &hosts, &mut book), server);
    assert!(matches!(end.farewell, Farewell::Done), "{:?}", end.farewell);
    assert_eq!((book.codes(), end.conversations.len()), (vec![("ann", 250)], 2));
}

#[tokio::test]
async fn the_shipped_rules_decide_when_another_sender_is_worth_a_try() {
    let (street, host_door) = Street::open().await;
    let visitor = street.visitor_with(|settings| settings.smtp.fallback_from = "probe@prober.example".into());
    let refuses = [Say("220 mx\r\n"), Hear("EHLO"), Say("250 mx\r\n"), Hear("MAIL FROM:<>")];
    let goes_on = [
        Say("550 NULL sender is not allowed\r\n"),
        Hear("RSET"),
        Say("250 ok\r\n"),
        Hear("MAIL FROM:<probe@prober.example>"),
    ];
    let turns = [&refuses[..], &goes_on, &ORDINARY[4..]].concat();
    let mut book = Book::of(&["ann"]);
    let hosts = [host(10, "mx.example.com", &["127.0.0.1"])];
    let (end, _) = tokio::join!(visit(visitor, &hosts, &mut book), answer(&host_door, &turns));
    assert!(matches!(end.farewell, Farewell::Done), "{:?}", end.farewell);
    assert_eq!(book.heard[0].1.sender.as_deref(), Some("probe@prober.example"));
}

#[tokio::test]
async fn no_more_than_twelve_addresses_of_a_route_are_called() {
    let (street, _host_door) = Street::open().await;
    let dead: Vec<String> = (2..40).map(|n| format!("127.0.0.{n}")).collect();
    let dead: Vec<&str> = dead.iter().map(String::as_str).collect();
    let mut book = Book::of(&["ann"]);
    let hosts = [host(10, "a.example.com", &dead)];
    let end = visit(street.visitor(), &hosts, &mut book).await;
    assert_eq!(end.conversations.len(), CALLS);
    assert_eq!(cut(end).outcome, Outcome::NoConnection(ConnectFault::Refused));
}
