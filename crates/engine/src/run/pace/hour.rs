//! What happened at an exchange in the last hour, to the minute. A clock that is set back only makes it forget.

use std::{collections::VecDeque, time::Duration};

use mailvet_verdict::Moment;

const MINUTE_MS: i64 = 60_000;
pub(super) const HOUR: Duration = Duration::from_secs(3600);

/// Counts of the last hour.
#[derive(Clone, Debug, Default)]
pub(super) struct PastHour {
    /// The minute since the epoch and the count, oldest first.
    minutes: VecDeque<(i64, u32)>,
    sum: u32,
}

impl PastHour {
    fn forget(&mut self, now: Moment) {
        let minute = now.0.div_euclid(MINUTE_MS);
        while let Some((oldest, count)) = self.minutes.front().copied() {
            if (minute - 59..=minute).contains(&oldest) {
                break;
            }
            self.sum -= count;
            self.minutes.pop_front();
        }
    }

    pub(super) fn add(&mut self, count: u32, now: Moment) {
        self.forget(now);
        let minute = now.0.div_euclid(MINUTE_MS);
        self.sum += count;
        match self.minutes.back_mut() {
            Some((last, counted)) if *last == minute => *counted += count,
            _ => self.minutes.push_back((minute, count)),
        }
    }

    /// How many more the limit allows; 0 as a limit allows any number.
    pub(super) fn left(&mut self, limit: u32, now: Moment) -> u32 {
        self.forget(now);
        if limit == 0 { u32::MAX } else { limit.saturating_sub(self.sum) }
    }

    /// When the oldest minute leaves the hour.
    pub(super) fn eases_at(&self, now: Moment) -> Moment {
        self.minutes.front().map_or(now, |(oldest, _)| Moment(oldest * MINUTE_MS).plus(HOUR))
    }

    pub(super) fn sum(&self) -> u32 {
        self.sum
    }

    /// The busier one of this minute and the last.
    pub(super) fn a_minute(&self, now: Moment) -> u32 {
        let minute = now.0.div_euclid(MINUTE_MS);
        let recent = self.minutes.iter().filter(|(at, _)| (minute - 1..=minute).contains(at));
        recent.map(|(_, count)| *count).max().unwrap_or(0)
    }

    pub(super) fn minutes(&self) -> Vec<(i64, u32)> {
        self.minutes.iter().copied().collect()
    }

    /// Takes in what was counted elsewhere. Who kept it may have counted some of the same minutes on top of what was
    /// known before, so of each minute the greater count holds.
    pub(super) fn merge(&mut self, minutes: &[(i64, u32)]) {
        for (minute, count) in minutes {
            match self.minutes.binary_search_by_key(minute, |(at, _)| *at) {
                Ok(at) => self.minutes[at].1 = self.minutes[at].1.max(*count),
                Err(at) => self.minutes.insert(at, (*minute, *count)),
            }
        }
        self.sum = self.minutes.iter().map(|(_, count)| *count).fold(0, u32::saturating_add);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment(1_700_000_040_000);

    #[test]
    fn of_two_accounts_of_a_minute_the_greater_holds() {
        let mut one = PastHour::default();
        one.add(3, NOW);
        let mut other = one.clone();
        other.add(4, NOW);
        other.add(2, NOW.plus(Duration::from_secs(60)));
        one.merge(&other.minutes());
        assert_eq!(one.sum(), 9);
        assert_eq!(one.minutes(), other.minutes());
    }

    #[test]
    fn the_rate_is_that_of_the_busier_one_of_two_minutes() {
        let mut hour = PastHour::default();
        hour.add(30, NOW);
        hour.add(2, NOW.plus(Duration::from_secs(60)));
        assert_eq!(hour.a_minute(NOW.plus(Duration::from_secs(61))), 30);
        assert_eq!(hour.a_minute(NOW.plus(Duration::from_secs(300))), 0);
    }
}
