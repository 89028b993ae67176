//! Learning from what became of earlier mail, what was learnt, and how good the verdicts were.

use mailvet_app::{
    AddressHistory, Batch, BatchId, FileNature, JudgedAgain, Known, LearnReport, LearnRequest, ListId,
};
use tauri::State;

use super::{Answer, Program};

/// Whether a file is a list or tells what became of mail; nothing is kept.
#[tauri::command]
#[specta::specta]
pub(crate) async fn recognise(program: State<'_, Program>, path: String) -> Answer<FileNature> {
    program.get()?.recognise(path.into()).await.map_err(Into::into)
}

/// Reads a file of outcomes and keeps what it tells, if that is wanted.
#[tauri::command]
#[specta::specta]
pub(crate) async fn learn(program: State<'_, Program>, request: LearnRequest) -> Answer<LearnReport> {
    program.get()?.learn(request).await.map_err(Into::into)
}

/// What was learnt.
#[tauri::command]
#[specta::specta]
pub(crate) async fn known(program: State<'_, Program>) -> Answer<Known> {
    program.get()?.known().await.map_err(Into::into)
}

/// Takes a learnt file back.
#[tauri::command]
#[specta::specta]
pub(crate) async fn undo_learning(program: State<'_, Program>, batch: BatchId) -> Answer<Batch> {
    program.get()?.undo_learning(batch).await.map_err(Into::into)
}

/// Forgets everything that was learnt, marks included.
#[tauri::command]
#[specta::specta]
pub(crate) async fn forget_learnt(program: State<'_, Program>) -> Answer<()> {
    program.get()?.forget_learnt().await.map_err(Into::into)
}

/// Writes every outcome that is kept; how many.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_learnt(program: State<'_, Program>, path: String) -> Answer<u64> {
    program.get()?.export_learnt(path.into()).await.map_err(Into::into)
}

/// Judges a list again from the evidence that is kept; nobody is asked.
#[tauri::command]
#[specta::specta]
pub(crate) async fn judge_again(program: State<'_, Program>, list: ListId) -> Answer<JudgedAgain> {
    program.get()?.judge_list_again(list).await.map_err(Into::into)
}

/// What is known of the address in a row, or of a further one of it, from before and from other lists.
#[tauri::command]
#[specta::specta]
pub(crate) async fn address_history(
    program: State<'_, Program>,
    list: ListId,
    row: u64,
    further: Option<u32>,
) -> Answer<AddressHistory> {
    program.get()?.address_history(list, row, further).await.map_err(Into::into)
}
