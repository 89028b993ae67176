//! What is known of one address beside the run that is looked at: what mail told of it, from which file, and what the runs
//! over every list have said of it. Told, never weighed.

use mailvet_store::{EarlierJudgement, ListId, OwnOutcome};
use serde::{Deserialize, Serialize};

use crate::{AppError, Mailvet};

/// What is known of an address from before and from elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct AddressHistory {
    /// Whether the user marked it: `true` known good, `false` known bad. It is judged as if nobody knew.
    pub mark: Option<bool>,
    /// What became of mail to it, the newest first.
    pub outcomes: Vec<OwnOutcome>,
    /// What runs said of it, in every list, the newest first.
    pub judgements: Vec<EarlierJudgement>,
}

impl Mailvet {
    /// The history of the address in a row, or of the one in a further column of it, by its place in [`crate::ResultRow::more`].
    ///
    /// # Errors
    /// There is no such row or address, or the database fails.
    pub async fn address_history(
        &self,
        list: ListId,
        row: u64,
        further: Option<u32>,
    ) -> Result<AddressHistory, AppError> {
        let (mark, outcomes, judgements) = self.0.store.history(list, row, further).await?;
        Ok(AddressHistory { mark, outcomes, judgements })
    }
}
