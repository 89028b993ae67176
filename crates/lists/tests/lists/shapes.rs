//! What an export may look like beside the ordinary: some of our columns, other names for them, text for a spreadsheet
//! program, a summary, several files in one. And that an ordinary one is the file that came in, byte by byte.

use std::{fs, io::Read};

use calamine::{Reader, Xlsx, open_workbook};
use mailvet_lists::{
    Bar, Chart, Format, Layout, LineEnding, ListWriter, OurCells, OurColumn, OurColumns, Quoting,
    ReadOptions, Report, Source, Speech, zip_files,
};
use proptest::{prelude::*, test_runner::RngSeed};

use crate::fixtures::{Fixture, cells, text};

const OURS: OurCells<'static> = OurCells {
    verdict: "valid",
    reason: "mailbox_accepted",
    action: "send",
    score: 97,
    confidence: 0.95,
    flags: &[],
    suggestion: Some("=cmd@example.com"),
    detail: "It was accepted.",
    checked_at: "2026-11-23T10:15:00Z",
};

#[test]
fn our_columns_can_be_chosen_and_named() {
    let fixture = text("email;note\nann@example.com;x\n");
    let source = fixture.open().unwrap();
    let ours = OurColumns {
        chosen: vec![OurColumn::Score, OurColumn::Verdict],
        prefix: "mv ".to_owned(),
        ..OurColumns::default()
    };
    for (format, name) in
        [(Format::Csv(source.layout().clone()), "out.csv"), (Format::Xlsx(Layout::default()), "out.xlsx")]
    {
        let out = fixture.beside(name);
        let mut writer = ListWriter::create_with(&out, format, source.columns(), ours.clone()).unwrap();
        writer.row(&cells(["ann@example.com", "x"]), Some(&OURS)).unwrap();
        writer.finish().unwrap();
        let again = Source::open(&out, &ReadOptions::default()).unwrap();
        assert_eq!(again.columns(), ["email", "note", "mv score", "mv verdict"], "{name}");
        assert_eq!(again.rows().next().unwrap().unwrap(), ["ann@example.com", "x", "97", "valid"], "{name}");
    }
}

#[test]
fn json_lines_have_the_columns_that_were_chosen_under_the_name_that_was_said() {
    let fixture = text("email,x\nann@example.com,1\n");
    let source = fixture.open().unwrap();
    let out = fixture.beside("out.jsonl");
    let line = |chosen: Vec<OurColumn>, prefix: &str| {
        let ours = OurColumns { chosen, prefix: prefix.to_owned(), ..OurColumns::default() };
        let mut writer = ListWriter::create_with(&out, Format::Jsonl, source.columns(), ours).unwrap();
        writer.row(&cells(["ann@example.com", "1"]), Some(&OURS)).unwrap();
        writer.finish().unwrap();
        fs::read_to_string(&out).unwrap()
    };
    assert_eq!(
        line(vec![OurColumn::Score, OurColumn::Verdict], "vetted_"),
        "{\"email\":\"ann@example.com\",\"x\":\"1\",\"vetted\":{\"score\":97,\"verdict\":\"valid\"}}\n"
    );
    assert_eq!(line(Vec::new(), "vetted_"), "{\"email\":\"ann@example.com\",\"x\":\"1\"}\n");
    assert!(line(vec![OurColumn::Score], "x").contains("\"x_2\":{\"score\":97}"), "no name occurs twice");
}

