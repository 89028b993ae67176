//! Text files as people have them.

use std::path::Path;

use encoding_rs::{Encoding, ISO_8859_2, SHIFT_JIS, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252};
use mailvet_lists::{FileKind, Format, LineEnding, ListWriter, OurColumns, Quoting, ReadError, ReadOptions};

use crate::fixtures::{Fixture, cells, rows, said, text};

#[test]
fn an_ordinary_list_needs_no_help() {
    let preview = text("name,email\nAnn,ann@example.com\nBob,bob@example.com\n").preview();
    assert_eq!(preview.name, "list.csv");
    assert_eq!(preview.kind, FileKind::Text);
    assert_eq!(preview.encoding.as_deref(), Some("UTF-8"));
    assert_eq!(preview.delimiter, Some(','));
    assert!(preview.header);
    assert_eq!(preview.columns, ["name", "email"]);
    assert_eq!(preview.email_column, Some(1));
    assert_eq!(preview.rows[1], ["Bob", "bob@example.com"]);
    assert_eq!((preview.total_rows, preview.without_address, preview.duplicates), (2, 0, 0));
    assert!(preview.remarks.is_empty(), "{:?}", preview.remarks);
}

#[test]
fn pasted_lines_are_a_list_of_one_column() {
    let preview =
        Fixture::new("pasted.txt", "ann@example.com\r\nBob <bob@example.com>\r\n\r\nmailto:cy@example.com")
            .preview();
    assert_eq!(preview.delimiter, None);
    assert!(!preview.header);
    assert_eq!(preview.columns, ["Column 1"]);
    assert_eq!(preview.email_column, Some(0));
    assert_eq!(preview.total_rows, 3);
    assert_eq!(said(&preview.remarks), ["An empty line is left out: line 3."]);
}

#[test]
fn names_with_commas_before_pasted_addresses_stay_whole() {
    let source = text("\"Smith, Ann\" <ann@example.com>\n\"Jones, Bob\" <bob@example.com>\n").open().unwrap();
    assert_eq!(
        rows(&source),
        [cells(["\"Smith, Ann\" <ann@example.com>"]), cells(["\"Jones, Bob\" <bob@example.com>"])]
    );
    assert!(source.remarks().is_empty());
}

