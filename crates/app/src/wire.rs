//! What crosses between the program and a window: plain data, generated for the other side. Types of the lower crates
//! that are plain data already are used as they are.

use mailvet_engine::run::Progress;
use mailvet_lists::{OurColumn, Preview, ReadOptions};
use mailvet_store::{Kept, ListId, ListSummary, Query, ResultRow, RunState};
use mailvet_verdict::{
    AcceptanceWorth, Action, DuplicateRule, Flags, Judgement, Moment, Origin, PolicyRow, ReplyClass,
    RetryAdvice, Says, Sentence, SignalRow, Speaker, Stage, Subject, Verdict, Words, doctor::CheckId,
};
use serde::{Deserialize, Serialize};

use crate::Foresight;
pub use crate::{explain::operator_remarks, phrases::phrases, report_words::ReportWords};

/// What the home view shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct Home {
    /// Lists, the newest first.
    pub lists: Vec<ListSummary>,
    /// The program's version.
    pub version: String,
    /// Where the data is kept.
    pub data_folder: String,
}

/// What there is to say about the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct About {
    /// Its version.
    pub version: String,
    /// Its licence, as an SPDX expression.
    pub licence: String,
    /// The lists that ship with it.
    pub lists: Vec<ListOfOurs>,
    /// What it is built on, by name.
    pub libraries: Vec<Library>,
}

/// A library of others that is part of the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Library {
    /// What it is called where it comes from.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its licence, as an SPDX expression.
    pub licence: String,
}

/// A list that ships with the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ListOfOurs {
    /// What it holds.
    pub what: Sentence,
    /// Where it comes from.
    pub sources: Vec<String>,
    /// Under which licence.
    pub licence: String,
    /// Of which day: `2026-11-09`.
    pub date: String,
    /// How many entries it has.
    pub count: u32,
}

/// The settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct SettingsView {
    /// The file in which changes are kept.
    pub file: String,
    /// Every setting, in the order of the file that ships.
    pub settings: Vec<SettingView>,
}

/// One setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct SettingView {
    /// Its table and key, as in `smtp.helo`.
    pub key: String,
    /// What it does; neighbours that are explained together have the same text.
    pub about: String,
    /// How its value is written.
    pub kind: SettingKind,
    /// Everything it can be, where that is a short list.
    pub choices: Vec<String>,
    /// What holds where nobody changed it.
    pub default: String,
    /// What holds.
    pub value: String,
    /// Whether it differs from the default.
    pub changed: bool,
}

/// How the value of a setting is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum SettingKind {
    /// `true` or `false`.
    Flag,
    /// A whole number.
    Number,
    /// Text as it is; also times, as in `90s`.
    Text,
    /// Texts, one a line.
    Lines,
    /// TOML, as in the example of its explanation; empty: nothing.
    Toml,
}

/// The policy in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct PolicyView {
    /// Its rows; the first that fits counts.
    pub rows: Vec<PolicyRow>,
    /// Those of the policy that ships.
    pub shipped: Vec<PolicyRow>,
    /// Whether the two are the same.
    pub is_shipped: bool,
}

/// A list to be brought in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ImportRequest {
    /// The file.
    pub path: String,
    /// How to read it.
    pub options: ReadOptions,
    /// Whether to run it in the practice world.
    pub practice: bool,
    /// When two of its rows have the same address; `None`: as the settings say.
    pub duplicates: Option<DuplicateRule>,
    /// Files with addresses and domains that nobody is to be asked about.
    pub suppress: Vec<String>,
    /// The list that its rows are appended to, under that list's rule; `None`: it becomes a list of its own.
    pub append_to: Option<ListId>,
}

/// A file of which is to be told what is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct InspectRequest {
    /// The file.
    pub path: String,
    /// How to read it.
    pub options: ReadOptions,
    /// Files with addresses and domains that nobody is to be asked about.
    pub suppress: Vec<String>,
    /// When two of its rows have the same address, where the suppression lists are matched.
    pub duplicates: DuplicateRule,
    /// Where to write the rows without a sound address.
    pub rejects: Option<String>,
}

/// What a suppression file holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct SuppressionReport {
    /// Entries that are new on the list.
    pub added: u64,
    /// Entries in all that the file holds.
    pub entries: u64,
    /// Lines that hold neither an address nor a domain.
    pub unread: u64,
}

/// What the connection doctor is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct DoctorRequest {
    /// Whether to look at the practice world instead of the internet.
    pub practice: bool,
    /// Checks that are not to be made: nobody is contacted for them.
    pub skip: Vec<CheckId>,
}

