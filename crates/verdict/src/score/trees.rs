//! Boosted trees in the JSON form of XGBoost: read, and summed up over [`Leaves`]. Small on purpose: whichever program fitted the
//! trees, this is what the shipped one runs, and the training command checks that both agree. What takes an answer apart is
//! [`Shares`].

use std::sync::OnceLock;

use serde::Deserialize;

use super::{leaves::Leaves, shares::Shares};

/// What makes a logit of levels. The judge knows no more of a model than this.
pub trait Scorer: Send + Sync {
    /// The log-odds for levels in the order of the features; 0 is "not known".
    fn logit(&self, levels: &[u8]) -> f64;

    /// The expected log-odds, and what each level adds to them: exact, so that all of them sum up to [`Scorer::logit`].
    fn contributions(&self, levels: &[u8]) -> (f64, Vec<f64>);
}

/// A file that is no model of trees.
#[derive(Debug, thiserror::Error)]
pub enum TreesError {
    /// The JSON is not of the form that XGBoost writes.
    #[error("the model is no XGBoost JSON: {0}")]
    Form(#[from] serde_json::Error),
    /// A tree whose parts do not fit together.
    #[error("tree {0} of the model is broken")]
    Broken(usize),
}

/// Trees that sum up to log-odds.
#[derive(Clone, Debug)]
pub struct Trees {
    base: f64,
    /// What they say of nobody in particular.
    expected: f64,
    trees: Vec<Vec<Node>>,
    leaves: Leaves,
    /// Made when somebody first asks why.
    shares: OnceLock<Shares>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Node {
    Leaf { value: f32, cover: f64 },
    Split { test: Test, left: usize, right: usize, cover: f64 },
}

impl Node {
    pub(super) fn cover(self) -> f64 {
        match self {
            Self::Leaf { cover, .. } | Self::Split { cover, .. } => cover,
        }
    }
}

/// Which way a split sends a level, in one comparison: 0, not known, is below everything where it goes left, and above
/// everything where it goes right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Test {
    pub(super) feature: u16,
    /// What is taken off first: 1 sends 0 to the right.
    off: u8,
    below: u8,
}

impl Test {
    /// `level < below`, for whole levels; `None` where that is no number.
    pub(super) fn of(feature: usize, below: f32, unknown_left: bool) -> Option<Self> {
        let feature = u16::try_from(feature).ok()?;
        if below.is_nan() {
            return None;
        }
        // Known levels begin with 1, and there are far fewer than 254.
        let below = below.ceil().clamp(1.0, 254.0) as u8;
        let off = u8::from(!unknown_left);
        Some(Self { feature, off, below: below - off })
    }

    /// Which way the levels go.
    pub(super) fn goes_left(self, levels: &[u8]) -> bool {
        self.sends_left(levels[usize::from(self.feature)])
    }

    /// Which way a level of its feature goes.
    pub(super) fn sends_left(self, level: u8) -> bool {
        level.wrapping_sub(self.off) < self.below
    }

