//! Suppression lists: files of any readable kind with addresses and domains, and the user's own list that stays.

use std::path::{Path, PathBuf};

use mailvet_lists::{ReadOptions, Source};
use mailvet_store::SuppressionLine;
use mailvet_verdict::SuppressionEntry;

use crate::{
    AppError, Mailvet, blocking, file_name,
    history::{Change, ChangeKind, Way},
    wire::SuppressionReport,
};

/// A suppression file, read.
pub(crate) struct SuppressionFile {
    /// What it is called.
    pub(crate) name: String,
    pub(crate) entries: Vec<SuppressionEntry>,
    /// Filled lines that hold neither an address nor a domain.
    pub(crate) unread: u64,
}

/// Reads a file of addresses and domains. They are taken from the column with addresses; where none is, from the one that
/// holds most domains.
pub(crate) fn read_file(path: &Path) -> Result<SuppressionFile, AppError> {
    let name = file_name(path);
    let source = Source::open(path, &ReadOptions::default())?;
    let column = match source.email_column() {
        Some(column) => column as usize,
        None => domain_column(&source)?,
    };
    let mut file = SuppressionFile { name, entries: Vec::new(), unread: 0 };
    // What was taken for the column's name may be a domain itself.
    let named = source.layout().header.as_ref().and_then(|header| header.get(column));
    file.entries.extend(named.and_then(|cell| SuppressionEntry::read(cell)));
    for cells in source.rows() {
        let cells = cells?;
        let cell = cells.get(column).map_or("", String::as_str);
        match SuppressionEntry::read(cell) {
            Some(entry) => file.entries.push(entry),
            None if cell.trim().is_empty() => {}
            None => file.unread += 1,
        }
    }
    if file.entries.is_empty() {
        return Err(AppError::NothingToSuppress { name: file.name });
    }
    file.entries.sort_unstable();
    file.entries.dedup();
    Ok(file)
}

fn domain_column(source: &Source) -> Result<usize, AppError> {
    const SAMPLE: usize = 1_000;
    let mut found = vec![0_u64; source.columns().len()];
    for cells in source.rows().take(SAMPLE) {
        for (count, cell) in found.iter_mut().zip(cells?) {
            *count += u64::from(SuppressionEntry::read(&cell).is_some());
        }
    }
    let most = (0..found.len()).rev().max_by_key(|column| found[*column]);
    Ok(most.unwrap_or_default())
}

impl Mailvet {
    /// Puts what was typed on the user's own suppression list; answers what became of it.
    ///
    /// # Errors
    /// A text is neither an address nor a domain, or the database fails.
    pub async fn suppress(&self, typed: &[String]) -> Result<SuppressionReport, AppError> {
        let entries = entries(typed)?;
        let count = entries.len() as u64;
        let added = self.put_on_list(entries, "").await?;
        Ok(SuppressionReport { added, entries: count, unread: 0 })
    }

    /// Puts what is in a file on the user's own suppression list.
    ///
    /// # Errors
    /// The file cannot be read or holds nothing of the kind, or the database fails.
    pub async fn suppress_file(&self, path: PathBuf) -> Result<SuppressionReport, AppError> {
        let file = blocking(move || read_file(&path)).await?;
        let entries = file.entries.len() as u64;
        let added = self.put_on_list(file.entries, &file.name).await?;
        Ok(SuppressionReport { added, entries, unread: file.unread })
    }

    /// Takes what was typed off the user's own suppression list; answers how many entries stood there.
    ///
    /// # Errors
    /// A text is neither an address nor a domain, or the database fails.
    pub async fn unsuppress(&self, typed: &[String]) -> Result<u64, AppError> {
        self.take_off_list(entries(typed)?).await
    }

    /// Takes what is in a file off the user's own suppression list; answers how many entries stood there.
    ///
    /// # Errors
    /// The file cannot be read or holds nothing of the kind, or the database fails.
    pub async fn unsuppress_file(&self, path: PathBuf) -> Result<u64, AppError> {
        let file = blocking(move || read_file(&path)).await?;
        self.take_off_list(file.entries).await
    }

    async fn put_on_list(&self, entries: Vec<SuppressionEntry>, source: &str) -> Result<u64, AppError> {
        let lines = self.0.store.suppress(entries, source).await?;
        Ok(self.remember_lines(ChangeKind::Suppressed, lines, Way::Suppressed).await)
    }

    async fn take_off_list(&self, entries: Vec<SuppressionEntry>) -> Result<u64, AppError> {
        let lines = self.0.store.unsuppress(entries).await?;
        Ok(self.remember_lines(ChangeKind::Unsuppressed, lines, Way::Unsuppressed).await)
    }

    /// Keeps which lines a change was about; answers how many.
    async fn remember_lines(
        &self,
        kind: ChangeKind,
        lines: Vec<SuppressionLine>,
        way: fn(Vec<SuppressionLine>) -> Way,
    ) -> u64 {
        let count = lines.len() as u64;
        if count > 0 {
            self.remember(Change::new(kind, count), way(lines)).await;
        }
        count
    }

    /// The user's own suppression list.
    ///
    /// # Errors
    /// The database fails.
    pub async fn suppressions(&self) -> Result<Vec<SuppressionLine>, AppError> {
        Ok(self.0.store.suppressions().await?)
    }
}

fn entries(typed: &[String]) -> Result<Vec<SuppressionEntry>, AppError> {
    typed
        .iter()
        .map(|text| {
            SuppressionEntry::read(text).ok_or_else(|| AppError::NoSuppressionEntry { text: text.clone() })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content: &str) -> Result<(Vec<String>, u64), AppError> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("out.csv");
        std::fs::write(&file, content).unwrap();
        let file = read_file(&file)?;
        Ok((file.entries.iter().map(ToString::to_string).collect(), file.unread))
    }

    #[test]
    fn addresses_and_domains_are_taken_from_a_file_of_any_shape() {
        assert_eq!(
            read("example.com\nexample.org\n").unwrap(),
            (vec!["@example.com".to_owned(), "@example.org".to_owned()], 0),
            "a domain is no column name"
        );
        assert_eq!(
            read("name;e-mail;reason\nAnn;Ann@Example.com;left\nBob;@example.net;left\nCy;none;left\n")
                .unwrap(),
            (vec!["ann@example.com".to_owned(), "@example.net".to_owned()], 1)
        );
        assert_eq!(read("who,domain\nA,example.com\nB,example.org\n").unwrap().0.len(), 2);
    }

    #[test]
    fn a_file_with_nothing_to_suppress_is_refused_and_not_passed_over() {
        let refusal = read("name\nAnn\n").err().unwrap();
        assert!(refusal.to_string().contains("“out.csv”"), "{refusal}");
    }
}
