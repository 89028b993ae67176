//! Every temper, spoken to by hand.

mod talk;

use std::{
    io::ErrorKind,
    time::{Duration, Instant},
};

use mailvet_world::{Scenario, World};
use talk::{HOST, Talk, later, world};
use tokio::net::TcpStream;

fn temper(temper: &str) -> String {
    format!("temper = {temper}")
}

async fn codes(talk: &mut Talk, locals: &[&str]) -> Vec<String> {
    let mut codes = Vec::new();
    for local in locals {
        codes.push(talk.rcpt(&format!("{local}@it.example")).await[..3].to_owned());
    }
    codes
}

#[tokio::test]
async fn a_catch_all_takes_strangers_and_still_names_what_it_knows() {
    let world = world(&temper("\"catch_all\"")).await;
    let mut talk = Talk::ready(&world, HOST).await;
    assert_eq!(codes(&mut talk, &["anna", "x7q9", "gone", "full"]).await, ["250", "250", "550", "552"]);
}

#[tokio::test]
async fn yahoo_like_takes_everything_in_its_own_words() {
    let world = world(&temper("\"yahoo_like\"")).await;
    let mut talk = Talk::ready(&world, HOST).await;
    assert!(talk.rcpt("gone@it.example").await.starts_with("250 recipient <gone@it.example> ok"));
}

#[tokio::test]
async fn cannot_verify_answers_252() {
    let world = world(&temper("\"cannot_verify\"")).await;
    let mut talk = Talk::ready(&world, HOST).await;
    assert_eq!(codes(&mut talk, &["anna", "x7q9"]).await, ["252", "252"]);
}

#[tokio::test]
async fn greylisting_is_by_recipient_and_ends_after_its_wait() {
    let world = world(&temper("{ greylist = { wait = \"2m\" } }")).await;
    let mut talk = Talk::ready(&world, HOST).await;
    assert_eq!(codes(&mut talk, &["anna", "nobody", "anna"]).await, ["450", "450", "450"]);
    later(Duration::from_secs(121)).await;
    assert_eq!(codes(&mut talk, &["anna", "nobody", "ben"]).await, ["250", "550", "450"]);
}

#[tokio::test]
async fn greylisting_by_sender_releases_the_sisters() {
    let world =
        world(&temper("{ greylist = { wait = \"2m\", by = \"sender\", unknown_first = true } }")).await;
    let mut talk = Talk::ready(&world, HOST).await;
    assert_eq!(codes(&mut talk, &["nobody", "anna"]).await, ["550", "450"]);
    later(Duration::from_secs(121)).await;
    assert_eq!(codes(&mut talk, &["ben", "carla"]).await, ["250", "250"]);
}

#[tokio::test]
async fn another_sender_is_a_stranger_to_a_greylist() {
    let world = world(&temper("{ greylist = { wait = \"2m\" } }")).await;
    let mut talk = Talk::ready(&world, HOST).await;
    talk.rcpt("anna@it.example").await;
    later(Duration::from_secs(121)).await;
    talk.ask("RSET").await;
    talk.ask("MAIL FROM:<me@other.example>").await;
    assert_eq!(codes(&mut talk, &["anna"]).await, ["450"]);
}

#[tokio::test]
async fn a_greylist_says_how_long_in_either_form() {
    for (says, words) in [("seconds", "in 2 seconds"), ("clock", "come back in 00:00:02")] {
        let world =
            world(&temper(&format!("{{ greylist = {{ wait = \"1900ms\", says = \"{says}\" }} }}"))).await;
        let answer = Talk::ready(&world, HOST).await.rcpt("anna@it.example").await;
        assert!(answer.starts_with('4') && answer.contains(words), "{answer}");
    }
}

#[tokio::test]
async fn a_limit_per_session_is_452_and_a_new_session_begins_anew() {
    let world = world(&temper("{ rate_limit = { form = \"per_session\", after = 2 } }")).await;
    let mut talk = Talk::ready(&world, HOST).await;
    assert_eq!(codes(&mut talk, &["anna", "nobody", "ben"]).await, ["250", "550", "452"]);
    let mut talk = Talk::ready(&world, HOST).await;
    assert_eq!(codes(&mut talk, &["ben"]).await, ["250"]);
}

#[tokio::test]
async fn a_limit_that_hangs_up_says_421_first() {
    let world = world(&temper("{ rate_limit = { form = \"hang_up\", after = 1 } }")).await;
    let mut talk = Talk::ready(&world, HOST).await;
    assert_eq!(codes(&mut talk, &["anna", "ben"]).await, ["250", "421"]);
    assert_eq!(talk.hear().await, "");
    world.quiet().await;
    assert_eq!(world.counters().exchanges["it"].cut_by_server, 1);
}

