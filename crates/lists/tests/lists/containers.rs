//! Containers: other kinds of workbook, those that are none, and those that mean harm.

use std::io::{Cursor, Write};

use mailvet_lists::{ReadError, ReadOptions};
use rust_xlsxwriter::Workbook;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::fixtures::{Fixture, cells, rows};

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        let method =
            if *name == "mimetype" { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        zip.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (name, content) in streams {
        file.create_stream(name).unwrap().write_all(content).unwrap();
    }
    file.into_inner().into_inner()
}

const ODS_MIME: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";
const ODS_MANIFEST: &[u8] = b"<?xml version=\"1.0\"?><manifest:manifest><manifest:file-entry manifest:full-path=\"content.xml\"/></manifest:manifest>";

fn ods(rows: &str) -> Fixture {
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content><office:body><office:spreadsheet>\
         <table:table table:name=\"Members\">{rows}</table:table>\
         </office:spreadsheet></office:body></office:document-content>"
    );
    let parts: [(&str, &[u8]); 3] = [
        ("mimetype", ODS_MIME),
        ("META-INF/manifest.xml", ODS_MANIFEST),
        ("content.xml", content.as_bytes()),
    ];
    Fixture::new("list.ods", zipped(&parts))
}

#[test]
fn open_document_sheets_are_read() {
    let source = ods(
        "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>email</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"string\"><text:p>since</text:p></table:table-cell></table:table-row>\
         <table:table-row><table:table-cell office:value-type=\"string\"><text:p>ann@example.com</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"date\" office:date-value=\"2026-11-23\"><text:p>23.11.26</text:p></table:table-cell>\
         <table:table-cell table:number-columns-repeated=\"16382\"/></table:table-row>\
         <table:table-row table:number-rows-repeated=\"1048574\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>",
    )
    .open()
    .unwrap();
    assert_eq!(source.columns(), ["email", "since"]);
    assert_eq!(rows(&source), [cells(["ann@example.com", "2026-11-23"])]);
}

#[test]
fn an_open_document_sheet_that_repeats_itself_without_end_is_refused() {
    let row = "<table:table-row table:number-rows-repeated=\"1048576\">\
               <table:table-cell table:number-columns-repeated=\"16384\" office:value-type=\"float\" office:value=\"1\"/></table:table-row>";
    assert!(matches!(ods(row).open(), Err(ReadError::Absurd { .. })));
}

/// A record of an XLS workbook (MS-XLS 2.1.4).
fn record(kind: u16, content: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes(), &(content.len() as u16).to_le_bytes(), content].concat()
}

fn label(row: u16, column: u16, text: &str) -> Vec<u8> {
    let mut content = [row, column, 0, text.len() as u16].map(u16::to_le_bytes).concat();
    content.push(0);
    content.extend_from_slice(text.as_bytes());
    record(0x0204, &content)
}

fn xls(cells: &[Vec<u8>]) -> Fixture {
    let begin = record(0x0809, &[0x00, 0x06, 0x05, 0x00, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let end = record(0x000A, &[]);
    let bound = |start: u32| {
        let mut content = start.to_le_bytes().to_vec();
        content.extend_from_slice(&[0, 0, 7, 0]);
        content.extend_from_slice(b"Members");
        record(0x0085, &content)
    };
    let start = (begin.len() + bound(0).len() + end.len()) as u32;
    let stream = [begin.clone(), bound(start), end.clone(), begin, cells.concat(), end].concat();
    Fixture::new("list.xls", compound(&[("/Workbook", &stream)]))
}

#[test]
fn old_workbooks_are_read() {
    let number =
        [&1_u16.to_le_bytes(), &1_u16.to_le_bytes(), &0_u16.to_le_bytes(), 31.0_f64.to_le_bytes().as_slice()]
            .concat();
    let source = xls(&[
        label(0, 0, "email"),
        label(0, 1, "age"),
        label(1, 0, "ann@example.com"),
        record(0x0203, &number),
    ])
    .open()
    .unwrap();
    assert_eq!(source.columns(), ["email", "age"]);
    assert_eq!(rows(&source), [cells(["ann@example.com", "31"])]);
}

#[test]
fn an_old_workbook_that_claims_all_memory_is_refused() {
    let dimensions =
        [&0_u32.to_le_bytes(), &u32::MAX.to_le_bytes(), [0, 0, 0xFF, 0xFF, 0, 0].as_slice()].concat();
    assert!(matches!(
        xls(&[record(0x0200, &dimensions), label(0, 0, "email")]).open(),
        Err(ReadError::Damaged { .. })
    ));
    assert!(matches!(
        xls(&[label(0, 0, "email"), label(u16::MAX, u16::MAX, "x")]).open(),
        Err(ReadError::Damaged { .. })
    ));
}

#[test]
fn a_workbook_with_a_password_says_what_to_do() {
    let bytes = compound(&[("/EncryptionInfo", &[4, 0, 4, 0]), ("/EncryptedPackage", &[0; 64])]);
    assert_eq!(
        Fixture::new("list.xlsx", bytes).refusal(),
        "“list.xlsx” is protected with a password. Open it in your spreadsheet program, save a copy without the password, \
         and bring that."
    );
    // FilePass (MS-XLS 2.4.117): RC4.
    assert!(matches!(xls(&[]).open(), Err(ReadError::EmptySheet { .. })));
    let stream = [record(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0]), record(0x002F, &[1, 0, 1, 0])].concat();
    let old = Fixture::new("list.xls", compound(&[("/Workbook", &stream)]));
    assert!(matches!(old.open(), Err(ReadError::Protected { .. })));
    let manifest = b"<?xml version=\"1.0\"?><manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    let parts: [(&str, &[u8]); 3] =
        [("mimetype", ODS_MIME), ("META-INF/manifest.xml", manifest), ("content.xml", b"secret")];
    assert!(matches!(Fixture::new("list.ods", zipped(&parts)).open(), Err(ReadError::Protected { .. })));
}

#[test]
fn a_workbook_cut_off_is_damaged_wherever_it_is_cut() {
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 0, "ann@example.com").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    for length in (4..bytes.len()).step_by(97) {
        assert!(
            matches!(Fixture::new("list.xlsx", &bytes[..length]).open(), Err(ReadError::Damaged { .. })),
            "{length}"
        );
    }
}

