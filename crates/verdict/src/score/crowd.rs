//! What a number of addresses of a domain show together: those that are known to take mail, those that came back, those of the
//! list. Every address of the domain is compared with the same ones, so whatever does not depend on the address that is
//! compared is worked out once. Sums are kept in whole numbers, so that an address of the list can be taken out again exactly:
//! what is left does not depend on the order in which anything was added.

use std::sync::Arc;

use super::{
    distance::Look,
    habit::Habit,
    lately::Lately,
    spelling::{Spelling, WAYS},
    spellings::Other,
};
use crate::{
    Listed, Person,
    names::{MANNERS, Manner},
};

/// How much a known address counts beside one of the list.
const KNOWN_COUNTS: f32 = 2.0;

/// How much an address of the list counts beside a known one.
const LISTED_COUNTS: f32 = 0.5;

/// A sum of shares in whole parts of [`WHOLE`].
#[derive(Clone, Debug)]
struct Sums<const N: usize>([i64; N]);

/// One, in parts; a power of two, so that turning a share into parts rounds it in one place.
const WHOLE: f64 = (1_u64 << 40) as f64;

/// A share, which is never below nothing, in whole parts.
fn parts(share: f32) -> i64 {
    (f64::from(share) * WHOLE + 0.5) as i64
}

impl<const N: usize> Sums<N> {
    const NONE: Self = Self([0; N]);

    fn add(&mut self, at: usize, share: f32) {
        self.0[at] += parts(share);
    }

    fn take_out(&mut self, at: usize, share: f32) {
        self.0[at] -= parts(share);
    }

    fn shares(&self) -> [f32; N] {
        self.0.map(|sum| (sum as f64 / WHOLE) as f32)
    }
}

/// Addresses of a domain, with what they show.
#[derive(Debug)]
pub(super) struct Crowd {
    pub(super) others: Vec<Arc<Other>>,
    /// Of each one, how it looks: nearly all are told apart by that.
    looks: Vec<Look>,
    /// Of each one, [`Other::name_keys`].
    name_keys: Vec<[u64; 2]>,
    /// Of each one, [`Spelling::form`].
    forms: Vec<u32>,
    /// What is usual among all of them, as it was when their ways were counted, and as it was found to be by that.
    counted_by: Habit,
    habit: Habit,
    /// How many are made in each way, in parts: by what is usual in the world, by `counted_by`, by `habit`.
    at_large: Sums<WAYS>,
    counts: Sums<WAYS>,
    made: Sums<WAYS>,
    /// How many are made in each way most probably, by `habit`.
    likeliest: [u32; WAYS],
    /// How probably each is written in each manner, and the sums of that.
    manners: [Vec<f32>; MANNERS],
    manner_sums: Sums<MANNERS>,
    /// How many share initial and surname with each, itself included; 1 where nobody does.
    namesakes: Vec<u32>,
    traits: Traits,
}

/// How many have what, of traits that one has or has not.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Traits {
    pub(super) between: [u32; 4],
    pub(super) end_in_digits: u32,
    pub(super) look_random: u32,
    pub(super) rows_with_person: u32,
    pub(super) spell_their_person: u32,
    pub(super) share_a_name: u32,
}

impl Traits {
    fn each(&mut self, spelling: &Spelling, mut by: impl FnMut(&mut u32)) {
        by(&mut self.between[spelling.between as usize]);
        let has = [
            (&mut self.end_in_digits, spelling.trailing_digits > 0),
            (&mut self.look_random, spelling.name_bits < 0.4),
            (&mut self.rows_with_person, spelling.of_person.is_some()),
            (&mut self.spell_their_person, spelling.of_person == Some(true)),
        ];
        has.into_iter().filter(|(_, has)| *has).for_each(|(count, _)| by(count));
    }
}

