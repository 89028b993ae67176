//! Lists made of public addresses: for each domain some addresses that are known, some that are right, and some that are wrong
//! in the ways in which lists are wrong. What the model sees of each row is computed by the program's own code.

use std::{collections::HashSet, fs, path::Path, sync::Arc};

use anyhow::Result;
use mailvet_verdict::{
    Acquaintance, Address, Colleague, Happened, Heard, HeardFrom, LISTED, Listed, Moment, Person,
    from_all_over,
    score::{FEATURES, LEVELS, Model, Scale, Scorer, Trees, Way, spell, usual_ways, way_of},
};

use crate::{
    dice::{Dice, number_of},
    invent::{Inventor, Numbering, junk, numbered, slip},
    matrix::{self, Kind, Row, Scene},
    people::{self, Domain, Staff, person},
};

/// Organisations are parted into so many folds.
pub(crate) const FOLDS: u64 = 5;

/// Domains with so many people are measured; smaller ones only train.
const MEASURED: usize = 14;

/// How many lists of each scene are made of a domain that is measured: one alone may fall out far better or worse.
const DRAWS: usize = 2;

/// How many lists are trained on, of a domain that is measured and of a smaller one, and how much a row of the latter counts.
const LISTS: usize = 20;
const SMALL_LISTS: usize = 4;
const SMALL_COUNTS: f64 = 0.7;

/// A row before its numbers are levels.
pub(crate) struct Raw {
    pub(crate) row: Row,
    pub(crate) values: Vec<f32>,
}

pub(crate) fn write(pairs: &Path, locales: &Path, folder: &Path) -> Result<()> {
    let domains = people::read(pairs)?;
    let world = world(&domains);
    let raws = all(&domains, &world, &Inventor::read(locales)?, true);
    let edges: Vec<(String, Vec<f32>)> = FEATURES
        .iter()
        .enumerate()
        .map(|(at, feature)| (feature.id.to_owned(), edges(raws.iter().map(|raw| raw.values[at]))))
        .collect();
    let scale = Scale { world, edges };
    let model = Model::of(&scale, Box::new(NoTrees));
    let rows: Vec<Row> =
        raws.into_iter().map(|raw| Row { levels: model.levels(&raw.values), ..raw.row }).collect();
    matrix::write(&rows, &folder.join("matrix.csv.gz"))?;
    fs::write(folder.join("scale.json"), serde_json::to_string(&scale)? + "\n")?;
    println!("{} rows of {} domains", rows.len(), domains.len());
    Ok(())
}

/// For numbers alone.
pub(crate) struct NoTrees;

impl Scorer for NoTrees {
    fn logit(&self, _: &[u8]) -> f64 {
        0.0
    }

    fn contributions(&self, levels: &[u8]) -> (f64, Vec<f64>) {
        (0.0, vec![0.0; levels.len()])
    }
}

/// How usual each way is, every organisation counting alike up to ten people.
pub(crate) fn world(domains: &[Domain]) -> Vec<f32> {
    let some: Vec<(String, Person)> = domains
        .iter()
        .flat_map(|domain| domain.staff.iter().take(10).map(|one| (one.local.clone(), one.person(false))))
        .collect();
    usual_ways(some.iter().map(|(local, person)| (local.as_str(), Some(person))))
}

/// Edges between at most [`LEVELS`] levels: between the values where there are few, else at quantiles.
fn edges(values: impl Iterator<Item = f32>) -> Vec<f32> {
    let mut values: Vec<f32> = values.filter(|value| !value.is_nan()).collect();
    values.sort_by(f32::total_cmp);
    let mut distinct = values.clone();
    distinct.dedup();
    if distinct.len() <= LEVELS {
        return distinct.windows(2).map(|pair| f32::midpoint(pair[0], pair[1])).collect();
    }
    let mut edges: Vec<f32> = (1..LEVELS).map(|n| values[n * values.len() / LEVELS]).collect();
    edges.dedup();
    edges
}

