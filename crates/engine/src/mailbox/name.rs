//! The name that Mailvet gives in EHLO (RFC 5321 section 4.1.4): the configured one, else this machine's own fully
//! qualified name, else the address literal of the connection. Receivers refuse names that are none. Through a proxy this
//! machine's own name is never given: it is not the name of the address that the mail host sees, and nobody's business.

use std::{
    fs,
    net::{IpAddr, Ipv4Addr},
};

use super::reserved::reserved;
use crate::settings::NetworkSettings;

/// The name to give on a connection that the mail host sees come from `seen_as`.
pub(super) fn to_give(configured: &str, seen_as: Option<IpAddr>, network: &NetworkSettings) -> String {
    let last_resort = || literal(Ipv4Addr::LOCALHOST.into());
    if network.proxy.is_some() {
        // What a proxy behind a NAT takes for its address is not what the mail host sees.
        let outside = seen_as.filter(|ip| network.allow_private || reserved(*ip).is_none());
        return if is_greeting(configured) {
            configured.to_owned()
        } else {
            outside.map_or_else(last_resort, literal)
        };
    }
    own_name(configured).or_else(|| seen_as.map(literal)).unwrap_or_else(last_resort)
}

/// The configured name, or this machine's own; `None`: there is none that could be given.
fn own_name(configured: &str) -> Option<String> {
    if is_greeting(configured) {
        return Some(configured.to_owned());
    }
    let hostname = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let hosts = fs::read_to_string("/etc/hosts").unwrap_or_default();
    fully_qualified(hostname.trim(), &hosts)
}

/// `[192.0.2.1]` or `[IPv6:2001:db8::1]` (RFC 5321 section 4.1.3).
fn literal(ip: IpAddr) -> String {
    match ip.to_canonical() {
        IpAddr::V4(ip) => format!("[{ip}]"),
        IpAddr::V6(ip) => format!("[IPv6:{ip}]"),
    }
}

/// The machine's name where it is a whole one, else the first whole name that the hosts file gives it.
fn fully_qualified(hostname: &str, hosts: &str) -> Option<String> {
    let is_whole = |name: &str| is_domain(name) && !name.to_ascii_lowercase().starts_with("localhost");
    if is_whole(hostname) {
        return Some(hostname.to_owned());
    }
    hosts.lines().find_map(|line| {
        let line = line.split('#').next().unwrap_or_default();
        let names: Vec<_> = line.split_whitespace().skip(1).collect();
        let whole = names.iter().find(|name| is_whole(name))?;
        names.contains(&hostname).then(|| (*whole).to_owned())
    })
}

/// What RFC 5321 section 4.1.1.1 lets a client call itself: a domain or an address literal.
pub(crate) fn is_greeting(name: &str) -> bool {
    let inside = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let is_literal =
        inside.is_some_and(|ip| ip.strip_prefix("IPv6:").unwrap_or(ip).parse::<IpAddr>().is_ok());
    is_literal || is_domain(name)
}

/// Two labels or more of letters, digits and inner hyphens, the last of them no number.
fn is_domain(name: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let labels: Vec<_> = name.split('.').collect();
    name.len() <= 253
        && labels.len() >= 2
        && labels.iter().all(|label| is_label(label))
        && labels.last().is_some_and(|top| !top.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configured_name_is_given_as_it_is() {
        assert_eq!(own_name("probe.example.org").as_deref(), Some("probe.example.org"));
    }

    #[test]
    fn through_a_proxy_this_machines_own_name_is_not_given() {
        let with = |text: &str| {
            let text = format!("[network]\nproxy = \"socks5://proxy.example\"\n{text}");
            crate::Settings::from_toml(&text).unwrap().network
        };
        let (outside, inside) = ("1.1.1.1".parse().ok(), "192.168.1.4".parse().ok());
        let network = with("");
        assert_eq!(to_give("proxy.example.org", outside, &network), "proxy.example.org");
        assert_eq!(to_give("", outside, &network), "[1.1.1.1]");
        assert_eq!(to_give("", inside, &network), "[127.0.0.1]");
        assert_eq!(to_give("", None, &network), "[127.0.0.1]");
        assert_eq!(to_give("", inside, &with("allow_private = true")), "[192.168.1.4]");
    }

    #[test]
    fn a_short_name_is_completed_from_the_hosts_file() {
        let hosts = "127.0.0.1 localhost\n127.0.1.1\tdesk.example.org desk # own\n";
        assert_eq!(fully_qualified("desk", hosts).as_deref(), Some("desk.example.org"));
        assert_eq!(fully_qualified("mail.example.net", hosts).as_deref(), Some("mail.example.net"));
    }

    #[test]
    fn a_name_that_receivers_refuse_is_not_given() {
        let hosts = "127.0.0.1 localhost.localdomain localhost desk\n";
        assert_eq!(fully_qualified("localhost", hosts), None);
        assert_eq!(fully_qualified("desk", "127.0.1.1 desk"), None);
        for name in ["", "desk", "my_pc.example", "-a.example", "192.0.2.1", "a..example", "a b.example"] {
            assert!(!is_domain(name), "{name}");
        }
    }

    #[test]
    fn without_a_name_the_address_literal_is_given() {
        assert_eq!(literal("192.0.2.1".parse().unwrap()), "[192.0.2.1]");
        assert_eq!(literal("2001:db8::1".parse().unwrap()), "[IPv6:2001:db8::1]");
        assert_eq!(literal("::ffff:192.0.2.1".parse().unwrap()), "[192.0.2.1]");
    }
}
