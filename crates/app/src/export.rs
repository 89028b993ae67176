//! Results become a file: the user's rows as they came, our columns appended; or what a preset makes of them.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap, HashSet, btree_map::Entry},
    fs::File,
    io::Write,
    path::{Path, PathBuf},
    sync::Arc,
};

use mailvet_engine::{Clock as _, journal::AddressId};
use mailvet_lists::{
    Format, Layout, ListWriter, OUR_PREFIX, OurCells, OurColumn, OurColumns, Preview, ReadOptions, Report,
    Source, WriteError, zip_files,
};
use mailvet_store::{Decision, ListId, ListSummary, Query, ResultRow, RowResult, Store, StoreError};
use mailvet_verdict::{Action, Knowledge, Moment, Policy, Reason, Sentence, Verdict};

use crate::{
    AppError, Mailvet, Preset, blocking, figures, marks,
    policy::sound,
    progress::Counter,
    report_words::ReportWords,
    summary::{Tally, Told},
    wire::{ExportFormat, ExportOptions, ExportPreview, ExportReport, ExportRequest, PreviewTable},
};

/// Rows of an export that are shown before it is written.
const PREVIEWED: usize = 8;

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
            Some("html" | "htm") => Ok(Self::Html),
            Some("pdf") => Ok(Self::Pdf),
            Some("zip") => Ok(Self::Zip),
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

/// The kind of list that a file's ending says, for rows without results.
pub(crate) fn plain_format(path: &Path, layout: Layout) -> Result<Format, AppError> {
    match ExportFormat::of_path(path)? {
        ExportFormat::Csv => Ok(Format::Csv(layout)),
        ExportFormat::Xlsx => Ok(Format::Xlsx(layout)),
        ExportFormat::Jsonl => Ok(Format::Jsonl),
        ExportFormat::Html | ExportFormat::Pdf | ExportFormat::Zip => {
            Err(AppError::UnknownFormat { path: path.to_owned() })
        }
    }
}

mailvet_verdict::phrases! {
    /// What is said of a file that was written.
    pub(crate) WRITTEN "export" {
        titles_left_out(count) = "JSON lines have no place above the column names, so {count} title rows of the list are left out.";
        of_part(name, remark) = "{name}: {remark}";
    }
}

impl Mailvet {
    /// Writes the rows of a query to a file, whole or not at all. A preset's rows take the place of the query's actions.
    ///
    /// # Errors
    /// The file cannot be written, there is no such list or preset, or the database fails.
    pub async fn export(&self, request: ExportRequest) -> Result<ExportReport, AppError> {
        let path = PathBuf::from(&request.path);
        let format = request.format.map_or_else(|| ExportFormat::of_path(&path), Ok)?;
        let mut export =
            self.prepare(request.list, request.query, &request.options.unwrap_or_default()).await?;
        export.counter = Some(self.0.exporting.begin());
        blocking(move || {
            let (rows, remarks) = export.write(&path, format)?;
            Ok(ExportReport { path: path.display().to_string(), rows, remarks })
        })
        .await
    }

    /// How many rows of the latest export that is under way are taken; `None`: none is.
    #[must_use]
    pub fn export_progress(&self) -> Option<u64> {
        self.0.exporting.rows()
    }

    /// The first rows of an export as they would be written. Nothing is kept.
    ///
    /// # Errors
    /// There is no such list or preset, the database fails, or the disk is full.
    pub async fn preview_export(&self, request: ExportRequest) -> Result<ExportPreview, AppError> {
        let format = request.format.map_or_else(|| ExportFormat::of_path(Path::new(&request.path)), Ok)?;
        let mut export =
            self.prepare(request.list, request.query, &request.options.unwrap_or_default()).await?;
        export.most = Some(PREVIEWED);
        blocking(move || export.preview(format)).await
    }

