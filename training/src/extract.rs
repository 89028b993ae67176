//! Collects `Name <address>` pairs from the texts of folders: MAINTAINERS files, credits, authors in file headers, trailers.

use std::{
    collections::HashMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::Result;

/// Longer files are no texts that people sign.
const LONGEST: u64 = 8 << 20;

pub(crate) fn write(pairs: &Path, sources: &[&Path]) -> Result<()> {
    let mut found: HashMap<String, HashMap<String, u32>> = HashMap::new();
    let mut folders: Vec<PathBuf> = sources.iter().map(PathBuf::from).collect();
    while let Some(folder) = folders.pop() {
        let mut entries: Vec<_> = fs::read_dir(&folder)?.collect::<Result<_, _>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() && entry.metadata()?.len() <= LONGEST {
                let bytes = fs::read(entry.path())?;
                if !bytes.contains(&0) {
                    scan(&String::from_utf8_lossy(&bytes), &mut found);
                }
            }
        }
    }
    let mut lines: Vec<String> = found
        .into_iter()
        .filter_map(|(address, names)| {
            let mut names: Vec<(String, u32)> = names.into_iter().collect();
            names.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            let times: u32 = names.iter().map(|(_, times)| times).sum();
            Some(format!("{}\t{address}\t{times}", names.first()?.0))
        })
        .collect();
    lines.sort();
    let mut out = fs::File::create(pairs)?;
    for line in &lines {
        writeln!(out, "{line}")?;
    }
    println!("{} addresses with a person", lines.len());
    Ok(())
}

fn scan(text: &str, found: &mut HashMap<String, HashMap<String, u32>>) {
    for line in text.lines().filter(|line| line.contains('@')) {
        let mut rest = line;
        while let Some(open) = rest.find('<') {
            let (before, after) = (&rest[..open], &rest[open + 1..]);
            let Some(close) = after.find('>') else { break };
            let inside = after[..close].trim().to_lowercase();
            rest = &after[close + 1..];
            let is_address = inside.len() < 80 && inside.matches('@').count() == 1 && inside.is_ascii();
            if let (true, Some(name)) = (is_address && !inside.contains(' '), name_before(before)) {
                *found.entry(inside).or_default().entry(name).or_default() += 1;
            }
        }
    }
}

/// The name at the end of what stands before an address.
fn name_before(text: &str) -> Option<String> {
    let from = text
        .rfind([':', ';', ',', '(', ')', '>', '*', '#', '/', '"', '=', '|', '[', ']', '\t', '&', '@'])
        .map_or(0, |at| at + 1);
    let name = text.get(from..)?.trim().trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
    let words: Vec<&str> = name.split_whitespace().collect();
    let named = words.iter().all(|word| word.chars().next().is_some_and(char::is_alphabetic))
        && !name.chars().any(|c| c.is_ascii_digit());
    let lower = words.iter().filter(|word| word.chars().next().is_some_and(char::is_lowercase)).count();
    let is_name = named && (2..=5).contains(&words.len()) && lower * 2 < words.len() + 1 && name.len() < 50;
    is_name.then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_before_addresses_and_nothing_else_is() {
        let mut found = HashMap::new();
        scan(
            "M:\tAnna Berg <anna@a.example>\n * Copyright (C) 2011, Bo Ek <bo.ek@b.example>, see <x>\n <no@name.example>",
            &mut found,
        );
        let mut addresses: Vec<_> = found.keys().map(String::as_str).collect();
        addresses.sort_unstable();
        assert_eq!(addresses, ["anna@a.example", "bo.ek@b.example"]);
        assert!(found["bo.ek@b.example"].contains_key("Bo Ek"));
    }
}
