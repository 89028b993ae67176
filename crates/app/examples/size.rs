//! What a million rows cost: `cargo run --release -p mailvet-app --example size [-- ROWS]`. Every figure that has a bar stands
//! beside the bare work that it is measured by, in the same run; each in a process of its own, so that its peak memory is its
//! own. Measures and asserts nothing.

use std::{
    collections::BTreeSet,
    env,
    error::Error,
    fs::{self, File},
    io::{BufReader, BufWriter, Write},
    path::Path,
    process::Command,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use calamine::{Reader as _, Xlsx, open_workbook};
use mailvet_app::{
    JudgeAgain, Mailvet, Place, ReadOptions,
    wire::{ExportRequest, ImportRequest},
};
use mailvet_engine::{
    Journal as _,
    journal::{AddressId, Record, Standing},
};
use mailvet_store::{ListId, Query, Sort, SortBy, Store, StoreError};
use mailvet_verdict::{
    Action, Attempt, Contribution, Conversation, ConversationId, DomainEvidence, Flag, Flags, Judgement,
    Known, Line, MailRouting, Moment, MxHost, Outcome, Reason, Reply, Sentence, Speaker, TranscriptSpan, Tri,
    Verdict,
};
use rust_xlsxwriter::Workbook;

type Failure = Box<dyn Error + Send + Sync>;

const COLUMNS: [&str; 8] = ["email", "first", "family", "company", "street", "city", "number", "since"];

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let args: Vec<String> = env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["bare-insert", list, file] => bare_insert(list.as_ref(), file.as_ref()),
        ["import", list, folder] => import(list.as_ref(), folder.as_ref()).await,
        ["bare-cells", book] => bare_cells(book.as_ref()),
        ["bare-range", book] => bare_range(book.as_ref()),
        ["judge", folder] => judge(folder.as_ref()).await,
        ["look", folder] => look(folder.as_ref()).await,
        ["again", folder] => again(folder.as_ref()).await,
        ["export", folder, file] => export(folder.as_ref(), file.as_ref()).await,
        ["flat", from, to] => flat(from.as_ref(), to.as_ref()),
        ["bare-select", from, to] => bare_select(from.as_ref(), to.as_ref()),
        ["bare-csv", from, to] => bare_csv(from.as_ref(), to.as_ref()),
        ["bare-xlsx", from, to] => bare_xlsx(from.as_ref(), to.as_ref()),
        [] => all(1_000_000),
        [rows] => all(rows.parse()?),
        other => Err(format!("{other:?} is nothing that is measured").into()),
    }
}

/// Everything, one process after the other.
fn all(rows: u64) -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let at = |name: &str| folder.path().join(name).display().to_string();
    let (list, data, out) = (at("list.csv"), at("data"), at("out.csv"));
    make(list.as_ref(), rows)?;
    let csv = fs::metadata(&list)?.len();
    println!("{rows} rows of {} columns, {} MB of CSV", COLUMNS.len(), csv / 1_000_000);

    let bare = child(&["bare-insert", &list, &at("bare.sqlite")])?;
    let ours = child(&["import", &list, &data])?;
    ratio("import of CSV", ours, "csv read and rusqlite insert in one transaction", bare);
    println!("    at least 0.50 of the speed: {:.2}; peak memory below 200 MB", bare.seconds / ours.seconds);

    let book = at("list.xlsx");
    child(&["bare-xlsx", &list, &book])?;
    let cells = child(&["bare-cells", &book])?;
    ratio("import of XLSX", child(&["import", &book, &at("from-xlsx")])?, "calamine, cell by cell", cells);
    ratio("calamine, whole sheet", child(&["bare-range", &book])?, "calamine, cell by cell", cells);
    println!("    within 1.50");

    size("database as imported", &data, csv)?;
    child(&["judge", &data])?;
    size("with a verdict, an attempt, a conversation and a ledger entry for every address", &data, csv)?;
    child(&["look", &data])?;

    let ours = child(&["export", &data, &out])?;
    let what = "export of CSV, 17 columns";
    ratio(what, ours, "csv read and write", child(&["bare-csv", &out, &at("bare.csv")])?);
    child(&["flat", &out, &at("flat.sqlite")])?;
    let select = child(&["bare-select", &at("flat.sqlite"), &at("bare.csv")])?;
    ratio(what, ours, "select of the same cells from one table and csv write", select);
    println!("    within 1.50");
    let ours = child(&["export", &data, &at("out.xlsx")])?;
    let bare = child(&["bare-xlsx", &out, &at("bare.xlsx")])?;
    ratio("export of XLSX, 17 columns", ours, "csv read and rust_xlsxwriter in constant memory", bare);
    println!("    within 1.30");
    child(&["again", &data])?;
    Ok(())
}

