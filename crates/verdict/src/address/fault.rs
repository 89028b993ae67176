//! The faults of a text that should be an address: one variant for each that a person could repair, each with a plain
//! sentence. Positions count characters from 1, as a person would.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Sentence, phrases};

/// One of the two parts of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Before the `@`.
    Local,
    /// After the `@`.
    Domain,
}

/// Exactly what is wrong with a text that should be an address.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case", tag = "fault")]
pub enum SyntaxFault {
    /// Nothing there.
    Empty,
    /// No `@`.
    NoAt,
    /// More than one `@`, and not because there are several addresses.
    TwoAts,
    /// Several addresses where one was expected.
    SeveralAddresses,
    /// Nothing before the `@`.
    EmptyLocal,
    /// Nothing after the `@`.
    EmptyDomain,
    /// A part begins with a dot.
    LeadingDot {
        /// Which.
        part: Part,
    },
    /// A part ends with a dot.
    TrailingDot {
        /// Which.
        part: Part,
    },
    /// Two dots follow each other.
    DoubleDot {
        /// Where.
        part: Part,
    },
    /// A space, tab or other blank.
    Whitespace {
        /// Counted in characters from 1.
        position: u32,
    },
    /// A line break: folded text of a message header (RFC 5322 section 3.2.2), or two cells in one.
    LineBreak {
        /// Counted in characters from 1.
        position: u32,
    },
    /// A character that cannot be seen.
    Invisible {
        /// The character.
        character: char,
        /// Counted in characters from 1.
        position: u32,
    },
    /// A character that may not stand there.
    ForbiddenCharacter {
        /// The character.
        character: char,
        /// Counted in characters from 1.
        position: u32,
        /// Where it stands.
        part: Part,
    },
    /// A quotation mark that opens and never closes.
    UnclosedQuote,
    /// A quotation mark amid unquoted text: `anna"b"@` (RFC 5321 knows only a local part that is quoted whole).
    MisplacedQuote {
        /// Counted in characters from 1.
        position: u32,
    },
    /// A comment in parentheses (RFC 5322 section 3.2.2), which no mail server is told.
    Comment,
    /// `user@[192.0.2.1]` (RFC 5321 section 4.1.3): sound, but it names one machine, and a list cannot use it.
    AddressLiteral {
        /// The literal with its brackets.
        literal: String,
    },
    /// Square brackets around what is no address literal.
    BadAddressLiteral,
    /// More than 64 octets before the `@` (RFC 5321 section 4.5.3.1.1).
    LocalTooLong {
        /// Its length in UTF-8.
        octets: u32,
    },
    /// A domain that DNS cannot hold (RFC 1035 section 2.3.4).
    DomainTooLong {
        /// Its length in A-labels.
        octets: u32,
    },
    /// More than 254 octets in all (RFC 5321 section 4.5.3.1.3: a path is 256 with its angle brackets).
    AddressTooLong {
        /// Its length with the domain in A-labels.
        octets: u32,
    },
    /// A label longer than 63 octets (RFC 1035 section 2.3.4).
    LabelTooLong {
        /// The label.
        label: String,
    },
    /// A label that begins or ends with a hyphen (RFC 5321 section 4.1.2, RFC 1123 section 2.1).
    LabelHyphen {
        /// The label.
        label: String,
    },
    /// A domain of one label.
    NoTld {
        /// The domain.
        domain: String,
    },
    /// A domain whose last label is all digits; no such top-level domain can exist (RFC 3696 section 2).
    NumericTld {
        /// The last label.
        tld: String,
    },
    /// A label that IDNA does not allow (RFC 5890, UTS 46).
    BadIdn {
        /// The label as it was typed.
        label: String,
    },
}

