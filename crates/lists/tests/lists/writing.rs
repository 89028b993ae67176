//! Lists going out.

use std::{fs, path::Path};

use calamine::{Data, Reader, Xlsx, open_workbook};
use mailvet_lists::{
    Format, Layout, LineEnding, ListWriter, OurCells, OurColumns, Quoting, ReadOptions, Source, WriteError,
};

use crate::fixtures::{Fixture, cells, rows, text};

const OURS: OurCells<'static> = OurCells {
    verdict: "likely_valid",
    reason: "catch_all",
    action: "caution",
    score: 71,
    confidence: 0.625,
    flags: &["role", "free"],
    suggestion: None,
    detail: "Takes everything, and says \"yes\".",
    checked_at: "2026-11-23T10:15:00Z",
};

/// Writes a source to a path, with the same result in every row.
fn export(source: &Source, path: &Path, format: Format) -> Result<u64, WriteError> {
    let mut writer = ListWriter::create(path, format, source.columns())?;
    for row in source.rows() {
        writer.row(&row.unwrap(), Some(&OURS))?;
    }
    writer.finish()
}

fn export_csv(content: impl AsRef<[u8]>) -> Vec<u8> {
    let fixture = text(content);
    let source = fixture.open().unwrap();
    let out = fixture.beside("out.csv");
    export(&source, &out, Format::Csv(source.layout().clone())).unwrap();
    fs::read(out).unwrap()
}

#[test]
fn a_file_comes_back_as_it_came_with_our_columns_behind() {
    let out = export_csv(
        "\u{FEFF}\"E-Mail\";\"Nr\"\r\n\"ann@example.com\";\"007\"\r\n\"bob@example.com\";\"\"\r\n",
    );
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "\u{FEFF}\"E-Mail\";\"Nr\";\"mailvet_verdict\";\"mailvet_reason\";\"mailvet_action\";\"mailvet_score\";\
         \"mailvet_confidence\";\"mailvet_flags\";\"mailvet_suggestion\";\"mailvet_detail\";\"mailvet_checked_at\"\r\n\
         \"ann@example.com\";\"007\";\"likely_valid\";\"catch_all\";\"caution\";\"71\";\"0.62\";\"role|free\";\"\";\
         \"Takes everything, and says \"\"yes\"\".\";\"2026-11-23T10:15:00Z\"\r\n\
         \"bob@example.com\";\"\";\"likely_valid\";\"catch_all\";\"caution\";\"71\";\"0.62\";\"role|free\";\"\";\
         \"Takes everything, and says \"\"yes\"\".\";\"2026-11-23T10:15:00Z\"\r\n"
    );
}

#[test]
fn quotes_appear_only_where_they_were_or_must_be() {
    let out = String::from_utf8(export_csv("email,note\nann@example.com,\"a, b\"\n")).unwrap();
    assert!(out.ends_with(
        "ann@example.com,\"a, b\",likely_valid,catch_all,caution,71,0.62,role|free,,\
         \"Takes everything, and says \"\"yes\"\".\",2026-11-23T10:15:00Z\n"
    ));
    let out = String::from_utf8(export_csv("\"email\",\"age\"\n\"ann@example.com\",3\n")).unwrap();
    assert!(out.contains(
        "\n\"ann@example.com\",3,\"likely_valid\",\"catch_all\",\"caution\",71,0.62,\"role|free\",,\""
    ));
}

#[test]
fn a_list_without_a_header_gets_one_and_pasted_lines_get_commas() {
    let out = String::from_utf8(export_csv("ann@example.com\n\"Smith, Bob\" <bob@example.com>\n")).unwrap();
    assert!(out.starts_with("Column 1,mailvet_verdict,"));
    assert!(out.contains("\n\"\"\"Smith, Bob\"\" <bob@example.com>\",likely_valid,"));
}

#[test]
fn unnamed_columns_stay_unnamed_and_short_rows_are_filled_up() {
    let out = String::from_utf8(export_csv("email,\nann@example.com\nbob@example.com,x,y\n")).unwrap();
    assert!(out.starts_with("email,,,mailvet_verdict,"));
    assert!(out.contains("\nann@example.com,,,likely_valid,"));
}

