//! Measures the real window over a million stored rows, and during a fast run, and prints what it measured beside the bar
//! that is set for it. Asserts nothing. `bench-window DESKTOP SIZE [ROWS [stored|run]]`: the desktop program, the program that fills
//! a database (`crates/app/examples/size.rs`), how many rows, and which half alone.
#![allow(clippy::unwrap_used, reason = "a measurement that cannot be made ends where it stands")]
#![cfg(target_os = "linux")]

mod driven;
mod fast_run;
mod undriven;

use std::{
    fs::File,
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use mailvet_tests::desktop::{Desktop, Painting, Start};

use driven::Window;
use undriven::megabytes;

#[tokio::main]
async fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [desktop, size, rest @ ..] = args.as_slice() else {
        panic!("bench-window DESKTOP SIZE [ROWS [stored|run]]")
    };
    let rows = rest.first().map_or(1_000_000, |rows| rows.parse().unwrap());
    let half = rest.get(1).map(String::as_str);
    let program = PathBuf::from(desktop);
    let start = Start { program: Some(&program), painting: Painting::AsFound, ..Start::default() };
    println!("the window over {rows} rows ({})", program.display());
    if half != Some("run") {
        over_stored_rows(start, Path::new(size), rows).await;
    }
    if half != Some("stored") {
        fast_run::watched(start, rows).await;
    }
}

async fn over_stored_rows(start: Start<'_>, size: &Path, rows: usize) {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path(), size, rows);
    let folder = undriven::starts(folder, start);
    let desktop = Desktop::open_in(folder, "", start).await;
    let (page, usable) = driven::until_usable(&desktop).await;
    println!("  the same, driven      {usable:.0} ms, the page begins after {page:.0} ms");

    let window = Window::over_the_list(desktop).await;
    for (name, gesture) in window.scroll().await {
        println!(
            "  {name:<21} row {:>9}; a row without text for {:.0} ms at the most (bar: 100); shown after {}",
            gesture.place,
            gesture.empty,
            gesture.shown.map_or_else(|| "-".to_owned(), |shown| format!("{shown:.0} ms")),
        );
    }
    for facet in driven::FACETS {
        let took = window.facet(facet).await;
        println!("  facet {facet:<15} repainted after {took:.0} ms (bar: 150)");
    }
    println!("  at rest               {}", driven::frames(&window.desktop, Duration::from_secs(3)).await);
    println!("  memory of the page    {} MB, driven", megabytes(window.desktop.process(), "WebKitWebProces"));
    let places = window.places().await;
    window.desktop.close_window();
    let folder = window.desktop.gone().await;
    undriven::worked(folder, start, &places);
}

/// The name of the list.
const LIST: &str = "million";

/// Makes a database with a verdict for every one of `rows` rows.
fn fill(folder: &Path, size: &Path, rows: usize) {
    let list = folder.join(format!("{LIST}.csv"));
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
