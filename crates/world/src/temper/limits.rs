//! Servers that take only so much, and servers that stop telling the truth when too much is asked.

use std::time::Duration;

use serde::Deserialize;

use super::{Act, Occasion, Scene};
use crate::{scenario::Mailbox, text};

/// A limit, and how it is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RateLimit {
    /// How much is taken before.
    pub after: u32,
    /// What is limited, and in which words.
    pub form: LimitForm,
    /// After how long a limit over sessions begins anew.
    #[serde(deserialize_with = "text::wait")]
    pub window: Duration,
}

impl Default for RateLimit {
    fn default() -> Self {
        Self { after: 5, form: LimitForm::PerSession, window: Duration::from_secs(3600) }
    }
}

/// What is limited, and in which words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitForm {
    /// Recipients a session: `452 4.5.3` for those above.
    #[default]
    PerSession,
    /// Recipients a session: `421` and the end of it.
    HangUp,
    /// Recipients in a window: `450 4.2.1`.
    SlowDown,
    /// Recipients in a window: a `550` that is no word about the mailbox.
    Hourly,
    /// Connections at once: `421` instead of a banner.
    Connections,
}

impl RateLimit {
    pub(super) fn act(&self, occasion: Occasion<'_>, scene: &Scene<'_>) -> Act {
        match (self.form, occasion) {
            (LimitForm::Connections, Occasion::Connect) if scene.memory.open() > self.after => Act::Leave(format!(
                "421 4.7.0 {} Error: too many concurrent connections from 127.0.0.1",
                scene.names.host
            )),
            (LimitForm::PerSession, Occasion::Rcpt(_)) if scene.asked > self.after => {
                Act::Say("452 4.5.3 Error: too many recipients in this session".into())
            }
            (LimitForm::HangUp, Occasion::Rcpt(_)) if scene.asked > self.after => {
                Act::Leave(format!("421 4.7.0 {} Error: too many recipients, closing connection", scene.names.host))
            }
            (LimitForm::SlowDown, Occasion::Rcpt(_)) if self.is_over(scene) => Act::Say(
                "450-4.2.1 The user you are trying to contact is receiving mail at a rate that\n\
                 450-4.2.1 prevents additional messages from being delivered. Please try again\n\
                 450 4.2.1 at a later time."
                    .into(),
            ),
            (LimitForm::Hourly, Occasion::Rcpt(_)) if self.is_over(scene) => Act::Say(
                "550 Ip frequency limited: too many recipients from 127.0.0.1 within the hour, please try again later"
                    .into(),
            ),
            _ => Act::Usual,
        }
    }

    fn is_over(&self, scene: &Scene<'_>) -> bool {
        scene.memory.take_from_window(self.window) > self.after
    }
}

/// What guards a directory against harvesting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HarvestGuard {
    /// Unknown recipients that are named as such.
    pub after: u32,
    /// What happens to recipients from then on.
    pub then: AfterHarvest,
    /// After how long it forgets them and tells the truth again; zero: never.
    #[serde(deserialize_with = "text::wait")]
    pub forgives: Duration,
}

impl Default for HarvestGuard {
    fn default() -> Self {
        Self { after: 25, then: AfterHarvest::Accept, forgives: Duration::ZERO }
    }
}

/// What happens once a guard has had enough.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AfterHarvest {
    /// Every recipient is accepted, and dropped later.
    #[default]
    Accept,
    /// Every recipient is refused, in words about us.
    Refuse,
}

impl HarvestGuard {
    pub(super) fn act(&self, occasion: Occasion<'_>, scene: &Scene<'_>) -> Act {
        let Occasion::Rcpt(mailbox) = occasion else { return Act::Usual };
        if !scene.memory.is_on_guard(u64::from(self.after), self.forgives) {
            return Act::Usual;
        }
        match self.then {
            AfterHarvest::Accept if *mailbox == Mailbox::Missing => Act::Treat(Mailbox::Exists),
            AfterHarvest::Accept => Act::Usual,
            AfterHarvest::Refuse => Act::Say("550 5.7.1 Too many invalid recipients".into()),
        }
    }
}
