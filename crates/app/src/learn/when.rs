//! When something happened, as files write it: RFC 3339 and its relatives, RFC 5322, Unix times in seconds and milliseconds,
//! days as spreadsheets count them, and dates of which the order of day and month shows, in themselves or in another row of
//! their column. What cannot be told stays untold; nothing is guessed into the future.

use jiff::{Timestamp, civil::Date, fmt::rfc2822::DateTimeParser, tz::TimeZone};
use mailvet_verdict::Moment;

/// The oldest moment that is believed: the year 1995.
const OLDEST: i64 = 788_918_400_000;

const DAY: i64 = 24 * 60 * 60 * 1000;

/// So many years back a number of two digits at the beginning of a date may be a year.
const YEARS: i64 = 10;

/// What the cells of a column have shown of how it writes its dates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Habit {
    slashes: Order,
    hyphens: Order,
    /// A two-digit number at the end is the year, as in `31/12/26`: at the beginning there was one that can be none.
    year_last: bool,
    is_asked_for: bool,
}

/// Whether the number past twelve, which can be the day alone, came first or second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Order {
    day_first: bool,
    month_first: bool,
}

/// Which of two numbers is the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum First {
    Day,
    Month,
    /// Nothing has shown it.
    Unknown,
    /// Both orders are there.
    Mixed,
}

impl Order {
    const fn first(self) -> First {
        match (self.day_first, self.month_first) {
            (true, false) => First::Day,
            (false, true) => First::Month,
            (false, false) => First::Unknown,
            (true, true) => First::Mixed,
        }
    }
}

/// A date in numbers that does not begin with a year of four digits.
struct Numbers<'a> {
    first: i8,
    second: i8,
    year: &'a str,
    mark: char,
}

impl Habit {
    /// Whether there are dates that only other rows of the file can make plain.
    pub(super) const fn is_asked_for(&self) -> bool {
        self.is_asked_for
    }

    /// Learns from a cell.
    pub(super) fn see(&mut self, cell: &str, now: Moment) {
        let parts = parts(cell);
        let Some(Numbers { first, second, year, mark }) = numbers(cell, &parts) else { return };
        self.is_asked_for = true;
        if year.len() == 2 {
            if may_be_year(first, second, year, now) {
                return;
            }
            self.year_last = true;
        }
        let order = match mark {
            '/' => &mut self.slashes,
            '-' => &mut self.hyphens,
            _ => return,
        };
        order.day_first |= first > 12 && second <= 12;
        order.month_first |= second > 12 && first <= 12;
    }

    /// The moment that a cell names, if it is one that had come by `now`.
    pub(super) fn moment(&self, cell: &str, now: Moment) -> Option<Moment> {
        let cell = cell.trim().trim_matches('"');
        let found = unix(cell)
            .or_else(|| serial(cell))
            .or_else(|| instant(cell))
            .or_else(|| self.civil(cell, now))?;
        // A day without a time may be today.
        let tomorrow = now.0.saturating_add(DAY);
        (OLDEST..=tomorrow).contains(&found).then(|| Moment(found.min(now.0)))
    }

    /// `31.12.2026`, `12/31/2026 11:59 PM`, `3/14/26`, `Dec 31, 2026`, `31 Dec 2026`, `Sat Mar 14 10:00:00 2026`.
    fn civil(&self, cell: &str, now: Moment) -> Option<i64> {
        let parts = parts(cell);
        let (date, rest): ([&str; 3], &[&str]) = match parts.as_slice() {
            [first, second, time, year] if time.contains(':') => ([first, second, year], &parts[2..3]),
            [first, second, year, rest @ ..] => ([first, second, year], rest),
            _ => return None,
        };
        let [first, second, third] = date;
        let (year, month, day) = match (number(first), number(second), month(first), month(second)) {
            (None, Some(day), Some(month), _) => (self.year(third, None, now)?, month, day),
            (Some(day), None, _, Some(month)) => (self.year(third, Some((day, month)), now)?, month, day),
            (Some(_), Some(_), ..) => {
                let Numbers { first, second, year, mark } = numbers(cell, &parts)?;
                let (day, month) = self.day_and_month(first, second, mark)?;
                (self.year(year, Some((first, second)), now)?, month, day)
            }
            // A year at the beginning leaves no doubt.
            (None, Some(month), ..) => (self.year(first, None, now)?, month, number(third)?),
            _ => return None,
        };
        let date = Date::new(year, month, day).ok()?;
        let (hour, minute) = clock(rest);
        Some(TimeZone::UTC.to_timestamp(date.at(hour, minute, 0, 0)).ok()?.as_millisecond())
    }

