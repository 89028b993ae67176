//! Workbooks, through calamine. The sheet in use is unpacked once, row by row, into a spool; XLSX and XLSB never stand in
//! memory as a whole. A defect in a hostile file that makes the reader panic ends as a damaged file, not as a crash.

use std::{
    fs::File,
    io::{BufReader, Seek, SeekFrom},
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::mpsc,
    thread,
};

use calamine::{
    Data, DataRef, HeaderRow, Ods, OdsError, Range, Reader, Sheet, SheetType, SheetVisible, Xls, XlsError,
    Xlsb, XlsbError, Xlsx, XlsxError,
};

use super::{
    cells::{put_text, text_of_owned, zeros_of},
    compound::{self, Compound},
    container::{self, Container, Refusal},
    guess::{self, SAMPLE_ROWS},
    remarks::Remarks,
    rows::{RowBatch, RowCells},
    sniff::Content,
    spool::{Spool, SpoolWriter},
    survey::{Survey, Widths},
};
use crate::{FileKind, Layout, ReadError, ReadOptions, error::file_name, foreign::Foreign, phrases as say};

/// The most cells (empty ones among them) that a sheet may have: a million rows with 190 columns.
const MOST_CELLS: u64 = 200_000_000;

/// Rows looked at to tell whether a sheet is the one with the addresses.
const GLANCE: usize = 100;

/// Opens a workbook and unpacks one sheet.
pub(crate) fn open(
    path: &Path,
    file: File,
    content: Content,
    options: &ReadOptions,
) -> Result<(Spool, Survey), ReadError> {
    let name = file_name(path);
    catch_unwind(AssertUnwindSafe(|| unpack(&name, file, content, options))).unwrap_or_else(|panic| {
        let detail = panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string))
            .unwrap_or_default();
        Err(ReadError::Damaged { name, detail })
    })
}

fn unpack(
    name: &str,
    file: File,
    content: Content,
    options: &ReadOptions,
) -> Result<(Spool, Survey), ReadError> {
    let mut book = Book::open(name, file, content)?;
    let all = book.sheets().to_vec();
    let is_worksheet = |sheet: &&Sheet| sheet.typ == SheetType::WorkSheet;
    let visible: Vec<String> = all
        .iter()
        .filter(is_worksheet)
        .filter(|sheet| sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    if visible.is_empty() {
        return Err(if all.iter().any(|sheet| is_worksheet(&sheet)) {
            ReadError::NoVisibleSheet { name: name.to_owned() }
        } else {
            ReadError::NoWorksheet { name: name.to_owned() }
        });
    }
    let sheet = match &options.sheet {
        Some(wanted) if visible.contains(wanted) => wanted.clone(),
        Some(wanted) => return Err(ReadError::NoSuchSheet { name: name.to_owned(), sheet: wanted.clone() }),
        None => likeliest_sheet(name, &mut book, &visible)?,
    };
    let unpacked = unpack_sheet(name, &mut book, &sheet, options)?;
    let hidden = all.iter().filter(is_worksheet).count() - visible.len();
    unpacked.finish(visible, sheet, hidden)
}

/// Bytes of rows that are handed on at once, about, and how many such batches may wait.
const BATCH: usize = 256 << 10;
const WAITING: usize = 4;

/// Rows with their numbers.
#[derive(Default)]
struct Numbered {
    numbers: Vec<u64>,
    rows: RowBatch,
}

/// Reads the workbook on this thread and keeps its rows on another.
fn unpack_sheet<'a>(
    name: &'a str,
    book: &mut Book,
    sheet: &str,
    options: &'a ReadOptions,
) -> Result<Unpacked<'a>, ReadError> {
    let mut unpacked = Unpacked::new(name, options)?;
    thread::scope(|scope| {
        let (hand_on, batches) = mpsc::sync_channel::<Numbered>(WAITING);
        let keeper = scope.spawn(move || {
            for Numbered { numbers, rows } in batches {
                numbers
                    .into_iter()
                    .zip(rows.rows())
                    .try_for_each(|(number, row)| unpacked.take(number, row))?;
            }
            Ok(unpacked)
        });
        let mut next = Numbered::default();
        let read = book.rows(sheet, &mut |number, row| {
            next.numbers.push(number);
            next.rows.push(row.iter());
            let full = next.rows.bytes() >= BATCH;
            // Where the keeper has ended it says why.
            Ok(match full.then(|| hand_on.send(std::mem::take(&mut next))) {
                None | Some(Ok(())) => Wanted::More,
                Some(Err(_)) => Wanted::Enough,
            })
        });
        let _ended = hand_on.send(next);
        drop(hand_on);
        let kept = keeper.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        read.and(kept).map_err(|stop: Stop| stop.told(name))
    })
}

