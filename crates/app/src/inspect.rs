//! What a list is made of, told before it is brought in: how it was read, which addresses are in it, which rows repeat
//! others and under which rule, and what is wrong with the rest, grouped by what would mend it. Nothing is kept and
//! nobody is asked.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    hash::{BuildHasher, BuildHasherDefault, DefaultHasher},
    path::{Path, PathBuf},
    sync::Arc,
};

use mailvet_lists::{Format, ListWriter, OurColumns, Source};
use mailvet_verdict::{Address, DuplicateRule, Sentence, SuppressionEntry, Suppressions, SyntaxFault};

use crate::{
    AppError, Mailvet, blocking,
    export::plain_format,
    file_name,
    foresight::Outlook,
    suppression,
    wire::{AddressColumn, Duplicates, FaultExample, FaultGroup, ImportReport, InspectRequest, Mending},
};

/// Examples of a fault that are shown.
const EXAMPLES: usize = 3;

/// Tells what is in a file; rows without a sound address are written to `rejects`, where that is wanted.
///
/// # Errors
/// A file cannot be read as a list, has no column with addresses, or `rejects` cannot be written.
pub async fn inspect(request: InspectRequest) -> Result<ImportReport, AppError> {
    blocking(move || inspect_now(&request, Vec::new(), None)).await
}

impl Mailvet {
    /// The same, with the user's own suppression list.
    ///
    /// # Errors
    /// As [`inspect`], or the database fails.
    pub async fn inspect(&self, request: InspectRequest) -> Result<ImportReport, AppError> {
        let own = self.0.store.suppressions().await?;
        let own = own.iter().map(|line| (SuppressionEntry::kept(&line.entry), String::new())).collect();
        let outlook = Outlook {
            knowledge: Arc::clone(&self.0.knowledge),
            settings: Arc::clone(&self.in_force().settings),
        };
        blocking(move || inspect_now(&request, own, Some(&outlook))).await
    }
}

fn inspect_now(
    request: &InspectRequest,
    mut suppressed: Vec<(SuppressionEntry, String)>,
    outlook: Option<&Outlook>,
) -> Result<ImportReport, AppError> {
    let path = Path::new(&request.path);
    for file in &request.suppress {
        let read = suppression::read_file(Path::new(file))?;
        suppressed.extend(read.entries.into_iter().map(|entry| (entry, read.name.clone())));
    }
    let suppressions = Suppressions::new(request.duplicates, suppressed);
    let source = Source::open(path, &request.options)?;
    let Some(email_column) = source.email_column() else {
        return Err(AppError::NoEmailColumn { name: file_name(path) });
    };
    let rejects = request.rejects.as_ref().map(PathBuf::from);
    let mut rejected = rejects.map(|rejects| begin_rejects(&rejects, &source)).transpose()?;
    let mut count = Count::new(source.columns().len(), suppressions, request.duplicates);
    for (number, cells) in (1_u64..).zip(source.rows()) {
        let cells = cells?;
        let is_sound = count.take(number, &cells, email_column, source.more_email_columns());
        if let (Some(writer), false) = (&mut rejected, is_sound) {
            writer.row(&cells, None)?;
        }
    }
    let mut remarks = Vec::new();
    if let Some(writer) = rejected {
        remarks.extend(writer.remark());
        writer.finish()?;
    }
    let foresight = outlook.map(|outlook| outlook.of(&count.domains));
    Ok(ImportReport { foresight, ..count.report(source.preview()?, remarks) })
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
    suppressed: u64,
    suppressions: Suppressions,
    /// The rule by which an address is asked about once, and distinct addresses under it by their domain.
    rule: DuplicateRule,
    domains: HashMap<String, u64>,
    hasher: BuildHasherDefault<DefaultHasher>,
    seen: BTreeMap<DuplicateRule, Seen>,
    faults: BTreeMap<(Mending, String), FaultGroup>,
    /// Filled cells and sound addresses of each column.
    columns: Vec<(u64, u64)>,
}

