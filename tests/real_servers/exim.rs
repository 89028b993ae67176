//! Exim, whose words its owner writes: mailboxes, catch-alls, greylisting, limits and refusals of us as Exim's own
//! documentation and Debian's configuration put them.

use std::net::SocketAddr;

use mailvet_tests::{
    real::{Exim, Expected, Laboratory, MailLog as _, Manner, Unbound},
    started,
};

use crate::{HOST, UNPROVEN, ZONE};

const MAIN: &str = "domainlist local_domains = real.test : everything.test\n";

const ROUTERS: &str = "
full:
  driver = redirect
  domains = real.test
  local_parts = full
  data = :defer: mailbox is full
  allow_defer

gone:
  driver = redirect
  domains = real.test
  local_parts = gone
  data = :fail: This account has been disabled
  allow_fail

people:
  driver = accept
  domains = real.test
  local_parts = lsearch;{tables}/people
  transport = nowhere

everybody:
  driver = accept
  domains = everything.test
  transport = nowhere
";

const TABLES: &[(&str, &str)] = &[("people", "anna\nbruno\n")];

/// As Debian's configuration has it: strangers may write to the local domains, to people who are there.
const VERIFIES: &str = "
  require domains = +local_domains
          message = relay not permitted
  require verify = recipient
  accept
";

