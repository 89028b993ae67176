//! Workbooks as people have them.

use std::io::{Cursor, Read, Write};

use mailvet_lists::{FileKind, ReadError, ReadOptions};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use crate::fixtures::{Fixture, cells, rows, said};

fn xlsx(make: impl FnOnce(&mut Workbook)) -> Fixture {
    let mut book = Workbook::new();
    make(&mut book);
    Fixture::new("list.xlsx", book.save_to_buffer().unwrap())
}

#[test]
fn cells_read_as_people_see_them() {
    let source = xlsx(|book| {
        let sheet = book.add_worksheet();
        for (column, name) in
            ["Email", "Id", "Ratio", "Since", "At", "Yes", "Sum", "Code", "Zip"].iter().enumerate()
        {
            sheet.write(0, column as u16, *name).unwrap();
        }
        let date = Format::new().set_num_format("yyyy-mm-dd");
        let time = Format::new().set_num_format("dd/mm/yyyy hh:mm");
        let zip = Format::new().set_num_format("00000");
        sheet.write(1, 0, "ann@example.com").unwrap();
        sheet.write(1, 1, 491_701_234_567_f64).unwrap();
        sheet.write(1, 2, 0.1 + 0.2).unwrap();
        sheet.write_with_format(1, 3, ExcelDateTime::from_ymd(2026, 11, 23).unwrap(), &date).unwrap();
        let moment = ExcelDateTime::from_ymd(2026, 11, 23).unwrap().and_hms(10, 15, 0).unwrap();
        sheet.write_with_format(1, 4, &moment, &time).unwrap();
        sheet.write(1, 5, true).unwrap();
        sheet.write(1, 6, Formula::new("=40+2").set_result("42")).unwrap();
        sheet.write(1, 7, "007").unwrap();
        sheet.write_with_format(1, 8, 1234, &zip).unwrap();
    })
    .open()
    .unwrap();
    assert_eq!(source.layout().kind, FileKind::Workbook);
    assert_eq!(
        rows(&source),
        [cells([
            "ann@example.com",
            "491701234567",
            "0.3",
            "2026-11-23",
            "2026-11-23T10:15:00",
            "TRUE",
            "42",
            "007",
            "01234",
        ])]
    );
    assert_eq!(source.email_column(), Some(0));
}

#[test]
fn the_sheet_with_addresses_is_chosen_and_hidden_ones_are_left_out() {
    let fixture = xlsx(|book| {
        book.add_worksheet().set_name("Read me").unwrap().write(0, 0, "Made in spring").unwrap();
        let members = book.add_worksheet().set_name("Members").unwrap();
        members.write(0, 0, "E-mail").unwrap().write(1, 0, "ann@example.com").unwrap();
        let secret = book.add_worksheet().set_name("Secret").unwrap();
        secret.write(0, 0, "hidden@example.com").unwrap().set_hidden(true);
    });
    let preview = fixture.preview();
    assert_eq!(preview.sheets, ["Read me", "Members"]);
    assert_eq!(preview.sheet.as_deref(), Some("Members"));
    assert_eq!(preview.total_rows, 1);
    assert_eq!(preview.encoding, None);
    assert_eq!(preview.delimiter, None);
    assert_eq!(said(&preview.remarks), ["One hidden sheet is left out."]);

    let other = ReadOptions { sheet: Some("Read me".to_owned()), ..ReadOptions::default() };
    assert_eq!(rows(&fixture.open_with(&other).unwrap()), [cells(["Made in spring"])]);
    let hidden = ReadOptions { sheet: Some("Secret".to_owned()), ..ReadOptions::default() };
    assert!(matches!(fixture.open_with(&hidden), Err(ReadError::NoSuchSheet { .. })));
}

