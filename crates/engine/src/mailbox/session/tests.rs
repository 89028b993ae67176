use mailvet_verdict::{Known, RetryAdvice};
use proptest::prelude::*;
use tokio::io::duplex;

use super::*;
use crate::{
    mailbox::{
        senders::Senders,
        testing::{
            Book, Noon, Overheard, Turn,
            Turn::{Drip, Encrypt, Hear, Linger, Say, Wait},
            serve, written,
        },
    },
    settings::TlsUse,
};

const REPLY_TIMEOUT: Duration = Duration::from_secs(60);
const SECOND: Duration = Duration::from_secs(1);
const GREETING: [Turn<'static>; 3] =
    [Say("220 mx.example.com\r\n"), Hear("EHLO "), Say("250 mx.example.com\r\n")];
const PIPELINING: [Turn<'static>; 3] =
    [Say("220 mx.example.com\r\n"), Hear("EHLO "), Say("250-mx.example.com\r\n250 PIPELINING\r\n")];
const SENDER: [Turn<'static>; 2] = [Hear("MAIL FROM:<>"), Say("250 2.1.0 ok\r\n")];

/// The rules of these tests.
fn advice(_: Stage, _: Option<&str>, reply: &Reply) -> dialogue::Advice {
    let retry = match reply.code {
        530 => RetryAdvice::WithTls,
        452 => RetryAdvice::NewSession,
        _ => RetryAdvice::No,
    };
    dialogue::Advice { retry, sender: None }
}

struct Scene {
    book: Book,
    held: Result<Held, JournalError>,
    overheard: Overheard,
    took: Duration,
}

impl Scene {
    fn held(&self) -> &Held {
        self.held.as_ref().unwrap()
    }

    fn cut(&self) -> &Outcome {
        match &self.held().farewell {
            Farewell::Cut(attempt) => &attempt.outcome,
            other => panic!("{other:?}"),
        }
    }
}

async fn scene(book: Book, turns: &[&[Turn<'_>]]) -> Scene {
    scene_until(book, turns, CancellationToken::new(), Duration::from_secs(600)).await
}

async fn scene_until(
    mut book: Book,
    turns: &[&[Turn<'_>]],
    stop: CancellationToken,
    session: Duration,
) -> Scene {
    let (client, server) = duplex(64 * 1024);
    let turns = turns.concat();
    let started = Instant::now();
    let terms = Terms {
        exchange: "example.com",
        host: "mx.example.com",
        ip: None,
        reply_timeout: REPLY_TIMEOUT,
        ends: started + session,
        advice: &advice,
        clock: &Noon,
        stop: &stop,
    };
    let transcript = Transcript::open("example.com", "mx.example.com", None, Noon.now());
    let dialogue = Dialogue::new("probe.example.org".into(), Senders::of("", ""), TlsUse::WhenDemanded);
    let session = async {
        let held = Session::new(terms, client, transcript).hold(dialogue, &mut book).await;
        (held, started.elapsed())
    };
    let ((held, took), overheard) = tokio::join!(session, serve(server, &turns));
    Scene { book, held, overheard, took }
}

#[tokio::test(start_paused = true)]
async fn an_ordinary_session_is_held_and_written_down() {
    let rest = [
        Hear("RCPT TO:<ann@example.com>"),
        Say("250 2.1.5 ok\r\n"),
        Hear("RCPT TO:<bob@example.com>"),
        Wait(SECOND),
        Say("550-5.1.1 no such\r\n550 5.1.1 user\r\n"),
        Hear("QUIT"),
        Say("221 bye\r\n"),
    ];
    let scene = scene(Book::of(&["ann", "bob"]), &[&GREETING, &SENDER, &rest]).await;
    assert_eq!(scene.held().farewell, Farewell::Done);
    assert_eq!(scene.book.codes(), [("ann", 250), ("bob", 550)]);
    let lines = [
        "S: 220 mx.example.com",
        "C: EHLO probe.example.org",
        "S: 250 mx.example.com",
        "C: MAIL FROM:<>",
        "S: 250 2.1.0 ok",
        "C: RCPT TO:<ann@example.com>",
        "S: 250 2.1.5 ok",
        "C: RCPT TO:<bob@example.com>",
        "S: 550-5.1.1 no such",
        "S: 550 5.1.1 user",
        "C: QUIT",
        "S: 221 bye",
    ];
    assert_eq!(written(&scene.held().conversation), lines);
    let bob = &scene.book.heard[1].1;
    assert_eq!(bob.latency_ms, Some(1000));
    assert_eq!(bob.transcript.map(|span| (span.first, span.last)), Some((7, 9)));
    assert_eq!(bob.banner.as_deref(), Some("mx.example.com"));
    assert_eq!(scene.held().conversation.lines[9].at_ms, 1000);
}

#[tokio::test(start_paused = true)]
async fn the_banner_is_awaited() {
    let slow = [
        Wait(30 * SECOND),
        Say("220-wait for it\r\n"),
        Wait(20 * SECOND),
        Say("220 ready\r\n"),
        Hear("EHLO"),
    ];
    let scene = scene(Book::of(&["ann"]), &[&slow]).await;
    assert!(!scene.overheard.spoke_early);
    assert_eq!(*scene.cut(), Outcome::Dropped { stage: Stage::Ehlo });
}

#[tokio::test(start_paused = true)]
async fn pipelined_answers_are_heard_one_by_one() {
    let rest = [
        Hear("MAIL"),
        Hear("RCPT TO:<ann@"),
        Hear("RCPT TO:<bob@"),
        Say("250 ok\r\n250 ok\r\n550 no\r\n"),
        Hear("QUIT"),
        Say("221 bye\r\n"),
    ];
    let scene = scene(Book::of(&["ann", "bob"]), &[&PIPELINING, &rest]).await;
    assert_eq!(scene.book.codes(), [("ann", 250), ("bob", 550)]);
    let spans: Vec<_> = scene.book.heard.iter().filter_map(|(_, attempt)| attempt.transcript).collect();
    let text = |index: u32| &scene.held().conversation.lines[index as usize].text;
    assert_eq!(text(spans[1].first), "RCPT TO:<bob@example.com>");
    assert_eq!(text(spans[1].last), "550 no");
}

#[tokio::test(start_paused = true)]
async fn quit_failure_keeps_the_rcpt_answer() {
    let ask = [Hear("RCPT"), Say("250 ok\r\n"), Hear("QUIT")];
    for farewell in [&[][..], &[Say("500 what?\r\n")], &[Say("\u{1}junk\r\n")], &[Linger]] {
        let scene = scene(Book::of(&["ann"]), &[&GREETING, &SENDER, &ask, farewell]).await;
        assert_eq!(scene.held().farewell, Farewell::Done, "{farewell:?}");
        assert_eq!(scene.book.codes(), [("ann", 250)]);
        assert!(scene.took <= QUIT_WITHIN, "{farewell:?} took {:?}", scene.took);
    }
}

#[tokio::test(start_paused = true)]
async fn a_tarpit_ends_at_the_reply_timeout() {
    let scene = scene(Book::of(&["ann"]), &[&GREETING, &SENDER, &[Hear("RCPT"), Linger]]).await;
    assert_eq!(*scene.cut(), Outcome::TimedOut { stage: Stage::Rcpt });
    assert_eq!(scene.took, REPLY_TIMEOUT);
    let last = scene.held().conversation.lines.last().unwrap();
    assert_eq!((last.from, last.text.as_str()), (Speaker::Event, "no reply in time"));
}

#[tokio::test(start_paused = true)]
async fn a_slow_drip_does_not_stretch_the_reply_timeout() {
    let drip =
        [Say("2"), Wait(25 * SECOND), Say("2"), Wait(25 * SECOND), Say("0"), Wait(25 * SECOND), Say(" x")];
    let scene = scene(Book::of(&["ann"]), &[&drip, &[Linger]]).await;
    assert_eq!(*scene.cut(), Outcome::TimedOut { stage: Stage::Connect });
    assert_eq!(scene.took, REPLY_TIMEOUT);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_takes_its_time_with_each_answer_is_left_when_the_session_is_over() {
    let slow = [Hear("RCPT"), Wait(50 * SECOND), Say("250 ok\r\n")];
    let turns: [&[Turn<'_>]; 6] =
        [&GREETING, &SENDER, &slow, &slow, &slow, &[Hear("QUIT"), Say("221 bye\r\n")]];
    let book = Book::of(&["ann", "bob", "cid", "dan", "eve"]);
    let scene = scene_until(book, &turns, CancellationToken::new(), 150 * SECOND).await;
    assert_eq!(scene.held().farewell, Farewell::Enough);
    assert_eq!(scene.book.heard.len(), 3);
    assert_eq!(scene.took, 150 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn a_drop_keeps_what_was_heard_and_leaves_the_rest_unasked() {
    let rest = [Hear("MAIL"), Hear("RCPT"), Hear("RCPT"), Hear("RCPT"), Say("250 ok\r\n250 ok\r\n")];
    let scene = scene(Book::of(&["ann", "bob", "cid"]), &[&PIPELINING, &rest]).await;
    assert_eq!(scene.book.codes(), [("ann", 250)]);
    assert_eq!(*scene.cut(), Outcome::Dropped { stage: Stage::Rcpt });
    let Farewell::Cut(cut) = &scene.held().farewell else { panic!("no cut") };
    assert!(cut.transcript.is_some() && cut.latency_ms.is_none(), "{cut:?}");
}

#[tokio::test(start_paused = true)]
async fn last_words_before_hanging_up_are_heard() {
    let scene = scene(Book::of(&["ann"]), &[&[Say("554 5.7.1 blocked, and no line end")]]).await;
    let refusal = Reply::new(554, "5.7.1 blocked, and no line end");
    assert_eq!(*scene.cut(), Outcome::Refused { stage: Stage::Connect, reply: refusal });
}

#[tokio::test(start_paused = true)]
async fn what_is_no_smtp_is_garbled() {
    let scene = scene(Book::of(&["ann"]), &[&[Say("SSH-2.0-OpenSSH_9.9\r\n"), Linger]]).await;
    assert!(
        matches!(scene.cut(), Outcome::Garbled { stage: Stage::Connect, detail } if detail.contains("SSH"))
    );
}

#[tokio::test(start_paused = true)]
async fn an_endless_banner_is_left() {
    let banner = [Say("220-buy now\r\n"); 200];
    let scene = scene(Book::of(&["ann"]), &[&banner, &[Linger]]).await;
    assert!(matches!(scene.cut(), Outcome::Garbled { stage: Stage::Connect, .. }));
    assert!(scene.overheard.lines.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_reply_to_nothing_is_never_taken_for_an_answer() {
    let twice = [Hear("MAIL"), Say("250 2.1.0 ok\r\n250 2.1.0 ok, once more\r\n"), Linger];
    let scene = scene(Book::of(&["ann"]), &[&GREETING, &twice]).await;
    assert!(scene.book.heard.is_empty(), "{:?}", scene.book.heard);
    assert!(
        matches!(scene.cut(), Outcome::Garbled { detail, .. } if detail == "the server spoke out of turn")
    );
    assert!(!scene.overheard.lines.iter().any(|line| line.starts_with("RCPT")));
    assert!(written(&scene.held().conversation).contains(&"S: 250 2.1.0 ok, once more".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn two_banners_do_not_shift_the_answers() {
    let banners = [Say("220 mx.example.com\r\n"), Say("220 mx.example.com\r\n"), Linger];
    let scene = scene(Book::of(&["ann"]), &[&banners]).await;
    assert!(matches!(scene.cut(), Outcome::Garbled { .. }), "{:?}", scene.cut());
    assert!(scene.overheard.lines.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_421_may_come_at_any_time() {
    let closing = [Hear("MAIL"), Say("250 2.1.0 ok\r\n421 4.3.2 shutting down\r\n")];
    let scene = scene(Book::of(&["ann"]), &[&GREETING, &closing]).await;
    assert_eq!(scene.book.codes(), [("ann", 421)]);
}

#[tokio::test(start_paused = true)]
async fn a_line_without_end_is_left_at_its_limit() {
    let line = "2".repeat(crate::mailbox::wire::LINE_BYTES + 1);
    let scene = scene(Book::of(&["ann"]), &[&[Say(&line), Linger]]).await;
    assert!(
        matches!(scene.cut(), Outcome::Garbled { stage: Stage::Connect, detail } if detail.contains("16 KiB"))
    );
}

#[tokio::test(start_paused = true)]
async fn a_reply_without_end_is_left_at_its_limit() {
    let reply = format!("220-{}\r\n", "x".repeat(4000)).repeat(20);
    let scene = scene(Book::of(&["ann"]), &[&[Say(&reply), Linger]]).await;
    assert!(
        matches!(scene.cut(), Outcome::Garbled { stage: Stage::Connect, detail } if detail.contains("64 KiB"))
    );
}

#[tokio::test(start_paused = true)]
async fn a_session_is_left_at_its_limit_and_keeps_what_it_heard() {
    let wordy = format!("{}250 ok\r\n", format!("250-{}\r\n", "x".repeat(4000)).repeat(15));
    let locals: Vec<String> = (0..40).map(|n| format!("u{n}")).collect();
    let locals: Vec<&str> = locals.iter().map(String::as_str).collect();
    let fit = SESSION_BYTES / wordy.len();
    let rcpt = [Hear("RCPT"), Say(&wordy)].repeat(fit + 1);
    let scene = scene(Book::of(&locals), &[&GREETING, &SENDER, &rcpt, &[Linger]]).await;
    assert!(
        matches!(scene.cut(), Outcome::Garbled { stage: Stage::Rcpt, detail } if detail.contains("1024 KiB"))
    );
    assert_eq!(scene.book.heard.len(), fit);
    let kept: usize = scene.held().conversation.lines.iter().map(|line| line.text.len()).sum();
    assert!(kept <= SESSION_BYTES + 16 * 1024);
}

#[tokio::test(start_paused = true)]
async fn an_attempt_keeps_the_start_of_a_long_banner_and_the_transcript_all_of_it() {
    let banner = format!("220 mx.example.com {}\r\n", "x".repeat(2000));
    let greeting = [Say(&banner), Hear("EHLO"), Say("250 mx.example.com\r\n")];
    let rest = [Hear("RCPT"), Say("250 ok\r\n"), Hear("QUIT")];
    let scene = scene(Book::of(&["ann"]), &[&greeting, &SENDER, &rest]).await;
    assert_eq!(scene.book.heard[0].1.banner.as_ref().map(String::len), Some(BANNER_KEPT));
    assert!(scene.held().conversation.lines[0].text.len() > 2000);
}

#[tokio::test(start_paused = true)]
async fn the_sender_is_part_of_the_evidence() {
    let rest = [Hear("RCPT"), Say("250 ok\r\n"), Hear("QUIT")];
    let scene = scene(Book::of(&["ann"]), &[&GREETING, &SENDER, &rest]).await;
    assert_eq!(scene.book.heard[0].1.sender.as_deref(), Some(""));
    let banner = [Say("554 5.7.1 go away\r\n"), Hear("QUIT")];
    let scene = self::scene(Book::of(&["ann"]), &[&banner]).await;
    let Farewell::Cut(cut) = &scene.held().farewell else { panic!("no cut") };
    assert_eq!(cut.sender, None);
}

#[tokio::test(start_paused = true)]
async fn a_reset_after_an_answer_keeps_it() {
    // Dropping the stream without reading what was sent is a reset; a duplex pipe knows no other.
    let rest = [Hear("RCPT"), Say("550 5.1.1 no such user\r\n")];
    let scene = scene(Book::of(&["ann"]), &[&GREETING, &SENDER, &rest]).await;
    assert_eq!(scene.book.codes(), [("ann", 550)]);
    assert_eq!(scene.held().farewell, Farewell::Done);
}

#[tokio::test(start_paused = true)]
async fn starttls_is_used_when_demanded() {
    let turns = [
        Say("220 mx.example.com\r\n"),
        Hear("EHLO"),
        Say("250-mx.example.com\r\n250 STARTTLS\r\n"),
        Hear("MAIL"),
        Say("530 5.7.0 Must issue a STARTTLS command first\r\n"),
        Hear("STARTTLS"),
        // What comes in the clear behind the 220 must not be taken for the answer to EHLO.
        Say("220 go ahead\r\n"),
        Encrypt,
        Hear("EHLO"),
        Say("250 mx.example.com\r\n"),
        Hear("MAIL"),
        Say("250 ok\r\n"),
        Hear("RCPT"),
        Say("550 5.1.1 no such user\r\n"),
        Hear("QUIT"),
        Say("221 bye\r\n"),
    ];
    let scene = scene(Book::of(&["ann"]), &[&turns]).await;
    assert_eq!(scene.held().farewell, Farewell::Done, "{:?}", written(&scene.held().conversation));
    assert_eq!(scene.book.codes(), [("ann", 550)]);
    let attempt = &scene.book.heard[0].1;
    assert!(attempt.tls);
    let facts = attempt.tls_facts.as_ref().unwrap();
    assert_eq!((facts.version.as_str(), facts.cipher.is_empty()), ("TLS 1.3", false));
    assert_eq!((facts.trusted, facts.fits_host), (Known::Known(false), Known::Known(true)));
    let certificate = facts.certificate.as_ref().unwrap();
    assert_eq!(certificate.names, ["mx.example.com"]);
    assert_eq!(certificate.subject, certificate.issuer, "it signs itself");
    assert!(certificate.not_before < Noon.now() && Noon.now() < certificate.not_after);
    let lines = written(&scene.held().conversation);
    let line = lines.iter().find(|line| line.starts_with("*: TLS 1.3 agreed")).unwrap();
    assert!(line.contains("valid until") && line.ends_with("not trusted; for this host"), "{line}");
}

#[tokio::test(start_paused = true)]
async fn words_in_the_clear_are_no_answers_to_encrypted_questions() {
    let turns = [
        Say("220 mx.example.com\r\n"),
        Hear("EHLO"),
        Say("250-mx.example.com\r\n250 STARTTLS\r\n"),
        Hear("MAIL"),
        Say("530 5.7.0 STARTTLS first\r\n"),
        Hear("STARTTLS"),
        Say("220 go ahead\r\n250 injected\r\n250 injected\r\n250 injected\r\n"),
        Encrypt,
        Hear("EHLO"),
        Say("554 5.7.1 blocked\r\n"),
        Hear("HELO"),
        Say("554 5.7.1 blocked\r\n"),
    ];
    let scene = scene(Book::of(&["ann"]), &[&turns]).await;
    assert!(scene.book.heard.is_empty());
    assert!(matches!(scene.cut(), Outcome::Refused { stage: Stage::Ehlo, .. }), "{:?}", scene.cut());
}

#[tokio::test(start_paused = true)]
async fn a_failed_handshake_is_evidence() {
    let turns = [
        Say("220 mx.example.com\r\n"),
        Hear("EHLO"),
        Say("250-mx.example.com\r\n250 STARTTLS\r\n"),
        Hear("MAIL"),
        Say("530 5.7.0 STARTTLS first\r\n"),
        Hear("STARTTLS"),
        Say("220 go ahead\r\n"),
    ];
    let spoken = [Wait(SECOND), Say("this is no handshake at all, not even nearly one"), Linger];
    let garbled = scene(Book::of(&["ann"]), &[&turns, &spoken]).await;
    assert!(matches!(garbled.cut(), Outcome::Garbled { stage: Stage::StartTls, .. }), "{:?}", garbled.cut());
    let dropped = scene(Book::of(&["ann"]), &[&turns]).await;
    assert_eq!(*dropped.cut(), Outcome::Dropped { stage: Stage::StartTls });
    let silent = scene(Book::of(&["ann"]), &[&turns, &[Linger]]).await;
    assert_eq!(*silent.cut(), Outcome::TimedOut { stage: Stage::StartTls });
}

#[tokio::test(start_paused = true)]
async fn an_answer_is_written_down_before_the_next_is_asked() {
    let rest = [Hear("RCPT"), Say("250 ok\r\n"), Hear("QUIT"), Say("221 bye\r\n")];
    let mut book = Book::of(&["ann", "bob"]);
    book.broken = true;
    let scene = scene(book, &[&GREETING, &SENDER, &rest]).await;
    assert_eq!(scene.held.err().map(|error| error.message.to_string()).as_deref(), Some("The disk is full."));
    assert_eq!(scene.book.handed_out, 1);
    assert_eq!(scene.overheard.lines.last().map(String::as_str), Some("QUIT"));
}

#[tokio::test(start_paused = true)]
async fn asked_to_stop_it_hears_the_answer_under_way_and_says_quit() {
    let stop = CancellationToken::new();
    let rest = [Hear("RCPT"), Wait(SECOND), Say("250 ok\r\n"), Hear("QUIT"), Say("221 bye\r\n")];
    let turns: [&[Turn<'_>]; 3] = [&GREETING, &SENDER, &rest];
    let half_a_second = async {
        tokio::time::sleep(SECOND / 2).await;
        stop.cancel();
    };
    let scene = scene_until(Book::of(&["ann", "bob"]), &turns, stop.clone(), REPLY_TIMEOUT);
    let (scene, ()) = tokio::join!(scene, half_a_second);
    assert_eq!(scene.held().farewell, Farewell::Stopped);
    assert_eq!(scene.book.codes(), [("ann", 250)]);
    assert_eq!(scene.overheard.lines.last().map(String::as_str), Some("QUIT"));
}

#[tokio::test(start_paused = true)]
async fn asked_to_stop_it_waits_no_longer_than_two_seconds() {
    for silence in [&[&[Linger][..]][..], &[&GREETING, &SENDER, &[Hear("RCPT"), Linger]]] {
        let stop = CancellationToken::new();
        let one_second = async {
            tokio::time::sleep(SECOND).await;
            stop.cancel();
        };
        let scene = scene_until(Book::of(&["ann"]), silence, stop.clone(), REPLY_TIMEOUT);
        let (scene, ()) = tokio::join!(scene, one_second);
        assert_eq!(scene.held().farewell, Farewell::Stopped);
        assert!(scene.book.heard.is_empty());
        assert_eq!(scene.took, SECOND + STOP_WITHIN);
    }
}

fn server_bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => Just(b"250 ok\r\n".to_vec()),
        2 => Just(b"220 mx.example.com\r\n".to_vec()),
        1 => Just(b"250-mx\n250-PIPELINING\n250-SMTPUTF8\n250 STARTTLS\n".to_vec()),
        1 => Just(b"530 5.7.0 STARTTLS first\r\n".to_vec()),
        1 => Just(b"421 bye\r\n".to_vec()),
        1 => Just(b"550-5.1.1".to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 0..20),
    ];
    proptest::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Whatever bytes come, the session ends in time, and every recipient is heard at most once.
    #[test]
    fn whatever_a_server_sends_the_session_ends(bytes in server_bytes(), hangs_up in any::<bool>()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let turns = [Drip(&bytes), if hangs_up { Wait(SECOND) } else { Linger }];
        let book = Book::of(&["ann", "jürgen", "cid"]);
        let session = 10 * SECOND;
        let scene = runtime.block_on(scene_until(book, &[&turns], CancellationToken::new(), session));
        prop_assert!(scene.took <= session + QUIT_WITHIN);
        prop_assert!(scene.book.heard.len() <= scene.book.handed_out);
        prop_assert!(scene.held.is_ok());
    }
}
