//! Where a run writes down what it learns and reads what is left to do. The engine defines it, the store implements it.
//! Invariant: [`Journal::record`] resolves only once every record is on disk, so what was heard is never asked again.

use std::{collections::HashSet, future::Future};

use mailvet_verdict::{
    Address, Attempt, Control, Conversation, DomainEvidence, Dossier, Judgement, Lookup, LookupKind, Moment,
    Sentence,
};
use serde::{Deserialize, Serialize};

use crate::run::{Breaker, CutRate, GuardMemory, Rest};

/// Names a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type)]
#[serde(transparent)]
pub struct RunId(pub i64);

/// Names a distinct address of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type)]
#[serde(transparent)]
pub struct AddressId(pub i64);

/// Where an address stands in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// To be looked at; nothing was heard yet, or it was put back unasked.
    Pending,
    /// A server put it off (or could not be reached): to be asked again.
    Waiting {
        /// Not before this moment.
        due: Moment,
        /// How many times it has been asked so far.
        tries: u32,
    },
    /// Its own answer is in; its domain's control is not, and is due at this moment. Only the control is asked then.
    AwaitingControl {
        /// Not before this moment.
        due: Moment,
        /// How many controls of the domain were put off so far.
        tries: u32,
    },
    /// Settled; its judgement is final for this run.
    Settled,
}

/// An address that a run has still to ask about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Which.
    pub id: AddressId,
    /// The address.
    pub address: Address,
    /// `Pending` or `Waiting`.
    pub standing: Standing,
}

/// What is left to do at one domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainWork {
    /// The domain in A-labels.
    pub domain: String,
    /// Addresses `Pending`.
    pub pending: u64,
    /// Addresses `Waiting`.
    pub waiting: u64,
    /// Addresses `AwaitingControl`.
    pub awaiting_control: u64,
    /// The earliest due moment of those that wait for anything; `None` where none does.
    pub due: Option<Moment>,
}

/// One thing learnt. A batch of them is kept whole or not at all, in order.
#[derive(Clone, Debug)]
pub enum Record {
    /// DNS answered.
    Domain(DomainEvidence),
    /// What was said so far with a mail host; a later record of the same conversation replaces it.
    Conversation(Conversation),
    /// A server was asked about an address.
    Attempt {
        /// Which.
        address: AddressId,
        /// What came of it.
        attempt: Attempt,
    },
    /// A control of a domain.
    Control {
        /// The domain in A-labels.
        domain: String,
        /// What came of it.
        control: Control,
        /// Where it is kept.
        place: ControlPlace,
    },
    /// A domain's server has begun to accept everything: what it was believed since then is to be taken back. Kept until
    /// [`Record::Withdrawn`], so that a run that is killed in between goes on with it.
    Withdrawing(Withdrawal),
    /// A domain has accepted something that a control is still to speak for, though there is proof from before. Kept until
    /// [`Record::Audited`], so that a run that is killed in between asks that control.
    Unaudited {
        /// The domain in A-labels.
        domain: String,
    },
    /// A control spoke for what the domain has accepted.
    Audited {
        /// The domain in A-labels.
        domain: String,
    },
    /// It was taken back.
    Withdrawn {
        /// The domain in A-labels.
        domain: String,
    },
    /// An opt-in look-up was made; a later one of the same kind about the same subject replaces it.
    Lookup {
        /// For whose sake.
        address: AddressId,
        /// What came of it.
        lookup: Lookup,
    },
    /// An address stands somewhere else now.
    Standing {
        /// Which.
        address: AddressId,
        /// Where.
        standing: Standing,
    },
    /// What has to be remembered of an exchange's pace; a later record of the same exchange replaces it.
    Pace(Box<PaceRecord>),
    /// What has to be remembered of the run's guard; a later record replaces it.
    Guard(GuardRecord),
    /// The judge spoke; with a standing other than `Settled` it is provisional (shown, and replaced later).
    Judged {
        /// Which.
        address: AddressId,
        /// What.
        judgement: Judgement,
        /// When.
        at: Moment,
    },
}

