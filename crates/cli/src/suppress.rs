//! `suppress`: the list of addresses and domains that nobody is ever asked about.

use std::io::{Write, stdout};

use anyhow::Result;
use mailvet_app::Mailvet;

use crate::{
    Ending,
    args::{SuppressArgs, SuppressCommand, SuppressionArgs},
};

pub(crate) async fn suppress(mailvet: &Mailvet, args: SuppressArgs) -> Result<Ending> {
    match args.what {
        SuppressCommand::Add(what) => add(mailvet, &what).await?,
        SuppressCommand::Remove(what) => remove(mailvet, &what).await?,
        SuppressCommand::Show { json } => show(mailvet, json).await?,
    }
    Ok(Ending::Done)
}

async fn add(mailvet: &Mailvet, what: &SuppressionArgs) -> Result<()> {
    let mut reports = vec![mailvet.suppress(&what.entries).await?];
    for file in &what.file {
        reports.push(mailvet.suppress_file(file.clone()).await?);
    }
    let added: u64 = reports.iter().map(|report| report.added).sum();
    let entries: u64 = reports.iter().map(|report| report.entries).sum();
    let unread: u64 = reports.iter().map(|report| report.unread).sum();
    eprintln!("{added} entries added, {} stood there already.", entries - added);
    if unread > 0 {
        eprintln!("note: {unread} lines hold neither an address nor a domain.");
    }
    Ok(())
}

async fn remove(mailvet: &Mailvet, what: &SuppressionArgs) -> Result<()> {
    let mut removed = mailvet.unsuppress(&what.entries).await?;
    for file in &what.file {
        removed += mailvet.unsuppress_file(file.clone()).await?;
    }
    eprintln!("{removed} entries removed.");
    Ok(())
}

async fn show(mailvet: &Mailvet, json: bool) -> Result<()> {
    let lines = mailvet.suppressions().await?;
    if lines.is_empty() && !json {
        eprintln!("Your suppression list is empty. `mailvet suppress add ENTRY` puts something on it.");
    }
    let mut out = stdout().lock();
    for line in lines {
        if json {
            writeln!(out, "{}", serde_json::to_string(&line)?)?;
        } else {
            writeln!(out, "{}", line.entry)?;
        }
    }
    Ok(())
}
