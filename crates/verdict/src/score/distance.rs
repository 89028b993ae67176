//! How many slips of the keyboard part two local parts: the distance of Damerau and Levenshtein, as `strsim` counts it, without
//! asking for memory. Nearly all pairs are far apart, and a look at their letters says so.

/// Texts up to this length are compared on the stack.
const SHORT: usize = 32;

/// How many letters were added, left out, replaced or swapped between `a` and `b`.
pub(super) fn slips(a: &str, b: &str) -> usize {
    if !(a.is_ascii() && b.is_ascii()) {
        return strsim::damerau_levenshtein(a, b);
    }
    let (a, b) = trimmed(a.as_bytes(), b.as_bytes());
    if a.is_empty() || b.is_empty() {
        return a.len().max(b.len());
    }
    if a.len() > SHORT || b.len() > SHORT {
        return strsim::generic_damerau_levenshtein(a, b);
    }
    table(a, b)
}

/// The same where they are no more than `most`, which is small.
pub(super) fn slips_up_to(a: &str, b: &str, most: usize) -> Option<usize> {
    if !(a.is_ascii() && b.is_ascii()) {
        return Some(strsim::damerau_levenshtein(a, b)).filter(|slips| *slips <= most);
    }
    first_slips(a.as_bytes(), b.as_bytes(), most)
}

/// Both without what they begin and end with alike, which costs nothing.
fn trimmed<'a, 'b>(mut a: &'a [u8], mut b: &'b [u8]) -> (&'a [u8], &'b [u8]) {
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    (a, b) = (&a[same..], &b[same..]);
    let same = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    (&a[..a.len() - same], &b[..b.len() - same])
}

/// Every slip that the first letters can be, and what then is left: with few slips there are few ways.
fn first_slips(a: &[u8], b: &[u8], most: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let (a, b) = trimmed(a, b);
    if a.is_empty() || b.is_empty() {
        return Some(a.len().max(b.len()));
    }
    // One slip is about two letters at most, and the first and the last ones differ now.
    if most == 0 || most == 1 && a.len().max(b.len()) > 2 {
        return None;
    }
    let after = |off_a: usize, off_b: usize, cost: usize| {
        let left = most.checked_sub(cost)?;
        first_slips(a.get(off_a..)?, b.get(off_b..)?, left).map(|slips| cost + slips)
    };
    let one = [after(1, 1, 1), after(1, 0, 1), after(0, 1, 1)];
    // Two letters may be swapped with some between them that were added or left out.
    let places = (1..=most).flat_map(|i| (1..=most + 1 - i).map(move |j| (i, j)));
    let are_swapped = |(i, j): &(usize, usize)| a.get(*i) == b.first() && b.get(*j) == a.first();
    let swaps = places.filter(are_swapped).map(|(i, j)| after(i + 1, j + 1, i + j - 1));
    one.into_iter().chain(swaps).flatten().min()
}

/// Lowrance and Wagner 1975, with a row and a column of "far" before the table.
fn table(a: &[u8], b: &[u8]) -> usize {
    let far = (a.len() + b.len()) as u8;
    let mut cells = [[0_u8; SHORT + 2]; SHORT + 2];
    let mut last_row = [0_u8; 128];
    for (at, row) in cells.iter_mut().take(a.len() + 2).enumerate() {
        row[0] = far;
        row[1] = at.saturating_sub(1) as u8;
    }
    let [outer, first, ..] = &mut cells;
    for (at, (outer, first)) in outer.iter_mut().zip(first).take(b.len() + 2).enumerate() {
        *outer = far;
        *first = at.saturating_sub(1) as u8;
    }
    cells[1][0] = far;
    for (i, x) in a.iter().enumerate() {
        let mut last_match = 0;
        for (j, y) in b.iter().enumerate() {
            let (row, column) = (usize::from(last_row[usize::from(*y & 127)]), last_match);
            let swapped = cells[row][column] + (i - row) as u8 + 1 + (j - column) as u8;
            let replaced = cells[i + 1][j + 1] + u8::from(x != y);
            let added = cells[i + 1][j + 2].min(cells[i + 2][j + 1]) + 1;
            cells[i + 2][j + 2] = swapped.min(replaced).min(added);
            if x == y {
                last_match = j + 1;
            }
        }
        last_row[usize::from(*x & 127)] = i as u8 + 1;
    }
    usize::from(cells[a.len() + 1][b.len() + 1])
}

/// What of a text tells at a glance that nearly all others are more than two slips away from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Look {
    /// Which letters it has, a bit each; some share one.
    letters: u64,
    length: usize,
    start: [u8; 2],
    end: [u8; 2],
}

/// Set for a text that is not ASCII: it may be near to anything.
const FOREIGN: u64 = 1 << 63;

impl Look {
    pub(super) fn of(text: &str) -> Self {
        // The bit of 127 and 63 is given away; sharing bits makes texts look nearer, never farther.
        let letters = if text.is_ascii() {
            text.bytes().fold(0, |set, byte| set | 1 << (byte & 63).min(62))
        } else {
            FOREIGN
        };
        let bytes = text.as_bytes();
        Self {
            letters,
            length: bytes.len(),
            start: bytes.first_chunk().copied().unwrap_or_default(),
            end: bytes.last_chunk().copied().unwrap_or_default(),
        }
    }

    /// Whether the texts may be two slips apart. Two slips leave an end of a longer word as it was, nearly always.
    pub(super) fn may_be_near(&self, other: &Self) -> bool {
        (self.start == other.start || self.end == other.end)
            && self.length.abs_diff(other.length) <= 2
            && self.has_letters_like(other)
    }

    /// A slip takes one letter away and brings another one, at most.
    fn has_letters_like(&self, other: &Self) -> bool {
        (self.letters | other.letters) & FOREIGN != 0 || (self.letters ^ other.letters).count_ones() <= 4
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn slips_are_counted_as_strsim_counts_them(a in "[a-d.]{0,9}", b in "[a-d.]{0,9}") {
            prop_assert_eq!(slips(&a, &b), strsim::damerau_levenshtein(&a, &b));
        }

        #[test]
        fn of_any_texts_too(a in "\\PC{0,40}", b in "\\PC{0,40}") {
            prop_assert_eq!(slips(&a, &b), strsim::damerau_levenshtein(&a, &b));
        }

        #[test]
        fn slips_up_to_a_number_are_all_or_too_many(a in "[a-d.]{0,7}", b in "[a-d.]{0,7}", most in 0..4_usize) {
            let slips = slips(&a, &b);
            prop_assert_eq!(slips_up_to(&a, &b, most), Some(slips).filter(|slips| *slips <= most));
        }

        #[test]
        fn what_is_near_looks_as_if_it_may_be(a in "[a-e0-9._?\u{7f}\u{e9}]{1,8}", b in "[a-e0-9._?\u{7f}\u{e9}]{1,8}") {
            prop_assert!(slips(&a, &b) > 2 || Look::of(&a).has_letters_like(&Look::of(&b)));
        }
    }
}
