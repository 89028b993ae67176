//! How values are written in the file of the settings: times as in `4h`, addresses of this machine, and nothing for none. What is
//! not written so is refused with the words of a rule, by which the rule is known again.

use std::{
    net::{IpAddr, SocketAddr},
    str::FromStr,
    time::Duration,
};

use mailvet_verdict::Sentence;
use serde::Deserialize;

use super::phrases as say;

pub(super) fn own_address<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<IpAddr>, D::Error> {
    let text = String::deserialize(from)?;
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| serde::de::Error::custom(say::own_address()))
}

pub(super) fn duration<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(from)?;
    humantime::parse_duration(&text).map_err(|_| serde::de::Error::custom(say::a_time()))
}

/// A time, or none where the text is empty.
pub(super) fn perhaps_duration<'de, D: serde::Deserializer<'de>>(
    from: D,
) -> Result<Option<Duration>, D::Error> {
    let text = String::deserialize(from)?;
    match text.as_str() {
        "" => Ok(None),
        text => duration(serde::de::value::StrDeserializer::new(text)).map(Some),
    }
}

pub(super) fn durations<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<Duration>, D::Error> {
    #[derive(Deserialize)]
    struct One(#[serde(deserialize_with = "duration")] Duration);
    Ok(Vec::<One>::deserialize(from)?.into_iter().map(|one| one.0).collect())
}

pub(super) fn servers<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<SocketAddr>, D::Error> {
    each(from, say::addresses_with_ports)
}

pub(super) fn addresses<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<IpAddr>, D::Error> {
    each(from, say::addresses)
}

fn each<'de, T: FromStr, D: serde::Deserializer<'de>>(
    from: D,
    rule: fn() -> Sentence,
) -> Result<Vec<T>, D::Error> {
    let texts = Vec::<String>::deserialize(from).map_err(|_| serde::de::Error::custom(rule()))?;
    texts.iter().map(|text| text.parse().map_err(|_| serde::de::Error::custom(rule()))).collect()
}
