//! How many slips of the keyboard part two local parts: the distance of Damerau and Levenshtein, as `strsim` counts it, without
//! asking for memory. Nearly all pairs are far apart, and a look at their letters says so.

/// Texts up to this length are compared on the stack.
const SHORT: usize = 32;

/// How many letters were added, left out, replaced or swapped between `a` and `b`.
pub(super) fn slips(a: &str, b: &str) -> usize {
    slips_up_to(a, b, usize::MAX)
}

/// The same where they are no more than `most`; some larger number where they are.
pub(super) fn slips_up_to(a: &str, b: &str, most: usize) -> usize {
    if !(a.is_ascii() && b.is_ascii()) {
        return strsim::damerau_levenshtein(a, b);
    }
    let (mut a, mut b) = (a.as_bytes(), b.as_bytes());
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    (a, b) = (&a[same..], &b[same..]);
    let same = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    (a, b) = (&a[..a.len() - same], &b[..b.len() - same]);
    if a.is_empty() || b.is_empty() {
        return a.len().max(b.len());
    }
    if a.len() > SHORT || b.len() > SHORT {
        return strsim::generic_damerau_levenshtein(a, b);
    }
    // What is left of nearly all pairs that are compared at all is short, and a small table is made sooner.
    if a.len() <= 6 && b.len() <= 6 { table::<8>(a, b, most) } else { table::<{ SHORT + 2 }>(a, b, most) }
}

/// Lowrance and Wagner 1975, with a row and a column of "far" before the table; both texts are two shorter than `N`.
fn table<const N: usize>(a: &[u8], b: &[u8], most: usize) -> usize {
    let far = (a.len() + b.len()) as u8;
    let mut cells = [[0_u8; N]; N];
    let mut last_row = [0_u8; 128];
    for (at, row) in cells.iter_mut().take(a.len() + 2).enumerate() {
        row[0] = far;
        row[1] = at.saturating_sub(1) as u8;
    }
    cells[0][..b.len() + 2].fill(far);
    for (at, first) in cells[1].iter_mut().enumerate().take(b.len() + 2) {
        *first = at.saturating_sub(1) as u8;
    }
    cells[1][0] = far;
    for (i, x) in a.iter().enumerate() {
        let mut last_match = 0;
        let mut least = i + 1;
        for (j, y) in b.iter().enumerate() {
            let (row, column) = (usize::from(last_row[usize::from(*y & 127)]), last_match);
            let swapped = cells[row][column] + (i - row) as u8 + 1 + (j - column) as u8;
            let replaced = cells[i + 1][j + 1] + u8::from(x != y);
            let added = cells[i + 1][j + 2].min(cells[i + 2][j + 1]) + 1;
            let slips = swapped.min(replaced).min(added);
            cells[i + 2][j + 2] = slips;
            least = least.min(usize::from(slips));
            if x == y {
                last_match = j + 1;
            }
        }
        last_row[usize::from(*x & 127)] = i as u8 + 1;
        // A row holds at most one more than the row before, and skipping rows costs at least as much as walking them, so no later
        // row comes back below.
        if least > most {
            return least;
        }
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
        fn slips_up_to_a_number_are_all_or_at_least_more(a in "[a-d.]{0,9}", b in "[a-d.]{0,9}", most in 0..5_usize) {
            let (all, some) = (slips(&a, &b), slips_up_to(&a, &b, most));
            prop_assert!(if all <= most { some == all } else { some > most }, "{all} {some}");
        }

        #[test]
        fn what_is_near_looks_as_if_it_may_be(a in "[a-e0-9._?\u{7f}\u{e9}]{1,8}", b in "[a-e0-9._?\u{7f}\u{e9}]{1,8}") {
            prop_assert!(slips(&a, &b) > 2 || Look::of(&a).has_letters_like(&Look::of(&b)));
        }
    }
}
