//! Results become a file: the user's rows as they came, our columns appended.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use mailvet_lists::{Format, Layout, ListWriter, OurCells};
use mailvet_store::{ListId, ListSummary, Query, RowResult, Store};

use crate::{
    AppError, Mailvet, blocking,
    wire::{ExportFormat, ExportReport, ExportRequest},
};

impl ExportFormat {
    /// The kind that a file's ending says.
    ///
    /// # Errors
    /// It says none that can be written.
    pub fn of_path(path: &Path) -> Result<Self, AppError> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        match ending.as_deref() {
            Some("csv" | "tsv" | "txt") => Ok(Self::Csv),
            Some("xlsx") => Ok(Self::Xlsx),
            Some("jsonl" | "ndjson") => Ok(Self::Jsonl),
            _ => Err(AppError::UnknownFormat { path: path.to_owned() }),
        }
    }
}

/// Says early whether a result could be written to `path`.
///
/// # Errors
/// It could not.
pub fn check_writable(path: &Path) -> Result<(), AppError> {
    // A writer that is dropped unfinished leaves everything as it was.
    ListWriter::create(path, Format::Jsonl, &[]).map(drop).map_err(Into::into)
}

impl Mailvet {
    /// Writes the rows of a query to a file, whole or not at all.
    ///
    /// # Errors
    /// The file cannot be written, there is no such list, or the database fails.
    pub async fn export(&self, request: ExportRequest) -> Result<ExportReport, AppError> {
        let path = PathBuf::from(&request.path);
        let format = match request.format.map_or_else(|| ExportFormat::of_path(&path), Ok)? {
            ExportFormat::Csv => Format::Csv(self.layout(request.list).await?),
            ExportFormat::Xlsx => Format::Xlsx,
            ExportFormat::Jsonl => Format::Jsonl,
        };
        let list = self.0.store.list(request.list).await?;
        let store = self.0.store.clone();
        blocking(move || {
            let rows = write(&store, &list, &request.query, &path, format)?;
            Ok(ExportReport { path: path.display().to_string(), rows })
        })
        .await
    }

    /// Writes every row as CSV to a stream.
    ///
    /// # Errors
    /// The stream cannot be written, there is no such list, or the database fails.
    pub async fn export_csv(&self, list: ListId, mut to: Box<dyn Write + Send>) -> Result<u64, AppError> {
        let format = Format::Csv(self.layout(list).await?);
        let list = self.0.store.list(list).await?;
        let store = self.0.store.clone();
        blocking(move || {
            // Whether the list's encoding can hold every text is known only at the end, so the stream gets a whole file.
            let failed = |source| AppError::Stream { source };
            let folder = tempfile::tempdir().map_err(failed)?;
            let file = folder.path().join("result.csv");
            let rows = write(&store, &list, &Query::default(), &file, format)?;
            let mut from = std::fs::File::open(&file).map_err(failed)?;
            std::io::copy(&mut from, &mut to).and_then(|_| to.flush()).map_err(failed)?;
            Ok(rows)
        })
        .await
    }

    async fn layout(&self, list: ListId) -> Result<Layout, AppError> {
        let kept = self.0.store.list_layout(list).await?;
        Ok(kept.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
    }
}

fn write(
    store: &Store,
    list: &ListSummary,
    query: &Query,
    path: &Path,
    format: Format,
) -> Result<u64, AppError> {
    let mut writer = ListWriter::create(path, format, &list.columns)?;
    store.for_each_row(list.id, query, |row| {
        let ours = row.result.as_ref().map(Ours::of);
        Ok::<(), AppError>(writer.row(&row.cells, ours.as_ref().map(Ours::cells).as_ref())?)
    })?;
    Ok(writer.finish()?)
}

/// A row's result with its codes, for a writer to borrow from.
struct Ours<'r> {
    result: &'r RowResult,
    flags: Vec<&'static str>,
    checked_at: String,
}

impl<'r> Ours<'r> {
    fn of(result: &'r RowResult) -> Self {
        let flags = result.flags.yes.iter().map(|flag| flag.code()).collect();
        Self { result, flags, checked_at: result.checked_at.to_string() }
    }

    fn cells(&self) -> OurCells<'_> {
        let result = self.result;
        OurCells {
            verdict: result.verdict.code(),
            reason: result.reason.code(),
            action: result.action.code(),
            score: result.score,
            confidence: result.confidence,
            flags: &self.flags,
            suggestion: result.suggestion.as_deref(),
            detail: &result.sentence,
            checked_at: &self.checked_at,
        }
    }
}
