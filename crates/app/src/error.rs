//! What can go wrong in a use case, with two messages each: one for the person, one for the log.

use std::path::PathBuf;

use mailvet_engine::{domain::ResolverError, settings::SettingsError};
use mailvet_lists::{ReadError, WriteError};
use mailvet_store::StoreError;
use mailvet_world::{ScenarioError, WorldError};

use crate::wire::{Fault, FaultCode};

/// A use case that could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The platform names no folders for this user.
    #[error("This user has no home folder. Name a folder for the database (--data, or MAILVET_DATA).")]
    NoHome,
    /// The settings file cannot be read.
    #[error("The settings file “{}” cannot be read.", file.display())]
    SettingsFile {
        /// Which.
        file: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The settings cannot be used.
    #[error("The settings in “{file}” cannot be used: {source}")]
    Settings {
        /// Where they stand.
        file: String,
        /// What is wrong with them.
        #[source]
        source: SettingsError,
    },
    /// A setting cannot have this value.
    #[error("{source}")]
    Setting {
        /// Why.
        source: SettingsError,
    },
    /// A file of lists that cannot be used.
    #[error("The lists in “{name}” cannot be used.")]
    Data {
        /// Which file.
        name: String,
        /// What is wrong with it.
        #[source]
        why: crate::data::DataError,
    },
    /// A text that is no domain.
    #[error("“{text}” is no domain.")]
    NoDomain {
        /// As it was typed.
        text: String,
    },
    /// A key that is in no settings file.
    #[error("There is no setting “{key}”.")]
    NoSuchSetting {
        /// What was asked for.
        key: String,
    },
    /// A list cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// No column looks like e-mail addresses, and none was named.
    #[error("No column of “{name}” looks like e-mail addresses. Choose the column with the addresses.")]
    NoEmailColumn {
        /// The file.
        name: String,
    },
    /// The named column is not there.
    #[error("“{name}” has no column {column}. It has: {columns}.")]
    NoSuchColumn {
        /// The file.
        name: String,
        /// What was asked for.
        column: String,
        /// What there is.
        columns: String,
    },
    /// A file of outcomes has no column with outcomes.
    #[error(
        "No column of “{name}” says what became of the mail (delivered, bounced ...). Name it with --outcome. It has: {columns}."
    )]
    NoOutcomes {
        /// The file.
        name: String,
        /// What there is.
        columns: String,
    },
    /// A file of outcomes cannot be read.
    #[error("“{name}” cannot be read.")]
    OutcomesUnreadable {
        /// The file or folder.
        name: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A result cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The practice world did not start.
    #[error("The practice world could not be started: {0}")]
    World(#[from] WorldError),
    /// A scenario for the practice world is unsound.
    #[error("The scenario cannot be used: {0}")]
    Scenario(#[from] ScenarioError),
    /// A stream takes no more.
    #[error("The result could not be passed on.")]
    Stream {
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A file of the program's own could not be written.
    #[error("“{}” cannot be written.", file.display())]
    OwnFile {
        /// Which.
        file: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A file of the program's own could not be read.
    #[error("“{}” cannot be read.", file.display())]
    OwnFileUnreadable {
        /// Which.
        file: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// DNS cannot be asked at all.
    #[error("{0}. Name a resolver in the settings ([dns] servers).")]
    Resolver(#[from] ResolverError),
    /// Nobody works on this list now.
    #[error("This list is not being vetted at the moment.")]
    NotRunning,
    /// The list is being vetted, so it cannot be changed.
    #[error("This list is being vetted. Pause it first.")]
    Running,
    /// A file ending that no writer knows.
    #[error("“{}” has no ending that says what to write. Use .csv, .xlsx or .jsonl; .html or .pdf for a report, .zip for one file a verdict.", path.display())]
    UnknownFormat {
        /// The file.
        path: PathBuf,
    },
    /// A paste of nothing.
    #[error("Nothing was pasted: copy the addresses first, one a line or as columns of a spreadsheet.")]
    NothingPasted,
    /// A file that is no suppression list.
    #[error("“{name}” holds neither an address nor a domain, so nothing can be suppressed by it.")]
    NothingToSuppress {
        /// The file.
        name: String,
    },
    /// A text that cannot stand on a suppression list.
    #[error(
        "“{text}” is neither an address nor a domain. Write ann@example.com, or example.com for all of a domain."
    )]
    NoSuppressionEntry {
        /// What was typed.
        text: String,
    },
    /// A list that holds what the other one has no room for.
    #[error(
        "“{name}” cannot be appended: its columns have no names, and it has {columns} of them where the list has {wanted}."
    )]
    OtherColumns {
        /// The file.
        name: String,
        /// How many columns it has.
        columns: usize,
        /// How many the list has.
        wanted: usize,
    },
    /// A name that a preset cannot have.
    #[error(
        "A preset cannot be called “{name}”: give it a name with letters or digits that no shipped preset has."
    )]
    PresetName {
        /// What was asked for.
        name: String,
    },
    /// The file with the user's own presets is unsound.
    #[error("The presets in “{}” cannot be used: {what}", file.display())]
    PresetsFile {
        /// Which.
        file: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// A preset that is in no table.
    #[error("There is no preset “{id}”. `mailvet presets` lists them.")]
    NoSuchPreset {
        /// What was asked for.
        id: String,
    },
    /// More rows than can be handled at once.
    #[error("{selected} rows are selected; up to {most} can be taken at once. Select fewer of them.")]
    TooManySelected {
        /// How many are.
        selected: u64,
        /// How many can be.
        most: u64,
    },
    /// A name that a saved filter cannot have.
    #[error("Give the filter a name of 1 to {most} letters.")]
    FilterName {
        /// Letters.
        most: usize,
    },
    /// The run stopped by itself.
    #[error("{message}")]
    RunStopped {
        /// Why, for the person.
        message: String,
    },
    /// A task of the program's own died.
    #[error("Mailvet met a fault of its own. Everything that was learnt so far is kept.")]
    Died(#[from] tokio::task::JoinError),
}

impl AppError {
    /// As it is shown in a window.
    #[must_use]
    pub fn fault(&self) -> Fault {
        let code = match self {
            Self::NoHome
            | Self::SettingsFile { .. }
            | Self::Settings { .. }
            | Self::Setting { .. }
            | Self::Scenario(_)
            | Self::PresetName { .. }
            | Self::FilterName { .. }
            | Self::PresetsFile { .. }
            | Self::Resolver(_) => FaultCode::BadSettings,
            Self::Read(_)
            | Self::NothingPasted
            | Self::Data { .. }
            | Self::NoDomain { .. }
            | Self::NothingToSuppress { .. }
            | Self::NoSuppressionEntry { .. }
            | Self::OtherColumns { .. }
            | Self::OutcomesUnreadable { .. }
            | Self::NoOutcomes { .. } => FaultCode::UnreadableList,
            Self::NoEmailColumn { .. } | Self::NoSuchColumn { .. } => FaultCode::NoEmailColumn,
            Self::Write(_) | Self::OwnFile { .. } | Self::Stream { .. } | Self::UnknownFormat { .. } => {
                FaultCode::UnwritableFile
            }
            Self::Store(StoreError::NotFound { .. }) => FaultCode::NotFound,
            Self::Store(
                StoreError::RunOwned { .. }
                | StoreError::WindowOwned
                | StoreError::RowsMoved
                | StoreError::NameTaken { .. },
            ) => FaultCode::Conflict,
            Self::Store(_) | Self::OwnFileUnreadable { .. } => FaultCode::Store,
            Self::World(_) | Self::RunStopped { .. } | Self::Died(_) => FaultCode::Run,
            Self::NotRunning | Self::Running | Self::TooManySelected { .. } => FaultCode::Conflict,
            Self::NoSuchPreset { .. } | Self::NoSuchSetting { .. } => FaultCode::NotFound,
        };
        Fault { code, message: self.to_string(), detail: causes(self) }
    }
}

impl From<AppError> for Fault {
    fn from(error: AppError) -> Self {
        error.fault()
    }
}

/// The chain of causes, for the log.
pub(crate) fn causes(error: &dyn std::error::Error) -> String {
    let mut chain = Vec::new();
    let mut cause = error.source();
    while let Some(error) = cause {
        chain.push(error.to_string());
        cause = error.source();
    }
    chain.join(": ")
}
