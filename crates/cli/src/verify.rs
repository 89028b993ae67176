//! `verify` and `resume`: a list goes in, verdicts come out.

use std::{
    io::{IsTerminal, Write, stderr, stdout},
    path::{Path, PathBuf},
};

use anyhow::Result;
use mailvet_app::{
    AppError, DoctorVerdict, ListSummary, Mailvet, Preview, Query, ReadOptions, RunId, RunMode, RunState,
    RunSummary,
    wire::{ExportFormat, ExportRequest, ImportRequest},
};
use mailvet_verdict::Verdict;

use crate::{
    Ending,
    args::{ReadArgs, ResumeArgs, VerifyArgs},
    follow::{Followed, Show, follow},
};

/// What is said on standard output and standard error at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Telling {
    /// Progress and a summary for people, on standard error.
    People,
    /// A JSON object on standard output.
    Json,
    /// Nothing.
    Nothing,
}

impl Telling {
    fn of(json: bool, quiet: bool) -> Self {
        match (json, quiet) {
            (true, _) => Self::Json,
            (false, true) => Self::Nothing,
            (false, false) => Self::People,
        }
    }

    fn show(self) -> Show {
        if self == Self::Nothing { Show::Nothing } else { Show::Progress }
    }
}

pub(crate) async fn verify(mailvet: &Mailvet, args: VerifyArgs) -> Result<Ending> {
    if let Some(output) = &args.output {
        // Said before the work, not after it.
        ExportFormat::of_path(output)?;
        mailvet_app::check_writable(output)?;
    }
    let mut options = read_options(&args.read);
    let preview = mailvet.preview(args.list.clone(), options.clone()).await?;
    options.email_column = match &args.read.column {
        Some(column) => Some(column_index(&preview, column)?),
        None => preview.email_column,
    };
    let telling = Telling::of(args.json, args.quiet);
    if telling == Telling::People {
        announce(&preview, options.email_column);
        tell_of_another(mailvet);
    }
    let request =
        ImportRequest { path: args.list.to_string_lossy().into_owned(), options, practice: args.practice };
    let list = mailvet.import(request).await?;
    if telling == Telling::People && !args.practice && !args.quick {
        warn_of_a_shut_port(mailvet).await;
    }
    let run = mailvet.start_in(list.id, args.quick.then_some(RunMode::Quick)).await?;
    if telling == Telling::People {
        tell_mode(&run);
    }
    if let Some(output) = &args.output {
        mailvet.remember_output(run.id, output).await?;
    }
    let followed = follow(mailvet, list.id, args.deadline, telling.show()).await?;
    conclude(mailvet, &list, run.id, followed, args.output.as_deref(), telling).await
}

pub(crate) async fn resume(mailvet: &Mailvet, args: ResumeArgs) -> Result<Ending> {
    let runs = match args.run {
        Some(run) => vec![mailvet.run(RunId(run)).await?],
        None => mailvet.runs().await?.into_iter().filter(|run| run.state != RunState::Finished).collect(),
    };
    let telling = Telling::of(args.json, args.quiet);
    if telling == Telling::People {
        tell_of_another(mailvet);
    }
    if runs.is_empty() && telling == Telling::People {
        eprintln!("There is nothing to go on with: every run is finished.");
    }
    let mut ending = Ending::Done;
    for run in runs {
        let output: Option<PathBuf> = match &args.output {
            Some(output) => Some(output.clone()),
            None => mailvet.output_of(run.id).await?,
        };
        let list = mailvet.list(run.list).await?;
        if run.state != RunState::Finished {
            if telling == Telling::People {
                eprintln!(
                    "Going on with “{}”: {} of {} addresses are settled.",
                    list.name, run.settled, run.total
                );
            }
            let run = mailvet.start_in(run.list, args.quick.then_some(RunMode::Quick)).await?;
            if telling == Telling::People {
                tell_mode(&run);
            }
        }
        let followed = follow(mailvet, run.list, args.deadline, telling.show()).await?;
        let this = conclude(mailvet, &list, run.id, followed, output.as_deref(), telling).await?;
        if this != Ending::Done {
            ending = this;
        }
        if followed == Followed::Interrupted {
            break;
        }
    }
    Ok(ending)
}

/// Another program at work is no fault, but explains why a list may be taken.
fn tell_of_another(mailvet: &Mailvet) {
    if mailvet.is_shared() {
        eprintln!("note: another Mailvet has this database open; a list that it vets is left to it.");
    }
}

fn tell_mode(run: &RunSummary) {
    if run.mode == RunMode::Quick {
        eprintln!(
            "Quick mode: no mail server is asked. Nothing becomes valid; what form, DNS and lists leave open has the reason “not_probed”."
        );
    }
}

