//! Lists on their way in.

use mailvet_store::{ListId, Query, Store, StoreError};
use mailvet_verdict::SyntaxEvidence;

use crate::support::{Shelf, new_list, row};

#[tokio::test]
async fn cells_come_back_exactly() {
    let shelf = Shelf::new();
    let odd = vec![
        vec![" Anna@Example.COM ".to_owned(), "0012".to_owned(), "a\0b".to_owned()],
        vec![
            "no address".to_owned(),
            "two\r\nlines, \"quoted\"".to_owned(),
            "\u{1f4ec} caf\u{65}\u{301}".to_owned(),
        ],
        vec!["one cell".to_owned()],
        vec![String::new(), String::new(), "x".repeat(100_000)],
    ];
    let list = shelf.rows(&["email", "id", "note"], odd.clone());
    let page = shelf.store.page(list.id, Query::default(), 0, 10).await.unwrap();
    assert_eq!(page.rows.into_iter().map(|row| row.cells).collect::<Vec<_>>(), odd);
}

#[tokio::test]
async fn duplicates_share_one_address() {
    let shelf = Shelf::new();
    let list = shelf.list(&["anna@example.com", "ANNA@example.com", "ben@example.com", " anna@EXAMPLE.com"]);
    assert_eq!((list.rows, list.addresses), (4, 2));
    let ids = shelf.ids(list.id).await;
    assert_eq!([ids[1], ids[3]], [ids[0]; 2]);
    assert_ne!(ids[2], ids[0]);
}

#[tokio::test]
async fn faulty_cells_are_addresses_of_their_own_and_empty_ones_are_one() {
    let shelf = Shelf::new();
    let list = shelf.list(&["", "nobody", "  ", "anna@", "nobody"]);
    assert_eq!((list.rows, list.addresses), (5, 3));
    let evidence = shelf.store.evidence(list.id, 1).await.unwrap();
    assert_eq!(evidence.row.address, "nobody");
    assert_eq!(evidence.dossier.typed, "nobody");
    assert!(matches!(evidence.dossier.syntax, SyntaxEvidence::Faulty(_)));
}

#[tokio::test]
async fn a_faulty_text_never_shares_with_a_sound_address() {
    let shelf = Shelf::new();
    // The key of a sound address is text too; here a cell that is no address spells one out.
    let mut writer = shelf.store.begin_list(new_list(&["email"])).unwrap();
    let sound = row(vec!["anna@example.com".to_owned()]);
    let mut faulty = sound.clone();
    faulty.address = row(vec!["nobody".to_owned()]).address;
    writer.rows(vec![sound, faulty]).unwrap();
    assert_eq!(writer.finish().unwrap().addresses, 2);
}

#[tokio::test]
async fn a_list_is_seen_only_when_it_is_whole() {
    let shelf = Shelf::new();
    let mut writer = shelf.store.begin_list(new_list(&["email"])).unwrap();
    writer.rows(vec![row(vec!["anna@example.com".to_owned()])]).unwrap();
    assert_eq!(shelf.store.lists().await.unwrap(), []);
    let list = writer.finish().unwrap();
    assert_eq!(shelf.store.lists().await.unwrap(), [list]);
}

#[tokio::test]
async fn a_writer_that_is_dropped_leaves_nothing_behind() {
    let shelf = Shelf::new();
    let mut writer = shelf.store.begin_list(new_list(&["email"])).unwrap();
    writer.rows(vec![row(vec!["anna@example.com".to_owned()])]).unwrap();
    drop(writer);
    assert_eq!(shelf.store.lists().await.unwrap(), []);
    drop(shelf.store);
    crate::deleting::assert_nowhere(shelf.folder.path(), &["anna", "people.csv"]);
}

#[tokio::test]
async fn a_second_program_leaves_a_list_alone_that_is_just_coming_in() {
    let shelf = Shelf::new();
    let mut writer = shelf.store.begin_list(new_list(&["email"])).unwrap();
    writer.rows(vec![row(vec!["anna@example.com".to_owned()])]).unwrap();
    let _second = Store::open(&shelf.path()).unwrap();
    writer.rows(vec![row(vec!["ben@example.com".to_owned()])]).unwrap();
    assert_eq!(writer.finish().unwrap().rows, 2);
}

#[tokio::test]
async fn batches_follow_one_another() {
    let shelf = Shelf::new();
    let mut writer = shelf.store.begin_list(new_list(&["email"])).unwrap();
    for batch in 0..5 {
        let rows = (0..100).map(|n| row(vec![format!("user{}@d{}.example", n % 60 + batch, n % 7)]));
        writer.rows(rows.collect()).unwrap();
    }
    let list = writer.finish().unwrap();
    let mut seen = 0;
    let read = shelf.store.for_each_row(list.id, &Query::default(), |row| {
        assert_eq!(row.row, seen);
        assert_eq!(row.cells, [row.address.as_str()]);
        seen += 1;
        Ok::<_, StoreError>(())
    });
    read.unwrap();
    assert_eq!(seen, 500);
}

#[tokio::test]
async fn the_summary_and_the_layout_are_kept() {
    let shelf = Shelf::new();
    let list = shelf.list(&["anna@example.com"]);
    assert_eq!(list.name, "people.csv");
    assert_eq!(list.columns, ["email"]);
    assert_eq!(list.run, None);
    assert_eq!(shelf.store.list_layout(list.id).await.unwrap().as_deref(), Some(r#"{"delimiter":";"}"#));
    assert_eq!(shelf.store.list(list.id).await.unwrap(), list);
}

#[tokio::test]
async fn a_list_without_rows_is_a_list() {
    let shelf = Shelf::new();
    let list = shelf.store.begin_list(new_list(&["email"])).unwrap().finish().unwrap();
    assert_eq!(shelf.store.page(list.id, Query::default(), 0, 10).await.unwrap().total, 0);
    assert_eq!(shelf.store.facets(list.id, Query::default()).await.unwrap().total, 0);
    shelf.store.create_run(list.id, "").await.unwrap();
    shelf.store.delete_list(list.id).await.unwrap();
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let shelf = Shelf::new();
    let list = shelf.list(&["anna@example.com"]).id;
    let nowhere = ListId(list.0 + 1);
    for error in [
        shelf.store.list(nowhere).await.unwrap_err(),
        shelf.store.page(nowhere, Query::default(), 0, 1).await.unwrap_err(),
        shelf.store.facets(nowhere, Query::default()).await.unwrap_err(),
        shelf.store.create_run(nowhere, "").await.unwrap_err(),
        shelf.store.delete_list(nowhere).await.unwrap_err(),
        shelf.store.evidence(list, 1).await.unwrap_err(),
        shelf.store.evidence(list, u64::MAX).await.unwrap_err(),
    ] {
        assert!(matches!(error, StoreError::NotFound { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn an_export_ends_with_the_first_error_of_its_reader() {
    let shelf = Shelf::new();
    let list = shelf.list(&["a@example.com", "b@example.com"]).id;
    let mut rows = 0;
    let end = shelf.store.for_each_row(list, &Query::default(), |_| {
        rows += 1;
        Err(StoreError::DiskFull)
    });
    assert!(matches!(end, Err(StoreError::DiskFull)));
    assert_eq!(rows, 1);
}