    /// A level from which on all go the same way.
    pub(super) fn highest(self) -> u8 {
        self.below + self.off
    }
}

#[derive(Deserialize)]
struct File {
    learner: Learner,
}

#[derive(Deserialize)]
struct Learner {
    learner_model_param: Param,
    gradient_booster: Booster,
}

#[derive(Deserialize)]
struct Param {
    base_score: String,
}

#[derive(Deserialize)]
struct Booster {
    model: Forest,
}

#[derive(Deserialize)]
struct Forest {
    trees: Vec<Tree>,
}

#[derive(Deserialize)]
struct Tree {
    left_children: Vec<i64>,
    right_children: Vec<i64>,
    split_indices: Vec<usize>,
    split_conditions: Vec<f32>,
    default_left: Vec<Truth>,
    sum_hessian: Vec<f64>,
}

/// XGBoost writes 0 and 1, others `true` and `false`.
#[derive(Clone, Copy, Deserialize)]
#[serde(untagged)]
enum Truth {
    Word(bool),
    Number(u8),
}

impl Truth {
    fn holds(self) -> bool {
        match self {
            Self::Word(holds) => holds,
            Self::Number(number) => number != 0,
        }
    }
}

impl Trees {
    /// Reads a `binary:logistic` model.
    ///
    /// # Errors
    /// Where the JSON is of another form, or a tree is broken.
    pub fn read(json: &str) -> Result<Self, TreesError> {
        let file: File = serde_json::from_str(json)?;
        let base = file.learner.learner_model_param.base_score;
        let base: f64 = base.trim_matches(['[', ']']).parse().map_err(|_| TreesError::Broken(0))?;
        let trees = file.learner.gradient_booster.model.trees;
        let nodes = trees.iter().enumerate().map(|(n, tree)| nodes(tree).ok_or(TreesError::Broken(n)));
        let trees: Vec<Vec<Node>> = nodes.collect::<Result<_, _>>()?;
        let base = (base / (1.0 - base)).ln();
        // In the order in which it has always been summed up, so that no score moves.
        let expected = trees.iter().fold(base, |sum, tree| sum + mean(tree, 0));
        let leaves = Leaves::of(&trees);
        Ok(Self { base, expected, trees, leaves, shares: OnceLock::new() })
    }
}

fn nodes(tree: &Tree) -> Option<Vec<Node>> {
    let count = tree.left_children.len();
    let child = |children: &[i64], at: usize| {
        usize::try_from(*children.get(at)?).ok().filter(|child| *child > at && *child < count)
    };
    (0..count)
        .map(|at| {
            let cover = *tree.sum_hessian.get(at)?;
            let value = *tree.split_conditions.get(at)?;
            if tree.left_children[at] < 0 {
                return Some(Node::Leaf { value, cover });
            }
            Some(Node::Split {
                test: Test::of(*tree.split_indices.get(at)?, value, tree.default_left.get(at)?.holds())?,
                left: child(&tree.left_children, at)?,
                right: child(&tree.right_children, at)?,
                cover,
            })
        })
        .collect()
}

impl Scorer for Trees {
    fn logit(&self, levels: &[u8]) -> f64 {
        self.leaves.sum(self.base, levels)
    }

