//! Every combination of verdict, reason, action and flags that ever occurred, numbered. There are some hundreds at most, so
//! a task names its combination by one number, and whatever filters or counts by kind does so over this short table.

use std::{collections::HashMap, fmt::Display};

use mailvet_verdict::{Action, Flag, Flags, Judgement, Reason, Verdict};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::{StoreError, decisions};

/// Number 0: nothing yet.
pub(crate) const NONE: u32 = 0;

/// The short part of a judgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) verdict: Verdict,
    pub(crate) reason: Reason,
    pub(crate) action: Action,
    pub(crate) flags: Flags,
}

/// The table in memory.
#[derive(Debug, Default)]
pub(crate) struct Outcomes(HashMap<u32, Outcome>);

impl Outcomes {
    pub(crate) fn read(conn: &Connection) -> Result<Self, StoreError> {
        let mut select =
            conn.prepare_cached("SELECT id, verdict, reason, action, flags, flags_unknown FROM outcome")?;
        let mut rows = select.query([])?;
        let mut outcomes = HashMap::new();
        while let Some(row) = rows.next()? {
            let text = |column: usize| -> Result<&str, StoreError> {
                row.get_ref(column)?.as_str().map_err(StoreError::damaged)
            };
            let outcome = Outcome {
                verdict: coded(text(1)?, Verdict::from_code)?,
                reason: coded(text(2)?, Reason::from_code)?,
                action: coded(text(3)?, Action::from_code)?,
                flags: Flags { yes: flags(text(4)?)?, unknown: flags(text(5)?)? },
            };
            outcomes.insert(row.get(0)?, outcome);
        }
        Ok(Self(outcomes))
    }

    pub(crate) fn get(&self, number: u32) -> Option<&Outcome> {
        self.0.get(&number)
    }

    /// The outcome with a number that a task names.
    pub(crate) fn named(&self, number: u32) -> Result<&Outcome, StoreError> {
        self.get(number).ok_or_else(|| StoreError::damaged("an outcome is missing"))
    }

    /// The same by kind: every outcome under every decision that the user can make.
    pub(crate) fn with_decisions(&self) -> Self {
        let decisions = || std::iter::once(None).chain(Action::ALL.iter().copied().map(Some));
        let kinds = self.iter().flat_map(|(number, outcome)| {
            decisions().map(move |decision| {
                let action = decision.unwrap_or(outcome.action);
                (decisions::kind(number, decision), Outcome { action, ..outcome.clone() })
            })
        });
        Self(kinds.collect())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &Outcome)> {
        self.0.iter().map(|(&number, outcome)| (number, outcome))
    }
}

/// The number of a judgement's combination; a new one where it never occurred.
pub(crate) fn number(conn: &Connection, judgement: &Judgement) -> Result<u32, StoreError> {
    let key = params![
        judgement.verdict.code(),
        judgement.reason.code(),
        judgement.action.code(),
        joined(&judgement.flags.yes),
        joined(&judgement.flags.unknown)
    ];
    let known = conn
        .prepare_cached(
            "SELECT id FROM outcome
             WHERE verdict = ?1 AND reason = ?2 AND action = ?3 AND flags = ?4 AND flags_unknown = ?5",
        )?
        .query_row(key, |row| row.get(0))
        .optional()?;
    match known {
        Some(number) => Ok(number),
        None => Ok(conn
            .prepare_cached(
                "INSERT INTO outcome (verdict, reason, action, flags, flags_unknown)
                 VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id",
            )?
            .query_row(key, |row| row.get(0))?),
    }
}

fn coded<T>(code: &str, from_code: impl Fn(&str) -> Option<T>) -> Result<T, StoreError> {
    from_code(code).ok_or_else(|| StoreError::damaged(format_args!("the unknown code {code:?}")))
}

fn flags(codes: &str) -> Result<Vec<Flag>, StoreError> {
    codes.split('|').filter(|code| !code.is_empty()).map(|code| coded(code, Flag::from_code)).collect()
}

fn joined<T: Display>(codes: &[T]) -> String {
    codes.iter().map(ToString::to_string).collect::<Vec<_>>().join("|")
}
