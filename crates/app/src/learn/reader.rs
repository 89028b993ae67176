//! Reads a file of outcomes in one pass: a list, events as JSON, or messages.

use std::{fs::File, io::BufReader, path::Path};

use mailvet_lists::Source;
use mailvet_verdict::{Knowledge, Moment};

use super::{
    Kind, LearnRequest, LearntColumns, Sink,
    columns::{Columns, Named, Row, SAMPLE},
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
            Kind::Events => "events".to_owned(),
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
        let columns = Columns::find(source.columns(), &rows, named).ok_or_else(|| AppError::NoOutcomes {
            name: file_name(self.path),
            columns: source.columns().join(", "),
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
        let (source, columns) = self.list()?;
        sink.report.layout = columns.layout.map_or_else(|| say::as_list().into(), Layout::said);
        let name = |column: Option<&usize>| column.and_then(|column| source.columns().get(*column)).cloned();
        sink.report.columns = LearntColumns {
            address: source.email_column().and_then(|column| source.columns().get(column as usize)).cloned(),
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
        let mut known: Option<(Vec<String>, Option<Columns>)> = None;
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
                let row = match known.as_ref().and_then(|(_, columns)| columns.as_ref()) {
                    Some(columns) => {
                        if let Some(layout) = columns.layout {
                            sink.report.layout = layout.said();
                        }
                        columns.read(self.knowledge, &cells, self.now)
                    }
                    None => Row::Unread { cell: cells.join(" "), why: say::no_outcome() },
                };
                sink.row(number, row).map_err(EventFault::App)?;
            }
            Ok(())
        };
        match events::for_each(file, each) {
            Ok(()) => Ok(()),
            Err(EventFault::App(error)) => Err(error),
            Err(EventFault::Io(source)) => Err(self.unreadable(source)),
        }
    }

    fn event_columns(&self, names: &[String], cells: &[String]) -> Option<Columns> {
        let address = cells.iter().position(|cell| mailvet_verdict::Address::parse(cell.trim()).is_ok());
        let rows = [cells.to_vec()];
        let by_layout =
            Columns::find(names, &rows, Named::default()).filter(|columns| columns.layout.is_some());
        by_layout.or_else(|| Columns::find(names, &rows, Named { address: Some(address?), outcome: None }))
    }

    fn mail(&self, kind: mail::Kind, sink: &mut Sink) -> Result<(), AppError> {
        sink.report.layout = kind.said().into();
        let each = |number, bytes: &[u8]| -> Result<(), EventFault> {
            let row = match mail::told(self.knowledge, bytes, self.now) {
                None => {
                    return sink
                        .row(number, Row::Unread { cell: String::new(), why: say::no_message() })
                        .map_err(EventFault::App);
                }
                Some(told) if told.is_empty() => Row::Nothing,
                Some(told) => {
                    sink.report.rows += 1;
                    return told.into_iter().try_for_each(|told| sink.told(told)).map_err(EventFault::App);
                }
            };
            sink.row(number, row).map_err(EventFault::App)
        };
        match mail::for_each(self.path, kind, each) {
            Ok(()) => Ok(()),
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
}

impl From<std::io::Error> for EventFault {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}
