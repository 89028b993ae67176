//! Commands of the report and of privacy that read without changing anything.

use mailvet_app::{
    DisclosureQuery, LedgerPage, ListId, PolicyRow, ReportFigures, Tradeoff,
    wire::{ExportPreview, ExportRequest},
};
use tauri::State;

use super::Answer;
use crate::Program;

/// The figures of a list for its report: providers, ages, expected bounces.
#[tauri::command]
#[specta::specta]
pub(crate) async fn report_figures(program: State<'_, Program>, list: ListId) -> Answer<ReportFigures> {
    program.get().await?.report_figures(list).await.map_err(Into::into)
}

/// What a mailing would come to under a policy, and with a line at each score.
#[tauri::command]
#[specta::specta]
pub(crate) async fn tradeoff(
    program: State<'_, Program>,
    list: ListId,
    rows: Vec<PolicyRow>,
) -> Answer<Tradeoff> {
    program.get().await?.tradeoff(list, rows).await.map_err(Into::into)
}

/// A policy with a line at a score; nothing is kept.
#[tauri::command]
#[specta::specta]
pub(crate) async fn draw_line(
    program: State<'_, Program>,
    rows: Vec<PolicyRow>,
    from_score: u8,
) -> Answer<Vec<PolicyRow>> {
    program.get().await?.draw_line(rows, from_score).map_err(Into::into)
}

/// A stretch of the ledger, the newest first, searched.
#[tauri::command]
#[specta::specta]
pub(crate) async fn disclosures(program: State<'_, Program>, query: DisclosureQuery) -> Answer<LedgerPage> {
    program.get().await?.disclosures(query).await.map_err(Into::into)
}

/// The first rows of an export as they would be written.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_export(
    program: State<'_, Program>,
    request: ExportRequest,
) -> Answer<ExportPreview> {
    program.get().await?.preview_export(request).await.map_err(Into::into)
}

/// How many rows of the export that is under way are written; `None`: none is.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_progress(program: State<'_, Program>) -> Answer<Option<u64>> {
    Ok(program.get().await?.export_progress())
}
