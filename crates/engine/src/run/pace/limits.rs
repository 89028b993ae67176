//! The limits of one exchange: the smaller of the settings and of what is known of its operator, unless the settings name
//! the exchange itself.

use std::time::Duration;

use mailvet_verdict::Operator;

use crate::settings::PaceSettings;

/// Recipients of a session have to fit into this, whatever the gap between them: hosts hang up on who keeps silent, and
/// a visit has its end.
const SESSION: Duration = Duration::from_secs(300);

/// The limits of one exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Connections at once; at least 1.
    pub(crate) connections: u32,
    /// Recipients in a session; at least 1.
    pub(crate) recipients_per_session: usize,
    /// The settings alone limit the recipients in a session, not the operator.
    pub(crate) session_by_courtesy: bool,
    /// Recipients in an hour; 0: no limit.
    pub(crate) recipients_per_hour: u32,
    /// Refused recipients in an hour; 0: no limit.
    pub(crate) bad_recipients_per_hour: u32,
    /// The least time between two recipients of a session.
    pub(crate) gap: Duration,
    /// How long it is left alone after a complaint that names no time; `None`: as the settings say, longer each time.
    pub(crate) rest: Option<Duration>,
    /// The rate is never cut below so many recipients a minute; at least 1.
    pub(crate) least_per_minute: u32,
}

impl Limits {
    pub(crate) fn new(settings: &PaceSettings, exchange: &str, operator: Option<&Operator>) -> Self {
        let own = |of: fn(&Operator) -> Option<u32>| operator.and_then(of);
        let count = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        let connections = u32::try_from(settings.connections_per_exchange).unwrap_or(u32::MAX);
        let session = own(|operator| operator.recipients_per_session).map_or(usize::MAX, count);
        let mut limits = Self {
            connections: connections.min(own(|operator| operator.connections).unwrap_or(u32::MAX)),
            recipients_per_session: settings.recipients_per_session.min(session),
            session_by_courtesy: settings.recipients_per_session < session,
            recipients_per_hour: stricter(
                settings.recipients_per_hour,
                own(|operator| operator.recipients_per_hour),
            ),
            bad_recipients_per_hour: stricter(
                settings.bad_recipients_per_hour,
                own(|operator| operator.bad_recipients_per_hour),
            ),
            gap: settings.gap.max(operator.and_then(|operator| operator.gap).unwrap_or_default()),
            rest: operator.and_then(|operator| operator.rest),
            least_per_minute: settings.least_per_minute.max(1),
        };
        let named = |name: &str| {
            name.eq_ignore_ascii_case(exchange)
                || operator.is_some_and(|operator| name.eq_ignore_ascii_case(&operator.id))
        };
        for over in settings.exchange.iter().filter(|over| named(&over.exchange)) {
            limits.connections = over.connections.unwrap_or(limits.connections);
            if let Some(session) = over.recipients_per_session {
                limits.recipients_per_session = count(session);
                limits.session_by_courtesy = false;
            }
            limits.recipients_per_hour = over.recipients_per_hour.unwrap_or(limits.recipients_per_hour);
            limits.bad_recipients_per_hour =
                over.bad_recipients_per_hour.unwrap_or(limits.bad_recipients_per_hour);
            limits.gap = over.gap.unwrap_or(limits.gap);
            limits.rest = over.rest.or(limits.rest);
        }
        let fit = SESSION.as_millis().checked_div(limits.gap.as_millis()).unwrap_or(u128::MAX);
        limits.connections = limits.connections.max(1);
        limits.recipients_per_session =
            limits.recipients_per_session.min(usize::try_from(fit).unwrap_or(usize::MAX)).max(1);
        limits
    }

    /// Half of everything.
    pub(crate) fn halved(self) -> Self {
        let half = |hourly: u32| if hourly == 0 { 0 } else { (hourly / 2).max(1) };
        Self {
            connections: (self.connections / 2).max(1),
            recipients_per_session: (self.recipients_per_session / 2).max(1),
            recipients_per_hour: half(self.recipients_per_hour),
            bad_recipients_per_hour: half(self.bad_recipients_per_hour),
            gap: self.gap.saturating_mul(2),
            ..self
        }
    }

    /// As many recipients as fit into a session at this rate.
    pub(super) fn fit_at(per_minute: u32) -> usize {
        let minutes = u32::try_from(SESSION.as_secs() / 60).unwrap_or(1);
        usize::try_from(per_minute.saturating_mul(minutes)).unwrap_or(usize::MAX).max(1)
    }
}

/// The smaller of two limits, of which 0 is none.
fn stricter(setting: u32, known: Option<u32>) -> u32 {
    match (setting, known.unwrap_or(0)) {
        (0, limit) | (limit, 0) => limit,
        (setting, known) => setting.min(known),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Settings;

    fn limits(toml: &str, exchange: &str) -> Limits {
        let settings = Settings::from_toml(&format!("[pace]\n{toml}")).unwrap();
        Limits::new(&settings.pace, exchange, None)
    }

    #[test]
    fn the_stricter_limit_holds_and_nought_is_none() {
        assert_eq!([stricter(0, None), stricter(0, Some(5)), stricter(7, None)], [0, 5, 7]);
        assert_eq!([stricter(7, Some(5)), stricter(3, Some(5)), stricter(7, Some(0))], [5, 3, 7]);
    }

    #[test]
    fn an_exchange_that_the_settings_name_has_its_own_limits_and_the_others_keep_theirs() {
        let toml = "exchange = [{ exchange = \"Hosting7.example\", connections = 9, recipients_per_hour = 0, gap = \"2s\" }]";
        let named = limits(toml, "hosting7.example");
        assert_eq!((named.connections, named.recipients_per_hour, named.gap), (9, 0, Duration::from_secs(2)));
        assert_eq!(named.bad_recipients_per_hour, Settings::defaults().pace.bad_recipients_per_hour);
        assert_eq!(limits(toml, "hosting8.example"), limits("", "hosting8.example"));
    }

    #[test]
    fn an_operator_can_be_named_by_its_id() {
        let knowledge = mailvet_verdict::Knowledge::shipped();
        let operator = knowledge.operator("aspmx.l.google.com", None);
        let toml = "[pace]\nexchange = [{ exchange = \"google\", connections = 1 }]";
        let settings = Settings::from_toml(toml).unwrap();
        assert_eq!(Limits::new(&settings.pace, "google.com", operator).connections, 1);
    }

    #[test]
    fn recipients_that_are_far_apart_are_fewer_in_a_session() {
        assert_eq!(limits("gap = \"30s\"", "slow.example").recipients_per_session, 10);
    }

    #[test]
    fn half_of_a_limit_is_never_none() {
        let half = limits("recipients_per_hour = 1\nconnections_per_exchange = 1", "x.example").halved();
        assert_eq!((half.recipients_per_hour, half.connections), (1, 1));
        assert_eq!(limits("recipients_per_hour = 0", "x.example").halved().recipients_per_hour, 0);
    }
}