#[test]
fn the_encoding_is_kept() {
    let (bytes, ..) =
        encoding_rs::WINDOWS_1252.encode("name,email\nJürgen Müßig,j@example.de\nÄnne Größe,a@example.de\n");
    let out = export_csv(&bytes);
    assert_eq!(
        encoding_rs::UTF_8.decode_without_bom_handling_and_without_replacement(&out),
        None,
        "it is no UTF-8"
    );
    let (back, ..) = encoding_rs::WINDOWS_1252.decode(&out);
    assert!(back.contains("\nÄnne Größe,a@example.de,likely_valid,"));

    let utf16: Vec<u8> = "\u{FEFF}name\temail\r\nZoë 🦉\tz@example.com\r\n"
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    let out = export_csv(utf16);
    assert!(out.starts_with(&[0xFE, 0xFF]));
    let (back, _, broken) = encoding_rs::UTF_16BE.decode(&out);
    assert!(!broken && back.contains("Zoë 🦉\tz@example.com\tlikely_valid\t"));
}

#[test]
fn a_letter_that_the_encoding_has_not_turns_the_whole_file_to_utf8() {
    let (bytes, ..) =
        encoding_rs::WINDOWS_1252.encode("name,email\nJürgen Müßig,j@example.de\nÄnne Größe,a@example.de\n");
    let fixture = text(&bytes);
    let source = fixture.open().unwrap();
    let out = fixture.beside("out.csv");
    let mut writer =
        ListWriter::create(&out, Format::Csv(source.layout().clone()), source.columns()).unwrap();
    let all = rows(&source);
    writer.row(&all[0], Some(&OURS)).unwrap();
    writer.row(&all[1], Some(&OurCells { detail: "Did you mean Ωmega?", ..OURS })).unwrap();
    writer.row(&all[1], Some(&OURS)).unwrap();
    assert_eq!(
        writer.remark().map(|remark| remark.to_string()).as_deref(),
        Some("The encoding windows-1252 has no sign for “Ω”, so the file is written in UTF-8.")
    );
    assert_eq!(writer.finish().unwrap(), 3);
    let back = String::from_utf8(fs::read(&out).unwrap()).unwrap();
    assert!(back.starts_with("\u{FEFF}name,email,mailvet_verdict"));
    assert!(back.contains("\nJürgen Müßig,") && back.contains("Did you mean Ωmega?"));
    assert_eq!(back.lines().count(), 4);
    assert_eq!(fixture.folder(), ["list.csv", "out.csv"]);
}

#[test]
fn rows_without_a_result_have_empty_cells() {
    let fixture = text("email\nann@example.com\n");
    let out = fixture.beside("out.csv");
    let mut writer = ListWriter::create(&out, Format::Csv(Layout::default()), &cells(["email"])).unwrap();
    writer.row(&cells(["ann@example.com"]), None).unwrap();
    writer.finish().unwrap();
    assert!(fs::read_to_string(out).unwrap().ends_with("\nann@example.com,,,,,,,,,\n"));
}

#[test]
fn an_export_can_be_brought_in_and_exported_again() {
    let once = export_csv("email\nann@example.com\n");
    let twice = String::from_utf8(export_csv(&once)).unwrap();
    let names: Vec<&str> = twice.lines().next().unwrap().split(',').collect();
    assert_eq!(names[1..10], OurColumns::default().names(&[]));
    assert_eq!(names[10], "mailvet_verdict_2");
    assert_eq!(names.len(), 19);
}

#[test]
fn a_file_may_replace_the_one_it_was_read_from() {
    let fixture = text("email\nann@example.com\n");
    let source = fixture.open().unwrap();
    export(&source, &fixture.path(), Format::Csv(source.layout().clone())).unwrap();
    let again = fixture.open().unwrap();
    assert_eq!(again.columns().len(), 10);
    assert_eq!(fixture.folder(), ["list.csv"]);
}

