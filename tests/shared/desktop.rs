//! A real window to drive: its own X server, its own WebDriver, its own data folder. Nothing is shared between two of
//! them, so window tests run side by side and a leaked session of one cannot stop another.

use std::{
    ffi::OsString,
    fs::File,
    io::{BufRead, BufReader, Read},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use tempfile::TempDir;
use thirtyfour::{error::WebDriverErrorInner, prelude::*};

use crate::{program, repository};

/// The X screen; the window opens in its upper left corner.
const SCREEN: &str = "1400x900x24";
/// How long the window may take for anything before a test gives it up.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where the program and its toolkit complain, in the test's own folder.
const COMPLAINTS: &str = "complaints.log";
/// Where nobody listens.
const NO_BUS: &str = "unix:path=/nonexistent";
/// The settings file in a window's folder.
const SETTINGS: &str = "settings.toml";
/// Keeps what the page says to its console, and what it throws without catching it.
const LISTEN_FOR_ERRORS: &str = r#"
    window.heardErrors = [];
    const hear = (...said) => window.heardErrors.push(said.map(String).join(" "));
    const log = console.error;
    console.error = (...said) => { hear(...said); log(...said); };
    addEventListener("error", (event) => hear(event.message));
    addEventListener("unhandledrejection", (event) => hear(event.reason));
"#;

/// What the system is set to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Who paints the page, where the system leaves a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Painting {
    /// The graphics card, as with most users: pages are put together of layers, which is where painting went wrong before.
    Card,
    /// The processor, as on a machine without one.
    Processor,
    /// As the program finds it best on this machine.
    AsFound,
}

/// How the program is started.
#[derive(Clone, Copy, Debug)]
pub struct Start<'a> {
    /// What the system is set to.
    pub look: Look,
    /// Who paints.
    pub painting: Painting,
    /// A list that it is started with, as a file manager does.
    pub list: Option<&'a Path>,
    /// The address of a bus, the session's and the machine's; `None`: there is none, and so neither a tray nor notices.
    pub bus: Option<&'a str>,
    /// The program; `None`: the one that was built beside the tests.
    pub program: Option<&'a Path>,
}

impl Default for Start<'_> {
    fn default() -> Self {
        Self { look: Look::Light, painting: Painting::Card, list: None, bus: None, program: None }
    }
}

impl Start<'_> {
    /// What the program finds around it, on the screen `display`, with its data and settings in `folder`.
    pub(crate) fn surroundings(self, display: &str, folder: &Path) -> [(&'static str, OsString); 8] {
        let painting = match self.painting {
            Painting::Card => "card",
            Painting::Processor => "processor",
            Painting::AsFound => "",
        };
        [
            ("DISPLAY", display.into()),
            ("MAILVET_DATA", folder.join("data").into()),
            ("MAILVET_SETTINGS", folder.join(SETTINGS).into()),
            ("MAILVET_PAINTING", painting.into()),
            // Without a settings service GTK would complain about it at every dialog.
            ("GSETTINGS_BACKEND", "memory".into()),
            ("GTK_THEME", if self.look == Look::Dark { "Adwaita:dark" } else { "Adwaita" }.into()),
            // Not the bus of whoever runs the tests.
            ("DBUS_SESSION_BUS_ADDRESS", self.bus.unwrap_or(NO_BUS).into()),
            // Nor their machine, which may fall asleep while a test runs.
            ("DBUS_SYSTEM_BUS_ADDRESS", self.bus.unwrap_or(NO_BUS).into()),
        ]
    }
}

/// A session bus of a test's own.
pub struct Bus {
    /// Where it listens.
    pub address: String,
    _daemon: Killed,
}

impl Bus {
    /// Starts it.
    ///
    /// # Panics
    /// `dbus-daemon` is not installed.
    #[must_use]
    pub fn start() -> Self {
        let mut daemon = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--print-address=1"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-daemon is installed (package dbus-daemon)");
        let mut address = String::new();
        BufReader::new(daemon.stdout.take().expect("piped")).read_line(&mut address).expect("it speaks");
        Self { address: address.trim().to_owned(), _daemon: Killed(daemon) }
    }
}

/// A running desktop program in its own world.
pub struct Desktop {
    /// Drives the page.
    pub driver: WebDriver,
    display: String,
    bus: String,
    folder: TempDir,
    // In this order: the driver first, the screen last.
    webdriver: Killed,
    _screen: Killed,
}

/// A child process that ends with its owner.
pub(crate) struct Killed(pub(crate) Child);

