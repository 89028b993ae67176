//! Mac Roman, which the detector for web pages does not know: lists from old Macintosh programs are told by their accents.
//! Those stand where Windows encodings keep dashes, quotes and daggers, none of which stands between two letters of a
//! word; and one at a time, unlike the letters of scripts that have no ASCII among them.

/// Letters of Mac Roman that are signs or nothing in windows-1252 and windows-1250 and cannot stand inside a word there:
/// á à â ã ç è ê ò ô õ ù. Not among them: í, ì, ñ, ó, which share their bytes with quotes and dashes.
const TELLING: &[u8] = &[0x87, 0x88, 0x89, 0x8B, 0x8D, 0x8F, 0x90, 0x98, 0x99, 0x9B, 0x9D];

/// ä, é, ö, ü: Š, Ž, š, Ÿ in windows-1252. They speak for Mac Roman only beside others, except ü in a file without a
/// single letter of the upper Windows half.
const LIKELY: &[u8] = &[0x8A, 0x8E, 0x9A, 0x9F];

/// What else Western names have in Mac Roman: capitals, the rest of the small letters, ß, ø, æ, the apostrophe.
const POSSIBLE: &[u8] = &[
    0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x8C, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x9C, 0x9E,
    0xA7, 0xAE, 0xAF, 0xBE, 0xBF, 0xD5,
];

/// Counts what speaks for Mac Roman and what against it.
#[derive(Debug, Default)]
pub(crate) struct MacSurvey {
    telling: u64,
    fitting: u64,
    alien: u64,
}

impl MacSurvey {
    /// Takes a byte that is not ASCII, with those beside it.
    pub(crate) fn see(&mut self, before: u8, this: u8, after: u8) {
        let inside = before.is_ascii_alphabetic() && after.is_ascii_alphabetic();
        let western = TELLING.contains(&this) || LIKELY.contains(&this) || POSSIBLE.contains(&this);
        match () {
            () if inside && TELLING.contains(&this) => {
                self.telling += 1;
                self.fitting += 1;
            }
            // `Jürgen`: in windows-1252 this would be `JŸrgen`, which no language has before a small letter.
            () if inside && this == 0x9F && after.is_ascii_lowercase() => {
                self.telling += 1;
                self.fitting += 1;
            }
            () if western && before.is_ascii() && after.is_ascii() => self.fitting += 1,
            // Two in a row, as in `Müßig`, are rare and say nothing.
            () if western && (before.is_ascii() || after.is_ascii()) => {}
            () => self.alien += 1,
        }
    }

    /// Whether nearly all of it is Western text in Mac Roman.
    pub(crate) fn tells(&self) -> bool {
        self.telling > 0 && self.alien * 10 <= self.fitting
    }
}

#[cfg(test)]
mod tests {
    use super::{super::beside::surveyed, *};

    fn is_mac(bytes: &[u8]) -> bool {
        surveyed(bytes, MacSurvey::see, MacSurvey::tells)
    }

    #[test]
    fn accents_inside_words_tell_mac_roman() {
        assert!(is_mac(b"Fran\x8Dois,francois@example.fr\nAndr\x8E,a@example.fr\n"));
        assert!(is_mac(b"J\x9Frgen M\x9Fller,j@example.de\nG\x9Anter Gro\xA7,g@example.de\n"));
        assert!(is_mac(b"S\x8Bo Paulo,s@example.br\n"));
    }

    #[test]
    fn the_signs_of_windows_do_not_tell_mac_roman() {
        for windows in [
            &b"O\x92Neil \x96 Sons,o@example.com\n"[..],
            b"Ale\x9A,ales@example.cz\nDu\x9Aan,dusan@example.cz\n",
            b"J\xFCrgen,j@example.de\n",
            b"Acme\x99,a@example.com\n",
            b"Ka\x9Fmierczak \xB3\xF3\xBF,k@example.pl\n",
        ] {
            assert!(!is_mac(windows), "{windows:?}");
        }
        let (japanese, ..) = encoding_rs::SHIFT_JIS.encode("名前,メール\n山田太郎,taro@example.com\n");
        assert!(!is_mac(&japanese));
        let (russian, ..) = encoding_rs::IBM866.encode("Имя;Почта\nИван Петров;ivan@example.com\n");
        assert!(!is_mac(&russian));
    }
}
