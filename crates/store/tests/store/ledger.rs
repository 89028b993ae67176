//! The ledger: whoever was told something is in it, and nobody else; and it goes with its list.

use mailvet_engine::{
    Journal as _,
    journal::{ControlPlace, Record, RunId},
};
use mailvet_store::{
    Disclosed, DisclosureQuery, LedgerEntry, LedgerQuery, ListId, ListlessDisclosure, PartyKind, Purge,
    StoreError,
};
use mailvet_verdict::{
    Address, Attempt, ConnectFault, Control, ControlKind, ConversationId, Moment, Outcome, Reply, Stage,
};

use crate::{
    deleting::assert_nowhere,
    support::{Shelf, attempt, conversation, domain_evidence},
};

const ALL: LedgerQuery = LedgerQuery { list: None, after: None, most: 1_000 };

async fn entries(shelf: &Shelf, query: LedgerQuery) -> Vec<LedgerEntry> {
    shelf.store.ledger(query).await.unwrap().entries
}

fn asked(outcome: Outcome) -> Attempt {
    Attempt { outcome, ..attempt(ConversationId(1), Reply::new(250, "ok")) }
}

#[tokio::test]
async fn a_host_that_was_given_the_address_is_in_the_ledger_and_one_that_was_not_is_not() {
    let shelf = Shelf::new();
    let (list, run) = shelf.run(&["anna@example.com"]).await;
    let address = shelf.ids(list).await[0];
    let told = [
        Outcome::Answered(Reply::new(550, "no")),
        Outcome::TimedOut { stage: Stage::Rcpt },
        Outcome::Dropped { stage: Stage::Rcpt },
        Outcome::Garbled { stage: Stage::Rcpt, detail: "?".to_owned() },
    ];
    let untold = [
        Outcome::NoConnection(ConnectFault::Refused),
        Outcome::Refused { stage: Stage::Mail, reply: Reply::new(550, "go away") },
        Outcome::TimedOut { stage: Stage::Connect },
        Outcome::Dropped { stage: Stage::Ehlo },
        Outcome::NeedsSmtpUtf8,
    ];
    let count = told.len();
    for outcome in told.into_iter().chain(untold) {
        let attempt = asked(outcome);
        shelf.store.record(run, vec![Record::Attempt { address, attempt }]).await.unwrap();
    }
    let not_named = Attempt { transcript: None, ..asked(Outcome::Answered(Reply::new(550, "no"))) };
    shelf.store.record(run, vec![Record::Attempt { address, attempt: not_named }]).await.unwrap();

    let entries = entries(&shelf, ALL).await;
    assert_eq!(entries.len(), count);
    let first = &entries[0];
    assert_eq!((first.what.as_str(), first.learnt), ("anna@example.com", Disclosed::Address));
    assert_eq!((first.kind, first.party.as_str()), (PartyKind::MailHost, "mx.example.com"));
    assert_eq!((first.ip.as_deref(), first.proxy.as_deref()), (Some("192.0.2.25"), None));
    assert_eq!((first.at, first.list, first.run), (Moment(2_000), Some(list), Some(run)));
}

#[tokio::test]
async fn the_resolver_and_the_proxy_are_named_as_the_settings_name_them() {
    let shelf = Shelf::new();
    let list = shelf.list(&["anna@example.com"]).id;
    let settings = "[dns]\nservers = [\"192.0.2.53:53\"]\n[network]\nproxy = \"socks5://ann:s3cret@proxy.example:1080\"\n";
    let run = shelf.store.create_run(list, settings).await.unwrap().id;
    let address = shelf.ids(list).await[0];
    let attempt = asked(Outcome::Answered(Reply::new(250, "ok")));
    let records = vec![
        Record::Domain(domain_evidence("example.com", 7)),
        Record::Attempt { address, attempt: attempt.clone() },
    ];
    shelf.store.record(run, records).await.unwrap();
    // Gone on with under other settings.
    shelf.store.set_run_settings(run, "").await.unwrap();
    let records =
        vec![Record::Domain(domain_evidence("example.com", 8)), Record::Attempt { address, attempt }];
    shelf.store.record(run, records).await.unwrap();

    let entries = entries(&shelf, ALL).await;
    let told: Vec<_> = entries
        .iter()
        .map(|entry| (entry.party.as_str(), entry.proxy.as_deref(), entry.what.as_str(), entry.learnt))
        .collect();
    assert_eq!(
        told,
        [
            ("192.0.2.53:53", None, "example.com", Disclosed::Domain),
            ("mx.example.com", Some("proxy.example:1080"), "anna@example.com", Disclosed::Address),
            ("the system's DNS resolver", None, "example.com", Disclosed::Domain),
            ("mx.example.com", None, "anna@example.com", Disclosed::Address),
        ]
    );
}

