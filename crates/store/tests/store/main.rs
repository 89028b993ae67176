//! The store as its users see it: lists in, runs recorded, results out, nothing lost and nothing left behind.

mod deleting;
mod facets;
mod importing;
mod opening;
mod paging;
mod recording;
mod support;
mod work;
