//! How fast a large list goes in and out: `cargo run --release -p mailvet-lists --example speed -- ROWS`. Makes a CSV file
//! of eight columns in a temporary folder, reads it, writes it as CSV and XLSX, reads the XLSX, and puts a bare `csv`
//! read beside it.

use std::{
    error::Error,
    fs::{self, File},
    io::{BufWriter, Write},
    path::Path,
    time::Instant,
};

use calamine::{Xlsx, open_workbook};
use mailvet_lists::{Format, Layout, ListWriter, OurCells, ReadOptions, Source};

fn main() -> Result<(), Box<dyn Error>> {
    let rows: u64 = std::env::args().nth(1).map_or(Ok(1_000_000), |rows| rows.parse())?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("list.csv");
    make(&path, rows)?;
    println!("{rows} rows, {} MB", fs::metadata(&path)?.len() >> 20);

    timed("bare csv read", || {
        let mut reader = csv::Reader::from_path(&path)?;
        Ok(reader.records().try_fold(0, |cells, record| Ok::<_, csv::Error>(cells + record?.len()))?)
    })?;
    let source = timed("open", || Ok(Source::open(&path, &ReadOptions::default())?))?;
    timed("rows", || Ok(source.rows().try_fold(0, |cells, row| row.map(|row| cells + row.len()))?))?;
    timed("preview", || Ok(source.preview()?))?;
    timed("write CSV", || {
        export(&source, &folder.path().join("out.csv"), Format::Csv(source.layout().clone()))
    })?;
    let book = folder.path().join("out.xlsx");
    timed("write XLSX", || export(&source, &book, Format::Xlsx(Layout::default())))?;
    timed("bare calamine", || {
        let mut workbook: Xlsx<_> = open_workbook(&book)?;
        let mut cells = workbook.worksheet_cells_reader("List")?;
        let mut read = 0_u64;
        while cells.next_cell()?.is_some() {
            read += 1;
        }
        Ok(read)
    })?;
    timed("open XLSX", || Ok(Source::open(&book, &ReadOptions::default())?))?;
    if let Some(peak) = fs::read_to_string("/proc/self/status")
        .unwrap_or_default()
        .lines()
        .find(|line| line.starts_with("VmHWM"))
    {
        println!("{peak}");
    }
    Ok(())
}

fn timed<T>(what: &str, work: impl FnOnce() -> Result<T, Box<dyn Error>>) -> Result<T, Box<dyn Error>> {
    let begun = Instant::now();
    let made = work()?;
    println!("{what:>14}: {:.2} s", begun.elapsed().as_secs_f64());
    Ok(made)
}

fn make(path: &Path, rows: u64) -> Result<(), Box<dyn Error>> {
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "id,first_name,last_name,email,company,city,phone,note")?;
    for row in 0..rows {
        writeln!(
            file,
            "{row:08},Ann{row},Smith{},user{row}@host{}.example.com,\"Example, Inc.\",Springfield,+1 555 01{:02},\
             a note of ordinary length about customer number {row}",
            row % 977,
            row % 5_003,
            row % 100,
        )?;
    }
    Ok(file.flush()?)
}

fn export(source: &Source, path: &Path, format: Format) -> Result<u64, Box<dyn Error>> {
    let ours = OurCells {
        verdict: "valid",
        reason: "mailbox_accepted",
        action: "send",
        score: 98,
        confidence: 0.97,
        flags: &["free"],
        suggestion: None,
        detail: "The mail server accepts this address and refuses one that cannot exist.",
        checked_at: "2026-11-23T10:15:00Z",
    };
    let mut writer = ListWriter::create(path, format, source.columns())?;
    for row in source.rows() {
        writer.row(&row?, Some(&ours))?;
    }
    Ok(writer.finish()?)
}
