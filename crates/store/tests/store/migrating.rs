//! From every earlier schema to this one: what was kept then is there now, and a copy of it stands beside.

use std::{
    fs,
    path::{Path, PathBuf},
};

use mailvet_engine::{
    Journal as _,
    journal::{AddressId, RunId},
};
use mailvet_store::{ListId, Query, RunState, Store, StoreError};
use mailvet_verdict::{
    Action, ControlKind, Flag, Known, Moment, Outcome, Reason, Reply, SyntaxEvidence, SyntaxFault, Verdict,
};
use rusqlite::Connection;

use crate::support::no_mailbox;

const LIST: ListId = ListId(1);
const RUN: RunId = RunId(7);
const MAILVET: i64 = 0x4d56_4554;

fn migrations() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// A database as the Mailvet of this schema left it, by the SQL of that time.
fn of_schema(version: usize, path: &Path) {
    let conn = Connection::open(path).unwrap();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/store/fixtures");
    for (number, migration) in (1..=version).zip(migrations()) {
        conn.execute_batch(&fs::read_to_string(migration).unwrap()).unwrap();
        // A schema that only changed what was there has no rows of its own.
        if let Ok(rows) = fs::read_to_string(fixtures.join(format!("rows_{number}.sql"))) {
            conn.execute_batch(&rows).unwrap();
        }
    }
    let _: String = conn.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)).unwrap();
    conn.execute_batch(&format!("PRAGMA user_version = {version}; PRAGMA application_id = {MAILVET}"))
        .unwrap();
}

#[tokio::test]
async fn every_earlier_schema_comes_up_to_date_with_all_that_was_kept() {
    for version in 1..migrations().len() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mailvet.sqlite");
        of_schema(version, &path);
        let store = Store::open(&path).unwrap();

        let list = store.list(LIST).await.unwrap();
        assert_eq!((list.rows, list.addresses, list.columns.len()), (3, 2, 2), "schema {version}");
        let page = store.page(LIST, Query::default(), 0, 10).await.unwrap();
        assert_eq!(page.rows[2].cells, ["anna@example.com", "Anna"]);
        assert_eq!(page.rows[1].cells, ["nobody", ""]);
        let facets = store.facets(LIST, Query::default()).await.unwrap();
        assert_eq!((facets.total, facets.unsettled, facets.verdicts[0].count), (3, 1, 2));
        assert_eq!((facets.operators[0].value.as_str(), facets.operators[0].count), ("example.com", 2));

        assert_eq!(store.kept_head("model").await.unwrap(), None);
        let evidence = store.evidence(LIST, 0).await.unwrap();
        let judgement = evidence.judgement.unwrap();
        assert_eq!(
            (judgement.verdict, judgement.reason, judgement.action),
            (Verdict::Invalid, Reason::MailboxNotFound, Action::Suppress)
        );
        assert_eq!(judgement.flags.yes, [Flag::Role]);
        assert_eq!(judgement.sentence.to_string(), "The server says that there is no such mailbox.");
        let dossier = evidence.dossier;
        assert_eq!(dossier.attempts[0].outcome, Outcome::Answered(Reply::new(550, "5.1.1 no such user")));
        assert_eq!(dossier.controls[0].kind, ControlKind::RefusedSister);
        assert!(matches!(dossier.domain, Known::Known(_)));
        assert_eq!(evidence.conversations[0].lines.len(), 3);
        let second = store.evidence(LIST, 1).await.unwrap().dossier;
        assert_eq!(second.syntax, SyntaxEvidence::Faulty(SyntaxFault::NoAt));

        let paces = store.paces(RUN, Moment(0)).await.unwrap();
        assert_eq!(paces.len(), usize::from(version >= 3), "schema {version}");
        assert_eq!(store.withdrawals(RUN).await.unwrap().len(), usize::from(version >= 2));
        assert_eq!(store.unaudited(RUN).await.unwrap().len(), usize::from(version >= 2));

        // The run goes on where it was.
        let run = &store.unfinished_runs().await.unwrap()[0];
        assert_eq!((run.state, run.settled, run.total), (RunState::Running, 1, 2));
        assert_eq!(store.settle_faulty(RUN, Moment(1), &|_| no_mailbox()).await.unwrap(), 1);
        assert_eq!(store.tally(RUN).await.unwrap().settled, 2);
        store.dossier(RUN, AddressId(1 << 32)).await.unwrap();

        // What its controls said is of use to the next one.
        let next = store.create_run(LIST, "").await.unwrap().id;
        let earlier = store.earlier_controls(next, "example.com", "example.com", Moment(1_700_000_001_900));
        assert_eq!(earlier.await.unwrap().len(), 1, "schema {version}");

        let copy = folder.path().join(format!("mailvet.sqlite.schema-{version}.backup"));
        let copy = Connection::open(copy).unwrap();
        let kept: (i64, i64) = copy
            .query_row("SELECT (SELECT user_version FROM pragma_user_version), rows FROM list", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .unwrap();
        assert_eq!(kept, (i64::try_from(version).unwrap(), 3));
    }
}

fn copies(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains("backup"))
        .collect();
    names.sort();
    names
}

#[test]
fn only_the_newest_copies_stay_and_a_half_one_never_counts() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mailvet.sqlite");
    for old in ["schema-0", "schema-00"] {
        fs::write(folder.path().join(format!("mailvet.sqlite.{old}.backup")), "older").unwrap();
    }
    fs::write(folder.path().join("mailvet.sqlite.backup-part"), "of a killed program").unwrap();
    of_schema(1, &path);
    Store::open(&path).unwrap();
    let copies = copies(folder.path());
    assert_eq!(copies.len(), 2, "{copies:?}");
    assert!(copies.contains(&"mailvet.sqlite.schema-1.backup".to_owned()), "{copies:?}");
}

#[test]
fn a_database_of_this_schema_is_not_copied() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mailvet.sqlite");
    drop(Store::open(&path).unwrap());
    drop(Store::open(&path).unwrap());
    assert_eq!(copies(folder.path()), Vec::<String>::new());
}

#[test]
fn what_cannot_be_copied_is_not_changed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mailvet.sqlite");
    of_schema(1, &path);
    // A folder stands where the copy would.
    fs::create_dir_all(folder.path().join("mailvet.sqlite.schema-1.backup/x")).unwrap();
    let error = Store::open(&path).unwrap_err();
    assert!(matches!(error, StoreError::NoBackup { .. }), "{error}");
    assert!(error.to_string().contains("nothing was changed"), "{error}");
    let version: i64 =
        Connection::open(&path).unwrap().query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    assert_eq!(version, 1);
}

#[tokio::test]
async fn the_copies_go_with_a_deleted_list() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mailvet.sqlite");
    of_schema(1, &path);
    let store = Store::open(&path).unwrap();
    store.delete_list(LIST).await.unwrap();
    assert_eq!(copies(folder.path()), Vec::<String>::new());
    crate::deleting::assert_nowhere(folder.path(), &["anna@example.com"]);
}
