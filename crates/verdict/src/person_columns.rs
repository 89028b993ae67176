//! Which columns of a list name people and companies: by their headers, in a dozen languages
//! (`assets/lists/person-columns.toml`), and by their content, which also finds them where there is no header. A column that
//! is no name by its content is none, whatever its header says.

use std::sync::LazyLock;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization as _;

use crate::{Address, Person};

/// The longest cell that is taken for a name.
const LONGEST: usize = 100;

/// Rows that have to speak for a column which no header names.
const FEW: usize = 5;

/// Where a list names people and companies, as indices of its columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PersonColumns {
    /// Given names.
    pub given: Option<usize>,
    /// Family names.
    pub family: Option<usize>,
    /// Whole names.
    pub full: Option<usize>,
    /// Companies.
    pub company: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    given: String,
    family: String,
    full: String,
    either: String,
    company: String,
}

/// What a header says of its column.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Heads {
    Given,
    Family,
    Full,
    Either,
    Company,
}

static TABLE: LazyLock<Vec<(String, Heads)>> = LazyLock::new(|| {
    let table: Table = toml::from_str(include_str!("../../../assets/lists/person-columns.toml"))
        .expect("the table that ships is sound: a test reads it");
    let kinds = [
        (table.given, Heads::Given),
        (table.family, Heads::Family),
        (table.full, Heads::Full),
        (table.either, Heads::Either),
        (table.company, Heads::Company),
    ];
    let words = |(words, heads): &(String, Heads)| -> Vec<(String, Heads)> {
        words.split_whitespace().map(|word| (folded(word), *heads)).collect()
    };
    kinds.iter().flat_map(words).collect()
});

impl PersonColumns {
    /// Finds them by the names of a list's columns and some of its rows. `email` is the column with the addresses.
    #[must_use]
    pub fn find(headers: &[String], rows: &[Vec<String>], email: usize) -> Self {
        let looks_like = |column: usize, fits: fn(&str) -> bool| {
            let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.trim());
            let filled: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
            rows.is_empty() || filled.iter().filter(|cell| fits(cell)).count() * 4 >= filled.len() * 3
        };
        let headed = |heads: Heads, fits: fn(&str) -> bool| {
            (0..headers.len())
                .filter(|column| *column != email)
                .find(|&column| says(&headers[column]) == Some(heads) && looks_like(column, fits))
        };
        let mut found = Self {
            given: headed(Heads::Given, is_name),
            family: headed(Heads::Family, is_name),
            full: headed(Heads::Full, is_name),
            company: headed(Heads::Company, is_company),
        };
        if let Some(either) = headed(Heads::Either, is_name) {
            match (found.given, found.family) {
                (None, Some(_)) => found.given = Some(either),
                (Some(given), None) if !holds_the_other(rows, either, given) => found.family = Some(either),
                _ => found.full = found.full.or(Some(either)),
            }
        }
        if found.given.is_none() && found.family.is_none() && found.full.is_none() {
            found.find_by_content(headers.len(), rows, email);
        }
        found
    }

    /// The person that a row names.
    #[must_use]
    pub fn person<S: AsRef<str>>(&self, cells: &[S]) -> Option<Person> {
        let name = |column: Option<usize>| {
            let cell = cells.get(column?)?.as_ref().trim();
            is_name(cell).then(|| cell.to_owned())
        };
        let person = Person { given: name(self.given), family: name(self.family), full: name(self.full) };
        (person != Person::default()).then_some(person)
    }

    /// The company that a row names.
    #[must_use]
    pub fn company<S: AsRef<str>>(&self, cells: &[S]) -> Option<String> {
        let cell = cells.get(self.company?)?.as_ref().trim();
        is_company(cell).then(|| cell.to_owned())
    }

    /// Whether no column names anybody or any company.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Columns whose words stand in the addresses beside them hold names. One with several words in a cell has whole
    /// names; of two with one word each, the first has the given ones.
    fn find_by_content(&mut self, columns: usize, rows: &[Vec<String>], email: usize) {
        let mut single = Vec::new();
        for column in (0..columns).filter(|column| *column != email && Some(*column) != self.company) {
            let (mut filled, mut named, mut several) = (0, 0, 0);
            for row in rows {
                let (Some(cell), Some(address)) = (row.get(column), row.get(email)) else { continue };
                let cell = cell.trim();
                let Ok(address) = Address::extract(address) else { continue };
                if cell.is_empty() {
                    continue;
                }
                filled += 1;
                let local = folded(&address.local);
                let words: Vec<String> = cell.split_whitespace().map(folded).collect();
                named += usize::from(
                    is_name(cell)
                        && words
                            .iter()
                            .any(|word| word.chars().count() >= 3 && local.contains(word.as_str())),
                );
                several += usize::from(words.len() > 1);
            }
            if filled >= FEW && named * 2 >= filled {
                if several * 2 >= filled {
                    self.full = Some(column);
                    return;
                }
                single.push(column);
            }
        }
        match single.as_slice() {
            [given, family, ..] => (self.given, self.family) = (Some(*given), Some(*family)),
            // One word alone may be either.
            [one] => self.full = Some(*one),
            [] => {}
        }
    }
}

