//! The numbers that the trees read: what the local part is like, how it agrees with the person of its row, with addresses of
//! the domain that are known to take mail, and with the rest of its list. One table names each; a number that is not known
//! is NaN and stays unknown. Whatever another known-good address could do to a number of the group `known` can only speak
//! for an address made in the same way: the trees are held to that.

use std::sync::Arc;

use super::{
    circle::{Agreement, Circle, Circles, KNOWN_COUNTS},
    distance::{alphabet, may_be_near, slips},
    habit::Habit,
    person::Called,
    spelling::{Spelling, WAYS, Way},
    spellings::{Other, Spellings},
};
use crate::{
    Acquaintance, Address, LISTED, Person,
    names::{Manner, Names},
};

/// How many addresses the world's manners of writing names weigh against those of a list.
const MANNER_HOLD: f32 = 2.0;

/// How much an address of the list counts beside a known one.
const LISTED_COUNTS: f32 = 0.5;

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
    Known Down differing;
    Known Up agreeing_share;
    Known Up known_bits;
    Known Up between_share;
    Known Up digits_share;
    Known Up manner_known;
    Known Up manner_nearest;
    Known Free near_known;
    Known Free same_person_known;
    Known Free bad_bits;
    Known Free bad_agreeing;
    Known Free bad_known;
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
    /// The way that most known-good addresses are made in, and how many.
    pub usual_way: Option<(Way, usize)>,
    /// Other addresses of the domain in the list.
    pub listed: usize,
    /// How many of them are most probably made in the same way.
    pub listed_agreeing: usize,
    /// Whether the row names a person, and whether the local part spells them.
    pub spelt: Option<bool>,
    /// A known-good address of the domain that is one slip away.
    pub near_known: Option<String>,
    /// A listed address of the domain that seems to be the same person's.
    pub same_person: Option<String>,
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
    pub(super) circles: &'a Circles,
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

    /// Addresses of the domain with a known outcome, and what they show.
    fn circle<'a>(&self, whom: impl Iterator<Item = (&'a str, Option<&'a Person>)> + Clone) -> Arc<Circle> {
        self.circles.of(whom.clone(), || Circle::of(self.world, self.others(whom)))
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
            self.world.share_out(&other.spelling, 1.0, &mut counts);
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
        let (good, bad) = (self.circle(with(true)), self.circle(with(false)));
        let listed = around.listed.iter().map(|listed| (listed.local.as_str(), listed.person.as_ref()));
        // All at once, so that the memory is locked once.
        let all = self.others(std::iter::once((&*local, person_of_row)).chain(listed));
        let (own, listed) = all.split_first().expect("the address itself was asked for");
        let mut to = Filling { values: vec![f32::NAN; FEATURES.len()] };
        self.shape(own, &mut to);
        let (way, sure) = self.world.likeliest(&own.spelling);
        to.put(At::way_usual, self.world.usual[way].log2());
        to.put(At::way_sure, sure);
        to.put(At::way_kind, (way / 4) as f32);

        let at_home = &good.habit;
        let (in_list, list_counts) = self.world.shown_by(weighted(listed, 1.0));
        let both = self.both(&good, listed);
        if let Some(called) = &own.called {
            person(called, own, [&both, &in_list, self.world], &mut to);
        }
        let name_of_company = address.domain.split('.').next().unwrap_or_default();
        to.put(At::is_company, flag(own.spelling.folded == name_of_company));

        let mut grounds = Grounds {
            way: Way::numbered(both.likeliest(&own.spelling).0),
            known: good.others.len(),
            agreeing: 0,
            usual_way: None,
            listed: listed.len(),
            listed_agreeing: 0,
            spelt: own.spelling.of_person,
            near_known: None,
            same_person: None,
        };
        let usual_at_home = self.known(own, &good, &bad, &mut to, &mut grounds);
        self.list(own, listed, [&in_list, at_home], &list_counts, &mut to, &mut grounds);
        to.put(At::both_bits, both.bits_over(self.world, &own.spelling));
        if !good.others.is_empty() {
            let (top, _) = top_of(&good.counts);
            grounds.usual_way = Some((Way::numbered(top), usual_at_home));
        }
        Numbers { values: to.values, grounds }
    }

    /// What is usual among those that are known and those of the list together.
    fn both(&self, good: &Circle, listed: &[Arc<Other>]) -> Habit {
        if good.others.is_empty() && listed.is_empty() {
            return self.world.clone();
        }
        let listed = weighted(listed, LISTED_COUNTS);
        let mut at_large = good.at_large;
        Habit::count_at_large(listed.clone(), &mut at_large);
        self.world.settled_by(at_large, weighted(&good.others, KNOWN_COUNTS).chain(listed)).0
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

    /// Returns how many known-good addresses are most probably made in the way that most of them are.
    fn known(
        &self,
        own: &Other,
        good: &Circle,
        bad: &Circle,
        to: &mut Filling,
        grounds: &mut Grounds,
    ) -> usize {
        to.put(At::bad_known, bad.others.len() as f32);
        if !bad.others.is_empty() {
            to.put(At::bad_bits, bad.habit.bits_over(self.world, &own.spelling));
            to.put(At::bad_agreeing, bad.agreement(&own.spelling, 0).in_parts);
        }
        // Nobody known is no agreement and no disagreement: neutral, so that the first who agrees can only speak for it.
        let Agreement { in_parts: agreeing, surely, usual } =
            good.agreement(&own.spelling, top_of(&good.counts).0);
        grounds.agreeing = surely;
        let k = good.others.len() as f32;
        to.put(At::agreeing, agreeing);
        to.put(At::differing, k - agreeing);
        to.put(At::agreeing_share, (agreeing + 0.5) / (k + 1.0));
        to.put(At::known_bits, good.habit.bits_over(self.world, &own.spelling));
        let same = |test: &dyn Fn(&Spelling) -> bool| {
            good.others.iter().filter(|other| test(&other.spelling)).count() as f32
        };
        to.put(At::between_share, (same(&|other| other.between == own.spelling.between) + 0.5) / (k + 1.0));
        let has_digits = own.spelling.trailing_digits > 0;
        to.put(
            At::digits_share,
            (same(&|other| (other.trailing_digits > 0) == has_digits) + 0.5) / (k + 1.0),
        );
        // Each who is called alike can only add to it.
        let mut alike = good.alike(&own.spelling.manner, &self.manners);
        alike.iter_mut().for_each(|alike| *alike = alike.max(f32::MIN_POSITIVE).log2().max(0.0));
        to.put(At::manner_known, alike.iter().sum());
        to.put(At::manner_nearest, alike.iter().copied().fold(0.0, f32::max));
        let nearest = nearest(&own.spelling, &good.others);
        to.put(At::near_known, nearest.map_or(0.0, |(distance, _)| 3.0 - distance as f32));
        grounds.near_known =
            nearest.filter(|(distance, _)| *distance == 1).map(|(_, other)| other.spelling.folded.clone());
        to.put(
            At::same_person_known,
            good.others.iter().filter(|other| is_same_person(own, other)).count() as f32,
        );
        usual
    }

    fn list(
        &self,
        own: &Other,
        listed: &[Arc<Other>],
        [in_list, at_home]: [&Habit; 2],
        counts: &[f32; WAYS],
        to: &mut Filling,
        grounds: &mut Grounds,
    ) {
        to.put(At::listed, listed.len() as f32);
        if listed.is_empty() {
            return;
        }
        let n = listed.len() as f32;
        let (top, most) = top_of(counts);
        let Agreement { in_parts: agreeing, surely, .. } = agreement(&own.spelling, listed, in_list, top);
        grounds.listed_agreeing = surely;
        to.put(At::list_bits, in_list.bits_over(self.world, &own.spelling));
        to.put(At::list_share, (agreeing + 0.5) / (n + 1.0));
        to.put(At::list_top_share, (most + 0.5) / (n + 1.0));
        to.put(At::list_is_top, flag(in_list.likeliest(&own.spelling).0 == top));
        let same = |test: &dyn Fn(&Other) -> bool| listed.iter().filter(|other| test(other)).count() as f32;
        let between = same(&|other| other.spelling.between == own.spelling.between);
        to.put(At::list_between_share, (between + 0.5) / (n + 1.0));
        to.put(At::list_digits_share, same(&|other| other.spelling.trailing_digits > 0) / n);
        let same_person: Vec<&Arc<Other>> =
            listed.iter().filter(|other| is_same_person(own, other)).collect();
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
        let mut there = self.manners.map(|usual| MANNER_HOLD * usual);
        for other in listed {
            there.iter_mut().zip(&other.spelling.manner).for_each(|(sum, share)| *sum += share);
        }
        let there = there.map(|sum| sum / (MANNER_HOLD + n));
        to.put(At::list_manner_bits, self.alike(&own.spelling.manner, &there).log2());
        let nearest = nearest(&own.spelling, listed);
        to.put(At::near_listed, nearest.map_or(0.0, |(distance, _)| 3.0 - distance as f32));
        if let Some((_, other)) = nearest {
            to.put(At::near_listed_bits, own.spelling.name_bits - other.spelling.name_bits);
        }
        to.put(At::list_doubled_share, doubled(listed) as f32 / n);
        to.put(At::list_junk_share, same(&|other| other.spelling.name_bits < 0.4) / n);
        let told = same(&|other| other.spelling.of_person.is_some());
        if told > 0.0 {
            to.put(At::list_spelt_share, same(&|other| other.spelling.of_person == Some(true)) / told);
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

fn agreement(own: &Spelling, others: &[Arc<Other>], habit: &Habit, asked: usize) -> Agreement {
    let mut mine = [0.0; WAYS];
    habit.share_out(own, 1.0, &mut mine);
    let way = habit.likeliest(own).0;
    let mut agreement = Agreement { in_parts: 0.0, surely: 0, usual: 0 };
    for other in others {
        let (in_parts, theirs) = habit.agreement(&other.spelling, &mine);
        agreement.in_parts += in_parts;
        agreement.surely += usize::from(theirs == way);
        agreement.usual += usize::from(theirs == asked);
    }
    agreement
}

/// The nearest other local part, where it is at most two slips away.
fn nearest<'a>(own: &Spelling, others: &'a [Arc<Other>]) -> Option<(usize, &'a Other)> {
    let text = own.folded.as_str();
    let far =
        |other: &str| text.len() < 4 || other.len().abs_diff(text.len()) > 2 || !shares_an_end(text, other);
    let letters = alphabet(text);
    others
        .iter()
        .filter(|other| may_be_near(letters, other.alphabet) && !far(&other.spelling.folded))
        .map(|other| (slips(text, &other.spelling.folded), other.as_ref()))
        .filter(|(distance, _)| (1..=2).contains(distance))
        .min_by_key(|(distance, _)| *distance)
}

/// How many of them share an initial and a surname with another one.
fn doubled(listed: &[Arc<Other>]) -> usize {
    fn who(other: &Other) -> Option<(u64, u8, &str)> {
        let named = &other.spelling.named;
        Some((other.person_key, named.initial?, named.family.as_deref()?))
    }
    // Each has a place by its key, or the next one that is free; there are twice as many places as addresses.
    const PLACES: usize = 2 * LISTED;
    let mut places = [None; PLACES];
    let mut doubled = 0;
    for person in listed.iter().take(LISTED).filter_map(|other| who(other)) {
        let mut at = person.0 as usize % PLACES;
        loop {
            match &mut places[at] {
                Some((there, count)) if *there == person => {
                    *count += 1;
                    doubled += if *count == 2 { 2 } else { 1 };
                }
                Some(_) => {
                    at = (at + 1) % PLACES;
                    continue;
                }
                empty => *empty = Some((person, 1)),
            }
            break;
        }
    }
    doubled
}

/// Two slips leave an end of a longer word as it was, nearly always; it saves the long comparison.
fn shares_an_end(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    a[..2] == b[..2.min(b.len())] || a[a.len() - 2..] == b[b.len().saturating_sub(2)..]
}

fn is_same_person(own: &Other, other: &Other) -> bool {
    if own.spelling.folded == other.spelling.folded {
        return false;
    }
    match (&own.called, &other.called) {
        (Some(own), Some(other)) => own.is(other),
        _ => own.spelling.named.is_like(&other.spelling.named),
    }
}

fn weighted(others: &[Arc<Other>], weight: f32) -> impl Iterator<Item = (&Other, f32)> + Clone {
    others.iter().map(move |other| (other.as_ref(), weight))
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
