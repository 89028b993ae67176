//! Writes `names.fst` and `letters.bin` from the table that `scripts/build-names` makes.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use mailvet_verdict::letter_table;

pub(crate) fn write(table: &Path, folder: &Path) -> Result<()> {
    let text = fs::read_to_string(table)?;
    let mut map = fst::MapBuilder::memory();
    let mut words = Vec::new();
    for line in text.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        let [word, given, family, given_share, family_share] = cells.as_slice() else {
            anyhow::bail!("a line of the table has {} cells: {line}", cells.len());
        };
        let level = |cell: &str| cell.parse::<u64>().context("a level is a number");
        map.insert(word, level(given)? << 4 | level(family)?)?;
        // A name that a thousandth of all people share must not drown the letters of the rare ones.
        let share: f64 = given_share.parse::<f64>()? + family_share.parse::<f64>()?;
        words.push(((*word).to_owned(), 1.0 + (share * 1e7).sqrt()));
    }
    fs::write(folder.join("names.fst"), map.into_inner()?)?;
    fs::write(folder.join("letters.bin"), letter_table(&words))?;
    println!("{} names written", words.len());
    Ok(())
}
