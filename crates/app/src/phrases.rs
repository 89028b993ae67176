//! Every phrase of the program in one list, whichever crate says it: what a window has to know to say it in its language. And
//! the way back to English, for files that programs read.

use mailvet_verdict::{Moment, Phrase, Sentence, Words};
use serde::Serialize;
use serde_json::Value;

use crate::{
    evidence::{DISCLOSED, EVIDENCE, FACTS},
    report_words::REPORT,
};

/// The tables of phrases: those of the judge, those of a run, then our own.
const TABLES: &[&[&[Phrase]]] =
    &[mailvet_verdict::PHRASES, mailvet_engine::run::PHRASES, &[EVIDENCE, FACTS, DISCLOSED, REPORT]];

/// Every phrase, each with its code and its English words.
pub fn phrases() -> impl Iterator<Item = &'static Phrase> {
    TABLES.iter().copied().flatten().copied().flatten()
}

/// What crosses to a window as JSON with every sentence said in English: what a file says to programs and to people.
///
/// # Errors
/// It cannot be put into JSON.
pub fn in_english(of: &impl Serialize) -> Result<Value, serde_json::Error> {
    Ok(said(serde_json::to_value(of)?))
}

fn said(value: Value) -> Value {
    if let Some(sentence) = sentence(&value) {
        return sentence.to_string().into();
    }
    match value {
        Value::Array(values) => values.into_iter().map(said).collect(),
        Value::Object(values) => values.into_iter().map(|(key, value)| (key, said(value))).collect(),
        other => other,
    }
}

fn sentence(value: &Value) -> Option<Sentence> {
    let (code, parts) = (value.get("code")?.as_str()?, value.get("parts")?);
    let phrase = phrases().find(|phrase| phrase.code() == code)?;
    let parts = phrase.places().iter().map(|place| words(parts.get(place)?)).collect::<Option<_>>()?;
    Some(Sentence::new(phrase, parts))
}

fn words(value: &Value) -> Option<Words> {
    match value {
        Value::String(text) => Some(Words::Text(text.clone())),
        Value::Number(count) => count.as_u64().map(Words::Count),
        _ => match value.get("at") {
            Some(at) => at.as_i64().map(|at| Words::At { at: Moment(at) }),
            None => sentence(value).map(Words::Said),
        },
    }
}

#[cfg(test)]
mod tests {
    use mailvet_verdict::tried;

    use super::*;

    #[test]
    fn a_file_says_in_english_what_crosses_to_a_window_by_code() {
        let length = tried::lasting(std::time::Duration::from_secs(7200));
        let told = serde_json::json!({
            "code": 550,
            "tried": [tried::came_back(3_u32, length.clone()), tried::was_to_be_asked(Moment(0))],
            "facts": [[length, "as it is"]],
        });
        assert_eq!(
            in_english(&told).unwrap(),
            serde_json::json!({
                "code": 550,
                "tried": [
                    "Mailvet came back 3 times within 2 hours and was refused each time.",
                    "The run ended before it was asked again, which was to be at 1970-01-01T00:00:00Z.",
                ],
                "facts": [["2 hours", "as it is"]],
            })
        );
    }
}
