//! Workbooks out: every cell of the list as text, so that leading zeros, long numbers and cells that look like formulas
//! stay what they are; score and confidence as numbers; a header that stays in sight, filters, and a colour with each
//! verdict. Rows go to disk as they come; past the last row of a sheet a further sheet begins.

use std::{
    io::BufWriter,
    panic::{AssertUnwindSafe, catch_unwind},
};

use rust_xlsxwriter::{Color, Format, FormatBorder, IgnoreError, Workbook, Worksheet, XlsxError};

use super::{OurCells, OurColumn, OurColumns, Report, report::percent, target::Target};
use crate::{WriteError, error::file_name, phrases as say};

/// Rows of a sheet, the header among them.
const SHEET_ROWS: u32 = 1_048_576;
/// Columns of a sheet.
const SHEET_COLUMNS: usize = 16_384;
/// Characters (UTF-16 units) of a cell.
const CELL_LENGTH: usize = 32_767;
/// Columns are made wide enough for the cells of this many rows.
const MEASURED_ROWS: u32 = 500;
/// Bounds of a column's width, in characters.
const WIDTHS: (usize, usize) = (9, 48);

/// Colours of the verdicts: background and text, each pair with a contrast of at least 7 : 1.
const VERDICT_COLOURS: &[(&str, u32, u32)] = &[
    ("valid", 0x00D7_F0DD, 0x000B_4A1F),
    ("likely_valid", 0x00E9_F6E2, 0x0026_4D12),
    ("risky", 0x00FD_EBC8, 0x005C_3A00),
    ("unknown", 0x00E6_E8EC, 0x0033_3A45),
    ("likely_invalid", 0x00FB_E0D3, 0x006B_2508),
    ("invalid", 0x00F9_D4D4, 0x006E_0B14),
];

/// The rows of a workbook in the making.
pub(crate) struct XlsxRows {
    book: Workbook,
    names: Vec<String>,
    /// Rows above the names, on the first sheet.
    titles: Vec<Vec<String>>,
    ours: OurColumns,
    widths: Vec<usize>,
    columns: usize,
    sheets: usize,
    /// The next row of the sheet in the making.
    next: u32,
    /// The row of the sheet in the making that names the columns.
    header: u32,
    /// Rows in all, for messages.
    rows: u64,
    limit: u32,
    styles: Styles,
}

struct Styles {
    header: Format,
    our_header: Format,
    confidence: Format,
    verdicts: Vec<(&'static str, Format)>,
}

impl std::fmt::Debug for XlsxRows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("XlsxRows").field("rows", &self.rows).finish_non_exhaustive()
    }
}

impl Styles {
    fn new() -> Self {
        let header = Format::new()
            .set_bold()
            .set_background_color(Color::RGB(0x00E6_E8EC))
            .set_font_color(Color::RGB(0x001B_2330))
            .set_border_bottom(FormatBorder::Thin);
        Self {
            our_header: header.clone().set_background_color(Color::RGB(0x00D3_E3FA)),
            header,
            confidence: Format::new().set_num_format("0.00"),
            verdicts: VERDICT_COLOURS
                .iter()
                .map(|(verdict, background, text)| {
                    let format = Format::new()
                        .set_background_color(Color::RGB(*background))
                        .set_font_color(Color::RGB(*text));
                    (*verdict, format)
                })
                .collect(),
        }
    }

    fn verdict(&self, code: &str) -> Option<&Format> {
        self.verdicts.iter().find(|(verdict, _)| *verdict == code).map(|(_, style)| style)
    }
}

impl XlsxRows {
    pub(crate) fn begin(
        target: &Target,
        columns: &[String],
        ours: OurColumns,
        titles: &[Vec<String>],
    ) -> Result<Self, WriteError> {
        Self::with_limit(target, columns, ours, titles, SHEET_ROWS)
    }

