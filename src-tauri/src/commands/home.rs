//! Commands of the home view beside its lists: what is pasted, one address checked at once, and what becomes of its evidence.

use mailvet_app::{DesktopFault, wire::EvidenceView};
use tauri::{State, ipc::Channel};

use super::Answer;
use crate::{Program, reveal};

/// Keeps a pasted text as a file that can be previewed and brought in; answers its path.
#[tauri::command]
#[specta::specta]
pub(crate) async fn paste(program: State<'_, Program>, name: String, text: String) -> Answer<String> {
    program.get().await?.paste(name, text).await.map_err(Into::into)
}

/// Checks one address; what is seen is streamed at every step.
#[tauri::command]
#[specta::specta]
pub(crate) async fn check_address(
    program: State<'_, Program>,
    address: String,
    practice: bool,
    channel: Channel<EvidenceView>,
) -> Answer<EvidenceView> {
    let tell = move |seen| {
        // A window that is gone needs no further word.
        let _ = channel.send(seen);
    };
    program.get().await?.check_in_sight(&address, practice, tell).await.map_err(Into::into)
}

/// Writes the evidence of one address, which comes as JSON.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_evidence(program: State<'_, Program>, evidence: String, path: String) -> Answer<()> {
    program.get().await?.save_evidence(evidence, path.into()).await.map_err(Into::into)
}

/// Shows a file in the system's file manager.
#[tauri::command]
#[specta::specta]
pub(crate) async fn show_in_folder(path: String) -> Answer<()> {
    let file = std::path::PathBuf::from(path);
    let shown = tauri::async_runtime::spawn_blocking(move || reveal::show(&file)).await;
    shown
        .map_err(std::io::Error::other)
        .flatten()
        .map_err(|error| DesktopFault::FileManager.fault(error.to_string()))
}

/// Ends the check of one address that is under way: what is known counts.
#[tauri::command]
#[specta::specta]
pub(crate) async fn stop_check(program: State<'_, Program>) -> Answer<()> {
    program.get().await?.stop_check();
    Ok(())
}