/// The first sheet with addresses, else the first with anything on it.
fn likeliest_sheet(name: &str, book: &mut Book, visible: &[String]) -> Result<String, ReadError> {
    if let [only] = visible {
        return Ok(only.clone());
    }
    let mut fallback = None;
    for sheet in visible {
        let mut first = RowBatch::default();
        book.rows(sheet, &mut |_, row| {
            first.push(row.iter());
            Ok(if first.len() < GLANCE { Wanted::More } else { Wanted::Enough })
        })
        .map_err(|stop| stop.told(name))?;
        let first = first.texts();
        let (titles, has_header) = guess::above(&first, None);
        let (header, body) = match first[titles..].split_first() {
            Some((header, body)) if has_header => (Some(header.as_slice()), body),
            _ => (None, first.as_slice()),
        };
        if !body.is_empty() && guess::email_column(header, body).is_some() {
            return Ok(sheet.clone());
        }
        if !first.is_empty() && fallback.is_none() {
            fallback = Some(sheet.clone());
        }
    }
    fallback.ok_or_else(|| ReadError::EmptySheets { name: name.to_owned() })
}

/// A sheet on its way into a spool.
struct Unpacked<'a> {
    name: &'a str,
    options: &'a ReadOptions,
    spool: SpoolWriter,
    first: Vec<(u64, Vec<String>)>,
    settled: Option<(usize, bool, Widths)>,
    remarks: Remarks,
    cells: u64,
    /// The number of the last row.
    last: u64,
}

impl<'a> Unpacked<'a> {
    fn new(name: &'a str, options: &'a ReadOptions) -> Result<Self, ReadError> {
        Ok(Self {
            name,
            options,
            spool: SpoolWriter::new()
                .map_err(|source| ReadError::NoRoom { name: name.to_owned(), source })?,
            first: Vec::new(),
            settled: None,
            remarks: Remarks { in_workbook: true, ..Remarks::default() },
            cells: 0,
            last: 0,
        })
    }

    fn take(&mut self, number: u64, row: RowCells<'_>) -> Result<(), Stop> {
        (self.last + 1..number).for_each(|empty| self.remarks.blank.add(empty));
        self.last = number;
        self.cells += row.len() as u64;
        if self.cells > MOST_CELLS {
            return Err(Stop::Told(ReadError::Absurd {
                name: self.name.to_owned(),
                detail: say::millions_of_cells(MOST_CELLS / 1_000_000),
            }));
        }
        self.spool
            .push(row)
            .map_err(|source| Stop::Told(ReadError::NoRoom { name: self.name.to_owned(), source }))?;
        if let Some((_, _, widths)) = &mut self.settled {
            widths.see(number, row.len(), &mut self.remarks);
        } else {
            self.first.push((number, row.iter().map(str::to_owned).collect()));
            if self.first.len() > SAMPLE_ROWS {
                self.settle();
            }
        }
        Ok(())
    }

    /// Decides about the header once the first rows are there.
    fn settle(&mut self) {
        let first: Vec<Vec<String>> = self.first.iter().map(|(_, row)| row.clone()).collect();
        let (titles, has_header) = guess::above(&first, self.options.header);
        let mut widths = Widths::new(&first, titles, has_header);
        for (number, row) in &self.first {
            widths.see(*number, row.len(), &mut self.remarks);
        }
        self.settled = Some((titles, has_header, widths));
    }