fn exim(at: SocketAddr, at_recipient: &str) -> Exim<'_> {
    Exim { at, main: MAIN, at_recipient, routers: ROUTERS, tables: TABLES, resolver: None }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_verdict_against_exim_is_right() {
    let laboratory = Laboratory::open(ZONE).await;
    let exim = started!(exim(laboratory.place(HOST), VERIFIES).start());
    let expected = [
        ("anna@real.test", "valid", "mailbox_accepted"),
        ("bruno@real.test", "valid", "mailbox_accepted"),
        // `550 Unrouteable address`
        ("nobody@real.test", "invalid", "mailbox_not_found"),
        ("gone@real.test", "invalid", "mailbox_disabled"),
        ("full@real.test", "risky", "mailbox_full"),
        ("anna@elsewhere.test", "unknown", "us_refused"),
    ];
    laboratory.expect(&laboratory.manner(), &expected, || exim.running().log());
    let sessions = exim.assert_good_manners();
    assert_eq!(sessions.quit, sessions.begun, "{}", exim.running().log());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exim_catch_all_is_seen_and_never_called_valid() {
    let laboratory = Laboratory::open(ZONE).await;
    let exim = started!(exim(laboratory.place(HOST), VERIFIES).start());
    let expected = [
        ("anna.meyer@everything.test", UNPROVEN, "catch_all"),
        ("x7@everything.test", UNPROVEN, "catch_all"),
    ];
    laboratory.expect(&laboratory.manner(), &expected, || exim.running().log());
    exim.assert_good_manners();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exim_that_verifies_nobody_is_a_catch_all() {
    let laboratory = Laboratory::open(ZONE).await;
    let exim = started!(exim(laboratory.place(HOST), "  accept domains = +local_domains\n").start());
    let expected = [("anna.meyer@real.test", UNPROVEN, "catch_all"), ("x7@real.test", UNPROVEN, "catch_all")];
    laboratory.expect(&laboratory.manner(), &expected, || exim.running().log());
    exim.assert_good_manners();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_put_off_by_exim_is_asked_again_and_known() {
    let laboratory = Laboratory::open(ZONE).await;
    // A call is remembered by its time; whose last one is two seconds old is let through.
    let greylisting = "
  defer !seen = -2s / key=${sender_host_address}_${sender_address}_$local_part@$domain
        message = Greylisted, please try again in 2 seconds
"
    .to_owned()
        + VERIFIES;
    let exim = started!(exim(laboratory.place(HOST), &greylisting).start());
    let manner = Manner { waits: &["3s", "4s", "5s"], ..laboratory.manner() };
    let expected = [
        ("anna@real.test", "valid", "mailbox_accepted"),
        ("bruno@real.test", "valid", "mailbox_accepted"),
        ("nobody@real.test", "invalid", "mailbox_not_found"),
    ];
    laboratory.expect(&manner, &expected, || exim.running().log());
    exim.assert_good_manners();
    assert!(exim.running().log().contains("Greylisted"), "{}", exim.running().log());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exim_limit_of_recipients_per_time_is_waited_out() {
    let laboratory = Laboratory::open(ZONE).await;
    let limited = "
  defer ratelimit = 3 / 2s / per_rcpt / strict
        message = Sender rate exceeds $sender_rate_limit messages per $sender_rate_period
"
    .to_owned()
        + VERIFIES;
    let exim = started!(exim(laboratory.place(HOST), &limited).start());
    let manner = Manner { waits: &["4s"; 6], ..laboratory.manner() };
    let expected = [
        ("anna@real.test", "valid", "mailbox_accepted"),
        ("bruno@real.test", "valid", "mailbox_accepted"),
        ("emil@real.test", "invalid", "mailbox_not_found"),
        ("frida@real.test", "invalid", "mailbox_not_found"),
        ("gustav@real.test", "invalid", "mailbox_not_found"),
    ];
    laboratory.expect(&manner, &expected, || exim.running().log());
    exim.assert_good_manners();
    assert!(exim.running().log().contains("Sender rate exceeds"), "{}", exim.running().log());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exim_that_wants_encryption_is_spoken_to_encrypted() {
    let laboratory = Laboratory::open(ZONE).await;
    let encrypted = "
  deny !encrypted = *
       message = 530 5.7.0 Must issue a STARTTLS command first
"
    .to_owned()
        + VERIFIES;
    let exim = started!(exim(laboratory.place(HOST), &encrypted).start());
    let expected = [
        ("anna@real.test", "valid", "mailbox_accepted"),
        ("nobody@real.test", "invalid", "mailbox_not_found"),
    ];
    laboratory.expect(&laboratory.manner(), &expected, || exim.running().log());
    exim.assert_good_manners();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exim_that_offers_encryption_is_spoken_to_encrypted_where_that_is_wanted() {
    let laboratory = Laboratory::open(ZONE).await;
    // Who is not encrypted would learn nothing.
    let encrypted = "  defer !encrypted = *\n".to_owned() + VERIFIES;
    let exim = started!(exim(laboratory.place(HOST), &encrypted).start());
    let manner = Manner { tls: "when_offered", waits: &[], ..laboratory.manner() };
    let expected = [
        ("anna@real.test", "valid", "mailbox_accepted"),
        ("nobody@real.test", "invalid", "mailbox_not_found"),
    ];
    laboratory.expect(&manner, &expected, || exim.running().log());
    exim.assert_good_manners();
}

/// Vets one that is there and one that is not, under a statement that refuses us with these words.
async fn vet(refusal: &str, mail_from: &'static str, expected: &[Expected<'_>], said: &str) {
    let laboratory = Laboratory::open(ZONE).await;
    let resolver = laboratory.address(1);
    let at = SocketAddr::from((resolver, 53));
    let zones =
        [("blocked.test", "1.0.0.127 IN A 127.0.0.2\n1.0.0.127 IN TXT \"listed\""), ("127.in-addr.arpa", "")];
    let _unbound = started!(Unbound { at, behind: laboratory.dns(), zones: &zones, more: "" }.start());
    let at_recipient = refusal.to_owned() + VERIFIES;
    let exim =
        started!(Exim { resolver: Some(resolver), ..exim(laboratory.place(HOST), &at_recipient) }.start());
    let manner = Manner { mail_from, waits: &["1s"], ..laboratory.manner() };
    laboratory.expect(&manner, expected, || exim.running().log());
    exim.assert_good_manners();
    assert!(exim.running().log().contains(said), "{}", exim.running().log());
}

const NOTHING_IS_KNOWN: &[Expected<'_>] =
    &[("anna@real.test", "unknown", "us_refused"), ("nobody@real.test", "unknown", "us_refused")];

#[tokio::test(flavor = "multi_thread")]
async fn a_block_list_that_exim_asks_is_about_us() {
    let refusal = "
  deny dnslists = blocked.test
       message = rejected because $sender_host_address is in a black list at $dnslist_domain: $dnslist_text
";
    vet(refusal, "", NOTHING_IS_KNOWN, "is in a black list at").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sender_that_exim_cannot_verify_gives_way_to_the_null_sender() {
    let expected = [
        ("anna@real.test", "valid", "mailbox_accepted"),
        ("nobody@real.test", "invalid", "mailbox_not_found"),
    ];
    vet("  require verify = sender\n", "probe@nowhere.test", &expected, "Sender verify failed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_ptr_that_exim_refuses_is_about_us() {
    vet("  require verify = reverse_host_lookup\n", "", NOTHING_IS_KNOWN, "reverse").await;
}
