//! From the matrix to the model: trees for each fold of organisations, whose figures are told, and trees over all rows, which
//! ship. The same matrix makes the same bytes on every machine.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result, ensure};
use hessboost::{config::Monotone, objective::RegLoss, prelude::*};
use mailvet_verdict::score::{FEATURES, Group, Head, Scorer, Sense, Trees};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    dice::Dice,
    figures::{Scored, auc, calibration_chance, calibration_error, interval, probability},
    matrix::{self, Kind, Row, Scene},
    outside,
    rows::{self, FOLDS},
};

/// How many trees. Many shallow ones find as much as fewer deep ones, are answered faster, and taken apart much faster.
const ROUNDS: usize = 400;

/// What `metrics.json` holds. Figures are those of organisations that the trees never saw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Metrics {
    /// SHA-256 of the trees.
    pub(crate) trees: String,
    pub(crate) rows: usize,
    pub(crate) domains: usize,
    pub(crate) measured_domains: usize,
    pub(crate) features: usize,
    /// By scene, whether rows name persons, and known addresses.
    pub(crate) figures: Vec<Figure>,
    /// The mix in sight of the list, without a group of features.
    pub(crate) without: Vec<Without>,
    /// After so many outcomes at another base rate.
    pub(crate) base_rates: Vec<BaseRate>,
}

/// One line of figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Figure {
    pub(crate) scene: String,
    pub(crate) named: String,
    pub(crate) known: u8,
    pub(crate) rows: usize,
    pub(crate) auc: f64,
    pub(crate) interval: [f64; 2],
    pub(crate) calibration_error: f64,
    /// What the calibration error would be by chance alone, of so many rows with true probabilities.
    pub(crate) calibration_chance: f64,
    /// Against each kind of mistake alone.
    pub(crate) by_mistake: BTreeMap<String, f64>,
}

/// The AUC without a group of features, by known addresses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Without {
    pub(crate) group: String,
    pub(crate) auc: Vec<f64>,
}

/// The calibration error at a base rate, before and after outcomes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct BaseRate {
    pub(crate) right_of_100: u8,
    pub(crate) outcomes: usize,
    pub(crate) before: f64,
    pub(crate) after: f64,
}

const SCENES: [(Scene, &str); 4] = [
    (Scene::Listed, "listed"),
    (Scene::Alone, "alone"),
    (Scene::Guessed, "guessed"),
    (Scene::Numbers, "numbers"),
];

pub(crate) fn write(folder: &Path, model: &Path) -> Result<()> {
    let (json, metrics) = fitted(&matrix::read(&folder.join("matrix.csv.gz"))?)?;
    fs::write(model.join("trees.json"), &json)?;
    if folder != model {
        fs::copy(folder.join("scale.json"), model.join("scale.json"))?;
    }
    fs::write(model.join("metrics.json"), serde_json::to_string_pretty(&metrics)? + "\n")?;
    print(&metrics);
    Ok(())
}

