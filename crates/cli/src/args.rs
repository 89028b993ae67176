//! What can be typed. The help texts are the reference that `docs/` is made from.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Vets e-mail lists on your own machine, without sending a message.
#[derive(Debug, Parser)]
#[command(name = "mailvet", version, propagate_version = true, disable_help_subcommand = true)]
#[command(after_help = "Exit codes: 0 done, 1 failed, 2 wrong use, 3 stopped with rows left.")]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
    /// Show whole addresses in the log (MAILVET_LOG=debug); without it, only a***@example.com
    #[arg(long, global = true, env = "MAILVET_LOG_ADDRESSES")]
    pub(crate) log_addresses: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Where settings and data are.
#[derive(Debug, Args)]
pub(crate) struct PlaceArgs {
    /// A settings file to use instead of the one in the configuration folder
    #[arg(long, global = true, value_name = "FILE", env = "MAILVET_SETTINGS")]
    pub(crate) settings: Option<PathBuf>,
    /// A folder for the database to use instead of the platform's data folder
    #[arg(long, global = true, value_name = "DIR", env = "MAILVET_DATA")]
    pub(crate) data: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Vet a list: CSV, TSV, TXT, XLSX, XLS, ODS
    Verify(VerifyArgs),
    /// Say what is in a list and how it would be read; nothing is kept and nobody is asked
    Preview(PreviewArgs),
    /// Check one address and show the evidence
    Check(CheckArgs),
    /// Say what a mail server's reply means
    Explain(ExplainArgs),
    /// Look at the connection: whether mail servers can be asked from here, and what they will make of this machine
    #[command(
        after_help = "Exit codes: 0 mail servers can be asked (perhaps with limits), 1 they cannot, or it is not known."
    )]
    Doctor(DoctorArgs),
    /// List the runs that are kept
    Runs(RunsArgs),
    /// Go on with a run that was stopped or killed
    Resume(ResumeArgs),
    /// Write the results of a run to a file
    Export(ExportArgs),
    /// Judge a run again by the rules of today, from the evidence that is kept; nobody is asked anything
    Judge(JudgeArgs),
    /// Say who outside learnt which address or domain, and when
    Ledger(LedgerArgs),
    /// Delete for good: a list, what is old, or everything; without a choice, say what is kept and how old it is
    Purge(PurgeArgs),
    /// Keep a list of addresses and domains that nobody is ever asked about
    Suppress(SuppressArgs),
    /// Show the lists in use with their dates, take newer ones in, and say of domains what no list knows
    Data(DataArgs),
    /// Learn what became of earlier mail: exports of bounces and deliveries, bounces, mailboxes of them. Nothing is sent
    Learn(LearnArgs),
    /// Say what was learnt, write it to a file, or forget it
    Learned(LearnedArgs),
    /// Mark addresses as known good or known bad: runs judge them blind, and `runs --accuracy` tells how often wrongly
    Mark(MarkArgs),
    /// List the presets of an export, save your own, remove them
    Presets(PresetsArgs),
    /// Serve the practice world: writes a sample list, its truth and a settings file to a folder
    Practice(PracticeArgs),
}

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// The list
    #[arg(value_name = "FILE")]
    pub(crate) list: PathBuf,
    /// Where to write the result; the ending decides the kind (.csv, .xlsx, .jsonl). Without it, the result goes to
    /// standard output as CSV, or stays in the database where standard output is a terminal
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: Option<PathBuf>,
    /// Vet it in the practice world, which runs inside the program: nothing leaves this machine
    #[arg(long)]
    pub(crate) practice: bool,
    /// Quick mode: ask no mail server. Verdicts rest on form, DNS and lists, and say so; for networks whose port 25 is shut
    #[arg(long)]
    pub(crate) quick: bool,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    #[command(flatten)]
    pub(crate) bring: BringArgs,
    #[command(flatten)]
    pub(crate) work: WorkArgs,
}

