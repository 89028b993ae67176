//! The table of mail operators, `assets/rules/operators.toml`: recognised by the name of the mail host, else by the
//! words of its banner. By the mail host and never by the address's domain, so that hosted domains are covered.

use serde::Deserialize;

use crate::rules::{RulesError, folded};

/// What is known of a mail operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    /// Stable id, as in `google`.
    pub id: String,
    /// For people, as in `Google`.
    pub name: String,
    /// Whether its 250 to a real address says anything.
    pub acceptance: AcceptanceWorth,
    /// The most recipients it takes in a session; `None`: no limit known.
    pub recipients_per_session: Option<u32>,
    /// The most connections at once; `None`: the setting.
    pub connections: Option<u32>,
    also: Vec<String>,
    mx: Vec<String>,
    banner: Vec<String>,
}

/// What an acceptance is worth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AcceptanceWorth {
    /// As much as the control says.
    #[default]
    Ordinary,
    /// Nothing: this operator accepts every recipient and bounces later.
    Nothing,
}

/// The operators, ready to be asked.
#[derive(Debug)]
pub(crate) struct Operators(Vec<Operator>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    operator: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: String,
    name: String,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    mx: Vec<String>,
    #[serde(default)]
    banner: Vec<String>,
    #[serde(default)]
    acceptance: AcceptanceWorth,
    recipients_per_session: Option<u32>,
    connections: Option<u32>,
    #[serde(rename = "source")]
    _source: String,
}

impl Operators {
    /// Reads and checks the table.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub(crate) fn parse(written: &str) -> Result<Self, RulesError> {
        let table: Table = toml::from_str(written).map_err(|why| RulesError::Unreadable(why.to_string()))?;
        let mut operators: Vec<Operator> = Vec::with_capacity(table.operator.len());
        for row in table.operator {
            for name in std::iter::once(&row.id).chain(&row.also) {
                if operators.iter().any(|earlier| earlier.is_called(name)) {
                    return Err(RulesError::TwiceTheSame(name.clone()));
                }
            }
            operators.push(Operator {
                id: row.id,
                name: row.name,
                acceptance: row.acceptance,
                recipients_per_session: row.recipients_per_session,
                connections: row.connections,
                also: row.also,
                mx: row.mx,
                banner: row.banner.iter().map(|words| folded(words)).collect(),
            });
        }
        Ok(Self(operators))
    }

    /// The operator whose host name ending fits `mx_host` best, else the one whose words stand in the banner.
    pub(crate) fn recognise(&self, mx_host: &str, banner: Option<&str>) -> Option<&Operator> {
        let host = mx_host.trim_end_matches('.').to_ascii_lowercase();
        let by_name = self
            .0
            .iter()
            .flat_map(|operator| operator.mx.iter().map(move |suffix| (suffix, operator)))
            .filter(|(suffix, _)| {
                host.strip_suffix(suffix.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            })
            .max_by_key(|(suffix, _)| suffix.len())
            .map(|(_, operator)| operator);
        by_name.or_else(|| {
            let said = folded(banner?);
            self.0.iter().find(|operator| operator.banner.iter().any(|words| said.contains(words.as_str())))
        })
    }

    /// The operator that goes by `name`: its id, or another name of it.
    pub(crate) fn called(&self, name: &str) -> Option<&Operator> {
        self.0.iter().find(|operator| operator.is_called(name))
    }

    #[cfg(test)]
    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|operator| operator.id.as_str())
    }
}

impl Operator {
    fn is_called(&self, name: &str) -> bool {
        self.id.eq_ignore_ascii_case(name) || self.also.iter().any(|also| also.eq_ignore_ascii_case(name))
    }
}
