//! The settings: one TOML file, defaults and comments in `assets/settings.default.toml`, unknown keys are errors.
//! What is absent: reading files. The text comes in.

use std::{net::SocketAddr, time::Duration};

use mailvet_verdict::{CERTAIN_AFTER, CONTROL_WINDOW};
use serde::Deserialize;

use crate::mailbox::{is_greeting, speakable_sender};

/// The defaults, with a comment for every key.
pub const DEFAULTS: &str = include_str!("../../../assets/settings.default.toml");

/// All settings.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Looking up domains.
    pub dns: DnsSettings,
    /// Talking to mail servers.
    pub smtp: SmtpSettings,
    /// What may be contacted.
    pub network: NetworkSettings,
    /// How fast.
    pub pace: PaceSettings,
    /// When to come back.
    pub retry: RetrySettings,
    /// Asking for addresses that cannot exist.
    pub controls: ControlSettings,
    /// What is used again.
    pub cache: CacheSettings,
}

/// `[dns]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DnsSettings {
    /// Resolvers; empty: the system's.
    pub servers: Vec<SocketAddr>,
    /// The wait for one answer.
    #[serde(deserialize_with = "duration")]
    pub timeout: Duration,
    /// How often a question is put.
    pub attempts: usize,
    /// Domains looked up at the same time; at least 1.
    pub at_once: usize,
}

/// `[smtp]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmtpSettings {
    /// The port of the mail hosts.
    pub port: u16,
    /// The name given in EHLO; empty: this machine's own.
    pub helo: String,
    /// The sender; empty: `<>`.
    pub mail_from: String,
    /// The wait for a connection.
    #[serde(deserialize_with = "duration")]
    pub connect_timeout: Duration,
    /// The wait for each reply.
    #[serde(deserialize_with = "duration")]
    pub reply_timeout: Duration,
    /// Whether mail servers are asked at all.
    pub enabled: bool,
}

/// `[network]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NetworkSettings {
    /// Whether mail hosts on private, loopback, link-local and reserved addresses are contacted.
    pub allow_private: bool,
}

/// `[pace]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaceSettings {
    /// Connections at once over everything; at least 1.
    pub connections_total: usize,
    /// Connections at once with one exchange; at least 1.
    pub connections_per_exchange: usize,
    /// Recipients in one session; at least 1.
    pub recipients_per_session: usize,
    /// Recipients asked of one exchange in an hour; 0: no limit.
    pub recipients_per_hour: u32,
    /// Refused recipients at one exchange in an hour; 0: no limit.
    pub bad_recipients_per_hour: u32,
}

/// `[retry]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetrySettings {
    /// The waits before the second, third, ... try.
    #[serde(deserialize_with = "durations")]
    pub waits: Vec<Duration>,
}

/// `[controls]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ControlSettings {
    /// So many controls are asked of a domain that accepts them all, 1 to 3.
    pub catch_all_after: u32,
    /// The least time between two of these; zero: none.
    #[serde(deserialize_with = "duration")]
    pub spacing: Duration,
    /// The control is repeated after so many acceptances of a domain; 0: after a time only.
    pub audit_after: u32,
    /// The control is repeated where anything was accepted and the last refusal is so long ago.
    #[serde(deserialize_with = "duration")]
    pub audit_every: Duration,
    /// How long a server is left alone that has begun to accept everything.
    #[serde(deserialize_with = "duration")]
    pub recheck: Duration,
}

/// `[cache]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CacheSettings {
    /// How long DNS evidence is used again, at most.
    #[serde(deserialize_with = "duration")]
    pub domain: Duration,
    /// How long what controls said is used again, at most 48 hours.
    #[serde(deserialize_with = "duration")]
    pub controls: Duration,
}

/// A settings text that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// No TOML, an unknown key, or a value of the wrong kind; the message names the place.
    #[error("{0}")]
    Unreadable(String),
    /// A value out of its range.
    #[error("{key} must be {rule}")]
    OutOfRange {
        /// The key with its table.
        key: &'static str,
        /// What it has to be.
        rule: &'static str,
    },
}

impl Settings {
    /// The defaults.
    ///
    /// # Panics
    /// Never in a build whose tests pass: the defaults are compiled in and a test reads them.
    #[must_use]
    pub fn defaults() -> Self {
        Self::from_toml("").expect("the shipped defaults are sound")
    }

