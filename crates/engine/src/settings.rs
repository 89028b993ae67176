//! The settings: one TOML file, defaults and comments in `assets/settings.default.toml`, unknown keys are errors.
//! What is absent: reading files. The text comes in.

use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use serde::Deserialize;

use crate::{
    doctor::WebAddress,
    mailbox::{is_greeting, speakable_sender},
    run::RunMode,
};

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
    /// The connection doctor.
    pub doctor: DoctorSettings,
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

/// `[doctor]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DoctorSettings {
    /// Mail hosts to try the port with; empty: it is not tried.
    pub port_hosts: Vec<String>,
    /// The addresses that mail servers see; empty: they are asked.
    pub public_addresses: Vec<IpAddr>,
    /// A service that tells the address of whoever asks; empty: none.
    pub address_service: String,
    /// Block lists; empty: none is asked.
    pub block_lists: Vec<String>,
    /// A name that exists.
    pub known_name: String,
    /// A domain under which a made-up name does not exist.
    pub unknown_under: String,
}

/// `[cache]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CacheSettings {
    /// How long DNS evidence is used again, at most.
    #[serde(deserialize_with = "duration")]
    pub domain: Duration,
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

    /// How thoroughly a run under these settings looks.
    #[must_use]
    pub fn mode(&self) -> RunMode {
        if self.smtp.enabled { RunMode::Full } else { RunMode::Quick }
    }

    /// The settings text `own` with what makes a run of `mode` put over it. A text that asks no mail servers already
    /// keeps doing so: the choice is about one run, the setting about all.
    ///
    /// # Errors
    /// `own` is no TOML.
    pub fn text_for(own: &str, mode: RunMode) -> Result<String, SettingsError> {
        if mode == RunMode::Full {
            return Ok(own.to_owned());
        }
        let unreadable = |error: toml::de::Error| SettingsError::Unreadable(error.to_string());
        let mut text: toml::Table = own.parse().map_err(unreadable)?;
        lay_over(&mut text, "[smtp]\nenabled = false".parse().map_err(unreadable)?);
        toml::to_string(&text).map_err(|error| SettingsError::Unreadable(error.to_string()))
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
        if !self.smtp.helo.is_empty() && !is_greeting(&self.smtp.helo) {
            return out_of_range(
                "smtp.helo",
                "empty, a name such as mail.example.org, or an address such as [192.0.2.1]",
            );
        }
        let service = &self.doctor.address_service;
        if !service.is_empty() && WebAddress::read(service).is_none() {
            return out_of_range("doctor.address_service", "empty or as in https://ip.example.org/");
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
    fn a_quick_run_asks_no_mail_server_and_keeps_every_other_setting() {
        let own = "[smtp]\nport = 2525\n[dns]\nattempts = 7\n";
        let text = Settings::text_for(own, RunMode::Quick).expect("sound");
        let settings = Settings::from_toml(&text).expect("sound");
        assert_eq!((settings.mode(), settings.smtp.port, settings.dns.attempts), (RunMode::Quick, 2525, 7));
        assert_eq!(Settings::text_for(own, RunMode::Full).as_deref(), Ok(own));
    }

    #[test]
    fn a_limit_of_zero_connections_is_refused() {
        let error = Settings::from_toml("[pace]\nconnections_total = 0").expect_err("zero");
        assert_eq!(error.to_string(), "pace.connections_total must be at least 1");
    }

    #[test]
    fn an_address_service_is_one_that_can_be_asked() {
        let of = |url: &str| Settings::from_toml(&format!("[doctor]\naddress_service = {url:?}"));
        assert!(of("https://ip.example.org/").is_ok() && of("").is_ok());
        for url in ["ip.example.org", "ftp://ip.example.org", "https://ip.example.org/\r\nX: y"] {
            assert!(matches!(of(url), Err(SettingsError::OutOfRange { .. })), "{url:?}");
        }
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
