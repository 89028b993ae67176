//! The use cases that the desktop program and the command line share: bring a list in, vet it, look at it, write it out.
//! Nothing in here knows a window or a terminal; what crosses to a window stands in [`wire`].

mod check;
mod checkup;
mod doctor;
mod error;
mod evidence;
mod explain;
mod export;
mod import;
mod inspect;
mod judge_again;
mod learn;
mod marks;
mod place;
mod practice;
mod presets;
mod runs;
mod summary;
mod transcript;

pub mod wire;

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex},
};

use mailvet_engine::{Settings, SystemClock};
use mailvet_store::Store;
use mailvet_verdict::{Knowledge, Policy};
use tokio::task::JoinSet;

pub use error::AppError;
pub use export::check_writable;
pub use import::preview;
pub use inspect::inspect;
pub use judge_again::{JudgeAgain, JudgedAgain, Said, Shift};
pub use learn::{
    BaseRate, Known, LearnReport, LearnRequest, LearntColumns, OutcomeCount, OutcomeExample, ReliabilityBin,
    UnreadRow,
};
pub use mailvet_engine::{
    journal::RunId,
    run::{Progress, RunMode},
};
pub use mailvet_lists::{OurColumn, Preview, ReadOptions};
pub use mailvet_store::{
    Batch, BatchId, FacetCount, Facets, ListId, ListSummary, Page, Query, ResultRow, RunState, RunSummary,
    Sort, SortBy,
};
pub use mailvet_verdict::doctor::{
    CheckId, CheckState, DoctorCheck, DoctorReport, DoctorVerdict, Expectation,
};
pub use marks::Accuracy;
pub use place::Place;
pub use practice::PracticeFolder;
pub use presets::{Field, Preset};

use checkup::UnderWay;
use practice::Practice;
use runs::LiveRun;
use wire::{EvidenceView, Home};

/// The program: a database, settings, and the runs that are being worked on. Cheap to clone.
#[derive(Clone)]
pub struct Mailvet(Arc<Program>);

struct Program {
    place: Place,
    store: Store,
    settings: Arc<Settings>,
    settings_text: String,
    knowledge: Arc<Knowledge>,
    policy: Arc<Policy>,
    clock: Arc<SystemClock>,
    practice: Practice,
    checkup: UnderWay,
    live: Mutex<HashMap<ListId, LiveRun>>,
    tasks: Mutex<JoinSet<()>>,
}

impl Mailvet {
    /// Opens the database of `place`, made where it is missing, under its settings.
    ///
    /// # Errors
    /// The settings cannot be used, or the database cannot be opened.
    pub async fn open(place: Place) -> Result<Self, AppError> {
        let settings_text = place.settings_text()?;
        let settings = Settings::from_toml(&settings_text)
            .map_err(|source| AppError::Settings { file: place.settings_name(), source })?;
        let database = place.database();
        let store = blocking(move || Ok(Store::open(&database)?)).await?;
        store.tell_proofs_for(settings.learning.proofs_for);
        Ok(Self(Arc::new(Program {
            place,
            store,
            settings: Arc::new(settings),
            settings_text,
            knowledge: Knowledge::shipped(),
            policy: Arc::new(Policy::default()),
            clock: Arc::new(SystemClock),
            practice: Practice::default(),
            checkup: UnderWay::default(),
            live: Mutex::default(),
            tasks: Mutex::default(),
        })))
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

    /// Everything about one row.
    ///
    /// # Errors
    /// There is no such row, or the database fails.
    pub async fn evidence(&self, list: ListId, row: u64) -> Result<EvidenceView, AppError> {
        let evidence = self.0.store.evidence(list, row).await?;
        Ok(evidence::view(evidence, &self.0.knowledge))
    }

    /// Deletes a list with everything that was learnt for it.
    ///
    /// # Errors
    /// It is being vetted, there is no such list, or the database fails.
    pub async fn delete(&self, list: ListId) -> Result<(), AppError> {
        if self.is_live(list) {
            return Err(AppError::Running);
        }
        Ok(self.0.store.delete_list(list).await?)
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
