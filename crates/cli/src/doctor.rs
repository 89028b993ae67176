//! `doctor`: what mail servers see of this machine, and what they will make of it.

use std::io::{Write, stderr, stdout};

use anyhow::Result;
use mailvet_app::{
    CheckId, CheckState, DoctorCheck, DoctorReport, DoctorVerdict, Mailvet, in_english,
    wire::{DoctorPlan, DoctorRequest},
};

use crate::{Ending, args::DoctorArgs};

pub(crate) async fn doctor(mailvet: &Mailvet, args: DoctorArgs) -> Result<Ending> {
    if args.plan {
        let plan = mailvet.doctor_plan(args.practice).await?;
        if args.json {
            writeln!(stdout(), "{}", in_english(&plan)?)?;
        } else {
            tell_plan(&plan, &args.skip)?;
        }
        return Ok(Ending::Done);
    }
    let people = !args.json;
    // Told as they come: a shut port takes its time.
    let tell = move |check: DoctorCheck| {
        if people && check.state != CheckState::NotAsked {
            let _ = tell_check(&check);
        }
    };
    let request = DoctorRequest { practice: args.practice, skip: args.skip };
    let report = mailvet.doctor(request, tell).await?;
    mailvet.leave(std::time::Duration::from_secs(1)).await;
    if args.json {
        writeln!(stdout(), "{}", in_english(&report)?)?;
    } else {
        tell_rest(&report)?;
    }
    Ok(match report.verdict {
        DoctorVerdict::Ready | DoctorVerdict::Limited => Ending::Done,
        DoctorVerdict::Shut | DoctorVerdict::Unknown => Ending::Failed,
    })
}

/// A mark that is no colour.
fn mark(state: CheckState) -> char {
    match state {
        CheckState::Passed => '+',
        CheckState::Warning => '!',
        CheckState::Failed => '-',
        CheckState::Unknown => '?',
        CheckState::NotAsked => ' ',
    }
}

fn tell_check(check: &DoctorCheck) -> Result<()> {
    let mut out = stdout().lock();
    writeln!(out, "{} {}: {}", mark(check.state), check.title, check.finding)?;
    for (name, value) in &check.facts {
        writeln!(out, "      {name}: {value}")?;
    }
    if let Some(remedy) = &check.remedy {
        writeln!(out, "    > {remedy}")?;
    }
    Ok(())
}

fn tell_rest(report: &DoctorReport) -> Result<()> {
    let mut out = stdout().lock();
    writeln!(out)?;
    for provider in &report.providers {
        writeln!(out, "{}: {}", provider.name, provider.expectation.title())?;
        writeln!(out, "    {}", provider.sentence)?;
    }
    writeln!(out, "\n{}: {}", report.verdict.title(), report.headline)?;
    if let Some(step) = &report.next_step {
        writeln!(out, "{step}")?;
    }
    if report.practice {
        writeln!(stderr(), "This was the practice world; your own connection was not looked at.")?;
    }
    Ok(())
}

fn tell_plan(plan: &DoctorPlan, skip: &[CheckId]) -> Result<()> {
    let mut out = stdout().lock();
    for check in &plan.checks {
        let left_out = if skip.contains(&check.id) { ", left out" } else { "" };
        writeln!(out, "{} ({}{left_out})", check.title, check.id.code())?;
        for destination in plan.destinations.iter().filter(|destination| destination.check == check.id) {
            writeln!(out, "    {} learns {} [{}]", destination.to, destination.learns, destination.setting)?;
        }
    }
    Ok(())
}
