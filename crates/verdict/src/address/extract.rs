//! Unwrapping a cell: takes away what surely is no part of the address, and never guesses.

use std::borrow::Cow;

use super::parse::is_invisible;

/// The rule of [`super::Address::extract`].
pub(super) fn unwrap(cell: &str) -> Cow<'_, str> {
    let visible = without_invisible(cell);
    let mut text = visible.trim();
    loop {
        let before = text;
        text = text.trim_matches([',', ';']).trim();
        text = in_angle_brackets(text).trim();
        text = unquoted(text).trim();
        if let Some(target) = mailto(text) {
            return Cow::Owned(target.trim().to_owned());
        }
        if text == before {
            break;
        }
    }
    if text == cell { Cow::Borrowed(cell) } else { Cow::Owned(text.to_owned()) }
}

/// Without invisible characters. The joiners U+200C and U+200D are kept inside text that is not ASCII anyway, where they
/// belong to the spelling.
fn without_invisible(cell: &str) -> Cow<'_, str> {
    if cell.is_ascii() || !cell.contains(is_invisible) {
        return Cow::Borrowed(cell);
    }
    let joiner = |c| matches!(c, '\u{200C}' | '\u{200D}');
    let joined = cell.chars().any(|c| c.is_alphabetic() && !c.is_ascii());
    let kept: String = cell.chars().filter(|c| !is_invisible(*c) || (joined && joiner(*c))).collect();
    Cow::Owned(kept.trim_matches(|c: char| c.is_whitespace() || joiner(c)).to_owned())
}

/// What stands between the angle brackets of `Anna <anna@example.com>`, where there is one pair and it ends the text.
/// Where the name is an address too, it must be the same one: address books write `anna@example.com <anna@example.com>`.
fn in_angle_brackets(text: &str) -> &str {
    let Some((name, rest)) = text.rsplit_once('<') else {
        return text;
    };
    let Some(inner) = rest.strip_suffix('>') else {
        return text;
    };
    let bare = name.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\'' | '"' | '(' | ')'));
    let names_the_same = !name.contains('@') || bare.eq_ignore_ascii_case(inner.trim());
    if names_the_same && !name.contains(['<', '>']) && !inner.contains('>') { inner } else { text }
}

/// Without quotation marks around the whole: `"anna@example.com"`. A quoted local part, `"anna"@…`, is left alone.
fn unquoted(text: &str) -> &str {
    const PAIRS: [(char, char); 6] = [
        ('"', '"'),
        ('\'', '\''),
        ('\u{201c}', '\u{201d}'),
        ('\u{201e}', '\u{201c}'),
        ('\u{2018}', '\u{2019}'),
        ('\u{ab}', '\u{bb}'),
    ];
    PAIRS
        .iter()
        .find_map(|(open, close)| {
            text.strip_prefix(*open)?.strip_suffix(*close).filter(|inner| inner.contains('@'))
        })
        .unwrap_or(text)
}

/// The address of a `mailto:` URI (RFC 6068), percent-decoded, without its header fields.
fn mailto(text: &str) -> Option<String> {
    let start = text.get(..7)?;
    let target = start.eq_ignore_ascii_case("mailto:").then(|| &text[7..])?;
    let target = target.split('?').next().unwrap_or(target).trim_start_matches("//");
    let mut bytes = Vec::with_capacity(target.len());
    let mut rest = target.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = |digit: &u8| char::from(*digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
        match (first, after) {
            (b'%', [high, low, after @ ..]) if hex(high).is_some() && hex(low).is_some() => {
                bytes.push(hex(high)? << 4 | hex(low)?);
                rest = after;
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).ok().or_else(|| Some(target.to_owned()))
}
