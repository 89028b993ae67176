//! The grammar: `Mailbox` of RFC 5321 section 4.1.2 as RFC 6531 section 3.3 widens it, over text that is already
//! unwrapped. Obsolete forms, comments and folding are recognised only to be named.

use std::{
    borrow::Cow,
    net::{Ipv4Addr, Ipv6Addr},
};

use unicode_normalization::UnicodeNormalization as _;

use super::{Address, Part, SyntaxFault};

/// RFC 5321 section 4.5.3.1.1.
const LOCAL_OCTETS: usize = 64;
/// 255 octets in DNS (RFC 5321 section 4.5.3.1.2, RFC 1035 section 2.3.4) are 253 as text.
const DOMAIN_OCTETS: usize = 253;
/// RFC 5321 section 4.5.3.1.3, less the angle brackets of a path.
const ADDRESS_OCTETS: usize = 254;
/// RFC 1035 section 2.3.4.
const LABEL_OCTETS: usize = 63;

/// An address of nothing but the plainest letters, which nearly every one is: found sound by one look at each byte, and made
/// exactly as [`address`] would make it. `None`: not that plain, which says nothing of what it is.
pub(super) fn plain(text: &str) -> Option<Address> {
    let bytes = text.as_bytes();
    let at = bytes.iter().position(|byte| *byte == b'@')?;
    let (local, domain) = (&bytes[..at], &bytes[at + 1..]);
    if local.is_empty() || local.len() > LOCAL_OCTETS || bytes.len() > DOMAIN_OCTETS {
        return None;
    }
    let mut before = b'.';
    for &byte in local {
        let is_dot = byte == b'.';
        if is_dot && before == b'.' || !is_dot && !PLAIN_LOCAL[usize::from(byte)] {
            return None;
        }
        before = byte;
    }
    if before == b'.' {
        return None;
    }
    let (mut label, mut dots, mut letters, mut upper) = (0, 0, false, false);
    before = b'.';
    for &byte in domain {
        match byte {
            b'a'..=b'z' => letters = true,
            b'A'..=b'Z' => {
                letters = true;
                upper = true;
            }
            b'0'..=b'9' => {}
            b'-' if label > 0 => {}
            b'.' if label > 0 && before != b'-' => {
                dots += 1;
                label = 0;
                letters = false;
                before = byte;
                continue;
            }
            _ => return None,
        }
        label += 1;
        // `xn--` and whatever looks like it goes the long way.
        if label > LABEL_OCTETS || label == 4 && byte == b'-' && before == b'-' {
            return None;
        }
        before = byte;
    }
    if label == 0 || before == b'-' || dots == 0 || !letters {
        return None;
    }
    let mut domain = text[at + 1..].to_owned();
    if upper {
        domain.make_ascii_lowercase();
    }
    Some(Address { local: text[..at].to_owned(), domain })
}

/// Letters of a local part that no rule looks at twice; the dot is not among them.
const PLAIN_LOCAL: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        let letter = byte as u8;
        plain[byte] = letter.is_ascii_alphanumeric() || matches!(letter, b'-' | b'_' | b'+');
        byte += 1;
    }
    plain
};

pub(super) fn address(text: &str) -> Result<Address, SyntaxFault> {
    if text.trim().is_empty() {
        return Err(SyntaxFault::Empty);
    }
    let (local, domain) = split(text)?;
    if local.is_empty() || local == "\"\"" {
        return Err(SyntaxFault::EmptyLocal);
    }
    if domain.is_empty() {
        return Err(SyntaxFault::EmptyDomain);
    }
    if !local.starts_with('"') {
        dot_string(local, 1)?;
    }
    let position = position_after(local) + 1;
    let local = fitting(local, LOCAL_OCTETS);
    if local.len() > LOCAL_OCTETS {
        return Err(SyntaxFault::LocalTooLong { octets: count(local.len()) });
    }
    let domain = self::domain(domain, position)?;
    let local = fitting(&local, ADDRESS_OCTETS.saturating_sub(1 + domain.len()));
    let octets = local.len() + 1 + domain.len();
    if octets > ADDRESS_OCTETS {
        return Err(SyntaxFault::AddressTooLong { octets: count(octets) });
    }
    Ok(Address { local: local.into_owned(), domain })
}

