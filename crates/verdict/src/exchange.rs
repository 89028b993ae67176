//! Exchanges: mail operators as the load limiter sees them. A thousand domains at one operator are one exchange, so that
//! they share its limits.

use std::{borrow::Cow, net::IpAddr};

use crate::MxHost;

/// The exchange of a set of mail hosts, best first: that of the best one. Empty where there is no host.
#[must_use]
pub fn exchange_of(hosts: &[MxHost]) -> String {
    hosts.first().map_or_else(String::new, |best| {
        exchange_of_host(&best.name, best.addresses.first().copied()).into_owned()
    })
}

/// The exchange of a mail host: the registrable domain of its name (`google.com`), else its IP prefix (`192.0.2.0/24`,
/// `2001:db8::/48`), else its name, all in small letters.
#[must_use]
pub fn exchange_of_host(name: &str, address: Option<IpAddr>) -> Cow<'_, str> {
    let name = plain(name);
    let literal: Option<IpAddr> = name.trim_start_matches('[').trim_end_matches(']').parse().ok();
    if literal.is_none()
        && let Some(registrable) = psl::domain_str(&name)
    {
        let begins = name.len() - registrable.len();
        return match name {
            Cow::Borrowed(name) => Cow::Borrowed(&name[begins..]),
            Cow::Owned(mut name) => Cow::Owned(name.split_off(begins)),
        };
    }
    match literal.or(address) {
        Some(ip) => prefix(ip).into(),
        None => name,
    }
}

/// The name of a host in small letters, without the dot of the root.
pub(crate) fn plain(host: &str) -> Cow<'_, str> {
    let host = host.trim_end_matches('.');
    if host.bytes().any(|byte| byte.is_ascii_uppercase()) {
        host.to_ascii_lowercase().into()
    } else {
        host.into()
    }
}

/// The part of a domain that somebody registered: `example.co.uk` of `mail.example.co.uk`. `None` where it is a public
/// suffix itself.
#[must_use]
pub fn registrable_domain(domain: &str) -> Option<&str> {
    psl::domain_str(domain)
}

/// The network that one operator is assumed to hold.
fn prefix(ip: IpAddr) -> String {
    match ip.to_canonical() {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(ip) => {
            let [a, b, c, ..] = ip.segments();
            format!("{}/48", std::net::Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(name: &str, addresses: &[&str]) -> MxHost {
        let addresses = addresses.iter().map(|ip| ip.parse().unwrap()).collect();
        MxHost { preference: 10, name: name.into(), addresses }
    }

    #[test]
    fn hosts_of_one_operator_are_one_exchange() {
        for name in ["aspmx.l.google.com", "ALT1.ASPMX.L.GOOGLE.COM", "google.com."] {
            assert_eq!(exchange_of(&[host(name, &["192.0.2.1"])]), "google.com");
        }
    }

    #[test]
    fn a_public_suffix_of_two_labels_is_no_operator() {
        assert_eq!(exchange_of(&[host("mx1.hosting.co.uk", &[])]), "hosting.co.uk");
        assert_eq!(exchange_of(&[host("mx2.hosting7.example", &[])]), "hosting7.example");
    }

    #[test]
    fn the_best_host_names_the_exchange() {
        assert_eq!(
            exchange_of(&[host("mx.first.example", &[]), host("mx.second.example", &[])]),
            "first.example"
        );
    }

    #[test]
    fn a_host_without_a_registrable_name_is_known_by_its_network() {
        assert_eq!(exchange_of(&[host("localhost", &["192.0.2.77"])]), "192.0.2.0/24");
        assert_eq!(exchange_of(&[host("co.uk", &["2001:db8:7:8::9"])]), "2001:db8:7::/48");
        assert_eq!(exchange_of(&[host("mailhost", &["::ffff:192.0.2.9"])]), "192.0.2.0/24");
        assert_eq!(exchange_of(&[host("192.0.2.5", &[])]), "192.0.2.0/24");
        assert_eq!(exchange_of(&[host("2001:db8::1", &[])]), "2001:db8::/48");
    }

    #[test]
    fn a_name_is_all_there_is_of_a_host_without_addresses() {
        assert_eq!(exchange_of(&[host("mailhost", &[])]), "mailhost");
        assert_eq!(exchange_of(&[]), "");
    }
}
