//! What mail servers say in passing: which address they see, who they are, what time it is with them. Pure reading of
//! text; nothing is guessed where the words are not plain.

use std::net::IpAddr;

use jiff::fmt::rfc2822::DateTimeParser;

use crate::Moment;

/// The address that a server saw, from the first line of its answer to EHLO: `mx.google.com at your service,
/// [203.0.113.7]`. The last one in it: servers that repeat the name given to them do so before it.
#[must_use]
pub fn address_in_greeting(greeting: &str) -> Option<IpAddr> {
    greeting
        .split(['[', '('])
        .skip(1)
        .filter_map(|rest| rest.split_once([']', ')']))
        .filter_map(|(inside, _)| inside.trim().trim_start_matches("IPv6:").parse().ok())
        .last()
}

/// The time of day in a banner, as Exim and Exchange write it: `mx.example ESMTP Exim 4.98 Thu, 26 Nov 2026 14:34:21
/// +0000`. Without a zone it is no time.
#[must_use]
pub fn time_in_banner(banner: &str) -> Option<Moment> {
    static PARSER: DateTimeParser = DateTimeParser::new();
    let words: Vec<&str> = banner.split_whitespace().collect();
    (0..words.len())
        .flat_map(|first| [6, 5].map(|count| (first, first + count)))
        .filter_map(|(first, end)| words.get(first..end))
        .find_map(|words| PARSER.parse_timestamp(words.join(" ").trim_end_matches([';', ',', '.'])).ok())
        .map(|time| Moment(time.as_millisecond()))
}

/// Who a banner says is speaking (RFC 5321 section 4.3.1: the name is its first word), in lower case.
pub(super) fn speaker(banner: &str) -> Option<String> {
    let first = banner.split_whitespace().next()?.trim_end_matches(['.', ',', ':']).to_ascii_lowercase();
    let is_name = first.contains('.')
        && first.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
    is_name.then_some(first)
}

/// Whether a banner was struck out on the way (`220 *****`), as firewalls that "inspect" SMTP do.
pub(super) fn is_struck_out(banner: &str) -> bool {
    let stars = banner.bytes().filter(|byte| *byte == b'*').count();
    stars >= 8 && stars * 2 > banner.len()
}

/// Whether the numbers of `ip` stand in `name`, forwards or backwards: a name that a provider made for a customer's
/// line, as in `p203-0-113-7.dip.example` or `7.113.0.203.pool.example`.
pub(super) fn holds_numbers_of(name: &str, ip: IpAddr) -> bool {
    let IpAddr::V4(ip) = ip.to_canonical() else { return false };
    let octets = ip.octets();
    let mut backwards = octets;
    backwards.reverse();
    let numbers: Vec<Option<u8>> = name
        .split(|c: char| !c.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .map(|digits| digits.parse().ok())
        .collect();
    let in_a_row = |wanted: [u8; 4]| numbers.windows(4).any(|found| found == wanted.map(Some));
    let [a, b, c, d] = octets;
    let hex = format!("{a:02x}{b:02x}{c:02x}{d:02x}");
    in_a_row(octets) || in_a_row(backwards) || name.to_ascii_lowercase().contains(&hex)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_that_a_server_saw_is_the_last_in_its_greeting() {
        for (greeting, seen) in [
            ("mx.google.com at your service, [203.0.113.7]", Some("203.0.113.7")),
            ("mail.example Hello [192.168.1.5] [203.0.113.7]", Some("203.0.113.7")),
            ("mx.example Hello probe.example (203.0.113.7), pleased to meet you", Some("203.0.113.7")),
            ("mx.google.com at your service, [2001:db8::7]", Some("2001:db8::7")),
            ("mx.example Hello [IPv6:2001:db8::7]", Some("2001:db8::7")),
            ("mx.example", None),
            ("mx.example [PIPELINING] 203.0.113.7", None),
        ] {
            assert_eq!(address_in_greeting(greeting), seen.map(|ip| ip.parse().unwrap()), "{greeting}");
        }
    }

    #[test]
    fn a_banner_with_a_whole_date_tells_the_time() {
        let time = Some(Moment(1_795_703_661_000));
        for banner in [
            "mx.example ESMTP Exim 4.98 Thu, 26 Nov 2026 14:34:21 +0000",
            "AM6EUR05FT.mail.protection.outlook.com Microsoft ESMTP MAIL Service ready at Thu, 26 Nov 2026 14:34:21 +0000 [08DE]",
            "mx.example ESMTP; Thu, 26 Nov 2026 15:34:21 +0100 (CET)",
            "mx.example ESMTP 26 Nov 2026 14:34:21 GMT",
        ] {
            assert_eq!(time_in_banner(banner), time, "{banner}");
        }
        for banner in
            ["mx.example ESMTP", "mx.example 2026 14:34", "mx.example Thu, 26 Nov 2026 14:34:21", ""]
        {
            assert_eq!(time_in_banner(banner), None, "{banner}");
        }
    }

    #[test]
    fn the_first_word_of_a_banner_is_who_speaks_where_it_is_a_name() {
        assert_eq!(speaker("MX.Google.com ESMTP k1 - gsmtp").as_deref(), Some("mx.google.com"));
        assert_eq!(speaker("ESMTP ready"), None);
        assert_eq!(speaker("****.**** ***"), None);
        assert!(is_struck_out("**************************"));
        assert!(!is_struck_out("mx.example ESMTP *** no spam ***"));
    }

    #[test]
    fn a_name_made_from_the_address_is_told() {
        let ip = "203.0.113.7".parse().unwrap();
        for name in [
            "p203-0-113-7.dip.example",
            "7.113.0.203.pool.example",
            "ip-203-000-113-007.example",
            "cb007107.example",
        ] {
            assert!(holds_numbers_of(name, ip), "{name}");
        }
        for name in ["mail.example", "mx7.example", "203.example", "m113-7.example"] {
            assert!(!holds_numbers_of(name, ip), "{name}");
        }
    }
}