#[derive(Clone, Copy)]
struct Cost {
    seconds: f64,
    /// Seconds of all processors.
    busy: f64,
    megabytes: u64,
}

/// Time since the work began.
struct Watch {
    begun: Instant,
    busy: f64,
}

impl Watch {
    fn begin() -> Self {
        Self { begun: Instant::now(), busy: busy() }
    }

    fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }

    /// The last line of a measurement.
    fn told(&self) {
        println!("{:.3} {:.3} {}", self.elapsed().as_secs_f64(), busy() - self.busy, peak());
    }
}

/// Runs one measurement; its own lines are passed on, the last of them is what it cost.
fn child(args: &[&str]) -> Result<Cost, Failure> {
    let output = Command::new(env::current_exe()?).args(args).output()?;
    let told = String::from_utf8(output.stdout)?;
    if !output.status.success() {
        return Err(format!("{args:?}: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let mut lines: Vec<&str> = told.lines().collect();
    let last = lines.pop().unwrap_or_default();
    lines.iter().for_each(|line| println!("{line}"));
    match last.split(' ').collect::<Vec<_>>().as_slice() {
        [seconds, busy, megabytes] => {
            Ok(Cost { seconds: seconds.parse()?, busy: busy.parse()?, megabytes: megabytes.parse()? })
        }
        _ => Err("no cost was told".into()),
    }
}

fn ratio(what: &str, ours: Cost, by: &str, bare: Cost) {
    println!(
        "{what}: {:.2} s ({:.2} s of processor), {} MB; {by}: {:.2} s ({:.2} s of processor), {} MB; {:.2} times ({:.2})",
        ours.seconds,
        ours.busy,
        ours.megabytes,
        bare.seconds,
        bare.busy,
        bare.megabytes,
        ours.seconds / bare.seconds,
        ours.busy / bare.busy
    );
}

fn size(what: &str, data: &str, csv: u64) -> Result<(), Failure> {
    let bytes = fs::metadata(Path::new(data).join("mailvet.sqlite"))?.len();
    println!("{what}: {} MB, {:.2} times the CSV", bytes / 1_000_000, bytes as f64 / csv as f64);
    Ok(())
}

fn bare_insert(list: &Path, file: &Path) -> Result<(), Failure> {
    let begun = Watch::begin();
    let mut conn = rusqlite::Connection::open(file)?;
    let _: String = conn.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    conn.execute_batch("CREATE TABLE row (a TEXT, b TEXT, c TEXT, d TEXT, e TEXT, f TEXT, g TEXT, h TEXT)")?;
    let tx = conn.transaction()?;
    {
        let mut insert = tx.prepare("INSERT INTO row VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?;
        let mut reader = csv::Reader::from_path(list)?;
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record)? {
            insert.execute(rusqlite::params_from_iter(record.iter()))?;
        }
    }
    tx.commit()?;
    begun.told();
    Ok(())
}

async fn open(folder: &Path) -> Result<Mailvet, Failure> {
    Ok(Mailvet::open(Place { folder: folder.to_owned(), settings: None }).await?)
}

async fn import(list: &Path, folder: &Path) -> Result<(), Failure> {
    let mailvet = open(folder).await?;
    let begun = Watch::begin();
    let request = ImportRequest {
        path: list.display().to_string(),
        options: ReadOptions { email_column: Some(0), ..ReadOptions::default() },
        practice: false,
        ..ImportRequest::default()
    };
    mailvet.import(request).await?;
    begun.told();
    Ok(())
}

fn bare_cells(book: &Path) -> Result<(), Failure> {
    let begun = Watch::begin();
    let mut book: Xlsx<BufReader<File>> = open_workbook(book)?;
    let name = book.sheet_names().first().cloned().ok_or("no sheet")?;
    let mut cells = book.worksheet_cells_reader(&name)?;
    while cells.next_cell()?.is_some() {}
    begun.told();
    Ok(())
}

fn bare_range(book: &Path) -> Result<(), Failure> {
    let begun = Watch::begin();
    let mut book: Xlsx<BufReader<File>> = open_workbook(book)?;
    let range = book.worksheet_range_at(0).ok_or("no sheet")??;
    let _cells = range.rows().flatten().filter(|cell| !matches!(cell, calamine::Data::Empty)).count();
    begun.told();
    Ok(())
}

fn bare_csv(from: &Path, to: &Path) -> Result<(), Failure> {
    let begun = Watch::begin();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(from)?;
    let mut writer = csv::Writer::from_path(to)?;
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record)? {
        writer.write_byte_record(&record)?;
    }
    writer.flush()?;
    writer.into_inner().map_err(|error| error.into_error())?.sync_all()?;
    begun.told();
    Ok(())
}

/// A table with a column a cell, made of an exported file.
fn flat(from: &Path, to: &Path) -> Result<(), Failure> {
    let begun = Watch::begin();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(from)?;
    let mut record = csv::StringRecord::new();
    let columns = if reader.read_record(&mut record)? { record.len() } else { 0 };
    let list = |part: &dyn Fn(usize) -> String| (1..=columns).map(part).collect::<Vec<_>>().join(", ");
    let mut conn = rusqlite::Connection::open(to)?;
    conn.execute_batch(&format!("CREATE TABLE row ({})", list(&|n| format!("cell_{n} TEXT"))))?;
    let tx = conn.transaction()?;
    {
        let mut insert = tx.prepare(&format!("INSERT INTO row VALUES ({})", list(&|n| format!("?{n}"))))?;
        loop {
            insert.execute(rusqlite::params_from_iter(record.iter()))?;
            if !reader.read_record(&mut record)? {
                break;
            }
        }
    }
    tx.commit()?;
    begun.told();
    Ok(())
}

fn bare_select(from: &Path, to: &Path) -> Result<(), Failure> {
    let begun = Watch::begin();
    let conn = rusqlite::Connection::open(from)?;
    let mut select = conn.prepare("SELECT * FROM row")?;
    let columns = select.column_count();
    let mut rows = select.query([])?;
    let mut writer = csv::Writer::from_path(to)?;
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            writer.write_field(row.get_ref(column)?.as_bytes()?)?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush()?;
    writer.into_inner().map_err(|error| error.into_error())?.sync_all()?;
    begun.told();
    Ok(())
}

fn bare_xlsx(from: &Path, to: &Path) -> Result<(), Failure> {
    let begun = Watch::begin();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(from)?;
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory()?;
    let mut record = csv::StringRecord::new();
    let mut row = 0;
    while reader.read_record(&mut record)? {
        for (column, cell) in (0..).zip(record.iter()) {
            sheet.write_string(row, column, cell)?;
        }
        row += 1;
    }
    book.save(to)?;
    begun.told();
    Ok(())
}

async fn export(folder: &Path, file: &Path) -> Result<(), Failure> {
    let mailvet = open(folder).await?;
    let list = mailvet.home().await?.lists.first().ok_or("no list")?.id;
    let begun = Watch::begin();
    let request = ExportRequest {
        list,
        query: Query::default(),
        path: file.display().to_string(),
        format: None,
        options: None,
    };
    mailvet.export(request).await?;
    begun.told();
    Ok(())
}

/// Gives every address a verdict, as a run would, by batches of one session.
async fn judge(folder: &Path) -> Result<(), Failure> {
    let store = Store::open(&folder.join("mailvet.sqlite"))?;
    let list = store.lists().await?.remove(0);
    let begun = Watch::begin();
    let run = store.create_run(list.id, "").await?.id;
    println!("a run made: {:.2?}", begun.elapsed());
    let base = list.id.0 << 32;
    let count = i64::try_from(list.addresses)?;
    let mut slowest = Duration::ZERO;
    for from in (0..count).step_by(20) {
        let to = count.min(from + 20);
        let conversation = ConversationId(from + 1);
        let mut records = vec![Record::Conversation(spoken(conversation, from, to))];
        for n in from..to {
            let address = AddressId(base + n);
            records.push(Record::Attempt { address, attempt: attempt(conversation, n, n - from) });
            records.push(Record::Judged {
                address,
                judgement: judgement(n),
                at: Moment(1_700_000_000_000 + n),
            });
            records.push(Record::Standing { address, standing: Standing::Settled });
        }
        let sent = Instant::now();
        store.record(run, records).await?;
        slowest = slowest.max(sent.elapsed());
    }
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "every address judged, 20 a session: {seconds:.1} s, {:.0} addresses a second, slowest batch {slowest:.1?}",
        count as f64 / seconds
    );
    let ended = Watch::begin();
    store.keep_columns(list.id).await?;
    println!("what came of them is kept in short, as at the end of every run: {:.2?}", ended.elapsed());
    begun.told();
    Ok(())
}

/// Addresses that are judged again: enough to tell how many a second.
const JUDGED_AGAIN: i64 = 20_000;

/// Judges addresses again of which no server was asked, which costs the judge most.
async fn again(folder: &Path) -> Result<(), Failure> {
    let store = Store::open(&folder.join("mailvet.sqlite"))?;
    let list = store.lists().await?.remove(0);
    let run = store.create_run(list.id, "").await?.id;
    let (base, count) = (list.id.0 << 32, i64::try_from(list.addresses)?.min(JUDGED_AGAIN));
    let domains = list_domains(&store, list.id)?;
    for part in domains.chunks(500) {
        store.record(run, part.iter().map(|domain| Record::Domain(looked_up(domain))).collect()).await?;
    }
    for from in (0..count).step_by(500) {
        let settled = (from..count.min(from + 500)).flat_map(|n| {
            let address = AddressId(base + n);
            [
                Record::Judged { address, judgement: judgement(n), at: Moment(n) },
                Record::Standing { address, standing: Standing::Settled },
            ]
        });
        store.record(run, settled.collect()).await?;
    }
    drop(store);
    let mailvet = open(folder).await?;
    for (what, keep) in [("compared", JudgeAgain::Compare), ("kept", JudgeAgain::Keep)] {
        let begun = Watch::begin();
        let told = mailvet.judge_again(run, keep).await?;
        println!(
            "judged again and {what}: {} addresses, {:.0} a second, {:.0} a second of processor",
            told.addresses,
            told.addresses as f64 / begun.elapsed().as_secs_f64(),
            told.addresses as f64 / (busy() - begun.busy)
        );
        for shift in told.shifts.iter().take(3) {
            println!("    now {} ({}): {}", shift.to.verdict, shift.to.reason, shift.addresses);
        }
    }
    Watch::begin().told();
    Ok(())
}

fn list_domains(store: &Store, list: ListId) -> Result<Vec<String>, Failure> {
    let mut domains = BTreeSet::new();
    store.for_each_row(list, &Query::default(), |row| {
        domains.extend(row.address.rsplit_once('@').map(|(_, domain)| domain.to_owned()));
        Ok::<_, StoreError>(())
    })?;
    Ok(domains.into_iter().collect())
}

fn looked_up(domain: &str) -> DomainEvidence {
    DomainEvidence {
        published: mailvet_verdict::Published::default(),
        domain: domain.to_owned(),
        routing: MailRouting::Mx(vec![MxHost {
            preference: 10,
            name: format!("mx.{domain}"),
            addresses: vec![std::net::IpAddr::from([192, 0, 2, 25])],
        }]),
        spf: Known::Known(true),
        dmarc: Known::Known(true),
        observed_at: Moment(1_700_000_000_000),
        ttl_seconds: 3_600,
    }
}

fn spoken(id: ConversationId, from: i64, to: i64) -> Conversation {
    let said = |n: i64| {
        [
            (Speaker::Client, format!("RCPT TO:<first.user{n}@company{}.example>", n % 100_003)),
            (Speaker::Server, format!("550 5.1.1 <first.user{n}>: Recipient address rejected: User unknown")),
        ]
    };
    let lines =
        (from..to).flat_map(said).zip(0..).map(|((from, text), at_ms)| Line { at_ms, from, text }).collect();
    Conversation {
        id,
        exchange: "company.example".to_owned(),
        host: "mx.company.example".to_owned(),
        ip: Some(std::net::IpAddr::from([192, 0, 2, 25])),
        started: Moment(1_700_000_000_000),
        lines,
    }
}

fn attempt(conversation: ConversationId, n: i64, place: i64) -> Attempt {
    let first = u32::try_from(2 * place).unwrap_or_default();
    Attempt {
        at: Moment(1_700_000_000_000 + n),
        exchange: "company.example".to_owned(),
        host: "mx.company.example".to_owned(),
        ip: Some(std::net::IpAddr::from([192, 0, 2, 25])),
        banner: Some("mx.company.example ESMTP".to_owned()),
        tls: false,
        tls_facts: None,
        sender: Some(String::new()),
        outcome: Outcome::Answered(Reply::new(550, "5.1.1 Recipient address rejected: User unknown")),
        latency_ms: Some(20),
        transcript: Some(TranscriptSpan { conversation, first, last: first + 1 }),
    }
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
        sentence: Sentence::as_it_is(format!(
            "The domain company{}.example accepts every address.",
            n % 100_003
        )),
        tried: None,
        next_step: Reason::CatchAll.next_step(),
        contributions: vec![Contribution {
            signal: "catch_all".to_owned(),
            points: -20,
            sentence: Sentence::as_it_is("The domain accepts every address."),
        }],
    }
}

