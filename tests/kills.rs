//! A run that is killed again and again, at moments that nobody chose, comes to the same end as one that is left alone:
//! no row is lost or doubled, and no server is asked again about an address that was settled on disk.
#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Child, Stdio},
    time::Duration,
};

use mailvet_app::{Mailvet, Place, Query, RunId};
use mailvet_tests::command::{Bench, verdicts};
use mailvet_world::{Scenario, World};

/// Kills in all, in daily work; `make test` and `make kills` ask for more by `MAILVET_KILLS`.
const KILLS: usize = 60;

/// The moments are random, and the same in every run of the test as far as the machine lets them.
const SEED: u64 = 0x4d56_4554_2026;

const DOMAINS: usize = 60;
const ADDRESSES: usize = 3_000;

/// Domains of every ordinary kind: most with a mail host that knows its mailboxes, some that accept everything, that put
/// off, that are full, that have no mail host.
fn scenario() -> Scenario {
    let mut text = String::new();
    for n in 0..12 {
        let temper = match n {
            3 => "temper = \"catch_all\"\n",
            5 => "temper = { greylist = { wait = \"50ms\" } }\n",
            _ => "",
        };
        text += &format!(
            "[[exchange]]\nname = \"e{n}\"\nhosts = [\"mx.e{n}.example\"]\nstep = \"1ms\"\n{temper}"
        );
    }
    let mailboxes: Vec<String> = (0..ADDRESSES / DOMAINS / 2).map(|n| format!("\"p{n}\"")).collect();
    for n in 0..DOMAINS {
        text += &match n % 20 {
            18 => format!("[[domain]]\nname = \"d{n}.example\"\ndns = \"nxdomain\"\n"),
            19 => format!("[[domain]]\nname = \"d{n}.example\"\ndns = \"null_mx\"\n"),
            _ => format!(
                "[[domain]]\nname = \"d{n}.example\"\nmx = \"e{}\"\nmailboxes = [{}]\n",
                n % 12,
                mailboxes.join(", ")
            ),
        };
    }
    Scenario::from_toml(&text).unwrap()
}

async fn bench() -> (World, Bench) {
    let world = World::start(scenario()).await.unwrap();
    // The list is half wrong on purpose, so that no limit of refusals may put it off.
    let settings = world
        .settings_toml()
        .replace("waits = [\"2s\", \"3s\", \"5s\"]", "waits = [\"200ms\", \"500ms\", \"1s\"]")
        + "\n[pace]\nbad_recipients_per_hour = 0\nrecipients_per_hour = 0\n";
    let bench = Bench::new(Some(&settings));
    let rows: String = (0..ADDRESSES)
        .map(|n| format!("{n},p{}@d{}.example\n", n / DOMAINS, n % DOMAINS))
        .chain(["x,no address at all\n".to_owned(), "y,p0@d0.example\n".to_owned()])
        .collect();
    bench.file("list.csv", format!("id,email\n{rows}"));
    (world, bench)
}

/// Xorshift: enough to choose moments by.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}

/// What a killed program left on disk.
struct Left {
    run: Option<RunId>,
    rows: usize,
    /// The settled addresses.
    settled: Vec<String>,
}

/// Reads a copy of the files, so that the next program finds them as the kill left them.
async fn left(data: &Path) -> Left {
    let copy = tempfile::tempdir().unwrap();
    for ending in ["", "-wal"] {
        let name = format!("mailvet.sqlite{ending}");
        if data.join(&name).exists() {
            fs::copy(data.join(&name), copy.path().join(&name)).unwrap();
        }
    }
    let nothing = Left { run: None, rows: 0, settled: Vec::new() };
    if !copy.path().join("mailvet.sqlite").exists() {
        return nothing;
    }
    let mailvet = Mailvet::open(Place { folder: copy.path().to_owned(), settings: None }).await.unwrap();
    let Some(run) = mailvet.runs().await.unwrap().into_iter().next() else { return nothing };
    let page = mailvet.page(run.list, Query::default(), 0, 10_000).await.unwrap();
    let settled = page
        .rows
        .iter()
        .filter(|row| row.result.as_ref().is_some_and(|result| result.retry_at.is_none()))
        .map(|row| row.address.clone())
        .collect();
    assert_eq!(page.total, page.rows.len() as u64);
    Left { run: Some(run.id), rows: page.rows.len(), settled }
}

