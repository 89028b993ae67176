//! The settings in force, shown with their explanations and changed one at a time. A change is tried before it is written,
//! leaves every other line of the file as it was, and holds from the next run on: a run keeps the settings it was begun with.

use std::{io::Write as _, path::Path, sync::Arc};

use mailvet_engine::{
    Settings,
    settings::{Described, SettingsError, described, masked, phrases as say},
};
use mailvet_verdict::Policy;
use toml_edit::{DocumentMut, Item, Table};

use crate::{
    AppError, Mailvet, Place, blocking,
    history::{Change, ChangeKind, Way},
    wire::{SettingKind, SettingView, SettingsView},
};

/// Settings as they were read last.
pub(crate) struct InForce {
    /// Them.
    pub(crate) settings: Arc<Settings>,
    /// The text of the user's own file; empty: the defaults.
    pub(crate) text: String,
    /// Their policy.
    pub(crate) policy: Arc<Policy>,
}

impl InForce {
    /// What `text` says.
    pub(crate) fn read(text: String) -> Result<Self, SettingsError> {
        let settings = Settings::from_toml(&text)?;
        Ok(Self { policy: Arc::new(settings.policy.policy()), settings: Arc::new(settings), text })
    }
}

impl Mailvet {
    /// Every setting with its explanation, its default and what holds now.
    #[must_use]
    pub fn settings(&self) -> SettingsView {
        let own: toml::Table = self.in_force().text.parse().unwrap_or_default();
        SettingsView {
            file: self.place().settings_file().display().to_string(),
            settings: described().iter().map(|described| view(described, &own)).collect(),
        }
    }

    /// Changes the setting `key`, as in `smtp.helo`, and keeps that in the settings file; `None`: back to the default. The
    /// value comes as [`SettingView::value`] is written.
    ///
    /// # Errors
    /// There is no such setting, it cannot have this value (then nothing is changed), or the file cannot be written.
    pub async fn set_setting(&self, key: String, value: Option<String>) -> Result<SettingsView, AppError> {
        let all = described();
        let wanted = all.iter().find(|one| key == full(one));
        let Some(described) = wanted else { return Err(AppError::NoSuchSetting { key }) };
        let value = value.map(|value| read(described, &value)).transpose()?;
        self.change_for_good(described, value, Change::new(ChangeKind::Setting, 1).named(key)).await?;
        Ok(self.settings())
    }

    /// Changes a setting so that it can be taken back.
    pub(crate) async fn change_for_good(
        &self,
        described: &Described,
        value: Option<toml::Value>,
        change: Change,
    ) -> Result<(), AppError> {
        let before = self.own_value(described);
        self.change(described, value).await?;
        let after = self.own_value(described);
        if before != after {
            let way = Way::Setting { key: full(described), before, after, applied: Vec::new() };
            self.remember(change, way).await;
        }
        Ok(())
    }

    /// What the user's own file says of a setting.
    fn own_value(&self, described: &Described) -> Option<toml::Value> {
        let own: toml::Table = self.in_force().text.parse().unwrap_or_default();
        own.get(&described.table)?.get(&described.key).cloned()
    }

    /// Writes a setting to the file and puts it in force.
    pub(crate) async fn change(
        &self,
        described: &Described,
        value: Option<toml::Value>,
    ) -> Result<(), AppError> {
        let _one_at_a_time = self.0.settings_change.lock().await;
        let refused = |source| AppError::Setting { source };
        let text = edited(&self.in_force().text, described, value).map_err(refused)?;
        let changed = InForce::read(text.clone()).map_err(refused)?;
        let file = self.place().settings_file();
        blocking(move || replace(&file, &text).map_err(|source| AppError::OwnFile { file, source })).await?;
        self.put_in_force(changed);
        Ok(())
    }
}

fn full(described: &Described) -> String {
    format!("{}.{}", described.table, described.key)
}

fn view(described: &Described, own: &toml::Table) -> SettingView {
    let kind = kind(described);
    let default = written(kind, &described.default);
    let own = own.get(&described.table).and_then(|table| table.get(&described.key));
    let value = own.map_or_else(|| default.clone(), |own| written(kind, own));
    SettingView {
        key: full(described),
        about: described.about.clone(),
        kind,
        choices: described.choices.iter().map(|&choice| choice.to_owned()).collect(),
        changed: value != default,
        default,
        value,
    }
}

