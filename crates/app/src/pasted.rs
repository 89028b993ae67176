//! Addresses that were pasted instead of dropped. They are kept as a file of their own only until they are a list, so that
//! they are looked at and corrected as any file is; then, and at the next start at the latest, the file is deleted.

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
};

use crate::{AppError, Mailvet, Place, blocking, write_own};

impl Place {
    pub(crate) fn pasted(&self) -> PathBuf {
        self.folder.join("pasted")
    }
}

impl Mailvet {
    /// Keeps a pasted text as a file that can be previewed and brought in; answers its path. `name` is what the list is going
    /// to be called.
    ///
    /// # Errors
    /// There is nothing in the text, or the file cannot be written.
    pub async fn paste(&self, name: String, text: String) -> Result<String, AppError> {
        if text.trim().is_empty() {
            return Err(AppError::NothingPasted);
        }
        let file = self.0.place.pasted().join(format!("{}.txt", file_stem(&name)));
        blocking(move || {
            write_own(file.clone(), text.as_bytes())?;
            Ok(file.display().to_string())
        })
        .await
    }

    /// Whether this is the file of a pasted text.
    pub(crate) fn is_pasted(&self, path: &Path) -> bool {
        path.parent() == Some(&self.0.place.pasted())
    }

    /// Deletes what was pasted and never became a list.
    pub(crate) async fn forget_pasted(&self) -> Result<(), AppError> {
        let folder = self.0.place.pasted();
        blocking(move || forget(folder)).await
    }
}

/// Deletes a file or folder of pasted texts, where it is there.
pub(crate) fn forget(what: PathBuf) -> Result<(), AppError> {
    let gone = if what.is_dir() { std::fs::remove_dir_all(&what) } else { std::fs::remove_file(&what) };
    match gone {
        Err(source) if source.kind() != ErrorKind::NotFound => Err(AppError::OwnFile { file: what, source }),
        _ => Ok(()),
    }
}

/// A name that every file system takes.
fn file_stem(name: &str) -> String {
    const MOST: usize = 80;
    let plain = |c: char| if c.is_alphanumeric() || " -_,".contains(c) { c } else { '.' };
    let stem: String = name.trim().chars().map(plain).take(MOST).collect();
    let stem = stem.trim_matches(['.', ' ']);
    if stem.is_empty() { "pasted".to_owned() } else { stem.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{ImportRequest, PurgeRequest};

    async fn mailvet() -> (tempfile::TempDir, Mailvet) {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::find(Some(folder.path().to_owned()), None).unwrap();
        (folder, Mailvet::open(place).await.unwrap())
    }

    #[tokio::test]
    async fn what_is_pasted_becomes_a_list_and_leaves_no_file_behind() {
        let (_folder, mailvet) = mailvet().await;
        let text = "anna@example.com\nBen <ben@example.org>\n".to_owned();
        let path = mailvet.paste("Pasted 26/11/2026, 21:40".to_owned(), text).await.unwrap();
        let preview = mailvet.preview(PathBuf::from(&path), Default::default()).await.unwrap();
        assert_eq!((preview.total_rows, preview.email_column), (2, Some(0)));
        let request = ImportRequest { path: path.clone(), ..ImportRequest::default() };
        let list = mailvet.import(request).await.unwrap();
        assert_eq!((list.name.as_str(), list.rows, list.path), ("Pasted 26.11.2026, 21.40", 2, None));
        assert!(!Path::new(&path).exists());
    }

    #[tokio::test]
    async fn what_is_pasted_and_thought_better_of_goes_with_a_purge() {
        let (folder, mailvet) = mailvet().await;
        mailvet.paste("../../evil".to_owned(), "anna@example.com".to_owned()).await.unwrap();
        assert_eq!(std::fs::read_dir(folder.path().join("pasted")).unwrap().count(), 1);
        mailvet.purge(PurgeRequest::All).await.unwrap();
        assert!(!folder.path().join("pasted").exists());
    }

    #[tokio::test]
    async fn nothing_pasted_is_told_in_a_sentence() {
        let (_folder, mailvet) = mailvet().await;
        let fault = mailvet.paste("x".to_owned(), " \n".to_owned()).await.unwrap_err();
        assert!(fault.to_string().contains("Nothing was pasted"), "{fault}");
    }
}
