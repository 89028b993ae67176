//! The use cases that the desktop program and the command line share.

pub mod wire;
