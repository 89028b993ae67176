//! The judge: the one pure function from all evidence of an address to a judgement.

use serde::{Deserialize, Serialize};

use crate::{Action, Dossier, Flag, Judgement, Knowledge, Verdict};

/// Says what the evidence comes to. Total: every dossier has a judgement.
#[must_use]
pub fn judge(_dossier: &Dossier, _knowledge: &Knowledge, _policy: &Policy) -> Judgement {
    todo!()
}

/// The user's policy: which action follows from which verdict and flags.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// First match wins; the last row of each verdict has no flag.
    pub rows: Vec<PolicyRow>,
}

/// One row of the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyRow {
    /// For this verdict.
    pub verdict: Verdict,
    /// And, where given, this flag.
    pub flag: Option<Flag>,
    /// Do this.
    pub action: Action,
}
