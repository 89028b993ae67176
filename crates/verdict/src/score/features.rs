//! The numbers that the trees read: what the local part is like, how it agrees with the person of its row, with addresses of
//! the domain that are known to take mail, and with the rest of its list. One table names each; a number that is not known
//! is NaN and stays unknown. Whatever another known-good address could do to a number of the group `known` can only speak
//! for an address made in the same way: the trees are held to that.

use std::sync::Arc;

use super::{
    crowd::{Crowd, Crowds, Rest},
    distance::{slips, slips_up_to},
    habit::Habit,
    person::Called,
    spelling::{Spelling, WAYS, Way},
    spellings::{Other, Spellings},
};
use crate::{
    Acquaintance, Address, Person,
    names::{Manner, Names},
};

/// How many addresses the world's manners of writing names weigh against those of a list.
const MANNER_HOLD: f32 = 2.0;

/// What a number is about; contributions are told by group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// The shape of the local part.
    Shape,
    /// The person and the company of the row.
    Person,
    /// Addresses of the domain with a known outcome.
    Known,
    /// Other addresses of the domain in the list.
    List,
}

/// How a number may move the score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// As the data say.
    Free,
    /// More never lowers it.
    Up,
    /// More never raises it.
    Down,
}

/// One number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feature {
    /// Its stable name.
    pub id: &'static str,
    /// What it is about.
    pub group: Group,
    /// How it may move the score.
    pub sense: Sense,
}

macro_rules! features {
    ($($group:ident $sense:ident $id:ident;)+) => {
        /// Every number, in the order in which the trees read them.
        pub const FEATURES: &[Feature] =
            &[$(Feature { id: stringify!($id), group: Group::$group, sense: Sense::$sense },)+];

        #[derive(Clone, Copy)]
        #[allow(non_camel_case_types)]
        enum At { $($id,)+ }
    };
}

features! {
    Shape Free length;
    Shape Up name_bits;
    Shape Up letters_mean;
    Shape Up letters_least;
    Shape Free digits;
    Shape Free trailing_digits;
    Shape Free year;
    Shape Free separators;
    Shape Free words;
    Shape Free shortest_word;
    Shape Free vowels;
    Shape Free consonant_run;
    Shape Free different_letters;
    Shape Free keyboard_walk;
    Shape Up given_level;
    Shape Up family_level;
    Shape Down meant;
    Shape Free way_usual;
    Shape Free way_sure;
    Shape Free way_kind;
    Shape Free between;
    Shape Free machine_made;
    Person Free spelt;
    Person Free spelt_usual;
    Person Free covered;
    Person Free slip;
    Person Free given_stands;
    Person Free family_stands;
    Person Down away_from_expected;
    Person Free is_company;
    Known Up agreeing;
    Known Up agreeing_share;
    Known Up known_bits;
    Known Up between_share;
    Known Up digits_share;
    Known Up form_share;
    Known Up manner_known;
    Known Up manner_nearest;
    Known Free near_known;
    Known Free same_person_known;
    Known Down bad_bits;
    Known Down bad_agreeing;
    Known Down bad_known;
    List Free listed;
    List Free list_bits;
    List Free list_share;
    List Free list_top_share;
    List Free list_is_top;
    List Free list_between_share;
    List Free list_same_person;
    List Free list_same_person_usual;
    List Up same_person_known_gap;
    List Free near_listed;
    List Free near_listed_bits;
    List Free list_doubled_share;
    List Free list_junk_share;
    List Free list_spelt_share;
    List Up both_bits;
    List Free list_digits_share;
    List Free list_manner_bits;
}

/// What a local part's numbers rest on, for whoever tells about them.
#[derive(Clone, Debug, PartialEq)]
pub struct Grounds {
    /// The way that made the local part, most probably.
    pub way: Way,
    /// Known-good addresses of the domain.
    pub known: usize,
    /// How many of them are most probably made in the same way.
    pub agreeing: usize,
    /// How many of them have digits, and have their letters and digits in the same places; none where it has no digits.
    pub known_of_form: usize,
    /// Addresses of the domain that came back for good.
    pub bad: usize,
    /// How many of them are most probably made in the same way.
    pub bad_agreeing: usize,
    /// The way that most known-good addresses are made in, and how many.
    pub usual_way: Option<(Way, usize)>,
    /// Other addresses of the domain in the list.
    pub in_list: usize,
    /// Those of them that it is compared with: all that are not known to have come back.
    pub listed: usize,
    /// How many of them are most probably made in the same way.
    pub listed_agreeing: usize,
    /// How many of them have letters and digits in the same places; none where it has no digits.
    pub listed_of_form: usize,
    /// Whether the row names a person, and whether the local part spells them.
    pub spelt: Option<bool>,
    /// A known-good address of the domain that is one slip away.
    pub near_known: Option<String>,
    /// A listed address of the domain that seems to be the same person's.
    pub same_person: Option<String>,
}

