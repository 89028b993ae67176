//! Makes the sample lists from `assets/samples/practice.toml`: `cargo run -p mailvet-world --example make_samples`.
//! Deterministic, so that a test can tell whether the committed files are fresh.

use std::{error::Error, fs, path::Path};

use mailvet_world::{Scenario, Truth};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};

/// Rows of the CSV and of the workbook.
const CSV_ROWS: usize = 200;
const XLSX_ROWS: usize = 60;

const HEADER: [&str; 7] = ["customer_id", "first_name", "last_name", "company", "email", "city", "note"];
const CITIES: [&str; 12] = [
    "Aarhus",
    "Besançon",
    "Coimbra",
    "Dresden",
    "Essaouira",
    "Fukuoka",
    "Göteborg",
    "Halifax",
    "Iași",
    "Kraków",
    "Łódź",
    "Mérida",
];
/// Cells of every kind that a list has to bring back unchanged.
const NOTES: [&str; 11] = [
    "newsletter since 2021",
    "met at the spring fair, wants a call back",
    "",
    "asked for the \"large\" catalogue",
    "00420 77 33",
    "prefers letters; no calls",
    "=1+2 is what the old export says",
    "  two blanks in front",
    "first line\nsecond line",
    "VIP",
    "2024-03-01",
];

/// One row of the sample, by column.
type Row = [String; 7];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/samples");
    let scenario = Scenario::from_toml(&fs::read_to_string(folder.join("practice.toml"))?)?;
    fs::write(folder.join("sample.csv"), csv(&scenario)?)?;
    fs::write(folder.join("truth.csv"), truth(&scenario)?)?;
    fs::write(folder.join("sample.xlsx"), xlsx(&scenario)?)?;
    Ok(())
}

/// Every row of the CSV.
///
/// # Errors
/// The scenario has too few addresses for a sample.
pub(crate) fn rows(scenario: &Scenario) -> Result<Vec<Row>, Box<dyn Error>> {
    let people = people(scenario);
    let again = CSV_ROWS.checked_sub(people.len()).filter(|again| *again <= people.len() / 4);
    let again = again.ok_or_else(|| format!("{} addresses do not make {CSV_ROWS} rows", people.len()))?;
    // Duplicates as lists have them: shouted, or with blanks around.
    let twice = people.iter().step_by(4).take(again).enumerate().map(|(n, person)| {
        let email = &person.email;
        let email = if n % 3 == 2 { format!(" {email} ") } else { email.to_uppercase() };
        Person { email, ..person.clone() }
    });
    Ok(people.iter().cloned().chain(twice).enumerate().map(|(n, person)| person.into_row(n)).collect())
}

#[derive(Clone)]
struct Person {
    first: String,
    last: String,
    company: String,
    email: String,
}

impl Person {
    fn into_row(self, n: usize) -> Row {
        let id = format!("{:05}", 17 + n * 31);
        let city = CITIES[n * 7 % CITIES.len()].to_owned();
        let note = NOTES[n * 3 % NOTES.len()].to_owned();
        [id, self.first, self.last, self.company, self.email, city, note]
    }
}

