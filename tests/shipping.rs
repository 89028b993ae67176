//! What is packed is what was promised: a page that loads nothing from elsewhere, with few rights, icons for every system,
//! "Open with" for every kind of list, and no code that only one system has without saying so.
#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::{fs, path::PathBuf};

use mailvet_tests::repository;
use serde_json::Value;

fn configuration() -> Value {
    serde_json::from_str(&fs::read_to_string(repository().join("tauri.conf.json")).unwrap()).unwrap()
}

/// Files below a folder of the repository whose name ends in one of these.
fn sources(folder: &str, endings: &[&str]) -> Vec<(PathBuf, String)> {
    let mut folders = vec![repository().join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if endings.iter().any(|ending| path.to_string_lossy().ends_with(ending)) {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    assert!(!found.is_empty(), "nothing was looked at");
    found
}

#[test]
fn the_page_may_load_nothing_from_elsewhere_and_run_no_text_as_code() {
    let configuration = configuration();
    let policy = configuration["app"]["security"]["csp"].as_str().unwrap();
    let directives: Vec<Vec<&str>> =
        policy.split(';').map(|directive| directive.split_whitespace().collect()).collect();
    for needed in
        ["default-src", "script-src", "connect-src", "object-src", "base-uri", "form-action", "frame-src"]
    {
        assert!(directives.iter().any(|directive| directive[0] == needed), "{needed} is not limited");
    }
    for directive in &directives {
        for source in &directive[1..] {
            let is_own = ["'self'", "'none'", "data:", "ipc:", "http://ipc.localhost"].contains(source);
            let is_style = directive[0] == "style-src" && *source == "'unsafe-inline'";
            assert!(is_own || is_style, "{directive:?}");
        }
    }
    assert_eq!(directives.iter().find(|directive| directive[0] == "script-src").unwrap()[1..], ["'self'"]);
}

#[test]
fn no_page_names_an_address_to_load_from_or_runs_text() {
    for (path, text) in sources("ui/src", &[".ts", ".svelte", ".css"]) {
        let is_made_up = path.components().any(|part| part.as_os_str() == "fake");
        if is_made_up || path.to_string_lossy().ends_with(".test.ts") {
            continue;
        }
        for forbidden in
            ["eval(", "new Function", "{@html", "src=\"http", "href=\"http", "url(http", "import(\"http"]
        {
            assert!(!text.contains(forbidden), "{}: {forbidden}", path.display());
        }
    }
}

#[test]
fn the_window_has_the_rights_that_it_uses_and_no_group_of_them() {
    let text = fs::read_to_string(repository().join("src-tauri/capabilities/default.json")).unwrap();
    let capability: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(capability["windows"], serde_json::json!(["main"]));
    assert!(capability["remote"].is_null(), "no page from elsewhere has any right");
    for right in capability["permissions"].as_array().unwrap() {
        let right = right.as_str().unwrap();
        assert!(right.contains(":allow-"), "{right} is a group of rights");
    }
}

#[test]
fn every_kind_of_list_can_be_opened_with_mailvet() {
    let configuration = configuration();
    let kinds = configuration["bundle"]["fileAssociations"].as_array().unwrap();
    let endings: Vec<&str> = kinds
        .iter()
        .flat_map(|kind| kind["ext"].as_array().unwrap())
        .map(|ending| ending.as_str().unwrap())
        .collect();
    for ending in ["csv", "tsv", "xlsx", "xls", "ods"] {
        assert!(endings.contains(&ending), "{ending}");
    }
    for kind in kinds {
        assert!(kind["mimeType"].as_str().is_some_and(|mime| mime.contains('/')), "{kind}");
        // A table stays with the program that the user edits it with.
        assert_eq!((&kind["role"], &kind["rank"]), (&"Viewer".into(), &"Alternate".into()), "{kind}");
    }
}

#[test]
fn there_are_icons_and_installers_for_every_system() {
    let configuration = configuration();
    let icons = configuration["bundle"]["icon"].as_array().unwrap();
    for ending in [".png", ".ico", ".icns"] {
        assert!(icons.iter().any(|icon| icon.as_str().unwrap().ends_with(ending)), "no {ending}");
    }
    for icon in icons {
        let bytes = fs::read(repository().join(icon.as_str().unwrap())).unwrap();
        assert!(bytes.len() > 500, "{icon}");
    }
    let drawing = fs::read_to_string(repository().join("assets/icons/icon.svg")).unwrap();
    assert!(drawing.contains("<svg"));
    for system in ["linux", "windows", "macOS"] {
        assert!(configuration["bundle"][system].is_object(), "{system} is not configured");
    }
    let workflow = fs::read_to_string(repository().join(".github/workflows/release.yml")).unwrap();
    for bundle in ["deb", "rpm", "appimage", "nsis", "msi", "dmg"] {
        assert!(workflow.contains(bundle), "nobody makes the {bundle}");
    }
}

#[test]
fn packages_carry_the_notices_of_what_they_are_built_on() {
    let packages = fs::read_to_string(repository().join("assets/packages.json")).unwrap();
    let packages: serde_json::Value = serde_json::from_str(&packages).unwrap();
    let carried = packages["bundle"]["resources"].as_object().unwrap();
    let (made, name) = carried.iter().next().unwrap();
    for maker in ["scripts/bundle", ".github/workflows/release.yml"] {
        let maker = fs::read_to_string(repository().join(maker)).unwrap();
        assert!(maker.contains(&format!("libraries.mjs notices {made}")));
        assert!(maker.contains("--config assets/packages.json"));
    }
    for told in ["texts/about.ts", "texts/german/about.ts"] {
        let told = fs::read_to_string(repository().join("ui/src/shared").join(told)).unwrap();
        assert!(told.contains(name.as_str().unwrap()));
    }
}

/// What only one family of systems has.
const ONE_SYSTEMS: &[&str] = &["std::os::", "os::unix", "os::windows", "signal::unix", "unix::fs", "zbus::"];

#[test]
fn what_only_one_system_has_stands_behind_a_cfg() {
    let sources = ["crates", "src-tauri/src"].into_iter().flat_map(|folder| sources(folder, &[".rs"]));
    for (path, text) in sources {
        // A whole file may say so at its top, as a test of one system does.
        if text.contains("#![cfg(") {
            continue;
        }
        let lines: Vec<&str> = text.lines().collect();
        for (n, line) in lines.iter().enumerate() {
            let is_code = !line.trim_start().starts_with("//");
            if is_code && ONE_SYSTEMS.iter().any(|what| line.contains(what)) {
                assert!(is_behind_a_cfg(&lines, n), "{}:{}: {line}", path.display(), n + 1);
            }
        }
    }
}

/// Whether the line, or an item that it stands in, is behind a `cfg` of a system.
fn is_behind_a_cfg(lines: &[&str], at: usize) -> bool {
    let depth = |line: &str| line.len() - line.trim_start().len();
    let mut inner = depth(lines[at]);
    for n in (0..=at).rev() {
        let line = lines[n];
        if line.trim().is_empty() || depth(line) > inner {
            continue;
        }
        let is_cfg = line.trim_start().starts_with("#[cfg(");
        if is_cfg && ["unix", "windows", "target_os"].iter().any(|system| line.contains(system)) {
            return true;
        }
        // Up to the item around it; lines of the same depth may still carry its attribute.
        inner = depth(line);
        let ends_an_item = n < at && (line.trim() == "}" || line.trim_end().ends_with(';'));
        if ends_an_item && inner == 0 {
            return false;
        }
    }
    false
}
