//! Exchanges: mail operators as the load limiter sees them.

use crate::MxHost;

/// The exchange of a set of mail hosts, best first: the registrable domain of the best one's name (`google.com`), else
/// its IP prefix (`192.0.2.0/24`, `2001:db8::/48`), else its name.
#[must_use]
pub fn exchange_of(_hosts: &[MxHost]) -> String {
    todo!()
}
