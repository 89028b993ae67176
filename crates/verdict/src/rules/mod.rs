//! The table that reads replies: `assets/rules/replies.toml`, top to bottom, the first row that fits wins. Who is
//! refused is settled by the order of the rows: our command and our side first, then the recipient, its domain, the
//! server; what no words settle is left to the codes at the end. A row about the recipient or its domain is never asked
//! before `RCPT TO`, whatever it says.

mod phrase;
mod senders;
mod text;
mod waits;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Deserializer, de};

pub use phrase::PhraseError;
use phrase::{Phrases, WordLists};
pub use senders::SenderRefusal;
pub(crate) use senders::SenderRules;
pub(crate) use text::{Heard, fold as folded};
pub(crate) use waits::stated_wait;

use crate::{EnhancedCode, Reply, ReplyClass, Stage, Subject};

/// A table that cannot be used, and where it is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RulesError {
    /// Not the TOML that is expected.
    #[error("the table cannot be read: {0}")]
    Unreadable(String),
    /// A phrase of a row cannot be read.
    #[error("in the row {row:?}: {why}")]
    Phrase {
        /// The row.
        row: String,
        /// What is wrong with it.
        why: PhraseError,
    },
    /// Two rows have one name.
    #[error("the id {0:?} stands twice")]
    TwiceTheSame(String),
}

/// The reply table, ready to be asked.
#[derive(Debug)]
pub(crate) struct ReplyRules {
    rows: Vec<Row>,
}

/// One row.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) class: ReplyClass,
    pub(crate) retry: Option<RowRetry>,
    when: When,
    any_text: Option<Phrases>,
    all_text: Vec<Phrases>,
    not_text: Option<Phrases>,
    any_link: Option<Phrases>,
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "the example is for the reader of the table and for its test")
    )]
    example: String,
}

/// Where a row knows better than its class how to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RowRetry {
    /// In a new session.
    NewSession,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    words: WordLists,
    reply: Vec<WrittenRow>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRow {
    id: String,
    #[serde(default)]
    when: When,
    class: ReplyClass,
    retry: Option<RowRetry>,
    example: String,
    #[expect(dead_code, reason = "the source is for the reader of the table")]
    source: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct When {
    #[serde(deserialize_with = "one_or_many")]
    stage: Vec<Stage>,
    #[serde(deserialize_with = "one_or_many")]
    operator: Vec<String>,
    #[serde(deserialize_with = "one_or_many")]
    code: Vec<CodeMask>,
    #[serde(deserialize_with = "one_or_many")]
    enhanced: Vec<EnhancedMask>,
    #[serde(deserialize_with = "one_or_many")]
    any_text: Vec<String>,
    #[serde(deserialize_with = "one_or_many")]
    all_text: Vec<String>,
    #[serde(deserialize_with = "one_or_many")]
    not_text: Vec<String>,
    #[serde(deserialize_with = "one_or_many")]
    any_link: Vec<String>,
}

/// `550`, or `"5xx"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CodeMask {
    Exactly(u16),
    Class(u16),
}

/// `"5.1.1"`, `"5.7.x"`, `"x.7.x"`, `"none"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct EnhancedMask {
    /// Without an enhanced code.
    none: bool,
    class: Option<u8>,
    subject: Option<u16>,
    detail: Option<u16>,
}

fn one_or_many<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany<T> {
        One(T),
        Many(Vec<T>),
    }
    Ok(match OneOrMany::deserialize(deserializer)? {
        OneOrMany::One(one) => vec![one],
        OneOrMany::Many(many) => many,
    })
}

impl<'de> Deserialize<'de> for CodeMask {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Code(u16),
            Class(String),
        }
        match Written::deserialize(deserializer)? {
            Written::Code(code @ 200..=599) => Ok(Self::Exactly(code)),
            Written::Class(class) if class == "2xx" => Ok(Self::Class(2)),
            Written::Class(class) if class == "4xx" => Ok(Self::Class(4)),
            Written::Class(class) if class == "5xx" => Ok(Self::Class(5)),
            _ => {
                Err(de::Error::custom("a code is a number such as 550, or one of \"2xx\", \"4xx\", \"5xx\""))
            }
        }
    }
}

impl CodeMask {
    fn fits(self, code: u16) -> bool {
        match self {
            Self::Exactly(exactly) => exactly == code,
            Self::Class(class) => class == code / 100,
        }
    }
}

