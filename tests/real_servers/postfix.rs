//! Postfix as it answers about mailboxes: there, not there, full, everybody's, behind a relay, put off.

use std::net::SocketAddr;

use mailvet_tests::{
    real::{Expected, Laboratory, MailLog as _, Manner, Postfix, Postgrey, RunningPostfix},
    started,
};

use crate::{HOST, UNPROVEN, ZONE};

/// Virtual mailboxes as a hosting company has them.
const HOSTING: &str = "
virtual_mailbox_domains = real.test, everything.test
virtual_mailbox_maps = texthash:{tables}/mailboxes
virtual_alias_maps = texthash:{tables}/aliases
smtpd_relay_restrictions = reject_unauth_destination
smtpd_recipient_restrictions = check_recipient_access texthash:{tables}/access
";

const TABLES: &[(&str, &str)] = &[
    (
        "mailboxes",
        "anna@real.test x\nbruno@real.test x\nbörje@real.test x\nfull@real.test x\nover@real.test x\n\
         later@real.test x\n@everything.test x\n",
    ),
    ("aliases", "sales@real.test anna@real.test\n"),
    (
        "access",
        "full@real.test 452 4.2.2 Mailbox full\n\
         over@real.test 552 5.2.2 Mailbox size limit exceeded\n\
         gone@real.test 550 5.2.1 Mailbox disabled\n\
         later@real.test 450 4.7.1 Try again later\n",
    ),
];

fn hosting(at: SocketAddr) -> Postfix<'static> {
    Postfix { at, main_cf: HOSTING, master_cf: "", tables: TABLES, resolver: None }
}

