//! ISO-8859-15, which the detector for web pages takes for windows-1252 or windows-1250: eight bytes mean other letters
//! in it. Lists are told by these: `œ` where the others would have a fraction or an accent inside a word, `€` where they
//! would have a sign for no currency. A file with a byte of the upper Windows half (curly quotes, dashes) is not in it.

/// œ, Š, š and ž: a fraction or an accent, a broken bar, a dieresis and a cedilla in the Windows encodings. Not among
/// them: Œ, whose byte is Ľ in windows-1250, Ž, whose byte is the accent that many type for an apostrophe, and Ÿ, which
/// no list has.
const LETTERS: &[u8] = &[0xA6, 0xA8, 0xB8, 0xBD];

/// ¼, ½ and ¾ of windows-1252.
const FRACTIONS: &[u8] = &[0xBC, 0xBD, 0xBE];

const EURO: u8 = 0xA4;

/// Counts what speaks for ISO-8859-15 and what against it.
#[derive(Debug, Default)]
pub(crate) struct Latin9Survey {
    telling: u64,
    alien: u64,
}

impl Latin9Survey {
    /// Takes a byte that is not ASCII, with those beside it.
    pub(crate) fn see(&mut self, before: u8, this: u8, after: u8) {
        let in_a_word = before.is_ascii_alphabetic() || after.is_ascii_alphabetic();
        match this {
            0x80..=0x9F => self.alien += 1,
            _ if before.is_ascii_digit() && FRACTIONS.contains(&this) => self.alien += 1,
            EURO => self.telling += 1,
            _ if in_a_word && LETTERS.contains(&this) => self.telling += 1,
            _ => {}
        }
    }

    /// Whether what windows-1252 or windows-1250 would make of it can only be ISO-8859-15.
    pub(crate) fn tells(&self) -> bool {
        self.telling > 0 && self.alien == 0
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::{ISO_8859_15, WINDOWS_1250, WINDOWS_1252};

    use super::{super::beside::surveyed, *};

    fn is_latin9(bytes: &[u8]) -> bool {
        surveyed(bytes, Latin9Survey::see, Latin9Survey::tells)
    }

    #[test]
    fn a_ligature_in_a_word_and_a_euro_tell_it() {
        for text in ["Françoise Lecœur,f@example.fr", "Œuvres du cœur,o@example.fr", "12 €,a@example.de"]
        {
            let (bytes, ..) = ISO_8859_15.encode(text);
            assert!(is_latin9(&bytes), "{text}");
        }
    }

    #[test]
    fn the_letters_of_windows_1250_do_not_tell_it() {
        for text in
            ["Ľubica Kováčová,l@example.sk", "Małgorzata Żółć,m@example.pl", "Tomáš Dvořák,t@example.cz"]
        {
            let (bytes, ..) = WINDOWS_1250.encode(text);
            assert!(!is_latin9(&bytes), "{text}");
        }
    }

    #[test]
    fn the_signs_of_windows_do_not_tell_it() {
        for text in
            ["Müller,m@example.de", "1½ kg,a@example.de", "d´Artagnan,d@example.fr", "“Œuvre”,o@example.fr"]
        {
            let (bytes, ..) = WINDOWS_1252.encode(text);
            assert!(!is_latin9(&bytes), "{text}");
        }
    }
}
