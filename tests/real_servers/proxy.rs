//! Dante, a SOCKS5 proxy, between Mailvet and a Postfix: what the proxy passes on is read as ever, and what it does not
//! pass on says nothing of a mailbox.

use mailvet_tests::{
    real::{Dante, DanteUser, Expected, Laboratory, MailLog as _, Manner, Postfix, RunningPostfix},
    started,
};

use crate::{HOST, ZONE};

const MAIN_CF: &str = "
virtual_mailbox_domains = real.test
virtual_mailbox_maps = texthash:{tables}/mailboxes
smtpd_relay_restrictions = reject_unauth_destination
";

/// `open sesame@1`, as `openssl passwd -6` keeps it.
const USER: DanteUser = DanteUser {
    name: "prober",
    password: "$6$mailvet$1IFspj0RI.G90HOtmxM47xCRC4kFUWuArk3c363ylG0XNGT/ZLQaS3T7Kqh.i4ZyQCMd1fztCvhcOj7hHhNxr/",
};

const KNOWN: &[Expected<'_>] =
    &[("anna@real.test", "valid", "mailbox_accepted"), ("nobody@real.test", "invalid", "mailbox_not_found")];

const UNKNOWN: &[Expected<'_>] =
    &[("anna@real.test", "unknown", "no_connection"), ("nobody@real.test", "unknown", "no_connection")];

fn postfix(laboratory: &Laboratory) -> Postfix<'static> {
    Postfix {
        at: laboratory.place(HOST),
        main_cf: MAIN_CF,
        master_cf: "",
        tables: &[("mailboxes", "anna@real.test x\n")],
        resolver: None,
    }
}

/// Through the proxy at this URL.
fn through(laboratory: &Laboratory, proxy: &str) -> Manner {
    let more = format!("[network]\nallow_private = true\nproxy = \"{proxy}\"\n");
    Manner { waits: &["1s"], more, ..laboratory.manner() }
}

/// Whether Postfix was ever connected to.
fn was_dialled(postfix: &RunningPostfix) -> bool {
    postfix.sessions(&postfix.running().log()).begun > 0
}

/// How often the log of Dante tells of a connection that it made for a client.
fn passed_on(log: &str) -> usize {
    log.lines().filter(|line| line.contains("pass(") && line.contains("tcp/connect [")).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_session_goes_through_dante() {
    let mut laboratory = Laboratory::open(ZONE).await;
    let postfix = started!(postfix(&laboratory).start());
    let at = laboratory.spare_place();
    let dante = started!(Dante { at, user: None }.start());
    laboratory.expect(&through(&laboratory, &format!("socks5://{at}")), KNOWN, || dante.log());
    let sessions = postfix.assert_good_manners();
    assert_eq!(passed_on(&dante.log()), sessions.begun, "{}", dante.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn dante_is_given_the_password_that_it_wants() {
    let mut laboratory = Laboratory::open(ZONE).await;
    let postfix = started!(postfix(&laboratory).start());
    let at = laboratory.spare_place();
    let dante = started!(Dante { at, user: Some(USER) }.start());
    let proxy = format!("socks5://prober:open%20sesame%401@{at}");
    laboratory.expect(&through(&laboratory, &proxy), KNOWN, || dante.log());
    let sessions = postfix.assert_good_manners();
    let log = dante.log();
    assert_eq!(passed_on(&log), sessions.begun, "{log}");
    assert!(log.contains("username%prober@"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_dante_does_not_take_leaves_every_mailbox_unknown() {
    let mut laboratory = Laboratory::open(ZONE).await;
    let postfix = started!(postfix(&laboratory).start());
    let at = laboratory.spare_place();
    let dante = started!(Dante { at, user: Some(USER) }.start());
    for proxy in [format!("socks5://prober:sesame@{at}"), format!("socks5://{at}")] {
        laboratory.expect(&through(&laboratory, &proxy), UNKNOWN, || dante.log());
    }
    assert!(!was_dialled(&postfix), "{}", postfix.running().log());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_host_that_dante_cannot_reach_leaves_every_mailbox_unknown() {
    let mut laboratory = Laboratory::open(ZONE).await;
    let at = laboratory.spare_place();
    // Nobody took the place of the mail host.
    let dante = started!(Dante { at, user: None }.start());
    laboratory.expect(&through(&laboratory, &format!("socks5://{at}")), UNKNOWN, || dante.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_proxy_nobody_is_asked_past_it() {
    let mut laboratory = Laboratory::open(ZONE).await;
    let postfix = started!(postfix(&laboratory).start());
    // Nobody took the place of the proxy.
    let at = laboratory.spare_place();
    laboratory.expect(&through(&laboratory, &format!("socks5://{at}")), UNKNOWN, || postfix.running().log());
    assert!(!was_dialled(&postfix), "{}", postfix.running().log());
}
