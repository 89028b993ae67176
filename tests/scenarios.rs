//! One file of `tests/scenarios/` is one behaviour, and one test of the same name: a zone with tempers, rows, and the
//! answers they must have. A mail person can review them without reading Rust.
#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::{collections::BTreeSet, fs};

use mailvet_app::{LearnRequest, Mailvet, Place, Query, ReadOptions, RunState, wire::ImportRequest};
use mailvet_tests::repository;
use mailvet_world::{Case, World};

/// Makes a test of every named file, and one that says so when a file is not named.
macro_rules! behaviours {
    ($($name:ident,)+) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                prove(stringify!($name)).await;
            }
        )+

        #[test]
        fn every_file_is_a_test() {
            let named: BTreeSet<String> = [$(stringify!($name)),+].into_iter().map(str::to_owned).collect();
            let files: BTreeSet<String> = fs::read_dir(repository().join("tests/scenarios"))
                .unwrap()
                .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
                .collect();
            assert_eq!(named, files);
        }
    };
}

behaviours! {
    a_252_is_no_proof,
    a_421_in_mid_session_loses_no_answer,
    a_521_banner_never_makes_a_mailbox_unknown_to_its_server,
    a_550_about_the_rate_is_no_proof_of_absence,
    a_556_is_a_domain_that_takes_no_mail,
    a_bare_lf_reply_is_read,
    a_binary_banner_is_a_protocol_error,
    a_block_at_connect_is_no_proof_of_absence,
    a_block_at_ehlo_is_no_proof_of_absence,
    a_block_at_mail_is_no_proof_of_absence,
    a_block_at_rcpt_is_no_proof_of_absence,
    a_block_list_is_told_and_moves_nothing,
    a_block_list_that_refuses_us_has_listed_nobody,
    a_bounce_with_one_recipient_gets_a_transaction_for_each,
    a_block_at_rcpt_that_lifts_burns_no_address,
    a_block_that_lifts_after_a_rest_burns_no_address,
    a_block_that_punishes_knocking_is_not_knocked_at,
    a_block_that_stays_is_visited_seldom_and_the_run_ends,
    a_broken_handshake_is_unknown,
    a_busy_server_is_unknown,
    a_catch_all_is_certain_after_three_controls_in_one_session,
    a_catch_all_is_never_valid,
    a_catch_all_still_refuses_for_good,
    a_closed_door_is_no_connection,
    a_control_that_is_greylisted_is_asked_again_by_the_same_name,
    a_dead_first_mx_falls_to_the_next,
    a_dead_operator_falls_to_the_backup_of_another,
    a_domain_that_does_not_exist_is_invalid,
    a_domain_without_a_website_leaves_its_pages_unread,
    a_domain_without_mail_host_is_invalid,
    a_dripping_reply_is_read,
    a_drop_is_come_back_from,
    a_eight_bit_reply_is_read,
    a_gap_between_recipients_is_kept,
    a_learnt_bounce_file_leans_a_catch_all,
    a_greylist_that_knows_its_mailboxes_refuses_strangers_at_once,
    a_hang_up_at_connect_is_no_proof,
    a_hang_up_at_rcpt_is_no_proof,
    a_harvest_guard_speaks_for_every_domain_of_its_exchange,
    a_harvest_guard_that_forgives_is_found_out_and_asked_again,
    a_harvest_guard_that_never_forgives_makes_nobody_valid,
    a_hiccup_is_asked_again,
    a_http_banner_is_a_protocol_error,
    a_limit_per_session_opens_the_next_one,
    a_login_that_is_wanted_leaves_the_address_unknown,
    a_login_wanted_at_the_recipient_is_no_refusal_of_it,
    a_long_banner_is_one_reply,
    a_long_line_reply_is_read,
    a_mailbox_full_for_now_is_asked_again_and_then_risky,
    a_missing_ptr_is_about_us,
    a_no_code_banner_is_a_protocol_error,
    a_no_text_reply_is_read,
    a_null_sender_refused_at_mail_is_followed_by_the_fallback,
    a_null_sender_refused_at_mail_is_no_statement_about_the_mailbox,
    a_null_sender_refused_at_the_recipient_is_followed_by_the_fallback,
    a_null_sender_refused_at_the_recipient_is_no_statement_about_the_mailbox,
    a_policy_block_is_no_proof_of_absence,
    a_proxy_that_is_down_is_no_statement_about_the_mailbox,
    a_refused_sister_is_control_enough,
    a_refusing_resolver_is_unknown,
    a_reset_at_connect_is_no_proof,
    a_reset_at_ehlo_is_no_proof,
    a_reset_at_rcpt_is_no_proof,
    a_sender_that_is_refused_gives_way_to_the_null_sender,
    a_silent_name_server_is_unknown,
    a_silent_server_times_out,
    a_slip_is_not_found_and_named,
    a_stated_wait_is_kept,
    a_strict_server_gets_a_full_name,
    a_tarpit_is_waited_for,
    a_trap_like_address_is_risky,
    a_yahoo_like_operator_is_asked_no_control,
    access_denied_at_a_microsoft_like_host_is_no_such_mailbox,
    an_accepted_mailbox_is_valid_with_a_refused_control,
    an_endless_banner_is_left,
    an_implicit_mx_is_asked,
    an_international_domain_is_one_domain_in_either_spelling,
    an_offered_encryption_that_breaks_is_done_without,
    an_old_server_without_ehlo_is_greeted_with_helo,
    an_operator_that_accepts_everything_is_never_valid,
    courier_is_understood,
    disposable_is_risky_only_while_it_lives,
    duplicates_are_asked_once,
    exchange_is_understood,
    faults_are_found_without_asking_anybody,
    flags_do_not_change_a_proof,
    full_disabled_moved_and_restricted_are_told_apart,
    google_like_hosts_get_one_domain_a_transaction,
    google_like_mailboxes_are_told_apart,
    greylisting_by_sender_releases_the_sisters,
    greylisting_passes_at_the_second_try,
    greylisting_without_end_is_unknown,
    haraka_is_understood,
    icewarp_is_understood,
    international_mailboxes_are_asked_where_smtputf8_is_offered,
    international_mailboxes_without_smtputf8_are_unknown,
    kerio_is_understood,
    many_recipients_share_one_session,
    mdaemon_is_understood,
    mehrzeilig_is_understood,
    mx_names_that_do_not_exist_take_no_mail,
    null_mx_is_invalid_without_dialling,
    one_catch_all_domain_does_not_taint_its_neighbour,
    only_ipv6_is_asked_for_leaves_an_ipv4_host_unknown,
    opensmtpd_is_understood,
    outlook_like_gets_one_recipient_a_session,
    pipelining_is_used_only_where_it_is_offered,
    qmail_is_understood,
    receiving_too_fast_is_a_rate_limit,
    servfail_is_unknown,
    silence_at_the_recipient_times_out,
    starttls_demanded_and_not_offered_is_unknown,
    starttls_is_issued_when_it_must_be,
    starttls_that_is_offered_is_used_where_that_is_wanted,
    terse_is_understood,
    the_banner_is_awaited,
    the_preferred_host_is_asked_first,
    the_wait_on_a_clock_is_read,
    too_many_connections_are_come_back_from,
    too_many_invalid_recipients_is_about_us,
}