#[test]
fn cells_far_apart_cost_nothing() {
    let source = xlsx(|book| {
        let sheet = book.add_worksheet();
        sheet.write(0, 0, "email").unwrap().write(1, 0, "ann@example.com").unwrap();
        sheet.write(1_048_575, 16_383, "far away").unwrap();
    })
    .open()
    .unwrap();
    assert_eq!(source.total_rows(), 2);
    assert_eq!(source.columns().len(), 16_384);
    assert_eq!(rows(&source)[1][16_383], "far away");
    assert!(
        said(&source.remarks())
            .contains(&"Empty rows are left out: rows 3, 4, 5, 6, 7 and 1048568 more.".to_owned())
    );
}

#[test]
fn a_row_wider_than_the_header_is_kept_and_remarked() {
    let source = xlsx(|book| {
        let sheet = book.add_worksheet();
        sheet
            .write(0, 0, "email")
            .unwrap()
            .write(1, 0, "ann@example.com")
            .unwrap()
            .write(2, 0, "bob@example.com")
            .unwrap();
        sheet.write(2, 1, "note").unwrap();
    })
    .open()
    .unwrap();
    assert_eq!(source.columns(), ["email", "Column 2"]);
    assert_eq!(rows(&source), [cells(["ann@example.com"]).as_slice(), &cells(["bob@example.com", "note"])]);
    assert_eq!(source.remarks().len(), 1);
    assert!(said(&source.remarks())[0].contains("on row 3"), "{:?}", source.remarks());
}

#[test]
fn a_workbook_that_calls_itself_csv_is_read_as_what_it_is() {
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 0, "ann@example.com").unwrap();
    let preview = Fixture::new("list.csv", book.save_to_buffer().unwrap()).preview();
    assert_eq!(preview.kind, FileKind::Workbook);
    assert_eq!(preview.email_column, Some(0));
}

#[test]
fn empty_workbooks_are_refused() {
    let refusal = xlsx(|book| {
        book.add_worksheet();
    })
    .refusal();
    assert!(refusal.contains("has no rows"), "{refusal}");
    let refusal = xlsx(|book| {
        book.add_worksheet().write(0, 0, "email").unwrap();
    })
    .refusal();
    assert!(refusal.contains("no rows below them"), "{refusal}");
}

#[test]
fn a_workbook_may_be_read_as_often_as_needed() {
    let source = xlsx(|book| {
        let sheet = book.add_worksheet();
        for row in 0..2_000 {
            sheet.write(row, 0, format!("user{row}@example.com")).unwrap();
        }
    })
    .open()
    .unwrap();
    assert_eq!(source.rows().count(), 2_000);
    assert_eq!(source.preview().unwrap().total_rows, 2_000);
    assert_eq!(rows(&source)[1_999], ["user1999@example.com"]);
}

/// Takes a workbook apart and puts it together again, with other parts.
fn repacked(fixture: &Fixture, mend: impl Fn(&str, Vec<u8>) -> Vec<u8>, more: &[(&str, &[u8])]) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(std::fs::File::open(fixture.path()).unwrap()).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..from.len() {
        let mut part = from.by_index(index).unwrap();
        let name = part.name().unwrap().to_string();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        to.start_file(&name, zip::write::SimpleFileOptions::default()).unwrap();
        to.write_all(&mend(&name, content)).unwrap();
    }
    for (name, content) in more {
        to.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        to.write_all(content).unwrap();
    }
    to.finish().unwrap().into_inner()
}

#[test]
fn a_workbook_with_macros_is_read_and_its_macros_are_not_looked_at() {
    let plain = xlsx(|book| {
        let sheet = book.add_worksheet();
        sheet.write(0, 0, "email").unwrap();
        sheet.write(1, 0, "ann@example.com").unwrap();
    });
    let with_macros = repacked(
        &plain,
        |name, content| match name {
            "[Content_Types].xml" => String::from_utf8(content)
                .unwrap()
                .replace(
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                    "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                )
                .into_bytes(),
            _ => content,
        },
        &[("xl/vbaProject.bin", b"\xD0\xCF\x11\xE0 no project at all")],
    );
    let source = Fixture::new("list.xlsm", with_macros).open().unwrap();
    assert_eq!(rows(&source), [cells(["ann@example.com"])]);
}

/// A record of MS-XLSB (2.1.4): its type and its length in seven bits a byte.
fn record(kind: u16, content: &[u8]) -> Vec<u8> {
    let low = (kind & 0x7F) as u8;
    let mut bytes = if kind > 0x7F { vec![low | 0x80, (kind >> 7) as u8] } else { vec![low] };
    bytes.push(u8::try_from(content.len()).unwrap());
    assert!(content.len() < 0x80, "longer records are not needed here");
    bytes.extend_from_slice(content);
    bytes
}

/// An XLWideString (2.5.169).
fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [&(units.len() as u32 / 2).to_le_bytes(), units.as_slice()].concat()
}