/// So many addresses of a list that are numbered alike are no chance.
const NUMBERED_ALIKE: usize = 3;

impl Grounds {
    /// Whether it is one of many numbers, as `ab12345`, at a domain where no other kind of address alone is known to take mail:
    /// people there seem to have numbers. To the trees, which know names, a number is as good as random keys.
    #[must_use]
    pub fn are_numbers(&self) -> bool {
        let alike = self.listed_of_form;
        let is_custom = alike >= NUMBERED_ALIKE && 2 * alike >= self.listed;
        is_custom && (self.known == 0 || self.known_of_form > 0)
    }
}

/// The numbers of an address, with their grounds.
#[derive(Clone, Debug)]
pub struct Numbers {
    /// In the order of [`FEATURES`]; NaN where not known.
    pub values: Vec<f32>,
    /// What they rest on.
    pub grounds: Grounds,
}

/// Reads the numbers of addresses.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    pub(super) names: &'a Names,
    pub(super) world: &'a Habit,
    pub(super) spellings: &'a Spellings,
    pub(super) crowds: &'a Crowds,
    /// How usual each manner of writing names is.
    pub(super) manners: Manner,
}

impl Reader<'_> {
    fn others<'a>(&self, wanted: impl Iterator<Item = (&'a str, Option<&'a Person>)>) -> Vec<Arc<Other>> {
        self.spellings.of(wanted, |local, person| {
            let called = person.and_then(Called::read);
            let spelling = Spelling::read(local, called.as_ref(), self.names);
            Other::of(spelling, called, self.world)
        })
    }

    /// Addresses of the domain, and what they show.
    fn crowd<'a>(&self, whom: impl Iterator<Item = (&'a str, Option<&'a Person>)>) -> Crowd {
        Crowd::of(self.world, self.others(whom))
    }

    /// How much likelier it is that two are written in the same manner than if they had nothing to do with each other.
    fn alike(&self, one: &Manner, other: &Manner) -> f32 {
        let each = one.iter().zip(other).zip(&self.manners);
        each.map(|((one, other), usual)| one * other / usual).sum::<f32>().max(f32::MIN_POSITIVE)
    }

    /// The way that a local part with its person is most probably made in, by what is usual in the world.
    pub(super) fn shares(&self, local: &str, person: Option<&Person>) -> [f32; WAYS] {
        let mut counts = [0.0; WAYS];
        if let [other] = self.others(std::iter::once((local, person))).as_slice() {
            self.world.made_by(&other.spelling, |way, share| counts[way] += share);
        }
        counts
    }

    /// The numbers of `address`.
    pub(super) fn read(&self, address: &Address, around: &Acquaintance) -> Numbers {
        let local = address.unquoted_local();
        let person_of_row = around.person.as_ref();
        let with = |wanted: bool| {
            around
                .colleagues
                .iter()
                .filter(move |colleague| colleague.heard.what.shows_mailbox() == Some(wanted))
                .map(|colleague| (colleague.local.as_str(), colleague.person.as_ref()))
        };
        let known = |wanted| self.crowds.known(with(wanted), || self.crowd(with(wanted)));
        let (good, bad) = (known(true), known(false));
        let listed = self.crowds.listed(&around.listed, &bad, || {
            let all = around.listed.iter().map(|listed| (listed.local.as_str(), listed.person.as_ref()));
            let came_back =
                |other: &Other| bad.others.iter().any(|bad| bad.spelling.folded == other.spelling.folded);
            let others = self.others(all).into_iter().filter(|other| !came_back(other));
            Crowd::of(self.world, others.collect())
        });
        let own = self.others(std::iter::once((&*local, person_of_row)));
        let own = own.first().expect("the address itself was asked for");
        let place = listed.place_of(own);
        let both = self.crowds.both(self.world, &good, &listed);
        let both = both.without(place.map(|at| listed.others[at].as_ref()), self.world);
        let (good, bad) = (good.without(None, self.world), bad.without(None, self.world));
        let listed = listed.without(place, self.world);

        let mut to = Filling { values: vec![f32::NAN; FEATURES.len()] };
        self.shape(own, &mut to);
        let (way, sure) = self.world.likeliest(&own.spelling);
        to.put(At::way_usual, self.world.usual[way].log2());
        to.put(At::way_sure, sure);
        to.put(At::way_kind, (way / 4) as f32);
        if let Some(called) = &own.called {
            person(called, own, [&both, &listed.habit, self.world], &mut to);
        }
        let name_of_company = address.domain.split('.').next().unwrap_or_default();
        to.put(At::is_company, flag(own.spelling.folded == name_of_company));

        let numbered_alike = |rest: &Rest<'_>| match own.spelling.form {
            0 => 0,
            form => rest.of_form(form),
        };
        let mut grounds = Grounds {
            way: Way::numbered(both.likeliest(&own.spelling).0),
            known: good.len(),
            agreeing: 0,
            known_of_form: numbered_alike(&good),
            bad: bad.len(),
            bad_agreeing: 0,
            usual_way: None,
            in_list: around.listed.len() - usize::from(place.is_some()),
            listed: listed.len(),
            listed_agreeing: 0,
            listed_of_form: numbered_alike(&listed),
            spelt: own.spelling.of_person,
            near_known: None,
            same_person: None,
        };
        self.known(own, &good, &bad, &mut to, &mut grounds);
        self.list(own, &listed, &good.habit, &mut to, &mut grounds);
        to.put(At::both_bits, both.bits_over(self.world, &own.spelling));
        Numbers { values: to.values, grounds }
    }

    fn shape(&self, own: &Other, to: &mut Filling) {
        let spelling = &own.spelling;
        let text = spelling.folded.as_str();
        let letters: Vec<u8> = text.bytes().filter(u8::is_ascii_alphabetic).collect();
        let count = |test: fn(&u8) -> bool| text.bytes().filter(test).count() as f32;
        to.put(At::length, text.chars().count() as f32);
        to.put(At::name_bits, spelling.name_bits);
        let surprises = || spelling.words.iter().flat_map(|word| self.names.surprises(word));
        let many = surprises().count();
        if many > 0 {
            to.put(At::letters_mean, surprises().sum::<f32>() / many as f32);
            to.put(At::letters_least, surprises().fold(0.0, f32::min));
        }
        let digits = count(u8::is_ascii_digit);
        to.put(At::digits, digits);
        to.put(At::trailing_digits, spelling.trailing_digits as f32);
        let end = &text[text.len() - spelling.trailing_digits..];
        let is_year = end.len() == 4 && (end.starts_with("19") || end.starts_with("20"));
        to.put(At::year, flag(is_year || end.len() == 2 && digits == 2.0));
        to.put(At::separators, count(|b| matches!(b, b'.' | b'_' | b'-')));
        to.put(At::words, spelling.words.len() as f32);
        to.put(At::shortest_word, spelling.words.iter().map(String::len).min().unwrap_or(0) as f32);
        let is_vowel = |b: &u8| b"aeiouy".contains(b);
        if !letters.is_empty() {
            let vowels = letters.iter().filter(|b| is_vowel(b)).count();
            to.put(At::vowels, vowels as f32 / letters.len() as f32);
            let different = letters.iter().fold(0_u32, |set, letter| set | 1 << (letter & 31)).count_ones();
            to.put(At::different_letters, different as f32 / letters.len() as f32);
            to.put(At::keyboard_walk, keyboard_walk(&letters));
        }
        let run =
            spelling.words.iter().flat_map(|word| word.as_bytes().split(is_vowel)).map(<[u8]>::len).max();
        to.put(At::consonant_run, run.unwrap_or(0) as f32);
        to.put(At::given_level, f32::from(spelling.commonness.given));
        to.put(At::family_level, f32::from(spelling.commonness.family));
        to.put(At::meant, f32::from(spelling.meant));
        to.put(At::between, f32::from(spelling.between as u8));
        let is_hex =
            text.len() >= 12 && digits >= 4.0 && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
        to.put(At::machine_made, flag(is_hex));
    }

    fn known(&self, own: &Other, good: &Rest<'_>, bad: &Rest<'_>, to: &mut Filling, grounds: &mut Grounds) {
        // Nobody known is no agreement and no disagreement: neutral, so that the first who agrees can only speak for it, and the
        // first who came back and is made alike only against it.
        let came_back = bad.agreement(&own.spelling);
        grounds.bad_agreeing = came_back.surely;
        to.put(At::bad_known, bad.len() as f32);
        to.put(At::bad_bits, bad.habit.bits_over(self.world, &own.spelling));
        to.put(At::bad_agreeing, came_back.in_parts);
        let agreement = good.agreement(&own.spelling);
        grounds.agreeing = agreement.surely;
        if good.len() > 0 {
            let (top, _) = top_of(&good.counts);
            grounds.usual_way = Some((Way::numbered(top), good.made_in(top)));
        }
        let k = good.len() as f32;
        let smoothed = |count: f32| (count + 0.5) / (k + 1.0);
        to.put(At::agreeing, agreement.in_parts);
        to.put(At::agreeing_share, smoothed(agreement.in_parts));
        to.put(At::known_bits, good.habit.bits_over(self.world, &own.spelling));
        to.put(At::between_share, smoothed(good.traits.between[own.spelling.between as usize] as f32));
        let end_in_digits = good.traits.end_in_digits as f32;
        let as_own = if own.spelling.trailing_digits > 0 { end_in_digits } else { k - end_in_digits };
        to.put(At::digits_share, smoothed(as_own));
        to.put(At::form_share, smoothed(good.of_form(own.spelling.form) as f32));
        // Each who is called alike can only add to it.
        let mut alike = good.alike(&own.spelling.manner, &self.manners);
        alike.iter_mut().for_each(|alike| *alike = alike.max(f32::MIN_POSITIVE).log2().max(0.0));
        to.put(At::manner_known, alike.iter().sum());
        to.put(At::manner_nearest, alike.iter().copied().fold(0.0, f32::max));
        let nearest = nearest(own, good);
        to.put(At::near_known, nearest.map_or(0.0, |(distance, _)| 3.0 - distance as f32));
        grounds.near_known =
            nearest.filter(|(distance, _)| *distance == 1).map(|(_, other)| other.spelling.folded.clone());
        to.put(
            At::same_person_known,
            good.may_be_of(own).filter(|other| is_same_person(own, other)).count() as f32,
        );
    }

    fn list(&self, own: &Other, listed: &Rest<'_>, at_home: &Habit, to: &mut Filling, grounds: &mut Grounds) {
        to.put(At::listed, listed.len() as f32);
        if listed.len() == 0 {
            return;
        }
        let n = listed.len() as f32;
        let in_list = &listed.habit;
        let (top, most) = top_of(&listed.counts);
        let agreement = listed.agreement(&own.spelling);
        grounds.listed_agreeing = agreement.surely;
        to.put(At::list_bits, in_list.bits_over(self.world, &own.spelling));
        to.put(At::list_share, (agreement.in_parts + 0.5) / (n + 1.0));
        to.put(At::list_top_share, (most + 0.5) / (n + 1.0));
        to.put(At::list_is_top, flag(in_list.likeliest(&own.spelling).0 == top));
        let traits = listed.traits;
        // Few have it anywhere; of one or two others, one that has it makes no custom.
        let unusual = |count: u32| (count as f32 + 0.2) / (n + 2.0);
        let between = traits.between[own.spelling.between as usize] as f32;
        to.put(At::list_between_share, (between + 0.5) / (n + 1.0));
        to.put(At::list_digits_share, unusual(traits.end_in_digits));
        let same_person: Vec<&Other> =
            listed.may_be_of(own).filter(|other| is_same_person(own, other)).collect();
        to.put(At::list_same_person, same_person.len() as f32);
        if !same_person.is_empty() {
            grounds.same_person = same_person.first().map(|other| other.spelling.folded.clone());
            // Of several spellings of one person, at most one is usual: how far is this one from the most usual?
            let gap = |habit: &Habit| {
                let usual = |spelling: &Spelling| habit.usual[habit.likeliest(spelling).0].log2();
                let others = same_person.iter().map(|other| usual(&other.spelling)).fold(f32::MIN, f32::max);
                (usual(&own.spelling) - others).clamp(-20.0, 20.0)
            };
            to.put(At::list_same_person_usual, gap(in_list));
            to.put(At::same_person_known_gap, gap(at_home));
        }
        let mut there = self.manners;
        for (share, sum) in there.iter_mut().zip(&listed.manners) {
            *share = (MANNER_HOLD * *share + sum) / (MANNER_HOLD + n);
        }
        to.put(At::list_manner_bits, self.alike(&own.spelling.manner, &there).log2());
        let nearest = nearest(own, listed);
        to.put(At::near_listed, nearest.map_or(0.0, |(distance, _)| 3.0 - distance as f32));
        if let Some((_, other)) = nearest {
            to.put(At::near_listed_bits, own.spelling.name_bits - other.spelling.name_bits);
        }
        to.put(At::list_doubled_share, traits.share_a_name as f32 / n);
        to.put(At::list_junk_share, unusual(traits.look_random));
        let told = traits.rows_with_person as f32;
        if told > 0.0 {
            to.put(At::list_spelt_share, traits.spell_their_person as f32 / told);
        }
    }
}

