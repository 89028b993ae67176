//! One giant exchange with half of a list beside ten thousand small domains: whether memory stays bounded, whether time
//! grows as the list does, and whether anybody waits for somebody else.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufRead as _, BufReader, BufWriter, Write as _},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use mailvet_tests::{UNHURRIED, command::Bench};
use mailvet_world::{Scenario, World};

use crate::measured;

/// Mail hosts of the small domains.
const SMALL_EXCHANGES: usize = 500;
/// Small domains at each of them.
const TENANTS: usize = 20;
/// The counters are looked at so often.
const LOOK: Duration = Duration::from_millis(500);

/// What was heard at some moment.
struct Look {
    at: Duration,
    giant: u64,
    small: u64,
}

/// Vets `addresses` addresses, every tenth of which does not exist.
pub(crate) async fn giant_beside_small(addresses: usize) {
    let world = Arc::new(
        World::start(Scenario::from_toml(&scenario()).expect("sound")).await.expect("the world starts"),
    );
    let settings = format!("{}{UNHURRIED}", world.settings_toml());
    let bench = Bench::new(Some(&settings));
    write_list(&bench, addresses);

    let over = Arc::new(AtomicBool::new(false));
    let watch = tokio::spawn(watch(Arc::clone(&world), Arc::clone(&over)));
    let vetting = tokio::task::spawn_blocking(move || (measured(&bench, "giant.csv"), bench));
    let ((seconds, peak), bench) = vetting.await.expect("it ran");
    over.store(true, Ordering::Relaxed);
    let looks = watch.await.expect("it only looks");

    let total = world.counters().total();
    let (right, rows) = right(&bench);
    let half = addresses as u64 / 2;
    println!("{addresses} addresses, half of them at one giant exchange, half at 10,000 small domains");
    println!("  seconds              {seconds:.1} ({:.0} addresses a second)", addresses as f64 / seconds);
    println!("  connections          {}", total.connections);
    println!(
        "  RCPT TO              {} ({:.3} an address)",
        total.recipients,
        total.recipients as f64 / addresses as f64
    );
    println!("  right verdicts       {right} of {rows}");
    println!("  peak memory          {peak} MB");
    let reached = |heard: fn(&Look) -> u64| looks.iter().find(|look| heard(look) >= half).map(|look| look.at);
    println!("  giant all asked      after {:.1?}", reached(|look| look.giant).unwrap_or_default());
    println!("  small all asked      after {:.1?}", reached(|look| look.small).unwrap_or_default());
    println!("  giant left waiting   {:.1?} at the most", longest_silence(&looks, half, |look| look.giant));
    println!("  small left waiting   {:.1?} at the most", longest_silence(&looks, half, |look| look.small));
    println!("  bad manners          {:?}", world.counters().bad_manners());
}

fn scenario() -> String {
    let mut zone = "[[exchange]]\nname = \"giant\"\nhosts = [\"mx.giant.example\"]\n\
                    [[domain]]\nname = \"giant.example\"\nmx = \"giant\"\nmailboxes = [\"p\"]\n"
        .to_owned();
    for e in 0..SMALL_EXCHANGES {
        zone += &format!("[[exchange]]\nname = \"e{e}\"\nhosts = [\"mx.host{e}.example\"]\n");
        for t in 0..TENANTS {
            zone += &format!("[[domain]]\nname = \"d{e}x{t}.example\"\nmx = \"e{e}\"\nmailboxes = [\"p\"]\n");
        }
    }
    zone
}

/// Tags make as many addresses of a mailbox as are wanted.
fn write_list(bench: &Bench, addresses: usize) {
    let file = File::create(bench.path("giant.csv")).expect("the list can be written");
    let mut list = BufWriter::new(file);
    writeln!(list, "email").expect("there is room");
    for n in 0..addresses {
        let who = if n / 2 % 10 == 9 { "gone" } else { "p" };
        let small = n / 2 % (SMALL_EXCHANGES * TENANTS);
        let domain = match n % 2 {
            0 => "giant.example".to_owned(),
            _ => format!("d{}x{}.example", small % SMALL_EXCHANGES, small / SMALL_EXCHANGES),
        };
        writeln!(list, "{who}+{n}@{domain}").expect("there is room");
    }
    list.flush().expect("there is room");
}

/// Looks at what was asked, until it is over.
async fn watch(world: Arc<World>, over: Arc<AtomicBool>) -> Vec<Look> {
    let begun = Instant::now();
    let mut looks = Vec::new();
    while !over.load(Ordering::Relaxed) {
        let asked: BTreeMap<String, u64> = world.recipients();
        let giant = asked.get("giant").copied().unwrap_or_default();
        let small = asked.values().sum::<u64>() - giant;
        looks.push(Look { at: begun.elapsed(), giant, small });
        tokio::time::sleep(LOOK).await;
    }
    looks
}

/// The longest time without a new recipient, from the first until `all` were asked.
fn longest_silence(looks: &[Look], all: u64, heard: fn(&Look) -> u64) -> Duration {
    let mut since = None;
    let mut longest = Duration::ZERO;
    let mut before = 0;
    for look in looks {
        let now = heard(look);
        if now > before {
            since = Some(look.at);
        }
        if let Some(since) = since.filter(|_| before < all) {
            longest = longest.max(look.at - since);
        }
        before = now;
    }
    longest
}

/// Rows with the right verdict, of how many.
fn right(bench: &Bench) -> (usize, usize) {
    let file = File::open(bench.path("out.csv")).expect("it was written");
    let (mut right, mut rows) = (0, 0);
    for line in BufReader::new(file).lines().skip(1) {
        let line = line.expect("text");
        let wanted = if line.starts_with("gone") { "invalid" } else { "valid" };
        right += usize::from(line.split(',').nth(1) == Some(wanted));
        rows += 1;
    }
    (right, rows)
}
