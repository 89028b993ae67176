//! What is said of the address that mail servers see: who told it, its name, the lists it is on, its sister over IPv6.

use super::{Said, answer, dns_failure, no_address};
use crate::{
    Known, Sentence, WhyUnknown, Words,
    doctor::{
        AddressSource, CheckState, Checkup, Diagnosis, ListAnswer, Listing, OwnAddress,
        needs::{self, Met},
        phrases as say,
        rules::Need,
    },
};

pub(in crate::doctor) fn public_address(checkup: &Checkup) -> Said {
    let own = match &checkup.addresses {
        Known::Known(own) => own,
        Known::Unknown(why) => return Said::unknown(*why, say::the_public_address()),
    };
    let said = match own.as_slice() {
        [] => {
            Said::new(CheckState::Unknown, say::address_not_named()).advising(say::address_not_named_remedy())
        }
        [one] => Said::passed(say::address_seen(one.ip.to_string())),
        [_, ..] if own.iter().filter(|own| own.ip.is_ipv4()).count() > 1 => {
            Said::warning(say::address_several(), say::address_several_remedy())
        }
        [first, ..] => Said::passed(say::address_seen(first.ip.to_string())),
    };
    own.iter().fold(said, |said, own| said.with(own.ip.to_string(), source(&own.said_by)))
}

fn source(said_by: &AddressSource) -> Sentence {
    match said_by {
        AddressSource::Settings => say::by_settings(),
        AddressSource::MailServer(host) => say::said_by(host),
        AddressSource::Service(url) => say::said_by(url),
        AddressSource::Interface => say::by_interface(),
    }
}

impl Diagnosis<'_> {
    pub(in crate::doctor) fn ptr(&self) -> Said {
        if let Some(why) = needs::why_no_address(self.checkup) {
            return match why {
                WhyUnknown::NotAsked => Said::unknown(why, say::the_reverse_name()),
                _ => no_address(say::the_reverse_name()),
            };
        }
        let Known::Known(own) = &self.checkup.addresses else { return no_address(say::the_reverse_name()) };
        if own.iter().all(|own| own.names == Known::Unknown(WhyUnknown::NotAsked)) {
            return Said::unknown(WhyUnknown::NotAsked, say::the_reverse_name());
        }
        let worst = |is_met: &dyn Fn(&OwnAddress) -> Met, wanted| {
            own.iter().find(|own| is_met(own) == wanted).map(|own| own.ip.to_string())
        };
        let unknown = |finding| Said::new(CheckState::Unknown, finding);
        let said = if let Some(ip) = worst(&needs::has_name, Met::No) {
            Said::failed(say::ptr_none(ip), Need::Ptr.remedy())
        } else if let Some(ip) = worst(&needs::has_name, Met::NotKnown) {
            unknown(say::ptr_not_known(ip))
        } else if let Some(ip) = worst(&needs::leads_back, Met::No) {
            Said::failed(say::ptr_not_back(ip), Need::Fcrdns.remedy())
        } else if let Some(ip) = worst(&needs::leads_back, Met::NotKnown) {
            unknown(say::ptr_back_not_known(ip))
        } else if let Some(ip) = worst(&|own| needs::has_own_name(own, self.rules), Met::No) {
            Said::warning(say::ptr_generic(ip), Need::OwnName.remedy())
        } else {
            Said::passed(say::ptr_sound())
        };
        own.iter().fold(said, with_names)
    }

    pub(in crate::doctor) fn block_lists(&self) -> Said {
        let listings = match &self.checkup.listings {
            Known::Known(listings) if listings.is_empty() => return no_address(say::whether_listed()),
            Known::Known(listings) => listings,
            Known::Unknown(WhyUnknown::NotAsked) => {
                return Said::unknown(WhyUnknown::NotAsked, say::the_block_lists());
            }
            Known::Unknown(_) => return no_address(say::whether_listed()),
        };
        let listed: Vec<&Listing> = listings.iter().filter(|one| one.is_listed()).collect();
        let clear = listings.iter().filter(|one| one.answer == ListAnswer::NotListed).count();
        let silent = listings.len() - clear - listed.len();
        let said = if let Some(first) = listed.first() {
            let names = Words::listed(listed.iter().map(|one| self.list_name(&one.zone)));
            let remedy = match self.rules.list(&first.zone) {
                Some(list) => say::listed_remedy(&list.page),
                None => Need::NotListed.remedy(),
            };
            Said::failed(say::listed(first.ip.to_string(), names), remedy)
        } else if clear == 0 {
            Said::new(CheckState::Unknown, say::lists_silent()).advising(say::lists_silent_remedy())
        } else if silent > 0 {
            Said::passed(say::lists_clear_in_part(clear, listings.len()))
        } else {
            Said::passed(say::lists_clear(clear))
        };
        listings.iter().fold(said, |said, listing| {
            let name = say::list_for(self.list_name(&listing.zone), listing.ip.to_string());
            said.with(name, self.list_words(listing))
        })
    }

    fn list_name<'a>(&'a self, zone: &'a str) -> &'a str {
        self.rules.list(zone).map_or(zone, |list| &list.name)
    }

    fn list_words(&self, listing: &Listing) -> Sentence {
        match &listing.answer {
            ListAnswer::NotListed => say::not_listed(),
            ListAnswer::Listed { codes, words } => {
                let list = self.rules.list(&listing.zone);
                let meaning = |code: &std::net::Ipv4Addr| {
                    let meaning = list.and_then(|list| list.meaning(*code));
                    meaning.map_or_else(
                        || Words::from(code.to_string()),
                        |meaning| say::listed_code(meaning.said(), code.to_string()).into(),
                    )
                };
                let meanings = codes.iter().rev().map(meaning);
                let meanings = meanings.reduce(|rest, first| say::listed_codes(first, rest).into());
                let meanings = meanings.unwrap_or_else(|| Words::from(""));
                match words {
                    Some(words) => say::listed_as_saying(meanings, words),
                    None => say::listed_as(meanings),
                }
            }
            ListAnswer::RefusesUs(code) => say::list_refuses_us(code.to_string()),
            ListAnswer::Untrustworthy => say::list_untrustworthy(),
            ListAnswer::Failed(failure) => dns_failure(*failure),
        }
    }

    pub(in crate::doctor) fn ipv6(&self) -> Said {
        let own = match &self.checkup.ipv6 {
            Known::Known(Some(own)) => own,
            Known::Known(None) => return Said::passed(say::ipv6_none()),
            Known::Unknown(why) => return Said::unknown(*why, say::the_ipv6()),
        };
        let ip = own.ip.to_string();
        let said = match Met::all([needs::has_name(own), needs::leads_back(own)]) {
            Met::Yes => Said::passed(say::ipv6_sound(ip)),
            Met::No => Said::warning(say::ipv6_no_name(ip), Need::Ipv6Ptr.remedy()),
            Met::NotKnown => Said::new(CheckState::Unknown, say::ptr_not_known(ip)),
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
    let ip = own.ip.to_string();
    match &own.names {
        Known::Known(names) if names.is_empty() => said.with(ip, say::no_name()),
        Known::Known(names) => names
            .iter()
            .fold(said, |said, name| said.with(&ip, say::name_leads_to(&name.name, answer(&name.leads_to)))),
        Known::Unknown(_) => said.with(ip, say::name_not_known()),
    }
}
