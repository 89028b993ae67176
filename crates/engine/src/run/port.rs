//! Whether mail can leave this machine at all. Where the first exchanges all time out at connect and none was ever
//! reached, it is not they that are away: port 25 is shut here, which is said once, not in as many time-outs as there
//! are addresses.

use std::{collections::HashSet, time::Duration};

use mailvet_verdict::{ConnectFault, Moment, Outcome, Sentence};

use super::words;

/// So many exchanges have to time out, and none to answer, before port 25 counts as shut.
const ENOUGH: usize = 8;

/// While it counts as shut, one exchange is tried this often.
const PROBE_EVERY: Duration = Duration::from_secs(60);

/// Whether a session may try to connect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Port25 {
    /// It may.
    Open,
    /// It may, and tells whether the port is open again.
    Probe,
    /// It need not: the port is shut.
    Shut,
}

/// What the connections of a run have told of port 25.
#[derive(Clone, Debug, Default)]
pub(crate) struct PortWatch {
    reached: bool,
    timed_out: HashSet<String>,
    /// Exchanges that the proxy did not get us through to.
    behind_proxy: HashSet<String>,
    /// What keeps every connection from leaving this machine, by the last one that was tried.
    way_out: Option<ConnectFault>,
    probing: bool,
    next_probe: Option<Moment>,
}

impl PortWatch {
    /// A visit to `exchange` ended like this.
    pub(crate) fn note(&mut self, exchange: &str, outcome: &Outcome) {
        match outcome {
            Outcome::NoConnection(ConnectFault::TimedOut) => {
                if !self.reached && self.timed_out.len() < ENOUGH {
                    self.timed_out.insert(exchange.to_owned());
                }
            }
            // These never left the machine, so they tell nothing.
            Outcome::NoConnection(
                ConnectFault::NoAddress
                | ConnectFault::ForbiddenAddress
                | ConnectFault::Port25Shut
                | ConnectFault::OtherFamily
                | ConnectFault::Unreachable,
            ) => (),
            // Neither did these, and that is for the person to put right.
            Outcome::NoConnection(
                fault @ (ConnectFault::BindFailed | ConnectFault::ProxyDown | ConnectFault::ProxyLogin),
            ) => self.way_out = Some(*fault),
            // The proxy is well; what is behind it is its own network.
            Outcome::NoConnection(ConnectFault::ProxyRefused | ConnectFault::ProxyNoRoute) => {
                self.way_out = None;
                if !self.reached && self.behind_proxy.len() < ENOUGH {
                    self.behind_proxy.insert(exchange.to_owned());
                }
            }
            Outcome::NoConnection(ConnectFault::Refused)
            | Outcome::Answered(_)
            | Outcome::Refused { .. }
            | Outcome::TimedOut { .. }
            | Outcome::Dropped { .. }
            | Outcome::Garbled { .. }
            | Outcome::NeedsSmtpUtf8 => self.reached(),
        }
    }

    /// A mail host answered.
    pub(crate) fn reached(&mut self) {
        self.reached = true;
        self.way_out = None;
    }

    pub(crate) fn is_shut(&self) -> bool {
        !self.reached && self.timed_out.len() >= ENOUGH
    }

    /// Whether the next session may connect; `None`: wait for the probe that is on its way.
    pub(crate) fn ask(&mut self, now: Moment) -> Option<Port25> {
        if !self.is_shut() {
            return Some(Port25::Open);
        }
        if self.probing {
            return None;
        }
        let next = *self.next_probe.get_or_insert_with(|| now.plus(PROBE_EVERY));
        // A clock that was set back by more than the pause does not put the probe off.
        if now >= next || next.since(now) > PROBE_EVERY {
            self.probing = true;
            return Some(Port25::Probe);
        }
        Some(Port25::Shut)
    }

    /// The probe is back.
    pub(crate) fn probe_ended(&mut self, now: Moment) {
        self.probing = false;
        self.next_probe = Some(now.plus(PROBE_EVERY));
    }

