//! Bad input is answered by a clear sentence on standard error and exit code 1 (or 2 for wrong use); nothing panics, and
//! nothing is left behind.
#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::io::Write as _;

use mailvet_tests::command::{Bench, Ran};

/// Vets `name` with `contents` and expects a refusal whose sentence holds every one of `words`.
fn refused(name: &str, contents: impl AsRef<[u8]>, words: &[&str]) -> Ran {
    let bench = Bench::new(None);
    let list = bench.file(name, contents);
    let ran = bench.run(["verify".as_ref(), list.as_os_str(), "-o".as_ref(), "out.csv".as_ref()]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stdout.is_empty(), "{}", ran.stdout);
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    for word in words {
        assert!(ran.stderr.contains(word), "“{word}” is not in: {}", ran.stderr);
    }
    assert!(!bench.path("out.csv").exists(), "an output was left behind");
    let runs = bench.run(["runs", "--json"]);
    assert!(runs.stdout.is_empty(), "a run was left behind: {}", runs.stdout);
    ran
}

#[test]
fn an_empty_file_is_refused_by_name() {
    refused("empty.csv", "", &["empty.csv", "empty"]);
}

#[test]
fn a_file_without_addresses_is_refused_with_what_to_do() {
    refused("names.csv", "name,city\nAda,London\nLin,Oslo\n", &["names.csv", "column"]);
}

#[test]
fn a_picture_that_calls_itself_a_list_is_refused() {
    refused("list.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0", &["list.csv"]);
}

#[test]
fn a_damaged_workbook_is_refused() {
    refused("list.xlsx", b"PK\x03\x04 this is no workbook at all", &["list.xlsx"]);
}

