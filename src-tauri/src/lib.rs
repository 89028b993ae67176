//! The desktop shell: a window over `mailvet-app`. Thin on purpose: no rule, no SQL and no socket in here; a command
//! hands its arguments on and its answer back.

mod bindings;
mod commands;
mod reveal;

use std::{env, path::PathBuf, time::Duration};

use mailvet_app::{LogAddresses, Mailvet, Place, wire::Fault};
use tauri::{Manager, RunEvent, WebviewWindow};

/// The program behind the window, or why it could not be opened: then every command answers with the fault, and the
/// window shows it instead of nothing.
pub(crate) struct Program(Result<Mailvet, Fault>);

impl Program {
    pub(crate) fn get(&self) -> Result<&Mailvet, Fault> {
        self.0.as_ref().map_err(Clone::clone)
    }
}

/// How long sessions may take to leave with `QUIT` when the program ends.
const LEAVE_TIME: Duration = Duration::from_secs(3);

/// Opens the window and runs until it is closed.
///
/// # Panics
/// Where there is no window system.
pub fn run() {
    let whole = env::var_os("MAILVET_LOG_ADDRESSES").is_some();
    let addresses = if whole { LogAddresses::Whole } else { LogAddresses::Masked };
    mailvet_app::start_log(tracing_subscriber::EnvFilter::from_env("MAILVET_LOG"), addresses);

    let ipc = bindings::builder();
    tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .invoke_handler(ipc.invoke_handler())
        .setup(|app| {
            let program = tauri::async_runtime::block_on(open());
            if let Ok(mailvet) = &program {
                let mailvet = mailvet.clone();
                tauri::async_runtime::spawn(async move { mailvet.go_on_with_killed_runs().await });
            }
            app.manage(Program(program));
            Ok(())
        })
        .build(tauri::generate_context!())
        .expect("a window system is there")
        .run(|app, event| {
            if let RunEvent::Exit = event
                && let Ok(mailvet) = app.state::<Program>().get()
            {
                tauri::async_runtime::block_on(mailvet.leave(LEAVE_TIME));
            }
        });
}

async fn open() -> Result<Mailvet, Fault> {
    let folder = env::var_os("MAILVET_DATA").map(PathBuf::from);
    let settings = env::var_os("MAILVET_SETTINGS").map(PathBuf::from);
    let place = Place::find(folder, settings).map_err(|error| error.fault())?;
    Mailvet::open_in_window(place).await.map_err(|error| {
        tracing::error!(%error, "the program cannot be opened");
        error.fault()
    })
}

/// Says in the window's title what is going on, for the task bar.
pub(crate) fn entitle(window: &WebviewWindow, what: Option<&str>) {
    let title = what.map_or_else(|| "Mailvet".to_owned(), |what| format!("{what} – Mailvet"));
    if let Err(error) = window.set_title(&title) {
        tracing::debug!(%error, "the title was not set");
    }
}
