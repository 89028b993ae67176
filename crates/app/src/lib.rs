//! The use cases that the desktop program and the command line share: bring a list in, vet it, look at it, write it out.
//! Nothing in here knows a window or a terminal; what crosses to a window stands in [`wire`].

mod about;
mod address_history;
mod append;
mod bounces;
mod check;
mod checkup;
mod data;
mod doctor;
mod english;
mod error;
mod evidence;
mod explain;
mod export;
mod figures;
mod foresight;
mod history;
mod import;
mod inspect;
mod interval;
mod judge_again;
mod keeping;
mod learn;
mod ledger;
mod listing;
mod log;
mod marks;
mod pasted;
mod phrases;
mod place;
mod policy;
mod practice;
mod presets;
mod progress;
mod report_words;
mod runs;
mod saved_filters;
mod selected;
mod settings;
mod summary;
mod suppression;
mod tradeoff;
mod transcript;

pub mod wire;

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use mailvet_engine::{SystemClock, settings::WindowSettings};
use mailvet_store::{Store, WindowOwnership};
use mailvet_verdict::{Knowledge, LookupKind};
use tokio::task::JoinSet;

pub use about::about;
pub use address_history::AddressHistory;
pub use bounces::Expected;
pub use data::{DataError, DataInUse, DataUpdated, read_tables_ahead};
pub use english::in_english;
pub use error::{AppError, DesktopFault};
pub use export::check_writable;
pub use figures::{AgeCount, NamedCount, ReportFigures, ResultAge};
pub use foresight::Foresight;
pub use history::{Change, ChangeKind, HistoryView};
pub use import::preview;
pub use inspect::inspect;
pub use interval::Share;
pub use judge_again::{JudgeAgain, JudgedAgain, Said, Shift};
pub use learn::{
    BaseRate, FileNature, Known, LearnReport, LearnRequest, LearntColumns, MailTally, OutcomeCount,
    OutcomeExample, ReliabilityBin, UnreadRow, Weighing, WeightView,
};
pub use ledger::{LEDGER_COLUMNS, ledger_cells};
pub use log::{LogAddresses, start_log};
pub use mailvet_engine::{
    journal::RunId,
    run::{GuardProgress, GuardStep, Progress, RunMode},
};
pub use mailvet_lists::{OurColumn, Preview, ReadOptions};
pub use mailvet_store::{
    Batch, BatchId, Decision, Disclosed, DisclosureQuery, FacetCount, Facets, FilterId, Kept, KeptKind,
    LedgerEntry, LedgerId, LedgerPage, LedgerQuery, ListId, ListSummary, Mark, Page, PartyKind, Pick, Purged,
    Query, ResultRow, RunState, RunSummary, SavedFilter, Selection, Sort, SortBy, SuppressionLine,
};
pub use mailvet_verdict::doctor::{
    CheckId, CheckState, DoctorCheck, DoctorReport, DoctorVerdict, Expectation,
};
pub use mailvet_verdict::{Action, PolicyRow};
pub use marks::{Accuracy, AccuracyReport};
pub use place::Place;
pub use practice::PracticeFolder;
pub use presets::{Field, Preset};
pub use selected::{CopiedColumn, CopiedRows, CopyRequest, Touched};
pub use tradeoff::{Tradeoff, TradeoffStep};

use checkup::UnderWay;
use history::History;
use practice::Practice;
use progress::Exporting;
use runs::{LiveRun, Worlds};
use settings::InForce;
use wire::{EvidenceView, Home};

/// The program: a database, settings, and the runs that are being worked on. Cheap to clone.
#[derive(Clone)]
pub struct Mailvet(Arc<Program>);

struct Program {
    place: Place,
    store: Store,
    in_force: RwLock<Arc<InForce>>,
    settings_change: tokio::sync::Mutex<()>,
    history: tokio::sync::Mutex<History>,
    knowledge: Arc<Knowledge>,
    clock: Arc<SystemClock>,
    practice: Practice,
    paces: Worlds,
    checkup: UnderWay,
    checking: UnderWay,
    exporting: Exporting,
    live: Mutex<HashMap<ListId, LiveRun>>,
    tasks: Mutex<JoinSet<()>>,
    _window: Option<WindowOwnership>,
}

/// Rows from which on reading ahead is worth it.
const LONG: u64 = 50_000;

/// What the use cases work for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Host {
    Window,
    Terminal,
}

impl Mailvet {
    /// Opens the database of `place`, made where it is missing, under its settings.
    ///
    /// # Errors
    /// The settings cannot be used, or the database cannot be opened.
    pub async fn open(place: Place) -> Result<Self, AppError> {
        Self::open_by(place, Host::Terminal).await
    }

    /// The same for the program behind a window, of which there is one over a database.
    ///
    /// # Errors
    /// As [`Mailvet::open`]; or there is a window over this database already.
    pub async fn open_in_window(place: Place) -> Result<Self, AppError> {
        let mailvet = Self::open_by(place, Host::Window).await?;
        mailvet.forget_pasted().await?;
        Ok(mailvet)
    }

    async fn open_by(place: Place, host: Host) -> Result<Self, AppError> {
        let of = place.clone();
        let knowledge = blocking(move || Ok(data::knowledge_or_shipped(&of))).await?;
        Self::open_knowing(place, host, knowledge).await
    }

