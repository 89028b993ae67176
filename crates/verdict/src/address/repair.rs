//! Guessing the address that a faulty text most probably meant. Everything here is offered to a person and never taken
//! for the address itself.

use super::{Address, SyntaxFault, extract::unwrap};
use crate::lists::{TypoTarget, typo_targets};

/// The rule of [`Address::repair`].
pub(super) fn repair(text: &str) -> Option<String> {
    match Address::extract(text) {
        Ok(_) | Err(SyntaxFault::Empty | SyntaxFault::SeveralAddresses) => return None,
        Err(_) => {}
    }
    let text = spelled_out(&plain(&unwrap(text)));
    let (local, domain) = text
        .split_once('@')
        .map(|(l, d)| (l.to_owned(), d.trim_start_matches('@').to_owned()))
        .or_else(|| missing_at(&text))?;
    let mended = format!("{}@{}", mend_local(&local), mend_domain(&domain));
    Address::parse(&mended).ok().map(|address| format!("{}@{}", address.local, address.unicode_domain()))
}

/// Full-width and curly characters as plain ones, comments and line breaks left out.
fn plain(text: &str) -> String {
    let folded: String = text
        .chars()
        .filter(|c| !super::parse::is_invisible(*c))
        .map(|c| match c {
            // The full-width forms stand in the order of ASCII.
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            '\u{FE6B}' => '@',
            '\u{3002}' | '\u{FF61}' => '.',
            '\u{201c}' | '\u{201d}' | '\u{201e}' => '"',
            '\u{2018}' | '\u{2019}' => '\'',
            '\u{2010}'..='\u{2013}' => '-',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .collect();
    folded.trim().to_owned()
}

/// `anna (at) example [dot] com` with its signs; any other parenthesis is a comment and goes.
fn spelled_out(text: &str) -> String {
    const AT: [&str; 4] = ["at", "@", "\u{e4}t", "arroba"];
    const DOT: [&str; 5] = ["dot", ".", "punkt", "point", "punto"];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find(['(', '[', '{']) {
        let Some(close) = rest[open..].find([')', ']', '}']).map(|n| open + n) else {
            break;
        };
        let word = rest[open + 1..close].trim().to_lowercase();
        out.push_str(&rest[..open]);
        if AT.contains(&word.as_str()) {
            out.push('@');
        } else if DOT.contains(&word.as_str()) {
            out.push('.');
        } else if !rest[open..].starts_with('(') {
            out.push_str(&rest[open..=close]);
        }
        rest = &rest[close + 1..];
    }
    out.push_str(rest);
    if !out.contains('@') {
        let words: Vec<&str> = out.split(' ').filter(|word| !word.is_empty()).collect();
        let spoken = |word: &str, list: &[&str]| list.iter().any(|other| word.eq_ignore_ascii_case(other));
        if words.iter().filter(|word| spoken(word, &AT)).count() == 1 {
            return words
                .iter()
                .map(|word| match *word {
                    w if spoken(w, &AT) => "@",
                    w if spoken(w, &DOT) => ".",
                    w => w,
                })
                .collect();
        }
    }
    out
}

/// Where no `@` is there but a well-known mail domain ends the text: `anna.gmail.com`, and `anna2gmail.com`, for the `@`
/// lies on the key of the 2.
fn missing_at(text: &str) -> Option<(String, String)> {
    typo_targets().iter().find_map(|target| {
        let local = text.to_lowercase().strip_suffix(target.domain)?.len();
        let local = text.get(..local)?.strip_suffix(['.', '2', '#', ' ', '-', '_'])?;
        (!local.is_empty()).then(|| (local.to_owned(), target.domain.to_owned()))
    })
}

/// Without stray punctuation at the ends, doubled dots, and spaces around dots. Other inner spaces stay, and fail.
fn mend_local(local: &str) -> String {
    let stray = |c: char| {
        c.is_whitespace()
            || matches!(c, '.' | ',' | ';' | ':' | '<' | '>' | '[' | ']' | '(' | ')' | '"' | '\'')
    };
    dotted(local.trim_matches(stray))
}

/// Likewise; commas and their like are dots that missed their key, and a well-known domain gets its lost dot back.
fn mend_domain(domain: &str) -> String {
    let stray = |c: char| c.is_whitespace() || (c.is_ascii_punctuation() && c != '[');
    let domain = domain.trim_matches(stray).replace([',', ';', ':'], ".");
    let mut domain = dotted(&domain);
    if !domain.contains('.') {
        let (spaced, run_together) = (domain.replace(' ', "."), domain.replace(' ', "").to_lowercase());
        let known = |target: &&TypoTarget| target.domain.replace('.', "") == run_together;
        domain = match typo_targets().iter().find(known) {
            Some(target) => target.domain.to_owned(),
            None => spaced,
        };
    }
    domain.split('.').map(|label| label.trim_matches('-')).collect::<Vec<_>>().join(".").replace(' ', "")
}

/// One dot for many, and no spaces beside it.
fn dotted(text: &str) -> String {
    text.split('.').map(str::trim).filter(|piece| !piece.is_empty()).collect::<Vec<_>>().join(".")
}
