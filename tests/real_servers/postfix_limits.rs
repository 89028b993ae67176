//! Postfix as it limits its clients. A limit is about us and the moment: every address is known in the end.

use mailvet_tests::{
    real::{Expected, Laboratory, MailLog as _, Manner, Postfix, RunningPostfix},
    started,
};

use crate::{HOST, ZONE};

const MAIN_CF: &str = "
virtual_mailbox_domains = real.test
virtual_mailbox_maps = texthash:{tables}/mailboxes
smtpd_relay_restrictions = reject_unauth_destination
anvil_rate_time_unit = 1s
";

const TABLES: &[(&str, &str)] =
    &[("mailboxes", "anna@real.test x\nbruno@real.test x\ncarla@real.test x\ndoris@real.test x\n")];

const EXPECTED: &[Expected<'_>] = &[
    ("anna@real.test", "valid", "mailbox_accepted"),
    ("bruno@real.test", "valid", "mailbox_accepted"),
    ("carla@real.test", "valid", "mailbox_accepted"),
    ("doris@real.test", "valid", "mailbox_accepted"),
    ("emil@real.test", "invalid", "mailbox_not_found"),
    ("frida@real.test", "invalid", "mailbox_not_found"),
    ("gustav@real.test", "invalid", "mailbox_not_found"),
    ("hanna@real.test", "invalid", "mailbox_not_found"),
];

const PATIENT: &[&str] = &["1100ms"; 12];

/// Vets the list against a Postfix with this limit, and gives back its log.
fn all_are_known(laboratory: &Laboratory, postfix: &RunningPostfix) -> String {
    let manner = Manner { waits: PATIENT, ..laboratory.manner() };
    laboratory.expect(&manner, EXPECTED, || postfix.running().log());
    postfix.assert_good_manners();
    postfix.running().log()
}

macro_rules! known_in_spite_of {
    ($($name:ident: $limit:literal, which says $said:literal;)+) => {$(
        #[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            let laboratory = Laboratory::open(ZONE).await;
            let main_cf = format!("{MAIN_CF}{}\n", $limit);
            let at = laboratory.place(HOST);
            let postfix = started!(
                Postfix { at, main_cf: &main_cf, master_cf: "", tables: TABLES, resolver: None }.start()
            );
            let log = all_are_known(&laboratory, &postfix);
            assert!(log.contains($said), "{log}");
        }
    )+};
}

known_in_spite_of! {
    a_postfix_limit_of_recipients_per_time_is_waited_out:
        "smtpd_client_recipient_rate_limit = 3", which says "Recipient address rate limit exceeded";
    a_postfix_limit_of_connections_per_time_is_waited_out:
        "smtpd_client_connection_rate_limit = 1\nsmtpd_recipient_limit = 3", which says "Connection rate limit exceeded";
    a_postfix_limit_of_recipients_per_message_costs_no_answer:
        "smtpd_recipient_limit = 2\nsmtpd_recipient_overshoot_limit = 1", which says " rcpt=3/";
    a_postfix_that_hangs_up_after_errors_costs_no_answer:
        "smtpd_soft_error_limit = 1\nsmtpd_hard_error_limit = 2\nsmtpd_error_sleep_time = 1s", which says "too many errors after";
}
