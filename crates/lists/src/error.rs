//! What can go wrong with a file, told to the person who brought it: what is the matter and what to do. What a log wants to
//! know beyond the sentences is the error's source or its `detail`.

use std::{
    fmt,
    io::{self, ErrorKind},
    path::Path,
};

use mailvet_verdict::{Sentence, refusal};

use crate::{foreign::Foreign, phrases as say};

/// Why a file cannot be read as a list.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Nothing at that path.
    NotFound {
        /// The file's name.
        name: String,
    },
    /// A folder.
    IsFolder {
        /// The folder's name.
        name: String,
    },
    /// The system does not let us read it.
    NotAllowed {
        /// The file's name.
        name: String,
        /// The system's words.
        #[source]
        source: io::Error,
    },
    /// Reading broke off.
    Unreadable {
        /// The file's name.
        name: String,
        /// The system's words.
        #[source]
        source: io::Error,
    },
    /// No byte, or nothing but white space.
    Empty {
        /// The file's name.
        name: String,
    },
    /// Column names, and nothing below them.
    NoRows {
        /// The file's name.
        name: String,
    },
    /// A workbook without any worksheet.
    NoWorksheet {
        /// The file's name.
        name: String,
    },
    /// A workbook without any cell that could be seen.
    EmptySheets {
        /// The file's name.
        name: String,
    },
    /// The chosen sheet, without any cell.
    EmptySheet {
        /// The file's name.
        name: String,
        /// The sheet's.
        sheet: String,
    },
    /// A workbook in which every sheet is hidden.
    NoVisibleSheet {
        /// The file's name.
        name: String,
    },
    /// A workbook with a password.
    Protected {
        /// The file's name.
        name: String,
    },
    /// A workbook that cannot be taken apart.
    Damaged {
        /// The file's name.
        name: String,
        /// For the log.
        detail: String,
    },
    /// Something that is no list at all.
    NotAList {
        /// The file's name.
        name: String,
        /// What it is.
        what: Foreign,
    },
    /// Something that a spreadsheet program can turn into a list.
    SaveAgain {
        /// The file's name.
        name: String,
        /// What it is.
        what: Foreign,
    },
    /// A workbook that would unpack to something absurd.
    Absurd {
        /// The file's name.
        name: String,
        /// What is beyond the limit.
        detail: Sentence,
    },
    /// A line beyond the limit.
    EndlessLine {
        /// The file's name.
        name: String,
        /// Which line.
        line: u64,
        /// The limit, in millions of characters.
        limit: usize,
    },
    /// A sheet that is not there, or hidden.
    NoSuchSheet {
        /// The file's name.
        name: String,
        /// The sheet asked for.
        sheet: String,
    },
    /// A column that is not there.
    NoSuchColumn {
        /// The file's name.
        name: String,
        /// How many there are.
        columns: usize,
        /// The column asked for, from 1.
        wanted: u64,
    },
    /// An encoding with a name that nobody knows.
    UnknownEncoding {
        /// What was asked for.
        label: String,
    },
    /// A character that cannot part cells.
    BadDelimiter {
        /// What was asked for.
        delimiter: char,
    },
    /// The file is not the one that was looked at.
    Changed {
        /// The file's name.
        name: String,
    },
    /// No room for what was unpacked.
    NoRoom {
        /// The file's name.
        name: String,
        /// The system's words.
        #[source]
        source: io::Error,
    },
}

