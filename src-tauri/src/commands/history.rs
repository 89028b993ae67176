//! Taking back and doing again, and filters with a name.

use mailvet_app::{FilterId, HistoryView, ListId, Query, SavedFilter};
use tauri::State;

use super::Answer;
use crate::Program;

/// What can be taken back and done again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn history(program: State<'_, Program>) -> Answer<HistoryView> {
    Ok(program.get().await?.history().await)
}

/// Takes the last change back.
#[tauri::command]
#[specta::specta]
pub(crate) async fn undo(program: State<'_, Program>) -> Answer<HistoryView> {
    program.get().await?.undo().await.map_err(Into::into)
}

/// Does the change again that was taken back last.
#[tauri::command]
#[specta::specta]
pub(crate) async fn redo(program: State<'_, Program>) -> Answer<HistoryView> {
    program.get().await?.redo().await.map_err(Into::into)
}

/// Every saved filter.
#[tauri::command]
#[specta::specta]
pub(crate) async fn saved_filters(program: State<'_, Program>) -> Answer<Vec<SavedFilter>> {
    program.get().await?.saved_filters().await.map_err(Into::into)
}

/// Keeps a query under a name.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_filter(
    program: State<'_, Program>,
    list: ListId,
    name: String,
    query: Query,
) -> Answer<SavedFilter> {
    program.get().await?.save_filter(list, &name, query).await.map_err(Into::into)
}

/// Gives a saved filter another name.
#[tauri::command]
#[specta::specta]
pub(crate) async fn rename_filter(
    program: State<'_, Program>,
    filter: FilterId,
    name: String,
) -> Answer<SavedFilter> {
    program.get().await?.rename_filter(filter, &name).await.map_err(Into::into)
}

/// Forgets a saved filter.
#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_filter(program: State<'_, Program>, filter: FilterId) -> Answer<()> {
    program.get().await?.remove_filter(filter).await.map_err(Into::into)
}
