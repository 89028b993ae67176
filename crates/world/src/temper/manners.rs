//! Servers that are particular about how they are spoken to, or take their time.

use std::time::Duration;

use serde::Deserialize;

use super::{Act, Occasion, Scene};
use crate::text;

/// Slow answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Tarpit {
    /// How long an answer takes.
    #[serde(deserialize_with = "text::wait")]
    pub delay: Duration,
    /// Whether only refusals are slow, as Exchange does it.
    pub refusals_only: bool,
}

impl Default for Tarpit {
    fn default() -> Self {
        Self { delay: Duration::from_millis(300), refusals_only: false }
    }
}

/// A trap for clients that do not await the banner (RFC 5321 section 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EarlyTalkerTrap {
    /// How long it listens before its banner.
    #[serde(deserialize_with = "text::wait")]
    pub patience: Duration,
}

impl Default for EarlyTalkerTrap {
    fn default() -> Self {
        Self { patience: Duration::from_millis(300) }
    }
}

/// Whoever spoke too early once is refused from then on.
pub(super) fn early_talker(occasion: Occasion<'_>, scene: &Scene<'_>) -> Act {
    if matches!(occasion, Occasion::Connect) && scene.memory.heard_early_talker() {
        Act::Leave("554 5.5.1 Protocol error: you spoke before my banner".into())
    } else {
        Act::Usual
    }
}

/// EHLO is not known (RFC 821).
pub(super) fn helo_only(occasion: Occasion<'_>) -> Act {
    match occasion {
        Occasion::Hello { extended: true, .. } => Act::Say("502 Command not implemented".into()),
        _ => Act::Usual,
    }
}

/// A greeting has to give a full name (RFC 5321 section 4.1.1.1).
pub(super) fn strict_helo(occasion: Occasion<'_>) -> Act {
    match occasion {
        Occasion::Hello { name, .. } if !name.trim_end_matches('.').contains('.') => {
            Act::Say(format!("504 5.5.2 <{name}>: Helo command rejected: need fully-qualified hostname"))
        }
        _ => Act::Usual,
    }
}

/// A banner of many lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LongBanner {
    /// Lines in front of the last.
    pub lines: u32,
}

impl Default for LongBanner {
    fn default() -> Self {
        Self { lines: 20 }
    }
}

impl LongBanner {
    pub(super) fn act(&self, occasion: Occasion<'_>, scene: &Scene<'_>) -> Act {
        if !matches!(occasion, Occasion::Connect) {
            return Act::Usual;
        }
        let mut banner: String = (1..=self.lines)
            .map(|n| format!("220-{} rule {n}: no unsolicited mail\n", scene.names.host))
            .collect();
        banner.push_str(&scene.names.fill("220 {host} ESMTP"));
        Act::Say(banner)
    }
}
