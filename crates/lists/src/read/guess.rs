//! What the first rows give away: the delimiter, whether there is a header, and which column holds the addresses.
//! Content counts first, words in a header second; every guess is shown to the user and can be changed.

use super::{
    encoding::Decoded,
    look::{Look, look, trim},
    records::Records,
    rows::RowBatch,
    words,
};

/// How many rows are looked at.
pub(crate) const SAMPLE_ROWS: usize = 1_000;

const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];

/// Guesses the delimiter of a stretch of text; `None`: one address a line.
pub(crate) fn delimiter(sample: &str) -> Option<char> {
    let mut best = (score(sample, None), None);
    for delimiter in DELIMITERS {
        let score = score(sample, Some(delimiter));
        if score > best.0 {
            best = (score, Some(delimiter));
        }
    }
    best.1
}

/// The share of rows with an address of their own weighs most, then how alike the rows are, then how many columns.
fn score(sample: &str, delimiter: Option<char>) -> f64 {
    let rows = rows_of(sample, delimiter);
    let Some(most) = rows.iter().map(Vec::len).max() else { return 0.0 };
    let mut widths = vec![0_usize; most + 1];
    let mut addressed = 0.0;
    for row in &rows {
        widths[row.len()] += 1;
        addressed += match row.iter().map(|cell| look(cell)).max() {
            Some(Look::Address) => 1.0,
            // `"Smith, Ann" <ann@example.com>` is one cell, whatever is inside the quotes.
            Some(Look::Wrapped)
                if delimiter.is_none() && row[0].starts_with('"') && row[0].ends_with('>') =>
            {
                1.0
            }
            Some(Look::Wrapped) => 0.5,
            _ => 0.0,
        };
    }
    let (width, alike) =
        widths.iter().enumerate().max_by_key(|(width, count)| (**count, *width)).unwrap_or((0, &0));
    if delimiter.is_some() && width < 2 {
        return 0.0;
    }
    let of = |count: f64| count / rows.len() as f64;
    2.0 * of(addressed) + of(*alike as f64) + 0.05 * width.min(20) as f64
}

fn rows_of(sample: &str, delimiter: Option<char>) -> Vec<Vec<String>> {
    let mut records = Records::new(Decoded::new(sample.as_bytes(), encoding_rs::UTF_8), delimiter);
    let mut rows = RowBatch::default();
    while rows.len() < SAMPLE_ROWS && matches!(records.advance(), Ok(true)) {
        if !records.is_blank() {
            records.put(&mut rows);
        }
    }
    rows.texts()
}

/// Guesses whether the first row names the columns.
pub(crate) fn header(rows: &[Vec<String>]) -> bool {
    let Some((first, rest)) = rows.split_first() else { return false };
    if first.iter().any(|cell| look(cell) >= Look::Wrapped) {
        return false;
    }
    if first.iter().any(|cell| is_email_word(cell)) {
        return true;
    }
    let with_address = |column: usize| {
        rest.iter().filter(|row| row.get(column).is_some_and(|cell| look(cell) >= Look::Wrapped)).count()
    };
    let mut score = 0_i32;
    for (column, name) in first.iter().enumerate() {
        let name = trim(name);
        let below = || {
            rest.iter()
                .filter_map(|row| row.get(column))
                .map(|cell| trim(cell))
                .filter(|cell| !cell.is_empty())
        };
        score += match name {
            "" => -1,
            name if is_figure(name) => -2,
            name if name.contains('@') => -2,
            name if names_another_column(name) => 2,
            name if with_address(column) * 2 > rest.len() => {
                if looks_like_a_name(name) {
                    3
                } else {
                    -1
                }
            }
            name if below().next().is_some() && below().all(is_figure) && looks_like_a_name(name) => 2,
            name if below().any(|cell| cell == name) => -1,
            _ => 0,
        };
    }
    score > 0
}

/// What stands above the rows of the list: how many titles, and whether column names. `wanted` is what the user said
/// about the names.
pub(crate) fn above(rows: &[Vec<String>], wanted: Option<bool>) -> (usize, bool) {
    let titles = if wanted == Some(false) { 0 } else { titles(rows) };
    (titles, titles > 0 || wanted.unwrap_or_else(|| header(rows)))
}

