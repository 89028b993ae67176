//! What is kept and who was told: the ledger, the purge, the log, a disk that takes no more, through the command line.
#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    process::{Command, Stdio},
};

use mailvet_tests::{
    command::{Bench, verdicts},
    program, repository,
};
use mailvet_world::{Scenario, World};

fn sample() -> String {
    repository().join("assets/samples/sample.csv").display().to_string()
}

fn ordinary_world(domains: usize) -> Scenario {
    let mut text = "[[exchange]]\nname = \"ordinary\"\nhosts = [\"mx.ordinary.example\"]\n".to_owned();
    for n in 0..domains {
        text += &format!(
            "[[domain]]\nname = \"d{n}.example\"\nmx = \"ordinary\"\nmailboxes = [\"a1\", \"a2\"]\n"
        );
    }
    Scenario::from_toml(&text).unwrap()
}

/// Many addresses, mostly wrong on purpose.
fn list(bench: &Bench, count: usize, domains: usize) {
    let rows: String = (0..count).map(|n| format!("a{}@d{}.example\n", n / domains, n % domains)).collect();
    bench.file("list.csv", format!("email\n{rows}"));
}

fn unlimited(world: &World) -> String {
    world.settings_toml() + "\n[pace]\nbad_recipients_per_hour = 0\n"
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_names_exactly_those_that_the_world_saw_being_asked() {
    let world = World::start(ordinary_world(4)).await.unwrap();
    let bench = Bench::new(Some(&unlimited(&world)));
    list(&bench, 40, 4);
    let ran = bench.run(["verify", "list.csv", "--quiet", "-o", "out.csv"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);

    let ran = bench.run(["ledger", "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let entries: Vec<serde_json::Value> =
        ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |kind: &str, learnt: &str| -> Vec<String> {
        entries
            .iter()
            .filter(|entry| entry["kind"] == kind && entry["learnt"] == learnt)
            .map(|entry| entry["what"].as_str().unwrap().to_owned())
            .collect()
    };
    let listed: BTreeSet<String> = (0..40).map(|n| format!("a{}@d{}.example", n / 4, n % 4)).collect();
    let asked = world.counters().total().asked;
    let told = of("mail_host", "address");
    assert_eq!(told.iter().cloned().collect::<BTreeSet<_>>(), listed);
    let times: u64 = listed.iter().map(|address| asked[address]).sum();
    assert_eq!(told.len() as u64, times, "each time that an address was named has its entry");
    let controls: u64 = asked.iter().filter(|(who, _)| !listed.contains(*who)).map(|(_, times)| times).sum();
    assert_eq!(of("mail_host", "domain").len() as u64, controls, "a made-up name tells of the domain alone");
    assert_eq!(of("resolver", "domain").len(), 4);
    let resolver = entries.iter().find(|entry| entry["kind"] == "resolver").unwrap();
    assert_eq!(resolver["party"], world.dns().to_string());
    let host = entries.iter().find(|entry| entry["kind"] == "mail_host").unwrap();
    assert_eq!(host["party"], "mx.ordinary.example");
    assert_eq!(host["ip"], world.host("mx.ordinary.example").unwrap().ip().to_string());

    let csv = bench.run(["ledger", "--list", "1", "--csv"]);
    assert_eq!(csv.stdout.lines().count(), entries.len() + 1);
    assert!(csv.stdout.starts_with("at,list,run,kind,party,ip,proxy,learnt,what\n"), "{}", csv.stdout);
    let ran = bench.run(["ledger", "-o", "ledger.csv"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(fs::read_to_string(bench.path("ledger.csv")).unwrap(), csv.stdout);
    assert_eq!(bench.run(["ledger", "--list", "9"]).code, 1);
    let people = bench.run(["ledger"]);
    assert!(people.stdout.contains("mx.ordinary.example (127."), "{}", people.stdout);
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_a_check_of_one_address_asked_is_in_the_ledger_though_nothing_else_of_it_is_kept() {
    let world = World::start(ordinary_world(1)).await.unwrap();
    let bench = Bench::new(Some(&unlimited(&world)));
    let ran = bench.run(["check", "a1@d0.example", "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let csv = bench.run(["ledger", "--csv"]).stdout;
    let told: Vec<Vec<&str>> = csv.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let of = |kind: &str, learnt: &str| -> Vec<&str> {
        told.iter().filter(|cells| cells[3] == kind && cells[7] == learnt).map(|cells| cells[8]).collect()
    };
    assert_eq!(of("resolver", "domain"), ["d0.example"], "{csv}");
    assert_eq!(of("mail_host", "address"), ["a1@d0.example"], "{csv}");
    let asked = world.counters().total().asked;
    let made_up: u64 = asked.iter().filter(|(who, _)| *who != "a1@d0.example").map(|(_, times)| times).sum();
    assert_eq!(of("mail_host", "domain").len() as u64, made_up, "{csv}");
    assert!(told.iter().all(|cells| cells[1].is_empty()), "it is of no list: {csv}");
    let found = bench.run(["lists"]);
    assert!(!found.stdout.contains("a1@d0.example"), "{}", found.stdout);
    assert_eq!(bench.run(["purge", "--all", "--yes"]).code, 0);
    assert_nowhere(&bench.path("data"), &["a1@d0.example"]);
}

fn assert_nowhere(folder: &Path, texts: &[&str]) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            assert_nowhere(&path, texts);
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        for text in texts {
            let found = bytes.windows(text.len()).any(|window| window == text.as_bytes());
            assert!(!found, "{text:?} is still in {}", path.display());
        }
    }
}

#[test]
fn a_purge_says_what_it_would_delete_and_then_leaves_nothing_of_it() {
    let bench = Bench::new(None);
    bench.file("list.csv", "email,note\nzebulon@harbour.example,quirin\nwendelin@nowhere.example,\n");
    let ran = bench.run(["verify", "--practice", "list.csv", "--quiet", "-o", "out.csv"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);

    let ran = bench.run(["purge", "--json"]);
    let stored: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((&stored["kept"]["lists"], &stored["kept"]["domains"]["count"]), (&1.into(), &2.into()));
    assert_eq!(stored["domains_used_for_seconds"], 86_400);
    let ran = bench.run(["purge"]);
    assert!(
        ran.stdout.contains("answers of DNS") && ran.stdout.contains(" old; used again for 1day"),
        "{}",
        ran.stdout
    );

    let ran = bench.run(["purge", "--all"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("list.csv") && ran.stderr.contains("Nothing was deleted"), "{}", ran.stderr);
    let ran = bench.run(["purge", "--older-than", "90d", "--yes", "--json"]);
    let purged: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(purged["purged"]["lists"], serde_json::json!([]));
    assert_eq!(bench.run(["purge", "--older-than", "2h", "--yes"]).code, 1);
    assert_eq!(bench.run(["purge", "--list", "9", "--yes"]).code, 1);
    assert_eq!(bench.run(["runs", "--json"]).stdout.lines().count(), 1, "all is still there");

    let ran = bench.run(["purge", "--list", "1", "--yes"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains("Deleted the list “list.csv”"), "{}", ran.stderr);
    assert_nowhere(&bench.path("data"), &["zebulon", "wendelin", "quirin", "harbour.example"]);
    assert_eq!(bench.run(["runs", "--json"]).stdout, "");
    assert_eq!(bench.run(["ledger", "--json"]).stdout, "");
}

/// What a run over the sample list logs at its most talkative.
fn logged(args: &[&str]) -> String {
    let bench = Bench::new(None);
    let mut all = vec!["verify", "--practice"];
    let list = sample();
    all.extend([list.as_str(), "--quiet", "-o", "out.csv"]);
    all.extend(args);
    let output = bench.command(all).env("MAILVET_LOG", "trace").stdout(Stdio::null()).output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_log_holds_no_whole_address_unless_it_is_told_to() {
    let mut reader = csv::Reader::from_path(sample()).unwrap();
    let column = reader.headers().unwrap().iter().position(|name| name == "email").unwrap();
    let addresses: Vec<String> = reader
        .records()
        .map(|record| record.unwrap()[column].trim().to_lowercase())
        .filter(|address| address.split('@').count() == 2 && address.find('@') > Some(2))
        .collect();
    assert!(addresses.len() > 100, "{}", addresses.len());
    let in_log = |log: &str| -> Vec<String> {
        let log = log.to_lowercase();
        addresses.iter().filter(|address| log.contains(address.as_str())).cloned().collect()
    };
    let (log, whole) = std::thread::scope(|scope| {
        let masked = scope.spawn(|| logged(&[]));
        let whole = logged(&["--log-addresses"]);
        (masked.join().unwrap(), whole)
    });
    assert!(log.contains("a mail host was asked") && log.contains("***@"), "{log}");
    assert_eq!(in_log(&log), Vec::<String>::new());
    assert!(in_log(&whole).len() > 50, "else this test could not fail");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_takes_no_more_pauses_the_run_and_nothing_is_lost() {
    let world = World::start(ordinary_world(4)).await.unwrap();
    let bench = Bench::new(Some(&unlimited(&world)));
    list(&bench, 400, 4);
    // No file of this program may grow beyond so many kilobytes, which the system answers like a quota.
    let mut limited = Command::new("bash");
    limited
        .args(["-c", "trap '' XFSZ; ulimit -f 700; exec \"$@\"", "bash"])
        .arg(program("mailvet"))
        .args(["verify", "list.csv", "--quiet", "-o", "out.csv", "--data"])
        .arg(bench.path("data"))
        .arg("--settings")
        .arg(bench.path("settings.toml"))
        .current_dir(bench.path("."));
    let output = limited.output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("The disk fails") && stderr.contains("so Mailvet paused"), "{stderr}");
    assert!(!bench.path("out.csv").exists());

    let runs: serde_json::Value = serde_json::from_str(&bench.run(["runs", "--json"]).stdout).unwrap();
    let settled = runs["run"]["settled"].as_u64().unwrap();
    assert!((1..400).contains(&settled), "{settled}");
    let before = world.counters().total().recipients;
    let ran = bench.run(["resume", "--quiet"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let rows = verdicts(&bench.path("out.csv"), "email");
    assert_eq!(rows.len(), 400);
    for (address, verdict, _) in &rows {
        let exists = address.starts_with("a1@") || address.starts_with("a2@");
        assert_eq!(verdict, if exists { "valid" } else { "invalid" }, "{address}");
    }
    let after = world.counters().total().recipients;
    assert!(after - before <= 400 - settled + 4, "{settled} were settled, yet {} were asked", after - before);
}

#[cfg(unix)]
#[test]
fn a_folder_that_takes_no_files_is_told_before_anybody_is_asked() {
    use std::os::unix::fs::PermissionsExt as _;

    let bench = Bench::new(None);
    bench.file("list.csv", "email\nanna@example.com\n");
    let folder = bench.path("locked");
    fs::create_dir(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
    // Root may write anywhere but where there is nothing to write to.
    let data = if fs::write(folder.join("probe"), "").is_ok() { "/proc/mailvet".into() } else { folder };
    let ran = Command::new(program("mailvet"))
        .args(["verify", "--practice", "list.csv", "--quiet", "--data"])
        .arg(data)
        .current_dir(bench.path("."))
        .output()
        .unwrap();
    let stderr = String::from_utf8(ran.stderr).unwrap();
    assert_eq!(ran.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("cannot be opened. Is the folder there, and may you write to it?"), "{stderr}");
}

#[test]
fn a_damaged_database_is_told_with_what_to_do_and_stays_as_it_is() {
    let bench = Bench::new(None);
    bench.file("list.csv", "email\nanna@harbour.example\n");
    assert_eq!(bench.run(["verify", "--practice", "list.csv", "--quiet"]).code, 0);
    let file = bench.path("data/mailvet.sqlite");
    let whole = fs::read(&file).unwrap();
    fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    let ran = bench.run(["runs"]);
    assert_eq!(ran.code, 1);
    for words in ["is damaged", "Move it away", "--data"] {
        assert!(ran.stderr.contains(words), "{words}: {}", ran.stderr);
    }
    assert_eq!(fs::read(&file).unwrap(), &whole[..whole.len() / 2]);
}
