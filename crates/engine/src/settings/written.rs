//! What a settings file says, before any value of it is taken: whether it is TOML, whether every key is one of ours and has a value
//! of its kind, and where in the file a key stands. So most of what can be wrong is told in words of our own, of which a window
//! has others; the reader of TOML has the word only where there are none.

use mailvet_verdict::Sentence;
use toml::{
    Table, Value,
    de::{DeTable, DeValue, Error},
};

use super::{Settings, SettingsError, described, masked, phrases as say};

/// From here on two names are so much alike that the one was probably meant by the other.
const ALIKE: f64 = 0.88;

/// A place in a text, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The line.
    pub line: u32,
    /// The character in the line.
    pub column: u32,
}

impl Spot {
    /// Where the byte `offset` of `text` stands.
    fn of(text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        let counted = |count: usize| u32::try_from(count + 1).unwrap_or(u32::MAX);
        Self {
            line: counted(before.matches('\n').count()),
            column: counted(before[line_start..].chars().count()),
        }
    }

    /// Where the setting `key`, as in `smtp.helo`, stands in `text`, or as much of it as is there.
    pub(super) fn of_key(text: &str, key: &str) -> Option<Self> {
        let root = DeTable::parse(text).ok()?;
        let (mut table, mut found) = (root.get_ref(), None);
        for part in key.split('.') {
            let Some((name, value)) = table.iter().find(|(name, _)| name.get_ref() == part) else { break };
            found = Some(Self::of(text, name.span().start));
            let DeValue::Table(inner) = value.get_ref() else { break };
            table = inner;
        }
        found
    }
}

/// What the reader of TOML did not understand, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misread {
    /// Where, as far as it says so.
    pub at: Option<Spot>,
    /// What, as the end of a sentence.
    pub what: Sentence,
    /// The reader's own words.
    pub words: String,
}

impl Misread {
    /// What was wrong with `text`.
    #[must_use]
    pub fn of(text: &str, error: &Error) -> Self {
        let words = masked(error.message());
        // The reader goes on to say what it would have liked to see.
        let what = match words.split(", expected ").next().unwrap_or_default() {
            "duplicate key" => say::twice(),
            "string values must be quoted" => say::unquoted(),
            "key with no value" | "missing value for key" => say::no_value(),
            "unclosed table" | "unclosed array table" | "unclosed array" | "unclosed inline table" => {
                say::unclosed_bracket()
            }
            "invalid basic string" | "invalid literal string" => say::unclosed_quote(),
            "unexpected key or value" | "unexpected content" => say::line_goes_on(),
            _ => say::in_the_readers_words(&words),
        };
        Self { at: error.span().map(|span| Spot::of(text, span.start)), what, words }
    }

    /// Where and what, as the end of a sentence.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        placed(self.at, self.what.clone())
    }
}

/// `what`, with its place before it.
#[must_use]
pub fn placed(at: Option<Spot>, what: Sentence) -> Sentence {
    match at {
        Some(Spot { line, column }) => say::at(line, column, what),
        None => what,
    }
}

/// The language that a file's text names for the window, as far as it can be read: so that whatever else is wrong with it can be
/// told in that language.
#[must_use]
pub fn language_in(text: &str) -> Option<String> {
    let (root, _faults) = DeTable::parse_recoverable(text);
    let window = root.get_ref().get("window")?.get_ref().as_table()?;
    Some(window.get("language")?.get_ref().as_str()?.to_owned())
}

/// Reads a file's text; every key in it is one of `defaults` and has a value of its kind.
pub(super) fn read(text: &str, defaults: &Table) -> Result<Table, SettingsError> {
    let own: Table = text.parse().map_err(|error| SettingsError::Misread(Misread::of(text, &error)))?;
    for (name, value) in &own {
        let (Some(known), Some(keys)) = (defaults.get(name).and_then(Value::as_table), value.as_table())
        else {
            return Err(no_group(name, value, defaults));
        };
        for (key, value) in keys {
            let full = format!("{name}.{key}");
            match known.get(key) {
                None => {
                    let meant = meant(&full, defaults);
                    return Err(SettingsError::Unknown { key: full, meant });
                }
                Some(default) if !value.same_type(default) => {
                    return Err(SettingsError::WrongKind { key: full, rule: kind(default) });
                }
                Some(_) => {}
            }
        }
    }
    Ok(own)
}

