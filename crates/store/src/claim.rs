//! Who works on what: lock files beside the database, held by the operating system and therefore gone with a killed
//! program. The files stay, empty, until what they stand for is deleted; removing one that another program is just opening
//! would give two of them the same run.

use std::{
    fs::{File, TryLockError},
    io,
    path::{Path, PathBuf},
};

/// The folder of lock files.
#[derive(Clone, Debug)]
pub(crate) struct Claims {
    folder: PathBuf,
}

/// A lock that is held until this is dropped.
#[derive(Debug)]
pub(crate) struct Claim {
    _file: File,
}

impl Claims {
    pub(crate) fn beside(database: &Path) -> io::Result<Self> {
        let mut name = database.file_name().unwrap_or_default().to_owned();
        name.push(".locks");
        let folder = database.with_file_name(name);
        std::fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }

    /// Claims `what`; `None`: somebody has it.
    pub(crate) fn attempt(&self, what: &str) -> io::Result<Option<Claim>> {
        let file = self.open(what)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Claim { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// Claims `what`, waiting for whoever has it.
    pub(crate) fn wait(&self, what: &str) -> io::Result<Claim> {
        let file = self.open(what)?;
        file.lock()?;
        Ok(Claim { _file: file })
    }

    /// Shows that this program has the database open, and says whether no other has. Whoever enters has to hold the claim
    /// to open it, so that two do not look at the same moment.
    pub(crate) fn enter(&self) -> io::Result<(Claim, bool)> {
        let file = self.open("open-by")?;
        let alone = match file.try_lock() {
            Ok(()) => {
                file.unlock()?;
                true
            }
            Err(TryLockError::WouldBlock) => false,
            Err(TryLockError::Error(error)) => return Err(error),
        };
        file.lock_shared()?;
        Ok((Claim { _file: file }, alone))
    }

    /// Removes the file of something that is gone for good.
    pub(crate) fn forget(&self, what: &str) {
        if let Err(error) = std::fs::remove_file(self.folder.join(what))
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, what, "a lock file stays behind");
        }
    }

    fn open(&self, what: &str) -> io::Result<File> {
        File::options().create(true).write(true).truncate(false).open(self.folder.join(what))
    }
}
