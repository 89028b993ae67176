//! Reading: any file that a person may call a list, told by its content, looked through once, then streamed as often as
//! needed. Reading judges nothing and changes no cell.

mod beside;
mod cells;
mod compound;
mod container;
mod encoding;
mod guess;
mod latin9;
mod look;
mod mac;
mod records;
mod remarks;
mod rows;
mod sniff;
mod source;
mod spool;
mod style;
mod survey;
mod text;
mod words;
mod workbook;

pub(crate) use encoding::Decoded;
pub use rows::{RowBatch, RowCells};
pub use source::{Rows, Source, content_hash};
pub(crate) use style::is_number;
