//! Lists in and out, through the crate's front door: every fixture is made here, byte by byte.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod containers;
mod fixtures;
mod round_trip;
mod text;
mod workbooks;
mod writing;