    /// Writes every row as CSV to a stream; answers what the user should know about it.
    ///
    /// # Errors
    /// The stream cannot be written, there is no such list, or the database fails.
    pub async fn export_csv(
        &self,
        list: ListId,
        mut to: Box<dyn Write + Send>,
    ) -> Result<Vec<Sentence>, AppError> {
        let export = self.prepare(list, Query::default(), &ExportOptions::default()).await?;
        blocking(move || {
            // Whether the list's encoding can hold every text is known only at the end, so the stream gets a whole file.
            let failed = |source| AppError::Stream { source };
            let folder = tempfile::tempdir().map_err(failed)?;
            let file = folder.path().join("result.csv");
            let (_, remarks) = export.write(&file, ExportFormat::Csv)?;
            let mut from = File::open(&file).map_err(failed)?;
            std::io::copy(&mut from, &mut to).and_then(|_| to.flush()).map_err(failed)?;
            Ok(remarks)
        })
        .await
    }

    async fn prepare(
        &self,
        list: ListId,
        mut query: Query,
        options: &ExportOptions,
    ) -> Result<Export, AppError> {
        let preset = options.preset.as_deref().map(|id| self.preset(id)).transpose()?;
        let preset = preset.as_deref();
        if let Some(preset) = preset {
            if !preset.actions.is_empty() {
                query.actions.clone_from(&preset.actions);
            }
            if !preset.verdicts.is_empty() {
                query.verdicts.clone_from(&preset.verdicts);
            }
        }
        let kept = self.0.store.list_layout(list).await?;
        let layout = kept.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
        let list = self.0.store.list(list).await?;
        let settings = match &list.run {
            Some(run) => self.0.store.run_settings(run.id).await?,
            None => String::new(),
        };
        let preset_columns = preset.and_then(|preset| preset.ours.clone());
        let ours = OurColumns {
            chosen: options.columns.clone().or(preset_columns).unwrap_or_else(|| OurColumn::ALL.to_vec()),
            prefix: options
                .prefix
                .clone()
                .or_else(|| preset.and_then(|preset| preset.prefix.clone()))
                .unwrap_or_else(|| OUR_PREFIX.to_owned()),
            further: list
                .more_email_columns
                .iter()
                .filter_map(|column| list.columns.get(*column as usize).cloned())
                .collect(),
        };
        let shape = Shape::of(&list, layout, ours, preset);
        let for_spreadsheets =
            options.for_spreadsheets || preset.is_some_and(|preset| preset.for_spreadsheets);
        let (store, knowledge) = (self.0.store.clone(), Arc::clone(&self.0.knowledge));
        let policy = match &options.policy {
            Some(rows) => Some(TriedPolicy {
                policy: sound(rows.clone())?,
                // Under another policy the kept actions say nothing.
                wanted: std::mem::take(&mut query.actions),
            }),
            None => None,
        };
        Ok(Export {
            store,
            knowledge,
            list,
            query,
            shape,
            for_spreadsheets,
            settings,
            now: self.0.clock.now(),
            policy,
            words: options.words.clone().unwrap_or_default(),
            most: None,
            counter: None,
        })
    }
}

/// An export, ready to be written.
struct Export {
    store: Store,
    knowledge: Arc<Knowledge>,
    list: ListSummary,
    query: Query,
    shape: Shape,
    for_spreadsheets: bool,
    settings: String,
    /// When it was asked for.
    now: Moment,
    policy: Option<TriedPolicy>,
    words: ReportWords,
    /// At most so many rows.
    most: Option<usize>,
    counter: Option<Counter>,
}

/// A policy that is not the kept one: rows get their actions by it, and are chosen by them.
struct TriedPolicy {
    policy: Policy,
    /// None named: every row.
    wanted: Vec<Action>,
}

impl TriedPolicy {
    /// Gives the row its actions; whether it is wanted.
    fn apply(&self, row: &mut ResultRow) -> bool {
        for further in row.more.iter_mut().flatten() {
            self.decide(further.result.as_mut());
        }
        self.decide(row.result.as_mut());
        self.wanted.is_empty()
            || row.result.as_ref().is_some_and(|result| self.wanted.contains(&result.action))
    }

