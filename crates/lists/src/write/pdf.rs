//! A report as a PDF of A4 pages: the same facts, charts and texts as the HTML page, in the same order. The file holds its font
//! and nothing that runs. Measures are points from the lower left corner, as PDF has them.

use pdf_writer::{Content, Finish as _, Name, Pdf, Rect, Ref, Str, TextStr, types::TextRenderingMode};

use super::{
    Chart, Report,
    font::Font,
    report::{INK, PALE, QUIET, Speech, bar_colour, grouped, percent},
};

const PAGE: (f32, f32) = (595.0, 842.0);
const MARGIN: f32 = 52.0;
const WIDTH: f32 = PAGE.0 - 2.0 * MARGIN;
/// Below this line nothing but the page's number stands.
const BOTTOM: f32 = 64.0;
/// Right edges of counts and shares, and where bars begin.
const COUNT_AT: f32 = MARGIN + 296.0;
const SHARE_AT: f32 = MARGIN + 352.0;
const BAR_AT: f32 = MARGIN + 362.0;
const BAR_WIDTH: f32 = PAGE.0 - MARGIN - BAR_AT;
const LABEL_WIDTH: f32 = 236.0;
const FACT_AT: f32 = MARGIN + 176.0;

const TEXT: Style = Style { size: 9.5, colour: INK, bold: false };
const NOTE: Style = Style { size: 8.0, colour: QUIET, bold: false };
const TITLE: Style = Style { size: 19.0, colour: INK, bold: true };
const HEADING: Style = Style { size: 12.5, colour: INK, bold: true };

#[derive(Clone, Copy)]
struct Style {
    size: f32,
    colour: u32,
    bold: bool,
}

impl Style {
    /// From one line to the next.
    fn leading(self) -> f32 {
        self.size * 1.38
    }
}

/// The file's bytes.
pub(crate) fn pdf(report: &Report) -> Result<Vec<u8>, String> {
    let font = Font::new();
    let mut paper = Paper { font: &font, pages: vec![Content::new()], y: PAGE.1 - MARGIN };
    paper.lines(MARGIN, WIDTH, &report.title, TITLE);
    paper.y -= 8.0;
    for (name, value) in &report.facts {
        paper.fact(name, value);
    }
    for chart in &report.charts {
        paper.chart(chart, &report.speech);
    }
    for (title, text) in &report.texts {
        paper.heading(title, 2.0 * TEXT.leading());
        for line in text.lines() {
            paper.lines(MARGIN, WIDTH, line, NOTE);
        }
    }
    let pages = paper.numbered();
    write(report, pages, &font)
}

fn write(report: &Report, pages: Vec<Content>, font: &Font) -> Result<Vec<u8>, String> {
    const FIRST_PAGE: i32 = 20;
    let (catalog, tree, info, first_of_font) = (Ref::new(1), Ref::new(2), Ref::new(3), Ref::new(10));
    let numbers = |n: i32| (Ref::new(FIRST_PAGE + 2 * n), Ref::new(FIRST_PAGE + 2 * n + 1));
    let count = i32::try_from(pages.len()).map_err(|_| "there are too many pages".to_owned())?;
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree).lang(TextStr(&report.speech.language));
    pdf.document_info(info).title(TextStr(&report.title)).producer(TextStr("Mailvet"));
    pdf.pages(tree).kids((0..count).map(|n| numbers(n).0)).count(count);
    for (n, content) in (0..).zip(pages) {
        let (page, stream) = numbers(n);
        let mut page = pdf.page(page);
        page.media_box(Rect::new(0.0, 0.0, PAGE.0, PAGE.1)).parent(tree).contents(stream);
        page.resources().fonts().pair(Name(b"F"), first_of_font);
        page.finish();
        pdf.stream(stream, &content.finish());
    }
    font.write(&mut pdf, first_of_font).map_err(|fault| fault.to_string())?;
    Ok(pdf.finish())
}

