//! OpenSMTPD, terse and with codes of its own: `524 5.2.4 Mailing list expansion problem` is how it says that there is
//! nobody of that name in a virtual domain.

use mailvet_tests::{
    real::{Laboratory, MailLog as _, Manner, OpenSmtpd},
    started,
};

use crate::{HOST, UNPROVEN, ZONE};

const CONF: &str = r#"
pki real cert "{certificate}"
pki real key "{certificate}"
table people file:{tables}/people
table everybody file:{tables}/everybody
action "people" maildir "/nowhere" virtual <people>
action "everybody" maildir "/nowhere" virtual <everybody>
action "users" maildir "/nowhere"
match from any for domain "real.test" action "people"
match from any for domain "everything.test" action "everybody"
match from any for domain "users.test" action "users"
"#;

const TABLES: &[(&str, &str)] =
    &[("people", "anna@real.test: nobody\nbruno@real.test: nobody\n"), ("everybody", "@: nobody\n")];

#[tokio::test(flavor = "multi_thread")]
async fn every_verdict_against_opensmtpd_is_right() {
    let laboratory = Laboratory::open(ZONE).await;
    let at = laboratory.place(HOST);
    let server = started!(OpenSmtpd { at, listen: "", conf: CONF, tables: TABLES }.start());
    let expected = [
        ("anna@real.test", "valid", "mailbox_accepted"),
        ("bruno@real.test", "valid", "mailbox_accepted"),
        ("nobody@real.test", "invalid", "mailbox_not_found"),
        // The users of the machine: `550 Invalid recipient`.
        ("games@users.test", "valid", "mailbox_accepted"),
        ("emil@users.test", "invalid", "mailbox_not_found"),
    ];
    laboratory.expect(&laboratory.manner(), &expected, || server.running().log());
    let sessions = server.assert_good_manners();
    assert_eq!(sessions.quit, sessions.begun, "{}", server.running().log());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_opensmtpd_catch_all_is_seen_and_never_called_valid() {
    let laboratory = Laboratory::open(ZONE).await;
    let at = laboratory.place(HOST);
    let server = started!(OpenSmtpd { at, listen: "", conf: CONF, tables: TABLES }.start());
    let expected = [
        ("anna.meyer@everything.test", UNPROVEN, "catch_all"),
        ("x7@everything.test", UNPROVEN, "catch_all"),
    ];
    laboratory.expect(&laboratory.manner(), &expected, || server.running().log());
    server.assert_good_manners();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_opensmtpd_that_cannot_do_the_handshake_it_demands_is_unknown() {
    let laboratory = Laboratory::open(ZONE).await;
    let at = laboratory.place(HOST);
    // Debian 12 built it with a library that no longer lets it sign (`rsa routines::missing private key`): it says
    // `530 5.5.1 Invalid command: Must issue a STARTTLS command first`, and then ends every handshake.
    let server =
        started!(OpenSmtpd { at, listen: "tls-require pki real", conf: CONF, tables: TABLES }.start());
    let manner = Manner { waits: &["1s"], ..laboratory.manner() };
    let expected = [
        ("anna@real.test", "unknown", "protocol_error|tls_required"),
        ("nobody@real.test", "unknown", "protocol_error|tls_required"),
    ];
    laboratory.expect(&manner, &expected, || server.running().log());
    server.assert_good_manners();
    assert!(server.running().log().contains("<<< STARTTLS"), "{}", server.running().log());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_opensmtpd_that_cannot_do_the_handshake_it_offers_is_asked_without() {
    let laboratory = Laboratory::open(ZONE).await;
    let at = laboratory.place(HOST);
    let server = started!(OpenSmtpd { at, listen: "tls pki real", conf: CONF, tables: TABLES }.start());
    let manner = Manner { tls: "when_offered", ..laboratory.manner() };
    let expected = [
        ("anna@real.test", "valid", "mailbox_accepted"),
        ("nobody@real.test", "invalid", "mailbox_not_found"),
    ];
    laboratory.expect(&manner, &expected, || server.running().log());
    server.assert_good_manners();
    assert!(server.running().log().contains("<<< STARTTLS"), "{}", server.running().log());
}
