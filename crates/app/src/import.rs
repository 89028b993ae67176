//! A file becomes a list: rows with their cells as they came, and the distinct addresses behind them.

use std::{
    path::{Path, PathBuf},
    sync::mpsc,
    thread,
};

use mailvet_lists::{Preview, ReadOptions, RowBatch, RowCells, Source};
use mailvet_store::{ListSummary, ListWriter, NewList, Store};
use mailvet_verdict::{Address, DuplicateRule};

use crate::{
    AppError, Mailvet, append, blocking, file_name, pasted,
    suppression::{self, SuppressionFile},
    wire::ImportRequest,
};

/// Batches of rows that are read ahead.
const WAITING: usize = 2;

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
        let (store, settings) = (self.0.store.clone(), self.in_force().settings.lists);
        if let Some(list) = request.append_to.filter(|list| self.is_live(*list)) {
            tracing::debug!(list = list.0, "a list that is being vetted is not appended to");
            return Err(AppError::Running);
        }
        let pasted = self.is_pasted(Path::new(&request.path));
        blocking(move || {
            let list = match request.append_to {
                Some(list) => append::append(&store, &request, list),
                None => {
                    let rule = request.duplicates.unwrap_or(settings.duplicates);
                    import(&store, &request, rule, pasted)
                }
            }?;
            if pasted {
                pasted::forget(PathBuf::from(&request.path))?;
            }
            Ok(list)
        })
        .await
    }

    /// The list that was brought in from this very file before, with the same columns of addresses; its results need not be
    /// asked for again.
    ///
    /// # Errors
    /// The file cannot be read, or the database fails.
    pub async fn known_list(&self, request: ImportRequest) -> Result<Option<ListSummary>, AppError> {
        let practice = request.practice;
        let (content, columns) = blocking(move || {
            let source = Source::open(Path::new(&request.path), &request.options)?;
            let columns: Vec<u32> = source
                .email_column()
                .into_iter()
                .chain(source.more_email_columns().iter().copied())
                .collect();
            Ok((content_of(Path::new(&request.path))?, columns))
        })
        .await?;
        let known = self.0.store.list_of_content(&content, practice).await?;
        Ok(known.filter(|list| {
            let theirs = std::iter::once(list.email_column).chain(list.more_email_columns.iter().copied());
            theirs.eq(columns)
        }))
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
                duplicates: DuplicateRule::default(),
                more_email_columns: Vec::new(),
                content: None,
            };
            let mut writer = store.begin_list(list)?;
            for address in &addresses {
                put(&mut writer, [address.as_str()], 0, &[])?;
            }
            Ok(writer.finish()?)
        })
        .await
    }
}

fn import(
    store: &Store,
    request: &ImportRequest,
    rule: DuplicateRule,
    pasted: bool,
) -> Result<ListSummary, AppError> {
    let path = PathBuf::from(&request.path);
    let suppressed = suppression_files(request)?;
    let (content, source) = thread::scope(|scope| {
        let content = scope.spawn(|| content_of(&path));
        let source = Source::open(&path, &request.options);
        (content.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), source)
    });
    let (source, content) = (source?, content?);
    let Some(email_column) = source.email_column() else {
        return Err(AppError::NoEmailColumn { name: file_name(&path) });
    };
    // What was pasted has no file that anybody would look for.
    let (name, kept) = if pasted {
        (path.file_stem().map_or_else(|| file_name(&path), |stem| stem.to_string_lossy().into_owned()), None)
    } else {
        let absolute = std::path::absolute(&path).unwrap_or_else(|_| path.clone());
        (file_name(&path), Some(absolute.display().to_string()))
    };
    let list = NewList {
        name,
        content: Some(content),
        path: kept,
        columns: source.columns().to_vec(),
        email_column,
        practice: request.practice,
        layout: serde_json::to_string(source.layout()).ok(),
        duplicates: rule,
        more_email_columns: source.more_email_columns().to_vec(),
    };
    let mut writer = store.begin_list(list)?;
    writer.expect(source.total_rows());
    for file in suppressed {
        writer.suppress(file.entries, &file.name)?;
    }
    for_each_row(&source, |cells| {
        put(&mut writer, cells.iter(), email_column as usize, source.more_email_columns())
    })?;
    Ok(writer.finish()?)
}

/// Read before anything is brought in: a suppression list that cannot be read is no reason to ask more people.
pub(crate) fn suppression_files(request: &ImportRequest) -> Result<Vec<SuppressionFile>, AppError> {
    request.suppress.iter().map(|file| suppression::read_file(Path::new(file))).collect()
}

pub(crate) fn content_of(path: &Path) -> Result<String, AppError> {
    Ok(mailvet_lists::content_hash(path)?)
}

/// Hands every row of a file to `each`, which reads it on another thread meanwhile.
pub(crate) fn for_each_row(
    source: &Source,
    mut each: impl FnMut(RowCells<'_>) -> Result<(), AppError>,
) -> Result<(), AppError> {
    thread::scope(|scope| {
        let (full, batches) = mpsc::sync_channel::<RowBatch>(WAITING);
        let (done, empty) = mpsc::channel::<RowBatch>();
        let reader = scope.spawn(move || {
            let mut rows = source.rows();
            loop {
                let mut batch = empty.try_recv().unwrap_or_default();
                // Where nobody takes rows any more it is known why.
                if !rows.read(&mut batch)? || full.send(batch).is_err() {
                    return Ok(());
                }
            }
        });
        for batch in batches {
            batch.rows().try_for_each(&mut each)?;
            let _ended = done.send(batch);
        }
        reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// Gives a list the row with these cells.
pub(crate) fn put<'t>(
    writer: &mut ListWriter,
    cells: impl IntoIterator<Item = &'t str> + Clone,
    email_column: usize,
    more: &[u32],
) -> Result<(), AppError> {
    let typed = |column: usize| cells.clone().into_iter().nth(column).map(str::trim).unwrap_or_default();
    let parsed = |typed: &'t str| (typed, Address::extract(typed));
    let more = more.iter().map(|column| typed(*column as usize));
    let more = more.map(|typed| (!typed.is_empty()).then(|| parsed(typed)));
    Ok(writer.row(cells.clone(), parsed(typed(email_column)), more)?)
}
