//! What sets the big operators apart, beside their words: acceptances that say nothing, and one recipient a session, one
//! domain a transaction.

use super::{Act, Occasion, Scene};
use crate::scenario::Mailbox;

/// Every recipient is taken; what is known to be full or switched off is still named.
pub(super) fn take_all(occasion: Occasion<'_>) -> Act {
    match occasion {
        Occasion::Rcpt(Mailbox::Missing) => Act::Treat(Mailbox::Exists),
        _ => Act::Usual,
    }
}

/// Every recipient is taken, whatever is known of it; what cannot be delivered bounces later.
pub(super) fn bounce_later(occasion: Occasion<'_>) -> Act {
    match occasion {
        Occasion::Rcpt(_) => Act::Treat(Mailbox::Exists),
        _ => Act::Usual,
    }
}

/// Every recipient is answered with 252 (RFC 5321 section 3.5.3 has it for VRFY).
pub(super) fn cannot_verify(occasion: Occasion<'_>) -> Act {
    match occasion {
        Occasion::Rcpt(_) => {
            Act::Say("252 2.1.5 Cannot VRFY user, but will accept message and attempt delivery".into())
        }
        _ => Act::Usual,
    }
}

/// The second recipient of a session is sent away, as Outlook.com does where mailboxes live in several regions.
pub(super) fn one_recipient(occasion: Occasion<'_>, scene: &Scene<'_>) -> Act {
    match occasion {
        Occasion::Rcpt(_) if scene.asked > 1 => Act::Say(
            "452 4.5.3 Recipients belong to multiple regions ATTR38 [PRACTICE02.prod.protection.outlook.com]"
                .into(),
        ),
        _ => Act::Usual,
    }
}

/// A transaction goes to one domain, as at Google, where every domain is a customer with rules of its own.
pub(super) fn one_domain(occasion: Occasion<'_>, scene: &Scene<'_>) -> Act {
    match occasion {
        Occasion::Rcpt(_) if scene.strays => Act::Say(
            "451-4.3.0 Multiple destination domains per single\n\
             451-4.3.0 transaction is unsupported, RFC 5321 section 4.5.4.1\n\
             451 4.3.0 for retrying strategies. practice02si - gsmtp"
                .into(),
        ),
        _ => Act::Usual,
    }
}
