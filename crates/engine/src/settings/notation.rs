//! How values are written in the file of the settings: times as in `4h`, addresses of this machine, and nothing for none.

use std::{net::IpAddr, time::Duration};

use serde::Deserialize;

pub(super) fn own_address<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<IpAddr>, D::Error> {
    let text = String::deserialize(from)?;
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| {
        serde::de::Error::custom(format!("{text:?} is no address of this machine such as \"192.0.2.7\""))
    })
}

pub(super) fn duration<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(from)?;
    humantime::parse_duration(&text).map_err(|error| {
        serde::de::Error::custom(format!("{text:?} is no time such as \"90s\" or \"4h\": {error}"))
    })
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
