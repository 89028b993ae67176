//! The model: how probable it is that mail to an address would be accepted for a real mailbox, where no server tells. Local
//! evidence alone (the address, its row, its colleagues, its list) goes through boosted trees; what else is known moves
//! their answer in the [`Head`]. Proof never comes here.

mod crowd;
mod distance;
mod expect;
mod features;
mod habit;
mod head;
mod lately;
mod leaves;
mod lessons;
mod opinion;
mod person;
mod rates;
mod shares;
mod spelling;
mod spellings;
mod trees;

use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};

pub use expect::{ExpectedBounces, Selection};
pub use features::{FEATURES, Feature, Grounds, Group, Numbers, Sense};
use habit::Habit;
pub use head::{Head, HeadRow, LEAST_OF_EACH, LEAST_OUTCOMES, WEIGHTS, Weight};
pub use lessons::{Lesson, Lessons};
pub(crate) use opinion::newest_word;
pub use opinion::{Asked, Mover, Opinion, head_row};
pub(crate) use spelling::WAY;
pub use spelling::{WAYS, Way};
pub use trees::{Scorer, Trees, TreesError};

use crate::{Acquaintance, Address, Person, names::Names};

/// How many levels a number is cut into.
pub const LEVELS: usize = 16;

/// What turns numbers into levels, and what is usual in the world: `assets/model/scale.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// How usual each way of making a local part is, by [`Way::number`].
    pub world: Vec<f32>,
    /// For each feature by name the edges between its levels, rising.
    pub edges: Vec<(String, Vec<f32>)>,
}

/// The model, ready to be asked.
pub struct Model {
    names: Arc<Names>,
    world: Habit,
    spellings: spellings::Spellings,
    crowds: crowd::Crowds,
    edges: Vec<Vec<f32>>,
    scorer: Box<dyn Scorer>,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Model").field("features", &self.edges.len()).finish_non_exhaustive()
    }
}

/// The scale and the trees that ship.
static SCALE: &str = include_str!("../../../../assets/model/scale.json");
static TREES: &str = include_str!("../../../../assets/model/trees.json");

impl Model {
    /// Names the model that ships, with the weights that its head has: another one has another name.
    #[must_use]
    pub fn name() -> String {
        let weights = format!("{WEIGHTS:?}");
        let parts = [SCALE, TREES, &weights].map(str::as_bytes).concat();
        // FNV-1a: whoever wants two models of one name has to make them.
        let digest = parts.iter().fold(0xcbf2_9ce4_8422_2325_u64, |digest, byte| {
            (digest ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        format!("{digest:016x}")
    }

    /// The model that ships.
    ///
    /// # Panics
    /// Never in a build whose tests pass: the model is compiled in and a test reads it.
    #[must_use]
    pub fn shipped() -> Arc<Self> {
        static SHIPPED: LazyLock<Arc<Model>> = LazyLock::new(|| {
            let scale = serde_json::from_str(SCALE).expect("the scale that ships is sound: a test reads it");
            let trees = Trees::read(TREES).expect("the trees that ship are sound: a test reads them");
            Arc::new(Model::of(&scale, Box::new(trees)))
        });
        Arc::clone(&SHIPPED)
    }

    /// A model of parts. A feature that the scale does not name is never known.
    #[must_use]
    pub fn of(scale: &Scale, scorer: Box<dyn Scorer>) -> Self {
        let edges = FEATURES.iter().map(|feature| {
            let named = scale.edges.iter().find(|(id, _)| id == feature.id);
            named.map(|(_, edges)| edges.clone()).unwrap_or_default()
        });
        Self {
            names: Names::shipped(),
            world: Habit::of(&scale.world),
            spellings: spellings::Spellings::default(),
            crowds: crowd::Crowds::default(),
            edges: edges.collect(),
            scorer,
        }
    }

    /// The numbers of an address.
    #[must_use]
    pub fn numbers(&self, address: &Address, around: &Acquaintance) -> Numbers {
        let (names, world, spellings, crowds) = (&self.names, &self.world, &self.spellings, &self.crowds);
        let manners = names.usual_manners();
        features::Reader { names, world, spellings, crowds, manners }.read(address, around)
    }

    /// Numbers as levels, 1 to [`LEVELS`]; 0 is "not known".
    #[must_use]
    pub fn levels(&self, values: &[f32]) -> Vec<u8> {
        let level = |(value, edges): (&f32, &Vec<f32>)| {
            if value.is_nan() {
                return 0;
            }
            let above = edges.iter().filter(|edge| value > edge).count();
            u8::try_from(above + 1).unwrap_or(u8::MAX)
        };
        values.iter().zip(&self.edges).map(level).collect()
    }

    /// What scores the levels.
    #[must_use]
    pub fn scorer(&self) -> &dyn Scorer {
        self.scorer.as_ref()
    }
}

/// How usual each way is among addresses with their persons, for the training command: counted again and again, until what
/// is usual settles how ambiguous ones are read.
#[must_use]
pub fn usual_ways<'a>(addresses: impl Iterator<Item = (&'a str, Option<&'a Person>)> + Clone) -> Vec<f32> {
    let names = Names::shipped();
    let mut world = Habit::of(&[1.0 / WAYS as f32; WAYS]);
    for _ in 0..5 {
        let mut counts = [0.0; WAYS];
        // A reading remembers what was usual when it was made.
        let spellings = spellings::Spellings::default();
        let crowds = crowd::Crowds::default();
        let manners = names.usual_manners();
        let reader = features::Reader {
            names: &names,
            world: &world,
            spellings: &spellings,
            crowds: &crowds,
            manners,
        };
        for (local, person) in addresses.clone() {
            for (count, share) in counts.iter_mut().zip(reader.shares(local, person)) {
                *count += share;
            }
        }
        let total: f32 = counts.iter().sum();
        world = Habit::of(&counts.map(|count| count / total.max(1.0)));
    }
    world.usual.to_vec()
}

/// The local part that `way` makes of a person's name, for the training command; `None` where the name lacks a part.
#[must_use]
pub fn spell(person: &Person, way: Way) -> Option<String> {
    person::Called::read(person)?.spelt(way)
}

/// The way in which a local part spells a person's name, the most usual of several; `None` where it does not.
#[must_use]
pub fn way_of(local: &str, person: &Person, world: &[f32]) -> Option<Way> {
    let called = person::Called::read(person)?;
    let spelling = spelling::Spelling::read(local, Some(&called), &Names::shipped());
    let world = Habit::of(world);
    (spelling.of_person == Some(true)).then(|| Way::numbered(world.likeliest(&spelling).0))
}