async fn prove(name: &str) {
    let text = fs::read_to_string(repository().join(format!("tests/scenarios/{name}.toml"))).unwrap();
    let case = Case::from_toml(&text).unwrap();
    let world = World::start(case.scenario.clone()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("settings.toml");
    let mut laid_over: toml::Table = world.settings_toml().parse().unwrap();
    for (table, keys) in &case.settings {
        let under = laid_over.entry(table.clone()).or_insert_with(|| toml::Table::new().into());
        under.as_table_mut().unwrap().extend(keys.as_table().unwrap().clone());
    }
    fs::write(&settings, laid_over.to_string()).unwrap();
    let list = folder.path().join("list.csv");
    let mut writer = csv::Writer::from_path(&list).unwrap();
    let names_people = case.rows.iter().any(|row| row.person.is_some());
    let header: &[&str] = if names_people { &["email", "first_name", "last_name"] } else { &["email"] };
    writer.write_record(header).unwrap();
    for row in &case.rows {
        let [given, family] = row.person.clone().unwrap_or_default();
        writer.write_record(&[row.address.clone(), given, family][..header.len()]).unwrap();
    }
    writer.flush().unwrap();

    let place = Place { folder: folder.path().join("data"), settings: Some(settings) };
    let mailvet = Mailvet::open(place).await.unwrap();
    let options = ReadOptions { email_column: Some(0), header: Some(true), ..ReadOptions::default() };
    let path = list.display().to_string();
    let list = mailvet.import(ImportRequest { path, options, ..ImportRequest::default() }).await.unwrap();
    for file in &case.learnt {
        let path = folder.path().join(&file.name);
        fs::write(&path, &file.text).unwrap();
        let path = path.display().to_string();
        let request = LearnRequest { path, keep: true, ..LearnRequest::default() };
        let report = mailvet.learn(request).await.unwrap();
        assert_eq!(report.not_understood, 0, "{}: {:?}", file.name, report.unread);
    }
    mailvet.start(list.id).await.unwrap();
    if let Some(mut snapshots) = mailvet.follow(list.id) {
        let ended = snapshots
            .wait_for(|snapshot| matches!(snapshot.state, RunState::Finished | RunState::Paused))
            .await
            .unwrap()
            .clone();
        assert_eq!((ended.state, ended.failure), (RunState::Finished, None));
    }
    world.quiet().await;

    let page = mailvet.page(list.id, Query::default(), 0, case.rows.len() as u64).await.unwrap();
    let mut wrong = case.broken(&world.counters());
    for (expected, row) in case.rows.iter().zip(&page.rows) {
        let result = row.result.as_ref().unwrap();
        if !expected.admits(result.verdict, result.reason) {
            wrong.push(format!(
                "{}: {} {} ({}), not {:?} {:?}",
                expected.address,
                result.verdict,
                result.reason,
                result.sentence,
                expected.verdict,
                expected.reason
            ));
        }
        let evidence = mailvet.evidence(list.id, row.row).await.unwrap();
        wrong.extend(expected.unlike(&evidence.signals));
        let judgement = evidence.judgement.unwrap();
        wrong.extend(expected.broken(&judgement));
        for flag in &expected.flags {
            if !result.flags.yes.contains(flag) {
                wrong.push(format!("{}: no flag {flag}", expected.address));
            }
        }
        if expected.suggestion.is_some() && expected.suggestion != result.suggestion {
            wrong.push(format!("{}: suggestion {:?}", expected.address, result.suggestion));
        }
    }
    assert_eq!(page.rows.len(), case.rows.len());
    assert!(wrong.is_empty(), "{}\n{}", case.about, wrong.join("\n"));
}
