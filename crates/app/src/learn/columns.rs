//! Which columns of a file hold what: by the layout of its maker where it is known, by names and words where it is not; and
//! one row read by them.

use mailvet_lists::{OUR_PREFIX, OurColumn};
use mailvet_store::Told;
use mailvet_verdict::{Address, Happened, Knowledge, Moment, Pasted, PersonColumns, Sentence};

use super::{
    phrases as say,
    reading::{Beside, outcome},
    table::{Layout, Speaker, Spoken, Table, Word, folded},
    when::Habit,
};

/// Rows that the columns are found by.
pub(super) const SAMPLE: usize = 200;

/// Where a file holds what.
#[derive(Debug, Default)]
pub(super) struct Columns {
    pub(super) layout: Option<&'static Layout>,
    pub(super) address: Vec<usize>,
    pub(super) outcome: Vec<usize>,
    kind: Vec<usize>,
    pub(super) detail: Vec<usize>,
    pub(super) at: Vec<usize>,
    yes: Vec<(usize, Happened)>,
    dated: Vec<usize>,
    persons: PersonColumns,
    /// Whether "valid" and its like are outcomes here.
    takes_verdicts: bool,
    /// How the times are written.
    pub(super) habit: Habit,
}

/// What a row came to.
pub(super) enum Row {
    Told(Box<Told>),
    /// An outcome whose time could not be read.
    Timeless(Box<Told>),
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

/// Why a file has no columns to be learnt from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// None holds outcomes.
    Outcomes,
    /// This one holds what this program said of the addresses, and nothing of mail.
    OwnVerdicts(String),
}

impl Columns {
    /// Finds the columns of a table.
    pub(super) fn find(headers: &[String], rows: &[Vec<String>], named: Named) -> Result<Self, Missing> {
        let table = Table::shipped();
        let ours = ours(headers);
        if let Some(column) = named.outcome.filter(|column| ours.contains(column)) {
            return Err(Missing::OwnVerdicts(headers[column].clone()));
        }
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
                dated: all(&layout.dated),
                takes_verdicts: true,
                ..Self::default()
            },
            None => Self {
                outcome: match named.outcome {
                    Some(column) => vec![column],
                    None => {
                        let not = |column: usize| named.address == Some(column) || ours.contains(&column);
                        match outcome_column(table, &names, rows, not) {
                            Some(columns) => columns,
                            None => return Err(missing(headers, &ours)),
                        }
                    }
                },
                takes_verdicts: named.outcome.is_some(),
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
        if layout.is_none() {
            found.detail.retain(|column| !ours.contains(column));
        }
        found.at.retain(|column| !outcome.contains(column));
        for row in rows {
            found.look_at_times(row, Moment(i64::MAX));
        }
        found.takes_verdicts |= outcome.iter().any(|column| is_of_mail(table, rows, *column));
        let email = *found.address.first().ok_or(Missing::Outcomes)?;
        found.persons = PersonColumns::find(headers, rows, email);
        Ok(found)
    }

