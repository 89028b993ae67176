//! Queries that the user has given a name, for every list.

use mailvet_store::{FilterId, ListId, Query, SavedFilter};

use crate::{
    AppError, Mailvet,
    history::{Change, ChangeKind, Way},
};

/// Letters that a name can have.
const LETTERS: usize = 80;

impl Mailvet {
    /// Every saved filter, by name.
    ///
    /// # Errors
    /// The database fails.
    pub async fn saved_filters(&self) -> Result<Vec<SavedFilter>, AppError> {
        Ok(self.0.store.saved_filters().await?)
    }

    /// Keeps a query over a list under a name, in place of one that has it.
    ///
    /// # Errors
    /// The name says nothing or too much, there is no such list, or the database fails.
    pub async fn save_filter(&self, list: ListId, name: &str, query: Query) -> Result<SavedFilter, AppError> {
        let columns = self.0.store.list(list).await?.columns;
        let (before, after) = self.0.store.save_filter(sound(name)?, query, columns).await?;
        let change = Change::new(ChangeKind::SavedFilter, 1).named(&after.name);
        self.remember(change, Way::Filter { before, after: Some(after.clone()) }).await;
        Ok(after)
    }

    /// Gives a saved filter another name.
    ///
    /// # Errors
    /// The name says nothing or too much or is another one's, the filter is gone, or the database fails.
    pub async fn rename_filter(&self, filter: FilterId, name: &str) -> Result<SavedFilter, AppError> {
        let before = self.0.store.saved_filter(filter).await?;
        let after = SavedFilter { name: sound(name)?.to_owned(), ..before.clone() };
        if after != before {
            self.0.store.restore_filter(after.clone()).await?;
            let change = Change::new(ChangeKind::RenamedFilter, 1).named(&after.name);
            self.remember(change, Way::Filter { before: Some(before), after: Some(after.clone()) }).await;
        }
        Ok(after)
    }

    /// Forgets a saved filter.
    ///
    /// # Errors
    /// It is gone already, or the database fails.
    pub async fn remove_filter(&self, filter: FilterId) -> Result<(), AppError> {
        let before = self.0.store.saved_filter(filter).await?;
        self.0.store.remove_filter(filter).await?;
        let change = Change::new(ChangeKind::RemovedFilter, 1).named(&before.name);
        self.remember(change, Way::Filter { before: Some(before), after: None }).await;
        Ok(())
    }
}

fn sound(name: &str) -> Result<&str, AppError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LETTERS {
        return Err(AppError::FilterName { most: LETTERS });
    }
    Ok(name)
}
