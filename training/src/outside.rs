//! Figures of a model on addresses from elsewhere, which are nowhere kept: a CSV with the columns `address`, `outcome` and, if
//! there are any, `name`, `kind` (of mistake) and `part` (`known`: learnt beforehand; `list`: asked about). The quick way to
//! look; `scripts/try-model` goes the whole way through the program.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::Arc,
};

use anyhow::{Context, Result};
use mailvet_verdict::{
    Acquaintance, Address, Colleague, Happened, Heard, HeardFrom, Knowledge, LISTED, Listed, Moment, Signals,
    from_all_over,
    score::{Model, Scale, Trees},
};

use crate::{
    dice::Dice,
    figures::{Scored, auc, calibration_error, interval, probability},
    people::person,
};

struct Line {
    address: Address,
    right: bool,
    name: String,
    kind: String,
    known: bool,
}

/// Prints figures for 0, 1, 3 and 10 known addresses a domain, with and without names.
pub(crate) fn write(scale: &Scale, trees: Trees, lists: &[&Path]) -> Result<()> {
    let model = Model::of(scale, Box::new(trees));
    for list in lists {
        println!("{}", list.display());
        let lines = read(list)?;
        for named in [false, true] {
            for known in [0, 1, 3, 10] {
                tell(&model, &lines, named, known);
            }
        }
    }
    Ok(())
}

fn tell(model: &Model, lines: &[Line], named: bool, known: usize) {
    let knowledge = Knowledge::shipped();
    let mut by_domain: BTreeMap<&str, Vec<&Line>> = BTreeMap::new();
    for line in lines {
        by_domain.entry(&line.address.domain).or_default().push(line);
    }
    let kinds: BTreeSet<&str> =
        lines.iter().filter(|line| !line.right).map(|line| line.kind.as_str()).collect();
    let kinds: Vec<&str> = kinds.into_iter().collect();
    let mut scored = Vec::new();
    for (group, lines) in (0..).zip(by_domain.values()) {
        let learnt: Vec<&&Line> = lines.iter().filter(|line| line.known).take(known).collect();
        let asked: Vec<&&Line> = lines.iter().filter(|line| !line.known).collect();
        let whom = |line: &Line| (named && !line.name.is_empty()).then(|| person(&line.name, false));
        let of_list = |line: &&&Line| Listed { local: line.address.local.clone(), person: whom(line) };
        let listed: Arc<[Listed]> = from_all_over(&asked, LISTED).map(of_list).collect();
        for line in &asked {
            let signals = Signals::read(&line.address, &knowledge);
            let around = Acquaintance {
                person: whom(line),
                colleagues: learnt
                    .iter()
                    .map(|line| Colleague {
                        local: line.address.local.clone(),
                        person: None,
                        heard: Heard {
                            what: if line.right { Happened::Delivered } else { Happened::HardBounce },
                            at: Moment(0),
                            from: HeardFrom::Learnt,
                        },
                    })
                    .collect(),
                listed: Arc::clone(&listed),
                ..Acquaintance::default()
            };
            let mut logit = if signals.role.is_some() {
                0.6
            } else {
                model.logit(&model.numbers(&line.address, &around))
            };
            if signals.gibberish {
                logit -= 2.0;
            }
            let kind = kinds.iter().position(|kind| *kind == line.kind).map_or(0, |at| at as u8 + 1);
            scored.push(Scored { group, label: line.right, kind: if line.right { 0 } else { kind }, logit });
        }
    }
    let pairs: Vec<(f64, bool)> = scored.iter().map(|row| (probability(row.logit), row.label)).collect();
    let within: Vec<f64> = (0..by_domain.len() as u32)
        .map(|group| auc(&scored.iter().filter(|row| row.group == group).copied().collect::<Vec<_>>()))
        .filter(|auc| !auc.is_nan())
        .collect();
    let [low, high] = interval(&scored);
    let by_kind: Vec<String> = (1..)
        .zip(&kinds)
        .map(|(at, kind)| {
            let part: Vec<Scored> =
                scored.iter().filter(|row| row.label || row.kind == at).copied().collect();
            format!("{kind} {:.2}", auc(&part))
        })
        .collect();
    println!(
        "names {:3} k {known:2} n {:5} auc {:.3} [{low:.3} {high:.3}] within {:.3} ece {:.3}  {}",
        if named { "yes" } else { "no" },
        scored.len(),
        auc(&scored),
        within.iter().sum::<f64>() / within.len().max(1) as f64,
        calibration_error(&pairs),
        by_kind.join(" ")
    );
}

fn read(list: &Path) -> Result<Vec<Line>> {
    let text = fs::read_to_string(list)?;
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().context("the list is empty")?.split(',').collect();
    let at = |name: &str| header.iter().position(|column| *column == name);
    let (address, outcome) =
        (at("address").context("no column `address`")?, at("outcome").context("no column `outcome`")?);
    let (name, kind, part) = (at("name"), at("kind"), at("part"));
    let mut found = Vec::new();
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        let cell = |at: Option<usize>| at.and_then(|at| cells.get(at)).copied().unwrap_or_default();
        let Ok(parsed) = Address::parse(cell(Some(address))) else { continue };
        found.push(Line {
            address: parsed,
            right: cell(Some(outcome)) == "delivered",
            name: cell(name).to_owned(),
            kind: cell(kind).to_owned(),
            known: cell(part) == "known",
        });
    }
    // Without a part, ten addresses a domain that arrived are taken for known.
    if part.is_none() {
        let mut dice = Dice(1);
        dice.shuffle(&mut found);
        let mut taken: BTreeMap<String, usize> = BTreeMap::new();
        for line in found.iter_mut().filter(|line| line.right) {
            let taken = taken.entry(line.address.domain.clone()).or_default();
            *taken += 1;
            line.known = *taken <= 10;
        }
    }
    Ok(found)
}
