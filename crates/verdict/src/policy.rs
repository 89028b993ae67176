//! The user's policy: which action follows from which verdict and flags. A table that is read from top to bottom; it
//! never changes a verdict.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::{Action, Flag, Flags, Tri, Verdict};

/// Which action follows from which verdict and flags.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// First match wins; the last row of each verdict has no flag.
    pub rows: Vec<PolicyRow>,
}

/// One row of the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct PolicyRow {
    /// For this verdict.
    pub verdict: Verdict,
    /// And, where given, this flag.
    pub flag: Option<Flag>,
    /// Do this.
    pub action: Action,
}

/// A policy that does not settle every row, or a part of which is never reached.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// A verdict without a row that has no flag.
    #[error("the policy has no row for {0} without a flag, so some addresses would have no action")]
    NoLastRow(Verdict),
    /// A row behind one that takes everything it could take.
    #[error(
        "row {row} of the policy is never reached: an earlier row takes every {verdict} address it could take"
    )]
    NeverReached {
        /// Its number, from 1.
        row: usize,
        /// Its verdict.
        verdict: Verdict,
    },
}

impl Policy {
    /// Whether every verdict has an action and every row can be reached.
    ///
    /// # Errors
    /// The first fault.
    pub fn check(&self) -> Result<(), PolicyError> {
        for verdict in Verdict::ALL {
            if !self.rows.iter().any(|row| row.verdict == *verdict && row.flag.is_none()) {
                return Err(PolicyError::NoLastRow(*verdict));
            }
        }
        for (n, row) in self.rows.iter().enumerate() {
            let taken = self.rows[..n].iter().any(|earlier| {
                earlier.verdict == row.verdict && (earlier.flag.is_none() || earlier.flag == row.flag)
            });
            if taken {
                return Err(PolicyError::NeverReached { row: n + 1, verdict: row.verdict });
            }
        }
        Ok(())
    }

    /// What to do with an address of this verdict and these flags. A policy that has no row for it asks for a look.
    #[must_use]
    pub fn action(&self, verdict: Verdict, flags: &Flags) -> Action {
        self.rows
            .iter()
            .find(|row| row.verdict == verdict && row.flag.is_none_or(|flag| flags.get(flag) == Tri::Yes))
            .map_or(Action::Review, |row| row.action)
    }
}

/// The policy of `assets/rules/policy.toml`.
impl Default for Policy {
    fn default() -> Self {
        static SHIPPED: LazyLock<Policy> = LazyLock::new(|| {
            toml::from_str(include_str!("../../../assets/rules/policy.toml"))
                .expect("the policy that ships is sound: a test reads it")
        });
        SHIPPED.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_that_ships_settles_every_verdict() {
        assert_eq!(Policy::default().check(), Ok(()));
    }

    #[test]
    fn the_first_row_that_fits_wins() {
        let mut flags = Flags::default();
        assert_eq!(Policy::default().action(Verdict::Valid, &flags), Action::Send);
        flags.set(Flag::Role, Tri::Unknown);
        assert_eq!(Policy::default().action(Verdict::Valid, &flags), Action::Send);
        flags.set(Flag::Role, Tri::Yes);
        assert_eq!(Policy::default().action(Verdict::Valid, &flags), Action::Caution);
        flags.set(Flag::Disposable, Tri::Yes);
        assert_eq!(Policy::default().action(Verdict::Risky, &flags), Action::Suppress);
    }

    #[test]
    fn a_policy_with_a_gap_or_a_row_behind_the_last_is_refused() {
        let mut policy = Policy::default();
        policy.rows.retain(|row| row.verdict != Verdict::Unknown);
        assert_eq!(policy.check(), Err(PolicyError::NoLastRow(Verdict::Unknown)));
        let mut policy = Policy::default();
        policy.rows.push(PolicyRow {
            verdict: Verdict::Valid,
            flag: Some(Flag::Free),
            action: Action::Review,
        });
        assert!(matches!(policy.check(), Err(PolicyError::NeverReached { row: 10, .. })));
    }
}