    fn decide(&self, result: Option<&mut RowResult>) {
        if let Some(result) =
            result.filter(|result| result.reason != Reason::Suppressed && result.decision.is_none())
        {
            result.action = self.policy.action(result.verdict, &result.flags, result.score);
        }
    }
}

/// Which columns a file has.
struct Shape {
    names: Vec<String>,
    layout: Layout,
    ours: OurColumns,
    /// For a mailing service: where each column stood; the addresses' column has the bare address, and each once.
    service: Option<Vec<usize>>,
    email_column: usize,
}

impl Shape {
    fn of(list: &ListSummary, layout: Layout, ours: OurColumns, preset: Option<&Preset>) -> Self {
        let email_column = list.email_column as usize;
        match preset.filter(|preset| preset.is_for_service()) {
            Some(preset) => {
                let columns = preset.service_columns(&list.columns, email_column);
                let (from, names) = columns.into_iter().unzip();
                Self { names, layout: Layout::default(), ours, service: Some(from), email_column }
            }
            None => Self { names: list.columns.clone(), layout, ours, service: None, email_column },
        }
    }

    fn cells<'r>(&self, row: &'r ResultRow) -> Vec<&'r str> {
        match &self.service {
            Some(from) => from
                .iter()
                .map(|at| match *at {
                    at if at == self.email_column => row.address.as_str(),
                    at => row.cells.get(at).unwrap_or_default(),
                })
                .collect(),
            None => row.cells.iter().collect(),
        }
    }
}

impl Export {
    fn write(&self, path: &Path, format: ExportFormat) -> Result<(u64, Vec<Sentence>), AppError> {
        match format {
            ExportFormat::Csv => self.write_list(path, self.csv()),
            ExportFormat::Xlsx => self.write_list(path, Format::Xlsx(self.shape.layout.clone())),
            ExportFormat::Jsonl => self.write_list(path, Format::Jsonl),
            ExportFormat::Html => self.write_report(|report| report.write_html(path)),
            ExportFormat::Pdf => self.write_report(|report| report.write_pdf(path)),
            ExportFormat::Zip => self.write_by_verdict(path),
        }
    }

    /// Who takes mail for each domain of the list, as far as DNS has said so.
    fn providers(&self) -> Result<HashMap<String, String>, AppError> {
        match &self.list.run {
            Some(run) => figures::providers(&self.store, &self.knowledge, run.id),
            None => Ok(HashMap::new()),
        }
    }

    fn csv(&self) -> Format {
        let layout = self.shape.layout.clone();
        if self.for_spreadsheets { Format::SpreadsheetCsv(layout) } else { Format::Csv(layout) }
    }

    fn begin(&self, path: &Path, format: Format) -> Result<ListWriter, AppError> {
        Ok(ListWriter::create_with(path, format, &self.shape.names, self.shape.ours.clone())?)
    }

    fn write_list(&self, path: &Path, format: Format) -> Result<(u64, Vec<Sentence>), AppError> {
        let has_summary = matches!(format, Format::Xlsx(_)) && self.shape.service.is_none();
        let left_out = if format == Format::Jsonl { self.shape.layout.titles.len() } else { 0 };
        let mut writer = self.begin(path, format)?;
        let mut tally = Tally::default();
        self.for_each_row(|row| {
            if has_summary {
                tally.take(row);
            }
            put(&mut writer, &self.shape, row)
        })?;
        if has_summary {
            writer.summary(&self.report(tally)?)?;
        }
        let mut remarks: Vec<Sentence> = writer.remark().into_iter().collect();
        if left_out > 0 {
            remarks.push(titles_left_out(left_out));
        }
        Ok((writer.finish()?, remarks))
    }

    fn report(&self, tally: Tally) -> Result<Report, AppError> {
        let told =
            Told { list: &self.list, settings: &self.settings, providers: &self.providers()?, now: self.now };
        let mut report = tally.report(&self.words, told);
        if let Some(run) = &self.list.run {
            marks::put_into(&mut report, &self.store, run.id, &self.words)?;
        }
        Ok(report)
    }