impl Crowd {
    pub(super) fn of(world: &Habit, others: Vec<Arc<Other>>) -> Self {
        let mut at_large = Sums::NONE;
        for other in &others {
            for ((way, _), share) in other.spelling.likelihoods.iter().zip(&other.at_large) {
                at_large.add(*way, *share);
            }
        }
        // What is usual settles how ambiguous ones are read, so count twice.
        let counted_by = world.settled(&at_large.shares());
        let mut counts = Sums::NONE;
        for other in &others {
            counted_by.made_by(&other.spelling, |way, share| counts.add(way, share));
        }
        let habit = world.settled(&counts.shares());
        let (mut made, mut likeliest) = (Sums::NONE, [0; WAYS]);
        let mut traits = Traits::default();
        let mut manner_sums = Sums::NONE;
        for other in &others {
            likeliest[habit.made_by(&other.spelling, |way, share| made.add(way, share))] += 1;
            traits.each(&other.spelling, |count| *count += 1);
            other.spelling.manner.iter().enumerate().for_each(|(at, share)| manner_sums.add(at, *share));
        }
        let namesakes = namesakes(&others);
        traits.share_a_name = namesakes.iter().map(|count| u32::from(*count > 1)).sum();
        Self {
            looks: others.iter().map(|other| other.look).collect(),
            name_keys: others.iter().map(|other| other.name_keys).collect(),
            forms: others.iter().map(|other| other.spelling.form).collect(),
            manners: std::array::from_fn(|manner| {
                others.iter().map(|other| other.spelling.manner[manner]).collect()
            }),
            others,
            counted_by,
            habit,
            at_large,
            counts,
            made,
            likeliest,
            manner_sums,
            namesakes,
            traits,
        }
    }

    /// Where an address itself stands among them.
    pub(super) fn place_of(&self, own: &Other) -> Option<usize> {
        let mut places = self.looks.iter().zip(&self.others);
        places.position(|(look, other)| {
            *look == own.look && other.spelling.folded == own.spelling.folded && other.called == own.called
        })
    }

    /// All of them but the one at `own`.
    pub(super) fn without(&self, own: Option<usize>, world: &Habit) -> Rest<'_> {
        let mut rest = Rest {
            crowd: self,
            own,
            habit: self.habit.clone(),
            counts: self.counts.shares(),
            made: self.made.shares(),
            likeliest: self.likeliest,
            manners: self.manner_sums.shares(),
            traits: self.traits,
        };
        if let Some(at) = own {
            let spelling = &self.others[at].spelling;
            let (mut counts, mut made) = (self.counts.clone(), self.made.clone());
            self.counted_by.made_by(spelling, |way, share| counts.take_out(way, share));
            let likeliest = self.habit.made_by(spelling, |way, share| made.take_out(way, share));
            let mut manners = self.manner_sums.clone();
            spelling.manner.iter().enumerate().for_each(|(at, share)| manners.take_out(at, *share));
            rest.likeliest[likeliest] -= 1;
            rest.counts = counts.shares();
            rest.made = made.shares();
            rest.manners = manners.shares();
            rest.traits.each(spelling, |count| *count -= 1);
            rest.traits.share_a_name -= match self.namesakes[at] {
                0 | 1 => 0,
                // The other one shares its name with nobody now.
                2 => 2,
                _ => 1,
            };
            rest.habit = world.settled(&rest.counts);
        }
        rest
    }
}

/// A crowd, perhaps without the address that is compared with it.
#[derive(Debug)]
pub(super) struct Rest<'a> {
    crowd: &'a Crowd,
    own: Option<usize>,
    /// What is usual among them.
    pub(super) habit: Habit,
    /// How many are made in each way, in parts.
    pub(super) counts: [f32; WAYS],
    made: [f32; WAYS],
    likeliest: [u32; WAYS],
    /// The sums of how probably each is written in each manner.
    pub(super) manners: Manner,
    pub(super) traits: Traits,
}

/// How others of the domain agree with an address.
pub(super) struct Agreement {
    /// How many are made in the same way, in parts where ways are uncertain.
    pub(super) in_parts: f32,
    /// How many are made in the same way most probably.
    pub(super) surely: usize,
}

impl<'a> Rest<'a> {
    pub(super) fn len(&self) -> usize {
        self.crowd.others.len() - usize::from(self.own.is_some())
    }

