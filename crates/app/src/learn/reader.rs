//! Reads a file of outcomes in one pass: a list, events as JSON, or messages.

use std::{fs::File, io::BufReader, path::Path};

use mailvet_lists::Source;
use mailvet_verdict::{Knowledge, Moment};

use super::{
    Kind, LearnRequest, LearntColumns, Sink,
    columns::{Columns, Missing, Named, Row, SAMPLE},
    events, mail, phrases as say,
    table::Layout,
};
use crate::{AppError, file_name};

pub(super) struct Reader<'a> {
    pub(super) knowledge: &'a Knowledge,
    pub(super) now: Moment,
    pub(super) request: &'a LearnRequest,
    pub(super) path: &'a Path,
}

impl Reader<'_> {
    pub(super) fn layout_id(&self, kind: Kind) -> Result<String, AppError> {
        Ok(match kind {
            Kind::Mail(_) => "mail".to_owned(),
            Kind::Events => {
                self.refuse_own_events()?;
                "events".to_owned()
            }
            Kind::List => {
                let (_, columns) = self.list()?;
                columns.layout.map_or("any", |layout| layout.id.as_str()).to_owned()
            }
        })
    }

    pub(super) fn list(&self) -> Result<(Source, Columns), AppError> {
        let source = Source::open(self.path, &self.request.options)?;
        let mut rows = Vec::new();
        for row in source.rows().take(SAMPLE) {
            rows.push(row?);
        }
        let named = Named {
            address: source.email_column().map(|column| column as usize),
            outcome: self.request.outcome_column.map(|column| column as usize),
        };
        if named.address.is_none() {
            return Err(AppError::NoEmailColumn { name: file_name(self.path) });
        }
        let columns = Columns::find(source.columns(), &rows, named).map_err(|missing| {
            let name = file_name(self.path);
            match missing {
                Missing::Outcomes => AppError::NoOutcomes { name, columns: source.columns().join(", ") },
                Missing::OwnVerdicts(column) => AppError::OwnVerdicts { name, column },
            }
        })?;
        Ok((source, columns))
    }

    pub(super) fn pour_into(&self, kind: Kind, sink: &mut Sink) -> Result<(), AppError> {
        match kind {
            Kind::List => self.rows(sink),
            Kind::Events => self.events(sink),
            Kind::Mail(kind) => self.mail(kind, sink),
        }
    }

    fn rows(&self, sink: &mut Sink) -> Result<(), AppError> {
        let (source, mut columns) = self.list()?;
        if columns.habit.is_asked_for() {
            // Which of two numbers is the day may show in the last row only.
            for cells in source.rows() {
                columns.look_at_times(&cells?, self.now);
            }
        }
        sink.report.layout = columns.layout.map_or_else(|| say::as_list().into(), Layout::said);
        let name = |column: Option<&usize>| column.and_then(|column| source.columns().get(*column)).cloned();
        sink.report.columns = LearntColumns {
            address: name(columns.address.first()),
            outcome: name(columns.outcome.first()),
            detail: name(columns.detail.first()),
            at: name(columns.at.first()),
        };
        let layout = source.layout();
        let above = layout.titles.len() as u64 + u64::from(layout.header.is_some());
        for (number, cells) in (above + 1..).zip(source.rows()) {
            sink.row(number, columns.read(self.knowledge, &cells?, self.now))?;
        }
        Ok(())
    }

    fn events(&self, sink: &mut Sink) -> Result<(), AppError> {
        sink.report.layout = say::as_events().into();
        let file = BufReader::new(File::open(self.path).map_err(|source| self.unreadable(source))?);
        let mut known: Option<(Vec<String>, Result<Columns, Missing>)> = None;
        let each = |number, rows: Option<Vec<events::NamedRow>>, text: &str| -> Result<(), EventFault> {
            let Some(rows) = rows else {
                sink.row(number, Row::Unread { cell: text.to_owned(), why: say::no_json() })
                    .map_err(EventFault::App)?;
                return Ok(());
            };
            for (names, cells) in rows {
                if known.as_ref().is_none_or(|(before, _)| *before != names) {
                    let columns = self.event_columns(&names, &cells);
                    known = Some((names, columns));
                }
                let row = match known.as_ref().map(|(_, columns)| columns.as_ref()) {
                    Some(Ok(columns)) => {
                        if let Some(layout) = columns.layout {
                            sink.report.layout = layout.said();
                        }
                        columns.read(self.knowledge, &cells, self.now)
                    }
                    Some(Err(Missing::OwnVerdicts(_))) => {
                        Row::Unread { cell: cells.join(" "), why: say::own_verdict() }
                    }
                    Some(Err(Missing::Outcomes)) | None => {
                        Row::Unread { cell: cells.join(" "), why: say::no_outcome() }
                    }
                };
                sink.row(number, row).map_err(EventFault::App)?;
            }
            Ok(())
        };
        match events::for_each(file, each) {
            Ok(()) | Err(EventFault::Looked(_)) => Ok(()),
            Err(EventFault::App(error)) => Err(error),
            Err(EventFault::Io(source)) => Err(self.unreadable(source)),
        }
    }

    /// A result of this program as JSON is refused before anything of it is kept: its first line shows what it is.
    fn refuse_own_events(&self) -> Result<(), AppError> {
        let file = BufReader::new(File::open(self.path).map_err(|source| self.unreadable(source))?);
        let first = |_, rows: Option<Vec<events::NamedRow>>, _: &str| -> Result<(), EventFault> {
            let (names, cells) = rows.into_iter().flatten().next().unwrap_or_default();
            Err(EventFault::Looked(self.event_columns(&names, &cells).err()))
        };
        match events::for_each(file, first) {
            Err(EventFault::Looked(Some(Missing::OwnVerdicts(column)))) => {
                Err(AppError::OwnVerdicts { name: file_name(self.path), column })
            }
            Err(EventFault::Io(source)) => Err(self.unreadable(source)),
            Err(EventFault::App(error)) => Err(error),
            Ok(()) | Err(EventFault::Looked(_)) => Ok(()),
        }
    }

    fn event_columns(&self, names: &[String], cells: &[String]) -> Result<Columns, Missing> {
        let address = cells.iter().position(|cell| mailvet_verdict::Address::parse(cell.trim()).is_ok());
        let rows = [cells.to_vec()];
        match Columns::find(names, &rows, Named::default()) {
            Ok(columns) if columns.layout.is_some() => Ok(columns),
            _ => match address {
                Some(_) => Columns::find(names, &rows, Named { address, outcome: None }),
                None => Err(Missing::Outcomes),
            },
        }
    }

    fn mail(&self, kind: mail::Kind, sink: &mut Sink) -> Result<(), AppError> {
        sink.report.layout = kind.said().into();
        let each = |number, bytes: &[u8]| -> Result<(), EventFault> {
            // One message may tell of several recipients.
            let rows = mail::told(self.knowledge, bytes, self.now);
            sink.rows(number, rows).map_err(EventFault::App)
        };
        match mail::for_each(self.path, kind, each) {
            Ok(()) | Err(EventFault::Looked(_)) => Ok(()),
            Err(EventFault::App(error)) => Err(error),
            Err(EventFault::Io(source)) => Err(self.unreadable(source)),
        }
    }

    fn unreadable(&self, source: std::io::Error) -> AppError {
        AppError::OutcomesUnreadable { name: file_name(self.path), source }
    }
}

/// What can end the reading of events and messages.
enum EventFault {
    Io(std::io::Error),
    App(AppError),
    /// Enough was seen, and this is why it cannot be read.
    Looked(Option<Missing>),
}

impl From<std::io::Error> for EventFault {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}