    /// Learns from a row how times are written in this file.
    pub(super) fn look_at_times(&mut self, cells: &[String], now: Moment) {
        for cell in self.at.iter().filter_map(|column| cells.get(*column)) {
            self.habit.see(cell, now);
        }
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
            Some(Spoken { speaker: Speaker::Checker, .. }) if !self.takes_verdicts => {
                return Row::Unread { cell: cell.to_owned(), why: say::checkers_word() };
            }
            Some(Spoken { word, behind, .. }) => {
                let status = detail.parse().or_else(|_| behind.parse()).ok();
                // The column of what was said speaks last: of several replies the last one counts.
                let detail = [behind, detail].join("\n");
                outcome(knowledge, word, Beside { detail: detail.trim(), status })
            }
            None if cell.is_empty() => None,
            None => match of_server(knowledge, cell) {
                Some(what) => Some(what),
                None => return Row::Unread { cell: cell.to_owned(), why: say::unknown_word() },
            },
        };
        let Some(what) = what else { return Row::Nothing };
        let times = || {
            let cells = self.at.iter().filter_map(|column| cells.get(*column));
            cells.map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
        };
        let at = times().find_map(|cell| self.habit.moment(cell, now));
        let is_unread = at.is_none() && times().next().is_some();
        // What was learnt without a time counts from then, and stays without one.
        let since = at.filter(|_| !self.dated.is_empty());
        let at = at.filter(|_| folded(first(&self.dated)) != "no");
        let told = Box::new(Told { address, what, at, since, person: self.persons.person(cells) });
        if is_unread { Row::Timeless(told) } else { Row::Told(told) }
    }

    fn word<'a>(&self, cells: &'a [String], cell: &'a str) -> Option<Spoken<'a>> {
        let table = Table::shipped();
        let cell_of = |column: &usize| cells.get(*column).map_or("", |cell| cell.trim());
        if let Some(layout) = self.layout {
            if !layout.yes.is_empty() {
                let is_yes = |cell: &str| !matches!(folded(cell).as_str(), "" | "false" | "no" | "0");
                let told = self.yes.iter().find(|(column, _)| is_yes(cell_of(column)));
                let word = told.map_or(Word::Nothing, |(_, what)| Word::Happened(*what));
                return Some(Spoken::plain(word));
            }
            if layout.nothing.contains(&folded(cell)) {
                return Some(Spoken::plain(Word::Nothing));
            }
            if let Some(what) = layout.words.get(&folded(cell)) {
                return Some(Spoken::plain(Word::Happened(*what)));
            }
            let has_kind = layout.kind_of.is_empty() || layout.kind_of.contains(&folded(cell));
            if let Some(word) =
                self.kind.iter().filter(|_| has_kind).find_map(|column| table.word(cell_of(column)))
            {
                return Some(word);
            }
            if let Some(what) = layout.always {
                return Some(Spoken::plain(Word::Happened(what)));
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
    not: impl Fn(usize) -> bool,
) -> Option<Vec<usize>> {
    let known = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).filter(|cell| !cell.trim().is_empty());
        let is_of_mail = is_of_mail(table, rows, column);
        let (mut all, mut known) = (0_usize, 0_usize);
        for cell in cells {
            all += 1;
            match table.word(cell) {
                // Somebody's verdicts, whatever else the column says.
                Some(Spoken { speaker: Speaker::Checker, .. }) if !is_of_mail => return (all, 0),
                Some(_) => known += 1,
                None => known += usize::from(Pasted::read(cell).said.len() == 1),
            }
        }
        (all, known)
    };
    let columns = || (0..names.len()).filter(|column| !not(*column));
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

/// Whether a column holds words that only those say who have sent mail, or what servers said.
fn is_of_mail(table: &Table, rows: &[Vec<String>], column: usize) -> bool {
    let mut cells = rows.iter().filter_map(|row| row.get(column));
    cells.any(|cell| match table.word(cell) {
        Some(spoken) => spoken.speaker == Speaker::Mail,
        None => Pasted::read(cell).said.len() == 1,
    })
}

/// The columns that this program appended to a list: by their prefix, or as a set, whatever stands before their names.
fn ours(headers: &[String]) -> Vec<usize> {
    let names: Vec<String> = headers.iter().map(|header| header.trim().to_lowercase()).collect();
    let is_there = |prefix: &str, column: OurColumn| {
        names.iter().any(|name| name.strip_prefix(prefix) == Some(column.key()))
    };
    let prefixes: Vec<&str> = names
        .iter()
        .filter_map(|name| name.strip_suffix(OurColumn::Verdict.key()))
        .filter(|prefix| [OurColumn::Reason, OurColumn::Score].iter().all(|column| is_there(prefix, *column)))
        .collect();
    let is_ours = |name: &str| {
        name.starts_with(OUR_PREFIX)
            || prefixes.iter().any(|prefix| name.strip_prefix(prefix).and_then(OurColumn::from_key).is_some())
    };
    (0..names.len()).filter(|column| is_ours(&names[*column])).collect()
}

fn missing(headers: &[String], ours: &[usize]) -> Missing {
    let is_verdict = |column: &&usize| headers[**column].to_lowercase().contains(OurColumn::Verdict.key());
    match ours.iter().find(is_verdict).or_else(|| ours.first()) {
        Some(column) => Missing::OwnVerdicts(headers[*column].clone()),
        None => Missing::Outcomes,
    }
}
