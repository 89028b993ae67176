//! Measures a million rows: in, judged, looked at, out, deleted. `cargo run -p mailvet-store --example million [ROWS]`

use std::{
    error::Error,
    future::Future,
    time::{Duration, Instant},
};

use mailvet_engine::{
    Journal as _,
    journal::{AddressId, Record, Standing},
};
use mailvet_store::{NewList, NewRow, Query, Sort, SortBy, Store, StoreError};
use mailvet_verdict::{
    Action, Address, Contribution, DuplicateRule, Flag, Flags, Judgement, Moment, Reason, SyntaxFault, Tri,
    Verdict,
};

const BATCH: usize = 5_000;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let rows: usize = std::env::args().nth(1).map_or(Ok(1_000_000), |rows| rows.parse())?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("mailvet.db");
    let store = Store::open(&path)?;

    let mut csv = 0;
    let summary = timed("import", || {
        let columns = ["email", "first", "last", "company", "street", "city", "id", "joined"];
        let mut writer = store.begin_list(NewList {
            name: "million.csv".to_owned(),
            path: None,
            columns: columns.map(str::to_owned).to_vec(),
            email_column: 0,
            practice: false,
            layout: None,
            duplicates: DuplicateRule::Case,
            more_email_columns: Vec::new(),
            content: None,
        })?;
        for first in (0..rows).step_by(BATCH) {
            let batch: Vec<NewRow> = (first..rows.min(first + BATCH)).map(row).collect();
            csv += batch.iter().flat_map(|row| &row.cells).map(|cell| cell.len() + 1).sum::<usize>();
            writer.rows(batch)?;
        }
        writer.finish()
    })?;
    println!("{} rows, {} addresses, {} MB of cells", summary.rows, summary.addresses, csv / 1_000_000);
    size("database", &path);

    let list = summary.id;
    let run = waited("create_run", store.create_run(list, "")).await?.id;
    size("database with a run", &path);
    waited("work", store.work(run)).await?;
    waited("tally", store.tally(run)).await?;

    let begun = Instant::now();
    let base = list.0 << 32;
    let count = i64::try_from(summary.addresses)?;
    let mut slowest = Duration::ZERO;
    for from in (0..count).step_by(1_000) {
        let records = (from..count.min(from + 1_000)).flat_map(|n| {
            let address = AddressId(base + n);
            [
                Record::Judged { address, judgement: judgement(n), at: Moment(1_700_000_000_000 + n) },
                Record::Standing { address, standing: Standing::Settled },
            ]
        });
        let batch = records.collect();
        let sent = Instant::now();
        store.record(run, batch).await?;
        slowest = slowest.max(sent.elapsed());
    }
    println!(
        "{:<44}{:>10.1?}  slowest batch {slowest:.1?}",
        "every address judged, 1000 a batch",
        begun.elapsed()
    );
    size("database with every verdict", &path);

    println!("-- opened anew");
    drop(store);
    let store = timed("open", || Store::open(&path))?;
    look(&store, list).await?;

    println!("-- while a run writes");
    let writing = store.clone();
    let writer = tokio::spawn(async move {
        for n in 0..count {
            let judged =
                Record::Judged { address: AddressId(base + n), judgement: judgement(n + 1), at: Moment(n) };
            writing.record(run, vec![judged]).await?;
        }
        Ok::<_, mailvet_engine::journal::JournalError>(())
    });
    look(&store, list).await?;
    writer.abort();

    let mut read = 0u64;
    timed("every row read for an export", || {
        store.for_each_row(list, &Query::default(), |_| {
            read += 1;
            Ok::<_, StoreError>(())
        })
    })?;
    waited("delete", store.delete_list(list)).await?;
    size("database without the list", &path);
    Ok(())
}