fn person(called: &Called, own: &Other, [expected, in_list, world]: [&Habit; 3], to: &mut Filling) {
    let spelling = &own.spelling;
    let spelt = spelling.of_person == Some(true);
    to.put(At::spelt, flag(spelt));
    let joined = spelling.words.concat();
    to.put(At::covered, called.covered(&joined) as f32 / joined.len().max(1) as f32);
    let (given, family) = called.stands_in(&joined);
    to.put(At::given_stands, flag(given));
    to.put(At::family_stands, flag(family));
    let distance = |habit: &Habit| {
        let texts = habit.most_usual::<6>().into_iter().filter_map(|way| called.spelt(Way::numbered(way)));
        texts.map(|text| slips(&spelling.folded, &text)).min()
    };
    if spelt {
        to.put(At::spelt_usual, world.usual[world.likeliest(spelling).0].log2());
        to.put(At::slip, 0.0);
    } else if let Some(least) = distance(in_list).into_iter().chain(distance(world)).min() {
        to.put(At::slip, least.min(6) as f32);
    }
    let top = Way::numbered(expected.top().0);
    if let Some(text) = called.spelt(top) {
        let stem = &spelling.folded[..spelling.folded.len() - spelling.trailing_digits];
        let away =
            if spelt && expected.likeliest(spelling).0 == top.number() { 0 } else { slips(stem, &text) };
        to.put(At::away_from_expected, away.min(8) as f32);
    }
}