#[test]
fn damaged_bytes_end_in_a_sentence() {
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 0, "ann@example.com").unwrap();
    let sound = book.save_to_buffer().unwrap();
    let old = std::fs::read(xls(&[label(0, 0, "email"), label(1, 0, "ann@example.com")]).path()).unwrap();
    for bytes in [sound, old] {
        for place in (0..bytes.len()).step_by(53) {
            let mut damaged = bytes.clone();
            damaged[place] ^= 0x55;
            if let Ok(source) = Fixture::new("list", &damaged).open() {
                assert!(source.rows().all(|row| row.is_ok()));
            }
        }
    }
}

#[test]
fn other_documents_are_named() {
    for (parts, words) in [
        ([("word/document.xml", b"<x/>".as_slice())], "is a text document"),
        ([("ppt/presentation.xml", b"<x/>".as_slice())], "is a presentation"),
        ([("Index/Document.iwa", b"x".as_slice())], "is a Numbers document"),
        ([("list.csv", b"ann@example.com".as_slice())], "is a zip archive"),
    ] {
        let refusal = Fixture::new("list.xlsx", zipped(&parts)).refusal();
        assert!(refusal.contains(words), "{refusal}");
    }
    let old = Fixture::new("list.doc", compound(&[("/WordDocument", &[0; 16])])).refusal();
    assert!(old.contains("a document of another program"), "{old}");
}

#[test]
fn a_zip_bomb_is_not_unpacked() {
    let mut bytes = zipped(&[("xl/sharedStrings.xml", b"<sst/>")]);
    // The unpacked size in the central directory (APPNOTE 4.3.12, offset 24) now says 4 GB.
    let entry = bytes.windows(4).position(|mark| mark == b"PK\x01\x02").unwrap();
    bytes[entry + 24..entry + 28].copy_from_slice(&0xFFFF_FFFE_u32.to_le_bytes());
    assert_eq!(
        Fixture::new("list.xlsx", bytes).refusal(),
        "“list.xlsx” would unpack to far more than any list holds (xl/sharedstrings.xml: 3 GB, the limit is 1 GB), so it was \
         not opened. Save the sheet with the addresses as .csv and bring that."
    );
}

#[test]
fn texts_that_claim_all_memory_are_refused() {
    let parts: [(&str, &[u8]); 2] = [
        ("xl/workbook.xml", b"<workbook/>"),
        ("xl/sharedStrings.xml", b"<sst uniqueCount=\"999999999999\"></sst>"),
    ];
    assert!(matches!(Fixture::new("list.xlsx", zipped(&parts)).open(), Err(ReadError::Damaged { .. })));
}

#[test]
fn options_for_text_do_not_disturb_a_workbook() {
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 0, "ann@example.com").unwrap();
    let fixture = Fixture::new("list.xlsx", book.save_to_buffer().unwrap());
    let options =
        ReadOptions { encoding: Some("utf-8".to_owned()), delimiter: Some(';'), ..ReadOptions::default() };
    assert_eq!(rows(&fixture.open_with(&options).unwrap()), [cells(["ann@example.com"])]);
}
