//! Reading a client's commands (RFC 5321 section 4.1): pure, total, and forgiving about what servers forgive.

/// One command, as far as a practice server understands it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Command {
    Hello {
        extended: bool,
        name: String,
    },
    StartTls,
    Mail {
        sender: String,
    },
    Rcpt {
        address: String,
    },
    Rset,
    Noop,
    Quit,
    Data,
    Bdat,
    Vrfy,
    Expn,
    /// A known verb with an argument that makes no sense.
    Faulty,
    Unknown,
}

impl Command {
    /// Reads one line, without its line end.
    pub(super) fn read(line: &str) -> Self {
        let line = line.trim_end();
        let (verb, rest) = line.split_once([' ', '\t']).unwrap_or((line, ""));
        let rest = rest.trim();
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" | "HELO" if rest.is_empty() => Self::Faulty,
            "EHLO" => Self::Hello { extended: true, name: rest.to_owned() },
            "HELO" => Self::Hello { extended: false, name: rest.to_owned() },
            "STARTTLS" => Self::StartTls,
            "MAIL" => path(rest, "FROM:").map_or(Self::Faulty, |sender| Self::Mail { sender }),
            "RCPT" => match path(rest, "TO:") {
                Some(address) if address.contains('@') => Self::Rcpt { address },
                _ => Self::Faulty,
            },
            "RSET" => Self::Rset,
            "NOOP" => Self::Noop,
            "QUIT" => Self::Quit,
            "DATA" => Self::Data,
            "BDAT" => Self::Bdat,
            "VRFY" => Self::Vrfy,
            "EXPN" => Self::Expn,
            _ => Self::Unknown,
        }
    }
}

/// The path between angle brackets behind `FROM:` or `TO:`; brackets within a quoted local part do not count.
fn path(argument: &str, word: &str) -> Option<String> {
    let (head, tail) = argument.split_at_checked(word.len())?;
    if !head.eq_ignore_ascii_case(word) {
        return None;
    }
    let inside = tail.trim_start().strip_prefix('<')?;
    let (mut quoted, mut escaped) = (false, false);
    for (at, c) in inside.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '>' if !quoted => return Some(inside[..at].to_owned()),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rcpt(address: &str) -> Command {
        Command::Rcpt { address: address.into() }
    }

    #[test]
    fn commands_are_read_whatever_their_case_and_parameters() {
        assert_eq!(Command::read("rcpt to:<Anna@x.example> NOTIFY=NEVER"), rcpt("Anna@x.example"));
        assert_eq!(Command::read("MAIL FROM:<> SMTPUTF8"), Command::Mail { sender: String::new() });
    }

    #[test]
    fn brackets_in_a_quoted_local_part_do_not_end_the_path() {
        assert_eq!(Command::read(r#"RCPT TO:<"a>\"b"@x.example>"#), rcpt(r#""a>\"b"@x.example"#));
    }

    #[test]
    fn a_path_without_brackets_or_at_sign_is_a_fault() {
        for line in ["RCPT TO:anna@x.example", "RCPT TO:<anna>", "RCPT", "MAIL FROM:<", "EHLO", "RCPT ää"] {
            assert_eq!(Command::read(line), Command::Faulty, "{line}");
        }
    }
}
