//! Packs lines of `domain count`, sorted, from standard input into an `fst` map on standard output, for `scripts/build-lists`.

use std::io::{self, BufRead, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut map = fst::MapBuilder::memory();
    for line in io::stdin().lock().lines() {
        let line = line?;
        let (domain, count) = line.split_once(' ').ok_or_else(|| format!("no count in {line:?}"))?;
        map.insert(domain, count.parse()?)?;
    }
    io::stdout().write_all(&map.into_inner()?)?;
    Ok(())
}
