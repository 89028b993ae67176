//! A summary of a result, for a file of its own in HTML or PDF, or for the last sheet of a workbook. It only knows titles, facts
//! and counts; what they mean was decided before. The page holds everything it shows: no script, no font, no address on
//! the network, and it prints on paper as it looks.

use std::{
    fmt::Write as _,
    io::{BufWriter, Write as _},
    path::Path,
};

use super::{pdf, target::Target};
use crate::WriteError;

/// The colour of text, of what is said beside it, and of lines.
pub(crate) const INK: u32 = 0x001b_2330;
pub(crate) const QUIET: u32 = 0x004d_5768;
pub(crate) const PALE: u32 = 0x00e6_e8ec;

/// The colour of a bar.
const BAR: u32 = 0x004a_74b8;
/// The colours of the verdicts' bars, by code.
const BARS: &[(&str, u32)] = &[
    ("valid", 0x001f_8a46),
    ("likely_valid", 0x006a_a84f),
    ("risky", 0x00d6_8a00),
    ("unknown", 0x008a_93a3),
    ("likely_invalid", 0x00cf_6a3d),
    ("invalid", 0x00b3_202c),
];

/// The colour of a bar with this verdict; `None`: with none.
pub(crate) fn bar_colour(verdict: Option<&str>) -> u32 {
    BARS.iter().find(|(code, _)| Some(*code) == verdict).map_or(BAR, |(_, colour)| *colour)
}

/// A summary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What it is about: the list's name.
    pub title: String,
    /// Names and values: when, how many, under which settings.
    pub facts: Vec<(String, String)>,
    /// Counts by kind.
    pub charts: Vec<Chart>,
    /// Longer texts with their titles, shown as they stand: the settings.
    pub texts: Vec<(String, String)>,
    /// What the file says by itself.
    pub speech: Speech,
}

/// What a file says by itself, in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speech {
    /// Its code, as in `en` (BCP 47).
    pub language: String,
    /// What stands before tenths.
    pub decimal_mark: String,
    /// Where there is nothing to count.
    pub none: String,
    /// Above counts of rows.
    pub rows: String,
    /// Above shares.
    pub share: String,
    /// The name of the sheet.
    pub summary: String,
}

impl Default for Speech {
    fn default() -> Self {
        let [language, decimal_mark, none, rows, share, summary] =
            ["en", ".", "None.", "Rows", "Share", "Summary"].map(str::to_owned);
        Self { language, decimal_mark, none, rows, share, summary }
    }
}

/// Counts of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chart {
    /// As in `Verdicts`.
    pub title: String,
    /// One sentence about what is counted; may be empty.
    pub about: String,
    /// The bars, in the order in which they are shown.
    pub bars: Vec<Bar>,
    /// Rows of which the shares are told, where the bars are not all of them.
    pub of: Option<u64>,
}

/// One count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bar {
    /// For people.
    pub label: String,
    /// What to do about it, or nothing.
    pub note: String,
    /// Rows.
    pub count: u64,
    /// The verdict whose colour it has; `None`: the ordinary one.
    pub verdict: Option<String>,
}

impl Report {
    /// Writes it as one HTML page, whole or not at all.
    ///
    /// # Errors
    /// The place cannot be written to, or the disk is full.
    pub fn write_html(&self, path: &Path) -> Result<(), WriteError> {
        let target = Target::create(path)?;
        let mut file = BufWriter::new(target.file()?);
        file.write_all(self.html().as_bytes())
            .and_then(|()| file.flush())
            .map_err(|fault| target.fault(fault))?;
        drop(file);
        target.put_in_place()
    }

    /// Writes it as a PDF, whole or not at all.
    ///
    /// # Errors
    /// The place cannot be written to, or the disk is full.
    pub fn write_pdf(&self, path: &Path) -> Result<(), WriteError> {
        let target = Target::create(path)?;
        let bytes = pdf::pdf(self).map_err(|detail| WriteError::of_library(target.path(), detail))?;
        let mut file = target.file()?;
        file.write_all(&bytes).map_err(|fault| target.fault(fault))?;
        drop(file);
        target.put_in_place()
    }

    fn html(&self) -> String {
        let mut page = String::new();
        let title = escaped(&self.title);
        // Writing to a String cannot fail.
        let _ = write!(
            page,
            "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
             <title>{title}</title>\n<style>\n{STYLE}{}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n<dl>\n",
            escaped(&self.speech.language),
            bar_styles()
        );
        for (name, value) in &self.facts {
            let _ = writeln!(page, "<dt>{}</dt><dd>{}</dd>", escaped(name), escaped(value));
        }
        page.push_str("</dl>\n");
        for chart in &self.charts {
            chart.html(&self.speech, &mut page);
        }
        for (title, text) in &self.texts {
            let _ = writeln!(
                page,
                "<section>\n<h2>{}</h2>\n<pre>{}</pre>\n</section>",
                escaped(title),
                escaped(text)
            );
        }
        page.push_str("</main>\n</body>\n</html>\n");
        page
    }
}

impl Chart {
    /// Rows of which shares are told.
    pub(crate) fn total(&self) -> u64 {
        self.of.unwrap_or_else(|| self.bars.iter().map(|bar| bar.count).sum())
    }

