//! The cells of a row in one blob: for each its length in bytes (LEB128), then its text. Exact for every text, short for
//! short cells, and one cell is found without reading the others' text.

/// Appends packed cells.
pub(crate) fn pack<S: AsRef<str>>(cells: impl IntoIterator<Item = S>, packed: &mut Vec<u8>) {
    for cell in cells {
        let text = cell.as_ref().as_bytes();
        let mut left = text.len();
        while left >= 0x80 {
            packed.push(u8::try_from(left & 0x7f).unwrap_or_default() | 0x80);
            left >>= 7;
        }
        packed.push(u8::try_from(left).unwrap_or_default());
        packed.extend_from_slice(text);
    }
}

/// Unpacks all cells; `None` where the blob is damaged.
pub(crate) fn unpack(packed: &[u8]) -> Option<Vec<String>> {
    Cells(packed).map(|cell| Some(cell?.to_owned())).collect()
}

/// The same in place of the cells that stand in `cells`, which lend their room; whether the blob is sound.
pub(crate) fn unpack_into(packed: &[u8], cells: &mut Vec<String>) -> bool {
    let mut count = 0;
    for cell in Cells(packed) {
        let Some(cell) = cell else { return false };
        match cells.get_mut(count) {
            Some(place) => {
                place.clear();
                place.push_str(cell);
            }
            None => cells.push(cell.to_owned()),
        }
        count += 1;
    }
    cells.truncate(count);
    true
}

/// The cells of a packed row one by one; a damaged blob ends in a `None`.
pub(crate) struct Cells<'a>(pub(crate) &'a [u8]);

impl<'a> Iterator for Cells<'a> {
    type Item = Option<&'a str>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let cell = self.split();
        if cell.is_none() {
            self.0 = &[];
        }
        Some(cell)
    }
}

impl<'a> Cells<'a> {
    fn split(&mut self) -> Option<&'a str> {
        let mut length = 0usize;
        for (n, &byte) in self.0.iter().enumerate().take(9) {
            length |= usize::from(byte & 0x7f) << (7 * n);
            if byte & 0x80 == 0 {
                let (text, rest) = self.0.get(n + 1..)?.split_at_checked(length)?;
                self.0 = rest;
                return std::str::from_utf8(text).ok();
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn packed(cells: &[String]) -> Vec<u8> {
        let mut packed = Vec::new();
        pack(cells, &mut packed);
        packed
    }

    proptest! {
        #[test]
        fn any_cells_come_back(cells in prop::collection::vec(any::<String>(), 0..12)) {
            let mut others = vec!["left over".to_owned(); 5];
            prop_assert!(unpack_into(&packed(&cells), &mut others));
            prop_assert_eq!(&others, &cells);
            prop_assert_eq!(unpack(&packed(&cells)), Some(cells));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let _cells = unpack(&bytes);
        }
    }

    #[test]
    fn a_long_cell_comes_back() {
        let cells = vec!["x".repeat(70_000), String::new(), "\0\n\u{1f4ec}".to_owned()];
        assert_eq!(unpack(&packed(&cells)), Some(cells));
    }

    #[test]
    fn a_cut_row_is_damage_and_not_fewer_cells() {
        assert_eq!(unpack(&[3, b'a', b'b']), None);
        assert!(!unpack_into(&[3, b'a', b'b'], &mut Vec::new()));
    }
}
