//! The presets of an export: which rows, and under which names of columns. The table is `assets/presets.toml`; nothing
//! else knows a mailing service by name.

use std::{collections::BTreeMap, sync::LazyLock};

use mailvet_lists::OurColumn;
use mailvet_verdict::Action;
use serde::Deserialize;

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
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
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
    /// Our columns in it; `None`: those that are asked for.
    #[serde(default)]
    pub ours: Option<Vec<OurColumn>>,
    /// What a mailing service calls the columns of a list; none: the list goes out in its own shape.
    #[serde(default)]
    pub columns: BTreeMap<Field, String>,
    /// Where the names of the columns are from.
    #[serde(default)]
    pub source: Option<String>,
}

/// What a column of a list can be recognised as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
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
