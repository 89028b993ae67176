//! The judge reason by reason: each case is a claim with its evidence, its verdict and its reason.

use super::samples::{address, at_acme, host, mx};
use crate::{
    Action, ConnectFault, ControlKind, CutShort, DnsFailure, Flag, Known, MailRouting, Outcome, Reason,
    Reply, Sentence, Stage, Tri, Verdict, WhyUnknown,
};

macro_rules! cases {
    ($($name:ident: $sample:expr => $verdict:ident, $reason:ident;)+) => {
        $(
            #[test]
            fn $name() {
                let judgement = $sample.judged();
                assert_eq!(
                    (judgement.verdict, judgement.reason),
                    (Verdict::$verdict, Reason::$reason),
                    "{}",
                    judgement.sentence
                );
            }
        )+
    };
}

fn refused(code: u16, text: &str) -> Outcome {
    Outcome::Answered(Reply::new(code, text))
}

// The text.
cases! {
    a_text_without_an_at_is_invalid: address("anna.berg") => Invalid, Syntax;
    an_empty_cell_is_invalid: address("") => Invalid, Syntax;
    a_cancelled_run_does_not_save_a_text_that_is_no_address:
        address("anna at acme").cut_short(CutShort::Cancelled) => Invalid, Syntax;
}

// The domain.
cases! {
    a_domain_that_does_not_exist_is_invalid: at_acme().routed(MailRouting::NotFound) => Invalid, DomainNotFound;
    null_mx_is_invalid_without_dialling: at_acme().routed(MailRouting::NullMx) => Invalid, NullMx;
    a_domain_without_mail_host_is_invalid: at_acme().routed(MailRouting::NoMailHost) => Invalid, DomainTakesNoMail;
    mx_names_that_do_not_exist_are_invalid:
        at_acme().routed(MailRouting::DanglingMx(vec!["gone.acme.example".into()])) => Invalid, DomainTakesNoMail;
    servfail_is_unknown: at_acme().routed(MailRouting::Failed(DnsFailure::ServFail)) => Unknown, DnsFailed;
    a_resolver_that_refuses_is_unknown: at_acme().routed(MailRouting::Failed(DnsFailure::Refused)) => Unknown, DnsFailed;
    a_resolver_that_is_silent_is_unknown: at_acme().routed(MailRouting::Failed(DnsFailure::TimedOut)) => Unknown, DnsFailed;
    an_unusable_dns_answer_is_unknown: at_acme().routed(MailRouting::Failed(DnsFailure::Unusable)) => Unknown, DnsFailed;
    a_domain_look_up_that_timed_out_is_unknown: at_acme().domain_unknown(WhyUnknown::TimedOut) => Unknown, DnsFailed;
    dns_that_fails_later_does_not_erase_a_refusal:
        at_acme().answered("550 5.1.1 User unknown").routed(MailRouting::Failed(DnsFailure::ServFail))
        => Invalid, MailboxNotFound;
    a_domain_that_is_gone_outranks_an_old_acceptance:
        at_acme().answered("250 OK").control("550 5.1.1 no").routed(MailRouting::NotFound) => Invalid, DomainNotFound;
}

