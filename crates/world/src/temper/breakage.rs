//! Servers that break the conversation: silent, gone, reset, or talking something that is no SMTP.

use std::time::Duration;

use mailvet_verdict::Stage;
use serde::Deserialize;

use super::{Act, Occasion, Scene};
use crate::text;

/// Where a conversation breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Breakage {
    /// `connect`, `ehlo`, `mail` or `rcpt`.
    pub at: Stage,
    /// How often, before it is well again; 0: always.
    pub times: u32,
}

impl Default for Breakage {
    fn default() -> Self {
        Self { at: Stage::Connect, times: 0 }
    }
}

impl Breakage {
    pub(super) fn act(&self, occasion: Occasion<'_>, scene: &Scene<'_>, act: Act) -> Act {
        if occasion.stage() == self.at && scene.memory.still_ill(self.times) { act } else { Act::Usual }
    }
}

/// Odd replies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Malformed {
    /// What is odd.
    pub how: Garbage,
    /// Where, for what is no SMTP at all.
    pub at: Stage,
}

impl Default for Malformed {
    fn default() -> Self {
        Self { how: Garbage::Binary, at: Stage::Connect }
    }
}

/// What is odd about a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Garbage {
    /// Lines that end with a bare line feed; readable.
    BareLf,
    /// The code alone; readable.
    NoText,
    /// Bytes above 127 that are no UTF-8; readable.
    EightBit,
    /// A line of 1,500 bytes in front (RFC 5321 section 4.5.3.1.5 allows 512); readable.
    LongLine,
    /// Byte by byte; readable.
    Dripping,
    /// Bytes without sense.
    Binary,
    /// An HTTP answer.
    Http,
    /// A line without a code.
    NoCode,
}

impl Malformed {
    pub(super) fn act(&self, occasion: Occasion<'_>) -> Act {
        if occasion.stage() != self.at {
            return Act::Usual;
        }
        match self.how {
            Garbage::Binary => Act::Garble(b"\x00\x15\x03\x01\x00\x02\x02\x46\r\n\xff\xfe\x00\r\n".to_vec()),
            Garbage::Http => Act::Garble(
                b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".to_vec(),
            ),
            Garbage::NoCode => Act::Garble(b"hello, this is the mail server, what do you want?\r\n".to_vec()),
            Garbage::BareLf | Garbage::NoText | Garbage::EightBit | Garbage::LongLine | Garbage::Dripping => {
                Act::Usual
            }
        }
    }

    pub(super) fn dress(&self, reply: &str) -> Vec<u8> {
        match self.how {
            Garbage::BareLf => format!("{reply}\n").into_bytes(),
            // EHLO's answer loses its extensions with its text, and is still an answer.
            Garbage::NoText => format!("{}\r\n", code(reply)).into_bytes(),
            Garbage::EightBit => {
                let mut bytes = format!("{reply} gr").into_bytes();
                bytes.extend_from_slice(b"\xfc\xdfe\r\n");
                bytes
            }
            Garbage::LongLine => {
                let mut bytes = format!("{}-{}\r\n", code(reply), "x".repeat(1494)).into_bytes();
                bytes.extend(crlf(reply));
                bytes
            }
            Garbage::Dripping | Garbage::Binary | Garbage::Http | Garbage::NoCode => crlf(reply),
        }
    }
}

fn code(reply: &str) -> &str {
    reply.get(..3).unwrap_or("250")
}

/// A reply as RFC 5321 wants it on the wire.
pub(super) fn crlf(reply: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(reply.len() + 8);
    for line in reply.split('\n') {
        bytes.extend_from_slice(line.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes
}

/// A banner without an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EndlessBanner {
    /// The time between two lines; zero: as fast as they are taken.
    #[serde(deserialize_with = "text::wait")]
    pub every: Duration,
}

impl Default for EndlessBanner {
    fn default() -> Self {
        Self { every: Duration::ZERO }
    }
}

impl EndlessBanner {
    pub(super) fn act(&self, occasion: Occasion<'_>) -> Act {
        if occasion.stage() == Stage::Connect { Act::Babble(self.every) } else { Act::Usual }
    }
}