    /// The defaults with what `text` names put over them.
    ///
    /// # Errors
    /// The first key that is unknown or has a value of the wrong kind or out of range.
    pub fn from_toml(text: &str) -> Result<Self, SettingsError> {
        Self::from_layers(&[text])
    }

    /// The defaults with each of `layers` put over what comes before it.
    ///
    /// # Errors
    /// The first key that is unknown or has a value of the wrong kind or out of range.
    pub fn from_layers(layers: &[&str]) -> Result<Self, SettingsError> {
        let unreadable = |error: toml::de::Error| SettingsError::Unreadable(error.to_string());
        let mut merged: toml::Table = DEFAULTS.parse().map_err(unreadable)?;
        for layer in layers {
            lay_over(&mut merged, layer.parse().map_err(unreadable)?);
        }
        let settings: Self = merged.try_into().map_err(unreadable)?;
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> Result<(), SettingsError> {
        let at_least_one = [
            ("dns.at_once", self.dns.at_once),
            ("dns.attempts", self.dns.attempts),
            ("smtp.port", usize::from(self.smtp.port)),
            ("pace.connections_total", self.pace.connections_total),
            ("pace.connections_per_exchange", self.pace.connections_per_exchange),
            ("pace.recipients_per_session", self.pace.recipients_per_session),
        ];
        let out_of_range = |key, rule| Err(SettingsError::OutOfRange { key, rule });
        if let Some((key, _)) = at_least_one.into_iter().find(|(_, value)| *value == 0) {
            return out_of_range(key, "at least 1");
        }
        if !(1..=CERTAIN_AFTER).contains(&self.controls.catch_all_after) {
            return out_of_range("controls.catch_all_after", "1, 2 or 3");
        }
        if self.cache.controls > CONTROL_WINDOW {
            return out_of_range("cache.controls", "at most 48h");
        }
        if !self.smtp.helo.is_empty() && !is_greeting(&self.smtp.helo) {
            return out_of_range(
                "smtp.helo",
                "empty, a name such as mail.example.org, or an address such as [192.0.2.1]",
            );
        }
        if speakable_sender(&self.smtp.mail_from).is_none() {
            return out_of_range("smtp.mail_from", "empty or an address such as probe@example.org");
        }
        Ok(())
    }
}

fn lay_over(under: &mut toml::Table, over: toml::Table) {
    for (key, value) in over {
        match (under.get_mut(&key), value) {
            (Some(toml::Value::Table(under)), toml::Value::Table(over)) => lay_over(under, over),
            (_, value) => {
                under.insert(key, value);
            }
        }
    }
}

fn duration<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(from)?;
    humantime::parse_duration(&text).map_err(|error| {
        serde::de::Error::custom(format!("{text:?} is no time such as \"90s\" or \"4h\": {error}"))
    })
}

fn durations<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<Duration>, D::Error> {
    #[derive(Deserialize)]
    struct One(#[serde(deserialize_with = "duration")] Duration);
    Ok(Vec::<One>::deserialize(from)?.into_iter().map(|one| one.0).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_defaults_are_sound() {
        assert_eq!(Settings::defaults().smtp.port, 25);
    }

    #[test]
    fn a_file_names_only_what_differs() {
        let settings = Settings::from_toml("[retry]\nwaits = [\"2s\"]").expect("sound");
        assert_eq!(settings.retry.waits, [Duration::from_secs(2)]);
        assert_eq!(settings.pace, Settings::defaults().pace);
    }

    #[test]
    fn an_unknown_key_is_an_error_that_names_it() {
        let error = Settings::from_toml("[pace]\nconections_total = 3").expect_err("unknown");
        assert!(error.to_string().contains("conections_total"), "{error}");
    }

    #[test]
    fn a_limit_of_zero_connections_is_refused() {
        let error = Settings::from_toml("[pace]\nconnections_total = 0").expect_err("zero");
        assert_eq!(error.to_string(), "pace.connections_total must be at least 1");
    }

    #[test]
    fn what_would_break_out_of_an_smtp_command_is_refused() {
        for text in [
            "helo = \"a b\"",
            "helo = \"desk\"",
            "mail_from = \"a@b.example> X\"",
            "mail_from = \"a\\r\\nDATA\"",
        ] {
            let error = Settings::from_toml(&format!("[smtp]\n{text}")).expect_err("refused");
            assert!(matches!(error, SettingsError::OutOfRange { .. }), "{error}");
        }
    }
}
