//! Everything that is built into Mailvet may be passed on with it.
#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::{fs, process::Command};

use mailvet_tests::repository;
use spdx::{Expression, LicenseReq};

/// Licences under which a dependency may be linked into a program that is MIT OR Apache-2.0. MPL-2.0 is per file and
/// asks only that changes to those files stay open.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "OFL-1.1",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
    "BlueOak-1.0.0",
    "Python-2.0",
    "CC-BY-4.0",
];

/// Packages that name no licence in their manifest, and the one that their own LICENSE file is.
const NAMED_IN_A_FILE: &[(&str, &str)] = &[("node_modules/svelte-toolbelt", "MIT")];

fn is_allowed(expression: &str) -> bool {
    // Some crates still write the old `/` for OR.
    let expression = expression.replace('/', " OR ");
    Expression::parse(&expression).is_ok_and(|parsed| {
        parsed.evaluate(|requirement: &LicenseReq| {
            ALLOWED.iter().any(|allowed| requirement.license.id().is_some_and(|id| id.name == *allowed))
        })
    })
}

#[test]
fn every_crate_may_be_passed_on() {
    let metadata = cargo_metadata::MetadataCommand::new()
        .manifest_path(repository().join("Cargo.toml"))
        .other_options([
            "--offline".to_owned(),
            "--filter-platform".to_owned(),
            "x86_64-unknown-linux-gnu".to_owned(),
        ])
        .exec()
        .unwrap();
    let refused: Vec<String> = metadata
        .packages
        .iter()
        .filter(|package| !package.license.as_deref().is_some_and(is_allowed))
        .map(|package| format!("{} {}: {:?}", package.name, package.version, package.license))
        .collect();
    assert!(refused.is_empty(), "not on the list of licences: {refused:#?}");
    assert!(metadata.packages.len() > 100, "the dependencies were not read");
}

#[test]
fn every_package_of_the_window_may_be_passed_on() {
    let lock = fs::read_to_string(repository().join("ui/package-lock.json")).unwrap();
    let lock: serde_json::Value = serde_json::from_str(&lock).unwrap();
    let packages = lock["packages"].as_object().unwrap();
    let refused: Vec<String> = packages
        .iter()
        .filter(|(path, _)| !path.is_empty())
        .filter(|(path, package)| {
            let named =
                NAMED_IN_A_FILE.iter().find(|(package, _)| package == path).map(|(_, licence)| *licence);
            !package["license"].as_str().or(named).is_some_and(is_allowed)
        })
        .map(|(path, package)| format!("{path}: {}", package["license"]))
        .collect();
    assert!(refused.is_empty(), "not on the list of licences: {refused:#?}");
    assert!(packages.len() > 20, "the packages were not read");
}

/// The window and the packages tell it to whoever wants to know.
#[test]
fn the_list_of_libraries_is_that_of_the_lock_files() {
    let script = repository().join("scripts/libraries.mjs");
    let checked = Command::new("node").arg(script).arg("check").output().unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
}

#[test]
fn a_copyleft_licence_is_not_on_the_list() {
    assert!(!is_allowed("GPL-3.0-only"));
    assert!(!is_allowed("AGPL-3.0-or-later"));
    assert!(is_allowed("GPL-2.0-only OR MIT"));
}
