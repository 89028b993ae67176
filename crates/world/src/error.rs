//! What can go wrong with a scenario, and with starting a world from it.

use std::{fmt, io, net::SocketAddr};

use mailvet_verdict::{Sentence, refusal};

/// A scenario that describes no world.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScenarioError {
    /// No TOML, an unknown key, or a value of the wrong kind; the message names the place.
    #[error("{0}")]
    Unreadable(String),
    /// Two things with one name.
    #[error("{what} {name:?} is there twice")]
    Twice {
        /// An exchange, a host, a domain, a mailbox.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// A name that DNS or SMTP cannot carry.
    #[error("{what} {name:?} is no lower-case ASCII name such as \"mx1.harbour.example\"")]
    BadName {
        /// An exchange, a host, a domain.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// A domain whose mail goes to something that is not there.
    #[error("domain {domain:?} sends its mail to {mx:?}, which is neither an exchange nor a host of one")]
    UnknownMx {
        /// The domain.
        domain: String,
        /// What it names.
        mx: String,
    },
    /// A domain whose DNS kind and MX contradict each other.
    #[error("domain {domain:?} {rule}")]
    Routing {
        /// The domain.
        domain: String,
        /// What it would have to be.
        rule: &'static str,
    },
    /// An exchange without a host.
    #[error("exchange {0:?} has no host")]
    NoHost(String),
    /// A temper that cannot work on this exchange.
    #[error("exchange {exchange:?}: {rule}")]
    Temper {
        /// The exchange.
        exchange: String,
        /// What it would have to be.
        rule: &'static str,
    },
    /// More exchanges or hosts than there are addresses set aside.
    #[error("too many {0}")]
    TooMany(&'static str),
}

/// A world that did not start.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    /// The scenario.
    Scenario(#[from] ScenarioError),
    /// A loopback address or port that is not to be had.
    Listen {
        /// Where.
        address: SocketAddr,
        /// The system's words.
        source: io::Error,
    },
    /// The certificate for STARTTLS could not be made.
    Certificate(String),
}

mailvet_verdict::phrases! {
    /// Why the practice world did not start, as the end of a sentence.
    pub PHRASES "practice" {
        cannot_listen(address, why) = "it cannot listen on {address}: {why}";
        no_certificate(words) = "it cannot make its certificate (“{words}”)";
    }
}

impl WorldError {
    /// Why, as the end of a sentence.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        match self {
            Self::Scenario(error) => Sentence::as_it_is(error.to_string()),
            Self::Listen { address, source } => cannot_listen(address.to_string(), refusal(source)),
            Self::Certificate(words) => no_certificate(words),
        }
    }
}

impl fmt::Display for WorldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_is_taken_is_told_in_words_of_ours() {
        let address = "127.0.0.1:2525".parse().unwrap();
        let error = WorldError::Listen { address, source: io::ErrorKind::AddrInUse.into() };
        assert_eq!(error.to_string(), "it cannot listen on 127.0.0.1:2525: another program uses this port");
    }
}