/// Every list of every domain.
pub(crate) fn all(domains: &[Domain], world: &[f32], inventor: &Inventor, training: bool) -> Vec<Raw> {
    let blank = Model::of(&Scale { world: world.to_vec(), edges: Vec::new() }, Box::new(NoTrees));
    let maker = Maker { domains, world, inventor, model: &blank };
    let mut raws = Vec::new();
    for (n, domain) in domains.iter().enumerate() {
        if domain.staff.len() < 2 {
            continue;
        }
        let mut dice = Dice(number_of(&domain.domain) ^ 20_261_126);
        // Of their own, so that what is trained on never changes what is measured.
        let mut figures = Dice(number_of(&domain.domain) ^ 20_271_127);
        if domain.staff.len() >= MEASURED {
            let scenes = [
                (Scene::Listed, true),
                (Scene::Listed, false),
                (Scene::Alone, true),
                (Scene::Alone, false),
                (Scene::Guessed, true),
                (Scene::Guessed, false),
                (Scene::Numbers, true),
                (Scene::Numbers, false),
            ];
            for (scene, named) in scenes.into_iter().cycle().take(DRAWS * scenes.len()) {
                maker.measured(n, domain, scene, named, &mut figures, &mut raws);
            }
        }
        if training {
            let lists = if domain.staff.len() >= MEASURED { LISTS } else { SMALL_LISTS };
            for _ in 0..lists {
                maker.trained(n, domain, &mut dice, &mut raws);
            }
        }
    }
    raws
}

/// One address of a made list.
#[derive(Clone)]
struct Entry {
    local: String,
    name: String,
    kind: Kind,
}

struct Maker<'a> {
    domains: &'a [Domain],
    world: &'a [f32],
    inventor: &'a Inventor,
    model: &'a Model,
}

/// What a list is like.
struct Manner {
    scene: Scene,
    named: bool,
    in_two: bool,
    right: f64,
    kinds: [f64; 6],
    one_wrong_way: bool,
    /// The organisation gives its people numbers, made in this way.
    numbering: Option<Numbering>,
    /// Wrong addresses are often of persons whose right ones are in the list too.
    overlap: bool,
    in_sight: f64,
}

/// The mix of mistakes that figures are told for, in the order of [`Kind::WRONG`].
const MIX: [f64; 6] = [0.35, 0.2, 0.2, 0.15, 0.1, 0.0];

/// The mix that is trained on: a number behind a real address too.
const TRAINED: [f64; 6] = [0.35, 0.2, 0.2, 0.15, 0.1, 0.07];

/// How often those that are known stand in the list as well.
const KNOWN_LISTED: f64 = 0.4;

/// One wrong way for a whole domain.
const ONE_WAY: [f64; 6] = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0];

/// Where people have numbers: their names, numbers that nobody has, addresses of other organisations, random keys, numbers made in
/// another way.
const AMONG_NUMBERS: [f64; 6] = [0.3, 0.2, 0.2, 0.0, 0.1, 0.2];

/// How often an organisation of the training gives its people numbers. Only what is known there is learnt from, never the rest of a
/// list: where people choose names with digits, a plain name would be taken for a wrong one.
const NUMBERS: f64 = 0.1;

/// How often a list of the training is one that somebody guessed, and how much its rows count where nobody of the domain is
/// known. More of either, and the trees take what most of an honest list does for a guess.
const GUESSED: f64 = 0.1;
const GUESSED_UNKNOWN: f64 = 0.35;

