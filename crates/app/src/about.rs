//! What the program is and what it knows: its version, and the lists that ship with their dates, sources and licences.

use mailvet_verdict::shipped_lists;

use crate::wire::{About, ListOfOurs};

/// What there is to say about the program.
#[must_use]
pub fn about() -> About {
    let lists = shipped_lists().into_iter().map(|list| ListOfOurs {
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
        let about = about();
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
