//! `verify` and `resume`: a list goes in, verdicts come out.

use std::{
    io::{IsTerminal, Write, stderr, stdout},
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::Result;
use mailvet_app::{
    AppError, DoctorVerdict, ListSummary, Mailvet, Preview, Query, ReadOptions, RunId, RunMode, RunState,
    RunSummary,
    wire::{ExportFormat, ExportRequest, ImportRequest, InspectRequest},
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
    let telling = Telling::of(args.work.json, args.work.quiet);
    if telling == Telling::People {
        tell_of_another(mailvet);
    }
    let (list, fresh) = bring_in(mailvet, &args, telling).await?;
    if telling == Telling::People && !args.practice && !args.quick {
        warn_of_a_shut_port(mailvet).await;
    }
    let run = mailvet.start_after(list.id, args.quick.then_some(RunMode::Quick), fresh).await?;
    if telling == Telling::People {
        tell_mode(&run);
    }
    if let Some(output) = &args.output {
        mailvet.remember_output(run.id, output).await?;
    }
    let followed = follow(mailvet, list.id, args.work.deadline, telling.show()).await?;
    conclude(mailvet, &list, run.id, followed, args.output.as_deref(), telling).await
}

/// Brings the list in, or finds it where it is in already; with how old a result may be that need not be asked for again.
async fn bring_in(
    mailvet: &Mailvet,
    args: &VerifyArgs,
    telling: Telling,
) -> Result<(ListSummary, Option<Duration>)> {
    let bring = &args.bring;
    let mut options = read_options(&args.read);
    let preview = mailvet.preview(args.list.clone(), options.clone()).await?;
    choose_columns(&mut options, &preview, &args.read.column)?;
    if telling == Telling::People {
        announce(&preview, &options);
    }
    let paths = |paths: &[PathBuf]| paths.iter().map(|path| path.to_string_lossy().into_owned()).collect();
    let append_to = match bring.append_to {
        Some(run) => Some(mailvet.run(RunId(run)).await?.list),
        None => None,
    };
    let request = ImportRequest {
        path: args.list.to_string_lossy().into_owned(),
        options,
        practice: args.practice,
        duplicates: bring.duplicates.map(Into::into),
        suppress: paths(&bring.suppress),
        append_to,
    };
    if let Some(rejects) = &bring.rejects {
        write_rejects(mailvet, &request, rejects).await?;
    }
    let only_stale = bring.only_stale.map(|age| age.unwrap_or_else(|| mailvet.stale_after()));
    if append_to.is_some() {
        let fresh = only_stale.unwrap_or(Duration::MAX);
        return Ok((mailvet.import(request).await?, Some(fresh)));
    }
    let known = mailvet.known_list(request.clone()).await?;
    match (known, only_stale) {
        (Some(list), Some(fresh)) if bring.suppress.is_empty() && bring.duplicates.is_none() => {
            if telling == Telling::People {
                eprintln!(
                    "This file was brought in on {}. What is known and fresh is kept.",
                    list.imported_at
                );
            }
            return Ok((list, Some(fresh)));
        }
        (Some(list), None) if telling == Telling::People && list.run.is_some() => {
            eprintln!(
                "note: this very file was brought in on {}; --only-stale asks only about what is stale or unknown.",
                list.imported_at
            );
        }
        (_, Some(_)) if telling == Telling::People => {
            eprintln!("note: this file was not vetted before in this way, so all of it is asked about.");
        }
        _ => {}
    }
    Ok((mailvet.import(request).await?, None))
}

async fn write_rejects(mailvet: &Mailvet, request: &ImportRequest, rejects: &Path) -> Result<()> {
    let inspect = InspectRequest {
        path: request.path.clone(),
        options: request.options.clone(),
        rejects: Some(rejects.to_string_lossy().into_owned()),
        ..InspectRequest::default()
    };
    let report = mailvet.inspect(inspect).await?;
    eprintln!(
        "{} rows without a sound address written to {}.",
        report.rows - report.with_address,
        rejects.display()
    );
    for remark in &report.remarks {
        eprintln!("note: {remark}");
    }
    Ok(())
}

pub(crate) async fn resume(mailvet: &Mailvet, args: ResumeArgs) -> Result<Ending> {
    let runs = match args.run {
        Some(run) => vec![mailvet.run(RunId(run)).await?],
        None => mailvet.runs().await?.into_iter().filter(|run| run.state != RunState::Finished).collect(),
    };
    let telling = Telling::of(args.work.json, args.work.quiet);
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
        let followed = follow(mailvet, run.list, args.work.deadline, telling.show()).await?;
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
        more_email_columns: None,
    }
}

/// Settles which columns hold addresses: those that were named, else those that the preview guessed.
pub(crate) fn choose_columns(
    options: &mut ReadOptions,
    preview: &Preview,
    named: &[String],
) -> Result<(), AppError> {
    let named = named.iter().map(|column| column_index(preview, column)).collect::<Result<Vec<_>, _>>()?;
    match named.split_first() {
        Some((first, more)) => {
            options.email_column = Some(*first);
            options.more_email_columns = Some(more.to_vec());
        }
        None => {
            options.email_column = preview.email_column;
            options.more_email_columns = Some(preview.more_email_columns.clone());
        }
    }
    Ok(())
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

fn announce(preview: &Preview, options: &ReadOptions) {
    let name = |column: &u32| preview.columns.get(*column as usize).map_or("?", String::as_str);
    let mut used: Vec<u32> = options.email_column.into_iter().collect();
    used.extend(options.more_email_columns.iter().flatten());
    let names: Vec<String> = used.iter().map(|column| format!("“{}”", name(column))).collect();
    eprintln!(
        "{}: {} rows, addresses in {}, {} duplicates, {} rows without an address.",
        preview.name,
        preview.total_rows,
        names.join(", "),
        preview.duplicates,
        preview.without_address
    );
    for column in preview.address_columns.iter().filter(|column| !used.contains(column)) {
        eprintln!("  note: “{0}” holds addresses too; --column \"{0}\" checks them.", name(column));
    }
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
