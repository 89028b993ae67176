//! Measures the built command line against the practice world and prints what it measured. Asserts nothing.
//! `bench giant [ADDRESSES]` measures the giant list alone, as long as is wanted.

mod giant;

use std::{
    fs,
    time::{Duration, Instant},
};

use mailvet_tests::command::{Bench, verdicts};
use mailvet_world::{Scenario, World};

#[tokio::main]
async fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["giant"] => giant::giant_beside_small(1_000_000).await,
        ["giant", addresses] => giant::giant_beside_small(addresses.parse().expect("a number")).await,
        _ => {
            ordinary_domains().await;
            first_two_stages().await;
            giant::giant_beside_small(100_000).await;
        }
    }
}

/// 2,000 addresses over 100 ordinary domains, each with a mail host of its own, at 20 ms an answer.
async fn ordinary_domains() {
    let mut zone = String::new();
    for n in 0..100 {
        let mailboxes: Vec<String> = (0..15).map(|m| format!("\"p{m}\"")).collect();
        zone += &format!(
            "[[exchange]]\nname = \"e{n}\"\nhosts = [\"mx.d{n}.example\"]\nstep = \"20ms\"\n\
             [[domain]]\nname = \"d{n}.example\"\nmx = \"e{n}\"\nmailboxes = [{}]\n",
            mailboxes.join(", ")
        );
    }
    let world = World::start(Scenario::from_toml(&zone).expect("sound")).await.expect("it starts");
    let bench = Bench::new(Some(&world.settings_toml()));
    let list: String = (0..2000).map(|n| format!("p{}@d{}.example\n", n / 100, n % 100)).collect();
    bench.file("list.csv", format!("email\n{list}"));
    let (seconds, peak) = measured(&bench, "list.csv");
    let total = world.counters().total();
    let rows = verdicts(&bench.path("out.csv"), "email");
    let right = rows
        .iter()
        .filter(|(address, verdict, _)| {
            let number: u32 = address[1..address.find('@').unwrap_or(1)].parse().unwrap_or(99);
            verdict == if number < 15 { "valid" } else { "invalid" }
        })
        .count();
    println!("2,000 addresses over 100 ordinary domains at 20 ms an answer");
    println!("  seconds              {seconds:.2}");
    println!("  connections          {}", total.connections);
    println!(
        "  RCPT TO              {} ({:.3} an address)",
        total.recipients,
        total.recipients as f64 / 2000.0
    );
    println!("  right verdicts       {right} of {}", rows.len());
    println!("  peak memory          {peak} MB");
    println!("  bad manners          {:?}", world.counters().bad_manners());
}

/// 100,000 rows that end in the first two stages: a third no addresses, a third at domains that do not exist, a third at
/// domains that take no mail.
async fn first_two_stages() {
    let mut zone = String::new();
    for n in 0..500 {
        zone += &format!("[[domain]]\nname = \"gone{n}.example\"\ndns = \"nxdomain\"\n");
        zone += &format!("[[domain]]\nname = \"null{n}.example\"\ndns = \"null_mx\"\n");
    }
    let world = World::start(Scenario::from_toml(&zone).expect("sound")).await.expect("it starts");
    let bench = Bench::new(Some(&world.settings_toml()));
    let list: String = (0..100_000)
        .map(|n| match n % 3 {
            0 => format!("{n};Some Name;not.an.address.{n}\n"),
            1 => format!("{n};Some Name;p{n}@gone{}.example\n", n % 500),
            _ => format!("{n};Some Name;p{n}@null{}.example\n", n % 500),
        })
        .collect();
    bench.file("long.csv", format!("id;name;email\n{list}"));
    let (seconds, peak) = measured(&bench, "long.csv");
    let out = fs::read_to_string(bench.path("out.csv")).expect("it was written");
    println!("100,000 rows that end in the first two stages");
    println!("  seconds              {seconds:.2}");
    println!("  rows out             {}", out.lines().count() - 1);
    println!("  invalid              {}", out.lines().filter(|line| line.contains(";invalid;")).count());
    println!("  peak memory          {peak} MB");
}

/// Vets a list of the bench; wall time in seconds and peak resident memory in MB.
fn measured(bench: &Bench, list: &str) -> (f64, u64) {
    let begun = Instant::now();
    let mut run = bench
        .command(["verify", list, "--column", "email", "--quiet", "-o", "out.csv"])
        .spawn()
        .expect("the program starts");
    let mut peak = 0;
    let status = loop {
        if let Ok(text) = fs::read_to_string(format!("/proc/{}/status", run.id())) {
            let high = text.lines().find_map(|line| {
                line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok()
            });
            peak = peak.max(high.unwrap_or(0) / 1024);
        }
        match run.try_wait().expect("ours") {
            Some(status) => break status,
            None => std::thread::sleep(Duration::from_millis(10)),
        }
    };
    assert!(status.success(), "mailvet failed: {status}");
    (begun.elapsed().as_secs_f64(), peak)
}
