//! The settings: one TOML file, defaults and comments in `assets/settings.default.toml`, unknown keys are errors.
//! What is absent: reading files. The text comes in.

use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use mailvet_verdict::{DuplicateRule, Lean, LookupKind, Policy, PolicyRow};
use serde::Deserialize;

mod check;
mod described;
mod error;
mod notation;
pub mod phrases;
mod written;

use self::notation::{addresses, duration, durations, own_address, perhaps_duration, servers};
pub use self::{
    described::{Described, described},
    error::SettingsError,
    written::{Misread, Spot, language_in, placed},
};

pub use crate::mailbox::{NotAProxy, Proxy, masked};
use crate::{mailbox::proxy_setting, run::RunMode};

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
    /// When refusals of us slow or stop a run.
    pub guard: GuardSettings,
    /// When to come back.
    pub retry: RetrySettings,
    /// Asking for addresses that cannot exist.
    pub controls: ControlSettings,
    /// The opt-in look-ups.
    pub lookups: LookupSettings,
    /// The connection doctor.
    pub doctor: DoctorSettings,
    /// What is used again.
    pub cache: CacheSettings,
    /// What is learnt from earlier mail and checks.
    pub learning: LearningSettings,
    /// Bringing lists in.
    pub lists: ListSettings,
    /// From when on a verdict leans where nothing is proved.
    pub lean: LeanSettings,
    /// What to do with a row.
    pub policy: PolicySettings,
    /// How the window looks.
    pub window: WindowSettings,
}

/// `[policy]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicySettings {
    /// The rows; empty: as shipped.
    pub rows: Vec<PolicyRow>,
}

impl PolicySettings {
    /// The policy in force.
    #[must_use]
    pub fn policy(&self) -> Policy {
        if self.rows.is_empty() { Policy::default() } else { Policy { rows: self.rows.clone() } }
    }
}

/// `[window]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WindowSettings {
    /// What it speaks.
    pub language: WindowLanguage,
    /// Its colours.
    pub theme: WindowTheme,
    /// The size of its text in percent.
    pub text_size: u16,
    /// Whether the system tells when a check has ended or needs the user.
    pub notify: bool,
    /// Whether the machine is kept from falling asleep during a check.
    pub keep_awake: bool,
}

/// What the window speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WindowLanguage {
    /// As the system does.
    System,
    /// English.
    En,
    /// German.
    De,
}

/// The window's colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WindowTheme {
    /// As the system's.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// `[dns]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DnsSettings {
    /// Resolvers; empty: the system's.
    #[serde(deserialize_with = "servers")]
    pub servers: Vec<SocketAddr>,
    /// The wait for one answer.
    #[serde(deserialize_with = "duration")]
    pub timeout: Duration,
    /// How often a question is put.
    pub attempts: usize,
    /// Domains looked up at the same time; at least 1.
    pub at_once: usize,
    /// Whether it is asked what else a domain publishes than where its mail goes.
    pub published: bool,
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
    /// The sender where the null sender is refused; empty: there is none.
    pub fallback_from: String,
    /// When the conversation is encrypted.
    pub tls: TlsUse,
    /// The wait for a connection.
    #[serde(deserialize_with = "duration")]
    pub connect_timeout: Duration,
    /// The wait for each reply.
    #[serde(deserialize_with = "duration")]
    pub reply_timeout: Duration,
    /// Whether mail servers are asked at all.
    pub enabled: bool,
}

/// `[learning]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LearningSettings {
    /// How old an earlier run's proof may be that is told of.
    #[serde(deserialize_with = "duration")]
    pub proofs_for: Duration,
}

/// When a conversation is encrypted. It always is where the server demands it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TlsUse {
    /// Only where the server demands it: a handshake costs it more than the question does.
    WhenDemanded,
    /// Wherever it is offered.
    WhenOffered,
}

/// `[network]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NetworkSettings {
    /// Which addresses of mail hosts are called.
    pub ip: IpFamily,
    /// The address of this machine to send from; `None`: the system's choice.
    #[serde(deserialize_with = "own_address")]
    pub bind: Option<IpAddr>,
    /// The proxy that every mail server is asked through.
    #[serde(deserialize_with = "proxy_setting")]
    pub proxy: Option<Proxy>,
    /// Whether mail hosts on private, loopback, link-local and reserved addresses are contacted.
    pub allow_private: bool,
}

