//! Greylisting (RFC 6647): a stranger is put off once and taken later. Time is scaled, so that minutes become seconds.

use std::time::Duration;

use serde::Deserialize;

use super::{Act, Occasion, Scene};
use crate::{scenario::Mailbox, text};

/// How it greylists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Greylist {
    /// How long a stranger has to stay away.
    #[serde(deserialize_with = "text::wait")]
    pub wait: Duration,
    /// What it says of the wait.
    pub says: GreylistWords,
    /// Whom it remembers.
    pub by: GreylistKey,
    /// Whether it names unknown recipients at once instead of putting them off too.
    pub unknown_first: bool,
}

impl Default for Greylist {
    fn default() -> Self {
        Self {
            wait: Duration::from_millis(1500),
            says: GreylistWords::Nothing,
            by: GreylistKey::Recipient,
            unknown_first: false,
        }
    }
}

/// What it says of the wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GreylistWords {
    /// Nothing: the dialect's own words.
    #[default]
    Nothing,
    /// "try again in N seconds", rounded up.
    Seconds,
    /// "come back in 00:00:02", as milter-greylist does.
    Clock,
}

/// Whom it remembers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GreylistKey {
    /// Client, sender and recipient.
    #[default]
    Recipient,
    /// Client and sender: one recipient that passes lets its sisters pass.
    Sender,
}

impl Greylist {
    pub(super) fn act(&self, occasion: Occasion<'_>, scene: &Scene<'_>) -> Act {
        let Occasion::Rcpt(mailbox) = occasion else { return Act::Usual };
        if self.unknown_first && *mailbox == Mailbox::Missing {
            return Act::Usual;
        }
        let rcpt = match self.by {
            GreylistKey::Recipient => scene.names.rcpt,
            GreylistKey::Sender => "",
        };
        let since = scene.memory.first_seen(scene.sender, rcpt);
        match self.wait.checked_sub(since) {
            None | Some(Duration::ZERO) => Act::Usual,
            Some(left) => Act::Say(self.words(left, scene)),
        }
    }

    fn words(&self, left: Duration, scene: &Scene<'_>) -> String {
        let seconds = left.as_millis().div_ceil(1000);
        match self.says {
            GreylistWords::Nothing => scene.names.fill(scene.dialect.manners().greylisted),
            GreylistWords::Seconds => format!(
                "450 4.2.0 <{}>: Recipient address rejected: Greylisted, please try again in {seconds} seconds",
                scene.names.rcpt
            ),
            GreylistWords::Clock => format!(
                "451 4.7.1 Greylisting in action, please come back in {:02}:{:02}:{:02}",
                seconds / 3600,
                seconds / 60 % 60,
                seconds % 60
            ),
        }
    }
}