// Accepted.
cases! {
    accepted_with_a_refused_control_is_valid:
        at_acme().answered("250 2.1.5 Ok").control("550 5.1.1 User unknown") => Valid, MailboxAccepted;
    a_refused_sister_is_a_control:
        at_acme().answered("250 Ok").control_outcome(ControlKind::RefusedSister, refused(550, "5.1.1 User unknown"))
        => Valid, MailboxAccepted;
    a_control_that_came_first_counts: at_acme().control("550 5.1.1 no").answered("250 Ok") => Valid, MailboxAccepted;
    will_forward_is_an_acceptance:
        at_acme().answered("251 User not local; will forward").control("550 5.1.1 no") => Valid, MailboxAccepted;
    accepted_with_an_accepted_control_is_catch_all: at_acme().answered("250 Ok").control("250 Ok") => Risky, CatchAll;
    accepted_without_control_is_unproven: at_acme().answered("250 Ok") => Risky, AcceptsUnproven;
    a_deferred_control_proves_nothing:
        at_acme().answered("250 Ok").control("450 4.2.0 Greylisted") => Risky, AcceptsUnproven;
    a_transient_unknown_user_at_the_control_proves_nothing:
        at_acme().answered("250 Ok").control("450 4.1.1 User unknown") => Risky, AcceptsUnproven;
    a_blocked_control_proves_nothing:
        at_acme().answered("250 Ok").control("550 5.7.1 Client host blocked using zen.spamhaus.org")
        => Risky, AcceptsUnproven;
    a_rate_limited_control_proves_nothing:
        at_acme().answered("250 Ok").control("550 Too many invalid recipients") => Risky, AcceptsUnproven;
    a_control_that_was_dropped_proves_nothing:
        at_acme().answered("250 Ok").control_outcome(ControlKind::Random, Outcome::Dropped { stage: Stage::Rcpt })
        => Risky, AcceptsUnproven;
    a_control_refused_without_a_reason_proves_nothing:
        at_acme().answered("250 Ok").control("550 Rejected") => Risky, AcceptsUnproven;
    an_accepted_sister_is_no_control:
        at_acme().answered("250 Ok").control_outcome(ControlKind::RefusedSister, refused(250, "Ok"))
        => Risky, AcceptsUnproven;
    a_control_at_another_exchange_proves_nothing:
        at_acme().answered("250 Ok").host("mx.backup.example", "backup.example").control("550 5.1.1 no")
        => Risky, AcceptsUnproven;
    a_control_of_last_week_proves_nothing:
        at_acme().control("550 5.1.1 no").hours_later(24 * 7).answered("250 Ok") => Risky, AcceptsUnproven;
    a_server_that_begins_to_accept_everything_withdraws_the_last_acceptance:
        at_acme().control("550 5.1.1 no").answered("250 Ok").control("250 Ok") => Risky, AcceptsUnproven;
    an_exchange_that_begins_to_accept_everything_withdraws_it_by_a_neighbours_control:
        at_acme().control("550 5.1.1 no").answered("250 Ok")
            .control_outcome(ControlKind::Neighbour, refused(250, "Ok"))
        => Risky, AcceptsUnproven;
    a_neighbour_that_is_refused_proves_nothing:
        at_acme().answered("250 Ok").control_outcome(ControlKind::Neighbour, refused(550, "5.1.1 User unknown"))
        => Risky, AcceptsUnproven;
    a_server_that_forgives_is_believed_between_two_refusals_only:
        at_acme().control("250 Ok").control("550 5.1.1 no").answered("250 Ok") => Risky, AcceptsUnproven;
    a_server_that_has_forgiven_is_believed_again_between_two_refusals:
        at_acme().control("250 Ok").control("550 5.1.1 no").answered("250 Ok").control("550 5.1.1 no")
        => Valid, MailboxAccepted;
    an_acceptance_between_two_refused_controls_stands_though_a_third_was_accepted:
        at_acme().control("550 5.1.1 no").answered("250 Ok").control("550 5.1.1 no").control("250 Ok")
        => Valid, MailboxAccepted;
    an_operator_that_accepts_everything_is_unproven_even_with_a_refused_control:
        at_acme().host("mta5.yahoo-like.example", "yahoo-like.example").answered("250 recipient ok").control("550 5.1.1 no")
        => Risky, AcceptsUnproven;
    a_role_address_at_a_cared_for_catch_all_is_likely_valid:
        address("info@acme.example")
            .domain(mx("mx1.acme.example"), Known::Known(true), Known::Known(true))
            .answered("250 Ok").control("250 Ok")
        => LikelyValid, CatchAll;
    random_keys_at_a_catch_all_are_likely_invalid:
        at_acme().signals(|s| s.gibberish = true).answered("250 Ok").control("250 Ok") => LikelyInvalid, CatchAll;
    a_throw_away_address_is_risky_though_accepted:
        at_acme().signals(|s| s.disposable = true).answered("250 Ok").control("550 5.1.1 no") => Risky, Disposable;
    a_trap_like_address_is_risky_though_accepted:
        at_acme().signals(|s| s.trap_like = Some(Sentence::as_it_is("It is named after a trap.")))
            .answered("250 Ok").control("550 5.1.1 no")
        => Risky, TrapLike;
    an_acceptance_is_kept_when_the_run_is_cancelled_before_the_control:
        at_acme().answered("250 Ok").cut_short(CutShort::Cancelled) => Risky, AcceptsUnproven;
}

