//! The faults of a text that should be an address: one variant for each that a person could repair, each with a plain
//! sentence. Positions count characters from 1, as a person would.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One of the two parts of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Before the `@`.
    Local,
    /// After the `@`.
    Domain,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Local => "part before the @",
            Self::Domain => "domain",
        })
    }
}

/// Exactly what is wrong with a text that should be an address.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "fault")]
pub enum SyntaxFault {
    /// Nothing there.
    #[error("There is no address here.")]
    Empty,
    /// No `@`.
    #[error("There is no @ in it.")]
    NoAt,
    /// More than one `@`, and not because there are several addresses.
    #[error("There is more than one @ in it.")]
    TwoAts,
    /// Several addresses where one was expected.
    #[error("There are several addresses in one place.")]
    SeveralAddresses,
    /// Nothing before the `@`.
    #[error("There is nothing before the @.")]
    EmptyLocal,
    /// Nothing after the `@`.
    #[error("There is nothing after the @.")]
    EmptyDomain,
    /// A part begins with a dot.
    #[error("The {part} begins with a dot.")]
    LeadingDot {
        /// Which.
        part: Part,
    },
    /// A part ends with a dot.
    #[error("The {part} ends with a dot.")]
    TrailingDot {
        /// Which.
        part: Part,
    },
    /// Two dots follow each other.
    #[error("There are two dots in a row in the {part}.")]
    DoubleDot {
        /// Where.
        part: Part,
    },
    /// A space, tab or other blank.
    #[error("There is a space at position {position}.")]
    Whitespace {
        /// Counted in characters from 1.
        position: u32,
    },
    /// A line break: folded text of a message header (RFC 5322 section 3.2.2), or two cells in one.
    #[error("There is a line break at position {position}.")]
    LineBreak {
        /// Counted in characters from 1.
        position: u32,
    },
    /// A character that cannot be seen.
    #[error("There is an invisible character (U+{:04X}) at position {position}.", u32::from(*.character))]
    Invisible {
        /// The character.
        character: char,
        /// Counted in characters from 1.
        position: u32,
    },
    /// A character that may not stand there.
    #[error("The character \u{201c}{character}\u{201d} at position {position} may not stand in the {part}.")]
    ForbiddenCharacter {
        /// The character.
        character: char,
        /// Counted in characters from 1.
        position: u32,
        /// Where it stands.
        part: Part,
    },
    /// A quotation mark that opens and never closes.
    #[error("A quotation mark opens and never closes.")]
    UnclosedQuote,
    /// A quotation mark amid unquoted text: `anna"b"@` (RFC 5321 knows only a local part that is quoted whole).
    #[error(
        "The quotation mark at position {position} is out of place: quotes go around the whole part before the @."
    )]
    MisplacedQuote {
        /// Counted in characters from 1.
        position: u32,
    },
    /// A comment in parentheses (RFC 5322 section 3.2.2), which no mail server is told.
    #[error("There is a comment in parentheses, which is no part of an address.")]
    Comment,
    /// `user@[192.0.2.1]` (RFC 5321 section 4.1.3): sound, but it names one machine, and a list cannot use it.
    #[error(
        "It names a machine by its number, {literal}, instead of a domain; lists cannot use such addresses."
    )]
    AddressLiteral {
        /// The literal with its brackets.
        literal: String,
    },
    /// Square brackets around what is no address literal.
    #[error("The square brackets after the @ hold neither an IPv4 nor an IPv6 address.")]
    BadAddressLiteral,
    /// More than 64 octets before the `@` (RFC 5321 section 4.5.3.1.1).
    #[error("The part before the @ is {octets} bytes long; 64 is the limit.")]
    LocalTooLong {
        /// Its length in UTF-8.
        octets: u32,
    },
    /// A domain that DNS cannot hold (RFC 1035 section 2.3.4).
    #[error("The domain is {octets} characters long; 253 is the limit.")]
    DomainTooLong {
        /// Its length in A-labels.
        octets: u32,
    },
    /// More than 254 octets in all (RFC 5321 section 4.5.3.1.3: a path is 256 with its angle brackets).
    #[error("The address is {octets} bytes long; 254 is the limit.")]
    AddressTooLong {
        /// Its length with the domain in A-labels.
        octets: u32,
    },
    /// A label longer than 63 octets (RFC 1035 section 2.3.4).
    #[error("The part \u{201c}{label}\u{201d} of the domain is longer than 63 characters.")]
    LabelTooLong {
        /// The label.
        label: String,
    },
    /// A label that begins or ends with a hyphen (RFC 5321 section 4.1.2, RFC 1123 section 2.1).
    #[error("The part \u{201c}{label}\u{201d} of the domain begins or ends with a hyphen.")]
    LabelHyphen {
        /// The label.
        label: String,
    },
    /// A domain of one label.
    #[error("The domain \u{201c}{domain}\u{201d} has no ending such as .com.")]
    NoTld {
        /// The domain.
        domain: String,
    },
    /// A domain whose last label is all digits; no such top-level domain can exist (RFC 3696 section 2).
    #[error("The domain ends in \u{201c}.{tld}\u{201d}, and no domain ends in a number.")]
    NumericTld {
        /// The last label.
        tld: String,
    },
    /// A label that IDNA does not allow (RFC 5890, UTS 46).
    #[error("The part \u{201c}{label}\u{201d} of the domain is not a valid international name.")]
    BadIdn {
        /// The label as it was typed.
        label: String,
    },
}