#[test]
fn every_checked_column_has_a_set_of_ours_in_every_kind_of_file() {
    let fixture = text("email,work email\nann@example.com,ann@work.example\nbob@example.com,\n");
    let source = fixture.open().unwrap();
    assert_eq!((source.email_column(), source.more_email_columns()), (Some(0), [1].as_slice()));
    let ours = OurColumns {
        chosen: vec![OurColumn::Verdict],
        further: vec!["work email".to_owned()],
        ..OurColumns::default()
    };
    let other = OurCells { verdict: "risky", ..OURS };
    for (format, name) in [
        (Format::Csv(source.layout().clone()), "out.csv"),
        (Format::Xlsx(Layout::default()), "out.xlsx"),
        (Format::Jsonl, "out.jsonl"),
    ] {
        let out = fixture.beside(name);
        let mut writer = ListWriter::create_with(&out, format, source.columns(), ours.clone()).unwrap();
        let row = cells(["ann@example.com", "ann@work.example"]);
        writer.row_of_several(&row, &[Some(&OURS), Some(&other)]).unwrap();
        writer.row_of_several(&cells(["bob@example.com", ""]), &[Some(&OURS), None]).unwrap();
        writer.finish().unwrap();
        if name == "out.jsonl" {
            let text = fs::read_to_string(&out).unwrap();
            assert!(text.contains("\"mailvet_work_email\":{\"verdict\":\"risky\"}"), "{text}");
            assert!(text.ends_with("\"mailvet_work_email\":null}\n"), "{text}");
            continue;
        }
        let again = Source::open(&out, &ReadOptions::default()).unwrap();
        assert_eq!(
            again.columns(),
            ["email", "work email", "mailvet_verdict", "mailvet_verdict_work_email"],
            "{name}"
        );
        let mut rows = again.rows();
        assert_eq!(rows.next().unwrap().unwrap()[2..], ["valid", "risky"], "{name}");
        let second = rows.next().unwrap().unwrap();
        assert_eq!((second[2].as_str(), second.get(3).map_or("", String::as_str)), ("valid", ""), "{name}");
    }
}

#[test]
fn a_workbook_keeps_the_titles_above_the_column_names() {
    let fixture = text("Members of 2026;;\n;;\nName;Ort;E-Mail\nAnn;Ulm;ann@example.de\n");
    let source = fixture.open().unwrap();
    let out = fixture.beside("out.xlsx");
    let ours = OurColumns { chosen: vec![OurColumn::Verdict], ..OurColumns::default() };
    let format = Format::Xlsx(source.layout().clone());
    let mut writer = ListWriter::create_with(&out, format, source.columns(), ours).unwrap();
    for row in source.rows() {
        writer.row(&row.unwrap(), Some(&OURS)).unwrap();
    }
    writer.finish().unwrap();
    let again = Source::open(&out, &ReadOptions::default()).unwrap();
    assert_eq!(again.columns(), ["Name", "Ort", "E-Mail", "mailvet_verdict"]);
    assert_eq!(again.total_rows(), 1);
    assert_eq!(again.layout().titles[0][0], "Members of 2026");
}

#[test]
fn a_raw_file_keeps_every_cell_and_one_for_spreadsheets_shows_it() {
    let fixture = text("email,code\n+news@example.com,007\n=1+1,-5\n");
    let source = fixture.open().unwrap();
    let write = |format: Format| {
        let out = fixture.beside("out.csv");
        let ours = OurColumns { chosen: vec![OurColumn::Suggestion], ..OurColumns::default() };
        let mut writer = ListWriter::create_with(&out, format, source.columns(), ours).unwrap();
        for row in source.rows() {
            writer.row(&row.unwrap(), Some(&OURS)).unwrap();
        }
        writer.finish().unwrap();
        fs::read_to_string(out).unwrap()
    };
    assert_eq!(
        write(Format::Csv(source.layout().clone())),
        "email,code,mailvet_suggestion\n+news@example.com,007,=cmd@example.com\n=1+1,-5,=cmd@example.com\n"
    );
    assert_eq!(
        write(Format::SpreadsheetCsv(source.layout().clone())),
        "\u{FEFF}email,code,mailvet_suggestion\n\
         \"=\"\"+news@example.com\"\"\",\"=\"\"007\"\"\",\"=\"\"=cmd@example.com\"\"\"\n\
         \"=\"\"=1+1\"\"\",-5,\"=\"\"=cmd@example.com\"\"\"\n"
    );
}