/// The local part as it is where it is short enough, else composed (NFC), as RFC 6532 section 3.1 wants it sent: decomposed
/// letters take more octets, and how somebody's keyboard makes them is no fault of the address. A domain is composed on its
/// way to A-labels.
fn fitting(local: &str, octets: usize) -> Cow<'_, str> {
    if local.len() <= octets || local.is_ascii() {
        Cow::Borrowed(local)
    } else {
        Cow::Owned(local.nfc().collect())
    }
}

/// The two sides of the `@`. A quoted local part may hold an `@` of its own and is checked on the way.
fn split(text: &str) -> Result<(&str, &str), SyntaxFault> {
    if text.starts_with('"') {
        let local = quoted_string(text)?;
        let rest = &text[local.len()..];
        return match rest.strip_prefix('@') {
            Some(domain) if domain.contains('@') => Err(SyntaxFault::TwoAts),
            Some(domain) => Ok((local, domain)),
            None if rest.contains('@') => {
                Err(SyntaxFault::MisplacedQuote { position: position_after(local) - 1 })
            }
            None => Err(SyntaxFault::NoAt),
        };
    }
    let Some((local, domain)) = text.split_once('@') else {
        return Err(SyntaxFault::NoAt);
    };
    if !domain.contains('@') {
        return Ok((local, domain));
    }
    let separated = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/' | '|' | '<' | '>');
    let whole = |word: &&str| word.split_once('@').is_some_and(|(l, d)| !l.is_empty() && !d.is_empty());
    // `a@b@c` cannot be told apart; `a@b, c@d` can.
    if text.split(separated).filter(whole).count() > 1 {
        return Err(SyntaxFault::SeveralAddresses);
    }
    Err(SyntaxFault::TwoAts)
}

/// The quoted string at the start of `text`, with its quotes (`Quoted-string` of RFC 5321).
fn quoted_string(text: &str) -> Result<&str, SyntaxFault> {
    let mut escaped = false;
    for (n, (at, c)) in text.char_indices().enumerate().skip(1) {
        let position = count(n + 1);
        if matches!(c, '\r' | '\n') {
            return Err(SyntaxFault::LineBreak { position });
        }
        let allowed = match (escaped, c) {
            (false, '"') => return Ok(&text[..=at]),
            // quoted-pairSMTP takes 32 to 126, qtextSMTP the same and UTF-8 (RFC 6531).
            (true, c) => matches!(c, ' '..='~'),
            (false, c) => matches!(c, ' '..='~') || is_utf8_non_ascii(c),
        };
        if !allowed {
            return Err(unwelcome(c, position, Part::Local));
        }
        escaped = !escaped && c == '\\';
    }
    Err(SyntaxFault::UnclosedQuote)
}

/// Checks a `Dot-string`. `first` is the position of its first character.
pub(super) fn dot_string(local: &str, first: u32) -> Result<(), SyntaxFault> {
    if local.contains('(') && local.contains(')') {
        return Err(SyntaxFault::Comment);
    }
    for (position, c) in (first..).zip(local.chars()) {
        if c == '"' {
            return Err(SyntaxFault::MisplacedQuote { position });
        }
        if !(c == '.' || is_atext(c)) {
            return Err(unwelcome(c, position, Part::Local));
        }
    }
    dots(local, Part::Local)?;
    if local.is_empty() { Err(SyntaxFault::EmptyLocal) } else { Ok(()) }
}

