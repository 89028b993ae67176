//! The user's policy: shown, tried on a list without changing anything, kept in the settings, and applied to what was judged
//! before. It decides actions and never a verdict.

use std::collections::HashMap;

use mailvet_engine::settings::{SettingsError, described};
use mailvet_store::{FacetCount, ListId};
use mailvet_verdict::{Action, Policy, PolicyRow};

use crate::{
    AppError, JudgeAgain, Mailvet,
    history::{Change, ChangeKind},
    tradeoff::action_of,
    wire::PolicyView,
};

impl Mailvet {
    /// The policy in force.
    #[must_use]
    pub fn policy(&self) -> PolicyView {
        let rows = self.in_force().policy.rows.clone();
        let shipped = Policy::default().rows;
        PolicyView { is_shipped: rows == shipped, rows, shipped }
    }

    /// How many rows of a list would get each action under a policy; nothing is changed.
    ///
    /// # Errors
    /// The policy leaves a row without an action, there is no such list, or the database fails.
    pub async fn try_policy(&self, list: ListId, rows: Vec<PolicyRow>) -> Result<Vec<FacetCount>, AppError> {
        let policy = sound(rows)?;
        let mut counts: HashMap<Action, u64> = HashMap::new();
        for kind in self.0.store.kinds(list).await? {
            *counts.entry(action_of(&policy, &kind)).or_default() += kind.rows;
        }
        Ok(Action::ALL
            .iter()
            .map(|action| FacetCount {
                value: action.code().to_owned(),
                count: counts.get(action).copied().unwrap_or_default(),
            })
            .collect())
    }

    /// Keeps a policy in the settings; new judgements follow it.
    ///
    /// # Errors
    /// It leaves a row without an action, or the settings file cannot be written.
    pub async fn set_policy(&self, rows: Vec<PolicyRow>) -> Result<PolicyView, AppError> {
        let policy = sound(rows)?;
        let all = described();
        let setting = all.iter().find(|one| one.table == "policy" && one.key == "rows");
        let value = (policy != Policy::default()).then(|| toml::Value::Array(tables(&policy)));
        if let Some(setting) = setting {
            self.change_for_good(setting, value, Change::new(ChangeKind::Policy, 1)).await?;
        }
        Ok(self.policy())
    }

    /// Gives the rows of a list the actions of the policy in force. Nobody is asked anything.
    ///
    /// # Errors
    /// It is being vetted, there is no such list, or the database fails.
    pub async fn apply_policy(&self, list: ListId) -> Result<(), AppError> {
        if let Some(run) = self.0.store.list(list).await?.run {
            self.judge_again(run.id, JudgeAgain::Keep).await?;
            self.remember_applied(list).await;
        }
        Ok(())
    }
}

pub(crate) fn sound(rows: Vec<PolicyRow>) -> Result<Policy, AppError> {
    let policy = Policy { rows };
    policy.check().map_err(|fault| AppError::Setting { source: SettingsError::Policy(fault) })?;
    Ok(policy)
}

fn tables(policy: &Policy) -> Vec<toml::Value> {
    let table = |row: &PolicyRow| {
        let mut table = toml::Table::new();
        let mut put = |key: &str, value: toml::Value| table.insert(key.to_owned(), value);
        put("verdict", row.verdict.code().into());
        if let Some(flag) = row.flag {
            put("flag", flag.code().into());
        }
        if let Some(from) = row.from_score {
            put("from_score", i64::from(from).into());
        }
        put("action", row.action.code().into());
        toml::Value::Table(table)
    };
    policy.rows.iter().map(table).collect()
}

#[cfg(test)]
mod tests {
    use mailvet_verdict::Verdict;

    use super::*;
    use crate::Place;

    async fn mailvet() -> (tempfile::TempDir, Mailvet) {
        let folder = tempfile::tempdir().unwrap();
        let settings = folder.path().join("settings.toml");
        std::fs::write(&settings, "").unwrap();
        let place = Place { folder: folder.path().to_owned(), settings: Some(settings) };
        (folder, Mailvet::open(place).await.unwrap())
    }

    #[tokio::test]
    async fn a_policy_is_kept_in_the_settings_and_the_shipped_one_is_no_line_there() {
        let (folder, mailvet) = mailvet().await;
        let text = || std::fs::read_to_string(folder.path().join("settings.toml")).unwrap();
        let mut rows = mailvet.policy().rows;
        let likely = rows.iter().position(|row| row.verdict == Verdict::LikelyValid).unwrap();
        rows[likely].action = Action::Send;
        let view = mailvet.set_policy(rows.clone()).await.unwrap();
        assert_eq!((view.rows, view.is_shipped), (rows, false));
        assert!(text().contains("likely_valid"));
        let view = mailvet.set_policy(view.shipped).await.unwrap();
        assert!(view.is_shipped);
        assert_eq!(text(), "");
    }

    #[tokio::test]
    async fn a_line_through_the_score_is_kept_and_read_again() {
        let (folder, mailvet) = mailvet().await;
        let line = mailvet.draw_line(mailvet.policy().shipped, 65).unwrap();
        mailvet.set_policy(line.clone()).await.unwrap();
        let place =
            Place { folder: folder.path().join("new"), settings: Some(folder.path().join("settings.toml")) };
        assert_eq!(Mailvet::open(place).await.unwrap().policy().rows, line);
    }

    #[tokio::test]
    async fn a_policy_with_a_gap_is_refused_with_a_sentence() {
        let (_folder, mailvet) = mailvet().await;
        let fault = mailvet.set_policy(Vec::new()).await.unwrap_err().to_string();
        assert!(fault.contains("the policy has no row for"), "{fault}");
    }
}