/// SHA-256 in hexadecimal.
pub(crate) fn digest(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The trees over all rows, as XGBoost JSON, and the figures of folds.
pub(crate) fn fitted(rows: &[Row]) -> Result<(String, Metrics)> {
    let all: Vec<&Row> = rows.iter().filter(trains).collect();
    let mut scored = held_out(rows, &|_| true)?;
    let settled = Settled::by(&scored);
    scored.iter_mut().for_each(|(_, logit)| *logit = settled.logit(*logit));
    let json = settled.trees(&trees(&all, &|_| true)?)?;
    let groups =
        [(Group::Shape, "shape"), (Group::Person, "person"), (Group::Known, "known"), (Group::List, "list")];
    let mut without = Vec::new();
    for (group, name) in groups {
        let scored = held_out(rows, &|at| FEATURES[at].group != group)?;
        let auc = [0, 1, 3, 10]
            .map(|k| round(auc(&of(&scored, |row| row.scene == Scene::Listed as u8 && row.known == k))));
        without.push(Without { group: name.to_owned(), auc: auc.to_vec() });
    }
    let mut figures = Vec::new();
    for (scene, name) in SCENES {
        for (named, who) in [(None, "both"), (Some(true), "yes"), (Some(false), "no")] {
            for k in [0, 1, 3, 10] {
                let part = of(&scored, |row| {
                    row.scene == scene as u8 && row.known == k && named.is_none_or(|named| named == row.named)
                });
                figures.push(figure(name, who, k, &part));
            }
        }
    }
    let mut groups: Vec<u32> = rows.iter().map(|row| row.group).collect();
    groups.dedup();
    let mut measured: Vec<u32> =
        rows.iter().filter(|row| row.scene != Scene::Training as u8).map(|row| row.group).collect();
    measured.dedup();
    let metrics = Metrics {
        trees: digest(&json),
        rows: rows.len(),
        domains: groups.len(),
        measured_domains: measured.len(),
        features: FEATURES.len(),
        figures,
        without,
        base_rates: base_rates(&scored),
    };
    Ok((json, metrics))
}

fn figure(scene: &str, named: &str, known: u8, part: &[Scored]) -> Figure {
    let pairs: Vec<(f64, bool)> = part.iter().map(|row| (probability(row.logit), row.label)).collect();
    let by_mistake =
        Kind::WRONG.iter().filter(|kind| part.iter().any(|row| row.kind == **kind as u8)).map(|kind| {
            let some: Vec<Scored> =
                part.iter().filter(|row| row.label || row.kind == *kind as u8).copied().collect();
            (kind.name().to_owned(), round(auc(&some)))
        });
    Figure {
        scene: scene.to_owned(),
        named: named.to_owned(),
        known,
        rows: part.len(),
        auc: round(auc(part)),
        interval: interval(part).map(round),
        calibration_error: round(calibration_error(&pairs)),
        calibration_chance: round(calibration_chance(&pairs)),
        by_mistake: by_mistake.collect(),
    }
}

/// What makes true probabilities of what trees say of organisations that they never saw: of those that they were fitted to they
/// are surer than is right. Found by the honest mix of mistakes alone, for every share of right addresses has another start.
struct Settled {
    slope: f64,
    start: f64,
}

impl Settled {
    /// Two weights of a logistic regression, by Newton's method.
    fn by(scored: &[(&Row, f64)]) -> Self {
        let honest = |scene: u8| scene == Scene::Listed as u8 || scene == Scene::Alone as u8;
        let (mut slope, mut start) = (1.0, 0.0);
        for _ in 0..12 {
            let mut gradient = [0.0; 2];
            let mut hessian = [0.0; 3];
            for (row, logit) in scored.iter().filter(|(row, _)| honest(row.scene)) {
                let said = probability(slope * logit + start);
                let (away, sure) = (said - f64::from(u8::from(row.label)), said * (1.0 - said));
                gradient[0] += away * logit;
                gradient[1] += away;
                hessian[0] += sure * logit * logit;
                hessian[1] += sure * logit;
                hessian[2] += sure;
            }
            let [a, b, c] = hessian;
            let turn = a * c - b * b;
            slope -= (c * gradient[0] - b * gradient[1]) / turn;
            start -= (a * gradient[1] - b * gradient[0]) / turn;
        }
        Self { slope: round(slope), start: round(start) }
    }

    fn logit(&self, logit: f64) -> f64 {
        self.slope * logit + self.start
    }

    /// The trees, with what their leaves say turned into what is right.
    fn trees(&self, json: &str) -> Result<String> {
        let mut file: serde_json::Value = serde_json::from_str(json)?;
        let start = file.pointer_mut("/learner/learner_model_param/base_score");
        *start.context("the trees start nowhere")? = probability(self.start).to_string().into();
        for tree in trees_of(&mut file)? {
            let is_leaf = |child: &serde_json::Value| child.as_i64() == Some(-1);
            let leaves: Vec<bool> = numbers_of(tree, "left_children")?.iter().map(is_leaf).collect();
            for (number, _) in
                numbers_of(tree, "split_conditions")?.iter_mut().zip(leaves).filter(|(_, leaf)| *leaf)
            {
                let value = number.as_f64().context("a leaf says nothing")? * self.slope;
                *number = rounded(value, 5);
            }
        }
        Ok(file.to_string())
    }
}

fn trees_of(file: &mut serde_json::Value) -> Result<&mut Vec<serde_json::Value>> {
    let trees = file.pointer_mut("/learner/gradient_booster/model/trees");
    trees.and_then(serde_json::Value::as_array_mut).context("the trainer wrote no trees")
}

fn numbers_of<'a>(tree: &'a mut serde_json::Value, key: &str) -> Result<&'a mut Vec<serde_json::Value>> {
    tree.get_mut(key).and_then(serde_json::Value::as_array_mut).context("a tree lacks a part")
}

