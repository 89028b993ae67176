//! Lists in and out, through the crate's front door: every fixture is made here, byte by byte.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod containers;
mod encodings;
mod fixtures;
mod round_trip;
mod shapes;
mod text;
mod workbooks;
mod writing;
