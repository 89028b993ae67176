//! `purge`: what is kept and how old it is, and deleting it for good.

use std::{
    io::{Write, stdout},
    time::Duration,
};

use anyhow::{Result, bail};
use mailvet_app::{
    KeptKind, ListId, Mailvet, Purged,
    wire::{PurgeRequest, Stored},
};

use crate::{Ending, args::PurgeArgs};

const DAY: u64 = 24 * 3_600;

pub(crate) async fn purge(mailvet: &Mailvet, args: PurgeArgs) -> Result<Ending> {
    let request = match (args.list, args.older_than, args.all) {
        (Some(list), ..) => PurgeRequest::List(ListId(list)),
        (None, Some(age), _) => PurgeRequest::OlderThan { days: days(age)? },
        (None, None, true) => PurgeRequest::All,
        (None, None, false) => {
            if args.yes {
                bail!("say what to delete: --list LIST, --older-than TIME or --all");
            }
            return show(&mailvet.stored().await?, args.json);
        }
    };
    if !args.yes {
        let would = mailvet.would_purge(request).await?;
        if args.json {
            writeln!(stdout(), "{}", serde_json::json!({ "deleted": false, "would_delete": would }))?;
        } else {
            eprintln!("This would delete {}. Nothing was deleted; --yes does it.", words(&would));
        }
        return Ok(Ending::Failed);
    }
    let purged = mailvet.purge(request).await?;
    if args.json {
        writeln!(stdout(), "{}", serde_json::json!({ "deleted": true, "purged": purged }))?;
    } else {
        eprintln!("Deleted {}. Nothing of it is left in the database.", words(&purged));
    }
    Ok(Ending::Done)
}

/// Whole days, since nobody counts the age of a list in hours.
fn days(age: Duration) -> Result<u32> {
    if age.as_secs() < DAY {
        bail!("--older-than takes a day at least, as in 90d");
    }
    Ok(u32::try_from(age.as_secs() / DAY)?)
}

fn words(purged: &Purged) -> String {
    let lists = match purged.lists.as_slice() {
        [] => "no list".to_owned(),
        [one] => format!("the list “{one}”"),
        several => format!("{} lists ({})", several.len(), several.join(", ")),
    };
    match purged.runs {
        0 => lists,
        1 => format!("{lists} and 1 earlier run of another"),
        runs => format!("{lists} and {runs} earlier runs of others"),
    }
}

fn show(stored: &Stored, json: bool) -> Result<Ending> {
    let mut out = stdout().lock();
    if json {
        writeln!(out, "{}", serde_json::json!(stored))?;
        return Ok(Ending::Done);
    }
    let kept = &stored.kept;
    writeln!(out, "{:>8}  lists, {} runs", kept.lists, kept.runs)?;
    let used =
        |seconds: u64| format!("used again for {}", humantime::format_duration(Duration::from_secs(seconds)));
    let domains = used(stored.domains_used_for_seconds);
    let controls = used(stored.controls_used_for_seconds);
    for (what, kind, used) in [
        ("answers of DNS", kept.domains, domains),
        ("controls of domains", kept.controls, controls),
        ("mail operators' patience", kept.paces, used(DAY)),
    ] {
        writeln!(out, "{:>8}  {what}{}; {used}", kind.count, ages(kind, stored))?;
    }
    writeln!(out, "{:>8}  entries in the ledger", kept.disclosures)?;
    let kilobytes = |bytes: u64| bytes.div_ceil(1_000);
    writeln!(
        out,
        "{:>8}  kB in the database, {} kB in copies from before updates",
        kilobytes(kept.bytes),
        kilobytes(kept.backup_bytes)
    )?;
    Ok(Ending::Done)
}

fn ages(kind: KeptKind, stored: &Stored) -> String {
    let (Some(oldest), Some(newest)) = (kind.oldest, kind.newest) else { return String::new() };
    let age = |moment| {
        let seconds = stored.now.since(moment).as_secs();
        humantime::format_duration(Duration::from_secs(seconds)).to_string()
    };
    format!(", {} to {} old", age(newest), age(oldest))
}
