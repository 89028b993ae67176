//! The built command line, run as a person runs it: a data folder of its own, nothing shared.

use std::{
    collections::BTreeMap,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use tempfile::TempDir;

use crate::program;

/// How long the program may take for anything before a test gives it up.
const PATIENCE: Duration = Duration::from_secs(120);

/// A folder in which `mailvet` is run.
pub struct Bench {
    folder: TempDir,
    settings: Option<PathBuf>,
}

/// What a run of the program came to.
pub struct Ran {
    /// Its exit code; -1 where it was killed.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Bench {
    /// A fresh folder; `settings` is the text of a settings file, or nothing for the defaults.
    ///
    /// # Panics
    /// There is no room for temporary files.
    #[must_use]
    pub fn new(settings: Option<&str>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let settings = settings.map(|text| {
            let file = folder.path().join("settings.toml");
            std::fs::write(&file, text).expect("the settings can be written");
            file
        });
        Self { folder, settings }
    }

    /// A path in the folder.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file into the folder.
    ///
    /// # Panics
    /// It cannot be written.
    pub fn file(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, contents).expect("the file can be written");
        path
    }

    /// The program with these arguments, ready to be started.
    pub fn command<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(program("mailvet"));
        command.args(args).arg("--data").arg(self.path("data")).current_dir(self.folder.path());
        if let Some(settings) = &self.settings {
            command.arg("--settings").arg(settings);
        }
        command
    }

    /// Runs the program to its end; one that does not end is killed, so that a test fails instead of hanging.
    fn output<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Output {
        let child = self
            .command(args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program can be started");
        let id = child.id().to_string();
        let (ended, end) = mpsc::channel::<()>();
        let watch = thread::spawn(move || {
            if end.recv_timeout(PATIENCE) == Err(mpsc::RecvTimeoutError::Timeout) {
                // It may have ended in this very moment.
                let _ = Command::new("kill").args(["-9", &id]).status();
            }
        });
        let output = child.wait_with_output().expect("ours");
        drop(ended);
        watch.join().expect("it only waits");
        output
    }

    /// Runs the program to its end.
    ///
    /// # Panics
    /// It cannot be started.
    pub fn run<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Ran {
        let Output { status, stdout, stderr } = self.output(args);
        Ran {
            code: status.code().unwrap_or(-1),
            stdout: String::from_utf8(stdout).expect("text"),
            stderr: String::from_utf8(stderr).expect("text"),
        }
    }
}

/// The verdict and the reason of every row of a vetted CSV, by the text of its column `column`, in the file's order.
///
/// # Panics
/// It is no such file.
#[must_use]
pub fn verdicts(file: &Path, column: &str) -> Vec<(String, String, String)> {
    let mut reader = csv::Reader::from_path(file).expect("the result can be read");
    let headers = reader.headers().expect("a header").clone();
    let index = |name: &str| {
        headers
            .iter()
            .position(|header| header == name)
            .unwrap_or_else(|| panic!("no column {name} in {headers:?}"))
    };
    let (address, verdict, reason) = (index(column), index("mailvet_verdict"), index("mailvet_reason"));
    reader
        .records()
        .map(|record| {
            let record = record.expect("a sound row");
            (record[address].to_owned(), record[verdict].to_owned(), record[reason].to_owned())
        })
        .collect()
}

/// What the truth that ships beside the samples says of an address.
#[derive(Clone, Debug)]
pub struct Truth {
    /// The verdict.
    pub verdict: String,
    /// The reason.
    pub reason: String,
    /// Verdicts that are as right for the same reason: what the model leans to depends on the other rows of the list.
    pub leans: Vec<String>,
}

impl Truth {
    /// Whether this is right.
    #[must_use]
    pub fn admits(&self, verdict: &str, reason: &str) -> bool {
        self.reason == reason && (self.verdict == verdict || self.leans.iter().any(|lean| lean == verdict))
    }
}

/// The truth that ships beside the samples, by address as typed.
///
/// # Panics
/// The file is not there.
#[must_use]
pub fn truth() -> BTreeMap<String, Truth> {
    let mut reader =
        csv::Reader::from_path(crate::repository().join("assets/samples/truth.csv")).expect("the truth");
    reader
        .records()
        .map(|record| {
            let record = record.expect("a sound row");
            let (verdict, reason) = (record[1].to_owned(), record[2].to_owned());
            let also = record[3].split('|').filter_map(|also| also.split_once('/'));
            let leans = also.filter(|(_, for_reason)| *for_reason == reason).map(|(lean, _)| lean.to_owned());
            (record[0].to_owned(), Truth { leans: leans.collect(), verdict, reason })
        })
        .collect()
}
