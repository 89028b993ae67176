//! JSON lines out: one object a row, the list's columns under their names in their order, ours typed in an object of
//! their own, one for each checked column.

use std::{
    fs::File,
    io::{BufWriter, Write},
};

use serde::{Serialize, Serializer, ser::SerializeMap};

use super::{OurCells, OurColumn, OurColumns, target::Target, unique_names};
use crate::WriteError;

/// The rows of a JSON lines file in the making.
#[derive(Debug)]
pub(crate) struct JsonlRows {
    names: Vec<String>,
    /// The names of our objects; none where none of our columns is wanted.
    ours: Vec<String>,
    chosen: Vec<OurColumn>,
    file: BufWriter<File>,
}

struct Row<'a, T> {
    rows: &'a JsonlRows,
    cells: &'a [T],
    ours: &'a [Option<&'a OurCells<'a>>],
}

impl<T: AsRef<str>> Serialize for Row<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let cells = self.cells.iter().map(AsRef::as_ref).chain(std::iter::repeat(""));
        for (name, cell) in self.rows.names.iter().zip(cells) {
            map.serialize_entry(name, cell)?;
        }
        for (set, name) in self.rows.ours.iter().enumerate() {
            let cells = self.ours.get(set).copied().flatten();
            map.serialize_entry(name, &cells.map(|cells| Ours { cells, chosen: &self.rows.chosen }))?;
        }
        map.end()
    }
}

struct Ours<'a> {
    cells: &'a OurCells<'a>,
    chosen: &'a [OurColumn],
}

impl Serialize for Ours<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let ours = self.cells;
        let mut map = serializer.serialize_map(Some(self.chosen.len()))?;
        for column in self.chosen {
            let key = column.key();
            match column {
                OurColumn::Verdict => map.serialize_entry(key, ours.verdict),
                OurColumn::Reason => map.serialize_entry(key, ours.reason),
                OurColumn::Action => map.serialize_entry(key, ours.action),
                OurColumn::Score => map.serialize_entry(key, &ours.score),
                OurColumn::Confidence => map.serialize_entry(key, &ours.confidence),
                OurColumn::Flags => map.serialize_entry(key, ours.flags),
                OurColumn::Suggestion => map.serialize_entry(key, &ours.suggestion),
                OurColumn::Detail => map.serialize_entry(key, ours.detail),
                OurColumn::CheckedAt => map.serialize_entry(key, ours.checked_at),
            }?;
        }
        map.end()
    }
}

impl JsonlRows {
    pub(crate) fn begin(target: &Target, columns: &[String], ours: &OurColumns) -> Result<Self, WriteError> {
        // `mailvet_` names columns; the object that holds them is `mailvet`.
        let object = ours.prefix.trim_end_matches(['_', '-', '.', ':', ' ']);
        let object = if object.is_empty() { "mailvet" } else { object };
        let (names, object) = unique_names(columns, object);
        let objects = std::iter::once(object.clone())
            .chain(ours.endings().into_iter().map(|ending| format!("{object}{ending}")))
            .collect();
        let objects = if ours.chosen.is_empty() { Vec::new() } else { objects };
        Ok(Self { names, ours: objects, chosen: ours.chosen.clone(), file: BufWriter::new(target.file()?) })
    }

    pub(crate) fn row<S: AsRef<str>>(
        &mut self,
        target: &Target,
        cells: &[S],
        ours: &[Option<&OurCells<'_>>],
    ) -> Result<(), WriteError> {
        let mut line = serde_json::to_vec(&Row { rows: self, cells, ours })
            .map_err(|fault| target.fault(fault.into()))?;
        line.push(b'\n');
        self.file.write_all(&line).map_err(|fault| target.fault(fault))
    }

    pub(crate) fn finish(mut self, target: &Target) -> Result<(), WriteError> {
        self.file.flush().map_err(|fault| target.fault(fault))
    }
}