    /// Those that pass a glance at what is kept of each one, in their order.
    fn that<T>(&self, kept: &[T], passes: impl Fn(&T) -> bool) -> impl Iterator<Item = &'a Other> {
        let (own, others) = (self.own, &self.crowd.others);
        let pass = kept.iter().enumerate().filter(move |(at, kept)| passes(kept) && Some(*at) != own);
        pass.map(|(at, _)| others[at].as_ref())
    }

    /// Those that may be two slips away from an address.
    pub(super) fn may_be_near(&self, own: &Other) -> impl Iterator<Item = &'a Other> {
        let look = own.look;
        self.that(&self.crowd.looks, move |theirs| theirs.may_be_near(&look))
    }

    /// Those that may be the same person's as an address: whose row names nobody is like those only that share one of its names.
    pub(super) fn may_be_of(&self, own: &Other) -> impl Iterator<Item = &'a Other> {
        let (keys, is_told) = (own.name_keys, own.called.is_some());
        let shares =
            move |theirs: &[u64; 2]| keys.iter().zip(theirs).any(|(own, theirs)| own == theirs && *own != 0);
        self.that(&self.crowd.name_keys, move |theirs| is_told || shares(theirs))
    }

    /// How they agree with a spelling.
    pub(super) fn agreement(&self, own: &Spelling) -> Agreement {
        let mut in_parts = 0.0;
        let way = self.habit.made_by(own, |way, share| in_parts += share * self.made[way]);
        Agreement { in_parts, surely: self.likeliest[way] as usize }
    }

    /// How many are most probably made in this way.
    pub(super) fn made_in(&self, way: usize) -> usize {
        self.likeliest[way] as usize
    }

    /// How many have this form.
    pub(super) fn of_form(&self, form: u32) -> usize {
        let all = self.crowd.forms.iter().filter(|other| **other == form).count();
        all - usize::from(self.own.is_some_and(|own| self.crowd.forms[own] == form))
    }

    /// How much likelier it is of each of them that it is written in this manner than if they had nothing to do with each
    /// other; `usual`: how usual each manner is.
    pub(super) fn alike(&self, own: &Manner, usual: &Manner) -> Vec<f32> {
        let mut sums = vec![0.0_f32; self.crowd.others.len()];
        for ((own, theirs), usual) in own.iter().zip(&self.crowd.manners).zip(usual) {
            for (sum, theirs) in sums.iter_mut().zip(theirs) {
                *sum += own * theirs / usual;
            }
        }
        if let Some(own) = self.own {
            sums.remove(own);
        }
        sums
    }
}

/// What is usual among those that are known to take mail and those of the list together.
#[derive(Debug)]
pub(super) struct Both {
    counted_by: Habit,
    counts: Sums<WAYS>,
}

impl Both {
    pub(super) fn of(world: &Habit, known: &Crowd, listed: &Crowd) -> Self {
        let sides = [(known, KNOWN_COUNTS), (listed, LISTED_COUNTS)];
        let mut at_large = [0.0; WAYS];
        for (crowd, weight) in sides {
            at_large.iter_mut().zip(crowd.at_large.shares()).for_each(|(sum, share)| *sum += weight * share);
        }
        let counted_by = world.settled(&at_large);
        let mut counts = Sums::NONE;
        for (crowd, weight) in sides {
            for other in &crowd.others {
                counted_by.made_by(&other.spelling, |way, share| counts.add(way, weight * share));
            }
        }
        Self { counted_by, counts }
    }

    /// What is usual without an address of the list.
    pub(super) fn without(&self, own: Option<&Other>, world: &Habit) -> Habit {
        let Some(own) = own else { return world.settled(&self.counts.shares()) };
        let mut counts = self.counts.clone();
        self.counted_by.made_by(&own.spelling, |way, share| counts.take_out(way, LISTED_COUNTS * share));
        world.settled(&counts.shares())
    }
}

/// Of each, how many share its initial and surname.
fn namesakes(others: &[Arc<Other>]) -> Vec<u32> {
    fn who(other: &Other) -> Option<(u8, &str)> {
        let named = &other.spelling.named;
        Some((named.initial?, named.family.as_deref()?))
    }
    let is_one = |one: &Other, other: &Other| one.person_key == other.person_key && who(one) == who(other);
    let count = |one: &Arc<Other>| match who(one) {
        Some(_) => others.iter().filter(|other| is_one(one, other)).count(),
        None => 1,
    };
    others.iter().map(|one| u32::try_from(count(one)).unwrap_or(u32::MAX)).collect()
}

/// Crowds that were compared with lately.
#[derive(Debug, Default)]
pub(super) struct Crowds {
    known: Lately<Vec<(String, Option<Person>)>, Crowd>,
    listed: Lately<(Arc<[Listed]>, Arc<Crowd>), Crowd>,
    both: Lately<(Arc<Crowd>, Arc<Crowd>), Both>,
}

