//! What is left to do at one domain: counts and due moments, and in whose hands it is.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
    time::Duration,
};

use mailvet_verdict::{Address, Moment};

use super::RouteNo;
use crate::{
    journal::{AddressId, DomainWork},
    run::{audit::Audit, control::ControlState},
    settings::ControlSettings,
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
    pub(super) audit: Audit,
    /// When the first control was accepted, where none was refused.
    pub(super) accepts_since: Option<Moment>,
    /// A session is opened only at every such beat for controls that may ride along, so that many share it.
    pub(super) gather: Duration,
    /// Whom the next control names, where that was settled before.
    pub(super) control_name: Option<Address>,
    /// A session is asking the control.
    pub(super) control_in_hand: bool,
    /// The due moment of the control that stands in the plan's `dues`.
    pub(super) control_counted: Option<Moment>,
    pub(super) settling: Settling,
    /// An address has passed a greylist here.
    pub(super) passed: bool,
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
    pub(super) fn new(work: DomainWork, gather: Duration, now: Moment) -> Self {
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
                Some(due) if work.awaiting_control > 0 => ControlState::Needed { due, tries: 0, accepted: 0 },
                _ => ControlState::FRESH,
            },
            audit: Audit::new(now),
            accepts_since: None,
            gather,
            control_name: None,
            control_in_hand: false,
            control_counted: None,
            settling: Settling::No,
            passed: false,
        }
    }

    /// When the control is due that a session would be opened for.
    pub(super) fn control_due(&self) -> Option<Moment> {
        if self.control_in_hand {
            return None;
        }
        match self.control {
            ControlState::Refuses { .. } => self.audit.is_urgent().then_some(Moment(i64::MIN)),
            // Broken off before a control spoke for its last acceptances: where to ask it has to be looked up first.
            _ if !self.looked_up && self.audit.is_recorded() => Some(Moment(i64::MIN)),
            control => {
                let (due, _) = control.awaited().filter(|_| self.awaiting > 0)?;
                Some(if control.accepted() > 0 { next_beat(due, self.gather) } else { due })
            }
        }
    }

    /// Whether the control would be asked now, were it the turn of this domain.
    pub(super) fn wants_control(&self, settings: &ControlSettings, now: Moment) -> bool {
        match self.control {
            ControlState::Refuses { .. } => self.audit.is_due(settings, now),
            control => match control.holds_until() {
                Some(due) => due <= now && self.left() > 0,
                None => self.awaiting > 0 && control.awaited().is_some_and(|(due, _)| due <= now),
            },
        }
    }

    /// Whether other sessions will come for this domain.
    pub(super) fn has_more(&self) -> bool {
        self.pending > 0 || !self.waiting.is_empty()
    }

    pub(super) fn next_due(&self) -> Option<Moment> {
        let waiting = self.waiting.first_key_value().map(|(due, _)| *due);
        match self.control.holds_until() {
            Some(_) if self.control_in_hand => None,
            Some(due) if self.pending > 0 || self.awaiting > 0 => Some(due),
            Some(due) => waiting.map(|first| first.max(due)),
            None => waiting.into_iter().chain(self.control_due()).min(),
        }
    }

    pub(super) fn is_ready(&self, now: Moment) -> bool {
        let free = self.pending > 0 && self.control.holds_until().is_none();
        free || self.next_due().is_some_and(|due| due <= now)
    }

    pub(super) fn left(&self) -> u64 {
        self.pending + self.waiting.values().sum::<u64>() + self.awaiting + self.in_hand.len() as u64
    }
}

fn next_beat(due: Moment, beat: Duration) -> Moment {
    let beat = i64::try_from(beat.as_millis()).unwrap_or(i64::MAX).max(1);
    Moment(due.0.div_euclid(beat).saturating_add(1).saturating_mul(beat))
}
