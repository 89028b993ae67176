//! The store as its users see it: lists in, runs recorded, results out, nothing lost and nothing left behind.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

mod controls;
mod damage;
mod decisions;
mod deleting;
mod facets;
mod hindsight;
mod importing;
mod learnt;
mod ledger;
mod lists_in;
mod look_ups;
mod migrating;
mod opening;
mod operators;
mod paging;
mod recording;
mod room;
mod saved_filters;
mod selecting;
mod support;
mod work;
