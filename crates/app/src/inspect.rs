//! What a list is made of, told before it is brought in: how it was read, which addresses are in it, which rows repeat
//! others and under which rule, and what is wrong with the rest, grouped by what would mend it. Nothing is kept and
//! nobody is asked.

use std::{
    collections::{BTreeMap, HashSet},
    hash::{BuildHasher, BuildHasherDefault, DefaultHasher},
    path::{Path, PathBuf},
};

use mailvet_lists::{Format, ListWriter, OurColumns, ReadOptions, Source};
use mailvet_verdict::{Address, SyntaxFault};

use crate::{
    AppError, blocking,
    export::plain_format,
    file_name,
    wire::{AddressColumn, DuplicateRule, Duplicates, FaultExample, FaultGroup, ImportReport, Mending},
};

/// Examples of a fault that are shown.
const EXAMPLES: usize = 3;

/// Tells what is in a file; rows without a sound address are written to `rejects`, where that is wanted.
///
/// # Errors
/// The file cannot be read as a list, has no column with addresses, or `rejects` cannot be written.
pub async fn inspect(
    path: PathBuf,
    options: ReadOptions,
    rejects: Option<PathBuf>,
) -> Result<ImportReport, AppError> {
    blocking(move || inspect_now(&path, &options, rejects.as_deref())).await
}

fn inspect_now(path: &Path, options: &ReadOptions, rejects: Option<&Path>) -> Result<ImportReport, AppError> {
    let source = Source::open(path, options)?;
    let Some(email_column) = source.email_column() else {
        return Err(AppError::NoEmailColumn { name: file_name(path) });
    };
    let mut rejected = rejects.map(|rejects| begin_rejects(rejects, &source)).transpose()?;
    let mut count = Count::new(source.columns().len());
    for (number, cells) in (1_u64..).zip(source.rows()) {
        let cells = cells?;
        let is_sound = count.take(number, &cells, email_column as usize);
        if let (Some(writer), false) = (&mut rejected, is_sound) {
            writer.row(&cells, None)?;
        }
    }
    let mut remarks = Vec::new();
    if let Some(writer) = rejected {
        remarks.extend(writer.remark());
        writer.finish()?;
    }
    Ok(count.report(source.preview()?, remarks))
}

fn begin_rejects(path: &Path, source: &Source) -> Result<ListWriter, AppError> {
    let bare = OurColumns { chosen: Vec::new(), ..OurColumns::default() };
    let format: Format = plain_format(path, source.layout().clone())?;
    Ok(ListWriter::create_with(path, format, source.columns(), bare)?)
}

struct Count {
    sound: u64,
    empty: u64,
    unwrapped: u64,
    hasher: BuildHasherDefault<DefaultHasher>,
    seen: BTreeMap<DuplicateRule, (HashSet<u64>, u64)>,
    faults: BTreeMap<(Mending, String), FaultGroup>,
    /// Filled cells and sound addresses of each column.
    columns: Vec<(u64, u64)>,
}

impl Count {
    fn new(columns: usize) -> Self {
        Self {
            sound: 0,
            empty: 0,
            unwrapped: 0,
            hasher: BuildHasherDefault::default(),
            seen: DuplicateRule::ALL.iter().map(|rule| (*rule, Default::default())).collect(),
            faults: BTreeMap::new(),
            columns: vec![(0, 0); columns],
        }
    }

    /// Takes a row; whether it has a sound address.
    fn take(&mut self, number: u64, cells: &[String], email_column: usize) -> bool {
        for (cell, (filled, sound)) in cells.iter().zip(&mut self.columns) {
            *filled += u64::from(!cell.trim().is_empty());
            *sound += u64::from(cell.contains('@') && Address::extract(cell).is_ok());
        }
        let cell = cells.get(email_column).map_or("", String::as_str);
        match Address::extract(cell) {
            Ok(address) => {
                self.sound += 1;
                self.unwrapped += u64::from(Address::parse(cell.trim()).is_err());
                for (rule, (seen, repeated)) in &mut self.seen {
                    *repeated += u64::from(!seen.insert(self.hasher.hash_one(key(*rule, cell, &address))));
                }
                true
            }
            Err(SyntaxFault::Empty) => {
                self.empty += 1;
                false
            }
            Err(fault) => {
                self.take_fault(number, cell, &fault);
                false
            }
        }
    }

    fn take_fault(&mut self, number: u64, cell: &str, fault: &SyntaxFault) {
        let suggestion = Address::repair(cell);
        let mending = match (fault, &suggestion) {
            (SyntaxFault::SeveralAddresses, _) => Mending::OneRowEach,
            (_, Some(_)) => Mending::Suggested,
            (_, None) => Mending::ByHand,
        };
        let code = serde_json::to_value(fault)
            .ok()
            .and_then(|fault| fault.get("fault").and_then(|code| code.as_str().map(str::to_owned)))
            .unwrap_or_default();
        let group = self.faults.entry((mending, code.clone())).or_insert_with(|| FaultGroup {
            mending,
            fault: code,
            rows: 0,
            examples: Vec::new(),
        });
        group.rows += 1;
        if group.examples.len() < EXAMPLES {
            group.examples.push(FaultExample {
                row: number,
                cell: cell.chars().take(200).collect(),
                meaning: fault.to_string(),
                suggestion,
            });
        }
    }

