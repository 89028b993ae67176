//! What an e-mail address is (RFC 5321 section 4.1.2, RFC 5322 section 3.4.1, RFC 6531 section 3.3): parses, normalises and names faults.

use serde::{Deserialize, Serialize};

/// A sound address. The local part stands as it was typed; the domain is in A-labels, lower case.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Address {
    /// The local part as typed, with its quotes where it had any.
    pub local: String,
    /// The domain in A-labels (IDNA), lower case, no closing dot.
    pub domain: String,
}

/// Exactly what is wrong with a text that should be an address.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "fault")]
pub enum SyntaxFault {
    /// Nothing there.
    Empty,
    /// No `@`.
    NoAt,
}

impl Address {
    /// Reads one address.
    ///
    /// # Errors
    /// The first fault, named precisely.
    pub fn parse(_text: &str) -> Result<Self, SyntaxFault> {
        todo!()
    }
}