#[test]
fn a_missing_file_is_refused_by_name() {
    let ran = Bench::new(None).run(["verify", "nowhere.csv", "-o", "out.csv"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("nowhere.csv"), "{}", ran.stderr);
}

#[test]
fn a_folder_is_no_list() {
    let bench = Bench::new(None);
    std::fs::create_dir(bench.path("folder.csv")).unwrap();
    let ran = bench.run(["verify", "folder.csv", "-o", "out.csv"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("folder.csv"), "{}", ran.stderr);
}

#[test]
fn wrong_use_is_exit_code_2() {
    let bench = Bench::new(None);
    assert_eq!(bench.run(["verify"]).code, 2);
    assert_eq!(bench.run(["frobnicate"]).code, 2);
    assert_eq!(bench.run(["verify", "a.csv", "--deadline", "soon"]).code, 2);
}

#[test]
fn an_output_that_cannot_be_written_is_said_before_the_work() {
    let bench = Bench::new(None);
    bench.file("list.csv", "email\nanna@harbour.invalid\n");
    let ran = bench.run(["verify", "list.csv", "-o", "no/such/folder/out.csv"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("no/such/folder"), "{}", ran.stderr);
    assert!(bench.run(["runs", "--json"]).stdout.is_empty());
}

#[test]
fn an_output_of_an_unknown_kind_is_said_before_the_work() {
    let bench = Bench::new(None);
    bench.file("list.csv", "email\nanna@harbour.invalid\n");
    let ran = bench.run(["verify", "list.csv", "-o", "out.docx"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains(".xlsx"), "{}", ran.stderr);
}

#[test]
fn unknown_settings_are_refused_by_name() {
    let bench = Bench::new(Some("[pace]\nconections_total = 3\n"));
    let ran = bench.run(["runs"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("conections_total"), "{}", ran.stderr);
}

#[test]
fn a_broken_database_is_refused_and_kept() {
    let bench = Bench::new(None);
    std::fs::create_dir(bench.path("data")).unwrap();
    let broken = bench.file("data/mailvet.sqlite", "this is no database, but somebody may want it");
    let ran = bench.run(["runs"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("mailvet.sqlite"), "{}", ran.stderr);
    assert_eq!(std::fs::read_to_string(broken).unwrap(), "this is no database, but somebody may want it");
}

/// Quick settings under which nothing is dialled: these lists are about files, not servers.
const NO_DIALLING: &str = "[dns]\nservers = [\"127.0.0.1:9\"]\ntimeout = \"50ms\"\nattempts = 1\n[retry]\nwaits = []\n[smtp]\nenabled = false\n";

#[test]
fn a_broken_quote_and_a_column_of_garbage_lose_nothing() {
    let bench = Bench::new(Some(NO_DIALLING));
    let garbage = "name,email\n\"Ada, anna@@harbour\nLin,\u{0}\u{1}\u{7f}@\nMay,a b c\nJoe,joe@x..y\n";
    bench.file("list.csv", garbage);
    let ran = bench.run(["verify", "list.csv", "--column", "email", "--quiet", "-o", "out.csv"]);
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    let out = std::fs::read_to_string(bench.path("out.csv")).unwrap();
    for text in ["anna@@harbour", "a b c", "joe@x..y", "Lin"] {
        assert!(out.contains(text), "{text} is gone from {out}");
    }
}

#[test]
fn ten_thousand_columns_are_read_and_come_back() {
    let bench = Bench::new(Some(NO_DIALLING));
    let mut text = (1..10_000).map(|n| format!("c{n},")).collect::<String>() + "email\n";
    text += &(1..10_000).map(|n| format!("{n},")).collect::<String>();
    text += "not an address\n";
    bench.file("wide.csv", &text);
    let ran = bench.run(["verify", "wide.csv", "--column", "email", "--quiet", "-o", "out.csv"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let out = std::fs::read_to_string(bench.path("out.csv")).unwrap();
    assert_eq!(out.lines().next().unwrap().split(',').count(), 10_009);
}

#[test]
fn fifty_thousand_rows_come_back_in_order() {
    let bench = Bench::new(Some(NO_DIALLING));
    let mut file = std::fs::File::create(bench.path("long.csv")).unwrap();
    writeln!(file, "id;email").unwrap();
    for n in 0..50_000 {
        writeln!(file, "{n:07};not.an.address.{n}").unwrap();
    }
    drop(file);
    let ran = bench.run(["verify", "long.csv", "--column", "email", "--quiet", "-o", "out.csv"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let out = std::fs::read_to_string(bench.path("out.csv")).unwrap();
    for (n, line) in out.lines().skip(1).enumerate() {
        assert!(line.starts_with(&format!("{n:07};not.an.address.{n};invalid;syntax;")), "row {n}: {line}");
    }
    assert_eq!(out.lines().count(), 50_001);
}

#[test]
fn lists_that_cannot_be_used_are_refused_with_the_cause_said_once_and_nothing_changed() {
    let bench = Bench::new(None);
    let said = |file: &str, contents: Option<&[u8]>, cause: &str| {
        if let Some(contents) = contents {
            bench.file(file, contents);
        }
        let ran = bench.run(["data", "update", file]);
        assert_eq!(ran.code, 1, "{}", ran.stderr);
        assert_eq!(ran.stderr.matches(cause).count(), 1, "{}", ran.stderr);
        assert!(ran.stderr.contains(file), "{}", ran.stderr);
    };
    said("nowhere.txt", None, "it is not there");
    said("junk.txt", Some(b"\xff\xfe\x00"), "cannot be read as text");
    said("forged.txt", Some(b"mailvet lists 20261201\nsigned 00\n[alias]\nx.example\n"), "signature");
    let data = bench.run(["data"]).stdout;
    assert!(!data.contains("from a file of yours"), "{data}");
}

#[test]
fn a_damaged_list_in_the_data_folder_is_named_keeps_no_check_from_its_work_and_is_put_back() {
    let bench = Bench::new(None);
    bench.file("forwarders.txt", b"harbour-books.example\n");
    assert_eq!(bench.run(["data", "update", "forwarders.txt", "--as", "alias"]).code, 0);
    let kept = bench.path("data").join("lists.txt");
    std::fs::write(&kept, "# bundle: 0\n[no such kind]\nx.example\n").unwrap();
    for command in [&["data"][..], &["data", "update", "forwarders.txt"]] {
        let ran = bench.run(command);
        assert_eq!(ran.code, 1, "{}", ran.stdout);
        // Not the file that is brought in.
        assert!(ran.stderr.contains("lists.txt") && !ran.stderr.contains("forwarders"), "{}", ran.stderr);
    }
    let checked = bench.run(["check", "anna.berg@harbour-books.example", "--practice"]);
    assert_eq!(checked.code, 0, "the lists that ship will do: {}", checked.stderr);
    assert_eq!(bench.run(["data", "reset"]).code, 0);
    assert_eq!(bench.run(["data"]).code, 0);
}