    fn finish(
        mut self,
        sheets: Vec<String>,
        sheet: String,
        hidden: usize,
    ) -> Result<(Spool, Survey), ReadError> {
        if self.first.is_empty() {
            return Err(ReadError::EmptySheet { name: self.name.to_owned(), sheet });
        }
        if self.settled.is_none() {
            self.settle();
        }
        let spool =
            self.spool.finish().map_err(|source| ReadError::NoRoom { name: self.name.to_owned(), source })?;
        let first: Vec<Vec<String>> = self.first.into_iter().map(|(_, row)| row).collect();
        let (titles, has_header, widths) =
            self.settled.unwrap_or_else(|| (0, false, Widths::new(&first, 0, false)));
        let mut remarks = self.remarks;
        remarks.unnamed = widths.unnamed();
        remarks.hidden_sheets = hidden;
        // Cells at the end of a row are simply not there when they are empty.
        remarks.short = super::remarks::Places::default();
        let layout = Layout {
            kind: FileKind::Workbook,
            titles: first[..titles].to_vec(),
            header: has_header.then(|| first.get(titles).cloned()).flatten(),
            ..Layout::default()
        };
        Ok((
            spool,
            Survey {
                first,
                titles,
                has_header,
                widest: widths.widest,
                rows: widths.rows,
                remarks,
                layout,
                sheets,
                sheet: Some(sheet),
            },
        ))
    }
}

/// Whether to go on with rows.
enum Wanted {
    More,
    Enough,
}

/// Why unpacking ended early.
enum Stop {
    Told(ReadError),
    Protected,
    Damaged(String),
}

impl Stop {
    fn told(self, name: &str) -> ReadError {
        match self {
            Self::Told(fault) => fault,
            Self::Protected => ReadError::Protected { name: name.to_owned() },
            Self::Damaged(detail) => ReadError::Damaged { name: name.to_owned(), detail },
        }
    }
}

macro_rules! stops {
    ($($fault:ident)+) => {$(
        impl From<$fault> for Stop {
            fn from(fault: $fault) -> Self {
                match fault {
                    $fault::Password => Self::Protected,
                    other => Self::Damaged(other.to_string()),
                }
            }
        }
    )+};
}
stops! { XlsxError XlsbError XlsError OdsError }

type RowTaker<'a> = dyn FnMut(u64, RowCells<'_>) -> Result<Wanted, Stop> + 'a;

enum Book {
    Xlsx(Box<Xlsx<BufReader<File>>>),
    Xlsb(Box<Xlsb<BufReader<File>>>),
    Xls(Box<Xls<BufReader<File>>>),
    Ods(Box<Ods<BufReader<File>>>),
}

impl Book {
    fn open(name: &str, file: File, content: Content) -> Result<Self, ReadError> {
        let told = |stop: Stop| stop.told(name);
        let fault = |fault| ReadError::io(name, fault);
        let refused = |refusal| match refusal {
            Refusal::Absurd(detail) => ReadError::Absurd { name: name.to_owned(), detail },
            Refusal::Damaged(detail) => ReadError::Damaged { name: name.to_owned(), detail },
        };
        let length = file.metadata().map_err(fault)?.len();
        let mut file = BufReader::new(file);
        if content == Content::Compound {
            return match compound::examine(&mut file, length).map_err(refused)? {
                Compound::Xls => {
                    file.seek(SeekFrom::Start(0)).map_err(fault)?;
                    Xls::new(file).map(|book| Self::Xls(Box::new(book))).map_err(|fault| told(fault.into()))
                }
                Compound::Encrypted => Err(ReadError::Protected { name: name.to_owned() }),
                Compound::Other => Err(ReadError::NotAList { name: name.to_owned(), what: Foreign::Another }),
            };
        }
        let container = container::examine(&mut file).map_err(refused)?;
        file.seek(SeekFrom::Start(0)).map_err(fault)?;
        match container {
            Container::Xlsx => {
                Xlsx::new(file).map(|book| Self::Xlsx(Box::new(book))).map_err(|fault| told(fault.into()))
            }
            Container::Xlsb => {
                Xlsb::new(file).map(|book| Self::Xlsb(Box::new(book))).map_err(|fault| told(fault.into()))
            }
            Container::Ods => {
                Ods::new(file).map(|book| Self::Ods(Box::new(book))).map_err(|fault| told(fault.into()))
            }
            Container::SaveAgain(what) => Err(ReadError::SaveAgain { name: name.to_owned(), what }),
            Container::NoList(what) => Err(ReadError::NotAList { name: name.to_owned(), what }),
        }
    }