fn start(bench: &Bench, run: Option<RunId>) -> Child {
    let run = run.map(|run| run.0.to_string());
    let args = match &run {
        Some(run) => vec!["resume", run, "--quiet", "-o", "out.csv"],
        None => vec!["verify", "list.csv", "--column", "email", "--quiet", "-o", "out.csv"],
    };
    bench.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Lets the program work until a moment of the dice: early on, or after some more recipients. `true`: it ended by itself.
async fn work_until_killed(child: &mut Child, world: &World, dice: &mut Dice) -> bool {
    let asked = || world.counters().exchanges.values().map(|one| one.recipients).sum::<u64>();
    let enough = match dice.below(8) {
        // While it starts: the file is opened, the log folded in, the run taken up.
        0 => None,
        _ => Some(asked() + dice.below(12)),
    };
    let pause = Duration::from_micros(dice.below(2_000));
    let early = dice.below(60);
    for tick in 0.. {
        if child.try_wait().unwrap().is_some() {
            return true;
        }
        if enough.map_or(tick >= early, |enough| asked() >= enough) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    tokio::time::sleep(pause).await;
    child.kill().unwrap();
    // A program that ended in this very moment has a code; a killed one has none.
    child.wait().unwrap().code().is_some()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_killed_at_any_moment_ends_as_one_that_is_left_alone() {
    let kills = std::env::var("MAILVET_KILLS").map_or(KILLS, |text| text.parse().unwrap());
    let (_world, undisturbed) = bench().await;
    let ran = undisturbed.run(["verify", "list.csv", "--column", "email", "--quiet", "-o", "out.csv"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let expected = verdicts(&undisturbed.path("out.csv"), "email");
    assert_eq!(expected.len(), ADDRESSES + 2);

    let (world, bench) = bench().await;
    let mut dice = Dice(SEED);
    // How often each address had been asked about when it was first seen settled on disk.
    let mut asked_when_settled: BTreeMap<String, u64> = BTreeMap::new();
    let mut run = None;
    let mut killed = 0;
    while killed < kills {
        let mut child = start(&bench, run);
        if work_until_killed(&mut child, &world, &mut dice).await {
            break;
        }
        killed += 1;
        assert!(!bench.path("out.csv").exists(), "a half-written result after {killed} kills");
        let left = left(&bench.path("data")).await;
        assert!(run.is_none() || left.run == run, "the run is lost after {killed} kills");
        run = left.run;
        if run.is_none() {
            continue;
        }
        assert_eq!(left.rows, ADDRESSES + 2, "rows are lost or doubled after {killed} kills");
        let asked = world.counters().total().asked;
        let count = left.settled.len();
        for address in left.settled {
            let times = asked.get(&address).copied().unwrap_or_default();
            asked_when_settled.entry(address).or_insert(times);
        }
        assert!(
            count >= asked_when_settled.len(),
            "what was settled is settled no more after {killed} kills"
        );
    }
    assert_eq!(killed, kills, "the list was settled after {killed} kills and is too short for the test");
    let run = run.unwrap().0.to_string();
    let ran = bench.run(["resume", &run, "--quiet", "-o", "out.csv"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);

    assert_eq!(verdicts(&bench.path("out.csv"), "email"), expected);
    let asked = world.counters().total().asked;
    let again: Vec<_> = asked_when_settled
        .iter()
        .filter(|(address, times)| asked.get(*address).copied().unwrap_or_default() > **times)
        .collect();
    assert!(again.is_empty(), "settled on disk, and asked again all the same: {again:?}");
    assert!(asked_when_settled.len() > ADDRESSES / 10, "{} were settled", asked_when_settled.len());
    // A killed program says no goodbye; that is the only rule it may break.
    let broken = world.counters().bad_manners();
    assert!(broken.iter().all(|line| line.ends_with("session left without QUIT")), "{broken:?}");

    // And the file that went through all of it is sound and whole.
    let mailvet = Mailvet::open(Place { folder: bench.path("data"), settings: None }).await.unwrap();
    let runs = mailvet.runs().await.unwrap();
    assert_eq!(runs.len(), 1);
    assert_eq!((runs[0].settled, runs[0].total), (ADDRESSES as u64 + 1, ADDRESSES as u64 + 1));
    let page = mailvet.page(runs[0].list, Query::default(), 0, 10_000).await.unwrap();
    for (n, row) in page.rows.iter().enumerate().take(ADDRESSES) {
        assert_eq!(row.cells[0], n.to_string());
    }
}
