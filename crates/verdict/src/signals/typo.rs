//! Slips in domains: `gmial.com`, `hotmail.con`, `yaho.co.uk`. A slip is measured against the well-known mail domains, and
//! for any domain against endings that do not exist. A domain that is known to be somebody's is never a slip, however near
//! it is to another: `mail.com` is not `gmail.com`, `gmx.net` is not `gmx.de`.

use strsim::damerau_levenshtein;

use crate::lists::{Lists, Tolerance, TypoTarget};

/// Endings that exist and that somebody who meant `.com` types, at a name that only the `.com` makes a mail domain.
const NEAR_COM: [&str; 6] = ["co", "cm", "om", "cam", "com.com", "ocm"];

/// Endings that people mean when they write one that does not exist.
const COMMON_TLDS: [&str; 3] = ["com", "net", "org"];

/// Short words have near neighbours that mean something; below this many letters only swaps and doublings count.
const SHORT: usize = 5;

/// What a slip of the keyboard did to a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slip {
    /// Two neighbours changed places.
    Swapped,
    /// A letter came twice.
    Doubled,
    /// A neighbouring key was hit instead of the right one or besides it, or the letter next to it came again instead.
    Neighbour,
    /// A letter was lost.
    Lost,
    /// A letter came in that lies elsewhere, or a hyphen.
    Extra,
}

/// The well-known domain that `domain` (A-labels, lower case) is probably a slip for.
pub(super) fn meant_domain(domain: &str, lists: &Lists) -> Option<String> {
    if lists.is_real(domain) {
        return None;
    }
    let (stem, ending) = domain.split_once('.')?;
    if stem == "www" && lists.typo_targets().iter().any(|target| target.domain == ending) {
        return Some(ending.to_owned());
    }
    let unknown_ending = !ends_in_a_public_suffix(domain);
    let target = lists.typo_targets().iter().find(|target| is_slip_for(stem, ending, unknown_ending, target));
    match target {
        Some(target) => Some(target.domain.to_owned()),
        None if unknown_ending => mended_tld(domain),
        None => None,
    }
}

fn is_slip_for(stem: &str, ending: &str, unknown_ending: bool, target: &TypoTarget) -> bool {
    let Some((target_stem, target_ending)) = target.domain.split_once('.') else {
        return false;
    };
    let same_ending = ending == target_ending;
    let ending_slip = !same_ending
        && ((target_ending == "com" && target_stem.len() >= SHORT && NEAR_COM.contains(&ending))
            || (unknown_ending && damerau_levenshtein(ending, target_ending) == 1));
    if stem == target_stem {
        return ending_slip;
    }
    (same_ending || (ending_slip && target_stem.len() >= SHORT))
        && is_stem_slip(stem, target_stem, target.tolerance)
}

fn is_stem_slip(typed: &str, meant: &str, tolerance: Tolerance) -> bool {
    if typed.len().abs_diff(meant.len()) > 2 || meant.len() < 4 {
        return false;
    }
    if let Some(slip) = slip_between(typed.as_bytes(), meant.as_bytes()) {
        let swapped_or_doubled = matches!(slip, Slip::Swapped | Slip::Doubled);
        return match tolerance {
            Tolerance::Strict => swapped_or_doubled,
            Tolerance::One | Tolerance::Two if meant.len() < SHORT => swapped_or_doubled,
            // `gmail` and `yahoo` are short enough for a letter from elsewhere to make another name.
            Tolerance::One | Tolerance::Two if meant.len() == SHORT => slip != Slip::Extra,
            Tolerance::One | Tolerance::Two => true,
        };
    }
    // Two slips, and the word still begins and ends as it should.
    tolerance == Tolerance::Two
        && meant.len() > SHORT
        && typed.as_bytes().get(..2) == meant.as_bytes().get(..2)
        && typed.as_bytes().last() == meant.as_bytes().last()
        && damerau_levenshtein(typed, meant) <= 2
}