/// What is wrong with something at the top of a file that is no group of settings.
fn no_group(name: &str, value: &Value, defaults: &Table) -> SettingsError {
    if defaults.contains_key(name) {
        return SettingsError::WrongKind { key: name.to_owned(), rule: say::a_group(name) };
    }
    let meant = if value.is_table() {
        let closest = defaults.keys().max_by(|a, b| alike(name, a).total_cmp(&alike(name, b)));
        closest.filter(|group| alike(name, group) >= ALIKE).map(|group| format!("[{group}]"))
    } else {
        meant(name, defaults)
    };
    let key = if value.is_table() { format!("[{name}]") } else { name.to_owned() };
    SettingsError::Unknown { key, meant }
}

/// The setting that was probably meant: one that is called so in another group, else the one whose name is most alike.
fn meant(typed: &str, defaults: &Table) -> Option<String> {
    let key = typed.rsplit('.').next().unwrap_or(typed);
    let all = || {
        let groups = defaults.iter().filter_map(|(group, keys)| Some((group, keys.as_table()?)));
        groups.flat_map(|(group, keys)| keys.keys().map(move |key| (format!("{group}.{key}"), key)))
    };
    let elsewhere = all().find(|(_, name)| *name == key).map(|(full, _)| full);
    elsewhere.or_else(|| {
        let (_, full) = all()
            .map(|(full, name)| (alike(typed, &full).max(alike(key, name)), full))
            .filter(|(likeness, _)| *likeness >= ALIKE)
            .max_by(|(a, _), (b, _)| a.total_cmp(b))?;
        Some(full)
    })
}

fn alike(a: &str, b: &str) -> f64 {
    strsim::jaro_winkler(a, b)
}

/// What a value of the kind of `default` has to be.
fn kind(default: &Value) -> Sentence {
    match default {
        Value::Boolean(_) => say::true_or_false(),
        Value::Integer(_) => say::whole_number(),
        Value::Array(_) => say::list_in_brackets(),
        _ => say::text_in_quotes(),
    }
}