    fn with_limit(
        target: &Target,
        columns: &[String],
        ours: OurColumns,
        titles: &[Vec<String>],
        limit: u32,
    ) -> Result<Self, WriteError> {
        let all = columns.len() + ours.chosen.len() * ours.sets();
        if all > SHEET_COLUMNS {
            return Err(WriteError::TooManyColumns { columns: all });
        }
        let names: Vec<String> = columns.iter().cloned().chain(ours.names(columns)).collect();
        let mut book = Workbook::new();
        book.set_tempdir(target.folder()).map_err(|fault| told(target, fault))?;
        let mut rows = Self {
            book,
            widths: names.iter().map(|name| name.chars().count()).collect(),
            names,
            titles: titles.to_vec(),
            ours,
            columns: columns.len(),
            sheets: 0,
            next: 0,
            header: 0,
            rows: 0,
            limit,
            styles: Styles::new(),
        };
        if let Some(name) = rows.names.iter().find(|name| too_long(name)) {
            return Err(WriteError::Failed {
                name: file_name(target.path()),
                why: say::long_column_name(name.chars().count()),
                detail: String::new(),
            });
        }
        guarded(target, || rows.begin_sheet())?;
        Ok(rows)
    }

    pub(crate) fn row<S: AsRef<str>>(
        &mut self,
        target: &Target,
        cells: &[S],
        ours: &[Option<&OurCells<'_>>],
    ) -> Result<(), WriteError> {
        self.rows += 1;
        let row = self.rows;
        let told = ours.iter().flatten().any(|ours| too_long(ours.detail));
        if told || cells.iter().any(|cell| too_long(cell.as_ref())) {
            return Err(WriteError::CellTooLong { row });
        }
        guarded(target, || self.put(cells, ours))
    }

    pub(crate) fn finish(mut self, target: &Target) -> Result<(), WriteError> {
        let file = BufWriter::new(target.file()?);
        guarded(target, || {
            self.end_sheet()?;
            self.book.save_to_writer(file)
        })
    }

    /// Appends a sheet with facts and counts.
    pub(crate) fn summary(&mut self, target: &Target, report: &Report) -> Result<(), WriteError> {
        guarded(target, || self.put_summary(report))
    }

    fn put_summary(&mut self, report: &Report) -> Result<(), XlsxError> {
        let styles = &self.styles;
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        sheet.set_name(&report.speech.summary)?.set_column_width(0, 36)?.set_column_width(1, 18)?;
        sheet.set_column_width(2, 10)?.set_column_width(3, 70)?;
        sheet.write_string_with_format(0, 0, cut(&report.title), &styles.header)?;
        let mut row = 1;
        for (name, value) in &report.facts {
            sheet.write_string(row, 0, cut(name))?.write_string(row, 1, cut(value))?;
            row += 1;
        }
        for chart in &report.charts {
            row += 1;
            sheet.write_string_with_format(row, 0, cut(&chart.title), &styles.header)?;
            sheet.write_string_with_format(row, 1, &report.speech.rows, &styles.header)?;
            sheet.write_string_with_format(row, 2, &report.speech.share, &styles.header)?;
            row += 1;
            let total = chart.total();
            for bar in &chart.bars {
                match bar.verdict.as_deref().and_then(|verdict| styles.verdict(verdict)) {
                    Some(style) => sheet.write_string_with_format(row, 0, cut(&bar.label), style)?,
                    None => sheet.write_string(row, 0, cut(&bar.label))?,
                };
                sheet.write_number(row, 1, bar.count as f64)?;
                sheet.write_string(row, 2, percent(bar.count, total, &report.speech.decimal_mark))?;
                if !bar.note.is_empty() {
                    sheet.write_string(row, 3, cut(&bar.note))?;
                }
                row += 1;
            }
        }
        Ok(())
    }

    fn sheet(&mut self) -> Result<&mut Worksheet, XlsxError> {
        self.book.worksheet_from_index(self.sheets - 1)
    }

    fn begin_sheet(&mut self) -> Result<(), XlsxError> {
        self.sheets += 1;
        let name = if self.sheets == 1 { "List".to_owned() } else { format!("List {}", self.sheets) };
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        let titles = if self.sheets == 1 { self.titles.as_slice() } else { &[] };
        for (row, title) in (0..).zip(titles) {
            for (column, cell) in (0..).zip(title).filter(|(_, cell)| !cell.is_empty()) {
                sheet.write_string(row, column, cell)?;
            }
        }
        let header = titles.len() as u32;
        sheet.set_name(name)?.set_freeze_panes(header + 1, 0)?;
        for (column, name) in (0..).zip(&self.names) {
            let ours = usize::from(column) >= self.columns;
            let style = if ours { &self.styles.our_header } else { &self.styles.header };
            sheet.write_string_with_format(header, column, name, style)?;
        }
        self.header = header;
        self.next = header + 1;
        Ok(())
    }

    fn end_sheet(&mut self) -> Result<(), XlsxError> {
        let (last_row, last_column) = (self.next - 1, (self.names.len() - 1) as u16);
        let widths = self.widths.clone();
        let header = self.header;
        let sheet = self.sheet()?;
        sheet.autofilter(header, 0, last_row, last_column)?;
        // No green corner on every telephone number.
        sheet.ignore_error_range(0, 0, last_row, last_column, IgnoreError::NumberStoredAsText)?;
        for (column, width) in (0..).zip(widths) {
            sheet.set_column_width(column, width.clamp(WIDTHS.0, WIDTHS.1) as f64 + 2.0)?;
        }
        Ok(())
    }

    fn put<S: AsRef<str>>(&mut self, cells: &[S], ours: &[Option<&OurCells<'_>>]) -> Result<(), XlsxError> {
        if self.next == self.limit {
            self.end_sheet()?;
            self.begin_sheet()?;
        }
        let row = self.next;
        self.next += 1;
        let sheet = self.book.worksheet_from_index(self.sheets - 1)?;
        for (column, cell) in (0..).zip(cells.iter().map(AsRef::as_ref)) {
            if !cell.is_empty() {
                sheet.write_string(row, column, cell)?;
            }
        }
        for (set, ours) in ours.iter().take(self.ours.sets()).enumerate() {
            let Some(ours) = ours else { continue };
            let first = self.columns + set * self.ours.chosen.len();
            for (column, which) in (first as u16..).zip(&self.ours.chosen) {
                let text = ours.text(*which);
                match which {
                    OurColumn::Score => sheet.write_number(row, column, ours.score)?,
                    OurColumn::Confidence => sheet.write_number_with_format(
                        row,
                        column,
                        ours.confidence,
                        &self.styles.confidence,
                    )?,
                    OurColumn::Verdict => match self.styles.verdict(ours.verdict) {
                        Some(style) => sheet.write_string_with_format(row, column, text, style)?,
                        None => sheet.write_string(row, column, text)?,
                    },
                    _ if text.is_empty() => sheet,
                    _ => sheet.write_string(row, column, text)?,
                };
            }
        }
        if self.rows <= u64::from(MEASURED_ROWS) {
            let (users, our) = self.widths.split_at_mut(self.columns);
            let wide = |text: &str| text.chars().take(WIDTHS.1).count();
            for (width, cell) in users.iter_mut().zip(cells) {
                *width = (*width).max(wide(cell.as_ref()));
            }
            let sets = ours.iter().flat_map(|ours| self.ours.chosen.iter().map(move |which| (ours, which)));
            for (width, (ours, which)) in our.iter_mut().zip(sets) {
                *width = (*width).max(ours.map_or(0, |ours| wide(&ours.text(*which))));
            }
        }
        Ok(())
    }
}

fn too_long(text: &str) -> bool {
    text.len() > CELL_LENGTH && text.encode_utf16().count() > CELL_LENGTH
}

/// As much of a text as a cell holds, which a summary may cut.
fn cut(text: &str) -> String {
    text.chars().take(CELL_LENGTH / 2).collect()
}

fn told(target: &Target, fault: XlsxError) -> WriteError {
    match fault {
        XlsxError::IoError(fault) | XlsxError::TempFileError(_, fault) => target.fault(fault),
        other => WriteError::of_library(target.path(), other.to_string()),
    }
}

/// The library writes rows to a temporary file and panics where that fails; the usual cause is a full disk.
fn guarded(target: &Target, write: impl FnOnce() -> Result<(), XlsxError>) -> Result<(), WriteError> {
    match catch_unwind(AssertUnwindSafe(write)) {
        Ok(written) => written.map_err(|fault| told(target, fault)),
        Err(_) => Err(target.fault(std::io::ErrorKind::StorageFull.into())),
    }
}