    /// The year, of four digits, or of two where the first of the numbers before it can be none.
    fn year(&self, text: &str, before: Option<(i8, i8)>, now: Moment) -> Option<i16> {
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        match text.len() {
            4 => text.parse().ok().filter(|year| (1995..2200).contains(year)),
            2 => {
                let is_last = self.year_last
                    || before.is_none_or(|(first, second)| !may_be_year(first, second, text, now));
                Some(2000 + text.parse::<i16>().ok().filter(|_| is_last)?)
            }
            _ => None,
        }
    }

    /// Of two numbers the one past twelve is the day. Dots mean day and month in this order, and so do hyphens in a column that
    /// shows nothing else; with slashes it has to have shown.
    fn day_and_month(&self, first: i8, second: i8, mark: char) -> Option<(i8, i8)> {
        if first > 12 || first == second {
            return Some((first, second));
        }
        if second > 12 {
            return Some((second, first));
        }
        let shown = match mark {
            '.' => First::Day,
            '-' if self.hyphens.first() == First::Unknown => First::Day,
            '-' => self.hyphens.first(),
            '/' => self.slashes.first(),
            _ => First::Unknown,
        };
        match shown {
            First::Day => Some((first, second)),
            First::Month => Some((second, first)),
            First::Unknown | First::Mixed => None,
        }
    }
}

/// The words and numbers of a date, without the day of the week.
fn parts(cell: &str) -> Vec<&str> {
    let pieces = cell.trim().trim_matches('"').split([' ', ',', '/', '.', '-']);
    let with_time = |piece: &str| -> bool {
        piece
            .split_once('T')
            .is_some_and(|(date, _)| !date.is_empty() && date.bytes().all(|b| b.is_ascii_digit()))
    };
    let mut parts = Vec::new();
    for piece in pieces.filter(|piece| !piece.is_empty()) {
        match piece.split_once('T').filter(|_| with_time(piece)) {
            Some((date, time)) => parts.extend([date, time]),
            None if parts.is_empty() && is_weekday(piece) => {}
            None => parts.push(piece),
        }
    }
    parts
}

fn numbers<'a>(cell: &str, parts: &[&'a str]) -> Option<Numbers<'a>> {
    let [first, second, year, ..] = parts else { return None };
    let is_year = matches!(year.len(), 2 | 4) && year.bytes().all(|byte| byte.is_ascii_digit());
    let mark = cell.chars().find(|c| matches!(c, '/' | '.' | '-'))?;
    is_year.then_some(Numbers { first: number(first)?, second: number(second)?, year, mark })
}

/// Whether a date whose last part has two digits may as well begin with its year, one of the last ten: `20/03/26`.
fn may_be_year(first: i8, second: i8, last: &str, now: Moment) -> bool {
    let this_year = Timestamp::from_millisecond(now.0)
        .map_or(i64::MAX, |now| i64::from(TimeZone::UTC.to_datetime(now).year()));
    let year = 2000 + i64::from(first);
    let is_day = last.parse::<u8>().is_ok_and(|day| (1..=31).contains(&day));
    (this_year - YEARS..=this_year).contains(&year) && second <= 12 && is_day
}

