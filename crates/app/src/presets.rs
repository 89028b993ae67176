//! The presets of an export: which rows, and under which names of columns. The table is `assets/presets.toml`; nothing
//! else knows a mailing service by name. Those that the user has saved stand in a file of the same shape in the data folder.

use std::{borrow::Cow, collections::BTreeMap, io::ErrorKind, path::PathBuf, sync::LazyLock};

use mailvet_engine::settings::Misread;
use mailvet_lists::OurColumn;
use mailvet_verdict::{Action, Phrase, Sentence, Verdict, Words};
use serde::{Deserialize, Serialize};

use crate::{
    AppError, Mailvet,
    history::{Change, ChangeKind, Way},
    wire::{NewPreset, PresetView},
    write_own,
};

const TABLE: &str = include_str!("../../../assets/presets.toml");

static PRESETS: LazyLock<Presets> =
    LazyLock::new(|| toml::from_str(TABLE).expect("the shipped table of presets is sound: a test reads it"));

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Presets {
    preset: Vec<Preset>,
    /// How columns of a list are recognised.
    names: BTreeMap<Field, Vec<String>>,
}

/// A kind of export that goes by a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// As it is asked for: `send-now`.
    pub id: String,
    /// For people.
    pub title: String,
    /// One sentence.
    pub about: String,
    /// Rows with these actions; none named: every row.
    pub actions: Vec<Action>,
    /// And with these verdicts; none named: any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub verdicts: Vec<Verdict>,
    /// Our columns in it; `None`: those that are asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ours: Option<Vec<OurColumn>>,
    /// What stands before their names; `None`: what is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// Whether text is written for spreadsheet programs.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub for_spreadsheets: bool,
    /// What a mailing service calls the columns of a list; none: the list goes out in its own shape.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<Field, String>,
    /// Where the names of the columns are from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// What a column of a list can be recognised as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The column with the addresses.
    Email,
    /// Given names.
    FirstName,
    /// Family names.
    LastName,
    /// Companies.
    Company,
}

impl Preset {
    /// Every preset, in the order in which people are shown them.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &PRESETS.preset
    }

    /// The preset that goes by `id`.
    #[must_use]
    pub fn by_id(id: &str) -> Option<&'static Self> {
        Self::all().iter().find(|preset| preset.id == id)
    }

    /// Whether it is made for the import of a mailing service.
    #[must_use]
    pub fn is_for_service(&self) -> bool {
        !self.columns.is_empty()
    }

    /// The columns of a list in the order and under the names that a service wants: where each stood, and its name. Names
    /// occur once. The first column that is recognised as a field has its name; a second one keeps its own.
    pub(crate) fn service_columns(&self, columns: &[String], email_column: usize) -> Vec<(usize, String)> {
        let mut free = self.columns.clone();
        let mut taken: Vec<String> = self.columns.values().map(|name| name.to_lowercase()).collect();
        let mut shaped = Vec::with_capacity(columns.len());
        if let Some(name) = free.remove(&Field::Email) {
            shaped.push((email_column, name));
        }
        for (at, name) in columns.iter().enumerate().filter(|(at, _)| *at != email_column) {
            let service = recognised(name).and_then(|field| free.remove(&field));
            shaped.push((at, service.unwrap_or_else(|| unique(name, &mut taken))));
        }
        shaped
    }
}

/// The presets that a user has saved.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Saved {
    #[serde(default)]
    preset: Vec<Preset>,
}

impl Mailvet {
    /// Every preset: the shipped ones, then the user's own.
    ///
    /// # Errors
    /// The file with the user's own cannot be read.
    pub fn presets(&self) -> Result<Vec<PresetView>, AppError> {
        let saved = self.saved_presets()?.preset;
        let shipped = Preset::all().iter().map(|preset| view(preset, false));
        Ok(shipped.chain(saved.iter().map(|preset| view(preset, true))).collect())
    }

