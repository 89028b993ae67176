//! When something happened, as files write it: RFC 3339 and its relatives, Unix times in seconds and milliseconds, and dates
//! of which the order of day and month shows. What cannot be told stays untold; nothing is guessed into the future.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use mailvet_verdict::Moment;

/// The oldest moment that is believed: the year 1995.
const OLDEST: i64 = 788_918_400_000;

/// The moment that a cell names, if it is one that had come by `now`.
pub(super) fn moment(cell: &str, now: Moment) -> Option<Moment> {
    let cell = cell.trim().trim_matches('"');
    let found = unix(cell).or_else(|| instant(cell)).or_else(|| civil(cell))?;
    // A day without a time may be today.
    let tomorrow = now.0 + 24 * 60 * 60 * 1000;
    (OLDEST..=tomorrow).contains(&found).then(|| Moment(found.min(now.0)))
}

fn unix(cell: &str) -> Option<i64> {
    let digits = cell.split_once('.').map_or(cell, |(whole, _)| whole);
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match digits.len() {
        9..=10 => digits.parse::<i64>().ok()?.checked_mul(1000),
        13 => digits.parse().ok(),
        _ => None,
    }
}

fn instant(cell: &str) -> Option<i64> {
    if let Ok(instant) = cell.parse::<Timestamp>() {
        return Some(instant.as_millisecond());
    }
    let without_zone = cell.trim_end_matches("UTC").trim_end_matches("GMT").trim_end();
    let local: jiff::civil::DateTime =
        without_zone.parse().ok().or_else(|| without_zone.replacen('/', "-", 2).parse().ok())?;
    Some(TimeZone::UTC.to_timestamp(local).ok()?.as_millisecond())
}

/// `31.12.2026`, `12/31/2026 11:59 PM`, `Dec 31, 2026`, `31 Dec 2026`.
fn civil(cell: &str) -> Option<i64> {
    let parts: Vec<&str> =
        cell.split([' ', ',', '/', '.', '-', 'T']).filter(|part| !part.is_empty()).collect();
    let [first, second, year, rest @ ..] = parts.as_slice() else { return None };
    let year: i16 = year.parse().ok().filter(|year| (1995..2200).contains(year))?;
    let (day, month): (i8, i8) = match (number(first), number(second), month(first), month(second)) {
        (None, Some(day), Some(month), _) | (Some(day), None, _, Some(month)) => (day, month),
        // Dots and hyphens mean day and month in this order; else the number past twelve is the day. Where both could be either, the
        // order cannot be told.
        (Some(first), Some(second), ..) if cell.contains(['.', '-']) || first > 12 || first == second => {
            (first, second)
        }
        (Some(first), Some(second), ..) if second > 12 => (second, first),
        _ => return None,
    };
    let date = Date::new(year, month, day).ok()?;
    let (hour, minute) = clock(rest);
    Some(TimeZone::UTC.to_timestamp(date.at(hour, minute, 0, 0)).ok()?.as_millisecond())
}

fn clock(rest: &[&str]) -> (i8, i8) {
    let time = rest.iter().find(|part| part.contains(':'));
    let mut parts = time.map(|time| time.split(':')).into_iter().flatten();
    let mut next =
        |most: i8| parts.next().and_then(number).filter(|n| (0..=most).contains(n)).unwrap_or_default();
    let (hour, minute) = (next(23), next(59));
    let afternoon = rest.iter().any(|part| part.to_ascii_lowercase().ends_with("pm"));
    (if afternoon && hour < 12 { hour + 12 } else { hour }, minute)
}

fn number(part: &str) -> Option<i8> {
    part.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse().ok()
}

fn month(part: &str) -> Option<i8> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let part = part.to_lowercase();
    (1..).zip(MONTHS).find(|(_, name)| part.starts_with(name)).map(|(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment(1_800_000_000_000);

    #[test]
    fn dates_are_read_as_files_write_them() {
        for (cell, told) in [
            ("2026-03-31T10:15:00Z", "2026-03-31T10:15:00Z"),
            ("2026-03-31T12:15:00+02:00", "2026-03-31T10:15:00Z"),
            ("2026-03-31 10:15:00", "2026-03-31T10:15:00Z"),
            ("2026-03-31 10:15:00 UTC", "2026-03-31T10:15:00Z"),
            ("2026/03/31 10:15:00", "2026-03-31T10:15:00Z"),
            ("2026-03-31", "2026-03-31T00:00:00Z"),
            ("1774952100", "2026-03-31T10:15:00Z"),
            ("1774952100000", "2026-03-31T10:15:00Z"),
            ("31.03.2026 10:15", "2026-03-31T10:15:00Z"),
            ("03-02-2026 10:15:00", "2026-02-03T10:15:00Z"),
            ("03/31/2026 10:15 PM", "2026-03-31T22:15:00Z"),
            ("Mar 31, 2026 10:15 am", "2026-03-31T10:15:00Z"),
            ("31 Mar 2026", "2026-03-31T00:00:00Z"),
        ] {
            assert_eq!(moment(cell, NOW).map(|at| at.to_string()).as_deref(), Some(told), "{cell}");
        }
    }

    #[test]
    fn what_cannot_be_told_stays_untold() {
        for cell in ["", "yesterday", "03/04/2026", "42", "2999-01-01", "1850-01-01", "2026-13-45"] {
            assert_eq!(moment(cell, NOW), None, "{cell}");
        }
    }
}
