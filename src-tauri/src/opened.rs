//! Lists that are opened from outside: named at the start, handed over by a second start, or sent by the system (on a Mac).
//! They wait here until the page asks for them, so that none is lost while it still loads. Whether one can be read is not
//! judged here.

use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use tauri::{AppHandle, Emitter as _, Manager as _, Wry, plugin::TauriPlugin};

use crate::background;

/// What the page hears when lists wait for it.
const EVENT: &str = "opened";

/// The lists that wait for the page.
pub(crate) struct Opened(Mutex<Vec<PathBuf>>);

impl Opened {
    /// With those that this start named.
    pub(crate) fn at_the_start(args: impl IntoIterator<Item = String>, from: &Path) -> Self {
        Self(Mutex::new(named(args, from)))
    }

    /// Hands them out, once.
    pub(crate) fn take(&self) -> Vec<String> {
        let waiting = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        waiting.into_iter().map(|path| path.to_string_lossy().into_owned()).collect()
    }

    fn add(&self, paths: Vec<PathBuf>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(paths);
    }
}

/// Brings the window to the front, and has it open `paths` where there are any.
pub(crate) fn open(app: &AppHandle, paths: Vec<PathBuf>) {
    background::come_to_front(app);
    if paths.is_empty() {
        return;
    }
    app.state::<Opened>().add(paths);
    if let Err(error) = app.emit(EVENT, ()) {
        tracing::warn!(%error, "the page was not told of an opened list");
    }
}

/// The files among the arguments of a start in the folder `from`, the program's own name being the first of them. A file
/// manager may give addresses (`file:///…`) instead of paths.
fn named(args: impl IntoIterator<Item = String>, from: &Path) -> Vec<PathBuf> {
    let args = args.into_iter().skip(1).filter(|arg| !arg.is_empty() && !arg.starts_with('-'));
    args.map(|arg| {
        let address = tauri::Url::parse(&arg).ok().filter(|url| url.scheme() == "file");
        address.and_then(|url| url.to_file_path().ok()).unwrap_or_else(|| from.join(arg))
    })
    .collect()
}

/// Hands a second start over to the window that is there. One window belongs to one data folder: those over different
/// folders stand side by side. Where the system knows programs only by their name, that cannot be told, and a named
/// `folder` is left to the lock of its database, which says so in words.
pub(crate) fn single_window(folder: Option<&Path>) -> Option<TauriPlugin<Wry>> {
    let single = tauri_plugin_single_instance::Builder::new()
        .callback(|app, args, from| open(app, named(args, Path::new(&from))));
    match folder {
        None => Some(single.build()),
        Some(folder) if cfg!(target_os = "linux") => Some(single.dbus_id(bus_name(folder)).build()),
        Some(_) => None,
    }
}

/// A name on the session bus for the window over `folder`.
fn bus_name(folder: &Path) -> String {
    let whole = folder.canonicalize().or_else(|_| std::path::absolute(folder));
    let mut hasher = DefaultHasher::new();
    whole.as_deref().unwrap_or(folder).hash(&mut hasher);
    // A part of such a name begins with a letter.
    format!("org.mailvet.desktop.f{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(args: &[&str]) -> Vec<PathBuf> {
        named(args.iter().map(|arg| (*arg).to_owned()), &std::env::temp_dir())
    }

    #[test]
    fn a_named_file_is_found_from_the_folder_of_that_start() {
        assert_eq!(
            files(&["mailvet-desktop", "spring list.csv"]),
            [std::env::temp_dir().join("spring list.csv")]
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_whole_path_and_an_address_are_taken_as_they_are() {
        let whole = PathBuf::from("/lists/spring list.csv");
        assert_eq!(
            files(&["mailvet-desktop", "/lists/spring list.csv", "file:///lists/spring%20list.csv"]),
            [whole.clone(), whole]
        );
    }

    #[test]
    fn options_and_the_name_of_the_program_are_no_lists() {
        assert_eq!(files(&["mailvet-desktop", "--no-sandbox", "", "-psn_0_1"]), Vec::<PathBuf>::new());
        assert_eq!(files(&[]), Vec::<PathBuf>::new());
    }

    #[test]
    fn what_waits_is_handed_out_once() {
        let opened =
            Opened::at_the_start(["mailvet-desktop".to_owned(), "a.csv".to_owned()], Path::new("lists"));
        opened.add(vec![PathBuf::from("b.xlsx")]);
        let first = Path::new("lists").join("a.csv").display().to_string();
        assert_eq!(opened.take(), [first, "b.xlsx".to_owned()]);
        assert_eq!(opened.take(), Vec::<String>::new());
    }

    #[test]
    fn windows_over_different_folders_have_different_names() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        assert_ne!(bus_name(one.path()), bus_name(other.path()));
        assert_eq!(bus_name(one.path()), bus_name(&one.path().join(".")));
    }
}