#[test]
fn a_writer_that_is_given_up_leaves_everything_as_it_was() {
    let fixture = text("email\nann@example.com\n");
    for format in [Format::Csv(Layout::default()), Format::Xlsx(Layout::default()), Format::Jsonl] {
        let mut writer = ListWriter::create(&fixture.path(), format, &cells(["email"])).unwrap();
        writer.row(&cells(["bob@example.com"]), None).unwrap();
        drop(writer);
    }
    assert_eq!(fs::read_to_string(fixture.path()).unwrap(), "email\nann@example.com\n");
    assert_eq!(fixture.folder(), ["list.csv"]);
}

#[test]
fn places_that_cannot_be_written_to_are_named() {
    let fixture = text("email\n");
    let refusal = |path: &Path| ListWriter::create(path, Format::Jsonl, &[]).unwrap_err();
    assert!(matches!(refusal(fixture.path().parent().unwrap()), WriteError::IsFolder { .. }));
    assert!(matches!(refusal(&fixture.beside("no/such/out.csv")), WriteError::NoFolder { .. }));
    let mut permissions = fs::metadata(fixture.path()).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(fixture.path(), permissions).unwrap();
    assert!(matches!(refusal(&fixture.path()), WriteError::ReadOnlyFile { .. }));
}

#[cfg(unix)]
#[test]
fn a_replaced_file_keeps_its_permissions_and_a_link_its_goal() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let fixture = text("email\nann@example.com\n");
    fs::set_permissions(fixture.path(), fs::Permissions::from_mode(0o640)).unwrap();
    let link = fixture.beside("link.csv");
    symlink(fixture.path(), &link).unwrap();
    let source = fixture.open().unwrap();
    export(&source, &link, Format::Csv(source.layout().clone())).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::metadata(fixture.path()).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(fs::read_to_string(fixture.path()).unwrap().contains("likely_valid"));
}

#[test]
fn a_workbook_holds_texts_as_texts_and_figures_as_figures() {
    let fixture = text(
        "email,code,formula\nann@example.com,007,=1+1\nbob@example.com,123456789012345678901,@SUM(A1)\n",
    );
    let source = fixture.open().unwrap();
    let out = fixture.beside("out.xlsx");
    assert_eq!(export(&source, &out, Format::Xlsx(Layout::default())).unwrap(), 2);
    let mut book: Xlsx<_> = open_workbook(&out).unwrap();
    assert_eq!(book.sheet_names(), ["List"]);
    let range = book.worksheet_range("List").unwrap();
    let row: Vec<Data> = range.rows().nth(1).unwrap().to_vec();
    let texts = |text: &str| Data::String(text.to_owned());
    assert_eq!(row[..4], [texts("ann@example.com"), texts("007"), texts("=1+1"), texts("likely_valid")]);
    assert_eq!(row[6..9], [Data::Float(71.0), Data::Float(0.625), texts("role|free")]);
    assert_eq!(range.get((2, 1)), Some(&texts("123456789012345678901")));
    assert!(book.worksheet_formula("List").unwrap().used_cells().next().is_none());
    let again = Source::open(&out, &ReadOptions::default()).unwrap();
    assert_eq!(again.columns()[3..], OurColumns::default().names(&[]));
    assert_eq!(fixture.folder(), ["list.csv", "out.xlsx"]);
}

#[test]
fn odd_letters_survive_a_workbook() {
    let odd = ["  two spaces  ", "a\nb", "tab\there", "_x0041_", "\u{1}\u{1F}", "<&>\"'", "🦉", "\u{A0}"];
    let fixture = text("x");
    let out = fixture.beside("out.xlsx");
    let mut writer = ListWriter::create(&out, Format::Xlsx(Layout::default()), &cells(["email"])).unwrap();
    for cell in odd {
        writer.row(&cells([cell]), None).unwrap();
    }
    writer.finish().unwrap();
    let mut book: Xlsx<_> = open_workbook(&out).unwrap();
    let range = book.worksheet_range("List").unwrap();
    for (row, cell) in (1..).zip(odd) {
        assert_eq!(range.get_value((row, 0)), Some(&Data::String(cell.to_owned())));
    }
}

