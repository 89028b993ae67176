//! What the head learns from: addresses that a run came to and of which the outcome is known, each with what is known around it
//! apart from that outcome. Only addresses of which no server told the truth count: of those a lean is for, the others say
//! little.

use super::{Asked, Head, HeadRow, Model, WEIGHTS, head_row};
use crate::{Dossier, Moment, Reason, SyntaxEvidence, Tally};

/// After so many seconds an outcome counts half.
const HALF_LIFE: f64 = 365.0 * 24.0 * 3600.0;

/// One outcome with what was known without it.
#[derive(Clone, Copy, Debug)]
pub struct Lesson<'a> {
    /// What is known around the address, and nothing of the outcome itself.
    pub dossier: &'a Dossier,
    /// What the run that vetted it came to.
    pub reason: Reason,
    /// Whether there turned out to be a mailbox.
    pub mailbox: bool,
    /// When that was heard.
    pub at: Moment,
}

/// Outcomes on their way into a head.
#[derive(Debug, Default)]
pub struct Lessons {
    taken: Vec<Taken>,
}

#[derive(Debug)]
struct Taken {
    row: HeadRow,
    domain: String,
    local: String,
    mailbox: bool,
    at: Moment,
}

impl Asked {
    /// What the server said, where nothing is proved for this reason and the model may lean.
    #[must_use]
    pub const fn where_open(reason: Reason) -> Option<Self> {
        match reason {
            Reason::CatchAll | Reason::AcceptsUnproven => Some(Self::Accepted),
            Reason::ProbeRefused => Some(Self::RefusedToSay),
            Reason::NotProbed => Some(Self::Nobody),
            _ => None,
        }
    }
}

impl Lessons {
    /// Takes an outcome. One of an address of which a run knew the truth, or nothing for a passing reason, teaches nothing.
    pub fn take(&mut self, lesson: &Lesson<'_>) {
        let Lesson { dossier, reason, mailbox, at } = *lesson;
        let SyntaxEvidence::Sound(address) = &dossier.syntax else { return };
        let Some(asked) = Asked::where_open(reason) else { return };
        let mut row = head_row(dossier, asked, Model::shipped().trees_say(address, dossier));
        for (value, weight) in row.0.iter_mut().zip(WEIGHTS) {
            // Rates are counted over these very outcomes. Without one's own they speak against it (where one delivery is left
            // out, bounces are the more), so what they weigh cannot be learnt here and stays as it ships.
            if weight.id.starts_with("rates.") {
                *value = 0.0;
            }
        }
        self.taken.push(Taken {
            row,
            domain: address.domain.clone(),
            local: address.local.clone(),
            mailbox,
            at,
        });
    }

    /// How many outcomes there are of which a mailbox took mail, and of which it came back.
    #[must_use]
    pub fn counts(&self) -> Tally {
        let delivered = self.taken.iter().filter(|taken| taken.mailbox).count();
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Tally { delivered: count(delivered), bounced: count(self.taken.len() - delivered) }
    }

    /// The head that they make; `None` where there are too few of them.
    #[must_use]
    pub fn head(&self) -> Option<Head> {
        let newest = self.taken.iter().map(|taken| taken.at).max()?;
        // In one order, whichever they were taken in, so that the same outcomes make the same head to the last bit.
        let mut taken: Vec<&Taken> = self.taken.iter().collect();
        taken.sort_by(|a, b| (&a.domain, &a.local).cmp(&(&b.domain, &b.local)));
        let row = |taken: &Taken| {
            let counts = 0.5_f64.powf(newest.since(taken.at).as_secs_f64() / HALF_LIFE);
            (taken.row.clone(), taken.mailbox, counts)
        };
        Head::learnt(&taken.into_iter().map(row).collect::<Vec<_>>())
    }
}

#[cfg(test)]
mod tests;
