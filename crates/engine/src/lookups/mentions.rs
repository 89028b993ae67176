//! Which addresses of a domain a page names: as they are, in links, written out as in "anna [at] site [dot] example", or
//! hidden from harvesters by character references or Cloudflare's cipher. A pure reader. The bare word "at" counts only with
//! the bare word "dot": "visit us at site.example" names nobody.

use std::{collections::BTreeSet, fmt::Write as _, sync::LazyLock};

use percent_encoding::percent_decode_str;
use regex::Regex;

/// The most addresses that are taken from one page.
const MOST: usize = 1000;
const LOCAL: &str = r"[\p{L}\p{N}][\p{L}\p{N}._+'\-]*";
const WORD_DOT: &str = r"\s+(?:dot|punkt|point|punto)\s+";

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern that the tests use")
}

static COMMENT: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?s)<!--.*?-->"));
/// Tags within a word: what they divide belongs together.
static INLINE_TAG: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)</?(?:span|b|i|u|em|strong|small|font|wbr|bdo|bdi)(?:\s[^>]*)?/?>"));
static TAG: LazyLock<Regex> = LazyLock::new(|| pattern(r"<[^>]*>"));
static REFERENCE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));?|\\u00([0-9a-f]{2})"));
static HIDDEN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"(?i)(?:data-cfemail=["']?|/email-protection#)([0-9a-f]{6,512})"#));
static BRACKET_AT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\s*[\[({]\s*(?:at|a|ät|arroba|chez|@)\s*[\])}]\s*"));
static BRACKET_DOT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\s*[\[({]\s*(?:dot|punkt|point|punto|\.)\s*[\])}]\s*"));

/// The local parts at any of `domains` (one domain, in its forms) that a page names, in lower case.
pub(super) fn of(html: &str, domains: &[String]) -> BTreeSet<String> {
    let whole = COMMENT.replace_all(html, "");
    let text = TAG.replace_all(&INLINE_TAG.replace_all(&whole, ""), " ").into_owned();
    let mut raw = referred(&whole);
    for hidden in HIDDEN.captures_iter(&whole) {
        let _ = write!(raw, " {} ", uncovered(&hidden[1]));
    }
    let raw = percent_decode_str(&raw).decode_utf8_lossy().into_owned();
    let texts = [raw, referred(&text)].map(|text| {
        let text = BRACKET_DOT.replace_all(&text, ".");
        BRACKET_AT.replace_all(&text, "@").into_owned()
    });
    let mut found = BTreeSet::new();
    for domain in domains {
        let labels: Vec<String> = domain.split('.').map(regex::escape).collect();
        let plain = pattern(&format!(r"(?i)({LOCAL})@{}", labels.join(r"\.")));
        let words = pattern(&format!(
            r"(?i)({LOCAL}(?:{WORD_DOT}{LOCAL})?)\s+(?:at|ät|arroba|chez)\s+{}",
            labels.join(WORD_DOT)
        ));
        for text in &texts {
            for named in plain.captures_iter(text).chain(words.captures_iter(text)) {
                let end = named.get(0).map_or(0, |all| all.end());
                if !goes_on(&text[end..]) && found.len() < MOST {
                    found.insert(joined(&named[1]));
                }
            }
        }
    }
    found
}

/// The local part without the words for its dots.
fn joined(local: &str) -> String {
    static DOT: LazyLock<Regex> = LazyLock::new(|| pattern(&format!("(?i){WORD_DOT}")));
    DOT.replace_all(local, ".").trim_matches(['.', '\'']).to_lowercase()
}

/// Whether a domain goes on: `site.example.org` is not `site.example`.
fn goes_on(rest: &str) -> bool {
    let mut letters = rest.chars();
    match letters.next() {
        Some('.') => letters.next().is_some_and(char::is_alphanumeric),
        Some(letter) => letter.is_alphanumeric() || letter == '-',
        None => false,
    }
}