#[test]
fn what_a_workbook_cannot_hold_is_said_before_anything_is_replaced() {
    let fixture = text("email\n");
    let out = fixture.beside("out.xlsx");
    let names: Vec<String> = (0..16_384).map(|column| format!("c{column}")).collect();
    let refusal = ListWriter::create(&out, Format::Xlsx(Layout::default()), &names).unwrap_err();
    assert!(matches!(refusal, WriteError::TooManyColumns { columns: 16_393 }));
    let mut writer = ListWriter::create(&out, Format::Xlsx(Layout::default()), &cells(["email"])).unwrap();
    writer.row(&cells(["ann@example.com"]), None).unwrap();
    let refusal = writer.row(&["x".repeat(32_768)], None).unwrap_err();
    assert!(refusal.to_string().starts_with("Row 2 has a cell with more than 32,767 characters"));
    drop(writer);
    assert_eq!(fixture.folder(), ["list.csv"]);
}

#[test]
fn a_row_with_more_cells_than_columns_is_not_written_askew() {
    let fixture = text("email\n");
    let mut writer =
        ListWriter::create(&fixture.beside("out.csv"), Format::Csv(Layout::default()), &cells(["email"]))
            .unwrap();
    let refusal = writer.row(&cells(["ann@example.com", "stray"]), None).unwrap_err();
    assert!(matches!(refusal, WriteError::TooManyCells { row: 1, cells: 2, columns: 1 }));
}

#[test]
fn json_lines_have_the_columns_by_name_and_ours_typed() {
    let fixture = text("email,name,name\nann@example.com,Ann,\"A \"\"quoted\"\"\"\nbob@example.com\n");
    let source = fixture.open().unwrap();
    let out = fixture.beside("out.jsonl");
    export(&source, &out, Format::Jsonl).unwrap();
    let content = fs::read_to_string(&out).unwrap();
    let lines: Vec<&str> = content.lines().collect();
    assert_eq!(
        lines[0],
        "{\"email\":\"ann@example.com\",\"name\":\"Ann\",\"name_2\":\"A \\\"quoted\\\"\",\"mailvet\":{\"verdict\":\"likely_valid\",\
         \"reason\":\"catch_all\",\"action\":\"caution\",\"score\":71,\"confidence\":0.625,\"flags\":[\"role\",\"free\"],\
         \"suggestion\":null,\"detail\":\"Takes everything, and says \\\"yes\\\".\",\"checked_at\":\"2026-11-23T10:15:00Z\"}}"
    );
    assert!(lines[1].starts_with("{\"email\":\"bob@example.com\",\"name\":\"\",\"name_2\":\"\","));
}

#[test]
fn a_layout_is_kept_as_json() {
    let layout = Layout {
        encoding: "windows-1252".to_owned(),
        delimiter: Some(';'),
        line_ending: LineEnding::CrLf,
        quoting: Quoting::Always,
        header: Some(cells(["E-Mail", ""])),
        ..Layout::default()
    };
    let json = serde_json::to_string(&layout).unwrap();
    assert_eq!(serde_json::from_str::<Layout>(&json).unwrap(), layout);
}

#[test]
fn a_stranger_reads_our_csv_the_same_way() {
    let fixture =
        Fixture::new("list.csv", "email,note\nann@example.com,\"a \"\"b\"\"\r\nc\"\nbob@example.com,plain\n");
    let source = fixture.open().unwrap();
    let out = fixture.beside("out.csv");
    export(&source, &out, Format::Csv(source.layout().clone())).unwrap();
    let mut reader = csv::Reader::from_path(&out).unwrap();
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(&records[0][1], "a \"b\"\r\nc");
    assert_eq!(&records[1][9], OURS.detail);
    assert_eq!(reader.headers().unwrap().len(), 11);
}
