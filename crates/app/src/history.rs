//! What the user has changed since the program was started, so that it can be taken back and done again: one stack over
//! everything, each step with what it takes to undo it. What a step was about may be gone by then; it is said and forgotten.

use mailvet_engine::settings::described;
use mailvet_store::{DecisionBatch, ListId, Mark, SavedFilter, StoreError, SuppressionLine};
use mailvet_verdict::{Action, Address, SuppressionEntry};
use serde::{Deserialize, Serialize};

use crate::{AppError, JudgeAgain, Mailvet, presets::Preset};

/// Steps that are kept.
const KEPT: usize = 100;

/// What can be taken back and done again next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct HistoryView {
    /// What was done last.
    pub undo: Option<Change>,
    /// What was taken back last.
    pub redo: Option<Change>,
}

/// A change that the user made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Change {
    /// What kind.
    pub kind: ChangeKind,
    /// What was decided, where it was a decision.
    pub action: Option<Action>,
    /// How many rows, addresses or lines it touched.
    pub count: u64,
    /// The setting, saved filter or preset.
    pub name: String,
    /// In which list, where it was in one.
    pub list: Option<ListId>,
}

/// Kinds of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Decided what is to be done with rows.
    Decided,
    /// Withdrew decisions.
    Withdrew,
    /// Marked addresses as known good.
    MarkedGood,
    /// Marked addresses as known bad.
    MarkedBad,
    /// Took marks away.
    Unmarked,
    /// Put lines on the suppression list.
    Suppressed,
    /// Took lines off it.
    Unsuppressed,
    /// Changed the policy.
    Policy,
    /// Changed a setting.
    Setting,
    /// Saved a filter.
    SavedFilter,
    /// Gave a saved filter another name.
    RenamedFilter,
    /// Removed a saved filter.
    RemovedFilter,
    /// Saved a preset of exports.
    SavedPreset,
    /// Removed a preset of exports.
    RemovedPreset,
}

impl Change {
    pub(crate) fn new(kind: ChangeKind, count: u64) -> Self {
        Self { kind, action: None, count, name: String::new(), list: None }
    }

    pub(crate) fn named(self, name: impl Into<String>) -> Self {
        Self { name: name.into(), ..self }
    }

    pub(crate) fn of_list(self, list: ListId) -> Self {
        Self { list: Some(list), ..self }
    }
}

/// How a change is taken back and done again.
#[derive(Clone, Debug)]
pub(crate) enum Way {
    Decisions(DecisionBatch),
    /// Each address with its mark before and after.
    Marks(Vec<(Address, Option<Mark>, Option<Mark>)>),
    /// Lines that the change put on the suppression list.
    Suppressed(Vec<SuppressionLine>),
    /// Lines that the change took off it.
    Unsuppressed(Vec<SuppressionLine>),
    Setting {
        /// As in `smtp.helo`.
        key: String,
        before: Option<toml::Value>,
        after: Option<toml::Value>,
        /// Lists whose rows were given the actions of the policy that it changed.
        applied: Vec<ListId>,
    },
    Filter {
        before: Option<Box<SavedFilter>>,
        after: Option<Box<SavedFilter>>,
    },
    /// A preset of the user's own, by its id.
    Preset {
        id: String,
        before: Option<Box<Preset>>,
        after: Option<Box<Preset>>,
    },
}

#[derive(Debug)]
struct Step {
    change: Change,
    way: Way,
}

/// Steps done and taken back.
#[derive(Debug, Default)]
pub(crate) struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
}

impl History {
    fn view(&self) -> HistoryView {
        let last = |steps: &[Step]| steps.last().map(|step| step.change.clone());
        HistoryView { undo: last(&self.done), redo: last(&self.undone) }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Back,
    Again,
}

impl Mailvet {
    /// What can be taken back and done again.
    pub async fn history(&self) -> HistoryView {
        self.0.history.lock().await.view()
    }

    /// Takes the last change back.
    ///
    /// # Errors
    /// What it was about is gone or busy, or the database or a file fails.
    pub async fn undo(&self) -> Result<HistoryView, AppError> {
        self.go(Direction::Back).await
    }

    /// Does the change again that was taken back last.
    ///
    /// # Errors
    /// What it was about is gone or busy, or the database or a file fails.
    pub async fn redo(&self) -> Result<HistoryView, AppError> {
        self.go(Direction::Again).await
    }

    /// Keeps a change that was just made; what was taken back before can not be done again from now on.
    pub(crate) async fn remember(&self, change: Change, way: Way) {
        let mut history = self.0.history.lock().await;
        history.undone.clear();
        history.done.push(Step { change, way });
        if history.done.len() > KEPT {
            history.done.remove(0);
        }
    }