phrases! {
    /// What is wrong with a text that should be an address.
    pub(crate) SYNTAX "syntax" {
        empty() = "There is no address here.";
        no_at() = "There is no @ in it.";
        two_ats() = "There is more than one @ in it.";
        several_addresses() = "There are several addresses in one place.";
        empty_local() = "There is nothing before the @.";
        empty_domain() = "There is nothing after the @.";
        local_begins_with_dot() = "The part before the @ begins with a dot.";
        domain_begins_with_dot() = "The domain begins with a dot.";
        local_ends_with_dot() = "The part before the @ ends with a dot.";
        domain_ends_with_dot() = "The domain ends with a dot.";
        two_dots_in_local() = "There are two dots in a row in the part before the @.";
        two_dots_in_domain() = "There are two dots in a row in the domain.";
        space(position) = "There is a space at position {position}.";
        line_break(position) = "There is a line break at position {position}.";
        invisible(character, position) =
            "There is an invisible character ({character}) at position {position}.";
        forbidden_in_local(character, position) =
            "The character “{character}” at position {position} may not stand in the part before the @.";
        forbidden_in_domain(character, position) =
            "The character “{character}” at position {position} may not stand in the domain.";
        unclosed_quote() = "A quotation mark opens and never closes.";
        misplaced_quote(position) =
            "The quotation mark at position {position} is out of place: quotes go around the whole part before the @.";
        comment() = "There is a comment in parentheses, which is no part of an address.";
        address_literal(literal) =
            "It names a machine by its number, {literal}, instead of a domain; lists cannot use such addresses.";
        bad_address_literal() = "The square brackets after the @ hold neither an IPv4 nor an IPv6 address.";
        local_too_long(bytes) = "The part before the @ is {bytes} bytes long; 64 is the limit.";
        domain_too_long(characters) = "The domain is {characters} characters long; 253 is the limit.";
        address_too_long(bytes) = "The address is {bytes} bytes long; 254 is the limit.";
        label_too_long(label) = "The part “{label}” of the domain is longer than 63 characters.";
        label_hyphen(label) = "The part “{label}” of the domain begins or ends with a hyphen.";
        no_tld(domain) = "The domain “{domain}” has no ending such as .com.";
        numeric_tld(tld) = "The domain ends in “.{tld}”, and no domain ends in a number.";
        bad_idn(label) = "The part “{label}” of the domain is not a valid international name.";
    }
}

impl SyntaxFault {
    /// What is wrong, in a plain sentence.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        match self {
            Self::Empty => empty(),
            Self::NoAt => no_at(),
            Self::TwoAts => two_ats(),
            Self::SeveralAddresses => several_addresses(),
            Self::EmptyLocal => empty_local(),
            Self::EmptyDomain => empty_domain(),
            Self::LeadingDot { part: Part::Local } => local_begins_with_dot(),
            Self::LeadingDot { part: Part::Domain } => domain_begins_with_dot(),
            Self::TrailingDot { part: Part::Local } => local_ends_with_dot(),
            Self::TrailingDot { part: Part::Domain } => domain_ends_with_dot(),
            Self::DoubleDot { part: Part::Local } => two_dots_in_local(),
            Self::DoubleDot { part: Part::Domain } => two_dots_in_domain(),
            Self::Whitespace { position } => space(*position),
            Self::LineBreak { position } => line_break(*position),
            Self::Invisible { character, position } => {
                invisible(format!("U+{:04X}", u32::from(*character)), *position)
            }
            Self::ForbiddenCharacter { character, position, part } => {
                let character = character.to_string();
                match part {
                    Part::Local => forbidden_in_local(character, *position),
                    Part::Domain => forbidden_in_domain(character, *position),
                }
            }
            Self::UnclosedQuote => unclosed_quote(),
            Self::MisplacedQuote { position } => misplaced_quote(*position),
            Self::Comment => comment(),
            Self::AddressLiteral { literal } => address_literal(literal),
            Self::BadAddressLiteral => bad_address_literal(),
            Self::LocalTooLong { octets } => local_too_long(*octets),
            Self::DomainTooLong { octets } => domain_too_long(*octets),
            Self::AddressTooLong { octets } => address_too_long(*octets),
            Self::LabelTooLong { label } => label_too_long(label),
            Self::LabelHyphen { label } => label_hyphen(label),
            Self::NoTld { domain } => no_tld(domain),
            Self::NumericTld { tld } => numeric_tld(tld),
            Self::BadIdn { label } => bad_idn(label),
        }
    }
}

impl fmt::Display for SyntaxFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

impl std::error::Error for SyntaxFault {}