/// What the results view asks, by a program that has just started, while a run writes.
async fn look(folder: &Path) -> Result<(), Failure> {
    let begun = Watch::begin();
    let store = Store::open(&folder.join("mailvet.sqlite"))?;
    let list = store.lists().await?.remove(0);
    let run = list.run.ok_or("no run")?.id;
    for part in list_domains(&store, list.id)?.chunks(500) {
        store.record(run, part.iter().map(|domain| Record::Domain(looked_up(domain))).collect()).await?;
    }
    let stop = std::sync::Arc::new(AtomicBool::new(false));
    let (writing, stopped) = (store.clone(), std::sync::Arc::clone(&stop));
    let base = list.id.0 << 32;
    let count = i64::try_from(list.addresses)?;
    let writer = tokio::spawn(async move {
        let mut written = 0_u64;
        for n in (0..count).cycle() {
            if stopped.load(Ordering::Relaxed) {
                break;
            }
            let judged =
                Record::Judged { address: AddressId(base + n), judgement: judgement(n + 1), at: Moment(n) };
            writing.record(run, vec![judged]).await?;
            written += 1;
        }
        Ok::<u64, mailvet_engine::journal::JournalError>(written)
    });
    // A program has its tables from the start.
    let tables = Watch::begin();
    drop(mailvet_verdict::Knowledge::shipped());
    println!("the tables that ship with the program: {:.1?}", tables.elapsed());
    println!("while a run writes (the first time, then the slowest of five more)");
    several("open a list (below 200 ms)", || store.list(list.id)).await?;
    several("first page (below 50 ms)", || store.page(list.id, Query::default(), 0, 100)).await?;
    several("counts without a filter (below 100 ms)", || store.facets(list.id, Query::default())).await?;
    let all = Query::default;
    let domain = Query { domains: vec!["company77.example".to_owned()], ..all() };
    let verdict = Query { verdicts: vec![Verdict::Risky], ..all() };
    let both = Query { verdicts: vec![Verdict::Valid], flags: vec![Flag::Role], ..all() };
    let operator = Query { operators: vec!["company77.example".to_owned()], ..all() };
    for (what, query) in [
        ("a verdict", verdict),
        ("a verdict and a flag", both),
        ("a domain", domain),
        ("a mail operator", operator),
    ] {
        several(&format!("counts under {what} (below 100 ms)"), || store.facets(list.id, query.clone()))
            .await?;
        several(&format!("page under {what}"), || store.page(list.id, query.clone(), 0, 100)).await?;
    }
    for text in ["user99999", "Family4", "company7", "example"] {
        let search = Query { search: text.to_owned(), ..all() };
        several(&format!("search for {text} (below 300 ms)"), || store.page(list.id, search.clone(), 0, 100))
            .await?;
    }
    for (what, by) in [
        ("score", SortBy::Score),
        ("verdict", SortBy::Verdict),
        ("reason", SortBy::Reason),
        ("time", SortBy::CheckedAt),
        ("domain", SortBy::Domain),
        ("address", SortBy::Address),
        ("a column", SortBy::Column(2)),
    ] {
        let sorted = Query { sort: vec![Sort { by, descending: true }], ..all() };
        several(&format!("first page by {what} (below 300 ms warm)"), || {
            store.page(list.id, sorted.clone(), 0, 100)
        })
        .await?;
    }
    several("the evidence of a row", || store.evidence(list.id, 12_345)).await?;
    stop.store(true, Ordering::Relaxed);
    println!("  meanwhile {} judgements were written, each committed by itself", writer.await??);
    begun.told();
    Ok(())
}

