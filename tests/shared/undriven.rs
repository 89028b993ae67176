//! A real window that nobody drives, for measurements: what WebDriver adds to a start and to the memory of the page is not in
//! it. It is worked by keys and the mouse alone, and known by its title and by what the program says to its log.

use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::{
    desktop::{Killed, Start, closing, screen},
    program,
};

/// What the program says to its log once the page can be used.
const USABLE: &str = "the page can be used";

/// A running desktop program without a driver.
pub struct Undriven {
    program: Killed,
    display: String,
    folder: TempDir,
    _screen: Killed,
}

impl Undriven {
    /// Opens the program over the data in `folder`; answers with how long it took until the page could be used.
    ///
    /// # Panics
    /// A tool is missing, or the program ends before its page can be used.
    #[must_use]
    pub fn open_in(folder: TempDir, start: Start<'_>) -> (Self, Duration) {
        let (screen, display) = screen();
        let binary = start.program.map_or_else(|| program("mailvet-desktop"), std::path::Path::to_owned);
        let begun = Instant::now();
        let mut child = Command::new(binary)
            .args(start.list)
            .envs(start.surroundings(&display, folder.path()))
            .env("MAILVET_LOG", "mailvet_desktop=debug")
            .stderr(Stdio::piped())
            .spawn()
            .map(Killed)
            .expect("the program starts");
        let log = BufReader::new(child.0.stderr.take().expect("piped"));
        let mut lines = log.lines().map_while(Result::ok);
        assert!(lines.any(|line| line.contains(USABLE)), "the page did not come up");
        let took = begun.elapsed();
        // Nobody reads on, and the program must not wait for anybody who does.
        std::thread::spawn(move || lines.for_each(drop));
        (Self { program: child, display, folder, _screen: screen }, took)
    }

    /// The process of the program.
    #[must_use]
    pub fn process(&self) -> u32 {
        self.program.0.id()
    }

    /// Closes the window as its frame does and waits until the program is gone; what is left is its data folder.
    ///
    /// # Panics
    /// There is no window.
    #[must_use]
    pub fn close(mut self) -> TempDir {
        let [tool, args @ ..] = closing();
        self.x(&tool, &args.each_ref().map(String::as_str));
        self.program.0.wait().expect("it is a child of ours");
        self.folder
    }

    /// Runs an X tool on this screen and waits for it.
    ///
    /// # Panics
    /// It fails.
    pub fn x(&self, tool: &str, args: &[&str]) {
        let status =
            Command::new(tool).args(args).env("DISPLAY", &self.display).stdout(Stdio::null()).status();
        let status = status.unwrap_or_else(|error| panic!("{tool} is installed: {error}"));
        assert!(status.success(), "{tool} {args:?}: {status}");
    }
}