/// Pages in the making, filled from top to bottom.
struct Paper<'f> {
    font: &'f Font,
    pages: Vec<Content>,
    /// The upper edge of what comes next.
    y: f32,
}

impl Paper<'_> {
    fn page(&mut self) -> &mut Content {
        self.pages.last_mut().expect("there is a first page from the start")
    }

    /// Goes on on a new page where less than `height` is left.
    fn room(&mut self, height: f32) {
        if self.y - height < BOTTOM {
            self.pages.push(Content::new());
            self.y = PAGE.1 - MARGIN;
        }
    }

    fn text(&mut self, x: f32, baseline: f32, text: &str, style: Style) {
        let bytes = self.font.encoded(text);
        let [red, green, blue] = rgb(style.colour);
        let page = self.page();
        page.begin_text().set_font(Name(b"F"), style.size).set_fill_rgb(red, green, blue);
        if style.bold {
            page.set_stroke_rgb(red, green, blue).set_line_width(style.size / 36.0);
            page.set_text_rendering_mode(TextRenderingMode::FillStroke);
        } else {
            page.set_text_rendering_mode(TextRenderingMode::Fill);
        }
        page.next_line(x, baseline).show(Str(&bytes)).end_text();
    }

    fn text_to(&mut self, right: f32, baseline: f32, text: &str, style: Style) {
        let x = right - self.font.width(text, style.size);
        self.text(x, baseline, text, style);
    }

    fn rect(&mut self, x: f32, y: f32, width: f32, height: f32, colour: u32) {
        let [red, green, blue] = rgb(colour);
        self.page().set_fill_rgb(red, green, blue).rect(x, y, width, height).fill_nonzero();
    }

    /// Writes a text over as many lines as it needs.
    fn lines(&mut self, x: f32, width: f32, text: &str, style: Style) {
        for line in wrapped(self.font, text, width, style.size) {
            self.room(style.leading());
            self.y -= style.leading();
            let baseline = self.y + 0.3 * style.size;
            self.text(x, baseline, &line, style);
        }
    }

    /// A heading never stands alone at the foot of a page: `below` is what has to fit under it.
    fn heading(&mut self, text: &str, below: f32) {
        self.room(20.0 + HEADING.leading() + below);
        self.y -= 18.0;
        self.lines(MARGIN, WIDTH, text, HEADING);
        self.y -= 2.0;
    }

    fn fact(&mut self, name: &str, value: &str) {
        let values = wrapped(self.font, value, PAGE.0 - MARGIN - FACT_AT, TEXT.size);
        let names = wrapped(self.font, name, FACT_AT - MARGIN - 10.0, TEXT.size);
        let quiet = Style { colour: QUIET, ..TEXT };
        for n in 0..names.len().max(values.len()) {
            self.room(TEXT.leading());
            self.y -= TEXT.leading();
            let baseline = self.y + 0.3 * TEXT.size;
            if let Some(name) = names.get(n) {
                self.text(MARGIN, baseline, name, quiet);
            }
            if let Some(value) = values.get(n) {
                self.text(FACT_AT, baseline, value, TEXT);
            }
        }
    }

    fn chart(&mut self, chart: &Chart, speech: &Speech) {
        self.heading(&chart.title, 3.0 * TEXT.leading());
        if !chart.about.is_empty() {
            self.lines(MARGIN, WIDTH, &chart.about, NOTE);
            self.y -= 2.0;
        }
        let total = chart.total();
        let most = chart.bars.iter().map(|bar| bar.count).max().unwrap_or(0);
        if most == 0 {
            self.lines(MARGIN, WIDTH, &speech.none, TEXT);
            return;
        }
        for bar in &chart.bars {
            let labels = wrapped(self.font, &bar.label, LABEL_WIDTH, TEXT.size);
            let notes = wrapped(self.font, &bar.note, LABEL_WIDTH, NOTE.size);
            let notes = if bar.note.is_empty() { Vec::new() } else { notes };
            let height = labels.len() as f32 * TEXT.leading() + notes.len() as f32 * NOTE.leading() + 5.0;
            self.room(height);
            let baseline = self.y - TEXT.leading() + 0.3 * TEXT.size - 1.0;
            self.text_to(COUNT_AT, baseline, &grouped(bar.count), TEXT);
            self.text_to(SHARE_AT, baseline, &percent(bar.count, total, &speech.decimal_mark), TEXT);
            if bar.count > 0 {
                let width = (bar.count as f64 / most as f64) as f32 * BAR_WIDTH;
                let colour = bar_colour(bar.verdict.as_deref());
                self.rect(BAR_AT, baseline - 1.0, width.max(0.8), TEXT.size * 0.85, colour);
            }
            let below = self.y - height;
            self.y -= 1.0;
            for line in &labels {
                self.y -= TEXT.leading();
                let baseline = self.y + 0.3 * TEXT.size;
                self.text(MARGIN, baseline, line, TEXT);
            }
            for line in &notes {
                self.y -= NOTE.leading();
                let baseline = self.y + 0.3 * NOTE.size;
                self.text(MARGIN, baseline, line, NOTE);
            }
            self.y = below;
            self.rect(MARGIN, below, WIDTH, 0.5, PALE);
        }
    }

    /// The pages with their numbers.
    fn numbered(mut self) -> Vec<Content> {
        let count = self.pages.len();
        let pages = std::mem::take(&mut self.pages);
        for (n, page) in (1..).zip(pages) {
            self.pages.push(page);
            self.text_to(PAGE.0 - MARGIN, MARGIN - 16.0, &format!("{n} / {count}"), NOTE);
        }
        self.pages
    }
}

