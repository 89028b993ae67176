//! The window under WebDriver: what its page says of its own frames while it is scrolled and filtered with the mouse.

use std::{fs, process::Command, time::Duration};

use mailvet_tests::desktop::Desktop;
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
            Object.assign(probe, { from: first, count, begun: null, since: null, empty: 0, shown: null });
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
pub(crate) struct Gesture {
    /// The first row in view after it.
    pub(crate) place: i64,
    /// The longest time in which some row in view had no text, in milliseconds.
    pub(crate) empty: f64,
    /// From the event to the first frame with other rows, all of them whole.
    pub(crate) shown: Option<f64>,
}

/// A place on the page, in its own pixels.
#[derive(Clone, Copy, Debug, Deserialize)]
struct Rect {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

/// The window over the list, as large as it opens.
pub(crate) struct Window {
    pub(crate) desktop: Desktop,
    offset: (f64, f64),
}

/// Where things stand on the screen.
pub(crate) struct Places {
    /// The middle of the grid.
    pub(crate) grid: (f64, f64),
    /// The stretch that its scrollbar is dragged over.
    pub(crate) bar: ((f64, f64), (f64, f64)),
    /// Facets to click.
    pub(crate) facets: Vec<(f64, f64)>,
}

/// The facets that are clicked.
pub(crate) const FACETS: [&str; 3] = ["valid", "risky", "invalid"];

/// Milliseconds from the start of the process to the first word of the page, and until it takes files and shows its lists.
pub(crate) async fn until_usable(desktop: &Desktop) -> (f64, f64) {
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
    pub(crate) async fn over_the_list(desktop: Desktop) -> Self {
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

    pub(crate) async fn places(&self) -> Places {
        let on_screen = |x: f64, y: f64| (x + self.offset.0, y + self.offset.1);
        let grid = self.rect("[data-testid='grid']").await;
        let edge = grid.x + grid.width - 5.0;
        let mut facets = Vec::new();
        for facet in FACETS {
            let facet = self.rect(&format!("[data-testid='facet-{facet}']")).await;
            facets.push(on_screen(facet.x + facet.width / 2.0, facet.y + facet.height / 2.0));
        }
        Places {
            grid: on_screen(grid.x + grid.width / 2.0, grid.y + grid.height / 2.0),
            bar: (on_screen(edge, grid.y + 48.0), on_screen(edge, grid.y + 48.0 + grid.height * 0.75)),
            facets,
        }
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

    pub(crate) async fn scroll(&self) -> Vec<(&'static str, Gesture)> {
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
    pub(crate) async fn facet(&self, verdict: &str) -> f64 {
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

/// How smoothly the page was drawn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frames {
    /// Frames a second.
    pub(crate) rate: f64,
    /// The longest time between two of them, in milliseconds.
    pub(crate) longest: f64,
    /// The longest stretch of frames that each took longer than a fiftieth of a second, in milliseconds.
    pub(crate) stretch: f64,
}

/// Collects the moments of all frames until so many milliseconds are over.
const FRAMES: &str = r#"
    const [over, done] = arguments;
    const times = [performance.now()];
    (function look() {
        requestAnimationFrame(() => {
            times.push(performance.now());
            if (times.at(-1) - times[0] < over) look();
            else done(times);
        });
    })();
"#;

/// Watches the frames of the page for so long.
pub(crate) async fn frames(desktop: &Desktop, over: Duration) -> Frames {
    let over = serde_json::json!(over.as_millis());
    let times = desktop.driver.execute_async(FRAMES, vec![over]).await.unwrap();
    let times: Vec<f64> = times.convert().unwrap();
    let over = times.last().unwrap() - times.first().unwrap();
    let (mut longest, mut stretch, mut slow) = (0.0, 0.0, 0.0);
    for pair in times.windows(2) {
        let took = pair[1] - pair[0];
        slow = if took > 20.0 { slow + took } else { 0.0 };
        (longest, stretch) = (f64::max(longest, took), f64::max(stretch, slow));
    }
    Frames { rate: 1000.0 * (times.len() - 1) as f64 / over, longest, stretch }
}

impl std::fmt::Display for Frames {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { rate, longest, stretch } = self;
        write!(
            f,
            "{rate:.0} frames a second, the longest {longest:.0} ms, {stretch:.0} ms of slow ones at a stretch"
        )
    }
}
