//! What the results view asks: which rows, in which order, and how many there are of each kind. One list has one current
//! run (the latest); results are those of that run.

use mailvet_engine::{
    journal::{AddressId, RunId},
    run::RunMode,
};
use mailvet_verdict::{Action, DuplicateRule, Flag, Flags, Judgement, Moment, Reason, Sentence, Verdict};
use serde::{Deserialize, Serialize};

use crate::{StoreError, cells::RowTexts, decisions::Decision};

/// Names a list.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type,
)]
#[serde(transparent)]
pub struct ListId(pub i64);

/// Which rows, in which order. Empty filters let everything through; several of one kind mean "any of", several kinds
/// "all of".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Query {
    /// These verdicts.
    pub verdicts: Vec<Verdict>,
    /// These reasons.
    pub reasons: Vec<Reason>,
    /// These actions.
    pub actions: Vec<Action>,
    /// With any of these flags.
    pub flags: Vec<Flag>,
    /// At these domains (A-labels).
    pub domains: Vec<String>,
    /// At domains whose mail one of these operators takes: ids of the table of operators, else what the exchange is called.
    pub operators: Vec<String>,
    /// Rows without any verdict yet; together with `verdicts`, either of the two.
    pub unsettled: bool,
    /// Rows about which the user has decided.
    pub decided: bool,
    /// With this text in any of the user's cells, whatever the case; empty: all.
    pub search: String,
    /// In this order: by the first, where that is equal by the second, and so on; none: the file's.
    pub sort: Vec<Sort>,
}

/// An order of rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Sort {
    /// By what.
    pub by: SortBy,
    /// Largest first.
    pub descending: bool,
}

/// What rows can be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum SortBy {
    /// The file's order.
    Row,
    /// The address.
    Address,
    /// The verdict, in the order of `Verdict::ALL`.
    Verdict,
    /// The reason's code.
    Reason,
    /// The action, in the order of `Action::ALL`.
    Action,
    /// The score.
    Score,
    /// The domain.
    Domain,
    /// When it was checked.
    CheckedAt,
    /// One of the user's columns, by its index; text order without case.
    Column(u32),
}

/// One row with its result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct ResultRow {
    /// Position in the list, from 0.
    pub row: u64,
    /// The user's cells as they came.
    #[specta(type = Vec<String>)]
    pub cells: RowTexts,
    /// The address, normalised; the typed text where it is none.
    pub address: String,
    /// The distinct address behind it.
    pub address_id: AddressId,
    /// What came of it; `None`: nothing yet.
    pub result: Option<RowResult>,
    /// Whether the user knows the address to be good or bad. The judge never sees it.
    pub mark: Option<Mark>,
    /// The addresses in further columns, in the order of [`ListSummary::more_email_columns`]; `None`: the cell is empty.
    pub more: Vec<Option<MoreAddress>>,
}

impl ResultRow {
    /// Room for a row that is still to be read.
    pub(crate) fn room() -> Self {
        Self {
            row: 0,
            cells: RowTexts::default(),
            address: String::new(),
            address_id: AddressId(0),
            result: None,
            mark: None,
            more: Vec::new(),
        }
    }

    /// One of its addresses with what came of it: by its place in `more`; `None`: its own.
    pub(crate) fn address_at(
        &self,
        further: Option<u32>,
    ) -> Result<(AddressId, Option<&RowResult>), StoreError> {
        let Some(place) = further else { return Ok((self.address_id, self.result.as_ref())) };
        let more = self.more.get(place as usize).and_then(Option::as_ref).ok_or(StoreError::NO_ADDRESS)?;
        Ok((more.address_id, more.result.as_ref()))
    }
}

/// What the user knows of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// It takes mail.
    Good,
    /// It does not.
    Bad,
}

/// An address in a further column of a row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct MoreAddress {
    /// The address, normalised; the typed text where it is none.
    pub address: String,
    /// The distinct address behind it.
    pub address_id: AddressId,
    /// What came of it; `None`: nothing yet.
    pub result: Option<RowResult>,
}

/// A line of the user's own suppression list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct SuppressionLine {
    /// An address, or `@example.com` for all of a domain.
    pub entry: String,
    /// The file that it came from; empty: typed.
    pub source: String,
    /// When.
    pub added_at: Moment,
}

