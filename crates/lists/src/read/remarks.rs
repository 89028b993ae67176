//! What is odd about a file, collected while it is read and told in plain sentences with the first lines concerned.

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
    pub(crate) fn told(&self, word: &str) -> String {
        let shown: Vec<String> = self.first.iter().map(u64::to_string).collect();
        match (shown.as_slice(), self.count - self.first.len() as u64) {
            ([only], 0) => format!("{word} {only}"),
            ([firsts @ .., last], 0) => format!("{word}s {} and {last}", firsts.join(", ")),
            (all, more) => format!("{word}s {} and {more} more", all.join(", ")),
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
    /// `line` or `row`.
    pub(crate) in_workbook: bool,
    /// How many columns the longest row had to be given.
    pub(crate) unnamed: usize,
}

impl Remarks {
    pub(crate) fn told(&self, encoding: &str) -> Vec<String> {
        let word = if self.in_workbook { "row" } else { "line" };
        let mut told = Vec::new();
        let mut tell = |places: &Places, say: &dyn Fn(String, bool) -> String| {
            if places.count() > 0 {
                told.push(say(places.told(word), places.count() == 1));
            }
        };
        tell(&self.unclosed, &|at, one| {
            format!(
                "{} never closed on {at}. {} ordinary characters, so that no row is swallowed.",
                if one { "A quote is" } else { "Quotes are" },
                if one { "It and what follows are read as" } else { "They and what follows are read as" },
            )
        });
        tell(&self.stray, &|at, one| {
            format!(
                "{} where none belongs on {at}; the text is kept as it stands.",
                if one { "A quote stands" } else { "Quotes stand" }
            )
        });
        tell(&self.titles, &|at, one| {
            format!(
                "{} above the column names, on {at}. {} not checked; an export as text or as a workbook keeps {}.",
                if one { "A title stands" } else { "Titles stand" },
                if one { "It is" } else { "They are" },
                if one { "it" } else { "them" },
            )
        });
        tell(&self.long, &|at, one| {
            format!(
                "{} more cells than there are column names, on {at}. The additional cells are kept in {}.",
                if one { "A row has" } else { "Rows have" },
                if self.unnamed == 1 {
                    "a column without a name".to_owned()
                } else {
                    format!("{} columns without a name", self.unnamed)
                },
            )
        });
        tell(&self.short, &|at, one| {
            format!(
                "{} fewer cells than there are columns, on {at}. The missing cells count as empty.",
                if one { "A row has" } else { "Rows have" },
            )
        });
        tell(&self.blank, &|at, one| {
            format!(
                "{} left out: {at}.",
                if one { format!("An empty {word} is") } else { format!("Empty {word}s are") }
            )
        });
        tell(&self.broken, &|at, _| {
            if self.mended {
                format!("Some letters on {at} are not in UTF-8 like the rest; they are read as Windows-1252.")
            } else {
                format!(
                    "Some bytes on {at} do not fit the encoding {encoding}. Try another encoding if the text looks wrong."
                )
            }
        });
        tell(&self.nul, &|at, _| format!("There are NUL characters on {at}; they are kept."));
        match self.hidden_sheets {
            0 => {}
            1 => told.push("One hidden sheet is left out.".to_owned()),
            more => told.push(format!("{more} hidden sheets are left out.")),
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
        assert_eq!(places.told("line"), "line 4");
        places.add(9);
        assert_eq!(places.told("line"), "lines 4 and 9");
        for line in [12, 20, 33, 40, 41] {
            places.add(line);
        }
        assert_eq!(places.told("line"), "lines 4, 9, 12, 20, 33 and 2 more");
    }
}