    /// Notes that the policy of the last change was applied to a list, so that taking it back takes that back too.
    pub(crate) async fn remember_applied(&self, list: ListId) {
        let mut history = self.0.history.lock().await;
        if let Some(Step {
            change: Change { kind: ChangeKind::Policy, .. },
            way: Way::Setting { applied, .. },
        }) = history.done.last_mut()
            && !applied.contains(&list)
        {
            applied.push(list);
        }
    }

    /// Nothing can be taken back any more: what it was about is deleted.
    pub(crate) async fn forget_history(&self) {
        *self.0.history.lock().await = History::default();
    }

    async fn go(&self, direction: Direction) -> Result<HistoryView, AppError> {
        let mut history = self.0.history.lock().await;
        let step = match direction {
            Direction::Back => history.done.pop(),
            Direction::Again => history.undone.pop(),
        };
        let Some(step) = step else { return Ok(history.view()) };
        let went = self.walk(&step.way, direction).await;
        let gone =
            matches!(&went, Err(AppError::Store(StoreError::NotFound { .. } | StoreError::NameTaken { .. })));
        if !gone {
            match (direction, &went) {
                (Direction::Back, Ok(())) | (Direction::Again, Err(_)) => history.undone.push(step),
                (Direction::Again, Ok(())) | (Direction::Back, Err(_)) => history.done.push(step),
            }
        }
        went.map(|()| history.view())
    }

    async fn walk(&self, way: &Way, direction: Direction) -> Result<(), AppError> {
        let back = direction == Direction::Back;
        let store = &self.0.store;
        match way {
            Way::Decisions(batch) => store.stand(*batch, !back).await?,
            Way::Marks(marks) => {
                for mark in [None, Some(Mark::Good), Some(Mark::Bad)] {
                    let of_mark = marks
                        .iter()
                        .filter(|(_, before, after)| if back { *before == mark } else { *after == mark });
                    let addresses: Vec<Address> = of_mark.map(|(address, ..)| address.clone()).collect();
                    if !addresses.is_empty() {
                        store.mark(addresses, mark.map(|mark| mark == Mark::Good)).await?;
                    }
                }
            }
            Way::Suppressed(lines) if back => self.take_off(lines).await?,
            Way::Unsuppressed(lines) if !back => self.take_off(lines).await?,
            Way::Suppressed(lines) | Way::Unsuppressed(lines) => self.put_on(lines).await?,
            Way::Setting { key, before, after, applied } => {
                let all = described();
                let one = all.iter().find(|one| format!("{}.{}", one.table, one.key) == *key);
                let Some(one) = one else { return Err(AppError::NoSuchSetting { key: key.clone() }) };
                self.change(one, if back { before.clone() } else { after.clone() }).await?;
                for list in applied {
                    let run = match store.list(*list).await {
                        Ok(list) => list.run,
                        // A list that is gone has no rows that could be wrong.
                        Err(StoreError::NotFound { .. }) => None,
                        Err(error) => return Err(error.into()),
                    };
                    if let Some(run) = run {
                        self.judge_again(run.id, JudgeAgain::Keep).await?;
                    }
                }
            }
            Way::Filter { before, after } => {
                let (from, to) = if back { (after, before) } else { (before, after) };
                match (from, to) {
                    (_, Some(filter)) => store.restore_filter(SavedFilter::clone(filter)).await?,
                    (Some(filter), None) => store.remove_filter(filter.id).await?,
                    (None, None) => {}
                }
            }
            Way::Preset { id, before, after } => {
                let wanted = if back { before } else { after };
                self.put_preset(id, wanted.as_deref().cloned())?;
            }
        }
        Ok(())
    }

    async fn take_off(&self, lines: &[SuppressionLine]) -> Result<(), AppError> {
        let entries = lines.iter().map(|line| SuppressionEntry::kept(&line.entry)).collect();
        self.0.store.unsuppress(entries).await?;
        Ok(())
    }

    async fn put_on(&self, lines: &[SuppressionLine]) -> Result<(), AppError> {
        let mut sources: Vec<&str> = lines.iter().map(|line| line.source.as_str()).collect();
        sources.sort_unstable();
        sources.dedup();
        for source in sources {
            let of_source = lines.iter().filter(|line| line.source == source);
            let entries = of_source.map(|line| SuppressionEntry::kept(&line.entry)).collect();
            self.0.store.suppress(entries, source).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
