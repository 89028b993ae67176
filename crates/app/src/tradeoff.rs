//! Rows kept against bounces expected: for every place at which a line could be drawn through what is not proved, what a
//! mailing to the rows above it would come to. Nothing is changed and nobody is asked.

use mailvet_store::{Kind, ListId};
use mailvet_verdict::{Action, Policy, PolicyRow, Reason};
use serde::{Deserialize, Serialize};

use crate::{
    AppError, Mailvet,
    bounces::{Bounces, Expected},
    policy::sound,
};

/// What a mailing could come to, from the boldest line to the most careful.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct Tradeoff {
    /// To every row of the list, whatever was found.
    pub everything: Expected,
    /// To the rows that the policy sends to.
    pub policy: Expected,
    /// One for each score from 0 to 100, and 101: only what is proved.
    pub steps: Vec<TradeoffStep>,
}

/// What a mailing to the rows from a score on would come to.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct TradeoffStep {
    /// The score at which the line is drawn; 101: above everything that is not proved.
    pub from_score: u8,
    /// What is to be expected.
    pub expected: Expected,
}

/// Past every score.
const NOTHING: u8 = 101;

impl Mailvet {
    /// What a mailing under a policy would come to, and under the same policy with a line at each score.
    ///
    /// # Errors
    /// The policy leaves a row without an action, there is no such list, or the database fails.
    pub async fn tradeoff(&self, list: ListId, rows: Vec<PolicyRow>) -> Result<Tradeoff, AppError> {
        let policy = sound(rows)?;
        let list_rows = self.0.store.list(list).await?.rows;
        let kinds = self.0.store.kinds(list).await?;
        let mut everything = Bounces::default();
        for kind in &kinds {
            everything.take(Some((kind.verdict, kind.score)), kind.rows);
        }
        let judged: u64 = kinds.iter().map(|kind| kind.rows).sum();
        everything.take(None, list_rows.saturating_sub(judged));
        Ok(Tradeoff {
            everything: everything.expected(),
            policy: sent_to(&policy, &kinds),
            steps: (0..=NOTHING)
                .map(|from_score| TradeoffStep {
                    from_score,
                    expected: sent_to(&policy.sending_from(from_score), &kinds),
                })
                .collect(),
        })
    }

    /// A policy with a line at a score; nothing is kept.
    ///
    /// # Errors
    /// The policy leaves a row without an action.
    pub fn draw_line(&self, rows: Vec<PolicyRow>, from_score: u8) -> Result<Vec<PolicyRow>, AppError> {
        Ok(sound(rows)?.sending_from(from_score).rows)
    }
}

/// The action of rows under a policy. What the user has decided stands under every policy, and whom the user has suppressed,
/// no policy sends to.
pub(crate) fn action_of(policy: &Policy, kind: &Kind) -> Action {
    match (kind.decision, kind.reason) {
        (Some(decided), _) => decided,
        (None, Reason::Suppressed) => Action::Suppress,
        (None, _) => policy.action(kind.verdict, &kind.flags, kind.score),
    }
}

fn sent_to(policy: &Policy, kinds: &[Kind]) -> Expected {
    let mut bounces = Bounces::default();
    for kind in kinds.iter().filter(|kind| action_of(policy, kind) == Action::Send) {
        bounces.take(Some((kind.verdict, kind.score)), kind.rows);
    }
    bounces.expected()
}

#[cfg(test)]
mod tests {
    use mailvet_verdict::{Flags, Verdict};

    use super::*;

    fn kind(verdict: Verdict, reason: Reason, score: u8, rows: u64) -> Kind {
        Kind { verdict, reason, flags: Flags::default(), decision: None, score, rows }
    }

    #[test]
    fn a_higher_line_keeps_fewer_rows_with_fewer_bounces_and_never_a_suppressed_one() {
        let kinds = [
            kind(Verdict::Valid, Reason::MailboxAccepted, 98, 500),
            kind(Verdict::LikelyValid, Reason::CatchAll, 82, 200),
            kind(Verdict::Risky, Reason::CatchAll, 50, 100),
            kind(Verdict::Invalid, Reason::MailboxNotFound, 1, 90),
            kind(Verdict::Invalid, Reason::Suppressed, 0, 10),
            kind(Verdict::Unknown, Reason::TimedOut, 60, 40),
        ];
        let at = |from| sent_to(&Policy::default().sending_from(from), &kinds);
        assert_eq!([0, 51, 83, NOTHING].map(|from| at(from).rows), [800, 700, 500, 500]);
        assert!(at(0).most > at(51).most && at(51).most > at(83).most);
        assert!(at(0).least <= at(0).likely && at(0).likely <= at(0).most);
        assert_eq!(at(0).not_known, 0, "what is unknown is not sent to");
    }
}