impl Drop for Killed {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Desktop {
    /// Opens the program on a screen of its own, in a data folder of its own, under `settings` (TOML; empty: defaults).
    ///
    /// # Panics
    /// A tool is missing (`scripts/setup test` installs them), or the window does not come up.
    pub async fn open(settings: &str) -> Self {
        Self::open_with(settings, Look::Light).await
    }

    /// The same on a system that is set to `look`.
    ///
    /// # Panics
    /// As [`Desktop::open`].
    pub async fn open_with(settings: &str, look: Look) -> Self {
        Self::start(settings, Start { look, ..Start::default() }).await
    }

    /// The same, started as `start` says.
    ///
    /// # Panics
    /// As [`Desktop::open`].
    pub async fn start(settings: &str, start: Start<'_>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self::open_in(folder, settings, start).await
    }

    /// The same in a data folder that is there already.
    ///
    /// # Panics
    /// As [`Desktop::open`].
    pub async fn open_in(folder: TempDir, settings: &str, start: Start<'_>) -> Self {
        std::fs::write(folder.path().join(SETTINGS), settings).expect("the settings can be written");
        let (screen, display) = screen();
        let port = free_port();
        let complaints = File::options().create(true).append(true).open(folder.path().join(COMPLAINTS));
        let complaints = complaints.expect("a file can be made");
        let webdriver = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .envs(start.surroundings(&display, folder.path()))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .stdout(Stdio::null())
            .stderr(complaints)
            .spawn()
            .expect("WebKitWebDriver is installed (package webkit2gtk-driver)");
        let webdriver = Killed(webdriver);
        wait_for_port(port).await;
        let mut capabilities = Capabilities::new();
        let binary = start.program.map_or_else(|| program("mailvet-desktop"), Path::to_owned);
        let options =
            serde_json::json!({ "binary": binary, "args": start.list.into_iter().collect::<Vec<_>>() });
        capabilities.set("webkitgtk:browserOptions", options).expect("plain JSON");
        // The client of the driver is built without one; it may be there already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities)
            .await
            .expect("the window opens under WebDriver");
        let bus = start.bus.unwrap_or(NO_BUS).to_owned();
        let desktop = Self { driver, display, bus, folder, webdriver, _screen: screen };
        desktop.find("html[data-ready]").await;
        desktop.driver.execute(LISTEN_FOR_ERRORS, vec![]).await.expect("the page answers");
        desktop
    }

    /// Closes the window and opens it again in the same data folder.
    ///
    /// # Panics
    /// The window does not come up again.
    pub async fn reopen(self, settings: &str) -> Self {
        let _gone_already = self.driver.clone().quit().await;
        // The data folder is its own until the last moment.
        let folder = self.gone().await;
        Self::open_in(folder, settings, Start::default()).await
    }

    /// Kills the program in the middle of whatever it does, and opens it again in the same data folder.
    ///
    /// # Panics
    /// It cannot be killed, or does not come up again.
    pub async fn kill_and_reopen(self, settings: &str) -> Self {
        // The driver started the program, so the program is its child.
        self.x("pkill", &["-KILL", "-P", &self.webdriver.0.id().to_string()]);
        let folder = self.gone().await;
        Self::open_in(folder, settings, Start::default()).await
    }

    /// Starts the program a second time over the same data, with a list, and waits until that start is over.
    ///
    /// # Panics
    /// It cannot be started, or fails.
    pub fn start_again(&self, list: &Path) {
        let status = Command::new(program("mailvet-desktop"))
            .arg(list)
            .env("DISPLAY", &self.display)
            .env("MAILVET_DATA", self.folder.path().join("data"))
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus)
            .env("GSETTINGS_BACKEND", "memory")
            .status()
            .expect("the program starts");
        assert!(status.success(), "the second start failed: {status}");
    }

    /// Closes the window as its frame does: the program may ask.
    ///
    /// # Panics
    /// There is no window.
    pub fn close_window(&self) {
        let [tool, args @ ..] = closing();
        self.x(&tool, &args.each_ref().map(String::as_str));
    }