/// What is brought in of a list, and what of it is asked about.
#[derive(Debug, Args)]
pub(crate) struct BringArgs {
    /// Ask nobody about the addresses and domains (`example.com`, `@example.com`) in this file, of any readable kind. Your own
    /// list (`mailvet suppress`) is always left alone
    #[arg(long, value_name = "FILE")]
    pub(crate) suppress: Vec<PathBuf>,
    /// When two rows have the same address, which is asked about once; by default as the settings say
    #[arg(long, value_name = "RULE", value_enum)]
    pub(crate) duplicates: Option<DuplicatesArg>,
    /// Add the rows to the list of this run, and ask about what is new; columns are matched by their names
    #[arg(long, value_name = "RUN", conflicts_with_all = ["duplicates", "practice"])]
    pub(crate) append_to: Option<i64>,
    /// Where this very file (or the list that is appended to) was vetted before, ask only about what is unknown or older than
    /// this; by default as the settings say (30d)
    #[arg(long, value_name = "AGE", num_args = 0..=1, require_equals = true, value_parser = humantime::parse_duration)]
    pub(crate) only_stale: Option<Option<Duration>>,
    /// Write the rows without a sound address to a file; the ending decides the kind (.csv, .xlsx, .jsonl)
    #[arg(long, value_name = "OUT")]
    pub(crate) rejects: Option<PathBuf>,
}

/// When two rows have the same address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DuplicatesArg {
    /// To the letter
    Exact,
    /// Upper and lower case are the same
    Case,
    /// And dots at Gmail do not count
    GmailDots,
    /// And a +tag does not count: one mailbox as its provider sees it
    #[value(alias = "provider")]
    PlusTags,
}

impl From<DuplicatesArg> for mailvet_verdict::DuplicateRule {
    fn from(rule: DuplicatesArg) -> Self {
        match rule {
            DuplicatesArg::Exact => Self::Exact,
            DuplicatesArg::Case => Self::Case,
            DuplicatesArg::GmailDots => Self::GmailDots,
            DuplicatesArg::PlusTags => Self::PlusTags,
        }
    }
}

/// How long is worked, and what is said of it.
#[derive(Debug, Args)]
pub(crate) struct WorkArgs {
    /// Finish by then, as in 10m: what still waits becomes unknown
    #[arg(long, value_name = "TIME", value_parser = humantime::parse_duration)]
    pub(crate) deadline: Option<Duration>,
    /// Print a summary as JSON on standard output, one object a run
    #[arg(long, conflicts_with = "quiet")]
    pub(crate) json: bool,
    /// No progress, no summary
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// How a file is read; what is left out is guessed, and the guess is shown.
#[derive(Debug, Args)]
pub(crate) struct ReadArgs {
    /// The column with the addresses: its name, or its number from 1; once for each where there are several. Without it, the
    /// column that looks like it is taken, with every other one that is named and filled like it
    #[arg(long, value_name = "COLUMN")]
    pub(crate) column: Vec<String>,
    /// The sheet of a workbook
    #[arg(long, value_name = "NAME")]
    pub(crate) sheet: Option<String>,
    /// The encoding of a text file, as in windows-1252
    #[arg(long, value_name = "LABEL")]
    pub(crate) encoding: Option<String>,
    /// The delimiter of a text file
    #[arg(long, value_name = "CHARACTER", value_parser = delimiter)]
    pub(crate) delimiter: Option<char>,
    /// The first row holds data, not column names
    #[arg(long)]
    pub(crate) no_header: bool,
}

#[derive(Debug, Args)]
pub(crate) struct PreviewArgs {
    /// The list
    #[arg(value_name = "FILE")]
    pub(crate) list: PathBuf,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    /// Write the rows without a sound address to a file; the ending decides the kind (.csv, .xlsx, .jsonl)
    #[arg(long, value_name = "OUT")]
    pub(crate) rejects: Option<PathBuf>,
    /// Count what falls under the addresses and domains in this file
    #[arg(long, value_name = "FILE")]
    pub(crate) suppress: Vec<PathBuf>,
    /// Print everything as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// The address
    pub(crate) address: String,
    /// Show the conversation with the mail server, word for word
    #[arg(long)]
    pub(crate) transcript: bool,
    /// Show every signal with its value, or why it has none
    #[arg(long)]
    pub(crate) signals: bool,
    /// Check it in the practice world
    #[arg(long)]
    pub(crate) practice: bool,
    /// Finish by then, as in 30s; by default a server that says "later" is not waited for longer than two minutes
    #[arg(long, value_name = "TIME", value_parser = humantime::parse_duration, default_value = "2m")]
    pub(crate) deadline: Duration,
    /// Print everything as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// The reply, as in "550 5.1.1 User unknown"; without it, standard input is read: replies, or a whole bounce
    #[arg(value_name = "REPLY")]
    pub(crate) reply: Vec<String>,
    /// The point of the conversation at which it came; where the text does not say, rcpt
    #[arg(long, value_enum)]
    pub(crate) stage: Option<StageArg>,
    /// The operator, where it is known, as in google
    #[arg(long, value_name = "ID")]
    pub(crate) operator: Option<String>,
    /// Read `stage TAB operator-or-dash TAB reply` lines from standard input
    #[arg(long, conflicts_with = "reply")]
    pub(crate) tsv: bool,
    /// One JSON object a reply
    #[arg(long)]
    pub(crate) json: bool,
}

/// The points of a conversation that a reply can come at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum StageArg {
    Connect,
    Ehlo,
    Mail,
    Rcpt,
}

