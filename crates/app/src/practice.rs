//! The practice world inside the program, and served to others.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use mailvet_engine::Settings;
use mailvet_lists::{Preview, ReadOptions};
use mailvet_world::{Scenario, World};
use tokio::sync::Mutex;

use crate::{AppError, Mailvet, write_own};

const SAMPLE_CSV: &[u8] = include_bytes!("../../../assets/samples/sample.csv");
const SAMPLE_XLSX: &[u8] = include_bytes!("../../../assets/samples/sample.xlsx");
const TRUTH: &[u8] = include_bytes!("../../../assets/samples/truth.csv");

/// The practice world of this program: started when it is first needed, stopped with the program.
#[derive(Default)]
pub(crate) struct Practice(Mutex<Option<World>>);

impl Practice {
    /// The settings that lead into the practice world, over the user's own.
    pub(crate) async fn settings(&self, own: &str) -> Result<Arc<Settings>, AppError> {
        let mut world = self.0.lock().await;
        let world = match &mut *world {
            Some(world) => world,
            none => none.insert(World::start(Scenario::shipped()).await?),
        };
        let lead_in = world.settings_toml();
        let settings =
            Settings::from_layers(&[own, &lead_in]).map_err(|source| AppError::Setting { source })?;
        Ok(Arc::new(settings))
    }

    pub(crate) async fn stop(&self) {
        if let Some(world) = self.0.lock().await.take() {
            world.stop().await;
        }
    }
}

impl Mailvet {
    /// The preview of the sample list; the file is put where the user can find it.
    ///
    /// # Errors
    /// The sample cannot be written to the data folder.
    pub async fn sample(&self) -> Result<Preview, AppError> {
        let file = self.0.place.samples().join("sample.csv");
        write_own(file.clone(), SAMPLE_CSV)?;
        self.preview(file, ReadOptions::default()).await
    }
}

/// The practice world served from a folder with everything that is needed to try it.
pub struct PracticeFolder {
    world: World,
    files: Vec<PathBuf>,
}

impl PracticeFolder {
    /// Starts the world (the shipped one, or the scenario in `scenario`), and writes the sample lists, their truth and a
    /// settings file to `folder`.
    ///
    /// # Errors
    /// The scenario is unsound, the world cannot start, or the folder cannot be written.
    pub async fn serve(folder: &Path, scenario: Option<&str>) -> Result<Self, AppError> {
        let shipped = scenario.is_none();
        let scenario = match scenario {
            Some(text) => Scenario::from_toml(text)?,
            None => Scenario::shipped(),
        };
        let world = World::start(scenario).await?;
        let settings = world.settings_toml();
        let mut contents: Vec<(&str, &[u8])> = vec![("settings.toml", settings.as_bytes())];
        if shipped {
            contents.extend([("sample.csv", SAMPLE_CSV), ("sample.xlsx", SAMPLE_XLSX), ("truth.csv", TRUTH)]);
        }
        let mut files = Vec::new();
        for (name, content) in contents {
            let file = folder.join(name);
            write_own(file.clone(), content)?;
            files.push(file);
        }
        Ok(Self { world, files })
    }

    /// Where its DNS answers.
    #[must_use]
    pub fn dns(&self) -> SocketAddr {
        self.world.dns()
    }

    /// The port of its mail hosts.
    #[must_use]
    pub fn smtp_port(&self) -> u16 {
        self.world.smtp_port()
    }

    /// The names of the files that were written.
    pub fn files(&self) -> impl Iterator<Item = String> + '_ {
        self.files.iter().map(|file| crate::file_name(file))
    }

    /// What clients did, as JSON.
    #[must_use]
    pub fn counters_json(&self) -> serde_json::Value {
        serde_json::to_value(self.world.counters()).unwrap_or_default()
    }

    /// Ends it.
    pub async fn stop(self) {
        self.world.stop().await;
    }
}
