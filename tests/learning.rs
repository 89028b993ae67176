//! Learning from the command line, where every server accepts everything: what became of earlier mail moves the scores, the
//! evidence says by what, taking it back takes it back, and nothing of it opens a connection.
#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::{collections::BTreeMap, path::Path};

use mailvet_tests::command::Bench;
use mailvet_world::{Scenario, World};

const CATCH_ALL: &str = r#"
[[exchange]]
name = "acme"
hosts = ["mx1.acme-mail.example"]
temper = "catch_all"

[[domain]]
name = "acme.example"
mx = "acme"
mailboxes = ["nobody.in.particular"]
"#;

/// Ten who took mail, all of them first.last, and one of that form whose mail came back.
const KNOWN: &str = "address,outcome
anna.lindberg@acme.example,delivered
robert.keller@acme.example,delivered
maria.garcia@acme.example,delivered
tobias.schneider@acme.example,delivered
laura.rossi@acme.example,delivered
peter.novak@acme.example,delivered
julia.fischer@acme.example,delivered
thomas.anderson@acme.example,delivered
sophie.moreau@acme.example,delivered
david.johnson@acme.example,delivered
elena.petrova@acme.example,hard_bounce
";

const AGREES: &str = "michael.weber@acme.example";
const DIFFERS: &str = "mweber@acme.example";
const JUNK: &str = "xq7vkz0pjd@acme.example";
const CAME_BACK: &str = "elena.petrova@acme.example";
const ARRIVED: &str = "david.johnson@acme.example";

fn scores(file: &Path) -> BTreeMap<String, i32> {
    let mut reader = csv::Reader::from_path(file).unwrap();
    let headers = reader.headers().unwrap().clone();
    let at = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let (address, score) = (at("email"), at("mailvet_score"));
    reader
        .records()
        .map(|row| row.unwrap())
        .map(|row| (row[address].to_owned(), row[score].parse().unwrap()))
        .collect()
}

fn vetted(bench: &Bench, out: &str) -> BTreeMap<String, i32> {
    let ran = bench.run(["verify", "list.csv", "-o", out]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    scores(&bench.path(out))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_learnt_moves_the_scores_of_a_catch_all_and_opens_no_connection() {
    let world = World::start(Scenario::from_toml(CATCH_ALL).unwrap()).await.unwrap();
    let bench = Bench::new(Some(&world.settings_toml()));
    bench.file("known.csv", KNOWN);
    bench.file("list.csv", format!("email\n{}\n", [AGREES, DIFFERS, JUNK, CAME_BACK, ARRIVED].join("\n")));

    let before = vetted(&bench, "before.csv");
    assert!(before[AGREES] > before[JUNK] + 10, "without anything learnt: {before:?}");

    world.quiet().await;
    let counters = world.counters();
    let ran = bench.run(["learn", "known.csv"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    world.quiet().await;
    assert_eq!(world.counters(), counters, "learning asked somebody");

    let ran = bench.run(["judge", "--again", "1"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    world.quiet().await;
    assert_eq!(world.counters(), counters, "judging again asked somebody");
    let ran = bench.run(["export", "1", "-o", "after.csv"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let after = scores(&bench.path("after.csv"));
    assert!(after[AGREES] >= after[DIFFERS] + 20, "{after:?}");
    assert!(after[CAME_BACK] <= before[CAME_BACK] - 20 && after[CAME_BACK] <= 30, "{before:?} {after:?}");
    assert!(after[ARRIVED] > after[CAME_BACK] + 40, "{after:?}");

    let told = |address: &str| {
        let ran = bench.run(["check", address]);
        format!("{}{}", ran.stdout, ran.stderr)
    };
    let agrees = told(AGREES);
    assert!(agrees.contains("known addresses here are first.last, as this one is"), "{agrees}");
    let differs = told(DIFFERS);
    assert!(differs.contains("known addresses here are first.last; this one is flast"), "{differs}");
    let came_back = told(CAME_BACK);
    assert!(came_back.contains("Earlier mail to this address came back for good"), "{came_back}");

    let ran = bench.run(["learn", "--undo", "1"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(bench.run(["judge", "--again", "1"]).code, 0);
    assert_eq!(bench.run(["export", "1", "-o", "undone.csv"]).code, 0);
    assert_eq!(scores(&bench.path("undone.csv")), before, "taken back is as if it was never learnt");
}
