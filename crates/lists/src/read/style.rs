//! How a text file writes its lines and cells, told from all of them, so that an export can do the same.

use crate::{LineEnding, Quoting};

/// Counts of line ends and of quoted and bare cells.
#[derive(Debug, Default)]
pub(crate) struct Style {
    endings: [u64; 3],
    bare_texts: u64,
    bare_numbers: u64,
    bare_empty: u64,
    quoted_numbers: u64,
    quoted_others: u64,
}

impl Style {
    pub(crate) fn see_ending(&mut self, ending: Option<LineEnding>) {
        match ending {
            Some(LineEnding::Lf) => self.endings[0] += 1,
            Some(LineEnding::CrLf) => self.endings[1] += 1,
            Some(LineEnding::Cr) => self.endings[2] += 1,
            None => {}
        }
    }

    pub(crate) fn see_cell(&mut self, text: &str, quoted: bool) {
        // One bare text, and cells are quoted as needed, whatever comes.
        if self.bare_texts > 0 {
            return;
        }
        let count = match (quoted, text.is_empty()) {
            (true, false) if is_number(text) => &mut self.quoted_numbers,
            (true, _) => &mut self.quoted_others,
            (false, true) => &mut self.bare_empty,
            (false, false) if is_number(text) => &mut self.bare_numbers,
            (false, false) => &mut self.bare_texts,
        };
        *count += 1;
    }

    pub(crate) fn line_ending(&self) -> LineEnding {
        let [lf, cr_lf, cr] = self.endings;
        match () {
            () if cr_lf > lf && cr_lf >= cr => LineEnding::CrLf,
            () if cr > lf => LineEnding::Cr,
            () => LineEnding::Lf,
        }
    }

    pub(crate) fn quoting(&self) -> Quoting {
        let quoted = self.quoted_numbers + self.quoted_others;
        match () {
            () if quoted == 0 || self.bare_texts > 0 => Quoting::AsNeeded,
            () if self.bare_numbers > 0 && self.quoted_numbers == 0 => Quoting::Texts,
            () if self.bare_numbers > 0 => Quoting::AsNeeded,
            () if self.bare_empty > 0 => Quoting::Filled,
            () => Quoting::Always,
        }
    }
}

/// Whether a program that quotes texts only would leave this bare.
pub(crate) fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E'))
        && text.parse::<f64>().is_ok()
}
