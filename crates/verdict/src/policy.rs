//! The user's policy: which action follows from which verdict, flags and score. A table that is read from top to bottom; it
//! never changes a verdict.

use std::{fmt, sync::LazyLock};

use serde::{Deserialize, Serialize};

use crate::{Action, Flag, Flags, Sentence, Tri, Verdict};

/// Which action follows from which verdict, flags and score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// First match wins; the last row of each verdict has no flag and no score.
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
    /// And, where given, a score from this on, 0 to 100.
    #[serde(default)]
    pub from_score: Option<u8>,
    /// Do this.
    pub action: Action,
}

/// A policy that does not settle every row, or a part of which is never reached.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// A verdict without a row that has neither flag nor score.
    NoLastRow(Verdict),
    /// A row behind one that takes everything it could take.
    NeverReached {
        /// Its number, from 1.
        row: usize,
        /// Its verdict.
        verdict: Verdict,
    },
}

crate::phrases! {
    /// What can be wrong with a policy.
    pub(crate) POLICY "policy" {
        no_last_row(verdict) = "the policy has no row for {verdict} without a flag or a score, so some addresses would have no action";
        never_reached(row, verdict) = "row {row} of the policy is never reached: an earlier row takes every {verdict} address it could take";
    }
}

impl PolicyError {
    /// What is wrong, as a part of a sentence.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        match self {
            Self::NoLastRow(verdict) => no_last_row(verdict.code()),
            Self::NeverReached { row, verdict } => never_reached(*row, verdict.code()),
        }
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

impl Policy {
    /// Whether every verdict has an action and every row can be reached.
    ///
    /// # Errors
    /// The first fault.
    pub fn check(&self) -> Result<(), PolicyError> {
        for verdict in Verdict::ALL {
            if !self.rows.iter().any(|row| row.verdict == *verdict && row.takes_all()) {
                return Err(PolicyError::NoLastRow(*verdict));
            }
        }
        for (n, row) in self.rows.iter().enumerate() {
            let taken = self.rows[..n].iter().any(|earlier| {
                earlier.verdict == row.verdict
                    && (earlier.flag.is_none() || earlier.flag == row.flag)
                    && match (earlier.from_score, row.from_score) {
                        (None, _) => true,
                        (Some(earlier), Some(own)) => earlier <= own,
                        // What is done below a line stands though the line may lie at 0.
                        (Some(_), None) => false,
                    }
            });
            if taken {
                return Err(PolicyError::NeverReached { row: n + 1, verdict: row.verdict });
            }
        }
        Ok(())
    }

    /// What to do with an address of this verdict, these flags and this score. A policy that has no row for it asks for a
    /// look.
    #[must_use]
    pub fn action(&self, verdict: Verdict, flags: &Flags, score: u8) -> Action {
        self.rows.iter().find(|row| row.fits(verdict, flags, score)).map_or(Action::Review, |row| row.action)
    }

    /// This policy with one line drawn through what is not proved: from `score` on it is sent to, below it is not; a line past
    /// 100 lets nothing through and needs no row. What the policy says of flags, and of what is proved or unknown, stays.
    #[must_use]
    pub fn sending_from(&self, score: u8) -> Self {
        let mut rows = Vec::with_capacity(self.rows.len() + UNPROVED.len());
        for row in &self.rows {
            if !UNPROVED.contains(&row.verdict) || row.flag.is_some() {
                rows.push(*row);
            } else if row.from_score.is_none() {
                if score <= 100 {
                    rows.push(PolicyRow { from_score: Some(score), action: Action::Send, ..*row });
                }
                let below = if row.action == Action::Send { Action::Caution } else { row.action };
                rows.push(PolicyRow { action: below, ..*row });
            }
        }
        Self { rows }
    }
}

/// Verdicts that are neither a proof nor nothing: the score says how far they can be trusted.
const UNPROVED: [Verdict; 3] = [Verdict::LikelyValid, Verdict::Risky, Verdict::LikelyInvalid];

impl PolicyRow {
    /// Whether no address of its verdict gets past it.
    const fn takes_all(&self) -> bool {
        self.flag.is_none() && self.from_score.is_none()
    }

    fn fits(&self, verdict: Verdict, flags: &Flags, score: u8) -> bool {
        self.verdict == verdict
            && self.flag.is_none_or(|flag| flags.get(flag) == Tri::Yes)
            && self.from_score.is_none_or(|from| score >= from)
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
        assert_eq!(Policy::default().action(Verdict::Valid, &flags, 90), Action::Send);
        flags.set(Flag::Role, Tri::Unknown);
        assert_eq!(Policy::default().action(Verdict::Valid, &flags, 90), Action::Send);
        flags.set(Flag::Role, Tri::Yes);
        assert_eq!(Policy::default().action(Verdict::Valid, &flags, 90), Action::Caution);
        flags.set(Flag::Disposable, Tri::Yes);
        assert_eq!(Policy::default().action(Verdict::Risky, &flags, 90), Action::Suppress);
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
            from_score: None,
            action: Action::Review,
        });
        assert!(matches!(policy.check(), Err(PolicyError::NeverReached { row: 10, .. })));
    }

    #[test]
    fn a_line_through_the_score_sends_above_it_and_leaves_flags_and_proof_alone() {
        let policy = Policy::default().sending_from(60);
        assert_eq!(policy.check(), Ok(()));
        let (mut flags, send) = (Flags::default(), Action::Send);
        for verdict in UNPROVED {
            assert_eq!(policy.action(verdict, &flags, 60), send, "{verdict}");
            assert_ne!(policy.action(verdict, &flags, 59), send, "{verdict}");
        }
        assert_eq!(policy.action(Verdict::Valid, &flags, 10), send);
        assert_ne!(policy.action(Verdict::Unknown, &flags, 100), send);
        assert_eq!(policy.action(Verdict::Invalid, &flags, 100), Action::Suppress);
        flags.set(Flag::Disposable, Tri::Yes);
        assert_eq!(policy.action(Verdict::Risky, &flags, 100), Action::Suppress);
        assert_eq!(
            policy.sending_from(70).rows,
            Policy::default().sending_from(70).rows,
            "one line, not two"
        );
    }

    #[test]
    fn a_line_may_lie_anywhere() {
        for score in [0, 1, 100, 101] {
            assert_eq!(Policy::default().sending_from(score).check(), Ok(()), "{score}");
        }
    }

    #[test]
    fn a_score_that_an_earlier_row_takes_is_never_reached() {
        let mut policy = Policy::default().sending_from(60);
        let line = policy.rows.iter().position(|row| row.from_score.is_some()).unwrap();
        policy.rows.insert(line + 1, PolicyRow { from_score: Some(80), ..policy.rows[line] });
        assert!(matches!(policy.check(), Err(PolicyError::NeverReached { .. })));
        policy.rows.swap(line, line + 1);
        assert_eq!(policy.check(), Ok(()));
    }
}
