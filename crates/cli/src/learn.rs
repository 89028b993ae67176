//! `learn`, `learned`, `mark` and `runs --accuracy`: what became of earlier mail, and how good the verdicts were.

use std::io::{Write, stdout};

use anyhow::Result;
use mailvet_app::{Batch, BatchId, Known, LearnReport, LearnRequest, MailTally, Mailvet, RunId, in_english};

use crate::{
    Ending,
    args::{LearnArgs, LearnedArgs, MarkArg, MarkArgs},
    verify::{column_index, read_options},
};

/// Rows that were not understood and are named on a terminal; `--json` names more.
const NAMED: usize = 10;

pub(crate) async fn learn(mailvet: &Mailvet, args: LearnArgs) -> Result<Ending> {
    let mut out = stdout().lock();
    if args.list {
        for batch in mailvet.learnt_batches().await? {
            if args.json {
                writeln!(out, "{}", serde_json::to_string(&batch)?)?;
            } else {
                writeln!(out, "{}", line(&batch))?;
            }
        }
        return Ok(Ending::Done);
    }
    if let Some(batch) = args.undo {
        let undone = mailvet.undo_learning(BatchId(batch)).await?;
        eprintln!("Taken back: {}. What other files tell too is kept.", undone.name);
        return Ok(Ending::Done);
    }
    for file in &args.files {
        let mut options = read_options(&args.read);
        let mut outcome_column = None;
        // An outcome is that of one address: further columns would be other people's.
        let column = args.read.column.first();
        if column.is_some() || args.outcome.is_some() {
            let preview = mailvet.preview(file.clone(), options.clone()).await?;
            let index = |wanted: Option<&String>| wanted.map(|name| column_index(&preview, name)).transpose();
            options.email_column = index(column)?;
            outcome_column = index(args.outcome.as_ref())?;
        }
        let request = LearnRequest {
            path: file.to_string_lossy().into_owned(),
            options,
            outcome_column,
            keep: !args.dry_run,
        };
        let report = mailvet.learn(request).await?;
        if args.json {
            writeln!(out, "{}", in_english(&report)?)?;
        } else {
            tell(&report);
        }
    }
    Ok(Ending::Done)
}

fn line(batch: &Batch) -> String {
    let cut = if batch.complete { "" } else { "  (broken off: learn it again)" };
    format!(
        "{:>5}  {}  {:>8} new, {} known before  {}{cut}",
        batch.id.0, batch.learnt_at, batch.added, batch.known, batch.name
    )
}

fn tell(report: &LearnReport) {
    eprintln!("{}: read as {}, {} rows.", report.name, report.layout, report.rows);
    let columns = &report.columns;
    let named = [
        ("address", &columns.address),
        ("outcome", &columns.outcome),
        ("reason", &columns.detail),
        ("time", &columns.at),
    ];
    let named: Vec<String> =
        named.iter().filter_map(|(what, name)| Some(format!("{what} “{}”", (*name).as_ref()?))).collect();
    if !named.is_empty() {
        eprintln!("  columns: {}", named.join(", "));
    }
    for outcome in &report.outcomes {
        eprintln!("  {:>8}  {}", outcome.count, outcome.what.code());
    }
    if report.says_nothing > 0 {
        eprintln!("  {:>8}  rows or recipients that say nothing of a mailbox", report.says_nothing);
    }
    if report.not_understood > 0 {
        eprintln!("  {:>8}  rows or recipients that were not understood:", report.not_understood);
        for row in report.unread.iter().take(NAMED) {
            eprintln!("            row {}: {} (“{}”)", row.row, row.why, row.cell);
        }
        if report.not_understood > NAMED as u64 {
            eprintln!("            and {} more; --json names them", report.not_understood - NAMED as u64);
        }
    }
    if report.times_unread > 0 {
        let (unread, all) = (report.times_unread, report.dated + report.times_unread);
        eprintln!(
            "            {unread} of {all} times could not be read: these outcomes have none, and one of the same address that has a time counts before them"
        );
    }
    if report.conflicts > 0 {
        let n = report.conflicts;
        eprintln!(
            "  {n:>8}  addresses with mail that arrived and mail that came back: both are kept, the newest counts"
        );
    }
    match (&report.learnt_before, report.batch) {
        (Some(before), _) => eprintln!("  learnt before, as batch {}: nothing is added", before.id.0),
        (None, Some(batch)) => eprintln!(
            "  learnt as batch {}: {} new outcomes, {} known before",
            batch.0, report.added, report.known
        ),
        (None, None) => eprintln!("  nothing was kept"),
    }
}