// Refused.
cases! {
    no_such_user_is_invalid: at_acme().answered("550 5.1.1 User unknown") => Invalid, MailboxNotFound;
    a_bare_mailbox_unavailable_is_invalid:
        at_acme().answered("550 Requested action not taken: mailbox unavailable") => Invalid, MailboxNotFound;
    no_such_user_under_5_7_1_is_invalid: at_acme().answered("550 5.7.1 No such user!") => Invalid, MailboxNotFound;
    access_denied_at_microsofts_edge_is_invalid:
        at_acme().host("acme-example.mail.protection.outlook.com", "outlook.com")
            .answered("550 5.4.1 Recipient address rejected: Access denied. [DB1PEPF.eurprd03.prod.outlook.com]")
        => Invalid, MailboxNotFound;
    a_disabled_mailbox_is_invalid:
        at_acme().answered("550 5.2.1 The email account that you tried to reach is disabled.") => Invalid, MailboxDisabled;
    a_moved_mailbox_is_invalid:
        at_acme().answered("551 5.1.6 User not local; please try <anna@new.example>") => Invalid, MailboxMoved;
    a_domain_that_takes_no_mail_by_its_servers_word_is_invalid:
        at_acme().answered("556 Domain does not accept mail") => Invalid, DomainTakesNoMail;
    a_full_mailbox_is_risky: at_acme().answered("552 5.2.2 Mailbox full") => Risky, MailboxFull;
    a_mailbox_that_is_full_for_now_is_risky: at_acme().answered("452 4.2.2 Over quota") => Risky, MailboxFull;
    a_restricted_recipient_is_risky:
        at_acme().answered("550 5.7.1 RESOLVER.RST.NotAuthorized; not authorized") => Risky, RecipientRestricted;
    a_throw_away_address_that_does_not_exist_is_invalid:
        at_acme().signals(|s| s.disposable = true).answered("550 5.1.1 User unknown") => Invalid, MailboxNotFound;
    a_role_address_that_does_not_exist_is_invalid:
        address("info@acme.example").routed(mx("mx1.acme.example")).answered("550 5.1.1 User unknown")
        => Invalid, MailboxNotFound;
    a_refusal_after_greylisting_is_invalid:
        at_acme().answered("450 4.2.0 Greylisted").answered("550 5.1.1 User unknown") => Invalid, MailboxNotFound;
    the_later_of_two_proofs_counts:
        at_acme().answered("550 5.1.1 User unknown").hours_later(1).answered("250 Ok").control("550 5.1.1 no")
        => Valid, MailboxAccepted;
}