/// A text in lines of at most `width`; words too long for one are broken.
fn wrapped(font: &Font, text: &str, width: f32, size: f32) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    // Control characters have no shape; a tab or a line break inside a value is a space.
    let clean: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let indent: String = clean.chars().take_while(|letter| *letter == ' ').collect();
    line.push_str(&indent);
    for word in clean.split_whitespace() {
        let space = if line.trim().is_empty() { "" } else { " " };
        if font.width(&line, size) + font.width(space, size) + font.width(word, size) <= width {
            line.push_str(space);
            line.push_str(word);
            continue;
        }
        if !line.trim().is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for letter in word.chars() {
            if !line.is_empty()
                && font.width(&line, size) + font.width(letter.encode_utf8(&mut [0; 4]), size) > width
            {
                lines.push(std::mem::take(&mut line));
            }
            line.push(letter);
        }
    }
    lines.push(line);
    lines
}

fn rgb(colour: u32) -> [f32; 3] {
    let [_, red, green, blue] = colour.to_be_bytes();
    [red, green, blue].map(|part| f32::from(part) / 255.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_wider_than_its_place_and_no_letter_is_lost() {
        let font = Font::new();
        let text = format!("short words and {} one", "aVeryLongWord".repeat(20));
        let lines = wrapped(&font, &text, 120.0, 9.0);
        assert!(lines.iter().all(|line| font.width(line, 9.0) <= 120.0), "{lines:?}");
        let letters = |text: &str| text.chars().filter(|letter| *letter != ' ').collect::<String>();
        assert_eq!(letters(&lines.concat()), letters(&text));
    }

    #[test]
    fn a_long_report_goes_on_over_pages() {
        let bars = (0..200)
            .map(|n| crate::Bar {
                label: format!("domain{n}.example"),
                count: 200 - n,
                ..crate::Bar::default()
            })
            .collect();
        let chart = Chart { title: "By domain".to_owned(), bars, ..Chart::default() };
        let report =
            Report {
                title: "Kundenliste – Адреса.csv".to_owned(), charts: vec![chart], ..Report::default()
            };
        let bytes = pdf(&report).unwrap();
        assert!(bytes.starts_with(b"%PDF-"));
        let text = String::from_utf8_lossy(&bytes);
        let pages = text.matches("/MediaBox").count();
        assert!(pages > 3, "{pages}");
        assert!(bytes.len() < 300_000, "only what is used of the font is in it: {}", bytes.len());
    }
}