fn report() -> Report {
    Report {
        title: "members.csv".to_owned(),
        facts: vec![("Rows".to_owned(), "3".to_owned())],
        charts: vec![Chart {
            title: "Verdicts".to_owned(),
            about: "Each row once.".to_owned(),
            bars: vec![
                Bar {
                    label: "Valid".to_owned(),
                    count: 2,
                    verdict: Some("valid".to_owned()),
                    ..Bar::default()
                },
                Bar {
                    label: "Unknown".to_owned(),
                    note: "Check again.".to_owned(),
                    count: 1,
                    ..Bar::default()
                },
            ],
            of: None,
        }],
        texts: vec![("Settings".to_owned(), "[smtp]\nenabled = true\n".to_owned())],
        speech: Speech::default(),
    }
}

#[test]
fn a_workbook_ends_with_its_summary() {
    let fixture = Fixture::new("seed", "x");
    let out = fixture.beside("out.xlsx");
    let mut writer = ListWriter::create(&out, Format::Xlsx(Layout::default()), &cells(["email"])).unwrap();
    writer.row(&cells(["ann@example.com"]), Some(&OURS)).unwrap();
    writer.summary(&report()).unwrap();
    assert_eq!(writer.finish().unwrap(), 1);
    let mut book: Xlsx<_> = open_workbook(&out).unwrap();
    assert_eq!(book.sheet_names(), ["List", "Summary"]);
    let summary = book.worksheet_range("Summary").unwrap();
    let told: Vec<Vec<String>> =
        summary.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
    assert!(told.contains(&cells(["Valid", "2", "66.7 %", ""]).to_vec()), "{told:?}");
    assert!(told.contains(&cells(["Unknown", "1", "33.3 %", "Check again."]).to_vec()), "{told:?}");
    let again = Source::open(&out, &ReadOptions::default()).unwrap();
    assert_eq!(again.columns()[0], "email", "the list is still what is read from it");
}

#[test]
fn a_report_is_one_page_that_needs_nothing_else() {
    let fixture = Fixture::new("seed", "x");
    let out = fixture.beside("report.html");
    report().write_html(&out).unwrap();
    let page = fs::read_to_string(&out).unwrap();
    for word in ["<!doctype html>", "members.csv", "<svg", "66.7 %", "Check again.", "enabled = true"] {
        assert!(page.contains(word), "{word} is not in {page}");
    }
    for word in ["<script", "http://", "https://", "src=", "url(", "@import"] {
        assert!(!page.contains(word), "{word} is in {page}");
    }
    assert_eq!(fixture.folder(), ["report.html", "seed"]);
}

#[test]
fn several_files_go_into_one_or_none() {
    let fixture = Fixture::new("valid.csv", "email\nann@example.com\n");
    let out = fixture.beside("out.zip");
    let missing = ("gone.csv".to_owned(), fixture.beside("gone.csv"));
    let valid = ("valid.csv".to_owned(), fixture.path());
    assert!(zip_files(&out, &[valid.clone(), missing]).is_err());
    assert_eq!(fixture.folder(), ["valid.csv"]);
    zip_files(&out, &[valid]).unwrap();
    let mut archive = zip::ZipArchive::new(fs::File::open(&out).unwrap()).unwrap();
    let mut content = String::new();
    archive.by_name("valid.csv").unwrap().read_to_string(&mut content).unwrap();
    assert_eq!(content, "email\nann@example.com\n");
}

/// A table as a program writes it: one way to quote, one way to end lines.
#[derive(Clone, Debug)]
struct Table {
    rows: Vec<Vec<String>>,
    delimiter: char,
    ending: LineEnding,
    quoting: Quoting,
    encoding: &'static str,
    bom: bool,
}

