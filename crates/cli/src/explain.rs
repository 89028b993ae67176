//! `explain`: what a mail server's reply means, for people who paste a bounce, and for programs.

use std::io::{self, BufRead, BufWriter, IsTerminal, Write, stdin, stdout};

use anyhow::{Context, Result, bail};
use mailvet_verdict::{
    Attribution, Knowledge, Operator, Pasted, Reading, Reply, ReplyLine, RetryAdvice, Said, Says, Stage,
};

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
    if args.tsv {
        for (number, line) in stdin().lock().lines().enumerate() {
            let line = line.context("standard input cannot be read as text")?;
            if line.trim().is_empty() {
                continue;
            }
            let line: ReplyLine = line.parse().with_context(|| format!("line {}", number + 1))?;
            Answer::read(&knowledge, line.into(), None, None).write(&mut out, args.json)?;
        }
        out.flush()?;
        return Ok(Ending::Done);
    }
    let text = if args.reply.is_empty() { pasted_text()? } else { args.reply.join(" ") };
    let pasted = Pasted::read(&text);
    for said in &pasted.said {
        let stage = args.stage.map(Stage::from);
        Answer::read(&knowledge, said.clone(), stage, operator).write(&mut out, args.json)?;
    }
    out.flush()?;
    if pasted.said.is_empty() {
        bail!("there is no reply of a mail server in it: one begins with a code such as 550");
    }
    // The prose of a bounce is no fault; of a list of replies, the line that is none is told.
    let is_bounce = pasted.said.iter().any(|said| said.host.is_some() || said.stage.is_some());
    if is_bounce || pasted.unread.is_empty() {
        return Ok(Ending::Done);
    }
    for line in &pasted.unread {
        eprintln!("mailvet: no reply of a mail server: {line}");
    }
    Ok(Ending::Failed)
}

fn pasted_text() -> Result<String> {
    if stdin().is_terminal() {
        eprintln!("Paste replies or a whole bounce; Ctrl-D ends.");
    }
    io::read_to_string(stdin().lock()).context("standard input cannot be read as text")
}

/// A reply with what it means.
struct Answer<'k> {
    reply: Reply,
    operator: Option<&'k Operator>,
    reading: Reading,
}

impl<'k> Answer<'k> {
    /// `stage` and `operator` are what the person named.
    fn read(
        knowledge: &'k Knowledge,
        said: Said,
        stage: Option<Stage>,
        operator: Option<&'k Operator>,
    ) -> Self {
        let Attribution { stage, operator, .. } = said.attributed(knowledge, stage, operator);
        let reading = knowledge.read(stage, operator, &said.reply);
        Self { reply: said.reply, operator, reading }
    }

    fn write(&self, out: &mut impl Write, json: bool) -> Result<()> {
        if json {
            let mut line = as_json(&self.reading);
            line["operator"] = self.operator.map(|operator| operator.id.as_str()).into();
            writeln!(out, "{line}")?;
            return Ok(());
        }
        writeln!(out, "{}", self.reply)?;
        writeln!(out, "  {}: {}", self.reading.class.title(), self.reading.sentence)?;
        writeln!(out, "  {}", advice(self.reading.retry))?;
        writeln!(out, "  Read by the rule {}.", self.reading.rule)?;
        if let Some(operator) = self.operator {
            let lines = [("a yes", &operator.worth), ("a block", &operator.block)];
            for (what, sentence) in lines.into_iter().filter_map(|(what, text)| Some((what, text.as_ref()?)))
            {
                writeln!(out, "  {}, {what}: {sentence}", operator.name)?;
            }
            for trap in &operator.traps {
                writeln!(out, "  {}, mind: {trap}", operator.name)?;
            }
        }
        Ok(())
    }
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
        "sentence": reading.sentence.to_string(),
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
