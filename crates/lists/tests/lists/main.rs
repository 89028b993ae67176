//! Lists in and out, through the crate's front door: every fixture is made here, byte by byte.

mod containers;
mod fixtures;
mod round_trip;
mod text;
mod workbooks;
mod writing;