// Put off, and refused for what we are.
cases! {
    greylisting_is_unknown:
        at_acme().answered("450 4.2.0 Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/acme.html")
        => Unknown, Greylisted;
    a_451_without_a_reason_is_the_servers_trouble: at_acme().answered("451 Sorry") => Unknown, ServerBusy;
    a_transient_unknown_user_is_unknown: at_acme().answered("450 4.1.1 User unknown") => Unknown, Greylisted;
    too_many_connections_is_unknown: at_acme().refused_at(Stage::Connect, "421 4.7.0 Too many connections") => Unknown, RateLimited;
    too_many_bad_recipients_is_no_proof_of_absence:
        at_acme().answered("550 Too many invalid recipients") => Unknown, RateLimited;
    a_server_in_trouble_is_unknown: at_acme().answered("451 4.3.0 Temporary lookup failure") => Unknown, ServerBusy;
    a_full_server_disk_is_no_full_mailbox: at_acme().answered("452 4.3.1 Insufficient system storage") => Unknown, ServerBusy;
    a_policy_block_is_no_proof_of_absence:
        at_acme().answered("550 5.7.1 Service unavailable; client [192.0.2.1] blocked using Spamhaus") => Unknown, UsRefused;
    a_rejected_sender_is_no_proof_of_absence:
        at_acme().answered("550 5.1.8 <x@y.example>: Sender address rejected: Domain not found") => Unknown, UsRefused;
    a_refused_null_sender_is_about_us: at_acme().refused_at(Stage::Mail, "550 null sender is not allowed") => Unknown, UsRefused;
    a_null_sender_that_is_refused_at_the_recipient_is_about_us:
        at_acme().answered("550 5.7.1 null sender not allowed") => Unknown, UsRefused;
    a_spam_judgement_is_no_proof_of_absence: at_acme().answered("554 5.7.1 Message rejected as spam") => Unknown, UsRefused;
    relaying_denied_is_no_proof_of_absence: at_acme().answered("554 5.7.1 Relay access denied") => Unknown, UsRefused;
    a_blocked_greeting_is_unknown: at_acme().refused_at(Stage::Connect, "554 No SMTP service here") => Unknown, UsRefused;
    user_unknown_at_mail_from_is_about_us: at_acme().refused_at(Stage::Mail, "550 5.1.1 User unknown") => Unknown, UsRefused;
    user_unknown_at_connect_is_about_us: at_acme().refused_at(Stage::Connect, "550 5.1.1 User unknown") => Unknown, UsRefused;
    an_early_refusal_filed_as_rcpt_is_about_us:
        at_acme().refused_at(Stage::Rcpt, "550 5.1.1 User unknown") => Unknown, UsRefused;
    a_greeting_that_puts_off_is_unknown: at_acme().refused_at(Stage::Connect, "421 Service not available") => Unknown, ServerBusy;
    login_required_is_unknown: at_acme().answered("530 5.7.0 Authentication required") => Unknown, AuthRequired;
    starttls_required_is_unknown:
        at_acme().refused_at(Stage::Mail, "530 5.7.0 Must issue a STARTTLS command first") => Unknown, TlsRequired;
    a_refusal_without_reason_is_unknown: at_acme().answered("550 Rejected") => Unknown, ProbeRefused;
    a_command_not_understood_is_unknown: at_acme().answered("501 5.5.4 Syntax error in parameters") => Unknown, ProtocolError;
}

// No answer.
cases! {
    a_refused_connection_is_unknown:
        at_acme().outcome(Outcome::NoConnection(ConnectFault::Refused)) => Unknown, NoConnection;
    a_connection_that_timed_out_is_unknown:
        at_acme().outcome(Outcome::NoConnection(ConnectFault::TimedOut)) => Unknown, NoConnection;
    a_mail_host_on_a_private_address_is_not_contacted:
        at_acme().outcome(Outcome::NoConnection(ConnectFault::ForbiddenAddress)) => Unknown, NoConnection;
    a_mail_host_without_address_is_unknown:
        at_acme().outcome(Outcome::NoConnection(ConnectFault::NoAddress)) => Unknown, NoConnection;
    a_proxy_that_is_down_is_no_statement_about_the_mailbox:
        at_acme().outcome(Outcome::NoConnection(ConnectFault::ProxyDown)) => Unknown, NoConnection;
    a_proxy_that_refuses_our_login_is_no_statement_about_the_mailbox:
        at_acme().outcome(Outcome::NoConnection(ConnectFault::ProxyLogin)) => Unknown, NoConnection;
    a_proxy_that_refuses_the_host_is_no_statement_about_the_mailbox:
        at_acme().outcome(Outcome::NoConnection(ConnectFault::ProxyRefused)) => Unknown, NoConnection;
    a_proxy_that_does_not_get_through_is_no_statement_about_the_mailbox:
        at_acme().outcome(Outcome::NoConnection(ConnectFault::ProxyNoRoute)) => Unknown, NoConnection;
    an_address_that_is_not_this_machines_is_no_statement_about_the_mailbox:
        at_acme().outcome(Outcome::NoConnection(ConnectFault::BindFailed)) => Unknown, NoConnection;
    a_host_of_the_other_family_is_no_connection:
        at_acme().outcome(Outcome::NoConnection(ConnectFault::OtherFamily)) => Unknown, NoConnection;
    a_shut_port_25_is_said: at_acme().outcome(Outcome::NoConnection(ConnectFault::Port25Shut)) => Unknown, Port25Blocked;
    a_silent_server_is_unknown: at_acme().outcome(Outcome::TimedOut { stage: Stage::Connect }) => Unknown, TimedOut;
    a_dropped_connection_is_unknown: at_acme().outcome(Outcome::Dropped { stage: Stage::Rcpt }) => Unknown, ConnectionDropped;
    what_is_no_smtp_is_unknown:
        at_acme().outcome(Outcome::Garbled { stage: Stage::Connect, detail: "HTTP/1.1 400".into() }) => Unknown, ProtocolError;
    an_international_address_at_an_old_server_is_unknown: at_acme().outcome(Outcome::NeedsSmtpUtf8) => Unknown, NeedsSmtputf8;
    a_late_time_out_does_not_erase_a_refusal:
        at_acme().answered("550 5.1.1 User unknown").outcome(Outcome::TimedOut { stage: Stage::Leave })
        => Invalid, MailboxNotFound;
    a_late_block_does_not_erase_an_acceptance:
        at_acme().answered("250 Ok").control("550 5.1.1 no").refused_at(Stage::Connect, "554 5.7.1 blocked")
        => Valid, MailboxAccepted;
    a_late_deferral_does_not_erase_an_acceptance:
        at_acme().answered("250 Ok").control("550 5.1.1 no").answered("451 4.7.1 try again later") => Valid, MailboxAccepted;
    the_latest_failure_names_the_reason:
        at_acme().outcome(Outcome::TimedOut { stage: Stage::Connect }).answered("450 4.2.0 Greylisted") => Unknown, Greylisted;
}

