//! First signals: what lists and the address's own shape say, without asking anybody.

use serde::{Deserialize, Serialize};

use crate::{Address, Knowledge};

/// What needs no conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signals {
    /// At a domain of a throw-away service.
    pub disposable: bool,
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
    /// The well-known domain that was probably meant, and the whole address with it.
    pub typo_of: Option<String>,
    /// Not all ASCII.
    pub international: bool,
    /// The local part looks like random keys.
    pub gibberish: bool,
    /// Why it looks like an address that exists to catch senders.
    pub trap_like: Option<String>,
}

impl Signals {
    /// Reads the signals of `address`.
    #[must_use]
    pub fn read(_address: &Address, _knowledge: &Knowledge) -> Self {
        todo!()
    }
}