/// What the doctor last saw, where it is bad news for this run. Nobody is contacted for it.
async fn warn_of_a_shut_port(mailvet: &Mailvet) {
    if let Ok(Some(report)) = mailvet.last_doctor().await
        && report.verdict == DoctorVerdict::Shut
    {
        eprintln!(
            "note: when `mailvet doctor` last looked ({}), mail servers could not be reached: {} --quick asks none.",
            report.checked_at, report.headline
        );
    }
}

/// What was typed about reading a file; the column is settled once its names are known.
pub(crate) fn read_options(args: &ReadArgs) -> ReadOptions {
    ReadOptions {
        encoding: args.encoding.clone(),
        delimiter: args.delimiter,
        header: args.no_header.then_some(false),
        sheet: args.sheet.clone(),
        email_column: None,
    }
}

pub(crate) fn column_index(preview: &Preview, column: &str) -> Result<u32, AppError> {
    let by_name = preview.columns.iter().position(|name| name.trim().eq_ignore_ascii_case(column.trim()));
    let by_number = || {
        column
            .parse::<usize>()
            .ok()
            .filter(|number| (1..=preview.columns.len()).contains(number))
            .map(|n| n - 1)
    };
    by_name.or_else(by_number).and_then(|index| u32::try_from(index).ok()).ok_or_else(|| {
        AppError::NoSuchColumn {
            name: preview.name.clone(),
            column: column.to_owned(),
            columns: preview.columns.join(", "),
        }
    })
}

fn announce(preview: &Preview, column: Option<u32>) {
    let column = column.and_then(|index| preview.columns.get(index as usize)).map_or("?", String::as_str);
    eprintln!(
        "{}: {} rows, addresses in “{column}”, {} duplicates, {} rows without an address.",
        preview.name, preview.total_rows, preview.duplicates, preview.without_address
    );
    for remark in &preview.remarks {
        eprintln!("  note: {remark}");
    }
}

/// Writes the result where it was asked for and says how it went.
async fn conclude(
    mailvet: &Mailvet,
    list: &ListSummary,
    run: RunId,
    followed: Followed,
    output: Option<&Path>,
    telling: Telling,
) -> Result<Ending> {
    if followed == Followed::Interrupted {
        if telling == Telling::People {
            eprintln!("Stopped with rows left. `mailvet resume {}` goes on where it stopped.", run.0);
        }
        if telling == Telling::Json {
            print_json(mailvet, list, run, None).await?;
        }
        return Ok(Ending::RowsLeft);
    }
    let mut written = None;
    let mut remarks = Vec::new();
    if let Some(output) = output {
        let request = ExportRequest {
            list: list.id,
            query: Query::default(),
            path: output.to_string_lossy().into_owned(),
            format: None,
            options: None,
        };
        let report = mailvet.export(request).await?;
        written = Some(report.path);
        remarks = report.remarks;
    } else if telling != Telling::Json && !stdout().is_terminal() {
        remarks = mailvet.export_csv(list.id, Box::new(stdout())).await?;
    }
    // Quiet or not: a file that is not as it was asked for is no progress report.
    for remark in &remarks {
        eprintln!("note: {remark}");
    }
    match telling {
        Telling::People => summarise(mailvet, list, run, written.as_deref()).await?,
        Telling::Json => print_json(mailvet, list, run, written.as_deref()).await?,
        Telling::Nothing => {}
    }
    Ok(if followed == Followed::DeadlinePassed { Ending::RowsLeft } else { Ending::Done })
}

async fn summarise(mailvet: &Mailvet, list: &ListSummary, run: RunId, written: Option<&str>) -> Result<()> {
    let facets = mailvet.facets(list.id, Query::default()).await?;
    let mut out = stderr().lock();
    for verdict in Verdict::ALL {
        let count =
            facets.verdicts.iter().find(|count| count.value == verdict.code()).map_or(0, |count| count.count);
        if count > 0 {
            writeln!(out, "{:>8}  {}", count, verdict.title())?;
        }
    }
    match written {
        Some(path) => writeln!(out, "Written to {path}.")?,
        None => writeln!(out, "Kept as run {}. `mailvet export {} -o FILE` writes it.", run.0, run.0)?,
    }
    Ok(())
}

async fn print_json(mailvet: &Mailvet, list: &ListSummary, run: RunId, written: Option<&str>) -> Result<()> {
    let run = mailvet.run(run).await?;
    let facets = mailvet.facets(list.id, Query::default()).await?;
    let counts = |facet: &[mailvet_app::FacetCount]| {
        facet.iter().map(|count| (count.value.clone(), count.count.into())).collect::<serde_json::Map<_, _>>()
    };
    let summary = serde_json::json!({
        "run": run.id,
        "state": run.state,
        "mode": run.mode,
        "list": list.name,
        "rows": facets.total,
        "addresses": run.total,
        "settled": run.settled,
        "verdicts": counts(&facets.verdicts),
        "reasons": counts(&facets.reasons),
        "output": written,
    });
    writeln!(stdout(), "{summary}")?;
    Ok(())
}
