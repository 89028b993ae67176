//! What was looked up stays with its run, is used again by the next one, and leaves with its list.

use mailvet_engine::{
    Journal as _,
    journal::{AddressId, Record, RunId, Standing, WantedLookup},
};
use mailvet_store::{LedgerQuery, NewList};
use mailvet_verdict::{
    Action, BlockListing, Found, Known, Lookup, LookupKind, Moment, Reason, Tells, Verdict, Website,
    WhyUnknown,
};

use crate::support::{Shelf, judgement, new_list, row, valid};

fn lookup(kind: LookupKind, subject: &str, at: i64, found: Known<Found>) -> Lookup {
    let asked = vec!["service.example".to_owned()];
    Lookup { kind, subject: subject.to_owned(), at: Moment(at), found, asked, lists: Vec::new() }
}

async fn keep(shelf: &Shelf, run: RunId, address: AddressId, lookup: &Lookup) {
    shelf.store.record(run, vec![Record::Lookup { address, lookup: lookup.clone() }]).await.unwrap();
}

async fn usable(
    shelf: &Shelf,
    run: RunId,
    kind: LookupKind,
    subject: &str,
    not_before: Moment,
) -> Option<Lookup> {
    let wanted = WantedLookup { kind, subject, lists: &[], not_before };
    shelf.store.lookup(run, &wanted).await.unwrap()
}

#[tokio::test]
async fn a_dossier_holds_what_was_looked_up_of_its_address_and_its_domain() {
    let shelf = Shelf::new();
    let (list, run) = shelf.run(&["anna@mail.site.example", "ben@mail.site.example"]).await;
    let ids = shelf.ids(list).await;
    let present = Known::Known(Found::Present);
    let of_the_domain =
        lookup(LookupKind::Registration, "site.example", 5, Known::Known(Found::Unregistered));
    let of_anna = lookup(LookupKind::Wkd, "anna@mail.site.example", 6, present.clone());
    keep(&shelf, run, ids[0], &lookup(LookupKind::Wkd, "anna@mail.site.example", 4, present)).await;
    keep(&shelf, run, ids[0], &of_anna).await;
    keep(&shelf, run, ids[0], &of_the_domain).await;
    let lookups = async |n: usize| shelf.store.dossier(run, ids[n]).await.unwrap().lookups;
    assert_eq!(lookups(0).await, [of_the_domain.clone(), of_anna]);
    assert_eq!(lookups(1).await, [of_the_domain]);
}

#[tokio::test]
async fn a_later_run_uses_what_was_found_and_is_fresh_enough() {
    let shelf = Shelf::new();
    let (list, first) = shelf.run(&["anna@site.example"]).await;
    let anna = shelf.ids(list).await[0];
    let (again, second) = shelf.run(&["anna@site.example"]).await;
    let found = lookup(LookupKind::Keyserver, "anna@site.example", 50, Known::Known(Found::Absent));
    keep(&shelf, first, anna, &found).await;
    let failed = Known::Unknown(WhyUnknown::TimedOut);
    keep(&shelf, first, anna, &lookup(LookupKind::Gravatar, "anna@site.example", 50, failed)).await;
    let fresh =
        async |kind, not_before| usable(&shelf, second, kind, "anna@site.example", Moment(not_before)).await;
    assert_eq!(fresh(LookupKind::Keyserver, 51).await, None, "too old");
    assert_eq!(fresh(LookupKind::Keyserver, 50).await, Some(found.clone()));
    let told = async |list| {
        let query = LedgerQuery { list: Some(list), after: None, most: 9 };
        shelf.store.ledger(query).await.unwrap().entries
    };
    let parties: Vec<_> = told(list).await.into_iter().map(|entry| (entry.party, entry.what)).collect();
    assert_eq!(parties[0], ("service.example".to_owned(), "anna@site.example".to_owned()));
    assert_eq!(told(again).await, [], "what was taken over told nobody anything");
    // It is evidence of the later run as well.
    let ids = shelf.ids(again).await;
    assert_eq!(shelf.store.dossier(second, ids[0]).await.unwrap().lookups, [found]);
    assert_eq!(fresh(LookupKind::Gravatar, 0).await, None, "what failed is asked again");
}

#[tokio::test]
async fn what_the_practice_world_says_never_reaches_a_real_run() {
    let shelf = Shelf::new();
    let mut writer = shelf.store.begin_list(NewList { practice: true, ..new_list(&["email"]) }).unwrap();
    writer.rows(vec![row(vec!["anna@site.example".to_owned()])]).unwrap();
    let list = writer.finish().unwrap().id;
    let practice = shelf.store.create_run(list, "").await.unwrap().id;
    let anna = shelf.ids(list).await[0];
    let (_, real) = shelf.run(&["anna@site.example"]).await;
    let found = lookup(LookupKind::Wkd, "anna@site.example", 50, Known::Known(Found::Present));
    keep(&shelf, practice, anna, &found).await;
    assert_eq!(usable(&shelf, real, LookupKind::Wkd, "anna@site.example", Moment(0)).await, None);
}

