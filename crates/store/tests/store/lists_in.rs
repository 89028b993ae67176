//! Lists as they come in: what is one address, which columns hold addresses, who is left alone, what is appended, and what a
//! new run takes over from the one before.

use mailvet_engine::{
    Journal as _,
    journal::{ControlPlace, Record, Standing},
};
use mailvet_store::{
    Carry, ListSummary, ListWriter, NewList, NewRow, Query, Store, StoreError, TypedAddress,
};
use mailvet_verdict::{
    Action, Address, Control, ControlKind, ConversationId, DuplicateRule, Moment, Reason, Reply,
    SuppressionEntry, Verdict,
};

use crate::support::{
    Shelf, attempt, conversation, domain_evidence, judgement, new_list, no_mailbox, row, settled, valid,
};

fn typed(cell: &str) -> Option<TypedAddress> {
    (!cell.is_empty()).then(|| TypedAddress { typed: cell.to_owned(), address: Address::extract(cell) })
}

fn rows_of(cells: &[&str]) -> Vec<NewRow> {
    cells.iter().map(|cell| row(vec![(*cell).to_owned()])).collect()
}

fn entries(texts: &[&str]) -> Vec<SuppressionEntry> {
    texts.iter().map(|text| SuppressionEntry::read(text).unwrap()).collect()
}

#[tokio::test]
async fn the_rule_says_which_rows_are_one_address() {
    let cells =
        ["Ann.S@gmail.com", "ann.s@gmail.com", "anns@googlemail.com", "anns+x@gmail.com", "bob@x.example"];
    for (rule, addresses) in DuplicateRule::ALL.iter().zip([5, 4, 3, 2]) {
        let shelf = Shelf::new();
        let list = NewList { duplicates: *rule, ..new_list(&["email"]) };
        let mut writer = shelf.store.begin_list(list).unwrap();
        writer.rows(rows_of(&cells)).unwrap();
        let list = writer.finish().unwrap();
        assert_eq!((list.rows, list.addresses, list.duplicates), (5, addresses, *rule));
    }
}

fn two_columns(shelf: &Shelf) -> ListSummary {
    let list = NewList { more_email_columns: vec![1], ..new_list(&["email", "work"]) };
    let mut writer = shelf.store.begin_list(list).unwrap();
    let rows = [
        ["ann@home.example", "ann@work.example"],
        ["bob@home.example", "ann@home.example"],
        ["cy@home.example", ""],
    ];
    let rows =
        rows.map(|cells| NewRow { more: vec![typed(cells[1])], ..row(cells.map(str::to_owned).to_vec()) });
    writer.rows(rows.to_vec()).unwrap();
    writer.finish().unwrap()
}

#[tokio::test]
async fn every_address_of_a_row_is_asked_about_once_and_has_its_result() {
    let shelf = Shelf::new();
    let list = two_columns(&shelf);
    assert_eq!((list.rows, list.addresses, list.more_email_columns.as_slice()), (3, 4, [1].as_slice()));
    let run = shelf.store.create_run(list.id, "").await.unwrap().id;
    let page = shelf.store.page(list.id, Query::default(), 0, 10).await.unwrap();
    let work = page.rows[0].more[0].as_ref().unwrap();
    assert_eq!((work.address.as_str(), &page.rows[2].more), ("ann@work.example", &vec![None]));
    assert_eq!(page.rows[1].more[0].as_ref().unwrap().address_id, page.rows[0].address_id);
    shelf.settle(run, work.address_id, no_mailbox()).await;
    shelf.settle(run, page.rows[0].address_id, valid()).await;
    let page = shelf.store.page(list.id, Query::default(), 0, 10).await.unwrap();
    let verdict = |row: usize| page.rows[row].more[0].as_ref().unwrap().result.as_ref().unwrap().verdict;
    assert_eq!((verdict(0), verdict(1)), (Verdict::Invalid, Verdict::Valid));
    let of = |further| shelf.store.evidence_of(list.id, 0, further);
    let (own, further) = (of(None).await.unwrap(), of(Some(0)).await.unwrap());
    assert_eq!(
        (own.judgement.unwrap().verdict, own.dossier.typed.as_str()),
        (Verdict::Valid, "ann@home.example")
    );
    assert_eq!(
        (further.judgement.unwrap().verdict, further.dossier.typed.as_str(), further.further),
        (Verdict::Invalid, "ann@work.example", Some(0))
    );
    assert!(of(Some(1)).await.is_err(), "there is no second further column");
    let said = async |further| {
        let (_, _, judgements) = shelf.store.history(list.id, 0, further).await.unwrap();
        judgements.iter().map(|judgement| judgement.verdict).collect::<Vec<_>>()
    };
    assert_eq!((said(None).await, said(Some(0)).await), (vec![Verdict::Valid], vec![Verdict::Invalid]));
    assert!(shelf.store.evidence_of(list.id, 2, Some(0)).await.is_err(), "the cell is empty");
    let facets = shelf.store.facets(list.id, Query::default()).await.unwrap();
    assert_eq!((facets.total, facets.unsettled), (3, 2), "rows are counted by their first column");
    assert_eq!(facets.verdicts.len(), 1);
    let summary = shelf.store.list(list.id).await.unwrap();
    assert_eq!(summary.verdicts.iter().map(|count| count.count).sum::<u64>(), 1);
}

