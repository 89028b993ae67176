//! The store as its users see it: lists in, runs recorded, results out, nothing lost and nothing left behind.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

mod controls;
mod deleting;
mod facets;
mod importing;
mod learnt;
mod opening;
mod paging;
mod recording;
mod support;
mod work;