#[tokio::test]
async fn limits_in_a_window_hold_over_sessions_and_end_with_it() {
    for (form, code) in [("slow_down", "450"), ("hourly", "550")] {
        let options = format!("{{ rate_limit = {{ form = \"{form}\", after = 1, window = \"2m\" }} }}");
        let world = world(&temper(&options)).await;
        let mut talk = Talk::ready(&world, HOST).await;
        assert_eq!(codes(&mut talk, &["anna"]).await, ["250"], "{form}");
        let mut talk = Talk::ready(&world, "mx2.it-net.example").await;
        assert_eq!(codes(&mut talk, &["ben"]).await, [code], "{form}");
        later(Duration::from_secs(121)).await;
        assert_eq!(codes(&mut talk, &["ben"]).await, ["250"], "{form}");
    }
}

#[tokio::test]
async fn a_limit_of_connections_turns_the_next_one_away() {
    let world = world(&temper("{ rate_limit = { form = \"connections\", after = 1 } }")).await;
    let first = Talk::ready(&world, HOST).await;
    assert!(Talk::connect(&world, HOST).await.hear().await.starts_with("421 4.7.0"));
    first.quit().await;
    world.quiet().await;
    Talk::ready(&world, HOST).await.quit().await;
}

#[tokio::test]
async fn a_harvest_guard_accepts_everything_after_enough_unknown_recipients() {
    let world = world(&temper("{ harvest_guard = { after = 2 } }")).await;
    let mut talk = Talk::ready(&world, HOST).await;
    assert_eq!(
        codes(&mut talk, &["x1", "anna", "x2", "x3", "x4"]).await,
        ["550", "250", "550", "250", "250"]
    );
}

#[tokio::test]
async fn a_harvest_guard_may_refuse_everything_instead() {
    let world = world(&temper("{ harvest_guard = { after = 1, then = \"refuse\" } }")).await;
    let mut talk = Talk::ready(&world, HOST).await;
    talk.rcpt("x1@it.example").await;
    assert_eq!(talk.rcpt("anna@it.example").await, "550 5.7.1 Too many invalid recipients");
}

#[tokio::test]
async fn a_block_shows_at_its_stage_and_not_before() {
    let blocked = |at: &'static str| world_of(format!("{{ block = {{ at = \"{at}\" }} }}"));
    let connect = blocked("connect").await;
    let mut talk = Talk::connect(&connect, HOST).await;
    assert!(talk.hear().await.starts_with("554 5.7.1"));
    assert!(talk.ask("EHLO client.example").await.starts_with("503"), "RFC 5321 section 3.1");
    talk.quit().await;

    let ehlo = blocked("ehlo").await;
    let mut talk = Talk::connect(&ehlo, HOST).await;
    assert!(talk.hear().await.starts_with("220"));
    assert!(talk.ask("EHLO client.example").await.starts_with("550 5.7.1"));
    talk.quit().await;

    let mail = blocked("mail").await;
    let mut talk = Talk::greeted(&mail, HOST).await;
    assert!(talk.ask("MAIL FROM:<>").await.starts_with("550 5.7.1"));
    assert!(talk.rcpt("anna@it.example").await.starts_with("503"));
    talk.quit().await;

    let rcpt = blocked("rcpt").await;
    let mut talk = Talk::ready(&rcpt, HOST).await;
    assert!(talk.rcpt("anna@it.example").await.contains("blocked using"));
    talk.quit().await;
}

async fn world_of(written: String) -> World {
    world(&temper(&written)).await
}

#[tokio::test]
async fn a_login_is_wanted_in_either_code() {
    let at_mail = world(&temper("\"auth_required\"")).await;
    let mut talk = Talk::greeted(&at_mail, HOST).await;
    assert!(talk.ask("MAIL FROM:<>").await.starts_with("530 5.7.0"));
    let at_rcpt = world(&temper("{ auth_required = { at = \"rcpt\" } }")).await;
    let mut talk = Talk::ready(&at_rcpt, HOST).await;
    assert!(talk.rcpt("anna@it.example").await.starts_with("550 5.7.1"));
}

#[tokio::test]
async fn hosts_and_domains_without_mail_say_521_and_556() {
    let host = world(&temper("{ takes_no_mail = { at = \"connect\" } }")).await;
    assert!(Talk::connect(&host, HOST).await.hear().await.starts_with("521"));
    let domain = world(&temper("\"takes_no_mail\"")).await;
    assert_eq!(codes(&mut Talk::ready(&domain, HOST).await, &["anna"]).await, ["556"]);
}

