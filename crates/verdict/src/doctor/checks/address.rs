//! What is said of the address that mail servers see: who told it, its name, the lists it is on, its sister over IPv6.

use super::{Said, answer, dns_failure, joined, no_address};
use crate::{
    Known, WhyUnknown,
    doctor::{
        AddressSource, CheckState, Checkup, Diagnosis, ListAnswer, Listing, OwnAddress,
        needs::{self, Met},
        rules::Need,
    },
};

pub(in crate::doctor) fn public_address(checkup: &Checkup) -> Said {
    let own = match &checkup.addresses {
        Known::Known(own) => own,
        Known::Unknown(why) => return Said::unknown(*why, "The address that mail servers see"),
    };
    let said = match own.as_slice() {
        [] => Said::new(
            CheckState::Unknown,
            "The address that mail servers see is not known: none of those that were reached names it in its greeting.",
        )
        .advising("Write it into [doctor] public_addresses, or name a service that tells it in [doctor] address_service."),
        [one] => Said::passed(format!("Mail servers see {}.", one.ip)),
        [_, ..] if own.iter().filter(|own| own.ip.is_ipv4()).count() > 1 => Said::warning(
            "Mail servers see more than one address: connections leave by different ways.",
            "Greylisting wants the same address every time; make the way out a fixed one.",
        ),
        [first, ..] => Said::passed(format!("Mail servers see {}.", first.ip)),
    };
    own.iter().fold(said, |said, own| said.with(own.ip.to_string(), source(&own.said_by)))
}

fn source(said_by: &AddressSource) -> String {
    match said_by {
        AddressSource::Settings => "by the settings".to_owned(),
        AddressSource::MailServer(host) => format!("said {host}"),
        AddressSource::Service(url) => format!("said {url}"),
        AddressSource::Interface => "this machine's own interface".to_owned(),
    }
}

