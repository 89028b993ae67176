//! What crosses to a window, with every sentence said in English: for files and programs, which have no catalogue.

use mailvet_verdict::{Moment, Sentence, Words};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::phrases::phrases;

/// `shown` as JSON in which sentences are texts.
///
/// # Errors
/// As [`serde_json::to_value`]: never for the types of the wire.
pub fn in_english(shown: &impl Serialize) -> serde_json::Result<Value> {
    serde_json::to_value(shown).map(said)
}

fn said(value: Value) -> Value {
    match value {
        Value::Object(object) => match sentence(&object) {
            Some(sentence) => Value::String(sentence.to_string()),
            None => Value::Object(object.into_iter().map(|(name, value)| (name, said(value))).collect()),
        },
        Value::Array(items) => Value::Array(items.into_iter().map(said).collect()),
        plain => plain,
    }
}

/// The sentence that this is; `None`: it is something else.
fn sentence(object: &Map<String, Value>) -> Option<Sentence> {
    let (code, parts) = (object.get("code")?.as_str()?, object.get("parts")?.as_object()?);
    let phrase = phrases().find(|phrase| phrase.code() == code)?;
    let parts: Option<Vec<Words>> = phrase.places().iter().map(|place| words(parts.get(*place)?)).collect();
    Some(Sentence::new(phrase, parts?))
}

fn words(part: &Value) -> Option<Words> {
    match part {
        Value::String(text) => Some(text.into()),
        Value::Number(count) => count.as_u64().map(Words::Count),
        Value::Object(object) => match object.get("at") {
            Some(at) => at.as_i64().map(|at| Moment(at).into()),
            None => sentence(object).map(Into::into),
        },
        Value::Null | Value::Bool(_) | Value::Array(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AppError;

    #[test]
    fn sentences_of_every_crate_are_said_and_all_else_stays() {
        let inner = Sentence::as_it_is("As ever.").and(Sentence::as_it_is("{n}"));
        let fault = AppError::NoDomain { text: "a b".into() }.fault();
        let told = serde_json::json!({ "fault": fault, "all": [inner, 3, { "code": "x", "parts": {} }] });
        assert_eq!(
            in_english(&told).unwrap(),
            serde_json::json!({
                "fault": { "code": "unreadable_list", "message": "“a b” is no domain.", "detail": "" },
                "all": ["As ever. {n}", 3, { "code": "x", "parts": {} }],
            })
        );
    }
}
