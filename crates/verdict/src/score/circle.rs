//! What a number of addresses of a domain show together: those that are known to take mail, or to have come back. Every address
//! of the domain is compared with the same ones, so whatever does not depend on the address that is compared is worked out
//! once. Nothing is rounded otherwise than by going through the addresses one by one.

use std::sync::{Arc, Mutex, PoisonError};

use super::{
    habit::Habit,
    spelling::{Spelling, WAYS},
    spellings::Other,
};
use crate::{
    Person,
    names::{MANNERS, Manner},
};

/// How much a known address counts beside one of the list.
pub(super) const KNOWN_COUNTS: f32 = 2.0;

/// Addresses of a domain, with what they show.
#[derive(Debug)]
pub(super) struct Circle {
    pub(super) others: Vec<Arc<Other>>,
    /// The habit that they show, and how many are made in each way.
    pub(super) habit: Habit,
    pub(super) counts: [f32; WAYS],
    /// The same counts by what is usual in the world, each address as [`KNOWN_COUNTS`].
    pub(super) at_large: [f32; WAYS],
    /// How probably each way of its likelihoods made each of them, in the order of the ways; those of all, one after the other.
    shares: Vec<(usize, f32)>,
    /// Where the shares of each end, and the way that made it most probably.
    made: Vec<(usize, usize)>,
    /// Of each manner, how probably each of them is written in it.
    manners: [Vec<f32>; MANNERS],
}

/// How others of the domain agree with an address.
pub(super) struct Agreement {
    /// How many are made in the same way, in parts where ways are uncertain.
    pub(super) in_parts: f32,
    /// How many are made in the same way most probably.
    pub(super) surely: usize,
    /// How many are most probably made in the way that was asked for.
    pub(super) usual: usize,
}

impl Circle {
    pub(super) fn of(world: &Habit, others: Vec<Arc<Other>>) -> Self {
        let (habit, counts) = world.shown_by(others.iter().map(|other| (other.as_ref(), 1.0)));
        let mut at_large = [0.0; WAYS];
        Habit::count_at_large(others.iter().map(|other| (other.as_ref(), KNOWN_COUNTS)), &mut at_large);
        let (mut shares, mut made) = (Vec::new(), Vec::with_capacity(others.len()));
        for other in &others {
            let way = habit.made_by(&other.spelling, |way, share| shares.push((way, share)));
            made.push((shares.len(), way));
        }
        let manners =
            std::array::from_fn(|manner| others.iter().map(|other| other.spelling.manner[manner]).collect());
        Self { others, habit, counts, at_large, shares, made, manners }
    }

    /// How they agree with a spelling; `asked`: the way to be counted.
    pub(super) fn agreement(&self, own: &Spelling, asked: usize) -> Agreement {
        let mut mine = [0.0; WAYS];
        self.habit.share_out(own, 1.0, &mut mine);
        let way = self.habit.likeliest(own).0;
        let mut agreement = Agreement { in_parts: 0.0, surely: 0, usual: 0 };
        let mut begins = 0;
        for (ends, theirs) in &self.made {
            let in_parts = self.shares[begins..*ends].iter().map(|(way, share)| mine[*way] * share);
            agreement.in_parts += in_parts.sum::<f32>();
            agreement.surely += usize::from(*theirs == way);
            agreement.usual += usize::from(*theirs == asked);
            begins = *ends;
        }
        agreement
    }

    /// How much likelier it is of each of them that it is written in this manner than if they had nothing to do with each
    /// other; `usual`: how usual each manner is.
    pub(super) fn alike(&self, own: &Manner, usual: &Manner) -> Vec<f32> {
        let mut sums = vec![0.0_f32; self.others.len()];
        for ((own, theirs), usual) in own.iter().zip(&self.manners).zip(usual) {
            for (sum, theirs) in sums.iter_mut().zip(theirs) {
                *sum += own * theirs / usual;
            }
        }
        sums
    }
}

/// Circles that were asked for lately.
#[derive(Debug, Default)]
pub(super) struct Circles(Mutex<Vec<Arc<Remembered>>>);

#[derive(Debug)]
struct Remembered {
    whom: Vec<(String, Option<Person>)>,
    circle: Arc<Circle>,
}

impl Remembered {
    fn is_of<'a>(&self, mut whom: impl Iterator<Item = (&'a str, Option<&'a Person>)>) -> bool {
        let same = |(local, person): &(String, Option<Person>)| whom.next() == Some((local, person.as_ref()));
        self.whom.iter().all(same) && whom.next().is_none()
    }
}

/// Circles that are remembered: a few of each thread that scores.
const REMEMBERED: usize = 16;

impl Circles {
    /// The circle of these addresses; `made` makes one that is new.
    pub(super) fn of<'a>(
        &self,
        whom: impl Iterator<Item = (&'a str, Option<&'a Person>)> + Clone,
        made: impl FnOnce() -> Circle,
    ) -> Arc<Circle> {
        let known = self.lock().iter().rev().find(|known| known.is_of(whom.clone())).cloned();
        if let Some(known) = known {
            return Arc::clone(&known.circle);
        }
        let circle = Arc::new(made());
        let whom = whom.map(|(local, person)| (local.to_owned(), person.cloned())).collect();
        let mut known = self.lock();
        if known.len() >= REMEMBERED {
            known.remove(0);
        }
        known.push(Arc::new(Remembered { whom, circle: Arc::clone(&circle) }));
        circle
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Arc<Remembered>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