    fn sheets(&self) -> &[Sheet] {
        match self {
            Self::Xlsx(book) => book.sheets_metadata(),
            Self::Xlsb(book) => book.sheets_metadata(),
            Self::Xls(book) => book.sheets_metadata(),
            Self::Ods(book) => book.sheets_metadata(),
        }
    }

    /// Hands over the rows of a sheet with their numbers (from 1), without empty rows and empty cells at a row's end.
    fn rows(&mut self, sheet: &str, take: &mut RowTaker<'_>) -> Result<(), Stop> {
        match self {
            Self::Xlsx(book) => {
                let mut cells = book.worksheet_cells_reader(sheet)?;
                let zeros: Vec<usize> = cells
                    .styles()
                    .iter()
                    .map(|style| {
                        style.number_format.as_ref().map_or(0, |format| zeros_of(&format.format_code))
                    })
                    .collect();
                let mut row = Gathered::default();
                while let Some((cell, style)) = cells.next_cell_with_style_id()? {
                    let zeros = zeros.get(style).copied().unwrap_or(0);
                    if let Wanted::Enough = row.take(take, cell.get_position(), cell.get_value(), zeros)? {
                        return Ok(());
                    }
                }
                row.hand_over(take).map(drop)
            }
            Self::Xlsb(book) => {
                let mut cells = book.worksheet_cells_reader(sheet)?;
                let mut row = Gathered::default();
                while let Some(cell) = cells.next_cell()? {
                    if let Wanted::Enough = row.take(take, cell.get_position(), cell.get_value(), 0)? {
                        return Ok(());
                    }
                }
                row.hand_over(take).map(drop)
            }
            Self::Xls(book) => {
                book.with_header_row(HeaderRow::FirstNonEmptyRow);
                range_rows(&book.worksheet_range(sheet)?, take)
            }
            Self::Ods(book) => range_rows(&book.worksheet_range(sheet)?, take),
        }
    }
}

/// Makes rows of cells that come in the order of rows.
#[derive(Default)]
struct Gathered {
    row: RowBatch,
    number: u32,
}

impl Gathered {
    fn take(
        &mut self,
        take: &mut RowTaker<'_>,
        (row, column): (u32, u32),
        cell: &DataRef<'_>,
        zeros: usize,
    ) -> Result<Wanted, Stop> {
        let mut wanted = Wanted::More;
        if row != self.number {
            wanted = self.hand_over(take)?;
            self.number = row;
        }
        self.row.put(column as usize, |text| put_text(text, cell, zeros));
        Ok(wanted)
    }

    /// Hands over the row that is complete; one without a text is none.
    fn hand_over(&mut self, take: &mut RowTaker<'_>) -> Result<Wanted, Stop> {
        if self.row.width() == 0 {
            return Ok(Wanted::More);
        }
        self.row.end_row();
        let wanted =
            self.row.rows().next().map_or(Ok(Wanted::More), |cells| take(u64::from(self.number) + 1, cells));
        self.row.clear();
        wanted
    }
}

fn range_rows(range: &Range<Data>, take: &mut RowTaker<'_>) -> Result<(), Stop> {
    let (top, left) = range.start().unwrap_or_default();
    let mut row = RowBatch::default();
    for (number, cells) in (u64::from(top) + 1..).zip(range.rows()) {
        for (column, cell) in (left as usize..).zip(cells) {
            row.put(column, |text| text.push_str(&text_of_owned(cell)));
        }
        if row.width() == 0 {
            continue;
        }
        row.end_row();
        let wanted = row.rows().next().map_or(Ok(Wanted::More), |cells| take(number, cells))?;
        if matches!(wanted, Wanted::Enough) {
            return Ok(());
        }
        row.clear();
    }
    Ok(())
}