/// How many rows stand above the names of the columns: titles and dates of somebody's report, each in a single cell (merged
/// over the others or not), with column names below that speak of e-mail.
pub(crate) fn titles(rows: &[Vec<String>]) -> usize {
    const MOST: usize = 5;
    let filled = |row: &[String]| row.iter().filter(|cell| !trim(cell).is_empty()).count();
    let is_title = |row: &&Vec<String>| filled(row) <= 1 && row.iter().all(|cell| look(cell) == Look::Other);
    let mut above = rows.iter().take(MOST).take_while(is_title).count();
    // Names of groups of columns, each merged over its own: fewer than there are columns, and none speaks of e-mail.
    if let [groups, names, ..] = &rows[above..]
        && filled(groups) > 1
        && filled(groups) < groups.len().max(names.len())
        && !groups.iter().any(|cell| look(cell) >= Look::Slip || is_email_word(cell) || is_figure(trim(cell)))
        && names.iter().any(|cell| is_email_word(cell))
    {
        above += 1;
    }
    let names = rows.get(above).filter(|row| filled(row) >= 2 && row.iter().any(|cell| is_email_word(cell)));
    match names {
        Some(_) if rows.len() > above + 1 && header(&rows[above..]) => above,
        Some(_) | None => 0,
    }
}

/// The columns most of whose cells are addresses, by content alone.
pub(crate) fn address_columns(rows: &[Vec<String>]) -> Vec<usize> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    (0..columns)
        .filter(|column| {
            let filled = rows.iter().filter_map(|row| row.get(*column)).filter(|cell| !trim(cell).is_empty());
            let (addresses, all) = filled.fold((0_usize, 0_usize), |(addresses, all), cell| {
                (addresses + usize::from(look(cell) >= Look::Wrapped), all + 1)
            });
            addresses > 0 && addresses * 2 >= all
        })
        .collect()
}

/// Whether the name of a column speaks of e-mail.
pub(crate) fn is_named_for_email(name: &str) -> bool {
    is_email_word(name) || speaks_of_email(name)
}

/// Guesses which column holds the addresses. `names` is the header row, where there is one.
pub(crate) fn email_column(names: Option<&[String]>, rows: &[Vec<String>]) -> Option<usize> {
    let columns = rows.iter().map(Vec::len).chain(names.map(<[String]>::len)).max().unwrap_or(0);
    let mut best: Option<(f64, usize)> = None;
    let mut counts = vec![(0.0_f64, 0_usize); columns];
    for row in rows {
        for (cell, (worth, filled)) in row.iter().zip(&mut counts) {
            if trim(cell).is_empty() {
                continue;
            }
            *filled += 1;
            *worth += match look(cell) {
                Look::Address => 1.0,
                Look::Wrapped => 0.9,
                Look::Slip => 0.4,
                Look::Other => 0.0,
            };
        }
    }
    for (column, (worth, filled)) in counts.into_iter().enumerate() {
        let share = if filled == 0 { 0.0 } else { worth / filled as f64 };
        let covered = if rows.is_empty() { 0.0 } else { filled as f64 / rows.len() as f64 };
        let name = names.and_then(|names| names.get(column));
        let named = if name.is_some_and(|name| is_email_word(name)) {
            0.4
        } else if name.is_some_and(|name| speaks_of_email(name)) {
            0.2
        } else {
            0.0
        };
        let score = share + named + 0.2 * covered * share;
        if score >= 0.3 && best.is_none_or(|(highest, _)| score > highest) {
            best = Some((score, column));
        }
    }
    best.map(|(_, column)| column)
}

fn folded(name: &str) -> String {
    trim(name)
        .to_lowercase()
        .chars()
        .filter(|letter| {
            !letter.is_whitespace()
                && !matches!(letter, '-' | '_' | '.' | ':' | '*' | '‐' | '–' | '/' | '\u{FEFF}')
        })
        .collect()
}

fn is_email_word(name: &str) -> bool {
    let folded = folded(name);
    words::EMAIL.split_whitespace().any(|word| word == folded)
}

fn names_another_column(name: &str) -> bool {
    let folded = folded(name);
    words::OTHER.split_whitespace().any(|word| word == folded)
}

fn speaks_of_email(name: &str) -> bool {
    let folded = folded(name);
    words::EMAIL_PARTS.split_whitespace().any(|word| folded.contains(word))
}

/// A number, a date, a telephone number: what stands in rows rather than in a header.
fn is_figure(cell: &str) -> bool {
    cell.chars().any(|letter| letter.is_ascii_digit())
        && cell.chars().all(|letter| {
            letter.is_ascii_digit()
                || letter.is_whitespace()
                || matches!(
                    letter,
                    '.' | ','
                        | '-'
                        | '+'
                        | '/'
                        | ':'
                        | '('
                        | ')'
                        | '%'
                        | '€'
                        | '$'
                        | '£'
                        | 'T'
                        | 'Z'
                        | 'E'
                        | 'e'
                )
        })
}

