//! What is kept takes little room, and comes back to the letter.

use mailvet_engine::{Journal as _, journal::Record};
use mailvet_store::{Query, Store};
use mailvet_verdict::{ConversationId, Moment, Outcome, Reply};
use rusqlite::Connection;

use crate::support::{Shelf, attempt, conversation, settled, valid};

fn number(conn: &Connection, sql: &str) -> i64 {
    conn.query_row(sql, [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn an_answer_that_names_the_address_is_kept_once_for_all_and_comes_back_to_the_letter() {
    let shelf = Shelf::new();
    let (list, run) = shelf.run(&["anna@example.com", "ben@example.com", "\"c d\"@example.com"]).await;
    let ids = shelf.ids(list).await;
    let named = |address: &str| {
        let text = format!("5.1.1 <{address}>: unknown; not {address}, nor \u{1} or \\u0001");
        attempt(ConversationId(1), Reply::new(550, text))
    };
    let heard = [named("anna@example.com"), named("ben@example.com"), named("\"c d\"@example.com")];
    for (address, attempt) in ids.iter().zip(&heard) {
        let kept = Record::Attempt { address: *address, attempt: attempt.clone() };
        shelf.store.record(run, vec![kept]).await.unwrap();
    }
    for (address, attempt) in ids.iter().zip(&heard) {
        assert_eq!(shelf.store.dossier(run, *address).await.unwrap().attempts, std::slice::from_ref(attempt));
    }
    let conn = Connection::open(shelf.path()).unwrap();
    // The two plain ones; a quoted one stands otherwise in JSON.
    assert_eq!(number(&conn, "SELECT count(DISTINCT heard) FROM attempt"), 2);
}

#[tokio::test]
async fn an_answer_with_a_number_of_its_own_and_an_attempt_without_a_conversation_come_back() {
    let shelf = Shelf::new();
    let (list, run) = shelf.run(&["anna@example.com"]).await;
    let id = shelf.ids(list).await[0];
    let own = attempt(
        ConversationId(i64::MAX),
        Reply::new(550, "5.7.26 anna@example.com 41be03b00d2f7-5b1f17b1804b1si41234567890 - gsmtp"),
    );
    let mut none = own.clone();
    (none.transcript, none.latency_ms, none.at) = (None, None, Moment(-1));
    none.outcome = Outcome::NeedsSmtpUtf8;
    let kept = [&own, &none].map(|attempt| Record::Attempt { address: id, attempt: attempt.clone() });
    shelf.store.record(run, kept.to_vec()).await.unwrap();
    assert_eq!(shelf.store.dossier(run, id).await.unwrap().attempts, [own, none]);
    let conn = Connection::open(shelf.path()).unwrap();
    assert_eq!(number(&conn, "SELECT count(*) FROM attempt WHERE typeof(heard) = 'text'"), 1);
}

#[tokio::test]
async fn rows_and_conversations_that_repeat_themselves_take_a_fraction_of_their_room() {
    let shelf = Shelf::new();
    let cells = |n: usize| {
        vec![format!("user{n}@example.com"), format!("{n} Long Street, Example Town"), "012345".to_owned()]
    };
    let list = shelf.rows(&["email", "street", "id"], (0..500).map(cells).collect());
    let run = shelf.store.create_run(list.id, "").await.unwrap().id;
    let lines: Vec<String> =
        (0..40).map(|n| format!("550 5.1.1 <user{n}@example.com>: no such user")).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let id = shelf.ids(list.id).await[0];
    let spoken = conversation(ConversationId(5), &lines);
    let mut records = vec![
        Record::Conversation(spoken.clone()),
        Record::Attempt { address: id, attempt: attempt(ConversationId(5), Reply::new(250, "ok")) },
    ];
    records.extend(settled(id, valid()));
    shelf.store.record(run, records).await.unwrap();

    let conn = Connection::open(shelf.path()).unwrap();
    let bytes = cells(100).iter().map(String::len).sum::<usize>() * 500;
    let kept = usize::try_from(number(&conn, "SELECT sum(length(rows)) FROM row_block")).unwrap();
    assert!(kept * 3 < bytes, "{kept} of {bytes}");
    let bytes = lines.iter().map(|line| line.len()).sum::<usize>();
    let kept = usize::try_from(number(&conn, "SELECT length(conversation) FROM conversation")).unwrap();
    assert!(kept * 3 < bytes, "{kept} of {bytes}");

    let store = Store::open(&shelf.path()).unwrap();
    assert_eq!(store.evidence(list.id, 0).await.unwrap().conversations, [spoken]);
    for n in [0, 63, 64, 499] {
        let page = store.page(list.id, Query::default(), n as u64, 1).await.unwrap();
        assert_eq!(page.rows[0].cells, cells(n));
    }
}
