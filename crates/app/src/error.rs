//! What can go wrong in a use case, with two messages each: one for the person, one for the log.

pub(crate) mod phrases;

use std::{fmt, path::PathBuf};

use mailvet_engine::{
    domain::ResolverError,
    settings::{Misread, SettingsError, Spot, placed},
};
use mailvet_lists::{ReadError, WriteError};
use mailvet_store::StoreError;
use mailvet_verdict::{Sentence, refusal};
use mailvet_world::{ScenarioError, WorldError};

use self::phrases as say;
use crate::{
    DataError,
    wire::{Fault, FaultCode},
};

/// A use case that could not be carried out.
#[derive(Debug)]
pub enum AppError {
    /// The platform names no folders for this user.
    NoHome,
    /// The settings file cannot be read.
    SettingsFile {
        /// Which.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The settings cannot be used.
    Settings {
        /// Where they stand.
        file: String,
        /// Where in the file the fault is, where that is known.
        at: Option<Spot>,
        /// What is wrong with them.
        source: SettingsError,
    },
    /// A setting cannot have this value.
    Setting {
        /// Why.
        source: SettingsError,
    },
    /// A file of lists that cannot be used.
    Data {
        /// Which file.
        name: String,
        /// What is wrong with it.
        why: DataError,
    },
    /// A text that is no domain.
    NoDomain {
        /// As it was typed.
        text: String,
    },
    /// A key that is in no settings file.
    NoSuchSetting {
        /// What was asked for.
        key: String,
    },
    /// A list cannot be read.
    Read(ReadError),
    /// No column looks like e-mail addresses, and none was named.
    NoEmailColumn {
        /// The file.
        name: String,
    },
    /// The named column is not there.
    NoSuchColumn {
        /// The file.
        name: String,
        /// What was asked for.
        column: String,
        /// What there is.
        columns: String,
    },
    /// A file of outcomes has no column with outcomes.
    NoOutcomes {
        /// The file.
        name: String,
        /// What there is.
        columns: String,
    },
    /// A file of outcomes holds this program's own verdicts instead.
    OwnVerdicts {
        /// The file.
        name: String,
        /// The column with them.
        column: String,
    },
    /// A file of outcomes cannot be read.
    OutcomesUnreadable {
        /// The file or folder.
        name: String,
        /// Why.
        source: std::io::Error,
    },
    /// A result cannot be written.
    Write(WriteError),
    /// The database.
    Store(StoreError),
    /// The practice world did not start.
    World(WorldError),
    /// A scenario for the practice world is unsound.
    Scenario(ScenarioError),
    /// A stream takes no more.
    Stream {
        /// Why.
        source: std::io::Error,
    },
    /// A file of the program's own could not be written.
    OwnFile {
        /// Which.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file of the program's own could not be read.
    OwnFileUnreadable {
        /// Which.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// DNS cannot be asked at all.
    Resolver(ResolverError),
    /// Nobody works on this list now.
    NotRunning,
    /// The list is being vetted, so it cannot be changed.
    Running,
    /// A file ending that no writer knows.
    UnknownFormat {
        /// The file.
        path: PathBuf,
    },
    /// A paste of nothing.
    NothingPasted,
    /// A file that is no suppression list.
    NothingToSuppress {
        /// The file.
        name: String,
    },
    /// A text that cannot stand on a suppression list.
    NoSuppressionEntry {
        /// What was typed.
        text: String,
    },
    /// A list that holds what the other one has no room for.
    OtherColumns {
        /// The file.
        name: String,
        /// How many columns it has.
        columns: usize,
        /// How many the list has.
        wanted: usize,
    },
    /// A name that a preset cannot have.
    PresetName {
        /// What was asked for.
        name: String,
    },
    /// The file with the user's own presets is unsound.
    PresetsFile {
        /// Which.
        file: PathBuf,
        /// What is wrong with it.
        what: Misread,
    },
    /// The user's own presets cannot be written down.
    PresetsUnwritable {
        /// To which file.
        file: PathBuf,
        /// In the words of the writer of TOML.
        words: String,
    },
    /// A preset that is in no table.
    NoSuchPreset {
        /// What was asked for.
        id: String,
    },
    /// More rows than can be handled at once.
    TooManySelected {
        /// How many are.
        selected: u64,
        /// How many can be.
        most: u64,
    },
    /// A name that a saved filter cannot have.
    FilterName {
        /// Letters.
        most: usize,
    },
    /// The run stopped by itself.
    RunStopped {
        /// Why, for the person.
        message: Sentence,
    },
    /// A task of the program's own died.
    Died(tokio::task::JoinError),
}

impl AppError {
    /// What is wrong with the settings `text` of `file`, with its place in there.
    pub(crate) fn unusable_settings(file: String, text: &str, source: SettingsError) -> Self {
        Self::Settings { file, at: source.spot(text), source }
    }

    /// What is wrong and what to do, in one or two plain sentences.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        match self {
            Self::NoHome => say::no_home(),
            Self::SettingsFile { file, source } => say::settings_unread_as(file.as_path(), refusal(source)),
            Self::Settings { file, at, source } => {
                say::settings_unusable(file, placed(*at, source.sentence()))
            }
            Self::Setting { source } => source.sentence(),
            Self::Data { name, why } => say::lists_refused(name, why.sentence()),
            Self::NoDomain { text } => say::no_domain(text),
            Self::NoSuchSetting { key } => say::no_setting(key),
            Self::Read(error) => error.sentence(),
            Self::NoEmailColumn { name } => say::no_email_column(name),
            Self::NoSuchColumn { name, column, columns } => say::no_such_column(name, column, columns),
            Self::NoOutcomes { name, columns } => say::no_outcomes(name, columns),
            Self::OwnVerdicts { name, column } => say::own_verdicts(name, column),
            Self::OutcomesUnreadable { name, source } => say::outcomes_unread_as(name, refusal(source)),
            Self::Write(error) => error.sentence(),
            Self::Store(error) => error.sentence(),
            Self::World(why) => say::no_practice(why.sentence()),
            Self::Scenario(why) => say::scenario_unusable(why.to_string()),
            Self::Stream { source } => say::stream_closed_as(refusal(source)),
            Self::OwnFile { file, source } => say::own_file_unwritable_as(file.as_path(), refusal(source)),
            Self::OwnFileUnreadable { file, source } => {
                say::own_file_unread_as(file.as_path(), refusal(source))
            }
            Self::Resolver(ResolverError(why)) => say::no_resolver(why),
            Self::NotRunning => say::not_running(),
            Self::Running => say::running(),
            Self::UnknownFormat { path } => say::unknown_format(path.as_path()),
            Self::NothingPasted => say::nothing_pasted(),
            Self::NothingToSuppress { name } => say::nothing_to_suppress(name),
            Self::NoSuppressionEntry { text } => say::no_suppression_entry(text),
            Self::OtherColumns { name, columns, wanted } => say::other_columns(name, *columns, *wanted),
            Self::PresetName { name } => say::preset_name(name),
            Self::PresetsFile { file, what } => say::presets_unusable(file.as_path(), what.sentence()),
            Self::PresetsUnwritable { file, words } => {
                say::own_file_unwritable_as(file.as_path(), Sentence::as_it_is(words))
            }
            Self::NoSuchPreset { id } => say::no_preset(id),
            Self::TooManySelected { selected, most } => say::too_many_selected(*selected, *most),
            Self::FilterName { most } => say::filter_name(*most),
            Self::RunStopped { message } => message.clone(),
            Self::Died(_) => say::died(),
        }
    }

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
            | Self::PresetsUnwritable { .. }
            | Self::Resolver(_) => FaultCode::BadSettings,
            Self::Read(_)
            | Self::NothingPasted
            | Self::Data { .. }
            | Self::NoDomain { .. }
            | Self::NothingToSuppress { .. }
            | Self::NoSuppressionEntry { .. }
            | Self::OtherColumns { .. }
            | Self::OutcomesUnreadable { .. }
            | Self::NoOutcomes { .. }
            | Self::OwnVerdicts { .. } => FaultCode::UnreadableList,
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
        Fault { code, message: self.sentence(), detail: self.detail() }
    }

