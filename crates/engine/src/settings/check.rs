//! Whether every value of the settings is one that Mailvet can work with.

use mailvet_verdict::{CERTAIN_AFTER, CONTROL_WINDOW};

use super::{Settings, SettingsError, phrases as say};
use crate::{
    doctor::WebAddress,
    lookups::is_service,
    mailbox::{is_greeting, speakable_sender},
};

impl Settings {
    /// The first value that is out of its range.
    pub(super) fn check(&self) -> Result<(), SettingsError> {
        let at_least_one = [
            ("dns.at_once", self.dns.at_once),
            ("dns.attempts", self.dns.attempts),
            ("smtp.port", usize::from(self.smtp.port)),
            ("pace.connections_total", self.pace.connections_total),
            ("pace.connections_per_exchange", self.pace.connections_per_exchange),
            ("pace.recipients_per_session", self.pace.recipients_per_session),
            ("lookups.at_once", self.lookups.at_once),
            ("pace.least_per_minute", usize::try_from(self.pace.least_per_minute).unwrap_or(usize::MAX)),
        ];
        let out_of_range = |key, rule| Err(SettingsError::OutOfRange { key, rule });
        if let Some((key, _)) = at_least_one.into_iter().find(|(_, value)| *value == 0) {
            return out_of_range(key, say::at_least_one());
        }
        let guard = [
            ("guard.least_sessions", self.guard.least_sessions, 64),
            ("guard.least_recipients", self.guard.least_recipients, 64),
            ("guard.slow_at_percent", self.guard.slow_at_percent, 100),
            ("guard.pause_at_percent", self.guard.pause_at_percent, 100),
        ];
        if let Some((key, _, most)) = guard.into_iter().find(|(_, value, most)| !(1..=*most).contains(value))
        {
            return out_of_range(key, say::from_to(1_u32, most));
        }
        let one_or_more = |limit: Option<u32>| limit.is_none_or(|limit| limit > 0);
        if !self.pace.exchange.iter().all(|own| one_or_more(own.connections)) {
            return out_of_range("pace.exchange.connections", say::at_least_one());
        }
        if !self.pace.exchange.iter().all(|own| one_or_more(own.recipients_per_session)) {
            return out_of_range("pace.exchange.recipients_per_session", say::at_least_one());
        }
        if !(1..=CERTAIN_AFTER).contains(&self.controls.catch_all_after) {
            return out_of_range("controls.catch_all_after", say::one_two_or_three());
        }
        if !(51..=95).contains(&self.lean.likely) {
            return out_of_range("lean.likely", say::from_to(51_u32, 95_u32));
        }
        if !(6..=49).contains(&self.lean.unlikely) {
            return out_of_range("lean.unlikely", say::from_to(6_u32, 49_u32));
        }
        if self.cache.controls > CONTROL_WINDOW {
            return out_of_range("cache.controls", say::at_most("48h"));
        }
        if !self.smtp.helo.is_empty() && !is_greeting(&self.smtp.helo) {
            return out_of_range("smtp.helo", say::empty_or_name());
        }
        let senders =
            [("smtp.mail_from", &self.smtp.mail_from), ("smtp.fallback_from", &self.smtp.fallback_from)];
        if let Some((key, _)) = senders.into_iter().find(|(_, sender)| speakable_sender(sender).is_none()) {
            return out_of_range(key, say::empty_or_address());
        }
        let network = &self.network;
        if network.proxy.is_none() && network.bind.is_some_and(|own| !network.ip.includes(own)) {
            return out_of_range("network.bind", say::address_of_that_kind());
        }
        let service = &self.doctor.address_service;
        if !service.is_empty() && WebAddress::read(service).is_none() {
            return out_of_range("doctor.address_service", say::empty_or_service());
        }
        let services = [
            ("lookups.rdap_bootstrap", &self.lookups.rdap_bootstrap),
            ("lookups.gravatar_service", &self.lookups.gravatar_service),
            ("lookups.keyserver_service", &self.lookups.keyserver_service),
        ];
        if let Some((key, _)) = services.into_iter().find(|(_, service)| !is_service(service)) {
            return out_of_range(key, say::web_address());
        }
        if !self.lookups.block_lists.iter().all(|zone| is_zone(zone)) {
            return out_of_range("lookups.block_lists", say::names_of_zones());
        }
        if !(80..=200).contains(&self.window.text_size) {
            return out_of_range("window.text_size", say::from_to(80_u32, 200_u32));
        }
        self.policy.policy().check()?;
        Ok(())
    }
}

/// Whether `text` is the name of a zone that a domain's name fits before.
fn is_zone(text: &str) -> bool {
    let name = text.strip_suffix('.').unwrap_or(text);
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
    };
    (1..=120).contains(&name.len()) && name.contains('.') && name.split('.').all(label)
}