    /// Waits until the window can be seen, or cannot any more.
    ///
    /// # Panics
    /// It stays as it is.
    pub async fn wait_until_seen(&self, seen: bool) {
        let is_seen = || {
            let found = Command::new("xdotool")
                .args(["search", "--onlyvisible", "--name", "Mailvet"])
                .env("DISPLAY", &self.display)
                .stdout(Stdio::null())
                .status();
            found.expect("xdotool is installed").success()
        };
        let became = async {
            while is_seen() != seen {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let waited = tokio::time::timeout(PATIENCE, became).await;
        assert!(waited.is_ok(), "the window is {}", if seen { "not seen" } else { "still seen" });
    }

    /// Waits until the program is gone; what is left is its data folder.
    ///
    /// # Panics
    /// It stays.
    pub async fn gone(self) -> TempDir {
        let driver = self.webdriver.0.id().to_string();
        let gone = async {
            let still =
                || Command::new("pgrep").args(["-P", &driver, "mailvet"]).stdout(Stdio::null()).status();
            while still().expect("pgrep is installed (package procps)").success() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(PATIENCE, gone).await.expect("the program ends");
        self.folder
    }

    /// The process of the program.
    ///
    /// # Panics
    /// It is gone.
    #[must_use]
    pub fn process(&self) -> u32 {
        let driver = self.webdriver.0.id().to_string();
        let found =
            Command::new("pgrep").args(["-P", &driver, "mailvet"]).output().expect("pgrep is installed");
        String::from_utf8_lossy(&found.stdout).trim().parse().expect("the program runs")
    }

    /// Quits, and fails where the page had complained of anything, or the system of the menu.
    ///
    /// # Panics
    /// There was an error in the page or the menu.
    pub async fn quit(self) {
        let heard = self.driver.execute("return window.heardErrors", vec![]).await.expect("the page answers");
        let errors: Vec<String> = heard.convert().expect("sentences");
        assert!(errors.is_empty(), "the page complained: {errors:?}");
        self.driver.clone().quit().await.expect("it quits");
        let complaints = std::fs::read_to_string(self.path(COMPLAINTS)).expect("it is there");
        eprint!("{complaints}");
        assert!(!complaints.contains("no accelerator"), "a menu that went had kept its keys");
    }

    /// A path in the test's own folder.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The element that `css` selects, once it is there.
    ///
    /// # Panics
    /// It does not come; the screen is kept as `missing.png` in the picture folder.
    pub async fn find(&self, css: &str) -> WebElement {
        match self
            .driver
            .query(By::Css(css.to_owned()))
            .wait(PATIENCE, Duration::from_millis(50))
            .first()
            .await
        {
            Ok(element) => element,
            Err(error) => {
                self.picture("missing").await;
                panic!("{css} did not appear: {error}");
            }
        }
    }

    /// The element with this `data-testid`, once it is there.
    ///
    /// # Panics
    /// It does not come.
    pub async fn part(&self, id: &str) -> WebElement {
        self.find(&format!("[data-testid='{id}']")).await
    }

    /// Clicks the element with this `data-testid`, once it can be clicked.
    ///
    /// # Panics
    /// It does not come, or cannot be clicked.
    pub async fn click(&self, id: &str) {
        self.click_on(&format!("[data-testid='{id}']")).await;
    }

    /// Clicks the element that `css` selects, once it can be clicked.
    ///
    /// # Panics
    /// It does not come, or cannot be clicked.
    pub async fn click_on(&self, css: &str) {
        let part = self.find(css).await;
        part.wait_until()
            .wait(PATIENCE, Duration::from_millis(50))
            .clickable()
            .await
            .expect("it can be clicked");
        // What still moves to its place, as a menu that opens does, and what a dialog that fades still keeps from the
        // mouse are clicked once they can be.
        let clicked = async {
            while let Err(error) = part.click().await {
                let not_yet = matches!(
                    error.as_inner(),
                    WebDriverErrorInner::ElementClickIntercepted(_)
                        | WebDriverErrorInner::ElementNotInteractable(_)
                );
                assert!(not_yet, "{error}");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(PATIENCE, clicked).await.expect("it is clicked");
    }

    /// Waits until `css` selects something.
    ///
    /// # Panics
    /// It does not come.
    pub async fn wait_for(&self, css: &str) {
        self.find(css).await;
    }

    /// Runs an X tool on this screen and waits for it.
    ///
    /// # Panics
    /// It fails.
    pub fn x(&self, tool: &str, args: &[&str]) {
        let status = Command::new(tool)
            .args(args)
            .env("DISPLAY", &self.display)
            .status()
            .unwrap_or_else(|error| panic!("{tool} is installed: {error}"));
        assert!(status.success(), "{tool} {args:?}: {status}");
    }

    /// Keeps a picture of the whole screen, dialogs included, as `target/pictures/<name>.png`.
    ///
    /// # Panics
    /// The screen cannot be read.
    pub async fn picture(&self, name: &str) -> PathBuf {
        // What the page says is painted two frames later at the latest.
        let painted =
            "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()));";
        self.driver.execute_async(painted, vec![]).await.expect("the page paints");
        let folder = repository().join("target/pictures");
        std::fs::create_dir_all(&folder).expect("the picture folder can be made");
        let file = folder.join(format!("{name}.png"));
        self.x("import", &["-window", "root", &file.display().to_string()]);
        file
    }

    /// Answers the system's file dialog, which has to be open, with `path`.
    ///
    /// # Panics
    /// No dialog comes up.
    pub fn answer_file_dialog(&self, title: &str, path: &Path) {
        self.x("xdotool", &["search", "--sync", "--onlyvisible", "--name", title, "windowfocus", "--sync"]);
        self.x("xdotool", &["key", "ctrl+a"]);
        self.x("xdotool", &["type", "--delay", "2", &path.display().to_string()]);
        self.x("xdotool", &["key", "Return"]);
    }

    /// Drags a file from another program and drops it on the window, as a person does: not before the window shows that
    /// it would take it, and once more where the drop went astray.
    ///
    /// # Panics
    /// The source does not come up, or the window does not take the file.
    pub async fn drop_file(&self, file: &Path) {
        for _try in 0..5 {
            if self.drag_and_drop(file).await {
                return;
            }
        }
        self.picture("not-dropped").await;
        panic!("the window did not take {}", file.display());
    }

    /// One drag; whether the page took the file, which it answers with a preview, a question or a fault.
    async fn drag_and_drop(&self, file: &Path) -> bool {
        let script = repository().join("tests/shared/drag_source.py");
        let mut source = Command::new("/usr/bin/python3")
            .env("DISPLAY", &self.display)
            .arg(script)
            .args(["1290", "20"])
            .arg(file)
            .stdout(Stdio::piped())
            .spawn()
            .map(Killed)
            .expect("python3 with GTK is installed (python3-gi)");
        let mut said = String::new();
        BufReader::new(source.0.stdout.take().expect("piped"))
            .read_line(&mut said)
            .expect("the source speaks");
        assert_eq!(said.trim(), "ready");
        self.x("xdotool", &["search", "--sync", "--onlyvisible", "--name", "drag source"]);
        self.x("xdotool", &["mousemove", "1340", "60", "mousedown", "1"]);
        // A drag begins only after some movement, and every step has to be seen by both programs, however busy the
        // machine is: so the mouse wanders over the window until the page says that it would take the file, and a little
        // further, until that word is back at the source.
        let mut steps_over_the_window = 0;
        for step in 0..400 {
            let (x, y) = (1330 - i32::min(step * 40, 800) + step % 2, 120 + step % 7 * 20);
            self.x("xdotool", &["mousemove", &x.to_string(), &y.to_string()]);
            tokio::time::sleep(Duration::from_millis(30)).await;
            if self.is_there("[data-testid='drop-overlay']").await {
                steps_over_the_window += 1;
            }
            if steps_over_the_window == 8 {
                break;
            }
        }
        self.x("xdotool", &["mouseup", "1"]);
        for _ in 0..200 {
            if self.is_there("[data-testid='preview'], [data-testid='learn-or-import'], [role='alert']").await
            {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        false
    }

    async fn is_there(&self, css: &str) -> bool {
        !self.driver.find_all(By::Css(css.to_owned())).await.expect("the page answers").is_empty()
    }
}

/// What closes a window of the program as its frame does: a tool and its arguments.
pub(crate) fn closing() -> [String; 3] {
    let script = repository().join("tests/shared/close_window.py");
    ["/usr/bin/python3".to_owned(), script.display().to_string(), "Mailvet".to_owned()]
}

pub(crate) fn screen() -> (Killed, String) {
    // The X server picks a free number itself and says which: no two tests can meet on one.
    let mut server = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("Xvfb is installed (package xvfb)");
    let mut number = Vec::new();
    let said = server.stdout.as_mut().expect("piped");
    let mut byte = [0];
    while said.read(&mut byte).expect("Xvfb speaks") == 1 && byte[0] != b'\n' {
        number.push(byte[0]);
    }
    let number = String::from_utf8(number).expect("a number");
    assert!(!number.is_empty(), "Xvfb did not start");
    (Killed(server), format!(":{number}"))
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("bound").port()
}

async fn wait_for_port(port: u16) {
    let came = async {
        while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, came).await.expect("WebKitWebDriver listens");
}