    fn write_report(
        &self,
        write: impl FnOnce(&Report) -> Result<(), WriteError>,
    ) -> Result<(u64, Vec<Sentence>), AppError> {
        let mut tally = Tally::default();
        let mut rows = 0;
        self.for_each_row(|row| {
            rows += 1;
            tally.take(row);
            Ok(())
        })?;
        write(&self.report(tally)?)?;
        Ok((rows, Vec::new()))
    }

    /// The first rows, written by the writer that will write all of them, and read again.
    fn preview(&self, format: ExportFormat) -> Result<ExportPreview, AppError> {
        let folder = tempfile::tempdir().map_err(|source| AppError::Stream { source })?;
        let file = |ending: &str| folder.path().join(format!("preview.{ending}"));
        let text = |file: &Path| {
            let text = std::fs::read_to_string(file).map_err(|source| AppError::Stream { source })?;
            Ok(ExportPreview { text: Some(text.trim_start_matches('\u{feff}').to_owned()), table: None })
        };
        match format {
            ExportFormat::Csv | ExportFormat::Zip => {
                let file = file("csv");
                self.write_first(&file, self.readable(self.csv()))?;
                text(&file)
            }
            ExportFormat::Jsonl => {
                let file = file("jsonl");
                self.write_first(&file, Format::Jsonl)?;
                text(&file)
            }
            ExportFormat::Xlsx => {
                let file = file("xlsx");
                // Titles above the header are the list's own, and need no look.
                let layout = Layout { titles: Vec::new(), ..self.shape.layout.clone() };
                self.write_first(&file, Format::Xlsx(layout))?;
                let options = ReadOptions { header: Some(true), ..ReadOptions::default() };
                let Preview { columns, rows, .. } = Source::open(&file, &options)?.preview()?;
                Ok(ExportPreview { text: None, table: Some(PreviewTable { columns, rows }) })
            }
            ExportFormat::Html | ExportFormat::Pdf => Ok(ExportPreview::default()),
        }
    }

    fn write_first(&self, file: &Path, format: Format) -> Result<(), AppError> {
        let mut writer = self.begin(file, format)?;
        self.for_each_row(|row| put(&mut writer, &self.shape, row))?;
        writer.finish()?;
        Ok(())
    }

    /// The same text in an encoding that the window reads.
    fn readable(&self, format: Format) -> Format {
        let plain = |layout| Layout { encoding: Layout::default().encoding, bom: false, ..layout };
        match format {
            Format::Csv(layout) => Format::Csv(plain(layout)),
            other => other,
        }
    }

    /// One file for each verdict that occurs, and one for rows without any.
    fn write_by_verdict(&self, path: &Path) -> Result<(u64, Vec<Sentence>), AppError> {
        check_writable(path)?;
        let folder = tempfile::tempdir().map_err(|source| AppError::Stream { source })?;
        let mut writers: BTreeMap<Option<Verdict>, ListWriter> = BTreeMap::new();
        let mut rows = 0;
        self.for_each_row(|row| {
            rows += 1;
            let verdict = row.result.as_ref().map(|result| result.verdict);
            let writer = match writers.entry(verdict) {
                Entry::Occupied(begun) => begun.into_mut(),
                Entry::Vacant(free) => {
                    free.insert(self.begin(&folder.path().join(part_name(verdict)), self.csv())?)
                }
            };
            put(writer, &self.shape, row)
        })?;
        let (mut files, mut remarks) = (Vec::new(), Vec::new());
        for (verdict, writer) in writers {
            let name = part_name(verdict);
            remarks.extend(writer.remark().map(|remark| of_part(&name, remark)));
            writer.finish()?;
            files.push((name.clone(), folder.path().join(name)));
        }
        zip_files(path, &files)?;
        Ok((rows, remarks))
    }