#[tokio::test]
async fn a_busy_server_is_busy_always_or_so_many_times() {
    let always = world(&temper("\"busy\"")).await;
    assert_eq!(codes(&mut Talk::ready(&always, HOST).await, &["anna", "anna"]).await, ["451", "451"]);
    let once = world(&temper("{ busy = { at = \"connect\", times = 1 } }")).await;
    assert!(Talk::connect(&once, HOST).await.hear().await.starts_with("421"));
    assert_eq!(codes(&mut Talk::ready(&once, HOST).await, &["anna"]).await, ["250"]);
}

#[tokio::test]
async fn a_tarpit_is_slow_everywhere_or_at_refusals_only() {
    let slow = world(&temper("{ tarpit = { delay = \"100ms\", refusals_only = true } }")).await;
    let mut talk = Talk::ready(&slow, HOST).await;
    let began = Instant::now();
    assert_eq!(codes(&mut talk, &["nobody"]).await, ["550"]);
    assert!(began.elapsed() >= Duration::from_millis(100));
    let slow = world(&temper("{ tarpit = { delay = \"50ms\" } }")).await;
    let began = Instant::now();
    codes(&mut Talk::ready(&slow, HOST).await, &["anna"]).await;
    assert!(began.elapsed() >= Duration::from_millis(4 * 50), "banner, greeting, sender, recipient");
}

#[tokio::test]
async fn a_dead_first_mx_refuses_and_the_second_answers() {
    let world = world(&temper("\"dead_first_mx\"")).await;
    let first = TcpStream::connect(world.host(HOST).expect("a host")).await;
    assert_eq!(first.expect_err("dead").kind(), ErrorKind::ConnectionRefused);
    Talk::ready(&world, "mx2.it-net.example").await.quit().await;
}

#[tokio::test]
async fn closed_doors_refuse_every_connection() {
    let world = world(&temper("\"refuse\"")).await;
    for host in [HOST, "mx2.it-net.example"] {
        let fault = TcpStream::connect(world.host(host).expect("a host")).await.expect_err("closed");
        assert_eq!(fault.kind(), ErrorKind::ConnectionRefused);
    }
}

#[tokio::test]
async fn a_silent_server_takes_the_connection_and_says_nothing() {
    let world = world(&temper("\"silent\"")).await;
    let mut talk = Talk::connect(&world, HOST).await;
    assert!(talk.is_silent().await);
    talk.send(b"EHLO client.example\r\n").await;
    assert!(talk.is_silent().await);
    drop(talk);
    world.quiet().await;
    let seen = &world.counters().exchanges["it"];
    assert_eq!((seen.cut_by_server, seen.left_without_quit), (1, 0), "leaving the dumb is no bad manners");
}

#[tokio::test]
async fn a_server_may_fall_silent_at_the_recipient() {
    let world = world(&temper("{ silent = { at = \"rcpt\" } }")).await;
    let mut talk = Talk::ready(&world, HOST).await;
    talk.send(b"RCPT TO:<anna@it.example>\r\n").await;
    assert!(talk.is_silent().await);
}