impl<'de> Deserialize<'de> for EnhancedMask {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = String::deserialize(deserializer)?;
        let wrong = || {
            de::Error::custom("an enhanced code is written as \"5.1.1\", \"5.7.x\", \"x.7.1\" or \"none\"")
        };
        if written == "none" {
            return Ok(Self { none: true, class: None, subject: None, detail: None });
        }
        let parts: Vec<&str> = written.split('.').collect();
        let [class, subject, detail] = parts.as_slice() else { return Err(wrong()) };
        let number = |part: &str| -> Result<Option<u16>, D::Error> {
            if part == "x" { Ok(None) } else { part.parse().map(Some).map_err(|_| wrong()) }
        };
        Ok(Self {
            none: false,
            class: number(class)?.map(|class| u8::try_from(class).map_err(|_| wrong())).transpose()?,
            subject: number(subject)?,
            detail: number(detail)?,
        })
    }
}

impl EnhancedMask {
    fn fits(self, enhanced: Option<EnhancedCode>) -> bool {
        match enhanced {
            None => self.none,
            Some(code) => {
                !self.none
                    && self.class.is_none_or(|class| class == code.class)
                    && self.subject.is_none_or(|subject| subject == code.subject)
                    && self.detail.is_none_or(|detail| detail == code.detail)
            }
        }
    }
}

impl ReplyRules {
    /// Reads and checks the table.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub(crate) fn parse(written: &str) -> Result<Self, RulesError> {
        let table: Table = toml::from_str(written).map_err(|why| RulesError::Unreadable(why.to_string()))?;
        let mut rows: Vec<Row> = Vec::with_capacity(table.reply.len());
        for row in table.reply {
            if rows.iter().any(|earlier| earlier.id == row.id) {
                return Err(RulesError::TwiceTheSame(row.id));
            }
            rows.push(Row::compile(row, &table.words)?);
        }
        Ok(Self { rows })
    }

    #[cfg(test)]
    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The first row that fits; `None`: the table has nothing to say.
    pub(crate) fn first(
        &self,
        stage: Stage,
        operator: Option<&str>,
        reply: &Reply,
        heard: &Heard,
    ) -> Option<&Row> {
        self.rows.iter().find(|row| row.fits(stage, operator, reply, heard))
    }
}

impl Row {
    fn compile(row: WrittenRow, lists: &WordLists) -> Result<Self, RulesError> {
        let in_row = |why| RulesError::Phrase { row: row.id.clone(), why };
        let some = |phrases: &[String]| {
            (!phrases.is_empty()).then(|| Phrases::new(phrases, lists)).transpose().map_err(in_row)
        };
        let all_text: Result<Vec<Phrases>, _> =
            row.when.all_text.iter().map(|one| Phrases::new(std::slice::from_ref(one), lists)).collect();
        Ok(Self {
            any_text: some(&row.when.any_text)?,
            all_text: all_text.map_err(in_row)?,
            not_text: some(&row.when.not_text)?,
            any_link: some(&row.when.any_link)?,
            id: row.id,
            class: row.class,
            retry: row.retry,
            when: row.when,
            example: row.example,
        })
    }

    fn fits(&self, stage: Stage, operator: Option<&str>, reply: &Reply, heard: &Heard) -> bool {
        let when = &self.when;
        let about_recipient = matches!(self.class.subject(), Subject::Mailbox | Subject::Domain)
            && !matches!(self.class, ReplyClass::Accepted | ReplyClass::RelayDenied);
        (stage == Stage::Rcpt || !about_recipient)
            && (when.stage.is_empty() || when.stage.contains(&stage))
            && (when.operator.is_empty()
                || operator.is_some_and(|operator| when.operator.iter().any(|o| o == operator)))
            && (when.code.is_empty() || when.code.iter().any(|code| code.fits(reply.code)))
            && (when.enhanced.is_empty() || when.enhanced.iter().any(|mask| mask.fits(heard.enhanced)))
            && self.any_text.as_ref().is_none_or(|phrases| phrases.stand_in(&heard.words))
            && self.all_text.iter().all(|phrases| phrases.stand_in(&heard.words))
            && self.any_link.as_ref().is_none_or(|phrases| phrases.stand_in(&heard.links))
            && !self.not_text.as_ref().is_some_and(|phrases| phrases.stand_in(&heard.words))
    }
}
