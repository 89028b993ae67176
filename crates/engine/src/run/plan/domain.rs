//! What is left to do at one domain: counts and due moments, and in whose hands it is.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use mailvet_verdict::{Address, Moment};

use super::RouteNo;
use crate::{
    journal::{AddressId, DomainWork},
    run::standing::ControlState,
};

/// Whose turn a domain waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Nothing to do now; an alarm may be set.
    Resting,
    /// In a queue: for a look-up, or for a session of its route.
    Queued,
    /// In the hands of a look-up, or of a session that draws addresses.
    Drawn,
}

#[derive(Debug)]
pub(super) struct Domain {
    pub(super) name: Arc<str>,
    pub(super) place: Place,
    pub(super) route: Option<RouteNo>,
    pub(super) looked_up: bool,
    /// Addresses `Pending` that no session has in hand.
    pub(super) pending: u64,
    /// Addresses `Waiting` that no session has in hand, by due moment.
    pub(super) waiting: BTreeMap<Moment, u64>,
    /// Addresses `AwaitingControl`.
    pub(super) awaiting: u64,
    /// Those of the pending that were there when addresses were last drawn; what came back since is not missed.
    pub(super) pending_at_draw: u64,
    /// Addresses that sessions have in hand.
    pub(super) in_hand: HashSet<AddressId>,
    pub(super) control: ControlState,
    /// Whom the next control names, where that was settled before.
    pub(super) control_name: Option<Address>,
    /// A session is asking the control.
    pub(super) control_in_hand: bool,
    /// The due moment of the control that stands in the plan's `dues`.
    pub(super) control_counted: Option<Moment>,
    pub(super) settling: Settling,
}

/// Whether somebody is settling the answered addresses of a domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Settling {
    No,
    Yes,
    /// And more came in meanwhile.
    OnceMore,
}

impl Domain {
    pub(super) fn new(work: DomainWork, now: Moment) -> Self {
        // The journal tells the earliest due moment only; later ones are found when the first comes.
        let waiting = (work.waiting > 0).then_some((work.due.unwrap_or(now), work.waiting));
        Self {
            name: work.domain.into(),
            place: Place::Resting,
            route: None,
            looked_up: false,
            pending: work.pending,
            pending_at_draw: 0,
            waiting: waiting.into_iter().collect(),
            awaiting: work.awaiting_control,
            in_hand: HashSet::new(),
            control: match work.due {
                Some(due) if work.awaiting_control > 0 => ControlState::Needed { due, tries: 0 },
                _ => ControlState::FRESH,
            },
            control_name: None,
            control_in_hand: false,
            control_counted: None,
            settling: Settling::No,
        }
    }

    pub(super) fn control_due(&self) -> Option<Moment> {
        match self.control {
            ControlState::Needed { due, .. } if self.awaiting > 0 && !self.control_in_hand => Some(due),
            _ => None,
        }
    }

    pub(super) fn next_due(&self) -> Option<Moment> {
        let waiting = self.waiting.first_key_value().map(|(due, _)| *due);
        waiting.into_iter().chain(self.control_due()).min()
    }

    pub(super) fn is_ready(&self, now: Moment) -> bool {
        self.pending > 0 || self.next_due().is_some_and(|due| due <= now)
    }

    pub(super) fn left(&self) -> u64 {
        self.pending + self.waiting.values().sum::<u64>() + self.awaiting + self.in_hand.len() as u64
    }
}
