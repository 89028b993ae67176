//! The heart, pure: what an address is, what was seen of it, what a server's words mean, and what all of it comes to.
//! Nothing in here does I/O, reads a clock or draws a random number, so every judgement can be made again.

mod acquaintance;
mod address;
mod attribution;
mod controls;
pub mod doctor;
mod evidence;
mod exchange;
mod hosting;
mod judge;
mod judgement;
mod knowledge;
mod lists;
mod lookup;
mod moment;
mod names;
mod operators;
mod pasted;
mod person_columns;
mod policy;
mod reading;
mod reply;
mod rules;
pub mod score;
mod sentence;
mod signals;
mod suppression;
mod system;
pub mod tried;

pub use acquaintance::{
    Acquaintance, COLLEAGUES, Colleague, Happened, Heard, HeardFrom, LISTED, Listed, Person, Rates, Tally,
    from_all_over,
};
pub use address::{Address, DuplicateRule, Part, SyntaxFault};
pub use attribution::{Attribution, Origin};
pub use controls::{CERTAIN_AFTER, CONTROL_WINDOW, CatchAllTraces, ControlWord, ONE_SPELL};
pub use evidence::*;
pub use exchange::{exchange_of, exchange_of_host, registrable_domain};
pub use judge::{fault_of_ours, judge, next_step, unanswered};
pub use judgement::{Action, Contribution, Flag, Flags, Judgement, Reason, Tri, Verdict};
pub use knowledge::{Knowledge, Lean};
pub use lists::{ListError, ListKind, ListUpdate, Lists, OwnDomains, Say, ShippedList};
pub use lookup::{BlockListing, Found, Lookup, LookupKind, Registration, Tells, Website};
pub use moment::Moment;
pub use names::{letter_table, manner_table};
pub use operators::{AcceptanceWorth, Operator};
pub use pasted::{Pasted, Said};
pub use person_columns::PersonColumns;
pub use policy::{Policy, PolicyError, PolicyRow};
pub use reading::{Reading, ReplyClass, RetryAdvice, Says, Subject};
pub use reply::{
    EnhancedCode, NotAReply, NotAReplyLine, NotAStage, NotAnEnhancedCode, Reply, ReplyLine, Stage,
};
pub use rules::{PhraseError, RulesError, SenderRefusal};
pub use sentence::{PHRASES, Phrase, Sentence, Words};
pub use signals::{
    Discloses, Missing, SIGNALS, Signal, SignalCost, SignalFinding, SignalGroup, SignalRow, SignalValue,
    Signals, Unit, signal_rows,
};
pub use suppression::{SuppressionEntry, Suppressions};
pub use system::refusal;