async fn look(store: &Store, list: mailvet_store::ListId) -> Result<(), StoreError> {
    let all = Query::default;
    waited("lists", store.lists()).await?;
    waited("first page", store.page(list, all(), 0, 100)).await?;
    waited("facets", store.facets(list, all())).await?;
    for (what, query) in [
        ("verdict", Query { verdicts: vec![Verdict::Risky], ..all() }),
        ("verdict and flag", Query { verdicts: vec![Verdict::Valid], flags: vec![Flag::Role], ..all() }),
        ("domain", Query { domains: vec!["company77.example".to_owned()], ..all() }),
        ("search", Query { search: "user99999".to_owned(), ..all() }),
        ("by score", sorted(SortBy::Score)),
        ("by verdict", sorted(SortBy::Verdict)),
        ("by domain", sorted(SortBy::Domain)),
        ("by address", sorted(SortBy::Address)),
        ("by a column", sorted(SortBy::Column(2))),
    ] {
        waited(&format!("{what}: page"), store.page(list, query.clone(), 0, 100)).await?;
        waited(&format!("{what}: page again"), store.page(list, query.clone(), 100, 100)).await?;
        waited(&format!("{what}: facets"), store.facets(list, query)).await?;
    }
    waited("evidence", store.evidence(list, 12_345)).await?;
    Ok(())
}

fn sorted(by: SortBy) -> Query {
    Query { sort: Some(Sort { by, descending: true }), ..Query::default() }
}

fn row(n: usize) -> NewRow {
    // Every tenth row is a duplicate, every thirtieth no address; half of the rest is at four large providers.
    let who = if n % 10 == 9 { n / 2 } else { n };
    let domain = match who % 8 {
        0 => "gmail.example".to_owned(),
        1 => "outlook.example".to_owned(),
        2 => "yahoo.example".to_owned(),
        3 => "webmail.example".to_owned(),
        _ => format!("company{}.example", who % 100_003),
    };
    let typed =
        if n.is_multiple_of(30) { format!("nobody {n}") } else { format!("first.user{who}@{domain}") };
    let address = match typed.split_once('@') {
        Some((local, domain)) => Ok(Address { local: local.to_owned(), domain: domain.to_owned() }),
        None => Err(SyntaxFault::Empty),
    };
    let cells = vec![
        typed.clone(),
        format!("First{}", who % 5_003),
        format!("Family{}", who % 70_001),
        format!("Company {} Ltd", who % 100_003),
        format!("{} Long Street", n % 997),
        format!("City {}", n % 3_001),
        format!("{n:012}"),
        format!("2024-{:02}-{:02}", n % 12 + 1, n % 28 + 1),
    ];
    NewRow { cells, typed, address, more: Vec::new() }
}

fn judgement(n: i64) -> Judgement {
    let verdict = Verdict::ALL[usize::try_from(n % 6).unwrap_or_default()];
    let mut flags = Flags::default();
    for (flag, every) in [(Flag::Role, 13), (Flag::Free, 2), (Flag::Tagged, 17)] {
        flags.set(flag, if n % every == 0 { Tri::Yes } else { Tri::No });
    }
    Judgement {
        verdict,
        reason: if verdict == Verdict::Valid { Reason::MailboxAccepted } else { Reason::CatchAll },
        action: if verdict == Verdict::Valid { Action::Send } else { Action::Review },
        score: u8::try_from(n % 101).unwrap_or_default(),
        confidence: 0.9,
        flags,
        suggestion: None,
        sentence: format!("The domain company{}.example accepts every address.", n % 100_003),
        tried: None,
        next_step: "Send to a small part first.".to_owned(),
        contributions: vec![Contribution {
            signal: "catch_all".to_owned(),
            points: -20,
            sentence: "The domain accepts every address.".to_owned(),
        }],
    }
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let result = work();
    println!("{what:<44}{:>10.1?}  peak {} MB", begun.elapsed(), peak());
    result
}

async fn waited<T>(what: &str, work: impl Future<Output = T>) -> T {
    let begun = Instant::now();
    let result = work.await;
    println!("{what:<44}{:>10.1?}  peak {} MB", begun.elapsed(), peak());
    result
}

fn size(what: &str, path: &std::path::Path) {
    let bytes = |ending: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        std::fs::metadata(name).map_or(0, |file| file.len() / 1_000_000)
    };
    println!("{what:<44}{:>7} MB and {} MB of log", bytes(""), bytes("-wal"));
}

/// The most memory that this process ever used, in MB (Linux).
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or_default() / 1_000
}
