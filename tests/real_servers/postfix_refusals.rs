//! Postfix as it refuses us: for our address, our name, our sender, by block list or by a rule of its owner. None of that
//! says anything of a mailbox, whatever the code and wherever it is said.

use mailvet_tests::{
    real::{Expected, Laboratory, MailLog as _, Manner, Postfix, Unbound},
    started,
};
use std::net::SocketAddr;

use crate::{HOST, ZONE};

const HOSTING: &str = "
virtual_mailbox_domains = real.test
virtual_mailbox_maps = texthash:{tables}/mailboxes
smtpd_relay_restrictions = reject_unauth_destination
";

const TABLES: &[(&str, &str)] = &[
    ("mailboxes", "anna@real.test x\nbruno@real.test x\n"),
    ("access", "127.0.0.1 REJECT\n"),
    ("senders", "<> REJECT\n"),
    ("recipients", "anna@real.test REJECT\nnobody@real.test REJECT\n"),
];

/// A block list with our address on it, and senders' domains of several kinds.
const ZONES: &[(&str, &str)] = &[
    (
        "blocked.test",
        "1.0.0.127 IN A 127.0.0.2\n1.0.0.127 IN TXT \"listed, see https://blocked.test/127.0.0.1\"",
    ),
    ("prober.test", "@ IN MX 10 ns"),
    ("takesnomail.test", "@ IN MX 0 ."),
    ("127.in-addr.arpa", ""),
];

/// Who Mailvet says that it is.
#[derive(Clone, Copy)]
struct Senders {
    first: &'static str,
    fallback: &'static str,
}

/// Vets one that is there and one that is not, under a rule that refuses us with these words.
async fn vet(rule: &str, senders: Senders, expected: &[Expected<'_>], said: &str) {
    let laboratory = Laboratory::open(ZONE).await;
    let resolver = laboratory.address(1);
    let at = SocketAddr::from((resolver, 53));
    let _unbound = started!(Unbound { at, behind: laboratory.dns(), zones: ZONES, more: "" }.start());
    let main_cf = format!("{HOSTING}{rule}\n");
    let at = laboratory.place(HOST);
    let postfix = started!(
        Postfix { at, main_cf: &main_cf, master_cf: "", tables: TABLES, resolver: Some(resolver) }.start()
    );
    let manner = Manner {
        mail_from: senders.first,
        fallback_from: senders.fallback,
        waits: &["1s"],
        ..laboratory.manner()
    };
    laboratory.expect(&manner, expected, || postfix.running().log());
    postfix.assert_good_manners();
    let log = postfix.running().log();
    assert!(log.contains(said), "{log}");
}

macro_rules! nothing_is_known_of_anybody {
    ($($name:ident: $rule:literal, $reason:literal, which says $said:literal;)+) => {$(
        #[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            let expected =
                [("anna@real.test", "unknown", $reason), ("nobody@real.test", "unknown", $reason)];
            vet($rule, Senders { first: "", fallback: "" }, &expected, $said).await;
        }
    )+};
}

macro_rules! everybody_is_known_by_the_other_sender {
    ($($name:ident: $rule:literal, from $first:literal then $fallback:literal, which says $said:literal;)+) => {$(
        #[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            let expected = [
                ("anna@real.test", "valid", "mailbox_accepted"),
                ("nobody@real.test", "invalid", "mailbox_not_found"),
            ];
            vet($rule, Senders { first: $first, fallback: $fallback }, &expected, $said).await;
        }
    )+};
}

nothing_is_known_of_anybody! {
    a_block_list_that_postfix_asks_at_the_recipient_is_about_us:
        "smtpd_recipient_restrictions = reject_rbl_client blocked.test", "us_refused",
        which says "blocked using blocked.test";
    a_block_list_that_postfix_asks_at_the_connection_is_about_us:
        "smtpd_delay_reject = no\nsmtpd_client_restrictions = reject_rbl_client blocked.test", "us_refused",
        which says "blocked using blocked.test";
    a_missing_ptr_that_postfix_refuses_for_now_is_about_us:
        "smtpd_peername_lookup = yes\nsmtpd_client_restrictions = reject_unknown_client_hostname", "us_refused",
        which says "cannot find your";
    a_missing_ptr_that_postfix_refuses_for_good_is_about_us:
        "smtpd_peername_lookup = yes\nsmtpd_client_restrictions = reject_unknown_client_hostname\nunknown_client_reject_code = 550",
        "us_refused", which says "cannot find your";
    a_helo_name_that_postfix_cannot_find_is_about_us:
        "smtpd_helo_restrictions = reject_unknown_helo_hostname\nunknown_hostname_reject_code = 550\nsmtpd_helo_required = yes",
        "us_refused", which says "Helo command rejected: Host not found";
    an_access_table_of_clients_is_about_us:
        "smtpd_client_restrictions = check_client_access texthash:{tables}/access", "us_refused",
        which says "Client host rejected: Access denied";
    an_access_table_of_recipients_proves_no_absence:
        "smtpd_recipient_restrictions = check_recipient_access texthash:{tables}/recipients", "us_refused|probe_refused",
        which says "Recipient address rejected: Access denied";
    a_postfix_that_lets_in_none_but_friends_is_no_word_on_the_mailbox:
        "smtpd_client_restrictions = reject", "us_refused",
        which says "Client host rejected: Access denied";
    a_postfix_that_is_closed_for_now_is_no_word_on_the_mailbox:
        "smtpd_client_restrictions = defer", "us_refused|greylisted|server_busy",
        which says "Try again later";
    a_null_sender_that_postfix_does_not_take_is_about_us:
        "smtpd_sender_restrictions = check_sender_access texthash:{tables}/senders", "us_refused",
        which says "Sender address rejected: Access denied";
}

everybody_is_known_by_the_other_sender! {
    a_sender_whose_domain_postfix_cannot_find_gives_way_to_the_null_sender:
        "smtpd_sender_restrictions = reject_unknown_sender_domain\nunknown_address_reject_code = 550",
        from "probe@nowhere.test" then "", which says "Sender address rejected: Domain not found";
    a_sender_whose_domain_takes_no_mail_gives_way_to_the_null_sender:
        "smtpd_sender_restrictions = reject_unknown_sender_domain",
        from "probe@takesnomail.test" then "", which says "does not accept mail";
    a_null_sender_that_postfix_does_not_take_gives_way_to_the_fallback:
        "smtpd_sender_restrictions = check_sender_access texthash:{tables}/senders",
        from "" then "probe@prober.test", which says "Sender address rejected: Access denied";
}