/// Which addresses of mail hosts are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IpFamily {
    /// All, a host's IPv4 addresses first.
    Both,
    /// IPv4 only.
    Ipv4,
    /// IPv6 only.
    Ipv6,
}

impl IpFamily {
    /// Whether `ip` is called.
    #[must_use]
    pub fn includes(self, ip: IpAddr) -> bool {
        match self {
            Self::Both => true,
            Self::Ipv4 => ip.is_ipv4(),
            Self::Ipv6 => ip.is_ipv6(),
        }
    }
}

impl NetworkSettings {
    /// The addresses of mail hosts that can be called: from an IPv4 address of this machine only IPv4 ones, and so on. A
    /// proxy stands between, so that the address towards it says nothing of what is behind it.
    #[must_use]
    pub fn callable(&self) -> IpFamily {
        match (self.ip, self.bind, &self.proxy) {
            (IpFamily::Both, Some(IpAddr::V4(_)), None) => IpFamily::Ipv4,
            (IpFamily::Both, Some(IpAddr::V6(_)), None) => IpFamily::Ipv6,
            (family, _, _) => family,
        }
    }
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
    /// The least time between two recipients of a session.
    #[serde(deserialize_with = "duration")]
    pub gap: Duration,
    /// A rate that was cut after complaints never falls below so many recipients a minute; at least 1.
    pub least_per_minute: u32,
    /// How long an exchange is left alone after it complained of the load or refused us; `None`: the first of the waits.
    #[serde(deserialize_with = "perhaps_duration")]
    pub rest: Option<Duration>,
    /// The longest of the rests, which double; `None`: the longest of the waits.
    #[serde(deserialize_with = "perhaps_duration")]
    pub longest_rest: Option<Duration>,
    /// How often an exchange that refuses us is visited again before it is given up.
    pub returns: u32,
    /// The same where the refusal holds until something is put right.
    pub returns_until_fixed: u32,
    /// Exchanges with limits of their own.
    pub exchange: Vec<ExchangePace>,
}

/// `[[pace.exchange]]`: an exchange with limits of its own, in place of the settings' and the operator's.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExchangePace {
    /// Which: its name, as in `google.com`, or the id of its operator, as in `google`.
    pub exchange: String,
    /// Connections at once; at least 1.
    pub connections: Option<u32>,
    /// Recipients in one session; at least 1.
    pub recipients_per_session: Option<u32>,
    /// Recipients in an hour; 0: no limit.
    pub recipients_per_hour: Option<u32>,
    /// Refused recipients in an hour; 0: no limit.
    pub bad_recipients_per_hour: Option<u32>,
    /// The least time between two recipients of a session.
    #[serde(default, deserialize_with = "perhaps_duration")]
    pub gap: Option<Duration>,
    /// How long it is left alone after a complaint that names no time.
    #[serde(default, deserialize_with = "perhaps_duration")]
    pub rest: Option<Duration>,
}

/// `[guard]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuardSettings {
    /// Whether refusals of us slow or stop a run.
    pub enabled: bool,
    /// So many sessions have to be over before the share of the whole run counts; 1 to 64.
    pub least_sessions: u32,
    /// So many recipients have to be answered before the share of one exchange counts; 1 to 64.
    pub least_recipients: u32,
    /// Refusals in a hundred from which on everything gets half as fast.
    pub slow_at_percent: u32,
    /// Refusals in a hundred from which on nobody new is asked for a rest.
    pub pause_at_percent: u32,
    /// The first rest; later ones double. `None`: the first of the waits.
    #[serde(deserialize_with = "perhaps_duration")]
    pub rest: Option<Duration>,
    /// Rests in a row before the run goes on slowly all the same.
    pub pauses: u32,
    /// A listing of our own address that the connection doctor found is believed for so long.
    #[serde(deserialize_with = "duration")]
    pub listing_age: Duration,
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
    #[serde(deserialize_with = "addresses")]
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

/// `[lean]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeanSettings {
    /// From this score up an address is likely valid, 51 to 95.
    pub likely: u8,
    /// From this score down an address is likely invalid, 6 to 49.
    pub unlikely: u8,
}

impl LeanSettings {
    /// As the judge takes them.
    #[must_use]
    pub fn thresholds(&self) -> Lean {
        Lean { likely: self.likely, unlikely: self.unlikely }
    }
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
    /// How long what a look-up found of a domain is used again.
    #[serde(deserialize_with = "duration")]
    pub registration: Duration,
    /// How long what a look-up found of an address is used again.
    #[serde(deserialize_with = "duration")]
    pub presence: Duration,
    /// How long what block lists said of a domain is used again.
    #[serde(deserialize_with = "duration")]
    pub block_list: Duration,
}

