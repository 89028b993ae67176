//! The desktop shell: a window over `mailvet-app`. Thin on purpose: no rule, no SQL and no socket in here; a command
//! hands its arguments on and its answer back.

mod awake;
mod background;
mod bindings;
mod commands;
mod notice;
mod opened;
mod painting;
mod reveal;

use std::{
    env,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use mailvet_app::{LogAddresses, Mailvet, Place, wire::Fault};
use tauri::{AppHandle, Manager as _, RunEvent, Wry, plugin::TauriPlugin};
use tauri_plugin_window_state::StateFlags;
use tokio::sync::{Notify, OnceCell};

use awake::Vigil;
use opened::Opened;

/// The program behind the window. It is opened while the window is being made, and whoever calls a command before that
/// waits; where it cannot be opened every command tries anew and answers with the fault, and the window shows it instead of
/// nothing: whoever has mended a settings file need not start again.
pub(crate) struct Program {
    place: Result<Place, Fault>,
    opened: OnceCell<Mailvet>,
    came_up: Notify,
    /// When it last could not be opened, and why.
    failed: Mutex<Option<(Instant, Fault)>>,
}

impl Program {
    fn at(place: Result<Place, Fault>) -> Self {
        Self { place, opened: OnceCell::new(), came_up: Notify::new(), failed: Mutex::default() }
    }

    /// Once it is open.
    pub(crate) async fn get(&self) -> Result<&Mailvet, Fault> {
        let asked = Instant::now();
        let failed = || self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        let opening = || async {
            // Whoever has waited for an attempt takes what came of it.
            if let Some((_, fault)) = failed().clone().filter(|(at, _)| *at > asked) {
                return Err(fault);
            }
            let opened = open(self.place.clone()).await;
            match &opened {
                Ok(_) => self.came_up.notify_one(),
                Err(fault) => *failed() = Some((Instant::now(), fault.clone())),
            }
            opened
        };
        self.opened.get_or_try_init(opening).await
    }

    /// The language that its settings name, also where it cannot be opened.
    pub(crate) fn language(&self) -> Option<String> {
        self.place.as_ref().ok()?.language()
    }

    /// Where it is open by now.
    pub(crate) fn if_open(&self) -> Option<&Mailvet> {
        self.opened.get()
    }
}

/// How long sessions may take to leave with `QUIT` when the program ends.
const LEAVE_TIME: Duration = Duration::from_secs(3);
/// Where and how large the window was, in the data folder.
const WINDOW_STATE: &str = "window.json";

/// Opens the window and runs until it is closed.
///
/// # Panics
/// Where there is no window system.
pub fn run() {
    let whole = env::var_os("MAILVET_LOG_ADDRESSES").is_some();
    let addresses = if whole { LogAddresses::Whole } else { LogAddresses::Masked };
    mailvet_app::start_log(tracing_subscriber::EnvFilter::from_env("MAILVET_LOG"), addresses);
    #[cfg(target_os = "linux")]
    painting::choose();
    mailvet_app::read_tables_ahead();

    let folder = env::var_os("MAILVET_DATA").map(PathBuf::from);
    let settings = env::var_os("MAILVET_SETTINGS").map(PathBuf::from);
    let place = Place::find(folder.clone(), settings).map_err(|error| error.fault());
    let here = env::current_dir().unwrap_or_default();
    let ipc = bindings::builder();
    let mut app = tauri::Builder::default();
    // First of all: a second start goes no further.
    if let Some(single) = opened::single_window(folder.as_deref()) {
        app = app.plugin(single);
    }
    if let Ok(place) = &place {
        app = app.plugin(remembered(&place.folder));
    }
    let app = app
        .plugin(tauri_plugin_dialog::init())
        .invoke_handler(ipc.invoke_handler())
        .manage(Opened::at_the_start(env::args_os().map(|arg| arg.to_string_lossy().into_owned()), &here))
        .manage(Program::at(place))
        .build(tauri::generate_context!())
        .expect("a window system is there");
    // Not before: a second start has ended by now, and the window is made next.
    tauri::async_runtime::spawn(begin(app.handle().clone()));
    app.run(hear);
}

/// Opens the program, and goes on where it was.
async fn begin(app: AppHandle) {
    let program = app.state::<Program>();
    let mailvet = loop {
        match program.get().await {
            Ok(mailvet) => break mailvet,
            Err(_) => program.came_up.notified().await,
        }
    };
    match Vigil::over(mailvet.clone()) {
        Ok(vigil) => drop(app.manage(Mutex::new(Some(vigil)))),
        Err(error) => tracing::warn!(%error, "the machine may fall asleep during a check"),
    }
    mailvet.go_on_with_killed_runs().await;
}

/// What the system says to the program as a whole.
fn hear(app: &AppHandle, event: RunEvent) {
    match event {
        RunEvent::Exit => {
            let vigil = app.try_state::<Mutex<Option<Vigil>>>();
            let vigil = vigil.and_then(|kept| kept.lock().unwrap_or_else(PoisonError::into_inner).take());
            vigil.into_iter().for_each(Vigil::end);
            if let Some(mailvet) = app.state::<Program>().if_open() {
                tauri::async_runtime::block_on(mailvet.leave(LEAVE_TIME));
            }
        }
        #[cfg(target_os = "macos")]
        RunEvent::Opened { urls } => {
            opened::open(app, urls.iter().filter_map(|url| url.to_file_path().ok()).collect());
        }
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => background::come_to_front(app),
        _ => {}
    }
}

async fn open(place: Result<Place, Fault>) -> Result<Mailvet, Fault> {
    Mailvet::open_in_window(place?).await.map_err(|error| {
        tracing::error!(%error, "the program cannot be opened");
        error.fault()
    })
}

/// The window comes back where it was and as large as it was.
fn remembered(folder: &Path) -> TauriPlugin<Wry> {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    tauri_plugin_window_state::Builder::new()
        .with_filename(folder.join(WINDOW_STATE).to_string_lossy())
        .with_state_flags(
            StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED | StateFlags::FULLSCREEN,
        )
        .build()
}
