//! Workbooks as people have them.

use mailvet_lists::{FileKind, ReadError, ReadOptions};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use crate::fixtures::{Fixture, cells, rows};

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
    assert_eq!(preview.remarks, ["One hidden sheet is left out."]);

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
        source
            .remarks()
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
    assert!(source.remarks()[0].contains("on row 3"), "{:?}", source.remarks());
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