fn kind(described: &Described) -> SettingKind {
    match &described.default {
        toml::Value::Boolean(_) => SettingKind::Flag,
        toml::Value::Integer(_) => SettingKind::Number,
        toml::Value::Array(_) if ["exchange", "rows"].contains(&described.key.as_str()) => SettingKind::Toml,
        toml::Value::Array(_) => SettingKind::Lines,
        _ => SettingKind::Text,
    }
}

/// A value as a person writes it.
fn written(kind: SettingKind, value: &toml::Value) -> String {
    match (kind, value) {
        (SettingKind::Text, toml::Value::String(text)) => text.clone(),
        (SettingKind::Lines, toml::Value::Array(items)) => items
            .iter()
            .map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned))
            .collect::<Vec<_>>()
            .join("\n"),
        (SettingKind::Toml, toml::Value::Array(items)) if items.is_empty() => String::new(),
        (SettingKind::Toml, toml::Value::Array(items)) => {
            let lines = items.iter().map(|item| format!("    {item},\n")).collect::<String>();
            format!("[\n{lines}]")
        }
        (_, value) => value.to_string(),
    }
}

/// A value as it was written by a person, of the kind that the setting has.
fn read(described: &Described, text: &str) -> Result<toml::Value, AppError> {
    let refused =
        |rule| Err(AppError::Setting { source: SettingsError::WrongKind { key: full(described), rule } });
    Ok(match kind(described) {
        SettingKind::Text => toml::Value::String(text.trim().to_owned()),
        SettingKind::Lines => {
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
            toml::Value::Array(lines.map(|line| toml::Value::String(line.to_owned())).collect())
        }
        SettingKind::Flag => match text.trim().parse() {
            Ok(flag) => toml::Value::Boolean(flag),
            Err(_) => return refused(say::true_or_false()),
        },
        SettingKind::Number => match text.trim().parse() {
            Ok(number) => toml::Value::Integer(number),
            Err(_) => return refused(say::whole_number()),
        },
        SettingKind::Toml if text.trim().is_empty() => toml::Value::Array(Vec::new()),
        SettingKind::Toml => {
            let table = format!("value = {}", text.trim()).parse::<toml::Table>();
            match table.as_ref().map(|table| table.get("value")) {
                Ok(Some(value)) => value.clone(),
                Ok(None) | Err(_) => return refused(say::array()),
            }
        }
    })
}

/// `own` with one setting changed or left out.
fn edited(own: &str, described: &Described, value: Option<toml::Value>) -> Result<String, SettingsError> {
    let unusable = |why: String| SettingsError::Unusable { key: full(described), words: masked(&why) };
    let mut document: DocumentMut = own.parse().map_err(|error| unusable(format!("{error}")))?;
    let Described { table, key, .. } = described;
    let value = value.filter(|value| *value != described.default);
    match value {
        Some(value) => {
            let value = format!("value = {}", laid_out(&value));
            let mut line: DocumentMut = value.parse().map_err(|error| unusable(format!("{error}")))?;
            let value = line.remove("value").unwrap_or_default();
            let keys = document.entry(table).or_insert_with(|| Item::Table(Table::new()));
            let Some(keys) = keys.as_table_like_mut() else {
                return Err(SettingsError::WrongKind { key: table.clone(), rule: say::a_group(table) });
            };
            keys.insert(key, value);
        }
        None => {
            if let Some(keys) = document.get_mut(table).and_then(Item::as_table_like_mut) {
                keys.remove(key);
                if keys.is_empty() {
                    document.remove(table);
                }
            }
        }
    }
    Ok(document.to_string())
}

/// Tables of a list stand one a line.
fn laid_out(value: &toml::Value) -> String {
    match value {
        toml::Value::Array(items) if items.iter().any(toml::Value::is_table) => {
            written(SettingKind::Toml, value)
        }
        value => value.to_string(),
    }
}