/// What the doctor is going to do, so that it can be seen and switched off before anybody is contacted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct DoctorPlan {
    /// The checks in the order in which they are made.
    pub checks: Vec<PlannedCheck>,
    /// Everybody who may be contacted.
    pub destinations: Vec<Destination>,
}

/// A check that can be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct PlannedCheck {
    /// Which.
    pub id: CheckId,
    /// For people.
    pub title: String,
}

/// Somebody whom a check contacts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Destination {
    /// For which check; leaving the check out leaves the destination alone.
    pub check: CheckId,
    /// Whom: a host, a zone, a service, or the resolver.
    pub to: Words,
    /// What it learns, in a few words.
    pub learns: Sentence,
    /// The settings key that decides about it for good.
    pub setting: String,
}

/// The sample list, with how to read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Sample {
    /// Its preview.
    pub preview: Preview,
}

/// A run as the window follows it.
#[derive(Clone, Debug, PartialEq, Serialize, specta::Type)]
pub struct RunSnapshot {
    /// Of which list.
    pub list: ListId,
    /// Its state.
    pub state: RunState,
    /// How far.
    pub progress: Progress,
    /// Why it stopped by itself, in a plain sentence.
    pub failure: Option<Sentence>,
}

/// Everything about one row, for the evidence pane.
#[derive(Clone, Debug, PartialEq, Serialize, specta::Type)]
pub struct EvidenceView {
    /// The row's own data.
    pub row: ResultRow,
    /// Which address of `row.more` all the rest is about; `None`: the row's own.
    pub further: Option<u32>,
    /// The judgement with its contributions; `None`: not judged yet.
    pub judgement: Option<Judgement>,
    /// The stages in order.
    pub stages: Vec<StageView>,
    /// The conversations, oldest first; only lines about this address, the domain's controls and the greeting.
    pub conversations: Vec<ConversationView>,
    /// Which host was told what about this address, and when.
    pub disclosures: Vec<Disclosure>,
    /// Every signal with its value or the reason why it has none, in the order of the table; empty for what is no address.
    pub signals: Vec<SignalRow>,
    /// Flags once more with their names, for badges.
    pub flags: Flags,
}

/// One stage of the pipeline, told to a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, specta::Type)]
pub struct StageView {
    /// `syntax`, `domain`, `mailbox`, `control`, `signals`, `lookups`.
    pub stage: String,
    /// For people.
    pub title: String,
    /// How it went.
    pub mood: Mood,
    /// What was found, in one plain sentence.
    pub finding: Sentence,
    /// Facts: name and value.
    pub facts: Vec<(Sentence, Words)>,
    /// When.
    pub at: Option<Moment>,
}

/// How a stage went for the address; never shown by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Mood {
    /// Speaks for it.
    Good,
    /// Speaks against it.
    Bad,
    /// To be taken with care.
    Warn,
    /// Says nothing, or was not reached.
    Neutral,
}

/// A conversation, or the part that is about one address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, specta::Type)]
pub struct ConversationView {
    /// With whom.
    pub host: String,
    /// At which IP address.
    pub ip: Option<String>,
    /// The exchange.
    pub exchange: String,
    /// Id of the operator, where the tables know it.
    pub operator: Option<String>,
    /// When it began.
    pub started: Moment,
    /// What was said.
    pub lines: Vec<SaidLine>,
    /// What the decisive reply means, in one plain sentence.
    pub meaning: Option<Sentence>,
}

/// One line, or one event, of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct SaidLine {
    /// Milliseconds since the conversation started.
    pub at_ms: u32,
    /// Who said it.
    pub from: Speaker,
    /// What, without the line end.
    pub text: String,
    /// Of the server's lines: what they answer.
    pub stage: Option<Stage>,
}

/// One disclosure: who learnt what, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, specta::Type)]
pub struct Disclosure {
    /// The host or resolver.
    pub to: Words,
    /// What it learnt: `the address`, `the domain`.
    pub what: Sentence,
    /// When.
    pub at: Moment,
}

/// What to delete for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum PurgeRequest {
    /// A list with all that was learnt for it.
    List(ListId),
    /// Lists that nobody worked on for so long, runs of the others that were replaced by a later one before, and what the
    /// connection doctor told before.
    OlderThan {
        /// Days.
        days: u32,
    },
    /// Everything but the settings.
    All,
}

/// What is kept, and how long it is used again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Stored {
    /// What, with the ages.
    pub kept: Kept,
    /// The present moment, to tell ages by.
    pub now: Moment,
    /// How long what DNS said is used again, at most.
    pub domains_used_for_seconds: u64,
    /// How long what controls said is used again.
    pub controls_used_for_seconds: u64,
}

