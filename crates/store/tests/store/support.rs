//! Small lists, judgements and evidence for the tests.

use std::path::PathBuf;

use mailvet_engine::{
    Journal as _,
    journal::{AddressId, Record, RunId, Standing},
};
use mailvet_store::{ListId, ListSummary, NewList, NewRow, Query, Store};
use mailvet_verdict::{
    Action, Address, Attempt, Conversation, ConversationId, DomainEvidence, DuplicateRule, Flag, Flags,
    Judgement, Known, Line, MailRouting, Moment, MxHost, Outcome, Reason, Reply, Sentence, Speaker,
    TranscriptSpan, Tri, Verdict, WhyUnknown,
};
use tempfile::TempDir;

/// A store in a folder of its own.
pub(crate) struct Shelf {
    pub(crate) folder: TempDir,
    pub(crate) store: Store,
}

impl Shelf {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("data/mailvet.db")).unwrap();
        Self { folder, store }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("data/mailvet.db")
    }

    /// A list of one column, `email`.
    pub(crate) fn list(&self, addresses: &[&str]) -> ListSummary {
        let rows: Vec<_> = addresses.iter().map(|address| vec![(*address).to_owned()]).collect();
        self.rows(&["email"], rows)
    }

    /// A list whose first column has the addresses.
    pub(crate) fn rows(&self, columns: &[&str], rows: Vec<Vec<String>>) -> ListSummary {
        let mut writer = self.store.begin_list(new_list(columns)).unwrap();
        writer.rows(rows.into_iter().map(row).collect()).unwrap();
        writer.finish().unwrap()
    }

    /// A list with a run over it.
    pub(crate) async fn run(&self, addresses: &[&str]) -> (ListId, RunId) {
        let list = self.list(addresses).id;
        (list, self.store.create_run(list, "").await.unwrap().id)
    }

    pub(crate) async fn settle(&self, run: RunId, address: AddressId, judgement: Judgement) {
        self.store.record(run, settled(address, judgement)).await.unwrap();
    }

    /// The distinct addresses behind the rows of a list.
    pub(crate) async fn ids(&self, list: ListId) -> Vec<AddressId> {
        let page = self.store.page(list, Query::default(), 0, 1000).await.unwrap();
        page.rows.iter().map(|row| row.address_id).collect()
    }

    /// The numbers of the rows of a query.
    pub(crate) async fn numbers(&self, list: ListId, query: Query) -> Vec<u64> {
        let page = self.store.page(list, query, 0, 1000).await.unwrap();
        assert_eq!(page.total, page.rows.len() as u64);
        page.rows.iter().map(|row| row.row).collect()
    }
}

pub(crate) fn new_list(columns: &[&str]) -> NewList {
    NewList {
        name: "people.csv".to_owned(),
        path: Some("/home/anna/people.csv".to_owned()),
        columns: columns.iter().map(|column| (*column).to_owned()).collect(),
        email_column: 0,
        practice: false,
        layout: Some(r#"{"delimiter":";"}"#.to_owned()),
        duplicates: DuplicateRule::Case,
        more_email_columns: Vec::new(),
        content: None,
    }
}

pub(crate) fn row(cells: Vec<String>) -> NewRow {
    let typed = cells[0].trim().to_owned();
    NewRow { address: Address::extract(&typed), typed, cells, more: Vec::new() }
}

pub(crate) fn settled(address: AddressId, judgement: Judgement) -> Vec<Record> {
    vec![
        Record::Judged { address, judgement, at: Moment(1_000) },
        Record::Standing { address, standing: Standing::Settled },
    ]
}

pub(crate) fn judgement(verdict: Verdict, reason: Reason, action: Action, flags: &[Flag]) -> Judgement {
    let mut held = Flags::default();
    flags.iter().for_each(|flag| held.set(*flag, Tri::Yes));
    Judgement {
        verdict,
        reason,
        action,
        score: 50,
        confidence: 0.75,
        flags: held,
        suggestion: None,
        sentence: Sentence::as_it_is(format!("This is {}.", reason.title())),
        tried: None,
        next_step: reason.next_step(),
        contributions: Vec::new(),
    }
}

pub(crate) fn valid() -> Judgement {
    judgement(Verdict::Valid, Reason::MailboxAccepted, Action::Send, &[])
}

pub(crate) fn no_mailbox() -> Judgement {
    judgement(Verdict::Invalid, Reason::MailboxNotFound, Action::Suppress, &[])
}

pub(crate) fn domain_evidence(domain: &str, at: i64) -> DomainEvidence {
    DomainEvidence {
        domain: domain.to_owned(),
        routing: MailRouting::Mx(vec![MxHost {
            preference: 10,
            name: format!("mx.{domain}"),
            addresses: vec!["192.0.2.25".parse().unwrap()],
        }]),
        spf: Known::Known(true),
        dmarc: Known::Unknown(WhyUnknown::TimedOut),
        published: Default::default(),
        observed_at: Moment(at),
        ttl_seconds: 300,
    }
}

/// What DNS said of a domain with one mail host.
pub(crate) fn mail_at(domain: &str, host: &str) -> DomainEvidence {
    let host = MxHost { preference: 10, name: host.to_owned(), addresses: Vec::new() };
    DomainEvidence { routing: MailRouting::Mx(vec![host]), ..domain_evidence(domain, 1) }
}

pub(crate) fn attempt(conversation: ConversationId, reply: Reply) -> Attempt {
    Attempt {
        at: Moment(2_000),
        exchange: "example.com".to_owned(),
        host: "mx.example.com".to_owned(),
        ip: Some("192.0.2.25".parse().unwrap()),
        banner: Some("mx.example.com ESMTP".to_owned()),
        tls: true,
        tls_facts: None,
        sender: None,
        outcome: Outcome::Answered(reply),
        latency_ms: Some(12),
        transcript: Some(TranscriptSpan { conversation, first: 0, last: 1 }),
    }
}

pub(crate) fn conversation(id: ConversationId, texts: &[&str]) -> Conversation {
    Conversation {
        id,
        exchange: "example.com".to_owned(),
        host: "mx.example.com".to_owned(),
        ip: Some("192.0.2.25".parse().unwrap()),
        started: Moment(1_900),
        lines: texts
            .iter()
            .map(|text| Line { at_ms: 5, from: Speaker::Server, text: (*text).to_owned() })
            .collect(),
    }
}