/// The domain in A-labels, lower case. `first` is the position of its first character in the address.
fn domain(typed: &str, first: u32) -> Result<String, SyntaxFault> {
    if typed.starts_with('[') {
        return Err(literal(typed));
    }
    if typed.contains('(') && typed.contains(')') {
        return Err(SyntaxFault::Comment);
    }
    for (position, c) in (first..).zip(typed.chars()) {
        if !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.') || is_utf8_non_ascii(c)) {
            return Err(unwelcome(c, position, Part::Domain));
        }
    }
    dots(typed, Part::Domain)?;
    let mut labels = Vec::new();
    for label in typed.split('.') {
        labels.push(a_label(label)?);
    }
    let domain = labels.join(".");
    // UTS 46 maps other full stops (U+3002 and its kin) to dots, so the labels are counted after it.
    for label in domain.split('.') {
        if label.is_empty() {
            return Err(SyntaxFault::DoubleDot { part: Part::Domain });
        }
        if label.starts_with('-') || label.ends_with('-') {
            return Err(SyntaxFault::LabelHyphen { label: label.to_owned() });
        }
        if label.len() > LABEL_OCTETS {
            return Err(SyntaxFault::LabelTooLong { label: label.to_owned() });
        }
    }
    if domain.len() > DOMAIN_OCTETS {
        return Err(SyntaxFault::DomainTooLong { octets: count(domain.len()) });
    }
    match domain.rsplit_once('.') {
        None => Err(SyntaxFault::NoTld { domain }),
        Some((_, tld)) if tld.bytes().all(|b| b.is_ascii_digit()) => {
            Err(SyntaxFault::NumericTld { tld: tld.to_owned() })
        }
        Some(_) => Ok(domain),
    }
}

/// One label through UTS 46, non-transitional. Hyphens in the third and fourth place are let be: such names exist.
fn a_label(typed: &str) -> Result<String, SyntaxFault> {
    if typed.is_ascii() && !typed.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("xn--")) {
        return Ok(typed.to_ascii_lowercase());
    }
    let bad = || SyntaxFault::BadIdn { label: typed.to_owned() };
    let label = idna::domain_to_ascii_cow(typed.as_bytes(), idna::AsciiDenyList::STD3).map_err(|_| bad())?;
    if label.is_empty() { Err(bad()) } else { Ok(label.into_owned()) }
}

/// What is wrong with a domain in square brackets (`address-literal` of RFC 5321 section 4.1.3).
fn literal(typed: &str) -> SyntaxFault {
    let Some(inner) = typed.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else {
        return SyntaxFault::BadAddressLiteral;
    };
    let v6 = inner.get(..5).filter(|tag| tag.eq_ignore_ascii_case("IPv6:")).map(|_| &inner[5..]);
    let sound = match v6 {
        Some(v6) => v6.parse::<Ipv6Addr>().is_ok(),
        None => inner.parse::<Ipv4Addr>().is_ok(),
    };
    if sound {
        SyntaxFault::AddressLiteral { literal: typed.to_owned() }
    } else {
        SyntaxFault::BadAddressLiteral
    }
}

fn dots(text: &str, part: Part) -> Result<(), SyntaxFault> {
    if text.starts_with('.') {
        Err(SyntaxFault::LeadingDot { part })
    } else if text.ends_with('.') {
        Err(SyntaxFault::TrailingDot { part })
    } else if text.contains("..") {
        Err(SyntaxFault::DoubleDot { part })
    } else {
        Ok(())
    }
}

/// The fault that names a character which may not stand where it stands.
fn unwelcome(character: char, position: u32, part: Part) -> SyntaxFault {
    match character {
        '\r' | '\n' => SyntaxFault::LineBreak { position },
        c if c.is_whitespace() => SyntaxFault::Whitespace { position },
        c if c.is_control() || is_invisible(c) => SyntaxFault::Invisible { character, position },
        _ => SyntaxFault::ForbiddenCharacter { character, position, part },
    }
}

/// `atext` of RFC 5322 section 3.2.3, and UTF-8 (RFC 6531 section 3.3).
fn is_atext(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c) || is_utf8_non_ascii(c)
}

/// `UTF8-non-ascii` of RFC 6532 section 3.1, less what nobody can see or mean: controls, blanks, marks of direction and
/// width (RFC 6532 section 3.1 refers to the profile of RFC 5198, which discourages them). The joiners U+200C and U+200D
/// stay: Persian and the Indic scripts are written with them.
fn is_utf8_non_ascii(c: char) -> bool {
    !c.is_ascii()
        && !c.is_control()
        && !c.is_whitespace()
        && (matches!(c, '\u{200C}' | '\u{200D}') || !is_invisible(c))
        && c != char::REPLACEMENT_CHARACTER
}

/// Characters that take part in no writing of a word: zero width, soft hyphen, marks of direction, byte order mark.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// The position that follows `text` where `text` begins at 1.
fn position_after(text: &str) -> u32 {
    count(text.chars().count()) + 1
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
