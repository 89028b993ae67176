//! What the program is and what it knows: its version, and the lists in use with their dates, sources and licences.

use mailvet_verdict::{Lists, ShippedList};

use crate::{
    Mailvet,
    wire::{About, ListOfOurs},
};

/// What there is to say about the program, with the lists that are in use; those that ship where it could not be opened.
#[must_use]
pub fn about(mailvet: Option<&Mailvet>) -> About {
    told(mailvet.map_or_else(|| Lists::shipped().in_use(), |mailvet| mailvet.0.knowledge.lists().in_use()))
}

fn told(lists: Vec<ShippedList>) -> About {
    let lists = lists.into_iter().map(|list| ListOfOurs {
        what: list.what,
        sources: list.sources,
        licence: list.licence,
        date: list.date,
        count: list.count,
    });
    About {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        licence: env!("CARGO_PKG_LICENSE").to_owned(),
        lists: lists.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_that_ships_tells_what_it_is_and_how_old() {
        let about = about(None);
        assert!(about.lists.len() > 5);
        for list in about.lists {
            assert!(
                !list.what.is_empty() && !list.sources.is_empty() && !list.licence.is_empty(),
                "{list:?}"
            );
            assert!(list.count > 0 && list.date.len() == 10, "{list:?}");
        }
    }
}
