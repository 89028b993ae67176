//! Files and shorthands that the tests share.

use std::{fs, ops::Deref, path::PathBuf, sync::Arc};

use mailvet_lists::{Preview, ReadError, ReadOptions, Source};
use mailvet_verdict::Sentence;
use tempfile::TempDir;

/// A folder with one file in it; both vanish with it.
pub(crate) struct Fixture {
    folder: Arc<TempDir>,
    name: String,
}

/// A source whose file stays as long as it does.
#[derive(Debug)]
pub(crate) struct Opened {
    source: Source,
    _folder: Arc<TempDir>,
}

impl Deref for Opened {
    type Target = Source;

    fn deref(&self) -> &Source {
        &self.source
    }
}

impl Fixture {
    pub(crate) fn new(name: &str, bytes: impl AsRef<[u8]>) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        fs::write(folder.path().join(name), bytes).unwrap();
        Self { folder, name: name.to_owned() }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join(&self.name)
    }

    /// A path beside the file.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Names in the folder, sorted.
    pub(crate) fn folder(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    pub(crate) fn open(&self) -> Result<Opened, ReadError> {
        self.open_with(&ReadOptions::default())
    }

    pub(crate) fn open_with(&self, options: &ReadOptions) -> Result<Opened, ReadError> {
        Ok(Opened { source: Source::open(&self.path(), options)?, _folder: Arc::clone(&self.folder) })
    }

    pub(crate) fn preview(&self) -> Preview {
        self.open().unwrap().preview().unwrap()
    }

    /// The sentence with which the file is refused.
    pub(crate) fn refusal(&self) -> String {
        self.open().unwrap_err().to_string()
    }
}

/// A text file.
pub(crate) fn text(bytes: impl AsRef<[u8]>) -> Fixture {
    Fixture::new("list.csv", bytes)
}

/// All rows of a source.
pub(crate) fn rows(source: &Source) -> Vec<Vec<String>> {
    source.rows().map(Result::unwrap).collect()
}

/// Owned cells.
pub(crate) fn cells<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(ToOwned::to_owned).to_vec()
}

/// Remarks as they are said in English.
pub(crate) fn said(remarks: &[Sentence]) -> Vec<String> {
    remarks.iter().map(ToString::to_string).collect()
}
