//! What the program is and what it knows: its version, the lists in use with their dates, sources and licences, and the
//! libraries that it is built on.

use mailvet_verdict::{Lists, Phrase, Sentence, ShippedList};

use crate::{
    Mailvet,
    wire::{About, Library, ListOfOurs},
};

/// Where from, name, version and licence, a line each behind the heading; `scripts/libraries.mjs` makes it.
const LIBRARIES: &str = include_str!("../../../assets/libraries.tsv");

mailvet_verdict::phrases! {
    /// What the lists that ship hold, as the head of each says it.
    pub(crate) LISTS "list" {
        forwarding() = "domains of forwarding services that hide the address behind them; a real person reads the mail";
        throw_away() = "domains of throw-away mail services";
        free_mail() = "domains at which everybody can have a mailbox";
        unread() = "local parts whose mailboxes nobody reads, separators left out";
        placeholders() = "words and domains that people type where no address is to be given, and local parts that name a trap";
        near_misses() = "real domains that stand one slip away from a typo target, beyond those of the free list";
        functions() = "local parts that name a function, mostly English";
        function_words() = "words for functions rather than persons, in fourteen languages";
        probably_meant() = "the mail domains that a slip of the keyboard most probably meant, the most used first";
        voted() = "domains that many lists of throw-away mail services hold, and the curated one does not";
    }
}

mailvet_verdict::phrases! {
    /// Where a list is from, where that is no package: the heads of the lists say it so, by which a window knows it again.
    pub(crate) SOURCES "source" {
        by_hand() = "collected by hand";
        services_own() = "the services' own public documentation, collected by hand";
        by_reach() = "chosen by hand from the free list by reach";
        technical_and_by_hand() = "RFC 2142 for the technical ones; the rest collected by hand";
    }
}

/// What there is to say about the program, with the lists that are in use; those that ship where it could not be opened.
#[must_use]
pub fn about(mailvet: Option<&Mailvet>) -> About {
    told(mailvet.map_or_else(|| Lists::shipped().in_use(), |mailvet| mailvet.0.knowledge.lists().in_use()))
}

fn told(lists: Vec<ShippedList>) -> About {
    let lists = lists.into_iter().map(|list| ListOfOurs {
        what: held(list.what),
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

/// What a list holds, which its head says; a list from a file of the user's says it in the user's own words.
fn held(what: String) -> Sentence {
    let phrase: Option<&'static Phrase> = LISTS.iter().find(|phrase| phrase.english() == what);
    phrase.map_or_else(|| Sentence::as_it_is(what), |phrase| Sentence::new(phrase, Vec::new()))
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
                list.what.code().starts_with("list.") && !list.sources.is_empty() && !list.licence.is_empty(),
                "{list:?}"
            );
            assert!(list.count > 0 && list.date.len() == 10, "{list:?}");
            for source in &list.sources {
                let known = SOURCES.iter().any(|phrase| phrase.english() == source);
                let package = source.starts_with("npm ") || source.starts_with("PyPI ");
                assert!(known || package, "{source}");
            }
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