fn rounded(value: f64, digits: i32) -> serde_json::Value {
    let scale = 10_f64.powi(digits);
    let rounded = (value * scale).round() / scale;
    if rounded == rounded.trunc() { (rounded as i64).into() } else { rounded.into() }
}

/// Whether a row is one to learn from; see [`rows`] on numbers.
fn trains(row: &&Row) -> bool {
    row.scene != Scene::Numbers as u8
}

/// Every measured row, scored by trees that never saw its organisation.
fn held_out<'a>(rows: &'a [Row], uses: &dyn Fn(usize) -> bool) -> Result<Vec<(&'a Row, f64)>> {
    let mut scored = Vec::new();
    for fold in 0..FOLDS as u8 {
        let train: Vec<&Row> = rows.iter().filter(|row| row.fold != fold).filter(trains).collect();
        let trees = Trees::read(&trees(&train, uses)?)?;
        let held = rows.iter().filter(|row| row.fold == fold && row.scene != Scene::Training as u8);
        scored.extend(held.map(|row| (row, trees.logit(&row.levels))));
    }
    Ok(scored)
}

fn of(scored: &[(&Row, f64)], wanted: impl Fn(&Row) -> bool) -> Vec<Scored> {
    scored
        .iter()
        .filter(|(row, _)| wanted(row))
        .map(|(row, logit)| Scored { group: row.group, label: row.label, kind: row.kind, logit: *logit })
        .collect()
}

/// Fits trees and answers them as XGBoost JSON.
fn trees(rows: &[&Row], uses: &dyn Fn(usize) -> bool) -> Result<String> {
    let columns = FEATURES.len();
    let level =
        |(at, level): (usize, &u8)| if *level == 0 || !uses(at) { f32::NAN } else { f32::from(*level) };
    let x: Vec<f32> = rows.iter().flat_map(|row| row.levels.iter().enumerate().map(level)).collect();
    let y: Vec<f32> = rows.iter().map(|row| f32::from(u8::from(row.label))).collect();
    let weights: Vec<f32> = rows.iter().map(|row| row.weight as f32 / 100.0).collect();
    let sense = |sense: Sense| match sense {
        Sense::Free => Monotone::None,
        Sense::Up => Monotone::Increasing,
        Sense::Down => Monotone::Decreasing,
    };
    let params = TrainingParams::builder()
        .objective(Objective::BinaryLogistic(RegLoss::default()))
        .tree_method(TreeMethod::Hist)
        .monotone_constraints(FEATURES.iter().map(|feature| sense(feature.sense)).collect())
        .base_score(0.5)
        .max_depth(4)
        .eta(0.15)
        .subsample(0.7)
        .colsample_bytree(0.4)
        .min_child_weight(30.0)
        .lambda(8.0)
        .max_bin(32)
        .seed(1)
        .build()?;
    let matrix = DMatrix::from_dense(&x, rows.len(), columns)?.with_labels(&y)?.with_weights(&weights)?;
    let model = train(&params, &matrix, ROUNDS)?;
    let json = slim(&model.encode(ModelFormat::XgboostJson)?)?;
    let ours = Trees::read(&json)?;
    let theirs = BoostedModel::decode(&json, ModelFormat::XgboostJson)?.predict(&matrix, Iterations::Best)?;
    for (at, row) in rows.iter().enumerate().step_by(1.max(rows.len() / 10_000)) {
        let levels: Vec<u8> =
            row.levels.iter().enumerate().map(|(at, level)| if uses(at) { *level } else { 0 }).collect();
        let (ours, theirs) = (
            probability(ours.logit(&levels)),
            f64::from(*theirs.get(at, 0).context("a row has a prediction")?),
        );
        ensure!((ours - theirs).abs() < 1e-6, "row {at}: the program says {ours}, the trainer {theirs}");
    }
    Ok(json)
}

/// The same trees without what only a trainer wants to know, and with no more digits than count. Still XGBoost JSON.
fn slim(json: &[u8]) -> Result<String> {
    let mut file: serde_json::Value = serde_json::from_slice(json)?;
    for tree in trees_of(&mut file)? {
        for (key, digits) in
            [("base_weights", 0), ("loss_changes", 0), ("sum_hessian", 1), ("split_conditions", 5)]
        {
            for number in numbers_of(tree, key)? {
                let value =
                    if digits == 0 { 0.0 } else { number.as_f64().context("a tree holds no number")? };
                *number = rounded(value, digits);
            }
        }
    }
    Ok(file.to_string())
}