impl Crowds {
    /// The crowd of addresses with a known outcome; `read` makes it.
    pub(super) fn known<'a>(
        &self,
        whom: impl Iterator<Item = (&'a str, Option<&'a Person>)> + Clone,
        read: impl FnOnce() -> Crowd,
    ) -> Arc<Crowd> {
        let is_it = |asked: &Vec<(String, Option<Person>)>| {
            let mut whom = whom.clone();
            let same =
                |(local, person): &(String, Option<Person>)| whom.next() == Some((local, person.as_ref()));
            asked.iter().all(same) && whom.next().is_none()
        };
        let asked = || whom.clone().map(|(local, person)| (local.to_owned(), person.cloned())).collect();
        self.known.of(is_it, asked, read)
    }

    /// The crowd of addresses of a list, without those that came back, which are no picture of it; `read` makes it.
    pub(super) fn listed(
        &self,
        listed: &Arc<[Listed]>,
        bad: &Arc<Crowd>,
        read: impl FnOnce() -> Crowd,
    ) -> Arc<Crowd> {
        let is_it = |(asked, without): &(Arc<[Listed]>, Arc<Crowd>)| {
            Arc::ptr_eq(without, bad) && (Arc::ptr_eq(asked, listed) || asked == listed)
        };
        self.listed.of(is_it, || (Arc::clone(listed), Arc::clone(bad)), read)
    }

    /// Both of them together.
    pub(super) fn both(&self, world: &Habit, known: &Arc<Crowd>, listed: &Arc<Crowd>) -> Arc<Both> {
        let is_it =
            |(one, other): &(Arc<Crowd>, Arc<Crowd>)| Arc::ptr_eq(one, known) && Arc::ptr_eq(other, listed);
        self.both.of(is_it, || (Arc::clone(known), Arc::clone(listed)), || Both::of(world, known, listed))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::names::Names;

    fn crowd(locals: &[String], world: &Habit) -> Crowd {
        let names = Names::shipped();
        let read = |local: &String| Arc::new(Other::of(Spelling::read(local, None, &names), None, world));
        Crowd::of(world, locals.iter().map(read).collect())
    }

    fn locals() -> impl Strategy<Value = Vec<String>> {
        let given = prop::sample::select(&["anna", "bo", "clara", "x", "qzv"][..]);
        let family = prop::sample::select(&["berg", "ek", "lind", "krx", "12"][..]);
        let between = prop::sample::select(&["", ".", "_"][..]);
        let local =
            (given, between, family).prop_map(|(given, between, family)| [given, between, family].concat());
        prop::collection::vec(local, 1..12)
    }

    fn counted(rest: &Rest<'_>) -> (String, Vec<i64>) {
        (format!("{:?}", rest.traits), rest.manners.iter().map(|sum| (sum * 1e4) as i64).collect())
    }

    proptest! {
        #[test]
        fn taking_one_out_leaves_what_the_others_have(locals in locals(), at in any::<prop::sample::Index>()) {
            let world = Habit::of(&[1.0 / WAYS as f32; WAYS]);
            let at = at.index(locals.len());
            let all = crowd(&locals, &world);
            let rest = all.without(Some(at), &world);
            let mut others = locals;
            let own = others.remove(at);
            let alone = crowd(&others, &world);
            let alone = alone.without(None, &world);
            prop_assert_eq!(counted(&rest), counted(&alone));
            prop_assert_eq!(rest.len(), others.len());
            let each = |rest: &Rest<'_>| rest.that(&rest.crowd.looks, |_| true).map(|other| other.spelling.folded.clone()).collect::<Vec<_>>();
            prop_assert_eq!(each(&rest), others);
            let sum: f32 = rest.counts.iter().sum();
            prop_assert!((sum - rest.len() as f32).abs() < 1e-3, "{} has {}", own, sum);
            let form = all.others[at].spelling.form;
            prop_assert_eq!(rest.of_form(form), alone.of_form(form));
        }

        #[test]
        fn the_order_of_a_crowd_changes_nothing(mut locals in locals()) {
            let world = Habit::of(&[1.0 / WAYS as f32; WAYS]);
            let shown = |crowd: &Crowd| (crowd.counts.0, crowd.made.0, crowd.likeliest, crowd.manner_sums.0);
            let one = shown(&crowd(&locals, &world));
            locals.reverse();
            prop_assert_eq!(one, shown(&crowd(&locals, &world)));
        }
    }
}