#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    /// Look at the practice world instead of the internet
    #[arg(long)]
    pub(crate) practice: bool,
    /// Leave checks out, as in port,block_lists: nobody is contacted for them
    #[arg(long, value_name = "CHECK", value_delimiter = ',', value_parser = check)]
    pub(crate) skip: Vec<mailvet_app::CheckId>,
    /// Say whom it would contact and what they would learn, and contact nobody
    #[arg(long)]
    pub(crate) plan: bool,
    /// Print the report as one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct RunsArgs {
    /// How a run judged the marked addresses in it, by mail operator
    #[arg(long, value_name = "RUN")]
    pub(crate) accuracy: Option<i64>,
    /// As JSON, one object a line
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ResumeArgs {
    /// The run's number, as `mailvet runs` shows it; without it, every run that is not finished
    #[arg(value_name = "RUN")]
    pub(crate) run: Option<i64>,
    /// Go on in quick mode: ask no mail server any more
    #[arg(long)]
    pub(crate) quick: bool,
    /// Where to write the result; by default where `verify` was told to
    #[arg(short, long, value_name = "OUT", requires = "run")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) work: WorkArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// The run's number, as `mailvet runs` shows it
    pub(crate) run: i64,
    /// Where to; the ending decides the kind: .csv, .xlsx, .jsonl; .html or .pdf for a report, .zip for one file a verdict
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: PathBuf,
    /// Rows and columns for a purpose, as in send-now; `mailvet presets` lists them
    #[arg(long, value_name = "NAME", conflicts_with_all = ["verdict", "action"])]
    pub(crate) preset: Option<String>,
    #[command(flatten)]
    pub(crate) rows: RowArgs,
    /// Only rows whose mail one of these takes, as in google,microsoft365; a server of its own by the domain of its mail hosts
    #[arg(long, value_name = "OPERATOR", value_delimiter = ',', value_parser = operator)]
    pub(crate) operator: Vec<String>,
    #[command(flatten)]
    pub(crate) shape: ShapeArgs,
}