fn control(id: ConversationId) -> Record {
    Record::Control {
        domain: "example.com".to_owned(),
        control: Control {
            kind: ControlKind::Random,
            address: Address::parse("q3kd81h@example.com").ok(),
            attempt: attempt(id, Reply::new(550, "no")),
        },
        place: ControlPlace::Next,
    }
}

#[tokio::test]
async fn what_is_taken_over_from_another_run_tells_nobody() {
    let shelf = Shelf::new();
    let (_, first) = shelf.run(&["anna@example.com"]).await;
    let (list, second) = shelf.run(&["ben@example.com"]).await;
    let id = ConversationId(5);
    let records = vec![
        Record::Domain(domain_evidence("example.com", 7)),
        Record::Conversation(conversation(id, &["550 no"])),
        control(id),
    ];
    shelf.store.record(first, records).await.unwrap();
    assert_eq!(entries(&shelf, ALL).await.len(), 2);
    shelf.store.domain(second, "example.com", Moment(0)).await.unwrap().unwrap();
    shelf.store.record(second, vec![control(id)]).await.unwrap();
    assert_eq!(entries(&shelf, LedgerQuery { list: Some(list), ..ALL }).await, []);
}

#[tokio::test]
async fn a_batch_that_is_not_kept_leaves_no_entry() {
    let shelf = Shelf::new();
    let (list, run) = shelf.run(&["anna@example.com"]).await;
    let address = shelf.ids(list).await[0];
    let attempt = asked(Outcome::Answered(Reply::new(250, "ok")));
    let nobody = mailvet_engine::journal::AddressId(address.0 + 9);
    let mut batch = vec![Record::Attempt { address, attempt }];
    batch.extend(crate::support::settled(nobody, crate::support::valid()));
    shelf.store.record(run, batch).await.unwrap_err();
    assert_eq!(entries(&shelf, ALL).await, []);
}

/// Two runs in turn, a moment between their attempts; last the connection doctor asks a service.
async fn two_runs(shelf: &Shelf, attempts: usize, service: &str) -> Vec<(ListId, RunId)> {
    let mut runs: Vec<(ListId, RunId)> = Vec::new();
    for who in ["anna", "ben"] {
        runs.push(shelf.run(&[&format!("{who}@example.com")]).await);
    }
    for n in 0..attempts {
        let (list, run) = runs[n % 2];
        let address = shelf.ids(list).await[0];
        let attempt =
            Attempt { at: Moment(n as i64), ..asked(Outcome::Answered(Reply::new(250, format!("{n}")))) };
        shelf.store.record(run, vec![Record::Attempt { address, attempt }]).await.unwrap();
    }
    let own = ListlessDisclosure {
        at: Moment(99),
        kind: PartyKind::Service,
        party: service.to_owned(),
        ip: None,
        proxy: None,
        learnt: Disclosed::Own,
        what: "the address of this machine".to_owned(),
    };
    shelf.store.note_disclosures(vec![own]).await.unwrap();
    runs
}

#[tokio::test]
async fn pages_come_by_run_and_then_by_time_and_each_entry_once() {
    let shelf = Shelf::new();
    let runs = two_runs(&shelf, 25, "list.example").await;
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = shelf.store.ledger(LedgerQuery { after, most: 4, ..ALL }).await.unwrap();
        assert_eq!(page.total, 26);
        let Some(last) = page.entries.last() else { break };
        after = Some(last.id);
        seen.extend(page.entries.iter().map(|entry| (entry.run, entry.at)));
    }
    assert_eq!(seen.len(), 26);
    assert!(seen.is_sorted(), "{seen:?}");
    let of_ben = shelf.store.ledger(LedgerQuery { list: Some(runs[1].0), ..ALL }).await.unwrap();
    assert_eq!((of_ben.total, of_ben.entries.len()), (12, 12));
    assert!(of_ben.entries.iter().all(|entry| entry.what == "ben@example.com"));
    let error = shelf.store.ledger(LedgerQuery { list: Some(ListId(9)), ..ALL }).await.unwrap_err();
    assert!(matches!(error, StoreError::NotFound { .. }));
}

#[tokio::test]
async fn a_person_reads_the_newest_first_and_finds_hosts_addresses_and_domains() {
    let shelf = Shelf::new();
    let runs = two_runs(&shelf, 9, "List.example").await;
    let mut seen = Vec::new();
    let mut before = None;
    loop {
        let query = DisclosureQuery { before, most: 3, ..DisclosureQuery::default() };
        let page = shelf.store.disclosures(query).await.unwrap();
        assert_eq!(page.total, 10);
        let Some(last) = page.entries.last() else { break };
        before = Some(last.id);
        seen.extend(page.entries.into_iter().map(|entry| entry.id));
    }
    assert_eq!(seen.len(), 10, "each once");
    assert!(seen.is_sorted_by(|one, next| one > next), "{seen:?}");

    let found = async |search: &str, list| {
        let query =
            DisclosureQuery { list, search: search.to_owned(), most: 100, ..DisclosureQuery::default() };
        let page = shelf.store.disclosures(query).await.unwrap();
        assert_eq!(page.total, page.entries.len() as u64);
        page.total
    };
    assert_eq!(found("BEN@", None).await, 4);
    assert_eq!(found("example.com", Some(runs[0].0)).await, 5);
    assert_eq!(found("list.EXAMPLE", None).await, 1);
    assert_eq!(found("list.example", Some(runs[0].0)).await, 0);
    assert_eq!(found("100%_", None).await, 0, "a search is a text and no pattern");
}

