//! The names that controls are asked by: nobody has them, and a server cannot tell so by their looks. Made of syllables
//! and shaped like the local parts that people have, because some servers refuse long rows of random keys by pattern,
//! which would prove nothing about the domain. Each has more than 60 bits of chance, so none is ever met or guessed.

use mailvet_verdict::Address;
use rand::{Rng, RngExt as _};

/// 20 of them by 5 vowels: 6.6 bits a syllable, so ten make 66.
const CONSONANTS: &[u8] = b"bcdfghjklmnprstvwxyz";
const VOWELS: &[u8] = b"aeiou";

/// A new name at `domain`; the `nth` control of a domain has another shape than the one before.
pub(crate) fn control_address(domain: &str, nth: u32) -> Address {
    Address { local: local(&mut rand::rng(), nth), domain: domain.to_owned() }
}

fn local(rng: &mut impl Rng, nth: u32) -> String {
    match nth % 3 {
        0 => format!("{}.{}", word(rng, 5), word(rng, 5)),
        1 => format!("{}{}{:02}", word(rng, 4), word(rng, 5), rng.random_range(10..100_u8)),
        _ => format!("{}.{}-{}", word(rng, 1), word(rng, 4), word(rng, 5)),
    }
}

/// So many syllables.
fn word(rng: &mut impl Rng, syllables: usize) -> String {
    let mut word = String::with_capacity(2 * syllables);
    for _ in 0..syllables {
        word.push(char::from(CONSONANTS[rng.random_range(..CONSONANTS.len())]));
        word.push(char::from(VOWELS[rng.random_range(..VOWELS.len())]));
    }
    word
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_shape_is_an_ordinary_local_part_of_ordinary_length() {
        for nth in 0..6 {
            let address = control_address("shop.example", nth);
            let text = address.to_string();
            assert_eq!(Address::parse(&text).ok().as_ref(), Some(&address), "{text}");
            assert!((20..=24).contains(&address.local.len()), "{text}");
            assert!(address.local.starts_with(|first: char| first.is_ascii_lowercase()), "{text}");
        }
    }

    #[test]
    fn a_name_does_not_come_twice() {
        let names: BTreeSet<_> = (0..3000).map(|n| control_address("shop.example", n).local).collect();
        assert_eq!(names.len(), 3000);
    }

    #[test]
    fn the_three_controls_of_a_domain_have_three_shapes() {
        let shape = |nth| {
            let local = control_address("shop.example", nth).local;
            [local.contains('.'), local.contains('-'), local.contains(|c: char| c.is_ascii_digit())]
        };
        assert_eq!(
            [shape(0), shape(1), shape(2)],
            [[true, false, false], [false, false, true], [true, true, false]]
        );
    }
}