/// The nearest other local part, where it is at most two slips away; a short one is near to too much.
fn nearest<'a>(own: &Other, others: &Rest<'a>) -> Option<(usize, &'a Other)> {
    let text = own.spelling.folded.as_str();
    if text.len() < 4 {
        return None;
    }
    others
        .may_be_near(own)
        .filter_map(|other| Some((slips_up_to(text, &other.spelling.folded, 2)?, other)))
        .filter(|(distance, _)| *distance > 0)
        .min_by_key(|(distance, _)| *distance)
}

fn is_same_person(own: &Other, other: &Other) -> bool {
    let is_one = match (&own.called, &other.called) {
        (Some(own), Some(other)) => own.is(other),
        _ => own.spelling.named.is_like(&other.spelling.named),
    };
    is_one && own.spelling.folded != other.spelling.folded
}

fn top_of(counts: &[f32; WAYS]) -> (usize, f32) {
    counts.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((0, 0.0))
}

fn flag(holds: bool) -> f32 {
    f32::from(u8::from(holds))
}

/// The share of neighbouring letters that are neighbours on a keyboard too, forwards.
fn keyboard_walk(letters: &[u8]) -> f32 {
    const ROWS: [&[u8]; 3] = [b"qwertyuiop", b"asdfghjkl", b"zxcvbnm"];
    let place = |letter: u8| {
        ROWS.iter()
            .enumerate()
            .find_map(|(row, keys)| Some((row, keys.iter().position(|key| *key == letter)?)))
    };
    let steps = letters.windows(2).filter(|pair| match (place(pair[0]), place(pair[1])) {
        (Some(a), Some(b)) => a.0 == b.0 && a.1.abs_diff(b.1) == 1,
        _ => false,
    });
    steps.count() as f32 / (letters.len().saturating_sub(1)).max(1) as f32
}

struct Filling {
    values: Vec<f32>,
}

impl Filling {
    fn put(&mut self, at: At, value: f32) {
        self.values[at as usize] = value;
    }
}
