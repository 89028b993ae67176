//! Files in and out.

mod options;

pub use options::*;
