//! `runs`, `export` and `presets`: what is kept, and getting it out.

use std::io::{Write, stdout};

use anyhow::Result;
use mailvet_app::{
    Mailvet, Preset, Query, RunId, RunState,
    wire::{ExportOptions, ExportRequest},
};

use crate::{
    Ending,
    args::{ExportArgs, PresetsArgs, RunsArgs, Wanted},
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
            writeln!(out, "{:>5}  {}  {:<24}  {}", run.id.0, run.started_at, state, list.name)?;
        }
    }
    Ok(Ending::Done)
}

pub(crate) async fn export(mailvet: &Mailvet, args: ExportArgs) -> Result<Ending> {
    let run = mailvet.run(RunId(args.run)).await?;
    let columns = args.columns.map(|wanted| {
        let column = |wanted: &Wanted| match wanted {
            Wanted::Column(column) => Some(*column),
            Wanted::None => None,
        };
        wanted.iter().filter_map(column).collect()
    });
    let options = ExportOptions {
        preset: args.preset,
        columns,
        prefix: args.prefix,
        for_spreadsheets: args.for_spreadsheets,
    };
    let query = Query { verdicts: args.verdict, actions: args.action, ..Query::default() };
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

pub(crate) fn presets(args: &PresetsArgs) -> Result<Ending> {
    let mut out = stdout().lock();
    for preset in Preset::all() {
        if args.json {
            let line = serde_json::json!({
                "id": preset.id,
                "title": preset.title,
                "about": preset.about,
                "actions": preset.actions,
            });
            writeln!(out, "{line}")?;
        } else {
            writeln!(out, "{:<16}{}", preset.id, preset.about)?;
        }
    }
    Ok(Ending::Done)
}
