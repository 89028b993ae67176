//! Measures the real window over a million stored rows, and during a fast run, and prints what it measured beside the bar
//! that is set for it. Asserts nothing. `bench-window DESKTOP SIZE [ROWS]`: the desktop program, and the program that fills a
//! database (`crates/app/examples/size.rs`).
#![allow(clippy::unwrap_used, reason = "a measurement that cannot be made ends where it stands")]
#![cfg(target_os = "linux")]

use std::{
    fs::{self, File},
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use mailvet_tests::desktop::{Desktop, Start};
use mailvet_world::{Scenario, World};
use serde::Deserialize;
use thirtyfour::By;

/// Watches the grid frame by frame: whether every row in view has its text, and how long it had not.
const PROBE: &str = r#"
    const grid = () => document.querySelector("[data-testid='grid']");
    const inView = () => {
        const box = grid().getBoundingClientRect();
        return [...grid().querySelectorAll("[id^='grid-row-']")].filter((row) => {
            const { top, bottom } = row.getBoundingClientRect();
            return bottom > box.top + 40 && top < box.bottom - 2;
        });
    };
    const state = () => {
        const rows = inView();
        return {
            first: rows.length ? Math.min(...rows.map((row) => Number(row.id.slice(9)))) : -1,
            whole: rows.length > 0 && rows.every((row) => row.dataset.loading === undefined),
            count: grid().getAttribute("aria-rowcount"),
            busy: grid().getAttribute("aria-busy"),
        };
    };
    const probe = (window.probe = {
        arm() {
            const { first, count } = state();
            Object.assign(probe, { from: first, count, begun: null, since: null, empty: 0, shown: null, frames: 0 });
        },
        place: () => state().first,
        offset: null,
    });
    const begin = (event) => (probe.begun ??= performance.now());
    for (const kind of ["wheel", "keydown", "mousedown"]) addEventListener(kind, begin, { capture: true, passive: true });
    addEventListener("mousemove", (event) => {
        probe.offset = [event.screenX - event.clientX, event.screenY - event.clientY];
    }, { capture: true });
    probe.arm();
    (function look() {
        requestAnimationFrame((now) => {
            now = performance.now();
            probe.frames += 1;
            if (grid()) {
                const { first, whole, count, busy } = state();
                if (whole) probe.since = null;
                else probe.empty = Math.max(probe.empty, now - (probe.since ??= now));
                const changed = first !== probe.from || count !== probe.count;
                if (probe.begun !== null && probe.shown === null && whole && changed && busy === "false") {
                    probe.shown = now - probe.begun;
                }
            }
            look();
        });
    })();
"#;

/// Waits until the gesture has shown its rows, and nothing moves any more: what the page says is painted by then.
const AT_REST: &str = r#"
    const done = arguments[0];
    let [place, still] = [null, 0];
    (function look() {
        const rows = [...document.querySelectorAll("[id^='grid-row-']")];
        const whole = rows.length && rows.every((row) => row.dataset.loading === undefined)
            && document.querySelector("[data-testid='grid']").getAttribute("aria-busy") === "false";
        still = whole && probe.shown !== null && place === probe.place() ? still + 1 : 0;
        place = probe.place();
        if (still < 12) requestAnimationFrame(look);
        else done({ place, empty: probe.empty, shown: probe.shown });
    })();
"#;

/// What a gesture did.
#[derive(Debug, Deserialize)]
struct Gesture {
    /// The first row in view after it.
    place: i64,
    /// The longest time in which some row in view had no text, in milliseconds.
    empty: f64,
    /// From the event to the first frame with other rows, all of them whole.
    shown: Option<f64>,
}

/// A place on the page, in its own pixels.
#[derive(Clone, Copy, Debug, Deserialize)]
struct Rect {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

struct Window {
    desktop: Desktop,
    offset: (f64, f64),
}

#[tokio::main]
async fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [desktop, size, rest @ ..] = args.as_slice() else { panic!("bench-window DESKTOP SIZE [ROWS]") };
    let rows = rest.first().map_or(1_000_000, |rows| rows.parse().unwrap());
    let program = PathBuf::from(desktop);
    let start = Start { program: Some(&program), ..Start::default() };

    let folder = tempfile::tempdir().unwrap();
    fill(folder.path(), Path::new(size), rows);
    println!("the window over {rows} stored rows ({})", program.display());
    // The first start warms the disk.
    let desktop = Desktop::open_in(folder, "", start).await;
    desktop.close_window();
    let folder = desktop.gone().await;
    let desktop = Desktop::open_in(folder, "", start).await;
    let (page, usable) = until_usable(&desktop).await;
    println!("  start to usable       {usable:.0} ms (bar: 1000), the page begins after {page:.0} ms");

    let window = Window::over_the_list(desktop).await;
    for (name, gesture) in window.scroll().await {
        println!(
            "  {name:<21} row {:>9}; a row without text for {:.0} ms at the most (bar: 100); shown after {}",
            gesture.place,
            gesture.empty,
            gesture.shown.map_or_else(|| "-".to_owned(), |shown| format!("{shown:.0} ms")),
        );
    }
    for facet in ["valid", "risky", "invalid"] {
        let took = window.facet(facet).await;
        println!("  facet {facet:<15} repainted after {took:.0} ms (bar: 150)");
    }
    println!(
        "  at rest               {:.0} frames a second",
        frames(&window.desktop, Duration::from_secs(3)).await
    );
    println!("  memory of the page    {} MB (bar: 400)", megabytes(&window.desktop, "WebKitWebProces"));
    println!("  memory of the program {} MB", megabytes(&window.desktop, "mailvet-desktop"));
    window.desktop.quit().await;
    during_a_fast_run(start).await;
}

/// Makes a database with a verdict for every one of `rows` rows.
fn fill(folder: &Path, size: &Path, rows: u64) {
    let list = folder.join("million.csv");
    let mut file = BufWriter::new(File::create(&list).unwrap());
    writeln!(file, "email,first,family,company,city").unwrap();
    for n in 0..rows {
        let domain = n % 100_003;
        writeln!(file, "first.user{n}@company{domain}.example,First {n},User,Company {domain},Town").unwrap();
    }
    file.flush().unwrap();
    drop(file);
    let data = folder.join("data");
    for args in [
        vec!["import".as_ref(), list.as_os_str(), data.as_os_str()],
        vec!["judge".as_ref(), data.as_os_str()],
    ] {
        let status = Command::new(size).args(args).stdout(std::process::Stdio::null()).status().unwrap();
        assert!(status.success(), "the database was not filled: {status}");
    }
}

/// Milliseconds from the start of the process to the first word of the page, and until it takes files and shows its lists.
async fn until_usable(desktop: &Desktop) -> (f64, f64) {
    desktop.find("[data-testid='list-card']").await;
    let moments = "return [performance.timeOrigin, performance.timeOrigin + performance.getEntriesByName('usable')[0].startTime]";
    let (page, ready): (f64, f64) = desktop.driver.execute(moments, vec![]).await.unwrap().convert().unwrap();
    let stat = fs::read_to_string(format!("/proc/{}/stat", desktop.process())).unwrap();
    let ticks: f64 = stat.rsplit(") ").next().unwrap().split(' ').nth(19).unwrap().parse().unwrap();
    let boot = fs::read_to_string("/proc/stat").unwrap();
    let boot: f64 = boot.lines().find_map(|line| line.strip_prefix("btime ")).unwrap().parse().unwrap();
    // `btime` is cut to whole seconds; the clock since boot is not.
    let uptime: f64 = fs::read_to_string("/proc/uptime").unwrap().split(' ').next().unwrap().parse().unwrap();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs_f64();
    let boot = if (now - uptime - boot).abs() < 2.0 { now - uptime } else { boot };
    let started = 1000.0 * (boot + ticks / 100.0);
    (page - started, ready - started)
}

impl Window {
    async fn over_the_list(desktop: Desktop) -> Self {
        desktop.find("[data-testid='list-card']").await.click().await.unwrap();
        desktop.wait_for("[id^='grid-row-'][data-row]").await;
        desktop.wait_for("[data-testid='facet-valid'] [data-count]").await;
        desktop.driver.execute(PROBE, vec![]).await.unwrap();
        desktop.x("xdotool", &["mousemove", "500", "500"]);
        desktop.x("xdotool", &["mousemove", "501", "501"]);
        let offset = "const done = arguments[0]; (function look() {
            if (probe.offset) done(probe.offset); else setTimeout(look, 20); })()";
        let offset = desktop.driver.execute_async(offset, vec![]).await.unwrap().convert().unwrap();
        Self { desktop, offset }
    }

    async fn rect(&self, css: &str) -> Rect {
        let script = format!(
            "const {{x, y, width, height}} = document.querySelector(\"{css}\").getBoundingClientRect();
            return {{x, y, width, height}}"
        );
        self.desktop.driver.execute(script, vec![]).await.unwrap().convert().unwrap()
    }

    /// Moves the mouse to a place of the page.
    fn point(&self, x: f64, y: f64) {
        let (x, y) = (x + self.offset.0, y + self.offset.1);
        self.desktop.x("xdotool", &["mousemove", &format!("{x:.0}"), &format!("{y:.0}")]);
    }

    async fn arm(&self) {
        self.desktop.driver.execute("probe.arm()", vec![]).await.unwrap();
    }

    async fn at_rest(&self, name: &str) -> Gesture {
        let gesture = self.desktop.driver.execute_async(AT_REST, vec![]).await.unwrap().convert().unwrap();
        self.look(name).await;
        gesture
    }

    /// Complains of every stretch of the grid, as high as a row, on which nothing is painted.
    async fn look(&self, name: &str) {
        let picture = self.desktop.picture(&format!("bench-{}", name.replace(' ', "-"))).await;
        let grid = self.rect("[data-testid='grid']").await;
        let (x, y) = (grid.x + self.offset.0, grid.y + self.offset.1 + 40.0);
        let crop = format!("{:.0}x{:.0}+{x:.0}+{y:.0}", grid.width - 24.0, grid.height - 40.0 - 32.0);
        let output = Command::new("convert")
            .arg(&picture)
            .args([
                "-crop",
                &crop,
                "+repage",
                "-crop",
                "x64",
                "-format",
                "%[fx:standard_deviation]\\n",
                "info:",
            ])
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stdout);
        let bands: Vec<f64> = told.lines().filter_map(|line| line.trim().parse().ok()).collect();
        let blank = bands.iter().filter(|deviation| **deviation < 0.01).count();
        assert!(!bands.is_empty(), "the picture could not be read");
        if blank > 0 {
            println!(
                "  BLANK                 {blank} of {} stretches after {name}: {}",
                bands.len(),
                picture.display()
            );
        }
    }

    async fn scroll(&self) -> Vec<(&'static str, Gesture)> {
        let mut done = Vec::new();
        let grid = self.rect("[data-testid='grid']").await;
        let (x, y) = (grid.x + grid.width / 2.0, grid.y + grid.height / 2.0);
        self.point(x, y);

        self.arm().await;
        self.desktop.x("xdotool", &["click", "--repeat", "60", "--delay", "16", "5"]);
        done.push(("wheel, 60 steps", self.at_rest("wheel").await));

        self.desktop.driver.find(By::Css("[data-testid='grid']")).await.unwrap().focus().await.unwrap();
        self.arm().await;
        self.desktop.x("xdotool", &["key", "--repeat", "40", "--delay", "30", "Next"]);
        done.push(("page, 40 times", self.at_rest("page").await));

        self.arm().await;
        self.desktop.x("xdotool", &["key", "End"]);
        done.push(("to the end", self.at_rest("end").await));
        self.arm().await;
        self.desktop.x("xdotool", &["click", "--repeat", "30", "--delay", "16", "4"]);
        done.push(("wheel from the end", self.at_rest("wheel from the end").await));
        self.arm().await;
        self.desktop.x("xdotool", &["key", "Home"]);
        done.push(("to the top", self.at_rest("top").await));

        // The bar at the right: down to the middle, and on to three quarters, by small steps.
        let edge = grid.x + grid.width - 5.0;
        self.point(edge, grid.y + 48.0);
        self.arm().await;
        self.desktop.x("xdotool", &["mousedown", "1"]);
        for step in 1..=60 {
            self.point(edge, grid.y + 48.0 + grid.height * 0.75 * f64::from(step) / 60.0);
            tokio::time::sleep(Duration::from_millis(16)).await;
        }
        self.desktop.x("xdotool", &["mouseup", "1"]);
        done.push(("drag of the bar", self.at_rest("drag").await));
        self.point(x, y);
        self.arm().await;
        self.desktop.x("xdotool", &["key", "Home"]);
        self.at_rest("home").await;
        done
    }

    /// Milliseconds from a click on a facet to the first frame with its rows.
    async fn facet(&self, verdict: &str) -> f64 {
        let css = format!("[data-testid='facet-{verdict}']");
        let mut took = 0.0;
        // On, and off again.
        for _ in 0..2 {
            let facet = self.rect(&css).await;
            self.point(facet.x + facet.width / 2.0, facet.y + facet.height / 2.0);
            self.arm().await;
            self.desktop.x("xdotool", &["click", "1"]);
            let shown = "const done = arguments[0]; (function look() {
                if (probe.shown !== null) done(probe.shown); else setTimeout(look, 5); })()";
            let shown: f64 =
                self.desktop.driver.execute_async(shown, vec![]).await.unwrap().convert().unwrap();
            took = f64::max(took, shown);
            self.at_rest("facet").await;
        }
        took
    }
}

