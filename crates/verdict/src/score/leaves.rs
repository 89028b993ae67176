//! Which leaves levels lead to, in all trees at once: each split strikes out the leaves of the branch that is not taken, and what
//! is left of a tree is its leaf (QuickScorer, Lucchese et al. 2015). Levels are few, so what all splits of a feature strike out
//! is worked out beforehand for each of its levels: asking is one pass of "and" a feature, and nothing is guessed wrong.

use std::{collections::BTreeMap, ops::Range};

use super::trees::{Node, Test};

/// Leaves that a word holds; a tree takes as many words as it needs.
const WORD: usize = 16;

/// Words that are looked at together: as many as a processor keeps at hand.
type Words = [u16; 64];

/// The leaves of trees.
#[derive(Clone, Debug)]
pub(super) struct Leaves {
    /// Every leaf that there is, a bit each, each tree's from the left to the right.
    all: Vec<Words>,
    /// What each leaf says, by its place.
    values: Vec<f32>,
    asked: Vec<Asked>,
    /// What is left of `all`: for every feature that is asked for, a row for each of its levels.
    rows: Vec<Words>,
}

/// A feature that splits ask for.
#[derive(Clone, Copy, Debug)]
struct Asked {
    feature: u16,
    /// Where its rows begin.
    begins: usize,
    /// Higher levels are as this one.
    highest: u8,
}

/// A split, and the leaves of its branches.
struct Split {
    test: Test,
    left: Range<usize>,
    right: Range<usize>,
}

impl Leaves {
    pub(super) fn of(trees: &[Vec<Node>]) -> Self {
        let mut leaves = Self { all: Vec::new(), values: Vec::new(), asked: Vec::new(), rows: Vec::new() };
        let mut splits = BTreeMap::new();
        for tree in trees {
            leaves.plant(tree, 0, &mut splits);
            leaves.values.resize(leaves.values.len().next_multiple_of(WORD), 0.0);
        }
        for (feature, splits) in splits {
            let highest = splits.iter().map(|split| split.test.highest()).max().unwrap_or(0);
            leaves.asked.push(Asked { feature, begins: leaves.rows.len(), highest });
            (0..=highest).for_each(|level| leaves.strike_out(&splits, level));
        }
        leaves
    }

    /// Puts the leaves below a node to their places, and tells them.
    fn plant(&mut self, tree: &[Node], node: usize, splits: &mut BTreeMap<u16, Vec<Split>>) -> Range<usize> {
        match tree[node] {
            Node::Leaf { value, .. } => {
                let at = self.values.len();
                self.values.push(value);
                if at / WORD >= self.all.as_flattened().len() {
                    self.all.push([0; 64]);
                }
                self.all.as_flattened_mut()[at / WORD] |= bit(at);
                at..at + 1
            }
            Node::Split { test, left, right, .. } => {
                let (left, right) = (self.plant(tree, left, splits), self.plant(tree, right, splits));
                let below = left.start..right.end;
                splits.entry(test.feature).or_default().push(Split { test, left, right });
                below
            }
        }
    }

    /// Adds the row of what a level of a feature leaves.
    fn strike_out(&mut self, splits: &[Split], level: u8) {
        let begins = self.rows.len();
        self.rows.extend_from_slice(&self.all);
        let row = self.rows[begins..].as_flattened_mut();
        for Split { test, left, right } in splits {
            let away = if test.sends_left(level) { right } else { left };
            away.clone().for_each(|at| row[at / WORD] &= !bit(at));
        }
    }

    /// What all trees say together, added to `base` in their order.
    pub(super) fn sum(&self, base: f64, levels: &[u8]) -> f64 {
        let row = |asked: &Asked| {
            let level = levels[usize::from(asked.feature)].min(asked.highest);
            asked.begins + usize::from(level) * self.all.len()
        };
        let rows: Vec<usize> = self.asked.iter().map(row).collect();
        let mut sum = base;
        for (at, all) in self.all.iter().enumerate() {
            let mut left = *all;
            for row in &rows {
                left.iter_mut().zip(&self.rows[row + at]).for_each(|(left, row)| *left &= row);
            }
            // One leaf of each tree is left, in one of its words.
            for (word, left) in left.iter().enumerate().filter(|(_, left)| **left != 0) {
                let leaf = (at * all.len() + word) * WORD + left.trailing_zeros() as usize;
                sum += f64::from(self.values[leaf]);
            }
        }
        sum
    }
}

fn bit(at: usize) -> u16 {
    1 << (at % WORD)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FEATURES: usize = 5;

    /// What a tree says, walked from its root.
    fn walked(tree: &[Node], levels: &[u8]) -> f64 {
        let mut at = 0;
        loop {
            match tree[at] {
                Node::Leaf { value, .. } => return f64::from(value),
                Node::Split { test, left, right, .. } => {
                    at = if test.goes_left(levels) { left } else { right }
                }
            }
        }
    }

    /// A tree whose every node that still has a split to take is one, so that long and short branches come.
    fn tree(splits: &[(usize, u8, bool, bool)]) -> Vec<Node> {
        let leaf = |at: usize| Node::Leaf { value: at as f32 + 0.25, cover: 1.0 };
        let mut nodes = vec![leaf(0)];
        for (feature, below, unknown_left, first) in splits {
            let is_leaf = |at: &usize| matches!(nodes[*at], Node::Leaf { .. });
            let places = 0..nodes.len();
            let at = if *first { places.clone().find(is_leaf) } else { places.rev().find(is_leaf) }.unwrap();
            let test = Test::of(*feature, f32::from(*below), *unknown_left).unwrap();
            nodes[at] = Node::Split { test, left: nodes.len(), right: nodes.len() + 1, cover: 1.0 };
            nodes.extend([leaf(nodes.len()), leaf(nodes.len() + 1)]);
        }
        nodes
    }

    fn trees() -> impl Strategy<Value = Vec<Vec<Node>>> {
        let split = (0..FEATURES, 1..17_u8, any::<bool>(), any::<bool>());
        let tree = prop::collection::vec(split, 0..40).prop_map(|splits| tree(&splits));
        prop::collection::vec(tree, 0..4)
    }

    proptest! {
        #[test]
        fn trees_say_what_a_walk_through_each_finds(
            trees in trees(),
            levels in prop::collection::vec(0..=20_u8, FEATURES),
        ) {
            let found = trees.iter().fold(0.5, |sum, tree| sum + walked(tree, &levels));
            prop_assert_eq!(Leaves::of(&trees).sum(0.5, &levels), found);
        }
    }
}