impl Diagnosis<'_> {
    pub(in crate::doctor) fn ptr(&self) -> Said {
        if let Some(why) = needs::why_no_address(self.checkup) {
            return match why {
                WhyUnknown::NotAsked => Said::unknown(why, "The reverse name"),
                _ => no_address("The reverse name"),
            };
        }
        let Known::Known(own) = &self.checkup.addresses else { return no_address("The reverse name") };
        if own.iter().all(|own| own.names == Known::Unknown(WhyUnknown::NotAsked)) {
            return Said::unknown(WhyUnknown::NotAsked, "The reverse name");
        }
        let worst =
            |is_met: &dyn Fn(&OwnAddress) -> Met, wanted| own.iter().find(|own| is_met(own) == wanted);
        let remedy = |need| self.rules.words(need).map_or_else(String::new, |words| words.remedy.clone());
        let said = if let Some(own) = worst(&needs::has_name, Met::No) {
            Said::failed(
                format!(
                    "{} has no name in DNS. Many operators refuse such addresses before anything is said.",
                    own.ip
                ),
                remedy(Need::Ptr),
            )
        } else if let Some(own) = worst(&needs::has_name, Met::NotKnown) {
            Said::new(
                CheckState::Unknown,
                format!("Whether {} has a name is not known: DNS gave no usable answer.", own.ip),
            )
        } else if let Some(own) = worst(&needs::leads_back, Met::No) {
            Said::failed(
                format!("The name of {} does not lead back to it, so receivers do not believe it.", own.ip),
                remedy(Need::Fcrdns),
            )
        } else if let Some(own) = worst(&needs::leads_back, Met::NotKnown) {
            Said::new(
                CheckState::Unknown,
                format!(
                    "Whether the name of {} leads back to it is not known: DNS gave no usable answer.",
                    own.ip
                ),
            )
        } else if let Some(own) = worst(&|own| needs::has_own_name(own, self.rules), Met::No) {
            Said::warning(
                format!("The name of {} looks like one that a provider makes for every line.", own.ip),
                remedy(Need::OwnName),
            )
        } else {
            Said::passed("The address has a name of its own that leads back to it.")
        };
        own.iter().fold(said, with_names)
    }

    pub(in crate::doctor) fn block_lists(&self) -> Said {
        let listings = match &self.checkup.listings {
            Known::Known(listings) if listings.is_empty() => {
                return no_address("Whether lists name the address");
            }
            Known::Known(listings) => listings,
            Known::Unknown(WhyUnknown::NotAsked) => {
                return Said::unknown(WhyUnknown::NotAsked, "Block lists");
            }
            Known::Unknown(_) => return no_address("Whether lists name the address"),
        };
        let listed: Vec<&Listing> = listings.iter().filter(|one| one.is_listed()).collect();
        let clear = listings.iter().filter(|one| one.answer == ListAnswer::NotListed).count();
        let silent = listings.len() - clear - listed.len();
        let said = if let Some(first) = listed.first() {
            let names: Vec<String> = listed.iter().map(|one| self.list_name(&one.zone)).collect();
            let page = self.rules.list(&first.zone).map(|list| format!(" {} says why and how.", list.page));
            let remedy =
                self.rules.words(Need::NotListed).map_or_else(String::new, |words| words.remedy.clone());
            Said::failed(
                format!(
                    "{} is on {}. Operators that use the list refuse it, whatever it asks.",
                    first.ip,
                    joined(&names)
                ),
                format!("{remedy}{}", page.unwrap_or_default()),
            )
        } else if clear == 0 {
            Said::new(
                CheckState::Unknown,
                "Whether the address is on a block list is not known: no list answers through this resolver.",
            )
            .advising("Lists do not answer public resolvers; use the resolver of your provider, or one of your own.")
        } else if silent > 0 {
            Said::passed(format!(
                "{clear} of {} block lists answer, and the address is on none of them.",
                listings.len()
            ))
        } else {
            Said::passed(format!("The address is on none of {clear} block lists."))
        };
        listings.iter().fold(said, |said, listing| {
            said.with(
                format!("{} for {}", self.list_name(&listing.zone), listing.ip),
                self.list_words(listing),
            )
        })
    }

    fn list_name(&self, zone: &str) -> String {
        self.rules.list(zone).map_or_else(|| zone.to_owned(), |list| list.name.clone())
    }

    fn list_words(&self, listing: &Listing) -> String {
        match &listing.answer {
            ListAnswer::NotListed => "not listed".to_owned(),
            ListAnswer::Listed { codes, words } => {
                let list = self.rules.list(&listing.zone);
                let meaning = |code: &std::net::Ipv4Addr| {
                    list.and_then(|list| list.meaning(*code))
                        .map_or_else(|| code.to_string(), |means| format!("{means}, {code}"))
                };
                let codes: Vec<String> = codes.iter().map(meaning).collect();
                let words = words.as_ref().map_or_else(String::new, |words| format!(" ({words})"));
                format!("listed: {}{words}", codes.join("; "))
            }
            ListAnswer::RefusesUs(code) => {
                format!("does not answer through this resolver ({code}), which is no listing")
            }
            ListAnswer::Untrustworthy => {
                "its test entries are not as they must be, so it is not believed".to_owned()
            }
            ListAnswer::Failed(failure) => dns_failure(*failure).to_owned(),
        }
    }

    pub(in crate::doctor) fn ipv6(&self) -> Said {
        let own = match &self.checkup.ipv6 {
            Known::Known(Some(own)) => own,
            Known::Known(None) => {
                return Said::passed("No way leads out over IPv6, so mail servers are asked over IPv4 only.");
            }
            Known::Unknown(why) => return Said::unknown(*why, "IPv6"),
        };
        let remedy = self.rules.words(Need::Ipv6Ptr).map_or_else(String::new, |words| words.remedy.clone());
        let said = match Met::all([needs::has_name(own), needs::leads_back(own)]) {
            Met::Yes => Said::passed(format!("Over IPv6, {} has a name that leads back to it.", own.ip)),
            Met::No => Said::warning(
                format!(
                    "Over IPv6, {} has no name that leads back to it. Google refuses such addresses, and others follow.",
                    own.ip
                ),
                remedy,
            ),
            Met::NotKnown => Said::new(
                CheckState::Unknown,
                format!("Whether {} has a name is not known: DNS gave no usable answer.", own.ip),
            ),
        };
        with_names(said, own)
    }
}

impl Listing {
    /// Whether the address is on the list.
    #[must_use]
    pub fn is_listed(&self) -> bool {
        matches!(self.answer, ListAnswer::Listed { .. })
    }
}

fn with_names(said: Said, own: &OwnAddress) -> Said {
    match &own.names {
        Known::Known(names) if names.is_empty() => said.with(own.ip.to_string(), "no name"),
        Known::Known(names) => names.iter().fold(said, |said, name| {
            said.with(
                own.ip.to_string(),
                format!("{}, which leads to: {}", name.name, answer(&name.leads_to)),
            )
        }),
        Known::Unknown(_) => said.with(own.ip.to_string(), "not known"),
    }
}
