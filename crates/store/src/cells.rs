//! The cells of a row in one blob: for each its length in bytes (LEB128), then its text. Exact for every text, short for
//! short cells, and one cell is found without reading the others' text.

use serde::{Deserialize, Serialize};

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
    Cells::of(packed).map(|cell| Some(cell?.to_owned())).collect()
}

/// The cells of a row in one piece of memory, which is filled anew for the next row. On the wire a list of texts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<String>", into = "Vec<String>")]
pub struct RowTexts {
    text: String,
    /// Where each cell ends in the text.
    ends: Vec<usize>,
}

impl RowTexts {
    /// Cells in it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// One of them.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        Some(&self.text[start..end])
    }

    /// All of them, in the order of the columns.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().map(move |end| &self.text[std::mem::replace(&mut start, *end)..*end])
    }

    /// Puts the cells of a packed row in the place of those that are there; whether the blob is sound. Of a damaged one there
    /// are none.
    pub(crate) fn unpack(&mut self, packed: &[u8]) -> bool {
        let is_sound = self.take(packed).is_some();
        if !is_sound {
            *self = Self::default();
        }
        is_sound
    }

    fn take(&mut self, packed: &[u8]) -> Option<()> {
        let mut bytes = std::mem::take(&mut self.text).into_bytes();
        bytes.clear();
        self.ends.clear();
        for cell in RawCells(packed) {
            bytes.extend_from_slice(cell?);
            self.ends.push(bytes.len());
        }
        // Looked through once as a whole: that is sound where every cell is, and the other way round if none is cut
        // within a letter.
        self.text = String::from_utf8(bytes).ok()?;
        self.ends.iter().all(|end| self.text.is_char_boundary(*end)).then_some(())
    }
}

impl From<Vec<String>> for RowTexts {
    fn from(cells: Vec<String>) -> Self {
        let mut texts = Self::default();
        for cell in cells {
            texts.text.push_str(&cell);
            texts.ends.push(texts.text.len());
        }
        texts
    }
}

impl From<RowTexts> for Vec<String> {
    fn from(texts: RowTexts) -> Self {
        texts.iter().map(str::to_owned).collect()
    }
}

impl std::ops::Index<usize> for RowTexts {
    type Output = str;

    fn index(&self, index: usize) -> &str {
        self.get(index).expect("a row has this cell")
    }
}

impl<S: AsRef<str>, const N: usize> PartialEq<[S; N]> for RowTexts {
    fn eq(&self, other: &[S; N]) -> bool {
        self.iter().eq(other.iter().map(AsRef::as_ref))
    }
}

impl<S: AsRef<str>> PartialEq<Vec<S>> for RowTexts {
    fn eq(&self, other: &Vec<S>) -> bool {
        self.iter().eq(other.iter().map(AsRef::as_ref))
    }
}

/// The cells of a packed row one by one; a damaged blob ends in a `None`.
pub(crate) struct Cells<'a>(RawCells<'a>);

impl<'a> Cells<'a> {
    pub(crate) fn of(packed: &'a [u8]) -> Self {
        Self(RawCells(packed))
    }
}

impl<'a> Iterator for Cells<'a> {
    type Item = Option<&'a str>;

    fn next(&mut self) -> Option<Self::Item> {
        let cell = self.0.next()?.and_then(|bytes| std::str::from_utf8(bytes).ok());
        if cell.is_none() {
            self.0 = RawCells(&[]);
        }
        Some(cell)
    }
}

/// The same as bytes that nobody has looked at.
struct RawCells<'a>(&'a [u8]);

impl<'a> Iterator for RawCells<'a> {
    type Item = Option<&'a [u8]>;

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

impl<'a> RawCells<'a> {
    fn split(&mut self) -> Option<&'a [u8]> {
        let mut length = 0usize;
        for (n, &byte) in self.0.iter().enumerate().take(9) {
            length |= usize::from(byte & 0x7f) << (7 * n);
            if byte & 0x80 == 0 {
                let (text, rest) = self.0.get(n + 1..)?.split_at_checked(length)?;
                self.0 = rest;
                return Some(text);
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
            let mut texts = RowTexts::from(vec!["left over".to_owned(); 5]);
            prop_assert!(texts.unpack(&packed(&cells)));
            prop_assert_eq!(&texts, &cells);
            prop_assert_eq!(texts.get(cells.len()), None);
            prop_assert_eq!(RowTexts::from(cells.clone()), texts);
            prop_assert_eq!(unpack(&packed(&cells)), Some(cells));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let mut texts = RowTexts::from(vec!["left over".to_owned(); 5]);
            prop_assert_eq!(texts.unpack(&bytes), unpack(&bytes).is_some());
            prop_assert_eq!(texts, unpack(&bytes).unwrap_or_default());
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
        assert!(!RowTexts::default().unpack(&[3, b'a', b'b']));
    }

    #[test]
    fn a_letter_that_is_cut_in_two_is_damage() {
        let [first, second] = *"ä".as_bytes() else { unreachable!("it has two bytes") };
        assert_eq!(unpack(&[1, first, 1, second]), None);
        assert!(!RowTexts::default().unpack(&[1, first, 1, second]));
    }
}