impl Table {
    fn line(&self, cells: &[String]) -> String {
        let quoted: Vec<String> = cells
            .iter()
            .map(|cell| {
                let needed = cell.contains([self.delimiter, '"', '\n', '\r']);
                let wanted = match self.quoting {
                    Quoting::Always => true,
                    Quoting::Filled => !cell.is_empty(),
                    Quoting::Texts => !cell.is_empty() && cell.parse::<u64>().is_err(),
                    Quoting::AsNeeded => false,
                };
                if needed || wanted { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.clone() }
            })
            .collect();
        quoted.join(&self.delimiter.to_string())
    }

    fn bytes(&self) -> Vec<u8> {
        let mut content = String::new();
        for row in &self.rows {
            content += &self.line(row);
            content += self.ending.text();
        }
        let mark = if self.bom { "\u{FEFF}" } else { "" };
        let content = format!("{mark}{content}");
        match self.encoding {
            "UTF-16LE" => content.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            "UTF-16BE" => content.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            label => {
                encoding_rs::Encoding::for_label(label.as_bytes()).unwrap().encode(&content).0.into_owned()
            }
        }
    }
}

fn table() -> impl Strategy<Value = Table> {
    let cell = prop_oneof![
        4 => "[a-zé][a-z0-9@.+=-]{0,10}",
        2 => "[1-9][0-9]{0,8}",
        1 => Just(String::new()),
        1 => "[a-z][a-z,;|\t\"\n ]{0,6}",
    ];
    // What tells each way of quoting from the others: a text, a number, an empty cell.
    let telling = vec!["text".to_owned(), "7".to_owned(), String::new()];
    (
        prop::collection::vec(prop::collection::vec(cell, 3), 1..6),
        prop_oneof![Just(','), Just(';'), Just('\t'), Just('|')],
        prop_oneof![Just(LineEnding::Lf), Just(LineEnding::CrLf), Just(LineEnding::Cr)],
        prop_oneof![
            Just(Quoting::AsNeeded),
            Just(Quoting::Texts),
            Just(Quoting::Filled),
            Just(Quoting::Always)
        ],
        prop_oneof![
            Just(("utf-8", false)),
            Just(("utf-8", true)),
            Just(("UTF-16LE", true)),
            Just(("UTF-16BE", true)),
            Just(("windows-1252", false)),
            Just(("gb18030", false)),
        ],
    )
        .prop_map(move |(mut rows, delimiter, ending, quoting, (encoding, bom))| {
            rows.insert(0, telling.clone());
            rows.insert(0, vec!["email".to_owned(), "b".to_owned(), "c".to_owned()]);
            Table { rows, delimiter, ending, quoting, encoding, bom }
        })
}

proptest! {
    #![proptest_config(ProptestConfig {
        rng_seed: RngSeed::Fixed(1),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_raw_export_is_the_file_with_our_columns_appended(table in table()) {
        let before = table.bytes();
        let fixture = Fixture::new("list.csv", &before);
        // Only what a handful of made-up cells cannot tell is said; how the file is written is found out.
        let options = ReadOptions {
            encoding: Some(table.encoding.to_owned()),
            delimiter: Some(table.delimiter),
            header: Some(true),
            ..ReadOptions::default()
        };
        let source = fixture.open_with(&options).unwrap();
        let out = fixture.beside("out.csv");
        let ours = OurColumns { chosen: vec![OurColumn::Verdict], ..OurColumns::default() };
        let layout: Layout = source.layout().clone();
        let mut writer = ListWriter::create_with(&out, Format::Csv(layout), source.columns(), ours).unwrap();
        for row in source.rows() {
            writer.row(&row.unwrap(), Some(&OURS)).unwrap();
        }
        prop_assert_eq!(writer.remark(), None);
        writer.finish().unwrap();
        let mut wanted = table.clone();
        for (n, row) in wanted.rows.iter_mut().enumerate() {
            row.push(if n == 0 { "mailvet_verdict".to_owned() } else { "valid".to_owned() });
        }
        prop_assert_eq!(fs::read(&out).unwrap(), wanted.bytes(), "{:?}", source.layout());
    }
}