#[tokio::test]
async fn who_is_suppressed_is_no_work_and_the_dossier_says_why() {
    let shelf = Shelf::new();
    assert_eq!(
        shelf.store.suppress(entries(&["Gone@x.example", "gone@x.example"]), "").await.unwrap().len(),
        1
    );
    let mut writer = shelf.store.begin_list(new_list(&["email"])).unwrap();
    writer.suppress(entries(&["@left.example"]), "left.csv").unwrap();
    writer.rows(rows_of(&["GONE@x.example", "ann@x.example", "a@left.example", "none"])).unwrap();
    let list = writer.finish().unwrap();
    let run = shelf.store.create_run(list.id, "").await.unwrap().id;
    let work = shelf.store.work(run).await.unwrap();
    assert_eq!(
        work.iter().map(|work| (work.domain.as_str(), work.pending)).collect::<Vec<_>>(),
        [("x.example", 1)]
    );
    let ids = shelf.ids(list.id).await;
    let dossier = shelf.store.dossier(run, ids[2]).await.unwrap();
    let by = dossier.suppressed.unwrap();
    assert_eq!((by.entry.as_str(), by.list.as_str()), ("@left.example", "left.csv"));
    assert_eq!(shelf.store.dossier(run, ids[1]).await.unwrap().suppressed, None);
    let judge = |dossier: &mailvet_verdict::Dossier| match dossier.suppressed {
        Some(_) => judgement(Verdict::Unknown, Reason::Suppressed, Action::Suppress, &[]),
        None => no_mailbox(),
    };
    assert_eq!(shelf.store.settle_faulty(run, Moment(5), &judge).await.unwrap(), 3);
    let query = Query { reasons: vec![Reason::Suppressed], ..Query::default() };
    assert_eq!(shelf.numbers(list.id, query).await, [0, 2]);
    // The user's own list holds for every list, what came along with one only for that one.
    let other = shelf.list(&["gone@x.example", "b@left.example"]).id;
    let run = shelf.store.create_run(other, "").await.unwrap().id;
    assert_eq!(shelf.store.work(run).await.unwrap().len(), 1);
    assert_eq!(
        shelf.store.unsuppress(entries(&["gone@x.example", "never@x.example"])).await.unwrap().len(),
        1
    );
    assert!(shelf.store.suppressions().await.unwrap().is_empty());
}

fn append(store: &Store, list: &ListSummary, cells: &[&str]) -> ListWriter {
    let mut writer = store.begin_append(list.id, &list.columns, None).unwrap();
    writer.rows(rows_of(cells)).unwrap();
    writer
}

