//! The window during a run that is as fast as the machine lets it be.

use std::{
    fs::File,
    io::{BufWriter, Write as _},
    time::Duration,
};

use mailvet_tests::desktop::{Desktop, Start};
use mailvet_world::{Scenario, World};

use crate::{driven, undriven::processor};

/// Mail hosts of the fast run, and domains at each of them.
const HOSTS: usize = 200;
/// For how long the window is watched each time.
const OVER: Duration = Duration::from_secs(10);

const UNHURRIED_BY_NOBODY: &str = "
[pace]
connections_per_exchange = 8
recipients_per_session = 50
recipients_per_hour = 0
bad_recipients_per_hour = 0
";

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
    let settings = format!("{}{UNHURRIED_BY_NOBODY}", world.settings_toml());
    let desktop = Desktop::start(&settings, Start { list: Some(&list), ..start }).await;
    desktop.part("preview").await;
    desktop.click("start").await;
    desktop.wait_for("[id^='grid-row-'][data-verdict]").await;
    for when in ["a run begins", "a run goes on"] {
        let asked = || world.recipients().values().sum::<u64>();
        let busy = || ["mailvet-desktop", "WebKitWebProces"].map(|name| processor(desktop.process(), name));
        let (before, busy_before) = (asked(), busy());
        let frames = driven::frames(&desktop, OVER).await;
        let seconds = OVER.as_secs_f64();
        let rate = (asked() - before) as f64 / seconds;
        let [program, page] = std::array::from_fn(|n| 100.0 * (busy()[n] - busy_before[n]) / seconds);
        println!("  while {when:<15} {rate:.0} answers a second, {frames} (bar: 50 frames at 2,000 answers)");
        println!("                        processor: program {program:.0} %, page {page:.0} %");
    }
    desktop.picture("bench-fast-run").await;
    desktop.driver.clone().quit().await.unwrap();
}