#[tokio::test]
async fn a_purge_takes_the_ledger_along_and_leaves_no_address_in_any_file() {
    let shelf = Shelf::new();
    for who in ["zebulon", "quirin"] {
        let (list, run) = shelf.run(&[&format!("{who}@{who}.example")]).await;
        let address = shelf.ids(list).await[0];
        let attempt =
            Attempt { host: format!("mx.{who}.example"), ..asked(Outcome::Answered(Reply::new(250, who))) };
        let records = vec![
            Record::Domain(domain_evidence(&format!("{who}.example"), 1)),
            Record::Attempt { address, attempt },
        ];
        shelf.store.record(run, records).await.unwrap();
    }
    std::fs::write(shelf.folder.path().join("data/mailvet.db.schema-1.backup"), "zebulon@zebulon.example")
        .unwrap();
    shelf.store.purge(Purge::List(ListId(1))).await.unwrap();
    assert_nowhere(shelf.folder.path(), &["zebulon"]);
    assert_eq!(entries(&shelf, ALL).await.len(), 2);
    let own = ListlessDisclosure {
        at: Moment(99),
        kind: PartyKind::Service,
        party: "wendelin.example".to_owned(),
        ip: None,
        proxy: None,
        learnt: Disclosed::Own,
        what: "wendelin".to_owned(),
    };
    shelf.store.note_disclosures(vec![own]).await.unwrap();
    let purged = shelf.store.purge(Purge::All).await.unwrap();
    assert_eq!((purged.lists.len(), purged.runs), (1, 0));
    assert_nowhere(shelf.folder.path(), &["quirin", "wendelin"]);
    assert_eq!(shelf.store.ledger(ALL).await.unwrap().total, 0);
}

#[tokio::test]
async fn a_purge_by_age_keeps_what_was_worked_on_since() {
    let shelf = Shelf::new();
    let (old, _) = shelf.run(&["anna@old.example"]).await;
    let (young, first) = shelf.run(&["ben@young.example"]).await;
    let ben = shelf.ids(young).await[0];
    let attempt = asked(Outcome::Answered(Reply::new(250, "earlier words")));
    shelf.store.record(first, vec![Record::Attempt { address: ben, attempt }]).await.unwrap();
    let second = shelf.store.create_run(young, "").await.unwrap().id;
    let path = shelf.path();
    let ages = rusqlite::Connection::open(&path).unwrap();
    ages.execute_batch(&format!(
        "UPDATE list SET imported_at = 1000; UPDATE run SET started_at = 1000;
         UPDATE run SET started_at = 5000 WHERE id = {}",
        second.0
    ))
    .unwrap();
    drop(ages);
    let would = shelf.store.would_purge(Purge::Before(Moment(2_000))).await.unwrap();
    assert_eq!((would.lists.len(), would.runs), (1, 1));
    assert_eq!(shelf.store.lists().await.unwrap().len(), 2, "only said");
    assert_eq!(shelf.store.purge(Purge::Before(Moment(2_000))).await.unwrap(), would);
    assert!(matches!(shelf.store.list(old).await, Err(StoreError::NotFound { .. })));
    let runs = shelf.store.runs().await.unwrap();
    assert_eq!(runs.iter().map(|run| run.id).collect::<Vec<_>>(), [second]);
    assert_eq!(shelf.store.work(second).await.unwrap()[0].pending, 1, "the list that stays is whole");
    assert_nowhere(shelf.folder.path(), &["anna@", "earlier words"]);
}

#[tokio::test]
async fn what_is_kept_is_told_with_its_age() {
    let shelf = Shelf::new();
    let (_, run) = shelf.run(&["anna@a.example", "ben@b.example"]).await;
    let records = [("a.example", 10), ("b.example", 30)]
        .map(|(domain, at)| Record::Domain(domain_evidence(domain, at)));
    shelf.store.record(run, records.to_vec()).await.unwrap();
    let kept = shelf.store.kept().await.unwrap();
    assert_eq!((kept.lists, kept.runs, kept.disclosures), (1, 1, 2));
    assert_eq!(
        (kept.domains.count, kept.domains.oldest, kept.domains.newest),
        (2, Some(Moment(10)), Some(Moment(30)))
    );
    assert_eq!((kept.controls.count, kept.controls.oldest), (0, None));
    assert!(kept.bytes > 10_000);
}
