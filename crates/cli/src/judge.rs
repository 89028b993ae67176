//! `judge`: an earlier run under the rules of today, with the difference shown.

use std::io::{Write, stdout};

use anyhow::Result;
use mailvet_app::{JudgeAgain, JudgedAgain, Mailvet, RunId, Said};

use crate::{Ending, args::JudgeArgs};

pub(crate) async fn judge(mailvet: &Mailvet, args: &JudgeArgs) -> Result<Ending> {
    let what = if args.dry_run { JudgeAgain::Compare } else { JudgeAgain::Keep };
    let told = mailvet.judge_again(RunId(args.again), what).await?;
    let mut out = stdout().lock();
    if args.json {
        writeln!(out, "{}", serde_json::to_string(&told)?)?;
        return Ok(Ending::Done);
    }
    for shift in &told.shifts {
        let (from, to, some) = (said(shift.from), said(shift.to), shift.examples.join(", "));
        writeln!(out, "{:>8}  {from} -> {to}  ({some})", shift.addresses)?;
    }
    eprintln!("{}", summary(&told, what));
    Ok(Ending::Done)
}

fn said(said: Said) -> String {
    format!("{}/{}", said.verdict, said.reason)
}

fn summary(told: &JudgedAgain, what: JudgeAgain) -> String {
    let kept = match what {
        JudgeAgain::Keep => "",
        JudgeAgain::Compare => " Nothing was kept.",
    };
    format!(
        "{} addresses judged again without asking anybody: {} with another verdict or reason, {} with other details.{kept}",
        told.addresses, told.changed, told.reworded
    )
}