/// The file is there whole or as it was, whatever happens meanwhile.
fn replace(file: &Path, text: &str) -> std::io::Result<()> {
    let folder = file.parent().unwrap_or_else(|| Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut fresh = tempfile::NamedTempFile::new_in(folder)?;
    fresh.write_all(text.as_bytes())?;
    fresh.as_file().sync_all()?;
    fresh.persist(file)?;
    Ok(())
}

impl Mailvet {
    fn place(&self) -> &Place {
        &self.0.place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn mailvet(settings: &str) -> (tempfile::TempDir, Mailvet) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settings.toml");
        std::fs::write(&file, settings).unwrap();
        let place = Place { folder: folder.path().to_owned(), settings: Some(file) };
        (folder, Mailvet::open(place).await.unwrap())
    }

    fn value(view: &SettingsView, key: &str) -> (String, bool) {
        let setting = view.settings.iter().find(|setting| setting.key == key).unwrap();
        (setting.value.clone(), setting.changed)
    }

    #[tokio::test]
    async fn a_change_is_in_force_and_in_the_file_and_leaves_the_other_lines_alone() {
        let (folder, mailvet) = mailvet("# mine\n[smtp]\nhelo = \"mx.example.org\" # our name\n").await;
        let view = mailvet.set_setting("pace.gap".to_owned(), Some("2s".to_owned())).await.unwrap();
        assert_eq!(value(&view, "pace.gap"), ("2s".to_owned(), true));
        assert_eq!(mailvet.in_force().settings.pace.gap, std::time::Duration::from_secs(2));
        let text = std::fs::read_to_string(folder.path().join("settings.toml")).unwrap();
        assert_eq!(text, "# mine\n[smtp]\nhelo = \"mx.example.org\" # our name\n\n[pace]\ngap = \"2s\"\n");
    }

    #[tokio::test]
    async fn a_value_that_cannot_be_is_refused_and_nothing_is_changed() {
        let (folder, mailvet) = mailvet("").await;
        for (key, wrong, said) in [
            ("smtp.port", "0", "smtp.port must be at least 1"),
            ("smtp.port", "many", "smtp.port must be a whole number"),
            ("smtp.helo", "two words", "smtp.helo must be empty, a name"),
            ("policy.rows", "[{ verdict = \"valid\", action = \"send\" }]", "no row for"),
        ] {
            let fault = mailvet.set_setting(key.to_owned(), Some(wrong.to_owned())).await.unwrap_err();
            assert!(fault.to_string().contains(said), "{fault}");
        }
        assert_eq!(std::fs::read_to_string(folder.path().join("settings.toml")).unwrap(), "");
        assert_eq!(mailvet.in_force().settings.smtp.port, 25);
        assert!(mailvet.set_setting("smtp.colour".to_owned(), None).await.is_err());
    }

    #[tokio::test]
    async fn the_default_is_no_line_of_the_file() {
        let (folder, mailvet) = mailvet("[smtp]\nport = 2525\n").await;
        let view = mailvet.set_setting("smtp.port".to_owned(), None).await.unwrap();
        assert_eq!(value(&view, "smtp.port"), ("25".to_owned(), false));
        assert_eq!(std::fs::read_to_string(folder.path().join("settings.toml")).unwrap(), "");
    }

    #[tokio::test]
    async fn every_setting_can_be_set_to_what_it_says_it_is() {
        let (_folder, mailvet) = mailvet("").await;
        for setting in mailvet.settings().settings {
            let view = mailvet.set_setting(setting.key.clone(), Some(setting.value.clone())).await.unwrap();
            assert_eq!(value(&view, &setting.key), (setting.value, false));
        }
    }

    #[tokio::test]
    async fn lists_are_written_one_a_line() {
        let (_folder, mailvet) = mailvet("").await;
        let view = mailvet
            .set_setting("dns.servers".to_owned(), Some(" 127.0.0.1:53 \n\n127.0.0.2:53".to_owned()))
            .await
            .unwrap();
        assert_eq!(value(&view, "dns.servers"), ("127.0.0.1:53\n127.0.0.2:53".to_owned(), true));
        assert_eq!(mailvet.in_force().settings.dns.servers.len(), 2);
    }
}