    /// Keeps a preset of the user's own, in place of one that has its name.
    ///
    /// # Errors
    /// The name says nothing or is that of a shipped one, or the file with the user's own cannot be read or written.
    pub async fn save_preset(&self, new: NewPreset) -> Result<PresetView, AppError> {
        let title = new.title.trim().to_owned();
        let id = id_of(&title);
        if id.is_empty() || Preset::by_id(&id).is_some() {
            return Err(AppError::PresetName { name: title });
        }
        let preset = Preset {
            id,
            about: saved_as(&title).to_string(),
            title,
            actions: new.actions,
            verdicts: new.verdicts,
            ours: new.columns,
            prefix: new.prefix,
            for_spreadsheets: new.for_spreadsheets,
            columns: BTreeMap::new(),
            source: None,
        };
        let shown = view(&preset, true);
        let before = self.put_preset(&preset.id, Some(preset.clone()))?;
        let change = Change::new(ChangeKind::SavedPreset, 1).named(&preset.title);
        let way = Way::Preset {
            id: preset.id.clone(),
            before: before.map(Box::new),
            after: Some(Box::new(preset)),
        };
        self.remember(change, way).await;
        Ok(shown)
    }

    /// Forgets a preset of the user's own.
    ///
    /// # Errors
    /// There is none of that name, or the file with the user's own cannot be read or written.
    pub async fn remove_preset(&self, id: &str) -> Result<(), AppError> {
        let before =
            self.put_preset(id, None)?.ok_or_else(|| AppError::NoSuchPreset { id: id.to_owned() })?;
        let change = Change::new(ChangeKind::RemovedPreset, 1).named(&before.title);
        self.remember(change, Way::Preset { id: id.to_owned(), before: Some(Box::new(before)), after: None })
            .await;
        Ok(())
    }

    /// Puts a preset of the user's own in the place of the one that goes by `id`, or nothing; returns the one that was there.
    pub(crate) fn put_preset(&self, id: &str, preset: Option<Preset>) -> Result<Option<Preset>, AppError> {
        let mut saved = self.saved_presets()?;
        let at = saved.preset.iter().position(|other| other.id == id);
        let before = at.map(|at| saved.preset.remove(at));
        let end = saved.preset.len();
        saved.preset.splice(at.unwrap_or(end)..at.unwrap_or(end), preset);
        self.keep_presets(&saved)?;
        Ok(before)
    }

    /// The preset that goes by `id`, shipped or saved.
    pub(crate) fn preset(&self, id: &str) -> Result<Cow<'static, Preset>, AppError> {
        if let Some(preset) = Preset::by_id(id) {
            return Ok(Cow::Borrowed(preset));
        }
        let saved = self.saved_presets()?.preset.into_iter().find(|preset| preset.id == id);
        saved.map(Cow::Owned).ok_or_else(|| AppError::NoSuchPreset { id: id.to_owned() })
    }

    fn presets_file(&self) -> PathBuf {
        self.0.place.presets()
    }

    fn saved_presets(&self) -> Result<Saved, AppError> {
        let file = self.presets_file();
        match std::fs::read_to_string(&file) {
            Ok(text) => toml::from_str(&text)
                .map_err(|fault| AppError::PresetsFile { file, what: Misread::of(&text, &fault) }),
            Err(fault) if fault.kind() == ErrorKind::NotFound => Ok(Saved::default()),
            Err(source) => Err(AppError::OwnFileUnreadable { file, source }),
        }
    }

    fn keep_presets(&self, saved: &Saved) -> Result<(), AppError> {
        let file = self.presets_file();
        let text = toml::to_string(saved)
            .map_err(|fault| AppError::PresetsUnwritable { file: file.clone(), words: fault.to_string() })?;
        write_own(file, text.as_bytes())
    }
}

mailvet_verdict::phrases! {
    /// What is said of a preset of the user's own.
    pub(crate) OWN "own_preset" {
        saved_as(title) = "Saved as “{title}”.";
    }
}

