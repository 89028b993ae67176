//! Files in and out. A list comes in as a text file or a workbook of whatever make and goes out as it came, with our
//! columns behind its own. Nothing here knows what an address is worth, and nothing is ever dropped in silence.

mod error;
mod foreign;
mod layout;
mod options;
mod phrases;
mod read;
mod write;

pub use error::{ReadError, WriteError};
pub use foreign::Foreign;
pub use layout::{Layout, LineEnding, Quoting};
pub use options::*;
pub use phrases::PHRASES;
pub use read::{RowBatch, RowCells, Rows, Source, content_hash};
pub use write::{
    Bar, Chart, Format, ListWriter, OUR_PREFIX, OurCells, OurColumn, OurColumns, Report, Speech, write_text,
    zip_files,
};
