//! Shows a file where it lies, in the system's own file manager: chosen where that can be asked for, else its folder.

use std::{
    io,
    path::Path,
    process::{Command, Stdio},
};

/// Opens the file manager at a file.
///
/// # Errors
/// No file manager could be started.
pub(crate) fn show(file: &Path) -> io::Result<()> {
    let mut failed = io::Error::other("no file manager is known for this system");
    for mut command in commands(file) {
        match command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status() {
            // Explorer answers 1 however it went.
            Ok(status) if status.success() || cfg!(windows) => return Ok(()),
            Ok(status) => failed = io::Error::other(format!("the file manager ended with {status}")),
            Err(error) => failed = error,
        }
    }
    Err(failed)
}

/// What to try, one after the other.
#[cfg(target_os = "macos")]
fn commands(file: &Path) -> Vec<Command> {
    let mut open = Command::new("open");
    open.arg("-R").arg(file);
    vec![open]
}

#[cfg(windows)]
fn commands(file: &Path) -> Vec<Command> {
    let mut explorer = Command::new("explorer");
    explorer.arg("/select,").arg(file);
    vec![explorer]
}

/// By the desktop's common interface, which marks the file; else its folder by whatever opens folders.
#[cfg(not(any(target_os = "macos", windows)))]
fn commands(file: &Path) -> Vec<Command> {
    let mut dbus = Command::new("dbus-send");
    dbus.args(["--session", "--print-reply", "--dest=org.freedesktop.FileManager1", "--type=method_call"])
        .args(["/org/freedesktop/FileManager1", "org.freedesktop.FileManager1.ShowItems"])
        .arg(format!("array:string:{}", uri(file)))
        .arg("string:");
    let mut open = Command::new("xdg-open");
    open.arg(file.parent().unwrap_or(file));
    vec![dbus, open]
}

/// `file:` with everything written as a byte that is not plain (RFC 8089); a comma would part the array.
#[cfg(not(any(target_os = "macos", windows)))]
fn uri(file: &Path) -> String {
    use std::os::unix::ffi::OsStrExt as _;

    let written = file.as_os_str().as_bytes().iter().map(|byte| match byte {
        b'/' | b'-' | b'_' | b'.' | b'~' => char::from(*byte).to_string(),
        plain if plain.is_ascii_alphanumeric() => char::from(*plain).to_string(),
        other => format!("%{other:02X}"),
    });
    format!("file://{}", written.collect::<String>())
}

#[cfg(all(test, not(any(target_os = "macos", windows))))]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_spaces_commas_and_umlauts_stays_one_file() {
        assert_eq!(uri(Path::new("/home/you/a, ü.csv")), "file:///home/you/a%2C%20%C3%BC.csv");
    }
}
