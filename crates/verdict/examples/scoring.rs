//! How many addresses the model scores in a second on one core: `cargo run --release -p mailvet-verdict --example scoring`.
//! Measures, asserts nothing.

use std::time::Instant;

use mailvet_verdict::{
    Acquaintance, Address, Colleague, CutShort, Dossier, Happened, Heard, HeardFrom, Knowledge, Known,
    Listed, Moment, Policy, Signals, SyntaxEvidence, WhyUnknown, judge, score::Model,
};

const GIVEN: [&str; 10] =
    ["anna", "robert", "maria", "tobias", "laura", "peter", "julia", "thomas", "sophie", "david"];
const FAMILY: [&str; 9] =
    ["berg", "smith", "garcia", "schneider", "rossi", "novak", "fischer", "anderson", "martin"];

fn local(n: usize) -> String {
    let (given, family) = (GIVEN[n % GIVEN.len()], FAMILY[n / GIVEN.len() % FAMILY.len()]);
    if n.is_multiple_of(3) { format!("{}{family}", &given[..1]) } else { format!("{given}.{family}") }
}

fn dossier(n: usize, known: usize, listed: usize, knowledge: &Knowledge) -> Dossier {
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
            colleagues: (1..=known)
                .map(|k| Colleague { local: local(n + 7 * k), person: None, heard })
                .collect(),
            listed: (1..=listed).map(|k| Listed { local: local(n + 11 * k), person: None }).collect(),
            ..Acquaintance::default()
        },
    }
}

fn main() {
    let (knowledge, policy, model) = (Knowledge::shipped(), Policy::default(), Model::shipped());
    for (known, listed) in [(0, 0), (3, 3), (10, 20), (64, 64)] {
        let dossiers: Vec<Dossier> = (0..2000).map(|n| dossier(n, known, listed, &knowledge)).collect();
        let rate = |each: &dyn Fn(&Dossier)| {
            let start = Instant::now();
            dossiers.iter().for_each(each);
            dossiers.len() as f64 / start.elapsed().as_secs_f64()
        };
        let scored = rate(&|dossier| {
            if let SyntaxEvidence::Sound(address) = &dossier.syntax {
                std::hint::black_box(model.trees_say(address, dossier));
            }
        });
        let judged = rate(&|dossier| {
            std::hint::black_box(judge(dossier, &knowledge, &policy));
        });
        println!(
            "{known} known, {listed} listed: {scored:.0} scored a second, {judged:.0} judged with reasons"
        );
    }
}