/// Frames a second of the page, over so long.
async fn frames(desktop: &Desktop, over: Duration) -> f64 {
    desktop.driver.execute("probe.arm()", vec![]).await.unwrap();
    tokio::time::sleep(over).await;
    let frames: f64 = desktop.driver.execute("return probe.frames", vec![]).await.unwrap().convert().unwrap();
    frames / over.as_secs_f64()
}

/// Memory of the processes of this name below the program, each page that several share counted in part.
fn megabytes(desktop: &Desktop, name: &str) -> u64 {
    let program = desktop.process();
    let mut below = vec![program];
    let mut kilobytes = 0;
    while let Some(process) = below.pop() {
        let children =
            fs::read_to_string(format!("/proc/{process}/task/{process}/children")).unwrap_or_default();
        below.extend(children.split_whitespace().filter_map(|child| child.parse::<u32>().ok()));
        let called = fs::read_to_string(format!("/proc/{process}/comm")).unwrap_or_default();
        if called.trim() == name {
            let memory = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default();
            let share = memory.lines().find_map(|line| line.strip_prefix("Pss:")).unwrap_or_default();
            kilobytes += share.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or_default();
        }
    }
    kilobytes / 1024
}

/// Mail hosts of the fast run, and domains at each of them.
const HOSTS: usize = 200;
/// Addresses of the fast run.
const ADDRESSES: usize = 120_000;

