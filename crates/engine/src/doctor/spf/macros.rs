//! Macros in SPF (RFC 7208 section 7): names that are made up from the sender, our address and our name in EHLO. Pure; the
//! one fact that has to be asked for, the validated name of the address, is handed in.

use std::net::IpAddr;

/// Who sends, as a receiver sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    /// The sender's local part; `postmaster` where the sender is the null sender (section 2.4).
    pub(crate) local: String,
    /// The sender's domain.
    pub(crate) domain: String,
    /// The name given in EHLO; `None`: not known.
    pub(crate) helo: Option<String>,
}

/// Why a target has no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unexpanded {
    /// It breaks the grammar.
    Syntax,
    /// It asks for something that is not known here.
    Unknown,
}

/// What is known when a target is expanded.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts<'a> {
    pub(super) identity: &'a Identity,
    pub(super) ip: IpAddr,
    /// The domain whose policy is being read.
    pub(super) domain: &'a str,
    /// The validated name of the address; `None`: not asked for, or there is none.
    pub(super) validated: Option<&'a str>,
}

/// A domain name is never longer (RFC 1035 section 2.3.4, without the root).
const LONGEST: usize = 253;

/// The delimiters of section 7.1.
const DELIMITERS: &str = ".-+,/_=";

/// Whether a target wants the validated name of the address.
pub(super) fn wants_validated(target: &str) -> bool {
    target.to_ascii_lowercase().contains("%{p")
}

/// Whether a target keeps to the grammar; letters that only an explanation may have (`c`, `r`, `t`) do not.
pub(super) fn is_sound(target: &str) -> bool {
    let identity = Identity { local: String::new(), domain: String::new(), helo: Some(String::new()) };
    let facts = Facts { identity: &identity, ip: IpAddr::from([0, 0, 0, 0]), domain: "", validated: None };
    expand(target, facts) != Err(Unexpanded::Syntax)
}

/// The name that a target stands for.
pub(super) fn expand(target: &str, facts: Facts<'_>) -> Result<String, Unexpanded> {
    let mut name = String::new();
    let mut rest = target;
    while let Some((before, after)) = rest.split_once('%') {
        name.push_str(before);
        let mut left = after.chars();
        rest = match left.next().ok_or(Unexpanded::Syntax)? {
            '%' => {
                name.push('%');
                left.as_str()
            }
            '_' => {
                name.push(' ');
                left.as_str()
            }
            '-' => {
                name.push_str("%20");
                left.as_str()
            }
            '{' => {
                let (inside, rest) = left.as_str().split_once('}').ok_or(Unexpanded::Syntax)?;
                name.push_str(&one(inside, facts)?);
                rest
            }
            _ => return Err(Unexpanded::Syntax),
        };
    }
    name.push_str(rest);
    // Section 7.3: whole labels are left out from the left until it fits.
    let mut name = name.as_str();
    while name.len() > LONGEST
        && let Some((_, shorter)) = name.split_once('.')
    {
        name = shorter;
    }
    Ok(name.to_owned())
}

/// One macro, without its braces.
fn one(inside: &str, facts: Facts<'_>) -> Result<String, Unexpanded> {
    let mut chars = inside.chars();
    let letter = chars.next().ok_or(Unexpanded::Syntax)?;
    let transformers = chars.as_str();
    let digits = transformers.len() - transformers.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (count, rest) = transformers.split_at(digits);
    let reversed = rest.starts_with(['r', 'R']);
    let delimiters = if reversed { &rest[1..] } else { rest };
    if !delimiters.chars().all(|c| DELIMITERS.contains(c)) {
        return Err(Unexpanded::Syntax);
    }
    let keep = match count {
        "" => usize::MAX,
        count => count.parse().ok().filter(|keep| *keep > 0).ok_or(Unexpanded::Syntax)?,
    };
    let value = value(letter.to_ascii_lowercase(), facts)?;
    let delimiters = if delimiters.is_empty() { "." } else { delimiters };
    let mut parts: Vec<&str> = value.split(|c| delimiters.contains(c)).collect();
    if reversed {
        parts.reverse();
    }
    let from = parts.len().saturating_sub(keep);
    let text = parts[from..].join(".");
    Ok(if letter.is_ascii_uppercase() { escaped(&text) } else { text })
}

