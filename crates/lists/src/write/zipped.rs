//! Several files in one: a zip archive that is complete or not there, like every other file that goes out.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use zip::{ZipWriter, result::ZipError, write::SimpleFileOptions};

use super::target::Target;
use crate::WriteError;

/// Puts files, each under a name of its own, into an archive at `path`. They are read, not moved.
///
/// # Errors
/// The place cannot be written to, the disk is full, or a file cannot be read.
pub fn zip_files(path: &Path, files: &[(String, PathBuf)]) -> Result<(), WriteError> {
    let target = Target::create(path)?;
    let told = |fault: ZipError| match fault {
        ZipError::Io(fault) => target.fault(fault),
        other => WriteError::of_library(target.path(), other.to_string()),
    };
    let mut archive = ZipWriter::new(BufWriter::new(target.file()?));
    for (name, file) in files {
        archive.start_file(name, SimpleFileOptions::default().large_file(true)).map_err(told)?;
        let mut from = File::open(file).map_err(|fault| target.fault(fault))?;
        io::copy(&mut from, &mut archive).map_err(|fault| target.fault(fault))?;
    }
    archive.finish().map_err(told)?.flush().map_err(|fault| target.fault(fault))?;
    target.put_in_place()
}