/// The addresses so far under one rule.
#[derive(Default)]
struct Seen {
    keys: HashSet<u64>,
    /// Those of the first column alone, where there are others.
    first: HashSet<u64>,
    repeated: u64,
}

impl Count {
    fn new(columns: usize, suppressions: Suppressions, rule: DuplicateRule) -> Self {
        Self {
            sound: 0,
            empty: 0,
            unwrapped: 0,
            suppressed: 0,
            suppressions,
            rule,
            domains: HashMap::new(),
            hasher: BuildHasherDefault::default(),
            seen: DuplicateRule::ALL.iter().map(|rule| (*rule, Seen::default())).collect(),
            faults: BTreeMap::new(),
            columns: vec![(0, 0); columns],
        }
    }

    /// Takes a row; whether it has a sound address in its first column with addresses.
    fn take(&mut self, number: u64, cells: &[String], email_column: u32, more: &[u32]) -> bool {
        for (cell, (filled, sound)) in cells.iter().zip(&mut self.columns) {
            *filled += u64::from(!cell.trim().is_empty());
            *sound += u64::from(cell.contains('@') && Address::extract(cell).is_ok());
        }
        let cell = |column: u32| cells.get(column as usize).map_or("", String::as_str);
        let others: Vec<Address> =
            more.iter().filter_map(|column| Address::extract(cell(*column)).ok()).collect();
        let first = Address::extract(cell(email_column));
        let mut all = first.iter().chain(&others);
        self.suppressed += u64::from(all.any(|address| self.suppressions.of(address).is_some()));
        for (rule, seen) in &mut self.seen {
            let key = |address: &Address| self.hasher.hash_one(rule.key(address));
            let mut count = |address: &Address| {
                if *rule != self.rule {
                    return;
                }
                if let Some(count) = self.domains.get_mut(address.domain.as_str()) {
                    *count += 1;
                } else {
                    self.domains.insert(address.domain.clone(), 1);
                }
            };
            if let Ok(address) = &first {
                let key = key(address);
                let is_new = seen.keys.insert(key);
                if is_new {
                    count(address);
                }
                let is_new = if more.is_empty() { is_new } else { seen.first.insert(key) };
                seen.repeated += u64::from(!is_new);
            }
            for address in &others {
                if seen.keys.insert(key(address)) {
                    count(address);
                }
            }
        }
        let cell = cell(email_column);
        match first {
            Ok(_) => {
                self.sound += 1;
                self.unwrapped += u64::from(Address::parse(cell.trim()).is_err());
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
                meaning: fault.sentence(),
                suggestion,
            });
        }
    }

    fn report(self, preview: mailvet_lists::Preview, remarks: Vec<Sentence>) -> ImportReport {
        let duplicates: Vec<Duplicates> = self
            .seen
            .iter()
            .map(|(rule, seen)| Duplicates {
                rule: *rule,
                rows: seen.repeated,
                addresses: seen.keys.len() as u64,
            })
            .collect();
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
            addresses: self.seen.get(&DuplicateRule::Case).map_or(0, |seen| seen.keys.len() as u64),
            without_address: self.empty,
            unwrapped: self.unwrapped,
            suppressed: self.suppressed,
            duplicates,
            faults,
            address_columns,
            remarks,
            foresight: None,
            preview,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inspected(content: &str) -> ImportReport {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("list.csv");
        std::fs::write(&file, content).unwrap();
        let request = InspectRequest { path: file.display().to_string(), ..InspectRequest::default() };
        inspect_now(&request, Vec::new(), None).unwrap()
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
    fn addresses_of_all_columns_are_counted_once() {
        let report = inspected(
            "email,work email\nann@example.com,ann@work.example\nbob@example.com,ANN@example.com\n",
        );
        assert_eq!(report.preview.more_email_columns, [1]);
        assert_eq!((report.rows, report.with_address, report.addresses), (2, 2, 3));
        assert_eq!(report.duplicates[1].rows, 0, "a row repeats another by its first column");
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
