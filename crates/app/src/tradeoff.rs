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
        Ok(Tradeoff {
            everything: everybody(&kinds, list_rows),
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
    mailed(kinds, |kind| action_of(policy, kind) == Action::Send)
}

/// What a mailing to the rows of these kinds would come to.
pub(crate) fn mailed(kinds: &[Kind], wanted: impl Fn(&Kind) -> bool) -> Expected {
    bounces_of(kinds.iter().filter(|kind| wanted(kind))).expected()
}

/// What a mailing to each of the `rows` rows of a list would come to, judged or not.
pub(crate) fn everybody(kinds: &[Kind], rows: u64) -> Expected {
    let mut bounces = bounces_of(kinds);
    let judged: u64 = kinds.iter().map(|kind| kind.rows).sum();
    bounces.take(None, rows.saturating_sub(judged));
    bounces.expected()
}

fn bounces_of<'k>(kinds: impl IntoIterator<Item = &'k Kind>) -> Bounces {
    let mut bounces = Bounces::default();
    for kind in kinds {
        bounces.take(Some((kind.verdict, kind.score)), kind.rows);
    }
    bounces
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