    fn contributions(&self, levels: &[u8]) -> (f64, Vec<f64>) {
        let mut phi = vec![0.0; levels.len()];
        self.shares.get_or_init(|| Shares::of(&self.trees)).add(levels, &mut phi);
        (self.expected, phi)
    }
}

/// The mean of a tree below a node, by its cover.
fn mean(tree: &[Node], at: usize) -> f64 {
    match tree[at] {
        Node::Leaf { value, .. } => f64::from(value),
        Node::Split { left, right, cover, .. } => {
            let part = |child: usize| tree[child].cover() / cover * mean(tree, child);
            part(left) + part(right)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two trees over three features, one feature twice on a path, covers unlike each other.
    const SMALL: &str = r#"{"learner":{"learner_model_param":{"base_score":"5E-1"},"gradient_booster":{"model":{"trees":[
        {"left_children":[1,3,-1,-1,5,-1,-1],"right_children":[2,4,-1,-1,6,-1,-1],
         "split_indices":[0,1,0,0,0,0,0],"split_conditions":[8.0,4.0,0.7,-0.4,3.0,0.1,-0.9],
         "default_left":[1,0,0,0,1,0,0],"sum_hessian":[100,60,40,25,35,10,25]},
        {"left_children":[1,-1,-1],"right_children":[2,-1,-1],"split_indices":[2,0,0],
         "split_conditions":[2.5,-0.3,0.5],"default_left":[true,false,false],"sum_hessian":[100,80,20]}]}}}}"#;

    /// The Shapley value by its definition: over every set of the other features.
    fn by_definition(trees: &Trees, levels: &[u8]) -> Vec<f64> {
        fn expect(tree: &[Node], at: usize, levels: &[u8], known: usize) -> f64 {
            match tree[at] {
                Node::Leaf { value, .. } => f64::from(value),
                Node::Split { test, left, right, cover } => {
                    let part = |child: usize| expect(tree, child, levels, known);
                    if known & (1 << test.feature) != 0 {
                        return part(if test.goes_left(levels) { left } else { right });
                    }
                    (part(left) * tree[left].cover() + part(right) * tree[right].cover()) / cover
                }
            }
        }
        let n = levels.len();
        let value = |set: usize| trees.trees.iter().map(|tree| expect(tree, 0, levels, set)).sum::<f64>();
        let factorial = |n: u32| (1..=n).product::<u32>();
        (0..n)
            .map(|feature| {
                (0..1_usize << n)
                    .filter(|set| set & (1 << feature) == 0)
                    .map(|set| {
                        let size = set.count_ones();
                        let weight = f64::from(factorial(size) * factorial(n as u32 - size - 1))
                            / f64::from(factorial(n as u32));
                        weight * (value(set | 1 << feature) - value(set))
                    })
                    .sum()
            })
            .collect()
    }

    #[test]
    fn contributions_are_shapley_values_and_sum_up() {
        let trees = Trees::read(SMALL).unwrap();
        for levels in [[1, 1, 1], [9, 1, 4], [2, 7, 0], [0, 0, 0], [5, 16, 3], [3, 4, 2]] {
            let (expected, phi) = trees.contributions(&levels);
            for (one, other) in phi.iter().zip(by_definition(&trees, &levels)) {
                assert!((one - other).abs() < 1e-9, "{levels:?}: {phi:?}");
            }
            assert!((expected + phi.iter().sum::<f64>() - trees.logit(&levels)).abs() < 1e-9);
        }
    }

    /// Every leaf by itself, over every set of the features on its way: the value of a sum is the sum of the values.
    fn by_leaf(tree: &[Node], levels: &[u8], phi: &mut [f64]) {
        fn visit(tree: &[Node], at: usize, levels: &[u8], way: &[(usize, bool, f64)], phi: &mut [f64]) {
            let Node::Split { test, left, right, cover } = tree[at] else {
                let Node::Leaf { value, .. } = tree[at] else { unreachable!() };
                let mut features: Vec<usize> = way.iter().map(|(feature, ..)| *feature).collect();
                features.sort_unstable();
                features.dedup();
                let worth = |set: usize| {
                    way.iter().fold(f64::from(value), |worth, (feature, taken, share)| {
                        let slot = features.iter().position(|f| f == feature).unwrap();
                        worth * if set & (1 << slot) == 0 { *share } else { f64::from(u8::from(*taken)) }
                    })
                };
                let factorial = |n: usize| (1..=n).product::<usize>() as f64;
                for (slot, feature) in features.iter().enumerate() {
                    for set in (0..1_usize << features.len()).filter(|set| set & (1 << slot) == 0) {
                        let size = set.count_ones() as usize;
                        let weight = factorial(size) * factorial(features.len() - size - 1)
                            / factorial(features.len());
                        phi[*feature] += weight * (worth(set | 1 << slot) - worth(set));
                    }
                }
                return;
            };
            for (child, taken) in [(left, test.goes_left(levels)), (right, !test.goes_left(levels))] {
                let step = (usize::from(test.feature), taken, tree[child].cover() / cover);
                visit(tree, child, levels, &[way, &[step]].concat(), phi);
            }
        }
        visit(tree, 0, levels, &[], phi);
    }

    #[test]
    fn the_model_that_ships_is_taken_apart_exactly() {
        let trees = Trees::read(include_str!("../../../../assets/model/trees.json")).unwrap();
        let features = crate::score::FEATURES.len();
        for seed in 0..12_usize {
            let levels: Vec<u8> = (0..features).map(|n| ((n * 7 + seed * (n + 3)) % 17) as u8).collect();
            let (expected, phi) = trees.contributions(&levels);
            let mut slowly = vec![0.0; features];
            trees.trees.iter().for_each(|tree| by_leaf(tree, &levels, &mut slowly));
            for (one, other) in phi.iter().zip(&slowly) {
                assert!((one - other).abs() < 1e-9, "{one} {other}");
            }
            assert!((expected + phi.iter().sum::<f64>() - trees.logit(&levels)).abs() < 1e-9);
        }
    }

    #[test]
    fn a_level_goes_where_the_split_says() {
        for (below, unknown_left) in
            [(8.0, true), (8.0, false), (3.5, true), (0.5, false), (-2.0, true), (1e9, false)]
        {
            let test = Test::of(0, below, unknown_left).unwrap();
            for level in 0..=16_u8 {
                let left = if level == 0 { unknown_left } else { f32::from(level) < below };
                assert_eq!(test.goes_left(&[level]), left, "{level} below {below}");
            }
        }
        assert_eq!(Test::of(0, f32::NAN, true), None);
    }

    #[test]
    fn a_broken_tree_is_refused() {
        assert!(matches!(Trees::read(&SMALL.replace("[1,-1,-1]", "[9,-1,-1]")), Err(TreesError::Broken(1))));
        assert!(matches!(Trees::read("{}"), Err(TreesError::Form(_))));
    }
}
