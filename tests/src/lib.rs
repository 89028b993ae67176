//! Shared ground of the end-to-end tests.