/// What a header says: by its whole, or by how it ends, as in "Contact: first name".
fn says(header: &str) -> Option<Heads> {
    let header = folded(header);
    let whole = TABLE.iter().find(|(word, _)| *word == header);
    let end = || {
        let long = |(word, heads): &&(String, Heads)| {
            *heads != Heads::Either && word.chars().count() >= 7 && header.ends_with(word.as_str())
        };
        TABLE.iter().filter(long).max_by_key(|(word, _)| word.len())
    };
    whole.or_else(end).map(|(_, heads)| *heads)
}

/// Whether the cells of `whole` hold those of `part` beside them: then it names more than the rest.
fn holds_the_other(rows: &[Vec<String>], whole: usize, part: usize) -> bool {
    let both = rows.iter().filter_map(|row| Some((folded(row.get(whole)?), folded(row.get(part)?))));
    let filled: Vec<_> = both.filter(|(whole, part)| !whole.is_empty() && !part.is_empty()).collect();
    !filled.is_empty()
        && filled.iter().filter(|(whole, part)| whole.contains(part.as_str())).count() * 2 > filled.len()
}

/// Letters only, in lower case.
fn folded(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect()
}

fn is_name(cell: &str) -> bool {
    cell.len() <= LONGEST
        && cell.chars().any(char::is_alphabetic)
        && !cell.chars().any(|c| c.is_numeric() || "@/\\<>{}|=".contains(c))
}

fn is_company(cell: &str) -> bool {
    cell.len() <= LONGEST && cell.chars().any(char::is_alphabetic) && !cell.contains('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(headers: &str, rows: &[&str]) -> PersonColumns {
        let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
        PersonColumns::find(&cells(headers), &rows.iter().map(|row| cells(row)).collect::<Vec<_>>(), 0)
    }

    #[test]
    fn headers_of_a_dozen_languages_are_known() {
        for headers in [
            "email,First Name,LAST_NAME",
            "email,Vorname,Nachname",
            "email,Prénom,Nom",
            "email,Nombre,Apellidos",
            "email,Nome,Cognome",
            "email,Nome,Sobrenome",
            "email,Voornaam,Achternaam",
            "email,Imię,Nazwisko",
            "email,Förnamn,Efternamn",
            "email,Fornavn,Etternavn",
            "email,Etunimi,Sukunimi",
            "email,Jméno,Příjmení",
            "email,Имя,Фамилия",
            "email,Ad,Soyad",
            "email,名,姓",
            "email,Contact: first name,Contact: last name",
        ] {
            let found = find(headers, &["anna.berg@a.example,Anna,Berg"]);
            assert_eq!((found.given, found.family, found.full), (Some(1), Some(2), None), "{headers}");
        }
        for headers in ["email,Name", "email,Full name", "email,Ansprechpartner", "email,ФИО", "email,Nom"]
        {
            assert_eq!(find(headers, &["a@a.example,Anna Berg"]).full, Some(1), "{headers}");
        }
        for headers in
            ["email,Company", "email,Firma", "email,Società", "email,会社名", "email,Billing company"]
        {
            assert_eq!(find(headers, &["a@a.example,Acme 24"]).company, Some(1), "{headers}");
        }
    }

    #[test]
    fn a_name_beside_given_names_is_the_family_name_unless_it_holds_both() {
        let german = find("email,Name,Vorname", &["a@a.example,Berg,Anna"]);
        assert_eq!((german.given, german.family, german.full), (Some(2), Some(1), None));
        let whole = find("email,Name,First name", &["a@a.example,Anna Berg,Anna"]);
        assert_eq!((whole.given, whole.family, whole.full), (Some(2), None, Some(1)));
    }

    #[test]
    fn content_counts_before_the_header() {
        assert_eq!(find("email,Name", &["a@a.example,4711", "b@a.example,4712"]), PersonColumns::default());
    }

    #[test]
    fn names_are_found_without_a_header() {
        let rows: Vec<String> = ["Anna,Berg", "Bo,Lind", "Carl,Dahl", "Dora,Falk", "Emil,Gren", "Frida,Holm"]
            .iter()
            .map(|name| {
                let local = name.to_lowercase().replace(',', ".");
                format!("{local}@a.example,{name},Stockholm")
            })
            .collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let found = find("Column 1,Column 2,Column 3,Column 4", &rows);
        assert_eq!((found.given, found.family, found.full, found.company), (Some(1), Some(2), None, None));
        let person = found.person(&["anna.berg@a.example", " Anna ", "Berg", "Stockholm"]).unwrap();
        assert_eq!((person.given.as_deref(), person.family.as_deref()), (Some("Anna"), Some("Berg")));
    }

    #[test]
    fn an_empty_row_names_nobody() {
        let columns = PersonColumns { given: Some(1), ..PersonColumns::default() };
        assert_eq!(columns.person(&["a@a.example", " "]), None);
        assert_eq!(columns.person(&["a@a.example"]), None);
    }
}
