//! Events as JSON: one object a line, or one array of them, as the web hooks of Amazon SES (bare, or wrapped by SNS), Postmark,
//! SendGrid and Brevo deliver them. Each object becomes a row with its own columns; one that names several recipients becomes
//! a row for each.

use std::io::{BufRead, Read};

use mailvet_lists::{OUR_PREFIX, OurColumn};
use serde_json::{Map, Value};

/// How the object begins to be called that this program puts its verdict into.
const OWN: &str = "mailvet";

/// The largest file that is one array, read whole.
const LARGEST: u64 = 256 << 20;

/// A row with the names of its cells.
pub(super) type NamedRow = (Vec<String>, Vec<String>);

/// Hands the rows of each event to `each`, with the number of its line; `None` is a line that is no JSON.
///
/// # Errors
/// The file cannot be read, or `each` failed.
pub(super) fn for_each<E: From<std::io::Error>>(
    mut file: impl BufRead,
    mut each: impl FnMut(u64, Option<Vec<NamedRow>>, &str) -> Result<(), E>,
) -> Result<(), E> {
    let is_array = loop {
        let waiting = file.fill_buf()?;
        match waiting.iter().position(|byte| !byte.is_ascii_whitespace() && !b"\xef\xbb\xbf".contains(byte)) {
            Some(at) => break waiting[at] == b'[',
            None if waiting.is_empty() => return Ok(()),
            None => {
                let blank = waiting.len();
                file.consume(blank);
            }
        }
    };
    if is_array {
        let mut text = String::new();
        file.take(LARGEST).read_to_string(&mut text)?;
        let events = serde_json::from_str::<Vec<Value>>(text.trim_start_matches('\u{feff}')).ok();
        let Some(events) = events else { return each(1, None, "an array that is no JSON") };
        for (number, event) in (1..).zip(events) {
            each(number, Some(rows(event)), "")?;
        }
        return Ok(());
    }
    let mut line = String::new();
    let mut number = 0;
    loop {
        line.clear();
        if file.read_line(&mut line)? == 0 {
            return Ok(());
        }
        number += 1;
        let text = line.trim_start_matches('\u{feff}').trim();
        if !text.is_empty() {
            each(number, serde_json::from_str(text).ok().map(rows), text)?;
        }
    }
}

/// The rows of an event.
fn rows(event: Value) -> Vec<NamedRow> {
    match event {
        Value::Array(events) => events.into_iter().flat_map(rows).collect(),
        Value::Object(object) => {
            // SNS wraps the event of SES as text.
            if let Some(Value::String(message)) = object.get("Message")
                && let Ok(inner @ Value::Object(_)) = serde_json::from_str(message)
            {
                return rows(inner);
            }
            let mut shared = Vec::new();
            let mut recipients = Vec::new();
            gather(&object, &mut shared, &mut recipients);
            if recipients.is_empty() {
                return vec![shared.into_iter().unzip()];
            }
            let of = |recipient: Vec<(String, String)>| recipient.into_iter().chain(shared.clone()).unzip();
            recipients.into_iter().map(of).collect()
        }
        _ => Vec::new(),
    }
}

/// The event itself stands in an object of its own (`bounce`, `complaint`, `delivery`), the mail in another, whose time is
/// that of sending: what is about the mail comes last, and of two values with one name the first counts.
fn gather(
    object: &Map<String, Value>,
    shared: &mut Vec<(String, String)>,
    recipients: &mut Vec<Vec<(String, String)>>,
) {
    let mut inner: Vec<(&String, &Value)> = object.iter().collect();
    inner.sort_by_key(|(name, value)| (value.is_object(), name.as_str() == "mail"));
    for (name, value) in inner {
        match value {
            Value::String(text) => put(shared, name, text.clone()),
            Value::Number(number) => put(shared, name, number.to_string()),
            Value::Bool(truth) => put(shared, name, truth.to_string()),
            // What this program said of the address is kept apart from what is told of mail.
            Value::Object(own) if name.starts_with(OWN) && own.contains_key(OurColumn::Verdict.key()) => {
                let own = own.iter().map(|(name, value)| (format!("{OUR_PREFIX}{name}"), value.clone()));
                gather(&own.collect(), shared, recipients);
            }
            Value::Object(inner) => gather(inner, shared, recipients),
            Value::Array(items) if names_recipients(name) && recipients.is_empty() => {
                for item in items {
                    match item {
                        Value::String(address) => {
                            recipients.push(vec![("emailAddress".to_owned(), address.clone())]);
                        }
                        Value::Object(recipient) => {
                            let mut cells = Vec::new();
                            gather(recipient, &mut cells, &mut Vec::new());
                            recipients.push(cells);
                        }
                        _ => {}
                    }
                }
                put(shared, "recipients", String::new());
            }
            Value::Array(_) | Value::Null => {}
        }
    }
}

fn names_recipients(name: &str) -> bool {
    matches!(
        name,
        "bouncedRecipients" | "complainedRecipients" | "recipients" | "destination" | "delayedRecipients"
    )
}

fn put(cells: &mut Vec<(String, String)>, name: &str, value: String) {
    if cells.iter().all(|(known, _)| known != name) {
        cells.push((name.to_owned(), value));
    }
}
