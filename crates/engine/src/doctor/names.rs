//! What DNS says of names and addresses, for the doctor.

use std::net::IpAddr;

use futures::future::{join, join_all};
use mailvet_verdict::{
    DnsFailure, Known, WhyUnknown,
    doctor::{AddressSource, NameAnswer, OwnAddress, ReverseName},
};

use crate::domain::{Answer, Lookups};

/// The addresses of a name, IPv4 first. Absent only where both kinds are; half of them is enough.
pub(super) async fn addresses(lookups: &Lookups, name: &str) -> NameAnswer {
    let ((v4, _), (v6, _)) = join(lookups.v4(name), lookups.v6(name)).await;
    let mut found = Vec::new();
    let mut failure = None;
    for answer in [v4, v6] {
        match answer {
            Ok(Answer::Found(some)) => found.extend(some),
            Ok(Answer::Absent(_)) => {}
            Err(why) => {
                failure.get_or_insert(why);
            }
        }
    }
    match failure {
        _ if !found.is_empty() => NameAnswer::Addresses(found),
        Some(why) => NameAnswer::Failed(why),
        None => NameAnswer::Absent,
    }
}

/// An address with its names, each followed to where it leads.
pub(super) async fn named(lookups: &Lookups, ip: IpAddr, said_by: AddressSource) -> OwnAddress {
    let names = match lookups.ptr(&reverse(ip)).await.0 {
        Ok(Answer::Found(names)) => {
            let lead =
                |name: String| async move { ReverseName { leads_to: addresses(lookups, &name).await, name } };
            // Nobody needs more; a zone made to hurt has thousands.
            Known::Known(join_all(names.into_iter().take(8).map(lead)).await)
        }
        Ok(Answer::Absent(_)) => Known::Known(Vec::new()),
        Err(failure) => Known::Unknown(why(failure)),
    };
    OwnAddress { ip, said_by, names }
}

/// Why something is not known, where DNS failed.
pub(super) fn why(failure: DnsFailure) -> WhyUnknown {
    match failure {
        DnsFailure::TimedOut => WhyUnknown::TimedOut,
        DnsFailure::Refused => WhyUnknown::RefusedUs,
        DnsFailure::ServFail | DnsFailure::Unusable => WhyUnknown::Failed,
    }
}

/// The name under which DNS keeps the names of an address (RFC 1035 section 3.5, RFC 3596 section 2.5).
pub(super) fn reverse(ip: IpAddr) -> String {
    let ip = ip.to_canonical();
    let zone = if ip.is_ipv4() { "in-addr.arpa" } else { "ip6.arpa" };
    format!("{}.{zone}", backwards(ip))
}

/// The parts of an address backwards, as reverse names and block lists want them: octets of IPv4, nibbles of IPv6.
pub(super) fn backwards(ip: IpAddr) -> String {
    let parts: Vec<String> = match ip {
        IpAddr::V4(ip) => ip.octets().iter().rev().map(ToString::to_string).collect(),
        IpAddr::V6(ip) => {
            let nibbles = ip.octets().into_iter().rev().flat_map(|octet| [octet & 15, octet >> 4]);
            nibbles.map(|nibble| format!("{nibble:x}")).collect()
        }
    };
    parts.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_turned_round_as_dns_wants_it() {
        assert_eq!(reverse("203.0.113.7".parse().unwrap()), "7.113.0.203.in-addr.arpa");
        assert_eq!(
            reverse("2001:db8::567:89ab".parse().unwrap()),
            "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"
        );
        assert_eq!(reverse("::ffff:203.0.113.7".parse().unwrap()), "7.113.0.203.in-addr.arpa");
    }
}