impl Maker<'_> {
    fn measured(
        &self,
        n: usize,
        domain: &Domain,
        scene: Scene,
        named: bool,
        dice: &mut Dice,
        raws: &mut Vec<Raw>,
    ) {
        let numbering = (scene == Scene::Numbers).then(|| Numbering::any(dice));
        let domain = &numbered_people(domain, numbering, dice);
        let mut staff = domain.staff.clone();
        dice.shuffle(&mut staff);
        let (known, rest) = staff.split_at(10.min(staff.len() - 4));
        let guessed = scene == Scene::Guessed;
        let right = &rest[..rest.len().min(if guessed { 10 } else { 18 })];
        let manner = Manner {
            scene,
            named,
            in_two: dice.chance(0.5),
            right: if guessed { 0.3 } else { 0.5 },
            kinds: match scene {
                Scene::Guessed => ONE_WAY,
                Scene::Numbers => AMONG_NUMBERS,
                Scene::Listed | Scene::Alone | Scene::Training => MIX,
            },
            one_wrong_way: guessed,
            numbering,
            overlap: dice.chance(0.5),
            in_sight: if scene == Scene::Alone { 0.0 } else { 1.0 },
        };
        let entries = self.list(domain, known, right, &rest[right.len()..], &manner, dice);
        for k in [0, 1, 3, 10] {
            if k <= known.len() {
                self.rows(n, domain, &known[..k], &[], &entries, &manner, dice, raws);
            }
        }
    }

    fn trained(&self, n: usize, domain: &Domain, dice: &mut Dice, raws: &mut Vec<Raw>) {
        let most = [0, 0, 0, 1, 1, 2, 3, 5, 8, 10][dice.below(10)];
        let k = usize::min(most, domain.staff.len() / 2);
        let numbering = (k > 0 && dice.chance(NUMBERS)).then(|| Numbering::any(dice));
        let domain = &numbered_people(domain, numbering, dice);
        let mut staff = domain.staff.clone();
        dice.shuffle(&mut staff);
        let (known, rest) = staff.split_at(k);
        let right = &rest[..rest.len().min(2 + dice.below(20))];
        let guessed = numbering.is_none() && dice.chance(GUESSED);
        let mut kinds = TRAINED;
        if numbering.is_some() {
            kinds = AMONG_NUMBERS;
        } else if guessed {
            kinds = ONE_WAY;
        } else if dice.chance(0.5) {
            kinds.iter_mut().for_each(|kind| *kind *= -(dice.unit().max(1e-9)).ln());
        }
        let share = [0.5, 0.5, 0.5, 0.3, 0.3, 0.8, 0.9, 0.2][dice.below(8)];
        let manner = Manner {
            scene: Scene::Training,
            named: dice.chance(0.5),
            in_two: dice.chance(0.5),
            right: if guessed { [0.3, 0.5, 0.15, 0.7][dice.below(4)] } else { share },
            kinds,
            one_wrong_way: guessed,
            numbering,
            overlap: dice.chance(0.5),
            in_sight: if numbering.is_some() {
                0.0
            } else {
                [0.0, 0.0, 0.0, 0.3, 1.0, 1.0, 1.0][dice.below(7)]
            },
        };
        let entries = self.list(domain, known, right, &rest[right.len()..], &manner, dice);
        let bad: Vec<Entry> = if dice.chance(0.3) {
            let wanted = 1 + dice.below(8);
            let alike = Manner { right: 0.0, ..manner };
            (0..wanted)
                .filter_map(|_| self.wrong(domain, known, right, &rest[right.len()..], None, &alike, dice))
                .collect()
        } else {
            Vec::new()
        };
        self.rows(n, domain, known, &bad, &entries, &manner, dice, raws);
    }

    /// Right and wrong addresses, in any order.
    fn list(
        &self,
        domain: &Domain,
        known: &[Staff],
        right: &[Staff],
        spare: &[Staff],
        manner: &Manner,
        dice: &mut Dice,
    ) -> Vec<Entry> {
        let wrong =
            ((right.len() as f64) * (1.0 - manner.right) / manner.right).round().clamp(1.0, 60.0) as usize;
        let mut entries: Vec<Entry> = right
            .iter()
            .map(|one| Entry { local: one.local.clone(), name: one.name.clone(), kind: Kind::Right })
            .collect();
        let mut taken: HashSet<String> = domain.staff.iter().map(|one| one.local.clone()).collect();
        let way = manner.one_wrong_way.then(|| self.wrong_way(domain, dice));
        for _ in 0..wrong {
            for _ in 0..6 {
                if let Some(entry) = self.wrong(domain, known, right, spare, way, manner, dice)
                    && taken.insert(entry.local.clone())
                {
                    entries.push(entry);
                    break;
                }
            }
        }
        dice.shuffle(&mut entries);
        entries
    }

    /// A way in which few of the domain's addresses are made.
    fn wrong_way(&self, domain: &Domain, dice: &mut Dice) -> Way {
        let used: Vec<usize> = domain.staff.iter().filter_map(|one| self.way(one)).collect();
        loop {
            let way = self.any_way(dice);
            let same = used.iter().filter(|used| **used == way.number()).count();
            if same * 5 < used.len().max(1) || dice.chance(0.02) {
                return way;
            }
        }
    }

    fn way(&self, one: &Staff) -> Option<usize> {
        way_of(&one.local, &one.person(false), self.world).map(Way::number)
    }

    fn any_way(&self, dice: &mut Dice) -> Way {
        let weights: Vec<f64> = self
            .world
            .iter()
            .enumerate()
            .map(
                |(way, share)| {
                    if Way::numbered(way).is_of_a_name() { f64::from(*share).powf(0.7) } else { 0.0 }
                },
            )
            .collect();
        Way::numbered(dice.weighted(&weights))
    }

    /// The way of one of the domain's own addresses.
    fn right_way(&self, domain: &Domain, dice: &mut Dice) -> Way {
        (0..8)
            .find_map(|_| self.way(dice.pick(&domain.staff)))
            .map_or_else(|| self.any_way(dice), Way::numbered)
    }

    /// Another organisation, with somebody in it.
    fn elsewhere(&self, domain: &Domain, dice: &mut Dice) -> &Domain {
        loop {
            let other = dice.pick(self.domains);
            if other.organisation != domain.organisation && !other.staff.is_empty() {
                return other;
            }
        }
    }

    /// A person who never worked there. Most are persons of other organisations, whole or put together of two colleagues, so
    /// that how common a name is tells nothing; the rest come from the name tables.
    fn nobody(&self, domain: &Domain, dice: &mut Dice) -> String {
        let draw = dice.unit();
        if draw < 0.2 {
            return self.inventor.person(&domain.domain, dice);
        }
        let there = self.elsewhere(domain, dice);
        let (one, other) = (&dice.pick(&there.staff).name, &dice.pick(&there.staff).name);
        match (one.split_once(' '), other.rsplit_once(' ')) {
            (Some((given, _)), Some((_, family))) if draw < 0.4 => format!("{given} {family}"),
            _ => one.clone(),
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn wrong(
        &self,
        domain: &Domain,
        known: &[Staff],
        right: &[Staff],
        spare: &[Staff],
        way: Option<Way>,
        manner: &Manner,
        dice: &mut Dice,
    ) -> Option<Entry> {
        let kind = Kind::WRONG[dice.weighted(&manner.kinds)];
        let stranger = |dice: &mut Dice| {
            let there = self.elsewhere(domain, dice);
            dice.pick(&there.staff).clone()
        };
        let colleague = |dice: &mut Dice| {
            if (manner.overlap || spare.is_empty()) && !right.is_empty() {
                dice.pick(right).clone()
            } else if !spare.is_empty() {
                dice.pick(spare).clone()
            } else {
                dice.pick(known).clone()
            }
        };
        let (local, name) = match kind {
            Kind::Right => return None,
            Kind::OtherWay => {
                let one = if way.is_some() && dice.chance(0.5) { stranger(dice) } else { colleague(dice) };
                let own = self.way(&one);
                let way = way.unwrap_or_else(|| self.any_way(dice));
                if own == Some(way.number()) && one.local.is_empty() {
                    return None;
                }
                (spell(&one.person(false), way)?, one.name)
            }
            Kind::Invented => {
                let name = self.nobody(domain, dice);
                if let Some(usual) = manner.numbering {
                    return Some(Entry { local: usual.of(&name, dice), name, kind });
                }
                (spell(&person(&name, false), self.right_way(domain, dice))?, name)
            }
            Kind::Elsewhere => {
                let one = stranger(dice);
                (one.local, one.name)
            }
            Kind::Slip => {
                let one = colleague(dice);
                (slip(&one.local, dice), one.name)
            }
            Kind::Numbered => {
                let one = colleague(dice);
                let number = match manner.numbering {
                    Some(usual) => (0..8)
                        .map(|_| Numbering::any(dice))
                        .find(|other| *other != usual)?
                        .of(&one.name, dice),
                    None => numbered(&one.local, dice),
                };
                (number, one.name)
            }
            Kind::Junk => (junk(dice), self.nobody(domain, dice)),
        };
        (!domain.staff.iter().any(|one| one.local == local) && !local.is_empty()).then_some(Entry {
            local,
            name,
            kind,
        })
    }

    #[allow(clippy::too_many_arguments)]
    fn rows(
        &self,
        n: usize,
        domain: &Domain,
        known: &[Staff],
        bad: &[Entry],
        entries: &[Entry],
        manner: &Manner,
        dice: &mut Dice,
        raws: &mut Vec<Raw>,
    ) {
        let row_person = |name: &str| manner.named.then(|| person(name, manner.in_two));
        let heard = |what| Heard { what, at: Moment(0), from: HeardFrom::Learnt };
        // What was learnt before seldom brings names, unless it stood in a list.
        let known_named = manner.named && dice.chance(0.5);
        let mut colleagues: Vec<Colleague> = known
            .iter()
            .map(|one| Colleague {
                local: one.local.clone(),
                person: known_named.then(|| person(&one.name, manner.in_two)),
                heard: heard(Happened::Delivered),
            })
            .collect();
        colleagues.extend(bad.iter().map(|one| Colleague {
            local: one.local.clone(),
            person: None,
            heard: heard(Happened::HardBounce),
        }));
        let of_list = |local: &str, name: &str| Listed { local: local.to_owned(), person: row_person(name) };
        let mut seen: Vec<Listed> = Vec::new();
        for entry in entries {
            if dice.chance(manner.in_sight) {
                seen.push(of_list(&entry.local, &entry.name));
            }
        }
        // Who is known may stand in the list too, or have come from elsewhere.
        if manner.scene == Scene::Training && !seen.is_empty() && dice.chance(KNOWN_LISTED) {
            seen.extend(known.iter().map(|one| of_list(&one.local, &one.name)));
        }
        let listed: Arc<[Listed]> = from_all_over(&seen, LISTED).cloned().collect();
        let rights = entries.iter().filter(|entry| entry.kind == Kind::Right).count() as f64;
        let share = (rights / entries.len() as f64).clamp(0.05, 0.95);
        let mut counts = if domain.staff.len() >= MEASURED { 1.0 } else { SMALL_COUNTS };
        if manner.one_wrong_way && known.is_empty() {
            counts *= GUESSED_UNKNOWN;
        }
        for entry in entries {
            let Ok(address) = Address::parse(&format!("{}@{}", entry.local, domain.domain)) else { continue };
            let around = Acquaintance {
                person: row_person(&entry.name),
                colleagues: colleagues.clone(),
                listed: Arc::clone(&listed),
                ..Acquaintance::default()
            };
            let label = entry.kind == Kind::Right;
            let weight = if label { 0.5 / share } else { 0.5 / (1.0 - share) };
            raws.push(Raw {
                row: Row {
                    fold: (domain.organisation % FOLDS) as u8,
                    group: n as u32,
                    label,
                    known: known.len() as u8,
                    named: manner.named,
                    kind: entry.kind as u8,
                    scene: manner.scene as u8,
                    weight: (weight * counts * 100.0).round() as u32,
                    levels: Vec::new(),
                },
                values: self.model.numbers(&address, &around).values,
            });
        }
    }
}

/// The organisation as it is, or as if it gave its people numbers.
fn numbered_people(domain: &Domain, numbering: Option<Numbering>, dice: &mut Dice) -> Domain {
    let mut domain = domain.clone();
    if let Some(numbering) = numbering {
        domain.staff.iter_mut().for_each(|one| one.local = numbering.of(&one.name, dice));
    }
    domain
}

/// The model that ships, for measuring.
pub(crate) fn shipped_trees(model: &Path) -> Result<(Scale, Trees)> {
    let scale = serde_json::from_str(&fs::read_to_string(model.join("scale.json"))?)?;
    let trees = Trees::read(&fs::read_to_string(model.join("trees.json"))?)?;
    Ok((scale, trees))
}
