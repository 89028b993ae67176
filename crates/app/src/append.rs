//! A file whose rows come to a list that is there already. Columns are matched by their names, the columns with addresses
//! with each other; what the list has no column for gets a new one behind the others, so nothing is lost.

use std::path::Path;

use mailvet_lists::{Layout, RowCells, Source};
use mailvet_store::{ListId, ListSummary, Store};

use crate::{
    AppError, file_name,
    import::{for_each_row, put, suppression_files},
    wire::ImportRequest,
};

pub(crate) fn append(store: &Store, request: &ImportRequest, list: ListId) -> Result<ListSummary, AppError> {
    let path = Path::new(&request.path);
    let suppressed = suppression_files(request)?;
    let source = Source::open(path, &request.options)?;
    let Some(email_column) = source.email_column() else {
        return Err(AppError::NoEmailColumn { name: file_name(path) });
    };
    let (summary, layout) = store.list_with_layout(list)?;
    let named = source.layout().header.is_some();
    if !named && source.columns().len() != summary.columns.len() {
        return Err(AppError::OtherColumns {
            name: file_name(path),
            columns: source.columns().len(),
            wanted: summary.columns.len(),
        });
    }
    let matched = Matched::of(&summary, source.columns(), email_column, named);
    let layout = layout.and_then(|layout| serde_json::from_str::<Layout>(&layout).ok());
    let layout = layout.map(|layout| lengthened(layout, &matched.columns));
    let layout = layout.and_then(|layout| serde_json::to_string(&layout).ok());
    let mut writer = store.begin_append(list, &matched.columns, layout)?;
    for file in suppressed {
        writer.suppress(file.entries, &file.name)?;
    }
    let (email_column, more) = (summary.email_column as usize, &summary.more_email_columns);
    for_each_row(&source, |cells| put(&mut writer, matched.arranged(cells), email_column, more))?;
    Ok(writer.finish()?)
}

/// The header with the names of the columns that have come.
fn lengthened(mut layout: Layout, columns: &[String]) -> Layout {
    if let Some(header) = &mut layout.header {
        header.extend(columns.iter().skip(header.len()).cloned());
    }
    layout
}

/// Where the cells of a file go in a list.
struct Matched {
    /// The list's columns, with those that have come behind them.
    columns: Vec<String>,
    /// For each of them, where its cell stands in the file; `None`: the file has no such column.
    from: Vec<Option<usize>>,
}

impl Matched {
    fn of(list: &ListSummary, columns: &[String], email_column: u32, named: bool) -> Self {
        let email_column = email_column as usize;
        let mut free: Vec<usize> = (0..columns.len()).filter(|column| *column != email_column).collect();
        let mut all = list.columns.clone();
        let mut from: Vec<Option<usize>> = Vec::with_capacity(columns.len());
        for (at, name) in list.columns.iter().enumerate() {
            let found = if at == list.email_column as usize {
                Some(email_column)
            } else {
                let found = free.iter().position(|column| !named || same(&columns[*column], name));
                found.map(|found| free.remove(found))
            };
            from.push(found);
        }
        all.extend(free.iter().map(|column| columns[*column].clone()));
        from.extend(free.into_iter().map(Some));
        Self { columns: all, from }
    }

    fn arranged<'t>(&self, cells: RowCells<'t>) -> impl Iterator<Item = &'t str> + Clone {
        self.from.iter().map(move |column| column.and_then(|column| cells.get(column)).unwrap_or_default())
    }
}

fn same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}
