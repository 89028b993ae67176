//! Unbound between Mailvet and the world's name server: what a caching and validating resolver makes of an answer is
//! still read right. The mailboxes are the practice world's.

use std::net::SocketAddr;

use mailvet_tests::{
    real::{Laboratory, Manner, Unbound},
    started,
};

const ZONE: &str = r#"
[[exchange]]
name = "mail"
hosts = ["mx.mail.test"]

[[domain]]
name = "good.test"
mx = "mail"
mailboxes = ["anna"]

[[domain]]
name = "canonical.test"
mx = "mail"

# Unbound says otherwise where these two lead to; here they have their mailboxes.
[[domain]]
name = "alias.test"
mx = "mail"
mailboxes = ["anna"]

[[domain]]
name = "mxalias.test"
mx = "mail"
mailboxes = ["anna"]

[[domain]]
name = "implicit.test"
mx = "mail"
dns = "implicit"
mailboxes = ["anna"]

[[domain]]
name = "signed.test"
mx = "mail"
mailboxes = ["anna"]

[[domain]]
name = "nullmx.test"
dns = "null_mx"

[[domain]]
name = "hostless.test"
dns = "no_mail_host"

[[domain]]
name = "dangling.test"
dns = "dangling"

[[domain]]
name = "broken.test"
dns = "servfail"

[[domain]]
name = "closed.test"
dns = "refused"

[[domain]]
name = "silent.test"
dns = "silent"
"#;

/// Names that lead to others: a domain, and a mail host.
const ALIASES: &str = r#"
  local-zone: "alias.test." redirect
  local-data: "alias.test. CNAME canonical.test."
  local-zone: "mxalias.test." transparent
  local-data: "mxalias.test. MX 10 mx.mxalias.test."
  local-zone: "mx.mxalias.test." redirect
  local-data: "mx.mxalias.test. CNAME mx.mail.test."
"#;

/// It expects `signed.test` to be signed, which it is not.
const VALIDATION: &str = r#"
  trust-anchor: "signed.test. DS 12345 13 2 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
"#;

/// What becomes of these addresses where Unbound, with `more` in its configuration, stands between.
async fn expect_through_unbound(more: &str, waits: &'static [&'static str], expected: &[(&str, &str, &str)]) {
    let laboratory = Laboratory::open(ZONE).await;
    let at = SocketAddr::from((laboratory.address(1), 53));
    let unbound = started!(Unbound { at, behind: laboratory.dns(), zones: &[], more }.start());
    laboratory.expect(&Manner { dns: at, waits, ..laboratory.manner() }, expected, || unbound.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_domain_is_read_right_through_unbound() {
    let expected = [
        ("anna@good.test", "valid", "mailbox_accepted"),
        ("nobody@good.test", "invalid", "mailbox_not_found"),
        ("anna@implicit.test", "valid", "mailbox_accepted"),
        ("anna@nullmx.test", "invalid", "null_mx"),
        ("anna@hostless.test", "invalid", "domain_takes_no_mail"),
        ("anna@dangling.test", "invalid", "domain_takes_no_mail"),
        ("anna@nowhere.test", "invalid", "domain_not_found"),
        ("anna@nowhere.good.test", "invalid", "domain_not_found"),
    ];
    expect_through_unbound("", &["1s"], &expected).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_domain_that_unbound_cannot_get_an_answer_for_is_unknown() {
    let expected =
        [("anna@broken.test", "unknown", "dns_failed"), ("anna@closed.test", "unknown", "dns_failed")];
    expect_through_unbound("", &["1s"], &expected).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_domain_that_fails_validation_is_unknown() {
    let expected =
        [("anna@signed.test", "unknown", "dns_failed"), ("anna@good.test", "valid", "mailbox_accepted")];
    expect_through_unbound(VALIDATION, &["1s"], &expected).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_domain_whose_servers_are_silent_is_unknown() {
    let expected = [("anna@silent.test", "unknown", "dns_failed")];
    expect_through_unbound("", &[], &expected).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_lead_to_others_are_followed_by_unbound() {
    let expected = [
        ("anna@alias.test", "valid", "mailbox_accepted"),
        ("nobody@alias.test", "invalid", "mailbox_not_found"),
        ("anna@mxalias.test", "valid", "mailbox_accepted"),
        ("nobody@mxalias.test", "invalid", "mailbox_not_found"),
    ];
    expect_through_unbound(ALIASES, &["1s"], &expected).await;
}