async fn several<T, E, W>(what: &str, work: impl Fn() -> W) -> Result<(), E>
where
    W: Future<Output = Result<T, E>>,
{
    let mut times = Vec::new();
    for _ in 0..6 {
        let begun = Instant::now();
        work().await?;
        times.push(begun.elapsed());
    }
    let slowest = times[1..].iter().max().copied().unwrap_or_default();
    println!("  {what:<52}{:>10.1?}{:>10.1?}", times[0], slowest);
    Ok(())
}

/// Every tenth row is a duplicate, every thirtieth no address; half of the rest is at four large providers.
fn make(path: &Path, rows: u64) -> Result<(), Failure> {
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "{}", COLUMNS.join(","))?;
    for n in 0..rows {
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
        writeln!(
            file,
            "{typed},First{},Family{},Company {} Ltd,{} Long Street,City {},{n:012},2024-{:02}-{:02}",
            who % 5_003,
            who % 70_001,
            who % 100_003,
            n % 997,
            n % 3_001,
            n % 12 + 1,
            n % 28 + 1
        )?;
    }
    Ok(file.flush()?)
}

/// Seconds that the processors worked for this process (Linux).
fn busy() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = |field: usize| behind_name.split(' ').nth(field)?.parse::<f64>().ok();
    // Linux counts a hundred ticks a second for everybody.
    (ticks(12).unwrap_or_default() + ticks(13).unwrap_or_default()) / 100.0
}

/// The most memory that this process ever used, in MB (Linux).
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or_default() / 1_000
}
