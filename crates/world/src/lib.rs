//! The practice world: our own small internet on loopback, with DNS and mail servers made from a scenario. A new user sees
//! every verdict without one packet leaving the machine, tests need no network, and benchmarks have a known truth. It
//! counts what clients did to it; it never takes a message.

mod counters;
mod dialect;
mod dns;
mod error;
pub mod samples;
mod scenario;
mod server;
pub mod temper;
mod text;
mod world;

pub use counters::{Counters, DnsCounters, ExchangeCounters};
pub use dialect::{Dialect, MailboxWord};
pub use error::{PHRASES, ScenarioError, WorldError};
pub use scenario::{
    BlockList, Case, CountLimits, DnsKind, Domain, Exchange, ExpectedRow, LearntFile, Mx, Prober, Scenario,
    Truth, Way,
};
pub use temper::Temper;
pub use world::World;
