//! `data`: the lists in use, newer ones, and what the user says of domains.

use std::io::{Write, stdout};

use anyhow::{Context, Result};
use mailvet_app::Mailvet;
use mailvet_verdict::{ListKind, Say};

use crate::{
    Ending,
    args::{DataArgs, DataCommand, OwnDomainsArgs},
};

pub(crate) async fn data(mailvet: &Mailvet, args: DataArgs) -> Result<Ending> {
    match args.what {
        None => show(mailvet, args.json).await?,
        Some(DataCommand::Update { file, kind }) => {
            let kind =
                kind.map(|kind| ListKind::from_code(&kind).context("there is no such list")).transpose()?;
            let told = mailvet.update_data(file, kind).await?;
            let whose = if told.signed { "A bundle of Mailvet" } else { "A file of your own" };
            for (kind, date, count) in &told.lists {
                eprintln!(
                    "{whose}: the list “{}” of {date} with {count} domains is in use from now on.",
                    kind.code()
                );
            }
            eprintln!("A window that is open takes it on at its next start.");
        }
        Some(DataCommand::Reset) => match mailvet.reset_data().await? {
            true => eprintln!("The lists that ship are in use again."),
            false => eprintln!("The lists that ship are in use already."),
        },
        Some(DataCommand::Allow(what)) => say(mailvet, Say::Allow, what).await?,
        Some(DataCommand::Deny(what)) => say(mailvet, Say::Deny, what).await?,
    }
    Ok(Ending::Done)
}

async fn say(mailvet: &Mailvet, say: Say, what: OwnDomainsArgs) -> Result<()> {
    let count = what.domains.len();
    if what.remove {
        let taken = mailvet.take_back_of_domains(say, what.domains).await?;
        eprintln!("{taken} taken back, of {} nothing of the kind was said.", count - taken);
    } else {
        let new = mailvet.say_of_domains(say, what.domains).await?;
        eprintln!("{new} added, {} stood there already.", count - new);
    }
    Ok(())
}

async fn show(mailvet: &Mailvet, json: bool) -> Result<()> {
    let data = mailvet.data().await?;
    let mut out = stdout().lock();
    if json {
        for list in &data.lists {
            let line = serde_json::json!({
                "list": list.what, "date": list.date, "entries": list.count, "licence": list.licence,
                "sources": list.sources,
            });
            writeln!(out, "{line}")?;
        }
        for (domain, say) in &data.own {
            writeln!(out, "{}", serde_json::json!({ "domain": domain, "you_say": say.code() }))?;
        }
        return Ok(());
    }
    for list in &data.lists {
        writeln!(out, "{}  {:>7}  {}", list.date, list.count, list.what)?;
    }
    for (domain, say) in &data.own {
        writeln!(out, "you say {}  {domain}", say.code())?;
    }
    if data.updated {
        eprintln!("Some lists are newer than those that ship. `mailvet data reset` goes back.");
    }
    Ok(())
}
