//! The map is the territory: `ARCHITECTURE.md` names only what is there, and the crates depend on each other as it says.
#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use mailvet_tests::repository;

fn architecture() -> String {
    fs::read_to_string(repository().join("ARCHITECTURE.md")).unwrap()
}

/// The texts between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The rows of the first table whose header begins with `head`.
fn table<'t>(text: &'t str, head: &str) -> Vec<Vec<&'t str>> {
    text.lines()
        .skip_while(|line| !line.starts_with(head))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect()
}

#[test]
fn every_path_that_the_map_names_is_there() {
    let text = architecture();
    let gone: Vec<&str> = quoted(&text)
        .filter(|name| {
            name.contains('/') && !name.contains([' ', '<', '*', '{', ':']) && !name.starts_with('/')
        })
        .filter(|name| !repository().join(name.trim_end_matches('/')).exists())
        .collect();
    assert!(gone.is_empty(), "ARCHITECTURE.md names what is gone: {gone:?}");
}

#[test]
fn the_map_is_short_enough_to_be_read() {
    let lines = architecture().lines().count();
    assert!(lines < 200, "ARCHITECTURE.md has {lines} lines; it stays under 200");
}

#[test]
fn the_crates_depend_on_each_other_as_the_map_says() {
    let text = architecture();
    let told: BTreeMap<String, BTreeSet<String>> = table(&text, "| package | depends on |")
        .into_iter()
        .map(|row| (quoted(row[0]).next().unwrap().to_owned(), quoted(row[1]).map(str::to_owned).collect()))
        .collect();
    let metadata = cargo_metadata::MetadataCommand::new()
        .manifest_path(repository().join("Cargo.toml"))
        .no_deps()
        .other_options(["--offline".to_owned()])
        .exec()
        .unwrap();
    let real: BTreeMap<String, BTreeSet<String>> = metadata
        .packages
        .iter()
        .map(|package| {
            let ours = package
                .dependencies
                .iter()
                .filter(|dependency| dependency.kind == cargo_metadata::DependencyKind::Normal)
                .filter(|dependency| dependency.name.starts_with("mailvet-"))
                .map(|dependency| dependency.name.clone())
                .collect();
            (package.name.to_string(), ours)
        })
        .collect();
    assert_eq!(told, real);
}

#[test]
fn nothing_in_crates_knows_tauri() {
    let metadata = cargo_metadata::MetadataCommand::new()
        .manifest_path(repository().join("Cargo.toml"))
        .no_deps()
        .other_options(["--offline".to_owned()])
        .exec()
        .unwrap();
    for package in &metadata.packages {
        if package.name.as_str() == "mailvet-desktop" {
            continue;
        }
        let tauri: Vec<&str> = package
            .dependencies
            .iter()
            .map(|d| d.name.as_str())
            .filter(|name| name.contains("tauri"))
            .collect();
        assert!(tauri.is_empty(), "{} depends on {tauri:?}", package.name);
    }
}

#[test]
fn every_direct_dependency_has_its_reason_in_the_map() {
    let text = architecture();
    let told: BTreeSet<&str> = table(&text, "| dependency | why |")
        .into_iter()
        .flat_map(|row| quoted(row[0]).collect::<Vec<_>>())
        .collect();
    let manifest: toml::Table = fs::read_to_string(repository().join("Cargo.toml")).unwrap().parse().unwrap();
    let workspace = manifest["workspace"]["dependencies"].as_table().unwrap();
    let own = manifest["dependencies"].as_table().unwrap();
    let missing: Vec<&String> = workspace
        .keys()
        .chain(own.keys())
        .filter(|name| !name.starts_with("mailvet-") && !told.contains(name.as_str()))
        .collect();
    assert!(missing.is_empty(), "ARCHITECTURE.md does not say why these are in: {missing:?}");
}
