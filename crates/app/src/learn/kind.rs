//! What a file or folder is taken for before it is read, and how the same content is known again.

use std::{fs::File, io::Read, path::Path};

use sha2::{Digest as _, Sha256};

use super::mail;

/// What kind of file or folder it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    List,
    Events,
    Mail(mail::Kind),
}

impl Kind {
    pub(super) fn of(path: &Path) -> Result<Self, std::io::Error> {
        if let Some(kind) = mail::kind(path) {
            return Ok(Self::Mail(kind));
        }
        let mut first = [0; 512];
        let read = File::open(path)?.read(&mut first)?;
        let text = String::from_utf8_lossy(&first[..read]);
        let text = text.trim_start_matches('\u{feff}').trim_start();
        let is_json = text.starts_with("{\"")
            || text.starts_with("{ \"")
            || text.starts_with("{}")
            || text.starts_with("{\n")
            || (text.starts_with('[') && text[1..].trim_start().starts_with('{'));
        Ok(if is_json { Self::Events } else { Self::List })
    }
}

/// A digest of what is read, so that the same content is known again wherever it lies.
pub(super) fn digest(path: &Path, kind: Kind) -> Result<String, std::io::Error> {
    let mut digest = Sha256::new();
    if kind == Kind::Mail(mail::Kind::Folder) {
        mail::for_each(path, mail::Kind::Folder, |_, bytes| -> Result<(), std::io::Error> {
            digest.update((bytes.len() as u64).to_le_bytes());
            digest.update(bytes);
            Ok(())
        })?;
    } else {
        std::io::copy(&mut File::open(path)?, &mut digest)?;
    }
    Ok(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}