// Nobody asked.
cases! {
    a_cared_for_domain_alone_is_not_enough_to_lean_without_smtp:
        at_acme().domain(mx("mx1.acme.example"), Known::Known(true), Known::Known(true)) => Unknown, NotProbed;
    nothing_known_of_the_domain_does_not_lean: at_acme().domain_unknown(WhyUnknown::NotAsked) => Unknown, NotProbed;
    random_keys_without_smtp_are_likely_invalid:
        at_acme().signals(|s| s.gibberish = true) => LikelyInvalid, NotProbed;
    an_implicit_mail_host_without_smtp_does_not_lean:
        at_acme().routed(MailRouting::Implicit(host("acme.example"))) => Unknown, NotProbed;
    a_throw_away_address_without_smtp_is_risky: at_acme().signals(|s| s.disposable = true) => Risky, Disposable;
    a_run_that_ended_first_is_cancelled: at_acme().cut_short(CutShort::Cancelled) => Unknown, Cancelled;
    a_run_that_ended_while_greylisted_says_greylisted:
        at_acme().answered("450 4.2.0 Greylisted").cut_short(CutShort::Cancelled) => Unknown, Greylisted;
    a_fault_of_ours_is_internal: at_acme().cut_short(CutShort::Fault) => Unknown, InternalError;
    a_fault_of_ours_does_not_erase_a_proof:
        at_acme().answered("550 5.1.1 User unknown").cut_short(CutShort::Fault) => Invalid, MailboxNotFound;
}

// The user decided.
cases! {
    what_is_suppressed_is_unknown_whatever_was_heard_before:
        at_acme().answered("250 Ok").control("550 5.1.1 no").suppressed_by("@acme.example", "out.csv") => Unknown, Suppressed;
    what_is_no_address_stays_none_on_a_suppression_list:
        address("anna at acme").suppressed_by("@acme.example", "") => Invalid, Syntax;
}

#[test]
fn what_is_suppressed_is_not_sent_to_and_names_its_list() {
    let judgement = at_acme().suppressed_by("@acme.example", "out.csv").judged();
    assert_eq!(judgement.action, Action::Suppress);
    assert_eq!(
        judgement.sentence.to_string(),
        "“@acme.example” stands on the suppression list “out.csv”, so nobody was asked about it."
    );
    let own = at_acme().suppressed_by("anna.berg@acme.example", "").judged();
    assert!(own.sentence.to_string().contains("on your suppression list"), "{}", own.sentence);
}

#[test]
fn the_sentence_names_the_host_and_its_words() {
    assert_eq!(
        at_acme().answered("550 5.1.1 User unknown").judged().sentence.to_string(),
        "mx1.acme.example said there is no such mailbox: “550 5.1.1 User unknown”."
    );
}

