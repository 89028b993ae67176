//! Ordinary servers: every mailbox in every dialect, the course of a session, and what is counted.

mod talk;

use mailvet_world::World;
use talk::{HOST, Talk, world};

async fn answers(options: &str) -> Vec<(&'static str, String)> {
    let world = world(options).await;
    let mut talk = Talk::ready(&world, HOST).await;
    let mut answers = Vec::new();
    for local in ["anna", "ANNA", "anna+news", "nobody", "full", "brimming", "gone", "closed", "moved"] {
        answers.push((local, talk.rcpt(&format!("{local}@it.example")).await));
    }
    talk.quit().await;
    world.stop().await;
    answers
}

#[tokio::test]
async fn every_dialect_names_every_kind_of_mailbox() {
    for dialect in [
        "postfix",
        "exim",
        "exchange",
        "sendmail",
        "qmail",
        "opensmtpd",
        "haraka",
        "courier",
        "mdaemon",
        "kerio",
        "icewarp",
        "mehrzeilig",
        "terse",
        "google",
        "microsoft",
        "outlook",
        "yahoo",
    ] {
        let answers = answers(&format!("dialect = \"{dialect}\"")).await;
        let codes: Vec<&str> = answers.iter().map(|(_, answer)| &answer[..3]).collect();
        let unknown = if dialect == "yahoo" { "554" } else { "550" };
        assert_eq!(
            codes,
            ["250", "250", "250", unknown, "552", "452", unknown, unknown, "551"],
            "{dialect}: {answers:?}"
        );
        assert!(answers[8].1.contains("new@other.example"), "{dialect} passes the new address on");
    }
}

#[tokio::test]
async fn a_catch_all_domain_at_an_ordinary_server_takes_strangers() {
    let world = mailvet_world::Scenario::from_toml(
        "[[exchange]]\nname = \"it\"\nhosts = [\"mx1.it-net.example\"]\n\
         [[domain]]\nname = \"all.example\"\nmx = \"it\"\ncatch_all = true\ndisabled = [\"gone\"]",
    );
    let world = World::start(world.expect("sound")).await.expect("it starts");
    let mut talk = Talk::ready(&world, HOST).await;
    assert!(talk.rcpt("x7q9@all.example").await.starts_with("250"));
    assert!(talk.rcpt("gone@all.example").await.starts_with("550"));
    talk.quit().await;
}

#[tokio::test]
async fn a_domain_of_another_exchange_is_not_relayed() {
    let world = world("").await;
    let mut talk = Talk::ready(&world, HOST).await;
    assert!(talk.rcpt("anna@other.example").await.starts_with("554 5.7.1"));
    talk.quit().await;
}

#[tokio::test]
async fn commands_out_of_order_are_refused_and_the_session_goes_on() {
    let world = world("").await;
    let mut talk = Talk::connect(&world, HOST).await;
    talk.hear().await;
    assert!(talk.ask("MAIL FROM:<>").await.starts_with("503"));
    assert!(talk.ask("EHLO").await.starts_with("501"));
    assert!(talk.ask("GARBAGE \u{1}\u{2}").await.starts_with("500"));
    talk.ask("EHLO client.example").await;
    assert!(talk.rcpt("anna@it.example").await.starts_with("503"));
    talk.ask("MAIL FROM:<>").await;
    assert!(talk.ask("MAIL FROM:<>").await.starts_with("503"));
    assert!(talk.ask("RCPT TO:anna").await.starts_with("501"));
    assert!(talk.ask("RSET").await.starts_with("250"));
    assert!(talk.rcpt("anna@it.example").await.starts_with("503"));
    talk.quit().await;
}

#[tokio::test]
async fn no_message_is_ever_taken_and_every_attempt_is_counted() {
    let world = world("").await;
    let mut talk = Talk::ready(&world, HOST).await;
    talk.rcpt("anna@it.example").await;
    assert!(talk.ask("DATA").await.starts_with("554"));
    assert!(talk.ask("BDAT 0 LAST").await.starts_with("554"));
    assert!(talk.ask("VRFY anna").await.starts_with("252"));
    assert!(talk.ask("EXPN staff").await.starts_with("502"));
    talk.quit().await;
    let counters = world.counters();
    let seen = &counters.exchanges["it"];
    assert_eq!([seen.data, seen.bdat, seen.vrfy, seen.expn], [1; 4]);
    assert_eq!(counters.bad_manners().len(), 4);
}

#[tokio::test]
async fn connections_recipients_and_leave_takings_are_counted() {
    let world = world("").await;
    let mut first = Talk::ready(&world, HOST).await;
    let mut second = Talk::ready(&world, "mx2.it-net.example").await;
    first.rcpt("anna@it.example").await;
    second.rcpt("anna@it.example").await;
    second.rcpt("nobody@it.example").await;
    second.quit().await;
    drop(first);
    world.quiet().await;
    let third = Talk::greeted(&world, HOST).await;
    third.quit().await;
    world.quiet().await;
    let counters = world.counters();
    let seen = &counters.exchanges["it"];
    assert_eq!((seen.connections, seen.peak, seen.open), (3, 2, 0));
    assert_eq!((seen.hosts[HOST], seen.hosts["mx2.it-net.example"]), (2, 1));
    assert_eq!((seen.recipients, seen.distinct_recipients(), seen.asked["anna@it.example"]), (3, 2, 2));
    assert_eq!((seen.quits, seen.left_without_quit, seen.cut_by_server), (2, 1, 0));
    assert!(seen.greetings.contains("client.example") && seen.senders.contains(""));
}