    fn html(&self, speech: &Speech, page: &mut String) {
        let _ = writeln!(page, "<section>\n<h2>{}</h2>", escaped(&self.title));
        if !self.about.is_empty() {
            let _ = writeln!(page, "<p>{}</p>", escaped(&self.about));
        }
        let total = self.total();
        let most = self.bars.iter().map(|bar| bar.count).max().unwrap_or(0);
        if most == 0 {
            let _ = writeln!(page, "<p>{}</p>\n</section>", escaped(&speech.none));
            return;
        }
        page.push_str("<table>\n");
        for bar in &self.bars {
            let class = bar.verdict.as_deref().map(escaped).unwrap_or_default();
            let note = if bar.note.is_empty() {
                String::new()
            } else {
                format!("<br><small>{}</small>", escaped(&bar.note))
            };
            let _ = writeln!(
                page,
                "<tr><th scope=\"row\">{}{note}</th><td class=\"figure\">{}</td><td class=\"figure\">{}</td>\
                 <td class=\"drawn\"><svg width=\"220\" height=\"14\" role=\"presentation\"><rect class=\"bar {class}\" width=\"{:.1}\" \
                 height=\"14\" rx=\"2\"/></svg></td></tr>",
                escaped(&bar.label),
                grouped(bar.count),
                percent(bar.count, total, &speech.decimal_mark),
                (bar.count as f64 / most as f64 * 220.0).max(if bar.count > 0 { 1.0 } else { 0.0 }),
            );
        }
        page.push_str("</table>\n</section>\n");
    }
}

/// One digit behind the point; a few of many are never told as none, and not quite all never as all.
pub(crate) fn percent(count: u64, total: u64, decimal_mark: &str) -> String {
    if total == 0 || count == 0 {
        return "0 %".to_owned();
    }
    let share = count as f64 / total as f64 * 100.0;
    match () {
        () if count == total => "100 %".to_owned(),
        () if share < 0.1 => format!("< 0{decimal_mark}1 %"),
        () if share > 99.9 => format!("> 99{decimal_mark}9 %"),
        () => format!("{share:.1} %").replace('.', decimal_mark),
    }
}

/// `1 234 567`: figures in threes are read faster.
pub(crate) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    text
}

fn bar_styles() -> String {
    let mut styles = format!(".bar {{ fill: #{BAR:06x}; }}\n");
    for (verdict, colour) in BARS {
        let _ = writeln!(styles, ".bar.{verdict} {{ fill: #{colour:06x}; }}");
    }
    styles
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            letter => safe.push(letter),
        }
    }
    safe
}

const STYLE: &str = "\
:root { color-scheme: light; font: 15px/1.5 system-ui, sans-serif; color: #1b2330; background: #fff; }
main { max-width: 46rem; margin: 2.5rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin: 0 0 1rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1.5rem; }
dt { color: #4d5768; } dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th, td { padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #e6e8ec; vertical-align: top; text-align: left; }
th { font-weight: 500; overflow-wrap: anywhere; } small { color: #4d5768; font-weight: 400; }
td.figure { width: 5.5rem; text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
td.drawn { width: 220px; padding-left: .6rem; } td.drawn svg { display: block; margin-top: .3rem; }
pre { white-space: pre-wrap; background: #f5f6f8; padding: .75rem; border-radius: 4px; font-size: .85rem; }
section { break-inside: avoid; }
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_never_told_as_more_or_less_than_it_is() {
        assert_eq!(percent(0, 0, "."), "0 %");
        assert_eq!(percent(1, 1_000_000, "."), "< 0.1 %");
        assert_eq!(percent(999_999, 1_000_000, "."), "> 99.9 %");
        assert_eq!(percent(5, 5, "."), "100 %");
        assert_eq!(percent(1, 3, "."), "33.3 %");
    }

    #[test]
    fn figures_stand_in_threes() {
        assert_eq!(
            [0, 999, 1_000, 1_234_567].map(grouped),
            ["0", "999", "1\u{a0}000", "1\u{a0}234\u{a0}567"]
        );
    }

    #[test]
    fn shares_are_told_of_all_rows_where_the_bars_are_some_of_them() {
        let bars = vec![Bar { label: "Catch-all".to_owned(), count: 1, ..Bar::default() }];
        let chart = Chart { title: "By reason".to_owned(), bars, of: Some(3), ..Chart::default() };
        let page = Report { charts: vec![chart], ..Report::default() }.html();
        assert!(page.contains("33.3 %"), "{page}");
    }

    #[test]
    fn nothing_in_a_page_is_taken_for_markup() {
        let report = Report {
            title: "<script>alert(1)</script>.csv".to_owned(),
            charts: vec![Chart {
                title: "By domain".to_owned(),
                bars: vec![Bar {
                    label: "\"><img src=x>".to_owned(),
                    verdict: Some("x\" onload=\"y".to_owned()),
                    count: 1,
                    ..Bar::default()
                }],
                ..Chart::default()
            }],
            ..Report::default()
        };
        let page = report.html();
        assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("\" onload"), "{page}");
    }
}
