//! Cells of a workbook as texts: what a person sees in the cell, as far as that can be told, and never a rounding or a
//! format of our own. Whole numbers have no `.0`, numbers keep the 15 digits that spreadsheet programs keep, leading
//! zeros of a `00000` format are there, dates are ISO 8601.

use calamine::{Data, DataRef, ExcelDateTime};

/// The largest number up to which every whole number has its own `f64`.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Appends the text of a cell; `zeros` is the least number of digits its format asks for.
pub(crate) fn put_text(text: &mut String, cell: &DataRef<'_>, zeros: usize) {
    match cell {
        DataRef::Empty => {}
        DataRef::String(string) | DataRef::DateTimeIso(string) => text.push_str(string),
        DataRef::SharedString(string) => text.push_str(string),
        DataRef::Int(number) => text.push_str(&padded(number.to_string(), zeros)),
        DataRef::Float(number) => text.push_str(&padded(number_text(*number), zeros)),
        DataRef::Bool(truth) => text.push_str(truth_text(*truth)),
        DataRef::DateTime(moment) => text.push_str(&moment_text(moment)),
        DataRef::DurationIso(duration) => text.push_str(&duration_text(duration)),
        DataRef::Error(error) => text.push_str(&error.to_string()),
    }
}

/// The text of a cell that owns its content.
pub(crate) fn text_of_owned(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number_text(*number),
        Data::Bool(truth) => truth_text(*truth).to_owned(),
        Data::DateTime(moment) => moment_text(moment),
        Data::DurationIso(text) => duration_text(text),
        Data::Error(error) => error.to_string(),
    }
}

/// How many digits a number format asks for, where it consists of nothing else: 5 for `00000`.
pub(crate) fn zeros_of(format: &str) -> usize {
    if format.len() > 1 && format.bytes().all(|byte| byte == b'0') { format.len() } else { 0 }
}

fn truth_text(truth: bool) -> &'static str {
    if truth { "TRUE" } else { "FALSE" }
}

fn padded(digits: String, zeros: usize) -> String {
    if digits.len() < zeros && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        format!("{digits:0>zeros$}")
    } else {
        digits
    }
}

fn number_text(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() <= EXACT {
        // By way of an integer, so that -0 loses its sign.
        return (number as i64).to_string();
    }
    // 0.1 + 0.2 is shown as 0.3: fifteen significant digits, then the shortest text for them.
    let shown: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    if shown.abs() < 1e21 && shown.abs() >= 1e-9 { shown.to_string() } else { format!("{shown:E}") }
}

fn moment_text(moment: &ExcelDateTime) -> String {
    let serial = moment.as_f64();
    // The last day that spreadsheet programs know is 9999-12-31.
    if !(0.0..2_958_466.0).contains(&serial) {
        return number_text(serial);
    }
    if moment.is_duration() {
        return clock_text((serial * 86_400.0).round() as u64);
    }
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    let fraction = if milli == 0 { String::new() } else { format!(".{milli:03}") };
    let time = format!("{hour:02}:{minute:02}:{second:02}{fraction}");
    match () {
        () if serial < 1.0 => time,
        () if (hour, minute, second, milli) == (0, 0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
        () => format!("{year:04}-{month:02}-{day:02}T{time}"),
    }
}

fn clock_text(seconds: u64) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// `PT10H15M00S`, as OpenDocument keeps a time of day, is seen as `10:15:00`.
fn duration_text(text: &str) -> String {
    let read = || {
        let (hours, rest) = text.strip_prefix("PT")?.split_once('H')?;
        let (minutes, rest) = rest.split_once('M')?;
        let seconds = rest.strip_suffix('S')?.parse::<f64>().ok()?;
        Some(clock_text(
            hours.parse::<u64>().ok()? * 3600 + minutes.parse::<u64>().ok()? * 60 + seconds.round() as u64,
        ))
    };
    read().unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType::{DateTime, TimeDelta};

    use super::*;

    fn text_of(cell: &DataRef<'_>, zeros: usize) -> String {
        let mut text = String::new();
        put_text(&mut text, cell, zeros);
        text
    }

    #[test]
    fn numbers_read_as_people_see_them() {
        for (number, text) in [
            (5.0, "5"),
            (-5.0, "-5"),
            (0.0, "0"),
            (-0.0, "0"),
            (100.0, "100"),
            (1.5, "1.5"),
            (0.1 + 0.2, "0.3"),
            (491_701_234_567.0, "491701234567"),
            (1_234_567_890_123_456.0, "1234567890123456"),
            (1e20, "100000000000000000000"),
            (1e300, "1E300"),
        ] {
            assert_eq!(text_of(&DataRef::Float(number), 0), text);
        }
        assert_eq!(text_of(&DataRef::Float(1234.0), zeros_of("00000")), "01234");
        assert_eq!(text_of(&DataRef::Float(1234.0), zeros_of("General")), "1234");
    }

    #[test]
    fn dates_and_times_read_as_iso_8601() {
        let date = |serial, kind| text_of(&DataRef::DateTime(ExcelDateTime::new(serial, kind, false)), 0);
        assert_eq!(date(45_943.0, DateTime), "2025-10-13");
        assert_eq!(date(45_943.5, DateTime), "2025-10-13T12:00:00");
        assert_eq!(date(0.75, DateTime), "18:00:00");
        assert_eq!(date(1.25, TimeDelta), "30:00:00");
        assert_eq!(date(-3.0, DateTime), "-3");
        assert_eq!(duration_text("PT10H15M00S"), "10:15:00");
        assert_eq!(duration_text("P1D"), "P1D");
    }
}
