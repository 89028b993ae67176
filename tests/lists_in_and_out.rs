//! Lists through the built command line: what a preview says, what each kind of export holds, and what is said when
//! there is no room for it.
#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::{collections::BTreeSet, fs, io::Read as _, path::Path};

use calamine::Reader as _;
use mailvet_tests::{command::Bench, repository};

fn sample(name: &str) -> String {
    repository().join("assets/samples").join(name).display().to_string()
}

/// A bench with the sample list vetted as run 1.
fn vetted() -> Bench {
    let bench = Bench::new(None);
    let ran = bench.run(["verify", "--practice", "--quiet", &sample("sample.csv"), "-o", "all.csv"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    bench
}

/// Quick settings under which nothing is dialled.
const NO_DIALLING: &str = "[dns]\nservers = [\"127.0.0.1:9\"]\ntimeout = \"50ms\"\nattempts = 1\n[retry]\nwaits = []\n[smtp]\nenabled = false\n";

fn table(file: &Path) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::ReaderBuilder::new().from_path(file).unwrap();
    let names = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    (names, rows)
}

#[test]
fn a_preview_says_what_is_in_a_list_and_keeps_nothing() {
    let bench = Bench::new(None);
    bench.file(
        "list.csv",
        "id;e-mail;other\n1;Ann <ann@example.com>;a@example.com\n2;ANN@example.com;b@example.com\n3;bob@@example.com;c@example.com\n\
         4;;d@example.com\n5;x@example.com, y@example.com;e@example.com\n",
    );
    let ran = bench.run(["preview", "list.csv", "--column", "e-mail", "--json", "--rejects", "rejects.csv"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["rows"], 5);
    assert_eq!(report["with_address"], 2);
    assert_eq!(report["addresses"], 1);
    assert_eq!(report["without_address"], 1);
    assert_eq!(report["unwrapped"], 1);
    assert_eq!(report["preview"]["delimiter"], ";");
    let mendings: BTreeSet<&str> =
        report["faults"].as_array().unwrap().iter().map(|group| group["mending"].as_str().unwrap()).collect();
    assert_eq!(mendings, ["one_row_each", "suggested"].into());
    assert_eq!(
        fs::read_to_string(bench.path("rejects.csv")).unwrap(),
        "id;e-mail;other\n3;bob@@example.com;c@example.com\n4;;d@example.com\n5;x@example.com, y@example.com;e@example.com\n"
    );
    let ran = bench.run(["preview", "list.csv", "--column", "2"]);
    for word in [
        "--delimiter",
        "“e-mail”",
        "this rule is in force",
        "→ bob@example.com",
        "row of its own",
        "“other” (5)",
    ] {
        assert!(ran.stdout.contains(word), "“{word}” is not in {}", ran.stdout);
    }
    assert!(!bench.path("data").exists(), "a preview made a database");
}

#[test]
fn the_ordinary_presets_share_all_rows_between_them() {
    let bench = vetted();
    let mut rows = Vec::new();
    for preset in ["send-now", "caution", "review", "suppress"] {
        let ran = bench.run(["export", "1", "-o", "part.csv", "--preset", preset]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        rows.extend(table(&bench.path("part.csv")).1);
    }
    let ran = bench.run(["export", "1", "-o", "everything.csv", "--preset", "everything"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let (_, mut everything) = table(&bench.path("everything.csv"));
    rows.sort();
    everything.sort();
    assert_eq!(rows, everything);
    assert_eq!(rows.len(), 200);
}

#[test]
fn a_preset_for_a_service_has_its_columns_and_each_address_once() {
    let bench = vetted();
    let presets = bench.run(["presets"]).stdout;
    for (preset, email) in [
        ("mailchimp", "Email Address"),
        ("hubspot", "Email"),
        ("brevo", "EMAIL"),
        ("klaviyo", "Email"),
        ("activecampaign", "Email"),
        ("salesforce", "Email"),
    ] {
        assert!(presets.contains(preset), "{presets}");
        let ran = bench.run(["export", "1", "-o", "out.csv", "--preset", preset, "--prefix", "vet_"]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let (names, rows) = table(&bench.path("out.csv"));
        assert_eq!(names[0], email, "{preset}");
        assert_eq!(names.last().unwrap(), "vet_verdict", "{preset}");
        let addresses: BTreeSet<&String> = rows.iter().map(|row| &row[0]).collect();
        assert!(!rows.is_empty() && addresses.len() == rows.len(), "{preset}: an address stands twice");
        assert!(
            addresses.iter().all(|address| !address.contains(['<', '>', ':'])),
            "{preset}: {addresses:?}"
        );
    }
}

#[test]
fn rows_go_out_by_who_takes_their_mail() {
    let bench = vetted();
    let of = |operator: &str| {
        let ran = bench.run(["export", "1", "-o", "part.csv", "--operator", operator]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        table(&bench.path("part.csv")).1.len()
    };
    let (google, yahoo) = (of("Google"), of("yahoo"));
    assert!(google > 0 && yahoo > 0 && google + yahoo < 200, "{google} {yahoo}");
    assert_eq!(of("google,yahoo"), google + yahoo);
    assert_eq!(of("nobody-of-these.example"), 0);
    let ran = bench.run(["export", "1", "-o", "part.csv", "--operator", "gogle"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("no mail operator that Mailvet knows"), "{}", ran.stderr);
}

#[test]
fn an_unknown_preset_is_named_and_nothing_is_written() {
    let bench = vetted();
    let ran = bench.run(["export", "1", "-o", "out.csv", "--preset", "sent-now"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("sent-now") && ran.stderr.contains("mailvet presets"), "{}", ran.stderr);
    assert!(!bench.path("out.csv").exists());
    assert_eq!(bench.run(["export", "1", "-o", "out.csv", "--columns", "verdicts"]).code, 2);
}

#[test]
fn one_file_a_verdict_comes_in_one_archive() {
    let bench = vetted();
    let ran = bench.run(["export", "1", "-o", "parts.zip", "--columns", "verdict"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let mut archive = zip::ZipArchive::new(fs::File::open(bench.path("parts.zip")).unwrap()).unwrap();
    let mut rows = 0;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let verdict = part.name().unwrap().strip_suffix(".csv").unwrap().to_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        for row in reader.records() {
            assert_eq!(row.unwrap().iter().next_back(), Some(verdict.as_str()));
            rows += 1;
        }
    }
    assert_eq!((archive.len(), rows), (6, 200));
}

#[test]
fn a_workbook_ends_with_a_summary_and_a_report_is_one_page() {
    let bench = vetted();
    assert_eq!(bench.run(["export", "1", "-o", "out.xlsx"]).code, 0);
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(bench.path("out.xlsx")).unwrap();
    assert_eq!(book.sheet_names(), ["List", "Summary"]);
    let summary = book.worksheet_range("Summary").unwrap();
    let by_verdict: f64 = summary
        .rows()
        .skip_while(|row| row[0] != "By verdict")
        .skip(1)
        .take(6)
        .map(|row| row[1].to_string().parse::<f64>().unwrap())
        .sum();
    assert!((by_verdict - 200.0).abs() < f64::EPSILON);

    let ran = bench.run(["export", "1", "-o", "report.html"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let page = fs::read_to_string(bench.path("report.html")).unwrap();
    for word in [
        "sample.csv",
        "By verdict",
        "By domain",
        "What could not be known",
        "Settings",
        "<svg",
        "practice world",
    ] {
        assert!(page.contains(word), "“{word}” is not in the report");
    }
    assert!(
        !page.contains("<script") && !page.contains("http://") && !page.contains("https://"),
        "the report needs something else"
    );
}

#[test]
fn a_changed_encoding_is_said_on_the_command_line() {
    let bench = Bench::new(Some(NO_DIALLING));
    // KOI8-R has no curly quotes, and our sentence about the second address has them.
    let (bytes, ..) = encoding_rs::KOI8_R.encode("имя;email\nИван;ivan@@example.ru\nОльга;olga@example\n");
    bench.file("list.csv", &bytes);
    let list =
        ["verify", "list.csv", "--encoding", "koi8-r", "--column", "email", "--quiet", "-o", "out.csv"];
    let ran = bench.run(list);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains("so the file is written in UTF-8"), "{}", ran.stderr);
    let out = fs::read_to_string(bench.path("out.csv")).unwrap();
    assert!(out.starts_with('\u{FEFF}') && out.contains("\nОльга;olga@example;"), "{out}");
    let ran = bench.run(["export", "1", "-o", "again.csv"]);
    assert!(ran.stderr.contains("so the file is written in UTF-8"), "{}", ran.stderr);
    let ran = bench.run(["export", "1", "-o", "short.csv", "--columns", "verdict"]);
    assert!(!ran.stderr.contains("UTF-8"), "without the sentence nothing has to change: {}", ran.stderr);
}

#[test]
fn text_for_spreadsheets_holds_no_formula_and_a_raw_file_holds_every_cell() {
    let bench = Bench::new(Some(NO_DIALLING));
    bench.file("list.csv", "email,note\n=cmd@@example.com,=1+1\n+a@@example.com,007\n");
    let ran = bench.run(["verify", "list.csv", "--column", "email", "--quiet", "-o", "raw.csv"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let raw = fs::read_to_string(bench.path("raw.csv")).unwrap();
    assert!(raw.contains("\n=cmd@@example.com,=1+1,") && raw.contains("\n+a@@example.com,007,"), "{raw}");
    assert_eq!(bench.run(["export", "1", "-o", "safe.csv", "--for-spreadsheets"]).code, 0);
    let safe = fs::read_to_string(bench.path("safe.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(safe.as_bytes());
    for row in reader.records() {
        for cell in &row.unwrap() {
            let formula = cell.starts_with(['=', '+', '@', '\t']);
            assert!(!formula || cell.starts_with("=\"") && cell.ends_with('"'), "{cell} is a formula");
        }
    }
    assert!(safe.contains("\"=\"\"=cmd@@example.com\"\"\"") && safe.contains("\"=\"\"007\"\"\""), "{safe}");
}

/// A process that may write no file beyond a few kilobytes: every write behind that fails, as on a full disk.
#[cfg(target_os = "linux")]
#[test]
fn without_room_there_is_a_clear_sentence_and_no_half_a_file() {
    let bench = Bench::new(None);
    let mut list = "id,email\n0,ann@example.com\n".to_owned();
    list.extend((1..5_000).map(|n| format!("{n},not an address\n")));
    bench.file("list.csv", list);
    bench.file("rejects.csv", "what was there before");
    let preview = bench.command(["preview", "list.csv", "--rejects", "rejects.csv"]);
    let ran = std::process::Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 16; exec \"$@\"", "sh"])
        .arg(preview.get_program())
        .args(preview.get_args())
        .current_dir(bench.path("."))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(1), "{told}");
    assert!(told.contains("The disk is full, so “rejects.csv” was not written."), "{told}");
    assert_eq!(fs::read_to_string(bench.path("rejects.csv")).unwrap(), "what was there before");
    let left: Vec<_> = fs::read_dir(bench.path("."))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with(".mailvet"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[cfg(unix)]
#[test]
fn a_folder_that_takes_no_files_is_named() {
    let bench = Bench::new(Some(NO_DIALLING));
    bench.file("list.csv", "email\nnot an address\n");
    assert_eq!(bench.run(["verify", "list.csv", "--column", "email", "--quiet", "-o", "out.csv"]).code, 0);
    // Not even root may make files there.
    let ran = bench.run(["export", "1", "-o", "/proc/out.csv"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("/proc") && ran.stderr.contains("another place"), "{}", ran.stderr);
}