pub(crate) async fn learned(mailvet: &Mailvet, args: LearnedArgs) -> Result<Ending> {
    if args.forget {
        mailvet.forget_learnt().await?;
        eprintln!("Everything that was learnt is forgotten, marks included.");
        return Ok(Ending::Done);
    }
    if let Some(output) = args.output {
        let count = mailvet.export_learnt(output.clone()).await?;
        eprintln!("{count} outcomes written to {}.", output.display());
        return Ok(Ending::Done);
    }
    let known = mailvet.known().await?;
    let mut out = stdout().lock();
    if args.json {
        writeln!(out, "{}", serde_json::to_string(&known)?)?;
        return Ok(Ending::Done);
    }
    write_known(&mut out, &known)?;
    Ok(Ending::Done)
}

fn write_known(out: &mut impl Write, known: &Known) -> Result<()> {
    if known.outcomes.is_empty() && known.marked_good + known.marked_bad == 0 {
        writeln!(out, "Nothing was learnt yet. `mailvet learn FILE` does it.")?;
        return Ok(());
    }
    writeln!(out, "Outcomes of {} addresses:", known.addresses)?;
    for outcome in &known.outcomes {
        writeln!(out, "{:>9}  {}", outcome.count, outcome.what.code())?;
    }
    writeln!(out, "Marked: {} known good, {} known bad", known.marked_good, known.marked_bad)?;
    let rate = |tally: &MailTally| {
        let all = tally.delivered + tally.bounced;
        let share = 100.0 * f64::from(tally.bounced) / f64::from(all.max(1));
        format!("{share:>5.1} % of {all:>7} came back")
    };
    writeln!(out, "Over everything: {}", rate(&known.world).trim_start())?;
    for (what, rates) in
        [("mail operator", &known.operators), ("domain", &known.domains), ("source of lists", &known.sources)]
    {
        if !rates.is_empty() {
            writeln!(out, "By {what}:")?;
        }
        for base in rates {
            writeln!(out, "  {}  {}", rate(&base.tally), base.name)?;
        }
    }
    let weighing = &known.weighing;
    let all = weighing.outcomes.delivered + weighing.outcomes.bounced;
    if weighing.fitted {
        writeln!(out, "The weights of scores rest on {all} of these outcomes:")?;
        for weight in weighing.weights.iter().filter(|weight| (weight.now - weight.shipped).abs() >= 0.05) {
            writeln!(out, "  {:+.2} instead of {:+.2}  {}", weight.now, weight.shipped, weight.id)?;
        }
    } else {
        let (needed, each) = (weighing.needed, weighing.needed_of_each);
        let back = weighing.outcomes.bounced;
        writeln!(
            out,
            "The weights of scores are those that ship: it takes {needed} outcomes, {each} of either kind, of addresses that a check had to leave open. There are {all}, and mail to {back} of them came back."
        )?;
    }
    if !known.reliability.is_empty() {
        writeln!(out, "Scores against what happened since:")?;
        for bin in &known.reliability {
            let (from, to, count) = (bin.from, bin.to, bin.count);
            let (predicted, observed) = (bin.predicted, bin.observed);
            writeln!(
                out,
                "  {from:>3} to {to:>3}: {predicted:>5.1} % predicted, {:>5.1} % observed ({:.1} to {:.1} %), {count} addresses",
                observed.percent, observed.low, observed.high
            )?;
        }
    }
    Ok(())
}

pub(crate) async fn mark(mailvet: &Mailvet, args: MarkArgs) -> Result<Ending> {
    let mut addresses = args.addresses;
    if let Some(file) = &args.file {
        addresses.extend(mailvet.addresses_in(file.clone()).await?);
    }
    let good = match args.what {
        MarkArg::Good => Some(true),
        MarkArg::Bad => Some(false),
        MarkArg::None => None,
    };
    let (changed, faulty) = mailvet.mark(&addresses, good).await?;
    eprintln!("{changed} marks changed, of {} addresses.", addresses.len());
    for typed in faulty.iter().take(NAMED) {
        eprintln!("  no address: “{typed}”");
    }
    Ok(if faulty.is_empty() { Ending::Done } else { Ending::Failed })
}

pub(crate) async fn accuracy(mailvet: &Mailvet, run: RunId, json: bool) -> Result<Ending> {
    let measured = mailvet.accuracy(run).await?;
    let mut out = stdout().lock();
    if measured.is_empty() {
        eprintln!(
            "No address of this run is marked. `mailvet mark good ADDRESS` and `mailvet mark bad ADDRESS` do it."
        );
    }
    for accuracy in &measured {
        if json {
            writeln!(out, "{}", serde_json::to_string(accuracy)?)?;
            continue;
        }
        let name = if accuracy.exchange.is_empty() { "no mail operator" } else { &accuracy.exchange };
        let error = accuracy.error.map_or_else(
            || "nothing decided".to_owned(),
            |error| {
                format!("{:.1} % wrong (between {:.1} and {:.1} %)", error.percent, error.low, error.high)
            },
        );
        writeln!(out, "{name}: {error}, {} decided, {} undecided", accuracy.decided(), accuracy.undecided)?;
        for address in &accuracy.wrong {
            writeln!(out, "    wrong: {address}")?;
        }
    }
    Ok(Ending::Done)
}