/// How outcomes mend the calibration where another share of a list is right than in training.
fn base_rates(scored: &[(&Row, f64)]) -> Vec<BaseRate> {
    let rows: Vec<&(&Row, f64)> =
        scored.iter().filter(|(row, _)| row.scene == Scene::Listed as u8 && row.known == 3).collect();
    let mut found = Vec::new();
    for right_of_100 in [30, 50, 80, 90] {
        for outcomes in [50, 100, 200] {
            let (mut before, mut after) = (0.0, 0.0);
            const TRIES: u32 = 20;
            for n in 0..TRIES {
                let mut dice = Dice(u64::from(n) + 11);
                let mut drawn: Vec<(f64, bool)> = (0..outcomes + 3000)
                    .map(|_| {
                        let wanted = dice.chance(f64::from(right_of_100) / 100.0);
                        loop {
                            let (row, logit) = dice.pick(&rows);
                            if row.label == wanted {
                                return (*logit, wanted);
                            }
                        }
                    })
                    .collect();
                let rest = drawn.split_off(outcomes);
                let heads: Vec<_> =
                    drawn.iter().map(|(logit, label)| (Head::row_of(*logit), *label, 1.0)).collect();
                let head = Head::learnt(&heads).unwrap_or_default();
                let error = |head: &Head| {
                    let said: Vec<(f64, bool)> = rest
                        .iter()
                        .map(|(logit, label)| (head.probability(&Head::row_of(*logit)), *label))
                        .collect();
                    calibration_error(&said)
                };
                before += error(&Head::shipped()) / f64::from(TRIES);
                after += error(&head) / f64::from(TRIES);
            }
            found.push(BaseRate { right_of_100, outcomes, before: round(before), after: round(after) });
        }
    }
    found
}

/// Figures on addresses from elsewhere, of the model that ships or of one that is fitted from a matrix only for this.
pub(crate) fn measure(folder: Option<&Path>, lists: &[&Path]) -> Result<()> {
    let Some(folder) = folder else {
        let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/model");
        let (scale, trees) = rows::shipped_trees(&model)?;
        return outside::write(&scale, trees, lists);
    };
    let rows = matrix::read(&folder.join("matrix.csv.gz"))?;
    let mut scored = held_out(&rows, &|_| true)?;
    let settled = Settled::by(&scored);
    scored.iter_mut().for_each(|(_, logit)| *logit = settled.logit(*logit));
    for (scene, name) in SCENES {
        for (named, who) in [(true, "yes"), (false, "no")] {
            for k in [0, 1, 3, 10] {
                let wanted = |row: &Row| row.scene == scene as u8 && row.known == k && row.named == named;
                tell(&figure(name, who, k, &of(&scored, wanted)));
            }
        }
    }
    let scale = serde_json::from_str(&fs::read_to_string(folder.join("scale.json"))?)?;
    let all: Vec<&Row> = rows.iter().filter(trains).collect();
    outside::write(&scale, Trees::read(&settled.trees(&trees(&all, &|_| true)?)?)?, lists)
}

fn print(metrics: &Metrics) {
    println!("{} rows, {} domains, {} measured", metrics.rows, metrics.domains, metrics.measured_domains);
    metrics.figures.iter().for_each(tell);
    for without in &metrics.without {
        println!("without {:7} {:?}", without.group, without.auc);
    }
    for rate in &metrics.base_rates {
        println!(
            "{}% right, {} outcomes: calibration error {} -> {}",
            rate.right_of_100, rate.outcomes, rate.before, rate.after
        );
    }
}

fn tell(figure: &Figure) {
    let Figure {
        scene,
        named,
        known,
        rows,
        auc,
        interval,
        calibration_error,
        calibration_chance,
        by_mistake,
    } = figure;
    println!(
        "{scene:7} names {named:4} k {known:2} n {rows:5}  auc {auc:.3} [{:.3} {:.3}]  ece {calibration_error:.3} (chance {calibration_chance:.3})  {}",
        interval[0],
        interval[1],
        by_mistake.iter().map(|(kind, auc)| format!("{} {auc:.2}", &kind[..4])).collect::<Vec<_>>().join(" ")
    );
}

fn round(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}