/// What has to be remembered of an exchange, so that neither a restart nor the next run begins anew with its patience.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaceRecord {
    /// The exchange.
    pub exchange: String,
    /// When this was so.
    pub at: Moment,
    /// Recipients asked in the hour before: minutes since the epoch with their counts, oldest first.
    pub asked: Vec<(i64, u32)>,
    /// Recipients refused for good, likewise.
    pub refused: Vec<(i64, u32)>,
    /// Connections at once that it was given.
    pub connections: u32,
    /// The rate, where it was cut.
    pub rate: Option<CutRate>,
    /// Recipients a session that it has shown to take.
    pub session_size: usize,
    /// The rest that it asked for.
    pub rest: Option<Rest>,
    /// Rests in a row that it asked for.
    pub complaints: u32,
    /// Whether it refuses us.
    pub breaker: Breaker,
    /// It accepts everything: what it says until this is over is worth nothing.
    #[serde(default)]
    pub accepts_all: Option<Rest>,
    /// What speaks for a guard that makes it accept everything.
    #[serde(default)]
    pub turn: TurnRecord,
    /// How large a share of its answers was a refusal of us.
    #[serde(default)]
    pub guard: GuardMemory,
}

/// What speaks for it that an exchange begins to accept everything. A run's own: it names domains of its list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnRecord {
    /// Recipients that it has refused in the run.
    pub refused: u32,
    /// When it did so last.
    pub refused_last: Option<Moment>,
    /// The domains that have begun to accept everything since.
    pub domains: Vec<String>,
    /// The control by which the last of them was found out.
    pub by: Option<Control>,
}

/// What has to be remembered of a run's guard of the user's reputation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuardRecord {
    /// When this was so.
    pub at: Moment,
    /// What it knew.
    pub guard: GuardMemory,
}

/// A pace that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPace {
    /// The run that asks kept it itself.
    pub own: bool,
    /// What was kept.
    pub pace: PaceRecord,
}

/// Where a control is kept among those of its domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ControlPlace {
    /// After the others.
    Next,
    /// In place of the last one, which says the same: a domain that is audited for days keeps few.
    OfTheLast,
}

/// Acceptances of a domain that are to be taken back: those that were believed since then, and those that await a control
/// where they are to be asked again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    /// The domain in A-labels.
    pub domain: String,
    /// What was judged before this moment stands.
    pub since: Moment,
    /// When to ask them again; `None`: not any more.
    pub due: Option<Moment>,
}

/// A look-up that may have been made already.
#[derive(Clone, Copy, Debug)]
pub struct WantedLookup<'a> {
    /// What is looked for.
    pub kind: LookupKind,
    /// The domain (A-labels) or the address.
    pub subject: &'a str,
    /// The block lists that it must speak for, sorted; what was said under others is another answer.
    pub lists: &'a [String],
    /// The earliest that is fresh enough.
    pub not_before: Moment,
}

/// The journal failed: the disk is full, the file is damaged, another program holds it.
#[derive(Debug, thiserror::Error)]
#[error("the journal failed: {message}")]
pub struct JournalError {
    /// For the person.
    pub message: Sentence,
    /// The cause, for the log.
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// Where a run reads its work and writes what it learns.
pub trait Journal: Send + Sync + 'static {
    /// Every domain of the run with something left to do, in a stable order.
    fn work(&self, run: RunId) -> impl Future<Output = Result<Vec<DomainWork>, JournalError>> + Send;

    /// The latest evidence of a domain observed at or after `not_before`, of whatever run that asked the same resolvers
    /// as `run` (what the practice world says of a domain is nothing to a real run). What is returned counts as evidence
    /// of `run` from then on.
    fn domain(
        &self,
        run: RunId,
        domain: &str,
        not_before: Moment,
    ) -> impl Future<Output = Result<Option<DomainEvidence>, JournalError>> + Send;

    /// Up to `most` addresses of a domain that are `Pending`, or `Waiting` and due at `now`, those not in `taken`, in the
    /// list's order.
    fn tasks(
        &self,
        run: RunId,
        domain: &str,
        now: Moment,
        taken: &HashSet<AddressId>,
        most: usize,
    ) -> impl Future<Output = Result<Vec<Task>, JournalError>> + Send;

    /// The controls of a domain in this run, oldest first.
    fn controls(
        &self,
        run: RunId,
        domain: &str,
    ) -> impl Future<Output = Result<Vec<Control>, JournalError>> + Send;

    /// What was last kept of the pace of each exchange, oldest first: all that this run kept, and what others have kept
    /// since `not_before` that asked the same resolvers (an hour of an exchange is the machine's, but the practice world
    /// is another world).
    fn paces(
        &self,
        run: RunId,
        not_before: Moment,
    ) -> impl Future<Output = Result<Vec<KeptPace>, JournalError>> + Send;