#[tokio::test]
async fn pipelined_commands_are_answered_in_order() {
    let world = world("").await;
    let mut talk = Talk::greeted(&world, HOST).await;
    talk.send(
        b"MAIL FROM:<>\r\nRCPT TO:<anna@it.example>\r\nRCPT TO:<nobody@it.example>\r\nRSET\r\nQUIT\r\n",
    )
    .await;
    let mut codes = Vec::new();
    for _ in 0..5 {
        codes.push(talk.hear().await[..3].to_owned());
    }
    assert_eq!(codes, ["250", "250", "550", "250", "221"]);
    assert_eq!(world.counters().bad_manners(), Vec::<String>::new());
}

#[tokio::test]
async fn pipelining_before_it_was_offered_is_counted() {
    let world = world("dialect = \"opensmtpd\"").await;
    let mut talk = Talk::connect(&world, HOST).await;
    talk.hear().await;
    talk.send(b"EHLO client.example\r\nMAIL FROM:<>\r\n").await;
    talk.hear().await;
    talk.hear().await;
    talk.send(b"RCPT TO:<anna@it.example>\r\nRCPT TO:<ben@it.example>\r\n").await;
    talk.hear().await;
    talk.hear().await;
    talk.quit().await;
    assert_eq!(world.counters().exchanges["it"].unasked_pipelining, 2);
}

#[tokio::test]
async fn extensions_are_those_of_the_dialect() {
    let greeting = |dialect: &'static str| async move {
        let world = world(&format!("dialect = \"{dialect}\"")).await;
        let mut talk = Talk::connect(&world, HOST).await;
        talk.hear().await;
        talk.ask("EHLO client.example").await
    };
    let postfix = greeting("postfix").await;
    assert!(postfix.contains("PIPELINING") && postfix.contains("SMTPUTF8") && !postfix.contains("STARTTLS"));
    let opensmtpd = greeting("opensmtpd").await;
    assert!(!opensmtpd.contains("PIPELINING") && !opensmtpd.contains("SMTPUTF8"));
    assert!(greeting("google").await.contains("STARTTLS"));
}

#[tokio::test]
async fn international_mailboxes_need_smtputf8() {
    let offered = world("").await;
    let mut talk = Talk::ready(&offered, HOST).await;
    assert!(talk.rcpt("jürgen@it.example").await.starts_with("250"));
    let lacking = world("smtputf8 = false").await;
    let mut talk = Talk::ready(&lacking, HOST).await;
    assert!(talk.rcpt("jürgen@it.example").await.starts_with("553 5.6.7"));
}

#[tokio::test]
async fn garbage_and_floods_end_a_session_and_nothing_else() {
    let world = world("").await;
    let mut talk = Talk::connect(&world, HOST).await;
    talk.hear().await;
    talk.send(&[b'x'; 20_000]).await;
    assert!(talk.hear().await.starts_with("500 5.5.6"));
    let mut talk = Talk::connect(&world, HOST).await;
    talk.hear().await;
    talk.send(b"\xff\xfe\x00\r\n\r\nMAIL\r\nRCPT TO:<@>\r\n").await;
    for code in ["500", "500", "501", "503"] {
        assert!(talk.hear().await.starts_with(code));
    }
    talk.quit().await;
}

#[tokio::test]
async fn stopping_a_world_frees_its_ports_and_ends_its_sessions() {
    let world = world("").await;
    let host = world.host(HOST).expect("a host");
    let mut talk = Talk::ready(&world, HOST).await;
    world.stop().await;
    assert_eq!(talk.hear().await, "", "the session is over");
    assert!(tokio::net::TcpStream::connect(host).await.is_err(), "nobody listens");
}

#[tokio::test]
async fn a_dropped_world_is_gone_as_well() {
    let world = world("").await;
    let mut talk = Talk::ready(&world, HOST).await;
    drop(world);
    assert_eq!(talk.hear().await, "", "the session is over");
}

#[tokio::test]
async fn two_worlds_of_one_scenario_live_side_by_side() {
    let (one, other) = (world("").await, world("").await);
    Talk::ready(&one, HOST).await.quit().await;
    assert_eq!(one.counters().exchanges["it"].connections, 1);
    assert_eq!(other.counters().exchanges["it"].connections, 0);
}

#[tokio::test]
async fn a_step_delays_every_answer() {
    let world = world("step = \"30ms\"").await;
    let began = std::time::Instant::now();
    let mut talk = Talk::ready(&world, HOST).await;
    talk.rcpt("anna@it.example").await;
    assert!(began.elapsed() >= std::time::Duration::from_millis(4 * 30));
}

#[tokio::test]
async fn hundreds_of_sessions_at_once_are_all_served() {
    let world = world("").await;
    let talks = futures::future::join_all((0..200).map(|_| Talk::ready(&world, HOST))).await;
    assert_eq!(world.counters().exchanges["it"].open, 200);
    futures::future::join_all(talks.into_iter().enumerate().map(async |(n, mut talk)| {
        assert!(talk.rcpt("anna@it.example").await.starts_with("250"));
        assert!(talk.rcpt(&format!("x{n}@it.example")).await.starts_with("550"));
        talk.quit().await;
    }))
    .await;
    world.quiet().await;
    let seen = &world.counters().exchanges["it"];
    assert_eq!((seen.peak, seen.quits, seen.recipients, seen.distinct_recipients()), (200, 200, 400, 201));
}
