//! Whether a cell looks like an e-mail address: quick, without a verdict. It only serves to find the column with the
//! addresses and to count; what an address really is, and what is wrong with it, the syntax stage says.

/// How much a cell looks like an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Look {
    /// Not at all.
    Other,
    /// Something with an `@` that is none: a slip of the pen.
    Slip,
    /// An address inside something, as in `Ann <ann@example.com>` or `mailto:ann@example.com`.
    Wrapped,
    /// An address and nothing else.
    Address,
}

/// Looks at a cell.
pub(crate) fn look(cell: &str) -> Look {
    let cell = trim(cell);
    if !cell.contains('@') {
        return Look::Other;
    }
    if is_address(cell) {
        return Look::Address;
    }
    if is_address(core(cell)) { Look::Wrapped } else { Look::Slip }
}

/// The key under which two cells hold the same address, whatever the case; `None`: nothing in there.
pub(crate) fn duplicate_key(cell: &str) -> Option<String> {
    let cell = core(trim(cell));
    (!cell.is_empty()).then(|| cell.to_lowercase())
}

/// Without the white space and invisible characters around it.
pub(crate) fn trim(cell: &str) -> &str {
    cell.trim_matches(|letter: char| {
        letter.is_whitespace()
            || letter.is_control()
            || matches!(letter, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}')
    })
}

/// What is between angle brackets, behind `mailto:`, or inside quotes; else all of it.
fn core(cell: &str) -> &str {
    let inner = match (cell.rfind('<'), cell.rfind('>')) {
        (Some(open), Some(close)) if open < close => &cell[open + 1..close],
        _ => cell.trim_matches(['"', '\'', '“', '”', '‘', '’']),
    };
    let inner = trim(inner);
    match inner.get(..7) {
        Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => {
            let rest = &inner[7..];
            rest.split('?').next().unwrap_or(rest)
        }
        _ => inner,
    }
}

fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let plain = |letter: char| {
        !letter.is_whitespace()
            && !letter.is_control()
            && !matches!(letter, ',' | ';' | '<' | '>' | '(' | ')' | '|' | '"' | '“' | '”')
    };
    !local.is_empty()
        && local.len() <= 128
        && domain.len() <= 255
        && local.chars().all(|letter| plain(letter) && !matches!(letter, ':' | '\\'))
        && domain.split('.').count() >= 2
        && domain.split('.').all(|label| {
            !label.is_empty()
                && label.chars().all(|letter| {
                    letter.is_alphanumeric() || letter == '-' || !letter.is_ascii() && plain(letter)
                })
        })
        && domain.rsplit('.').next().is_some_and(|top| top.chars().count() >= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_text_around_them_and_from_slips() {
        for (cell, expected) in [
            ("ann@example.com", Look::Address),
            ("  Ann.O'Neil+news@mail.example.co.uk\u{200B} ", Look::Address),
            ("用户@例え.example", Look::Address),
            ("Ann <ann@example.com>", Look::Wrapped),
            ("\"O'Neil, Ann\" <ann@example.com>", Look::Wrapped),
            ("mailto:ann@example.com?subject=hello", Look::Wrapped),
            ("<ann@example.com>", Look::Wrapped),
            ("“ann@example.com”", Look::Wrapped),
            ("ann@@example.com", Look::Slip),
            ("ann@example", Look::Slip),
            ("ann@example.com, bob@example.com", Look::Slip),
            ("@ann", Look::Slip),
            ("ann.example.com", Look::Other),
            ("", Look::Other),
        ] {
            assert_eq!(look(cell), expected, "{cell:?}");
        }
    }

    #[test]
    fn case_and_wrapping_make_no_second_address() {
        let key = duplicate_key("ann@example.com");
        assert_eq!(duplicate_key(" Ann <ANN@Example.COM> "), key);
        assert_eq!(duplicate_key("MAILTO:ann@example.com"), key);
        assert_eq!(duplicate_key("\u{A0}\u{200B} "), None);
    }
}
