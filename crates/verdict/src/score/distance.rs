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
    table(a, b, most)
}

/// Lowrance and Wagner 1975, with a row and a column of "far" before the table.
fn table(a: &[u8], b: &[u8], most: usize) -> usize {
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

/// Set for a text that is not ASCII: it may be near to anything.
const FOREIGN: u64 = 1 << 63;

/// Which letters a text has, a bit each (some share one); see [`may_be_near`].
pub(super) fn alphabet(text: &str) -> u64 {
    if text.is_ascii() {
        // The bit of 127 and 63 is given away; sharing bits makes texts look nearer, never farther.
        text.bytes().fold(0, |set, byte| set | 1 << (byte & 63).min(62))
    } else {
        FOREIGN
    }
}

/// Whether texts with these letters can be two slips apart: a slip takes one letter away and brings another one, at most.
pub(super) fn may_be_near(a: u64, b: u64) -> bool {
    (a | b) & FOREIGN != 0 || (a ^ b).count_ones() <= 4
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
            prop_assert!(slips(&a, &b) > 2 || may_be_near(alphabet(&a), alphabet(&b)));
        }
    }
}