    fn report(self, preview: mailvet_lists::Preview, remarks: Vec<String>) -> ImportReport {
        let duplicates: Vec<Duplicates> =
            self.seen.iter().map(|(rule, (_, rows))| Duplicates { rule: *rule, rows: *rows }).collect();
        let repeated = self.seen.get(&DuplicateRule::Case).map_or(0, |(_, rows)| *rows);
        let address_columns = preview
            .columns
            .iter()
            .zip(&self.columns)
            .enumerate()
            .filter(|(_, (_, (filled, sound)))| *sound > 0 && sound * 2 >= *filled)
            .map(|(index, (name, (_, sound)))| AddressColumn {
                index: index as u32,
                name: name.clone(),
                rows: *sound,
            })
            .collect();
        let mut faults: Vec<FaultGroup> = self.faults.into_values().collect();
        faults.sort_by_key(|group| (group.mending, std::cmp::Reverse(group.rows)));
        ImportReport {
            rows: preview.total_rows,
            with_address: self.sound,
            addresses: self.sound - repeated,
            without_address: self.empty,
            unwrapped: self.unwrapped,
            duplicates,
            faults,
            address_columns,
            remarks,
            preview,
        }
    }
}

/// What two cells with the same address share under a rule.
fn key(rule: DuplicateRule, cell: &str, address: &Address) -> String {
    let known = address.duplicate_key();
    match rule {
        DuplicateRule::Exact => cell.trim().to_owned(),
        DuplicateRule::Case => known,
        DuplicateRule::GmailDots => gmail(&known),
        DuplicateRule::PlusTags => without_tag(&gmail(&known)),
    }
}

/// Gmail ignores dots in the local part, and `googlemail.com` is another name of it.
fn gmail(key: &str) -> String {
    match key.rsplit_once('@') {
        Some((local, "gmail.com" | "googlemail.com")) => {
            format!("{}@gmail.com", without_dots(local))
        }
        _ => key.to_owned(),
    }
}

/// Dots behind a `+` say nothing either, but belong to the tag.
fn without_dots(local: &str) -> String {
    match local.split_once('+') {
        Some((name, tag)) => format!("{}+{tag}", name.replace('.', "")),
        None => local.replace('.', ""),
    }
}

/// Without `+tag`, which many operators deliver to the mailbox before it (RFC 5233).
fn without_tag(key: &str) -> String {
    match key.rsplit_once('@') {
        Some((local, domain)) => match local.split_once('+') {
            Some((name, _)) if !name.is_empty() && !local.starts_with('"') => format!("{name}@{domain}"),
            _ => key.to_owned(),
        },
        None => key.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inspected(content: &str) -> ImportReport {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("list.csv");
        std::fs::write(&file, content).unwrap();
        inspect_now(&file, &ReadOptions::default(), None).unwrap()
    }

    #[test]
    fn each_rule_says_how_many_rows_it_would_take_for_repetitions() {
        let report = inspected(
            "email\nann.smith@gmail.com\nann.smith@gmail.com\nAnn.Smith@gmail.com\nannsmith@googlemail.com\n\
             annsmith+news@gmail.com\nbob@example.com\nb.ob@example.com\nbob+x@example.com\n",
        );
        let rows: Vec<u64> = report.duplicates.iter().map(|duplicates| duplicates.rows).collect();
        assert_eq!(
            report.duplicates.iter().map(|duplicates| duplicates.rule).collect::<Vec<_>>(),
            DuplicateRule::ALL
        );
        assert_eq!(rows, [1, 2, 3, 5]);
        assert_eq!((report.rows, report.with_address, report.addresses), (8, 8, 6));
    }

    #[test]
    fn faults_are_grouped_by_what_would_mend_them() {
        let report = inspected(
            "name,email\nA,ann@@example.com\nB,bob@gmail,com\nC,\"c@example.com, d@example.com\"\nD,none\nE,\n\
             F,Ann <ann@example.com>\nG,\u{200B}mailto:gus@example.com\n",
        );
        let groups: Vec<(Mending, u64)> =
            report.faults.iter().map(|group| (group.mending, group.rows)).collect();
        assert!(groups.contains(&(Mending::OneRowEach, 1)), "{groups:?}");
        assert_eq!(groups.iter().map(|(_, rows)| rows).sum::<u64>(), 4);
        let suggested: Vec<&str> = report
            .faults
            .iter()
            .filter(|group| group.mending == Mending::Suggested)
            .flat_map(|group| &group.examples)
            .filter_map(|example| example.suggestion.as_deref())
            .collect();
        assert!(suggested.contains(&"ann@example.com"), "{suggested:?}");
        assert_eq!((report.with_address, report.without_address, report.unwrapped), (2, 1, 2));
    }

    #[test]
    fn every_column_with_addresses_is_named() {
        let report = inspected(
            "name,private,work\nAnn,ann@example.com,ann@work.example\nBob,bob@example.com,\nCy,,cy@work.example\n",
        );
        let names: Vec<&str> = report.address_columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["private", "work"]);
    }
}
