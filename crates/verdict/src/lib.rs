//! The heart, pure: what an address is, what was seen of it, what a server's words mean, and what all of it comes to.
//! Nothing in here does I/O, reads a clock or draws a random number, so every judgement can be made again.

mod address;
mod evidence;
mod exchange;
mod judge;
mod judgement;
mod knowledge;
mod moment;
mod reading;
mod reply;
mod signals;

pub use address::{Address, SyntaxFault};
pub use evidence::*;
pub use exchange::exchange_of;
pub use judge::{Policy, PolicyRow, judge};
pub use judgement::{Action, Contribution, Flag, Flags, Judgement, Reason, Tri, Verdict};
pub use knowledge::{AcceptanceWorth, Knowledge, Operator};
pub use moment::Moment;
pub use reading::{Reading, ReplyClass, RetryAdvice, Says, Subject};
pub use reply::{EnhancedCode, NotAnEnhancedCode, Reply, Stage};
pub use signals::Signals;
