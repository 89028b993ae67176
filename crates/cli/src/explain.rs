//! `explain`: what a mail server's reply means, for people who paste a bounce, and for programs.

use std::io::{BufRead, BufWriter, IsTerminal, Write, stdin, stdout};

use anyhow::{Context, Result};
use mailvet_verdict::{Knowledge, Operator, Reading, Reply, ReplyLine, RetryAdvice, Says, Stage};

use crate::{
    Ending,
    args::{ExplainArgs, StageArg},
};

impl From<StageArg> for Stage {
    fn from(stage: StageArg) -> Self {
        match stage {
            StageArg::Connect => Self::Connect,
            StageArg::Ehlo => Self::Ehlo,
            StageArg::Mail => Self::Mail,
            StageArg::Rcpt => Self::Rcpt,
        }
    }
}

pub(crate) fn explain(args: &ExplainArgs) -> Result<Ending> {
    let knowledge = Knowledge::shipped();
    let mut out = BufWriter::new(stdout().lock());
    let operator = match &args.operator {
        Some(id) => Some(
            knowledge
                .operator_by_id(id)
                .with_context(|| format!("there is no operator “{id}” in the tables"))?,
        ),
        None => None,
    };
    if args.reply.is_empty() {
        if !args.tsv && stdin().is_terminal() {
            eprintln!("Paste replies, one a line; Ctrl-D ends.");
        }
        for (number, line) in stdin().lock().lines().enumerate() {
            let line = line.context("standard input cannot be read as text")?;
            if line.trim().is_empty() {
                continue;
            }
            let (stage, operator, reply) = if args.tsv {
                read_tsv(&knowledge, &line).with_context(|| format!("line {}", number + 1))?
            } else {
                (args.stage.into(), operator, read_reply(&line)?)
            };
            answer(&mut out, args.json, &reply, &knowledge.read(stage, operator, &reply))?;
        }
    } else {
        let reply = read_reply(&args.reply.join(" "))?;
        answer(&mut out, args.json, &reply, &knowledge.read(args.stage.into(), operator, &reply))?;
    }
    out.flush()?;
    Ok(Ending::Done)
}

fn read_reply(line: &str) -> Result<Reply> {
    Reply::from_line(line).with_context(|| format!("“{line}” does not begin with a reply code such as 550"))
}

/// One `stage TAB operator-or-dash TAB reply` line. An operator that the tables do not know counts as none: such lines
/// come from other tools, with names of their own.
fn read_tsv<'k>(knowledge: &'k Knowledge, line: &str) -> Result<(Stage, Option<&'k Operator>, Reply)> {
    let ReplyLine { stage, operator, reply } = line.parse()?;
    Ok((stage, operator.and_then(|id| knowledge.operator_by_id(&id)), reply))
}

fn answer(out: &mut impl Write, json: bool, reply: &Reply, reading: &Reading) -> Result<()> {
    if json {
        writeln!(out, "{}", as_json(reading))?;
        return Ok(());
    }
    writeln!(out, "{reply}")?;
    writeln!(out, "  {}: {}", reading.class.title(), reading.sentence)?;
    writeln!(out, "  {}", advice(reading.retry))?;
    Ok(())
}

fn as_json(reading: &Reading) -> serde_json::Value {
    let verdict = match reading.says {
        Says::Deliverable => "valid",
        Says::Undeliverable => "invalid",
        Says::Risky => "risky",
        Says::Nothing => "unknown",
    };
    let retry = match reading.retry {
        RetryAdvice::No => "no",
        RetryAdvice::Later { .. } => "later",
        RetryAdvice::Slower { .. } => "slower",
        RetryAdvice::NewSession => "new_session",
        RetryAdvice::WithTls => "with_tls",
        RetryAdvice::OtherHost => "other_host",
        RetryAdvice::OnceFixed => "once_fixed",
    };
    let after = match reading.retry {
        RetryAdvice::Later { after_seconds } | RetryAdvice::Slower { after_seconds } => after_seconds,
        _ => None,
    };
    serde_json::json!({
        "class": reading.class,
        "about": reading.about,
        "verdict": verdict,
        "retry": retry,
        "retry_after_seconds": after,
        "sentence": reading.sentence,
        "rule": reading.rule,
        "forward_to": reading.forward_to,
    })
}

fn advice(retry: RetryAdvice) -> String {
    let wait =
        |seconds: Option<u32>| seconds.map_or_else(String::new, |s| format!(", in {s} seconds or more"));
    match retry {
        RetryAdvice::No => "Asking again changes nothing.".to_owned(),
        RetryAdvice::Later { after_seconds } => format!("Ask again later{}.", wait(after_seconds)),
        RetryAdvice::Slower { after_seconds } => {
            format!("Ask again later and more slowly{}.", wait(after_seconds))
        }
        RetryAdvice::NewSession => "Ask again in a new session.".to_owned(),
        RetryAdvice::WithTls => "Ask again with encryption.".to_owned(),
        RetryAdvice::OtherHost => "Ask another mail host of the domain.".to_owned(),
        RetryAdvice::OnceFixed => "Ask again once the sending side is put right.".to_owned(),
    }
}