    /// No session is open, whatever was said of a probe.
    pub(crate) fn no_sessions(&mut self) {
        self.probing = false;
    }

    /// What the person should know.
    pub(crate) fn trouble(&self) -> Option<Sentence> {
        if let Some(fault) = self.way_out {
            return Some(match fault {
                ConnectFault::BindFailed => words::not_bound(),
                ConnectFault::ProxyLogin => words::proxy_login(),
                _ => words::proxy_down(),
            });
        }
        if !self.reached && self.behind_proxy.len() >= ENOUGH {
            return Some(words::shut_behind_proxy(ENOUGH));
        }
        self.is_shut().then(|| words::port_25_shut(ENOUGH))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment(5_000_000);
    const TIMED_OUT: Outcome = Outcome::NoConnection(ConnectFault::TimedOut);

    fn watch(exchanges: usize) -> PortWatch {
        let mut watch = PortWatch::default();
        for n in 0..exchanges {
            watch.note(&format!("hosting{n}.example"), &TIMED_OUT);
        }
        watch
    }

    #[test]
    fn eight_exchanges_that_all_time_out_mean_that_the_port_is_shut() {
        assert_eq!(watch(7).ask(NOW), Some(Port25::Open));
        assert_eq!(watch(8).ask(NOW), Some(Port25::Shut));
        assert!(watch(8).trouble().is_some());
    }

    #[test]
    fn one_exchange_that_times_out_eight_times_says_nothing() {
        let mut watch = PortWatch::default();
        for _ in 0..8 {
            watch.note("hosting7.example", &TIMED_OUT);
        }
        assert_eq!(watch.ask(NOW), Some(Port25::Open));
    }

    #[test]
    fn one_exchange_that_was_ever_reached_proves_that_the_port_is_open() {
        let mut watch = watch(3);
        watch.note("dropping.example", &Outcome::Dropped { stage: mailvet_verdict::Stage::Connect });
        for n in 0..20 {
            watch.note(&format!("away{n}.example"), &TIMED_OUT);
        }
        assert_eq!(watch.ask(NOW), Some(Port25::Open));
    }

    #[test]
    fn a_dead_proxy_is_no_shut_port() {
        let mut watch = PortWatch::default();
        for fault in [ConnectFault::ProxyDown, ConnectFault::ProxyLogin, ConnectFault::BindFailed] {
            for n in 0..20 {
                watch.note(&format!("hosting{n}.example"), &Outcome::NoConnection(fault));
            }
            assert_eq!(watch.ask(NOW), Some(Port25::Open), "{fault:?}");
            let trouble = watch.trouble().unwrap().to_string();
            assert!(trouble.contains("[network]") && !trouble.contains("Port 25"), "{trouble}");
        }
        watch.reached();
        assert_eq!(watch.trouble(), None);
    }

    #[test]
    fn a_proxy_that_gets_through_to_nobody_is_told_once() {
        let mut watch = PortWatch::default();
        for n in 0..8 {
            assert_eq!(watch.trouble(), None);
            watch.note(&format!("hosting{n}.example"), &Outcome::NoConnection(ConnectFault::ProxyNoRoute));
        }
        assert!(watch.trouble().unwrap().to_string().contains("where it stands"));
        assert_eq!(watch.ask(NOW), Some(Port25::Open));
    }

    #[test]
    fn a_shut_port_is_probed_once_a_minute_and_opens_with_the_first_answer() {
        let mut watch = watch(8);
        assert_eq!(watch.ask(NOW), Some(Port25::Shut));
        let later = NOW.plus(PROBE_EVERY);
        assert_eq!(watch.ask(later), Some(Port25::Probe));
        assert_eq!(watch.ask(later), None);
        watch.probe_ended(later);
        assert_eq!(watch.ask(later), Some(Port25::Shut));
        watch.reached();
        assert_eq!((watch.ask(later), watch.trouble()), (Some(Port25::Open), None));
    }
}
