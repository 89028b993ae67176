//! Shared ground of the end-to-end tests: where the repository and the built programs are.

pub mod command;
pub mod desktop;
#[cfg(target_os = "linux")]
pub mod real;
#[cfg(target_os = "linux")]
pub mod services;
pub mod undriven;

use std::path::{Path, PathBuf};

/// Settings of a measurement: nobody's hours are at issue there, only how fast Mailvet is by itself.
pub const UNHURRIED: &str = "
[pace]
connections_per_exchange = 8
recipients_per_session = 50
recipients_per_hour = 0
bad_recipients_per_hour = 0
";

/// The top of the repository.
#[must_use]
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ stands in the repository")
}

/// A built program of the workspace. Cargo builds binaries only for tests of their own package, so `scripts/test` builds
/// the workspace first; this finds them beside the running test.
///
/// # Panics
/// It was not built.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("a running test has a file");
    let folder = test.parent().and_then(Path::parent).expect("tests are built in target/<profile>/deps");
    let program = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(
        program.is_file(),
        "{} is not built; `make test` does, or: cargo build --workspace --features mailvet-desktop/custom-protocol",
        program.display()
    );
    program
}
