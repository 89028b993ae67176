//! The settings as a list: every key with its explanation and default, read out of the commented file that ships. So what a
//! person is told of a setting and what the file says are the same words.

use super::DEFAULTS;

/// One setting.
#[derive(Clone, Debug, PartialEq)]
pub struct Described {
    /// Its table, as in `smtp`.
    pub table: String,
    /// Its key within the table.
    pub key: String,
    /// What it does, in a few sentences; an example stands on lines of its own. Neighbours that are explained together have
    /// the same text.
    pub about: String,
    /// What holds where the settings file does not name it.
    pub default: toml::Value,
    /// Everything that it can be, where that is a short list; empty: anything of the default's kind.
    pub choices: &'static [&'static str],
}

/// Settings of which there are only a few values.
const CHOICES: &[(&str, &[&str])] = &[
    ("smtp.tls", &["when_demanded", "when_offered"]),
    ("network.ip", &["both", "ipv4", "ipv6"]),
    ("window.language", &["system", "en", "de"]),
    ("window.theme", &["system", "light", "dark"]),
];

/// Every setting, in the order of the file.
///
/// # Panics
/// Never in a build whose tests pass: the defaults are compiled in and a test reads them.
#[must_use]
pub fn described() -> Vec<Described> {
    let defaults: toml::Table = DEFAULTS.parse().expect("the shipped defaults are sound");
    let mut all = Vec::new();
    let (mut table, mut about, mut told) = (String::new(), String::new(), false);
    for line in DEFAULTS.lines() {
        if let Some(comment) = line.strip_prefix('#') {
            if told {
                about.clear();
                told = false;
            }
            add(&mut about, comment.strip_prefix(' ').unwrap_or(comment));
        } else if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            name.clone_into(&mut table);
            about.clear();
        } else if line.is_empty() {
            about.clear();
        } else if let Some((key, _)) = line.split_once(" = ")
            && let Some(default) = defaults.get(&table).and_then(|keys| keys.get(key))
        {
            told = true;
            let full = format!("{table}.{key}");
            all.push(Described {
                table: table.clone(),
                key: key.to_owned(),
                about: about.clone(),
                default: default.clone(),
                choices: CHOICES.iter().find(|(of, _)| *of == full).map_or(&[], |(_, choices)| choices),
            });
        }
    }
    all
}

/// Joins the lines of a comment to a paragraph; an example, which a colon leads in, keeps its lines.
fn add(about: &mut String, line: &str) {
    let in_example = about.lines().any(|line| line.ends_with("For example:"));
    if !about.is_empty() {
        about.push(if in_example { '\n' } else { ' ' });
    }
    about.push_str(line);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;

    #[test]
    fn every_key_of_the_defaults_is_described_and_explained() {
        let defaults: toml::Table = DEFAULTS.parse().unwrap();
        let keys: usize = defaults.values().map(|table| table.as_table().unwrap().len()).sum();
        let all = described();
        assert_eq!(all.len(), keys);
        for one in &all {
            assert!(one.about.len() > 15, "{}.{} is not explained", one.table, one.key);
        }
    }

    #[test]
    fn neighbours_that_are_explained_together_have_the_same_text() {
        let all = described();
        let about = |key: &str| &all.iter().find(|one| one.key == key).unwrap().about;
        assert_eq!(about("connect_timeout"), about("reply_timeout"));
        assert_ne!(about("helo"), about("port"));
        assert_eq!(about("port"), "The port of the mail hosts. Anything but 25 is for laboratories.");
    }

    #[test]
    fn every_choice_is_one_and_nothing_else_is() {
        for (key, choices) in CHOICES {
            let (table, key) = key.split_once('.').unwrap();
            let with = |value: &str| Settings::from_toml(&format!("[{table}]\n{key} = \"{value}\""));
            for choice in *choices {
                assert!(with(choice).is_ok(), "{table}.{key} = {choice}");
            }
            assert!(with("else").is_err(), "{table}.{key}");
        }
    }
}
