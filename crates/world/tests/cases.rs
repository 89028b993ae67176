//! The named behaviours of `tests/scenarios/`: each can be read, and asks for nothing that its own scenario belies.

use std::{fs, path::Path};

use mailvet_world::{Case, CountLimits, Counters, ExchangeCounters};

fn cases() -> Vec<(String, Case)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/scenarios");
    let mut cases: Vec<(String, Case)> = fs::read_dir(folder)
        .expect("the folder of behaviours")
        .map(|entry| {
            let path = entry.expect("readable").path();
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            let case = Case::from_toml(&fs::read_to_string(&path).expect("readable"));
            let case = case.unwrap_or_else(|error| panic!("{name}: {error}"));
            (name, case)
        })
        .collect();
    cases.sort_by(|(a, _), (b, _)| a.cmp(b));
    cases
}

#[test]
fn every_row_of_every_behaviour_agrees_with_the_truth_of_its_scenario() {
    let cases = cases();
    assert!(cases.len() >= 30, "{}", cases.len());
    let mut wrong = Vec::new();
    // What the settings keep from being asked, the scenario alone cannot know.
    for (name, case) in cases.iter().filter(|(_, case)| !case.settings.contains_key("network")) {
        for row in &case.rows {
            let truth = case.scenario.truth(&row.address);
            let also = truth.also.iter().any(|(verdict, reason)| row.admits(*verdict, *reason));
            if !also && !row.admits(truth.verdict, truth.reason) {
                wrong.push(format!("{name}: {} is {} {}", row.address, truth.verdict, truth.reason));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_behaviour_says_what_it_proves() {
    for (name, case) in cases() {
        assert!(case.about.ends_with('.') && !case.rows.is_empty(), "{name}");
    }
}

const CASE: &str = r#"
about = "An example."
most_questions = 3

[[exchange]]
name = "it"
hosts = ["mx.it-net.example"]

[[domain]]
name = "it.example"
mx = "it"

[[row]]
address = "anna@it.example"
verdict = ["invalid", "unknown"]
reason = "mailbox_not_found"

[counts.it]
connections = 1
most_recipients = 2
least_encrypted = 1
"#;

#[test]
fn what_breaks_a_limit_or_good_manners_is_named() {
    let case = Case::from_toml(CASE).expect("sound");
    let mut seen = Counters::default();
    let it = ExchangeCounters { connections: 1, recipients: 2, encrypted: 1, ..ExchangeCounters::default() };
    seen.exchanges.insert("it".into(), it);
    seen.dns.questions = 3;
    assert_eq!(case.broken(&seen), Vec::<String>::new());
    let it = ExchangeCounters { connections: 2, recipients: 3, data: 1, ..ExchangeCounters::default() };
    seen.exchanges.insert("it".into(), it);
    seen.dns.questions = 4;
    assert_eq!(
        case.broken(&seen),
        [
            "it: 1 x DATA",
            "4 DNS questions, not at most 3: {}",
            "it: connections: 2, not 1",
            "it: recipients: 3, not at most 2",
            "it: encrypted sessions: 0, not at least 1",
        ]
    );
}

#[test]
fn limits_for_an_exchange_that_is_not_there_are_refused() {
    let wrong = CASE.replace("[counts.it]", "[counts.other]");
    assert!(Case::from_toml(&wrong).expect_err("no such exchange").to_string().contains("other"));
    let wrong = CASE.replace("most_recipients", "most_recipient");
    assert!(Case::from_toml(&wrong).expect_err("no such limit").to_string().contains("most_recipient"));
}

#[test]
fn a_row_admits_each_of_its_answers_and_no_other() {
    use mailvet_verdict::{Reason, Verdict};
    let case = Case::from_toml(CASE).expect("sound");
    assert!(case.rows[0].admits(Verdict::Unknown, Reason::MailboxNotFound));
    assert!(!case.rows[0].admits(Verdict::Valid, Reason::MailboxNotFound));
    assert!(!case.rows[0].admits(Verdict::Unknown, Reason::Greylisted));
    assert_eq!(CountLimits::default().broken(&ExchangeCounters::default()), Vec::<String>::new());
}
