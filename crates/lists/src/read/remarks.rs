//! What is odd about a file, collected while it is read and told in plain sentences with the first lines concerned.

use mailvet_verdict::Sentence;

use crate::phrases as say;

const SHOWN: usize = 5;

/// Lines that share an oddity.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    first: Vec<u64>,
    count: u64,
}

impl Places {
    pub(crate) fn add(&mut self, line: u64) {
        self.count += 1;
        if self.first.len() < SHOWN {
            self.first.push(line);
        }
    }

    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// `line 4`, `lines 4 and 9`, `lines 4, 9, 12, 20, 33 and 7 more`.
    fn told(&self, in_workbook: bool) -> Sentence {
        // Numbers of lines are names: they have no thousands.
        let shown: Vec<String> = self.first.iter().map(u64::to_string).collect();
        match (shown.as_slice(), self.count - self.first.len() as u64, in_workbook) {
            ([only], 0, false) => say::at_line(only),
            ([only], 0, true) => say::at_row(only),
            ([firsts @ .., last], 0, false) => say::at_lines(firsts.join(", "), last),
            ([firsts @ .., last], 0, true) => say::at_rows(firsts.join(", "), last),
            (all, more, false) => say::at_more_lines(all.join(", "), more),
            (all, more, true) => say::at_more_rows(all.join(", "), more),
        }
    }
}

/// All that is remarked of a file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Remarks {
    /// Rows above the names of the columns.
    pub(crate) titles: Places,
    pub(crate) short: Places,
    pub(crate) long: Places,
    pub(crate) blank: Places,
    pub(crate) unclosed: Places,
    pub(crate) stray: Places,
    pub(crate) broken: Places,
    pub(crate) nul: Places,
    pub(crate) hidden_sheets: usize,
    /// Whether broken bytes were mended as Windows-1252 letters.
    pub(crate) mended: bool,
    /// Whether its lines are called rows.
    pub(crate) in_workbook: bool,
    /// How many columns the longest row had to be given.
    pub(crate) unnamed: usize,
}

impl Remarks {
    pub(crate) fn told(&self, encoding: &str) -> Vec<Sentence> {
        let mut told = Vec::new();
        let mut tell = |places: &Places, say: &dyn Fn(u64, Sentence) -> Sentence| {
            if places.count() > 0 {
                told.push(say(places.count(), places.told(self.in_workbook)));
            }
        };
        tell(&self.unclosed, &|count, at| say::unclosed_quotes(count, at));
        tell(&self.stray, &|count, at| say::stray_quotes(count, at));
        tell(&self.titles, &|count, at| say::titles(count, at));
        tell(&self.long, &|count, at| {
            let place = match self.unnamed {
                1 => say::nameless_column(),
                more => say::nameless_columns(more),
            };
            say::long_rows(count, at, place)
        });
        tell(&self.short, &|count, at| say::short_rows(count, at));
        tell(&self.blank, &|count, at| match self.in_workbook {
            true => say::blank_rows(count, at),
            false => say::blank_lines(count, at),
        });
        tell(&self.broken, &|_, at| match self.mended {
            true => say::mended_letters(at),
            false => say::broken_bytes(at, encoding),
        });
        tell(&self.nul, &|_, at| say::nul_characters(at));
        match self.hidden_sheets {
            0 => {}
            1 => told.push(say::hidden_sheet()),
            more => told.push(say::hidden_sheets(more)),
        }
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_lines_are_told_by_the_first_five() {
        let mut places = Places::default();
        places.add(4);
        let told = |places: &Places| places.told(false).to_string();
        assert_eq!(told(&places), "line 4");
        places.add(9);
        assert_eq!(told(&places), "lines 4 and 9");
        for line in [12, 20, 33, 40, 41] {
            places.add(line);
        }
        assert_eq!(told(&places), "lines 4, 9, 12, 20, 33 and 2 more");
    }
}
