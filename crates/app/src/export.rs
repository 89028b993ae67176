//! Results become a file: the user's rows as they came, our columns appended.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use mailvet_lists::{Format, Layout, OurCells, RowWriter};
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
    Ok(RowWriter::check_target(path)?)
}

impl Mailvet {
    /// Writes the rows of a query to a file, whole or not at all.
    ///
    /// # Errors
    /// The file cannot be written, there is no such list, or the database fails.
    pub async fn export(&self, request: ExportRequest) -> Result<ExportReport, AppError> {
        let path = PathBuf::from(&request.path);
        let format = request.format.map_or_else(|| ExportFormat::of_path(&path), Ok)?;
        let list = self.0.store.list(request.list).await?;
        let layout = self.layout(request.list).await?;
        let store = self.0.store.clone();
        blocking(move || {
            let format = match format {
                ExportFormat::Csv => Format::Csv(layout.for_path(&path)),
                ExportFormat::Xlsx => Format::Xlsx,
                ExportFormat::Jsonl => Format::Jsonl,
            };
            let mut writer = RowWriter::create(&path, format, &list.columns, list.email_column as usize)?;
            write_rows(&store, &list, &request.query, &mut writer)?;
            let rows = writer.finish()?;
            Ok(ExportReport { path: path.display().to_string(), rows })
        })
        .await
    }

    /// Writes every row as CSV to a stream.
    ///
    /// # Errors
    /// The stream cannot be written, there is no such list, or the database fails.
    pub async fn export_csv(&self, list: ListId, to: Box<dyn Write + Send>) -> Result<u64, AppError> {
        let list = self.0.store.list(list).await?;
        let layout = self.layout(list.id).await?;
        let store = self.0.store.clone();
        blocking(move || {
            let mut writer = RowWriter::stream(to, Format::Csv(layout), &list.columns, list.email_column as usize)?;
            write_rows(&store, &list, &Query::default(), &mut writer)?;
            Ok(writer.finish()?)
        })
        .await
    }

    async fn layout(&self, list: ListId) -> Result<Layout, AppError> {
        let kept = self.0.store.list_layout(list).await?;
        Ok(kept.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
    }
}

fn write_rows(
    store: &Store,
    list: &ListSummary,
    query: &Query,
    writer: &mut RowWriter,
) -> Result<(), AppError> {
    store.for_each_row(list.id, query, |row| {
        let ours = row.result.as_ref().map(our_cells);
        Ok::<(), AppError>(writer.row(&row.cells, ours.as_ref())?)
    })
}

fn our_cells(result: &RowResult) -> OurCells {
    OurCells {
        verdict: result.verdict.code().to_owned(),
        reason: result.reason.code().to_owned(),
        action: result.action.code().to_owned(),
        score: result.score,
        confidence: result.confidence,
        flags: result.flags.to_string(),
        suggestion: result.suggestion.clone().unwrap_or_default(),
        detail: result.sentence.clone(),
        checked_at: result.checked_at.to_string(),
    }
}