#[test]
fn a_servers_flood_of_words_is_cut_in_the_sentence() {
    let sentence = at_acme()
        .answered(&format!("550 5.1.1 User unknown {}\u{7}", "x ".repeat(5000)))
        .judged()
        .sentence
        .to_string();
    assert!(sentence.chars().count() < 300 && sentence.ends_with("…”."), "{sentence}");
}

#[test]
fn a_refused_null_sender_names_the_setting_that_helps() {
    let judgement = at_acme().refused_at(Stage::Mail, "550 null sender is not allowed").judged();
    assert!(judgement.sentence.to_string().contains("smtp.fallback_from"), "{}", judgement.sentence);
    let judgement = at_acme().refused_at(Stage::Mail, "550 5.7.1 blocked using Spamhaus").judged();
    assert!(!judgement.sentence.to_string().contains("smtp.fallback_from"), "{}", judgement.sentence);
}

#[test]
fn the_private_address_of_a_mail_host_is_said() {
    let judgement = at_acme().outcome(Outcome::NoConnection(ConnectFault::ForbiddenAddress)).judged();
    assert!(judgement.sentence.to_string().contains("private or reserved"), "{}", judgement.sentence);
}

#[test]
fn a_moved_mailbox_suggests_its_new_address() {
    let judgement = at_acme().answered("551 5.1.6 User not local; please try <anna@new.example>").judged();
    assert_eq!(judgement.suggestion.as_deref(), Some("anna@new.example"));
    assert!(judgement.next_step.to_string().contains("anna@new.example"));
}

#[test]
fn a_slip_in_the_domain_is_suggested() {
    let judgement = address("anna@gmial.com").routed(MailRouting::NotFound).judged();
    assert_eq!(judgement.suggestion.as_deref(), Some("anna@gmail.com"));
    assert_eq!(judgement.flags.get(Flag::Typo), Tri::Yes);
}

#[test]
fn the_catch_all_flag_is_known_only_where_somebody_was_asked() {
    assert_eq!(at_acme().judged().flags.get(Flag::CatchAll), Tri::Unknown);
    let accepted = |controls: usize| {
        (0..controls).fold(at_acme().answered("250 Ok"), |sample, _| sample.control("250 Ok")).judged()
    };
    let catch_all = |controls| accepted(controls).flags.get(Flag::CatchAll);
    assert_eq!([catch_all(1), catch_all(2), catch_all(3)], [Tri::Unknown, Tri::Unknown, Tri::Yes]);
    assert!(accepted(1).confidence < accepted(2).confidence);
    assert!(accepted(2).confidence < accepted(3).confidence);
    assert!(accepted(1).sentence.to_string().contains("1 of 1"), "{}", accepted(1).sentence);
    assert!(accepted(3).sentence.to_string().contains("3 of 3"), "{}", accepted(3).sentence);
    assert_eq!(
        at_acme().answered("250 Ok").control("550 5.1.1 no").judged().flags.get(Flag::CatchAll),
        Tri::No
    );
    assert_eq!(at_acme().answered("550 5.1.1 User unknown").judged().flags.get(Flag::CatchAll), Tri::No);
    assert_eq!(
        at_acme().answered("250 Ok").control("450 later").judged().flags.get(Flag::CatchAll),
        Tri::Unknown
    );
}

#[test]
fn no_flag_is_known_of_a_text_that_is_no_address() {
    let flags = address("anna").judged().flags;
    assert!(Flag::ALL.iter().all(|flag| flags.get(*flag) == Tri::Unknown));
}

#[test]
fn a_valid_address_is_to_be_sent_to_and_an_invalid_one_suppressed() {
    assert_eq!(at_acme().answered("250 Ok").control("550 5.1.1 no").judged().action, Action::Send);
    assert_eq!(at_acme().answered("550 5.1.1 no such user").judged().action, Action::Suppress);
    assert_eq!(at_acme().answered("450 4.2.0 Greylisted").judged().action, Action::Retry);
}

#[test]
fn an_operator_known_by_its_banner_reads_replies_too() {
    let sample =
        at_acme().banner("163.com Anti-spam GT for Coremail System").answered("550 RP:CEL 192.0.2.1");
    assert_eq!(sample.judged().verdict, Verdict::Unknown);
}
