//! First signals: what lists and the address's own shape say, without asking anybody. They are evidence with a reason,
//! never a verdict, and err on the side of silence: a real person's name must not look like a fault.

pub(crate) mod local;
mod missing;
mod shape;
mod table;
mod told;
mod typo;
mod values;

use serde::{Deserialize, Serialize};

pub use missing::Missing;
pub use table::{Discloses, SIGNALS, Signal, SignalCost, SignalGroup, Unit};
pub use told::{SignalFinding, SignalRow, signal_rows};
pub use values::SignalValue;

use crate::{Address, Flag, Flags, Knowledge, Sentence, Tri, lists::Lists};

/// What needs no conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signals {
    /// At a domain of a throw-away service.
    pub disposable: bool,
    /// At a domain that so many lists of throw-away services hold, and the curated one does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disposable_votes: Option<u8>,
    /// At a domain of a forwarding service.
    pub alias: bool,
    /// The function that the local part names, as in `sales`.
    pub role: Option<String>,
    /// Does not read replies.
    pub no_reply: bool,
    /// At a free mail provider.
    pub free: bool,
    /// The tag of a tagged address.
    pub tag: Option<String>,
    /// The whole address that was probably meant, as in `anna@gmail.com` for `anna@gmial.com`.
    pub typo_of: Option<String>,
    /// Not all ASCII.
    pub international: bool,
    /// The local part looks like random keys.
    pub gibberish: bool,
    /// Why it looks like an address that exists to catch senders.
    pub trap_like: Option<Sentence>,
}

impl Signals {
    /// Reads the signals of `address`.
    #[must_use]
    pub fn read(address: &Address, knowledge: &Knowledge) -> Self {
        Self::from_lists(address, knowledge.lists())
    }

    fn from_lists(address: &Address, lists: &Lists) -> Self {
        let local = local::LocalPart::read(address);
        Self {
            disposable: lists.is_disposable(&address.domain),
            disposable_votes: lists.disposable_votes(&address.domain),
            alias: lists.is_alias(&address.domain),
            role: local.role(lists).map(str::to_owned),
            no_reply: local.is_no_reply(lists),
            free: lists.is_free(&address.domain),
            typo_of: typo::meant_domain(&address.domain, lists)
                .map(|domain| format!("{}@{domain}", address.local)),
            international: address.is_international(),
            gibberish: shape::is_gibberish(&local.base),
            trap_like: local.trap_reason(&address.domain, lists),
            tag: local.tag,
        }
    }

    /// The flags that follow. Whether the domain accepts everything cannot be seen from here: `catch_all` is left out.
    #[must_use]
    pub fn flags(&self) -> Flags {
        let holds = [
            (Flag::Disposable, self.disposable),
            (Flag::Alias, self.alias),
            (Flag::Role, self.role.is_some()),
            (Flag::Free, self.free),
            (Flag::Tagged, self.tag.is_some()),
            (Flag::NoReply, self.no_reply),
            (Flag::TrapLike, self.trap_like.is_some()),
            (Flag::Typo, self.typo_of.is_some()),
            (Flag::International, self.international),
            (Flag::Gibberish, self.gibberish),
        ];
        let mut flags = Flags::default();
        for (flag, _) in holds.into_iter().filter(|(_, holds)| *holds) {
            flags.set(flag, Tri::Yes);
        }
        if self.disposable_votes.is_some() {
            flags.set(Flag::Disposable, Tri::Unknown);
        }
        flags
    }
}

#[cfg(test)]
mod tests;
