//! Boosted trees in the JSON form of XGBoost: read, summed up, and taken apart into exact contributions (TreeSHAP,
//! Lundberg, Erion and Lee 2018, algorithm 2, path-dependent). Small on purpose: whichever program fitted the trees, this is
//! what the shipped one runs, and the training command checks that both agree.

use serde::Deserialize;

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
}

#[derive(Clone, Copy, Debug)]
enum Node {
    Leaf { value: f64, cover: f64 },
    Split { feature: usize, below: f32, unknown_left: bool, left: usize, right: usize, cover: f64 },
}

impl Node {
    fn cover(self) -> f64 {
        match self {
            Self::Leaf { cover, .. } | Self::Split { cover, .. } => cover,
        }
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
        Ok(Self { base, expected, trees })
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
                return Some(Node::Leaf { value: f64::from(value), cover });
            }
            Some(Node::Split {
                feature: *tree.split_indices.get(at)?,
                below: value,
                unknown_left: tree.default_left.get(at)?.holds(),
                left: child(&tree.left_children, at)?,
                right: child(&tree.right_children, at)?,
                cover,
            })
        })
        .collect()
}

/// Whether a level goes to the left of a split; 0 is not known.
fn goes_left(level: u8, below: f32, unknown_left: bool) -> bool {
    if level == 0 { unknown_left } else { f32::from(level) < below }
}

impl Scorer for Trees {
    fn logit(&self, levels: &[u8]) -> f64 {
        let mut sum = self.base;
        for tree in &self.trees {
            let mut at = 0;
            loop {
                match tree[at] {
                    Node::Leaf { value, .. } => {
                        sum += value;
                        break;
                    }
                    Node::Split { feature, below, unknown_left, left, right, .. } => {
                        at = if goes_left(levels[feature], below, unknown_left) { left } else { right };
                    }
                }
            }
        }
        sum
    }

    fn contributions(&self, levels: &[u8]) -> (f64, Vec<f64>) {
        let mut phi = vec![0.0; levels.len()];
        for tree in &self.trees {
            Shap { tree, levels, phi: &mut phi }.visit(0, &[], 1.0, 1.0, None);
        }
        (self.expected, phi)
    }
}

/// The mean of a tree below a node, by its cover.
fn mean(tree: &[Node], at: usize) -> f64 {
    match tree[at] {
        Node::Leaf { value, .. } => value,
        Node::Split { left, right, cover, .. } => {
            let part = |child: usize| tree[child].cover() / cover * mean(tree, child);
            part(left) + part(right)
        }
    }
}

/// One feature on the way to a node.
#[derive(Clone, Copy)]
struct Step {
    feature: Option<usize>,
    /// The share of the ways that get here without the feature, and with it.
    without: f64,
    with: f64,
    weight: f64,
}

struct Shap<'a> {
    tree: &'a [Node],
    levels: &'a [u8],
    phi: &'a mut [f64],
}

impl Shap<'_> {
    fn visit(&mut self, at: usize, path: &[Step], without: f64, with: f64, feature: Option<usize>) {
        let mut path = extended(path, without, with, feature);
        match self.tree[at] {
            Node::Leaf { value, .. } => {
                for step in 1..path.len() {
                    let weight = weight_without(&path, step);
                    let taken = path[step];
                    if let Some(feature) = taken.feature {
                        self.phi[feature] += weight * (taken.with - taken.without) * value;
                    }
                }
            }
            Node::Split { feature, below, unknown_left, left, right, cover } => {
                let (hot, cold) = if goes_left(self.levels[feature], below, unknown_left) {
                    (left, right)
                } else {
                    (right, left)
                };
                let (mut without, mut with) = (1.0, 1.0);
                if let Some(earlier) = path.iter().position(|step| step.feature == Some(feature)) {
                    (without, with) = (path[earlier].without, path[earlier].with);
                    path = unwound(&path, earlier);
                }
                let share = |child: usize| self.tree[child].cover() / cover;
                let (hot_share, cold_share) = (share(hot), share(cold));
                self.visit(hot, &path, without * hot_share, with, Some(feature));
                self.visit(cold, &path, without * cold_share, 0.0, Some(feature));
            }
        }
    }
}

fn extended(path: &[Step], without: f64, with: f64, feature: Option<usize>) -> Vec<Step> {
    let mut path = path.to_vec();
    let depth = path.len();
    path.push(Step { feature, without, with, weight: if depth == 0 { 1.0 } else { 0.0 } });
    for at in (0..depth).rev() {
        let of = (depth + 1) as f64;
        path[at + 1].weight += with * path[at].weight * (at + 1) as f64 / of;
        path[at].weight *= without * (depth - at) as f64 / of;
    }
    path
}

/// The sum of the weights of [`unwound`], which is asked for at every leaf, without making it.
fn weight_without(path: &[Step], step: usize) -> f64 {
    let depth = path.len() - 1;
    let Step { without, with, .. } = path[step];
    let mut next = path[depth].weight;
    let mut sum = 0.0;
    for at in (0..depth).rev() {
        let of = (depth + 1) as f64;
        if with == 0.0 {
            sum += path[at].weight * of / (without * (depth - at) as f64);
        } else {
            let weight = next * of / ((at + 1) as f64 * with);
            sum += weight;
            next = path[at].weight - weight * without * (depth - at) as f64 / of;
        }
    }
    sum
}

fn unwound(path: &[Step], step: usize) -> Vec<Step> {
    let depth = path.len() - 1;
    let mut path = path.to_vec();
    let Step { without, with, .. } = path[step];
    let mut next = path[depth].weight;
    for at in (0..depth).rev() {
        let of = (depth + 1) as f64;
        if with == 0.0 {
            path[at].weight = path[at].weight * of / (without * (depth - at) as f64);
        } else {
            let before = path[at].weight;
            path[at].weight = next * of / ((at + 1) as f64 * with);
            next = before - path[at].weight * without * (depth - at) as f64 / of;
        }
    }
    for at in step..depth {
        path[at] = Step { weight: path[at].weight, ..path[at + 1] };
    }
    path.pop();
    path
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
                Node::Leaf { value, .. } => value,
                Node::Split { feature, below, unknown_left, left, right, cover } => {
                    let part = |child: usize| expect(tree, child, levels, known);
                    if known & (1 << feature) != 0 {
                        return part(if goes_left(levels[feature], below, unknown_left) {
                            left
                        } else {
                            right
                        });
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

    #[test]
    fn a_broken_tree_is_refused() {
        assert!(matches!(Trees::read(&SMALL.replace("[1,-1,-1]", "[9,-1,-1]")), Err(TreesError::Broken(1))));
        assert!(matches!(Trees::read("{}"), Err(TreesError::Form(_))));
    }
}
