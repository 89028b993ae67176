//! `runs`, `export` and `presets`: what is kept, and getting it out.

use std::io::{Write, stdout};

use anyhow::Result;
use mailvet_app::{
    Mailvet, Query, RunId, RunState, in_english,
    wire::{ExportOptions, ExportRequest, NewPreset},
};

use crate::{
    Ending,
    args::{ExportArgs, PresetsArgs, PresetsCommand, RunsArgs},
};

pub(crate) async fn runs(mailvet: &Mailvet, args: &RunsArgs) -> Result<Ending> {
    if let Some(run) = args.accuracy {
        return crate::learn::accuracy(mailvet, RunId(run), args.json).await;
    }
    let runs = mailvet.runs().await?;
    let mut out = stdout().lock();
    if runs.is_empty() && !args.json {
        eprintln!("No list has been vetted yet. `mailvet verify FILE` does it.");
    }
    for run in runs {
        let list = mailvet.list(run.list).await?;
        if args.json {
            let line = serde_json::json!({ "run": run, "name": list.name, "path": list.path });
            writeln!(out, "{line}")?;
        } else {
            let state = match run.state {
                RunState::Finished => "finished".to_owned(),
                RunState::Queued => "not begun".to_owned(),
                RunState::Running | RunState::Pausing | RunState::Paused | RunState::Stopping => {
                    format!("{} of {} settled", run.settled, run.total)
                }
            };
            let (run, at, list, name) = (run.id.0, run.started_at, run.list.0, list.name);
            writeln!(out, "{run:>5}  {at}  {state:<24}  {name} (list {list})")?;
        }
    }
    Ok(Ending::Done)
}

pub(crate) async fn export(mailvet: &Mailvet, args: ExportArgs) -> Result<Ending> {
    let run = mailvet.run(RunId(args.run)).await?;
    let options = ExportOptions {
        columns: args.shape.chosen(),
        preset: args.preset,
        prefix: args.shape.prefix,
        for_spreadsheets: args.shape.for_spreadsheets,
        policy: None,
        words: None,
    };
    let query = Query {
        verdicts: args.rows.verdict,
        actions: args.rows.action,
        operators: args.operator,
        ..Query::default()
    };
    let request = ExportRequest {
        list: run.list,
        query,
        path: args.output.to_string_lossy().into_owned(),
        format: None,
        options: Some(options),
    };
    let report = mailvet.export(request).await?;
    eprintln!("{} rows written to {}.", report.rows, report.path);
    for remark in &report.remarks {
        eprintln!("  note: {remark}");
    }
    Ok(if run.state == RunState::Finished { Ending::Done } else { Ending::RowsLeft })
}

pub(crate) async fn presets(mailvet: &Mailvet, args: PresetsArgs) -> Result<Ending> {
    match args.what {
        Some(PresetsCommand::Save(save)) => {
            let columns = save.shape.chosen();
            let preset = mailvet
                .save_preset(NewPreset {
                    title: save.title,
                    actions: save.rows.action,
                    verdicts: save.rows.verdict,
                    columns,
                    prefix: save.shape.prefix,
                    for_spreadsheets: save.shape.for_spreadsheets,
                })
                .await?;
            eprintln!("Saved. `mailvet export RUN -o OUT --preset {}` uses it.", preset.id);
        }
        Some(PresetsCommand::Remove { id }) => {
            mailvet.remove_preset(&id).await?;
            eprintln!("Removed.");
        }
        None => list_presets(mailvet, args.json)?,
    }
    Ok(Ending::Done)
}

fn list_presets(mailvet: &Mailvet, json: bool) -> Result<()> {
    let mut out = stdout().lock();
    for preset in mailvet.presets()? {
        if json {
            writeln!(out, "{}", in_english(&preset)?)?;
        } else {
            writeln!(out, "{:<16}{}", preset.id, preset.about)?;
        }
    }
    Ok(())
}