    /// What a log wants to know beyond the sentence; it may be empty.
    fn detail(&self) -> String {
        match self {
            Self::SettingsFile { source, .. }
            | Self::OutcomesUnreadable { source, .. }
            | Self::Stream { source }
            | Self::OwnFile { source, .. }
            | Self::OwnFileUnreadable { source, .. }
            | Self::World(WorldError::Listen { source, .. })
            | Self::Data { why: DataError::File(source), .. } => source.to_string(),
            Self::Settings { source, .. } | Self::Setting { source } => source.words().to_owned(),
            Self::PresetsFile { what, .. } => what.words.clone(),
            Self::Read(ReadError::Damaged { detail, .. })
            | Self::Write(WriteError::Failed { detail, .. }) => detail.clone(),
            Self::Read(error) => causes(error),
            Self::Write(error) | Self::Data { why: DataError::Kept(error), .. } => causes(error),
            Self::Store(StoreError::Damaged { what } | StoreError::DamagedFile { what, .. }) => what.clone(),
            Self::Store(error @ StoreError::Query { what, .. }) => format!("{what}: {}", causes(error)),
            Self::Store(error) => causes(error),
            Self::Died(error) => error.to_string(),
            _ => String::new(),
        }
    }
}

/// The sentence says why as far as there are words for it; what a database says is beyond it.
impl std::error::Error for AppError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Store(error) => error.source(),
            Self::Died(error) => Some(error),
            _ => None,
        }
    }
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

macro_rules! from {
    ($($error:ty => $variant:ident),+) => {
        $(
            impl From<$error> for AppError {
                fn from(error: $error) -> Self {
                    Self::$variant(error)
                }
            }
        )+
    };
}

from!(
    ReadError => Read,
    WriteError => Write,
    StoreError => Store,
    WorldError => World,
    ScenarioError => Scenario,
    ResolverError => Resolver,
    tokio::task::JoinError => Died
);

impl From<AppError> for Fault {
    fn from(error: AppError) -> Self {
        error.fault()
    }
}

/// What the desktop around a window does not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DesktopFault {
    /// It does not let the window go while a check goes on.
    Background,
    /// It has no file manager that could be started.
    FileManager,
}

impl DesktopFault {
    /// As it is shown in a window. `detail`: the system's words.
    #[must_use]
    pub fn fault(self, detail: String) -> Fault {
        let (code, message) = match self {
            Self::Background => (FaultCode::Conflict, say::no_background()),
            Self::FileManager => (FaultCode::Desktop, say::no_file_manager()),
        };
        Fault { code, message, detail }
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
