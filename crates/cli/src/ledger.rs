//! `ledger`: who outside learnt what. On standard output for people and programs, or into a file.

use std::io::{Write, stdout};

use anyhow::Result;
use mailvet_app::{AppError, LEDGER_COLUMNS, LedgerEntry, ListId, Mailvet, ledger_cells};

use crate::{Ending, args::LedgerArgs};

pub(crate) async fn ledger(mailvet: &Mailvet, args: LedgerArgs) -> Result<Ending> {
    let list = args.list.map(ListId);
    if let Some(output) = args.output {
        let report = mailvet.export_ledger(list, output).await?;
        eprintln!("{} entries written to {}.", report.rows, report.path);
        return Ok(Ending::Done);
    }
    let gone = |source| AppError::Stream { source };
    let mut out = stdout().lock();
    if args.csv {
        let mut rows = csv::Writer::from_writer(out);
        let unwritable = |error: csv::Error| gone(std::io::Error::other(error));
        rows.write_record(LEDGER_COLUMNS).map_err(unwritable)?;
        mailvet
            .for_each_disclosure(list, |entry| rows.write_record(ledger_cells(&entry)).map_err(unwritable))
            .await?;
        rows.flush()?;
        return Ok(Ending::Done);
    }
    let mut entries = 0_u64;
    mailvet
        .for_each_disclosure(list, |entry| {
            entries += 1;
            let line = if args.json { json(&entry) } else { words(&entry) };
            writeln!(out, "{line}").map_err(gone)
        })
        .await?;
    if entries == 0 && !args.json {
        eprintln!("Nobody outside was told anything.");
    }
    Ok(Ending::Done)
}

fn json(entry: &LedgerEntry) -> String {
    serde_json::json!(entry).to_string()
}

fn words(entry: &LedgerEntry) -> String {
    let ip = entry.ip.as_ref().map(|ip| format!(" ({ip})")).unwrap_or_default();
    let proxy = entry.proxy.as_ref().map(|proxy| format!(", through the proxy {proxy}")).unwrap_or_default();
    format!("{}  {}{ip}{proxy}: {}", entry.at, entry.party, entry.what)
}