/// The text with its character references resolved, and without letters that nobody sees.
fn referred(text: &str) -> String {
    let resolved = REFERENCE.replace_all(text, |found: &regex::Captures<'_>| {
        let number = |group: usize, radix| {
            let code = u32::from_str_radix(found.get(group)?.as_str(), radix).ok()?;
            char::from_u32(code).map(String::from)
        };
        let named = || {
            let name = found.get(3)?.as_str();
            let letter = match name.to_ascii_lowercase().as_str() {
                "commat" => "@",
                "period" => ".",
                "lpar" => "(",
                "rpar" => ")",
                "lsqb" | "lbrack" => "[",
                "rsqb" | "rbrack" => "]",
                "nbsp" => " ",
                "amp" => "&",
                "shy" | "zwnj" | "zwj" => "",
                _ => return None,
            };
            Some(letter.to_owned())
        };
        number(1, 10)
            .or_else(|| number(2, 16))
            .or_else(|| number(4, 16))
            .or_else(named)
            .unwrap_or_else(|| found[0].to_owned())
    });
    resolved.replace(['\u{ad}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}'], "")
}

/// Cloudflare's cipher: every byte, in hexadecimal, with the first one added without carry.
fn uncovered(hex: &str) -> String {
    let bytes: Vec<u8> = hex
        .as_bytes()
        .chunks_exact(2)
        .filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    let Some((key, rest)) = bytes.split_first() else { return String::new() };
    String::from_utf8_lossy(&rest.iter().map(|byte| byte ^ key).collect::<Vec<_>>()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(html: &str) -> Vec<String> {
        of(html, &["site.example".to_owned()]).into_iter().collect()
    }

    #[test]
    fn an_address_is_found_however_it_is_written() {
        for html in [
            "Write to Anna.Lee@Site.Example.",
            "<a href='mailto:anna.lee@site.example?subject=Hi'>write</a>",
            "<a href=\"mailto:anna.lee%40site.example\">write</a>",
            "anna.lee [at] site [dot] example",
            "anna [dot] lee (at) site (dot) example",
            "anna.lee{ät}site.example",
            "anna.lee(a)site.example",
            "anna.lee at site dot example",
            "anna dot lee AT site DOT example, please",
            "anna.lee&#64;site&#x2e;example",
            "anna.lee&commat;site&period;example",
            "&#97;&#110;&#110;&#97;.lee@site.example",
            "<p>anna.lee<span>@</span><b>site</b>.example</p>",
            "anna.lee<!-- no harvest -->@site.example",
            "anna.lee\u{200b}@site.example",
            "{\"email\":\"anna.lee\\u0040site.example\"}",
            // "anna.lee@site.example" with the key 0x2a.
            "<a data-cfemail=\"2a4b44444b04464f4f6a59435e4f044f524b475a464f\">[email protected]</a>",
        ] {
            assert_eq!(named(html), ["anna.lee"], "{html}");
        }
    }

    #[test]
    fn what_only_looks_like_one_is_none() {
        for html in [
            "Visit us at site.example",
            "Find Anna at site.example today",
            "anna@site.example.org",
            "anna@site.example-shop.com",
            "anna@other.example",
            "anna@my-site.example",
            "@site.example",
            "",
        ] {
            assert_eq!(named(html), Vec::<String>::new(), "{html}");
        }
    }

    #[test]
    fn neighbours_do_not_run_into_each_other() {
        let html = "<td>Lee</td><td>anna@site.example</td><li>ben@site.example<li>o'hara@site.example";
        assert_eq!(named(html), ["anna", "ben", "o'hara"]);
    }

    #[test]
    fn a_domain_is_found_in_both_of_its_forms() {
        let forms = ["xn--mller-kva.example".to_owned(), "m\u{fc}ller.example".to_owned()];
        let found = of("anna@m\u{fc}ller.example, ben@xn--mller-kva.example", &forms);
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["anna", "ben"]);
    }
}
