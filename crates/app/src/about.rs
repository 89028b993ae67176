//! What the program is and what it knows: its version, the lists in use with their dates, sources and licences, and the
//! libraries that it is built on.

use mailvet_verdict::{Lists, ShippedList};

use crate::{
    Mailvet,
    wire::{About, Library, ListOfOurs},
};

/// Where from, name, version and licence, a line each behind the heading; `scripts/libraries.mjs` makes it.
const LIBRARIES: &str = include_str!("../../../assets/libraries.tsv");

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
        libraries: LIBRARIES.lines().filter_map(library).collect(),
    }
}

fn library(line: &str) -> Option<Library> {
    let mut cells = line.split('\t').skip(1).map(str::to_owned);
    Some(Library { name: cells.next()?, version: cells.next()?, licence: cells.next()? })
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

    #[test]
    fn what_it_is_built_on_is_told_with_its_licence() {
        let libraries = about(None).libraries;
        assert_eq!(libraries.len(), LIBRARIES.lines().count() - 1, "every line but the heading");
        let licence = |name| libraries.iter().find(|library| library.name == name).map(|one| &*one.licence);
        assert_eq!([licence("rusqlite"), licence("svelte")], [Some("MIT"), Some("MIT")]);
    }
}
