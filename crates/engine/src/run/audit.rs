//! When the proof that a domain refuses impossible addresses is repeated: servers with a harvest guard (Cisco counts 25
//! bad recipients an hour) begin to accept everything, and say so to nobody. Pure; moments come in.

use mailvet_verdict::Moment;

use crate::settings::ControlSettings;

/// An exchange that has refused so many recipients in this run may have a guard that counts them, so its last
/// acceptances are audited too.
pub(crate) const GUARDED: u32 = 5;

/// What a domain has accepted since it last refused.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Audit {
    /// Acceptances since the last refusal on record.
    fresh: u32,
    /// When that was, or when this run took it over from another.
    since: Moment,
    /// A repetition that was put off: not before this moment.
    not_before: Moment,
    /// Another domain of the exchange has begun to accept everything.
    suspected: bool,
    /// The run was broken off before a control spoke for it.
    owed: bool,
    /// The journal knows that a control is still to speak for what was accepted.
    recorded: bool,
}

impl Audit {
    pub(crate) fn new(now: Moment) -> Self {
        Self {
            fresh: 0,
            since: now,
            not_before: Moment(i64::MIN),
            suspected: false,
            owed: false,
            recorded: false,
        }
    }

    pub(crate) fn accepted(&mut self) {
        self.fresh = self.fresh.saturating_add(1);
    }

    /// Whether anything was accepted that no later control speaks for.
    pub(crate) fn is_fresh(&self) -> bool {
        self.fresh > 0
    }

    pub(crate) fn is_recorded(&self) -> bool {
        self.recorded
    }

    pub(crate) fn recorded(&mut self) {
        self.recorded = true;
    }

    /// Whether its control is to be repeated now, in a session of its own where none comes anyway.
    pub(crate) fn is_urgent(&self) -> bool {
        (self.suspected || self.owed) && self.fresh > 0
    }

    /// Whether what it accepted may have been accepted because everything was.
    pub(crate) fn is_suspected(&self) -> bool {
        self.suspected && self.fresh > 0
    }

    /// Whether the control is to be repeated where it can ride along.
    pub(crate) fn is_due(&self, settings: &ControlSettings, now: Moment) -> bool {
        self.fresh > 0
            && now >= self.not_before
            && (self.suspected
                || self.owed
                || (settings.audit_after > 0 && self.fresh >= settings.audit_after)
                || now.since(self.since) >= settings.audit_every)
    }

    /// An address that cannot exist was refused.
    pub(crate) fn proved(&mut self, now: Moment) {
        *self = Self::new(now);
    }

    /// The repetition said nothing; not again before `until`.
    pub(crate) fn put_off(&mut self, until: Moment) {
        self.not_before = until;
        self.suspected = false;
        self.owed = false;
    }

    /// The run was broken off before a control spoke for something that was accepted: the journal says so.
    pub(crate) fn owe(&mut self) {
        self.accepted();
        self.owed = true;
        self.recorded = true;
    }

    pub(crate) fn suspect(&mut self) {
        self.suspected = true;
        self.not_before = Moment(i64::MIN);
    }

    pub(crate) fn clear_suspicion(&mut self) {
        self.suspected = false;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::Settings;

    const NOW: Moment = Moment(1_800_000_000_000);

    fn due(audit: &Audit, minutes: u64) -> bool {
        audit.is_due(&Settings::defaults().controls, NOW.plus(Duration::from_secs(60 * minutes)))
    }

    #[test]
    fn it_is_repeated_after_so_many_acceptances_or_after_so_long() {
        let mut audit = Audit::new(NOW);
        assert!(!due(&audit, 600), "nothing was accepted");
        audit.accepted();
        assert_eq!((due(&audit, 1), due(&audit, 15)), (false, true));
        (0..99).for_each(|_| audit.accepted());
        assert!(due(&audit, 1));
        audit.proved(NOW);
        assert!(!due(&audit, 15));
    }

    #[test]
    fn one_that_was_put_off_is_not_asked_again_at_once() {
        let mut audit = Audit::new(NOW);
        (0..200).for_each(|_| audit.accepted());
        audit.put_off(NOW.plus(Duration::from_secs(900)));
        assert_eq!((due(&audit, 1), due(&audit, 15)), (false, true));
    }
}