const UNHURRIED_BY_NOBODY: &str = "
[pace]
connections_per_exchange = 8
recipients_per_session = 50
recipients_per_hour = 0
bad_recipients_per_hour = 0
";

/// How smoothly the window shows a run that is as fast as the machine lets it be.
async fn during_a_fast_run(start: Start<'_>) {
    let mut zone = String::new();
    for n in 0..HOSTS {
        zone += &format!(
            "[[exchange]]\nname = \"e{n}\"\nhosts = [\"mx.host{n}.example\"]\n\
             [[domain]]\nname = \"d{n}.example\"\nmx = \"e{n}\"\nmailboxes = [\"p\"]\n"
        );
    }
    let world = World::start(Scenario::from_toml(&zone).unwrap()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("fast.csv");
    let text: String = (0..ADDRESSES)
        .map(|n| format!("{}+{n}@d{}.example\n", if n % 10 == 9 { "gone" } else { "p" }, n % HOSTS))
        .collect();
    fs::write(&list, format!("email\n{text}")).unwrap();
    let settings = format!("{}{UNHURRIED_BY_NOBODY}", world.settings_toml());
    let desktop = Desktop::start(&settings, Start { list: Some(&list), ..start }).await;
    desktop.part("preview").await;
    desktop.click("start").await;
    desktop.wait_for("[id^='grid-row-'][data-verdict]").await;
    desktop.driver.execute(PROBE, vec![]).await.unwrap();
    let before: u64 = world.recipients().values().sum();
    let frames = frames(&desktop, Duration::from_secs(10)).await;
    let asked = world.recipients().values().sum::<u64>() - before;
    desktop.picture("bench-fast-run").await;
    println!(
        "  during a run          {:.0} answers a second, {:.0} frames a second (bar: 50)",
        asked as f64 / 10.0,
        frames
    );
    desktop.driver.clone().quit().await.unwrap();
}