/// Words without digits and inner dots, unlike a mistyped address (`ann.example.com`).
fn looks_like_a_name(name: &str) -> bool {
    let inner = name.trim_end_matches(['.', ':']);
    inner.chars().any(char::is_alphabetic) && !inner.contains('.') && name.chars().count() <= 60
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, delimiter: Option<char>) -> Vec<Vec<String>> {
        rows_of(text, delimiter)
    }

    #[test]
    fn the_delimiter_is_the_one_that_frees_the_addresses() {
        assert_eq!(delimiter("name,email\nAnn,ann@example.com\n"), Some(','));
        assert_eq!(
            delimiter("Betrag;E-Mail;Ort\n1,5;ann@example.de;Köln\n2,5;bob@example.de;Bonn\n"),
            Some(';')
        );
        assert_eq!(
            delimiter("name\temail\nSmith, Ann\tann@example.com\nJones, Bob\tbob@example.com\n"),
            Some('\t')
        );
        assert_eq!(delimiter("ann@example.com|Ann\nbob@example.com|Bob\n"), Some('|'));
        assert_eq!(delimiter("ann@example.com\nbob@example.com\n"), None);
        assert_eq!(delimiter("email\n"), None);
        assert_eq!(delimiter(""), None);
    }

    #[test]
    fn a_delimiter_inside_quotes_does_not_count() {
        assert_eq!(delimiter("\"a;b;c\",x@example.com\n\"d;e;f\",y@example.com\n"), Some(','));
    }

    #[test]
    fn a_header_is_told_by_its_words_and_by_what_stands_below() {
        assert!(header(&rows("email\nann@example.com\n", None)));
        assert!(header(&rows("Kontakt,Alter\nann@example.com,31\n", Some(','))));
        assert!(header(&rows("Courriel\npas d'adresse\n", None)));
        assert!(!header(&rows("ann@example.com\nbob@example.com\n", None)));
        assert!(
            !header(&rows("ann.example.com\nbob@example.com\n", None)),
            "a slip in the first row is no header"
        );
        assert!(!header(&rows("12,,Bob\n13,ann@example.com,Ann\n14,x@example.com,Ann\n", Some(','))));
        assert!(!header(&rows("", None)));
    }

    #[test]
    fn titles_above_the_column_names_are_told_from_rows() {
        let report = "Members 2026,,\n,,\nName,Town,E-mail\nAnn,Ulm,ann@example.com\n";
        assert_eq!(titles(&rows(report, Some(','))), 2);
        assert_eq!(titles(&rows("Name,E-mail\nAnn,ann@example.com\n", Some(','))), 0);
        assert_eq!(titles(&rows("email\nann@example.com\n", None)), 0);
        assert_eq!(titles(&rows("ann@example.com,\nName,E-mail\nBob,bob@example.com\n", Some(','))), 0);
        assert_eq!(titles(&rows("Ann,\nBob,Ulm\nCy,Bonn\n", Some(','))), 0);
    }

    #[test]
    fn the_email_column_is_found_by_content_before_words() {
        let table = rows("email sent,contact\nyes,ann@example.com\nno,bob@example.com\n", Some(','));
        assert_eq!(email_column(Some(&table[0]), &table[1..]), Some(1));
        let table = rows("a,b\nx,ann@example.com\ny,Bob <bob@example.com>\n", Some(','));
        assert_eq!(email_column(None, &table), Some(1));
    }

    #[test]
    fn a_column_named_email_is_found_even_when_it_holds_garbage() {
        for word in [
            "E-Mail",
            "e_mail address",
            "Courriel",
            "Correo electrónico",
            "メールアドレス",
            "電子郵件",
            "Sähköposti",
            "E-post",
        ] {
            let table = rows(&format!("name,{word}\nAnn,###\nBob,none\n"), Some(','));
            assert_eq!(email_column(Some(&table[0]), &table[1..]), Some(1), "{word}");
        }
    }

    #[test]
    fn no_column_is_guessed_where_none_has_addresses() {
        let table = rows("name,town\nAnn,Ulm\nBob,Bonn\n", Some(','));
        assert_eq!(email_column(Some(&table[0]), &table[1..]), None);
    }

    #[test]
    fn of_two_address_columns_the_fuller_one_is_taken() {
        let table = rows("a@example.com,b@example.com\n,c@example.com\n,d@example.com\n", Some(','));
        assert_eq!(email_column(None, &table), Some(1));
    }
}
