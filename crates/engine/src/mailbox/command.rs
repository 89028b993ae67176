//! Everything that Mailvet ever says to a mail server. The set is closed: there is no `DATA`, `BDAT`, `VRFY` or `EXPN`
//! in it, so none can be said; and what could break out of its line is turned away before it becomes a command.

use std::fmt;

use mailvet_verdict::Address;

/// One command, without its line end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Command {
    /// `EHLO name`
    Ehlo(String),
    /// `HELO name`, for servers that do not know `EHLO`.
    Helo(String),
    /// `STARTTLS`
    StartTls,
    /// `MAIL FROM:<sender>`, with `SMTPUTF8` where the recipients need it (RFC 6531 section 3.4).
    Mail {
        /// Empty: the null sender.
        sender: String,
        /// Whether the transaction is an international one.
        utf8: bool,
    },
    /// `RCPT TO:<recipient>`
    Rcpt(String),
    /// `RSET`
    Rset,
    /// `QUIT`
    Quit,
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ehlo(name) => write!(f, "EHLO {name}"),
            Self::Helo(name) => write!(f, "HELO {name}"),
            Self::StartTls => f.write_str("STARTTLS"),
            Self::Mail { sender, utf8: false } => write!(f, "MAIL FROM:<{sender}>"),
            Self::Mail { sender, utf8: true } => write!(f, "MAIL FROM:<{sender}> SMTPUTF8"),
            Self::Rcpt(recipient) => write!(f, "RCPT TO:<{recipient}>"),
            Self::Rset => f.write_str("RSET"),
            Self::Quit => f.write_str("QUIT"),
        }
    }
}

/// `local@domain` as it may stand on the wire; `None` where a control character (a line end above all) is in it, which
/// no sound address has (RFC 5321 section 4.1.2).
pub(super) fn speakable(address: &Address) -> Option<String> {
    let text = format!("{}@{}", address.local, address.domain);
    (!address.local.is_empty() && is_one_word_of_protocol(&text)).then_some(text)
}

/// The sender as it may stand on the wire; empty is the null sender.
pub(crate) fn speakable_sender(sender: &str) -> Option<&str> {
    let inside = sender.contains(['<', '>', ' ']);
    (!inside && is_one_word_of_protocol(sender) && (sender.is_empty() || sender.contains('@')))
        .then_some(sender)
}

/// Whether an address needs SMTPUTF8 (RFC 6531): its local part is not all ASCII. The domain is in A-labels.
pub(super) fn needs_utf8(address: &Address) -> bool {
    !address.local.is_ascii() || !address.domain.is_ascii()
}

fn is_one_word_of_protocol(text: &str) -> bool {
    !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(local: &str) -> Address {
        Address { local: local.into(), domain: "example.com".into() }
    }

    #[test]
    fn an_address_that_would_break_out_of_its_line_is_never_spoken() {
        for local in ["a>\r\nDATA\r\n<b", "a\nb", "a\rb", "a\0b", "a\u{85}b", ""] {
            assert_eq!(speakable(&address(local)), None, "{local:?}");
        }
        assert_eq!(speakable(&address("\"a b\"")).as_deref(), Some("\"a b\"@example.com"));
    }

    #[test]
    fn a_sender_that_would_break_out_of_its_brackets_is_never_spoken() {
        for sender in ["a@b.example> SIZE=1", "a@b.example\r\nDATA", "postmaster"] {
            assert_eq!(speakable_sender(sender), None, "{sender:?}");
        }
        assert_eq!(speakable_sender(""), Some(""));
        assert_eq!(speakable_sender("probe@example.org"), Some("probe@example.org"));
    }

    #[test]
    fn only_an_international_local_part_needs_smtputf8() {
        assert!(needs_utf8(&address("jürgen")));
        assert!(!needs_utf8(&Address { local: "a".into(), domain: "xn--mller-kva.example".into() }));
    }
}
