//! Why trees answer as they do: the exact contribution of each feature (the Shapley values of path-dependent TreeSHAP,
//! Lundberg, Erion and Lee 2018). What a leaf gives to each feature depends only on which splits on the way to it go its way,
//! so all of that is worked out once: a tree is cut into blocks of few splits, and a block has one row of contributions for
//! every outcome of its splits. Asking is looking up one row a block.

use super::trees::{Node, Test};

/// Splits that a block looks at, at most, where the depth of its tree allows: 64 rows.
const SPLITS: usize = 6;

/// What every feature contributes, for trees.
#[derive(Clone, Debug)]
pub(super) struct Shares {
    blocks: Vec<Block>,
    /// The rows of all blocks, one after the other.
    rows: Vec<f64>,
}

/// A part of a tree: its own splits, and those on the way to it.
#[derive(Clone, Debug)]
struct Block {
    tests: Vec<Test>,
    /// What the numbers of a row are for.
    features: Vec<u16>,
    /// Where its rows begin.
    begins: usize,
}

/// A split on the way to a node, and the way that leads on.
#[derive(Clone, Copy)]
struct Step {
    test: Test,
    left: bool,
    /// The share of the cover that goes this way.
    share: f64,
}

impl Shares {
    pub(super) fn of(trees: &[Vec<Node>]) -> Self {
        let mut shares = Self { blocks: Vec::new(), rows: Vec::new() };
        for tree in trees {
            shares.cut(tree, 0, &mut Vec::new());
        }
        shares
    }

    /// Adds what every feature contributes at these levels.
    pub(super) fn add(&self, levels: &[u8], phi: &mut [f64]) {
        for block in &self.blocks {
            let bits = block
                .tests
                .iter()
                .rev()
                .fold(0, |bits, test| bits << 1 | usize::from(test.goes_left(levels)));
            let begins = block.begins + bits * block.features.len();
            let row = &self.rows[begins..begins + block.features.len()];
            for (feature, by) in block.features.iter().zip(row) {
                phi[usize::from(*feature)] += by;
            }
        }
    }

    /// Cuts the tree below a node into blocks.
    fn cut(&mut self, tree: &[Node], at: usize, way: &mut Vec<Step>) {
        match tree[at] {
            Node::Split { test, left, right, cover } if way.len() + splits(tree, at) > SPLITS => {
                for child in [left, right] {
                    way.push(Step { test, left: child == left, share: tree[child].cover() / cover });
                    self.cut(tree, child, way);
                    way.pop();
                }
            }
            Node::Leaf { .. } | Node::Split { .. } => self.block(tree, at, way),
        }
    }

    /// Works out one block: the tree below a node, with the way to it.
    fn block(&mut self, tree: &[Node], at: usize, way: &mut Vec<Step>) {
        let mut tests: Vec<Test> = way.iter().map(|step| step.test).collect();
        let mut leaves = Vec::new();
        // On the way down each split gets its bit once, also where the same test stands in two places.
        let mut bits: Vec<usize> = (0..way.len()).collect();
        collect(tree, at, way, &mut bits, &mut tests, &mut leaves);
        let mut features: Vec<u16> = tests.iter().map(|test| test.feature).collect();
        features.sort_unstable();
        features.dedup();
        let begins = self.rows.len();
        self.rows.resize(begins + (features.len() << tests.len()), 0.0);
        for leaf in &leaves {
            leaf.spread(&features, tests.len(), &mut self.rows[begins..]);
        }
        self.blocks.push(Block { tests, features, begins });
    }
}

/// How many splits a tree has below a node, itself included.
fn splits(tree: &[Node], at: usize) -> usize {
    match tree[at] {
        Node::Leaf { .. } => 0,
        Node::Split { left, right, .. } => 1 + splits(tree, left) + splits(tree, right),
    }
}

fn collect(
    tree: &[Node],
    at: usize,
    way: &mut Vec<Step>,
    bits: &mut Vec<usize>,
    tests: &mut Vec<Test>,
    leaves: &mut Vec<Leaf>,
) {
    match tree[at] {
        Node::Leaf { value, .. } => leaves.push(Leaf::of(f64::from(value), way, bits)),
        Node::Split { test, left, right, cover } => {
            bits.push(tests.len());
            tests.push(test);
            for child in [left, right] {
                way.push(Step { test, left: child == left, share: tree[child].cover() / cover });
                collect(tree, child, way, bits, tests, leaves);
                way.pop();
            }
            bits.pop();
        }
    }
}

/// A leaf, and the features on the way to it.
struct Leaf {
    value: f64,
    met: Vec<Met>,
}

/// One feature on the way to a leaf, by all its splits there.
struct Met {
    feature: u16,
    /// The share of the cover that takes its turns.
    share: f64,
    /// The bits of its splits, and those of them that must be set.
    mask: usize,
    wanted: usize,
}

impl Leaf {
    fn of(value: f64, way: &[Step], bits: &[usize]) -> Self {
        let mut met: Vec<Met> = Vec::new();
        for (step, bit) in way.iter().zip(bits) {
            let (mask, wanted) = (1 << bit, usize::from(step.left) << bit);
            match met.iter_mut().find(|met| met.feature == step.test.feature) {
                Some(met) => {
                    met.share *= step.share;
                    met.mask |= mask;
                    met.wanted |= wanted;
                }
                None => met.push(Met { feature: step.test.feature, share: step.share, mask, wanted }),
            }
        }
        Self { value, met }
    }

    /// Adds what the leaf gives to every row of its block.
    fn spread(&self, features: &[u16], splits: usize, rows: &mut [f64]) {
        let by_taken: Vec<Vec<f64>> = (0..1_usize << self.met.len()).map(|taken| self.given(taken)).collect();
        let places: Vec<usize> = self
            .met
            .iter()
            .filter_map(|met| features.iter().position(|feature| *feature == met.feature))
            .collect();
        for outcome in 0..1_usize << splits {
            let taken = self
                .met
                .iter()
                .rev()
                .fold(0, |taken, met| taken << 1 | usize::from(outcome & met.mask == met.wanted));
            let row = &mut rows[outcome * features.len()..][..features.len()];
            for (place, by) in places.iter().zip(&by_taken[taken]) {
                row[*place] += by;
            }
        }
    }

    /// What the leaf gives to each of its features where those in `taken` lead to it.
    fn given(&self, taken: usize) -> Vec<f64> {
        let leads = |at: usize| f64::from(u8::from(taken >> at & 1 == 1));
        let count = self.met.len();
        (0..count)
            .map(|own| {
                // By size of the set of other features that are known: the share of the cover that gets here.
                let mut by_size = vec![0.0; count];
                by_size[0] = 1.0;
                for (done, other) in (0..count).filter(|other| *other != own).enumerate() {
                    for size in (0..=done).rev() {
                        by_size[size + 1] += by_size[size] * leads(other);
                        by_size[size] *= self.met[other].share;
                    }
                }
                let weighted =
                    by_size.iter().enumerate().map(|(size, by)| by * weight(size, count)).sum::<f64>();
                self.value * (leads(own) - self.met[own].share) * weighted
            })
            .collect()
    }
}

/// How much one set of `size` others counts among `count` features: `size! (count - size - 1)! / count!`.
fn weight(size: usize, count: usize) -> f64 {
    let ways = (0..size).fold(1.0, |ways, at| ways * (count - 1 - at) as f64 / (at + 1) as f64);
    1.0 / (count as f64 * ways)
}