#[test]
fn every_common_encoding_is_read_and_named() {
    let german = "Name;E-Mail\nJürgen Müßig;juergen@example.de\nÄnne Größe;aenne@example.de\nZoë Çelik;zoe@example.de\n";
    let polish = "Imię;E-mail\nŁukasz Żądło;lukasz@example.pl\nGrażyna Święta;grazyna@example.pl\nJózef Źrebię;jozef@example.pl\n";
    let russian = "Имя;Почта\nИван Петров;ivan@example.ru\nОльга Смирнова;olga@example.ru\n";
    let japanese = "名前;メール\n山田太郎;taro@example.jp\n鈴木花子;hanako@example.jp\n";
    let cases: [(&str, &'static Encoding); 4] =
        [(german, WINDOWS_1252), (polish, WINDOWS_1250), (russian, WINDOWS_1251), (japanese, SHIFT_JIS)];
    for (content, encoding) in cases {
        let (bytes, _, lost) = encoding.encode(content);
        assert!(!lost);
        let preview = text(&bytes).preview();
        let first: Vec<&str> = content.lines().nth(1).unwrap().split(';').collect();
        assert_eq!(preview.encoding.as_deref(), Some(encoding.name()));
        assert_eq!(preview.rows[0], first);
        assert_eq!(preview.email_column, Some(1));
        assert!(preview.header);
    }
}

#[test]
fn utf16_from_a_spreadsheet_program_is_read() {
    let content = "name\temail\r\nZoë\tzoe@example.com\r\n";
    for (mark, bytes) in [
        (vec![0xFF, 0xFE], content.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()),
        (vec![0xFE, 0xFF], content.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        (vec![], content.encode_utf16().flat_map(u16::to_le_bytes).collect()),
    ] {
        let source = text([mark.clone(), bytes].concat()).open().unwrap();
        assert_eq!(rows(&source), [cells(["Zoë", "zoe@example.com"])]);
        assert_eq!(source.columns(), ["name", "email"]);
        assert_eq!(source.layout().bom, !mark.is_empty());
        assert_eq!(source.layout().delimiter, Some('\t'));
        assert_eq!(source.layout().line_ending, LineEnding::CrLf);
    }
}

#[test]
fn the_user_may_say_otherwise() {
    let (bytes, ..) = ISO_8859_2.encode("ann@example.com;Łódź\nbob@example.com;Kraków\n");
    let fixture = text(&bytes);
    let options = ReadOptions {
        encoding: Some("latin2".to_owned()),
        delimiter: Some(';'),
        header: Some(true),
        email_column: Some(1),
        ..ReadOptions::default()
    };
    let source = fixture.open_with(&options).unwrap();
    assert_eq!(source.columns(), ["ann@example.com", "Łódź"]);
    assert_eq!(source.email_column(), Some(1));
    let lines =
        ReadOptions { encoding: Some("latin2".to_owned()), delimiter: Some('\n'), ..ReadOptions::default() };
    assert_eq!(rows(&fixture.open_with(&lines).unwrap())[0], ["ann@example.com;Łódź"]);
}

#[test]
fn impossible_wishes_are_refused_with_a_sentence() {
    let fixture = text("ann@example.com,Ann\n");
    let refused = |options| fixture.open_with(&options).unwrap_err().to_string();
    assert!(
        refused(ReadOptions { encoding: Some("klingon".to_owned()), ..ReadOptions::default() })
            .contains("“klingon” is not the name of a text encoding")
    );
    assert_eq!(
        refused(ReadOptions { email_column: Some(7), ..ReadOptions::default() }),
        "“list.csv” has 2 columns, so there is no column 8 to take addresses from."
    );
    assert!(
        refused(ReadOptions { delimiter: Some('"'), ..ReadOptions::default() })
            .contains("cannot part columns")
    );
}

#[test]
fn duplicates_and_missing_addresses_are_counted() {
    let preview = text(
        "email,name\nann@example.com,Ann\n ANN@example.com ,Ann again\nAnn <ann@Example.com>,Ann once more\n,Nobody\n\u{200B} ,Nothing\nbob@example.com,Bob\nbob,Bob\n",
    )
    .preview();
    assert_eq!((preview.total_rows, preview.without_address, preview.duplicates), (7, 2, 2));
}

#[test]
fn ragged_rows_are_kept_and_remarked_by_line() {
    let source =
        text("email,name\nann@example.com\nbob@example.com,Bob,extra,\ncy@example.com,Cy\n").open().unwrap();
    assert_eq!(source.columns(), ["email", "name", "Column 3", "Column 4"]);
    assert_eq!(
        rows(&source),
        [
            cells(["ann@example.com"]).as_slice(),
            &cells(["bob@example.com", "Bob", "extra", ""]),
            &cells(["cy@example.com", "Cy"])
        ]
    );
    assert_eq!(
        said(&source.remarks()),
        [
            "A row has more cells than there are column names, on line 3. The additional cells are kept in 2 columns without a name.",
            "A row has fewer cells than there are columns, on line 2. The missing cells count as empty.",
        ]
    );
    let preview = source.preview().unwrap();
    assert!(preview.rows.iter().all(|row| row.len() == 4), "the grid is rectangular");
}

#[test]
fn a_wider_row_at_the_very_end_is_known_from_the_start() {
    let mut content = "email,name\n".to_owned();
    for number in 0..3_000 {
        content.push_str(&format!("u{number}@example.com,U\n"));
    }
    content.push_str("last@example.com,L,surprise\n");
    let source = text(content).open().unwrap();
    assert_eq!(source.columns(), ["email", "name", "Column 3"]);
    assert_eq!(source.total_rows(), 3_001);
}

#[test]
fn a_quote_that_is_never_closed_swallows_no_row() {
    let source = text("id,name,email\n1,\"Ann,ann@example.com\n2,\"Bob \"\"B\"\" Jones\",bob@example.com\n3,Cy,cy@example.com\n")
        .open()
        .unwrap();
    assert_eq!(
        rows(&source),
        [
            cells(["1", "\"Ann", "ann@example.com"]),
            cells(["2", "Bob \"B\" Jones", "bob@example.com"]),
            cells(["3", "Cy", "cy@example.com"]),
        ]
    );
    assert_eq!(
        said(&source.remarks()),
        [
            "A quote is never closed on line 2. It and what follows are read as ordinary characters, so that no row is swallowed."
        ]
    );
}

#[test]
fn a_quote_that_is_never_closed_in_the_last_row_loses_nothing() {
    let source = text("name,email\nAnn,ann@example.com\n\"Bob,bob@example.com").open().unwrap();
    assert_eq!(rows(&source)[1], ["\"Bob", "bob@example.com"]);
}

#[test]
fn quotes_amid_a_quoted_cell_are_kept() {
    let source = text("\"John \"Johnny\" Smith\",j@example.com\n\"a\"b,k@example.com\n").open().unwrap();
    assert_eq!(
        rows(&source),
        [cells(["John \"Johnny\" Smith", "j@example.com"]), cells(["\"a\"b", "k@example.com"])]
    );
    assert_eq!(
        said(&source.remarks()),
        ["Quotes stand where none belongs on lines 1 and 2; the text is kept as it stands."]
    );
}

#[test]
fn line_breaks_in_quotes_belong_to_the_cell_and_to_the_line_count() {
    let source = text("note,email\r\n\"one\r\ntwo\",ann@example.com\r\nx\r\n").open().unwrap();
    assert_eq!(rows(&source)[0], ["one\r\ntwo", "ann@example.com"]);
    assert_eq!(
        said(&source.remarks()),
        ["A row has fewer cells than there are columns, on line 4. The missing cells count as empty."]
    );
}

#[test]
fn nul_characters_are_kept_and_remarked() {
    let source = text("email,name\nann@example.com,A\0nn\n").open().unwrap();
    assert_eq!(rows(&source), [cells(["ann@example.com", "A\0nn"])]);
    assert_eq!(said(&source.remarks()), ["There are NUL characters on line 2; they are kept."]);
}

#[test]
fn old_macintosh_line_ends_are_line_ends() {
    let source = text("email\rann@example.com\rbob@example.com\r").open().unwrap();
    assert_eq!(source.total_rows(), 2);
    assert_eq!(source.layout().line_ending, LineEnding::Cr);
}

#[test]
fn the_quoting_style_is_recognised() {
    let quoting = |content: &str| text(content).open().unwrap().layout().quoting;
    assert_eq!(quoting("email,age\nann@example.com,3\n"), Quoting::AsNeeded);
    assert_eq!(
        quoting("\"email\",\"age\"\n\"ann@example.com\",\"3\"\n\"bob@example.com\",\"\"\n"),
        Quoting::Always
    );
    assert_eq!(quoting("\"email\",\"age\"\n\"ann@example.com\",3\n\"bob@example.com\",\n"), Quoting::Texts);
    assert_eq!(
        quoting("\"email\",\"age\"\n\"ann@example.com\",\"3\"\n\"bob@example.com\",\n"),
        Quoting::Filled
    );
    assert_eq!(quoting("email,name\nann@example.com,\"Smith, Ann\"\n"), Quoting::AsNeeded);
}

#[test]
fn bytes_that_do_not_fit_are_remarked() {
    let mut bytes = "email,name\nann@example.com,Zoë Çelik Ærø Łódź naïve Müller\n".as_bytes().to_vec();
    bytes.extend_from_slice("bob@example.com,café ÄÖÜ ßßß\n".as_bytes());
    bytes.extend_from_slice(b"cy@example.com,caf\xE9\n");
    let source = text(bytes).open().unwrap();
    assert_eq!(rows(&source)[2][1], "café");
    assert_eq!(
        said(&source.remarks()),
        ["Some letters on line 4 are not in UTF-8 like the rest; they are read as Windows-1252."]
    );
}

#[test]
fn empty_files_and_files_without_rows_are_refused() {
    assert_eq!(text("").refusal(), "“list.csv” is empty.");
    assert_eq!(text(" \r\n\t\n").refusal(), "“list.csv” is empty.");
    assert_eq!(text("\u{FEFF}").refusal(), "“list.csv” is empty.");
    assert_eq!(
        text("name,email\n").refusal(),
        "“list.csv” has column names and no rows below them, so there is nothing to check."
    );
}

#[test]
fn a_list_without_addresses_opens_and_says_so() {
    let preview = text("name,town\nAnn,Ulm\nBob,Bonn\n").preview();
    assert_eq!(preview.email_column, None);
    assert_eq!((preview.total_rows, preview.without_address), (2, 0));
}

#[test]
fn a_column_of_garbage_under_its_name_is_still_the_email_column() {
    let preview = text("id,email\n1,@@\n2,n/a\n3,ann at example\n").preview();
    assert_eq!(preview.email_column, Some(1));
}

#[test]
fn ten_thousand_columns_work() {
    let width = 10_000;
    let header: Vec<String> = (0..width).map(|column| format!("c{column}")).collect();
    let mut row = vec!["x".to_owned(); width];
    row[7_777] = "ann@example.com".to_owned();
    let preview = text(format!("{}\n{}\n", header.join(","), row.join(","))).preview();
    assert_eq!(preview.columns.len(), width);
    assert_eq!(preview.email_column, Some(7_777));
}

#[test]
fn fifty_thousand_rows_are_counted_and_fifty_shown() {
    let mut content = "email\n".to_owned();
    for number in 0..50_000 {
        content.push_str(&format!("user{}@example.com\n", number % 40_000));
    }
    let preview = text(content).preview();
    assert_eq!((preview.total_rows, preview.duplicates, preview.rows.len()), (50_000, 10_000, 50));
}

#[test]
fn what_is_no_list_is_refused_by_its_content() {
    for (name, bytes, words) in [
        ("list.csv", b"%PDF-1.7 rest".as_slice(), "is a PDF document, not a list"),
        ("list.xlsx", b"\x89PNG\r\n\x1A\nrest", "is a picture, not a list"),
        ("list.txt", b"\x00\x01\x02\x03\x04\x05\x06", "is not readable text, not a list"),
        (
            "list.xls",
            b"<html><table><tr><td>a@example.com</td></tr></table></html>",
            "is a web page that only calls itself a list",
        ),
    ] {
        let refusal = Fixture::new(name, bytes).refusal();
        assert!(refusal.contains(words), "{refusal}");
    }
}

#[test]
fn text_that_calls_itself_a_workbook_is_read_as_what_it_is() {
    let preview = Fixture::new("list.xlsx", "email\nann@example.com\n").preview();
    assert_eq!(preview.kind, FileKind::Text);
    assert_eq!(preview.email_column, Some(0));
}

#[test]
fn folders_and_missing_files_are_named() {
    let fixture = text("x");
    let open = |path: &Path| mailvet_lists::Source::open(path, &ReadOptions::default()).unwrap_err();
    assert!(matches!(open(fixture.path().parent().unwrap()), ReadError::IsFolder { .. }));
    assert!(matches!(open(&fixture.beside("gone.csv")), ReadError::NotFound { .. }));
}

#[test]
fn a_file_that_changes_meanwhile_is_not_read_half_old_half_new() {
    let fixture = text("email\nann@example.com\n");
    let source = fixture.open().unwrap();
    std::fs::write(fixture.path(), "email\nann@example.com\nbob@example.com\n").unwrap();
    let mut rows = source.rows();
    assert!(matches!(rows.next(), Some(Err(ReadError::Changed { .. }))));
    assert!(rows.next().is_none());
}

#[test]
fn names_of_groups_above_the_column_names_are_no_row_and_give_their_names_to_merged_cells() {
    let fixture = text(
        "Member;Person;;Contact;\n;First;Last;E-Mail;Phone\n7;Ann;Lee;ann@example.de;1\n8;Bob;Ray;bob@example.de;2\n",
    );
    let source = fixture.open().unwrap();
    assert_eq!(source.columns(), ["Member", "First", "Last", "E-Mail", "Phone"]);
    assert_eq!((source.email_column(), source.total_rows()), (Some(3), 2));
}

#[test]
fn columns_are_checked_that_are_named_and_filled_like_one_of_addresses() {
    for (header, more) in [
        ("E-Mail;E-Mail privat;Referred by", vec![1]),
        ("Courriel;Courriel 2;Parrain", vec![1]),
        ("メール;予備メール;紹介者", vec![1]),
        ("Почта;Рабочая почта;Кто", vec![1]),
        ("Correo;Correo trabajo;Por", vec![1]),
        ("E-post;E-post arbeid;Av", vec![1]),
    ] {
        let fixture = text(format!("{header}\na@example.com;b@example.com;c@example.com\nd@example.com;;\n"));
        let source = fixture.open().unwrap();
        assert_eq!(
            (source.email_column(), source.more_email_columns()),
            (Some(0), more.as_slice()),
            "{header}"
        );
        assert_eq!(source.preview().unwrap().address_columns, [0, 1, 2], "{header}");
    }
    let fixture = text("email,mail sent\na@example.com,yes\n");
    assert_eq!(fixture.open().unwrap().more_email_columns(), [0_u32; 0]);
    let chosen = ReadOptions { email_column: Some(1), ..ReadOptions::default() };
    let fixture = text("email,work email\na@example.com,b@example.com\n");
    assert!(fixture.open_with(&chosen).unwrap().more_email_columns().is_empty(), "one was said: one it is");
    let both = ReadOptions { more_email_columns: Some(vec![0, 0, 1]), ..chosen };
    assert_eq!(fixture.open_with(&both).unwrap().more_email_columns(), [0]);
    let none = ReadOptions { more_email_columns: Some(vec![7]), ..ReadOptions::default() };
    assert!(matches!(fixture.open_with(&none), Err(ReadError::NoSuchColumn { .. })));
}

#[test]
fn several_addresses_and_odd_letters_in_a_cell_are_kept_as_they_are() {
    let content = "email,note\n\"a@example.com; b@example.com\",x\n\u{200b}“c@example.com”\u{a0},\u{0}y\n";
    let source = text(content).open().unwrap();
    assert_eq!(
        rows(&source),
        [cells(["a@example.com; b@example.com", "x"]), cells(["\u{200b}“c@example.com”\u{a0}", "\u{0}y"])]
    );
}

#[test]
fn titles_above_the_column_names_are_no_rows_and_go_out_as_they_came() {
    let content = "Members of 2026;;\nas of 1 November;;\nName;Ort;E-Mail\nAnn;Köln;ann@example.de\nBob;Bonn;bob@example.de\n";
    let fixture = text(content);
    let source = fixture.open().unwrap();
    assert_eq!(source.columns(), ["Name", "Ort", "E-Mail"]);
    assert_eq!(source.email_column(), Some(2));
    assert_eq!(
        rows(&source),
        [cells(["Ann", "Köln", "ann@example.de"]), cells(["Bob", "Bonn", "bob@example.de"])]
    );
    assert_eq!(
        said(&source.remarks()),
        [
            "Titles stand above the column names, on lines 1 and 2. They are not checked; an export as text or as a workbook keeps them."
        ]
    );
    let out = fixture.beside("out.csv");
    let bare = OurColumns { chosen: Vec::new(), ..OurColumns::default() };
    let mut writer =
        ListWriter::create_with(&out, Format::Csv(source.layout().clone()), source.columns(), bare).unwrap();
    for row in source.rows() {
        writer.row(&row.unwrap(), None).unwrap();
    }
    writer.finish().unwrap();
    assert_eq!(std::fs::read_to_string(out).unwrap(), content);
    let options = ReadOptions { header: Some(false), ..ReadOptions::default() };
    assert_eq!(fixture.open_with(&options).unwrap().total_rows(), 5, "the user may say otherwise");
}