    async fn open_knowing(place: Place, host: Host, knowledge: Arc<Knowledge>) -> Result<Self, AppError> {
        let text = place.settings_text()?;
        let in_force = InForce::read(text.clone())
            .map_err(|source| AppError::unusable_settings(place.settings_name(), &text, source))?;
        let database = place.database();
        let store = blocking(move || Ok(Store::open(&database)?)).await?;
        let window = match host {
            Host::Window => Some(store.own_window()?),
            Host::Terminal => None,
        };
        store.tell_knowledge(Arc::clone(&knowledge));
        store.tell_proofs_for(in_force.settings.learning.proofs_for);
        Ok(Self(Arc::new(Program {
            place,
            store,
            in_force: RwLock::new(Arc::new(in_force)),
            settings_change: tokio::sync::Mutex::default(),
            history: tokio::sync::Mutex::default(),
            knowledge,
            clock: Arc::new(SystemClock),
            practice: Practice::default(),
            paces: Worlds::default(),
            checkup: UnderWay::default(),
            checking: UnderWay::default(),
            exporting: Exporting::default(),
            live: Mutex::default(),
            tasks: Mutex::default(),
            _window: window,
        })))
    }

    /// The settings as they are now.
    pub(crate) fn in_force(&self) -> Arc<InForce> {
        Arc::clone(&self.0.in_force.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn put_in_force(&self, changed: InForce) {
        *self.0.in_force.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(changed);
    }

    /// How the window looks and behaves, by the settings.
    #[must_use]
    pub fn window_settings(&self) -> WindowSettings {
        self.in_force().settings.window.clone()
    }

    /// Whether another Mailvet had the database open when this one started. Both can work, on different lists.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.0.store.is_shared()
    }

    /// What the home view shows.
    ///
    /// # Errors
    /// The database fails.
    pub async fn home(&self) -> Result<Home, AppError> {
        Ok(Home {
            lists: self.0.store.lists().await?,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            data_folder: self.0.place.folder.display().to_string(),
        })
    }

    /// One list with the state of its run.
    ///
    /// # Errors
    /// There is no such list, or the database fails.
    pub async fn list(&self, list: ListId) -> Result<ListSummary, AppError> {
        Ok(self.0.store.list(list).await?)
    }

    /// Reads ahead, in the background, what filters and orders of a long list need; a short one needs nothing.
    pub fn read_ahead(&self, list: &ListSummary) {
        if list.rows < LONG {
            return;
        }
        let (store, list) = (self.0.store.clone(), list.id);
        let mut tasks = self.0.tasks.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        while tasks.try_join_next().is_some() {}
        tasks.spawn(async move {
            if let Err(error) = store.warm(list).await {
                tracing::debug!(%error, "nothing was read ahead");
            }
        });
    }

    /// A stretch of the rows of `query`.
    ///
    /// # Errors
    /// There is no such list, or the database fails.
    pub async fn page(&self, list: ListId, query: Query, offset: u64, limit: u64) -> Result<Page, AppError> {
        Ok(self.0.store.page(list, query, offset, limit).await?)
    }

    /// Counts of rows by kind.
    ///
    /// # Errors
    /// There is no such list, or the database fails.
    pub async fn facets(&self, list: ListId, query: Query) -> Result<Facets, AppError> {
        Ok(self.0.store.facets(list, query).await?)
    }

    /// Which operator takes mail for the domain of a row's address, as [`Facets::operators`] has it; `None`: nobody knows, or
    /// it is no address.
    ///
    /// # Errors
    /// There is no such row, or the database fails.
    pub async fn mail_operator(&self, list: ListId, row: u64) -> Result<Option<String>, AppError> {
        Ok(self.0.store.mail_operator(list, row).await?)
    }

    /// Everything about the address of one row.
    ///
    /// # Errors
    /// There is no such row, or the database fails.
    pub async fn evidence(&self, list: ListId, row: u64) -> Result<EvidenceView, AppError> {
        self.evidence_of(list, row, None).await
    }

    /// The same of an address in a further column of the row, by its place in [`ResultRow::more`]; `None`: of the row's own.
    ///
    /// # Errors
    /// There is no such row or address, or the database fails.
    pub async fn evidence_of(
        &self,
        list: ListId,
        row: u64,
        further: Option<u32>,
    ) -> Result<EvidenceView, AppError> {
        let evidence = self.0.store.evidence_of(list, row, further).await?;
        let in_force = self.in_force();
        let lookups = &in_force.settings.lookups;
        let switched_on: Vec<LookupKind> =
            LookupKind::ALL.into_iter().filter(|kind| lookups.is_on(*kind)).collect();
        let knowledge = self.knowledge_under(&in_force.settings).await?;
        Ok(evidence::view(evidence, &knowledge, &switched_on))
    }

    /// Writes the evidence of one address, which comes as the JSON that is to stand in the file: as it is shown, in the
    /// language of the window.
    ///
    /// # Errors
    /// The file cannot be written.
    pub async fn save_evidence(&self, evidence: String, path: PathBuf) -> Result<(), AppError> {
        blocking(move || Ok(mailvet_lists::write_text(&path, &evidence)?)).await
    }
}

/// Runs what would hold the reactor up (files, parsing) on a thread for such work.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    tokio::task::spawn_blocking(work).await?
}

/// A file's name for people; the whole path where it has none.
fn file_name(path: &std::path::Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// Writes a file of the program's own.
fn write_own(file: PathBuf, contents: &[u8]) -> Result<(), AppError> {
    let written =
        file.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(&file, contents));
    written.map_err(|source| AppError::OwnFile { file, source })
}
