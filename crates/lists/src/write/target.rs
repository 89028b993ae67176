//! A file in the making beside its target. Nothing of it shows until it is complete: it is written out, made durable
//! and moved over the target in one step; dropped before that, it vanishes.

use std::{
    fs::{self, File},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use crate::{WriteError, error::file_name};

/// Where a file will be, and the temporary file that will become it.
#[derive(Debug)]
pub(crate) struct Target {
    path: PathBuf,
    file: NamedTempFile,
}

impl Target {
    pub(crate) fn create(path: &Path) -> Result<Self, WriteError> {
        // A link is followed, so that its goal is replaced and not the link.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if path.is_dir() || path.file_name().is_none() {
            return Err(WriteError::IsFolder { name: file_name(&path) });
        }
        let existing = fs::metadata(&path).ok().map(|facts| facts.permissions());
        if existing.as_ref().is_some_and(fs::Permissions::readonly) {
            return Err(WriteError::ReadOnlyFile { name: file_name(&path) });
        }
        let file = temporary(&path, existing).map_err(|fault| WriteError::io(&path, fault))?;
        Ok(Self { path, file })
    }

    /// The target, for error messages.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The folder of both files.
    pub(crate) fn folder(&self) -> &Path {
        folder_of(&self.path)
    }

    /// A handle on the file in the making.
    pub(crate) fn file(&self) -> Result<File, WriteError> {
        self.file.as_file().try_clone().map_err(|fault| self.fault(fault))
    }

    /// Begins anew with an empty file; the old one is returned for reading and vanishes with it.
    pub(crate) fn begin_anew(&mut self) -> Result<NamedTempFile, WriteError> {
        let permissions = self.file.as_file().metadata().ok().map(|facts| facts.permissions());
        let file = temporary(&self.path, permissions).map_err(|fault| self.fault(fault))?;
        Ok(std::mem::replace(&mut self.file, file))
    }

    pub(crate) fn fault(&self, fault: io::Error) -> WriteError {
        WriteError::io(&self.path, fault)
    }

    pub(crate) fn put_in_place(self) -> Result<(), WriteError> {
        let Self { path, file } = self;
        file.as_file().sync_all().map_err(|fault| WriteError::io(&path, fault))?;
        file.persist(&path).map_err(|fault| match fault.error.kind() {
            // Windows: the target is open in a spreadsheet program.
            ErrorKind::PermissionDenied | ErrorKind::ResourceBusy => {
                WriteError::TargetInUse { name: file_name(&path), source: fault.error }
            }
            _ => WriteError::io(&path, fault.error),
        })?;
        // The new name is durable once the folder is (where folders can be synced at all).
        if let Ok(folder) = File::open(folder_of(&path)) {
            drop(folder.sync_all());
        }
        Ok(())
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// A temporary file beside `path`, with the permissions of the file that it replaces, else those of any new file.
fn temporary(path: &Path, existing: Option<fs::Permissions>) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".mailvet-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let file = builder.tempfile_in(folder_of(path))?;
    if let Some(permissions) = existing {
        file.as_file().set_permissions(permissions)?;
    }
    Ok(file)
}