/// `[lookups]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LookupSettings {
    /// Whether registries are asked since when a domain is registered.
    pub registration: bool,
    /// Whether the website of a domain is looked at.
    pub website: bool,
    /// Whether Gravatar is asked for a picture.
    pub gravatar: bool,
    /// Whether the avatar server of a domain is asked for a picture.
    pub libravatar: bool,
    /// Whether the domain is asked for an OpenPGP key.
    pub wkd: bool,
    /// Whether the key server is asked for one.
    pub keyserver: bool,
    /// Whether the pages of a domain are searched for an address.
    pub own_pages: bool,
    /// The DNS block lists that are asked about domains, as in `dbl.example.org`; empty: none.
    pub block_lists: Vec<String>,
    /// Addresses looked up at the same time; at least 1.
    pub at_once: usize,
    /// The least time between two questions to one host.
    #[serde(deserialize_with = "duration")]
    pub gap: Duration,
    /// The wait for one answer.
    #[serde(deserialize_with = "duration")]
    pub timeout: Duration,
    /// Where IANA says which registry serves what.
    pub rdap_bootstrap: String,
    /// Where Gravatar is.
    pub gravatar_service: String,
    /// Where the key server is.
    pub keyserver_service: String,
}

impl LookupSettings {
    /// Whether the user has switched a kind on.
    #[must_use]
    pub fn is_on(&self, kind: LookupKind) -> bool {
        match kind {
            LookupKind::Registration => self.registration,
            LookupKind::Website => self.website,
            LookupKind::Gravatar => self.gravatar,
            LookupKind::Libravatar => self.libravatar,
            LookupKind::Wkd => self.wkd,
            LookupKind::Keyserver => self.keyserver,
            LookupKind::OwnPages => self.own_pages,
            LookupKind::BlockList => !self.block_lists.is_empty(),
        }
    }

    /// Whether any is on.
    #[must_use]
    pub fn any(&self) -> bool {
        LookupKind::ALL.into_iter().any(|kind| self.is_on(kind))
    }
}

impl CacheSettings {
    /// How long a look-up of this kind is used again.
    #[must_use]
    pub fn of(&self, kind: LookupKind) -> Duration {
        match kind {
            LookupKind::Registration | LookupKind::Website => self.registration,
            LookupKind::BlockList => self.block_list,
            LookupKind::Gravatar
            | LookupKind::Libravatar
            | LookupKind::Wkd
            | LookupKind::Keyserver
            | LookupKind::OwnPages => self.presence,
        }
    }
}

