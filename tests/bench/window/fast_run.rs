//! The window during a run that is as fast as the machine lets it be, with mail servers to ask and without.

use std::{
    fs::File,
    io::{BufWriter, Write as _},
    time::{Duration, Instant},
};

use mailvet_tests::{
    UNHURRIED,
    desktop::{Desktop, Start},
};
use mailvet_world::{Scenario, World};
use serde_json::json;

use crate::{driven, undriven::processor};

/// Mail hosts of the fast run, and domains at each of them.
const HOSTS: usize = 200;
/// For how long the window is watched each time.
const OVER: Duration = Duration::from_secs(10);

/// Tells how smoothly the window shows a run over `rows` addresses, at its beginning and later, and who had the processors.
pub(crate) async fn watched(start: Start<'_>, rows: usize) {
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
    let mut file = BufWriter::new(File::create(&list).unwrap());
    writeln!(file, "email").unwrap();
    for n in 0..rows {
        writeln!(file, "{}+{n}@d{}.example", if n % 10 == 9 { "gone" } else { "p" }, n % HOSTS).unwrap();
    }
    file.flush().unwrap();
    let settings = format!("{}{UNHURRIED}", world.settings_toml());
    let desktop = Desktop::start(&settings, Start { list: Some(&list), ..start }).await;
    desktop.part("preview").await;
    desktop.click("start").await;
    desktop.wait_for("[id^='grid-row-'][data-verdict]").await;
    for when in ["a run begins", "a run goes on"] {
        watch(&desktop, when).await;
    }
    desktop.picture("bench-fast-run").await;
    go_on_and_ask_nobody(&desktop).await;
    watch(&desktop, "nobody is asked").await;
    desktop.driver.clone().quit().await.unwrap();
}

async fn watch(desktop: &Desktop, when: &str) {
    let busy = || ["mailvet-desktop", "WebKitWebProces"].map(|name| processor(desktop.process(), name));
    let (settled, busy_before, since) = (settled(desktop).await, busy(), Instant::now());
    let frames = driven::frames(desktop, OVER).await;
    let [program, page] = std::array::from_fn(|n| busy()[n] - busy_before[n]);
    let share = |seconds: f64| 100.0 * seconds / since.elapsed().as_secs_f64();
    let rate = (self::settled(desktop).await - settled) / since.elapsed().as_secs_f64();
    println!("  while {when:<15} {rate:.0} answers a second, {frames} (bar: 50 frames at 2,000 answers)");
    println!("                        processor: program {:.0} %, page {:.0} %", share(program), share(page));
}

/// The servers of the practice world take a core for themselves. Where nobody is asked, the program gives as many answers
/// as it can.
async fn go_on_and_ask_nobody(desktop: &Desktop) {
    desktop.click("stop").await;
    desktop.wait_for("[data-testid='run-state'][data-state='paused']").await;
    command(desktop, "start_run", json!({ "list": 1, "mode": "quick", "onlyStale": false })).await;
    // The view hears of it when it is opened anew.
    desktop.click("back").await;
    desktop.find("[data-testid='list-card']").await.click().await.unwrap();
    desktop.wait_for("[data-testid='run-state'][data-state='running']").await;
}

async fn settled(desktop: &Desktop) -> f64 {
    let running = command(desktop, "working_on", json!({})).await;
    running[0]["progress"]["tally"]["settled"].as_f64().unwrap()
}

/// What the program answers to a command of the page.
async fn command(desktop: &Desktop, name: &str, args: serde_json::Value) -> serde_json::Value {
    let call = "const [name, args, done] = arguments; window.__TAURI_INTERNALS__.invoke(name, args).then(done, done);";
    let answered = desktop.driver.execute_async(call, vec![json!(name), args]).await.unwrap();
    answered.json().clone()
}
