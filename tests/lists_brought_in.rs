//! How a list is brought in, through the built command line: who is left alone, what is one address, several columns of
//! addresses, a list that grows, a file that is known again, and presets of one's own. All of it in the practice world.
#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::{collections::BTreeMap, fs, path::Path};

use mailvet_tests::command::{Bench, Ran, verdicts};

fn done(ran: &Ran) {
    assert_eq!(ran.code, 0, "{}", ran.stderr);
}

fn reasons(file: &Path) -> BTreeMap<String, String> {
    verdicts(file, "email").into_iter().map(|(address, _, reason)| (address, reason)).collect()
}

const SOME: &str = "email,name\nanna.berg@harbour-books.example,Anna\npeter.unknown@harbour-books.example,Peter\n\
                    hazel.brown@handful-nuts.example,Hazel\n";

#[test]
fn nobody_on_a_suppression_list_is_asked_about_and_the_row_says_which_list() {
    let bench = Bench::new(None);
    bench.file("list.csv", SOME);
    bench.file("left.txt", "@handful-nuts.example\n");
    done(&bench.run(["suppress", "add", "ANNA.berg@harbour-books.example", "old.example"]));
    let show = bench.run(["suppress", "show"]);
    assert_eq!(show.stdout, "@old.example\nanna.berg@harbour-books.example\n");
    let verify = ["verify", "--practice", "-q", "list.csv", "--suppress", "left.txt", "-o", "out.csv"];
    done(&bench.run(verify));
    let out = fs::read_to_string(bench.path("out.csv")).unwrap();
    let found = reasons(&bench.path("out.csv"));
    assert_eq!(found["anna.berg@harbour-books.example"], "suppressed");
    assert_eq!(found["hazel.brown@handful-nuts.example"], "suppressed");
    assert_eq!(found["peter.unknown@harbour-books.example"], "mailbox_not_found");
    assert!(out.contains("unknown,suppressed,suppress,"), "{out}");
    assert!(out.contains("“@handful-nuts.example” stands on the suppression list “left.txt”"), "{out}");
    assert!(out.contains("stands on your suppression list"), "{out}");

    done(&bench.run(["suppress", "remove", "anna.berg@harbour-books.example"]));
    done(&bench.run(["verify", "--practice", "-q", "list.csv", "-o", "out.csv"]));
    assert_eq!(reasons(&bench.path("out.csv"))["anna.berg@harbour-books.example"], "mailbox_accepted");
}

#[test]
fn a_suppression_list_that_cannot_be_read_stops_everything() {
    let bench = Bench::new(None);
    bench.file("list.csv", SOME);
    bench.file("empty.csv", "name\nAnn\n");
    for (file, words) in [("missing.csv", "missing.csv"), ("empty.csv", "neither an address nor a domain")] {
        let ran = bench.run(["verify", "--practice", "list.csv", "--suppress", file, "-o", "out.csv"]);
        assert_eq!(ran.code, 1);
        assert!(ran.stderr.contains(words), "{}", ran.stderr);
    }
    assert!(!bench.path("out.csv").exists());
    let ran = bench.run(["suppress", "add", "nonsense"]);
    assert_eq!(
        (ran.code, ran.stderr.contains("neither an address nor a domain")),
        (1, true),
        "{}",
        ran.stderr
    );
}

#[test]
fn the_rule_for_duplicates_says_how_many_are_asked_and_fills_every_row() {
    let bench = Bench::new(None);
    bench.file(
        "list.csv",
        "email\nanna.berg@harbour-books.example\nANNA.berg@harbour-books.example\nanna.berg+x@harbour-books.example\n",
    );
    for (rule, addresses) in [("exact", 3), ("case", 2), ("provider", 1)] {
        let ran =
            bench.run(["verify", "--practice", "--json", "list.csv", "--duplicates", rule, "-o", "out.csv"]);
        done(&ran);
        let summary: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(summary["addresses"], addresses, "{rule}");
        let rows = verdicts(&bench.path("out.csv"), "email");
        assert_eq!(rows.len(), 3);
        assert!(rows.iter().all(|(_, verdict, _)| !verdict.is_empty()), "{rows:?}");
    }
}

#[test]
fn every_column_of_addresses_is_checked_and_has_its_result() {
    let bench = Bench::new(None);
    bench.file(
        "list.csv",
        "E-mail,Work e-mail,Referred by\nanna.berg@harbour-books.example,peter.unknown@harbour-books.example,x@x.example\n\
         hazel.brown@handful-nuts.example,,\n",
    );
    let ran = bench.run(["verify", "--practice", "list.csv", "-o", "out.csv"]);
    done(&ran);
    assert!(ran.stderr.contains("addresses in “E-mail”, “Work e-mail”"), "{}", ran.stderr);
    assert!(ran.stderr.contains("“Referred by” holds addresses too"), "{}", ran.stderr);
    let mut reader = csv::Reader::from_path(bench.path("out.csv")).unwrap();
    let names = reader.headers().unwrap().clone();
    let at = |name: &str| names.iter().position(|other| other == name).unwrap_or_else(|| panic!("{names:?}"));
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(&rows[0][at("mailvet_verdict")], "valid");
    assert_eq!(&rows[0][at("mailvet_reason_work_e_mail")], "mailbox_not_found");
    assert_eq!(&rows[1][at("mailvet_verdict_work_e_mail")], "");
    done(&bench.run(["verify", "--practice", "-q", "list.csv", "--column", "Work e-mail", "-o", "one.csv"]));
    let one = fs::read_to_string(bench.path("one.csv")).unwrap();
    assert!(!one.contains("mailvet_verdict_"), "one was named: one it is\n{one}");
    assert!(one.lines().nth(1).unwrap().contains("mailbox_not_found"), "{one}");
}