impl ReadError {
    /// What is the matter and what to do.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        match self {
            Self::NotFound { name } => say::not_found(name),
            Self::IsFolder { name } => say::is_folder(name),
            Self::NotAllowed { name, .. } => say::not_allowed(name),
            Self::Unreadable { name, source } => say::unreadable(name, refusal(source)),
            Self::Empty { name } => say::empty(name),
            Self::NoRows { name } => say::no_rows(name),
            Self::NoWorksheet { name } => say::no_worksheet(name),
            Self::EmptySheets { name } => say::empty_sheets(name),
            Self::EmptySheet { name, sheet } => say::empty_sheet(name, sheet),
            Self::NoVisibleSheet { name } => say::no_visible_sheet(name),
            Self::Protected { name } => say::protected(name),
            Self::Damaged { name, .. } => say::damaged(name),
            Self::NotAList { name, what } => say::not_a_list(name, what.said()),
            Self::SaveAgain { name, what } => say::save_again(name, what.said()),
            Self::Absurd { name, detail } => say::absurd(name, detail.clone()),
            Self::EndlessLine { name, line, limit } => say::endless_line(*line, name, *limit),
            Self::NoSuchSheet { name, sheet } => say::no_such_sheet(name, sheet),
            Self::NoSuchColumn { name, columns, wanted } => say::no_such_column(name, *columns, *wanted),
            Self::UnknownEncoding { label } => say::unknown_encoding(label),
            Self::BadDelimiter { delimiter } => say::bad_delimiter(format!("{delimiter:?}")),
            Self::Changed { name } => say::changed(name),
            Self::NoRoom { name, .. } => say::no_room(name),
        }
    }

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

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

/// Why a file cannot be written. The target is as it was before, whatever happened.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The folder is not there.
    NoFolder {
        /// Which.
        folder: String,
    },
    /// The target is a folder.
    IsFolder {
        /// The target's name.
        name: String,
    },
    /// The folder does not let us write.
    ReadOnlyFolder {
        /// Which.
        folder: String,
        /// The system's words.
        #[source]
        source: io::Error,
    },
    /// The file that would be replaced is protected.
    ReadOnlyFile {
        /// The target's name.
        name: String,
    },
    /// The file that would be replaced is in use.
    TargetInUse {
        /// The target's name.
        name: String,
        /// The system's words.
        #[source]
        source: io::Error,
    },
    /// No room left.
    DiskFull {
        /// The target's name.
        name: String,
        /// The system's words.
        #[source]
        source: io::Error,
    },
    /// A text that no workbook can hold.
    CellTooLong {
        /// Which row, from 1, without the header.
        row: u64,
    },
    /// A row that does not belong to this list.
    TooManyCells {
        /// Which row, from 1, without the header.
        row: u64,
        /// Its cells.
        cells: usize,
        /// The list's columns.
        columns: usize,
    },
    /// More columns than a workbook can hold.
    TooManyColumns {
        /// How many.
        columns: usize,
    },
    /// Anything else.
    Failed {
        /// The target's name.
        name: String,
        /// Why, as the end of a sentence.
        why: Sentence,
        /// The system's or the library's words.
        detail: String,
    },
}

impl WriteError {
    /// What is the matter and what to do.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        match self {
            Self::NoFolder { folder } => say::no_folder(folder),
            Self::IsFolder { name } => say::target_is_folder(name),
            Self::ReadOnlyFolder { folder, .. } => say::read_only_folder(folder),
            Self::ReadOnlyFile { name } => say::read_only_file(name),
            Self::TargetInUse { name, .. } => say::target_in_use(name),
            Self::DiskFull { name, .. } => say::disk_full(name),
            Self::CellTooLong { row } => say::cell_too_long(*row),
            Self::TooManyCells { row, cells, columns } => say::too_many_cells(*row, *cells, *columns),
            Self::TooManyColumns { columns } => say::too_many_columns(*columns),
            Self::Failed { name, why, .. } => say::not_written(name, why.clone()),
        }
    }

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
            _ => Self::Failed { name, why: refusal(&source), detail: source.to_string() },
        }
    }
}

impl WriteError {
    /// A library that fails while the file that will be `target` was written, in its words.
    pub(crate) fn of_library(target: &Path, words: String) -> Self {
        Self::Failed { name: file_name(target), why: Sentence::as_it_is(&words), detail: words }
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
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
