//! How many addresses the model scores in a second on one core: `cargo run --release -p mailvet-verdict --example scoring`.
//! Every address is a new one of its domain, as in a list. Measures, asserts nothing.

use std::{hint::black_box, sync::Arc, time::Instant};

use mailvet_verdict::{
    Acquaintance, Address, Colleague, CutShort, Dossier, Happened, Heard, HeardFrom, Knowledge, Known,
    Listed, Moment, Person, Policy, Signals, SyntaxEvidence, WhyUnknown, judge, score::Model,
};

const GIVEN: [&str; 20] = [
    "anna", "robert", "maria", "tobias", "laura", "peter", "julia", "thomas", "sophie", "david", "elena",
    "michael", "karin", "jan", "ines", "pablo", "olga", "marco", "lucie", "henrik",
];
const FIRST: [&str; 10] = ["lind", "stein", "gross", "hart", "mar", "wal", "ros", "ber", "fisch", "kal"];
const SECOND: [&str; 10] = ["berg", "mann", "er", "ini", "sen", "feld", "ova", "wood", "ley", "ard"];
const THIRD: [&str; 20] = [
    "", "s", "ek", "o", "in", "a", "i", "ov", "ic", "ski", "man", "us", "ell", "ot", "az", "un", "en",
    "quist", "eau", "ley",
];

/// How many addresses are scored each time; no part before the `@` is met with twice.
const ADDRESSES: usize = 8000;

fn name(n: usize) -> (&'static str, String) {
    let family = n / GIVEN.len();
    let parts = [FIRST[family % 10], SECOND[family / 10 % 10], THIRD[family / 100 % 20]];
    (GIVEN[n % GIVEN.len()], parts.concat())
}

fn local(n: usize) -> String {
    let (given, family) = name(n);
    if n.is_multiple_of(3) { format!("{}{family}", &given[..1]) } else { format!("{given}.{family}") }
}

fn person(n: usize, named: bool) -> Option<Person> {
    let (given, family) = name(n);
    named.then(|| Person { given: Some(given.to_owned()), family: Some(family), full: None })
}

/// What is known, and listed, around each address; and whether rows name persons.
#[derive(Clone, Copy)]
struct Around {
    known: usize,
    listed: usize,
    named: bool,
}

/// What the list has of the domain, the same for each of 64 addresses.
fn listed(n: usize, around: Around) -> Arc<[Listed]> {
    let each = (0..around.listed).map(|k| n / 64 * 64 + k);
    each.map(|k| Listed { local: local(k), person: person(k, around.named) }).collect()
}

fn dossier(n: usize, around: Around, listed: Arc<[Listed]>, knowledge: &Knowledge) -> Dossier {
    let Around { known, named, .. } = around;
    let address = Address { local: local(n), domain: "acme.example".to_owned() };
    let heard = Heard { what: Happened::Delivered, at: Moment(0), from: HeardFrom::Learnt };
    Dossier {
        typed: address.to_string(),
        signals: Signals::read(&address, knowledge),
        syntax: SyntaxEvidence::Sound(address),
        domain: Known::Unknown(WhyUnknown::NotAsked),
        attempts: Vec::new(),
        controls: Vec::new(),
        lookups: Vec::new(),
        cut_short: None::<CutShort>,
        suppressed: None,
        acquaintance: Acquaintance {
            // Every ninth row is about somebody else than the address.
            person: person(n + n % 9 / 8, named),
            colleagues: (1..=known)
                .map(|k| n / 64 * 64 + 7 * k)
                .filter(|k| *k != n)
                .map(|k| Colleague { local: local(k), person: person(k, named), heard })
                .collect(),
            listed,
            ..Acquaintance::default()
        },
    }
}

/// Seconds that this thread has had of a core, where the system tells; else those on the clock.
fn seconds(since: Instant) -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let spent = told.and_then(|told| told.split(' ').next()?.parse::<f64>().ok());
    spent.map_or_else(|| since.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}

fn main() {
    let (knowledge, policy, model) = (Knowledge::shipped(), Policy::default(), Model::shipped());
    let begun = Instant::now();
    let surroundings = [(0, 0, false), (3, 3, false), (10, 20, false), (10, 20, true), (64, 64, false)];
    for (each, (known, of_list, named)) in surroundings.into_iter().enumerate() {
        let around = Around { known, listed: of_list, named };
        let mut shared = Arc::default();
        let mut dossiers = Vec::with_capacity(ADDRESSES);
        for n in each * ADDRESSES..(each + 1) * ADDRESSES {
            if n % 64 == 0 || dossiers.is_empty() {
                shared = listed(n, around);
            }
            dossiers.push(dossier(n, around, Arc::clone(&shared), &knowledge));
        }
        let rate = |each: &dyn Fn(&Dossier)| {
            let start = seconds(begun);
            dossiers.iter().for_each(each);
            dossiers.len() as f64 / (seconds(begun) - start)
        };
        let scored = rate(&|dossier| {
            if let SyntaxEvidence::Sound(address) = &dossier.syntax {
                black_box(model.trees_say(address, dossier));
            }
        });
        let judged = rate(&|dossier| {
            black_box(judge(dossier, &knowledge, &policy));
        });
        let rows = if named { ", rows with names" } else { "" };
        println!(
            "{known} known, {of_list} listed{rows}: {scored:.0} scored a second, {judged:.0} judged with reasons"
        );
    }
}
