//! What clients did to a world: connections, recipients, and every kind of bad manners. Tests and benchmarks read it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

/// Everything that was counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counters {
    /// By exchange, every exchange of the scenario.
    pub exchanges: BTreeMap<String, ExchangeCounters>,
    /// DNS.
    pub dns: DnsCounters,
}

/// What one exchange saw.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ExchangeCounters {
    /// Connections.
    pub connections: u64,
    /// Connections open now.
    pub open: u64,
    /// The most connections that were open at once.
    pub peak: u64,
    /// Connections by host.
    pub hosts: BTreeMap<String, u64>,
    /// Sessions that became encrypted.
    pub encrypted: u64,
    /// `MAIL FROM` commands.
    pub transactions: u64,
    /// `RCPT TO` commands.
    pub recipients: u64,
    /// `RCPT TO` commands by address, as it was given.
    pub asked: BTreeMap<String, u64>,
    /// `DATA` commands. There must be none.
    pub data: u64,
    /// `BDAT` commands. There must be none.
    pub bdat: u64,
    /// `VRFY` commands. There must be none.
    pub vrfy: u64,
    /// `EXPN` commands. There must be none.
    pub expn: u64,
    /// Sessions that ended with `QUIT`.
    pub quits: u64,
    /// Sessions that the client ended without `QUIT` while the server was still talking.
    pub left_without_quit: u64,
    /// Sessions that the server ended.
    pub cut_by_server: u64,
    /// Sessions in which the client spoke before the banner.
    pub before_banner: u64,
    /// Commands sent before the answer to the one in front of them, where that was not allowed (RFC 2920).
    pub unasked_pipelining: u64,
    /// Names given in `EHLO` and `HELO`.
    pub greetings: BTreeSet<String>,
    /// Senders given in `MAIL FROM`.
    pub senders: BTreeSet<String>,
}

impl ExchangeCounters {
    /// Distinct addresses asked.
    #[must_use]
    pub fn distinct_recipients(&self) -> usize {
        self.asked.len()
    }
}

/// What the name server saw.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DnsCounters {
    /// Questions in all.
    pub questions: u64,
    /// Questions by `type name`, as in `MX harbour.example`.
    pub asked: BTreeMap<String, u64>,
}

impl Counters {
    /// The sums over all exchanges; `peak` and `open` are sums as well, and say little.
    #[must_use]
    pub fn total(&self) -> ExchangeCounters {
        let mut total = ExchangeCounters::default();
        for one in self.exchanges.values() {
            total.connections += one.connections;
            total.open += one.open;
            total.peak += one.peak;
            total.encrypted += one.encrypted;
            total.transactions += one.transactions;
            total.recipients += one.recipients;
            total.data += one.data;
            total.bdat += one.bdat;
            total.vrfy += one.vrfy;
            total.expn += one.expn;
            total.quits += one.quits;
            total.left_without_quit += one.left_without_quit;
            total.cut_by_server += one.cut_by_server;
            total.before_banner += one.before_banner;
            total.unasked_pipelining += one.unasked_pipelining;
            total.hosts.extend(one.hosts.clone());
            total.greetings.extend(one.greetings.iter().cloned());
            total.senders.extend(one.senders.iter().cloned());
            for (address, times) in &one.asked {
                *total.asked.entry(address.clone()).or_default() += times;
            }
        }
        total
    }

    /// Every rule of good manners that was broken, one plain line each; empty: a well-mannered client.
    #[must_use]
    pub fn bad_manners(&self) -> Vec<String> {
        self.exchanges
            .iter()
            .flat_map(|(name, one)| {
                [
                    ("DATA", one.data),
                    ("BDAT", one.bdat),
                    ("VRFY", one.vrfy),
                    ("EXPN", one.expn),
                    ("command before the banner", one.before_banner),
                    ("unasked pipelining", one.unasked_pipelining),
                    ("session left without QUIT", one.left_without_quit),
                ]
                .into_iter()
                .filter(|(_, times)| *times > 0)
                .map(move |(what, times)| format!("{name}: {times} x {what}"))
            })
            .collect()
    }
}
