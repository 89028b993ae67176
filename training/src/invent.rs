//! Persons who never were, whole: a given name and a surname of one country, as common as they are there. And the other
//! ways in which an address comes to be wrong: slips, keys hit at random.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::Result;

use crate::dice::Dice;

#[derive(Default)]
struct Country {
    given: (Vec<String>, Vec<f64>),
    family: (Vec<String>, Vec<f64>),
}

pub(crate) struct Inventor {
    countries: Vec<(String, Country)>,
}

impl Inventor {
    pub(crate) fn read(locales: &Path) -> Result<Self> {
        let mut countries: BTreeMap<String, Country> = BTreeMap::new();
        for line in fs::read_to_string(locales)?.lines() {
            let cells: Vec<&str> = line.split('\t').collect();
            let [locale, kind, name, weight] = cells.as_slice() else { continue };
            let country = countries.entry((*locale).to_owned()).or_default();
            let table = if *kind == "given" { &mut country.given } else { &mut country.family };
            if name.chars().all(|c| c.is_alphabetic() || c == '-' || c == '\'')
                && name.chars().next().is_some_and(|c| (c as u32) < 0x250)
            {
                table.0.push((*name).to_owned());
                table.1.push(weight.parse()?);
            }
        }
        countries.retain(|_, country| country.given.0.len() > 15 && country.family.0.len() > 15);
        Ok(Self { countries: countries.into_iter().collect() })
    }

    /// A person of the country of `domain` two times of three where it has one, else of any country, the big ones more.
    pub(crate) fn person(&self, domain: &str, dice: &mut Dice) -> String {
        let ending = domain.rsplit('.').next().unwrap_or_default();
        let home: Vec<usize> = (0..self.countries.len())
            .filter(|at| self.countries[*at].0.to_lowercase().ends_with(&format!("_{ending}")))
            .collect();
        let at = if !home.is_empty() && dice.chance(0.67) {
            *dice.pick(&home)
        } else if dice.chance(0.4) {
            self.countries.iter().position(|(name, _)| name == "census").unwrap_or(0)
        } else {
            dice.below(self.countries.len())
        };
        let country = &self.countries[at].1;
        let given = &country.given.0[dice.weighted(&country.given.1)];
        let family = &country.family.0[dice.weighted(&country.family.1)];
        format!("{given} {family}")
    }
}

/// One slip of the fingers.
pub(crate) fn slip(local: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = local.chars().collect();
    let at = dice.below(letters.len());
    match dice.below(5) {
        0 if letters.len() > 3 => {
            letters.remove(at);
        }
        1 if at + 1 < letters.len() => letters.swap(at, at + 1),
        2 => letters.insert(at, letters[at]),
        3 => letters[at] = beside(letters[at], dice),
        _ => letters.insert(at, beside(letters[at], dice)),
    }
    letters.into_iter().collect::<String>().trim_matches('.').replace("..", ".")
}

fn beside(letter: char, dice: &mut Dice) -> char {
    for row in ["qwertyuiop", "asdfghjkl", "zxcvbnm"] {
        if let Some(at) = row.find(letter) {
            let near: Vec<char> =
                row.chars().enumerate().filter(|(n, _)| n.abs_diff(at) == 1).map(|(_, c)| c).collect();
            return *dice.pick(&near);
        }
    }
    *dice.pick(&['a', 'e', 'n', 's'])
}

/// A real local part with another number at its end: a second of the name, a year.
pub(crate) fn numbered(local: &str, dice: &mut Dice) -> String {
    let stem = local.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = match dice.below(3) {
        0 => 1 + dice.below(9),
        1 => 10 + dice.below(90),
        _ => 1950 + dice.below(60),
    };
    format!("{stem}{number}")
}

/// How an organisation numbers its people: letters of the name or of nothing, digits, letters.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Numbering {
    /// Letters of the name before the digits.
    initials: usize,
    /// Letters of nothing before them, and behind them.
    before: usize,
    behind: usize,
    /// One letter that stands before all of them.
    always: Option<char>,
    digits: usize,
}

impl Numbering {
    pub(crate) fn any(dice: &mut Dice) -> Self {
        let none = Self { initials: 0, before: 0, behind: 0, always: None, digits: 0 };
        match dice.below(4) {
            0 => Self { initials: 1 + dice.below(3), digits: 2 + dice.below(5), ..none },
            1 => Self {
                always: Some(*dice.pick(&['a', 'e', 'k', 'p', 'u', 'x'])),
                digits: 4 + dice.below(4),
                ..none
            },
            2 => Self { digits: 4 + dice.below(5), ..none },
            _ => Self { before: 2 + dice.below(2), digits: 2 + dice.below(3), behind: dice.below(3), ..none },
        }
    }

    /// A local part for somebody of this name.
    pub(crate) fn of(&self, name: &str, dice: &mut Dice) -> String {
        let letters = |n: usize, dice: &mut Dice| -> String {
            (0..n).map(|_| char::from(b'a' + dice.below(26) as u8)).collect()
        };
        let digits: String = (0..self.digits).map(|_| char::from(b'0' + dice.below(10) as u8)).collect();
        let lower = name.to_lowercase();
        let initials: String = lower
            .split(' ')
            .rev()
            .flat_map(|word| word.chars().take(2))
            .filter(char::is_ascii_lowercase)
            .collect();
        let of_name: String = initials.chars().chain("xyz".chars()).take(self.initials).collect();
        let before = letters(self.before, dice);
        let behind = letters(self.behind, dice);
        self.always.into_iter().chain(of_name.chars()).chain(before.chars()).collect::<String>()
            + &digits
            + &behind
    }
}

/// What no person is called.
pub(crate) fn junk(dice: &mut Dice) -> String {
    let letters: Vec<char> = "abcdefghijklmnopqrstuvwxyz".chars().collect();
    let digits: Vec<char> = "0123456789".chars().collect();
    let some =
        |from: &[char], n: usize, dice: &mut Dice| (0..n).map(|_| *dice.pick(from)).collect::<String>();
    let n = 3 + dice.below(9);
    match dice.below(5) {
        0 | 1 => some(&letters, n, dice),
        2 => some(&letters, 2 + dice.below(6), dice) + &some(&digits, 1 + dice.below(6), dice),
        3 => {
            let row = *dice.pick(&["qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghij"]);
            let from = dice.below(4);
            row[from..(from + 4 + dice.below(4)).min(row.len())].to_owned()
        }
        _ => {
            let mixed: Vec<char> = letters.iter().chain(&digits).copied().collect();
            some(&mixed, 6 + dice.below(14), dice)
        }
    }
}