/// A day as spreadsheets count them, where a cell has lost its format: five digits, days since the end of 1899.
fn serial(cell: &str) -> Option<i64> {
    let (days, fraction) = cell.split_once('.').unwrap_or((cell, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if days.len() != 5 || !digits(days) || !digits(fraction) {
        return None;
    }
    let days: i64 = days.parse().ok()?;
    let of_day: f64 = format!("0.{fraction}").parse().ok()?;
    // A fraction of a day is below one, so that its milliseconds fit.
    #[expect(clippy::cast_possible_truncation)]
    let time = (of_day * DAY as f64).round() as i64;
    Some((days - 25_569) * DAY + time)
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
    // RFC 5322 section 3.3, whatever day of the week it claims.
    if let Ok(instant) = DateTimeParser::new().relaxed_weekday(true).parse_timestamp(cell) {
        return Some(instant.as_millisecond());
    }
    let without_zone = cell.trim_end_matches("UTC").trim_end_matches("GMT").trim_end();
    let local: jiff::civil::DateTime =
        without_zone.parse().ok().or_else(|| without_zone.replacen('/', "-", 2).parse().ok())?;
    Some(TimeZone::UTC.to_timestamp(local).ok()?.as_millisecond())
}

fn clock(rest: &[&str]) -> (i8, i8) {
    let time = rest.iter().find(|part| part.contains(':'));
    let mut parts = time.map(|time| time.split(':')).into_iter().flatten();
    let mut next =
        |most: i8| parts.next().and_then(number).filter(|n| (0..=most).contains(n)).unwrap_or_default();
    let (hour, minute) = (next(23), next(59));
    let afternoon = rest.iter().any(|part| part.to_ascii_lowercase().ends_with("pm"));
    let morning = rest.iter().any(|part| part.to_ascii_lowercase().ends_with("am"));
    let hour = match hour {
        12 if morning => 0,
        0..12 if afternoon => hour + 12,
        _ => hour,
    };
    (hour, minute)
}

fn is_weekday(part: &str) -> bool {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let part = part.to_lowercase();
    part.chars().all(char::is_alphabetic) && DAYS.iter().any(|day| part.starts_with(day))
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

    fn habit(column: &[&str]) -> Habit {
        let mut habit = Habit::default();
        column.iter().for_each(|cell| habit.see(cell, NOW));
        habit
    }

    fn told(cell: &str, column: &[&str]) -> Option<String> {
        habit(column).moment(cell, NOW).map(|at| at.to_string())
    }

    #[test]
    fn dates_are_read_as_files_write_them() {
        for (cell, as_told) in [
            ("2026-03-31T10:15:00Z", "2026-03-31T10:15:00Z"),
            ("2026-03-31T12:15:00+02:00", "2026-03-31T10:15:00Z"),
            ("2026-03-31 10:15:00", "2026-03-31T10:15:00Z"),
            ("2026-03-31 10:15:00 UTC", "2026-03-31T10:15:00Z"),
            ("2026/03/31 10:15:00", "2026-03-31T10:15:00Z"),
            ("2026-03-31", "2026-03-31T00:00:00Z"),
            ("2026/3/4", "2026-03-04T00:00:00Z"),
            ("1774952100", "2026-03-31T10:15:00Z"),
            ("1774952100000", "2026-03-31T10:15:00Z"),
            ("31.03.2026 10:15", "2026-03-31T10:15:00Z"),
            ("03-02-2026 10:15:00", "2026-02-03T10:15:00Z"),
            ("03/31/2026 10:15 PM", "2026-03-31T22:15:00Z"),
            ("03/31/2026 12:15 AM", "2026-03-31T00:15:00Z"),
            ("Mar 31, 2026 10:15 am", "2026-03-31T10:15:00Z"),
            ("31 Mar 2026", "2026-03-31T00:00:00Z"),
            ("31-Mar-26", "2026-03-31T00:00:00Z"),
            ("3/31/26 4:05 PM", "2026-03-31T16:05:00Z"),
            ("31.03.26", "2026-03-31T00:00:00Z"),
            ("Tue, 31 Mar 2026 10:15:00 GMT", "2026-03-31T10:15:00Z"),
            ("Tue, 31 Mar 2026 12:15:00 +0200", "2026-03-31T10:15:00Z"),
            ("Sat, 31 Mar 2026 12:15:00 +0200 (CEST)", "2026-03-31T10:15:00Z"),
            ("Tuesday, March 31, 2026", "2026-03-31T00:00:00Z"),
            ("Tue Mar 31 10:15:00 2026", "2026-03-31T10:15:00Z"),
            ("46112", "2026-03-31T00:00:00Z"),
            ("46112.427083333", "2026-03-31T10:15:00Z"),
        ] {
            assert_eq!(told(cell, &[cell]).as_deref(), Some(as_told), "{cell}");
        }
    }

    #[test]
    fn what_cannot_be_told_stays_untold() {
        for cell in [
            "",
            "yesterday",
            "03/04/2026",
            "3/4/26",
            "20/03/26",
            "42",
            "123456",
            "99999",
            "2999-01-01",
            "1850-01-01",
            "2026-13-45",
        ] {
            assert_eq!(told(cell, &[cell]), None, "{cell}");
        }
    }

    #[test]
    fn one_row_shows_which_number_is_the_day_in_all_of_its_column() {
        let march = Some("2026-03-04T00:00:00Z".to_owned());
        let april = Some("2026-04-03T00:00:00Z".to_owned());
        assert_eq!(told("03/04/2026", &["03/04/2026", "03/14/2026"]), march);
        assert_eq!(told("03/04/2026", &["14/03/2026"]), april);
        assert_eq!(told("3/4/26", &["3/14/26"]), march);
        assert_eq!(told("03/04/26", &["31/03/26"]), april);
        assert_eq!(told("20/03/26", &["31/03/26"]).as_deref(), Some("2026-03-20T00:00:00Z"));
        assert_eq!(told("03-04-2026", &["03-14-2026"]), march);
        assert_eq!(told("03/04/2026", &["03/14/2026", "14/03/2026"]), None, "both orders are there");
        assert_eq!(told("03/04/2026", &["14.03.2026"]), None, "dots say nothing of slashes");
    }
}
