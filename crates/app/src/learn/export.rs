//! Writes what was learnt as a file that can be learnt again.

use std::path::Path;

use mailvet_store::Store;

use crate::AppError;

pub(super) fn write(store: &Store, path: &Path) -> Result<u64, AppError> {
    let unwritable = |source: std::io::Error| AppError::OwnFile { file: path.to_owned(), source };
    let folder =
        path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let file = tempfile::NamedTempFile::new_in(folder).map_err(unwritable)?;
    let mut csv = std::io::BufWriter::new(file);
    let mut count = 0;
    let mut line = |text: String| std::io::Write::write_all(&mut csv, text.as_bytes()).map_err(unwritable);
    line("address,outcome,at,dated,from\n".to_owned())?;
    store.for_each_learnt(|learnt| -> Result<(), AppError> {
        count += 1;
        let from = learnt.batch.map_or_else(|| "mark".to_owned(), |batch| format!("batch {}", batch.0));
        let address = quoted(&learnt.address);
        let (what, at, dated) = (learnt.what.code(), learnt.at, if learnt.dated { "yes" } else { "no" });
        line(format!("{address},{what},{at},{dated},{from}\n"))
    })?;
    let file = csv.into_inner().map_err(|error| unwritable(error.into_error()))?;
    file.persist(path).map_err(|error| unwritable(error.error))?;
    Ok(count)
}

/// As RFC 4180 wants a cell with marks in it.
fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}