/// `[lists]`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListSettings {
    /// When two rows have the same address.
    pub duplicates: DuplicateRule,
    /// How old a result may be before a check of what is stale asks again.
    #[serde(deserialize_with = "duration")]
    pub stale_after: Duration,
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
        let defaults: toml::Table =
            DEFAULTS.parse().expect("the shipped defaults are TOML: a test reads them");
        let mut merged = defaults.clone();
        for layer in layers {
            lay_over(&mut merged, written::read(layer, &defaults)?);
        }
        let settings: Self =
            merged.clone().try_into().map_err(|error| written::culprit(&merged, &defaults, &error))?;
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
        let mut text: toml::Table =
            own.parse().map_err(|error| SettingsError::Misread(Misread::of(own, &error)))?;
        let no_server = toml::Table::from_iter([("enabled".to_owned(), false.into())]);
        lay_over(&mut text, toml::Table::from_iter([("smtp".to_owned(), no_server.into())]));
        Ok(text.to_string())
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
    fn nothing_is_looked_up_unless_it_is_switched_on() {
        assert!(!Settings::defaults().lookups.any());
        let settings = Settings::from_toml("[lookups]\nwkd = true").expect("sound").lookups;
        assert!(settings.is_on(LookupKind::Wkd) && !settings.is_on(LookupKind::Gravatar));
        let settings =
            Settings::from_toml("[lookups]\nblock_lists = [\"dbl.example.org.\"]").expect("sound").lookups;
        assert!(settings.any() && settings.is_on(LookupKind::BlockList));
        for no_zone in ["dbl", "", "a..b", "https://dbl.example.org/", "dbl example.org"] {
            let error = Settings::from_toml(&format!("[lookups]\nblock_lists = [{no_zone:?}]"));
            let error = error.expect_err(no_zone);
            assert!(matches!(error, SettingsError::OutOfRange { key: "lookups.block_lists", .. }));
        }
        for kind in LookupKind::ALL {
            let key = match kind {
                LookupKind::BlockList => "block_lists = [\"dbl.example.org\"]".to_owned(),
                kind => format!("{kind} = true"),
            };
            let settings = Settings::from_toml(&format!("[lookups]\n{key}")).expect("sound");
            let on = LookupKind::ALL.into_iter().filter(|kind| settings.lookups.is_on(*kind));
            assert_eq!(on.collect::<Vec<_>>(), [kind], "one consent is for one look-up");
            assert!(!settings.cache.of(kind).is_zero());
        }
        let error = Settings::from_toml("[lookups]\nkeyserver_service = \"keys\"").expect_err("no service");
        assert!(matches!(error, SettingsError::OutOfRange { key: "lookups.keyserver_service", .. }));
    }

    #[test]
    fn an_exchange_can_be_given_limits_of_its_own() {
        let text = "[[pace.exchange]]\nexchange = \"google.com\"\nconnections = 1\ngap = \"500ms\"";
        let settings = Settings::from_toml(text).expect("sound");
        assert_eq!(settings.pace.exchange[0].gap, Some(Duration::from_millis(500)));
        let none = Settings::from_toml("[[pace.exchange]]\nexchange = \"x.example\"\nconnections = 0");
        assert!(matches!(none, Err(SettingsError::OutOfRange { key: "pace.exchange.connections", .. })));
        let unknown = Settings::from_toml("[[pace.exchange]]\nexchange = \"x.example\"\nspeed = 1");
        assert!(matches!(unknown, Err(SettingsError::Unusable { .. })));
    }

    #[test]
    fn a_share_is_no_more_than_the_whole() {
        let error = Settings::from_toml("[guard]\npause_at_percent = 101").expect_err("too much");
        assert_eq!(error.to_string(), "guard.pause_at_percent must be 1 to 100");
    }

    #[test]
    fn what_would_break_out_of_an_smtp_command_is_refused() {
        for text in [
            "helo = \"a b\"",
            "helo = \"desk\"",
            "mail_from = \"a@b.example> X\"",
            "mail_from = \"a\\r\\nDATA\"",
            "fallback_from = \"postmaster\"",
        ] {
            let error = Settings::from_toml(&format!("[smtp]\n{text}")).expect_err("refused");
            assert!(matches!(error, SettingsError::OutOfRange { .. }), "{error}");
        }
    }

    fn network(text: &str) -> Result<NetworkSettings, String> {
        Settings::from_toml(&format!("[network]\n{text}"))
            .map(|settings| settings.network)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn the_address_to_send_from_has_to_fit_the_family() {
        assert_eq!(network("bind = \"192.0.2.7\"").unwrap().callable(), IpFamily::Ipv4);
        assert_eq!(network("bind = \"2001:db8::7\"").unwrap().callable(), IpFamily::Ipv6);
        let error = network("ip = \"ipv6\"\nbind = \"192.0.2.7\"").unwrap_err();
        assert_eq!(error, "network.bind must be an address of the kind that network.ip names");
        assert!(network("bind = \"eth0\"").unwrap_err().contains("must be an address of this machine"));
        let behind = network("ip = \"ipv6\"\nbind = \"127.0.0.1\"\nproxy = \"socks5://127.0.0.1:1080\"");
        assert_eq!(behind.unwrap().callable(), IpFamily::Ipv6);
    }

    #[test]
    fn the_password_of_a_proxy_stands_in_no_error_and_no_log() {
        let settings = network("proxy = \"socks5://ann:secret@proxy.example:1080\"").unwrap();
        assert!(!format!("{settings:?}").contains("secret"));
        for text in [
            "proxy = \"socks5://ann:secret@proxy.example:none\"",
            "proxy = \"socks5://ann:secret@proxy.example:1080",
            "proxy = \"http://ann:secret@proxy.example:1080\"",
            "proxy = [\"socks5://ann:secret@proxy.example:1080\"]",
            "proxies = \"socks5://ann:secret@proxy.example:1080\"",
        ] {
            let error = network(text).unwrap_err();
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
