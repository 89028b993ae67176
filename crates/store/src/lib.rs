//! One SQLite file that loses nothing.

mod query;

pub use query::*;