#[tokio::test]
async fn appended_rows_come_behind_and_known_addresses_keep_their_results() {
    let shelf = Shelf::new();
    let list = shelf.list(&["ann@x.example", "bob@y.example", "none"]);
    let run = shelf.store.create_run(list.id, "").await.unwrap().id;
    let ids = shelf.ids(list.id).await;
    shelf.settle(run, ids[0], valid()).await;
    let longer = append(&shelf.store, &list, &["cy@y.example", "ANN@x.example", "none", "di@z.example"])
        .finish()
        .unwrap();
    assert_eq!((longer.rows, longer.addresses), (7, 5));
    let page = shelf.store.page(list.id, Query::default(), 0, 10).await.unwrap();
    let verdicts: Vec<Option<Verdict>> =
        page.rows.iter().map(|row| row.result.as_ref().map(|result| result.verdict)).collect();
    assert_eq!(verdicts, [Some(Verdict::Valid), None, None, None, Some(Verdict::Valid), None, None]);
    assert_eq!(page.rows[4].address_id, ids[0]);
    // The run that is not finished takes the new addresses in.
    let left: u64 = shelf.store.work(run).await.unwrap().iter().map(|work| work.pending).sum();
    assert_eq!(left, 3);
    let facets = shelf.store.facets(list.id, Query::default()).await.unwrap();
    assert_eq!((facets.total, facets.unsettled), (7, 5));
    let summary = shelf.store.list(list.id).await.unwrap();
    assert_eq!(summary.verdicts[0].count, 2, "the known address has one row more");
}

#[tokio::test]
async fn an_append_that_is_given_up_or_killed_leaves_the_list_as_it_was() {
    let shelf = Shelf::new();
    let list = shelf.list(&["ann@x.example", "bob@y.example"]);
    drop(append(&shelf.store, &list, &["cy@z.example"]));
    let as_before = |store: Store| async move {
        let page = store.page(list.id, Query::default(), 0, 10).await.unwrap();
        assert_eq!((page.total, store.list(list.id).await.unwrap().addresses), (2, 2));
        let facets = store.facets(list.id, Query::default()).await.unwrap();
        assert_eq!((facets.total, facets.domains.len()), (2, 2));
    };
    as_before(shelf.store.clone()).await;
    // While it is coming, nobody sees it, and nobody else appends.
    let list = shelf.store.list(shelf.store.lists().await.unwrap()[0].id).await.unwrap();
    let writer = append(&shelf.store, &list, &["cy@z.example"]);
    let refused = shelf.store.begin_append(list.id, &list.columns, None);
    assert!(refused.is_err());
    let run = shelf.store.create_run(list.id, "").await.unwrap();
    assert_eq!(run.total, 2);
    // What a killed program leaves: the files as they are now, and no lock. Writing goes in order, so the rows are there.
    shelf.store.suppress(entries(&["any@x.example"]), "").await.unwrap();
    let left = tempfile::tempdir().unwrap();
    for ending in ["", "-wal"] {
        let from = format!("{}{ending}", shelf.path().display());
        std::fs::copy(from, left.path().join(format!("mailvet.db{ending}"))).unwrap();
    }
    as_before(Store::open(&left.path().join("mailvet.db")).unwrap()).await;
    assert_eq!(writer.finish().unwrap().rows, 3, "and here it is finished");
}

#[tokio::test]
async fn a_list_that_is_worked_on_is_not_appended_to() {
    let shelf = Shelf::new();
    let list = shelf.list(&["ann@x.example"]);
    let run = shelf.store.create_run(list.id, "").await.unwrap().id;
    let _ownership = shelf.store.own_run(run).unwrap();
    let refused = shelf.store.begin_append(list.id, &list.columns, None);
    assert!(matches!(refused, Err(StoreError::RunOwned { .. })));
}

