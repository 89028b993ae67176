//! Going on without a window: in the tray where the desktop has one, else minimised. The tray is asked for anew each time,
//! because a desktop may be changed under a running program, and nothing fails where there is none.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::{
    AppHandle, Manager as _,
    menu::{MenuBuilder, MenuItemBuilder},
    tray::TrayIconBuilder,
};

use crate::Program;

/// The name of the window, as in `tauri.conf.json`.
const WINDOW: &str = "main";
/// The name of the icon in the tray.
const TRAY: &str = "mailvet";

/// Where a window that is closed during a check can go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Background {
    /// Into the tray, with a menu.
    Tray,
    /// To the task bar.
    TaskBar,
}

/// What the menu in the tray says, in the language of the window.
#[derive(Clone, Debug, Deserialize, Type)]
pub(crate) struct TrayWords {
    open: String,
    pause: String,
    quit: String,
}

/// Where a window can go at this moment.
#[cfg(target_os = "linux")]
pub(crate) async fn possible() -> Background {
    let asked = tokio::time::timeout(std::time::Duration::from_secs(1), is_there_a_tray()).await;
    if let Ok(Ok(true)) = asked { Background::Tray } else { Background::TaskBar }
}

/// Whether a panel of this desktop shows icons (`StatusNotifierItem`, as KDE, GNOME's extension and others do).
#[cfg(target_os = "linux")]
async fn is_there_a_tray() -> zbus::Result<bool> {
    let bus = zbus::Connection::session().await?;
    let names = zbus::fdo::DBusProxy::new(&bus).await?;
    Ok(names.name_has_owner(zbus::names::BusName::try_from("org.kde.StatusNotifierWatcher")?).await?)
}

/// Where a window can go at this moment: these systems always have a tray.
#[cfg(not(target_os = "linux"))]
pub(crate) async fn possible() -> Background {
    Background::Tray
}

/// Sends the window away while checks go on; returns where it went. Only on the main thread.
///
/// # Errors
/// The window is gone, or can neither be hidden nor minimised: it stays.
pub(crate) fn go(app: &AppHandle, to: Background, words: &TrayWords) -> tauri::Result<Background> {
    let window = app.get_webview_window(WINDOW).ok_or(tauri::Error::WindowNotFound)?;
    if to == Background::Tray && show_in_tray(app, words) {
        if window.hide().is_ok() {
            return Ok(Background::Tray);
        }
        drop(app.remove_tray_by_id(TRAY));
    }
    window.minimize()?;
    Ok(Background::TaskBar)
}

fn show_in_tray(app: &AppHandle, words: &TrayWords) -> bool {
    // The library behind it is looked for when it is first used, and a Linux desktop without it is answered with a panic.
    let shown = catch_unwind(AssertUnwindSafe(|| tray(app, words)));
    match shown {
        Ok(Ok(())) => true,
        Ok(Err(error)) => {
            tracing::warn!(%error, "there is no icon in the tray");
            false
        }
        Err(_panic) => {
            tracing::warn!("there is no icon in the tray: its library is missing");
            false
        }
    }
}

fn tray(app: &AppHandle, words: &TrayWords) -> tauri::Result<()> {
    app.remove_tray_by_id(TRAY);
    let item = |id: &str, text: &str| MenuItemBuilder::with_id(id, text).build(app);
    let menu = MenuBuilder::new(app)
        .item(&item("tray-open", &words.open)?)
        .item(&item("tray-pause", &words.pause)?)
        .separator()
        .item(&item("tray-quit", &words.quit)?)
        .build()?;
    let mut tray =
        TrayIconBuilder::with_id(TRAY).menu(&menu).tooltip("Mailvet").on_menu_event(|app, event| match event
            .id()
            .as_ref()
        {
            "tray-open" => come_to_front(app),
            "tray-pause" => pause_all(app),
            "tray-quit" => app.exit(0),
            _ => {}
        });
    if let Some(icon) = app.default_window_icon() {
        tray = tray.icon(icon.clone());
    }
    tray.build(app).map(drop)
}

/// Shows the window again, wherever it went.
pub(crate) fn come_to_front(app: &AppHandle) {
    let Some(window) = app.get_webview_window(WINDOW) else { return };
    let shown = window.show().and_then(|()| window.unminimize()).and_then(|()| window.set_focus());
    if let Err(error) = shown {
        tracing::warn!(%error, "the window did not come to the front");
    }
    // Its own menu may have called, so it goes once that is over.
    let app = app.clone();
    let gone = app.clone().run_on_main_thread(move || drop(app.remove_tray_by_id(TRAY)));
    if let Err(error) = gone {
        tracing::debug!(%error, "the icon stays in the tray");
    }
}

fn pause_all(app: &AppHandle) {
    let program = app.state::<Program>();
    let Some(mailvet) = program.if_open() else { return };
    for run in mailvet.working_on() {
        // It may have come to its end by itself.
        if let Err(error) = mailvet.pause(run.list) {
            tracing::debug!(%error, "nothing to pause");
        }
    }
}
