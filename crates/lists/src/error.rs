//! What can go wrong with a file, told to the person who brought it: what is the matter and what to do. The sentences
//! are shown as they stand; what a log wants to know beyond them is the error's source or its `detail`.

use std::{
    io::{self, ErrorKind},
    path::Path,
};

/// Why a file cannot be read as a list.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Nothing at that path.
    #[error("There is no file “{name}”. It may have been moved or renamed; choose it again.")]
    NotFound {
        /// The file's name.
        name: String,
    },
    /// A folder.
    #[error("“{name}” is a folder. Choose the file with the list inside it.")]
    IsFolder {
        /// The folder's name.
        name: String,
    },
    /// The system does not let us read it.
    #[error(
        "“{name}” may not be read by you. Ask its owner, or make a copy that you may open, and bring that."
    )]
    NotAllowed {
        /// The file's name.
        name: String,
        /// The system's words.
        #[source]
        source: io::Error,
    },
    /// Reading broke off.
    #[error("“{name}” could not be read to its end ({source}). Copy it to this computer and bring the copy.")]
    Unreadable {
        /// The file's name.
        name: String,
        /// The system's words.
        #[source]
        source: io::Error,
    },
    /// No byte, or nothing but white space.
    #[error("“{name}” is empty.")]
    Empty {
        /// The file's name.
        name: String,
    },
    /// Column names, and nothing below them.
    #[error("“{name}” has column names and no rows below them, so there is nothing to check.")]
    NoRows {
        /// The file's name.
        name: String,
    },
    /// A workbook, or the chosen sheet, without any cell.
    #[error("“{name}” has no rows: there is nothing on its {sheet}. Choose another sheet or another file.")]
    EmptySheet {
        /// The file's name.
        name: String,
        /// Which, as in `visible sheets` or `sheet “Members”`.
        sheet: String,
    },
    /// A workbook in which every sheet is hidden.
    #[error(
        "All sheets of “{name}” are hidden. Show the one with the addresses in your spreadsheet program and save."
    )]
    NoVisibleSheet {
        /// The file's name.
        name: String,
    },
    /// A workbook with a password.
    #[error(
        "“{name}” is protected with a password. Open it in your spreadsheet program, save a copy without the password, \
         and bring that."
    )]
    Protected {
        /// The file's name.
        name: String,
    },
    /// A workbook that cannot be taken apart.
    #[error(
        "“{name}” is damaged or was not copied completely. Open it in your spreadsheet program, save it again as .xlsx \
         or .csv, and bring that."
    )]
    Damaged {
        /// The file's name.
        name: String,
        /// For the log.
        detail: String,
    },
    /// Something that is no list at all.
    #[error(
        "“{name}” is {what}, not a list. Bring a text file (.csv, .tsv, .txt) or a workbook (.xlsx, .xls, .ods)."
    )]
    NotAList {
        /// The file's name.
        name: String,
        /// What it is, with its article.
        what: &'static str,
    },
    /// Something that a spreadsheet program can turn into a list.
    #[error(
        "“{name}” is {what}. Open it in your spreadsheet program, save it as .xlsx or .csv, and bring that file instead."
    )]
    SaveAgain {
        /// The file's name.
        name: String,
        /// What it is, with its article.
        what: &'static str,
    },
    /// A workbook that would unpack to something absurd.
    #[error(
        "“{name}” would unpack to far more than any list holds ({detail}), so it was not opened. Save the sheet with the \
         addresses as .csv and bring that."
    )]
    Absurd {
        /// The file's name.
        name: String,
        /// What is beyond the limit.
        detail: String,
    },
    /// A line beyond the limit.
    #[error(
        "Line {line} of “{name}” is longer than {limit} million characters, so this is probably not a list with one \
         address a line or a row."
    )]
    EndlessLine {
        /// The file's name.
        name: String,
        /// Which line.
        line: u64,
        /// The limit, in millions of characters.
        limit: usize,
    },
    /// A sheet that is not there, or hidden.
    #[error("“{name}” has no visible sheet “{sheet}”. Choose one of its sheets.")]
    NoSuchSheet {
        /// The file's name.
        name: String,
        /// The sheet asked for.
        sheet: String,
    },
    /// A column that is not there.
    #[error("“{name}” has {columns} columns, so there is no column {wanted} to take addresses from.")]
    NoSuchColumn {
        /// The file's name.
        name: String,
        /// How many there are.
        columns: usize,
        /// The column asked for, from 1.
        wanted: u64,
    },
    /// An encoding with a name that nobody knows.
    #[error("“{label}” is not the name of a text encoding. Examples are utf-8, windows-1252 and shift_jis.")]
    UnknownEncoding {
        /// What was asked for.
        label: String,
    },
    /// A character that cannot part cells.
    #[error("The character {delimiter:?} cannot part columns. Use a comma, a semicolon, a tab or a bar.")]
    BadDelimiter {
        /// What was asked for.
        delimiter: char,
    },
    /// The file is not the one that was looked at.
    #[error("“{name}” was changed while it was being read. Close it in other programs and bring it again.")]
    Changed {
        /// The file's name.
        name: String,
    },
    /// No room for what was unpacked.
    #[error(
        "There is not enough room for temporary files to unpack “{name}”. Free some disk space and try again."
    )]
    NoRoom {
        /// The file's name.
        name: String,
        /// The system's words.
        #[source]
        source: io::Error,
    },
}