#[tokio::test]
async fn a_new_run_takes_over_what_is_known_and_fresh_with_all_that_it_rests_on() {
    let shelf = Shelf::new();
    let cells = ["fresh@x.example", "stale@y.example", "unknown@x.example", "new@z.example"];
    let list = shelf.list(&cells[..3]);
    let run = shelf.store.create_run(list.id, "").await.unwrap().id;
    let ids = shelf.ids(list.id).await;
    let id = ConversationId(7);
    let at = |address, judgement, at: i64| {
        vec![
            Record::Judged { address, judgement, at: Moment(at) },
            Record::Standing { address, standing: Standing::Settled },
        ]
    };
    let heard = attempt(id, Reply::new(250, "2.1.5 Ok".to_owned()));
    let control = Control { kind: ControlKind::Random, address: None, attempt: heard.clone() };
    let mut records = vec![
        Record::Domain(domain_evidence("x.example", 900)),
        Record::Conversation(conversation(id, &["250 Ok"])),
        Record::Attempt { address: ids[0], attempt: heard },
        Record::Control { domain: "x.example".to_owned(), control, place: ControlPlace::Next },
    ];
    records.extend(at(ids[0], valid(), 1_000));
    records.extend(at(ids[1], no_mailbox(), 10));
    records.extend(at(ids[2], judgement(Verdict::Unknown, Reason::Greylisted, Action::Retry, &[]), 1_000));
    shelf.store.record(run, records).await.unwrap();
    shelf.store.set_run_state(run, mailvet_store::RunState::Finished).await.unwrap();
    append(&shelf.store, &list, &cells[3..]).finish().unwrap();

    let carry = Some(Carry { since: Moment(500) });
    let again = shelf.store.create_run_after(list.id, "", carry).await.unwrap();
    assert_eq!((again.total, again.settled), (4, 1));
    let mut left: Vec<(String, u64)> = shelf
        .store
        .work(again.id)
        .await
        .unwrap()
        .into_iter()
        .map(|work| (work.domain, work.pending))
        .collect();
    left.sort();
    let expected = ["x.example", "y.example", "z.example"].map(|domain| (domain.to_owned(), 1));
    assert_eq!(left, expected);
    let dossier = shelf.store.dossier(again.id, ids[0]).await.unwrap();
    assert_eq!(dossier.attempts.len(), 1);
    assert!(matches!(dossier.domain, mailvet_verdict::Known::Known(_)));
    assert_eq!(dossier.controls.len(), 1, "what was taken over is judged by the controls of its time");
    let asked = shelf.store.controls(again.id, "x.example").await.unwrap();
    assert_eq!(asked, [], "where somebody is still to be asked controls are asked anew");
    let fresh = Control {
        kind: ControlKind::Random,
        address: None,
        attempt: attempt(ConversationId(8), Reply::new(250, "Ok")),
    };
    let record =
        Record::Control { domain: "x.example".to_owned(), control: fresh, place: ControlPlace::Next };
    shelf.store.record(again.id, vec![record]).await.unwrap();
    assert_eq!(shelf.store.controls(again.id, "x.example").await.unwrap().len(), 1);
    assert_eq!(shelf.store.dossier(again.id, ids[0]).await.unwrap().controls.len(), 2);
    assert_eq!(
        shelf.store.dossier(again.id, ids[2]).await.unwrap().controls.len(),
        1,
        "and of what is asked now, those of now speak"
    );
    let evidence = shelf.store.evidence(list.id, 0).await.unwrap();
    assert_eq!(evidence.judgement.unwrap().sentence, valid().sentence);
    assert_eq!(evidence.conversations.len(), 1);
    let facets = shelf.store.facets(list.id, Query::default()).await.unwrap();
    assert_eq!((facets.unsettled, facets.verdicts.len()), (3, 1));

    // With nothing else to ask, controls come along as well.
    let page = shelf.ids(list.id).await;
    for address in &page[1..] {
        shelf.store.record(again.id, settled(*address, valid())).await.unwrap();
    }
    let third = shelf.store.create_run_after(list.id, "", Some(Carry { since: Moment(0) })).await.unwrap();
    assert_eq!(third.settled, 4);
}

#[tokio::test]
async fn a_file_is_known_again_by_its_content() {
    let shelf = Shelf::new();
    for practice in [false, true] {
        let list = NewList { content: Some("abc".to_owned()), practice, ..new_list(&["email"]) };
        let mut writer = shelf.store.begin_list(list).unwrap();
        writer.rows(rows_of(&["ann@x.example"])).unwrap();
        writer.finish().unwrap();
    }
    let known = shelf.store.list_of_content("abc", true).await.unwrap().unwrap();
    assert!(known.practice);
    assert_eq!(shelf.store.list_of_content("abd", true).await.unwrap(), None);
    let list = shelf.store.list_of_content("abc", false).await.unwrap().unwrap();
    append(&shelf.store, &list, &["bob@x.example"]).finish().unwrap();
    assert_eq!(
        shelf.store.list_of_content("abc", false).await.unwrap(),
        None,
        "it is no file's content any more"
    );
}
