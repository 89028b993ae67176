//! A file becomes a list: rows with their cells as they came, and the distinct addresses behind them.

use std::path::PathBuf;

use mailvet_lists::{Preview, ReadOptions, Source};
use mailvet_store::{ListSummary, ListWriter, NewList, NewRow, Store};
use mailvet_verdict::Address;

use crate::{AppError, Mailvet, blocking, file_name, wire::ImportRequest};

/// Rows that are handed to the store at once.
const BATCH: usize = 5_000;

/// Reads a file for the preview, without a database.
///
/// # Errors
/// The file cannot be read as a list.
pub async fn preview(path: PathBuf, options: ReadOptions) -> Result<Preview, AppError> {
    blocking(move || Ok(Source::open(&path, &options)?.preview()?)).await
}

impl Mailvet {
    /// Reads a file for the preview; nothing is kept.
    ///
    /// # Errors
    /// The file cannot be read as a list.
    pub async fn preview(&self, path: PathBuf, options: ReadOptions) -> Result<Preview, AppError> {
        preview(path, options).await
    }

    /// Brings a list in; it is kept whole or not at all.
    ///
    /// # Errors
    /// The file cannot be read, has no column with addresses, or the database fails.
    pub async fn import(&self, request: ImportRequest) -> Result<ListSummary, AppError> {
        let store = self.0.store.clone();
        blocking(move || import(&store, &request)).await
    }

    /// Brings a list in that is no file: one column of addresses.
    pub(crate) async fn import_addresses(
        &self,
        name: String,
        addresses: Vec<String>,
        practice: bool,
    ) -> Result<ListSummary, AppError> {
        let store = self.0.store.clone();
        blocking(move || {
            let list = NewList {
                name,
                path: None,
                columns: vec!["email".to_owned()],
                email_column: 0,
                practice,
                layout: None,
            };
            let mut writer = store.begin_list(list)?;
            writer.rows(addresses.into_iter().map(|address| row(vec![address], 0)).collect())?;
            Ok(writer.finish()?)
        })
        .await
    }
}

fn import(store: &Store, request: &ImportRequest) -> Result<ListSummary, AppError> {
    let path = PathBuf::from(&request.path);
    let source = Source::open(&path, &request.options)?;
    let Some(email_column) = source.email_column() else {
        return Err(AppError::NoEmailColumn { name: file_name(&path) });
    };
    let list = NewList {
        name: file_name(&path),
        path: Some(std::path::absolute(&path).unwrap_or(path).display().to_string()),
        columns: source.columns().to_vec(),
        email_column,
        practice: request.practice,
        layout: serde_json::to_string(source.layout()).ok(),
    };
    let mut writer = store.begin_list(list)?;
    fill(&mut writer, &source, email_column as usize)?;
    Ok(writer.finish()?)
}

fn fill(writer: &mut ListWriter, source: &Source, email_column: usize) -> Result<(), AppError> {
    let mut batch = Vec::with_capacity(BATCH);
    for cells in source.rows() {
        batch.push(row(cells?, email_column));
        if batch.len() == BATCH {
            writer.rows(std::mem::replace(&mut batch, Vec::with_capacity(BATCH)))?;
        }
    }
    Ok(writer.rows(batch)?)
}

fn row(cells: Vec<String>, email_column: usize) -> NewRow {
    let typed = cells.get(email_column).map(|cell| cell.trim().to_owned()).unwrap_or_default();
    NewRow { address: Address::extract(&typed), typed, cells }
}