fn value(letter: char, facts: Facts<'_>) -> Result<String, Unexpanded> {
    let Facts { identity, ip, domain, validated } = facts;
    Ok(match letter {
        's' => format!("{}@{}", identity.local, identity.domain),
        'l' => identity.local.clone(),
        'o' => identity.domain.clone(),
        'd' => domain.to_owned(),
        'i' => dotted(ip),
        'p' => validated.unwrap_or("unknown").to_owned(),
        'v' => if ip.is_ipv4() { "in-addr" } else { "ip6" }.to_owned(),
        'h' => identity.helo.clone().ok_or(Unexpanded::Unknown)?,
        _ => return Err(Unexpanded::Syntax),
    })
}

/// An address in the dotted form of section 7.3: octets of IPv4, nibbles of IPv6.
fn dotted(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => {
            let nibbles = ip.octets().into_iter().flat_map(|octet| [octet >> 4, octet & 15]);
            nibbles.map(|nibble| format!("{nibble:x}")).collect::<Vec<_>>().join(".")
        }
    }
}

/// With everything escaped that a URL does not take as it is (RFC 3986 section 2.3).
fn escaped(text: &str) -> String {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    text.bytes()
        .map(|byte| if is_plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 7208 section 7.4.
    fn example(target: &str, ip: &str) -> Result<String, Unexpanded> {
        let identity = Identity {
            local: "strong-bad".into(),
            domain: "email.example.com".into(),
            helo: Some("mx.example.org".into()),
        };
        let ip = ip.parse().unwrap();
        expand(target, Facts { identity: &identity, ip, domain: "email.example.com", validated: None })
    }

    #[test]
    fn the_examples_of_the_rfc_come_out_as_it_says() {
        for (target, name) in [
            ("%{s}", "strong-bad@email.example.com"),
            ("%{o}", "email.example.com"),
            ("%{d}", "email.example.com"),
            ("%{d4}", "email.example.com"),
            ("%{d3}", "email.example.com"),
            ("%{d2}", "example.com"),
            ("%{d1}", "com"),
            ("%{dr}", "com.example.email"),
            ("%{d2r}", "example.email"),
            ("%{l}", "strong-bad"),
            ("%{l-}", "strong.bad"),
            ("%{lr}", "strong-bad"),
            ("%{lr-}", "bad.strong"),
            ("%{l1r-}", "strong"),
            ("%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"),
            ("%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com"),
            ("%{lr-}.lp.%{ir}.%{v}._spf.%{d2}", "bad.strong.lp.3.2.0.192.in-addr._spf.example.com"),
            ("%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net"),
            ("%{h}", "mx.example.org"),
            ("%{p}", "unknown"),
            ("%{S}", "strong-bad%40email.example.com"),
            ("a%%b%_c%-d", "a%b c%20d"),
        ] {
            assert_eq!(example(target, "192.0.2.3").as_deref(), Ok(name), "{target}");
        }
        let v6 = example("%{ir}.%{v}._spf.%{d2}", "2001:db8::cb01").unwrap();
        let nibbles = "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2";
        assert_eq!(v6, format!("{nibbles}.ip6._spf.example.com"));
    }

    #[test]
    fn what_breaks_the_grammar_has_no_name() {
        for target in ["%", "%x", "%{", "%{}", "%{z}", "%{d0}", "%{dq}", "%{c}", "%{r}", "%{t}", "%{d"] {
            assert_eq!(example(target, "192.0.2.3"), Err(Unexpanded::Syntax), "{target}");
            assert!(!is_sound(target), "{target}");
        }
        assert!(is_sound("%{ir}.%{v}.%{h}.example"));
    }

    #[test]
    fn a_name_that_is_too_long_loses_its_first_labels() {
        let long = format!("{}example.com", "label.".repeat(60));
        let name = example(&long, "192.0.2.3").unwrap();
        assert!(name.len() <= LONGEST && name.starts_with("label.") && name.ends_with("example.com"));
    }

    #[test]
    fn a_name_in_ehlo_that_is_not_known_is_not_made_up() {
        let identity = Identity { local: "a".into(), domain: "b.example".into(), helo: None };
        let ip = IpAddr::from([192, 0, 2, 3]);
        let facts = Facts { identity: &identity, ip, domain: "b.example", validated: None };
        assert_eq!(expand("%{h}", facts), Err(Unexpanded::Unknown));
    }
}
