//! Which columns of a file hold what: by the layout of its maker where it is known, by names and words where it is not; and
//! one row read by them.

use mailvet_store::Told;
use mailvet_verdict::{Address, Happened, Knowledge, Moment, Pasted, PersonColumns, Sentence};

use super::{
    phrases as say,
    reading::{Beside, outcome},
    table::{Layout, Table, Word, folded},
};

/// Rows that the columns are found by.
pub(super) const SAMPLE: usize = 200;

/// Where a file holds what.
#[derive(Debug, Default)]
pub(super) struct Columns {
    pub(super) layout: Option<&'static Layout>,
    address: Vec<usize>,
    pub(super) outcome: Vec<usize>,
    kind: Vec<usize>,
    pub(super) detail: Vec<usize>,
    pub(super) at: Vec<usize>,
    yes: Vec<(usize, Happened)>,
    persons: PersonColumns,
}

/// What a row came to.
pub(super) enum Row {
    Told(Box<Told>),
    /// It says nothing of a mailbox.
    Nothing,
    /// It was not understood.
    Unread {
        cell: String,
        why: Sentence,
    },
}

/// Columns that the user named.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Named {
    pub(super) address: Option<usize>,
    pub(super) outcome: Option<usize>,
}

impl Columns {
    /// Finds the columns of a table; `None` where none holds outcomes.
    pub(super) fn find(headers: &[String], rows: &[Vec<String>], named: Named) -> Option<Self> {
        let table = Table::shipped();
        let names: Vec<String> = headers.iter().map(|header| folded(header)).collect();
        let all = |wanted: &[String]| -> Vec<usize> {
            let of = |name: &String| names.iter().position(|known| *known == folded(name));
            wanted.iter().filter_map(of).collect()
        };
        let layout = table.layout_of(&names).filter(|_| named.outcome.is_none());
        let mut found = match layout {
            Some(layout) => Self {
                layout: Some(layout),
                address: all(&layout.address),
                outcome: all(&layout.outcome),
                kind: all(&layout.kind),
                detail: all(&layout.detail),
                at: all(&layout.at),
                yes: layout
                    .yes
                    .iter()
                    .filter_map(|(name, what)| Some((*all(std::slice::from_ref(name)).first()?, *what)))
                    .collect(),
                persons: PersonColumns::default(),
            },
            None => Self {
                outcome: match named.outcome {
                    Some(column) => vec![column],
                    None => outcome_column(table, &names, rows, named.address)?,
                },
                detail: all(&table.any.detail),
                at: all(&table.any.at),
                ..Self::default()
            },
        };
        if let Some(address) = named.address {
            // A known layout says itself which of several columns of addresses has the recipients.
            found.address.push(address);
        }
        let (outcome, address) = (found.outcome.clone(), found.address.clone());
        found
            .detail
            .retain(|column| layout.is_some() || !(outcome.contains(column) || address.contains(column)));
        found.at.retain(|column| !outcome.contains(column));
        let email = *found.address.first()?;
        found.persons = PersonColumns::find(headers, rows, email);
        Some(found)
    }

    /// Reads a row.
    pub(super) fn read(&self, knowledge: &Knowledge, cells: &[String], now: Moment) -> Row {
        let first = |columns: &[usize]| {
            let cells = columns.iter().filter_map(|column| cells.get(*column));
            cells.map(|cell| cell.trim()).find(|cell| !cell.is_empty()).unwrap_or_default()
        };
        let typed = first(&self.address);
        let Ok(address) = Address::extract(typed) else {
            return Row::Unread { cell: typed.to_owned(), why: say::no_address() };
        };
        let detail = first(&self.detail);
        let cell = first(&self.outcome);
        let what = match self.word(cells, cell) {
            Some(word) => outcome(knowledge, word, Beside { detail, status: detail.parse().ok() }),
            None if cell.is_empty() => None,
            None => match of_server(knowledge, cell) {
                Some(what) => Some(what),
                None => return Row::Unread { cell: cell.to_owned(), why: say::unknown_word() },
            },
        };
        let Some(what) = what else { return Row::Nothing };
        let at = self
            .at
            .iter()
            .filter_map(|column| cells.get(*column))
            .find_map(|cell| super::when::moment(cell, now));
        Row::Told(Box::new(Told { address, what, at, person: self.persons.person(cells) }))
    }

    fn word(&self, cells: &[String], cell: &str) -> Option<Word> {
        let table = Table::shipped();
        let cell_of = |column: &usize| cells.get(*column).map(|cell| cell.trim()).unwrap_or_default();
        if let Some(layout) = self.layout {
            if !layout.yes.is_empty() {
                let is_yes = |cell: &str| !matches!(folded(cell).as_str(), "" | "false" | "no" | "0");
                let told = self.yes.iter().find(|(column, _)| is_yes(cell_of(column)));
                return Some(told.map_or(Word::Nothing, |(_, what)| Word::Happened(*what)));
            }
            if layout.nothing.contains(&folded(cell)) {
                return Some(Word::Nothing);
            }
            if let Some(what) = layout.words.get(&folded(cell)) {
                return Some(Word::Happened(*what));
            }
            let has_kind = layout.kind_of.is_empty() || layout.kind_of.contains(&folded(cell));
            if let Some(word) =
                self.kind.iter().filter(|_| has_kind).find_map(|column| table.word(cell_of(column)))
            {
                return Some(word);
            }
            if let Some(what) = layout.always {
                return Some(Word::Happened(what));
            }
        }
        table.word(cell)
    }
}

/// An outcome that is a server's reply itself, as in `550 5.1.1 User unknown`.
fn of_server(knowledge: &Knowledge, cell: &str) -> Option<Happened> {
    let reply = Pasted::read(cell).said.pop()?.reply;
    if reply.is_positive() {
        return Some(Happened::Delivered);
    }
    outcome(knowledge, Word::Happened(Happened::SoftBounce), Beside { detail: cell, status: None })
}

/// The column with the outcomes of a file whose maker is not known: by its name, if its cells are not all strange; else the
/// one whose cells are known words for the most part.
fn outcome_column(
    table: &Table,
    names: &[String],
    rows: &[Vec<String>],
    address: Option<usize>,
) -> Option<Vec<usize>> {
    let known = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).filter(|cell| !cell.trim().is_empty());
        let (mut all, mut known) = (0_usize, 0_usize);
        for cell in cells {
            all += 1;
            known += usize::from(table.word(cell).is_some() || Pasted::read(cell).said.len() == 1);
        }
        (all, known)
    };
    let columns = || (0..names.len()).filter(|column| Some(*column) != address);
    let named: Vec<usize> = table
        .any
        .outcome
        .iter()
        .filter_map(|name| columns().find(|column| names[*column] == *name))
        .filter(|column| known(*column).1 > 0)
        .collect();
    if !named.is_empty() {
        return Some(named);
    }
    let mostly = |column: &usize| {
        let (all, known) = known(*column);
        all > 0 && known * 5 >= all * 3
    };
    columns().filter(mostly).max_by_key(|column| known(*column).1).map(|column| vec![column])
}
