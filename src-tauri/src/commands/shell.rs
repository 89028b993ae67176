//! What the page asks of the desktop around the window.

use mailvet_app::DesktopFault;
use tauri::{AppHandle, State};

use super::Answer;
use crate::{
    Program,
    background::{self, Background, TrayWords},
    notice,
    opened::Opened,
};

/// The lists that were opened from outside since this was last asked: paths. The page asks as soon as it can be used.
#[tauri::command]
#[specta::specta]
pub(crate) async fn take_opened(opened: State<'_, Opened>) -> Answer<Vec<String>> {
    tracing::debug!("the page can be used");
    Ok(opened.take())
}

/// The language that the settings name for the window: asked where they cannot be used, to say so in it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn named_language(program: State<'_, Program>) -> Answer<Option<String>> {
    Ok(program.language())
}

/// Where the window can go while a check goes on.
#[tauri::command]
#[specta::specta]
pub(crate) async fn possible_background() -> Answer<Background> {
    Ok(background::possible().await)
}

/// Sends the window there; answers where it really went, or that it stays. On the main thread, as every menu and icon is.
#[tauri::command]
#[specta::specta]
pub(crate) fn go_to_background(app: AppHandle, to: Background, words: TrayWords) -> Answer<Background> {
    background::go(&app, to, &words).map_err(|error| {
        tracing::warn!(%error, "the window stays");
        DesktopFault::Background.fault(error.to_string())
    })
}

/// Shows a notice of the system, where the settings want any.
#[tauri::command]
#[specta::specta]
pub(crate) async fn notify(program: State<'_, Program>, title: String, text: String) -> Answer<()> {
    if program.get().await?.window_settings().notify {
        notice::show(title, text).await;
    }
    Ok(())
}
