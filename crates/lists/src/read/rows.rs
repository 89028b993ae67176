//! Rows in one piece of memory: many rows are read, handed from thread to thread and looked at without an allocation for
//! each of their cells.

/// Some rows of a list, one after the other.
#[derive(Clone, Debug, Default)]
pub struct RowBatch {
    text: String,
    /// Where each cell ends in the text.
    cells: Vec<usize>,
    /// Where each row ends among the cells.
    rows: Vec<usize>,
}

impl RowBatch {
    /// Rows in it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows, in the file's order.
    pub fn rows(&self) -> impl Iterator<Item = RowCells<'_>> {
        let starts = std::iter::once(0).chain(self.rows.iter().copied());
        starts.zip(&self.rows).map(|(from, &to)| RowCells {
            text: &self.text,
            start: from.checked_sub(1).map_or(0, |before| self.cells[before]),
            ends: &self.cells[from..to],
        })
    }

    /// The rows with texts of their own.
    pub(crate) fn texts(&self) -> Vec<Vec<String>> {
        self.rows().map(|cells| cells.iter().map(str::to_owned).collect()).collect()
    }

    /// Takes everything out.
    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.cells.clear();
        self.rows.clear();
    }

    /// Bytes that it holds, about.
    pub(crate) fn bytes(&self) -> usize {
        self.text.len() + self.cells.len() * size_of::<usize>()
    }

    /// Appends a row.
    pub(crate) fn push<S: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = S>) {
        for cell in cells {
            self.push_text(cell.as_ref());
            self.end_cell();
        }
        self.end_row();
    }

    /// Cells of the row in the making.
    pub(crate) fn width(&self) -> usize {
        self.cells.len() - self.rows.last().copied().unwrap_or(0)
    }

    /// Appends a piece of the text of the cell in the making.
    pub(crate) fn push_text(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Ends the cell in the making.
    pub(crate) fn end_cell(&mut self) {
        self.cells.push(self.text.len());
    }

    /// Gives the row in the making a cell, with what `write` appends to the text; what it appends nothing for is no cell.
    /// Columns that are left out are empty; of two cells in one column the later one counts.
    pub(crate) fn put(&mut self, column: usize, write: impl FnOnce(&mut String)) {
        let before = self.text.len();
        write(&mut self.text);
        if self.text.len() == before {
            return;
        }
        if column < self.width() {
            return self.put_late(column, before);
        }
        self.cells.resize(self.cells.len() + column - self.width(), before);
        self.end_cell();
    }

    /// A cell, at the end of the text, of a column that the row has had already.
    fn put_late(&mut self, column: usize, from: usize) {
        let first = self.cells.len() - self.width();
        let start = first.checked_sub(1).map_or(0, |before| self.cells[before]);
        let made = RowCells { text: &self.text, start, ends: &self.cells[first..] };
        let mut cells: Vec<String> = made.iter().map(str::to_owned).collect();
        cells[column] = self.text[from..].to_owned();
        self.text.truncate(start);
        self.cells.truncate(first);
        for cell in cells {
            self.push_text(&cell);
            self.end_cell();
        }
    }

    /// Ends the row in the making.
    pub(crate) fn end_row(&mut self) {
        self.rows.push(self.cells.len());
    }
}

/// The cells of a row.
#[derive(Clone, Copy, Debug)]
pub struct RowCells<'a> {
    text: &'a str,
    start: usize,
    ends: &'a [usize],
}

impl<'a> RowCells<'a> {
    /// How many cells there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The cell of a column; `None`: the row is shorter.
    #[must_use]
    pub fn get(&self, column: usize) -> Option<&'a str> {
        let end = *self.ends.get(column)?;
        let start = column.checked_sub(1).map_or(self.start, |before| self.ends[before]);
        Some(&self.text[start..end])
    }

    /// The text of all cells in a row.
    pub(crate) fn text(&self) -> &'a str {
        &self.text[self.start..self.ends.last().copied().unwrap_or(self.start)]
    }

    /// The cells from the first one on.
    pub fn iter(&self) -> impl Iterator<Item = &'a str> + Clone + use<'a> {
        let (text, mut start) = (self.text, self.start);
        self.ends.iter().map(move |&end| &text[std::mem::replace(&mut start, end)..end])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_found_by_their_place_in_their_row() {
        let rows = [vec!["a", "", "bc"], vec![], vec!["ü"], vec!["", "d"]];
        let mut batch = RowBatch::default();
        for row in &rows {
            batch.push(row);
        }
        assert_eq!(batch.len(), rows.len());
        for (cells, row) in batch.rows().zip(&rows) {
            assert_eq!(cells.iter().collect::<Vec<_>>(), *row);
            assert_eq!((0..cells.len()).filter_map(|at| cells.get(at)).collect::<Vec<_>>(), *row);
            assert_eq!(cells.get(row.len()), None);
            assert_eq!(cells.text(), row.concat());
        }
        batch.clear();
        assert!(batch.is_empty() && batch.rows().next().is_none());
    }

    #[test]
    fn cells_may_come_in_any_order_and_the_last_of_a_column_counts() {
        let mut batch = RowBatch::default();
        batch.push(["before"]);
        for (column, text) in [(1, "b"), (4, "e"), (0, "a"), (4, "later"), (6, ""), (5, "f")] {
            batch.put(column, |cell| cell.push_str(text));
        }
        batch.end_row();
        assert_eq!(batch.texts(), [vec!["before"], vec!["a", "b", "", "", "later", "f"]]);
    }
}