/// Which of the values that were laid over the defaults is the one that cannot be taken, and why: `error` is what was said of all.
pub(super) fn culprit(merged: &Table, defaults: &Table, error: &Error) -> SettingsError {
    let changed = described().into_iter().find_map(|one| {
        let value = merged.get(&one.table)?.get(&one.key)?;
        let mut alone = defaults.clone();
        alone.get_mut(&one.table)?.as_table_mut()?.insert(one.key.clone(), value.clone());
        let error = alone.try_into::<Settings>().err()?;
        Some((one, error))
    });
    let Some((described, error)) = changed else {
        return SettingsError::Misread(Misread::of("", error));
    };
    let words = masked(error.message());
    // What a reader of ours says is one of our rules; what is not has come from the library.
    let rule = match &described.default {
        _ if !described.choices.is_empty() => Some(say::one_of(described.choices.join(", "))),
        Value::Integer(_) => Some(say::number_in_range()),
        _ => say::rule(&words),
    };
    let key = format!("{}.{}", described.table, described.key);
    match rule {
        Some(rule) => SettingsError::WrongKind { key, rule },
        None => SettingsError::Unusable { key, words },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        let error = Settings::from_toml(text).expect_err(text);
        placed(error.spot(text), error.sentence()).to_string()
    }

    #[test]
    fn what_is_no_toml_is_told_with_its_place_in_words_of_ours() {
        for (text, said) in [
            ("[smtp]\nport = 25\nport = 26\n", "line 3, column 1: this key was there before"),
            ("[smtp]\nhelo = mx.example.org\n", "line 2, column 8: a text has to stand in quotes"),
            ("[smtp]\nhelo\n", "line 2, column 5: a key has no value"),
            ("[smtp\nport = 25\n", "line 1, column 6: a bracket is not closed"),
            ("[dns]\nservers = [\"127.0.0.1:53\"\n", "a bracket is not closed"),
            ("[smtp]\nhelo = \"mx.example.org\n", "line 2, column 23: a quotation mark is not closed"),
            ("[smtp]\nhelo = \"a\" b\n", "line 2, column 12: the line goes on"),
            ("[smtp]\nport = 025\n", "line 2, column 8: the reader of TOML says “"),
        ] {
            assert!(told(text).contains(said), "{text}: {}", told(text));
        }
    }

    #[test]
    fn a_key_that_is_none_is_told_with_the_one_that_was_probably_meant() {
        for (text, said) in [
            (
                "# mine\n[pace]\nconections_total = 3",
                "line 3, column 1: there is no setting “pace.conections_total”; perhaps pace.connections_total was meant",
            ),
            ("[dns]\nhelo = \"x\"", "there is no setting “dns.helo”; perhaps smtp.helo was meant"),
            ("port = 25", "line 1, column 1: there is no setting “port”; perhaps smtp.port was meant"),
            (
                "[smpt]\nport = 25",
                "line 1, column 2: there is no group of settings [smpt]; perhaps [smtp] was meant",
            ),
            ("[colours]\nsky = 1", "there is no group of settings [colours]"),
        ] {
            assert!(told(text).ends_with(said), "{text}: {}", told(text));
        }
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_told_by_what_it_has_to_be() {
        for (text, said) in [
            ("[smtp]\nport = \"25\"", "line 2, column 1: smtp.port must be a whole number"),
            (
                "[smtp]\nport = 70000",
                "smtp.port must be a whole number that is neither negative nor too large",
            ),
            ("[smtp]\nenabled = 1", "smtp.enabled must be true or false"),
            ("[smtp]\nhelo = 5", "smtp.helo must be a text in quotes"),
            ("smtp = 5", "smtp must be a group of settings that begins with [smtp]"),
            ("[dns]\nservers = \"127.0.0.1:53\"", "dns.servers must be a list in brackets"),
            (
                "[dns]\nservers = [\"localhost\"]",
                "dns.servers must be addresses with ports, as in \"127.0.0.1:53\"",
            ),
            ("[dns]\ntimeout = \"5 apples\"", "dns.timeout must be a time such as \"90s\" or \"4h\""),
            ("[pace]\nrest = \"soon\"", "pace.rest must be a time such as \"90s\" or \"4h\""),
            ("[retry]\nwaits = [\"6m\", \"x\"]", "retry.waits must be a time such as \"90s\" or \"4h\""),
            ("[window]\ntheme = \"red\"", "window.theme must be one of system, light, dark"),
            (
                "[network]\nbind = \"eth0\"",
                "network.bind must be an address of this machine such as \"192.0.2.7\"",
            ),
            (
                "[network]\nproxy = \"http://x:1\"",
                "network.proxy must be one that begins with socks5:// or socks5h://",
            ),
            (
                "[doctor]\npublic_addresses = [\"x\"]",
                "doctor.public_addresses must be addresses, as in \"203.0.113.7\"",
            ),
        ] {
            assert!(told(text).ends_with(said), "{text}: {}", told(text));
        }
    }

    #[test]
    fn what_only_the_library_has_words_for_is_quoted_with_its_key() {
        let said = told("[[pace.exchange]]\nexchange = \"x.example\"\nspeed = 1");
        assert!(
            said.starts_with("line 1, column 8: pace.exchange cannot be used: “unknown field `speed`"),
            "{said}"
        );
    }

    #[test]
    fn the_language_is_found_in_a_text_that_is_wrong_elsewhere() {
        let broken = "[smtp]\nhelo = mx.example.org\n[window]\nlanguage = \"de\"\n[[policy]\n";
        assert_eq!(language_in(broken).as_deref(), Some("de"));
        assert_eq!(language_in("[window]\nlanguage = 5"), None);
        assert_eq!(language_in("window = 1"), None);
    }

    #[test]
    fn columns_count_letters() {
        assert_eq!(Spot::of("ä = ü", 5), Spot { line: 1, column: 5 });
        assert_eq!(Spot::of("a\nb", 2), Spot { line: 2, column: 1 });
    }
}
