//! The window without a driver: what its start and its page take of time and memory with nobody looking in.

use std::{fs, time::Duration};

use mailvet_tests::{desktop::Start, undriven::Undriven};
use tempfile::TempDir;

use crate::{LIST, driven::Places};

/// Starts the program a few times, the first of them to warm the disk, and tells how long the others took.
pub(crate) fn starts(mut folder: TempDir, start: Start<'_>) -> TempDir {
    let mut took = Vec::new();
    for _ in 0..6 {
        let (window, usable) = Undriven::open_in(folder, start);
        took.push(usable.as_millis());
        folder = window.close();
    }
    took.remove(0);
    took.sort_unstable();
    println!("  start to usable       {} ms (bar: 1000); of five: {took:?}", took[took.len() / 2]);
    folder
}

/// Opens the list, scrolls and filters as the driven window did, and tells how much memory the page takes by then.
pub(crate) fn worked(folder: TempDir, start: Start<'_>, places: &Places) {
    let pause = |millis| std::thread::sleep(Duration::from_millis(millis));
    let (window, _) = Undriven::open_in(folder, start);
    pause(1000);
    let at_home = megabytes(window.process(), "WebKitWebProces");
    window.x("xdotool", &["search", "--sync", "--onlyvisible", "--name", "Mailvet", "windowfocus", "--sync"]);
    window.x("xdotool", &["key", "ctrl+k"]);
    pause(500);
    window.x("xdotool", &["type", "--delay", "30", LIST]);
    pause(300);
    window.x("xdotool", &["key", "Return"]);
    // The title tells that the list is open.
    window.x("xdotool", &["search", "--sync", "--onlyvisible", "--name", LIST]);
    pause(2000);
    let at = |(x, y): (f64, f64)| [format!("{x:.0}"), format!("{y:.0}")];
    let go = |place| {
        let [x, y] = at(place);
        window.x("xdotool", &["mousemove", &x, &y]);
    };
    go(places.grid);
    window.x("xdotool", &["click", "--repeat", "60", "--delay", "16", "5"]);
    // The click gives the grid the keys, and opens the evidence.
    window.x("xdotool", &["click", "1"]);
    pause(500);
    window.x("xdotool", &["key", "Escape"]);
    window.x("xdotool", &["key", "--repeat", "40", "--delay", "30", "Next"]);
    window.x("xdotool", &["key", "End"]);
    pause(500);
    window.x("xdotool", &["click", "--repeat", "30", "--delay", "16", "4"]);
    window.x("xdotool", &["key", "Home"]);
    let (from, to) = places.bar;
    go(from);
    window.x("xdotool", &["mousedown", "1"]);
    for step in 1..=60 {
        go((from.0, from.1 + (to.1 - from.1) * f64::from(step) / 60.0));
        pause(16);
    }
    window.x("xdotool", &["mouseup", "1"]);
    for facet in &places.facets {
        go(*facet);
        for _ in 0..2 {
            window.x("xdotool", &["click", "1"]);
            pause(500);
        }
    }
    pause(3000);
    println!(
        "  memory of the page    {} MB (bar: 400); {at_home} MB at home",
        megabytes(window.process(), "WebKitWebProces"),
    );
    println!("  memory of the program {} MB", megabytes(window.process(), "mailvet-desktop"));
}

/// Memory of the processes of this name, the program or below it, each page that several share counted in part.
pub(crate) fn megabytes(program: u32, name: &str) -> u64 {
    let share = |process: u32| {
        let memory = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default();
        let share = memory.lines().find_map(|line| line.strip_prefix("Pss:")).unwrap_or_default();
        share.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or_default()
    };
    called(program, name).into_iter().map(share).sum::<u64>() / 1024
}

/// Seconds of processor that they took so far.
pub(crate) fn processor(program: u32, name: &str) -> f64 {
    let ticks = |process: u32| {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
        fields[11..13].iter().filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>()
    };
    called(program, name).into_iter().map(ticks).sum::<f64>() / 100.0
}

/// The program and the processes below it, those of this name.
fn called(program: u32, name: &str) -> Vec<u32> {
    let (mut below, mut found) = (vec![program], Vec::new());
    while let Some(process) = below.pop() {
        let children =
            fs::read_to_string(format!("/proc/{process}/task/{process}/children")).unwrap_or_default();
        below.extend(children.split_whitespace().filter_map(|child| child.parse::<u32>().ok()));
        if fs::read_to_string(format!("/proc/{process}/comm")).unwrap_or_default().trim() == name {
            found.push(process);
        }
    }
    found
}
