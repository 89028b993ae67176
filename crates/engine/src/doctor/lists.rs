//! DNS block lists (RFC 5782). A list is believed only while its test entries are as they must be: one that is away lists
//! nobody, one whose domain was sold lists everybody, and both happened. A list that refuses us has not listed us.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use futures::future::join_all;
use mailvet_verdict::doctor::{ListAnswer, Listing};

use super::names::backwards;
use crate::domain::{Answer, Lookups};

/// The test entries of RFC 5782 section 5 for IPv4: the one is on every list, the other on none.
const ALWAYS_LISTED: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
const NEVER_LISTED: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 1);

/// What each list says of each address.
pub(super) async fn ask(lookups: &Lookups, zones: &[String], addresses: &[IpAddr]) -> Vec<Listing> {
    let questions = zones.iter().flat_map(|zone| addresses.iter().map(move |ip| (zone, ip.to_canonical())));
    let asked = questions.map(|(zone, ip)| async move {
        let zone = zone.trim_matches('.').to_ascii_lowercase();
        Listing { answer: ask_one(lookups, &zone, ip).await, ip, zone }
    });
    join_all(asked).await
}

async fn ask_one(lookups: &Lookups, zone: &str, ip: IpAddr) -> ListAnswer {
    match entry(lookups, zone, ip).await {
        Entry::Listed(codes) => match entry(lookups, zone, test_entry(ip, NEVER_LISTED)).await {
            Entry::Listed(_) => ListAnswer::Untrustworthy,
            Entry::Absent | Entry::RefusesUs(_) | Entry::Strange | Entry::Failed(_) => {
                ListAnswer::Listed { codes, words: words(lookups, zone, ip).await }
            }
        },
        Entry::Absent => match entry(lookups, zone, test_entry(ip, ALWAYS_LISTED)).await {
            Entry::Listed(_) => ListAnswer::NotListed,
            Entry::RefusesUs(code) => ListAnswer::RefusesUs(code),
            Entry::Absent | Entry::Strange => ListAnswer::Untrustworthy,
            Entry::Failed(failure) => ListAnswer::Failed(failure),
        },
        Entry::RefusesUs(code) => ListAnswer::RefusesUs(code),
        Entry::Strange => ListAnswer::Untrustworthy,
        Entry::Failed(failure) => ListAnswer::Failed(failure),
    }
}

/// What a list holds under one address.
enum Entry {
    Listed(Vec<Ipv4Addr>),
    Absent,
    RefusesUs(Ipv4Addr),
    /// An address outside of 127.0.0.0/8 is no code: somebody else answers for the list.
    Strange,
    Failed(mailvet_verdict::DnsFailure),
}

async fn entry(lookups: &Lookups, zone: &str, ip: IpAddr) -> Entry {
    let codes = match lookups.v4(&format!("{}.{zone}", backwards(ip))).await.0 {
        Ok(Answer::Found(codes)) => codes,
        Ok(Answer::Absent(_)) => return Entry::Absent,
        Err(failure) => return Entry::Failed(failure),
    };
    let codes: Vec<Ipv4Addr> = codes
        .into_iter()
        .filter_map(|code| match code {
            IpAddr::V4(code) => Some(code),
            IpAddr::V6(_) => None,
        })
        .collect();
    if let Some(error) = codes.iter().find(|code| code.octets().starts_with(&[127, 255, 255])) {
        Entry::RefusesUs(*error)
    } else if codes.iter().all(Ipv4Addr::is_loopback) {
        Entry::Listed(codes)
    } else {
        Entry::Strange
    }
}

/// The test entry of the kind of `ip`: for IPv6 it is the mapped address (RFC 5782 section 5).
fn test_entry(ip: IpAddr, entry: Ipv4Addr) -> IpAddr {
    match ip {
        IpAddr::V4(_) => entry.into(),
        IpAddr::V6(_) => {
            let [a, b, c, d] = entry.octets().map(u16::from);
            Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, a << 8 | b, c << 8 | d).into()
        }
    }
}

/// The list's own words on a listing.
async fn words(lookups: &Lookups, zone: &str, ip: IpAddr) -> Option<String> {
    match lookups.txt(&format!("{}.{zone}", backwards(ip))).await.0 {
        Ok(Answer::Found(texts)) => texts.into_iter().next(),
        Ok(Answer::Absent(_)) | Err(_) => None,
    }
}