/// What came of a row, without the details.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct RowResult {
    /// Verdict.
    pub verdict: Verdict,
    /// Reason.
    pub reason: Reason,
    /// What to do: as the user has decided, else as the policy says.
    pub action: Action,
    /// What the user has decided; the verdict and its proof stay what they are.
    pub decision: Option<Decision>,
    /// 0 to 100.
    pub score: u8,
    /// 0 to 1.
    pub confidence: f64,
    /// Flags.
    pub flags: Flags,
    /// The address that was probably meant.
    pub suggestion: Option<String>,
    /// What was found, and what was tried.
    pub sentence: Sentence,
    /// When it was judged.
    pub checked_at: Moment,
    /// When it is asked again, where the result is provisional.
    pub retry_at: Option<Moment>,
}

/// A stretch of rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct Page {
    /// How many rows the query has in all.
    pub total: u64,
    /// Index of the first row here within the query.
    pub offset: u64,
    /// The rows.
    pub rows: Vec<ResultRow>,
}

/// Counts of rows by kind. Each kind is counted under the filters of all other kinds, so that choosing one value does
/// not hide its neighbours.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Facets {
    /// Rows that match the whole query.
    pub matching: u64,
    /// All rows of the list.
    pub total: u64,
    /// Rows without a result.
    pub unsettled: u64,
    /// Rows about which the user has decided.
    pub decided: u64,
    /// By verdict.
    pub verdicts: Vec<FacetCount>,
    /// By reason.
    pub reasons: Vec<FacetCount>,
    /// By action.
    pub actions: Vec<FacetCount>,
    /// By flag.
    pub flags: Vec<FacetCount>,
    /// By domain, the 20 largest.
    pub domains: Vec<FacetCount>,
    /// By mail operator, the 20 largest, as far as DNS was asked.
    pub operators: Vec<FacetCount>,
}

/// How many rows have a value; only values that occur.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct FacetCount {
    /// The value's code (`valid`, `mailbox_not_found`, `example.com`).
    pub value: String,
    /// Rows.
    pub count: u64,
}

/// A list, for the home view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ListSummary {
    /// Which.
    pub id: ListId,
    /// The file's name, or what the user called it.
    pub name: String,
    /// Where it came from.
    pub path: Option<String>,
    /// When it was brought in.
    pub imported_at: Moment,
    /// The user's column names.
    pub columns: Vec<String>,
    /// Index of the column with the addresses.
    pub email_column: u32,
    /// Indexes of further columns with addresses.
    pub more_email_columns: Vec<u32>,
    /// Rows.
    pub rows: u64,
    /// Distinct addresses.
    pub addresses: u64,
    /// Whether it is run in the practice world.
    pub practice: bool,
    /// When two of its rows have the same address.
    pub duplicates: DuplicateRule,
    /// Its current run.
    pub run: Option<RunSummary>,
    /// Rows by verdict.
    pub verdicts: Vec<FacetCount>,
}

/// A run, for lists and the command line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct RunSummary {
    /// Which.
    pub id: RunId,
    /// Of which list.
    pub list: ListId,
    /// Its state.
    pub state: RunState,
    /// How thoroughly it looks.
    pub mode: RunMode,
    /// When it was started.
    pub started_at: Moment,
    /// When it ended.
    pub ended_at: Option<Moment>,
    /// Distinct addresses.
    pub total: u64,
    /// Of them settled.
    pub settled: u64,
}

/// The states of a run (`Pausing` and `Stopping` are only ever seen while a program works on it).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum RunState {
    /// Made, not begun.
    Queued,
    /// Somebody works on it, or did when the program was killed.
    Running,
    /// Told to stop; sessions take leave.
    Pausing,
    /// Stopped with addresses left; can be gone on with.
    Paused,
    /// Told to finish early; sessions take leave.
    Stopping,
    /// Every address is settled.
    Finished,
}

/// Everything about one address, for the evidence pane.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// The row's own data.
    pub row: ResultRow,
    /// Which of [`ResultRow::more`] it is about; `None`: the row's own address.
    pub further: Option<u32>,
    /// The last judgement with its contributions.
    pub judgement: Option<Judgement>,
    /// All that was seen.
    pub dossier: mailvet_verdict::Dossier,
    /// The conversations that the dossier's attempts and controls refer to, oldest first.
    pub conversations: Vec<mailvet_verdict::Conversation>,
}
