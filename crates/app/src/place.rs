//! Where Mailvet keeps its database and finds its settings.

use std::path::PathBuf;

use directories::ProjectDirs;
use mailvet_engine::settings::language_in;

use crate::AppError;

/// The database in the data folder.
const DATABASE: &str = "mailvet.sqlite";
/// What the connection doctor last saw, in the data folder.
const DOCTOR: &str = "doctor.json";
/// The presets that the user has saved, in the data folder.
const PRESETS: &str = "presets.toml";
/// Newer lists than those that ship, in the data folder.
const NEWER_LISTS: &str = "lists.txt";
/// What the user says of domains, in the data folder.
const OWN_DOMAINS: &str = "domains.txt";
/// The settings file in the configuration folder.
const SETTINGS: &str = "settings.toml";

/// A data folder and, where there is one, a settings file. A folder that the user named may hold settings of its own, and
/// gets them where they are changed from within the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The folder with the database; made where it is missing.
    pub folder: PathBuf,
    /// The settings file; `None`: the defaults.
    pub settings: Option<PathBuf>,
}

impl Place {
    /// The platform's own folders, with what the user named put over them. A settings file that the user named has to be
    /// there; the one in the configuration folder may be missing.
    ///
    /// # Errors
    /// The platform has no folders for this user, and none was named.
    pub fn find(folder: Option<PathBuf>, settings: Option<PathBuf>) -> Result<Self, AppError> {
        let platform = ProjectDirs::from("org", "mailvet", "mailvet");
        let folder = match (folder, &platform) {
            (Some(folder), _) => folder,
            (None, Some(platform)) => platform.data_dir().to_owned(),
            (None, None) => return Err(AppError::NoHome),
        };
        let place = Self { folder, settings };
        let settings =
            place.settings.clone().or_else(|| Some(place.settings_file()).filter(|file| file.is_file()));
        let settings =
            settings.or_else(|| Some(platform?.config_dir().join(SETTINGS)).filter(|file| file.is_file()));
        Ok(Self { settings, ..place })
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.folder.join(DATABASE)
    }

    pub(crate) fn doctor(&self) -> PathBuf {
        self.folder.join(DOCTOR)
    }

    pub(crate) fn newer_lists(&self) -> PathBuf {
        self.folder.join(NEWER_LISTS)
    }

    pub(crate) fn own_domains(&self) -> PathBuf {
        self.folder.join(OWN_DOMAINS)
    }

    pub(crate) fn presets(&self) -> PathBuf {
        self.folder.join(PRESETS)
    }

    pub(crate) fn samples(&self) -> PathBuf {
        self.folder.join("samples")
    }

    /// Where the settings stand, or will once one is changed: the platform's folder for such files where the data is in the
    /// platform's own folder too, else beside the data.
    pub(crate) fn settings_file(&self) -> PathBuf {
        if let Some(file) = &self.settings {
            return file.clone();
        }
        match ProjectDirs::from("org", "mailvet", "mailvet") {
            Some(platform) if platform.data_dir() == self.folder => platform.config_dir().join(SETTINGS),
            _ => self.folder.join(SETTINGS),
        }
    }

    /// The settings file's text; empty where there is none.
    pub(crate) fn settings_text(&self) -> Result<String, AppError> {
        match &self.settings {
            None => Ok(String::new()),
            Some(file) => std::fs::read_to_string(file)
                .map_err(|source| AppError::SettingsFile { file: file.clone(), source }),
        }
    }

    /// The language that the settings name for the window, also where nothing else in them can be used; `None`: there is no saying.
    #[must_use]
    pub fn language(&self) -> Option<String> {
        language_in(&self.settings_text().ok()?)
    }

    pub(crate) fn settings_name(&self) -> String {
        self.settings.as_ref().map_or_else(|| SETTINGS.to_owned(), |file| file.display().to_string())
    }
}
