//! What is done with selected rows of a list.

use mailvet_app::{AccuracyReport, Action, CopiedRows, CopyRequest, ListId, Mark, Selection, Touched};
use tauri::State;

use super::Answer;
use crate::Program;

/// How many rows are selected.
#[tauri::command]
#[specta::specta]
pub(crate) async fn count_selected(
    program: State<'_, Program>,
    list: ListId,
    selection: Selection,
) -> Answer<u64> {
    program.get().await?.count_selected(list, selection).await.map_err(Into::into)
}

/// Which operator takes mail for a row's address, as a facet names it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn mail_operator(
    program: State<'_, Program>,
    list: ListId,
    row: u64,
) -> Answer<Option<String>> {
    program.get().await?.mail_operator(list, row).await.map_err(Into::into)
}

/// The selected rows as text for the clipboard.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_selected(
    program: State<'_, Program>,
    list: ListId,
    request: CopyRequest,
) -> Answer<CopiedRows> {
    program.get().await?.copy_selected(list, request).await.map_err(Into::into)
}

/// Decides what is to be done with the selected rows; without an action, withdraws what was decided.
#[tauri::command]
#[specta::specta]
pub(crate) async fn decide(
    program: State<'_, Program>,
    list: ListId,
    selection: Selection,
    action: Option<Action>,
    note: String,
) -> Answer<Touched> {
    program.get().await?.decide(list, selection, action, &note).await.map_err(Into::into)
}

/// Marks the addresses of the selected rows as known good or bad; without a mark, takes marks away.
#[tauri::command]
#[specta::specta]
pub(crate) async fn mark_selected(
    program: State<'_, Program>,
    list: ListId,
    selection: Selection,
    mark: Option<Mark>,
) -> Answer<Touched> {
    program.get().await?.mark_selected(list, selection, mark).await.map_err(Into::into)
}

/// Puts the addresses of the selected rows on the user's own suppression list.
#[tauri::command]
#[specta::specta]
pub(crate) async fn suppress_selected(
    program: State<'_, Program>,
    list: ListId,
    selection: Selection,
) -> Answer<Touched> {
    program.get().await?.suppress_selected(list, selection).await.map_err(Into::into)
}

/// How the list's run judged the addresses that the user knows.
#[tauri::command]
#[specta::specta]
pub(crate) async fn accuracy(program: State<'_, Program>, list: ListId) -> Answer<Option<AccuracyReport>> {
    program.get().await?.accuracy_of_list(list).await.map_err(Into::into)
}
