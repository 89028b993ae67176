//! Ids that carry their list: `list << 32 | position`. The rows, addresses and chunks of a list are therefore one stretch
//! of their tables, in order.

use mailvet_engine::journal::AddressId;

use crate::{ListId, StoreError};

const POSITIONS: i64 = 1 << 32;

/// The id of the thing at `position` in `list`.
pub(crate) fn at(list: ListId, position: u32) -> i64 {
    list.0 * POSITIONS + i64::from(position)
}

/// The position that an id carries.
pub(crate) fn position(id: i64) -> u32 {
    u32::try_from(id.rem_euclid(POSITIONS)).unwrap_or_default()
}

/// The list that an address belongs to.
pub(crate) fn list_of(address: AddressId) -> ListId {
    ListId(address.0.div_euclid(POSITIONS))
}

/// The first and the last id that things of `list` can have.
pub(crate) fn all(list: ListId) -> (i64, i64) {
    (at(list, 0), at(list, u32::MAX))
}

/// A row number as a position.
pub(crate) fn row(number: u64) -> Result<u32, StoreError> {
    u32::try_from(number).map_err(|_| StoreError::NO_ROW)
}