    /// What this run last kept of its guard.
    fn guard(&self, run: RunId) -> impl Future<Output = Result<Option<GuardRecord>, JournalError>> + Send;

    /// The controls by random names of a domain at an exchange that were asked at or after `not_before` by the latest
    /// other run that asked the same resolvers, oldest first. Refused sisters stay with their list: their words may name
    /// its addresses.
    fn earlier_controls(
        &self,
        run: RunId,
        domain: &str,
        exchange: &str,
        not_before: Moment,
    ) -> impl Future<Output = Result<Vec<Control>, JournalError>> + Send;

    /// What is still to be taken back.
    fn withdrawals(&self, run: RunId) -> impl Future<Output = Result<Vec<Withdrawal>, JournalError>> + Send;

    /// The domains that accepted something which a control is still to speak for.
    fn unaudited(&self, run: RunId) -> impl Future<Output = Result<Vec<String>, JournalError>> + Send;

    /// Whole dossiers of up to `most` settled addresses of a domain that were judged `valid`, or `catch_all`, at
    /// or after `since`; those
    /// with an id past `after`, by id.
    fn believed(
        &self,
        run: RunId,
        domain: &str,
        since: Moment,
        after: Option<AddressId>,
        most: usize,
    ) -> impl Future<Output = Result<Vec<(AddressId, Dossier)>, JournalError>> + Send;

    /// Up to `most` addresses of a domain that are `Waiting`, due or not, with an id past `after`, by id.
    fn waiting(
        &self,
        run: RunId,
        domain: &str,
        after: Option<AddressId>,
        most: usize,
    ) -> impl Future<Output = Result<Vec<Task>, JournalError>> + Send;

    /// Whole dossiers (signals read anew) of up to `most` addresses of a domain that are not settled and, with
    /// `answered_only`, `AwaitingControl`; those with an id past `after`, by id.
    fn dossiers(
        &self,
        run: RunId,
        domain: &str,
        answered_only: bool,
        after: Option<AddressId>,
        most: usize,
    ) -> impl Future<Output = Result<Vec<(AddressId, Dossier)>, JournalError>> + Send;

    /// The dossier of one address in this run.
    fn dossier(
        &self,
        run: RunId,
        address: AddressId,
    ) -> impl Future<Output = Result<Dossier, JournalError>> + Send;

    /// How many settled addresses of the run were judged for a reason that lets the signals lean
    /// ([`mailvet_verdict::Reason::leans`]).
    fn leaning(&self, run: RunId) -> impl Future<Output = Result<u64, JournalError>> + Send;

    /// Whole dossiers of up to `most` of them, with an id past `after`, by id.
    fn leaning_after(
        &self,
        run: RunId,
        after: Option<AddressId>,
        most: usize,
    ) -> impl Future<Output = Result<Vec<(AddressId, Dossier)>, JournalError>> + Send;

    /// The latest look-up that is as wanted and found something out, of whatever run that asked the same resolvers. What is
    /// returned counts as evidence of `run` from then on.
    fn lookup(
        &self,
        run: RunId,
        wanted: &WantedLookup<'_>,
    ) -> impl Future<Output = Result<Option<Lookup>, JournalError>> + Send;

    /// Settles every address of the run whose text is no address: judges it by `judge` and records the judgement, in
    /// pages. Returns how many.
    fn settle_faulty(
        &self,
        run: RunId,
        at: Moment,
        judge: &(dyn Fn(&Dossier) -> Judgement + Send + Sync),
    ) -> impl Future<Output = Result<u64, JournalError>> + Send;

    /// Counts of the run's addresses.
    fn tally(&self, run: RunId) -> impl Future<Output = Result<Tally, JournalError>> + Send;

    /// Writes records down; resolves once they are on disk.
    fn record(
        &self,
        run: RunId,
        records: Vec<Record>,
    ) -> impl Future<Output = Result<(), JournalError>> + Send;
}

/// Counts of a run's addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Tally {
    /// All.
    pub total: u64,
    /// Settled.
    pub settled: u64,
    /// Put off by a server, to be asked again.
    pub waiting: u64,
    /// By verdict, in the order of `Verdict::ALL`, provisional ones included.
    pub verdicts: Vec<VerdictCount>,
}

/// How many addresses have a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct VerdictCount {
    /// Which.
    pub verdict: mailvet_verdict::Verdict,
    /// How many.
    pub count: u64,
}