/// The title and the sentence of each shipped preset, in the order of the table.
pub(crate) static SHIPPED: LazyLock<Vec<Phrase>> = LazyLock::new(|| {
    let said = |preset: &'static Preset| {
        [("title", &preset.title), ("about", &preset.about)]
            .map(|(part, words)| Phrase::new(format!("preset.{}.{part}", preset.id).leak(), words, &[]))
    };
    Preset::all().iter().flat_map(said).collect()
});

fn view(preset: &Preset, is_own: bool) -> PresetView {
    let shipped = |part: &str| {
        let code = format!("preset.{}.{part}", preset.id);
        let phrase = SHIPPED.iter().find(|phrase| phrase.code() == code);
        phrase.map(|phrase| Sentence::new(phrase, Vec::new()))
    };
    let (title, about) = match (shipped("title"), shipped("about")) {
        (Some(title), Some(about)) if !is_own => (title.into(), about),
        _ => (Words::from(&preset.title), saved_as(&preset.title)),
    };
    PresetView {
        id: preset.id.clone(),
        title,
        about,
        actions: preset.actions.clone(),
        verdicts: preset.verdicts.clone(),
        is_own,
        is_for_service: preset.is_for_service(),
    }
}

/// A name as it is typed on a command line: `Newsletter, old!` is `newsletter-old`.
fn id_of(title: &str) -> String {
    let lower = title.to_lowercase();
    let words = lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

/// What a column's name says that it holds.
fn recognised(name: &str) -> Option<Field> {
    let folded: String = name
        .to_lowercase()
        .chars()
        .filter(|letter| !letter.is_whitespace() && !matches!(letter, '-' | '_' | '.' | '*' | ':'))
        .collect();
    PRESETS.names.iter().find(|(_, names)| names.contains(&folded)).map(|(field, _)| *field)
}

/// The name with the smallest number that nobody has, which is then taken.
fn unique(name: &str, taken: &mut Vec<String>) -> String {
    let name = name.trim();
    let free = (1_usize..)
        .map(|number| if number == 1 { name.to_owned() } else { format!("{name} {number}") })
        .find(|name| !taken.contains(&name.to_lowercase()))
        .unwrap_or_else(|| name.to_owned());
    taken.push(free.to_lowercase());
    free
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn owned(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_shipped_table_is_sound() {
        let ids: BTreeSet<&str> = Preset::all().iter().map(|preset| preset.id.as_str()).collect();
        assert_eq!(ids.len(), Preset::all().len(), "an id occurs twice");
        for preset in Preset::all() {
            assert!(preset.about.ends_with('.'), "{}", preset.id);
            assert_eq!(preset.is_for_service(), preset.source.is_some(), "{}", preset.id);
            assert!(!preset.is_for_service() || preset.columns.contains_key(&Field::Email), "{}", preset.id);
        }
        for action in Action::ALL {
            assert!(
                Preset::all().iter().any(|preset| preset.actions.contains(action)),
                "no preset has the rows to {action}"
            );
        }
        let words: Vec<&String> = PRESETS.names.values().flatten().collect();
        assert_eq!(words.iter().collect::<BTreeSet<_>>().len(), words.len(), "a word stands for two fields");
    }

    #[test]
    fn a_name_becomes_what_can_be_typed() {
        assert_eq!(id_of("Newsletter, old!"), "newsletter-old");
        assert_eq!(id_of(" – "), "");
    }

    #[test]
    fn a_service_finds_its_columns_whatever_the_list_calls_them() {
        let klaviyo = Preset::by_id("klaviyo").unwrap();
        let columns = owned(&["Kundennr", "Vor-Name", "Nachname", "E-Mail", "Firma", "email", "Nachname"]);
        assert_eq!(
            klaviyo.service_columns(&columns, 3),
            [
                (3, "Email".to_owned()),
                (0, "Kundennr".to_owned()),
                (1, "First Name".to_owned()),
                (2, "Last Name".to_owned()),
                (4, "Organization".to_owned()),
                (5, "email 2".to_owned()),
                (6, "Nachname".to_owned()),
            ]
        );
    }
}
