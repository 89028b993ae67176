//! `check`: one address, with everything that was seen of it.

use std::io::{Write, stdout};

use anyhow::Result;
use mailvet_app::{
    Mailvet, in_english,
    wire::{EvidenceView, Mood},
};
use mailvet_verdict::{SignalRow, Speaker};

use crate::{Ending, args::CheckArgs};

pub(crate) async fn check(mailvet: &Mailvet, args: CheckArgs) -> Result<Ending> {
    let evidence = mailvet.check(&args.address, args.practice, args.deadline).await?;
    let mut out = stdout().lock();
    if args.json {
        writeln!(out, "{}", in_english(&evidence)?)?;
        return Ok(Ending::Done);
    }
    tell(&mut out, &evidence)?;
    if args.signals {
        signals(&mut out, &evidence.signals)?;
    }
    if args.transcript {
        transcript(&mut out, &evidence)?;
    }
    Ok(Ending::Done)
}

fn tell(out: &mut impl Write, evidence: &EvidenceView) -> Result<()> {
    let Some(judgement) = &evidence.judgement else {
        writeln!(out, "{}: no judgement", evidence.row.address)?;
        return Ok(());
    };
    writeln!(
        out,
        "{}: {} ({}), score {}",
        evidence.row.address,
        judgement.verdict.title(),
        judgement.reason.title(),
        judgement.score
    )?;
    writeln!(out, "  {}", judgement.told())?;
    writeln!(out, "  {}", judgement.next_step)?;
    if let Some(meant) = &judgement.suggestion {
        writeln!(out, "  Probably meant: {meant}")?;
    }
    for stage in &evidence.stages {
        let mark = match stage.mood {
            Mood::Good => "+",
            Mood::Bad => "-",
            Mood::Warn => "!",
            Mood::Neutral => " ",
        };
        writeln!(out, "\n{mark} {}: {}", stage.title, stage.finding)?;
        for (name, value) in &stage.facts {
            let (name, value) = (name.to_string(), value.to_string());
            let mut lines = value.lines();
            writeln!(out, "    {name}: {}", lines.next().unwrap_or_default())?;
            for line in lines {
                writeln!(out, "    {:width$}  {line}", "", width = name.chars().count())?;
            }
        }
    }
    if !judgement.contributions.is_empty() {
        writeln!(out, "\n  What moved the score")?;
        for contribution in &judgement.contributions {
            writeln!(out, "    {:+4}  {}", contribution.points, contribution.sentence)?;
        }
    }
    Ok(())
}

/// Every signal by group, for whoever wants to see the whole table.
fn signals(out: &mut impl Write, rows: &[SignalRow]) -> Result<()> {
    for group in rows.chunk_by(|one, other| one.group == other.group) {
        if let Some(first) = group.first() {
            writeln!(out, "\n  Signals: {}", first.group.title())?;
        }
        for row in group {
            let points = row.points.map(|points| format!(" ({points:+} points)")).unwrap_or_default();
            writeln!(out, "    {}: {}{points}", row.meaning, row.told())?;
        }
    }
    Ok(())
}

fn transcript(out: &mut impl Write, evidence: &EvidenceView) -> Result<()> {
    for conversation in &evidence.conversations {
        let ip = conversation.ip.as_deref().unwrap_or("no address");
        writeln!(out, "\n{} ({ip}), {}", conversation.host, conversation.started)?;
        for line in &conversation.lines {
            let mark = match line.from {
                Speaker::Client => ">",
                Speaker::Server => "<",
                Speaker::Event => "*",
            };
            writeln!(out, "  {:>6} ms {mark} {}", line.at_ms, line.text)?;
        }
    }
    if evidence.conversations.is_empty() {
        writeln!(out, "\nNo mail server was spoken to.")?;
    }
    Ok(())
}