impl ReadError {
    /// A failure to open or read the file at `path`.
    pub(crate) fn io(name: &str, source: io::Error) -> Self {
        let name = name.to_owned();
        match source.kind() {
            ErrorKind::NotFound => Self::NotFound { name },
            ErrorKind::IsADirectory => Self::IsFolder { name },
            ErrorKind::PermissionDenied => Self::NotAllowed { name, source },
            _ => Self::Unreadable { name, source },
        }
    }
}

/// Why a file cannot be written. The target is as it was before, whatever happened.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The folder is not there.
    #[error("The folder “{folder}” does not exist. Choose another place for the file.")]
    NoFolder {
        /// Which.
        folder: String,
    },
    /// The target is a folder.
    #[error("“{name}” is a folder. Give the file another name.")]
    IsFolder {
        /// The target's name.
        name: String,
    },
    /// The folder does not let us write.
    #[error("You may not write into the folder “{folder}”. Choose another place for the file.")]
    ReadOnlyFolder {
        /// Which.
        folder: String,
        /// The system's words.
        #[source]
        source: io::Error,
    },
    /// The file that would be replaced is protected.
    #[error("“{name}” is there already and is protected against changes. Choose another name.")]
    ReadOnlyFile {
        /// The target's name.
        name: String,
    },
    /// The file that would be replaced is in use.
    #[error(
        "“{name}” could not be replaced. Close it in other programs, or choose another name, and try again."
    )]
    TargetInUse {
        /// The target's name.
        name: String,
        /// The system's words.
        #[source]
        source: io::Error,
    },
    /// No room left.
    #[error("The disk is full, so “{name}” was not written. Free some space or choose another place.")]
    DiskFull {
        /// The target's name.
        name: String,
        /// The system's words.
        #[source]
        source: io::Error,
    },
    /// A text that no workbook can hold.
    #[error(
        "Row {row} has a cell with more than 32,767 characters, which a workbook cannot hold. Export as CSV instead; \
         that keeps everything."
    )]
    CellTooLong {
        /// Which row, from 1, without the header.
        row: u64,
    },
    /// A row that does not belong to this list.
    #[error(
        "Row {row} has {cells} cells, but the list has {columns} columns. Bring the list in again and export that."
    )]
    TooManyCells {
        /// Which row, from 1, without the header.
        row: u64,
        /// Its cells.
        cells: usize,
        /// The list's columns.
        columns: usize,
    },
    /// More columns than a workbook can hold.
    #[error(
        "{columns} columns are more than a workbook can hold (16,384). Export as CSV instead; that keeps everything."
    )]
    TooManyColumns {
        /// How many.
        columns: usize,
    },
    /// Anything else.
    #[error("“{name}” could not be written ({detail}). Choose another place and try again.")]
    Failed {
        /// The target's name.
        name: String,
        /// The system's or the library's words.
        detail: String,
    },
}

impl WriteError {
    /// A failure while the file that will be `target` was written.
    pub(crate) fn io(target: &Path, source: io::Error) -> Self {
        let name = file_name(target);
        let folder = || target.parent().map_or_else(String::new, |folder| folder.display().to_string());
        match source.kind() {
            ErrorKind::NotFound => Self::NoFolder { folder: folder() },
            ErrorKind::IsADirectory => Self::IsFolder { name },
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                Self::ReadOnlyFolder { folder: folder(), source }
            }
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                Self::DiskFull { name, source }
            }
            _ => Self::Failed { name, detail: source.to_string() },
        }
    }
}

/// The last part of a path, as people know a file.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_and_a_read_only_folder_are_told_apart() {
        let told = |kind: ErrorKind| WriteError::io(Path::new("/lists/out.csv"), kind.into()).to_string();
        assert_eq!(
            told(ErrorKind::StorageFull),
            "The disk is full, so “out.csv” was not written. Free some space or choose another place."
        );
        assert_eq!(
            told(ErrorKind::ReadOnlyFilesystem),
            "You may not write into the folder “/lists”. Choose another place for the file."
        );
        assert_eq!(told(ErrorKind::PermissionDenied), told(ErrorKind::ReadOnlyFilesystem));
    }

    #[test]
    fn a_file_that_may_not_be_read_is_no_missing_file() {
        let told = |kind: ErrorKind| ReadError::io("list.csv", kind.into());
        assert!(matches!(told(ErrorKind::PermissionDenied), ReadError::NotAllowed { .. }));
        assert!(matches!(told(ErrorKind::NotFound), ReadError::NotFound { .. }));
    }
}