#[test]
fn a_list_grows_and_only_what_is_new_is_asked_about() {
    let bench = Bench::new(None);
    bench.file("list.csv", SOME);
    bench.file(
        "more.csv",
        "town;name;E-Mail\nUlm;Anna;anna.berg@harbour-books.example\nBonn;Uwe;uwe.brille@nordlicht-optik.example\n",
    );
    done(&bench.run(["verify", "--practice", "-q", "list.csv"]));
    let ran = bench.run(["verify", "more.csv", "--append-to", "1", "--json", "-o", "out.csv"]);
    done(&ran);
    let summary: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(summary["rows"], 5, "{summary}");
    assert_eq!(summary["addresses"], 4, "{summary}");
    let out = fs::read_to_string(bench.path("out.csv")).unwrap();
    let lines: Vec<&str> = out.lines().collect();
    assert!(lines[0].starts_with("email,name,town,mailvet_verdict,"), "{out}");
    assert!(lines[1].starts_with("anna.berg@harbour-books.example,Anna,,valid,"), "{out}");
    assert!(lines[4].starts_with("anna.berg@harbour-books.example,Anna,Ulm,valid,"), "{out}");
    let when = |line: &str| line.rsplit(',').next().unwrap().to_owned();
    assert_eq!(when(lines[1]), when(lines[4]), "it was asked once");
}

#[test]
fn a_file_is_known_again_and_only_what_is_stale_or_unknown_is_asked_about() {
    let bench = Bench::new(None);
    bench.file("list.csv", SOME);
    done(&bench.run(["verify", "--practice", "-q", "list.csv", "-o", "first.csv"]));
    fs::rename(bench.path("list.csv"), bench.path("again.csv")).unwrap();
    let ran = bench.run(["verify", "--practice", "again.csv", "--only-stale", "-o", "second.csv"]);
    done(&ran);
    assert!(ran.stderr.contains("What is known and fresh is kept"), "{}", ran.stderr);
    let read = |name: &str| fs::read_to_string(bench.path(name)).unwrap();
    assert_eq!(read("first.csv"), read("second.csv"), "nothing was asked again");
    let ran = bench.run(["verify", "--practice", "again.csv", "--only-stale=0s", "-o", "third.csv"]);
    done(&ran);
    assert_ne!(read("first.csv"), read("third.csv"), "all of it was stale");
    let ran = bench.run(["verify", "--practice", "again.csv", "-o", "fourth.csv"]);
    assert!(ran.stderr.contains("--only-stale asks only"), "{}", ran.stderr);
}

#[test]
fn presets_of_ones_own_are_kept_used_and_removed() {
    let bench = Bench::new(None);
    bench.file("list.csv", SOME);
    done(&bench.run(["verify", "--practice", "-q", "list.csv"]));
    let save =
        ["presets", "save", "Bad ones!", "--verdict", "invalid", "--columns", "reason", "--prefix", "x_"];
    done(&bench.run(save));
    assert!(bench.run(["presets"]).stdout.contains("bad-ones"));
    done(&bench.run(["export", "1", "-o", "bad.csv", "--preset", "bad-ones"]));
    assert_eq!(
        fs::read_to_string(bench.path("bad.csv")).unwrap(),
        "email,name,x_reason\npeter.unknown@harbour-books.example,Peter,mailbox_not_found\n"
    );
    let taken = bench.run(["presets", "save", "Send now"]);
    assert_eq!((taken.code, taken.stderr.contains("no shipped preset has")), (1, true), "{}", taken.stderr);
    done(&bench.run(["presets", "remove", "bad-ones"]));
    let gone = bench.run(["export", "1", "-o", "bad.csv", "--preset", "bad-ones"]);
    assert!(gone.stderr.contains("There is no preset “bad-ones”"), "{}", gone.stderr);
}

#[test]
fn rejected_rows_come_as_a_file_and_a_report_as_a_pdf() {
    let bench = Bench::new(None);
    bench.file("list.csv", "email,n\nanna.berg@harbour-books.example,1\nanna@@x.example,2\n,3\n");
    let ran = bench.run(["verify", "--practice", "list.csv", "--rejects", "rejects.csv", "-o", "report.pdf"]);
    done(&ran);
    assert!(ran.stderr.contains("2 rows without a sound address"), "{}", ran.stderr);
    assert_eq!(fs::read_to_string(bench.path("rejects.csv")).unwrap(), "email,n\nanna@@x.example,2\n,3\n");
    assert!(fs::read(bench.path("report.pdf")).unwrap().starts_with(b"%PDF-"));
    done(&bench.run(["export", "1", "-o", "report.html"]));
    let page = fs::read_to_string(bench.path("report.html")).unwrap();
    for words in ["Bounces, if every row is mailed", "By provider", "What could not be known"] {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn titles_that_json_lines_have_no_place_for_are_said() {
    let bench = Bench::new(None);
    bench.file("list.csv", "Members 2026,\nname,email\nAnna,anna.berg@harbour-books.example\n");
    let ran = bench.run(["verify", "--practice", "list.csv", "-o", "out.jsonl"]);
    done(&ran);
    assert!(ran.stderr.contains("1 title rows of the list are left out"), "{}", ran.stderr);
}