#[tokio::test]
async fn what_some_block_lists_said_is_no_answer_of_others() {
    let shelf = Shelf::new();
    let (list, first) = shelf.run(&["anna@site.example"]).await;
    let anna = shelf.ids(list).await[0];
    let (_, second) = shelf.run(&["anna@site.example"]).await;
    let lists = |lists: &[&str]| lists.iter().map(|list| (*list).to_owned()).collect::<Vec<_>>();
    let mut found = lookup(LookupKind::BlockList, "site.example", 50, Known::Known(Found::NotListed));
    found.lists = lists(&["black.example", "dbl.example"]);
    keep(&shelf, first, anna, &found).await;
    let said_by = async |lists: &[String]| {
        let (kind, not_before) = (LookupKind::BlockList, Moment(0));
        let wanted = WantedLookup { kind, subject: "site.example", lists, not_before };
        shelf.store.lookup(second, &wanted).await.unwrap()
    };
    for others in
        [lists(&[]), lists(&["dbl.example"]), lists(&["black.example", "dbl.example", "new.example"])]
    {
        assert_eq!(said_by(&others).await, None, "{others:?}");
    }
    assert_eq!(said_by(&found.lists).await, Some(found.clone()));
}

#[tokio::test]
async fn what_leans_and_is_settled_is_found_in_pages() {
    let shelf = Shelf::new();
    let texts = ["a@all.example", "b@all.example", "c@site.example", "d@all.example"];
    let (list, run) = shelf.run(&texts).await;
    let ids = shelf.ids(list).await;
    let catch_all = judgement(Verdict::Risky, Reason::CatchAll, Action::Caution, &[]);
    let judged = [catch_all.clone(), catch_all.clone(), valid(), catch_all];
    for (n, judgement) in judged.into_iter().enumerate() {
        let at = Moment(1);
        let mut records = vec![Record::Judged { address: ids[n], judgement, at }];
        if n != 3 {
            records.push(Record::Standing { address: ids[n], standing: Standing::Settled });
        }
        shelf.store.record(run, records).await.unwrap();
    }
    assert_eq!(shelf.store.leaning(run).await.unwrap(), 2);
    let first = shelf.store.leaning_after(run, None, 1).await.unwrap();
    assert_eq!((first[0].0, first[0].1.typed.as_str()), (ids[0], "a@all.example"));
    let rest = shelf.store.leaning_after(run, Some(ids[0]), 9).await.unwrap();
    assert_eq!(rest.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [ids[1]]);
}

#[tokio::test]
async fn every_kind_is_kept_used_again_while_fresh_and_in_the_ledger_with_what_was_told() {
    for kind in LookupKind::ALL {
        let shelf = Shelf::new();
        let (list, first) = shelf.run(&["anna@site.example"]).await;
        let anna = shelf.ids(list).await[0];
        let (again, second) = shelf.run(&["anna@site.example"]).await;
        let subject = if kind.is_of_the_domain() { "site.example" } else { "anna@site.example" };
        let found = match kind {
            LookupKind::Registration => Found::Unregistered,
            LookupKind::Website => Found::Website(Website::Live),
            LookupKind::BlockList => Found::Listed(vec![BlockListing {
                zone: "dbl.example".into(),
                name: "site.example".into(),
                codes: vec![[127, 0, 1, 2].into()],
            }]),
            LookupKind::OwnPages => Found::OnPage("https://site.example/team".into()),
            LookupKind::Gravatar | LookupKind::Libravatar | LookupKind::Wkd | LookupKind::Keyserver => {
                Found::Present
            }
        };
        let found = lookup(kind, subject, 50, Known::Known(found));
        keep(&shelf, first, anna, &found).await;
        assert_eq!(
            shelf.store.dossier(first, anna).await.unwrap().lookups,
            std::slice::from_ref(&found),
            "{kind}"
        );
        assert_eq!(usable(&shelf, second, kind, subject, Moment(51)).await, None, "{kind}: too old");
        assert_eq!(usable(&shelf, second, kind, subject, Moment(50)).await, Some(found), "{kind}");
        let told = async |list| {
            let query = LedgerQuery { list: Some(list), after: None, most: 9 };
            let entries = shelf.store.ledger(query).await.unwrap().entries;
            entries.into_iter().map(|entry| (entry.party, entry.what)).collect::<Vec<_>>()
        };
        let what = match kind.tells() {
            Tells::Domain => "site.example",
            Tells::HashOfAddress | Tells::Address => "anna@site.example",
        };
        assert_eq!(told(list).await, [("service.example".to_owned(), what.to_owned())], "{kind}");
        assert_eq!(told(again).await, [], "{kind}: nobody was asked again");
    }
}

#[tokio::test]
async fn a_look_up_of_any_kind_that_found_nothing_out_is_in_the_ledger_and_asked_again() {
    for kind in LookupKind::ALL {
        let shelf = Shelf::new();
        let (list, run) = shelf.run(&["anna@site.example"]).await;
        let anna = shelf.ids(list).await[0];
        let subject = if kind.is_of_the_domain() { "site.example" } else { "anna@site.example" };
        keep(&shelf, run, anna, &lookup(kind, subject, 50, Known::Unknown(WhyUnknown::RefusedUs))).await;
        let query = LedgerQuery { list: Some(list), after: None, most: 9 };
        assert_eq!(
            shelf.store.ledger(query).await.unwrap().entries.len(),
            1,
            "{kind}: it was told all the same"
        );
        assert_eq!(usable(&shelf, run, kind, subject, Moment(0)).await, None, "{kind}");
    }
}
