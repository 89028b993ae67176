//! Whether this machine is on a block list, for the guard of a run: as the connection doctor saw it last, as long as that
//! is not too long ago. An old listing is asked about once more before a run is slowed by it; where nobody was ever asked,
//! or nobody tells, nothing is known, and the guard finds out by what servers say.

use std::{sync::Arc, time::Duration};

use mailvet_engine::{
    Clock as _, Settings,
    doctor::Doctor,
    run::{OwnListing, RunMode},
};
use mailvet_verdict::{Known, doctor::Listing};
use tokio_util::sync::CancellationToken;

use crate::Mailvet;

/// Block lists get so long to answer before a run begins without them.
const PATIENCE: Duration = Duration::from_secs(30);

impl Mailvet {
    /// The block list that this machine is on, as far as is known when a run under `settings` begins.
    pub(crate) async fn own_listing(
        &self,
        settings: &Arc<Settings>,
        stop: &CancellationToken,
    ) -> Option<OwnListing> {
        if !settings.guard.enabled || settings.mode() == RunMode::Quick {
            return None;
        }
        let checkup = match self.last_checkup().await {
            Ok(checkup) => checkup?,
            Err(error) => {
                tracing::warn!(%error, "what the connection doctor saw last cannot be read");
                return None;
            }
        };
        let seen = listed(&checkup.listings)?;
        if self.0.clock.now().since(checkup.at) <= settings.guard.listing_age {
            return Some(seen);
        }
        tracing::info!(
            list = seen.list,
            "this machine was on a block list a while ago; the lists are asked again"
        );
        let (knowledge, clock) = (Arc::clone(&self.0.knowledge), Arc::clone(&self.0.clock) as _);
        let doctor = Doctor::new(Arc::clone(settings), knowledge, clock).ok()?;
        tokio::select! {
            listings = doctor.own_listings(stop) => listed(&listings),
            () = tokio::time::sleep(PATIENCE) => None,
            () = stop.cancelled() => None,
        }
    }
}

/// The first list that names one of our addresses.
fn listed(listings: &Known<Vec<Listing>>) -> Option<OwnListing> {
    let Known::Known(listings) = listings else { return None };
    let listing = listings.iter().find(|listing| listing.is_listed())?;
    Some(OwnListing { list: listing.zone.clone() })
}
