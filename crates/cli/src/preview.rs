//! `preview`: what is in a list, and how it would be read. No database is opened and nobody is asked.

use std::io::{Write, stdout};

use anyhow::Result;
use mailvet_app::{
    Preview, in_english, inspect,
    wire::{FaultGroup, ImportReport, InspectRequest, Mending},
};

use mailvet_verdict::DuplicateRule;

use crate::{
    Ending,
    args::PreviewArgs,
    verify::{choose_columns, read_options},
};

/// Rows that are shown.
const SHOWN: usize = 3;

pub(crate) async fn preview(args: PreviewArgs) -> Result<Ending> {
    let mut options = read_options(&args.read);
    if !args.read.column.is_empty() {
        let preview = mailvet_app::preview(args.list.clone(), options.clone()).await?;
        choose_columns(&mut options, &preview, &args.read.column)?;
    }
    let text = |path: &std::path::PathBuf| path.to_string_lossy().into_owned();
    let request = InspectRequest {
        path: text(&args.list),
        options,
        suppress: args.suppress.iter().map(text).collect(),
        rejects: args.rejects.as_ref().map(text),
        ..InspectRequest::default()
    };
    let report = inspect(request).await?;
    let mut out = stdout().lock();
    if args.json {
        writeln!(out, "{}", in_english(&report)?)?;
    } else {
        reading(&mut out, &report.preview)?;
        contents(&mut out, &report)?;
    }
    if let Some(rejects) = &args.rejects {
        let rows = report.rows - report.with_address;
        eprintln!("{rows} rows without a sound address written to {}.", rejects.display());
    }
    for remark in &report.remarks {
        eprintln!("  note: {remark}");
    }
    Ok(Ending::Done)
}

/// Every guess, with the option that changes it.
fn reading(out: &mut impl Write, preview: &Preview) -> Result<()> {
    writeln!(out, "{}", preview.name)?;
    let mut tell = |name: &str, value: String, option: &str| writeln!(out, "  {name:<11}{value:<26}{option}");
    if let Some(encoding) = &preview.encoding {
        tell("encoding", encoding.clone(), "--encoding")?;
        let delimiter = match preview.delimiter {
            None => "none: one address a line".to_owned(),
            Some('\t') => "tab".to_owned(),
            Some(delimiter) => delimiter.to_string(),
        };
        tell("delimiter", delimiter, "--delimiter")?;
    }
    if let Some(sheet) = &preview.sheet {
        tell("sheet", format!("{sheet} (of {})", preview.sheets.len()), "--sheet")?;
    }
    tell("header", if preview.header { "first row" } else { "none" }.to_owned(), "--no-header")?;
    let used = preview.email_column.iter().chain(&preview.more_email_columns);
    let names = used.filter_map(|index| preview.columns.get(*index as usize));
    tell("addresses", names.map(|name| format!("“{name}”")).collect::<Vec<_>>().join(", "), "--column")?;
    for remark in &preview.remarks {
        writeln!(out, "  note: {remark}")?;
    }
    writeln!(out)?;
    for row in preview.rows.iter().take(SHOWN) {
        let cells: Vec<String> = row.iter().map(|cell| shown(cell)).collect();
        writeln!(out, "  {}", cells.join(" | "))?;
    }
    Ok(())
}

/// A cell on one line: what a terminal would obey is not passed on.
fn shown(cell: &str) -> String {
    let mut short: String =
        cell.chars().take(40).map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect();
    if cell.chars().nth(40).is_some() {
        short.push('…');
    }
    short
}

fn contents(out: &mut impl Write, report: &ImportReport) -> Result<()> {
    writeln!(out)?;
    let mut count = |rows: u64, what: &str| writeln!(out, "{rows:>9}  {what}");
    count(report.rows, "rows")?;
    count(report.with_address, "rows with a sound address")?;
    count(report.addresses, "distinct addresses, each asked about once")?;
    for duplicates in &report.duplicates {
        let rule = match duplicates.rule {
            DuplicateRule::Exact => "rows repeat a cell exactly",
            DuplicateRule::Case => {
                "rows repeat an address whatever the case (this rule is in force unless you say otherwise)"
            }
            DuplicateRule::GmailDots => "… and with or without dots at Gmail",
            DuplicateRule::PlusTags => "… and with or without a +tag",
        };
        count(duplicates.rows, rule)?;
    }
    count(
        report.unwrapped,
        "rows whose address was taken out of a name, mailto:, quotes or invisible characters",
    )?;
    count(report.without_address, "rows without an address")?;
    if report.suppressed > 0 {
        count(report.suppressed, "rows under a suppression list, about which nobody is asked")?;
    }
    let used = 1 + report.preview.more_email_columns.len();
    if report.address_columns.len() > used {
        let names: Vec<String> = report
            .address_columns
            .iter()
            .map(|column| format!("“{}” ({})", column.name, column.rows))
            .collect();
        writeln!(out, "\nColumns with addresses: {}. --column names those to check.", names.join(", "))?;
    }
    for group in &report.faults {
        fault(out, group)?;
    }
    Ok(())
}

fn fault(out: &mut impl Write, group: &FaultGroup) -> Result<()> {
    let mending = match group.mending {
        Mending::Suggested => "an address that was probably meant is suggested",
        Mending::OneRowEach => {
            "several addresses in one cell are not taken apart; give each a row of its own"
        }
        Mending::ByHand => "only somebody who knows the address can mend it",
    };
    writeln!(out, "\n{:>9}  {}: {mending}", group.rows, group.fault.replace('_', " "))?;
    for example in &group.examples {
        let suggestion =
            example.suggestion.as_ref().map_or_else(String::new, |text| format!(" → {}", shown(text)));
        writeln!(
            out,
            "           row {}: {}{suggestion}  {}",
            example.row,
            shown(&example.cell),
            shown_whole(&example.meaning.to_string())
        )?;
    }
    Ok(())
}

/// A sentence of ours that may quote a cell.
fn shown_whole(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect()
}
