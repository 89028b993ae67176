//! Reads `stage TAB operator-or-dash TAB reply` lines and answers one JSON object a line: the rule table on its own, for
//! scoring it against a corpus of replies.

use std::io::{BufRead, Write};

use mailvet_verdict::{Knowledge, ReplyLine};

fn main() -> std::io::Result<()> {
    let knowledge = Knowledge::shipped();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let answer = match line?.parse::<ReplyLine>() {
            Ok(asked) => {
                let operator = asked.operator.as_deref().and_then(|id| knowledge.operator_by_id(id));
                let reading = knowledge.read(asked.stage, operator, &asked.reply);
                serde_json::json!({ "class": reading.class, "rule": reading.rule, "sentence": reading.sentence })
            }
            Err(why) => serde_json::json!({ "class": null, "error": why.to_string() }),
        };
        writeln!(out, "{answer}")?;
    }
    Ok(())
}
