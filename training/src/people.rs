//! Addresses with their persons, cleaned and put together by domain: no free provider, no list, no function, no robot.

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    path::Path,
};

use anyhow::Result;
use mailvet_verdict::{Address, Knowledge, Person, Signals};

use crate::dice::number_of;

/// One public address and whose it is.
#[derive(Clone, Debug)]
pub(crate) struct Staff {
    pub(crate) local: String,
    pub(crate) name: String,
}

impl Staff {
    /// The person as a row would name them: in one cell or in two.
    pub(crate) fn person(&self, in_two: bool) -> Person {
        person(&self.name, in_two)
    }
}

pub(crate) fn person(name: &str, in_two: bool) -> Person {
    match name.rsplit_once(' ') {
        Some((given, family)) if in_two => {
            Person { given: Some(given.to_owned()), family: Some(family.to_owned()), full: None }
        }
        _ => Person { given: None, family: None, full: Some(name.to_owned()) },
    }
}

/// A domain with its people.
#[derive(Clone, Debug)]
pub(crate) struct Domain {
    pub(crate) domain: String,
    /// The organisation that it belongs to: folds never part one.
    pub(crate) organisation: u64,
    pub(crate) staff: Vec<Staff>,
}

pub(crate) fn read(pairs: &Path) -> Result<Vec<Domain>> {
    let knowledge = Knowledge::shipped();
    let mut domains: BTreeMap<String, Vec<(Staff, u32)>> = BTreeMap::new();
    for line in fs::read_to_string(pairs)?.lines() {
        let mut cells = line.split('\t');
        let (Some(name), Some(address), times) = (cells.next(), cells.next(), cells.next()) else { continue };
        let Ok(address) = Address::parse(address) else { continue };
        let signals = Signals::read(&address, &knowledge);
        let people = !(signals.free
            || signals.disposable
            || signals.alias
            || signals.role.is_some()
            || signals.no_reply
            || signals.tag.is_some()
            || signals.typo_of.is_some()
            || signals.trap_like.is_some());
        let told =
            ["list", "bot", "example", "localhost", "noreply", "groups", "bugs", "maint", "team", "devel"];
        let text = address.to_string();
        if people
            && !told.iter().any(|word| text.contains(word))
            && address.local.is_ascii()
            && name.is_ascii() | name.chars().all(|c| c.is_alphabetic() || " .-'".contains(c))
        {
            let times = times.and_then(|times| times.parse().ok()).unwrap_or(1);
            domains
                .entry(address.domain)
                .or_default()
                .push((Staff { local: address.local, name: name.to_owned() }, times));
        }
    }
    let mut found = Vec::new();
    for (domain, mut staff) in domains {
        staff.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.local.cmp(&b.0.local)));
        // A name that was mistyped once beside the right one, or one person's second address, is nobody's.
        let mut kept: Vec<Staff> = Vec::new();
        let mut seen: HashMap<String, ()> = HashMap::new();
        for (one, times) in staff {
            let near = kept.iter().any(|other| is_near(&one.local, &other.local) && times < 2);
            if !near && seen.insert(one.name.to_lowercase(), ()).is_none() {
                kept.push(one);
            }
        }
        let organisation = organisation(&domain);
        found.push(Domain { domain, organisation, staff: kept });
    }
    Ok(found)
}

fn is_near(a: &str, b: &str) -> bool {
    a.len().abs_diff(b.len()) <= 1 && {
        let same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
        let tail = a.bytes().rev().zip(b.bytes().rev()).take_while(|(a, b)| a == b).count();
        same + tail + 1 >= a.len().max(b.len()) && a.len() > 4
    }
}

/// `intel` of `linux.intel.com`.
fn organisation(domain: &str) -> u64 {
    let registrable = psl::domain_str(domain).unwrap_or(domain);
    number_of(registrable.split('.').next().unwrap_or(registrable))
}
