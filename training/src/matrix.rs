//! The matrix: rows of small integers and nothing else, as `matrix.csv.gz`. What a row says beside its levels is told by
//! [`HEAD`]; no row holds a letter of an address, a name or a domain.

use std::{
    fs::File,
    io::{BufRead, BufReader, Write},
    path::Path,
};

use anyhow::{Context, Result, bail};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use mailvet_verdict::score::{FEATURES, LEVELS};

/// The columns before the levels.
pub(crate) const HEAD: [&str; 8] = ["fold", "group", "label", "known", "named", "kind", "scene", "weight"];

/// What a row was made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Scene {
    /// Training only: every kind of list.
    Training,
    /// The mix of mistakes, with the rest of the list in sight.
    Listed,
    /// The mix of mistakes, each row alone.
    Alone,
    /// A list in which somebody guessed one wrong way for a whole domain; three in ten are right.
    Guessed,
    /// An organisation that gives its people numbers, as `ab12345`, instead of names; the rest of the list in sight.
    Numbers,
}

/// How an address came to be wrong, or that it is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    Right,
    OtherWay,
    Invented,
    Elsewhere,
    Slip,
    Junk,
    Numbered,
}

impl Kind {
    pub(crate) const WRONG: [Self; 6] =
        [Self::OtherWay, Self::Invented, Self::Elsewhere, Self::Slip, Self::Junk, Self::Numbered];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::OtherWay => "other_way",
            Self::Invented => "invented_person",
            Self::Elsewhere => "another_organisation",
            Self::Slip => "slip",
            Self::Junk => "junk",
            Self::Numbered => "numbered",
        }
    }
}

/// One row.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) fold: u8,
    pub(crate) group: u32,
    pub(crate) label: bool,
    pub(crate) known: u8,
    pub(crate) named: bool,
    pub(crate) kind: u8,
    pub(crate) scene: u8,
    /// In hundredths.
    pub(crate) weight: u32,
    pub(crate) levels: Vec<u8>,
}

pub(crate) fn write(rows: &[Row], path: &Path) -> Result<()> {
    // No name and no time in the header of the archive: the same rows are the same bytes.
    let mut out = GzEncoder::new(File::create(path)?, Compression::best());
    for row in rows {
        write!(
            out,
            "{},{},{},{},{},{},{},{}",
            row.fold,
            row.group,
            u8::from(row.label),
            row.known,
            u8::from(row.named),
            row.kind,
            row.scene,
            row.weight
        )?;
        for level in &row.levels {
            write!(out, ",{level}")?;
        }
        writeln!(out)?;
    }
    out.finish()?;
    Ok(())
}

pub(crate) fn read(path: &Path) -> Result<Vec<Row>> {
    let file = File::open(path).with_context(|| format!("{} is not there", path.display()))?;
    let mut rows = Vec::new();
    for line in BufReader::new(GzDecoder::new(file)).lines() {
        let line = line?;
        let cells: Vec<u32> =
            line.split(',').map(str::parse).collect::<Result<_, _>>().context("a cell is no number")?;
        if cells.len() != HEAD.len() + FEATURES.len() {
            bail!("a row has {} cells: run `make model` after the features changed", cells.len());
        }
        let small = |at: usize| u8::try_from(cells[at]).context("a cell is too large");
        let levels: Vec<u8> = (HEAD.len()..cells.len()).map(small).collect::<Result<_>>()?;
        if levels.iter().any(|level| usize::from(*level) > LEVELS) {
            bail!("a level is above {LEVELS}");
        }
        rows.push(Row {
            fold: small(0)?,
            group: cells[1],
            label: cells[2] == 1,
            known: small(3)?,
            named: cells[4] == 1,
            kind: small(5)?,
            scene: small(6)?,
            weight: cells[7],
            levels,
        });
    }
    Ok(rows)
}