/// What to export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ExportRequest {
    /// Of which list.
    pub list: ListId,
    /// Which rows, in which order.
    pub query: Query,
    /// Where to; the ending decides the kind where `format` is `None`.
    pub path: String,
    /// The kind of file.
    pub format: Option<ExportFormat>,
    /// What is wanted beyond the ordinary; `None`: all columns in the list's own shape.
    pub options: Option<ExportOptions>,
}

/// What an export may be told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ExportOptions {
    /// A preset by its id, as in `send-now`.
    pub preset: Option<String>,
    /// Which of our columns, in this order; `None`: all, or those of the preset.
    pub columns: Option<Vec<OurColumn>>,
    /// What stands before their names; `None`: `mailvet_`.
    pub prefix: Option<String>,
    /// Write text so that a spreadsheet program shows every cell as it is, and takes none for a formula.
    pub for_spreadsheets: bool,
    /// Give rows their actions by this policy, and choose them by these; `None`: by the kept one.
    pub policy: Option<Vec<PolicyRow>>,
    /// What a report says; `None`: English.
    pub words: Option<ReportWords>,
}

/// The first rows of an export; of a report there are none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ExportPreview {
    /// As they stand in a text file.
    pub text: Option<String>,
    /// As they stand in a workbook.
    pub table: Option<PreviewTable>,
}

/// The first rows of a workbook.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct PreviewTable {
    /// The columns' names.
    pub columns: Vec<String>,
    /// Their cells.
    pub rows: Vec<Vec<String>>,
}

/// A preset of an export, to be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct PresetView {
    /// As it is asked for: `send-now`.
    pub id: String,
    /// For people.
    pub title: Words,
    /// One sentence.
    pub about: Sentence,
    /// Rows with these actions; none named: every row.
    pub actions: Vec<Action>,
    /// And with these verdicts; none named: any.
    pub verdicts: Vec<Verdict>,
    /// Whether the user has saved it, and may remove it.
    pub is_own: bool,
    /// Whether it is made for the import of a mailing service.
    pub is_for_service: bool,
}

/// A preset to be saved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct NewPreset {
    /// What it is called.
    pub title: String,
    /// Rows with these actions; none named: every row.
    pub actions: Vec<Action>,
    /// And with these verdicts; none named: any.
    pub verdicts: Vec<Verdict>,
    /// Which of our columns, in this order; `None`: all.
    pub columns: Option<Vec<OurColumn>>,
    /// What stands before their names; `None`: `mailvet_`.
    pub prefix: Option<String>,
    /// Whether text is written for spreadsheet programs.
    pub for_spreadsheets: bool,
}

/// The kinds of file that can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// Comma-separated text, in the list's own delimiter and encoding where it had them.
    Csv,
    /// An Excel workbook.
    Xlsx,
    /// One JSON object a line.
    Jsonl,
    /// A report on one page: counts and charts, no rows.
    Html,
    /// The same report as a PDF.
    Pdf,
    /// One text file for each verdict, in an archive.
    Zip,
}

/// What was exported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ExportReport {
    /// Where to.
    pub path: String,
    /// Rows written, or counted for a report.
    pub rows: u64,
    /// What the user should know about the file, each in one plain sentence: that it had to change its encoding.
    pub remarks: Vec<Sentence>,
}

/// What is in a file, before it is brought in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ImportReport {
    /// How it is read, with its first rows.
    pub preview: Preview,
    /// Rows without the header.
    pub rows: u64,
    /// Rows with a sound address.
    pub with_address: u64,
    /// Distinct addresses: each is asked about once, and every row with it gets the answer.
    pub addresses: u64,
    /// Rows with nothing in the column.
    pub without_address: u64,
    /// Rows whose address was taken out of something: a name, `mailto:`, quotes, invisible characters.
    pub unwrapped: u64,
    /// Of them under a line of a suppression list, by any of their addresses.
    pub suppressed: u64,
    /// Rows that repeat an earlier one, under each rule; every rule counts what those before it do, and more.
    pub duplicates: Vec<Duplicates>,
    /// What is wrong with the other rows.
    pub faults: Vec<FaultGroup>,
    /// Every column that mostly holds addresses.
    pub address_columns: Vec<AddressColumn>,
    /// What the user should know about the file with the rejected rows.
    pub remarks: Vec<Sentence>,
    /// What can be told of its addresses before anybody is asked; `None`: the settings are not known.
    pub foresight: Option<Foresight>,
}