/// The one slip that makes `typed` of `meant`; `None` where there is none, or more than one. The first letter is hardly
/// ever mistyped, and other words begin there: a slip that changes it is none, but for a swap or a doubling.
fn slip_between(typed: &[u8], meant: &[u8]) -> Option<Slip> {
    let same = typed.iter().zip(meant).take_while(|(a, b)| a == b).count();
    let (typed_rest, meant_rest) = (&typed[same..], &meant[same..]);
    match (typed_rest, meant_rest) {
        ([a, b, after @ ..], [c, d, rest @ ..]) if a == d && b == c && after == rest => Some(Slip::Swapped),
        ([a, after @ ..], [b, rest @ ..]) if after == rest => {
            let repeats = same.checked_sub(1).is_some_and(|at| meant[at] == *a) || rest.first() == Some(a);
            (same > 0 && (repeats || are_neighbours(*a, *b))).then_some(Slip::Neighbour)
        }
        ([extra, after @ ..], rest) if after == rest => {
            let beside = [same.checked_sub(1).map(|at| meant[at]), rest.first().copied()];
            let beside = || beside.iter().flatten();
            if beside().any(|letter| letter == extra) {
                Some(Slip::Doubled)
            } else if same == 0 {
                None
            } else if beside().any(|letter| are_neighbours(*extra, *letter)) {
                Some(Slip::Neighbour)
            } else {
                Some(Slip::Extra)
            }
        }
        (rest, [_, after @ ..]) if after == rest => (same > 0).then_some(Slip::Lost),
        _ => None,
    }
}

/// Whether two keys touch on a QWERTY, QWERTZ or AZERTY keyboard, digits above the letters included.
fn are_neighbours(a: u8, b: u8) -> bool {
    const ROWS: [[&str; 4]; 3] = [
        ["1234567890-", "qwertyuiop", "asdfghjkl", "zxcvbnm"],
        ["1234567890-", "qwertzuiop", "asdfghjkl", "yxcvbnm"],
        ["1234567890-", "azertyuiop", "qsdfghjklm", "wxcvbn"],
    ];
    ROWS.iter().any(|rows| {
        let place = |key: u8| {
            rows.iter().enumerate().find_map(|(row, keys)| Some((row, keys.bytes().position(|k| k == key)?)))
        };
        match (place(a), place(b)) {
            (Some((row_a, at_a)), Some((row_b, at_b))) if row_a == row_b => at_a.abs_diff(at_b) == 1,
            // Each row lies half a key to the right of the one above: a key touches the two that follow below it.
            (Some((row_a, at_a)), Some((row_b, at_b))) if row_a.abs_diff(row_b) == 1 => {
                let (upper, lower) = if row_a < row_b { (at_a, at_b) } else { (at_b, at_a) };
                upper == lower || upper == lower + 1
            }
            _ => false,
        }
    })
}

/// Whether the domain ends in a suffix of the public suffix list, or in a name that is reserved for laboratories
/// (RFC 2606, RFC 6761, RFC 6762) and never meant otherwise.
fn ends_in_a_public_suffix(domain: &str) -> bool {
    const RESERVED: [&str; 11] = [
        "example",
        "test",
        "invalid",
        "localhost",
        "local",
        "onion",
        "internal",
        "lan",
        "home",
        "corp",
        "intranet",
    ];
    let known = psl::suffix(domain.as_bytes()).is_some_and(|suffix| suffix.is_known());
    known || domain.rsplit('.').next().is_some_and(|tld| RESERVED.contains(&tld))
}

/// The domain with the ending that was meant, where its own does not exist and is one slip from a common one.
fn mended_tld(domain: &str) -> Option<String> {
    let (name, tld) = domain.rsplit_once('.')?;
    let mut near = COMMON_TLDS.iter().filter(|meant| tld.len() >= 3 && damerau_levenshtein(tld, meant) == 1);
    match (near.next(), near.next()) {
        (Some(meant), None) => Some(format!("{name}.{meant}")),
        _ => None,
    }
}