/// Vets the expected addresses in this manner, politely, and finds each as expected.
fn vetted(laboratory: &Laboratory, manner: &Manner, postfix: &RunningPostfix, expected: &[Expected<'_>]) {
    laboratory.expect(manner, expected, || postfix.running().log());
    postfix.assert_good_manners();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_verdict_against_postfix_is_right() {
    let laboratory = Laboratory::open(ZONE).await;
    let postfix = started!(hosting(laboratory.place(HOST)).start());
    let expected = [
        ("anna@real.test", "valid", "mailbox_accepted"),
        ("bruno@real.test", "valid", "mailbox_accepted"),
        ("sales@real.test", "valid", "mailbox_accepted"),
        ("nobody@real.test", "invalid", "mailbox_not_found"),
        ("gone@real.test", "invalid", "mailbox_disabled"),
        ("full@real.test", "risky", "mailbox_full"),
        ("over@real.test", "risky", "mailbox_full"),
        ("later@real.test", "unknown", "greylisted"),
    ];
    laboratory
        .expect(&Manner { waits: &["1s"], ..laboratory.manner() }, &expected, || postfix.running().log());
    let sessions = postfix.assert_good_manners();
    assert_eq!(sessions.quit, sessions.begun, "{}", postfix.running().log());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postfix_catch_all_is_seen_and_never_called_valid() {
    let laboratory = Laboratory::open(ZONE).await;
    let postfix = started!(hosting(laboratory.place(HOST)).start());
    let expected = [
        ("anna.meyer@everything.test", UNPROVEN, "catch_all"),
        ("x7@everything.test", UNPROVEN, "catch_all"),
    ];
    vetted(&laboratory, &laboratory.manner(), &postfix, &expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_domain_that_postfix_does_not_handle_is_not_called_invalid() {
    let laboratory = Laboratory::open(ZONE).await;
    let postfix = started!(hosting(laboratory.place(HOST)).start());
    let expected = [("anna@elsewhere.test", "unknown", "us_refused")];
    vetted(&laboratory, &laboratory.manner(), &postfix, &expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_null_mx_is_invalid_and_postfix_is_never_dialled_for_it() {
    let laboratory = Laboratory::open(ZONE).await;
    let postfix = started!(hosting(laboratory.place(HOST)).start());
    let expected = [("anna@nullmx.test", "invalid", "null_mx")];
    laboratory.expect(&laboratory.manner(), &expected, || postfix.running().log());
    assert!(!postfix.running().log().contains(": connect from "), "{}", postfix.running().log());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_international_mailbox_is_asked_of_a_postfix_that_offers_smtputf8() {
    let laboratory = Laboratory::open(ZONE).await;
    let postfix = started!(hosting(laboratory.place(HOST)).start());
    let expected = [
        ("börje@real.test", "valid", "mailbox_accepted"),
        ("åsa@real.test", "invalid", "mailbox_not_found"),
        ("anna@real.test", "valid", "mailbox_accepted"),
    ];
    vetted(&laboratory, &laboratory.manner(), &postfix, &expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_international_mailbox_is_unknown_to_a_postfix_without_smtputf8() {
    let laboratory = Laboratory::open(ZONE).await;
    let main_cf = format!("{HOSTING}smtputf8_enable = no\n");
    let postfix = started!(Postfix { main_cf: &main_cf, ..hosting(laboratory.place(HOST)) }.start());
    let expected =
        [("börje@real.test", "unknown", "needs_smtputf8"), ("anna@real.test", "valid", "mailbox_accepted")];
    vetted(&laboratory, &laboratory.manner(), &postfix, &expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postfix_that_wants_encryption_is_spoken_to_encrypted() {
    let laboratory = Laboratory::open(ZONE).await;
    let main_cf =
        format!("{HOSTING}smtpd_tls_security_level = encrypt\nsmtpd_tls_chain_files = {{certificate}}\n");
    let postfix = started!(Postfix { main_cf: &main_cf, ..hosting(laboratory.place(HOST)) }.start());
    let expected = [
        ("anna@real.test", "valid", "mailbox_accepted"),
        ("nobody@real.test", "invalid", "mailbox_not_found"),
    ];
    vetted(&laboratory, &laboratory.manner(), &postfix, &expected);
    assert!(postfix.running().log().contains(" starttls=1 "), "{}", postfix.running().log());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postfix_whose_refusals_are_soft_makes_nobody_invalid() {
    let laboratory = Laboratory::open(ZONE).await;
    let main_cf = format!("{HOSTING}soft_bounce = yes\n");
    let postfix = started!(Postfix { main_cf: &main_cf, ..hosting(laboratory.place(HOST)) }.start());
    let expected = [
        // Whether it would refuse a wrong address for good is what it does not say.
        ("anna@real.test", "risky", "accepts_unproven"),
        ("nobody@real.test", "unknown", "greylisted"),
    ];
    vetted(&laboratory, &Manner { waits: &["1s"], ..laboratory.manner() }, &postfix, &expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_put_off_by_postgrey_is_asked_again_and_known() {
    let laboratory = Laboratory::open(ZONE).await;
    let at = SocketAddr::from((laboratory.address(1), laboratory.manner().port));
    let _postgrey = started!(Postgrey { at, delay_seconds: 2 }.start());
    // Where postgrey usually stands: before anybody looks whether there is such a mailbox.
    let main_cf = format!(
        "{HOSTING}smtpd_sender_restrictions = check_policy_service inet:{at}\nsmtpd_reject_unlisted_recipient = yes\n"
    );
    let postfix = started!(Postfix { main_cf: &main_cf, ..hosting(laboratory.place(HOST)) }.start());
    let manner = Manner { waits: &["3s", "4s", "5s"], ..laboratory.manner() };
    let expected = [
        ("anna@real.test", "valid", "mailbox_accepted"),
        ("bruno@real.test", "valid", "mailbox_accepted"),
        ("nobody@real.test", "invalid", "mailbox_not_found"),
    ];
    vetted(&laboratory, &manner, &postfix, &expected);
    assert!(postfix.running().log().contains("Greylisted"), "{}", postfix.running().log());
}

/// A Postfix that stands before the one with the mailboxes, and asks that one whether a recipient is there.
fn relay(laboratory: &Laboratory, lines: &str) -> (String, String) {
    let behind = format!("{}:{}", laboratory.address(2), laboratory.manner().port);
    let (address, port) = behind.split_once(':').unwrap();
    let main_cf = format!(
        "
relay_domains = real.test
relay_transport = smtp:[{address}]:{port}
smtpd_relay_restrictions = reject_unauth_destination
smtpd_recipient_restrictions = reject_unverified_recipient
{lines}
"
    );
    let master_cf = format!(
        "
qmgr unix n - n 300 1 qmgr
smtp unix - - n - - smtp
{behind} inet n - n - - smtpd
  -o syslog_name=behind
  -o myhostname=behind.real.test
  -o relay_recipient_maps=texthash:{{tables}}/mailboxes
  -o smtpd_recipient_restrictions=reject_unauth_destination
"
    );
    (main_cf, master_cf)
}

/// The same as a server.
fn before<'a>(laboratory: &Laboratory, main_cf: &'a str, master_cf: &'a str) -> Postfix<'a> {
    Postfix { main_cf, master_cf, ..hosting(laboratory.place(HOST)) }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recipient_that_postfix_still_verifies_is_asked_again_until_it_knows() {
    let laboratory = Laboratory::open(ZONE).await;
    // It answers at once while it does not know: `450 4.1.1 ... unverified address: Address verification in progress`.
    let (main_cf, master_cf) =
        relay(&laboratory, "address_verify_poll_count = 1\nunverified_recipient_reject_code = 550");
    let postfix = started!(before(&laboratory, &main_cf, &master_cf).start());
    let expected = [
        ("anna@real.test", "valid", "mailbox_accepted"),
        ("nobody@real.test", "invalid", "mailbox_not_found"),
    ];
    vetted(&laboratory, &laboratory.manner(), &postfix, &expected);
    assert!(postfix.running().log().contains("verification in progress"), "{}", postfix.running().log());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recipient_that_postfix_verifies_while_we_wait_is_known_at_once() {
    let laboratory = Laboratory::open(ZONE).await;
    let (main_cf, master_cf) = relay(
        &laboratory,
        "address_verify_poll_count = 5\naddress_verify_poll_delay = 1s\nunverified_recipient_reject_code = 550",
    );
    let postfix = started!(before(&laboratory, &main_cf, &master_cf).start());
    let expected = [
        ("anna@real.test", "valid", "mailbox_accepted"),
        ("nobody@real.test", "invalid", "mailbox_not_found"),
    ];
    vetted(&laboratory, &laboratory.manner(), &postfix, &expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verification_that_failed_for_now_only_makes_nobody_invalid() {
    let laboratory = Laboratory::open(ZONE).await;
    // As Postfix comes: 450, also where the server behind has said 550.
    let (main_cf, master_cf) = relay(&laboratory, "address_verify_poll_count = 1");
    let postfix = started!(before(&laboratory, &main_cf, &master_cf).start());
    let expected = [("nobody@real.test", "unknown", "greylisted|server_busy")];
    vetted(&laboratory, &Manner { waits: &["1s", "1s"], ..laboratory.manner() }, &postfix, &expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_cannot_reach_the_mailboxes_makes_nobody_invalid() {
    let laboratory = Laboratory::open(ZONE).await;
    let (main_cf, _) =
        relay(&laboratory, "address_verify_poll_count = 1\nunverified_recipient_reject_code = 550");
    // Nobody listens behind it.
    let master_cf = "qmgr unix n - n 300 1 qmgr\nsmtp unix - - n - - smtp\n";
    let postfix = started!(before(&laboratory, &main_cf, master_cf).start());
    let expected = [("anna@real.test", "unknown", "greylisted|server_busy|us_refused")];
    vetted(&laboratory, &Manner { waits: &["1s"], ..laboratory.manner() }, &postfix, &expected);
}