/// Repetitions under a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Duplicates {
    /// Which.
    pub rule: DuplicateRule,
    /// Rows that repeat an earlier one, in the first column with addresses.
    pub rows: u64,
    /// Distinct addresses in all columns that are checked.
    pub addresses: u64,
}

/// Rows with the same fault and the same way to mend it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct FaultGroup {
    /// What would help.
    pub mending: Mending,
    /// The fault's code, as in `two_ats`.
    pub fault: String,
    /// Rows.
    pub rows: u64,
    /// The first few.
    pub examples: Vec<FaultExample>,
}

/// What would help a row without a sound address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Mending {
    /// An address that was probably meant is known; a person has to accept it.
    Suggested,
    /// There are several addresses in one cell: each wants a row of its own.
    OneRowEach,
    /// Only somebody who knows the address can mend it.
    ByHand,
}

/// A row with a fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct FaultExample {
    /// From 1, without the header.
    pub row: u64,
    /// What is in the cell (the first 200 characters).
    pub cell: String,
    /// What is wrong with it, in one plain sentence.
    pub meaning: Sentence,
    /// The address that was probably meant.
    pub suggestion: Option<String>,
}

/// A column that mostly holds addresses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct AddressColumn {
    /// Its index.
    pub index: u32,
    /// Its name.
    pub name: String,
    /// Rows with a sound address in it.
    pub rows: u64,
}

/// A pasted text, and what the person knows of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ExplainRequest {
    /// One or several replies, or a whole bounce.
    pub text: String,
    /// The point of the conversation at which they came; `None`: guess.
    pub stage: Option<Stage>,
    /// Id of the operator; `None`: guess.
    pub operator: Option<String>,
}

/// What the replies of a text mean.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, specta::Type)]
pub struct Explanation {
    /// The replies, in the order of the text.
    pub replies: Vec<ExplainedReply>,
    /// Lines that hold no reply, as they were.
    pub unread: Vec<String>,
    /// How many further replies the text holds.
    pub left_off: u64,
}

/// One reply with its meaning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, specta::Type)]
pub struct ExplainedReply {
    /// As the server wrote it.
    pub reply: String,
    /// Where it was said.
    pub stage: Stage,
    /// Who says so.
    pub stage_from: Origin,
    /// By whom, where the tables know the operator.
    pub operator: Option<OperatorView>,
    /// Who says so.
    pub operator_from: Origin,
    /// The reason that it states.
    pub class: ReplyClass,
    /// Who or what is refused.
    pub about: Subject,
    /// What it says of the address.
    pub says: Says,
    /// Whether and how to ask again.
    pub retry: RetryAdvice,
    /// The meaning in one plain sentence.
    pub sentence: Sentence,
    /// Id of the rule that matched.
    pub rule: String,
    /// The new address that it passes on.
    pub forward_to: Option<String>,
}

/// What is known of a mail operator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct OperatorView {
    /// Stable id, as in `google`.
    pub id: String,
    /// For people, as in `Google`.
    pub name: String,
    /// Whether its 250 says anything.
    pub acceptance: AcceptanceWorth,
    /// What its 250 is worth, in a sentence.
    pub worth: Option<String>,
    /// What it does that misleads a prober, a sentence each.
    pub traps: Vec<String>,
    /// What its refusal of the prober looks like, in a sentence.
    pub block: Option<String>,
    /// The most connections at once; `None`: the setting.
    pub connections: Option<u32>,
    /// The most recipients in a session; `None`: no limit known.
    pub recipients_per_session: Option<u32>,
    /// The most recipients in an hour; `None`: the setting.
    pub recipients_per_hour: Option<u32>,
    /// The most refused recipients in an hour; `None`: the setting.
    pub bad_recipients_per_hour: Option<u32>,
}

/// A fault as it is shown: a code for the program, a message for the person, a detail for the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Fault {
    /// Stable.
    pub code: FaultCode,
    /// One or two plain sentences: what is wrong and what to do.
    pub message: Sentence,
    /// For the log and for reports; may be empty.
    pub detail: String,
}

/// What kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum FaultCode {
    /// The file cannot be read as a list.
    UnreadableList,
    /// There is no column with addresses.
    NoEmailColumn,
    /// The file cannot be written.
    UnwritableFile,
    /// The settings cannot be used.
    BadSettings,
    /// The list, row or run is not there (any more).
    NotFound,
    /// The database fails.
    Store,
    /// The run cannot go on.
    Run,
    /// Not possible in this state.
    Conflict,
    /// The desktop does not do what it was asked to.
    Desktop,
}
