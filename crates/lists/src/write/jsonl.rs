//! JSON lines out: one object a row, the list's columns under their names in their order, ours typed in an object of
//! their own.

use std::{
    fs::File,
    io::{BufWriter, Write},
};

use serde::{Serialize, Serializer, ser::SerializeMap};

use super::{OurCells, target::Target, unique_names};
use crate::WriteError;

/// The rows of a JSON lines file in the making.
#[derive(Debug)]
pub(crate) struct JsonlRows {
    names: Vec<String>,
    ours: String,
    file: BufWriter<File>,
}

struct Row<'a> {
    rows: &'a JsonlRows,
    cells: &'a [String],
    ours: Option<&'a OurCells<'a>>,
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let cells = self.cells.iter().map(String::as_str).chain(std::iter::repeat(""));
        for (name, cell) in self.rows.names.iter().zip(cells) {
            map.serialize_entry(name, cell)?;
        }
        map.serialize_entry(&self.rows.ours, &self.ours.map(Ours::from))?;
        map.end()
    }
}

#[derive(Serialize)]
struct Ours<'a> {
    verdict: &'a str,
    reason: &'a str,
    action: &'a str,
    score: u8,
    confidence: f64,
    flags: &'a [&'a str],
    suggestion: Option<&'a str>,
    detail: &'a str,
    checked_at: &'a str,
}

impl<'a> From<&'a OurCells<'a>> for Ours<'a> {
    fn from(ours: &'a OurCells<'a>) -> Self {
        let &OurCells { verdict, reason, action, score, confidence, flags, suggestion, detail, checked_at } =
            ours;
        Self { verdict, reason, action, score, confidence, flags, suggestion, detail, checked_at }
    }
}

impl JsonlRows {
    pub(crate) fn begin(target: &Target, columns: &[String]) -> Result<Self, WriteError> {
        let (names, ours) = unique_names(columns);
        Ok(Self { names, ours, file: BufWriter::new(target.file()?) })
    }

    pub(crate) fn row(
        &mut self,
        target: &Target,
        cells: &[String],
        ours: Option<&OurCells<'_>>,
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
