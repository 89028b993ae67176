//! Small readings that several parts share: waits such as `"1500ms"` in TOML, and names as DNS has them.

use std::time::Duration;

use serde::Deserialize;

/// A wait such as `"1500ms"` or `"4h"`.
pub(crate) fn wait<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(from)?;
    humantime::parse_duration(&text).map_err(|error| {
        serde::de::Error::custom(format!("{text:?} is no time such as \"90s\" or \"1500ms\": {error}"))
    })
}

/// Whether `name` is a host name in A-labels and lower case, without the closing dot (RFC 5890, RFC 1123 section 2.1).
pub(crate) fn is_host_name(name: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    name.len() <= 253 && name.contains('.') && name.split('.').all(label)
}

/// A domain in A-labels and lower case, as a scenario names it; `None` where it is no domain.
pub(crate) fn a_labels(domain: &str) -> Option<String> {
    let ascii = idna::domain_to_ascii(domain).ok()?;
    is_host_name(&ascii).then_some(ascii)
}