#[tokio::test]
async fn hanging_up_is_an_orderly_close_and_a_reset_is_not() {
    let hang_up = world(&temper("{ hang_up = { at = \"rcpt\", times = 1 } }")).await;
    let mut talk = Talk::ready(&hang_up, HOST).await;
    talk.send(b"RCPT TO:<anna@it.example>\r\n").await;
    assert_eq!(talk.ending().await.expect("an orderly close"), b"");
    assert_eq!(codes(&mut Talk::ready(&hang_up, HOST).await, &["anna"]).await, ["250"], "well again");

    let reset = world(&temper("{ reset = { at = \"mail\" } }")).await;
    let mut talk = Talk::greeted(&reset, HOST).await;
    talk.send(b"MAIL FROM:<>\r\n").await;
    assert_eq!(talk.ending().await.expect_err("a reset").kind(), ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn an_old_server_knows_helo_only() {
    let world = world(&temper("\"helo_only\"")).await;
    let mut talk = Talk::connect(&world, HOST).await;
    talk.hear().await;
    assert!(talk.ask("EHLO client.example").await.starts_with("502"));
    assert!(talk.ask("HELO client.example").await.starts_with("250 "));
    assert!(talk.ask("MAIL FROM:<>").await.starts_with("250"));
    assert_eq!(codes(&mut talk, &["anna", "nobody"]).await, ["250", "550"]);
}

#[tokio::test]
async fn a_strict_server_wants_a_dot_in_the_greeting() {
    let world = world(&temper("\"strict_helo\"")).await;
    let mut talk = Talk::connect(&world, HOST).await;
    talk.hear().await;
    assert!(talk.ask("EHLO laptop").await.starts_with("504"));
    assert!(talk.ask("EHLO laptop.").await.starts_with("504"));
    assert!(talk.ask("EHLO laptop.example").await.starts_with("250"));
}

#[tokio::test]
async fn odd_replies_are_odd_on_the_wire() {
    let banner = |how: &'static str, count: usize| async move {
        let world = world(&temper(&format!("{{ malformed = {{ how = \"{how}\" }} }}"))).await;
        let bytes = Talk::connect(&world, HOST).await.bytes(count).await;
        drop(world);
        bytes
    };
    assert_eq!(banner("bare_lf", 37).await, b"220 mx1.it-net.example ESMTP Postfix\n");
    assert_eq!(banner("no_text", 5).await, b"220\r\n");
    assert!(banner("eight_bit", 44).await.ends_with(b"Postfix gr\xfc\xdfe\r\n"));
    assert!(banner("long_line", 1500).await.ends_with(b"x\r\n"));
    assert_eq!(banner("dripping", 38).await, b"220 mx1.it-net.example ESMTP Postfix\r\n");
    assert!(banner("http", 9).await.starts_with(b"HTTP/1.1 "));
    assert!(!banner("no_code", 5).await[0].is_ascii_digit());
    assert_eq!(banner("binary", 1).await, [0]);
}

#[tokio::test]
async fn an_endless_banner_has_no_last_line() {
    let world = world(&temper("\"endless_banner\"")).await;
    let text = String::from_utf8(Talk::connect(&world, HOST).await.bytes(1_000_000).await).expect("ASCII");
    assert!(text.lines().rev().skip(1).all(|line| line.starts_with("220-")));
}

#[tokio::test]
async fn an_early_talker_is_counted_and_banned() {
    let world = world(&temper("{ early_talker_trap = { patience = \"100ms\" } }")).await;
    Talk::ready(&world, HOST).await.quit().await;
    let mut early = Talk::connect(&world, HOST).await;
    early.send(b"EHLO client.example\r\n").await;
    assert!(early.hear().await.starts_with("554"));
    assert!(Talk::connect(&world, HOST).await.hear().await.starts_with("554"), "banned");
    assert_eq!(world.counters().exchanges["it"].before_banner, 1);
}

#[tokio::test]
async fn a_server_without_pipelining_hangs_up_on_it() {
    let world = world(&temper("\"no_pipelining\"")).await;
    let mut talk = Talk::connect(&world, HOST).await;
    talk.hear().await;
    assert!(!talk.ask("EHLO client.example").await.contains("PIPELINING"));
    talk.send(b"MAIL FROM:<>\r\nRCPT TO:<anna@it.example>\r\n").await;
    assert!(talk.hear().await.starts_with("554 SMTP synchronization error"));
    assert_eq!(world.counters().exchanges["it"].unasked_pipelining, 1);
}

#[tokio::test]
async fn a_long_banner_is_one_reply_of_many_lines() {
    let world = world(&temper("{ long_banner = { lines = 30 } }")).await;
    let mut talk = Talk::connect(&world, HOST).await;
    assert_eq!(talk.hear().await.lines().count(), 31);
    assert!(talk.ask("EHLO client.example").await.starts_with("250"));
}

#[tokio::test]
async fn operators_speak_in_their_own_words() {
    let google = world(&temper("\"google_like\"")).await;
    let mut talk = Talk::ready(&google, HOST).await;
    assert_eq!(talk.rcpt("nobody@it.example").await.lines().count(), 4);
    let microsoft = world(&temper("\"microsoft_like\"")).await;
    let mut talk = Talk::ready(&microsoft, HOST).await;
    assert!(
        talk.rcpt("nobody@it.example")
            .await
            .starts_with("550 5.4.1 Recipient address rejected: Access denied")
    );
}

#[tokio::test]
async fn outlook_like_takes_one_recipient_a_session() {
    let world = world(&temper("\"outlook_like\"")).await;
    let mut talk = Talk::ready(&world, HOST).await;
    assert_eq!(codes(&mut talk, &["anna", "ben"]).await, ["250", "452"]);
    assert!(Talk::ready(&world, HOST).await.rcpt("nobody@it.example").await.starts_with("550 5.5.0"));
}

#[test]
fn a_temper_with_a_wrong_option_is_refused_with_its_name() {
    let scenario = |temper: &str| {
        Scenario::from_toml(&format!(
            "[[exchange]]\nname = \"it\"\nhosts = [\"mx.it.example\"]\ntemper = {temper}\n"
        ))
    };
    let wrong = |temper: &str| scenario(temper).expect_err("wrong").to_string();
    assert!(wrong("{ greylist = { wiat = \"2s\" } }").contains("wiat"));
    assert!(wrong("\"grumpy\"").contains("grumpy"));
    assert!(wrong("{ greylist = { wait = \"soon\" } }").contains("soon"));
    assert!(wrong("{ ordinary = { wait = \"2s\" } }").contains("wait"));
    assert!(wrong("\"dead_first_mx\"").contains("second host"));
    assert!(scenario("\"greylist\"").is_ok(), "options have defaults");
}