/// A binary workbook with one sheet of texts and numbers.
fn xlsb(table: &[&[Result<&str, f64>]]) -> Fixture {
    let long = |number: u32| number.to_le_bytes();
    let mut sheet = [
        record(0x0081, &[]),
        record(0x0094, &[long(0), long(table.len() as u32 - 1), long(0), long(1)].concat()),
        record(0x0091, &[]),
    ]
    .concat();
    for (row, cells) in (0..).zip(table) {
        sheet.extend(record(0x0000, &[long(row).as_slice(), &[0; 13]].concat()));
        for (column, cell) in (0..).zip(*cells) {
            let place = [long(column), long(0)].concat();
            sheet.extend(match cell {
                Ok(text) => record(0x0006, &[place, wide(text)].concat()),
                Err(number) => record(0x0005, &[place, number.to_le_bytes().to_vec()].concat()),
            });
        }
    }
    sheet.extend(record(0x0092, &[]));
    let bundle = [long(0).to_vec(), long(1).to_vec(), wide("rId1"), wide("Members")].concat();
    let book = [record(0x009C, &bundle), record(0x0090, &[]), record(0x009D, &[0; 26])].concat();
    let relations = br#"<?xml version="1.0"?><Relationships><Relationship Id="rId1" Target="worksheets/sheet1.bin"/></Relationships>"#;
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [
        ("[Content_Types].xml", b"<Types/>".as_slice()),
        ("xl/_rels/workbook.bin.rels", relations),
        ("xl/workbook.bin", &book),
        ("xl/worksheets/sheet1.bin", &sheet),
    ] {
        to.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        to.write_all(content).unwrap();
    }
    Fixture::new("list.xlsb", to.finish().unwrap().into_inner())
}

#[test]
fn binary_workbooks_are_read() {
    let source = xlsb(&[
        &[Ok("E-Mail"), Ok("Nummer")],
        &[Ok("jürgen@example.de"), Err(491_701_234_567.0)],
        &[Ok("ann@example.com"), Err(0.1 + 0.2)],
    ])
    .open()
    .unwrap();
    assert_eq!(source.columns(), ["E-Mail", "Nummer"]);
    assert_eq!(
        rows(&source),
        [cells(["jürgen@example.de", "491701234567"]), cells(["ann@example.com", "0.3"])]
    );
    assert_eq!(source.preview().unwrap().sheet.as_deref(), Some("Members"));
}

#[test]
fn a_merged_title_above_the_column_names_is_no_row() {
    let source = xlsx(|book| {
        let sheet = book.add_worksheet();
        sheet.merge_range(0, 0, 0, 2, "Members of 2026", &Format::new().set_bold()).unwrap();
        for (column, name) in (0..).zip(["Name", "Town", "E-mail"]) {
            sheet.write(2, column, name).unwrap();
        }
        for (column, cell) in (0..).zip(["Ann", "Ulm", "ann@example.com"]) {
            sheet.write(3, column, cell).unwrap();
        }
    })
    .open()
    .unwrap();
    assert_eq!(source.columns(), ["Name", "Town", "E-mail"]);
    assert_eq!(rows(&source), [cells(["Ann", "Ulm", "ann@example.com"])]);
    assert!(
        said(&source.remarks())[0].contains("above the column names, on row 1"),
        "{:?}",
        source.remarks()
    );
}