/// One of our columns, or none of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Column(mailvet_app::OurColumn),
    None,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct DataArgs {
    #[command(subcommand)]
    pub(crate) what: Option<DataCommand>,
    /// As JSON, one object a line
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum DataCommand {
    /// Take a newer list in: a signed bundle, or a plain file with a domain a line
    Update {
        /// The file
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// What a plain file lists: throw-away services where nothing is said
        #[arg(long = "as", value_name = "LIST", value_parser = ["disposable", "voted", "alias", "free"])]
        kind: Option<String>,
    },
    /// Go back to the lists that ship; what you said of domains stays
    Reset,
    /// Say of domains that they are ordinary ones, whatever a list holds
    Allow(OwnDomainsArgs),
    /// Say of domains that they are throw-away ones
    Deny(OwnDomainsArgs),
}

/// Domains, and whether it is said or taken back.
#[derive(Debug, Args)]
pub(crate) struct OwnDomainsArgs {
    /// A domain; what lies below it is meant too
    #[arg(value_name = "DOMAIN", required = true)]
    pub(crate) domains: Vec<String>,
    /// Take it back
    #[arg(long)]
    pub(crate) remove: bool,
}

#[derive(Debug, Args)]
pub(crate) struct SuppressArgs {
    #[command(subcommand)]
    pub(crate) what: SuppressCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SuppressCommand {
    /// Put addresses and domains on it
    Add(SuppressionArgs),
    /// Take addresses and domains off it
    Remove(SuppressionArgs),
    /// Show it, one entry a line
    Show {
        /// As JSON, one object a line
        #[arg(long)]
        json: bool,
    },
}

/// Addresses and domains.
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
pub(crate) struct SuppressionArgs {
    /// An address, or a domain as in example.com or @example.com
    #[arg(value_name = "ENTRY")]
    pub(crate) entries: Vec<String>,
    /// Those in a file of any readable kind
    #[arg(long, value_name = "FILE")]
    pub(crate) file: Vec<PathBuf>,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct PresetsArgs {
    #[command(subcommand)]
    pub(crate) what: Option<PresetsCommand>,
    /// As JSON, one object a line
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PresetsCommand {
    /// Keep a preset of your own; one of the same name is replaced
    Save(SavePresetArgs),
    /// Forget a preset of your own
    Remove {
        /// As `mailvet presets` shows it
        #[arg(value_name = "NAME")]
        id: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct SavePresetArgs {
    /// What it is called
    #[arg(value_name = "NAME")]
    pub(crate) title: String,
    #[command(flatten)]
    pub(crate) rows: RowArgs,
    #[command(flatten)]
    pub(crate) shape: ShapeArgs,
}

/// Which rows go out.
#[derive(Debug, Args)]
pub(crate) struct RowArgs {
    /// Only rows with these verdicts, as in valid,likely_valid
    #[arg(long, value_name = "VERDICT", value_delimiter = ',', value_parser = verdict)]
    pub(crate) verdict: Vec<mailvet_verdict::Verdict>,
    /// Only rows with these actions, as in send
    #[arg(long, value_name = "ACTION", value_delimiter = ',', value_parser = action)]
    pub(crate) action: Vec<mailvet_verdict::Action>,
}

/// A mail operator by a name of the tables, else what an exchange is called: the domain or the network of its mail hosts.
fn operator(text: &str) -> Result<String, String> {
    if let Some(known) = mailvet_verdict::Knowledge::shipped().operator_by_id(text) {
        return Ok(known.id.clone());
    }
    if text.contains(['.', ':']) {
        return Ok(text.to_ascii_lowercase());
    }
    Err("no mail operator that Mailvet knows, as google, microsoft365 or yahoo; any other one is named by the domain of its \
         mail hosts, as in acme.example"
        .to_owned())
}

/// What of ours goes out with them.
#[derive(Debug, Args)]
pub(crate) struct ShapeArgs {
    /// Only these of our columns, in this order, as in verdict,detail; `none` for the list alone
    #[arg(long, value_name = "COLUMN", value_delimiter = ',', value_parser = our_column)]
    pub(crate) columns: Option<Vec<Wanted>>,
    /// What stands before the names of our columns
    #[arg(long, value_name = "TEXT")]
    pub(crate) prefix: Option<String>,
    /// Write text for a spreadsheet program: cells that it would take for formulas, or shorten as numbers, become `="…"`,
    /// which it shows as they are
    #[arg(long)]
    pub(crate) for_spreadsheets: bool,
}

impl ShapeArgs {
    /// The columns that were named; `None`: nothing was said.
    pub(crate) fn chosen(&self) -> Option<Vec<mailvet_app::OurColumn>> {
        let column = |wanted: &Wanted| match wanted {
            Wanted::Column(column) => Some(*column),
            Wanted::None => None,
        };
        self.columns.as_ref().map(|wanted| wanted.iter().filter_map(column).collect())
    }
}

#[derive(Debug, Args)]
pub(crate) struct LearnArgs {
    /// Exports (CSV, XLSX, JSON lines), bounces (.eml), mbox files, folders of messages
    #[arg(value_name = "FILE", required_unless_present_any = ["list", "undo"])]
    pub(crate) files: Vec<PathBuf>,
    /// Only say what would be learnt
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// The column with the outcomes: its name, or its number from 1
    #[arg(long, value_name = "COLUMN")]
    pub(crate) outcome: Option<String>,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    /// List the files that were learnt
    #[arg(long, conflicts_with_all = ["files", "undo"])]
    pub(crate) list: bool,
    /// Take a learnt file back, by its number in the list
    #[arg(long, value_name = "BATCH", conflicts_with = "files")]
    pub(crate) undo: Option<i64>,
    /// As JSON, one object a file
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct LearnedArgs {
    /// Write every outcome to a file: CSV that can be learnt again
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: Option<PathBuf>,
    /// Forget everything that was learnt, marks included
    #[arg(long, conflicts_with = "output")]
    pub(crate) forget: bool,
    /// As JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct MarkArgs {
    /// What they are known to be
    #[arg(value_enum)]
    pub(crate) what: MarkArg,
    /// The addresses
    #[arg(value_name = "ADDRESS", required_unless_present = "file")]
    pub(crate) addresses: Vec<String>,
    /// A list with them
    #[arg(long, value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
}

/// What an address is known to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum MarkArg {
    Good,
    Bad,
    /// Take the mark away
    None,
}

#[derive(Debug, Args)]
pub(crate) struct JudgeArgs {
    /// The run's number, as `mailvet runs` shows it
    #[arg(long, value_name = "RUN")]
    pub(crate) again: i64,
    /// Only show what would change; keep everything as it is
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Print the difference as JSON on standard output
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct LedgerArgs {
    /// Only of this list, by its number in `mailvet runs`
    #[arg(long, value_name = "LIST")]
    pub(crate) list: Option<i64>,
    /// As JSON, one object a line
    #[arg(long, conflicts_with_all = ["csv", "output"])]
    pub(crate) json: bool,
    /// As CSV
    #[arg(long, conflicts_with = "output")]
    pub(crate) csv: bool,
    /// Write it to a file instead; the ending decides the kind (.csv, .xlsx, .jsonl)
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct PurgeArgs {
    /// This list with all that was learnt for it, by its number in `mailvet runs`
    #[arg(long, value_name = "LIST", conflicts_with_all = ["older_than", "all"])]
    pub(crate) list: Option<i64>,
    /// Lists that nobody worked on for so long, as in 90d; of the others, runs that a later one has replaced before
    #[arg(long, value_name = "TIME", value_parser = humantime::parse_duration, conflicts_with = "all")]
    pub(crate) older_than: Option<Duration>,
    /// Everything but the settings
    #[arg(long)]
    pub(crate) all: bool,
    /// Do it; without this, only say what would be deleted
    #[arg(long)]
    pub(crate) yes: bool,
    /// As one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct PracticeArgs {
    /// The folder; made where it is missing
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// A scenario to serve instead of the shipped one
    #[arg(long, value_name = "FILE")]
    pub(crate) scenario: Option<PathBuf>,
    /// When it is stopped, print what clients did to it as JSON on standard output
    #[arg(long)]
    pub(crate) json: bool,
}

fn delimiter(text: &str) -> Result<char, String> {
    let mut characters = text.chars();
    match (text, characters.next(), characters.next()) {
        ("tab" | "\\t", _, _) => Ok('\t'),
        (_, Some(one), None) => Ok(one),
        _ => Err("one character, or `tab`".to_owned()),
    }
}

fn codes<T: Copy>(all: &[T], code: fn(T) -> &'static str) -> String {
    all.iter().map(|value| code(*value)).collect::<Vec<_>>().join(", ")
}

fn check(text: &str) -> Result<mailvet_app::CheckId, String> {
    use mailvet_app::CheckId;
    CheckId::from_code(text).ok_or_else(|| format!("one of {}", codes(CheckId::ALL, CheckId::code)))
}

fn verdict(text: &str) -> Result<mailvet_verdict::Verdict, String> {
    use mailvet_verdict::Verdict;
    Verdict::from_code(text).ok_or_else(|| format!("one of {}", codes(Verdict::ALL, Verdict::code)))
}

fn action(text: &str) -> Result<mailvet_verdict::Action, String> {
    use mailvet_verdict::Action;
    Action::from_code(text).ok_or_else(|| format!("one of {}", codes(Action::ALL, Action::code)))
}

fn our_column(text: &str) -> Result<Wanted, String> {
    use mailvet_app::OurColumn;
    match text {
        "none" => Ok(Wanted::None),
        text => OurColumn::from_key(text)
            .map(Wanted::Column)
            .ok_or_else(|| format!("one of {}, or none", codes(&OurColumn::ALL, OurColumn::key))),
    }
}
