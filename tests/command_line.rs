//! The command line does the whole job: verdicts as the truth says, every column back, and a killed run goes on.
#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::{
    collections::{BTreeMap, BTreeSet},
    process::Stdio,
    time::Duration,
};

use calamine::{Data, Reader as _};
use mailvet_tests::{
    command::{Bench, truth, verdicts},
    repository,
};
use mailvet_world::{Scenario, World};

const OUR_COLUMNS: [&str; 9] = [
    "mailvet_verdict",
    "mailvet_reason",
    "mailvet_action",
    "mailvet_score",
    "mailvet_confidence",
    "mailvet_flags",
    "mailvet_suggestion",
    "mailvet_detail",
    "mailvet_checked_at",
];

fn sample(name: &str) -> String {
    repository().join("assets/samples").join(name).display().to_string()
}

#[test]
fn the_sample_list_gets_every_verdict_right_and_comes_back_whole() {
    let bench = Bench::new(None);
    let ran = bench.run(["verify", "--practice", &sample("sample.csv"), "-o", "out.csv"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.is_empty(), "people's words on standard output: {}", ran.stdout);

    let truth = truth();
    let rows = verdicts(&bench.path("out.csv"), "email");
    assert_eq!(rows.len(), 200);
    let wrong: Vec<_> = rows
        .iter()
        .filter(|(address, verdict, reason)| !truth[address.trim()].admits(verdict, reason))
        .map(|(address, verdict, reason)| {
            format!("{address}: {verdict} {reason}, not {:?}", truth[address.trim()])
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let seen: BTreeSet<&str> = rows.iter().map(|row| row.1.as_str()).collect();
    let all: BTreeSet<&str> =
        ["valid", "likely_valid", "risky", "unknown", "likely_invalid", "invalid"].into();
    assert_eq!(seen, all, "the sample shows every verdict");

    let before = std::fs::read_to_string(sample("sample.csv")).unwrap();
    let after = std::fs::read_to_string(bench.path("out.csv")).unwrap();
    let mut given = csv::ReaderBuilder::new().has_headers(false).from_reader(before.as_bytes());
    let mut got = csv::ReaderBuilder::new().has_headers(false).from_reader(after.as_bytes());
    for (given, got) in given.records().zip(got.records()) {
        let (given, got) = (given.unwrap(), got.unwrap());
        assert_eq!(got.iter().take(given.len()).collect::<Vec<_>>(), given.iter().collect::<Vec<_>>());
        assert_eq!(got.len(), given.len() + OUR_COLUMNS.len());
    }
    let header = after.lines().next().unwrap();
    assert!(header.ends_with(&OUR_COLUMNS.join(",")), "{header}");
}

#[test]
fn judging_again_by_the_same_rules_changes_no_verdict_and_after_that_nothing() {
    let bench = Bench::new(None);
    let ran = bench.run(["verify", "--practice", &sample("sample.csv"), "-o", "out.csv"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let again = || -> serde_json::Value {
        let ran = bench.run(["judge", "--again", "1", "--json"]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        serde_json::from_str(&ran.stdout).unwrap()
    };
    // An address that was settled before the control of its domain was heard learns its flag from it now.
    let first = again();
    assert!(first["addresses"].as_u64().unwrap() > 190, "{first}");
    assert_eq!(first["changed"], 0, "{first}");
    let second = again();
    assert_eq!((&second["changed"], &second["reworded"]), (&0.into(), &0.into()), "{second}");
    assert_eq!(bench.run(["judge", "--again", "7"]).code, 1, "there is no such run");
}

#[test]
fn a_workbook_goes_in_and_a_workbook_comes_out() {
    let bench = Bench::new(None);
    let ran = bench.run(["verify", "--practice", &sample("sample.xlsx"), "-o", "out.xlsx"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let mut workbook: calamine::Xlsx<_> = calamine::open_workbook(bench.path("out.xlsx")).unwrap();
    let range = workbook.worksheet_range_at(0).unwrap().unwrap();
    let rows: Vec<Vec<String>> = range.rows().map(|row| row.iter().map(Data::to_string).collect()).collect();
    assert_eq!(rows.len(), 61);
    let email = rows[0].iter().position(|name| name == "email").unwrap();
    let verdict = rows[0].iter().position(|name| name == "mailvet_verdict").unwrap();
    let reason = rows[0].iter().position(|name| name == "mailvet_reason").unwrap();
    let truth = truth();
    for row in &rows[1..] {
        let truth = &truth[row[email].trim()];
        assert!(truth.admits(&row[verdict], &row[reason]), "{}: {}, not {truth:?}", row[email], row[verdict]);
    }
}

#[test]
fn json_is_all_that_a_program_reads() {
    let bench = Bench::new(None);
    let ran = bench.run(["verify", "--practice", "--json", &sample("sample.xlsx"), "-o", "out.jsonl"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let summary: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(summary["rows"], 60);
    assert_eq!(summary["state"], "finished");
    let lines = std::fs::read_to_string(bench.path("out.jsonl")).unwrap();
    for line in lines.lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(row["mailvet"]["verdict"].is_string(), "{line}");
    }
    assert_eq!(lines.lines().count(), 60);
}

#[test]
fn without_an_output_the_result_goes_down_the_pipe() {
    let bench = Bench::new(None);
    let ran = bench.run(["verify", "--practice", "--quiet", &sample("sample.xlsx")]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.is_empty(), "{}", ran.stderr);
    let rows = csv::Reader::from_reader(ran.stdout.as_bytes()).into_records().count();
    assert_eq!(rows, 60, "{}", ran.stdout);
}

#[test]
fn one_address_is_checked_with_its_conversation() {
    let bench = Bench::new(None);
    let good = truth().into_iter().find(|(_, truth)| truth.verdict == "valid").unwrap().0;
    let ran = bench.run(["check", &good, "--practice", "--transcript"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains(&format!("> RCPT TO:<{good}>")), "{}", ran.stdout);
    assert!(ran.stdout.contains("> QUIT"), "{}", ran.stdout);
    assert!(ran.stdout.contains("Valid (Mailbox accepted)"), "{}", ran.stdout);
    let ran = bench.run(["check", "not an address", "--practice", "--json"]);
    let evidence: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(evidence["judgement"]["reason"], "syntax");
}

#[test]
fn a_reply_is_explained() {
    let bench = Bench::new(None);
    let ran = bench.run(["explain", "--json", "550 5.1.1 User unknown"]);
    let reading: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(reading["class"], "mailbox_not_found");
    assert_eq!(reading["verdict"], "invalid");
    let ran = bench.run([
        "explain",
        "--json",
        "--stage",
        "mail",
        "550 5.7.1 Client host blocked using a block list",
    ]);
    let reading: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(reading["about"], "us");
    assert_eq!(reading["verdict"], "unknown");
}

#[test]
fn a_pasted_bounce_is_searched_for_the_reply_that_it_quotes() {
    let bench = Bench::new(None);
    let bounce = "<anna@example.com>: host aspmx.l.google.com[192.0.2.1] said: 550-5.1.1 The account does not\n    \
                  exist. (in reply to RCPT TO command)";
    let ran = bench.run(["explain", bounce]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("there is no such mailbox"), "{}", ran.stdout);
    assert!(ran.stdout.contains("Google, a yes:"), "{}", ran.stdout);
    let ran = bench.run(["explain", "--json", "553 5.1.8 rejected (in reply to MAIL FROM command)"]);
    let reading: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(reading["verdict"], "unknown");
    let ran = bench.run(["explain", "my dog ate it"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("no reply of a mail server"), "{}", ran.stderr);
}

/// Many ordinary domains at one operator that takes its time over every answer.
fn ordinary_world(domains: usize, step: &str) -> Scenario {
    let mut text =
        format!("[[exchange]]\nname = \"ordinary\"\nhosts = [\"mx.ordinary.example\"]\nstep = \"{step}\"\n");
    for n in 0..domains {
        text += &format!(
            "[[domain]]\nname = \"d{n}.example\"\nmx = \"ordinary\"\nmailboxes = [\"a1\", \"a2\"]\n"
        );
    }
    Scenario::from_toml(&text).unwrap()
}

/// The world's settings without the limit of refused recipients: these lists are mostly wrong on purpose.
fn unlimited(world: &World) -> String {
    world.settings_toml() + "\n[pace]\nbad_recipients_per_hour = 0\n"
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_run_goes_on_and_asks_nobody_again_what_it_was_told() {
    let world = World::start(ordinary_world(10, "5ms")).await.unwrap();
    let bench = Bench::new(Some(&unlimited(&world)));
    let addresses: Vec<String> = (0..400).map(|n| format!("a{}@d{}.example", n / 10, n % 10)).collect();
    bench.file("list.csv", format!("email\n{}\n", addresses.join("\n")));

    let mut killed = bench
        .command(["verify", "list.csv", "--quiet", "-o", "out.csv"])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let some_asked = async {
        while world.counters().total().recipients < 60 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), some_asked).await.unwrap();
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert!(!bench.path("out.csv").exists(), "a half-written result");

    let runs: serde_json::Value = serde_json::from_str(&bench.run(["runs", "--json"]).stdout).unwrap();
    let settled = runs["run"]["settled"].as_u64().unwrap();
    let before = world.counters().total().recipients;
    let ran = bench.run(["resume"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let after = world.counters().total().recipients;

    let rows = verdicts(&bench.path("out.csv"), "email");
    assert_eq!(rows.len(), 400);
    for (address, verdict, _) in &rows {
        let exists = address.starts_with("a1@") || address.starts_with("a2@");
        assert_eq!(verdict, if exists { "valid" } else { "invalid" }, "{address}");
    }
    // Asked after the kill: only what was not settled, and at most one control a domain.
    assert!(
        after - before <= 400 - settled + 10,
        "{settled} were settled, yet {} were asked",
        after - before
    );
    // A killed program says no goodbye; that is the only rule it may break.
    let broken = world.counters().bad_manners();
    assert!(broken.iter().all(|line| line.ends_with("session left without QUIT")), "{broken:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deadline_ends_it_early_with_what_waits_as_unknown() {
    let zone = "[[exchange]]\nname = \"never\"\nhosts = [\"mx.never.example\"]\ntemper = { greylist = { wait = \"1h\" } }\n\
                [[domain]]\nname = \"never.example\"\nmx = \"never\"\nmailboxes = [\"anna\"]\n";
    let world = World::start(Scenario::from_toml(zone).unwrap()).await.unwrap();
    let bench = Bench::new(Some(&world.settings_toml().replace("waits = [", "waits = [\"1h\", ")));
    bench.file("list.csv", "email\nanna@never.example\nnot an address\n");
    let ran = bench.run(["verify", "list.csv", "--quiet", "--deadline", "2s", "-o", "out.csv"]);
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    let rows: BTreeMap<String, String> = verdicts(&bench.path("out.csv"), "email")
        .into_iter()
        .map(|(address, verdict, _)| (address, verdict))
        .collect();
    assert_eq!(rows["anna@never.example"], "unknown");
    assert_eq!(rows["not an address"], "invalid");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_takes_leave_and_says_how_to_go_on() {
    let world = World::start(ordinary_world(4, "20ms")).await.unwrap();
    let bench = Bench::new(Some(&unlimited(&world)));
    let addresses: Vec<String> = (0..200).map(|n| format!("a{}@d{}.example", n / 4, n % 4)).collect();
    bench.file("list.csv", format!("email\n{}\n", addresses.join("\n")));
    let running =
        bench.command(["verify", "list.csv", "-o", "out.csv"]).stderr(Stdio::piped()).spawn().unwrap();
    let some_asked = async {
        while world.counters().total().recipients < 5 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), some_asked).await.unwrap();
    let interrupted =
        std::process::Command::new("kill").args(["-INT", &running.id().to_string()]).status().unwrap();
    assert!(interrupted.success());
    let output = running.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("mailvet resume"), "{stderr}");
    let counters = world.counters();
    assert_eq!(counters.total().left_without_quit, 0, "{counters:?}");
    let ran = bench.run(["resume", "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(verdicts(&bench.path("out.csv"), "email").len(), 200);
}

#[cfg(unix)]
#[test]
fn the_practice_world_is_served_to_another_program() {
    use std::io::{BufRead as _, BufReader};

    let bench = Bench::new(None);
    let mut practice = bench
        .command(["practice", "lab", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = BufReader::new(practice.stderr.take().unwrap()).lines();
    assert!(told.any(|line| line.unwrap().contains("Ctrl-C ends it")));
    let ran = bench.run([
        "verify",
        "lab/sample.xlsx",
        "--settings",
        "lab/settings.toml",
        "--quiet",
        "-o",
        "out.csv",
    ]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    std::process::Command::new("kill").arg(practice.id().to_string()).status().unwrap();
    let output = practice.wait_with_output().unwrap();
    let counters: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(counters.to_string().contains("connections"), "{counters}");
    assert_eq!(verdicts(&bench.path("out.csv"), "email").len(), 60);
}

/// Two mail hosts of different operators, and a prober about whom the world's DNS knows `about`.
fn doctors_world(about: &str) -> Scenario {
    let text = format!(
        "[prober]\naddress = \"203.0.113.7\"\nhelo = \"probe.example\"\n{about}\n\
         [[exchange]]\nname = \"one\"\nhosts = [\"mx.one.example\"]\n\
         [[exchange]]\nname = \"two\"\nhosts = [\"mx.two.example\"]\n"
    );
    Scenario::from_toml(&text).unwrap()
}

fn state(report: &serde_json::Value, check: &str) -> String {
    let checks = report["checks"].as_array().unwrap();
    checks.iter().find(|one| one["id"] == check).unwrap()["state"].as_str().unwrap().to_owned()
}

#[test]
fn the_doctor_looks_at_the_practice_world_without_leaving_the_machine() {
    let bench = Bench::new(None);
    let ran = bench.run(["doctor", "--practice"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("+ Port 25: "), "{}", ran.stdout);
    assert!(ran.stdout.contains("eager-list.example"), "{}", ran.stdout);
    assert!(ran.stdout.contains("Google: "), "{}", ran.stdout);
    assert!(ran.stderr.contains("practice world"), "{}", ran.stderr);
    assert!(!bench.path("data/doctor.json").exists(), "practice is not kept as the truth about this machine");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_reports_one_object_and_nobody_is_asked_about() {
    let about = "reverse = \"probe.example\"\nspf = \"v=spf1 ip4:203.0.113.7 -all\"\nclear_lists = [\"list.example\"]";
    let world = World::start(doctors_world(about)).await.unwrap();
    let bench = Bench::new(Some(&world.settings_toml()));
    let ran = bench.run(["doctor", "--json", "--skip", "ipv6"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    for check in ["resolver", "port", "public_address", "ptr", "helo", "sender", "spf", "block_lists"] {
        assert_eq!(state(&report, check), "passed", "{check}: {report:#}");
    }
    assert_eq!(state(&report, "ipv6"), "not_asked");
    assert_eq!(state(&report, "clock"), "unknown", "these banners tell no time");
    world.quiet().await;
    let total = world.counters().total();
    assert_eq!((total.connections, total.recipients), (2, 0));
    assert!(world.counters().bad_manners().is_empty(), "{:?}", world.counters());
    assert!(bench.path("data/doctor.json").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_names_what_is_wrong_and_whom_it_bothers() {
    let about = "listed_on = [\"list.example\"]\nspf = \"v=spf1 -all\"";
    let world = World::start(doctors_world(about)).await.unwrap();
    let bench = Bench::new(Some(&world.settings_toml()));
    let ran = bench.run(["doctor", "--json", "--skip", "ipv6"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["verdict"], "limited");
    for check in ["ptr", "spf", "block_lists"] {
        assert_eq!(state(&report, check), "failed", "{check}: {report:#}");
    }
    let google = &report["providers"].as_array().unwrap()[0];
    assert_eq!((&google["operator"], &google["expectation"]), (&"google".into(), &"refuses".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shut_port_is_told_once_and_quick_mode_asks_nobody() {
    let closed = "[[exchange]]\nname = \"closed\"\nhosts = [\"mx.closed.example\"]\ntemper = \"refuse\"\n\
                  [[domain]]\nname = \"closed.example\"\nmx = \"closed\"\nmailboxes = [\"anna\"]\n";
    let world = World::start(Scenario::from_toml(closed).unwrap()).await.unwrap();
    let bench = Bench::new(Some(&world.settings_toml()));
    let ran = bench.run(["doctor", "--skip", "ipv6"]);
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    assert!(ran.stdout.contains("- Port 25: "), "{}", ran.stdout);

    bench.file("list.csv", "email\nanna@closed.example\n");
    let ran = bench.run(["verify", "--quick", "list.csv", "-o", "out.csv"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains("Quick mode: no mail server is asked"), "{}", ran.stderr);
    let rows = verdicts(&bench.path("out.csv"), "email");
    assert_eq!(rows[0].2, "not_probed", "{rows:?}");
    assert_eq!(world.counters().total().connections, 0);

    let ran = bench.run(["verify", "list.csv", "-o", "out.csv", "--deadline", "1s"]);
    assert_eq!(ran.stderr.matches("mail servers could not be reached").count(), 1, "{}", ran.stderr);
    let ran = bench.run(["verify", "--quick", "--json", "list.csv", "-o", "out.csv"]);
    let summary: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(summary["mode"], "quick");
}

#[test]
fn the_doctors_plan_contacts_nobody_and_names_everybody() {
    let bench =
        Bench::new(Some("[doctor]\nport_hosts = [\"mx.one.example\"]\nblock_lists = [\"list.example\"]\n"));
    let ran = bench.run(["doctor", "--plan"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    for told in ["mx.one.example learns", "list.example learns", "[doctor.block_lists]"] {
        assert!(ran.stdout.contains(told), "{told}: {}", ran.stdout);
    }
    let ran = bench.run(["doctor", "--skip", "weather"]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
}

#[test]
fn the_users_word_about_a_domain_outranks_the_lists_until_it_is_taken_back() {
    let bench = Bench::new(None);
    let flags = || {
        let ran = bench.run(["check", "anna.berg@harbour-books.example", "--practice", "--json"]);
        let seen: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        seen["judgement"]["flags"]["yes"].to_string()
    };
    assert!(!flags().contains("disposable"));
    assert_eq!(bench.run(["data", "deny", "harbour-books.example"]).code, 0);
    assert!(flags().contains("disposable"));
    assert_eq!(bench.run(["data", "deny", "harbour-books.example", "--remove"]).code, 0);
    assert!(!flags().contains("disposable"));
    assert_eq!(bench.run(["data", "deny", "no domain"]).code, 1);
}

#[test]
fn lists_of_domains_are_shown_replaced_by_a_file_and_put_back() {
    let bench = Bench::new(None);
    let shown = || {
        let ran = bench.run(["data", "--json"]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<serde_json::Value>>()
    };
    let flags = |address: &str| {
        let ran = bench.run(["check", address, "--practice", "--json"]);
        let seen: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        seen["judgement"]["flags"]["yes"].to_string()
    };
    let shipped = shown();
    assert!(shipped.iter().all(|list| list["licence"].is_string() && list["entries"].as_u64() > Some(0)));

    bench.file("forwarders.txt", b"# mine\nharbour-books.example\n");
    let ran = bench.run(["data", "update", "forwarders.txt", "--as", "alias"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains("A file of your own: the list “alias”"), "{}", ran.stderr);
    assert_ne!(shown(), shipped);
    assert!(flags("anna.berg@harbour-books.example").contains("alias"));

    // The user's word outranks a list, is shown, and outlives a reset.
    assert_eq!(bench.run(["data", "allow", "mailinator.com"]).code, 0);
    let own = serde_json::json!({ "domain": "mailinator.com", "you_say": "allow" });
    assert!(shown().contains(&own), "{:?}", shown());

    let ran = bench.run(["data", "reset"]);
    assert_eq!((ran.code, ran.stderr.trim()), (0, "The lists that ship are in use again."));
    assert!(!flags("anna.berg@harbour-books.example").contains("alias"));
    let lists = |shown: Vec<serde_json::Value>| {
        shown.into_iter().filter(|line| line["list"].is_string()).collect::<Vec<_>>()
    };
    assert_eq!(lists(shown()), shipped);
    assert!(shown().contains(&own));

    assert_eq!(bench.run(["data", "allow", "mailinator.com", "--remove"]).code, 0);
    assert!(!shown().contains(&own));
    // A bundle says itself what it holds.
    bench.file("bundle.txt", b"mailvet lists 20261201\nsigned 00\n[alias]\nx.example\n");
    assert_eq!(bench.run(["data", "update", "bundle.txt", "--as", "alias"]).code, 1);
    assert_eq!(shown(), shipped);
}

#[test]
fn a_refused_address_is_no_counter_check_of_itself() {
    let bench = Bench::new(None);
    let stages = |address: &str| {
        let ran = bench.run(["check", address, "--practice", "--json"]);
        let seen: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        let ids = seen["stages"].as_array().unwrap().iter();
        ids.map(|stage| stage["stage"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(!stages("carla.nobody@harbour-books.example").contains(&"control".to_owned()));
    assert!(stages("anna.berg@harbour-books.example").contains(&"control".to_owned()));
}

#[test]
fn a_check_tells_every_signal_with_its_value_or_why_it_has_none() {
    let bench = Bench::new(None);
    let ran = bench.run(["check", "anna.berg@harbour-books.example", "--practice", "--json"]);
    let seen: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let signals = seen["signals"].as_array().unwrap();
    assert_eq!(signals.len(), 66);
    let finding = |id: &str| &signals.iter().find(|signal| signal["id"] == id).unwrap()["finding"];
    assert_eq!(finding("address.way")["known"]["word"], "first.last");
    assert_eq!(finding("presence.gravatar")["unknown"], "switched_off");
    assert_eq!(finding("row.spelt")["unknown"], "no_name");

    let ran = bench.run(["check", "anna.berg@harbour-books.example", "--practice", "--signals"]);
    for told in ["Signals: the address", "reads as: first.last", "not known: the row names nobody"] {
        assert!(ran.stdout.contains(told), "{told}: {}", ran.stdout);
    }
    assert!(!bench.run(["check", "no address", "--practice", "--signals"]).stdout.contains("Signals: the"));
}
