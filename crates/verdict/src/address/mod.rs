//! What an e-mail address is (RFC 5321 section 4.1.2, RFC 5322 section 3.4.1, RFC 6531 section 3.3): parses, normalises,
//! names faults and suggests repairs. International addresses are kept as they are, never rejected. What is sound by the
//! RFCs and yet of no use on a list (address literals, comments, several addresses) is refused with a fault of its own.

mod duplicates;
mod extract;
mod fault;
mod parse;
mod repair;
#[cfg(test)]
mod tests;

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

pub use duplicates::DuplicateRule;
pub(crate) use fault::SYNTAX;
pub use fault::{Part, SyntaxFault};

/// A sound address. The local part stands as it was typed, composed (NFC) only where it would be too long otherwise; the domain
/// is in A-labels, lower case.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, specta::Type)]
pub struct Address {
    /// The local part as typed, with its quotes where it had any.
    pub local: String,
    /// The domain in A-labels (IDNA), lower case, no closing dot.
    pub domain: String,
}

impl Address {
    /// Reads one address and nothing else: no space around it, no display name, no `mailto:`. A cell of somebody's
    /// list goes through [`Address::extract`] instead.
    ///
    /// # Errors
    /// The first fault, named precisely.
    pub fn parse(text: &str) -> Result<Self, SyntaxFault> {
        parse::address(text)
    }

    /// Reads the one address of a cell.
    ///
    /// Taken away before parsing is only what surely is no part of the address, in this order: invisible characters
    /// (zero-width, soft hyphen, direction marks, byte order mark); spaces of every kind at the ends, no-break spaces
    /// too; in `Anna <anna@example.com>` all but what stands between the angle brackets; `mailto:` with its
    /// percent-encoding and everything from its `?`; quotation marks around the whole; commas and semicolons at
    /// the ends. Everything that would need a guess is left to [`Address::repair`].
    ///
    /// # Errors
    /// The first fault of what is left.
    pub fn extract(cell: &str) -> Result<Self, SyntaxFault> {
        parse::plain(cell).map_or_else(|| Self::parse(&extract::unwrap(cell)), Ok)
    }

    /// The address that a faulty text most probably meant: `anna@gmail,com`, `anna (at) example.com`,
    /// `anna@@example.com.`. `None` where the text is sound as it is, or where nothing sound is near. A guess, for
    /// a person to accept.
    #[must_use]
    pub fn repair(text: &str) -> Option<String> {
        repair::repair(text)
    }

    /// What two spellings of one mailbox share: the local part in lower case and composed (NFC), without quotes that
    /// say nothing, and the domain in A-labels. RFC 5321 section 2.4 lets servers tell `Anna@` from `anna@`; none
    /// that people use does, and mailing both would mail one person twice.
    #[must_use]
    pub fn duplicate_key(&self) -> String {
        // Nearly every address: all that follows would change nothing but its case, at many times the price.
        if self.local.is_ascii() && !self.local.starts_with('"') {
            let mut key = String::with_capacity(self.local.len() + 1 + self.domain.len());
            key.push_str(&self.local);
            key.make_ascii_lowercase();
            key.push('@');
            key.push_str(&self.domain);
            return key;
        }
        let local: String = self.unquoted_local().nfc().collect::<String>().to_lowercase();
        // Lower-casing can decompose (U+0130), so compose again.
        let local: String = local.nfc().collect();
        format!("{local}@{}", self.domain)
    }

    /// The domain as people read it: `bücher.example`.
    #[must_use]
    pub fn unicode_domain(&self) -> String {
        match idna::domain_to_unicode(&self.domain) {
            (name, Ok(())) => name,
            (_, Err(_)) => self.domain.clone(),
        }
    }

    /// Whether anything in it is not ASCII, the domain as people read it included.
    #[must_use]
    pub fn is_international(&self) -> bool {
        self.needs_smtputf8() || self.domain.split('.').any(|label| label.starts_with("xn--"))
    }

    /// Whether a server must offer SMTPUTF8 (RFC 6531) to be asked about it. An international domain alone goes as
    /// A-labels and needs nothing.
    #[must_use]
    pub fn needs_smtputf8(&self) -> bool {
        !self.local.is_ascii()
    }

    /// The local part without its quotes and escapes where they say nothing, as in `"anna"@`; else as it is.
    pub(crate) fn unquoted_local(&self) -> String {
        let Some(inner) = self.local.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
            return self.local.clone();
        };
        let mut plain = String::with_capacity(inner.len());
        let mut characters = inner.chars();
        while let Some(c) = characters.next() {
            plain.extend(if c == '\\' { characters.next() } else { Some(c) });
        }
        if parse::dot_string(&plain, 1).is_ok() { plain } else { self.local.clone() }
    }
}

/// `local@domain`, the domain in A-labels: what a mail server is told.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local, self.domain)
    }
}

impl FromStr for Address {
    type Err = SyntaxFault;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}
