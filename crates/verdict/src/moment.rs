//! A point in time as the stages record it. This crate reads no clock: moments come in with the evidence.

use std::{fmt, time::Duration};

use serde::{Deserialize, Serialize};

/// Milliseconds since the Unix epoch, UTC.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type,
)]
#[serde(transparent)]
pub struct Moment(pub i64);

impl Moment {
    /// This moment and `later` more; saturates at the end of time.
    #[must_use]
    pub fn plus(self, later: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(later.as_millis()).unwrap_or(i64::MAX)))
    }

    /// This moment and `earlier` less; saturates at the beginning of time.
    #[must_use]
    pub fn before(self, earlier: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(earlier.as_millis()).unwrap_or(i64::MAX)))
    }

    /// The time from `earlier` to this moment; zero where `earlier` is the later one (a clock was set back).
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

/// RFC 3339 in UTC with seconds: `2026-11-23T10:15:00Z`.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.div_euclid(1000);
        // An export tells a million of them, all of our days.
        if let Some(text) = of_our_days(seconds) {
            return f.write_str(std::str::from_utf8(&text).unwrap_or_default());
        }
        match jiff::Timestamp::from_second(seconds) {
            Ok(moment) => write!(f, "{moment}"),
            Err(_) => write!(f, "{} ms", self.0),
        }
    }
}

/// The text of a second from 1970 to 2099, when every fourth year but 2000 itself counts like any other: nothing is to be
/// known of centuries.
fn of_our_days(seconds: i64) -> Option<[u8; 20]> {
    const END: i64 = 4_102_444_800;
    let seconds = u32::try_from(Some(seconds).filter(|seconds| *seconds < END)?).ok()?;
    let (days, of_day) = (seconds / 86_400, seconds % 86_400);
    // Years from March on end with the leap day; the first of March 1968 lies 671 days before 1970.
    let since = days + 671;
    let (fours, of_four) = (since / 1_461, since % 1_461);
    let of_fours = (of_four / 365).min(3);
    let of_year = of_four - of_fours * 365;
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let year = 1_968 + 4 * fours + of_fours + u32::from(month >= 10);
    let month = if month < 10 { month + 3 } else { month - 9 };
    let mut text = *b"0000-00-00T00:00:00Z";
    let mut put = |at: usize, number: u32| {
        text[at] = digit(number / 10);
        text[at + 1] = digit(number);
    };
    put(0, year / 100);
    put(2, year);
    put(5, month);
    put(8, day);
    put(11, of_day / 3_600);
    put(14, of_day / 60 % 60);
    put(17, of_day % 60);
    Some(text)
}

fn digit(number: u32) -> u8 {
    b'0' + u8::try_from(number % 10).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_our_time_has_the_date_of_the_calendar() {
        // Beyond both ends, and at another second of each day.
        for day in -2_i64..47_485 {
            let second = day * 86_400 + (day * 7_919).rem_euclid(86_400);
            let expected = jiff::Timestamp::from_second(second).unwrap().to_string();
            assert_eq!(Moment(second * 1_000 + 999).to_string(), expected);
        }
        assert_eq!(Moment(4_102_444_799_999).to_string(), "2099-12-31T23:59:59Z");
        assert_eq!(Moment(4_102_444_800_000).to_string(), "2100-01-01T00:00:00Z");
    }
}
