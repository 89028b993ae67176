//! Mailvet against mail servers that people really run. The practice world only answers DNS here: it names a mail host on
//! loopback where nobody of its own listens, and the real server takes that place.
#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]
#![cfg(unix)]

use std::{collections::BTreeMap, path::Path, process::Command};

use mailvet_tests::{
    postfix::{NoPostfix, Postfix, RunningPostfix},
    program,
};
use mailvet_world::{Scenario, World};

const ZONE: &str = r#"
[[exchange]]
name = "real"
hosts = ["mx.real.test"]
temper = "refuse"

[[domain]]
name = "real.test"
mx = "real"

[[domain]]
name = "everything.test"
mx = "real"

[[domain]]
name = "elsewhere.test"
mx = "real"
"#;

const MAIN_CF: &str = "
myhostname = mx.real.test
virtual_mailbox_domains = real.test, everything.test
virtual_mailbox_maps = texthash:{tables}/mailboxes
virtual_alias_maps = texthash:{tables}/aliases
smtpd_relay_restrictions = reject_unauth_destination
smtpd_recipient_restrictions = check_recipient_access texthash:{tables}/access
";

const TABLES: &[(&str, &str)] = &[
    (
        "mailboxes",
        "anna@real.test x\nbruno@real.test x\nfull@real.test x\nlater@real.test x\n@everything.test x\n",
    ),
    ("aliases", "sales@real.test anna@real.test\n"),
    (
        "access",
        "full@real.test 452 4.2.2 Mailbox full\n\
         gone@real.test 550 5.2.1 Mailbox disabled\n\
         later@real.test 450 4.7.1 Try again later\n\
         us@real.test 550 5.7.1 Service unavailable; client host [127.0.0.1] blocked using a block list\n",
    ),
];

/// Runs `mailvet verify` and returns the verdict and reason of every address, by the address.
fn verify(folder: &Path, settings: &str, addresses: &[&str]) -> BTreeMap<String, (String, String)> {
    let list = folder.join("list.csv");
    let output = folder.join("vetted.csv");
    std::fs::write(folder.join("settings.toml"), settings).unwrap();
    std::fs::write(&list, format!("email\n{}\n", addresses.join("\n"))).unwrap();
    let run = Command::new(program("mailvet"))
        .args(["verify", "--quiet"])
        .arg(&list)
        .arg("-o")
        .arg(&output)
        .arg("--settings")
        .arg(folder.join("settings.toml"))
        .arg("--data")
        .arg(folder.join("data"))
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let mut reader = csv::Reader::from_path(output).unwrap();
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            (record[0].to_owned(), (record[1].to_owned(), record[2].to_owned()))
        })
        .collect()
}

struct Laboratory {
    world: World,
    postfix: RunningPostfix,
    folder: tempfile::TempDir,
}

/// A Postfix at the place that DNS names, or `None` with a word where this user may not start one.
async fn laboratory(test: &str, main_cf: &str) -> Option<Laboratory> {
    let world = World::start(Scenario::from_toml(ZONE).unwrap()).await.unwrap();
    let at = world.host("mx.real.test").expect("the scenario names it");
    match (Postfix { at, main_cf, tables: TABLES }).start() {
        Ok(postfix) => Some(Laboratory { world, postfix, folder: tempfile::tempdir().unwrap() }),
        Err(NoPostfix::NotRoot) => {
            eprintln!("{test} did not run: Postfix can only be started by root");
            None
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_verdict_against_postfix_is_right() {
    let Some(laboratory) = laboratory("every_verdict_against_postfix_is_right", MAIN_CF).await else {
        return;
    };
    let expected = [
        ("anna@real.test", "valid", "mailbox_accepted"),
        ("bruno@real.test", "valid", "mailbox_accepted"),
        ("sales@real.test", "valid", "mailbox_accepted"),
        ("nobody@real.test", "invalid", "mailbox_not_found"),
        ("gone@real.test", "invalid", "mailbox_disabled"),
        ("full@real.test", "risky", "mailbox_full"),
        ("later@real.test", "unknown", "greylisted"),
        ("us@real.test", "unknown", "us_refused"),
    ];
    let addresses: Vec<&str> = expected.iter().map(|row| row.0).collect();
    let settings = laboratory.world.settings_toml();
    let got = verify(laboratory.folder.path(), &settings, &addresses);
    let wanted: BTreeMap<String, (String, String)> = expected
        .iter()
        .map(|(address, verdict, reason)| {
            ((*address).to_owned(), ((*verdict).to_owned(), (*reason).to_owned()))
        })
        .collect();
    assert_eq!(got, wanted, "{}", laboratory.postfix.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postfix_catch_all_is_seen_and_never_called_valid() {
    let Some(laboratory) = laboratory("a_postfix_catch_all_is_seen_and_never_called_valid", MAIN_CF).await
    else {
        return;
    };
    let settings = laboratory.world.settings_toml();
    let got =
        verify(laboratory.folder.path(), &settings, &["anna.meyer@everything.test", "x7@everything.test"]);
    for (address, (verdict, reason)) in got {
        assert_eq!(reason, "catch_all", "{address}");
        assert!(
            ["risky", "likely_valid", "likely_invalid"].contains(&verdict.as_str()),
            "{address}: {verdict}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_domain_that_postfix_does_not_handle_is_not_called_invalid() {
    let test = "a_domain_that_postfix_does_not_handle_is_not_called_invalid";
    let Some(laboratory) = laboratory(test, MAIN_CF).await else { return };
    let settings = laboratory.world.settings_toml();
    let got = verify(laboratory.folder.path(), &settings, &["anna@elsewhere.test"]);
    assert_eq!(got["anna@elsewhere.test"].0, "unknown");
}

#[tokio::test(flavor = "multi_thread")]
async fn postfix_hears_no_command_that_could_send_mail() {
    let Some(laboratory) = laboratory("postfix_hears_no_command_that_could_send_mail", MAIN_CF).await else {
        return;
    };
    let settings = laboratory.world.settings_toml();
    verify(laboratory.folder.path(), &settings, &["anna@real.test", "nobody@real.test"]);
    // Postfix sums up every session: `disconnect from ... ehlo=1 mail=1 rcpt=1/3 quit=1 commands=...`.
    let log = laboratory.postfix.log();
    let sessions: Vec<&str> =
        log.lines().filter(|line| line.contains("disconnect from") && line.contains("rcpt=")).collect();
    assert!(!sessions.is_empty(), "{log}");
    for session in sessions {
        assert!(session.contains(" quit=1 "), "{session}");
        for verb in [" data=", " bdat=", " vrfy=", " expn="] {
            assert!(!session.contains(verb), "{session}");
        }
    }
}