    /// The rows of the query; for a mailing service each address once, and none without an address.
    fn for_each_row(&self, mut each: impl FnMut(&ResultRow) -> Result<(), AppError>) -> Result<(), AppError> {
        let mut seen: HashSet<AddressId> = HashSet::new();
        let mut left = self.most.unwrap_or(usize::MAX);
        let walked = self.store.for_each_row(self.list.id, &self.query, |row| {
            if self.policy.as_ref().is_some_and(|policy| !policy.apply(row)) {
                return Ok(());
            }
            if self.shape.service.is_some() && !(row.address.contains('@') && seen.insert(row.address_id)) {
                return Ok(());
            }
            if let Some(counter) = &self.counter {
                counter.step();
            }
            each(row)?;
            left -= 1;
            if left == 0 { Err(Halt::Enough) } else { Ok(()) }
        });
        match walked {
            Ok(()) | Err(Halt::Enough) => Ok(()),
            Err(Halt::Failed(error)) => Err(error),
        }
    }
}

/// Why a walk over the rows ended before the last one.
enum Halt {
    /// No more were wanted.
    Enough,
    Failed(AppError),
}

impl From<AppError> for Halt {
    fn from(error: AppError) -> Self {
        Self::Failed(error)
    }
}

impl From<StoreError> for Halt {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

fn part_name(verdict: Option<Verdict>) -> String {
    format!("{}.csv", verdict.map_or("not_checked", Verdict::code))
}

fn put(writer: &mut ListWriter, shape: &Shape, row: &ResultRow) -> Result<(), AppError> {
    let further = row.more.iter().map(|more| more.as_ref().and_then(|more| more.result.as_ref()));
    let ours: Vec<Option<Ours<'_>>> =
        std::iter::once(row.result.as_ref()).chain(further).map(|result| result.map(Ours::of)).collect();
    let cells: Vec<Option<OurCells<'_>>> = ours.iter().map(|ours| ours.as_ref().map(Ours::cells)).collect();
    let cells: Vec<Option<&OurCells<'_>>> = cells.iter().map(Option::as_ref).collect();
    Ok(writer.row_of_several(&shape.cells(row), &cells)?)
}

/// A decision of the user's in a sentence, so that nobody takes it for the policy's.
fn told(decision: &Decision) -> String {
    let Decision { action, note, at: _ } = decision;
    let note = note.trim_end_matches('.');
    if note.is_empty() {
        format!("Decided by hand: {}.", action.title())
    } else {
        format!("Decided by hand: {} ({note}).", action.title())
    }
}

/// A row's result with its codes, for a writer to borrow from.
pub(crate) struct Ours<'r> {
    result: &'r RowResult,
    detail: Cow<'r, str>,
    flags: Vec<&'static str>,
    checked_at: String,
}

impl<'r> Ours<'r> {
    pub(crate) fn of(result: &'r RowResult) -> Self {
        let detail = match &result.decision {
            None => result.sentence.english(),
            Some(decision) => Cow::Owned(format!("{} {}", result.sentence, told(decision))),
        };
        let flags = result.flags.yes.iter().map(|flag| flag.code()).collect();
        Self { result, detail, flags, checked_at: result.checked_at.to_string() }
    }

    /// What stands in one of our columns.
    pub(crate) fn cell(&self, column: OurColumn) -> String {
        let result = self.result;
        match column {
            OurColumn::Verdict => result.verdict.code().to_owned(),
            OurColumn::Reason => result.reason.code().to_owned(),
            OurColumn::Action => result.action.code().to_owned(),
            OurColumn::Score => result.score.to_string(),
            OurColumn::Confidence => format!("{:.2}", result.confidence),
            OurColumn::Flags => self.flags.join("|"),
            OurColumn::Suggestion => result.suggestion.clone().unwrap_or_default(),
            OurColumn::Detail => self.detail.to_string(),
            OurColumn::CheckedAt => self.checked_at.clone(),
        }
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
            detail: &self.detail,
            checked_at: &self.checked_at,
        }
    }
}
