//! A mail server and an agenda for tests: what the one says and whom the other asks is data.

pub(super) mod socks;

use std::{collections::VecDeque, sync::Arc, time::Duration};

use mailvet_verdict::{Address, Attempt, Conversation, Moment, Outcome, Sentence, Speaker};
use rustls::{ServerConfig, crypto::ring};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    time::sleep,
};
use tokio_rustls::TlsAcceptor;

use super::{Agenda, Recipient};
use crate::{Clock, journal::JournalError};

/// Always the same moment.
pub(super) struct Noon;

impl Clock for Noon {
    fn now(&self) -> Moment {
        Moment(1_795_000_000_000)
    }
}

/// What a server does, in order.
#[derive(Clone, Copy, Debug)]
pub(super) enum Turn<'a> {
    /// Sends this text.
    Say(&'a str),
    /// Sends these bytes, one at a time.
    Drip(&'a [u8]),
    /// Reads one line and expects it to begin so.
    Hear(&'a str),
    /// Does nothing for a while.
    Wait(Duration),
    /// Goes on encrypted.
    Encrypt,
    /// Does nothing until the client hangs up.
    Linger,
}

/// What a server heard.
#[derive(Debug, Default)]
pub(super) struct Overheard {
    /// Every line of the client.
    pub(super) lines: Vec<String>,
    /// Whether the client spoke when it was not its turn.
    pub(super) spoke_early: bool,
}

/// Plays a server on `stream`, then hangs up.
pub(super) async fn serve<S: AsyncRead + AsyncWrite + Unpin + Send>(
    stream: S,
    turns: &[Turn<'_>],
) -> Overheard {
    let mut overheard = Overheard::default();
    let at = turns.iter().position(|turn| matches!(turn, Turn::Encrypt));
    let (clear, encrypted) = turns.split_at(at.unwrap_or(turns.len()));
    let stream = play(stream, clear, &mut overheard).await;
    if at.is_some() {
        match acceptor().accept(stream).await {
            Ok(stream) => drop(play(stream, &encrypted[1..], &mut overheard).await),
            Err(error) => overheard.lines.push(format!("(no handshake: {error})")),
        }
    }
    overheard
}

async fn play<S: AsyncRead + AsyncWrite + Unpin + Send>(
    stream: S,
    turns: &[Turn<'_>],
    overheard: &mut Overheard,
) -> S {
    let mut stream = BufReader::new(stream);
    for turn in turns {
        match turn {
            Turn::Say(text) => {
                // The client may have hung up already; what it did is checked on its own side.
                let _ = stream.write_all(text.as_bytes()).await;
                let _ = stream.flush().await;
            }
            Turn::Drip(bytes) => {
                for byte in *bytes {
                    let _ = stream.write_all(&[*byte]).await;
                    let _ = stream.flush().await;
                    tokio::task::yield_now().await;
                }
            }
            Turn::Hear(start) => {
                let mut line = String::new();
                stream.read_line(&mut line).await.unwrap_or_default();
                let line = line.trim_end_matches("\r\n").to_owned();
                assert!(line.starts_with(start), "{line:?} instead of {start:?}");
                overheard.lines.push(line);
            }
            Turn::Wait(time) => {
                tokio::select! {
                    () = sleep(*time) => {}
                    early = stream.fill_buf() => overheard.spoke_early |= early.is_ok_and(|bytes| !bytes.is_empty()),
                }
            }
            Turn::Linger => {
                let mut line = Vec::new();
                while stream.read_until(b'\n', &mut line).await.is_ok_and(|count| count > 0) {
                    overheard.lines.push(String::from_utf8_lossy(&line).trim_end_matches("\r\n").to_owned());
                    line.clear();
                }
            }
            Turn::Encrypt => unreachable!("split off by the caller"),
        }
    }
    stream.into_inner()
}

/// A server's side of TLS, with a certificate that it has signed itself.
pub(crate) fn acceptor() -> TlsAcceptor {
    let own = rcgen::generate_simple_self_signed(["mx.example.com".to_owned()]).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![own.cert.der().clone()], own.signing_key.into())
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// An agenda that asks for a list of local parts, in order.
#[derive(Debug, Default)]
pub(super) struct Book {
    left: VecDeque<Recipient>,
    /// What came of whom.
    pub(super) heard: Vec<(String, Attempt)>,
    /// Fails instead of hearing anything.
    pub(super) broken: bool,
    /// How many recipients were handed out when each was heard.
    pub(super) handed_out: usize,
}

impl Book {
    pub(super) fn of(locals: &[&str]) -> Self {
        let left = (0..)
            .zip(locals)
            .map(|(mark, local)| Recipient {
                mark,
                address: Address { local: (*local).into(), domain: "example.com".into() },
                apart: false,
            })
            .collect();
        Self { left, ..Self::default() }
    }

    /// Local part and code of every answer.
    pub(super) fn codes(&self) -> Vec<(&str, u16)> {
        self.heard
            .iter()
            .map(|(local, attempt)| match &attempt.outcome {
                Outcome::Answered(reply) => (local.as_str(), reply.code),
                other => panic!("{local}: {other:?}"),
            })
            .collect()
    }
}

impl Agenda for Book {
    fn next(&mut self, most: usize) -> Vec<Recipient> {
        let count = most.min(self.left.len());
        self.handed_out += count;
        self.left.drain(..count).collect()
    }

    async fn heard(
        &mut self,
        recipient: Recipient,
        attempt: Attempt,
        conversation: &Conversation,
    ) -> Result<(), JournalError> {
        if self.broken {
            return Err(JournalError { message: Sentence::as_it_is("The disk is full."), source: None });
        }
        if let Some(span) = attempt.transcript {
            assert_eq!(span.conversation, conversation.id);
            assert_eq!(conversation.lines.len() as u32, span.last + 1, "the transcript ends with the answer");
        }
        self.heard.push((recipient.address.local, attempt));
        Ok(())
    }
}

/// The lines of a conversation, `C: `, `S: ` or `*: ` before each.
pub(super) fn written(conversation: &Conversation) -> Vec<String> {
    conversation
        .lines
        .iter()
        .map(|line| {
            let who = match line.from {
                Speaker::Client => 'C',
                Speaker::Server => 'S',
                Speaker::Event => '*',
            };
            format!("{who}: {}", line.text)
        })
        .collect()
}