/// Everybody whom the scenario names, kinds and companies mixed as they are in a real list.
fn people(scenario: &Scenario) -> Vec<Person> {
    let mut people = Vec::new();
    for domain in &scenario.domains {
        let company = company(&domain.name);
        let shown = shown(&domain.name);
        let locals = [
            &domain.mailboxes,
            &domain.absent,
            &domain.full,
            &domain.full_for_now,
            &domain.disabled,
            &domain.restricted,
            &domain.traps,
            &domain.plausible,
            &domain.implausible,
        ];
        for local in locals.into_iter().flatten().chain(domain.moved.keys()) {
            let (first, last) = name(local);
            let quoted = if local.contains(' ') { format!("\"{local}\"") } else { local.clone() };
            people.push(Person { first, last, company: company.clone(), email: format!("{quoted}@{shown}") });
        }
        if let Some(tagged) = domain.mailboxes.first().filter(|_| domain.spf && domain.dmarc) {
            let (first, last) = name(tagged);
            let email = format!("{tagged}+news@{shown}");
            people.push(Person { first, last, company, email });
        }
    }
    for cell in &scenario.faulty {
        people.push(Person {
            first: "Mila".into(),
            last: "Stone".into(),
            company: "Harbour Books".into(),
            email: cell.clone(),
        });
    }
    // A stride that has no divisor in common with the count visits everybody once.
    let count = people.len();
    let stride = (count / 3..).find(|stride| greatest_common_divisor(*stride, count) == 1).unwrap_or(1);
    (0..count).map(|n| people[n * stride % count].clone()).collect()
}

fn greatest_common_divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

/// `harbour-books.example` is Harbour Books.
fn company(domain: &str) -> String {
    let label = shown(domain);
    let label = label.split('.').next().unwrap_or_default();
    label.split('-').map(capital).collect::<Vec<_>>().join(" ")
}

/// A domain as a person writes it.
fn shown(domain: &str) -> String {
    idna::domain_to_unicode(domain).0
}

/// `anna.berg` is Anna Berg; a function has no name.
fn name(local: &str) -> (String, String) {
    match local.rsplit_once('.') {
        Some((first, last)) => (first.split('.').map(capital).collect::<Vec<_>>().join(" "), capital(last)),
        None => (String::new(), String::new()),
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `sample.csv`.
///
/// # Errors
/// As [`rows`].
pub(crate) fn csv(scenario: &Scenario) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEADER)?;
    for row in rows(scenario)? {
        writer.write_record(&row)?;
    }
    Ok(writer.into_inner()?)
}

/// The rows of the workbook: every third, then what is missing to show each reason.
pub(crate) fn some(scenario: &Scenario) -> Result<Vec<Row>, Box<dyn Error>> {
    let all = rows(scenario)?;
    let mut seen = Vec::new();
    let (first_of_kind, others): (Vec<Row>, Vec<Row>) = all.into_iter().partition(|row| {
        let truth = scenario.truth(&row[4]);
        let kind = (truth.verdict, truth.reason);
        let new = !seen.contains(&kind);
        seen.push(kind);
        new
    });
    let mut some: Vec<Row> = first_of_kind.into_iter().chain(others).take(XLSX_ROWS).collect();
    some.sort();
    Ok(some)
}

/// `sample.xlsx`.
///
/// # Errors
/// As [`rows`], or the workbook cannot be written.
pub(crate) fn xlsx(scenario: &Scenario) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(2026, 1, 5)?;
    book.set_properties(&DocProperties::new().set_title("Mailvet sample").set_creation_datetime(&made));
    let sheet = book.add_worksheet();
    sheet.set_name("Customers")?;
    let bold = Format::new().set_bold();
    for (column, title) in (0_u16..).zip(HEADER) {
        sheet.write_string_with_format(0, column, title, &bold)?;
    }
    for (line, row) in (1_u32..).zip(some(scenario)?) {
        for (column, cell) in (0_u16..).zip(row) {
            sheet.write_string(line, column, cell)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_column_width(4, 40)?;
    Ok(book.save_to_buffer()?)
}

/// `truth.csv`: one line for every row of the CSV, in its order.
///
/// # Errors
/// As [`rows`].
pub(crate) fn truth(scenario: &Scenario) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["email", "verdict", "reason", "also"])?;
    for row in rows(scenario)? {
        let Truth { verdict, reason, also } = scenario.truth(&row[4]);
        let also: Vec<String> = also.iter().map(|(verdict, reason)| format!("{verdict}/{reason}")).collect();
        writer.write_record([row[4].as_str(), verdict.code(), reason.code(), &also.join("|")])?;
    }
    Ok(writer.into_inner()?)
}
